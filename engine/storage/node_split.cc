#include "storage/node_split.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/seeded_bug.h"

namespace rung::storage {
namespace {

// The node's entries with the pending one in place, in key order.
class Entries {
 public:
  Entries(const Node& node, const PendingEntry& pending) : node_(node), pending_(pending) {}

  uint32_t count() const { return node_.slot_count() + 1; }
  bool is_pending(uint32_t i) const { return i == pending_.slot; }
  uint32_t slot(uint32_t i) const { return i < pending_.slot ? i : i - 1; }
  size_t bytes(uint32_t i) const {
    if (!is_pending(i)) return node_.entry_bytes(slot(i));
    return kSlotBytes + pending_.key.size() - node_.prefix_bytes() + pending_.payload.size();
  }
  // Without the node's prefix.
  std::string_view suffix(uint32_t i) const {
    return is_pending(i) ? pending_.key.substr(node_.prefix_bytes()) : node_.suffix(slot(i));
  }
  std::string_view payload(uint32_t i) const {
    return is_pending(i) ? pending_.payload : node_.payload(slot(i));
  }
  bool overflow(uint32_t i) const {
    return is_pending(i) ? pending_.overflow : node_.is_overflow(slot(i));
  }
  // The fence if the right node begins with entry i, without the node's prefix.
  std::string_view separator(uint32_t i) const {
    if (RUNG_BUG(16) && node_.is_leaf()) return suffix(i).substr(0, 1);
    return node_.is_leaf() ? shortest_separator(suffix(i - 1), suffix(i)) : suffix(i);
  }

 private:
  const Node& node_;
  const PendingEntry& pending_;
};

// All keys of a sound node have the prefix; those of a damaged one must not lead out of bounds.
std::string_view without_prefix(std::string_view key, size_t prefix) {
  return key.substr(std::min(prefix, key.size()));
}

// The first entry of the right node.
uint32_t choose_split(const Node& node, const Entries& entries) {
  const uint32_t count = entries.count();
  std::vector<size_t> before(count + 1, 0);  // bytes of the entries before i
  for (uint32_t i = 0; i < count; ++i) before[i + 1] = before[i] + entries.bytes(i);
  const size_t total = before[count];
  const size_t room = node.page_bytes() - kPageHeaderBytes - kFenceLensBytes;
  const auto fits = [&](uint32_t i, size_t separator) {
    const size_t fence = node.prefix_bytes() + separator;
    return before[i] + node.lower_bytes() + fence <= room &&
           total - before[i] + node.upper_bytes() + fence <= room;
  };
  // Appending at the end of the tree: keys that arrive in order should leave full nodes behind.
  if (!node.has_upper() && entries.is_pending(count - 1) &&
      fits(count - 1, entries.separator(count - 1).size())) {
    return count - 1;
  }

  uint32_t best = 0;
  size_t best_fence = 0;
  size_t best_distance = 0;
  const size_t window = total * 12 / 100;
  for (int pass = 0; pass < 2 && best == 0; ++pass) {
    for (uint32_t i = 1; i < count; ++i) {
      const size_t distance =
          before[i] * 2 > total ? before[i] * 2 - total : total - before[i] * 2;
      if (pass == 0 && distance > 2 * window) continue;
      const size_t separator = entries.separator(i).size();
      if (!fits(i, separator)) continue;
      const size_t fence = pass == 0 ? separator : 0;
      if (best == 0 || fence < best_fence || (fence == best_fence && distance < best_distance)) {
        best = i;
        best_fence = fence;
        best_distance = distance;
      }
    }
  }
  RUNG_CHECK(best != 0);
  return best;
}

}  // namespace

void split_node(char* left_page, char* right_page, size_t page_bytes, PageNo right,
                const PendingEntry& pending, std::string* separator) {
  std::array<char, kPageBytesMax> copy;
  std::memcpy(copy.data(), left_page, page_bytes);
  const Node node(copy.data(), page_bytes);
  const Entries entries(node, pending);
  const uint32_t middle = choose_split(node, entries);
  separator->assign(node.prefix()).append(entries.separator(middle));

  const PageType type = page_type(copy.data());
  const size_t prefix = node.prefix_bytes();
  const auto fill = [&](char* page, uint32_t from, uint32_t until, const Fences& fences,
                        uint32_t next) {
    NodeWriter writer(page, page_bytes);
    writer.init(type, node.level(), fences, next);
    const size_t cut = writer.node().prefix_bytes() - prefix;  // fences only get closer
    if (!node.is_leaf()) {  // the first stands for the lower fence
      writer.append({}, {}, entries.payload(from), entries.overflow(from));
      ++from;
    }
    const uint32_t own = pending.slot;
    if (from < std::min(own, until)) writer.append_from(node, from, std::min(own, until), cut);
    if (own >= from && own < until) {
      writer.append({}, without_prefix(entries.suffix(own), cut), pending.payload,
                    pending.overflow);
    }
    const uint32_t behind = std::max(own + 1, from);
    if (behind < until) writer.append_from(node, behind - 1, until - 1, cut);
  };
  // Inner nodes have no sibling links.
  fill(right_page, middle, entries.count(), {*separator, node.upper(), node.has_upper()},
       node.next());
  const std::string_view upper = RUNG_BUG(15) ? node.upper() : std::string_view(*separator);
  fill(left_page, 0, middle, {node.lower(), upper, true}, node.is_leaf() ? raw(right) : 0);
}

bool merge_fits(const Node& left, const Node& right) {
  const size_t prefix =
      right.has_upper() ? common_prefix(left.lower(), right.upper()) : 0;
  size_t bytes = kPageHeaderBytes + kFenceLensBytes + left.lower_bytes() + right.upper_bytes();
  bytes += left.used_bytes() + left.slot_count() * (left.prefix_bytes() - prefix);
  bytes += right.used_bytes() + right.slot_count() * (right.prefix_bytes() - prefix);
  // The right node's lower fence becomes a separator.
  if (!left.is_leaf()) bytes += right.lower_bytes();
  return bytes <= left.page_bytes();
}

void merge_nodes(char* left_page, const char* right_page, size_t page_bytes) {
  std::array<char, kPageBytesMax> copy;
  std::memcpy(copy.data(), left_page, page_bytes);
  const Node left(copy.data(), page_bytes);
  const Node right(right_page, page_bytes);
  NodeWriter writer(left_page, page_bytes);
  writer.init(page_type(copy.data()), left.level(),
              {left.lower(), right.upper(), right.has_upper()}, right.next());
  const size_t prefix = writer.node().prefix_bytes();
  for (const Node* from : {&left, &right}) {
    const std::string_view head_part = from->prefix().substr(prefix);
    for (uint32_t i = 0; i + (RUNG_BUG(14) ? 1 : 0) < from->slot_count(); ++i) {
      if (!left.is_leaf() && i == 0) {
        const bool first = from == &left;
        writer.append({}, first ? std::string_view() : right.lower().substr(prefix),
                      from->payload(i), false);
        continue;
      }
      writer.append(head_part, from->suffix(i), from->payload(i), from->is_overflow(i));
    }
  }
}

}  // namespace rung::storage
