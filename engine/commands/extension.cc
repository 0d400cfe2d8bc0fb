// CREATE EXTENSION. Known extensions are entered in the catalog with what has to be found by name
// there (types); their functions are built in where we have them, and one we lack is an unknown
// function when it is called.
#include <algorithm>

#include "commands/command.h"
#include "commands/objects.h"
#include "commands/other.h"
#include "parser/parser.h"
#include "types/extension_oids.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

struct KnownExtension {
  std::string_view name;
  const char* version;
  bool relocatable;
  const char* comment;
};
constexpr KnownExtension kKnown[] = {
    {"plpgsql", "1.0", false, "PL/pgSQL procedural language"},
    {"pgcrypto", "1.3", true, "cryptographic functions"},
    {"uuid-ossp", "1.1", true, "generate universally unique identifiers (UUIDs)"},
    {"citext", "1.6", true, "data type for case-insensitive character strings"},
    {"pg_trgm", "1.6", true,
     "text similarity measurement and index searching based on trigrams"},
    {"btree_gin", "1.3", true, "support for indexing common datatypes in GIN"},
    {"btree_gist", "1.7", true, "support for indexing common datatypes in GiST"},
    {"hstore", "1.8", true, "data type for storing sets of (key, value) pairs"},
    {"ltree", "1.2", true, "data type for hierarchical tree-like structures"},
    {"intarray", "1.5", true,
     "functions, operators, and index support for 1-D arrays of integers"},
    {"unaccent", "1.1", true, "text search dictionary that removes accents"},
    {"fuzzystrmatch", "1.1", true, "determine similarities and distance between strings"},
    {"tablefunc", "1.0", true,
     "functions that manipulate whole tables, including crosstab"},
    {"pg_stat_statements", "1.10", true,
     "track planning and execution statistics of all SQL statements executed"},
    {"cube", "1.5", true, "data type for multidimensional cubes"},
    {"earthdistance", "1.1", true,
     "calculate great-circle distances on the surface of the Earth"},
    {"lo", "1.1", true, "Large Object maintenance"},
    {"bloom", "1.0", true, "bloom access method - signature file based index"},
    {"pgrowlocks", "1.2", true, "show row-level locking information"},
    {"pgstattuple", "1.5", true, "show tuple-level statistics"},
    {"isn", "1.2", true, "data types for international product numbering standards"},
    {"tsm_system_rows", "1.0", true,
     "TABLESAMPLE method which accepts number of rows as a limit"},
    {"dict_int", "1.0", true, "text search dictionary template for integers"},
    {"postgres_fdw", "1.1", true, "foreign-data wrapper for remote PostgreSQL servers"},
    {"file_fdw", "1.0", true, "foreign-data wrapper for flat file access"},
    {"dblink", "1.2", true, "connect to other PostgreSQL databases from within a database"},
    {"moddatetime", "1.0", true, "functions for tracking last modification time"},
    {"autoinc", "1.0", true, "functions for autoincrementing fields"},
    {"insert_username", "1.0", true, "functions for tracking who changed a table"},
    {"refint", "1.0", true, "functions for implementing referential integrity (obsolete)"},
    {"tcn", "1.0", true, "Triggered change notifications"},
    {"xml2", "1.1", true, "XPath querying and XSLT"},
    {"sslinfo", "1.2", true, "information about SSL certificates"},
    {"pg_prewarm", "1.2", true, "prewarm relation data"},
    {"pg_buffercache", "1.3", true, "examine the shared buffer cache"},
    {"pg_freespacemap", "1.2", true, "examine the free space map (FSM)"},
    {"pg_visibility", "1.2", true,
     "examine the visibility map (VM) and page-level visibility info"},
    {"pg_walinspect", "1.0", true,
     "functions to inspect contents of PostgreSQL Write-Ahead Log"},
    {"pageinspect", "1.11", true,
     "inspect the contents of database pages at a low level"},
    {"amcheck", "1.3", true, "functions for verifying relation integrity"},
    {"adminpack", "2.1", false, "administrative functions for PostgreSQL"},
    {"tsm_system_time", "1.0", true,
     "TABLESAMPLE method which accepts time in milliseconds as a limit"},
    {"dict_xsyn", "1.0", true,
     "text search dictionary template for extended synonym processing"},
    {"intagg", "1.1", true, "integer aggregator and enumerator (obsolete)"},
    {"old_snapshot", "1.0", true, "utilities in support of old_snapshot_threshold"},
    {"pg_surgery", "1.0", true,
     "extension to perform surgery on a damaged relation"},
    {"seg", "1.4", true,
     "data type for representing line segments or floating-point intervals"},
};

