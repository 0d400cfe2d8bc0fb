#include "migrate/error_text.h"

#include <gtest/gtest.h>

namespace rung::migrate {
namespace {

Error undefined_type(SourcePos pos) {
  return Error(sqlstate::undefined_object, "type \"intt\" does not exist", pos);
}

TEST(ErrorText, NamesFileLineAndColumnWithACaret) {
  const std::string file = "-- migrate:up\ncreate table t (\n\tid intt\n);\n";
  const size_t statement = file.find("create");
  const auto pos = static_cast<SourcePos>(file.find("intt") - statement);
  EXPECT_EQ(file_error_text(undefined_type(pos), "db/1.sql", file, statement),
            "db/1.sql:3:5: type \"intt\" does not exist (42704)\n\tid intt\n\t   ^");
}

TEST(ErrorText, WithoutAPositionNamesTheLineOfTheStatement) {
  Error error(sqlstate::unique_violation, "duplicate key");
  error.detail = "Key (a)=(1) already exists.";
  EXPECT_EQ(file_error_text(error, "s.sql", "select 1;\ninsert 2;\n", 10),
            "s.sql:2: duplicate key (23505)\ninsert 2;\nDETAIL:  Key (a)=(1) already exists.");
}

// Recorded from psql 15.
TEST(ErrorText, OfPsqlShowsLineAndCaret) {
  EXPECT_EQ(psql_error_text(undefined_type(9), "select 1\nx"),
            "ERROR:  type \"intt\" does not exist\nLINE 2: x\n        ^\n");
}

// psql -c "select 1111111111, 2222222222, 3333333333, 4444444444, 5555555555, nope, 66666666666"
TEST(ErrorText, OfPsqlCutsLongLinesAroundTheCaret) {
  const std::string sql =
      "select 1111111111, 2222222222, 3333333333, 4444444444, 5555555555, nope, 66666666666";
  Error error(sqlstate::undefined_column, "column \"nope\" does not exist");
  error.pos = static_cast<SourcePos>(sql.find("nope"));
  EXPECT_EQ(psql_error_text(error, sql),
            "ERROR:  column \"nope\" does not exist\n"
            "LINE 1: ..., 2222222222, 3333333333, 4444444444, 5555555555, nope, 6666...\n"
            "                                                             ^\n");
}

}  // namespace
}  // namespace rung::migrate
