// Operators: precedence climbing over a_expr and its restricted form b_expr.
#include "parser/parser_impl.h"

namespace rung::parser {

Expr* Parser::a_expr(int min_precedence) { return expr(min_precedence, false); }
Expr* Parser::b_expr(int min_precedence) { return expr(min_precedence, true); }

Expr* Parser::expr(int min_precedence, bool restricted) {
  const DepthGuard guard(this);
  return expr_rest(prefix(restricted), min_precedence, restricted);
}

// Everything that may follow `left` at this strength or stronger.
Expr* Parser::expr_rest(Expr* left, int min_precedence, bool restricted) {
  int precedence = 0;
  while (infix_precedence(restricted, &precedence) && precedence >= min_precedence) {
    // Only where the whole target could end here may the word be its label.
    if (min_precedence == kPrecLowest && label_context_ && at_bare_label() && operator_is_label()) {
      return left;
    }
    bool open_ended = false;  // the construct ends in an operand of the same strength
    left = infix(left, precedence, restricted, &open_ended);
    const bool non_associative = precedence == kPrecIs || precedence == kPrecComparison ||
                                 precedence == kPrecLike;
    int next = 0;
    if (open_ended && non_associative && infix_precedence(restricted, &next) &&
        next == precedence) {
      syntax_error();
    }
  }
  return left;
}

OpExpr* Parser::op_expr(OpExprKind kind, std::string_view name, Expr* left, Expr* right,
                        SourcePos where) {
  OpExpr* op = make<OpExpr>(where);
  op->op_kind = kind;
  op->name.push_back(name);
  op->left = left;
  op->right = right;
  return op;
}

BoolExpr* Parser::not_expr(Expr* arg, SourcePos where) {
  BoolExpr* node = make<BoolExpr>(where);
  node->op = BoolExprKind::kNot;
  node->args.push_back(arg);
  return node;
}

// A minus before a number makes a negative number.
Expr* Parser::negate(Expr* operand, SourcePos where) {
  if (is<Constant>(operand)) {
    Constant* constant = static_cast<Constant*>(operand);
    if (constant->const_kind == ConstantKind::kInteger) {
      constant->pos = where;
      constant->integer = -constant->integer;
      return constant;
    }
    if (constant->const_kind == ConstantKind::kFloat) {
      constant->pos = where;
      constant->text = constant->text[0] == '-' ? constant->text.substr(1)
                                                : arena_->copy("-" + std::string(constant->text));
      return constant;
    }
  }
  return op_expr(OpExprKind::kOp, "-", nullptr, operand, where);
}

Expr* Parser::prefix(bool restricted) {
  const Token& token = peek();
  const SourcePos where = token.begin;
  if (token.kind == TokenKind::kKeyword) {
    if (token.keyword == Keyword::kNot && !restricted) {
      advance();
      return not_expr(a_expr(kPrecNot), where);
    }
    if (token.keyword == Keyword::kDefault && !restricted) {
      advance();
      return make<SetToDefault>(where);
    }
    if (token.keyword == Keyword::kOperator && next_is(1, '(')) {
      OpExpr* op = make<OpExpr>(where);
      op->operator_syntax = true;
      op->name = qual_all_op();
      op->right = expr(kPrecOp + 1, restricted);
      return op;
    }
    return c_expr();
  }
  if (token.kind == TokenKind::kSelf && (token.self == '-' || token.self == '+')) {
    advance();
    Expr* operand = expr(kPrecUnaryMinus, restricted);
    if (token.self == '-') return negate(operand, where);
    return op_expr(OpExprKind::kOp, "+", nullptr, operand, where);
  }
  if (token.kind == TokenKind::kOp) {
    advance();
    return op_expr(OpExprKind::kOp, token.text, nullptr, expr(kPrecOp + 1, restricted), where);
  }
  return c_expr();
}

// In a target list `SELECT a like FROM t` names the column "like": a word that would be an operator
// is a label when what follows cannot be its operand.
bool Parser::operator_is_label() {
  const Token& after = soft_peek(1);
  switch (after.kind) {
    case TokenKind::kEnd: return true;
    case TokenKind::kSelf: return after.self == ',' || after.self == ';' || after.self == ')';
    case TokenKind::kKeyword:
      switch (after.keyword) {
        case Keyword::kFrom: case Keyword::kWhere: case Keyword::kInto: case Keyword::kGroup:
        case Keyword::kHaving: case Keyword::kWindow: case Keyword::kUnion:
        case Keyword::kIntersect: case Keyword::kExcept: case Keyword::kOrder:
        case Keyword::kLimit: case Keyword::kOffset: case Keyword::kFetch: case Keyword::kFor:
          return true;
        default: return false;
      }
    default: return false;
  }
}

// Whether the current token continues an expression as an infix operator, and how strongly.
bool Parser::infix_precedence(bool restricted, int* precedence) {
  const Token& token = peek();
  const auto found = [&](int value) { return *precedence = value, true; };
  switch (token.kind) {
    case TokenKind::kOp: return found(kPrecOp);
    case TokenKind::kTypecast: return found(kPrecTypecast);
    case TokenKind::kLessEquals:
    case TokenKind::kGreaterEquals:
    case TokenKind::kNotEquals: return found(kPrecComparison);
    case TokenKind::kSelf:
      switch (token.self) {
        case '<': case '>': case '=': return found(kPrecComparison);
        case '+': case '-': return found(kPrecAdd);
        case '*': case '/': case '%': return found(kPrecMultiply);
        case '^': return found(kPrecPower);
        default: return false;
      }
    case TokenKind::kKeyword: break;
    default: return false;
  }
  if (token.keyword == Keyword::kIs) return found(kPrecIs);
  if (token.keyword == Keyword::kOperator) {
    return next_is(1, '(') ? found(kPrecOp) : false;
  }
  if (restricted) return false;
  switch (token.keyword) {
    case Keyword::kOr: return found(kPrecOr);
    case Keyword::kAnd: return found(kPrecAnd);
    case Keyword::kIsnull:
    case Keyword::kNotnull: return found(kPrecIs);
    case Keyword::kBetween: case Keyword::kIn: case Keyword::kLike: case Keyword::kIlike:
    case Keyword::kSimilar: return found(kPrecLike);
    case Keyword::kNot: {
      const Keyword after = soft_peek(1).keyword;
      const bool continues = after == Keyword::kBetween || after == Keyword::kIn ||
                             after == Keyword::kLike || after == Keyword::kIlike ||
                             after == Keyword::kSimilar;
      return continues ? found(kPrecLike) : false;
    }
    case Keyword::kAt: return next_is(1, Keyword::kTime) ? found(kPrecAt) : false;
    case Keyword::kCollate: return found(kPrecCollate);
    default: return false;
  }
}

// Any operator token but OPERATOR(); nothing when the current token is none.
NameList Parser::operator_token() {
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::kOp:
    case TokenKind::kLessEquals:
    case TokenKind::kGreaterEquals:
    case TokenKind::kNotEquals: break;
    case TokenKind::kSelf:
      if (std::string_view("+-*/%^<>=").find(token.self) == std::string_view::npos) return {};
      break;
    default: return {};
  }
  advance();
  return {token.text};
}

