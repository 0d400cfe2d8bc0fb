#include "cli/sql/variables.h"

#include <algorithm>

namespace rung::cli {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

size_t after(std::string_view sql, std::string_view closing, size_t from) {
  const size_t found = sql.find(closing, from);
  return found == std::string_view::npos ? sql.size() : found + closing.size();
}

size_t after_block_comment(std::string_view sql, size_t i) {
  size_t depth = 0;
  while (i < sql.size()) {
    if (sql.substr(i, 2) == "/*") {
      ++depth;
      i += 2;
    } else if (sql.substr(i, 2) == "*/") {
      i += 2;
      if (--depth == 0) return i;
    } else {
      ++i;
    }
  }
  return i;
}

size_t after_escape_string(std::string_view sql, size_t i) {
  for (++i; i < sql.size(); ++i) {
    if (sql[i] == '\\') {
      ++i;
    } else if (sql[i] == '\'') {
      return i + 1;
    }
  }
  return sql.size();
}

// The end of the string, quoted name, dollar quote or comment that begins at `i`; `i` when none
// does.
size_t after_literal(std::string_view sql, size_t i) {
  const char c = sql[i];
  if (c == '\'') {
    const bool escapes =
        i > 0 && (sql[i - 1] == 'e' || sql[i - 1] == 'E') && (i == 1 || !is_name(sql[i - 2]));
    return escapes ? after_escape_string(sql, i) : after(sql, "'", i + 1);
  }
  if (c == '"') return after(sql, "\"", i + 1);
  if (sql.substr(i, 2) == "--") return after(sql, "\n", i + 2);
  if (sql.substr(i, 2) == "/*") return after_block_comment(sql, i);
  if (c == '$' && (i == 0 || !is_name(sql[i - 1]))) {
    size_t end = i + 1;
    while (end < sql.size() && is_name(sql[end])) ++end;
    const bool tag = end == i + 1 || sql[i + 1] < '0' || sql[i + 1] > '9';
    if (tag && end < sql.size() && sql[end] == '$') {
      return after(sql, sql.substr(i, end + 1 - i), end + 1);
    }
  }
  return i;
}

std::string quoted(std::string_view value, char quote) {
  std::string out(1, quote);
  bool backslash = false;
  for (char c : value) {
    if (c == quote) out += quote;
    if (c == '\\' && quote == '\'') {
      out += c;
      backslash = true;
    }
    out += c;
  }
  out += quote;
  return backslash ? " E" + out : out;
}

}  // namespace

std::string interpolate(std::string_view sql, const Variables& variables) {
  if (variables.empty()) return std::string(sql);
  std::string out;
  for (size_t i = 0; i < sql.size();) {
    const size_t end = after_literal(sql, i);
    if (end > i) {
      out.append(sql.substr(i, end - i));
      i = end;
      continue;
    }
    if (sql[i] != ':') {
      out += sql[i++];
      continue;
    }
    if (sql.substr(i, 2) == "::") {
      out += "::";
      i += 2;
      continue;
    }
    const char quote =
        i + 1 < sql.size() && (sql[i + 1] == '\'' || sql[i + 1] == '"') ? sql[i + 1] : '\0';
    const size_t begin = i + (quote == '\0' ? 1 : 2);
    size_t stop = begin;
    while (stop < sql.size() && is_name(sql[stop])) ++stop;
    const auto found = variables.find(sql.substr(std::min(begin, sql.size()), stop - begin));
    const bool closed = quote == '\0' || (stop < sql.size() && sql[stop] == quote);
    if (found == variables.end() || !closed) {
      out += sql[i++];
      continue;
    }
    out += quote == '\0' ? found->second : quoted(found->second, quote);
    i = stop + (quote == '\0' ? 0 : 1);
  }
  return out;
}

}  // namespace rung::cli
