// numeric: operators, functions and casts.
#include "types/numeric.h"

#include <algorithm>

#include "functions/compare.h"
#include "functions/groups.h"
#include "types/families.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

Numeric load(const Datum& value) { return Numeric::load(value); }
Datum store(FnCall& call, const Numeric& value) { return value.store(*call.env->arena); }

int order_of(const Datum& a, const Datum& b) {
  int order = 0;
  return compare_small(a, b, &order) ? order : compare(load(a), load(b));
}
template <Comparison C>
Datum numeric_is(FnCall&, const Datum* a) {
  return Datum::of_bool(holds<C>(order_of(a[0], a[1])));
}
Datum numeric_compare(FnCall&, const Datum* a) { return Datum::of_int(order_of(a[0], a[1])); }

Datum numeric_add(FnCall& call, const Datum* a) {
  Datum sum;
  if (add_small(a[0], a[1], false, *call.env->arena, &sum)) return sum;
  return store(call, add(load(a[0]), load(a[1])));
}
Datum numeric_subtract(FnCall& call, const Datum* a) {
  Datum difference;
  if (add_small(a[0], a[1], true, *call.env->arena, &difference)) return difference;
  return store(call, subtract(load(a[0]), load(a[1])));
}
Datum numeric_multiply(FnCall& call, const Datum* a) {
  Datum result;
  if (multiply_small(a[0], a[1], *call.env->arena, &result)) return result;
  Numeric product = multiply(load(a[0]), load(a[1]));
  if (product.scale > Numeric::kScaleMax) product.round(Numeric::kScaleMax);
  return store(call, product);
}
template <Numeric (*F)(const Numeric&)>
Datum unary(FnCall& call, const Datum* a) {
  return store(call, F(load(a[0])));
}
template <Numeric (*F)(const Numeric&, const Numeric&)>
Datum binary(FnCall& call, const Datum* a) {
  return store(call, F(load(a[0]), load(a[1])));
}
Datum numeric_negate(FnCall& call, const Datum* a) { return store(call, load(a[0]).negate()); }
Datum numeric_same(FnCall&, const Datum* a) { return a[0]; }
Datum numeric_abs(FnCall& call, const Datum* a) {
  Numeric value = load(a[0]);
  return value.sign() < 0 ? store(call, value.negate()) : a[0];
}
Datum numeric_sign(FnCall& call, const Datum* a) {
  const Numeric value = load(a[0]);
  return value.is_nan() ? a[0] : store(call, Numeric::of_int(value.sign()));
}
Datum numeric_larger(FnCall&, const Datum* a) { return order_of(a[0], a[1]) > 0 ? a[0] : a[1]; }
Datum numeric_smaller(FnCall&, const Datum* a) { return order_of(a[0], a[1]) < 0 ? a[0] : a[1]; }
Datum numeric_increment(FnCall& call, const Datum* a) {
  return store(call, add(load(a[0]), Numeric::of_int(1)));
}

constexpr int64_t kWholeDigitsMax = 131073;  // rounding at more digits than any value has
int32_t decimals_argument(FnCall& call, const Datum* a) {
  if (call.arg_count < 2) return 0;
  return static_cast<int32_t>(std::clamp<int64_t>(a[1].i, -kWholeDigitsMax, Numeric::kScaleMax));
}
Datum numeric_round(FnCall& call, const Datum* a) {
  Numeric value = load(a[0]);
  return store(call, value.round(decimals_argument(call, a)));
}
Datum numeric_trunc(FnCall& call, const Datum* a) {
  Numeric value = load(a[0]);
  return store(call, value.trunc(decimals_argument(call, a)));
}
Datum numeric_log10(FnCall& call, const Datum* a) {
  return store(call, log(Numeric::of_int(10), load(a[0])));
}
Datum numeric_factorial(FnCall& call, const Datum* a) { return store(call, factorial(a[0].i)); }
Datum numeric_scale_of(FnCall&, const Datum* a) {
  const Numeric value = load(a[0]);
  return value.is_finite() ? Datum::of_int(value.scale) : Datum();
}
Datum numeric_min_scale(FnCall&, const Datum* a) {
  const Numeric value = load(a[0]);
  return value.is_finite() ? Datum::of_int(value.min_scale()) : Datum();
}
Datum numeric_trim_scale(FnCall& call, const Datum* a) {
  Numeric value = load(a[0]);
  if (value.is_finite()) value.scale = value.min_scale();
  return store(call, value);
}

