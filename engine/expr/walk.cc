#include "expr/walk.h"

#include "types/type.h"

namespace rung {
namespace {

// Far above what a person writes, far below what the machine stack takes in a debug build.
constexpr int kDepthMax = 2000;
thread_local int depth = 0;

void walk_from(FromNode* node, const std::function<void(Expr*&)>& f) {
  if (node == nullptr) return;
  const DepthGuard guard;
  walk_from(node->left, f);
  walk_from(node->right, f);
  if (node->on != nullptr) f(node->on);
}

void walk_targets(std::vector<Target>& targets, const std::function<void(Expr*&)>& f) {
  for (Target& target : targets) {
    if (target.expr != nullptr) f(target.expr);
  }
}

FromNode* copy_from(Arena& arena, const FromNode* node) {
  if (node == nullptr) return nullptr;
  const DepthGuard guard;
  auto* copy = arena.make<FromNode>(*node);
  copy->left = copy_from(arena, node->left);
  copy->right = copy_from(arena, node->right);
  return copy;
}

SetOperation* copy_set_operation(Arena& arena, const SetOperation* node) {
  if (node == nullptr) return nullptr;
  const DepthGuard guard;
  auto* copy = arena.make<SetOperation>(*node);
  copy->left = copy_set_operation(arena, node->left);
  copy->right = copy_set_operation(arena, node->right);
  return copy;
}

bool same_list(const std::vector<Expr*>& a, const std::vector<Expr*>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if ((a[i] == nullptr) != (b[i] == nullptr)) return false;
    if (a[i] != nullptr && !same_expression(*a[i], *b[i])) return false;
  }
  return true;
}

bool same_optional(const Expr* a, const Expr* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return same_expression(*a, *b);
}

bool same_constant(const Expr& a, const Expr& b) {
  if (a.value.null || b.value.null) return a.value.null == b.value.null;
  const TypeInfo* type = builtin_type(a.type);
  if (type != nullptr && is_by_value(type->storage)) return a.value.i == b.value.i;
  // Of a user type only the enums are by value; their n is 0 and p is then not an address.
  if (type == nullptr && a.value.n == 0) return b.value.n == 0 && a.value.i == b.value.i;
  return a.value.bytes() == b.value.bytes();
}

bool same_order(const ExprOrder& a, const ExprOrder& b) {
  return a.arg == b.arg && a.less_op == b.less_op && a.descending == b.descending &&
         a.nulls_first == b.nulls_first;
}

}  // namespace

DepthGuard::DepthGuard() {
  if (depth >= kDepthMax) {
    throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
  }
  ++depth;
}
DepthGuard::~DepthGuard() { --depth; }

void for_each_expression(Query& query, const std::function<void(Expr*&)>& f) {
  for (Rte* rte : query.rtable) {
    for (Expr*& e : rte->join_columns) {
      if (e != nullptr) f(e);
    }
    for (RangeFunction& function : rte->functions) {
      if (function.call != nullptr) f(function.call);
    }
    for (std::vector<Expr*>& row : rte->values) {
      for (Expr*& e : row) {
        if (e != nullptr) f(e);
      }
    }
  }
  for (FromNode* node : query.from) walk_from(node, f);
  if (query.where != nullptr) f(query.where);
  walk_targets(query.targets, f);
  if (query.having != nullptr) f(query.having);
  for (WindowClause& window : query.windows) {
    if (window.start_offset != nullptr) f(window.start_offset);
    if (window.end_offset != nullptr) f(window.end_offset);
  }
  if (query.limit != nullptr) f(query.limit);
  if (query.offset != nullptr) f(query.offset);
  walk_targets(query.returning, f);
  OnConflict& conflict = query.on_conflict;
  for (Expr*& e : conflict.elements) {
    if (e != nullptr) f(e);
  }
  if (conflict.arbiter_where != nullptr) f(conflict.arbiter_where);
  walk_targets(conflict.set, f);
  if (conflict.where != nullptr) f(conflict.where);
  for (MergeWhen& when : query.merge) {
    if (when.condition != nullptr) f(when.condition);
    walk_targets(when.targets, f);
  }
}

void for_each_subquery(Query& query, const std::function<void(Query*&)>& f) {
  for (Cte& cte : query.ctes) {
    if (cte.query != nullptr) f(cte.query);
  }
  for (Rte* rte : query.rtable) {
    if (rte->subquery != nullptr) f(rte->subquery);
  }
}

