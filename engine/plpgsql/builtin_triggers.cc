// Trigger functions that come with the system, written in PL/pgSQL.
#include "plpgsql/builtin_triggers.h"

namespace rung::plpgsql {
namespace {

struct Row {
  Oid oid;
  const char* name;
  const char* source;
};
constexpr Row kRows[] = {
    {1291, "suppress_redundant_updates_trigger",
     "BEGIN IF NEW IS NOT DISTINCT FROM OLD THEN RETURN NULL; END IF; RETURN NEW; END"},
    {3752, "tsvector_update_trigger",
     "DECLARE fields jsonb := to_jsonb(NEW); document text := ''; BEGIN "
     "FOR i IN 2 .. TG_NARGS - 1 LOOP "
     "document := document || ' ' || coalesce(fields ->> TG_ARGV[i], ''); END LOOP; "
     "NEW := jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], "
     "pg_catalog.to_tsvector(TG_ARGV[1]::regconfig, document)::text)); RETURN NEW; END"},
    {3753, "tsvector_update_trigger_column",
     "DECLARE fields jsonb := to_jsonb(NEW); document text := ''; BEGIN "
     "FOR i IN 2 .. TG_NARGS - 1 LOOP "
     "document := document || ' ' || coalesce(fields ->> TG_ARGV[i], ''); END LOOP; "
     "NEW := jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], "
     "pg_catalog.to_tsvector((fields ->> TG_ARGV[1])::regconfig, document)::text)); "
     "RETURN NEW; END"},
};

}  // namespace

const catalog::Function* builtin_trigger(Oid oid) {
  static const std::vector<catalog::Function>* made = [] {
    // Never freed: no destructor may run after main.
    auto* functions = new std::vector<catalog::Function>;
    for (const Row& row : kRows) {
      catalog::Function function;
      function.oid = row.oid;
      function.name = row.name;
      function.schema = kPgCatalogSchema;
      function.language = "plpgsql";
      function.result = oid::kTrigger;
      function.source = row.source;
      functions->push_back(std::move(function));
    }
    return functions;
  }();
  for (const catalog::Function& function : *made) {
    if (function.oid == oid) return &function;
  }
  return nullptr;
}

}  // namespace rung::plpgsql
