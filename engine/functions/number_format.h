// The templates of to_char() and to_number() for numbers: read once, applied to many values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rung {

class NumberFormat {
 public:
  // 42601 or 22023 when the template contradicts itself.
  explicit NumberFormat(std::string_view text);

  // A decimal text split at its point, as the template wants it: `decimals()` decimals, already
  // multiplied by 10^multiplier().
  struct Value {
    bool negative = false;
    std::string whole;     // "0" when there is nothing before the point
    std::string fraction;  // may be shorter than decimals()
  };
  int whole_digits() const { return pre_; }
  int decimals() const { return post_; }
  int multiplier() const { return multi_; }
  bool scientific() const { return scientific_; }
  bool roman() const { return roman_; }
  bool fill_mode() const { return fill_; }

  std::string format(const Value& value) const;
  std::string format_roman(const std::string& whole, bool negative) const;
  // For to_number(): the number that `input` holds, as text for numeric. 22023 for RN and EEEE.
  std::string parse(std::string_view input) const;

 private:
  enum class Kind : unsigned char {
    kNine, kZero, kPoint, kComma, kCurrency, kMinus, kPlus, kSign, kSignLocale, kBracket,
    kOrdinalUpper, kOrdinalLower, kRoman, kText, kNothing
  };
  struct Token {
    Kind kind;
    std::string text;
    bool lower = false;
  };
  void read(std::string_view text);
  void accept(const Token& token);

  std::vector<Token> tokens_;
  int pre_ = 0;
  int post_ = 0;
  int multi_ = 0;
  int zero_start_ = -1;  // first position that shows a leading zero
  int zero_decimals_ = 0;  // decimals up to the last 0 of the template
  bool point_ = false;
  bool multiplies_ = false;
  bool fill_ = false;
  bool scientific_ = false;
  bool roman_ = false;
  bool bracket_ = false;
  bool minus_ = false;
  bool plus_ = false;
  enum class SignAt : unsigned char { kNone, kBefore, kAfter } sign_ = SignAt::kNone;
  int sign_position_ = 0;
};

}  // namespace rung
