// FROM and WHERE into a join list: inner joins flattened, outer joins as items that want their left
// side first, conditions sent down to what they are about.
#include "expr/walk.h"
#include "planner/costs.h"
#include "planner/level.h"
#include "planner/stored_expr.h"

namespace rung::planner {
namespace {

bool covers(const RelSet& all, const RelSet& part) { return (all & part) == part; }

}  // namespace

// Sub-queries in FROM are planned before anything else, so that the columns they read of their
// neighbours are known.
void Level::plan_rte(int32_t varno) {
  const auto v = static_cast<size_t>(varno) - 1;
  Rte* entry = rtable_[v];
  const ParamScope scope(*this, &rte_params_[v]);
  if (entry->kind == RteKind::kSubquery) {
    if (rte_plans_[v] != nullptr) return;
    Level below(planner_, this, *entry->subquery);
    rte_plans_[v] = below.plan();
    return;
  }
  const auto lateral = [&](Expr* expr) {
    // References to neighbours come as parameters, whatever the rows are made from.
    return replace_nodes(arena_, prepare(expr), [&](Expr& node) -> Expr* {
      if (node.kind == ExprKind::kVar && node.levels_up == 0) return param_for(&node);
      return nullptr;
    });
  };
  if (entry->kind == RteKind::kFunction) {
    for (RangeFunction& function : entry->functions) function.call = lateral(function.call);
  } else if (entry->kind == RteKind::kValues) {
    for (std::vector<Expr*>& row : entry->values) {
      for (Expr*& value : row) value = lateral(value);
    }
  }
}

void Level::collect_from(const FromNode& node, RelSet* rels) {
  const DepthGuard guard;
  if (node.kind == FromNode::Kind::kRte) {
    if (pulled_.contains(node.rte)) {
      for (const FromNode* below : rtable_[static_cast<size_t>(node.rte) - 1]->subquery->from) {
        collect_from(*below, rels);
      }
      return;
    }
    rels->set(static_cast<size_t>(node.rte));
    return;
  }
  collect_from(*node.left, rels);
  collect_from(*node.right, rels);
}

JoinItem Level::make_item(int32_t varno, std::vector<Clause> clauses) {
  JoinItem item;
  item.rels.set(static_cast<size_t>(varno));
  const Rte& entry = rte(varno);
  item.clauses = std::move(clauses);
  item.plan = plan_scan(varno, item.clauses);
  if (item.plan->kind == PlanKind::kSeqScan || item.plan->kind == PlanKind::kIndexScan ||
      item.plan->kind == PlanKind::kPointLookup || item.plan->kind == PlanKind::kBitmapScan) {
    item.varno = varno;
  }
  item.lateral_params = rte_params_[static_cast<size_t>(varno) - 1];
  for (const NestParam& param : item.lateral_params) item.lateral |= rels_of(param.source);
  static_cast<void>(entry);
  return item;
}

void Level::add_rte(int32_t varno, JoinList* list) {
  const auto v = static_cast<size_t>(varno) - 1;
  if (pulled_.contains(varno)) {
    // Its FROM and WHERE take its place.
    for (const FromNode* node : rtable_[v]->subquery->from) add_from(*node, list);
    const std::vector<Clause>& where = pulled_where_[varno];
    list->clauses.insert(list->clauses.end(), where.begin(), where.end());
    return;
  }
  // The plan is made later, when all conditions about it are known.
  JoinItem item;
  item.rels.set(static_cast<size_t>(varno));
  item.varno = varno;
  list->items.push_back(std::move(item));
}

void Level::add_outer(const FromNode& join, const FromNode& left, const FromNode& right,
                      JoinList* list) {
  const size_t before = list->items.size();
  add_from(left, list);
  RelSet left_rels;
  for (size_t i = before; i < list->items.size(); ++i) left_rels |= list->items[i].rels;
  JoinList inner;
  add_from(right, &inner);
  JoinItem item;
  item.kind = JoinKind::kLeft;
  for (const JoinItem& part : inner.items) item.rels |= part.rels;
  for (const Clause& clause : on_clauses_[&join]) {
    if (clause.rels.any() && covers(item.rels, clause.rels)) {
      inner.clauses.push_back(clause);
    } else {
      item.needs |= clause.rels & ~item.rels;
      item.on.push_back(clause);
    }
  }
  if ((item.needs & left_rels).none()) item.needs |= left_rels;
  item.varno = inner.items.size() == 1 && inner.items[0].kind == JoinKind::kInner
                   ? inner.items[0].varno : 0;
  RelSet outside;
  for (const JoinItem& part : inner.items) {
    for (const NestParam& param : rte_params_[static_cast<size_t>(part.varno > 0 ? part.varno : 1) - 1]) {
      if (part.varno == 0) break;
      const RelSet rels = rels_of(param.source);
      if (!covers(item.rels, rels)) outside |= rels & ~item.rels;
    }
  }
  if (inner.items.size() == 1 && item.varno > 0) {
    item.clauses = inner.clauses;
    const JoinItem made = make_item(item.varno, inner.clauses);
    item.plan = made.plan;
    item.varno = made.varno;
    item.lateral = made.lateral;
    item.lateral_params = made.lateral_params;
  } else {
    if (outside.any()) {
      throw_unsupported("LATERAL reference out of a join on the nullable side of an outer join");
    }
    item.varno = 0;
    item.plan = plan_list(inner);
  }
  list->items.push_back(std::move(item));
}

Plan* Level::plan_full_join(const FromNode& node, RelSet* rels) {
  JoinList sides[2];
  add_from(*node.left, &sides[0]);
  add_from(*node.right, &sides[1]);
  RelSet side_rels[2];
  Plan* plans[2];
  for (int i = 0; i < 2; ++i) {
    for (const JoinItem& item : sides[i].items) side_rels[i] |= item.rels;
    plans[i] = plan_list(sides[i]);
  }
  *rels = side_rels[0] | side_rels[1];
  const std::vector<Clause>& conditions = on_clauses_[&node];
  Plan* join = planner_.make(PlanKind::kHashJoin);
  join->join = JoinKind::kFull;
  join->children = {plans[0], plans[1]};
  for (const Clause& clause : conditions) {
    const Expr& e = *clause.expr;
    if (e.kind == ExprKind::kOperator && e.args.size() == 2 && operator_name(e) == "=") {
      const RelSet a = rels_of(e.args[0]), b = rels_of(e.args[1]);
      const bool straight = a.any() && b.any() && covers(side_rels[0], a) && covers(side_rels[1], b);
      const bool crossed = a.any() && b.any() && covers(side_rels[1], a) && covers(side_rels[0], b);
      if (straight || crossed) {
        JoinKey key;
        key.left = e.args[straight ? 0 : 1];
        key.right = e.args[straight ? 1 : 0];
        key.clause = clause.expr;
        join->keys.push_back(key);
        continue;
      }
    }
    join->join_quals.push_back(clause.expr);
  }
  if (join->keys.empty()) {
    if (!join->join_quals.empty()) {
      throw_error(sqlstate::feature_not_supported,
                  "FULL JOIN is only supported with merge-joinable or hash-joinable join conditions");
    }
    // FULL JOIN … ON true: every row is equal to every other.
    JoinKey key;
    key.left = key.right = planner_.make_const(oid::kInt4, Datum::of_int(1));
    join->keys.push_back(key);
  }
  join->core = plans[0]->out();
  join->core.insert(join->core.end(), plans[1]->out().begin(), plans[1]->out().end());
  join->rows = std::max(plans[0]->rows, plans[1]->rows);
  join->width = plans[0]->width + plans[1]->width;
  join->startup_cost = plans[1]->total_cost;
  join->total_cost = plans[0]->total_cost + plans[1]->total_cost + join->rows * kCpuTupleCost;
  return join;
}

JoinKind Level::join_kind(const FromNode& node) const {
  const auto it = join_kinds_.find(&node);
  return it != join_kinds_.end() ? it->second : node.join;
}

void Level::add_from(const FromNode& node, JoinList* list) {
  const DepthGuard guard;
  if (node.kind == FromNode::Kind::kRte) {
    add_rte(node.rte, list);
    return;
  }
  switch (join_kind(node)) {
    case JoinKind::kLeft: add_outer(node, *node.left, *node.right, list); return;
    case JoinKind::kRight: add_outer(node, *node.right, *node.left, list); return;
    case JoinKind::kFull: {
      JoinItem item;
      item.plan = plan_full_join(node, &item.rels);
      list->items.push_back(std::move(item));
      return;
    }
    default: break;
  }
  add_from(*node.left, list);
  add_from(*node.right, list);
  const std::vector<Clause>& on = on_clauses_[&node];
  list->clauses.insert(list->clauses.end(), on.begin(), on.end());
}

// Splits all conditions of FROM before any scan is planned: they say which columns scans must give.
void Level::prepare_from(const FromNode& node) {
  const DepthGuard guard;
  if (node.kind == FromNode::Kind::kRte) {
    if (!pulled_.contains(node.rte)) return;
    const Query& sub = *rtable_[static_cast<size_t>(node.rte) - 1]->subquery;
    for (const FromNode* below : sub.from) prepare_from(*below);
    std::vector<Clause> where;
    conjuncts(sub.where, &where);
    pulled_where_[node.rte] = std::move(where);
    return;
  }
  prepare_from(*node.left);
  prepare_from(*node.right);
  const bool saved = may_semi_join_;
  may_semi_join_ = false;
  std::vector<Clause> on;
  conjuncts(node.on, &on);
  on_clauses_[&node] = std::move(on);
  may_semi_join_ = saved;
}

// Plans the items that are not planned yet, with the clauses about them alone, then joins all.
Plan* Level::plan_list(JoinList& list) {
  RelSet all;
  for (JoinItem& item : list.items) all |= item.rels;
  std::vector<Clause> rest, constant;
  std::vector<std::vector<Clause>> own(list.items.size());
  for (const Clause& clause : list.clauses) {
    if ((clause.rels & all).none()) {
      constant.push_back(clause);
      continue;
    }
    bool placed = false;
    for (size_t i = 0; i < list.items.size() && !placed; ++i) {
      if (list.items[i].kind == JoinKind::kInner && covers(list.items[i].rels, clause.rels)) {
        own[i].push_back(clause);
        placed = true;
      }
    }
    if (!placed) rest.push_back(clause);
  }
  for (size_t i = 0; i < list.items.size(); ++i) {
    JoinItem& item = list.items[i];
    if (item.plan == nullptr) {
      item = make_item(item.varno, std::move(own[i]));
    } else if (!own[i].empty()) {
      std::vector<Expr*> conditions;
      for (const Clause& clause : own[i]) conditions.push_back(clause.expr);
      item.plan = filter(item.plan, conditions);
    }
  }
  list.clauses = std::move(rest);
  Plan* plan;
  if (list.items.empty()) {
    plan = planner_.make(PlanKind::kResult);
    plan->total_cost = kCpuTupleCost;
  } else {
    plan = search_joins(*this, list);
  }
  if (constant.empty()) return plan;
  if (plan->kind == PlanKind::kResult && plan->children.empty()) {
    for (const Clause& clause : constant) plan->once.push_back(clause.expr);
    return plan;
  }
  // Conditions about no relation are asked once, unless each row may answer differently.
  Plan* result = planner_.make(PlanKind::kResult);
  std::vector<Expr*> each;
  for (const Clause& clause : constant) {
    if (is_volatile(clause.expr, *planner_.context.functions)) {
      each.push_back(clause.expr);
    } else {
      result->once.push_back(clause.expr);
    }
  }
  if (!each.empty()) plan = filter(plan, each);
  if (result->once.empty()) return plan;
  result->children = {plan};
  result->core = plan->out();
  result->rows = plan->rows;
  result->width = plan->width;
  result->startup_cost = plan->startup_cost;
  result->total_cost = plan->total_cost;
  return result;
}

Plan* Level::plan_from(std::vector<Clause> where) {
  JoinList list;
  for (const FromNode* node : query_.from) {
    reduce_outer_joins(*node, strict_of(where));
    add_from(*node, &list);
  }
  list.clauses.insert(list.clauses.end(), where.begin(), where.end());
  list.items.insert(list.items.end(), semi_items_.begin(), semi_items_.end());
  if (list.items.size() == 1 && list.items[0].plan == nullptr &&
      rte(list.items[0].varno).kind == RteKind::kRelation &&
      !is_tree(rte(list.items[0].varno))) {
    only_rel_ = list.items[0].varno;
    only_clauses_ = list.clauses;
  }
  return plan_list(list);
}

}  // namespace rung::planner
