#include "base/utf8.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace rung {
namespace {

TEST(Utf8, RejectsOverlongSurrogatesAndNul) {
  EXPECT_EQ(utf8::find_invalid("abc\u00e9\u4e2d\U0001F600"), std::string_view::npos);
  EXPECT_EQ(utf8::find_invalid("a\xC0\x80"), 1u);
  EXPECT_EQ(utf8::find_invalid("\xED\xA0\x80"), 0u);
  EXPECT_EQ(utf8::find_invalid("\xF4\x90\x80\x80"), 0u);
  EXPECT_EQ(utf8::find_invalid(std::string_view("a\0b", 3)), 1u);
  EXPECT_EQ(utf8::find_invalid("\xE4\xB8"), 0u);
}

TEST(Utf8, CountsAndCutsByCharacter) {
  EXPECT_EQ(utf8::length("a\u00e9\u4e2d"), 3u);
  EXPECT_EQ(utf8::prefix_bytes("a\u00e9\u4e2d", 2), 3u);
  EXPECT_EQ(utf8::prefix_bytes("ab", 9), 2u);
}

TEST(Utf8, InvalidBytesAreNamedAsPostgresNamesThem) {
  try {
    utf8::throw_invalid("ab\xFF", 2);
    FAIL();
  } catch (const SqlError& e) {
    EXPECT_EQ(e.error().message, "invalid byte sequence for encoding \"UTF8\": 0xff");
    EXPECT_EQ(e.error().state.code(), "22021");
  }
}

}  // namespace
}  // namespace rung
