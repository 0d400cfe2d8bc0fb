#include "planner/verify_tree.h"

#include <algorithm>

#include "expr/walk.h"

namespace rung::planner {
namespace {

struct Arguments {
  size_t least, most;
};
constexpr size_t kAny = SIZE_MAX;

Arguments arguments_of(const Expr& e) {
  switch (e.kind) {
    case ExprKind::kNot:
    case ExprKind::kNullTest:
    case ExprKind::kBooleanTest:
    case ExprKind::kFieldSelect:
    case ExprKind::kRelabel:
    case ExprKind::kCoerceViaIo:
    case ExprKind::kArrayCoerce:
    case ExprKind::kConvertRow:
    case ExprKind::kCoerceToDomain:
    case ExprKind::kCollate: return {1, 1};
    case ExprKind::kOperator: return {1, 2};
    case ExprKind::kDistinctFrom:
    case ExprKind::kNullIf:
    case ExprKind::kScalarArrayOp:
    case ExprKind::kFieldStore: return {2, 2};
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kCoalesce:
    case ExprKind::kMinMax:
    case ExprKind::kSubscript:
    case ExprKind::kGrouping: return {1, kAny};
    case ExprKind::kRowCompare: return {2, kAny};
    case ExprKind::kCase: return {3, kAny};
    default: return {0, kAny};
  }
}

// The largest value of Expr::sub.
uint8_t last_sub(const Expr& e) {
  switch (e.kind) {
    case ExprKind::kBooleanTest: return static_cast<uint8_t>(BoolTest::kIsNotUnknown);
    case ExprKind::kMinMax: return 1;
    case ExprKind::kRowCompare: return static_cast<uint8_t>(RowCompareOp::kNe);
    case ExprKind::kSqlValue: return static_cast<uint8_t>(SqlValueKind::kCurrentSchema);
    case ExprKind::kSubLink: return static_cast<uint8_t>(SubLinkKind::kArray);
    default: return UINT8_MAX;
  }
}

class Verifier {
 public:
  explicit Verifier(bool of_table) : of_table_(of_table) {}

  const char* expression(const Expr* e) {
    if (e == nullptr) return "an expression is missing";
    const DepthGuard guard;
    if (const char* flaw = node(*e)) return flaw;
    for (size_t i = 0; i < e->args.size(); ++i) {
      if (e->args[i] == nullptr) {
        if (may_lack(*e, i)) continue;
        return "an argument is missing";
      }
      if (const char* flaw = expression(e->args[i])) return flaw;
    }
    for (const Expr* direct : e->direct) {
      if (const char* flaw = expression(direct)) return flaw;
    }
    if (const char* flaw = optional(e->left)) return flaw;
    if (const char* flaw = optional(e->filter)) return flaw;
    return e->query == nullptr ? nullptr : query(*e->query);
  }

  const char* query(const Query& q) {
    const DepthGuard guard;
    levels_.push_back(&q);
    const char* flaw = contents(q);
    levels_.pop_back();
    return flaw;
  }

 private:
  static bool may_lack(const Expr& e, size_t argument) {
    switch (e.kind) {
      case ExprKind::kCase: return argument + 1 == e.args.size();
      case ExprKind::kSubscript: return argument > 0 && e.flag;
      default: return false;
    }
  }

  const char* node(const Expr& e) {
    const Arguments wanted = arguments_of(e);
    if (e.args.size() < wanted.least || e.args.size() > wanted.most) {
      return "wrong number of arguments";
    }
    if (e.sub > last_sub(e)) return "unknown kind of expression";
    for (const ExprOrder& order : e.order) {
      if (order.arg >= e.args.size()) return "order by an argument that is not there";
    }
    switch (e.kind) {
      case ExprKind::kVar: return variable(e);
      case ExprKind::kCase: return e.args.size() % 2 == 1 ? nullptr : "wrong number of arguments";
      case ExprKind::kSubscript:
        return !e.flag || e.args.size() % 2 == 1 ? nullptr : "wrong number of subscripts";
      case ExprKind::kArrayCoerce:
        return e.left != nullptr ? nullptr : "an array is converted by nothing";
      case ExprKind::kRowCompare:
        return e.args.size() == 2 * e.oids.size() ? nullptr : "rows of unequal length are compared";
      case ExprKind::kNextval: return e.oids.empty() ? "a sequence is missing" : nullptr;
      case ExprKind::kSubLink: return sub_link(e);
      case ExprKind::kAggregate:
      case ExprKind::kGrouping:
        return e.levels_up >= 0 && static_cast<size_t>(e.levels_up) < levels_.size()
                   ? nullptr : "an aggregate of a query that is not there";
      case ExprKind::kWindow:
        return !levels_.empty() && e.varno >= 0 &&
                       static_cast<size_t>(e.varno) < levels_.back()->windows.size()
                   ? nullptr : "a window that is not there";
      default: return nullptr;
    }
  }

