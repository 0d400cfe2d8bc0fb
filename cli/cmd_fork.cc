#include "api/database.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/workspace.h"
#include "migrate/url.h"
#include "migrate/user_error.h"

namespace rung::cli {
namespace {

std::string file_to_copy(const Options& options) {
  if (options.args.size() == 2) return options.args[0];
  const migrate::DatabaseUrl url = migrate::parse_url(database_url(options), options.driver);
  if (url.kind != migrate::DatabaseUrl::Kind::kEmbedded) {
    throw migrate::UserError("only a database file can be forked");
  }
  return url.path;
}

}  // namespace

int run_fork(const Options& options) {
  if (options.args.empty() || options.args.size() > 2) {
    throw migrate::UserError("rung fork takes the new file's name, after that of the file to copy");
  }
  const std::string from = file_to_copy(options);
  api::OpenOptions open;
  open.create = false;
  open.read_only = true;
  open.lock_wait_ms = static_cast<uint64_t>(options.lock_wait_ns / 1'000'000);
  open.cache_bytes = options.cache_bytes;
  const auto database = api::Database::open(from, open);
  database->copy_to(options.args.back());
  print_line("Copied " + from + " to " + options.args.back());
  return kExitOk;
}

}  // namespace rung::cli
