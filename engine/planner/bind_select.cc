// SELECT, VALUES and FOR UPDATE.
#include <algorithm>

#include "planner/bind.h"

namespace rung::planner {

Query* Binder::start(Scope& scope, Scope* parent, QueryKind kind) {
  Query* query = arena_.make<Query>();
  query->kind = kind;
  scope.parent = parent;
  scope.query = query;
  return query;
}

Query* Binder::bind_select(const ast::SelectStmt& stmt, Scope& scope) {
  const DepthGuard guard;
  if (stmt.op != ast::SetOperation::kNone) return bind_set_operation(stmt, scope);
  if (!stmt.values_lists.empty()) return bind_values(stmt, scope);
  return bind_plain_select(stmt, scope);
}

Query* Binder::bind_plain_select(const ast::SelectStmt& stmt, Scope& scope) {
  Query& query = *scope.query;
  const InScope in(*this, &scope);
  query.pos = stmt.pos;
  bind_with(stmt.with, scope);
  if (stmt.into != nullptr && scope.parent != nullptr) {
    throw_error(sqlstate::syntax_error, "SELECT ... INTO is not allowed here",
                stmt.into->pos);
  }
  scope.window_defs.assign(stmt.windows.begin(), stmt.windows.end());
  bind_from_list(stmt.from, scope);
  bind_target_list(stmt.targets, Place::kSelectTarget, scope, &query.targets);
  if (stmt.where != nullptr) {
    query.where = boolean(bind_expr(*stmt.where, scope, Place::kWhere), "WHERE");
  }
  if (stmt.having != nullptr) {
    query.having = boolean(bind_expr(*stmt.having, scope, Place::kHaving), "HAVING");
  }
  query.sort = bind_order(stmt.order_by, query.targets, Place::kOrderBy, NameRule::kSql92, scope);
  bind_group_by(stmt, scope);
  if (stmt.distinct) bind_distinct_clause(stmt, scope);
  query.offset = bind_limit(stmt.offset, "OFFSET", Place::kOffset, scope, false);
  query.with_ties = stmt.limit_option == ast::LimitOption::kWithTies;
  query.limit = bind_limit(stmt.limit, "LIMIT", Place::kLimit, scope, query.with_ties);
  if (query.with_ties && query.sort.empty()) {
    throw_error(sqlstate::syntax_error, "WITH TIES cannot be specified without ORDER BY clause");
  }
  bind_windows(scope);
  if (scope.resolve_unknowns) resolve_unknown_targets(query.targets);
  bind_locking(stmt, scope);
  check_aggregates(scope);
  return &query;
}

Query* Binder::bind_values(const ast::SelectStmt& stmt, Scope& scope) {
  Query& query = *scope.query;
  const InScope in(*this, &scope);
  query.pos = stmt.pos;
  bind_with(stmt.with, scope);
  std::vector<std::vector<Expr*>> rows;
  const size_t width = stmt.values_lists[0].size();
  {
    const PlaceGuard place(&scope, Place::kValues);
    for (const std::vector<ast::Expr*>& list : stmt.values_lists) {
      std::vector<Expr*>& row = rows.emplace_back();
      std::vector<std::string> names;
      for (const ast::Expr* expr : list) {
        if (expand_star(*expr, scope, &row, &names)) continue;
        if (ast::is<ast::SetToDefault>(expr)) {
          throw_error(sqlstate::syntax_error, "DEFAULT is not allowed in this context", expr->pos);
        }
        row.push_back(bind(*expr));
      }
      if (row.size() != width && row.size() != rows[0].size()) {
        throw_error(sqlstate::syntax_error, "VALUES lists must all be the same length",
                    list.empty() ? stmt.pos : list[0]->pos);
      }
    }
  }
  Rte* rte = arena_.make<Rte>();
  rte->kind = RteKind::kValues;
  rte->ref_name = "*VALUES*";
  std::vector<Expr*> column;
  for (size_t c = 0; c < rows[0].size(); ++c) {
    column.clear();
    for (const std::vector<Expr*>& row : rows) column.push_back(row[c]);
    const Oid type = common_type(column, "VALUES");
    for (std::vector<Expr*>& row : rows) row[c] = coerce_to_common(row[c], type, "VALUES");
    column.clear();
    for (const std::vector<Expr*>& row : rows) column.push_back(row[c]);
    const int32_t typmod = common_typmod(column, type);
    rte->columns.push_back(
        {"column" + std::to_string(c + 1), type, typmod, default_collation(type)});
  }
  rte->values = std::move(rows);
  bool sees_outer = false;
  for (const std::vector<Expr*>& row : rte->values) {
    for (const Expr* e : row) {
      sees_outer = sees_outer || any_node(e, [](const Expr& x) {
        return x.kind == ExprKind::kVar && x.levels_up == 0;
      });
    }
  }
  rte->lateral = sees_outer;
  const int32_t varno = add_rte(scope, rte);
  FromNode* from = arena_.make<FromNode>();
  from->rte = varno;
  query.from.push_back(from);
  scope.names.push_back(name_item(rte, varno));
  std::vector<Expr*> exprs;
  std::vector<std::string> names;
  expand_item(scope.names.back(), 0, kNoPos, &exprs, &names);
  for (size_t i = 0; i < exprs.size(); ++i) {
    Target& target = query.targets.emplace_back();
    target.expr = exprs[i];
    target.name = names[i];
    target.attno = static_cast<int32_t>(i) + 1;
  }
  query.sort = bind_order(stmt.order_by, query.targets, Place::kOrderBy, NameRule::kSql92, scope);
  query.offset = bind_limit(stmt.offset, "OFFSET", Place::kOffset, scope, false);
  query.with_ties = stmt.limit_option == ast::LimitOption::kWithTies;
  query.limit = bind_limit(stmt.limit, "LIMIT", Place::kLimit, scope, query.with_ties);
  if (!stmt.locking.empty()) {
    throw_error(sqlstate::feature_not_supported, "FOR UPDATE cannot be applied to VALUES");
  }
  return &query;
}

namespace {

const char* lock_name(ast::LockStrength strength) {
  switch (strength) {
    case ast::LockStrength::kForKeyShare: return "FOR KEY SHARE";
    case ast::LockStrength::kForShare: return "FOR SHARE";
    case ast::LockStrength::kForNoKeyUpdate: return "FOR NO KEY UPDATE";
    case ast::LockStrength::kForUpdate: return "FOR UPDATE";
  }
  return "";
}

}  // namespace

void Binder::bind_locking(const ast::SelectStmt& stmt, Scope& scope) {
  Query& query = *scope.query;
  for (const ast::LockingClause* clause : stmt.locking) {
    const char* name = lock_name(clause->strength);
    const char* refused = nullptr;
    if (query.set_operation != nullptr) {
      refused = "UNION/INTERSECT/EXCEPT";
    } else if (query.distinct) {
      refused = "DISTINCT clause";
    } else if (!query.group.empty() || !query.grouping_sets.empty()) {
      refused = "GROUP BY clause";
    } else if (query.having != nullptr) {
      refused = "HAVING clause";
    } else if (query.has_aggregates) {
      refused = "aggregate functions";
    } else if (query.has_windows) {
      refused = "window functions";
    } else if (query.has_set_functions) {
      refused = "set-returning functions in the target list";
    }
    if (refused != nullptr) {
      throw_error(sqlstate::feature_not_supported,
                  std::string(name) + " is not allowed with " + refused);
    }
    const auto mark = [&](int32_t varno) {
      const auto strength = static_cast<LockStrength>(clause->strength);
      const auto wait = static_cast<LockWait>(clause->wait);
      for (RowMark& known : query.row_marks) {
        if (known.rte != varno) continue;
        known.strength = std::max(known.strength, strength);
        known.wait = std::max(known.wait, wait);
        return;
      }
      query.row_marks.push_back({varno, strength, wait});
    };
    if (clause->relations.empty()) {
      for (size_t i = 0; i < query.rtable.size(); ++i) {
        const Rte& rte = *query.rtable[i];
        if (rte.kind == RteKind::kRelation || rte.kind == RteKind::kSubquery) {
          mark(static_cast<int32_t>(i) + 1);
        }
      }
      continue;
    }
    for (const ast::RangeVar* var : clause->relations) {
      if (!var->schema.empty()) {
        throw_error(sqlstate::syntax_error,
                    std::string(name) + " must specify unqualified relation names", var->pos);
      }
      bool found = false;
      for (size_t i = 0; i < query.rtable.size() && !found; ++i) {
        const Rte& rte = *query.rtable[i];
        if (rte.ref_name != var->name) continue;
        if (rte.kind == RteKind::kJoin && rte.alias.empty()) continue;
        found = true;
        const char* what = nullptr;
        switch (rte.kind) {
          case RteKind::kJoin: what = "a join"; break;
          case RteKind::kFunction: what = "a function"; break;
          case RteKind::kValues: what = "VALUES"; break;
          case RteKind::kCte: what = "a WITH query"; break;
          default: break;
        }
        if (what != nullptr) {
          throw_error(sqlstate::feature_not_supported,
                      std::string(name) + " cannot be applied to " + what, var->pos);
        }
        mark(static_cast<int32_t>(i) + 1);
      }
      if (!found) {
        throw_error(sqlstate::undefined_table,
                    "relation \"" + std::string(var->name) + "\" in " + name +
                        " clause not found in FROM clause",
                    var->pos);
      }
    }
  }
}

}  // namespace rung::planner
