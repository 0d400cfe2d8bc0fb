// The digest of a database: equal for equal content, wherever its pages lie and however it came
// about. What crash tests and forks compare.
#pragma once

#include <cstdint>
#include <string>

#include "storage/store.h"

namespace rung::inspect {

// Two words of an order-independent sum of hashes.
struct Sum128 {
  uint64_t low = 0, high = 0;
  friend bool operator==(const Sum128&, const Sum128&) = default;
};

struct Digest {
  Sum128 schema;     // objects, names, dependencies, comments; not the places of trees
  Sum128 rows;       // of all tables and materialized views, each with its row id
  Sum128 sequences;  // their positions
  uint64_t row_count = 0;

  friend bool operator==(const Digest&, const Digest&) = default;
  std::string text() const;  // three times 32 hex digits, and the number of rows
};

// Raises SqlError for damage.
Digest digest(const storage::ReadView& view);

}  // namespace rung::inspect