const KnownExtension* known(std::string_view name) {
  for (const KnownExtension& row : kKnown) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

// The base types that come with an extension, by name.
void create_types(CommandContext& c, std::string_view extension, Oid schema, ObjectAddress self) {
  struct ExtensionType {
    std::string_view owner, name;
    Oid oid;  // fixed where the engine knows the type
  };
  constexpr ExtensionType kTypes[] = {
      {"citext", "citext", oid::kCitext},
      {"hstore", "hstore", oid::kHstore},
      {"ltree", "ltree", oid::kLtree},
      {"ltree", "lquery", oid::kLquery},
      {"ltree", "ltxtquery", oid::kLtxtquery},
      {"cube", "cube", kNoOid},
  };
  for (const auto& [owner, name, fixed] : kTypes) {
    if (owner != extension) continue;
    make_room_for_type(c, schema, name);
    auto type = std::make_unique<catalog::Type>();
    type->oid = fixed != kNoOid ? fixed : cat(c).new_oid();
    type->name = str(name);
    type->schema = schema;
    type->kind = TypeKind::kBase;
    type->array = create_array_type(c, type->oid, name, schema);
    depend(c, {ObjectClass::kType, type->oid, 0}, self, DependencyKind::kExtension);
    cat(c).put(std::move(type));
  }
}

// Row types, domains and views that come with an extension, as the rest of their definitions. There
// is no statistics collector, so its views have no rows.
struct ExtensionRelation {
  std::string_view owner, what, name, definition;
};
constexpr ExtensionRelation kRelations[] = {
    {"dblink", "TYPE", "dblink_pkey_results", "(\"position\" int, colname text)"},
    {"lo", "DOMAIN", "lo", "oid"},
    {"tablefunc", "TYPE", "tablefunc_crosstab_2",
     "(row_name text, category_1 text, category_2 text)"},
    {"tablefunc", "TYPE", "tablefunc_crosstab_3",
     "(row_name text, category_1 text, category_2 text, category_3 text)"},
    {"tablefunc", "TYPE", "tablefunc_crosstab_4",
     "(row_name text, category_1 text, category_2 text, category_3 text, category_4 text)"},
    {"pg_stat_statements", "VIEW", "pg_stat_statements_info",
     "SELECT 0::int8 AS dealloc, now() AS stats_reset WHERE false"},
    {"pg_stat_statements", "VIEW", "pg_stat_statements",
     "SELECT 0::oid AS userid, 0::oid AS dbid, true AS toplevel, 0::int8 AS queryid,"
     " ''::text AS query, 0::int8 AS plans, 0::float8 AS total_plan_time,"
     " 0::float8 AS min_plan_time,"
     " 0::float8 AS max_plan_time, 0::float8 AS mean_plan_time, 0::float8 AS stddev_plan_time,"
     " 0::int8 AS calls, 0::float8 AS total_exec_time, 0::float8 AS min_exec_time,"
     " 0::float8 AS max_exec_time, 0::float8 AS mean_exec_time, 0::float8 AS stddev_exec_time,"
     " 0::int8 AS rows, 0::int8 AS shared_blks_hit, 0::int8 AS shared_blks_read,"
     " 0::int8 AS shared_blks_dirtied, 0::int8 AS shared_blks_written, 0::int8 AS local_blks_hit,"
     " 0::int8 AS local_blks_read, 0::int8 AS local_blks_dirtied, 0::int8 AS local_blks_written,"
     " 0::int8 AS temp_blks_read, 0::int8 AS temp_blks_written, 0::float8 AS blk_read_time,"
     " 0::float8 AS blk_write_time, 0::float8 AS temp_blk_read_time,"
     " 0::float8 AS temp_blk_write_time, 0::int8 AS wal_records, 0::int8 AS wal_fpi,"
     " 0::numeric AS wal_bytes, 0::int8 AS jit_functions,"
     " 0::float8 AS jit_generation_time, 0::int8 AS jit_inlining_count,"
     " 0::float8 AS jit_inlining_time, 0::int8 AS jit_optimization_count,"
     " 0::float8 AS jit_optimization_time, 0::int8 AS jit_emission_count,"
     " 0::float8 AS jit_emission_time WHERE false"},
};

void create_relations(CommandContext& c, std::string_view extension, Oid schema,
                      ObjectAddress self) {
  for (const ExtensionRelation& row : kRelations) {
    if (row.owner != extension) continue;
    const std::string name =
        ast::quote_identifier(cat(c).schema(schema)->name) + "." + str(row.name);
    const std::string text =
        "CREATE " + str(row.what) + " " + name + " AS " + str(row.definition);
    run_command(c, *ast::parse(c.exec.arena->copy(text), *c.exec.arena)[0].stmt);
    const ObjectAddress member =
        row.what == "VIEW"
            ? ObjectAddress{ObjectClass::kRelation, cat(c).find_relation(schema, row.name)->oid, 0}
            : ObjectAddress{ObjectClass::kType, cat(c).find_type_oid(schema, row.name), 0};
    depend(c, member, self, DependencyKind::kExtension);
  }
}

// Trigger functions that stand alone in their extensions, by the extension's name.
void create_trigger_function(CommandContext& c, std::string_view name, Oid schema,
                             ObjectAddress self) {
  constexpr std::pair<std::string_view, std::string_view> kSources[] = {
      {"moddatetime",
       "BEGIN NEW := jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], now())); "
       "RETURN NEW; END"},
      {"insert_username",
       "BEGIN NEW := jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], current_user)); "
       "RETURN NEW; END"},
      {"autoinc",
       "BEGIN FOR i IN 0 .. TG_NARGS - 1 BY 2 LOOP "
       "IF coalesce((to_jsonb(NEW) ->> TG_ARGV[i])::int, 0) = 0 THEN "
       "NEW := jsonb_populate_record(NEW, "
       "jsonb_build_object(TG_ARGV[i], nextval(TG_ARGV[i + 1]))); "
       "END IF; END LOOP; RETURN NEW; END"},
  };
  for (const auto& [owner, source] : kSources) {
    if (owner != name) continue;
    auto function = std::make_unique<catalog::Function>();
    function->oid = cat(c).new_oid();
    function->name = str(name);
    function->schema = schema;
    function->language = "plpgsql";
    function->result = oid::kTrigger;
    function->source = str(source);
    depend(c, {ObjectClass::kFunction, function->oid, 0}, self, DependencyKind::kExtension);
    cat(c).put(std::move(function));
  }
}

}  // namespace

