#include "storage/core.h"

#include <algorithm>

namespace rung::storage {
namespace {

constexpr size_t kRecordImageBytesMax = 32u << 20;  // more images go ahead in spill records

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
  HeadState state;
  state.view = ReadView(head_view());
  state.page_count = space_.page_count();
  state.free.assign(space_.extents().begin(), space_.extents().end());
  for (const PageNo page : meta_.free_list_pages) state.free_list_pages.push_back(raw(page));
  if (!read_only()) unlock_writer();
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
  Result<void> usable = log_->check_healthy();
  if (usable.ok() && !open_) {
    usable = Error(sqlstate::io_error, "the database file \"" + path_ + "\" is closed");
  }
  if (!usable.ok()) {
    writer_lock_.release();
    return usable;
  }
  if (!note_written_ && !options_.owner_note.empty()) write_owner_note(options_.owner_note);
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

// Steps 1 and 2: all pages into the log, those of a large transaction in several records.
Result<void> StoreCore::append(const std::vector<Overlay::Dirty>& dirty, const Overlay& overlay,
                               Csn csn, std::vector<PublishedPage>* pages) {
  const size_t images_max = kRecordImageBytesMax / identity_.page_bytes;
  std::vector<LogEntry> earlier;
  std::vector<FrameRef> frames;
  std::vector<LogImage> images;
  bool direct = false;
  pages->reserve(dirty.size());
  for (const Overlay::Dirty& d : dirty) {
    if (d.version.stored == Overlay::Stored::kMain) {
      earlier.push_back({d.page, static_cast<uint32_t>(d.version.offset), kInMainFile});
      direct = true;
      continue;
    }
    if (images.size() == images_max) {
      RUNG_ASSIGN(const std::vector<LogEntry> written, log_->append_spill(images));
      for (const LogEntry& entry : written) {
        pages->push_back({entry.page, entry.offset, FrameRef()});
        earlier.push_back(entry);
      }
      images.clear();
      frames.clear();
    }
    RUNG_ASSIGN(FrameRef frame, overlay.load(d.page, d.version));
    seal_page(identity_, frame.data(), d.page, csn);
    images.push_back({d.page, frame.data()});
    frames.push_back(std::move(frame));
  }
  if (direct) {
    Result<void> synced = main_->sync(os::SyncKind::kData);
    ++main_syncs_;
    if (!synced.ok()) {
      log_->poison(synced.error());
      return synced;
    }
  }
  std::vector<LogEntry> written;
  RUNG_TRY(log_->append_commit(csn, space_.page_count(), space_.journal(), std::move(earlier),
                               images, &written));
  for (size_t i = 0; i < written.size(); ++i) {
    pages->push_back({written[i].page, written[i].offset, std::move(frames[i])});
  }
  return {};
}

Result<Csn> StoreCore::commit(Overlay& overlay, Durability durability) {
  const Csn csn{raw(head_) + 1};
  std::vector<Overlay::Dirty> dirty = overlay.dirty_pages();
  std::erase_if(dirty, [&](const Overlay::Dirty& d) { return space_.is_free(d.page); });
  std::vector<PublishedPage> pages;
  Result<void> appended = append(dirty, overlay, csn, &pages);
  if (!appended.ok()) {
    log_->drop_spill();
    space_.undo_to(0);
    trim_main();
    overlay.end(nullptr);
    writer_lock_.release();
    return appended.take_error();
  }
  bool direct = false;
  for (const Overlay::Dirty& d : dirty) {
    if (d.version.stored != Overlay::Stored::kMain) continue;
    direct_end_ = std::max(direct_end_, raw(d.page) + 1);
    direct = true;
  }
  cache_->set_log(log_->file());
  cache_->publish(csn, pages);
  head_ = csn;
  overlay.end(direct ? head_view() : nullptr);
  space_.forget_journal();
  note_space();
  const uint64_t lsn = log_->committed_lsn();
  writer_lock_.release();

  if (durability == Durability::kFull) RUNG_TRY(log_->wait_durable(lsn));
  cache_->set_visible(csn);
  maybe_checkpoint();
  return csn;
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

void StoreCore::trim_main() {
  const uint64_t bytes =
      uint64_t{std::max(meta_.page_count, direct_end_)} * identity_.page_bytes;
  const Result<uint64_t> size = main_->size();
  if (!size.ok() || size.value() <= bytes) return;
  // Only space is at stake, and closing tries again.
  const Result<void> trimmed = main_->resize(bytes);
  static_cast<void>(trimmed.ok());
}

void StoreCore::note_space() {
  page_count_ = space_.page_count();
  free_pages_ = space_.free_pages() + meta_.free_list_pages.size();
}

Result<void> StoreCore::sync() {
  if (!open_ || read_only()) return {};
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
