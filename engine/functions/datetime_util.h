// Arithmetic of dates, times and intervals that several function files share.
#pragma once

#include "expr/function.h"
#include "types/datetime.h"
#include "types/datetime_words.h"

namespace rung {

int64_t timestamp_plus(int64_t timestamp, const Interval& interval);
// Months and days count in the session's time zone.
int64_t timestamptz_plus(TypeEnv& env, int64_t timestamp, const Interval& interval);
Interval interval_plus(const Interval& a, const Interval& b);
Interval interval_negate(const Interval& value);
Interval interval_times(const Interval& value, double factor);
Interval interval_over(const Interval& value, double divisor);
// A local time in the session's zone as a moment, fields beyond their range carried over.
int64_t timestamptz_of_local(TypeEnv& env, const CivilTime& fields);

inline Datum interval_datum(FnCall& call, const Interval& value) {
  return store_interval(*call.env->arena, value);
}

// "unit "x" not supported for type y" and its sibling for words that are no unit.
[[noreturn]] void throw_unit_unsupported(TypeEnv& env, std::string_view unit, Oid type);
[[noreturn]] void throw_unit_unknown(TypeEnv& env, std::string_view unit, Oid type);
std::string lower_ascii(std::string_view text);

}  // namespace rung
