// The join search: exact dynamic programming over up to ten items, greedy beyond. Each step weighs a
// hash join and nested loops, the inner side of which may be an index scan by the outer row.
#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>

#include "expr/walk.h"
#include "planner/costs.h"
#include "planner/level.h"

namespace rung::planner {
namespace {

constexpr size_t kExactItemsMax = 10;
constexpr size_t kItemsMax = 60;

bool covers(const RelSet& all, const RelSet& part) { return (all & part) == part; }

enum class Method : uint8_t { kItem, kHash, kLoop, kIndexLoop };

// A way to join the items in `mask`.
struct Way {
  uint64_t mask = 0;
  RelSet rels;
  double rows = 1, startup = 0, total = 0;
  int32_t width = 0;
  Method method = Method::kItem;
  JoinKind kind = JoinKind::kInner;
  const Way* left = nullptr;
  const Way* right = nullptr;
  const JoinItem* item = nullptr;  // a single one; of a join: the special right side
  bool materialize = false;
};

}  // namespace

class JoinSearch {
 public:
  JoinSearch(Level& level, JoinList& list) : level_(level), list_(list) {}

  Plan* run() {
    const size_t n = list_.items.size();
    if (n > kItemsMax) throw_unsupported("More than 60 relations in one join");
    std::vector<const Way*> singles;
    for (size_t i = 0; i < n; ++i) singles.push_back(single(i));
    if (n == 1) return build(*singles[0]);
    const Way* best = n <= kExactItemsMax ? exact(singles) : nullptr;
    if (best == nullptr) best = greedy(singles);
    return build(*best);
  }

 private:
  const Way* single(size_t i) {
    const JoinItem& item = list_.items[i];
    Way* way = new_way();
    way->mask = uint64_t{1} << i;
    way->rels = item.rels;
    way->rows = item.plan->rows;
    way->startup = item.plan->startup_cost;
    way->total = item.plan->total_cost;
    way->width = item.plan->width;
    way->item = &item;
    return way;
  }
  Way* new_way() {
    ways_.push_back(std::make_unique<Way>());
    return ways_.back().get();
  }
  // Items that only make sense as the right side of a join.
  static bool is_dependent(const Way& way) {
    return way.method == Method::kItem &&
           (way.item->kind != JoinKind::kInner || way.item->lateral.any());
  }
  static bool may_follow(const Way& left, const JoinItem& item) {
    return covers(left.rels, item.needs) && covers(left.rels, item.lateral);
  }

  // Conditions that can be asked once both sides are there, and not before.
  std::vector<const Clause*> clauses_between(const Way& a, const Way& b) const {
    std::vector<const Clause*> found;
    const RelSet both = a.rels | b.rels;
    for (const Clause& clause : list_.clauses) {
      if (covers(both, clause.rels) && !is_applied(a, clause) && !is_applied(b, clause)) {
        found.push_back(&clause);
      }
    }
    return found;
  }
  // A condition about one special item alone is asked after the join that brings it in.
  static bool is_applied(const Way& way, const Clause& clause) {
    if (!covers(way.rels, clause.rels)) return false;
    return way.method != Method::kItem || way.item->kind == JoinKind::kInner;
  }

  const Way* exact(const std::vector<const Way*>& singles) {
    const size_t n = singles.size();
    for (const bool allow_cross : {false, true}) {
      std::vector<const Way*> best(size_t{1} << n, nullptr);
      for (size_t i = 0; i < n; ++i) best[size_t{1} << i] = singles[i];
      for (size_t mask = 1; mask < best.size(); ++mask) {
        if (std::has_single_bit(mask)) continue;
        for (size_t left = (mask - 1) & mask; left != 0; left = (left - 1) & mask) {
          const size_t right = mask ^ left;
          if (best[left] == nullptr || best[right] == nullptr) continue;
          if (const Way* way = join(*best[left], *best[right], allow_cross, best[mask]);
              way != nullptr) {
            best[mask] = way;
          }
        }
      }
      if (best.back() != nullptr) return best.back();
    }
    return nullptr;
  }

