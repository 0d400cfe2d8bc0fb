// smallint, integer, bigint: operators, functions and casts among them. All widths live in
// Datum::i, so that one comparison serves every pair of them.
#include <cmath>
#include <limits>
#include <numeric>

#include "functions/compare.h"
#include "functions/groups.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

template <class T>
[[noreturn]] void throw_range() {
  throw_error(sqlstate::numeric_value_out_of_range, sizeof(T) == 2   ? "smallint out of range"
                                                    : sizeof(T) == 4 ? "integer out of range"
                                                                     : "bigint out of range");
}
template <class T>
Datum checked(int64_t value) {
  if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max()) {
    throw_range<T>();
  }
  return Datum::of_int(value);
}

template <Comparison C>
Datum int_is(FnCall&, const Datum* a) {
  return Datum::of_bool(holds<C>(three_way(a[0].i, a[1].i)));
}
Datum int_compare(FnCall&, const Datum* a) { return Datum::of_int(three_way(a[0].i, a[1].i)); }

// T is the result's type.
template <class T>
Datum int_add(FnCall&, const Datum* a) {
  int64_t result;
  if (__builtin_add_overflow(a[0].i, a[1].i, &result)) throw_range<T>();
  return checked<T>(result);
}
template <class T>
Datum int_subtract(FnCall&, const Datum* a) {
  int64_t result;
  if (__builtin_sub_overflow(a[0].i, a[1].i, &result)) throw_range<T>();
  return checked<T>(result);
}
template <class T>
Datum int_multiply(FnCall&, const Datum* a) {
  int64_t result;
  if (__builtin_mul_overflow(a[0].i, a[1].i, &result)) throw_range<T>();
  return checked<T>(result);
}
template <class T>
Datum int_divide(FnCall&, const Datum* a) {
  if (a[1].i == 0) throw_division_by_zero();
  if (a[1].i == -1) {
    if (a[0].i == std::numeric_limits<T>::min()) throw_range<T>();
    return Datum::of_int(-a[0].i);
  }
  return checked<T>(a[0].i / a[1].i);
}
template <class T>
Datum int_modulo(FnCall&, const Datum* a) {
  if (a[1].i == 0) throw_division_by_zero();
  return Datum::of_int(a[1].i == -1 ? 0 : a[0].i % a[1].i);
}
template <class T>
Datum int_negate(FnCall&, const Datum* a) {
  if (a[0].i == std::numeric_limits<T>::min()) throw_range<T>();
  return Datum::of_int(-a[0].i);
}
template <class T>
Datum int_abs(FnCall& call, const Datum* a) {
  return a[0].i < 0 ? int_negate<T>(call, a) : a[0];
}
Datum int_same(FnCall&, const Datum* a) { return a[0]; }
Datum int_and(FnCall&, const Datum* a) { return Datum::of_int(a[0].i & a[1].i); }
Datum int_or(FnCall&, const Datum* a) { return Datum::of_int(a[0].i | a[1].i); }
Datum int_xor(FnCall&, const Datum* a) { return Datum::of_int(a[0].i ^ a[1].i); }
Datum int_not(FnCall&, const Datum* a) { return Datum::of_int(~a[0].i); }
// Shift counts wrap at the width that the processor shifts: 32 bits for smallint too.
template <class T>
constexpr int64_t kShiftMask = sizeof(T) == 8 ? 63 : 31;
template <class T>
Datum int_shift_left(FnCall&, const Datum* a) {
  const auto shifted = static_cast<uint64_t>(a[0].i) << (a[1].i & kShiftMask<T>);
  return Datum::of_int(static_cast<T>(shifted));
}
template <class T>
Datum int_shift_right(FnCall&, const Datum* a) {
  return Datum::of_int(a[0].i >> (a[1].i & kShiftMask<T>));
}
Datum int_larger(FnCall&, const Datum* a) { return a[0].i >= a[1].i ? a[0] : a[1]; }
Datum int_smaller(FnCall&, const Datum* a) { return a[0].i <= a[1].i ? a[0] : a[1]; }
template <class T>
Datum int_increment(FnCall&, const Datum* a) {
  if (a[0].i == std::numeric_limits<T>::max()) throw_range<T>();
  return Datum::of_int(a[0].i + 1);
}

// State functions of aggregates that users make; not strict.
Datum sum_state(FnCall& call, const Datum* a) {
  if (a[0].null) return a[1];
  return a[1].null ? a[0] : int_add<int64_t>(call, a);
}
Datum count_state(FnCall& call, const Datum* a) { return int_increment<int64_t>(call, a); }

uint64_t magnitude(int64_t value) {
  return value < 0 ? ~static_cast<uint64_t>(value) + 1 : static_cast<uint64_t>(value);
}
template <class T>
Datum int_gcd(FnCall&, const Datum* a) {
  const uint64_t divisor = std::gcd(magnitude(a[0].i), magnitude(a[1].i));
  if (divisor > static_cast<uint64_t>(std::numeric_limits<T>::max())) throw_range<T>();
  return Datum::of_int(static_cast<int64_t>(divisor));
}
template <class T>
Datum int_lcm(FnCall&, const Datum* a) {
  const uint64_t x = magnitude(a[0].i);
  const uint64_t y = magnitude(a[1].i);
  if (x == 0 || y == 0) return Datum::of_int(0);
  uint64_t multiple;
  if (__builtin_mul_overflow(x / std::gcd(x, y), y, &multiple) ||
      multiple > static_cast<uint64_t>(std::numeric_limits<T>::max())) {
    throw_range<T>();
  }
  return Datum::of_int(static_cast<int64_t>(multiple));
}

