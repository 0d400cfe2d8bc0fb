// Roots, powers, logarithms, trigonometry in radians and degrees, random numbers, width_bucket.
#include <cmath>
#include <numbers>

#include "functions/float_checks.h"
#include "functions/groups.h"
#include "types/array.h"
#include "types/float.h"
#include "types/numeric.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;

constexpr double kPi = std::numbers::pi;

[[noreturn]] void throw_input_out_of_range() {
  throw_error(sqlstate::numeric_value_out_of_range, "input is out of range");
}
// A finite argument must not give an infinite result, nor a non-zero one zero.
double check_overflow(double result, bool finite_argument) {
  if (std::isinf(result) && finite_argument) throw_float_overflow();
  return result;
}

Datum float_sqrt(FnCall&, const Datum* a) {
  if (a[0].d < 0) {
    throw_error(sqlstate::invalid_argument_for_power_function,
                "cannot take square root of a negative number");
  }
  return Datum::of_float(std::sqrt(a[0].d));
}
Datum float_cbrt(FnCall&, const Datum* a) { return Datum::of_float(std::cbrt(a[0].d)); }

Datum float_power(FnCall&, const Datum* a) {
  const double x = a[0].d;
  const double y = a[1].d;
  if (std::isnan(x)) return Datum::of_float(y == 0 ? 1.0 : x);
  if (std::isnan(y)) return Datum::of_float(x == 1 ? 1.0 : y);
  if (x == 0 && y < 0) {
    throw_error(sqlstate::invalid_argument_for_power_function,
                "zero raised to a negative power is undefined");
  }
  if (x < 0 && std::floor(y) != y) {
    throw_error(sqlstate::invalid_argument_for_power_function,
                "a negative number raised to a non-integer power yields a complex result");
  }
  const double result = std::pow(x, y);
  if (!std::isinf(x) && !std::isinf(y)) {
    if (std::isinf(result)) throw_float_overflow();
    if (result == 0 && x != 0) throw_float_underflow();
  }
  return Datum::of_float(result);
}
Datum float_exp(FnCall&, const Datum* a) {
  const double result = check_overflow(std::exp(a[0].d), std::isfinite(a[0].d));
  if (result == 0 && std::isfinite(a[0].d)) throw_float_underflow();
  return Datum::of_float(result);
}
double check_logarithm(double x) {
  if (x == 0) throw_error(sqlstate::invalid_argument_for_log, "cannot take logarithm of zero");
  if (x < 0) {
    throw_error(sqlstate::invalid_argument_for_log, "cannot take logarithm of a negative number");
  }
  return x;
}
Datum float_ln(FnCall&, const Datum* a) {
  return Datum::of_float(std::log(check_logarithm(a[0].d)));
}
Datum float_log10(FnCall&, const Datum* a) {
  return Datum::of_float(std::log10(check_logarithm(a[0].d)));
}

