// RENAME, SET SCHEMA, OWNER TO.
#include <algorithm>

#include "catalog/system_column.h"
#include "commands/builtin_objects.h"
#include "commands/objects.h"
#include "commands/other.h"
#include "expr/walk.h"

namespace rung::commands {

using namespace rung::catalog;
using O = ast::ObjectKind;

namespace {

// The row type and its array follow their relation's name and schema.
void move_row_type(CommandContext& c, Oid type_oid, const std::string& name, Oid schema) {
  if (type_oid == kNoOid) return;
  auto type = cat(c).edit_type(type_oid);
  const Oid array_oid = type->array;
  if (type->name != name) make_room_for_type(c, schema, name);
  type->name = name;
  type->schema = schema;
  cat(c).put(std::move(type));
  if (array_oid == kNoOid) return;
  auto array = cat(c).edit_type(array_oid);
  std::string array_name = "_" + name.substr(0, 62);
  while (true) {
    const Oid other = cat(c).find_type_oid(schema, array_name);
    if (other == kNoOid || other == array_oid) break;
    array_name = "_" + array_name;
  }
  array->name = array_name;
  array->schema = schema;
  cat(c).put(std::move(array));
}

void rename_constraint_in(CommandContext& c, Oid table, Oid constraint, std::string_view name) {
  auto edited = cat(c).edit_relation(table);
  for (Constraint& other : edited->constraints) {
    if (other.oid == constraint) other.name = str(name);
  }
  cat(c).put(std::move(edited));
}

// A check keeps one name in all tables that inherit it.
void rename_check_in(CommandContext& c, Oid table, std::string_view old_name,
                     std::string_view new_name) {
  const DepthGuard guard;
  const Constraint* check = cat(c).relation(table)->find_constraint(old_name);
  if (check == nullptr) return;
  rename_constraint_in(c, table, check->oid, new_name);
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) rename_check_in(c, child, old_name, new_name);
}

void rename_trigger_in(CommandContext& c, Oid table, Oid trigger, std::string_view name) {
  const DepthGuard guard;
  auto edited = cat(c).edit_relation(table);
  for (Trigger& other : edited->triggers) {
    if (other.oid == trigger) other.name = str(name);
  }
  cat(c).put(std::move(edited));
  if (cat(c).relation(table)->kind != RelationKind::kPartitionedTable) return;
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) {
    for (const Trigger& other : cat(c).relation(child)->triggers) {
      if (other.parent != trigger) continue;
      rename_trigger_in(c, child, other.oid, name);
      break;
    }
  }
}

std::string rename_relation(CommandContext& c, const ast::RenameStmt& stmt) {
  const std::string tag = std::string("ALTER ") + object_tag(stmt.object);
  const Relation* found = find_relation(c, *stmt.relation, stmt.missing_ok);
  if (found == nullptr) {
    notice(c, "relation " + quoted(stmt.relation->name) + " does not exist, skipping");
    return tag;
  }
  if (found->schema == kPgCatalogSchema || found->schema == kInformationSchema) {
    throw_error(sqlstate::insufficient_privilege,
                "permission denied: " + quoted(found->name) + " is a system catalog");
  }
  const auto refuse = [&](const char* what) {
    throw_error(sqlstate::wrong_object_type, quoted(found->name) + " is not " + what);
  };
  if (stmt.object == O::kView && found->kind != RelationKind::kView) refuse("a view");
  if (stmt.object == O::kMatView && found->kind != RelationKind::kMatview) {
    refuse("a materialized view");
  }
  if (stmt.object == O::kSequence && found->kind != RelationKind::kSequence) refuse("a sequence");
  if (found->kind == RelationKind::kComposite) {
    throw_error(Error(sqlstate::wrong_object_type, quoted(found->name) + " is a composite type")
                    .with_hint("Use ALTER TYPE instead."));
  }
  const Oid oid = found->oid;
  check_new_relation_name(c, found->schema, stmt.new_name);
  auto edited = cat(c).edit_relation(oid);
  edited->name = str(stmt.new_name);
  const Oid schema = edited->schema, row_type = edited->row_type;
  const Oid constraint = edited->index ? edited->index->constraint : kNoOid;
  const Oid table = edited->index ? edited->index->table : kNoOid;
  cat(c).put(std::move(edited));
  move_row_type(c, row_type, str(stmt.new_name), schema);
  if (constraint != kNoOid) rename_constraint_in(c, table, constraint, stmt.new_name);
  return tag;
}

