// Roots, exponentials, logarithms and powers of Numeric. Each chooses the display scale that
// PostgreSQL would, computes with some digits to spare, and rounds once at the end.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "types/numeric.h"

namespace rung {
namespace {

constexpr double kLog10OfE = 0.434294481903251828;
constexpr double kLnOf10 = 2.302585092994045684;
constexpr int32_t kGuardDigits = 10;

const Numeric& one() {
  static const Numeric* const value = std::make_unique<Numeric>(Numeric::of_int(1)).release();
  return *value;
}

int32_t clamp_scale(int32_t scale, int32_t at_least) {
  return std::min(std::max({scale, at_least, 0}), Numeric::kDisplayScaleMax);
}

// Power of ten of the first significant digit.
int32_t decimal_weight(const Numeric& x) {
  if (x.digits.empty()) return 0;
  const int32_t first = x.digits[0];
  return x.weight * 4 + (first >= 1000 ? 3 : first >= 100 ? 2 : first >= 10 ? 1 : 0);
}

// Keeps `significant` digits, whatever the weight.
void round_significant(Numeric* x, int32_t significant) {
  x->round(significant - 1 - decimal_weight(*x));
}

// |x| = mantissa · 10^exponent, with the mantissa as exact as a double holds.
double mantissa_of(const Numeric& x, int32_t* exponent) {
  double mantissa = 0;
  int32_t used = 0;
  for (; used < x.digits.size() && used < 5; ++used) {
    mantissa = mantissa * Numeric::kBase + x.digits[used];
  }
  *exponent = (x.weight - used + 1) * 4;
  return mantissa;
}

double ln_estimate(const Numeric& x) {
  const Numeric distance = subtract(x, one());
  if (decimal_weight(distance) < -1) return std::log1p(distance.to_double());
  int32_t exponent = 0;
  const double mantissa = mantissa_of(x, &exponent);
  return std::log(mantissa) + exponent * kLnOf10;
}

// PostgreSQL's estimate of the decimal weight of ln(x); display scales depend on it.
int32_t ln_weight(const Numeric& x) {
  if (x.sign() <= 0) return 0;
  static const Numeric* const kLow = std::make_unique<Numeric>(*Numeric::parse("0.9")).release();
  static const Numeric* const kHigh = std::make_unique<Numeric>(*Numeric::parse("1.1")).release();
  if (compare(x, *kLow) >= 0 && compare(x, *kHigh) <= 0) {
    const Numeric distance = subtract(x, one());
    if (distance.digits.empty()) return 0;
    return distance.weight * 4 + static_cast<int32_t>(std::log10(distance.digits[0]));
  }
  double digits = x.digits[0];
  int32_t weight = x.weight * 4;
  if (x.digits.size() > 1) {
    digits = digits * Numeric::kBase + x.digits[1];
    weight -= 4;
  }
  return static_cast<int32_t>(std::log10(std::fabs(std::log(digits) + weight * kLnOf10)));
}

// e^x to about `significant` digits. |x| is at most a few hundred thousand.
Numeric exp_significant(const Numeric& x, int32_t significant) {
  const double estimate = std::fabs(x.to_double());
  // Halve until the series converges fast, and square back.
  int32_t halvings = 0;
  for (double size = estimate; size > 0.001; size /= 2) ++halvings;
  const int32_t working = significant + halvings / 3 + kGuardDigits;
  Numeric power_of_two = Numeric::of_int(1);
  for (int32_t i = 0; i < halvings; ++i) power_of_two = add(power_of_two, power_of_two);
  const int32_t scale = working + 4;
  const Numeric reduced = divide_to_scale(x, power_of_two, scale, true);
  Numeric sum = add(one(), reduced);
  Numeric term = reduced;
  for (int64_t n = 2; !term.is_zero(); ++n) {
    term = divide_to_scale(multiply(term, reduced).round(scale), Numeric::of_int(n), scale, true);
    sum = add(sum, term);
  }
  for (int32_t i = 0; i < halvings; ++i) {
    sum = multiply(sum, sum);
    round_significant(&sum, working);
    if (sum.weight > Numeric::kWeightMax + 1) throw_numeric_overflow();
  }
  return sum;
}

// ln(x) with an absolute error below 10^-scale, by Halley's iteration, which triples the digits.
Numeric ln_to_scale(const Numeric& x, int32_t scale) {
  if (compare(x, one()) == 0) return Numeric();
  const double start = ln_estimate(x);
  Numeric y = Numeric::of_double(start, 17);
  int32_t correct = 14 - decimal_weight(y);
  const int32_t wanted = scale + 4;
  while (correct < wanted) {
    correct = std::min(correct * 3 - 2, wanted + 2);
    const Numeric e = exp_significant(y, correct + kGuardDigits);
    const Numeric ratio = divide_to_scale(subtract(x, e), add(x, e), correct + kGuardDigits, true);
    y = add(y, add(ratio, ratio));
    y.round(correct + 4);
  }
  return y.round(wanted);
}

[[noreturn]] void throw_power_argument(const char* message) {
  throw_error(sqlstate::invalid_argument_for_power_function, message);
}

bool is_odd(const Numeric& x) {
  if (x.digits.empty() || x.digits.size() != x.weight + 1) return false;
  return x.digits[x.weight] % 2 != 0;
}

// x^n for a whole n, to about `significant` digits.
Numeric power_whole(const Numeric& x, uint32_t n, int32_t significant) {
  Numeric result = one();
  Numeric square = x;
  for (;;) {
    if ((n & 1) != 0) {
      result = multiply(result, square);
      round_significant(&result, significant);
    }
    n >>= 1;
    if (n == 0) return result;
    square = multiply(square, square);
    round_significant(&square, significant);
    if (std::abs(square.weight) > 4 * Numeric::kWeightMax) {
      if (square.weight > 0) throw_numeric_overflow();
      return Numeric();
    }
  }
}

Numeric power_int(const Numeric& base, int32_t n) {
  double weight = 0;
  if (!base.digits.empty()) {
    int32_t exponent = 0;
    weight = n * (std::log10(mantissa_of(base, &exponent)) + exponent);
  }
  if (weight > (Numeric::kWeightMax + 1) * 4.0) throw_numeric_overflow();
  Numeric result;
  const int32_t scale = clamp_scale(Numeric::kSignificantMin, base.scale);
  if (weight + 1 < -Numeric::kDisplayScaleMax) {
    result.scale = scale;
    return result;
  }
  if (n == 0) {
    result = one();
    result.scale = scale;
    return result;
  }
  const auto magnitude = static_cast<uint32_t>(n < 0 ? -static_cast<int64_t>(n) : n);
  const auto spread = static_cast<int32_t>(std::log10(static_cast<double>(magnitude)));
  const int32_t significant =
      std::max(1, scale + static_cast<int32_t>(weight) + 1) + spread + kGuardDigits;
  result = power_whole(base, magnitude, significant);
  if (n < 0) return divide_to_scale(one(), result, scale, true);
  return result.round(scale);
}

// Powers with an infinite or NaN operand, after POSIX pow().
Numeric power_special(const Numeric& base, const Numeric& exponent) {
  const auto is_one = [](const Numeric& x) { return x.is_finite() && compare(x, one()) == 0; };
  if (base.is_nan()) return exponent.is_zero() ? one() : base;
  if (exponent.is_nan()) return is_one(base) ? one() : exponent;
  if (base.is_zero() && exponent.sign() < 0) {
    throw_power_argument("zero raised to a negative power is undefined");
  }
  if (is_one(base) || exponent.is_zero()) return one();
  if (base.is_zero()) return Numeric();
  if (exponent.is_infinite()) {
    Numeric magnitude = base;
    if (magnitude.sign() < 0) magnitude.negate();
    const int order = compare(magnitude, one());
    if (order == 0) return one();
    return (order > 0) == (exponent.sign() > 0) ? Numeric::infinity(false) : Numeric();
  }
  if (base.kind == Numeric::Kind::kNegInf && !exponent.is_integer()) {
    throw_power_argument("a negative number raised to a non-integer power yields a complex result");
  }
  if (exponent.sign() < 0) return Numeric();
  return Numeric::infinity(base.sign() < 0 && is_odd(exponent));
}

}  // namespace

Numeric sqrt(const Numeric& x) {
  if (x.is_nan() || x.kind == Numeric::Kind::kPosInf) return x;
  if (x.sign() < 0) {
    throw_error(sqlstate::invalid_argument_for_power_function,
                "cannot take square root of a negative number");
  }
  // About half of the decimal weight of x, as PostgreSQL counts it.
  const int32_t weight = (x.weight + 1) * 2 - 1;
  return sqrt_to_scale(x, clamp_scale(Numeric::kSignificantMin - weight, x.scale));
}

Numeric sqrt_to_scale(const Numeric& x, int32_t scale) {
  Numeric root;
  root.scale = scale;
  if (x.digits.empty()) return root;
  int32_t exponent = 0;
  double mantissa = mantissa_of(x, &exponent);
  root = multiply(Numeric::of_double(std::sqrt(mantissa), 17), [&] {
    Numeric shift = Numeric::of_int(1);
    shift.weight = exponent / 8;
    if (exponent % 8 != 0) {
      shift.digits[0] = 100;
      if (exponent < 0) --shift.weight;
    }
    return shift;
  }());
  const int32_t working = scale + kGuardDigits;
  for (int32_t correct = 14; correct < working + decimal_weight(root) + 2; correct *= 2) {
    root = add(root, divide_to_scale(x, root, working, true));
    root = divide_to_scale(root, Numeric::of_int(2), working, true);
  }
  // Settle the last digit exactly: the root may lie a hair below a half.
  Numeric unit = Numeric::of_int(1);
  Numeric ten = Numeric::of_int(10);
  unit =
      divide_to_scale(unit, power_whole(ten, static_cast<uint32_t>(scale), scale + 2), scale, true);
  root.trunc(scale);
  if (compare(multiply(root, root), x) > 0) root = subtract(root, unit);
  const Numeric half = add(root, multiply(unit, *Numeric::parse("0.5")));
  if (compare(multiply(half, half), x) <= 0) root = add(root, unit);
  return root.round(scale);
}

Numeric exp(const Numeric& x) {
  if (!x.is_finite()) return x.kind == Numeric::Kind::kNegInf ? Numeric() : x;
  const double value = x.to_double();
  if (std::fabs(value) >= Numeric::kResultScaleMax * 3) {
    if (value > 0) throw_numeric_overflow();
    Numeric zero;
    zero.scale = Numeric::kDisplayScaleMax;
    return zero;
  }
  const double weight =
      std::clamp(value * kLog10OfE, -static_cast<double>(Numeric::kResultScaleMax),
                 static_cast<double>(Numeric::kResultScaleMax));
  const int32_t scale =
      clamp_scale(Numeric::kSignificantMin - static_cast<int32_t>(weight), x.scale);
  const int32_t significant =
      std::max(1, scale + static_cast<int32_t>(value * kLog10OfE) + 2) + kGuardDigits;
  Numeric magnitude = x;
  magnitude.negative = false;
  Numeric result = exp_significant(magnitude, significant);
  if (x.negative) return divide_to_scale(one(), result, scale, true);
  return result.round(scale);
}

namespace {
void check_log_argument(const Numeric& x) {
  if (x.is_nan()) return;
  if (x.sign() < 0) {
    throw_error(sqlstate::invalid_argument_for_log, "cannot take logarithm of a negative number");
  }
  if (x.sign() == 0) {
    throw_error(sqlstate::invalid_argument_for_log, "cannot take logarithm of zero");
  }
}
}  // namespace

Numeric ln(const Numeric& x) {
  check_log_argument(x);
  if (!x.is_finite()) return x;
  const int32_t scale = clamp_scale(Numeric::kSignificantMin - ln_weight(x), x.scale);
  Numeric result = ln_to_scale(x, scale + kGuardDigits);
  return result.round(scale);
}

Numeric log(const Numeric& base, const Numeric& x) {
  if (base.is_nan() || x.is_nan()) return Numeric::nan();
  check_log_argument(base);
  check_log_argument(x);
  if (base.is_infinite()) return x.is_infinite() ? Numeric::nan() : Numeric();
  if (x.is_infinite()) return x;
  const int32_t base_weight = ln_weight(base);
  const int32_t weight = ln_weight(x) - base_weight;
  const int32_t scale =
      clamp_scale(Numeric::kSignificantMin - weight, std::max(base.scale, x.scale));
  const int32_t working = scale + std::max(weight, 0) + std::abs(base_weight) + kGuardDigits;
  const Numeric ln_base = ln_to_scale(base, working + std::abs(base_weight));
  return divide_to_scale(ln_to_scale(x, working + std::abs(base_weight)), ln_base, scale, true);
}

Numeric power(const Numeric& base, const Numeric& exponent) {
  if (!base.is_finite() || !exponent.is_finite()) return power_special(base, exponent);
  if (base.is_zero() && exponent.sign() < 0) {
    throw_power_argument("zero raised to a negative power is undefined");
  }
  if (base.sign() < 0 && !exponent.is_integer()) {
    throw_power_argument("a negative number raised to a non-integer power yields a complex result");
  }
  if (exponent.is_integer()) {
    const auto n = exponent.to_int64();
    if (n && *n >= INT32_MIN && *n <= INT32_MAX) {
      return power_int(base, static_cast<int32_t>(*n));
    }
  }
  Numeric result;
  if (base.is_zero()) {
    result.scale = Numeric::kSignificantMin;
    return result;
  }
  Numeric magnitude = base;
  magnitude.negative = false;
  // PostgreSQL derives the display scale from about 8 digits of the logarithm: so do we.
  const int32_t estimate_scale = clamp_scale(8 - ln_weight(magnitude), 0);
  Numeric rough = Numeric::of_double(ln_estimate(magnitude), 17);
  rough = multiply(rough.round(estimate_scale), exponent);
  const double estimate = rough.round(estimate_scale).to_double();
  if (std::fabs(estimate) > Numeric::kResultScaleMax * 3.01) {
    if (estimate > 0) throw_numeric_overflow();
    result.scale = Numeric::kDisplayScaleMax;
    return result;
  }
  const auto weight = static_cast<int32_t>(estimate * kLog10OfE);
  const int32_t scale =
      clamp_scale(Numeric::kSignificantMin - weight, std::max(base.scale, exponent.scale));
  const int32_t significant = std::max(1, scale + weight + 2) + kGuardDigits;
  const Numeric ln_base =
      ln_to_scale(magnitude, significant + std::max(0, decimal_weight(exponent)) + kGuardDigits);
  Numeric y = multiply(ln_base, exponent);
  y.round(significant + kGuardDigits);
  const bool shrinks = y.negative;
  y.negative = false;
  result = exp_significant(y, std::max(1, significant));
  result = shrinks ? divide_to_scale(one(), result, scale, true) : result.round(scale);
  if (base.negative && is_odd(exponent)) result.negate();
  return result;
}

Numeric factorial(int64_t n) {
  if (n < 0) {
    throw_error(sqlstate::numeric_value_out_of_range,
                "factorial of a negative number is undefined");
  }
  constexpr int64_t kLargest = 32177;  // the last whose result fits the format
  if (n > kLargest) throw_numeric_overflow();
  Numeric result = one();
  for (int64_t i = 2; i <= n; ++i) result = multiply(result, Numeric::of_int(i));
  return result;
}

}  // namespace rung
