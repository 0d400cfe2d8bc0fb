// real and double precision: operators, casts and rounding. Functions of analysis are in math.cc.
#include "types/float.h"

#include <cmath>
#include <limits>

#include "functions/compare.h"
#include "functions/float_checks.h"
#include "functions/groups.h"
#include "types/numeric.h"
#include "types/ops_util.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

template <Comparison C>
Datum float_is(FnCall&, const Datum* a) {
  return Datum::of_bool(holds<C>(compare_floats(a[0].d, a[1].d)));
}
Datum float_compare(FnCall&, const Datum* a) {
  return Datum::of_int(compare_floats(a[0].d, a[1].d));
}

// T is the result's type; float4 results round to float before the check.
template <class T>
Datum float_add(FnCall&, const Datum* a) {
  const double x = a[0].d;
  const double y = a[1].d;
  const auto sum = static_cast<double>(static_cast<T>(x + y));
  if (std::isinf(sum) && !std::isinf(x) && !std::isinf(y)) throw_float_overflow();
  return Datum::of_float(sum);
}
template <class T>
Datum float_subtract(FnCall&, const Datum* a) {
  const double x = a[0].d;
  const double y = a[1].d;
  const auto difference = static_cast<double>(static_cast<T>(x - y));
  if (std::isinf(difference) && !std::isinf(x) && !std::isinf(y)) throw_float_overflow();
  return Datum::of_float(difference);
}
template <class T>
Datum float_multiply(FnCall&, const Datum* a) {
  const double x = a[0].d;
  const double y = a[1].d;
  const auto product = static_cast<double>(static_cast<T>(x * y));
  if (std::isinf(product) && !std::isinf(x) && !std::isinf(y)) throw_float_overflow();
  if (product == 0 && x != 0 && y != 0) throw_float_underflow();
  return Datum::of_float(product);
}
template <class T>
Datum float_divide(FnCall&, const Datum* a) {
  const double x = a[0].d;
  const double y = a[1].d;
  if (y == 0 && !std::isnan(x)) throw_division_by_zero();
  const auto quotient = static_cast<double>(static_cast<T>(x / y));
  if (std::isinf(quotient) && !std::isinf(x)) throw_float_overflow();
  if (quotient == 0 && x != 0 && !std::isinf(y)) throw_float_underflow();
  return Datum::of_float(quotient);
}
Datum float_negate(FnCall&, const Datum* a) { return Datum::of_float(-a[0].d); }
Datum float_same(FnCall&, const Datum* a) { return a[0]; }
Datum float_abs(FnCall&, const Datum* a) { return Datum::of_float(std::fabs(a[0].d)); }
Datum float_larger(FnCall&, const Datum* a) {
  return compare_floats(a[0].d, a[1].d) > 0 ? a[0] : a[1];
}
Datum float_smaller(FnCall&, const Datum* a) {
  return compare_floats(a[0].d, a[1].d) < 0 ? a[0] : a[1];
}
Datum float_round(FnCall&, const Datum* a) { return Datum::of_float(std::rint(a[0].d)); }
Datum float_trunc(FnCall&, const Datum* a) { return Datum::of_float(std::trunc(a[0].d)); }
Datum float_ceil(FnCall&, const Datum* a) { return Datum::of_float(std::ceil(a[0].d)); }
Datum float_floor(FnCall&, const Datum* a) { return Datum::of_float(std::floor(a[0].d)); }
Datum float_sign(FnCall&, const Datum* a) {
  return Datum::of_float(a[0].d > 0 ? 1 : a[0].d < 0 ? -1 : 0);
}

Datum float8_to_float4(FnCall&, const Datum* a) {
  const auto narrow = static_cast<double>(static_cast<float>(a[0].d));
  if (std::isinf(narrow) && !std::isinf(a[0].d)) throw_float_overflow();
  if (narrow == 0 && a[0].d != 0) throw_float_underflow();
  return Datum::of_float(narrow);
}
template <class T>
Datum int_to_float(FnCall&, const Datum* a) {
  return Datum::of_float(static_cast<double>(static_cast<T>(a[0].i)));
}
template <class T>
Datum numeric_to_float(FnCall&, const Datum* a) {
  const Numeric value = Numeric::load(a[0]);
  if (!value.is_finite()) return Datum::of_float(value.to_double());
  if constexpr (sizeof(T) == sizeof(float)) {
    return Datum::of_float(parse_float4(value.to_string()));
  } else {
    return Datum::of_float(parse_float8(value.to_string()));
  }
}