  const char* sub_link(const Expr& e) const {
    if (e.query == nullptr) return "a sub-query is missing";
    const auto kind = static_cast<SubLinkKind>(e.sub);
    const bool tests = kind == SubLinkKind::kAny || kind == SubLinkKind::kAll ||
                       kind == SubLinkKind::kRowCompare;
    return tests && e.args.empty() ? "a sub-query is compared with nothing" : nullptr;
  }

  // Outside of the queries of an expression, a column is of the table that the expression belongs to.
  const char* variable(const Expr& e) const {
    if (e.varno < 1 || e.levels_up < 0) return "a column of no table";
    const auto up = static_cast<size_t>(e.levels_up);
    if (of_table_ && up == levels_.size()) return nullptr;
    if (up >= levels_.size()) return "a column of no query";
    const Query& q = *levels_[levels_.size() - 1 - up];
    const auto rte = static_cast<size_t>(e.varno);
    if (rte > q.rtable.size()) return "a column of no table";
    if (e.attno > 0 && static_cast<size_t>(e.attno) > q.rtable[rte - 1]->columns.size()) {
      return "a column that its table does not have";
    }
    return nullptr;
  }

  const char* optional(const Expr* e) { return e == nullptr ? nullptr : expression(e); }

  bool is_entry(const Query& q, int32_t varno) const {
    return varno >= 1 && static_cast<size_t>(varno) <= q.rtable.size();
  }

  const char* contents(const Query& q) {
    // Columns look at the whole range table, so it has to be there first.
    if (std::count(q.rtable.begin(), q.rtable.end(), nullptr) > 0) return "a table is missing";
    for (const Cte& cte : q.ctes) {
      if (cte.query == nullptr) return "a WITH query is missing";
      if (const char* flaw = query(*cte.query)) return flaw;
    }
    for (const Rte* rte : q.rtable) {
      if (const char* flaw = entry(*rte)) return flaw;
    }
    for (const FromNode* node : q.from) {
      if (const char* flaw = from(q, node)) return flaw;
    }
    if (const char* flaw = targets(q.targets)) return flaw;
    if (const char* flaw = targets(q.returning)) return flaw;
    for (const Expr* e : {q.where, q.having, q.limit, q.offset}) {
      if (const char* flaw = optional(e)) return flaw;
    }
    if (const char* flaw = orders(q)) return flaw;
    if (q.set_operation != nullptr) {
      if (const char* flaw = set_operation(q, q.set_operation)) return flaw;
    }
    for (const RowMark& mark : q.row_marks) {
      if (!is_entry(q, mark.rte)) return "a lock on no table";
    }
    return written(q);
  }

  const char* entry(const Rte& rte) {
    switch (rte.kind) {
      case RteKind::kSubquery:
        return rte.subquery == nullptr ? "a sub-query is missing" : query(*rte.subquery);
      case RteKind::kJoin:
        if (rte.join_columns.size() != rte.columns.size() ||
            rte.merged_columns > rte.columns.size()) {
          return "a join without its columns";
        }
        return expressions(rte.join_columns);
      case RteKind::kFunction: {
        if (rte.functions.empty()) return "a function is missing";
        size_t columns = rte.ordinality ? 1 : 0;
        for (const RangeFunction& function : rte.functions) {
          if (const char* flaw = expression(function.call)) return flaw;
          columns += function.columns.size();
        }
        return columns == rte.columns.size() ? nullptr : "a function without its columns";
      }
      case RteKind::kValues:
        for (const std::vector<Expr*>& row : rte.values) {
          if (row.size() != rte.columns.size()) return "a row of VALUES is of another length";
          if (const char* flaw = expressions(row)) return flaw;
        }
        return nullptr;
      case RteKind::kCte:
        return rte.cte_levels_up >= 0 && static_cast<size_t>(rte.cte_levels_up) < levels_.size()
                   ? nullptr : "a WITH query of no query";
      case RteKind::kRelation:
      case RteKind::kResult: return nullptr;
    }
    return "unknown kind of table";
  }

