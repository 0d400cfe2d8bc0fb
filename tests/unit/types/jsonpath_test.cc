// The jsonpath reader on texts nobody would write: it refuses them with an error or reads them, and
// what it printed reads back as itself. Nesting of any depth ends in an error, not in a crash.
#include "types/jsonpath.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/error.h"

namespace rung {
namespace {

std::string canonical(std::string_view text) {
  std::string printed;
  append_json_path(parse_json_path(text), &printed);
  return printed;
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(JsonPath, RandomTokensAreReadOrRefused) {
  constexpr std::string_view kTokens[] = {
      "$",  "@",   ".",    "a",    "\"b c\"", "[",     "]",       "*",  "**", "{",  "}",  "(",
      ")",  "?",   "!",    "&&",   "||",       "==",    "!=",      "<",  ">=", "+",  "-",  "/",
      "%",  "1",   "2.5",  "1e3",  "last",     "to",    ",",       " ",  "$x", "is", "unknown",
      "exists", "starts with", "like_regex", "\"^a\"", "flag", "\"i\"", "strict", "null", "true",
      ".size()", ".type()", ".double()", ".datetime(", "\\u0041", "\"", "/* c */", "\\", "é"};
  std::mt19937 random(7);
  int read = 0;
  for (int i = 0; i < 60000; ++i) {
    std::string text = random() % 2 == 0 ? "$" : "";
    for (auto k = random() % 9; k > 0; --k) text += kTokens[random() % std::size(kTokens)];
    std::string printed;
    try {
      printed = canonical(text);
    } catch (const SqlError&) {
      continue;
    }
    ++read;
    EXPECT_EQ(canonical(printed), printed) << text;
  }
  EXPECT_GT(read, 500);
}

TEST(JsonPath, EveryPrefixIsReadOrRefused) {
  constexpr std::string_view kPath =
      "strict $.a[0, 1 to last - 1].**{2 to last} ? (@.b > $x && !(exists (@.\"c d\")) || "
      "(@ like_regex \"^x\" flag \"i\") is unknown).datetime(\"YYYY\")";
  EXPECT_NO_THROW(canonical(kPath));
  for (size_t size = 0; size < kPath.size(); ++size) {
    try {
      const std::string printed = canonical(kPath.substr(0, size));
      EXPECT_EQ(canonical(printed), printed);
    } catch (const SqlError& e) {
      EXPECT_FALSE(e.error().message.empty());
    }
  }
}

TEST(JsonPath, DeepNestingEndsInAnError) {
  constexpr int kDeep = 200000;
  const std::string cases[] = {
      repeated("(", kDeep),
      repeated("-", kDeep) + "1",
      repeated("$[", kDeep),
      repeated("$ ? (@", kDeep),
      "1" + repeated(" + 1", kDeep),
      "$" + repeated(" ? (@ > ($", kDeep),
      "(1 > 2)" + repeated(" || (1 > 2)", kDeep),
      repeated("exists(", kDeep),
  };
  for (const std::string& text : cases) {
    EXPECT_THROW(canonical(text), SqlError) << text.substr(0, 20);
  }
  // A long chain of accessors is no nesting.
  EXPECT_EQ(canonical("$" + repeated(".a", 1000)), "$" + repeated(".\"a\"", 1000));
}

}  // namespace
}  // namespace rung