  const Way* greedy(std::vector<const Way*> ways) {
    while (ways.size() > 1) {
      const Way* best = nullptr;
      size_t best_left = 0, best_right = 0;
      for (const bool allow_cross : {false, true}) {
        for (size_t l = 0; l < ways.size(); ++l) {
          for (size_t r = 0; r < ways.size(); ++r) {
            if (l == r) continue;
            const Way* way = join(*ways[l], *ways[r], allow_cross, nullptr);
            if (way == nullptr) continue;
            if (best == nullptr || way->rows < best->rows ||
                (way->rows == best->rows && way->total < best->total)) {
              best = way;
              best_left = l;
              best_right = r;
            }
          }
        }
        if (best != nullptr) break;
      }
      if (best == nullptr) {
        throw_error(sqlstate::internal_error, "failed to build any join of the query");
      }
      ways[best_left] = best;
      ways.erase(ways.begin() + static_cast<ptrdiff_t>(best_right));
    }
    return ways[0];
  }

  // The cheapest join of two ways if it beats `best`.
  const Way* join(const Way& left, const Way& right, bool allow_cross, const Way* best) {
    if (is_dependent(left)) return nullptr;
    JoinKind kind = JoinKind::kInner;
    bool lateral = false;
    if (is_dependent(right)) {
      if (!may_follow(left, *right.item)) return nullptr;
      kind = right.item->kind;
      lateral = right.item->lateral.any();
    }
    const std::vector<const Clause*> between = clauses_between(left, right);
    std::vector<const Clause*> conditions;
    if (kind == JoinKind::kInner) {
      conditions = between;
    } else {
      for (const Clause& clause : right.item->on) conditions.push_back(&clause);
    }
    if (conditions.empty() && !allow_cross && !lateral && kind == JoinKind::kInner) return nullptr;
    Way way;
    way.mask = left.mask | right.mask;
    way.rels = left.rels | right.rels;
    way.left = &left;
    way.right = &right;
    way.kind = kind;
    way.width = left.width + right.width;
    double selectivity = 1;
    for (const Clause* clause : conditions) selectivity *= join_selectivity(*clause, left, right);
    way.rows = std::max(1.0, std::round(left.rows * right.rows * selectivity));
    if (kind == JoinKind::kLeft) way.rows = std::max(way.rows, left.rows);
    if (kind == JoinKind::kSemi || kind == JoinKind::kAnti) {
      way.rows = std::max(1.0, std::round(left.rows * 0.5));
      way.width = left.width;
    }
    const bool any_hash = std::any_of(conditions.begin(), conditions.end(), [&](const Clause* c) {
      JoinKey key;
      return hash_key(*c, left.rels, right.rels, &key);
    });
    const Way* found = nullptr;
    const auto offer = [&](Method method, double startup, double total, bool materialize) {
      const Way* rival = found != nullptr ? found : best;
      if (rival != nullptr && rival->total <= total) return;
      Way* made = new_way();
      *made = way;
      made->method = method;
      made->startup = startup;
      made->total = total;
      made->materialize = materialize;
      found = made;
    };
    const auto conditions_count = static_cast<double>(conditions.size());
    if (any_hash && !lateral) {
      const double build = right.rows * (kCpuOperatorCost + kCpuTupleCost);
      // A large build side is hashed for every row of a small probe side: prefer the other way.
      offer(Method::kHash, right.total + build,
            left.total + right.total + build + left.rows * kCpuOperatorCost * 1.5 +
                way.rows * kCpuTupleCost,
            false);
    }
    {
      const bool repeat_is_cheap = right.method == Method::kItem;
      const double again = lateral || left.rows <= 1 ? right.total : right.rows * kCpuOperatorCost;
      const double total = left.total + right.total + std::max(0.0, left.rows - 1) * again +
                           left.rows * right.rows *
                               (kCpuTupleCost + conditions_count * kCpuOperatorCost);
      static_cast<void>(repeat_is_cheap);
      offer(Method::kLoop, left.startup + right.startup, total, !lateral && left.rows > 1);
    }
    if (right.method == Method::kItem && right.item->varno > 0 && !conditions.empty()) {
      offer_index_loop(left, right, conditions, way, offer);
    }
    return found;
  }

  // The clauses of an inner index scan: its own, and those the outer row completes.
  std::vector<Clause> inner_clauses(const Way& left, const JoinItem& item,
                                    const std::vector<const Clause*>& conditions) const {
    std::vector<Clause> all = item.clauses;
    for (const Clause* clause : conditions) {
      if (clause->rels.test(static_cast<size_t>(item.varno)) &&
          covers(left.rels | item.rels, clause->rels) && !has_sub_plan(clause->expr)) {
        all.push_back(*clause);
      }
    }
    return all;
  }
  static bool has_sub_plan(const Expr* expr) {
    return any_node(expr, [](const Expr& e) { return e.kind == ExprKind::kSubPlan; });
  }

