#include "base/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdio>

#include "base/error.h"

namespace rung::utf8 {
namespace {

unsigned char byte_at(std::string_view text, size_t i) {
  return static_cast<unsigned char>(text[i]);
}
bool is_continuation(std::string_view text, size_t i) {
  return i < text.size() && (byte_at(text, i) & 0xC0) == 0x80;
}

// Bytes of the valid sequence at `i`, 0 if it is invalid (overlong, surrogate, above U+10FFFF).
size_t valid_sequence(std::string_view text, size_t i) {
  const unsigned char c = byte_at(text, i);
  if (c == 0) return 0;
  if (c < 0x80) return 1;
  if (c < 0xC2) return 0;
  if (c < 0xE0) return is_continuation(text, i + 1) ? 2 : 0;
  if (c < 0xF0) {
    if (!is_continuation(text, i + 1) || !is_continuation(text, i + 2)) return 0;
    const unsigned char d = byte_at(text, i + 1);
    if ((c == 0xE0 && d < 0xA0) || (c == 0xED && d > 0x9F)) return 0;
    return 3;
  }
  if (c > 0xF4) return 0;
  for (size_t k = 1; k < 4; ++k) {
    if (!is_continuation(text, i + k)) return 0;
  }
  const unsigned char d = byte_at(text, i + 1);
  if ((c == 0xF0 && d < 0x90) || (c == 0xF4 && d > 0x8F)) return 0;
  return 4;
}

}  // namespace

size_t find_invalid(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    const size_t n = valid_sequence(text, i);
    if (n == 0) return i;
    i += n;
  }
  return std::string_view::npos;
}

size_t length(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

size_t prefix_bytes(std::string_view text, size_t count) {
  size_t i = 0;
  while (count > 0 && i < text.size()) {
    i += sequence_bytes(text[i]);
    --count;
  }
  return std::min(i, text.size());
}

uint32_t decode(std::string_view text, size_t* offset) {
  const unsigned char c = byte_at(text, *offset);
  const size_t n = std::min(sequence_bytes(text[*offset]), text.size() - *offset);
  uint32_t code = n == 1 ? c : n == 2 ? c & 0x1Fu : n == 3 ? c & 0x0Fu : c & 0x07u;
  for (size_t k = 1; k < n; ++k) code = (code << 6) | (byte_at(text, *offset + k) & 0x3Fu);
  *offset += n;
  return code;
}

void append(std::string& to, uint32_t c) {
  if (c < 0x80) {
    to += static_cast<char>(c);
  } else if (c < 0x800) {
    to += static_cast<char>(0xC0 | (c >> 6));
    to += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    to += static_cast<char>(0xE0 | (c >> 12));
    to += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    to += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    to += static_cast<char>(0xF0 | (c >> 18));
    to += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    to += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    to += static_cast<char>(0x80 | (c & 0x3F));
  }
}

size_t display_width(std::string_view text) {
  size_t width = 0;
  for (size_t i = 0; i < text.size();) {
    const int w = utf8proc_charwidth(static_cast<utf8proc_int32_t>(decode(text, &i)));
    width += static_cast<size_t>(std::max(w, 0));
  }
  return width;
}

void throw_invalid(std::string_view text, size_t offset) {
  const size_t n = std::min(sequence_bytes(text[offset]), text.size() - offset);
  std::string bytes;
  for (size_t k = 0; k < n; ++k) {
    char hex[8];
    std::snprintf(hex, sizeof hex, " 0x%02x", static_cast<unsigned>(byte_at(text, offset + k)));
    bytes += hex;
  }
  throw_error(sqlstate::character_not_in_repertoire,
              "invalid byte sequence for encoding \"UTF8\":" + bytes);
}

}  // namespace rung::utf8
