#include "storage/page_patch.h"

#include <cstring>

#include "base/seeded_bug.h"

namespace rung::storage {
namespace {

constexpr size_t kRangeHeaderBytes = 4;
constexpr size_t kWord = sizeof(uint64_t);

// Divides every page size.
constexpr size_t kBlockBytes = 128;

uint64_t word_at(const char* page, size_t at) {
  return page == nullptr ? 0 : load_le<uint64_t>(page + at);
}

bool equal_block(const char* old, const char* now, size_t at) {
  static constexpr char kZeroes[kBlockBytes] = {};
  return std::memcmp(now + at, old == nullptr ? kZeroes : old + at, kBlockBytes) == 0;
}

// Calls `visit(begin, end)` for each range of words that differ. A range costs a header, so two that
// are a word apart are one.
template <class Visit>
bool each_range(const char* old, const char* now, size_t page_bytes, const Visit& visit) {
  size_t begin = page_bytes;
  size_t end = 0;
  for (size_t at = 0; at < page_bytes; at += kWord) {
    if (at % kBlockBytes == 0 && equal_block(old, now, at)) {
      at += kBlockBytes - kWord;
      continue;
    }
    if (word_at(now, at) == word_at(old, at)) continue;
    if (begin == page_bytes) {
      begin = at;
    } else if (at > end + kWord) {
      if (!visit(begin, end)) return false;
      begin = at;
    }
    end = at + kWord;
  }
  return begin == page_bytes || visit(begin, end);
}

bool walk(std::string_view patch, size_t page_bytes, char* page) {
  size_t least = 0;
  while (!patch.empty()) {
    if (patch.size() < kRangeHeaderBytes) return false;
    const size_t at = load_le<uint16_t>(patch.data());
    const size_t count = load_le<uint16_t>(patch.data() + 2);
    patch.remove_prefix(kRangeHeaderBytes);
    if (at < least || count == 0 || count > patch.size() || count > page_bytes ||
        at > page_bytes - count) {
      return false;
    }
    if (page != nullptr) std::memcpy(page + at, patch.data(), count);
    patch.remove_prefix(count);
    least = at + count;
  }
  return true;
}

}  // namespace

PagePlace patched_place(const PagePlace& previous, uint64_t offset, uint32_t bytes) {
  auto link = std::make_shared<PatchLink>();
  link->offset = offset;
  link->bytes = bytes;
  // What makes the page out of zeroes stands for an image.
  link->total_bytes = previous.image == kZeroPage && previous.patch == nullptr ? 0 : bytes;
  if (previous.patch != nullptr) {
    link->depth = previous.patch->depth + 1;
    link->total_bytes += previous.patch->total_bytes;
    link->before = previous.patch;
  }
  return {previous.image, std::move(link)};
}

bool make_patch(const char* old, const char* now, size_t page_bytes, size_t bytes_max,
                std::string* to) {
  const size_t start = to->size();
  const bool fits = each_range(old, now, page_bytes, [&](size_t begin, size_t end) {
    if (to->size() - start + kRangeHeaderBytes + (end - begin) > bytes_max) return false;
    append_le(*to, static_cast<uint16_t>(begin));
    append_le(*to, static_cast<uint16_t>(end - begin));
    to->append(now + begin - (RUNG_BUG(25) && begin > 64 ? 1 : 0), end - begin);
    return true;
  });
  if (!fits) to->resize(start);
  return fits;
}

bool check_patch(std::string_view patch, size_t page_bytes) {
  return walk(patch, page_bytes, nullptr);
}

const char* apply_patch(std::string_view patch, char* page, size_t page_bytes) {
  return walk(patch, page_bytes, page) ? nullptr : "a patch of it reaches out of the page";
}

}  // namespace rung::storage
