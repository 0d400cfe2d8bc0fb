// SqlSession: runs SQL and psql's backslash commands, and prints what psql would.
//
// Errors of scripts are raised as ScriptError or SqlPrinted (already on stderr); the interactive
// shell prints them and goes on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/sql/result_table.h"
#include "cli/sql/variables.h"
#include "migrate/target.h"

namespace rung::cli {

class SqlSession {
 public:
  SqlSession(migrate::Target& target, FormatOptions format, Variables variables,
             std::vector<std::optional<std::string>> params);

  // `rung sql -c`: one string, sent as a whole, or one backslash command. False: it failed, and the
  // error has been printed.
  bool run_command(std::string_view text);
  // A script, statement by statement, up to the first error. `path` is for messages.
  bool run_script(const std::string& path, std::string_view text);
  // Reads standard input until \q or its end.
  void run_shell();

 private:
  enum class Outcome { kOk, kFailed, kQuit };

  bool execute(std::string_view sql, std::string_view copy_data, const std::string& place);
  Outcome run_meta(std::string_view line);
  void show(const ResultTable& table);
  void set_variable(const std::vector<std::string>& words);
  void print_error(const Error& error, std::string_view sql, const std::string& place);
  Outcome run_ready_statements(std::string& buffer);
  void read_copy_lines(std::string& data);

  migrate::Target& target_;
  FormatOptions format_;
  Variables variables_;
  std::vector<std::optional<std::string>> params_;
  bool timing_ = false;
  bool interactive_ = false;
  bool quit_ = false;
  int include_depth_ = 0;
};

// The rows of `\d…`; nullopt when `command` is none of them. Raises SqlError, and UserError when a
// pattern matches nothing.
std::optional<std::vector<ResultTable>> describe(migrate::Target& target,
                                                 const std::string& command,
                                                 const std::string& pattern);

// All rows of a query.
ResultTable query(migrate::Target& target, std::string_view sql,
                  const std::vector<std::optional<std::string>>& params = {});

}  // namespace rung::cli
