#include "cli/workspace.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace rung::cli {
std::string database_url(const Options& options) {
  if (!options.url.empty()) return options.url;
  const char* value = std::getenv(options.env.empty() ? "DATABASE_URL" : options.env.c_str());
  if (value != nullptr) return value;
  if (!options.env.empty()) return "";
  std::fprintf(stderr, "No --url and no DATABASE_URL: using %s\n", migrate::kDefaultUrl);
  return migrate::kDefaultUrl;
}

Workspace::Workspace(const Options& options, Access access) : source_(options.migrations_dirs) {
  const migrate::DatabaseUrl url = migrate::parse_url(database_url(options), options.driver);
  migrate::TargetOptions target;
  target.read_only = access == Access::kReadOnly;
  target.dry_run = access == Access::kDryRun;
  target.lock_wait_ms = static_cast<uint64_t>(options.lock_wait_ns / 1'000'000);
  target.cache_bytes = options.cache_bytes;
  target.owner_note = "rung " + options.command + ", pid " + std::to_string(::getpid());
  target_ = migrate::open_target(url, target);

  migrate::RunnerOptions runner;
  runner.migrations_table = options.migrations_table;
  runner.search_path = url.search_path;
  runner.schema_file = options.schema_file;
  runner.seeds_dir = options.seeds_dir;
  runner.dump_schema = !options.no_dump_schema && access != Access::kDryRun;
  runner.strict = options.strict;
  runner.verbose = options.verbose;
  runner.wait_timeout_ns = options.wait_timeout_ns;
  runner.wait_interval_ns = options.wait_interval_ns;
  runner_ = std::make_unique<migrate::Runner>(source_, *target_, reporter_, std::move(runner));
  if (options.wait) runner_->wait();
}

}  // namespace rung::cli
