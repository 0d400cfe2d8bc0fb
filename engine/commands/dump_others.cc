// The text of the rarer objects: aggregates, operators, casts, collations, foreign data,
// statistics, publications, event triggers.
#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "catalog/opclasses.h"
#include "catalog/text_search.h"
#include "commands/dump_entry.h"
#include "functions/registry.h"
#include "functions/ts_parser.h"
#include "parser/parser.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

std::string quote(std::string_view name) { return parser::quote_identifier(name); }

std::string literal(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c;
    if (c == '\'') quoted += c;
  }
  return quoted + "'";
}

Oid oid_of(const Other& object, std::string_view field) {
  return static_cast<Oid>(std::strtoul(object.get(field).c_str(), nullptr, 10));
}

// " OPTIONS (\n    a 'x',\n    b 'y'\n)" in the order of the names; empty without options.
std::string options_text(std::vector<std::pair<std::string, std::string>> options) {
  if (options.empty()) return {};
  std::sort(options.begin(), options.end());
  std::string text = "OPTIONS (";
  const char* separator = "\n    ";
  for (const auto& [name, value] : options) {
    text += separator + quote(name) + " " + literal(value);
    separator = ",\n    ";
  }
  return text + "\n)";
}

std::vector<std::pair<std::string, std::string>> stored_options(const Other& object) {
  std::vector<std::pair<std::string, std::string>> options;
  for (const auto& [field, value] : object.fields) {
    if (field.starts_with("option.")) options.emplace_back(field.substr(7), value);
  }
  return options;
}

}  // namespace

std::string foreign_options_text(const std::vector<std::string>& options) {
  std::vector<std::pair<std::string, std::string>> split;
  for (const std::string& option : options) {
    const size_t at = option.find('=');
    split.emplace_back(option.substr(0, at), option.substr(at + 1));
  }
  return options_text(std::move(split));
}

std::string DumpWriter::function_text(Oid oid) {
  if (const Function* function = catalog_.function(oid)) return qualified(*function);
  const FunctionDef* builtin = find_function(oid);
  return builtin == nullptr ? "???" : quote(builtin->name);
}

std::string DumpWriter::aggregate(const Function& f) {
  std::string types;
  for (const Oid type : f.input_types()) {
    if (!types.empty()) types += ", ";
    types += type_name(type);
  }
  if (types.empty()) types = "*";
  std::string arguments = planner::function_arguments(deparse_, f, false);
  if (arguments.empty()) arguments = "*";
  const auto option = [&](std::string_view name) -> const std::string* {
    for (const auto& [key, value] : f.aggregate_options) {
      if (key == name) return &value;
    }
    return nullptr;
  };
  std::string sql = "CREATE AGGREGATE " + qualified(f) + "(" + arguments + ") (\n    SFUNC = " +
                    function_text(f.transition) + ",\n    STYPE = " + type_name(f.state_type);
  const auto plain = [&](const char* word, std::string_view name) {
    if (const std::string* value = option(name)) sql += std::string(",\n    ") + word + " = " + *value;
  };
  plain("SSPACE", "sspace");
  if (f.initial_state) sql += ",\n    INITCOND = " + literal(*f.initial_state);
  if (f.final_function != kNoOid) {
    sql += ",\n    FINALFUNC = " + function_text(f.final_function);
    if (option("finalfunc_extra") != nullptr) sql += ",\n    FINALFUNC_EXTRA";
  }
  plain("COMBINEFUNC", "combinefunc");
  plain("SERIALFUNC", "serialfunc");
  plain("DESERIALFUNC", "deserialfunc");
  plain("MSFUNC", "msfunc");
  plain("MINVFUNC", "minvfunc");
  plain("MSTYPE", "mstype");
  plain("MFINALFUNC", "mfinalfunc");
  plain("SORTOP", "sortop");
  if (f.parallel == 's') sql += ",\n    PARALLEL = safe";
  if (f.parallel == 'r') sql += ",\n    PARALLEL = restricted";
  sql += "\n);";
  const std::string schema = schema_name(f.schema);
  return entry(f.name + "(" + types + ")", "AGGREGATE", schema, sql) +
         comment({ObjectClass::kFunction, f.oid, 0},
                 "AGGREGATE " + quote(f.name) + "(" + arguments + ")",
                 "AGGREGATE " + qualified(f) + "(" + arguments + ")", schema);
}

