// Walking, copying, comparing and rewriting bound trees: the one place that knows which fields of
// Expr and Query hold other nodes. A new field that holds one is added here and nowhere else.
//
// Walks visit the nodes in the order they were written. A sub-query is not a child of its Expr:
// for_each_subquery() and for_each_expression() cover a Query, and whoever crosses into a sub-query
// counts levels_up himself. Nothing here is kept; thread-safe.
#pragma once

#include <functional>

#include "expr/query.h"

namespace rung {

// Counts the nesting of a recursive walk over user input; beyond the limit 54001.
class DepthGuard {
 public:
  DepthGuard();
  ~DepthGuard();
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;
};

// Calls f(child) for each direct child; f may replace it when the node is not const.
template <class Node, class F>
void for_each_child(Node& node, F&& f) {
  for (auto& e : node.direct) {
    if (e != nullptr) f(e);
  }
  if (node.left != nullptr) f(node.left);
  for (auto& e : node.args) {
    if (e != nullptr) f(e);
  }
  if (node.filter != nullptr) f(node.filter);
}

// Calls f for each expression that `query` itself holds (not those of its sub-queries). f may
// replace it when the query is not const.
void for_each_expression(Query& query, const std::function<void(Expr*&)>& f);
// Calls f for each query directly below in the range table and WITH list. Those in sub-links are
// inside expressions.
void for_each_subquery(Query& query, const std::function<void(Query*&)>& f);

// True when f holds for `expr` or any node below it (not inside sub-queries).
bool any_node(const Expr* expr, const std::function<bool(const Expr&)>& f);

// Deep copies, sub-queries included.
Expr* copy_expression(Arena& arena, const Expr& expr);
Query* copy_query(Arena& arena, const Query& query);

// A tree with parts replaced: f gives the replacement of a node, or nullptr to go on below it.
// Copies only the nodes above a replaced one.
Expr* replace_nodes(Arena& arena, Expr* expr, const std::function<Expr*(Expr&)>& f);

// Replaces in place throughout a query and all queries below it: f(node, level) where level is how
// many queries lie between the node and `query`. The query must be a private copy.
void replace_in_query(Arena& arena, Query& query, int32_t level,
                      const std::function<Expr*(Expr&, int32_t)>& f);
// As replace_in_query over one expression and the sub-queries inside it.
Expr* replace_in_expression(Arena& arena, Expr* expr, int32_t level,
                            const std::function<Expr*(Expr&, int32_t)>& f);

// Structural equality, positions and call forms aside. Sub-queries are equal only when they are the
// same object.
bool same_expression(const Expr& a, const Expr& b);

}  // namespace rung
