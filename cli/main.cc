#include <malloc.h>

#include <csignal>
#include <cstdio>
#include <iterator>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "migrate/env_file.h"
#include "migrate/error_text.h"
#include "migrate/user_error.h"

namespace rung::cli {
namespace {

struct Command {
  const char* name;
  int (*run)(const Options&);
};

constexpr Command kCommands[] = {
    {"new", run_new},         {"up", run_up},           {"create", run_create},
    {"drop", run_drop},       {"migrate", run_migrate}, {"rollback", run_rollback},
    {"status", run_status},   {"dump", run_dump},       {"load", run_load},
    {"wait", run_wait},       {"seed", run_seed},       {"sql", run_sql},
    {"check", run_check},     {"salvage", run_salvage}, {"fork", run_fork},
    {"version", run_version},
};

std::string text_of(const Error& error) {
  std::string text = error.message;
  if (error.state != SqlState()) text += " (" + error.state.code() + ")";
  if (!error.detail.empty()) text += "\nDETAIL:  " + error.detail;
  if (!error.hint.empty()) text += "\nHINT:  " + error.hint;
  if (!error.context.empty()) text += "\nCONTEXT:  " + error.context;
  return text;
}

int run(const std::vector<std::string>& arguments) {
  try {
    migrate::load_env_files(env_files_named(arguments));
  } catch (const migrate::UserError& error) {
    print_error(error.what());
    return kExitUnknown;
  }
  const Parsed parsed = parse_command_line(arguments);
  if (parsed.exit_code) return *parsed.exit_code;
  try {
    for (const Command& command : kCommands) {
      if (parsed.options.command == command.name) return command.run(parsed.options);
    }
  } catch (const SqlError& error) {
    print_error(text_of(error.error()));
  } catch (const std::exception& error) {
    print_error(error.what());
  }
  return kExitError;
}

}  // namespace
}  // namespace rung::cli

int main(int argc, char** argv) {
#ifdef __GLIBC__
  // Page images come and go; giving the top of the heap back each time costs more than it saves.
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
#endif
  // A reader that goes away (rung sql | head) ends us quietly, as it does other filters.
  std::signal(SIGPIPE, SIG_DFL);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const int exit_code = rung::cli::run(arguments);
  // A full disk behind stdout must not look like success.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    rung::cli::print_error("cannot write to standard output");
    return rung::cli::kExitError;
  }
  return exit_code;
}
