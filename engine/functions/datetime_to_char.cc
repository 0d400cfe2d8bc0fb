// to_char() of timestamps and intervals by template patterns.
#include "functions/datetime_util.h"
#include "functions/groups.h"
#include "types/datetime.h"
#include "types/ops_util.h"
#include "types/time_zone.h"

namespace rung {
namespace {

using namespace oid;

// What a pattern may show. Years are astronomical; of an interval nothing of the calendar is known.
struct Moment {
  CivilTime f;
  bool interval = false;
  bool zoned = false;
  int64_t hour = 0;  // of an interval it may exceed a day
};

enum class Letters { kUpper, kTitle, kLower };

std::string cased(std::string_view text, Letters letters) {
  std::string result(text);
  for (size_t i = 0; i < result.size(); ++i) {
    char& c = result[i];
    const bool upper = letters == Letters::kUpper || (letters == Letters::kTitle && i == 0);
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!upper) c = ascii_lower(c);
  }
  return result;
}

class Printer {
 public:
  Printer(const Moment& moment, std::string_view pattern) : m_(moment), rest_(pattern) {}

  std::string print() {
    while (!rest_.empty()) {
      if (rest_[0] == '"') {
        quoted();
      } else if (rest_[0] == '\\' && rest_.size() > 1 && rest_[1] == '"') {
        out_ += '"';
        rest_.remove_prefix(2);
      } else if (!pattern()) {
        out_ += rest_[0];
        rest_.remove_prefix(1);
      }
    }
    return out_;
  }

 private:
  void quoted() {
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_[0] != '"') {
      if (rest_[0] == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      out_ += rest_[0];
      rest_.remove_prefix(1);
    }
    if (!rest_.empty()) rest_.remove_prefix(1);
  }