Datum int_to_numeric(FnCall& call, const Datum* a) {
  return store(call, Numeric::of_int(a[0].i));
}
Datum float8_to_numeric(FnCall& call, const Datum* a) {
  return store(call, Numeric::of_double(a[0].d));
}
Datum float4_to_numeric(FnCall& call, const Datum* a) {
  return store(call, Numeric::of_double(a[0].d, 6));
}
Datum numeric_to_length(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(kNumeric);
  return kNumericOps.apply_typmod(*call.env, type, a[0], static_cast<int32_t>(a[1].i), true);
}

constexpr FunctionDef kFunctions[] = {
    {1718, "numeric_eq", kBool, {kNumeric, kNumeric}, kStrict, numeric_is<kEq>,
     batch_of<numeric_is<kEq>>, "7.5 = 2.5", "f"},
    {1719, "numeric_ne", kBool, {kNumeric, kNumeric}, kStrict, numeric_is<kNe>,
     batch_of<numeric_is<kNe>>, "7.5 <> 2.5", "t"},
    {1720, "numeric_gt", kBool, {kNumeric, kNumeric}, kStrict, numeric_is<kGt>,
     batch_of<numeric_is<kGt>>, "7.5 > 2.5", "t"},
    {1721, "numeric_ge", kBool, {kNumeric, kNumeric}, kStrict, numeric_is<kGe>,
     batch_of<numeric_is<kGe>>, "7.5 >= 2.5", "t"},
    {1722, "numeric_lt", kBool, {kNumeric, kNumeric}, kStrict, numeric_is<kLt>,
     batch_of<numeric_is<kLt>>, "7.5 < 2.5", "f"},
    {1723, "numeric_le", kBool, {kNumeric, kNumeric}, kStrict, numeric_is<kLe>,
     batch_of<numeric_is<kLe>>, "7.5 <= 2.5", "f"},
    {1724, "numeric_add", kNumeric, {kNumeric, kNumeric}, kStrict, numeric_add,
     batch_of<numeric_add>, "7.5 + 2.5", "10.0"},
    {1725, "numeric_sub", kNumeric, {kNumeric, kNumeric}, kStrict, numeric_subtract,
     batch_of<numeric_subtract>, "7.5 - 2.5", "5.0"},
    {1726, "numeric_mul", kNumeric, {kNumeric, kNumeric}, kStrict, numeric_multiply,
     batch_of<numeric_multiply>, "7.5 * 2.5", "18.75"},
    {1727, "numeric_div", kNumeric, {kNumeric, kNumeric}, kStrict, binary<divide>,
     batch_of<binary<divide>>, "7.5 / 2.5", "3.0000000000000000"},
    {1729, "numeric_mod", kNumeric, {kNumeric, kNumeric}, kStrict, binary<modulo>, nullptr,
     "7.5 % 2.5", "0.0"},
    {1739, "numeric_power", kNumeric, {kNumeric, kNumeric}, kStrict, binary<power>, nullptr,
     "7.5 ^ 2.5", "154.04696929832797"},
    {1771, "numeric_uminus", kNumeric, {kNumeric}, kStrict, numeric_negate, nullptr, "- 7.5",
     "-7.5"},
    {1915, "numeric_uplus", kNumeric, {kNumeric}, kStrict, numeric_same, nullptr, "+ 7.5", "7.5"},
    {1704, "numeric_abs", kNumeric, {kNumeric}, kStrict, numeric_abs, nullptr, "@ 7.5", "7.5"},
    {1769, "numeric_cmp", kInt4, {kNumeric, kNumeric}, kStrict, numeric_compare},
    {1764, "numeric_inc", kNumeric, {kNumeric}, kStrict, numeric_increment},
    {1766, "numeric_smaller", kNumeric, {kNumeric, kNumeric}, kStrict, numeric_smaller},
    {1767, "numeric_larger", kNumeric, {kNumeric, kNumeric}, kStrict, numeric_larger},
    {1705, "abs", kNumeric, {kNumeric}, kStrict, numeric_abs, nullptr, "abs(-1.50)", "1.50"},
    {1706, "sign", kNumeric, {kNumeric}, kStrict, numeric_sign, nullptr, "sign(-1.50)", "-1"},
    {1707, "round", kNumeric, {kNumeric, kInt4}, kStrict, numeric_round, nullptr,
     "round(123.456, 2)", "123.46"},
    {1708, "round", kNumeric, {kNumeric}, kStrict, numeric_round, nullptr, "round(2.5)", "3"},
    {1709, "trunc", kNumeric, {kNumeric, kInt4}, kStrict, numeric_trunc, nullptr,
     "trunc(123.456, -1)", "120"},
    {1710, "trunc", kNumeric, {kNumeric}, kStrict, numeric_trunc, nullptr, "trunc(-2.7)", "-2"},
    {1711, "ceil", kNumeric, {kNumeric}, kStrict, unary<ceiling>, nullptr, "ceil(2.1)", "3"},
    {2167, "ceiling", kNumeric, {kNumeric}, kStrict, unary<ceiling>, nullptr, "ceiling(-2.1)",
     "-2"},
    {1712, "floor", kNumeric, {kNumeric}, kStrict, unary<floor>, nullptr, "floor(-2.1)", "-3"},
    {1728, "mod", kNumeric, {kNumeric, kNumeric}, kStrict, binary<modulo>, nullptr, "mod(7.5, 2)",
     "1.5"},
    {1973, "div", kNumeric, {kNumeric, kNumeric}, kStrict, binary<divide_integer>, nullptr,
     "div(7.5, 2)", "3"},
    {1980, "numeric_div_trunc", kNumeric, {kNumeric, kNumeric}, kStrict, binary<divide_integer>},
    {1730, "sqrt", kNumeric, {kNumeric}, kStrict, unary<sqrt>, nullptr, "sqrt(2.0)",
     "1.414213562373095"},
    {1731, "numeric_sqrt", kNumeric, {kNumeric}, kStrict, unary<sqrt>},
    {1732, "exp", kNumeric, {kNumeric}, kStrict, unary<exp>, nullptr, "exp(1.0)",
     "2.7182818284590452"},
    {1733, "numeric_exp", kNumeric, {kNumeric}, kStrict, unary<exp>},
    {1734, "ln", kNumeric, {kNumeric}, kStrict, unary<ln>, nullptr, "ln(2.0)",
     "0.6931471805599453"},
    {1735, "numeric_ln", kNumeric, {kNumeric}, kStrict, unary<ln>},
    {1736, "log", kNumeric, {kNumeric, kNumeric}, kStrict, binary<log>, nullptr, "log(2.0, 64.0)",
     "6.0000000000000000"},
    {1737, "numeric_log", kNumeric, {kNumeric, kNumeric}, kStrict, binary<log>},
    {1738, "pow", kNumeric, {kNumeric, kNumeric}, kStrict, binary<power>, nullptr, "pow(2.0, 0.5)",
     "1.4142135623730950"},
    {2169, "power", kNumeric, {kNumeric, kNumeric}, kStrict, binary<power>, nullptr,
     "power(2.0, 10.0)", "1024.0000000000000000"},
    {1741, "log", kNumeric, {kNumeric}, kStrict, numeric_log10, nullptr, "log(100.0)",
     "2.0000000000000000"},
    {1481, "log10", kNumeric, {kNumeric}, kStrict, numeric_log10, nullptr, "log10(1000.0)",
     "3.0000000000000000"},
    {1376, "factorial", kNumeric, {kInt8}, kStrict, numeric_factorial, nullptr, "factorial(20)",
     "2432902008176640000"},
    {3281, "scale", kInt4, {kNumeric}, kStrict, numeric_scale_of, nullptr, "scale(1.500)", "3"},
    {5042, "min_scale", kInt4, {kNumeric}, kStrict, numeric_min_scale, nullptr, "min_scale(1.500)",
     "1"},
    {5043, "trim_scale", kNumeric, {kNumeric}, kStrict, numeric_trim_scale, nullptr,
     "trim_scale(1.500)", "1.5"},
    {5048, "gcd", kNumeric, {kNumeric, kNumeric}, kStrict, binary<gcd>, nullptr, "gcd(330.3, 462)",
     "0.3"},
    {5049, "lcm", kNumeric, {kNumeric, kNumeric}, kStrict, binary<lcm>, nullptr, "lcm(330.3, 462)",
     "508662.0"},
    {1703, "numeric", kNumeric, {kNumeric, kInt4}, kStrict, numeric_to_length, nullptr,
     "1.255::numeric(3,2)", "1.26"},
    {1740, "numeric", kNumeric, {kInt4}, kStrict, int_to_numeric, nullptr, "7::int4::numeric", "7"},
    {1742, "numeric", kNumeric, {kFloat4}, kStrict, float4_to_numeric, nullptr,
     "0.1::float4::numeric", "0.1"},
    {1743, "numeric", kNumeric, {kFloat8}, kStrict, float8_to_numeric, nullptr,
     "0.1::float8::numeric", "0.1"},
    {1781, "numeric", kNumeric, {kInt8}, kStrict, int_to_numeric, nullptr, "7::int8::numeric", "7"},
    {1782, "numeric", kNumeric, {kInt2}, kStrict, int_to_numeric, nullptr, "7::int2::numeric", "7"},
};

