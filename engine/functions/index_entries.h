// Entries of inverted indexes: what a value is found by (lexemes, array elements, parts of jsonb,
// trigrams of text), and what a search condition needs of them. Entries narrow a search and never
// decide it: every row found is checked against the condition itself, so entries may be cut short or
// shared. They are stored: changing what an entry is made of needs a new kind.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "types/index_entry.h"
#include "types/type.h"

namespace rung {

// The entries of a value that is not NULL, each encoded so that none is a prefix of another.
// Ordered and unique when done.
void append_entries(TypeEnv& env, EntryKind kind, const TypeInfo& type, const Datum& value,
                    std::vector<std::string>* entries);

// What a condition asks for: rows that have an entry, all or any of some.
struct EntryQuery {
  enum class Kind : uint8_t {
    kEverything,  // entries tell nothing
    kEntry,
    kPrefix,      // any entry that begins so
    kAll,
    kAny,         // of no parts: nothing
  } kind = Kind::kEverything;
  std::string entry;
  std::vector<EntryQuery> parts;
};
// Whether `column op value` can be asked, by the operator's name and the value's type.
bool can_query_entries(EntryKind kind, const TypeInfo& column, std::string_view op, Oid value_type);
EntryQuery query_entries(TypeEnv& env, EntryKind kind, const TypeInfo& column, std::string_view op,
                         const Datum& value);

}  // namespace rung
