// Session: the statement pipeline. Text is parsed whole, then each statement is bound, planned and
// run, or given to commands/; transaction blocks, prepared statements and cursors live here.
// Belongs to one thread at a time; cancel() may come from any.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "commands/command.h"
#include "executor/run.h"
#include "parser/parser.h"
#include "session/database.h"
#include "session/plan_cache.h"
#include "session/settings.h"
#include "session/transaction.h"
#include "types/services.h"

namespace rung::session {

class SessionServices;

inline constexpr int64_t kMicrosecondsTo2000 = 946'684'800'000'000;  // from 1970

// What the client gets, in order.
class Output {
 public:
  virtual ~Output() = default;
  virtual void begin_rows(std::span<const Column> columns) = 0;
  virtual void row(TypeEnv& env, std::span<const Datum> values) = 0;
  virtual void complete(std::string_view tag, bool has_rows) = 0;
  virtual void notice(const Error& notice) = 0;
  virtual bool copy_in(std::string* data) = 0;
  virtual void copy_out(std::string_view data) = 0;
};

using TextParams = std::span<const std::optional<std::string>>;

class Session final : public commands::SessionControl {
 public:
  explicit Session(Database& database);
  ~Session() override;

  // See api::Session::execute.
  void execute(std::string_view sql, Output& output, TextParams params = {});
  char transaction_status() const;
  void set_deferred_sync(bool deferred) { deferred_sync_ = deferred; }
  void cancel() noexcept { cancelled_ = true; }
  // Runs `work` in a transaction of its own, for dumps and checks.
  void with_context(const std::function<void(ExecContext&)>& work);

  Database& database() { return database_; }
  Settings& settings() { return settings_; }
  SessionTransaction& transaction() { return transaction_; }
  Output* output() { return output_; }
  const catalog::SearchPath& search_path();
  std::vector<std::string> search_path_names(bool implicit);
  void check_interrupt();
  int64_t statement_start() const { return statement_start_; }
  int64_t transaction_start() const { return transaction_start_; }
  FunctionRunner& functions() { return *functions_; }
  // The context of the statement that is running, for functions called from expressions.
  ExecContext* current() { return current_; }
  void set_current(ExecContext* context) { current_ = context; }

  // commands::SessionControl
  uint64_t run_query(ExecContext& context, const Query& query, RowSink* sink) override;
  void set_setting(const std::string& name, const std::string& value, bool local) override;
  void reset_setting(const std::string& name) override;
  std::string show_setting(const std::string& name) override;
  std::string setting_name(const std::string& name) override { return display_name(name); }
  void run_sql(ExecContext& context, std::string_view sql) override;
  std::string_view statement_text() const override { return statement_text_; }
  void run_block(ExecContext& context, std::string_view language, std::string_view source) override;
  void run_event_trigger(ExecContext& context, Oid function, std::string_view event,
                         std::string_view tag) override;
  std::string bind_function_body(ExecContext& context, const catalog::Function& function,
                                 std::span<parser::Stmt* const> statements) override;
  void check_function_body(ExecContext& context, const catalog::Function& function) override;
  Oid temporary_schema(ExecContext& context) override;
  bool may_end_transaction() const override { return !in_block_ && !multi_statement_; }
  storage::ReadView end_transaction(bool commit, bool chain) override;
  bool set_transaction_modes(const parser::Node& statement) override {
    return set_transaction_modes(statement, false);
  }
  bool has_cursor(std::string_view name) const override { return portals_.contains(name); }
  void open_cursor(const std::string& name, CursorRows rows) override;
  bool close_cursor(std::string_view name) override;
  uint64_t fetch_cursor(const parser::FetchStmt& statement, RowSink* sink) override;
  uint64_t cursor_mark() const override { return portals_opened_; }
  void close_cursors_since(uint64_t mark) noexcept override;
  bool copy_in(std::string* data) override;
  void copy_out(std::string_view data) override;

