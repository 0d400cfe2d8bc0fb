// Loops, EXIT and CONTINUE, cursors.
#include "plpgsql/body_parser.h"

#include <algorithm>

namespace rung::plpgsql {

// Statements up to END LOOP [label];
Statements BodyParser::loop_body(std::string_view label) {
  expect("loop");
  scope_is_loop_.push_back(true);
  Statements body = statements({"end"});
  scope_is_loop_.pop_back();
  expect("end");
  expect("loop");
  end_label(label);
  expect(';');
  return body;
}

Stmt* BodyParser::loop_statement(std::string_view label) {
  LoopStmt* node = make<LoopStmt>(peek().begin);
  node->label = label;
  push_scope(label);
  node->body = loop_body(label);
  pop_scope();
  return node;
}

Stmt* BodyParser::while_statement(std::string_view label) {
  WhileStmt* node = make<WhileStmt>(peek().begin);
  node->label = label;
  advance();
  push_scope(label);
  node->condition = expression_until({"loop"}, "LOOP");
  node->body = loop_body(label);
  pop_scope();
  return node;
}

Stmt* BodyParser::for_statement(std::string_view label) {
  const uint32_t begin = peek().begin;
  advance();
  push_scope(label);
  // The names before IN; what they mean depends on what follows it.
  const size_t names_at = at_;
  std::vector<std::string_view> names;
  const uint32_t name_begin = peek().begin;
  do {
    names.push_back(identifier());
    while (accept('.')) identifier();
  } while (accept(','));
  expect("in");
  const auto row_targets = [&] {
    const size_t mark = at_;
    at_ = names_at;
    if (find_variable(scope_, names[0]) < 0 && find_labelled(scope_, names[0], peek(2).text) < 0) {
      fail("loop variable of loop over rows must be a record variable or list of scalar variables",
           name_begin);
    }
    std::vector<Target> targets = into_targets(nullptr);
    at_ = mark;
    return targets;
  };
  const auto finish = [&](auto* node) -> Stmt* {
    node->label = label;
    node->body = loop_body(label);
    pop_scope();
    return node;
  };
  if (at("execute")) {
    ForExecuteStmt* node = make<ForExecuteStmt>(begin);
    advance();
    node->targets = row_targets();
    node->query = expression_until({"loop", "using"}, "LOOP or USING");
    if (accept("using")) node->parameters = expressions_until({"loop"}, "LOOP");
    return finish(node);
  }
  if (at_identifier()) {
    const int number = find_variable(scope_, peek().text);
    const bool alone = is_word(peek(1), "loop") ||
                       (peek(1).kind == TokenKind::kSelf && peek(1).self == '(');
    if (number >= 0 && alone) {
      const Variable& cursor = *body_->variables[static_cast<size_t>(number)];
      if (cursor.kind == VariableKind::kCursor) {
        ForCursorStmt* node = make<ForCursorStmt>(begin);
        node->cursor = number;
        advance();
        if (at('(')) {
          if (cursor.cursor_arguments.empty()) {
            fail("cursor \"" + std::string(cursor.name) + "\" has no arguments", peek().begin);
          }
          node->arguments = parenthesised_list();
        } else if (!cursor.cursor_arguments.empty()) {
          fail("cursor \"" + std::string(cursor.name) + "\" has arguments", peek().begin);
        }
        // The loop's variable is always a new record.
        Variable* record = arena_->make<Variable>();
        record->name = names[0];
        record->kind = VariableKind::kRecord;
        record->pos = name_begin;
        node->variable = add_variable(record, false);
        return finish(node);
      }
    }
  }
  const bool reverse = accept("reverse");
  // An integer loop has .. before LOOP.
  bool integer = false;
  int parens = 0;
  for (size_t ahead = 0; peek(ahead).kind != TokenKind::kEnd; ++ahead) {
    const Token& token = peek(ahead);
    const bool self = token.kind == TokenKind::kSelf;
    if (self && (token.self == '(' || token.self == '[')) ++parens;
    if (self && (token.self == ')' || token.self == ']')) --parens;
    if (parens == 0 && token.kind == TokenKind::kDotDot) integer = true;
    if (integer || (parens == 0 && is_word(token, "loop")) || (self && token.self == ';')) break;
  }
  if (integer) {
    ForIntegerStmt* node = make<ForIntegerStmt>(begin);
    node->reverse = reverse;
    node->lower = sql_until({"loop"}, true, "LOOP", true);
    advance();  // ..
    node->upper = expression_until({"loop", "by"}, "LOOP");
    if (accept("by")) node->step = expression_until({"loop"}, "LOOP");
    if (names.size() > 1) {
      fail("integer FOR loop must have only one target variable", name_begin);
    }
    Variable* variable = arena_->make<Variable>();
    variable->name = names[0];
    variable->oid = oid::kInt4;
    variable->pos = name_begin;
    node->variable = add_variable(variable, false);
    return finish(node);
  }
  if (reverse) {
    fail("cannot specify REVERSE in query FOR loop", tokens_[at_ - 1].begin);
  }
  ForQueryStmt* node = make<ForQueryStmt>(begin);
  node->query = sql_until({"loop"}, false, "LOOP", false);
  node->targets = row_targets();
  return finish(node);
}

// FOREACH targets [SLICE n] IN ARRAY expr LOOP
Stmt* BodyParser::foreach_statement(std::string_view label) {
  ForEachStmt* node = make<ForEachStmt>(peek().begin);
  node->label = label;
  advance();
  push_scope(label);
  node->targets = into_targets(nullptr);
  if (accept("slice")) {
    if (peek().kind != TokenKind::kInteger) syntax_error();
    node->slice = peek().integer;
    advance();
  }
  expect("in");
  expect("array");
  node->array = expression_until({"loop"}, "LOOP");
  node->body = loop_body(label);
  pop_scope();
  return node;
}

// EXIT | CONTINUE [label] [WHEN condition];
Stmt* BodyParser::exit_statement() {
  ExitStmt* node = make<ExitStmt>(peek().begin);
  node->is_exit = at("exit");
  const uint32_t begin = peek().begin;
  advance();
  if (at_identifier() && !at("when")) {
    const SourcePos label_at = peek().begin;
    node->label = identifier();
    bool found = false;
    bool is_block = false;
    for (size_t i = own_scopes_.size(); i-- > 0;) {
      if (own_scopes_[i]->label != node->label) continue;
      found = true;
      is_block = std::find_if(own_scopes_.begin(), own_scopes_.end(), [&](const Scope* scope) {
                   return scope->label == node->label;
                 }) == own_scopes_.end();
      break;
    }
    if (!found) {
      fail("there is no label \"" + std::string(node->label) +
               "\" attached to any block or loop enclosing this statement",
           label_at);
    }
    static_cast<void>(is_block);
  } else {
    bool in_loop = false;
    for (const bool loop : scope_is_loop_) in_loop = in_loop || loop;
    if (!in_loop) {
      fail(node->is_exit ? "EXIT cannot be used outside a loop, unless it has a label"
                         : "CONTINUE cannot be used outside a loop",
           begin);
    }
  }
  if (accept("when")) node->condition = expression_until({";"}, ";");
  expect(';');
  return node;
}

// ---- Cursors ------------------------------------------------------------------------------------

int BodyParser::cursor_variable() {
  const SourcePos where = peek().begin;
  const std::string_view name = identifier();
  const int number = find_variable(scope_, name);
  if (number < 0) fail("\"" + std::string(name) + "\" is not a known variable", where);
  const Variable& variable = *body_->variables[static_cast<size_t>(number)];
  if (variable.kind == VariableKind::kRecord) {
    fail("cursor variable must be a simple variable", where, sqlstate::datatype_mismatch);
  }
  return number;
}

Stmt* BodyParser::open_statement() {
  OpenStmt* node = make<OpenStmt>(peek().begin);
  advance();
  node->cursor = cursor_variable();
  const Variable& variable = *body_->variables[static_cast<size_t>(node->cursor)];
  if (variable.cursor_query != nullptr) {
    if (at('(')) {
      if (variable.cursor_arguments.empty()) {
        fail("cursor \"" + std::string(variable.name) + "\" has no arguments", peek().begin);
      }
      node->arguments = parenthesised_list();
    } else if (!variable.cursor_arguments.empty()) {
      fail("cursor \"" + std::string(variable.name) + "\" has arguments", peek().begin);
    }
  } else {
    if (at("no") && is_word(peek(1), "scroll")) {
      at_ += 2;
      node->no_scroll = true;
    } else {
      accept("scroll");
    }
    expect("for");
    if (accept("execute")) {
      node->execute = expression_until({"using", ";"}, "USING or ;");
      if (accept("using")) node->parameters = expressions_until({";"}, ";");
    } else {
      node->query = sql_until({";"}, false, ";", false);
    }
  }
  expect(';');
  return node;
}

void BodyParser::fetch_direction(FetchStmt* fetch) {
  using parser::FetchDirection;
  if (accept("next")) {
    fetch->direction = FetchDirection::kForward;
  } else if (accept("prior")) {
    fetch->direction = FetchDirection::kBackward;
  } else if (accept("first")) {
    fetch->direction = FetchDirection::kAbsolute;
  } else if (accept("last")) {
    fetch->direction = FetchDirection::kAbsolute;
    fetch->count = -1;
  } else if (at("absolute") || at("relative")) {
    fetch->direction = at("absolute") ? FetchDirection::kAbsolute : FetchDirection::kRelative;
    advance();
    fetch->count_expr = expression_until({"from", "in"}, "FROM or IN");
  } else if (at("all") && fetch->is_move) {
    advance();
    fetch->count = parser::kFetchAll;
  } else if (at("forward") || at("backward")) {
    fetch->direction = at("forward") ? FetchDirection::kForward : FetchDirection::kBackward;
    advance();
    if (accept("all")) {
      fetch->count = parser::kFetchAll;
    } else if (!at("from") && !at("in")) {
      fetch->count_expr = expression_until({"from", "in"}, "FROM or IN");
    }
  } else if (!at("from") && !at("in")) {
    // FETCH cursor, unless an expression and FROM follow.
    if (find_variable(scope_, peek().text) >= 0 &&
        (is_word(peek(1), "into") || (peek(1).kind == TokenKind::kSelf && peek(1).self == ';'))) {
      return;
    }
    fetch->count_expr = expression_until({"from", "in"}, "FROM or IN");
  }
  if (!accept("from")) accept("in");
}

Stmt* BodyParser::fetch_statement(bool is_move) {
  FetchStmt* node = make<FetchStmt>(peek().begin);
  node->is_move = is_move;
  advance();
  fetch_direction(node);
  node->cursor = cursor_variable();
  if (!is_move) {
    if (node->count == parser::kFetchAll) {
      fail("FETCH statement cannot return multiple rows", node->pos,
           sqlstate::feature_not_supported);
    }
    expect("into");
    node->into = into_targets(nullptr);
  }
  expect(';');
  return node;
}

Stmt* BodyParser::close_statement() {
  CloseStmt* node = make<CloseStmt>(peek().begin);
  advance();
  node->cursor = cursor_variable();
  expect(';');
  return node;
}

}  // namespace rung::plpgsql
