#include "migrate/runner.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/seeded_bug.h"
#include "migrate/duration.h"
#include "migrate/files.h"
#include "migrate/progress.h"
#include "migrate/schema_file.h"
#include "migrate/user_error.h"

namespace rung::migrate {
namespace {

using Clock = std::chrono::steady_clock;

int64_t nanoseconds_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
}

bool contains(const std::vector<std::string>& sorted, const std::string& version) {
  return std::binary_search(sorted.begin(), sorted.end(), version);
}

// Two files with one version could never both be recorded.
void check_versions_are_unique(const std::vector<Migration>& migrations) {
  std::vector<const Migration*> by_version;
  for (const Migration& migration : migrations) by_version.push_back(&migration);
  std::stable_sort(by_version.begin(), by_version.end(),
                   [](const Migration* a, const Migration* b) { return a->version < b->version; });
  for (size_t i = 1; i < by_version.size(); ++i) {
    if (by_version[i - 1]->version != by_version[i]->version) continue;
    throw UserError("two migrations have the version `" + by_version[i]->version +
                    "`: " + clean_path(by_version[i - 1]->path) + " and " +
                    clean_path(by_version[i]->path));
  }
}

std::vector<std::string> versions_without_file(const std::vector<Migration>& migrations,
                                               const std::vector<std::string>& applied) {
  std::vector<std::string> on_disk;
  for (const Migration& migration : migrations) on_disk.push_back(migration.version);
  std::sort(on_disk.begin(), on_disk.end());
  std::vector<std::string> missing;
  std::set_difference(applied.begin(), applied.end(), on_disk.begin(), on_disk.end(),
                      std::back_inserter(missing));
  return missing;
}

}  // namespace

Runner::Runner(Source& source, Target& target, Reporter& reporter, RunnerOptions options)
    : source_(source),
      target_(target),
      reporter_(reporter),
      options_(std::move(options)),
      history_(target, options_.migrations_table, options_.search_path) {}

void Runner::create() {
  reporter_.progress("Creating: " + target_.name());
  target_.create();
}

void Runner::drop() {
  reporter_.progress("Dropping: " + target_.name());
  target_.drop();
}

void Runner::up() {
  if (!target_.exists()) create();
  migrate();
}

void Runner::prepare_history() {
  const std::string schema = history_.ensure_table();
  if (!schema.empty()) reporter_.progress("Creating schema: " + schema);
}

void Runner::run_migration(const Migration& migration, Direction direction, Progress& progress) {
  const bool up = direction == Direction::kUp;
  progress.started((up ? "Applying: " : "Rolling back: ") + migration.file_name);
  const auto start = Clock::now();
  const Script script = source_.read(migration);
  std::vector<Block> blocks;
  for (const Section& section : script.sections) {
    blocks.push_back(up ? section.up : section.down);
  }
  if (!up && !RUNG_BUG(58)) std::reverse(blocks.begin(), blocks.end());
  ScriptRunner runner(target_, reporter_, [&] { progress.tick(); });
  runner.run({script.path, script.text}, blocks, [&] {
    if (up) {
      history_.insert(migration.version);
    } else {
      history_.remove(migration.version);
    }
  });
  const int64_t took = nanoseconds_since(start);
  if (options_.verbose) {
    for (const int64_t rows : runner.rows_affected()) {
      progress.started("Rows affected: " + std::to_string(rows));
    }
  }
  progress.finished((up ? "Applied: " : "Rolled back: ") + migration.file_name + " in " +
                    format_duration(took),
                    clean_path(migration.path));
}

void Runner::migrate() {
  const std::vector<Migration> migrations = source_.list();
  if (migrations.empty()) throw UserError("no migration files found");
  check_versions_are_unique(migrations);
  target_.defer_durability();
  prepare_history();
  const std::vector<std::string> applied = history_.applied();
  std::vector<const Migration*> pending;
  for (const Migration& migration : migrations) {
    if (RUNG_BUG(59) && !applied.empty() && migration.version < applied.back()) continue;
    if (!contains(applied, migration.version)) pending.push_back(&migration);
  }
  if (options_.strict && !pending.empty() && !applied.empty() &&
      pending.front()->version <= applied.back()) {
    throw UserError("migration `" + pending.front()->version +
                    "` is out of order with already applied migrations, the version number has to "
                    "be higher than the applied migration `" +
                    applied.back() + "` in --strict mode");
  }
  Progress progress(target_, reporter_, "not applied unless \"rung status\" shows it so");
  try {
    for (const Migration* migration : pending) {
      run_migration(*migration, Direction::kUp, progress);
    }
  } catch (const std::exception& error) {
    progress.flush_after(error);  // those before the bad one are in, and must be said to be
    throw;
  }
  progress.flush();
  target_.make_durable();
  dump_after_run();
}

