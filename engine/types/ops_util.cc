#include "types/ops_util.h"

#include <charconv>

namespace rung {

void throw_invalid_input(std::string_view type_name, std::string_view text) {
  throw_error(sqlstate::invalid_text_representation, "invalid input syntax for type " +
                                                         std::string(type_name) + ": \"" +
                                                         std::string(text) + "\"");
}

void throw_input_range(std::string_view type_name, std::string_view text) {
  throw_error(
      sqlstate::numeric_value_out_of_range,
      "value \"" + std::string(text) + "\" is out of range for type " + std::string(type_name));
}

std::string_view trim_space(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool equals_ignore_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
  }
  return true;
}

int64_t parse_integer(std::string_view text, std::string_view type_name, int64_t min, int64_t max) {
  std::string_view digits = trim_space(text);
  if (!digits.empty() && digits.front() == '+') {
    digits.remove_prefix(1);
    if (!digits.empty() && digits.front() == '-') throw_invalid_input(type_name, text);
  }
  int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error == std::errc::invalid_argument || stop != end) throw_invalid_input(type_name, text);
  if (error == std::errc::result_out_of_range || value < min || value > max) {
    throw_input_range(type_name, text);
  }
  return value;
}

int32_t parse_modifier(std::string_view text) {
  return static_cast<int32_t>(parse_integer(text, "integer", INT32_MIN, INT32_MAX));
}

void append_int(int64_t value, std::string* to) {
  char buffer[24];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  to->append(buffer, result.ptr);
}

}  // namespace rung
