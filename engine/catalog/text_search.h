// Names of text-search configurations, dictionaries, templates and parsers: what is built in is in
// pg_catalog, the user's own are catalog::Other. A configuration's field "map.TYPE" lists the
// dictionaries of a token type ("16400 13163"); a dictionary has "template", a name that
// functions/ts_template.h knows, "template_oid", and "options" as pg_ts_dict.dictinitoption has them.
#pragma once

#include <string_view>
#include <vector>

#include "catalog/search_path.h"
#include "types/text_search_config.h"

namespace rung::catalog {

// kNoOid when there is none. An empty schema: along the path.
Oid lookup_text_search(Catalog& catalog, const SearchPath& path, ObjectClass cls,
                       std::string_view schema, std::string_view name);
// Empty name: no such object.
struct TextSearchName {
  Oid schema = kNoOid;
  std::string_view name;
};
TextSearchName text_search_name(Catalog& catalog, ObjectClass cls, Oid oid);
bool is_text_search_visible(Catalog& catalog, const SearchPath& path, ObjectClass cls, Oid oid);

std::vector<Oid> ts_mapping(const Other& config, TsTokenType type);
void set_ts_mapping(Other& config, TsTokenType type, const std::vector<Oid>& dictionaries);

}  // namespace rung::catalog
