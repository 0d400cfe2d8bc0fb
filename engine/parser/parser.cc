// Tokens, names, constants and option lists: what every parse_*.cc stands on.
#include "parser/parser.h"

#include "base/utf8.h"
#include "parser/parser_impl.h"

namespace rung::parser {
namespace {

// How much of the stack nesting may use before the text is refused.
constexpr size_t kStackBytesMax = 3u << 20;

}  // namespace

Parser::Parser(std::string_view source, Arena& arena, Notices* notices)
    : lexer_(source, arena, notices),
      arena_(&arena),
      stack_base_(static_cast<const char*>(__builtin_frame_address(0))) {
  tokens_.reserve(64);
}

Parser::DepthGuard::DepthGuard(Parser* parser) {
  const char* here = static_cast<const char*>(__builtin_frame_address(0));
  const auto used = parser->stack_base_ - here;
  if ((used < 0 ? -used : used) > static_cast<std::ptrdiff_t>(kStackBytesMax)) {
    throw_error(
        Error(sqlstate::statement_too_complex, "stack depth limit exceeded")
            .with_hint("Increase the configuration parameter \"max_stack_depth\" (currently 2048kB), "
                       "after ensuring the platform's stack depth limit is adequate."));
  }
}

// ---- Tokens -------------------------------------------------------------------------------------

void Parser::fill(size_t count) {
  while (tokens_.size() < count) {
    Token* token = arena_->make<Token>();
    try {
      *token = lexer_.next();
    } catch (const SqlError& error) {
      // Reported when the parser gets there, not while it is only looking ahead.
      token->kind = TokenKind::kLexError;
      token->integer = static_cast<int32_t>(lex_errors_.size());
      token->begin = token->end = lexer_.offset();
      lex_errors_.push_back(error.error());
    }
    tokens_.push_back(token);
  }
}

const Token& Parser::soft_peek(size_t ahead) {
  const size_t index = at_ + ahead;
  if (index >= tokens_.size()) fill(index + 1);
  return *tokens_[index];
}

const Token& Parser::peek(size_t ahead) {
  const Token& token = soft_peek(ahead);
  if (token.kind == TokenKind::kLexError) {
    throw_error(lex_errors_[static_cast<size_t>(token.integer)]);
  }
  return token;
}

void Parser::forget_tokens() {
  tokens_.erase(tokens_.begin(), tokens_.begin() + static_cast<std::ptrdiff_t>(at_));
  at_ = 0;
}

void Parser::syntax_error() {
  const Token& token = peek();
  if (token.kind == TokenKind::kEnd) {
    throw_error(sqlstate::syntax_error, "syntax error at end of input", token.begin);
  }
  std::string message = "syntax error at or near \"";
  message += lexer_.source().substr(token.begin, token.end - token.begin);
  message += '"';
  throw_error(sqlstate::syntax_error, std::move(message), token.begin);
}

bool Parser::at_sequence(std::initializer_list<Keyword> keywords) {
  size_t ahead = 0;
  for (const Keyword keyword : keywords) {
    if (!next_is(ahead++, keyword)) return false;
  }
  return true;
}

bool Parser::accept_sequence(std::initializer_list<Keyword> keywords) {
  if (!at_sequence(keywords)) return false;
  at_ += keywords.size();
  return true;
}

// ---- Names --------------------------------------------------------------------------------------

namespace {

// Whether a word token may stand where identifiers and keywords of these categories may.
bool is_name(const Token& token, bool col_name, bool type_func, bool reserved) {
  if (token.kind == TokenKind::kIdent) return true;
  if (token.kind != TokenKind::kKeyword) return false;
  switch (keyword_category(token.keyword)) {
    case KeywordCategory::kUnreserved: return true;
    case KeywordCategory::kColName: return col_name;
    case KeywordCategory::kTypeFuncName: return type_func;
    case KeywordCategory::kReserved: return reserved;
  }
  return false;
}

}  // namespace

bool Parser::at_col_id() { return is_name(peek(), true, false, false); }
bool Parser::at_col_label() { return is_name(peek(), true, true, true); }
bool Parser::at_type_function_name() { return is_name(peek(), false, true, false); }
bool Parser::at_non_reserved_word() { return is_name(peek(), true, true, false); }
bool Parser::at_bare_label() {
  const Token& token = peek();
  if (token.kind == TokenKind::kIdent) return true;
  return token.kind == TokenKind::kKeyword && keyword_is_bare_label(token.keyword);
}

std::string_view Parser::take_word() {
  const Token& token = peek();
  advance();
  return token.text;
}
std::string_view Parser::col_id() {
  if (!at_col_id()) syntax_error();
  return take_word();
}
std::string_view Parser::col_label() {
  if (!at_col_label()) syntax_error();
  return take_word();
}
std::string_view Parser::type_function_name() {
  if (!at_type_function_name()) syntax_error();
  return take_word();
}
std::string_view Parser::non_reserved_word() {
  if (!at_non_reserved_word()) syntax_error();
  return take_word();
}
std::string_view Parser::non_reserved_word_or_string() {
  if (at(TokenKind::kString)) return string_constant();
  return non_reserved_word();
}
std::string_view Parser::string_constant() {
  if (!at(TokenKind::kString)) syntax_error();
  return take_word();
}

int32_t Parser::integer_constant() {
  if (!at(TokenKind::kInteger)) syntax_error();
  const int32_t value = peek().integer;
  advance();
  return value;
}

int32_t Parser::signed_integer() {
  if (accept('-')) return -integer_constant();
  accept('+');
  return integer_constant();
}

NameList Parser::name_list() {
  NameList names;
  do {
    names.push_back(col_id());
  } while (accept(','));
  return names;
}

NameList Parser::optional_parenthesised_names() {
  if (!accept('(')) return {};
  NameList names = name_list();
  expect(')');
  return names;
}

// ColId ['.' ColLabel ...]
NameList Parser::any_name() {
  NameList names;
  names.push_back(col_id());
  attributes(&names);
  return names;
}

void Parser::attributes(NameList* names) {
  while (accept('.')) names->push_back(col_label());
}

// [schema '.'] operator
NameList Parser::any_operator() {
  NameList names;
  while (at_col_id()) {
    names.push_back(col_id());
    expect('.');
  }
  const NameList op = operator_token();
  if (op.empty()) syntax_error();
  names.push_back(op[0]);
  return names;
}

// An operator, or OPERATOR(schema.op).
NameList Parser::qual_all_op() {
  if (at(Keyword::kOperator)) {
    advance();
    expect('(');
    NameList op = any_operator();
    expect(')');
    return op;
  }
  NameList op = operator_token();
  if (op.empty()) syntax_error();
  return op;
}

// type_function_name, or ColId with attributes.
NameList Parser::function_name() {
  NameList names;
  const Token& first = peek();
  if (at_type_function_name()) {
    names.push_back(take_word());
    if (first.kind == TokenKind::kKeyword &&
        keyword_category(first.keyword) == KeywordCategory::kTypeFuncName) {
      return names;
    }
  } else {
    names.push_back(col_id());
    if (!at('.')) syntax_error();
  }
  attributes(&names);
  return names;
}

std::string_view Parser::name_as_text(const NameList& names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += '.';
    text += name;
  }
  return arena_->copy(text);
}

