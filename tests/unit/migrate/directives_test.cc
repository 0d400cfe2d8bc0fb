#include "migrate/directives.h"

#include <gtest/gtest.h>

#include <string>

#include "migrate/user_error.h"

namespace rung::migrate {
namespace {

std::string error_of(std::string_view text) {
  try {
    parse_sections(text);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

std::string text_of(std::string_view text, const Block& block) {
  return std::string(text.substr(block.begin, block.end - block.begin));
}

TEST(Directives, CutAFileIntoUpAndDown) {
  const std::string text = "-- a note\n-- migrate:up\ncreate;\n--migrate:down\t\ndrop;\n";
  const auto sections = parse_sections(text);
  ASSERT_EQ(sections.size(), 1u);
  EXPECT_EQ(text_of(text, sections[0].up), "-- migrate:up\ncreate;\n");
  EXPECT_EQ(text_of(text, sections[0].down), "--migrate:down\t\ndrop;\n");
  EXPECT_TRUE(sections[0].up.transaction);
}

TEST(Directives, SurviveAByteOrderMarkAndCarriageReturns) {
  const auto sections =
      parse_sections("\xEF\xBB\xBF-- migrate:up\r\na;\r\n-- migrate:down\r\nb;\r\n");
  EXPECT_EQ(sections.size(), 1u);
  EXPECT_EQ(sections[0].up.begin, 3u);
}

TEST(Directives, OnlyTheExactOptionTurnsTheTransactionOff) {
  const auto transaction = [](const std::string& options) {
    return parse_sections("-- migrate:up" + options + "\n-- migrate:down\n")[0].up.transaction;
  };
  EXPECT_FALSE(transaction(" transaction:false"));
  EXPECT_FALSE(transaction(" a:b transaction:false x"));
  EXPECT_TRUE(transaction(" transaction: false"));
  EXPECT_TRUE(transaction(" transaction:FALSE"));
  EXPECT_TRUE(transaction(" nonsense"));
}

TEST(Directives, AreNotFoundWhereDbmateFindsNone) {
  const std::string none =
      "dbmate requires each migration to define an up block with '-- migrate:up'";
  EXPECT_EQ(error_of(""), none);
  EXPECT_EQ(error_of(" -- migrate:up\n-- migrate:down\n"), none);
  EXPECT_EQ(error_of("-- MIGRATE:UP\n-- migrate:down\n"), none);
  EXPECT_EQ(error_of("-- migrate:upward\n-- migrate:down\n"), none);
  EXPECT_EQ(error_of("-- migrate:down\nx;\n"), none);
}

TEST(Directives, ErrorsAreDbmates) {
  EXPECT_EQ(error_of("select 1;\n-- migrate:up\n-- migrate:down\n"),
            "dbmate does not support statements preceding the '-- migrate:up' block");
  EXPECT_EQ(error_of("/* c */\n-- migrate:up\n-- migrate:down\n"),
            "dbmate does not support statements preceding the '-- migrate:up' block");
  EXPECT_EQ(error_of("-- migrate:up\n-- migrate:down\n-- migrate:down\n"),
            "dbmate requires every '-- migrate:down' to be preceded by a '-- migrate:up'");
  EXPECT_EQ(error_of("-- migrate:up\nx;\n"),
            "dbmate requires each migration to define a down block with '-- migrate:down'");
}

TEST(Directives, InsideALiteralAreNone) {
  for (const std::string literal :
       {"select 'a\n-- migrate:down\n';", "select $q$\n-- migrate:down\n$q$;",
        "/* \n-- migrate:down\n*/", "COPY t FROM stdin;\n1\n-- migrate:down\n\\.\n"}) {
    const std::string text = "-- migrate:up\n" + literal + "\n-- migrate:down\ndrop;\n";
    const auto sections = parse_sections(text);
    ASSERT_EQ(sections.size(), 1u);
    EXPECT_EQ(text_of(text, sections[0].down), "-- migrate:down\ndrop;\n") << literal;
  }
}

// The up block lacks a quote: the database is to say so, not we that there is no down block.
TEST(Directives, CountAsLinesWhereAQuoteIsNeverClosed) {
  const auto sections = parse_sections("-- migrate:up\nselect 'oops;\n-- migrate:down\ndrop;\n");
  EXPECT_EQ(sections.size(), 1u);
}

TEST(Directives, SeveralPairsMakeSeveralSections) {
  const auto sections = parse_sections(
      "-- migrate:up\na;\n-- migrate:down\nb;\n-- migrate:up transaction:false\nc;\n"
      "-- migrate:down\nd;\n");
  ASSERT_EQ(sections.size(), 2u);
  EXPECT_TRUE(sections[0].up.transaction);
  EXPECT_FALSE(sections[1].up.transaction);
}

}  // namespace
}  // namespace rung::migrate
