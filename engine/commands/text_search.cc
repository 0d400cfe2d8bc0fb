// CREATE and ALTER TEXT SEARCH CONFIGURATION and DICTIONARY. What they hold is described in
// catalog/text_search.h; how it works is functions/ts_dictionary.h.
#include "catalog/text_search.h"

#include <algorithm>

#include "commands/objects.h"
#include "commands/other.h"
#include "functions/ts_dictionary.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

constexpr ObjectClass kConfig = ObjectClass::kTextSearchConfig;
constexpr ObjectClass kDictionary = ObjectClass::kTextSearchDictionary;

// 42704 when there is none.
Oid find_named(CommandContext& c, ObjectClass cls, const char* what, const ast::NameList& names) {
  const SplitName name = split_name(names);
  if (!name.schema.empty()) schema_oid(c, name.schema);
  const Oid oid = lookup_text_search(cat(c), *c.exec.path, cls, name.schema, name.name);
  if (oid == kNoOid) {
    throw_error(sqlstate::undefined_object, std::string("text search ") + what + " " +
                                                quoted(dotted(names)) + " does not exist");
  }
  return oid;
}

ast::NameList names_of(const ast::DefElem& option) {
  if (const auto* type = ast::as<ast::TypeName>(option.arg)) return type->names;
  if (const auto* name = ast::as<ast::NameNode>(option.arg)) return name->names;
  if (const auto* text = ast::as<ast::Constant>(option.arg)) return {text->text};
  throw_error(sqlstate::syntax_error, str(option.name) + " requires a parameter");
}

void check_new_name(CommandContext& c, ObjectClass cls, std::string_view name, Oid schema) {
  if (cat(c).find_object(cls, schema, name) == nullptr) return;
  const bool config = cls == kConfig;
  const std::string columns = config ? "cfgname, cfgnamespace" : "dictname, dictnamespace";
  throw_error(Error(sqlstate::unique_violation,
                    "duplicate key value violates unique constraint \"" +
                        std::string(config ? "pg_ts_config_cfgname_index"
                                           : "pg_ts_dict_dictname_index") +
                        "\"")
                  .with_detail("Key (" + columns + ")=(" + str(name) + ", " +
                               std::to_string(schema) + ") already exists."));
}

// The options of CREATE and ALTER; without a value only where ALTER takes one away.
std::string option_value(const ast::DefElem& option) {
  if (option.arg == nullptr) {
    throw_error(sqlstate::syntax_error, str(option.name) + " requires a parameter");
  }
  const auto* constant = ast::as<ast::Constant>(option.arg);
  const bool number = constant != nullptr && (constant->const_kind == ast::ConstantKind::kInteger ||
                                              constant->const_kind == ast::ConstantKind::kFloat);
  return (number ? std::string(1, kTsBareValue) : std::string()) + option_text(option);
}

std::string create_dictionary(CommandContext& c, const ast::DefineStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  const Oid schema = creation_schema(c, name.schema);
  Oid template_oid = kNoOid;
  TsOptions options;
  for (const ast::DefElem* option : stmt.definition) {
    if (option->name == "template") {
      template_oid =
          find_named(c, ObjectClass::kTextSearchTemplate, "template", names_of(*option));
    } else {
      options.emplace_back(option->name, option_value(*option));
    }
  }
  if (template_oid == kNoOid) {
    throw_error(sqlstate::invalid_object_definition, "text search template is required");
  }
  const std::string kind =
      str(text_search_name(cat(c), ObjectClass::kTextSearchTemplate, template_oid).name);
  make_ts_dictionary(kind, options);
  check_new_name(c, kDictionary, name.name, schema);
  auto dictionary = new_other(c, kDictionary, name.name, schema);
  dictionary->set("template", kind);
  dictionary->set("template_oid", std::to_string(template_oid));
  dictionary->set("options", ts_options_text(options));
  depend(c, {kDictionary, dictionary->oid, 0},
         {ObjectClass::kTextSearchTemplate, template_oid, 0});
  cat(c).put(std::move(dictionary));
  return "CREATE TEXT SEARCH DICTIONARY";
}

