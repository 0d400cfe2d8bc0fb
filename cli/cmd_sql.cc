#include "cli/commands.h"
#include "base/error.h"
namespace rung::cli {
int run_sql(const Options&) { throw_unsupported("sql"); }
}
