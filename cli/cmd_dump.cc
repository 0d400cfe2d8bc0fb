#include "cli/commands.h"
#include "cli/workspace.h"
#include "migrate/user_error.h"

namespace rung::cli {

int run_dump(const Options& options) {
  if (!options.args.empty()) {
    throw migrate::UserError("this database is dumped without pg_dump, which the argument " +
                             options.args[0] + " is for");
  }
  Workspace workspace(options);
  if (options.check) {
    if (workspace.runner().schema_file_is_current()) return kExitOk;
    throw migrate::UserError(options.schema_file + " is out of date; rung dump writes it");
  }
  workspace.runner().dump();
  workspace.target().close();
  return kExitOk;
}

}  // namespace rung::cli
