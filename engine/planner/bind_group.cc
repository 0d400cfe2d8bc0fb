// GROUP BY: grouping items and sets, and the check that what is shown is grouped.
#include <algorithm>

#include "catalog/system_column.h"
#include "planner/bind.h"

namespace rung::planner {
namespace {

// Join columns replaced by what they stand for.
Expr* flatten(Arena& arena, const Query& query, Expr* expr) {
  return replace_nodes(arena, expr, [&](Expr& node) -> Expr* {
    if (node.kind != ExprKind::kVar || node.levels_up != 0 || node.attno <= 0) return nullptr;
    const Rte& rte = *query.rtable[static_cast<size_t>(node.varno) - 1];
    if (rte.kind != RteKind::kJoin) return nullptr;
    return flatten(arena, query, rte.join_columns[static_cast<size_t>(node.attno) - 1]);
  });
}

// Walks what a grouped query shows; raises the error for a column that is not grouped.
class GroupCheck {
 public:
  GroupCheck(Binder& binder, Query& query, std::vector<Expr*> groups)
      : binder_(binder), query_(query), groups_(std::move(groups)) {}

  void check(Expr* expr, int32_t depth) {
    if (expr == nullptr) return;
    const DepthGuard guard;
    switch (expr->kind) {
      case ExprKind::kConst:
      case ExprKind::kParam:
      case ExprKind::kExternal: return;
      case ExprKind::kAggregate:
        if (expr->levels_up == depth) {
          for (Expr* direct : expr->direct) check(direct, depth);
          return;
        }
        if (expr->levels_up > depth) return;
        break;
      case ExprKind::kGrouping:
        if (expr->levels_up == depth) {
          for (Expr* arg : expr->args) {
            if (!is_group(*arg)) {
              throw_error(sqlstate::grouping_error,
                          "arguments to GROUPING must be grouping expressions of the associated "
                          "query level",
                          arg->pos);
            }
          }
          return;
        }
        if (expr->levels_up > depth) return;
        break;
      default: break;
    }
    if (depth == 0 && is_group(*expr)) return;
    if (expr->kind == ExprKind::kVar) {
      if (expr->levels_up != depth) return;
      variable(*expr, depth);
      return;
    }
    for_each_child(*expr, [&](Expr* child) { check(child, depth); });
    if (expr->query != nullptr) check(*expr->query, depth + 1);
  }

  void check(Query& query, int32_t depth) {
    const DepthGuard guard;
    // What is shown comes first, as in PostgreSQL's walk: it decides which error is seen.
    for (Target& target : query.targets) check(target.expr, depth);
    for_each_expression(query, [&](Expr*& e) { check(e, depth); });
    for_each_subquery(query, [&](Query*& q) { check(*q, depth + 1); });
  }

 private:
  bool is_group(const Expr& expr) const {
    for (const Expr* group : groups_) {
      if (same_expression(*group, expr)) return true;
    }
    return false;
  }

  void variable(const Expr& var, int32_t depth) {
    for (const Expr* group : groups_) {
      if (group->kind == ExprKind::kVar && group->varno == var.varno && group->levels_up == 0 &&
          (group->attno == var.attno)) {
        return;
      }
    }
    const Rte& rte = *query_.rtable[static_cast<size_t>(var.varno) - 1];
    if (rte.kind == RteKind::kJoin && var.attno > 0 && depth > 0) {
      // From a sub-query the join column still stands for others.
      Expr* below = rte.join_columns[static_cast<size_t>(var.attno) - 1];
      check_below(below);
      return;
    }
    if (query_.grouping_sets.empty() && depends_on_key(rte, var.varno)) return;
    std::string name = "*";
    if (var.attno > 0) {
      name = rte.columns[static_cast<size_t>(var.attno) - 1].name;
    } else if (var.attno < 0) {
      name = catalog::find_system_column(var.attno)->name;
    }
    const std::string shown = "\"" + rte.ref_name + "." + name + "\"";
    throw_error(sqlstate::grouping_error,
                depth == 0 ? "column " + shown +
                                 " must appear in the GROUP BY clause or be used in an aggregate "
                                 "function"
                           : "subquery uses ungrouped column " + shown + " from outer query",
                var.pos);
  }

  void check_below(Expr* expr) {
    if (is_group(*expr)) return;
    check(expr, 0);
  }

