#include "storage/validate.h"

#include <optional>
#include <string>

#include "storage/tree.h"
#include "storage/view.h"

namespace rung::storage {
namespace {

class Walker {
 public:
  Walker(const ReadView& view, PageSet* pages, const DamageSink& damage)
      : view_(*view.impl()), pages_(*pages), damage_(damage) {}

  void walk(PageNo page, uint32_t level, const Fences& fences) {
    const Result<FrameRef> frame = read_node(view_, page, level);
    if (!frame.ok()) {
      // What is behind it stays unseen, so the next leaf link proves nothing.
      leaf_link_known_ = false;
      return damage_(frame.error());
    }
    if (!claim(page)) return;
    const Node node(frame.value().data(), view_.identity().page_bytes);
    const char* reason = check(node, fences);
    if (reason != nullptr) report(page, reason);
    if (level == kAnyLevel) shape_.levels = node.level() + 1;
    if (node.is_leaf()) {
      walk_leaf(page, node);
    } else {
      walk_inner(node);
    }
  }

  // Of the last leaf no sibling may follow.
  bool ended() const { return !leaf_link_known_ || expected_leaf_ == 0; }
  const TreeShape& shape() const { return shape_; }

 private:
  void report(PageNo page, const char* reason) {
    damage_(damaged_page(view_.file_path(), page, reason));
  }
  bool claim(PageNo page) {
    if (pages_.insert(raw(page))) return true;
    report(page, "reachable twice");
    return false;
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

  void walk_inner(const Node& node) {
    ++shape_.inner_nodes;
    for (uint32_t i = 0; i < node.slot_count(); ++i) {
      const bool last = i + 1 == node.slot_count();
      const std::string lower = i == 0 ? std::string(node.lower()) : node.key(i);
      const std::string upper = last ? std::string(node.upper()) : node.key(i + 1);
      walk(node.child(i), node.level() - 1, {lower, upper, !last || node.has_upper()});
    }
  }

  void walk_leaf(PageNo page, const Node& node) {
    ++shape_.leaves;
    shape_.entries += node.slot_count();
    if (shape_.leaves > 1 && leaf_link_known_ && expected_leaf_ != raw(page)) {
      report(page, "leaf link skips it");
    }
    leaf_link_known_ = true;
    expected_leaf_ = node.next();
    for (uint32_t i = 0; i < node.slot_count(); ++i) {
      if (node.is_overflow(i)) walk_overflow(node.payload(i));
    }
  }

  void walk_overflow(std::string_view reference) {
    PageNo page{load_le<uint32_t>(reference.data())};
    const auto bytes = load_le<uint64_t>(reference.data() + 4);
    const size_t each = view_.identity().page_bytes - kPageHeaderBytes;
    for (uint64_t left = bytes / each + (bytes % each != 0 ? 1 : 0); left > 0; --left) {
      const Result<FrameRef> frame = view_.read(page);
      if (!frame.ok()) return damage_(frame.error());
      if (page_type(frame.value().data()) != PageType::kOverflow) {
        return report(page, "not an overflow page");
      }
      if (!claim(page)) return;
      ++shape_.overflow_pages;
      const PageNo next{load_le<uint32_t>(frame.value().data() + page_at::kNext)};
      const Result<void> follows = check_overflow_next(view_, page, next, left == 1);
      if (!follows.ok()) return damage_(follows.error());
      page = next;
    }
  }

  const ViewImpl& view_;
  PageSet& pages_;
  const DamageSink& damage_;
  TreeShape shape_;
  uint32_t expected_leaf_ = 0;
  bool leaf_link_known_ = true;
};

class Salvager {
 public:
  Salvager(const ReadView& view, const EntrySink& each, const DamageSink& damage)
      : view_(*view.impl()), each_(each), damage_(damage) {}

  // `upper` is where the keys below `page` end, if they do.
  void walk(PageNo page, uint32_t level, const std::string* upper) {
    Result<FrameRef> read = read_node(view_, page, level);
    if (!read.ok()) {
      damage_(read.error());
      if (level != 0 && level != kAnyLevel) follow_links(upper);
      return;
    }
    const FrameRef frame = std::move(read).value();
    const Node node(frame.data(), view_.identity().page_bytes);
    if (node.is_leaf()) return take(node);
    for (uint32_t i = 0; i < node.slot_count() && !stopped_; ++i) {
      const std::string end = i + 1 == node.slot_count() ? std::string() : node.key(i + 1);
      walk(node.child(i), node.level() - 1, i + 1 == node.slot_count() ? upper : &end);
    }
  }

 private:
  void take(const Node& leaf) {
    for (uint32_t i = 0; i < leaf.slot_count() && !stopped_; ++i) {
      key_.clear();
      leaf.append_key(i, key_);
      value_.clear();
      const Result<void> read = append_value(view_, leaf, i, value_);
      if (!read.ok()) {
        damage_(read.error());
      } else if (!each_(key_, value_)) {
        stopped_ = true;
      }
    }
    next_ = leaf.next();
    next_lower_ = leaf.upper();
  }

  // Reads on from the last leaf up to where the lost node's keys end. The fences of neighbours
  // meet, so a link into another tree does not lead astray.
  void follow_links(const std::string* upper) {
    while (next_ != 0 && !stopped_ && (upper == nullptr || next_lower_ < *upper)) {
      const Result<FrameRef> frame = read_node(view_, PageNo{next_}, 0);
      if (!frame.ok()) return damage_(frame.error());
      const Node leaf(frame.value().data(), view_.identity().page_bytes);
      if (leaf.lower() != next_lower_ || (leaf.has_upper() && leaf.upper() <= leaf.lower())) return;
      take(leaf);
    }
  }

  const ViewImpl& view_;
  const EntrySink& each_;
  const DamageSink& damage_;
  std::string key_, value_;
  uint32_t next_ = 0;  // of the last leaf read, and the lower fence it must have
  std::string next_lower_;
  bool stopped_ = false;
};

}  // namespace

TreeShape inspect_tree(const ReadView& view, TreeId tree, PageSet* pages,
                       const DamageSink& damage) {
  Walker walker(view, pages, damage);
  walker.walk(root_of(tree), kAnyLevel, Fences{});
  if (!walker.ended()) {
    damage(damaged_page(view.impl()->file_path(), root_of(tree), "leaf link past the last leaf"));
  }
  return walker.shape();
}

Result<TreeShape> validate_tree(const ReadView& view, TreeId tree, PageSet* pages) {
  std::optional<Error> first;
  const TreeShape shape = inspect_tree(view, tree, pages, [&](const Error& error) {
    if (!first) first = error;
  });
  if (first) return std::move(*first);
  return shape;
}

void salvage_tree(const ReadView& view, TreeId tree, const EntrySink& each,
                  const DamageSink& damage) {
  Salvager(view, each, damage).walk(root_of(tree), kAnyLevel, nullptr);
}

}  // namespace rung::storage
