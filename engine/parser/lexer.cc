#include "parser/lexer.h"

#include <charconv>

#include "parser/char_class.h"

namespace rung::parser {

void Lexer::fail(const char* message, uint32_t begin, uint32_t end) const {
  std::string text = message;
  if (begin >= source_.size()) {
    text += " at end of input";
  } else {
    text += " at or near \"";
    text += source_.substr(begin, end - begin);
    text += '"';
  }
  throw_error(sqlstate::syntax_error, std::move(text), begin);
}

Token Lexer::finish(Token token, TokenKind kind, uint32_t begin) const {
  token.kind = kind;
  token.begin = begin;
  token.end = at_;
  return token;
}

void Lexer::skip_block_comment() {
  const uint32_t begin = at_;
  int depth = 0;
  do {
    if (at_ + 1 >= source_.size()) {
      at_ = static_cast<uint32_t>(source_.size());
      fail("unterminated /* comment", begin, at_);
    }
    if (peek(0) == '/' && peek(1) == '*') {
      ++depth;
      at_ += 2;
    } else if (peek(0) == '*' && peek(1) == '/') {
      --depth;
      at_ += 2;
    } else {
      ++at_;
    }
  } while (depth > 0);
}

// Skips white space and comments; false at the end of the text.
bool Lexer::skip_space() {
  while (at_ < source_.size()) {
    const char c = source_[at_];
    if (is_space(c)) {
      ++at_;
    } else if (c == '-' && peek(1) == '-') {
      while (at_ < source_.size() && source_[at_] != '\n' && source_[at_] != '\r') ++at_;
    } else if (c == '/' && peek(1) == '*') {
      skip_block_comment();
    } else {
      return true;
    }
  }
  return false;
}

Token Lexer::next() {
  if (!skip_space()) {
    Token token;
    at_ = static_cast<uint32_t>(source_.size());
    return finish(token, TokenKind::kEnd, at_);
  }
  const uint32_t begin = at_;
  const char c = source_[begin];
  if (is_ident_start(c)) {
    const char d = peek(1);
    if (d == '\'') {
      if (c == 'e' || c == 'E') return escape_string(begin, begin + 1);
      if (c == 'b' || c == 'B' || c == 'x' || c == 'X') return bit_string(begin, begin + 1);
      if (c == 'n' || c == 'N') {  // N'x' is the keyword NCHAR and then a string
        ++at_;
        Token token;
        token.keyword = Keyword::kNchar;
        token.text = "nchar";
        return finish(token, TokenKind::kKeyword, begin);
      }
    }
    if ((c == 'u' || c == 'U') && d == '&') {
      if (peek(2) == '\'') return unicode(begin, false);
      if (peek(2) == '"') return unicode(begin, true);
    }
    return word(begin);
  }
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number(begin);
  switch (c) {
    case '\'': return string(begin, begin);
    case '"': return quoted_identifier(begin);
    case '$': return dollar(begin);
    default: break;
  }
  if (is_op_char(c)) return op(begin);
  Token token;
  if (c == ':' && peek(1) == ':') {
    at_ += 2;
    return finish(token, TokenKind::kTypecast, begin);
  }
  if (c == ':' && peek(1) == '=') {
    at_ += 2;
    return finish(token, TokenKind::kColonEquals, begin);
  }
  if (c == '.' && peek(1) == '.') {
    at_ += 2;
    return finish(token, TokenKind::kDotDot, begin);
  }
  ++at_;
  token.self = c;
  return finish(token, TokenKind::kSelf, begin);
}

std::string_view Lexer::truncate(std::string_view identifier, uint32_t begin) {
  if (identifier.size() <= kIdentifierBytesMax) return identifier;
  size_t keep = kIdentifierBytesMax;
  while (keep > 0 && (static_cast<unsigned char>(identifier[keep]) & 0xC0) == 0x80) --keep;
  const std::string_view cut = identifier.substr(0, keep);
  if (notices_ != nullptr) {
    Error notice(sqlstate::name_too_long,
                 "identifier \"" + std::string(identifier) + "\" will be truncated to \"" +
                     std::string(cut) + "\"",
                 kNoPos);
    notice.severity = Severity::kNotice;
    static_cast<void>(begin);
    notices_->push_back(std::move(notice));
  }
  return cut;
}

Token Lexer::word(uint32_t begin) {
  bool folded = false;
  while (at_ < source_.size() && is_ident_part(source_[at_])) {
    folded |= source_[at_] >= 'A' && source_[at_] <= 'Z';
    ++at_;
  }
  std::string_view text = source_.substr(begin, at_ - begin);
  if (folded) {
    char* lower = arena_->allocate_bytes(text.size());
    for (size_t i = 0; i < text.size(); ++i) lower[i] = to_lower(text[i]);
    text = {lower, text.size()};
  }
  Token token;
  token.keyword = find_keyword(text);
  if (token.keyword != Keyword::kNone) {
    token.text = text;
    return finish(token, TokenKind::kKeyword, begin);
  }
  token.text = truncate(text, begin);
  return finish(token, TokenKind::kIdent, begin);
}

Token Lexer::number(uint32_t begin) {
  bool integer = true;
  while (is_digit(peek(0))) ++at_;
  // 1..10 is 1, .., 10
  if (peek(0) == '.' && !(peek(1) == '.' && at_ > begin)) {
    integer = false;
    ++at_;
    while (is_digit(peek(0))) ++at_;
  }
  if (peek(0) == 'e' || peek(0) == 'E') {
    const size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if (is_digit(peek(1 + sign))) {
      integer = false;
      at_ += static_cast<uint32_t>(1 + sign);
      while (is_digit(peek(0))) ++at_;
    } else if (sign != 0) {
      fail("trailing junk after numeric literal", begin, at_ + 2);
    }
  }
  if (is_ident_start(peek(0))) fail("trailing junk after numeric literal", begin, at_ + 1);
  Token token;
  token.text = source_.substr(begin, at_ - begin);
  if (integer) {
    const auto [stop, error] =
        std::from_chars(token.text.data(), token.text.data() + token.text.size(), token.integer);
    if (error == std::errc()) return finish(token, TokenKind::kInteger, begin);
    static_cast<void>(stop);
  }
  return finish(token, TokenKind::kFloat, begin);
}

Token Lexer::op(uint32_t begin) {
  uint32_t length = 0;
  while (is_op_char(peek(length))) ++length;
  // A comment ends an operator.
  for (uint32_t i = 1; i < length; ++i) {
    const char c = peek(i - 1);
    const char d = peek(i);
    if ((c == '/' && d == '*') || (c == '-' && d == '-')) {
      length = i - 1;
      break;
    }
  }
  // For the sake of standard SQL an operator ends in + or - only if it has one of these characters,
  // so that a=-1 needs no space.
  if (length > 1 && (peek(length - 1) == '+' || peek(length - 1) == '-')) {
    bool may_end_so = false;
    for (uint32_t i = 0; i + 1 < length && !may_end_so; ++i) {
      may_end_so = std::string_view("~!@#^&|`?%").find(peek(i)) != std::string_view::npos;
    }
    if (!may_end_so) {
      while (length > 1 && (peek(length - 1) == '+' || peek(length - 1) == '-')) --length;
    }
  }
  const std::string_view text = source_.substr(begin, length);
  at_ += length;
  Token token;
  token.text = text;
  if (length == 1 && std::string_view("+-*/%^<>=").find(text[0]) != std::string_view::npos) {
    token.self = text[0];
    return finish(token, TokenKind::kSelf, begin);
  }
  if (length == 2) {
    if (text == "=>") return finish(token, TokenKind::kEqualsGreater, begin);
    if (text == ">=") return finish(token, TokenKind::kGreaterEquals, begin);
    if (text == "<=") return finish(token, TokenKind::kLessEquals, begin);
    if (text == "<>" || text == "!=") {
      token.text = "<>";
      return finish(token, TokenKind::kNotEquals, begin);
    }
  }
  if (length > kIdentifierBytesMax) fail("operator too long", begin, at_);
  return finish(token, TokenKind::kOp, begin);
}

}  // namespace rung::parser
