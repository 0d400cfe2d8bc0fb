// StoreCore: what a Store, its transactions and its views share.
//
// Owns: the open files and their lock, the page cache, the log, the head state (last commit, free
// space) and the writer lock that guards it.
//
// The commit protocol:
//   1 seal the dirty pages                                         writer lock held
//   2 append one record to the log; an error leaves the store as it was
//   3 publish the versions in the page cache, move the head
//   4 release the writer lock; the next writer builds on the head at once
//   5 wait until a sync covers the record, whoever does it
//   6 let new views see it
// The log is sequential, so a commit can be durable only if those it builds on are.
// Of a large transaction the pages past the end of what was committed go straight to the main file,
// which is synced before step 2: nobody but the record makes them count.
// What needs memory comes before the record is written: from then on nothing may fail but the disk.
//
// Deferred commits are held back: published, but not yet logged. One record then takes several of
// them, with the last image of each page, at the next full commit, sync or checkpoint, or once they
// are many (kHeldBytesMax) or old (kHeldUsMax), so that what a killed process loses is little work.
#pragma once

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "storage/log.h"
#include "storage/meta.h"
#include "storage/overlay.h"
#include "storage/page_cache.h"
#include "storage/writer_lock.h"

namespace rung::storage {

class StoreCore {
 public:
  StoreCore(os::Vfs& vfs, std::string path, const StoreOptions& options);
  ~StoreCore();
  StoreCore(const StoreCore&) = delete;
  StoreCore& operator=(const StoreCore&) = delete;

  Result<void> open();
  // A private copy of what is visible now; see fork.cc.
  std::shared_ptr<StoreCore> fork();
  bool is_fork() const { return fork_; }
  Result<void> copy_to(const std::string& path);
  Result<void> close();
  Result<void> checkpoint();
  Result<void> sync();
  StoreStats stats() const;
  Result<HeadState> head_state();
  const std::vector<Error>& damage() const { return damage_; }

  // The view of the newest commit that readers may see.
  std::shared_ptr<const CommittedView> visible_view();
  // Under the writer lock: of the newest commit.
  std::shared_ptr<const CommittedView> head_view();
  Result<void> lock_writer(uint64_t timeout_ms);
  void unlock_writer() { writer_lock_.release(); }

  // Steps 1 to 6; releases the writer lock in every case.
  Result<Csn> commit(std::shared_ptr<Overlay> overlay, Durability durability);

  // Seals the pages and writes them to the main file, past the end of every committed state; gives
  // their crcs. Page numbers ascend.
  Result<std::vector<uint32_t>> write_direct(const std::vector<std::pair<PageNo, FrameRef>>& pages);
  // Gives back what an abandoned bulk load had written.
  void trim_main() noexcept;

  os::Vfs& vfs() { return vfs_; }
  const std::shared_ptr<os::File>& main_file() const { return main_; }
  size_t dirty_frames_max() const {
    return std::max<size_t>(options_.pool_bytes / identity_.page_bytes / 2, 16);
  }
  FreeSpace& space() { return space_; }
  Log& log() { return *log_; }
  const FileIdentity& identity() const { return identity_; }
  const std::string& path() const { return path_; }

 private:
  // A page of held commits: its image, and its newest version in the log, if it is at hand.
  struct HeldPage {
    FrameRef frame;
    PagePlace previous;
    FrameRef previous_frame;
  };
  // A page on its way into the log.
  struct OutgoingPage {
    PageNo page;
    HeldPage content;
    bool held;
  };
  // Pages from `direct_from` on go to the main file.
  Result<void> append(const std::vector<Overlay::Dirty>& dirty, const Overlay* overlay, Csn csn,
                      uint32_t direct_from, std::vector<PublishedPage>* published);
  // The first page that only the transaction has, if it has many of them; else UINT32_MAX.
  uint32_t direct_pages_from(const std::vector<Overlay::Dirty>& dirty) const;
  // Whether the head still has the page that a transaction, not yet committed, has freed.
  bool freed_by_running(PageNo page) const;
  bool may_hold(size_t pages) const;
  Result<void> hold(const std::vector<Overlay::Dirty>& dirty, const Overlay& overlay,
                    std::vector<PublishedPage>* published);
  Result<void> log_held();
  void forget_freed();
  void abandon(Overlay& overlay) noexcept;
  // Names the file that was asked for, not the one it would be renamed from.
  static Error not_created(const std::string& path, const Error& cause);
  Result<void> write_copy(os::File& file);
  Result<void> append_scratch(const std::vector<LogPage>& pages, std::vector<PagePlace>* places);
  Result<void> open_file();
  bool read_only() const { return options_.read_only || options_.tolerate_damage; }
  // Keeps the error and goes on where the options say so.
  Result<void> tolerate(Result<void> result);
  Result<void> lock_file(os::File& file);
  Result<void> create_file();
  Result<void> apply_recovered(const LogCommit& commit);
  Result<void> checkpoint_locked(bool closing);
  Result<void> move_log_to_main(bool closing);
  Result<void> write_meta(const Meta& next, const std::vector<std::string>& list_pages,
                          size_t inline_extents);
  Result<void> write_checkpoint_pages(uint32_t main_pages);
  void maybe_checkpoint();
  Result<void> secure_recovered();
  void write_owner_note(const std::string& note);
  void note_space();

  os::Vfs& vfs_;
  const std::string path_;
  const StoreOptions options_;
  FileIdentity identity_;
  std::shared_ptr<os::File> main_;
  std::shared_ptr<PageCache> cache_;
  std::unique_ptr<Log> log_;  // null in a fork
  bool fork_ = false;
  std::shared_ptr<os::File> scratch_;  // of a fork: the pages that memory has no room for
  uint64_t scratch_end_ = 0;
  WriterLock writer_lock_;

  // Under the writer lock.
  Meta meta_;          // as in the main file
  int meta_slot_ = 0;  // where it is
  FreeSpace space_;    // of the head
  Csn head_{0};
  uint32_t direct_end_ = 0;  // end of the pages written by committed bulk loads since the checkpoint
  bool note_written_ = false;
  std::vector<Error> damage_;  // written by open() alone
  std::map<uint32_t, HeldPage> held_;
  std::vector<SpaceChange> held_changes_;
  int64_t last_logged_us_ = 0;
  std::vector<PageNo> freed_unlogged_;  // pages of held commits that were free when those were logged
  bool meta_unsure_ = false;  // whether the meta may have been read from the page cache only

  std::mutex view_mutex_;
  std::weak_ptr<const CommittedView> last_visible_;
  std::atomic<uint64_t> page_count_{0};  // copies for stats(), which takes no lock
  std::atomic<uint64_t> free_pages_{0};
  std::atomic<uint64_t> checkpoints_{0};
  std::atomic<uint64_t> main_syncs_{0};
  std::atomic<bool> open_{false};
};

// Gives the writer lock back at its end, unless it is kept.
class WriterHold {
 public:
  explicit WriterHold(StoreCore& core) : core_(&core) {}
  ~WriterHold() {
    if (core_ != nullptr) core_->unlock_writer();
  }
  WriterHold(const WriterHold&) = delete;
  WriterHold& operator=(const WriterHold&) = delete;
  void keep() { core_ = nullptr; }

 private:
  StoreCore* core_;
};

}  // namespace rung::storage
