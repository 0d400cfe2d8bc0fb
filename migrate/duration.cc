#include "migrate/duration.h"

#include <array>
#include <cmath>
#include <utility>

namespace rung::migrate {
namespace {

// `value` / 10^digits without trailing zeros.
std::string decimal(uint64_t value, int digits) {
  std::string text = std::to_string(value);
  while (text.size() <= static_cast<size_t>(digits)) text.insert(text.begin(), '0');
  std::string fraction = text.substr(text.size() - static_cast<size_t>(digits));
  text.resize(text.size() - static_cast<size_t>(digits));
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return fraction.empty() ? text : text + "." + fraction;
}

constexpr std::array<std::pair<std::string_view, double>, 8> kUnits{{{"ns", 1},
                                                                     {"us", 1e3},
                                                                     {"\u00b5s", 1e3},
                                                                     {"\u03bcs", 1e3},
                                                                     {"ms", 1e6},
                                                                     {"s", 1e9},
                                                                     {"m", 60e9},
                                                                     {"h", 3600e9}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string format_duration(int64_t nanoseconds) {
  const std::string sign = nanoseconds < 0 ? "-" : "";
  const uint64_t ns =
      nanoseconds < 0 ? 0 - static_cast<uint64_t>(nanoseconds) : static_cast<uint64_t>(nanoseconds);
  if (ns == 0) return "0s";
  if (ns < 1'000) return sign + std::to_string(ns) + "ns";
  if (ns < 1'000'000) return sign + decimal(ns, 3) + "\u00b5s";
  if (ns < 1'000'000'000) return sign + decimal(ns, 6) + "ms";
  const uint64_t minutes = ns / 60'000'000'000;
  std::string text = decimal(ns % 60'000'000'000, 9) + "s";
  if (minutes > 0) text = std::to_string(minutes % 60) + "m" + text;
  if (minutes >= 60) text = std::to_string(minutes / 60) + "h" + text;
  return sign + text;
}

std::optional<int64_t> parse_duration(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    double value = 0;
    size_t digits = 0;
    while (!text.empty() && is_digit(text[0])) {
      value = value * 10 + (text[0] - '0');
      text.remove_prefix(1);
      ++digits;
    }
    if (!text.empty() && text[0] == '.') {
      text.remove_prefix(1);
      for (double scale = 0.1; !text.empty() && is_digit(text[0]); scale /= 10) {
        value += (text[0] - '0') * scale;
        text.remove_prefix(1);
        ++digits;
      }
    }
    if (digits == 0) return std::nullopt;
    size_t unit_bytes = 0;
    while (unit_bytes < text.size() && text[unit_bytes] != '.' && !is_digit(text[unit_bytes])) {
      ++unit_bytes;
    }
    double unit = 0;
    for (const auto& [name, factor] : kUnits) {
      if (text.substr(0, unit_bytes) == name) unit = factor;
    }
    if (unit == 0) return std::nullopt;
    total += value * unit;
    text.remove_prefix(unit_bytes);
  }
  if (total > 9.2e18) return std::nullopt;
  const auto rounded = static_cast<int64_t>(std::llround(total));
  return negative ? -rounded : rounded;
}

}  // namespace rung::migrate
