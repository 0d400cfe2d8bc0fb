// CatalogContent: the catalog tree read whole, without the caches and shortcuts of catalog::Catalog.
// For check, digest and salvage.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "catalog/objects.h"
#include "storage/store.h"
#include "storage/validate.h"

namespace rung::inspect {

// A constraint or trigger, which lives inside its relation or domain and has catalog entries of its
// own: where it lives, and a constraint's name.
struct Part {
  catalog::ObjectAddress address;
  const std::string* name;
};
std::vector<Part> parts_of(const catalog::Object& object);

struct CatalogContent {
  using Key = std::pair<catalog::ObjectClass, Oid>;
  std::map<Key, std::unique_ptr<catalog::Object>> objects;
  // Entries other than objects, as they are stored.
  std::vector<std::pair<std::string, std::string>> others;

  const catalog::Object* find(catalog::ObjectClass cls, Oid oid) const;
  const catalog::Relation* relation(Oid oid) const;
  // "public.users", for messages.
  std::string name_of(const catalog::Object& object) const;
  // "table public.users", by the relation's kind.
  std::string describe(const catalog::Relation& relation) const;
};

// What does not read goes to `damage`.
CatalogContent read_catalog(const storage::ReadView& view, const storage::DamageSink& damage);

}  // namespace rung::inspect