double finite_argument(double x) {
  if (std::isinf(x)) throw_input_out_of_range();
  return x;
}
double unit_argument(double x) {
  if (x < -1 || x > 1) throw_input_out_of_range();
  return x;
}
Datum float_sin(FnCall&, const Datum* a) {
  return Datum::of_float(std::sin(finite_argument(a[0].d)));
}
Datum float_cos(FnCall&, const Datum* a) {
  return Datum::of_float(std::cos(finite_argument(a[0].d)));
}
Datum float_tan(FnCall&, const Datum* a) {
  return Datum::of_float(std::tan(finite_argument(a[0].d)));
}
Datum float_cot(FnCall&, const Datum* a) {
  return Datum::of_float(1.0 / std::tan(finite_argument(a[0].d)));
}
Datum float_asin(FnCall&, const Datum* a) {
  return Datum::of_float(std::asin(unit_argument(a[0].d)));
}
Datum float_acos(FnCall&, const Datum* a) {
  return Datum::of_float(std::acos(unit_argument(a[0].d)));
}
Datum float_atan(FnCall&, const Datum* a) { return Datum::of_float(std::atan(a[0].d)); }
Datum float_atan2(FnCall&, const Datum* a) {
  return Datum::of_float(std::atan2(a[0].d, a[1].d));
}
Datum float_sinh(FnCall&, const Datum* a) { return Datum::of_float(std::sinh(a[0].d)); }
Datum float_cosh(FnCall&, const Datum* a) { return Datum::of_float(std::cosh(a[0].d)); }
Datum float_tanh(FnCall&, const Datum* a) { return Datum::of_float(std::tanh(a[0].d)); }
Datum float_asinh(FnCall&, const Datum* a) { return Datum::of_float(std::asinh(a[0].d)); }
Datum float_acosh(FnCall&, const Datum* a) {
  if (a[0].d < 1) throw_input_out_of_range();
  return Datum::of_float(std::acosh(a[0].d));
}
Datum float_atanh(FnCall&, const Datum* a) {
  return Datum::of_float(std::atanh(unit_argument(a[0].d)));
}
Datum float_degrees(FnCall&, const Datum* a) {
  return Datum::of_float(check_overflow(a[0].d / (kPi / 180), std::isfinite(a[0].d)));
}
Datum float_radians(FnCall&, const Datum* a) { return Datum::of_float(a[0].d * (kPi / 180)); }
Datum pi(FnCall&, const Datum*) { return Datum::of_float(kPi); }

// Degrees: each function is scaled by its value at a known angle, so that sind(30) is exactly 0.5.
double radians(double degrees) { return degrees * (kPi / 180); }
double sine_to_30(double x) { return std::sin(radians(x)) / std::sin(radians(30)) / 2; }
double cosine_to_60(double x) {
  return 1 - (1 - std::cos(radians(x))) / (1 - std::cos(radians(60))) / 2;
}
double sine_to_90(double x) { return x <= 30 ? sine_to_30(x) : cosine_to_60(90 - x); }
double cosine_to_90(double x) { return x <= 60 ? cosine_to_60(x) : sine_to_30(90 - x); }

// Reduces to the first quadrant; the signs of sine and cosine there.
double first_quadrant(double degrees, double* sine_sign, double* cosine_sign) {
  double x = std::fmod(finite_argument(degrees), 360);
  *sine_sign = *cosine_sign = 1;
  if (x < 0) {
    x = -x;
    *sine_sign = -1;
  }
  if (x > 180) {
    x = 360 - x;
    *sine_sign = -*sine_sign;
  }
  if (x > 90) {
    x = 180 - x;
    *cosine_sign = -1;
  }
  return x;
}
Datum float_sind(FnCall&, const Datum* a) {
  if (std::isnan(a[0].d)) return a[0];
  double sine = 1;
  double cosine = 1;
  const double x = first_quadrant(a[0].d, &sine, &cosine);
  return Datum::of_float(sine * sine_to_90(x));
}
Datum float_cosd(FnCall&, const Datum* a) {
  if (std::isnan(a[0].d)) return a[0];
  double sine = 1;
  double cosine = 1;
  const double x = first_quadrant(a[0].d, &sine, &cosine);
  return Datum::of_float(cosine * cosine_to_90(x));
}
Datum float_tand(FnCall&, const Datum* a) {
  if (std::isnan(a[0].d)) return a[0];
  double sine = 1;
  double cosine = 1;
  const double x = first_quadrant(a[0].d, &sine, &cosine);
  const double unit = sine_to_90(45) / cosine_to_90(45);
  const double result = sine * cosine * (sine_to_90(x) / cosine_to_90(x) / unit);
  return Datum::of_float(result == 0 ? 0 : result);
}
Datum float_cotd(FnCall&, const Datum* a) {
  if (std::isnan(a[0].d)) return a[0];
  double sine = 1;
  double cosine = 1;
  const double x = first_quadrant(a[0].d, &sine, &cosine);
  const double unit = cosine_to_90(45) / sine_to_90(45);
  const double result = sine * cosine * (cosine_to_90(x) / sine_to_90(x) / unit);
  return Datum::of_float(result == 0 ? 0 : result);
}
double arc_sine(double x) {
  return x <= 0.5 ? std::asin(x) / std::asin(0.5) * 30
                  : 90 - std::acos(x) / std::acos(0.5) * 60;
}
double arc_cosine(double x) {
  return x <= 0.5 ? 90 - std::asin(x) / std::asin(0.5) * 30
                  : std::acos(x) / std::acos(0.5) * 60;
}
Datum float_asind(FnCall&, const Datum* a) {
  const double x = unit_argument(a[0].d);
  return Datum::of_float(x >= 0 ? arc_sine(x) : -arc_sine(-x));
}
Datum float_acosd(FnCall&, const Datum* a) {
  const double x = unit_argument(a[0].d);
  return Datum::of_float(x >= 0 ? arc_cosine(x) : 90 + arc_sine(-x));
}
Datum float_atand(FnCall&, const Datum* a) {
  return Datum::of_float(std::atan(a[0].d) / std::atan(1.0) * 45);
}
Datum float_atan2d(FnCall&, const Datum* a) {
  return Datum::of_float(std::atan2(a[0].d, a[1].d) / std::atan(1.0) * 45);
}

