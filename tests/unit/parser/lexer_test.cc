#include "parser/lexer.h"

#include <gtest/gtest.h>

namespace rung::parser {
namespace {

std::vector<Token> lex(std::string_view sql, Arena& arena, std::vector<Error>* notices = nullptr) {
  std::vector<Token> tokens;
  Lexer lexer(sql, arena, notices);
  for (Token token = lexer.next(); token.kind != TokenKind::kEnd; token = lexer.next()) {
    tokens.push_back(token);
  }
  return tokens;
}

std::string error_of(std::string_view sql) {
  Arena arena;
  try {
    lex(sql, arena);
  } catch (const SqlError& error) {
    return error.error().message;
  }
  return "";
}

TEST(Lexer, FoldsPlainIdentifiersAndKeepsQuotedOnes) {
  Arena arena;
  const auto tokens = lex("FooBar \"FooBar\" \"a\"\"b\"", arena);
  ASSERT_EQ(tokens.size(), 3u);
  EXPECT_EQ(tokens[0].text, "foobar");
  EXPECT_EQ(tokens[1].text, "FooBar");
  EXPECT_EQ(tokens[2].text, "a\"b");
}

TEST(Lexer, CutsLongIdentifiersAtACharacterAndSaysSo) {
  Arena arena;
  std::vector<Error> notices;
  std::string name(62, 'a');
  name += "\xC3\xA9zz";
  const auto tokens = lex(name, arena, &notices);
  EXPECT_EQ(tokens[0].text, std::string(62, 'a'));
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].message,
            "identifier \"" + name + "\" will be truncated to \"" + std::string(62, 'a') + "\"");
}

TEST(Lexer, ResolvesEveryStringForm) {
  Arena arena;
  const auto tokens = lex(R"(E'a\n\x41\101\u00e9\\' 'it''s' U&'\0061\+000062' $x$a$$b$x$ 'a'
     -- comment
     'b')", arena);
  ASSERT_EQ(tokens.size(), 5u);
  EXPECT_EQ(tokens[0].text, "a\nAA\xC3\xA9\\");
  EXPECT_EQ(tokens[1].text, "it's");
  EXPECT_EQ(tokens[2].text, "ab");
  EXPECT_EQ(tokens[3].text, "a$$b");
  EXPECT_EQ(tokens[4].text, "ab");
}

TEST(Lexer, TrailingSignsLeaveAnOperatorUnlessItHasASpecialCharacter) {
  Arena arena;
  auto tokens = lex("a=-1", arena);
  ASSERT_EQ(tokens.size(), 4u);
  EXPECT_EQ(tokens[1].self, '=');
  EXPECT_EQ(tokens[2].self, '-');
  tokens = lex("a @- b <=- c", arena);
  EXPECT_EQ(tokens[1].text, "@-");
  EXPECT_EQ(tokens[3].kind, TokenKind::kLessEquals);
}

TEST(Lexer, CommentsEndOperators) {
  Arena arena;
  const auto tokens = lex("a *-- x\n b +/* /* nested */ */ c", arena);
  ASSERT_EQ(tokens.size(), 5u);
  EXPECT_EQ(tokens[1].self, '*');
  EXPECT_EQ(tokens[3].self, '+');
}

TEST(Lexer, TellsRangesFromDecimals) {
  Arena arena;
  const auto tokens = lex("1..10 1.5 .5 2147483648", arena);
  ASSERT_EQ(tokens.size(), 6u);
  EXPECT_EQ(tokens[0].integer, 1);
  EXPECT_EQ(tokens[1].kind, TokenKind::kDotDot);
  EXPECT_EQ(tokens[5].kind, TokenKind::kFloat);
}

TEST(Lexer, NamesWhatIsUnterminated) {
  EXPECT_EQ(error_of("'abc"), "unterminated quoted string at or near \"'abc\"");
  EXPECT_EQ(error_of("x \"abc"), "unterminated quoted identifier at or near \"\"abc\"");
  EXPECT_EQ(error_of("$a$ x"), "unterminated dollar-quoted string at or near \"$a$ x\"");
  EXPECT_EQ(error_of("/* x"), "unterminated /* comment at or near \"/* x\"");
  EXPECT_EQ(error_of("B'01"), "unterminated bit string literal at or near \"B'01\"");
  EXPECT_EQ(error_of("\"\""), "zero-length delimited identifier at or near \"\"\"\"");
  EXPECT_EQ(error_of("123abc"), "trailing junk after numeric literal at or near \"123a\"");
  EXPECT_EQ(error_of("E'\\u12'"), "invalid Unicode escape");
  EXPECT_EQ(error_of("E'\\xff'"), "invalid byte sequence for encoding \"UTF8\": 0xff");
}

TEST(Keywords, FindsEachOfThemAndNothingElse) {
  size_t count = 0;
  const KeywordRow* rows = keyword_rows(&count);
  EXPECT_EQ(count, 460u);
  for (size_t i = 0; i < count; ++i) {
    EXPECT_EQ(keyword_spelling(find_keyword(rows[i].word)), rows[i].word);
  }
  EXPECT_EQ(find_keyword("tabl"), Keyword::kNone);
  EXPECT_EQ(find_keyword(""), Keyword::kNone);
}

}  // namespace
}  // namespace rung::parser