template <class T>
Datum int_to(FnCall&, const Datum* a) {
  return checked<T>(a[0].i);
}
template <class T>
Datum float_to(FnCall&, const Datum* a) {
  const double rounded = std::rint(a[0].d);
  // The bounds are powers of two, exact as doubles; NaN fails both comparisons.
  constexpr auto kLow = static_cast<double>(std::numeric_limits<T>::min());
  if (!(rounded >= kLow && rounded < -kLow)) throw_range<T>();
  return Datum::of_int(static_cast<int64_t>(rounded));
}
template <class T>
Datum numeric_to(FnCall&, const Datum* a) {
  const Numeric value = Numeric::load(a[0]);
  if (!value.is_finite()) {
    throw_error(sqlstate::feature_not_supported,
                std::string("cannot convert ") + (value.is_nan() ? "NaN" : "infinity") + " to " +
                    (sizeof(T) == 2 ? "smallint" : sizeof(T) == 4 ? "integer" : "bigint"));
  }
  const auto whole = value.to_int64();
  if (!whole) throw_range<T>();
  return checked<T>(*whole);
}
Datum int_to_oid(FnCall&, const Datum* a) {
  if (a[0].i < 0 || a[0].i > UINT32_MAX) {
    throw_error(sqlstate::numeric_value_out_of_range, "OID out of range");
  }
  return a[0];
}
Datum oid_to_int(FnCall&, const Datum* a) { return Datum::of_int(static_cast<Oid>(a[0].i)); }
Datum int_to_qchar(FnCall&, const Datum* a) {
  if (a[0].i < INT8_MIN || a[0].i > INT8_MAX) {
    throw_error(sqlstate::numeric_value_out_of_range, "\"char\" out of range");
  }
  return Datum::of_int(static_cast<uint8_t>(a[0].i));
}
Datum qchar_to_int(FnCall&, const Datum* a) { return Datum::of_int(static_cast<int8_t>(a[0].i)); }

