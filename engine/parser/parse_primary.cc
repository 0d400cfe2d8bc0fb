// Operands: constants, columns, parentheses, rows, arrays, CASE, and which special form a word
// begins.
#include "parser/parser_impl.h"

namespace rung::parser {

Expr* Parser::c_expr() {
  const Token& token = peek();
  const bool outer_label_context = label_context_;
  label_context_ = false;
  Expr* result = nullptr;
  switch (token.kind) {
    case TokenKind::kInteger:
      result = integer_node(token.integer, token.begin);
      advance();
      break;
    case TokenKind::kFloat:
    case TokenKind::kBitString: {
      Constant* constant = make<Constant>(token.begin);
      constant->const_kind =
          token.kind == TokenKind::kFloat ? ConstantKind::kFloat : ConstantKind::kBitString;
      constant->text = take_word();
      result = constant;
      break;
    }
    case TokenKind::kString:
      result = string_node(token.text, token.begin);
      advance();
      break;
    case TokenKind::kParam: {
      ParamRef* param = make<ParamRef>(token.begin);
      param->number = token.integer;
      advance();
      result = with_indirection(param);
      break;
    }
    case TokenKind::kSelf:
      if (token.self != '(') syntax_error();
      result = parenthesised_expr();
      break;
    case TokenKind::kIdent: result = column_or_call(true); break;
    case TokenKind::kKeyword: result = word_expr(); break;
    default: syntax_error();
  }
  label_context_ = outer_label_context;
  return result;
}

Expr* Parser::word_expr() {
  const Token& token = peek();
  switch (keyword_category(token.keyword)) {
    case KeywordCategory::kUnreserved:
      if (token.keyword == Keyword::kDouble && next_is(1, Keyword::kPrecision)) {
        return typed_literal(simple_type_name(true));
      }
      return column_or_call(true);
    case KeywordCategory::kColName: {
      bool found = false;
      Expr* special = special_call(&found);
      if (found) return special;
      if (at_built_in_type()) {
        const Token& next = soft_peek(1);
        const bool continues =
            next.kind == TokenKind::kString ||
            (next.kind == TokenKind::kSelf && next.self == '(') ||
            next.keyword == Keyword::kVarying || next.keyword == Keyword::kWithout ||
            (next.keyword == Keyword::kWith && next_is(2, Keyword::kTime)) ||
            (token.keyword == Keyword::kNational &&
             (next.keyword == Keyword::kCharacter || next.keyword == Keyword::kChar));
        if (continues) return typed_literal(simple_type_name(true));
      }
      // As a column these words stand alone; no function may have their names.
      if (next_is(1, '(')) {
        advance();
        syntax_error();
      }
      return column_or_call(true);
    }
    case KeywordCategory::kTypeFuncName: {
      bool found = false;
      Expr* special = special_call(&found);
      if (found) return special;
      return column_or_call(false);
    }
    case KeywordCategory::kReserved: return reserved_expr();
  }
  syntax_error();
}

Expr* Parser::reserved_expr() {
  const SourcePos where = pos();
  switch (peek().keyword) {
    case Keyword::kTrue:
    case Keyword::kFalse: {
      const bool value = at(Keyword::kTrue);
      advance();
      return boolean_node(value, where);
    }
    case Keyword::kNull: advance(); return make<Constant>(where);
    case Keyword::kCase: return case_expr();
    case Keyword::kArray: return array_expr();
    default: {
      bool found = false;
      Expr* special = special_call(&found);
      if (!found) syntax_error();
      return special;
    }
  }
}

// type 'literal'; the type has been read.
Expr* Parser::typed_literal(TypeName* type) {
  const SourcePos where = pos();
  if (!at(TokenKind::kString)) syntax_error();
  TypeCast* cast = make<TypeCast>(kNoPos);
  cast->arg = string_node(string_constant(), where);
  cast->type = type;
  // INTERVAL '1' DAY: the fields follow the literal.
  if (type->names.size() == 2 && type->names[1] == "interval" && type->names[0] == "pg_catalog" &&
      type->typmods.empty()) {
    interval_fields(type);
  }
  return cast;
}

// A name: a column with its indirection, a function call, or a type before a literal.
Expr* Parser::column_or_call(bool column_allowed) {
  const Token& first = peek();
  const SourcePos where = first.begin;
  const bool function_allowed = at_type_function_name();
  std::vector<IndirectionElem> path;
  const std::string_view name = take_word();
  bool plain = true;  // a dotted name so far
  bool star = false;
  while (column_allowed && indirection_elem(&path, true)) {
    plain = plain && path.back().kind == IndirectionKind::kField;
    star = path.back().kind == IndirectionKind::kStar;
    if (star && !at('.') && !at('[')) break;
    if (star) throw_error(sqlstate::syntax_error, "improper use of \"*\"", path.back().pos);
  }
  if (plain && (function_allowed || !path.empty()) && (at('(') || at(TokenKind::kString))) {
    NameList names{name};
    for (const IndirectionElem& elem : path) names.push_back(elem.field);
    if (at('(')) return call(std::move(names), where, false);
    TypeName* type = make<TypeName>(where);
    type->names = std::move(names);
    return typed_literal(type);
  }
  if (!column_allowed) syntax_error();
  ColumnRef* column = make<ColumnRef>(where);
  column->fields.push_back(name);
  size_t used = 0;
  while (used < path.size() && path[used].kind == IndirectionKind::kField) {
    column->fields.push_back(path[used++].field);
  }
  if (used < path.size() && path[used].kind == IndirectionKind::kStar) {
    column->star = true;
    return column;
  }
  if (used == path.size()) return column;
  Indirection* indirection = make<Indirection>(where);
  indirection->arg = column;
  indirection->path.assign(path.begin() + static_cast<std::ptrdiff_t>(used), path.end());
  return indirection;
}

// One of .name .* [i] [a:b]; false when the current token begins none.
bool Parser::indirection_elem(std::vector<IndirectionElem>* path, bool allow_star) {
  IndirectionElem elem;
  elem.pos = pos();
  if (at('.')) {
    advance();
    if (allow_star && at('*')) {
      advance();
      elem.kind = IndirectionKind::kStar;
    } else {
      elem.field = col_label();
    }
    path->push_back(elem);
    return true;
  }
  if (!at('[')) return false;
  advance();
  elem.kind = IndirectionKind::kSubscript;
  if (!at(':')) elem.upper = a_expr();
  if (accept(':')) {
    elem.kind = IndirectionKind::kSlice;
    elem.lower = elem.upper;
    elem.upper = at(']') ? nullptr : a_expr();
  }
  expect(']');
  path->push_back(elem);
  return true;
}

Expr* Parser::with_indirection(Expr* arg) {
  if (!at('.') && !at('[')) return arg;
  Indirection* node = make<Indirection>(arg->pos);
  node->arg = arg;
  while (indirection_elem(&node->path, true)) {
    if (node->path.back().kind == IndirectionKind::kStar && (at('.') || at('['))) {
      throw_error(sqlstate::syntax_error, "improper use of \"*\"", node->path.back().pos);
    }
  }
  return node;
}

Expr* Parser::sublink(SelectStmt* select, SourcePos where) {
  SubLink* link = make<SubLink>(where);
  link->link_kind = SubLinkKind::kExpr;
  link->subselect = select;
  return link;
}

// '(' a query, an expression, or a list of expressions (a ListExpr at its first comma) ')'.
SelectOrExpr Parser::paren_contents(bool list_allowed) {
  const DepthGuard guard(this);
  const bool outer_label_context = label_context_;
  label_context_ = false;
  SelectOrExpr result;
  expect('(');
  if (starts_select(0)) {
    result.select = select_no_parens();
  } else if (at('(') && at_select_in_parens()) {
    const SourcePos where = pos();
    const SelectOrExpr inner = paren_contents();
    if (inner.select != nullptr && (at(')') || at_select_tail())) {
      result.select = at(')') ? inner.select : select_tail(inner.select, nullptr);
    } else {
      Expr* left = nullptr;
      if (inner.select != nullptr) {
        left = with_indirection(sublink(inner.select, where));
      } else if (is<ListExpr>(inner.expr)) {
        RowExpr* row = make<RowExpr>(where);
        row->args = static_cast<ListExpr*>(inner.expr)->items;
        left = row_or_overlaps(row);
      } else {
        left = with_indirection(inner.expr);
      }
      result.expr = expr_rest(left, kPrecLowest, false);
    }
  } else {
    result.expr = a_expr();
  }
  if (result.expr != nullptr && list_allowed && at(',')) {
    ListExpr* list = make<ListExpr>(pos());
    list->items.push_back(result.expr);
    while (accept(',')) list->items.push_back(a_expr());
    result.expr = list;
  }
  expect(')');
  label_context_ = outer_label_context;
  return result;
}

Expr* Parser::parenthesised_expr() {
  const SourcePos where = pos();
  const SelectOrExpr contents = paren_contents();
  if (contents.select != nullptr) return with_indirection(sublink(contents.select, where));
  if (is<ListExpr>(contents.expr)) {
    RowExpr* row = make<RowExpr>(where);
    row->args = static_cast<ListExpr*>(contents.expr)->items;
    return row_or_overlaps(row);
  }
  return with_indirection(contents.expr);
}

// row OVERLAPS row, or the row itself.
Expr* Parser::row_or_overlaps(RowExpr* row) {
  if (!at(Keyword::kOverlaps)) return row;
  const SourcePos where = pos();
  advance();
  const SourcePos right_at = pos();
  std::vector<Expr*> right;
  const bool explicit_row = accept(Keyword::kRow);
  if (!at('(')) syntax_error();
  if (explicit_row && next_is(1, ')')) {
    at_ += 2;
  } else {
    const SelectOrExpr contents = paren_contents();
    if (is<ListExpr>(contents.expr)) {
      right = static_cast<ListExpr*>(contents.expr)->items;
    } else if (explicit_row && contents.expr != nullptr) {
      right.push_back(contents.expr);
    } else {
      syntax_error();
    }
  }
  if (row->args.size() != 2) {
    throw_error(sqlstate::syntax_error,
                "wrong number of parameters on left side of OVERLAPS expression", row->pos);
  }
  if (right.size() != 2) {
    throw_error(sqlstate::syntax_error,
                "wrong number of parameters on right side of OVERLAPS expression", right_at);
  }
  FuncCall* call = system_call("overlaps", where);
  call->args = {row->args[0], row->args[1], right[0], right[1]};
  return call;
}

Expr* Parser::case_expr() {
  CaseExpr* node = make<CaseExpr>(pos());
  advance();
  if (!at(Keyword::kWhen)) node->arg = a_expr();
  do {
    CaseWhen when;
    when.pos = pos();
    expect(Keyword::kWhen);
    when.when = a_expr();
    expect(Keyword::kThen);
    when.result = a_expr();
    node->whens.push_back(when);
  } while (at(Keyword::kWhen));
  if (accept(Keyword::kElse)) node->otherwise = a_expr();
  expect(Keyword::kEnd);
  return node;
}

// ARRAY[...] or ARRAY(query)
Expr* Parser::array_expr() {
  const SourcePos where = pos();
  advance();
  if (at('(')) {
    const SelectOrExpr contents = [&] {
      SelectOrExpr only_select;
      only_select.select = select_with_parens();
      return only_select;
    }();
    SubLink* link = make<SubLink>(where);
    link->link_kind = SubLinkKind::kArray;
    link->subselect = contents.select;
    return link;
  }
  if (!at('[')) syntax_error();
  ArrayExpr* array = array_literal();
  array->pos = where;
  return array;
}

ArrayExpr* Parser::array_literal() {
  const DepthGuard guard(this);
  ArrayExpr* array = make<ArrayExpr>(pos());
  expect('[');
  if (accept(']')) return array;
  const bool nested = at('[');
  do {
    if (nested) {
      if (!at('[')) syntax_error();
      array->elements.push_back(array_literal());
    } else {
      array->elements.push_back(a_expr());
    }
  } while (accept(','));
  expect(']');
  return array;
}

std::vector<Expr*> Parser::expr_list() {
  std::vector<Expr*> list;
  do {
    list.push_back(a_expr());
  } while (accept(','));
  return list;
}

}  // namespace rung::parser
