// Foreign-data wrappers, servers, user mappings and foreign tables: kept and listed. No wrapper here
// reaches another server, so reading a foreign table is an error.
#include <algorithm>

#include "commands/objects.h"
#include "commands/other.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

constexpr std::string_view kOption = "option.";

// CREATE, or ADD, SET and DROP of OPTIONS (…).
void apply_options(const ast::DefineStmt& stmt, Other* object) {
  for (const ast::DefElem* option : stmt.definition) {
    if (option->ns != "option") continue;
    const std::string field = str(kOption) + str(option->name);
    const bool there = object->find(field) != nullptr;
    if ((option->action == ast::DefAction::kSet || option->action == ast::DefAction::kDrop) &&
        !there) {
      throw_error(sqlstate::undefined_object, "option " + quoted(option->name) + " not found");
    }
    if (option->action == ast::DefAction::kDrop) {
      std::erase_if(object->fields, [&](const auto& f) { return f.first == field; });
      continue;
    }
    if (option->action != ast::DefAction::kSet && there) {
      throw_error(sqlstate::duplicate_object,
                  "option " + quoted(option->name) + " provided more than once");
    }
    object->set(field, option_text(*option));
  }
}

Oid wrapper_oid(CommandContext& c, std::string_view name) {
  const Object* found = cat(c).find_object(ObjectClass::kForeignDataWrapper, kNoOid, name);
  if (found == nullptr) {
    throw_error(sqlstate::undefined_object,
                "foreign-data wrapper " + quoted(name) + " does not exist");
  }
  return found->oid;
}

const Object& get_server(CommandContext& c, std::string_view name) {
  const Object* found = cat(c).find_object(ObjectClass::kForeignServer, kNoOid, name);
  if (found == nullptr) {
    throw_error(sqlstate::undefined_object, "server " + quoted(name) + " does not exist");
  }
  return *found;
}

std::string wrapper(CommandContext& c, const ast::DefineStmt& stmt) {
  const std::string_view name = stmt.name[0];
  std::unique_ptr<Other> object;
  if (stmt.replace) {
    object = edit_other(c, ObjectClass::kForeignDataWrapper, wrapper_oid(c, name));
  } else {
    if (cat(c).find_object(ObjectClass::kForeignDataWrapper, kNoOid, name) != nullptr) {
      throw_error(sqlstate::duplicate_object,
                  "foreign-data wrapper " + quoted(name) + " already exists");
    }
    object = new_other(c, ObjectClass::kForeignDataWrapper, name);
  }
  const ObjectAddress self{ObjectClass::kForeignDataWrapper, object->oid, 0};
  for (const ast::DefElem* option : stmt.definition) {
    if (option->ns == "option") continue;
    if (option->arg == nullptr) {
      object->set(option->name, "");
      continue;
    }
    const ast::NameList& names = ast::to<ast::NameNode>(option->arg).names;
    const catalog::Function* function = nullptr;
    for (const catalog::Function* f : functions_named(c, names)) {
      if (f->input_types().size() == (option->name == "handler" ? 0 : 2)) function = f;
    }
    if (function == nullptr) {
      throw_error(sqlstate::undefined_function,
                  "function " + dotted(names) +
                      (option->name == "handler" ? "()" : "(text[], oid)") + " does not exist");
    }
    object->set(option->name, std::to_string(function->oid));
    depend(c, self, {ObjectClass::kFunction, function->oid, 0});
  }
  apply_options(stmt, object.get());
  cat(c).put(std::move(object));
  return stmt.replace ? "ALTER FOREIGN DATA WRAPPER" : "CREATE FOREIGN DATA WRAPPER";
}

std::string server(CommandContext& c, const ast::DefineStmt& stmt) {
  const std::string_view name = stmt.name[0];
  std::unique_ptr<Other> object;
  if (stmt.replace) {
    object = edit_other(c, ObjectClass::kForeignServer, get_server(c, name).oid);
  } else {
    if (cat(c).find_object(ObjectClass::kForeignServer, kNoOid, name) != nullptr) {
      const std::string message = "server " + quoted(name) + " already exists";
      if (!stmt.if_not_exists) throw_error(sqlstate::duplicate_object, message);
      notice(c, message + ", skipping", Error(sqlstate::duplicate_object, ""));
      return "CREATE SERVER";
    }
    object = new_other(c, ObjectClass::kForeignServer, name);
  }
  for (const ast::DefElem* option : stmt.definition) {
    if (option->ns == "option") continue;
    if (option->name == "wrapper") {
      const Oid oid = wrapper_oid(c, ast::to<ast::NameNode>(option->arg).names[0]);
      object->set("wrapper", std::to_string(oid));
      depend(c, {ObjectClass::kForeignServer, object->oid, 0},
             {ObjectClass::kForeignDataWrapper, oid, 0});
    } else if (option->arg != nullptr) {
      object->set(option->name, option_text(*option));
    } else {
      std::erase_if(object->fields, [&](const auto& f) { return f.first == option->name; });
    }
  }
  apply_options(stmt, object.get());
  cat(c).put(std::move(object));
  return stmt.replace ? "ALTER SERVER" : "CREATE SERVER";
}

