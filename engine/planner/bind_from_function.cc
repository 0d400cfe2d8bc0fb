// Functions in FROM, and the columns of rows that functions and expressions give.
#include "planner/bind.h"

namespace rung::planner {
namespace {

// Tells a function that makes rows of any shape which columns the call site expects, as typed NULLs
// (functions/json_populate.cc reads them; of a user's function, whoever takes its rows).
void hand_over_columns(Arena& arena, RangeFunction& f) {
  Expr& call = *f.call;
  if (call.kind != ExprKind::kFunction && call.kind != ExprKind::kSetFunction) return;
  const bool built_in = find_function(call.fn) != nullptr || find_set_function(call.fn) != nullptr;
  if (!built_in && !f.column_definition) return;
  for (const Column& column : f.columns) {
    Expr* expr = arena.make<Expr>();
    expr->type = column.type;
    expr->typmod = column.typmod;
    expr->collation = column.collation;
    call.direct.push_back(expr);
    call.names.push_back(column.name);
  }
}

}  // namespace

bool Binder::out_columns(Oid function, std::vector<Column>* columns) {
  const auto add = [&](std::string name, Oid type) {
    columns->push_back({std::move(name), type, -1, default_collation(type)});
  };
  if (const SetFunctionDef* def = find_set_function(function); def != nullptr) {
    for (const ColumnDef& column : def->columns) add(column.name, column.type);
    return !def->columns.empty();
  }
  const catalog::Function* user = catalog_.function(function);
  if (user == nullptr) return false;
  for (const catalog::FunctionArgument& a : user->arguments) {
    if (a.mode != catalog::ArgMode::kOut && a.mode != catalog::ArgMode::kInOut &&
        a.mode != catalog::ArgMode::kTable) {
      continue;
    }
    add(a.name.empty() ? "column" + std::to_string(columns->size() + 1) : a.name, a.type);
  }
  return !columns->empty();
}

bool Binder::row_columns(const Expr& expr, std::vector<Column>* columns) {
  const Oid base = base_type(expr.type);
  const TypeInfo& info = type(base);
  if (info.fields != nullptr) {
    for (const CompositeField& f : *info.fields) {
      Column& column = columns->emplace_back();
      if (f.dropped) continue;
      column = {f.name, f.type, f.typmod, default_collation(f.type)};
    }
    return true;
  }
  if (info.kind == TypeKind::kComposite && info.relation_oid != kNoOid) {
    if (const catalog::Relation* relation = catalog_.relation(info.relation_oid);
        relation != nullptr) {
      for (const catalog::Attribute& a : relation->columns) {
        Column& column = columns->emplace_back();
        if (!a.dropped) column = {a.name, a.type, a.typmod, a.collation};
      }
      return true;
    }
  }
  if (base != oid::kRecord) return false;
  switch (expr.kind) {
    case ExprKind::kRow:
      for (size_t i = 0; i < expr.args.size(); ++i) {
        const Expr& e = *expr.args[i];
        columns->push_back({i < expr.names.size() ? expr.names[i] : "f" + std::to_string(i + 1),
                            e.type, e.typmod, e.collation});
      }
      return true;
    case ExprKind::kFunction:
    case ExprKind::kSetFunction: {
      if (!out_columns(expr.fn, columns)) return false;
      const catalog::Function* user = catalog_.function(expr.fn);
      if (user == nullptr) return true;
      // OUT parameters of polymorphic types are what the arguments make them.
      std::vector<Oid> actual;
      for (const Expr* arg : expr.args) actual.push_back(arg->type);
      for (Column& column : *columns) {
        if (type(column.type).kind != TypeKind::kPseudo || column.type == oid::kRecord) continue;
        std::vector<Oid> declared = user->input_types();
        declared.resize(actual.size(), declared.empty() ? kNoOid : declared.back());
        column.type = resolve_polymorphic(actual, declared, column.type, false);
        column.collation = default_collation(column.type);
      }
      return true;
    }
    case ExprKind::kVar: {
      const Scope* s = scope_;
      for (int32_t up = expr.levels_up; up > 0 && s != nullptr; --up) s = s->parent;
      if (s == nullptr || expr.varno < 1) return false;
      if (static_cast<size_t>(expr.varno) > s->query->rtable.size()) return false;
      const Rte& rte = *s->query->rtable[static_cast<size_t>(expr.varno) - 1];
      if (expr.attno == 0) {
        *columns = rte.columns;
        return true;
      }
      const size_t index = static_cast<size_t>(expr.attno) - 1;
      const Query* sub = rte.kind == RteKind::kSubquery ? rte.subquery : nullptr;
      if (rte.kind == RteKind::kCte) {
        const Scope* home = s;
        for (int32_t up = rte.cte_levels_up; up > 0 && home != nullptr; --up) home = home->parent;
        if (home == nullptr) return false;
        for (const Cte& cte : home->query->ctes) {
          if (cte.name == rte.cte) sub = cte.query;
        }
      }
      if (rte.kind == RteKind::kJoin && index < rte.join_columns.size()) {
        return row_columns(*rte.join_columns[index], columns);
      }
      if (sub == nullptr || index >= sub->targets.size()) return false;
      // The column of a subquery: its expression is read in its own level.
      Scope inner;
      inner.query = const_cast<Query*>(sub);
      inner.parent = const_cast<Scope*>(s);
      const InScope in(*this, &inner);
      return row_columns(*sub->targets[index].expr, columns);
    }
    case ExprKind::kCase:
    case ExprKind::kCoalesce:
      for (const Expr* e : expr.args) {
        if (e != nullptr && e->type == oid::kRecord && row_columns(*e, columns)) return true;
      }
      return false;
    case ExprKind::kSubLink:
      if (expr.sub == static_cast<uint8_t>(SubLinkKind::kScalar)) {
        Scope inner;
        inner.query = expr.query;
        inner.parent = scope_;
        const InScope in(*this, &inner);
        return row_columns(*expr.query->targets[0].expr, columns);
      }
      return false;
    default: return false;
  }
}

Rte* Binder::bind_from_function(const ast::RangeFunction& item, Scope& scope) {
  const bool saved_lateral = scope.lateral_active;
  scope.lateral_active = true;
  Rte* rte = arena_.make<Rte>();
  rte->kind = RteKind::kFunction;
  rte->pos = item.pos;
  rte->lateral = item.lateral;
  rte->ordinality = item.ordinality;
  std::vector<std::string> names;
  std::vector<const std::vector<ast::ColumnDef*>*> definitions;
  for (const ast::RangeFunctionItem& f : item.functions) {
    // unnest(a, b) is one unnest for each array.
    const auto* call = ast::as<ast::FuncCall>(f.call);
    if (call != nullptr && call->args.size() > 1 && call->name.size() == 1 &&
        call->name[0] == "unnest" && call->agg_order.empty() && !call->variadic &&
        call->agg_filter == nullptr && call->over == nullptr && f.columns.empty()) {
      for (ast::Expr* arg : call->args) {
        ast::FuncCall* one = arena_.make<ast::FuncCall>();
        one->name = {"pg_catalog", "unnest"};
        one->args = {arg};
        one->pos = call->pos;
        rte->functions.emplace_back().call = bind_expr(*one, scope, Place::kFromFunction);
        names.emplace_back("unnest");
        definitions.push_back(&f.columns);
      }
      continue;
    }
    rte->functions.emplace_back().call = bind_expr(*f.call, scope, Place::kFromFunction);
    names.push_back(column_name(*f.call));
    definitions.push_back(&f.columns);
  }
  scope.lateral_active = saved_lateral;
  if (!item.columns.empty()) {
    if (item.rows_from || rte->functions.size() != 1) {
      throw_error(
          Error(sqlstate::syntax_error,
                item.functions.size() == 1 && !item.rows_from
                    ? "UNNEST() with multiple arguments cannot have a column definition list"
                    : "ROWS FROM() with multiple functions cannot have a column definition list",
                item.columns[0]->pos)
              .with_hint("Put the column definition list inside ROWS FROM()."));
    }
    if (item.ordinality) {
      throw_error(Error(sqlstate::syntax_error,
                        "WITH ORDINALITY cannot be used with a column definition list",
                        item.columns[0]->pos)
                      .with_hint("Put the column definition list inside ROWS FROM()."));
    }
    definitions[0] = &item.columns;
  }
  for (size_t i = 0; i < rte->functions.size(); ++i) {
    RangeFunction& f = rte->functions[i];
    const Expr& call = *f.call;
    const std::vector<ast::ColumnDef*>& defined = *definitions[i];
    const Oid base = base_type(call.type);
    std::vector<Column> outs;
    const bool is_record = base == oid::kRecord;
    const bool known = (is_record || is_composite(base)) && row_columns(call, &outs);
    if (!defined.empty()) {
      const SourcePos pos = start_of(call);
      if (is_record && known) {
        throw_error(sqlstate::syntax_error,
                    "a column definition list is redundant for a function with OUT parameters",
                    defined[0]->pos != kNoPos ? defined[0]->pos : pos);
      }
      if (!is_record && known) {
        throw_error(sqlstate::syntax_error,
                    "a column definition list is redundant for a function returning a named "
                    "composite type",
                    defined[0]->pos != kNoPos ? defined[0]->pos : pos);
      }
      if (!is_record) {
        throw_error(sqlstate::syntax_error,
                    "a column definition list is only allowed for functions returning \"record\"",
                    defined[0]->pos != kNoPos ? defined[0]->pos : pos);
      }
      f.column_definition = true;
      for (const ast::ColumnDef* column : defined) {
        const TypeRef ref = type_ref(*column->type);
        f.columns.push_back({std::string(column->name), ref.type, ref.typmod,
                             default_collation(ref.type)});
      }
    } else if (known) {
      for (Column& c : outs) {
        if (!c.name.empty()) f.columns.push_back(std::move(c));
      }
    } else if (is_record) {
      throw_error(sqlstate::syntax_error,
                  "a column definition list is required for functions returning \"record\"",
                  start_of(call));
    } else {
      // A scalar: named by its one OUT parameter, else the alias, else the function.
      std::string name = names[i];
      std::vector<Column> out;
      if ((call.kind == ExprKind::kFunction || call.kind == ExprKind::kSetFunction) &&
          out_columns(call.fn, &out) && out.size() == 1) {
        name = out[0].name;
      } else if (rte->functions.size() == 1 && !item.alias.name.empty()) {
        name = std::string(item.alias.name);
      }
      f.columns.push_back({name, call.type, call.typmod, call.collation});
    }
    if (is_record || is_composite(base)) hand_over_columns(arena_, f);
    for (const Column& c : f.columns) rte->columns.push_back(c);
  }
  if (item.ordinality) rte->columns.push_back({"ordinality", oid::kInt8, -1, kNoOid});
  apply_alias(rte, item.alias, names[0]);
  if (!rte->lateral) {
    for (const RangeFunction& f : rte->functions) {
      rte->lateral = rte->lateral || any_node(f.call, [](const Expr& e) {
                       return e.kind == ExprKind::kVar && e.levels_up == 0;
                     });
    }
  }
  return rte;
}

}  // namespace rung::planner
