// information_schema. Values are what PostgreSQL's views compute for a superuser.
#include <cstdlib>

#include "catalog/builtin_code.h"
#include "catalog/system_columns.h"
#include "catalog/system_view.h"
#include "types/services.h"

namespace rung::catalog {
namespace {

// The type behind a domain, and its modifier.
const TypeInfo* base_of(SystemRows& rows, Oid type, int32_t* typmod) {
  const TypeInfo* info = rows.catalog().find_type(type);
  while (info != nullptr && info->kind == TypeKind::kDomain) {
    *typmod = info->base_typmod;
    info = rows.catalog().find_type(info->base_oid);
  }
  return info;
}

std::string data_type(SystemRows& rows, const TypeInfo& type) {
  if (type.kind == TypeKind::kArray && type.element_oid != kNoOid) return "ARRAY";
  if (type.schema != kPgCatalogSchema) return "USER-DEFINED";
  return format_type(rows.env(), type.oid, -1);
}

SystemRows& number_or_null(SystemRows& rows, std::optional<int64_t> value) {
  return value.has_value() ? rows.integer(*value) : rows.null();
}

std::optional<int64_t> character_length(const TypeInfo& type, int32_t typmod) {
  const bool bits = type.oid == oid::kBit || type.oid == oid::kVarbit;
  if (typmod == -1) return std::nullopt;
  if (type.oid == oid::kVarchar || type.oid == oid::kBpchar) return typmod - 4;
  return bits ? std::optional<int64_t>(typmod) : std::nullopt;
}
std::optional<int64_t> octet_length(const TypeInfo& type, int32_t typmod) {
  if (type.oid != oid::kText && type.oid != oid::kVarchar && type.oid != oid::kBpchar) {
    return std::nullopt;
  }
  if (typmod == -1 || type.oid == oid::kText) return 1073741824;
  return int64_t{4} * (typmod - 4);
}
std::optional<int64_t> numeric_precision(const TypeInfo& type, int32_t typmod) {
  switch (type.oid) {
    case oid::kInt2: return 16;
    case oid::kInt4: return 32;
    case oid::kInt8: return 64;
    case oid::kFloat4: return 24;
    case oid::kFloat8: return 53;
    case oid::kNumeric:
      if (typmod != -1) return ((typmod - 4) >> 16) & 0xFFFF;
      return std::nullopt;
    default: return std::nullopt;
  }
}
std::optional<int64_t> numeric_radix(const TypeInfo& type) {
  switch (type.oid) {
    case oid::kInt2:
    case oid::kInt4:
    case oid::kInt8:
    case oid::kFloat4:
    case oid::kFloat8: return 2;
    case oid::kNumeric: return 10;
    default: return std::nullopt;
  }
}
std::optional<int64_t> numeric_scale(const TypeInfo& type, int32_t typmod) {
  switch (type.oid) {
    case oid::kInt2:
    case oid::kInt4:
    case oid::kInt8: return 0;
    case oid::kNumeric:
      if (typmod != -1) return (typmod - 4) & 0x7FF;
      return std::nullopt;
    default: return std::nullopt;
  }
}
std::optional<int64_t> datetime_precision(const TypeInfo& type, int32_t typmod) {
  switch (type.oid) {
    case oid::kDate: return 0;
    case oid::kTime:
    case oid::kTimetz:
    case oid::kTimestamp:
    case oid::kTimestamptz: return typmod < 0 ? 6 : typmod;
    case oid::kInterval: return typmod < 0 || (typmod & 0xFFFF) == 0xFFFF ? 6 : typmod & 0xFFFF;
    default: return std::nullopt;
  }
}

void generate_schemata(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  rows.catalog().for_each(ObjectClass::kSchema, [&](const Object& schema) {
    rows.text(catalog).text(schema.name).text(role_name(rows.catalog(), schema.owner)).null(4).end();
  });
}

bool insertable(const Relation& r) {
  if (r.oid < kFirstUserOid) return r.kind == RelationKind::kTable;
  return r.kind != RelationKind::kMatview;
}

void generate_tables(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, true, [&](const Relation& r) {
    if (!is_listed_table(r)) return;
    rows.text(catalog).text(schema_name(rows.catalog(), r.schema)).text(r.name);
    rows.text(r.persistence == Persistence::kTemporary ? "LOCAL TEMPORARY"
              : r.kind == RelationKind::kView          ? "VIEW"
              : r.kind == RelationKind::kForeignTable  ? "FOREIGN"
                                                       : "BASE TABLE");
    rows.null(5).yes_no(insertable(r)).text("NO");
    if (r.persistence == Persistence::kTemporary) {
      rows.text("PRESERVE");
    } else {
      rows.null();
    }
    rows.end();
  });
}

void identity_values(SystemRows& rows, const Attribute& a) {
  const Relation* sequence =
      a.identity == Identity::kNone ? nullptr : rows.catalog().relation(a.sequence);
  rows.yes_no(a.identity != Identity::kNone);
  if (sequence == nullptr || !sequence->sequence) {
    rows.null(5).text("NO");
    return;
  }
  const SequenceInfo& s = *sequence->sequence;
  rows.text(a.identity == Identity::kAlways ? "ALWAYS" : "BY DEFAULT");
  rows.text(std::to_string(s.start)).text(std::to_string(s.increment)).text(std::to_string(s.max));
  rows.text(std::to_string(s.min)).yes_no(s.cycle);
}

void generate_columns(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, true, [&](const Relation& r) {
    if (!is_listed_table(r)) return;
    const std::string schema = schema_name(rows.catalog(), r.schema);
    for (const Attribute& a : r.columns) {
      if (a.dropped) continue;
      int32_t typmod = a.typmod;
      const TypeInfo* declared = rows.catalog().find_type(a.type);
      const TypeInfo* type = base_of(rows, a.type, &typmod);
      if (type == nullptr || declared == nullptr) continue;
      const bool domain = declared->kind == TypeKind::kDomain;
      std::optional<std::string> expression;
      if (!a.default_expr.empty()) {
        expression = rows.describe("pg_get_expr",
                                   {node_tree_text(a.default_expr), std::to_string(r.oid)});
      }
      bool not_null = a.not_null;
      if (domain) {
        const Type* user = rows.catalog().user_type(a.type);
        not_null |= user != nullptr && user->domain && user->domain->not_null;
      }
      rows.text(catalog).text(schema).text(r.name).text(a.name).integer(a.attno);
      rows.text_or_null(a.generated ? std::nullopt : expression).yes_no(!not_null);
      rows.text(data_type(rows, *type));
      number_or_null(rows, character_length(*type, typmod));
      number_or_null(rows, octet_length(*type, typmod));
      number_or_null(rows, numeric_precision(*type, typmod));
      number_or_null(rows, numeric_radix(*type));
      number_or_null(rows, numeric_scale(*type, typmod));
      number_or_null(rows, datetime_precision(*type, typmod));
      rows.null(5);  // interval type and precision, character set
      if (a.collation == kNoOid || a.collation == kDefaultCollation) {
        rows.null(3);
      } else {
        const Object* collation = rows.catalog().object(ObjectClass::kCollation, a.collation);
        rows.text(catalog).text(collation == nullptr ? "pg_catalog"
                                                     : schema_name(rows.catalog(), collation->schema));
        rows.text(collation != nullptr ? collation->name : a.collation == kCCollation ? "C" : "");
      }
      if (domain) {
        rows.text(catalog).text(schema_name(rows.catalog(), declared->schema)).text(declared->name);
      } else {
        rows.null(3);
      }
      rows.text(catalog).text(schema_name(rows.catalog(), type->schema)).text(type->name);
      rows.null(4).text(std::to_string(a.attno)).text("NO");
      identity_values(rows, a);
      rows.text(a.generated ? "ALWAYS" : "NEVER");
      rows.text_or_null(a.generated ? expression : std::nullopt).yes_no(insertable(r)).end();
    }
  });
}

