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
  push_scope(label)->is_loop = true;
  node->body = loop_body(label);
  pop_scope();
  return node;
}

Stmt* BodyParser::while_statement(std::string_view label) {
  WhileStmt* node = make<WhileStmt>(peek().begin);
  node->label = label;
  advance();
  push_scope(label)->is_loop = true;
  node->condition = expression_until({"loop"}, "LOOP");
  node->body = loop_body(label);
  pop_scope();
  return node;
}

Stmt* BodyParser::for_statement(std::string_view label) {
  const uint32_t begin = peek().begin;
  advance();
  push_scope(label)->is_loop = true;
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
          node->arguments = cursor_arguments(cursor);
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
      if (cursor.kind == VariableKind::kScalar && cursor.type != nullptr &&
          cursor.type->names.back() == "refcursor") {
        fail("cursor FOR loop must use a bound cursor variable", peek().begin);
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
  push_scope(label)->is_loop = true;
  if (at_identifier() && find_variable(scope_, peek().text) < 0 &&
      find_labelled(scope_, peek().text, peek(2).text) < 0) {
    fail("loop variable of FOREACH must be a known variable or list of variables", peek().begin);
  }
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
    const Scope* found = nullptr;
    for (const Scope* scope : own_scopes_) {
      if (scope->label == node->label) found = scope;
    }
    if (found == nullptr) {
      fail("there is no label \"" + std::string(node->label) +
               "\" attached to any block or loop enclosing this statement",
           label_at);
    }
    if (!node->is_exit && !found->is_loop) {
      fail("block label \"" + std::string(node->label) + "\" cannot be used in CONTINUE", label_at);
    }
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
  // Types of later declarations are not known yet: only what surely is another one is refused.
  const bool other = variable.kind == VariableKind::kScalar && variable.type != nullptr &&
                     variable.type->names.back() != "refcursor" && !variable.type->pct_type;
  if (other) {
    fail("variable \"" + std::string(name) + "\" must be of type cursor or refcursor", where,
         sqlstate::datatype_mismatch);
  }
  return number;
}

// '(' values ')', by place or as name := value, in the order of the cursor's arguments.
SqlText* BodyParser::cursor_arguments(const Variable& cursor) {
  expect('(');
  const size_t wanted = cursor.cursor_arguments.size();
  const std::string quoted_name = "\"" + std::string(cursor.name) + "\"";
  std::vector<std::string_view> given(wanted);
  const uint32_t begin = peek().begin;
  for (size_t place = 0;; ++place) {
    size_t to = place;
    const bool named = at_identifier() && (peek(1).kind == TokenKind::kColonEquals ||
                                           peek(1).kind == TokenKind::kEqualsGreater);
    if (named) {
      const std::string_view name = peek().text;
      for (to = 0; to < wanted && cursor.cursor_arguments[to].name != name; ++to) {
      }
      if (to == wanted) {
        fail("cursor " + quoted_name + " has no argument named \"" + std::string(name) + "\"",
             peek().begin);
      }
      if (!given[to].empty()) {
        fail("value for parameter \"" + std::string(name) + "\" of cursor " + quoted_name +
                 " specified more than once",
             peek().begin);
      }
      at_ += 2;
    } else if (place >= wanted) {
      fail("too many arguments for cursor " + quoted_name, tokens_[at_ - 1].begin);
    }
    const uint32_t value_begin = peek().begin;
    const size_t first = at_;
    int parens = 0;
    for (; parens > 0 || (!at(',') && !at(')')); advance()) {
      if (at_end() || at(';')) syntax_error("mismatched parentheses");
      if (at('(') || at('[')) ++parens;
      if (at(')') || at(']')) --parens;
    }
    if (at_ == first) syntax_error("missing expression");
    given[to] = text_between(value_begin, previous_end());
    if (!accept(',')) break;
  }
  std::string list;
  for (const std::string_view value : given) {
    if (value.empty()) fail("not enough arguments for cursor " + quoted_name, peek().begin);
    list += (list.empty() ? "" : ", ") + std::string(value);
  }
  expect(')');
  return make_sql(arena_->copy(list), begin, true);
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
      node->arguments = cursor_arguments(variable);
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
    if (!at("for")) syntax_error("syntax error, expected \"FOR\"");
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
