#include "storage/core.h"

#include <algorithm>
#include <new>
#include <utility>

#include "base/seeded_bug.h"

namespace rung::storage {
namespace {

// More images go ahead in spill records; with a small pool, those beyond a quarter of it.
constexpr size_t kRecordImageBytesMax = 32u << 20;
// So many new pages, or what half a small pool holds, are worth a sync of the main file.
constexpr size_t kDirectPagesMin = 256;
constexpr size_t kDirectBatchPages = 64;
constexpr size_t kHeldBytesMax = 8u << 20;
constexpr int64_t kHeldUsMax = 200'000;

// Room for `count` more, which grows as push_back's does.
template <class T>
void reserve_more(std::vector<T>& to, size_t count) {
  const size_t wanted = to.size() + count;
  if (to.capacity() < wanted) to.reserve(std::max(wanted, 2 * to.capacity()));
}

}  // namespace

StoreCore::StoreCore(os::Vfs& vfs, std::string path, const StoreOptions& options)
    : vfs_(vfs), path_(std::move(path)), options_(options) {}

StoreCore::~StoreCore() = default;

std::shared_ptr<const CommittedView> StoreCore::visible_view() {
  std::lock_guard lock(view_mutex_);
  std::shared_ptr<const CommittedView> view = last_visible_.lock();
  if (view == nullptr || view->csn() != cache_->visible()) {
    view = std::make_shared<CommittedView>(cache_);
    last_visible_ = view;
  }
  return view;
}

std::shared_ptr<const CommittedView> StoreCore::head_view() {
  return std::make_shared<CommittedView>(cache_, head_);
}

Result<HeadState> StoreCore::head_state() {
  if (!read_only()) RUNG_TRY(lock_writer(0));
  WriterHold hold(*this);
  if (read_only()) hold.keep();
  HeadState state;
  state.view = ReadView(head_view());
  state.page_count = space_.page_count();
  state.free.assign(space_.extents().begin(), space_.extents().end());
  for (const PageNo page : meta_.free_list_pages) state.free_list_pages.push_back(raw(page));
  return state;
}

Result<void> StoreCore::lock_writer(uint64_t timeout_ms) {
  if (read_only()) {
    return Error(sqlstate::read_only_sql_transaction,
                 "cannot write to file \"" + path_ + "\": it was opened read-only");
  }
  if (!writer_lock_.acquire(timeout_ms)) {
    return Error(sqlstate::lock_not_available, "canceling statement due to lock timeout");
  }
  WriterHold hold(*this);
  if (!is_fork()) RUNG_TRY(log_->check_healthy());
  if (!open_) return Error(sqlstate::io_error, "the database file \"" + path_ + "\" is closed");
  if (!note_written_ && !options_.owner_note.empty()) write_owner_note(options_.owner_note);
  hold.keep();
  return {};
}

void StoreCore::write_owner_note(const std::string& note) {
  // Only a courtesy to whoever waits for the file, so a failure is no matter. It has a sector of
  // its own in page 0.
  if (identity_.page_bytes < kOwnerNoteOffset + 512) return;
  const std::string bytes = encode_owner_note(note);
  const std::string_view piece = bytes;
  const Result<void> written = main_->write_at(kOwnerNoteOffset, {&piece, 1});
  note_written_ = written.ok() && !note.empty();
}

// Before the first change to what an earlier process left, which may have seen a sync fail. The log
// copies itself. Of the meta slots the newer one may be in the page cache only; as long as the log of
// the generation before stands, the older one is as good, and the newer can be written anew.
Result<void> StoreCore::secure_recovered() {
  RUNG_TRY(log_->secure_recovered());
  if (!meta_unsure_) return {};
  std::string slot(meta_slot_bytes(identity_.page_bytes), '\0');
  const uint64_t offset = meta_slot_offset(identity_.page_bytes, meta_slot_);
  RUNG_ASSIGN(const size_t got, main_->read_at(offset, slot));
  if (got < slot.size()) return damaged_page(path_, PageNo{0}, "truncated");
  const std::string_view piece = slot;
  RUNG_TRY(main_->write_at(offset, {&piece, 1}));
  Result<void> synced = main_->sync(os::SyncKind::kData);
  ++main_syncs_;
  if (!synced.ok()) {
    log_->poison(synced.error());
    return synced;
  }
  meta_unsure_ = false;
  return {};
}

// Steps 1 and 2: the pages of held commits and of this one (if there is one) into the log, those of a
// large transaction in several records. On error all is as before.
Result<void> StoreCore::append(const std::vector<Overlay::Dirty>& dirty, const Overlay* overlay,
                               Csn csn, uint32_t direct_from,
                               std::vector<PublishedPage>* published) {
  if (!is_fork()) RUNG_TRY(secure_recovered());
  const size_t images_max = std::max<size_t>(
      std::min(kRecordImageBytesMax, options_.pool_bytes / 4) / identity_.page_bytes, 16);
  std::vector<LogEntry> earlier;
  std::vector<OutgoingPage> waiting;
  std::vector<LogPage> pages;
  std::vector<PublishedPage> logged;  // of held_
  std::vector<PageNo> freed;
  bool direct = false;
  const auto keep_places = [&](std::vector<PagePlace> places, bool in_memory) {
    for (size_t i = 0; i < places.size(); ++i) {
      FrameRef frame = in_memory ? std::move(waiting[i].content.frame) : FrameRef();
      (waiting[i].held ? logged : *published)
          .push_back({waiting[i].page, std::move(places[i]), std::move(frame)});
    }
  };
  const auto spill = [&]() -> Result<void> {
    std::vector<PagePlace> places;
    if (is_fork()) {
      RUNG_TRY(append_scratch(pages, &places));
    } else {
      RUNG_ASSIGN(const std::vector<LogEntry> written, log_->append_spill(pages));
      for (const LogEntry& entry : written) places.push_back({entry.base, nullptr});
      earlier.insert(earlier.end(), written.begin(), written.end());
    }
    keep_places(std::move(places), false);
    waiting.clear();
    pages.clear();
    return {};
  };
  const auto add = [&](OutgoingPage page) -> Result<void> {
    if (pages.size() == images_max) RUNG_TRY(spill());
    seal_page(identity_, page.content.frame.data(), page.page, csn);
    const FrameRef& previous = page.content.previous_frame;
    pages.push_back({page.page, page.content.frame.data(), page.content.previous,
                     previous ? previous.data() : nullptr});
    waiting.push_back(std::move(page));
    return {};
  };
  if (is_fork()) forget_freed();
  published->reserve(dirty.size());
  auto held = held_.begin();
  const auto add_held = [&](uint32_t until) -> Result<void> {
    for (; held != held_.end() && held->first < until; ++held) {
      const PageNo page{held->first};
      if (space_.is_free(page) && (overlay != nullptr || !freed_by_running(page))) {
        freed.push_back(page);
      } else {
        RUNG_TRY(add({page, held->second, true}));
      }
    }
    return {};
  };
  std::vector<std::pair<PageNo, FrameRef>> batch;
  const auto write_batch = [&]() -> Result<void> {
    if (batch.empty()) return {};
    RUNG_ASSIGN(const std::vector<uint32_t> crcs, write_direct(batch));
    for (size_t i = 0; i < batch.size(); ++i) {
      earlier.push_back({batch[i].first, crcs[i], kInMainFile});
    }
    batch.clear();
    return {};
  };
  for (const Overlay::Dirty& d : dirty) {
    RUNG_TRY(add_held(raw(d.page)));
    HeldPage content;
    if (raw(d.page) >= direct_from && d.version.stored != Overlay::Stored::kMain) {
      RUNG_ASSIGN(content.frame, overlay->load(d.page, d.version));
      published->push_back({d.page, {}, d.version.frame});
      batch.emplace_back(d.page, std::move(content.frame));
      direct = true;
      if (batch.size() == kDirectBatchPages) RUNG_TRY(write_batch());
      continue;
    }
    if (held != held_.end() && held->first == raw(d.page)) {
      content = held->second;
      ++held;
    } else if (d.version.stored != Overlay::Stored::kMain) {
      PublishedPage newest = cache_->newest(d.page);
      content.previous = std::move(newest.place);
      content.previous_frame = std::move(newest.frame);
    }
    if (d.version.stored == Overlay::Stored::kMain) {
      earlier.push_back({d.page, static_cast<uint32_t>(d.version.offset), kInMainFile});
      direct = true;
      continue;
    }
    RUNG_ASSIGN(content.frame, overlay->load(d.page, d.version));
    RUNG_TRY(add({d.page, std::move(content), false}));
  }
  RUNG_TRY(add_held(UINT32_MAX));
  RUNG_TRY(write_batch());
  if (direct && !RUNG_BUG(12)) {
    Result<void> synced = main_->sync(os::SyncKind::kData);
    ++main_syncs_;
    if (!synced.ok()) {
      log_->poison(synced.error());
      return synced;
    }
  }
  std::vector<SpaceChange> changes = held_changes_;
  if (RUNG_BUG(29)) changes.clear();
  uint32_t page_count = space_.page_count();
  for (const SpaceChange& change : space_.journal()) {
    if (overlay != nullptr) {
      changes.push_back(change);
    } else if (change.kind == SpaceChange::Kind::kExtend) {
      page_count -= change.range.count;  // a running transaction's, which is not in the record
    }
  }
  std::vector<PagePlace> places;
  logged.reserve(logged.size() + waiting.size());
  reserve_more(freed_unlogged_, freed.size());
  if (is_fork()) {
    RUNG_TRY(append_scratch(pages, &places));
  } else {
    RUNG_TRY(log_->append_commit(csn, page_count, changes, std::move(earlier), pages,
                                   &places));
    cache_->set_log(log_->file());
  }
  keep_places(std::move(places), true);
  cache_->logged(logged);
  freed_unlogged_.insert(freed_unlogged_.end(), freed.begin(), freed.end());
  held_.clear();
  held_changes_.clear();
  last_logged_us_ = vfs_.monotonic_us();
  return {};
}

// The head is visible.
void StoreCore::forget_freed() {
  for (const PageNo page : std::exchange(freed_unlogged_, {})) {
    if (space_.is_free(page)) cache_->forget_unlogged(page);
  }
}

bool StoreCore::freed_by_running(PageNo page) const {
  for (const SpaceChange& change : space_.journal()) {
    if (change.kind == SpaceChange::Kind::kFree && raw(page) >= change.range.first &&
        raw(page) - change.range.first < change.range.count) {
      return true;
    }
  }
  return false;
}

bool StoreCore::may_hold(size_t pages) const {
  const size_t pages_max =
      std::min<size_t>(kHeldBytesMax, options_.pool_bytes / 4) / identity_.page_bytes;
  return held_.size() + pages <= pages_max &&
         (is_fork() || vfs_.monotonic_us() - last_logged_us_ < kHeldUsMax);
}

// In place of steps 1 and 2: keeps the pages for a later record.
Result<void> StoreCore::hold(const std::vector<Overlay::Dirty>& dirty, const Overlay& overlay,
                             std::vector<PublishedPage>* published) {
  published->reserve(dirty.size());
  for (const Overlay::Dirty& d : dirty) {
    RUNG_ASSIGN(FrameRef frame, overlay.load(d.page, d.version));
    published->push_back({d.page, {kOnlyInMemory, nullptr}, std::move(frame)});
  }
  // Nodes for those that are not held yet; then all of them are, or none.
  std::map<uint32_t, HeldPage> added;
  for (const PublishedPage& page : *published) {
    if (!held_.contains(raw(page.page))) added.emplace(raw(page.page), HeldPage());
  }
  reserve_more(held_changes_, space_.journal_size());
  for (auto& [number, page] : added) {
    PublishedPage newest = cache_->newest(PageNo{number});
    page.previous = std::move(newest.place);
    page.previous_frame = std::move(newest.frame);
  }
  held_.merge(added);
  for (const PublishedPage& page : *published) held_.find(raw(page.page))->second.frame = page.frame;
  if (!is_fork()) {  // nothing will replay a fork's
    held_changes_.insert(held_changes_.end(), space_.journal().begin(), space_.journal().end());
  }
  return {};
}

Result<void> StoreCore::log_held() {
  if (held_.empty() && held_changes_.empty()) return {};
  std::vector<PublishedPage> none;
  try {
    Result<void> logged = append({}, nullptr, head_, UINT32_MAX, &none);
    if (!logged.ok() && !is_fork()) log_->drop_spill();
    return logged;
  } catch (...) {
    if (!is_fork()) log_->drop_spill();
    throw;
  }
}

uint32_t StoreCore::direct_pages_from(const std::vector<Overlay::Dirty>& dirty) const {
  const size_t least = std::min(kDirectPagesMin, dirty_frames_max());
  if (is_fork() || dirty.size() < least) return UINT32_MAX;
  const auto& journal = space_.journal();
  const auto extended = std::find_if(journal.begin(), journal.end(), [](const SpaceChange& change) {
    return change.kind == SpaceChange::Kind::kExtend;
  });
  if (extended == journal.end()) return UINT32_MAX;
  const uint32_t from = extended->range.first;
  const auto many = static_cast<size_t>(
      std::count_if(dirty.begin(), dirty.end(), [&](const Overlay::Dirty& d) {
        return raw(d.page) >= from && d.version.stored != Overlay::Stored::kMain;
      }));
  return many >= least ? from : UINT32_MAX;
}

Result<Csn> StoreCore::commit(std::shared_ptr<Overlay> overlay, Durability durability) {
  const Csn csn{raw(head_) + 1};
  std::vector<Overlay::Dirty> dirty;
  uint32_t direct_end = direct_end_;
  bool held = false;
  std::vector<PublishedPage> pages;
  std::shared_ptr<const CommittedView> committed;  // for views of what a bulk load wrote
  const auto write = [&]() -> Result<void> {
    dirty = overlay->dirty_pages();
    std::erase_if(dirty, [&](const Overlay::Dirty& d) { return space_.is_free(d.page); });
    bool direct = false;
    const uint32_t direct_from = direct_pages_from(dirty);
    std::vector<PageNo> to_publish;
    to_publish.reserve(dirty.size());
    for (const Overlay::Dirty& d : dirty) {
      to_publish.push_back(d.page);
      if (d.version.stored == Overlay::Stored::kMain) {
        direct = true;
      } else if (raw(d.page) < direct_from) {
        continue;
      }
      direct_end = std::max(direct_end, raw(d.page) + 1);
    }
    if (direct) committed = std::make_shared<CommittedView>(cache_, csn);
    cache_->reserve_publish(to_publish);
    const bool deferred = durability == Durability::kDeferred || is_fork();
    held = deferred && direct_end == direct_end_ && may_hold(dirty.size());
    return held ? hold(dirty, *overlay, &pages)
                : append(dirty, overlay.get(), csn, direct_from, &pages);
  };
  writer_lock_.release_soon();
  try {
    Result<void> done = write();
    if (!done.ok()) {
      abandon(*overlay);
      return done.take_error();
    }
  } catch (...) {
    abandon(*overlay);
    throw;
  }
  direct_end_ = direct_end;
  cache_->publish(csn, pages);
  head_ = csn;
  overlay->end(std::move(committed));
  space_.forget_journal();
  note_space();
  const uint64_t lsn = is_fork() ? 0 : log_->committed_lsn();
  if (is_fork()) cache_->set_visible(csn);
  writer_lock_.release();
  if (is_fork()) return csn;

  if (RUNG_BUG(2)) cache_->set_visible(csn);
  if (durability == Durability::kFull) RUNG_TRY(log_->wait_durable(lsn));
  cache_->set_visible(csn);
  // The transaction's own view would have the checkpoint keep what it changed.
  dirty.clear();
  overlay.reset();
  if (!held) maybe_checkpoint();
  return csn;
}

// A commit that failed before its record was written.
void StoreCore::abandon(Overlay& overlay) noexcept {
  if (!is_fork()) {
    log_->drop_spill();
    trim_main();
  }
  if (!RUNG_BUG(18)) space_.undo_to(0);
  overlay.end(nullptr);
  writer_lock_.release();
}

Result<std::vector<uint32_t>> StoreCore::write_direct(
    const std::vector<std::pair<PageNo, FrameRef>>& pages) {
  std::vector<uint32_t> crcs;
  std::vector<std::string_view> pieces;
  for (size_t begin = 0; begin < pages.size();) {
    size_t end = begin;
    pieces.clear();
    for (; end < pages.size() && raw(pages[end].first) == raw(pages[begin].first) + (end - begin);
         ++end) {
      const auto& [page, frame] = pages[end];
      RUNG_CHECK(raw(page) >= meta_.page_count && raw(page) >= direct_end_);
      seal_page(identity_, frame.data(), page, Csn{raw(head_) + 1});
      crcs.push_back(page_crc(frame.data()));
      pieces.emplace_back(frame.data(), identity_.page_bytes);
    }
    RUNG_TRY(main_->write_at(uint64_t{raw(pages[begin].first)} * identity_.page_bytes, pieces));
    begin = end;
  }
  return crcs;
}

void StoreCore::trim_main() noexcept {
  const uint64_t bytes =
      uint64_t{std::max(meta_.page_count, direct_end_)} * identity_.page_bytes;
  // Only space is at stake, and closing tries again.
  try {
    const Result<uint64_t> size = main_->size();
    if (!size.ok() || size.value() <= bytes) return;
    const Result<void> trimmed = main_->resize(bytes);
    static_cast<void>(trimmed.ok());
  } catch (const std::bad_alloc&) {  // for the error's message
  }
}

void StoreCore::note_space() {
  page_count_ = space_.page_count();
  free_pages_ = space_.free_pages() + meta_.free_list_pages.size();
}

Result<void> StoreCore::sync() {
  if (!open_ || read_only() || is_fork()) return {};
  if (writer_lock_.held_by_this_thread()) {
    // In the middle of a write transaction: those before it can be made durable all the same.
    RUNG_TRY(log_held());
  } else {
    RUNG_TRY(lock_writer(0));
    const WriterHold hold(*this);
    if (!RUNG_BUG(30)) RUNG_TRY(log_held());
  }
  return log_->wait_durable(log_->committed_lsn());
}

StoreStats StoreCore::stats() const {
  StoreStats stats;
  stats.page_bytes = identity_.page_bytes;
  stats.page_count = page_count_;
  stats.free_pages = free_pages_;
  stats.log_bytes = log_ == nullptr ? 0 : log_->committed_lsn() - kLogStart;
  stats.pages_read = cache_->pages_read();
  stats.pages_cached = cache_->pages_cached();
  stats.syncs = main_syncs_ + (log_ == nullptr ? 0 : log_->syncs());
  stats.checkpoints = checkpoints_;
  return stats;
}

}  // namespace rung::storage
