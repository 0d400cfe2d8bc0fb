// Running a bound query: plan it, then pull batches. The one door for session, commands, plpgsql.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "executor/context.h"

namespace rung::executor {

// A planned query, reusable while Catalog::version() is unchanged. Immutable; owns its plan tree.
class PreparedPlan;
std::shared_ptr<const PreparedPlan> prepare(ExecContext& context, const Query& query);
const std::vector<Column>& plan_columns(const PreparedPlan& plan);
// Whether the tables still have about the rows that the plan was made for.
bool plan_fits(ExecContext& context, const PreparedPlan& plan);
// Whether it reads stored rows at all; if not, it runs without a view.
bool plan_reads(const PreparedPlan& plan);
bool plan_writes(const PreparedPlan& plan);  // contains INSERT/UPDATE/DELETE/MERGE/FOR UPDATE

// One whole statement: takes the write transaction first where the plan writes, reads the state as
// of now (context.view), runs to the end, then the statement's queue of checks and AFTER triggers.
uint64_t execute(ExecContext& context, const PreparedPlan& plan, RowSink* sink);

// Runs to the end; rows go to `sink` (may be nullptr). Returns rows returned or affected (for a
// writing statement: affected). context.view is set, and what is queued on the transaction is left
// to the caller.
uint64_t run(ExecContext& context, const PreparedPlan& plan, RowSink* sink);

// A cursor over a plan: rows one by one, for PL/pgSQL loops, cursors and SQL functions.
class QueryCursor {
 public:
  QueryCursor(ExecContext& context, std::shared_ptr<const PreparedPlan> plan);
  ~QueryCursor();
  // The values live until the next call.
  bool next(std::vector<Datum>* row);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// EXPLAIN text lines; with `analyze` the plan is run. `buffers`, `costs`, `timing`, `verbose`,
// `summary`, `format` ("text", "json", "yaml", "xml").
struct ExplainOptions {
  bool analyze = false, verbose = false, costs = true, buffers = false, timing = true;
  bool summary = false, wal = false, settings = false;
  std::string format = "text";
};
std::vector<std::string> explain(ExecContext& context, const Query& query,
                                 const ExplainOptions& options);

// Evaluates a bound expression over one row (`row` are the values of varno 1, by attno - 1; `row2`
// of varno 2), or over nothing. For defaults, checks, WHEN, index expressions, PL/pgSQL.
// The compiled form, for repeated use:
class RowProgram;
std::shared_ptr<const RowProgram> compile_row(ExecContext& context, const Expr& expr);
Datum evaluate(ExecContext& context, const RowProgram& program, const Datum* row = nullptr,
               const Datum* row2 = nullptr, const Datum* case_value = nullptr);

}  // namespace rung::executor
