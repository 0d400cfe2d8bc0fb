#include "types/datetime.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/hash.h"
#include "types/ops_util.h"
#include "types/time_zone.h"

namespace rung {

const std::string_view kMonthNames[12] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
const std::string_view kDayNames[7] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};

// Counts years from March, so that the leap day is the last of its year.
int64_t days_from_civil(int64_t year, int month, int day) {
  const int64_t y = year - (month <= 2 ? 1 : 0);
  const int64_t era = floor_div(y, 400);
  const int64_t year_of_era = y - era * 400;
  const int64_t day_of_march_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_march_year;
  return era * 146097 + day_of_era - 730425;
}

void civil_from_days(int64_t days, CivilTime* to) {
  const int64_t z = days + 730425;
  const int64_t era = floor_div(z, 146097);
  const int64_t day_of_era = z - era * 146097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_march_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t m = (5 * day_of_march_year + 2) / 153;
  to->day = static_cast<int32_t>(day_of_march_year - (153 * m + 2) / 5 + 1);
  to->month = static_cast<int32_t>(m < 10 ? m + 3 : m - 9);
  to->year = static_cast<int32_t>(year_of_era + era * 400 + (to->month <= 2 ? 1 : 0));
}

int days_in_month(int64_t year, int month) {
  static constexpr int kDays[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

bool is_valid_julian(int64_t year, int month) {
  return (year > -4713 || (year == -4713 && month >= 11)) &&
         (year < 5874898 || (year == 5874898 && month < 6));
}

int weekday_of(int64_t days) { return static_cast<int>(floor_mod(days + 6, 7)); }

int day_of_year(int64_t year, int month, int day) {
  return static_cast<int>(days_from_civil(year, month, day) - days_from_civil(year, 1, 1) + 1);
}

int64_t iso_week_start(int64_t year, int week) {
  const int64_t fourth = days_from_civil(year, 1, 4);
  return fourth - floor_mod(weekday_of(fourth) + 6, 7) + (week - 1) * int64_t{7};
}

void iso_week(int64_t days, int* year, int* week) {
  CivilTime f;
  civil_from_days(days, &f);
  int64_t y = f.year + 1;
  while (days < iso_week_start(y, 1)) --y;
  *year = static_cast<int>(y);
  *week = static_cast<int>((days - iso_week_start(y, 1)) / 7 + 1);
}

void split_time(int64_t usec, CivilTime* to) {
  to->hour = static_cast<int32_t>(usec / kUsecPerHour);
  usec %= kUsecPerHour;
  to->minute = static_cast<int32_t>(usec / kUsecPerMinute);
  usec %= kUsecPerMinute;
  to->second = static_cast<int32_t>(usec / kUsecPerSecond);
  to->micro = static_cast<int32_t>(usec % kUsecPerSecond);
}

CivilTime civil_of(int64_t timestamp) {
  CivilTime fields;
  const int64_t days = floor_div(timestamp, kUsecPerDay);
  civil_from_days(days, &fields);
  split_time(timestamp - days * kUsecPerDay, &fields);
  return fields;
}

bool timestamp_of(const CivilTime& f, int64_t* timestamp) {
  if (!is_valid_julian(f.year, f.month)) return false;
  const int64_t days = days_from_civil(f.year, f.month, f.day);
  int64_t usec = 0;
  if (__builtin_mul_overflow(days, kUsecPerDay, &usec) ||
      __builtin_add_overflow(usec, time_of(f), &usec)) {
    return false;
  }
  *timestamp = usec;
  return is_valid_timestamp(usec);
}

Interval load_interval(const Datum& value) {
  return {load_le<int64_t>(value.p), load_le<int32_t>(value.p + 8), load_le<int32_t>(value.p + 12)};
}
Datum store_interval(Arena& arena, const Interval& value) {
  char* const to = arena.allocate_bytes(16);
  store_le(to, value.time);
  store_le(to + 8, value.day);
  store_le(to + 12, value.month);
  return Datum::of_bytes({to, 16});
}

namespace {
__extension__ typedef __int128 Span;
Span span_of(const Interval& value) {
  return Span{value.time} + (Span{value.month} * 30 + value.day) * kUsecPerDay;
}
}  // namespace

int compare_intervals(const Interval& a, const Interval& b) {
  return three_way(span_of(a), span_of(b));
}

void apply_interval_typmod(Interval* value, int32_t typmod) {
  if (typmod < 0) return;
  const int32_t range = (typmod >> 16) & 0x7FFF;
  const int32_t precision = typmod & 0xFFFF;
  const auto keep_to = [&](int64_t unit) { value->time = value->time / unit * unit; };
  if (range != kIntervalFullRange) {
    // Only what is finer than the last field goes: '1-2' as YEAR loses its months, but fields above
    // the first one stay.
    if ((range & kIntervalSecond) != 0) {
    } else if ((range & kIntervalMinute) != 0) {
      keep_to(kUsecPerMinute);
    } else if ((range & kIntervalHour) != 0) {
      keep_to(kUsecPerHour);
    } else if ((range & kIntervalDay) != 0) {
      value->time = 0;
    } else {
      value->time = 0;
      value->day = 0;
      if ((range & kIntervalMonth) == 0) value->month = value->month / 12 * 12;
    }
  }
  if (precision != kIntervalFullPrecision) value->time = round_time(value->time, precision);
}

TimeTz load_timetz(const Datum& value) {
  return {load_le<int64_t>(value.p), load_le<int32_t>(value.p + 8)};
}
Datum store_timetz(Arena& arena, const TimeTz& value) {
  char* const to = arena.allocate_bytes(12);
  store_le(to, value.time);
  store_le(to + 8, value.west);
  return Datum::of_bytes({to, 12});
}

int64_t round_time(int64_t usec, int32_t typmod) {
  static constexpr int64_t kUnits[6] = {1000000, 100000, 10000, 1000, 100, 10};
  if (typmod < 0 || typmod >= 6) return usec;
  const int64_t unit = kUnits[typmod];
  const int64_t half = unit / 2;
  return usec >= 0 ? (usec + half) / unit * unit : -((-usec + half) / unit * unit);
}

int64_t round_timestamp(int64_t timestamp, int32_t typmod) {
  return is_finite_timestamp(timestamp) ? round_time(timestamp, typmod) : timestamp;
}

void throw_timestamp_range() {
  throw_error(sqlstate::datetime_value_out_of_range, "timestamp out of range");
}
void throw_date_range() {
  throw_error(sqlstate::datetime_value_out_of_range, "date out of range");
}
void throw_interval_range() {
  throw_error(sqlstate::datetime_value_out_of_range, "interval out of range");
}

int64_t date_to_timestamp(int64_t date) {
  if (date == kDateInfinity) return kTimestampInfinity;
  if (date == kDateMinusInfinity) return kTimestampMinusInfinity;
  if (date >= kTimestampEnd / kUsecPerDay) {
    throw_error(sqlstate::datetime_value_out_of_range, "date out of range for timestamp");
  }
  return date * kUsecPerDay;
}

int64_t timestamp_to_date(int64_t timestamp) {
  if (timestamp == kTimestampInfinity) return kDateInfinity;
  if (timestamp == kTimestampMinusInfinity) return kDateMinusInfinity;
  return floor_div(timestamp, kUsecPerDay);
}

int64_t timestamp_to_timestamptz(TypeEnv& env, int64_t timestamp) {
  if (!is_finite_timestamp(timestamp)) return timestamp;
  const int64_t result = local_to_utc(session_zone(env), timestamp);
  if (!is_valid_timestamp(result)) throw_timestamp_range();
  return result;
}

int64_t timestamptz_to_timestamp(TypeEnv& env, int64_t timestamp) {
  if (!is_finite_timestamp(timestamp)) return timestamp;
  const int64_t result = utc_to_local(session_zone(env), timestamp);
  if (!is_valid_timestamp(result)) throw_timestamp_range();
  return result;
}

CivilTime civil_in_session(TypeEnv& env, int64_t timestamptz) {
  return civil_in_zone(session_zone(env), timestamptz);
}

}  // namespace rung