bool Parser::at_quantifier() {
  return at(Keyword::kAny) || at(Keyword::kSome) || at(Keyword::kAll);
}

// left op ANY (...); the current token is ANY, SOME or ALL.
Expr* Parser::quantified(Expr* left, NameList op, SourcePos where) {
  const bool all = at(Keyword::kAll);
  advance();
  if (!at('(')) syntax_error();
  SelectOrExpr contents = paren_contents(false);
  if (contents.select != nullptr) {
    SubLink* link = make<SubLink>(where);
    link->link_kind = all ? SubLinkKind::kAll : SubLinkKind::kAny;
    link->test = left;
    link->op_name = std::move(op);
    link->subselect = contents.select;
    return link;
  }
  OpExpr* node = make<OpExpr>(where);
  node->op_kind = all ? OpExprKind::kOpAll : OpExprKind::kOpAny;
  node->name = std::move(op);
  node->left = left;
  node->right = contents.expr;
  return node;
}

Expr* Parser::infix(Expr* left, int precedence, bool restricted, bool* open_ended) {
  const Token& token = peek();
  const SourcePos where = token.begin;
  switch (precedence) {
    case kPrecOr:
    case kPrecAnd: {
      advance();
      const BoolExprKind kind = precedence == kPrecOr ? BoolExprKind::kOr : BoolExprKind::kAnd;
      Expr* right = a_expr(precedence + 1);
      if (is<BoolExpr>(left) && static_cast<BoolExpr*>(left)->op == kind) {
        static_cast<BoolExpr*>(left)->args.push_back(right);
        return left;
      }
      BoolExpr* node = make<BoolExpr>(where);
      node->op = kind;
      node->args = {left, right};
      return node;
    }
    case kPrecIs:
      if (at(Keyword::kIs)) return is_test(left, restricted, open_ended);
      {
        NullTest* test = make<NullTest>(where);
        test->arg = left;
        test->is_not_null = at(Keyword::kNotnull);
        advance();
        return test;
      }
    case kPrecLike: {
      const bool negated = accept(Keyword::kNot);
      if (at(Keyword::kBetween)) {
        *open_ended = true;
        return between_test(left, negated, where);
      }
      if (at(Keyword::kIn)) return in_test(left, negated, where);
      return like_test(left, negated, where, open_ended);
    }
    case kPrecAt: {
      advance();
      expect(Keyword::kTime);
      expect(Keyword::kZone);
      FuncCall* call = system_call("timezone", where);
      call->args = {a_expr(kPrecAt + 1), left};
      return call;
    }
    case kPrecCollate: {
      advance();
      CollateClause* collate = make<CollateClause>(where);
      collate->arg = left;
      collate->collation = any_name();
      return collate;
    }
    case kPrecTypecast: {
      advance();
      TypeCast* cast = make<TypeCast>(where);
      cast->arg = left;
      cast->type = type_name();
      return cast;
    }
    default: return infix_operator(left, precedence, restricted, open_ended);
  }
}

