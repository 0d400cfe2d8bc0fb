// money: comparison, arithmetic, conversion, and the amount in English words.
#include "types/money.h"

#include <cmath>

#include "functions/compare.h"
#include "functions/groups.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

template <Comparison C>
Datum are(FnCall&, const Datum* a) {
  return Datum::of_bool(holds<C>(three_way(a[0].i, a[1].i)));
}
Datum order(FnCall&, const Datum* a) { return Datum::of_int(three_way(a[0].i, a[1].i)); }
Datum larger(FnCall&, const Datum* a) { return a[0].i > a[1].i ? a[0] : a[1]; }
Datum smaller(FnCall&, const Datum* a) { return a[0].i < a[1].i ? a[0] : a[1]; }

Datum plus(FnCall&, const Datum* a) {
  int64_t sum;
  if (__builtin_add_overflow(a[0].i, a[1].i, &sum)) throw_money_range();
  return Datum::of_int(sum);
}
Datum minus(FnCall&, const Datum* a) {
  int64_t difference;
  if (__builtin_sub_overflow(a[0].i, a[1].i, &difference)) throw_money_range();
  return Datum::of_int(difference);
}
Datum times_int(FnCall&, const Datum* a) {
  int64_t product;
  if (__builtin_mul_overflow(a[0].i, a[1].i, &product)) throw_money_range();
  return Datum::of_int(product);
}
Datum int_times(FnCall& call, const Datum* a) { return times_int(call, a); }
[[noreturn]] void throw_zero() { throw_error(sqlstate::division_by_zero, "division by zero"); }
Datum over_int(FnCall&, const Datum* a) {
  if (a[1].i == 0) throw_zero();
  if (a[0].i == INT64_MIN && a[1].i == -1) throw_money_range();
  return Datum::of_int(a[0].i / a[1].i);
}

Datum of_cents(double cents) {
  const double whole = std::rint(cents);
  if (!(whole >= -0x1p63 && whole < 0x1p63)) throw_money_range();
  return Datum::of_int(static_cast<int64_t>(whole));
}
Datum times_float(FnCall&, const Datum* a) {
  return of_cents(static_cast<double>(a[0].i) * a[1].d);
}
Datum float_times(FnCall&, const Datum* a) {
  return of_cents(a[0].d * static_cast<double>(a[1].i));
}
Datum over_float(FnCall&, const Datum* a) {
  if (a[1].d == 0) throw_zero();
  return of_cents(static_cast<double>(a[0].i) / a[1].d);
}
Datum ratio(FnCall&, const Datum* a) {
  if (a[1].i == 0) throw_zero();
  return Datum::of_float(static_cast<double>(a[0].i) / static_cast<double>(a[1].i));
}

Datum to_numeric(FnCall& call, const Datum* a) {
  Numeric cent = Numeric::of_int(1);
  cent = divide_to_scale(cent, Numeric::of_int(kCents), 2, false);
  return multiply(Numeric::of_int(a[0].i), cent).store(*call.env->arena);
}
Datum from_numeric(FnCall&, const Datum* a) {
  const Numeric value = Numeric::load(a[0]);
  if (!value.is_finite()) {
    throw_error(sqlstate::feature_not_supported,
                std::string("cannot convert ") + (value.is_nan() ? "NaN" : "infinity") +
                    " to bigint");
  }
  const auto cents = multiply(value, Numeric::of_int(kCents)).to_int64();
  if (!cents) throw_error(sqlstate::numeric_value_out_of_range, "bigint out of range");
  return Datum::of_int(*cents);
}
Datum from_int(FnCall&, const Datum* a) {
  int64_t cents;
  if (__builtin_mul_overflow(a[0].i, kCents, &cents)) {
    throw_error(sqlstate::numeric_value_out_of_range, "bigint out of range");
  }
  return Datum::of_int(cents);
}

constexpr const char* kSmall[] = {
    "zero",    "one",     "two",       "three",    "four",     "five",    "six",
    "seven",   "eight",   "nine",      "ten",      "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen",  "seventeen", "eighteen", "nineteen", "twenty"};
