#include "migrate/schema_file.h"

namespace rung::migrate {
namespace {

std::string_view without_trailing_blanks(std::string_view line) {
  const size_t end = line.find_last_not_of(" \t\r\f\v");
  return end == std::string_view::npos ? std::string_view() : line.substr(0, end + 1);
}

// Whether lines are inside a dollar-quoted body, whose blanks are part of it.
class DollarQuotes {
 public:
  // Reads one line; true when any of it is inside.
  bool take(std::string_view line) {
    const bool was_inside = !tag_.empty();
    size_t at = 0;
    while (at < line.size()) {
      if (!tag_.empty()) {
        const size_t end = line.find(tag_, at);
        if (end == std::string_view::npos) break;
        at = end + tag_.size();
        tag_.clear();
        continue;
      }
      const size_t begin = line.find('$', at);
      if (begin == std::string_view::npos) break;
      const size_t end = line.find_first_not_of(kTagCharacters, begin + 1);
      at = begin + 1;
      if (end == std::string_view::npos || line[end] != '$') continue;
      tag_ = line.substr(begin, end + 1 - begin);
      at = end + 1;
    }
    return was_inside || !tag_.empty();
  }

 private:
  static constexpr std::string_view kTagCharacters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  std::string tag_;  // of the body we are in, dollars included
};

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
  DollarQuotes quotes;
  while (!dump.empty()) {
    const size_t newline = dump.find('\n');
    // dbmate trims every line. Blanks are significant inside a literal and in a function's body, so
    // ours only go where a line is blank or ends a statement or a comment.
    std::string_view line = dump.substr(0, newline);
    dump = newline == std::string_view::npos ? std::string_view() : dump.substr(newline + 1);
    const std::string_view trimmed = without_trailing_blanks(line);
    if (!started && (trimmed.empty() || trimmed.starts_with("--"))) continue;
    started = true;
    const bool in_body = quotes.take(line);
    const bool safe = !in_body && (trimmed.empty() || trimmed.ends_with(';') || trimmed.starts_with("--"));
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