std::string DumpWriter::collation_object(const Other& c) {
  std::string sql = "CREATE COLLATION " + qualified(c) + " (provider = ";
  if (c.get("provider") == "i") {
    sql += "icu";
    if (c.get("deterministic") == "f") sql += ", deterministic = false";
    sql += ", locale = " + literal(c.get("icu_locale"));
  } else {
    sql += "libc";
    if (c.get("collate") == c.get("ctype")) {
      sql += ", locale = " + literal(c.get("collate"));
    } else {
      sql += ", lc_collate = " + literal(c.get("collate")) + ", lc_ctype = " +
             literal(c.get("ctype"));
    }
  }
  const std::string schema = schema_name(c.schema);
  return entry(c.name, "COLLATION", schema, sql + ");") +
         comment({ObjectClass::kCollation, c.oid, 0}, "COLLATION " + quote(c.name),
                 "COLLATION " + qualified(c), schema);
}

std::string DumpWriter::cast(const Other& c) {
  const std::string head = "CAST (" + type_name(oid_of(c, "source")) + " AS " +
                           type_name(oid_of(c, "target")) + ")";
  const std::string method = c.get("method"), context = c.get("context");
  std::string sql = "CREATE " + head;
  if (method == "i") {
    sql += " WITH INOUT";
  } else if (method == "b") {
    sql += " WITHOUT FUNCTION";
  } else {
    const Oid function = oid_of(c, "function");
    std::string types;
    if (const Function* user = catalog_.function(function)) {
      for (const Oid type : user->input_types()) {
        types += (types.empty() ? "" : ", ") + type_name(type);
      }
    } else if (const FunctionDef* builtin = find_function(function)) {
      for (const Oid type : builtin->args.span()) {
        types += (types.empty() ? "" : ", ") + type_name(type);
      }
    }
    sql += " WITH FUNCTION " + function_text(function) + "(" + types + ")";
  }
  if (context == "a") sql += " AS ASSIGNMENT";
  if (context == "i") sql += " AS IMPLICIT";
  return entry(head, "CAST", "", sql + ";") +
         comment({ObjectClass::kCast, c.oid, 0}, head, head, "");
}

std::string DumpWriter::operator_object(const Other& op) {
  const Oid left = oid_of(op, "left"), right = oid_of(op, "right");
  const std::string schema = schema_name(op.schema), name = quote(schema) + "." + op.name;
  std::string sql = "CREATE OPERATOR " + name + " (\n    FUNCTION = " +
                    function_text(oid_of(op, "function"));
  if (left != kNoOid) sql += ",\n    LEFTARG = " + type_name(left);
  sql += ",\n    RIGHTARG = " + type_name(right);
  const auto other_operator = [&](const char* word, std::string_view field) {
    const std::string* value = op.find(field);
    if (value == nullptr) return;
    const std::string full =
        value->find('.') == std::string::npos ? quote(schema) + "." + *value : *value;
    sql += std::string(",\n    ") + word + " = OPERATOR(" + full + ")";
  };
  other_operator("COMMUTATOR", "commutator");
  other_operator("NEGATOR", "negator");
  if (op.find("merges") != nullptr) sql += ",\n    MERGES";
  if (op.find("hashes") != nullptr) sql += ",\n    HASHES";
  if (const std::string* value = op.find("restrict")) sql += ",\n    RESTRICT = " + *value;
  if (const std::string* value = op.find("join")) sql += ",\n    JOIN = " + *value;
  sql += "\n);";
  const std::string signature =
      " (" + (left == kNoOid ? std::string("NONE") : type_name(left)) + ", " + type_name(right) + ")";
  return entry(op.name, "OPERATOR", schema, sql) +
         comment({ObjectClass::kOperator, op.oid, 0}, "OPERATOR " + op.name + signature,
                 "OPERATOR " + name + signature, schema);
}

std::string DumpWriter::family_text(Oid family) {
  if (const Object* own = catalog_.object(ObjectClass::kOpfamily, family)) return qualified(*own);
  for (const OpfamilyRow& row : opfamilies()) {
    if (row.oid == family) return "pg_catalog." + std::string(row.name);
  }
  return "???";
}

