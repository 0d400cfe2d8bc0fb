// Tokens, SQL pieces, blocks and exception handlers.
#include "plpgsql/body_parser.h"

#include <algorithm>

#include "base/utf8.h"

namespace rung::plpgsql {
namespace {

constexpr int kDepthMax = 500;

constexpr std::string_view kReserved[] = {
    "all",  "begin", "by",   "case", "declare", "else", "end",  "execute", "for",  "foreach", "from",
    "if",   "in",    "into", "loop", "not",     "null", "or",   "strict",  "then", "to",      "using",
    "when", "while",
};

bool is_reserved(const parser::Token& token) {
  if (token.quoted) return false;
  return std::find(std::begin(kReserved), std::end(kReserved), token.text) != std::end(kReserved);
}

}  // namespace

int Scope::find_here(std::string_view name) const {
  for (const auto& [known, number] : names) {
    if (known == name) return number;
  }
  return -1;
}

int find_variable(const Scope* scope, std::string_view name) {
  for (; scope != nullptr; scope = scope->parent) {
    const int number = scope->find_here(name);
    if (number >= 0) return number;
  }
  return -1;
}

int find_labelled(const Scope* scope, std::string_view label, std::string_view name) {
  for (; scope != nullptr; scope = scope->parent) {
    if (scope->label != label || label.empty()) continue;
    const int number = scope->find_here(name);
    if (number >= 0) return number;
  }
  return -1;
}

SqlState condition_state(std::string_view name) {
  size_t count = 0;
  const SqlStateRow* rows = sqlstate_rows(&count);
  for (size_t i = 0; i < count; ++i) {
    if (rows[i].condition[0] != '\0' && name == rows[i].condition) return rows[i].state;
  }
  return {};
}

Body* parse_body(std::string_view source, Arena& arena, const Signature& signature,
                 const Scope* scope, std::vector<Variable*> variables) {
  return BodyParser(source, arena, signature, scope, std::move(variables)).parse();
}

BodyParser::BodyParser(std::string_view source, Arena& arena, const Signature& signature,
                       const Scope* scope, std::vector<Variable*> variables)
    : source_(source), arena_(&arena), signature_(signature), scope_(scope) {
  body_ = arena.make<Body>();
  body_->variables = std::move(variables);
  const size_t bad = utf8::find_invalid(source);
  if (bad != std::string_view::npos) utf8::throw_invalid(source, bad);
  for (uint32_t i = 0; i < source.size(); ++i) {
    if (source[i] == '\n') newlines_.push_back(i);
  }
  parser::Lexer lexer(source, arena);
  do {
    tokens_.push_back(lexer.next());
  } while (tokens_.back().kind != TokenKind::kEnd);
}

BodyParser::Depth::Depth(BodyParser* parser) : parser_(parser) {
  if (++parser_->depth_ > kDepthMax) {
    --parser_->depth_;
    throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
  }
}

// ---- Tokens -------------------------------------------------------------------------------------

const parser::Token& BodyParser::peek(size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

bool BodyParser::is_word(const Token& token, std::string_view word) {
  return (token.kind == TokenKind::kIdent || token.kind == TokenKind::kKeyword) && !token.quoted &&
         token.text == word;
}

bool BodyParser::accept(std::string_view word) {
  if (!at(word)) return false;
  advance();
  return true;
}
bool BodyParser::accept(char self) {
  if (!at(self)) return false;
  advance();
  return true;
}
void BodyParser::expect(std::string_view word) {
  if (!accept(word)) syntax_error();
}
void BodyParser::expect(char self) {
  if (!accept(self)) syntax_error();
}

void BodyParser::syntax_error(const char* what) const {
  const Token& token = peek();
  std::string message = what;
  if (token.kind == TokenKind::kEnd) {
    message += " at end of input";
  } else {
    message += " at or near \"";
    message += source_.substr(token.begin, token.end - token.begin);
    message += '"';
  }
  fail(std::move(message), token.begin);
}

void BodyParser::fail(std::string message, SourcePos pos, SqlState state) const {
  throw_error(state, std::move(message), pos);
}

bool BodyParser::at_identifier() const {
  const Token& token = peek();
  return (token.kind == TokenKind::kIdent || token.kind == TokenKind::kKeyword) &&
         !is_reserved(token);
}

std::string_view BodyParser::identifier() {
  if (!at_identifier()) syntax_error();
  const std::string_view text = peek().text;
  advance();
  return text;
}

int32_t BodyParser::line_of(uint32_t offset) const {
  const auto after = std::lower_bound(newlines_.begin(), newlines_.end(), offset);
  return static_cast<int32_t>(after - newlines_.begin()) + 1;
}

std::string_view BodyParser::text_between(uint32_t begin, uint32_t end) const {
  return source_.substr(begin, end - begin);
}

// ---- SQL pieces ---------------------------------------------------------------------------------

// Everything up to one of the words outside parentheses; stands at the word afterwards. `expected`
// is what the error for a premature semicolon misses.
SqlText* BodyParser::sql_until(Words terminators, bool dot_dot, const char* expected,
                               bool is_expression) {
  const uint32_t begin = peek().begin;
  const size_t first = at_;
  int parens = 0;
  for (;; advance()) {
    const Token& token = peek();
    if (parens == 0) {
      if (dot_dot && token.kind == TokenKind::kDotDot) break;
      bool stop = false;
      for (const std::string_view word : terminators) {
        stop = stop || (word == ";" || word == ")" ? at(word[0]) : at(word));
      }
      if (stop) break;
    }
    if (at('(') || at('[')) ++parens;
    if (at(')') || at(']')) {
      if (--parens < 0) syntax_error("mismatched parentheses");
    }
    if (token.kind == TokenKind::kEnd || at(';')) {
      if (parens != 0) syntax_error("mismatched parentheses");
      fail("missing \"" + std::string(expected) + "\" at end of SQL " +
               (is_expression ? "expression" : "statement"),
           token.begin);
    }
  }
  if (at_ == first) syntax_error(is_expression ? "missing expression" : "missing SQL statement");
  return make_sql(text_between(begin, previous_end()), begin, is_expression);
}

SqlText* BodyParser::expression_until(Words terminators, const char* expected) {
  return sql_until(terminators, false, expected, true);
}

SqlText* BodyParser::make_sql(std::string_view text, uint32_t offset, bool is_expression) {
  SqlText* sql = arena_->make<SqlText>();
  sql->text = text;
  sql->offset = offset;
  sql->scope = scope_;
  sql->number = body_->sql_count++;
  std::string whole(text);
  if (is_expression) {
    sql->form = SqlForm::kExpression;
    sql->shift = -7;
    whole.insert(0, "SELECT ");
  }
  try {
    sql->stmt = parser::parse_one(whole, *arena_);
  } catch (SqlError& error) {
    Error& report = error.error();
    if (report.pos != kNoPos) {
      const int64_t inside = std::max<int64_t>(0, static_cast<int64_t>(report.pos) + sql->shift);
      report.pos = offset + static_cast<SourcePos>(inside);
    }
    throw;
  }
  return sql;
}

// Expressions separated by commas.
std::vector<SqlText*> BodyParser::expressions_until(Words terminators, const char* expected) {
  std::vector<std::string_view> stops(terminators);
  std::vector<SqlText*> list;
  for (;;) {
    const uint32_t begin = peek().begin;
    const size_t first = at_;
    int parens = 0;
    for (;; advance()) {
      const Token& token = peek();
      bool stop = parens == 0 && at(',');
      for (const std::string_view word : stops) {
        stop = stop || (parens == 0 && (word == ";" ? at(';') : at(word)));
      }
      if (stop) break;
      if (at('(') || at('[')) ++parens;
      if ((at(')') || at(']')) && --parens < 0) syntax_error("mismatched parentheses");
      if (token.kind == TokenKind::kEnd || at(';')) {
        if (parens != 0) syntax_error("mismatched parentheses");
        fail("missing \"" + std::string(expected) + "\" at end of SQL expression", token.begin);
      }
    }
    if (at_ == first) syntax_error("missing expression");
    list.push_back(make_sql(text_between(begin, previous_end()), begin, true));
    if (!accept(',')) return list;
  }
}

// ---- Scopes -------------------------------------------------------------------------------------

Scope* BodyParser::push_scope(std::string_view label) {
  Scope* scope = arena_->make<Scope>();
  scope->parent = scope_;
  scope->label = label;
  scope_ = scope;
  own_scopes_.push_back(scope);
  return scope;
}

void BodyParser::pop_scope() {
  scope_ = own_scopes_.back()->parent;
  own_scopes_.pop_back();
}

int BodyParser::add_variable(Variable* variable, bool check_duplicate) {
  Scope* scope = own_scopes_.back();
  if (check_duplicate && scope->find_here(variable->name) >= 0) {
    at_ = std::min(at_, tokens_.size() - 1);
    fail("duplicate declaration at or near \"" + std::string(variable->name) + "\"", variable->pos);
  }
  const int number = static_cast<int>(body_->variables.size());
  body_->variables.push_back(variable);
  scope->names.emplace_back(variable->name, number);
  return number;
}

// ---- Blocks -------------------------------------------------------------------------------------

Body* BodyParser::parse() {
  while (peek().kind == TokenKind::kSelf && peek().self == '#') advance();
  while (at_op("#")) {
    advance();
    const SourcePos option_at = peek().begin;
    const std::string_view option = identifier();
    if (option == "variable_conflict") {
      const std::string_view value = identifier();
      body_->has_conflict = true;
      if (value == "use_variable") {
        body_->conflict = VariableConflict::kUseVariable;
      } else if (value == "use_column") {
        body_->conflict = VariableConflict::kUseColumn;
      } else if (value != "error") {
        --at_;
        syntax_error();
      }
    } else if (option == "print_strict_params") {
      const std::string_view value = identifier();
      if (value != "on" && value != "off") {
        fail("unrecognized print_strict_params option " + std::string(value), kNoPos,
             sqlstate::internal_error);
      }
      body_->print_strict_params = value == "on";
    } else if (option == "dump") {
      throw_unsupported("#" + std::string(option), option_at);
    } else {
      --at_;
      syntax_error();
    }
  }
  std::string_view label;
  if (at_op("<<")) {
    advance();
    label = identifier();
    if (!at_op(">>")) syntax_error();
    advance();
  }
  if (!at("declare") && !at("begin")) syntax_error();
  body_->block = block(label);
  accept(';');
  if (!at_end()) syntax_error();
  return body_;
}

// [DECLARE ...] BEGIN ... [EXCEPTION ...] END [label]
BlockStmt* BodyParser::block(std::string_view label) {
  const Depth depth(this);
  const uint32_t begin = peek().begin;
  push_scope(label);
  scope_is_loop_.push_back(false);
  BlockStmt* node = make<BlockStmt>(begin);
  node->label = label;
  while (accept("declare")) {
    while (!at("begin") && !at("declare")) {
      if (at_op("<<")) {
        fail("block label must be placed before DECLARE, not after", peek().begin);
      }
      declaration(node);
    }
  }
  node->pos = peek().begin;
  node->line = line_of(node->pos);
  expect("begin");
  node->body = statements({"end", "exception"});
  if (at("exception")) handlers(node);
  expect("end");
  end_label(label);
  scope_is_loop_.pop_back();
  pop_scope();
  return node;
}

// The optional label after END.
void BodyParser::end_label(std::string_view label) {
  if (!at_identifier()) return;
  const SourcePos where = peek().begin;
  const std::string_view name = identifier();
  if (label.empty()) {
    fail("end label \"" + std::string(name) + "\" specified for unlabeled block", where);
  }
  if (name != label) {
    fail("end label \"" + std::string(name) + "\" differs from block's label \"" +
             std::string(label) + "\"",
         where);
  }
}

void BodyParser::handlers(BlockStmt* node) {
  node->has_handlers = true;
  const uint32_t begin = peek().begin;
  advance();
  push_scope({});
  const auto special = [&](std::string_view name) {
    Variable* variable = arena_->make<Variable>();
    variable->name = name;
    variable->oid = oid::kText;
    variable->constant = true;
    variable->pos = begin;
    return add_variable(variable, false);
  };
  node->sqlstate_variable = special("sqlstate");
  node->sqlerrm_variable = special("sqlerrm");
  do {
    Handler handler;
    handler.line = line_of(peek().begin);
    expect("when");
    do {
      handler.conditions.push_back(condition());
    } while (accept("or"));
    expect("then");
    handler.body = statements({"when", "end"});
    node->handlers.push_back(std::move(handler));
  } while (at("when"));
  pop_scope();
}

Condition BodyParser::condition() {
  Condition result;
  const Token& token = peek();
  const std::string_view name = identifier();
  if (name == "sqlstate" && !token.quoted) {
    const Token& code = peek();
    if (code.kind != TokenKind::kString) syntax_error();
    result.state = SqlState::parse(code.text);
    if (code.text.size() != 5 || result.state == SqlState()) {
      fail("invalid SQLSTATE code at or near \"" +
               std::string(text_between(code.begin, code.end)) + "\"",
           code.begin);
    }
    advance();
    return result;
  }
  if (name == "others") {
    result.others = true;
    return result;
  }
  result.state = condition_state(name);
  if (result.state == SqlState()) {
    fail("unrecognized exception condition \"" + std::string(name) + "\"", kNoPos,
         sqlstate::undefined_object);
  }
  return result;
}

}  // namespace rung::plpgsql
