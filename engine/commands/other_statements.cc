// Statements about objects that exist already: owners, labels, versions; and NOTIFY.
#include <algorithm>

#include "commands/objects.h"
#include "commands/other.h"
#include "commands/privileges.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

constexpr ObjectClass kOwned[] = {
    ObjectClass::kSchema,      ObjectClass::kRelation,     ObjectClass::kType,
    ObjectClass::kFunction,    ObjectClass::kOperator,     ObjectClass::kCollation,
    ObjectClass::kStatistics,  ObjectClass::kPublication,  ObjectClass::kSubscription,
    ObjectClass::kEventTrigger, ObjectClass::kForeignDataWrapper, ObjectClass::kForeignServer,
    ObjectClass::kTextSearchConfig, ObjectClass::kTextSearchDictionary, ObjectClass::kOpclass,
    ObjectClass::kOpfamily};

// What a role owns, of the user's objects; parts of others (indexes, row types) left out.
std::vector<ObjectAddress> owned_by(CommandContext& c, Oid role) {
  std::vector<ObjectAddress> owned;
  for (const ObjectClass cls : kOwned) {
    cat(c).for_each(cls, [&](const Object& object) {
      if (object.owner != role || object.oid < kFirstUserOid) return;
      if (const auto* relation = dynamic_cast<const Relation*>(&object)) {
        if (relation->index.has_value() || relation->kind == RelationKind::kComposite) return;
      }
      if (const auto* type = dynamic_cast<const catalog::Type*>(&object)) {
        if (type->is_row_type || type->element != kNoOid) return;
      }
      owned.push_back({cls, object.oid, 0});
    });
  }
  return owned;
}

}  // namespace

bool set_owner(CommandContext& c, ObjectAddress object, Oid owner) {
  switch (object.cls) {
    case ObjectClass::kSchema: {
      auto edited = std::make_unique<catalog::Schema>(*cat(c).schema(object.oid));
      edited->acl = acl_for_owner(edited->acl, edited->owner, owner);
      edited->owner = owner;
      cat(c).put(std::move(edited));
      return true;
    }
    case ObjectClass::kFunction: {
      auto edited = cat(c).edit_function(object.oid);
      edited->acl = acl_for_owner(edited->acl, edited->owner, owner);
      edited->owner = owner;
      cat(c).put(std::move(edited));
      return true;
    }
    case ObjectClass::kType: {
      if (cat(c).user_type(object.oid) == nullptr) return false;
      auto edited = cat(c).edit_type(object.oid);
      edited->acl = acl_for_owner(edited->acl, edited->owner, owner);
      edited->owner = owner;
      const Oid relation = edited->relation;
      cat(c).put(std::move(edited));
      if (relation != kNoOid) set_owner(c, {ObjectClass::kRelation, relation, 0}, owner);
      return true;
    }
    case ObjectClass::kRelation: {
      auto edited = cat(c).edit_relation(object.oid);
      edited->acl = acl_for_owner(edited->acl, edited->owner, owner);
      edited->owner = owner;
      std::vector<Oid> along = edited->indexes;
      for (const Attribute& column : edited->columns) {
        if (column.sequence != kNoOid) along.push_back(column.sequence);
      }
      const Oid oid = object.oid;
      cat(c).put(std::move(edited));
      for (const Dependency& d : cat(c).dependents_of({ObjectClass::kRelation, oid, 0})) {
        if (d.object.cls != ObjectClass::kRelation || d.object.sub != 0) continue;
        const Relation* other = cat(c).relation(d.object.oid);
        if (other != nullptr && other->sequence && other->sequence->owner_table == oid) {
          along.push_back(other->oid);
        }
      }
      for (const Oid part : along) {
        if (cat(c).relation(part) == nullptr || cat(c).relation(part)->owner == owner) continue;
        auto copy = cat(c).edit_relation(part);
        copy->acl = acl_for_owner(copy->acl, copy->owner, owner);
        copy->owner = owner;
        cat(c).put(std::move(copy));
      }
      return true;
    }
    default: break;
  }
  const auto* other = dynamic_cast<const Other*>(cat(c).object(object.cls, object.oid));
  if (other == nullptr) return false;
  auto edited = std::make_unique<Other>(*other);
  edited->acl = acl_for_owner(edited->acl, edited->owner, owner);
  edited->owner = owner;
  cat(c).put(std::move(edited));
  return true;
}

std::string alter_collation(CommandContext& c, const ast::AlterCollationStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  find_collation(c, name.schema, name.name);
  notice(c, "version has not changed");
  return "ALTER COLLATION";
}

