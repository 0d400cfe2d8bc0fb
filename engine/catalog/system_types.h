// Types that come with the system's relations: the domains of information_schema, and the row type
// of each relation of system_views.h with its array. They are described here, not stored.
//
// Their oids are far above those of users' objects. Thread-safe; made on first use.
#pragma once

#include <functional>
#include <string_view>

#include "types/type.h"

namespace rung::catalog {

constexpr Oid kFirstSystemType = 0x4FFFFFE0;
constexpr Oid kCardinalNumber = kFirstSystemType + 1;  // the array of each comes before it
constexpr Oid kCharacterData = kFirstSystemType + 3;
constexpr Oid kSqlIdentifier = kFirstSystemType + 5;
constexpr Oid kTimeStamp = kFirstSystemType + 7;
constexpr Oid kYesOrNo = kFirstSystemType + 9;

constexpr Oid kFirstSystemRowType = 0x50000000;
constexpr Oid system_row_type(Oid relation) { return kFirstSystemRowType + 2 * relation; }

// Whether an oid is of this file: such types are pinned, as built-in ones are.
constexpr bool is_system_type(Oid type) {
  return type >= kFirstSystemType && type < kFirstSystemRowType + 2 * kFirstUserOid;
}

// The type of a column of a view of information_schema, where `base` is what it holds.
Oid information_schema_type(std::string_view column, Oid base);

const TypeInfo* system_type(Oid oid);                                  // nullptr: none
const TypeInfo* find_system_type(Oid schema, std::string_view name);   // likewise
void for_each_system_type(const std::function<void(const TypeInfo&)>& each);
// NULL, or the constraint that a value of a domain violates.
const char* violated_constraint(Oid domain, const Datum& value);

}  // namespace rung::catalog
