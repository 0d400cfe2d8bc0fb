#include "storage/core.h"

#include <algorithm>

namespace rung::storage {

StoreCore::StoreCore(os::Vfs& vfs, std::string path, const StoreOptions& options)
    : vfs_(vfs), path_(std::move(path)), options_(options) {}

StoreCore::~StoreCore() = default;

std::shared_ptr<const CommittedView> StoreCore::visible_view() {
  std::lock_guard lock(view_mutex_);
  const Csn csn{visible_.load()};
  std::shared_ptr<const CommittedView> view = last_visible_.lock();
  if (view == nullptr || view->csn() != csn) {
    view = std::make_shared<CommittedView>(cache_, csn);
    last_visible_ = view;
  }
  return view;
}

std::shared_ptr<const CommittedView> StoreCore::head_view() {
  return std::make_shared<CommittedView>(cache_, head_);
}

Result<void> StoreCore::lock_writer(uint64_t timeout_ms) {
  if (options_.read_only) {
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

Result<Csn> StoreCore::commit(Overlay& overlay, Durability durability) {
  const Csn csn{raw(head_) + 1};
  std::vector<Overlay::Dirty> dirty = overlay.dirty_pages();
  std::erase_if(dirty, [&](const Overlay::Dirty& d) { return space_.is_free(d.page); });
  std::vector<LogImage> images;
  images.reserve(dirty.size());
  for (const Overlay::Dirty& d : dirty) {
    seal_page(identity_, d.frame.data(), d.page, csn);
    images.push_back({d.page, d.frame.data()});
  }
  std::vector<PublishedPage> pages;
  pages.reserve(dirty.size());
  std::vector<LogEntry> entries;
  Result<void> appended =
      log_->append_commit(csn, space_.page_count(), space_.journal(), {}, images, &entries);
  if (!appended.ok()) {
    space_.undo_to(0);
    writer_lock_.release();
    return appended.take_error();
  }
  cache_->set_log(log_->file());
  for (size_t i = 0; i < dirty.size(); ++i) {
    RUNG_CHECK(entries[i].page == dirty[i].page);
    pages.push_back({dirty[i].page, entries[i].offset, std::move(dirty[i].frame)});
  }
  cache_->publish(csn, pages);
  head_ = csn;
  space_.forget_journal();
  const uint64_t lsn = log_->committed_lsn();
  writer_lock_.release();

  if (durability == Durability::kFull) RUNG_TRY(log_->wait_durable(lsn));
  cache_->set_visible(csn);
  uint64_t visible = visible_.load();
  while (visible < raw(csn) && !visible_.compare_exchange_weak(visible, raw(csn))) {
  }
  maybe_checkpoint();
  return csn;
}

Result<void> StoreCore::sync() {
  if (!open_ || options_.read_only) return {};
  return log_->wait_durable(log_->committed_lsn());
}

StoreStats StoreCore::stats() const {
  StoreStats stats;
  stats.page_bytes = identity_.page_bytes;
  stats.page_count = space_.page_count();
  stats.free_pages = space_.free_pages() + meta_.free_list_pages.size();
  stats.log_bytes = log_ == nullptr ? 0 : log_->committed_lsn() - kLogStart;
  stats.pages_read = cache_->pages_read();
  stats.pages_cached = cache_->pages_cached();
  stats.syncs = main_syncs_ + (log_ == nullptr ? 0 : log_->syncs());
  stats.checkpoints = checkpoints_;
  return stats;
}

}  // namespace rung::storage
