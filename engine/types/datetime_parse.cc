#include "types/datetime_parse.h"

#include <charconv>

#include "types/datetime_words.h"
#include "types/ops_util.h"
#include "types/services.h"
#include "types/time_zone.h"

namespace rung {
namespace {

using namespace datetime_fields;
using DateOrder = FormatSettings::DateOrder;

// What is known already.
constexpr unsigned kYear = 1, kMonth = 2, kDay = 4, kDoy = 8, kHour = 16, kMinute = 32,
                   kSecond = 64, kZone = 128, kWeekday = 256, kReservedWord = 512;
constexpr unsigned kDateMask = kYear | kMonth | kDay;
constexpr unsigned kTimeMask = kHour | kMinute | kSecond;

enum class Meridian : uint8_t { kNone, kAm, kPm };

class MomentReader {
 public:
  MomentReader(TypeEnv& env, std::string_view text, std::string_view type)
      : env_(env), text_(text), type_(type) {}

  CivilTime f;
  unsigned mask = 0;
  bool has_zone = false;
  int32_t zone_offset = 0;              // seconds east, when a fixed one was given
  const TimeZone* named_zone = nullptr;
  std::optional<ReservedWord> reserved;  // epoch and infinities; the others became fields
  bool now_zone = false;                // 'now' and its like: in the session's zone

  void read(bool time_only) {
    std::vector<Field> fields;
    if (!split(text_, &fields)) fail(Failure::kFormat, text_, type_);
    if (const Failure failure = decode(fields, time_only); failure != Failure::kNone) {
      fail(failure, text_, type_);
    }
  }

 private:
  Failure decode(const std::vector<Field>& fields, bool time_only) {
    for (size_t i = 0; i < fields.size(); ++i) {
      const std::string& field = fields[i].text;
      added_ = 0;
      Failure failure = Failure::kNone;
      switch (fields[i].kind) {
        case FieldKind::kDate:
          failure = date_field(fields, i, time_only);
          break;
        case FieldKind::kTime:
          if (pending_ != TimeUnit::kNone && pending_ != TimeUnit::kSecond) return Failure::kFormat;
          pending_ = TimeUnit::kNone;
          failure = clock_field(field);
          added_ = kTimeMask;
          break;
        case FieldKind::kZone: failure = zone_field(field); break;
        case FieldKind::kNumber:
          failure = pending_ != TimeUnit::kNone ? unit_number(field) : plain_number(fields, i, time_only);
          break;
        case FieldKind::kWord:
        case FieldKind::kSpecial: failure = word_field(field, fields, i); break;
      }
      if (failure != Failure::kNone) return failure;
      if ((added_ & mask) != 0) return Failure::kFormat;
      mask |= added_;
    }
    if (pending_ != TimeUnit::kNone) return Failure::kFormat;
    if (reserved) return Failure::kNone;
    if (meridian_ != Meridian::kNone && f.hour > 12) return Failure::kField;
    if (meridian_ == Meridian::kAm && f.hour == 12) f.hour = 0;
    if (meridian_ == Meridian::kPm && f.hour != 12) f.hour += 12;
    if (time_only) {
      if ((mask & kDateMask) == kDateMask) {
        if (const Failure failure = validate(); failure != Failure::kNone) return failure;
      } else if (named_zone != nullptr || (mask & kDateMask) != 0) {
        return Failure::kFormat;
      }
      return (mask & kTimeMask) == kTimeMask ? Failure::kNone : Failure::kFormat;
    }
    if (const Failure failure = validate(); failure != Failure::kNone) return failure;
    return (mask & kDateMask) == kDateMask ? Failure::kNone : Failure::kFormat;
  }

  Failure clock_field(const std::string& field) {
    Clock clock;
    const Failure failure = read_clock(field, kIntervalFullRange, &clock);
    if (failure != Failure::kNone) return failure;
    if (clock.hour > 24) return Failure::kField;
    f.hour = static_cast<int32_t>(clock.hour);
    f.minute = clock.minute;
    f.second = clock.second;
    f.micro = clock.micro;
    return clock_overflows() ? Failure::kField : Failure::kNone;
  }
  bool clock_overflows() const { return time_of(f) > kUsecPerDay; }