void rename_column_in(CommandContext& c, Oid oid, std::string_view old_name,
                      std::string_view new_name, bool recurse, bool recursing) {
  const DepthGuard guard;
  const Relation& relation = *cat(c).relation(oid);
  if (relation.of_type != kNoOid && !recursing) {
    throw_error(sqlstate::wrong_object_type, "cannot rename column of typed table");
  }
  const Attribute* column = relation.find_column(old_name);
  if (column == nullptr) {
    if (recursing) return;
    if (catalog::find_system_column(old_name) != nullptr) {
      throw_error(sqlstate::feature_not_supported,
                  "cannot rename system column " + quoted(old_name));
    }
    throw_error(sqlstate::undefined_column, "column " + quoted(old_name) + " does not exist");
  }
  if (column->inherited > 0 && !recursing) {
    throw_error(sqlstate::invalid_table_definition,
                "cannot rename inherited column " + quoted(old_name));
  }
  if (!recurse && !relation.children.empty() && relation.kind != RelationKind::kView) {
    throw_error(sqlstate::invalid_table_definition, "inherited column " + quoted(old_name) +
                                                        " must be renamed in child tables too");
  }
  if (catalog::find_system_column(new_name) != nullptr) {
    throw_error(sqlstate::duplicate_column, "column name " + quoted(new_name) +
                                                " conflicts with a system column name");
  }
  if (relation.find_column(new_name) != nullptr) {
    throw_error(sqlstate::duplicate_column, "column " + quoted(new_name) + " of relation " +
                                                quoted(relation.name) + " already exists");
  }
  const int32_t attno = column->attno;
  auto edited = cat(c).edit_relation(oid);
  edited->columns[static_cast<size_t>(attno) - 1].name = str(new_name);
  const std::vector<Oid> indexes = edited->indexes, children = edited->children;
  cat(c).put(std::move(edited));
  // The columns of indexes are called as the table's.
  for (const Oid index_oid : indexes) {
    const Relation& index = *cat(c).relation(index_oid);
    auto copy = cat(c).edit_relation(index_oid);
    bool changed = false;
    for (size_t i = 0; i < index.index->keys.size(); ++i) {
      if (index.index->keys[i].attno != attno) continue;
      copy->columns[i].name = str(new_name);
      changed = true;
    }
    if (changed) cat(c).put(std::move(copy));
  }
  for (const Oid child : children) rename_column_in(c, child, old_name, new_name, true, true);
}

std::string rename_column(CommandContext& c, const ast::RenameStmt& stmt) {
  const std::string tag = std::string("ALTER ") + object_tag(stmt.relation_kind);
  const Relation* found = find_relation(c, *stmt.relation, stmt.missing_ok);
  if (found == nullptr) {
    notice(c, "relation " + quoted(stmt.relation->name) + " does not exist, skipping");
    return tag;
  }
  rename_column_in(c, found->oid, stmt.old_name, stmt.new_name, !stmt.relation->only, false);
  return tag;
}

