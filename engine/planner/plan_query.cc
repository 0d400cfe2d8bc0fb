// One query from FROM to LIMIT: the order of the steps is the order in which SQL defines them.
#include "catalog/system_views.h"
#include "planner/plan_query.h"

#include <algorithm>
#include <cmath>

#include "expr/walk.h"
#include "planner/costs.h"
#include "planner/level.h"
#include "planner/rewrite_min_max.h"
#include "planner/stored_expr.h"

namespace rung::planner {

PlannedStatement* plan_query(PlanContext& context, const Query& query) {
  Arena& arena = *context.env.arena;
  auto* statement = arena.make<PlannedStatement>();
  Planner planner{context, arena, *statement, nullptr};
  Level level(planner, nullptr, query);
  statement->root = level.plan();
  statement->has_modify = query.kind != QueryKind::kSelect;
  finish_plan(planner, *statement->root);
  for (CtePlan* cte : statement->ctes) finish_plan(planner, *cte->plan);
  for (SubPlan* sub : statement->sub_plans) finish_plan(planner, *sub->plan);
  const std::vector<Target>& targets =
      query.kind == QueryKind::kSelect ? query.targets : query.returning;
  for (const Target& target : targets) {
    if (target.junk) continue;
    statement->columns.push_back(
        {target.name, target.expr->type, target.expr->typmod, target.expr->collation});
  }
  return statement;
}

Level::Level(Planner& planner, Level* parent, const Query& query)
    : planner_(planner), arena_(planner.arena), parent_(parent),
      query_(min_max_by_index(planner, expand_view_target(planner, query, &view_checks_))) {
  for (const Rte* entry : query_.rtable) adopt(entry);
  if (!query.row_marks.empty()) planner.statement.writes = true;
  scope_query_ = arena_.make<Query>();
  scope_query_->rtable = rtable_;
}

int32_t Level::find_cte(const std::string& name, int32_t levels_up) {
  Level* level = this;
  for (int32_t i = 0; i < levels_up && level != nullptr; ++i) level = level->parent_;
  for (; level != nullptr; level = level->parent_) {
    if (const auto it = level->ctes_.find(name); it != level->ctes_.end()) return it->second;
  }
  return -1;
}

void Level::plan_ctes() {
  for (const Cte& cte : query_.ctes) {
    if (inline_cte(cte)) continue;
    auto* made = arena_.make<CtePlan>();
    made->name = cte.name;
    const auto number = static_cast<int32_t>(planner_.statement.ctes.size());
    planner_.statement.ctes.push_back(made);
    ctes_[cte.name] = number;
    if (cte.recursive) {
      made->round_param = planner_.new_param();
      Level below(planner_, this, *cte.query);
      made->plan = below.plan_recursive(cte, number);
      continue;
    }
    made->modifying = cte.query->kind != QueryKind::kSelect;
    Level below(planner_, this, *cte.query);
    made->plan = below.plan();
  }
}

Plan* Level::plan() {
  const DepthGuard guard;
  const Query* outer = planner_.scope;
  plan_ctes();
  planner_.scope = scope_query_;
  Plan* plan = query_.kind == QueryKind::kSelect ? plan_select() : plan_modify();
  planner_.scope = outer;
  scope_query_->rtable = rtable_;
  return plan;
}

// Rewrites FROM and plans the sub-queries that stay.
void Level::begin_from() {
  for (const FromNode* node : query_.from) pull_up_from(*node, false);
  plan_rtes_from(1);
}

void Level::plan_rtes_from(int32_t first) {
  for (int32_t v = first; v <= static_cast<int32_t>(rtable_.size()); ++v) {
    if (!pulled_.contains(v)) plan_rte(v);
  }
}

std::vector<Clause> Level::where_clauses() {
  for (const FromNode* node : query_.from) prepare_from(*node);
  std::vector<Clause> where;
  may_semi_join_ = true;
  conjuncts(query_.where, &where);
  may_semi_join_ = false;
  return where;
}

Plan* Level::project(Plan* child, std::vector<Expr*> exprs) {
  // A projection sits on the node itself unless that already has one.
  if (child->has_project) {
    Plan* result = planner_.make(PlanKind::kSubqueryScan);
    result->children = {child};
    result->core = child->out();
    result->rows = child->rows;
    result->startup_cost = child->startup_cost;
    result->total_cost = child->total_cost;
    result->alias.clear();
    child = result;
  }
  child->project = std::move(exprs);
  child->has_project = true;
  child->width = 0;
  for (const Expr* e : child->project) child->width += type_width(e->type, e->typmod);
  return child;
}

Plan* Level::filter(Plan* child, const std::vector<Expr*>& conditions) {
  if (conditions.empty()) return child;
  if (child->has_project || child->kind == PlanKind::kLimit || child->modify != nullptr) {
    Plan* result = planner_.make(PlanKind::kSubqueryScan);
    result->children = {child};
    result->core = child->out();
    result->rows = child->rows;
    result->startup_cost = child->startup_cost;
    result->total_cost = child->total_cost;
    result->width = child->width;
    child = result;
  }
  child->filters.insert(child->filters.end(), conditions.begin(), conditions.end());
  for (const Expr* e : conditions) {
    child->total_cost += child->rows * kCpuOperatorCost;
    child->rows = std::max(1.0, std::round(child->rows * clause_selectivity(*e, child->rows)));
  }
  return child;
}

std::vector<SortKey> Level::sort_keys(const std::vector<SortBy>& order,
                                      const std::vector<Expr*>& exprs,
                                      const std::vector<uint32_t>& refs) {
  std::vector<SortKey> keys;
  for (const SortBy& by : order) {
    const auto it = std::find(refs.begin(), refs.end(), by.target);
    if (it == refs.end()) {
      throw_error(sqlstate::internal_error, "ORDER/GROUP BY expression not found in targetlist");
    }
    SortKey key;
    key.expr = exprs[static_cast<size_t>(it - refs.begin())];
    key.less_op = by.less_op;
    key.equal_op = by.equal_op;
    key.descending = by.descending;
    key.nulls_first = by.nulls_first;
    // The same expression twice decides nothing the second time.
    const bool known = std::any_of(keys.begin(), keys.end(), [&](const SortKey& k) {
      return same_expression(*k.expr, *key.expr);
    });
    if (!known) keys.push_back(key);
  }
  return keys;
}

Plan* Level::sort(Plan* child, std::vector<SortKey> keys) {
  if (keys.empty()) return child;
  Plan* plan = planner_.make(PlanKind::kSort);
  plan->children = {child};
  plan->core = child->out();
  plan->sort_keys = std::move(keys);
  plan->rows = child->rows;
  plan->width = child->width;
  const double rows = std::max(2.0, child->rows);
  plan->startup_cost = child->total_cost + 2 * kCpuOperatorCost * rows * std::log2(rows);
  plan->total_cost = plan->startup_cost + kCpuOperatorCost * rows;
  return plan;
}

// Drops the columns that only ORDER BY and the like needed. By position: equal expressions are still
// different columns.
Plan* Level::visible_only(Plan* child, size_t count) {
  if (child->out().size() == count) return child;
  std::vector<Expr*> slots;
  for (size_t i = 0; i < count; ++i) slots.push_back(planner_.make_slot(i, *child->out()[i]));
  return project(child, std::move(slots));
}

Plan* Level::plan_distinct(Plan* child, const std::vector<Expr*>& exprs,
                           const std::vector<uint32_t>& refs, size_t visible) {
  if (query_.has_distinct_on) {
    std::vector<SortKey> keys = sort_keys(query_.sort, exprs, refs);
    const std::vector<SortKey> on = sort_keys(query_.distinct_on, exprs, refs);
    for (const SortKey& key : on) {
      const bool known = std::any_of(keys.begin(), keys.end(), [&](const SortKey& k) {
        return same_expression(*k.expr, *key.expr);
      });
      if (!known) keys.push_back(key);
    }
    Plan* sorted = sort(child, keys);
    Plan* unique = planner_.make(PlanKind::kUnique);
    unique->children = {sorted};
    unique->core = sorted->out();
    unique->sort_keys = on;
    unique->rows = sorted->rows;
    unique->width = sorted->width;
    unique->startup_cost = sorted->startup_cost;
    unique->total_cost = sorted->total_cost + sorted->rows * kCpuOperatorCost;
    return unique;
  }
  Plan* plan = planner_.make(PlanKind::kAggregate);
  plan->children = {child};
  // What only GROUP BY needed makes no row different; ORDER BY has nothing of its own here.
  for (size_t i = 0; i < visible; ++i) {
    SortKey key;
    key.expr = planner_.make_slot(i, *child->out()[i]);
    plan->group_keys.push_back(key);
    plan->core.push_back(child->out()[i]);
  }
  plan->rows = std::max(1.0, std::min(child->rows, 200.0));
  plan->width = child->width;
  plan->startup_cost = child->total_cost + child->rows * kCpuOperatorCost *
                                               static_cast<double>(visible);
  plan->total_cost = plan->startup_cost + plan->rows * kCpuTupleCost;
  return plan;
}

Plan* Level::plan_limit(Plan* child, const std::vector<SortKey>& order) {
  if (query_.limit == nullptr && query_.offset == nullptr) return child;
  Plan* plan = planner_.make(PlanKind::kLimit);
  plan->children = {child};
  plan->core = child->out();
  plan->limit = prepare(query_.limit);
  plan->offset = prepare(query_.offset);
  plan->with_ties = query_.with_ties;
  plan->sort_keys = order;
  plan->width = child->width;
  for (Plan* below = child; below != nullptr;
       below = below->kind == PlanKind::kSubqueryScan && below->filters.empty() && !below->children.empty()
                   ? below->children[0] : nullptr) {
    if (below->kind == PlanKind::kSort && !query_.with_ties && below->filters.empty()) {
      below->bounded = true;
      break;
    }
  }
  plan->rows = child->rows;
  if (plan->limit != nullptr && plan->limit->kind == ExprKind::kConst && !plan->limit->value.null) {
    plan->rows = std::max(1.0, std::min(child->rows, static_cast<double>(plan->limit->value.i)));
  }
  plan->startup_cost = child->startup_cost;
  plan->total_cost = child->startup_cost + (child->total_cost - child->startup_cost) *
                                               (plan->rows / std::max(1.0, child->rows));
  return plan;
}

Plan* Level::plan_select() {
  if (query_.set_operation != nullptr) return plan_set_operation();
  begin_from();

  // Every expression first: they tell which columns the scans must give.
  std::vector<Expr*> exprs;
  std::vector<uint32_t> refs;
  std::vector<const Target*> ordered;
  for (const Target& target : query_.targets) {
    if (!target.junk) ordered.push_back(&target);
  }
  const size_t visible = ordered.size();
  for (const Target& target : query_.targets) {
    if (target.junk) ordered.push_back(&target);
  }
  for (const Target* target : ordered) {
    exprs.push_back(prepare(target->expr));
    refs.push_back(target->sort_ref);
  }
  Expr* having = prepare(query_.having);
  std::vector<Clause> where = where_clauses();

  Plan* plan = plan_from(std::move(where));
  if (query_.has_aggregates || !query_.group.empty() || !query_.grouping_sets.empty() ||
      having != nullptr) {
    plan = plan_aggregate(plan, &exprs, having, refs);
  }
  if (query_.has_windows || !query_.windows.empty()) plan = plan_windows(plan, exprs, refs);
  std::vector<SortKey> order = sort_keys(query_.sort, exprs, refs);
  bool is_ordered = false;
  if (!order.empty() && only_rel_ > 0 && !query_.distinct && !query_.has_aggregates &&
      query_.group.empty() && query_.windows.empty() && !query_.has_set_functions &&
      (plan->kind == PlanKind::kSeqScan || plan->kind == PlanKind::kIndexScan)) {
    double limit_rows = 0;
    const Expr* limit = query_.limit;
    while (limit != nullptr && !limit->args.empty() && limit->kind != ExprKind::kConst) {
      limit = limit->args[0];
    }
    if (limit != nullptr) {
      limit_rows = limit->kind == ExprKind::kConst && !limit->value.null
                       ? static_cast<double>(limit->value.i) : 0.1 * plan->rows;
    }
    if (Plan* scan = ordered_scan(order, limit_rows); scan != nullptr) {
      const double rows = std::max(2.0, plan->rows);
      const double sorted = plan->total_cost + 2 * kCpuOperatorCost * rows * std::log2(rows);
      const double fraction =
          limit_rows > 0 ? std::min(1.0, limit_rows / std::max(1.0, scan->rows)) : 1;
      const double cost = scan->startup_cost + (scan->total_cost - scan->startup_cost) * fraction;
      if (cost < sorted) {
        plan = scan;
        is_ordered = true;
      }
    }
  }
  plan = plan_set_functions(plan, exprs);
  plan = project(plan, exprs);
  if (query_.distinct) plan = plan_distinct(plan, exprs, refs, visible);
  if (!is_ordered && !(query_.distinct && query_.has_distinct_on)) plan = sort(plan, order);
  if (!query_.row_marks.empty()) {
    Plan* lock = planner_.make(PlanKind::kLockRows);
    lock->children = {plan};
    lock->core = plan->out();
    lock->rows = plan->rows;
    lock->width = plan->width;
    lock->startup_cost = plan->startup_cost;
    lock->total_cost = plan->total_cost + plan->rows * kCpuTupleCost;
    plan = lock;
  }
  plan = plan_limit(plan, order);
  return visible_only(plan, visible);
}

}  // namespace rung::planner
