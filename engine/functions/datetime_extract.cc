// Parts of dates and times: extract(), date_part(), date_trunc(), date_bin(); the clock; OVERLAPS;
// series of timestamps.
#include <cmath>

#include "functions/datetime_util.h"
#include "functions/groups.h"
#include "types/float.h"
#include "types/numeric.h"
#include "types/ops_util.h"
#include "types/services.h"
#include "types/time_zone.h"

namespace rung {

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = ascii_lower(c);
  return lower;
}
void throw_unit_unsupported(TypeEnv& env, std::string_view unit, Oid type) {
  throw_error(sqlstate::feature_not_supported, "unit \"" + std::string(unit) +
                                                   "\" not supported for type " +
                                                   format_type(env, type, -1));
}
void throw_unit_unknown(TypeEnv& env, std::string_view unit, Oid type) {
  throw_error(sqlstate::invalid_parameter_value, "unit \"" + std::string(unit) +
                                                     "\" not recognized for type " +
                                                     format_type(env, type, -1));
}

namespace {

using namespace oid;

// A part before it becomes numeric or float8: value / 10^scale, or a Julian day with its time.
struct Part {
  int64_t value = 0;
  int scale = 0;
  int64_t day_usec = -1;
  int infinity = 0;
  bool null = false;
};
Part whole(int64_t value) { return {value, 0, -1, 0, false}; }

[[noreturn]] void bad_unit(FnCall& call, std::string_view name, TimeUnit unit, Oid type) {
  if (unit == TimeUnit::kNone || unit == TimeUnit::kAgo) {
    throw_unit_unknown(*call.env, name, type);
  }
  throw_unit_unsupported(*call.env, name, type);
}

// Parts that grow without bound are infinite for infinite moments, cyclic ones have no value.
Part infinite_part(FnCall& call, std::string_view name, TimeUnit unit, Oid type, bool negative) {
  Part part;
  switch (unit) {
    case TimeUnit::kYear:
    case TimeUnit::kDecade:
    case TimeUnit::kCentury:
    case TimeUnit::kMillennium:
    case TimeUnit::kJulian:
    case TimeUnit::kIsoyear:
    case TimeUnit::kEpoch: part.infinity = negative ? -1 : 1; return part;
    case TimeUnit::kNone:
    case TimeUnit::kAgo: throw_unit_unknown(*call.env, name, type);
    default: part.null = true; return part;
  }
}

int64_t century_of(int64_t year) {
  return year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100);
}
int64_t millennium_of(int64_t year) {
  return year > 0 ? (year + 999) / 1000 : -((999 - (year - 1)) / 1000);
}
int64_t decade_of(int64_t year) { return year >= 0 ? year / 10 : -((8 - (year - 1)) / 10); }

// Parts of the time of day.
bool time_part(TimeUnit unit, const CivilTime& f, Part* part) {
  const int64_t usec = f.second * kUsecPerSecond + f.micro;
  switch (unit) {
    case TimeUnit::kMicrosecond: *part = whole(usec); return true;
    case TimeUnit::kMillisecond: *part = {usec, 3, -1, 0, false}; return true;
    case TimeUnit::kSecond: *part = {usec, 6, -1, 0, false}; return true;
    case TimeUnit::kMinute: *part = whole(f.minute); return true;
    case TimeUnit::kHour: *part = whole(f.hour); return true;
    default: return false;
  }
}
// Parts of the calendar date.
bool date_part_of(TimeUnit unit, const CivilTime& f, Part* part) {
  const int64_t days = days_from_civil(f.year, f.month, f.day);
  const auto ad = [](int64_t year) { return year > 0 ? year : year - 1; };
  switch (unit) {
    case TimeUnit::kDay: *part = whole(f.day); return true;
    case TimeUnit::kMonth: *part = whole(f.month); return true;
    case TimeUnit::kQuarter: *part = whole((f.month - 1) / 3 + 1); return true;
    case TimeUnit::kYear: *part = whole(ad(f.year)); return true;
    case TimeUnit::kDecade: *part = whole(decade_of(f.year)); return true;
    case TimeUnit::kCentury: *part = whole(century_of(f.year)); return true;
    case TimeUnit::kMillennium: *part = whole(millennium_of(f.year)); return true;
    case TimeUnit::kDow: *part = whole(weekday_of(days)); return true;
    case TimeUnit::kIsodow:
      *part = whole(weekday_of(days) == 0 ? 7 : weekday_of(days));
      return true;
    case TimeUnit::kDoy: *part = whole(day_of_year(f.year, f.month, f.day)); return true;
    case TimeUnit::kWeek:
    case TimeUnit::kIsoyear: {
      int year = 0;
      int week = 0;
      iso_week(days, &year, &week);
      *part = whole(unit == TimeUnit::kWeek ? week : ad(year));
      return true;
    }
    case TimeUnit::kJulian:
      *part = whole(days + kEpochJulian);
      part->day_usec = time_of(f);
      return true;
    default: return false;
  }
}

