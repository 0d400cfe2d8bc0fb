#include "cli/commands.h"
#include "cli/workspace.h"
#include "migrate/user_error.h"

namespace rung::cli {

int run_seed(const Options& options) {
  if (!options.args.empty()) {
    throw migrate::UserError("unexpected argument: " + options.args[0]);
  }
  Workspace workspace(options);
  workspace.runner().seed();
  workspace.target().close();
  return kExitOk;
}

}  // namespace rung::cli
