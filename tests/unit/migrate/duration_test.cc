#include "migrate/duration.h"

#include <gtest/gtest.h>

namespace rung::migrate {
namespace {

TEST(Duration, IsWrittenAsGoWritesIt) {
  EXPECT_EQ(format_duration(0), "0s");
  EXPECT_EQ(format_duration(999), "999ns");
  EXPECT_EQ(format_duration(1'500), "1.5\u00b5s");
  EXPECT_EQ(format_duration(1'413'894), "1.413894ms");
  EXPECT_EQ(format_duration(2'000'000), "2ms");
  EXPECT_EQ(format_duration(60'000'000'000), "1m0s");
  EXPECT_EQ(format_duration(3'661'500'000'000), "1h1m1.5s");
  EXPECT_EQ(format_duration(-1'500'000'000), "-1.5s");
}

TEST(Duration, IsReadAsGoReadsIt) {
  EXPECT_EQ(parse_duration("5s"), 5'000'000'000);
  EXPECT_EQ(parse_duration("1m0s"), 60'000'000'000);
  EXPECT_EQ(parse_duration("300ms"), 300'000'000);
  EXPECT_EQ(parse_duration("1.5h"), 5'400'000'000'000);
  EXPECT_EQ(parse_duration("0"), 0);
  EXPECT_EQ(parse_duration("5"), std::nullopt);
  EXPECT_EQ(parse_duration(""), std::nullopt);
  EXPECT_EQ(parse_duration("s"), std::nullopt);
  EXPECT_EQ(parse_duration("5 s"), std::nullopt);
  EXPECT_EQ(parse_duration("9999999999h"), std::nullopt);
}

}  // namespace
}  // namespace rung::migrate
