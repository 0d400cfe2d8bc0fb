// Aggregates with grouping sets, window functions, and set-returning functions of a target list.
#include <algorithm>
#include <cmath>

#include "expr/walk.h"
#include "planner/costs.h"
#include "planner/level.h"

namespace rung::planner {
namespace {

void collect(Expr* expr, ExprKind kind, std::vector<Expr*>* found) {
  if (expr == nullptr) return;
  const DepthGuard guard;
  if (expr->kind == kind) {
    const bool known = std::any_of(found->begin(), found->end(), [&](const Expr* e) {
      return same_expression(*e, *expr);
    });
    if (!known) found->push_back(expr);
    return;
  }
  for_each_child(*expr, [&](Expr* child) { collect(child, kind, found); });
}

// Columns read outside of aggregates that are no keys themselves: those of a table whose grouped
// primary key determines them.
void collect_dependent(Expr* expr, const std::vector<SortKey>& keys, std::vector<Expr*>* found) {
  if (expr == nullptr || expr->kind == ExprKind::kAggregate || expr->kind == ExprKind::kGrouping) {
    return;
  }
  const DepthGuard guard;
  const auto is_key = [&](const SortKey& key) { return same_expression(*key.expr, *expr); };
  if (std::any_of(keys.begin(), keys.end(), is_key)) return;
  if (expr->kind == ExprKind::kVar) {
    collect(expr, ExprKind::kVar, found);
    return;
  }
  for_each_child(*expr, [&](Expr* child) { collect_dependent(child, keys, found); });
}

// Innermost first, so that a set function over another one reads its column.
void collect_set_functions(Expr* expr, std::vector<std::vector<Expr*>>* by_depth, size_t* depth) {
  const DepthGuard guard;
  size_t deepest = 0;
  for_each_child(*expr, [&](Expr* child) {
    size_t below = 0;
    collect_set_functions(child, by_depth, &below);
    deepest = std::max(deepest, below);
  });
  if (expr->kind == ExprKind::kSetFunction) {
    if (by_depth->size() <= deepest) by_depth->resize(deepest + 1);
    std::vector<Expr*>& found = (*by_depth)[deepest];
    const bool known = std::any_of(found.begin(), found.end(), [&](const Expr* e) {
      return same_expression(*e, *expr);
    });
    if (!known) found.push_back(expr);
    ++deepest;
  }
  *depth = deepest;
}

constexpr size_t kGroupingSetsMax = 4096;

using Sets = std::vector<std::vector<uint32_t>>;

void append(std::vector<uint32_t>* to, const std::vector<uint32_t>& from) {
  for (const uint32_t ref : from) {
    if (std::find(to->begin(), to->end(), ref) == to->end()) to->push_back(ref);
  }
}

Sets expand(const GroupingSet& set) {
  const DepthGuard guard;
  switch (set.kind) {
    case GroupingKind::kEmpty: return {{}};
    case GroupingKind::kSimple: return {set.targets};
    case GroupingKind::kSets: {
      Sets all;
      for (const GroupingSet& child : set.children) {
        const Sets part = expand(child);
        all.insert(all.end(), part.begin(), part.end());
      }
      return all;
    }
    case GroupingKind::kRollup: {
      Sets all;
      for (size_t n = set.children.size() + 1; n-- > 0;) {
        std::vector<uint32_t> refs;
        for (size_t i = 0; i < n; ++i) append(&refs, set.children[i].targets);
        all.push_back(std::move(refs));
      }
      return all;
    }
    case GroupingKind::kCube: {
      if (set.children.size() > 12) {
        throw_error(sqlstate::too_many_columns, "CUBE is limited to 12 elements");
      }
      Sets all;
      for (size_t mask = size_t{1} << set.children.size(); mask-- > 0;) {
        std::vector<uint32_t> refs;
        for (size_t i = 0; i < set.children.size(); ++i) {
          // The first element is the highest bit, which gives PostgreSQL's order of the sets.
          if ((mask >> (set.children.size() - 1 - i) & 1) != 0) append(&refs, set.children[i].targets);
        }
        all.push_back(std::move(refs));
      }
      return all;
    }
  }
  return {};
}

}  // namespace

std::vector<GroupingSetPlan> Level::expand_grouping(const std::vector<SortKey>& keys,
                                                    const std::vector<uint32_t>& key_refs) {
  static_cast<void>(keys);
  // Several grouping items combine: every set of one with every set of the others.
  Sets all{{}};
  for (const GroupingSet& item : query_.grouping_sets) {
    const Sets part = expand(item);
    Sets next;
    for (const std::vector<uint32_t>& a : all) {
      for (const std::vector<uint32_t>& b : part) {
        std::vector<uint32_t> refs = a;
        append(&refs, b);
        next.push_back(std::move(refs));
        if (next.size() > kGroupingSetsMax) {
          throw_error(sqlstate::statement_too_complex, "too many grouping sets present (maximum 4096)");
        }
      }
    }
    all = std::move(next);
  }
  if (query_.group_distinct) {
    Sets unique;
    for (std::vector<uint32_t> set : all) {
      std::sort(set.begin(), set.end());
      if (std::find(unique.begin(), unique.end(), set) == unique.end()) unique.push_back(set);
    }
    all = std::move(unique);
  }
  std::vector<GroupingSetPlan> plans;
  for (const std::vector<uint32_t>& refs : all) {
    GroupingSetPlan plan;
    for (const uint32_t ref : refs) {
      const auto it = std::find(key_refs.begin(), key_refs.end(), ref);
      if (it == key_refs.end()) {
        throw_error(sqlstate::internal_error, "a grouping set names no grouped column");
      }
      plan.keys.push_back(static_cast<size_t>(it - key_refs.begin()));
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

Plan* Level::plan_aggregate(Plan* child, std::vector<Expr*>* exprs, Expr* having,
                            const std::vector<uint32_t>& refs) {
  Plan* plan = planner_.make(PlanKind::kAggregate);
  std::vector<uint32_t> key_refs;
  for (const SortBy& by : query_.group) {
    const auto it = std::find(refs.begin(), refs.end(), by.target);
    if (it == refs.end()) {
      throw_error(sqlstate::internal_error, "GROUP BY expression not found in targetlist");
    }
    SortKey key;
    key.expr = (*exprs)[static_cast<size_t>(it - refs.begin())];
    key.equal_op = by.equal_op;
    key.less_op = by.less_op;
    plan->group_keys.push_back(key);
    plan->core.push_back(key.expr);
    key_refs.push_back(by.target);
  }
  if (!query_.depends_on_constraints.empty()) {
    std::vector<Expr*> dependent;
    for (Expr* expr : *exprs) collect_dependent(expr, plan->group_keys, &dependent);
    collect_dependent(having, plan->group_keys, &dependent);
    for (Expr* expr : dependent) {
      const TypeInfo& type = planner_.context.env.type(expr->type);
      if (type.ops->hash == nullptr) {
        throw_unsupported("GROUP BY of a primary key that determines a column of type " +
                          std::string(type.name), expr->pos);
      }
      SortKey key;
      key.expr = expr;
      plan->group_keys.push_back(key);
      plan->core.push_back(expr);
      ++plan->dependent_keys;
    }
  }
  if (!query_.grouping_sets.empty()) {
    plan->grouping_sets = expand_grouping(plan->group_keys, key_refs);
  }
  std::vector<Expr*> aggregates, groupings;
  for (Expr* expr : *exprs) {
    collect(expr, ExprKind::kAggregate, &aggregates);
    collect(expr, ExprKind::kGrouping, &groupings);
  }
  collect(having, ExprKind::kAggregate, &aggregates);
  collect(having, ExprKind::kGrouping, &groupings);
  for (const WindowClause& window : query_.windows) {
    for (Expr* offset : {window.start_offset, window.end_offset}) {
      if (offset != nullptr) collect(prepare(offset), ExprKind::kAggregate, &aggregates);
    }
  }
  for (Expr* expr : aggregates) {
    AggregateCall call;
    call.expr = expr;
    plan->aggregates.push_back(call);
    plan->core.push_back(expr);
  }
  for (Expr* expr : groupings) {
    // Which group keys its arguments are: what the executor answers from.
    Expr* call = arena_.make<Expr>(*expr);
    call->oids.clear();
    for (const Expr* arg : expr->args) {
      size_t key = 0;
      while (key < plan->group_keys.size() && !same_expression(*plan->group_keys[key].expr, *arg)) {
        ++key;
      }
      if (key == plan->group_keys.size()) {
        throw_error(sqlstate::grouping_error,
                    "arguments to GROUPING must be grouping expressions of the associated query level");
      }
      call->oids.push_back(static_cast<Oid>(key));
    }
    plan->grouping_calls.push_back(call);
    plan->core.push_back(expr);
  }
  plan->children = {child};
  const double keys = static_cast<double>(plan->group_keys.size());
  plan->rows = plan->group_keys.empty()
                   ? 1
                   : std::max(1.0, std::round(std::min(child->rows, 200.0) *
                                              std::max<double>(1, static_cast<double>(
                                                                      plan->grouping_sets.size()))));
  plan->startup_cost = child->total_cost +
                       child->rows * kCpuOperatorCost *
                           (keys + static_cast<double>(plan->aggregates.size()));
  plan->total_cost = plan->startup_cost + plan->rows * kCpuTupleCost;
  for (const Expr* e : plan->core) plan->width += type_width(e->type, e->typmod);
  if (having != nullptr) {
    std::vector<Expr*> conditions;
    if (having->kind == ExprKind::kAnd) {
      conditions = having->args;
    } else {
      conditions.push_back(having);
    }
    return filter(plan, conditions);
  }
  return plan;
}

Plan* Level::plan_windows(Plan* child, const std::vector<Expr*>& exprs,
                          const std::vector<uint32_t>& refs) {
  std::vector<Expr*> calls;
  for (Expr* expr : exprs) collect(expr, ExprKind::kWindow, &calls);
  for (size_t w = 0; w < query_.windows.size(); ++w) {
    const WindowClause& window = query_.windows[w];
    std::vector<Expr*> own;
    for (Expr* call : calls) {
      if (static_cast<size_t>(call->varno) == w) own.push_back(call);
    }
    if (own.empty()) continue;
    std::vector<SortKey> partition = sort_keys(window.partition, exprs, refs);
    std::vector<SortKey> order = sort_keys(window.order, exprs, refs);
    // The window needs what is computed below: the target expressions, if they are not columns yet.
    std::vector<SortKey> keys = partition;
    for (const SortKey& key : order) {
      const bool known = std::any_of(keys.begin(), keys.end(), [&](const SortKey& k) {
        return same_expression(*k.expr, *key.expr);
      });
      if (!known) keys.push_back(key);
    }
    child = sort(child, keys);
    Plan* plan = planner_.make(PlanKind::kWindow);
    plan->window = &window;
    plan->partition_keys = std::move(partition);
    plan->order_keys = std::move(order);
    plan->run_start_offset = prepare(window.start_offset);
    plan->run_end_offset = prepare(window.end_offset);
    plan->core = child->out();
    for (Expr* call : own) {
      WindowCallPlan made;
      made.expr = call;
      plan->window_calls.push_back(made);
      plan->core.push_back(call);
    }
    plan->children = {child};
    plan->rows = child->rows;
    plan->width = child->width + 8 * static_cast<int32_t>(own.size());
    plan->startup_cost = child->startup_cost;
    plan->total_cost = child->total_cost + child->rows * (kCpuOperatorCost * 2 + kCpuTupleCost);
    child = plan;
  }
  return child;
}

Plan* Level::plan_set_functions(Plan* child, const std::vector<Expr*>& exprs) {
  std::vector<std::vector<Expr*>> by_depth;
  for (Expr* expr : exprs) {
    size_t depth = 0;
    collect_set_functions(expr, &by_depth, &depth);
  }
  for (const std::vector<Expr*>& calls : by_depth) {
    Plan* plan = planner_.make(PlanKind::kProjectSet);
    plan->children = {child};
    plan->core = child->out();
    for (Expr* call : calls) {
      plan->functions.push_back({call, nullptr, 1});
      plan->core.push_back(call);
    }
    plan->rows = child->rows * 1000;
    plan->width = child->width;
    plan->startup_cost = child->startup_cost;
    plan->total_cost = child->total_cost + plan->rows * kCpuOperatorCost;
    child = plan;
  }
  return child;
}

}  // namespace rung::planner
