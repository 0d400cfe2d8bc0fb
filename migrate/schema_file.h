// The schema file: what `dump` writes and `load` reads.
//
// It is the database's own dump with dbmate's trimming (no leading comments, no trailing blanks)
// and dbmate's ending, the INSERT of the applied versions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rung::migrate {

// `table` and the versions are quoted here as dbmate quotes them.
std::string schema_file_text(std::string_view dump, std::string_view table,
                             const std::vector<std::string>& versions);

}  // namespace rung::migrate
