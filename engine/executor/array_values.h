// Elements of an array value, in storage order. By-reference ones point into it.
#pragma once

#include <vector>

#include "types/datum.h"

namespace rung::executor {

std::vector<Datum> array_elements(const Datum& array);

}  // namespace rung::executor
