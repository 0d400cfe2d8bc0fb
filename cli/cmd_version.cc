#include <cstdio>

#include "cli/commands.h"
#include "cli/help.h"

namespace rung::cli {

int run_version(const Options& /*options*/) {
  std::fputs(version_text().c_str(), stdout);
  return kExitOk;
}

}  // namespace rung::cli