Part part_of_local(FnCall& call, std::string_view name, int64_t timestamp) {
  const TimeUnit unit = find_extract_unit(name);
  if (!is_finite_timestamp(timestamp)) {
    return infinite_part(call, name, unit, kTimestamp, timestamp < 0);
  }
  Part part;
  const CivilTime f = civil_of(timestamp);
  if (time_part(unit, f, &part) || date_part_of(unit, f, &part)) return part;
  if (unit == TimeUnit::kEpoch) return {timestamp - kUnixEpochUsec, 6, -1, 0, false};
  bad_unit(call, name, unit, kTimestamp);
}
bool zone_part(TimeUnit unit, int32_t offset, Part* part) {
  switch (unit) {
    case TimeUnit::kTimezone: *part = whole(offset); return true;
    case TimeUnit::kTimezoneHour: *part = whole(offset / 3600); return true;
    case TimeUnit::kTimezoneMinute: *part = whole(offset / 60 % 60); return true;
    default: return false;
  }
}
Part part_of_moment(FnCall& call, std::string_view name, int64_t timestamp) {
  const TimeUnit unit = find_extract_unit(name);
  if (!is_finite_timestamp(timestamp)) {
    return infinite_part(call, name, unit, kTimestamptz, timestamp < 0);
  }
  Part part;
  const CivilTime f = civil_in_session(*call.env, timestamp);
  if (time_part(unit, f, &part) || date_part_of(unit, f, &part) ||
      zone_part(unit, f.offset, &part)) {
    return part;
  }
  if (unit == TimeUnit::kEpoch) return {timestamp - kUnixEpochUsec, 6, -1, 0, false};
  bad_unit(call, name, unit, kTimestamptz);
}
Part part_of_date(FnCall& call, std::string_view name, int64_t date) {
  const TimeUnit unit = find_extract_unit(name);
  if (!is_finite_date(date) && unit > TimeUnit::kHour) {
    return infinite_part(call, name, unit, kDate, date < 0);
  }
  Part part;
  CivilTime f;
  civil_from_days(date, &f);
  if (date_part_of(unit, f, &part)) {
    part.day_usec = -1;
    return part;
  }
  if (unit == TimeUnit::kEpoch) return whole((date - kUnixEpochDays) * 86400);
  bad_unit(call, name, unit, kDate);
}
Part part_of_time(FnCall& call, std::string_view name, int64_t time) {
  const TimeUnit unit = find_extract_unit(name);
  Part part;
  CivilTime f;
  split_time(time, &f);
  if (time_part(unit, f, &part)) return part;
  if (unit == TimeUnit::kEpoch) return {time, 6, -1, 0, false};
  bad_unit(call, name, unit, kTime);
}
Part part_of_timetz(FnCall& call, std::string_view name, const TimeTz& time) {
  const TimeUnit unit = find_extract_unit(name);
  Part part;
  CivilTime f;
  split_time(time.time, &f);
  if (time_part(unit, f, &part) || zone_part(unit, -time.west, &part)) return part;
  if (unit == TimeUnit::kEpoch) return {time.time + time.west * kUsecPerSecond, 6, -1, 0, false};
  bad_unit(call, name, unit, kTimetz);
}
Part part_of_interval(FnCall& call, std::string_view name, const Interval& v) {
  const TimeUnit unit = find_extract_unit(name);
  const int64_t usec = v.time % kUsecPerMinute;
  switch (unit) {
    case TimeUnit::kMicrosecond: return whole(usec);
    case TimeUnit::kMillisecond: return {usec, 3, -1, 0, false};
    case TimeUnit::kSecond: return {usec, 6, -1, 0, false};
    case TimeUnit::kMinute: return whole(v.time / kUsecPerMinute % 60);
    case TimeUnit::kHour: return whole(v.time / kUsecPerHour);
    case TimeUnit::kDay: return whole(v.day);
    case TimeUnit::kMonth: return whole(v.month % 12);
    case TimeUnit::kQuarter: return whole(v.month % 12 / 3 + 1);
    case TimeUnit::kYear: return whole(v.month / 12);
    case TimeUnit::kDecade: return whole(v.month / 12 / 10);
    case TimeUnit::kCentury: return whole(v.month / 12 / 100);
    case TimeUnit::kMillennium: return whole(v.month / 12 / 1000);
    case TimeUnit::kEpoch: {
      // A year counts 365.25 days here, a month 30.
      const int64_t quarter_days =
          int64_t{1461} * (v.month / 12) + int64_t{120} * (v.month % 12) + int64_t{4} * v.day;
      int64_t total = 0;
      if (__builtin_mul_overflow(quarter_days * 21600, kUsecPerSecond, &total) ||
          __builtin_add_overflow(total, v.time, &total)) {
        throw_interval_range();
      }
      return {total, 6, -1, 0, false};
    }
    default: bad_unit(call, name, unit, kInterval);
  }
}

