// date, time, timetz, timestamp, timestamptz and interval as types.
#include "base/bytes.h"
#include "base/hash.h"
#include "types/datetime.h"
#include "types/datetime_parse.h"
#include "types/families.h"
#include "types/ops_util.h"
#include "types/services.h"

namespace rung {
namespace {

[[noreturn]] void throw_bad_binary() {
  throw_error(sqlstate::invalid_binary_representation, "incorrect binary data format");
}

int int_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(a.i, b.i);
}
uint64_t int_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_u64(static_cast<uint64_t>(value.i));
}
template <class T>
void int_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_ordered_int<T>(value.i, to);
}
template <class T>
void int_send(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_be(*to, static_cast<T>(value.i));
}
template <class T>
int64_t int_receive(std::string_view bytes) {
  if (bytes.size() != sizeof(T)) throw_bad_binary();
  return load_be<T>(bytes.data());
}

int32_t precision_in(TypeEnv& env, std::span<const std::string_view> modifiers, const char* name,
                     const char* suffix) {
  if (modifiers.size() != 1) {
    throw_error(sqlstate::invalid_parameter_value, "invalid type modifier");
  }
  const int32_t precision = parse_modifier(modifiers[0]);
  if (precision < 0) {
    throw_error(sqlstate::invalid_parameter_value,
                std::string(name) + "(" + std::to_string(precision) + ")" + suffix +
                    " precision must not be negative");
  }
  if (precision > 6) {
    Error warning(sqlstate::invalid_parameter_value,
                  std::string(name) + "(" + std::to_string(precision) + ")" + suffix +
                      " precision reduced to maximum allowed, 6");
    warning.severity = Severity::kWarning;
    env.services->notice(std::move(warning));
    return 6;
  }
  return precision;
}
void precision_out(int32_t typmod, std::string* to) {
  if (typmod >= 0) *to += "(" + std::to_string(typmod) + ")";
}

Datum date_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  return Datum::of_int(parse_date(env, text));
}
void date_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  append_date(value.i, *env.settings, to);
}
Datum date_receive(TypeEnv&, const TypeInfo&, std::string_view bytes, int32_t) {
  const int64_t date = int_receive<int32_t>(bytes);
  if (is_finite_date(date) && !is_valid_date(date)) throw_date_range();
  return Datum::of_int(date);
}

Datum time_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t typmod) {
  return Datum::of_int(round_time(parse_time(env, text), typmod));
}
void time_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_time(value.i, to);
}
Datum time_apply(TypeEnv&, const TypeInfo&, const Datum& value, int32_t typmod, bool) {
  return Datum::of_int(round_time(value.i, typmod));
}
Datum time_receive(TypeEnv&, const TypeInfo&, std::string_view bytes, int32_t typmod) {
  const int64_t time = int_receive<int64_t>(bytes);
  if (time < 0 || time > kUsecPerDay) {
    throw_error(sqlstate::datetime_value_out_of_range, "time out of range");
  }
  return Datum::of_int(round_time(time, typmod));
}
int32_t time_typmod_in(TypeEnv& env, std::span<const std::string_view> m) {
  return precision_in(env, m, "TIME", "");
}

Datum timetz_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t typmod) {
  TimeTz value = parse_timetz(env, text);
  value.time = round_time(value.time, typmod);
  return store_timetz(*env.arena, value);
}
void timetz_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  append_timetz(load_timetz(value), *env.settings, to);
}
int64_t utc_time(const TimeTz& value) { return value.time + value.west * kUsecPerSecond; }
int timetz_compare(TypeEnv&, const TypeInfo&, const Datum& left, const Datum& right) {
  const TimeTz a = load_timetz(left);
  const TimeTz b = load_timetz(right);
  if (const int order = three_way(utc_time(a), utc_time(b)); order != 0) return order;
  return three_way(a.west, b.west);
}
uint64_t timetz_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_bytes(value.bytes());
}
void timetz_encode(TypeEnv&, const TypeInfo&, const Datum& datum, std::string* to) {
  const TimeTz value = load_timetz(datum);
  append_ordered_int<int64_t>(utc_time(value), to);
  append_ordered_int<int32_t>(value.west, to);
}
Datum timetz_apply(TypeEnv& env, const TypeInfo&, const Datum& datum, int32_t typmod, bool) {
  TimeTz value = load_timetz(datum);
  value.time = round_time(value.time, typmod);
  return store_timetz(*env.arena, value);
}
int32_t timetz_typmod_in(TypeEnv& env, std::span<const std::string_view> m) {
  return precision_in(env, m, "TIME", " WITH TIME ZONE");
}
Datum timetz_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t typmod) {
  if (bytes.size() != 12) throw_bad_binary();
  return store_timetz(*env.arena, {round_time(load_be<int64_t>(bytes.data()), typmod),
                                   load_be<int32_t>(bytes.data() + 8)});
}
void timetz_send(TypeEnv&, const TypeInfo&, const Datum& datum, std::string* to) {
  const TimeTz value = load_timetz(datum);
  append_be(*to, value.time);
  append_be(*to, value.west);
}

