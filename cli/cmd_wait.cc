#include "cli/commands.h"
#include "cli/workspace.h"

namespace rung::cli {

int run_wait(const Options& options) {
  Workspace workspace(options);
  workspace.runner().wait();
  workspace.target().close();
  return kExitOk;
}

}  // namespace rung::cli
