// Target: a database that migrations run on. It runs SQL and makes it durable; what is recorded in
// the history table, and when, is the runner's business.
//
// Errors: SqlError for what the database reports, UserError for what keeps it from being reached.
// Threads: one.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/database.h"
#include "migrate/url.h"

namespace rung::migrate {

using Params = std::span<const std::optional<std::string>>;

class Target {
 public:
  virtual ~Target() = default;
  // As messages name it: "db/app.rung".
  virtual const std::string& name() const = 0;

  virtual bool exists() = 0;
  virtual void create() = 0;
  virtual void drop() = 0;
  // Raises why it cannot be reached; a database that does not exist yet counts as reachable.
  virtual void ping() = 0;

  virtual void execute(std::string_view sql, api::ResultSink& sink, Params params = {}) = 0;
  virtual std::optional<std::string> query_value(std::string_view sql, Params params = {}) = 0;
  virtual api::TransactionStatus transaction_status() = 0;
  // From here on commits may become durable late, in order; make_durable() waits for all of them.
  virtual void defer_durability() = 0;
  virtual void make_durable() = 0;
  // The schema as SQL that rebuilds it.
  virtual std::string dump_schema() = 0;
  // Stops the running statement; callable from a signal handler.
  virtual void cancel() noexcept = 0;
  virtual void close() = 0;

  void execute(std::string_view sql) {
    api::ResultSink ignored;
    execute(sql, ignored);
  }
};

struct TargetOptions {
  bool read_only = false;
  bool dry_run = false;  // works on a private fork: nothing that is done lasts
  uint64_t lock_wait_ms = 10'000;
  uint64_t cache_bytes = 0;  // 0: the default
  std::string owner_note;  // what a process that waits for us is told, "rung up"
};

// The target of a URL. Nothing is opened before it is used.
std::unique_ptr<Target> open_target(const DatabaseUrl& url, const TargetOptions& options);

}  // namespace rung::migrate
