// Interpreter: one run of a PL/pgSQL function, trigger or DO block. Internal to engine/plpgsql.
//
// Errors pass through as SqlErrors; on the way out each run adds its line of CONTEXT. A block with
// handlers runs in a nested transaction, so that catching an error undoes what the block did.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "plpgsql/compiled.h"

namespace rung::plpgsql {

// What one session's functions share.
struct RunnerState {
  commands::SessionControl* control = nullptr;
  int unnamed_portals = 0;
  const char* stack_base = nullptr;  // of the outermost call
  int depth = 0;
  int trigger_depth = 0;
  // COMMIT and ROLLBACK may be run: all callers up to the session's statement are CALL and DO.
  bool may_end_transaction = false;
  int blocks_with_handlers = 0, writing_loops = 0;  // those that are running
};

// Sets something for a scope.
template <class T>
class Restored {
 public:
  Restored(T* slot, T value) : slot_(slot), before_(*slot) { *slot = value; }
  ~Restored() { *slot_ = before_; }
  Restored(const Restored&) = delete;
  Restored& operator=(const Restored&) = delete;

 private:
  T* slot_;
  T before_;
};

class Interpreter {
 public:
  Interpreter(RunnerState& state, ExecContext& context, CompiledFunction& function);
  ~Interpreter();
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  void set_argument(size_t index, const Datum& value, Oid type);
  // Fills NEW or OLD.
  void set_row(int variable, const catalog::Relation& relation, std::span<const Datum> values);
  void set_scalar(int variable, const Datum& value);
  // The columns that the caller expects of a function returning record.
  void expect_columns(std::vector<Column> columns) { expected_ = std::move(columns); }
  Record& record(int variable) { return records_[static_cast<size_t>(variable)]; }

  // Runs the body; afterwards one of the results below is set.
  void run();
  bool returned_null() const { return result_.null; }
  Datum result() const { return result_; }
  // The row that RETURN gave, by name of its variable, or -1.
  int returned_record() const { return returned_record_; }
  // Rows of RETURN NEXT and RETURN QUERY: values in the caller's arena.
  std::vector<std::vector<Datum>>& rows() { return rows_; }
  // The OUT parameters as one value.
  Datum output_value();
  // The value of an expression in the caller's arena, converted to `target`.
  Datum convert(const Datum& value, planner::TypeRef from, planner::TypeRef target);

 private:
  enum class Flow : uint8_t { kNormal, kExit, kContinue, kReturn };
  struct Typed {
    Datum value;
    planner::TypeRef type;
  };
  using Rows = std::vector<std::vector<Datum>>;

  // Control flow (interpreter.cc).
  Flow run(const Statements& statements);
  Flow run(const Stmt& stmt);
  Flow run_block(const BlockStmt& block);
  Flow run_handlers(const BlockStmt& block, SqlError& error);
  void initialise(const BlockStmt& block);
  Flow run_if(const IfStmt& stmt);
  Flow run_case(const CaseStmt& stmt);
  Flow run_loop(const LoopStmt& stmt);
  Flow run_while(const WhileStmt& stmt);
  Flow run_for_integer(const ForIntegerStmt& stmt);
  void run_transaction(const TransactionStmt& stmt);
  Flow run_for_rows(const Statements& body, std::string_view label,
                    const std::vector<Target>& targets, int record_variable,
                    std::span<const Column> columns, const Rows& rows);
  Flow run_foreach(const ForEachStmt& stmt);
  // Whether the loop goes on after its body ended so; *out is what the loop ends with.
  bool loop_continues(Flow flow, std::string_view label, Flow* out);
  Flow run_return(const ReturnStmt& stmt);
  void run_return_next(const ReturnNextStmt& stmt);
  void run_return_query(const ReturnQueryStmt& stmt);
  void add_row(const char* mismatch, std::span<const Column> columns,
               std::span<const Datum> values);
  void check_columns(const char* mismatch, std::span<const Column> columns,
                     std::span<const Column> wanted);

