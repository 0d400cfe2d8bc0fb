// The planner's door: a bound Query in, a PlannedStatement out. Reads the catalog and table sizes;
// changes nothing. The query is not modified.
#pragma once

#include <string_view>

#include "expr/eval.h"
#include "planner/plan.h"

namespace rung::planner {

// What the planner asks about stored data. Implemented by executor/ over the statement's view.
class Statistics {
 public:
  virtual ~Statistics() = default;
  // Rows of a table, or a close upper bound, cheaply.
  virtual double table_rows(const catalog::Relation& table) = 0;
  // Columns and rows of a generated system relation; false when it is none.
  virtual bool is_virtual(const catalog::Relation& relation) = 0;
};

struct PlanContext {
  catalog::Catalog* catalog = nullptr;
  TypeEnv env{};                      // env.arena receives the plan
  Statistics* statistics = nullptr;
  FunctionSource* functions = nullptr;
  EvalHost* host = nullptr;           // for folding; parameters stay unknown
};

PlannedStatement* plan_query(PlanContext& context, const Query& query);

}  // namespace rung::planner
