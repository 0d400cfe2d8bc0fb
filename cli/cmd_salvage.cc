#include <cstdio>

#include "api/database.h"
#include "cli/commands.h"
#include "migrate/user_error.h"

namespace rung::cli {

int run_salvage(const Options& options) {
  if (options.args.size() != 2) {
    throw migrate::UserError("salvage takes the damaged file and the name of a new one");
  }
  const api::SalvageReport report =
      api::salvage(options.args[0], options.args[1],
                   static_cast<uint64_t>(options.lock_wait_ns / 1'000'000), options.cache_bytes);
  for (const api::Finding& finding : report.lost) {
    std::printf("%s: %s\n", finding.object.c_str(), finding.message.c_str());
  }
  if (report.lost_total > report.lost.size()) {
    std::printf("and %llu more\n",
                static_cast<unsigned long long>(report.lost_total - report.lost.size()));
  }
  std::printf("Copied %llu tables with %llu rows to %s%s\n",
              static_cast<unsigned long long>(report.tables),
              static_cast<unsigned long long>(report.rows), options.args[1].c_str(),
              report.lost_total == 0 ? "; nothing was lost" : "");
  return report.lost_total == 0 ? kExitOk : kExitPending;
}

}  // namespace rung::cli