std::string rename_constraint(CommandContext& c, const ast::RenameStmt& stmt) {
  const Relation* found = find_relation(c, *stmt.relation, stmt.missing_ok);
  if (found == nullptr) {
    notice(c, "relation " + quoted(stmt.relation->name) + " does not exist, skipping");
    return "ALTER TABLE";
  }
  const Constraint* constraint = found->find_constraint(stmt.old_name);
  if (constraint == nullptr) {
    throw_error(sqlstate::undefined_object, "constraint " + quoted(stmt.old_name) +
                                                " for table " + quoted(found->name) +
                                                " does not exist");
  }
  if (found->find_constraint(stmt.new_name) != nullptr) {
    throw_error(sqlstate::duplicate_object, "constraint " + quoted(stmt.new_name) +
                                                " for relation " + quoted(found->name) +
                                                " already exists");
  }
  const Oid table = found->oid, oid = constraint->oid, index = constraint->index;
  const bool owns_index = constraint->kind != ConstraintKind::kForeignKey && index != kNoOid;
  if (owns_index) {
    check_new_relation_name(c, found->schema, stmt.new_name);
    auto edited = cat(c).edit_relation(index);
    edited->name = str(stmt.new_name);
    cat(c).put(std::move(edited));
  }
  const bool inherits = constraint->kind == ConstraintKind::kCheck && !constraint->no_inherit;
  if (constraint->kind == ConstraintKind::kCheck && constraint->inherited > 0) {
    throw_error(sqlstate::invalid_table_definition,
                "cannot rename inherited constraint " + quoted(stmt.old_name));
  }
  if (inherits && stmt.relation->only && !found->children.empty()) {
    throw_error(sqlstate::invalid_table_definition,
                "inherited constraint " + quoted(stmt.old_name) +
                    " must be renamed in child tables too");
  }
  if (inherits) {
    rename_check_in(c, table, stmt.old_name, stmt.new_name);
  } else {
    rename_constraint_in(c, table, oid, stmt.new_name);
  }
  return "ALTER TABLE";
}

std::string rename_trigger(CommandContext& c, const ast::RenameStmt& stmt) {
  const Relation& table = get_relation(c, *stmt.relation);
  const Trigger* trigger = find_trigger(table, stmt.old_name);
  if (trigger == nullptr) {
    throw_error(sqlstate::undefined_object, "trigger " + quoted(stmt.old_name) + " for table " +
                                                quoted(table.name) + " does not exist");
  }
  if (find_trigger(table, stmt.new_name) != nullptr) {
    throw_error(sqlstate::duplicate_object, "trigger " + quoted(stmt.new_name) +
                                                " for relation " + quoted(table.name) +
                                                " already exists");
  }
  if (trigger->parent != kNoOid) {
    const Relation* above = cat(c).relation(table.parents.empty() ? kNoOid : table.parents[0]);
    throw_error(Error(sqlstate::internal_error, "cannot rename trigger " +
                                                           quoted(stmt.old_name) + " on table " +
                                                           quoted(table.name))
                    .with_hint("Rename the trigger on the partitioned table " +
                               quoted(above == nullptr ? "" : above->name) + " instead."));
  }
  rename_trigger_in(c, table.oid, trigger->oid, stmt.new_name);
  return "ALTER TRIGGER";
}

std::string rename_policy(CommandContext& c, const ast::RenameStmt& stmt) {
  const Relation& table = get_relation(c, *stmt.relation);
  const Policy* policy = find_policy(c, table.oid, stmt.old_name);
  if (policy == nullptr) {
    throw_error(sqlstate::undefined_object, "policy " + quoted(stmt.old_name) + " for table " +
                                                quoted(table.name) + " does not exist");
  }
  if (find_policy(c, table.oid, stmt.new_name) != nullptr) {
    throw_error(sqlstate::duplicate_object, "policy " + quoted(stmt.new_name) + " for table " +
                                                quoted(table.name) + " already exists");
  }
  auto edited = std::make_unique<Policy>(*policy);
  edited->name = str(stmt.new_name);
  cat(c).put(std::move(edited));
  return "ALTER POLICY";
}

void rename_type(CommandContext& c, Oid oid, std::string_view name) {
  const catalog::Type& type = *cat(c).user_type(oid);
  check_new_type_name(c, type.schema, name);
  if (type.kind == TypeKind::kComposite && type.is_row_type) {
    throw_error(Error(sqlstate::wrong_object_type,
                      format_type_name(c, oid) + " is a table's row type")
                    .with_hint("Use ALTER TABLE instead."));
  }
  const Oid relation = type.relation, schema = type.schema;
  move_row_type(c, oid, str(name), schema);
  if (relation != kNoOid) {
    auto edited = cat(c).edit_relation(relation);
    edited->name = str(name);
    cat(c).put(std::move(edited));
  }
}

