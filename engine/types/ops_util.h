// Small helpers that the type families share: reading of integers, the two errors of text input,
// order-preserving bytes of fixed-width values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/bytes.h"
#include "types/type.h"

namespace rung {

// 22P02 invalid input syntax for type X: "text".
[[noreturn]] void throw_invalid_input(std::string_view type_name, std::string_view text);
// 22003 value "text" is out of range for type X.
[[noreturn]] void throw_input_range(std::string_view type_name, std::string_view text);

inline bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string_view trim_space(std::string_view text);
bool equals_ignore_case(std::string_view a, std::string_view b);  // ASCII

// A decimal integer with optional sign and surrounding blanks, within [min, max].
int64_t parse_integer(std::string_view text, std::string_view type_name, int64_t min, int64_t max);
// The single integer of a type modifier such as (10); raises 22023 with PostgreSQL's wording.
int32_t parse_modifier(std::string_view text);

void append_int(int64_t value, std::string* to);

// Big-endian with the sign bit flipped, so that memcmp orders as the integers do.
template <class T>
void append_ordered_int(int64_t value, std::string* to) {
  using Unsigned = std::make_unsigned_t<T>;
  constexpr auto kSign = static_cast<Unsigned>(Unsigned{1} << (sizeof(T) * 8 - 1));
  append_be(*to, static_cast<Unsigned>(static_cast<Unsigned>(value) ^ kSign));
}

inline int sign_of(int64_t value) { return value < 0 ? -1 : value > 0 ? 1 : 0; }
template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace rung
