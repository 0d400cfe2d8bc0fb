// DECLARE sections.
#include "plpgsql/body_parser.h"

namespace rung::plpgsql {

// name [CONSTANT] type [COLLATE c] [NOT NULL] [DEFAULT | := | = expr];
// name ALIAS FOR other;  name [[NO] SCROLL] CURSOR [(args)] FOR query;
void BodyParser::declaration(BlockStmt* node) {
  Variable* variable = arena_->make<Variable>();
  variable->pos = peek().begin;
  variable->line = line_of(variable->pos);
  variable->name = identifier();
  Scope* scope = own_scopes_.back();
  if (scope->find_here(variable->name) >= 0) {
    --at_;
    syntax_error("duplicate declaration");
  }
  if (at("alias") && is_word(peek(1), "for")) {
    at_ += 2;
    const Token& other = peek();
    int number = -1;
    if (other.kind == TokenKind::kParam) {
      const std::string name = "$" + std::to_string(other.integer);
      number = find_variable(scope_, name);
      advance();
    } else {
      std::string_view first = identifier();
      if (accept('.')) {
        const std::string_view second = identifier();
        number = find_labelled(scope_, first, second);
      } else {
        number = find_variable(scope_, first);
      }
    }
    if (number < 0) {
      fail("variable \"" + std::string(text_between(other.begin, previous_end())) +
               "\" does not exist",
           other.begin, sqlstate::undefined_object);
    }
    expect(';');
    scope->names.emplace_back(variable->name, number);
    return;
  }
  const bool no_scroll = at("no") && is_word(peek(1), "scroll");
  if (no_scroll || at("scroll") || at("cursor")) {
    at_ += no_scroll ? 2u : at("scroll") ? 1u : 0u;
    expect("cursor");
    variable->no_scroll = no_scroll;
    cursor_declaration(variable);
    node->declared.push_back(add_variable(variable, true));
    return;
  }
  variable->constant = accept("constant");
  data_type(variable, {"collate", "not", "default"});
  if (accept("collate")) {
    variable->collate_pos = tokens_[at_ - 1].begin;
    identifier();
    while (accept('.')) identifier();
  }
  const SourcePos not_at = peek().begin;
  if (at("not")) {
    advance();
    expect("null");
    variable->not_null = true;
  }
  if (accept("default") || peek().kind == TokenKind::kColonEquals || at('=')) {
    if (peek().kind == TokenKind::kColonEquals || at('=')) {
      // DEFAULT is spelled in three ways; the word was consumed above.
      if (!is_word(tokens_[at_ - 1], "default")) advance();
    }
    variable->initial = expression_until({";"}, ";");
    // It sees what is declared before it, not what comes after.
    variable->initial->scope = arena_->make<Scope>(*scope_);
  }
  if (variable->not_null && variable->initial == nullptr) {
    fail("variable \"" + std::string(variable->name) +
             "\" must have a default value, since it's declared NOT NULL",
         not_at, sqlstate::null_value_not_allowed);
  }
  expect(';');
  node->declared.push_back(add_variable(variable, true));
}

// [(name type, ...)] FOR | IS query; CURSOR has been read.
void BodyParser::cursor_declaration(Variable* variable) {
  variable->kind = VariableKind::kCursor;
  variable->oid = oid::kRefcursor;
  push_scope({});
  if (accept('(')) {
    do {
      Variable* argument = arena_->make<Variable>();
      argument->pos = peek().begin;
      argument->name = identifier();
      data_type(argument, {",", ")"});
      CursorArgument declared;
      declared.name = argument->name;
      declared.type = argument->type;
      declared.variable = add_variable(argument, true);
      variable->cursor_arguments.push_back(declared);
    } while (accept(','));
    expect(')');
  }
  if (!accept("for")) expect("is");
  const uint32_t begin = peek().begin;
  while (!at(';') && !at_end()) advance();
  if (peek().begin == begin) syntax_error("missing SQL statement");
  variable->cursor_query = make_sql(text_between(begin, previous_end()), begin, false);
  pop_scope();
  expect(';');
}

// A type: name%TYPE, name%ROWTYPE, RECORD, or SQL's own, up to one of the words or punctuation.
void BodyParser::data_type(Variable* variable, Words terminators) {
  const uint32_t begin = peek().begin;
  if (at("record") && !peek().quoted) {
    advance();
    variable->kind = VariableKind::kRecord;
    variable->type_text = "record";
    return;
  }
  // A variable of the function as the model: x%TYPE.
  const size_t first = at_;
  int parens = 0;
  for (;; advance()) {
    if (at_end()) {
      if (parens != 0) syntax_error("mismatched parentheses");
      syntax_error("incomplete data type declaration");
    }
    if (parens == 0) {
      bool stop = at(';') || at('=') || peek().kind == TokenKind::kColonEquals;
      for (const std::string_view word : terminators) {
        stop = stop || (word == "," || word == ")" ? at(word[0]) : at(word));
      }
      if (stop) break;
    }
    if (at('(')) ++parens;
    if (at(')')) --parens;
  }
  if (at_ == first) syntax_error("missing data type declaration");
  const uint32_t end = previous_end();
  variable->type_text = text_between(begin, end);
  variable->type_pos = begin;
  std::string text(variable->type_text);
  const size_t count = at_ - first;
  const bool percent = count >= 3 && tokens_[at_ - 2].kind == TokenKind::kSelf &&
                       tokens_[at_ - 2].self == '%';
  if (percent && is_word(tokens_[at_ - 1], "rowtype")) {
    variable->row_type = true;
    variable->kind = VariableKind::kRecord;
    text = std::string(text_between(begin, tokens_[at_ - 3].end));
  } else if (percent && is_word(tokens_[at_ - 1], "type")) {
    // $1%TYPE names an argument.
    const std::string_view name = tokens_[first].kind == TokenKind::kParam
                                      ? text_between(begin, tokens_[first].end)
                                      : tokens_[first].text;
    int model = -1;
    if (count == 3) {
      model = find_variable(scope_, name);
    } else if (count == 5) {
      model = find_labelled(scope_, name, tokens_[first + 2].text);
    }
    if (model >= 0) {
      const Variable& other = *body_->variables[static_cast<size_t>(model)];
      variable->kind = other.kind == VariableKind::kCursor ? VariableKind::kScalar : other.kind;
      variable->type = other.type;
      variable->type_text = other.type_text;
      variable->row_type = other.row_type;
      variable->oid = other.oid;
      variable->typmod = other.typmod;
      return;
    }
    variable->percent_pos = tokens_[at_ - 2].begin;
  }
  try {
    variable->type = parser::parse_type_name(text, *arena_);
  } catch (SqlError& error) {
    Error& report = error.error();
    if (report.pos != kNoPos) report.pos += begin;
    throw;
  }
}

}  // namespace rung::plpgsql
