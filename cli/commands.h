// One function a command, each in a file of its own; main.cc has the table. They return the exit
// code and raise UserError or SqlError.
#pragma once

#include <memory>

#include "cli/options.h"

namespace rung::migrate {
class Runner;
class Target;
}  // namespace rung::migrate

namespace rung::cli {

int run_new(const Options& options);
int run_up(const Options& options);
int run_create(const Options& options);
int run_drop(const Options& options);
int run_migrate(const Options& options);
int run_rollback(const Options& options);
int run_status(const Options& options);
int run_dump(const Options& options);
int run_load(const Options& options);
int run_wait(const Options& options);
int run_fork(const Options& options);
int run_seed(const Options& options);
int run_sql(const Options& options);
int run_check(const Options& options);
int run_salvage(const Options& options);
int run_version(const Options& options);

}  // namespace rung::cli
