#include <algorithm>
#include <cctype>

#include "catalog/search_path.h"
#include "catalog/system_column.h"
#include "expr/walk.h"
#include "functions/extensions.h"
#include "functions/registry.h"
#include "parser/parser.h"
#include "planner/deparser.h"

namespace rung::planner {

using parser::quote_identifier;

namespace {

// Literals are as standard_conforming_strings reads them: quotes doubled, backslashes plain.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += c;
    out += c;
  }
  return out + "'";
}

const char* sql_value_name(SqlValueKind kind) {
  switch (kind) {
    case SqlValueKind::kCurrentDate: return "CURRENT_DATE";
    case SqlValueKind::kCurrentTime: return "CURRENT_TIME";
    case SqlValueKind::kCurrentTimestamp: return "CURRENT_TIMESTAMP";
    case SqlValueKind::kLocaltime: return "LOCALTIME";
    case SqlValueKind::kLocaltimestamp: return "LOCALTIMESTAMP";
    case SqlValueKind::kCurrentRole: return "CURRENT_ROLE";
    case SqlValueKind::kCurrentUser: return "CURRENT_USER";
    case SqlValueKind::kUser: return "USER";
    case SqlValueKind::kSessionUser: return "SESSION_USER";
    case SqlValueKind::kCurrentCatalog: return "CURRENT_CATALOG";
    case SqlValueKind::kCurrentSchema: return "CURRENT_SCHEMA";
  }
  return "";
}

}  // namespace

void Deparser::list(const std::vector<Expr*>& items, bool show_implicit) {
  bool first = true;
  for (const Expr* item : items) {
    if (!first) out_ += ", ";
    first = false;
    expression(*item, show_implicit);
  }
}

namespace {

// A node that prints its arguments between brackets or keywords of its own.
bool encloses(const Expr& parent) {
  switch (parent.kind) {
    case ExprKind::kSubscript:
    case ExprKind::kArray:
    case ExprKind::kRow:
    case ExprKind::kCoalesce:
    case ExprKind::kMinMax:
    case ExprKind::kNullIf:
    case ExprKind::kAggregate:
    case ExprKind::kGrouping:
    case ExprKind::kWindow:
    case ExprKind::kCase: return true;
    case ExprKind::kFunction:
    case ExprKind::kSetFunction: return parent.form == CallForm::kCall;
    default: return false;
  }
}

bool is_boolean(const Expr& e) {
  return e.kind == ExprKind::kAnd || e.kind == ExprKind::kOr || e.kind == ExprKind::kNot;
}

// 1 for + and -, 2 for * / %, 0 for other operators.
int precedence(const Expr& e) {
  const OperatorDef* def = find_operator(e.op);
  if (def == nullptr || std::string_view(def->name).size() != 1) return 0;
  switch (def->name[0]) {
    case '+':
    case '-': return 1;
    case '*':
    case '/':
    case '%': return 2;
    default: return 0;
  }
}

}  // namespace

// What needs no parentheses as an operand of `parent` when few are wanted (pretty).
bool Deparser::is_simple(const Expr& e, const Expr& parent) const {
  switch (e.kind) {
    case ExprKind::kOperator:
      if (parent.kind == ExprKind::kOperator) {
        const int own = precedence(e), outer = precedence(parent);
        if (own == 0 || outer == 0 || e.args.size() != 2) return false;
        return own > outer || (own == outer && parent.args[0] == &e);
      }
      return is_boolean(parent) || encloses(parent);
    case ExprKind::kDistinctFrom:
    case ExprKind::kNullTest:
    case ExprKind::kBooleanTest:
    case ExprKind::kSubLink: return is_boolean(parent) || encloses(parent);
    case ExprKind::kAnd:
    case ExprKind::kNot:
      return parent.kind == ExprKind::kAnd || parent.kind == ExprKind::kOr || encloses(parent);
    case ExprKind::kOr: return parent.kind == ExprKind::kOr || encloses(parent);
    case ExprKind::kScalarArrayOp:
    case ExprKind::kRowCompare:
    case ExprKind::kCollate: return false;
    case ExprKind::kFieldSelect: return parent.kind != ExprKind::kFieldSelect;
    case ExprKind::kRelabel:
    case ExprKind::kCoerceViaIo:
    case ExprKind::kArrayCoerce:
    case ExprKind::kConvertRow:
    case ExprKind::kCoerceToDomain: return e.args.empty() || is_simple(*e.args[0], e);
    default: return true;
  }
}

