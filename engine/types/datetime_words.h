// The words of date/time text, and those of intervals and of extract() and date_trunc().
#pragma once

#include <cstdint>
#include <string_view>

namespace rung {

enum class DateWordKind : uint8_t {
  kMonth, kWeekday, kMeridian, kEra, kIgnored, kReserved, kUnit, kTimeMark, kDaylight
};
enum class ReservedWord : uint8_t {
  kNow, kToday, kTomorrow, kYesterday, kEpoch, kInfinity, kMinusInfinity, kAllballs
};
enum class TimeUnit : uint8_t {
  kMicrosecond, kMillisecond, kSecond, kMinute, kHour, kDay, kWeek, kMonth, kQuarter, kYear,
  kDecade, kCentury, kMillennium, kJulian, kDow, kDoy, kIsodow, kIsoyear, kEpoch,
  kTimezone, kTimezoneHour, kTimezoneMinute, kAgo, kNone
};

struct DateWord {
  std::string_view name;
  DateWordKind kind;
  int value;  // month, weekday, pm, bc, ReservedWord or TimeUnit
};
const DateWord* find_date_word(std::string_view lower_case);
// A unit of an interval, extract() or date_trunc(); kNone when it is none.
TimeUnit find_time_unit(std::string_view lower_case);
// The units that only extract() knows besides: dow, doy, isodow, isoyear, epoch, julian …
TimeUnit find_extract_unit(std::string_view lower_case);

}  // namespace rung