const char* constraint_type(const Constraint& c) {
  switch (c.kind) {
    case ConstraintKind::kCheck: return "CHECK";
    case ConstraintKind::kForeignKey: return "FOREIGN KEY";
    case ConstraintKind::kPrimaryKey: return "PRIMARY KEY";
    case ConstraintKind::kUnique: return "UNIQUE";
    default: return nullptr;
  }
}

std::string not_null_name(const Relation& r, const Attribute& a) {
  return std::to_string(r.schema) + "_" + std::to_string(r.oid) + "_" + std::to_string(a.attno) +
         "_not_null";
}

void generate_table_constraints(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, false, [&](const Relation& r) {
    if (!is_listed_table(r)) return;
    const std::string schema = schema_name(rows.catalog(), r.schema);
    for (const Constraint& c : r.constraints) {
      const char* type = constraint_type(c);
      if (type == nullptr) continue;
      rows.text(catalog).text(schema).text(c.name).text(catalog).text(schema).text(r.name);
      rows.text(type).yes_no(c.deferrable).yes_no(c.deferred).text("YES");
      if (c.kind == ConstraintKind::kUnique) {
        const Relation* index = rows.catalog().relation(c.index);
        rows.yes_no(index == nullptr || !index->index || !index->index->nulls_not_distinct);
      } else {
        rows.null();
      }
      rows.end();
    }
    for (const Attribute& a : r.columns) {
      if (a.dropped || !a.not_null) continue;
      rows.text(catalog).text(schema).text(not_null_name(r, a)).text(catalog).text(schema);
      rows.text(r.name).text("CHECK").text("NO").text("NO").text("YES").null().end();
    }
  });
}