  // A date, or behind a complete date the zone ('GMT-8', 'America/New_York', '040506-08').
  Failure date_field(const std::vector<Field>& fields, size_t i, bool time_only) {
    const std::string& field = fields[i].text;
    const bool date_known = (mask & (kMonth | kDay)) == (kMonth | kDay);
    if (pending_ == TimeUnit::kJulian) {
      pending_ = TimeUnit::kNone;
      std::string_view rest = field;
      int64_t julian = 0;
      if (!take_int(&rest, &julian) || julian < 0) return Failure::kField;
      set_date(julian - kEpochJulian);
      if (const Failure failure = read_zone_offset(rest); failure != Failure::kNone) return failure;
      added_ = kDateMask | kTimeMask | kZone;
      f.hour = f.minute = f.second = f.micro = 0;
      return Failure::kNone;
    }
    const bool may_be_date = !time_only || (i == 0 && fields.size() >= 2) || i > 0;
    if (!date_known && pending_ == TimeUnit::kNone && (is_digit(field[0]) || !time_only) &&
        may_be_date && (is_digit(field[0]) || text_month_first(field))) {
      return read_date(field);
    }
    if (is_digit(field[0]) || pending_ != TimeUnit::kNone) {
      if (pending_ != TimeUnit::kNone) {
        if (pending_ != TimeUnit::kSecond) return Failure::kFormat;
        pending_ = TimeUnit::kNone;
      }
      if ((mask & kTimeMask) == kTimeMask) return Failure::kFormat;
      const size_t sign = field.find('-');
      if (sign == std::string::npos) return Failure::kFormat;
      if (const Failure failure = read_zone_offset(std::string_view(field).substr(sign));
          failure != Failure::kNone) {
        return failure;
      }
      if (const Failure failure = number_field(field.substr(0, sign), mask | kDateMask);
          failure != Failure::kNone) {
        return failure;
      }
      added_ |= kZone;
      return Failure::kNone;
    }
    return named(field);
  }

  static bool text_month_first(std::string_view field) {
    const size_t end = field.find_first_of("-/.+_:0123456789");
    const DateWord* word = find_date_word(field.substr(0, end));
    return word != nullptr && word->kind == DateWordKind::kMonth;
  }

  Failure named(const std::string& name) {
    named_zone = find_zone(name);
    if (named_zone == nullptr) {
      throw_error(sqlstate::invalid_parameter_value, "time zone \"" + name + "\" not recognized");
    }
    has_zone = true;
    added_ = kZone;
    return Failure::kNone;
  }

  Failure zone_field(const std::string& field) {
    if (const Failure failure = read_zone_offset(field); failure != Failure::kNone) return failure;
    added_ = kZone;
    return Failure::kNone;
  }

  // +hh, +hhmm, +hh:mm, +hh:mm:ss
  Failure read_zone_offset(std::string_view text) {
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return Failure::kFormat;
    const bool negative = text[0] == '-';
    text.remove_prefix(1);
    const size_t length = text.size();
    int64_t hour = 0;
    int64_t minute = 0;
    int64_t second = 0;
    if (text.empty() || !is_digit(text[0])) return Failure::kFormat;
    if (!take_int(&text, &hour)) return Failure::kZoneOffset;
    if (!text.empty() && text[0] == ':') {
      text.remove_prefix(1);
      if (!take_int(&text, &minute)) return Failure::kZoneOffset;
      if (!text.empty() && text[0] == ':') {
        text.remove_prefix(1);
        if (!take_int(&text, &second)) return Failure::kZoneOffset;
      }
    } else if (text.empty() && length > 2) {
      minute = hour % 100;
      hour /= 100;
    }
    if (hour < 0 || hour > 15 || minute < 0 || minute > 59 || second < 0 || second > 59) {
      return Failure::kZoneOffset;
    }
    if (!text.empty()) return Failure::kFormat;
    const auto offset = static_cast<int32_t>((hour * 60 + minute) * 60 + second);
    zone_offset = negative ? -offset : offset;
    has_zone = true;
    return Failure::kNone;
  }

