// Transactions, settings, prepared statements and cursors.
#include "parser/parser_impl.h"

namespace rung::parser {

bool Parser::at_transaction_mode() {
  return at(Keyword::kIsolation) || at(Keyword::kRead) || at(Keyword::kDeferrable) ||
         at(Keyword::kNot);
}

// ISOLATION LEVEL ..., READ ONLY | WRITE, [NOT] DEFERRABLE; commas are optional.
std::vector<DefElem*> Parser::transaction_modes() {
  std::vector<DefElem*> modes;
  for (;;) {
    const SourcePos where = pos();
    if (at(Keyword::kIsolation)) {
      advance();
      expect(Keyword::kLevel);
      const SourcePos level_at = pos();
      std::string_view level = "serializable";
      if (accept(Keyword::kRead)) {
        level = "read committed";
        if (!accept(Keyword::kCommitted)) {
          expect(Keyword::kUncommitted);
          level = "read uncommitted";
        }
      } else if (accept(Keyword::kRepeatable)) {
        expect(Keyword::kRead);
        level = "repeatable read";
      } else {
        expect(Keyword::kSerializable);
      }
      modes.push_back(def_elem("transaction_isolation", string_node(level, level_at), where));
    } else if (at(Keyword::kRead)) {
      advance();
      const bool read_only = accept(Keyword::kOnly);
      if (!read_only) expect(Keyword::kWrite);
      modes.push_back(def_elem("transaction_read_only", boolean_node(read_only, where), where));
    } else if (accept(Keyword::kDeferrable)) {
      modes.push_back(def_elem("transaction_deferrable", boolean_node(true, where), where));
    } else if (accept(Keyword::kNot)) {
      expect(Keyword::kDeferrable);
      modes.push_back(def_elem("transaction_deferrable", boolean_node(false, where), where));
    } else {
      return modes;
    }
    if (at(',')) {
      advance();
      if (!at_transaction_mode()) syntax_error();
    }
  }
}

Stmt* Parser::transaction_stmt() {
  TransactionStmt* stmt = make<TransactionStmt>(pos());
  const Keyword word = peek().keyword;
  advance();
  const auto work = [&] { accept(Keyword::kWork) || accept(Keyword::kTransaction); };
  // SAVEPOINT is unreserved: alone it is the name.
  const auto savepoint_word = [&] {
    if (at(Keyword::kSavepoint) &&
        (next_is(1, TokenKind::kIdent) || next_is(1, TokenKind::kKeyword))) {
      advance();
    }
  };
  const auto chain = [&] {
    if (!accept(Keyword::kAnd)) return;
    stmt->chain = !accept(Keyword::kNo);
    expect(Keyword::kChain);
  };
  switch (word) {
    case Keyword::kBegin:
      work();
      stmt->modes = transaction_modes();
      break;
    case Keyword::kStart:
      expect(Keyword::kTransaction);
      stmt->transaction_kind = TransactionKind::kStart;
      stmt->modes = transaction_modes();
      break;
    case Keyword::kCommit:
    case Keyword::kEnd:
      if (word == Keyword::kCommit && accept(Keyword::kPrepared)) {
        stmt->transaction_kind = TransactionKind::kCommitPrepared;
        stmt->gid = string_constant();
        break;
      }
      work();
      stmt->transaction_kind = TransactionKind::kCommit;
      chain();
      break;
    case Keyword::kRollback:
    case Keyword::kAbort:
      if (word == Keyword::kRollback && accept(Keyword::kPrepared)) {
        stmt->transaction_kind = TransactionKind::kRollbackPrepared;
        stmt->gid = string_constant();
        break;
      }
      work();
      if (word == Keyword::kRollback && accept(Keyword::kTo)) {
        savepoint_word();
        stmt->transaction_kind = TransactionKind::kRollbackTo;
        stmt->savepoint = col_id();
        break;
      }
      stmt->transaction_kind = TransactionKind::kRollback;
      chain();
      break;
    case Keyword::kSavepoint:
      stmt->transaction_kind = TransactionKind::kSavepoint;
      stmt->savepoint = col_id();
      break;
    case Keyword::kRelease:
      savepoint_word();
      stmt->transaction_kind = TransactionKind::kRelease;
      stmt->savepoint = col_id();
      break;
    default:  // PREPARE TRANSACTION
      expect(Keyword::kTransaction);
      stmt->transaction_kind = TransactionKind::kPrepare;
      stmt->gid = string_constant();
      break;
  }
  return stmt;
}

// ---- SET, RESET, SHOW ---------------------------------------------------------------------------

std::string_view Parser::variable_name() {
  NameList names;
  names.push_back(col_id());
  while (accept('.')) names.push_back(col_id());
  return name_as_text(names);
}

// TO or = has been read.
void Parser::variable_values(VariableSetStmt* set) {
  if (accept(Keyword::kDefault)) {
    set->set_kind = VariableSetKind::kSetDefault;
    return;
  }
  do {
    const SourcePos where = pos();
    if (at(Keyword::kTrue) || at(Keyword::kFalse) || at(Keyword::kOn)) {
      set->args.push_back(string_node(take_word(), where));
    } else if (at_signed_number()) {
      set->args.push_back(numeric_only());
    } else {
      set->args.push_back(string_node(non_reserved_word_or_string(), where));
    }
  } while (accept(','));
}

Stmt* Parser::set_stmt() {
  const SourcePos where = pos();
  advance();
  if (at(Keyword::kConstraints)) {
    advance();
    ConstraintsSetStmt* set = make<ConstraintsSetStmt>(where);
    if (!accept(Keyword::kAll)) set->constraints = qualified_name_list();
    set->deferred = accept(Keyword::kDeferred);
    if (!set->deferred) expect(Keyword::kImmediate);
    return set;
  }
  bool local = false;
  if (at(Keyword::kLocal) && !next_is(1, Keyword::kTo) && !next_is(1, '=') && !next_is(1, '.')) {
    advance();
    local = true;
  } else if (at(Keyword::kSession) && !next_is(1, Keyword::kAuthorization) &&
             !next_is(1, Keyword::kTo) && !next_is(1, '=') && !next_is(1, '.')) {
    advance();
    if (at(Keyword::kSession) && next_is(1, Keyword::kCharacteristics)) advance();
    // SET SESSION CHARACTERISTICS AS TRANSACTION ...
    if (at(Keyword::kCharacteristics) && next_is(1, Keyword::kAs)) {
      at_ += 2;
      expect(Keyword::kTransaction);
      VariableSetStmt* set = make<VariableSetStmt>(where);
      set->set_kind = VariableSetKind::kSetMulti;
      set->name = "SESSION CHARACTERISTICS";
      if (!at_transaction_mode()) syntax_error();
      for (DefElem* mode : transaction_modes()) set->args.push_back(mode);
      return set;
    }
  }
  VariableSetStmt* set = set_rest(where, true);
  set->is_local = local;
  return set;
}

// What may follow SET; `more` allows the forms a function's SET clause has not.
VariableSetStmt* Parser::set_rest(SourcePos where, bool more) {
  VariableSetStmt* set = make<VariableSetStmt>(where);
  const auto value = [&](std::string_view name, Node* arg) {
    set->name = name;
    set->args.push_back(arg);
    return set;
  };
  const auto word_value = [&](std::string_view name) {
    const SourcePos value_at = pos();
    return value(name, string_node(non_reserved_word_or_string(), value_at));
  };
  if (more && at(Keyword::kTransaction)) {
    advance();
    set->set_kind = VariableSetKind::kSetMulti;
    if (accept(Keyword::kSnapshot)) {
      const SourcePos value_at = pos();
      return value("TRANSACTION SNAPSHOT", string_node(string_constant(), value_at));
    }
    set->name = "TRANSACTION";
    if (!at_transaction_mode()) syntax_error();
    for (DefElem* mode : transaction_modes()) set->args.push_back(mode);
    return set;
  }
  if (at(Keyword::kTime) && next_is(1, Keyword::kZone)) {
    at_ += 2;
    set->name = "timezone";
    const SourcePos value_at = pos();
    if (accept(Keyword::kLocal) || accept(Keyword::kDefault)) {
      set->set_kind = VariableSetKind::kSetDefault;
      return set;
    }
    if (at(Keyword::kInterval)) {
      TypeName* type = interval_type(true);
      Expr* cast = typed_literal(type);
      return value("timezone", cast);
    }
    if (at_signed_number()) return value("timezone", numeric_only());
    if (at(TokenKind::kString)) return value("timezone", string_node(string_constant(), value_at));
    if (!at(TokenKind::kIdent)) syntax_error();
    return value("timezone", string_node(take_word(), value_at));
  }
  if (at(Keyword::kCatalog) && next_is(1, TokenKind::kString)) {
    throw_error(sqlstate::feature_not_supported, "current database cannot be changed", peek(1).begin);
  }
  if (at(Keyword::kSchema) && next_is(1, TokenKind::kString)) {
    advance();
    const SourcePos value_at = pos();
    return value("search_path", string_node(string_constant(), value_at));
  }
  if (at(Keyword::kNames) && !next_is(1, Keyword::kTo) && !next_is(1, '=') && !next_is(1, '.')) {
    advance();
    set->name = "client_encoding";
    const SourcePos value_at = pos();
    if (at(TokenKind::kString)) {
      return value("client_encoding", string_node(string_constant(), value_at));
    }
    accept(Keyword::kDefault);
    set->set_kind = VariableSetKind::kSetDefault;
    return set;
  }
  if (at(Keyword::kRole) && !next_is(1, Keyword::kTo) && !next_is(1, '=') && !next_is(1, '.')) {
    advance();
    return word_value("role");
  }
  if (at(Keyword::kSession) && next_is(1, Keyword::kAuthorization)) {
    at_ += 2;
    if (accept(Keyword::kDefault)) {
      set->name = "session_authorization";
      set->set_kind = VariableSetKind::kSetDefault;
      return set;
    }
    return word_value("session_authorization");
  }
  if (at(Keyword::kXml) && next_is(1, Keyword::kOption)) {
    at_ += 2;
    const SourcePos value_at = pos();
    if (!at(Keyword::kDocument) && !at(Keyword::kContent)) syntax_error();
    const bool document = at(Keyword::kDocument);
    advance();
    return value("xmloption", string_node(document ? "DOCUMENT" : "CONTENT", value_at));
  }
  set->name = variable_name();
  if (accept(Keyword::kFrom)) {
    expect(Keyword::kCurrent);
    set->set_kind = VariableSetKind::kSetCurrent;
    return set;
  }
  if (!accept('=')) expect(Keyword::kTo);
  variable_values(set);
  return set;
}

// RESET has been read.
VariableSetStmt* Parser::reset_rest(SourcePos where) {
  VariableSetStmt* set = make<VariableSetStmt>(where);
  set->set_kind = VariableSetKind::kReset;
  if (accept(Keyword::kAll)) {
    set->set_kind = VariableSetKind::kResetAll;
  } else if (accept_sequence({Keyword::kTime, Keyword::kZone})) {
    set->name = "timezone";
  } else if (accept_sequence({Keyword::kTransaction, Keyword::kIsolation})) {
    expect(Keyword::kLevel);
    set->name = "transaction_isolation";
  } else if (accept_sequence({Keyword::kSession, Keyword::kAuthorization})) {
    set->name = "session_authorization";
  } else {
    set->name = variable_name();
  }
  return set;
}

// SET ... or RESET ..., as a clause of ALTER ROLE, ALTER DATABASE and functions.
VariableSetStmt* Parser::set_or_reset() {
  const SourcePos where = pos();
  if (accept(Keyword::kReset)) return reset_rest(where);
  expect(Keyword::kSet);
  return set_rest(where, false);
}

Stmt* Parser::show_stmt() {
  VariableShowStmt* show = make<VariableShowStmt>(pos());
  advance();
  if (accept(Keyword::kAll)) {
    show->name = "all";
  } else if (accept_sequence({Keyword::kTime, Keyword::kZone})) {
    show->name = "timezone";
  } else if (accept_sequence({Keyword::kTransaction, Keyword::kIsolation})) {
    expect(Keyword::kLevel);
    show->name = "transaction_isolation";
  } else if (accept_sequence({Keyword::kSession, Keyword::kAuthorization})) {
    show->name = "session_authorization";
  } else {
    show->name = variable_name();
  }
  return show;
}

// ---- Prepared statements ------------------------------------------------------------------------

Stmt* Parser::prepare_stmt() {
  const SourcePos where = pos();
  if (next_is(1, Keyword::kTransaction) && next_is(2, TokenKind::kString)) return transaction_stmt();
  advance();
  PrepareStmt* prepare = make<PrepareStmt>(where);
  prepare->name = col_id();
  if (accept('(')) {
    do {
      prepare->arg_types.push_back(type_name());
    } while (accept(','));
    expect(')');
  }
  expect(Keyword::kAs);
  if (!at_preparable()) syntax_error();
  prepare->query = preparable_stmt();
  return prepare;
}

ExecuteStmt* Parser::execute_stmt() {
  ExecuteStmt* execute = make<ExecuteStmt>(pos());
  expect(Keyword::kExecute);
  execute->name = col_id();
  if (accept('(')) {
    execute->params = expr_list();
    expect(')');
  }
  return execute;
}

Stmt* Parser::deallocate_stmt() {
  DeallocateStmt* stmt = make<DeallocateStmt>(pos());
  advance();
  if (at(Keyword::kPrepare) && !next_is(1, ';') && !next_is(1, TokenKind::kEnd)) advance();
  if (!accept(Keyword::kAll)) stmt->name = col_id();
  return stmt;
}

// ---- Cursors ------------------------------------------------------------------------------------

Stmt* Parser::declare_cursor() {
  DeclareCursorStmt* declare = make<DeclareCursorStmt>(pos());
  advance();
  declare->name = col_id();
  for (bool more = true; more;) {
    if (accept(Keyword::kNo)) {
      expect(Keyword::kScroll);
      declare->options |= kCursorNoScroll;
    } else if (accept(Keyword::kScroll)) {
      declare->options |= kCursorScroll;
    } else if (accept(Keyword::kBinary)) {
      declare->options |= kCursorBinary;
    } else if (accept(Keyword::kAsensitive)) {
      declare->options |= kCursorAsensitive;
    } else if (accept(Keyword::kInsensitive)) {
      declare->options |= kCursorInsensitive;
    } else {
      more = false;
    }
  }
  expect(Keyword::kCursor);
  if (accept(Keyword::kWith)) {
    expect(Keyword::kHold);
    declare->options |= kCursorHold;
  } else if (accept(Keyword::kWithout)) {
    expect(Keyword::kHold);
  }
  expect(Keyword::kFor);
  declare->query = select_stmt();
  return declare;
}

// FETCH or MOVE [direction [FROM | IN]] cursor
Stmt* Parser::fetch_stmt(bool is_move) {
  FetchStmt* fetch = make<FetchStmt>(pos());
  fetch->is_move = is_move;
  advance();
  const auto name_follows = [&](size_t ahead) {
    const Token& token = soft_peek(ahead);
    return token.kind == TokenKind::kIdent || token.kind == TokenKind::kKeyword;
  };
  const auto finish = [&] {
    accept(Keyword::kFrom) || accept(Keyword::kIn);
    fetch->cursor = col_id();
    return fetch;
  };
  if (at(TokenKind::kInteger) || at('-') || at('+')) {
    fetch->count = signed_integer();
    return finish();
  }
  // Direction words are unreserved: alone they are the cursor's name.
  if (name_follows(1) || at(Keyword::kAll) || next_is(1, TokenKind::kInteger) || next_is(1, '-') ||
      next_is(1, '+')) {
    switch (peek().keyword) {
      case Keyword::kNext: advance(); return finish();
      case Keyword::kPrior:
        advance();
        fetch->direction = FetchDirection::kBackward;
        return finish();
      case Keyword::kFirst:
        advance();
        fetch->direction = FetchDirection::kAbsolute;
        return finish();
      case Keyword::kLast:
        advance();
        fetch->direction = FetchDirection::kAbsolute;
        fetch->count = -1;
        return finish();
      case Keyword::kAbsolute:
      case Keyword::kRelative:
        fetch->direction =
            at(Keyword::kAbsolute) ? FetchDirection::kAbsolute : FetchDirection::kRelative;
        advance();
        fetch->count = signed_integer();
        return finish();
      case Keyword::kAll:
        advance();
        fetch->count = kFetchAll;
        return finish();
      case Keyword::kForward:
      case Keyword::kBackward:
        fetch->direction =
            at(Keyword::kForward) ? FetchDirection::kForward : FetchDirection::kBackward;
        advance();
        if (accept(Keyword::kAll)) {
          fetch->count = kFetchAll;
        } else if (at(TokenKind::kInteger) || at('-') || at('+')) {
          fetch->count = signed_integer();
        }
        return finish();
      default: break;
    }
  }
  return finish();
}

Stmt* Parser::close_stmt() {
  ClosePortalStmt* close = make<ClosePortalStmt>(pos());
  advance();
  if (!accept(Keyword::kAll)) close->name = col_id();
  return close;
}

}  // namespace rung::parser
