// Column and table constraints.
#include "parser/parser_impl.h"

namespace rung::parser {

bool Parser::at_column_constraint() {
  switch (peek().keyword) {
    case Keyword::kConstraint: case Keyword::kNot: case Keyword::kNull: case Keyword::kUnique:
    case Keyword::kPrimary: case Keyword::kCheck: case Keyword::kDefault: case Keyword::kGenerated:
    case Keyword::kReferences: case Keyword::kDeferrable: case Keyword::kInitially:
    case Keyword::kCollate:
      return true;
    default: return false;
  }
}

// Everything after a column's type. DEFERRABLE and the like belong to the constraint before them.
void Parser::column_constraints(ColumnDef* column) {
  Constraint* last = nullptr;
  bool saw_deferrability = false;
  bool saw_initially = false;
  const auto misplaced = [](const char* clause, SourcePos where) {
    throw_error(sqlstate::syntax_error, std::string("misplaced ") + clause + " clause", where);
  };
  while (at_column_constraint()) {
    const SourcePos where = pos();
    if (at(Keyword::kCollate)) {
      CollateClause* collate = optional_collate();
      if (column->collate != nullptr) {
        throw_error(sqlstate::syntax_error, "multiple COLLATE clauses not allowed", where);
      }
      column->collate = collate;
      continue;
    }
    const bool not_deferrable = at(Keyword::kNot) && next_is(1, Keyword::kDeferrable);
    if (not_deferrable || at(Keyword::kDeferrable)) {
      const char* clause = not_deferrable ? "NOT DEFERRABLE" : "DEFERRABLE";
      at_ += not_deferrable ? 2 : 1;
      if (last == nullptr) misplaced(clause, where);
      if (saw_deferrability) {
        throw_error(sqlstate::syntax_error,
                    "multiple DEFERRABLE/NOT DEFERRABLE clauses not allowed", where);
      }
      saw_deferrability = true;
      last->deferrable = !not_deferrable;
      if (not_deferrable && saw_initially && last->initially_deferred) {
        throw_error(sqlstate::syntax_error,
                    "constraint declared INITIALLY DEFERRED must be DEFERRABLE", where);
      }
      continue;
    }
    if (accept(Keyword::kInitially)) {
      const bool deferred = accept(Keyword::kDeferred);
      if (!deferred) expect(Keyword::kImmediate);
      if (last == nullptr) misplaced(deferred ? "INITIALLY DEFERRED" : "INITIALLY IMMEDIATE", where);
      if (saw_initially) {
        throw_error(sqlstate::syntax_error,
                    "multiple INITIALLY IMMEDIATE/DEFERRED clauses not allowed", where);
      }
      saw_initially = true;
      last->initially_deferred = deferred;
      if (deferred && saw_deferrability && !last->deferrable) {
        throw_error(sqlstate::syntax_error,
                    "constraint declared INITIALLY DEFERRED must be DEFERRABLE", where);
      }
      if (deferred) last->deferrable = true;
      continue;
    }
    std::string_view name;
    if (accept(Keyword::kConstraint)) name = col_id();
    Constraint* constraint = column_constraint_elem();
    constraint->name = name;
    if (!name.empty()) constraint->pos = where;
    column->constraints.push_back(constraint);
    const bool may_defer = constraint->con_kind == ConstraintKind::kPrimary ||
                           constraint->con_kind == ConstraintKind::kUnique ||
                           constraint->con_kind == ConstraintKind::kForeign;
    last = may_defer ? constraint : nullptr;
    saw_deferrability = saw_initially = false;
  }
}

// [NULLS [NOT] DISTINCT] (columns) is the caller's; here WITH (...) and USING INDEX TABLESPACE.
void Parser::index_parameters(Constraint* constraint) {
  if (accept(Keyword::kWith)) constraint->options = definition();
  if (at(Keyword::kUsing)) {
    advance();
    expect(Keyword::kIndex);
    expect(Keyword::kTablespace);
    constraint->index_tablespace = col_id();
  }
}

Constraint* Parser::column_constraint_elem() {
  Constraint* constraint = make<Constraint>(pos());
  const auto nulls_distinct = [&] {
    if (!at(Keyword::kNulls)) return;
    advance();
    constraint->nulls_not_distinct = accept(Keyword::kNot);
    expect(Keyword::kDistinct);
  };
  switch (peek().keyword) {
    case Keyword::kNot:
      advance();
      expect(Keyword::kNull);
      constraint->con_kind = ConstraintKind::kNotNull;
      return constraint;
    case Keyword::kNull:
      advance();
      constraint->con_kind = ConstraintKind::kNull;
      return constraint;
    case Keyword::kUnique:
      advance();
      constraint->con_kind = ConstraintKind::kUnique;
      nulls_distinct();
      index_parameters(constraint);
      return constraint;
    case Keyword::kPrimary:
      advance();
      expect(Keyword::kKey);
      constraint->con_kind = ConstraintKind::kPrimary;
      index_parameters(constraint);
      return constraint;
    case Keyword::kCheck:
      advance();
      constraint->con_kind = ConstraintKind::kCheck;
      expect('(');
      constraint->expr = a_expr();
      expect(')');
      if (accept(Keyword::kNo)) {
        expect(Keyword::kInherit);
        constraint->no_inherit = true;
      }
      return constraint;
    case Keyword::kDefault:
      advance();
      constraint->con_kind = ConstraintKind::kDefault;
      constraint->expr = b_expr();
      return constraint;
    case Keyword::kGenerated: {
      advance();
      constraint->generated_when = 'a';
      const SourcePos when_at = pos();
      if (accept(Keyword::kBy)) {
        expect(Keyword::kDefault);
        constraint->generated_when = 'd';
      } else {
        expect(Keyword::kAlways);
      }
      expect(Keyword::kAs);
      if (accept(Keyword::kIdentity)) {
        constraint->con_kind = ConstraintKind::kIdentity;
        if (accept('(')) {
          constraint->options = sequence_options();
          if (constraint->options.empty()) syntax_error();
          expect(')');
        }
        return constraint;
      }
      constraint->con_kind = ConstraintKind::kGenerated;
      expect('(');
      constraint->expr = a_expr();
      expect(')');
      expect(Keyword::kStored);
      if (constraint->generated_when == 'd') {
        throw_error(sqlstate::syntax_error,
                    "for a generated column, GENERATED ALWAYS must be specified", when_at);
      }
      return constraint;
    }
    case Keyword::kReferences:
      advance();
      constraint->con_kind = ConstraintKind::kForeign;
      references_target(constraint);
      return constraint;
    default: syntax_error();
  }
}

// table [(columns)] [MATCH ...] [ON DELETE ...] [ON UPDATE ...]; REFERENCES has been read.
void Parser::references_target(Constraint* constraint) {
  constraint->referenced = qualified_name();
  constraint->referenced_columns = optional_parenthesised_names();
  if (at(Keyword::kMatch)) {
    const SourcePos where = pos();
    advance();
    if (accept(Keyword::kFull)) {
      constraint->match = ForeignKeyMatch::kFull;
    } else if (accept(Keyword::kPartial)) {
      throw_error(sqlstate::feature_not_supported, "MATCH PARTIAL not yet implemented", where);
    } else {
      expect(Keyword::kSimple);
    }
  }
  key_actions(constraint);
}

void Parser::key_actions(Constraint* constraint) {
  bool saw_update = false;
  bool saw_delete = false;
  while (at(Keyword::kOn)) {
    const bool update = next_is(1, Keyword::kUpdate);
    const bool del = next_is(1, Keyword::kDelete);
    if ((update && saw_update) || (del && saw_delete)) {
      advance();
      syntax_error();
    }
    if (!update && !del) {
      // ON belongs to no key action here, except as an error.
      advance();
      syntax_error();
    }
    const SourcePos where = pos();
    at_ += 2;
    NameList columns;
    const ForeignKeyAction action = key_action(&columns);
    if (update) {
      saw_update = true;
      constraint->on_update = action;
      if (!columns.empty()) {
        throw_error(sqlstate::feature_not_supported,
                    std::string("a column list with ") +
                        (action == ForeignKeyAction::kSetNull ? "SET NULL" : "SET DEFAULT") +
                        " is only supported for ON DELETE actions",
                    where);
      }
    } else {
      saw_delete = true;
      constraint->on_delete = action;
      constraint->on_delete_columns = std::move(columns);
    }
  }
}

ForeignKeyAction Parser::key_action(NameList* columns) {
  if (accept(Keyword::kNo)) {
    expect(Keyword::kAction);
    return ForeignKeyAction::kNoAction;
  }
  if (accept(Keyword::kRestrict)) return ForeignKeyAction::kRestrict;
  if (accept(Keyword::kCascade)) return ForeignKeyAction::kCascade;
  expect(Keyword::kSet);
  ForeignKeyAction action = ForeignKeyAction::kSetNull;
  if (accept(Keyword::kDefault)) {
    action = ForeignKeyAction::kSetDefault;
  } else {
    expect(Keyword::kNull);
  }
  *columns = optional_parenthesised_names();
  return action;
}

bool Parser::at_table_constraint() {
  switch (peek().keyword) {
    case Keyword::kConstraint: case Keyword::kCheck: case Keyword::kUnique: case Keyword::kPrimary:
    case Keyword::kForeign:
      return true;
    // EXCLUDE is unreserved: it is a constraint only when its list or USING follows.
    case Keyword::kExclude: return next_is(1, '(') || next_is(1, Keyword::kUsing);
    default: return false;
  }
}

Constraint* Parser::table_constraint() {
  const SourcePos where = pos();
  std::string_view name;
  if (accept(Keyword::kConstraint)) name = col_id();
  Constraint* constraint = table_constraint_elem();
  constraint->name = name;
  constraint->pos = where;
  return constraint;
}

// DEFERRABLE, INITIALLY, NOT VALID, NO INHERIT in any order; `what` names the constraint in errors.
void Parser::constraint_attributes(Constraint* constraint, const char* what, bool allow_not_valid,
                                   bool allow_no_inherit, bool allow_deferrable) {
  const SourcePos start = pos();
  bool deferrable = false;
  bool not_deferrable = false;
  bool immediate = false;
  bool deferred = false;
  SourcePos deferred_at = kNoPos;
  const auto conflict = [&](SourcePos where) {
    throw_error(sqlstate::syntax_error, "conflicting constraint properties", where);
  };
  for (;;) {
    const SourcePos where = pos();
    if (accept(Keyword::kDeferrable)) {
      deferrable = true;
    } else if (accept(Keyword::kNot)) {
      not_deferrable |= at(Keyword::kDeferrable);
      constraint->not_valid |= at(Keyword::kValid);
      if (!accept(Keyword::kDeferrable)) expect(Keyword::kValid);
    } else if (accept(Keyword::kNo)) {
      expect(Keyword::kInherit);
      constraint->no_inherit = true;
    } else if (at(Keyword::kInitially)) {
      advance();
      deferred_at = where;
      if (accept(Keyword::kDeferred)) {
        deferred = true;
      } else {
        expect(Keyword::kImmediate);
        immediate = true;
      }
    } else {
      break;
    }
    if (deferred && not_deferrable) {
      throw_error(sqlstate::syntax_error,
                  "constraint declared INITIALLY DEFERRED must be DEFERRABLE", where);
    }
    if ((deferrable && not_deferrable) || (deferred && immediate)) conflict(where);
  }
  static_cast<void>(deferred_at);
  constraint->deferrable = deferrable || deferred;
  constraint->initially_deferred = deferred;
  const auto refuse = [&](const char* attribute) {
    throw_error(sqlstate::feature_not_supported,
                std::string(what) + " constraints cannot be marked " + attribute, start);
  };
  if (!allow_deferrable && constraint->deferrable) refuse("DEFERRABLE");
  if (!allow_not_valid && constraint->not_valid) refuse("NOT VALID");
  if (!allow_no_inherit && constraint->no_inherit) refuse("NO INHERIT");
}

Constraint* Parser::table_constraint_elem() {
  Constraint* constraint = make<Constraint>(pos());
  switch (peek().keyword) {
    case Keyword::kCheck:
      advance();
      constraint->con_kind = ConstraintKind::kCheck;
      expect('(');
      constraint->expr = a_expr();
      expect(')');
      constraint_attributes(constraint, "CHECK", true, true, false);
      return constraint;
    case Keyword::kUnique:
    case Keyword::kPrimary: {
      const bool unique = at(Keyword::kUnique);
      constraint->con_kind = unique ? ConstraintKind::kUnique : ConstraintKind::kPrimary;
      advance();
      if (!unique) expect(Keyword::kKey);
      if (at(Keyword::kUsing)) {
        advance();
        expect(Keyword::kIndex);
        constraint->index_name = col_id();
      } else {
        if (unique && at(Keyword::kNulls)) {
          advance();
          constraint->nulls_not_distinct = accept(Keyword::kNot);
          expect(Keyword::kDistinct);
        }
        expect('(');
        constraint->columns = name_list();
        expect(')');
        if (accept(Keyword::kInclude)) {
          expect('(');
          constraint->including = name_list();
          expect(')');
        }
        index_parameters(constraint);
      }
      constraint_attributes(constraint, unique ? "UNIQUE" : "PRIMARY KEY", false, false);
      return constraint;
    }
    case Keyword::kForeign:
      advance();
      expect(Keyword::kKey);
      constraint->con_kind = ConstraintKind::kForeign;
      expect('(');
      constraint->columns = name_list();
      expect(')');
      expect(Keyword::kReferences);
      references_target(constraint);
      constraint_attributes(constraint, "FOREIGN KEY", true, false);
      return constraint;
    case Keyword::kExclude: {
      advance();
      constraint->con_kind = ConstraintKind::kExclusion;
      if (accept(Keyword::kUsing)) constraint->access_method = col_id();
      expect('(');
      do {
        ExclusionElem elem;
        elem.elem = index_elem();
        expect(Keyword::kWith);
        if (at(Keyword::kOperator)) {
          advance();
          expect('(');
          elem.op = any_operator();
          expect(')');
        } else {
          elem.op = any_operator();
        }
        constraint->exclusions.push_back(std::move(elem));
      } while (accept(','));
      expect(')');
      if (accept(Keyword::kInclude)) {
        expect('(');
        constraint->including = name_list();
        expect(')');
      }
      index_parameters(constraint);
      if (accept(Keyword::kWhere)) {
        expect('(');
        constraint->where_clause = a_expr();
        expect(')');
      }
      constraint_attributes(constraint, "EXCLUDE", false, false);
      return constraint;
    }
    default: syntax_error();
  }
}

}  // namespace rung::parser
