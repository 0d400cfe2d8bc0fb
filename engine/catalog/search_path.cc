#include "catalog/search_path.h"

#include <algorithm>

namespace rung::catalog {

SearchPath make_search_path(Catalog& catalog, std::span<const std::string> names,
                            std::string_view user, Oid temporary) {
  SearchPath path;
  path.temporary = temporary;
  path.creation = kNoOid;
  for (const std::string& written : names) {
    Oid oid = kNoOid;
    if (written == "pg_temp") {
      oid = temporary;
    } else {
      const Schema* schema = catalog.find_schema(written == "$user" ? user : std::string_view(written));
      if (schema != nullptr) oid = schema->oid;
    }
    if (oid == kNoOid || std::count(path.schemas.begin(), path.schemas.end(), oid) > 0) continue;
    if (path.creation == kNoOid) path.creation = oid;
    path.schemas.push_back(oid);
  }
  const auto lacks = [&](Oid oid) {
    return std::count(path.schemas.begin(), path.schemas.end(), oid) == 0;
  };
  if (lacks(kPgCatalogSchema)) path.schemas.insert(path.schemas.begin(), kPgCatalogSchema);
  if (temporary != kNoOid && lacks(temporary)) {
    path.schemas.insert(path.schemas.begin(), temporary);
  }
  return path;
}

Oid find_schema_oid(Catalog& catalog, const SearchPath& path, std::string_view name) {
  if (name == "pg_temp") return path.temporary;
  const Schema* schema = catalog.find_schema(name);
  return schema == nullptr ? kNoOid : schema->oid;
}

const Relation* lookup_relation(Catalog& catalog, const SearchPath& path, std::string_view schema,
                                std::string_view name) {
  if (!schema.empty()) {
    const Oid oid = find_schema_oid(catalog, path, schema);
    return oid == kNoOid ? nullptr : catalog.find_relation(oid, name);
  }
  for (const Oid oid : path.schemas) {
    if (const Relation* found = catalog.find_relation(oid, name)) return found;
  }
  return nullptr;
}

Oid lookup_type(Catalog& catalog, const SearchPath& path, std::string_view schema,
                std::string_view name) {
  if (!schema.empty()) {
    const Oid oid = find_schema_oid(catalog, path, schema);
    return oid == kNoOid ? kNoOid : catalog.find_type_oid(oid, name);
  }
  for (const Oid oid : path.schemas) {
    if (const Oid found = catalog.find_type_oid(oid, name); found != kNoOid) return found;
  }
  return kNoOid;
}

bool is_relation_visible(Catalog& catalog, const SearchPath& path, Oid relation) {
  const Relation* found = catalog.relation(relation);
  if (found == nullptr) return false;
  const Relation* first = lookup_relation(catalog, path, {}, found->name);
  return first != nullptr && first->oid == relation;
}

bool is_type_visible(Catalog& catalog, const SearchPath& path, Oid type) {
  const TypeInfo* found = catalog.find_type(type);
  return found != nullptr && lookup_type(catalog, path, {}, found->name) == type;
}

bool is_function_visible(Catalog& catalog, const SearchPath& path, const Function& function) {
  for (const Oid schema : path.schemas) {
    if (schema == function.schema) return true;
    for (const Function* other : catalog.find_functions(schema, function.name)) {
      if (other->input_types() == function.input_types()) return false;
    }
  }
  return false;
}

}  // namespace rung::catalog
