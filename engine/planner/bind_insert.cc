// INSERT: target columns, sources, DEFAULT, generated columns, ON CONFLICT.
#include <algorithm>

#include "parser/parser.h"
#include "planner/bind.h"
#include "planner/literal_rows.h"

namespace rung::planner {
namespace {

std::string quote(std::string_view name) { return "\"" + std::string(name) + "\""; }

struct InsertColumn {
  const catalog::Attribute* column;
  const ast::ResTarget* item;  // nullptr: no column list
};

void refuse_value(const catalog::Attribute& column) {
  Error error(sqlstate::generated_always,
              "cannot insert a non-DEFAULT value into column " + quote(column.name));
  if (column.generated) {
    error.detail = "Column " + quote(column.name) + " is a generated column.";
  } else {
    error.detail = "Column " + quote(column.name) +
                   " is an identity column defined as GENERATED ALWAYS.";
    error.hint = "Use OVERRIDING SYSTEM VALUE to override.";
  }
  throw_error(std::move(error));
}

}  // namespace

Query* Binder::bind_insert(const ast::InsertStmt& stmt, Scope& scope) {
  Query& query = *scope.query;
  query.pos = stmt.pos;
  bind_with(stmt.with, scope);
  // WITH inside of INSERT … WITH … SELECT belongs to the source.
  const catalog::Relation& relation = open_target(*stmt.relation, "insert into");
  query.overriding = static_cast<Overriding>(stmt.overriding);
  Rte* rte = make_relation_rte(relation, stmt.relation->alias);
  rte->pos = stmt.relation->pos;
  query.result_rte = add_rte(scope, rte);

  std::vector<InsertColumn> columns;
  if (stmt.columns.empty()) {
    for (const catalog::Attribute& c : relation.columns) {
      if (!c.dropped) columns.push_back({&c, nullptr});
    }
  }
  for (const ast::ResTarget* item : stmt.columns) {
    const catalog::Attribute* c = relation.find_column(item->name);
    if (c == nullptr) {
      throw_error(sqlstate::undefined_column,
                  "column " + quote(item->name) + " of relation " + quote(relation.name) +
                      " does not exist",
                  item->pos);
    }
    for (const InsertColumn& other : columns) {
      if (other.column == c && (item->indirection.empty() || other.item->indirection.empty())) {
        throw_error(sqlstate::duplicate_column,
                    "column " + quote(item->name) + " specified more than once", item->pos);
      }
    }
    columns.push_back({c, item});
  }
  const auto check_count = [&](size_t given, SourcePos extra, const Expr* single_row) {
    if (given > columns.size()) {
      throw_error(sqlstate::syntax_error, "INSERT has more expressions than target columns",
                  extra);
    }
    if (!stmt.columns.empty() && given < columns.size()) {
      Error error(sqlstate::syntax_error, "INSERT has more target columns than expressions",
                  stmt.columns[given]->pos);
      if (single_row != nullptr && single_row->kind == ExprKind::kRow &&
          single_row->args.size() == columns.size()) {
        error.hint = "The insertion source is a row expression containing the same number of "
                     "columns expected by the INSERT. Did you accidentally use extra parentheses?";
      }
      throw_error(std::move(error));
    }
  };
  const bool override_system = stmt.overriding == ast::Overriding::kSystemValue;
  const auto refused = [&](const catalog::Attribute& c) {
    return c.generated || (c.identity == catalog::Identity::kAlways && !override_system);
  };
  const auto use_default = [&](const catalog::Attribute& c) {
    return stmt.overriding == ast::Overriding::kUserValue &&
           c.identity != catalog::Identity::kNone;
  };
  const auto default_of = [&](const catalog::Attribute& c, SourcePos pos) {
    Expr* made = node(ExprKind::kDefault, c.type, pos);
    made->typmod = c.typmod;
    return made;
  };
  const auto convert = [&](Expr* value, const InsertColumn& c, Expr* container) {
    static const std::vector<ast::IndirectionElem> kWhole;
    return assign(value, *c.column, c.item != nullptr ? c.item->indirection : kWhole, container,
                  Place::kInsertTarget, c.item != nullptr ? c.item->pos : kNoPos, relation);
  };
  const auto set_target = [&](const InsertColumn& c, Expr* value) {
    for (Target& t : query.targets) {
      if (t.attno == c.column->attno) {
        t.expr = value;
        return;
      }
    }
    Target& target = query.targets.emplace_back();
    target.expr = value;
    target.name = c.column->name;
    target.attno = c.column->attno;
  };
  const auto container_of = [&](const InsertColumn& c) -> Expr* {
    for (Target& t : query.targets) {
      if (t.attno == c.column->attno) return t.expr;
    }
    return nullptr;
  };

  const ast::SelectStmt* source = stmt.source;
  Rte* literal_rows = nullptr;
  if (source != nullptr && !source->literals.empty()) {
    std::vector<const catalog::Attribute*> targets;
    bool simple = source->literal_columns == columns.size() ||
                  (stmt.columns.empty() && source->literal_columns < columns.size());
    for (size_t i = 0; simple && i < source->literal_columns; ++i) {
      const InsertColumn& c = columns[i];
      simple = !refused(*c.column) && !use_default(*c.column) &&
               (c.item == nullptr || c.item->indirection.empty());
      targets.push_back(c.column);
    }
    if (simple) literal_rows = bind_literal_rows(*source, targets);
    if (literal_rows == nullptr) source = parser::literal_rows_as_lists(*source, arena_);
  }
  const bool plain_values = source != nullptr && !source->values_lists.empty() &&
                            source->op == ast::SetOperation::kNone && source->order_by.empty() &&
                            source->limit == nullptr && source->offset == nullptr &&
                            source->locking.empty();
  if (plain_values && source->with != nullptr) {
    if (stmt.with != nullptr) throw_unsupported("WITH before both INSERT and VALUES", stmt.pos);
    bind_with(source->with, scope);
  }
  if (source == nullptr) {
    // DEFAULT VALUES: every column is left to its default.
  } else if (literal_rows != nullptr) {
    const int32_t varno = add_rte(scope, literal_rows);
    FromNode* from = arena_.make<FromNode>();
    from->rte = varno;
    query.from.push_back(from);
    for (size_t i = 0; i < literal_rows->columns.size(); ++i) {
      const Column& column = literal_rows->columns[i];
      Expr* var = node(ExprKind::kVar, column.type);
      var->varno = varno;
      var->attno = static_cast<int32_t>(i) + 1;
      var->typmod = column.typmod;
      var->collation = column.collation;
      set_target(columns[i], var);
    }
  } else if (plain_values && source->values_lists.size() == 1) {
    std::vector<Expr*> row;
    std::vector<std::string> names;
    {
      const PlaceGuard place(&scope, Place::kValuesSingle);
      for (const ast::Expr* e : source->values_lists[0]) {
        if (ast::is<ast::SetToDefault>(e)) {
          row.push_back(node(ExprKind::kDefault, oid::kUnknown, e->pos));
        } else if (!expand_star(*e, scope, &row, &names)) {
          row.push_back(bind(*e));
        }
      }
    }
    check_count(row.size(), columns.size() < row.size() ? start_of(*row[columns.size()]) : kNoPos,
                row.size() == 1 ? row[0] : nullptr);
    for (size_t i = 0; i < row.size(); ++i) {
      const InsertColumn& c = columns[i];
      if (row[i]->kind == ExprKind::kDefault || use_default(*c.column)) {
        if (c.item != nullptr && !c.item->indirection.empty()) {
          throw_error(sqlstate::feature_not_supported,
                      c.item->indirection[0].kind == ast::IndirectionKind::kField
                          ? "cannot set a subfield to DEFAULT"
                          : "cannot set an array element to DEFAULT",
                      row[i]->pos);
        }
        set_target(c, default_of(*c.column, row[i]->pos));
        continue;
      }
      Expr* value = convert(row[i], c, container_of(c));
      if (refused(*c.column)) refuse_value(*c.column);
      set_target(c, value);
    }
  } else if (plain_values) {
    Rte* values = arena_.make<Rte>();
    values->kind = RteKind::kValues;
    values->ref_name = "*VALUES*";
    const size_t width = source->values_lists[0].size();
    for (const std::vector<ast::Expr*>& list : source->values_lists) {
      std::vector<Expr*> row;
      std::vector<std::string> names;
      {
        const PlaceGuard place(&scope, Place::kValues);
        for (const ast::Expr* e : list) {
          if (ast::is<ast::SetToDefault>(e)) {
            row.push_back(node(ExprKind::kDefault, oid::kUnknown, e->pos));
          } else if (!expand_star(*e, scope, &row, &names)) {
            row.push_back(bind(*e));
          }
        }
      }
      if (!values->values.empty() && row.size() != values->values[0].size()) {
        throw_error(sqlstate::syntax_error, "VALUES lists must all be the same length",
                    list.empty() ? stmt.pos : list[0]->pos);
      }
      if (values->values.empty()) {
        check_count(row.size(),
                    columns.size() < row.size() ? start_of(*row[columns.size()]) : kNoPos,
                    row.size() == 1 ? row[0] : nullptr);
      }
      for (size_t i = 0; i < row.size(); ++i) {
        const InsertColumn& c = columns[i];
        if (row[i]->kind == ExprKind::kDefault) {
          row[i] = default_of(*c.column, row[i]->pos);
        } else if (c.item == nullptr || c.item->indirection.empty()) {
          row[i] = convert(row[i], c, nullptr);
        } else {
          // A part of a column: the parts are put together behind VALUES.
          Oid element = c.column->type;
          if (row[i]->type == oid::kUnknown) {
            const TypeInfo& info = type(base_type(element));
            if (info.kind == TypeKind::kArray) element = info.element_oid;
            row[i] = coerce(row[i], oid::kText, -1, CastContext::kImplicit,
                            CallForm::kImplicitCast, kNoPos);
          }
        }
      }
      values->values.push_back(std::move(row));
    }
    (void)width;
    for (size_t i = 0; i < values->values[0].size(); ++i) {
      const Expr& first = *values->values[0][i];
      values->columns.push_back({"column" + std::to_string(i + 1), first.type, first.typmod,
                                 first.collation});
    }
    for (const std::vector<Expr*>& row : values->values) {
      for (const Expr* e : row) {
        values->lateral = values->lateral || any_node(e, [](const Expr& x) {
                            return x.kind == ExprKind::kVar && x.levels_up == 0;
                          });
      }
    }
    const int32_t varno = add_rte(scope, values);
    FromNode* from = arena_.make<FromNode>();
    from->rte = varno;
    query.from.push_back(from);
    for (size_t i = 0; i < values->columns.size(); ++i) {
      const InsertColumn& c = columns[i];
      bool all_default = true, any_default = false;
      for (const std::vector<Expr*>& row : values->values) {
        const bool is_default = row[i]->kind == ExprKind::kDefault;
        all_default = all_default && is_default;
        any_default = any_default || is_default;
      }
      if (all_default || use_default(*c.column)) {
        set_target(c, default_of(*c.column, kNoPos));
        continue;
      }
      if (refused(*c.column)) refuse_value(*c.column);
      Expr* var = node(ExprKind::kVar, values->columns[i].type);
      var->varno = varno;
      var->attno = static_cast<int32_t>(i) + 1;
      var->typmod = values->columns[i].typmod;
      var->collation = values->columns[i].collation;
      if (c.item != nullptr && !c.item->indirection.empty()) {
        set_target(c, convert(var, c, container_of(c)));
      } else {
        set_target(c, var);
      }
    }
  } else {
    // INSERT … SELECT: literals of the source take the column's type.
    Query* sub = bind_statement(*source, &scope, false);
    Rte* select = arena_.make<Rte>();
    select->kind = RteKind::kSubquery;
    select->subquery = sub;
    select->ref_name = "*SELECT*";
    select->columns = output_columns(*sub);
    const int32_t varno = add_rte(scope, select);
    FromNode* from = arena_.make<FromNode>();
    from->rte = varno;
    query.from.push_back(from);
    std::vector<Expr*> row;
    size_t attno = 0;
    for (Target& t : sub->targets) {
      if (t.junk) continue;
      ++attno;
      const bool literal = t.expr->type == oid::kUnknown && (t.expr->kind == ExprKind::kConst ||
                                                             t.expr->kind == ExprKind::kParam);
      if (literal && t.sort_ref == 0 && sub->set_operation == nullptr && !sub->distinct) {
        row.push_back(t.expr);
        continue;
      }
      if (t.expr->type == oid::kUnknown) {
        t.expr = coerce(t.expr, oid::kText, -1, CastContext::kImplicit, CallForm::kImplicitCast,
                        kNoPos);
        Column& column = select->columns[attno - 1];
        column.type = oid::kText;
        column.collation = kDefaultCollation;
      }
      const Column& column = select->columns[attno - 1];
      Expr* var = node(ExprKind::kVar, column.type, start_of(*t.expr));
      var->varno = varno;
      var->attno = static_cast<int32_t>(attno);
      var->typmod = column.typmod;
      var->collation = column.collation;
      row.push_back(var);
    }
    check_count(row.size(), columns.size() < row.size() ? start_of(*row[columns.size()]) : kNoPos,
                row.size() == 1 ? row[0] : nullptr);
    for (size_t i = 0; i < row.size(); ++i) {
      const InsertColumn& c = columns[i];
      if (use_default(*c.column)) {
        set_target(c, default_of(*c.column, kNoPos));
        continue;
      }
      Expr* value = convert(row[i], c, container_of(c));
      if (refused(*c.column)) refuse_value(*c.column);
      set_target(c, value);
    }
    // What stayed untyped in the source is not read by anyone; it still needs a type.
    size_t index = 0;
    for (Target& t : sub->targets) {
      if (t.junk) continue;
      if (t.expr->type == oid::kUnknown) {
        t.expr = coerce(t.expr, oid::kText, -1, CastContext::kImplicit, CallForm::kImplicitCast,
                        kNoPos);
        select->columns[index].type = oid::kText;
        select->columns[index].collation = kDefaultCollation;
      }
      ++index;
    }
  }
  scope.names.clear();
  scope.names.push_back(name_item(rte, query.result_rte));
  if (stmt.on_conflict != nullptr) bind_on_conflict(*stmt.on_conflict, relation, scope);
  scope.names.clear();
  scope.names.push_back(name_item(rte, query.result_rte));
  query.returning = bind_returning(stmt.returning, scope);
  return &query;
}

Rte* Binder::bind_literal_rows(const ast::SelectStmt& source,
                               std::span<const catalog::Attribute* const> columns) {
  std::vector<LiteralColumn> targets;
  for (const catalog::Attribute* column : columns) {
    targets.push_back({&type(column->type), column->typmod});
  }
  const std::vector<Datum>* rows = read_literals(context_.env, arena_, source.literals, targets);
  if (rows == nullptr) return nullptr;
  Rte* values = arena_.make<Rte>();
  values->kind = RteKind::kValues;
  values->ref_name = "*VALUES*";
  values->constants = rows;
  for (size_t i = 0; i < columns.size(); ++i) {
    values->columns.push_back({"column" + std::to_string(i + 1), columns[i]->type,
                               columns[i]->typmod, default_collation(columns[i]->type)});
  }
  return values;
}

namespace {

void split_and(const Expr* expr, std::vector<const Expr*>* parts) {
  if (expr == nullptr) return;
  if (expr->kind == ExprKind::kAnd) {
    for (const Expr* arg : expr->args) split_and(arg, parts);
    return;
  }
  parts->push_back(expr);
}

}  // namespace

void Binder::bind_on_conflict(const ast::OnConflictClause& clause,
                              const catalog::Relation& relation, Scope& scope) {
  Query& query = *scope.query;
  OnConflict& conflict = query.on_conflict;
  const bool update = clause.action == ast::OnConflictAction::kUpdate;
  conflict.action = update ? ConflictAction::kUpdate : ConflictAction::kNothing;
  if (update && !clause.has_target && clause.constraint.empty() && clause.columns.empty()) {
    throw_error(Error(sqlstate::syntax_error,
                      "ON CONFLICT DO UPDATE requires inference specification or constraint name",
                      clause.pos)
                    .with_hint("For example, ON CONFLICT (column_name)."));
  }
  if (relation.schema == kPgCatalogSchema) {
    throw_error(sqlstate::feature_not_supported,
                "ON CONFLICT is not supported with system catalog tables", clause.pos);
  }
  if (!clause.constraint.empty()) {
    const catalog::Constraint* constraint = relation.find_constraint(clause.constraint);
    if (constraint == nullptr) {
      throw_error(sqlstate::undefined_object,
                  "constraint " + quote(clause.constraint) + " for table " +
                      quote(relation.name) + " does not exist");
    }
    if (constraint->index == kNoOid || constraint->kind == catalog::ConstraintKind::kForeignKey) {
      throw_error(sqlstate::wrong_object_type,
                  "constraint in ON CONFLICT clause has no associated index");
    }
    if (constraint->deferrable) {
      throw_error(sqlstate::object_not_in_prerequisite_state,
                  "ON CONFLICT does not support deferrable unique constraints/exclusion "
                  "constraints as arbiters");
    }
    if (update && constraint->kind == catalog::ConstraintKind::kExclusion) {
      throw_error(sqlstate::wrong_object_type,
                  "ON CONFLICT DO UPDATE not supported with exclusion constraints");
    }
    conflict.constraint = constraint->oid;
    conflict.arbiters.push_back(constraint->index);
  } else if (!clause.columns.empty()) {
    std::vector<int32_t> attnos;
    std::vector<Expr*> expressions;
    for (const ast::IndexElem* elem : clause.columns) {
      Expr* bound;
      if (!elem->column.empty()) {
        const catalog::Attribute* c = relation.find_column(elem->column);
        ast::ColumnRef ref;
        ref.fields = {elem->column};
        ref.pos = clause.target_pos != kNoPos ? clause.target_pos : elem->pos;
        bound = bind_expr(ref, scope, Place::kIndexExpression);
        if (c != nullptr) attnos.push_back(c->attno);
      } else {
        bound = bind_expr(*elem->expr, scope, Place::kIndexExpression);
        if (bound->kind == ExprKind::kVar && bound->attno > 0) {
          attnos.push_back(bound->attno);
        } else {
          expressions.push_back(bound);
        }
      }
      conflict.elements.push_back(bound);
    }
    if (clause.target_where != nullptr) {
      conflict.arbiter_where =
          boolean(bind_expr(*clause.target_where, scope, Place::kIndexPredicate), "WHERE");
    }
    const catalog::Relation* keyed = written_table(relation, &attnos);
    static const std::vector<Oid> kNone;
    std::sort(attnos.begin(), attnos.end());
    attnos.erase(std::unique(attnos.begin(), attnos.end()), attnos.end());
    std::vector<const Expr*> known;
    split_and(conflict.arbiter_where, &known);
    for (const Oid oid : keyed == nullptr ? kNone : keyed->indexes) {
      const catalog::Relation* index = catalog_.relation(oid);
      if (index == nullptr || !index->index.has_value()) continue;
      const catalog::IndexInfo& info = *index->index;
      if (!info.unique || !info.valid || !info.immediate || info.exclusion) continue;
      std::vector<int32_t> keys;
      for (const catalog::IndexKey& key : info.keys) {
        if (key.attno != 0) keys.push_back(key.attno);
      }
      std::sort(keys.begin(), keys.end());
      if (keys != attnos || info.expressions.size() != expressions.size()) continue;
      bool fits = true;
      std::vector<Expr*> own;
      for (const catalog::Blob& blob : info.expressions) own.push_back(load(blob));
      const auto in = [](const Expr* e, const std::vector<Expr*>& list) {
        return std::any_of(list.begin(), list.end(),
                           [&](const Expr* x) { return same_expression(*e, *x); });
      };
      for (const Expr* e : expressions) fits = fits && in(e, own);
      for (const Expr* e : own) fits = fits && in(e, expressions);
      std::vector<const Expr*> needed;
      Expr* predicate = load(info.predicate);
      split_and(predicate, &needed);
      for (const Expr* e : needed) {
        fits = fits && std::any_of(known.begin(), known.end(),
                                   [&](const Expr* x) { return same_expression(*e, *x); });
      }
      if (fits) conflict.arbiters.push_back(oid);
    }
    if (conflict.arbiters.empty()) {
      throw_error(sqlstate::invalid_column_reference,
                  "there is no unique or exclusion constraint matching the ON CONFLICT "
                  "specification");
    }
  }
  if (!update) return;
  ast::Alias alias;
  alias.name = "excluded";
  Rte* excluded = make_relation_rte(relation, alias);
  excluded->in_from = false;
  conflict.excluded_rte = add_rte(scope, excluded);
  scope.names.push_back(name_item(excluded, conflict.excluded_rte));
  conflict.set = bind_set_clause(clause.set, relation, scope, query.result_rte);
  if (clause.where != nullptr) {
    conflict.where = boolean(bind_expr(*clause.where, scope, Place::kWhere), "WHERE");
  }
}

}  // namespace rung::planner