void Deparser::operand(const Expr& parent, const Expr& e, bool show_implicit) {
  const bool parentheses = context_.pretty && !is_simple(e, parent);
  if (parentheses) out_ += '(';
  expression(e, show_implicit);
  if (parentheses) out_ += ')';
}

void Deparser::constant(const Expr& e, bool with_type) {
  if (e.value.null) {
    out_ += "NULL";
    if (with_type && e.type != oid::kUnknown) out_ += "::" + type_text(e.type, e.typmod);
    return;
  }
  TypeEnv env = context_.env;
  const TypeInfo& type = env.type(e.type);
  std::string text;
  type.ops->output(env, type, e.value, &text);
  bool label = with_type;
  switch (e.type) {
    case oid::kInt4:
      if (text[0] == '-') {
        out_ += "'" + text + "'";
      } else {
        out_ += text;
        label = false;
      }
      break;
    case oid::kNumeric: {
      const bool plain = std::isdigit(static_cast<unsigned char>(text[0])) != 0 &&
                         text.find_first_of("eE.") != std::string::npos;
      out_ += plain ? text : "'" + text + "'";
      label = with_type && (!plain || e.typmod >= 0);
      break;
    }
    case oid::kBool:
      out_ += e.value.b() ? "true" : "false";
      label = false;
      break;
    case oid::kUnknown:
      out_ += quoted(text);
      label = false;
      break;
    default: out_ += quoted(text);
  }
  if (label) out_ += "::" + type_text(e.type, e.typmod);
  const Oid usual = e.type == oid::kName ? kCCollation : kDefaultCollation;
  if (with_type && e.collation != kNoOid && type.collatable && e.collation != usual) {
    out_ += " COLLATE " + collation_name(context_, e.collation);
  }
}

std::string Deparser::column_name(const Rte& rte, int32_t attno) {
  const auto index = static_cast<size_t>(attno) - 1;
  if (index < rte.alias_columns.size() && !rte.alias_columns[index].empty()) {
    return rte.alias_columns[index];
  }
  // A relation's columns may have been renamed since the query was bound.
  if (rte.kind == RteKind::kRelation) {
    if (const catalog::Relation* r = context_.catalog->relation(rte.relation)) {
      if (const catalog::Attribute* a = r->column(attno)) return a->name;
    }
  }
  return index < rte.columns.size() ? rte.columns[index].name : "?column?";
}

// Fields of named types may have been renamed since the expression was bound.
std::string Deparser::field_name(const Expr& select) const {
  const TypeInfo* type = context_.catalog->find_type(select.args[0]->type);
  const auto field = static_cast<size_t>(select.attno) - 1;
  const bool known = type != nullptr && type->fields != nullptr && field < type->fields->size();
  return known ? (*type->fields)[field].name : select.name;
}

// A column of the relation that the expression belongs to; named with it inside of sub-queries.
void Deparser::relation_variable(const Expr& e) {
  if (relation_ == nullptr) {
    out_ += "???";
    return;
  }
  if (old_new_) {
    out_ += e.varno == 2 ? "new." : "old.";
  } else if (e.attno == 0 || !scopes_.empty()) {
    out_ += quote_identifier(relation_->name) + ".";
  }
  if (e.attno <= 0) {
    out_ += e.attno == 0 ? "*" : catalog::find_system_column(e.attno)->name;
    return;
  }
  const catalog::Attribute* column = relation_->column(e.attno);
  out_ += column == nullptr ? "???" : quote_identifier(column->name);
}

void Deparser::variable(const Expr& e) {
  if (scopes_.empty() || (relation_ != nullptr && static_cast<size_t>(e.levels_up) >= scopes_.size())) {
    relation_variable(e);
    return;
  }
  const auto level = scopes_.size() - 1 - std::min(static_cast<size_t>(e.levels_up), scopes_.size() - 1);
  const Scope& scope = scopes_[level];
  const Rte& rte = *scope.query->rtable[static_cast<size_t>(e.varno) - 1];
  // A column of an unnamed join is the column of the table it came from.
  if (rte.kind == RteKind::kJoin && rte.alias.empty() && e.attno > 0 &&
      static_cast<size_t>(e.attno) <= rte.join_columns.size()) {
    const Expr* source = rte.join_columns[static_cast<size_t>(e.attno) - 1];
    if (source != nullptr && source->kind == ExprKind::kVar) {
      Expr copy = *source;
      copy.levels_up = e.levels_up;
      variable(copy);
      return;
    }
    out_ += quote_identifier(column_name(rte, e.attno));
    return;
  }
  const std::string name = entry_name(scope, rte);
  if (e.attno == 0) {
    out_ += quote_identifier(name) + ".*";
    return;
  }
  if ((scope.prefix || e.levels_up > 0) && !name.empty()) out_ += quote_identifier(name) + ".";
  if (e.attno < 0) {
    out_ += catalog::find_system_column(e.attno)->name;
    return;
  }
  out_ += quote_identifier(column_name(rte, e.attno));
}

