#include "cli/commands.h"
#include "cli/workspace.h"

namespace rung::cli {

int run_status(const Options& options) {
  Workspace workspace(options, Access::kReadOnly);
  const migrate::Status status = workspace.runner().status(options.quiet);
  const bool report = options.exit_code || options.quiet;
  return report && status.pending > 0 ? kExitPending : kExitOk;
}

}  // namespace rung::cli
