// Workspace: the source, target and runner that the options ask for.
//
// Which database: --url, else the variable that --env names, else DATABASE_URL, else (with neither
// flag nor variable at all) rung:db/app.rung, said on stderr. A variable that is set but empty, or
// named and missing, is an error: a lost secret must not migrate another database.
#pragma once

#include <memory>

#include "cli/console.h"
#include "cli/options.h"
#include "migrate/dbmate_source.h"
#include "migrate/runner.h"
#include "migrate/target.h"

namespace rung::cli {

// By the rule above; says the default on stderr when it is taken.
std::string database_url(const Options& options);

// kDryRun: on a private fork; nothing lasts, and the schema file is left alone.
enum class Access { kReadWrite, kReadOnly, kDryRun };

class Workspace {
 public:
  explicit Workspace(const Options& options, Access access = Access::kReadWrite);

  migrate::Runner& runner() { return *runner_; }
  migrate::Target& target() { return *target_; }

 private:
  ConsoleReporter reporter_;
  migrate::DbmateSource source_;
  std::unique_ptr<migrate::Target> target_;
  std::unique_ptr<migrate::Runner> runner_;
};

}  // namespace rung::cli
