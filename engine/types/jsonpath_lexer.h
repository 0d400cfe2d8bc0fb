// Tokens of jsonpath. Errors name the text that PostgreSQL's scanner would name, which for a name is
// what ended it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rung {

enum class JsonPathToken : uint8_t {
  kEnd, kSpecial, kIdent, kString, kVariable, kInteger, kNumber,
  kAnd, kOr, kAny, kLess, kLessOrEqual, kEqual, kNotEqual, kGreater, kGreaterOrEqual
};

class JsonPathLexer {
 public:
  explicit JsonPathLexer(std::string_view source) : source_(source) { advance(); }

  JsonPathToken token() const { return token_; }
  bool is(char special) const { return token_ == JsonPathToken::kSpecial && text_[0] == special; }
  // An unquoted name equal to the keyword, letter case aside; null, true and false in lower case only.
  bool is_word(std::string_view keyword) const;
  const std::string& text() const { return text_; }  // unescaped
  void advance();
  [[noreturn]] void syntax_error() const { fail("syntax error", near_); }

 private:
  [[noreturn]] static void fail(const std::string& message, std::string_view near);
  char peek(size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  bool at_other() const;
  void take(JsonPathToken token, size_t size);
  void skip_comment();
  void read_number();
  void read_name(JsonPathToken token);
  void read_quoted(JsonPathToken token);
  void read_escape();
  void read_unicode(size_t start);
  void append_code_point(uint32_t code);

  std::string_view source_;
  size_t at_ = 0;
  JsonPathToken token_ = JsonPathToken::kEnd;
  std::string text_;
  std::string_view near_;
  uint32_t high_surrogate_ = 0;
};

}  // namespace rung
