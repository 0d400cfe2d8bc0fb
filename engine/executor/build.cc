// From a plan node to its operator.
#include "executor/operators.h"
#include "executor/runtime.h"

namespace rung::executor {

using planner::Plan;
using planner::PlanKind;

OperatorPtr Runtime::build_core(const Plan& plan) {
  switch (plan.kind) {
    case PlanKind::kResult: return make_result(*this, plan);
    case PlanKind::kValues: return make_values(*this, plan);
    case PlanKind::kSeqScan: return make_seq_scan(*this, plan);
    case PlanKind::kIndexScan:
    case PlanKind::kPointLookup: return make_index_scan(*this, plan);
    case PlanKind::kBitmapScan: return make_bitmap_scan(*this, plan);
    case PlanKind::kVirtualScan: return make_virtual_scan(*this, plan);
    case PlanKind::kFunctionScan: return make_function_scan(*this, plan);
    case PlanKind::kSubqueryScan: return make_subquery_scan(*this, plan);
    case PlanKind::kCteScan: return make_cte_scan(*this, plan);
    case PlanKind::kWorkTableScan: return make_work_table_scan(*this, plan);
    case PlanKind::kProjectSet: return make_project_set(*this, plan);
    case PlanKind::kAppend: return make_append(*this, plan);
    case PlanKind::kNestedLoop: return make_nested_loop(*this, plan);
    case PlanKind::kHashJoin: return make_hash_join(*this, plan);
    case PlanKind::kMaterialize: return make_materialize(*this, plan);
    case PlanKind::kSort: return make_sort(*this, plan);
    case PlanKind::kLimit: return make_limit(*this, plan);
    case PlanKind::kUnique: return make_unique_rows(*this, plan);
    case PlanKind::kAggregate: return make_aggregate(*this, plan);
    case PlanKind::kWindow: return make_window(*this, plan);
    case PlanKind::kSetOp: return make_set_op(*this, plan);
    case PlanKind::kRecursiveUnion: return make_recursive_union(*this, plan);
    case PlanKind::kLockRows: return make_lock_rows(*this, plan);
    case PlanKind::kModify: return make_modify(*this, plan);
    case PlanKind::kNamedRows: return make_named_rows(*this, plan);
    case PlanKind::kMergeJoin: break;
  }
  throw_error(sqlstate::internal_error, "a plan node has no operator");
}

namespace {

// Whether the projection gives the node's own columns, all of them in their order.
bool projects_nothing(const Plan& plan) {
  if (plan.run_project.size() != plan.core.size()) return false;
  for (size_t i = 0; i < plan.run_project.size(); ++i) {
    const Expr& expr = *plan.run_project[i];
    if (expr.kind != ExprKind::kSlot || expr.attno != static_cast<int32_t>(i)) return false;
  }
  return true;
}

}  // namespace

OperatorPtr Runtime::build(const Plan& plan) {
  OperatorPtr op = build_core(plan);
  if (!plan.run_filters.empty()) op = make_filter(*this, plan, std::move(op));
  if (plan.has_project && !projects_nothing(plan)) op = make_projection(*this, plan, std::move(op));
  if (NodeStats* node_stats = stats(plan); node_stats != nullptr) {
    op = make_instrument(*this, node_stats, std::move(op));
  }
  return op;
}

}  // namespace rung::executor
