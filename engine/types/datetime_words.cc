#include "types/datetime_words.h"

#include <algorithm>
#include <iterator>

namespace rung {
namespace {

using enum DateWordKind;

constexpr int reserved(ReservedWord word) { return static_cast<int>(word); }
constexpr int unit(TimeUnit value) { return static_cast<int>(value); }

// Words count by their first ten letters, as PostgreSQL's table stores them.
constexpr size_t kSignificant = 10;

constexpr DateWord kDateWords[] = {
    {"-infinity", kReserved, reserved(ReservedWord::kMinusInfinity)},
    {"infinity", kReserved, reserved(ReservedWord::kInfinity)},
    {"now", kReserved, reserved(ReservedWord::kNow)},
    {"today", kReserved, reserved(ReservedWord::kToday)},
    {"tomorrow", kReserved, reserved(ReservedWord::kTomorrow)},
    {"yesterday", kReserved, reserved(ReservedWord::kYesterday)},
    {"epoch", kReserved, reserved(ReservedWord::kEpoch)},
    {"allballs", kReserved, reserved(ReservedWord::kAllballs)},
    {"am", kMeridian, 0},
    {"pm", kMeridian, 1},
    {"ad", kEra, 0},
    {"bc", kEra, 1},
    {"at", kIgnored, 0},
    {"on", kIgnored, 0},
    {"dst", kDaylight, 0},
    {"t", kTimeMark, 0},
    {"jan", kMonth, 1},
    {"january", kMonth, 1},
    {"feb", kMonth, 2},
    {"february", kMonth, 2},
    {"mar", kMonth, 3},
    {"march", kMonth, 3},
    {"apr", kMonth, 4},
    {"april", kMonth, 4},
    {"may", kMonth, 5},
    {"jun", kMonth, 6},
    {"june", kMonth, 6},
    {"jul", kMonth, 7},
    {"july", kMonth, 7},
    {"aug", kMonth, 8},
    {"august", kMonth, 8},
    {"sep", kMonth, 9},
    {"sept", kMonth, 9},
    {"september", kMonth, 9},
    {"oct", kMonth, 10},
    {"october", kMonth, 10},
    {"nov", kMonth, 11},
    {"november", kMonth, 11},
    {"dec", kMonth, 12},
    {"december", kMonth, 12},
    {"sun", kWeekday, 0},
    {"sunday", kWeekday, 0},
    {"mon", kWeekday, 1},
    {"monday", kWeekday, 1},
    {"tue", kWeekday, 2},
    {"tues", kWeekday, 2},
    {"tuesday", kWeekday, 2},
    {"wed", kWeekday, 3},
    {"weds", kWeekday, 3},
    {"wednesday", kWeekday, 3},
    {"thu", kWeekday, 4},
    {"thur", kWeekday, 4},
    {"thurs", kWeekday, 4},
    {"thursday", kWeekday, 4},
    {"fri", kWeekday, 5},
    {"friday", kWeekday, 5},
    {"sat", kWeekday, 6},
    {"saturday", kWeekday, 6},
    {"d", kUnit, unit(TimeUnit::kDay)},
    {"dow", kUnit, unit(TimeUnit::kDow)},
    {"doy", kUnit, unit(TimeUnit::kDoy)},
    {"h", kUnit, unit(TimeUnit::kHour)},
    {"isodow", kUnit, unit(TimeUnit::kIsodow)},
    {"isoyear", kUnit, unit(TimeUnit::kIsoyear)},
    {"j", kUnit, unit(TimeUnit::kJulian)},
    {"jd", kUnit, unit(TimeUnit::kJulian)},
    {"julian", kUnit, unit(TimeUnit::kJulian)},
    {"m", kUnit, unit(TimeUnit::kMonth)},
    {"mm", kUnit, unit(TimeUnit::kMinute)},
    {"s", kUnit, unit(TimeUnit::kSecond)},
    {"y", kUnit, unit(TimeUnit::kYear)},
};

struct UnitWord {
  std::string_view name;
  TimeUnit unit;
};
constexpr UnitWord kUnitWords[] = {
    {"ago", TimeUnit::kAgo},
    {"c", TimeUnit::kCentury},
    {"cent", TimeUnit::kCentury},
    {"centuries", TimeUnit::kCentury},
    {"century", TimeUnit::kCentury},
    {"d", TimeUnit::kDay},
    {"day", TimeUnit::kDay},
    {"days", TimeUnit::kDay},
    {"dec", TimeUnit::kDecade},
    {"decade", TimeUnit::kDecade},
    {"decades", TimeUnit::kDecade},
    {"decs", TimeUnit::kDecade},
    {"h", TimeUnit::kHour},
    {"hour", TimeUnit::kHour},
    {"hours", TimeUnit::kHour},
    {"hr", TimeUnit::kHour},
    {"hrs", TimeUnit::kHour},
    {"m", TimeUnit::kMinute},
    {"microsecon", TimeUnit::kMicrosecond},
    {"mil", TimeUnit::kMillennium},
    {"millennia", TimeUnit::kMillennium},
    {"millennium", TimeUnit::kMillennium},
    {"millisecon", TimeUnit::kMillisecond},
    {"mils", TimeUnit::kMillennium},
    {"min", TimeUnit::kMinute},
    {"mins", TimeUnit::kMinute},
    {"minute", TimeUnit::kMinute},
    {"minutes", TimeUnit::kMinute},
    {"mon", TimeUnit::kMonth},
    {"mons", TimeUnit::kMonth},
    {"month", TimeUnit::kMonth},
    {"months", TimeUnit::kMonth},
    {"ms", TimeUnit::kMillisecond},
    {"msec", TimeUnit::kMillisecond},
    {"msecond", TimeUnit::kMillisecond},
    {"mseconds", TimeUnit::kMillisecond},
    {"msecs", TimeUnit::kMillisecond},
    {"qtr", TimeUnit::kQuarter},
    {"quarter", TimeUnit::kQuarter},
    {"s", TimeUnit::kSecond},
    {"sec", TimeUnit::kSecond},
    {"second", TimeUnit::kSecond},
    {"seconds", TimeUnit::kSecond},
    {"secs", TimeUnit::kSecond},
    {"timezone", TimeUnit::kTimezone},
    {"timezone_h", TimeUnit::kTimezoneHour},
    {"timezone_m", TimeUnit::kTimezoneMinute},
    {"us", TimeUnit::kMicrosecond},
    {"usec", TimeUnit::kMicrosecond},
    {"usecond", TimeUnit::kMicrosecond},
    {"useconds", TimeUnit::kMicrosecond},
    {"usecs", TimeUnit::kMicrosecond},
    {"w", TimeUnit::kWeek},
    {"week", TimeUnit::kWeek},
    {"weeks", TimeUnit::kWeek},
    {"y", TimeUnit::kYear},
    {"year", TimeUnit::kYear},
    {"years", TimeUnit::kYear},
    {"yr", TimeUnit::kYear},
    {"yrs", TimeUnit::kYear},
};

}  // namespace

const DateWord* find_date_word(std::string_view word) {
  word = word.substr(0, kSignificant);
  const auto* found = std::find_if(std::begin(kDateWords), std::end(kDateWords),
                                   [&](const DateWord& row) { return row.name == word; });
  return found == std::end(kDateWords) ? nullptr : found;
}

TimeUnit find_time_unit(std::string_view word) {
  word = word.substr(0, kSignificant);
  const auto* found = std::find_if(std::begin(kUnitWords), std::end(kUnitWords),
                                   [&](const UnitWord& row) { return row.name == word; });
  return found == std::end(kUnitWords) ? TimeUnit::kNone : found->unit;
}

TimeUnit find_extract_unit(std::string_view word) {
  if (const TimeUnit found = find_time_unit(word); found != TimeUnit::kNone) return found;
  if (word == "epoch") return TimeUnit::kEpoch;
  const DateWord* found = find_date_word(word);
  return found != nullptr && found->kind == kUnit ? static_cast<TimeUnit>(found->value)
                                                  : TimeUnit::kNone;
}

}  // namespace rung
