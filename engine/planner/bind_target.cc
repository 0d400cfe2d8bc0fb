// Target lists: expansion of *, output names, origins, and assignment to columns and their parts.
#include "planner/assign_part.h"
#include "planner/bind.h"

namespace rung::planner {
namespace {

constexpr std::string_view kNoName = "?column?";

// An output name and how sure it is: 2 a name, 1 a fallback, 0 none.
struct Figured {
  std::string name;
  int strength = 0;
};

Figured figure(const ast::Expr* expr);

Figured figure_select(const ast::SelectStmt* select) {
  while (select != nullptr && select->op != ast::SetOperation::kNone) select = select->left;
  if (select == nullptr) return {};
  if (!select->values_lists.empty()) return {"column1", 2};
  if (select->targets.empty()) return {};
  const ast::ResTarget& first = *select->targets[0];
  if (!first.name.empty()) return {std::string(first.name), 2};
  Figured found = figure(first.value);
  if (found.strength == 0) found.name = std::string(kNoName);
  found.strength = 2;
  return found;
}

Figured figure(const ast::Expr* expr) {
  if (expr == nullptr) return {};
  const DepthGuard guard;
  switch (expr->kind) {
    case ast::NodeKind::kColumnRef: {
      const auto& ref = ast::to<ast::ColumnRef>(expr);
      if (ref.fields.empty()) return {};
      return {std::string(ref.fields.back()), 2};
    }
    case ast::NodeKind::kIndirection: {
      const auto& indirection = ast::to<ast::Indirection>(expr);
      for (auto it = indirection.path.rbegin(); it != indirection.path.rend(); ++it) {
        if (it->kind == ast::IndirectionKind::kField) return {std::string(it->field), 2};
      }
      return figure(indirection.arg);
    }
    case ast::NodeKind::kFuncCall:
      return {std::string(ast::to<ast::FuncCall>(expr).name.back()), 2};
    case ast::NodeKind::kOpExpr:
      if (ast::to<ast::OpExpr>(expr).op_kind == ast::OpExprKind::kNullIf) return {"nullif", 2};
      return {};
    case ast::NodeKind::kTypeCast: {
      const auto& cast = ast::to<ast::TypeCast>(expr);
      Figured found = figure(cast.arg);
      if (found.strength <= 1 && cast.type != nullptr) {
        return {std::string(cast.type->names.back()), 1};
      }
      return found;
    }
    case ast::NodeKind::kCollateClause: return figure(ast::to<ast::CollateClause>(expr).arg);
    case ast::NodeKind::kGroupingFunc: return {"grouping", 2};
    case ast::NodeKind::kSubLink: {
      const auto& link = ast::to<ast::SubLink>(expr);
      switch (link.link_kind) {
        case ast::SubLinkKind::kExists: return {"exists", 2};
        case ast::SubLinkKind::kArray: return {"array", 2};
        case ast::SubLinkKind::kExpr: return figure_select(link.subselect);
        default: return {};
      }
    }
    case ast::NodeKind::kCaseExpr: {
      Figured found = figure(ast::to<ast::CaseExpr>(expr).otherwise);
      if (found.strength <= 1) return {"case", 1};
      return found;
    }
    case ast::NodeKind::kArrayExpr: return {"array", 2};
    case ast::NodeKind::kRowExpr: return {"row", 2};
    case ast::NodeKind::kCoalesceExpr: return {"coalesce", 2};
    case ast::NodeKind::kXmlSerialize: return {"xmlserialize", 2};
    case ast::NodeKind::kXmlExpr:
      switch (ast::to<ast::XmlExpr>(expr).op) {
        case ast::XmlExprKind::kConcat: return {"xmlconcat", 2};
        case ast::XmlExprKind::kElement: return {"xmlelement", 2};
        case ast::XmlExprKind::kForest: return {"xmlforest", 2};
        case ast::XmlExprKind::kParse: return {"xmlparse", 2};
        case ast::XmlExprKind::kPi: return {"xmlpi", 2};
        case ast::XmlExprKind::kRoot: return {"xmlroot", 2};
        case ast::XmlExprKind::kIsDocument: return {};
      }
      return {};
    case ast::NodeKind::kMinMaxExpr:
      return {ast::to<ast::MinMaxExpr>(expr).greatest ? "greatest" : "least", 2};
    case ast::NodeKind::kSqlValueFunction:
      switch (ast::to<ast::SqlValueFunction>(expr).op) {
        case ast::SqlValueFunctionKind::kCurrentDate: return {"current_date", 2};
        case ast::SqlValueFunctionKind::kCurrentTime:
        case ast::SqlValueFunctionKind::kCurrentTimeN: return {"current_time", 2};
        case ast::SqlValueFunctionKind::kCurrentTimestamp:
        case ast::SqlValueFunctionKind::kCurrentTimestampN: return {"current_timestamp", 2};
        case ast::SqlValueFunctionKind::kLocalTime:
        case ast::SqlValueFunctionKind::kLocalTimeN: return {"localtime", 2};
        case ast::SqlValueFunctionKind::kLocalTimestamp:
        case ast::SqlValueFunctionKind::kLocalTimestampN: return {"localtimestamp", 2};
        case ast::SqlValueFunctionKind::kCurrentRole: return {"current_role", 2};
        case ast::SqlValueFunctionKind::kCurrentUser: return {"current_user", 2};
        case ast::SqlValueFunctionKind::kUser: return {"user", 2};
        case ast::SqlValueFunctionKind::kSessionUser: return {"session_user", 2};
        case ast::SqlValueFunctionKind::kCurrentCatalog: return {"current_catalog", 2};
        case ast::SqlValueFunctionKind::kCurrentSchema: return {"current_schema", 2};
      }
      return {};
    default: return {};
  }
}

}  // namespace

std::string Binder::column_name(const ast::Expr& expr) {
  Figured found = figure(&expr);
  return found.strength > 0 ? std::move(found.name) : std::string(kNoName);
}

void Binder::expand_item(const NameItem& item, int32_t levels_up, SourcePos pos,
                         std::vector<Expr*>* exprs, std::vector<std::string>* names) {
  for (size_t i = 0; i < item.rte->columns.size(); ++i) {
    const std::string& name = item.rte->columns[i].name;
    if (name.empty()) continue;
    Expr* var = make_var(*scope_, item, i, pos);
    var->levels_up = levels_up;
    exprs->push_back(var);
    names->push_back(name);
  }
}

bool Binder::expand_star(const ast::Expr& expr, Scope& scope, std::vector<Expr*>* exprs,
                         std::vector<std::string>* names) {
  if (const auto* ref = ast::as<ast::ColumnRef>(&expr); ref != nullptr && ref->star) {
    const InScope in(*this, &scope);
    if (ref->fields.empty()) {
      bool found = false;
      for (const NameItem& item : scope.names) {
        if (!item.cols_visible || item.lateral_only) continue;
        found = true;
        expand_item(item, 0, ref->pos, exprs, names);
      }
      if (!found) {
        throw_error(sqlstate::syntax_error, "SELECT * with no tables specified is not valid",
                    ref->pos);
      }
      return true;
    }
    const size_t n = ref->fields.size();
    const std::string_view schema = n > 1 ? ref->fields[n - 2] : std::string_view();
    int32_t levels_up;
    const NameItem* item = find_item(schema, ref->fields[n - 1], ref->pos, &levels_up);
    if (item != nullptr) {
      expand_item(*item, levels_up, ref->pos, exprs, names);
      return true;
    }
    if (context_.variables != nullptr) {
      const std::vector<std::string> path(ref->fields.begin(), ref->fields.end());
      Expr* row = context_.variables->resolve(arena_, path, ref->pos);
      std::vector<Column> columns;
      if (row != nullptr && row_columns(*row, &columns)) {
        for (const Column& column : columns) {
          if (column.name.empty()) continue;
          exprs->push_back(field(copy_expression(arena_, *row), column.name, ref->pos, true));
          names->push_back(column.name);
        }
        return true;
      }
    }
    missing_item(ref->fields[n - 1], ref->pos);
  }
  const auto* indirection = ast::as<ast::Indirection>(&expr);
  if (indirection == nullptr || indirection->path.empty() ||
      indirection->path.back().kind != ast::IndirectionKind::kStar) {
    return false;
  }
  const InScope in(*this, &scope);
  ast::Indirection inner = *indirection;
  inner.path.pop_back();
  Expr* row = inner.path.empty() ? bind(*inner.arg) : bind_indirection(inner);
  std::vector<Column> columns;
  if (!row_columns(*row, &columns)) {
    if (row->type == oid::kRecord) {
      throw_error(sqlstate::internal_error, "record type has not been registered");
    }
    throw_error(sqlstate::wrong_object_type,
                "type " + type_text(row->type) + " is not composite", start_of(*row));
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name.empty()) continue;
    if (row->kind == ExprKind::kVar && row->attno == 0) {
      exprs->push_back(field(row, columns[i].name, expr.pos, true));
    } else {
      Expr* made = node(ExprKind::kFieldSelect, columns[i].type, expr.pos);
      made->args = {copy_expression(arena_, *row)};
      made->attno = static_cast<int32_t>(i) + 1;
      made->name = columns[i].name;
      made->typmod = columns[i].typmod;
      made->collation = columns[i].collation;
      exprs->push_back(made);
    }
    names->push_back(columns[i].name);
  }
  return true;
}

