// The columns that every table has besides its own (PostgreSQL manual 5.5), by name and by number.
#pragma once

#include <cstdint>
#include <string_view>

#include "types/oids.h"

namespace rung::catalog {

struct SystemColumnRow {
  std::string_view name;
  int32_t attno;
  Oid type;
};

inline constexpr SystemColumnRow kSystemColumns[] = {
    {"ctid", -1, oid::kTid}, {"xmin", -2, oid::kXid}, {"cmin", -3, oid::kCid},
    {"xmax", -4, oid::kXid}, {"cmax", -5, oid::kCid}, {"tableoid", -6, oid::kOid},
};

// nullptr when no system column is called so.
inline const SystemColumnRow* find_system_column(std::string_view name) {
  for (const SystemColumnRow& row : kSystemColumns) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

// nullptr when `attno` is not that of a system column.
inline const SystemColumnRow* find_system_column(int32_t attno) {
  for (const SystemColumnRow& row : kSystemColumns) {
    if (row.attno == attno) return &row;
  }
  return nullptr;
}

}  // namespace rung::catalog
