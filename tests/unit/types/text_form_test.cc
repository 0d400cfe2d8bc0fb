#include <gtest/gtest.h>

#include <fstream>

#include "tests/unit/types/test_env.h"

namespace rung {
namespace {

using testing::TestEnv;
using testing::text_or_error;

TEST(TextForm, ReadsAndPrintsAsPostgresql) {
  std::ifstream file(RUNG_TEST_DATA "/text_cases.txt");
  ASSERT_TRUE(file.good());
  std::string line;
  int checked = 0;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    const size_t first = line.find('\t');
    const size_t second = line.find('\t', first + 1);
    std::string name = line.substr(0, first);
    const std::string text = line.substr(first + 1, second - first - 1);
    if (name == "\"char\"") name = "char";
    int32_t typmod = -1;
    if (name == "varchar(3)") {
      name = "varchar";
      typmod = 7;
    }
    const TypeInfo* type = builtin_type(name);
    ASSERT_NE(type, nullptr) << name;
    TestEnv env;
    EXPECT_EQ(
        text_or_error([&] { return env.output(type->oid, env.input(type->oid, text, typmod)); }),
        line.substr(second + 1))
        << name << " '" << text << "'";
    ++checked;
  }
  EXPECT_GT(checked, 100);
}

TEST(TextForm, TypeModifiersCutOnlyBlanksUnlessExplicit) {
  TestEnv env;
  const TypeInfo& varchar = env.env.type(oid::kVarchar);
  const Datum value = env.input(oid::kText, "abcd");
  EXPECT_EQ(varchar.ops->apply_typmod(env.env, varchar, value, 7, true).bytes(), "abc");
  EXPECT_EQ(
      text_or_error([&] {
        return std::string(varchar.ops->apply_typmod(env.env, varchar, value, 7, false).bytes());
      }),
      "ERROR:  value too long for type character varying(3)");
  EXPECT_EQ(env.input(oid::kVarchar, "ab   ", 7).bytes(), "ab ");
  EXPECT_EQ(env.input(oid::kBpchar, "ab", 7).bytes(), "ab ");
  EXPECT_EQ(text_or_error([&] { return std::string(env.input(oid::kBpchar, "abcd", 7).bytes()); }),
            "ERROR:  value too long for type character(3)");
}

TEST(TextForm, TypesAreNamedAsPostgresqlNamesThem) {
  TestEnv env;
  const auto name = [&](Oid oid, int32_t typmod) { return format_type(env.env, oid, typmod); };
  EXPECT_EQ(name(oid::kVarchar, 259), "character varying(255)");
  EXPECT_EQ(name(oid::kNumeric, (10 << 16) + 2 + 4), "numeric(10,2)");
  EXPECT_EQ(name(oid::kNumericArray, (10 << 16) + 2 + 4), "numeric(10,2)[]");
  EXPECT_EQ(name(oid::kTimestamptz, 3), "timestamp(3) with time zone");
  EXPECT_EQ(name(oid::kTimestamp, -1), "timestamp without time zone");
  EXPECT_EQ(name(oid::kInt4Array, -1), "integer[]");
  EXPECT_EQ(name(oid::kQchar, -1), "\"char\"");
  EXPECT_EQ(name(oid::kOidvector, -1), "oidvector");
  EXPECT_EQ(name(7777, -1), "???");
}

TEST(TextForm, ExtraFloatDigitsChooseBetweenShortestAndFixedDigits) {
  TestEnv env;
  const Datum sum = Datum::of_float(0.1 + 0.2);
  EXPECT_EQ(env.output(oid::kFloat8, sum), "0.30000000000000004");
  env.settings.extra_float_digits = 0;
  EXPECT_EQ(env.output(oid::kFloat8, sum), "0.3");
  env.settings.extra_float_digits = -5;
  EXPECT_EQ(env.output(oid::kFloat8, Datum::of_float(1.0 / 3)), "0.3333333333");
}

TEST(BuiltinTypes, AreFoundByOidAndByName) {
  for (const TypeInfo& type : builtin_types()) {
    EXPECT_EQ(builtin_type(type.oid), &type);
    EXPECT_EQ(builtin_type(type.name), &type);
    if (type.array_oid != kNoOid) {
      ASSERT_NE(builtin_type(type.array_oid), nullptr) << type.name;
      EXPECT_EQ(builtin_type(type.array_oid)->element_oid, type.oid) << type.name;
    }
  }
  EXPECT_EQ(builtin_type(Oid{1}), nullptr);
  EXPECT_EQ(builtin_type("nosuch"), nullptr);
}

}  // namespace
}  // namespace rung
