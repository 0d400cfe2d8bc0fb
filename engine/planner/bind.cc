// The binder's doors: statements, stand-alone expressions, conversions.
#include "catalog/system_column.h"
#include "parser/parser.h"
#include "planner/bind.h"

namespace rung::planner {

Query* Binder::bind_statement(const ast::Node& statement, Scope* parent, bool resolve_unknowns,
                              const ast::CommonTableExpr* cte) {
  const DepthGuard guard;
  Scope scope;
  scope.resolve_unknowns = resolve_unknowns;
  scope.own_cte = cte;
  switch (statement.kind) {
    case ast::NodeKind::kSelectStmt: {
      start(scope, parent, QueryKind::kSelect);
      const InScope in(*this, &scope);
      return bind_select(ast::to<ast::SelectStmt>(&statement), scope);
    }
    case ast::NodeKind::kInsertStmt: {
      start(scope, parent, QueryKind::kInsert);
      const InScope in(*this, &scope);
      return bind_insert(ast::to<ast::InsertStmt>(&statement), scope);
    }
    case ast::NodeKind::kUpdateStmt: {
      start(scope, parent, QueryKind::kUpdate);
      const InScope in(*this, &scope);
      return bind_update(ast::to<ast::UpdateStmt>(&statement), scope);
    }
    case ast::NodeKind::kDeleteStmt: {
      start(scope, parent, QueryKind::kDelete);
      const InScope in(*this, &scope);
      return bind_delete(ast::to<ast::DeleteStmt>(&statement), scope);
    }
    case ast::NodeKind::kMergeStmt: {
      start(scope, parent, QueryKind::kMerge);
      const InScope in(*this, &scope);
      return bind_merge(ast::to<ast::MergeStmt>(&statement), scope);
    }
    default: throw_unsupported("this statement", statement.pos);
  }
}

Query* bind_query(BindContext& context, const ast::Node& statement) {
  Binder binder(context);
  return binder.bind_statement(statement, nullptr);
}

std::vector<Column> output_columns(const Query& query) {
  std::vector<Column> columns;
  const std::vector<Target>& targets =
      query.kind == QueryKind::kSelect ? query.targets : query.returning;
  columns.reserve(targets.size());
  for (const Target& target : targets) {
    if (target.junk) continue;
    columns.push_back({target.name, target.expr->type, target.expr->typmod,
                       target.expr->collation});
  }
  return columns;
}

namespace {

Place place_of(ExprPurpose purpose) {
  switch (purpose) {
    case ExprPurpose::kDefault: return Place::kColumnDefault;
    case ExprPurpose::kGenerated: return Place::kGenerated;
    case ExprPurpose::kCheck: return Place::kCheck;
    case ExprPurpose::kDomainCheck: return Place::kDomainCheck;
    case ExprPurpose::kIndexExpression: return Place::kIndexExpression;
    case ExprPurpose::kIndexPredicate: return Place::kIndexPredicate;
    case ExprPurpose::kTriggerWhen: return Place::kTriggerWhen;
    case ExprPurpose::kPolicy: return Place::kPolicy;
    case ExprPurpose::kAlterUsing: return Place::kAlterUsing;
    case ExprPurpose::kPartitionKey: return Place::kPartitionKey;
    case ExprPurpose::kPartitionBound: return Place::kPartitionBound;
    case ExprPurpose::kExecuteArgument: return Place::kExecuteArgument;
    case ExprPurpose::kPlpgsql: return Place::kOther;
    case ExprPurpose::kCallArgument: return Place::kCallArgument;
  }
  return Place::kOther;
}

// A generated column may not depend on another one, nor on what is no column.
void check_generated(const Expr* expr, const catalog::Relation& relation) {
  any_node(expr, [&](const Expr& e) {
    if (e.kind != ExprKind::kVar) return false;
    if (e.attno == 0) {
      throw_error(Error(sqlstate::invalid_object_definition,
                        "cannot use whole-row variable in column generation expression", e.pos)
                      .with_detail("This would cause the generated column to depend on its own "
                                   "value."));
    }
    if (e.attno < 0) {
      if (e.attno == -6) return false;
      throw_error(sqlstate::invalid_column_reference,
                  "cannot use system column \"" +
                      std::string(catalog::find_system_column(e.attno)->name) +
                      "\" in column generation expression",
                  e.pos);
    }
    const catalog::Attribute* column = relation.column(e.attno);
    if (column != nullptr && column->generated) {
      throw_error(Error(sqlstate::invalid_object_definition,
                        "cannot use generated column \"" + column->name +
                            "\" in column generation expression",
                        e.pos)
                      .with_detail("A generated column cannot reference another generated "
                                   "column."));
    }
    return false;
  });
}

}  // namespace

Expr* bind_expression(BindContext& context, const ast::Node& expression, ExprPurpose purpose,
                      const catalog::Relation* relation, TypeRef value_type) {
  Binder binder(context);
  Scope scope;
  binder.start(scope, nullptr, QueryKind::kSelect);
  const Binder::InScope in(binder, &scope);
  if (relation != nullptr) {
    if (purpose == ExprPurpose::kTriggerWhen) {
      for (const char* name : {"old", "new"}) {
        ast::Alias alias;
        alias.name = name;
        Rte* rte = binder.make_relation_rte(*relation, alias);
        rte->in_from = false;
        NameItem item = binder.name_item(rte, binder.add_rte(scope, rte));
        item.cols_visible = false;
        scope.names.push_back(std::move(item));
      }
    } else {
      Rte* rte = binder.make_relation_rte(*relation, {});
      scope.names.push_back(binder.name_item(rte, binder.add_rte(scope, rte)));
    }
  }
  if (purpose == ExprPurpose::kDomainCheck) {
    scope.own_columns.push_back({"value", value_type.type, value_type.typmod, kNoOid});
  }
  const auto& syntax = static_cast<const ast::Expr&>(expression);
  Expr* bound = binder.bind_expr(syntax, scope, place_of(purpose));
  switch (purpose) {
    case ExprPurpose::kCheck:
    case ExprPurpose::kDomainCheck: return binder.boolean(bound, "CHECK");
    case ExprPurpose::kIndexPredicate: return binder.boolean(bound, "WHERE");
    case ExprPurpose::kTriggerWhen: return binder.boolean(bound, "WHEN");
    case ExprPurpose::kPolicy: return binder.boolean(bound, "POLICY");
    case ExprPurpose::kIndexExpression:
    case ExprPurpose::kPartitionKey:
      return bound->type == oid::kUnknown ? binder.coerce_to_common(bound, oid::kText, "index")
                                          : bound;
    case ExprPurpose::kGenerated:
      if (relation != nullptr) check_generated(bound, *relation);
      return bound;
    default: return bound;
  }
}

Expr* make_cast(BindContext& context, Expr* input, TypeRef target, bool is_explicit) {
  Binder binder(context);
  return binder.coerce_to_target(
      input, target.type, target.typmod,
      is_explicit ? CastContext::kExplicit : CastContext::kAssignment,
      is_explicit ? CallForm::kExplicitCast : CallForm::kImplicitCast, input->pos);
}

}  // namespace rung::planner
