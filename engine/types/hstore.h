// hstore, the type of the extension of that name: text keys with text values or NULL.
//
// Format (little-endian): u32 count, then each pair: u32 key bytes, u32 value bytes (0xFFFFFFFF: the
// value is NULL), key, value. Keys are unique, ordered by length, then by bytes, as PostgreSQL's.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "types/type.h"

namespace rung {

struct HstorePair {
  std::string_view key;
  std::optional<std::string_view> value;
};

std::vector<HstorePair> load_hstore(const Datum& value);  // XX001 when damaged
// Orders the pairs; of equal keys the first one stays.
Datum store_hstore(Arena& arena, std::vector<HstorePair> pairs);
const HstorePair* find_pair(const std::vector<HstorePair>& pairs, std::string_view key);

extern const TypeOps kHstoreOps;

}  // namespace rung
