// How messages name objects: "column a of table t", as pg_describe_object() does.
#include <cstdlib>

#include "catalog/opclasses.h"
#include "catalog/text_search.h"
#include "commands/builtin_objects.h"
#include "commands/objects.h"
#include "commands/other.h"
#include "parser/parser.h"
#include "planner/deparse.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

std::string schema_prefix(ExecContext& exec, Oid schema, bool visible) {
  if (visible) return {};
  const catalog::Schema* found = exec.catalog->schema(schema);
  return found == nullptr ? std::string() : ast::quote_identifier(found->name) + ".";
}

std::string relation_text(ExecContext& exec, const Relation& relation) {
  return std::string(kind_word(relation.kind)) + " " +
         schema_prefix(exec, relation.schema,
                       is_relation_visible(*exec.catalog, *exec.path, relation.oid)) +
         ast::quote_identifier(relation.name);
}

const Relation* home(ExecContext& exec, ObjectClass cls, Oid oid) {
  return exec.catalog->relation(exec.catalog->home_of(cls, oid).oid);
}

std::string type_text(ExecContext& exec, Oid oid) {
  planner::DeparseContext context{exec.catalog, exec.path, exec.env()};
  return planner::type_name(context, oid, -1);
}

const char* class_word(ObjectClass cls) {
  switch (cls) {
    case ObjectClass::kExtension: return "extension";
    case ObjectClass::kRole: return "role";
    case ObjectClass::kLanguage: return "language";
    case ObjectClass::kStatistics: return "statistics object";
    case ObjectClass::kPublication: return "publication";
    case ObjectClass::kSubscription: return "subscription";
    case ObjectClass::kEventTrigger: return "event trigger";
    case ObjectClass::kOpclass: return "operator class";
    case ObjectClass::kOpfamily: return "operator family";
    case ObjectClass::kRule: return "rule";
    case ObjectClass::kCast: return "cast";
    case ObjectClass::kDatabase: return "database";
    case ObjectClass::kForeignDataWrapper: return "foreign-data wrapper";
    case ObjectClass::kForeignServer: return "server";
    case ObjectClass::kUserMapping: return "user mapping";
    case ObjectClass::kDefaultAcl: return "default privileges";
    case ObjectClass::kTransform: return "transform";
    case ObjectClass::kConversion: return "conversion";
    case ObjectClass::kAccessMethod: return "access method";
    case ObjectClass::kTextSearchConfig: return "text search configuration";
    case ObjectClass::kTextSearchDictionary: return "text search dictionary";
    case ObjectClass::kTextSearchParser: return "text search parser";
    case ObjectClass::kTextSearchTemplate: return "text search template";
    default: return nullptr;
  }
}

// Whether the search path finds it under its bare name.
bool is_seen(ExecContext& exec, const Object& object) {
  for (const Oid schema : exec.path->schemas) {
    if (const Object* found = exec.catalog->find_object(object.cls(), schema, object.name)) {
      return found->oid == object.oid;
    }
  }
  return false;
}

}  // namespace

