// to_char() and to_number() of numbers.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "functions/groups.h"
#include "functions/number_format.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;

struct FormatSite {
  std::string text;
  std::unique_ptr<NumberFormat> format;
};
const NumberFormat& format_of(FnCall& call, std::string_view text) {
  auto& site = call.cached<FormatSite>();
  if (site.format == nullptr || site.text != text) {
    site.format = std::make_unique<NumberFormat>(text);
    site.text = text;
  }
  return *site.format;
}

NumberFormat::Value split(std::string_view number) {
  NumberFormat::Value value;
  if (!number.empty() && number[0] == '-') {
    value.negative = true;
    number.remove_prefix(1);
  }
  const size_t point = number.find('.');
  value.whole = number.substr(0, point);
  if (point != std::string_view::npos) value.fraction = number.substr(point + 1);
  return value;
}

// d.ddde+xx from exact decimal text of the mantissa and the exponent.
std::string scientific_text(std::string text) {
  if (text[0] != '-') text.insert(0, 1, ' ');
  return text;
}
std::string numeric_scientific(const Numeric& value, int decimals) {
  std::string digits;
  int exponent = 0;
  if (!value.is_zero()) {
    const int first = value.digits[0];
    exponent = value.weight * 4 + (first >= 1000 ? 3 : first >= 100 ? 2 : first >= 10 ? 1 : 0);
  }
  const auto mantissa = [&] {
    Numeric power = Numeric::of_int(1);
    for (int i = 0; i < std::abs(exponent); ++i) power = multiply(power, Numeric::of_int(10));
    Numeric result = exponent >= 0 ? divide_to_scale(value, power, decimals, true)
                                   : multiply(value, power).round(decimals);
    return result;
  };
  Numeric shown = mantissa();
  Numeric magnitude = shown;
  magnitude.negative = false;
  if (compare(magnitude, Numeric::of_int(10)) >= 0) {
    ++exponent;
    shown = mantissa();
  }
  std::string text = shown.to_string() + (exponent < 0 ? "e-" : "e+");
  const std::string number = std::to_string(std::abs(exponent));
  return text + (number.size() < 2 ? "0" : "") + number;
}

std::string format_numeric(const NumberFormat& format, Numeric value) {
  if (!value.is_finite()) {
    if (format.roman()) {
      throw_error(sqlstate::feature_not_supported,
                  value.is_nan() ? "cannot convert NaN to integer"
                                 : "cannot convert infinity to integer");
    }
    if (format.scientific()) {
      constexpr int kExponentWidth = 6;
      std::string marks(
          static_cast<size_t>(format.whole_digits() + format.decimals() + kExponentWidth), '#');
      marks[0] = ' ';
      marks[static_cast<size_t>(format.whole_digits() + 1)] = '.';
      return marks;
    }
    NumberFormat::Value text = split(value.to_string());
    return format.format(text);
  }
  if (format.scientific()) {
    return scientific_text(numeric_scientific(value, format.decimals()));
  }
  if (format.roman()) {
    value.round(0);
    const NumberFormat::Value whole = split(value.to_string());
    return format.format_roman(whole.whole, whole.negative);
  }
  for (int i = 0; i < format.multiplier(); ++i) value = multiply(value, Numeric::of_int(10));
  value.round(format.decimals());
  return format.format(split(value.to_string()));
}

Datum numeric_to_char(FnCall& call, const Datum* a) {
  const NumberFormat& format = format_of(call, a[1].bytes());
  return call.env->text(format_numeric(format, Numeric::load(a[0])));
}
Datum int_to_char(FnCall& call, const Datum* a) {
  const NumberFormat& format = format_of(call, a[1].bytes());
  return call.env->text(format_numeric(format, Numeric::of_int(a[0].i)));
}

// Floats show no more digits than they hold exactly: 15 or 6.
template <int kDigits>
Datum float_to_char(FnCall& call, const Datum* a) {
  const NumberFormat& format = format_of(call, a[1].bytes());
  double value = a[0].d;
  if (!std::isfinite(value)) {
    return call.env->text(format_numeric(
        format, std::isnan(value) ? Numeric::nan() : Numeric::infinity(value < 0)));
  }
  char buffer[512];
  char* const end = buffer + sizeof buffer;
  if (format.scientific()) {
    const auto result = std::to_chars(buffer, end, value, std::chars_format::scientific,
                                      format.decimals());
    return call.env->text(scientific_text({buffer, result.ptr}));
  }
  if (format.roman()) {
    const auto result = std::to_chars(buffer, end, std::rint(value), std::chars_format::fixed, 0);
    const auto whole = split({buffer, static_cast<size_t>(result.ptr - buffer)});
    return call.env->text(format.format_roman(whole.whole, whole.negative));
  }
  for (int i = 0; i < format.multiplier(); ++i) value *= 10;
  const auto rounded = std::to_chars(buffer, end, std::fabs(value), std::chars_format::fixed, 0);
  const auto whole_digits = static_cast<int>(rounded.ptr - buffer);
  const int decimals = std::clamp(kDigits - whole_digits, 0, format.decimals());
  const auto result = std::to_chars(buffer, end, value, std::chars_format::fixed, decimals);
  return call.env->text(
      format.format(split({buffer, static_cast<size_t>(result.ptr - buffer)})));
}

Datum to_number(FnCall& call, const Datum* a) {
  const std::string text = format_of(call, a[1].bytes()).parse(a[0].bytes());
  const auto number = Numeric::parse(text);
  if (!number) throw_invalid_input("numeric", text);
  return number->store(*call.env->arena);
}

constexpr FunctionDef kFunctions[] = {
    {1772, "to_char", kText, {kNumeric, kText}, kStrict | kStable, numeric_to_char, nullptr,
     "to_char(-125.8, '999D99S')", "125.80-"},
    {1773, "to_char", kText, {kInt4, kText}, kStrict | kStable, int_to_char, nullptr,
     "to_char(125, '999')", " 125"},
    {1774, "to_char", kText, {kInt8, kText}, kStrict | kStable, int_to_char, nullptr,
     "to_char(1234567::bigint, '9,999,999')", " 1,234,567"},
    {1775, "to_char", kText, {kFloat4, kText}, kStrict | kStable, float_to_char<6>, nullptr,
     "to_char(125.8::real, '999D9')", " 125.8"},
    {1776, "to_char", kText, {kFloat8, kText}, kStrict | kStable, float_to_char<15>, nullptr,
     "to_char(125.8::float8, '999D9')", " 125.8"},
    {1777, "to_number", kNumeric, {kText, kText}, kStrict | kStable, to_number, nullptr,
     "to_number('12,454.8-', '99G999D9S')", "-12454.8"},
};

}  // namespace

const FunctionGroup kNumberFormatGroup = {.functions = kFunctions};

}  // namespace rung
