// UPDATE, DELETE and MERGE, SET lists and RETURNING.
#include <algorithm>

#include "catalog/system_column.h"
#include "planner/bind.h"

namespace rung::planner {
namespace {

std::string quote(std::string_view name) { return "\"" + std::string(name) + "\""; }

// "Column "x" is …", for the errors about generated values.
std::string generated_detail(const catalog::Attribute& column) {
  return "Column " + quote(column.name) +
         (column.generated ? " is a generated column."
                           : " is an identity column defined as GENERATED ALWAYS.");
}

}  // namespace

const catalog::Relation& Binder::open_target(const ast::RangeVar& var, const char* verb) {
  if (var.schema.empty()) {
    for (const Scope* s = scope_; s != nullptr; s = s->parent) {
      for (const Cte& cte : s->query->ctes) {
        if (cte.name == var.name &&
            catalog::lookup_relation(catalog_, *context_.path, {}, var.name) == nullptr) {
          throw_error(sqlstate::undefined_table,
                      "relation " + quote(var.name) +
                          " cannot be the target of a modifying statement",
                      var.pos);
        }
      }
    }
  }
  const catalog::Relation& relation = open_relation(var);
  switch (relation.kind) {
    case catalog::RelationKind::kSequence:
      throw_error(sqlstate::wrong_object_type, "cannot change sequence " + quote(relation.name));
    case catalog::RelationKind::kMatview:
      throw_error(sqlstate::wrong_object_type,
                  "cannot change materialized view " + quote(relation.name));
    case catalog::RelationKind::kView:
      if (relation.schema == kPgCatalogSchema || relation.schema == kInformationSchema) {
        throw_error(sqlstate::insufficient_privilege,
                    "permission denied: " + quote(relation.name) + " is a system catalog");
      }
      break;
    default:
      if (relation.schema == kPgCatalogSchema) {
        throw_error(sqlstate::insufficient_privilege,
                    "permission denied: " + quote(relation.name) + " is a system catalog");
      }
      break;
  }
  (void)verb;
  return relation;
}

std::vector<Target> Binder::bind_returning(const std::vector<ast::ResTarget*>& items,
                                           Scope& scope) {
  std::vector<Target> targets;
  if (items.empty()) return targets;
  bind_target_list(items, Place::kReturning, scope, &targets);
  resolve_unknown_targets(targets);
  return targets;
}

std::vector<Target> Binder::bind_set_clause(const std::vector<ast::ResTarget*>& items,
                                            const catalog::Relation& relation, Scope& scope,
                                            int32_t target_varno) {
  std::vector<Target> targets;
  const InScope in(*this, &scope);
  const PlaceGuard guard(&scope, Place::kUpdateSource);
  for (const ast::ResTarget* item : items) {
    const catalog::Attribute* column = relation.find_column(item->name);
    if (catalog::find_system_column(item->name) != nullptr) {
      throw_error(sqlstate::feature_not_supported,
                  "cannot assign to system column " + quote(item->name), item->pos);
    }
    if (column == nullptr) {
      throw_error(sqlstate::undefined_column,
                  "column " + quote(item->name) + " of relation " + quote(relation.name) +
                      " does not exist",
                  item->pos);
    }
    const ast::Expr* source = item->value;
    Expr* value = nullptr;
    if (const auto* multi = ast::as<ast::MultiAssignRef>(source)) {
      const auto* row = ast::as<ast::RowExpr>(multi->source);
      const auto* link = ast::as<ast::SubLink>(multi->source);
      const char* mismatch = "number of columns does not match number of values";
      if (row != nullptr) {
        if (static_cast<int32_t>(row->args.size()) != multi->column_count) {
          throw_error(sqlstate::syntax_error, mismatch, row->pos);
        }
        source = row->args[static_cast<size_t>(multi->column) - 1];
      } else if (link != nullptr && link->link_kind == ast::SubLinkKind::kExpr) {
        Expr* shared = nullptr;
        for (const SharedRow& known : shared_rows_) {
          if (known.source == link) shared = known.link;
        }
        if (shared == nullptr) {
          scope.query->has_sublinks = true;
          shared = node(ExprKind::kSubLink, oid::kRecord, link->pos);
          shared->sub = static_cast<uint8_t>(SubLinkKind::kMultiExpr);
          shared->query = bind_statement(*link->subselect, &scope);
          shared_rows_.push_back({link, shared});
        }
        size_t visible = 0;
        for (const Target& t : shared->query->targets) visible += t.junk ? 0 : 1;
        if (visible != static_cast<size_t>(multi->column_count)) {
          throw_error(sqlstate::syntax_error, mismatch, link->pos);
        }
        const Expr& from = *shared->query->targets[static_cast<size_t>(multi->column) - 1].expr;
        value = arena_.make<Expr>(*shared);
        value->attno = multi->column;
        value->type = from.type;
        value->typmod = from.typmod;
        value->collation = from.collation;
      } else {
        throw_error(sqlstate::feature_not_supported,
                    "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() "
                    "expression",
                    multi->source->pos);
      }
    }
    const bool is_default = value == nullptr && ast::is<ast::SetToDefault>(source);
    if (is_default && !item->indirection.empty()) {
      throw_error(sqlstate::feature_not_supported,
                  item->indirection[0].kind == ast::IndirectionKind::kField
                      ? "cannot set a subfield to DEFAULT"
                      : "cannot set an array element to DEFAULT",
                  item->pos);
    }
    if ((column->generated || column->identity == catalog::Identity::kAlways) && !is_default) {
      throw_error(Error(sqlstate::generated_always,
                        "column " + quote(column->name) + " can only be updated to DEFAULT")
                      .with_detail(generated_detail(*column)));
    }
    Target* known = nullptr;
    for (Target& t : targets) {
      if (t.attno == column->attno) known = &t;
    }
    if (known != nullptr && item->indirection.empty()) {
      throw_error(sqlstate::syntax_error,
                  "multiple assignments to same column " + quote(column->name));
    }
    if (is_default) {
      value = node(ExprKind::kDefault, column->type, source->pos);
      value->typmod = column->typmod;
    } else {
      if (value == nullptr) value = bind(*source);
      Expr* container = nullptr;
      if (!item->indirection.empty()) {
        if (known != nullptr) {
          container = known->expr;
        } else {
          container = node(ExprKind::kVar, column->type, item->pos);
          container->varno = target_varno;
          container->attno = column->attno;
          container->typmod = column->typmod;
          container->collation = column->collation;
        }
      }
      value = assign(value, *column, item->indirection, container, Place::kUpdateTarget, item->pos,
                     relation);
    }
    if (known != nullptr) {
      known->expr = value;
      continue;
    }
    Target& target = targets.emplace_back();
    target.expr = value;
    target.name = column->name;
    target.attno = column->attno;
  }
  return targets;
}

Query* Binder::bind_update(const ast::UpdateStmt& stmt, Scope& scope) {
  Query& query = *scope.query;
  query.pos = stmt.pos;
  bind_with(stmt.with, scope);
  const catalog::Relation& relation = open_target(*stmt.relation, "update");
  Rte* rte = make_relation_rte(relation, stmt.relation->alias);
  rte->only = stmt.relation->only;
  rte->pos = stmt.relation->pos;
  query.result_rte = add_rte(scope, rte);
  // The target is out of reach inside FROM.
  scope.names.push_back(name_item(rte, query.result_rte));
  scope.names.back().lateral_only = true;
  scope.names.back().lateral_ok = false;
  bind_from_list(stmt.from, scope);
  scope.names[0].lateral_only = false;
  scope.names[0].lateral_ok = true;
  if (stmt.where != nullptr) {
    query.where = boolean(bind_expr(*stmt.where, scope, Place::kWhere), "WHERE");
  }
  query.returning = bind_returning(stmt.returning, scope);
  query.targets = bind_set_clause(stmt.set, relation, scope, query.result_rte);
  return &query;
}

Query* Binder::bind_delete(const ast::DeleteStmt& stmt, Scope& scope) {
  Query& query = *scope.query;
  query.pos = stmt.pos;
  bind_with(stmt.with, scope);
  const catalog::Relation& relation = open_target(*stmt.relation, "delete from");
  Rte* rte = make_relation_rte(relation, stmt.relation->alias);
  rte->only = stmt.relation->only;
  rte->pos = stmt.relation->pos;
  query.result_rte = add_rte(scope, rte);
  scope.names.push_back(name_item(rte, query.result_rte));
  scope.names.back().lateral_only = true;
  scope.names.back().lateral_ok = false;
  bind_from_list(stmt.using_items, scope);
  scope.names[0].lateral_only = false;
  scope.names[0].lateral_ok = true;
  if (stmt.where != nullptr) {
    query.where = boolean(bind_expr(*stmt.where, scope, Place::kWhere), "WHERE");
  }
  query.returning = bind_returning(stmt.returning, scope);
  return &query;
}

Query* Binder::bind_merge(const ast::MergeStmt& stmt, Scope& scope) {
  Query& query = *scope.query;
  query.pos = stmt.pos;
  if (stmt.with != nullptr && stmt.with->recursive) {
    throw_error(sqlstate::syntax_error, "WITH RECURSIVE is not supported for MERGE statement");
  }
  bind_with(stmt.with, scope);
  const catalog::Relation& relation = open_target(*stmt.relation, "merge into");
  if (relation.kind == catalog::RelationKind::kView) {
    throw_error(Error(sqlstate::feature_not_supported,
                      "cannot execute MERGE on relation " + quote(relation.name))
                    .with_detail("This operation is not supported for views."));
  }
  Rte* rte = make_relation_rte(relation, stmt.relation->alias);
  rte->only = stmt.relation->only;
  rte->pos = stmt.relation->pos;
  query.result_rte = add_rte(scope, rte);
  const NameItem target_item = name_item(rte, query.result_rte);
  std::vector<NameItem> source;
  FromNode* source_node = bind_from_item(*stmt.source, scope, &source);
  for (const NameItem& item : source) {
    if (item.rel_visible && item.rte->ref_name == rte->ref_name) {
      throw_error(Error(sqlstate::duplicate_alias,
                        "name " + quote(rte->ref_name) + " specified more than once")
                      .with_detail("The name is used both as MERGE target table and data source."));
    }
  }
  std::vector<NameItem> both{target_item};
  both.insert(both.end(), source.begin(), source.end());
  scope.names = both;
  Expr* on = boolean(bind_expr(*stmt.join_condition, scope, Place::kJoinOn), "JOIN/ON");
  bool inserts = false, final_matched = false, final_not = false;
  for (const ast::MergeWhenClause* when : stmt.whens) {
    bool& final_one = when->matched ? final_matched : final_not;
    if (final_one) {
      throw_error(sqlstate::syntax_error,
                  "unreachable WHEN clause specified after unconditional WHEN clause");
    }
    if (when->condition == nullptr) final_one = true;
    MergeWhen made;
    made.matched = when->matched;
    inserts = inserts || !when->matched;
    scope.names = when->matched ? both : source;
    if (when->condition != nullptr) {
      made.condition = boolean(bind_expr(*when->condition, scope, Place::kMergeWhen), "WHEN");
    }
    switch (when->action) {
      case ast::MergeAction::kNothing: made.action = MergeAction::kDoNothing; break;
      case ast::MergeAction::kDelete: made.action = MergeAction::kDelete; break;
      case ast::MergeAction::kUpdate:
        made.action = MergeAction::kUpdate;
        made.targets = bind_set_clause(when->targets, relation, scope, query.result_rte);
        break;
      case ast::MergeAction::kInsert: {
        made.action = MergeAction::kInsert;
        if (when->values.empty()) break;
        std::vector<const catalog::Attribute*> columns;
        if (when->targets.empty()) {
          for (const catalog::Attribute& c : relation.columns) {
            if (!c.dropped) columns.push_back(&c);
          }
        }
        for (const ast::ResTarget* item : when->targets) {
          const catalog::Attribute* c = relation.find_column(item->name);
          if (c == nullptr) {
            throw_error(sqlstate::undefined_column,
                        "column " + quote(item->name) + " of relation " + quote(relation.name) +
                            " does not exist",
                        item->pos);
          }
          columns.push_back(c);
        }
        if (when->values.size() > columns.size()) {
          throw_error(sqlstate::syntax_error, "INSERT has more expressions than target columns",
                      when->values[columns.size()]->pos);
        }
        if (when->values.size() < columns.size() && !when->targets.empty()) {
          throw_error(sqlstate::syntax_error, "INSERT has more target columns than expressions",
                      when->targets[when->values.size()]->pos);
        }
        for (size_t i = 0; i < when->values.size(); ++i) {
          const catalog::Attribute& c = *columns[i];
          Target& target = made.targets.emplace_back();
          target.name = c.name;
          target.attno = c.attno;
          if (ast::is<ast::SetToDefault>(when->values[i])) {
            target.expr = node(ExprKind::kDefault, c.type, when->values[i]->pos);
            continue;
          }
          if (c.generated || (c.identity == catalog::Identity::kAlways &&
                              when->overriding != ast::Overriding::kSystemValue)) {
            Error error(sqlstate::generated_always,
                        "cannot insert a non-DEFAULT value into column " + quote(c.name));
            error.detail = generated_detail(c);
            if (!c.generated) error.hint = "Use OVERRIDING SYSTEM VALUE to override.";
            throw_error(std::move(error));
          }
          Expr* value = bind_expr(*when->values[i], scope, Place::kValuesSingle);
          target.expr = coerce_for_assignment(context_, value, {c.type, c.typmod}, c.name);
        }
        break;
      }
    }
    query.merge.push_back(std::move(made));
  }
  // Source rows without a match must come through when something is inserted for them.
  Rte* join = arena_.make<Rte>();
  join->kind = RteKind::kJoin;
  join->ref_name = "unnamed_join";
  join->join = inserts ? JoinKind::kLeft : JoinKind::kInner;
  FromNode* target_node = arena_.make<FromNode>();
  target_node->rte = query.result_rte;
  FromNode* node_join = arena_.make<FromNode>();
  node_join->kind = FromNode::Kind::kJoin;
  node_join->join = join->join;
  node_join->left = source_node;
  node_join->right = target_node;
  node_join->on = on;
  node_join->rte = add_rte(scope, join);
  query.from.push_back(node_join);
  return &query;
}

}  // namespace rung::planner
