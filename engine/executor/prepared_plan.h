// PreparedPlan's content. Private to this module.
#pragma once

#include <span>
#include <unordered_map>

#include "executor/point_insert.h"
#include "executor/point_query.h"
#include "executor/run.h"
#include "expr/eval.h"
#include "planner/plan_query.h"

namespace rung::executor {

// Compiled expressions of a plan, found by the expressions they were compiled from, so that running
// the plan again compiles nothing. A plan belongs to one thread at a time.
class ProgramCache {
 public:
  std::shared_ptr<const Program>& find(std::span<Expr* const> exprs);

 private:
  struct Entry {
    std::vector<const Expr*> exprs;
    std::shared_ptr<const Program> program;
  };
  std::unordered_map<const Expr*, std::vector<Entry>> entries_;  // by the first expression
};

class PreparedPlan {
 public:
  Arena arena;  // holds the statement
  mutable ProgramCache programs;  // keeps pointers into the arena
  bool reads_tables = true;
  std::unique_ptr<PointQuery> point;  // when the plan is no more than that
  std::unique_ptr<PointInsert> insert;  // likewise
  planner::PlannedStatement* statement = nullptr;
  std::vector<std::pair<Oid, double>> table_rows;  // what the planner was told
  // What rules made of the statement, in order, instead of `statement`; steps[result] gives its rows
  // and its count, when there is one.
  bool by_rules = false;
  std::vector<std::shared_ptr<const PreparedPlan>> steps;
  size_t result = SIZE_MAX;
};

// Whether there are rules at all (planner/rules.h): few databases have any, and the catalog is asked
// but once in a transaction that does not change it. Kept beside the writers (table_writer.cc).
bool has_rules(ExecContext& context);

// `table_rows`, when given, receives the sizes of the tables that were asked for.
planner::PlannedStatement* plan_into(ExecContext& context, const Query& query, Arena& arena,
                                     std::vector<std::pair<Oid, double>>* table_rows = nullptr);

}  // namespace rung::executor