Datum numeric_part(FnCall& call, const Part& part) {
  if (part.null) return {};
  if (part.infinity != 0) return Numeric::infinity(part.infinity < 0).store(*call.env->arena);
  Numeric value = Numeric::of_int(part.value);
  if (part.scale > 0) {
    value = divide_to_scale(value, Numeric::of_int(part.scale == 6 ? 1000000 : 1000), part.scale,
                            false);
  }
  if (part.day_usec >= 0) {
    value = add(value, divide(Numeric::of_int(part.day_usec), Numeric::of_int(kUsecPerDay)));
  }
  return value.store(*call.env->arena);
}
Datum float_part(const Part& part) {
  if (part.null) return {};
  if (part.infinity != 0) return Datum::of_float(part.infinity < 0 ? -INFINITY : INFINITY);
  double value = static_cast<double>(part.value);
  if (part.scale > 0) value /= part.scale == 6 ? 1e6 : 1e3;
  if (part.day_usec > 0) {
    value += static_cast<double>(part.day_usec) / static_cast<double>(kUsecPerDay);
  }
  return Datum::of_float(value);
}

Part part_of(FnCall& call, const Datum* a) {
  const std::string name = lower_ascii(a[0].bytes());
  switch (call.arg_types[1]) {
    case kDate: return part_of_date(call, name, a[1].i);
    case kTime: return part_of_time(call, name, a[1].i);
    case kTimetz: return part_of_timetz(call, name, load_timetz(a[1]));
    case kTimestamp: return part_of_local(call, name, a[1].i);
    case kTimestamptz: return part_of_moment(call, name, a[1].i);
    default: return part_of_interval(call, name, load_interval(a[1]));
  }
}
Datum extract_numeric(FnCall& call, const Datum* a) { return numeric_part(call, part_of(call, a)); }
Datum extract_float(FnCall& call, const Datum* a) { return float_part(part_of(call, a)); }
// date_part() of a date sees it as a timestamp.
Datum extract_float_of_date(FnCall& call, const Datum* a) {
  return float_part(
      part_of_local(call, lower_ascii(a[0].bytes()), date_to_timestamp(a[1].i)));
}

