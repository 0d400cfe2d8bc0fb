#include <gtest/gtest.h>

#include "parser/parser.h"

namespace rung::parser {
namespace {

Error error_of(const std::string& sql) {
  Arena arena;
  try {
    parse(sql, arena);
  } catch (const SqlError& error) {
    return error.error();
  }
  return Error(sqlstate::successful_completion, "accepted");
}

TEST(ParseError, PointsAtTheFirstTokenThatCannotStand) {
  const Error error = error_of("SELECT a FROM t WHERE WHERE b");
  EXPECT_EQ(error.message, "syntax error at or near \"WHERE\"");
  EXPECT_EQ(error.pos, 22u);
  EXPECT_EQ(error.state, sqlstate::syntax_error);
}

TEST(ParseError, SaysEndOfInput) {
  const Error error = error_of("CREATE TABLE t (a int");
  EXPECT_EQ(error.message, "syntax error at end of input");
  EXPECT_EQ(error.pos, 21u);
}

TEST(ParseError, ComparisonsDoNotChain) {
  EXPECT_EQ(error_of("SELECT 1 < 2 < 3").message, "syntax error at or near \"<\"");
  EXPECT_EQ(error_of("SELECT a IS NULL IS NULL").message, "accepted");
}

TEST(ParseError, ASyntaxErrorComesBeforeALaterUnterminatedString) {
  EXPECT_EQ(error_of("SELEC 'abc").message, "syntax error at or near \"SELEC\"");
}

TEST(ParseError, UnsupportedStatementsAreNamed) {
  const Error error = error_of("SELECT 1; CREATE TABLESPACE s LOCATION '/w'");
  EXPECT_EQ(error.state, sqlstate::feature_not_supported);
  EXPECT_EQ(error.message, "CREATE TABLESPACE is not supported yet");
  EXPECT_EQ(error.pos, 10u);
}

TEST(ParseError, GivesHintsWherePostgresDoes) {
  const Error limit = error_of("SELECT 1 LIMIT 1, 2");
  EXPECT_EQ(limit.message, "LIMIT #,# syntax is not supported");
  EXPECT_EQ(limit.hint, "Use separate LIMIT and OFFSET clauses.");
  const Error alias = error_of("SELECT * FROM (SELECT 1)");
  EXPECT_EQ(alias.message, "subquery in FROM must have an alias");
  EXPECT_EQ(alias.pos, 14u);
}

TEST(ParseError, InvalidUtf8IsRefusedOnEntry) {
  EXPECT_EQ(error_of("SELECT '\xff'").state, sqlstate::character_not_in_repertoire);
}

TEST(ParseError, DeepNestingIsRefusedNotCrashed) {
  std::string parens(200000, '(');
  EXPECT_EQ(error_of("SELECT " + parens).state, sqlstate::statement_too_complex);
  std::string brackets = "SELECT ARRAY";
  for (int i = 0; i < 200000; ++i) brackets += '[';
  EXPECT_EQ(error_of(brackets).state, sqlstate::statement_too_complex);
  std::string nots = "SELECT ";
  for (int i = 0; i < 200000; ++i) nots += "NOT ";
  EXPECT_EQ(error_of(nots + "a").state, sqlstate::statement_too_complex);
}

}  // namespace
}  // namespace rung::parser
