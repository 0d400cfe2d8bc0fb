// The rows every database begins with, under PostgreSQL's own oids.
#include "catalog/catalog.h"

namespace rung::catalog {
namespace {

void put_schema(Catalog& catalog, Oid oid, const char* name, const char* comment) {
  auto schema = std::make_unique<Schema>();
  schema->oid = oid;
  schema->name = name;
  catalog.put(std::move(schema));
  if (comment != nullptr) catalog.set_comment({ObjectClass::kSchema, oid, 0}, comment);
}

void put_language(Catalog& catalog, Oid oid, const char* name, const char* comment) {
  auto language = std::make_unique<Other>(ObjectClass::kLanguage);
  language->oid = oid;
  language->name = name;
  catalog.put(std::move(language));
  catalog.set_comment({ObjectClass::kLanguage, oid, 0}, comment);
}

// Roles to be granted: what they allow is a server's business, and nobody here lacks it.
void put_predefined_roles(Catalog& catalog) {
  constexpr Oid kReadAllSettings = 3374, kReadAllStats = 3375, kStatScanTables = 3377;
  constexpr std::pair<Oid, const char*> kRoles[] = {
      {kReadAllSettings, "pg_read_all_settings"},
      {kReadAllStats, "pg_read_all_stats"},
      {kStatScanTables, "pg_stat_scan_tables"},
      {3373, "pg_monitor"},
      {4200, "pg_signal_backend"},
      {4544, "pg_checkpoint"},
      {4569, "pg_read_server_files"},
      {4570, "pg_write_server_files"},
      {4571, "pg_execute_server_program"},
      {6171, "pg_database_owner"},
      {6181, "pg_read_all_data"},
      {6182, "pg_write_all_data"},
  };
  for (const auto& [oid, name] : kRoles) {
    auto role = std::make_unique<Role>();
    role->oid = oid;
    role->name = name;
    if (role->name == "pg_monitor") {
      role->member_of = {kReadAllSettings, kReadAllStats, kStatScanTables};
    }
    catalog.put(std::move(role));
  }
}

}  // namespace

void Catalog::bootstrap(storage::WriteTxn& txn) {
  Catalog catalog(make_catalog_cache(), txn.view());
  catalog.set_write(&txn);
  auto role = std::make_unique<Role>();
  role->oid = 10;
  role->name = "postgres";
  role->superuser = role->create_role = role->create_db = role->login = true;
  role->replication = role->bypass_rls = true;
  catalog.put(std::move(role));
  put_predefined_roles(catalog);
  put_schema(catalog, kPgCatalogSchema, "pg_catalog", "system catalog schema");
  put_schema(catalog, 99, "pg_toast", "reserved schema for TOAST tables");
  put_schema(catalog, kPublicSchema, "public", "standard public schema");
  put_schema(catalog, kInformationSchema, "information_schema", nullptr);
  put_language(catalog, 12, "internal", "built-in functions");
  put_language(catalog, 13, "c", "dynamically-loaded C functions");
  put_language(catalog, 14, "sql", "SQL-language functions");
  constexpr Oid kPlpgsqlLanguage = 13575, kPlpgsqlExtension = 13572;
  put_language(catalog, kPlpgsqlLanguage, "plpgsql", "PL/pgSQL procedural language");
  auto extension = std::make_unique<Extension>();
  extension->oid = kPlpgsqlExtension;
  extension->name = "plpgsql";
  extension->schema = kPgCatalogSchema;
  extension->version = "1.0";
  extension->relocatable = false;
  catalog.put(std::move(extension));
  catalog.set_comment({ObjectClass::kExtension, kPlpgsqlExtension, 0},
                      "PL/pgSQL procedural language");
  catalog.add_dependency({ObjectClass::kLanguage, kPlpgsqlLanguage, 0},
                         {ObjectClass::kExtension, kPlpgsqlExtension, 0},
                         DependencyKind::kExtension);
}

}  // namespace rung::catalog
