// Rewrite: an outer join whose NULL-extended rows a later condition throws away is an inner one.
#include "expr/walk.h"
#include "planner/level.h"

namespace rung::planner {

// Relations of which a row of NULLs makes the condition false or NULL.
RelSet Level::strict_rels(const Expr& expr) const {
  const DepthGuard guard;
  RelSet rels;
  switch (expr.kind) {
    case ExprKind::kVar:
      if (expr.levels_up == 0) rels.set(static_cast<size_t>(expr.varno));
      return rels;
    case ExprKind::kRelabel:
    case ExprKind::kCollate:
    case ExprKind::kCoerceViaIo: return strict_rels(*expr.args[0]);
    case ExprKind::kNot: {
      // NOT over AND, OR and tests does not keep what those reject.
      const ExprKind below = expr.args[0]->kind;
      const bool is_call = below == ExprKind::kOperator || below == ExprKind::kFunction ||
                           below == ExprKind::kVar || below == ExprKind::kRelabel;
      return is_call ? strict_rels(*expr.args[0]) : rels;
    }
    case ExprKind::kFunction:
    case ExprKind::kOperator: {
      const Oid fn = expr.fn;
      if (fn == kNoOid || !planner_.context.functions->resolve(fn).strict) return rels;
      for (const Expr* arg : expr.args) rels |= strict_rels(*arg);
      return rels;
    }
    case ExprKind::kScalarArrayOp:
      // Over an empty array ALL is true whatever the left side is.
      return expr.use_or ? strict_rels(*expr.args[0]) : rels;
    case ExprKind::kNullTest: return expr.negated ? strict_rels(*expr.args[0]) : rels;
    case ExprKind::kBooleanTest: {
      const auto test = static_cast<BoolTest>(expr.sub);
      const bool rejects_null = test == BoolTest::kIsTrue || test == BoolTest::kIsFalse ||
                                test == BoolTest::kIsNotUnknown;
      return rejects_null ? strict_rels(*expr.args[0]) : rels;
    }
    case ExprKind::kAnd:
      for (const Expr* arg : expr.args) rels |= strict_rels(*arg);
      return rels;
    case ExprKind::kOr: {
      bool first = true;
      for (const Expr* arg : expr.args) {
        const RelSet one = strict_rels(*arg);
        rels = first ? one : rels & one;
        first = false;
      }
      return rels;
    }
    default: return rels;
  }
}

RelSet Level::strict_of(const std::vector<Clause>& clauses) const {
  RelSet rels;
  for (const Clause& clause : clauses) {
    rels |= strict_rels(*clause.expr);
  }
  return rels;
}

void Level::reduce_outer_joins(const FromNode& node, RelSet strict) {
  const DepthGuard guard;
  if (node.kind == FromNode::Kind::kRte) {
    if (!pulled_.contains(node.rte)) return;
    strict |= strict_of(pulled_where_[node.rte]);
    for (const FromNode* below : rtable_[static_cast<size_t>(node.rte) - 1]->subquery->from) {
      reduce_outer_joins(*below, strict);
    }
    return;
  }
  RelSet left, right;
  collect_from(*node.left, &left);
  collect_from(*node.right, &right);
  const bool needs_left = (strict & left).any(), needs_right = (strict & right).any();
  JoinKind kind = node.join;
  if (kind == JoinKind::kFull && needs_left && needs_right) kind = JoinKind::kInner;
  if (kind == JoinKind::kFull && needs_left) kind = JoinKind::kLeft;
  if (kind == JoinKind::kFull && needs_right) kind = JoinKind::kRight;
  if (kind == JoinKind::kLeft && needs_right) kind = JoinKind::kInner;
  if (kind == JoinKind::kRight && needs_left) kind = JoinKind::kInner;
  if (kind != node.join) join_kinds_[&node] = kind;
  const RelSet on = strict_of(on_clauses_[&node]);
  switch (kind) {
    case JoinKind::kInner:
      reduce_outer_joins(*node.left, strict | on);
      reduce_outer_joins(*node.right, strict | on);
      return;
    case JoinKind::kLeft:
      reduce_outer_joins(*node.left, strict);
      reduce_outer_joins(*node.right, on);
      return;
    case JoinKind::kRight:
      reduce_outer_joins(*node.left, on);
      reduce_outer_joins(*node.right, strict);
      return;
    default:
      reduce_outer_joins(*node.left, RelSet());
      reduce_outer_joins(*node.right, RelSet());
  }
}

}  // namespace rung::planner
