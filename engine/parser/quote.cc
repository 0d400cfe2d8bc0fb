#include "parser/char_class.h"
#include "parser/lexer.h"
#include "parser/parser.h"

namespace rung::parser {

std::string quote_identifier(std::string_view name) {
  bool safe = !name.empty() && ((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_');
  for (const char c : name) {
    safe = safe && ((c >= 'a' && c <= 'z') || is_digit(c) || c == '_');
  }
  if (safe) {
    const Keyword keyword = find_keyword(name);
    safe = keyword == Keyword::kNone || keyword_category(keyword) == KeywordCategory::kUnreserved;
  }
  if (safe) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  quoted += '"';
  return quoted;
}

std::string quote_literal(std::string_view text) {
  std::string quoted;
  if (text.find('\\') != std::string_view::npos) quoted += 'E';
  quoted += '\'';
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += c;
    quoted += c;
  }
  quoted += '\'';
  return quoted;
}

}  // namespace rung::parser
