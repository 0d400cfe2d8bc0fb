// Foreign-data wrappers, servers, user mappings and tables. But for tables they are DefineStmts:
// `replace` says ALTER, and an option of OPTIONS (…) has the name space "option".
#include "parser/parser_impl.h"

namespace rung::parser {

// OPTIONS ( [ADD | SET | DROP] name 'value', … )
std::vector<DefElem*> Parser::generic_options(bool alter) {
  std::vector<DefElem*> options;
  expect(Keyword::kOptions);
  expect('(');
  do {
    const SourcePos where = pos();
    DefAction action = DefAction::kUnspecified;
    if (alter && !next_is(1, TokenKind::kString)) {
      if (accept(Keyword::kAdd)) {
        action = DefAction::kAdd;
      } else if (accept(Keyword::kSet)) {
        action = DefAction::kSet;
      } else if (accept(Keyword::kDrop)) {
        action = DefAction::kDrop;
      }
    }
    const std::string_view name = col_label();
    const SourcePos value_at = pos();
    Node* value =
        action == DefAction::kDrop ? nullptr : string_node(string_constant(), value_at);
    DefElem* option = def_elem(name, value, where);
    option->ns = "option";
    option->action = action;
    options.push_back(option);
  } while (accept(','));
  expect(')');
  return options;
}

// FOREIGN DATA WRAPPER has been read.
Stmt* Parser::foreign_data_wrapper(SourcePos where, bool alter) {
  const ObjectName name = single_name();
  if (alter && (at(Keyword::kRename) || at(Keyword::kOwner))) {
    return alter_object_tail(ObjectKind::kForeignDataWrapper, name, where);
  }
  DefineStmt* stmt = make<DefineStmt>(where);
  stmt->object = ObjectKind::kForeignDataWrapper;
  stmt->name = name.names;
  stmt->replace = alter;
  for (;;) {
    const SourcePos option_at = pos();
    const bool no = at(Keyword::kNo);
    if (no) advance();
    const bool handler = at(Keyword::kHandler);
    if (!handler && !at(Keyword::kValidator)) {
      if (no) syntax_error();
      break;
    }
    advance();
    NameNode* function = nullptr;
    if (!no) {
      function = make<NameNode>(pos());
      function->names = any_name();
    }
    stmt->definition.push_back(def_elem(handler ? "handler" : "validator", function, option_at));
  }
  if (at(Keyword::kOptions)) {
    for (DefElem* option : generic_options(alter)) stmt->definition.push_back(option);
  } else if (alter && stmt->definition.empty()) {
    syntax_error();
  }
  return stmt;
}

// SERVER has been read.
Stmt* Parser::foreign_server(SourcePos where, bool alter) {
  DefineStmt* stmt = make<DefineStmt>(where);
  stmt->object = ObjectKind::kForeignServer;
  stmt->replace = alter;
  if (!alter) stmt->if_not_exists = if_not_exists();
  const ObjectName name = single_name();
  stmt->name = name.names;
  if (alter && (at(Keyword::kRename) || at(Keyword::kOwner))) {
    return alter_object_tail(ObjectKind::kForeignServer, name, where);
  }
  const auto text_option = [&](std::string_view option) {
    const SourcePos option_at = pos();
    advance();
    const SourcePos value_at = pos();
    Node* value = accept(Keyword::kNull) ? nullptr : string_node(string_constant(), value_at);
    stmt->definition.push_back(def_elem(option, value, option_at));
  };
  if (!alter && at(Keyword::kType)) text_option("type");
  if (at(Keyword::kVersion)) text_option("version");
  if (!alter) {
    expect(Keyword::kForeign);
    expect(Keyword::kData);
    expect(Keyword::kWrapper);
    NameNode* wrapper = make<NameNode>(pos());
    wrapper->names = {col_id()};
    stmt->definition.push_back(def_elem("wrapper", wrapper, wrapper->pos));
  }
  if (at(Keyword::kOptions)) {
    for (DefElem* option : generic_options(alter)) stmt->definition.push_back(option);
  } else if (alter && stmt->definition.empty()) {
    syntax_error();
  }
  return stmt;
}

// USER MAPPING has been read.
Stmt* Parser::user_mapping(SourcePos where, bool alter) {
  DefineStmt* stmt = make<DefineStmt>(where);
  stmt->object = ObjectKind::kUserMapping;
  stmt->replace = alter;
  if (!alter) stmt->if_not_exists = if_not_exists();
  expect(Keyword::kFor);
  const SourcePos user_at = pos();
  stmt->definition.push_back(def_elem("user", mapped_user(), user_at));
  expect(Keyword::kServer);
  stmt->name = {col_id()};
  if (alter || at(Keyword::kOptions)) {
    for (DefElem* option : generic_options(alter)) stmt->definition.push_back(option);
  }
  return stmt;
}

// A role, or the word USER for the current one.
RoleSpec* Parser::mapped_user() {
  if (!at(Keyword::kUser)) return role_spec();
  RoleSpec* role = make<RoleSpec>(pos());
  advance();
  role->role_kind = RoleSpecKind::kCurrentUser;
  return role;
}

// DROP USER MAPPING has been read. It is a DefineStmt with the option "drop".
Stmt* Parser::drop_user_mapping(SourcePos where) {
  DefineStmt* stmt = make<DefineStmt>(where);
  stmt->object = ObjectKind::kUserMapping;
  stmt->replace = true;
  stmt->if_not_exists = if_exists();
  expect(Keyword::kFor);
  const SourcePos user_at = pos();
  stmt->definition.push_back(def_elem("user", mapped_user(), user_at));
  expect(Keyword::kServer);
  stmt->name = {col_id()};
  stmt->definition.push_back(def_elem("drop", nullptr, where));
  return stmt;
}

// FOREIGN TABLE has been read.
Stmt* Parser::create_foreign_table(SourcePos where) {
  CreateTableStmt* table = make<CreateTableStmt>(where);
  table->if_not_exists = if_not_exists();
  table->relation = qualified_name();
  if (accept(Keyword::kPartition)) {
    expect(Keyword::kOf);
    table->inherits.push_back(qualified_name());
    if (at('(')) table_elements(table, true);
    table->partition_bound = partition_bound();
  } else {
    table_elements(table, false);
    if (accept(Keyword::kInherits)) {
      expect('(');
      table->inherits = qualified_name_list();
      expect(')');
    }
  }
  expect(Keyword::kServer);
  table->foreign_server = col_id();
  if (at(Keyword::kOptions)) table->foreign_options = generic_options(false);
  return table;
}

}  // namespace rung::parser