RangeVar* Parser::range_var_from(const NameList& names, SourcePos where) {
  RangeVar* var = make<RangeVar>(where);
  switch (names.size()) {
    case 1: var->name = names[0]; break;
    case 2:
      var->schema = names[0];
      var->name = names[1];
      break;
    case 3:
      var->catalog = names[0];
      var->schema = names[1];
      var->name = names[2];
      break;
    default:
      throw_error(sqlstate::syntax_error,
                  "improper qualified name (too many dotted names): " +
                      std::string(name_as_text(names)),
                  where);
  }
  return var;
}

RangeVar* Parser::qualified_name() {
  const SourcePos where = pos();
  return range_var_from(any_name(), where);
}

std::vector<RangeVar*> Parser::qualified_name_list() {
  std::vector<RangeVar*> list;
  do {
    list.push_back(qualified_name());
  } while (accept(','));
  return list;
}

RoleSpec* Parser::role_spec() {
  RoleSpec* role = make<RoleSpec>(pos());
  if (accept(Keyword::kCurrentRole)) {
    role->role_kind = RoleSpecKind::kCurrentRole;
  } else if (accept(Keyword::kCurrentUser)) {
    role->role_kind = RoleSpecKind::kCurrentUser;
  } else if (accept(Keyword::kSessionUser)) {
    role->role_kind = RoleSpecKind::kSessionUser;
  } else {
    role->name = non_reserved_word();
    // "public" and "none" are special even in quotes.
    if (role->name == "public") {
      role->role_kind = RoleSpecKind::kPublic;
      role->name = {};
    } else if (role->name == "none") {
      throw_error(sqlstate::reserved_name, "role name \"none\" is reserved", role->pos);
    }
  }
  return role;
}

