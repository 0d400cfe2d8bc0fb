// What the entries of an inverted index are: shared by the catalog, which chooses by operator class,
// and by functions/index_entries.h, which makes them.
#pragma once

#include <cstdint>

namespace rung {

enum class EntryKind : uint8_t {
  kNone,       // no index of ours
  kScalar,     // the value itself
  kLexemes,    // tsvector
  kElements,   // arrays
  kJson,       // keys and scalars of jsonb
  kJsonPaths,  // scalars of jsonb with the keys that lead there
  kTrigrams,   // three characters in a row of text
};

}  // namespace rung