constexpr FunctionDef kFunctions[] = {
    {63, "int2eq", kBool, {kInt2, kInt2}, kStrict, int_is<kEq>, batch_of<int_is<kEq>>,
     "7::int2 = 3::int2", "f"},
    {64, "int2lt", kBool, {kInt2, kInt2}, kStrict, int_is<kLt>, batch_of<int_is<kLt>>,
     "7::int2 < 3::int2", "f"},
    {65, "int4eq", kBool, {kInt4, kInt4}, kStrict, int_is<kEq>, batch_of<int_is<kEq>>, "7 = 3",
     "f"},
    {66, "int4lt", kBool, {kInt4, kInt4}, kStrict, int_is<kLt>, batch_of<int_is<kLt>>, "7 < 3",
     "f"},
    {144, "int4ne", kBool, {kInt4, kInt4}, kStrict, int_is<kNe>, batch_of<int_is<kNe>>, "7 <> 3",
     "t"},
    {145, "int2ne", kBool, {kInt2, kInt2}, kStrict, int_is<kNe>, batch_of<int_is<kNe>>,
     "7::int2 <> 3::int2", "t"},
    {146, "int2gt", kBool, {kInt2, kInt2}, kStrict, int_is<kGt>, batch_of<int_is<kGt>>,
     "7::int2 > 3::int2", "t"},
    {147, "int4gt", kBool, {kInt4, kInt4}, kStrict, int_is<kGt>, batch_of<int_is<kGt>>, "7 > 3",
     "t"},
    {148, "int2le", kBool, {kInt2, kInt2}, kStrict, int_is<kLe>, batch_of<int_is<kLe>>,
     "7::int2 <= 3::int2", "f"},
    {149, "int4le", kBool, {kInt4, kInt4}, kStrict, int_is<kLe>, batch_of<int_is<kLe>>, "7 <= 3",
     "f"},
    {150, "int4ge", kBool, {kInt4, kInt4}, kStrict, int_is<kGe>, batch_of<int_is<kGe>>, "7 >= 3",
     "t"},
    {151, "int2ge", kBool, {kInt2, kInt2}, kStrict, int_is<kGe>, batch_of<int_is<kGe>>,
     "7::int2 >= 3::int2", "t"},
    {158, "int24eq", kBool, {kInt2, kInt4}, kStrict, int_is<kEq>, batch_of<int_is<kEq>>,
     "7::int2 = 3", "f"},
    {159, "int42eq", kBool, {kInt4, kInt2}, kStrict, int_is<kEq>, batch_of<int_is<kEq>>,
     "7 = 3::int2", "f"},
    {160, "int24lt", kBool, {kInt2, kInt4}, kStrict, int_is<kLt>, batch_of<int_is<kLt>>,
     "7::int2 < 3", "f"},
    {161, "int42lt", kBool, {kInt4, kInt2}, kStrict, int_is<kLt>, batch_of<int_is<kLt>>,
     "7 < 3::int2", "f"},
    {162, "int24gt", kBool, {kInt2, kInt4}, kStrict, int_is<kGt>, batch_of<int_is<kGt>>,
     "7::int2 > 3", "t"},
    {163, "int42gt", kBool, {kInt4, kInt2}, kStrict, int_is<kGt>, batch_of<int_is<kGt>>,
     "7 > 3::int2", "t"},
    {164, "int24ne", kBool, {kInt2, kInt4}, kStrict, int_is<kNe>, batch_of<int_is<kNe>>,
     "7::int2 <> 3", "t"},
    {165, "int42ne", kBool, {kInt4, kInt2}, kStrict, int_is<kNe>, batch_of<int_is<kNe>>,
     "7 <> 3::int2", "t"},
    {166, "int24le", kBool, {kInt2, kInt4}, kStrict, int_is<kLe>, batch_of<int_is<kLe>>,
     "7::int2 <= 3", "f"},
    {167, "int42le", kBool, {kInt4, kInt2}, kStrict, int_is<kLe>, batch_of<int_is<kLe>>,
     "7 <= 3::int2", "f"},
    {168, "int24ge", kBool, {kInt2, kInt4}, kStrict, int_is<kGe>, batch_of<int_is<kGe>>,
     "7::int2 >= 3", "t"},
    {169, "int42ge", kBool, {kInt4, kInt2}, kStrict, int_is<kGe>, batch_of<int_is<kGe>>,
     "7 >= 3::int2", "t"},
    {467, "int8eq", kBool, {kInt8, kInt8}, kStrict, int_is<kEq>, batch_of<int_is<kEq>>,
     "7::int8 = 3::int8", "f"},
    {468, "int8ne", kBool, {kInt8, kInt8}, kStrict, int_is<kNe>, batch_of<int_is<kNe>>,
     "7::int8 <> 3::int8", "t"},
    {469, "int8lt", kBool, {kInt8, kInt8}, kStrict, int_is<kLt>, batch_of<int_is<kLt>>,
     "7::int8 < 3::int8", "f"},
    {470, "int8gt", kBool, {kInt8, kInt8}, kStrict, int_is<kGt>, batch_of<int_is<kGt>>,
     "7::int8 > 3::int8", "t"},
    {471, "int8le", kBool, {kInt8, kInt8}, kStrict, int_is<kLe>, batch_of<int_is<kLe>>,
     "7::int8 <= 3::int8", "f"},
    {472, "int8ge", kBool, {kInt8, kInt8}, kStrict, int_is<kGe>, batch_of<int_is<kGe>>,
     "7::int8 >= 3::int8", "t"},
    {474, "int84eq", kBool, {kInt8, kInt4}, kStrict, int_is<kEq>, batch_of<int_is<kEq>>,
     "7::int8 = 3", "f"},
    {475, "int84ne", kBool, {kInt8, kInt4}, kStrict, int_is<kNe>, batch_of<int_is<kNe>>,
     "7::int8 <> 3", "t"},
    {476, "int84lt", kBool, {kInt8, kInt4}, kStrict, int_is<kLt>, batch_of<int_is<kLt>>,
     "7::int8 < 3", "f"},
    {477, "int84gt", kBool, {kInt8, kInt4}, kStrict, int_is<kGt>, batch_of<int_is<kGt>>,
     "7::int8 > 3", "t"},
    {478, "int84le", kBool, {kInt8, kInt4}, kStrict, int_is<kLe>, batch_of<int_is<kLe>>,
     "7::int8 <= 3", "f"},
    {479, "int84ge", kBool, {kInt8, kInt4}, kStrict, int_is<kGe>, batch_of<int_is<kGe>>,
     "7::int8 >= 3", "t"},
    {852, "int48eq", kBool, {kInt4, kInt8}, kStrict, int_is<kEq>, batch_of<int_is<kEq>>,
     "7 = 3::int8", "f"},
    {853, "int48ne", kBool, {kInt4, kInt8}, kStrict, int_is<kNe>, batch_of<int_is<kNe>>,
     "7 <> 3::int8", "t"},
    {854, "int48lt", kBool, {kInt4, kInt8}, kStrict, int_is<kLt>, batch_of<int_is<kLt>>,
     "7 < 3::int8", "f"},
    {855, "int48gt", kBool, {kInt4, kInt8}, kStrict, int_is<kGt>, batch_of<int_is<kGt>>,
     "7 > 3::int8", "t"},
    {856, "int48le", kBool, {kInt4, kInt8}, kStrict, int_is<kLe>, batch_of<int_is<kLe>>,
     "7 <= 3::int8", "f"},
    {857, "int48ge", kBool, {kInt4, kInt8}, kStrict, int_is<kGe>, batch_of<int_is<kGe>>,
     "7 >= 3::int8", "t"},
    {1850, "int28eq", kBool, {kInt2, kInt8}, kStrict, int_is<kEq>, batch_of<int_is<kEq>>,
     "7::int2 = 3::int8", "f"},
    {1851, "int28ne", kBool, {kInt2, kInt8}, kStrict, int_is<kNe>, batch_of<int_is<kNe>>,
     "7::int2 <> 3::int8", "t"},
    {1852, "int28lt", kBool, {kInt2, kInt8}, kStrict, int_is<kLt>, batch_of<int_is<kLt>>,
     "7::int2 < 3::int8", "f"},
    {1853, "int28gt", kBool, {kInt2, kInt8}, kStrict, int_is<kGt>, batch_of<int_is<kGt>>,
     "7::int2 > 3::int8", "t"},
    {1854, "int28le", kBool, {kInt2, kInt8}, kStrict, int_is<kLe>, batch_of<int_is<kLe>>,
     "7::int2 <= 3::int8", "f"},
    {1855, "int28ge", kBool, {kInt2, kInt8}, kStrict, int_is<kGe>, batch_of<int_is<kGe>>,
     "7::int2 >= 3::int8", "t"},
    {1856, "int82eq", kBool, {kInt8, kInt2}, kStrict, int_is<kEq>, batch_of<int_is<kEq>>,
     "7::int8 = 3::int2", "f"},
    {1857, "int82ne", kBool, {kInt8, kInt2}, kStrict, int_is<kNe>, batch_of<int_is<kNe>>,
     "7::int8 <> 3::int2", "t"},
    {1858, "int82lt", kBool, {kInt8, kInt2}, kStrict, int_is<kLt>, batch_of<int_is<kLt>>,
     "7::int8 < 3::int2", "f"},
    {1859, "int82gt", kBool, {kInt8, kInt2}, kStrict, int_is<kGt>, batch_of<int_is<kGt>>,
     "7::int8 > 3::int2", "t"},
    {1860, "int82le", kBool, {kInt8, kInt2}, kStrict, int_is<kLe>, batch_of<int_is<kLe>>,
     "7::int8 <= 3::int2", "f"},
    {1861, "int82ge", kBool, {kInt8, kInt2}, kStrict, int_is<kGe>, batch_of<int_is<kGe>>,
     "7::int8 >= 3::int2", "t"},
    {176, "int2pl", kInt2, {kInt2, kInt2}, kStrict, int_add<int16_t>, batch_of<int_add<int16_t>>,
     "7::int2 + 3::int2", "10"},
    {177, "int4pl", kInt4, {kInt4, kInt4}, kStrict, int_add<int32_t>, batch_of<int_add<int32_t>>,
     "7 + 3", "10"},
    {178, "int24pl", kInt4, {kInt2, kInt4}, kStrict, int_add<int32_t>, batch_of<int_add<int32_t>>,
     "7::int2 + 3", "10"},
    {179, "int42pl", kInt4, {kInt4, kInt2}, kStrict, int_add<int32_t>, batch_of<int_add<int32_t>>,
     "7 + 3::int2", "10"},
    {463, "int8pl", kInt8, {kInt8, kInt8}, kStrict, int_add<int64_t>, batch_of<int_add<int64_t>>,
     "7::int8 + 3::int8", "10"},
    {837, "int82pl", kInt8, {kInt8, kInt2}, kStrict, int_add<int64_t>, batch_of<int_add<int64_t>>,
     "7::int8 + 3::int2", "10"},
    {841, "int28pl", kInt8, {kInt2, kInt8}, kStrict, int_add<int64_t>, batch_of<int_add<int64_t>>,
     "7::int2 + 3::int8", "10"},
    {1274, "int84pl", kInt8, {kInt8, kInt4}, kStrict, int_add<int64_t>, batch_of<int_add<int64_t>>,
     "7::int8 + 3", "10"},
    {1278, "int48pl", kInt8, {kInt4, kInt8}, kStrict, int_add<int64_t>, batch_of<int_add<int64_t>>,
     "7 + 3::int8", "10"},
    {180, "int2mi", kInt2, {kInt2, kInt2}, kStrict, int_subtract<int16_t>,
     batch_of<int_subtract<int16_t>>, "7::int2 - 3::int2", "4"},
    {181, "int4mi", kInt4, {kInt4, kInt4}, kStrict, int_subtract<int32_t>,
     batch_of<int_subtract<int32_t>>, "7 - 3", "4"},
    {182, "int24mi", kInt4, {kInt2, kInt4}, kStrict, int_subtract<int32_t>,
     batch_of<int_subtract<int32_t>>, "7::int2 - 3", "4"},
    {183, "int42mi", kInt4, {kInt4, kInt2}, kStrict, int_subtract<int32_t>,
     batch_of<int_subtract<int32_t>>, "7 - 3::int2", "4"},
    {464, "int8mi", kInt8, {kInt8, kInt8}, kStrict, int_subtract<int64_t>,
     batch_of<int_subtract<int64_t>>, "7::int8 - 3::int8", "4"},
    {838, "int82mi", kInt8, {kInt8, kInt2}, kStrict, int_subtract<int64_t>,
     batch_of<int_subtract<int64_t>>, "7::int8 - 3::int2", "4"},
    {942, "int28mi", kInt8, {kInt2, kInt8}, kStrict, int_subtract<int64_t>,
     batch_of<int_subtract<int64_t>>, "7::int2 - 3::int8", "4"},
    {1275, "int84mi", kInt8, {kInt8, kInt4}, kStrict, int_subtract<int64_t>,
     batch_of<int_subtract<int64_t>>, "7::int8 - 3", "4"},
    {1279, "int48mi", kInt8, {kInt4, kInt8}, kStrict, int_subtract<int64_t>,
     batch_of<int_subtract<int64_t>>, "7 - 3::int8", "4"},
    {141, "int4mul", kInt4, {kInt4, kInt4}, kStrict, int_multiply<int32_t>,
     batch_of<int_multiply<int32_t>>, "7 * 3", "21"},
    {152, "int2mul", kInt2, {kInt2, kInt2}, kStrict, int_multiply<int16_t>,
     batch_of<int_multiply<int16_t>>, "7::int2 * 3::int2", "21"},
    {170, "int24mul", kInt4, {kInt2, kInt4}, kStrict, int_multiply<int32_t>,
     batch_of<int_multiply<int32_t>>, "7::int2 * 3", "21"},
    {171, "int42mul", kInt4, {kInt4, kInt2}, kStrict, int_multiply<int32_t>,
     batch_of<int_multiply<int32_t>>, "7 * 3::int2", "21"},
    {465, "int8mul", kInt8, {kInt8, kInt8}, kStrict, int_multiply<int64_t>,
     batch_of<int_multiply<int64_t>>, "7::int8 * 3::int8", "21"},
    {839, "int82mul", kInt8, {kInt8, kInt2}, kStrict, int_multiply<int64_t>,
     batch_of<int_multiply<int64_t>>, "7::int8 * 3::int2", "21"},
    {943, "int28mul", kInt8, {kInt2, kInt8}, kStrict, int_multiply<int64_t>,
     batch_of<int_multiply<int64_t>>, "7::int2 * 3::int8", "21"},
    {1276, "int84mul", kInt8, {kInt8, kInt4}, kStrict, int_multiply<int64_t>,
     batch_of<int_multiply<int64_t>>, "7::int8 * 3", "21"},
    {1280, "int48mul", kInt8, {kInt4, kInt8}, kStrict, int_multiply<int64_t>,
     batch_of<int_multiply<int64_t>>, "7 * 3::int8", "21"},
    {153, "int2div", kInt2, {kInt2, kInt2}, kStrict, int_divide<int16_t>,
     batch_of<int_divide<int16_t>>, "7::int2 / 3::int2", "2"},
    {154, "int4div", kInt4, {kInt4, kInt4}, kStrict, int_divide<int32_t>,
     batch_of<int_divide<int32_t>>, "7 / 3", "2"},
    {172, "int24div", kInt4, {kInt2, kInt4}, kStrict, int_divide<int32_t>,
     batch_of<int_divide<int32_t>>, "7::int2 / 3", "2"},
    {173, "int42div", kInt4, {kInt4, kInt2}, kStrict, int_divide<int32_t>,
     batch_of<int_divide<int32_t>>, "7 / 3::int2", "2"},
    {466, "int8div", kInt8, {kInt8, kInt8}, kStrict, int_divide<int64_t>,
     batch_of<int_divide<int64_t>>, "7::int8 / 3::int8", "2"},
    {840, "int82div", kInt8, {kInt8, kInt2}, kStrict, int_divide<int64_t>,
     batch_of<int_divide<int64_t>>, "7::int8 / 3::int2", "2"},
    {948, "int28div", kInt8, {kInt2, kInt8}, kStrict, int_divide<int64_t>,
     batch_of<int_divide<int64_t>>, "7::int2 / 3::int8", "2"},
    {1277, "int84div", kInt8, {kInt8, kInt4}, kStrict, int_divide<int64_t>,
     batch_of<int_divide<int64_t>>, "7::int8 / 3", "2"},
    {1281, "int48div", kInt8, {kInt4, kInt8}, kStrict, int_divide<int64_t>,
     batch_of<int_divide<int64_t>>, "7 / 3::int8", "2"},
    {155, "int2mod", kInt2, {kInt2, kInt2}, kStrict, int_modulo<int16_t>,
     batch_of<int_modulo<int16_t>>, "7::int2 % 3::int2", "1"},
    {156, "int4mod", kInt4, {kInt4, kInt4}, kStrict, int_modulo<int32_t>,
     batch_of<int_modulo<int32_t>>, "7 % 3", "1"},
    {945, "int8mod", kInt8, {kInt8, kInt8}, kStrict, int_modulo<int64_t>,
     batch_of<int_modulo<int64_t>>, "7::int8 % 3::int8", "1"},
    {1892, "int2and", kInt2, {kInt2, kInt2}, kStrict, int_and, nullptr, "7::int2 & 3::int2", "3"},
    {1898, "int4and", kInt4, {kInt4, kInt4}, kStrict, int_and, nullptr, "7 & 3", "3"},
    {1904, "int8and", kInt8, {kInt8, kInt8}, kStrict, int_and, nullptr, "7::int8 & 3::int8", "3"},
    {1893, "int2or", kInt2, {kInt2, kInt2}, kStrict, int_or, nullptr, "7::int2 | 3::int2", "7"},
    {1899, "int4or", kInt4, {kInt4, kInt4}, kStrict, int_or, nullptr, "7 | 3", "7"},
    {1905, "int8or", kInt8, {kInt8, kInt8}, kStrict, int_or, nullptr, "7::int8 | 3::int8", "7"},
    {1894, "int2xor", kInt2, {kInt2, kInt2}, kStrict, int_xor, nullptr, "7::int2 # 3::int2", "4"},
    {1900, "int4xor", kInt4, {kInt4, kInt4}, kStrict, int_xor, nullptr, "7 # 3", "4"},
    {1906, "int8xor", kInt8, {kInt8, kInt8}, kStrict, int_xor, nullptr, "7::int8 # 3::int8", "4"},
    {1896, "int2shl", kInt2, {kInt2, kInt4}, kStrict, int_shift_left<int16_t>, nullptr,
     "7::int2 << 3", "56"},
    {1902, "int4shl", kInt4, {kInt4, kInt4}, kStrict, int_shift_left<int32_t>, nullptr, "7 << 3",
     "56"},
    {1908, "int8shl", kInt8, {kInt8, kInt4}, kStrict, int_shift_left<int64_t>, nullptr,
     "7::int8 << 3", "56"},
    {1897, "int2shr", kInt2, {kInt2, kInt4}, kStrict, int_shift_right<int16_t>, nullptr,
     "7::int2 >> 3", "0"},
    {1903, "int4shr", kInt4, {kInt4, kInt4}, kStrict, int_shift_right<int32_t>, nullptr, "7 >> 3",
     "0"},
    {1909, "int8shr", kInt8, {kInt8, kInt4}, kStrict, int_shift_right<int64_t>, nullptr,
     "7::int8 >> 3", "0"},
    {212, "int4um", kInt4, {kInt4}, kStrict, int_negate<int32_t>, batch_of<int_negate<int32_t>>,
     "- 7", "-7"},
    {213, "int2um", kInt2, {kInt2}, kStrict, int_negate<int16_t>, batch_of<int_negate<int16_t>>,
     "- 7::int2", "-7"},
    {462, "int8um", kInt8, {kInt8}, kStrict, int_negate<int64_t>, batch_of<int_negate<int64_t>>,
     "- 7::int8", "-7"},
    {1910, "int8up", kInt8, {kInt8}, kStrict, int_same, nullptr, "+ 7::int8", "7"},
    {1911, "int2up", kInt2, {kInt2}, kStrict, int_same, nullptr, "+ 7::int2", "7"},
    {1912, "int4up", kInt4, {kInt4}, kStrict, int_same, nullptr, "+ 7", "7"},
    {1895, "int2not", kInt2, {kInt2}, kStrict, int_not, nullptr, "~ 7::int2", "-8"},
    {1901, "int4not", kInt4, {kInt4}, kStrict, int_not, nullptr, "~ 7", "-8"},
    {1907, "int8not", kInt8, {kInt8}, kStrict, int_not, nullptr, "~ 7::int8", "-8"},
    {1230, "int8abs", kInt8, {kInt8}, kStrict, int_abs<int64_t>, nullptr, "@ 7::int8", "7"},
    {1251, "int4abs", kInt4, {kInt4}, kStrict, int_abs<int32_t>, nullptr, "@ 7", "7"},
    {1253, "int2abs", kInt2, {kInt2}, kStrict, int_abs<int16_t>, nullptr, "@ 7::int2", "7"},
    {350, "btint2cmp", kInt4, {kInt2, kInt2}, kStrict, int_compare},
    {351, "btint4cmp", kInt4, {kInt4, kInt4}, kStrict, int_compare},
    {842, "btint8cmp", kInt4, {kInt8, kInt8}, kStrict, int_compare},
    {2188, "btint48cmp", kInt4, {kInt4, kInt8}, kStrict, int_compare},
    {2189, "btint84cmp", kInt4, {kInt8, kInt4}, kStrict, int_compare},
    {2190, "btint24cmp", kInt4, {kInt2, kInt4}, kStrict, int_compare},
    {2191, "btint42cmp", kInt4, {kInt4, kInt2}, kStrict, int_compare},
    {2192, "btint28cmp", kInt4, {kInt2, kInt8}, kStrict, int_compare},
    {2193, "btint82cmp", kInt4, {kInt8, kInt2}, kStrict, int_compare},
    {766, "int4inc", kInt4, {kInt4}, kStrict, int_increment<int32_t>},
    {1219, "int8inc", kInt8, {kInt8}, kStrict, int_increment<int64_t>},
    {768, "int4larger", kInt4, {kInt4, kInt4}, kStrict, int_larger},
    {769, "int4smaller", kInt4, {kInt4, kInt4}, kStrict, int_smaller},
    {770, "int2larger", kInt2, {kInt2, kInt2}, kStrict, int_larger},
    {771, "int2smaller", kInt2, {kInt2, kInt2}, kStrict, int_smaller},
    {1236, "int8larger", kInt8, {kInt8, kInt8}, kStrict, int_larger},
    {1237, "int8smaller", kInt8, {kInt8, kInt8}, kStrict, int_smaller},
    {1840, "int2_sum", kInt8, {kInt8, kInt2}, 0, sum_state},
    {1841, "int4_sum", kInt8, {kInt8, kInt4}, 0, sum_state},
    {2804, "int8inc_any", kInt8, {kInt8, kAny}, kStrict, count_state},
    {940, "mod", kInt2, {kInt2, kInt2}, kStrict, int_modulo<int16_t>, nullptr,
     "mod(7::int2, 3::int2)", "1"},
    {941, "mod", kInt4, {kInt4, kInt4}, kStrict, int_modulo<int32_t>, nullptr, "mod(-7, 3)", "-1"},
    {947, "mod", kInt8, {kInt8, kInt8}, kStrict, int_modulo<int64_t>, nullptr,
     "mod(7::int8, -3::int8)", "1"},
    {1396, "abs", kInt8, {kInt8}, kStrict, int_abs<int64_t>, nullptr, "abs(-5::int8)", "5"},
    {1397, "abs", kInt4, {kInt4}, kStrict, int_abs<int32_t>, nullptr, "abs(-5)", "5"},
    {1398, "abs", kInt2, {kInt2}, kStrict, int_abs<int16_t>, nullptr, "abs(-5::int2)", "5"},
    {5044, "gcd", kInt4, {kInt4, kInt4}, kStrict, int_gcd<int32_t>, nullptr, "gcd(1071, 462)",
     "21"},
    {5045, "gcd", kInt8, {kInt8, kInt8}, kStrict, int_gcd<int64_t>, nullptr,
     "gcd(1071::int8, 462::int8)", "21"},
    {5046, "lcm", kInt4, {kInt4, kInt4}, kStrict, int_lcm<int32_t>, nullptr, "lcm(6, 4)", "12"},
    {5047, "lcm", kInt8, {kInt8, kInt8}, kStrict, int_lcm<int64_t>, nullptr,
     "lcm(6::int8, 4::int8)", "12"},
    {77, "int4", kInt4, {kQchar}, kStrict, qchar_to_int, nullptr, "'a'::\"char\"::integer", "97"},
    {78, "char", kQchar, {kInt4}, kStrict, int_to_qchar, nullptr, "97::\"char\"", "a"},
    {237, "int2", kInt2, {kFloat8}, kStrict, float_to<int16_t>, nullptr, "2.5::float8::int2", "2"},
    {238, "int2", kInt2, {kFloat4}, kStrict, float_to<int16_t>, nullptr, "3.5::float4::int2", "4"},
    {313, "int4", kInt4, {kInt2}, kStrict, int_to<int32_t>, nullptr, "7::int2::int4", "7"},
    {314, "int2", kInt2, {kInt4}, kStrict, int_to<int16_t>, nullptr, "7::int4::int2", "7"},
    {317, "int4", kInt4, {kFloat8}, kStrict, float_to<int32_t>, nullptr, "2.5::float8::int4", "2"},
    {319, "int4", kInt4, {kFloat4}, kStrict, float_to<int32_t>, nullptr, "3.5::float4::int4", "4"},
    {480, "int4", kInt4, {kInt8}, kStrict, int_to<int32_t>, nullptr, "7::int8::int4", "7"},
    {481, "int8", kInt8, {kInt4}, kStrict, int_to<int64_t>, nullptr, "7::int4::int8", "7"},
    {483, "int8", kInt8, {kFloat8}, kStrict, float_to<int64_t>, nullptr, "2.5::float8::int8", "2"},
    {653, "int8", kInt8, {kFloat4}, kStrict, float_to<int64_t>, nullptr, "3.5::float4::int8", "4"},
    {714, "int2", kInt2, {kInt8}, kStrict, int_to<int16_t>, nullptr, "7::int8::int2", "7"},
    {754, "int8", kInt8, {kInt2}, kStrict, int_to<int64_t>, nullptr, "7::int2::int8", "7"},
    {1287, "oid", kOid, {kInt8}, kStrict, int_to_oid, nullptr, "7::int8::oid", "7"},
    {1288, "int8", kInt8, {kOid}, kStrict, oid_to_int, nullptr, "7::oid::int8", "7"},
    {1744, "int4", kInt4, {kNumeric}, kStrict, numeric_to<int32_t>, nullptr, "2.5::int4", "3"},
    {1779, "int8", kInt8, {kNumeric}, kStrict, numeric_to<int64_t>, nullptr, "3.5::int8", "4"},
    {1783, "int2", kInt2, {kNumeric}, kStrict, numeric_to<int16_t>, nullptr, "-2.5::int2", "-3"},
};

