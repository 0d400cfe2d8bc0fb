// pg_namespace and the views over relations.
#include "catalog/system_view.h"

namespace rung::catalog {
namespace {

constexpr SystemColumn kNamespaceColumns[] = {
    {"oid", oid::kOid}, {"nspname", oid::kName}, {"nspowner", oid::kOid},
    {"nspacl", oid::kAclitemArray}};

void generate_namespace(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kSchema, [&](const Object& schema) {
    rows.integer(schema.oid).text(schema.name).integer(schema.owner).null().end();
  });
}

constexpr SystemView kViews[] = {
    {2615, kPgCatalogSchema, "pg_namespace", 'r', kNamespaceColumns, generate_namespace},
};

}  // namespace

std::span<const SystemView> system_views_tables() { return kViews; }

}  // namespace rung::catalog
