#include "storage/txn.h"

#include <algorithm>
#include <cstring>

#include "base/seeded_bug.h"
#include "storage/bulk_builder.h"

namespace rung::storage {
namespace {

constexpr uint64_t kLoggedBulkPages = 16;
constexpr size_t kDirectBatchPages = 128;

}  // namespace

TxnImpl::TxnImpl(std::shared_ptr<StoreCore> core)
    : core_(std::move(core)), overlay_(std::make_shared<Overlay>(core_->head_view(), core_->vfs(), core_->main_file(),
                                         core_->dirty_frames_max())) {
  RUNG_CHECK(core_->space().journal_size() == 0);
}

TxnImpl::~TxnImpl() { rollback(); }

Result<void> TxnImpl::free(PageNo page) {
  forget_hints();
  if (core_->space().free(page)) return {};
  return damaged_page(core_->path(), page, "reachable twice, or free");
}

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
  forget_hints();
  overlay_->rollback_to(savepoint.mark);
  core_->space().undo_to(savepoint.space_journal);
  broken_ = false;
}

// What a bulk load writes to: the first pages as any, so that a small load costs no sync of the main
// file; those after straight to the main file, past its end.
class TxnImpl::DirectPages final : public PageWriter {
 public:
  explicit DirectPages(TxnImpl& txn) : txn_(txn) {}

  Result<FrameRef> read(PageNo page) const override { return txn_.read(page); }
  const FileIdentity& identity() const override { return txn_.identity(); }
  const std::string& file_path() const override { return txn_.file_path(); }
  Result<char*> write(PageNo page) override { return txn_.write(page); }
  Result<void> free(PageNo page) override { return txn_.free(page); }

  PageNo allocate() override { return allocate_run(1); }
  PageNo allocate_run(uint32_t count) override {
    logged_ += count;
    if (logged_ <= kLoggedBulkPages || txn_.core_->is_fork()) return txn_.allocate_run(count);
    const PageNo first = RUNG_BUG(11) ? txn_.core_->space().take_run(count)
                                      : txn_.core_->space().extend(count);
    direct_from_ = std::min(direct_from_, raw(first));
    return first;
  }
  char* write_new(PageNo page) override {
    if (raw(page) < direct_from_) return txn_.write_new(page);
    const size_t page_bytes = identity().page_bytes;
    waiting_.emplace_back(page, FrameRef(Frame::allocate(page_bytes)));
    std::memset(waiting_.back().second.data(), 0, page_bytes);
    return waiting_.back().second.data();
  }

  size_t waiting() const { return waiting_.size(); }
  std::vector<std::pair<PageNo, FrameRef>> take_waiting() {
    std::sort(waiting_.begin(), waiting_.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return std::exchange(waiting_, {});
  }

 private:
  TxnImpl& txn_;
  uint64_t logged_ = 0;
  uint32_t direct_from_ = UINT32_MAX;
  std::vector<std::pair<PageNo, FrameRef>> waiting_;
};

Result<void> TxnImpl::write_direct(DirectPages& pages) {
  const std::vector<std::pair<PageNo, FrameRef>> batch = pages.take_waiting();
  if (batch.empty()) return {};
  wrote_direct_ = true;
  RUNG_ASSIGN(const std::vector<uint32_t> crcs, core_->write_direct(batch));
  for (size_t i = 0; i < batch.size(); ++i) overlay_->add_direct(batch[i].first, crcs[i]);
  return {};
}

WriteTxn::SavepointId TxnImpl::savepoint() {
  const WriteTxn::SavepointId id = next_id_++;
  if (savepoints_.size() == savepoints_.capacity()) savepoints_.reserve(2 * savepoints_.size() + 4);
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
  DirectPages pages(*this);
  BulkBuilder builder(pages, tree);
  std::string previous;
  bool any = false;
  WriteOutcome outcome = WriteOutcome::kDone;
  const auto fill = [&]() -> Result<void> {
    for (;;) {
      std::string_view key;
      std::string_view value;
      RUNG_ASSIGN(const bool more, next(&key, &value));
      if (!more) {
        if (!any) return {};  // as empty as it was
        RUNG_TRY(builder.finish());
        return write_direct(pages);
      }
      if (any && key <= previous) {
        if (key < previous) return Error(sqlstate::internal_error, "bulk load keys out of order");
        duplicate_key->assign(key);
        outcome = WriteOutcome::kExists;
        return {};
      }
      any = true;
      previous.assign(key);
      RUNG_TRY(builder.add(key, value));
      if (pages.waiting() >= kDirectBatchPages) RUNG_TRY(write_direct(pages));
    }
  };
  Result<void> filled;
  try {
    filled = fill();
  } catch (...) {
    broken_ = true;
    overlay_->release(before.mark);
    throw;
  }
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
  return core_->commit(std::move(overlay_), durability);
}

void TxnImpl::rollback() noexcept {
  if (!active_) return;
  active_ = false;
  overlay_->end(nullptr);
  overlay_.reset();
  core_->space().undo_to(0);
  if (wrote_direct_) core_->trim_main();
  core_->unlock_writer();
}

}  // namespace rung::storage
