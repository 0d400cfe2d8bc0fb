// Text forms of dates, times and intervals, by DateStyle and IntervalStyle.
#include "types/datetime.h"
#include "types/ops_util.h"
#include "types/time_zone.h"

namespace rung {
namespace {

using DateStyle = FormatSettings::DateStyle;
using DateOrder = FormatSettings::DateOrder;
using IntervalStyle = FormatSettings::IntervalStyle;

void append_fraction(int64_t micro, std::string* to) {
  if (micro == 0) return;
  char digits[7];
  digits[0] = '.';
  size_t length = 1;
  for (int64_t unit = 100000; micro != 0; unit /= 10) {
    digits[length++] = static_cast<char>('0' + micro / unit);
    micro %= unit;
  }
  to->append(digits, length);
}

void append_clock(const CivilTime& f, std::string* to) {
  append_padded(f.hour, 2, to);
  to->push_back(':');
  append_padded(f.minute, 2, to);
  to->push_back(':');
  append_padded(f.second, 2, to);
  append_fraction(f.micro, to);
}

int64_t shown_year(int64_t year) { return year > 0 ? year : 1 - year; }

void append_calendar(const CivilTime& f, DateStyle style, DateOrder order, std::string* to) {
  const auto triple = [&](int64_t a, int wa, int64_t b, int wb, int64_t c, int wc, char delimiter) {
    append_padded(a, wa, to);
    to->push_back(delimiter);
    append_padded(b, wb, to);
    to->push_back(delimiter);
    append_padded(c, wc, to);
  };
  const int64_t year = shown_year(f.year);
  switch (style) {
    case DateStyle::kIso: triple(year, 4, f.month, 2, f.day, 2, '-'); break;
    case DateStyle::kSql:
      if (order == DateOrder::kDmy) {
        triple(f.day, 2, f.month, 2, year, 4, '/');
      } else {
        triple(f.month, 2, f.day, 2, year, 4, '/');
      }
      break;
    case DateStyle::kGerman: triple(f.day, 2, f.month, 2, year, 4, '.'); break;
    case DateStyle::kPostgres:
      if (order == DateOrder::kDmy) {
        triple(f.day, 2, f.month, 2, year, 4, '-');
      } else {
        triple(f.month, 2, f.day, 2, year, 4, '-');
      }
      break;
  }
}

char* put_two(char* to, int64_t value) {
  *to++ = static_cast<char>('0' + value / 10);
  *to++ = static_cast<char>('0' + value % 10);
  return to;
}

char* put_iso_date(char* to, const CivilTime& f) {
  to = put_two(put_two(to, f.year / 100), f.year % 100);
  *to++ = '-';
  to = put_two(to, f.month);
  *to++ = '-';
  return put_two(to, f.day);
}

bool is_four_digit_year(const CivilTime& f) { return f.year > 0 && f.year < 10000; }

// `zoned`: the fields carry an offset to show.
void append_moment(const CivilTime& f, const FormatSettings& settings, bool zoned,
                   std::string* to) {
  const DateStyle style = settings.date_style;
  if (style == DateStyle::kIso && is_four_digit_year(f)) {  // nearly always
    char text[24];
    char* end = put_iso_date(text, f);
    *end++ = ' ';
    end = put_two(end, f.hour);
    *end++ = ':';
    end = put_two(end, f.minute);
    *end++ = ':';
    end = put_two(end, f.second);
    to->append(text, end);
    append_fraction(f.micro, to);
    if (zoned) append_offset(f.offset, to);
    return;
  }
  if (style == DateStyle::kPostgres) {
    *to += kDayNames[weekday_of(days_from_civil(f.year, f.month, f.day))].substr(0, 3);
    to->push_back(' ');
    const std::string_view month = kMonthNames[f.month - 1].substr(0, 3);
    if (settings.date_order == DateOrder::kDmy) {
      append_padded(f.day, 2, to);
      to->push_back(' ');
      *to += month;
    } else {
      *to += month;
      to->push_back(' ');
      append_padded(f.day, 2, to);
    }
    to->push_back(' ');
    append_clock(f, to);
    to->push_back(' ');
    append_padded(shown_year(f.year), 4, to);
  } else {
    append_calendar(f, style, settings.date_order, to);
    to->push_back(' ');
    append_clock(f, to);
  }
  if (zoned) {
    if (style == DateStyle::kIso) {
      append_offset(f.offset, to);
    } else if (!f.zone.empty() && f.zone[0] != '+' && f.zone[0] != '-') {
      to->push_back(' ');
      *to += f.zone;
    } else {
      if (style == DateStyle::kPostgres) to->push_back(' ');
      append_offset(f.offset, to);
    }
  }
  if (f.year <= 0) *to += " BC";
}

bool append_infinity(int64_t value, int64_t plus, int64_t minus, std::string* to) {
  if (value == plus) {
    *to += "infinity";
  } else if (value == minus) {
    *to += "-infinity";
  }
  return value == plus || value == minus;
}

struct IntervalParts {
  int64_t years, months, days, hours, minutes, seconds, micros;
};
IntervalParts parts_of(const Interval& v) {
  return {v.month / 12,
          v.month % 12,
          v.day,
          v.time / kUsecPerHour,
          v.time / kUsecPerMinute % 60,
          v.time / kUsecPerSecond % 60,
          v.time % kUsecPerSecond};
}

int64_t magnitude(int64_t value) { return value < 0 ? -value : value; }

void append_seconds(const IntervalParts& p, int width, std::string* to) {
  append_padded(magnitude(p.seconds), width, to);
  append_fraction(magnitude(p.micros), to);
}

void append_hours_to_seconds(const IntervalParts& p, std::string* to) {
  append_padded(magnitude(p.hours), 2, to);
  to->push_back(':');
  append_padded(magnitude(p.minutes), 2, to);
  to->push_back(':');
  append_seconds(p, 2, to);
}

void append_postgres_interval(const Interval& v, std::string* to) {
  const IntervalParts p = parts_of(v);
  bool empty = true;
  bool before_negative = false;
  const auto part = [&](int64_t value, const char* unit) {
    if (value == 0) return;
    if (!empty) to->push_back(' ');
    if (before_negative && value > 0) to->push_back('+');
    append_int(value, to);
    to->push_back(' ');
    *to += unit;
    if (value != 1) to->push_back('s');
    before_negative = value < 0;
    empty = false;
  };
  part(p.years, "year");
  part(p.months, "mon");
  part(p.days, "day");
  if (empty || v.time != 0) {
    if (!empty) to->push_back(' ');
    if (v.time < 0) {
      to->push_back('-');
    } else if (before_negative) {
      to->push_back('+');
    }
    append_hours_to_seconds(p, to);
  }
}

void append_verbose_interval(const Interval& v, std::string* to) {
  const IntervalParts p = parts_of(v);
  bool empty = true;
  bool ago = false;
  *to += "@";
  const auto part = [&](int64_t value, const char* unit) {
    if (value == 0) return;
    if (empty) {
      ago = value < 0;
      value = magnitude(value);
      empty = false;
    } else if (ago) {
      value = -value;
    }
    to->push_back(' ');
    append_int(value, to);
    to->push_back(' ');
    *to += unit;
    if (value != 1) to->push_back('s');
  };
  part(p.years, "year");
  part(p.months, "mon");
  part(p.days, "day");
  part(p.hours, "hour");
  part(p.minutes, "min");
  if (p.seconds != 0 || p.micros != 0) {
    to->push_back(' ');
    const bool negative = p.seconds < 0 || p.micros < 0;
    if (empty) {
      ago = negative;
    } else if (negative != ago) {
      to->push_back('-');
    }
    append_seconds(p, 1, to);
    *to += magnitude(p.seconds) != 1 || p.micros != 0 ? " secs" : " sec";
    empty = false;
  }
  if (empty) *to += " 0";
  if (ago) *to += " ago";
}

void append_iso_interval(const Interval& v, std::string* to) {
  const IntervalParts p = parts_of(v);
  if (v.month == 0 && v.day == 0 && v.time == 0) {
    *to += "PT0S";
    return;
  }
  const auto part = [&](int64_t value, char unit) {
    if (value == 0) return;
    append_int(value, to);
    to->push_back(unit);
  };
  to->push_back('P');
  part(p.years, 'Y');
  part(p.months, 'M');
  part(p.days, 'D');
  if (v.time == 0) return;
  to->push_back('T');
  part(p.hours, 'H');
  part(p.minutes, 'M');
  if (p.seconds != 0 || p.micros != 0) {
    if (p.seconds < 0 || p.micros < 0) to->push_back('-');
    append_seconds(p, 1, to);
    to->push_back('S');
  }
}

void append_sql_interval(const Interval& v, std::string* to) {
  IntervalParts p = parts_of(v);
  const bool negative = v.month < 0 || v.day < 0 || v.time < 0;
  const bool positive = v.month > 0 || v.day > 0 || v.time > 0;
  const bool has_year_month = v.month != 0;
  const bool has_day_time = v.day != 0 || v.time != 0;
  if (!negative && !positive) {
    to->push_back('0');
    return;
  }
  // A mix of signs or of the two SQL interval kinds has no standard form: each part signed.
  if ((negative && positive) || (has_year_month && has_day_time)) {
    to->push_back(v.month < 0 ? '-' : '+');
    append_int(magnitude(p.years), to);
    to->push_back('-');
    append_int(magnitude(p.months), to);
    *to += v.day < 0 ? " -" : " +";
    append_int(magnitude(p.days), to);
    *to += v.time < 0 ? " -" : " +";
    append_int(magnitude(p.hours), to);
  } else {
    if (negative) to->push_back('-');
    if (has_year_month) {
      append_int(magnitude(p.years), to);
      to->push_back('-');
      append_int(magnitude(p.months), to);
      return;
    }
    if (v.day != 0) {
      append_int(magnitude(p.days), to);
      to->push_back(' ');
    }
    append_int(magnitude(p.hours), to);
  }
  to->push_back(':');
  append_padded(magnitude(p.minutes), 2, to);
  to->push_back(':');
  append_seconds(p, 2, to);
}

}  // namespace

void append_padded(int64_t value, int width, std::string* to) {
  if (value < 0) {
    to->push_back('-');
    value = -value;
  }
  int64_t limit = 1;
  for (int i = 1; i < width; ++i) limit *= 10;
  for (; limit > 1 && value < limit; limit /= 10) to->push_back('0');
  append_int(value, to);
}

void append_offset(int32_t seconds_east, std::string* to) {
  to->push_back(seconds_east < 0 ? '-' : '+');
  const int32_t seconds = seconds_east < 0 ? -seconds_east : seconds_east;
  append_padded(seconds / 3600, 2, to);
  if (seconds % 3600 == 0) return;
  to->push_back(':');
  append_padded(seconds / 60 % 60, 2, to);
  if (seconds % 60 == 0) return;
  to->push_back(':');
  append_padded(seconds % 60, 2, to);
}

void append_date(int64_t date, const FormatSettings& settings, std::string* to) {
  if (append_infinity(date, kDateInfinity, kDateMinusInfinity, to)) return;
  CivilTime f;
  civil_from_days(date, &f);
  if (settings.date_style == DateStyle::kIso && is_four_digit_year(f)) {
    char text[12];
    to->append(text, put_iso_date(text, f));
    return;
  }
  append_calendar(f, settings.date_style, settings.date_order, to);
  if (f.year <= 0) *to += " BC";
}

void append_time(int64_t time, std::string* to) {
  CivilTime f;
  split_time(time, &f);
  append_clock(f, to);
}

void append_timetz(const TimeTz& value, const FormatSettings&, std::string* to) {
  append_time(value.time, to);
  append_offset(-value.west, to);
}

void append_timestamp(int64_t timestamp, const FormatSettings& settings, std::string* to) {
  if (append_infinity(timestamp, kTimestampInfinity, kTimestampMinusInfinity, to)) return;
  append_moment(civil_of(timestamp), settings, false, to);
}

void append_timestamptz(TypeEnv& env, int64_t timestamp, std::string* to) {
  if (append_infinity(timestamp, kTimestampInfinity, kTimestampMinusInfinity, to)) return;
  append_moment(civil_in_session(env, timestamp), *env.settings, true, to);
}

void append_interval(const Interval& value, IntervalStyle style, std::string* to) {
  switch (style) {
    case IntervalStyle::kPostgres: append_postgres_interval(value, to); break;
    case IntervalStyle::kPostgresVerbose: append_verbose_interval(value, to); break;
    case IntervalStyle::kSqlStandard: append_sql_interval(value, to); break;
    case IntervalStyle::kIso8601: append_iso_interval(value, to); break;
  }
}

}  // namespace rung
