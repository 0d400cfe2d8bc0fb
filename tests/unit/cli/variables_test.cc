#include "cli/sql/variables.h"

#include <gtest/gtest.h>

namespace rung::cli {
namespace {

const Variables kVariables{{"n", "5"}, {"name", "O'Neil"}, {"t", "my table"}, {"b", "a\\b"}};

TEST(Variables, AreReplacedInTheirThreeForms) {
  EXPECT_EQ(interpolate("select :n, :'name' from :\"t\"", kVariables),
            "select 5, 'O''Neil' from \"my table\"");
  EXPECT_EQ(interpolate("select :'b'", kVariables), "select  E'a\\\\b'");
}

TEST(Variables, AreLeftAloneInsideLiteralsCommentsAndCasts) {
  for (const char* sql : {"':n'", "\":n\"", "E'\\':n'", "$$:n$$", "$q$ $$ :n $q$", "-- :n\n",
                          "/* /* */ :n */", "'1'::n", ":unknown", "a[1:2]", ":'n", "x':n"}) {
    EXPECT_EQ(interpolate(sql, kVariables), sql);
  }
}

TEST(Variables, AreReplacedAgainAfterALiteral) {
  EXPECT_EQ(interpolate("':n' :n $1 :n", kVariables), "':n' 5 $1 5");
}

}  // namespace
}  // namespace rung::cli