Expr* Parser::infix_operator(Expr* left, int precedence, bool restricted, bool* open_ended) {
  const SourcePos where = pos();
  const bool operator_syntax = at(Keyword::kOperator);
  NameList name = qual_all_op();
  if (at_quantifier() && !restricted) return quantified(left, std::move(name), where);
  OpExpr* op = make<OpExpr>(where);
  op->operator_syntax = operator_syntax;
  op->name = std::move(name);
  op->left = left;
  op->right = expr(precedence + 1, restricted);
  *open_ended = true;
  return op;
}

// left IS ...
Expr* Parser::is_test(Expr* left, bool restricted, bool* open_ended) {
  const SourcePos where = pos();
  advance();
  const bool negated = accept(Keyword::kNot);
  if (at(Keyword::kDistinct)) {
    advance();
    expect(Keyword::kFrom);
    *open_ended = true;
    Expr* right = expr(kPrecIs + 1, restricted);
    return op_expr(negated ? OpExprKind::kNotDistinct : OpExprKind::kDistinct, "=", left, right,
                   where);
  }
  if (at(Keyword::kDocument)) {
    advance();
    XmlExpr* xml = make<XmlExpr>(where);
    xml->op = XmlExprKind::kIsDocument;
    xml->args.push_back(left);
    if (negated) return not_expr(xml, where);
    return xml;
  }
  if (restricted) syntax_error();
  const Keyword word = peek().keyword;
  switch (word) {
    case Keyword::kNull: {
      advance();
      NullTest* test = make<NullTest>(where);
      test->arg = left;
      test->is_not_null = negated;
      return test;
    }
    case Keyword::kTrue:
    case Keyword::kFalse:
    case Keyword::kUnknown: {
      advance();
      BooleanTest* test = make<BooleanTest>(where);
      test->arg = left;
      if (word == Keyword::kTrue) {
        test->test = negated ? BooleanTestKind::kIsNotTrue : BooleanTestKind::kIsTrue;
      } else if (word == Keyword::kFalse) {
        test->test = negated ? BooleanTestKind::kIsNotFalse : BooleanTestKind::kIsFalse;
      } else {
        test->test = negated ? BooleanTestKind::kIsNotUnknown : BooleanTestKind::kIsUnknown;
      }
      return test;
    }
    case Keyword::kNfc: case Keyword::kNfd: case Keyword::kNfkc: case Keyword::kNfkd:
    case Keyword::kNormalized: {
      FuncCall* call = system_call("is_normalized", where);
      call->args.push_back(left);
      if (word != Keyword::kNormalized) {
        const SourcePos form_at = pos();
        std::string upper(take_word());
        for (char& c : upper) c = static_cast<char>(c - 32);
        call->args.push_back(string_node(arena_->copy(upper), form_at));
      }
      expect(Keyword::kNormalized);
      if (negated) return not_expr(call, where);
      return call;
    }
    default: syntax_error();
  }
}

