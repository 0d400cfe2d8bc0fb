// Rewrite: WHERE [NOT] EXISTS (SELECT …) and WHERE x IN (SELECT …) as semi and anti joins.
#include <algorithm>

#include "expr/walk.h"
#include "planner/level.h"

namespace rung::planner {
namespace {

bool covers(const RelSet& all, const RelSet& part) { return (all & part) == part; }

// Whether an expression `depth` levels below refers to anything above that.
bool refers_above(Arena& arena, Expr* expr, int32_t depth) {
  bool found = false;
  if (expr == nullptr) return false;
  replace_in_expression(arena, copy_expression(arena, *expr), depth,
                        [&](Expr& node, int32_t at) -> Expr* {
                          const bool counts = node.kind == ExprKind::kVar ||
                                              node.kind == ExprKind::kAggregate ||
                                              node.kind == ExprKind::kGrouping;
                          if (counts && node.levels_up > at) found = true;
                          return nullptr;
                        });
  return found;
}

bool from_refers_above(Arena& arena, const FromNode& node) {
  const DepthGuard guard;
  if (node.kind == FromNode::Kind::kRte) return false;
  return refers_above(arena, node.on, 0) || from_refers_above(arena, *node.left) ||
         from_refers_above(arena, *node.right);
}

// Whether FROM, as opposed to WHERE, is correlated.
bool from_is_correlated(Arena& arena, const Query& sub) {
  for (const FromNode* node : sub.from) {
    if (from_refers_above(arena, *node)) return true;
  }
  for (const Rte* entry : sub.rtable) {
    if (entry->lateral) return true;
    for (const RangeFunction& function : entry->functions) {
      if (refers_above(arena, function.call, 0)) return true;
    }
    for (const std::vector<Expr*>& row : entry->values) {
      for (Expr* value : row) {
        if (refers_above(arena, value, 0)) return true;
      }
    }
    if (entry->subquery == nullptr) continue;
    bool found = false;
    replace_in_query(arena, *copy_query(arena, *entry->subquery), 1,
                     [&](Expr& node, int32_t at) -> Expr* {
                       if (node.kind == ExprKind::kVar && node.levels_up > at) found = true;
                       return nullptr;
                     });
    if (found) return true;
  }
  return false;
}

}  // namespace

bool Level::exists_join(const Expr& link, bool negated) {
  const Query& sub = *link.query;
  if (sub.kind != QueryKind::kSelect || sub.set_operation != nullptr || sub.has_aggregates ||
      !sub.group.empty() || !sub.grouping_sets.empty() || sub.having != nullptr ||
      sub.limit != nullptr || sub.offset != nullptr || !sub.ctes.empty() ||
      !sub.row_marks.empty() || sub.has_set_functions || sub.has_windows || sub.from.empty() ||
      sub.where == nullptr || from_is_correlated(arena_, sub) ||
      !refers_above(arena_, sub.where, 0) ||
      is_volatile(sub.where, *planner_.context.functions)) {
    return false;
  }
  const auto first_new = static_cast<int32_t>(rtable_.size()) + 1;
  Query* absorbed = absorb(sub);
  for (const FromNode* node : absorbed->from) pull_up_from(*node, false);
  plan_rtes_from(first_new);
  std::vector<Clause> conditions;
  // Nested EXISTS of the absorbed query stay sub-plans.
  const bool saved = may_semi_join_;
  may_semi_join_ = false;
  conjuncts(absorbed->where, &conditions);
  for (const FromNode* node : absorbed->from) prepare_from(*node);
  may_semi_join_ = saved;
  JoinList inner;
  for (const FromNode* node : absorbed->from) add_from(*node, &inner);
  add_dependent(negated ? JoinKind::kAnti : JoinKind::kSemi, inner, conditions);
  return true;
}

bool Level::any_join(const Expr& link) {
  Expr* test = link.args.empty() ? nullptr : link.args[0];
  if (test == nullptr || is_volatile(test, *planner_.context.functions)) return false;
  const Query& sub = *link.query;
  if (sub.kind != QueryKind::kSelect) return false;
  // A sub-query that reads this query's rows is no table to join with.
  bool correlated = false;
  replace_in_query(arena_, *copy_query(arena_, sub), 0, [&](Expr& node, int32_t depth) -> Expr* {
    const bool counts = node.kind == ExprKind::kVar || node.kind == ExprKind::kAggregate ||
                        node.kind == ExprKind::kGrouping;
    if (counts && node.levels_up == depth + 1) correlated = true;
    return nullptr;
  });
  if (correlated) return false;
  const bool tests_rows = any_node(test, [](const Expr& e) {
    return e.kind == ExprKind::kVar && e.levels_up == 0;
  });
  if (!tests_rows) return false;
  Rte entry;
  entry.kind = RteKind::kSubquery;
  entry.subquery = link.query;
  entry.ref_name = "ANY_subquery";
  for (const Target& target : sub.targets) {
    if (target.junk) continue;
    entry.columns.push_back(
        {target.name, target.expr->type, target.expr->typmod, target.expr->collation});
  }
  adopt(&entry);
  const auto varno = static_cast<int32_t>(rtable_.size());
  pull_up(varno, false);
  plan_rtes_from(varno);
  Expr* joined = replace_nodes(arena_, test, [&](Expr& node) -> Expr* {
    if (node.kind != ExprKind::kSubLinkColumn) return nullptr;
    Expr* column = planner_.make_expr(ExprKind::kVar, node.type, node.typmod);
    column->collation = node.collation;
    column->varno = varno;
    column->attno = node.attno;
    return column;
  });
  const bool saved = may_semi_join_;
  may_semi_join_ = false;
  FromNode* from = arena_.make<FromNode>();
  from->rte = varno;
  prepare_from(*from);
  std::vector<Clause> conditions;
  conjuncts(joined, &conditions);
  may_semi_join_ = saved;
  JoinList inner;
  add_from(*from, &inner);
  add_dependent(JoinKind::kSemi, inner, conditions);
  return true;
}

// The joined side as one item: conditions about it alone are its own, the others join.
void Level::add_dependent(JoinKind kind, JoinList& inner, const std::vector<Clause>& conditions) {
  JoinItem item;
  item.kind = kind;
  for (const JoinItem& part : inner.items) item.rels |= part.rels;
  for (const Clause& clause : conditions) {
    if (clause.rels.any() && covers(item.rels, clause.rels)) {
      inner.clauses.push_back(clause);
    } else {
      item.needs |= clause.rels & ~item.rels;
      item.on.push_back(clause);
    }
  }
  if (inner.items.size() == 1 && inner.items[0].plan == nullptr) {
    JoinItem made = make_item(inner.items[0].varno, inner.clauses);
    item.plan = made.plan;
    item.varno = made.varno;
    item.clauses = std::move(made.clauses);
  } else {
    item.plan = plan_list(inner);
  }
  semi_items_.push_back(std::move(item));
}

bool Level::semi_join(const Expr& condition) {
  const Expr* link = &condition;
  bool negated = false;
  if (link->kind == ExprKind::kNot) {
    negated = true;
    link = link->args[0];
  }
  if (link->kind != ExprKind::kSubLink) return false;
  switch (static_cast<SubLinkKind>(link->sub)) {
    case SubLinkKind::kExists: return exists_join(*link, negated);
    case SubLinkKind::kAny: return !negated && any_join(*link);
    default: return false;
  }
}

}  // namespace rung::planner