void Binder::mark_origin(Target& target, const Query& query) {
  const Expr* var = target.expr;
  if (var->kind != ExprKind::kVar || var->levels_up != 0 || var->attno <= 0) return;
  const Rte* rte = query.rtable[static_cast<size_t>(var->varno) - 1];
  int32_t attno = var->attno;
  // Through sub-queries and joins down to the table.
  for (int depth = 0; depth < 32; ++depth) {
    const auto index = static_cast<size_t>(attno) - 1;
    if (rte->kind == RteKind::kRelation) {
      target.origin_table = rte->relation;
      target.origin_attno = attno;
      return;
    }
    if (rte->kind == RteKind::kSubquery && index < rte->subquery->targets.size()) {
      target.origin_table = rte->subquery->targets[index].origin_table;
      target.origin_attno = rte->subquery->targets[index].origin_attno;
      return;
    }
    if (rte->kind != RteKind::kJoin || index >= rte->join_columns.size()) return;
    const Expr* below = rte->join_columns[index];
    if (below->kind != ExprKind::kVar || below->attno <= 0) return;
    rte = query.rtable[static_cast<size_t>(below->varno) - 1];
    attno = below->attno;
  }
}

void Binder::bind_target_list(const std::vector<ast::ResTarget*>& items, Place place, Scope& scope,
                              std::vector<Target>* targets) {
  const InScope in(*this, &scope);
  const PlaceGuard guard(&scope, place);
  const auto add = [&](Expr* expr, std::string name) {
    Target& target = targets->emplace_back();
    target.expr = expr;
    target.name = std::move(name);
    target.attno = static_cast<int32_t>(targets->size());
    mark_origin(target, *scope.query);
  };
  targets->reserve(items.size());
  std::vector<Expr*> exprs;
  std::vector<std::string> names;
  for (const ast::ResTarget* item : items) {
    exprs.clear();
    names.clear();
    if (expand_star(*item->value, scope, &exprs, &names)) {
      for (size_t i = 0; i < exprs.size(); ++i) add(exprs[i], std::move(names[i]));
      continue;
    }
    if (ast::is<ast::SetToDefault>(item->value) && place == Place::kInsertTarget) {
      add(node(ExprKind::kDefault, oid::kUnknown, item->value->pos), "?column?");
      continue;
    }
    add(bind(*item->value),
        item->name.empty() ? column_name(*item->value) : std::string(item->name));
  }
  if (targets->size() > 1664) {
    throw_error(sqlstate::too_many_columns, "target lists can have at most 1664 entries");
  }
}