Datum timestamp_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t typmod) {
  return Datum::of_int(round_timestamp(parse_timestamp(env, text), typmod));
}
void timestamp_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  append_timestamp(value.i, *env.settings, to);
}
Datum timestamptz_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t typmod) {
  return Datum::of_int(round_timestamp(parse_timestamptz(env, text), typmod));
}
void timestamptz_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  append_timestamptz(env, value.i, to);
}
Datum timestamp_apply(TypeEnv&, const TypeInfo&, const Datum& value, int32_t typmod, bool) {
  return Datum::of_int(round_timestamp(value.i, typmod));
}
Datum timestamp_receive(TypeEnv&, const TypeInfo&, std::string_view bytes, int32_t typmod) {
  const int64_t value = int_receive<int64_t>(bytes);
  if (is_finite_timestamp(value) && !is_valid_timestamp(value)) throw_timestamp_range();
  return Datum::of_int(round_timestamp(value, typmod));
}
int32_t timestamp_typmod_in(TypeEnv& env, std::span<const std::string_view> m) {
  return precision_in(env, m, "TIMESTAMP", "");
}
int32_t timestamptz_typmod_in(TypeEnv& env, std::span<const std::string_view> m) {
  return precision_in(env, m, "TIMESTAMP", " WITH TIME ZONE");
}

Datum interval_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t typmod) {
  Interval value = parse_interval(env, text,
                                  typmod >= 0 ? (typmod >> 16) & 0x7FFF : kIntervalFullRange);
  apply_interval_typmod(&value, typmod);
  return store_interval(*env.arena, value);
}
void interval_output(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  append_interval(load_interval(value), env.settings->interval_style, to);
}
int interval_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return compare_intervals(load_interval(a), load_interval(b));
}
// Equal intervals may differ in their fields: what counts is the normalised length, held as days
// (which cannot overflow) and the rest of a day.
struct Length {
  int64_t days;
  int64_t usec;
};
Length length_of(const Datum& datum) {
  const Interval value = load_interval(datum);
  return {int64_t{value.month} * 30 + value.day + floor_div(value.time, kUsecPerDay),
          floor_mod(value.time, kUsecPerDay)};
}
uint64_t interval_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  const Length length = length_of(value);
  return hash_mix(static_cast<uint64_t>(length.days), static_cast<uint64_t>(length.usec));
}
void interval_encode(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  const Length length = length_of(value);
  append_ordered_int<int64_t>(length.days, to);
  append_ordered_int<int64_t>(length.usec, to);
}
Datum interval_apply(TypeEnv& env, const TypeInfo&, const Datum& datum, int32_t typmod, bool) {
  Interval value = load_interval(datum);
  apply_interval_typmod(&value, typmod);
  return store_interval(*env.arena, value);
}

