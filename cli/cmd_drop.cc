#include "cli/commands.h"
#include "cli/workspace.h"

namespace rung::cli {

int run_drop(const Options& options) {
  Workspace workspace(options);
  workspace.runner().drop();
  workspace.target().close();
  return kExitOk;
}

}  // namespace rung::cli