void generate_foreign_tables(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, false, [&](const Relation& r) {
    if (r.kind != RelationKind::kForeignTable) return;
    const Object* server = rows.catalog().object(ObjectClass::kForeignServer, r.foreign_server);
    rows.text(catalog).text(schema_name(rows.catalog(), r.schema)).text(r.name).text(catalog);
    rows.text(server == nullptr ? "" : server->name).end();
  });
}

void generate_check_constraints(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  const auto clause = [&](const Constraint& c) {
    // pg_get_constraintdef() without "CHECK (" and ")".
    std::string text = rows.describe("pg_get_constraintdef", {std::to_string(c.oid)}).value_or("");
    const size_t begin = text.find('('), end = text.rfind(')');
    if (begin != std::string::npos && end > begin) text = text.substr(begin + 1, end - begin - 1);
    return text;
  };
  for_each_relation(rows, false, [&](const Relation& r) {
    if (!is_listed_table(r)) return;
    const std::string schema = schema_name(rows.catalog(), r.schema);
    for (const Constraint& c : r.constraints) {
      if (c.kind != ConstraintKind::kCheck) continue;
      rows.text(catalog).text(schema).text(c.name).text(clause(c)).end();
    }
    for (const Attribute& a : r.columns) {
      if (a.dropped || !a.not_null) continue;
      rows.text(catalog).text(schema).text(not_null_name(r, a)).text(a.name + " IS NOT NULL").end();
    }
  });
  rows.catalog().for_each(ObjectClass::kType, [&](const Object& object) {
    const auto& type = static_cast<const Type&>(object);
    if (!type.domain.has_value()) return;
    for (const Constraint& c : type.domain->checks) {
      rows.text(catalog).text(schema_name(rows.catalog(), type.schema)).text(c.name);
      rows.text(clause(c)).end();
    }
  });
}

