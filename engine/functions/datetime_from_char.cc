// to_date() and to_timestamp(): moments read by the template patterns that to_char() writes.
#include <algorithm>

#include "functions/datetime_util.h"
#include "functions/groups.h"
#include "types/datetime.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;

enum class Key : uint8_t {
  kMeridian, kHour24, kHour12, kMinute, kSecondOfDay, kSecond, kMilli, kMicro, kZoneHour,
  kZoneMinute, kNotRead, kYearComma, kYear, kIsoYear, kIsoDayOfYear, kIsoDay, kIsoWeek, kEra,
  kMonthName, kMonthShort, kDayName, kDayShort, kRoman, kDayOfYear, kDay, kWeekday, kMonth, kWeek,
  kWeekOfMonth, kQuarter, kCentury, kJulian
};
struct Word {
  std::string_view text;
  Key key;
  uint8_t length;  // digits read when the next field follows at once
  bool digits;
};
// Longer words before the ones they begin with.
constexpr Word kWords[] = {
    {"A.M.", Key::kMeridian, 4, false}, {"P.M.", Key::kMeridian, 4, false},
    {"A.D.", Key::kEra, 4, false},      {"B.C.", Key::kEra, 4, false},
    {"AM", Key::kMeridian, 2, false},   {"PM", Key::kMeridian, 2, false},
    {"AD", Key::kEra, 2, false},        {"BC", Key::kEra, 2, false},
    {"CC", Key::kCentury, 2, true},     {"DAY", Key::kDayName, 0, false},
    {"DDD", Key::kDayOfYear, 3, true},  {"DD", Key::kDay, 2, true},
    {"DY", Key::kDayShort, 0, false},   {"D", Key::kWeekday, 1, true},
    {"FF1", Key::kMicro, 1, true},      {"FF2", Key::kMicro, 2, true},
    {"FF3", Key::kMicro, 3, true},      {"FF4", Key::kMicro, 4, true},
    {"FF5", Key::kMicro, 5, true},      {"FF6", Key::kMicro, 6, true},
    {"HH24", Key::kHour24, 2, true},    {"HH12", Key::kHour12, 2, true},
    {"HH", Key::kHour12, 2, true},      {"IDDD", Key::kIsoDayOfYear, 3, true},
    {"ID", Key::kIsoDay, 1, true},      {"IW", Key::kIsoWeek, 2, true},
    {"IYYY", Key::kIsoYear, 4, true},   {"IYY", Key::kIsoYear, 3, true},
    {"IY", Key::kIsoYear, 2, true},     {"I", Key::kIsoYear, 1, true},
    {"J", Key::kJulian, 0, true},       {"MI", Key::kMinute, 2, true},
    {"MM", Key::kMonth, 2, true},       {"MONTH", Key::kMonthName, 0, false},
    {"MON", Key::kMonthShort, 0, false},{"MS", Key::kMilli, 3, true},
    {"OF", Key::kNotRead, 0, false},    {"Q", Key::kQuarter, 1, true},
    {"RM", Key::kRoman, 0, false},      {"SSSSS", Key::kSecondOfDay, 5, true},
    {"SSSS", Key::kSecondOfDay, 5, true}, {"SS", Key::kSecond, 2, true},
    {"TZH", Key::kZoneHour, 2, false},  {"TZM", Key::kZoneMinute, 2, true},
    {"TZ", Key::kNotRead, 0, false},    {"US", Key::kMicro, 6, true},
    {"WW", Key::kWeek, 2, true},        {"W", Key::kWeekOfMonth, 1, true},
    {"Y,YYY", Key::kYearComma, 5, true}, {"YYYY", Key::kYear, 4, true},
    {"YYY", Key::kYear, 3, true},       {"YY", Key::kYear, 2, true},
    {"Y", Key::kYear, 1, true},
};