[[noreturn]] void already_exists(SqlState state, const std::string& what) {
  throw_error(state, what + " already exists");
}

std::string rename_other(CommandContext& c, const ast::RenameStmt& stmt) {
  const std::string tag = std::string("ALTER ") + object_tag(stmt.object);
  const ObjectAddress object = resolve_object(c, stmt.object, stmt.name, stmt.missing_ok, false);
  if (object.oid == kNoOid) return tag;
  if (is_builtin(object)) throw_unsupported(tag + " of a built-in object", stmt.pos);
  switch (object.cls) {
    case ObjectClass::kType: rename_type(c, object.oid, stmt.new_name); break;
    case ObjectClass::kSchema: {
      check_schema_name(stmt.new_name);
      if (cat(c).find_schema(stmt.new_name) != nullptr) {
        already_exists(sqlstate::duplicate_schema, "schema " + quoted(stmt.new_name));
      }
      auto schema = std::make_unique<catalog::Schema>(*cat(c).schema(object.oid));
      schema->name = str(stmt.new_name);
      cat(c).put(std::move(schema));
      break;
    }
    case ObjectClass::kFunction: {
      auto function = cat(c).edit_function(object.oid);
      for (const catalog::Function* other :
           cat(c).find_functions(function->schema, stmt.new_name)) {
        if (other->input_types() != function->input_types()) continue;
        throw_error(sqlstate::duplicate_function,
                    describe_object(c.exec, {ObjectClass::kFunction, other->oid, 0}) +
                        " already exists in schema " +
                        quoted(cat(c).schema(function->schema)->name));
      }
      function->name = str(stmt.new_name);
      cat(c).put(std::move(function));
      break;
    }
    case ObjectClass::kRole: {
      if (object.oid < kFirstUserOid && object.oid != 10) {
        throw_error(Error(sqlstate::reserved_name,
                          "role name " + quoted(cat(c).role(object.oid)->name) + " is reserved")
                        .with_detail("Role names starting with \"pg_\" are reserved."));
      }
      if (cat(c).find_role(stmt.new_name) != nullptr) {
        already_exists(sqlstate::duplicate_object, "role " + quoted(stmt.new_name));
      }
      auto role = std::make_unique<Role>(*cat(c).role(object.oid));
      role->name = str(stmt.new_name);
      cat(c).put(std::move(role));
      break;
    }
    case ObjectClass::kConstraint: {
      const ObjectAddress home = cat(c).home_of(object.cls, object.oid);
      auto type = cat(c).edit_type(home.oid);
      for (Constraint& check : type->domain->checks) {
        if (check.oid == object.oid) check.name = str(stmt.new_name);
      }
      cat(c).put(std::move(type));
      break;
    }
    default: {
      const Object* found = cat(c).object(object.cls, object.oid);
      const auto* other = dynamic_cast<const Other*>(found);
      if (other == nullptr) throw_unsupported(tag + " … RENAME");
      if ((object.cls == ObjectClass::kTextSearchConfig ||
           object.cls == ObjectClass::kTextSearchDictionary) &&
          cat(c).find_object(object.cls, other->schema, stmt.new_name) != nullptr) {
        throw_error(sqlstate::duplicate_object,
                    std::string(object_word(stmt.object)) + " " + quoted(stmt.new_name) +
                        " already exists in schema " +
                        quoted(cat(c).schema(other->schema)->name));
      }
      if (object.cls == ObjectClass::kOpclass || object.cls == ObjectClass::kOpfamily) {
        const std::string method = other->get("method");
        for (const Object* same : cat(c).find_objects(object.cls, other->schema, stmt.new_name)) {
          if (static_cast<const Other*>(same)->get("method") != method) continue;
          throw_error(sqlstate::duplicate_object,
                      std::string(object_word(stmt.object)) + " " + quoted(stmt.new_name) +
                          " for access method " + quoted(method) + " already exists in schema " +
                          quoted(cat(c).schema(other->schema)->name));
        }
      }
      if (other->schema == kNoOid && object.cls != ObjectClass::kRule &&
          cat(c).find_object(object.cls, kNoOid, stmt.new_name) != nullptr) {
        already_exists(sqlstate::duplicate_object,
                       std::string(object_word(stmt.object)) + " " + quoted(stmt.new_name));
      }
      auto edited = std::make_unique<Other>(*other);
      edited->name = str(stmt.new_name);
      cat(c).put(std::move(edited));
    }
  }
  return tag;
}

