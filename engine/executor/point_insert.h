// PointInsert: INSERT of one row of expressions into a plain table, the statement that applications
// write with most, without operators: made once with the plan. Private to this module; one thread.
#pragma once

#include <memory>
#include <vector>

#include "executor/context.h"
#include "executor/run.h"
#include "planner/plan.h"
#include "planner/plan_query.h"

namespace rung::executor {

class PointInsert {
 public:
  // Null when the plan is anything more than that.
  static std::unique_ptr<PointInsert> make(ExecContext& context,
                                           const planner::PlannedStatement& statement);
  // Rows written: 0 when a trigger suppressed it.
  uint64_t run(ExecContext& context, RowSink* sink) const;

 private:
  struct Value {
    const Expr* expr;
    std::shared_ptr<const RowProgram> program;  // unless it is a constant
  };

  explicit PointInsert(const planner::PlannedStatement& statement) : statement_(statement) {}

  const planner::PlannedStatement& statement_;
  Oid table_ = kNoOid;
  std::vector<Value> values_;
  mutable std::vector<Datum> spare_;  // taken while in use: a trigger may run the same plan
};

}  // namespace rung::executor
