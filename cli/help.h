// Commands by name, and the texts of `rung help`, laid out as dbmate's.
#pragma once

#include <string>
#include <vector>

namespace rung::cli {

struct CommandInfo {
  const char* name;
  const char* alias;  // "" for none
  const char* summary;
  const char* usage;  // what stands behind "rung NAME"
  bool takes_args;    // false: arguments are ignored, as dbmate ignores them
};

struct FlagHelp {
  std::string names;
  std::string text;
};

// By name or alias; nullptr when there is none.
const CommandInfo* find_command(const std::string& name);

std::string version_text();
std::string app_help_text(const std::vector<FlagHelp>& flags);
std::string command_help_text(const CommandInfo& command, const std::vector<FlagHelp>& flags);

}  // namespace rung::cli
