// .env files: KEY=VALUE lines, quoted values, comments, $VARIABLE expansion.
//
// The grammar is the one dbmate reads. Variables that are already set always win, and a missing
// file is no error.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rung::migrate {

using EnvEntries = std::vector<std::pair<std::string, std::string>>;

// UserError on bad text.
EnvEntries parse_env_text(std::string_view text);

// Sets what the files say in this process's environment, in order; a bad file stops there with
// `loading env file(s) [a b]: reason`, those before it stay loaded.
void load_env_files(const std::vector<std::string>& paths);

}  // namespace rung::migrate