struct IntervalFields {
  int32_t range;
  const char* name;
};
constexpr IntervalFields kIntervalFields[] = {
    {kIntervalYear, " year"},
    {kIntervalMonth, " month"},
    {kIntervalDay, " day"},
    {kIntervalHour, " hour"},
    {kIntervalMinute, " minute"},
    {kIntervalSecond, " second"},
    {kIntervalYear | kIntervalMonth, " year to month"},
    {kIntervalDay | kIntervalHour, " day to hour"},
    {kIntervalDay | kIntervalHour | kIntervalMinute, " day to minute"},
    {kIntervalDay | kIntervalHour | kIntervalMinute | kIntervalSecond, " day to second"},
    {kIntervalHour | kIntervalMinute, " hour to minute"},
    {kIntervalHour | kIntervalMinute | kIntervalSecond, " hour to second"},
    {kIntervalMinute | kIntervalSecond, " minute to second"},
};
// One modifier: the fields, as their mask; two: fields and decimals.
int32_t interval_typmod_in(TypeEnv& env, std::span<const std::string_view> modifiers) {
  if (modifiers.empty() || modifiers.size() > 2) {
    throw_error(sqlstate::invalid_parameter_value, "invalid INTERVAL type modifier");
  }
  const int32_t range = parse_modifier(modifiers[0]);
  bool known = range == kIntervalFullRange;
  for (const IntervalFields& row : kIntervalFields) known |= row.range == range;
  if (!known) throw_error(sqlstate::invalid_parameter_value, "invalid INTERVAL type modifier");
  if (modifiers.size() == 1) {
    return range == kIntervalFullRange ? -1 : (range << 16) | kIntervalFullPrecision;
  }
  int32_t precision = parse_modifier(modifiers[1]);
  if (precision < 0) {
    throw_error(sqlstate::invalid_parameter_value, "INTERVAL(" + std::to_string(precision) +
                                                       ") precision must not be negative");
  }
  if (precision > 6) {
    Error warning(sqlstate::invalid_parameter_value,
                  "INTERVAL(" + std::to_string(precision) +
                      ") precision reduced to maximum allowed, 6");
    warning.severity = Severity::kWarning;
    env.services->notice(std::move(warning));
    precision = 6;
  }
  return (range << 16) | precision;
}
void interval_typmod_out(int32_t typmod, std::string* to) {
  if (typmod < 0) return;
  const int32_t range = (typmod >> 16) & 0x7FFF;
  for (const IntervalFields& row : kIntervalFields) {
    if (row.range == range) *to += row.name;
  }
  if ((typmod & 0xFFFF) != kIntervalFullPrecision) {
    *to += "(" + std::to_string(typmod & 0xFFFF) + ")";
  }
}
Datum interval_receive(TypeEnv& env, const TypeInfo&, std::string_view bytes, int32_t typmod) {
  if (bytes.size() != 16) throw_bad_binary();
  Interval value{load_be<int64_t>(bytes.data()), load_be<int32_t>(bytes.data() + 8),
                 load_be<int32_t>(bytes.data() + 12)};
  apply_interval_typmod(&value, typmod);
  return store_interval(*env.arena, value);
}
void interval_send(TypeEnv&, const TypeInfo&, const Datum& datum, std::string* to) {
  const Interval value = load_interval(datum);
  append_be(*to, value.time);
  append_be(*to, value.day);
  append_be(*to, value.month);
}

}  // namespace

const TypeOps kDateOps = {
    .input = date_input,
    .output = date_output,
    .compare = int_compare,
    .hash = int_hash,
    .encode_key = int_encode<int32_t>,
    .receive = date_receive,
    .send = int_send<int32_t>,
};
const TypeOps kTimeOps = {
    .input = time_input,
    .output = time_output,
    .compare = int_compare,
    .hash = int_hash,
    .encode_key = int_encode<int64_t>,
    .apply_typmod = time_apply,
    .typmod_in = time_typmod_in,
    .typmod_out = precision_out,
    .receive = time_receive,
    .send = int_send<int64_t>,
};
const TypeOps kTimetzOps = {
    .input = timetz_input,
    .output = timetz_output,
    .compare = timetz_compare,
    .hash = timetz_hash,
    .encode_key = timetz_encode,
    .apply_typmod = timetz_apply,
    .typmod_in = timetz_typmod_in,
    .typmod_out = precision_out,
    .receive = timetz_receive,
    .send = timetz_send,
};
const TypeOps kTimestampOps = {
    .input = timestamp_input,
    .output = timestamp_output,
    .compare = int_compare,
    .hash = int_hash,
    .encode_key = int_encode<int64_t>,
    .apply_typmod = timestamp_apply,
    .typmod_in = timestamp_typmod_in,
    .typmod_out = precision_out,
    .receive = timestamp_receive,
    .send = int_send<int64_t>,
};
const TypeOps kTimestamptzOps = {
    .input = timestamptz_input,
    .output = timestamptz_output,
    .compare = int_compare,
    .hash = int_hash,
    .encode_key = int_encode<int64_t>,
    .apply_typmod = timestamp_apply,
    .typmod_in = timestamptz_typmod_in,
    .typmod_out = precision_out,
    .receive = timestamp_receive,
    .send = int_send<int64_t>,
};
const TypeOps kIntervalOps = {
    .input = interval_input,
    .output = interval_output,
    .compare = interval_compare,
    .hash = interval_hash,
    .encode_key = interval_encode,
    .apply_typmod = interval_apply,
    .typmod_in = interval_typmod_in,
    .typmod_out = interval_typmod_out,
    .receive = interval_receive,
    .send = interval_send,
};

}  // namespace rung
