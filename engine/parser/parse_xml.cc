// The XML functions and XMLTABLE.
#include "parser/parser_impl.h"

namespace rung::parser {

std::vector<ResTarget*> Parser::xml_attribute_list() {
  std::vector<ResTarget*> list;
  do {
    ResTarget* attribute = make<ResTarget>(pos());
    attribute->value = a_expr();
    if (accept(Keyword::kAs)) attribute->name = col_label();
    list.push_back(attribute);
  } while (accept(','));
  return list;
}

Expr* Parser::xml_exists_call() {
  FuncCall* call = system_call("xmlexists", pos());
  at_ += 2;
  Expr* path = c_expr();
  expect(Keyword::kPassing);
  const auto mechanism = [this] {
    if (!accept(Keyword::kBy)) return;
    if (!accept(Keyword::kRef)) {
      if (!at(Keyword::kValue)) syntax_error();
      advance();
    }
  };
  mechanism();
  call->args = {path, c_expr()};
  mechanism();
  expect(')');
  return call;
}

Expr* Parser::xml_call() {
  if (at(Keyword::kXmlexists)) return xml_exists_call();
  const Keyword word = peek().keyword;
  const SourcePos where = pos();
  at_ += 2;
  XmlExpr* xml = make<XmlExpr>(where);
  switch (word) {
    case Keyword::kXmlconcat:
      xml->op = XmlExprKind::kConcat;
      xml->args = expr_list();
      break;
    case Keyword::kXmlelement:
      xml->op = XmlExprKind::kElement;
      expect(Keyword::kName);
      xml->name = col_label();
      if (accept(',')) {
        if (at(Keyword::kXmlattributes) && next_is(1, '(')) {
          at_ += 2;
          xml->named_args = xml_attribute_list();
          expect(')');
          if (accept(',')) xml->args = expr_list();
        } else {
          xml->args = expr_list();
        }
      }
      break;
    case Keyword::kXmlforest:
      xml->op = XmlExprKind::kForest;
      xml->named_args = xml_attribute_list();
      break;
    case Keyword::kXmlparse:
      xml->op = XmlExprKind::kParse;
      xml->document = at(Keyword::kDocument);
      if (!xml->document && !at(Keyword::kContent)) syntax_error();
      advance();
      xml->args.push_back(a_expr());
      if (at(Keyword::kPreserve) || at(Keyword::kStrip)) {
        xml->preserve_whitespace = at(Keyword::kPreserve);
        advance();
        expect(Keyword::kWhitespace);
      }
      break;
    case Keyword::kXmlpi:
      xml->op = XmlExprKind::kPi;
      expect(Keyword::kName);
      xml->name = col_label();
      if (accept(',')) xml->args.push_back(a_expr());
      break;
    case Keyword::kXmlroot: {
      xml->op = XmlExprKind::kRoot;
      xml->args.push_back(a_expr());
      expect(',');
      expect(Keyword::kVersion);
      if (at(Keyword::kNo) && next_is(1, Keyword::kValue)) {
        at_ += 2;
        xml->args.push_back(make<Constant>(kNoPos));
      } else {
        xml->args.push_back(a_expr());
      }
      int32_t standalone = 3;  // not given
      if (accept(',')) {
        expect(Keyword::kStandalone);
        if (accept(Keyword::kYes)) {
          standalone = 0;
        } else {
          expect(Keyword::kNo);
          standalone = accept(Keyword::kValue) ? 2 : 1;
        }
      }
      xml->args.push_back(integer_node(standalone, kNoPos));
      break;
    }
    default: {
      XmlSerialize* serialize = make<XmlSerialize>(where);
      serialize->document = at(Keyword::kDocument);
      if (!serialize->document && !at(Keyword::kContent)) syntax_error();
      advance();
      serialize->arg = a_expr();
      expect(Keyword::kAs);
      serialize->type = simple_type_name(false);
      expect(')');
      return serialize;
    }
  }
  expect(')');
  return xml;
}

// XMLTABLE([XMLNAMESPACES(...),] row PASSING document COLUMNS ...)
FromItem* Parser::xml_table(bool lateral) {
  RangeTableFunc* table = make<RangeTableFunc>(pos());
  table->lateral = lateral;
  at_ += 2;
  if (at(Keyword::kXmlnamespaces) && next_is(1, '(')) {
    at_ += 2;
    do {
      ResTarget* ns = make<ResTarget>(pos());
      if (accept(Keyword::kDefault)) {
        ns->value = b_expr();
      } else {
        ns->value = b_expr();
        expect(Keyword::kAs);
        ns->name = col_label();
      }
      table->namespaces.push_back(ns);
    } while (accept(','));
    expect(')');
    expect(',');
  }
  table->row = c_expr();
  expect(Keyword::kPassing);
  if (accept(Keyword::kBy)) accept(Keyword::kRef) || (expect(Keyword::kValue), true);
  table->document = c_expr();
  if (accept(Keyword::kBy)) accept(Keyword::kRef) || (expect(Keyword::kValue), true);
  expect(Keyword::kColumns);
  do {
    XmlTableColumn column;
    column.pos = pos();
    column.name = col_id();
    if (accept(Keyword::kFor)) {
      expect(Keyword::kOrdinality);
      column.for_ordinality = true;
    } else {
      column.type = type_name();
      bool saw_null = false;
      for (;;) {
        if (at(Keyword::kNot) || at(Keyword::kNull)) {
          if (saw_null) {
            throw_error(sqlstate::syntax_error,
                        "conflicting or redundant NULL / NOT NULL declarations for column \"" +
                            std::string(column.name) + "\"",
                        column.pos);
          }
          saw_null = true;
        }
        if (accept(Keyword::kDefault)) {
          column.default_value = b_expr();
        } else if (accept(Keyword::kNot)) {
          expect(Keyword::kNull);
          column.not_null = true;
        } else if (accept(Keyword::kNull)) {
          column.not_null = false;
        } else if (at(TokenKind::kIdent)) {
          const Token& word = peek();
          if (word.text != "path") {
            throw_error(sqlstate::syntax_error,
                        "unrecognized column option \"" + std::string(word.text) + "\"",
                        word.begin);
          }
          advance();
          column.path = b_expr();
        } else {
          break;
        }
      }
    }
    table->columns.push_back(column);
  } while (accept(','));
  expect(')');
  return table;
}

}  // namespace rung::parser
