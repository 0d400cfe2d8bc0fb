// The SQL forms of XML functions, as calls of the hidden functions of functions/xml.cc.
#include <algorithm>

#include "planner/bind.h"
#include "types/xml.h"

namespace rung::planner {
namespace {

struct XmlFunction {
  ast::XmlExprKind kind;
  Oid function;
};
constexpr XmlFunction kFunctions[] = {
    {ast::XmlExprKind::kElement, 15901}, {ast::XmlExprKind::kForest, 15902},
    {ast::XmlExprKind::kConcat, 15903},  {ast::XmlExprKind::kParse, 15904},
    {ast::XmlExprKind::kPi, 15905},      {ast::XmlExprKind::kRoot, 15906},
    {ast::XmlExprKind::kIsDocument, 15908},
};
constexpr Oid kXmlSerialize = 15907;

Oid function_of(ast::XmlExprKind kind) {
  for (const XmlFunction& row : kFunctions) {
    if (row.kind == kind) return row.function;
  }
  RUNG_UNREACHABLE();
}

const char* construct_name(ast::XmlExprKind kind) {
  switch (kind) {
    case ast::XmlExprKind::kConcat: return "XMLCONCAT";
    case ast::XmlExprKind::kParse: return "XMLPARSE";
    case ast::XmlExprKind::kPi: return "XMLPI";
    case ast::XmlExprKind::kRoot: return "XMLROOT";
    default: return "IS DOCUMENT";
  }
}

}  // namespace

Expr* Binder::bind_xml(const ast::XmlExpr& xml) {
  const bool is_test = xml.op == ast::XmlExprKind::kIsDocument;
  Expr* made = node(ExprKind::kFunction, is_test ? oid::kBool : oid::kXml, xml.pos);
  made->fn = function_of(xml.op);
  made->form = CallForm::kSqlSyntax;
  const auto add_text = [&](std::string_view text) {
    Expr* constant = null_const(oid::kText);
    constant->value = context_.env.text(text);
    made->args.push_back(constant);
  };
  const auto add = [&](const ast::Expr& arg, Oid type) {
    Expr* value = bind(arg);
    Expr* converted = coerce_to_target(value, type, -1, CastContext::kAssignment,
                                       CallForm::kImplicitCast, kNoPos);
    if (converted == nullptr) {
      throw_error(sqlstate::datatype_mismatch,
                  std::string("argument of ") + construct_name(xml.op) + " must be type " +
                      type_text(type) + ", not type " + type_text(value->type),
                  start_of(*value));
    }
    made->args.push_back(converted);
  };
  // Attributes, or the elements of a forest: each has a name, written or of its column.
  const bool is_element = xml.op == ast::XmlExprKind::kElement;
  std::vector<std::string> names;
  const auto add_named = [&] {
    for (const ast::ResTarget* target : xml.named_args) {
      Expr* value = bind(*target->value);
      std::string name;
      if (!target->name.empty()) {
        name = xml_name(target->name, false);
      } else if (ast::as<ast::ColumnRef>(target->value) != nullptr) {
        name = xml_name(column_name(*target->value), true);
      } else {
        throw_error(sqlstate::syntax_error,
                    is_element ? "unnamed XML attribute value must be a column reference"
                               : "unnamed XML element value must be a column reference",
                    start_of(*value));
      }
      if (is_element && std::find(names.begin(), names.end(), name) != names.end()) {
        throw_error(sqlstate::syntax_error,
                    "XML attribute name \"" + name + "\" appears more than once",
                    start_of(*value));
      }
      names.push_back(name);
      add_text(name);
      made->args.push_back(value);
    }
  };
  switch (xml.op) {
    case ast::XmlExprKind::kElement:
      add_text(xml_name(xml.name, false));
      made->args.push_back(int_const(static_cast<int64_t>(xml.named_args.size())));
      add_named();
      for (const ast::Expr* arg : xml.args) made->args.push_back(bind(*arg));
      break;
    case ast::XmlExprKind::kForest: add_named(); break;
    case ast::XmlExprKind::kConcat:
    case ast::XmlExprKind::kIsDocument:
      for (const ast::Expr* arg : xml.args) add(*arg, oid::kXml);
      break;
    case ast::XmlExprKind::kParse:
      add(*xml.args[0], oid::kText);
      made->args.push_back(bool_const(xml.document));
      break;
    case ast::XmlExprKind::kPi:
      add_text(xml_name(xml.name, false));
      if (!xml.args.empty()) add(*xml.args[0], oid::kText);
      break;
    case ast::XmlExprKind::kRoot:
      add(*xml.args[0], oid::kXml);
      add(*xml.args[1], oid::kText);
      add(*xml.args[2], oid::kInt4);
      break;
  }
  return typed(made);
}

Expr* Binder::bind_xml_serialize(const ast::XmlSerialize& xml) {
  Expr* value = bind(*xml.arg);
  Expr* converted = coerce_to_target(value, oid::kXml, -1, CastContext::kAssignment,
                                     CallForm::kImplicitCast, kNoPos);
  if (converted == nullptr) {
    throw_error(sqlstate::datatype_mismatch,
                "argument of XMLSERIALIZE must be type xml, not type " + type_text(value->type),
                start_of(*value));
  }
  Expr* made = node(ExprKind::kFunction, oid::kText, xml.pos);
  made->fn = kXmlSerialize;
  made->form = CallForm::kSqlSyntax;
  made->args = {converted, bool_const(xml.document)};
  typed(made);
  const TypeRef target = type_ref(*xml.type);
  Expr* cast = coerce_to_target(made, target.type, target.typmod, CastContext::kImplicit,
                                CallForm::kImplicitCast, kNoPos);
  if (cast == nullptr) {
    throw_error(sqlstate::cannot_coerce,
                "cannot cast XMLSERIALIZE result to " + type_text(target.type), xml.pos);
  }
  return cast;
}

}  // namespace rung::planner
