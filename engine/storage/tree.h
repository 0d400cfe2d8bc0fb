// The B+tree over a page source: look-ups for readers, changes for the write transaction.
//
// Invariants: the root's page number never changes (a root that splits pushes its content down, a
// root with one child pulls it up); children's fences tile their parent's; a child is one level
// below its parent, which bounds every walk whatever the disk says.
// Cursors and bulk loading are in cursor.cc and bulk_builder.h.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "storage/node.h"
#include "storage/page.h"

namespace rung::storage {

// Where tree code changes pages.
class PageWriter : public PageReader {
 public:
  virtual Result<char*> write(PageNo page) = 0;
  virtual char* write_new(PageNo page) = 0;
  virtual PageNo allocate() = 0;
  virtual PageNo allocate_run(uint32_t count) = 0;
  // XX001 when it is free already, which only damage can bring about.
  virtual Result<void> free(PageNo page) = 0;

  // The leaf of a tree's last change or look-up, where the next often falls too. Fences tell
  // whether a key does, so a hint only must not outlive the leaf's being one of the tree: whoever
  // frees pages or takes changes back forgets them.
  struct LeafHint {
    TreeId tree = kNoTree;
    PageNo leaf{0};
  };
  const LeafHint& hint(TreeId tree) const { return hints_[place(tree)]; }
  void set_hint(TreeId tree, PageNo leaf) { hints_[place(tree)] = {tree, leaf}; }
  void forget_hints() { hints_ = {}; }

 private:
  static size_t place(TreeId tree) { return raw(root_of(tree)) % kHints; }
  static constexpr size_t kHints = 32;
  std::array<LeafHint, kHints> hints_;  // a row has an entry in its table and in each index
};

inline constexpr uint32_t kAnyLevel = UINT32_MAX;
// Reads a page that must be a node, of `level` unless kAnyLevel.
Result<FrameRef> read_node(const PageReader& pages, PageNo page, uint32_t level);

// Overflow pages follow each other in the file, which also bounds every walk along them.
Result<void> check_overflow_next(const PageReader& pages, PageNo page, PageNo next, bool last);
// The value of leaf slot i, wherever it is stored.
Result<void> append_value(const PageReader& pages, const Node& leaf, uint32_t i, std::string& to);

Result<bool> tree_get(const PageReader& pages, TreeId tree, std::string_view key, std::string* to);
// First entry >= key; false past the end.
Result<bool> tree_seek(const PageReader& pages, TreeId tree, std::string_view key,
                       std::string* found_key, std::string* value);
Result<bool> tree_last(const PageReader& pages, TreeId tree, std::string* found_key);

class TreeWriter {
 public:
  TreeWriter(PageWriter& pages, TreeId tree)
      : pages_(pages), tree_(tree), page_bytes_(pages.identity().page_bytes) {}

  Result<WriteOutcome> put(std::string_view key, std::string_view value, WriteMode mode);
  Result<WriteOutcome> erase(std::string_view key);
  Result<bool> get(std::string_view key, std::string* to);
  // Frees all pages, the root included.
  Result<void> drop();
  static TreeId create(PageWriter& pages);

  // The bytes stored in the leaf for `value`: itself, or a reference to overflow pages written now.
  struct Stored {
    std::string_view payload;
    bool overflow = false;
    char reference[kOverflowRefBytes];
  };
  static void store_value(PageWriter& pages, std::string_view key, std::string_view value,
                          Stored* stored);

 private:
  struct Step {
    PageNo page;
    uint32_t slot;  // of the child taken
  };
  struct Path {
    std::array<Step, kTreeLevelMax + 1> steps;
    uint32_t depth = 0;  // steps in use; the last is the node itself
  };

  Result<FrameRef> descend(std::string_view key, Path* path);
  // Does it all in the hinted leaf; false when that cannot be.
  Result<bool> put_into_hinted(std::string_view key, std::string_view value, WriteMode mode,
                               WriteOutcome* outcome);
  Result<bool> erase_hinted(std::string_view key);
  // Puts the entry into the node at `at` of the path, splitting it as needed.
  Result<void> insert(Path& path, uint32_t at, std::string_view key, std::string_view payload,
                      bool overflow);
  Result<void> push_root_down(Path& path);
  Result<void> split(Path& path, uint32_t at, uint32_t slot, std::string_view key,
                     std::string_view payload, bool overflow);
  Result<void> merge_up(Path& path, uint32_t at);
  Result<void> pull_root_up();
  Result<void> free_overflow(const Node& leaf, uint32_t i);
  Result<void> drop_node(PageNo page, uint32_t level);

  PageWriter& pages_;
  const TreeId tree_;
  const size_t page_bytes_;
};

}  // namespace rung::storage
