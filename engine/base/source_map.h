// SourceMap: byte offsets of a text turned into lines and columns. Built only when an error is
// shown; until then errors carry byte offsets.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rung {

struct LineColumn {
  size_t line = 1;       // from 1
  size_t column = 1;     // from 1, in characters
  std::string_view text;  // the whole line, without its line end
  size_t byte_in_line = 0;
};

LineColumn locate(std::string_view text, size_t byte_offset);

// The source line and, below it, a caret under the position (tabs kept, wide characters counted),
// each line ended by a newline.
std::string caret_lines(const LineColumn& where);

}  // namespace rung
