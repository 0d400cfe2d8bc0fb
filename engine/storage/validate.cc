#include "storage/validate.h"

#include "storage/tree.h"
#include "storage/view.h"

namespace rung::storage {
namespace {

class Walker {
 public:
  Walker(const ReadView& view, std::set<uint32_t>* pages) : view_(*view.impl()), pages_(*pages) {}

  Result<void> walk(PageNo page, uint32_t level, const Fences& fences) {
    RUNG_ASSIGN(const FrameRef frame, read_node(view_, page, level));
    RUNG_TRY(claim(page));
    const Node node(frame.data(), view_.identity().page_bytes);
    const char* reason = check(node, fences);
    if (reason != nullptr) return damaged_page(view_.file_path(), page, reason);
    if (level == kAnyLevel) shape_.levels = node.level() + 1;
    return node.is_leaf() ? walk_leaf(page, node) : walk_inner(node);
  }

  // Of the last leaf no sibling may follow.
  bool ended() const { return expected_leaf_ == 0; }
  const TreeShape& shape() const { return shape_; }

 private:
  Result<void> claim(PageNo page) {
    if (pages_.insert(raw(page)).second) return {};
    return damaged_page(view_.file_path(), page, "reachable twice");
  }

  static const char* check(const Node& node, const Fences& fences) {
    if (node.lower() != fences.lower || node.has_upper() != fences.has_upper ||
        node.upper() != fences.upper) {
      return "fences differ from the parent's";
    }
    const size_t prefix = node.has_upper() ? common_prefix(node.lower(), node.upper()) : 0;
    if (node.prefix_bytes() != prefix) return "wrong prefix length";
    for (uint32_t i = 0; i < node.slot_count(); ++i) {
      if (node.head(i) != head_of(node.suffix(i))) return "wrong head";
      if (!node.is_leaf() && i == 0) {
        if (!node.suffix(0).empty()) return "first separator is not empty";
        continue;
      }
      if (!node.covers(node.key(i))) return "key outside the fences";
      const bool has_before = i > (node.is_leaf() ? 0u : 1u);
      if (has_before && node.suffix(i - 1) >= node.suffix(i)) return "keys out of order";
      if (!node.is_leaf() && node.key(i) == node.lower()) return "separator equals the lower fence";
    }
    return nullptr;
  }

  Result<void> walk_inner(const Node& node) {
    ++shape_.inner_nodes;
    for (uint32_t i = 0; i < node.slot_count(); ++i) {
      const bool last = i + 1 == node.slot_count();
      const std::string lower = i == 0 ? std::string(node.lower()) : node.key(i);
      const std::string upper = last ? std::string(node.upper()) : node.key(i + 1);
      RUNG_TRY(walk(node.child(i), node.level() - 1, {lower, upper, !last || node.has_upper()}));
    }
    return {};
  }

  Result<void> walk_leaf(PageNo page, const Node& node) {
    ++shape_.leaves;
    shape_.entries += node.slot_count();
    if (shape_.leaves > 1 && expected_leaf_ != raw(page)) {
      return damaged_page(view_.file_path(), page, "leaf link skips it");
    }
    expected_leaf_ = node.next();
    for (uint32_t i = 0; i < node.slot_count(); ++i) {
      if (node.is_overflow(i)) RUNG_TRY(walk_overflow(node.payload(i)));
    }
    return {};
  }

  Result<void> walk_overflow(std::string_view reference) {
    PageNo page{load_le<uint32_t>(reference.data())};
    const auto bytes = load_le<uint64_t>(reference.data() + 4);
    const size_t each = view_.identity().page_bytes - kPageHeaderBytes;
    for (uint64_t left = (bytes + each - 1) / each; left > 0; --left) {
      RUNG_ASSIGN(const FrameRef frame, view_.read(page));
      if (page_type(frame.data()) != PageType::kOverflow) {
        return damaged_page(view_.file_path(), page, "not an overflow page");
      }
      RUNG_TRY(claim(page));
      ++shape_.overflow_pages;
      const PageNo next{load_le<uint32_t>(frame.data() + page_at::kNext)};
      RUNG_TRY(check_overflow_next(view_, page, next, left == 1));
      page = next;
    }
    return {};
  }

  const ViewImpl& view_;
  std::set<uint32_t>& pages_;
  TreeShape shape_;
  uint32_t expected_leaf_ = 0;
};

}  // namespace

Result<TreeShape> validate_tree(const ReadView& view, TreeId tree, std::set<uint32_t>* pages) {
  Walker walker(view, pages);
  RUNG_TRY(walker.walk(root_of(tree), kAnyLevel, Fences{}));
  if (!walker.ended()) {
    return damaged_page(view.impl()->file_path(), root_of(tree), "leaf link past the last leaf");
  }
  return walker.shape();
}

}  // namespace rung::storage
