// sum, avg, variance and standard deviation. Integers add up in 128 bits, numerics exactly, floats
// by the Youngs-Cramer recurrence as PostgreSQL does.
#include <cmath>

#include "functions/float_checks.h"
#include "functions/groups.h"
#include "functions/numeric_sum.h"

namespace rung {
namespace {

using namespace oid;

// int2, int4 and int8. The squares of int8 may pass 128 bits, so that variance keeps them apart.
struct IntSum {
  Int128 sum;
  int64_t count;
};
void int_sum_step(FnCall&, void* state, const Datum* args) {
  auto& total = *static_cast<IntSum*>(state);
  total.sum += args[0].i;
  ++total.count;
}
void int_sum_inverse(FnCall&, void* state, const Datum* args) {
  auto& total = *static_cast<IntSum*>(state);
  total.sum -= args[0].i;
  --total.count;
}
void int_sum_merge(FnCall&, void* state, const void* from) {
  static_cast<IntSum*>(state)->sum += static_cast<const IntSum*>(from)->sum;
  static_cast<IntSum*>(state)->count += static_cast<const IntSum*>(from)->count;
}
Datum int_sum_final(FnCall&, void* state) {
  const auto& total = *static_cast<IntSum*>(state);
  if (total.count == 0) return Datum();
  if (total.sum < INT64_MIN || total.sum > INT64_MAX) {
    throw_error(sqlstate::numeric_value_out_of_range, "bigint out of range");
  }
  return Datum::of_int(static_cast<int64_t>(total.sum));
}
Datum int8_sum_final(FnCall& call, void* state) {
  const auto& total = *static_cast<IntSum*>(state);
  if (total.count == 0) return Datum();
  return Numeric::of_int128(total.sum).store(*call.env->arena);
}
Datum int_avg_final(FnCall& call, void* state) {
  const auto& total = *static_cast<IntSum*>(state);
  if (total.count == 0) return Datum();
  return divide(Numeric::of_int128(total.sum), Numeric::of_int(total.count))
      .store(*call.env->arena);
}

void numeric_sum_step(FnCall& call, void* state, const Datum* args) {
  static_cast<NumericSum*>(state)->add(*call.env->arena, Numeric::load(args[0]));
}
void numeric_sum_merge(FnCall& call, void* state, const void* from) {
  static_cast<NumericSum*>(state)->merge(*call.env->arena, *static_cast<const NumericSum*>(from));
}
Datum numeric_sum_final(FnCall& call, void* state) {
  const auto& sum = *static_cast<NumericSum*>(state);
  return sum.count == 0 ? Datum() : sum.total().store(*call.env->arena);
}
Datum numeric_avg_final(FnCall& call, void* state) {
  const auto& sum = *static_cast<NumericSum*>(state);
  if (sum.count == 0) return Datum();
  return divide(sum.total(), Numeric::of_int(sum.count)).store(*call.env->arena);
}

// Sum and sum of squares, exact.
struct Moments {
  NumericSum sum;
  NumericSum squares;
};
void numeric_moments_step(FnCall& call, void* state, const Datum* args) {
  auto& moments = *static_cast<Moments*>(state);
  const Numeric value = Numeric::load(args[0]);
  moments.sum.add(*call.env->arena, value);
  if (value.is_finite()) moments.squares.add(*call.env->arena, multiply(value, value));
}
void int_moments_step(FnCall& call, void* state, const Datum* args) {
  auto& moments = *static_cast<Moments*>(state);
  moments.sum.add(*call.env->arena, Numeric::of_int(args[0].i));
  const auto value = static_cast<Int128>(args[0].i);
  moments.squares.add(*call.env->arena, Numeric::of_int128(value * value));
}
void moments_merge(FnCall& call, void* state, const void* from) {
  auto& moments = *static_cast<Moments*>(state);
  moments.sum.merge(*call.env->arena, static_cast<const Moments*>(from)->sum);
  moments.squares.merge(*call.env->arena, static_cast<const Moments*>(from)->squares);
}
// (N·Σx² - (Σx)²) / (N·(N-1)), or / N² of a population; its root for a deviation.
template <bool kSample, bool kRoot>
Datum moments_final(FnCall& call, void* state) {
  const auto& moments = *static_cast<Moments*>(state);
  const int64_t n = moments.sum.count;
  if (n == 0 || (kSample && n == 1)) return Datum();
  if (!moments.sum.is_finite()) return Numeric::nan().store(*call.env->arena);
  const Numeric total = moments.sum.total();
  const Numeric count = Numeric::of_int(n);
  const Numeric spread =
      subtract(multiply(count, moments.squares.total()), multiply(total, total));
  Numeric result;
  if (spread.sign() > 0) {
    const Numeric divisor = multiply(count, Numeric::of_int(kSample ? n - 1 : n));
    const int32_t scale = quotient_scale(spread, divisor);
    result = divide_to_scale(spread, divisor, scale, true);
    if (kRoot) result = sqrt_to_scale(result, scale);
  }
  return result.store(*call.env->arena);
}

// Of floats: Σx and Σ(x - mean)².
struct FloatMoments {
  double count;
  double sum;
  double spread;
};
void float_moments_step(FnCall&, void* state, const Datum* args) {
  auto& moments = *static_cast<FloatMoments*>(state);
  const double value = args[0].d;
  const double before = moments.count;
  const double old_sum = moments.sum;
  moments.count += 1;
  moments.sum += value;
  if (before > 0) {
    const double distance = value * moments.count - moments.sum;
    moments.spread += distance * distance / (moments.count * before);
    if (std::isinf(moments.sum) || std::isinf(moments.spread)) {
      if (!std::isinf(old_sum) && !std::isinf(value)) throw_float_overflow();
      moments.spread = std::nan("");
    }
  } else if (!std::isfinite(value)) {
    moments.spread = std::nan("");
  }
}
void float_moments_merge(FnCall&, void* state, const void* from) {
  auto& a = *static_cast<FloatMoments*>(state);
  const auto& b = *static_cast<const FloatMoments*>(from);
  if (b.count == 0) return;
  if (a.count == 0) {
    a = b;
    return;
  }
  const double count = a.count + b.count;
  const double distance = a.sum / a.count - b.sum / b.count;
  a.spread += b.spread + a.count * b.count * distance * distance / count;
  a.sum += b.sum;
  a.count = count;
}
template <class T>
void float_sum_step(FnCall&, void* state, const Datum* args) {
  auto& total = *static_cast<FloatMoments*>(state);
  const double before = total.sum;
  total.sum = total.count == 0 ? args[0].d
                               : static_cast<double>(static_cast<T>(total.sum + args[0].d));
  total.count += 1;
  if (std::isinf(total.sum) && !std::isinf(before) && !std::isinf(args[0].d)) {
    throw_float_overflow();
  }
}
void float_sum_merge(FnCall&, void* state, const void* from) {
  auto& total = *static_cast<FloatMoments*>(state);
  const auto& other = *static_cast<const FloatMoments*>(from);
  total.sum = total.count == 0 ? other.sum : total.sum + other.sum;
  total.count += other.count;
}
Datum float_sum_final(FnCall&, void* state) {
  const auto& total = *static_cast<FloatMoments*>(state);
  return total.count == 0 ? Datum() : Datum::of_float(total.sum);
}
Datum float_avg_final(FnCall&, void* state) {
  const auto& moments = *static_cast<FloatMoments*>(state);
  return moments.count == 0 ? Datum() : Datum::of_float(moments.sum / moments.count);
}
template <bool kSample, bool kRoot>
Datum float_moments_final(FnCall&, void* state) {
  const auto& moments = *static_cast<FloatMoments*>(state);
  if (moments.count == 0 || (kSample && moments.count == 1)) return Datum();
  const double variance = moments.spread / (kSample ? moments.count - 1 : moments.count);
  return Datum::of_float(kRoot ? std::sqrt(variance) : variance);
}

constexpr AggregateDef kAggregates[] = {
    {2108, "sum", kInt8, {kInt4}, kStrict, sizeof(IntSum), int_sum_step, int_sum_final,
     int_sum_merge, int_sum_inverse},
    {2109, "sum", kInt8, {kInt2}, kStrict, sizeof(IntSum), int_sum_step, int_sum_final,
     int_sum_merge, int_sum_inverse},
    {2107, "sum", kNumeric, {kInt8}, kStrict, sizeof(IntSum), int_sum_step, int8_sum_final,
     int_sum_merge, int_sum_inverse},
    {2100, "avg", kNumeric, {kInt8}, kStrict, sizeof(IntSum), int_sum_step, int_avg_final,
     int_sum_merge, int_sum_inverse},
    {2101, "avg", kNumeric, {kInt4}, kStrict, sizeof(IntSum), int_sum_step, int_avg_final,
     int_sum_merge, int_sum_inverse},
    {2102, "avg", kNumeric, {kInt2}, kStrict, sizeof(IntSum), int_sum_step, int_avg_final,
     int_sum_merge, int_sum_inverse},
    {2114, "sum", kNumeric, {kNumeric}, kStrict, sizeof(NumericSum), numeric_sum_step,
     numeric_sum_final, numeric_sum_merge},
    {2103, "avg", kNumeric, {kNumeric}, kStrict, sizeof(NumericSum), numeric_sum_step,
     numeric_avg_final, numeric_sum_merge},
    {2110, "sum", kFloat4, {kFloat4}, kStrict, sizeof(FloatMoments), float_sum_step<float>,
     float_sum_final, float_sum_merge},
    {2111, "sum", kFloat8, {kFloat8}, kStrict, sizeof(FloatMoments), float_sum_step<double>,
     float_sum_final, float_sum_merge},
    {2104, "avg", kFloat8, {kFloat4}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_avg_final, float_moments_merge},
    {2105, "avg", kFloat8, {kFloat8}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_avg_final, float_moments_merge},
    {2154, "stddev", kNumeric, {kInt8}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, true>, moments_merge},
    {2155, "stddev", kNumeric, {kInt4}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, true>, moments_merge},
    {2156, "stddev", kNumeric, {kInt2}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, true>, moments_merge},
    {2157, "stddev", kFloat8, {kFloat4}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<true, true>, float_moments_merge},
    {2158, "stddev", kFloat8, {kFloat8}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<true, true>, float_moments_merge},
    {2159, "stddev", kNumeric, {kNumeric}, kStrict, sizeof(Moments), numeric_moments_step,
     moments_final<true, true>, moments_merge},
    {2724, "stddev_pop", kNumeric, {kInt8}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<false, true>, moments_merge},
    {2725, "stddev_pop", kNumeric, {kInt4}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<false, true>, moments_merge},
    {2726, "stddev_pop", kNumeric, {kInt2}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<false, true>, moments_merge},
    {2727, "stddev_pop", kFloat8, {kFloat4}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<false, true>, float_moments_merge},
    {2728, "stddev_pop", kFloat8, {kFloat8}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<false, true>, float_moments_merge},
    {2729, "stddev_pop", kNumeric, {kNumeric}, kStrict, sizeof(Moments), numeric_moments_step,
     moments_final<false, true>, moments_merge},
    {2712, "stddev_samp", kNumeric, {kInt8}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, true>, moments_merge},
    {2713, "stddev_samp", kNumeric, {kInt4}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, true>, moments_merge},
    {2714, "stddev_samp", kNumeric, {kInt2}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, true>, moments_merge},
    {2715, "stddev_samp", kFloat8, {kFloat4}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<true, true>, float_moments_merge},
    {2716, "stddev_samp", kFloat8, {kFloat8}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<true, true>, float_moments_merge},
    {2717, "stddev_samp", kNumeric, {kNumeric}, kStrict, sizeof(Moments), numeric_moments_step,
     moments_final<true, true>, moments_merge},
    {2718, "var_pop", kNumeric, {kInt8}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<false, false>, moments_merge},
    {2719, "var_pop", kNumeric, {kInt4}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<false, false>, moments_merge},
    {2720, "var_pop", kNumeric, {kInt2}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<false, false>, moments_merge},
    {2721, "var_pop", kFloat8, {kFloat4}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<false, false>, float_moments_merge},
    {2722, "var_pop", kFloat8, {kFloat8}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<false, false>, float_moments_merge},
    {2723, "var_pop", kNumeric, {kNumeric}, kStrict, sizeof(Moments), numeric_moments_step,
     moments_final<false, false>, moments_merge},
    {2641, "var_samp", kNumeric, {kInt8}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, false>, moments_merge},
    {2642, "var_samp", kNumeric, {kInt4}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, false>, moments_merge},
    {2643, "var_samp", kNumeric, {kInt2}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, false>, moments_merge},
    {2644, "var_samp", kFloat8, {kFloat4}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<true, false>, float_moments_merge},
    {2645, "var_samp", kFloat8, {kFloat8}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<true, false>, float_moments_merge},
    {2646, "var_samp", kNumeric, {kNumeric}, kStrict, sizeof(Moments), numeric_moments_step,
     moments_final<true, false>, moments_merge},
    {2148, "variance", kNumeric, {kInt8}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, false>, moments_merge},
    {2149, "variance", kNumeric, {kInt4}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, false>, moments_merge},
    {2150, "variance", kNumeric, {kInt2}, kStrict, sizeof(Moments), int_moments_step,
     moments_final<true, false>, moments_merge},
    {2151, "variance", kFloat8, {kFloat4}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<true, false>, float_moments_merge},
    {2152, "variance", kFloat8, {kFloat8}, kStrict, sizeof(FloatMoments), float_moments_step,
     float_moments_final<true, false>, float_moments_merge},
    {2153, "variance", kNumeric, {kNumeric}, kStrict, sizeof(Moments), numeric_moments_step,
     moments_final<true, false>, moments_merge},
};

}  // namespace

const FunctionGroup kAggregateSumGroup = {.aggregates = kAggregates};

}  // namespace rung
