#include <unistd.h>

#include <cstdio>

#include "cli/commands.h"
#include "cli/sql/sql_session.h"
#include "cli/workspace.h"
#include "migrate/files.h"
#include "migrate/user_error.h"

namespace rung::cli {
namespace {

Variables variables_of(const Options& options) {
  Variables variables;
  for (const std::string& text : options.variables) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw migrate::UserError("a variable is given as name=value: " + text);
    }
    variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return variables;
}

}  // namespace

int run_sql(const Options& options) {
  if (!options.args.empty()) {
    throw migrate::UserError("unexpected argument: " + options.args[0] + " (SQL goes behind -c)");
  }
  FormatOptions format;
  const auto named = format_named(options.format);
  if (!named) {
    throw migrate::UserError("unknown format: " + options.format +
                             " (there are table, csv, tsv and json)");
  }
  format.format = *named;
  format.header = !options.no_header;
  const bool shell = options.commands.empty() && options.files.empty();
  if (!options.parameters.empty() && (options.commands.size() != 1 || !options.files.empty())) {
    throw migrate::UserError("--param binds the $n of one -c");
  }
  Variables variables = variables_of(options);

  Workspace workspace(options);
  migrate::Target& target = workspace.target();
  if (!target.exists()) {
    std::fprintf(stderr, "Creating: %s\n", target.name().c_str());
    target.create();
  }
  SqlSession session(target, format, std::move(variables),
                     {options.parameters.begin(), options.parameters.end()});
  bool ok = true;
  for (const std::string& command : options.commands) ok = ok && session.run_command(command);
  for (const std::string& file : options.files) {
    if (!ok) break;
    const std::string path = file == "-" ? "/dev/stdin" : file;
    ok = session.run_script(file == "-" ? "<stdin>" : file, migrate::read_file(path));
  }
  if (shell && ::isatty(STDIN_FILENO) != 0) {
    session.run_shell();
  } else if (shell) {
    ok = session.run_script("<stdin>", migrate::read_file("/dev/stdin"));
  }
  target.close();
  return ok ? kExitOk : kExitError;
}

}  // namespace rung::cli
