#include "cli/commands.h"
#include "cli/workspace.h"

namespace rung::cli {

int run_load(const Options& options) {
  Workspace workspace(options);
  workspace.runner().load();
  workspace.target().close();
  return kExitOk;
}

}  // namespace rung::cli
