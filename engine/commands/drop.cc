// DROP, and finding the object that a statement names.
#include <algorithm>

#include "catalog/text_search.h"
#include "commands/builtin_objects.h"
#include "commands/objects.h"
#include "commands/other.h"

namespace rung::commands {

using namespace rung::catalog;
using O = ast::ObjectKind;

namespace {

struct KindWords {
  O kind;
  const char* word;
  const char* tag;
};
constexpr KindWords kKinds[] = {
    {O::kAccessMethod, "access method", "ACCESS METHOD"},
    {O::kAggregate, "aggregate", "AGGREGATE"},
    {O::kAttribute, "attribute", "TYPE"},
    {O::kCast, "cast", "CAST"},
    {O::kCollation, "collation", "COLLATION"},
    {O::kColumn, "column", "TABLE"},
    {O::kConversion, "conversion", "CONVERSION"},
    {O::kDatabase, "database", "DATABASE"},
    {O::kDomain, "type", "DOMAIN"},
    {O::kDomainConstraint, "constraint", "DOMAIN"},
    {O::kEventTrigger, "event trigger", "EVENT TRIGGER"},
    {O::kExtension, "extension", "EXTENSION"},
    {O::kForeignDataWrapper, "foreign-data wrapper", "FOREIGN DATA WRAPPER"},
    {O::kForeignServer, "server", "SERVER"},
    {O::kForeignTable, "foreign table", "FOREIGN TABLE"},
    {O::kFunction, "function", "FUNCTION"},
    {O::kIndex, "index", "INDEX"},
    {O::kLanguage, "language", "LANGUAGE"},
    {O::kLargeObject, "large object", "LARGE OBJECT"},
    {O::kMatView, "materialized view", "MATERIALIZED VIEW"},
    {O::kOpClass, "operator class", "OPERATOR CLASS"},
    {O::kOperator, "operator", "OPERATOR"},
    {O::kOpFamily, "operator family", "OPERATOR FAMILY"},
    {O::kPolicy, "policy", "POLICY"},
    {O::kProcedure, "procedure", "PROCEDURE"},
    {O::kPublication, "publication", "PUBLICATION"},
    {O::kRole, "role", "ROLE"},
    {O::kRoutine, "routine", "ROUTINE"},
    {O::kRule, "rule", "RULE"},
    {O::kSchema, "schema", "SCHEMA"},
    {O::kSequence, "sequence", "SEQUENCE"},
    {O::kStatistics, "statistics object", "STATISTICS"},
    {O::kSubscription, "subscription", "SUBSCRIPTION"},
    {O::kTable, "table", "TABLE"},
    {O::kTableConstraint, "constraint", "TABLE"},
    {O::kTransform, "transform", "TRANSFORM"},
    {O::kTrigger, "trigger", "TRIGGER"},
    {O::kTsConfiguration, "text search configuration", "TEXT SEARCH CONFIGURATION"},
    {O::kTsDictionary, "text search dictionary", "TEXT SEARCH DICTIONARY"},
    {O::kTsParser, "text search parser", "TEXT SEARCH PARSER"},
    {O::kTsTemplate, "text search template", "TEXT SEARCH TEMPLATE"},
    {O::kType, "type", "TYPE"},
    {O::kUserMapping, "user mapping", "USER MAPPING"},
    {O::kView, "view", "VIEW"},
};
const KindWords& words(O kind) {
  for (const KindWords& row : kKinds) {
    if (row.kind == kind) return row;
  }
  static constexpr KindWords kUnknown = {O::kTable, "object", "OBJECT"};
  return kUnknown;
}

bool is_relation_kind(O kind, RelationKind relation) {
  switch (kind) {
    case O::kTable:
      return relation == RelationKind::kTable || relation == RelationKind::kPartitionedTable;
    case O::kView: return relation == RelationKind::kView;
    case O::kMatView: return relation == RelationKind::kMatview;
    case O::kIndex:
      return relation == RelationKind::kIndex || relation == RelationKind::kPartitionedIndex;
    case O::kSequence: return relation == RelationKind::kSequence;
    case O::kForeignTable: return relation == RelationKind::kForeignTable;
    default: return false;
  }
}

[[noreturn]] void wrong_kind(O kind, const Relation& relation) {
  const char* article = kind == O::kIndex ? "an " : "a ";
  Error error(sqlstate::wrong_object_type,
              quoted(relation.name) + " is not " + article + object_word(kind));
  switch (relation.kind) {
    case RelationKind::kTable:
    case RelationKind::kPartitionedTable: error.hint = "Use DROP TABLE to remove a table."; break;
    case RelationKind::kView: error.hint = "Use DROP VIEW to remove a view."; break;
    case RelationKind::kMatview:
      error.hint = "Use DROP MATERIALIZED VIEW to remove a materialized view.";
      break;
    case RelationKind::kIndex: error.hint = "Use DROP INDEX to remove an index."; break;
    case RelationKind::kSequence: error.hint = "Use DROP SEQUENCE to remove a sequence."; break;
    case RelationKind::kComposite: error.hint = "Use DROP TYPE to remove a type."; break;
    case RelationKind::kForeignTable:
      error.hint = "Use DROP FOREIGN TABLE to remove a foreign table.";
      break;
    default: break;
  }
  throw_error(std::move(error));
}

// Missing objects: an error, or a NOTICE and an empty address.
struct Missing {
  CommandContext& c;
  bool ok;
  bool for_drop;
  ObjectAddress operator()(SqlState state, const std::string& message) const {
    if (!ok) throw_error(state, message);
    if (for_drop) notice(c, message + ", skipping");
    return {};
  }
};

// An unknown schema makes the object missing, too.
bool schema_missing(CommandContext& c, std::string_view schema, const Missing& missing) {
  if (schema.empty() || find_schema_oid(cat(c), *c.exec.path, schema) != kNoOid) return false;
  missing(sqlstate::invalid_schema_name, "schema " + quoted(schema) + " does not exist");
  return true;
}

ObjectAddress resolve_relation(CommandContext& c, O kind, const ast::NameList& names,
                               const Missing& missing) {
  const SplitName split = split_name(names);
  if (schema_missing(c, split.schema, missing)) return {};
  const Relation* relation = lookup_relation(cat(c), *c.exec.path, split.schema, split.name);
  if (relation == nullptr) {
    // DROP names the object as it was said to be; other statements say "relation".
    return missing(missing.for_drop && (kind == O::kIndex || kind == O::kForeignTable)
                       ? sqlstate::undefined_object
                       : sqlstate::undefined_table,
                   std::string(missing.for_drop ? object_word(kind) : "relation") + " " +
                       quoted(missing.for_drop ? std::string(split.name) : dotted(names)) +
                       " does not exist");
  }
  if (!is_relation_kind(kind, relation->kind)) {
    if (missing.for_drop) wrong_kind(kind, *relation);
    throw_error(sqlstate::wrong_object_type, quoted(relation->name) + " is not " +
                                                 (kind == O::kIndex ? "an " : "a ") +
                                                 object_word(kind));
  }
  if (relation->schema == kPgCatalogSchema && relation->oid < kFirstUserOid) {
    throw_error(sqlstate::insufficient_privilege,
                "permission denied: " + quoted(relation->name) + " is a system catalog");
  }
  return {ObjectClass::kRelation, relation->oid, 0};
}

const Relation* home_table(CommandContext& c, const ast::NameList& names, const Missing& missing) {
  const SplitName split = split_name(names);
  if (schema_missing(c, split.schema, missing)) return nullptr;
  const Relation* table = lookup_relation(cat(c), *c.exec.path, split.schema, split.name);
  if (table == nullptr) {
    missing(sqlstate::undefined_table, "relation " + quoted(dotted(names)) + " does not exist");
  }
  return table;
}

ObjectAddress resolve_named(CommandContext& c, ObjectClass cls, O kind, std::string_view name,
                            const Missing& missing) {
  const Object* found = cat(c).find_object(cls, kNoOid, name);
  if (found == nullptr) {
    return missing(cls == ObjectClass::kSchema ? sqlstate::invalid_schema_name
                                               : sqlstate::undefined_object,
                   std::string(object_word(kind)) + " " + quoted(name) + " does not exist");
  }
  return {cls, found->oid, 0};
}

ObjectAddress resolve_type_object(CommandContext& c, O kind, const ast::ObjectName& name,
                                  const Missing& missing) {
  const ast::NameList& names = name.type != nullptr ? name.type->names : name.names;
  const SplitName split = split_name(names);
  if (schema_missing(c, split.schema, missing)) return {};
  const Oid oid = find_named_type(c, names, true);
  if (oid == kNoOid) {
    return missing(sqlstate::undefined_object, "type " + quoted(dotted(names)) + " does not exist");
  }
  const catalog::Type* type = cat(c).user_type(oid);
  if (kind == O::kDomain && (type == nullptr || type->kind != TypeKind::kDomain)) {
    throw_error(sqlstate::wrong_object_type, quoted(dotted(names)) + " is not a domain");
  }
  return {ObjectClass::kType, oid, 0};
}

// Whether a name is found in the one schema before it is looked for in the other.
bool comes_before(CommandContext& c, Oid schema, Oid other) {
  const std::vector<Oid>& path = c.exec.path->schemas;
  return std::find(path.begin(), path.end(), schema) < std::find(path.begin(), path.end(), other);
}

ObjectAddress resolve_function_object(CommandContext& c, O kind, const ast::ObjectName& name,
                                      const Missing& missing) {
  const SplitName split = split_name(name.with_args->name);
  if (schema_missing(c, split.schema, missing)) return {};
  const catalog::Function* found = nullptr;
  try {
    found = find_function(c, *name.with_args, kind, true);
    const BuiltinFound builtin =
        find_builtin_function(c, *name.with_args, kind, argument_types(c, *name.with_args));
    if (builtin.object.oid != kNoOid &&
        (found == nullptr || comes_before(c, builtin.schema, found->schema))) {
      check_builtin_kind(c, builtin.object, kind, missing.for_drop);
      return builtin.object;
    }
    if (found == nullptr) found = find_function(c, *name.with_args, kind, false);
  } catch (SqlError& error) {
    // With IF EXISTS, a missing function or a missing argument type are the same.
    if (!missing.ok || (error.error().state != sqlstate::undefined_function &&
                        error.error().state != sqlstate::undefined_object &&
                        error.error().state != sqlstate::invalid_schema_name)) {
      throw;
    }
    std::string types;
    for (const ast::TypeName* arg : name.with_args->args) {
      if (!types.empty()) types += ",";
      types += arg == nullptr ? std::string("none") : dotted(arg->names);
      for (size_t i = 0; arg != nullptr && i < arg->array_bounds.size(); ++i) types += "[]";
    }
    return missing(error.error().state, std::string(object_word(kind)) + " " +
                                            dotted(name.with_args->name) + "(" + types +
                                            ") does not exist");
  }
  return {ObjectClass::kFunction, found->oid, 0};
}

ObjectAddress resolve_cast(CommandContext& c, const ast::ObjectName& name,
                           const Missing& missing) {
  planner::BindContext context = c.bind();
  Oid types[2] = {kNoOid, kNoOid};
  const ast::TypeName* names[2] = {name.type, name.target_type};
  for (int i = 0; i < 2; ++i) {
    if (missing.ok && find_named_type(c, names[i]->names, true) == kNoOid) {
      return missing(sqlstate::undefined_object,
                     "type " + quoted(dotted(names[i]->names)) + " does not exist");
    }
    try {
      types[i] = planner::resolve_type(context, *names[i]).type;
    } catch (SqlError& error) {
      error.error().pos = kNoPos;  // PostgreSQL does not say where, here
      throw;
    }
  }
  const Object* found = cat(c).find_object(
      ObjectClass::kCast, kNoOid, std::to_string(types[0]) + " " + std::to_string(types[1]));
  if (found == nullptr && find_cast(types[0], types[1]) != nullptr) {
    if (!missing.for_drop) throw_unsupported("a built-in cast here", name.pos);
    throw_error(sqlstate::dependent_objects_still_exist,
                "cannot drop cast from " + format_type_name(c, types[0]) + " to " +
                    format_type_name(c, types[1]) +
                    " because it is required by the database system");
  }
  if (found == nullptr) {
    // The NOTICE shows the types as they were parsed.
    const auto shown = [&](int i) {
      return missing.ok ? dotted(names[i]->names) : format_type_name(c, types[i]);
    };
    return missing(sqlstate::undefined_object,
                   "cast from type " + shown(0) + " to type " + shown(1) + " does not exist");
  }
  return {ObjectClass::kCast, found->oid, 0};
}

ObjectAddress resolve_operator(CommandContext& c, const ast::ObjectName& name,
                               const Missing& missing) {
  const ast::ObjectWithArgs& op = *name.with_args;
  const SplitName split = split_name(op.name);
  if (schema_missing(c, split.schema, missing)) return {};
  planner::BindContext context = c.bind();
  Oid types[2] = {kNoOid, kNoOid};
  for (size_t i = 0; i < 2 && i < op.args.size(); ++i) {
    if (op.args[i] == nullptr) continue;
    if (missing.ok && find_named_type(c, op.args[i]->names, true) == kNoOid) {
      return missing(sqlstate::undefined_object,
                     "type " + quoted(dotted(op.args[i]->names)) + " does not exist");
    }
    types[i] = planner::resolve_type(context, *op.args[i]).type;
  }
  if (const BuiltinFound builtin = find_builtin_operator(c, split, types[0], types[1]);
      builtin.object.oid != kNoOid) {
    return builtin.object;
  }
  std::vector<Oid> schemas = c.exec.path->schemas;
  if (!split.schema.empty()) schemas = {schema_oid(c, split.schema)};
  for (const Oid schema : schemas) {
    for (const Object* found :
         cat(c).find_objects(ObjectClass::kOperator, schema, split.name)) {
      const auto& other = static_cast<const Other&>(*found);
      if (oid_field(other, "left") == types[0] && oid_field(other, "right") == types[1]) {
        return {ObjectClass::kOperator, found->oid, 0};
      }
    }
  }
  if (missing.ok) {
    return missing(sqlstate::undefined_function,
                   "operator " + dotted(op.name) + " does not exist");
  }
  const auto shown = [&](Oid type) { return format_type_name(c, type); };
  return missing(sqlstate::undefined_function,
                 "operator does not exist: " +
                     (types[0] == kNoOid ? std::string() : shown(types[0]) + " ") +
                     dotted(op.name) + " " + shown(types[1]));
}

ObjectAddress resolve_text_search(CommandContext& c, O kind, const ast::NameList& names,
                                  const Missing& missing) {
  const ObjectClass cls = kind == O::kTsConfiguration ? ObjectClass::kTextSearchConfig
                          : kind == O::kTsDictionary  ? ObjectClass::kTextSearchDictionary
                          : kind == O::kTsParser      ? ObjectClass::kTextSearchParser
                                                      : ObjectClass::kTextSearchTemplate;
  const SplitName split = split_name(names);
  if (schema_missing(c, split.schema, missing)) return {};
  const Oid oid = lookup_text_search(cat(c), *c.exec.path, cls, split.schema, split.name);
  if (oid != kNoOid) return {cls, oid, 0};
  return missing(sqlstate::undefined_object,
                 std::string(object_word(kind)) + " " + quoted(dotted(names)) + " does not exist");
}

}  // namespace

const char* object_word(ast::ObjectKind kind) { return words(kind).word; }
const char* object_tag(ast::ObjectKind kind) { return words(kind).tag; }

ObjectAddress resolve_object(CommandContext& c, ast::ObjectKind kind, const ast::ObjectName& name,
                             bool missing_ok, bool for_drop) {
  const Missing missing{c, missing_ok, for_drop};
  switch (kind) {
    case O::kTable:
    case O::kView:
    case O::kMatView:
    case O::kIndex:
    case O::kSequence:
    case O::kForeignTable: return resolve_relation(c, kind, name.names, missing);
    case O::kType:
    case O::kDomain: return resolve_type_object(c, kind, name, missing);
    case O::kFunction:
    case O::kProcedure:
    case O::kRoutine:
    case O::kAggregate: return resolve_function_object(c, kind, name, missing);
    case O::kSchema: return resolve_named(c, ObjectClass::kSchema, kind, name.names[0], missing);
    case O::kExtension:
      return resolve_named(c, ObjectClass::kExtension, kind, name.names[0], missing);
    case O::kRole: return resolve_named(c, ObjectClass::kRole, kind, name.names[0], missing);
    case O::kLanguage:
      return resolve_named(c, ObjectClass::kLanguage, kind, name.names[0], missing);
    case O::kEventTrigger:
      return resolve_named(c, ObjectClass::kEventTrigger, kind, name.names[0], missing);
    case O::kPublication:
      return resolve_named(c, ObjectClass::kPublication, kind, name.names[0], missing);
    case O::kSubscription:
      return resolve_named(c, ObjectClass::kSubscription, kind, name.names[0], missing);
    case O::kForeignDataWrapper:
      return resolve_named(c, ObjectClass::kForeignDataWrapper, kind, name.names[0], missing);
    case O::kForeignServer:
      return resolve_named(c, ObjectClass::kForeignServer, kind, name.names[0], missing);
    case O::kCast: return resolve_cast(c, name, missing);
    case O::kOperator: return resolve_operator(c, name, missing);
    case O::kColumn: {
      // "table.column" arrives as one name.
      ast::NameList table_names = name.names;
      std::string_view column = name.name;
      if (column.empty()) {
        if (table_names.size() < 2) throw_error(sqlstate::syntax_error, "column name must be qualified");
        column = table_names.back();
        table_names.pop_back();
      }
      const Relation* table = home_table(c, table_names, missing);
      if (table == nullptr) return {};
      return {ObjectClass::kRelation, table->oid, get_column(*table, column).attno};
    }
    case O::kTrigger: {
      const Relation* table = home_table(c, name.names, missing);
      if (table == nullptr) return {};
      const Trigger* trigger = find_trigger(*table, name.name);
      if (trigger == nullptr) {
        return missing(sqlstate::undefined_object,
                       "trigger " + quoted(name.name) + " for " +
                           (for_drop && missing_ok ? "relation " : "table ") +
                           quoted(table->name) + " does not exist");
      }
      return {ObjectClass::kTrigger, trigger->oid, 0};
    }
    case O::kTableConstraint: {
      const Relation* table = home_table(c, name.names, missing);
      if (table == nullptr) return {};
      const Constraint* constraint = table->find_constraint(name.name);
      if (constraint == nullptr) {
        return missing(sqlstate::undefined_object, "constraint " + quoted(name.name) +
                                                       " for table " + quoted(table->name) +
                                                       " does not exist");
      }
      return {ObjectClass::kConstraint, constraint->oid, 0};
    }
    case O::kDomainConstraint: {
      const ObjectAddress domain = resolve_type_object(c, O::kDomain, name, missing);
      if (domain.oid == kNoOid) return {};
      for (const Constraint& check : cat(c).user_type(domain.oid)->domain->checks) {
        if (check.name == name.name) return {ObjectClass::kConstraint, check.oid, 0};
      }
      return missing(sqlstate::undefined_object,
                     "constraint " + quoted(name.name) + " for domain " +
                         format_type_name(c, domain.oid) + " does not exist");
    }
    case O::kRule: {
      const Relation* table = home_table(c, name.names, missing);
      if (table == nullptr) return {};
      const Other* rule = find_rule(c, table->oid, name.name);
      if (rule == nullptr) {
        return missing(sqlstate::undefined_object, "rule " + quoted(name.name) + " for relation " +
                                                       quoted(table->name) + " does not exist");
      }
      return {ObjectClass::kRule, rule->oid, 0};
    }
    case O::kPolicy: {
      const Relation* table = home_table(c, name.names, missing);
      if (table == nullptr) return {};
      const Policy* policy = find_policy(c, table->oid, name.name);
      if (policy == nullptr) {
        return missing(sqlstate::undefined_object, "policy " + quoted(name.name) + " for table " +
                                                       quoted(table->name) + " does not exist");
      }
      return {ObjectClass::kPolicy, policy->oid, 0};
    }
    case O::kCollation:
    case O::kStatistics: {
      const ObjectClass cls =
          kind == O::kCollation ? ObjectClass::kCollation : ObjectClass::kStatistics;
      const SplitName split = split_name(name.names);
      if (schema_missing(c, split.schema, missing)) return {};
      std::vector<Oid> schemas = c.exec.path->schemas;
      if (!split.schema.empty()) schemas = {schema_oid(c, split.schema)};
      for (const Oid schema : schemas) {
        if (const Object* found = cat(c).find_object(cls, schema, split.name)) {
          return {cls, found->oid, 0};
        }
      }
      if (kind == O::kCollation && !missing_ok) {
        const Oid builtin = find_collation(c, split.schema, split.name);
        if (builtin != kNoOid) return {cls, builtin, 0};
      }
      return missing(sqlstate::undefined_object,
                     std::string(object_word(kind)) + " " + quoted(dotted(name.names)) +
                         (kind == O::kCollation && !missing_ok ? " for encoding \"UTF8\"" : "") +
                         " does not exist");
    }
    case O::kTsConfiguration:
    case O::kTsDictionary:
    case O::kTsParser:
    case O::kTsTemplate: return resolve_text_search(c, kind, name.names, missing);
    case O::kOpClass:
    case O::kOpFamily: {
      const ObjectClass cls = kind == O::kOpClass ? ObjectClass::kOpclass : ObjectClass::kOpfamily;
      const SplitName split = split_name(name.names);
      if (schema_missing(c, split.schema, missing)) return {};
      const Oid oid = find_class_or_family(c, cls, name.access_method, name.names);
      if (oid != kNoOid) return {cls, oid, 0};
      return missing(sqlstate::undefined_object,
                     std::string(object_word(kind)) + " " + quoted(dotted(name.names)) +
                         " does not exist for access method " + quoted(name.access_method));
    }
    case O::kDatabase:
      if (name.names[0] != c.exec.services->current_database()) {
        return missing(sqlstate::undefined_database,
                       "database " + quoted(name.names[0]) + " does not exist");
      }
      return {ObjectClass::kDatabase, 5, 0};
    default: break;
  }
  // A kind we have none of: with IF EXISTS there is nothing to drop.
  if (missing_ok && for_drop) {
    notice(c, std::string(object_word(kind)) + " " + quoted(dotted(name.names)) +
                  " does not exist, skipping");
    return {};
  }
  throw_unsupported(std::string(object_tag(kind)), name.pos);
}

std::string drop(CommandContext& c, const ast::DropStmt& stmt) {
  std::vector<ObjectAddress> objects;
  for (const ast::ObjectName& name : stmt.objects) {
    const ObjectAddress object = resolve_object(c, stmt.object, name, stmt.missing_ok, true);
    if (object.oid == kNoOid) continue;
    if (object.oid < kFirstUserOid && object.oid != kPublicSchema &&
        object.cls != ObjectClass::kExtension) {
      refuse_drop_of_builtin(c, object);
    }
    if (std::find(objects.begin(), objects.end(), object) == objects.end()) {
      objects.push_back(object);
    }
  }
  if (!objects.empty()) drop_objects(c, objects, static_cast<DropBehavior>(stmt.behavior));
  return std::string("DROP ") + object_tag(stmt.object);
}

}  // namespace rung::commands
