// The views people read: pg_tables, pg_indexes, pg_views, pg_settings, pg_stat_activity …
#include <algorithm>
#include <cstdlib>

#include "catalog/system_columns.h"
#include "catalog/system_view.h"
#include "types/services.h"
#include "types/time_zone.h"

namespace rung::catalog {
namespace {

bool has_rows(const Relation& r) {
  return r.kind == RelationKind::kTable || r.kind == RelationKind::kPartitionedTable;
}

void generate_tables(SystemRows& rows) {
  for_each_relation(rows, true, [&](const Relation& r) {
    if (!has_rows(r)) return;
    rows.text(schema_name(rows.catalog(), r.schema)).text(r.name);
    rows.text(role_name(rows.catalog(), r.owner)).null().boolean(!r.indexes.empty()).boolean(false);
    bool triggers = !r.triggers.empty() || !r.incoming_fks.empty();
    for (const Constraint& c : r.constraints) triggers |= c.kind == ConstraintKind::kForeignKey;
    rows.boolean(triggers).boolean(r.row_security).end();
  });
}

void generate_indexes(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    if (!r.index.has_value()) return;
    const Relation* table = rows.catalog().relation(r.index->table);
    if (table == nullptr) return;
    rows.text(schema_name(rows.catalog(), r.schema)).text(table->name).text(r.name).null();
    rows.text_or_null(rows.describe("pg_get_indexdef", {std::to_string(r.oid)})).end();
  });
}

void generate_views(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    if (r.kind != RelationKind::kView) return;
    rows.text(schema_name(rows.catalog(), r.schema)).text(r.name);
    rows.text(role_name(rows.catalog(), r.owner));
    rows.text_or_null(rows.describe("pg_get_viewdef", {std::to_string(r.oid)})).end();
  });
}

// Views' own rules are not listed, as PostgreSQL's pg_rules leaves them out.
void generate_rules(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kRule, [&](const Object& object) {
    const auto& rule = static_cast<const Other&>(object);
    const Relation* relation = rows.catalog().relation(
        static_cast<Oid>(std::strtoul(rule.get("relation").c_str(), nullptr, 10)));
    if (relation == nullptr) return;
    rows.text(schema_name(rows.catalog(), relation->schema)).text(relation->name).text(rule.name);
    rows.text_or_null(rows.describe("pg_get_ruledef", {std::to_string(rule.oid)})).end();
  });
}

void generate_matviews(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    if (r.kind != RelationKind::kMatview) return;
    rows.text(schema_name(rows.catalog(), r.schema)).text(r.name);
    rows.text(role_name(rows.catalog(), r.owner)).null().boolean(!r.indexes.empty());
    rows.boolean(r.populated);
    rows.text_or_null(rows.describe("pg_get_viewdef", {std::to_string(r.oid)})).end();
  });
}

void generate_sequences(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    if (!r.sequence.has_value()) return;
    const SequenceInfo& s = *r.sequence;
    rows.text(schema_name(rows.catalog(), r.schema)).text(r.name);
    rows.text(role_name(rows.catalog(), r.owner)).integer(s.type).integer(s.start).integer(s.min);
    rows.integer(s.max).integer(s.increment).boolean(s.cycle).integer(s.cache).null().end();
  });
}

void generate_policies(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kPolicy, [&](const Object& object) {
    const auto& p = static_cast<const Policy&>(object);
    const Relation* table = rows.catalog().relation(p.table);
    if (table == nullptr) return;
    std::vector<std::string> roles;
    for (const Oid role : p.roles) {
      roles.push_back(role == kNoOid ? "public" : role_name(rows.catalog(), role));
    }
    const auto expression = [&](const Blob& blob) {
      if (blob.empty()) {
        rows.null();
      } else {
        rows.text_or_null(rows.describe("pg_get_expr",
                                        {node_tree_text(blob), std::to_string(table->oid)}));
      }
    };
    rows.text(schema_name(rows.catalog(), table->schema)).text(table->name).text(p.name);
    std::sort(roles.begin(), roles.end());
    rows.text(p.permissive ? "PERMISSIVE" : "RESTRICTIVE").texts(roles);
    rows.text(p.command == '*'   ? "ALL"
              : p.command == 'r' ? "SELECT"
              : p.command == 'a' ? "INSERT"
              : p.command == 'w' ? "UPDATE"
                                 : "DELETE");
    expression(p.using_expr);
    expression(p.with_check);
    rows.end();
  });
}

