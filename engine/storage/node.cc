#include "storage/node.h"

#include <algorithm>
#include <array>

namespace rung::storage {
namespace {

int compare_bytes(std::string_view a, std::string_view b) {
  const size_t common = a.size() < b.size() ? a.size() : b.size();
  const int order = common == 0 ? 0 : std::memcmp(a.data(), b.data(), common);
  if (order != 0) return order;
  return a.size() < b.size() ? -1 : (a.size() > b.size() ? 1 : 0);
}

// The same of keys whose heads are equal, where ids and numbers differ within the first eight bytes.
int compare_keys(std::string_view a, std::string_view b) {
  if (a.size() < 8 || b.size() < 8) return compare_bytes(a, b);
  const auto first_a = load_be<uint64_t>(a.data());
  const auto first_b = load_be<uint64_t>(b.data());
  if (first_a != first_b) return first_a < first_b ? -1 : 1;
  return compare_bytes(a.substr(8), b.substr(8));
}

}  // namespace

uint32_t Node::lower_bound(std::string_view key, bool* exact) const {
  *exact = false;
  // Only a key outside the fences (which a caller may try) lacks the prefix.
  const std::string_view shared = prefix();
  if (!shared.empty()) {
    const int order = compare_bytes(key.substr(0, shared.size()), shared);
    if (order != 0) return order < 0 ? 0 : slot_count();
    key.remove_prefix(shared.size());
  }
  const uint32_t wanted = head_of(key);
  uint32_t low = 0;
  uint32_t high = slot_count();
  // Rising keys, the commonest order of insertion, belong behind the last.
  if (high > 0 && head(high - 1) <= wanted &&
      (head(high - 1) < wanted || compare_keys(suffix(high - 1), key) < 0)) {
    return high;
  }
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    const uint32_t found = head(middle);
    int order;
    if (found != wanted) {
      order = found < wanted ? -1 : 1;
    } else {
      order = compare_keys(suffix(middle), key);
      if (order == 0) {
        *exact = true;
        return middle;
      }
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void NodeWriter::init(PageType type, uint32_t level, const Fences& fences, uint32_t next) {
  std::memset(page_, 0, page_bytes_);
  store_le(page_ + page_at::kType, static_cast<uint8_t>(type));
  set_level(level);
  set16(page_at::kFlags, fences.has_upper ? kNodeHasUpper : 0);
  set_next(next);
  char* end = page_ + page_bytes_;
  store_le(end - 4, static_cast<uint16_t>(fences.lower.size()));
  store_le(end - 2, static_cast<uint16_t>(fences.upper.size()));
  char* upper = end - kFenceLensBytes - fences.upper.size();
  char* lower = upper - fences.lower.size();
  if (!fences.upper.empty()) std::memcpy(upper, fences.upper.data(), fences.upper.size());
  if (!fences.lower.empty()) std::memcpy(lower, fences.lower.data(), fences.lower.size());
  const auto heap_top = static_cast<size_t>(lower - page_);
  set16(page_at::kHeapTop, heap_top);
  set16(page_at::kFreeBytes, heap_top - kPageHeaderBytes);
  set16(page_at::kPrefixBytes, fences.has_upper ? common_prefix(fences.lower, fences.upper) : 0);
}

void NodeWriter::put_slot(uint32_t i, size_t offset, std::string_view head_part,
                          std::string_view suffix, std::string_view payload, bool overflow) {
  char* heap = page_ + offset;
  if (!head_part.empty()) std::memcpy(heap, head_part.data(), head_part.size());
  if (!suffix.empty()) std::memcpy(heap + head_part.size(), suffix.data(), suffix.size());
  const size_t key_bytes = head_part.size() + suffix.size();
  if (!payload.empty()) std::memcpy(heap + key_bytes, payload.data(), payload.size());
  char* slot = page_ + kPageHeaderBytes + i * kSlotBytes;
  store_le(slot, head_of({heap, key_bytes}));
  store_le(slot + 4, static_cast<uint16_t>(offset));
  store_le(slot + 6, static_cast<uint16_t>(key_bytes));
  store_le(slot + 8, static_cast<uint16_t>(payload.size() | (overflow ? kPayloadOverflow : 0u)));
}

void NodeWriter::append(std::string_view head_part, std::string_view suffix,
                        std::string_view payload, bool overflow) {
  const Node now = node();
  const uint32_t count = now.slot_count();
  const size_t heap_bytes = head_part.size() + suffix.size() + payload.size();
  const size_t top = now.heap_top();
  RUNG_CHECK(kPageHeaderBytes + (count + 1) * kSlotBytes + heap_bytes <= top);
  put_slot(count, top - heap_bytes, head_part, suffix, payload, overflow);
  set16(page_at::kSlotCount, count + 1);
  set16(page_at::kHeapTop, top - heap_bytes);
  set16(page_at::kFreeBytes, now.free_bytes() - heap_bytes - kSlotBytes);
}

void NodeWriter::append_from(const Node& from, uint32_t first, uint32_t last, size_t cut) {
  NodeAppender to(page_, page_bytes_);
  for (uint32_t i = first; i < last; ++i) {
    const size_t skipped = std::min(cut, from.key_bytes(i));
    to.add(from.bytes() + from.offset(i) + skipped, from.key_bytes(i) - skipped,
           from.payload_field(i));
  }
  to.finish();
}

bool NodeWriter::insert(uint32_t i, std::string_view key, std::string_view payload, bool overflow) {
  const Node now = node();
  const uint32_t count = now.slot_count();
  RUNG_DCHECK(i <= count);
  const std::string_view suffix = key.substr(now.prefix_bytes());
  const size_t heap_bytes = suffix.size() + payload.size();
  if (heap_bytes + kSlotBytes > now.free_bytes()) return false;
  if (kPageHeaderBytes + (count + 1) * kSlotBytes + heap_bytes > now.heap_top()) compact();
  const size_t top = now.heap_top();
  char* slot = page_ + kPageHeaderBytes + i * kSlotBytes;
  std::memmove(slot + kSlotBytes, slot, (count - i) * kSlotBytes);
  put_slot(i, top - heap_bytes, {}, suffix, payload, overflow);
  set16(page_at::kSlotCount, count + 1);
  set16(page_at::kHeapTop, top - heap_bytes);
  set16(page_at::kFreeBytes, now.free_bytes() - heap_bytes - kSlotBytes);
  return true;
}

bool NodeWriter::replace(uint32_t i, std::string_view payload, bool overflow) {
  const Node now = node();
  if (now.payload(i).size() != payload.size()) return false;
  if (!payload.empty()) {
    std::memcpy(page_ + now.offset(i) + now.key_bytes(i), payload.data(), payload.size());
  }
  store_le(page_ + kPageHeaderBytes + i * kSlotBytes + 8,
           static_cast<uint16_t>(payload.size() | (overflow ? kPayloadOverflow : 0u)));
  return true;
}

void NodeWriter::erase(uint32_t i) {
  const Node now = node();
  const uint32_t count = now.slot_count();
  RUNG_DCHECK(i < count);
  const size_t heap_bytes = now.entry_bytes(i) - kSlotBytes;
  const size_t offset = now.offset(i);
  // Images must not carry what was deleted.
  std::memset(page_ + offset, 0, heap_bytes);
  if (offset == now.heap_top()) set16(page_at::kHeapTop, offset + heap_bytes);
  char* slot = page_ + kPageHeaderBytes + i * kSlotBytes;
  std::memmove(slot, slot + kSlotBytes, (count - i - 1) * kSlotBytes);
  std::memset(page_ + kPageHeaderBytes + (count - 1) * kSlotBytes, 0, kSlotBytes);
  set16(page_at::kSlotCount, count - 1);
  set16(page_at::kFreeBytes, now.free_bytes() + heap_bytes + kSlotBytes);
}

void NodeWriter::compact() {
  std::array<char, kPageBytesMax> copy;
  std::memcpy(copy.data(), page_, page_bytes_);
  const Node from(copy.data(), page_bytes_);
  size_t top = page_bytes_ - from.fence_bytes();
  const uint32_t count = from.slot_count();
  for (uint32_t i = 0; i < count; ++i) {
    const size_t heap_bytes = from.entry_bytes(i) - kSlotBytes;
    top -= heap_bytes;
    if (heap_bytes != 0) std::memcpy(page_ + top, from.bytes() + from.offset(i), heap_bytes);
    store_le(page_ + kPageHeaderBytes + i * kSlotBytes + 4, static_cast<uint16_t>(top));
  }
  const size_t slots_end = kPageHeaderBytes + count * kSlotBytes;
  std::memset(page_ + slots_end, 0, top - slots_end);
  set16(page_at::kHeapTop, top);
  RUNG_CHECK(top - slots_end == from.free_bytes());
}

const char* check_node(const char* page, size_t page_bytes) {
  const Node node(page, page_bytes);
  const size_t fences = node.fence_bytes();
  if (fences > page_bytes - kPageHeaderBytes) return "fences out of bounds";
  const size_t heap_end = page_bytes - fences;
  const uint32_t count = node.slot_count();
  const size_t slots_end = kPageHeaderBytes + count * kSlotBytes;
  if (slots_end > node.heap_top() || node.heap_top() > heap_end) return "slots out of bounds";
  if (node.prefix_bytes() > node.lower_bytes()) return "prefix longer than the lower fence";
  if (node.prefix_bytes() > 0 && !node.has_upper()) return "prefix without an upper fence";
  if (node.is_leaf() != (node.level() == 0)) return "level does not match the type";
  if (!node.is_leaf() && count == 0) return "inner node without children";
  if (node.level() >= kTreeLevelMax) return "tree too deep";
  size_t used = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const size_t heap_bytes = node.entry_bytes(i) - kSlotBytes;
    const size_t offset = node.offset(i);
    // An entry without bytes may be left pointing below a heap that shrank.
    const bool below = heap_bytes != 0 && offset < node.heap_top();
    if (below || offset + heap_bytes > heap_end) return "entry out of bounds";
    if (!node.is_leaf() && node.payload_field(i) != 4) return "inner entry of wrong size";
    if (node.is_overflow(i) && node.payload(i).size() != kOverflowRefBytes) {
      return "overflow reference of wrong size";
    }
    used += heap_bytes;
  }
  if (slots_end + used + node.free_bytes() != heap_end) return "free space does not add up";
  return nullptr;
}

}  // namespace rung::storage
