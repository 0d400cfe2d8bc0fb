// The calendar and the values of the date/time types: fields of a moment, intervals, ranges, and
// what the text forms need of them. Reading text is datetime_parse.h's, zones are time_zone.h's.
//
// Values: date is days, time microseconds of the day, timestamp and timestamptz microseconds, all
// counted from 2000-01-01 (proleptic Gregorian). timetz is 12 bytes: i64 microseconds of the day,
// i32 seconds west of UTC. interval is 16 bytes: i64 microseconds, i32 days, i32 months.
// Years are astronomical inside: 0 is 1 BC.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "types/type.h"

namespace rung {

inline constexpr int64_t kUsecPerSecond = 1000000;
inline constexpr int64_t kUsecPerMinute = 60 * kUsecPerSecond;
inline constexpr int64_t kUsecPerHour = 60 * kUsecPerMinute;
inline constexpr int64_t kUsecPerDay = 24 * kUsecPerHour;
inline constexpr int64_t kUnixEpochUsec = -946684800 * kUsecPerSecond;  // 1970-01-01
inline constexpr int32_t kEpochJulian = 2451545;                        // 2000-01-01
inline constexpr int32_t kUnixEpochDays = -10957;

inline constexpr int64_t kTimestampEnd = 9223371331200000000;     // 294277-01-01, exclusive
inline constexpr int64_t kTimestampMin = -211813488000000000;     // 4714-11-24 BC
inline constexpr int32_t kDateMin = -kEpochJulian;
inline constexpr int32_t kDateEnd = 2147483494 - kEpochJulian;    // exclusive
inline constexpr int32_t kDateInfinity = INT32_MAX;
inline constexpr int32_t kDateMinusInfinity = INT32_MIN;
inline constexpr int64_t kTimestampInfinity = INT64_MAX;
inline constexpr int64_t kTimestampMinusInfinity = INT64_MIN;

inline bool is_finite_date(int64_t d) { return d != kDateInfinity && d != kDateMinusInfinity; }
inline bool is_finite_timestamp(int64_t t) {
  return t != kTimestampInfinity && t != kTimestampMinusInfinity;
}
inline bool is_valid_timestamp(int64_t t) { return t >= kTimestampMin && t < kTimestampEnd; }
inline bool is_valid_date(int64_t d) { return d >= kDateMin && d < kDateEnd; }

inline int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
inline int64_t floor_mod(int64_t a, int64_t b) { return a - floor_div(a, b) * b; }

struct CivilTime {
  int32_t year = 0;
  int32_t month = 1;
  int32_t day = 1;
  int32_t hour = 0;
  int32_t minute = 0;
  int32_t second = 0;
  int32_t micro = 0;
  int32_t offset = 0;  // seconds east of UTC; of timestamptz values only
  std::string_view zone;
};

// Days from 2000-01-01, for any month in 1 … 12 and day in 1 … 31.
int64_t days_from_civil(int64_t year, int month, int day);
void civil_from_days(int64_t days, CivilTime* to);
int days_in_month(int64_t year, int month);
inline bool is_leap(int64_t y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0); }
// The years and months that a Julian day number can express.
bool is_valid_julian(int64_t year, int month);
int weekday_of(int64_t days);                         // 0 is Sunday
int day_of_year(int64_t year, int month, int day);
void iso_week(int64_t days, int* year, int* week);    // astronomical year
int64_t iso_week_start(int64_t year, int week);       // its Monday

CivilTime civil_of(int64_t timestamp);                // finite
bool timestamp_of(const CivilTime& fields, int64_t* timestamp);  // false: out of range
void split_time(int64_t usec, CivilTime* to);         // hours may exceed 24
inline int64_t time_of(const CivilTime& f) {
  return ((f.hour * int64_t{60} + f.minute) * 60 + f.second) * kUsecPerSecond + f.micro;
}

struct Interval {
  int64_t time = 0;
  int32_t day = 0;
  int32_t month = 0;
};
Interval load_interval(const Datum& value);
Datum store_interval(Arena& arena, const Interval& value);
int compare_intervals(const Interval& a, const Interval& b);
// Type modifiers of intervals: fields in the high half, decimals in the low one.
void apply_interval_typmod(Interval* value, int32_t typmod);
inline constexpr int32_t kIntervalFullRange = 0x7FFF;
inline constexpr int32_t kIntervalFullPrecision = 0xFFFF;
inline constexpr int32_t kIntervalMonth = 1 << 1, kIntervalYear = 1 << 2, kIntervalDay = 1 << 3,
                         kIntervalHour = 1 << 10, kIntervalMinute = 1 << 11,
                         kIntervalSecond = 1 << 12;

struct TimeTz {
  int64_t time = 0;
  int32_t west = 0;  // seconds
};
TimeTz load_timetz(const Datum& value);
Datum store_timetz(Arena& arena, const TimeTz& value);

// Rounding to the decimals of time(p) and timestamp(p).
int64_t round_time(int64_t usec, int32_t typmod);
int64_t round_timestamp(int64_t timestamp, int32_t typmod);

// Text forms.
void append_date(int64_t date, const FormatSettings& settings, std::string* to);
void append_time(int64_t time, std::string* to);
void append_timetz(const TimeTz& value, const FormatSettings& settings, std::string* to);
void append_timestamp(int64_t timestamp, const FormatSettings& settings, std::string* to);
void append_timestamptz(TypeEnv& env, int64_t timestamp, std::string* to);
void append_interval(const Interval& value, FormatSettings::IntervalStyle style, std::string* to);
void append_offset(int32_t seconds_east, std::string* to);  // "+02", "+05:30"
void append_padded(int64_t value, int width, std::string* to);

extern const std::string_view kMonthNames[12];
extern const std::string_view kDayNames[7];  // from Sunday

// Conversions, with PostgreSQL's errors.
int64_t date_to_timestamp(int64_t date);
int64_t timestamp_to_date(int64_t timestamp);
int64_t timestamp_to_timestamptz(TypeEnv& env, int64_t timestamp);
int64_t timestamptz_to_timestamp(TypeEnv& env, int64_t timestamp);
CivilTime civil_in_session(TypeEnv& env, int64_t timestamptz);

[[noreturn]] void throw_timestamp_range();
[[noreturn]] void throw_date_range();
[[noreturn]] void throw_interval_range();

}  // namespace rung
