// Names and defaults of the arguments of built-in functions, where PostgreSQL has any: for calls
// with named arguments, pg_proc and \df. Beside the rows of functions/, as few functions have them.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "types/oids.h"

namespace rung {

struct ArgumentNames {
  Oid function;
  const char* names;                       // of the input arguments: "year,month,day"; or empty
  std::array<const char*, 7> defaults{};  // of the last ones, as text
  size_t default_count() const;
};

// nullptr when the function has neither names nor defaults.
const ArgumentNames* argument_names(Oid function);
std::vector<std::string_view> split_names(const ArgumentNames& row);

}  // namespace rung