// The lines of a class or a family, operators first; empty without any.
std::string DumpWriter::operator_members(const Other& holder) {
  struct Line {
    long number;
    Oid left, right;
    std::string text;
  };
  const auto lines = [&](std::string_view kind) {
    std::vector<Line> found;
    for (const auto& [field, value] : holder.fields) {
      if (!field.starts_with(kind)) continue;
      char* at = nullptr;
      Line line;
      line.number = std::strtol(field.c_str() + kind.size(), &at, 10);
      line.left = static_cast<Oid>(std::strtoul(at + 1, &at, 10));
      line.right = static_cast<Oid>(std::strtoul(at + 1, nullptr, 10));
      const auto object = static_cast<Oid>(std::strtoul(value.c_str(), &at, 10));
      const std::string number = std::to_string(line.number);
      if (kind == "operator.") {
        std::string name = "???";
        if (const Object* own = catalog_.object(ObjectClass::kOperator, object)) {
          name = quote(schema_name(own->schema)) + "." + own->name;
        } else if (const OperatorDef* builtin = find_operator(object)) {
          name = builtin->name;
        }
        line.text = "OPERATOR " + number + " " + name + "(" + type_name(line.left) + "," +
                    type_name(line.right) + ")";
        if (at[1] == 'o') {
          line.text += " FOR ORDER BY " +
                       family_text(static_cast<Oid>(std::strtoul(at + 3, nullptr, 10)));
        }
      } else {
        std::string types;
        if (const Function* own = catalog_.function(object)) {
          for (const Oid type : own->input_types()) {
            types += (types.empty() ? "" : ",") + type_name(type);
          }
        } else if (const FunctionDef* builtin = find_function(object)) {
          for (const Oid type : builtin->args.span()) {
            types += (types.empty() ? "" : ",") + type_name(type);
          }
        }
        line.text = "FUNCTION " + number + " (" + type_name(line.left) + ", " +
                    type_name(line.right) + ") " + function_text(object) + "(" + types + ")";
      }
      found.push_back(std::move(line));
    }
    std::sort(found.begin(), found.end(), [](const Line& a, const Line& b) {
      return std::tuple(a.number, a.left, a.right) < std::tuple(b.number, b.left, b.right);
    });
    return found;
  };
  std::string text;
  for (const std::string_view kind : {"operator.", "function."}) {
    for (const Line& line : lines(kind)) text += (text.empty() ? "    " : " ,\n    ") + line.text;
  }
  return text;
}

std::string DumpWriter::operator_family(const Other& family) {
  const std::string schema = schema_name(family.schema), name = qualified(family);
  const std::string method = " USING " + quote(family.get("method"));
  std::string sql = "CREATE OPERATOR FAMILY " + name + method + ";";
  if (const std::string members = operator_members(family); !members.empty()) {
    sql += "\nALTER OPERATOR FAMILY " + name + method + " ADD\n" + members + ";";
  }
  return entry(family.name, "OPERATOR FAMILY", schema, sql) +
         comment({ObjectClass::kOpfamily, family.oid, 0},
                 "OPERATOR FAMILY " + quote(family.name) + method,
                 "OPERATOR FAMILY " + name + method, schema);
}

std::string DumpWriter::operator_class(const Other& cls) {
  const std::string schema = schema_name(cls.schema), name = qualified(cls);
  const std::string method = " USING " + quote(cls.get("method"));
  std::string sql = "CREATE OPERATOR CLASS " + name + "\n    ";
  if (cls.get("default") == "t") sql += "DEFAULT ";
  sql += "FOR TYPE " + type_name(oid_of(cls, "type")) + method + " FAMILY " +
         family_text(oid_of(cls, "family")) + " AS\n";
  const std::string members = operator_members(cls);
  const Oid storage = oid_of(cls, "storage");
  if (storage != kNoOid || members.empty()) {
    sql += "    STORAGE " + type_name(storage == kNoOid ? oid_of(cls, "type") : storage);
    if (!members.empty()) sql += " ,\n";
  }
  return entry(cls.name, "OPERATOR CLASS", schema, sql + members + ";") +
         comment({ObjectClass::kOpclass, cls.oid, 0}, "OPERATOR CLASS " + quote(cls.name) + method,
                 "OPERATOR CLASS " + name + method, schema);
}

// Dictionaries of pg_catalog go by their bare names, templates do not.
std::string DumpWriter::text_search_text(ObjectClass cls, Oid oid) {
  const TextSearchName name = text_search_name(catalog_, cls, oid);
  const bool bare = name.schema == kPgCatalogSchema && cls == ObjectClass::kTextSearchDictionary;
  return (bare ? std::string() : quote(schema_name(name.schema)) + ".") + quote(name.name);
}

