// How objects are named in what is printed: with their schema where the search path would not find
// them.
#include <algorithm>

#include "catalog/search_path.h"
#include "functions/extensions.h"
#include "functions/registry.h"
#include "parser/parser.h"
#include "planner/deparser.h"

namespace rung::planner {

using parser::quote_identifier;

namespace {

// The schema to write before what comes with an extension; empty where it is on the path.
std::string extension_schema(const DeparseContext& context, const char* owner,
                             bool hidden = false) {
  const catalog::Extension* extension =
      owner == nullptr ? nullptr : context.catalog->find_extension(owner);
  if (extension == nullptr) return "";
  const std::vector<Oid>& path = context.path->schemas;
  if (!hidden && std::find(path.begin(), path.end(), extension->schema) != path.end()) return "";
  const catalog::Schema* schema = context.catalog->schema(extension->schema);
  return schema == nullptr ? "" : quote_identifier(schema->name);
}

}  // namespace

std::string Deparser::type_text(Oid type, int32_t typmod) {
  // "character" would be character(1) when read back.
  if (type == oid::kBpchar && typmod < 0) return "bpchar";
  if (type == oid::kBit && typmod < 0) return "\"bit\"";
  return type_name(context_, type, typmod);
}

std::string Deparser::function_name(Oid fn) {
  if (const catalog::Function* f = context_.catalog->function(fn)) {
    std::string name;
    if (!catalog::is_function_visible(*context_.catalog, *context_.path, *f)) {
      const catalog::Schema* schema = context_.catalog->schema(f->schema);
      if (schema != nullptr) name = quote_identifier(schema->name) + ".";
    }
    return name + quote_identifier(f->name);
  }
  const char* name = nullptr;
  if (const auto* f = find_function(fn)) name = f->name;
  if (const auto* f = find_aggregate(fn)) name = f->name;
  if (const auto* f = find_set_function(fn)) name = f->name;
  if (const auto* f = find_window_function(fn)) name = f->name;
  if (name == nullptr) return "???";
  for (const FunctionCandidate& row : find_functions(name)) {
    if (row.oid != fn || row.extension == nullptr) continue;
    // pg_catalog comes first in every search path.
    const auto same = find_functions(name);
    const bool hidden = std::any_of(same.begin(), same.end(), [&](const FunctionCandidate& other) {
      return other.extension == nullptr &&
             std::equal(other.args.begin(), other.args.end(), row.args.begin(), row.args.end());
    });
    const std::string schema = extension_schema(context_, row.extension, hidden);
    if (!schema.empty()) return schema + "." + quote_identifier(name);
  }
  return quote_identifier(name);
}

std::string Deparser::operator_name(Oid op) {
  if (const OperatorDef* def = find_operator(op)) {
    const std::string schema = extension_schema(context_, operator_extension(op));
    return schema.empty() ? def->name : "OPERATOR(" + schema + "." + def->name + ")";
  }
  const catalog::Object* user = context_.catalog->object(catalog::ObjectClass::kOperator, op);
  if (user == nullptr) return "???";
  // Not in the search path: with its schema.
  for (const Oid in : context_.path->schemas) {
    for (const catalog::Object* seen :
         context_.catalog->find_objects(catalog::ObjectClass::kOperator, in, user->name)) {
      if (seen == user) return user->name;
    }
  }
  const catalog::Schema* schema = context_.catalog->schema(user->schema);
  return "OPERATOR(" + (schema == nullptr ? std::string() : quote_identifier(schema->name) + ".") +
         user->name + ")";
}

std::string relation_name(DeparseContext& context, Oid oid) {
  const catalog::Relation* relation = context.catalog->relation(oid);
  if (relation == nullptr) return "";
  std::string name;
  if (!catalog::is_relation_visible(*context.catalog, *context.path, oid)) {
    const catalog::Schema* schema = context.catalog->schema(relation->schema);
    if (schema != nullptr) name = quote_identifier(schema->name) + ".";
  }
  return name + quote_identifier(relation->name);
}

std::string collation_name(DeparseContext& context, Oid oid) {
  switch (oid) {
    case kDefaultCollation: return "\"default\"";
    case kCCollation: return "\"C\"";
    case 951: return "\"POSIX\"";
    case 962:
    case 12310: return "ucs_basic";
    case 12311: return "\"C.UTF-8\"";
    default: break;
  }
  const catalog::Object* found = context.catalog->object(catalog::ObjectClass::kCollation, oid);
  if (found == nullptr) return "\"default\"";
  const auto in_path = [&](Oid schema) {
    const std::vector<Oid>& schemas = context.path->schemas;
    return std::find(schemas.begin(), schemas.end(), schema) != schemas.end();
  };
  const catalog::Schema* schema =
      in_path(found->schema) ? nullptr : context.catalog->schema(found->schema);
  return (schema == nullptr ? std::string() : quote_identifier(schema->name) + ".") +
         quote_identifier(found->name);
}

std::string type_name(DeparseContext& context, Oid type, int32_t typmod) {
  return format_type(context.env, type, typmod);
}

}  // namespace rung::planner