  template <class Offer>
  void offer_index_loop(const Way& left, const Way& right,
                        const std::vector<const Clause*>& conditions, const Way& way,
                        const Offer& offer) {
    const ScanPlanner scans(level_, right.item->varno);
    const std::vector<Clause> clauses = inner_clauses(left, *right.item, conditions);
    const IndexMatch match = scans.best_index(clauses, true);
    if (match.index == nullptr || !uses_outer(match, right.item->rels)) return;
    double startup;
    const double once = scans.index_cost(match, clauses.size() - match.used.size(), &startup);
    // Look-ups one after another find the upper pages of the index where the last one left them.
    const double again = left.rows > 1 ? once * 0.6 : once;
    offer(Method::kIndexLoop, left.startup + startup,
          left.total + once + std::max(0.0, left.rows - 1) * again + way.rows * kCpuTupleCost,
          false);
  }
  bool uses_outer(const IndexMatch& match, const RelSet& own) const {
    return std::any_of(match.used.begin(), match.used.end(), [&](const Expr* e) {
      return (level_.rels_of(e) & ~own).any();
    });
  }

  double join_selectivity(const Clause& clause, const Way& left, const Way& right) const {
    const Expr& e = *clause.expr;
    JoinKey key;
    if (!hash_key(clause, left.rels, right.rels, &key)) {
      return clause_selectivity(e, std::max(left.rows, right.rows));
    }
    // 1 / the larger number of distinct values; a unique column has as many as its table has rows.
    return 1 / std::max({distinct(key.left, left), distinct(key.right, right), 1.0});
  }
  double distinct(const Expr* e, const Way& way) const {
    const Expr* bare = strip_relabel(e);
    if (bare->kind == ExprKind::kVar && level_.rte(bare->varno).kind == RteKind::kRelation) {
      const catalog::Relation& relation = level_.planner_.relation(level_.rte(bare->varno).relation);
      for (const Oid oid : relation.indexes) {
        const catalog::Relation* index = level_.planner_.context.catalog->relation(oid);
        if (index != nullptr && index->index.has_value() && index->index->unique &&
            index->index->keys.size() == 1 && index->index->keys[0].attno == bare->attno &&
            index->index->predicate.empty()) {
          return std::max(way.rows, ScanPlanner(level_, bare->varno).tuples());
        }
      }
    }
    return std::min(200.0, std::max(1.0, way.rows));
  }

  // a = b with one side's relations on the left and the other's on the right, of a type that both
  // sides hash alike.
  bool hash_key(const Clause& clause, const RelSet& left, const RelSet& right, JoinKey* key) const {
    const Expr& e = *clause.expr;
    if (e.kind != ExprKind::kOperator || e.args.size() != 2 || operator_name(e) != "=") return false;
    const auto hash_alike = [](Oid a, Oid b) {
      const auto integer = [](Oid t) {
        return t == oid::kInt2 || t == oid::kInt4 || t == oid::kInt8;
      };
      const auto real = [](Oid t) { return t == oid::kFloat4 || t == oid::kFloat8; };
      const auto text = [](Oid t) { return t == oid::kText || t == oid::kVarchar; };
      return a == b || (integer(a) && integer(b)) || (real(a) && real(b)) || (text(a) && text(b));
    };
    const RelSet a = level_.rels_of(e.args[0]), b = level_.rels_of(e.args[1]);
    if (a.none() || b.none() || !hash_alike(e.args[0]->type, e.args[1]->type)) return false;
    const TypeInfo* type = level_.planner_.context.catalog->find_type(e.args[0]->type);
    if (type == nullptr || type->ops == nullptr || type->ops->compare == nullptr) return false;
    size_t first;
    if (covers(left, a) && covers(right, b)) {
      first = 0;
    } else if (covers(left, b) && covers(right, a)) {
      first = 1;
    } else {
      return false;
    }
    if (is_volatile(clause.expr, *level_.planner_.context.functions)) return false;
    key->left = e.args[first];
    key->right = e.args[1 - first];
    key->clause = clause.expr;
    return true;
  }

  // --- from the chosen way to plan nodes