constexpr FunctionDef kFunctions[] = {
    {287, "float4eq", kBool, {kFloat4, kFloat4}, kStrict, float_is<kEq>, batch_of<float_is<kEq>>,
     "7.5::float4 = 2.5::float4", "f"},
    {288, "float4ne", kBool, {kFloat4, kFloat4}, kStrict, float_is<kNe>, batch_of<float_is<kNe>>,
     "7.5::float4 <> 2.5::float4", "t"},
    {289, "float4lt", kBool, {kFloat4, kFloat4}, kStrict, float_is<kLt>, batch_of<float_is<kLt>>,
     "7.5::float4 < 2.5::float4", "f"},
    {290, "float4le", kBool, {kFloat4, kFloat4}, kStrict, float_is<kLe>, batch_of<float_is<kLe>>,
     "7.5::float4 <= 2.5::float4", "f"},
    {291, "float4gt", kBool, {kFloat4, kFloat4}, kStrict, float_is<kGt>, batch_of<float_is<kGt>>,
     "7.5::float4 > 2.5::float4", "t"},
    {292, "float4ge", kBool, {kFloat4, kFloat4}, kStrict, float_is<kGe>, batch_of<float_is<kGe>>,
     "7.5::float4 >= 2.5::float4", "t"},
    {293, "float8eq", kBool, {kFloat8, kFloat8}, kStrict, float_is<kEq>, batch_of<float_is<kEq>>,
     "7.5::float8 = 2.5::float8", "f"},
    {294, "float8ne", kBool, {kFloat8, kFloat8}, kStrict, float_is<kNe>, batch_of<float_is<kNe>>,
     "7.5::float8 <> 2.5::float8", "t"},
    {295, "float8lt", kBool, {kFloat8, kFloat8}, kStrict, float_is<kLt>, batch_of<float_is<kLt>>,
     "7.5::float8 < 2.5::float8", "f"},
    {296, "float8le", kBool, {kFloat8, kFloat8}, kStrict, float_is<kLe>, batch_of<float_is<kLe>>,
     "7.5::float8 <= 2.5::float8", "f"},
    {297, "float8gt", kBool, {kFloat8, kFloat8}, kStrict, float_is<kGt>, batch_of<float_is<kGt>>,
     "7.5::float8 > 2.5::float8", "t"},
    {298, "float8ge", kBool, {kFloat8, kFloat8}, kStrict, float_is<kGe>, batch_of<float_is<kGe>>,
     "7.5::float8 >= 2.5::float8", "t"},
    {299, "float48eq", kBool, {kFloat4, kFloat8}, kStrict, float_is<kEq>, batch_of<float_is<kEq>>,
     "7.5::float4 = 2.5::float8", "f"},
    {300, "float48ne", kBool, {kFloat4, kFloat8}, kStrict, float_is<kNe>, batch_of<float_is<kNe>>,
     "7.5::float4 <> 2.5::float8", "t"},
    {301, "float48lt", kBool, {kFloat4, kFloat8}, kStrict, float_is<kLt>, batch_of<float_is<kLt>>,
     "7.5::float4 < 2.5::float8", "f"},
    {302, "float48le", kBool, {kFloat4, kFloat8}, kStrict, float_is<kLe>, batch_of<float_is<kLe>>,
     "7.5::float4 <= 2.5::float8", "f"},
    {303, "float48gt", kBool, {kFloat4, kFloat8}, kStrict, float_is<kGt>, batch_of<float_is<kGt>>,
     "7.5::float4 > 2.5::float8", "t"},
    {304, "float48ge", kBool, {kFloat4, kFloat8}, kStrict, float_is<kGe>, batch_of<float_is<kGe>>,
     "7.5::float4 >= 2.5::float8", "t"},
    {305, "float84eq", kBool, {kFloat8, kFloat4}, kStrict, float_is<kEq>, batch_of<float_is<kEq>>,
     "7.5::float8 = 2.5::float4", "f"},
    {306, "float84ne", kBool, {kFloat8, kFloat4}, kStrict, float_is<kNe>, batch_of<float_is<kNe>>,
     "7.5::float8 <> 2.5::float4", "t"},
    {307, "float84lt", kBool, {kFloat8, kFloat4}, kStrict, float_is<kLt>, batch_of<float_is<kLt>>,
     "7.5::float8 < 2.5::float4", "f"},
    {308, "float84le", kBool, {kFloat8, kFloat4}, kStrict, float_is<kLe>, batch_of<float_is<kLe>>,
     "7.5::float8 <= 2.5::float4", "f"},
    {309, "float84gt", kBool, {kFloat8, kFloat4}, kStrict, float_is<kGt>, batch_of<float_is<kGt>>,
     "7.5::float8 > 2.5::float4", "t"},
    {310, "float84ge", kBool, {kFloat8, kFloat4}, kStrict, float_is<kGe>, batch_of<float_is<kGe>>,
     "7.5::float8 >= 2.5::float4", "t"},
    {204, "float4pl", kFloat4, {kFloat4, kFloat4}, kStrict, float_add<float>,
     batch_of<float_add<float>>, "7.5::float4 + 2.5::float4", "10"},
    {218, "float8pl", kFloat8, {kFloat8, kFloat8}, kStrict, float_add<double>,
     batch_of<float_add<double>>, "7.5::float8 + 2.5::float8", "10"},
    {281, "float48pl", kFloat8, {kFloat4, kFloat8}, kStrict, float_add<double>,
     batch_of<float_add<double>>, "7.5::float4 + 2.5::float8", "10"},
    {285, "float84pl", kFloat8, {kFloat8, kFloat4}, kStrict, float_add<double>,
     batch_of<float_add<double>>, "7.5::float8 + 2.5::float4", "10"},
    {205, "float4mi", kFloat4, {kFloat4, kFloat4}, kStrict, float_subtract<float>,
     batch_of<float_subtract<float>>, "7.5::float4 - 2.5::float4", "5"},
    {219, "float8mi", kFloat8, {kFloat8, kFloat8}, kStrict, float_subtract<double>,
     batch_of<float_subtract<double>>, "7.5::float8 - 2.5::float8", "5"},
    {282, "float48mi", kFloat8, {kFloat4, kFloat8}, kStrict, float_subtract<double>,
     batch_of<float_subtract<double>>, "7.5::float4 - 2.5::float8", "5"},
    {286, "float84mi", kFloat8, {kFloat8, kFloat4}, kStrict, float_subtract<double>,
     batch_of<float_subtract<double>>, "7.5::float8 - 2.5::float4", "5"},
    {202, "float4mul", kFloat4, {kFloat4, kFloat4}, kStrict, float_multiply<float>,
     batch_of<float_multiply<float>>, "7.5::float4 * 2.5::float4", "18.75"},
    {216, "float8mul", kFloat8, {kFloat8, kFloat8}, kStrict, float_multiply<double>,
     batch_of<float_multiply<double>>, "7.5::float8 * 2.5::float8", "18.75"},
    {279, "float48mul", kFloat8, {kFloat4, kFloat8}, kStrict, float_multiply<double>,
     batch_of<float_multiply<double>>, "7.5::float4 * 2.5::float8", "18.75"},
    {283, "float84mul", kFloat8, {kFloat8, kFloat4}, kStrict, float_multiply<double>,
     batch_of<float_multiply<double>>, "7.5::float8 * 2.5::float4", "18.75"},
    {203, "float4div", kFloat4, {kFloat4, kFloat4}, kStrict, float_divide<float>,
     batch_of<float_divide<float>>, "7.5::float4 / 2.5::float4", "3"},
    {217, "float8div", kFloat8, {kFloat8, kFloat8}, kStrict, float_divide<double>,
     batch_of<float_divide<double>>, "7.5::float8 / 2.5::float8", "3"},
    {280, "float48div", kFloat8, {kFloat4, kFloat8}, kStrict, float_divide<double>,
     batch_of<float_divide<double>>, "7.5::float4 / 2.5::float8", "3"},
    {284, "float84div", kFloat8, {kFloat8, kFloat4}, kStrict, float_divide<double>,
     batch_of<float_divide<double>>, "7.5::float8 / 2.5::float4", "3"},
    {206, "float4um", kFloat4, {kFloat4}, kStrict, float_negate, batch_of<float_negate>,
     "- 7.5::float4", "-7.5"},
    {220, "float8um", kFloat8, {kFloat8}, kStrict, float_negate, batch_of<float_negate>,
     "- 7.5::float8", "-7.5"},
    {1913, "float4up", kFloat4, {kFloat4}, kStrict, float_same, nullptr, "+ 7.5::float4", "7.5"},
    {1914, "float8up", kFloat8, {kFloat8}, kStrict, float_same, nullptr, "+ 7.5::float8", "7.5"},
    {207, "float4abs", kFloat4, {kFloat4}, kStrict, float_abs, nullptr, "@ 7.5::float4", "7.5"},
    {221, "float8abs", kFloat8, {kFloat8}, kStrict, float_abs, nullptr, "@ 7.5::float8", "7.5"},
    {354, "btfloat4cmp", kInt4, {kFloat4, kFloat4}, kStrict, float_compare},
    {355, "btfloat8cmp", kInt4, {kFloat8, kFloat8}, kStrict, float_compare},
    {2194, "btfloat48cmp", kInt4, {kFloat4, kFloat8}, kStrict, float_compare},
    {2195, "btfloat84cmp", kInt4, {kFloat8, kFloat4}, kStrict, float_compare},
    {209, "float4larger", kFloat4, {kFloat4, kFloat4}, kStrict, float_larger},
    {211, "float4smaller", kFloat4, {kFloat4, kFloat4}, kStrict, float_smaller},
    {223, "float8larger", kFloat8, {kFloat8, kFloat8}, kStrict, float_larger},
    {224, "float8smaller", kFloat8, {kFloat8, kFloat8}, kStrict, float_smaller},
    {1394, "abs", kFloat4, {kFloat4}, kStrict, float_abs, nullptr, "abs(-1.5::float4)", "1.5"},
    {1395, "abs", kFloat8, {kFloat8}, kStrict, float_abs, nullptr, "abs(-1.5::float8)", "1.5"},
    {228, "dround", kFloat8, {kFloat8}, kStrict, float_round},
    {229, "dtrunc", kFloat8, {kFloat8}, kStrict, float_trunc},
    {1342, "round", kFloat8, {kFloat8}, kStrict, float_round, nullptr, "round(2.5::float8)", "2"},
    {1343, "trunc", kFloat8, {kFloat8}, kStrict, float_trunc, nullptr, "trunc(-2.7::float8)", "-2"},
    {2308, "ceil", kFloat8, {kFloat8}, kStrict, float_ceil, nullptr, "ceil(2.1::float8)", "3"},
    {2320, "ceiling", kFloat8, {kFloat8}, kStrict, float_ceil, nullptr, "ceiling(-2.1::float8)",
     "-2"},
    {2309, "floor", kFloat8, {kFloat8}, kStrict, float_floor, nullptr, "floor(-2.1::float8)", "-3"},
    {2310, "sign", kFloat8, {kFloat8}, kStrict, float_sign, nullptr, "sign(-2.1::float8)", "-1"},
    {235, "float8", kFloat8, {kInt2}, kStrict, int_to_float<double>, nullptr, "7::int2::float8",
     "7"},
    {236, "float4", kFloat4, {kInt2}, kStrict, int_to_float<float>, nullptr, "7::int2::float4",
     "7"},
    {311, "float8", kFloat8, {kFloat4}, kStrict, float_same, nullptr, "1.5::float4::float8", "1.5"},
    {312, "float4", kFloat4, {kFloat8}, kStrict, float8_to_float4, nullptr, "0.1::float8::float4",
     "0.1"},
    {316, "float8", kFloat8, {kInt4}, kStrict, int_to_float<double>, nullptr, "7::int4::float8",
     "7"},
    {318, "float4", kFloat4, {kInt4}, kStrict, int_to_float<float>, nullptr,
     "16777217::int4::float4", "1.6777216e+07"},
    {482, "float8", kFloat8, {kInt8}, kStrict, int_to_float<double>, nullptr,
     "9007199254740993::int8::float8", "9.007199254740992e+15"},
    {652, "float4", kFloat4, {kInt8}, kStrict, int_to_float<float>, nullptr, "7::int8::float4",
     "7"},
    {1745, "float4", kFloat4, {kNumeric}, kStrict, numeric_to_float<float>, nullptr,
     "0.1::numeric::float4", "0.1"},
    {1746, "float8", kFloat8, {kNumeric}, kStrict, numeric_to_float<double>, nullptr,
     "0.1::numeric::float8", "0.1"},
};