  const char* from(const Query& q, const FromNode* node) {
    if (node == nullptr) return "a part of FROM is missing";
    const DepthGuard guard;
    if (node->kind == FromNode::Kind::kRte) {
      return is_entry(q, node->rte) ? nullptr : "a part of FROM that is no table";
    }
    if (node->rte != 0 && !is_entry(q, node->rte)) return "a part of FROM that is no table";
    if (const char* flaw = from(q, node->left)) return flaw;
    if (const char* flaw = from(q, node->right)) return flaw;
    return optional(node->on);
  }

  const char* expressions(const std::vector<Expr*>& list) {
    for (const Expr* e : list) {
      if (const char* flaw = expression(e)) return flaw;
    }
    return nullptr;
  }
  const char* targets(const std::vector<Target>& list) {
    for (const Target& target : list) {
      if (const char* flaw = expression(target.expr)) return flaw;
    }
    return nullptr;
  }

  const char* orders(const Query& q) {
    const auto known = [&](const std::vector<SortBy>& list) {
      return std::all_of(list.begin(), list.end(),
                         [&](const SortBy& by) { return is_sort_ref(q, by.target); });
    };
    bool sound = known(q.sort) && known(q.group) && known(q.distinct_on) &&
                 std::all_of(q.grouping_sets.begin(), q.grouping_sets.end(),
                             [&](const GroupingSet& set) { return grouping_set(q, set); });
    for (const WindowClause& window : q.windows) {
      sound = sound && known(window.partition) && known(window.order);
      if (const char* flaw = optional(window.start_offset)) return flaw;
      if (const char* flaw = optional(window.end_offset)) return flaw;
    }
    return sound ? nullptr : "order by a column that is not there";
  }
  static bool is_sort_ref(const Query& q, uint32_t ref) {
    return ref != 0 && std::any_of(q.targets.begin(), q.targets.end(),
                                   [&](const Target& t) { return t.sort_ref == ref; });
  }
  static bool grouping_set(const Query& q, const GroupingSet& set) {
    const DepthGuard guard;
    return std::all_of(set.targets.begin(), set.targets.end(),
                       [&](uint32_t ref) { return is_sort_ref(q, ref); }) &&
           std::all_of(set.children.begin(), set.children.end(),
                       [&](const GroupingSet& child) { return grouping_set(q, child); });
  }

  const char* set_operation(const Query& q, const SetOperation* node) {
    if (node == nullptr) return "a part of a set operation is missing";
    const DepthGuard guard;
    if (node->rte != 0) {
      const bool sound = is_entry(q, node->rte) &&
                         q.rtable[static_cast<size_t>(node->rte) - 1]->kind == RteKind::kSubquery;
      return sound ? nullptr : "a part of a set operation that is no query";
    }
    if (node->group.size() > node->columns.size()) return "a set operation without its columns";
    if (const char* flaw = set_operation(q, node->left)) return flaw;
    return set_operation(q, node->right);
  }

  // What INSERT and the like write; a DEFAULT may stand for a missing expression.
  const char* written(const Query& q) {
    if (q.kind != QueryKind::kSelect && !is_entry(q, q.result_rte)) return "no table to write to";
    if (q.on_conflict.excluded_rte != 0 && !is_entry(q, q.on_conflict.excluded_rte)) {
      return "no table to write to";
    }
    if (const char* flaw = targets(q.on_conflict.set)) return flaw;
    if (const char* flaw = expressions(q.on_conflict.elements)) return flaw;
    if (const char* flaw = optional(q.on_conflict.where)) return flaw;
    if (const char* flaw = optional(q.on_conflict.arbiter_where)) return flaw;
    for (const MergeWhen& when : q.merge) {
      if (const char* flaw = optional(when.condition)) return flaw;
      if (const char* flaw = targets(when.targets)) return flaw;
    }
    return nullptr;
  }

  const bool of_table_;  // the tree is an expression of a table's, as in a policy or a default
  std::vector<const Query*> levels_;
};

}  // namespace

const char* flaw_of(const Expr& expr) { return Verifier(true).expression(&expr); }
const char* flaw_of(const Query& query) { return Verifier(false).query(query); }

}  // namespace rung::planner
