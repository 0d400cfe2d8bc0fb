#include <gtest/gtest.h>

#include "parser/parser.h"
#include "tests/unit/parser/statements.h"

namespace rung::parser {
namespace {

TEST(Statement, EveryOneOfTheListParses) {
  for (const char* sql : kStatements) {
    Arena arena;
    EXPECT_NO_THROW(parse(sql, arena)) << sql;
  }
}

TEST(Statement, OffsetsCoverTheStatementAlone) {
  Arena arena;
  const std::string sql = " SELECT 1 ; -- c\n  SELECT 2 /* x */ ;";
  const auto list = parse(sql, arena);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(sql.substr(list[0].begin, list[0].end - list[0].begin), "SELECT 1");
  EXPECT_EQ(sql.substr(list[1].begin, list[1].end - list[1].begin), "SELECT 2");
}

TEST(Statement, NodesOutliveTheText) {
  Arena arena;
  const Stmt* stmt = nullptr;
  {
    std::string sql = "CREATE TABLE \"Kept\" (a int)";
    stmt = parse_one(sql, arena);
    sql.assign(sql.size(), 'x');
  }
  EXPECT_EQ(to<CreateTableStmt>(stmt).relation->name, "Kept");
}

TEST(Statement, ColumnConstraintsBelongToTheirColumn) {
  Arena arena;
  const auto& table = to<CreateTableStmt>(parse_one(
      "CREATE TABLE t (a int NOT NULL REFERENCES u ON DELETE CASCADE DEFERRABLE, b int)", arena));
  const auto& column = to<ColumnDef>(table.elements[0]);
  ASSERT_EQ(column.constraints.size(), 2u);
  EXPECT_EQ(column.constraints[0]->con_kind, ConstraintKind::kNotNull);
  EXPECT_EQ(column.constraints[1]->on_delete, ForeignKeyAction::kCascade);
  EXPECT_TRUE(column.constraints[1]->deferrable);
}

TEST(Statement, TablesOfFunctionsReturnSetsOfRecords) {
  Arena arena;
  const auto& function = to<CreateFunctionStmt>(parse_one(
      "CREATE FUNCTION f(a int) RETURNS TABLE (x int, y text) LANGUAGE sql AS ''", arena));
  EXPECT_EQ(function.parameters.size(), 3u);
  EXPECT_EQ(function.return_type->names.back(), "record");
  EXPECT_TRUE(function.return_type->setof);
}

TEST(Statement, OnlyOneIsAllowedWhereOneIsAsked) {
  Arena arena;
  EXPECT_THROW(parse_one("SELECT 1; SELECT 2", arena), SqlError);
  EXPECT_THROW(parse_one("", arena), SqlError);
}

}  // namespace
}  // namespace rung::parser
