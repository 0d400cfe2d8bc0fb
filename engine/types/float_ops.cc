// real and double precision. float4 values are kept as the double that equals them.
#include <bit>
#include <charconv>
#include <limits>

#include "base/hash.h"
#include "types/families.h"
#include "types/float.h"
#include "types/ops_util.h"

namespace rung {
namespace {

template <class T>
constexpr std::string_view kFloatName = sizeof(T) == 4 ? "real" : "double precision";

template <class T>
double parse_float(std::string_view text) {
  std::string_view number = trim_space(text);
  const std::string_view whole = number;
  bool negative = false;
  if (!number.empty() && (number[0] == '-' || number[0] == '+')) {
    negative = number[0] == '-';
    number.remove_prefix(1);
  }
  if (equals_ignore_case(number, "nan")) return std::numeric_limits<double>::quiet_NaN();
  if (equals_ignore_case(number, "inf") || equals_ignore_case(number, "infinity")) {
    return negative ? -HUGE_VAL : HUGE_VAL;
  }
  auto format = std::chars_format::general;
  if (number.size() > 2 && number[0] == '0' && ascii_lower(number[1]) == 'x') {
    format = std::chars_format::hex;
    number.remove_prefix(2);
  } else if (number.empty() || !(is_digit(number[0]) || number[0] == '.')) {
    throw_invalid_input(kFloatName<T>, text);
  }
  T value = 0;
  const char* end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, value, format);
  if (error == std::errc::invalid_argument || stop != end) {
    throw_invalid_input(kFloatName<T>, text);
  }
  if (error == std::errc::result_out_of_range) {
    throw_error(
        sqlstate::numeric_value_out_of_range,
        "\"" + std::string(whole) + "\" is out of range for type " + std::string(kFloatName<T>));
  }
  return static_cast<double>(negative ? -value : value);
}

template <class T>
void append_float(T value, int extra_digits, std::string* to) {
  if (std::isnan(value)) {
    *to += "NaN";
    return;
  }
  if (std::isinf(value)) {
    *to += value < 0 ? "-Infinity" : "Infinity";
    return;
  }
  constexpr int kDigits = std::numeric_limits<T>::digits10;  // 15 and 6
  char buffer[64];
  char* const buffer_end = buffer + sizeof buffer;
  if (extra_digits <= 0) {
    const int digits = std::max(kDigits + extra_digits, 1);
    const auto result =
        std::to_chars(buffer, buffer_end, value, std::chars_format::general, digits);
    to->append(buffer, result.ptr);
    return;
  }
  // Exponent form exactly where %.15g (%.6g) would use it.
  const auto scientific = std::to_chars(buffer, buffer_end, value, std::chars_format::scientific);
  const char* mark = scientific.ptr;
  while (*(mark - 1) != 'e') --mark;
  int exponent = 0;
  std::from_chars(mark + (*mark == '+' ? 1 : 0), scientific.ptr, exponent);
  if (exponent < -4 || exponent >= kDigits) {
    to->append(buffer, scientific.ptr);
    return;
  }
  const auto fixed = std::to_chars(buffer, buffer_end, value, std::chars_format::fixed);
  to->append(buffer, fixed.ptr);
}

template <class T>
Datum float_input(TypeEnv&, const TypeInfo&, std::string_view text, int32_t) {
  return Datum::of_float(parse_float<T>(text));
}
template <class T>
void float_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  append_float<T>(static_cast<T>(value.d), env.settings->extra_float_digits, to);
}
int float_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return compare_floats(a.d, b.d);
}
// -0 equals 0, and every NaN equals every other.
double canonical(double value) {
  return std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value == 0 ? 0.0 : value;
}
uint64_t float_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_u64(std::bit_cast<uint64_t>(canonical(value.d)));
}
// Negative: all bits inverted; else the sign bit set. The NaN pattern sorts last.
template <class Bits>
void append_ordered_bits(Bits bits, std::string* to) {
  constexpr auto kSign = Bits{1} << (sizeof(Bits) * 8 - 1);
  append_be(*to, (bits & kSign) != 0 ? ~bits : bits | kSign);
}
void float8_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_ordered_bits(std::bit_cast<uint64_t>(canonical(value.d)), to);
}
void float4_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_ordered_bits(std::bit_cast<uint32_t>(static_cast<float>(canonical(value.d))), to);
}
Datum float8_receive(TypeEnv&, const TypeInfo&, std::string_view bytes, int32_t) {
  if (bytes.size() != sizeof(double)) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  return Datum::of_float(std::bit_cast<double>(load_be<uint64_t>(bytes.data())));
}
void float8_send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_be(*to, std::bit_cast<uint64_t>(value.d));
}
Datum float4_receive(TypeEnv&, const TypeInfo&, std::string_view bytes, int32_t) {
  if (bytes.size() != sizeof(float)) {
    throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
  }
  const auto value = std::bit_cast<float>(load_be<uint32_t>(bytes.data()));
  return Datum::of_float(static_cast<double>(value));
}
void float4_send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_be(*to, std::bit_cast<uint32_t>(static_cast<float>(value.d)));
}

}  // namespace

double parse_float8(std::string_view text) {
  return parse_float<double>(text);
}
double parse_float4(std::string_view text) {
  return parse_float<float>(text);
}
void append_float8(double value, int extra_float_digits, std::string* to) {
  append_float<double>(value, extra_float_digits, to);
}

const TypeOps kFloat4Ops = {
    .input = float_input<float>,
    .output = float_output<float>,
    .compare = float_compare,
    .hash = float_hash,
    .encode_key = float4_encode,
    .receive = float4_receive,
    .send = float4_send,
};
const TypeOps kFloat8Ops = {
    .input = float_input<double>,
    .output = float_output<double>,
    .compare = float_compare,
    .hash = float_hash,
    .encode_key = float8_encode,
    .receive = float8_receive,
    .send = float8_send,
};

}  // namespace rung
