// Numeric: an exact decimal number to PostgreSQL's limits (131072 digits before the point, 16383
// after), NaN and both infinities. Digits are base 10000, most significant first, as PostgreSQL's
// are: the display scale that division, roots and powers choose depends on that base.
//
// Invariants of a finite value: no leading and no trailing zero digit; zero has no digits, weight 0
// and no sign. `scale` is the number of decimals shown and may exceed what the digits hold.
//
// Stored form (little-endian): u16 header (sign in the top two bits: 0 positive, 1 negative, 3
// special; scale in the low 14), i16 weight (special: 0 NaN, 1 +Infinity, 2 -Infinity), then the
// digits, u16 each. Values are immutable bytes; threads share nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/hash.h"
#include "types/datum.h"

namespace rung {

__extension__ typedef __int128 Int128;

// A run of base-10000 digits; short ones live inside.
class NumericDigits {
 public:
  NumericDigits() = default;
  NumericDigits(const NumericDigits& other) { assign(other.data_, other.size_); }
  NumericDigits(NumericDigits&& other) noexcept { take(other); }
  NumericDigits& operator=(const NumericDigits& other) {
    if (this != &other) assign(other.data_, other.size_);
    return *this;
  }
  NumericDigits& operator=(NumericDigits&& other) noexcept {
    if (this != &other) take(other);
    return *this;
  }
  ~NumericDigits() = default;

  int32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const uint16_t* data() const { return data_; }
  uint16_t* data() { return data_; }
  uint16_t operator[](int32_t i) const { return data_[i]; }
  uint16_t& operator[](int32_t i) { return data_[i]; }
  // All zero.
  void reset(int32_t size);
  void assign(const uint16_t* from, int32_t size);
  void shrink(int32_t size) { size_ = size; }
  void drop_front(int32_t count);

 private:
  static constexpr int32_t kInline = 16;
  void reserve(int32_t size);
  void take(NumericDigits& other);

  uint16_t inline_[kInline];
  std::unique_ptr<uint16_t[]> heap_;
  uint16_t* data_ = inline_;
  int32_t size_ = 0;
  int32_t capacity_ = kInline;
};

class Numeric {
 public:
  enum class Kind : uint8_t { kFinite, kNan, kPosInf, kNegInf };

  static constexpr int32_t kBase = 10000;
  static constexpr int32_t kBaseDigits = 4;
  static constexpr int32_t kWeightMax = 32767;
  static constexpr int32_t kScaleMax = 16383;
  static constexpr int32_t kDisplayScaleMax = 1000;  // of results whose scale we choose
  static constexpr int32_t kResultScaleMax = 2000;   // bounds exponents of exp() and power()
  static constexpr int32_t kSignificantMin = 16;     // digits such results show at least

  Numeric() = default;  // zero
  static Numeric of_int(int64_t value) { return of_int128(value); }
  static Numeric of_int128(Int128 value);
  // As PostgreSQL's casts: the shortest of 15 (float8) or 6 (float4) significant digits.
  static Numeric of_double(double value, int significant = 15);
  static Numeric nan() { return special(Kind::kNan); }
  static Numeric infinity(bool negative) {
    return special(negative ? Kind::kNegInf : Kind::kPosInf);
  }
  // nullopt when the text is no number; raises 22003 when it exceeds the format.
  static std::optional<Numeric> parse(std::string_view text);
  static Numeric load(const Datum& value);

  Datum store(Arena& arena) const;  // 22003 "value overflows numeric format"
  void append_to(std::string* to) const;
  std::string to_string() const;
  // Of a finite value; rounds half away from zero. nullopt: out of range.
  std::optional<int64_t> to_int64() const;
  double to_double() const;  // out of range gives an infinity

  bool is_finite() const { return kind == Kind::kFinite; }
  bool is_nan() const { return kind == Kind::kNan; }
  bool is_infinite() const { return kind == Kind::kPosInf || kind == Kind::kNegInf; }
  bool is_zero() const { return is_finite() && digits.empty(); }
  bool is_integer() const { return digits.size() <= weight + 1; }
  int sign() const {
    if (kind == Kind::kPosInf) return 1;
    if (kind == Kind::kNegInf) return -1;
    return digits.empty() ? 0 : negative ? -1 : 1;
  }
  // Decimals needed to show the value exactly.
  int32_t min_scale() const;

  // Keep `decimals` decimals (negative: round before the point); scale becomes max(decimals, 0).
  Numeric& round(int32_t decimals);
  Numeric& trunc(int32_t decimals);
  Numeric& negate();
  // Restores the invariants after digits were changed.
  void normalize();

  Kind kind = Kind::kFinite;
  bool negative = false;
  int32_t weight = 0;  // the first digit counts 10000^weight
  int32_t scale = 0;
  NumericDigits digits;

 private:
  static Numeric special(Kind kind);
};

// NaN equals itself and is above everything, as PostgreSQL orders.
int compare(const Numeric& a, const Numeric& b);
int compare_magnitude(const Numeric& a, const Numeric& b);

Numeric add(const Numeric& a, const Numeric& b);
Numeric subtract(const Numeric& a, const Numeric& b);
Numeric multiply(const Numeric& a, const Numeric& b);
// 22012 "division by zero". The scale follows PostgreSQL's rule for "/".
Numeric divide(const Numeric& a, const Numeric& b);
Numeric divide_to_scale(const Numeric& a, const Numeric& b, int32_t scale, bool round);
Numeric divide_integer(const Numeric& a, const Numeric& b);  // div()
Numeric modulo(const Numeric& a, const Numeric& b);
Numeric ceiling(const Numeric& a);
Numeric floor(const Numeric& a);
Numeric gcd(const Numeric& a, const Numeric& b);
Numeric lcm(const Numeric& a, const Numeric& b);

// The decimals that "/" gives a quotient.
int32_t quotient_scale(const Numeric& a, const Numeric& b);

// numeric_math.cc
Numeric sqrt(const Numeric& x);
Numeric sqrt_to_scale(const Numeric& x, int32_t scale);  // x >= 0
Numeric exp(const Numeric& x);
Numeric ln(const Numeric& x);
Numeric log(const Numeric& base, const Numeric& x);
Numeric power(const Numeric& base, const Numeric& exponent);
Numeric factorial(int64_t n);

[[noreturn]] void throw_numeric_overflow();
[[noreturn]] void throw_division_by_zero();

// Type modifiers.
inline bool is_numeric_typmod(int32_t typmod) { return typmod >= 4; }
inline int32_t numeric_precision(int32_t typmod) { return ((typmod - 4) >> 16) & 0xFFFF; }
inline int32_t numeric_scale(int32_t typmod) { return (((typmod - 4) & 0x7FF) ^ 1024) - 1024; }
inline int32_t make_numeric_typmod(int32_t precision, int32_t scale) {
  return ((precision << 16) | (scale & 0x7FF)) + 4;
}
// 22003 "numeric field overflow".
void apply_numeric_typmod(Numeric* value, int32_t typmod);

// Sums and products of values that fit 64 bits, without unpacking; false: use the general way.
bool add_small(const Datum& a, const Datum& b, bool subtract, Arena& arena, Datum* result);
bool multiply_small(const Datum& a, const Datum& b, Arena& arena, Datum* result);
bool compare_small(const Datum& a, const Datum& b, int* order);

}  // namespace rung
