#include "cli/commands.h"
#include "cli/workspace.h"

namespace rung::cli {

int run_migrate(const Options& options) {
  Workspace workspace(options);
  workspace.runner().migrate();
  workspace.target().close();
  return kExitOk;
}

}  // namespace rung::cli
