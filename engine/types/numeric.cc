#include "types/numeric.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/bytes.h"
#include "base/check.h"
#include "base/error.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr uint16_t kSignMask = 0xC000;
constexpr uint16_t kScaleMask = 0x3FFF;
constexpr uint16_t kNegativeBits = 0x4000;
constexpr uint16_t kSpecialBits = 0xC000;
constexpr size_t kHeaderBytes = 4;
constexpr int32_t kPowersOfTen[] = {1, 10, 100, 1000, 10000};

// Floor division by the digits of one base-10000 digit.
int32_t floor_div4(int32_t value) {
  return value >= 0 ? value / 4 : -((3 - value) / 4);
}

[[noreturn]] void throw_damaged_numeric() {
  throw_error(sqlstate::data_corrupted, "stored value is damaged: not a numeric");
}

}  // namespace

void NumericDigits::reserve(int32_t size) {
  if (size <= capacity_) return;
  heap_ = std::make_unique<uint16_t[]>(static_cast<size_t>(size));
  data_ = heap_.get();
  capacity_ = size;
}
void NumericDigits::reset(int32_t size) {
  reserve(size);
  size_ = size;
  if (size > 0) std::memset(data_, 0, static_cast<size_t>(size) * sizeof(uint16_t));
}
void NumericDigits::assign(const uint16_t* from, int32_t size) {
  if (size > capacity_) {
    auto fresh = std::make_unique<uint16_t[]>(static_cast<size_t>(size));
    std::memcpy(fresh.get(), from, static_cast<size_t>(size) * sizeof(uint16_t));
    heap_ = std::move(fresh);
    data_ = heap_.get();
    capacity_ = size;
  } else if (size > 0) {
    std::memmove(data_, from, static_cast<size_t>(size) * sizeof(uint16_t));
  }
  size_ = size;
}
void NumericDigits::drop_front(int32_t count) {
  if (count == 0) return;
  size_ -= count;
  std::memmove(data_, data_ + count, static_cast<size_t>(size_) * sizeof(uint16_t));
}
void NumericDigits::take(NumericDigits& other) {
  if (other.heap_ == nullptr) {
    assign(other.data_, other.size_);
    return;
  }
  heap_ = std::move(other.heap_);
  data_ = heap_.get();
  size_ = other.size_;
  capacity_ = other.capacity_;
  other.data_ = other.inline_;
  other.size_ = 0;
  other.capacity_ = kInline;
}

void throw_numeric_overflow() {
  throw_error(sqlstate::numeric_value_out_of_range, "value overflows numeric format");
}
void throw_division_by_zero() {
  throw_error(sqlstate::division_by_zero, "division by zero");
}

Numeric Numeric::special(Kind kind) {
  Numeric value;
  value.kind = kind;
  return value;
}

Numeric Numeric::of_int128(Int128 value) {
  Numeric result;
  Uint128 rest = value < 0 ? ~static_cast<Uint128>(value) + 1 : static_cast<Uint128>(value);
  uint16_t words[10];
  int32_t count = 0;
  while (rest != 0) {
    words[9 - count++] = static_cast<uint16_t>(rest % kBase);
    rest /= kBase;
  }
  result.digits.assign(words + (10 - count), count);
  result.weight = count - 1;
  result.negative = value < 0;
  result.normalize();
  return result;
}

Numeric Numeric::of_double(double value, int significant) {
  if (std::isnan(value)) return nan();
  if (std::isinf(value)) return infinity(value < 0);
  char buffer[64];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, significant);
  return *parse({buffer, static_cast<size_t>(end.ptr - buffer)});
}

void Numeric::normalize() {
  int32_t size = digits.size();
  while (size > 0 && digits[size - 1] == 0) --size;
  digits.shrink(size);
  int32_t leading = 0;
  while (leading < size && digits[leading] == 0) ++leading;
  digits.drop_front(leading);
  weight -= leading;
  if (digits.empty()) {
    weight = 0;
    negative = false;
  }
}