// date_trunc(): false when the unit is none that can be cut to.
bool truncate(TimeUnit unit, CivilTime* f, bool* keeps_offset) {
  *keeps_offset = false;
  switch (unit) {
    case TimeUnit::kWeek: {
      const int64_t days = days_from_civil(f->year, f->month, f->day);
      civil_from_days(days - floor_mod(weekday_of(days) + 6, 7), f);
      break;
    }
    case TimeUnit::kMillennium:
      f->year = static_cast<int32_t>(f->year > 0 ? millennium_of(f->year) * 1000 - 999
                                                 : millennium_of(f->year) * 1000 + 1);
      f->month = 1;
      f->day = 1;
      break;
    case TimeUnit::kCentury:
      f->year = static_cast<int32_t>(f->year > 0 ? century_of(f->year) * 100 - 99
                                                 : century_of(f->year) * 100 + 1);
      f->month = 1;
      f->day = 1;
      break;
    case TimeUnit::kDecade:
      f->year = static_cast<int32_t>(f->year > 0 ? f->year / 10 * 10 : decade_of(f->year) * 10);
      f->month = 1;
      f->day = 1;
      break;
    case TimeUnit::kYear:
      f->month = 1;
      f->day = 1;
      break;
    case TimeUnit::kQuarter:
      f->month = (f->month - 1) / 3 * 3 + 1;
      f->day = 1;
      break;
    case TimeUnit::kMonth: f->day = 1; break;
    case TimeUnit::kDay: break;
    case TimeUnit::kHour:
      f->minute = f->second = f->micro = 0;
      *keeps_offset = true;
      return true;
    case TimeUnit::kMinute:
      f->second = f->micro = 0;
      *keeps_offset = true;
      return true;
    case TimeUnit::kSecond:
      f->micro = 0;
      *keeps_offset = true;
      return true;
    case TimeUnit::kMillisecond:
      f->micro = f->micro / 1000 * 1000;
      *keeps_offset = true;
      return true;
    case TimeUnit::kMicrosecond: *keeps_offset = true; return true;
    default: return false;
  }
  f->hour = f->minute = f->second = f->micro = 0;
  return true;
}
Datum trunc_local(FnCall& call, const Datum* a) {
  const std::string name = lower_ascii(a[0].bytes());
  const TimeUnit unit = find_time_unit(name);
  if (!is_finite_timestamp(a[1].i)) return a[1];
  CivilTime f = civil_of(a[1].i);
  bool keeps_offset = false;
  if (!truncate(unit, &f, &keeps_offset)) bad_unit(call, name, unit, kTimestamp);
  int64_t result = 0;
  if (!timestamp_of(f, &result)) throw_timestamp_range();
  return Datum::of_int(result);
}
Datum trunc_in_zone(FnCall& call, std::string_view text, int64_t moment, const TimeZone& zone) {
  const std::string name = lower_ascii(text);
  const TimeUnit unit = find_time_unit(name);
  if (!is_finite_timestamp(moment)) return Datum::of_int(moment);
  CivilTime f = civil_in_zone(zone, moment);
  bool keeps_offset = false;
  if (!truncate(unit, &f, &keeps_offset)) {
    bad_unit(call, name, unit, kTimestamptz);
  }
  int64_t local = 0;
  if (!timestamp_of(f, &local)) throw_timestamp_range();
  const int64_t result =
      keeps_offset ? local - f.offset * kUsecPerSecond : local_to_utc(zone, local);
  if (!is_valid_timestamp(result)) throw_timestamp_range();
  return Datum::of_int(result);
}
Datum trunc_moment(FnCall& call, const Datum* a) {
  return trunc_in_zone(call, a[0].bytes(), a[1].i, session_zone(*call.env));
}
Datum trunc_moment_at(FnCall& call, const Datum* a) {
  return trunc_in_zone(call, a[0].bytes(), a[1].i, zone_of_text(a[2].bytes()));
}
Datum trunc_interval(FnCall& call, const Datum* a) {
  const std::string name = lower_ascii(a[0].bytes());
  const TimeUnit unit = find_time_unit(name);
  Interval v = load_interval(a[1]);
  const auto months_to = [&](int32_t months) {
    v.month = v.month / months * months;
    v.day = 0;
    v.time = 0;
  };
  const auto time_to = [&](int64_t usec) { v.time = v.time / usec * usec; };
  switch (unit) {
    case TimeUnit::kMillennium: months_to(12000); break;
    case TimeUnit::kCentury: months_to(1200); break;
    case TimeUnit::kDecade: months_to(120); break;
    case TimeUnit::kYear: months_to(12); break;
    case TimeUnit::kQuarter: months_to(3); break;
    case TimeUnit::kMonth: months_to(1); break;
    case TimeUnit::kDay: v.time = 0; break;
    case TimeUnit::kHour: time_to(kUsecPerHour); break;
    case TimeUnit::kMinute: time_to(kUsecPerMinute); break;
    case TimeUnit::kSecond: time_to(kUsecPerSecond); break;
    case TimeUnit::kMillisecond: time_to(1000); break;
    case TimeUnit::kMicrosecond: break;
    case TimeUnit::kWeek:
      throw_error(Error(sqlstate::feature_not_supported,
                        "unit \"" + name + "\" not supported for type interval")
                      .with_detail("Months usually have fractional weeks."));
    default: bad_unit(call, name, unit, kInterval);
  }
  return interval_datum(call, v);
}

