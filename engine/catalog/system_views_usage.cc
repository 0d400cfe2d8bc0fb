// information_schema: who may use which table, and which tables a view or a constraint uses. Values
// are what PostgreSQL's views compute for a superuser.
#include <cstdlib>
#include <map>
#include <set>

#include "catalog/system_columns.h"
#include "catalog/system_view.h"
#include "types/services.h"

namespace rung::catalog {
namespace {

constexpr std::pair<char, const char*> kTablePrivileges[] = {
    {'a', "INSERT"},   {'r', "SELECT"},     {'w', "UPDATE"}, {'d', "DELETE"},
    {'D', "TRUNCATE"}, {'x', "REFERENCES"}, {'t', "TRIGGER"}};

// As Object::acl has it; where it has nothing, what that means.
std::string acl_of(const Relation& r) {
  if (!r.acl.empty()) return r.acl;
  const std::string owner = std::to_string(r.owner);
  const std::string all = owner + "=arwdDxt/" + owner;
  return r.oid < kFirstUserOid ? "{" + all + ",0=r/" + owner + "}" : "{" + all + "}";
}

// The grants that an enabled role gave or got: to a superuser, who has every role, all of them.
void generate_table_grants(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, true, [&](const Relation& r) {
    if (!is_listed_table(r)) return;
    const std::string acl = acl_of(r);
    const char* at = acl.c_str() + 1;
    while (*at != '\0' && *at != '}') {
      char* end = nullptr;
      const auto grantee = static_cast<Oid>(std::strtoul(at, &end, 10));
      const char* letters = end + 1;
      const char* slash = letters;
      while (*slash != '/') ++slash;
      const auto grantor = static_cast<Oid>(std::strtoul(slash + 1, &end, 10));
      at = *end == ',' ? end + 1 : end;
      const Role* role = rows.catalog().role(grantee);
      const bool owns = grantee == r.owner || (role != nullptr && role->superuser);
      for (const auto& [letter, privilege] : kTablePrivileges) {
        const char* has = letters;
        while (has != slash && *has != letter) ++has;
        if (has == slash) continue;
        rows.text(role_name(rows.catalog(), grantor));
        rows.text(grantee == kNoOid ? "PUBLIC" : role_name(rows.catalog(), grantee)).text(catalog);
        rows.text(schema_name(rows.catalog(), r.schema)).text(r.name).text(privilege);
        rows.yes_no(owns || has[1] == '*').yes_no(letter == 'r').end();
      }
    }
  });
}

void generate_enabled_roles(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kRole,
                          [&](const Object& role) { rows.text(role.name).end(); });
}

void generate_constraint_table_usage(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, false, [&](const Relation& r) {
    for (const Constraint& c : r.constraints) {
      const bool foreign = c.kind == ConstraintKind::kForeignKey;
      if (!foreign && c.kind != ConstraintKind::kPrimaryKey && c.kind != ConstraintKind::kUnique) {
        continue;
      }
      const Relation* table = foreign ? rows.catalog().relation(c.referenced) : &r;
      if (table == nullptr) continue;
      rows.text(catalog).text(schema_name(rows.catalog(), table->schema)).text(table->name);
      rows.text(catalog).text(schema_name(rows.catalog(), r.schema)).text(c.name).end();
    }
  });
}

void generate_domain_constraints(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  rows.catalog().for_each(ObjectClass::kType, [&](const Object& object) {
    const auto& type = static_cast<const Type&>(object);
    if (!type.domain.has_value()) return;
    const std::string schema = schema_name(rows.catalog(), type.schema);
    for (const Constraint& check : type.domain->checks) {
      rows.text(catalog).text(schema).text(check.name).text(catalog).text(schema).text(type.name);
      rows.text("NO").text("NO").end();
    }
  });
}

