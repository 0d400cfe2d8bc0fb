// The running state of one sub-plan. Private to this module.
#pragma once

#include <memory>

#include "executor/operator.h"
#include "executor/row_store.h"
#include "expr/eval.h"
#include "planner/plan.h"

namespace rung::executor {

class Runtime;
class RowKeys;
struct SubPlanHash;

struct SubPlanState {
  SubPlanState(Runtime& runtime_in, const planner::SubPlan& plan_in);
  ~SubPlanState();

  Runtime& runtime;
  const planner::SubPlan& plan;
  OperatorPtr op;
  bool computed = false;
  uint64_t version = 0;  // of the parameters it was computed with
  Datum value;
  Arena keep;            // owns `value`
  std::unique_ptr<RowStore> rows;
  std::unique_ptr<RowKeys> keys;
  std::unique_ptr<SubPlanHash> hash;
};

// ARRAY(SELECT …).
Datum sub_plan_array(EvalState& state, SubPlanState& sub);

}  // namespace rung::executor
