#include "storage/meta.h"

#include <algorithm>
#include <cstring>

#include "base/crc32c.h"
#include "base/seeded_bug.h"

namespace rung::storage {
namespace {

constexpr char kMagic[] = "rung-db\n";
constexpr size_t kIdentityBytes = 40;
constexpr size_t kSlotHeaderBytes = 40;
constexpr size_t kExtentBytes = 8;
constexpr size_t kNoteBytes = 512;

Error damaged(const std::string& path, const std::string& reason) {
  return damaged_page(path, PageNo{0}, reason);
}

Error not_ours(const std::string& path, const std::string& detail) {
  return Error(sqlstate::data_corrupted, "file \"" + path + "\" is not a rung database")
      .with_detail(detail);
}

void append_extent(std::string& to, PageRange range) {
  append_le(to, range.first);
  append_le(to, range.count);
}

PageRange load_extent(const char* at) { return {load_le<uint32_t>(at), load_le<uint32_t>(at + 4)}; }

bool decode_slot(const FileIdentity& identity, std::string_view bytes, Meta* meta) {
  const uint32_t crc = crc32c(identity.crc_seed, bytes.data() + 4, bytes.size() - 4);
  const auto extents = load_le<uint32_t>(bytes.data() + 4);
  if (crc != load_le<uint32_t>(bytes.data()) ||
      extents > meta_slot_extents_max(identity.page_bytes)) {
    return false;
  }
  meta->sequence = load_le<uint64_t>(bytes.data() + 8);
  meta->csn = Csn{load_le<uint64_t>(bytes.data() + 16)};
  meta->generation = load_le<uint64_t>(bytes.data() + 24);
  meta->page_count = load_le<uint32_t>(bytes.data() + 32);
  meta->free_list = PageNo{load_le<uint32_t>(bytes.data() + 36)};
  for (uint32_t i = 0; i < extents; ++i) {
    meta->free.push_back(load_extent(bytes.data() + kSlotHeaderBytes + i * kExtentBytes));
  }
  return true;
}

}  // namespace

size_t meta_slot_offset(size_t page_bytes, int slot) {
  if (slot == 0) return 512;
  return page_bytes >= 8192 ? 4096 : page_bytes / 2;
}

size_t meta_slot_bytes(size_t page_bytes) {
  return page_bytes >= 8192 ? 3584 : page_bytes / 2 - 512;
}

size_t meta_slot_extents_max(size_t page_bytes) {
  return (meta_slot_bytes(page_bytes) - kSlotHeaderBytes) / kExtentBytes;
}

size_t free_list_page_extents(size_t page_bytes) {
  return (page_bytes - kPageHeaderBytes) / kExtentBytes;
}

std::string encode_identity(const FileIdentity& identity) {
  std::string bytes(kMagic, 8);
  append_le(bytes, kFormatVersion);
  append_le(bytes, identity.page_bytes);
  bytes.append(identity.uuid, sizeof identity.uuid);
  append_le(bytes, uint32_t{0});
  append_le(bytes, crc32c(0, bytes.data(), bytes.size()));
  bytes.resize(512, '\0');
  return bytes;
}

std::string encode_meta_slot(const FileIdentity& identity, const Meta& meta,
                             size_t inline_extents) {
  std::string bytes(4, '\0');
  append_le(bytes, static_cast<uint32_t>(inline_extents));
  append_le(bytes, meta.sequence);
  append_le(bytes, raw(meta.csn));
  append_le(bytes, meta.generation);
  append_le(bytes, meta.page_count);
  append_le(bytes, raw(meta.free_list));
  for (size_t i = 0; i < inline_extents; ++i) append_extent(bytes, meta.free[i]);
  RUNG_CHECK(bytes.size() <= meta_slot_bytes(identity.page_bytes));
  bytes.resize(meta_slot_bytes(identity.page_bytes), '\0');
  store_le(bytes.data(), crc32c(identity.crc_seed, bytes.data() + 4, bytes.size() - 4));
  return bytes;
}

std::vector<std::string> encode_free_list(const FileIdentity& identity, const Meta& meta,
                                          size_t from) {
  std::vector<std::string> pages;
  const size_t each = free_list_page_extents(identity.page_bytes);
  for (size_t p = 0; p < meta.free_list_pages.size(); ++p) {
    std::string page(identity.page_bytes, '\0');
    const size_t end = std::min(meta.free.size(), from + each);
    store_le(page.data() + page_at::kType, static_cast<uint8_t>(PageType::kFreeList));
    store_le(page.data() + page_at::kSlotCount, static_cast<uint16_t>(end - from));
    for (size_t at = kPageHeaderBytes; from < end; ++from, at += kExtentBytes) {
      if (RUNG_BUG(28) && from + 1 == end) continue;
      store_le(page.data() + at, meta.free[from].first);
      store_le(page.data() + at + 4, meta.free[from].count);
    }
    const bool last = p + 1 == meta.free_list_pages.size();
    store_le(page.data() + page_at::kNext, last ? 0 : raw(meta.free_list_pages[p + 1]));
    seal_page(identity, page.data(), meta.free_list_pages[p], meta.csn);
    pages.push_back(std::move(page));
  }
  RUNG_CHECK(from >= meta.free.size());
  return pages;
}

Result<OpenedMeta> read_meta(os::File& file, const std::string& path) {
  std::string page(8192, '\0');
  RUNG_ASSIGN(const size_t got, file.read_at(0, page));
  if (got < kIdentityBytes) return not_ours(path, "It has only " + std::to_string(got) + " bytes.");
  if (std::memcmp(page.data(), kMagic, 8) != 0) return not_ours(path, "Its first bytes differ.");
  OpenedMeta opened;
  FileIdentity& identity = opened.identity;
  const uint32_t crc = crc32c(0, page.data(), kIdentityBytes - 4);
  if (crc != load_le<uint32_t>(page.data() + kIdentityBytes - 4)) {
    return damaged(path, "checksum mismatch of the file's identity");
  }
  const auto format = load_le<uint32_t>(page.data() + 8);
  const auto features = load_le<uint32_t>(page.data() + 32);
  if (format != kFormatVersion || features != 0) {
    return Error(sqlstate::feature_not_supported,
                 "file \"" + path + "\" was written by " +
                     (format < kFormatVersion ? "an older rung" : "a newer rung"))
        .with_detail("It has format " + std::to_string(format) + " with features " +
                     std::to_string(features) + "; this rung knows format " +
                     std::to_string(kFormatVersion) + ".");
  }
  identity.page_bytes = load_le<uint32_t>(page.data() + 12);
  if (identity.page_bytes < kPageBytesMin || identity.page_bytes > kPageBytesMax ||
      (identity.page_bytes & (identity.page_bytes - 1)) != 0) {
    return damaged(path, "impossible page size " + std::to_string(identity.page_bytes));
  }
  std::memcpy(identity.uuid, page.data() + 16, sizeof identity.uuid);
  identity.derive();
  if (got < std::min<size_t>(page.size(), identity.page_bytes)) {
    return damaged(path, "the file is truncated to " + std::to_string(got) + " bytes");
  }

  Meta metas[2];
  bool good[2];
  for (int i = 0; i < 2; ++i) {
    const std::string_view bytes(page.data() + meta_slot_offset(identity.page_bytes, i),
                                 meta_slot_bytes(identity.page_bytes));
    good[i] = decode_slot(identity, bytes, &metas[i]);
  }
  if (!good[0] && !good[1]) {
    return damaged(path, "neither of the two meta slots is valid");
  }
  const int best = !good[0] || (good[1] && metas[1].sequence > metas[0].sequence) ? 1 : 0;
  opened.slot = best;
  opened.meta = std::move(metas[best]);
  opened.other_bad = !good[1 - best];
  if (opened.meta.page_count < 2) return damaged(path, "impossible page count");
  return opened;
}

Result<void> read_free_list(os::File& file, const std::string& path, OpenedMeta* opened) {
  Meta& meta = opened->meta;
  const FileIdentity& identity = opened->identity;
  std::string page(identity.page_bytes, '\0');
  PageNo number = meta.free_list;
  while (number != PageNo{0}) {
    if (raw(number) >= meta.page_count || meta.free_list_pages.size() > meta.page_count) {
      return damaged_page(path, number, "free list leaves the file");
    }
    const uint64_t offset = uint64_t{raw(number)} * identity.page_bytes;
    RUNG_ASSIGN(const size_t got, file.read_at(offset, page));
    const char* reason = got < page.size() ? "beyond the end of the file"
                                           : verify_page(identity, page.data(), number);
    if (reason == nullptr && page_type(page.data()) != PageType::kFreeList) {
      reason = "not a free-list page";
    }
    const auto count = load_le<uint16_t>(page.data() + page_at::kSlotCount);
    if (reason == nullptr && count > free_list_page_extents(identity.page_bytes)) {
      reason = "free list overflows its page";
    }
    if (reason != nullptr) return damaged_page(path, number, reason);
    for (size_t i = 0; i < count; ++i) {
      meta.free.push_back(load_extent(page.data() + kPageHeaderBytes + i * kExtentBytes));
    }
    meta.free_list_pages.push_back(number);
    number = PageNo{load_le<uint32_t>(page.data() + page_at::kNext)};
  }
  return {};
}

std::string encode_owner_note(const std::string& note) {
  std::string bytes(4, '\0');
  const std::string text = note.substr(0, kNoteBytes - 8);
  append_le(bytes, static_cast<uint32_t>(text.size()));
  bytes += text;
  bytes.resize(kNoteBytes, '\0');
  if (!text.empty()) store_le(bytes.data(), crc32c(0, bytes.data() + 4, bytes.size() - 4));
  return bytes;
}

std::string read_owner_note(os::File& file) {
  std::string bytes(kNoteBytes, '\0');
  const Result<size_t> got = file.read_at(kOwnerNoteOffset, bytes);
  if (!got.ok() || got.value() < kNoteBytes) return {};
  const auto size = load_le<uint32_t>(bytes.data() + 4);
  if (size > kNoteBytes - 8 ||
      load_le<uint32_t>(bytes.data()) != crc32c(0, bytes.data() + 4, bytes.size() - 4)) {
    return {};
  }
  return bytes.substr(8, size);
}

}  // namespace rung::storage