  void set_date(int64_t days) { civil_from_days(days, &f); }

  // A number behind a unit word: 'J2451187', 'T040506', 'y2001m2d3'.
  Failure unit_number(const std::string& field) {
    const TimeUnit unit = pending_;
    pending_ = TimeUnit::kNone;
    std::string_view rest = field;
    int64_t value = 0;
    if (!take_int(&rest, &value) || value > INT32_MAX) return Failure::kField;
    int32_t micro = 0;
    if (!rest.empty() && rest[0] == '.') {
      if (unit != TimeUnit::kJulian && unit != TimeUnit::kSecond && !time_mark_) {
        return Failure::kFormat;
      }
    } else if (!rest.empty()) {
      return Failure::kFormat;
    }
    const auto number = static_cast<int32_t>(value);
    if (time_mark_) {
      time_mark_ = false;
      return number_field(field, mask | kDateMask);
    }
    switch (unit) {
      case TimeUnit::kYear: f.year = number; added_ = kYear; return Failure::kNone;
      case TimeUnit::kMonth:
        if ((mask & kMonth) != 0 && (mask & kHour) != 0) {
          f.minute = number;
          added_ = kMinute;
        } else {
          f.month = number;
          added_ = kMonth;
        }
        return Failure::kNone;
      case TimeUnit::kDay: f.day = number; added_ = kDay; return Failure::kNone;
      case TimeUnit::kHour: f.hour = number; added_ = kHour; return Failure::kNone;
      case TimeUnit::kMinute: f.minute = number; added_ = kMinute; return Failure::kNone;
      case TimeUnit::kSecond:
        f.second = number;
        added_ = kSecond;
        if (!rest.empty() && !read_fraction(rest.substr(1), &micro)) return Failure::kFormat;
        f.micro = micro;
        return Failure::kNone;
      case TimeUnit::kJulian: {
        set_date(value - kEpochJulian);
        added_ = kDateMask;
        is_julian_ = true;
        if (!rest.empty()) {
          double fraction = 0;
          const std::string digits = "0" + std::string(rest);
          std::from_chars(digits.data(), digits.data() + digits.size(), fraction);
          split_time(static_cast<int64_t>(fraction * static_cast<double>(kUsecPerDay)), &f);
          added_ |= kTimeMask;
        }
        return Failure::kNone;
      }
      default: return Failure::kFormat;
    }
  }

  Failure plain_number(const std::vector<Field>& fields, size_t i, bool time_only) {
    const std::string& field = fields[i].text;
    const size_t length = field.size();
    const size_t point = field.find('.');
    if (time_only) {
      if (point != std::string::npos) {
        if (point > 2) return number_field(field, mask | kDateMask);
        return point == 0 ? Failure::kFormat : read_date(field);
      }
      if (i == 0 && fields.size() >= 2 && length > 4 && (mask & kDateMask) == 0 &&
          fields[1].kind != FieldKind::kZone && fields[1].kind != FieldKind::kWord) {
        return number_field(field, mask);
      }
      if (length > 2) return number_field(field, mask | kDateMask);
      return number(field, mask | kDateMask);
    }
    if (point != std::string::npos && (mask & kDateMask) == 0) return read_date(field);
    if (point != std::string::npos && point > 2) return number_field(field, mask);
    if (length >= 6 && ((mask & kDateMask) == 0 || (mask & kTimeMask) == 0)) {
      return number_field(field, mask);
    }
    return number(field, mask);
  }

