// The JSON reader: tokens, grammar and PostgreSQL's reports of what is wrong.
#include "base/utf8.h"
#include "types/json.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {
namespace {

enum class Token : uint8_t {
  kEnd, kString, kNumber, kOpenObject, kCloseObject, kOpenArray, kCloseArray, kComma, kColon,
  kTrue, kFalse, kNull
};

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (c & 0x80) != 0;
}

class Reader {
 public:
  // `build` makes the tree; `decode` reads escapes, which json as text only checks for their form.
  Reader(std::string_view text, bool build, bool decode)
      : text_(text), build_(build), decode_(decode) {
    advance();
  }

  Json read() {
    Json json;
    value(&json, 1, "Expected JSON value, but found \"");
    if (token_ != Token::kEnd) unexpected("Expected end of input, but found \"");
    return json;
  }

  // Where the top-level value's parts lie.
  std::vector<JsonPiece> pieces() {
    std::vector<JsonPiece> result;
    Json ignored;
    if (token_ == Token::kOpenArray || token_ == Token::kOpenObject) {
      const bool object = token_ == Token::kOpenObject;
      const Token close = object ? Token::kCloseObject : Token::kCloseArray;
      advance();
      while (token_ != close) {
        JsonPiece piece;
        if (object) {
          piece.key = string_;
          advance();
          advance();
        }
        const size_t from = start_;
        value(&ignored, 2, "");
        piece.value = text_.substr(from, previous_end_ - from);
        result.push_back(std::move(piece));
        if (token_ == Token::kComma) advance();
      }
    }
    return result;
  }
  Token token() const { return token_; }
  const std::string& string_value() const { return string_; }

 private:
  [[noreturn]] void fail(std::string detail, bool mark_end) const {
    size_t line_start = 0;
    int line = 1;
    for (size_t i = 0; i < start_ && i < text_.size(); ++i) {
      if (text_[i] == '\n') {
        line_start = i + 1;
        ++line;
      }
    }
    const size_t end = std::min(mark_end ? text_.size() : end_, text_.size());
    size_t from = line_start;
    while (end > from && end - from >= 50) from += utf8::sequence_bytes(text_[from]);
    if (from - line_start <= 3) from = line_start;
    std::string context = "JSON data, line " + std::to_string(line) + ": ";
    if (from > line_start) context += "...";
    if (end > from) context += text_.substr(from, end - from);
    if (!mark_end && end < text_.size() && text_[end] != '\n' && text_[end] != '\r') {
      context += "...";
    }
    Error error(sqlstate::invalid_text_representation, "invalid input syntax for type json");
    error.detail = std::move(detail);
    error.context = std::move(context);
    throw_error(std::move(error));
  }
  [[noreturn]] void unexpected(const char* what) const {
    if (token_ == Token::kEnd) fail("The input string ended unexpectedly.", true);
    fail(what + std::string(text_.substr(start_, end_ - start_)) + "\".", false);
  }
  [[noreturn]] void bad_token() {
    while (end_ < text_.size() && is_word(text_[end_])) ++end_;
    if (end_ == start_) ++end_;
    fail("Token \"" + std::string(text_.substr(start_, end_ - start_)) + "\" is invalid.", false);
  }

  void advance() {
    previous_end_ = end_;
    while (end_ < text_.size() && (text_[end_] == ' ' || text_[end_] == '\t' ||
                                   text_[end_] == '\n' || text_[end_] == '\r')) {
      ++end_;
    }
    start_ = end_;
    if (start_ >= text_.size()) {
      token_ = Token::kEnd;
      return;
    }
    const char c = text_[end_];
    switch (c) {
      case '{': token_ = Token::kOpenObject; break;
      case '}': token_ = Token::kCloseObject; break;
      case '[': token_ = Token::kOpenArray; break;
      case ']': token_ = Token::kCloseArray; break;
      case ',': token_ = Token::kComma; break;
      case ':': token_ = Token::kColon; break;
      case '"':
        read_string();
        token_ = Token::kString;
        return;
      default:
        if (c == '-' || is_digit(c)) {
          read_number();
          token_ = Token::kNumber;
          return;
        }
        read_word();
        return;
    }
    ++end_;
  }

