// Names of the fields of anonymous records (rows of sub-queries), for what prints them: to_jsonb,
// row_to_json, hstore. A record carries the number of its list of names as its typmod.
//
// The lists are kept for the life of the process and numbered from 0; equal lists share a number.
// Numbers are never stored on disk: anonymous records are no column type. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rung {

// -1 for the names a ROW() has anyhow: f1, f2, …
int32_t record_names_number(std::span<const std::string> names);
// nullptr when there is no such list.
const std::vector<std::string>* record_names(int32_t number);

}  // namespace rung
