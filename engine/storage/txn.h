// TxnImpl: the write transaction: an overlay of pages, the free-space journal, and savepoints.
// Threads: one at a time, as WriteTxn.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "storage/core.h"
#include "storage/tree.h"

namespace rung::storage {

class TxnImpl final : public PageWriter {
 public:
  // The writer lock is held.
  explicit TxnImpl(std::shared_ptr<StoreCore> core);
  ~TxnImpl() override;
  TxnImpl(const TxnImpl&) = delete;
  TxnImpl& operator=(const TxnImpl&) = delete;

  Result<FrameRef> read(PageNo page) const override { return overlay_->read(page); }
  const FileIdentity& identity() const override { return core_->identity(); }
  const std::string& file_path() const override { return core_->path(); }
  Result<char*> write(PageNo page) override { return overlay_->write(page); }
  char* write_new(PageNo page) override { return overlay_->write_new(page); }
  PageNo allocate() override { return core_->space().take(); }
  PageNo allocate_run(uint32_t count) override { return core_->space().take_run(count); }
  Result<void> free(PageNo page) override;

  std::shared_ptr<const ViewImpl> view() { return overlay_->view(); }
  Result<WriteOutcome> bulk_fill(TreeId tree, const WriteTxn::EntrySource& next,
                                 std::string* duplicate_key);
  WriteTxn::SavepointId savepoint();
  Result<void> rollback_to(WriteTxn::SavepointId id);
  void release(WriteTxn::SavepointId id);
  bool has_changes() const;
  Result<Csn> commit(Durability durability);
  void rollback() noexcept;
  bool active() const { return active_; }
  // Runs an operation of several page changes. An error in its middle, or want of memory, leaves the
  // pages inconsistent, so that only going back is left.
  template <class Operation>
  auto checked(const Operation& operation) -> decltype(operation()) {
    broken_ = true;
    auto result = operation();
    if (result.ok()) broken_ = false;
    return result;
  }
  Result<void> check_usable() const;

  Result<void> spill_if_large() { return overlay_->spill_if_large(); }

 private:
  class DirectPages;
  Result<void> write_direct(DirectPages& pages);
  struct Savepoint {
    WriteTxn::SavepointId id;
    Overlay::Mark mark;
    size_t space_journal;
  };
  Savepoint mark_now(WriteTxn::SavepointId id);
  void go_back(const Savepoint& savepoint);

  const std::shared_ptr<StoreCore> core_;
  std::shared_ptr<Overlay> overlay_;
  std::vector<Savepoint> savepoints_;
  WriteTxn::SavepointId next_id_ = 1;
  bool active_ = true;
  bool broken_ = false;
  bool wrote_direct_ = false;
};

}  // namespace rung::storage