std::string alter_dictionary(CommandContext& c, const ast::AlterTextSearchStmt& stmt) {
  const Oid oid = find_named(c, kDictionary, "dictionary", stmt.name);
  if (oid < kFirstUserOid) {
    throw_unsupported("ALTER TEXT SEARCH DICTIONARY of a built-in dictionary", stmt.pos);
  }
  auto dictionary = edit_other(c, kDictionary, oid);
  TsOptions options = parse_ts_options(dictionary->get("options"));
  for (const ast::DefElem* option : stmt.options) {
    std::erase_if(options, [&](const auto& old) { return old.first == option->name; });
    if (option->arg != nullptr) options.emplace_back(option->name, option_value(*option));
  }
  make_ts_dictionary(dictionary->get("template"), options);
  dictionary->set("options", ts_options_text(options));
  cat(c).put(std::move(dictionary));
  return "ALTER TEXT SEARCH DICTIONARY";
}

// --- configurations ----------------------------------------------------------------------------

std::vector<Oid> mapping_of(CommandContext& c, Oid config, TsTokenType type) {
  for (const TsConfigRow& row : ts_configs()) {
    if (row.oid != config) continue;
    const Oid dictionary = ts_dictionary_of(row, type);
    return dictionary == kNoOid ? std::vector<Oid>() : std::vector<Oid>{dictionary};
  }
  return ts_mapping(static_cast<const Other&>(*cat(c).object(kConfig, config)), type);
}

// The dictionaries of the mappings are all that a configuration depends on, besides its schema.
void put_config(CommandContext& c, std::unique_ptr<Other> config) {
  const ObjectAddress self{kConfig, config->oid, 0};
  for (const Dependency& d : cat(c).references_of(self)) {
    if (d.object.cls == kDictionary) cat(c).remove_dependency(self, d.object);
  }
  for (int type = 1; type <= kTsTokenTypes; ++type) {
    for (const Oid oid : ts_mapping(*config, static_cast<TsTokenType>(type))) {
      depend(c, self, {kDictionary, oid, 0});
    }
  }
  cat(c).put(std::move(config));
}

std::string create_config(CommandContext& c, const ast::DefineStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  const Oid schema = creation_schema(c, name.schema);
  Oid parser = kNoOid, source = kNoOid;
  for (const ast::DefElem* option : stmt.definition) {
    if (option->name == "parser") {
      parser = find_named(c, ObjectClass::kTextSearchParser, "parser", names_of(*option));
    } else if (option->name == "copy") {
      source = find_named(c, kConfig, "configuration", names_of(*option));
    } else {
      throw_error(sqlstate::syntax_error, "text search configuration parameter " +
                                              quoted(option->name) + " not recognized");
    }
  }
  if (source != kNoOid && parser != kNoOid) {
    throw_error(sqlstate::syntax_error, "cannot specify both PARSER and COPY options");
  }
  if (source == kNoOid && parser == kNoOid) {
    throw_error(sqlstate::invalid_object_definition, "text search parser is required");
  }
  check_new_name(c, kConfig, name.name, schema);
  auto config = new_other(c, kConfig, name.name, schema);
  for (int number = 1; source != kNoOid && number <= kTsTokenTypes; ++number) {
    const auto type = static_cast<TsTokenType>(number);
    set_ts_mapping(*config, type, mapping_of(c, source, type));
  }
  put_config(c, std::move(config));
  return "CREATE TEXT SEARCH CONFIGURATION";
}

std::vector<TsTokenType> token_types(const ast::NameList& names) {
  std::vector<TsTokenType> types;
  for (const std::string_view name : names) {
    int number = 1;
    while (number <= kTsTokenTypes && name != ts_token_alias(static_cast<TsTokenType>(number))) {
      ++number;
    }
    if (number > kTsTokenTypes) {
      throw_error(sqlstate::invalid_parameter_value,
                  "token type " + quoted(name) + " does not exist");
    }
    const auto type = static_cast<TsTokenType>(number);
    if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
  }
  return types;
}