std::string DumpWriter::text_search_dictionary(const Other& d) {
  std::string sql = "CREATE TEXT SEARCH DICTIONARY " + qualified(d) + " (\n    TEMPLATE = " +
                    text_search_text(ObjectClass::kTextSearchTemplate, oid_of(d, "template_oid"));
  if (const std::string options = d.get("options"); !options.empty()) sql += ",\n    " + options;
  const std::string schema = schema_name(d.schema);
  return entry(d.name, "TEXT SEARCH DICTIONARY", schema, sql + " );") +
         comment({ObjectClass::kTextSearchDictionary, d.oid, 0},
                 "TEXT SEARCH DICTIONARY " + quote(d.name),
                 "TEXT SEARCH DICTIONARY " + qualified(d), schema);
}

std::string DumpWriter::text_search_config(const Other& config) {
  const std::string name = qualified(config), schema = schema_name(config.schema);
  std::string sql = "CREATE TEXT SEARCH CONFIGURATION " + name +
                    " (\n    PARSER = pg_catalog.\"default\" );";
  for (int number = 1; number <= kTsTokenTypes; ++number) {
    const auto type = static_cast<TsTokenType>(number);
    std::string dictionaries;
    for (const Oid oid : ts_mapping(config, type)) {
      dictionaries += (dictionaries.empty() ? "" : ", ") +
                      text_search_text(ObjectClass::kTextSearchDictionary, oid);
    }
    if (dictionaries.empty()) continue;
    sql += "\n\nALTER TEXT SEARCH CONFIGURATION " + name + "\n    ADD MAPPING FOR " +
           quote(ts_token_alias(type)) + " WITH " + dictionaries + ";";
  }
  return entry(config.name, "TEXT SEARCH CONFIGURATION", schema, sql) +
         comment({ObjectClass::kTextSearchConfig, config.oid, 0},
                 "TEXT SEARCH CONFIGURATION " + quote(config.name),
                 "TEXT SEARCH CONFIGURATION " + name, schema);
}

std::string DumpWriter::wrapper(const Other& w) {
  const std::string name = quote(w.name);
  std::string sql = "CREATE FOREIGN DATA WRAPPER " + name;
  if (const Oid handler = oid_of(w, "handler"); handler != kNoOid) {
    sql += " HANDLER " + function_text(handler);
  }
  if (const Oid validator = oid_of(w, "validator"); validator != kNoOid) {
    sql += " VALIDATOR " + function_text(validator);
  }
  const std::string options = options_text(stored_options(w));
  if (!options.empty()) sql += " " + options;
  return entry(w.name, "FOREIGN DATA WRAPPER", "", sql + ";") +
         comment({ObjectClass::kForeignDataWrapper, w.oid, 0}, "FOREIGN DATA WRAPPER " + name,
                 "FOREIGN DATA WRAPPER " + name, "");
}

std::string DumpWriter::server(const Other& s) {
  const std::string name = quote(s.name);
  const Object* wrapper = catalog_.object(ObjectClass::kForeignDataWrapper, oid_of(s, "wrapper"));
  std::string sql = "CREATE SERVER " + name;
  if (const std::string* type = s.find("type")) sql += " TYPE " + literal(*type);
  if (const std::string* version = s.find("version")) sql += " VERSION " + literal(*version);
  sql += " FOREIGN DATA WRAPPER " + (wrapper == nullptr ? std::string("???") : quote(wrapper->name));
  const std::string options = options_text(stored_options(s));
  if (!options.empty()) sql += " " + options;
  return entry(s.name, "SERVER", "", sql + ";") +
         comment({ObjectClass::kForeignServer, s.oid, 0}, "SERVER " + name, "SERVER " + name, "") +
         user_mappings(s);
}

std::string DumpWriter::user_mappings(const Other& server) {
  std::vector<std::pair<std::string, std::string>> mappings;
  catalog_.for_each(ObjectClass::kUserMapping, [&](const Object& object) {
    const auto& mapping = static_cast<const Other&>(object);
    if (oid_of(mapping, "server") != server.oid) return;
    const Role* role = catalog_.role(oid_of(mapping, "user"));
    const std::string who = role == nullptr ? "public" : role->name;
    std::string sql = "CREATE USER MAPPING FOR " + (role == nullptr ? who : quote(who)) +
                      " SERVER " + quote(server.name);
    const std::string options = options_text(stored_options(mapping));
    if (!options.empty()) sql += " " + options;
    mappings.emplace_back(who, entry("USER MAPPING " + who + " SERVER " + server.name,
                                     "USER MAPPING", "", sql + ";"));
  });
  std::sort(mappings.begin(), mappings.end());
  std::string text;
  for (const auto& [who, sql] : mappings) text += sql;
  return text;
}

