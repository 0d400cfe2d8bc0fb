// UTF-8: validation, counting and stepping. Everything inside the engine is valid UTF-8; text is
// checked where it enters (SQL text, COPY data, wire bytes, convert_from).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rung::utf8 {

// Byte offset of the first invalid sequence, or npos when all is valid. A NUL byte is invalid, as
// in PostgreSQL.
size_t find_invalid(std::string_view text);
// Number of code points of valid text.
size_t length(std::string_view text);
// Bytes of the first `count` code points (all of the text when it is shorter).
size_t prefix_bytes(std::string_view text, size_t count);
// Bytes in the sequence that starts with `lead`.
inline size_t sequence_bytes(char lead) {
  const auto c = static_cast<unsigned char>(lead);
  return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}
// Decodes the code point at `*offset` of valid text and steps over it.
uint32_t decode(std::string_view text, size_t* offset);
void append(std::string& to, uint32_t code_point);
// Columns a terminal uses for the text (wide characters count two, combining ones none).
size_t display_width(std::string_view text);
// 22021 with PostgreSQL's wording, naming the offending bytes.
[[noreturn]] void throw_invalid(std::string_view text, size_t offset);

}  // namespace rung::utf8
