// How messages name objects: "column a of table t", as pg_describe_object() does.
#include "commands/objects.h"
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
      if (function == nullptr) return unknown;
      std::string args;
      for (const Oid type : function->input_types()) {
        if (!args.empty()) args += ',';
        args += type_text(exec, type);
      }
      const char* word = function->kind == 'p'   ? "procedure "
                         : function->kind == 'a' ? "aggregate "
                                                 : "function ";
      return word +
             schema_prefix(exec, function->schema,
                           is_function_visible(catalog, *exec.path, *function)) +
             ast::quote_identifier(function->name) + "(" + args + ")";
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
    case ObjectClass::kExtension:
    case ObjectClass::kRole:
    case ObjectClass::kLanguage:
    case ObjectClass::kCollation:
    case ObjectClass::kStatistics:
    case ObjectClass::kPublication:
    case ObjectClass::kEventTrigger:
    case ObjectClass::kTextSearchConfig:
    case ObjectClass::kOperator:
    case ObjectClass::kOpclass:
    case ObjectClass::kAggregate:
    case ObjectClass::kCast:
    case ObjectClass::kRule:
    case ObjectClass::kDatabase: {
      const Object* found = catalog.object(object.cls, object.oid);
      if (found == nullptr) return unknown;
      const char* word = object.cls == ObjectClass::kExtension      ? "extension "
                         : object.cls == ObjectClass::kRole         ? "role "
                         : object.cls == ObjectClass::kLanguage     ? "language "
                         : object.cls == ObjectClass::kCollation    ? "collation "
                         : object.cls == ObjectClass::kStatistics   ? "statistics object "
                         : object.cls == ObjectClass::kPublication  ? "publication "
                         : object.cls == ObjectClass::kEventTrigger ? "event trigger "
                         : object.cls == ObjectClass::kOperator     ? "operator "
                         : object.cls == ObjectClass::kRule         ? "rule "
                                                                    : "";
      return word + ast::quote_identifier(found->name);
    }
  }
  return unknown;
}

}  // namespace rung::commands