void generate_key_column_usage(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, false, [&](const Relation& r) {
    if (!is_listed_table(r)) return;
    const std::string schema = schema_name(rows.catalog(), r.schema);
    for (const Constraint& c : r.constraints) {
      if (c.kind == ConstraintKind::kCheck || c.kind == ConstraintKind::kExclusion) continue;
      for (size_t i = 0; i < c.columns.size(); ++i) {
        rows.text(catalog).text(schema).text(c.name).text(catalog).text(schema).text(r.name);
        rows.text(r.column(c.columns[i])->name).integer(static_cast<int64_t>(i) + 1);
        // Where the referenced column stands in its own key.
        const Relation* index = rows.catalog().relation(c.index);
        std::optional<int64_t> position;
        if (c.kind == ConstraintKind::kForeignKey && index != nullptr && index->index) {
          for (size_t k = 0; k < index->index->keys.size(); ++k) {
            if (index->index->keys[k].attno == c.referenced_columns[i]) {
              position = static_cast<int64_t>(k) + 1;
            }
          }
        }
        number_or_null(rows, position).end();
      }
    }
  });
}

void generate_constraint_column_usage(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, false, [&](const Relation& r) {
    for (const Constraint& c : r.constraints) {
      if (c.kind == ConstraintKind::kExclusion) continue;
      const bool foreign = c.kind == ConstraintKind::kForeignKey;
      const Relation* table = foreign ? rows.catalog().relation(c.referenced) : &r;
      if (table == nullptr) continue;
      for (const int32_t attno : foreign ? c.referenced_columns : c.columns) {
        rows.text(catalog).text(schema_name(rows.catalog(), table->schema)).text(table->name);
        rows.text(table->column(attno)->name).text(catalog);
        rows.text(schema_name(rows.catalog(), r.schema)).text(c.name).end();
      }
    }
  });
}

const char* action_name(FkAction action) {
  switch (action) {
    case FkAction::kNoAction: return "NO ACTION";
    case FkAction::kRestrict: return "RESTRICT";
    case FkAction::kCascade: return "CASCADE";
    case FkAction::kSetNull: return "SET NULL";
    case FkAction::kSetDefault: return "SET DEFAULT";
  }
  RUNG_UNREACHABLE();
}

void generate_referential_constraints(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, false, [&](const Relation& r) {
    for (const Constraint& c : r.constraints) {
      if (c.kind != ConstraintKind::kForeignKey) continue;
      const Relation* referenced = rows.catalog().relation(c.referenced);
      const Constraint* key = nullptr;
      if (referenced != nullptr) {
        for (const Constraint& other : referenced->constraints) {
          if (other.index == c.index && other.kind != ConstraintKind::kForeignKey) key = &other;
        }
      }
      rows.text(catalog).text(schema_name(rows.catalog(), r.schema)).text(c.name);
      if (key == nullptr) {
        rows.null(3);
      } else {
        rows.text(catalog).text(schema_name(rows.catalog(), referenced->schema)).text(key->name);
      }
      rows.text(c.match == FkMatch::kFull ? "FULL" : "NONE").text(action_name(c.on_update));
      rows.text(action_name(c.on_delete)).end();
    }
  });
}

void generate_views(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, false, [&](const Relation& r) {
    if (r.kind != RelationKind::kView) return;
    rows.text(catalog).text(schema_name(rows.catalog(), r.schema)).text(r.name);
    rows.text_or_null(rows.describe("pg_get_viewdef", {std::to_string(r.oid)}));
    rows.text(r.view_check_option == "local"      ? "LOCAL"
              : r.view_check_option == "cascaded" ? "CASCADED"
                                                  : "NONE");
    bool on_update = false, on_delete = false, on_insert = false;
    for (const Trigger& t : r.triggers) {
      if (t.timing != TriggerTiming::kInsteadOf) continue;
      on_insert |= (t.events & TriggerEvents::kInsert) != 0;
      on_update |= (t.events & TriggerEvents::kUpdate) != 0;
      on_delete |= (t.events & TriggerEvents::kDelete) != 0;
    }
    const std::string events =
        rows.describe("pg_relation_is_updatable", {std::to_string(r.oid), "false"}).value_or("0");
    const int bits = std::atoi(events.c_str());
    rows.yes_no((bits & 20) == 20).yes_no((bits & 8) != 0).yes_no(on_update).yes_no(on_delete).yes_no(on_insert).end();
  });
}

