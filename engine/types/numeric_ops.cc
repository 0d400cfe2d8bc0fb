// The type numeric: text form, order, keys, type modifiers, and short cuts for small values.
#include <algorithm>

#include "base/bytes.h"
#include "base/hash.h"
#include "types/families.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {
namespace {

Datum numeric_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t typmod) {
  auto value = Numeric::parse(text);
  if (!value) throw_invalid_input("numeric", text);
  apply_numeric_typmod(&*value, typmod);
  return value->store(*env.arena);
}
void numeric_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  Numeric::load(value).append_to(to);
}
int numeric_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  int order = 0;
  if (compare_small(a, b, &order)) return order;
  return compare(Numeric::load(a), Numeric::load(b));
}
// Header bits of sign and weight, then the digits: equal values have equal ones.
uint64_t numeric_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  const auto sign = static_cast<uint64_t>(load_le<uint16_t>(value.p) >> 14);
  return hash_mix(sign, hash_bytes(value.bytes().substr(2)));
}

// Class, exponent of the first base-100 digit, then base-100 digits as 2d+1 and the last as 2d.
// The bytes after the class are inverted for negative values.
enum KeyClass : char { kMinusInfinity, kNegative, kZero, kPositive, kPlusInfinity, kNotANumber };

void append_exponent(int32_t exponent, std::string* to) {
  constexpr int32_t kShortMax = 100;
  if (exponent > kShortMax) {
    to->push_back('\xFF');
    append_be(*to, static_cast<uint32_t>(exponent));
  } else if (exponent < -kShortMax) {
    to->push_back('\0');
    append_be(*to, static_cast<uint32_t>(exponent) ^ 0x80000000u);
  } else {
    to->push_back(static_cast<char>(exponent + 0x80));
  }
}

void numeric_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const Numeric number = Numeric::load(value);
  if (!number.is_finite() || number.is_zero()) {
    to->push_back(number.is_nan()                         ? kNotANumber
                  : number.kind == Numeric::Kind::kPosInf ? kPlusInfinity
                  : number.kind == Numeric::Kind::kNegInf ? kMinusInfinity
                                                          : kZero);
    return;
  }
  to->push_back(number.negative ? kNegative : kPositive);
  const size_t start = to->size();
  const bool short_first = number.digits[0] < 100;
  append_exponent(number.weight * 2 + (short_first ? 0 : 1), to);
  const int32_t count = number.digits.size();
  for (int32_t i = 0; i < count; ++i) {
    const int32_t high = number.digits[i] / 100;
    const int32_t low = number.digits[i] % 100;
    if (i > 0 || !short_first) {
      const bool last = i == count - 1 && low == 0;
      to->push_back(static_cast<char>(high * 2 + (last ? 0 : 1)));
      if (last) break;
    }
    to->push_back(static_cast<char>(low * 2 + (i == count - 1 ? 0 : 1)));
  }
  if (number.negative) {
    for (size_t i = start; i < to->size(); ++i) (*to)[i] = static_cast<char>(~(*to)[i]);
  }
}

Datum numeric_apply(TypeEnv& env, const TypeInfo&, const Datum& value, int32_t typmod, bool) {
  if (!is_numeric_typmod(typmod)) return value;
  Numeric number = Numeric::load(value);
  apply_numeric_typmod(&number, typmod);
  return number.store(*env.arena);
}

int32_t numeric_typmod_in(TypeEnv&, std::span<const std::string_view> modifiers) {
  constexpr int32_t kPrecisionMax = 1000;
  if (modifiers.size() != 1 && modifiers.size() != 2) {
    throw_error(sqlstate::invalid_parameter_value, "invalid NUMERIC type modifier");
  }
  const int32_t precision = parse_modifier(modifiers[0]);
  const int32_t scale = modifiers.size() == 2 ? parse_modifier(modifiers[1]) : 0;
  if (precision < 1 || precision > kPrecisionMax) {
    throw_error(sqlstate::invalid_parameter_value,
                "NUMERIC precision " + std::to_string(precision) + " must be between 1 and 1000");
  }
  if (scale < -kPrecisionMax || scale > kPrecisionMax) {
    throw_error(sqlstate::invalid_parameter_value,
                "NUMERIC scale " + std::to_string(scale) + " must be between -1000 and 1000");
  }
  return make_numeric_typmod(precision, scale);
}
void numeric_typmod_out(int32_t typmod, std::string* to) {
  if (!is_numeric_typmod(typmod)) return;
  *to += "(" + std::to_string(numeric_precision(typmod)) + "," +
         std::to_string(numeric_scale(typmod)) + ")";
}

