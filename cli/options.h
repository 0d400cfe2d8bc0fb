// Options: everything the command line, the environment and the defaults settle.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rung::cli {

struct Options {
  // Global.
  std::string url;
  std::string driver;
  std::string env;  // "" when not given: DATABASE_URL
  std::vector<std::string> env_files;
  std::vector<std::string> migrations_dirs;
  std::string migrations_table;
  std::string schema_file;
  std::string seeds_dir;
  bool no_dump_schema = false;
  bool wait = false;
  int64_t wait_timeout_ns = 0;
  int64_t wait_interval_ns = 0;
  int64_t lock_wait_ns = 0;
  uint64_t cache_bytes = 0;

  // Of single commands.
  bool strict = false;
  bool verbose = false;
  bool exit_code = false;
  bool quiet = false;
  bool check = false;  // dump
  bool json = false;   // check
  bool digest = false;  // check
  bool dry_run = false;  // up, migrate, rollback

  // sql
  std::vector<std::string> commands;
  std::vector<std::string> files;
  std::vector<std::string> variables;   // name=value
  std::vector<std::string> parameters;  // $1, $2, …
  std::string format;
  bool no_header = false;

  std::string command;            // by its full name, never an alias; "" for none
  std::vector<std::string> args;  // what follows the command's flags
};

inline constexpr int kExitOk = 0;
inline constexpr int kExitPending = 1;
inline constexpr int kExitError = 2;
inline constexpr int kExitUnknown = 3;  // an unknown command or help topic, a bad env file

}  // namespace rung::cli
