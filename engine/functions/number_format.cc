#include "functions/number_format.h"

#include <algorithm>

#include "base/error.h"
#include "base/utf8.h"
#include "types/ops_util.h"

namespace rung {
namespace {

[[noreturn]] void throw_template(std::string message) {
  throw_error(sqlstate::syntax_error, std::move(message));
}

std::string_view ordinal(const std::string& whole, bool lower) {
  const char last = whole.back();
  const bool teen = whole.size() > 1 && whole[whole.size() - 2] == '1';
  if (!teen && last == '1') return lower ? "st" : "ST";
  if (!teen && last == '2') return lower ? "nd" : "ND";
  if (!teen && last == '3') return lower ? "rd" : "RD";
  return lower ? "th" : "TH";
}

}  // namespace

NumberFormat::NumberFormat(std::string_view text) {
  read(text);
  for (const Token& token : tokens_) accept(token);
  // An S after the last digit of a whole number stands behind it.
  if (sign_ == SignAt::kBefore && sign_position_ == pre_ && pre_ > 0) sign_ = SignAt::kAfter;
  if (post_ == 0 && zero_decimals_ > 0) zero_decimals_ = 0;
}

void NumberFormat::read(std::string_view text) {
  struct Word {
    std::string_view text;
    Kind kind;
  };
  // Longer words first.
  static constexpr Word kWords[] = {
      {"EEEE", Kind::kNothing}, {"FM", Kind::kNothing},   {"MI", Kind::kMinus},
      {"PL", Kind::kPlus},      {"PR", Kind::kBracket},   {"RN", Kind::kRoman},
      {"SG", Kind::kSign},      {"SP", Kind::kNothing},   {"TH", Kind::kOrdinalUpper},
      {"9", Kind::kNine},       {"0", Kind::kZero},       {".", Kind::kPoint},
      {"D", Kind::kPoint},      {",", Kind::kComma},      {"G", Kind::kComma},
      {"L", Kind::kCurrency},   {"S", Kind::kSignLocale}, {"V", Kind::kNothing},
      {"B", Kind::kNothing},    {"C", Kind::kNothing},
  };
  for (size_t at = 0; at < text.size();) {
    const auto word = std::find_if(std::begin(kWords), std::end(kWords), [&](const Word& w) {
      return text.size() - at >= w.text.size() &&
             equals_ignore_case(text.substr(at, w.text.size()), w.text);
    });
    if (word != std::end(kWords)) {
      const bool lower = text[at] >= 'a' && text[at] <= 'z';
      const Kind kind =
          word->kind == Kind::kOrdinalUpper && lower ? Kind::kOrdinalLower : word->kind;
      tokens_.push_back({kind, std::string(word->text), lower});
      at += word->text.size();
      continue;
    }
    std::string literal;
    if (text[at] == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) ++at;
        literal += text[at];
      }
      ++at;
    } else {
      if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '"') ++at;
      const size_t bytes = utf8::sequence_bytes(text[at]);
      literal = text.substr(at, bytes);
      at += bytes;
    }
    tokens_.push_back({Kind::kText, std::move(literal), false});
  }
}

void NumberFormat::accept(const Token& token) {
  if (scientific_ && token.kind != Kind::kText) {
    throw_template("\"EEEE\" must be the last pattern used");
  }
  switch (token.kind) {
    case Kind::kNine:
      if (bracket_) throw_template("\"9\" must be ahead of \"PR\"");
      ++(multiplies_ ? multi_ : point_ ? post_ : pre_);
      return;
    case Kind::kZero:
      if (bracket_) throw_template("\"0\" must be ahead of \"PR\"");
      if (point_) {
        zero_decimals_ = ++post_;
      } else {
        if (zero_start_ < 0) zero_start_ = pre_;
        ++pre_;
      }
      return;
    case Kind::kPoint:
      if (point_) throw_template("multiple decimal points");
      if (multiplies_) throw_template("cannot use \"V\" and decimal point together");
      point_ = true;
      return;
    case Kind::kSignLocale:
      if (sign_ != SignAt::kNone) throw_template("cannot use \"S\" twice");
      if (plus_ || minus_ || bracket_) {
        throw_template("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together");
      }
      sign_ = point_ ? SignAt::kAfter : SignAt::kBefore;
      sign_position_ = pre_;
      return;
    case Kind::kMinus:
    case Kind::kPlus:
    case Kind::kSign:
      if (sign_ != SignAt::kNone) {
        throw_template("cannot use \"S\" and \"" + token.text + "\" together");
      }
      minus_ = minus_ || token.kind != Kind::kPlus;
      plus_ = plus_ || token.kind != Kind::kMinus;
      return;
    case Kind::kBracket:
      if (sign_ != SignAt::kNone || plus_ || minus_) {
        throw_template("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together");
      }
      bracket_ = true;
      return;
    case Kind::kRoman:
      roman_ = true;
      return;
    case Kind::kNothing:
      if (token.text == "FM") fill_ = true;
      if (token.text == "V") {
        if (point_) throw_template("cannot use \"V\" and decimal point together");
        multiplies_ = true;
      }
      if (token.text == "EEEE") {
        if (fill_ || sign_ != SignAt::kNone || bracket_ || minus_ || plus_ || roman_ ||
            multiplies_) {
          throw_error(Error(sqlstate::syntax_error, "\"EEEE\" is incompatible with other formats")
                          .with_detail("\"EEEE\" may only be used together with digit and decimal "
                                       "point patterns."));
        }
        scientific_ = true;
      }
      return;
    default:
      return;
  }
}

