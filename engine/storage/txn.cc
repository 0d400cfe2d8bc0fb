#include "storage/txn.h"

#include "storage/bulk_builder.h"

namespace rung::storage {

TxnImpl::TxnImpl(std::shared_ptr<StoreCore> core)
    : core_(std::move(core)), overlay_(std::make_shared<Overlay>(core_->head_view())) {
  RUNG_CHECK(core_->space().journal_size() == 0);
}

TxnImpl::~TxnImpl() { rollback(); }

Result<void> TxnImpl::check_usable() const {
  if (!active_) return Error(sqlstate::internal_error, "the write transaction has ended");
  if (broken_) {
    return Error(sqlstate::in_failed_sql_transaction,
                 "current transaction is aborted, commands ignored until end of transaction block");
  }
  return {};
}

TxnImpl::Savepoint TxnImpl::mark_now(WriteTxn::SavepointId id) {
  return {id, overlay_->mark(), core_->space().journal_size()};
}

void TxnImpl::go_back(const Savepoint& savepoint) {
  overlay_->rollback_to(savepoint.mark);
  core_->space().undo_to(savepoint.space_journal);
  broken_ = false;
}

WriteTxn::SavepointId TxnImpl::savepoint() {
  const WriteTxn::SavepointId id = next_id_++;
  savepoints_.push_back(mark_now(id));
  return id;
}

Result<void> TxnImpl::rollback_to(WriteTxn::SavepointId id) {
  if (!active_) return check_usable();
  while (!savepoints_.empty() && savepoints_.back().id > id) {
    overlay_->release(savepoints_.back().mark);
    savepoints_.pop_back();
  }
  if (savepoints_.empty() || savepoints_.back().id != id) {
    return Error(sqlstate::s_e_invalid_specification, "savepoint does not exist");
  }
  go_back(savepoints_.back());
  return {};
}

void TxnImpl::release(WriteTxn::SavepointId id) {
  while (active_ && !savepoints_.empty() && savepoints_.back().id >= id) {
    overlay_->release(savepoints_.back().mark);
    savepoints_.pop_back();
  }
}

Result<WriteOutcome> TxnImpl::bulk_fill(TreeId tree, const WriteTxn::EntrySource& next,
                                        std::string* duplicate_key) {
  {
    RUNG_ASSIGN(const FrameRef root, read_node(*this, root_of(tree), kAnyLevel));
    const Node node(root.data(), identity().page_bytes);
    if (!node.is_leaf() || node.slot_count() != 0) {
      return Error(sqlstate::internal_error, "bulk load into a tree that is not empty");
    }
  }
  const Savepoint before = mark_now(0);
  BulkBuilder builder(*this, tree);
  std::string previous;
  bool any = false;
  WriteOutcome outcome = WriteOutcome::kDone;
  const auto fill = [&]() -> Result<void> {
    for (;;) {
      std::string_view key;
      std::string_view value;
      RUNG_ASSIGN(const bool more, next(&key, &value));
      if (!more) return builder.finish();
      if (any && key <= previous) {
        if (key < previous) return Error(sqlstate::internal_error, "bulk load keys out of order");
        duplicate_key->assign(key);
        outcome = WriteOutcome::kExists;
        return {};
      }
      any = true;
      previous.assign(key);
      RUNG_TRY(builder.add(key, value));
    }
  };
  Result<void> filled = fill();
  if (!filled.ok() || outcome != WriteOutcome::kDone) go_back(before);
  overlay_->release(before.mark);
  if (!filled.ok()) return filled.take_error();
  return outcome;
}

bool TxnImpl::has_changes() const {
  return active_ && (!overlay_->empty() || core_->space().journal_size() != 0);
}

Result<Csn> TxnImpl::commit(Durability durability) {
  const Result<void> usable = check_usable();
  if (!usable.ok()) {
    rollback();
    return usable.error();
  }
  if (!has_changes()) {
    const Csn base = overlay_->base().csn();
    rollback();
    return base;
  }
  active_ = false;
  const std::shared_ptr<Overlay> overlay = std::move(overlay_);
  return core_->commit(*overlay, durability);
}

void TxnImpl::rollback() noexcept {
  if (!active_) return;
  active_ = false;
  overlay_.reset();
  core_->space().undo_to(0);
  core_->unlock_writer();
}

}  // namespace rung::storage
