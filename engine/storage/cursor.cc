#include <array>

#include "storage/tree.h"
#include "storage/view.h"

// Cursor keeps the whole path, leaf included, pinned: a step touches the leaf only, and going over a
// leaf's end, either way, starts from the parent at hand. Sibling links are not used, since
// deletions may leave empty leaves and backward there is no link.
namespace rung::storage {

struct Cursor::Impl {
  Impl(ReadView v, TreeId t)
      : view(std::move(v)), tree(t), page_bytes(view.impl()->identity().page_bytes) {}

  struct Level {
    FrameRef frame;
    uint32_t slot = 0;
  };

  Node node(uint32_t at) const { return {levels[at].frame.data(), page_bytes}; }
  Node leaf() const { return node(depth); }

  enum class Edge : uint8_t { kFirst, kLast, kKey };

  // Fills the path below levels[from] (which is set) down to a leaf.
  Result<void> go_down(uint32_t from, Edge edge, std::string_view key) {
    depth = from;
    while (!leaf().is_leaf()) {
      const Node at = leaf();
      uint32_t& slot = levels[depth].slot;
      slot = edge == Edge::kFirst  ? 0
             : edge == Edge::kLast ? at.slot_count() - 1
                                   : at.child_slot(key);
      RUNG_ASSIGN(levels[depth + 1].frame,
                  read_node(*view.impl(), at.child(slot), at.level() - 1));
      ++depth;
    }
    return {};
  }

  Result<void> start(Edge edge, std::string_view key) {
    loaded = false;
    value_loaded = false;
    valid = false;
    RUNG_ASSIGN(levels[0].frame, read_node(*view.impl(), root_of(tree), kAnyLevel));
    RUNG_TRY(go_down(0, edge, key));
    positioned = true;
    return {};
  }

  // From the leaf's end to the next leaf that has entries.
  Result<void> next_leaf() {
    while (levels[depth].slot >= leaf().slot_count()) {
      uint32_t up = depth;
      while (up > 0 && levels[up - 1].slot + 1 >= node(up - 1).slot_count()) --up;
      if (up == 0) return end();
      const Node parent = node(up - 1);
      const uint32_t slot = ++levels[up - 1].slot;
      RUNG_ASSIGN(levels[up].frame,
                  read_node(*view.impl(), parent.child(slot), parent.level() - 1));
      RUNG_TRY(go_down(up, Edge::kFirst, {}));
      levels[depth].slot = 0;
    }
    valid = true;
    return {};
  }

  // levels[depth].slot is one past the wanted entry; goes to leaves before while it is 0.
  Result<void> step_back() {
    while (levels[depth].slot == 0) {
      uint32_t up = depth;
      while (up > 0 && levels[up - 1].slot == 0) --up;
      if (up == 0) return end();
      const Node parent = node(up - 1);
      const uint32_t slot = --levels[up - 1].slot;
      RUNG_ASSIGN(levels[up].frame,
                  read_node(*view.impl(), parent.child(slot), parent.level() - 1));
      RUNG_TRY(go_down(up, Edge::kLast, {}));
      levels[depth].slot = leaf().slot_count();
    }
    --levels[depth].slot;
    valid = true;
    return {};
  }

  Result<void> end() {
    valid = false;
    positioned = false;
    return {};
  }

  // Puts the path at the leaf covering `key`, from where it stands if that is the one.
  Result<void> find(std::string_view key) {
    if (positioned && leaf().covers(key)) {
      loaded = false;
      value_loaded = false;
      valid = false;
      return {};
    }
    return start(Edge::kKey, key);
  }

  ReadView view;
  TreeId tree;
  size_t page_bytes;
  std::array<Level, kTreeLevelMax + 1> levels;
  uint32_t depth = 0;
  bool positioned = false;  // the path is set, to a leaf
  bool valid = false;
  mutable bool loaded = false;  // key_text holds the present key
  bool value_loaded = false;
  mutable std::string key_text;
  std::string value_text;
};

Cursor::Cursor(ReadView view, TreeId tree) : impl_(std::make_unique<Impl>(std::move(view), tree)) {}
Cursor::~Cursor() = default;
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;

Result<void> Cursor::seek_first() {
  Impl& at = *impl_;
  RUNG_TRY(at.start(Impl::Edge::kFirst, {}));
  at.levels[at.depth].slot = 0;
  return at.next_leaf();
}

Result<void> Cursor::seek_last() {
  Impl& at = *impl_;
  RUNG_TRY(at.start(Impl::Edge::kLast, {}));
  at.levels[at.depth].slot = at.leaf().slot_count();
  return at.step_back();
}

Result<void> Cursor::seek(std::string_view key) {
  Impl& at = *impl_;
  RUNG_TRY(at.find(key));
  bool exact;
  at.levels[at.depth].slot = at.leaf().lower_bound(key, &exact);
  return at.next_leaf();
}

Result<void> Cursor::seek_before(std::string_view key) {
  Impl& at = *impl_;
  RUNG_TRY(at.find(key));
  bool exact;
  at.levels[at.depth].slot = at.leaf().lower_bound(key, &exact);
  return at.step_back();
}

Result<void> Cursor::next() {
  Impl& at = *impl_;
  RUNG_CHECK(at.valid);
  at.loaded = false;
  at.value_loaded = false;
  if (++at.levels[at.depth].slot < at.leaf().slot_count()) return {};
  at.valid = false;
  return at.next_leaf();
}

Result<void> Cursor::previous() {
  Impl& at = *impl_;
  RUNG_CHECK(at.valid);
  at.loaded = false;
  at.value_loaded = false;
  if (at.levels[at.depth].slot > 0) {
    --at.levels[at.depth].slot;
    return {};
  }
  at.valid = false;
  return at.step_back();
}

bool Cursor::valid() const { return impl_->valid; }

std::string_view Cursor::key() const {
  const Impl& at = *impl_;
  RUNG_CHECK(at.valid);
  const Node leaf = at.leaf();
  const uint32_t slot = at.levels[at.depth].slot;
  if (leaf.prefix_bytes() == 0) return leaf.suffix(slot);
  if (!at.loaded) {
    at.key_text.clear();
    leaf.append_key(slot, at.key_text);
    at.loaded = true;
  }
  return at.key_text;
}

Result<std::string_view> Cursor::value() {
  Impl& at = *impl_;
  RUNG_CHECK(at.valid);
  const Node leaf = at.leaf();
  const uint32_t slot = at.levels[at.depth].slot;
  if (!leaf.is_overflow(slot)) return leaf.payload(slot);
  if (!at.value_loaded) {
    at.value_text.clear();
    RUNG_TRY(append_value(*at.view.impl(), leaf, slot, at.value_text));
    at.value_loaded = true;
  }
  return std::string_view(at.value_text);
}

Csn ReadView::csn() const { return impl_->csn(); }

Result<bool> ReadView::get(TreeId tree, std::string_view key, std::string* to) const {
  return tree_get(*impl_, tree, key, to);
}

}  // namespace rung::storage
