// Strings, quoted identifiers, dollar quotes and their escapes.
#include "base/utf8.h"
#include "parser/char_class.h"
#include "parser/lexer.h"

namespace rung::parser {
namespace {

bool is_high_surrogate(uint32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool is_low_surrogate(uint32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }
uint32_t join_surrogates(uint32_t high, uint32_t low) {
  return ((high & 0x3FF) << 10) + 0x10000 + (low & 0x3FF);
}

}  // namespace

// After a closing quote: white space with a newline in it and another quote continue the string.
// Steps over both if so.
bool Lexer::quote_continues() {
  uint32_t i = at_;
  bool newline = false;
  while (i < source_.size()) {
    const char c = source_[i];
    if (c == '\n' || c == '\r') newline = true;
    if (is_space(c)) {
      ++i;
    } else if (c == '-' && i + 1 < source_.size() && source_[i + 1] == '-') {
      while (i < source_.size() && source_[i] != '\n' && source_[i] != '\r') ++i;
    } else {
      break;
    }
  }
  if (!newline || i >= source_.size() || source_[i] != '\'') return false;
  at_ = i + 1;
  return true;
}

// The text between quotes, doubled quotes undone; at_ stands on the opening quote.
std::string_view Lexer::delimited_body(char quote, uint32_t begin, const char* unterminated) {
  std::string pieces;
  bool copied = false;
  ++at_;
  uint32_t piece = at_;
  for (;;) {
    const size_t close = source_.find(quote, at_);
    if (close == std::string_view::npos) {
      at_ = static_cast<uint32_t>(source_.size());
      fail(unterminated, begin, at_);
    }
    const uint32_t stop = static_cast<uint32_t>(close);
    at_ = stop + 1;
    if (peek(0) == quote) {
      pieces += source_.substr(piece, at_ - piece);
      copied = true;
      piece = ++at_;
      continue;
    }
    const std::string_view last = source_.substr(piece, stop - piece);
    if (quote == '\'' && quote_continues()) {
      pieces += last;
      copied = true;
      piece = at_;
      continue;
    }
    if (!copied) return last;
    pieces += last;
    return arena_->copy(pieces);
  }
}

Token Lexer::string(uint32_t begin, uint32_t open) {
  at_ = open;
  Token token;
  token.text = delimited_body('\'', begin, "unterminated quoted string");
  return finish(token, TokenKind::kString, begin);
}

Token Lexer::bit_string(uint32_t begin, uint32_t open) {
  const bool hex = to_lower(source_[begin]) == 'x';
  at_ = open + 1;
  std::string text(1, hex ? 'x' : 'b');
  for (;;) {
    const size_t close = source_.find('\'', at_);
    if (close == std::string_view::npos) {
      at_ = static_cast<uint32_t>(source_.size());
      fail(hex ? "unterminated hexadecimal string literal" : "unterminated bit string literal",
           begin, at_);
    }
    text += source_.substr(at_, close - at_);
    at_ = static_cast<uint32_t>(close + 1);
    if (!quote_continues()) break;
  }
  Token token;
  token.text = arena_->copy(text);
  return finish(token, TokenKind::kBitString, begin);
}

Token Lexer::quoted_identifier(uint32_t begin) {
  Token token;
  const std::string_view body = delimited_body('"', begin, "unterminated quoted identifier");
  if (body.empty()) fail("zero-length delimited identifier", begin, at_);
  token.text = truncate(body, begin);
  token.quoted = true;
  return finish(token, TokenKind::kIdent, begin);
}

Token Lexer::dollar(uint32_t begin) {
  Token token;
  if (is_digit(peek(1))) {
    ++at_;
    uint64_t number = 0;
    while (is_digit(peek(0))) {
      number = number * 10 + static_cast<uint64_t>(peek(0) - '0');
      if (number > INT32_MAX) number = INT32_MAX;
      ++at_;
    }
    if (is_ident_start(peek(0))) fail("trailing junk after parameter", begin, at_ + 1);
    token.integer = static_cast<int32_t>(number);
    return finish(token, TokenKind::kParam, begin);
  }
  uint32_t i = begin + 1;
  if (i < source_.size() && is_ident_start(source_[i])) {
    while (i < source_.size() && is_ident_part(source_[i]) && source_[i] != '$') ++i;
  }
  if (i >= source_.size() || source_[i] != '$') {
    ++at_;
    token.self = '$';
    return finish(token, TokenKind::kSelf, begin);
  }
  const std::string_view tag = source_.substr(begin, i + 1 - begin);
  const uint32_t body = i + 1;
  const size_t close = source_.find(tag, body);
  if (close == std::string_view::npos) {
    at_ = static_cast<uint32_t>(source_.size());
    fail("unterminated dollar-quoted string", begin, at_);
  }
  token.text = source_.substr(body, close - body);
  token.dollar_quoted = true;
  at_ = static_cast<uint32_t>(close + tag.size());
  return finish(token, TokenKind::kString, begin);
}

// Exactly `digits` hexadecimal digits at at_.
uint32_t Lexer::read_unicode_escape(uint32_t digits) {
  uint32_t value = 0;
  for (uint32_t i = 0; i < digits; ++i) {
    const int digit = hex_value(peek(i));
    if (digit < 0) {
      throw_error(Error(sqlstate::invalid_escape_sequence, "invalid Unicode escape", at_ - 2)
                      .with_hint("Unicode escapes must be \\uXXXX or \\UXXXXXXXX."));
    }
    value = value * 16 + static_cast<uint32_t>(digit);
  }
  at_ += digits;
  return value;
}

// One escape of an E'' string; at_ is after the backslash.
void Lexer::read_escape(std::string& to, uint32_t begin, bool* raw_bytes) {
  const uint32_t escape_at = at_ - 1;
  if (at_ >= source_.size()) fail("unterminated quoted string", begin, at_);
  const char c = source_[at_++];
  switch (c) {
    case 'b': to += '\b'; return;
    case 'f': to += '\f'; return;
    case 'n': to += '\n'; return;
    case 'r': to += '\r'; return;
    case 't': to += '\t'; return;
    case 'x': {
      if (hex_value(peek(0)) < 0) break;
      int value = 0;
      for (int i = 0; i < 2 && hex_value(peek(0)) >= 0; ++i) value = value * 16 + hex_value(source_[at_++]);
      to += static_cast<char>(value);
      *raw_bytes |= value == 0 || value >= 0x80;
      return;
    }
    case 'u':
    case 'U': {
      uint32_t code = read_unicode_escape(c == 'u' ? 4 : 8);
      if (is_high_surrogate(code)) {
        uint32_t low = 0;
        if (peek(0) == '\\' && (peek(1) == 'u' || peek(1) == 'U')) {
          const uint32_t digits = peek(1) == 'u' ? 4 : 8;
          at_ += 2;
          low = read_unicode_escape(digits);
        }
        if (!is_low_surrogate(low)) fail("invalid Unicode surrogate pair", at_ , at_ + 1);
        code = join_surrogates(code, low);
      } else if (is_low_surrogate(code)) {
        fail("invalid Unicode surrogate pair", escape_at, at_);
      }
      if (code == 0 || code > 0x10FFFF) {
        fail("invalid Unicode escape value", escape_at, at_);
      }
      utf8::append(to, code);
      return;
    }
    default:
      if (c >= '0' && c <= '7') {
        int value = c - '0';
        for (int i = 0; i < 2 && peek(0) >= '0' && peek(0) <= '7'; ++i) {
          value = value * 8 + (source_[at_++] - '0');
        }
        to += static_cast<char>(value);
        *raw_bytes |= (value & 0xFF) == 0 || value >= 0x80;
        return;
      }
      break;
  }
  to += c;
}

Token Lexer::escape_string(uint32_t begin, uint32_t open) {
  at_ = open + 1;
  std::string text;
  bool raw_bytes = false;
  for (;;) {
    if (at_ >= source_.size()) fail("unterminated quoted string", begin, at_);
    const char c = source_[at_++];
    if (c == '\\') {
      read_escape(text, begin, &raw_bytes);
    } else if (c != '\'') {
      text += c;
    } else if (peek(0) == '\'') {
      text += '\'';
      ++at_;
    } else if (!quote_continues()) {
      break;
    }
  }
  if (raw_bytes) {
    const size_t bad = utf8::find_invalid(text);
    if (bad != std::string_view::npos) utf8::throw_invalid(text, bad);
  }
  Token token;
  token.text = arena_->copy(text);
  return finish(token, TokenKind::kString, begin);
}

// Resolves \XXXX and \+XXXXXX of a U& string. `body_at` is where the body begins in the source,
// which is right as long as no quote was doubled before the escape, as PostgreSQL has it too.
std::string_view Lexer::decode_unicode(std::string_view body, char escape, uint32_t body_at) {
  std::string text;
  uint32_t high = 0;
  size_t i = 0;
  const auto digits_at = [&](size_t from, size_t count) -> int64_t {
    int64_t value = 0;
    for (size_t k = from; k < from + count; ++k) {
      if (k >= body.size() || hex_value(body[k]) < 0) return -1;
      value = value * 16 + hex_value(body[k]);
    }
    return value;
  };
  const auto pos = [&] { return static_cast<SourcePos>(body_at + i); };
  while (i < body.size()) {
    if (body[i] != escape || (i + 1 < body.size() && body[i + 1] == escape)) {
      if (high != 0) {
        throw_error(sqlstate::syntax_error, "invalid Unicode surrogate pair", pos());
      }
      const bool doubled = body[i] == escape;
      text += body[i];
      i += doubled ? 2 : 1;
      continue;
    }
    const bool wide = i + 1 < body.size() && body[i + 1] == '+';
    const int64_t value = wide ? digits_at(i + 2, 6) : digits_at(i + 1, 4);
    if (value < 0) {
      throw_error(Error(sqlstate::syntax_error, "invalid Unicode escape", pos())
                      .with_hint("Unicode escapes must be \\XXXX or \\+XXXXXX."));
    }
    uint32_t code = static_cast<uint32_t>(value);
    if (code == 0 || code > 0x10FFFF) {
      throw_error(sqlstate::syntax_error, "invalid Unicode escape value", pos());
    }
    if (high != 0) {
      if (!is_low_surrogate(code)) {
        throw_error(sqlstate::syntax_error, "invalid Unicode surrogate pair", pos());
      }
      code = join_surrogates(high, code);
      high = 0;
    } else if (is_low_surrogate(code)) {
      throw_error(sqlstate::syntax_error, "invalid Unicode surrogate pair", pos());
    }
    if (is_high_surrogate(code)) {
      high = code;
    } else {
      utf8::append(text, code);
    }
    i += wide ? 8 : 5;
  }
  if (high != 0) throw_error(sqlstate::syntax_error, "invalid Unicode surrogate pair", pos());
  return arena_->copy(text);
}

// U&'text' and U&"name", with the UESCAPE clause that may follow.
Token Lexer::unicode(uint32_t begin, bool identifier) {
  at_ = begin + 2;
  const std::string_view body =
      identifier ? delimited_body('"', begin, "unterminated quoted identifier")
                 : delimited_body('\'', begin, "unterminated quoted string");
  if (identifier && body.empty()) fail("zero-length delimited identifier", begin, at_);
  const uint32_t end = at_;
  char escape = '\\';
  const Token after = next();
  if (after.kind == TokenKind::kKeyword && after.keyword == Keyword::kUescape) {
    const Token value = next();
    if (value.kind != TokenKind::kString) {
      fail("UESCAPE must be followed by a simple string literal", value.begin, value.end);
    }
    if (value.text.size() != 1 || hex_value(value.text[0]) >= 0 || value.text[0] == '+' ||
        value.text[0] == '\'' || value.text[0] == '"' || is_space(value.text[0])) {
      fail("invalid Unicode escape character", value.begin, value.end);
    }
    escape = value.text[0];
  } else {
    at_ = end;
  }
  Token token;
  token.text = decode_unicode(body, escape, begin + 3);
  if (identifier) {
    token.text = truncate(token.text, begin);
    token.quoted = true;
  }
  return finish(token, identifier ? TokenKind::kIdent : TokenKind::kString, begin);
}

}  // namespace rung::parser
