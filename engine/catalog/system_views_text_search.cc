// pg_ts_*: the built-in configurations, dictionaries, parser and templates of full-text search.
#include <cstdlib>
#include <functional>

#include "catalog/system_columns.h"
#include "catalog/system_view.h"
#include "catalog/text_search.h"
#include "types/text_search_config.h"

namespace rung::catalog {
namespace {

constexpr Oid kSimpleTemplate = 3727;
constexpr Oid kSnowballTemplate = 13150;
constexpr Oid kOwner = 10;

void for_each_other(SystemRows& rows, ObjectClass cls, const std::function<void(const Other&)>& each) {
  rows.catalog().for_each(cls, [&](const Object& object) {
    if (const auto* other = dynamic_cast<const Other*>(&object)) each(*other);
  });
}

void generate_config(SystemRows& rows) {
  for (const TsConfigRow& config : ts_configs()) {
    rows.integer(config.oid).text(config.name).integer(kPgCatalogSchema).integer(kOwner);
    rows.integer(kDefaultTsParser).end();
  }
  for_each_other(rows, ObjectClass::kTextSearchConfig, [&](const Other& config) {
    rows.integer(config.oid).text(config.name).integer(config.schema).integer(config.owner);
    rows.integer(kDefaultTsParser).end();
  });
}

void generate_config_map(SystemRows& rows) {
  for (const TsConfigRow& config : ts_configs()) {
    for (int type = 1; type <= kTsTokenTypes; ++type) {
      const Oid dictionary = ts_dictionary_of(config, static_cast<TsTokenType>(type));
      if (dictionary == kNoOid) continue;
      rows.integer(config.oid).integer(type).integer(1).integer(dictionary).end();
    }
  }
  for_each_other(rows, ObjectClass::kTextSearchConfig, [&](const Other& config) {
    for (int type = 1; type <= kTsTokenTypes; ++type) {
      int number = 0;
      for (const Oid dictionary : ts_mapping(config, static_cast<TsTokenType>(type))) {
        rows.integer(config.oid).integer(type).integer(++number).integer(dictionary).end();
      }
    }
  });
}

void generate_dict(SystemRows& rows) {
  for (const TsDictionaryRow& dictionary : ts_dictionaries()) {
    rows.integer(dictionary.oid).text(dictionary.name).integer(kPgCatalogSchema).integer(kOwner);
    if (dictionary.language == nullptr) {
      rows.integer(kSimpleTemplate).null().end();
      continue;
    }
    const std::string language = "'" + std::string(dictionary.language) + "'";
    std::string options = "language = " + language;
    if (dictionary.has_stop_words) options += ", stopwords = " + language;
    rows.integer(kSnowballTemplate).text(options).end();
  }
  for_each_other(rows, ObjectClass::kTextSearchDictionary, [&](const Other& dictionary) {
    rows.integer(dictionary.oid).text(dictionary.name).integer(dictionary.schema);
    rows.integer(dictionary.owner).integer(std::atoll(dictionary.get("template_oid").c_str()));
    const std::string options = dictionary.get("options");
    rows.text_or_null(options.empty() ? std::nullopt : std::optional(options)).end();
  });
}

void generate_parser(SystemRows& rows) {
  rows.integer(kDefaultTsParser).text("default").integer(kPgCatalogSchema);
  for (Oid function = 3717; function <= 3721; ++function) rows.integer(function);
  rows.end();
}

void generate_template(SystemRows& rows) {
  for (const TsTemplateRow& row : ts_templates()) {
    rows.integer(row.oid).text(row.name).integer(kPgCatalogSchema).integer(row.init);
    rows.integer(row.lexize).end();
  }
  for_each_other(rows, ObjectClass::kTextSearchTemplate, [&](const Other& own) {
    rows.integer(own.oid).text(own.name).integer(own.schema).integer(0).integer(0).end();
  });
}

constexpr SystemView kViews[] = {
    {3602, kPgCatalogSchema, "pg_ts_config", 'r', columns::kPgTsConfig, generate_config},
    {3603, kPgCatalogSchema, "pg_ts_config_map", 'r', columns::kPgTsConfigMap, generate_config_map},
    {3600, kPgCatalogSchema, "pg_ts_dict", 'r', columns::kPgTsDict, generate_dict},
    {3601, kPgCatalogSchema, "pg_ts_parser", 'r', columns::kPgTsParser, generate_parser},
    {3764, kPgCatalogSchema, "pg_ts_template", 'r', columns::kPgTsTemplate, generate_template},
};

}  // namespace

std::span<const SystemView> system_views_text_search() { return kViews; }

}  // namespace rung::catalog
