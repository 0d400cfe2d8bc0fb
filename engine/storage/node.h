// Node: the B+tree's page layout (leaf and inner). Pure functions on bytes; no I/O, no tree.
//
//   header 32 │ slots → │ … free … │ ← heap: suffixes and payloads │ lower │ upper │ lens u16×2
//   slot, 10 bytes: head u32 (first 4 bytes of the suffix, big-endian) · offset u16 ·
//                   key_bytes u16 · payload_bytes u16 (top bit: payload is an overflow reference)
//
// Invariants:
//  1. Every key lies in [lower, upper); without kNodeHasUpper there is no upper end.
//  2. Slots hold suffixes: the keys without their first prefix_bytes bytes, which are the common
//     prefix of the two fences (0 without an upper fence).
//  3. Slots ascend strictly by key. An inner node's slot 0 has an empty suffix and stands for
//     `lower`; slot i leads to the child whose keys lie in [key i, key i+1).
//  4. free_bytes counts everything neither header, slot, live heap nor fence; heap_top is the
//     lowest heap byte, so slots end at or below it.
// check_node tests what keeps readers in bounds; order and fences are validate.h's matter.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "storage/page.h"

namespace rung::storage {

inline constexpr size_t kSlotBytes = 10;
inline constexpr size_t kFenceLensBytes = 4;
inline constexpr uint16_t kNodeHasUpper = 1;
inline constexpr uint16_t kPayloadOverflow = 0x8000;
inline constexpr uint32_t kTreeLevelMax = 24;
inline constexpr size_t kOverflowRefBytes = 12;  // first page u32, value bytes u64

inline uint32_t head_of(std::string_view suffix) {
  if (suffix.size() >= 4) return load_be<uint32_t>(suffix.data());
  uint32_t head = 0;
  for (size_t i = 0; i < 4; ++i) {
    head = (head << 8) | (i < suffix.size() ? static_cast<unsigned char>(suffix[i]) : 0u);
  }
  return head;
}

inline size_t common_prefix(std::string_view a, std::string_view b) {
  const size_t limit = a.size() < b.size() ? a.size() : b.size();
  size_t i = 0;
  while (i < limit && a[i] == b[i]) ++i;
  return i;
}

// Shortest byte string > left and <= right, given left < right: a prefix of right.
inline std::string_view shortest_separator(std::string_view left, std::string_view right) {
  return right.substr(0, common_prefix(left, right) + 1);
}

// Read access to a node's bytes.
class Node {
 public:
  Node(const char* page, size_t page_bytes) : page_(page), page_bytes_(page_bytes) {}

  bool is_leaf() const { return page_type(page_) == PageType::kLeaf; }
  uint32_t level() const { return load_le<uint8_t>(page_ + page_at::kLevel); }
  uint32_t slot_count() const { return load_le<uint16_t>(page_ + page_at::kSlotCount); }
  size_t prefix_bytes() const { return load_le<uint16_t>(page_ + page_at::kPrefixBytes); }
  size_t free_bytes() const { return load_le<uint16_t>(page_ + page_at::kFreeBytes); }
  size_t heap_top() const { return load_le<uint16_t>(page_ + page_at::kHeapTop); }
  uint32_t next() const { return load_le<uint32_t>(page_ + page_at::kNext); }
  bool has_upper() const { return (load_le<uint16_t>(page_ + page_at::kFlags) & kNodeHasUpper) != 0; }
  std::string_view lower() const {
    return {page_ + page_bytes_ - kFenceLensBytes - upper_bytes() - lower_bytes(), lower_bytes()};
  }
  std::string_view upper() const {
    return {page_ + page_bytes_ - kFenceLensBytes - upper_bytes(), upper_bytes()};
  }
  std::string_view prefix() const { return lower().substr(0, prefix_bytes()); }

  uint32_t head(uint32_t i) const { return load_le<uint32_t>(slot(i)); }
  std::string_view suffix(uint32_t i) const { return {page_ + offset(i), key_bytes(i)}; }
  std::string_view payload(uint32_t i) const {
    return {page_ + offset(i) + key_bytes(i), payload_field(i) & ~size_t{kPayloadOverflow}};
  }
  bool is_overflow(uint32_t i) const { return (payload_field(i) & kPayloadOverflow) != 0; }
  PageNo child(uint32_t i) const { return PageNo{load_le<uint32_t>(payload(i).data())}; }
  void append_key(uint32_t i, std::string& to) const { to.append(prefix()).append(suffix(i)); }
  std::string key(uint32_t i) const {
    std::string text;
    append_key(i, text);
    return text;
  }
  // Bytes slot i takes, slot included.
  size_t entry_bytes(uint32_t i) const {
    return kSlotBytes + key_bytes(i) + (payload_field(i) & ~size_t{kPayloadOverflow});
  }
  size_t fence_bytes() const { return kFenceLensBytes + lower_bytes() + upper_bytes(); }
  // Bytes taken by entries.
  size_t used_bytes() const {
    return page_bytes_ - kPageHeaderBytes - fence_bytes() - free_bytes();
  }