void generate_sequences(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  for_each_relation(rows, false, [&](const Relation& r) {
    // Identity columns' sequences are part of their columns.
    if (!r.sequence.has_value() || r.sequence->identity) return;
    const SequenceInfo& s = *r.sequence;
    rows.text(catalog).text(schema_name(rows.catalog(), r.schema)).text(r.name);
    rows.text(format_type(rows.env(), s.type, -1));
    rows.integer(s.type == oid::kInt2 ? 16 : s.type == oid::kInt4 ? 32 : 64).integer(2).integer(0);
    rows.text(std::to_string(s.start)).text(std::to_string(s.min)).text(std::to_string(s.max));
    rows.text(std::to_string(s.increment)).yes_no(s.cycle).end();
  });
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return text;
}

struct Routine {
  Oid oid, schema, result;
  std::string_view name, language, source;
  char kind;  // pg_proc.prokind
  bool immutable, strict, definer;
};

void routine_row(SystemRows& rows, const std::string& catalog, const Routine& f) {
  const std::string schema = schema_name(rows.catalog(), f.schema);
  const bool procedure = f.kind == 'p';
  const TypeInfo* type = procedure ? nullptr : rows.catalog().find_type(f.result);
  rows.text(catalog).text(schema);
  rows.text(std::string(f.name) + "_" + std::to_string(f.oid)).text(catalog);
  rows.text(schema).text(f.name);
  if (procedure || f.kind == 'f') {
    rows.text(procedure ? "PROCEDURE" : "FUNCTION");
  } else {
    rows.null();
  }
  rows.null(6);
  if (type == nullptr) {
    rows.null();
  } else {
    rows.text(data_type(rows, *type));
  }
  rows.null(14);
  if (type == nullptr) {
    rows.null(3);
  } else {
    rows.text(catalog).text(schema_name(rows.catalog(), type->schema)).text(type->name);
  }
  rows.null(4).text_or_null(procedure ? std::nullopt : std::optional<std::string>("0"));
  rows.text(f.language == "sql" ? "SQL" : "EXTERNAL").text(f.source).null();
  rows.text(upper(std::string(f.language))).text("GENERAL").yes_no(f.immutable).text("MODIFIES");
  if (procedure) {
    rows.null();
  } else {
    rows.yes_no(f.strict);
  }
  rows.null().text("YES").integer(0).null(2);
  rows.text(f.definer ? "DEFINER" : "INVOKER").null(3).text("NO").null(3).text("NO");
  rows.null(24).end();
}

void generate_routines(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  if (rows.code() != nullptr) {
    rows.code()->each_function([&](const BuiltinFunction& f) {
      if (rows.stopped()) return;
      Oid schema = kPgCatalogSchema;
      if (f.extension != nullptr) {
        const Extension* extension = rows.catalog().find_extension(f.extension);
        if (extension == nullptr) return;
        schema = extension->schema;
      }
      routine_row(rows, catalog,
                  {f.oid, schema, f.result, f.name, f.extension == nullptr ? "internal" : "c",
                   f.name, f.kind, f.volatility == 'i', f.strict, false});
    });
  }
  rows.catalog().for_each(ObjectClass::kFunction, [&](const Object& object) {
    const auto& f = static_cast<const Function&>(object);
    routine_row(rows, catalog,
                {f.oid, f.schema, f.result, f.name, f.language, f.source, f.kind,
                 f.volatility == 'i', f.strict, f.security_definer});
  });
}

