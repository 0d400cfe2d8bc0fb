// Expected texts were printed by psql 15 for the same rows.
#include "cli/sql/result_table.h"

#include <gtest/gtest.h>

namespace rung::cli {
namespace {

using Row = std::vector<std::optional<std::string>>;

ResultTable table(std::vector<std::string> names, std::vector<bool> numeric,
                  std::vector<Row> rows) {
  ResultTable result;
  for (size_t i = 0; i < names.size(); ++i) {
    api::ResultColumn column;
    column.name = names[i];
    column.is_numeric = numeric[i];
    result.columns.push_back(column);
  }
  result.rows = std::move(rows);
  return result;
}

TEST(Aligned, MultiLineValuesAndNull) {
  EXPECT_EQ(format_aligned(table({"id", "txt", "n", "num"}, {true, false, false, true},
                                 {{"1", "x\nyy", std::nullopt, "3.5"}}),
                           true),
            " id | txt | n | num \n----+-----+---+-----\n  1 | x  +|   | 3.5\n"
            "    | yy  |   | \n(1 row)\n\n");
  EXPECT_EQ(
      format_aligned(table({"x", "y", "z"}, {false, false, false}, {{"a\nb", "q", "5\n66"}}), true),
      " x | y | z  \n---+---+----\n a+| q | 5 +\n b |   | 66\n(1 row)\n\n");
}

TEST(Aligned, TabsControlsAndWideCharacters) {
  EXPECT_EQ(format_aligned(table({"a", "b", "c", "d", "e"}, {false, false, false, false, false},
                                 {{"a\tb", "r\rz", "\x01", "\u4e2d\u6587", "\u00e9"}}),
                           true),
            "     a     |  b   |  c   |  d   | e \n-----------+------+------+------+---\n"
            " a       b | r\\rz | \\x01 | \u4e2d\u6587 | \u00e9\n(1 row)\n\n");
}

TEST(Aligned, WithoutColumnsRowsOrHeader) {
  EXPECT_EQ(format_aligned(table({}, {}, {{}}), true), "--\n(1 row)\n\n");
  EXPECT_EQ(format_aligned(table({"?column?"}, {true}, {}), true),
            " ?column? \n----------\n(0 rows)\n\n");
  EXPECT_EQ(format_aligned(table({"a"}, {true}, {{"1"}}), false), " 1\n\n");
}

TEST(Expanded, RecordsWithTheirRules) {
  EXPECT_EQ(format_expanded(table({"id", "txt"}, {true, false},
                                  {{"1", "x\nyy"}, {"222222", "abcdefghijklmnop"}}),
                            true),
            "-[ RECORD 1 ]---------\nid  | 1\ntxt | x               +\n    | yy\n"
            "-[ RECORD 2 ]---------\nid  | 222222\ntxt | abcdefghijklmnop\n\n");
  EXPECT_EQ(format_expanded(table({"a_very_long_column_name_x"}, {true}, {{"1"}}), true),
            "-[ RECORD 1 ]-------------+--\na_very_long_column_name_x | 1\n\n");
  EXPECT_EQ(format_expanded(table({"a", "b"}, {true, false}, {{"1", "b"}, {"22", "c"}}), false),
            "a | 1\nb | b\n--+---\na | 22\nb | c\n\n");
  EXPECT_EQ(format_expanded(table({"a"}, {true}, {}), true), "(0 rows)\n\n");
}

TEST(Formats, CsvTsvAndJson) {
  ResultTable result = table({"a", "b", "c", "ok"}, {true, false, false, false},
                             {{"1", "x,y", std::nullopt, "t"}, {"NaN", "q\"z\n", "", "f"}});
  result.columns[3].type = 16;
  EXPECT_EQ(format_result(result, {Format::kCsv, true}),
            "a,b,c,ok\n1,\"x,y\",,t\nNaN,\"q\"\"z\n\",,f\n");
  EXPECT_EQ(format_result(result, {Format::kTsv, false}), "1\tx,y\t\tt\nNaN\tq\"z\n\t\tf\n");
  EXPECT_EQ(format_result(result, {Format::kJson, true}),
            "[{\"a\": 1, \"b\": \"x,y\", \"c\": null, \"ok\": true},\n"
            " {\"a\": \"NaN\", \"b\": \"q\\\"z\\n\", \"c\": \"\", \"ok\": false}]\n");
}

}  // namespace
}  // namespace rung::cli
