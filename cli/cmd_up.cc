#include "cli/commands.h"
#include "cli/workspace.h"

namespace rung::cli {

int run_up(const Options& options) {
  Workspace workspace(options);
  workspace.runner().up();
  workspace.target().close();
  return kExitOk;
}

}  // namespace rung::cli