std::string NumberFormat::format(const Value& value) const {
  const int pre = pre_ + multi_;
  std::string whole = value.whole;
  std::string fraction = value.fraction;
  if (static_cast<int>(whole.size()) > pre) {
    whole.assign(static_cast<size_t>(pre), '#');
    const bool special = !is_digit(value.whole[0]);  // NaN or Infinity
    fraction.assign(special ? static_cast<size_t>(post_) : fraction.size(), '#');
  }
  const bool overflow = !whole.empty() ? whole[0] == '#' : pre == 0 && value.whole != "0";
  const int blanks = std::max(pre - static_cast<int>(whole.size()), 0);
  const bool hidden_zero = zero_start_ < 0 && whole == "0" && post_ != 0;  // 0.5 shows as .5
  // In fill mode trailing zeros of the fraction go, up to the last 0 of the template.
  size_t shown = fraction.size();
  if (fill_ && !overflow) {
    while (shown > static_cast<size_t>(zero_decimals_) && fraction[shown - 1] == '0') --shown;
  }
  std::string out;
  bool sign_written = false;
  bool digit_written = false;
  const char sign = value.negative ? '-' : '+';
  const bool is_nan = whole == "NaN";
  const bool own_bracket = bracket_ && (value.negative || !fill_) && !is_nan;
  if (plus_ || minus_) {
    sign_written = minus_;
  } else {
    sign_written = !value.negative && fill_ && sign_ == SignAt::kNone;
  }
  const auto write_sign = [&] {
    if (sign_written) return;
    if (sign_ == SignAt::kAfter) return;
    sign_written = true;
    if (sign_ == SignAt::kBefore) {
      out += sign;
    } else if (own_bracket) {
      out += value.negative ? '<' : ' ';
    } else if (value.negative) {
      out += '-';
    } else if (!fill_) {
      out += ' ';
    }
  };
  const int positions = pre + post_;
  int position = 0;  // digits met so far
  bool past_point = false;
  const auto after_digit = [&] {
    if (++position != positions) return;
    if (own_bracket && sign_written) out += value.negative ? '>' : ' ';
    if (sign_ == SignAt::kAfter) out += sign;
  };
  const auto digit = [&](bool zero_token) {
    if (!past_point) {
      if (position < blanks) {
        if (zero_start_ >= 0 && zero_start_ <= position) {
          write_sign();
          out += '0';
          digit_written = true;
        } else if (!fill_) {
          out += ' ';
        }
      } else if (hidden_zero) {
        if (!fill_) {
          out += ' ';
        } else if (shown == 0) {
          write_sign();
          out += '0';
        }
      } else {
        write_sign();
        out += whole[static_cast<size_t>(position - blanks)];
        digit_written = true;
      }
    } else {
      const auto index = static_cast<size_t>(position - pre);
      write_sign();
      if (index < shown || (zero_token && index < fraction.size())) {
        out += fraction[index];
        digit_written = true;
      }
    }
    after_digit();
  };
  for (const Token& token : tokens_) {
    switch (token.kind) {
      case Kind::kNine:
        digit(false);
        break;
      case Kind::kZero:
        digit(true);
        break;
      case Kind::kPoint:
        write_sign();
        if (!fraction.empty() || overflow) out += '.';
        past_point = true;
        break;
      case Kind::kComma:
        if (digit_written) {
          out += ',';
        } else if (!fill_) {
          out += ' ';
        }
        break;
      case Kind::kCurrency:
        out += ' ';
        break;
      case Kind::kMinus:
        if (value.negative) {
          out += '-';
        } else if (!fill_) {
          out += ' ';
        }
        break;
      case Kind::kPlus:
        if (!value.negative) {
          out += '+';
        } else if (!fill_) {
          out += ' ';
        }
        break;
      case Kind::kSign:
        out += sign;
        break;
      case Kind::kOrdinalUpper:
      case Kind::kOrdinalLower:
        if (is_nan) {
          throw_error(sqlstate::invalid_text_representation, "\"NaN\" is not a number");
        }
        if (!value.negative && !point_ && !overflow && !whole.empty()) {
          out += ordinal(whole, token.kind == Kind::kOrdinalLower);
        }
        break;
      case Kind::kText:
        out += token.text;
        break;
      default:
        break;
    }
  }
  return out;
}

