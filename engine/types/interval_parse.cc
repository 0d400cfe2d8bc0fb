// Reading of intervals: '1 day 02:03:04', '1-2' (SQL), 'P1Y2MT3S' (ISO 8601), '@ 1 year ago'.
#include <charconv>
#include <cmath>

#include "types/datetime_parse.h"
#include "types/datetime_words.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace datetime_fields;

constexpr double kDaysPerMonth = 30;

// Sums fields with overflow checks; fractions go down to the next finer field.
class IntervalSum {
 public:
  bool add_time(int64_t value, double fraction, int64_t unit) {
    int64_t usec = 0;
    return !__builtin_mul_overflow(value, unit, &usec) &&
           !__builtin_add_overflow(time_, usec, &time_) &&
           add_usec(fraction * static_cast<double>(unit));
  }
  bool add_days(int64_t value, double fraction, int64_t per) {
    fraction *= static_cast<double>(per);
    const double whole = std::trunc(fraction);
    int64_t days = 0;
    return !__builtin_mul_overflow(value, per, &days) &&
           !__builtin_add_overflow(days, static_cast<int64_t>(whole), &days) &&
           !__builtin_add_overflow(day_, days, &day_) &&
           add_usec((fraction - whole) * static_cast<double>(kUsecPerDay));
  }
  bool add_months(int64_t value, double fraction) {
    return add_days(0, fraction * kDaysPerMonth, 1) && add_int32(value, &month_);
  }
  bool add_years(int64_t value, double fraction, int64_t per) {
    int64_t years = 0;
    // Fractions of years and more round to whole months.
    return !__builtin_mul_overflow(value, per, &years) && add_int32(years, &year_) &&
           add_int32(static_cast<int64_t>(std::rint(fraction * static_cast<double>(per * 12))),
                     &month_);
  }
  bool finish(bool negate, Interval* to) const {
    Interval v;
    if (day_ > INT32_MAX || day_ < INT32_MIN) return false;
    const int64_t months = year_ * 12 + month_;
    if (months > INT32_MAX || months < INT32_MIN) throw_interval_range();
    v.time = time_;
    v.day = static_cast<int32_t>(day_);
    v.month = static_cast<int32_t>(months);
    if (negate) {
      if (v.time == INT64_MIN || v.day == INT32_MIN || v.month == INT32_MIN) return false;
      v = {-v.time, -v.day, -v.month};
    }
    *to = v;
    return true;
  }

 private:
  bool add_usec(double usec) {
    if (usec == 0) return true;
    usec = std::rint(usec);
    if (!(usec > -9.2e18 && usec < 9.2e18)) return false;
    return !__builtin_add_overflow(time_, static_cast<int64_t>(usec), &time_);
  }
  static bool add_int32(int64_t value, int64_t* to) {
    return !__builtin_add_overflow(*to, value, to) && *to <= INT32_MAX && *to >= INT32_MIN;
  }
  int64_t time_ = 0;
  int64_t day_ = 0;
  int64_t month_ = 0;
  int64_t year_ = 0;
};

bool add_unit(IntervalSum* sum, TimeUnit unit, int64_t value, double fraction) {
  switch (unit) {
    case TimeUnit::kMicrosecond: return sum->add_time(value, fraction, 1);
    case TimeUnit::kMillisecond: return sum->add_time(value, fraction, 1000);
    case TimeUnit::kSecond: return sum->add_time(value, fraction, kUsecPerSecond);
    case TimeUnit::kMinute: return sum->add_time(value, fraction, kUsecPerMinute);
    case TimeUnit::kHour: return sum->add_time(value, fraction, kUsecPerHour);
    case TimeUnit::kDay: return sum->add_days(value, fraction, 1);
    case TimeUnit::kWeek: return sum->add_days(value, fraction, 7);
    case TimeUnit::kMonth: return sum->add_months(value, fraction);
    case TimeUnit::kYear: return sum->add_years(value, fraction, 1);
    case TimeUnit::kDecade: return sum->add_years(value, fraction, 10);
    case TimeUnit::kCentury: return sum->add_years(value, fraction, 100);
    case TimeUnit::kMillennium: return sum->add_years(value, fraction, 1000);
    default: return false;
  }
}

// What a bare number counts: the finest field of the type modifier.
TimeUnit finest_unit(int32_t range) {
  if (range == kIntervalYear) return TimeUnit::kYear;
  if ((range & kIntervalSecond) != 0) return TimeUnit::kSecond;
  if ((range & kIntervalMinute) != 0) return TimeUnit::kMinute;
  if ((range & kIntervalHour) != 0) return TimeUnit::kHour;
  if ((range & kIntervalDay) != 0) return TimeUnit::kDay;
  if ((range & kIntervalMonth) != 0) return TimeUnit::kMonth;
  return TimeUnit::kSecond;
}