void check_target_schema(Oid from, Oid to) {
  if (from == to) return;
  if (to == kPgCatalogSchema) {
    throw_error(sqlstate::insufficient_privilege, "permission denied for schema pg_catalog");
  }
}

void move_relation(CommandContext& c, Oid oid, Oid schema) {
  const Relation& relation = *cat(c).relation(oid);
  if (relation.schema == schema) return;
  if (cat(c).find_relation(schema, relation.name) != nullptr) {
    throw_error(sqlstate::duplicate_table, "relation " + quoted(relation.name) +
                                               " already exists in schema " +
                                               quoted(cat(c).schema(schema)->name));
  }
  const Oid old_schema = relation.schema;
  auto edited = cat(c).edit_relation(oid);
  edited->schema = schema;
  const std::vector<Oid> indexes = edited->indexes;
  const Oid row_type = edited->row_type;
  const std::string name = edited->name;
  std::vector<int32_t> attnos;
  for (const Attribute& a : edited->columns) attnos.push_back(a.attno);
  const bool is_sequence = edited->kind == RelationKind::kSequence;
  const bool is_index = edited->index.has_value();
  cat(c).put(std::move(edited));
  const ObjectAddress self{ObjectClass::kRelation, oid, 0};
  if (!is_index) {
    cat(c).remove_dependency(self, {ObjectClass::kSchema, old_schema, 0});
    depend(c, self, {ObjectClass::kSchema, schema, 0});
  }
  move_row_type(c, row_type, name, schema);
  for (const Oid index : indexes) move_relation(c, index, schema);
  if (is_sequence || is_index) return;
  // Owned sequences go along.
  for (const Dependency& d : cat(c).dependents_of(self)) {
    if (d.object.cls != ObjectClass::kRelation || d.object.sub != 0) continue;
    const Relation* other = cat(c).relation(d.object.oid);
    if (other != nullptr && other->sequence && other->sequence->owner_table == oid) {
      move_relation(c, other->oid, schema);
    }
  }
}

}  // namespace

std::string rename(CommandContext& c, const ast::RenameStmt& stmt) {
  switch (stmt.object) {
    case O::kTable:
    case O::kView:
    case O::kMatView:
    case O::kIndex:
    case O::kSequence:
    case O::kForeignTable: return rename_relation(c, stmt);
    case O::kColumn:
    case O::kAttribute: return rename_column(c, stmt);
    case O::kTableConstraint: return rename_constraint(c, stmt);
    case O::kTrigger: return rename_trigger(c, stmt);
    case O::kPolicy: return rename_policy(c, stmt);
    case O::kRule: return rename_rule(c, stmt);
    case O::kDomainConstraint: {
      ast::RenameStmt named = stmt;
      if (named.name.name.empty()) named.name.name = stmt.old_name;
      return rename_other(c, named);
    }
    default: return rename_other(c, stmt);
  }
}

