// PageCache: the committed versions of every page, and the memory they take.
//
// Owns: for each page the chain of versions newer than the main file (newest first), the frame of
// the main file's own version, the set of commits that live views show, and the clock that evicts
// clean frames when the pool is full. Does not own uncommitted pages: those are an Overlay's.
//
// Invariants:
//  1. A view of commit C sees of page P the newest version with csn <= C, else the main file's.
//  2. A version is dropped only when no pinned commit, nor the visible one, can see it.
//  3. Before the main file's page is overwritten or the log reused, every image that a pinned commit
//     still needs and that would be lost is kept: in memory, where it is not evicted, or, beyond a
//     quarter of the pool, in an unlinked temporary file.
//  4. No I/O happens under the mutex. Whoever read a page looks again where it should have been
//     read from, and reads anew if that changed.
//
// Threads: any; publish and the checkpoint_ calls under the writer lock.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "os/vfs.h"
#include "storage/page_patch.h"

namespace rung::storage {

struct PublishedPage {
  PageNo page;
  PagePlace place;
  FrameRef frame;  // may be empty: read from the log when needed
};

class PageCache {
 public:
  PageCache(os::Vfs& vfs, const FileIdentity& identity, std::string path, size_t pool_bytes);

  void set_main(std::shared_ptr<os::File> file);
  void set_log(std::shared_ptr<os::File> file);
  // In place of a main file: the pages of another store.
  void set_base(std::shared_ptr<const PageReader> base);
  // From now on reads fail; the files are let go.
  void close();

  Result<FrameRef> read(PageNo page, Csn csn);
  void pin(Csn csn);
  // Finds what is visible and pins it in one step: between the two a commit could drop it.
  Csn pin_visible();
  Csn visible() const;
  void unpin(Csn csn);
  // Whether a view shows a state older than `csn`.
  bool pinned_before(Csn csn) const;
  // What views taken from now on may show; implicitly pinned.
  void set_visible(Csn csn);
  // Asks for the memory that publishing these will take, so that it cannot fail.
  void reserve_publish(const std::vector<PageNo>& pages);
  void publish(Csn csn, std::vector<PublishedPage>& pages) noexcept;
  // The newest version of the page; its frame is empty when it is not in memory.
  PublishedPage newest(PageNo page);
  // Pages published as only in memory have been logged since: these are their newest versions.
  void logged(const std::vector<PublishedPage>& pages);
  // The page was freed without ever being logged, and the head is visible: its newest version goes,
  // if no view has it.
  void forget_unlogged(PageNo page);

  // The newest logged version of every page that is not yet in the main file, in page order.
  std::vector<PublishedPage> checkpoint_pages();
  // Keeps what pinned commits need of the page; `main_pages` bounds the main file. checkpoint_pages
  // went before.
  Result<void> checkpoint_keep_old(PageNo page, uint32_t main_pages);
  // The main file now has all that checkpoint_pages gave, and the log is about to be reused.
  void checkpoint_done();

  const FileIdentity& identity() const { return identity_; }
  const std::string& path() const { return path_; }
  uint64_t pages_read() const;
  uint64_t pages_cached() const;

 private:
  struct Version {
    Csn csn;
    PagePlace location;
    FrameRef frame;
    std::unique_ptr<Version> older;
  };
  struct Entry {
    std::unique_ptr<Version> newest;
    FrameRef main_frame;
  };
  static constexpr uint32_t kChunkEntries = 512;
  using Chunk = std::array<Entry, kChunkEntries>;
  // Where a view finds a page.
  struct Place {
    FrameRef* frame;    // to be filled by whoever reads; null when the entry does not exist yet
    const PagePlace* location;  // valid under the mutex
    Csn csn;
  };

  Entry* find(PageNo page);
  Entry& entry(PageNo page);
  Place place_of(PageNo page, Csn csn);
  // Where a version is read from: copies of the files' references, to be used without the mutex.
  struct Files {
    std::shared_ptr<os::File> main, log, kept;
    std::shared_ptr<const PageReader> base;
  };
  Files files_for(const PagePlace& location) const;
  Result<FrameRef> load(PageNo page, const PagePlace& location, const Files& files) const;
  bool needed(Csn from, Csn until) const;  // whether a pinned commit lies in [from, until)
  void prune(Entry& entry);
  void keep(Version* version, std::unique_lock<std::mutex>& lock);
  Result<void> write_kept(const FrameRef& frame, Csn csn, uint64_t offset);
  // Without memory for it the frame is not in the ring, which bounds the cache, but all is well.
  void add_to_ring(PageNo page, const FrameRef& frame) noexcept;
  void leave_ring(const FrameRef& frame);
  // Of a version that nobody can see any more: its memory is for the next one to be written.
  void drop_frame(FrameRef& frame);
  void make_room();
  bool detach(Frame* frame);

  os::Vfs& vfs_;
  const FileIdentity identity_;
  const std::string path_;
  const size_t frames_max_;

  mutable std::mutex mutex_;
  std::shared_ptr<os::File> main_, log_, kept_;
  uint64_t kept_end_ = 0;
  std::vector<uint64_t> kept_free_;  // places in kept_, which the writer's thread alone opens
  size_t old_in_memory_ = 0;  // images that are nowhere else, behind newer ones; exact in a checkpoint
  std::shared_ptr<const PageReader> base_;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::map<Csn, uint32_t> pins_;
  Csn visible_{0};
  uint64_t layout_ = 0;  // counts checkpoints: places read before one may be stale
  std::vector<std::unique_ptr<Version>> spare_versions_;  // for publish
  std::vector<FrameRef> ring_;
  size_t hand_ = 0;
  uint64_t pages_read_ = 0;
};

}  // namespace rung::storage
