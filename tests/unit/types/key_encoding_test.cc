// For every type with keys: memcmp of encodings orders as compare() does, ascending and descending,
// and no encoding is a prefix of another value's.
#include "types/key_encoding.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tests/unit/types/test_env.h"

namespace rung {
namespace {

using testing::TestEnv;

struct Samples {
  Oid type;
  std::vector<std::string> texts;
};

// Values that sit next to each other in tricky ways; random ones are added for the open-ended
// types.
const std::vector<Samples>& samples() {
  static const std::vector<Samples> all = {
      {oid::kBool, {"t", "f"}},
      {oid::kInt2, {"0", "-1", "1", "32767", "-32768", "255", "256"}},
      {oid::kInt4, {"0", "-1", "1", "2147483647", "-2147483648", "65536"}},
      {oid::kInt8, {"0", "-1", "1", "9223372036854775807", "-9223372036854775808", "4294967296"}},
      {oid::kOid, {"0", "1", "2147483648", "4294967295"}},
      {oid::kXid8, {"0", "1", "18446744073709551615", "9223372036854775808"}},
      {oid::kQchar, {"a", "", "\\200", "\\377", "z"}},
      {oid::kFloat4, {"0", "-0", "1", "-1", "NaN", "inf", "-inf", "1e-45", "-1e-45", "3e38"}},
      {oid::kFloat8,
       {"0", "-0", "1", "-1", "NaN", "inf", "-inf", "5e-324", "1.5", "-1.25", "1e300"}},
      {oid::kNumeric,
       {"0",    "0.00",   "1",       "1.0",     "1.00",   "-1",     "NaN",      "inf",
        "-inf", "100",    "10000",   "1000000", "99",     "99.99",  "9999",     "9999.99",
        "0.01", "0.0001", "1e-30",   "-1e-30",  "1e300",  "-1e300", "1e-16000", "1e131071",
        "12.5", "12.05",  "12.0005", "-12.5",   "-12.05", "101",    "1.01"}},
      {oid::kText, {"", "a", "aa", "ab", "b", "é", "中", "a b"}},
      {oid::kVarchar, {"", "a", "aa"}},
      {oid::kBpchar, {"", "a", "a  ", "a b", "ab"}},
      {oid::kName, {"a", "b", "ab"}},
      {oid::kBytea, {"\\x", "\\x00", "\\x0000", "\\x0001", "\\x00ff", "\\x61", "\\x6100", "\\xff"}},
      {oid::kUuid,
       {"00000000-0000-0000-0000-000000000000", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "ffffffff-ffff-ffff-ffff-ffffffffffff"}},
      {oid::kPglsn, {"0/0", "1/0", "FFFFFFFF/FFFFFFFF"}},
      {oid::kDate,
       {"2000-01-01", "1999-12-31", "0001-01-01", "infinity", "-infinity", "4713-01-01 BC"}},
      {oid::kTime, {"00:00:00", "23:59:59.999999", "24:00:00", "12:00"}},
      {oid::kTimestamp,
       {"2000-01-01 00:00:00", "1999-12-31 23:59:59.999999", "infinity", "-infinity"}},
      {oid::kTimestamptz, {"2000-01-01 00:00:00+00", "2000-01-01 00:00:00+02", "infinity"}},
      {oid::kTimetz, {"12:00+00", "13:00+01", "12:00+01", "00:00-12"}},
      {oid::kInterval,
       {"1 month", "30 days", "720:00:00", "-1 month", "0", "1 us", "-1 us", "1 year", "360 days"}},
      {oid::kInt4Array,
       {"{}", "{1}", "{1,2}", "{2}", "{NULL}", "{1,NULL}", "{-1}", "{{1,2}}", "[0:0]={1}"}},
      {oid::kTextArray, {"{}", "{\"\"}", "{a}", "{a,b}", "{ab}", "{NULL}", "{a,NULL}"}},
      {oid::kOidvector, {"", "1", "1 2", "2", "4294967295"}},
      {oid::kInt4range, {"empty", "[1,2)", "[1,3)", "[2,3)", "(,)", "(,1)", "[1,)", "(,0)", "[-5,2)"}},
      {oid::kNumrange,
       {"empty", "[1,2]", "[1,2)", "(1,2)", "(1,2]", "[1,1]", "(,2]", "(,2)", "[1,)", "(1,)", "(,)"}},
      {oid::kInt4multirange,
       {"{}", "{[1,2)}", "{[1,3)}", "{[1,2),[5,6)}", "{[1,2),[5,7)}", "{(,1)}", "{(,)}", "{[2,)}"}},
      {oid::kTid, {"(0,0)", "(0,1)", "(1,0)", "(4294967295,65535)"}},
  };
  return all;
}

std::string random_number(std::mt19937& random, bool decimals) {
  std::string text = random() % 2 == 0 ? "-" : "";
  const auto digits = 1 + random() % 9;
  for (unsigned i = 0; i < digits; ++i) text += static_cast<char>('0' + random() % 10);
  if (decimals && random() % 2 == 0) {
    text += '.';
    for (unsigned i = 0; i < 1 + random() % 12; ++i) text += static_cast<char>('0' + random() % 10);
  }
  if (decimals && random() % 3 == 0)
    text += "e" + std::to_string(static_cast<int>(random() % 200) - 100);
  return text;
}

std::vector<std::string> with_random(const Samples& set, std::mt19937& random) {
  std::vector<std::string> texts = set.texts;
  for (int i = 0; i < 40; ++i) {
    if (set.type == oid::kNumeric || set.type == oid::kFloat8) {
      texts.push_back(random_number(random, true));
    } else if (set.type == oid::kInt4 || set.type == oid::kInt8) {
      texts.push_back(random_number(random, false));
    } else if (set.type == oid::kText || set.type == oid::kBpchar) {
      std::string text;
      for (auto k = random() % 6; k > 0; --k) text += static_cast<char>(' ' + random() % 4);
      texts.push_back(text);
    }
  }
  return texts;
}

int sign(int value) {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

TEST(KeyEncoding, OrdersAsCompareAndIsPrefixFree) {
  std::mt19937 random(1);
  for (const Samples& set : samples()) {
    TestEnv env;
    const TypeInfo& type = env.env.type(set.type);
    std::vector<Datum> values;
    const std::vector<std::string> texts = with_random(set, random);
    for (const std::string& text : texts) values.push_back(env.input(set.type, text));
    for (const bool descending : {false, true}) {
      std::vector<std::string> keys;
      for (const Datum& value : values) {
        keys.emplace_back();
        append_key(env.env, type, value, {.descending = descending}, &keys.back());
      }
      for (size_t i = 0; i < values.size(); ++i) {
        for (size_t k = 0; k < values.size(); ++k) {
          const int order = sign(type.ops->compare(env.env, type, values[i], values[k]));
          const int expected = descending ? -order : order;
          ASSERT_EQ(sign(keys[i].compare(keys[k])), expected)
              << type.name << " '" << texts[i] << "' '" << texts[k] << "' desc " << descending;
          if (order != 0) {
            ASSERT_FALSE(keys[k].starts_with(keys[i]))
                << type.name << " '" << texts[i] << "' '" << texts[k] << "'";
          } else if (type.ops->hash != nullptr) {
            ASSERT_EQ(type.ops->hash(env.env, type, values[i]),
                      type.ops->hash(env.env, type, values[k]))
                << type.name << " '" << texts[i] << "' '" << texts[k] << "'";
          }
        }
      }
    }
  }
}

TEST(KeyEncoding, NullsStandWhereTheyWereAsked) {
  TestEnv env;
  const TypeInfo& type = env.env.type(oid::kInt4);
  for (const bool descending : {false, true}) {
    for (const bool nulls_first : {false, true}) {
      std::string null_key;
      std::string key;
      append_key(env.env, type, Datum(), {descending, nulls_first}, &null_key);
      append_key(env.env, type, Datum::of_int(5), {descending, nulls_first}, &key);
      EXPECT_EQ(null_key < key, nulls_first) << descending;
    }
  }
}

}  // namespace
}  // namespace rung
