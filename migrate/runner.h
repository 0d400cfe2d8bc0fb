// Runner: what each command does, in terms of a Source, a Target and a Reporter.
//
// Owns: which migrations run, in which order, with what history row, and what is said about it.
// Does not: parse flags, know SQL beyond the history table, know where bytes are kept.
// Errors: UserError and ScriptError (something of the user's), SqlError (the database).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "migrate/history.h"
#include "migrate/reporter.h"
#include "migrate/script_runner.h"
#include "migrate/source.h"
#include "migrate/target.h"

namespace rung::migrate {

class Progress;

struct RunnerOptions {
  std::string migrations_table = "schema_migrations";
  std::string search_path;
  std::string schema_file = "./db/schema.sql";
  std::string seeds_dir = "./db/seeds";
  bool dump_schema = true;
  bool strict = false;
  bool verbose = false;
  int64_t wait_timeout_ns = 60'000'000'000;
  int64_t wait_interval_ns = 1'000'000'000;
};

struct Status {
  size_t applied = 0;
  size_t pending = 0;
};

class Runner {
 public:
  Runner(Source& source, Target& target, Reporter& reporter, RunnerOptions options);

  void create();
  void drop();
  void up();
  void migrate();
  void roll_back();
  // Prints the list unless `quiet`.
  Status status(bool quiet);
  void dump();
  // Whether the schema file holds just what dump() would write.
  bool schema_file_is_current();
  void load();
  void wait();
  // Runs *.sql of the seeds folder in byte order of names, each in a transaction.
  void seed();

 private:
  enum class Direction { kUp, kDown };

  void run_migration(const Migration& migration, Direction direction, Progress& progress);
  void dump_after_run();
  std::string schema_text();
  void prepare_history();

  Source& source_;
  Target& target_;
  Reporter& reporter_;
  RunnerOptions options_;
  History history_;
};

}  // namespace rung::migrate
