#include "cli/commands.h"
#include "cli/workspace.h"

namespace rung::cli {

int run_create(const Options& options) {
  Workspace workspace(options);
  workspace.runner().create();
  workspace.target().close();
  return kExitOk;
}

}  // namespace rung::cli
