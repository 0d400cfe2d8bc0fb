// The trigger functions of pg_catalog: described like the user's, so that they run like them.
#pragma once

#include "catalog/objects.h"

namespace rung::plpgsql {

const catalog::Function* builtin_trigger(Oid oid);  // nullptr: there is none

}  // namespace rung::plpgsql