double parse_fraction(std::string_view digits) {
  double value = 0;
  const std::string text = "0." + std::string(digits) + "0";
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Which fields were given already: none may come twice.
constexpr unsigned mask_of(TimeUnit unit, bool has_fraction) {
  if (unit == TimeUnit::kSecond && !has_fraction) return 1U << static_cast<unsigned>(unit);
  if (unit == TimeUnit::kSecond) {
    return 1U << static_cast<unsigned>(unit) | 1U << static_cast<unsigned>(TimeUnit::kMillisecond) |
           1U << static_cast<unsigned>(TimeUnit::kMicrosecond);
  }
  return 1U << static_cast<unsigned>(unit);
}

class IntervalReader {
 public:
  IntervalReader(std::string_view text, int32_t range, bool sql_signs)
      : range_(range), sql_signs_(sql_signs) {
    parsed_ = split(text, &fields_);
  }

  // From the last field to the first, so that a unit is known before its number.
  Failure read(Interval* to) {
    if (!parsed_) return Failure::kFormat;
    // In SQL's form one leading sign counts for every field.
    if (sql_signs_ && !fields_.empty() && fields_[0].text[0] == '-') {
      force_negative_ = true;
      for (size_t i = 1; i < fields_.size(); ++i) {
        if (fields_[i].text[0] == '-' || fields_[i].text[0] == '+') force_negative_ = false;
      }
    }
    for (size_t i = fields_.size(); i-- > 0;) {
      added_ = 0;
      if (const Failure failure = field(fields_[i]); failure != Failure::kNone) return failure;
      if ((added_ & seen_) != 0) return Failure::kFormat;
      seen_ |= added_;
    }
    if (seen_ == 0) return Failure::kFormat;
    return sum_.finish(ago_, to) ? Failure::kNone : Failure::kInterval;
  }

 private:
  static constexpr unsigned kClock = mask_of(TimeUnit::kHour, false) |
                                     mask_of(TimeUnit::kMinute, false) |
                                     mask_of(TimeUnit::kSecond, true);

  Failure clock(std::string_view text, bool negative) {
    Clock clock;
    if (const Failure failure = read_clock(text, range_, &clock); failure != Failure::kNone) {
      return failure == Failure::kField ? Failure::kInterval : failure;
    }
    int64_t usec = 0;
    if (__builtin_mul_overflow(clock.hour, kUsecPerHour, &usec) ||
        __builtin_add_overflow(usec,
                               clock.minute * kUsecPerMinute + clock.second * kUsecPerSecond +
                                   clock.micro,
                               &usec)) {
      return Failure::kInterval;
    }
    if (!sum_.add_time(negative || force_negative_ ? -usec : usec, 0, 1)) return Failure::kInterval;
    unit_ = TimeUnit::kDay;
    added_ = kClock;
    return Failure::kNone;
  }

  Failure field(const Field& field) {
    switch (field.kind) {
      case FieldKind::kTime: return clock(field.text, false);
      case FieldKind::kZone:
        // A signed number: of hours and minutes when it has a colon.
        if (field.text.find(':') != std::string::npos) {
          const Failure failure = clock(field.text.substr(1), field.text[0] == '-');
          if (failure != Failure::kFormat) return failure;
        }
        return number(field.text);
      case FieldKind::kDate:
      case FieldKind::kNumber: return number(field.text);
      case FieldKind::kWord:
      case FieldKind::kSpecial: {
        const TimeUnit unit = find_time_unit(field.text);
        if (unit == TimeUnit::kNone) return Failure::kFormat;
        if (unit == TimeUnit::kAgo) {
          ago_ = true;
        }
        unit_ = unit;
        return Failure::kNone;
      }
    }
    return Failure::kFormat;
  }

  Failure number(std::string_view text) {
    if (unit_ == TimeUnit::kNone) unit_ = finest_unit(range_);
    const bool negative = text[0] == '-';
    if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
    int64_t value = 0;
    double fraction = 0;
    bool has_fraction = false;
    if (text.empty() || text[0] != '.') {
      if (text.empty() || !is_digit(text[0])) return Failure::kFormat;
      if (!take_int(&text, &value)) return Failure::kInterval;
    }
    if (negative) value = -value;
    if (!text.empty() && text[0] == '-') {
      // SQL "years-months".
      text.remove_prefix(1);
      int64_t months = 0;
      if (!take_int(&text, &months) || months < 0 || months >= 12) return Failure::kInterval;
      if (!text.empty()) return Failure::kFormat;
      unit_ = TimeUnit::kMonth;
      if (negative) months = -months;
      if (__builtin_mul_overflow(value, 12, &value) ||
          __builtin_add_overflow(value, months, &value)) {
        return Failure::kInterval;
      }
    } else if (!text.empty() && text[0] == '.') {
      for (const char c : text.substr(1)) {
        if (!is_digit(c)) return Failure::kFormat;
      }
      fraction = parse_fraction(text.substr(1));
      has_fraction = true;
      if (negative) fraction = -fraction;
    } else if (!text.empty()) {
      return Failure::kFormat;
    }
    if (force_negative_) {
      if (value > 0) value = -value;
      if (fraction > 0) fraction = -fraction;
    }
    if (unit_ == TimeUnit::kAgo || unit_ > TimeUnit::kMillennium || unit_ == TimeUnit::kQuarter) {
      return Failure::kFormat;
    }
    if (!add_unit(&sum_, unit_, value, fraction)) return Failure::kInterval;
    added_ = mask_of(unit_, has_fraction);
    return Failure::kNone;
  }

  std::vector<Field> fields_;
  bool parsed_ = false;
  int32_t range_;
  bool sql_signs_;
  bool force_negative_ = false;
  bool ago_ = false;
  unsigned seen_ = 0;
  unsigned added_ = 0;
  TimeUnit unit_ = TimeUnit::kNone;
  IntervalSum sum_;
};

// ISO 8601: P1Y2M3W4DT5H6M7.8S, and the alternative P0001-02-03T04:05:06.
class IsoIntervalReader {
 public:
  explicit IsoIntervalReader(std::string_view text) : text_(text) {}

  Failure read(Interval* to) {
    if (text_.size() < 2 || text_[0] != 'P') return Failure::kFormat;
    text_.remove_prefix(1);
    bool date_part = true;
    bool have_field = false;
    while (!text_.empty()) {
      if (text_[0] == 'T') {
        date_part = false;
        have_field = false;
        text_.remove_prefix(1);
        continue;
      }
      int64_t value = 0;
      double fraction = 0;
      if (!number(&value, &fraction)) return Failure::kFormat;
      if (text_.empty() || text_[0] == '-' || text_[0] == ':' ||
          (date_part && text_[0] == 'T' )) {
        return alternative(date_part, have_field, value, fraction, to);
      }
      const char unit = text_[0];
      text_.remove_prefix(1);
      TimeUnit kind = TimeUnit::kNone;
      if (date_part) {
        kind = unit == 'Y'   ? TimeUnit::kYear
               : unit == 'M' ? TimeUnit::kMonth
               : unit == 'W' ? TimeUnit::kWeek
               : unit == 'D' ? TimeUnit::kDay
                             : TimeUnit::kNone;
      } else {
        kind = unit == 'H'   ? TimeUnit::kHour
               : unit == 'M' ? TimeUnit::kMinute
               : unit == 'S' ? TimeUnit::kSecond
                             : TimeUnit::kNone;
      }
      if (kind == TimeUnit::kNone) return Failure::kFormat;
      if (!add_unit(&sum_, kind, value, fraction)) return Failure::kInterval;
      have_field = true;
    }
    return sum_.finish(false, to) ? Failure::kNone : Failure::kInterval;
  }

 private:
  bool number(int64_t* value, double* fraction) {
    const bool negative = text_[0] == '-';
    if (text_[0] == '-' || text_[0] == '+') text_.remove_prefix(1);
    const size_t before = text_.size();
    if (!text_.empty() && is_digit(text_[0]) && !take_int(&text_, value)) return false;
    if (!text_.empty() && text_[0] == '.') {
      text_.remove_prefix(1);
      size_t n = 0;
      while (n < text_.size() && is_digit(text_[n])) ++n;
      *fraction = parse_fraction(text_.substr(0, n));
      text_.remove_prefix(n);
    }
    if (negative) {
      *value = -*value;
      *fraction = -*fraction;
    }
    return text_.size() != before;
  }

  // Years-months-days T hours:minutes:seconds; the first number is read already.
  Failure alternative(bool date_part, bool have_field, int64_t value, double fraction,
                      Interval* to) {
    if (have_field) return Failure::kFormat;
    static constexpr TimeUnit kDate[] = {TimeUnit::kYear, TimeUnit::kMonth, TimeUnit::kDay};
    static constexpr TimeUnit kTime[] = {TimeUnit::kHour, TimeUnit::kMinute, TimeUnit::kSecond};
    const TimeUnit* units = date_part ? kDate : kTime;
    for (size_t i = 0;; ++i) {
      if (i == 3 || !add_unit(&sum_, units[i], value, fraction)) return Failure::kFormat;
      if (text_.empty()) break;
      if (text_[0] == 'T' && date_part) {
        text_.remove_prefix(1);
        if (text_.empty()) break;
        date_part = false;
        units = kTime;
        i = SIZE_MAX;
      } else if (text_[0] == (date_part ? '-' : ':')) {
        text_.remove_prefix(1);
        if (text_.empty()) return Failure::kFormat;
      } else {
        return Failure::kFormat;
      }
      value = 0;
      fraction = 0;
      if (!number(&value, &fraction)) return Failure::kFormat;
    }
    return sum_.finish(false, to) ? Failure::kNone : Failure::kInterval;
  }

  std::string_view text_;
  IntervalSum sum_;
};

}  // namespace

Interval parse_interval(TypeEnv& env, std::string_view text, int32_t range) {
  Interval value;
  const bool sql_signs =
      env.settings->interval_style == FormatSettings::IntervalStyle::kSqlStandard;
  Failure failure = IntervalReader(text, range, sql_signs).read(&value);
  if (failure == Failure::kFormat) failure = IsoIntervalReader(text).read(&value);
  if (failure != Failure::kNone) fail(failure, text, "interval");
  return value;
}

}  // namespace rung
