#include "catalog/text_search.h"

#include <cstdlib>

namespace rung::catalog {
namespace {

template <class Row>
Oid find_row(std::span<const Row> rows, std::string_view name) {
  for (const Row& row : rows) {
    if (name == row.name) return row.oid;
  }
  return kNoOid;
}
template <class Row>
std::string_view row_name(std::span<const Row> rows, Oid oid) {
  for (const Row& row : rows) {
    if (row.oid == oid) return row.name;
  }
  return {};
}

Oid builtin_oid(ObjectClass cls, std::string_view name) {
  switch (cls) {
    case ObjectClass::kTextSearchConfig: return find_row(ts_configs(), name);
    case ObjectClass::kTextSearchDictionary: return find_row(ts_dictionaries(), name);
    case ObjectClass::kTextSearchTemplate: return find_row(ts_templates(), name);
    case ObjectClass::kTextSearchParser: return name == "default" ? kDefaultTsParser : kNoOid;
    default: return kNoOid;
  }
}
std::string_view builtin_name(ObjectClass cls, Oid oid) {
  switch (cls) {
    case ObjectClass::kTextSearchConfig: return row_name(ts_configs(), oid);
    case ObjectClass::kTextSearchDictionary: return row_name(ts_dictionaries(), oid);
    case ObjectClass::kTextSearchTemplate: return row_name(ts_templates(), oid);
    case ObjectClass::kTextSearchParser: return oid == kDefaultTsParser ? "default" : "";
    default: return {};
  }
}

std::string map_field(TsTokenType type) {
  return "map." + std::to_string(static_cast<int>(type));
}

}  // namespace

Oid lookup_text_search(Catalog& catalog, const SearchPath& path, ObjectClass cls,
                       std::string_view schema, std::string_view name) {
  std::vector<Oid> schemas = path.schemas;
  if (!schema.empty()) schemas = {find_schema_oid(catalog, path, schema)};
  for (const Oid in : schemas) {
    if (in == kNoOid) continue;
    if (in == kPgCatalogSchema) {
      if (const Oid builtin = builtin_oid(cls, name); builtin != kNoOid) return builtin;
    }
    if (const Object* own = catalog.find_object(cls, in, name)) return own->oid;
  }
  return kNoOid;
}

TextSearchName text_search_name(Catalog& catalog, ObjectClass cls, Oid oid) {
  if (oid < kFirstUserOid) return {kPgCatalogSchema, builtin_name(cls, oid)};
  const Object* own = catalog.object(cls, oid);
  if (own == nullptr) return {};
  return {own->schema, own->name};
}

bool is_text_search_visible(Catalog& catalog, const SearchPath& path, ObjectClass cls, Oid oid) {
  const TextSearchName name = text_search_name(catalog, cls, oid);
  return !name.name.empty() && lookup_text_search(catalog, path, cls, {}, name.name) == oid;
}

std::vector<Oid> ts_mapping(const Other& config, TsTokenType type) {
  std::vector<Oid> dictionaries;
  const std::string* text = config.find(map_field(type));
  if (text == nullptr) return dictionaries;
  for (const char* at = text->c_str(); *at != '\0';) {
    char* end = nullptr;
    const auto oid = static_cast<Oid>(std::strtoul(at, &end, 10));
    if (end == at) break;
    dictionaries.push_back(oid);
    at = end;
  }
  return dictionaries;
}

void set_ts_mapping(Other& config, TsTokenType type, const std::vector<Oid>& dictionaries) {
  const std::string field = map_field(type);
  if (dictionaries.empty()) {
    std::erase_if(config.fields, [&](const auto& pair) { return pair.first == field; });
    return;
  }
  std::string text;
  for (const Oid oid : dictionaries) text += (text.empty() ? "" : " ") + std::to_string(oid);
  config.set(field, std::move(text));
}

}  // namespace rung::catalog
