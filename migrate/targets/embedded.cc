#include "migrate/targets/embedded.h"

#include <cstdio>

#include "migrate/duration.h"
#include "migrate/files.h"
#include "migrate/user_error.h"

namespace rung::migrate {
namespace {

bool is_lock_error(const Error& error) {
  return error.state == sqlstate::object_in_use || error.state == sqlstate::lock_not_available;
}

// For whom, and how long.
void say_waiting(const Error& error, uint64_t wait_ms) {
  const std::string_view detail = std::string_view(error.detail);
  std::string line = error.message + "; ";
  if (detail.starts_with("It is held by ")) {
    line.append("it is").append(detail.substr(5, detail.find(". ") - 5)).append("; ");
  }
  line += "waiting up to " + format_duration(static_cast<int64_t>(wait_ms) * 1'000'000) + "\n";
  std::fputs(line.c_str(), stderr);
}

}  // namespace

EmbeddedTarget::EmbeddedTarget(const DatabaseUrl& url, TargetOptions options)
    : path_(url.path), search_path_(url.search_path), options_(std::move(options)) {}

EmbeddedTarget::~EmbeddedTarget() = default;

bool EmbeddedTarget::exists() {
  return database_ != nullptr || file_exists(path_);
}

void EmbeddedTarget::create() {
  if (!options_.dry_run) make_directories(parent_directory(path_));
  open(true);
}

void EmbeddedTarget::drop() {
  close();
  if (!file_exists(path_)) return;
  try {
    open(false);
    close();
  } catch (const SqlError& error) {
    // In use by someone: keep it. Damaged: that is what drop is for. But what was never a database is
    // somebody's file that the URL names by mistake.
    if (is_lock_error(error.error()) || error.error().state == sqlstate::insufficient_privilege) throw;
    if (error.error().message.ends_with("is not a rung database")) {
      throw SqlError(Error(error.error()).with_hint("Remove the file yourself, if it is to go."));
    }
  }
  remove_file(path_ + "-wal");
  remove_file(path_);
}

void EmbeddedTarget::ping() {
  const std::string directory = parent_directory(path_);
  if (!exists() && !file_exists(directory)) {
    throw UserError("no such directory: " + directory);
  }
  if (exists()) session();
}

void EmbeddedTarget::open(bool create) {
  if (database_) return;
  if (!create && !file_exists(path_)) {
    throw SqlError(Error(sqlstate::undefined_database, "database \"" + path_ + "\" does not exist")
                       .with_hint("rung up, or rung create, makes it."));
  }
  api::OpenOptions options;
  options.create = create;
  options.read_only = options_.read_only;
  options.owner_note = options_.owner_note;
  options.cache_bytes = options_.cache_bytes;
  options.lock_wait_ms = 0;
  const auto open_now = [&] {
    return options_.dry_run ? api::Database::rehearse(path_, options)
                            : api::Database::open(path_, options);
  };
  try {
    database_ = open_now();
    return;
  } catch (const SqlError& error) {
    if (!is_lock_error(error.error()) || options_.lock_wait_ms == 0) throw;
    say_waiting(error.error(), options_.lock_wait_ms);
  }
  options.lock_wait_ms = options_.lock_wait_ms;
  database_ = open_now();
}

api::Session& EmbeddedTarget::session() {
  if (!session_) {
    open(false);
    session_ = database_->connect();
    if (!search_path_.empty()) {
      const std::optional<std::string> value[] = {search_path_};
      session_->query_value("select set_config('search_path', $1, false)", value);
    }
  }
  return *session_;
}

void EmbeddedTarget::execute(std::string_view sql, api::ResultSink& sink, Params params) {
  session().execute(sql, sink, params);
}

std::optional<std::string> EmbeddedTarget::query_value(std::string_view sql, Params params) {
  return session().query_value(sql, params);
}

api::TransactionStatus EmbeddedTarget::transaction_status() {
  return session().transaction_status();
}

void EmbeddedTarget::defer_durability() {
  session().set_sync_mode(api::SyncMode::kDeferred);
}

void EmbeddedTarget::make_durable() {
  if (database_) database_->sync();
}

std::string EmbeddedTarget::dump_schema() {
  session();
  return database_->dump_schema();
}

void EmbeddedTarget::cancel() noexcept {
  if (session_) session_->cancel();
}

// Whatever was committed is in the log by now: a file that cannot be tidied up (a full disk, say)
// is worth a warning, and no failure of the command.
void EmbeddedTarget::close() {
  session_.reset();
  if (!database_) return;
  try {
    database_->close();
  } catch (const SqlError& error) {
    std::fprintf(stderr, "Warning: closing the database: %s\n", error.what());
  }
  database_.reset();
}

}  // namespace rung::migrate