std::optional<Numeric> Numeric::parse(std::string_view text) {
  text = trim_space(text);
  Numeric value;
  if (equals_ignore_case(text, "nan")) return nan();
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    value.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (equals_ignore_case(text, "infinity") || equals_ignore_case(text, "inf")) {
    return infinity(value.negative);
  }
  // The decimal digits without the point, and how many stand before it.
  size_t mantissa_end = 0;
  size_t point = std::string_view::npos;
  size_t digit_count = 0;
  for (; mantissa_end < text.size(); ++mantissa_end) {
    const char c = text[mantissa_end];
    if (is_digit(c)) {
      ++digit_count;
    } else if (c == '.' && point == std::string_view::npos) {
      point = mantissa_end;
    } else {
      break;
    }
  }
  if (digit_count == 0) return std::nullopt;
  const std::string_view mantissa = text.substr(0, mantissa_end);
  int64_t exponent = 0;
  if (mantissa_end < text.size()) {
    if (ascii_lower(text[mantissa_end]) != 'e') return std::nullopt;
    std::string_view rest = text.substr(mantissa_end + 1);
    if (!rest.empty() && rest[0] == '+') {
      rest.remove_prefix(1);
      if (!rest.empty() && rest[0] == '-') return std::nullopt;
    }
    const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
    if (error == std::errc::invalid_argument || stop != rest.data() + rest.size()) {
      return std::nullopt;
    }
    constexpr int64_t kExponentMax = INT32_MAX / 2;
    if (error == std::errc::result_out_of_range || exponent >= kExponentMax ||
        exponent <= -kExponentMax) {
      throw_numeric_overflow();
    }
  }
  const size_t before_point = point == std::string_view::npos ? digit_count : point;
  const int64_t decimals = static_cast<int64_t>(digit_count - before_point) - exponent;
  value.scale = static_cast<int32_t>(std::max<int64_t>(decimals, 0));
  // Decimal position of the first digit, counted from the point: 10^lead.
  const auto lead = static_cast<int32_t>(static_cast<int64_t>(before_point) - 1 + exponent);
  value.weight = floor_div4(lead);
  // Zeros put before the first digit so that groups of four align with the point.
  const int32_t pad = 3 - (lead - value.weight * 4);
  const auto count = static_cast<int32_t>((static_cast<size_t>(pad) + digit_count + 3) / 4);
  value.digits.reset(count);
  int32_t at = pad;
  for (const char c : mantissa) {
    if (c == '.') continue;
    uint16_t& digit = value.digits[at / 4];
    digit = static_cast<uint16_t>(digit + (c - '0') * kPowersOfTen[3 - at % 4]);
    ++at;
  }
  value.normalize();
  if (value.weight > kWeightMax || value.scale > kScaleMax) throw_numeric_overflow();
  return value;
}

Numeric Numeric::load(const Datum& value) {
  // It may come from a damaged file.
  if (value.n < kHeaderBytes || value.n % 2 != 0) throw_damaged_numeric();
  Numeric result;
  const auto header = load_le<uint16_t>(value.p);
  const auto weight = load_le<int16_t>(value.p + 2);
  if ((header & kSignMask) == kSpecialBits) {
    result.kind = weight == 0 ? Kind::kNan : weight == 1 ? Kind::kPosInf : Kind::kNegInf;
    return result;
  }
  result.negative = (header & kSignMask) == kNegativeBits;
  result.scale = header & kScaleMask;
  result.weight = weight;
  const auto count = static_cast<int32_t>((value.n - kHeaderBytes) / 2);
  result.digits.reset(count);
  if (count > 0) std::memcpy(result.digits.data(), value.p + kHeaderBytes, value.n - kHeaderBytes);
  for (int32_t i = 0; i < count; ++i) {
    if (result.digits.data()[i] >= kBase) throw_damaged_numeric();
  }
  return result;
}

