// Statements: which one begins here, and those that are neither loops nor blocks.
#include "plpgsql/body_parser.h"

namespace rung::plpgsql {

Statements BodyParser::statements(Words terminators) {
  Statements list;
  for (;;) {
    for (const std::string_view word : terminators) {
      if (at(word)) return list;
    }
    if (at_end()) syntax_error();
    list.push_back(statement());
  }
}

Stmt* BodyParser::statement() {
  const Depth depth(this);
  const uint32_t begin = peek().begin;
  if (at_op("<<")) {
    advance();
    const std::string_view label = identifier();
    if (!at_op(">>")) syntax_error();
    advance();
    if (at("declare") || at("begin")) {
      Stmt* node = block(label);
      expect(';');
      return node;
    }
    if (at("loop")) return loop_statement(label);
    if (at("while")) return while_statement(label);
    if (at("for")) return for_statement(label);
    if (at("foreach")) return foreach_statement(label);
    syntax_error();
  }
  if (at("declare") || at("begin")) {
    Stmt* node = block({});
    expect(';');
    return node;
  }
  if (at_assignment()) return assignment();
  if (at("if")) return if_statement();
  if (at("case")) return case_statement();
  if (at("loop")) return loop_statement({});
  if (at("while")) return while_statement({});
  if (at("for")) return for_statement({});
  if (at("foreach")) return foreach_statement({});
  if (at("exit") || at("continue")) return exit_statement();
  if (at("return")) return return_statement();
  if (at("raise")) return raise_statement();
  if (at("assert")) return assert_statement();
  if (at("execute")) return execute_statement();
  if (at("get") && (is_word(peek(1), "diagnostics") || is_word(peek(1), "stacked") ||
                    is_word(peek(1), "current"))) {
    return diagnostics_statement();
  }
  if (at("open")) return open_statement();
  if (at("fetch")) return fetch_statement(false);
  if (at("move")) return fetch_statement(true);
  if (at("close")) return close_statement();
  if (at("null")) {
    advance();
    expect(';');
    return make<NullStmt>(begin);
  }
  if (at("perform")) {
    advance();
    PerformStmt* perform = make<PerformStmt>(begin);
    perform->query = expression_until({";"}, ";");
    // Reported as the SELECT that it is.
    perform->query->form = SqlForm::kStatement;
    perform->query->shift = 0;
    perform->query->text = arena_->copy("SELECT " + std::string(perform->query->text));
    expect(';');
    return perform;
  }
  if (at("commit") || at("rollback")) {
    TransactionStmt* transaction = make<TransactionStmt>(begin);
    transaction->commit = at("commit");
    advance();
    if (accept("and")) {
      transaction->chain = !accept("no");
      expect("chain");
    }
    expect(';');
    return transaction;
  }
  if (at("call") || at("do")) {
    CallStmt* call = make<CallStmt>(begin);
    const SqlText* sql = nullptr;
    const size_t first = at_;
    while (!at(';') && !at_end()) advance();
    static_cast<void>(first);
    call->sql = make_sql(text_between(begin, previous_end()), begin, false);
    static_cast<void>(sql);
    expect(';');
    return call;
  }
  if (peek().kind == TokenKind::kIdent || peek().kind == TokenKind::kKeyword || at('(')) {
    if (is_word(peek(), "else") || is_word(peek(), "elsif") || is_word(peek(), "then") ||
        is_word(peek(), "when") || is_word(peek(), "end")) {
      syntax_error();
    }
    return sql_statement();
  }
  syntax_error();
}

// name[.field | [subscript]]... := | =
bool BodyParser::at_assignment() const {
  if (!at_identifier() && peek().kind != TokenKind::kParam) return false;
  size_t ahead = 1;
  const auto self = [&](size_t n, char c) {
    return peek(n).kind == TokenKind::kSelf && peek(n).self == c;
  };
  for (;;) {
    if (self(ahead, '.')) {
      ahead += 2;
    } else if (self(ahead, '[')) {
      int depth = 0;
      do {
        if (peek(ahead).kind == TokenKind::kEnd) return false;
        if (self(ahead, '[')) ++depth;
        if (self(ahead, ']')) --depth;
        ++ahead;
      } while (depth > 0);
    } else {
      break;
    }
  }
  return peek(ahead).kind == TokenKind::kColonEquals || self(ahead, '=');
}

Stmt* BodyParser::assignment() {
  AssignStmt* assign = make<AssignStmt>(peek().begin);
  assign->target = target(true);
  const Variable& variable = *body_->variables[static_cast<size_t>(assign->target.variable)];
  if (variable.constant) {
    fail("variable \"" + std::string(variable.name) + "\" is declared CONSTANT", assign->pos,
         sqlstate::error_in_assignment);
  }
  advance();  // := or =
  assign->value = expression_until({";"}, ";");
  SqlText* value = assign->value;
  value->form = SqlForm::kAssignment;
  value->shift += static_cast<int32_t>(value->offset - assign->pos);
  value->offset = assign->pos;
  value->text = text_between(assign->pos, previous_end());
  expect(';');
  return assign;
}

// A variable with fields and, where allowed, subscripts.
Target BodyParser::target(bool subscripts) {
  Target result;
  result.pos = peek().begin;
  const Token& first = peek();
  if (first.kind == TokenKind::kParam) {
    result.variable = find_variable(scope_, "$" + std::to_string(first.integer));
    advance();
  } else {
    const std::string_view name = identifier();
    result.variable = find_variable(scope_, name);
    // A label or the function's name may qualify it.
    if (at('.') && (result.variable < 0 || body_->variables[static_cast<size_t>(result.variable)]
                                                   ->kind != VariableKind::kRecord)) {
      const int qualified = find_labelled(scope_, name, peek(1).text);
      if (qualified >= 0) {
        at_ += 2;
        result.variable = qualified;
      }
    }
  }
  if (result.variable < 0) {
    fail("\"" + std::string(text_between(first.begin, first.end)) + "\" is not a known variable",
         first.begin);
  }
  for (;;) {
    TargetStep step;
    if (at('.')) {
      advance();
      if (peek().kind != TokenKind::kIdent && peek().kind != TokenKind::kKeyword) syntax_error();
      step.field = peek().text;
      advance();
    } else if (subscripts && at('[')) {
      advance();
      const uint32_t begin = peek().begin;
      int depth = 0;
      uint32_t colon = 0;
      while (depth > 0 || !at(']')) {
        if (at_end() || at(';')) syntax_error("mismatched parentheses");
        if (at('(') || at('[')) ++depth;
        if (at(')') || at(']')) --depth;
        if (depth == 0 && at(':')) colon = peek().begin;
        advance();
      }
      const uint32_t end = peek().begin;
      advance();
      if (colon != 0) {
        step.slice = true;
        if (colon > begin) step.subscript = make_sql(text_between(begin, colon), begin, true);
        if (end > colon + 1) step.upper = make_sql(text_between(colon + 1, end), colon + 1, true);
      } else {
        step.subscript = make_sql(text_between(begin, end), begin, true);
      }
    } else {
      return result;
    }
    result.steps.push_back(step);
  }
}

bool BodyParser::target_is_record(const Target& target) const {
  return target.steps.empty() &&
         body_->variables[static_cast<size_t>(target.variable)]->kind == VariableKind::kRecord;
}

// What follows INTO: [STRICT] a record, or variables.
std::vector<Target> BodyParser::into_targets(bool* strict) {
  if (strict != nullptr) *strict = accept("strict");
  std::vector<Target> list;
  do {
    const SourcePos where = peek().begin;
    list.push_back(target(true));
    const Variable& variable = *body_->variables[static_cast<size_t>(list.back().variable)];
    if (variable.constant) {
      fail("variable \"" + std::string(variable.name) + "\" is declared CONSTANT", where,
           sqlstate::error_in_assignment);
    }
    if (target_is_record(list.back()) && (list.size() > 1 || at(','))) {
      fail("record variable cannot be part of multiple-item INTO list",
           at(',') ? peek().begin : where);
    }
  } while (accept(','));
  return list;
}

Stmt* BodyParser::if_statement() {
  IfStmt* node = make<IfStmt>(peek().begin);
  do {
    Branch branch;
    branch.line = line_of(peek().begin);
    advance();  // IF, ELSIF or ELSEIF
    branch.condition = expression_until({"then"}, "THEN");
    expect("then");
    branch.body = statements({"elsif", "elseif", "else", "end"});
    node->branches.push_back(std::move(branch));
  } while (at("elsif") || at("elseif"));
  if (accept("else")) node->otherwise = statements({"end"});
  expect("end");
  expect("if");
  expect(';');
  return node;
}

Stmt* BodyParser::case_statement() {
  CaseStmt* node = make<CaseStmt>(peek().begin);
  advance();
  std::string_view test_name;
  if (!at("when")) {
    node->test = expression_until({"when"}, "WHEN");
    // The conditions compare with a hidden variable that holds the test.
    push_scope({});
    Variable* hidden = arena_->make<Variable>();
    test_name = arena_->copy("__Case__Variable_" + std::to_string(body_->variables.size()) + "__");
    hidden->name = test_name;
    hidden->oid = oid::kInt4;
    node->test_variable = add_variable(hidden, false);
  }
  while (at("when")) {
    Branch branch;
    branch.line = line_of(peek().begin);
    advance();
    if (node->test == nullptr) {
      branch.condition = expression_until({"then"}, "THEN");
    } else {
      const uint32_t begin = peek().begin;
      SqlText* list = expression_until({"then"}, "THEN");
      const std::string prefix = "SELECT \"" + std::string(test_name) + "\" IN (";
      list->stmt = parser::parse_one(
          prefix + std::string(text_between(begin, previous_end())) + ")", *arena_);
      list->shift = -static_cast<int32_t>(prefix.size());
      branch.condition = list;
    }
    expect("then");
    branch.body = statements({"when", "else", "end"});
    node->branches.push_back(std::move(branch));
  }
  if (accept("else")) {
    node->has_else = true;
    node->otherwise = statements({"end"});
  }
  expect("end");
  expect("case");
  expect(';');
  if (node->test != nullptr) pop_scope();
  return node;
}

Stmt* BodyParser::return_statement() {
  const uint32_t begin = peek().begin;
  advance();
  if (at("next")) {
    if (!signature_.returns_set) {
      fail("cannot use RETURN NEXT in a non-SETOF function", begin,
           sqlstate::datatype_mismatch);
    }
    advance();
    ReturnNextStmt* node = make<ReturnNextStmt>(begin);
    if (signature_.has_out_parameters) {
      if (!at(';')) {
        fail("RETURN NEXT cannot have a parameter in function with OUT parameters",
             peek().begin, sqlstate::datatype_mismatch);
      }
    } else {
      node->value = expression_until({";"}, ";");
    }
    expect(';');
    return node;
  }
  if (at("query")) {
    if (!signature_.returns_set) {
      fail("cannot use RETURN QUERY in a non-SETOF function", begin, sqlstate::datatype_mismatch);
    }
    advance();
    ReturnQueryStmt* node = make<ReturnQueryStmt>(begin);
    if (accept("execute")) {
      node->execute = expression_until({";", "using"}, "; or USING");
      if (accept("using")) node->parameters = expressions_until({";"}, ";");
    } else {
      node->query = sql_until({";"}, false, ";", false);
    }
    expect(';');
    return node;
  }
  ReturnStmt* node = make<ReturnStmt>(begin);
  if (signature_.returns_set || signature_.returns_void || signature_.has_out_parameters ||
      signature_.is_procedure) {
    if (!at(';')) {
      const SourcePos where = peek().begin;
      if (signature_.returns_set) {
        throw_error(Error(sqlstate::datatype_mismatch,
                          "RETURN cannot have a parameter in function returning set", where)
                        .with_hint("Use RETURN NEXT or RETURN QUERY."));
      }
      const char* message =
          signature_.is_procedure    ? "RETURN cannot have a parameter in a procedure"
          : signature_.returns_void  ? "RETURN cannot have a parameter in function returning void"
                                     : "RETURN cannot have a parameter in function with OUT "
                                       "parameters";
      fail(message, where, sqlstate::datatype_mismatch);
    }
  } else {
    node->value = expression_until({";"}, ";");
  }
  expect(';');
  return node;
}

Stmt* BodyParser::assert_statement() {
  AssertStmt* node = make<AssertStmt>(peek().begin);
  advance();
  std::vector<SqlText*> parts = expressions_until({";"}, ";");
  if (parts.size() > 2) syntax_error();
  node->condition = parts[0];
  if (parts.size() == 2) node->message = parts[1];
  expect(';');
  return node;
}

// EXECUTE expr [INTO [STRICT] targets] [USING list], the two in either order.
Stmt* BodyParser::execute_statement() {
  ExecuteStmt* node = make<ExecuteStmt>(peek().begin);
  advance();
  node->query = expression_until({"into", "using", ";"}, "INTO or USING or ;");
  for (;;) {
    if (at("into")) {
      if (node->has_into) syntax_error();
      advance();
      node->has_into = true;
      node->into = into_targets(&node->strict);
    } else if (at("using")) {
      if (!node->parameters.empty()) syntax_error();
      advance();
      node->parameters = expressions_until({";", "into"}, ", or ; or INTO");
    } else {
      break;
    }
  }
  expect(';');
  return node;
}

// Any SQL statement; INTO is cut out of it.
Stmt* BodyParser::sql_statement() {
  SqlStmt* node = make<SqlStmt>(peek().begin);
  const uint32_t begin = peek().begin;
  const bool import = at("import");
  const size_t first = at_;
  uint32_t into_begin = 0;
  uint32_t into_end = 0;
  int atomic_depth = 0;  // a CREATE FUNCTION's BEGIN ATOMIC body
  bool in_create = at("create");
  for (;;) {
    if (at_end()) syntax_error("unexpected end of function definition");
    if (at(';') && atomic_depth == 0) break;
    if (in_create && at("begin") && is_word(peek(1), "atomic")) ++atomic_depth;
    if (atomic_depth > 0 && at("case")) ++atomic_depth;
    if (atomic_depth > 0 && at("end")) --atomic_depth;
    const bool after_insert = at_ > first && (is_word(tokens_[at_ - 1], "insert") ||
                                              is_word(tokens_[at_ - 1], "merge"));
    if (at("into") && !import && !after_insert && atomic_depth == 0) {
      if (node->has_into) syntax_error("INTO specified more than once");
      into_begin = peek().begin;
      advance();
      node->has_into = true;
      node->into = into_targets(&node->strict);
      into_end = previous_end();
      continue;
    }
    advance();
  }
  std::string_view text = text_between(begin, previous_end());
  if (node->has_into) {
    std::string without(text);
    for (uint32_t i = into_begin; i < into_end; ++i) {
      if (without[i - begin] != '\n') without[i - begin] = ' ';
    }
    const size_t last = without.find_last_not_of(" \t\n\r\f");
    text = arena_->copy(std::string_view(without).substr(0, last + 1));
  }
  // An unknown variable before an operator reads better as what it is.
  if (at_ == first) syntax_error();
  node->sql = make_sql(text, begin, false);
  advance();
  return node;
}

Stmt* BodyParser::diagnostics_statement() {
  DiagnosticsStmt* node = make<DiagnosticsStmt>(peek().begin);
  advance();
  node->stacked = accept("stacked");
  if (!node->stacked) accept("current");
  expect("diagnostics");
  static constexpr std::pair<std::string_view, DiagnosticsItem> kItems[] = {
      {"row_count", DiagnosticsItem::kRowCount},
      {"pg_context", DiagnosticsItem::kContext},
      {"pg_exception_context", DiagnosticsItem::kErrorContext},
      {"pg_exception_detail", DiagnosticsItem::kErrorDetail},
      {"pg_exception_hint", DiagnosticsItem::kErrorHint},
      {"returned_sqlstate", DiagnosticsItem::kReturnedSqlState},
      {"column_name", DiagnosticsItem::kColumnName},
      {"constraint_name", DiagnosticsItem::kConstraintName},
      {"pg_datatype_name", DiagnosticsItem::kDatatypeName},
      {"message_text", DiagnosticsItem::kMessageText},
      {"table_name", DiagnosticsItem::kTableName},
      {"schema_name", DiagnosticsItem::kSchemaName},
  };
  do {
    Target into = target(false);
    if (peek().kind != TokenKind::kColonEquals && !at('=')) syntax_error();
    advance();
    const std::string_view name = identifier();
    const auto* found = std::begin(kItems);
    while (found != std::end(kItems) && found->first != name) ++found;
    if (found == std::end(kItems)) {
      --at_;
      syntax_error("unrecognized GET DIAGNOSTICS item");
    }
    const bool current_only = found->second <= DiagnosticsItem::kContext;
    if (node->stacked == current_only) {
      std::string upper(name);
      for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
      fail("diagnostics item " + upper + " is not allowed in GET " +
               (node->stacked ? "STACKED" : "CURRENT") + " DIAGNOSTICS",
           node->pos);
    }
    node->items.emplace_back(std::move(into), found->second);
  } while (accept(','));
  expect(';');
  return node;
}

}  // namespace rung::plpgsql