std::string DumpWriter::statistics(const Other& s) {
  const std::string schema = schema_name(s.schema);
  std::string sql = planner::statistics_definition(deparse_, s) + ";";
  if (const std::string* target = s.find("target"); target != nullptr && *target != "-1") {
    sql += "\n\nALTER STATISTICS " + qualified(s) + " SET STATISTICS " + *target + ";";
  }
  return entry(s.name, "STATISTICS", schema, sql) +
         comment({ObjectClass::kStatistics, s.oid, 0}, "STATISTICS " + quote(s.name),
                 "STATISTICS " + qualified(s), schema);
}

std::string DumpWriter::publication(const Other& p) {
  const std::string name = quote(p.name);
  std::string sql = "CREATE PUBLICATION " + name;
  if (p.get("all_tables") == "t") sql += " FOR ALL TABLES";
  std::string published;
  for (const char* what : {"insert", "update", "delete", "truncate"}) {
    if (p.get(what) == "t") published += (published.empty() ? "" : ", ") + std::string(what);
  }
  sql += " WITH (publish = '" + published + "'";
  if (p.get("via_root") == "t") sql += ", publish_via_partition_root = true";
  return entry(p.name, "PUBLICATION", "", sql + ");") +
         comment({ObjectClass::kPublication, p.oid, 0}, "PUBLICATION " + name,
                 "PUBLICATION " + name, "");
}

std::string DumpWriter::publication_part(const Other& p, const std::string& field,
                                         const std::string& columns) {
  const auto oid = static_cast<Oid>(
      std::strtoul(field.c_str() + field.find('.') + 1, nullptr, 10));
  if (field.starts_with("schema.")) {
    const Schema* schema = catalog_.schema(oid);
    if (schema == nullptr) return {};
    return entry(p.name + " " + schema->name, "PUBLICATION TABLES IN SCHEMA", schema->name,
                 "ALTER PUBLICATION " + quote(p.name) + " ADD TABLES IN SCHEMA " +
                     quote(schema->name) + ";");
  }
  const Relation* table = catalog_.relation(oid);
  if (table == nullptr) return {};
  std::string sql = "ALTER PUBLICATION " + quote(p.name) + " ADD TABLE ONLY " + qualified(*table);
  std::string list;
  for (const char* at = columns.c_str(); *at != '\0';) {
    char* end = nullptr;
    const Attribute* column = table->column(static_cast<int32_t>(std::strtol(at, &end, 10)));
    if (column != nullptr) list += (list.empty() ? "" : ", ") + quote(column->name);
    at = *end == ',' ? end + 1 : end;
    if (end == columns.c_str()) break;
  }
  if (!list.empty()) sql += " (" + list + ")";
  return entry(p.name + " " + table->name, "PUBLICATION TABLE", schema_name(table->schema),
               sql + ";");
}

std::string DumpWriter::event_trigger(const Other& t) {
  const std::string name = quote(t.name);
  std::string sql = "CREATE EVENT TRIGGER " + name + " ON " + t.get("event");
  std::string tags, word;
  for (const char c : t.get("tags") + ",") {
    if (c != ',') {
      word += c;
      continue;
    }
    if (!word.empty()) tags += (tags.empty() ? "" : ", ") + literal(word);
    word.clear();
  }
  if (!tags.empty()) sql += "\n         WHEN TAG IN (" + tags + ")";
  sql += "\n   EXECUTE FUNCTION " + function_text(oid_of(t, "function")) + "();";
  const std::string enabled = t.get("enabled");
  if (enabled != "O") {
    sql += "\n\nALTER EVENT TRIGGER " + name +
           (enabled == "D" ? " DISABLE;" : enabled == "A" ? " ENABLE ALWAYS;" : " ENABLE REPLICA;");
  }
  return entry(t.name, "EVENT TRIGGER", "", sql) +
         comment({ObjectClass::kEventTrigger, t.oid, 0}, "EVENT TRIGGER " + name,
                 "EVENT TRIGGER " + name, "");
}

}  // namespace rung::commands
