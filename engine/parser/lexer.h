// The lexer: SQL text into tokens, by PostgreSQL's rules.
//
// Owns: comments, every string form, numbers, operators, identifier folding and truncation, the
// keyword table. Does not: combine tokens (the parser looks ahead instead) or know statements.
// The PL/pgSQL parser and the migration runner read the same token stream.
// Invariants: 1. `text` of a token points into the source text or the Arena; 2. begin and end are
// byte offsets into the source text; 3. the source must be valid UTF-8.
// Threads: one lexer, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/error.h"

namespace rung::parser {

enum class KeywordCategory : uint8_t { kUnreserved, kColName, kTypeFuncName, kReserved };

enum class Keyword : uint16_t {
  kNone,
#define RUNG_KEYWORD(id, spelling, category, bare) id,
#include "parser/keywords.def"
#undef RUNG_KEYWORD
};

// kNone when the (lower-case) word is no keyword.
Keyword find_keyword(std::string_view lower_case_word);
KeywordCategory keyword_category(Keyword keyword);
bool keyword_is_bare_label(Keyword keyword);
std::string_view keyword_spelling(Keyword keyword);

struct KeywordRow {
  std::string_view word;
  KeywordCategory category;
  bool bare_label;
};
// All keywords in alphabetical order, for pg_get_keywords().
const KeywordRow* keyword_rows(size_t* count);

enum class TokenKind : uint8_t {
  kEnd,
  kIdent,          // `text` folded; quoted ones as they are
  kKeyword,        // `keyword` and `text`, the folded spelling
  kString,         // 'x', E'x', $$x$$, U&'x': `text` is the value
  kBitString,      // `text` is b0101 or x1F
  kInteger,        // fits int4
  kFloat,          // any other number, as written
  kParam,          // $n
  kSelf,           // one of ,()[].;:+-*/%^<>= and, to be refused, any other character
  kOp,             // an operator of its own
  kTypecast,       // ::
  kDotDot,         // ..
  kColonEquals,    // :=
  kEqualsGreater,  // =>
  kLessEquals,     // <=
  kGreaterEquals,  // >=
  kNotEquals,      // <> and !=
  kLexError,       // only inside the parser's look-ahead
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  char self = 0;
  bool quoted = false;       // identifiers
  bool dollar_quoted = false;  // strings
  Keyword keyword = Keyword::kNone;
  int32_t integer = 0;  // kInteger, kParam
  uint32_t begin = 0;
  uint32_t end = 0;
  std::string_view text;
};

class Lexer {
 public:
  // Longer identifiers are cut to this, with a notice.
  static constexpr size_t kIdentifierBytesMax = 63;

  Lexer(std::string_view source, Arena& arena, std::vector<Error>* notices = nullptr)
      : source_(source), arena_(&arena), notices_(notices) {}

  Token next();
  void seek(uint32_t offset) { at_ = offset; }
  uint32_t offset() const { return at_; }
  std::string_view source() const { return source_; }

 private:
  char peek(size_t ahead) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  bool skip_space();
  void skip_block_comment();
  Token word(uint32_t begin);
  Token number(uint32_t begin);
  Token op(uint32_t begin);
  Token quoted_identifier(uint32_t begin);
  Token dollar(uint32_t begin);
  Token string(uint32_t begin, uint32_t open);
  Token escape_string(uint32_t begin, uint32_t open);
  Token bit_string(uint32_t begin, uint32_t open);
  Token unicode(uint32_t begin, bool identifier);
  bool quote_continues();
  void read_escape(std::string& to, uint32_t begin, bool* raw_bytes);
  uint32_t read_unicode_escape(uint32_t digits);
  std::string_view delimited_body(char quote, uint32_t begin, const char* unterminated);
  std::string_view decode_unicode(std::string_view body, char escape, uint32_t body_at);
  std::string_view truncate(std::string_view identifier, uint32_t begin);
  Token finish(Token token, TokenKind kind, uint32_t begin) const;
  [[noreturn]] void fail(const char* message, uint32_t begin, uint32_t end) const;

  std::string_view source_;
  Arena* arena_;
  std::vector<Error>* notices_;
  uint32_t at_ = 0;
};

}  // namespace rung::parser
