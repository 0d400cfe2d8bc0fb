// pg_ts_*: the built-in configurations, dictionaries, parser and templates of full-text search.
#include "catalog/system_columns.h"
#include "catalog/system_view.h"
#include "types/text_search_config.h"

namespace rung::catalog {
namespace {

constexpr Oid kDefaultParser = 3722;
constexpr Oid kSimpleTemplate = 3727;
constexpr Oid kSnowballTemplate = 13150;
constexpr Oid kOwner = 10;

void generate_config(SystemRows& rows) {
  for (const TsConfigRow& config : ts_configs()) {
    rows.integer(config.oid).text(config.name).integer(kPgCatalogSchema).integer(kOwner);
    rows.integer(kDefaultParser).end();
  }
}

void generate_config_map(SystemRows& rows) {
  for (const TsConfigRow& config : ts_configs()) {
    for (int type = 1; type <= kTsTokenTypes; ++type) {
      const Oid dictionary = ts_dictionary_of(config, static_cast<TsTokenType>(type));
      if (dictionary == kNoOid) continue;
      rows.integer(config.oid).integer(type).integer(1).integer(dictionary).end();
    }
  }
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
}

void generate_parser(SystemRows& rows) {
  rows.integer(kDefaultParser).text("default").integer(kPgCatalogSchema);
  for (Oid function = 3717; function <= 3721; ++function) rows.integer(function);
  rows.end();
}

void generate_template(SystemRows& rows) {
  const auto one = [&](Oid oid, const char* name, Oid init, Oid lexize) {
    rows.integer(oid).text(name).integer(kPgCatalogSchema).integer(init).integer(lexize).end();
  };
  one(kSimpleTemplate, "simple", 3725, 3726);
  one(kSnowballTemplate, "snowball", 13148, 13149);
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
