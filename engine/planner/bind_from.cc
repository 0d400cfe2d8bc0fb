// FROM: tables, views, WITH items, subqueries and functions as range-table entries.
#include <algorithm>

#include "planner/bind.h"

namespace rung::planner {
namespace {

void set_lateral(std::vector<NameItem>& names, bool only, bool ok) {
  for (NameItem& item : names) {
    item.lateral_only = only;
    item.lateral_ok = ok;
  }
}

std::string shown_name(const ast::RangeVar& var) {
  return var.schema.empty() ? std::string(var.name)
                            : std::string(var.schema) + "." + std::string(var.name);
}

}  // namespace

int32_t Binder::add_rte(Scope& scope, Rte* rte) {
  scope.query->rtable.push_back(rte);
  return static_cast<int32_t>(scope.query->rtable.size());
}

NameItem Binder::name_item(Rte* rte, int32_t varno) {
  NameItem item;
  item.rte = rte;
  item.varno = varno;
  return item;
}

void Binder::apply_alias(Rte* rte, const ast::Alias& alias, std::string_view default_name) {
  rte->alias = std::string(alias.name);
  rte->ref_name = std::string(alias.name.empty() ? default_name : alias.name);
  size_t next = 0;
  for (const std::string_view name : alias.columns) rte->alias_columns.emplace_back(name);
  for (Column& column : rte->columns) {
    if (column.name.empty() && rte->kind == RteKind::kRelation) continue;  // dropped
    if (next == alias.columns.size()) break;
    column.name = std::string(alias.columns[next++]);
  }
  if (next < alias.columns.size()) {
    throw_error(sqlstate::invalid_column_reference,
                "table \"" + rte->ref_name + "\" has " + std::to_string(next) +
                    " columns available but " + std::to_string(alias.columns.size()) +
                    " columns specified");
  }
}

void Binder::check_name_conflict(const std::vector<NameItem>& a, const std::vector<NameItem>& b) {
  for (const NameItem& x : a) {
    if (!x.rel_visible) continue;
    for (const NameItem& y : b) {
      if (!y.rel_visible || x.rte->ref_name != y.rte->ref_name) continue;
      // The same name is fine for two tables of different schemas without aliases.
      if (x.rte->kind == RteKind::kRelation && x.rte->alias.empty() &&
          y.rte->kind == RteKind::kRelation && y.rte->alias.empty() &&
          x.rte->relation != y.rte->relation) {
        continue;
      }
      throw_error(sqlstate::duplicate_alias,
                  "table name \"" + x.rte->ref_name + "\" specified more than once");
    }
  }
}

const catalog::Relation& Binder::open_relation(const ast::RangeVar& var) {
  if (!var.catalog.empty() && var.catalog != context_.env.services->current_database()) {
    throw_error(sqlstate::feature_not_supported,
                "cross-database references are not implemented: \"" + std::string(var.catalog) +
                    "." + shown_name(var) + "\"",
                var.pos);
  }
  const catalog::Relation* relation =
      catalog::lookup_relation(catalog_, *context_.path, var.schema, var.name);
  if (relation == nullptr) {
    Error error(sqlstate::undefined_table,
                "relation \"" + shown_name(var) + "\" does not exist", var.pos);
    if (var.schema.empty()) {
      for (const Scope* s = scope_; s != nullptr; s = s->parent) {
        for (const ast::CommonTableExpr* later : s->later_ctes) {
          if (later->name != var.name) continue;
          error.detail = "There is a WITH item named \"" + std::string(var.name) +
                         "\", but it cannot be referenced from this part of the query.";
          error.hint = "Use WITH RECURSIVE, or re-order the WITH items to remove forward "
                       "references.";
        }
      }
    }
    throw_error(std::move(error));
  }
  const char* refused = nullptr;
  switch (relation->kind) {
    case catalog::RelationKind::kIndex:
    case catalog::RelationKind::kPartitionedIndex: refused = "indexes"; break;
    case catalog::RelationKind::kComposite: refused = "composite types"; break;
    default: break;
  }
  if (refused != nullptr) {
    throw_error(Error(sqlstate::wrong_object_type,
                      "cannot open relation \"" + relation->name + "\"", var.pos)
                    .with_detail(std::string("This operation is not supported for ") + refused +
                                 "."));
  }
  return *relation;
}

Rte* Binder::make_relation_rte(const catalog::Relation& relation, const ast::Alias& alias) {
  Rte* rte = arena_.make<Rte>();
  rte->kind = RteKind::kRelation;
  rte->relation = relation.oid;
  rte->relation_kind = static_cast<char>(relation.kind);
  rte->columns.reserve(relation.columns.size());
  for (const catalog::Attribute& a : relation.columns) {
    Column& column = rte->columns.emplace_back();
    if (a.dropped) continue;
    column.name = a.name;
    column.type = a.type;
    column.typmod = a.typmod;
    column.collation = a.collation;
  }
  if (relation.kind == catalog::RelationKind::kSequence && relation.columns.empty()) {
    rte->columns = {{"last_value", oid::kInt8, -1, kNoOid},
                    {"log_cnt", oid::kInt8, -1, kNoOid},
                    {"is_called", oid::kBool, -1, kNoOid}};
  }
  apply_alias(rte, alias, relation.name);
  return rte;
}

Rte* Binder::find_cte(const ast::RangeVar& var) {
  if (!var.schema.empty()) return nullptr;
  int32_t levels_up = 0;
  for (Scope* s = scope_; s != nullptr; s = s->parent, ++levels_up) {
    // The recursive reference, from inside of the item itself.
    if (s->own_cte != nullptr && s->own_cte->name == var.name && s->parent != nullptr &&
        s->parent->with_recursive) {
      // Items that the query itself defines come first.
      bool shadowed = false;
      for (const Cte& cte : s->query->ctes) shadowed = shadowed || cte.name == var.name;
      if (!shadowed) {
        if (!s->own_columns_known) {
          const auto* select = ast::as<ast::SelectStmt>(s->own_cte->query);
          if (select == nullptr || select->op != ast::SetOperation::kUnion) {
            throw_error(sqlstate::invalid_recursion,
                        "recursive query \"" + std::string(var.name) +
                            "\" does not have the form non-recursive-term UNION [ALL] "
                            "recursive-term",
                        s->own_cte->pos);
          }
          throw_error(sqlstate::invalid_recursion,
                      "recursive reference to query \"" + std::string(var.name) +
                          "\" must not appear within its non-recursive term",
                      var.pos);
        }
        s->self_referenced = true;
        Rte* rte = arena_.make<Rte>();
        rte->kind = RteKind::kCte;
        rte->cte = std::string(var.name);
        rte->cte_levels_up = levels_up + 1;
        rte->self_reference = true;
        rte->columns = s->own_columns;
        rte->pos = var.pos;
        apply_alias(rte, var.alias, var.name);
        return rte;
      }
    }
    for (size_t round = 0; round < 2; ++round) {
      for (Cte& cte : s->query->ctes) {
        if (cte.name != var.name) continue;
        ++cte.references;
        Rte* rte = arena_.make<Rte>();
        rte->kind = RteKind::kCte;
        rte->cte = cte.name;
        rte->cte_levels_up = levels_up;
        rte->columns = cte.columns;
        rte->pos = var.pos;
        if (cte.query->kind != QueryKind::kSelect && cte.query->returning.empty()) {
          throw_error(sqlstate::feature_not_supported,
                      "WITH query \"" + cte.name + "\" does not have a RETURNING clause", var.pos);
        }
        apply_alias(rte, var.alias, cte.name);
        return rte;
      }
      // A later item of WITH RECURSIVE is bound now.
      if (round > 0 || !s->with_recursive) break;
      const auto later =
          std::find_if(s->later_ctes.begin(), s->later_ctes.end(),
                       [&](const ast::CommonTableExpr* c) { return c->name == var.name; });
      if (later == s->later_ctes.end()) {
        if (s->binding_cte == var.name) {
          throw_error(sqlstate::feature_not_supported,
                      "mutual recursion between WITH items is not implemented", var.pos);
        }
        break;
      }
      const ast::CommonTableExpr* item = *later;
      s->later_ctes.erase(later);
      bind_cte(*item, *s);
    }
  }
  return nullptr;
}

Rte* Binder::bind_table_ref(const ast::RangeVar& var, Scope&) {
  if (Rte* cte = find_cte(var); cte != nullptr) return cte;
  if (var.schema.empty()) {
    for (const BindContext::NamedRows& rows : context_.named_rows) {
      if (rows.name != var.name) continue;
      Rte* rte = arena_.make<Rte>();
      rte->kind = RteKind::kRelation;
      rte->relation_kind = 'n';  // named rows: known by name alone
      rte->cte = rows.name;
      rte->columns = rows.columns;
      rte->pos = var.pos;
      if (rows.rows != nullptr) {
        constexpr Oid kUnnest = 2331;
        Expr* call = node(ExprKind::kSetFunction, rows.row_type, var.pos);
        call->fn = kUnnest;
        call->returns_set = true;
        call->args.push_back(copy_expression(arena_, *rows.rows));
        rte->kind = RteKind::kFunction;
        RangeFunction& function = rte->functions.emplace_back();
        function.call = call;
        function.columns = rows.columns;
      }
      apply_alias(rte, var.alias, var.name);
      return rte;
    }
  }
  const catalog::Relation& relation = open_relation(var);
  Rte* rte = make_relation_rte(relation, var.alias);
  rte->only = var.only;
  rte->pos = var.pos;
  return rte;
}

Rte* Binder::bind_from_subquery(const ast::RangeSubselect& item, Scope& scope) {
  const bool saved_lateral = scope.lateral_active;
  scope.lateral_active = item.lateral;
  Query* query;
  {
    const PlaceGuard place(&scope, Place::kFromSubselect);
    query = bind_statement(*item.subquery, &scope, true);
  }
  scope.lateral_active = saved_lateral;
  Rte* rte = arena_.make<Rte>();
  rte->kind = RteKind::kSubquery;
  rte->subquery = query;
  rte->lateral = item.lateral;
  rte->pos = item.pos;
  rte->columns = output_columns(*query);
  if (item.alias.name.empty()) {
    throw_error(Error(sqlstate::syntax_error,
                      item.subquery->values_lists.empty()
                          ? "subquery in FROM must have an alias"
                          : "VALUES in FROM must have an alias",
                      item.pos)
                    .with_hint(item.subquery->values_lists.empty()
                                   ? "For example, FROM (SELECT ...) [AS] foo."
                                   : "For example, FROM (VALUES ...) [AS] foo."));
  }
  apply_alias(rte, item.alias, "");
  return rte;
}

FromNode* Binder::bind_from_item(const ast::FromItem& item, Scope& scope,
                                 std::vector<NameItem>* names) {
  const DepthGuard guard;
  Rte* rte = nullptr;
  switch (item.kind) {
    case ast::NodeKind::kRangeVar:
      rte = bind_table_ref(ast::to<ast::RangeVar>(&item), scope);
      break;
    case ast::NodeKind::kRangeSubselect:
      rte = bind_from_subquery(ast::to<ast::RangeSubselect>(&item), scope);
      break;
    case ast::NodeKind::kRangeFunction:
      rte = bind_from_function(ast::to<ast::RangeFunction>(&item), scope);
      break;
    case ast::NodeKind::kJoinExpr: return bind_join(ast::to<ast::JoinExpr>(&item), scope, names);
    case ast::NodeKind::kRangeTableSample: throw_unsupported("TABLESAMPLE", item.pos);
    default: throw_unsupported("XMLTABLE", item.pos);
  }
  const int32_t varno = add_rte(scope, rte);
  names->push_back(name_item(rte, varno));
  FromNode* node = arena_.make<FromNode>();
  node->rte = varno;
  return node;
}

void Binder::bind_from_list(const std::vector<ast::FromItem*>& items, Scope& scope) {
  for (const ast::FromItem* item : items) {
    std::vector<NameItem> names;
    FromNode* node = bind_from_item(*item, scope, &names);
    check_name_conflict(scope.names, names);
    set_lateral(names, true, true);
    scope.names.insert(scope.names.end(), names.begin(), names.end());
    scope.query->from.push_back(node);
  }
  set_lateral(scope.names, false, true);
}

}  // namespace rung::planner
