// FreeSpace: which pages of the main file are free, and how many pages there are.
//
// Owns: the set of free extents of the head state. Changed only under the writer lock.
// Every change is journalled, so that a savepoint or a transaction can be taken back, and so that
// the commit record can carry the changes.
//
// Invariants: extents are disjoint, never adjacent, and lie in [2, page_count). Going back allocates
// nothing: each journalled change has set a node of the map aside for it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "storage/page.h"

namespace rung::storage {

struct PageRange {
  uint32_t first = 0;
  uint32_t count = 0;
};

struct SpaceChange {
  enum class Kind : uint8_t { kTake, kFree, kExtend };
  Kind kind;
  PageRange range;
};

class FreeSpace {
 public:
  void reset(uint32_t page_count, const std::vector<PageRange>& free);
  uint32_t page_count() const { return page_count_; }
  uint64_t free_pages() const { return free_pages_; }
  const std::map<uint32_t, uint32_t>& extents() const { return extents_; }
  // From this page on all are free.
  uint32_t end_of_used() const;
  bool is_free(PageNo page) const;

  PageNo take();
  // `count` pages in a row.
  PageNo take_run(uint32_t count);
  // `count` pages in a row at the end of the file, whatever is free.
  PageNo extend(uint32_t count);
  // False when it is free already or no page of the file.
  bool free(PageNo page);

  size_t journal_size() const { return journal_.size(); }
  const std::vector<SpaceChange>& journal() const { return journal_; }
  void undo_to(size_t size);
  void forget_journal();
  // Replays a change read from a log record; false when it contradicts the state.
  bool replay(const SpaceChange& change);
  // Takes the free pages at the end of the file off; gives the new page count. Not journalled.
  uint32_t truncate_tail();

 private:
  using Extents = std::map<uint32_t, uint32_t>;

  void reserve(size_t nodes);
  void reserve_change();
  void put(uint32_t first, uint32_t count) noexcept;
  void drop(Extents::iterator it) noexcept;
  bool add(PageRange range) noexcept;     // both take a node that was set aside
  bool remove(PageRange range) noexcept;
  void note(SpaceChange::Kind kind, PageRange range);

  Extents extents_;  // first → count
  std::vector<Extents::node_type> spare_;
  uint64_t free_pages_ = 0;
  uint32_t page_count_ = 0;
  std::vector<SpaceChange> journal_;
};

}  // namespace rung::storage