constexpr const char* kTens[] = {"",      "",      "twenty",  "thirty", "forty",
                                 "fifty", "sixty", "seventy", "eighty", "ninety"};

// A number below 1000, as PostgreSQL spells it: "and" only before what has a word of its own.
std::string spell(uint64_t value) {
  if (value <= 20) return kSmall[value];
  const uint64_t rest = value % 100;
  std::string text;
  if (value > 99) {
    text = std::string(kSmall[value / 100]) + " hundred";
    if (rest == 0) return text;
    text += rest < 20 ? " and " : " ";
  }
  if (rest < 20) return text + kSmall[rest];
  text += kTens[rest / 10];
  return rest % 10 == 0 ? text : text + " " + kSmall[rest % 10];
}
Datum words(FnCall& call, const Datum* a) {
  const uint64_t amount =
      a[0].i < 0 ? 0 - static_cast<uint64_t>(a[0].i) : static_cast<uint64_t>(a[0].i);
  const uint64_t units = amount / kCents;
  constexpr const char* kPowers[] = {" quadrillion ", " trillion ", " billion ",
                                     " million ",     " thousand ", ""};
  std::string text;
  uint64_t divisor = 1'000'000'000'000'000;
  for (const char* power : kPowers) {
    const uint64_t group = units / divisor % 1000;
    if (group != 0) text += spell(group) + power;
    divisor /= 1000;
  }
  if (units == 0) text = "zero";
  text += units == 1 ? " dollar and " : " dollars and ";
  const uint64_t cents = amount % kCents;
  text += spell(cents) + (cents == 1 ? " cent" : " cents");
  if (a[0].i < 0) text = "minus " + text;
  text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return call.env->text(text);
}

struct Total {
  int64_t cents;
  bool any;
};
void add(Total* total, int64_t cents) {
  if (__builtin_add_overflow(total->cents, cents, &total->cents)) throw_money_range();
  total->any = true;
}
void sum_step(FnCall&, void* state, const Datum* a) { add(static_cast<Total*>(state), a[0].i); }
void sum_merge(FnCall&, void* state, const void* from) {
  const auto& other = *static_cast<const Total*>(from);
  if (other.any) add(static_cast<Total*>(state), other.cents);
}
Datum sum_final(FnCall&, void* state) {
  const auto& total = *static_cast<Total*>(state);
  return total.any ? Datum::of_int(total.cents) : Datum();
}

constexpr FunctionDef kFunctions[] = {
    {377, "cash_cmp", kInt4, {kMoney, kMoney}, kStrict, order},
    {846, "cash_mul_flt4", kMoney, {kMoney, kFloat4}, kStrict, times_float},
    {847, "cash_div_flt4", kMoney, {kMoney, kFloat4}, kStrict, over_float},
    {848, "flt4_mul_cash", kMoney, {kFloat4, kMoney}, kStrict, float_times},
    {862, "int4_mul_cash", kMoney, {kInt4, kMoney}, kStrict, int_times},
    {863, "int2_mul_cash", kMoney, {kInt2, kMoney}, kStrict, int_times},
    {864, "cash_mul_int4", kMoney, {kMoney, kInt4}, kStrict, times_int},
    {865, "cash_div_int4", kMoney, {kMoney, kInt4}, kStrict, over_int},
    {866, "cash_mul_int2", kMoney, {kMoney, kInt2}, kStrict, times_int},
    {867, "cash_div_int2", kMoney, {kMoney, kInt2}, kStrict, over_int},
    {888, "cash_eq", kBool, {kMoney, kMoney}, kStrict, are<kEq>},
    {889, "cash_ne", kBool, {kMoney, kMoney}, kStrict, are<kNe>},
    {890, "cash_lt", kBool, {kMoney, kMoney}, kStrict, are<kLt>},
    {891, "cash_le", kBool, {kMoney, kMoney}, kStrict, are<kLe>},
    {892, "cash_gt", kBool, {kMoney, kMoney}, kStrict, are<kGt>},
    {893, "cash_ge", kBool, {kMoney, kMoney}, kStrict, are<kGe>},
    {894, "cash_pl", kMoney, {kMoney, kMoney}, kStrict, plus},
    {895, "cash_mi", kMoney, {kMoney, kMoney}, kStrict, minus},
    {896, "cash_mul_flt8", kMoney, {kMoney, kFloat8}, kStrict, times_float},
    {897, "cash_div_flt8", kMoney, {kMoney, kFloat8}, kStrict, over_float},
    {898, "cashlarger", kMoney, {kMoney, kMoney}, kStrict, larger},
    {899, "cashsmaller", kMoney, {kMoney, kMoney}, kStrict, smaller},
    {919, "flt8_mul_cash", kMoney, {kFloat8, kMoney}, kStrict, float_times},
    {935, "cash_words", kText, {kMoney}, kStrict, words},
    {3344, "cash_mul_int8", kMoney, {kMoney, kInt8}, kStrict, times_int},
    {3345, "cash_div_int8", kMoney, {kMoney, kInt8}, kStrict, over_int},
    {3399, "int8_mul_cash", kMoney, {kInt8, kMoney}, kStrict, int_times},
    {3811, "money", kMoney, {kInt4}, kStrict | kStable, from_int},
    {3812, "money", kMoney, {kInt8}, kStrict | kStable, from_int},
    {3822, "cash_div_cash", kFloat8, {kMoney, kMoney}, kStrict, ratio},
    {3823, "numeric", kNumeric, {kMoney}, kStrict | kStable, to_numeric},
    {3824, "money", kMoney, {kNumeric}, kStrict | kStable, from_numeric},
};

