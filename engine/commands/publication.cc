// Publications, subscriptions, event triggers, extended statistics and settings of roles and
// databases: kept and listed.
#include <algorithm>

#include "commands/event_trigger.h"
#include "commands/objects.h"
#include "commands/other.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

std::string flag(bool value) { return value ? "t" : "f"; }

void publication_options(const std::vector<ast::DefElem*>& options, Other* object) {
  for (const ast::DefElem* option : options) {
    if (option->name == "publish") {
      for (const char* what : {"insert", "update", "delete", "truncate"}) object->set(what, "f");
      std::string word;
      const std::string list = option_text(*option) + ",";
      for (const char ch : list) {
        if (ch == ' ') continue;
        if (ch != ',') {
          word += ch;
          continue;
        }
        if (word != "insert" && word != "update" && word != "delete" && word != "truncate") {
          if (word.empty()) continue;
          throw_error(sqlstate::syntax_error,
                      "unrecognized value for publication option \"publish\": \"" + word + "\"");
        }
        object->set(word, "t");
        word.clear();
      }
    } else if (option->name == "publish_via_partition_root") {
      object->set("via_root", flag(option_bool(*option)));
    } else {
      throw_error(sqlstate::syntax_error,
                  "unrecognized publication parameter: " + quoted(option->name));
    }
  }
}

// Entries are fields "table.OID" (columns by number, comma separated) and "schema.OID".
std::string entry_of(CommandContext& c, const ast::PublicationObject& object, std::string* value) {
  switch (object.object_kind) {
    case ast::PublicationObjectKind::kTable: {
      const Relation& table = get_relation(c, *object.relation);
      if (table.kind != RelationKind::kTable && table.kind != RelationKind::kPartitionedTable) {
        std::string kind = kind_word(table.kind);
        throw_error(Error(sqlstate::invalid_parameter_value,
                          "cannot add relation " + quoted(table.name) + " to publication")
                        .with_detail("This operation is not supported for " + kind +
                                     (table.kind == RelationKind::kIndex ? "es." : "s.")));
      }
      if (table.persistence == Persistence::kTemporary) {
        throw_error(Error(sqlstate::invalid_parameter_value,
                          "cannot add relation " + quoted(table.name) + " to publication")
                        .with_detail("This operation is not supported for temporary tables."));
      }
      if (object.where != nullptr) throw_unsupported("publication row filter", object.pos);
      for (const std::string_view column : object.columns) {
        if (!value->empty()) *value += ",";
        *value += std::to_string(get_column(table, column).attno);
      }
      return "table." + std::to_string(table.oid);
    }
    case ast::PublicationObjectKind::kTablesInSchema:
      return "schema." + std::to_string(schema_oid(c, object.schema));
    default: return "schema." + std::to_string(c.exec.path->creation);
  }
}

std::vector<std::pair<std::string, std::string>> entries(
    CommandContext& c, const std::vector<ast::PublicationObject*>& objects) {
  std::vector<std::pair<std::string, std::string>> made;
  for (const ast::PublicationObject* object : objects) {
    std::string value;
    std::string key = entry_of(c, *object, &value);
    made.emplace_back(std::move(key), std::move(value));
  }
  return made;
}

bool is_entry(const std::pair<std::string, std::string>& field) {
  return field.first.starts_with("table.") || field.first.starts_with("schema.");
}

}  // namespace

std::string create_publication(CommandContext& c, const ast::CreatePublicationStmt& stmt) {
  if (cat(c).find_object(ObjectClass::kPublication, kNoOid, stmt.name) != nullptr) {
    throw_error(sqlstate::duplicate_object, "publication " + quoted(stmt.name) + " already exists");
  }
  auto publication = new_other(c, ObjectClass::kPublication, stmt.name);
  publication->set("all_tables", flag(stmt.for_all_tables));
  for (const char* what : {"insert", "update", "delete", "truncate"}) publication->set(what, "t");
  publication->set("via_root", "f");
  publication_options(stmt.options, publication.get());
  for (auto& [key, value] : entries(c, stmt.objects)) publication->set(key, value);
  cat(c).put(std::move(publication));
  warning(c, sqlstate::object_not_in_prerequisite_state,
          "wal_level is insufficient to publish logical changes",
          "Set wal_level to \"logical\" before creating subscriptions.");
  return "CREATE PUBLICATION";
}