void Binder::resolve_unknown_targets(std::vector<Target>& targets) {
  for (Target& target : targets) {
    if (target.expr->type == oid::kUnknown && target.expr->kind != ExprKind::kDefault) {
      target.expr = coerce(target.expr, oid::kText, -1, CastContext::kImplicit,
                           CallForm::kImplicitCast, kNoPos);
    }
  }
}

Expr* Binder::assign_part(Expr* base, Oid type_oid, int32_t typmod, Oid collation,
                          std::string_view column, std::span<const ast::IndirectionElem> path,
                          Expr* value, SourcePos pos) {
  const DepthGuard guard;
  const std::string quoted = "\"" + std::string(column) + "\"";
  if (path.empty()) {
    Expr* made = coerce_to_target(value, type_oid, typmod, CastContext::kAssignment,
                                  CallForm::kImplicitCast, kNoPos);
    if (made == nullptr) {
      throw_error(Error(sqlstate::datatype_mismatch,
                        "subfield " + quoted + " is of type " + type_text(type_oid) +
                            " but expression is of type " + type_text(value->type),
                        pos)
                      .with_hint("You will need to rewrite or cast the expression."));
    }
    return made;
  }
  int32_t base_typmod = typmod;
  const Oid base_oid = base_type(type_oid, &base_typmod);
  if (base == nullptr) base = null_const(type_oid, typmod);
  Expr* made;
  if (path[0].kind == ast::IndirectionKind::kField) {
    const std::string_view name = path[0].field;
    std::vector<Column> columns;
    Expr* probe = node(ExprKind::kCaseValue, base_oid);
    if (!is_composite(base_oid) || !row_columns(*probe, &columns)) {
      throw_error(sqlstate::datatype_mismatch,
                  "cannot assign to field \"" + std::string(name) + "\" of column " + quoted +
                      " because its type " + type_text(type_oid) + " is not a composite type",
                  pos);
    }
    size_t found = columns.size();
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].name == name) found = i;
    }
    if (found == columns.size()) {
      throw_error(sqlstate::undefined_column,
                  "cannot assign to field \"" + std::string(name) + "\" of column " + quoted +
                      " because there is no such column in data type " + type_text(type_oid),
                  pos);
    }
    const Column& c = columns[found];
    Expr* old = node(ExprKind::kFieldSelect, c.type, pos);
    old->args = {base};
    old->attno = static_cast<int32_t>(found) + 1;
    old->name = c.name;
    old->typmod = c.typmod;
    Expr* part = assign_part(old, c.type, c.typmod, c.collation, name, path.subspan(1), value, pos);
    made = node(ExprKind::kFieldStore, base_oid, pos);
    made->args = {base, part};
    made->attno = static_cast<int32_t>(found) + 1;
    made->name = c.name;
  } else if (path[0].kind == ast::IndirectionKind::kStar) {
    throw_error(sqlstate::feature_not_supported, "row expansion via \"*\" is not supported here",
                pos);
  } else {
    size_t end = 0;
    while (end < path.size() && (path[end].kind == ast::IndirectionKind::kSubscript ||
                                 path[end].kind == ast::IndirectionKind::kSlice)) {
      ++end;
    }
    Oid element;
    made = subscript(base, path.subspan(0, end), pos, true, &element);
    Expr* part;
    if (end == path.size()) {
      part = coerce_to_target(value, element, base_typmod, CastContext::kAssignment,
                              CallForm::kImplicitCast, kNoPos);
      if (part == nullptr) {
        throw_error(Error(sqlstate::datatype_mismatch,
                          "subscripted assignment to " + quoted + " requires type " +
                              type_text(element) + " but expression is of type " +
                              type_text(value->type),
                          pos)
                        .with_hint("You will need to rewrite or cast the expression."));
      }
    } else {
      Expr* old = arena_.make<Expr>(*made);
      old->type = element;
      part = assign_part(old, element, base_typmod, collation, column, path.subspan(end), value,
                         pos);
    }
    made->left = part;
    made->type = base_oid;
  }
  if (base_oid != type_oid) {
    made = coerce_to_domain(made, base_oid, base_typmod, type_oid, CastContext::kImplicit,
                            CallForm::kImplicitCast, pos, false);
  }
  return made;
}

