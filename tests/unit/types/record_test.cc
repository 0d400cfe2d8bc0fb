#include "types/record.h"

#include <gtest/gtest.h>

#include "tests/unit/types/test_env.h"
#include "types/array.h"
#include "types/families.h"
#include "types/key_encoding.h"

namespace rung {
namespace {

using testing::TestEnv;
using testing::text_or_error;

struct Composite {
  std::vector<CompositeField> fields;
  TypeInfo type;
  Composite() {
    fields = {{"a", oid::kInt4}, {"gone", oid::kText, -1, true}, {"b", oid::kText},
              {"c", oid::kFloat8}};
    type.oid = 20000;
    type.name = "mine";
    type.kind = TypeKind::kComposite;
    type.ops = &kRecordOps;
    type.fields = &fields;
  }
};

TEST(Record, ReadsAndPrintsAsPostgresql) {
  const Composite c;
  const auto through = [&](std::string_view text) {
    TestEnv env;
    return text_or_error([&] {
      return env.output(oid::kRecord, c.type.ops->input(env.env, c.type, text, -1));
    });
  };
  EXPECT_EQ(through("(1,x,2)"), "(1,x,2)");
  EXPECT_EQ(through(" (,,) "), "(,,)");
  EXPECT_EQ(through("(7,\"a \"\"b\\\\\",)"), "(7,\"a \"\"b\\\\\",)");
  EXPECT_EQ(through("(7,\"\",1.5)"), "(7,\"\",1.5)");
  EXPECT_EQ(through("(7, x,1.5)"), "(7,\" x\",1.5)");
  const std::string malformed = "ERROR:  malformed record literal: ";
  EXPECT_EQ(through("1,x"), malformed + "\"1,x\" | Missing left parenthesis.");
  EXPECT_EQ(through("(1,x)"), malformed + "\"(1,x)\" | Too few columns.");
  EXPECT_EQ(through("(1,x,2,3)"), malformed + "\"(1,x,2,3)\" | Too many columns.");
  EXPECT_EQ(through("(1,x,2"), malformed + "\"(1,x,2\" | Unexpected end of input.");
  EXPECT_EQ(through("(1,x,2)y"), malformed + "\"(1,x,2)y\" | Junk after right parenthesis.");
}

TEST(Record, OrdersByFieldsWithNullsLast) {
  TestEnv env;
  const auto make = [&](std::optional<int> a, std::string_view b) {
    RecordBuilder builder;
    builder.add(env.env.type(oid::kInt4), a ? Datum::of_int(*a) : Datum());
    builder.add(env.env.type(oid::kText), env.env.text(b));
    return builder.finish(env.arena);
  };
  const TypeInfo& type = env.env.type(oid::kRecord);
  const std::vector<Datum> ordered = {make(-1, "z"), make(1, "a"), make(1, "b"), make({}, "a")};
  for (size_t i = 0; i < ordered.size(); ++i) {
    for (size_t j = 0; j < ordered.size(); ++j) {
      const int expected = i < j ? -1 : i > j ? 1 : 0;
      EXPECT_EQ(type.ops->compare(env.env, type, ordered[i], ordered[j]), expected);
      std::string a;
      std::string b;
      append_key(env.env, type, ordered[i], {}, &a);
      append_key(env.env, type, ordered[j], {}, &b);
      EXPECT_EQ(a < b ? -1 : a > b ? 1 : 0, expected);
    }
  }
}

TEST(Record, ReportsDissimilarColumns) {
  TestEnv env;
  RecordBuilder ints;
  ints.add(env.env.type(oid::kInt4), Datum::of_int(1));
  RecordBuilder texts;
  texts.add(env.env.type(oid::kText), env.env.text("1"));
  const TypeInfo& type = env.env.type(oid::kRecord);
  EXPECT_EQ(text_or_error([&] {
              type.ops->compare(env.env, type, ints.finish(env.arena), texts.finish(env.arena));
              return std::string();
            }),
            "ERROR:  cannot compare dissimilar column types integer and text at record column 1");
}

TEST(Array, OrdersAsItsKeysDo) {
  TestEnv env;
  const TypeInfo& type = env.env.type(oid::kInt4Array);
  std::vector<Datum> ordered;
  for (const char* text : {"{}", "{-5}", "{1}", "[2:2]={1}", "{1,2}", "{{1,2}}", "{1,NULL}", "{2}",
                           "{NULL}", "{NULL,1}"}) {
    ordered.push_back(env.input(oid::kInt4Array, text));
  }
  for (size_t i = 0; i < ordered.size(); ++i) {
    for (size_t j = 0; j < ordered.size(); ++j) {
      const int expected = i < j ? -1 : i > j ? 1 : 0;
      EXPECT_EQ(type.ops->compare(env.env, type, ordered[i], ordered[j]), expected) << i << ' ' << j;
      std::string a;
      std::string b;
      append_key(env.env, type, ordered[i], {}, &a);
      append_key(env.env, type, ordered[j], {}, &b);
      EXPECT_EQ(a < b ? -1 : a > b ? 1 : 0, expected) << i << ' ' << j;
    }
  }
}

TEST(Array, DamagedBytesAreReported) {
  TestEnv env;
  const Datum whole = env.input(oid::kTextArray, "{a,NULL,ccc}");
  for (uint32_t n = 0; n < whole.n; ++n) {
    const Datum cut = Datum::of_bytes({whole.p, n});
    EXPECT_THROW(env.output(oid::kTextArray, cut), SqlError) << n;
  }
}

}  // namespace
}  // namespace rung