constexpr OperatorDef kOperators[] = {
    {1038, "^", kNumeric, kNumeric, kNumeric, 1739, 0, 0},
    {1751, "-", kNoOid, kNumeric, kNumeric, 1771, 0, 0},
    {1752, "=", kNumeric, kNumeric, kBool, 1718, 1752, 1753},
    {1753, "<>", kNumeric, kNumeric, kBool, 1719, 1753, 1752},
    {1754, "<", kNumeric, kNumeric, kBool, 1722, 1756, 1757},
    {1755, "<=", kNumeric, kNumeric, kBool, 1723, 1757, 1756},
    {1756, ">", kNumeric, kNumeric, kBool, 1720, 1754, 1755},
    {1757, ">=", kNumeric, kNumeric, kBool, 1721, 1755, 1754},
    {1758, "+", kNumeric, kNumeric, kNumeric, 1724, 1758, 0},
    {1759, "-", kNumeric, kNumeric, kNumeric, 1725, 0, 0},
    {1760, "*", kNumeric, kNumeric, kNumeric, 1726, 1760, 0},
    {1761, "/", kNumeric, kNumeric, kNumeric, 1727, 0, 0},
    {1762, "%", kNumeric, kNumeric, kNumeric, 1729, 0, 0},
    {1763, "@", kNoOid, kNumeric, kNumeric, 1704, 0, 0},
    {1921, "+", kNoOid, kNumeric, kNumeric, 1915, 0, 0},
};

constexpr CastDef kCasts[] = {
    {kInt8, kNumeric, 1781, CastContext::kImplicit},
    {kInt2, kNumeric, 1782, CastContext::kImplicit},
    {kInt4, kNumeric, 1740, CastContext::kImplicit},
    {kFloat4, kNumeric, 1742, CastContext::kAssignment},
    {kFloat8, kNumeric, 1743, CastContext::kAssignment},
    {kNumeric, kNumeric, 1703, CastContext::kImplicit},
};

}  // namespace

const FunctionGroup kNumericGroup = {
    .functions = kFunctions, .operators = kOperators, .casts = kCasts};

}  // namespace rung
