// Text forms and order of float4 and float8, shared by the types and by the functions over them.
#pragma once

#include <cmath>
#include <string>
#include <string_view>

namespace rung {

// Raises 22P02 or 22003 as the type's input does.
double parse_float8(std::string_view text);
double parse_float4(std::string_view text);
// The shortest text that reads back equal when extra_float_digits > 0; else that many digits more
// than 15 (float8) or 6 (float4).
void append_float8(double value, int extra_float_digits, std::string* to);

// NaN equals itself and is above everything.
inline int compare_floats(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return static_cast<int>(std::isnan(a)) - std::isnan(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

}  // namespace rung
