// Aggregates called directly: splitting the rows between two states and merging them gives what one
// state gives, taking rows out again undoes them, and no rows give what SQL says.
#include <gtest/gtest.h>

#include "functions/registry.h"
#include "tests/unit/types/test_env.h"

namespace rung {
namespace {

using testing::TestEnv;

struct State {
  State(TestEnv& test, const AggregateDef& def)
      : aggregate(def), memory(test.arena.allocate(def.state_bytes, 16)) {
    std::memset(memory, 0, def.state_bytes);
    call.env = &test.env;
    call.result_type = def.result;
    call.arg_types = def.args.types.data();
    call.arg_count = def.args.count;
    call.state = &site;
  }
  void step(const std::vector<Datum>& args) { aggregate.step(call, memory, args.data()); }
  Datum final() { return aggregate.final(call, memory); }

  const AggregateDef& aggregate;
  void* memory;
  FnCall call;
  std::shared_ptr<void> site;
};

const std::vector<std::string>& samples(Oid type) {
  static const std::vector<std::string> numbers = {"3", "-1", "4", "1", "-5", "9", "2", "6"};
  static const std::vector<std::string> decimals = {"3.14",        "-1e20", "0.0001", "1e20",
                                                    "99999.99995", "-7",    "2.50",   "1e-10"};
  static const std::vector<std::string> words = {"d", "a", "", "abc", "zz", "b", "é", "c"};
  static const std::vector<std::string> flags = {"t", "f", "t", "t", "f", "t", "t", "f"};
  if (type == oid::kNumeric) return decimals;
  if (type == oid::kText || type == oid::kBpchar) return words;
  return type == oid::kBool ? flags : numbers;
}
bool is_sampled(const AggregateDef& def) {
  if (def.kind != 'n' || def.args.count != 1) return false;
  switch (def.args.types[0]) {
    case oid::kInt2:
    case oid::kInt4:
    case oid::kInt8:
    case oid::kNumeric:
    case oid::kText:
    case oid::kBpchar:
    case oid::kBool:
      return true;
    default:
      return false;
  }
}

TEST(Aggregates, MergeAndInverseAgreeWithOneStateOverAllRows) {
  int merged = 0;
  int inverted = 0;
  for (const FunctionGroup* group : function_groups()) {
    for (const AggregateDef& def : group->aggregates) {
      if (!is_sampled(def)) continue;
      TestEnv env;
      State whole(env, def);
      State left(env, def);
      State right(env, def);
      const Oid type = def.args.types[0];
      const std::vector<std::string>& texts = samples(type);
      for (size_t i = 0; i < texts.size(); ++i) {
        const Datum value = env.input(type, texts[i]);
        whole.step({value});
        (i < 5 ? left : right).step({value});
      }
      const std::string expected = env.output(def.result, whole.final());
      if (def.merge != nullptr) {
        def.merge(left.call, left.memory, right.memory);
        EXPECT_EQ(env.output(def.result, left.final()), expected) << def.name << " " << def.oid;
        ++merged;
      }
      if (def.inverse != nullptr) {
        State longer(env, def);
        longer.step({env.input(type, texts[0])});
        for (const std::string& text : texts) longer.step({env.input(type, text)});
        const Datum first = env.input(type, texts[0]);
        def.inverse(longer.call, longer.memory, &first);
        EXPECT_EQ(env.output(def.result, longer.final()), expected) << def.name << " " << def.oid;
        ++inverted;
      }
    }
  }
  EXPECT_GT(merged, 30);
  EXPECT_GT(inverted, 5);
}

TEST(Aggregates, NoRowsGiveNullAndCountGivesZero) {
  for (const FunctionGroup* group : function_groups()) {
    for (const AggregateDef& def : group->aggregates) {
      if (!is_sampled(def)) continue;
      TestEnv env;
      State state(env, def);
      EXPECT_TRUE(state.final().null) << def.name << " " << def.oid;
    }
  }
  TestEnv env;
  State count(env, *find_aggregate(2803));
  EXPECT_EQ(count.final().i, 0);
}

TEST(Aggregates, NumericSumsAreExactAcrossMagnitudes) {
  TestEnv env;
  State sum(env, *find_aggregate(2114));
  for (const char* text : {"1e300", "0.1", "-1e300", "0.2", "1e-30"}) {
    sum.step({env.input(oid::kNumeric, text)});
  }
  EXPECT_EQ(env.output(oid::kNumeric, sum.final()), "0.300000000000000000000000000001");
  sum.step({env.input(oid::kNumeric, "-0.300000000000000000000000000002")});
  EXPECT_EQ(env.output(oid::kNumeric, sum.final()), "-0.000000000000000000000000000001");
  sum.step({env.input(oid::kNumeric, "inf")});
  EXPECT_EQ(env.output(oid::kNumeric, sum.final()), "Infinity");
  sum.step({env.input(oid::kNumeric, "-inf")});
  EXPECT_EQ(env.output(oid::kNumeric, sum.final()), "NaN");
}

}  // namespace
}  // namespace rung