std::string alter_schema(CommandContext& c, const ast::AlterObjectSchemaStmt& stmt) {
  const std::string tag = std::string("ALTER ") + object_tag(stmt.object);
  if (stmt.relation != nullptr) {
    const Relation* found = find_relation(c, *stmt.relation, stmt.missing_ok);
    if (found == nullptr) {
      notice(c, "relation " + quoted(stmt.relation->name) + " does not exist, skipping");
      return tag;
    }
    const Oid schema = schema_oid(c, stmt.new_schema);
    check_target_schema(found->schema, schema);
    if (found->index.has_value()) {
      throw_error(Error(sqlstate::wrong_object_type,
                        "cannot change schema of index " + quoted(found->name))
                      .with_hint("Change the schema of the table instead."));
    }
    if (found->sequence && found->sequence->owner_table != kNoOid) {
      throw_error(Error(sqlstate::feature_not_supported,
                        "cannot move an owned sequence into another schema")
                      .with_detail("Sequence " + quoted(found->name) + " is linked to table " +
                                   quoted(cat(c).relation(found->sequence->owner_table)->name) +
                                   "."));
    }
    move_relation(c, found->oid, schema);
    return tag;
  }
  const ObjectAddress object = resolve_object(c, stmt.object, stmt.name, stmt.missing_ok, false);
  if (object.oid == kNoOid) return tag;
  const Oid schema = schema_oid(c, stmt.new_schema);
  if (object.cls == ObjectClass::kExtension) {
    auto extension = std::make_unique<Extension>(
        static_cast<const Extension&>(*cat(c).object(object.cls, object.oid)));
    extension->schema = schema;
    cat(c).put(std::move(extension));
    for (const Dependency& d : cat(c).dependents_of(object)) {
      if (d.object.cls != ObjectClass::kTextSearchDictionary &&
          d.object.cls != ObjectClass::kTextSearchTemplate) {
        continue;
      }
      auto member = edit_other(c, d.object.cls, d.object.oid);
      cat(c).remove_dependency(d.object, {ObjectClass::kSchema, member->schema, 0});
      depend(c, d.object, {ObjectClass::kSchema, schema, 0});
      member->schema = schema;
      cat(c).put(std::move(member));
    }
    return tag;
  }
  if (is_builtin(object)) throw_unsupported(tag + " of a built-in object", stmt.pos);
  const Object* moved = cat(c).object(object.cls, object.oid);
  if (moved == nullptr) throw_unsupported(tag + " … SET SCHEMA");
  const Oid old_schema = moved->schema;
  check_target_schema(old_schema, schema);
  if (object.cls == ObjectClass::kType) {
    const catalog::Type& type = *cat(c).user_type(object.oid);
    if (cat(c).find_type_oid(schema, type.name) != kNoOid && old_schema != schema) {
      throw_error(sqlstate::duplicate_object, "type " + quoted(type.name) +
                                                  " already exists in schema " +
                                                  quoted(stmt.new_schema));
    }
    const Oid relation = type.relation;
    move_row_type(c, object.oid, type.name, schema);
    if (relation != kNoOid) {
      auto edited = cat(c).edit_relation(relation);
      edited->schema = schema;
      cat(c).put(std::move(edited));
    }
  } else if (object.cls == ObjectClass::kFunction) {
    auto function = cat(c).edit_function(object.oid);
    function->schema = schema;
    cat(c).put(std::move(function));
  } else if (const auto* other = dynamic_cast<const Other*>(cat(c).object(object.cls, object.oid))) {
    if (old_schema != schema && object.cls != ObjectClass::kOperator &&
        cat(c).find_object(object.cls, schema, other->name) != nullptr) {
      already_exists(sqlstate::duplicate_object, std::string(object_word(stmt.object)) + " " +
                                                     quoted(other->name) + " in schema " +
                                                     quoted(stmt.new_schema));
    }
    auto edited = std::make_unique<Other>(*other);
    edited->schema = schema;
    cat(c).put(std::move(edited));
  } else {
    throw_unsupported(tag + " … SET SCHEMA");
  }
  cat(c).remove_dependency(object, {ObjectClass::kSchema, old_schema, 0});
  depend(c, object, {ObjectClass::kSchema, schema, 0});
  return tag;
}

std::string alter_owner(CommandContext& c, const ast::AlterOwnerStmt& stmt) {
  const std::string tag = std::string("ALTER ") + object_tag(stmt.object);
  const Oid owner = role_oid(c, *stmt.owner);
  const ObjectAddress object = resolve_object(c, stmt.object, stmt.name, false, false);
  if (is_builtin(object)) {
    if (owner == builtin_owner(c, object)) return tag;
    throw_unsupported(tag + " of a built-in object", stmt.pos);
  }
  if (object.cls != ObjectClass::kDatabase && !set_owner(c, object, owner)) {
    throw_unsupported(tag + " … OWNER TO");  // a database file has no owner of its own
  }
  return tag;
}

}  // namespace rung::commands