  // First slot with key >= `key` (which lies in the fences); slot_count() if none.
  uint32_t lower_bound(std::string_view key, bool* exact) const;
  // The slot of the child that covers `key`; of an inner node.
  uint32_t child_slot(std::string_view key) const {
    bool exact;
    const uint32_t i = lower_bound(key, &exact);
    return exact || i == 0 ? i : i - 1;
  }
  // Whether `key` lies in the fences.
  bool covers(std::string_view key) const {
    return key >= lower() && (!has_upper() || key < upper());
  }
  const char* bytes() const { return page_; }
  size_t page_bytes() const { return page_bytes_; }

  size_t lower_bytes() const { return load_le<uint16_t>(page_ + page_bytes_ - 4); }
  size_t upper_bytes() const { return load_le<uint16_t>(page_ + page_bytes_ - 2); }
  size_t offset(uint32_t i) const { return load_le<uint16_t>(slot(i) + 4); }
  size_t key_bytes(uint32_t i) const { return load_le<uint16_t>(slot(i) + 6); }
  size_t payload_field(uint32_t i) const { return load_le<uint16_t>(slot(i) + 8); }

 private:
  const char* slot(uint32_t i) const { return page_ + kPageHeaderBytes + i * kSlotBytes; }

  const char* page_;
  size_t page_bytes_;
};

struct Fences {
  std::string_view lower, upper;
  bool has_upper = false;
};

// Write access. The caller owns the bytes.
class NodeWriter {
 public:
  NodeWriter(char* page, size_t page_bytes) : page_(page), page_bytes_(page_bytes) {}
  Node node() const { return {page_, page_bytes_}; }

  // Makes an empty node. The fences must not point into the page.
  void init(PageType type, uint32_t level, const Fences& fences, uint32_t next);
  // Appends behind the last slot; the key is `head_part` + `suffix`, already without the prefix.
  // The caller knows that it fits.
  void append(std::string_view head_part, std::string_view suffix, std::string_view payload,
              bool overflow);
  // Appends slots [first, last) of another node, whose keys lose `cut` bytes more.
  void append_from(const Node& from, uint32_t first, uint32_t last, size_t cut);
  // Inserts at slot i the key (whole); false when it does not fit.
  bool insert(uint32_t i, std::string_view key, std::string_view payload, bool overflow);
  // Replaces the payload in place; false when the size differs.
  bool replace(uint32_t i, std::string_view payload, bool overflow);
  void erase(uint32_t i);
  void set_next(uint32_t next) { store_le(page_ + page_at::kNext, next); }
  void set_level(uint32_t level) {
    store_le(page_ + page_at::kLevel, static_cast<uint8_t>(level));
  }

 private:
  void compact();
  void put_slot(uint32_t i, size_t offset, std::string_view head_part, std::string_view suffix,
                std::string_view payload, bool overflow);
  void set16(size_t at, size_t value) { store_le(page_ + at, static_cast<uint16_t>(value)); }

  char* page_;
  size_t page_bytes_;
};

// Appends many entries: the counts in the header are set by finish().
class NodeAppender {
 public:
  NodeAppender(char* page, size_t page_bytes)
      : page_(page), slots_end_(kPageHeaderBytes + Node(page, page_bytes).slot_count() * kSlotBytes),
        top_(Node(page, page_bytes).heap_top()), free_(Node(page, page_bytes).free_bytes()) {}

  // The key, without the prefix, with the payload behind it.
  void add(const char* entry, size_t key_bytes, size_t payload_field) {
    const size_t bytes = key_bytes + (payload_field & ~size_t{kPayloadOverflow});
    RUNG_CHECK(slots_end_ + kSlotBytes + bytes <= top_);
    top_ -= bytes;
    free_ -= bytes + kSlotBytes;
    std::memcpy(page_ + top_, entry, bytes);
    char* slot = page_ + slots_end_;
    store_le(slot, head_of({page_ + top_, key_bytes}));
    store_le(slot + 4, static_cast<uint16_t>(top_));
    store_le(slot + 6, static_cast<uint16_t>(key_bytes));
    store_le(slot + 8, static_cast<uint16_t>(payload_field));
    slots_end_ += kSlotBytes;
  }
  void finish() {
    const size_t count = (slots_end_ - kPageHeaderBytes) / kSlotBytes;
    store_le(page_ + page_at::kSlotCount, static_cast<uint16_t>(count));
    store_le(page_ + page_at::kHeapTop, static_cast<uint16_t>(top_));
    store_le(page_ + page_at::kFreeBytes, static_cast<uint16_t>(free_));
  }

 private:
  char* page_;
  size_t slots_end_, top_, free_;
};

// Null when no reader can be led out of bounds by the node, else the reason.
const char* check_node(const char* page, size_t page_bytes);

}  // namespace rung::storage
