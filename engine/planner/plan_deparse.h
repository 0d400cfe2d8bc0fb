// Expressions of a plan as EXPLAIN prints them: columns by the names of their query's range table,
// parameters as what they stand for, sub-plans by their number.
#pragma once

#include <string>

#include "planner/deparse.h"
#include "planner/plan.h"

namespace rung::planner {

std::string deparse_plan_expression(DeparseContext& context, const PlannedStatement& statement,
                                    const Plan& node, const Expr& expr, bool prefix);
// AND of several conditions.
std::string deparse_plan_conditions(DeparseContext& context, const PlannedStatement& statement,
                                    const Plan& node, const std::vector<Expr*>& conditions,
                                    bool prefix);
// "InitPlan 1 (returns $0)" or "SubPlan 2": how EXPLAIN calls a sub-plan.
bool is_init_plan(const SubPlan& sub);

}  // namespace rung::planner
