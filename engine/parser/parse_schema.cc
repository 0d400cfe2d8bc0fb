// Schemas, extensions, publications, subscriptions, databases.
#include "parser/parser_impl.h"

namespace rung::parser {

// CREATE SCHEMA has been read.
Stmt* Parser::create_schema(SourcePos where) {
  CreateSchemaStmt* schema = make<CreateSchemaStmt>(where);
  schema->if_not_exists = if_not_exists();
  if (accept(Keyword::kAuthorization)) {
    schema->owner = role_spec();
  } else {
    schema->name = col_id();
    if (accept(Keyword::kAuthorization)) schema->owner = role_spec();
  }
  for (;;) {
    const SourcePos element_at = pos();
    if (at(Keyword::kGrant)) {
      schema->elements.push_back(grant_stmt(true));
    } else if (at(Keyword::kCreate)) {
      Stmt* element = create_stmt();
      switch (element->kind) {
        case NodeKind::kCreateTableStmt: case NodeKind::kIndexStmt:
        case NodeKind::kCreateSequenceStmt: case NodeKind::kCreateTriggerStmt:
        case NodeKind::kViewStmt:
          break;
        default: unsupported("this statement inside CREATE SCHEMA", element_at);
      }
      schema->elements.push_back(element);
    } else {
      break;
    }
    if (schema->if_not_exists) {
      throw_error(sqlstate::feature_not_supported,
                  "CREATE SCHEMA IF NOT EXISTS cannot include schema elements", element_at);
    }
  }
  return schema;
}

// CREATE EXTENSION has been read.
Stmt* Parser::create_extension(SourcePos where) {
  CreateExtensionStmt* extension = make<CreateExtensionStmt>(where);
  extension->if_not_exists = if_not_exists();
  extension->name = col_id();
  accept(Keyword::kWith);
  for (;;) {
    const SourcePos option_at = pos();
    if (accept(Keyword::kSchema)) {
      const SourcePos value_at = pos();
      extension->options.push_back(def_elem("schema", string_node(col_id(), value_at), option_at));
    } else if (accept(Keyword::kVersion)) {
      const SourcePos value_at = pos();
      extension->options.push_back(def_elem(
          "new_version", string_node(non_reserved_word_or_string(), value_at), option_at));
    } else if (accept(Keyword::kFrom)) {
      non_reserved_word_or_string();
      throw_error(sqlstate::feature_not_supported,
                  "CREATE EXTENSION ... FROM is no longer supported", option_at);
    } else if (accept(Keyword::kCascade)) {
      extension->options.push_back(
          def_elem("cascade", boolean_node(true, option_at), option_at));
    } else {
      return extension;
    }
  }
}

// ALTER EXTENSION has been read.
Stmt* Parser::alter_extension(SourcePos where) {
  const ObjectName name = single_name();
  if (accept(Keyword::kUpdate)) {
    AlterExtensionStmt* alter = make<AlterExtensionStmt>(where);
    alter->name = name.names[0];
    while (at(Keyword::kTo)) {
      const SourcePos option_at = pos();
      advance();
      const SourcePos value_at = pos();
      alter->options.push_back(def_elem(
          "new_version", string_node(non_reserved_word_or_string(), value_at), option_at));
    }
    return alter;
  }
  if (at(Keyword::kAdd) || at(Keyword::kDrop)) {
    AlterExtensionContentsStmt* alter = make<AlterExtensionContentsStmt>(where);
    alter->extension = name.names[0];
    alter->drop = at(Keyword::kDrop);
    advance();
    alter->object = object_for_comment(&alter->name);
    return alter;
  }
  if (!at(Keyword::kSet)) syntax_error();
  return alter_object_tail(ObjectKind::kExtension, name, where);
}

// ---- Publications, subscriptions ----------------------------------------------------------------

std::vector<PublicationObject*> Parser::publication_objects() {
  std::vector<PublicationObject*> list;
  PublicationObjectKind kind = PublicationObjectKind::kTable;
  do {
    PublicationObject* object = make<PublicationObject>(pos());
    if (at(Keyword::kTables) && next_is(1, Keyword::kIn)) {
      at_ += 2;
      expect(Keyword::kSchema);
      kind = PublicationObjectKind::kTablesInSchema;
    } else if (accept(Keyword::kTable)) {
      kind = PublicationObjectKind::kTable;
    } else if (list.empty()) {
      syntax_error();
    }
    object->object_kind = kind;
    if (kind == PublicationObjectKind::kTablesInSchema) {
      if (accept(Keyword::kCurrentSchema)) {
        object->object_kind = PublicationObjectKind::kTablesInCurrentSchema;
      } else {
        object->schema = col_id();
      }
    } else {
      object->relation = relation_expr();
      object->columns = optional_parenthesised_names();
      if (accept(Keyword::kWhere)) {
        expect('(');
        object->where = a_expr();
        expect(')');
      }
    }
    list.push_back(object);
  } while (accept(','));
  return list;
}

// CREATE PUBLICATION has been read.
Stmt* Parser::create_publication(SourcePos where) {
  CreatePublicationStmt* publication = make<CreatePublicationStmt>(where);
  publication->name = col_id();
  if (accept(Keyword::kFor)) {
    if (at(Keyword::kAll)) {
      advance();
      expect(Keyword::kTables);
      publication->for_all_tables = true;
    } else {
      publication->objects = publication_objects();
    }
  }
  if (accept(Keyword::kWith)) publication->options = definition();
  return publication;
}

// ALTER PUBLICATION has been read.
Stmt* Parser::alter_publication(SourcePos where) {
  const ObjectName name = single_name();
  AlterPublicationStmt* alter = make<AlterPublicationStmt>(where);
  alter->name = name.names[0];
  if (at(Keyword::kSet) && next_is(1, '(')) {
    advance();
    alter->options = definition();
    return alter;
  }
  if (at(Keyword::kRename) || at(Keyword::kOwner)) {
    return alter_object_tail(ObjectKind::kPublication, name, where);
  }
  if (accept(Keyword::kAdd)) {
    alter->action = DefAction::kAdd;
  } else if (accept(Keyword::kDrop)) {
    alter->action = DefAction::kDrop;
  } else {
    expect(Keyword::kSet);
  }
  alter->objects = publication_objects();
  return alter;
}

// CREATE SUBSCRIPTION has been read.
Stmt* Parser::create_subscription(SourcePos where) {
  CreateSubscriptionStmt* subscription = make<CreateSubscriptionStmt>(where);
  subscription->name = col_id();
  expect(Keyword::kConnection);
  subscription->connection = string_constant();
  expect(Keyword::kPublication);
  subscription->publications = name_list();
  if (accept(Keyword::kWith)) subscription->options = definition();
  return subscription;
}

// ---- Databases ----------------------------------------------------------------------------------

// name [=] value, any number of times.
std::vector<DefElem*> Parser::database_options() {
  std::vector<DefElem*> list;
  for (;;) {
    const SourcePos where = pos();
    std::string_view name;
    if (accept(Keyword::kConnection)) {
      expect(Keyword::kLimit);
      name = "connection_limit";
    } else if (at(TokenKind::kIdent) || at(Keyword::kEncoding) || at(Keyword::kLocation) ||
               at(Keyword::kOwner) || at(Keyword::kTablespace) || at(Keyword::kTemplate)) {
      name = take_word();
    } else {
      return list;
    }
    accept('=');
    const SourcePos value_at = pos();
    Node* value = nullptr;
    if (at_signed_number()) {
      value = numeric_only();
    } else if (accept(Keyword::kDefault)) {
      value = nullptr;
    } else if (at(Keyword::kTrue) || at(Keyword::kFalse) || at(Keyword::kOn)) {
      value = string_node(take_word(), value_at);
    } else {
      value = string_node(non_reserved_word_or_string(), value_at);
    }
    list.push_back(def_elem(name, value, where));
  }
}

// CREATE DATABASE has been read.
Stmt* Parser::create_database(SourcePos where) {
  CreateDatabaseStmt* database = make<CreateDatabaseStmt>(where);
  database->name = col_id();
  accept(Keyword::kWith);
  database->options = database_options();
  return database;
}

// ALTER DATABASE has been read.
Stmt* Parser::alter_database(SourcePos where) {
  const ObjectName name = single_name();
  if (at(Keyword::kRename) || at(Keyword::kOwner)) {
    return alter_object_tail(ObjectKind::kDatabase, name, where);
  }
  if (at(Keyword::kReset) || (at(Keyword::kSet) && !next_is(1, Keyword::kTablespace))) {
    AlterDatabaseSetStmt* alter = make<AlterDatabaseSetStmt>(where);
    alter->name = name.names[0];
    alter->setting = set_or_reset();
    return alter;
  }
  AlterDatabaseStmt* alter = make<AlterDatabaseStmt>(where);
  alter->name = name.names[0];
  const SourcePos option_at = pos();
  if (accept_sequence({Keyword::kSet, Keyword::kTablespace})) {
    const SourcePos value_at = pos();
    alter->options.push_back(def_elem("tablespace", string_node(col_id(), value_at), option_at));
    return alter;
  }
  if (accept_sequence({Keyword::kRefresh, Keyword::kCollation})) {
    expect(Keyword::kVersion);
    alter->refresh_collation_version = true;
    return alter;
  }
  accept(Keyword::kWith);
  alter->options = database_options();
  return alter;
}

}  // namespace rung::parser
