#include "types/jsonpath_lexer.h"

#include "base/utf8.h"
#include "types/ops_util.h"

namespace rung {
namespace {

constexpr std::string_view kSpecial = "?%$.[]{}()|&!=<>@#,*:-+/";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

[[noreturn]] void throw_surrogate() {
  throw_error(Error(sqlstate::invalid_text_representation, "invalid input syntax for type jsonpath")
                  .with_detail("Unicode low surrogate must follow a high surrogate."));
}

}  // namespace

void JsonPathLexer::fail(const std::string& message, std::string_view near) {
  if (near.empty()) {
    throw_error(sqlstate::syntax_error, message + " at end of jsonpath input");
  }
  throw_error(sqlstate::syntax_error,
              message + " at or near \"" + std::string(near) + "\" of jsonpath input");
}

// Whether a character of an unquoted name stands here.
bool JsonPathLexer::at_other() const {
  if (at_ >= source_.size()) return false;
  const char c = source_[at_];
  return !is_blank(c) && c != '"' && c != '\\' && kSpecial.find(c) == std::string_view::npos;
}

bool JsonPathLexer::is_word(std::string_view keyword) const {
  if (token_ != JsonPathToken::kIdent) return false;
  if (keyword == "null" || keyword == "true" || keyword == "false") return text_ == keyword;
  return equals_ignore_case(text_, keyword);
}

void JsonPathLexer::take(JsonPathToken token, size_t size) {
  token_ = token;
  near_ = source_.substr(at_, size);
  text_ = near_;
  at_ += size;
}

void JsonPathLexer::skip_comment() {
  const size_t end = source_.find("*/", at_ + 2);
  if (end == std::string_view::npos) fail("unexpected end of comment", "");
  at_ = end + 2;
}

void JsonPathLexer::advance() {
  for (;;) {
    while (at_ < source_.size() && is_blank(source_[at_])) ++at_;
    if (peek() != '/' || peek(1) != '*') break;
    skip_comment();
  }
  text_.clear();
  if (at_ >= source_.size()) {
    token_ = JsonPathToken::kEnd;
    near_ = {};
    return;
  }
  const char c = peek();
  const char d = peek(1);
  if (is_digit(c) || (c == '.' && is_digit(d))) return read_number();
  if (c == '&' && d == '&') return take(JsonPathToken::kAnd, 2);
  if (c == '|' && d == '|') return take(JsonPathToken::kOr, 2);
  if (c == '*' && d == '*') return take(JsonPathToken::kAny, 2);
  if (c == '=' && d == '=') return take(JsonPathToken::kEqual, 2);
  if (c == '!' && d == '=') return take(JsonPathToken::kNotEqual, 2);
  if (c == '<' && d == '>') return take(JsonPathToken::kNotEqual, 2);
  if (c == '<') return take(d == '=' ? JsonPathToken::kLessOrEqual : JsonPathToken::kLess,
                            d == '=' ? 2 : 1);
  if (c == '>') return take(d == '=' ? JsonPathToken::kGreaterOrEqual : JsonPathToken::kGreater,
                            d == '=' ? 2 : 1);
  if (c == '"') {
    ++at_;
    return read_quoted(JsonPathToken::kString);
  }
  if (c == '$') {
    const size_t start = at_++;
    if (peek() == '"') {
      ++at_;
      return read_quoted(JsonPathToken::kVariable);
    }
    size_t size = 1;
    for (; at_other(); ++at_) ++size;
    at_ = start;
    if (size == 1) return take(JsonPathToken::kSpecial, 1);
    take(JsonPathToken::kVariable, size);
    text_.erase(0, 1);
    return;
  }
  if (kSpecial.find(c) != std::string_view::npos) return take(JsonPathToken::kSpecial, 1);
  read_name(JsonPathToken::kIdent);
}

// 0, 12, 1.5, 1., .5, 1e3; what touches a name is junk.
void JsonPathLexer::read_number() {
  const size_t start = at_;
  bool integer = true;
  if (peek() == '0') {
    ++at_;
  } else {
    while (is_digit(peek())) ++at_;
  }
  if (peek() == '.') {
    integer = false;
    ++at_;
    while (is_digit(peek())) ++at_;
  }
  if (peek() == 'e' || peek() == 'E') {
    const size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if (is_digit(peek(1 + sign))) {
      integer = false;
      at_ += 1 + sign;
      while (is_digit(peek())) ++at_;
    } else {
      fail("trailing junk after numeric literal", source_.substr(start, at_ + 1 + sign - start));
    }
  }
  if (at_other()) {
    const size_t size = utf8::sequence_bytes(source_[at_]);
    fail("trailing junk after numeric literal", source_.substr(start, at_ + size - start));
  }
  const size_t size = at_ - start;
  at_ = start;
  take(integer ? JsonPathToken::kInteger : JsonPathToken::kNumber, size);
}

void JsonPathLexer::read_name(JsonPathToken token) {
  token_ = token;
  high_surrogate_ = 0;
  while (at_ < source_.size()) {
    if (source_[at_] == '\\') {
      read_escape();
    } else if (at_other()) {
      if (high_surrogate_ != 0) throw_surrogate();
      text_.push_back(source_[at_++]);
    } else {
      break;
    }
  }
  if (high_surrogate_ != 0) throw_surrogate();
  size_t blanks = at_;
  while (blanks < source_.size() && is_blank(source_[blanks])) ++blanks;
  near_ = source_.substr(at_, blanks - at_);
  at_ = blanks;
}

void JsonPathLexer::read_quoted(JsonPathToken token) {
  token_ = token;
  high_surrogate_ = 0;
  for (;;) {
    if (at_ >= source_.size()) fail("unexpected end of quoted string", "");
    const char c = source_[at_];
    if (c == '\\') {
      read_escape();
      continue;
    }
    if (high_surrogate_ != 0) throw_surrogate();
    if (c == '"') break;
    text_.push_back(c);
    ++at_;
  }
  near_ = source_.substr(at_, 1);
  ++at_;
}

void JsonPathLexer::read_escape() {
  const size_t start = at_++;
  if (at_ >= source_.size()) fail("unexpected end after backslash", "\\");
  const char c = source_[at_++];
  if (c == 'u') return read_unicode(start);
  if (c == 'x') {
    const int high = hex_value(peek());
    const int low = high < 0 ? -1 : hex_value(peek(1));
    if (low < 0) {
      const size_t size = high < 0 ? 2 : 3;
      fail("invalid hex character sequence", source_.substr(start, size));
    }
    at_ += 2;
    return append_code_point(static_cast<uint32_t>(high * 16 + low));
  }
  if (high_surrogate_ != 0) throw_surrogate();
  switch (c) {
    case 'b': text_.push_back('\b'); return;
    case 'f': text_.push_back('\f'); return;
    case 'n': text_.push_back('\n'); return;
    case 'r': text_.push_back('\r'); return;
    case 't': text_.push_back('\t'); return;
    case 'v': text_.push_back('\v'); return;
    default: text_.push_back(c); return;
  }
}

// \uXXXX or \u{X…}, one to six digits.
void JsonPathLexer::read_unicode(size_t start) {
  const bool braces = peek() == '{';
  if (braces) ++at_;
  uint32_t code = 0;
  int digits = 0;
  const int wanted = braces ? 6 : 4;
  while (digits < wanted && hex_value(peek()) >= 0) {
    code = code * 16 + static_cast<uint32_t>(hex_value(peek()));
    ++at_;
    ++digits;
  }
  const bool complete = braces ? digits > 0 && peek() == '}' : digits == 4;
  if (!complete) fail("invalid unicode sequence", source_.substr(start, at_ - start));
  if (braces) ++at_;
  append_code_point(code);
}

void JsonPathLexer::append_code_point(uint32_t code) {
  if (code == 0) {
    throw_error(Error(sqlstate::untranslatable_character, "unsupported Unicode escape sequence")
                    .with_detail("\\u0000 cannot be converted to text."));
  }
  if (code >= 0xD800 && code < 0xDC00) {
    if (high_surrogate_ != 0) {
      throw_error(
          Error(sqlstate::invalid_text_representation, "invalid input syntax for type jsonpath")
              .with_detail("Unicode high surrogate must not follow a high surrogate."));
    }
    high_surrogate_ = code;
    return;
  }
  if (code >= 0xDC00 && code < 0xE000) {
    if (high_surrogate_ == 0) throw_surrogate();
    code = 0x10000 + ((high_surrogate_ - 0xD800) << 10) + (code - 0xDC00);
    high_surrogate_ = 0;
  } else if (high_surrogate_ != 0) {
    throw_surrogate();
  }
  if (code > 0x10FFFF) throw_error(sqlstate::syntax_error, "invalid Unicode code point");
  utf8::append(text_, code);
}

}  // namespace rung
