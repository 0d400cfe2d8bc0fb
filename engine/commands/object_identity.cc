#include "commands/object_identity.h"

#include <cstdlib>

#include "catalog/text_search.h"
#include "commands/objects.h"
#include "parser/parser.h"
#include "planner/deparse.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

std::string quote(std::string_view name) { return ast::quote_identifier(name); }

class Identifier {
 public:
  explicit Identifier(ExecContext& exec) : exec_(exec), catalog_(*exec.catalog) {}

  bool run(ObjectAddress object) {
    switch (object.cls) {
      case ObjectClass::kRelation: return relation(object);
      case ObjectClass::kType: return type(object.oid);
      case ObjectClass::kFunction: return function(object.oid);
      case ObjectClass::kConstraint: return constraint(object.oid);
      case ObjectClass::kTrigger: return trigger(object.oid);
      case ObjectClass::kDefault: return column_default(object);
      case ObjectClass::kPolicy: return policy(object.oid);
      case ObjectClass::kSchema: return schema(object.oid);
      case ObjectClass::kTextSearchConfig:
      case ObjectClass::kTextSearchDictionary:
      case ObjectClass::kTextSearchParser:
      case ObjectClass::kTextSearchTemplate: return text_search(object);
      default: return other(object);
    }
  }

  ObjectIdentity out;

 private:
  // The object's schema, as identities have it.
  std::string enter_schema(Oid oid) {
    const Schema* found = catalog_.schema(oid);
    std::string name = found == nullptr ? std::string() : found->name;
    if (name.starts_with("pg_temp")) {
      out.temporary = true;
      name = "pg_temp";
    }
    out.schema = name;
    return name;
  }
  // "schema.name" of an object that its name tells apart.
  void plain(const char* kind, Oid schema, std::string_view name) {
    const std::string in = enter_schema(schema);
    out.type = kind;
    out.name = name;
    out.identity = quote(in) + "." + quote(name);
    out.names = {in, std::string(name)};
  }
  void global(const char* kind, std::string_view name) {
    out.type = kind;
    out.name = name;
    out.identity = quote(name);
    out.names = {std::string(name)};
  }
  // "name on schema.table".
  void on_table(const char* kind, std::string_view name, const Relation& table) {
    const std::string in = enter_schema(table.schema);
    out.type = kind;
    out.identity = quote(name) + " on " + quote(in) + "." + quote(table.name);
    out.names = {in, table.name, std::string(name)};
  }
  // With its schema wherever the grammar has no words of its own for it.
  std::string type_text(Oid oid) {
    const TypeInfo* info = catalog_.find_type(oid);
    if (info == nullptr) return "???";
    if (oid >= kFirstUserOid || info->schema != kPgCatalogSchema) {
      if (info->kind == TypeKind::kArray) return type_text(info->element_oid) + "[]";
      const Schema* in = catalog_.schema(info->schema);
      return (in == nullptr ? std::string() : quote(in->name) + ".") + quote(info->name);
    }
    planner::DeparseContext context{&catalog_, exec_.path, exec_.env()};
    std::string text = planner::type_name(context, oid, -1);
    const Oid base = info->kind == TypeKind::kArray ? info->element_oid : oid;
    switch (base) {
      case oid::kBit: case oid::kBool: case oid::kBpchar: case oid::kFloat4: case oid::kFloat8:
      case oid::kInt2: case oid::kInt4: case oid::kInt8: case oid::kInterval: case oid::kNumeric:
      case oid::kTime: case oid::kTimetz: case oid::kTimestamp: case oid::kTimestamptz:
      case oid::kVarbit: case oid::kVarchar: return text;
      default: return "pg_catalog." + text;
    }
  }

