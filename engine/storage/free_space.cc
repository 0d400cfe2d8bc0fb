#include "storage/free_space.h"

#include <algorithm>
#include <iterator>

namespace rung::storage {
namespace {

constexpr size_t kSpareKept = 256;

}  // namespace

void FreeSpace::reserve(size_t nodes) {
  if (spare_.capacity() < nodes) spare_.reserve(std::max(nodes, 2 * spare_.capacity()));
  while (spare_.size() < nodes) {
    Extents made;
    made.emplace(0, 0);
    spare_.push_back(made.extract(made.begin()));
  }
}

// For one change and its way back, and those of all before it.
void FreeSpace::reserve_change() {
  if (journal_.size() == journal_.capacity()) journal_.reserve(std::max<size_t>(16, 2 * journal_.size()));
  reserve(journal_.size() + 2);
}

void FreeSpace::put(uint32_t first, uint32_t count) noexcept {
  Extents::node_type node = std::move(spare_.back());
  spare_.pop_back();
  node.key() = first;
  node.mapped() = count;
  extents_.insert(std::move(node));
}

void FreeSpace::drop(Extents::iterator it) noexcept {
  Extents::node_type node = extents_.extract(it);
  if (spare_.size() < spare_.capacity()) spare_.push_back(std::move(node));
}

void FreeSpace::forget_journal() {
  journal_.clear();
  if (spare_.size() > kSpareKept) spare_.resize(kSpareKept);
}

void FreeSpace::reset(uint32_t page_count, const std::vector<PageRange>& free) {
  extents_.clear();
  free_pages_ = 0;
  page_count_ = page_count;
  journal_.clear();
  for (const PageRange range : free) {
    reserve(1);
    add(range);
  }
}

bool FreeSpace::is_free(PageNo page) const {
  auto after = extents_.upper_bound(raw(page));
  if (after == extents_.begin()) return false;
  --after;
  return raw(page) - after->first < after->second;
}

bool FreeSpace::add(PageRange range) noexcept {
  if (range.count == 0 || range.first < 2 || range.first >= page_count_ ||
      range.count > page_count_ - range.first) {
    return false;
  }
  auto after = extents_.lower_bound(range.first);
  if (after != extents_.end() && after->first - range.first < range.count) return false;
  auto before = after == extents_.begin() ? extents_.end() : std::prev(after);
  if (before != extents_.end() && range.first - before->first < before->second) return false;
  free_pages_ += range.count;
  if (after != extents_.end() && range.first + range.count == after->first) {
    range.count += after->second;
    drop(after);
  }
  if (before != extents_.end() && before->first + before->second == range.first) {
    before->second += range.count;
  } else {
    put(range.first, range.count);
  }
  return true;
}

bool FreeSpace::remove(PageRange range) noexcept {
  auto it = extents_.upper_bound(range.first);
  if (it == extents_.begin()) return false;
  --it;
  const PageRange whole{it->first, it->second};
  const uint32_t skipped = range.first - whole.first;
  if (skipped >= whole.count || range.count > whole.count - skipped) return false;
  free_pages_ -= range.count;
  if (skipped == 0) {
    drop(it);
  } else {
    it->second = skipped;
  }
  const uint32_t rest = whole.count - skipped - range.count;
  if (rest != 0) put(range.first + range.count, rest);
  return true;
}

void FreeSpace::note(SpaceChange::Kind kind, PageRange range) {
  // Entries never merge: savepoints count them. The log writer merges neighbours.
  journal_.push_back({kind, range});
}

PageNo FreeSpace::take() { return take_run(1); }

PageNo FreeSpace::take_run(uint32_t count) {
  RUNG_CHECK(count > 0);
  reserve_change();
  for (const auto& [first, size] : extents_) {
    if (size < count) continue;
    const PageRange range{first, count};
    RUNG_CHECK(remove(range));
    note(SpaceChange::Kind::kTake, range);
    return PageNo{range.first};
  }
  return extend(count);
}

PageNo FreeSpace::extend(uint32_t count) {
  reserve_change();
  const PageRange range{page_count_, count};
  RUNG_CHECK(UINT32_MAX - page_count_ > count);
  page_count_ += count;
  note(SpaceChange::Kind::kExtend, range);
  return PageNo{range.first};
}

bool FreeSpace::free(PageNo page) {
  reserve_change();
  const PageRange range{raw(page), 1};
  if (!add(range)) return false;
  note(SpaceChange::Kind::kFree, range);
  return true;
}

void FreeSpace::undo_to(size_t size) {
  while (journal_.size() > size) {
    const SpaceChange change = journal_.back();
    journal_.pop_back();
    switch (change.kind) {
      case SpaceChange::Kind::kTake: RUNG_CHECK(add(change.range)); break;
      case SpaceChange::Kind::kFree: RUNG_CHECK(remove(change.range)); break;
      case SpaceChange::Kind::kExtend:
        RUNG_CHECK(change.range.first + change.range.count == page_count_);
        page_count_ = change.range.first;
        break;
    }
  }
}

bool FreeSpace::replay(const SpaceChange& change) {
  reserve(1);
  switch (change.kind) {
    case SpaceChange::Kind::kTake: return remove(change.range);
    case SpaceChange::Kind::kFree: return add(change.range);
    case SpaceChange::Kind::kExtend:
      if (change.range.first != page_count_ || UINT32_MAX - page_count_ <= change.range.count) {
        return false;
      }
      page_count_ += change.range.count;
      return true;
  }
  return false;
}

uint32_t FreeSpace::end_of_used() const {
  if (extents_.empty()) return page_count_;
  const auto last = std::prev(extents_.end());
  return last->first + last->second == page_count_ ? last->first : page_count_;
}

uint32_t FreeSpace::truncate_tail() {
  const uint32_t end = end_of_used();
  if (end != page_count_) {
    const auto last = std::prev(extents_.end());
    free_pages_ -= last->second;
    extents_.erase(last);
    page_count_ = end;
  }
  return page_count_;
}

}  // namespace rung::storage
