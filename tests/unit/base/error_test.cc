#include "base/error.h"

#include <gtest/gtest.h>

#include "base/crc32c.h"
#include "base/source_map.h"

namespace rung {
namespace {

TEST(SqlState, CodeRoundTripsAndKnowsItsCategory) {
  EXPECT_EQ(sqlstate::unique_violation.code(), "23505");
  EXPECT_EQ(SqlState::parse("0A000"), sqlstate::feature_not_supported);
  EXPECT_EQ(SqlState::parse("0a000"), SqlState());
  EXPECT_EQ(sqlstate::unique_violation.category(), sqlstate::foreign_key_violation.category());
  EXPECT_TRUE(sqlstate::integrity_constraint_violation.is_category());
}

TEST(Crc32c, MatchesThePublishedCheckValue) {
  EXPECT_EQ(crc32c(0, "123456789", 9), 0xE3069283u);
  EXPECT_EQ(crc32c(crc32c(0, "1234", 4), "56789", 5), 0xE3069283u);
}

TEST(SourceMap, CaretStandsUnderTheCharacterThroughTabsAndWideText) {
  const std::string text = "select 1;\r\n\tselect '\u4e2d', x;\r\n";
  const size_t offset = text.find('x');
  const LineColumn where = locate(text, offset);
  EXPECT_EQ(where.line, 2u);
  EXPECT_EQ(where.column, 14u);
  EXPECT_EQ(caret_lines(where), "\tselect '\u4e2d', x;\n\t             ^\n");
}

}  // namespace
}  // namespace rung