Datum date_bin(FnCall&, const Datum* a) {
  if (!is_finite_timestamp(a[1].i)) return a[1];
  if (!is_finite_timestamp(a[2].i)) {
    throw_error(sqlstate::datetime_value_out_of_range, "origin out of range");
  }
  const Interval stride = load_interval(a[0]);
  if (stride.month != 0) {
    throw_error(sqlstate::feature_not_supported,
                "timestamps cannot be binned into intervals containing months or years");
  }
  int64_t width = 0;
  if (__builtin_add_overflow(stride.day * kUsecPerDay, stride.time, &width)) throw_interval_range();
  if (width <= 0) {
    throw_error(sqlstate::datetime_value_out_of_range, "stride must be greater than zero");
  }
  const int64_t result = a[2].i + floor_div(a[1].i - a[2].i, width) * width;
  if (!is_valid_timestamp(result)) throw_timestamp_range();
  return Datum::of_int(result);
}

Datum now(FnCall& call, const Datum*) {
  return Datum::of_int(call.env->services->transaction_timestamp());
}
Datum statement_now(FnCall& call, const Datum*) {
  return Datum::of_int(call.env->services->statement_timestamp());
}
Datum clock_now(FnCall& call, const Datum*) {
  return Datum::of_int(call.env->services->clock_timestamp());
}
Datum timeofday(FnCall& call, const Datum*) {
  const CivilTime f = civil_in_session(*call.env, call.env->services->clock_timestamp());
  std::string text(kDayNames[weekday_of(days_from_civil(f.year, f.month, f.day))].substr(0, 3));
  text += ' ';
  text += kMonthNames[f.month - 1].substr(0, 3);
  text += ' ';
  append_padded(f.day, 2, &text);
  text += ' ';
  append_padded(f.hour, 2, &text);
  text += ':';
  append_padded(f.minute, 2, &text);
  text += ':';
  append_padded(f.second, 2, &text);
  text += '.';
  append_padded(f.micro, 6, &text);
  text += ' ';
  append_padded(f.year, 4, &text);
  text += ' ';
  text += f.zone;
  return call.env->text(text);
}

Datum moment_of_epoch(FnCall&, const Datum* a) {
  const double seconds = a[0].d;
  if (std::isnan(seconds)) {
    throw_error(sqlstate::datetime_value_out_of_range, "timestamp cannot be NaN");
  }
  if (std::isinf(seconds)) {
    return Datum::of_int(seconds < 0 ? kTimestampMinusInfinity : kTimestampInfinity);
  }
  const double usec = std::rint((seconds - 946684800.0) * 1e6);
  if (usec < static_cast<double>(kTimestampMin) || usec >= static_cast<double>(kTimestampEnd)) {
    std::string text;
    append_float8(seconds, 0, &text);
    throw_error(sqlstate::datetime_value_out_of_range, "timestamp out of range: \"" + text + "\"");
  }
  return Datum::of_int(static_cast<int64_t>(usec));
}