std::string mapping(CommandContext& c, const ast::DefineStmt& stmt) {
  const auto& user = ast::to<ast::RoleSpec>(stmt.definition[0]->arg);
  const bool is_public = user.role_kind == ast::RoleSpecKind::kPublic;
  const bool drop = stmt.definition.back()->name == "drop" && stmt.definition.back()->ns.empty();
  const Oid role = is_public ? kNoOid : role_oid(c, user);
  const std::string who = is_public ? "public" : cat(c).role(role)->name;
  const std::string_view name = stmt.name[0];
  if (drop && stmt.if_not_exists &&
      cat(c).find_object(ObjectClass::kForeignServer, kNoOid, name) == nullptr) {
    notice(c, "server " + quoted(name) + " does not exist, skipping");
    return "DROP USER MAPPING";
  }
  const Oid server_oid = get_server(c, name).oid;
  const std::string key = std::to_string(role) + " " + std::to_string(server_oid);
  const Object* found = cat(c).find_object(ObjectClass::kUserMapping, kNoOid, key);
  if (stmt.replace && found == nullptr) {
    const std::string message =
        "user mapping for " + quoted(who) + " does not exist for server " + quoted(name);
    if (!drop || !stmt.if_not_exists) throw_error(sqlstate::undefined_object, message);
    notice(c, message + ", skipping");
    return "DROP USER MAPPING";
  }
  if (drop) {
    const ObjectAddress object{ObjectClass::kUserMapping, found->oid, 0};
    drop_objects(c, {&object, 1}, DropBehavior::kRestrict);
    return "DROP USER MAPPING";
  }
  std::unique_ptr<Other> object;
  if (stmt.replace) {
    object = edit_other(c, ObjectClass::kUserMapping, found->oid);
  } else {
    if (found != nullptr) {
      const std::string message =
          "user mapping for " + quoted(who) + " already exists for server " + quoted(name);
      if (!stmt.if_not_exists) throw_error(sqlstate::duplicate_object, message);
      notice(c, message + ", skipping", Error(sqlstate::duplicate_object, ""));
      return "CREATE USER MAPPING";
    }
    object = new_other(c, ObjectClass::kUserMapping, key);
    object->set("describe", "for " + who + " on server " + str(name));
    object->set("user", std::to_string(role));
    object->set("server", std::to_string(server_oid));
    depend(c, {ObjectClass::kUserMapping, object->oid, 0},
           {ObjectClass::kForeignServer, server_oid, 0});
    if (role != kNoOid) {
      depend(c, {ObjectClass::kUserMapping, object->oid, 0}, {ObjectClass::kRole, role, 0});
    }
  }
  apply_options(stmt, object.get());
  cat(c).put(std::move(object));
  return stmt.replace ? "ALTER USER MAPPING" : "CREATE USER MAPPING";
}

}  // namespace

std::string define_foreign(CommandContext& c, const ast::DefineStmt& stmt) {
  switch (stmt.object) {
    case ast::ObjectKind::kForeignDataWrapper: return wrapper(c, stmt);
    case ast::ObjectKind::kForeignServer: return server(c, stmt);
    default: return mapping(c, stmt);
  }
}

void create_extension_wrapper(CommandContext& c, std::string_view name, ObjectAddress extension) {
  auto object = new_other(c, ObjectClass::kForeignDataWrapper, name);
  depend(c, {ObjectClass::kForeignDataWrapper, object->oid, 0}, extension,
         DependencyKind::kExtension);
  cat(c).put(std::move(object));
}

void make_foreign(CommandContext& c, const ast::CreateTableStmt& stmt, Relation* table) {
  table->kind = RelationKind::kForeignTable;
  table->foreign_server = get_server(c, stmt.foreign_server).oid;
  table->foreign_options = foreign_options(stmt.foreign_options, {});
}

std::vector<std::string> foreign_options(const std::vector<ast::DefElem*>& options,
                                         std::vector<std::string> before) {
  for (const ast::DefElem* option : options) {
    const std::string key = str(option->name) + "=";
    const auto found = std::find_if(before.begin(), before.end(),
                                    [&](const std::string& o) { return o.starts_with(key); });
    if ((option->action == ast::DefAction::kSet || option->action == ast::DefAction::kDrop) &&
        found == before.end()) {
      throw_error(sqlstate::undefined_object, "option " + quoted(option->name) + " not found");
    }
    if (option->action == ast::DefAction::kDrop) {
      before.erase(found);
    } else if (option->action == ast::DefAction::kSet) {
      *found = key + option_text(*option);
    } else if (found != before.end()) {
      throw_error(sqlstate::duplicate_object,
                  "option " + quoted(option->name) + " provided more than once");
    } else {
      before.push_back(key + option_text(*option));
    }
  }
  return before;
}

void alter_options(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  using Kind = ast::AlterTableKind;
  const bool generic = command.command == Kind::kGenericOptions ||
                       command.command == Kind::kAlterColumnGenericOptions;
  const Relation& relation = *cat(c).relation(table);
  if (generic && relation.kind != RelationKind::kForeignTable) {
    throw_error(sqlstate::wrong_object_type, quoted(relation.name) + " is not a foreign table");
  }
  if (command.command == Kind::kGenericOptions) {
    auto edited = cat(c).edit_relation(table);
    edited->foreign_options = foreign_options(command.options, edited->foreign_options);
    cat(c).put(std::move(edited));
    return;
  }
  const auto at = static_cast<size_t>(get_alterable_column(relation, command.name).attno) - 1;
  auto edited = cat(c).edit_relation(table);
  Attribute& column = edited->columns[at];
  if (generic) {
    column.foreign_options = foreign_options(command.options, column.foreign_options);
  } else {
    for (const ast::DefElem* option : command.options) {
      const std::string name = str(option->name);
      if (name != "n_distinct" && name != "n_distinct_inherited") {
        throw_error(sqlstate::invalid_parameter_value,
                    "unrecognized parameter " + quoted(name));
      }
      std::erase_if(column.options,
                    [&](const std::string& o) { return o.starts_with(name + "="); });
      if (command.command == Kind::kSetOptions) {
        column.options.push_back(name + "=" + option_text(*option));
      }
    }
  }
  cat(c).put(std::move(edited));
}

}  // namespace rung::commands
