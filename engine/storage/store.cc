#include "storage/store.h"

#include <new>

#include "storage/core.h"
#include "storage/txn.h"

// The public face: forwards to StoreCore, TxnImpl and the tree.
namespace rung::storage {

class StoreImpl {
 public:
  explicit StoreImpl(std::shared_ptr<StoreCore> core_in) : core(std::move(core_in)) {}
  std::shared_ptr<StoreCore> core;
};

Store::Store(std::unique_ptr<StoreImpl> impl) : impl_(std::move(impl)) {}

Store::~Store() {
  try {
    const Result<void> closed = impl_->core->close();
    static_cast<void>(closed.ok());
  } catch (const std::bad_alloc&) {
    // The files are let go all the same; the log has what the last checkpoint would have moved.
  }
}

Result<std::unique_ptr<Store>> Store::open(os::Vfs& vfs, const std::string& path,
                                           const StoreOptions& options) {
  auto core = std::make_shared<StoreCore>(vfs, path, options);
  RUNG_TRY(core->open());
  return std::unique_ptr<Store>(new Store(std::make_unique<StoreImpl>(std::move(core))));
}

ReadView Store::read_view() { return ReadView(impl_->core->visible_view()); }

Result<WriteTxn> Store::begin_write(uint64_t timeout_ms) {
  RUNG_TRY(impl_->core->lock_writer(timeout_ms));
  WriterHold hold(*impl_->core);
  auto txn = std::make_unique<TxnImpl>(impl_->core);
  hold.keep();
  return WriteTxn(std::move(txn));
}

Result<void> Store::sync() { return impl_->core->sync(); }
Result<void> Store::checkpoint() { return impl_->core->checkpoint(); }
std::unique_ptr<Store> Store::fork() {
  return std::unique_ptr<Store>(new Store(std::make_unique<StoreImpl>(impl_->core->fork())));
}
bool Store::is_fork() const { return impl_->core->is_fork(); }
Result<void> Store::copy_to(const std::string& path) { return impl_->core->copy_to(path); }
Result<void> Store::close() { return impl_->core->close(); }
StoreStats Store::stats() const { return impl_->core->stats(); }
Result<HeadState> Store::head_state() { return impl_->core->head_state(); }
const std::vector<Error>& Store::damage() const { return impl_->core->damage(); }
const std::string& Store::path() const { return impl_->core->path(); }

WriteTxn::WriteTxn(std::unique_ptr<TxnImpl> impl) : impl_(std::move(impl)) {}
WriteTxn::~WriteTxn() = default;
WriteTxn::WriteTxn(WriteTxn&&) noexcept = default;
WriteTxn& WriteTxn::operator=(WriteTxn&&) noexcept = default;

ReadView WriteTxn::view() { return ReadView(impl_->view()); }

Result<TreeId> WriteTxn::create_tree() {
  RUNG_TRY(impl_->check_usable());
  return impl_->checked([&]() -> Result<TreeId> { return TreeWriter::create(*impl_); });
}

Result<void> WriteTxn::drop_tree(TreeId tree) {
  RUNG_TRY(impl_->check_usable());
  RUNG_CHECK(tree != kCatalogTree);
  return impl_->checked([&] { return TreeWriter(*impl_, tree).drop(); });
}

Result<WriteOutcome> WriteTxn::put(TreeId tree, std::string_view key, std::string_view value,
                                   WriteMode mode) {
  RUNG_TRY(impl_->check_usable());
  RUNG_TRY(impl_->spill_if_large());
  if (key.size() > key_bytes_max(impl_->identity().page_bytes)) {
    return TreeWriter(*impl_, tree).put(key, value, mode);  // refused before anything changes
  }
  return impl_->checked([&] { return TreeWriter(*impl_, tree).put(key, value, mode); });
}

Result<WriteOutcome> WriteTxn::erase(TreeId tree, std::string_view key) {
  RUNG_TRY(impl_->check_usable());
  RUNG_TRY(impl_->spill_if_large());
  return impl_->checked([&] { return TreeWriter(*impl_, tree).erase(key); });
}

Result<bool> WriteTxn::get(TreeId tree, std::string_view key, std::string* to) {
  RUNG_TRY(impl_->check_usable());
  return TreeWriter(*impl_, tree).get(key, to);
}

Result<bool> WriteTxn::seek(TreeId tree, std::string_view key, std::string* found_key,
                            std::string* value) {
  RUNG_TRY(impl_->check_usable());
  return tree_seek(*impl_, tree, key, found_key, value);
}

Result<bool> WriteTxn::last(TreeId tree, std::string* found_key) {
  RUNG_TRY(impl_->check_usable());
  return tree_last(*impl_, tree, found_key);
}

Result<WriteOutcome> WriteTxn::bulk_fill(TreeId tree, const EntrySource& next,
                                         std::string* duplicate_key) {
  RUNG_TRY(impl_->check_usable());
  return impl_->bulk_fill(tree, next, duplicate_key);
}

WriteTxn::SavepointId WriteTxn::savepoint() { return impl_->savepoint(); }
Result<void> WriteTxn::rollback_to(SavepointId id) { return impl_->rollback_to(id); }
void WriteTxn::release(SavepointId id) { impl_->release(id); }
bool WriteTxn::has_changes() const { return impl_->has_changes(); }
Result<Csn> WriteTxn::commit(Durability durability) { return impl_->commit(durability); }
void WriteTxn::rollback() noexcept { impl_->rollback(); }

}  // namespace rung::storage