constexpr OperatorDef kOperators[] = {
    {15, "=", kInt4, kInt8, kBool, 852, 416, 36},
    {36, "<>", kInt4, kInt8, kBool, 853, 417, 15},
    {37, "<", kInt4, kInt8, kBool, 854, 419, 82},
    {76, ">", kInt4, kInt8, kBool, 855, 418, 80},
    {80, "<=", kInt4, kInt8, kBool, 856, 430, 76},
    {82, ">=", kInt4, kInt8, kBool, 857, 420, 37},
    {94, "=", kInt2, kInt2, kBool, 63, 94, 519},
    {95, "<", kInt2, kInt2, kBool, 64, 520, 524},
    {96, "=", kInt4, kInt4, kBool, 65, 96, 518},
    {97, "<", kInt4, kInt4, kBool, 66, 521, 525},
    {410, "=", kInt8, kInt8, kBool, 467, 410, 411},
    {411, "<>", kInt8, kInt8, kBool, 468, 411, 410},
    {412, "<", kInt8, kInt8, kBool, 469, 413, 415},
    {413, ">", kInt8, kInt8, kBool, 470, 412, 414},
    {414, "<=", kInt8, kInt8, kBool, 471, 415, 413},
    {415, ">=", kInt8, kInt8, kBool, 472, 414, 412},
    {416, "=", kInt8, kInt4, kBool, 474, 15, 417},
    {417, "<>", kInt8, kInt4, kBool, 475, 36, 416},
    {418, "<", kInt8, kInt4, kBool, 476, 76, 430},
    {419, ">", kInt8, kInt4, kBool, 477, 37, 420},
    {420, "<=", kInt8, kInt4, kBool, 478, 82, 419},
    {430, ">=", kInt8, kInt4, kBool, 479, 80, 418},
    {439, "%", kInt8, kInt8, kInt8, 945, 0, 0},
    {473, "@", kNoOid, kInt8, kInt8, 1230, 0, 0},
    {484, "-", kNoOid, kInt8, kInt8, 462, 0, 0},
    {514, "*", kInt4, kInt4, kInt4, 141, 514, 0},
    {518, "<>", kInt4, kInt4, kBool, 144, 518, 96},
    {519, "<>", kInt2, kInt2, kBool, 145, 519, 94},
    {520, ">", kInt2, kInt2, kBool, 146, 95, 522},
    {521, ">", kInt4, kInt4, kBool, 147, 97, 523},
    {522, "<=", kInt2, kInt2, kBool, 148, 524, 520},
    {523, "<=", kInt4, kInt4, kBool, 149, 525, 521},
    {524, ">=", kInt2, kInt2, kBool, 151, 522, 95},
    {525, ">=", kInt4, kInt4, kBool, 150, 523, 97},
    {526, "*", kInt2, kInt2, kInt2, 152, 526, 0},
    {527, "/", kInt2, kInt2, kInt2, 153, 0, 0},
    {528, "/", kInt4, kInt4, kInt4, 154, 0, 0},
    {529, "%", kInt2, kInt2, kInt2, 155, 0, 0},
    {530, "%", kInt4, kInt4, kInt4, 156, 0, 0},
    {532, "=", kInt2, kInt4, kBool, 158, 533, 538},
    {533, "=", kInt4, kInt2, kBool, 159, 532, 539},
    {534, "<", kInt2, kInt4, kBool, 160, 537, 542},
    {535, "<", kInt4, kInt2, kBool, 161, 536, 543},
    {536, ">", kInt2, kInt4, kBool, 162, 535, 540},
    {537, ">", kInt4, kInt2, kBool, 163, 534, 541},
    {538, "<>", kInt2, kInt4, kBool, 164, 539, 532},
    {539, "<>", kInt4, kInt2, kBool, 165, 538, 533},
    {540, "<=", kInt2, kInt4, kBool, 166, 543, 536},
    {541, "<=", kInt4, kInt2, kBool, 167, 542, 537},
    {542, ">=", kInt2, kInt4, kBool, 168, 541, 534},
    {543, ">=", kInt4, kInt2, kBool, 169, 540, 535},
    {544, "*", kInt2, kInt4, kInt4, 170, 545, 0},
    {545, "*", kInt4, kInt2, kInt4, 171, 544, 0},
    {546, "/", kInt2, kInt4, kInt4, 172, 0, 0},
    {547, "/", kInt4, kInt2, kInt4, 173, 0, 0},
    {550, "+", kInt2, kInt2, kInt2, 176, 550, 0},
    {551, "+", kInt4, kInt4, kInt4, 177, 551, 0},
    {552, "+", kInt2, kInt4, kInt4, 178, 553, 0},
    {553, "+", kInt4, kInt2, kInt4, 179, 552, 0},
    {554, "-", kInt2, kInt2, kInt2, 180, 0, 0},
    {555, "-", kInt4, kInt4, kInt4, 181, 0, 0},
    {556, "-", kInt2, kInt4, kInt4, 182, 0, 0},
    {557, "-", kInt4, kInt2, kInt4, 183, 0, 0},
    {558, "-", kNoOid, kInt4, kInt4, 212, 0, 0},
    {559, "-", kNoOid, kInt2, kInt2, 213, 0, 0},
    {682, "@", kNoOid, kInt2, kInt2, 1253, 0, 0},
    {684, "+", kInt8, kInt8, kInt8, 463, 684, 0},
    {685, "-", kInt8, kInt8, kInt8, 464, 0, 0},
    {686, "*", kInt8, kInt8, kInt8, 465, 686, 0},
    {687, "/", kInt8, kInt8, kInt8, 466, 0, 0},
    {688, "+", kInt8, kInt4, kInt8, 1274, 692, 0},
    {689, "-", kInt8, kInt4, kInt8, 1275, 0, 0},
    {690, "*", kInt8, kInt4, kInt8, 1276, 694, 0},
    {691, "/", kInt8, kInt4, kInt8, 1277, 0, 0},
    {692, "+", kInt4, kInt8, kInt8, 1278, 688, 0},
    {693, "-", kInt4, kInt8, kInt8, 1279, 0, 0},
    {694, "*", kInt4, kInt8, kInt8, 1280, 690, 0},
    {695, "/", kInt4, kInt8, kInt8, 1281, 0, 0},
    {773, "@", kNoOid, kInt4, kInt4, 1251, 0, 0},
    {818, "+", kInt8, kInt2, kInt8, 837, 822, 0},
    {819, "-", kInt8, kInt2, kInt8, 838, 0, 0},
    {820, "*", kInt8, kInt2, kInt8, 839, 824, 0},
    {821, "/", kInt8, kInt2, kInt8, 840, 0, 0},
    {822, "+", kInt2, kInt8, kInt8, 841, 818, 0},
    {823, "-", kInt2, kInt8, kInt8, 942, 0, 0},
    {824, "*", kInt2, kInt8, kInt8, 943, 820, 0},
    {825, "/", kInt2, kInt8, kInt8, 948, 0, 0},
    {1862, "=", kInt2, kInt8, kBool, 1850, 1868, 1863},
    {1863, "<>", kInt2, kInt8, kBool, 1851, 1869, 1862},
    {1864, "<", kInt2, kInt8, kBool, 1852, 1871, 1867},
    {1865, ">", kInt2, kInt8, kBool, 1853, 1870, 1866},
    {1866, "<=", kInt2, kInt8, kBool, 1854, 1873, 1865},
    {1867, ">=", kInt2, kInt8, kBool, 1855, 1872, 1864},
    {1868, "=", kInt8, kInt2, kBool, 1856, 1862, 1869},
    {1869, "<>", kInt8, kInt2, kBool, 1857, 1863, 1868},
    {1870, "<", kInt8, kInt2, kBool, 1858, 1865, 1873},
    {1871, ">", kInt8, kInt2, kBool, 1859, 1864, 1872},
    {1872, "<=", kInt8, kInt2, kBool, 1860, 1867, 1871},
    {1873, ">=", kInt8, kInt2, kBool, 1861, 1866, 1870},
    {1874, "&", kInt2, kInt2, kInt2, 1892, 1874, 0},
    {1875, "|", kInt2, kInt2, kInt2, 1893, 1875, 0},
    {1876, "#", kInt2, kInt2, kInt2, 1894, 1876, 0},
    {1877, "~", kNoOid, kInt2, kInt2, 1895, 0, 0},
    {1878, "<<", kInt2, kInt4, kInt2, 1896, 0, 0},
    {1879, ">>", kInt2, kInt4, kInt2, 1897, 0, 0},
    {1880, "&", kInt4, kInt4, kInt4, 1898, 1880, 0},
    {1881, "|", kInt4, kInt4, kInt4, 1899, 1881, 0},
    {1882, "#", kInt4, kInt4, kInt4, 1900, 1882, 0},
    {1883, "~", kNoOid, kInt4, kInt4, 1901, 0, 0},
    {1884, "<<", kInt4, kInt4, kInt4, 1902, 0, 0},
    {1885, ">>", kInt4, kInt4, kInt4, 1903, 0, 0},
    {1886, "&", kInt8, kInt8, kInt8, 1904, 1886, 0},
    {1887, "|", kInt8, kInt8, kInt8, 1905, 1887, 0},
    {1888, "#", kInt8, kInt8, kInt8, 1906, 1888, 0},
    {1889, "~", kNoOid, kInt8, kInt8, 1907, 0, 0},
    {1890, "<<", kInt8, kInt4, kInt8, 1908, 0, 0},
    {1891, ">>", kInt8, kInt4, kInt8, 1909, 0, 0},
    {1916, "+", kNoOid, kInt8, kInt8, 1910, 0, 0},
    {1917, "+", kNoOid, kInt2, kInt2, 1911, 0, 0},
    {1918, "+", kNoOid, kInt4, kInt4, 1912, 0, 0},
};

