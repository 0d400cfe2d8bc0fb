// JSON strings, for --json and --format json.
#pragma once

#include <string>

namespace rung::cli {

// Appends the value as a JSON string, quotes included.
void append_json_string(std::string& out, const std::string& value);
std::string json_text(const std::string& value);

}  // namespace rung::cli
