// ltree values: labels of letters, digits and underscores between dots; the empty path has none. A
// value is its text.
#pragma once

#include <string_view>
#include <vector>

#include "types/type.h"

namespace rung {

std::vector<std::string_view> ltree_labels(std::string_view path);
void check_ltree(std::string_view text);  // 42601 with PostgreSQL's wording

extern const TypeOps kLtreeOps;

}  // namespace rung
