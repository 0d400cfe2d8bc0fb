// The catalogs of rarer objects: aggregates, casts, operators, collations' kin, event triggers,
// foreign data, publications, statistics, settings and default privileges. Built-in aggregates,
// casts and operators are in system_views_builtin.cc.
#include <algorithm>
#include <cstdlib>

#include "catalog/system_columns.h"
#include "catalog/system_view.h"

namespace rung::catalog {
namespace {

void each_other(SystemRows& rows, ObjectClass cls, const std::function<void(const Other&)>& f) {
  rows.catalog().for_each(cls, [&](const Object& object) { f(static_cast<const Other&>(object)); });
}

Oid oid_of(const Other& object, std::string_view field) {
  return static_cast<Oid>(std::strtoul(object.get(field).c_str(), nullptr, 10));
}

std::optional<std::string> text_of(const Other& object, std::string_view field) {
  const std::string* text = object.find(field);
  if (text == nullptr || text->empty()) return std::nullopt;
  return *text;
}

// Fields "prefix.name" as name=value.
std::vector<std::string> options_of(const Other& object, std::string_view prefix) {
  std::vector<std::string> options;
  for (const auto& [key, value] : object.fields) {
    if (key.starts_with(prefix)) options.push_back(key.substr(prefix.size()) + "=" + value);
  }
  return options;
}

// The objects of fields "prefix.OID" that are still there.
std::vector<std::pair<Oid, std::string>> members_of(const Other& object, std::string_view prefix) {
  std::vector<std::pair<Oid, std::string>> members;
  for (const auto& [key, value] : object.fields) {
    if (!key.starts_with(prefix)) continue;
    members.emplace_back(
        static_cast<Oid>(std::strtoul(key.c_str() + prefix.size(), nullptr, 10)), value);
  }
  return members;
}

void generate_event_trigger(SystemRows& rows) {
  each_other(rows, ObjectClass::kEventTrigger, [&](const Other& o) {
    std::vector<std::string> tags;
    std::string word;
    for (const char ch : o.get("tags")) {
      if (ch == ',') {
        tags.push_back(word);
        word.clear();
      } else {
        word += ch;
      }
    }
    if (!word.empty()) tags.push_back(word);
    rows.integer(o.oid).text(o.name).text(o.get("event")).integer(o.owner);
    rows.integer(oid_of(o, "function")).letter(o.get("enabled")[0]).texts(tags).end();
  });
}

void generate_wrapper(SystemRows& rows) {
  each_other(rows, ObjectClass::kForeignDataWrapper, [&](const Other& o) {
    rows.integer(o.oid).text(o.name).integer(o.owner).integer(oid_of(o, "handler"));
    rows.integer(oid_of(o, "validator"));
    rows.acl(o.acl).texts(options_of(o, "option.")).end();
  });
}

void generate_server(SystemRows& rows) {
  each_other(rows, ObjectClass::kForeignServer, [&](const Other& o) {
    rows.integer(o.oid).text(o.name).integer(o.owner).integer(oid_of(o, "wrapper"));
    rows.text_or_null(text_of(o, "type")).text_or_null(text_of(o, "version"));
    rows.acl(o.acl).texts(options_of(o, "option.")).end();
  });
}

void generate_foreign_table(SystemRows& rows) {
  for_each_relation(rows, false, [&](const Relation& r) {
    if (r.kind != RelationKind::kForeignTable) return;
    rows.integer(r.oid).integer(r.foreign_server).texts(r.foreign_options).end();
  });
}

void generate_user_mapping(SystemRows& rows) {
  each_other(rows, ObjectClass::kUserMapping, [&](const Other& o) {
    rows.integer(o.oid).integer(oid_of(o, "user")).integer(oid_of(o, "server"));
    rows.texts(options_of(o, "option.")).end();
  });
}

void generate_user_mappings(SystemRows& rows) {
  each_other(rows, ObjectClass::kUserMapping, [&](const Other& o) {
    const Oid server = oid_of(o, "server"), user = oid_of(o, "user");
    const Object* found = rows.catalog().object(ObjectClass::kForeignServer, server);
    rows.integer(o.oid).integer(server).text(found == nullptr ? "" : found->name).integer(user);
    rows.text(user == kNoOid ? "public" : role_name(rows.catalog(), user));
    rows.texts(options_of(o, "option.")).end();
  });
}

void generate_publication(SystemRows& rows) {
  each_other(rows, ObjectClass::kPublication, [&](const Other& o) {
    rows.integer(o.oid).text(o.name).integer(o.owner);
    for (const char* what : {"all_tables", "insert", "update", "delete", "truncate", "via_root"}) {
      rows.boolean(o.get(what) == "t");
    }
    rows.end();
  });
}

// The entries have no oid of their own here; made from both ends'.
Oid entry_oid(Oid publication, Oid member) {
  return 0xA0000000u | ((publication * 4099 + member) & 0x1FFFFFFF);
}

std::string with_spaces(std::string list) {
  std::replace(list.begin(), list.end(), ',', ' ');
  return list;
}

void generate_publication_rel(SystemRows& rows) {
  each_other(rows, ObjectClass::kPublication, [&](const Other& o) {
    for (const auto& [table, columns] : members_of(o, "table.")) {
      if (rows.catalog().relation(table) == nullptr) continue;
      rows.integer(entry_oid(o.oid, table)).integer(o.oid).integer(table).null();
      if (columns.empty()) {
        rows.null();
      } else {
        rows.parsed(with_spaces(columns));
      }
      rows.end();
    }
  });
}

void generate_publication_namespace(SystemRows& rows) {
  each_other(rows, ObjectClass::kPublication, [&](const Other& o) {
    for (const auto& [schema, unused] : members_of(o, "schema.")) {
      if (rows.catalog().schema(schema) == nullptr) continue;
      rows.integer(entry_oid(o.oid, schema)).integer(o.oid).integer(schema).end();
    }
  });
}

void generate_publication_tables(SystemRows& rows) {
  each_other(rows, ObjectClass::kPublication, [&](const Other& o) {
    const auto tables = members_of(o, "table."), schemas = members_of(o, "schema.");
    for_each_relation(rows, false, [&](const Relation& r) {
      if (r.kind != RelationKind::kTable || r.persistence != Persistence::kPermanent) return;
      const auto names = [&](Oid oid) { return [oid](const auto& m) { return m.first == oid; }; };
      if (o.get("all_tables") != "t" && std::none_of(tables.begin(), tables.end(), names(r.oid)) &&
          std::none_of(schemas.begin(), schemas.end(), names(r.schema))) {
        return;
      }
      std::vector<std::string> columns;
      for (const Attribute& a : r.columns) {
        if (!a.dropped) columns.push_back(a.name);
      }
      rows.text(o.name).text(schema_name(rows.catalog(), r.schema)).text(r.name).texts(columns);
      rows.null().end();
    });
  });
}

void generate_subscription(SystemRows& rows) {
  each_other(rows, ObjectClass::kSubscription, [&](const Other& o) {
    rows.integer(o.oid).integer(5).parsed("0/0").text(o.name).integer(o.owner).boolean(false);
    rows.boolean(false).boolean(false).letter('d').boolean(false).text(o.get("connection"));
    rows.text(o.name).text("off").texts({o.get("publications")}).end();
  });
}

void generate_statistic_ext(SystemRows& rows) {
  each_other(rows, ObjectClass::kStatistics, [&](const Other& o) {
    const std::string* target = o.find("target");
    std::vector<std::string> kinds;
    for (const char kind : o.get("kinds")) kinds.emplace_back(1, kind);
    rows.integer(o.oid).integer(oid_of(o, "relation")).text(o.name).integer(o.schema);
    rows.integer(o.owner).integer(target == nullptr ? -1 : std::atoi(target->c_str()));
    rows.parsed(o.get("columns")).texts(kinds).node_tree(o.get("expression.0")).end();
  });
}

void generate_settings(SystemRows& rows) {
  each_other(rows, ObjectClass::kSetting, [&](const Other& o) {
    rows.integer(oid_of(o, "database")).integer(oid_of(o, "role")).texts(options_of(o, "set."));
    rows.end();
  });
}

void generate_default_acl(SystemRows& rows) {
  each_other(rows, ObjectClass::kDefaultAcl, [&](const Other& o) {
    if (o.find("role") == nullptr) return;  // of something built in
    rows.integer(o.oid).integer(oid_of(o, "role")).integer(oid_of(o, "namespace"));
    rows.letter(o.get("type")[0]).acl(o.acl).end();
  });
}

constexpr SystemView kViews[] = {
    {2964, kPgCatalogSchema, "pg_db_role_setting", 'r', columns::kPgDbRoleSetting,
     generate_settings},
    {826, kPgCatalogSchema, "pg_default_acl", 'r', columns::kPgDefaultAcl, generate_default_acl},
    {3466, kPgCatalogSchema, "pg_event_trigger", 'r', columns::kPgEventTrigger,
     generate_event_trigger},
    {2328, kPgCatalogSchema, "pg_foreign_data_wrapper", 'r', columns::kPgForeignDataWrapper,
     generate_wrapper},
    {1417, kPgCatalogSchema, "pg_foreign_server", 'r', columns::kPgForeignServer, generate_server},
    {3118, kPgCatalogSchema, "pg_foreign_table", 'r', columns::kPgForeignTable,
     generate_foreign_table},
    {6104, kPgCatalogSchema, "pg_publication", 'r', columns::kPgPublication, generate_publication},
    {6237, kPgCatalogSchema, "pg_publication_namespace", 'r', columns::kPgPublicationNamespace,
     generate_publication_namespace},
    {6106, kPgCatalogSchema, "pg_publication_rel", 'r', columns::kPgPublicationRel,
     generate_publication_rel},
    {12068, kPgCatalogSchema, "pg_publication_tables", 'v', columns::kPgPublicationTables,
     generate_publication_tables},
    {3381, kPgCatalogSchema, "pg_statistic_ext", 'r', columns::kPgStatisticExt,
     generate_statistic_ext},
    {6100, kPgCatalogSchema, "pg_subscription", 'r', columns::kPgSubscription,
     generate_subscription},
    {1418, kPgCatalogSchema, "pg_user_mapping", 'r', columns::kPgUserMapping,
     generate_user_mapping},
    {12327, kPgCatalogSchema, "pg_user_mappings", 'v', columns::kPgUserMappings,
     generate_user_mappings},
};

}  // namespace

void user_aggregate_rows(SystemRows& rows) {
  rows.catalog().for_each(ObjectClass::kFunction, [&](const Object& object) {
    const auto& f = static_cast<const Function&>(object);
    if (f.kind != 'a') return;
    const auto has = [&](std::string_view key) {
      return std::any_of(f.aggregate_options.begin(), f.aggregate_options.end(),
                         [&](const auto& option) { return option.first == key; });
    };
    rows.integer(f.oid).letter('n').integer(0).integer(f.transition).integer(f.final_function);
    rows.integer(0).integer(0).integer(0).integer(0).integer(0).integer(0);
    rows.boolean(has("finalfunc_extra")).boolean(has("mfinalfunc_extra")).letter('r').letter('r');
    rows.integer(0).integer(f.state_type).integer(0).integer(0).integer(0);
    rows.text_or_null(f.initial_state).null().end();
  });
}

void user_cast_rows(SystemRows& rows) {
  each_other(rows, ObjectClass::kCast, [&](const Other& o) {
    rows.integer(o.oid).integer(oid_of(o, "source")).integer(oid_of(o, "target"));
    rows.integer(oid_of(o, "function")).letter(o.get("context")[0]).letter(o.get("method")[0]).end();
  });
  // CREATE TYPE … AS RANGE brings the cast to the multirange, by the constructor of one argument.
  rows.catalog().for_each(ObjectClass::kType, [&](const Object& object) {
    const auto& type = static_cast<const Type&>(object);
    if (type.kind != TypeKind::kRange || !type.range.has_value()) return;
    const Type* target = rows.catalog().user_type(type.range->multirange);
    if (target == nullptr) return;
    for (const Function* f : rows.catalog().find_functions(target->schema, target->name)) {
      if (f->input_types() != std::vector<Oid>{type.oid} || f->result != target->oid) continue;
      rows.integer(range_cast_oid(type.oid)).integer(type.oid).integer(target->oid);
      rows.integer(f->oid).letter('e').letter('f').end();
    }
  });
}

void user_operator_rows(SystemRows& rows) {
  each_other(rows, ObjectClass::kOperator, [&](const Other& o) {
    const Oid left = oid_of(o, "left");
    rows.integer(o.oid).text(o.name).integer(o.schema).integer(o.owner);
    rows.letter(left == kNoOid ? 'l' : 'b').boolean(o.find("merges") != nullptr);
    rows.boolean(o.find("hashes") != nullptr).integer(left).integer(oid_of(o, "right"));
    rows.integer(oid_of(o, "result")).integer(0).integer(0).integer(oid_of(o, "function"));
    rows.integer(0).integer(0).end();
  });
}

std::span<const SystemView> system_views_objects() { return kViews; }

}  // namespace rung::catalog