void drop_mapping(CommandContext& c, const ast::AlterTextSearchStmt& stmt, Other& config) {
  for (const TsTokenType type : token_types(stmt.token_types)) {
    if (!ts_mapping(config, type).empty()) {
      set_ts_mapping(config, type, {});
      continue;
    }
    const std::string message =
        "mapping for token type " + quoted(ts_token_alias(type)) + " does not exist";
    if (!stmt.missing_ok) throw_error(sqlstate::undefined_object, message);
    notice(c, message + ", skipping");
  }
}

void set_mapping(CommandContext& c, const ast::AlterTextSearchStmt& stmt, Other& config) {
  const std::vector<TsTokenType> types = token_types(stmt.token_types);
  std::vector<Oid> dictionaries;
  for (const ast::NameList& names : stmt.dictionaries) {
    dictionaries.push_back(find_named(c, kDictionary, "dictionary", names));
  }
  if (stmt.command != ast::AlterTextSearchKind::kReplaceDictionary) {
    for (const TsTokenType type : types) {
      if (stmt.command == ast::AlterTextSearchKind::kAddMapping &&
          !ts_mapping(config, type).empty()) {
        throw_error(Error(sqlstate::unique_violation,
                          "duplicate key value violates unique constraint "
                          "\"pg_ts_config_map_index\"")
                        .with_detail("Key (mapcfg, maptokentype, mapseqno)=(" +
                                     std::to_string(config.oid) + ", " +
                                     std::to_string(static_cast<int>(type)) +
                                     ", 1) already exists."));
      }
      set_ts_mapping(config, type, dictionaries);
    }
    return;
  }
  for (int number = 1; number <= kTsTokenTypes; ++number) {
    const auto type = static_cast<TsTokenType>(number);
    if (!types.empty() && std::find(types.begin(), types.end(), type) == types.end()) continue;
    std::vector<Oid> mapped = ts_mapping(config, type);
    std::replace(mapped.begin(), mapped.end(), dictionaries[0], dictionaries[1]);
    set_ts_mapping(config, type, mapped);
  }
}

}  // namespace

std::string define_text_search(CommandContext& c, const ast::DefineStmt& stmt) {
  switch (stmt.object) {
    case ast::ObjectKind::kTsConfiguration: return create_config(c, stmt);
    case ast::ObjectKind::kTsDictionary: return create_dictionary(c, stmt);
    default: throw_unsupported(std::string("CREATE ") + object_tag(stmt.object), stmt.pos);
  }
}

std::string alter_text_search(CommandContext& c, const ast::AlterTextSearchStmt& stmt) {
  if (stmt.command == ast::AlterTextSearchKind::kOptions) return alter_dictionary(c, stmt);
  const Oid oid = find_named(c, kConfig, "configuration", stmt.name);
  if (oid < kFirstUserOid) {
    throw_unsupported("ALTER TEXT SEARCH CONFIGURATION of a built-in configuration", stmt.pos);
  }
  auto config = edit_other(c, kConfig, oid);
  if (stmt.command == ast::AlterTextSearchKind::kDropMapping) {
    drop_mapping(c, stmt, *config);
  } else {
    set_mapping(c, stmt, *config);
  }
  put_config(c, std::move(config));
  return "ALTER TEXT SEARCH CONFIGURATION";
}

void create_extension_dictionary(CommandContext& c, std::string_view name, Oid schema,
                                 ObjectAddress extension) {
  auto made_from = new_other(c, ObjectClass::kTextSearchTemplate, name, schema);
  const ObjectAddress of{ObjectClass::kTextSearchTemplate, made_from->oid, 0};
  depend(c, of, extension, DependencyKind::kExtension);
  cat(c).put(std::move(made_from));
  check_new_name(c, kDictionary, name, schema);
  auto dictionary = new_other(c, kDictionary, name, schema);
  dictionary->set("template", str(name));
  dictionary->set("template_oid", std::to_string(of.oid));
  dictionary->set("options", "rules = '" + str(name) + "'");
  const ObjectAddress self{kDictionary, dictionary->oid, 0};
  depend(c, self, of);
  depend(c, self, extension, DependencyKind::kExtension);
  cat(c).put(std::move(dictionary));
}

}  // namespace rung::commands
