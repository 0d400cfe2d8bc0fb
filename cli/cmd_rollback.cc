#include "cli/commands.h"
#include "cli/console.h"
#include "cli/workspace.h"

namespace rung::cli {

int run_rollback(const Options& options) {
  Workspace workspace(options, options.dry_run ? Access::kDryRun : Access::kReadWrite);
  workspace.runner().roll_back();
  workspace.target().close();
  if (options.dry_run) print_line("Dry run: nothing was changed.");
  return kExitOk;
}

}  // namespace rung::cli