constexpr CastDef kCasts[] = {
    {kQchar, kInt4, 77, CastContext::kExplicit},
    {kInt8, kInt2, 714, CastContext::kAssignment},
    {kInt8, kInt4, 480, CastContext::kAssignment},
    {kInt8, kRegproc, 1287, CastContext::kImplicit},
    {kInt8, kOid, 1287, CastContext::kImplicit},
    {kInt8, kRegprocedure, 1287, CastContext::kImplicit},
    {kInt8, kRegoper, 1287, CastContext::kImplicit},
    {kInt8, kRegoperator, 1287, CastContext::kImplicit},
    {kInt8, kRegclass, 1287, CastContext::kImplicit},
    {kInt8, kRegtype, 1287, CastContext::kImplicit},
    {kInt8, kRegconfig, 1287, CastContext::kImplicit},
    {kInt8, kRegdictionary, 1287, CastContext::kImplicit},
    {kInt8, kRegnamespace, 1287, CastContext::kImplicit},
    {kInt8, kRegrole, 1287, CastContext::kImplicit},
    {kInt8, kRegcollation, 1287, CastContext::kImplicit},
    {kInt2, kInt8, 754, CastContext::kImplicit},
    {kInt2, kInt4, 313, CastContext::kImplicit},
    {kInt2, kRegproc, 313, CastContext::kImplicit},
    {kInt2, kOid, 313, CastContext::kImplicit},
    {kInt2, kRegprocedure, 313, CastContext::kImplicit},
    {kInt2, kRegoper, 313, CastContext::kImplicit},
    {kInt2, kRegoperator, 313, CastContext::kImplicit},
    {kInt2, kRegclass, 313, CastContext::kImplicit},
    {kInt2, kRegtype, 313, CastContext::kImplicit},
    {kInt2, kRegconfig, 313, CastContext::kImplicit},
    {kInt2, kRegdictionary, 313, CastContext::kImplicit},
    {kInt2, kRegnamespace, 313, CastContext::kImplicit},
    {kInt2, kRegrole, 313, CastContext::kImplicit},
    {kInt2, kRegcollation, 313, CastContext::kImplicit},
    {kInt4, kQchar, 78, CastContext::kExplicit},
    {kInt4, kInt8, 481, CastContext::kImplicit},
    {kInt4, kInt2, 314, CastContext::kAssignment},
    {kInt4, kOid, kNoOid, CastContext::kImplicit, CastMethod::kBinary},
    {kRegproc, kInt8, 1288, CastContext::kAssignment},
    {kOid, kInt8, 1288, CastContext::kAssignment},
    {kFloat4, kInt8, 653, CastContext::kAssignment},
    {kFloat4, kInt2, 238, CastContext::kAssignment},
    {kFloat4, kInt4, 319, CastContext::kAssignment},
    {kFloat8, kInt8, 483, CastContext::kAssignment},
    {kFloat8, kInt2, 237, CastContext::kAssignment},
    {kFloat8, kInt4, 317, CastContext::kAssignment},
    {kNumeric, kInt8, 1779, CastContext::kAssignment},
    {kNumeric, kInt2, 1783, CastContext::kAssignment},
    {kNumeric, kInt4, 1744, CastContext::kAssignment},
    {kRegprocedure, kInt8, 1288, CastContext::kAssignment},
    {kRegoper, kInt8, 1288, CastContext::kAssignment},
    {kRegoperator, kInt8, 1288, CastContext::kAssignment},
    {kRegclass, kInt8, 1288, CastContext::kAssignment},
    {kRegtype, kInt8, 1288, CastContext::kAssignment},
    {kRegconfig, kInt8, 1288, CastContext::kAssignment},
    {kRegdictionary, kInt8, 1288, CastContext::kAssignment},
    {kRegnamespace, kInt8, 1288, CastContext::kAssignment},
    {kRegrole, kInt8, 1288, CastContext::kAssignment},
    {kRegcollation, kInt8, 1288, CastContext::kAssignment},
};

}  // namespace

const FunctionGroup kIntGroup = {
    .functions = kFunctions, .operators = kOperators, .casts = kCasts};

}  // namespace rung