 private:
  bool moves_sequences_back(const parser::Node& statement) const;
  struct Prepared {
    std::string text;  // of the PREPARE statement
    std::shared_ptr<Arena> arena;         // of `query`
    const parser::Stmt* query = nullptr;
    std::vector<Oid> param_types;
    std::vector<Column> columns;          // may not change between PREPARE and EXECUTE
    std::shared_ptr<CachedPlan> plan;     // once it has been run
  };
  struct Portal {
    std::unique_ptr<Arena> arena;
    std::unique_ptr<ExecContext> context;
    std::unique_ptr<executor::QueryCursor> cursor;
    std::vector<Column> columns;
    std::vector<std::vector<Datum>> rows;  // fetched so far
    bool at_end = false;
    int64_t position = 0;  // the row the cursor is on; 0 is before the first
    bool scroll = false, hold = false;
    uint64_t number = 0;  // which of the session's it was
  };
  // Settings that every statement asks for.
  struct QuickSettings {
    uint64_t version = 0;
    int64_t statement_timeout_ms = 0;
    size_t work_memory_bytes = 0, maintenance_memory_bytes = 0;
    Isolation isolation = Isolation::kReadCommitted;
    bool read_only = false;
  };
  ExecContext make_context(Arena& arena);
  planner::BindContext make_bind(ExecContext& context, std::vector<Oid>* param_types);
  Oid live_temporary_schema();
  void drop_temporary_objects() noexcept;
  std::string discard(ExecContext& context, parser::DiscardTarget target);
  void discard_temporary_objects(ExecContext& context);
  void start_transaction();
  void finish_implicit();
  void abort_current() noexcept;
  void run_statement(const parser::ParsedStatement& statement, TextParams params);
  void run_transaction_statement(const parser::TransactionStmt& statement);
  void apply_transaction_modes(const std::vector<parser::DefElem*>& modes);
  bool set_transaction_modes(const parser::Node& statement, bool is_top_level);
  Oid find_deferrable_constraint(ExecContext& context, const parser::RangeVar& name);
  void run_plan(ExecContext& context, const parser::Stmt& statement, TextParams params);
  // Binds and plans; what the plan refers to lives in `arena`.
  std::shared_ptr<CachedPlan> make_plan(ExecContext& context, const parser::Stmt& statement,
                                        std::vector<Oid> param_types, std::shared_ptr<Arena> arena);
  // Runs a statement whose plan is kept; false, with nothing done, when it must be planned anew.
  bool run_cached(std::string_view sql, TextParams params);
  void run_bound(ExecContext& context, const CachedPlan& plan, TextParams params);
  bool still_fits(ExecContext& context, CachedPlan& plan);
  const QuickSettings& quick_settings();
  void run_prepare(ExecContext& context, const parser::PrepareStmt& statement,
                   std::string_view text);
  void run_execute(ExecContext& context, const parser::ExecuteStmt& statement, RowSink* sink,
                   bool* has_rows, std::string* tag);
  void run_declare(const parser::DeclareCursorStmt& statement);
  bool fetch_one(Portal& portal);
  void close_portals(bool keep_held) noexcept;
  void complete(std::string_view tag, bool has_rows);
  std::vector<ParamValue> bind_params(ExecContext& context, std::span<const Oid> types,
                                      TextParams params);

  Database& database_;
  Settings settings_;
  SessionTransaction transaction_;
  std::unique_ptr<SessionServices> services_;
  std::unique_ptr<FunctionRunner> functions_;
  Output* output_ = nullptr;
  std::string_view statement_text_;
  std::string script_;  // what is being executed, for pg_stat_activity and error positions
  bool in_block_ = false;
  bool failed_ = false;
  bool deferred_sync_ = false;
  bool multi_statement_ = false;
  std::atomic<bool> cancelled_{false};
  int64_t statement_start_ = 0, transaction_start_ = 0, deadline_ = 0;
  ExecContext* current_ = nullptr;
  Oid temporary_schema_ = kNoOid;
  catalog::SearchPath path_;
  uint64_t path_catalog_ = 0, path_settings_ = 0;
  QuickSettings quick_settings_;
  PlanCache plans_;
  std::shared_ptr<Arena> kept_arena_;  // of the statement being run, when its plan may be kept
  std::map<std::string, Prepared, std::less<>> prepared_;
  std::map<std::string, Portal, std::less<>> portals_;
  uint64_t portals_opened_ = 0;
};

}  // namespace rung::session
