#include "migrate/env_file.h"

#include <gtest/gtest.h>

#include "migrate/user_error.h"

namespace rung::migrate {
namespace {

std::string value_of(std::string_view text, std::string_view key = "X") {
  for (const auto& [name, value] : parse_env_text(text)) {
    if (name == key) return value;
  }
  return "(unset)";
}

std::string error_of(std::string_view text) {
  try {
    parse_env_text(text);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

// Each line was tried on dbmate 2.36.0.
TEST(EnvFile, ReadsDbmatesGrammar) {
  EXPECT_EQ(value_of("X=foo"), "foo");
  EXPECT_EQ(value_of("X: foo:b"), "foo:b");
  EXPECT_EQ(value_of("export X = foo  "), "foo");
  EXPECT_EQ(value_of("# note\n\nX=foo # tail"), "foo");
  EXPECT_EQ(value_of("X=foo#c"), "foo#c");
  EXPECT_EQ(value_of("Y=3\nX=foo$Y"), "foo3");
  EXPECT_EQ(value_of("Y=3\nX=foo${Y}z"), "foo3z");
  EXPECT_EQ(value_of("x=3\nX=f${x}z"), "f${x}z");
  EXPECT_EQ(value_of("X=f$(ls)z"), "f$(ls)z");
  EXPECT_EQ(value_of("X=f\\$A"), "f$A");
  EXPECT_EQ(value_of("X='f$HOME' # k"), "f$HOME");
  EXPECT_EQ(value_of("X=\"a\\nb\""), "a\nb");
  EXPECT_EQ(value_of("X=\"a\nb\""), "a\nb");
  EXPECT_EQ(value_of("X=\"say \\\"hi\\\"\""), "say \"hi\"");
  EXPECT_EQ(value_of("X=a\r\nY=b\r\n", "Y"), "b");
  EXPECT_EQ(value_of("X="), "");
  EXPECT_EQ(value_of("X"), "(unset)");
}

TEST(EnvFile, RefusesBadNamesAndOpenQuotes) {
  EXPECT_EQ(error_of("X-Y=3"), "unexpected character \"-\" in variable name near \"X-Y=3\"");
  EXPECT_EQ(error_of("A=1\nB\n"), "unexpected character \"\\n\" in variable name near \"B\\n\"");
  EXPECT_EQ(error_of("X=\"abc"), "unterminated quoted value \"abc");
}

}  // namespace
}  // namespace rung::migrate
