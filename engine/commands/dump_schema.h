// The schema as SQL that rebuilds it, as `pg_dump --schema-only --no-owner --no-privileges` prints
// it, without the lines that name versions. Deterministic; reads the catalog only.
#pragma once

#include <string>

#include "executor/context.h"

namespace rung::commands {

std::string dump_schema(ExecContext& context);

}  // namespace rung::commands