// Lines of tab-separated fields, as the session describes its lists.
std::vector<std::vector<std::string>> read_lines(const std::string& text) {
  std::vector<std::vector<std::string>> lines;
  size_t at = 0;
  while (at < text.size()) {
    size_t end = text.find('\n', at);
    if (end == std::string::npos) end = text.size();
    std::vector<std::string> fields(1);
    for (size_t i = at; i < end; ++i) {
      if (text[i] == '\t') {
        fields.emplace_back();
      } else {
        fields.back() += text[i];
      }
    }
    lines.push_back(std::move(fields));
    at = end + 1;
  }
  return lines;
}

void generate_settings(SystemRows& rows) {
  for (const auto& fields : read_lines(rows.describe("pg_show_all_settings", {}).value_or(""))) {
    if (fields.size() < 2) continue;
    rows.text(fields[0]).text(fields[1]).null().text("").text("").null().text("user").text("string");
    rows.text("default").null(3).text(fields[1]).text(fields[1]).null(2).boolean(false).end();
  }
}

void generate_activity(SystemRows& rows) {
  constexpr Oid kDatabase = 5;
  for (const auto& fields : read_lines(rows.describe("pg_stat_get_activity", {}).value_or(""))) {
    if (fields.size() < 4) continue;
    rows.integer(kDatabase).text(database_name(rows));
    rows.integer(std::strtoll(fields[0].c_str(), nullptr, 10)).null().integer(10).text("postgres");
    rows.text(fields[1]).null(9).text(fields[2]).null(3).text(fields[3]).text("client backend").end();
  }
}

template <bool kAll>
void generate_stat_tables(SystemRows& rows) {
  for_each_relation(rows, kAll, [&](const Relation& r) {
    if (!has_rows(r) && r.kind != RelationKind::kMatview) return;
    rows.integer(r.oid).text(schema_name(rows.catalog(), r.schema)).text(r.name);
    for (int i = 0; i < 12; ++i) rows.integer(0);  // counters are not kept
    rows.null(4);
    for (int i = 0; i < 4; ++i) rows.integer(0);
    rows.end();
  });
}

void generate_stat_indexes(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    if (!r.index.has_value()) return;
    const Relation* table = rows.catalog().relation(r.index->table);
    if (table == nullptr) return;
    rows.integer(table->oid).integer(r.oid).text(schema_name(rows.catalog(), r.schema));
    rows.text(table->name).text(r.name).integer(0).integer(0).integer(0).end();
  });
}

void generate_tablespace(SystemRows& rows) {
  rows.integer(1663).text("pg_default").integer(10).null(2).end();
  rows.integer(1664).text("pg_global").integer(10).null(2).end();
}

// name, version, relocatable, trusted, comment
std::vector<std::vector<std::string>> extension_lines(SystemRows& rows) {
  return read_lines(rows.describe("pg_available_extensions", {}).value_or(""));
}

void generate_available_extensions(SystemRows& rows) {
  for (const auto& fields : extension_lines(rows)) {
    if (fields.size() < 5) continue;
    const Extension* installed = rows.catalog().find_extension(fields[0]);
    rows.text(fields[0]).text(fields[1]);
    if (installed == nullptr) {
      rows.null();
    } else {
      rows.text(installed->version);
    }
    rows.text(fields[4]).end();
  }
}

