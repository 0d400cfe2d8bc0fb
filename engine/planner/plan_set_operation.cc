// UNION, INTERSECT, EXCEPT, and recursive WITH queries.
#include <algorithm>

#include "expr/walk.h"
#include "planner/costs.h"
#include "planner/level.h"

namespace rung::planner {
namespace {

int32_t leftmost_leaf(const SetOperation& op) {
  const SetOperation* node = &op;
  while (node->rte == 0) node = node->left;
  return node->rte;
}

// UNION ALL of UNION ALLs is one append.
void flatten_union_all(const SetOperation& op, std::vector<const SetOperation*>* parts) {
  const DepthGuard guard;
  if (op.rte == 0 && op.op == SetOp::kUnion && op.all) {
    flatten_union_all(*op.left, parts);
    flatten_union_all(*op.right, parts);
  } else {
    parts->push_back(&op);
  }
}
// Under a UNION that drops duplicates every UNION below may keep them.
void flatten_union(const SetOperation& op, std::vector<const SetOperation*>* parts) {
  const DepthGuard guard;
  if (op.rte == 0 && op.op == SetOp::kUnion) {
    flatten_union(*op.left, parts);
    flatten_union(*op.right, parts);
  } else {
    parts->push_back(&op);
  }
}

}  // namespace

Plan* Level::plan_set_tree(const SetOperation& op) {
  const DepthGuard guard;
  if (op.rte != 0) {
    plan_rte(op.rte);
    Plan* child = rte_plans_[static_cast<size_t>(op.rte) - 1];
    Plan* scan = planner_.make(PlanKind::kSubqueryScan);
    scan->children = {child};
    scan->core = child->out();
    scan->varno = op.rte;
    scan->alias = rte(op.rte).ref_name;
    scan->rows = child->rows;
    scan->width = child->width;
    scan->startup_cost = child->startup_cost;
    scan->total_cost = child->total_cost;
    return scan;
  }
  std::vector<Expr*> columns;
  for (size_t i = 0; i < op.columns.size(); ++i) {
    Expr* var = planner_.make_expr(ExprKind::kVar, op.columns[i].type, op.columns[i].typmod);
    var->collation = op.columns[i].collation;
    var->varno = leftmost_leaf(op);
    var->attno = static_cast<int32_t>(i) + 1;
    columns.push_back(var);
  }
  if (op.op != SetOp::kUnion) {
    Plan* plan = planner_.make(PlanKind::kSetOp);
    plan->set_op = op.op;
    plan->set_all = op.all;
    plan->children = {plan_set_tree(*op.left), plan_set_tree(*op.right)};
    plan->core = columns;
    plan->rows = plan->children[0]->rows;
    plan->width = plan->children[0]->width;
    plan->total_cost = plan->children[0]->total_cost + plan->children[1]->total_cost +
                       (plan->children[0]->rows + plan->children[1]->rows) * kCpuOperatorCost;
    plan->startup_cost = plan->total_cost;
    return plan;
  }
  std::vector<const SetOperation*> parts;
  if (op.all) {
    flatten_union_all(op, &parts);
  } else {
    flatten_union(op, &parts);
  }
  Plan* append = planner_.make(PlanKind::kAppend);
  append->core = columns;
  append->rows = 0;
  for (const SetOperation* part : parts) {
    Plan* child = plan_set_tree(*part);
    append->children.push_back(child);
    append->rows += child->rows;
    append->total_cost += child->total_cost + child->rows * kCpuTupleCost / 2;
    append->width = std::max(append->width, child->width);
  }
  if (op.all) return append;
  Plan* distinct = planner_.make(PlanKind::kAggregate);
  distinct->children = {append};
  for (size_t i = 0; i < columns.size(); ++i) {
    SortKey key;
    key.expr = planner_.make_slot(i, *columns[i]);
    distinct->group_keys.push_back(key);
  }
  distinct->core = columns;
  distinct->rows = append->rows;
  distinct->width = append->width;
  distinct->startup_cost = append->total_cost + append->rows * kCpuOperatorCost;
  distinct->total_cost = distinct->startup_cost + distinct->rows * kCpuTupleCost;
  return distinct;
}

Plan* Level::plan_set_operation() {
  Plan* plan = plan_set_tree(*query_.set_operation);
  std::vector<Expr*> exprs;
  std::vector<uint32_t> refs;
  size_t visible = 0;
  for (const Target& target : query_.targets) {
    exprs.push_back(prepare(target.expr));
    refs.push_back(target.sort_ref);
    if (!target.junk) ++visible;
  }
  // The targets name the columns by the leftmost query.
  for (size_t i = 0; i < exprs.size() && i < plan->core.size(); ++i) {
    if (exprs[i]->kind == ExprKind::kVar) {
      const auto column = static_cast<size_t>(exprs[i]->attno) - 1;
      if (column < plan->core.size()) plan->core[column] = exprs[i];
    }
  }
  plan = project(plan, exprs);
  const std::vector<SortKey> order = sort_keys(query_.sort, exprs, refs);
  plan = sort(plan, order);
  plan = plan_limit(plan, order);
  return visible_only(plan, visible);
}

Plan* Level::plan_recursive(const Cte& cte, int32_t number) {
  plan_ctes();
  const Query* outer = planner_.scope;
  planner_.scope = scope_query_;
  const SetOperation* op = query_.set_operation;
  if (op == nullptr || op->rte != 0 || op->op != SetOp::kUnion) {
    throw_error(sqlstate::invalid_recursion,
                "recursive query \"" + cte.name +
                    "\" does not have the form non-recursive-term UNION [ALL] recursive-term");
  }
  Plan* plan = planner_.make(PlanKind::kRecursiveUnion);
  plan->cte = number;
  plan->set_all = op->all;
  plan->children = {plan_set_tree(*op->left), plan_set_tree(*op->right)};
  for (const Column& column : op->columns) {
    Expr* var = planner_.make_expr(ExprKind::kVar, column.type, column.typmod);
    var->collation = column.collation;
    var->varno = leftmost_leaf(*op);
    var->attno = static_cast<int32_t>(plan->core.size()) + 1;
    plan->core.push_back(var);
  }
  plan->nest_params.push_back(
      {planner_.statement.ctes[static_cast<size_t>(number)]->round_param, nullptr, nullptr});
  plan->rows = plan->children[0]->rows + 10 * plan->children[1]->rows;
  plan->width = plan->children[0]->width;
  plan->total_cost = plan->children[0]->total_cost + 10 * plan->children[1]->total_cost;
  planner_.scope = outer;
  scope_query_->rtable = rtable_;
  return plan;
}

}  // namespace rung::planner