  // One number of a date, by what is known and by DateStyle's order.
  Failure number(std::string_view field, unsigned known) {
    std::string_view rest = field;
    int64_t value = 0;
    if (!take_int(&rest, &value) || value > INT32_MAX) return Failure::kField;
    if (!rest.empty()) {
      if (rest[0] != '.') return Failure::kFormat;
      if (field.size() - rest.size() > 2) return number_field(field, known | kDateMask);
      if (!read_fraction(rest.substr(1), &f.micro)) return Failure::kFormat;
    }
    const size_t length = field.size();
    const auto v = static_cast<int32_t>(value);
    if (length == 3 && (known & kDateMask) == kYear && v >= 1 && v <= 366) {
      added_ = kDoy | kMonth | kDay;
      day_of_year_ = v;
      return Failure::kNone;
    }
    const auto set_year = [&] {
      f.year = v;
      added_ = kYear;
      two_digits_ = length <= 2;
    };
    const auto set_month = [&] {
      f.month = v;
      added_ = kMonth;
    };
    const auto set_day = [&] {
      f.day = v;
      added_ = kDay;
    };
    const DateOrder order = env_.settings->date_order;
    switch (known & kDateMask) {
      case 0:
        if (length >= 3 || order == DateOrder::kYmd) {
          set_year();
        } else if (order == DateOrder::kDmy) {
          set_day();
        } else {
          set_month();
        }
        break;
      case kYear: set_month(); break;
      case kMonth:
        if (text_month_ && (length >= 3 || order == DateOrder::kYmd)) {
          set_year();
        } else {
          set_day();
        }
        break;
      case kYear | kMonth:
        if (text_month_ && length >= 3 && two_digits_) {
          // What was taken for the year was the day: 99-Jan-2008.
          f.day = f.year;
          f.year = v;
          two_digits_ = false;
          added_ = kDay;
        } else {
          set_day();
        }
        break;
      case kDay: set_month(); break;
      case kMonth | kDay: set_year(); break;
      case kYear | kDay: set_month(); break;
      case kDateMask: return number_field(field, known);
      default: return Failure::kFormat;
    }
    return Failure::kNone;
  }

  // Digits run together: a date of 6 or more, else a time of 6 or 4.
  Failure number_field(std::string_view field, unsigned known) {
    const size_t point = field.find('.');
    std::string_view digits = field.substr(0, point);
    if (point != std::string_view::npos) {
      if (!read_fraction(field.substr(point + 1), &f.micro)) return Failure::kFormat;
    }
    const auto part = [&](size_t from, size_t count) {
      int32_t value = 0;
      for (const char c : digits.substr(from, count)) value = value * 10 + (c - '0');
      return value;
    };
    for (const char c : digits) {
      if (!is_digit(c)) return Failure::kFormat;
    }
    const size_t n = digits.size();
    if (point == std::string_view::npos && (known & kDateMask) != kDateMask && n >= 6) {
      if (n > 12) return Failure::kField;
      f.day = part(n - 2, 2);
      f.month = part(n - 4, 2);
      f.year = part(0, n - 4);
      two_digits_ = n == 6;
      added_ = kDateMask;
      return Failure::kNone;
    }
    if ((known & kTimeMask) != kTimeMask && (n == 6 || n == 4)) {
      f.hour = part(0, 2);
      f.minute = part(2, 2);
      f.second = n == 6 ? part(4, 2) : 0;
      added_ = kTimeMask;
      if (f.minute > 59 || f.second > 60 || clock_overflows()) return Failure::kField;
      return Failure::kNone;
    }
    return Failure::kFormat;
  }