Datum Numeric::store(Arena& arena) const {
  const size_t size = kHeaderBytes + static_cast<size_t>(digits.size()) * 2;
  char* to = arena.allocate_bytes(size);
  if (!is_finite()) {
    store_le(to, kSpecialBits);
    store_le(to + 2, static_cast<int16_t>(kind == Kind::kNan ? 0 : kind == Kind::kPosInf ? 1 : 2));
    return Datum::of_bytes({to, kHeaderBytes});
  }
  if (weight > kWeightMax || weight < -kWeightMax || scale > kScaleMax) throw_numeric_overflow();
  store_le(to, static_cast<uint16_t>((negative ? kNegativeBits : 0) | scale));
  store_le(to + 2, static_cast<int16_t>(weight));
  if (!digits.empty()) std::memcpy(to + kHeaderBytes, digits.data(), size - kHeaderBytes);
  return Datum::of_bytes({to, size});
}

void Numeric::append_to(std::string* to) const {
  if (!is_finite()) {
    *to += kind == Kind::kNan ? "NaN" : kind == Kind::kPosInf ? "Infinity" : "-Infinity";
    return;
  }
  if (negative) to->push_back('-');
  const auto group = [&](int32_t w, char* four) {
    const int32_t i = weight - w;
    int32_t digit = i >= 0 && i < digits.size() ? digits[i] : 0;
    for (int k = 3; k >= 0; --k, digit /= 10) four[k] = static_cast<char>('0' + digit % 10);
  };
  char four[4];
  if (weight < 0 || digits.empty()) {
    to->push_back('0');
  } else {
    for (int32_t w = weight; w >= 0; --w) {
      group(w, four);
      size_t skip = 0;
      if (w == weight) {
        while (skip < 3 && four[skip] == '0') ++skip;
      }
      to->append(four + skip, 4 - skip);
    }
  }
  if (scale > 0) {
    to->push_back('.');
    for (int32_t written = 0; written < scale; written += 4) {
      group(-1 - written / 4, four);
      to->append(four, static_cast<size_t>(std::min(4, scale - written)));
    }
  }
}

std::string Numeric::to_string() const {
  std::string text;
  append_to(&text);
  return text;
}

std::optional<int64_t> Numeric::to_int64() const {
  if (weight > 5) return std::nullopt;
  Numeric whole = *this;
  whole.round(0);
  Int128 value = 0;
  for (int32_t w = whole.weight; w >= 0; --w) {
    const int32_t i = whole.weight - w;
    value = value * kBase + (i < whole.digits.size() ? whole.digits[i] : 0);
  }
  if (whole.negative) value = -value;
  if (value < INT64_MIN || value > INT64_MAX) return std::nullopt;
  return static_cast<int64_t>(value);
}

double Numeric::to_double() const {
  if (is_nan()) return std::nan("");
  if (is_infinite()) return kind == Kind::kPosInf ? HUGE_VAL : -HUGE_VAL;
  if (digits.empty()) return 0;
  // Scientific notation keeps the text short whatever the weight.
  std::string text = negative ? "-" : "";
  for (int32_t i = 0; i < digits.size(); ++i) {
    char four[4];
    int32_t digit = digits[i];
    for (int k = 3; k >= 0; --k, digit /= 10) four[k] = static_cast<char>('0' + digit % 10);
    text.append(four, 4);
  }
  text += 'e';
  append_int((weight - digits.size() + 1) * kBaseDigits, &text);
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) value = weight < 0 ? 0 : HUGE_VAL;
  return negative && value > 0 ? -value : value;
}

int32_t Numeric::min_scale() const {
  if (digits.empty()) return 0;
  int32_t result = (digits.size() - weight - 1) * kBaseDigits;
  if (result <= 0) return 0;
  for (int32_t last = digits[digits.size() - 1]; last % 10 == 0; last /= 10) --result;
  return std::max(result, 0);
}

