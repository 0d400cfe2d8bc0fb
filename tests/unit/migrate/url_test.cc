#include "migrate/url.h"

#include <gtest/gtest.h>

#include "migrate/user_error.h"

namespace rung::migrate {
namespace {

std::string error_of(std::string_view url, std::string_view driver = "") {
  try {
    parse_url(url, driver);
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

TEST(Url, NamesAFileRelativeOrAbsolute) {
  EXPECT_EQ(parse_url("rung:db/app.rung", "").path, "db/app.rung");
  EXPECT_EQ(parse_url("rung:/tmp/app.rung", "").path, "/tmp/app.rung");
  EXPECT_EQ(parse_url("rung:///tmp/app.rung", "").path, "/tmp/app.rung");
  EXPECT_EQ(parse_url("rung:my%20app.rung", "").path, "my app.rung");
}

TEST(Url, TakesASearchPathAndNoOtherOption) {
  const DatabaseUrl url = parse_url("rung:a.rung?search_path=one%2Ctwo", "");
  EXPECT_EQ(url.path, "a.rung");
  EXPECT_EQ(url.search_path, "one,two");
  EXPECT_EQ(error_of("rung:a.rung?sslmode=off"), "unknown option in url: sslmode");
}

TEST(Url, RefusesWhatIsNoneInDbmatesWords) {
  const char* invalid =
      "invalid url, have you set your --url flag or DATABASE_URL environment variable?";
  EXPECT_EQ(error_of(""), invalid);
  EXPECT_EQ(error_of("db/app.rung"), invalid);
  EXPECT_EQ(error_of("foo:bar"), "unsupported driver: foo");
  EXPECT_EQ(error_of("rung:a", "oracle"), "unsupported driver: oracle");
  EXPECT_EQ(error_of("rung:"), "invalid url: rung: needs the path of a file");
}

TEST(Redact, HidesAPasswordEvenOneThatHoldsAnAtSign) {
  EXPECT_EQ(redact("postgres://bob:secret@host/db"), "postgres://bob:********@host/db");
  EXPECT_EQ(redact("at postgres://bob:p@ss@host/db failed"),
            "at postgres://bob:********@host/db failed");
  EXPECT_EQ(redact("postgres://host:5432/db"), "postgres://host:5432/db");
  EXPECT_EQ(redact("a://u:1@h b://v:2@i"), "a://u:********@h b://v:********@i");
}

}  // namespace
}  // namespace rung::migrate
