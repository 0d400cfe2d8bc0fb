// Rewrite: min and max over a whole table by the first entry of an index each, instead of reading
// all rows: SELECT max(x) FROM t is SELECT (SELECT x FROM t WHERE x IS NOT NULL ORDER BY x DESC
// LIMIT 1) where an index begins with x.
#include "planner/rewrite_min_max.h"

#include <algorithm>

#include "catalog/opclasses.h"
#include "expr/walk.h"
#include "functions/registry.h"
#include "planner/binder.h"

namespace rung::planner {
namespace {

// The relation that is all the query reads, without a condition; 0: anything else.
int32_t whole_table(const Query& query) {
  const bool plain = query.kind == QueryKind::kSelect && query.has_aggregates &&
                     query.set_operation == nullptr && query.group.empty() &&
                     query.grouping_sets.empty() && query.having == nullptr && !query.has_windows &&
                     !query.has_set_functions && query.where == nullptr && query.ctes.empty() &&
                     !query.distinct && query.row_marks.empty() && query.from.size() == 1 &&
                     query.from[0]->kind == FromNode::Kind::kRte;
  if (!plain) return 0;
  const Rte& table = *query.rtable[static_cast<size_t>(query.from[0]->rte) - 1];
  const bool stored = table.kind == RteKind::kRelation &&
                      (table.relation_kind == 'r' || table.relation_kind == 'm');
  return stored ? query.from[0]->rte : 0;
}

bool has_index(Planner& planner, Oid table, int32_t attno) {
  const std::vector<Oid>& indexes = planner.relation(table).indexes;
  return std::any_of(indexes.begin(), indexes.end(), [&](Oid oid) {
    const catalog::Relation& index = planner.relation(oid);
    return index.tree != storage::kNoTree && index.index.has_value() && index.index->valid &&
           index.index->predicate.empty() && index.index->keys[0].attno == attno &&
           !catalog::is_inverted(*planner.context.catalog, *index.index);
  });
}

// Whether it is min (or, *is_max, max) of a column of `varno`.
const Expr* extreme_column(const Expr& aggregate, int32_t varno, bool* is_max) {
  const FunctionDef* function = find_function(aggregate.fn);
  if (function == nullptr || aggregate.distinct || aggregate.star || aggregate.filter != nullptr ||
      aggregate.args.size() != 1 || !aggregate.direct.empty() || !aggregate.order.empty()) {
    return nullptr;
  }
  const std::string_view name = function->name;
  if (name != "min" && name != "max") return nullptr;
  *is_max = name == "max";
  const Expr* column = strip_relabel(aggregate.args[0]);
  return column->kind == ExprKind::kVar && column->varno == varno && column->levels_up == 0 &&
                 column->attno > 0
             ? column
             : nullptr;
}

Expr* first_of(Planner& planner, const Query& query, int32_t varno, const Expr& aggregate,
               bool is_max, const TypeOperators& order) {
  Arena& arena = planner.arena;
  auto* sub = arena.make<Query>();
  sub->rtable = {arena.make<Rte>(*query.rtable[static_cast<size_t>(varno) - 1])};
  auto* from = arena.make<FromNode>();
  from->rte = 1;
  sub->from = {from};
  const auto column = [&] {
    Expr* expr = copy_expression(arena, *aggregate.args[0]);
    Expr* var = expr;
    while (var->kind == ExprKind::kRelabel) var = var->args[0];
    var->varno = 1;
    return expr;
  };
  Target& target = sub->targets.emplace_back();
  target.expr = column();
  target.name = is_max ? "max" : "min";
  target.attno = 1;
  target.sort_ref = 1;
  Expr* known = planner.make_expr(ExprKind::kNullTest, oid::kBool);
  known->negated = true;
  known->args = {column()};
  sub->where = known;
  sub->sort = {{1, order.equal, order.less, is_max, is_max}};
  sub->limit = planner.make_const(oid::kInt8, Datum::of_int(1));
  Expr* link = planner.make_expr(ExprKind::kSubLink, aggregate.type, aggregate.typmod);
  link->sub = static_cast<uint8_t>(SubLinkKind::kScalar);
  link->collation = aggregate.collation;
  link->query = sub;
  return link;
}

}  // namespace

const Query& min_max_by_index(Planner& planner, const Query& query) {
  const int32_t varno = whole_table(query);
  if (varno == 0) return query;
  const Oid table = query.rtable[static_cast<size_t>(varno) - 1]->relation;
  bool all = true;
  const auto usable = [&](const Expr& e, bool* is_max, TypeOperators* order) {
    const Expr* column = extreme_column(e, varno, is_max);
    if (column == nullptr || !has_index(planner, table, column->attno)) return false;
    BindContext bind;
    bind.catalog = planner.context.catalog;
    bind.env = planner.context.env;
    *order = type_operators(bind, column->type);
    return order->less != kNoOid;
  };
  for (const Target& target : query.targets) {
    any_node(target.expr, [&](const Expr& e) {
      bool is_max = false;
      TypeOperators order;
      if (e.kind == ExprKind::kAggregate) all = all && usable(e, &is_max, &order);
      return false;
    });
  }
  if (!all) return query;
  Query* made = planner.arena.make<Query>(query);
  made->rtable.clear();
  made->from.clear();
  made->has_aggregates = false;
  made->has_sublinks = true;
  for (Target& target : made->targets) {
    target.expr = replace_nodes(planner.arena, target.expr, [&](Expr& e) -> Expr* {
      bool is_max = false;
      TypeOperators order;
      if (e.kind != ExprKind::kAggregate || !usable(e, &is_max, &order)) return nullptr;
      return first_of(planner, query, varno, e, is_max, order);
    });
  }
  return *made;
}

}  // namespace rung::planner