std::vector<RoleSpec*> Parser::role_list() {
  std::vector<RoleSpec*> roles;
  do {
    roles.push_back(role_spec());
  } while (accept(','));
  return roles;
}

// A role that must be a plain name.
std::string_view Parser::role_id() {
  const RoleSpec* role = role_spec();
  switch (role->role_kind) {
    case RoleSpecKind::kName: return role->name;
    case RoleSpecKind::kPublic:
      throw_error(sqlstate::reserved_name, "role name \"public\" is reserved", role->pos);
    case RoleSpecKind::kSessionUser:
      throw_error(sqlstate::reserved_name, "SESSION_USER cannot be used as a role name here",
                  role->pos);
    case RoleSpecKind::kCurrentUser:
      throw_error(sqlstate::reserved_name, "CURRENT_USER cannot be used as a role name here",
                  role->pos);
    case RoleSpecKind::kCurrentRole:
      throw_error(sqlstate::reserved_name, "CURRENT_ROLE cannot be used as a role name here",
                  role->pos);
  }
  return {};
}

DropBehavior Parser::drop_behavior() {
  if (accept(Keyword::kCascade)) return DropBehavior::kCascade;
  accept(Keyword::kRestrict);
  return DropBehavior::kRestrict;
}

bool Parser::if_exists() {
  if (!at_sequence({Keyword::kIf, Keyword::kExists})) return false;
  at_ += 2;
  return true;
}

bool Parser::if_not_exists() {
  if (!at_sequence({Keyword::kIf, Keyword::kNot})) return false;
  at_ += 2;
  expect(Keyword::kExists);
  return true;
}

// ---- Constants and option lists -----------------------------------------------------------------

Constant* Parser::string_node(std::string_view text, SourcePos where) {
  Constant* constant = make<Constant>(where);
  constant->const_kind = ConstantKind::kString;
  constant->text = text;
  return constant;
}
Constant* Parser::integer_node(int32_t value, SourcePos where) {
  Constant* constant = make<Constant>(where);
  constant->const_kind = ConstantKind::kInteger;
  constant->integer = value;
  return constant;
}
Constant* Parser::boolean_node(bool value, SourcePos where) {
  Constant* constant = make<Constant>(where);
  constant->const_kind = ConstantKind::kBoolean;
  constant->boolean = value;
  return constant;
}

bool Parser::at_signed_number() {
  return at(TokenKind::kInteger) || at(TokenKind::kFloat) || at('+') || at('-');
}

// An optionally signed number.
Expr* Parser::numeric_only() {
  const SourcePos where = pos();
  const bool minus = at('-');
  if (minus || at('+')) advance();
  Constant* constant = nullptr;
  if (at(TokenKind::kInteger)) {
    constant = integer_node(integer_constant(), where);
    if (minus) constant->integer = -constant->integer;
  } else if (at(TokenKind::kFloat)) {
    constant = make<Constant>(where);
    constant->const_kind = ConstantKind::kFloat;
    const std::string_view digits = take_word();
    constant->text = minus ? arena_->copy("-" + std::string(digits)) : digits;
  } else {
    syntax_error();
  }
  return constant;
}

DefElem* Parser::def_elem(std::string_view name, Node* arg, SourcePos where) {
  DefElem* elem = make<DefElem>(where);
  elem->name = name;
  elem->arg = arg;
  return elem;
}

// The value of an option in a definition: a type, a reserved word, an operator, a number, a string
// or NONE.
Node* Parser::def_arg() {
  const SourcePos where = pos();
  if (at(TokenKind::kString)) return string_node(string_constant(), where);
  if (at(TokenKind::kInteger) || at(TokenKind::kFloat)) return numeric_only();
  if ((at('+') || at('-')) && (next_is(1, TokenKind::kInteger) || next_is(1, TokenKind::kFloat))) {
    return numeric_only();
  }
  if (at(Keyword::kOperator)) {
    NameNode* names = make<NameNode>(where);
    names->names = qual_all_op();
    return names;
  }
  if (at(Keyword::kNoneWord)) return string_node(take_word(), where);
  if (at(TokenKind::kKeyword) && keyword_category(peek().keyword) == KeywordCategory::kReserved) {
    return string_node(take_word(), where);
  }
  if (at(TokenKind::kIdent) || at(TokenKind::kKeyword)) return function_type();
  NameList op = operator_token();
  if (op.empty()) syntax_error();
  NameNode* names = make<NameNode>(where);
  names->names = std::move(op);
  return names;
}

