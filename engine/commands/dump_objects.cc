// The text of each dumped object, in pg_dump's layout.
#include <algorithm>

#include "commands/dump_entry.h"
#include "parser/parser.h"
#include "planner/rules.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

std::string quote(std::string_view name) { return parser::quote_identifier(name); }

// As standard_conforming_strings reads it.
std::string literal(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += c;
    quoted += c;
  }
  return quoted + "'";
}

// $$body$$, with as much between the dollars as the body makes necessary.
std::string dollar_quoted(const std::string& body) {
  constexpr std::string_view kSuffixes = "_XXXXXXX";
  std::string delimiter = "$";
  for (size_t i = 0; body.find(delimiter) != std::string::npos; ++i) {
    delimiter += kSuffixes[i % kSuffixes.size()];
  }
  delimiter += '$';
  return delimiter + body + delimiter;
}

std::string option_list(const std::vector<std::string>& options, std::string_view skip = {}) {
  std::string text;
  for (const std::string& option : options) {
    const size_t at = option.find('=');
    const std::string name = option.substr(0, at), value = option.substr(at + 1);
    if (name == skip) continue;
    if (!text.empty()) text += ", ";
    text += quote(name) + "=" + (quote(value) == value ? value : literal(value));
  }
  return text;
}

std::string number(double value) {
  std::string text = std::to_string(value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

DumpWriter::DumpWriter(ExecContext& context)
    : context_(context), catalog_(*context.catalog) {
  path_.schemas = {kPgCatalogSchema};
  path_.creation = kNoOid;
  deparse_.catalog = context.catalog;
  deparse_.path = &path_;
  deparse_.env = context.env();
}

std::string DumpWriter::schema_name(Oid schema) {
  const Schema* found = catalog_.schema(schema);
  return found == nullptr ? std::string() : found->name;
}

std::string DumpWriter::head(const std::string& name, const char* type, const std::string& schema) {
  return "--\n-- Name: " + name + "; Type: " + type + "; Schema: " + (schema.empty() ? "-" : schema) +
         "; Owner: -\n--\n\n";
}

std::string DumpWriter::entry(const std::string& name, const char* type, const std::string& schema,
                              const std::string& sql) {
  return head(name, type, schema) + sql + "\n\n\n";
}

std::string DumpWriter::comment(ObjectAddress object, const std::string& tag,
                                const std::string& target, const std::string& schema) {
  const std::optional<std::string> text = catalog_.comment(object);
  if (!text.has_value()) return {};
  return entry(tag, "COMMENT", schema,
               "COMMENT ON " + target + " IS " + literal(*text) + ";");
}

std::string DumpWriter::qualified(const Object& object) {
  return quote(schema_name(object.schema)) + "." + quote(object.name);
}

std::string DumpWriter::type_name(Oid type, int32_t typmod) {
  return planner::type_name(deparse_, type, typmod);
}

std::string DumpWriter::expression(const Blob& blob, const Relation* relation) {
  return planner::deparse_expression(deparse_, *planner::load_expression(*context_.arena, blob),
                                     relation);
}

std::string DumpWriter::collation(Oid collation) {
  if (collation == kCCollation) return "pg_catalog.\"C\"";
  if (collation == 951) return "pg_catalog.\"POSIX\"";
  const Object* found = catalog_.object(ObjectClass::kCollation, collation);
  return found == nullptr ? "pg_catalog.\"default\"" : qualified(*found);
}

std::string DumpWriter::schema(const Schema& schema) {
  const std::string name = quote(schema.name);
  return entry(schema.name, "SCHEMA", "", "CREATE SCHEMA " + name + ";") +
         comment({ObjectClass::kSchema, schema.oid, 0}, "SCHEMA " + name, "SCHEMA " + name, "");
}

std::string DumpWriter::extension(const Extension& extension) {
  const std::string name = quote(extension.name);
  return entry(extension.name, "EXTENSION", "",
               "CREATE EXTENSION IF NOT EXISTS " + name + " WITH SCHEMA " +
                   quote(schema_name(extension.schema)) + ";") +
         comment({ObjectClass::kExtension, extension.oid, 0}, "EXTENSION " + name,
                 "EXTENSION " + name, "");
}

std::string DumpWriter::type(const Type& type) {
  const std::string schema = schema_name(type.schema), name = qualified(type);
  std::string sql;
  const char* kind = "TYPE";
  std::string column_comments;
  switch (type.kind) {
    case TypeKind::kEnum: {
      sql = "CREATE TYPE " + name + " AS ENUM (";
      const char* separator = "\n    ";
      for (const EnumLabel& label : type.labels) {
        sql += separator + literal(label.label);
        separator = ",\n    ";
      }
      sql += "\n);";
      break;
    }
    case TypeKind::kComposite: {
      sql = "CREATE TYPE " + name + " AS (";
      const char* separator = "\n\t";
      const Relation& relation = *catalog_.relation(type.relation);
      for (const Attribute& a : relation.columns) {
        if (a.dropped) continue;
        sql += separator + quote(a.name) + " " + type_name(a.type, a.typmod);
        const TypeInfo* info = catalog_.find_type(a.type);
        if (info != nullptr && info->collatable && a.collation != kDefaultCollation &&
            a.type != oid::kName) {
          sql += " COLLATE " + collation(a.collation);
        }
        separator = ",\n\t";
        column_comments +=
            comment({ObjectClass::kRelation, relation.oid, a.attno},
                    "COLUMN " + quote(type.name) + "." + quote(a.name),
                    "COLUMN " + name + "." + quote(a.name), schema);
      }
      sql += "\n);";
      break;
    }
    case TypeKind::kDomain: {
      kind = "DOMAIN";
      const DomainInfo& d = *type.domain;
      sql = "CREATE DOMAIN " + name + " AS " + type_name(d.base, d.typmod);
      if (d.collation != kNoOid && d.collation != kDefaultCollation && d.base != oid::kName) {
        sql += " COLLATE " + collation(d.collation);
      }
      if (d.not_null) sql += " NOT NULL";
      if (!d.default_expr.empty()) sql += " DEFAULT " + expression(d.default_expr, nullptr);
      std::vector<const Constraint*> checks;
      for (const Constraint& check : d.checks) checks.push_back(&check);
      std::sort(checks.begin(), checks.end(),
                [](const Constraint* a, const Constraint* b) { return a->name < b->name; });
      for (const Constraint* check : checks) {
        sql += "\n\tCONSTRAINT " + quote(check->name) + " CHECK (" +
               expression(check->check, nullptr) + ")";
      }
      sql += ";";
      break;
    }
    case TypeKind::kRange: {
      sql = "CREATE TYPE " + name + " AS RANGE (\n    subtype = " + type_name(type.range->subtype);
      if (const Type* multirange = catalog_.user_type(type.range->multirange)) {
        sql += ",\n    multirange_type_name = " + qualified(*multirange);
      }
      if (!type.range->opclass.empty()) sql += ",\n    subtype_opclass = " + type.range->opclass;
      if (!type.range->subtype_diff.empty()) {
        sql += ",\n    subtype_diff = " + type.range->subtype_diff;
      }
      sql += "\n);";
      break;
    }
    default: sql = "CREATE TYPE " + name + ";"; break;
  }
  const std::string tag = std::string(kind) + " " + quote(type.name);
  return entry(type.name, kind, schema, sql) +
         comment({ObjectClass::kType, type.oid, 0}, tag, std::string(kind) + " " + name, schema) +
         column_comments;
}

std::string DumpWriter::function(const Function& f) {
  const std::string schema = schema_name(f.schema), name = qualified(f);
  std::string types;
  for (const Oid type : f.input_types()) {
    if (!types.empty()) types += ", ";
    types += type_name(type);
  }
  const std::string signature = f.name + "(" + types + ")";
  const bool procedure = f.kind == 'p';
  const char* word = procedure ? "PROCEDURE" : f.kind == 'a' ? "AGGREGATE" : "FUNCTION";
  std::string sql = std::string("CREATE ") + word + " " + name + "(" +
                    planner::function_arguments(deparse_, f, true) + ")";
  if (!procedure) sql += " RETURNS " + planner::function_result(deparse_, f);
  sql += "\n    LANGUAGE " + quote(f.language);
  if (f.volatility == 'i') sql += " IMMUTABLE";
  if (f.volatility == 's') sql += " STABLE";
  if (f.strict) sql += " STRICT";
  if (f.security_definer) sql += " SECURITY DEFINER";
  if (f.leakproof) sql += " LEAKPROOF";
  if (f.cost != 100) sql += " COST " + number(f.cost);
  if (f.returns_set && f.rows != 0 && f.rows != 1000) sql += " ROWS " + number(f.rows);
  if (f.parallel == 's') sql += " PARALLEL SAFE";
  if (f.parallel == 'r') sql += " PARALLEL RESTRICTED";
  for (const std::string& setting : f.settings) {
    const size_t at = setting.find('=');
    const std::string setting_name = setting.substr(0, at), value = setting.substr(at + 1);
    sql += "\n    SET " + quote(setting_name) + " TO ";
    // Lists of names are kept quoted one by one already.
    sql += setting_name == "search_path" ? (value.empty() ? "''" : value)
                                         : literal(value);
  }
  sql += f.sql_body.empty() ? "\n    AS " + dollar_quoted(f.source) + ";"
                            : "\n    " + planner::function_body(deparse_, f) + ";";
  const std::string identity = planner::function_identity_arguments(deparse_, f);
  return entry(signature, word, schema, sql) +
         comment({ObjectClass::kFunction, f.oid, 0},
                 std::string(word) + " " + quote(f.name) + "(" + identity + ")",
                 std::string(word) + " " + name + "(" + identity + ")", schema);
}

std::string DumpWriter::column_definition(const Relation& table, const Attribute& column,
                                          bool with_default) {
  std::string sql = quote(column.name) + " " + type_name(column.type, column.typmod);
  if (with_default && !column.default_expr.empty()) {
    const std::string value = expression(column.default_expr, &table);
    sql += column.generated ? " GENERATED ALWAYS AS (" + value + ") STORED" : " DEFAULT " + value;
  }
  if (column.not_null) sql += " NOT NULL";
  const TypeInfo* type = catalog_.find_type(column.type);
  if (type != nullptr && type->collatable && column.collation != kDefaultCollation &&
      column.type != oid::kName && column.collation != kNoOid) {
    sql += " COLLATE " + collation(column.collation);
  }
  return sql;
}

std::string DumpWriter::table(const Relation& table, const std::vector<int32_t>& separate) {
  const std::string schema = schema_name(table.schema), name = qualified(table);
  const bool foreign = table.kind == RelationKind::kForeignTable;
  std::string sql = foreign                                         ? "CREATE FOREIGN TABLE "
                    : table.persistence == Persistence::kUnlogged ? "CREATE UNLOGGED TABLE "
                                                                  : "CREATE TABLE ";
  sql += name + " (";
  const char* separator = "\n    ";
  for (const Attribute& column : table.columns) {
    if (column.dropped || !(column.local || table.is_partition())) continue;
    const bool inside = std::count(separate.begin(), separate.end(), column.attno) == 0;
    sql += separator + column_definition(table, column, inside);
    separator = ",\n    ";
  }
  std::vector<const Constraint*> checks;
  for (const Constraint& c : table.constraints) {
    if (c.kind == ConstraintKind::kCheck && c.validated && (c.local || table.is_partition())) {
      checks.push_back(&c);
    }
  }
  std::sort(checks.begin(), checks.end(),
            [](const Constraint* a, const Constraint* b) { return a->name < b->name; });
  for (const Constraint* check : checks) {
    sql += separator + std::string("CONSTRAINT ") + quote(check->name) + " " +
           planner::constraint_definition(deparse_, table, *check);
    separator = ",\n    ";
  }
  sql += "\n)";
  if (table.kind == RelationKind::kPartitionedTable) {
    sql += "\nPARTITION BY " + planner::partition_key_definition(deparse_, table);
  }
  if (!table.parents.empty() && !table.is_partition()) {
    sql += "\nINHERITS (";
    for (size_t i = 0; i < table.parents.size(); ++i) {
      sql += (i > 0 ? ", " : "") + qualified(*catalog_.relation(table.parents[i]));
    }
    sql += ")";
  }
  if (!table.options.empty()) sql += "\nWITH (" + option_list(table.options) + ")";
  if (foreign) {
    const Object* server = catalog_.object(ObjectClass::kForeignServer, table.foreign_server);
    sql += "\nSERVER " + (server == nullptr ? std::string("???") : quote(server->name));
    const std::string options = foreign_options_text(table.foreign_options);
    if (!options.empty()) sql += "\n" + options;
  }
  sql += ";";
  for (const Attribute& column : table.columns) {
    const std::string options = column.dropped ? "" : foreign_options_text(column.foreign_options);
    if (options.empty()) continue;
    sql += "\nALTER FOREIGN TABLE " + name + " ALTER COLUMN " + quote(column.name) + " " + options +
           ";";
  }
  for (const Attribute& column : table.columns) {
    if (column.dropped) continue;
    const std::string alter = "\nALTER TABLE ONLY " + name + " ALTER COLUMN " + quote(column.name);
    if (column.statistics_target >= 0) {
      sql += alter + " SET STATISTICS " + std::to_string(column.statistics_target) + ";";
    }
    if (column.storage_option != 0) {
      const char* storage = column.storage_option == 'e'   ? "EXTERNAL"
                            : column.storage_option == 'x' ? "EXTENDED"
                            : column.storage_option == 'm' ? "MAIN"
                                                           : "PLAIN";
      sql += alter + " SET STORAGE " + storage + ";";
    }
    if (!column.options.empty()) sql += alter + " SET (" + option_list(column.options) + ");";
  }
  if (table.replica_identity == 'f') {
    sql += "\n\nALTER TABLE ONLY " + name + " REPLICA IDENTITY FULL;";
  } else if (table.replica_identity == 'n') {
    sql += "\n\nALTER TABLE ONLY " + name + " REPLICA IDENTITY NOTHING;";
  }
  if (table.force_row_security) {
    sql += "\n\nALTER TABLE ONLY " + name + " FORCE ROW LEVEL SECURITY;";
  }
  const std::string word = foreign ? "FOREIGN TABLE" : "TABLE";
  std::string text = entry(table.name, word.c_str(), schema, sql);
  text += comment({ObjectClass::kRelation, table.oid, 0}, word + " " + quote(table.name),
                  word + " " + name, schema);
  for (const Attribute& column : table.columns) {
    if (column.dropped) continue;
    text += comment({ObjectClass::kRelation, table.oid, column.attno},
                    "COLUMN " + quote(table.name) + "." + quote(column.name),
                    "COLUMN " + name + "." + quote(column.name), schema);
  }
  for (const Constraint* check : checks) {
    text += comment({ObjectClass::kConstraint, check->oid, 0},
                    "CONSTRAINT " + quote(check->name) + " ON " + quote(table.name),
                    "CONSTRAINT " + quote(check->name) + " ON " + name, schema);
  }
  return text;
}

std::string DumpWriter::view(const Relation& view) {
  const std::string schema = schema_name(view.schema), name = qualified(view);
  const bool materialized = view.kind == RelationKind::kMatview;
  const char* word = materialized ? "MATERIALIZED VIEW" : "VIEW";
  std::string sql = std::string("CREATE ") + word + " " + name;
  const std::string options = option_list(view.options, "check_option");
  if (!options.empty()) sql += " WITH (" + options + ")";
  std::string definition = planner::view_definition(deparse_, view);
  if (definition.ends_with(';')) definition.pop_back();
  sql += " AS\n" + definition;
  if (materialized) {
    sql += "\n  WITH NO DATA";
  } else if (!view.view_check_option.empty()) {
    sql += view.view_check_option == "local" ? "\n  WITH LOCAL CHECK OPTION"
                                             : "\n  WITH CASCADED CHECK OPTION";
  }
  sql += ";";
  std::string text = entry(view.name, word, schema, sql);
  text += comment({ObjectClass::kRelation, view.oid, 0},
                  std::string(word) + " " + quote(view.name), std::string(word) + " " + name, schema);
  for (const Attribute& column : view.columns) {
    text += comment({ObjectClass::kRelation, view.oid, column.attno},
                    "COLUMN " + quote(view.name) + "." + quote(column.name),
                    "COLUMN " + name + "." + quote(column.name), schema);
  }
  return text;
}

std::string DumpWriter::sequence(const Relation& sequence) {
  const std::string schema = schema_name(sequence.schema), name = qualified(sequence);
  const SequenceInfo& s = *sequence.sequence;
  const Relation* owner = s.owner_table == kNoOid ? nullptr : catalog_.relation(s.owner_table);
  const bool identity = s.identity && owner != nullptr;
  std::string sql;
  if (identity) {
    const Attribute& column = *owner->column(s.owner_column);
    sql = "ALTER TABLE " + qualified(*owner) + " ALTER COLUMN " + quote(column.name) +
          " ADD GENERATED " + (column.identity == Identity::kAlways ? "ALWAYS" : "BY DEFAULT") +
          " AS IDENTITY (\n    SEQUENCE NAME " + name + "\n";
  } else {
    sql = sequence.persistence == Persistence::kUnlogged ? "CREATE UNLOGGED SEQUENCE "
                                                         : "CREATE SEQUENCE ";
    sql += name + "\n";
    if (s.type != oid::kInt8) sql += "    AS " + type_name(s.type) + "\n";
  }
  const int64_t type_max = s.type == oid::kInt2   ? INT16_MAX
                           : s.type == oid::kInt4 ? INT32_MAX
                                                  : INT64_MAX;
  const int64_t type_min = -type_max - 1;
  const bool up = s.increment > 0;
  sql += "    START WITH " + std::to_string(s.start) + "\n";
  sql += "    INCREMENT BY " + std::to_string(s.increment) + "\n";
  sql += s.min == (up ? 1 : type_min) ? std::string("    NO MINVALUE\n")
                                      : "    MINVALUE " + std::to_string(s.min) + "\n";
  sql += s.max == (up ? type_max : -1) ? std::string("    NO MAXVALUE\n")
                                       : "    MAXVALUE " + std::to_string(s.max) + "\n";
  sql += "    CACHE " + std::to_string(s.cache);
  if (s.cycle) sql += "\n    CYCLE";
  sql += identity ? "\n);" : ";";
  std::string text = entry(sequence.name, "SEQUENCE", schema, sql);
  if (!identity && owner != nullptr) {
    text += entry(sequence.name, "SEQUENCE OWNED BY", schema,
                  "ALTER SEQUENCE " + name + " OWNED BY " + qualified(*owner) + "." +
                      quote(owner->column(s.owner_column)->name) + ";");
  }
  return text + comment({ObjectClass::kRelation, sequence.oid, 0},
                        "SEQUENCE " + quote(sequence.name), "SEQUENCE " + name, schema);
}

std::string DumpWriter::column_default(const Relation& table, const Attribute& column) {
  return entry(table.name + " " + column.name, "DEFAULT", schema_name(table.schema),
               "ALTER TABLE ONLY " + qualified(table) + " ALTER COLUMN " + quote(column.name) +
                   " SET DEFAULT " + expression(column.default_expr, &table) + ";");
}

std::string DumpWriter::constraint(const Relation& table, const Constraint& constraint) {
  const bool check = constraint.kind == ConstraintKind::kCheck;
  const char* kind = constraint.kind == ConstraintKind::kForeignKey ? "FK CONSTRAINT"
                     : check                                         ? "CHECK CONSTRAINT"
                                                                     : "CONSTRAINT";
  const std::string schema = schema_name(table.schema), name = qualified(table);
  const bool whole = check || (constraint.kind == ConstraintKind::kForeignKey &&
                               table.kind == RelationKind::kPartitionedTable);
  std::string sql = (whole ? "ALTER TABLE " : "ALTER TABLE ONLY ") + name +
                    "\n    ADD CONSTRAINT " + quote(constraint.name) + " " +
                    planner::constraint_definition(deparse_, table, constraint) + ";";
  if (!check && constraint.kind != ConstraintKind::kForeignKey) {
    const Relation* index = catalog_.relation(constraint.index);
    if (index != nullptr && index->index->clustered) {
      sql += "\n\nALTER TABLE " + name + " CLUSTER ON " + quote(index->name) + ";";
    }
    if (index != nullptr && index->index->replica_identity) {
      sql += "\n\nALTER TABLE ONLY " + name + " REPLICA IDENTITY USING INDEX " +
             quote(index->name) + ";";
    }
  }
  return entry(table.name + " " + constraint.name, kind, schema, sql) +
         comment({ObjectClass::kConstraint, constraint.oid, 0},
                 "CONSTRAINT " + quote(constraint.name) + " ON " + quote(table.name),
                 "CONSTRAINT " + quote(constraint.name) + " ON " + name, schema);
}

std::string DumpWriter::index(const Relation& index) {
  const std::string schema = schema_name(index.schema);
  const Relation& table = *catalog_.relation(index.index->table);
  std::string sql = planner::index_definition(deparse_, index) + ";";
  if (index.index->clustered) {
    sql += "\n\nALTER TABLE " + qualified(table) + " CLUSTER ON " + quote(index.name) + ";";
  }
  if (index.index->replica_identity) {
    sql += "\n\nALTER TABLE ONLY " + qualified(table) + " REPLICA IDENTITY USING INDEX " +
           quote(index.name) + ";";
  }
  return entry(index.name, "INDEX", schema, sql) +
         comment({ObjectClass::kRelation, index.oid, 0}, "INDEX " + quote(index.name),
                 "INDEX " + qualified(index), schema);
}

std::string DumpWriter::attach(const Relation& part, const Relation& parent) {
  const std::string schema = schema_name(part.schema);
  if (part.index.has_value()) {
    return entry(part.name, "INDEX ATTACH", schema,
                 "ALTER INDEX " + qualified(parent) + " ATTACH PARTITION " + qualified(part) + ";");
  }
  return entry(part.name, "TABLE ATTACH", schema,
               "ALTER TABLE ONLY " + qualified(parent) + " ATTACH PARTITION " + qualified(part) + " " +
                   expression(part.partition_bound, nullptr) + ";");
}

std::string DumpWriter::trigger(const Relation& table, const Trigger& trigger) {
  const std::string schema = schema_name(table.schema), name = qualified(table);
  std::string sql = planner::trigger_definition(deparse_, table, trigger) + ";";
  if (trigger.enabled != 'O') {
    const char* state = trigger.enabled == 'D'   ? "DISABLE"
                        : trigger.enabled == 'A' ? "ENABLE ALWAYS"
                                                 : "ENABLE REPLICA";
    sql += "\n\nALTER TABLE " + name + " " + state + " TRIGGER " + quote(trigger.name) + ";";
  }
  return entry(table.name + " " + trigger.name, "TRIGGER", schema, sql) +
         comment({ObjectClass::kTrigger, trigger.oid, 0},
                 "TRIGGER " + quote(trigger.name) + " ON " + quote(table.name),
                 "TRIGGER " + quote(trigger.name) + " ON " + name, schema);
}

std::string DumpWriter::policy(const Relation& table, const Policy& policy) {
  const std::string schema = schema_name(table.schema), name = qualified(table);
  std::string sql = "CREATE POLICY " + quote(policy.name) + " ON " + name;
  if (!policy.permissive) sql += " AS RESTRICTIVE";
  const char* command = policy.command == 'r'   ? " FOR SELECT"
                        : policy.command == 'a' ? " FOR INSERT"
                        : policy.command == 'w' ? " FOR UPDATE"
                        : policy.command == 'd' ? " FOR DELETE"
                                                : "";
  sql += command;
  std::string roles;
  for (const Oid role : policy.roles) {
    const Role* found = role == kNoOid ? nullptr : catalog_.role(role);
    if (found == nullptr) continue;
    roles += (roles.empty() ? " TO " : ", ") + quote(found->name);
  }
  sql += roles;
  if (!policy.using_expr.empty()) sql += " USING (" + expression(policy.using_expr, &table) + ")";
  if (!policy.with_check.empty()) {
    sql += " WITH CHECK (" + expression(policy.with_check, &table) + ")";
  }
  return entry(table.name + " " + policy.name, "POLICY", schema, sql + ";") +
         comment({ObjectClass::kPolicy, policy.oid, 0},
                 "POLICY " + quote(policy.name) + " ON " + quote(table.name),
                 "POLICY " + quote(policy.name) + " ON " + name, schema);
}

std::string DumpWriter::rule(const Relation& table, const Other& rule) {
  const std::string schema = schema_name(table.schema), name = qualified(table);
  std::string sql = planner::rule_definition(deparse_, rule);
  const std::string enabled = rule.get("enabled");
  if (enabled != "O") {
    sql += "\nALTER TABLE " + name +
           (enabled == "D"   ? " DISABLE RULE "
            : enabled == "A" ? " ENABLE ALWAYS RULE "
                             : " ENABLE REPLICA RULE ") +
           quote(rule.name) + ";";
  }
  return entry(table.name + " " + rule.name, "RULE", schema, sql) +
         comment({ObjectClass::kRule, rule.oid, 0},
                 "RULE " + quote(rule.name) + " ON " + quote(table.name),
                 "RULE " + quote(rule.name) + " ON " + name, schema);
}

std::string DumpWriter::row_security(const Relation& table) {
  // One line shorter than the others: so does pg_dump.
  return head(table.name, "ROW SECURITY", schema_name(table.schema)) + "ALTER TABLE " +
         qualified(table) + " ENABLE ROW LEVEL SECURITY;\n\n";
}

}  // namespace rung::commands
