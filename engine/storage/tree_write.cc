#include <algorithm>
#include <cstring>

#include "base/seeded_bug.h"
#include "storage/node_split.h"
#include "storage/tree.h"

namespace rung::storage {
namespace {

constexpr size_t kMergeBelowPercent = 35;

Error key_too_long(size_t bytes, size_t limit) {
  return Error(sqlstate::program_limit_exceeded,
               "index row size " + std::to_string(bytes) + " exceeds btree version 4 maximum " +
                   std::to_string(limit));
}

}  // namespace

TreeId TreeWriter::create(PageWriter& pages) {
  const PageNo root = pages.allocate();
  NodeWriter(pages.write_new(root), pages.identity().page_bytes)
      .init(PageType::kLeaf, 0, Fences{}, 0);
  return TreeId{raw(root)};
}

void TreeWriter::store_value(PageWriter& pages, std::string_view key, std::string_view value,
                             Stored* stored) {
  const size_t page_bytes = pages.identity().page_bytes;
  stored->overflow = key.size() + value.size() > key_bytes_max(page_bytes) &&
                     value.size() > kOverflowRefBytes;
  if (!stored->overflow) {
    stored->payload = value;
    return;
  }
  const size_t each = page_bytes - kPageHeaderBytes;
  const size_t count = (value.size() + each - 1) / each;
  RUNG_CHECK(count < UINT32_MAX);
  const PageNo first = pages.allocate_run(static_cast<uint32_t>(count));
  for (uint32_t i = 0; i < count; ++i) {
    char* page = pages.write_new(PageNo{raw(first) + i});
    store_le(page + page_at::kType, static_cast<uint8_t>(PageType::kOverflow));
    store_le(page + page_at::kNext, i + 1 == count ? 0 : raw(first) + i + 1);
    const std::string_view part = value.substr(i * each, each);
    std::memcpy(page + kPageHeaderBytes, part.data(), part.size());
  }
  store_le(stored->reference, raw(first));
  store_le(stored->reference + 4, uint64_t{value.size()});
  stored->payload = {stored->reference, kOverflowRefBytes};
}

Result<void> TreeWriter::free_overflow(const Node& leaf, uint32_t i) {
  const std::string_view payload = leaf.payload(i);
  PageNo page{load_le<uint32_t>(payload.data())};
  const auto bytes = load_le<uint64_t>(payload.data() + 4);
  const size_t each = page_bytes_ - kPageHeaderBytes;
  for (uint64_t left = (bytes + each - 1) / each; left > (RUNG_BUG(17) ? 1u : 0u); --left) {
    RUNG_ASSIGN(const FrameRef frame, pages_.read(page));
    if (page_type(frame.data()) != PageType::kOverflow) {
      return damaged_page(pages_.file_path(), page, "not an overflow page");
    }
    RUNG_TRY(pages_.free(page));
    const PageNo next{load_le<uint32_t>(frame.data() + page_at::kNext)};
    RUNG_TRY(check_overflow_next(pages_, page, next, left == 1));
    page = next;
  }
  return {};
}

Result<FrameRef> TreeWriter::descend(std::string_view key, Path* path) {
  path->depth = 0;
  PageNo page = root_of(tree_);
  uint32_t level = kAnyLevel;
  for (;;) {
    RUNG_ASSIGN(FrameRef frame, read_node(pages_, page, level));
    const Node node(frame.data(), page_bytes_);
    if (!node.covers(key)) {
      return damaged_page(pages_.file_path(), page, "fences differ from the parent's");
    }
    if (node.is_leaf()) {
      path->steps[path->depth++] = {page, 0};
      return frame;
    }
    const uint32_t slot = node.child_slot(key);
    path->steps[path->depth++] = {page, slot};
    page = node.child(slot);
    level = node.level() - 1;
  }
}

Result<WriteOutcome> TreeWriter::put(std::string_view key, std::string_view value,
                                     WriteMode mode) {
  if (key.size() > key_bytes_max(page_bytes_)) {
    return key_too_long(key.size(), key_bytes_max(page_bytes_));
  }
  WriteOutcome outcome;
  RUNG_ASSIGN(const bool done, put_into_hinted(key, value, mode, &outcome));
  if (done) return outcome;
  Path path;
  RUNG_ASSIGN(const FrameRef frame, descend(key, &path));
  const Node leaf(frame.data(), page_bytes_);
  bool exact;
  const uint32_t slot = leaf.lower_bound(key, &exact);
  pages_.set_hint(tree_, path.steps[path.depth - 1].page);
  if (exact && mode == WriteMode::kInsert) return WriteOutcome::kExists;
  if (!exact && mode == WriteMode::kUpdate) return WriteOutcome::kMissing;
  if (exact && leaf.is_overflow(slot)) RUNG_TRY(free_overflow(leaf, slot));
  Stored stored;
  store_value(pages_, key, value, &stored);
  const uint32_t at = path.depth - 1;
  if (exact) {
    RUNG_ASSIGN(char* page, pages_.write(path.steps[at].page));
    NodeWriter writer(page, page_bytes_);
    if (writer.replace(slot, stored.payload, stored.overflow)) return WriteOutcome::kDone;
    writer.erase(slot);
  }
  RUNG_TRY(insert(path, at, key, stored.payload, stored.overflow));
  if (exact) RUNG_TRY(merge_up(path, path.depth - 1));
  return WriteOutcome::kDone;
}

Result<bool> TreeWriter::put_into_hinted(std::string_view key, std::string_view value,
                                         WriteMode mode, WriteOutcome* outcome) {
  if (pages_.hint(tree_).tree != tree_ || key.size() + value.size() > key_bytes_max(page_bytes_)) {
    return false;
  }
  const PageNo page = pages_.hint(tree_).leaf;
  uint32_t slot;
  {
    RUNG_ASSIGN(const FrameRef frame, pages_.read(page));
    const Node leaf(frame.data(), page_bytes_);
    if (!leaf.is_leaf() || !leaf.covers(key)) return false;
    bool exact;
    slot = leaf.lower_bound(key, &exact);
    if (exact && mode != WriteMode::kInsert) {
      if (leaf.is_overflow(slot) || leaf.payload(slot).size() != value.size()) return false;
      RUNG_ASSIGN(char* bytes, pages_.write(page));
      RUNG_CHECK(NodeWriter(bytes, page_bytes_).replace(slot, value, false));
      *outcome = WriteOutcome::kDone;
      return true;
    }
    if (exact) {
      *outcome = WriteOutcome::kExists;
      return true;
    }
    if (mode == WriteMode::kUpdate) {
      *outcome = WriteOutcome::kMissing;
      return true;
    }
    if (kSlotBytes + key.size() - leaf.prefix_bytes() + value.size() > leaf.free_bytes()) {
      return false;
    }
  }
  RUNG_ASSIGN(char* bytes, pages_.write(page));
  RUNG_CHECK(NodeWriter(bytes, page_bytes_).insert(slot, key, value, false));
  *outcome = WriteOutcome::kDone;
  return true;
}

Result<bool> TreeWriter::get(std::string_view key, std::string* to) {
  FrameRef frame;
  if (pages_.hint(tree_).tree == tree_) {
    RUNG_ASSIGN(frame, pages_.read(pages_.hint(tree_).leaf));
  }
  if (!frame || !Node(frame.data(), page_bytes_).is_leaf() ||
      !Node(frame.data(), page_bytes_).covers(key)) {
    Path path;
    RUNG_ASSIGN(frame, descend(key, &path));
    pages_.set_hint(tree_, path.steps[path.depth - 1].page);
  }
  const Node leaf(frame.data(), page_bytes_);
  bool exact;
  const uint32_t i = leaf.lower_bound(key, &exact);
  if (!exact) return false;
  to->clear();
  RUNG_TRY(append_value(pages_, leaf, i, *to));
  return true;
}

Result<void> TreeWriter::insert(Path& path, uint32_t at, std::string_view key,
                                std::string_view payload, bool overflow) {
  RUNG_ASSIGN(char* page, pages_.write(path.steps[at].page));
  NodeWriter writer(page, page_bytes_);
  bool exact;
  const uint32_t slot = writer.node().lower_bound(key, &exact);
  const bool fits_parent = at + 1 == path.depth || writer.node().covers(key);
  if (exact || !fits_parent) {
    return damaged_page(pages_.file_path(), path.steps[at].page,
                        exact ? "separator is there already" : "separator outside the fences");
  }
  if (writer.insert(slot, key, payload, overflow)) return {};
  if (at == 0) {
    RUNG_TRY(push_root_down(path));
    ++at;
  }
  return split(path, at, slot, key, payload, overflow);
}

Result<void> TreeWriter::push_root_down(Path& path) {
  const PageNo root = path.steps[0].page;
  RUNG_ASSIGN(char* root_page, pages_.write(root));
  const uint32_t level = Node(root_page, page_bytes_).level();
  if (level + 1 >= kTreeLevelMax) {
    return Error(sqlstate::program_limit_exceeded, "tree is too deep");
  }
  const PageNo child = pages_.allocate();
  std::memcpy(pages_.write_new(child), root_page, page_bytes_);
  NodeWriter writer(root_page, page_bytes_);
  writer.init(PageType::kInner, level + 1, Fences{}, 0);
  char reference[4];
  store_le(reference, raw(child));
  writer.append({}, {}, {reference, 4}, false);
  for (uint32_t i = path.depth; i > 0; --i) path.steps[i] = path.steps[i - 1];
  ++path.depth;
  path.steps[0] = {root, 0};
  path.steps[1].page = child;
  return {};
}

Result<void> TreeWriter::split(Path& path, uint32_t at, uint32_t slot, std::string_view key,
                               std::string_view payload, bool overflow) {
  const PageNo left = path.steps[at].page;
  RUNG_ASSIGN(char* left_page, pages_.write(left));
  const PageNo right = pages_.allocate();
  char* right_page = pages_.write_new(right);
  std::string separator;
  split_node(left_page, right_page, page_bytes_, right, {slot, key, payload, overflow}, &separator);
  char reference[4];
  store_le(reference, raw(right));
  return insert(path, at - 1, separator, {reference, 4}, false);
}

// Erases from the hinted leaf when the leaf stays as full as it must be.
Result<bool> TreeWriter::erase_hinted(std::string_view key) {
  if (pages_.hint(tree_).tree != tree_) return false;
  const PageNo page = pages_.hint(tree_).leaf;
  uint32_t slot;
  {
    RUNG_ASSIGN(const FrameRef frame, pages_.read(page));
    const Node leaf(frame.data(), page_bytes_);
    if (!leaf.is_leaf() || !leaf.covers(key)) return false;
    bool exact;
    slot = leaf.lower_bound(key, &exact);
    if (!exact || leaf.is_overflow(slot)) return false;
    const size_t left = leaf.used_bytes() - leaf.entry_bytes(slot);
    if (left * 100 < (page_bytes_ - kPageHeaderBytes) * kMergeBelowPercent) return false;
  }
  RUNG_ASSIGN(char* bytes, pages_.write(page));
  NodeWriter(bytes, page_bytes_).erase(slot);
  return true;
}

Result<WriteOutcome> TreeWriter::erase(std::string_view key) {
  if (key.size() > key_bytes_max(page_bytes_)) return WriteOutcome::kMissing;
  RUNG_ASSIGN(const bool done, erase_hinted(key));
  if (done) return WriteOutcome::kDone;
  Path path;
  RUNG_ASSIGN(const FrameRef frame, descend(key, &path));
  const Node leaf(frame.data(), page_bytes_);
  bool exact;
  const uint32_t slot = leaf.lower_bound(key, &exact);
  if (!exact) return WriteOutcome::kMissing;
  if (leaf.is_overflow(slot)) RUNG_TRY(free_overflow(leaf, slot));
  pages_.set_hint(tree_, path.steps[path.depth - 1].page);
  RUNG_ASSIGN(char* page, pages_.write(path.steps[path.depth - 1].page));
  NodeWriter(page, page_bytes_).erase(slot);
  RUNG_TRY(merge_up(path, path.depth - 1));
  return WriteOutcome::kDone;
}

// Merges the node with a neighbour below the same parent when it got sparse, and goes on upward.
Result<void> TreeWriter::merge_up(Path& path, uint32_t at) {
  const size_t room = page_bytes_ - kPageHeaderBytes;
  for (; at > 0; --at) {
    RUNG_ASSIGN(const FrameRef frame, pages_.read(path.steps[at].page));
    const Node node(frame.data(), page_bytes_);
    if (node.used_bytes() * 100 >= room * kMergeBelowPercent) return {};
    RUNG_ASSIGN(const FrameRef parent_frame, pages_.read(path.steps[at - 1].page));
    const Node parent(parent_frame.data(), page_bytes_);
    // After a split on the way the recorded slot may be off; find the node again by its fence.
    const uint32_t slot = parent.child_slot(node.lower());
    if (parent.child(slot) != path.steps[at].page || parent.slot_count() < 2) return {};
    const uint32_t left_slot = slot + 1 < parent.slot_count() ? slot : slot - 1;
    const PageNo left = parent.child(left_slot);
    const PageNo right = parent.child(left_slot + 1);
    RUNG_ASSIGN(const FrameRef left_frame, read_node(pages_, left, node.level()));
    RUNG_ASSIGN(const FrameRef right_frame, read_node(pages_, right, node.level()));
    if (!merge_fits(Node(left_frame.data(), page_bytes_), Node(right_frame.data(), page_bytes_))) {
      return {};
    }
    RUNG_ASSIGN(char* left_page, pages_.write(left));
    merge_nodes(left_page, right_frame.data(), page_bytes_);
    RUNG_TRY(pages_.free(right));
    RUNG_ASSIGN(char* parent_page, pages_.write(path.steps[at - 1].page));
    NodeWriter(parent_page, page_bytes_).erase(left_slot + 1);
  }
  return pull_root_up();
}

Result<void> TreeWriter::pull_root_up() {
  const PageNo root = root_of(tree_);
  for (;;) {
    RUNG_ASSIGN(const FrameRef frame, pages_.read(root));
    const Node node(frame.data(), page_bytes_);
    if (node.is_leaf() || node.slot_count() > 1) return {};
    const PageNo child = node.child(0);
    RUNG_ASSIGN(const FrameRef child_frame, read_node(pages_, child, node.level() - 1));
    RUNG_ASSIGN(char* root_page, pages_.write(root));
    // The only child has the root's fences, which are none.
    std::memcpy(root_page, child_frame.data(), page_bytes_);
    RUNG_TRY(pages_.free(child));
  }
}

Result<void> TreeWriter::drop() { return drop_node(root_of(tree_), kAnyLevel); }

Result<void> TreeWriter::drop_node(PageNo page, uint32_t level) {
  RUNG_ASSIGN(const FrameRef frame, read_node(pages_, page, level));
  const Node node(frame.data(), page_bytes_);
  for (uint32_t i = 0; i < node.slot_count(); ++i) {
    if (!node.is_leaf()) {
      RUNG_TRY(drop_node(node.child(i), node.level() - 1));
    } else if (node.is_overflow(i)) {
      RUNG_TRY(free_overflow(node, i));
    }
  }
  if (RUNG_BUG(19) && level == 0) return {};
  return pages_.free(page);
}

}  // namespace rung::storage