  // Expressions and variables (values.cc).
  Typed evaluate(const SqlText& sql, Arena& arena);
  bool condition(const SqlText& sql, const char* what, bool* null = nullptr);
  std::string text_of(const Typed& value);
  void assign(const Target& target, const Datum& value, planner::TypeRef type);
  void assign_row(const std::vector<Target>& targets, std::span<const Column> columns,
                  const std::vector<Datum>* row);
  void assign_record(int variable, std::span<const Column> columns, const std::vector<Datum>* row);
  void assign_record_value(int variable, const Datum& value, Oid type);
  Datum assign_slice(const TargetStep& step, const Datum& base, planner::TypeRef type,
                     const Datum& value, planner::TypeRef value_type, Arena& arena);
  Datum assign_by_binder(const Target& target, size_t step, const Datum& base,
                         planner::TypeRef type, const Datum& value, planner::TypeRef value_type,
                         Arena& arena);
  Datum assign_steps(const Target& target, size_t step, const Datum& base, planner::TypeRef type,
                     const Datum& value, planner::TypeRef value_type, Arena& arena);
  void set_null(const Target& target);
  Datum record_value(int variable, Arena& arena);
  void check_assigned(int variable);

  // SQL (run_sql.cc).
  std::shared_ptr<Plan> plan_for(const SqlText& sql);
  void make_plan(const SqlText& sql, Plan* plan);
  void load_externals(const Plan& plan, Arena& arena);
  ExecContext statement_context(Arena& arena);
  uint64_t execute(Plan& plan, const SqlText& sql, Arena& arena, std::vector<Column>* columns,
                   Rows* rows, uint64_t limit);
  uint64_t execute_text(const std::string& text, const std::vector<SqlText*>& parameters,
                        Arena& arena, std::vector<Column>* columns, Rows* rows, bool* returns_rows);
  void run_sql(const SqlStmt& stmt);
  void run_execute(const ExecuteStmt& stmt);
  void run_perform(const SqlText& sql);
  void run_call(const CallStmt& stmt);
  void renew_view();
  std::string dynamic_text(const SqlText& sql);
  // `parameters` gives the DETAIL of #print_strict_params.
  void finish_into(const std::vector<Target>& into, bool strict, bool only_one, const char* hint,
                   const std::function<std::string()>& parameters, std::span<const Column> columns,
                   const Rows& rows);
  std::string strict_parameters(const Plan& plan);
  void set_found(bool found);
  void run_open(const OpenStmt& stmt);
  commands::SessionControl::CursorRows open_bound(int cursor, const SqlText* arguments);
  // The name of the cursor that the variable stands for.
  std::string name_to_open(int cursor);
  void check_opens(const parser::Stmt& stmt);
  void run_fetch(const FetchStmt& stmt);
  void run_close(const CloseStmt& stmt);
  std::string name_of(int cursor);
  template <class Work>
  auto with_sql_context(const SqlText& sql, Work work);

  // RAISE and friends (run_raise.cc).
  void run_raise(const RaiseStmt& stmt);
  void run_assert(const AssertStmt& stmt);
  void run_diagnostics(const DiagnosticsStmt& stmt);
  std::string context_line() const;

  RunnerState& state_;
  ExecContext& context_;
  CompiledFunction& function_;
  std::vector<Value> values_;    // by variable
  std::vector<Record> records_;  // by variable
  std::vector<ParamValue> externals_;
  std::string_view label_;  // where an EXIT or CONTINUE is going
  const Stmt* current_ = nullptr;
  const Variable* initialising_ = nullptr;  // instead of a statement
  const Error* handled_ = nullptr;
  bool rethrown_ = false;
  uint64_t row_count_ = 0;
  Datum result_;
  int returned_record_ = -1;
  std::vector<std::vector<Datum>> rows_;
  std::vector<Column> expected_;

  friend class Resolver;
};

}  // namespace rung::plpgsql
