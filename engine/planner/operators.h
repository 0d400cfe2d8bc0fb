// Operators of two values of one type, found by name, for commands.
#pragma once

#include "planner/binder.h"

namespace rung::planner {

// The operator's oid; raises 42883.
Oid find_binary_operator(BindContext& context, const parser::NameList& name, Oid type);

}  // namespace rung::planner
