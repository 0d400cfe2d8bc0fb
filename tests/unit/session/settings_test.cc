#include "session/settings.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"

namespace rung::session {
namespace {

std::string error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const SqlError& e) {
    return e.error().state.code() + " " + e.error().message;
  }
  return "no error";
}

TEST(Settings, ValuesAreShownAsPostgresShowsThem) {
  Settings s;
  s.set("work_mem", "8192", false);
  EXPECT_EQ(s.show("work_mem"), "8MB");
  s.set("STATEMENT_TIMEOUT", "90s", false);
  EXPECT_EQ(s.show("statement_timeout"), "90s");
  EXPECT_EQ(s.integer("statement_timeout"), 90'000);
  s.set("statement_timeout", "120000", false);
  EXPECT_EQ(s.show("statement_timeout"), "2min");
  s.set("datestyle", "german", false);
  EXPECT_EQ(s.show("DateStyle"), "German, MDY");
  s.set("jit", "yes", false);
  EXPECT_EQ(s.show("jit"), "on");
}

TEST(Settings, BadNamesAndValuesAreRefused) {
  Settings s;
  EXPECT_EQ(error_of([&] { s.set("nope", "1", false); }),
            "42704 unrecognized configuration parameter \"nope\"");
  EXPECT_EQ(error_of([&] { s.set("work_mem", "x", false); }),
            "22023 invalid value for parameter \"work_mem\": \"x\"");
  EXPECT_EQ(error_of([&] { s.set("row_security", "maybe", false); }),
            "22023 parameter \"row_security\" requires a Boolean value");
  EXPECT_EQ(error_of([&] { s.set("server_version", "9", false); }),
            "55P02 parameter \"server_version\" cannot be changed");
  EXPECT_EQ(error_of([&] { s.set("work_mem", "1kB", false); }),
            "22023 1 kB is outside the valid range for parameter \"work_mem\" (64 .. 2147483647)");
}

TEST(Settings, RollbackAndLocalGoBack) {
  Settings s;
  s.set("my.var", "outer", false);
  s.end_transaction(true);
  s.set("my.var", "inner", false);
  const size_t mark = s.mark();
  s.set("my.var", "deeper", true);
  EXPECT_EQ(s.show("my.var"), "deeper");
  s.rollback_to(mark);
  EXPECT_EQ(s.show("my.var"), "inner");
  s.end_transaction(false);
  EXPECT_EQ(s.show("my.var"), "outer");
  s.set("my.var", "local", true);
  s.end_transaction(true);
  EXPECT_EQ(s.show("my.var"), "outer");
}

}  // namespace
}  // namespace rung::session
