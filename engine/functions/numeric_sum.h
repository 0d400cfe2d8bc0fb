// An exact running sum of numerics: one 64-bit column per base-10000 digit, carried only at the
// end, so that adding is a few integer additions. Lives in zeroed aggregate state and grows in the
// aggregate's arena; nothing to destroy.
#pragma once

#include <cstdint>

#include "types/numeric.h"

namespace rung {

struct NumericSum {
  int64_t* columns;  // columns[i] counts 10000^(low + i)
  int32_t low;
  int32_t size;
  int32_t scale;
  int64_t count;  // of values added, special ones included
  int64_t nan_count;
  int64_t plus_count;   // +Infinity
  int64_t minus_count;  // -Infinity

  void add(Arena& arena, const Numeric& value);
  void merge(Arena& arena, const NumericSum& other);
  bool is_finite() const { return nan_count == 0 && plus_count == 0 && minus_count == 0; }
  Numeric total() const;

 private:
  void cover(Arena& arena, int32_t low_weight, int32_t high_weight);
};

}  // namespace rung
