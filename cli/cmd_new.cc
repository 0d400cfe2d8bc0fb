#include <cstdio>
#include <ctime>

#include "cli/commands.h"
#include "migrate/dbmate_source.h"

namespace rung::cli {

// Needs no database, and so no URL.
int run_new(const Options& options) {
  migrate::DbmateSource source(options.migrations_dirs);
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char timestamp[32];
  std::strftime(timestamp, sizeof timestamp, "%Y%m%d%H%M%S", &utc);
  const std::string path =
      source.path_of_new(options.args.empty() ? "" : options.args[0], timestamp);
  std::printf("Creating migration: %s\n", path.c_str());
  std::fflush(stdout);
  source.create(path);
  return kExitOk;
}

}  // namespace rung::cli
