#include "base/source_map.h"

#include <algorithm>

#include "base/utf8.h"

namespace rung {

LineColumn locate(std::string_view text, size_t byte_offset) {
  byte_offset = std::min(byte_offset, text.size());
  LineColumn where;
  size_t start = 0;
  for (size_t i = 0; i < byte_offset; ++i) {
    if (text[i] == '\n') {
      ++where.line;
      start = i + 1;
    }
  }
  size_t end = text.find('\n', byte_offset);
  if (end == std::string_view::npos) end = text.size();
  if (end > start && text[end - 1] == '\r') --end;
  where.text = text.substr(start, end - start);
  where.byte_in_line = std::min(byte_offset - start, where.text.size());
  where.column = utf8::length(where.text.substr(0, where.byte_in_line)) + 1;
  return where;
}

std::string caret_lines(const LineColumn& where) {
  std::string out(where.text);
  out += '\n';
  const std::string_view before = where.text.substr(0, where.byte_in_line);
  size_t run = 0;
  for (size_t i = 0; i <= before.size(); ++i) {
    if (i < before.size() && before[i] != '\t') continue;
    out.append(utf8::display_width(before.substr(run, i - run)), ' ');
    if (i < before.size()) out += '\t';
    run = i + 1;
  }
  out += "^\n";
  return out;
}

}  // namespace rung
