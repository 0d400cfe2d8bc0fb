// The SQL forms of XML functions, printed back from the calls that bind_xml.cc makes of them.
#include "parser/parser.h"
#include "planner/deparser.h"

namespace rung::planner {

using parser::quote_identifier;

namespace {

std::string text_constant(const Expr& e) {
  return e.value.null ? std::string() : std::string(e.value.bytes());
}

}  // namespace

bool Deparser::xml_call(const Expr& e, std::string_view name) {
  const auto& args = e.args;
  // A name and a value for each of `count`.
  const auto named = [&](size_t from, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      if (i > 0) out_ += ", ";
      expression(*args[from + i * 2 + 1], true);
      out_ += " AS " + quote_identifier(text_constant(*args[from + i * 2]));
    }
  };
  const auto rest = [&](size_t from) {
    for (size_t i = from; i < args.size(); ++i) {
      if (i > from) out_ += ", ";
      expression(*args[i], true);
    }
  };
  if (name == "xmlelement") {
    const auto attributes = static_cast<size_t>(args[1]->value.i);
    out_ += "XMLELEMENT(NAME " + quote_identifier(text_constant(*args[0]));
    if (attributes > 0) {
      out_ += ", XMLATTRIBUTES(";
      named(2, attributes);
      out_ += ')';
    }
    const size_t content = 2 + attributes * 2;
    if (content < args.size()) {
      out_ += ", ";
      rest(content);
    }
  } else if (name == "xmlforest") {
    out_ += "XMLFOREST(";
    named(0, args.size() / 2);
  } else if (name == "xmlconcat") {
    out_ += "XMLCONCAT(";
    rest(0);
  } else if (name == "xmlparse") {
    out_ += args[1]->value.b() ? "XMLPARSE(DOCUMENT " : "XMLPARSE(CONTENT ";
    expression(*args[0], true);
    out_ += " STRIP WHITESPACE";
  } else if (name == "xmlpi") {
    out_ += "XMLPI(NAME " + quote_identifier(text_constant(*args[0]));
    if (args.size() > 1) {
      out_ += ", ";
      expression(*args[1], true);
    }
  } else if (name == "xmlroot") {
    constexpr const char* kStandalone[] = {", STANDALONE YES", ", STANDALONE NO",
                                           ", STANDALONE NO VALUE", ""};
    out_ += "XMLROOT(";
    expression(*args[0], true);
    out_ += ", VERSION ";
    if (args[1]->kind == ExprKind::kConst && args[1]->value.null) {
      out_ += "NO VALUE";
    } else {
      expression(*args[1], true);
    }
    out_ += kStandalone[args[2]->value.i & 3];
  } else if (name == "xmlserialize") {
    out_ += args[1]->value.b() ? "XMLSERIALIZE(DOCUMENT " : "XMLSERIALIZE(CONTENT ";
    expression(*args[0], true);
    out_ += " AS text";
  } else if (name == "xml_is_document") {
    out_ += '(';
    expression(*args[0], true);
    out_ += " IS DOCUMENT";
  } else {
    return false;
  }
  out_ += ')';
  return true;
}

}  // namespace rung::planner