std::string alter_publication(CommandContext& c, const ast::AlterPublicationStmt& stmt) {
  const Object* found = cat(c).find_object(ObjectClass::kPublication, kNoOid, stmt.name);
  if (found == nullptr) {
    throw_error(sqlstate::undefined_object, "publication " + quoted(stmt.name) + " does not exist");
  }
  auto publication = edit_other(c, ObjectClass::kPublication, found->oid);
  publication_options(stmt.options, publication.get());
  if (!stmt.objects.empty()) {
    if (publication->get("all_tables") == "t") {
      throw_error(Error(sqlstate::object_not_in_prerequisite_state,
                        "publication " + quoted(stmt.name) + " is defined as FOR ALL TABLES")
                      .with_detail("Tables cannot be added to or dropped from FOR ALL TABLES "
                                   "publications."));
    }
    const auto listed = entries(c, stmt.objects);
    if (stmt.action == ast::DefAction::kSet || stmt.action == ast::DefAction::kUnspecified) {
      std::erase_if(publication->fields, is_entry);
    }
    for (size_t i = 0; i < listed.size(); ++i) {
      const auto& [key, value] = listed[i];
      const bool there = publication->find(key) != nullptr;
      const ast::RangeVar* relation = stmt.objects[i]->relation;
      if (stmt.action == ast::DefAction::kDrop) {
        if (!there && relation != nullptr) {
          throw_error(sqlstate::undefined_object,
                      "relation " + quoted(relation->name) + " is not part of the publication");
        }
        std::erase_if(publication->fields, [&](const auto& f) { return f.first == key; });
        continue;
      }
      if (there && relation != nullptr) {
        throw_error(sqlstate::duplicate_object, "relation " + quoted(relation->name) +
                                                    " is already member of publication " +
                                                    quoted(stmt.name));
      }
      publication->set(key, value);
    }
  }
  cat(c).put(std::move(publication));
  return "ALTER PUBLICATION";
}

std::string create_subscription(CommandContext& c, const ast::CreateSubscriptionStmt& stmt) {
  if (cat(c).find_object(ObjectClass::kSubscription, kNoOid, stmt.name) != nullptr) {
    throw_error(sqlstate::duplicate_object,
                "subscription " + quoted(stmt.name) + " already exists");
  }
  bool connect = true;
  for (const ast::DefElem* option : stmt.options) {
    if (option->name == "connect") connect = option_bool(*option);
  }
  if (connect) {
    throw_error(sqlstate::connection_failure,
                "could not connect to the publisher: there is no network replication here");
  }
  auto subscription = new_other(c, ObjectClass::kSubscription, stmt.name);
  subscription->set("connection", str(stmt.connection));
  std::string publications;
  for (const std::string_view name : stmt.publications) {
    if (!publications.empty()) publications += ",";
    publications += name;
  }
  subscription->set("publications", publications);
  cat(c).put(std::move(subscription));
  warning(c, sqlstate::successful_completion,
          "tables were not subscribed, you will have to run ALTER SUBSCRIPTION ... REFRESH "
          "PUBLICATION to subscribe the tables");
  return "CREATE SUBSCRIPTION";
}

std::string create_event_trigger(CommandContext& c, const ast::CreateEventTriggerStmt& stmt) {
  if (stmt.event != "ddl_command_start" && stmt.event != "ddl_command_end" &&
      stmt.event != "sql_drop" && stmt.event != "table_rewrite") {
    throw_error(sqlstate::syntax_error, "unrecognized event name " + quoted(stmt.event));
  }
  std::string tags;
  for (const ast::DefElem* condition : stmt.when) {
    if (condition->name != "tag") {
      throw_error(sqlstate::syntax_error,
                  "unrecognized filter variable " + quoted(condition->name));
    }
    if (!tags.empty()) {
      throw_error(sqlstate::syntax_error,
                  "filter variable \"tag\" specified more than once");
    }
    const auto& list = ast::to<ast::ListExpr>(condition->arg);
    for (const ast::Expr* item : list.items) {
      std::string tag = str(ast::to<ast::Constant>(item).text);
      std::transform(tag.begin(), tag.end(), tag.begin(), [](char ch) {
        return ch >= 'a' && ch <= 'z' ? static_cast<char>(ch - 32) : ch;
      });
      check_event_tag(stmt.event, tag);
      tags += (tags.empty() ? "" : ",") + tag;
    }
  }
  if (cat(c).find_object(ObjectClass::kEventTrigger, kNoOid, stmt.name) != nullptr) {
    throw_error(sqlstate::duplicate_object,
                "event trigger " + quoted(stmt.name) + " already exists");
  }
  Oid result = kNoOid;
  const Oid function = support_function(c, stmt.function, {}, &result);
  if (result != oid::kEventtrigger) {
    throw_error(sqlstate::invalid_object_definition,
                "function " + dotted(stmt.function) + " must return type event_trigger");
  }
  auto trigger = new_other(c, ObjectClass::kEventTrigger, stmt.name);
  trigger->set("event", str(stmt.event));
  trigger->set("function", std::to_string(function));
  trigger->set("enabled", "O");
  if (!tags.empty()) trigger->set("tags", tags);
  depend(c, {ObjectClass::kEventTrigger, trigger->oid, 0}, {ObjectClass::kFunction, function, 0});
  cat(c).put(std::move(trigger));
  return "CREATE EVENT TRIGGER";
}

