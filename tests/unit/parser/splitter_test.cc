#include <gtest/gtest.h>

#include "parser/parser.h"

namespace rung::parser {
namespace {

std::vector<std::string> split(std::string_view script) {
  std::vector<std::string> parts;
  StatementSplitter splitter(script);
  StatementSplitter::Statement statement;
  while (splitter.next(&statement)) {
    EXPECT_EQ(script.substr(statement.offset, statement.text.size()), statement.text);
    parts.emplace_back(statement.text);
  }
  return parts;
}

using Parts = std::vector<std::string>;

TEST(Splitter, CutsAtSemicolonsOutsideOfEverything) {
  EXPECT_EQ(split("a; b ;; c"), (Parts{"a", "b", "c"}));
  EXPECT_EQ(split("SELECT ';' , E'\\';' , \";\" -- ;\n, $$;$$ /* ; /* ; */ */; x"),
            (Parts{"SELECT ';' , E'\\';' , \";\" -- ;\n, $$;$$", "x"}));
  EXPECT_EQ(split("CREATE RULE r AS ON INSERT TO t DO (a; b); c"),
            (Parts{"CREATE RULE r AS ON INSERT TO t DO (a; b)", "c"}));
}

TEST(Splitter, KeepsSqlStandardBodiesTogether) {
  EXPECT_EQ(split("CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; x"),
            (Parts{"CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END",
                   "x"}));
  EXPECT_EQ(split("BEGIN; x; END;"), (Parts{"BEGIN", "x", "END"}));
}

TEST(Splitter, HandsOutCopyData) {
  const std::string script = "COPY t FROM stdin;\n1\ta;b\n2\t'\n\\.\nSELECT 1;";
  StatementSplitter splitter(script);
  StatementSplitter::Statement statement;
  ASSERT_TRUE(splitter.next(&statement));
  EXPECT_EQ(splitter.take_copy_data(), "1\ta;b\n2\t'\n");
  ASSERT_TRUE(splitter.next(&statement));
  EXPECT_EQ(statement.text, "SELECT 1");
  EXPECT_FALSE(splitter.next(&statement));
}

TEST(Splitter, MetaCommandsAreLines) {
  StatementSplitter splitter("\\set x 1\nSELECT 1");
  StatementSplitter::Statement statement;
  ASSERT_TRUE(splitter.next(&statement));
  EXPECT_TRUE(statement.meta_command);
  EXPECT_EQ(statement.text, "\\set x 1");
}

TEST(Splitter, UnterminatedThingsRunToTheEnd) {
  EXPECT_EQ(split("SELECT 'a; b"), (Parts{"SELECT 'a; b"}));
  EXPECT_EQ(split("/* a; b"), (Parts{}));
  EXPECT_EQ(split(""), (Parts{}));
}

TEST(Quote, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(quote_identifier("plain_1"), "plain_1");
  EXPECT_EQ(quote_identifier("Mixed"), "\"Mixed\"");
  EXPECT_EQ(quote_identifier("select"), "\"select\"");
  EXPECT_EQ(quote_identifier("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(quote_literal("it's"), "'it''s'");
  EXPECT_EQ(quote_literal("a\\b"), "E'a\\\\b'");
}

}  // namespace
}  // namespace rung::parser