std::string describe_object(ExecContext& exec, ObjectAddress object) {
  catalog::Catalog& catalog = *exec.catalog;
  const std::string unknown = "unrecognized object " + std::to_string(object.oid);
  switch (object.cls) {
    case ObjectClass::kRelation: {
      const Relation* relation = catalog.relation(object.oid);
      if (relation == nullptr) return unknown;
      const std::string text = relation_text(exec, *relation);
      const Attribute* column = relation->column(object.sub);
      return column == nullptr ? text : "column " + ast::quote_identifier(column->name) + " of " + text;
    }
    case ObjectClass::kType: return "type " + type_text(exec, object.oid);
    case ObjectClass::kFunction: {
      const catalog::Function* function = catalog.function(object.oid);
      if (function == nullptr) {
        const std::string builtin = builtin_function_text(exec, object.oid);
        return builtin.empty() ? unknown : "function " + builtin;
      }
      std::string args;
      for (const Oid type : function->input_types()) {
        if (!args.empty()) args += ',';
        args += type_text(exec, type);
      }
      return "function " +
             schema_prefix(exec, function->schema,
                           is_function_visible(catalog, *exec.path, *function)) +
             ast::quote_identifier(function->name) + "(" + args + ")";
    }
    case ObjectClass::kCollation: {
      if (object.oid >= kFirstUserOid && catalog.object(object.cls, object.oid) == nullptr) {
        return unknown;
      }
      planner::DeparseContext context{exec.catalog, exec.path, exec.env()};
      return "collation " + planner::collation_name(context, object.oid);
    }
    case ObjectClass::kOperator: {
      const auto* user = dynamic_cast<const Other*>(catalog.object(object.cls, object.oid));
      if (user == nullptr) {
        const std::string builtin = builtin_operator_text(exec, object.oid);
        return builtin.empty() ? unknown : "operator " + builtin;
      }
      const Oid left = oid_field(*user, "left");
      return "operator " + schema_prefix(exec, user->schema, is_seen(exec, *user)) + user->name +
             "(" + (left == kNoOid ? "NONE" : type_text(exec, left)) + "," +
             type_text(exec, oid_field(*user, "right")) + ")";
    }
    case ObjectClass::kConstraint: {
      const ObjectAddress where = catalog.home_of(object.cls, object.oid);
      if (where.cls == ObjectClass::kRelation) {
        if (const Relation* relation = catalog.relation(where.oid)) {
          for (const Constraint& constraint : relation->constraints) {
            if (constraint.oid == object.oid) {
              return "constraint " + ast::quote_identifier(constraint.name) + " on " +
                     relation_text(exec, *relation);
            }
          }
        }
      } else if (const catalog::Type* type = catalog.user_type(where.oid)) {
        for (const Constraint& constraint : type->domain->checks) {
          if (constraint.oid == object.oid) {
            return "constraint " + ast::quote_identifier(constraint.name) + " on type " +
                   type_text(exec, type->oid);
          }
        }
      }
      return unknown;
    }
    case ObjectClass::kTrigger: {
      const Relation* relation = home(exec, object.cls, object.oid);
      if (relation == nullptr) return unknown;
      for (const Trigger& trigger : relation->triggers) {
        if (trigger.oid == object.oid) {
          return "trigger " + ast::quote_identifier(trigger.name) + " on " +
                 relation_text(exec, *relation);
        }
      }
      return unknown;
    }
    case ObjectClass::kDefault: {
      ObjectAddress column = object;
      column.cls = ObjectClass::kRelation;
      return "default value for " + describe_object(exec, column);
    }
    case ObjectClass::kSchema: {
      const catalog::Schema* schema = catalog.schema(object.oid);
      return schema == nullptr ? unknown : "schema " + ast::quote_identifier(schema->name);
    }
    case ObjectClass::kPolicy: {
      const auto* policy = static_cast<const Policy*>(catalog.object(object.cls, object.oid));
      const Relation* relation = policy == nullptr ? nullptr : catalog.relation(policy->table);
      if (relation == nullptr) return unknown;
      return "policy " + ast::quote_identifier(policy->name) + " on " +
             relation_text(exec, *relation);
    }
    default: break;
  }
  const char* word = class_word(object.cls);
  if (object.cls == ObjectClass::kTextSearchConfig ||
      object.cls == ObjectClass::kTextSearchDictionary ||
      object.cls == ObjectClass::kTextSearchParser ||
      object.cls == ObjectClass::kTextSearchTemplate) {
    const TextSearchName name = text_search_name(catalog, object.cls, object.oid);
    if (!name.name.empty()) {
      return std::string(word) + " " +
             schema_prefix(exec, name.schema,
                           is_text_search_visible(catalog, *exec.path, object.cls, object.oid)) +
             ast::quote_identifier(name.name);
    }
  }
  if (object.cls == ObjectClass::kOpclass && object.oid < kFirstUserOid) {
    for (const OpclassRow& row : opclasses()) {
      if (row.oid != object.oid) continue;
      return std::string(word) + " " + std::string(row.name) + " for access method " +
             std::string(row.method);
    }
  }
  if (object.cls == ObjectClass::kOpfamily && object.oid < kFirstUserOid) {
    for (const OpfamilyRow& row : opfamilies()) {
      if (row.oid != object.oid) continue;
      return std::string(word) + " " + std::string(row.name) + " for access method " +
             std::string(row.method);
    }
  }
  const Object* found = catalog.object(object.cls, object.oid);
  if (found == nullptr || word == nullptr) return unknown;
  if (object.cls == ObjectClass::kCast || object.cls == ObjectClass::kUserMapping ||
      object.cls == ObjectClass::kOperator || object.cls == ObjectClass::kDefaultAcl) {
    return std::string(word) + " " + static_cast<const Other*>(found)->get("describe");
  }
  std::string name = ast::quote_identifier(found->name);
  if (found->schema != kNoOid && object.cls != ObjectClass::kExtension && !is_seen(exec, *found)) {
    if (const catalog::Schema* schema = catalog.schema(found->schema)) {
      name = ast::quote_identifier(schema->name) + "." + name;
    }
  }
  if (object.cls == ObjectClass::kOpclass || object.cls == ObjectClass::kOpfamily) {
    name += " for access method " + static_cast<const Other*>(found)->get("method");
  }
  if (object.cls == ObjectClass::kRule) {
    if (const Relation* relation = catalog.relation(static_cast<Oid>(
            std::strtoul(static_cast<const Other*>(found)->get("relation").c_str(), nullptr, 10)))) {
      name += " on " + relation_text(exec, *relation);
    }
  }
  return std::string(word) + " " + name;
}

}  // namespace rung::commands
