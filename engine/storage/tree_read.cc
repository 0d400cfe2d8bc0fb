#include "storage/tree.h"

#include <algorithm>

namespace rung::storage {
namespace {

// Goes down to the leaf that covers `key`.
Result<FrameRef> find_leaf(const PageReader& pages, TreeId tree, std::string_view key) {
  RUNG_ASSIGN(FrameRef frame, read_node(pages, root_of(tree), kAnyLevel));
  for (;;) {
    const Node node(frame.data(), pages.identity().page_bytes);
    if (node.is_leaf()) return frame;
    RUNG_ASSIGN(frame, read_node(pages, node.child(node.child_slot(key)), node.level() - 1));
  }
}

}  // namespace

Result<FrameRef> read_node(const PageReader& pages, PageNo page, uint32_t level) {
  RUNG_ASSIGN(FrameRef frame, pages.read(page));
  const PageType type = page_type(frame.data());
  if (type != PageType::kLeaf && type != PageType::kInner) {
    return damaged_page(pages.file_path(), page, "not a tree node");
  }
  if (level != kAnyLevel && Node(frame.data(), pages.identity().page_bytes).level() != level) {
    return damaged_page(pages.file_path(), page, "unexpected tree level");
  }
  return frame;
}

Result<void> check_overflow_next(const PageReader& pages, PageNo page, PageNo next, bool last) {
  if (raw(next) == (last ? 0 : raw(page) + 1)) return {};
  return damaged_page(pages.file_path(), page, "overflow chain of wrong length");
}

Result<void> append_value(const PageReader& pages, const Node& leaf, uint32_t i, std::string& to) {
  const std::string_view payload = leaf.payload(i);
  if (!leaf.is_overflow(i)) {
    to.append(payload);
    return {};
  }
  PageNo page{load_le<uint32_t>(payload.data())};
  auto left = load_le<uint64_t>(payload.data() + 4);
  const size_t each = pages.identity().page_bytes - kPageHeaderBytes;
  while (left > 0) {
    RUNG_ASSIGN(const FrameRef frame, pages.read(page));
    if (page_type(frame.data()) != PageType::kOverflow) {
      return damaged_page(pages.file_path(), page, "not an overflow page");
    }
    const size_t count = std::min<uint64_t>(left, each);
    to.append(frame.data() + kPageHeaderBytes, count);
    left -= count;
    const PageNo next{load_le<uint32_t>(frame.data() + page_at::kNext)};
    RUNG_TRY(check_overflow_next(pages, page, next, left == 0));
    page = next;
  }
  return {};
}

Result<bool> tree_get(const PageReader& pages, TreeId tree, std::string_view key,
                      std::string* to) {
  RUNG_ASSIGN(const FrameRef frame, find_leaf(pages, tree, key));
  const Node leaf(frame.data(), pages.identity().page_bytes);
  bool exact;
  const uint32_t i = leaf.lower_bound(key, &exact);
  if (!exact) return false;
  to->clear();
  RUNG_TRY(append_value(pages, leaf, i, *to));
  return true;
}

namespace {

// First entry >= key below `page`, going right over leaves that deletions left empty.
Result<bool> seek_below(const PageReader& pages, const FrameRef& frame, std::string_view key,
                        std::string* found_key, std::string* value) {
  const Node node(frame.data(), pages.identity().page_bytes);
  if (node.is_leaf()) {
    bool exact;
    const uint32_t i = node.lower_bound(key, &exact);
    if (i == node.slot_count()) return false;
    found_key->clear();
    node.append_key(i, *found_key);
    if (value != nullptr) {
      value->clear();
      RUNG_TRY(append_value(pages, node, i, *value));
    }
    return true;
  }
  for (uint32_t i = node.child_slot(key); i < node.slot_count(); ++i) {
    RUNG_ASSIGN(const FrameRef child, read_node(pages, node.child(i), node.level() - 1));
    RUNG_ASSIGN(const bool found, seek_below(pages, child, key, found_key, value));
    if (found) return true;
  }
  return false;
}

Result<bool> last_below(const PageReader& pages, const FrameRef& frame, std::string* found_key) {
  const Node node(frame.data(), pages.identity().page_bytes);
  uint32_t i = node.slot_count();
  if (node.is_leaf()) {
    if (i == 0) return false;
    found_key->clear();
    node.append_key(i - 1, *found_key);
    return true;
  }
  while (i-- > 0) {
    RUNG_ASSIGN(const FrameRef child, read_node(pages, node.child(i), node.level() - 1));
    RUNG_ASSIGN(const bool found, last_below(pages, child, found_key));
    if (found) return true;
  }
  return false;
}

}  // namespace

Result<bool> tree_seek(const PageReader& pages, TreeId tree, std::string_view key,
                       std::string* found_key, std::string* value) {
  RUNG_ASSIGN(const FrameRef root, read_node(pages, root_of(tree), kAnyLevel));
  return seek_below(pages, root, key, found_key, value);
}

Result<bool> tree_last(const PageReader& pages, TreeId tree, std::string* found_key) {
  RUNG_ASSIGN(const FrameRef root, read_node(pages, root_of(tree), kAnyLevel));
  return last_below(pages, root, found_key);
}

}  // namespace rung::storage
