// The rows of functions/ as the system catalogs list them.
#pragma once

#include <optional>

#include "catalog/builtin_code.h"

namespace rung::executor {

const catalog::BuiltinCode& builtin_code();
// nullopt when no built-in function, aggregate or window function has that oid.
std::optional<catalog::BuiltinFunction> builtin_function(Oid oid);

}  // namespace rung::executor