std::string NumberFormat::format_roman(const std::string& whole, bool negative) const {
  constexpr size_t kWidth = 15;
  constexpr size_t kDigitsMax = 4;
  const int number = whole.size() > kDigitsMax ? 0 : std::stoi(whole);
  if (negative || number < 1 || number > 3999) return std::string(kWidth, '#');
  struct Step {
    int value;
    const char* text;
  };
  static constexpr Step kSteps[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"},
                                    {90, "XC"},  {50, "L"},   {40, "XL"}, {10, "X"},   {9, "IX"},
                                    {5, "V"},    {4, "IV"},   {1, "I"}};
  std::string text;
  int rest = number;
  for (const Step& step : kSteps) {
    for (; rest >= step.value; rest -= step.value) text += step.text;
  }
  if (std::any_of(tokens_.begin(), tokens_.end(),
                  [](const Token& token) { return token.kind == Kind::kRoman && token.lower; })) {
    std::transform(text.begin(), text.end(), text.begin(), ascii_lower);
  }
  return fill_ ? text : std::string(kWidth - text.size(), ' ') + text;
}

std::string NumberFormat::parse(std::string_view input) const {
  if (roman_) throw_error(sqlstate::feature_not_supported, "\"RN\" not supported for input");
  if (scientific_) throw_error(sqlstate::feature_not_supported, "\"EEEE\" not supported for input");
  std::string whole;
  std::string fraction;
  bool negative = false;
  bool point = false;
  size_t at = 0;
  const auto skip_blanks = [&] {
    while (at < input.size() && is_space(input[at])) ++at;
  };
  // A sign stands before the first digit, or after the last.
  const auto sign = [&] {
    if (at >= input.size()) return;
    const char c = input[at];
    if (c == '-' || c == '+' || (c == '<' && bracket_)) {
      negative = c == '-' || c == '<';
      ++at;
    }
  };
  bool started = false;
  for (const Token& token : tokens_) {
    if (at >= input.size()) break;
    switch (token.kind) {
      case Kind::kNine:
      case Kind::kZero:
        if (!started) {
          skip_blanks();
          sign();
          skip_blanks();
          started = true;
        }
        if (at < input.size() && is_digit(input[at])) {
          (point ? fraction : whole) += input[at++];
        } else if (at < input.size() && input[at] == '.' && point_ && !point) {
          point = true;
          ++at;
          if (at < input.size() && is_digit(input[at])) fraction += input[at++];
        }
        break;
      case Kind::kPoint:
        if (!point && input[at] == '.') ++at;
        point = true;
        break;
      case Kind::kComma:
        if (!started) {
          skip_blanks();
          sign();
        }
        if (at < input.size() && input[at] == ',') ++at;
        break;
      case Kind::kSignLocale:
      case Kind::kMinus:
      case Kind::kPlus:
      case Kind::kSign:
        skip_blanks();
        sign();
        break;
      case Kind::kNothing:
      case Kind::kBracket:
        break;
      default: {
        // Literal text and currency take the place of as many characters that are no number.
        const size_t count = token.kind == Kind::kText ? utf8::length(token.text) : 1;
        for (size_t i = 0; i < count && at < input.size(); ++i) {
          const char c = input[at];
          if (is_digit(c) || c == '-' || c == '+' || c == '.' || c == ',') break;
          at += utf8::sequence_bytes(c);
        }
      }
    }
  }
  if (sign_ == SignAt::kAfter && at < input.size()) sign();
  if (whole.empty() && fraction.empty()) return " ";
  std::string number = negative ? "-" : "";
  number += whole.empty() ? "0" : whole;
  if (!fraction.empty()) number += "." + fraction;
  return number;
}

}  // namespace rung