  // Three parts of digits or letters with anything between.
  Failure read_date(std::string_view text) {
    std::vector<std::string_view> parts;
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    for (size_t at = 0; at < text.size();) {
      while (at < text.size() && !is_digit(text[at]) && !is_letter(text[at])) ++at;
      if (at == text.size()) return Failure::kFormat;
      const size_t start = at;
      const bool digits = is_digit(text[at]);
      while (at < text.size() && (digits ? is_digit(text[at]) : is_letter(text[at]))) ++at;
      parts.push_back(text.substr(start, at - start));
      // One separating character goes with the part.
      if (at < text.size()) ++at;
      if (parts.size() > kFieldsMax) return Failure::kFormat;
    }
    unsigned found = 0;
    for (std::string_view& part : parts) {
      if (is_digit(part[0])) continue;
      const DateWord* word = find_date_word(part);
      if (word == nullptr) return Failure::kFormat;
      if (word->kind == DateWordKind::kMonth) {
        if (((found | mask) & kMonth) != 0) return Failure::kFormat;
        f.month = word->value;
        found |= kMonth;
        text_month_ = true;
      } else if (word->kind != DateWordKind::kIgnored) {
        return Failure::kFormat;
      }
      part = {};
    }
    for (const std::string_view part : parts) {
      if (part.empty()) continue;
      if (const Failure failure = number(part, mask | found); failure != Failure::kNone) {
        return failure;
      }
      if ((added_ & (mask | found)) != 0) return Failure::kFormat;
      found |= added_;
    }
    added_ = found;
    // A whole date stands before the time of day.
    return ((mask | found) & ~(kDoy | kZone)) == kDateMask ? Failure::kNone
                                                         : Failure::kFormat;
  }

  Failure word_field(const std::string& field, const std::vector<Field>& fields, size_t i) {
    if (const ZoneAbbreviation* zone = find_zone_abbreviation(field)) {
      added_ = kZone;
      has_zone = true;
      zone_offset = zone->offset;
      return Failure::kNone;
    }
    const DateWord* word = find_date_word(field);
    if (word == nullptr) {
      if (fields[i].kind == FieldKind::kSpecial) return Failure::kFormat;
      named_zone = find_zone(field);
      if (named_zone == nullptr) return Failure::kFormat;
      has_zone = true;
      added_ = kZone;
      return Failure::kNone;
    }
    switch (word->kind) {
      case DateWordKind::kMonth:
        // '01 Jan 99': the number taken for the month was the day.
        if ((mask & kMonth) != 0 && !text_month_ && (mask & kDay) == 0 && f.month >= 1 &&
            f.month <= 31) {
          f.day = f.month;
          added_ = kDay;
        } else {
          added_ = kMonth;
        }
        text_month_ = true;
        f.month = word->value;
        return Failure::kNone;
      case DateWordKind::kWeekday: added_ = kWeekday; return Failure::kNone;
      case DateWordKind::kMeridian:
        meridian_ = word->value != 0 ? Meridian::kPm : Meridian::kAm;
        return Failure::kNone;
      case DateWordKind::kEra: bc_ = word->value != 0; return Failure::kNone;
      case DateWordKind::kIgnored: return Failure::kNone;
      case DateWordKind::kDaylight:
        if (!has_zone || named_zone != nullptr) return Failure::kFormat;
        zone_offset += 3600;
        return Failure::kNone;
      case DateWordKind::kUnit: {
        pending_ = static_cast<TimeUnit>(word->value);
        return Failure::kNone;
      }
      case DateWordKind::kTimeMark:
        // The T of ISO 8601: a time must follow a date.
        if ((mask & kDateMask) == 0 && i != 0) return Failure::kFormat;
        if (i + 1 >= fields.size() ||
            (fields[i + 1].kind != FieldKind::kNumber && fields[i + 1].kind != FieldKind::kTime &&
             fields[i + 1].kind != FieldKind::kDate)) {
          return Failure::kFormat;
        }
        pending_ = TimeUnit::kSecond;
        time_mark_ = fields[i + 1].kind == FieldKind::kNumber;
        return Failure::kNone;
      case DateWordKind::kReserved:
        return reserved_word(static_cast<ReservedWord>(word->value));
    }
    return Failure::kFormat;
  }

