// Roles and privileges.
#include "parser/parser_impl.h"

namespace rung::parser {

// CREATE ROLE | USER | GROUP has been read.
Stmt* Parser::create_role(SourcePos where, RoleStmtKind kind) {
  CreateRoleStmt* role = make<CreateRoleStmt>(where);
  role->role_kind = kind;
  role->role = role_id();
  accept(Keyword::kWith);
  role->options = role_options(true);
  return role;
}

bool Parser::at_role_option() {
  switch (peek().keyword) {
    case Keyword::kPassword: case Keyword::kEncrypted: case Keyword::kUnencrypted:
    case Keyword::kInherit: case Keyword::kConnection: case Keyword::kValid: case Keyword::kUser:
    case Keyword::kSysid: case Keyword::kAdmin: case Keyword::kRole: case Keyword::kIn:
      return true;
    default: return at(TokenKind::kIdent);
  }
}

std::vector<DefElem*> Parser::role_options(bool create) {
  std::vector<DefElem*> list;
  while (at_role_option()) list.push_back(role_option(create));
  return list;
}

DefElem* Parser::role_option(bool create) {
  const SourcePos where = pos();
  const auto roles = [&](std::string_view name) {
    ListExpr* list = make<ListExpr>(pos());
    for (const RoleSpec* role : role_list()) {
      list->items.push_back(string_node(role->name, role->pos));
    }
    return def_elem(name, list, where);
  };
  const auto password = [&] {
    const SourcePos value_at = pos();
    return def_elem("password", string_node(string_constant(), value_at), where);
  };
  const Token& word = peek();
  if (word.kind == TokenKind::kIdent) {
    static constexpr struct {
      std::string_view spelling, option;
      bool value;
    } kFlags[] = {
        {"superuser", "superuser", true},       {"nosuperuser", "superuser", false},
        {"createrole", "createrole", true},     {"nocreaterole", "createrole", false},
        {"replication", "isreplication", true}, {"noreplication", "isreplication", false},
        {"createdb", "createdb", true},         {"nocreatedb", "createdb", false},
        {"login", "canlogin", true},            {"nologin", "canlogin", false},
        {"bypassrls", "bypassrls", true},       {"nobypassrls", "bypassrls", false},
        {"noinherit", "inherit", false},
    };
    for (const auto& flag : kFlags) {
      if (word.text != flag.spelling) continue;
      advance();
      return def_elem(flag.option, boolean_node(flag.value, where), where);
    }
    throw_error(sqlstate::syntax_error,
                "unrecognized role option \"" + std::string(word.text) + "\"", where);
  }
  advance();
  switch (word.keyword) {
    case Keyword::kPassword:
      if (accept(Keyword::kNull)) return def_elem("password", nullptr, where);
      return password();
    case Keyword::kEncrypted:
      expect(Keyword::kPassword);
      return password();
    case Keyword::kUnencrypted:
      expect(Keyword::kPassword);
      string_constant();
      throw_error(Error(sqlstate::feature_not_supported,
                        "UNENCRYPTED PASSWORD is no longer supported", where)
                      .with_hint("Remove UNENCRYPTED to store the password in encrypted form "
                                 "instead."));
    case Keyword::kInherit: return def_elem("inherit", boolean_node(true, where), where);
    case Keyword::kConnection: {
      expect(Keyword::kLimit);
      const SourcePos value_at = pos();
      return def_elem("connectionlimit", integer_node(signed_integer(), value_at), where);
    }
    case Keyword::kValid: {
      expect(Keyword::kUntil);
      const SourcePos value_at = pos();
      return def_elem("validUntil", string_node(string_constant(), value_at), where);
    }
    case Keyword::kUser: return roles("rolemembers");
    case Keyword::kSysid:
    case Keyword::kAdmin:
    case Keyword::kRole:
    case Keyword::kIn:
      if (!create) {
        at_ -= 1;
        syntax_error();
      }
      if (word.keyword == Keyword::kSysid) {
        const SourcePos value_at = pos();
        return def_elem("sysid", integer_node(integer_constant(), value_at), where);
      }
      if (word.keyword == Keyword::kAdmin) return roles("adminmembers");
      if (word.keyword == Keyword::kRole) return roles("rolemembers");
      if (!accept(Keyword::kRole)) expect(Keyword::kGroup);
      return roles("addroleto");
    default: syntax_error();
  }
}

// ALTER ROLE | USER | GROUP has been read.
Stmt* Parser::alter_role(SourcePos where, RoleStmtKind kind) {
  if (at(Keyword::kAll) && kind != RoleStmtKind::kGroup) {
    advance();
    AlterRoleSetStmt* set = make<AlterRoleSetStmt>(where);
    if (accept(Keyword::kIn)) {
      expect(Keyword::kDatabase);
      set->database = col_id();
    }
    set->setting = set_or_reset();
    return set;
  }
  const SourcePos name_at = pos();
  RoleSpec* role = role_spec();
  if (accept(Keyword::kRename)) {
    expect(Keyword::kTo);
    RenameStmt* rename = make<RenameStmt>(where);
    rename->object = ObjectKind::kRole;
    rename->name = named({role->name}, name_at);
    rename->new_name = role_id();
    return rename;
  }
  if (kind == RoleStmtKind::kGroup) {
    AlterRoleStmt* alter = make<AlterRoleStmt>(where);
    alter->role = role;
    const SourcePos option_at = pos();
    if (accept(Keyword::kDrop)) {
      alter->action = -1;
    } else {
      expect(Keyword::kAdd);
    }
    expect(Keyword::kUser);
    ListExpr* members = make<ListExpr>(pos());
    for (const RoleSpec* member : role_list()) {
      members->items.push_back(string_node(member->name, member->pos));
    }
    alter->options.push_back(def_elem("rolemembers", members, option_at));
    return alter;
  }
  if (at(Keyword::kSet) || at(Keyword::kReset) || at_sequence({Keyword::kIn, Keyword::kDatabase})) {
    AlterRoleSetStmt* set = make<AlterRoleSetStmt>(where);
    set->role = role;
    if (accept_sequence({Keyword::kIn, Keyword::kDatabase})) set->database = col_id();
    set->setting = set_or_reset();
    return set;
  }
  AlterRoleStmt* alter = make<AlterRoleStmt>(where);
  alter->role = role;
  accept(Keyword::kWith);
  alter->options = role_options(false);
  return alter;
}

// ---- GRANT, REVOKE ------------------------------------------------------------------------------

AccessPriv* Parser::privilege() {
  AccessPriv* priv = make<AccessPriv>(pos());
  if (at(Keyword::kAlter) && next_is(1, Keyword::kSystem)) {
    at_ += 2;
    priv->privilege = "alter system";
    return priv;
  }
  if (at(Keyword::kSelect) || at(Keyword::kReferences) || at(Keyword::kCreate)) {
    priv->privilege = take_word();
  } else {
    priv->privilege = col_id();
  }
  priv->columns = optional_parenthesised_names();
  return priv;
}

// ALL [PRIVILEGES] [(columns)], or a list. ALL without columns is an empty list.
std::vector<AccessPriv*> Parser::privileges() {
  std::vector<AccessPriv*> list;
  if (at(Keyword::kAll)) {
    const SourcePos where = pos();
    advance();
    accept(Keyword::kPrivileges);
    if (at('(')) {
      AccessPriv* all = make<AccessPriv>(where);
      all->columns = optional_parenthesised_names();
      list.push_back(all);
    }
    return list;
  }
  do {
    list.push_back(privilege());
  } while (accept(','));
  return list;
}

// GRANT or REVOKE has not been read.
Stmt* Parser::grant_stmt(bool is_grant) {
  const SourcePos where = pos();
  advance();
  bool option_for = false;
  bool admin_for = false;
  if (!is_grant && accept(Keyword::kGrant)) {
    expect(Keyword::kOption);
    expect(Keyword::kFor);
    option_for = true;
  } else if (!is_grant && at(Keyword::kAdmin) && next_is(1, Keyword::kOption)) {
    at_ += 2;
    expect(Keyword::kFor);
    admin_for = true;
  }
  const bool all = at(Keyword::kAll);
  std::vector<AccessPriv*> list = privileges();
  const auto grantor = [&]() -> RoleSpec* {
    if (!accept(Keyword::kGranted)) return nullptr;
    expect(Keyword::kBy);
    return role_spec();
  };
  const Keyword to_or_from = is_grant ? Keyword::kTo : Keyword::kFrom;
  if (!all && (at(to_or_from) || admin_for)) {
    GrantRoleStmt* grant = make<GrantRoleStmt>(where);
    grant->is_grant = is_grant;
    grant->granted = std::move(list);
    expect(to_or_from);
    grant->grantees = role_list();
    grant->admin_option = admin_for;
    if (is_grant && accept(Keyword::kWith)) {
      expect(Keyword::kAdmin);
      expect(Keyword::kOption);
      grant->admin_option = true;
    }
    grant->grantor = grantor();
    if (!is_grant) grant->behavior = drop_behavior();
    return grant;
  }
  GrantStmt* grant = make<GrantStmt>(where);
  grant->is_grant = is_grant;
  grant->privileges = std::move(list);
  grant->grant_option = option_for;
  expect(Keyword::kOn);
  privilege_target(grant);
  expect(to_or_from);
  const auto grantee = [&] {
    accept(Keyword::kGroup);
    grant->grantees.push_back(role_spec());
  };
  do {
    grantee();
  } while (accept(','));
  if (is_grant && accept(Keyword::kWith)) {
    expect(Keyword::kGrant);
    expect(Keyword::kOption);
    grant->grant_option = true;
  }
  grant->grantor = grantor();
  if (!is_grant) grant->behavior = drop_behavior();
  return grant;
}

void Parser::privilege_target(GrantStmt* grant) {
  const auto any_names = [&](ObjectKind kind) {
    advance();
    grant->object = kind;
    do {
      const SourcePos name_at = pos();
      grant->objects.push_back(named(any_name(), name_at));
    } while (accept(','));
  };
  const auto single_names = [&](ObjectKind kind) {
    advance();
    grant->object = kind;
    do {
      grant->objects.push_back(single_name());
    } while (accept(','));
  };
  const auto functions = [&](ObjectKind kind) {
    advance();
    grant->object = kind;
    do {
      ObjectName name;
      name.pos = pos();
      name.with_args = function_with_args();
      grant->objects.push_back(name);
    } while (accept(','));
  };
  // The kinds are unreserved words: with no name after them they are the table's own name.
  const Token& next = soft_peek(1);
  const bool name_follows = next.kind == TokenKind::kIdent || next.kind == TokenKind::kInteger ||
                            next.kind == TokenKind::kFloat ||
                            (next.kind == TokenKind::kKeyword && next.keyword != Keyword::kTo &&
                             next.keyword != Keyword::kFrom);
  switch (name_follows || next.kind == TokenKind::kEnd ? peek().keyword : Keyword::kNone) {
    case Keyword::kTable:
      advance();
      grant->relations = qualified_name_list();
      return;
    case Keyword::kSequence:
      advance();
      grant->object = ObjectKind::kSequence;
      grant->relations = qualified_name_list();
      return;
    case Keyword::kForeign:
      advance();
      if (at(Keyword::kServer)) return single_names(ObjectKind::kForeignServer);
      expect(Keyword::kData);
      if (!at(Keyword::kWrapper)) syntax_error();
      return single_names(ObjectKind::kForeignDataWrapper);
    case Keyword::kFunction: return functions(ObjectKind::kFunction);
    case Keyword::kProcedure: return functions(ObjectKind::kProcedure);
    case Keyword::kRoutine: return functions(ObjectKind::kRoutine);
    case Keyword::kDatabase: return single_names(ObjectKind::kDatabase);
    case Keyword::kDomain: return any_names(ObjectKind::kDomain);
    case Keyword::kLanguage: return single_names(ObjectKind::kLanguage);
    case Keyword::kSchema: return single_names(ObjectKind::kSchema);
    case Keyword::kTablespace: return single_names(ObjectKind::kTablespace);
    case Keyword::kType: return any_names(ObjectKind::kType);
    case Keyword::kParameter:
      return any_names(ObjectKind::kParameter);
    case Keyword::kLarge:
      advance();
      expect(Keyword::kObject);
      grant->object = ObjectKind::kLargeObject;
      do {
        ObjectName name;
        name.pos = pos();
        const Constant* number = static_cast<const Constant*>(numeric_only());
        name.number = number->const_kind == ConstantKind::kInteger
                          ? arena_->copy(std::to_string(number->integer))
                          : number->text;
        grant->objects.push_back(name);
      } while (accept(','));
      return;
    case Keyword::kAll: {
      advance();
      grant->target = GrantTarget::kAllInSchema;
      switch (peek().keyword) {
        case Keyword::kTables: grant->object = ObjectKind::kTable; break;
        case Keyword::kSequences: grant->object = ObjectKind::kSequence; break;
        case Keyword::kFunctions: grant->object = ObjectKind::kFunction; break;
        case Keyword::kProcedures: grant->object = ObjectKind::kProcedure; break;
        case Keyword::kRoutines: grant->object = ObjectKind::kRoutine; break;
        default: syntax_error();
      }
      advance();
      expect(Keyword::kIn);
      expect(Keyword::kSchema);
      do {
        grant->objects.push_back(single_name());
      } while (accept(','));
      return;
    }
    default: grant->relations = qualified_name_list(); return;
  }
}

// ALTER DEFAULT has been read.
Stmt* Parser::alter_default_privileges(SourcePos where) {
  expect(Keyword::kPrivileges);
  AlterDefaultPrivilegesStmt* stmt = make<AlterDefaultPrivilegesStmt>(where);
  for (;;) {
    if (accept(Keyword::kIn)) {
      expect(Keyword::kSchema);
      stmt->in_schemas = name_list();
    } else if (accept(Keyword::kFor)) {
      if (!accept(Keyword::kRole)) expect(Keyword::kUser);
      stmt->for_roles = role_list();
    } else {
      break;
    }
  }
  stmt->action = default_privilege_action();
  return stmt;
}

GrantStmt* Parser::default_privilege_action() {
  GrantStmt* grant = make<GrantStmt>(pos());
  grant->target = GrantTarget::kDefaults;
  grant->is_grant = accept(Keyword::kGrant);
  if (!grant->is_grant) {
    expect(Keyword::kRevoke);
    if (accept(Keyword::kGrant)) {
      expect(Keyword::kOption);
      expect(Keyword::kFor);
      grant->grant_option = true;
    }
  }
  grant->privileges = privileges();
  expect(Keyword::kOn);
  switch (peek().keyword) {
    case Keyword::kTables: grant->object = ObjectKind::kTable; break;
    case Keyword::kFunctions:
    case Keyword::kRoutines: grant->object = ObjectKind::kFunction; break;
    case Keyword::kSequences: grant->object = ObjectKind::kSequence; break;
    case Keyword::kTypes: grant->object = ObjectKind::kType; break;
    case Keyword::kSchemas: grant->object = ObjectKind::kSchema; break;
    default: syntax_error();
  }
  advance();
  expect(grant->is_grant ? Keyword::kTo : Keyword::kFrom);
  do {
    accept(Keyword::kGroup);
    grant->grantees.push_back(role_spec());
  } while (accept(','));
  if (grant->is_grant && accept(Keyword::kWith)) {
    expect(Keyword::kGrant);
    expect(Keyword::kOption);
    grant->grant_option = true;
  }
  if (!grant->is_grant) grant->behavior = drop_behavior();
  return grant;
}

}  // namespace rung::parser
