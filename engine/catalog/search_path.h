// Names looked up along a search path, as PostgreSQL resolves them: a schema given is the only one
// searched, "pg_temp" is the session's own, and temporary relations and types come first.
#pragma once

#include <functional>
#include <string_view>

#include "catalog/catalog.h"

namespace rung::catalog {

// Makes the path out of the schema names of a search_path setting; names that do not exist are left
// out. `user` stands for "$user".
SearchPath make_search_path(Catalog& catalog, std::span<const std::string> names,
                            std::string_view user, Oid temporary);

// The schema of that name; "pg_temp" is path.temporary. kNoOid when there is none.
Oid find_schema_oid(Catalog& catalog, const SearchPath& path, std::string_view name);

// Empty schema: along the path. nullptr when there is none.
const Relation* lookup_relation(Catalog& catalog, const SearchPath& path, std::string_view schema,
                                std::string_view name);
Oid lookup_type(Catalog& catalog, const SearchPath& path, std::string_view schema,
                std::string_view name);

// Whether the name alone finds this object: nothing of the same name is earlier in the path.
bool is_relation_visible(Catalog& catalog, const SearchPath& path, Oid relation);
bool is_type_visible(Catalog& catalog, const SearchPath& path, Oid type);
bool is_function_visible(Catalog& catalog, const SearchPath& path, const Function& function);

}  // namespace rung::catalog