// '(' label ['=' value] ',' ... ')'
std::vector<DefElem*> Parser::definition() {
  std::vector<DefElem*> list;
  expect('(');
  do {
    const SourcePos where = pos();
    const std::string_view name = col_label();
    list.push_back(def_elem(name, accept('=') ? def_arg() : nullptr, where));
  } while (accept(','));
  expect(')');
  return list;
}

// '(' label ['.' label] ['=' value] ',' ... ')'
std::vector<DefElem*> Parser::rel_options() {
  std::vector<DefElem*> list;
  expect('(');
  do {
    const SourcePos where = pos();
    std::string_view name = col_label();
    std::string_view ns;
    if (accept('.')) {
      ns = name;
      name = col_label();
    }
    DefElem* elem = def_elem(name, accept('=') ? def_arg() : nullptr, where);
    elem->ns = ns;
    list.push_back(elem);
  } while (accept(','));
  expect(')');
  return list;
}

// '(' word [boolean | number] ',' ... ')', as EXPLAIN, VACUUM and others take.
std::vector<DefElem*> Parser::utility_options() {
  std::vector<DefElem*> list;
  expect('(');
  do {
    const SourcePos where = pos();
    std::string_view name;
    if (at(Keyword::kAnalyze) || at(Keyword::kAnalyse)) {
      advance();
      name = "analyze";
    } else {
      name = non_reserved_word();
    }
    Node* value = nullptr;
    const SourcePos value_at = pos();
    if (at(Keyword::kTrue) || at(Keyword::kFalse) || at(Keyword::kOn)) {
      value = string_node(take_word(), value_at);
    } else if (at(TokenKind::kString) || at_non_reserved_word()) {
      value = string_node(non_reserved_word_or_string(), value_at);
    } else if (at_signed_number()) {
      value = numeric_only();
    }
    list.push_back(def_elem(name, value, where));
  } while (accept(','));
  expect(')');
  return list;
}

// ---- Entry points -------------------------------------------------------------------------------

std::vector<ParsedStatement> Parser::statements() {
  std::vector<ParsedStatement> list;
  for (;;) {
    while (accept(';')) {
    }
    if (at(TokenKind::kEnd)) return list;
    forget_tokens();
    ParsedStatement parsed;
    parsed.begin = pos();
    parsed.stmt = statement();
    parsed.end = previous_end();
    list.push_back(parsed);
    if (!at(';') && !at(TokenKind::kEnd)) syntax_error();
  }
}

Expr* Parser::whole_expression() {
  Expr* expr = a_expr();
  if (!at(TokenKind::kEnd)) syntax_error();
  return expr;
}

TypeName* Parser::whole_type_name() {
  TypeName* type = function_type();
  if (!at(TokenKind::kEnd)) syntax_error();
  return type;
}

namespace {

void check_utf8(std::string_view text) {
  const size_t bad = utf8::find_invalid(text);
  if (bad != std::string_view::npos) utf8::throw_invalid(text, bad);
}

}  // namespace

std::vector<ParsedStatement> parse(std::string_view sql, Arena& arena, Notices* notices) {
  check_utf8(sql);
  // Nodes point into the text, so the Arena keeps a copy.
  return Parser(arena.copy(sql), arena, notices).statements();
}

const Stmt* parse_one(std::string_view sql, Arena& arena, Notices* notices) {
  const std::vector<ParsedStatement> list = parse(sql, arena, notices);
  if (list.empty()) {
    throw_error(sqlstate::syntax_error, "syntax error at end of input",
                static_cast<SourcePos>(sql.size()));
  }
  if (list.size() > 1) {
    throw_error(sqlstate::syntax_error, "cannot insert multiple commands into a prepared statement");
  }
  return list[0].stmt;
}

Expr* parse_expression(std::string_view text, Arena& arena) {
  check_utf8(text);
  return Parser(arena.copy(text), arena, nullptr).whole_expression();
}

TypeName* parse_type_name(std::string_view text, Arena& arena) {
  check_utf8(text);
  return Parser(arena.copy(text), arena, nullptr).whole_type_name();
}

}  // namespace rung::parser