  Failure reserved_word(ReservedWord word) {
    if (word == ReservedWord::kAllballs) {
      added_ = kTimeMask | kZone;
      f.hour = f.minute = f.second = f.micro = 0;
      has_zone = true;
      zone_offset = 0;
      return Failure::kNone;
    }
    if (word == ReservedWord::kEpoch || word == ReservedWord::kInfinity ||
        word == ReservedWord::kMinusInfinity) {
      reserved = word;
      added_ = kDateMask | kTimeMask | kZone;
      return Failure::kNone;
    }
    const CivilTime now = civil_in_session(env_, env_.services->transaction_timestamp());
    if (word == ReservedWord::kNow) {
      f = now;
      added_ = kDateMask | kTimeMask | kZone;
      has_zone = true;
      zone_offset = now.offset;
      return Failure::kNone;
    }
    const int64_t shift = word == ReservedWord::kTomorrow    ? 1
                          : word == ReservedWord::kYesterday ? -1
                                                             : 0;
    set_date(days_from_civil(now.year, now.month, now.day) + shift);
    added_ = kDateMask;
    return Failure::kNone;
  }

  Failure validate() {
    if ((mask & kYear) != 0 && !is_julian_) {
      if (bc_) {
        if (f.year <= 0) return Failure::kField;
        f.year = -(f.year - 1);
      } else if (two_digits_) {
        if (f.year < 0) return Failure::kField;
        f.year += f.year < 70 ? 2000 : f.year < 100 ? 1900 : 0;
      } else if (f.year <= 0 && (mask & kDateMask) == kDateMask && !from_calendar()) {
        return Failure::kField;
      }
    }
    if (day_of_year_ != 0) {
      set_date(days_from_civil(f.year, 1, 1) + day_of_year_ - 1);
    }
    if ((mask & kMonth) != 0 && (f.month < 1 || f.month > 12)) return Failure::kMonthDay;
    if ((mask & kDay) != 0 && (f.day < 1 || f.day > 31)) return Failure::kMonthDay;
    if ((mask & kDateMask) == kDateMask && f.day > days_in_month(f.year, f.month)) {
      return Failure::kField;
    }
    return Failure::kNone;
  }
  bool from_calendar() const { return is_julian_; }

  TypeEnv& env_;
  std::string_view text_;
  std::string_view type_;
  unsigned added_ = 0;
  TimeUnit pending_ = TimeUnit::kNone;
  bool time_mark_ = false;
  bool text_month_ = false;
  bool two_digits_ = false;
  bool bc_ = false;
  bool is_julian_ = false;
  int32_t day_of_year_ = 0;
  Meridian meridian_ = Meridian::kNone;
};

int64_t infinity_of(ReservedWord word) {
  return word == ReservedWord::kInfinity ? kTimestampInfinity : kTimestampMinusInfinity;
}

[[noreturn]] void throw_text_range(std::string_view what, std::string_view text) {
  throw_error(sqlstate::datetime_value_out_of_range,
              std::string(what) + " out of range: \"" + std::string(text) + "\"");
}

}  // namespace

namespace {

// YYYY-MM-DD at the beginning of the text, the form that loads consist of; false: not exactly that.
bool read_iso_date(std::string_view text, int64_t* days) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](size_t at, size_t digits) {
    int value = 0;
    for (size_t i = at; i < at + digits; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
    return false;
  }
  *days = days_from_civil(year, month, day);
  return true;
}

// YYYY-MM-DD HH:MM:SS and nothing else.
bool read_iso_moment(std::string_view text, int64_t* timestamp) {
  if (text.size() != 19 || text[10] != ' ' || text[13] != ':' || text[16] != ':') return false;
  const auto two = [&](size_t at) {
    const char a = text[at], b = text[at + 1];
    return a < '0' || a > '9' || b < '0' || b > '9' ? 100 : (a - '0') * 10 + (b - '0');
  };
  const int hour = two(11), minute = two(14), second = two(17);
  int64_t days = 0;
  if (hour > 23 || minute > 59 || second > 59 || !read_iso_date(text, &days)) return false;
  *timestamp = days * kUsecPerDay + (int64_t{hour} * 3600 + minute * 60 + second) * kUsecPerSecond;
  return true;
}

}  // namespace

