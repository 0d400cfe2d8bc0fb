#include "storage/page.h"

#include <array>
#include <cstring>
#include <mutex>
#include <new>

#include "base/crc32c.h"
#include "base/seeded_bug.h"
#include "storage/node.h"

namespace rung::storage {

// None where a sanitizer is to see who uses a frame that was let go.
#if defined(__SANITIZE_ADDRESS__)
constexpr size_t kSpareFrames = 0;
#else
constexpr size_t kSpareFrames = 128;
#endif

size_t key_bytes_max(size_t page_bytes) { return page_bytes / 4 - 32; }

void FileIdentity::derive() { crc_seed = crc32c(0x72756E67u, uuid, sizeof uuid); }

std::string FileIdentity::uuid_text() const {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < sizeof uuid; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    const auto byte = static_cast<unsigned char>(uuid[i]);
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

namespace {
uint32_t compute_crc(const FileIdentity& identity, const char* page, PageNo number) {
  const uint32_t seed = identity.crc_seed ^ (raw(number) * 0x9E3779B1u);
  return crc32c(seed, page + 4, identity.page_bytes - 4);
}
}  // namespace

void seal_page(const FileIdentity& identity, char* page, PageNo number, Csn csn) {
  store_le(page + page_at::kPageNo, raw(number));
  store_le(page + page_at::kCsn, raw(csn));
  store_le(page + page_at::kCrc, compute_crc(identity, page, number));
}

void copy_unsealed(char* to, const char* from, size_t page_bytes) {
  std::memset(to, 0, page_at::kSlotCount);
  std::memcpy(to + page_at::kType, from + page_at::kType, page_at::kCsn - page_at::kType);
  std::memcpy(to + page_at::kSlotCount, from + page_at::kSlotCount,
              page_bytes - page_at::kSlotCount);
}

const char* verify_page(const FileIdentity& identity, const char* page, PageNo number) {
  if (page_crc(page) != compute_crc(identity, page, number) && !RUNG_BUG(3)) {
    return "checksum mismatch";
  }
  if (load_le<uint32_t>(page + page_at::kPageNo) != raw(number)) return "wrong page number";
  switch (page_type(page)) {
    case PageType::kLeaf:
    case PageType::kInner: return check_node(page, identity.page_bytes);
    case PageType::kOverflow:
    case PageType::kFreeList: return nullptr;
    case PageType::kNone: break;
  }
  return "unknown page type";
}

Error damaged_page(const std::string& path, PageNo page, const std::string& reason) {
  return Error(sqlstate::data_corrupted, "invalid page " + std::to_string(raw(page)) +
                                             " in file \"" + path + "\": " + reason);
}

namespace {

// Frames that were let go, kept for the next that is wanted: the allocator would give the memory of
// a small transaction's pages back to the system at its end, and fetch it anew for the next one.
class SpareFrames {
 public:
  void* take(uint32_t page_bytes) {
    std::lock_guard lock(mutex_);
    if (count_ == 0 || page_bytes != page_bytes_) return nullptr;
    return frames_[--count_];
  }
  bool keep(void* frame, uint32_t page_bytes) {
    std::lock_guard lock(mutex_);
    if (count_ == 0) page_bytes_ = page_bytes;
    if (count_ == frames_.size() || page_bytes != page_bytes_) return false;
    frames_[count_++] = frame;
    return true;
  }

 private:
  std::mutex mutex_;
  uint32_t page_bytes_ = 0;  // of all that are kept
  size_t count_ = 0;
  std::array<void*, kSpareFrames> frames_;
};

SpareFrames& spare_frames() {
  static SpareFrames& frames = *new SpareFrames;
  return frames;
}

}  // namespace

Frame* Frame::allocate(size_t page_bytes) {
  static_assert(sizeof(Frame) == 16);
  const auto bytes = static_cast<uint32_t>(page_bytes);
  void* memory = kSpareFrames == 0 ? nullptr : spare_frames().take(bytes);
  if (memory == nullptr) memory = ::operator new(sizeof(Frame) + page_bytes);
  return new (memory) Frame(bytes);
}

void Frame::free_memory() {
  const uint32_t page_bytes = uint32_t{page_512_} * 512;
  this->~Frame();
  if (kSpareFrames == 0 || !spare_frames().keep(this, page_bytes)) ::operator delete(this);
}

}  // namespace rung::storage
