// PreparedPlan's content. Private to this module.
#pragma once

#include "executor/run.h"
#include "planner/plan_query.h"

namespace rung::executor {

class PreparedPlan {
 public:
  Arena arena;  // holds the statement
  planner::PlannedStatement* statement = nullptr;
};

planner::PlannedStatement* plan_into(ExecContext& context, const Query& query, Arena& arena);

}  // namespace rung::executor
