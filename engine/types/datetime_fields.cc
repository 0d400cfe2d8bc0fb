// Cutting date/time text into fields, and the pieces that times and intervals share.
#include <charconv>
#include <cmath>

#include "types/datetime_parse.h"
#include "types/datetime_words.h"
#include "types/ops_util.h"

namespace rung::datetime_fields {
namespace {

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_punct(char c) { return c > ' ' && c < 0x7F && !is_alpha(c) && !is_digit(c); }

class Splitter {
 public:
  Splitter(std::string_view text, std::vector<Field>* fields) : text_(text), fields_(fields) {}

  bool split() {
    while (at_ < text_.size()) {
      const char c = peek();
      if (is_space(c)) {
        ++at_;
        continue;
      }
      item_.clear();
      FieldKind kind;
      if (is_digit(c)) {
        kind = number_or_date();
      } else if (c == '.') {
        take();
        take_digits();
        kind = FieldKind::kNumber;
      } else if (is_alpha(c)) {
        kind = word();
      } else if (c == '+' || c == '-') {
        take();
        while (is_space(peek())) ++at_;
        if (is_digit(peek())) {
          kind = FieldKind::kZone;
          while (is_digit(peek()) || peek() == ':' || peek() == '.' || peek() == '-') take();
        } else if (is_alpha(peek())) {
          kind = FieldKind::kSpecial;
          while (is_alpha(peek())) take();
        } else {
          return false;
        }
      } else if (is_punct(c)) {
        ++at_;
        continue;
      } else {
        return false;
      }
      if (fields_->size() >= kFieldsMax || item_.size() > 128) return false;
      fields_->push_back({kind, item_});
    }
    return true;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void take() { item_.push_back(ascii_lower(text_[at_++])); }
  void take_digits() {
    while (is_digit(peek())) take();
  }

  FieldKind number_or_date() {
    take_digits();
    if (peek() == ':') {
      while (is_digit(peek()) || peek() == ':' || peek() == '.') take();
      return FieldKind::kTime;
    }
    const char delimiter = peek();
    if (delimiter != '-' && delimiter != '/' && delimiter != '.') return FieldKind::kNumber;
    take();
    if (!is_digit(peek())) {
      if (delimiter == '.' && !is_alpha(peek()) && peek() != delimiter) return FieldKind::kNumber;
      while (is_alpha(peek()) || is_digit(peek()) || peek() == delimiter) take();
      return FieldKind::kDate;
    }
    take_digits();
    if (peek() != delimiter) {
      return delimiter == '.' ? FieldKind::kNumber : FieldKind::kDate;
    }
    while (is_digit(peek()) || peek() == delimiter) take();
    return FieldKind::kDate;
  }

  FieldKind word() {
    while (is_alpha(peek())) take();
    bool is_date = peek() == '-' || peek() == '/' || peek() == '.';
    // A POSIX zone such as 'est5edt' goes on behind its digits; 'j2451187' and 'may2000' do not.
    if (!is_date && (peek() == '+' || is_digit(peek()))) {
      is_date = find_date_word(item_) == nullptr;
    }
    if (!is_date) return FieldKind::kWord;
    while (is_alpha(peek()) || is_digit(peek()) || peek() == '+' || peek() == '-' ||
           peek() == '/' || peek() == '_' || peek() == '.' || peek() == ':') {
      take();
    }
    return FieldKind::kDate;
  }

  std::string_view text_;
  std::vector<Field>* fields_;
  size_t at_ = 0;
  std::string item_;
};

}  // namespace

bool split(std::string_view text, std::vector<Field>* fields) {
  return Splitter(text, fields).split();
}

void fail(Failure failure, std::string_view text, std::string_view type) {
  const std::string quoted = "\"" + std::string(text) + "\"";
  switch (failure) {
    case Failure::kField:
      throw_error(sqlstate::datetime_field_overflow,
                  "date/time field value out of range: " + quoted);
    case Failure::kMonthDay:
      throw_error(Error(sqlstate::datetime_field_overflow,
                        "date/time field value out of range: " + quoted)
                      .with_hint("Perhaps you need a different \"datestyle\" setting."));
    case Failure::kInterval:
      throw_error(sqlstate::interval_field_overflow,
                  "interval field value out of range: " + quoted);
    case Failure::kZoneOffset:
      throw_error(sqlstate::invalid_time_zone_displacement_value,
                  "time zone displacement out of range: " + quoted);
    case Failure::kNone:
    case Failure::kZone:
    case Failure::kFormat: break;
  }
  throw_error(sqlstate::invalid_datetime_format,
              "invalid input syntax for type " + std::string(type) + ": " + quoted);
}

bool take_int(std::string_view* text, int64_t* value) {
  std::string_view digits = *text;
  if (!digits.empty() && digits[0] == '+') digits.remove_prefix(1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *value);
  if (error != std::errc()) return false;
  *text = text->substr(static_cast<size_t>(end - text->data()));
  return true;
}

bool read_fraction(std::string_view digits, int32_t* micro) {
  double value = 0;
  double unit = 0.1;
  std::string number = "0.";
  for (const char c : digits) {
    if (!is_digit(c)) return false;
    number.push_back(c);
    unit /= 10;
  }
  if (digits.empty()) number.push_back('0');
  std::from_chars(number.data(), number.data() + number.size(), value);
  *micro = static_cast<int32_t>(std::rint(value * 1000000));
  return true;
}

Failure read_clock(std::string_view text, int32_t range, Clock* to) {
  int64_t first = 0;
  int64_t second = 0;
  int64_t third = 0;
  int32_t micro = 0;
  if (!take_int(&text, &first)) return Failure::kField;
  if (text.empty() || text[0] != ':') return Failure::kFormat;
  text.remove_prefix(1);
  if (!take_int(&text, &second)) return text.empty() ? Failure::kFormat : Failure::kField;
  if (text.empty()) {
    if (range == (kIntervalMinute | kIntervalSecond)) {
      third = second;
      second = first;
      first = 0;
    }
  } else if (text[0] == '.') {
    // Always minutes and seconds.
    if (!read_fraction(text.substr(1), &micro)) return Failure::kFormat;
    third = second;
    second = first;
    first = 0;
  } else if (text[0] == ':') {
    text.remove_prefix(1);
    if (!take_int(&text, &third)) return text.empty() ? Failure::kFormat : Failure::kField;
    if (!text.empty() && (text[0] != '.' || !read_fraction(text.substr(1), &micro))) {
      return Failure::kFormat;
    }
  } else {
    return Failure::kFormat;
  }
  if (first < 0 || second < 0 || second > 59 || third < 0 || third > 60) return Failure::kField;
  to->hour = first;
  to->minute = static_cast<int32_t>(second);
  to->second = static_cast<int32_t>(third);
  to->micro = micro;
  return Failure::kNone;
}

}  // namespace rung::datetime_fields