std::string alter_extension(CommandContext& c, const ast::AlterExtensionStmt& stmt) {
  const Extension* extension = cat(c).find_extension(stmt.name);
  if (extension == nullptr) {
    throw_error(sqlstate::undefined_object, "extension " + quoted(stmt.name) + " does not exist");
  }
  for (const ast::DefElem* option : stmt.options) {
    if (option->name != "new_version") continue;
    const std::string version = option_text(*option);
    if (version == extension->version) break;
    throw_error(sqlstate::invalid_parameter_value,
                "extension " + quoted(stmt.name) + " has no update path from version " +
                    quoted(extension->version) + " to version " + quoted(version));
  }
  notice(c, "version " + quoted(extension->version) + " of extension " + quoted(stmt.name) +
                " is already installed");
  return "ALTER EXTENSION";
}

std::string security_label(CommandContext& c, const ast::SecurityLabelStmt& stmt) {
  if (!stmt.provider.empty()) {
    throw_error(sqlstate::invalid_parameter_value,
                "security label provider " + quoted(stmt.provider) + " is not loaded");
  }
  resolve_object(c, stmt.object, stmt.name, false, false);
  throw_error(sqlstate::invalid_parameter_value,
              "no security label providers have been loaded");
}

// Nobody can listen (LISTEN is refused), so there is nobody to tell.
std::string notify(CommandContext&, const ast::NotifyStmt& stmt) {
  if (stmt.payload.size() >= 8000) {
    throw_error(sqlstate::invalid_parameter_value, "payload string too long");
  }
  return "NOTIFY";
}

std::string drop_owned(CommandContext& c, const ast::DropOwnedStmt& stmt) {
  std::vector<Oid> roles;
  for (const ast::RoleSpec* role : stmt.roles) roles.push_back(role_oid(c, *role));
  for (const Oid role : roles) {
    if (role < kFirstUserOid) {
      throw_error(sqlstate::dependent_objects_still_exist,
                  "cannot drop objects owned by role " + cat(c).role(role)->name +
                      " because they are required by the database system");
    }
    forget_privileges(c, role);
    const std::vector<ObjectAddress> owned = owned_by(c, role);
    if (!owned.empty()) drop_objects(c, owned, static_cast<DropBehavior>(stmt.behavior));
  }
  return "DROP OWNED";
}

std::string reassign_owned(CommandContext& c, const ast::ReassignOwnedStmt& stmt) {
  const Oid owner = role_oid(c, *stmt.new_role);
  for (const ast::RoleSpec* spec : stmt.roles) {
    const Oid role = role_oid(c, *spec);
    if (role < kFirstUserOid) {
      throw_error(sqlstate::dependent_objects_still_exist,
                  "cannot reassign ownership of objects owned by role " + cat(c).role(role)->name +
                      " because they are required by the database system");
    }
    for (const ObjectAddress object : owned_by(c, role)) set_owner(c, object, owner);
  }
  return "REASSIGN OWNED";
}

std::string alter_system(CommandContext&, const ast::AlterSystemStmt& stmt) {
  throw_error(Error(sqlstate::feature_not_supported, "ALTER SYSTEM is not supported", stmt.pos)
                  .with_hint("There is no server configuration; use ALTER DATABASE … SET or "
                             "ALTER ROLE … SET."));
}

std::string alter_depends(CommandContext& c, const ast::AlterObjectDependsStmt& stmt) {
  ObjectAddress object;
  if (stmt.relation != nullptr && stmt.object != ast::ObjectKind::kTrigger) {
    object = {ObjectClass::kRelation, get_relation(c, *stmt.relation).oid, 0};
  } else if (stmt.relation != nullptr) {
    const Trigger* trigger = find_trigger(get_relation(c, *stmt.relation), stmt.name.name);
    if (trigger == nullptr) {
      throw_error(sqlstate::undefined_object, "trigger " + quoted(stmt.name.name) + " for table " +
                                                  quoted(stmt.relation->name) + " does not exist");
    }
    object = {ObjectClass::kTrigger, trigger->oid, 0};
  } else {
    object = resolve_object(c, stmt.object, stmt.name, false, false);
  }
  const Extension* extension = cat(c).find_extension(stmt.extension);
  if (extension == nullptr) {
    throw_error(sqlstate::undefined_object,
                "extension " + quoted(stmt.extension) + " does not exist");
  }
  const ObjectAddress to{ObjectClass::kExtension, extension->oid, 0};
  if (stmt.remove) {
    cat(c).remove_dependency(object, to);
  } else {
    cat(c).add_dependency(object, to, DependencyKind::kAuto);
  }
  return std::string("ALTER ") + object_tag(stmt.object);
}

}  // namespace rung::commands
