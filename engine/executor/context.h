// What a running statement works with. The session makes one ExecContext per statement (and one per
// statement inside a PL/pgSQL function); planner, executor, commands and plpgsql only borrow it.
// The interfaces here are owned by this module and implemented above it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/row_codec.h"
#include "catalog/sequence_store.h"
#include "expr/query.h"
#include "os/vfs.h"
#include "storage/store.h"
#include "types/services.h"
#include "types/type.h"

namespace rung {

struct ExecContext;

// The session's transaction, as statements see it. Implemented by session/.
class Transaction {
 public:
  virtual ~Transaction() = default;
  // The state that a statement starting now reads.
  virtual storage::ReadView statement_view() = 0;
  // The write transaction; takes the writer lock at the first call (25006 in a read-only one).
  // Statements that write call it before they read anything.
  virtual storage::WriteTxn& write() = 0;
  virtual bool is_writing() const = 0;
  // Sub-transactions, for PL/pgSQL EXCEPTION blocks and savepoints: catalog, pages, settings and
  // queued triggers go back together.
  virtual size_t begin_nested() = 0;
  virtual void commit_nested(size_t id) = 0;
  virtual void rollback_nested(size_t id) = 0;
  // Deferred constraint checks and triggers: run at the end of the statement or of the transaction
  // (`deferred`); SET CONSTRAINTS may change which. `constraint` is the constraint's oid.
  virtual void queue_after(Oid constraint, bool deferrable, bool initially_deferred,
                           std::function<void(ExecContext&)> run) = 0;
  // Statements nest (functions, triggers): each opens its stretch of the queue before it runs and
  // runs just that stretch, and what comes of it, at its end. executor::execute() does both.
  virtual size_t open_statement() = 0;
  virtual void close_statement(ExecContext& context, size_t opened) = 0;
  virtual catalog::SequenceStore& sequences() = 0;

  // Whoever holds writes back enters here what puts them, and is called before anyone reads the
  // state (execute(), statement_view() and begin_nested() see to it).
  void enter_pending(std::function<void()>* put) { pending_.push_back(put); }
  void leave_pending(std::function<void()>* put) { std::erase(pending_, put); }
  // What the executor keeps from statement to statement; gone when the transaction ends.
  std::shared_ptr<void>& kept_writers() { return kept_writers_; }

  void put_pending() {
    for (size_t i = 0; i < pending_.size(); ++i) (*pending_[i])();
  }

 private:
  std::vector<std::function<void()>*> pending_;
  std::shared_ptr<void> kept_writers_;
};

// One firing of a row or statement trigger.
struct TriggerCall {
  const catalog::Relation* relation = nullptr;
  const catalog::Trigger* trigger = nullptr;
  uint8_t event = 0;                    // catalog::TriggerEvents
  std::span<const Datum> old_row = {};  // by attno - 1; empty where there is none
  std::span<const Datum> new_row = {};
  struct Transition {
    const std::vector<std::vector<Datum>>* old_rows = nullptr;
    const std::vector<std::vector<Datum>>* new_rows = nullptr;
  } transition;
};

// Runs user code. Implemented by plpgsql/ (and SQL-language functions there).
class FunctionRunner {
 public:
  virtual ~FunctionRunner() = default;
  // False: the trigger returned NULL. Otherwise *result is the row to go on with (new_row, or
  // old_row for DELETE), in `context.arena`.
  virtual bool run_trigger(ExecContext& context, const TriggerCall& call,
                           std::vector<Datum>* result) = 0;
  virtual Datum call(ExecContext& context, const catalog::Function& function, FnCall& call,
                     const Datum* args) = 0;
  virtual std::unique_ptr<RowStream> open(ExecContext& context, const catalog::Function& function,
                                          FnCall& call, const Datum* args) = 0;
};

// Where a statement's rows go. Values live until row() returns.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual void begin(std::span<const Column> columns) = 0;
  virtual void row(std::span<const Datum> values) = 0;
};

// A value for $n or for a variable of the enclosing function.
struct ParamValue {
  Oid type = kNoOid;
  Datum value;
};

uint64_t new_statement_number();  // never 0, never twice in a process

// Rows that a query reads by a name alone: a trigger's transition tables.
struct NamedRowSet {
  std::string_view name;
  const std::vector<std::vector<Datum>>* rows = nullptr;
};

struct ExecContext {
  catalog::Catalog* catalog = nullptr;
  const catalog::SearchPath* path = nullptr;
  Transaction* transaction = nullptr;
  FunctionRunner* functions = nullptr;
  Services* services = nullptr;
  const FormatSettings* format = nullptr;
  os::Vfs* vfs = nullptr;       // temporary files for spilling
  Arena* arena = nullptr;       // lives as long as the statement
  storage::ReadView view;       // what the statement reads
  std::span<const ParamValue> params = {};
  std::span<const ParamValue> externals = {};  // kExternal values (PL/pgSQL variables)
  std::span<const NamedRowSet> named_rows = {};
  size_t work_memory_bytes = 4u << 20;         // work_mem
  size_t maintenance_memory_bytes = 64u << 20;  // maintenance_work_mem: index builds
  int depth = 0;                // nesting of functions and triggers: 54001 above the limit
  // Tells statements apart; copies of a context belong to the same one.
  uint64_t statement_number = new_statement_number();

  TypeEnv env() { return {arena, format, catalog, services}; }
};

}  // namespace rung
