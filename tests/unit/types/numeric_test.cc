#include "types/numeric.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "tests/unit/types/test_env.h"
#include "types/families.h"

namespace rung {
namespace {

using testing::TestEnv;
using testing::text_or_error;

std::string evaluate(TestEnv& env, const std::string& op, const std::string& a,
                     const std::string& b) {
  const TypeInfo& type = env.env.type(oid::kNumeric);
  const Datum left = env.input(oid::kNumeric, a);
  if (op == "typmod") {
    const size_t comma = b.find(',');
    const std::vector<std::string_view> parts = {std::string_view(b).substr(0, comma),
                                                 std::string_view(b).substr(comma + 1)};
    const int32_t typmod = type.ops->typmod_in(env.env, parts);
    return env.output(oid::kNumeric, type.ops->apply_typmod(env.env, type, left, typmod, true));
  }
  const Numeric x = Numeric::load(left);
  if (op == "fact") return factorial(*x.to_int64()).to_string();
  if (op == "round" || op == "trunc") {
    Numeric result = x;
    const int32_t decimals = std::stoi(b);
    return (op == "round" ? result.round(decimals) : result.trunc(decimals)).to_string();
  }
  const Datum right = env.input(oid::kNumeric, b);
  const Numeric y = Numeric::load(right);
  Datum small;
  if (op == "add" || op == "sub") {
    const std::string general = (op == "add" ? add(x, y) : subtract(x, y)).to_string();
    if (add_small(left, right, op == "sub", env.arena, &small)) {
      EXPECT_EQ(env.output(oid::kNumeric, small), general) << a << " " << op << " " << b;
    }
    return general;
  }
  if (op == "mul") {
    if (multiply_small(left, right, env.arena, &small)) {
      EXPECT_EQ(env.output(oid::kNumeric, small), multiply(x, y).to_string()) << a << " * " << b;
    }
    return multiply(x, y).to_string();
  }
  if (op == "div") return divide(x, y).to_string();
  if (op == "mod") return modulo(x, y).to_string();
  if (op == "quo") return divide_integer(x, y).to_string();
  if (op == "cmp") {
    int order = 0;
    if (compare_small(left, right, &order)) {
      EXPECT_EQ(order, compare(x, y)) << a << " <=> " << b;
    }
    return std::to_string(compare(x, y));
  }
  if (op == "gcd") return gcd(x, y).to_string();
  if (op == "lcm") return lcm(x, y).to_string();
  if (op == "text") return x.to_string();
  if (op == "sqrt") return sqrt(x).to_string();
  if (op == "ln") return ln(x).to_string();
  if (op == "exp") return exp(x).to_string();
  if (op == "ceil") return ceiling(x).to_string();
  if (op == "floor") return floor(x).to_string();
  if (op == "pow") return power(x, y).to_string();
  if (op == "log") return log(x, y).to_string();
  return "?";
}

TEST(Numeric, MatchesWhatPostgresqlComputed) {
  std::ifstream file(RUNG_TEST_DATA "/numeric_cases.txt");
  ASSERT_TRUE(file.good());
  std::string line;
  int checked = 0;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> part;
    size_t from = 0;
    for (int i = 0; i < 3; ++i) {
      const size_t bar = line.find('|', from);
      part.push_back(line.substr(from, bar - from));
      from = bar + 1;
    }
    const std::string expected = line.substr(from);
    if (part[0] == "minscale" || part[0] == "int8" || part[0].starts_with("float")) continue;
    TestEnv env;
    EXPECT_EQ(text_or_error([&] { return evaluate(env, part[0], part[1], part[2]); }), expected)
        << line.substr(0, from);
    ++checked;
  }
  EXPECT_GT(checked, 500);
}

// What a page with a valid checksum may hold all the same.
TEST(Numeric, DamagedBytesAreRefused) {
  const auto refused = [](std::string_view bytes) {
    try {
      Numeric::load(Datum::of_bytes(bytes));
      return false;
    } catch (const SqlError& error) {
      return error.error().state == sqlstate::data_corrupted;
    }
  };
  EXPECT_TRUE(refused(std::string_view("\0\0", 2)));                      // no header
  EXPECT_TRUE(refused(std::string_view("\0\0\0\0\1", 5)));                // half a digit
  EXPECT_TRUE(refused(std::string_view("\0\0\0\0\xff\xff", 6)));          // no digit of base 10000
  EXPECT_FALSE(refused(std::string_view("\0\0\0\0\1\0", 6)));
}

}  // namespace
}  // namespace rung
