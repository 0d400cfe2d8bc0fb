#include <gtest/gtest.h>

#include "parser/parser.h"

namespace rung::parser {
namespace {

// Operators with all parentheses written out.
std::string shape(const Expr* expr) {
  if (const auto* constant = as<Constant>(expr)) {
    return constant->const_kind == ConstantKind::kInteger ? std::to_string(constant->integer)
                                                          : std::string(constant->text);
  }
  if (const auto* column = as<ColumnRef>(expr)) return std::string(column->fields[0]);
  if (const auto* op = as<OpExpr>(expr)) {
    const std::string left = op->left != nullptr ? shape(op->left) + " " : "";
    return "(" + left + std::string(op->name.back()) + " " + shape(op->right) + ")";
  }
  if (const auto* boolean = as<BoolExpr>(expr)) {
    if (boolean->op == BoolExprKind::kNot) return "(not " + shape(boolean->args[0]) + ")";
    std::string text = "(";
    for (const Expr* arg : boolean->args) {
      if (text.size() > 1) text += boolean->op == BoolExprKind::kAnd ? " and " : " or ";
      text += shape(arg);
    }
    return text + ")";
  }
  if (const auto* cast = as<TypeCast>(expr)) {
    return "(" + shape(cast->arg) + "::" + std::string(cast->type->names.back()) + ")";
  }
  if (const auto* test = as<NullTest>(expr)) return "(" + shape(test->arg) + " isnull)";
  if (const auto* list = as<ListExpr>(expr)) {
    std::string text = "[";
    for (const Expr* item : list->items) text += shape(item) + ",";
    return text + "]";
  }
  return "?";
}

std::string parsed(std::string_view text) {
  Arena arena;
  return shape(parse_expression(text, arena));
}

TEST(Expression, BindsAsPostgresDoes) {
  EXPECT_EQ(parsed("1 + 2 * 3 ^ 4"), "(1 + (2 * (3 ^ 4)))");
  EXPECT_EQ(parsed("1 - 2 - 3"), "((1 - 2) - 3)");
  EXPECT_EQ(parsed("a or b and not c = d"), "(a or (b and (not (c = d))))");
  EXPECT_EQ(parsed("a and b and c"), "(a and b and c)");
  EXPECT_EQ(parsed("- a ^ 2"), "((- a) ^ 2)");
  EXPECT_EQ(parsed("-1"), "-1");
  EXPECT_EQ(parsed("-a::int"), "(- (a::int4))");
  EXPECT_EQ(parsed("a || b + c"), "(a || (b + c))");
  EXPECT_EQ(parsed("a = b is null"), "((a = b) isnull)");
  EXPECT_EQ(parsed("a between 1 and 2 and b"), "((a BETWEEN [1,2,]) and b)");
  EXPECT_EQ(parsed("a -> 'x' ->> 'y' = 'z'"), "(((a -> x) ->> y) = z)");
}

TEST(Expression, PositionsAreWherePostgresPoints) {
  Arena arena;
  const Expr* op = parse_expression("aaa + b", arena);
  EXPECT_EQ(op->pos, 4u);
  const Expr* cast = parse_expression("aaa::nope", arena);
  EXPECT_EQ(cast->pos, 3u);
  EXPECT_EQ(to<TypeCast>(cast).type->pos, 5u);
  const Expr* not_like = parse_expression("a NOT LIKE b", arena);
  EXPECT_EQ(not_like->pos, 2u);
}

TEST(Expression, SpecialSyntaxBecomesMarkedCalls) {
  Arena arena;
  const auto& extract = to<FuncCall>(parse_expression("extract(year from a)", arena));
  EXPECT_EQ(extract.name.back(), "extract");
  EXPECT_EQ(extract.form, CallForm::kSqlSyntax);
  EXPECT_EQ(to<Constant>(extract.args[0]).text, "year");
  const auto& position = to<FuncCall>(parse_expression("position('a' in b)", arena));
  EXPECT_TRUE(is<ColumnRef>(position.args[0]));
  const auto& zone = to<FuncCall>(parse_expression("a at time zone 'UTC'", arena));
  EXPECT_EQ(zone.name.back(), "timezone");
  EXPECT_EQ(zone.pos, 2u);
}

TEST(Expression, TypeNamesResolveTheStandardSpellings) {
  Arena arena;
  const auto name = [&](std::string_view text) {
    return std::string(parse_type_name(text, arena)->names.back());
  };
  EXPECT_EQ(name("double precision"), "float8");
  EXPECT_EQ(name("timestamp(3) with time zone"), "timestamptz");
  EXPECT_EQ(name("character varying(5)[]"), "varchar");
  EXPECT_EQ(parse_type_name("int[][3]", arena)->array_bounds, (std::vector<int32_t>{-1, 3}));
  EXPECT_TRUE(parse_type_name("s.t.c%TYPE", arena)->pct_type);
}

}  // namespace
}  // namespace rung::parser
