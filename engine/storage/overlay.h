// Overlay: the uncommitted pages of one write transaction, in versions.
//
// Time inside a transaction is a linear sequence of epochs. A view or a savepoint pins the epoch of
// its moment, in O(1), and a new epoch begins. A page written since the newest pin is changed in
// place; otherwise the write makes a copy under the current epoch. Rolling back to a savepoint
// removes the newer versions, or, where a living view still shows one, puts the older image on top
// as a new version: views never change, whatever happens after.
//
// A transaction may be larger than memory: beyond frames_max frames, pages go to a temporary file
// and are read back when needed. Pages that a bulk load wrote straight to the main file are versions
// too, without a frame.
//
// Invariants:
//  1. A page's versions ascend by epoch; the last is the transaction's present.
//  2. A frame is written to only if its epoch is newer than every pin, and it is in one version.
//  3. Frames move to the temporary file only between operations, when nobody holds their bytes.
//
// Threads: the transaction's thread changes it; views read it from any thread. The mutex guards the
// map and the pins, and the owner reads them without it, being the only one who changes them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "storage/view.h"

namespace rung::storage {

class Overlay : public std::enable_shared_from_this<Overlay> {
 public:
  using Epoch = uint64_t;

  Overlay(std::shared_ptr<const CommittedView> base, os::Vfs& vfs, std::shared_ptr<os::File> main,
          size_t frames_max)
      : base_(std::move(base)), vfs_(vfs), main_(std::move(main)), frames_max_(frames_max) {}

  // All of these either do what they say or, out of memory, throw and change nothing that shows.
  // The page as of now, for the owner.
  Result<FrameRef> read(PageNo page) const;
  // The page to be changed, as of now; valid until the next pin.
  Result<char*> write(PageNo page);
  // The same of a page whose content does not matter: zeroes.
  char* write_new(PageNo page);

  std::shared_ptr<const ViewImpl> view();
  Result<FrameRef> read_at_epoch(PageNo page, Epoch epoch) const;

  struct Mark {
    Epoch epoch = 0;
    size_t journal = 0;
  };
  Mark mark();  // pins the present
  void rollback_to(const Mark& mark);
  void release(const Mark& mark);
  void unpin(Epoch epoch);

  // Between operations: moves frames to the temporary file when there are too many.
  Result<void> spill_if_large();
  // The page was written to the main file and is not in memory.
  void add_direct(PageNo page, uint32_t crc);
  // The transaction ended. Its views go on: what a bulk load wrote is from now on read as commit
  // `committed`, or, null, gone.
  void end(std::shared_ptr<const CommittedView> committed);

  enum class Stored : uint8_t { kNowhere, kBase, kTemporary, kMain };
  struct Version {
    Epoch epoch = 0;
    FrameRef frame;  // may be empty unless stored nowhere else
    Stored stored = Stored::kNowhere;
    bool shared = false;  // the frame is in an older version too
    uint64_t offset = 0;  // in the temporary file; of kMain, the page's crc
  };
  struct Dirty {
    PageNo page;
    Version version;
  };
  std::vector<Dirty> dirty_pages() const;  // in page order
  Result<FrameRef> load(PageNo page, const Version& version) const;
  bool empty() const { return pages_.empty(); }
  const CommittedView& base() const { return *base_; }

 private:
  using Versions = std::vector<Version>;

  Epoch pin_now();
  bool pinned_since(Epoch from, Epoch until) const;  // a pin in [from, until)
  bool writable_in_place(Versions& versions);
  void prune(Versions& versions, Epoch until) const;
  void prune_behind_last(Versions& versions) const;
  Versions& with_room(PageNo page);
  char* push(PageNo page, FrameRef frame);

  const std::shared_ptr<const CommittedView> base_;
  os::Vfs& vfs_;
  const std::shared_ptr<os::File> main_;
  const size_t frames_max_;

  mutable std::mutex mutex_;
  mutable std::unordered_map<uint32_t, Versions> pages_;
  mutable size_t frames_ = 0;  // at least as many as there are
  std::unique_ptr<os::File> temporary_;
  uint64_t temporary_end_ = 0;
  std::vector<uint64_t> temporary_free_;
  bool ended_ = false;
  std::shared_ptr<const CommittedView> committed_;
  std::map<Epoch, uint32_t> pins_;
  Epoch epoch_ = 1;
  Epoch newest_pin_ = 0;
  size_t marks_ = 0;
  std::vector<PageNo> journal_;  // a page for each version pushed since the oldest mark
  std::weak_ptr<const ViewImpl> last_view_;
  bool changed_since_view_ = true;
};

}  // namespace rung::storage
