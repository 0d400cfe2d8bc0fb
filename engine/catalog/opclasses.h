// Operator classes: which types an index method takes, and under which name. One row each; an index
// only keeps the name of its class (IndexKey::opclass) when it is not its type's default.
#pragma once

#include <span>
#include <string_view>

#include "catalog/objects.h"
#include "types/index_entry.h"
#include "types/type.h"

namespace rung::catalog {

struct OpclassRow {
  Oid oid;
  Oid family;
  std::string_view method;
  std::string_view name;
  Oid type;  // pg_opclass.opcintype; kNoOid: a type that comes with the extension
  bool is_default;
  std::string_view extension;  // that has to be there; empty: built in
};

struct OpfamilyRow {
  Oid oid;
  std::string_view method;
  std::string_view name;
};
std::span<const OpfamilyRow> opfamilies();

std::span<const OpclassRow> opclasses();
// nullptr when the type has none for the method.
const OpclassRow* default_opclass(TypeSource& types, std::string_view method, Oid type);
const OpclassRow* find_opclass(std::string_view method, std::string_view name);

// Whether the class takes values of a type; extensions' types are taken at their word.
bool opclass_accepts(TypeSource& types, const OpclassRow& row, Oid type);

// How values of a GIN key are found (functions/index_entries.h); kNone: not by an index of ours.
EntryKind entry_kind(TypeSource& types, const IndexKey& key);
// Whether the index is a tree of entries, each with its row: GIN over anything but plain scalars,
// whose classes (btree_gin) order them and make a B+tree of the keys themselves.
bool is_inverted(TypeSource& types, const IndexInfo& info);

}  // namespace rung::catalog
