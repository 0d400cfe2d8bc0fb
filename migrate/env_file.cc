#include "migrate/env_file.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "migrate/files.h"
#include "migrate/user_error.h"

namespace rung::migrate {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_expandable(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// As Go's %q shows it.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    switch (c) {
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        out += c;
    }
  }
  return out + '"';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  EnvEntries parse() {
    while (skip_to_statement()) {
      std::string key = take_key();
      std::string value = take_value();
      if (key.empty()) continue;
      entries_.emplace_back(std::move(key), std::move(value));
    }
    return std::move(entries_);
  }

 private:
  bool skip_to_statement() {
    for (;;) {
      while (!rest_.empty() && (is_blank(rest_[0]) || rest_[0] == '\n')) rest_.remove_prefix(1);
      if (rest_.empty()) return false;
      if (rest_[0] != '#') return true;
      const size_t end = rest_.find('\n');
      if (end == std::string_view::npos) return false;
      rest_.remove_prefix(end);
    }
  }

  std::string take_key() {
    if (rest_.starts_with("export") && rest_.size() > 6 && is_blank(rest_[6])) {
      rest_.remove_prefix(6);
      while (!rest_.empty() && is_blank(rest_[0])) rest_.remove_prefix(1);
    }
    size_t i = 0;
    while (i < rest_.size() && rest_[i] != '=' && rest_[i] != ':') {
      if (!is_blank(rest_[i]) && !is_name(rest_[i])) {
        throw UserError("unexpected character " + quoted(rest_.substr(i, 1)) +
                        " in variable name near " + quoted(rest_));
      }
      ++i;
    }
    if (i == rest_.size()) {  // a name at the end of the file and no value: dbmate skips it
      rest_ = {};
      return "";
    }
    std::string key(trimmed(rest_.substr(0, i)));
    rest_.remove_prefix(i + 1);
    while (!rest_.empty() && is_blank(rest_[0])) rest_.remove_prefix(1);
    return key;
  }

  std::string take_value() {
    if (!rest_.empty() && (rest_[0] == '\'' || rest_[0] == '"')) return take_quoted_value();
    const size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end);
    for (size_t i = 1; i < line.size(); ++i) {
      if (line[i] == '#' && is_blank(line[i - 1])) {
        line = line.substr(0, i);
        break;
      }
    }
    return expanded(trimmed(line));
  }

  std::string take_quoted_value() {
    const char quote = rest_[0];
    for (size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] != quote || rest_[i - 1] == '\\') continue;
      const std::string_view inside = rest_.substr(1, i - 1);
      rest_.remove_prefix(i + 1);
      return quote == '"' ? expanded(unescaped(inside)) : std::string(inside);
    }
    throw UserError("unterminated quoted value " +
                    std::string(rest_.substr(0, std::min(rest_.find('\n'), rest_.size()))));
  }

  static std::string unescaped(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\\' || i + 1 == text.size() || text[i + 1] == '$') {
        out += text[i];
        continue;
      }
      const char next = text[++i];
      out += next == 'n' ? '\n' : next == 'r' ? '\r' : next;
    }
    return out;
  }

  std::string expanded(std::string_view text) const {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '$') {
        out += text[++i];
        continue;
      }
      if (text[i] != '$' || (i + 1 < text.size() && text[i + 1] == '(')) {
        out += text[i];
        continue;
      }
      size_t begin = i + 1;
      const bool braces = begin < text.size() && text[begin] == '{';
      if (braces) ++begin;
      size_t end = begin;
      while (end < text.size() && is_expandable(text[end])) ++end;
      if (end == begin) {
        out += text[i];
        continue;
      }
      out += lookup(text.substr(begin, end - begin));
      i = braces && end < text.size() && text[end] == '}' ? end : end - 1;
    }
    return out;
  }

  std::string lookup(std::string_view name) const {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
      if (entry->first == name) return entry->second;
    }
    return "";  // the files' own variables only, as dbmate does
  }

  std::string_view rest_;
  EnvEntries entries_;
};

}  // namespace

EnvEntries parse_env_text(std::string_view text) {
  std::string unix_text;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    unix_text += text[i];
  }
  return Parser(unix_text).parse();
}

void load_env_files(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    try {
      const std::optional<std::string> text = read_file_if_present(path);
      if (!text) continue;
      for (const auto& [key, value] : parse_env_text(*text)) {
        ::setenv(key.c_str(), value.c_str(), 0);
      }
    } catch (const UserError& error) {
      std::string names;
      for (const std::string& name : paths) names += (names.empty() ? "" : " ") + name;
      throw UserError("loading env file(s) [" + names + "]: " + error.what());
    }
  }
}

}  // namespace rung::migrate
