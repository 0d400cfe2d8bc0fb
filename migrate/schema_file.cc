#include "migrate/schema_file.h"

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
  std::string out;
  bool started = false;
  while (!dump.empty()) {
    const size_t newline = dump.find('\n');
    // Trailing blanks are significant inside a literal, but pg_dump users have lived with dbmate's
    // trimming; ours only happens where a line is blank or ends a statement or a comment.
    std::string_view line = dump.substr(0, newline);
    dump = newline == std::string_view::npos ? std::string_view() : dump.substr(newline + 1);
    const std::string_view trimmed = without_trailing_blanks(line);
    if (!started && (trimmed.empty() || trimmed.starts_with("--"))) continue;
    started = true;
    const bool safe = trimmed.empty() || trimmed.ends_with(';') || trimmed.starts_with("--");
    out.append(safe ? trimmed : line).append("\n");
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
