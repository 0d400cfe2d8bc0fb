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
