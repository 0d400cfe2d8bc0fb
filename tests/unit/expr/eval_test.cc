// Hand-made expressions, evaluated row by row and in batches: both must agree, NULLs must follow
// three-valued logic, and nothing may be evaluated for a row that does not need it.
#include <gtest/gtest.h>

#include "expr/eval.h"
#include "expr/walk.h"
#include "functions/registry.h"
#include "tests/unit/types/test_env.h"

namespace rung {
namespace {

using testing::TestEnv;

class BuiltIns final : public FunctionSource {
 public:
  CallTarget resolve(Oid function) override {
    const FunctionDef* def = find_function(function);
    EXPECT_NE(def, nullptr);
    return {def, def->strict(), def->volatility()};
  }
  Oid operator_function(Oid op) override { return find_operator(op)->function; }
};

class Evaluation : public ::testing::Test {
 protected:
  Expr* make(ExprKind kind, Oid type, std::vector<Expr*> args = {}) {
    Expr* expr = arena_.make<Expr>();
    expr->kind = kind;
    expr->type = type;
    expr->args = std::move(args);
    return expr;
  }
  Expr* slot(int32_t column, Oid type) {
    Expr* expr = make(ExprKind::kSlot, type);
    expr->attno = column;
    return expr;
  }
  Expr* number(int64_t value) {
    Expr* expr = make(ExprKind::kConst, oid::kInt4);
    expr->value = Datum::of_int(value);
    return expr;
  }
  Expr* call(std::string_view op, Expr* a, Expr* b) {
    for (const OperatorDef* def : find_operators(op)) {
      if (def->left != a->type || def->right != b->type) continue;
      Expr* expr = make(ExprKind::kOperator, def->result, {a, b});
      expr->op = def->oid;
      expr->fn = def->function;
      return expr;
    }
    ADD_FAILURE() << "no operator " << op;
    return nullptr;
  }

  // "1 2 - t": one word a row, "-" for NULL; both ways of evaluation.
  std::string run(const Expr* expr, const std::vector<std::vector<Datum>>& columns) {
    BuiltIns functions;
    const std::unique_ptr<Program> program =
        compile(std::span(&expr, 1), functions, *test_.env.types);
    EvalState state(*program, test_.env, nullptr);
    std::vector<ColumnRef> refs;
    for (const auto& column : columns) refs.push_back({column.data(), 1});
    state.columns = refs.data();
    const size_t rows = columns.at(0).size();
    std::string batch, single;
    const ColumnRef result = program->root(0).batch(state, nullptr, rows);
    for (size_t r = 0; r < rows; ++r) batch += word(result.at(r));
    for (size_t r = 0; r < rows; ++r) {
      state.row = r;
      single += word(program->root(0).row(state));
    }
    EXPECT_EQ(batch, single);
    if (expr->type == oid::kBool) {
      uint16_t kept[kBatchRows];
      const size_t n = program->root(0).filter(state, nullptr, rows, kept);
      std::string filtered, expected;
      for (size_t k = 0; k < n; ++k) filtered += std::to_string(kept[k]) + " ";
      for (size_t r = 0; r < rows; ++r) {
        if (word(result.at(r)) == "1 ") expected += std::to_string(r) + " ";
      }
      EXPECT_EQ(filtered, expected);
    }
    return batch;
  }
  static std::string word(const Datum& value) {
    return value.null ? "- " : std::to_string(value.i) + " ";
  }
  static std::vector<Datum> ints(std::initializer_list<int> values) {
    std::vector<Datum> column;
    for (const int value : values) column.push_back(value == kNull ? Datum() : Datum::of_int(value));
    return column;
  }
  static constexpr int kNull = -999;