  void read_word() {
    while (end_ < text_.size() && is_word(text_[end_])) ++end_;
    const std::string_view word = text_.substr(start_, end_ - start_);
    if (word == "true") {
      token_ = Token::kTrue;
    } else if (word == "false") {
      token_ = Token::kFalse;
    } else if (word == "null") {
      token_ = Token::kNull;
    } else {
      bad_token();
    }
  }

  void read_number() {
    const auto digits = [&] {
      const size_t from = end_;
      while (end_ < text_.size() && is_digit(text_[end_])) ++end_;
      return end_ > from;
    };
    bool good = true;
    if (text_[end_] == '-') ++end_;
    if (end_ < text_.size() && text_[end_] == '0') {
      ++end_;
    } else {
      good = digits();
    }
    if (good && end_ < text_.size() && text_[end_] == '.') {
      ++end_;
      good = digits();
    }
    if (good && end_ < text_.size() && (text_[end_] == 'e' || text_[end_] == 'E')) {
      ++end_;
      if (end_ < text_.size() && (text_[end_] == '+' || text_[end_] == '-')) ++end_;
      good = digits();
    }
    if (!good || (end_ < text_.size() && is_word(text_[end_]))) bad_token();
  }

  void read_string() {
    string_.clear();
    uint32_t high = 0;
    for (++end_;;) {
      if (end_ >= text_.size()) {
        end_ = text_.size();
        fail("Token \"" + std::string(text_.substr(start_)) + "\" is invalid.", false);
      }
      const char c = text_[end_];
      if (c == '"' && high == 0) {
        ++end_;
        return;
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        static constexpr char kHex[] = "0123456789abcdef";
        std::string detail = "Character with value 0x";
        detail += kHex[(c >> 4) & 15];
        detail += kHex[c & 15];
        fail(detail + " must be escaped.", false);
      }
      if (c != '\\') {
        if (high != 0) {
          ++end_;
          fail("Unicode low surrogate must follow a high surrogate.", false);
        }
        string_.push_back(c);
        ++end_;
        continue;
      }
      if (++end_ >= text_.size()) continue;
      const char escape = text_[end_];
      if (escape == 'u') {
        read_unicode(&high);
        continue;
      }
      if (high != 0) {
        ++end_;
        fail("Unicode low surrogate must follow a high surrogate.", false);
      }
      ++end_;
      switch (escape) {
        case '"':
        case '\\':
        case '/': string_.push_back(escape); break;
        case 'b': string_.push_back('\b'); break;
        case 'f': string_.push_back('\f'); break;
        case 'n': string_.push_back('\n'); break;
        case 'r': string_.push_back('\r'); break;
        case 't': string_.push_back('\t'); break;
        default:
          end_ += utf8::sequence_bytes(escape) - 1;
          fail("Escape sequence \"\\" +
                   std::string(text_.substr(end_ - utf8::sequence_bytes(escape),
                                            utf8::sequence_bytes(escape))) +
                   "\" is invalid.",
               false);
      }
    }
  }

  void read_unicode(uint32_t* high) {
    uint32_t code = 0;
    ++end_;
    for (int i = 0; i < 4; ++i, ++end_) {
      const char c = end_ < text_.size() ? ascii_lower(text_[end_]) : '\0';
      if (is_digit(c)) {
        code = code * 16 + static_cast<uint32_t>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        code = code * 16 + static_cast<uint32_t>(c - 'a') + 10;
      } else {
        if (end_ < text_.size()) end_ += utf8::sequence_bytes(text_[end_]);
        fail("\"\\u\" must be followed by four hexadecimal digits.", false);
      }
    }
    if (!decode_) return;
    if (code >= 0xD800 && code <= 0xDBFF) {
      if (*high != 0) fail("Unicode high surrogate must not follow a high surrogate.", false);
      *high = code;
      return;
    }
    if (code >= 0xDC00 && code <= 0xDFFF) {
      if (*high == 0) fail("Unicode low surrogate must follow a high surrogate.", false);
      code = 0x10000 + ((*high - 0xD800) << 10) + (code - 0xDC00);
      *high = 0;
    } else if (*high != 0) {
      fail("Unicode low surrogate must follow a high surrogate.", false);
    }
    if (code == 0) {
      Error error(sqlstate::untranslatable_character, "unsupported Unicode escape sequence");
      error.detail = "\\u0000 cannot be converted to text.";
      throw_error(std::move(error));
    }
    utf8::append(string_, code);
  }