void extension_member(CommandContext&, ObjectAddress) {}

std::string available_extensions() {
  // Those that a user with CREATE on the database may create.
  constexpr std::string_view kTrusted[] = {
      "btree_gin", "btree_gist", "citext",   "cube",    "dict_int",  "fuzzystrmatch",
      "hstore",    "intarray",   "isn",      "lo",      "ltree",     "pg_trgm",
      "pgcrypto",  "plpgsql",    "seg",      "tablefunc", "tcn",     "tsm_system_rows",
      "tsm_system_time", "unaccent", "uuid-ossp"};
  std::string lines;
  for (const KnownExtension& row : kKnown) {
    const bool trusted =
        std::find(std::begin(kTrusted), std::end(kTrusted), row.name) != std::end(kTrusted);
    lines += std::string(row.name) + "\t" + row.version + "\t" + (row.relocatable ? "t" : "f") +
             "\t" + (trusted ? "t" : "f") + "\t" + row.comment + "\n";
  }
  return lines;
}

std::string create_extension(CommandContext& c, const ast::CreateExtensionStmt& stmt) {
  if (cat(c).find_extension(stmt.name) != nullptr) {
    const std::string message = "extension " + quoted(stmt.name) + " already exists";
    if (!stmt.if_not_exists) throw_error(sqlstate::duplicate_object, message);
    notice(c, message + ", skipping", Error(sqlstate::duplicate_object, ""));
    return "CREATE EXTENSION";
  }
  const KnownExtension* row = known(stmt.name);
  if (row == nullptr) {
    throw_error(Error(sqlstate::feature_not_supported,
                      "extension " + quoted(stmt.name) + " is not available")
                    .with_detail("Could not open extension control file "
                                 "\"/usr/share/postgresql/15/extension/" +
                                 str(stmt.name) + ".control\": No such file or directory.")
                    .with_hint("The extension must first be installed on the system where "
                               "PostgreSQL is running."));
  }
  Oid schema = kNoOid;
  std::string version = row->version;
  bool cascade = false;
  for (const ast::DefElem* option : stmt.options) {
    if (option->name == "schema") {
      schema = schema_oid(c, option_text(*option));
    } else if (option->name == "new_version") {
      version = option_text(*option);
    } else if (option->name == "cascade") {
      cascade = option_bool(*option);
    }
  }
  if (row->name == "earthdistance" && cat(c).find_extension("cube") == nullptr) {
    if (!cascade) {
      throw_error(Error(sqlstate::undefined_object, "required extension \"cube\" is not installed")
                      .with_hint("Use CREATE EXTENSION ... CASCADE to install required "
                                 "extensions too."));
    }
    notice(c, "installing required extension \"cube\"");
    ast::CreateExtensionStmt cube;
    cube.name = "cube";
    create_extension(c, cube);
  }
  if (schema == kNoOid) schema = creation_schema(c, std::string_view());
  auto extension = std::make_unique<Extension>();
  const Oid oid = extension->oid = cat(c).new_oid();
  extension->name = str(stmt.name);
  extension->schema = schema;
  extension->version = version;
  extension->relocatable = row->relocatable;
  cat(c).put(std::move(extension));
  const ObjectAddress self{ObjectClass::kExtension, oid, 0};
  depend(c, self, {ObjectClass::kSchema, schema, 0});
  cat(c).set_comment(self, row->comment);
  create_types(c, row->name, schema, self);
  create_relations(c, row->name, schema, self);
  create_trigger_function(c, row->name, schema, self);
  if (row->name == "unaccent") create_extension_dictionary(c, row->name, schema, self);
  if (row->name.ends_with("_fdw")) create_extension_wrapper(c, row->name, self);
  return "CREATE EXTENSION";
}

// A language without a handler of its own is the extension of its name, since PostgreSQL 9.1.
std::string create_language(CommandContext& c, const ast::CreateLanguageStmt& stmt) {
  if (!stmt.handler.empty()) throw_unsupported("CREATE LANGUAGE with a handler", stmt.pos);
  ast::CreateExtensionStmt extension;
  extension.name = stmt.name;
  extension.if_not_exists = stmt.replace;
  extension.pos = stmt.pos;
  create_extension(c, extension);
  return "CREATE EXTENSION";
}

}  // namespace rung::commands
