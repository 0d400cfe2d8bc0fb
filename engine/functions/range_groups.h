// The groups of rows of ranges and multiranges.
#pragma once

#include "expr/function.h"

namespace rung {

extern const FunctionGroup kMultirangeGroup;
extern const FunctionGroup kRangeGroup;

}  // namespace rung