// (a, b) OVERLAPS (c, d): periods half open, ends in any order, NULL where the rest does not decide.
template <class Order>
Datum overlap(Datum s1, Datum e1, Datum s2, Datum e2, Order order) {
  const auto straighten = [&](Datum* start, Datum* end) {
    if (start->null && end->null) return false;
    if (start->null || (!end->null && order(*start, *end) > 0)) std::swap(*start, *end);
    return true;
  };
  if (!straighten(&s1, &e1) || !straighten(&s2, &e2)) return {};
  const int starts = order(s1, s2);
  if (starts == 0) {
    return e1.null || e2.null ? Datum() : Datum::of_bool(true);
  }
  const Datum& early_end = starts > 0 ? e2 : e1;
  const Datum& late_start = starts > 0 ? s1 : s2;
  const Datum& late_end = starts > 0 ? e1 : e2;
  if (early_end.null) return {};
  if (order(late_start, early_end) < 0) return Datum::of_bool(true);
  return late_end.null ? Datum() : Datum::of_bool(false);
}
Datum overlaps(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  return overlap(a[0], a[1], a[2], a[3], [&](const Datum& x, const Datum& y) {
    return type.ops->compare(*call.env, type, x, y);
  });
}
// An end given as an interval counts from its start.
Datum overlaps_intervals(FnCall& call, const Datum* a) {
  const auto end_of = [&](int i) {
    if (call.arg_types[i] != kInterval || a[i].null || a[i - 1].null) {
      return call.arg_types[i] == kInterval ? Datum() : a[i];
    }
    const Interval v = load_interval(a[i]);
    if (call.arg_types[0] == kTime) {
      return Datum::of_int(floor_mod(a[i - 1].i + v.time % kUsecPerDay, kUsecPerDay));
    }
    return Datum::of_int(call.arg_types[0] == kTimestamptz
                             ? timestamptz_plus(*call.env, a[i - 1].i, v)
                             : timestamp_plus(a[i - 1].i, v));
  };
  return overlap(a[0], end_of(1), a[2], end_of(3),
                 [](const Datum& x, const Datum& y) { return three_way(x.i, y.i); });
}

class TimestampSeries : public RowStream {
 public:
  TimestampSeries(TypeEnv& env, const Datum* a, bool zoned)
      : env_(env), next_(a[0].i), end_(a[1].i), step_(load_interval(a[2])), zoned_(zoned) {
    sign_ = compare_intervals(step_, Interval());
    if (sign_ == 0) {
      throw_error(sqlstate::invalid_parameter_value, "step size cannot equal zero");
    }
  }
  bool next(Datum* columns) override {
    if (sign_ > 0 ? next_ > end_ : next_ < end_) return false;
    columns[0] = Datum::of_int(next_);
    env_.services->check_interrupt();
    next_ = zoned_ ? timestamptz_plus(env_, next_, step_) : timestamp_plus(next_, step_);
    return true;
  }

 private:
  TypeEnv& env_;
  int64_t next_;
  int64_t end_;
  Interval step_;
  bool zoned_;
  int sign_ = 1;
};
template <bool kZoned>
std::unique_ptr<RowStream> timestamp_series(FnCall& call, const Datum* a) {
  return std::make_unique<TimestampSeries>(*call.env, a, kZoned);
}