std::string alter_event_trigger(CommandContext& c, const ast::AlterEventTriggerStmt& stmt) {
  const Object* found = cat(c).find_object(ObjectClass::kEventTrigger, kNoOid, stmt.name);
  if (found == nullptr) {
    throw_error(sqlstate::undefined_object,
                "event trigger " + quoted(stmt.name) + " does not exist");
  }
  auto trigger = edit_other(c, ObjectClass::kEventTrigger, found->oid);
  trigger->set("enabled", std::string(1, stmt.enabled));
  cat(c).put(std::move(trigger));
  return "ALTER EVENT TRIGGER";
}

std::string create_statistics(CommandContext& c, const ast::CreateStatisticsStmt& stmt) {
  const auto* from = stmt.from.size() == 1 ? ast::as<ast::RangeVar>(stmt.from[0]) : nullptr;
  if (from == nullptr) {
    throw_error(sqlstate::feature_not_supported,
                "only a single relation is allowed in CREATE STATISTICS");
  }
  const Relation& table = get_relation(c, *from);
  if (table.kind != RelationKind::kTable && table.kind != RelationKind::kMatview &&
      table.kind != RelationKind::kPartitionedTable &&
      table.kind != RelationKind::kForeignTable) {
    throw_error(Error(sqlstate::wrong_object_type, "cannot define statistics for relation " +
                                                       quoted(table.name))
                    .with_detail("This operation is not supported for " +
                                 std::string(kind_word(table.kind)) + "s."));
  }
  std::string kinds;
  for (const std::string_view kind : stmt.kinds) {
    const char letter = kind == "ndistinct" ? 'd' : kind == "dependencies" ? 'f'
                        : kind == "mcv"     ? 'm' : '\0';
    if (letter == '\0') {
      throw_error(sqlstate::syntax_error, "unrecognized statistics kind " + quoted(kind));
    }
    if (kinds.find(letter) == std::string::npos) kinds += letter;
  }
  std::string columns, names, expressions;
  std::vector<int32_t> attnos;
  std::vector<Blob> blobs;
  for (const ast::StatsElem* elem : stmt.exprs) {
    if (!elem->column.empty()) {
      const Attribute* column = table.find_column(elem->column);
      if (column == nullptr) {
        throw_error(sqlstate::undefined_column,
                    "column " + quoted(elem->column) + " does not exist");
      }
      if (std::count(attnos.begin(), attnos.end(), column->attno) > 0) {
        throw_error(sqlstate::duplicate_column, "duplicate column name in statistics definition");
      }
      attnos.push_back(column->attno);
      names += "_" + column->name;
      continue;
    }
    planner::BindContext context = c.bind();
    Expr* bound = planner::bind_expression(context, *elem->expr, ExprPurpose::kIndexExpression,
                                           &table);
    if (bound->kind == ExprKind::kVar && bound->attno > 0) {
      attnos.push_back(bound->attno);
      names += "_" + table.column(bound->attno)->name;
      continue;
    }
    blobs.push_back(store(*bound));
    names += "_expr";
  }
  if (attnos.size() + blobs.size() < 2 && (blobs.empty() || !kinds.empty())) {
    throw_error(sqlstate::invalid_object_definition,
                blobs.empty() || !kinds.empty()
                    ? "extended statistics require at least 2 columns"
                    : "");
  }
  if (attnos.size() + blobs.size() > 8) {
    throw_error(sqlstate::too_many_columns,
                "cannot have more than 8 columns in statistics");
  }
  if (kinds.empty() && attnos.size() + blobs.size() >= 2) kinds = "dfm";
  if (!blobs.empty()) kinds += 'e';
  std::sort(attnos.begin(), attnos.end());
  Oid schema;
  std::string name;
  if (stmt.name.empty()) {
    schema = table.schema;
    const std::string base = make_object_name(table.name, names.substr(1), "stat");
    name = base;
    for (int n = 1; cat(c).find_object(ObjectClass::kStatistics, schema, name) != nullptr; ++n) {
      name = make_object_name(table.name, names.substr(1), "stat" + std::to_string(n));
    }
  } else {
    const SplitName split = split_name(stmt.name);
    schema = creation_schema(c, split.schema);
    name = str(split.name);
  }
  if (cat(c).find_object(ObjectClass::kStatistics, schema, name) != nullptr) {
    const std::string message = "statistics object " + quoted(name) + " already exists";
    if (!stmt.if_not_exists) throw_error(sqlstate::duplicate_object, message);
    notice(c, message + ", skipping", Error(sqlstate::duplicate_object, ""));
    return "CREATE STATISTICS";
  }
  auto statistics = new_other(c, ObjectClass::kStatistics, name, schema);
  statistics->set("relation", std::to_string(table.oid));
  statistics->set("kinds", kinds);
  const ObjectAddress self{ObjectClass::kStatistics, statistics->oid, 0};
  for (const int32_t attno : attnos) {
    columns += (columns.empty() ? "" : " ") + std::to_string(attno);
    depend(c, self, {ObjectClass::kRelation, table.oid, attno}, DependencyKind::kAuto);
  }
  statistics->set("columns", columns);
  for (size_t i = 0; i < blobs.size(); ++i) {
    const Expr* expr = planner::load_expression(*c.exec.arena, blobs[i]);
    add_references(c, self, references(*expr, table.oid), table.oid, DependencyKind::kAuto);
    statistics->set("expression." + std::to_string(i), blobs[i]);
  }
  if (attnos.empty()) {
    depend(c, self, {ObjectClass::kRelation, table.oid, 0}, DependencyKind::kAuto);
  }
  cat(c).put(std::move(statistics));
  return "CREATE STATISTICS";
}