void generate_triggers(SystemRows& rows) {
  const std::string catalog = database_name(rows);
  constexpr std::pair<uint8_t, const char*> kEvents[] = {{TriggerEvents::kInsert, "INSERT"},
                                                         {TriggerEvents::kDelete, "DELETE"},
                                                         {TriggerEvents::kUpdate, "UPDATE"}};
  for_each_relation(rows, false, [&](const Relation& r) {
    const std::string schema = schema_name(rows.catalog(), r.schema);
    for (const Trigger& t : r.triggers) {
      const std::string definition =
          rows.describe("pg_get_triggerdef", {std::to_string(t.oid)}).value_or("");
      const size_t execute = definition.find("EXECUTE FUNCTION");
      for (const auto& [event, name] : kEvents) {
        if ((t.events & event) == 0) continue;
        int64_t order = 1;
        for (const Trigger& other : r.triggers) {
          order += (other.events & event) != 0 && other.timing == t.timing &&
                   other.for_each_row == t.for_each_row && other.name < t.name;
        }
        rows.text(catalog).text(schema).text(t.name).text(name).text(catalog).text(schema);
        rows.text(r.name).integer(order);
        const size_t when = definition.find(" WHEN (");
        if (t.when.empty() || when == std::string::npos || execute == std::string::npos) {
          rows.null();
        } else {
          rows.text(definition.substr(when + 7, execute - when - 9));
        }
        rows.text(execute == std::string::npos ? "" : definition.substr(execute));
        rows.text(t.for_each_row ? "ROW" : "STATEMENT");
        rows.text(t.timing == TriggerTiming::kBefore  ? "BEFORE"
                  : t.timing == TriggerTiming::kAfter ? "AFTER"
                                                      : "INSTEAD OF");
        for (const std::string* table : {&t.old_table, &t.new_table}) {
          if (table->empty()) {
            rows.null();
          } else {
            rows.text(*table);
          }
        }
        rows.null(3).end();
      }
    }
  });
}

void generate_catalog_name(SystemRows& rows) { rows.text(database_name(rows)).end(); }

constexpr Oid kFirst = 13100;
constexpr SystemView kViews[] = {
    {kFirst, kInformationSchema, "information_schema_catalog_name", 'v',
     columns::kIsInformationSchemaCatalogName, generate_catalog_name},
    {kFirst + 1, kInformationSchema, "schemata", 'v', columns::kIsSchemata, generate_schemata},
    {kFirst + 2, kInformationSchema, "tables", 'v', columns::kIsTables, generate_tables},
    {kFirst + 3, kInformationSchema, "columns", 'v', columns::kIsColumns, generate_columns},
    {kFirst + 4, kInformationSchema, "table_constraints", 'v', columns::kIsTableConstraints,
     generate_table_constraints},
    {kFirst + 5, kInformationSchema, "check_constraints", 'v', columns::kIsCheckConstraints,
     generate_check_constraints},
    {kFirst + 6, kInformationSchema, "key_column_usage", 'v', columns::kIsKeyColumnUsage,
     generate_key_column_usage},
    {kFirst + 7, kInformationSchema, "constraint_column_usage", 'v',
     columns::kIsConstraintColumnUsage, generate_constraint_column_usage},
    {kFirst + 8, kInformationSchema, "referential_constraints", 'v',
     columns::kIsReferentialConstraints, generate_referential_constraints},
    {kFirst + 9, kInformationSchema, "views", 'v', columns::kIsViews, generate_views},
    {kFirst + 10, kInformationSchema, "sequences", 'v', columns::kIsSequences,
     generate_sequences},
    {kFirst + 11, kInformationSchema, "routines", 'v', columns::kIsRoutines, generate_routines},
    {kFirst + 12, kInformationSchema, "triggers", 'v', columns::kIsTriggers, generate_triggers},
    {kFirst + 13, kInformationSchema, "foreign_tables", 'v', columns::kIsForeignTables,
     generate_foreign_tables},
};

}  // namespace

TypeFacets type_facets(SystemRows& rows, const TypeInfo& type, int32_t typmod) {
  return {data_type(rows, type),          character_length(type, typmod),
          octet_length(type, typmod),     numeric_precision(type, typmod),
          numeric_radix(type),            numeric_scale(type, typmod),
          datetime_precision(type, typmod)};
}

const TypeInfo* type_behind_domain(SystemRows& rows, Oid type, int32_t* typmod) {
  return base_of(rows, type, typmod);
}

std::span<const SystemView> system_views_information() { return kViews; }

}  // namespace rung::catalog