  void value(Json* to, int depth, const char* expected) {
    if (depth > kJsonDepthMax) throw_json_depth();
    switch (token_) {
      case Token::kOpenObject: object(to, depth); return;
      case Token::kOpenArray: array(to, depth); return;
      case Token::kString:
        if (build_) *to = Json::string(string_);
        break;
      case Token::kNumber:
        if (build_) {
          const auto number = Numeric::parse(text_.substr(start_, end_ - start_));
          *to = Json::number(number ? number->to_string() : "0");
        }
        break;
      case Token::kTrue: to->kind = JsonKind::kTrue; break;
      case Token::kFalse: to->kind = JsonKind::kFalse; break;
      case Token::kNull: to->kind = JsonKind::kNull; break;
      default: unexpected(expected);
    }
    advance();
  }

  void object(Json* to, int depth) {
    to->kind = JsonKind::kObject;
    advance();
    if (token_ == Token::kCloseObject) {
      advance();
      return;
    }
    for (bool first = true;; first = false) {
      if (token_ != Token::kString) {
        unexpected(first ? "Expected string or \"}\", but found \""
                         : "Expected string, but found \"");
      }
      std::string key = string_;
      advance();
      if (token_ != Token::kColon) unexpected("Expected \":\", but found \"");
      advance();
      Json item;
      value(&item, depth + 1, "Expected JSON value, but found \"");
      if (build_) to->pairs.emplace_back(std::move(key), std::move(item));
      if (token_ == Token::kComma) {
        advance();
      } else if (token_ == Token::kCloseObject) {
        advance();
        return;
      } else {
        unexpected("Expected \",\" or \"}\", but found \"");
      }
    }
  }

  void array(Json* to, int depth) {
    to->kind = JsonKind::kArray;
    advance();
    if (token_ == Token::kCloseArray) {
      advance();
      return;
    }
    for (;;) {
      Json item;
      value(&item, depth + 1, "Expected JSON value, but found \"");
      if (build_) to->items.push_back(std::move(item));
      if (token_ == Token::kComma) {
        advance();
      } else if (token_ == Token::kCloseArray) {
        advance();
        return;
      } else {
        unexpected("Expected \",\" or \"]\", but found \"");
      }
    }
  }

  std::string_view text_;
  bool build_;
  bool decode_;
  size_t start_ = 0;
  size_t end_ = 0;
  size_t previous_end_ = 0;
  Token token_ = Token::kEnd;
  std::string string_;
};

}  // namespace

void throw_json_depth() {
  throw_error(Error(sqlstate::statement_too_complex, "stack depth limit exceeded"));
}

Json parse_json(std::string_view text) { return Reader(text, true, true).read(); }
void check_json(std::string_view text) { Reader(text, false, false).read(); }

JsonKind json_kind(std::string_view text) {
  switch (Reader(text, false, false).token()) {
    case Token::kOpenObject: return JsonKind::kObject;
    case Token::kOpenArray: return JsonKind::kArray;
    case Token::kString: return JsonKind::kString;
    case Token::kNumber: return JsonKind::kNumber;
    case Token::kTrue: return JsonKind::kTrue;
    case Token::kFalse: return JsonKind::kFalse;
    default: return JsonKind::kNull;
  }
}
std::vector<JsonPiece> json_pieces(std::string_view text) { return Reader(text, false, true).pieces(); }

std::string json_scalar_text(std::string_view text) {
  const Reader reader(text, true, true);
  return reader.token() == Token::kString ? reader.string_value() : std::string(trim_space(text));
}

}  // namespace rung
