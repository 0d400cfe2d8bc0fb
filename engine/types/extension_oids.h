// Oids of the types that come with extensions. They are fixed, so that rows of functions, operators
// and casts can name them, and lie above every oid that the catalog hands out: a type is there from
// CREATE EXTENSION, under the same oid in every database. Never renumber: catalogs have them stored.
#pragma once

#include "types/oids.h"

namespace rung::oid {

inline constexpr Oid kFirstExtensionType = 4200000000;
inline constexpr Oid kCitext = 4200000000;
inline constexpr Oid kHstore = 4200000002;
inline constexpr Oid kLtree = 4200000004;
inline constexpr Oid kLquery = 4200000006;
inline constexpr Oid kLtxtquery = 4200000008;

}  // namespace rung::oid
