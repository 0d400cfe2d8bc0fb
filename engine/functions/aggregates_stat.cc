// Regression over pairs, and the ordered-set aggregates. An ordered-set aggregate's step receives
// its direct argument first and then the value, in the order asked for.
#include <algorithm>
#include <cmath>

#include "functions/float_checks.h"
#include "functions/groups.h"
#include "functions/registry.h"
#include "types/array.h"
#include "types/float.h"

namespace rung {
namespace {

using namespace oid;

// The recurrence of Youngs and Cramer over pairs (Y, X).
struct Pairs {
  double count;
  double sum_x;
  double spread_x;
  double sum_y;
  double spread_y;
  double spread_xy;
};
void pairs_step(FnCall&, void* state, const Datum* args) {
  auto& pairs = *static_cast<Pairs*>(state);
  const double y = args[0].d;
  const double x = args[1].d;
  const Pairs before = pairs;
  pairs.count += 1;
  pairs.sum_x += x;
  pairs.sum_y += y;
  if (before.count > 0) {
    const double distance_x = x * pairs.count - pairs.sum_x;
    const double distance_y = y * pairs.count - pairs.sum_y;
    const double share = 1.0 / (pairs.count * before.count);
    pairs.spread_x += distance_x * distance_x * share;
    pairs.spread_y += distance_y * distance_y * share;
    pairs.spread_xy += distance_x * distance_y * share;
    const bool finite = std::isfinite(x) && std::isfinite(y) && std::isfinite(before.sum_x) &&
                        std::isfinite(before.sum_y);
    if (finite && (std::isinf(pairs.sum_x) || std::isinf(pairs.spread_x) ||
                   std::isinf(pairs.sum_y) || std::isinf(pairs.spread_y) ||
                   std::isinf(pairs.spread_xy))) {
      throw_float_overflow();
    }
    if (std::isinf(pairs.spread_x)) pairs.spread_x = std::nan("");
    if (std::isinf(pairs.spread_y)) pairs.spread_y = std::nan("");
    if (std::isinf(pairs.spread_xy)) pairs.spread_xy = std::nan("");
  } else {
    if (!std::isfinite(x)) pairs.spread_x = pairs.spread_xy = std::nan("");
    if (!std::isfinite(y)) pairs.spread_y = pairs.spread_xy = std::nan("");
  }
}
void pairs_merge(FnCall&, void* state, const void* from) {
  auto& a = *static_cast<Pairs*>(state);
  const auto& b = *static_cast<const Pairs*>(from);
  if (b.count == 0) return;
  if (a.count == 0) {
    a = b;
    return;
  }
  const double count = a.count + b.count;
  const double dx = a.sum_x / a.count - b.sum_x / b.count;
  const double dy = a.sum_y / a.count - b.sum_y / b.count;
  const double weight = a.count * b.count / count;
  a.spread_x += b.spread_x + weight * dx * dx;
  a.spread_y += b.spread_y + weight * dy * dy;
  a.spread_xy += b.spread_xy + weight * dx * dy;
  a.sum_x += b.sum_x;
  a.sum_y += b.sum_y;
  a.count = count;
}
using PairsResult = Datum (*)(const Pairs&);
template <PairsResult F>
Datum pairs_final(FnCall&, void* state) {
  const auto& pairs = *static_cast<Pairs*>(state);
  return pairs.count < 1 ? Datum() : F(pairs);
}
Datum regr_count_final(FnCall&, void* state) {
  return Datum::of_int(static_cast<int64_t>(static_cast<Pairs*>(state)->count));
}
Datum correlation(const Pairs& p) {
  if (p.spread_x == 0 || p.spread_y == 0) return Datum();
  return Datum::of_float(p.spread_xy / std::sqrt(p.spread_x * p.spread_y));
}
Datum covariance_population(const Pairs& p) { return Datum::of_float(p.spread_xy / p.count); }
Datum covariance_sample(const Pairs& p) {
  return p.count < 2 ? Datum() : Datum::of_float(p.spread_xy / (p.count - 1));
}
Datum average_x(const Pairs& p) { return Datum::of_float(p.sum_x / p.count); }
Datum average_y(const Pairs& p) { return Datum::of_float(p.sum_y / p.count); }
Datum intercept(const Pairs& p) {
  if (p.spread_x == 0) return Datum();
  return Datum::of_float((p.sum_y - p.sum_x * p.spread_xy / p.spread_x) / p.count);
}
Datum r_squared(const Pairs& p) {
  if (p.spread_x == 0) return Datum();
  if (p.spread_y == 0) return Datum::of_float(1);
  return Datum::of_float((p.spread_xy * p.spread_xy) / (p.spread_x * p.spread_y));
}
Datum slope(const Pairs& p) {
  return p.spread_x == 0 ? Datum() : Datum::of_float(p.spread_xy / p.spread_x);
}
Datum spread_x(const Pairs& p) { return Datum::of_float(p.spread_x); }
Datum spread_y(const Pairs& p) { return Datum::of_float(p.spread_y); }
Datum spread_xy(const Pairs& p) { return Datum::of_float(p.spread_xy); }

// All values of the group, in order.
struct Sorted {
  Datum* values;
  size_t size;
  size_t capacity;
  bool fraction_known;
  bool fraction_null;
  double fraction;
  Datum fractions;  // of the forms that take an array
};
void collect(FnCall& call, Sorted* sorted, const Datum& value, Oid type) {
  if (value.null) return;
  Arena& arena = *call.env->arena;
  if (sorted->size == sorted->capacity) {
    const size_t capacity = std::max<size_t>(sorted->capacity * 2, 16);
    Datum* bigger = arena.make_array<Datum>(capacity);
    std::copy(sorted->values, sorted->values + sorted->size, bigger);
    sorted->values = bigger;
    sorted->capacity = capacity;
  }
  sorted->values[sorted->size++] = copy_datum(arena, call.env->type(type).storage, value);
}
double checked_fraction(double fraction) {
  if (!(fraction >= 0 && fraction <= 1)) {
    std::string shown;
    append_float8(fraction, 0, &shown);
    throw_error(sqlstate::numeric_value_out_of_range,
                "percentile value " + shown + " is not between 0 and 1");
  }
  return fraction;
}
void percentile_step(FnCall& call, void* state, const Datum* args) {
  auto& sorted = *static_cast<Sorted*>(state);
  if (!sorted.fraction_known) {
    sorted.fraction_known = true;
    sorted.fraction_null = args[0].null;
    sorted.fraction = args[0].null ? 0 : checked_fraction(args[0].d);
  }
  collect(call, &sorted, args[1], call.arg_types[1]);
}
void percentiles_step(FnCall& call, void* state, const Datum* args) {
  auto& sorted = *static_cast<Sorted*>(state);
  if (!sorted.fraction_known) {
    sorted.fraction_known = true;
    sorted.fraction_null = args[0].null;
    sorted.fractions = copy_datum(*call.env->arena, StorageClass::kBytes, args[0]);
  }
  collect(call, &sorted, args[1], call.arg_types[1]);
}
Datum discrete(FnCall&, const Sorted& sorted, double fraction) {
  const double position = std::ceil(fraction * static_cast<double>(sorted.size));
  const auto row = static_cast<size_t>(std::max(position, 1.0));
  return sorted.values[std::min(row, sorted.size) - 1];
}
Datum continuous(FnCall&, const Sorted& sorted, double fraction) {
  const double position = fraction * static_cast<double>(sorted.size - 1);
  const double first = std::floor(position);
  const double low = sorted.values[static_cast<size_t>(first)].d;
  const double high = sorted.values[static_cast<size_t>(std::ceil(position))].d;
  return Datum::of_float(first == std::ceil(position) ? low
                                                      : low + (position - first) * (high - low));
}
// Between two intervals: the lower one and a share of the difference.
Datum continuous_interval(FnCall& call, const Sorted& sorted, double fraction) {
  constexpr Oid kPlus = 1169, kMinus = 1170, kTimes = 1618;
  const double position = fraction * static_cast<double>(sorted.size - 1);
  const double first = std::floor(position);
  const Datum low = sorted.values[static_cast<size_t>(first)];
  if (first == std::ceil(position)) return low;
  const Datum ends[] = {sorted.values[static_cast<size_t>(std::ceil(position))], low};
  const Datum share[] = {find_function(kMinus)->row(call, ends),
                         Datum::of_float(position - first)};
  const Datum sum[] = {find_function(kTimes)->row(call, share), low};
  return find_function(kPlus)->row(call, sum);
}
using Percentile = Datum (*)(FnCall&, const Sorted&, double);
template <Percentile F>
Datum percentile_final(FnCall& call, void* state) {
  const auto& sorted = *static_cast<Sorted*>(state);
  if (sorted.size == 0 || sorted.fraction_null) return Datum();
  return F(call, sorted, sorted.fraction);
}
// One result for each fraction, in an array of the same shape.
template <Percentile F>
Datum percentiles_final(FnCall& call, void* state) {
  const auto& sorted = *static_cast<Sorted*>(state);
  if (sorted.size == 0 || sorted.fraction_null) return Datum();
  const ArrayView fractions(sorted.fractions);
  ArrayBuilder results(call.env->type(call.arg_types[1]));
  for (uint32_t i = 0; i < fractions.size(); ++i) {
    const Datum fraction = fractions.element(i);
    results.add(fraction.null ? Datum() : F(call, sorted, checked_fraction(fraction.d)));
  }
  int32_t lengths[kArrayDimensionsMax];
  int32_t lowers[kArrayDimensionsMax];
  for (int d = 0; d < fractions.dimensions(); ++d) {
    lengths[d] = fractions.length(d);
    lowers[d] = fractions.lower(d);
  }
  return results.finish(*call.env->arena, fractions.dimensions(), lengths, lowers);
}

// The longest run of equal values; the first of the longest wins.
struct Mode {
  Datum best;
  Datum current;
  int64_t best_count;
  int64_t current_count;
};
void mode_step(FnCall& call, void* state, const Datum* args) {
  if (args[0].null) return;
  auto& mode = *static_cast<Mode*>(state);
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  if (mode.current_count > 0 && type.ops->compare != nullptr &&
      type.ops->compare(*call.env, type, args[0], mode.current) == 0) {
    ++mode.current_count;
  } else {
    mode.current = copy_datum(*call.env->arena, type.storage, args[0]);
    mode.current_count = 1;
  }
  if (mode.current_count > mode.best_count) {
    mode.best = mode.current;
    mode.best_count = mode.current_count;
  }
}
Datum mode_final(FnCall&, void* state) {
  const auto& mode = *static_cast<Mode*>(state);
  return mode.best_count == 0 ? Datum() : mode.best;
}

constexpr AggregateDef kAggregates[] = {
    {2818, "regr_count", kInt8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     regr_count_final, pairs_merge},
    {2819, "regr_sxx", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<spread_x>, pairs_merge},
    {2820, "regr_syy", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<spread_y>, pairs_merge},
    {2821, "regr_sxy", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<spread_xy>, pairs_merge},
    {2822, "regr_avgx", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<average_x>, pairs_merge},
    {2823, "regr_avgy", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<average_y>, pairs_merge},
    {2824, "regr_r2", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<r_squared>, pairs_merge},
    {2825, "regr_slope", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<slope>, pairs_merge},
    {2826, "regr_intercept", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<intercept>, pairs_merge},
    {2827, "covar_pop", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<covariance_population>, pairs_merge},
    {2828, "covar_samp", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<covariance_sample>, pairs_merge},
    {2829, "corr", kFloat8, {kFloat8, kFloat8}, kStrict, sizeof(Pairs), pairs_step,
     pairs_final<correlation>, pairs_merge},
    {3972, "percentile_disc", kAnyelement, {kFloat8, kAnyelement}, 0, sizeof(Sorted),
     percentile_step, percentile_final<discrete>, nullptr, nullptr, 'o'},
    {3974, "percentile_cont", kFloat8, {kFloat8, kFloat8}, 0, sizeof(Sorted), percentile_step,
     percentile_final<continuous>, nullptr, nullptr, 'o'},
    {3976, "percentile_cont", kInterval, {kFloat8, kInterval}, 0, sizeof(Sorted), percentile_step,
     percentile_final<continuous_interval>, nullptr, nullptr, 'o'},
    {3982, "percentile_cont", kIntervalArray, {kFloat8Array, kInterval}, 0, sizeof(Sorted),
     percentiles_step, percentiles_final<continuous_interval>, nullptr, nullptr, 'o'},
    {3978, "percentile_disc", kAnyarray, {kFloat8Array, kAnyelement}, 0, sizeof(Sorted),
     percentiles_step, percentiles_final<discrete>, nullptr, nullptr, 'o'},
    {3980, "percentile_cont", kFloat8Array, {kFloat8Array, kFloat8}, 0, sizeof(Sorted),
     percentiles_step, percentiles_final<continuous>, nullptr, nullptr, 'o'},
    {3984, "mode", kAnyelement, {kAnyelement}, 0, sizeof(Mode), mode_step, mode_final, nullptr,
     nullptr, 'o'},
};

}  // namespace

const FunctionGroup kAggregateStatGroup = {.aggregates = kAggregates};

}  // namespace rung
