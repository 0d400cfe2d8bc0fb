// The groups of built-in rows, one per file of this folder; registry.cc lists them.
#pragma once

#include "expr/function.h"

namespace rung {

extern const FunctionGroup kBoolGroup;

}  // namespace rung
