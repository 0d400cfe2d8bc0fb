#include <algorithm>
#include <new>

#include "base/seeded_bug.h"
#include "storage/core.h"

// The checkpoint: moves what the log holds into the main file, then starts the log over.
//
//   0 make sure of what an earlier process left
//   1 sync the log: nothing of the main file is overwritten by what is not durable
//   2 bring old images that views still need into memory
//   3 write the newest version of every logged page, in page order; the free list to fresh pages
//   4 sync the main file
//   5 write the other meta slot, with the next generation; sync
//   6 the log is empty: its records are of an older generation
// A crash before 5 leaves the old meta and the whole log, which overrides whatever was written.
namespace rung::storage {
namespace {

constexpr size_t kBatchPages = 64;
constexpr uint64_t kLogBoundFactor = 4;

}  // namespace

Result<void> StoreCore::write_checkpoint_pages(uint32_t main_pages) {
  std::vector<PublishedPage> pages = cache_->checkpoint_pages();
  // A page that was freed matters to views of older states only.
  if (!cache_->pinned_before(head_) || RUNG_BUG(26)) {
    std::erase_if(pages, [&](const PublishedPage& p) { return space_.is_free(p.page); });
  }
  std::vector<FrameRef> frames;
  std::vector<std::string_view> pieces;
  for (size_t begin = 0; begin < pages.size();) {
    // Neighbouring pages go out in one call.
    size_t end = begin;
    frames.clear();
    pieces.clear();
    while (end < pages.size() && end - begin < kBatchPages &&
           raw(pages[end].page) == raw(pages[begin].page) + (end - begin)) {
      RUNG_TRY(cache_->checkpoint_keep_old(pages[end].page, main_pages));
      RUNG_ASSIGN(FrameRef frame, cache_->read(pages[end].page, head_));
      pieces.emplace_back(frame.data(), identity_.page_bytes);
      frames.push_back(std::move(frame));
      ++end;
    }
    const uint64_t offset = uint64_t{raw(pages[begin].page)} * identity_.page_bytes;
    RUNG_TRY(main_->write_at(offset, pieces));
    begin = end;
  }
  return {};
}

Result<void> StoreCore::write_meta(const Meta& next, const std::vector<std::string>& list_pages,
                                   size_t inline_extents) {
  for (size_t i = 0; i < list_pages.size(); ++i) {
    const std::string_view piece = list_pages[i];
    RUNG_TRY(main_->write_at(uint64_t{raw(next.free_list_pages[i])} * identity_.page_bytes,
                             {&piece, 1}));
  }
  RUNG_ASSIGN(const uint64_t size, main_->size());
  const uint64_t bytes = uint64_t{next.page_count} * identity_.page_bytes;
  if (size < bytes) RUNG_TRY(main_->resize(bytes));
  Result<void> synced = RUNG_BUG(9) ? Result<void>() : main_->sync(os::SyncKind::kData);
  ++main_syncs_;
  if (synced.ok()) {
    const std::string slot = encode_meta_slot(identity_, next, inline_extents);
    const int slot_no = RUNG_BUG(8) ? meta_slot_ : 1 - meta_slot_;
    const uint64_t offset = meta_slot_offset(identity_.page_bytes, slot_no);
    std::string before(slot.size(), '\0');
    RUNG_ASSIGN(const size_t got, main_->read_at(offset, before));
    if (got < before.size()) return damaged_page(path_, PageNo{0}, "truncated");
    const std::string_view piece = slot;
    Result<void> wrote = main_->write_at(offset, {&piece, 1});
    if (!wrote.ok()) {
      // What a failed write left may be the new slot, and it must not count for the commits to come.
      const std::string_view old = before;
      Result<void> undone = main_->write_at(offset, {&old, 1});
      if (RUNG_BUG(33)) return wrote;
      if (undone.ok()) undone = main_->sync(os::SyncKind::kData);
      if (!undone.ok()) log_->poison(undone.error());
      return wrote;
    }
    synced = main_->sync(os::SyncKind::kData);
    ++main_syncs_;
  }
  // What a failed sync left on the disk is unknown, and another one would not tell.
  if (!synced.ok()) log_->poison(synced.error());
  return synced;
}

Result<void> StoreCore::checkpoint_locked(bool closing) {
  try {
    return move_log_to_main(closing);
  } catch (...) {
    space_.undo_to(0);  // what it may have set free of its own list
    throw;
  }
}

Result<void> StoreCore::move_log_to_main(bool closing) {
  RUNG_TRY(log_->check_healthy());
  RUNG_TRY(secure_recovered());
  RUNG_TRY(log_held());
  if (log_->committed_lsn() == kLogStart) return {};
  if (!RUNG_BUG(34)) RUNG_TRY(log_->wait_durable(log_->committed_lsn()));
  cache_->set_visible(head_);
  // What has an image in the main file: all its meta speaks for, and bulk loads since.
  const uint32_t main_pages = std::max(meta_.page_count, RUNG_BUG(27) ? 0 : direct_end_);
  const std::vector<PageNo> freed = freed_unlogged_;
  forget_freed();
  for (const PageNo page : freed) {
    if (space_.is_free(page)) RUNG_TRY(cache_->checkpoint_keep_old(page, main_pages));
  }
  RUNG_TRY(write_checkpoint_pages(main_pages));

  // The old list's pages stay untouched until the new meta is durable; in the new list they are
  // free. Should this attempt fail, the space is as it was.
  for (const PageNo page : meta_.free_list_pages) {
    if (space_.free(page)) continue;
    space_.undo_to(0);
    return damaged_page(path_, page, "a free-list page is free itself");
  }
  Meta next;
  next.sequence = meta_.sequence + 1;
  next.csn = head_;
  next.generation = meta_.generation + 1;
  const size_t inline_max = meta_slot_extents_max(identity_.page_bytes);
  const size_t each = free_list_page_extents(identity_.page_bytes);
  if (closing && space_.extents().size() <= inline_max) {
    space_.forget_journal();
    space_.truncate_tail();
  }
  while (space_.extents().size() > inline_max + next.free_list_pages.size() * each) {
    // At the end of the file, where neither the old meta nor a view has anything.
    next.free_list_pages.push_back(space_.extend(1));
  }
  next.page_count = space_.page_count();
  for (const auto& [first, count] : space_.extents()) next.free.push_back({first, count});
  if (!next.free_list_pages.empty()) next.free_list = next.free_list_pages.front();
  const size_t inline_extents = std::min(inline_max, next.free.size());
  Result<void> written =
      write_meta(next, encode_free_list(identity_, next, inline_extents), inline_extents);
  if (!written.ok()) {
    space_.undo_to(0);
    return written;
  }
  space_.forget_journal();
  const uint64_t generation = next.generation;
  const bool shorter = next.page_count < meta_.page_count;
  meta_ = std::move(next);
  meta_slot_ = 1 - meta_slot_;
  meta_unsure_ = false;
  direct_end_ = 0;
  cache_->checkpoint_done();
  note_space();
  ++checkpoints_;
  RUNG_TRY(log_->reset(generation));
  if (shorter || closing) {
    RUNG_ASSIGN(const uint64_t size, main_->size());
    const uint64_t bytes = uint64_t{meta_.page_count} * identity_.page_bytes;
    if (size > bytes) RUNG_TRY(main_->resize(bytes));
  }
  return {};
}

Result<void> StoreCore::checkpoint() {
  if (!open_ || is_fork() || read_only()) return {};
  // In the middle of a transaction of this thread's, which cannot be waited for, the log has to do.
  if (writer_lock_.held_by_this_thread()) return sync();
  RUNG_TRY(lock_writer(0));
  const WriterHold hold(*this);
  return checkpoint_locked(false);
}

void StoreCore::maybe_checkpoint() {
  const uint64_t bytes = log_->committed_lsn() - kLogStart;
  if (bytes < options_.checkpoint_bytes) return;
  // Rather not while others wait to write; but the log must not grow for ever.
  if (!writer_lock_.try_acquire()) {
    if (bytes < kLogBoundFactor * options_.checkpoint_bytes) return;
    writer_lock_.acquire(0);
    if (!open_ || log_->committed_lsn() - kLogStart < options_.checkpoint_bytes) {
      writer_lock_.release();
      return;
    }
  }
  const WriterHold hold(*this);
  // The commit that came here is done, whatever becomes of this; the next one will try again.
  try {
    const Result<void> result = checkpoint_locked(false);
    static_cast<void>(result.ok());
  } catch (const std::bad_alloc&) {
  }
}

Result<void> StoreCore::close() {
  if (!open_.exchange(false)) return {};
  if (is_fork()) {
    cache_->close();
    return {};
  }
  Result<void> result;
  if (!read_only()) {
    if (writer_lock_.try_acquire()) {
      const WriterHold hold(*this);
      try {
        result = checkpoint_locked(true);
        if (note_written_) write_owner_note("");
        if (result.ok() && log_->has_file()) {
          cache_->set_log(nullptr);
          result = log_->remove();
        }
      } catch (...) {
        main_->unlock();
        cache_->close();
        throw;
      }
    } else {
      // Nothing committed is lost: the log stays and is read at the next opening.
      result = Error(sqlstate::object_in_use,
                     "file \"" + path_ + "\" was closed while a transaction was writing to it");
    }
  }
  main_->unlock();
  cache_->close();
  return result;
}

}  // namespace rung::storage
