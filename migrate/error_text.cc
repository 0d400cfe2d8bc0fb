#include "migrate/error_text.h"

#include <algorithm>
#include <vector>

#include "base/source_map.h"
#include "base/utf8.h"

namespace rung::migrate {
namespace {

void append_field(std::string& out, const char* label, const std::string& value) {
  if (value.empty()) return;
  out.append(label).append(":  ").append(value).append("\n");
}

// The line of `sql` that holds `pos` and a caret under it, cut to about 60 columns around the
// caret, as PostgreSQL's client library does.
void append_line_and_caret(std::string& out, std::string_view sql, size_t pos) {
  constexpr size_t kColumnsMax = 60;
  constexpr size_t kRightColumnsMin = 10;
  const LineColumn where = locate(sql, pos);
  std::string line(where.text);
  std::replace(line.begin(), line.end(), '\t', ' ');

  // One entry a character and one for the end: its byte, and the screen column it starts at.
  std::vector<size_t> byte_at, column_at;
  size_t target = 0;
  size_t column = 0;
  for (size_t i = 0; i < line.size();) {
    if (i <= where.byte_in_line) target = byte_at.size();
    byte_at.push_back(i);
    column_at.push_back(column);
    const size_t bytes = std::min(utf8::sequence_bytes(line[i]), line.size() - i);
    column += utf8::display_width(std::string_view(line).substr(i, bytes));
    i += bytes;
  }
  if (where.byte_in_line >= line.size()) target = byte_at.size();
  byte_at.push_back(line.size());
  column_at.push_back(column);

  size_t first = 0;
  size_t last = byte_at.size() - 1;
  bool cut_left = false;
  bool cut_right = false;
  if (column_at[last] > kColumnsMax) {
    if (kColumnsMax >= column_at[target] + kRightColumnsMin) {
      while (column_at[last] > kColumnsMax) --last;
      cut_right = true;
    } else {
      while (column_at[target] + kRightColumnsMin < column_at[last]) {
        --last;
        cut_right = true;
      }
      while (column_at[last] - column_at[first] > kColumnsMax) {
        ++first;
        cut_left = true;
      }
    }
  }
  std::string prefix = "LINE " + std::to_string(where.line) + ": ";
  if (cut_left) prefix += "...";
  out += prefix;
  out.append(line, byte_at[first], byte_at[last] - byte_at[first]);
  if (cut_right) out += "...";
  out += '\n';
  out.append(prefix.size() + column_at[target] - column_at[first], ' ');
  out += "^\n";
}

void append_details(std::string& out, const Error& error) {
  append_field(out, "DETAIL", error.detail);
  append_field(out, "HINT", error.hint);
  append_field(out, "QUERY", error.internal_query);
  append_field(out, "CONTEXT", error.context);
}

}  // namespace

std::string psql_error_text(const Error& error, std::string_view sql) {
  std::string out = severity_name(error.severity);
  out.append(":  ").append(error.message).append("\n");
  if (error.pos != kNoPos && error.pos <= sql.size()) {
    append_line_and_caret(out, sql, error.pos);
  } else if (error.internal_pos != kNoPos && !error.internal_query.empty()) {
    append_line_and_caret(out, error.internal_query, error.internal_pos);
  }
  append_details(out, error);
  return out;
}

std::string file_error_text(const Error& error, std::string_view path, std::string_view file_text,
                            size_t statement) {
  const bool exact = error.pos != kNoPos;
  const LineColumn where = locate(file_text, statement + (exact ? error.pos : 0));
  std::string out(path);
  out += ":" + std::to_string(where.line);
  if (exact) out += ":" + std::to_string(where.column);
  out += ": " + error.message;
  if (error.state != SqlState()) out += " (" + error.state.code() + ")";
  out += '\n';
  if (exact) {
    out += caret_lines(where);
  } else {
    out.append(where.text).append("\n");
  }
  append_details(out, error);
  out.pop_back();
  return out;
}

}  // namespace rung::migrate
