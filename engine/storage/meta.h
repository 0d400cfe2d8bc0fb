// Meta: page 0. Who the file is, and two slots saying where its state begins.
//
// Format: bytes 0..511 identity, written once:
//    0 magic "rung-db\n" · 8 format u32 · 12 page_bytes u32 · 16 uuid · 32 features u32 ·
//   36 crc u32
// A slot (at slot_offset, slot_bytes long, each within sectors of its own):
//    0 crc u32 (of bytes 4..end) · 4 extent_count u32 · 8 sequence u64 · 16 csn u64 ·
//   24 generation u64 · 32 page_count u32 · 36 free_list_page u32 · then extent_count × {first u32,
//   count u32} of free pages
// The owner's note sits in the last 512 bytes (of pages of 8 KiB and more): a text with its crc,
// believed only by whoever waits for the file.
//
// Invariants: slots are written in turn, and never both between two syncs. The valid slot with the
// higher sequence counts. One bad slot is what a crash in a checkpoint leaves, and then the log is
// still there; without it the good slot may be the older one, which is damage, as two bad ones are.
// Free extents beyond what a slot holds are in a chain of free-list pages, which belong to no tree
// and are not free until the next checkpoint wrote another list.
#pragma once

#include <string>
#include <vector>

#include "os/vfs.h"
#include "storage/free_space.h"
#include "storage/page.h"

namespace rung::storage {

inline constexpr uint32_t kFormatVersion = 2;

struct Meta {
  uint64_t sequence = 0;
  Csn csn{0};
  uint64_t generation = 0;
  uint32_t page_count = 0;
  PageNo free_list{0};
  std::vector<PageRange> free;         // all of it, whether inline or in the chain
  std::vector<PageNo> free_list_pages;
};

struct OpenedMeta {
  FileIdentity identity;
  Meta meta;
  int slot = 0;           // where `meta` was found
  bool other_bad = false;  // the other slot is not valid
};

size_t meta_slot_offset(size_t page_bytes, int slot);
size_t meta_slot_bytes(size_t page_bytes);
size_t meta_slot_extents_max(size_t page_bytes);
std::string encode_identity(const FileIdentity& identity);
// The extents that fit are written inline; the caller put the rest in the chain.
std::string encode_meta_slot(const FileIdentity& identity, const Meta& meta, size_t inline_extents);
// Reads and judges page 0. XX001 naming the reason; "is not a rung database" when it is not ours.
// The list of free pages is still to be read.
Result<OpenedMeta> read_meta(os::File& file, const std::string& path);
Result<void> read_free_list(os::File& file, const std::string& path, OpenedMeta* opened);
// The free-list chain's bytes, `free` from `from` on; pages sealed.
std::vector<std::string> encode_free_list(const FileIdentity& identity, const Meta& meta,
                                          size_t from);
size_t free_list_page_extents(size_t page_bytes);

std::string encode_owner_note(const std::string& note);
// Empty when there is none.
std::string read_owner_note(os::File& file);
inline constexpr uint64_t kOwnerNoteOffset = 7680;

}  // namespace rung::storage