  // A grouped primary key determines the other columns of its table.
  bool depends_on_key(const Rte& rte, int32_t varno) {
    if (rte.kind != RteKind::kRelation || rte.relation == kNoOid) return false;
    const catalog::Relation* relation = binder_.context().catalog->relation(rte.relation);
    if (relation == nullptr) return false;
    const catalog::Constraint* key = relation->primary_key();
    if (key == nullptr || key->deferrable) return false;
    for (const int32_t attno : key->columns) {
      const bool grouped = std::any_of(groups_.begin(), groups_.end(), [&](const Expr* group) {
        return group->kind == ExprKind::kVar && group->levels_up == 0 && group->varno == varno &&
               group->attno == attno;
      });
      if (!grouped) return false;
    }
    std::vector<Oid>& known = query_.depends_on_constraints;
    if (std::find(known.begin(), known.end(), key->oid) == known.end()) known.push_back(key->oid);
    return true;
  }

  Binder& binder_;
  Query& query_;
  std::vector<Expr*> groups_;
};

}  // namespace

void Binder::bind_group_by(const ast::SelectStmt& stmt, Scope& scope) {
  Query& query = *scope.query;
  const InScope in(*this, &scope);
  query.group_distinct = stmt.group_distinct;
  const auto add = [&](const ast::Expr& expr) -> uint32_t {
    const uint32_t index =
        find_target(expr, query.targets, Place::kGroupBy, NameRule::kSql92, scope);
    // A name points at itself, not at the column of the select list that it stands for.
    const bool is_name = ast::as<ast::ColumnRef>(&expr) != nullptr;
    SortBy group = group_item(query.targets[index], is_name ? expr.pos : kNoPos);
    group.target = sort_ref(query.targets, query.targets[index]);
    const bool known = std::any_of(query.group.begin(), query.group.end(),
                                   [&](const SortBy& g) { return g.target == group.target; });
    if (!known) query.group.push_back(group);
    return group.target;
  };
  const auto is_list = [](const ast::Expr* expr) {
    const auto* row = ast::as<ast::RowExpr>(expr);
    return row != nullptr && !row->explicit_row ? row : nullptr;
  };
  const std::function<GroupingSet(const ast::Expr&)> bind_set =
      [&](const ast::Expr& expr) -> GroupingSet {
    const DepthGuard guard;
    GroupingSet made;
    if (const auto* row = is_list(&expr)) {
      for (const ast::Expr* e : row->args) made.targets.push_back(add(*e));
      return made;
    }
    const auto* set = ast::as<ast::GroupingSet>(&expr);
    if (set == nullptr) {
      made.targets.push_back(add(expr));
      return made;
    }
    switch (set->set_kind) {
      case ast::GroupingSetKind::kEmpty: made.kind = GroupingKind::kEmpty; break;
      case ast::GroupingSetKind::kRollup: made.kind = GroupingKind::kRollup; break;
      case ast::GroupingSetKind::kCube:
        made.kind = GroupingKind::kCube;
        if (set->content.size() > 12) {
          throw_error(sqlstate::too_many_columns, "CUBE is limited to 12 elements", expr.pos);
        }
        break;
      case ast::GroupingSetKind::kSets: made.kind = GroupingKind::kSets; break;
    }
    for (const ast::Expr* e : set->content) made.children.push_back(bind_set(*e));
    return made;
  };
  const bool has_sets = std::any_of(stmt.group_by.begin(), stmt.group_by.end(),
                                    [](const ast::Expr* e) { return ast::is<ast::GroupingSet>(e); });
  for (const ast::Expr* expr : stmt.group_by) {
    if (has_sets) {
      GroupingSet set = bind_set(*expr);
      if (set.kind == GroupingKind::kSimple) {
        // (a, b) outside of a set is two items.
        for (const uint32_t ref : set.targets) {
          GroupingSet one;
          one.targets = {ref};
          query.grouping_sets.push_back(std::move(one));
        }
      } else {
        query.grouping_sets.push_back(std::move(set));
      }
    } else if (const auto* row = is_list(expr)) {
      for (const ast::Expr* e : row->args) add(*e);
    } else {
      add(*expr);
    }
  }
}

void Binder::check_aggregates(Scope& scope) {
  Query& query = *scope.query;
  if (!query.has_aggregates && query.group.empty() && query.grouping_sets.empty() &&
      query.having == nullptr) {
    return;
  }
  bool has_joins = false;
  for (const Rte* rte : query.rtable) has_joins = has_joins || rte->kind == RteKind::kJoin;
  const auto flat = [&](Expr* expr) { return has_joins ? flatten(arena_, query, expr) : expr; };
  std::vector<Expr*> groups;
  for (const SortBy& group : query.group) {
    for (const Target& target : query.targets) {
      if (target.sort_ref == group.target) groups.push_back(flat(target.expr));
    }
  }
  GroupCheck check(*this, query, std::move(groups));
  for (const Target& target : query.targets) check.check(flat(target.expr), 0);
  if (query.having != nullptr) check.check(flat(query.having), 0);
}

}  // namespace rung::planner