void Deparser::coercion(const Expr& e, const Expr& arg, Oid type, int32_t typmod) {
  if (arg.kind == ExprKind::kConst && arg.type == type && arg.typmod == -1) {
    constant(arg, false);
  } else {
    if (!context_.pretty) out_ += '(';
    operand(e, arg, false);
    if (!context_.pretty) out_ += ')';
  }
  out_ += "::" + type_text(type, typmod);
}

void Deparser::case_expression(const Expr& e) {
  keyword("CASE", 0, 4, 0);
  if (e.left != nullptr) {
    out_ += ' ';
    expression(*e.left, true);
  }
  size_t i = 0;
  for (; i + 1 < e.args.size(); i += 2) {
    keyword("WHEN ", 0, 0, 0);
    const Expr& when = *e.args[i];
    // "CASE x WHEN y" is kept as x = y over the tested value.
    const Expr* shown = &when;
    if (e.left != nullptr && when.kind == ExprKind::kOperator && when.args.size() == 2) {
      shown = when.args[1];
    }
    case_depth_ += e.left != nullptr ? 1 : 0;
    expression(*shown, false);
    case_depth_ -= e.left != nullptr ? 1 : 0;
    out_ += " THEN ";
    expression(*e.args[i + 1], true);
  }
  keyword("ELSE ", 0, 0, 0);
  if (i < e.args.size() && e.args[i] != nullptr) {
    expression(*e.args[i], true);
  } else {
    out_ += "NULL::" + type_text(e.type, -1);
  }
  keyword("END", -4, 0, 0);
}

void Deparser::sub_link(const Expr& e) {
  const auto kind = static_cast<SubLinkKind>(e.sub);
  out_ += kind == SubLinkKind::kArray ? "ARRAY(" : "(";
  const Expr* test = e.args.empty() ? nullptr : e.args[0];
  std::string op;
  if (test != nullptr) {
    // The test is an operator over the left side and the sub-query's columns, AND-ed for rows.
    std::vector<const Expr*> lefts;
    const auto add = [&](const Expr& t) {
      lefts.push_back(t.args[0]);
      op = operator_name(t.op);
    };
    if (test->kind == ExprKind::kOperator) {
      add(*test);
      expression(*lefts[0], true);
    } else if (test->kind == ExprKind::kRowCompare) {
      static constexpr const char* kOps[] = {"<", "<=", "=", ">=", ">", "<>"};
      op = kOps[test->sub];
      out_ += '(';
      for (size_t i = 0; i < test->args.size() / 2; ++i) {
        if (i > 0) out_ += ", ";
        expression(*test->args[i], true);
      }
      out_ += ')';
    } else {
      out_ += '(';
      for (const Expr* t : test->args) {
        if (!lefts.empty()) out_ += ", ";
        add(*t);
        expression(*lefts.back(), true);
      }
      out_ += ')';
    }
  }
  bool parentheses = true;
  switch (kind) {
    case SubLinkKind::kExists: out_ += "EXISTS "; break;
    case SubLinkKind::kAny: out_ += op == "=" ? " IN " : " " + op + " ANY "; break;
    case SubLinkKind::kAll: out_ += " " + op + " ALL "; break;
    case SubLinkKind::kRowCompare: out_ += " " + op + " "; break;
    case SubLinkKind::kScalar:
    case SubLinkKind::kMultiExpr:
    case SubLinkKind::kArray: parentheses = false; break;
  }
  if (parentheses) out_ += '(';
  inner_query(*e.query, true, false);
  out_ += parentheses ? "))" : ")";
}

void Deparser::subscript(const Expr& e) {
  const Expr& container = *e.args[0];
  const bool parentheses = container.kind != ExprKind::kVar && container.kind != ExprKind::kFieldSelect &&
                           container.kind != ExprKind::kSubscript;
  if (parentheses) out_ += '(';
  expression(container, true);
  if (parentheses) out_ += ')';
  for (size_t i = 1; i < e.args.size();) {
    out_ += '[';
    if (e.flag) {
      if (e.args[i] != nullptr) expression(*e.args[i], false);
      out_ += ':';
      if (i + 1 < e.args.size() && e.args[i + 1] != nullptr) expression(*e.args[i + 1], false);
      i += 2;
    } else {
      expression(*e.args[i], false);
      ++i;
    }
    out_ += ']';
  }
}