void Runner::roll_back() {
  const std::vector<Migration> migrations = source_.list();
  target_.defer_durability();
  prepare_history();
  const std::vector<std::string> applied = history_.applied();
  const Migration* last = nullptr;
  for (const Migration& migration : migrations) {
    if (RUNG_BUG(60) && last != nullptr) break;
    if (contains(applied, migration.version)) last = &migration;
  }
  const std::vector<std::string> missing = versions_without_file(migrations, applied);
  if (!missing.empty() && (last == nullptr || missing.back() > last->version)) {
    throw UserError("can't rollback: the file of migration `" + missing.back() +
                    "`, applied last, is missing");
  }
  if (last == nullptr) throw UserError("can't rollback: no migrations have been applied");
  Progress progress(target_, reporter_, "not rolled back unless \"rung status\" shows it so");
  run_migration(*last, Direction::kDown, progress);
  progress.flush();
  dump_after_run();
}

Status Runner::status(bool quiet) {
  const std::vector<Migration> migrations = source_.list();
  const std::vector<std::string> applied = history_.applied();
  Status status;
  std::string text;
  for (const Migration& migration : migrations) {
    const bool done = contains(applied, migration.version);
    ++(done ? status.applied : status.pending);
    text.append(done ? "[X] " : "[ ] ").append(migration.file_name).append("\n");
  }
  if (quiet) return status;
  text += "\nApplied: " + std::to_string(status.applied);
  text += "\nPending: " + std::to_string(status.pending);
  reporter_.progress(text);
  for (const std::string& version : versions_without_file(migrations, applied)) {
    reporter_.warning("Warning: migration `" + version + "` is applied and its file is missing");
  }
  return status;
}

std::string Runner::schema_text() {
  return schema_file_text(target_.dump_schema(), history_.table(), history_.applied());
}

void Runner::dump() {
  prepare_history();
  target_.make_durable();
  reporter_.progress("Writing: " + options_.schema_file);
  const std::string text = schema_text();
  make_directories(parent_directory(options_.schema_file));
  write_file(options_.schema_file, text);
}

bool Runner::schema_file_is_current() {
  prepare_history();
  return read_file(options_.schema_file) == schema_text();
}

// The migrations are in: a schema file that cannot be written does not undo that, but is not kept
// quiet about either.
void Runner::dump_after_run() {
  if (!options_.dump_schema) return;
  try {
    dump();
  } catch (const UserError& error) {
    reporter_.warning("Warning: the schema file was not written: " + std::string(error.what()));
  } catch (const SqlError& error) {
    reporter_.warning("Warning: the schema file was not written: " + std::string(error.what()));
  }
}

void Runner::load() {
  const std::string text = read_file(options_.schema_file);
  reporter_.progress("Reading: " + options_.schema_file);
  ScriptRunner runner(target_, reporter_);
  runner.run_in_transaction({options_.schema_file, text}, MetaLines::kSkip);
}

void Runner::wait() {
  const auto start = Clock::now();
  bool waiting = false;
  for (;;) {
    std::string reason;
    try {
      target_.ping();
      if (waiting) reporter_.progress("");
      return;
    } catch (const UserError& error) {
      reason = error.what();
    } catch (const SqlError& error) {
      reason = error.what();
    }
    if (!waiting) reporter_.progress_part("Waiting for database");
    waiting = true;
    if (nanoseconds_since(start) >= options_.wait_timeout_ns) {
      reporter_.progress("");
      throw UserError("unable to connect to database: " + reason);
    }
    reporter_.progress_part(".");
    std::this_thread::sleep_for(std::chrono::nanoseconds(options_.wait_interval_ns));
  }
}

void Runner::seed() {
  auto names = list_files(options_.seeds_dir);
  if (!names) throw UserError("could not find seeds directory `" + options_.seeds_dir + "`");
  std::erase_if(*names, [](const std::string& name) { return !name.ends_with(".sql"); });
  if (names->empty()) throw UserError("no seed files found in `" + options_.seeds_dir + "`");
  std::sort(names->begin(), names->end());
  target_.defer_durability();
  Progress progress(target_, reporter_, "run the seeds again");
  try {
    for (const std::string& name : *names) {
      progress.started("Seeding: " + name);
      const auto start = Clock::now();
      const std::string path = join_path(options_.seeds_dir, name);
      const std::string text = read_file(path);
      ScriptRunner runner(target_, reporter_, [&] { progress.tick(); });
      runner.run_in_transaction({clean_path(path), text}, MetaLines::kRefuse);
      progress.finished("Seeded: " + name + " in " + format_duration(nanoseconds_since(start)),
                        clean_path(path));
    }
  } catch (const std::exception& error) {
    progress.flush_after(error);
    throw;
  }
  progress.flush();
}

}  // namespace rung::migrate