  TestEnv test_;
  Arena arena_;
};

TEST_F(Evaluation, AndOrFollowThreeValuedLogic) {
  const auto a = ints({1, 1, 1, 0, 0, 0, kNull, kNull, kNull});
  const auto b = ints({1, 0, kNull, 1, 0, kNull, 1, 0, kNull});
  Expr* x = slot(0, oid::kBool);
  Expr* y = slot(1, oid::kBool);
  EXPECT_EQ(run(make(ExprKind::kAnd, oid::kBool, {x, y}), {a, b}), "1 0 - 0 0 0 - 0 - ");
  EXPECT_EQ(run(make(ExprKind::kOr, oid::kBool, {x, y}), {a, b}), "1 1 1 1 0 - 1 - - ");
  EXPECT_EQ(run(make(ExprKind::kNot, oid::kBool, {x}), {a, b}), "0 0 0 1 1 1 - - - ");
}

TEST_F(Evaluation, ConditionsShieldWhatComesAfterThem) {
  // x <> 0 AND 10 / x > 2: no division by zero.
  Expr* x = slot(0, oid::kInt4);
  Expr* both = make(ExprKind::kAnd, oid::kBool,
                    {call("<>", x, number(0)), call(">", call("/", number(10), x), number(2))});
  EXPECT_EQ(run(both, {ints({0, 1, 3, 9, kNull})}), "0 1 1 0 - ");
  // CASE WHEN x = 0 THEN -1 ELSE 10 / x END
  Expr* choice = make(ExprKind::kCase, oid::kInt4,
                      {call("=", x, number(0)), number(-1), call("/", number(10), x)});
  EXPECT_EQ(run(choice, {ints({0, 5, kNull})}), "-1 2 - ");
  // COALESCE(x, 1 / 0) fails only where x is NULL.
  Expr* coalesce = make(ExprKind::kCoalesce, oid::kInt4, {x, call("/", number(1), number(0))});
  EXPECT_EQ(run(coalesce, {ints({4, 5})}), "4 5 ");
  EXPECT_THROW(run(coalesce, {ints({4, kNull})}), SqlError);
}

TEST_F(Evaluation, StrictCallsGiveNullForNull) {
  Expr* sum = call("+", slot(0, oid::kInt4), slot(1, oid::kInt4));
  EXPECT_EQ(run(sum, {ints({1, kNull, 3}), ints({10, 20, kNull})}), "11 - - ");
}

TEST_F(Evaluation, DistinctFromTreatsNullAsAValue) {
  Expr* distinct = call("=", slot(0, oid::kInt4), slot(1, oid::kInt4));
  distinct->kind = ExprKind::kDistinctFrom;
  EXPECT_EQ(run(distinct, {ints({1, 1, kNull, kNull}), ints({1, 2, 2, kNull})}), "0 1 1 0 ");
}

TEST_F(Evaluation, SimpleCaseComparesTheTestedValue) {
  Expr* value = make(ExprKind::kCaseValue, oid::kInt4);
  Expr* choice = make(ExprKind::kCase, oid::kInt4,
                      {call("=", value, number(1)), number(100), call("=", value, number(2)),
                       number(200), nullptr});
  choice->left = slot(0, oid::kInt4);
  EXPECT_EQ(run(choice, {ints({2, 1, 3, kNull})}), "200 100 - - ");
}

TEST_F(Evaluation, SubtreesThatAreDeepEndInAnErrorNotInACrash) {
  Expr* expr = slot(0, oid::kBool);
  for (int i = 0; i < 100000; ++i) expr = make(ExprKind::kNot, oid::kBool, {expr});
  try {
    run(expr, {ints({1})});
    FAIL() << "no error";
  } catch (const SqlError& e) {
    EXPECT_EQ(e.error().state, sqlstate::statement_too_complex);
  }
}

TEST_F(Evaluation, EqualTreesAreEqualAndCopiesToo) {
  Expr* a = call("+", slot(0, oid::kInt4), number(1));
  Expr* b = call("+", slot(0, oid::kInt4), number(2));
  EXPECT_TRUE(same_expression(*a, *copy_expression(arena_, *a)));
  EXPECT_FALSE(same_expression(*a, *b));
}

}  // namespace
}  // namespace rung