constexpr FunctionDef kFunctions[] = {
    {274, "timeofday", kText, {}, kStrict | kVolatile, timeofday},
    {1158, "to_timestamp", kTimestamptz, {kFloat8}, kStrict, moment_of_epoch, nullptr,
     "to_timestamp(1700000000.5)", "2023-11-14 22:13:20.5+00"},
    {1171, "date_part", kFloat8, {kText, kTimestamptz}, kStrict | kStable, extract_float},
    {1172, "date_part", kFloat8, {kText, kInterval}, kStrict, extract_float},
    {1217, "date_trunc", kTimestamptz, {kText, kTimestamptz}, kStrict | kStable, trunc_moment},
    {1218, "date_trunc", kInterval, {kText, kInterval}, kStrict, trunc_interval},
    {1271, "overlaps", kBool, {kTimetz, kTimetz, kTimetz, kTimetz}, 0, overlaps},
    {1273, "date_part", kFloat8, {kText, kTimetz}, kStrict, extract_float},
    {1284, "date_trunc", kTimestamptz, {kText, kTimestamptz, kText}, kStrict | kStable,
     trunc_moment_at},
    {1299, "now", kTimestamptz, {}, kStrict | kStable, now},
    {1304, "overlaps", kBool, {kTimestamptz, kTimestamptz, kTimestamptz, kTimestamptz}, 0,
     overlaps},
    {1305, "overlaps", kBool, {kTimestamptz, kInterval, kTimestamptz, kInterval}, kStable,
     overlaps_intervals},
    {1306, "overlaps", kBool, {kTimestamptz, kTimestamptz, kTimestamptz, kInterval}, kStable,
     overlaps_intervals},
    {1307, "overlaps", kBool, {kTimestamptz, kInterval, kTimestamptz, kTimestamptz}, kStable,
     overlaps_intervals},
    {1308, "overlaps", kBool, {kTime, kTime, kTime, kTime}, 0, overlaps},
    {1309, "overlaps", kBool, {kTime, kInterval, kTime, kInterval}, 0, overlaps_intervals},
    {1310, "overlaps", kBool, {kTime, kTime, kTime, kInterval}, 0, overlaps_intervals},
    {1311, "overlaps", kBool, {kTime, kInterval, kTime, kTime}, 0, overlaps_intervals},
    {1384, "date_part", kFloat8, {kText, kDate}, kStrict, extract_float_of_date},
    {1385, "date_part", kFloat8, {kText, kTime}, kStrict, extract_float},
    {2020, "date_trunc", kTimestamp, {kText, kTimestamp}, kStrict, trunc_local, nullptr,
     "date_trunc('week', timestamp '2024-02-29 13:14:15')", "2024-02-26 00:00:00"},
    {2021, "date_part", kFloat8, {kText, kTimestamp}, kStrict, extract_float},
    {2041, "overlaps", kBool, {kTimestamp, kTimestamp, kTimestamp, kTimestamp}, 0, overlaps},
    {2042, "overlaps", kBool, {kTimestamp, kInterval, kTimestamp, kInterval}, 0,
     overlaps_intervals},
    {2043, "overlaps", kBool, {kTimestamp, kTimestamp, kTimestamp, kInterval}, 0,
     overlaps_intervals},
    {2044, "overlaps", kBool, {kTimestamp, kInterval, kTimestamp, kTimestamp}, 0,
     overlaps_intervals},
    {2647, "transaction_timestamp", kTimestamptz, {}, kStrict | kStable, now},
    {2648, "statement_timestamp", kTimestamptz, {}, kStrict | kStable, statement_now},
    {2649, "clock_timestamp", kTimestamptz, {}, kStrict | kVolatile, clock_now},
    {6177, "date_bin", kTimestamp, {kInterval, kTimestamp, kTimestamp}, kStrict, date_bin},
    {6178, "date_bin", kTimestamptz, {kInterval, kTimestamptz, kTimestamptz}, kStrict, date_bin},
    {6199, "extract", kNumeric, {kText, kDate}, kStrict, extract_numeric},
    {6200, "extract", kNumeric, {kText, kTime}, kStrict, extract_numeric},
    {6201, "extract", kNumeric, {kText, kTimetz}, kStrict, extract_numeric},
    {6202, "extract", kNumeric, {kText, kTimestamp}, kStrict, extract_numeric},
    {6203, "extract", kNumeric, {kText, kTimestamptz}, kStrict | kStable, extract_numeric},
    {6204, "extract", kNumeric, {kText, kInterval}, kStrict, extract_numeric},
};


constexpr SetFunctionDef kSetFunctions[] = {
    {938, "generate_series", kTimestamp, {kTimestamp, kTimestamp, kInterval}, kStrict,
     timestamp_series<false>},
    {939, "generate_series", kTimestamptz, {kTimestamptz, kTimestamptz, kInterval}, kStrict |
     kStable, timestamp_series<true>},
};

}  // namespace

const FunctionGroup kDatetimeExtractGroup = {
    .functions = kFunctions,
    .set_functions = kSetFunctions,
};

}  // namespace rung