// PostgreSQL's wire form: digit count, weight, sign, scale, then base-10000 digits.
constexpr uint16_t kWireNegative = 0x4000;
constexpr uint16_t kWireNan = 0xC000;
constexpr uint16_t kWirePlusInfinity = 0xD000;
constexpr uint16_t kWireMinusInfinity = 0xF000;
constexpr size_t kWireHeaderBytes = 8;

void numeric_send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const Numeric number = Numeric::load(value);
  append_be(*to, static_cast<int16_t>(number.digits.size()));
  append_be(*to, static_cast<int16_t>(number.weight));
  const uint16_t sign = number.is_nan()                         ? kWireNan
                        : number.kind == Numeric::Kind::kPosInf ? kWirePlusInfinity
                        : number.kind == Numeric::Kind::kNegInf ? kWireMinusInfinity
                        : number.negative                       ? kWireNegative
                                                                : uint16_t{0};
  append_be(*to, sign);
  append_be(*to, static_cast<int16_t>(number.scale));
  for (int32_t i = 0; i < number.digits.size(); ++i) append_be(*to, number.digits[i]);
}
[[noreturn]] void throw_wire(const char* message) {
  throw_error(sqlstate::invalid_binary_representation, message);
}
Datum numeric_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t typmod) {
  if (bytes.size() < kWireHeaderBytes) throw_wire("insufficient data left in message");
  const auto count = load_be<uint16_t>(bytes.data());
  const auto sign = load_be<uint16_t>(bytes.data() + 4);
  const auto scale = load_be<uint16_t>(bytes.data() + 6);
  if (bytes.size() != kWireHeaderBytes + size_t{count} * 2) {
    throw_wire("insufficient data left in message");
  }
  Numeric number;
  if (sign == kWireNan || sign == kWirePlusInfinity || sign == kWireMinusInfinity) {
    number = sign == kWireNan ? Numeric::nan() : Numeric::infinity(sign == kWireMinusInfinity);
  } else {
    if (sign != 0 && sign != kWireNegative)
      throw_wire("invalid sign in external \"numeric\" value");
    if (scale > Numeric::kScaleMax) throw_wire("invalid scale in external \"numeric\" value");
    number.negative = sign == kWireNegative;
    number.weight = load_be<int16_t>(bytes.data() + 2);
    number.digits.reset(count);
    for (int32_t i = 0; i < count; ++i) {
      const auto digit = load_be<uint16_t>(bytes.data() + kWireHeaderBytes + i * 2);
      if (digit >= Numeric::kBase) throw_wire("invalid digit in external \"numeric\" value");
      number.digits[i] = digit;
    }
    number.normalize();
    number.trunc(scale);
  }
  apply_numeric_typmod(&number, typmod);
  return number.store(*env.arena);
}

// A value whose digits make an integer below 10^16: coefficient · 10000^exponent.
struct Small {
  int64_t coefficient;
  int32_t exponent;
  int32_t scale;
};
constexpr uint32_t kHeader = 4;
constexpr uint32_t kSmallDigits = 4;

bool load_small(const Datum& value, Small* small) {
  const uint32_t count = (value.n - kHeader) / 2;
  const auto header = load_le<uint16_t>(value.p);
  if (count > kSmallDigits || (header & 0xC000) == 0xC000) return false;
  int64_t coefficient = 0;
  for (uint32_t i = 0; i < count; ++i) {
    coefficient = coefficient * Numeric::kBase + load_le<uint16_t>(value.p + kHeader + i * 2);
  }
  small->coefficient = (header & 0x4000) != 0 ? -coefficient : coefficient;
  small->exponent = load_le<int16_t>(value.p + 2) - static_cast<int32_t>(count) + 1;
  small->scale = header & 0x3FFF;
  if (count == 0) small->exponent = 0;
  return true;
}

