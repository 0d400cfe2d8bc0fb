// Calls printed back: functions, operators, aggregates and window functions.
#include "functions/registry.h"
#include "parser/parser.h"
#include "planner/deparser.h"

namespace rung::planner {

using parser::quote_identifier;

namespace {

// PostgreSQL's exprIsLengthCoercion: a cast function's typmod is its second, constant argument.
int32_t coerced_typmod(const Expr& e) {
  if (e.args.size() >= 2 && e.args[1]->kind == ExprKind::kConst && e.args[1]->type == oid::kInt4 &&
      !e.args[1]->value.null) {
    return static_cast<int32_t>(e.args[1]->value.i);
  }
  return e.typmod;
}

}  // namespace

// Calls that SQL writes with words of their own.
bool Deparser::sql_syntax_call(const Expr& e, std::string_view name) {
  const auto arg = [&](size_t i) { expression(*e.args[i], false); };
  const size_t n = e.args.size();
  if (name == "timezone" && n == 2) {
    out_ += '(';
    operand(e, *e.args[1], false);
    out_ += " AT TIME ZONE ";
    operand(e, *e.args[0], false);
    out_ += ')';
    return true;
  }
  if (name == "overlaps" && n == 4) {
    out_ += "((";
    arg(0), out_ += ", ", arg(1), out_ += ") OVERLAPS (", arg(2), out_ += ", ", arg(3);
    out_ += "))";
    return true;
  }
  if (name == "extract" && n == 2) {
    out_ += "EXTRACT(";
    if (e.args[0]->kind == ExprKind::kConst && !e.args[0]->value.null) {
      out_ += quote_identifier(e.args[0]->value.bytes());
    } else {
      arg(0);
    }
    out_ += " FROM ", arg(1);
    out_ += ')';
    return true;
  }
  if (name == "position" && n == 2) {
    out_ += "POSITION((";
    arg(1), out_ += ") IN (", arg(0);
    out_ += "))";
    return true;
  }
  // With a pattern it is a call like any other.
  if (name == "substring" && n >= 2 && e.args[1]->type == oid::kInt4) {
    out_ += "SUBSTRING(";
    arg(0), out_ += " FROM ", arg(1);
    if (n == 3) out_ += " FOR ", arg(2);
    out_ += ')';
    return true;
  }
  if (name == "overlay" && n >= 3) {
    out_ += "OVERLAY(";
    arg(0), out_ += " PLACING ", arg(1), out_ += " FROM ", arg(2);
    if (n == 4) out_ += " FOR ", arg(3);
    out_ += ')';
    return true;
  }
  const char* side = name == "btrim" ? "BOTH" : name == "ltrim" ? "LEADING" : name == "rtrim" ? "TRAILING" : nullptr;
  if (side != nullptr) {
    out_ += std::string("TRIM(") + side;
    if (n == 2) out_ += ' ', arg(1);
    out_ += " FROM ", arg(0);
    out_ += ')';
    return true;
  }
  return xml_call(e, name);
}

void Deparser::function_call(const Expr& e, bool show_implicit) {
  if (e.form == CallForm::kImplicitCast && !show_implicit) {
    operand(e, *e.args[0], false);
    return;
  }
  if (e.form == CallForm::kExplicitCast || e.form == CallForm::kImplicitCast) {
    coercion(e, *e.args[0], e.type, coerced_typmod(e));
    return;
  }
  const std::string name = function_name(e.fn);
  if (e.form == CallForm::kSqlSyntax) {
    const FunctionDef* builtin = find_function(e.fn);
    if (builtin != nullptr && sql_syntax_call(e, builtin->name)) return;
  }
  out_ += name + "(";
  for (size_t i = 0; i < e.args.size(); ++i) {
    if (i > 0) out_ += ", ";
    if (e.variadic && i + 1 == e.args.size()) out_ += "VARIADIC ";
    if (i < e.names.size() && !e.names[i].empty()) out_ += quote_identifier(e.names[i]) + " => ";
    expression(*e.args[i], true);
  }
  out_ += ")";
}

void Deparser::operator_call(const Expr& e) {
  if (!context_.pretty) out_ += '(';
  if (e.args.size() == 1) {
    out_ += operator_name(e.op) + " ";
    operand(e, *e.args[0], true);
  } else {
    operand(e, *e.args[0], true);
    out_ += " " + operator_name(e.op) + " ";
    operand(e, *e.args[1], true);
  }
  if (!context_.pretty) out_ += ')';
}

void Deparser::aggregate(const Expr& e) {
  out_ += function_name(e.fn) + "(";
  if (e.distinct) out_ += "DISTINCT ";
  const bool within_group = !e.direct.empty() || (e.flag && !e.order.empty());
  if (within_group) {
    list(e.direct, true);
    out_ += ") WITHIN GROUP (ORDER BY ";
  } else if (e.star) {
    out_ += '*';
  } else {
    // Arguments that only ORDER BY needs come after the others and are not printed as arguments.
    size_t shown = e.args.size();
    while (shown > 0 && e.param > 0 && shown > static_cast<size_t>(e.param)) --shown;
    for (size_t i = 0; i < shown; ++i) {
      if (i > 0) out_ += ", ";
      if (e.variadic && i + 1 == shown) out_ += "VARIADIC ";
      expression(*e.args[i], true);
    }
    if (!e.order.empty()) out_ += " ORDER BY ";
  }
  bool first = true;
  for (const ExprOrder& order : e.order) {
    if (!first) out_ += ", ";
    first = false;
    expression(*e.args[order.arg], false);
    if (order.descending) out_ += order.nulls_first ? " DESC" : " DESC NULLS LAST";
    else if (order.nulls_first) out_ += " NULLS FIRST";
  }
  out_ += ')';
  if (e.filter != nullptr) {
    out_ += " FILTER (WHERE ";
    expression(*e.filter, false);
    out_ += ')';
  }
}

void Deparser::window_call(const Expr& e) {
  out_ += function_name(e.fn) + "(";
  if (e.star) {
    out_ += '*';
  } else {
    list(e.args, true);
  }
  out_ += ')';
  if (e.filter != nullptr) {
    out_ += " FILTER (WHERE ";
    expression(*e.filter, false);
    out_ += ')';
  }
  out_ += " OVER ";
  const Query* q = current();
  const auto index = static_cast<size_t>(e.varno);
  if (q == nullptr || index >= q->windows.size()) {
    out_ += "(?)";
    return;
  }
  const WindowClause& window = q->windows[index];
  if (!window.name.empty()) {
    out_ += quote_identifier(window.name);
  } else {
    window_definition(*q, window);
  }
}

}  // namespace rung::planner