Expr* Binder::assign(Expr* value, const catalog::Attribute& column,
                     const std::vector<ast::IndirectionElem>& path, Expr* container, Place place,
                     SourcePos pos, const catalog::Relation&) {
  const PlaceGuard guard(scope_, place);
  if (!path.empty()) {
    return assign_part(container, column.type, column.typmod, column.collation, column.name, path,
                       value, pos);
  }
  return coerce_for_assignment(context_, value, {column.type, column.typmod}, column.name);
}

Expr* coerce_for_assignment(BindContext& context, Expr* expr, TypeRef target,
                            std::string_view column, std::string_view what) {
  Binder binder(context);
  Expr* made = binder.coerce_to_target(expr, target.type, target.typmod, CastContext::kAssignment,
                                       CallForm::kImplicitCast, kNoPos);
  if (made == nullptr) {
    throw_error(Error(sqlstate::datatype_mismatch,
                      "column \"" + std::string(column) + "\" is of type " +
                          binder.type_text(target.type) + " but " + std::string(what) +
                          " is of type " + binder.type_text(expr->type),
                      what == "expression" ? start_of(*expr) : kNoPos)
                    .with_hint("You will need to rewrite or cast the expression."));
  }
  return made;
}

Expr* assign_to_part(BindContext& context, Expr* base, TypeRef type,
                     std::span<const ast::IndirectionElem> path, Expr* value) {
  Binder binder(context);
  Scope scope;
  binder.start(scope, nullptr, QueryKind::kSelect);
  const Binder::InScope in(binder, &scope);
  return binder.assign_part(base, type.type, type.typmod, binder.default_collation(type.type), {},
                            path, value, kNoPos);
}

}  // namespace rung::planner
