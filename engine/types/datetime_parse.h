// Reading of dates, times and intervals: PostgreSQL's free-form grammar. Text is cut into fields
// (numbers, dates, times, words, zones), then each field is understood by what came before it.
#pragma once

#include <string_view>

#include "types/datetime.h"

namespace rung {

// Each raises PostgreSQL's error, naming the type.
int64_t parse_date(TypeEnv& env, std::string_view text);
int64_t parse_time(TypeEnv& env, std::string_view text);
TimeTz parse_timetz(TypeEnv& env, std::string_view text);
int64_t parse_timestamp(TypeEnv& env, std::string_view text);
int64_t parse_timestamptz(TypeEnv& env, std::string_view text);
// `range`: the fields of the type modifier, which decide what a bare number counts.
Interval parse_interval(TypeEnv& env, std::string_view text, int32_t range = kIntervalFullRange);

namespace datetime_fields {

enum class FieldKind : uint8_t { kNumber, kWord, kDate, kTime, kZone, kSpecial };
struct Field {
  FieldKind kind;
  std::string text;  // words in lower case
};
inline constexpr size_t kFieldsMax = 25;
enum class Failure : uint8_t { kNone, kFormat, kField, kMonthDay, kInterval, kZoneOffset, kZone };

[[noreturn]] void fail(Failure failure, std::string_view text, std::string_view type);
// false: a character that no field begins with, or too many fields.
bool split(std::string_view text, std::vector<Field>* fields);
// "12:34:56.789" and its shorter forms, signs left aside. `hour` may be large: intervals have no day
// to stay within.
struct Clock {
  int64_t hour = 0;
  int32_t minute = 0, second = 0, micro = 0;
};
Failure read_clock(std::string_view text, int32_t range, Clock* to);
// Leading decimal digits with a sign; false when there are none or they do not fit.
bool take_int(std::string_view* text, int64_t* value);
// ".5" after its point, rounded to microseconds; false on other characters.
bool read_fraction(std::string_view digits, int32_t* micro);

}  // namespace datetime_fields
}  // namespace rung
