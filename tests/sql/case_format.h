// The text a SQL case file produces, whoever runs it: rung (sql_test) or PostgreSQL (sql_record).
// A case file is a script; its expectation, NAME.out beside NAME.sql, holds for every statement its
// text, then rows or tag, then the error with all its fields. See README.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rung::test {

// A value as the files show it: control characters escaped, NULL as \N.
inline std::string show_value(const std::optional<std::string_view>& value) {
  if (!value) return "\\N";
  std::string out;
  for (const char c : *value) {
    switch (c) {
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\\': out += "\\\\"; break;
      case '|': out += "\\|"; break;
      default: out += c;
    }
  }
  return out;
}

struct ErrorFields {
  std::string severity, code, message, detail, hint, position;
};

class CaseWriter {
 public:
  void statement(std::string_view text) {
    text_ += text;
    text_ += ";\n";
  }
  void row(const std::vector<std::string>& values) {
    for (size_t i = 0; i < values.size(); ++i) text_ += (i > 0 ? "|" : "") + values[i];
    text_ += "\n";
  }
  void tag(std::string_view tag) { text_ += "-> " + std::string(tag) + "\n"; }
  void error(const ErrorFields& e) {
    text_ += e.severity + " " + e.code + ": " + e.message + "\n";
    if (!e.detail.empty()) text_ += "  DETAIL: " + e.detail + "\n";
    if (!e.hint.empty()) text_ += "  HINT: " + e.hint + "\n";
    if (!e.position.empty()) text_ += "  AT: " + e.position + "\n";
  }
  void blank() { text_ += "\n"; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace rung::test
