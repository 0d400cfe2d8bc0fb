// Arithmetic and casts of dates, times and intervals; AT TIME ZONE; age(), justify_*(), make_*().
#include <cmath>

#include "functions/datetime_util.h"
#include "functions/groups.h"
#include "types/datetime_parse.h"
#include "types/numeric.h"
#include "types/ops_util.h"
#include "types/services.h"
#include "types/time_zone.h"

namespace rung {

namespace {

// Years and months carry over; the day stays within the month it lands in.
void add_months(CivilTime* f, int32_t months) {
  const int64_t month = f->year * int64_t{12} + (f->month - 1) + months;
  f->year = static_cast<int32_t>(floor_div(month, 12));
  f->month = static_cast<int32_t>(floor_mod(month, 12)) + 1;
  f->day = std::min(f->day, days_in_month(f->year, f->month));
}

}  // namespace

int64_t timestamp_plus(int64_t timestamp, const Interval& interval) {
  if (!is_finite_timestamp(timestamp)) return timestamp;
  if (interval.month != 0) {
    CivilTime f = civil_of(timestamp);
    add_months(&f, interval.month);
    if (!timestamp_of(f, &timestamp)) throw_timestamp_range();
  }
  int64_t days = 0;
  if (__builtin_mul_overflow(int64_t{interval.day}, kUsecPerDay, &days) ||
      __builtin_add_overflow(timestamp, days, &timestamp) || !is_valid_timestamp(timestamp) ||
      __builtin_add_overflow(timestamp, interval.time, &timestamp) ||
      !is_valid_timestamp(timestamp)) {
    throw_timestamp_range();
  }
  return timestamp;
}

int64_t timestamptz_of_local(TypeEnv& env, const CivilTime& fields) {
  int64_t local = 0;
  if (!timestamp_of(fields, &local)) throw_timestamp_range();
  const int64_t utc = local_to_utc(session_zone(env), local);
  if (!is_valid_timestamp(utc)) throw_timestamp_range();
  return utc;
}

int64_t timestamptz_plus(TypeEnv& env, int64_t timestamp, const Interval& interval) {
  if (!is_finite_timestamp(timestamp)) return timestamp;
  if (interval.month != 0) {
    CivilTime f = civil_in_session(env, timestamp);
    add_months(&f, interval.month);
    timestamp = timestamptz_of_local(env, f);
  }
  if (interval.day != 0) {
    CivilTime f = civil_in_session(env, timestamp);
    const int64_t days = days_from_civil(f.year, f.month, f.day) + interval.day;
    if (days < kTimestampMin / kUsecPerDay || days > kTimestampEnd / kUsecPerDay) {
      throw_timestamp_range();
    }
    civil_from_days(days, &f);
    timestamp = timestamptz_of_local(env, f);
  }
  if (__builtin_add_overflow(timestamp, interval.time, &timestamp) ||
      !is_valid_timestamp(timestamp)) {
    throw_timestamp_range();
  }
  return timestamp;
}

Interval interval_plus(const Interval& a, const Interval& b) {
  Interval sum;
  if (__builtin_add_overflow(a.month, b.month, &sum.month) ||
      __builtin_add_overflow(a.day, b.day, &sum.day) ||
      __builtin_add_overflow(a.time, b.time, &sum.time)) {
    throw_interval_range();
  }
  return sum;
}

Interval interval_negate(const Interval& value) {
  if (value.time == INT64_MIN || value.day == INT32_MIN || value.month == INT32_MIN) {
    throw_interval_range();
  }
  return {-value.time, -value.day, -value.month};
}

namespace {

double round_to_usec(double value) { return std::rint(value * 1e6) / 1e6; }
int32_t to_int32(double value) {
  if (std::isnan(value) || value >= 2147483648.0 || value < -2147483648.0) throw_interval_range();
  return static_cast<int32_t>(value);
}

// What is left of months and days after scaling goes down to days and seconds, never up.
Interval scaled(const Interval& value, double months, double days, double usec) {
  Interval result;
  result.month = to_int32(months);
  result.day = to_int32(days);
  (void)value;
  const double month_days = round_to_usec((months - result.month) * 30);
  double seconds =
      round_to_usec((days - result.day + month_days - static_cast<int32_t>(month_days)) * 86400);
  if (std::fabs(seconds) >= 86400) {
    const auto whole = static_cast<int32_t>(seconds / 86400);
    if (__builtin_add_overflow(result.day, whole, &result.day)) throw_interval_range();
    seconds -= whole * 86400.0;
  }
  if (__builtin_add_overflow(result.day, static_cast<int32_t>(month_days), &result.day)) {
    throw_interval_range();
  }
  const double time = std::rint(usec + seconds * 1e6);
  if (std::isnan(time) || time >= 9223372036854775808.0 || time < -9223372036854775808.0) {
    throw_interval_range();
  }
  result.time = static_cast<int64_t>(time);
  return result;
}

}  // namespace

Interval interval_times(const Interval& v, double factor) {
  return scaled(v, v.month * factor, v.day * factor, static_cast<double>(v.time) * factor);
}
Interval interval_over(const Interval& v, double divisor) {
  if (divisor == 0) throw_division_by_zero();
  return scaled(v, v.month / divisor, v.day / divisor, static_cast<double>(v.time) / divisor);
}

namespace {

using namespace oid;

int64_t wrap_time(int64_t time) { return floor_mod(time, kUsecPerDay); }

Datum date_minus_date(FnCall&, const Datum* a) {
  if (!is_finite_date(a[0].i) || !is_finite_date(a[1].i)) {
    throw_error(sqlstate::datetime_value_out_of_range, "cannot subtract infinite dates");
  }
  return Datum::of_int(a[0].i - a[1].i);
}
Datum shifted_date(int64_t date, int64_t days) {
  if (!is_finite_date(date)) return Datum::of_int(date);
  if (!is_valid_date(date + days)) throw_date_range();
  return Datum::of_int(date + days);
}
Datum date_plus_int(FnCall&, const Datum* a) { return shifted_date(a[0].i, a[1].i); }
Datum int_plus_date(FnCall&, const Datum* a) { return shifted_date(a[1].i, a[0].i); }
Datum date_minus_int(FnCall&, const Datum* a) { return shifted_date(a[0].i, -a[1].i); }
Datum date_plus_interval(FnCall&, const Datum* a) {
  return Datum::of_int(timestamp_plus(date_to_timestamp(a[0].i), load_interval(a[1])));
}
Datum interval_plus_date(FnCall& call, const Datum* a) {
  const Datum swapped[2] = {a[1], a[0]};
  return date_plus_interval(call, swapped);
}
Datum date_minus_interval(FnCall&, const Datum* a) {
  return Datum::of_int(
      timestamp_plus(date_to_timestamp(a[0].i), interval_negate(load_interval(a[1]))));
}
Datum date_and_time(int64_t date, int64_t time) {
  int64_t timestamp = date_to_timestamp(date);
  if (is_finite_timestamp(timestamp)) {
    timestamp += time;
    if (!is_valid_timestamp(timestamp)) throw_timestamp_range();
  }
  return Datum::of_int(timestamp);
}
Datum date_plus_time(FnCall&, const Datum* a) { return date_and_time(a[0].i, a[1].i); }
Datum time_plus_date(FnCall&, const Datum* a) { return date_and_time(a[1].i, a[0].i); }
Datum date_plus_timetz(FnCall&, const Datum* a) {
  const TimeTz time = load_timetz(a[1]);
  return date_and_time(a[0].i, time.time + time.west * kUsecPerSecond);
}
Datum timetz_plus_date(FnCall& call, const Datum* a) {
  const Datum swapped[2] = {a[1], a[0]};
  return date_plus_timetz(call, swapped);
}

Datum time_plus_interval(FnCall&, const Datum* a) {
  return Datum::of_int(wrap_time(a[0].i + load_interval(a[1]).time % kUsecPerDay));
}
Datum interval_plus_time(FnCall&, const Datum* a) {
  return Datum::of_int(wrap_time(a[1].i + load_interval(a[0]).time % kUsecPerDay));
}
Datum time_minus_interval(FnCall&, const Datum* a) {
  return Datum::of_int(wrap_time(a[0].i - load_interval(a[1]).time % kUsecPerDay));
}
Datum time_minus_time(FnCall& call, const Datum* a) {
  return interval_datum(call, {a[0].i - a[1].i, 0, 0});
}
Datum shifted_timetz(FnCall& call, const Datum& value, int64_t usec) {
  TimeTz time = load_timetz(value);
  time.time = wrap_time(time.time + usec % kUsecPerDay);
  return store_timetz(*call.env->arena, time);
}
Datum timetz_plus_interval(FnCall& call, const Datum* a) {
  return shifted_timetz(call, a[0], load_interval(a[1]).time);
}
Datum interval_plus_timetz(FnCall& call, const Datum* a) {
  return shifted_timetz(call, a[1], load_interval(a[0]).time);
}
Datum timetz_minus_interval(FnCall& call, const Datum* a) {
  return shifted_timetz(call, a[0], -(load_interval(a[1]).time % kUsecPerDay));
}

Datum local_plus_interval(FnCall&, const Datum* a) {
  return Datum::of_int(timestamp_plus(a[0].i, load_interval(a[1])));
}
Datum interval_plus_local(FnCall&, const Datum* a) {
  return Datum::of_int(timestamp_plus(a[1].i, load_interval(a[0])));
}
Datum local_minus_interval(FnCall&, const Datum* a) {
  return Datum::of_int(timestamp_plus(a[0].i, interval_negate(load_interval(a[1]))));
}
Datum moment_plus_interval(FnCall& call, const Datum* a) {
  return Datum::of_int(timestamptz_plus(*call.env, a[0].i, load_interval(a[1])));
}
Datum interval_plus_moment(FnCall& call, const Datum* a) {
  return Datum::of_int(timestamptz_plus(*call.env, a[1].i, load_interval(a[0])));
}
Datum moment_minus_interval(FnCall& call, const Datum* a) {
  return Datum::of_int(
      timestamptz_plus(*call.env, a[0].i, interval_negate(load_interval(a[1]))));
}
Interval justify_hours_of(Interval v) {
  const auto days = static_cast<int32_t>(v.time / kUsecPerDay);
  v.time %= kUsecPerDay;
  if (__builtin_add_overflow(v.day, days, &v.day)) throw_interval_range();
  if (v.day > 0 && v.time < 0) {
    v.time += kUsecPerDay;
    --v.day;
  } else if (v.day < 0 && v.time > 0) {
    v.time -= kUsecPerDay;
    ++v.day;
  }
  return v;
}
Datum timestamp_minus(FnCall& call, const Datum* a) {
  if (!is_finite_timestamp(a[0].i) || !is_finite_timestamp(a[1].i)) {
    throw_error(sqlstate::datetime_value_out_of_range, "cannot subtract infinite timestamps");
  }
  Interval v;
  if (__builtin_sub_overflow(a[0].i, a[1].i, &v.time)) throw_interval_range();
  return interval_datum(call, justify_hours_of(v));
}

Datum interval_add(FnCall& call, const Datum* a) {
  return interval_datum(call, interval_plus(load_interval(a[0]), load_interval(a[1])));
}
Datum interval_subtract(FnCall& call, const Datum* a) {
  const Interval x = load_interval(a[0]);
  const Interval y = load_interval(a[1]);
  Interval v;
  if (__builtin_sub_overflow(x.month, y.month, &v.month) ||
      __builtin_sub_overflow(x.day, y.day, &v.day) ||
      __builtin_sub_overflow(x.time, y.time, &v.time)) {
    throw_interval_range();
  }
  return interval_datum(call, v);
}
Datum interval_minus(FnCall& call, const Datum* a) {
  return interval_datum(call, interval_negate(load_interval(a[0])));
}
Datum interval_multiply(FnCall& call, const Datum* a) {
  return interval_datum(call, interval_times(load_interval(a[0]), a[1].d));
}
Datum multiply_interval(FnCall& call, const Datum* a) {
  return interval_datum(call, interval_times(load_interval(a[1]), a[0].d));
}
Datum interval_divide(FnCall& call, const Datum* a) {
  return interval_datum(call, interval_over(load_interval(a[0]), a[1].d));
}

Datum justify_hours(FnCall& call, const Datum* a) {
  return interval_datum(call, justify_hours_of(load_interval(a[0])));
}
Datum justify_days(FnCall& call, const Datum* a) {
  Interval v = load_interval(a[0]);
  const int32_t months = v.day / 30;
  v.day %= 30;
  if (__builtin_add_overflow(v.month, months, &v.month)) throw_interval_range();
  if (v.month > 0 && v.day < 0) {
    v.day += 30;
    --v.month;
  } else if (v.month < 0 && v.day > 0) {
    v.day -= 30;
    ++v.month;
  }
  return interval_datum(call, v);
}
Datum justify_interval(FnCall& call, const Datum* a) {
  Interval v = load_interval(a[0]);
  const int64_t days = int64_t{v.day} + v.time / kUsecPerDay;
  v.time %= kUsecPerDay;
  const int64_t months = int64_t{v.month} + days / 30;
  if (months > INT32_MAX || months < INT32_MIN) throw_interval_range();
  v.month = static_cast<int32_t>(months);
  v.day = static_cast<int32_t>(days % 30);
  if (v.month > 0 && (v.day < 0 || (v.day == 0 && v.time < 0))) {
    v.day += 30;
    --v.month;
  } else if (v.month < 0 && (v.day > 0 || (v.day == 0 && v.time > 0))) {
    v.day -= 30;
    ++v.month;
  }
  if (v.day > 0 && v.time < 0) {
    v.time += kUsecPerDay;
    --v.day;
  } else if (v.day < 0 && v.time > 0) {
    v.time -= kUsecPerDay;
    ++v.day;
  }
  return interval_datum(call, v);
}

// The difference by calendar fields: months and years are symbolic, not counted days.
Interval age_between(const CivilTime& later, const CivilTime& earlier, bool negative) {
  const CivilTime& x = negative ? earlier : later;
  const CivilTime& y = negative ? later : earlier;
  int64_t time = time_of(x) - time_of(y);
  int32_t day = x.day - y.day;
  int32_t month = x.month - y.month;
  int32_t year = x.year - y.year;
  if (time < 0) {
    time += kUsecPerDay;
    --day;
  }
  // Days are borrowed from the month of the earlier moment.
  while (day < 0) {
    const CivilTime& from = negative ? later : earlier;
    day += days_in_month(from.year, from.month);
    --month;
  }
  while (month < 0) {
    month += 12;
    --year;
  }
  const Interval v{time, day, year * 12 + month};
  return negative ? interval_negate(v) : v;
}
void check_age(int64_t a, int64_t b) {
  if (!is_finite_timestamp(a) || !is_finite_timestamp(b)) throw_timestamp_range();
}
Datum age_of_locals(FnCall& call, const Datum* a) {
  check_age(a[0].i, a[1].i);
  return interval_datum(call, age_between(civil_of(a[0].i), civil_of(a[1].i), a[0].i < a[1].i));
}
Datum age_of_moments(FnCall& call, const Datum* a) {
  check_age(a[0].i, a[1].i);
  return interval_datum(call, age_between(civil_in_session(*call.env, a[0].i),
                                          civil_in_session(*call.env, a[1].i), a[0].i < a[1].i));
}
int64_t midnight(FnCall& call) {
  const CivilTime f = civil_in_session(*call.env, call.env->services->transaction_timestamp());
  return days_from_civil(f.year, f.month, f.day) * kUsecPerDay;
}
Datum age_of_local(FnCall& call, const Datum* a) {
  const Datum both[2] = {Datum::of_int(midnight(call)), a[0]};
  return age_of_locals(call, both);
}
Datum age_of_moment(FnCall& call, const Datum* a) {
  const Datum both[2] = {Datum::of_int(timestamp_to_timestamptz(*call.env, midnight(call))), a[0]};
  return age_of_moments(call, both);
}

// AT TIME ZONE.
int32_t offset_of_interval(FnCall& call, const Datum& value) {
  const Interval v = load_interval(value);
  if (v.month != 0 || v.day != 0) {
    std::string text;
    append_interval(v, call.env->settings->interval_style, &text);
    throw_error(sqlstate::invalid_parameter_value,
                "interval time zone \"" + text + "\" must not include months or days");
  }
  return static_cast<int32_t>(v.time / kUsecPerSecond);
}
Datum checked_timestamp(int64_t timestamp) {
  if (!is_valid_timestamp(timestamp)) throw_timestamp_range();
  return Datum::of_int(timestamp);
}
Datum zone_of_local(FnCall&, const Datum* a) {
  if (!is_finite_timestamp(a[1].i)) return a[1];
  return checked_timestamp(local_to_utc(zone_of_text(a[0].bytes()), a[1].i));
}
Datum zone_of_moment(FnCall&, const Datum* a) {
  if (!is_finite_timestamp(a[1].i)) return a[1];
  return checked_timestamp(utc_to_local(zone_of_text(a[0].bytes()), a[1].i));
}
Datum timetz_at(FnCall& call, const Datum& value, int32_t offset) {
  TimeTz time = load_timetz(value);
  time.time = wrap_time(time.time + (time.west + offset) * kUsecPerSecond);
  time.west = -offset;
  return store_timetz(*call.env->arena, time);
}
Datum zone_of_timetz(FnCall& call, const Datum* a) {
  const int64_t now = call.env->services->transaction_timestamp();
  return timetz_at(call, a[1], offset_at(zone_of_text(a[0].bytes()), now).offset);
}
Datum interval_zone_of_local(FnCall& call, const Datum* a) {
  if (!is_finite_timestamp(a[1].i)) return a[1];
  return checked_timestamp(a[1].i - offset_of_interval(call, a[0]) * kUsecPerSecond);
}
Datum interval_zone_of_moment(FnCall& call, const Datum* a) {
  if (!is_finite_timestamp(a[1].i)) return a[1];
  return checked_timestamp(a[1].i + offset_of_interval(call, a[0]) * kUsecPerSecond);
}
Datum interval_zone_of_timetz(FnCall& call, const Datum* a) {
  return timetz_at(call, a[1], offset_of_interval(call, a[0]));
}

// Casts.
Datum local_of_date(FnCall&, const Datum* a) { return Datum::of_int(date_to_timestamp(a[0].i)); }
Datum moment_of_date(FnCall& call, const Datum* a) {
  return Datum::of_int(timestamp_to_timestamptz(*call.env, date_to_timestamp(a[0].i)));
}
Datum date_of_local(FnCall&, const Datum* a) { return Datum::of_int(timestamp_to_date(a[0].i)); }
Datum date_of_moment(FnCall& call, const Datum* a) {
  if (!is_finite_timestamp(a[0].i)) return Datum::of_int(timestamp_to_date(a[0].i));
  const CivilTime f = civil_in_session(*call.env, a[0].i);
  return Datum::of_int(days_from_civil(f.year, f.month, f.day));
}
Datum moment_of_local(FnCall& call, const Datum* a) {
  return Datum::of_int(timestamp_to_timestamptz(*call.env, a[0].i));
}
Datum local_of_moment(FnCall& call, const Datum* a) {
  return Datum::of_int(timestamptz_to_timestamp(*call.env, a[0].i));
}
Datum moment_of_date_and_time(FnCall& call, const Datum* a) {
  return Datum::of_int(
      timestamp_to_timestamptz(*call.env, date_and_time(a[0].i, a[1].i).i));
}
Datum time_of_local(FnCall&, const Datum* a) {
  return is_finite_timestamp(a[0].i) ? Datum::of_int(wrap_time(a[0].i)) : Datum();
}
Datum time_of_moment(FnCall& call, const Datum* a) {
  return is_finite_timestamp(a[0].i) ? Datum::of_int(time_of(civil_in_session(*call.env, a[0].i)))
                                     : Datum();
}
Datum time_of_interval(FnCall&, const Datum* a) {
  return Datum::of_int(wrap_time(load_interval(a[0]).time));
}
Datum time_of_timetz(FnCall&, const Datum* a) { return Datum::of_int(load_timetz(a[0]).time); }
Datum interval_of_time(FnCall& call, const Datum* a) {
  return interval_datum(call, {a[0].i, 0, 0});
}
Datum timetz_of_time(FnCall& call, const Datum* a) {
  const CivilTime now = civil_in_session(*call.env, call.env->services->transaction_timestamp());
  const int64_t local = days_from_civil(now.year, now.month, now.day) * kUsecPerDay + a[0].i;
  return store_timetz(*call.env->arena,
                      {a[0].i, -offset_of_local(session_zone(*call.env), local)});
}
Datum timetz_of_moment(FnCall& call, const Datum* a) {
  if (!is_finite_timestamp(a[0].i)) return {};
  const CivilTime f = civil_in_session(*call.env, a[0].i);
  return store_timetz(*call.env->arena, {time_of(f), -f.offset});
}
Datum round_to_typmod(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  return type.ops->apply_typmod(*call.env, type, a[0], static_cast<int32_t>(a[1].i), true);
}

Datum date_is_finite(FnCall&, const Datum* a) { return Datum::of_bool(is_finite_date(a[0].i)); }
Datum timestamp_is_finite(FnCall&, const Datum* a) {
  return Datum::of_bool(is_finite_timestamp(a[0].i));
}
Datum interval_is_finite(FnCall&, const Datum*) { return Datum::of_bool(true); }

std::string padded(int64_t value) {
  std::string text;
  append_padded(value, 2, &text);
  return text;
}
int64_t made_date(int64_t year, int64_t month, int64_t day) {
  const bool bc = year < 0;
  const int64_t y = bc ? 1 + year : year;
  if (year == 0 || month < 1 || month > 12 || day < 1 ||
      day > days_in_month(y, static_cast<int>(month))) {
    throw_error(sqlstate::datetime_field_overflow,
                "date field value out of range: " + std::to_string(year) + "-" + padded(month) +
                    "-" + padded(day));
  }
  const bool in_range = is_valid_julian(y, static_cast<int>(month));
  const int64_t date =
      in_range ? days_from_civil(y, static_cast<int>(month), static_cast<int>(day)) : 0;
  if (!in_range || !is_valid_date(date)) {
    throw_error(sqlstate::datetime_value_out_of_range,
                "date out of range: " + std::to_string(year) + "-" + padded(month) + "-" +
                    padded(day));
  }
  return date;
}
int64_t made_time(int64_t hour, int64_t minute, double second) {
  const bool valid = hour >= 0 && hour <= 24 && minute >= 0 && minute < 60 && second >= 0 &&
                     second <= 60 &&
                     (hour < 24 || (minute == 0 && second == 0));
  if (!valid) {
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%02g", second);
    throw_error(sqlstate::datetime_field_overflow, "time field value out of range: " +
                                                       std::to_string(hour) + ":" +
                                                       padded(minute) + ":" + seconds);
  }
  return (hour * 60 + minute) * kUsecPerMinute + static_cast<int64_t>(std::rint(second * 1e6));
}
Datum make_date(FnCall&, const Datum* a) {
  return Datum::of_int(made_date(a[0].i, a[1].i, a[2].i));
}
Datum make_time(FnCall&, const Datum* a) {
  return Datum::of_int(made_time(a[0].i, a[1].i, a[2].d));
}
int64_t made_timestamp(const Datum* a) {
  const int64_t result =
      made_date(a[0].i, a[1].i, a[2].i) * kUsecPerDay + made_time(a[3].i, a[4].i, a[5].d);
  if (!is_valid_timestamp(result)) throw_timestamp_range();
  return result;
}
Datum make_timestamp(FnCall&, const Datum* a) { return Datum::of_int(made_timestamp(a)); }
Datum make_timestamptz(FnCall& call, const Datum* a) {
  return Datum::of_int(timestamp_to_timestamptz(*call.env, made_timestamp(a)));
}
Datum make_timestamptz_at(FnCall&, const Datum* a) {
  const std::string_view name = a[6].bytes();
  const int64_t local = made_timestamp(a);
  if (!name.empty() && (name[0] == '+' || name[0] == '-' || is_digit(name[0]))) {
    if (is_digit(name[0])) {
      throw_error(Error(sqlstate::invalid_parameter_value,
                        "invalid input syntax for type numeric time zone: \"" +
                            std::string(name) + "\"")
                      .with_hint("Numeric time zones must have \"-\" or \"+\" as first character."));
    }
    std::string_view rest = name.substr(1);
    int64_t hour = 0;
    int64_t minute = 0;
    if (!datetime_fields::take_int(&rest, &hour) ||
        (!rest.empty() && (rest[0] != ':' || (rest.remove_prefix(1), false) ||
                           !datetime_fields::take_int(&rest, &minute))) ||
        hour > 15 || minute > 59) {
      throw_error(sqlstate::invalid_parameter_value,
                  "numeric time zone \"" + std::string(name) + "\" out of range");
    }
    const int64_t west = (hour * 60 + minute) * kUsecPerMinute * (name[0] == '-' ? 1 : -1);
    return checked_timestamp(local + west);
  }
  return checked_timestamp(local_to_utc(zone_of_text(name), local));
}
Datum make_interval(FnCall& call, const Datum* a) {
  // What is left out is 0.
  const auto whole = [&](uint16_t i) { return i < call.arg_count ? a[i].i : 0; };
  const double seconds = call.arg_count > 6 ? a[6].d : 0;
  if (!std::isfinite(seconds)) throw_interval_range();
  const int64_t months = whole(0) * 12 + whole(1);
  const int64_t days = whole(2) * 7 + whole(3);
  if (months > INT32_MAX || months < INT32_MIN || days > INT32_MAX || days < INT32_MIN) {
    throw_interval_range();
  }
  return interval_datum(call, {whole(4) * kUsecPerHour + whole(5) * kUsecPerMinute +
                                   static_cast<int64_t>(std::rint(seconds * 1e6)),
                               static_cast<int32_t>(days), static_cast<int32_t>(months)});
}

// Sums of intervals, for sum() and avg().
struct IntervalSum {
  int64_t count;
  int64_t time;
  int32_t day;
  int32_t month;
};
void sum_step(FnCall&, void* state, const Datum* a) {
  auto* sum = static_cast<IntervalSum*>(state);
  const Interval v = interval_plus({sum->time, sum->day, sum->month}, load_interval(a[0]));
  *sum = {sum->count + 1, v.time, v.day, v.month};
}
void sum_inverse(FnCall&, void* state, const Datum* a) {
  auto* sum = static_cast<IntervalSum*>(state);
  const Interval v =
      interval_plus({sum->time, sum->day, sum->month}, interval_negate(load_interval(a[0])));
  *sum = {sum->count - 1, v.time, v.day, v.month};
}
void sum_merge(FnCall&, void* state, const void* other) {
  auto* sum = static_cast<IntervalSum*>(state);
  const auto* from = static_cast<const IntervalSum*>(other);
  const Interval v =
      interval_plus({sum->time, sum->day, sum->month}, {from->time, from->day, from->month});
  *sum = {sum->count + from->count, v.time, v.day, v.month};
}
Datum sum_final(FnCall& call, void* state) {
  const auto* sum = static_cast<IntervalSum*>(state);
  if (sum->count == 0) return {};
  return interval_datum(call, {sum->time, sum->day, sum->month});
}
Datum average_final(FnCall& call, void* state) {
  const auto* sum = static_cast<IntervalSum*>(state);
  if (sum->count == 0) return {};
  return interval_datum(call, interval_over({sum->time, sum->day, sum->month},
                                            static_cast<double>(sum->count)));
}

constexpr FunctionDef kFunctions[] = {
    {1026, "timezone", kTimestamp, {kInterval, kTimestamptz}, kStrict, interval_zone_of_moment},
    {1140, "date_mi", kInt4, {kDate, kDate}, kStrict, date_minus_date, nullptr,
     "date '2024-03-01' - date '2024-02-01'", "29"},
    {1141, "date_pli", kDate, {kDate, kInt4}, kStrict, date_plus_int, nullptr,
     "date '2024-02-28' + 2", "2024-03-01"},
    {1142, "date_mii", kDate, {kDate, kInt4}, kStrict, date_minus_int},
    {1159, "timezone", kTimestamp, {kText, kTimestamptz}, kStrict, zone_of_moment},
    {1168, "interval_um", kInterval, {kInterval}, kStrict, interval_minus},
    {1169, "interval_pl", kInterval, {kInterval, kInterval}, kStrict, interval_add},
    {1170, "interval_mi", kInterval, {kInterval, kInterval}, kStrict, interval_subtract},
    {1174, "timestamptz", kTimestamptz, {kDate}, kStrict | kStable, moment_of_date},
    {1175, "justify_hours", kInterval, {kInterval}, kStrict, justify_hours, nullptr,
     "justify_hours(interval '27 hours')", "1 day 03:00:00"},
    {1176, "timestamptz", kTimestamptz, {kDate, kTime}, kStrict | kStable, moment_of_date_and_time},
    {1178, "date", kDate, {kTimestamptz}, kStrict | kStable, date_of_moment},
    {1188, "timestamptz_mi", kInterval, {kTimestamptz, kTimestamptz}, kStrict, timestamp_minus},
    {1189, "timestamptz_pl_interval", kTimestamptz, {kTimestamptz, kInterval}, kStrict | kStable,
     moment_plus_interval},
    {1190, "timestamptz_mi_interval", kTimestamptz, {kTimestamptz, kInterval}, kStrict | kStable,
     moment_minus_interval},
    {1199, "age", kInterval, {kTimestamptz, kTimestamptz}, kStrict, age_of_moments},
    {1200, "interval", kInterval, {kInterval, kInt4}, kStrict, round_to_typmod},
    {1272, "datetime_pl", kTimestamp, {kDate, kTime}, kStrict, date_plus_time},
    {1295, "justify_days", kInterval, {kInterval}, kStrict, justify_days},
    {1296, "timedate_pl", kTimestamp, {kTime, kDate}, kStrict, time_plus_date},
    {1297, "datetimetz_pl", kTimestamptz, {kDate, kTimetz}, kStrict, date_plus_timetz},
    {1298, "timetzdate_pl", kTimestamptz, {kTimetz, kDate}, kStrict, timetz_plus_date},
    {1316, "time", kTime, {kTimestamp}, kStrict, time_of_local},
    {1326, "interval_div", kInterval, {kInterval, kFloat8}, kStrict, interval_divide},
    {1359, "timestamptz", kTimestamptz, {kDate, kTimetz}, kStrict, date_plus_timetz},
    {1370, "interval", kInterval, {kTime}, kStrict, interval_of_time},
    {1373, "isfinite", kBool, {kDate}, kStrict, date_is_finite},
    {1386, "age", kInterval, {kTimestamptz}, kStrict | kStable, age_of_moment},
    {1388, "timetz", kTimetz, {kTimestamptz}, kStrict | kStable, timetz_of_moment},
    {1389, "isfinite", kBool, {kTimestamptz}, kStrict, timestamp_is_finite},
    {1390, "isfinite", kBool, {kInterval}, kStrict, interval_is_finite},
    {1419, "time", kTime, {kInterval}, kStrict, time_of_interval},
    {1618, "interval_mul", kInterval, {kInterval, kFloat8}, kStrict, interval_multiply, nullptr,
     "interval '1 month 1 day' * 1.5", "1 mon 16 days 12:00:00"},
    {1624, "mul_d_interval", kInterval, {kFloat8, kInterval}, kStrict, multiply_interval},
    {1690, "time_mi_time", kInterval, {kTime, kTime}, kStrict, time_minus_time},
    {1747, "time_pl_interval", kTime, {kTime, kInterval}, kStrict, time_plus_interval},
    {1748, "time_mi_interval", kTime, {kTime, kInterval}, kStrict, time_minus_interval},
    {1749, "timetz_pl_interval", kTimetz, {kTimetz, kInterval}, kStrict, timetz_plus_interval},
    {1750, "timetz_mi_interval", kTimetz, {kTimetz, kInterval}, kStrict, timetz_minus_interval},
    {1848, "interval_pl_time", kTime, {kInterval, kTime}, kStrict, interval_plus_time},
    {1961, "timestamp", kTimestamp, {kTimestamp, kInt4}, kStrict, round_to_typmod},
    {1967, "timestamptz", kTimestamptz, {kTimestamptz, kInt4}, kStrict, round_to_typmod},
    {1968, "time", kTime, {kTime, kInt4}, kStrict, round_to_typmod},
    {1969, "timetz", kTimetz, {kTimetz, kInt4}, kStrict, round_to_typmod},
    {2019, "time", kTime, {kTimestamptz}, kStrict | kStable, time_of_moment},
    {2024, "timestamp", kTimestamp, {kDate}, kStrict, local_of_date},
    {2025, "timestamp", kTimestamp, {kDate, kTime}, kStrict, date_plus_time},
    {2027, "timestamp", kTimestamp, {kTimestamptz}, kStrict | kStable, local_of_moment},
    {2028, "timestamptz", kTimestamptz, {kTimestamp}, kStrict | kStable, moment_of_local},
    {2029, "date", kDate, {kTimestamp}, kStrict, date_of_local},
    {2031, "timestamp_mi", kInterval, {kTimestamp, kTimestamp}, kStrict, timestamp_minus},
    {2032, "timestamp_pl_interval", kTimestamp, {kTimestamp, kInterval}, kStrict,
     local_plus_interval, nullptr, "timestamp '2024-01-31 10:00' + interval '1 month 1 hour'",
     "2024-02-29 11:00:00"},
    {2033, "timestamp_mi_interval", kTimestamp, {kTimestamp, kInterval}, kStrict,
     local_minus_interval},
    {2037, "timezone", kTimetz, {kText, kTimetz}, kStrict | kStable, zone_of_timetz},
    {2038, "timezone", kTimetz, {kInterval, kTimetz}, kStrict, interval_zone_of_timetz},
    {2046, "time", kTime, {kTimetz}, kStrict, time_of_timetz},
    {2047, "timetz", kTimetz, {kTime}, kStrict | kStable, timetz_of_time},
    {2048, "isfinite", kBool, {kTimestamp}, kStrict, timestamp_is_finite},
    {2058, "age", kInterval, {kTimestamp, kTimestamp}, kStrict, age_of_locals, nullptr,
     "age(timestamp '2024-03-01', timestamp '2023-12-31 12:00')", "2 mons 12:00:00"},
    {2059, "age", kInterval, {kTimestamp}, kStrict | kStable, age_of_local},
    {2069, "timezone", kTimestamptz, {kText, kTimestamp}, kStrict, zone_of_local, nullptr,
     "timestamp '2024-07-01 12:00' AT TIME ZONE 'Europe/Berlin'", "2024-07-01 10:00:00+00"},
    {2070, "timezone", kTimestamptz, {kInterval, kTimestamp}, kStrict, interval_zone_of_local},
    {2071, "date_pl_interval", kTimestamp, {kDate, kInterval}, kStrict, date_plus_interval},
    {2072, "date_mi_interval", kTimestamp, {kDate, kInterval}, kStrict, date_minus_interval},
    {2546, "interval_pl_date", kTimestamp, {kInterval, kDate}, kStrict, interval_plus_date},
    {2547, "interval_pl_timetz", kTimetz, {kInterval, kTimetz}, kStrict, interval_plus_timetz},
    {2548, "interval_pl_timestamp", kTimestamp, {kInterval, kTimestamp}, kStrict,
     interval_plus_local},
    {2549, "interval_pl_timestamptz", kTimestamptz, {kInterval, kTimestamptz}, kStrict | kStable,
     interval_plus_moment},
    {2550, "integer_pl_date", kDate, {kInt4, kDate}, kStrict, int_plus_date},
    {2711, "justify_interval", kInterval, {kInterval}, kStrict, justify_interval},
    {3461, "make_timestamp", kTimestamp, {kInt4, kInt4, kInt4, kInt4, kInt4, kFloat8}, kStrict,
     make_timestamp},
    {3462, "make_timestamptz", kTimestamptz, {kInt4, kInt4, kInt4, kInt4, kInt4, kFloat8}, kStrict |
     kStable, make_timestamptz},
    {3463, "make_timestamptz", kTimestamptz, {kInt4, kInt4, kInt4, kInt4, kInt4, kFloat8, kText},
     kStrict | kStable, make_timestamptz_at},
    {3464, "make_interval", kInterval, {kInt4, kInt4, kInt4, kInt4, kInt4, kInt4, kFloat8}, kStrict,
     make_interval},
    {3846, "make_date", kDate, {kInt4, kInt4, kInt4}, kStrict, make_date, nullptr,
     "make_date(2024, 2, 29)", "2024-02-29"},
    {3847, "make_time", kTime, {kInt4, kInt4, kFloat8}, kStrict, make_time},
};

constexpr OperatorDef kOperators[] = {
    {1076, "+", kDate, kInterval, kTimestamp, 2071, 2551, kNoOid},
    {1077, "-", kDate, kInterval, kTimestamp, 2072},
    {1099, "-", kDate, kDate, kInt4, 1140},
    {1100, "+", kDate, kInt4, kDate, 1141, 2555, kNoOid},
    {1101, "-", kDate, kInt4, kDate, 1142},
    {1327, "+", kTimestamptz, kInterval, kTimestamptz, 1189, 2554, kNoOid},
    {1328, "-", kTimestamptz, kTimestamptz, kInterval, 1188},
    {1329, "-", kTimestamptz, kInterval, kTimestamptz, 1190},
    {1336, "-", kNoOid, kInterval, kInterval, 1168},
    {1337, "+", kInterval, kInterval, kInterval, 1169, 1337, kNoOid},
    {1338, "-", kInterval, kInterval, kInterval, 1170},
    {1360, "+", kDate, kTime, kTimestamp, 1272, 1363, kNoOid},
    {1361, "+", kDate, kTimetz, kTimestamptz, 1297, 1366, kNoOid},
    {1363, "+", kTime, kDate, kTimestamp, 1296, 1360, kNoOid},
    {1366, "+", kTimetz, kDate, kTimestamptz, 1298, 1361, kNoOid},
    {1399, "-", kTime, kTime, kInterval, 1690},
    {1583, "*", kInterval, kFloat8, kInterval, 1618, 1584, kNoOid},
    {1584, "*", kFloat8, kInterval, kInterval, 1624, 1583, kNoOid},
    {1585, "/", kInterval, kFloat8, kInterval, 1326},
    {1800, "+", kTime, kInterval, kTime, 1747, 1849, kNoOid},
    {1801, "-", kTime, kInterval, kTime, 1748},
    {1802, "+", kTimetz, kInterval, kTimetz, 1749, 2552, kNoOid},
    {1803, "-", kTimetz, kInterval, kTimetz, 1750},
    {1849, "+", kInterval, kTime, kTime, 1848, 1800, kNoOid},
    {2066, "+", kTimestamp, kInterval, kTimestamp, 2032, 2553, kNoOid},
    {2067, "-", kTimestamp, kTimestamp, kInterval, 2031},
    {2068, "-", kTimestamp, kInterval, kTimestamp, 2033},
    {2551, "+", kInterval, kDate, kTimestamp, 2546, 1076, kNoOid},
    {2552, "+", kInterval, kTimetz, kTimetz, 2547, 1802, kNoOid},
    {2553, "+", kInterval, kTimestamp, kTimestamp, 2548, 2066, kNoOid},
    {2554, "+", kInterval, kTimestamptz, kTimestamptz, 2549, 1327, kNoOid},
    {2555, "+", kInt4, kDate, kDate, 2550, 1100, kNoOid},
};

constexpr CastDef kCasts[] = {
    {kDate, kTimestamp, 2024, CastContext::kImplicit},
    {kDate, kTimestamptz, 1174, CastContext::kImplicit},
    {kTime, kTime, 1968, CastContext::kImplicit},
    {kTime, kInterval, 1370, CastContext::kImplicit},
    {kTime, kTimetz, 2047, CastContext::kImplicit},
    {kTimestamp, kDate, 2029, CastContext::kAssignment},
    {kTimestamp, kTime, 1316, CastContext::kAssignment},
    {kTimestamp, kTimestamp, 1961, CastContext::kImplicit},
    {kTimestamp, kTimestamptz, 2028, CastContext::kImplicit},
    {kTimestamptz, kDate, 1178, CastContext::kAssignment},
    {kTimestamptz, kTime, 2019, CastContext::kAssignment},
    {kTimestamptz, kTimestamp, 2027, CastContext::kAssignment},
    {kTimestamptz, kTimestamptz, 1967, CastContext::kImplicit},
    {kTimestamptz, kTimetz, 1388, CastContext::kAssignment},
    {kInterval, kTime, 1419, CastContext::kAssignment},
    {kInterval, kInterval, 1200, CastContext::kImplicit},
    {kTimetz, kTime, 2046, CastContext::kAssignment},
    {kTimetz, kTimetz, 1969, CastContext::kImplicit},
};

constexpr AggregateDef kAggregates[] = {
    {2106, "avg", kInterval, {kInterval}, 0, sizeof(IntervalSum), sum_step, average_final,
     sum_merge, sum_inverse},
    {2113, "sum", kInterval, {kInterval}, 0, sizeof(IntervalSum), sum_step, sum_final, sum_merge,
     sum_inverse},
};

}  // namespace

const FunctionGroup kDatetimeArithGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
    .aggregates = kAggregates,
};

}  // namespace rung