bool any_node(const Expr* expr, const std::function<bool(const Expr&)>& f) {
  if (expr == nullptr) return false;
  const DepthGuard guard;
  if (f(*expr)) return true;
  bool found = false;
  for_each_child(*expr, [&](const Expr* child) { found = found || any_node(child, f); });
  return found;
}

Expr* copy_expression(Arena& arena, const Expr& expr) {
  const DepthGuard guard;
  auto* copy = arena.make<Expr>(expr);
  for_each_child(*copy, [&](Expr*& child) { child = copy_expression(arena, *child); });
  if (copy->query != nullptr) copy->query = copy_query(arena, *copy->query);
  return copy;
}

Query* copy_query(Arena& arena, const Query& query) {
  const DepthGuard guard;
  auto* copy = arena.make<Query>(query);
  for (Rte*& rte : copy->rtable) rte = arena.make<Rte>(*rte);
  for (FromNode*& node : copy->from) node = copy_from(arena, node);
  copy->set_operation = copy_set_operation(arena, copy->set_operation);
  for_each_expression(*copy, [&](Expr*& e) { e = copy_expression(arena, *e); });
  for_each_subquery(*copy, [&](Query*& q) { q = copy_query(arena, *q); });
  return copy;
}

Expr* replace_nodes(Arena& arena, Expr* expr, const std::function<Expr*(Expr&)>& f) {
  if (expr == nullptr) return nullptr;
  const DepthGuard guard;
  if (Expr* replacement = f(*expr); replacement != nullptr) return replacement;
  Expr* result = expr;
  // The copy is made at the first changed child; its children are visited in the same order.
  std::vector<Expr*> children;
  bool changed = false;
  for_each_child(*expr, [&](Expr* child) {
    Expr* made = replace_nodes(arena, child, f);
    changed = changed || made != child;
    children.push_back(made);
  });
  if (changed) {
    result = arena.make<Expr>(*expr);
    size_t i = 0;
    for_each_child(*result, [&](Expr*& child) { child = children[i++]; });
  }
  return result;
}

Expr* replace_in_expression(Arena& arena, Expr* expr, int32_t level,
                            const std::function<Expr*(Expr&, int32_t)>& f) {
  return replace_nodes(arena, expr, [&](Expr& node) -> Expr* {
    if (Expr* replacement = f(node, level); replacement != nullptr) return replacement;
    if (node.query == nullptr) return nullptr;
    replace_in_query(arena, *node.query, level + 1, f);
    return nullptr;
  });
}

void replace_in_query(Arena& arena, Query& query, int32_t level,
                      const std::function<Expr*(Expr&, int32_t)>& f) {
  const DepthGuard guard;
  for_each_expression(query, [&](Expr*& e) { e = replace_in_expression(arena, e, level, f); });
  for_each_subquery(query, [&](Query*& q) { replace_in_query(arena, *q, level + 1, f); });
}

bool same_expression(const Expr& a, const Expr& b) {
  if (&a == &b) return true;
  if (a.kind != b.kind || a.type != b.type) return false;
  if (a.kind == ExprKind::kVar) {
    return a.varno == b.varno && a.attno == b.attno && a.levels_up == b.levels_up;
  }
  if (a.kind == ExprKind::kConst) return a.typmod == b.typmod && same_constant(a, b);
  const DepthGuard guard;
  if (a.sub != b.sub || a.negated != b.negated || a.use_or != b.use_or ||
      a.distinct != b.distinct || a.star != b.star || a.variadic != b.variadic ||
      a.flag != b.flag || a.returns_set != b.returns_set || a.typmod != b.typmod ||
      a.collation != b.collation || a.fn != b.fn || a.op != b.op || a.elem != b.elem ||
      a.varno != b.varno || a.attno != b.attno || a.levels_up != b.levels_up ||
      a.param != b.param || a.query != b.query || a.name != b.name || a.oids != b.oids ||
      a.order.size() != b.order.size()) {
    return false;
  }
  for (size_t i = 0; i < a.order.size(); ++i) {
    if (!same_order(a.order[i], b.order[i])) return false;
  }
  return same_optional(a.left, b.left) && same_optional(a.filter, b.filter) &&
         same_list(a.args, b.args) && same_list(a.direct, b.direct);
}

}  // namespace rung