  bool relation(ObjectAddress object) {
    const Relation* found = catalog_.relation(object.oid);
    if (found == nullptr) return false;
    plain(kind_word(found->kind), found->schema, found->name);
    if (object.sub == 0) return true;
    const Attribute* column = found->column(object.sub);
    if (column == nullptr) return false;
    out.type += " column";
    out.identity += "." + quote(column->name);
    out.names.push_back(column->name);
    return true;
  }
  bool type(Oid oid) {
    const TypeInfo* found = catalog_.find_type(oid);
    if (found == nullptr) return false;
    enter_schema(found->schema);
    out.type = "type";
    out.name = std::string(found->name);
    out.identity = type_text(oid);
    out.names = {out.identity};
    return true;
  }
  bool function(Oid oid) {
    const catalog::Function* found = catalog_.function(oid);
    if (found == nullptr) return false;
    plain(found->kind == 'p' ? "procedure" : found->kind == 'a' ? "aggregate" : "function",
          found->schema, found->name);
    out.name.reset();
    std::string list;
    for (const Oid argument : found->input_types()) {
      out.arguments.push_back(type_text(argument));
      list += (list.empty() ? "" : ",") + out.arguments.back();
    }
    out.identity += "(" + list + ")";
    return true;
  }
  bool constraint(Oid oid) {
    const ObjectAddress home = catalog_.home_of(ObjectClass::kConstraint, oid);
    if (home.cls == ObjectClass::kRelation) {
      const Relation* table = catalog_.relation(home.oid);
      if (table == nullptr) return false;
      for (const Constraint& c : table->constraints) {
        if (c.oid == oid) return on_table("table constraint", c.name, *table), true;
      }
      return false;
    }
    const catalog::Type* domain = catalog_.user_type(home.oid);
    if (domain == nullptr || !domain->domain) return false;
    for (const Constraint& c : domain->domain->checks) {
      if (c.oid != oid) continue;
      enter_schema(domain->schema);
      const std::string of = type_text(domain->oid);
      out.type = "domain constraint";
      out.identity = quote(c.name) + " on " + of;
      out.names = {of};
      out.arguments = {c.name};
      return true;
    }
    return false;
  }
  bool trigger(Oid oid) {
    const Relation* table = catalog_.relation(catalog_.home_of(ObjectClass::kTrigger, oid).oid);
    if (table == nullptr) return false;
    for (const Trigger& t : table->triggers) {
      if (t.oid == oid) return on_table("trigger", t.name, *table), true;
    }
    return false;
  }
  bool column_default(ObjectAddress object) {
    const Relation* table = catalog_.relation(object.oid);
    const Attribute* column = table == nullptr ? nullptr : table->column(object.sub);
    if (column == nullptr) return false;
    const std::string in = enter_schema(table->schema);
    out.type = "default value";
    out.identity = "for " + quote(in) + "." + quote(table->name) + "." + quote(column->name);
    out.names = {in, table->name, column->name};
    return true;
  }
  bool policy(Oid oid) {
    const auto* found = static_cast<const Policy*>(catalog_.object(ObjectClass::kPolicy, oid));
    const Relation* table = found == nullptr ? nullptr : catalog_.relation(found->table);
    if (table == nullptr) return false;
    on_table("policy", found->name, *table);
    return true;
  }
  bool schema(Oid oid) {
    const Schema* found = catalog_.schema(oid);
    if (found == nullptr) return false;
    global("schema", found->name);
    return true;
  }
  bool text_search(ObjectAddress object) {
    const TextSearchName name = text_search_name(catalog_, object.cls, object.oid);
    if (name.name.empty()) return false;
    plain(object.cls == ObjectClass::kTextSearchConfig       ? "text search configuration"
          : object.cls == ObjectClass::kTextSearchDictionary ? "text search dictionary"
          : object.cls == ObjectClass::kTextSearchParser     ? "text search parser"
                                                             : "text search template",
          name.schema, name.name);
    return true;
  }
  Oid oid_field(const Other& object, std::string_view field) const {
    return static_cast<Oid>(std::strtoul(object.get(field).c_str(), nullptr, 10));
  }
  bool other(ObjectAddress object) {
    const Object* found = catalog_.object(object.cls, object.oid);
    if (found == nullptr) return false;
    switch (object.cls) {
      case ObjectClass::kExtension: return global("extension", found->name), true;
      case ObjectClass::kRole: return global("role", found->name), true;
      case ObjectClass::kLanguage: return global("language", found->name), true;
      case ObjectClass::kEventTrigger: return global("event trigger", found->name), true;
      case ObjectClass::kPublication: return global("publication", found->name), true;
      case ObjectClass::kSubscription: return global("subscription", found->name), true;
      case ObjectClass::kForeignServer: return global("server", found->name), true;
      case ObjectClass::kForeignDataWrapper:
        return global("foreign-data wrapper", found->name), true;
      case ObjectClass::kCollation: return plain("collation", found->schema, found->name), true;
      case ObjectClass::kStatistics:
        return plain("statistics object", found->schema, found->name), true;
      default: break;
    }
    const auto* kept = dynamic_cast<const Other*>(found);
    if (kept == nullptr) return false;
    switch (object.cls) {
      case ObjectClass::kRule: {
        const Relation* table = catalog_.relation(oid_field(*kept, "relation"));
        if (table == nullptr) return false;
        on_table("rule", kept->name, *table);
        out.schema.reset();
        return true;
      }
      case ObjectClass::kCast:
        out.type = "cast";
        out.names = {type_text(oid_field(*kept, "source"))};
        out.arguments = {type_text(oid_field(*kept, "target"))};
        out.identity = "(" + out.names[0] + " AS " + out.arguments[0] + ")";
        return true;
      case ObjectClass::kOperator: {
        const std::string in = enter_schema(kept->schema);
        for (const char* side : {"left", "right"}) {
          const Oid operand = oid_field(*kept, side);
          out.arguments.push_back(operand == kNoOid ? "NONE" : type_text(operand));
        }
        out.type = "operator";
        out.names = {in, kept->name};
        out.identity =
            quote(in) + "." + kept->name + "(" + out.arguments[0] + "," + out.arguments[1] + ")";
        return true;
      }
      case ObjectClass::kOpclass:
      case ObjectClass::kOpfamily: {
        plain(object.cls == ObjectClass::kOpclass ? "operator class" : "operator family",
              kept->schema, kept->name);
        out.identity += " USING " + quote(kept->get("method"));
        out.names.insert(out.names.begin(), kept->get("method"));
        return true;
      }
      case ObjectClass::kUserMapping: {
        const Role* role = catalog_.role(oid_field(*kept, "user"));
        const Object* server =
            catalog_.object(ObjectClass::kForeignServer, oid_field(*kept, "server"));
        const std::string who = role == nullptr ? "public" : role->name;
        const std::string where = server == nullptr ? "" : server->name;
        out.type = "user mapping";
        out.identity = quote(who) + " on server " + where;
        out.names = {who};
        out.arguments = {where};
        return true;
      }
      default: return false;
    }
  }

  ExecContext& exec_;
  Catalog& catalog_;
};

}  // namespace

std::optional<ObjectIdentity> identify_object(ExecContext& exec, ObjectAddress object) {
  Identifier identifier(exec);
  if (!identifier.run(object)) return std::nullopt;
  return std::move(identifier.out);
}

}  // namespace rung::commands
