// min and max by an index, see rewrite_min_max.cc. Private to this module.
#pragma once

#include "planner/level.h"

namespace rung::planner {

// The query with sub-queries in place of its aggregates; the query itself when it is anything else
// than min and max of indexed columns over a whole table.
const Query& min_max_by_index(Planner& planner, const Query& query);

}  // namespace rung::planner
