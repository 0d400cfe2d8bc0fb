// SessionTransaction: one transaction of a session: its snapshot, its write transaction once there
// is one, savepoints, and the queue of checks and triggers that wait.
//
//   idle --begin()--> active --write()--> writing --commit()/rollback()--> idle
//
// READ COMMITTED reads the last durable state anew for each statement until the first write; from
// then on the state it writes, as nothing else can. REPEATABLE READ and SERIALIZABLE read one
// snapshot, and may only start writing while it is still the newest (40001 otherwise).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "executor/context.h"
#include "session/settings.h"
#include "storage/store.h"

namespace rung::session {

enum class Isolation : uint8_t { kReadCommitted, kRepeatableRead, kSerializable };

class SessionTransaction final : public Transaction {
 public:
  SessionTransaction(storage::Store& store, std::shared_ptr<catalog::CatalogCache> cache,
                     catalog::SequenceStore& sequences, Settings& settings);
  ~SessionTransaction() override;

  bool active() const { return catalog_ != nullptr; }
  void begin(Isolation isolation, bool read_only);
  // Runs what is deferred, then publishes. On an error everything is rolled back.
  void commit(ExecContext& context, storage::Durability durability);
  void end_reading();  // commit() of a transaction that has written nothing
  void rollback() noexcept;
  // Ends the transaction and begins another under the eyes of a running procedure: the catalog stays
  // the same object, so that what refers to it stays good.
  void restart(ExecContext& context, bool commit, storage::Durability durability);
  Isolation isolation() const { return isolation_; }
  storage::ReadView snapshot() const { return snapshot_; }
  catalog::Catalog& catalog() { return *catalog_; }
  bool read_only() const { return read_only_; }
  void set_read_only(bool read_only);
  void set_isolation(Isolation isolation);
  bool has_snapshot() const { return snapshot_taken_; }
  const char* statement_name = "";  // for 25006

  // User savepoints.
  void savepoint(const std::string& name);
  void release(const std::string& name);      // 3B001
  void rollback_to(const std::string& name);  // 3B001

  // SET CONSTRAINTS: `constraints` empty means ALL. Runs at once what is no longer deferred.
  void set_constraints(ExecContext& context, const std::vector<Oid>& constraints, bool deferred);

  storage::ReadView statement_view() override;
  storage::WriteTxn& write() override;
  bool is_writing() const override { return txn_.has_value(); }
  size_t begin_nested() override;
  void commit_nested(size_t id) override;
  void rollback_nested(size_t id) override;
  void queue_after(Oid constraint, bool deferrable, bool initially_deferred,
                   std::function<void(ExecContext&)> run) override;
  size_t open_statement() override { return queue_.size(); }
  void close_statement(ExecContext& context, size_t opened) override;
  catalog::SequenceStore& sequences() override { return sequences_; }
  // Before a statement that RESTARTs or drops sequences: these, unlike nextval() and setval(), go
  // back with the transaction. Keeps where each of them stands.
  void keep_positions();
  size_t kept_positions() const { return positions_.size(); }
  // … and forgets, after it, those that it left alone.
  void drop_equal_positions(size_t from);
  bool has_moved_sequences() const { return sequences_.has_moved(); }

 private:
  struct Event {
    Oid constraint;
    std::function<void(ExecContext&)> run;
  };
  struct Level {  // a savepoint, the user's (named) or a nested block's
    std::string name;
    bool is_user = false;
    std::optional<storage::WriteTxn::SavepointId> store;  // none: nothing was written before it
    size_t catalog = 0, settings = 0, queue = 0, deferred = 0, positions = 0;
    // As SET CONSTRAINTS was before, and the checks that waited before the first one since ran some.
    std::optional<bool> all_deferred;
    std::vector<std::pair<Oid, bool>> constraint_modes;
    std::optional<std::vector<Event>> waiting;
  };
  size_t push_level(std::string name, bool is_user);
  void roll_back_level(size_t index);
  void release_level(size_t index);
  size_t find_level(const std::string& name) const;
  void run_deferred(ExecContext& context);
  void reset() noexcept;
  void put_positions_back(size_t down_to) noexcept;

  storage::Store& store_;
  std::shared_ptr<catalog::CatalogCache> cache_;
  catalog::SequenceStore& sequences_;
  Settings& settings_;
  std::unique_ptr<catalog::Catalog> catalog_;
  std::optional<storage::WriteTxn> txn_;
  storage::ReadView snapshot_;
  bool snapshot_taken_ = false;
  Isolation isolation_ = Isolation::kReadCommitted;
  bool read_only_ = false, keeps_catalog_ = false;
  std::vector<Level> levels_;
  std::vector<Event> queue_, deferred_;
  std::optional<bool> all_deferred_;  // SET CONSTRAINTS ALL
  std::vector<std::pair<Oid, bool>> constraint_modes_;
  std::vector<std::pair<Oid, catalog::SequencePosition>> positions_;  // of keep_positions()
};

}  // namespace rung::session