Datum random_float(FnCall& call, const Datum*) {
  return Datum::of_float(call.env->services->random());
}
Datum set_seed(FnCall& call, const Datum* a) {
  if (!(a[0].d >= -1 && a[0].d <= 1)) {
    std::string shown;
    append_float8(a[0].d, 0, &shown);
    throw_error(sqlstate::invalid_parameter_value,
                "setseed parameter " + shown + " is out of allowed range [-1,1]");
  }
  call.env->services->set_seed(a[0].d);
  return Datum::of_int(0);
}

[[noreturn]] void throw_bucket(const char* message) {
  throw_error(sqlstate::invalid_argument_for_width_bucket_function, message);
}
Datum finish_bucket(int64_t bucket) {
  if (bucket > INT32_MAX) {
    throw_error(sqlstate::numeric_value_out_of_range, "integer out of range");
  }
  return Datum::of_int(bucket);
}
Datum width_bucket_float(FnCall&, const Datum* a) {
  const double x = a[0].d;
  const double low = a[1].d;
  const double high = a[2].d;
  const int64_t count = a[3].i;
  if (count <= 0) throw_bucket("count must be greater than zero");
  if (std::isnan(x) || std::isnan(low) || std::isnan(high)) {
    throw_bucket("operand, lower bound, and upper bound cannot be NaN");
  }
  if (std::isinf(low) || std::isinf(high)) throw_bucket("lower and upper bounds must be finite");
  if (low == high) throw_bucket("lower bound cannot equal upper bound");
  const bool rising = low < high;
  if (rising ? x < low : x > low) return Datum::of_int(0);
  if (rising ? x >= high : x <= high) return finish_bucket(count + 1);
  const double share = rising ? (x - low) / (high - low) : (low - x) / (low - high);
  const auto bucket = static_cast<int64_t>(static_cast<double>(count) * share);
  return finish_bucket(std::min(bucket, count - 1) + 1);
}
// How many of the ordered thresholds are not above the value.
Datum width_bucket_array(FnCall& call, const Datum* a) {
  const ArrayView thresholds(a[1]);
  if (thresholds.dimensions() > 1) {
    throw_error(sqlstate::array_subscript_error, "thresholds must be one-dimensional array");
  }
  const TypeInfo& type = call.env->type(thresholds.element_oid());
  uint32_t low = 0;
  uint32_t high = thresholds.size();
  for (uint32_t i = 0; i < high; ++i) {
    if (thresholds.element(i).null) {
      throw_error(sqlstate::null_value_not_allowed, "thresholds array must not contain NULLs");
    }
  }
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (compare_values(*call.env, type, a[0], thresholds.element(middle)) < 0) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return Datum::of_int(low);
}
Datum width_bucket_numeric(FnCall&, const Datum* a) {
  const Numeric x = Numeric::load(a[0]);
  const Numeric low = Numeric::load(a[1]);
  const Numeric high = Numeric::load(a[2]);
  const int64_t count = a[3].i;
  if (count <= 0) throw_bucket("count must be greater than zero");
  if (x.is_nan() || low.is_nan() || high.is_nan()) {
    throw_bucket("operand, lower bound, and upper bound cannot be NaN");
  }
  if (low.is_infinite() || high.is_infinite()) {
    throw_bucket("lower and upper bounds must be finite");
  }
  const int order = compare(low, high);
  if (order == 0) throw_bucket("lower bound cannot equal upper bound");
  const int to_low = compare(x, low);
  const int to_high = compare(x, high);
  if (order < 0 ? to_low < 0 : to_low > 0) return Datum::of_int(0);
  if (order < 0 ? to_high >= 0 : to_high <= 0) return finish_bucket(count + 1);
  const Numeric part = multiply(subtract(x, low), Numeric::of_int(count));
  const auto bucket = divide_to_scale(part, subtract(high, low), 0, false).to_int64();
  return finish_bucket(bucket.value_or(count) + 1);
}

