#include "cli/byte_size.h"

#include <array>
#include <charconv>
#include <cmath>

namespace rung::cli {
namespace {

struct Unit {
  const char* name;
  uint64_t bytes;
};
constexpr std::array<Unit, 5> kUnits = {{{"TB", uint64_t{1} << 40},
                                         {"GB", uint64_t{1} << 30},
                                         {"MB", uint64_t{1} << 20},
                                         {"kB", uint64_t{1} << 10},
                                         {"B", 1}}};

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<uint64_t> parse_byte_size(std::string_view text) {
  text = without_spaces(text);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number,
                                            std::chars_format::fixed);
  if (error != std::errc() || !(number >= 0)) return std::nullopt;
  const std::string_view unit =
      without_spaces(text.substr(static_cast<size_t>(end - text.data())));
  for (const Unit& known : kUnits) {
    if (unit != known.name) continue;
    const double bytes = std::round(number * static_cast<double>(known.bytes));
    if (bytes >= 9.2e18) return std::nullopt;
    return static_cast<uint64_t>(bytes);
  }
  return std::nullopt;
}

std::string format_byte_size(uint64_t bytes) {
  for (const Unit& unit : kUnits) {
    if (bytes >= unit.bytes && bytes % unit.bytes == 0) {
      return std::to_string(bytes / unit.bytes) + unit.name;
    }
  }
  return "0B";
}

}  // namespace rung::cli
