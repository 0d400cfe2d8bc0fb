// Utility statements: everything that is not SELECT, INSERT, UPDATE, DELETE or MERGE. One row per
// statement in command_table.cc, one file per family.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "executor/context.h"
#include "parser/ast.h"
#include "planner/binder.h"

namespace rung::parser {
struct FetchStmt;
}

namespace rung::commands {

struct EventFrame;  // commands/event_trigger.h

// What commands need of the session above them.
class SessionControl {
 public:
  virtual ~SessionControl() = default;
  // Runs a bound or parsed query, giving its rows to `sink` (nullptr: none); returns rows affected.
  virtual uint64_t run_query(ExecContext& context, const Query& query, RowSink* sink) = 0;
  virtual void set_setting(const std::string& name, const std::string& value, bool local) = 0;
  virtual void reset_setting(const std::string& name) = 0;
  virtual std::string show_setting(const std::string& name) = 0;
  // The spelling that SHOW heads its column with: "TimeZone".
  virtual std::string setting_name(const std::string& name) { return name; }
  // Runs statement text inside the current transaction (CREATE SCHEMA elements, extension scripts).
  virtual void run_sql(ExecContext& context, std::string_view sql) = 0;
  virtual std::string_view statement_text() const = 0;
  // The languages live above this module (plpgsql/runner.h).
  virtual void run_block(ExecContext& context, std::string_view language, std::string_view source) = 0;
  // The statements of a function with an SQL-standard body, bound: a Query with each as a sub-query
  // of its range table, called "return" where it was RETURN expression.
  virtual std::string bind_function_body(ExecContext&, const catalog::Function&,
                                         std::span<parser::Stmt* const>) {
    throw_unsupported("CREATE FUNCTION with an SQL-standard body");
  }
  virtual void check_function_body(ExecContext& context, const catalog::Function& function) = 0;
  // The session's schema for temporary objects, made when first asked for.
  virtual Oid temporary_schema(ExecContext&) { throw_unsupported("temporary tables"); }
  // COMMIT and ROLLBACK of a procedure or DO block: whether the statement stands outside of any
  // transaction block; ends its transaction and begins the next. Contexts stay good but for their
  // view: what it returns.
  virtual bool may_end_transaction() const { return false; }
  virtual storage::ReadView end_transaction(bool, bool) { throw_unsupported("transaction control"); }
  // SET TRANSACTION and SET SESSION CHARACTERISTICS; false for any other statement.
  virtual bool set_transaction_modes(const parser::Node&) { return false; }
  // Cursors are the session's, whoever opens them; these have all their rows from the start.
  struct CursorRows {
    std::unique_ptr<Arena> arena;
    std::vector<Column> columns;
    std::vector<std::vector<Datum>> rows;
    bool scroll = true;
  };
  virtual bool has_cursor(std::string_view) const { return false; }
  virtual void open_cursor(const std::string&, CursorRows) { throw_unsupported("cursors"); }
  virtual bool close_cursor(std::string_view) { return false; }
  virtual uint64_t fetch_cursor(const parser::FetchStmt&, RowSink*) { throw_unsupported("cursors"); }
  // What was opened since the mark goes with a sub-transaction.
  virtual uint64_t cursor_mark() const { return 0; }
  virtual void close_cursors_since(uint64_t) noexcept {}
  virtual void run_event_trigger(ExecContext&, Oid /*function*/, std::string_view /*event*/,
                                 std::string_view /*tag*/) {
    throw_unsupported("event triggers");
  }
  EventFrame* event_frame = nullptr;  // of the statement that event triggers fire for
  // COPY data from the client: next line or chunk, false at the end; to the client: one row.
  virtual bool copy_in(std::string* data) = 0;
  virtual void copy_out(std::string_view data) = 0;
};

struct CommandContext {
  ExecContext& exec;
  SessionControl& session;
  RowSink* sink = nullptr;
  // A function's variables; only the queries inside CREATE TABLE AS and EXPLAIN see them.
  planner::VariableResolver* variables = nullptr;
  bool part = false;  // of another statement: CREATE SCHEMA's
  planner::BindContext bind() const;
};

// Runs one statement and returns its command tag ("CREATE TABLE"). The session has made sure of a
// transaction and, for statements that write (command_writes), of the writer lock.
std::string run_command(CommandContext& context, const parser::Node& statement);
bool command_writes(const parser::Node& statement);
// What messages call it: "CREATE TABLE", "VACUUM", "CREATE INDEX CONCURRENTLY".
const char* command_name(const parser::Node& statement);
// CREATE INDEX CONCURRENTLY, VACUUM …: not inside a transaction block (25001).
bool command_refuses_transaction(const parser::Node& statement);

// The one way objects go: dependents are dropped or refused as PostgreSQL's DROP does, with its
// DETAIL and HINT (2BP01) and NOTICEs ("drop cascades to …").
enum class DropBehavior : uint8_t { kRestrict, kCascade };
void drop_objects(CommandContext& context, std::span<const catalog::ObjectAddress> objects,
                  DropBehavior behavior);
// "table public.users", "column a of table t": as pg_describe_object says it.
std::string describe_object(ExecContext& exec, catalog::ObjectAddress object);

// One line per extension that CREATE EXTENSION knows: name, version, whether relocatable, whether
// trusted, comment, separated by tabs.
std::string available_extensions();

}  // namespace rung::commands