namespace {

// Cuts to `decimals` decimals; true when the part cut away is at least half a unit.
bool cut(Numeric* value, int32_t decimals) {
  value->scale = std::max(decimals, 0);
  // Index of the first decimal digit that goes, counted from the first digit of the value.
  const int64_t keep = static_cast<int64_t>(value->weight + 1) * 4 + decimals;
  const int64_t have = static_cast<int64_t>(value->digits.size()) * 4;
  if (keep >= have) return false;
  if (keep < 0) {
    value->digits.shrink(0);
    value->normalize();
    return false;
  }
  const auto word = static_cast<int32_t>(keep / 4);
  const auto within = static_cast<int32_t>(keep % 4);
  const int32_t unit = kPowersOfTen[4 - within];  // what one kept unit counts in that word
  const int32_t digit = value->digits[word];
  const int32_t rest = digit % unit;
  const bool half = rest * 2 >= unit;
  value->digits[word] = static_cast<uint16_t>(digit - rest);
  value->digits.shrink(within == 0 ? word : word + 1);
  return half;
}

// Adds one unit of the last kept decimal to the magnitude.
void bump(Numeric* value, int32_t decimals) {
  Numeric unit;
  unit.weight = floor_div4(-decimals);
  unit.digits.reset(1);
  unit.digits[0] = static_cast<uint16_t>(kPowersOfTen[-decimals - unit.weight * 4]);
  const bool negative = value->negative;
  const int32_t scale = value->scale;
  value->negative = false;
  *value = add(*value, unit);
  value->negative = negative;
  value->scale = scale;
}

}  // namespace

Numeric& Numeric::trunc(int32_t decimals) {
  if (!is_finite()) return *this;
  cut(this, decimals);
  normalize();
  return *this;
}

Numeric& Numeric::round(int32_t decimals) {
  if (!is_finite()) return *this;
  const bool was_negative = negative;
  const bool up = cut(this, decimals);
  normalize();
  if (up) {
    bump(this, decimals);
    negative = was_negative;
  }
  return *this;
}

Numeric& Numeric::negate() {
  if (kind == Kind::kPosInf) {
    kind = Kind::kNegInf;
  } else if (kind == Kind::kNegInf) {
    kind = Kind::kPosInf;
  } else if (kind == Kind::kFinite && !digits.empty()) {
    negative = !negative;
  }
  return *this;
}

int compare_magnitude(const Numeric& a, const Numeric& b) {
  if (a.digits.empty() || b.digits.empty()) return three_way(!a.digits.empty(), !b.digits.empty());
  if (a.weight != b.weight) return three_way(a.weight, b.weight);
  const int32_t common = std::min(a.digits.size(), b.digits.size());
  for (int32_t i = 0; i < common; ++i) {
    if (a.digits[i] != b.digits[i]) return three_way(a.digits[i], b.digits[i]);
  }
  return three_way(a.digits.size(), b.digits.size());
}

int compare(const Numeric& a, const Numeric& b) {
  if (!a.is_finite() || !b.is_finite()) {
    const auto rank = [](const Numeric& x) {
      return x.is_nan() ? 2 : x.kind == Numeric::Kind::kPosInf ? 1 : x.is_finite() ? 0 : -1;
    };
    return three_way(rank(a), rank(b));
  }
  if (a.sign() != b.sign()) return three_way(a.sign(), b.sign());
  const int order = compare_magnitude(a, b);
  return a.negative ? -order : order;
}