// left [NOT] LIKE | ILIKE | SIMILAR TO ...; `where` is the position of the first of these words.
Expr* Parser::like_test(Expr* left, bool negated, SourcePos where, bool* open_ended) {
  const bool similar = at(Keyword::kSimilar);
  const bool ilike = at(Keyword::kIlike);
  advance();
  if (similar) expect(Keyword::kTo);
  const std::string_view name = similar ? (negated ? "!~" : "~")
                                : ilike ? (negated ? "!~~*" : "~~*")
                                        : (negated ? "!~~" : "~~");
  if (!similar && at_quantifier()) return quantified(left, {name}, where);
  Expr* right = a_expr(kPrecLike + 1);
  Expr* escape = accept(Keyword::kEscape) ? a_expr(kPrecLike + 1) : nullptr;
  *open_ended = true;
  if (similar || escape != nullptr) {
    FuncCall* call = system_call(similar ? "similar_to_escape" : "like_escape", where);
    call->form = CallForm::kCall;
    call->args.push_back(right);
    if (escape != nullptr) call->args.push_back(escape);
    right = call;
  }
  const OpExprKind kind = similar ? OpExprKind::kSimilar
                          : ilike ? OpExprKind::kILike
                                  : OpExprKind::kLike;
  return op_expr(kind, name, left, right, where);
}

Expr* Parser::between_test(Expr* left, bool negated, SourcePos where) {
  advance();
  const bool symmetric = accept(Keyword::kSymmetric);
  if (!symmetric) accept(Keyword::kAsymmetric);
  ListExpr* bounds = make<ListExpr>(kNoPos);
  // The lower bound is restricted so that its AND is ours.
  bounds->items.push_back(b_expr());
  expect(Keyword::kAnd);
  bounds->items.push_back(a_expr(kPrecLike + 1));
  const OpExprKind kind =
      symmetric ? (negated ? OpExprKind::kNotBetweenSym : OpExprKind::kBetweenSym)
                : (negated ? OpExprKind::kNotBetween : OpExprKind::kBetween);
  const std::string_view name = symmetric ? (negated ? "NOT BETWEEN SYMMETRIC" : "BETWEEN SYMMETRIC")
                                          : (negated ? "NOT BETWEEN" : "BETWEEN");
  return op_expr(kind, name, left, bounds, where);
}

Expr* Parser::in_test(Expr* left, bool negated, SourcePos where) {
  advance();
  if (!at('(')) syntax_error();
  const SelectOrExpr contents = paren_contents();
  if (contents.select != nullptr) {
    SubLink* link = make<SubLink>(where);
    link->link_kind = SubLinkKind::kAny;
    link->test = left;
    link->subselect = contents.select;
    if (negated) return not_expr(link, where);
    return link;
  }
  ListExpr* list = nullptr;
  if (is<ListExpr>(contents.expr)) {
    list = static_cast<ListExpr*>(contents.expr);
  } else {
    list = make<ListExpr>(kNoPos);
    list->items.push_back(contents.expr);
  }
  return op_expr(OpExprKind::kIn, negated ? "<>" : "=", left, list, where);
}

}  // namespace rung::parser