Datum store_small(Int128 coefficient, int32_t exponent, int32_t scale, Arena& arena) {
  Uint128 rest =
      coefficient < 0 ? static_cast<Uint128>(-coefficient) : static_cast<Uint128>(coefficient);
  if (rest != 0) {
    while (rest % Numeric::kBase == 0) {
      rest /= Numeric::kBase;
      ++exponent;
    }
  } else {
    exponent = 1;  // so that the weight of zero is 0
  }
  uint16_t digits[10];
  uint32_t count = 0;
  for (; rest != 0; rest /= Numeric::kBase) {
    digits[count++] = static_cast<uint16_t>(rest % Numeric::kBase);
  }
  char* to = arena.allocate_bytes(kHeader + count * 2);
  store_le(to, static_cast<uint16_t>((coefficient < 0 ? 0x4000 : 0) | scale));
  store_le(to + 2, static_cast<int16_t>(exponent + static_cast<int32_t>(count) - 1));
  for (uint32_t i = 0; i < count; ++i) store_le(to + kHeader + i * 2, digits[count - 1 - i]);
  return Datum::of_bytes({to, kHeader + count * 2});
}

constexpr Int128 kPowers[] = {1, 10000, 100000000, 1000000000000, 10000000000000000};
constexpr int32_t kShiftMax = 4;

// Brings both to the lower exponent; false when they are too far apart.
bool align(const Small& a, const Small& b, Int128* left, Int128* right, int32_t* exponent) {
  *exponent = std::min(a.exponent, b.exponent);
  if (a.exponent - *exponent > kShiftMax || b.exponent - *exponent > kShiftMax) return false;
  *left = kPowers[a.exponent - *exponent] * a.coefficient;
  *right = kPowers[b.exponent - *exponent] * b.coefficient;
  return true;
}

}  // namespace

bool add_small(const Datum& a, const Datum& b, bool subtract, Arena& arena, Datum* result) {
  Small x;
  Small y;
  Int128 left = 0;
  Int128 right = 0;
  int32_t exponent = 0;
  if (!load_small(a, &x) || !load_small(b, &y) || !align(x, y, &left, &right, &exponent)) {
    return false;
  }
  *result = store_small(subtract ? left - right : left + right, exponent,
                        std::max(x.scale, y.scale), arena);
  return true;
}

bool multiply_small(const Datum& a, const Datum& b, Arena& arena, Datum* result) {
  Small x;
  Small y;
  if (!load_small(a, &x) || !load_small(b, &y)) return false;
  if (x.scale + y.scale > Numeric::kScaleMax || x.exponent + y.exponent > Numeric::kWeightMax - 9 ||
      x.exponent + y.exponent < -Numeric::kWeightMax) {
    return false;
  }
  *result = store_small(static_cast<Int128>(x.coefficient) * y.coefficient, x.exponent + y.exponent,
                        x.scale + y.scale, arena);
  return true;
}

bool compare_small(const Datum& a, const Datum& b, int* order) {
  Small x;
  Small y;
  Int128 left = 0;
  Int128 right = 0;
  int32_t exponent = 0;
  if (!load_small(a, &x) || !load_small(b, &y) || !align(x, y, &left, &right, &exponent)) {
    return false;
  }
  *order = three_way(left, right);
  return true;
}

void apply_numeric_typmod(Numeric* value, int32_t typmod) {
  if (!is_numeric_typmod(typmod) || value->is_nan()) return;
  const int32_t precision = numeric_precision(typmod);
  const int32_t scale = numeric_scale(typmod);
  const auto overflow = [&](std::string detail) {
    throw_error(Error(sqlstate::numeric_value_out_of_range, "numeric field overflow")
                    .with_detail("A field with precision " + std::to_string(precision) +
                                 ", scale " + std::to_string(scale) + detail));
  };
  if (value->is_infinite()) overflow(" cannot hold an infinite value.");
  value->round(scale);
  if (value->digits.empty()) return;
  const int32_t first = value->digits[0];
  const int32_t digits_before_point = value->weight * 4 + (first >= 1000  ? 4
                                                           : first >= 100 ? 3
                                                           : first >= 10  ? 2
                                                                          : 1);
  if (digits_before_point > precision - scale) {
    const int32_t room = precision - scale;
    overflow(" must round to an absolute value less than " +
             (room != 0 ? "10^" + std::to_string(room) : std::string("1")) + ".");
  }
}

const TypeOps kNumericOps = {
    .input = numeric_input,
    .output = numeric_output,
    .compare = numeric_compare,
    .hash = numeric_hash,
    .encode_key = numeric_encode,
    .apply_typmod = numeric_apply,
    .typmod_in = numeric_typmod_in,
    .typmod_out = numeric_typmod_out,
    .receive = numeric_receive,
    .send = numeric_send,
};

}  // namespace rung
