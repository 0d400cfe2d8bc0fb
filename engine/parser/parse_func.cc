// Function calls, and the functions the grammar spells in its own way.
#include "parser/parser_impl.h"

namespace rung::parser {

FuncCall* Parser::system_call(std::string_view name, SourcePos where) {
  FuncCall* call = make<FuncCall>(where);
  call->name = {"pg_catalog", name};
  call->form = CallForm::kSqlSyntax;
  return call;
}

// name '(' ... ')' with what may follow; the name has been read.
Expr* Parser::call(NameList name, SourcePos where, bool windowless) {
  const DepthGuard guard(this);
  FuncCall* node = make<FuncCall>(where);
  node->name = std::move(name);
  call_arguments(node);
  if (windowless) return node;
  // type(modifiers) 'literal'
  if (at(TokenKind::kString) && !node->args.empty() && !node->agg_distinct && !node->variadic) {
    TypeName* type = make<TypeName>(where);
    type->names = node->name;
    for (Expr* arg : node->args) {
      if (is<NamedArg>(arg)) {
        throw_error(sqlstate::syntax_error, "type modifier cannot have parameter name", arg->pos);
      }
    }
    if (!node->agg_order.empty()) {
      throw_error(sqlstate::syntax_error, "type modifier cannot have ORDER BY", where);
    }
    type->typmods = node->args;
    return typed_literal(type);
  }
  call_suffix(node);
  return node;
}

Expr* Parser::call_argument() {
  if (at_type_function_name() &&
      (next_is(1, TokenKind::kColonEquals) || next_is(1, TokenKind::kEqualsGreater))) {
    NamedArg* named = make<NamedArg>(pos());
    named->name = type_function_name();
    advance();
    named->arg = a_expr();
    return named;
  }
  return a_expr();
}

void Parser::call_arguments(FuncCall* node) {
  expect('(');
  if (accept(')')) return;
  if (at('*')) {
    advance();
    node->agg_star = true;
    expect(')');
    return;
  }
  const bool quantified = at(Keyword::kDistinct) || at(Keyword::kAll);
  node->agg_distinct = at(Keyword::kDistinct);
  if (quantified) advance();
  do {
    if (at(Keyword::kVariadic) && !quantified) {
      advance();
      node->variadic = true;
      node->args.push_back(call_argument());
      break;
    }
    node->args.push_back(call_argument());
  } while (accept(','));
  node->agg_order = optional_order_by();
  expect(')');
}

// WITHIN GROUP (...), FILTER (...), OVER ...; or, after a plain argument list, the string that makes
// it all a typed literal.
void Parser::call_suffix(FuncCall* node) {
  if (at(Keyword::kWithin)) {
    const SourcePos where = pos();
    advance();
    expect(Keyword::kGroup);
    expect('(');
    if (!at(Keyword::kOrder)) syntax_error();
    std::vector<SortBy*> order = order_by();
    expect(')');
    if (!node->agg_order.empty()) {
      throw_error(sqlstate::syntax_error,
                  "cannot use multiple ORDER BY clauses with WITHIN GROUP", where);
    }
    if (node->agg_distinct) {
      throw_error(sqlstate::syntax_error, "cannot use DISTINCT with WITHIN GROUP", where);
    }
    if (node->variadic) {
      throw_error(sqlstate::syntax_error, "cannot use VARIADIC with WITHIN GROUP", where);
    }
    node->agg_order = std::move(order);
    node->agg_within_group = true;
  }
  if (accept(Keyword::kFilter)) {
    expect('(');
    expect(Keyword::kWhere);
    node->agg_filter = a_expr();
    expect(')');
  }
  if (at(Keyword::kOver)) node->over = over_clause();
}

Expr* Parser::sql_value_function(bool* found) {
  using Kind = SqlValueFunctionKind;
  struct Row {
    Keyword keyword;
    Kind plain;
    Kind with_precision;  // the same where none may be given
  };
  static constexpr Row kRows[] = {
      {Keyword::kCurrentDate, Kind::kCurrentDate, Kind::kCurrentDate},
      {Keyword::kCurrentTime, Kind::kCurrentTime, Kind::kCurrentTimeN},
      {Keyword::kCurrentTimestamp, Kind::kCurrentTimestamp, Kind::kCurrentTimestampN},
      {Keyword::kLocaltime, Kind::kLocalTime, Kind::kLocalTimeN},
      {Keyword::kLocaltimestamp, Kind::kLocalTimestamp, Kind::kLocalTimestampN},
      {Keyword::kCurrentRole, Kind::kCurrentRole, Kind::kCurrentRole},
      {Keyword::kCurrentUser, Kind::kCurrentUser, Kind::kCurrentUser},
      {Keyword::kSessionUser, Kind::kSessionUser, Kind::kSessionUser},
      {Keyword::kUser, Kind::kUser, Kind::kUser},
      {Keyword::kCurrentCatalog, Kind::kCurrentCatalog, Kind::kCurrentCatalog},
      {Keyword::kCurrentSchema, Kind::kCurrentSchema, Kind::kCurrentSchema},
  };
  for (const Row& row : kRows) {
    if (!at(row.keyword)) continue;
    // current_schema() is an ordinary function.
    if (row.keyword == Keyword::kCurrentSchema &&
        (next_is(1, '(') || next_is(1, TokenKind::kString))) {
      break;
    }
    *found = true;
    SqlValueFunction* node = make<SqlValueFunction>(pos());
    node->op = row.plain;
    advance();
    if (row.with_precision != row.plain && at('(')) {
      advance();
      node->op = row.with_precision;
      node->typmod = integer_constant();
      expect(')');
    }
    return node;
  }
  return nullptr;
}

// The forms with a grammar of their own; *found is false when the current word begins none.
Expr* Parser::special_call(bool* found) {
  *found = false;
  Expr* value = sql_value_function(found);
  if (*found) return value;
  const SourcePos where = pos();
  if (at(Keyword::kCollation)) {
    if (!next_is(1, Keyword::kFor)) return nullptr;
    *found = true;
    at_ += 2;
    expect('(');
    FuncCall* call = system_call("pg_collation_for", where);
    call->args.push_back(a_expr());
    expect(')');
    return call;
  }
  // A cast cannot be anything else, and says so at the token after it.
  if (at(Keyword::kCast)) {
    *found = true;
    return cast_call();
  }
  if (at(Keyword::kExists) && next_is(1, '(')) {
    *found = true;
    advance();
    SubLink* link = make<SubLink>(where);
    link->link_kind = SubLinkKind::kExists;
    link->subselect = select_with_parens();
    return link;
  }
  if (!next_is(1, '(')) return nullptr;
  *found = true;
  switch (peek().keyword) {
    case Keyword::kExtract: return extract_call();
    case Keyword::kNormalize: return normalize_call();
    case Keyword::kOverlay: return overlay_call();
    case Keyword::kPosition: return position_call();
    case Keyword::kSubstring: return substring_call();
    case Keyword::kTreat: return treat_call();
    case Keyword::kTrim: return trim_call();
    case Keyword::kNullif: {
      at_ += 2;
      OpExpr* op = op_expr(OpExprKind::kNullIf, "=", nullptr, nullptr, where);
      op->left = a_expr();
      expect(',');
      op->right = a_expr();
      expect(')');
      return op;
    }
    case Keyword::kCoalesce: {
      at_ += 2;
      CoalesceExpr* node = make<CoalesceExpr>(where);
      node->args = expr_list();
      expect(')');
      return node;
    }
    case Keyword::kGreatest:
    case Keyword::kLeast: {
      MinMaxExpr* node = make<MinMaxExpr>(where);
      node->greatest = at(Keyword::kGreatest);
      at_ += 2;
      node->args = expr_list();
      expect(')');
      return node;
    }
    case Keyword::kGrouping: {
      at_ += 2;
      GroupingFunc* node = make<GroupingFunc>(where);
      node->args = expr_list();
      expect(')');
      return node;
    }
    case Keyword::kRow: {
      at_ += 2;
      RowExpr* row = make<RowExpr>(where);
      row->explicit_row = true;
      if (!at(')')) row->args = expr_list();
      expect(')');
      return row_or_overlaps(row);
    }
    case Keyword::kXmlconcat: case Keyword::kXmlelement: case Keyword::kXmlexists:
    case Keyword::kXmlforest: case Keyword::kXmlparse: case Keyword::kXmlpi:
    case Keyword::kXmlroot: case Keyword::kXmlserialize:
      return xml_call();
    default: *found = false; return nullptr;
  }
}

Expr* Parser::cast_call() {
  TypeCast* cast = make<TypeCast>(pos());
  advance();
  expect('(');
  cast->arg = a_expr();
  expect(Keyword::kAs);
  cast->type = type_name();
  expect(')');
  return cast;
}

// EXTRACT(field FROM source)
Expr* Parser::extract_call() {
  FuncCall* call = system_call("extract", pos());
  at_ += 2;
  const Token& field = peek();
  switch (field.kind) {
    case TokenKind::kIdent:
    case TokenKind::kString: break;
    case TokenKind::kKeyword:
      switch (field.keyword) {
        case Keyword::kYear: case Keyword::kMonth: case Keyword::kDay: case Keyword::kHour:
        case Keyword::kMinute: case Keyword::kSecond: break;
        default: syntax_error();
      }
      break;
    default: syntax_error();
  }
  call->args.push_back(string_node(take_word(), field.begin));
  expect(Keyword::kFrom);
  call->args.push_back(a_expr());
  expect(')');
  return call;
}

// NORMALIZE(text [, form])
Expr* Parser::normalize_call() {
  FuncCall* call = system_call("normalize", pos());
  at_ += 2;
  call->args.push_back(a_expr());
  if (accept(',')) {
    const SourcePos where = pos();
    if (!at(Keyword::kNfc) && !at(Keyword::kNfd) && !at(Keyword::kNfkc) && !at(Keyword::kNfkd)) {
      syntax_error();
    }
    std::string upper(take_word());
    for (char& c : upper) c = static_cast<char>(c - 32);
    call->args.push_back(string_node(arena_->copy(upper), where));
  }
  expect(')');
  return call;
}

// The ordinary call of a function that also has a special form: name(a, b, ...).
FuncCall* Parser::plain_list_call(std::string_view name, SourcePos where) {
  FuncCall* call = make<FuncCall>(where);
  call->name = {name};
  return call;
}

// OVERLAY(a PLACING b FROM c [FOR d]), or an ordinary call.
Expr* Parser::overlay_call() {
  const SourcePos where = pos();
  at_ += 2;
  FuncCall* plain = plain_list_call("overlay", where);
  if (accept(')')) return plain;
  plain->args.push_back(call_argument());
  if (is<NamedArg>(plain->args[0]) || !at(Keyword::kPlacing)) {
    while (accept(',')) plain->args.push_back(call_argument());
    expect(')');
    return plain;
  }
  FuncCall* call = system_call("overlay", where);
  call->args = plain->args;
  expect(Keyword::kPlacing);
  call->args.push_back(a_expr());
  expect(Keyword::kFrom);
  call->args.push_back(a_expr());
  if (accept(Keyword::kFor)) call->args.push_back(a_expr());
  expect(')');
  return call;
}

// POSITION(needle IN hay) is pg_catalog.position(hay, needle).
Expr* Parser::position_call() {
  FuncCall* call = system_call("position", pos());
  at_ += 2;
  Expr* needle = b_expr();
  expect(Keyword::kIn);
  call->args = {b_expr(), needle};
  expect(')');
  return call;
}

// SUBSTRING(a FROM b [FOR c]), (a FOR c [FROM b]), (a SIMILAR b ESCAPE c), or an ordinary call.
Expr* Parser::substring_call() {
  const SourcePos where = pos();
  at_ += 2;
  FuncCall* plain = plain_list_call("substring", where);
  if (accept(')')) return plain;
  // SIMILAR must be seen before a_expr takes it for its operator.
  const bool named = at_type_function_name() && (next_is(1, TokenKind::kColonEquals) ||
                                                 next_is(1, TokenKind::kEqualsGreater));
  plain->args.push_back(named ? call_argument() : a_expr(kPrecLike + 1));
  FuncCall* call = system_call("substring", where);
  call->args = plain->args;
  if (!named && at(Keyword::kSimilar) && !next_is(1, Keyword::kTo)) {
    advance();
    call->args.push_back(a_expr(kPrecLike + 1));
    expect(Keyword::kEscape);
    call->args.push_back(a_expr());
    expect(')');
    return call;
  }
  if (!named) call->args[0] = plain->args[0] = expr_rest(plain->args[0], kPrecLowest, false);
  if (!named && accept(Keyword::kFrom)) {
    call->args.push_back(a_expr());
    if (accept(Keyword::kFor)) call->args.push_back(a_expr());
    expect(')');
    return call;
  }
  if (!named && accept(Keyword::kFor)) {
    Expr* length = a_expr();
    if (accept(Keyword::kFrom)) {
      call->args.push_back(a_expr());
      call->args.push_back(length);
    } else {
      call->args.push_back(integer_node(1, kNoPos));
      TypeCast* cast = make<TypeCast>(kNoPos);
      cast->arg = length;
      cast->type = system_type("int4", kNoPos);
      call->args.push_back(cast);
    }
    expect(')');
    return call;
  }
  while (accept(',')) plain->args.push_back(call_argument());
  expect(')');
  return plain;
}

// TRIM([BOTH | LEADING | TRAILING] [what FROM] text, ...)
Expr* Parser::trim_call() {
  const SourcePos where = pos();
  at_ += 2;
  std::string_view name = "btrim";
  if (accept(Keyword::kLeading)) {
    name = "ltrim";
  } else if (accept(Keyword::kTrailing)) {
    name = "rtrim";
  } else {
    accept(Keyword::kBoth);
  }
  FuncCall* call = system_call(name, where);
  if (accept(Keyword::kFrom)) {
    call->args = expr_list();
  } else {
    Expr* first = a_expr();
    if (accept(Keyword::kFrom)) {
      call->args = expr_list();
      call->args.push_back(first);
    } else {
      call->args.push_back(first);
      while (accept(',')) call->args.push_back(a_expr());
    }
  }
  expect(')');
  return call;
}

// TREAT(x AS type) calls the function named as the type.
Expr* Parser::treat_call() {
  const SourcePos where = pos();
  at_ += 2;
  Expr* arg = a_expr();
  expect(Keyword::kAs);
  const TypeName* type = type_name();
  expect(')');
  FuncCall* call = system_call(type->names.back(), where);
  call->form = CallForm::kCall;
  call->args.push_back(arg);
  return call;
}

}  // namespace rung::parser
