// Rewrite: ORDER BY of one table by an index of its own instead of a sort, where that is cheaper,
// which under a LIMIT it mostly is.
#include <algorithm>
#include <cmath>

#include "expr/walk.h"
#include "planner/costs.h"
#include "planner/level.h"

namespace rung::planner {

// The index scan that gives the rows of only_rel_ in the order of `keys`, or nullptr.
Plan* Level::ordered_scan(const std::vector<SortKey>& keys, double limit_rows) {
  if (only_rel_ == 0 || keys.empty()) return nullptr;
  const ScanPlanner scans(*this, only_rel_);
  Plan* best = nullptr;
  double best_cost = 0;
  for (const Oid oid : scans.relation().indexes) {
    const catalog::Relation& index = planner_.relation(oid);
    IndexMatch match;
    if (!index.index.has_value() || !scans.match_index(index, only_clauses_, &match)) continue;
    const auto is_fixed = [&](size_t column) {
      return std::any_of(match.conds.begin(), match.conds.end(), [&](const IndexCond& cond) {
        return cond.column == column && cond.kind == CondKind::kEqual;
      });
    };
    size_t column = 0;
    bool forward = true, decided = false, fits = true;
    for (const SortKey& key : keys) {
      const Expr* e = strip_relabel(key.expr);
      if (e->kind != ExprKind::kVar || e->varno != only_rel_ || e->levels_up != 0) {
        fits = false;
        break;
      }
      while (column < index.index->keys.size() && index.index->keys[column].attno != e->attno &&
             is_fixed(column)) {
        ++column;
      }
      if (column >= index.index->keys.size() || index.index->keys[column].attno != e->attno) {
        fits = false;
        break;
      }
      const catalog::IndexKey& stored = index.index->keys[column];
      const bool same = stored.descending == key.descending && stored.nulls_first == key.nulls_first;
      const bool opposite =
          stored.descending != key.descending && stored.nulls_first != key.nulls_first;
      if ((!same && !opposite) || (decided && same != forward)) {
        fits = false;
        break;
      }
      forward = same;
      decided = true;
      ++column;
    }
    if (!fits) continue;
    Plan* plan = scans.index_scan(match, only_clauses_);
    if (plan->kind != PlanKind::kIndexScan) return nullptr;
    plan->backward = !forward;
    const double fraction = limit_rows > 0 ? std::min(1.0, limit_rows / std::max(1.0, plan->rows)) : 1;
    const double cost = plan->startup_cost + (plan->total_cost - plan->startup_cost) * fraction;
    if (best == nullptr || cost < best_cost) {
      best = plan;
      best_cost = cost;
    }
  }
  if (best == nullptr) return nullptr;
  return best;
}

}  // namespace rung::planner
