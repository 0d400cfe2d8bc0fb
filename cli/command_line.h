// The command line: which flags there are, how they are read, and the help texts.
//
// CLI11 holds the one table of flags: names, variables, defaults, descriptions, conversions. How
// arguments are cut up is dbmate's way, which is Go's: global flags before the command and command
// flags after it, -flag and --flag alike, flags end at the first other argument.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"

namespace rung::cli {

struct Parsed {
  Options options;
  std::optional<int> exit_code;  // set when there is nothing left to do: help, a usage error
};

// Prints help and usage errors itself.
Parsed parse_command_line(const std::vector<std::string>& arguments);

// The files that --env-file names (only its two-word form counts, as in dbmate), before any other
// flag is read: they may set the variables that flags default to.
std::vector<std::string> env_files_named(const std::vector<std::string>& arguments);

}  // namespace rung::cli
