// Order-preserving key encoding of one column (engine notes, section 6): a marker byte, then the
// type's bytes; DESC inverts every byte, marker included. The same bytes feed B+trees, sorts,
// merges and hash groups.
#pragma once

#include <string>

#include "types/type.h"

namespace rung {

struct KeyOrder {
  bool descending = false;
  bool nulls_first = false;
};

void append_key(TypeEnv& env, const TypeInfo& type, const Datum& value, KeyOrder order,
                std::string* to);

// text and bytea: 00 becomes 00 FF, and 00 01 ends, so that no encoding is a prefix of another.
void append_escaped_bytes(std::string_view bytes, std::string* to);

}  // namespace rung
