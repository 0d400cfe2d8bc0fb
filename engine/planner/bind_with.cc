// WITH: its items in an order in which each is bound before it is used, recursion included.
#include <algorithm>

#include "planner/bind.h"

namespace rung::planner {
namespace {

bool writes(const ast::Node& statement) {
  return statement.kind == ast::NodeKind::kInsertStmt ||
         statement.kind == ast::NodeKind::kUpdateStmt ||
         statement.kind == ast::NodeKind::kDeleteStmt ||
         statement.kind == ast::NodeKind::kMergeStmt;
}

}  // namespace

void Binder::bind_with(const ast::WithClause* with, Scope& scope) {
  if (with == nullptr) return;
  Query& query = *scope.query;
  query.recursive = with->recursive;
  scope.with_recursive = with->recursive;
  for (size_t i = 0; i < with->ctes.size(); ++i) {
    const ast::CommonTableExpr& item = *with->ctes[i];
    for (size_t j = 0; j < i; ++j) {
      if (with->ctes[j]->name == item.name) {
        throw_error(sqlstate::duplicate_alias,
                    "WITH query name \"" + std::string(item.name) + "\" specified more than once",
                    item.pos);
      }
    }
    if (writes(*item.query)) {
      if (scope.parent != nullptr) {
        throw_error(sqlstate::feature_not_supported,
                    "WITH clause containing a data-modifying statement must be at the top level",
                    item.pos);
      }
      query.has_modifying_cte = true;
    }
    if (item.search.given) throw_unsupported("SEARCH clause", item.search.pos);
    if (item.cycle.given) throw_unsupported("CYCLE clause", item.cycle.pos);
  }
  scope.later_ctes.assign(with->ctes.begin(), with->ctes.end());
  while (!scope.later_ctes.empty()) {
    const ast::CommonTableExpr* item = scope.later_ctes.front();
    // A plain WITH item is named among the later ones while it is bound, for the error's hint.
    if (scope.with_recursive) scope.later_ctes.erase(scope.later_ctes.begin());
    bind_cte(*item, scope);
    if (!scope.with_recursive) scope.later_ctes.erase(scope.later_ctes.begin());
  }
}

void Binder::bind_cte(const ast::CommonTableExpr& item, Scope& scope) {
  const DepthGuard guard;
  const std::string_view outer = scope.binding_cte;
  scope.binding_cte = item.name;
  const InScope in(*this, &scope);
  if (const auto* select = ast::as<ast::SelectStmt>(item.query);
      select != nullptr && select->into != nullptr) {
    throw_error(sqlstate::syntax_error, "SELECT ... INTO is not allowed here", select->into->pos);
  }
  Query* query = bind_statement(*item.query, &scope, true, &item);
  scope.binding_cte = outer;
  Cte cte;
  cte.name = std::string(item.name);
  for (const std::string_view column : item.columns) cte.alias_columns.emplace_back(column);
  cte.materialize = static_cast<CteMaterialize>(item.materialize);
  cte.query = query;
  cte.columns = output_columns(*query);
  if (item.columns.size() > cte.columns.size()) {
    throw_error(sqlstate::invalid_column_reference,
                "WITH query \"" + cte.name + "\" has " + std::to_string(cte.columns.size()) +
                    " columns available but " + std::to_string(item.columns.size()) +
                    " columns specified",
                item.pos);
  }
  for (size_t i = 0; i < item.columns.size(); ++i) {
    cte.columns[i].name = std::string(item.columns[i]);
  }
  for (const Rte* rte : query->rtable) {
    if (rte->kind == RteKind::kCte && rte->self_reference) cte.recursive = true;
  }
  if (query->set_operation != nullptr && !cte.recursive) {
    // The reference may lie inside of the recursive arm.
    const std::function<bool(const Query&, int32_t)> refers = [&](const Query& q, int32_t depth) {
      const DepthGuard inner;
      auto& m = const_cast<Query&>(q);
      for (const Rte* rte : q.rtable) {
        if (rte->kind == RteKind::kCte && rte->self_reference && rte->cte == cte.name &&
            rte->cte_levels_up == depth) {
          return true;
        }
      }
      bool found = false;
      for_each_subquery(m, [&](Query*& s) { found = found || refers(*s, depth + 1); });
      if (found) return true;
      for_each_expression(m, [&](Expr*& e) {
        found = found || any_node(e, [&](const Expr& x) {
          return x.query != nullptr && refers(*x.query, depth + 1);
        });
      });
      return found;
    };
    cte.recursive = refers(*query, 1);
  }
  if (cte.recursive) {
    if (!query->sort.empty()) {
      throw_error(sqlstate::feature_not_supported,
                  "ORDER BY in a recursive query is not implemented", item.pos);
    }
    if (query->offset != nullptr) {
      throw_error(sqlstate::feature_not_supported,
                  "OFFSET in a recursive query is not implemented", item.pos);
    }
    if (query->limit != nullptr) {
      throw_error(sqlstate::feature_not_supported,
                  "LIMIT in a recursive query is not implemented", item.pos);
    }
  }
  scope.query->ctes.push_back(std::move(cte));
}

}  // namespace rung::planner