constexpr OperatorDef kOperators[] = {
    {584, "-", kNoOid, kFloat4, kFloat4, 206, 0, 0},
    {585, "-", kNoOid, kFloat8, kFloat8, 220, 0, 0},
    {586, "+", kFloat4, kFloat4, kFloat4, 204, 586, 0},
    {587, "-", kFloat4, kFloat4, kFloat4, 205, 0, 0},
    {588, "/", kFloat4, kFloat4, kFloat4, 203, 0, 0},
    {589, "*", kFloat4, kFloat4, kFloat4, 202, 589, 0},
    {590, "@", kNoOid, kFloat4, kFloat4, 207, 0, 0},
    {591, "+", kFloat8, kFloat8, kFloat8, 218, 591, 0},
    {592, "-", kFloat8, kFloat8, kFloat8, 219, 0, 0},
    {593, "/", kFloat8, kFloat8, kFloat8, 217, 0, 0},
    {594, "*", kFloat8, kFloat8, kFloat8, 216, 594, 0},
    {595, "@", kNoOid, kFloat8, kFloat8, 221, 0, 0},
    {620, "=", kFloat4, kFloat4, kBool, 287, 620, 621},
    {621, "<>", kFloat4, kFloat4, kBool, 288, 621, 620},
    {622, "<", kFloat4, kFloat4, kBool, 289, 623, 625},
    {623, ">", kFloat4, kFloat4, kBool, 291, 622, 624},
    {624, "<=", kFloat4, kFloat4, kBool, 290, 625, 623},
    {625, ">=", kFloat4, kFloat4, kBool, 292, 624, 622},
    {670, "=", kFloat8, kFloat8, kBool, 293, 670, 671},
    {671, "<>", kFloat8, kFloat8, kBool, 294, 671, 670},
    {672, "<", kFloat8, kFloat8, kBool, 295, 674, 675},
    {673, "<=", kFloat8, kFloat8, kBool, 296, 675, 674},
    {674, ">", kFloat8, kFloat8, kBool, 297, 672, 673},
    {675, ">=", kFloat8, kFloat8, kBool, 298, 673, 672},
    {1116, "+", kFloat4, kFloat8, kFloat8, 281, 1126, 0},
    {1117, "-", kFloat4, kFloat8, kFloat8, 282, 0, 0},
    {1118, "/", kFloat4, kFloat8, kFloat8, 280, 0, 0},
    {1119, "*", kFloat4, kFloat8, kFloat8, 279, 1129, 0},
    {1120, "=", kFloat4, kFloat8, kBool, 299, 1130, 1121},
    {1121, "<>", kFloat4, kFloat8, kBool, 300, 1131, 1120},
    {1122, "<", kFloat4, kFloat8, kBool, 301, 1133, 1125},
    {1123, ">", kFloat4, kFloat8, kBool, 303, 1132, 1124},
    {1124, "<=", kFloat4, kFloat8, kBool, 302, 1135, 1123},
    {1125, ">=", kFloat4, kFloat8, kBool, 304, 1134, 1122},
    {1126, "+", kFloat8, kFloat4, kFloat8, 285, 1116, 0},
    {1127, "-", kFloat8, kFloat4, kFloat8, 286, 0, 0},
    {1128, "/", kFloat8, kFloat4, kFloat8, 284, 0, 0},
    {1129, "*", kFloat8, kFloat4, kFloat8, 283, 1119, 0},
    {1130, "=", kFloat8, kFloat4, kBool, 305, 1120, 1131},
    {1131, "<>", kFloat8, kFloat4, kBool, 306, 1121, 1130},
    {1132, "<", kFloat8, kFloat4, kBool, 307, 1123, 1135},
    {1133, ">", kFloat8, kFloat4, kBool, 309, 1122, 1134},
    {1134, "<=", kFloat8, kFloat4, kBool, 308, 1125, 1133},
    {1135, ">=", kFloat8, kFloat4, kBool, 310, 1124, 1132},
    {1919, "+", kNoOid, kFloat4, kFloat4, 1913, 0, 0},
    {1920, "+", kNoOid, kFloat8, kFloat8, 1914, 0, 0},
};

constexpr CastDef kCasts[] = {
    {kInt8, kFloat4, 652, CastContext::kImplicit},
    {kInt8, kFloat8, 482, CastContext::kImplicit},
    {kInt2, kFloat4, 236, CastContext::kImplicit},
    {kInt2, kFloat8, 235, CastContext::kImplicit},
    {kInt4, kFloat4, 318, CastContext::kImplicit},
    {kInt4, kFloat8, 316, CastContext::kImplicit},
    {kFloat4, kFloat8, 311, CastContext::kImplicit},
    {kFloat8, kFloat4, 312, CastContext::kAssignment},
    {kNumeric, kFloat4, 1745, CastContext::kImplicit},
    {kNumeric, kFloat8, 1746, CastContext::kImplicit},
};

}  // namespace

const FunctionGroup kFloatGroup = {
    .functions = kFunctions, .operators = kOperators, .casts = kCasts};

}  // namespace rung