std::string alter_statistics(CommandContext& c, const ast::AlterStatisticsStmt& stmt) {
  ast::ObjectName name;
  name.names = stmt.name;
  const ObjectAddress object =
      resolve_object(c, ast::ObjectKind::kStatistics, name, stmt.missing_ok, false);
  if (object.oid == kNoOid) {
    notice(c, "statistics object " + quoted(dotted(stmt.name)) + " does not exist, skipping");
    return "ALTER STATISTICS";
  }
  auto statistics = edit_other(c, ObjectClass::kStatistics, object.oid);
  statistics->set("target", std::to_string(stmt.target));
  cat(c).put(std::move(statistics));
  return "ALTER STATISTICS";
}

// --- settings of roles and databases -----------------------------------------------------------

namespace {

void store_setting(CommandContext& c, Oid database, Oid role, const ast::VariableSetStmt& set) {
  const std::string key = std::to_string(database) + " " + std::to_string(role);
  const Object* found = cat(c).find_object(ObjectClass::kSetting, kNoOid, key);
  std::unique_ptr<Other> object = found == nullptr ? new_other(c, ObjectClass::kSetting, key)
                                                   : edit_other(c, ObjectClass::kSetting, found->oid);
  object->set("database", std::to_string(database));
  object->set("role", std::to_string(role));
  const std::string field = "set." + str(set.name);
  switch (set.set_kind) {
    case ast::VariableSetKind::kResetAll:
      std::erase_if(object->fields, [](const auto& f) { return f.first.starts_with("set."); });
      break;
    case ast::VariableSetKind::kSetValue:
      c.session.show_setting(str(set.name));  // 42704 for a parameter that is not known
      object->set(field, setting_value(set));
      break;
    case ast::VariableSetKind::kSetCurrent:
      object->set(field, c.session.show_setting(str(set.name)));
      break;
    default: std::erase_if(object->fields, [&](const auto& f) { return f.first == field; });
  }
  const bool empty = std::none_of(object->fields.begin(), object->fields.end(),
                                  [](const auto& f) { return f.first.starts_with("set."); });
  if (!empty) {
    cat(c).put(std::move(object));
  } else if (found != nullptr) {
    cat(c).remove(ObjectClass::kSetting, found->oid);
  }
}

constexpr Oid kThisDatabase = 5;

}  // namespace

std::string setting_value(const ast::VariableSetStmt& set) {
  std::string value;
  for (const ast::Node* arg : set.args) {
    ast::DefElem wrapper;
    wrapper.arg = const_cast<ast::Node*>(arg);
    if (!value.empty()) value += ", ";
    value += option_text(wrapper);
  }
  return value;
}

std::string alter_role_set(CommandContext& c, const ast::AlterRoleSetStmt& stmt) {
  const Oid role = stmt.role == nullptr ? kNoOid : role_oid(c, *stmt.role);
  if (!stmt.database.empty() && stmt.database != c.exec.services->current_database()) {
    throw_error(sqlstate::undefined_database,
                "database " + quoted(stmt.database) + " does not exist");
  }
  store_setting(c, stmt.database.empty() ? kNoOid : kThisDatabase, role, *stmt.setting);
  return "ALTER ROLE";
}

std::string alter_database_set(CommandContext& c, const ast::AlterDatabaseSetStmt& stmt) {
  if (stmt.name != c.exec.services->current_database()) {
    throw_error(sqlstate::undefined_database,
                "database " + quoted(stmt.name) + " does not exist");
  }
  store_setting(c, kThisDatabase, kNoOid, *stmt.setting);
  return "ALTER DATABASE";
}

}  // namespace rung::commands
