// Triggers, event triggers, rules and row security policies.
#include "parser/parser_impl.h"

namespace rung::parser {

// CREATE [OR REPLACE] [CONSTRAINT] TRIGGER has been read.
Stmt* Parser::create_trigger(SourcePos where, bool replace, bool constraint) {
  CreateTriggerStmt* trigger = make<CreateTriggerStmt>(where);
  trigger->replace = replace;
  trigger->constraint = constraint;
  trigger->name = col_id();
  if (constraint) {
    expect(Keyword::kAfter);
  } else if (accept(Keyword::kBefore)) {
    trigger->timing = kTriggerBefore;
  } else if (accept(Keyword::kInstead)) {
    expect(Keyword::kOf);
    trigger->timing = kTriggerInstead;
  } else {
    expect(Keyword::kAfter);
  }
  trigger_events(trigger);
  expect(Keyword::kOn);
  trigger->relation = qualified_name();
  if (constraint) {
    if (accept(Keyword::kFrom)) trigger->constraint_relation = qualified_name();
    Constraint* attributes = make<Constraint>(pos());
    constraint_attributes(attributes, "TRIGGER", false, false);
    trigger->deferrable = attributes->deferrable;
    trigger->initially_deferred = attributes->initially_deferred;
  } else if (accept(Keyword::kReferencing)) {
    do {
      TriggerTransition* transition = make<TriggerTransition>(pos());
      transition->is_new = accept(Keyword::kNew);
      if (!transition->is_new) expect(Keyword::kOld);
      transition->is_table = accept(Keyword::kTable);
      if (!transition->is_table) expect(Keyword::kRow);
      accept(Keyword::kAs);
      transition->name = col_id();
      trigger->transitions.push_back(transition);
    } while (at(Keyword::kNew) || at(Keyword::kOld));
  }
  if (constraint) {
    expect(Keyword::kFor);
    expect(Keyword::kEach);
    expect(Keyword::kRow);
    trigger->row = true;
  } else if (accept(Keyword::kFor)) {
    accept(Keyword::kEach);
    trigger->row = accept(Keyword::kRow);
    if (!trigger->row) expect(Keyword::kStatement);
  }
  if (accept(Keyword::kWhen)) {
    expect('(');
    trigger->when = a_expr();
    expect(')');
  }
  expect(Keyword::kExecute);
  if (!accept(Keyword::kFunction)) expect(Keyword::kProcedure);
  trigger->function = function_name();
  expect('(');
  if (!at(')')) {
    if (at(',')) advance();  // the first may be missing, as in PostgreSQL
    do {
      if (at(TokenKind::kInteger)) {
        trigger->args.push_back(arena_->copy(std::to_string(integer_constant())));
      } else if (at(TokenKind::kFloat) || at(TokenKind::kString)) {
        trigger->args.push_back(take_word());
      } else {
        trigger->args.push_back(col_label());
      }
    } while (accept(','));
  }
  expect(')');
  return trigger;
}

void Parser::trigger_events(CreateTriggerStmt* trigger) {
  do {
    const SourcePos where = pos();
    int16_t event = 0;
    switch (peek().keyword) {
      case Keyword::kInsert: event = kTriggerInsert; break;
      case Keyword::kDelete: event = kTriggerDelete; break;
      case Keyword::kUpdate: event = kTriggerUpdate; break;
      case Keyword::kTruncate: event = kTriggerTruncate; break;
      default: syntax_error();
    }
    advance();
    if ((trigger->events & event) != 0) {
      throw_error(sqlstate::syntax_error, "duplicate trigger events specified", where);
    }
    trigger->events = static_cast<int16_t>(trigger->events | event);
    if (event == kTriggerUpdate && accept(Keyword::kOf)) trigger->columns = name_list();
  } while (accept(Keyword::kOr));
}

// CREATE EVENT has been read.
Stmt* Parser::create_event_trigger(SourcePos where) {
  expect(Keyword::kTrigger);
  CreateEventTriggerStmt* trigger = make<CreateEventTriggerStmt>(where);
  trigger->name = col_id();
  expect(Keyword::kOn);
  trigger->event = col_label();
  if (accept(Keyword::kWhen)) {
    do {
      const SourcePos item_at = pos();
      const std::string_view name = col_id();
      expect(Keyword::kIn);
      expect('(');
      ListExpr* values = make<ListExpr>(pos());
      do {
        const SourcePos value_at = pos();
        values->items.push_back(string_node(string_constant(), value_at));
      } while (accept(','));
      expect(')');
      trigger->when.push_back(def_elem(name, values, item_at));
    } while (accept(Keyword::kAnd));
  }
  expect(Keyword::kExecute);
  if (!accept(Keyword::kFunction)) expect(Keyword::kProcedure);
  trigger->function = function_name();
  expect('(');
  expect(')');
  return trigger;
}

// ALTER EVENT has been read.
Stmt* Parser::alter_event_trigger(SourcePos where) {
  expect(Keyword::kTrigger);
  const ObjectName name = single_name();
  char enabled = 0;
  if (accept(Keyword::kDisable)) {
    enabled = 'D';
  } else if (accept(Keyword::kEnable)) {
    enabled = accept(Keyword::kReplica) ? 'R' : accept(Keyword::kAlways) ? 'A' : 'O';
  }
  if (enabled == 0) return alter_object_tail(ObjectKind::kEventTrigger, name, where);
  AlterEventTriggerStmt* stmt = make<AlterEventTriggerStmt>(where);
  stmt->name = name.names[0];
  stmt->enabled = enabled;
  return stmt;
}

// CREATE [OR REPLACE] RULE has been read.
Stmt* Parser::create_rule(SourcePos where, bool replace) {
  RuleStmt* rule = make<RuleStmt>(where);
  rule->replace = replace;
  rule->name = col_id();
  expect(Keyword::kAs);
  expect(Keyword::kOn);
  switch (peek().keyword) {
    case Keyword::kSelect: rule->event = RuleEvent::kSelect; break;
    case Keyword::kUpdate: rule->event = RuleEvent::kUpdate; break;
    case Keyword::kDelete: rule->event = RuleEvent::kDelete; break;
    case Keyword::kInsert: rule->event = RuleEvent::kInsert; break;
    default: syntax_error();
  }
  advance();
  expect(Keyword::kTo);
  rule->relation = qualified_name();
  rule->where = optional_where();
  expect(Keyword::kDo);
  rule->instead = accept(Keyword::kInstead);
  if (!rule->instead) accept(Keyword::kAlso);
  if (accept(Keyword::kNothing)) return rule;
  if (at('(') && !at_select_in_parens()) {
    advance();
    for (;;) {
      while (accept(';')) {
      }
      if (at(')')) break;
      rule->actions.push_back(rule_action());
      if (!at(';') && !at(')')) syntax_error();
    }
    expect(')');
    return rule;
  }
  if (at('(')) {
    // (SELECT ...; SELECT ...) is a list of actions as well.
    const size_t mark = at_;
    advance();
    if (!at('(')) {
      do {
        if (at(')')) break;
        if (at(';')) continue;
        rule->actions.push_back(rule_action());
      } while (accept(';'));
      if (at(')')) {
        advance();
        return rule;
      }
      if (!at_select_tail() || rule->actions.size() > 1) syntax_error();
    }
    at_ = mark;
    rule->actions.clear();
  }
  rule->actions.push_back(rule_action());
  return rule;
}

Stmt* Parser::rule_action() {
  if (at(Keyword::kNotify)) return statement();
  if (!at_preparable()) syntax_error();
  return preparable_stmt();
}

// CREATE POLICY has been read.
Stmt* Parser::create_policy(SourcePos where) {
  CreatePolicyStmt* policy = make<CreatePolicyStmt>(where);
  policy->name = col_id();
  expect(Keyword::kOn);
  policy->table = qualified_name();
  if (accept(Keyword::kAs)) {
    const SourcePos kind_at = pos();
    if (!at(TokenKind::kIdent)) syntax_error();
    const std::string_view kind = take_word();
    if (kind == "restrictive") {
      policy->permissive = false;
    } else if (kind != "permissive") {
      throw_error(Error(sqlstate::syntax_error,
                        "unrecognized row security option \"" + std::string(kind) + "\"", kind_at)
                      .with_hint(
                          "Only PERMISSIVE or RESTRICTIVE policies are supported currently."));
    }
  }
  if (accept(Keyword::kFor)) {
    switch (peek().keyword) {
      case Keyword::kAll: case Keyword::kSelect: case Keyword::kInsert: case Keyword::kUpdate:
      case Keyword::kDelete:
        policy->command = take_word();
        break;
      default: syntax_error();
    }
  }
  if (accept(Keyword::kTo)) {
    policy->roles = role_list();
  } else {
    RoleSpec* everyone = make<RoleSpec>(kNoPos);
    everyone->role_kind = RoleSpecKind::kPublic;
    policy->roles.push_back(everyone);
  }
  if (accept(Keyword::kUsing)) {
    expect('(');
    policy->using_expr = a_expr();
    expect(')');
  }
  if (accept(Keyword::kWith)) {
    expect(Keyword::kCheck);
    expect('(');
    policy->check_expr = a_expr();
    expect(')');
  }
  return policy;
}

// ALTER POLICY has been read.
Stmt* Parser::alter_policy(SourcePos where) {
  const bool missing_ok = if_exists();
  AlterPolicyStmt* policy = make<AlterPolicyStmt>(where);
  policy->name = col_id();
  expect(Keyword::kOn);
  policy->table = qualified_name();
  if (accept(Keyword::kRename)) {
    expect(Keyword::kTo);
    RenameStmt* rename = make<RenameStmt>(where);
    rename->object = ObjectKind::kPolicy;
    rename->relation = policy->table;
    rename->old_name = policy->name;
    rename->missing_ok = missing_ok;
    rename->new_name = col_id();
    return rename;
  }
  if (missing_ok) syntax_error();
  if (accept(Keyword::kTo)) policy->roles = role_list();
  if (accept(Keyword::kUsing)) {
    expect('(');
    policy->using_expr = a_expr();
    expect(')');
  }
  if (accept(Keyword::kWith)) {
    expect(Keyword::kCheck);
    expect('(');
    policy->check_expr = a_expr();
    expect(')');
  }
  return policy;
}

}  // namespace rung::parser
