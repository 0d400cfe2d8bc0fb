// Rewrite: a simple sub-query or view in FROM becomes part of the query around it, so that its
// tables take part in the join search and its conditions meet theirs. Also WITH queries used once.
#include <algorithm>

#include "catalog/system_views.h"
#include "expr/walk.h"
#include "planner/level.h"
#include "planner/stored_expr.h"

namespace rung::planner {

void Level::adopt(const Rte* entry) {
  Rte* own = arena_.make<Rte>(*entry);
  // A view of pg_catalog or information_schema is generated, not expanded.
  if (own->kind == RteKind::kRelation && own->relation_kind == 'v' &&
      !catalog::is_system_relation(own->relation)) {
    const catalog::Relation& view = planner_.relation(own->relation);
    own->subquery = load_query(arena_, view.view_query);
    own->kind = RteKind::kSubquery;
  }
  if (own->kind == RteKind::kRelation && own->relation_kind != 'n') {
    planner_.statement.relations.push_back(own->relation);
  }
  if (rtable_.size() + 1 >= kRelsMax) {
    throw_error(sqlstate::program_limit_exceeded, "too many range table entries");
  }
  rtable_.push_back(own);
  columns_.emplace_back();
  rte_plans_.push_back(nullptr);
  rte_params_.emplace_back();
}

bool Level::is_simple(const Query& sub) const {
  if (sub.kind != QueryKind::kSelect || sub.set_operation != nullptr || sub.has_aggregates ||
      !sub.group.empty() || !sub.grouping_sets.empty() || sub.having != nullptr ||
      sub.has_windows || sub.distinct || !sub.sort.empty() || sub.limit != nullptr ||
      sub.offset != nullptr || !sub.ctes.empty() || !sub.row_marks.empty() ||
      sub.has_set_functions || sub.from.empty()) {
    return false;
  }
  for (const Target& target : sub.targets) {
    if (target.junk || is_volatile(target.expr, *planner_.context.functions)) return false;
    const bool computed = any_node(target.expr, [](const Expr& e) {
      return e.kind == ExprKind::kSubLink || e.kind == ExprKind::kSetFunction ||
             (e.kind == ExprKind::kVar && e.attno <= 0);
    });
    if (computed) return false;
  }
  return true;
}

// A private copy of a query one level down, renumbered so that its parts can stand in this level:
// its own range table goes behind ours, references to what encloses it come one level nearer.
Query* Level::absorb(const Query& sub) {
  Query* copy = copy_query(arena_, sub);
  const auto offset = static_cast<int32_t>(rtable_.size());
  replace_in_query(arena_, *copy, 0, [&](Expr& node, int32_t depth) -> Expr* {
    if (node.kind != ExprKind::kVar && node.kind != ExprKind::kAggregate &&
        node.kind != ExprKind::kGrouping) {
      return nullptr;
    }
    if (node.levels_up == depth) {
      if (node.kind == ExprKind::kVar) node.varno += offset;
    } else if (node.levels_up > depth) {
      --node.levels_up;
    }
    return nullptr;
  });
  const std::function<void(Query&, int32_t)> fix_ctes = [&](Query& query, int32_t depth) {
    const DepthGuard guard;
    for (Rte* entry : query.rtable) {
      if (entry->kind == RteKind::kCte && entry->cte_levels_up > depth) --entry->cte_levels_up;
    }
    for_each_subquery(query, [&](Query*& below) { fix_ctes(*below, depth + 1); });
    for_each_expression(query, [&](Expr*& e) {
      any_node(e, [&](const Expr& inner) {
        if (inner.query != nullptr) fix_ctes(*inner.query, depth + 1);
        return false;
      });
    });
  };
  fix_ctes(*copy, 0);
  const std::function<void(FromNode&)> shift = [&](FromNode& node) {
    const DepthGuard guard;
    if (node.rte > 0) node.rte += offset;
    if (node.left != nullptr) shift(*node.left);
    if (node.right != nullptr) shift(*node.right);
  };
  for (FromNode* node : copy->from) shift(*node);
  for (const Rte* entry : copy->rtable) adopt(entry);
  return copy;
}

void Level::pull_up(int32_t varno, bool nullable) {
  Rte* entry = rtable_[static_cast<size_t>(varno) - 1];
  if (entry->kind != RteKind::kSubquery || !is_simple(*entry->subquery)) return;
  if (varno == query_.result_rte && query_.kind != QueryKind::kSelect) return;
  if (nullable) {
    // Under an outer join a column must turn NULL with its row: only plain ones do by themselves.
    for (const Target& target : entry->subquery->targets) {
      if (target.expr->kind != ExprKind::kVar || target.expr->levels_up != 0) return;
    }
  }
  Query* absorbed = absorb(*entry->subquery);
  rtable_[static_cast<size_t>(varno) - 1]->subquery = absorbed;
  std::vector<Expr*>& columns = pulled_[varno];
  for (const Target& target : absorbed->targets) columns.push_back(target.expr);
  for (const FromNode* node : absorbed->from) pull_up_from(*node, nullable);
}

void Level::pull_up_from(const FromNode& node, bool nullable) {
  const DepthGuard guard;
  if (node.kind == FromNode::Kind::kRte) {
    pull_up(node.rte, nullable);
    return;
  }
  const bool left = node.join == JoinKind::kRight || node.join == JoinKind::kFull;
  const bool right = node.join == JoinKind::kLeft || node.join == JoinKind::kFull;
  pull_up_from(*node.left, nullable || left);
  pull_up_from(*node.right, nullable || right);
}

// A WITH query that is read once, in this very query, and has no side effect is a sub-query.
bool Level::inline_cte(const Cte& cte) {
  if (cte.recursive || cte.query->kind != QueryKind::kSelect ||
      cte.materialize == CteMaterialize::kAlways || !cte.query->row_marks.empty()) {
    return false;
  }
  if (cte.references != 1 && cte.materialize != CteMaterialize::kNever) return false;
  bool is_plain = true;
  for_each_expression(*copy_query(arena_, *cte.query), [&](Expr*& e) {
    is_plain = is_plain && !is_volatile(e, *planner_.context.functions) &&
               !any_node(e, [](const Expr& inner) { return inner.kind == ExprKind::kSubLink; });
  });
  for (const Rte* entry : cte.query->rtable) {
    is_plain = is_plain && entry->kind != RteKind::kSubquery && entry->kind != RteKind::kCte;
  }
  if (!is_plain || !cte.query->ctes.empty()) return false;
  int32_t here = 0;
  for (Rte* entry : rtable_) {
    if (entry->kind == RteKind::kCte && entry->cte == cte.name && entry->cte_levels_up == 0) ++here;
  }
  if (here != cte.references) return false;
  for (Rte* entry : rtable_) {
    if (entry->kind != RteKind::kCte || entry->cte != cte.name || entry->cte_levels_up != 0) continue;
    entry->kind = RteKind::kSubquery;
    entry->subquery = here == 1 ? cte.query : copy_query(arena_, *cte.query);
  }
  return true;
}

}  // namespace rung::planner
