#include "migrate/schema_file.h"

#include <gtest/gtest.h>

namespace rung::migrate {
namespace {

TEST(SchemaFile, EndsAsDbmateEndsIt) {
  EXPECT_EQ(schema_file_text("--\n-- PostgreSQL database dump\n--\n\nSET a = 1;  \n\n",
                             "public.schema_migrations", {"1", "2"}),
            "SET a = 1;\n\n\n--\n-- Dbmate schema migrations\n--\n\n"
            "INSERT INTO public.schema_migrations (version) VALUES\n    ('1'),\n    ('2');\n");
}

TEST(SchemaFile, WithoutVersionsEndsAfterTheComment) {
  EXPECT_EQ(schema_file_text("SET a = 1;\n", "t", {}),
            "SET a = 1;\n\n--\n-- Dbmate schema migrations\n--\n\n");
}

// A body may hold blanks at a line's end that matter.
TEST(SchemaFile, KeepsBlanksInsideAStatement) {
  EXPECT_EQ(schema_file_text("SELECT 'a  \nb';\n", "t", {}).substr(0, 16), "SELECT 'a  \nb';\n");
  EXPECT_EQ(schema_file_text("SELECT 'a;  \n  \n--  \nb';  \n", "t", {}).substr(0, 25),
            "SELECT 'a;  \n  \n--  \nb';\n");
}

}  // namespace
}  // namespace rung::migrate