int64_t parse_date(TypeEnv& env, std::string_view text) {
  if (int64_t days = 0; text.size() == 10 && read_iso_date(text, &days)) return days;
  MomentReader reader(env, text, "date");
  reader.read(false);
  if (reader.reserved) {
    if (*reader.reserved == ReservedWord::kEpoch) return kUnixEpochDays;
    return *reader.reserved == ReservedWord::kInfinity ? kDateInfinity : kDateMinusInfinity;
  }
  const CivilTime& f = reader.f;
  if (!is_valid_julian(f.year, f.month)) throw_text_range("date", text);
  const int64_t date = days_from_civil(f.year, f.month, f.day);
  if (!is_valid_date(date)) throw_text_range("date", text);
  return date;
}

int64_t parse_timestamp(TypeEnv& env, std::string_view text) {
  if (int64_t plain = 0; read_iso_moment(text, &plain)) return plain;
  MomentReader reader(env, text, "timestamp");
  reader.read(false);
  if (reader.reserved) {
    return *reader.reserved == ReservedWord::kEpoch ? kUnixEpochUsec
                                                    : infinity_of(*reader.reserved);
  }
  int64_t timestamp = 0;
  if (!timestamp_of(reader.f, &timestamp)) throw_text_range("timestamp", text);
  return timestamp;
}

int64_t parse_timestamptz(TypeEnv& env, std::string_view text) {
  if (int64_t plain = 0; read_iso_moment(text, &plain)) {
    return local_to_utc(session_zone(env), plain);
  }
  MomentReader reader(env, text, "timestamp with time zone");
  reader.read(false);
  if (reader.reserved) {
    return *reader.reserved == ReservedWord::kEpoch ? kUnixEpochUsec
                                                    : infinity_of(*reader.reserved);
  }
  CivilTime f = reader.f;
  f.offset = 0;
  int64_t local = 0;
  // A local time just outside the range may lie inside it in UTC.
  if (!timestamp_of(f, &local) && (local < kTimestampMin - kUsecPerDay || local == 0)) {
    throw_text_range("timestamp", text);
  }
  int64_t utc = 0;
  if (reader.named_zone != nullptr) {
    utc = local_to_utc(*reader.named_zone, local);
  } else if (reader.has_zone) {
    utc = local - reader.zone_offset * kUsecPerSecond;
  } else {
    utc = local_to_utc(session_zone(env), local);
  }
  if (!is_valid_timestamp(utc)) throw_text_range("timestamp", text);
  return utc;
}

namespace {

int32_t time_zone_offset(TypeEnv& env, const MomentReader& reader) {
  if (reader.has_zone && reader.named_zone == nullptr) return reader.zone_offset;
  const TimeZone& zone = reader.named_zone != nullptr ? *reader.named_zone : session_zone(env);
  CivilTime f = reader.f;
  if ((reader.mask & kDateMask) != kDateMask) {
    const CivilTime now = civil_in_session(env, env.services->transaction_timestamp());
    f.year = now.year;
    f.month = now.month;
    f.day = now.day;
  }
  return offset_of_local(zone, days_from_civil(f.year, f.month, f.day) * kUsecPerDay + time_of(f));
}

void check_time_word(const MomentReader& reader, std::string_view text, std::string_view type) {
  if (reader.reserved) fail(Failure::kFormat, text, type);
}

}  // namespace

int64_t parse_time(TypeEnv& env, std::string_view text) {
  MomentReader reader(env, text, "time");
  reader.read(true);
  check_time_word(reader, text, "time");
  return time_of(reader.f);
}

TimeTz parse_timetz(TypeEnv& env, std::string_view text) {
  MomentReader reader(env, text, "time with time zone");
  reader.read(true);
  check_time_word(reader, text, "time with time zone");
  // UTC needs no date to know its offset.
  if (!reader.has_zone && env.settings->time_zone == "UTC") return {time_of(reader.f), 0};
  return {time_of(reader.f), -time_zone_offset(env, reader)};
}

}  // namespace rung
