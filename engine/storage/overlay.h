// Overlay: the uncommitted pages of one write transaction, in versions.
//
// Time inside a transaction is a linear sequence of epochs. A view or a savepoint pins the epoch of
// its moment, in O(1), and a new epoch begins. A page written since the newest pin is changed in
// place; otherwise the write makes a copy under the current epoch. Rolling back to a savepoint
// removes the newer versions, or, where a living view still shows one, puts the older image on top
// as a new version: views never change, whatever happens after.
//
// Invariants:
//  1. A page's versions ascend by epoch; the last is the transaction's present. A version without a
//     frame means "as in the base".
//  2. A frame is written to only if its epoch is newer than every pin, and it is in one version.
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

  explicit Overlay(std::shared_ptr<const CommittedView> base) : base_(std::move(base)) {}

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

  struct Dirty {
    PageNo page;
    FrameRef frame;
  };
  std::vector<Dirty> dirty_pages() const;  // in page order
  bool empty() const { return pages_.empty(); }
  const CommittedView& base() const { return *base_; }

 private:
  struct Version {
    Epoch epoch;
    FrameRef frame;
    bool shared = false;  // the frame is in an older version too
  };
  using Versions = std::vector<Version>;

  Epoch pin_now();
  bool pinned_since(Epoch from, Epoch until) const;  // a pin in [from, until)
  bool writable_in_place(Versions& versions);
  char* push(PageNo page, Versions& versions, FrameRef frame);

  const std::shared_ptr<const CommittedView> base_;
  mutable std::mutex mutex_;
  std::unordered_map<uint32_t, Versions> pages_;
  std::map<Epoch, uint32_t> pins_;
  Epoch epoch_ = 1;
  Epoch newest_pin_ = 0;
  size_t marks_ = 0;
  std::vector<PageNo> journal_;  // a page for each version pushed since the oldest mark
  std::weak_ptr<const ViewImpl> last_view_;
  bool changed_since_view_ = true;
};

}  // namespace rung::storage
