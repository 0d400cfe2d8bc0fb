#include "cli/commands.h"
#include "cli/workspace.h"

namespace rung::cli {

int run_rollback(const Options& options) {
  Workspace workspace(options);
  workspace.runner().roll_back();
  workspace.target().close();
  return kExitOk;
}

}  // namespace rung::cli
