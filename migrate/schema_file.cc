#include "migrate/schema_file.h"

#include <algorithm>

#include "api/database.h"

namespace rung::migrate {
namespace {

std::string_view without_trailing_blanks(std::string_view line) {
  const size_t end = line.find_last_not_of(" \t\r\f\v");
  return end == std::string_view::npos ? std::string_view() : line.substr(0, end + 1);
}

std::string quoted_literal(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  out += '\'';
  return text.find('\\') == std::string_view::npos ? out : "E" + out;
}

}  // namespace

std::string schema_file_text(std::string_view dump, std::string_view table,
                             const std::vector<std::string>& versions) {
  const std::vector<api::ScriptReader::Piece> pieces = api::ScriptReader::split(dump);
  auto piece = pieces.begin();
  std::string out;
  bool started = false;
  for (size_t at = 0; at < dump.size();) {
    const size_t newline = std::min(dump.find('\n', at), dump.size());
    const std::string_view line = dump.substr(at, newline - at);
    at = newline + 1;
    const std::string_view trimmed = without_trailing_blanks(line);
    if (!started && (trimmed.empty() || trimmed.starts_with("--"))) continue;
    started = true;
    // dbmate trims every line. Inside a statement, blanks may belong to a literal or a body.
    while (piece != pieces.end() && piece->end <= newline) ++piece;
    const bool goes_on = piece != pieces.end() && piece->begin < newline;
    out.append(goes_on ? line : trimmed).append("\n");
  }
  out += "\n--\n-- Dbmate schema migrations\n--\n\n";
  if (versions.empty()) return out;
  out.append("INSERT INTO ").append(table).append(" (version) VALUES\n");
  for (size_t i = 0; i < versions.size(); ++i) {
    out.append("    (").append(quoted_literal(versions[i])).append(")");
    out += i + 1 < versions.size() ? ",\n" : ";\n";
  }
  return out;
}

}  // namespace rung::migrate
