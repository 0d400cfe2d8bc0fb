#include "session/transaction.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/seeded_bug.h"

namespace rung::session {

SessionTransaction::SessionTransaction(storage::Store& store,
                                       std::shared_ptr<catalog::CatalogCache> cache,
                                       catalog::SequenceStore& sequences, Settings& settings)
    : store_(store), cache_(std::move(cache)), sequences_(sequences), settings_(settings) {}

SessionTransaction::~SessionTransaction() { rollback(); }

void SessionTransaction::begin(Isolation isolation, bool read_only) {
  RUNG_CHECK(!active());
  snapshot_ = store_.read_view();
  snapshot_taken_ = false;
  catalog_ = std::make_unique<catalog::Catalog>(cache_, snapshot_);
  isolation_ = isolation;
  read_only_ = read_only;
}

void SessionTransaction::set_read_only(bool read_only) {
  if (!read_only && read_only_ && snapshot_taken_) {
    throw_error(sqlstate::active_sql_transaction,
                "transaction read-write mode must be set before any query");
  }
  read_only_ = read_only;
}

void SessionTransaction::set_isolation(Isolation isolation) {
  if (isolation != isolation_ && snapshot_taken_) {
    throw_error(sqlstate::active_sql_transaction,
                "SET TRANSACTION ISOLATION LEVEL must be called before any query");
  }
  isolation_ = isolation;
}

storage::ReadView SessionTransaction::statement_view() {
  put_pending();
  if (txn_) return txn_->view();
  if (isolation_ == Isolation::kReadCommitted || !snapshot_taken_) {
    snapshot_ = store_.read_view();
    catalog_->set_view(snapshot_);
  }
  snapshot_taken_ = true;
  return snapshot_;
}

storage::WriteTxn& SessionTransaction::write() {
  if (txn_) return *txn_;
  if (read_only_) {
    throw_error(sqlstate::read_only_sql_transaction,
                std::string("cannot execute ") + (*statement_name == '\0' ? "this statement" : statement_name) +
                    " in a read-only transaction");
  }
  auto txn = store_.begin_write(static_cast<uint64_t>(settings_.integer("lock_timeout")));
  txn_.emplace(value_or_throw(std::move(txn)));
  if (snapshot_taken_ && isolation_ != Isolation::kReadCommitted &&
      txn_->view().csn() != snapshot_.csn() && !RUNG_BUG(54)) {
    txn_.reset();
    throw_error(sqlstate::t_r_serialization_failure,
                "could not serialize access due to concurrent update");
  }
  try {
    // Savepoints taken before the first write all go back to this same state.
    for (Level& level : levels_) level.store = txn_->savepoint();
    catalog_->set_write(&*txn_);
  } catch (...) {
    for (Level& level : levels_) level.store.reset();
    catalog_->set_write(nullptr);
    txn_.reset();
    throw;
  }
  return *txn_;
}

void SessionTransaction::queue_after(Oid constraint, bool deferrable, bool initially_deferred,
                                     std::function<void(ExecContext&)> run) {
  bool deferred = initially_deferred;
  if (deferrable) {
    if (all_deferred_) deferred = *all_deferred_;
    for (const auto& [oid, mode] : constraint_modes_) {
      if (oid == constraint) deferred = mode;
    }
  }
  (deferrable && deferred ? deferred_ : queue_).push_back({constraint, std::move(run)});
}

void SessionTransaction::close_statement(ExecContext& context, size_t opened) {
  // Events may queue further ones (cascades), so the end is looked at anew each time.
  const size_t queued = queue_.size();
  for (size_t i = opened; i < (RUNG_BUG(53) ? queued : queue_.size()); ++i) {
    const Event event = std::move(queue_[i]);
    event.run(context);
  }
  queue_.resize(std::min(opened, queue_.size()));
}

void SessionTransaction::run_deferred(ExecContext& context) {
  while (!deferred_.empty() && !RUNG_BUG(52)) {
    std::vector<Event> events = std::move(deferred_);
    deferred_.clear();
    for (const Event& event : events) {
      const size_t opened = open_statement();
      event.run(context);
      close_statement(context, opened);
    }
  }
}

void SessionTransaction::set_constraints(ExecContext& context, const std::vector<Oid>& constraints,
                                         bool deferred) {
  // A check that passes now may fail once a savepoint from before it is gone back to.
  if (!deferred && !levels_.empty() && !levels_.back().waiting) levels_.back().waiting = deferred_;
  if (constraints.empty()) {
    all_deferred_ = deferred;
    constraint_modes_.clear();
  } else {
    for (const Oid oid : constraints) constraint_modes_.emplace_back(oid, deferred);
  }
  if (deferred) return;
  std::vector<Event> now, later;
  for (Event& event : deferred_) {
    const bool named = constraints.empty() || std::find(constraints.begin(), constraints.end(),
                                                        event.constraint) != constraints.end();
    (named ? now : later).push_back(std::move(event));
  }
  deferred_ = std::move(later);
  for (const Event& event : now) {
    const size_t opened = open_statement();
    event.run(context);
    close_statement(context, opened);
  }
}

void SessionTransaction::commit(ExecContext& context, storage::Durability durability) {
  try {
    run_deferred(context);
  } catch (...) {
    rollback();
    throw;
  }
  if (!txn_) {
    end_reading();
    return;
  }
  try {
    if (sequences_.has_moved()) value_or_throw(sequences_.write_moved(*txn_));
    if (!txn_->has_changes()) {
      sequences_.after_commit(false);
      txn_->rollback();
    } else {
      const storage::Csn csn = value_or_throw(txn_->commit(durability));
      // It is done: nothing from here on may fail.
      sequences_.after_commit(true);
      catalog_->publish(csn);
    }
  } catch (...) {
    sequences_.after_commit(false);
    rollback();
    throw;
  }
  settings_.end_transaction(true);
  reset();
}

void SessionTransaction::end_reading() {
  RUNG_CHECK(!txn_ && deferred_.empty());
  // A position moved by a reader alone rides along with the next transaction that writes.
  settings_.end_transaction(true);
  reset();
}

void SessionTransaction::keep_positions() {
  const storage::ReadView view = statement_view();
  // Those made by this very transaction go away with it.
  catalog::Catalog committed(cache_, store_.read_view());
  committed.for_each(catalog::ObjectClass::kRelation, [&](const catalog::Object& object) {
    const auto& relation = static_cast<const catalog::Relation&>(object);
    if (!relation.sequence) return;
    positions_.emplace_back(relation.oid, sequences_.get(view, relation.oid, *relation.sequence));
  });
}

void SessionTransaction::drop_equal_positions(size_t from) {
  if (positions_.size() <= from) return;
  const auto begin = positions_.begin() + static_cast<ptrdiff_t>(from);
  const auto same = [&](const std::pair<Oid, catalog::SequencePosition>& kept) {
    const catalog::Relation* relation = catalog_->relation(kept.first);
    if (relation == nullptr || !relation->sequence) return false;
    const catalog::SequencePosition now =
        sequences_.get(txn_ ? txn_->view() : snapshot_, kept.first, *relation->sequence);
    return now.last_value == kept.second.last_value && now.is_called == kept.second.is_called;
  };
  positions_.erase(std::remove_if(begin, positions_.end(), same), positions_.end());
}

void SessionTransaction::put_positions_back(size_t down_to) noexcept {
  while (positions_.size() > down_to && !RUNG_BUG(51)) {
    sequences_.set(positions_.back().first, positions_.back().second);
    positions_.pop_back();
  }
}

void SessionTransaction::rollback() noexcept {
  if (!active()) return;
  if (txn_) txn_->rollback();
  put_positions_back(0);
  settings_.end_transaction(false);
  reset();
}

void SessionTransaction::restart(ExecContext& context, bool commit,
                                 storage::Durability durability) {
  struct Keep {
    explicit Keep(bool* flag) : flag_(flag) { *flag_ = true; }
    ~Keep() { *flag_ = false; }
    bool* flag_;
  };
  const Keep keep(&keeps_catalog_);
  if (commit) {
    this->commit(context, durability);
  } else {
    rollback();
  }
  snapshot_ = store_.read_view();
  catalog_->set_view(snapshot_);
}

void SessionTransaction::reset() noexcept {
  kept_writers().reset();
  levels_.clear();
  queue_.clear();
  deferred_.clear();
  all_deferred_.reset();
  constraint_modes_.clear();
  positions_.clear();
  if (keeps_catalog_) {
    catalog_->set_write(nullptr);
  } else {
    catalog_.reset();
  }
  txn_.reset();
  snapshot_ = {};
  snapshot_taken_ = false;
}

size_t SessionTransaction::push_level(std::string name, bool is_user) {
  put_pending();
  Level level;
  level.name = std::move(name);
  level.is_user = is_user;
  if (txn_) level.store = txn_->savepoint();
  level.catalog = catalog_->savepoint();
  level.settings = settings_.mark();
  level.queue = queue_.size();
  level.deferred = deferred_.size();
  level.positions = positions_.size();
  level.all_deferred = all_deferred_;
  level.constraint_modes = constraint_modes_;
  levels_.push_back(std::move(level));
  return levels_.size() - 1;
}

void SessionTransaction::roll_back_level(size_t index) {
  Level& level = levels_[index];
  // A level without a store savepoint exists only while nothing has been written at all.
  if (txn_ && level.store) value_or_throw(txn_->rollback_to(*level.store));
  catalog_->rollback_to(level.catalog);
  settings_.rollback_to(level.settings);
  put_positions_back(level.positions);
  queue_.resize(std::min(level.queue, queue_.size()));
  for (size_t i = levels_.size(); i-- > index;) {
    if (levels_[i].waiting && !RUNG_BUG(50)) deferred_ = *std::exchange(levels_[i].waiting, std::nullopt);
    deferred_.resize(std::min(levels_[i].deferred, deferred_.size()));
  }
  all_deferred_ = level.all_deferred;
  constraint_modes_ = level.constraint_modes;
  levels_.resize(index + 1);
}

void SessionTransaction::release_level(size_t index) {
  if (txn_ && levels_[index].store) txn_->release(*levels_[index].store);
  for (size_t i = index; i < levels_.size() && index > 0 && !levels_[index - 1].waiting; ++i) {
    levels_[index - 1].waiting = std::move(levels_[i].waiting);
  }
  levels_.resize(index);
}

size_t SessionTransaction::find_level(const std::string& name) const {
  for (size_t i = levels_.size(); i-- > 0;) {
    if (levels_[i].is_user && levels_[i].name == name) return i;
  }
  throw_error(sqlstate::s_e_invalid_specification, "savepoint \"" + name + "\" does not exist");
}

void SessionTransaction::savepoint(const std::string& name) { push_level(name, true); }
void SessionTransaction::release(const std::string& name) { release_level(find_level(name)); }
void SessionTransaction::rollback_to(const std::string& name) { roll_back_level(find_level(name)); }
size_t SessionTransaction::begin_nested() { return push_level({}, false); }
void SessionTransaction::commit_nested(size_t id) { release_level(id); }
void SessionTransaction::rollback_nested(size_t id) {
  roll_back_level(id);
  release_level(id);
}

}  // namespace rung::session