struct Node {
  enum Kind : uint8_t { kField, kCharacter, kSeparator } kind = kCharacter;
  const Word* word = nullptr;
  std::string name;  // the field, as written
  char character = 0;
  bool fill = false;     // FM
  bool ordinal = false;  // TH
};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_separator(char c) {
  return c > ' ' && c < 127 && !is_digit(c) && !(ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}

bool starts(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && equals_ignore_case(text.substr(0, word.size()), word);
}

std::vector<Node> nodes_of(std::string_view format, bool* exact) {
  std::vector<Node> nodes;
  bool fill = false;
  while (!format.empty()) {
    if (starts(format, "FM") || starts(format, "TM") || starts(format, "FX")) {
      if (starts(format, "FX")) *exact = true;
      fill = fill || starts(format, "FM");
      format.remove_prefix(2);
      continue;
    }
    Node node;
    node.fill = fill;
    fill = false;
    for (const Word& word : kWords) {
      if (!starts(format, word.text)) continue;
      node.kind = Node::kField;
      node.word = &word;
      node.name = format.substr(0, word.text.size());
      format.remove_prefix(word.text.size());
      if (starts(format, "TH")) {
        node.ordinal = true;
        format.remove_prefix(2);
      }
      break;
    }
    if (node.word != nullptr) {
      nodes.push_back(node);
      continue;
    }
    if (format[0] == '"') {
      format.remove_prefix(1);
      while (!format.empty() && format[0] != '"') {
        if (format[0] == '\\' && format.size() > 1) format.remove_prefix(1);
        node.character = format[0];
        nodes.push_back(node);
        format.remove_prefix(1);
      }
      if (!format.empty()) format.remove_prefix(1);
      continue;
    }
    if (format[0] == '\\' && format.size() > 1 && format[1] == '"') format.remove_prefix(1);
    node.character = format[0];
    node.kind = is_space(format[0]) || is_separator(format[0]) ? Node::kSeparator : Node::kCharacter;
    nodes.push_back(node);
    format.remove_prefix(1);
  }
  return nodes;
}

class Reader {
 public:
  Reader(std::string_view source, std::string_view format)
      : source_(source), rest_(source), nodes_(nodes_of(format, &exact_)) {}

  void read() {
    int64_t extra = 0;  // spaces skipped before this place of the template
    for (size_t i = 0; i < nodes_.size() && !rest_.empty(); ++i) {
      const Node& node = nodes_[i];
      if (!exact_ && (node.kind == Node::kField || i == 0)) extra += skip_spaces();
      if (node.kind == Node::kSeparator) {
        if (exact_) {
          step();
        } else {
          --extra;
          if (!rest_.empty() && (is_space(rest_[0]) || is_separator(rest_[0]))) {
            step();
            ++extra;
          }
        }
      } else if (node.kind == Node::kCharacter) {
        if (!exact_ && extra > 0) {
          --extra;
        } else {
          step();
        }
      } else {
        field(i);
        if (!exact_) extra = skip_spaces();
      }
    }
  }

  // The local time; `zoned` when the source told its distance from UTC.
  CivilTime moment(bool* zoned, int64_t* days) const {
    CivilTime f;
    f.hour = static_cast<int32_t>(hour_.value);
    f.minute = static_cast<int32_t>(minute_.value);
    f.second = static_cast<int32_t>(second_.value);
    if (second_of_day_.set) {
      f.hour = static_cast<int32_t>(second_of_day_.value / 3600);
      f.minute = static_cast<int32_t>(second_of_day_.value / 60 % 60);
      f.second = static_cast<int32_t>(second_of_day_.value % 60);
    }
    if (twelve_) {
      if (f.hour < 1 || f.hour > 12) {
        throw_error(Error(sqlstate::invalid_datetime_format,
                          "hour \"" + std::to_string(f.hour) +
                              "\" is invalid for the 12-hour clock")
                        .with_hint(
                            "Use the 24-hour clock, or give an hour between 1 and 12."));
      }
      if (afternoon_.value != 0 && f.hour < 12) f.hour += 12;
      if (afternoon_.value == 0 && f.hour == 12) f.hour = 0;
    }
    f.micro = static_cast<int32_t>(milli_.value * 1000 + micro_.value);
    *days = date();
    if (f.hour < 0 || f.hour > 23 || f.minute < 0 || f.minute > 59 || f.second < 0 ||
        f.second > 59 || f.micro < 0 || f.micro >= kUsecPerSecond) {
      throw_overflow();
    }
    civil_from_days(*days, &f);
    *zoned = zone_hour_.set || zone_minute_.set;
    if (zone_hour_.value > 15 || zone_minute_.value < 0 || zone_minute_.value > 59) {
      throw_overflow();
    }
    f.offset = static_cast<int32_t>(zone_sign_ * (zone_hour_.value * 3600 + zone_minute_.value * 60));
    return f;
  }

 private:
  struct Value {
    int64_t value = 0;
    bool set = false;
  };

  [[noreturn]] void throw_overflow() const {
    throw_error(sqlstate::datetime_field_overflow,
                "date/time field value out of range: \"" + std::string(source_) + "\"");
  }
  [[noreturn]] static void throw_value(std::string_view text, const Node& node, std::string detail) {
    throw_error(Error(sqlstate::invalid_datetime_format,
                      "invalid value \"" + std::string(text) + "\" for \"" + node.name + "\"")
                    .with_detail(std::move(detail)));
  }
  void step() {
    size_t bytes = 1;
    while (bytes < rest_.size() && (static_cast<unsigned char>(rest_[bytes]) & 0xC0) == 0x80) {
      ++bytes;
    }
    rest_.remove_prefix(bytes);
  }
  int64_t skip_spaces() {
    int64_t count = 0;
    for (; !rest_.empty() && is_space(rest_[0]); ++count) rest_.remove_prefix(1);
    return count;
  }

  // Whether something that is no digit ends the number of node `index`.
  bool ends_by_itself(size_t index) const {
    if (nodes_[index].ordinal || index + 1 >= nodes_.size()) return true;
    const Node& next = nodes_[index + 1];
    return next.kind == Node::kField ? !next.word->digits : !is_digit(next.character);
  }
  int64_t integer(size_t index, size_t length, size_t* used) {
    const Node& node = nodes_[index];
    skip_spaces();
    const std::string_view shown = rest_.substr(0, length == 0 ? rest_.size() : length);
    const bool open = node.fill || length == 0 || ends_by_itself(index);
    const std::string_view from = open ? rest_ : shown;
    const char* kFmHint = "If your source string is not fixed-width, try using the \"FM\" modifier.";
    if (!open && shown.size() < length) {
      throw_error(Error(sqlstate::invalid_datetime_format,
                        "source string too short for \"" + node.name + "\" formatting field")
                      .with_detail("Field requires " + std::to_string(length) +
                                   " characters, but only " + std::to_string(shown.size()) +
                                   " remain.")
                      .with_hint(kFmHint));
    }
    size_t at = !from.empty() && (from[0] == '-' || from[0] == '+') ? 1 : 0;
    const size_t first = at;
    int64_t value = 0;
    for (; at < from.size() && is_digit(from[at]); ++at) {
      if (value <= INT32_MAX) value = value * 10 + (from[at] - '0');
    }
    if (at == first) throw_value(shown, node, "Value must be an integer.");
    if (!open && at < length) {
      throw_error(Error(sqlstate::invalid_datetime_format,
                        "invalid value \"" + std::string(shown) + "\" for \"" + node.name + "\"")
                      .with_detail("Field requires " + std::to_string(length) +
                                   " characters, but only " + std::to_string(at) +
                                   " could be parsed.")
                      .with_hint(kFmHint));
    }
    if (value > INT32_MAX) {
      throw_error(Error(sqlstate::datetime_field_overflow,
                        "value for \"" + node.name + "\" in source string is out of range")
                      .with_detail("Value must be in the range -2147483648 to 2147483647."));
    }
    if (from[0] == '-') value = -value;
    rest_.remove_prefix(at);
    if (used != nullptr) *used = at;
    return value;
  }
  void set(Value* field, int64_t value, const Node& node) {
    if (field->set && field->value != value) {
      throw_error(Error(sqlstate::invalid_datetime_format,
                        "conflicting values for \"" + node.name + "\" field in formatting string")
                      .with_detail("This value contradicts a previous setting for the same field "
                                   "type."));
    }
    *field = {value, true};
  }
  void number(Value* to, size_t index) {
    const Node& node = nodes_[index];
    set(to, integer(index, node.word->length, nullptr), node);
    if (node.ordinal) rest_.remove_prefix(std::min<size_t>(2, rest_.size()));
  }
  void fraction(Value* to, size_t index, size_t digits) {
    const Node& node = nodes_[index];
    size_t used = 0;
    int64_t value = integer(index, node.word->length, &used);
    for (; used < digits; ++used) value *= 10;
    set(to, value, node);
  }
  // The position of the word that comes next.
  int64_t word(std::span<const std::string_view> words, size_t length, const Node& node) {
    for (size_t i = 0; i < words.size(); ++i) {
      const std::string_view w = length == 0 ? words[i] : words[i].substr(0, length);
      if (!starts(rest_, w)) continue;
      rest_.remove_prefix(w.size());
      return static_cast<int64_t>(i);
    }
    size_t end = 0;
    while (end < rest_.size() && !is_space(rest_[end])) ++end;
    throw_value(rest_.substr(0, end), node,
                "The given value did not match any of the allowed values for this field.");
  }
  void convention(bool iso) {
    if (convention_ != 0 && convention_ != (iso ? 2 : 1)) {
      throw_error(Error(sqlstate::invalid_datetime_format, "invalid combination of date conventions")
                      .with_hint("Do not mix Gregorian and ISO week date conventions in a "
                                 "formatting template."));
    }
    convention_ = iso ? 2 : 1;
  }
  // Years of fewer than four digits are near 2020.
  void year(size_t index) {
    const Node& node = nodes_[index];
    const size_t length = node.word->length;
    size_t used = 0;
    int64_t value = integer(index, length, &used);
    if (length < 4 && used < 4) {
      value += value < 70 ? 2000 : value < 100 ? 1900 : value < 520 ? 2000 : value < 1000 ? 1000 : 0;
    }
    set(&year_, value, node);
    year_digits_ = length;
    if (node.ordinal) rest_.remove_prefix(std::min<size_t>(2, rest_.size()));
  }

  void field(size_t index) {
    static constexpr std::string_view kMeridians[] = {"A.M.", "P.M.", "AM", "PM"};
    static constexpr std::string_view kEras[] = {"A.D.", "B.C.", "AD", "BC"};
    static constexpr std::string_view kRoman[] = {"VIII", "XII", "VII", "III", "XI", "IX",
                                                  "VI",   "IV",  "II",  "X",   "V",  "I"};
    static constexpr int kRomanMonth[] = {8, 12, 7, 3, 11, 9, 6, 4, 2, 10, 5, 1};
    const Node& node = nodes_[index];
    const auto gregorian = [&](Value* to) {
      convention(false);
      number(to, index);
    };
    const auto iso = [&](Value* to) {
      convention(true);
      number(to, index);
    };
    Value unused;
    switch (node.word->key) {
      case Key::kMeridian:
        set(&afternoon_, word(kMeridians, 0, node) % 2, node);
        twelve_ = true;
        return;
      case Key::kEra: set(&before_, word(kEras, 0, node) % 2, node); return;
      case Key::kHour24: number(&hour_, index); return;
      case Key::kHour12:
        number(&hour_, index);
        twelve_ = true;
        return;
      case Key::kMinute: number(&minute_, index); return;
      case Key::kSecond: number(&second_, index); return;
      case Key::kSecondOfDay: number(&second_of_day_, index); return;
      case Key::kMilli: fraction(&milli_, index, 3); return;
      case Key::kMicro: fraction(&micro_, index, 6); return;
      case Key::kZoneHour:
        if (rest_[0] == '+' || rest_[0] == '-' || rest_[0] == ' ') {
          zone_sign_ = rest_[0] == '-' ? -1 : 1;
          rest_.remove_prefix(1);
        }
        number(&zone_hour_, index);
        return;
      case Key::kZoneMinute: number(&zone_minute_, index); return;
      case Key::kNotRead:
        throw_error(sqlstate::feature_not_supported,
                    "formatting field \"" + node.name + "\" is only supported in to_char");
      case Key::kYearComma: {
        convention(false);
        const size_t comma = rest_.find(',');
        if (comma == std::string_view::npos) {
          throw_error(sqlstate::invalid_datetime_format,
                      "invalid input string for \"" + node.name + "\"");
        }
        const int64_t thousands = integer(index, 0, nullptr);
        if (!rest_.empty() && rest_[0] == ',') rest_.remove_prefix(1);
        set(&year_, thousands * 1000 + integer(index, 3, nullptr), node);
        year_digits_ = 4;
        return;
      }
      case Key::kYear:
        convention(false);
        year(index);
        return;
      case Key::kIsoYear:
        convention(true);
        year(index);
        return;
      case Key::kIsoDayOfYear: iso(&day_of_year_); return;
      case Key::kIsoDay: iso(&iso_day_); return;
      case Key::kIsoWeek: iso(&week_); return;
      case Key::kMonthName:
        convention(false);
        set(&month_, word(kMonthNames, 0, node) + 1, node);
        return;
      case Key::kMonthShort:
        convention(false);
        set(&month_, word(kMonthNames, 3, node) + 1, node);
        return;
      case Key::kDayName:
      case Key::kDayShort: {
        const int64_t day = word(kDayNames, node.word->key == Key::kDayName ? 0 : 3, node);
        set(&iso_day_, day == 0 ? 7 : day, node);
        return;
      }
      case Key::kRoman:
        convention(false);
        set(&month_, kRomanMonth[word(kRoman, 0, node)], node);
        return;
      case Key::kDayOfYear: gregorian(&day_of_year_); return;
      case Key::kDay: gregorian(&day_); return;
      case Key::kWeekday: gregorian(&unused); return;
      case Key::kMonth: gregorian(&month_); return;
      case Key::kWeek: gregorian(&week_); return;
      case Key::kWeekOfMonth: gregorian(&week_of_month_); return;
      case Key::kQuarter: number(&unused, index); return;  // names no day
      case Key::kCentury: number(&century_, index); return;
      case Key::kJulian: number(&julian_, index); return;
    }
  }

  int64_t date() const {
    if (julian_.set) return julian_.value - kEpochJulian;
    int64_t year = 0;
    const bool before = before_.value != 0;
    if (year_.set) {
      year = year_.value;
      if (century_.set && year_digits_ <= 2) {
        const int64_t part = year % 100;
        year = part != 0 ? (century_.value - 1) * 100 + part : century_.value * 100;
      }
      if (before) year = year > 0 ? 1 - year : -year;
    } else if (century_.set) {
      year = before ? 1 - century_.value * 100 : (century_.value - 1) * 100 + 1;
    }
    int64_t month = month_.value != 0 ? month_.value : 1;
    int64_t day = day_.value != 0 ? day_.value : 1;
    if (year < -4713 || year > 5874897) throw_overflow();
    if (convention_ == 2 && week_.set) {
      const int64_t weekday = iso_day_.set ? iso_day_.value : 1;
      return iso_week_start(year, static_cast<int>(week_.value)) + weekday - 1;
    }
    int64_t nth = day_of_year_.value;
    if (week_.set && convention_ == 1) nth = (week_.value - 1) * 7 + 1;
    if (week_of_month_.set) day = (week_of_month_.value - 1) * 7 + 1;
    if (nth != 0 && (month <= 1 || day <= 1)) {
      if (!year_.set && !before) {
        throw_error(sqlstate::invalid_datetime_format,
                    "cannot calculate day of year without year information");
      }
      if (convention_ == 2) return iso_week_start(year, 1) + nth - 1;
      if (nth < 1 || nth > (is_leap(year) ? 366 : 365)) throw_overflow();
      return days_from_civil(year, 1, 1) + nth - 1;
    }
    if (month < 1 || month > 12) throw_overflow();
    if (day < 1 || day > days_in_month(year, static_cast<int>(month))) throw_overflow();
    return days_from_civil(year, static_cast<int>(month), static_cast<int>(day));
  }

  bool exact_ = false;
  std::string_view source_;
  std::string_view rest_;
  std::vector<Node> nodes_;
  Value hour_, minute_, second_, second_of_day_, milli_, micro_, zone_hour_, zone_minute_;
  Value afternoon_, before_, year_, century_, month_, day_, day_of_year_, week_, week_of_month_;
  Value iso_day_, julian_;
  size_t year_digits_ = 0;
  int64_t zone_sign_ = 1;
  int convention_ = 0;  // 1: Gregorian, 2: ISO weeks
  bool twelve_ = false;
};

Datum to_date(FnCall&, const Datum* a) {
  Reader reader(a[0].bytes(), a[1].bytes());
  reader.read();
  bool zoned = false;
  int64_t days = 0;
  reader.moment(&zoned, &days);
  if (!is_valid_date(days)) {
    throw_error(sqlstate::datetime_field_overflow,
                "date out of range: \"" + std::string(a[0].bytes()) + "\"");
  }
  return Datum::of_int(days);
}
Datum to_timestamp(FnCall& call, const Datum* a) {
  Reader reader(a[0].bytes(), a[1].bytes());
  reader.read();
  bool zoned = false;
  int64_t days = 0;
  const CivilTime f = reader.moment(&zoned, &days);
  if (!zoned) return Datum::of_int(timestamptz_of_local(*call.env, f));
  int64_t local = 0;
  if (!timestamp_of(f, &local)) throw_timestamp_range();
  const int64_t utc = local - f.offset * kUsecPerSecond;
  if (!is_valid_timestamp(utc)) throw_timestamp_range();
  return Datum::of_int(utc);
}

constexpr FunctionDef kFunctions[] = {
    {1778, "to_timestamp", kTimestamptz, {kText, kText}, kStrict | kStable, to_timestamp, nullptr,
     "to_timestamp('05 Dec 2000', 'DD Mon YYYY')", "2000-12-05 00:00:00+00"},
    {1780, "to_date", kDate, {kText, kText}, kStrict | kStable, to_date, nullptr,
     "to_date('05 Dec 2000', 'DD Mon YYYY')", "2000-12-05"},
};

}  // namespace

const FunctionGroup kDatetimeFromCharGroup = {.functions = kFunctions};

}  // namespace rung