namespace {

Numeric add_magnitudes(const Numeric& a, const Numeric& b) {
  Numeric sum;
  const int32_t top = std::max(a.weight, b.weight) + 1;
  const int32_t low = std::min(a.weight - a.digits.size(), b.weight - b.digits.size()) + 1;
  const int32_t size = top - low + 1;
  sum.weight = top;
  sum.digits.reset(size);
  int32_t carry = 0;
  for (int32_t i = size - 1; i >= 0; --i) {
    const int32_t w = top - i;
    const int32_t ia = a.weight - w;
    const int32_t ib = b.weight - w;
    if (ia >= 0 && ia < a.digits.size()) carry += a.digits[ia];
    if (ib >= 0 && ib < b.digits.size()) carry += b.digits[ib];
    sum.digits[i] = static_cast<uint16_t>(carry % Numeric::kBase);
    carry /= Numeric::kBase;
  }
  return sum;
}

// |a| - |b|, where |a| >= |b|.
Numeric subtract_magnitudes(const Numeric& a, const Numeric& b) {
  Numeric difference;
  const int32_t top = a.weight;
  const int32_t low = std::min(a.weight - a.digits.size(), b.weight - b.digits.size()) + 1;
  const int32_t size = top - low + 1;
  difference.weight = top;
  difference.digits.reset(size);
  int32_t borrow = 0;
  for (int32_t i = size - 1; i >= 0; --i) {
    const int32_t w = top - i;
    const int32_t ia = a.weight - w;
    const int32_t ib = b.weight - w;
    int32_t digit = borrow;
    if (ia >= 0 && ia < a.digits.size()) digit += a.digits[ia];
    if (ib >= 0 && ib < b.digits.size()) digit -= b.digits[ib];
    borrow = digit < 0 ? -1 : 0;
    difference.digits[i] = static_cast<uint16_t>(digit < 0 ? digit + Numeric::kBase : digit);
  }
  return difference;
}

Numeric add_signed(const Numeric& a, const Numeric& b, bool b_negative) {
  Numeric result;
  if (!a.is_finite() || !b.is_finite()) {
    if (a.is_nan() || b.is_nan()) return Numeric::nan();
    const bool b_minus = b.is_infinite() ? b_negative : false;
    if (a.is_infinite() && b.is_infinite() && (a.sign() < 0) != b_minus) return Numeric::nan();
    return Numeric::infinity(a.is_infinite() ? a.sign() < 0 : b_minus);
  }
  if (a.digits.empty()) {
    result = b;
    result.negative = b_negative && !b.digits.empty();
  } else if (b.digits.empty()) {
    result = a;
  } else if (a.negative == b_negative) {
    result = add_magnitudes(a, b);
    result.negative = a.negative;
    result.normalize();
  } else {
    const int order = compare_magnitude(a, b);
    if (order != 0) {
      result = order > 0 ? subtract_magnitudes(a, b) : subtract_magnitudes(b, a);
      result.negative = order > 0 ? a.negative : b_negative;
      result.normalize();
    }
  }
  result.scale = std::max(a.scale, b.scale);
  return result;
}

}  // namespace

Numeric add(const Numeric& a, const Numeric& b) {
  return add_signed(a, b, b.sign() < 0);
}
Numeric subtract(const Numeric& a, const Numeric& b) {
  return add_signed(a, b, b.sign() > 0);
}

Numeric multiply(const Numeric& a, const Numeric& b) {
  if (!a.is_finite() || !b.is_finite()) {
    if (a.is_nan() || b.is_nan() || a.sign() == 0 || b.sign() == 0) return Numeric::nan();
    return Numeric::infinity(a.sign() * b.sign() < 0);
  }
  Numeric product;
  product.scale = a.scale + b.scale;
  const int32_t na = a.digits.size();
  const int32_t nb = b.digits.size();
  if (na > 0 && nb > 0) {
    product.weight = a.weight + b.weight + 1;
    product.digits.reset(na + nb);
    // Column sums stay below 2^64: each product is below 10^8 and there are at most 2^16 of them.
    uint64_t carry = 0;
    for (int32_t column = na + nb - 2; column >= 0; --column) {
      const int32_t first = std::max(0, column - nb + 1);
      const int32_t last = std::min(na - 1, column);
      for (int32_t i = first; i <= last; ++i) {
        carry += static_cast<uint32_t>(a.digits[i]) * uint64_t{b.digits[column - i]};
      }
      product.digits[column + 1] = static_cast<uint16_t>(carry % Numeric::kBase);
      carry /= Numeric::kBase;
    }
    product.digits[0] = static_cast<uint16_t>(carry);
    product.negative = a.negative != b.negative;
    product.normalize();
  }
  return product;
}

