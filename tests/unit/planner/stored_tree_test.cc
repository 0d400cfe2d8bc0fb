// Trees from the catalog: what was stored comes back, and nonsense is refused before anybody walks it.
#include <gtest/gtest.h>

#include <functional>

#include "planner/stored_expr.h"

namespace rung::planner {
namespace {

// SELECT a FROM t JOIN u ON (SELECT t.b) IS NULL ORDER BY a, with t (a, b) and u (a).
struct Tree {
  Arena arena;
  Query* query = arena.make<Query>();
  Expr* column = variable(1, 1, 0);
  Expr* sub_link = arena.make<Expr>();
  Expr* test = arena.make<Expr>();
  FromNode* join = arena.make<FromNode>();
  Rte* joined = arena.make<Rte>();

  Tree() {
    query->rtable = {table(2), table(1), joined};
    joined->kind = RteKind::kJoin;
    joined->columns.resize(1);
    joined->join_columns = {variable(1, 1, 0)};
    sub_link->kind = ExprKind::kSubLink;
    sub_link->sub = static_cast<uint8_t>(SubLinkKind::kScalar);
    sub_link->query = arena.make<Query>();
    sub_link->query->targets.resize(1);
    sub_link->query->targets[0].expr = variable(1, 2, 1);
    test->kind = ExprKind::kNullTest;
    test->args = {sub_link};
    join->kind = FromNode::Kind::kJoin;
    join->rte = 3;
    join->left = leaf(1);
    join->right = leaf(2);
    join->on = test;
    query->from = {join};
    query->targets.resize(1);
    query->targets[0].expr = column;
    query->targets[0].sort_ref = 1;
    query->sort.resize(1);
    query->sort[0].target = 1;
  }
  Expr* variable(int32_t varno, int32_t attno, int32_t levels_up) {
    Expr* e = arena.make<Expr>();
    e->kind = ExprKind::kVar;
    e->varno = varno;
    e->attno = attno;
    e->levels_up = levels_up;
    return e;
  }
  Rte* table(size_t columns) {
    Rte* rte = arena.make<Rte>();
    rte->columns.resize(columns);
    return rte;
  }
  FromNode* leaf(int32_t rte) {
    FromNode* node = arena.make<FromNode>();
    node->rte = rte;
    return node;
  }

  // "" when it can be read back, else the error.
  std::string reading() {
    Arena to;
    try {
      load_query(to, store_query(*query));
      return {};
    } catch (const SqlError& error) {
      EXPECT_EQ(error.error().state, sqlstate::data_corrupted);
      return error.error().message;
    }
  }
};

TEST(StoredTree, ASoundOneComesBack) {
  Tree tree;
  EXPECT_EQ(tree.reading(), "");
  Arena to;
  const std::string bytes = store_query(*tree.query);
  EXPECT_EQ(store_query(*load_query(to, bytes)), bytes);
}

TEST(StoredTree, WhatPointsNowhereIsRefused) {
  const struct {
    std::function<void(Tree&)> damage;
    const char* flaw;
  } cases[] = {
      {[](Tree& t) { t.column->varno = 4; }, "a column of no table"},
      {[](Tree& t) { t.column->varno = 0; }, "a column of no table"},
      {[](Tree& t) { t.column->attno = 3; }, "a column that its table does not have"},
      {[](Tree& t) { t.column->levels_up = 1; }, "a column of no query"},
      {[](Tree& t) { t.sub_link->query->targets[0].expr->levels_up = 0; }, "a column of no table"},
      {[](Tree& t) { t.sub_link->query = nullptr; }, "a sub-query is missing"},
      {[](Tree& t) { t.sub_link->sub = 99; }, "unknown kind of expression"},
      {[](Tree& t) { t.test->args.clear(); }, "wrong number of arguments"},
      {[](Tree& t) { t.test->args[0] = nullptr; }, "an argument is missing"},
      {[](Tree& t) { t.join->left->rte = 70000; }, "a part of FROM that is no table"},
      {[](Tree& t) { t.join->right = nullptr; }, "a part of FROM is missing"},
      {[](Tree& t) { t.query->rtable[1] = nullptr; }, "a table is missing"},
      {[](Tree& t) { t.joined->join_columns.clear(); }, "a join without its columns"},
      {[](Tree& t) { t.query->sort[0].target = 2; }, "order by a column that is not there"},
      {[](Tree& t) { t.query->targets[0].expr = nullptr; }, "an expression is missing"},
      {[](Tree& t) { t.query->result_rte = 9, t.query->kind = QueryKind::kDelete; },
       "no table to write to"},
  };
  for (const auto& c : cases) {
    Tree tree;
    c.damage(tree);
    EXPECT_EQ(tree.reading(), std::string("damaged stored expression: ") + c.flaw);
  }
}

TEST(StoredTree, EnumsAndValuesOutOfRangeAreRefused) {
  Arena arena;
  Expr* number = arena.make<Expr>();
  number->type = 23;  // int4
  number->value = Datum::of_int(7);
  const std::string bytes = store_expression(*number);
  EXPECT_EQ(load_expression(arena, bytes)->value.i, 7);
  for (size_t at = 1; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xFF);
    try {
      load_expression(arena, damaged);  // another number is as good as this one
    } catch (const SqlError& error) {
      EXPECT_EQ(error.error().state, sqlstate::data_corrupted) << at;
    }
  }
  std::string kind = bytes;
  kind[1] = static_cast<char>(200);
  EXPECT_THROW(load_expression(arena, kind), SqlError);
}

}  // namespace
}  // namespace rung::planner