constexpr OperatorDef kOperators[] = {
    {843, "*", kMoney, kFloat4, kMoney, 846, 845},
    {844, "/", kMoney, kFloat4, kMoney, 847},
    {845, "*", kFloat4, kMoney, kMoney, 848, 843},
    {900, "=", kMoney, kMoney, kBool, 888, 900, 901},
    {901, "<>", kMoney, kMoney, kBool, 889, 901, 900},
    {902, "<", kMoney, kMoney, kBool, 890, 903, 905},
    {903, ">", kMoney, kMoney, kBool, 892, 902, 904},
    {904, "<=", kMoney, kMoney, kBool, 891, 905, 903},
    {905, ">=", kMoney, kMoney, kBool, 893, 904, 902},
    {906, "+", kMoney, kMoney, kMoney, 894, 906},
    {907, "-", kMoney, kMoney, kMoney, 895},
    {908, "*", kMoney, kFloat8, kMoney, 896, 916},
    {909, "/", kMoney, kFloat8, kMoney, 897},
    {912, "*", kMoney, kInt4, kMoney, 864, 917},
    {913, "/", kMoney, kInt4, kMoney, 865},
    {914, "*", kMoney, kInt2, kMoney, 866, 918},
    {915, "/", kMoney, kInt2, kMoney, 867},
    {916, "*", kFloat8, kMoney, kMoney, 919, 908},
    {917, "*", kInt4, kMoney, kMoney, 862, 912},
    {918, "*", kInt2, kMoney, kMoney, 863, 914},
    {3346, "*", kMoney, kInt8, kMoney, 3344, 3349},
    {3347, "/", kMoney, kInt8, kMoney, 3345},
    {3349, "*", kInt8, kMoney, kMoney, 3399, 3346},
    {3825, "/", kMoney, kMoney, kFloat8, 3822},
};

constexpr CastDef kCasts[] = {
    {kInt8, kMoney, 3812, CastContext::kAssignment},
    {kInt4, kMoney, 3811, CastContext::kAssignment},
    {kMoney, kNumeric, 3823, CastContext::kAssignment},
    {kNumeric, kMoney, 3824, CastContext::kAssignment},
};

constexpr AggregateDef kAggregates[] = {
    {2112, "sum", kMoney, {kMoney}, kStrict, sizeof(Total), sum_step, sum_final, sum_merge},
};

}  // namespace

const FunctionGroup kMoneyGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
    .aggregates = kAggregates,
};

}  // namespace rung