namespace {

// Knuth's algorithm D: the first `count` base-10000 digits of |a| / |b|, starting at weight
// a.weight - b.weight.
void divide_digits(const Numeric& a, const Numeric& b, int32_t count, NumericDigits* quotient) {
  quotient->reset(count);
  const int32_t nb = b.digits.size();
  if (nb == 1) {
    const uint32_t divisor = b.digits[0];
    uint32_t rest = 0;
    for (int32_t i = 0; i < count; ++i) {
      rest = rest * Numeric::kBase + (i < a.digits.size() ? a.digits[i] : 0u);
      (*quotient)[i] = static_cast<uint16_t>(rest / divisor);
      rest %= divisor;
    }
    return;
  }
  const int32_t scaling = Numeric::kBase / (b.digits[0] + 1);
  const auto scale_up = [&](const NumericDigits& from, int32_t size, int32_t offset) {
    auto to = std::make_unique<int32_t[]>(static_cast<size_t>(size + offset));
    int32_t carry = 0;
    for (int32_t i = size - 1; i >= 0; --i) {
      carry += (i < from.size() ? from[i] : 0) * scaling;
      to[static_cast<size_t>(i + offset)] = carry % Numeric::kBase;
      carry /= Numeric::kBase;
    }
    if (offset > 0) to[0] = carry;
    return to;
  };
  const auto divisor = scale_up(b.digits, nb, 0);
  const auto rest = scale_up(a.digits, count + nb - 1, 1);
  const int64_t top = divisor[0];
  const int64_t second = divisor[1];
  for (int32_t i = 0; i < count; ++i) {
    int32_t* u = rest.get() + i;
    int64_t guess = (static_cast<int64_t>(u[0]) * Numeric::kBase + u[1]) / top;
    int64_t left = (static_cast<int64_t>(u[0]) * Numeric::kBase + u[1]) - guess * top;
    while (guess >= Numeric::kBase ||
           (left < Numeric::kBase && guess * second > left * Numeric::kBase + u[2])) {
      --guess;
      left += top;
    }
    int64_t borrow = 0;
    for (int32_t k = nb - 1; k >= 0; --k) {
      int64_t digit = u[k + 1] - guess * divisor[static_cast<size_t>(k)] + borrow;
      borrow =
          digit >= 0 ? digit / Numeric::kBase : -((Numeric::kBase - 1 - digit) / Numeric::kBase);
      digit -= borrow * Numeric::kBase;
      u[k + 1] = static_cast<int32_t>(digit);
    }
    int64_t over = u[0] + borrow;
    if (over < 0) {
      --guess;
      int32_t carry = 0;
      for (int32_t k = nb - 1; k >= 0; --k) {
        carry += u[k + 1] + divisor[static_cast<size_t>(k)];
        u[k + 1] = carry % Numeric::kBase;
        carry /= Numeric::kBase;
      }
      over += carry;
    }
    RUNG_DCHECK(over == 0);
    u[0] = 0;
    (*quotient)[i] = static_cast<uint16_t>(guess);
  }
}

// The result when an operand is NaN or infinite.
std::optional<Numeric> divide_special(const Numeric& a, const Numeric& b) {
  if (a.is_finite() && b.is_finite()) return std::nullopt;
  if (a.is_nan() || b.is_nan()) return Numeric::nan();
  if (a.is_infinite()) {
    if (b.is_infinite()) return Numeric::nan();
    if (b.sign() == 0) throw_division_by_zero();
    return Numeric::infinity(a.sign() * b.sign() < 0);
  }
  return Numeric();
}

}  // namespace