  bool take(std::string_view word, bool any_case = true) {
    if (rest_.size() < word.size()) return false;
    const std::string_view here = rest_.substr(0, word.size());
    if (any_case ? !equals_ignore_case(here, word) : here != word) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  // A number, padded with zeros unless FM, with TH behind it.
  void number(int64_t value, int width) {
    std::string digits;
    if (fill_) {
      append_int(value, &digits);
    } else {
      append_padded(value, width, &digits);
    }
    out_ += digits;
    ordinal(value);
  }
  void ordinal(int64_t value) {
    const bool upper = take("TH", false);
    if (!upper && !take("th", false)) return;
    const int64_t v = value < 0 ? -value : value;
    const char* suffix = v % 100 >= 11 && v % 100 <= 13 ? "th"
                         : v % 10 == 1                  ? "st"
                         : v % 10 == 2                  ? "nd"
                         : v % 10 == 3                  ? "rd"
                                                        : "th";
    out_ += cased(suffix, upper ? Letters::kUpper : Letters::kLower);
  }
  void name(std::string_view text, Letters letters, size_t width) {
    std::string shown = cased(text, letters);
    if (!fill_ && shown.size() < width) shown.append(width - shown.size(), ' ');
    out_ += shown;
  }
  void calendar_only() const {
    if (m_.interval) {
      throw_error(Error(sqlstate::invalid_datetime_format,
                        "invalid format specification for an interval value")
                      .with_hint("Intervals are not tied to specific calendar dates."));
    }
  }
  int64_t days() const { return days_from_civil(m_.f.year, m_.f.month, m_.f.day); }
  int64_t shown_year() const {
    return m_.interval || m_.f.year > 0 ? m_.f.year : 1 - m_.f.year;
  }
  int64_t iso_year() const {
    int year = 0;
    int week = 0;
    iso_week(days(), &year, &week);
    return year > 0 ? year : 1 - year;
  }
  int64_t iso_week_number() const {
    int year = 0;
    int week = 0;
    iso_week(days(), &year, &week);
    return week;
  }
  int64_t hour12() const {
    const int64_t h = m_.hour % 12;
    return h == 0 ? 12 : h;
  }

  bool pattern() {
    const bool prefixed = take("FM");
    fill_ = prefixed;
    const bool translated = take("TM");
    const bool done = value();
    fill_ = false;
    return done || prefixed || translated;
  }

  bool value() { return time_value() || year_value() || name_value() || day_value(); }

  bool time_value() {
    const CivilTime& f = m_.f;
    const auto meridian = [&](const char* am, const char* pm) {
      out_ += m_.hour % 24 >= 12 ? pm : am;
      return true;
    };
    if (take("A.M.", false) || take("P.M.", false)) return meridian("A.M.", "P.M.");
    if (take("a.m.", false) || take("p.m.", false)) return meridian("a.m.", "p.m.");
    if (take("AM", false) || take("PM", false)) return meridian("AM", "PM");
    if (take("am", false) || take("pm", false)) return meridian("am", "pm");
    if (take("HH24")) return number(m_.hour, 2), true;
    if (take("HH12") || take("HH")) return number(hour12(), 2), true;
    if (take("MI")) return number(f.minute, 2), true;
    if (take("SSSSS") || take("SSSS")) {
      fill_ = true;
      return number(m_.hour * 3600 + f.minute * 60 + f.second, 1), true;
    }
    if (take("SS")) return number(f.second, 2), true;
    static constexpr int32_t kUnits[6] = {100000, 10000, 1000, 100, 10, 1};
    for (int digits = 1; digits <= 6; ++digits) {
      const char word[4] = {'F', 'F', static_cast<char>('0' + digits), 0};
      if (take(word)) return fraction(f.micro / kUnits[digits - 1], digits), true;
    }
    if (take("MS")) return fraction(f.micro / 1000, 3), true;
    if (take("US")) return fraction(f.micro, 6), true;
    if (take("TZH")) {
      calendar_only();
      const int32_t seconds = f.offset < 0 ? -f.offset : f.offset;
      out_ += f.offset < 0 ? '-' : '+';
      append_padded(seconds / 3600, 2, &out_);
      return true;
    }
    if (take("TZM")) {
      const int32_t seconds = f.offset < 0 ? -f.offset : f.offset;
      append_padded(seconds / 60 % 60, 2, &out_);
      return true;
    }
    if (take("TZ", false) || take("tz", false)) {
      calendar_only();
      out_ += f.zone;
      return true;
    }
    if (take("OF")) {
      calendar_only();
      if (m_.zoned) {
        append_offset(f.offset, &out_);
      } else {
        out_ += "+00";
      }
      return true;
    }
    return false;
  }
  void fraction(int64_t value, int width) {
    append_padded(value, width, &out_);
    ordinal(value);
  }

  bool year_value() {
    if (take("Y,YYY")) {
      const int64_t year = shown_year();
      std::string text;
      append_int(year / 1000, &text);
      text += ',';
      append_padded(year % 1000, 3, &text);
      out_ += text;
      ordinal(year);
      return true;
    }
    const auto cut = [&](int64_t year, int digits) {
      static constexpr int64_t kModulus[5] = {1, 10, 100, 1000, 0};
      number(digits == 4 ? year : year % kModulus[digits], digits);
      return true;
    };
    static constexpr std::string_view kIso[] = {"IYYY", "IYY", "IY", "I"};
    static constexpr std::string_view kYears[] = {"YYYY", "YYY", "YY", "Y"};
    for (int i = 0; i < 4; ++i) {
      if (take(kYears[i])) return cut(shown_year(), 4 - i);
    }
    if (take("IDDD")) {
      calendar_only();
      int year = 0;
      int week = 0;
      iso_week(days(), &year, &week);
      return number(days() - iso_week_start(year, 1) + 1, 3), true;
    }
    if (take("ID")) {
      calendar_only();
      const int weekday = weekday_of(days());
      return number(weekday == 0 ? 7 : weekday, 1), true;
    }
    if (take("IW")) {
      calendar_only();
      return number(iso_week_number(), 2), true;
    }
    for (int i = 0; i < 4; ++i) {
      if (take(kIso[i])) {
        calendar_only();
        return cut(iso_year(), 4 - i);
      }
    }
    const auto era = [&](const char* ad, const char* bc) {
      calendar_only();
      out_ += m_.f.year <= 0 ? bc : ad;
      return true;
    };
    if (take("B.C.", false) || take("A.D.", false)) return era("A.D.", "B.C.");
    if (take("b.c.", false) || take("a.d.", false)) return era("a.d.", "b.c.");
    if (take("BC", false) || take("AD", false)) return era("AD", "BC");
    if (take("bc", false) || take("ad", false)) return era("ad", "bc");
    return false;
  }

  bool name_value() {
    const auto month = [&](Letters letters, bool whole) {
      calendar_only();
      const std::string_view text = kMonthNames[m_.f.month - 1];
      name(whole ? text : text.substr(0, 3), letters, whole ? 9 : 3);
      return true;
    };
    if (take("MONTH", false)) return month(Letters::kUpper, true);
    if (take("Month", false)) return month(Letters::kTitle, true);
    if (take("month", false)) return month(Letters::kLower, true);
    if (take("MON", false)) return month(Letters::kUpper, false);
    if (take("Mon", false)) return month(Letters::kTitle, false);
    if (take("mon", false)) return month(Letters::kLower, false);
    const auto day = [&](Letters letters, bool whole) {
      calendar_only();
      const std::string_view text = kDayNames[weekday_of(days())];
      name(whole ? text : text.substr(0, 3), letters, whole ? 9 : 3);
      return true;
    };
    if (take("DAY", false)) return day(Letters::kUpper, true);
    if (take("Day", false)) return day(Letters::kTitle, true);
    if (take("day", false)) return day(Letters::kLower, true);
    if (take("DY", false)) return day(Letters::kUpper, false);
    if (take("Dy", false)) return day(Letters::kTitle, false);
    if (take("dy", false)) return day(Letters::kLower, false);
    if (take("RM", false)) return roman(Letters::kUpper);
    if (take("rm", false)) return roman(Letters::kLower);
    return false;
  }
  bool roman(Letters letters) {
    static constexpr std::string_view kRoman[12] = {"I",   "II",   "III", "IV", "V",  "VI",
                                                    "VII", "VIII", "IX",  "X",  "XI", "XII"};
    if (m_.f.month >= 1) name(kRoman[m_.f.month - 1], letters, 4);
    return true;
  }

  bool day_value() {
    const CivilTime& f = m_.f;
    if (take("DDD")) {
      return number(m_.interval ? int64_t{f.year} * 360 + f.month * 30 + f.day
                                : day_of_year(f.year, f.month, f.day),
                    3),
             true;
    }
    if (take("DD")) return number(f.day, 2), true;
    if (take("D", true)) {
      calendar_only();
      return number(weekday_of(days()) + 1, 1), true;
    }
    if (take("MM")) return number(f.month, 2), true;
    if (take("WW")) return number((day_of_year(f.year, f.month, f.day) - 1) / 7 + 1, 2), true;
    if (take("W")) return number((f.day - 1) / 7 + 1, 1), true;
    if (take("Q")) {
      if (f.month == 0) return true;
      return number((f.month - 1) / 3 + 1, 1), true;
    }
    if (take("CC")) {
      const int64_t year = f.year;
      const int64_t century = m_.interval ? year / 100
                              : year > 0  ? (year - 1) / 100 + 1
                                          : year / 100 - 1;
      return number(century, 2), true;
    }
    if (take("J")) {
      calendar_only();
      fill_ = true;
      return number(days() + kEpochJulian, 1), true;
    }
    return false;
  }

  const Moment& m_;
  std::string_view rest_;
  std::string out_;
  bool fill_ = false;
};

Datum print(FnCall& call, const Moment& moment, const Datum& pattern) {
  if (pattern.n == 0) return {};
  return call.env->text(Printer(moment, pattern.bytes()).print());
}
Datum local_to_char(FnCall& call, const Datum* a) {
  if (!is_finite_timestamp(a[0].i)) return {};
  Moment moment;
  moment.f = civil_of(a[0].i);
  moment.hour = moment.f.hour;
  return print(call, moment, a[1]);
}
Datum moment_to_char(FnCall& call, const Datum* a) {
  if (!is_finite_timestamp(a[0].i)) return {};
  Moment moment;
  moment.f = civil_in_session(*call.env, a[0].i);
  moment.hour = moment.f.hour;
  moment.zoned = true;
  return print(call, moment, a[1]);
}
Datum interval_to_char(FnCall& call, const Datum* a) {
  const Interval v = load_interval(a[0]);
  Moment moment;
  moment.interval = true;
  split_time(v.time % kUsecPerHour, &moment.f);
  moment.hour = v.time / kUsecPerHour;
  moment.f.hour = 0;
  moment.f.year = v.month / 12;
  moment.f.month = v.month % 12;
  moment.f.day = v.day;
  return print(call, moment, a[1]);
}

constexpr FunctionDef kFunctions[] = {
    {1768, "to_char", kText, {kInterval, kText}, kStrict | kStable, interval_to_char},
    {1770, "to_char", kText, {kTimestamptz, kText}, kStrict | kStable, moment_to_char},
    {2049, "to_char", kText, {kTimestamp, kText}, kStrict | kStable, local_to_char, nullptr,
     "to_char(timestamp '2024-02-29 13:14:15', 'YYYY-MM-DD HH24:MI:SS')", "2024-02-29 13:14:15"},
};

}  // namespace

const FunctionGroup kDatetimeToCharGroup = {
    .functions = kFunctions,
};

}  // namespace rung