// Calls `each` for every table-like relation that the view reads, and the columns of it.
void for_each_used(SystemRows& rows, const Relation& view,
                   const std::function<void(const Relation&, const std::set<int32_t>&)>& each) {
  std::map<Oid, std::set<int32_t>> used;
  for (const Dependency& d : rows.catalog().references_of({ObjectClass::kRelation, view.oid, 0})) {
    if (d.object.cls == ObjectClass::kRelation && d.object.oid != view.oid) {
      used[d.object.oid].insert(d.object.sub);
    }
  }
  for (const auto& [oid, columns] : used) {
    const Relation* table = rows.catalog().relation(oid);
    if (table != nullptr && is_listed_table(*table)) each(*table, columns);
  }
}

void view_usage(SystemRows& rows, bool columns) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, false, [&](const Relation& view) {
    if (view.kind != RelationKind::kView) return;
    for_each_used(rows, view, [&](const Relation& table, const std::set<int32_t>& attnos) {
      const auto line = [&]() -> SystemRows& {
        rows.text(catalog).text(schema_name(rows.catalog(), view.schema)).text(view.name);
        rows.text(catalog).text(schema_name(rows.catalog(), table.schema));
        return rows.text(table.name);
      };
      if (!columns) return line().end();
      for (const int32_t attno : attnos) {
        if (const Attribute* column = table.column(attno)) line().text(column->name).end();
      }
    });
  });
}
void generate_view_table_usage(SystemRows& rows) { view_usage(rows, false); }
void generate_view_column_usage(SystemRows& rows) { view_usage(rows, true); }

constexpr SystemColumn kTableGrants[] = {
    {"grantor", oid::kName}, {"grantee", oid::kName}, {"table_catalog", oid::kName},
    {"table_schema", oid::kName}, {"table_name", oid::kName}, {"privilege_type", oid::kVarchar},
    {"is_grantable", oid::kVarchar}, {"with_hierarchy", oid::kVarchar}};
constexpr SystemColumn kEnabledRoles[] = {{"role_name", oid::kName}};
constexpr SystemColumn kConstraintTableUsage[] = {
    {"table_catalog", oid::kName}, {"table_schema", oid::kName}, {"table_name", oid::kName},
    {"constraint_catalog", oid::kName}, {"constraint_schema", oid::kName},
    {"constraint_name", oid::kName}};
constexpr SystemColumn kDomainConstraints[] = {
    {"constraint_catalog", oid::kName}, {"constraint_schema", oid::kName},
    {"constraint_name", oid::kName}, {"domain_catalog", oid::kName},
    {"domain_schema", oid::kName}, {"domain_name", oid::kName}, {"is_deferrable", oid::kVarchar},
    {"initially_deferred", oid::kVarchar}};
constexpr SystemColumn kViewColumnUsage[] = {
    {"view_catalog", oid::kName}, {"view_schema", oid::kName}, {"view_name", oid::kName},
    {"table_catalog", oid::kName}, {"table_schema", oid::kName}, {"table_name", oid::kName},
    {"column_name", oid::kName}};

constexpr Oid kFirst = 13120;
constexpr SystemView kViews[] = {
    {kFirst, kInformationSchema, "table_privileges", 'v', kTableGrants, generate_table_grants},
    {kFirst + 1, kInformationSchema, "role_table_grants", 'v', kTableGrants, generate_table_grants},
    {kFirst + 2, kInformationSchema, "enabled_roles", 'v', kEnabledRoles, generate_enabled_roles},
    {kFirst + 3, kInformationSchema, "constraint_table_usage", 'v', kConstraintTableUsage,
     generate_constraint_table_usage},
    {kFirst + 4, kInformationSchema, "domain_constraints", 'v', kDomainConstraints,
     generate_domain_constraints},
    {kFirst + 5, kInformationSchema, "view_table_usage", 'v',
     std::span<const SystemColumn>(kViewColumnUsage).first(6), generate_view_table_usage},
    {kFirst + 6, kInformationSchema, "view_column_usage", 'v', kViewColumnUsage,
     generate_view_column_usage},
};

}  // namespace

std::span<const SystemView> system_views_usage() { return kViews; }

}  // namespace rung::catalog
