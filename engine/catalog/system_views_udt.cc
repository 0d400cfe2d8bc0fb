// information_schema: domains, composite types, elements of arrays, parameters of routines, what uses
// which type, foreign servers, memberships. Values are what PostgreSQL's views compute for a superuser.
#include <algorithm>
#include <cstdlib>

#include "catalog/system_columns_rare.h"
#include "types/services.h"

namespace rung::catalog {
namespace {

SystemRows& number(SystemRows& rows, const std::optional<int64_t>& value) {
  return value ? rows.integer(*value) : rows.null();
}

void collation_of(SystemRows& rows, const std::string& catalog, Oid collation) {
  if (collation == kNoOid || collation == kDefaultCollation) {
    rows.null(3);
    return;
  }
  const Object* found = rows.catalog().object(ObjectClass::kCollation, collation);
  rows.text(catalog);
  rows.text(found == nullptr ? "pg_catalog" : schema_name(rows.catalog(), found->schema));
  rows.text(found != nullptr ? found->name : collation == kCCollation ? "C" : "");
}

// catalog, schema and name of a type.
void type_names(SystemRows& rows, const std::string& catalog, const TypeInfo& type) {
  rows.text(catalog).text(schema_name(rows.catalog(), type.schema)).text(type.name);
}

// From data_type to interval_precision.
void facets(SystemRows& rows, const std::string& catalog, const TypeFacets& f, Oid collation) {
  rows.text(f.data_type);
  number(rows, f.character_length);
  number(rows, f.octet_length);
  rows.null(3);
  collation_of(rows, catalog, collation);
  number(rows, f.precision);
  number(rows, f.radix);
  number(rows, f.scale);
  number(rows, f.datetime_precision);
  rows.null(2);
}
void no_facets(SystemRows& rows, const std::string& data_type) { rows.text(data_type).null(14); }

void for_each_domain(SystemRows& rows, const std::function<void(const Type&)>& each) {
  rows.catalog().for_each(ObjectClass::kType, [&](const Object& object) {
    const auto& type = static_cast<const Type&>(object);
    if (type.domain) each(type);
  });
}

void generate_domains(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_domain(rows, [&](const Type& type) {
    const DomainInfo& d = *type.domain;
    const TypeInfo* base = rows.catalog().find_type(d.base);
    if (base == nullptr) return;
    rows.text(catalog).text(schema_name(rows.catalog(), type.schema)).text(type.name);
    TypeFacets f = type_facets(rows, *base, d.typmod);
    if (f.data_type == "ARRAY") f.data_type = format_type(rows.env(), d.base, -1);
    facets(rows, catalog, f, d.collation);
    rows.text_or_null(d.default_expr.empty()
                          ? std::nullopt
                          : rows.describe("pg_get_expr", {node_tree_text(d.default_expr), "0"}));
    type_names(rows, catalog, *base);
    rows.null(4).text("1").end();
  });
}

void generate_domain_udt_usage(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_domain(rows, [&](const Type& type) {
    const TypeInfo* base = rows.catalog().find_type(type.domain->base);
    if (base == nullptr) return;
    type_names(rows, catalog, *base);
    rows.text(catalog).text(schema_name(rows.catalog(), type.schema)).text(type.name).end();
  });
}

// Columns of tables: their own type, and what is behind it.
void for_each_column(SystemRows& rows, bool system,
                     const std::function<void(const Relation&, const Attribute&, const TypeInfo&)>& each) {
  for_each_relation(rows, system, [&](const Relation& r) {
    if (!is_listed_table(r)) return;
    for (const Attribute& a : r.columns) {
      if (a.dropped) continue;
      if (const TypeInfo* type = rows.catalog().find_type(a.type)) each(r, a, *type);
    }
  });
}
void column_names(SystemRows& rows, const std::string& catalog, const Relation& r,
                  const Attribute& a) {
  rows.text(catalog).text(schema_name(rows.catalog(), r.schema)).text(r.name).text(a.name).end();
}

void generate_column_domain_usage(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_column(rows, false, [&](const Relation& r, const Attribute& a, const TypeInfo& type) {
    if (type.kind != TypeKind::kDomain) return;
    type_names(rows, catalog, type);
    column_names(rows, catalog, r, a);
  });
}

void generate_column_udt_usage(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_column(rows, true, [&](const Relation& r, const Attribute& a, const TypeInfo&) {
    int32_t typmod = a.typmod;
    const TypeInfo* base = type_behind_domain(rows, a.type, &typmod);
    if (base == nullptr) return;
    type_names(rows, catalog, *base);
    column_names(rows, catalog, r, a);
  });
}

void for_each_composite(SystemRows& rows, const std::function<void(const Relation&)>& each) {
  rows.catalog().for_each(ObjectClass::kRelation, [&](const Object& object) {
    const auto& r = static_cast<const Relation&>(object);
    if (r.kind == RelationKind::kComposite) each(r);
  });
}

void generate_user_defined_types(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_composite(rows, [&](const Relation& r) {
    rows.text(catalog).text(schema_name(rows.catalog(), r.schema)).text(r.name);
    rows.text("STRUCTURED").text("YES").null(24).end();
  });
}

void generate_attributes(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_composite(rows, [&](const Relation& r) {
    for (const Attribute& a : r.columns) {
      int32_t typmod = a.typmod;
      const TypeInfo* type = a.dropped ? nullptr : rows.catalog().find_type(a.type);
      const TypeInfo* base = a.dropped ? nullptr : type_behind_domain(rows, a.type, &typmod);
      if (type == nullptr || base == nullptr) continue;
      const Type* user = rows.catalog().user_type(a.type);
      const bool not_null = user != nullptr && user->domain && user->domain->not_null;
      rows.text(catalog).text(schema_name(rows.catalog(), r.schema)).text(r.name).text(a.name);
      rows.integer(a.attno).null().yes_no(!not_null);
      TypeFacets f = type_facets(rows, *base, typmod);
      f.data_type = type_facets(rows, *type, -1).data_type;
      facets(rows, catalog, f, a.collation);
      type_names(rows, catalog, *type);
      rows.null(4).text(std::to_string(a.attno)).text("NO").end();
    }
  });
}

std::string specific_name(const Function& f) {
  const std::string number = "_" + std::to_string(f.oid);
  return f.name.substr(0, 63 - number.size()) + number;
}

void generate_parameters(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  rows.catalog().for_each(ObjectClass::kFunction, [&](const Object& object) {
    const auto& f = static_cast<const Function&>(object);
    int64_t position = 0;
    for (const FunctionArgument& argument : f.arguments) {
      ++position;
      const TypeInfo* type = rows.catalog().find_type(argument.type);
      if (type == nullptr) continue;
      const char* mode = argument.mode == ArgMode::kInOut ? "INOUT"
                         : argument.mode == ArgMode::kOut || argument.mode == ArgMode::kTable
                             ? "OUT"
                             : "IN";
      rows.text(catalog).text(schema_name(rows.catalog(), f.schema)).text(specific_name(f));
      rows.integer(position).text(mode).text("NO").text("NO");
      rows.text_or_null(argument.name.empty() ? std::nullopt : std::optional(argument.name));
      no_facets(rows, type_facets(rows, *type, -1).data_type);
      type_names(rows, catalog, *type);
      rows.null(4).text(std::to_string(position));
      rows.text_or_null(argument.default_expr.empty()
                            ? std::nullopt
                            : rows.describe("pg_get_expr",
                                            {node_tree_text(argument.default_expr), "0"}));
      rows.end();
    }
  });
}

void generate_element_types(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  const auto element = [&](Oid schema, const std::string& name, const char* kind, int64_t position,
                           Oid type, Oid collation) {
    const TypeInfo* array = rows.catalog().find_type(type);
    if (array == nullptr || array->kind != TypeKind::kArray || array->element_oid == kNoOid) return;
    const TypeInfo* of = rows.catalog().find_type(array->element_oid);
    if (of == nullptr) return;
    const std::string number_text = std::to_string(position);
    rows.text(catalog).text(schema_name(rows.catalog(), schema)).text(name).text(kind);
    rows.text(number_text).text(type_facets(rows, *of, -1).data_type).null(5);
    collation_of(rows, catalog, collation);
    rows.null(7);
    type_names(rows, catalog, *of);
    rows.null(4).text("a" + number_text).end();
  };
  for_each_relation(rows, false, [&](const Relation& r) {
    if (!is_listed_table(r)) return;
    for (const Attribute& a : r.columns) {
      if (!a.dropped) element(r.schema, r.name, "TABLE", a.attno, a.type, a.collation);
    }
  });
  for_each_composite(rows, [&](const Relation& r) {
    for (const Attribute& a : r.columns) {
      if (!a.dropped) element(r.schema, r.name, "USER-DEFINED TYPE", a.attno, a.type, a.collation);
    }
  });
  for_each_domain(rows, [&](const Type& type) {
    element(type.schema, type.name, "DOMAIN", 1, type.domain->base, type.domain->collation);
  });
  rows.catalog().for_each(ObjectClass::kFunction, [&](const Object& object) {
    const auto& f = static_cast<const Function&>(object);
    int64_t position = 0;
    for (const FunctionArgument& argument : f.arguments) {
      element(f.schema, specific_name(f), "ROUTINE", ++position, argument.type, kNoOid);
    }
    element(f.schema, specific_name(f), "ROUTINE", 0, f.result, kNoOid);
  });
}

void generate_triggered_update_columns(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, false, [&](const Relation& r) {
    const std::string schema = schema_name(rows.catalog(), r.schema);
    for (const Trigger& t : r.triggers) {
      for (const int32_t attno : t.update_columns) {
        const Attribute* column = r.column(attno);
        if (column == nullptr) continue;
        rows.text(catalog).text(schema).text(t.name).text(catalog).text(schema).text(r.name);
        rows.text(column->name).end();
      }
    }
  });
}

const Other* other_of(SystemRows& rows, ObjectClass cls, const Other& holder, const char* field) {
  return dynamic_cast<const Other*>(rows.catalog().object(
      cls, static_cast<Oid>(std::strtoul(holder.get(field).c_str(), nullptr, 10))));
}

void generate_foreign_servers(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  rows.catalog().for_each(ObjectClass::kForeignServer, [&](const Object& object) {
    const auto& server = static_cast<const Other&>(object);
    const Other* wrapper = other_of(rows, ObjectClass::kForeignDataWrapper, server, "wrapper");
    const auto field = [&](const char* name) {
      return server.find(name) == nullptr ? std::nullopt : std::optional(server.get(name));
    };
    rows.text(catalog).text(server.name).text(catalog).text(wrapper == nullptr ? "" : wrapper->name);
    rows.text_or_null(field("type")).text_or_null(field("version"));
    rows.text(role_name(rows.catalog(), server.owner)).end();
  });
}

void generate_foreign_data_wrappers(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  rows.catalog().for_each(ObjectClass::kForeignDataWrapper, [&](const Object& object) {
    rows.text(catalog).text(object.name).text(role_name(rows.catalog(), object.owner));
    rows.null().text("c").end();
  });
}

void generate_user_mappings(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  rows.catalog().for_each(ObjectClass::kUserMapping, [&](const Object& object) {
    const auto& mapping = static_cast<const Other&>(object);
    const Other* server = other_of(rows, ObjectClass::kForeignServer, mapping, "server");
    const Role* role = rows.catalog().role(
        static_cast<Oid>(std::strtoul(mapping.get("user").c_str(), nullptr, 10)));
    rows.text(role == nullptr ? "PUBLIC" : role->name).text(catalog);
    rows.text(server == nullptr ? "" : server->name).end();
  });
}

// Memberships; a superuser has every role.
void memberships(SystemRows& rows, bool only_grantable) {
  rows.catalog().for_each(ObjectClass::kRole, [&](const Object& object) {
    const auto& member = static_cast<const Role&>(object);
    for (const Oid of : member.member_of) {
      const bool admin = std::find(member.admin_of.begin(), member.admin_of.end(), of) !=
                         member.admin_of.end();
      if (only_grantable && !admin) continue;
      rows.text(member.name).text(role_name(rows.catalog(), of)).yes_no(admin).end();
    }
  });
}
void generate_applicable_roles(SystemRows& rows) { memberships(rows, false); }
void generate_administrable_roles(SystemRows& rows) { memberships(rows, true); }

void generate_nothing(SystemRows&) {}

constexpr SystemView kViews[] = {
    {13241, kInformationSchema, "administrable_role_authorizations", 'v',
     columns::kIsAdministrableRoleAuthorizations, generate_administrable_roles},
    {13236, kInformationSchema, "applicable_roles", 'v', columns::kIsApplicableRoles,
     generate_applicable_roles},
    {13245, kInformationSchema, "attributes", 'v', columns::kIsAttributes, generate_attributes},
    {13280, kInformationSchema, "column_domain_usage", 'v', columns::kIsColumnDomainUsage,
     generate_column_domain_usage},
    {13290, kInformationSchema, "column_udt_usage", 'v', columns::kIsColumnUdtUsage,
     generate_column_udt_usage},
    {13315, kInformationSchema, "domain_udt_usage", 'v', columns::kIsDomainUdtUsage,
     generate_domain_udt_usage},
    {13320, kInformationSchema, "domains", 'v', columns::kIsDomains, generate_domains},
    {13493, kInformationSchema, "element_types", 'v', columns::kIsElementTypes,
     generate_element_types},
    {13515, kInformationSchema, "foreign_data_wrappers", 'v', columns::kIsForeignDataWrappers,
     generate_foreign_data_wrappers},
    {13528, kInformationSchema, "foreign_servers", 'v', columns::kIsForeignServers,
     generate_foreign_servers},
    {13334, kInformationSchema, "parameters", 'v', columns::kIsParameters, generate_parameters},
    {13430, kInformationSchema, "transforms", 'v', columns::kIsTransforms, generate_nothing},
    {13435, kInformationSchema, "triggered_update_columns", 'v',
     columns::kIsTriggeredUpdateColumns, generate_triggered_update_columns},
    {13463, kInformationSchema, "user_defined_types", 'v', columns::kIsUserDefinedTypes,
     generate_user_defined_types},
    {13555, kInformationSchema, "user_mappings", 'v', columns::kIsUserMappings,
     generate_user_mappings},
};

}  // namespace

std::span<const SystemView> system_views_udt() { return kViews; }

}  // namespace rung::catalog
