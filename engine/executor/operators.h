// The operators, one file each (op_<name>.cc), as factories. A factory makes the node's core; the
// filter and the projection around it are made by Runtime::build().
#pragma once

#include "executor/operator.h"
#include "planner/plan.h"

namespace rung::executor {

class Runtime;
struct NodeStats;

OperatorPtr make_result(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_values(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_seq_scan(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_index_scan(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_bitmap_scan(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_virtual_scan(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_named_rows(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_function_scan(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_subquery_scan(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_cte_scan(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_work_table_scan(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_recursive_union(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_project_set(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_append(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_nested_loop(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_hash_join(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_materialize(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_sort(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_limit(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_unique_rows(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_aggregate(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_window(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_set_op(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_lock_rows(Runtime& runtime, const planner::Plan& plan);
OperatorPtr make_modify(Runtime& runtime, const planner::Plan& plan);

OperatorPtr make_filter(Runtime& runtime, const planner::Plan& plan, OperatorPtr child);
OperatorPtr make_projection(Runtime& runtime, const planner::Plan& plan, OperatorPtr child);
OperatorPtr make_instrument(Runtime& runtime, NodeStats* stats, OperatorPtr child);

}  // namespace rung::executor