void Deparser::expression(const Expr& e, bool show_implicit) {
  const DepthGuard guard;
  const bool open = !context_.pretty;
  switch (e.kind) {
    case ExprKind::kConst: constant(e, true); return;
    case ExprKind::kExternal: {
      // An argument of a function: qualified where columns are in sight.
      if (e.name.empty()) {
        out_ += "$" + std::to_string(e.param);
        return;
      }
      const bool qualified = std::any_of(scopes_.begin(), scopes_.end(), [](const Scope& scope) {
        return !scope.query->rtable.empty();
      });
      if (e.name[0] == '$') {
        out_ += e.name;
      } else {
        if (qualified && !e.names.empty()) out_ += quote_identifier(e.names[0]) + ".";
        out_ += quote_identifier(e.name);
      }
      return;
    }
    case ExprKind::kParam: out_ += "$" + std::to_string(e.param); return;
    case ExprKind::kVar: variable(e); return;
    case ExprKind::kFunction:
    case ExprKind::kSetFunction: function_call(e, show_implicit); return;
    case ExprKind::kOperator: operator_call(e); return;
    case ExprKind::kDistinctFrom:
      if (open && e.negated) out_ += "(NOT ";
      if (open) out_ += '(';
      operand(e, *e.args[0], true);
      out_ += " IS DISTINCT FROM ";
      operand(e, *e.args[1], true);
      if (open) out_ += e.negated ? "))" : ")";
      return;
    case ExprKind::kNullIf:
      out_ += "NULLIF(";
      list(e.args, true);
      out_ += ')';
      return;
    case ExprKind::kScalarArrayOp:
      if (open) out_ += '(';
      operand(e, *e.args[0], true);
      out_ += " " + operator_name(e.op) + (e.use_or ? " ANY (" : " ALL (");
      operand(e, *e.args[1], true);
      out_ += open ? "))" : ")";
      return;
    case ExprKind::kAnd:
    case ExprKind::kOr: {
      if (open) out_ += '(';
      bool first = true;
      for (const Expr* arg : e.args) {
        if (!first) out_ += e.kind == ExprKind::kAnd ? " AND " : " OR ";
        first = false;
        operand(e, *arg, false);
      }
      if (open) out_ += ')';
      return;
    }
    case ExprKind::kNot:
      out_ += open ? "(NOT " : "NOT ";
      operand(e, *e.args[0], false);
      if (open) out_ += ')';
      return;
    case ExprKind::kNullTest:
      if (open) out_ += '(';
      operand(e, *e.args[0], true);
      out_ += e.negated ? " IS NOT NULL" : " IS NULL";
      if (open) out_ += ')';
      return;
    case ExprKind::kBooleanTest: {
      static constexpr const char* kTests[] = {" IS TRUE",      " IS NOT TRUE", " IS FALSE",
                                               " IS NOT FALSE", " IS UNKNOWN",  " IS NOT UNKNOWN"};
      if (open) out_ += '(';
      operand(e, *e.args[0], false);
      out_ += kTests[e.sub];
      if (open) out_ += ')';
      return;
    }
    case ExprKind::kCase: case_expression(e); return;
    case ExprKind::kCaseValue: out_ += case_depth_ > 0 ? "CASE_TEST_EXPR" : value_name_; return;
    case ExprKind::kCoalesce:
      out_ += "COALESCE(";
      list(e.args, true);
      out_ += ')';
      return;
    case ExprKind::kMinMax:
      out_ += e.sub == 0 ? "GREATEST(" : "LEAST(";
      list(e.args, true);
      out_ += ')';
      return;
    case ExprKind::kArray:
      out_ += "ARRAY[";
      list(e.args, true);
      out_ += ']';
      if (e.args.empty()) out_ += "::" + type_text(e.type, -1);
      return;
    case ExprKind::kRow:
      out_ += "ROW(";
      list(e.args, true);
      out_ += ')';
      if (e.form == CallForm::kExplicitCast && e.type != oid::kRecord) {
        out_ += "::" + type_text(e.type, -1);
      }
      return;
    case ExprKind::kRowCompare: {
      static constexpr const char* kOps[] = {"<", "<=", "=", ">=", ">", "<>"};
      const auto half = static_cast<std::ptrdiff_t>(e.args.size() / 2);
      out_ += "(ROW(";
      list({e.args.begin(), e.args.begin() + half}, true);
      out_ += std::string(") ") + kOps[e.sub] + " ROW(";
      list({e.args.begin() + half, e.args.end()}, true);
      out_ += "))";
      return;
    }
    case ExprKind::kSubscript: subscript(e); return;
    case ExprKind::kFieldSelect: {
      const Expr& arg = *e.args[0];
      const bool parentheses = arg.kind != ExprKind::kSubscript && arg.kind != ExprKind::kFieldSelect;
      if (parentheses) out_ += '(';
      const auto up = static_cast<size_t>(arg.levels_up);
      if (arg.kind == ExprKind::kVar && arg.attno == 0 && up < scopes_.size()) {
        const Scope& scope = scopes_[scopes_.size() - 1 - up];
        const Rte& rte = *scope.query->rtable[static_cast<size_t>(arg.varno) - 1];
        out_ += quote_identifier(entry_name(scope, rte));
      } else {
        expression(arg, true);
      }
      if (parentheses) out_ += ')';
      out_ += "." + quote_identifier(field_name(e));
      return;
    }
    case ExprKind::kFieldStore: expression(*e.args[1], true); return;
    case ExprKind::kRelabel:
    case ExprKind::kCoerceViaIo:
    case ExprKind::kArrayCoerce:
    case ExprKind::kConvertRow:
    case ExprKind::kCoerceToDomain:
      if (e.form == CallForm::kImplicitCast && !show_implicit) {
        operand(e, *e.args[0], false);
      } else {
        coercion(e, *e.args[0], e.type, e.typmod);
      }
      return;
    case ExprKind::kCollate:
      if (open) out_ += '(';
      operand(e, *e.args[0], show_implicit);
      out_ += " COLLATE " + collation_name(context_, e.collation);
      if (open) out_ += ')';
      return;
    case ExprKind::kSqlValue:
      out_ += sql_value_name(static_cast<SqlValueKind>(e.sub));
      if (e.typmod >= 0) out_ += "(" + std::to_string(e.typmod) + ")";
      return;
    case ExprKind::kSubLink: sub_link(e); return;
    case ExprKind::kSubLinkColumn: out_ += "?column?"; return;
    case ExprKind::kAggregate: aggregate(e); return;
    case ExprKind::kWindow: window_call(e); return;
    case ExprKind::kGrouping:
      out_ += "GROUPING(";
      list(e.args, true);
      out_ += ')';
      return;
    case ExprKind::kNextval:
      out_ += "nextval('" + relation_name(context_, e.oids.empty() ? kNoOid : e.oids[0]) +
              "'::regclass)";
      return;
    case ExprKind::kDefault: out_ += "DEFAULT"; return;
    case ExprKind::kPartitionBound: return partition_bound(e);
    case ExprKind::kCurrentOf: out_ += "CURRENT OF " + quote_identifier(e.name); return;
    case ExprKind::kSlot:
    case ExprKind::kExecParam: out_ += "$" + std::to_string(e.param); return;
    case ExprKind::kSubPlan: out_ += e.name; return;  // "(SubPlan 1)", as the plan names it
  }
}

void Deparser::partition_bound(const Expr& e) {
  const auto values = [&](size_t from, size_t to) {
    out_ += '(';
    for (size_t i = from; i < to; ++i) {
      if (i > from) out_ += ", ";
      const Expr& value = *e.args[i];
      if (value.flag) {
        out_ += value.negated ? "MAXVALUE" : "MINVALUE";
      } else {
        constant(value, false);
      }
    }
    out_ += ')';
  };
  switch (e.sub) {
    case 'l':
      out_ += "FOR VALUES IN ";
      return values(0, e.args.size());
    case 'r':
      out_ += "FOR VALUES FROM ";
      values(0, e.args.size() / 2);
      out_ += " TO ";
      return values(e.args.size() / 2, e.args.size());
    case 'h':
      out_ += "FOR VALUES WITH (modulus " + std::to_string(e.attno) + ", remainder " +
              std::to_string(e.param) + ")";
      return;
    default: out_ += "DEFAULT";
  }
}

std::string deparse_expression(DeparseContext& context, const Expr& expr,
                               const catalog::Relation* relation) {
  Deparser deparser(context);
  deparser.over_relation(relation);
  deparser.expression(expr, false);
  return deparser.take();
}

}  // namespace rung::planner
