// Names and oids for the reg* types, and the system information functions that print definitions.
#include <algorithm>
#include <charconv>

#include "catalog/search_path.h"
#include "catalog/system_views.h"
#include "catalog/text_search.h"
#include "commands/command.h"
#include "commands/event_trigger.h"
#include "executor/builtin_code.h"
#include "functions/registry.h"
#include "parser/parser.h"
#include "planner/binder.h"
#include "planner/deparse.h"
#include "planner/rules.h"
#include "planner/stored_expr.h"
#include "plpgsql/runner.h"
#include "session/services.h"

namespace rung::session {
namespace {

using catalog::ObjectClass;

// The arguments of a built-in function as \df shows them.
std::string builtin_arguments(planner::DeparseContext& context, const catalog::BuiltinFunction& f,
                              bool with_defaults) {
  std::string text;
  // The ordered argument of an ordered-set aggregate stands apart from the direct ones.
  const size_t ordered = f.aggregate_kind == 'o' ? f.args.size() - 1 : f.args.size();
  const auto one = [&](size_t i) {
    std::string argument = f.variadic && i + 1 == f.args.size() ? "VARIADIC " : "";
    if (i < f.names.size()) argument += parser::quote_identifier(f.names[i]) + " ";
    const std::string type = planner::type_name(context, f.args[i], -1);
    argument += type;
    const size_t first_default = f.args.size() - f.defaults.size();
    if (with_defaults && i >= first_default) {
      const std::string value(f.defaults[i - first_default]);
      const bool plain = type == "boolean" || type == "integer" || type == "double precision";
      argument += " DEFAULT " + (plain ? value : "'" + value + "'::" + type);
    }
    return argument;
  };
  for (size_t i = 0; i < f.args.size(); ++i) {
    if (i > 0) text += i == ordered ? " ORDER BY " : ", ";
    text += one(i);
  }
  if (f.aggregate_kind == 'h' && !f.args.empty()) text += " ORDER BY " + one(f.args.size() - 1);
  for (const catalog::BuiltinFunction::Column& column : f.columns) {
    if (!text.empty()) text += ", ";
    text += "OUT " + parser::quote_identifier(column.name) + " " +
            planner::type_name(context, column.type, -1);
  }
  return text;
}
std::string builtin_result(planner::DeparseContext& context, const catalog::BuiltinFunction& f) {
  return (f.returns_set ? "SETOF " : "") + planner::type_name(context, f.result, -1);
}

// "a.b" as SQL names: folded unless quoted. At most three parts.
std::vector<std::string> split_name(std::string_view text) {
  std::vector<std::string> parts;
  size_t i = 0;
  const auto invalid = [&]() {
    throw_error(sqlstate::invalid_name, "invalid name syntax");
  };
  const auto skip_blanks = [&] {
    while (i < text.size() && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n')) ++i;
  };
  skip_blanks();
  for (;;) {
    std::string part;
    if (i < text.size() && text[i] == '"') {
      for (++i;; ++i) {
        if (i >= text.size()) invalid();
        if (text[i] == '"') {
          if (i + 1 < text.size() && text[i + 1] == '"') {
            ++i;
          } else {
            break;
          }
        }
        part += text[i];
      }
      ++i;
    } else {
      for (; i < text.size() && text[i] != '.' && text[i] != ' '; ++i) {
        part += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
      }
    }
    if (part.empty()) invalid();
    parts.push_back(std::move(part));
    skip_blanks();
    if (i >= text.size()) break;
    if (text[i] != '.') invalid();
    ++i;
    skip_blanks();
  }
  if (parts.size() > 3) {
    throw_error(sqlstate::syntax_error,
                "improper qualified name (too many dotted names): " + std::string(text));
  }
  if (parts.size() == 3) parts.erase(parts.begin());
  return parts;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ".") + part;
  return text;
}

std::optional<Oid> as_number(std::string_view text) {
  Oid value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

Oid number_or_zero(const std::optional<std::string>& text) {
  return text ? as_number(*text).value_or(kNoOid) : kNoOid;
}

// What functions/ts_dictionary.h reads of the user's text-search objects.
std::optional<std::string> text_search_definition(catalog::Catalog& cat, bool is_config, Oid oid) {
  const auto* found = dynamic_cast<const catalog::Other*>(cat.object(
      is_config ? ObjectClass::kTextSearchConfig : ObjectClass::kTextSearchDictionary, oid));
  if (found == nullptr) return std::nullopt;
  if (!is_config) return found->get("template") + "\n" + found->get("options");
  std::string text;
  for (int type = 1; type <= kTsTokenTypes; ++type) {
    const std::vector<Oid> mapped = catalog::ts_mapping(*found, static_cast<TsTokenType>(type));
    if (mapped.empty()) continue;
    text += std::to_string(type);
    for (const Oid dictionary : mapped) text += " " + std::to_string(dictionary);
    text += "\n";
  }
  return text;
}

// Roles that a role belongs to, itself among them; with `inherited`, only what it has without
// SET ROLE.
bool belongs_to(catalog::Catalog& cat, Oid member, Oid role, bool inherited) {
  std::vector<Oid> reached{member};
  for (size_t i = 0; i < reached.size(); ++i) {
    if (reached[i] == role) return true;
    const catalog::Role* at = cat.role(reached[i]);
    if (at == nullptr || (inherited && !at->inherit)) continue;
    for (const Oid of : at->member_of) {
      if (std::find(reached.begin(), reached.end(), of) == reached.end()) reached.push_back(of);
    }
  }
  return false;
}

// pg_has_role(): the user's oid, the role's, and a list of what is asked for, any of which will do.
bool has_role(catalog::Catalog& cat, Oid user, Oid role, std::string_view asked) {
  bool any = false;
  while (true) {
    const size_t comma = std::min(asked.find(','), asked.size());
    std::string_view one = asked.substr(0, comma);
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    std::string word;
    for (const char ch : one) word += ch >= 'a' && ch <= 'z' ? static_cast<char>(ch - 32) : ch;
    const bool admin = word.ends_with(" WITH GRANT OPTION") || word.ends_with(" WITH ADMIN OPTION");
    const std::string kind = admin ? word.substr(0, word.size() - 18) : word;
    if (kind != "USAGE" && kind != "MEMBER") {
      throw_error(sqlstate::invalid_parameter_value,
                  "unrecognized privilege type: \"" + std::string(one) + "\"");
    }
    const catalog::Role* self = cat.role(user);
    if (self != nullptr && self->superuser) {
      any = true;
    } else if (admin) {
      any = any || (self != nullptr && std::find(self->admin_of.begin(), self->admin_of.end(),
                                                 role) != self->admin_of.end());
    } else {
      any = any || belongs_to(cat, user, role, kind == "USAGE");
    }
    if (comma == asked.size()) return any;
    asked.remove_prefix(comma + 1);
  }
}

}  // namespace

Oid SessionServices::parse_type(std::string_view text, int32_t* typmod) {
  ExecContext* context = session_.current();
  planner::BindContext bind;
  bind.catalog = &catalog();
  bind.path = &session_.search_path();
  bind.env = context->env();
  const planner::TypeRef type = planner::resolve_type_text(bind, text);
  if (typmod != nullptr) *typmod = type.typmod;
  return type.type;
}

Oid SessionServices::lookup_name(Oid kind, std::string_view text, bool missing_ok) {
  if (text == "-") return kNoOid;
  if (const auto number = as_number(text)) return *number;
  catalog::Catalog& cat = catalog();
  const catalog::SearchPath& path = session_.search_path();
  if (kind == oid::kRegtype) {
    if (!missing_ok) return parse_type(text, nullptr);
    try {
      return parse_type(text, nullptr);
    } catch (const SqlError&) {
      return kNoOid;
    }
  }
  if (kind == oid::kRegprocedure || kind == oid::kRegproc) {
    return lookup_function(kind, text, missing_ok);
  }
  const std::vector<std::string> parts = split_name(text);
  const std::string schema = parts.size() == 2 ? parts[0] : std::string();
  const std::string& name = parts.back();
  Oid found = kNoOid;
  std::string what = "object";
  SqlState state = sqlstate::undefined_object;
  if (kind == oid::kRegclass) {
    what = "relation";
    state = sqlstate::undefined_table;
    if (const auto* relation = catalog::lookup_relation(cat, path, schema, name)) found = relation->oid;
  } else if (kind == oid::kRegnamespace) {
    what = "schema";
    state = sqlstate::invalid_schema_name;
    if (const auto* object = cat.find_schema(name)) found = object->oid;
  } else if (kind == oid::kRegrole) {
    what = "role";
    if (const auto* object = cat.find_role(name)) found = object->oid;
  } else if (kind == oid::kRegcollation) {
    what = "collation";
    if (name == "C") found = kCCollation;
    if (name == "default") found = kDefaultCollation;
  } else if (kind == oid::kRegconfig) {
    what = "text search configuration";
    found = catalog::lookup_text_search(cat, path, ObjectClass::kTextSearchConfig, schema, name);
  } else if (kind == oid::kRegdictionary) {
    what = "text search dictionary";
    found =
        catalog::lookup_text_search(cat, path, ObjectClass::kTextSearchDictionary, schema, name);
  } else {
    throw_unsupported("name look-up for this reg type");
  }
  if (found == kNoOid && !missing_ok) {
    throw_error(state, what + " \"" + joined(parts) + "\" does not exist");
  }
  return found;
}

// regproc: the one function of that name; regprocedure: name(argument types).
Oid SessionServices::lookup_function(Oid kind, std::string_view text, bool missing_ok) {
  std::string_view name_text = text;
  std::vector<Oid> types;
  if (kind == oid::kRegprocedure) {
    const size_t open = text.find('(');
    if (open == std::string_view::npos || text.back() != ')') {
      throw_error(sqlstate::invalid_text_representation, "expected a left parenthesis");
    }
    name_text = text.substr(0, open);
    std::string_view rest = text.substr(open + 1, text.size() - open - 2);
    while (!rest.empty()) {
      size_t depth = 0, end = 0;
      for (; end < rest.size() && (rest[end] != ',' || depth > 0); ++end) {
        if (rest[end] == '(') ++depth;
        if (rest[end] == ')') --depth;
      }
      types.push_back(parse_type(rest.substr(0, end), nullptr));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  const std::vector<std::string> parts = split_name(name_text);
  std::vector<Oid> found;
  catalog::Catalog& cat = catalog();
  std::vector<Oid> schemas = session_.search_path().schemas;
  if (parts.size() == 2) {
    const catalog::Schema* schema = cat.find_schema(parts[0]);
    schemas = {schema == nullptr ? kNoOid : schema->oid};
  }
  for (const Oid schema : schemas) {
    if (schema == kPgCatalogSchema) {
      for (const FunctionCandidate& candidate : rung::find_functions(parts.back())) {
        if (kind == oid::kRegproc ||
            std::equal(types.begin(), types.end(), candidate.args.begin(), candidate.args.end())) {
          found.push_back(candidate.oid);
        }
      }
    }
    for (const catalog::Function* function : cat.find_functions(schema, parts.back())) {
      if (kind == oid::kRegproc || function->input_types() == types) found.push_back(function->oid);
    }
    if (kind == oid::kRegprocedure && !found.empty()) break;
  }
  if (found.empty()) {
    if (missing_ok) return kNoOid;
    throw_error(sqlstate::undefined_function,
                "function \"" + std::string(kind == oid::kRegproc ? name_text : text) +
                    "\" does not exist");
  }
  if (found.size() > 1 && kind == oid::kRegproc) {
    if (missing_ok) return kNoOid;
    throw_error(sqlstate::ambiguous_function,
                "more than one function named \"" + std::string(name_text) + "\"");
  }
  return found.front();
}

std::optional<std::string> SessionServices::text_search_setting(std::string_view name) {
  const Oid oid = lookup_name(oid::kRegconfig, name, true);
  const catalog::TextSearchName found =
      catalog::text_search_name(catalog(), ObjectClass::kTextSearchConfig, oid);
  const auto* schema = found.name.empty() ? nullptr : catalog().schema(found.schema);
  if (schema == nullptr) return std::nullopt;
  return parser::quote_identifier(schema->name) + "." + parser::quote_identifier(found.name);
}

std::string SessionServices::object_name(Oid kind, Oid object) {
  if (object == kNoOid) return "-";
  catalog::Catalog& cat = catalog();
  ExecContext* context = session_.current();
  planner::DeparseContext deparse{&cat, &session_.search_path(), context->env(), false};
  if (kind == oid::kRegclass) {
    return cat.relation(object) == nullptr ? std::string() : planner::relation_name(deparse, object);
  }
  if (kind == oid::kRegtype) {
    const TypeInfo* type = cat.find_type(object);
    if (type == nullptr) return {};
    if (object < kFirstUserOid) return planner::type_name(deparse, object, -1);
    // format_type() comes here for the user's types.
    if (type->kind == TypeKind::kArray) return object_name(kind, type->element_oid) + "[]";
    std::string name;
    if (!catalog::is_type_visible(cat, session_.search_path(), object)) {
      const catalog::Schema* schema = cat.schema(type->schema);
      if (schema != nullptr) name = parser::quote_identifier(schema->name) + ".";
    }
    return name + parser::quote_identifier(type->name);
  }
  if (kind == oid::kRegnamespace) {
    const auto* schema = cat.schema(object);
    return schema == nullptr ? std::string() : parser::quote_identifier(schema->name);
  }
  if (kind == oid::kRegrole) {
    const auto* role = cat.role(object);
    return role == nullptr ? std::string() : parser::quote_identifier(role->name);
  }
  if (kind == oid::kRegconfig || kind == oid::kRegdictionary) {
    const ObjectClass cls = kind == oid::kRegconfig ? ObjectClass::kTextSearchConfig
                                                    : ObjectClass::kTextSearchDictionary;
    const catalog::TextSearchName name = catalog::text_search_name(cat, cls, object);
    if (name.name.empty()) return {};
    const bool visible =
        catalog::is_text_search_visible(cat, session_.search_path(), cls, object);
    const auto* schema = cat.schema(name.schema);
    return (visible || schema == nullptr ? std::string()
                                         : parser::quote_identifier(schema->name) + ".") +
           parser::quote_identifier(name.name);
  }
  if (kind == oid::kRegoperator) {
    std::string name;
    Oid left = kNoOid, right = kNoOid;
    if (const OperatorDef* builtin = rung::find_operator(object)) {
      name = builtin->name;
      left = builtin->left;
      right = builtin->right;
    } else if (const auto* own = dynamic_cast<const catalog::Other*>(
                   cat.object(ObjectClass::kOperator, object))) {
      const std::vector<Oid>& path = session_.search_path().schemas;
      const auto* schema = cat.schema(own->schema);
      const bool seen = std::find(path.begin(), path.end(), own->schema) != path.end();
      if (!seen && schema != nullptr) name = parser::quote_identifier(schema->name) + ".";
      name += own->name;
      left = number_or_zero(own->get("left"));
      right = number_or_zero(own->get("right"));
    } else {
      return {};
    }
    const auto operand = [&](Oid type) {
      return type == kNoOid ? std::string("NONE") : planner::type_name(deparse, type, -1);
    };
    return name + "(" + operand(left) + "," + operand(right) + ")";
  }
  if (kind == oid::kRegcollation) {
    return object == kCCollation ? "\"C\"" : object == kDefaultCollation ? "\"default\"" : "";
  }
  if (kind == oid::kRegproc || kind == oid::kRegprocedure) {
    std::string name;
    std::vector<Oid> types;
    if (const catalog::Function* function = cat.function(object)) {
      if (!catalog::is_function_visible(cat, session_.search_path(), *function)) {
        name = parser::quote_identifier(cat.schema(function->schema)->name) + ".";
      }
      name += parser::quote_identifier(function->name);
      types = function->input_types();
    } else if (const auto builtin = executor::builtin_function(object)) {
      const catalog::Extension* extension =
          builtin->extension == nullptr ? nullptr : cat.find_extension(builtin->extension);
      const std::vector<Oid>& path = session_.search_path().schemas;
      if (extension != nullptr &&
          std::find(path.begin(), path.end(), extension->schema) == path.end()) {
        name = parser::quote_identifier(cat.schema(extension->schema)->name) + ".";
      }
      name += parser::quote_identifier(builtin->name);
      types.assign(builtin->args.begin(), builtin->args.end());
    } else {
      return {};
    }
    if (kind == oid::kRegproc) return name;
    name += "(";
    for (size_t i = 0; i < types.size(); ++i) {
      name += (i > 0 ? "," : "") + planner::type_name(deparse, types[i], -1);
    }
    return name + ")";
  }
  return {};
}

std::optional<std::string> SessionServices::describe(
    std::string_view function, const std::vector<std::optional<std::string>>& args) {
  catalog::Catalog& cat = catalog();
  ExecContext* context = session_.current();
  planner::DeparseContext deparse{&cat, &session_.search_path(), context->env(), false};
  const auto arg_oid = [&](size_t i) { return i < args.size() ? number_or_zero(args[i]) : kNoOid; };
  Oid object = arg_oid(0);
  if (function == "pg_get_viewdef" && object == kNoOid && !args.empty() && args[0]) {
    object = lookup_name(oid::kRegclass, *args[0], false);  // by name
  }

  if (function.ends_with("def") || function == "pg_get_expr") {
    const size_t flag = function == "pg_get_indexdef" || function == "pg_get_expr" ? 2 : 1;
    deparse.pretty = args.size() > flag && args[flag] && *args[flag] != "f" && *args[flag] != "false";
  }

  if (function == "pg_get_constraintdef") {
    const catalog::ObjectAddress home = cat.home_of(ObjectClass::kConstraint, object);
    if (home.cls == ObjectClass::kType) {
      const catalog::Type* type = cat.user_type(home.oid);
      if (type == nullptr || !type->domain) return std::nullopt;
      for (const catalog::Constraint& c : type->domain->checks) {
        if (c.oid != object) continue;
        return "CHECK (" +
               planner::deparse_expression(
                   deparse, *planner::load_expression(*context->arena, c.check)) + ")";
      }
      return std::nullopt;
    }
    const catalog::Relation* relation = cat.relation(home.oid);
    if (relation == nullptr) return std::nullopt;
    for (const catalog::Constraint& c : relation->constraints) {
      if (c.oid == object) return planner::constraint_definition(deparse, *relation, c);
    }
    return std::nullopt;
  }
  if (function == "pg_get_indexdef") {
    const catalog::Relation* index = cat.relation(object);
    if (index == nullptr || !index->index) return std::nullopt;
    const Oid column = arg_oid(1);
    return column == 0 ? planner::index_definition(deparse, *index)
                       : planner::index_column_definition(deparse, *index, static_cast<int>(column));
  }
  if (function == "pg_get_statisticsobjdef") {
    const auto* statistics =
        dynamic_cast<const catalog::Other*>(cat.object(ObjectClass::kStatistics, object));
    if (statistics == nullptr) return std::nullopt;
    return planner::statistics_definition(deparse, *statistics);
  }
  if (function == "pg_get_viewdef") {
    const catalog::Relation* view = cat.relation(object);
    if (view == nullptr || view->view_query.empty()) return std::nullopt;
    return planner::view_definition(deparse, *view);
  }
  if (function == "pg_get_triggerdef") {
    const catalog::Relation* relation = cat.relation(cat.home_of(ObjectClass::kTrigger, object).oid);
    if (relation == nullptr) return std::nullopt;
    for (const catalog::Trigger& trigger : relation->triggers) {
      if (trigger.oid == object) return planner::trigger_definition(deparse, *relation, trigger);
    }
    return std::nullopt;
  }
  if (function.starts_with("pg_get_function")) {
    const catalog::Function* f = cat.function(object);
    if (f == nullptr) {
      const auto builtin = executor::builtin_function(object);
      if (!builtin) return std::nullopt;
      if (function == "pg_get_function_result") return builtin_result(deparse, *builtin);
      const bool with_defaults = function == "pg_get_function_arguments";
      if (!with_defaults && function != "pg_get_function_identity_arguments") return std::nullopt;
      return builtin_arguments(deparse, *builtin, with_defaults);
    }
    if (function == "pg_get_functiondef") return planner::function_definition(deparse, *f);
    if (function == "pg_get_function_arguments") return planner::function_arguments(deparse, *f, true);
    if (function == "pg_get_function_identity_arguments") {
      return planner::function_identity_arguments(deparse, *f);
    }
    if (function == "pg_get_function_result") {
      if (f->kind == 'p') return std::nullopt;
      return planner::function_result(deparse, *f);
    }
    if (function == "pg_get_function_sqlbody") {
      if (f->sql_body.empty()) return std::nullopt;
      return planner::function_body(deparse, *f);
    }
  }
  if (function == "pg_get_ruledef") {
    const auto* rule = static_cast<const catalog::Other*>(cat.object(ObjectClass::kRule, object));
    if (rule == nullptr) return std::nullopt;
    return planner::rule_definition(deparse, *rule);
  }
  if (function == "pg_get_expr") {
    if (args.size() < 2 || !args[0] || args[0]->empty()) return std::nullopt;
    const std::string blob = catalog::node_tree_blob(*args[0]);
    if (blob.empty()) return std::nullopt;
    return planner::deparse_expression(deparse, *planner::load_expression(*context->arena, blob),
                                       cat.relation(arg_oid(1)));
  }
  if (function.starts_with("pg_get_part") || function.starts_with("pg_partition_")) {
    return partition_describe(function, object);
  }
  if (function == "pg_has_role") {
    const auto role = [&](const std::string& name) {
      const bool number = name.find_first_not_of("0123456789") == std::string::npos;
      return number ? static_cast<Oid>(std::strtoul(name.c_str(), nullptr, 10))
                    : lookup_name(oid::kRegrole, parser::quote_identifier(name), false);
    };
    if (args.size() < 2 || !args[0] || !args[1] || (args.size() > 2 && !args[2])) {
      return std::nullopt;
    }
    const Oid user = role(args.size() > 2 ? *args[0] : current_user());
    return has_role(cat, user, role(*args[args.size() - 2]), *args.back()) ? "t" : "f";
  }
  if (function == "pg_get_userbyid") {
    const catalog::Role* role = cat.role(object);
    return role == nullptr ? "unknown (OID=" + std::to_string(object) + ")" : role->name;
  }
  if (function == "pg_get_serial_sequence") {
    if (args.size() < 2 || !args[0] || !args[1]) return std::nullopt;
    const Oid table = lookup_name(oid::kRegclass, *args[0], false);
    const catalog::Relation* relation = cat.relation(table);
    const catalog::Attribute* column = relation->find_column(*args[1]);
    if (column == nullptr) {
      throw_error(sqlstate::undefined_column, "column \"" + *args[1] + "\" of relation \"" +
                                                  relation->name + "\" does not exist");
    }
    std::optional<std::string> result;
    cat.for_each(ObjectClass::kRelation, [&](const catalog::Object& o) {
      const auto& r = static_cast<const catalog::Relation&>(o);
      if (r.sequence && r.sequence->owner_table == table && r.sequence->owner_column == column->attno) {
        result = parser::quote_identifier(cat.schema(r.schema)->name) + "." +
                 parser::quote_identifier(r.name);
      }
    });
    return result;
  }
  if (function == "obj_description" || function == "col_description" ||
      function == "shobj_description") {
    const auto column = function == "col_description" ? static_cast<int32_t>(arg_oid(1)) : 0;
    static constexpr std::pair<std::string_view, ObjectClass> kClasses[] = {
        {"pg_class", ObjectClass::kRelation},          {"pg_namespace", ObjectClass::kSchema},
        {"pg_type", ObjectClass::kType},               {"pg_proc", ObjectClass::kFunction},
        {"pg_constraint", ObjectClass::kConstraint},   {"pg_trigger", ObjectClass::kTrigger},
        {"pg_extension", ObjectClass::kExtension},     {"pg_authid", ObjectClass::kRole},
        {"pg_policy", ObjectClass::kPolicy},           {"pg_cast", ObjectClass::kCast},
        {"pg_operator", ObjectClass::kOperator},       {"pg_collation", ObjectClass::kCollation},
        {"pg_rewrite", ObjectClass::kRule},            {"pg_database", ObjectClass::kDatabase},
        {"pg_statistic_ext", ObjectClass::kStatistics},
        {"pg_event_trigger", ObjectClass::kEventTrigger},
        {"pg_publication", ObjectClass::kPublication},
        {"pg_ts_config", ObjectClass::kTextSearchConfig},
        {"pg_opclass", ObjectClass::kOpclass},
        {"pg_opfamily", ObjectClass::kOpfamily},
        {"pg_ts_dict", ObjectClass::kTextSearchDictionary},
        {"pg_ts_parser", ObjectClass::kTextSearchParser},
        {"pg_ts_template", ObjectClass::kTextSearchTemplate},
        {"pg_foreign_server", ObjectClass::kForeignServer}};
    ObjectClass cls = ObjectClass::kRelation;
    if (function != "col_description" && args.size() > 1 && args[1]) {
      bool known = false;
      for (const auto& [name, value] : kClasses) {
        if (*args[1] == name) {
          cls = value;
          known = true;
        }
      }
      if (!known) return std::nullopt;
    } else if (function == "obj_description") {
      for (const auto& [name, value] : kClasses) {
        if (auto text = cat.comment({value, object, 0})) return text;
      }
      return std::nullopt;
    }
    return cat.comment({cls, object, column});
  }
  if (function == "pg_table_is_visible" || function == "pg_type_is_visible" ||
      function == "pg_function_is_visible") {
    const catalog::SearchPath& path = session_.search_path();
    if (function == "pg_table_is_visible") {
      if (cat.relation(object) == nullptr) return std::nullopt;
      return catalog::is_relation_visible(cat, path, object) ? "t" : "f";
    }
    if (function == "pg_type_is_visible") {
      if (cat.find_type(object) == nullptr) return std::nullopt;
      return catalog::is_type_visible(cat, path, object) ? "t" : "f";
    }
    const catalog::Function* f = cat.function(object);
    if (f == nullptr) {
      return executor::builtin_function(object) ? std::optional<std::string>("t") : std::nullopt;
    }
    return catalog::is_function_visible(cat, path, *f) ? "t" : "f";
  }
  if (function == "pg_ts_config_is_visible" || function == "pg_ts_dict_is_visible") {
    const ObjectClass cls = function == "pg_ts_config_is_visible"
                                ? ObjectClass::kTextSearchConfig
                                : ObjectClass::kTextSearchDictionary;
    if (catalog::text_search_name(cat, cls, object).name.empty()) return std::nullopt;
    return catalog::is_text_search_visible(cat, session_.search_path(), cls, object) ? "t" : "f";
  }
  if (function.starts_with("pg_event_trigger_")) {
    return commands::event_trigger_rows(*context, session_.event_frame, function);
  }
  if (function.starts_with("pg_identify_object")) {
    const auto cls = catalog::class_of_relation(object);
    if (!cls) return std::nullopt;
    const auto identity = commands::identify_object(
        *context, {*cls, arg_oid(1), static_cast<int32_t>(arg_oid(2))});
    if (!identity) return std::nullopt;
    return commands::identity_row(*identity, function == "pg_identify_object_as_address");
  }
  if (function == "pg_describe_object") {
    const auto cls = catalog::class_of_relation(object);
    if (!cls || arg_oid(1) == kNoOid) return std::nullopt;
    std::string text = commands::describe_object(
        *context, {*cls, arg_oid(1), static_cast<int32_t>(arg_oid(2))});
    if (text.starts_with("unrecognized object")) return std::nullopt;
    return text;
  }
  if (function == "ts_config_definition" || function == "ts_dictionary_definition") {
    return text_search_definition(cat, function == "ts_config_definition", object);
  }
  // Objects of these kinds are built in: pg_catalog is always in the path.
  if (function == "pg_ts_parser_is_visible" || function == "pg_ts_template_is_visible") return "t";
  if (function == "pg_operator_is_visible" || function == "pg_opclass_is_visible" ||
      function == "pg_opfamily_is_visible" || function == "pg_collation_is_visible" ||
      function == "pg_conversion_is_visible") {
    return "t";
  }
  if (function.starts_with("has_")) return "t";  // sessions are the owner's: everything is allowed
  if (function == "pg_relation_is_updatable") {
    const bool triggers = args.size() > 1 && args[1] && (*args[1] == "t" || *args[1] == "true");
    return std::to_string(updatable_events(object, triggers, 0));
  }
  return session_describe(function, args);
}

// Bits of UPDATE (4), INSERT (8) and DELETE (16) that a relation takes.
int SessionServices::updatable_events(Oid oid, bool include_triggers, int depth) {
  constexpr int kAll = 28;
  catalog::Catalog& cat = catalog();
  const catalog::Relation* relation = cat.relation(oid);
  if (relation == nullptr || depth > 100) return 0;
  if (relation->kind == catalog::RelationKind::kTable ||
      relation->kind == catalog::RelationKind::kPartitionedTable) {
    return kAll;
  }
  if (relation->kind != catalog::RelationKind::kView || relation->view_query.empty()) return 0;
  int events = 0;
  if (include_triggers) {
    for (const catalog::Trigger& t : relation->triggers) {
      if (t.timing != catalog::TriggerTiming::kInsteadOf) continue;
      if ((t.events & catalog::TriggerEvents::kUpdate) != 0) events |= 4;
      if ((t.events & catalog::TriggerEvents::kInsert) != 0) events |= 8;
      if ((t.events & catalog::TriggerEvents::kDelete) != 0) events |= 16;
    }
    if (events == kAll) return events;
  }
  const Query& view = *planner::load_query(*session_.current()->arena, relation->view_query);
  if (planner::view_obstacle(view) != nullptr) return events;
  const Rte& base = *view.rtable[static_cast<size_t>(view.from[0]->rte) - 1];
  return events | updatable_events(base.relation, include_triggers, depth + 1);
}

std::optional<std::string> SessionServices::partition_describe(std::string_view function, Oid table) {
  catalog::Catalog& cat = catalog();
  ExecContext* context = session_.current();
  planner::DeparseContext deparse{&cat, &session_.search_path(), context->env(), false};
  const catalog::Relation* relation = cat.relation(table);
  if (relation == nullptr) return std::nullopt;
  const bool partitioned = relation->kind == catalog::RelationKind::kPartitionedTable;
  if (function == "pg_get_partkeydef") {
    if (!partitioned) return std::nullopt;
    return planner::partition_key_definition(deparse, *relation);
  }
  if (function == "pg_get_partition_constraintdef") {
    if (!relation->is_partition()) return std::nullopt;
    const std::string text = planner::partition_constraint_definition(deparse, *relation);
    return text.empty() ? std::nullopt : std::optional(text);
  }
  if (function == "pg_get_partition_bound") {
    if (!relation->is_partition()) return std::nullopt;
    return planner::deparse_expression(
        deparse, *planner::load_expression(*context->arena, relation->partition_bound));
  }
  // Tables and indexes alike.
  const bool is_index = relation->index.has_value();
  const auto has_partitions = [](const catalog::Relation& r) {
    return r.kind == catalog::RelationKind::kPartitionedTable ||
           r.kind == catalog::RelationKind::kPartitionedIndex;
  };
  const auto is_partition = [](const catalog::Relation& r) {
    return r.is_partition() || (r.index.has_value() && !r.parents.empty());
  };
  if (!has_partitions(*relation) && !is_partition(*relation)) return std::nullopt;
  static_cast<void>(is_index);
  std::vector<const catalog::Relation*> up{relation};
  while (is_partition(*up.back()) && !up.back()->parents.empty()) {
    const catalog::Relation* parent = cat.relation(up.back()->parents[0]);
    if (parent == nullptr) break;
    up.push_back(parent);
  }
  if (function == "pg_partition_root") return std::to_string(up.back()->oid);
  std::string lines;
  if (function == "pg_partition_ancestors") {
    for (const catalog::Relation* r : up) lines += std::to_string(r->oid) + "\n";
    return lines;
  }
  // Breadth first, children by oid.
  std::vector<std::pair<const catalog::Relation*, int>> all{{relation, 0}};
  for (size_t i = 0; i < all.size(); ++i) {
    const auto [r, level] = all[i];
    const Oid parent = is_partition(*r) ? r->parents[0] : kNoOid;
    lines += std::to_string(r->oid) + " " + std::to_string(parent) + " " +
             (has_partitions(*r) ? "0 " : "1 ") + std::to_string(level) + "\n";
    std::vector<Oid> children = r->children;
    std::sort(children.begin(), children.end());
    for (const Oid child : children) {
      if (const catalog::Relation* below = cat.relation(child)) all.emplace_back(below, level + 1);
    }
  }
  return lines;
}

std::optional<std::string> SessionServices::session_describe(
    std::string_view function, const std::vector<std::optional<std::string>>& args) {
  catalog::Catalog& cat = catalog();
  const Oid object = args.empty() ? kNoOid : number_or_zero(args[0]);
  // One line per session, fields separated by tabs, for pg_stat_activity.
  if (function == "pg_stat_get_activity") {
    std::string lines;
    for (const Activity& a : session_.database().activities()) {
      std::string query = a.query;
      for (char& c : query) {
        if (c == '\t' || c == '\n') c = ' ';
      }
      lines += std::to_string(a.pid) + "\t" + a.application_name + "\t" + a.state + "\t" + query + "\n";
    }
    return lines;
  }
  // One line per setting: name, value, tab-separated.
  if (function == "pg_show_all_settings") {
    std::string lines;
    for (const auto& [name, value] : session_.settings().all()) lines += name + "\t" + value + "\n";
    return lines;
  }
  if (function == "pg_trigger_depth") {
    return std::to_string(plpgsql::trigger_depth(session_.functions()));
  }
  // One line per extension that can be created: name, version, relocatable, comment.
  if (function == "pg_available_extensions") return commands::available_extensions();
  if (function == "pg_relation_size" || function == "pg_table_size" ||
      function == "pg_total_relation_size" || function == "pg_indexes_size" ||
      function == "pg_database_size") {
    const storage::StoreStats stats = session_.database().store().stats();
    if (function == "pg_database_size") return std::to_string(stats.page_count * stats.page_bytes);
    if (cat.relation(object) == nullptr) return std::nullopt;
    throw_unsupported(std::string(function) + "()");
  }
  if (function == "age") {  // of a transaction; the first three numbers are older than all
    if (object < 3) return std::to_string(INT32_MAX);
    return std::to_string(static_cast<int32_t>(static_cast<uint32_t>(transaction_id()) - object));
  }
  if (function == "txid_current_if_assigned" || function == "pg_current_xact_id_if_assigned") {
    if (!session_.current()->transaction->is_writing()) return std::nullopt;
    return std::to_string(transaction_id());
  }
  if (function == "pg_notify") return std::nullopt;  // nobody can listen
  if (function == "pg_backend_pid") {
    for (const Activity& a : session_.database().activities()) {
      if (a.state == "active") return std::to_string(a.pid);
    }
    return "0";
  }
  throw_unsupported(std::string(function) + "()");
}

}  // namespace rung::session