void generate_available_extension_versions(SystemRows& rows) {
  for (const auto& fields : extension_lines(rows)) {
    if (fields.size() < 5) continue;
    const bool in_catalog = fields[0] == "plpgsql" || fields[0] == "adminpack";
    rows.text(fields[0]).text(fields[1]);
    rows.boolean(rows.catalog().find_extension(fields[0]) != nullptr).boolean(true);
    rows.boolean(fields[3] == "t").boolean(fields[2] == "t");
    rows.text_or_null(in_catalog ? std::optional<std::string>("pg_catalog") : std::nullopt);
    rows.texts(fields[0] == "earthdistance" ? std::vector<std::string>{"cube"}
                                            : std::vector<std::string>{});
    rows.text(fields[4]).end();
  }
}

std::string offset_text(int32_t seconds) { return std::to_string(seconds) + " seconds"; }

void generate_timezone_names(SystemRows& rows) {
  const int64_t now = rows.env().services->transaction_timestamp();
  for (const std::string& name : zone_names()) {
    const TimeZone* zone = find_zone(name);
    if (zone == nullptr) continue;
    const ZoneOffset at = offset_at(*zone, now);
    rows.text(name).text(at.abbreviation).parsed(offset_text(at.offset)).boolean(at.dst).end();
  }
}

void generate_timezone_abbrevs(SystemRows& rows) {
  for (const ZoneAbbreviation& a : zone_abbreviations()) {
    rows.text(a.name).parsed(offset_text(a.offset)).boolean(a.dst).end();
  }
}

constexpr SystemView kViews[] = {
    {12033, kPgCatalogSchema, "pg_tables", 'v', columns::kPgTables, generate_tables},
    {12043, kPgCatalogSchema, "pg_indexes", 'v', columns::kPgIndexes, generate_indexes},
    {12023, kPgCatalogSchema, "pg_rules", 'v', columns::kPgRules, generate_rules},
    {12028, kPgCatalogSchema, "pg_views", 'v', columns::kPgViews, generate_views},
    {12038, kPgCatalogSchema, "pg_matviews", 'v', columns::kPgMatviews, generate_matviews},
    {12048, kPgCatalogSchema, "pg_sequences", 'v', columns::kPgSequences, generate_sequences},
    {12018, kPgCatalogSchema, "pg_policies", 'v', columns::kPgPolicies, generate_policies},
    {12104, kPgCatalogSchema, "pg_settings", 'v', columns::kPgSettings, generate_settings},
    {12222, kPgCatalogSchema, "pg_stat_activity", 'v', columns::kPgStatActivity,
     generate_activity},
    {12142, kPgCatalogSchema, "pg_stat_all_tables", 'v', columns::kPgStatAllTables,
     generate_stat_tables<true>},
    {12161, kPgCatalogSchema, "pg_stat_user_tables", 'v', columns::kPgStatUserTables,
     generate_stat_tables<false>},
    {12183, kPgCatalogSchema, "pg_stat_all_indexes", 'v', columns::kPgStatAllIndexes,
     generate_stat_indexes},
    {12192, kPgCatalogSchema, "pg_stat_user_indexes", 'v', columns::kPgStatUserIndexes,
     generate_stat_indexes},
    {12081, kPgCatalogSchema, "pg_available_extensions", 'v', columns::kPgAvailableExtensions,
     generate_available_extensions},
    {12085, kPgCatalogSchema, "pg_available_extension_versions", 'v',
     columns::kPgAvailableExtensionVersions, generate_available_extension_versions},
    {12122, kPgCatalogSchema, "pg_timezone_abbrevs", 'v', columns::kPgTimezoneAbbrevs,
     generate_timezone_abbrevs},
    {12126, kPgCatalogSchema, "pg_timezone_names", 'v', columns::kPgTimezoneNames,
     generate_timezone_names},
    {1213, kPgCatalogSchema, "pg_tablespace", 'r', columns::kPgTablespace, generate_tablespace},
};

}  // namespace

std::span<const SystemView> system_views_lists() { return kViews; }

}  // namespace rung::catalog