constexpr FunctionDef kFunctions[] = {
    {230, "dsqrt", kFloat8, {kFloat8}, kStrict, float_sqrt, batch_of<float_sqrt>},
    {231, "dcbrt", kFloat8, {kFloat8}, kStrict, float_cbrt},
    {232, "dpow", kFloat8, {kFloat8, kFloat8}, kStrict, float_power},
    {233, "dexp", kFloat8, {kFloat8}, kStrict, float_exp},
    {234, "dlog1", kFloat8, {kFloat8}, kStrict, float_ln},
    {1339, "dlog10", kFloat8, {kFloat8}, kStrict, float_log10},
    {1344, "sqrt", kFloat8, {kFloat8}, kStrict, float_sqrt, nullptr, "sqrt(2::float8)",
     "1.4142135623730951"},
    {1345, "cbrt", kFloat8, {kFloat8}, kStrict, float_cbrt, nullptr, "cbrt(27::float8)",
     "3.0000000000000004"},
    {1346, "pow", kFloat8, {kFloat8, kFloat8}, kStrict, float_power, nullptr, "pow(2::float8, 10)",
     "1024"},
    {1347, "exp", kFloat8, {kFloat8}, kStrict, float_exp, nullptr, "exp(1::float8)",
     "2.718281828459045"},
    {1341, "ln", kFloat8, {kFloat8}, kStrict, float_ln, nullptr, "ln(2::float8)",
     "0.6931471805599453"},
    {1340, "log", kFloat8, {kFloat8}, kStrict, float_log10, nullptr, "log(100::float8)", "2"},
    {1194, "log10", kFloat8, {kFloat8}, kStrict, float_log10, nullptr, "log10(1000::float8)", "3"},
    {1368, "power", kFloat8, {kFloat8, kFloat8}, kStrict, float_power, nullptr,
     "power(2::float8, 0.5)", "1.4142135623730951"},
    {1600, "asin", kFloat8, {kFloat8}, kStrict, float_asin, nullptr, "asin(1)",
     "1.5707963267948966"},
    {1601, "acos", kFloat8, {kFloat8}, kStrict, float_acos, nullptr, "acos(1)", "0"},
    {1602, "atan", kFloat8, {kFloat8}, kStrict, float_atan, nullptr, "atan(1)",
     "0.7853981633974483"},
    {1603, "atan2", kFloat8, {kFloat8, kFloat8}, kStrict, float_atan2, nullptr, "atan2(1, 1)",
     "0.7853981633974483"},
    {1604, "sin", kFloat8, {kFloat8}, kStrict, float_sin, nullptr, "sin(1)", "0.8414709848078965"},
    {1605, "cos", kFloat8, {kFloat8}, kStrict, float_cos, nullptr, "cos(1)", "0.5403023058681398"},
    {1606, "tan", kFloat8, {kFloat8}, kStrict, float_tan, nullptr, "tan(1)", "1.5574077246549023"},
    {1607, "cot", kFloat8, {kFloat8}, kStrict, float_cot, nullptr, "cot(1)", "0.6420926159343306"},
    {1608, "degrees", kFloat8, {kFloat8}, kStrict, float_degrees, nullptr, "degrees(pi())", "180"},
    {1609, "radians", kFloat8, {kFloat8}, kStrict, float_radians, nullptr, "radians(180)",
     "3.141592653589793"},
    {1610, "pi", kFloat8, {}, kStrict, pi, nullptr, "pi()", "3.141592653589793"},
    {2462, "sinh", kFloat8, {kFloat8}, kStrict, float_sinh, nullptr, "sinh(1)",
     "1.1752011936438014"},
    {2463, "cosh", kFloat8, {kFloat8}, kStrict, float_cosh, nullptr, "cosh(1)",
     "1.5430806348152437"},
    {2464, "tanh", kFloat8, {kFloat8}, kStrict, float_tanh, nullptr, "tanh(1)",
     "0.7615941559557649"},
    {2465, "asinh", kFloat8, {kFloat8}, kStrict, float_asinh, nullptr, "asinh(1)",
     "0.881373587019543"},
    {2466, "acosh", kFloat8, {kFloat8}, kStrict, float_acosh, nullptr, "acosh(2)",
     "1.3169578969248166"},
    {2467, "atanh", kFloat8, {kFloat8}, kStrict, float_atanh, nullptr, "atanh(0.5)",
     "0.5493061443340548"},
    {2731, "asind", kFloat8, {kFloat8}, kStrict, float_asind, nullptr, "asind(0.5)", "30"},
    {2732, "acosd", kFloat8, {kFloat8}, kStrict, float_acosd, nullptr, "acosd(0.5)", "60"},
    {2733, "atand", kFloat8, {kFloat8}, kStrict, float_atand, nullptr, "atand(1)", "45"},
    {2734, "atan2d", kFloat8, {kFloat8, kFloat8}, kStrict, float_atan2d, nullptr, "atan2d(1, 1)",
     "45"},
    {2735, "sind", kFloat8, {kFloat8}, kStrict, float_sind, nullptr, "sind(30)", "0.5"},
    {2736, "cosd", kFloat8, {kFloat8}, kStrict, float_cosd, nullptr, "cosd(60)", "0.5"},
    {2737, "tand", kFloat8, {kFloat8}, kStrict, float_tand, nullptr, "tand(45)", "1"},
    {2738, "cotd", kFloat8, {kFloat8}, kStrict, float_cotd, nullptr, "cotd(45)", "1"},
    {1598, "random", kFloat8, {}, kStrict | kVolatile, random_float, nullptr, "random() < 1", "t"},
    {1599, "setseed", kVoid, {kFloat8}, kStrict | kVolatile, set_seed},
    {3218, "width_bucket", kInt4, {kAnycompatible, kAnycompatiblearray}, kStrict,
     width_bucket_array, nullptr, "width_bucket(5, ARRAY[1, 3, 5, 9])", "3"},
    {320, "width_bucket", kInt4, {kFloat8, kFloat8, kFloat8, kInt4}, kStrict, width_bucket_float,
     nullptr, "width_bucket(5.35::float8, 0.024, 10.06, 5)", "3"},
    {2170, "width_bucket", kInt4, {kNumeric, kNumeric, kNumeric, kInt4}, kStrict,
     width_bucket_numeric, nullptr, "width_bucket(5.35, 0.024, 10.06, 5)", "3"},
};

constexpr OperatorDef kOperators[] = {
    {596, "|/", kNoOid, kFloat8, kFloat8, 230, 0, 0},
    {597, "||/", kNoOid, kFloat8, kFloat8, 231, 0, 0},
    {965, "^", kFloat8, kFloat8, kFloat8, 232, 0, 0},
};

}  // namespace

const FunctionGroup kMathGroup = {.functions = kFunctions, .operators = kOperators};

}  // namespace rung