  Plan* build(const Way& way) {
    if (way.method == Method::kItem) return way.item->plan;
    const DepthGuard guard;
    Plan* left = build(*way.left);
    std::vector<const Clause*> conditions, after;
    const std::vector<const Clause*> between = clauses_between(*way.left, *way.right);
    if (way.kind == JoinKind::kInner) {
      conditions = between;
    } else {
      for (const Clause& clause : way.right->item->on) conditions.push_back(&clause);
      after = between;
    }
    Plan* join = nullptr;
    switch (way.method) {
      case Method::kHash: join = build_hash(way, left, conditions); break;
      case Method::kIndexLoop: join = build_index_loop(way, left, conditions); break;
      default: join = build_loop(way, left, conditions); break;
    }
    join->rows = way.rows;
    join->startup_cost = way.startup;
    join->total_cost = way.total;
    join->width = way.width;
    join->core = join->children[0]->out();
    if (join->join != JoinKind::kSemi && join->join != JoinKind::kAnti) {
      const std::vector<Expr*>& inner = join->children[1]->out();
      join->core.insert(join->core.end(), inner.begin(), inner.end());
    }
    for (const Clause* clause : after) join->filters.push_back(clause->expr);
    return join;
  }

  Plan* build_hash(const Way& way, Plan* left, const std::vector<const Clause*>& conditions) {
    Plan* right = build(*way.right);
    Plan* join = level_.planner_.make(PlanKind::kHashJoin);
    join->join = way.kind;
    // The smaller side is the one to hash.
    const bool swap = way.left->rows * 1.2 < way.right->rows &&
                      (way.kind == JoinKind::kInner || way.kind == JoinKind::kLeft);
    for (const Clause* clause : conditions) {
      JoinKey key;
      if (hash_key(*clause, way.left->rels, way.right->rels, &key)) {
        if (swap) std::swap(key.left, key.right);
        join->keys.push_back(key);
      } else {
        join->join_quals.push_back(clause->expr);
      }
    }
    if (swap) {
      std::swap(left, right);
      if (way.kind == JoinKind::kLeft) join->join = JoinKind::kRight;
    }
    join->children = {left, right};
    return join;
  }

  Plan* build_loop(const Way& way, Plan* left, const std::vector<const Clause*>& conditions) {
    Plan* right = build(*way.right);
    Plan* join = level_.planner_.make(PlanKind::kNestedLoop);
    join->join = way.kind;
    for (const Clause* clause : conditions) join->join_quals.push_back(clause->expr);
    if (way.right->item != nullptr && way.right->method == Method::kItem) {
      join->nest_params = way.right->item->lateral_params;
    }
    const bool already = right->kind == PlanKind::kMaterialize || right->kind == PlanKind::kCteScan ||
                         right->kind == PlanKind::kWorkTableScan;
    if (way.materialize && !already) {
      Plan* kept = level_.planner_.make(PlanKind::kMaterialize);
      kept->children = {right};
      kept->core = right->out();
      kept->rows = right->rows;
      kept->width = right->width;
      kept->startup_cost = right->startup_cost;
      kept->total_cost = right->total_cost + right->rows * kCpuOperatorCost * 2;
      right = kept;
    }
    join->children = {left, right};
    return join;
  }

  Plan* build_index_loop(const Way& way, Plan* left, const std::vector<const Clause*>& conditions) {
    const JoinItem& item = *way.right->item;
    const ScanPlanner scans(level_, item.varno);
    const std::vector<Clause> clauses = inner_clauses(*way.left, item, conditions);
    const IndexMatch match = scans.best_index(clauses, true);
    Plan* right = scans.index_scan(match, clauses);
    Plan* join = level_.planner_.make(PlanKind::kNestedLoop);
    join->join = way.kind;
    // What the inner scan reads of the outer row comes as parameters.
    {
      const Level::ParamScope scope(level_, &join->nest_params);
      const auto outer_to_param = [&](Expr*& e) {
        e = replace_nodes(level_.arena_, e, [&](Expr& node) -> Expr* {
          if (node.kind == ExprKind::kVar && node.levels_up == 0 && node.varno != item.varno) {
            return level_.param_for(&node);
          }
          return nullptr;
        });
      };
      for (IndexCond& cond : right->conds) {
        if (cond.value != nullptr) outer_to_param(cond.value);
      }
      for (Expr*& condition : right->filters) outer_to_param(condition);
    }
    for (const Clause* clause : conditions) {
      const bool inside = std::any_of(clauses.begin(), clauses.end(),
                                      [&](const Clause& c) { return c.expr == clause->expr; });
      if (!inside) join->join_quals.push_back(clause->expr);
    }
    join->children = {left, right};
    join->inner_unique = match.point && join->join_quals.empty();
    return join;
  }

  Level& level_;
  JoinList& list_;
  std::vector<std::unique_ptr<Way>> ways_;
};

Plan* search_joins(Level& level, JoinList& list) { return JoinSearch(level, list).run(); }

}  // namespace rung::planner