// PostgreSQL's choice of decimals for a quotient: 16 significant digits at least.
int32_t quotient_scale(const Numeric& a, const Numeric& b) {
  const int32_t first_a = a.digits.empty() ? 0 : a.digits[0];
  const int32_t first_b = b.digits.empty() ? 0 : b.digits[0];
  int32_t weight = (a.digits.empty() ? 0 : a.weight) - (b.digits.empty() ? 0 : b.weight);
  if (first_a <= first_b) --weight;
  int32_t scale = Numeric::kSignificantMin - weight * Numeric::kBaseDigits;
  scale = std::max({scale, a.scale, b.scale, 0});
  return std::min(scale, Numeric::kDisplayScaleMax);
}

Numeric divide_to_scale(const Numeric& a, const Numeric& b, int32_t scale, bool round) {
  if (b.digits.empty()) throw_division_by_zero();
  Numeric quotient;
  quotient.scale = std::max(scale, 0);
  if (a.digits.empty()) return quotient;
  quotient.weight = a.weight - b.weight;
  // One digit more than shown, to round by.
  const int32_t low = floor_div4(-scale) - 1;
  const int32_t count = quotient.weight - low + 1;
  if (count <= 0) {
    quotient.weight = 0;
    return quotient;
  }
  divide_digits(a, b, count, &quotient.digits);
  quotient.negative = a.negative != b.negative;
  quotient.normalize();
  return round ? quotient.round(scale) : quotient.trunc(scale);
}

Numeric divide(const Numeric& a, const Numeric& b) {
  if (auto special = divide_special(a, b)) return *special;
  return divide_to_scale(a, b, quotient_scale(a, b), true);
}

Numeric divide_integer(const Numeric& a, const Numeric& b) {
  if (auto special = divide_special(a, b)) return *special;
  return divide_to_scale(a, b, 0, false);
}

Numeric modulo(const Numeric& a, const Numeric& b) {
  if (!a.is_finite() || !b.is_finite()) {
    if (a.is_nan() || b.is_nan()) return Numeric::nan();
    if (a.is_infinite()) {
      if (b.sign() == 0) throw_division_by_zero();
      return Numeric::nan();
    }
    return a;
  }
  Numeric rest = subtract(a, multiply(divide_to_scale(a, b, 0, false), b));
  rest.scale = std::max(a.scale, b.scale);
  return rest;
}

Numeric ceiling(const Numeric& a) {
  Numeric whole = a;
  whole.trunc(0);
  if (a.is_finite() && !a.negative && compare(whole, a) != 0) {
    whole = add(whole, Numeric::of_int(1));
  }
  return whole;
}

Numeric floor(const Numeric& a) {
  Numeric whole = a;
  whole.trunc(0);
  if (a.is_finite() && a.negative && compare(whole, a) != 0) {
    whole = subtract(whole, Numeric::of_int(1));
  }
  return whole;
}

Numeric gcd(const Numeric& a, const Numeric& b) {
  if (!a.is_finite() || !b.is_finite()) return Numeric::nan();
  Numeric x = a;
  Numeric y = b;
  const int32_t scale = std::max(a.scale, b.scale);
  x.negative = y.negative = false;
  while (!y.is_zero()) {
    Numeric rest = modulo(x, y);
    x = std::move(y);
    y = std::move(rest);
  }
  x.scale = scale;
  return x;
}

Numeric lcm(const Numeric& a, const Numeric& b) {
  if (!a.is_finite() || !b.is_finite()) return Numeric::nan();
  Numeric result;
  if (!a.is_zero() && !b.is_zero()) {
    result = multiply(divide_to_scale(a, gcd(a, b), 0, false), b);
    result.negative = false;
  }
  result.scale = std::max(a.scale, b.scale);
  return result;
}

}  // namespace rung
