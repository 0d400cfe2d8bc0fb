// Whether a tsvector, or any set of words with positions, satisfies a query.
#pragma once

#include <functional>
#include <vector>

#include "types/text_search.h"

namespace rung {

enum class TsTruth : uint8_t { kNo, kMaybe, kYes };

// Where an operand occurs. `wanted` tells that positions matter; an answer of kMaybe then says that
// there are none to be had.
struct TsPlaces {
  std::vector<uint16_t> positions;  // ascending
  bool negated = false;             // everywhere but at the positions
  int width = 0;
};
using TsOccurs = std::function<TsTruth(uint32_t node, TsPlaces* wanted)>;

// kMaybe only when an operand is answered so.
TsTruth ts_execute(const TsQuery& query, uint32_t node, const TsOccurs& occurs);
bool ts_matches(const TsVectorView& vector, const TsQuery& query);
// The lexemes an operand stands for: [first, last) of the vector.
std::pair<uint32_t, uint32_t> ts_range(const TsVectorView& vector, const TsNode& operand);

}  // namespace rung
