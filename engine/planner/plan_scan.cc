// Access paths of one range-table entry: sequential and index scans of tables, and the other kinds
// of rows.
#include <algorithm>
#include <cmath>

#include "catalog/opclasses.h"
#include "expr/walk.h"
#include "functions/index_entries.h"
#include "functions/registry.h"
#include "planner/costs.h"
#include "planner/level.h"
#include "planner/partitions.h"
#include "planner/stored_expr.h"

namespace rung::planner {
namespace {

bool is_integer(Oid type) {
  return type == oid::kInt2 || type == oid::kInt4 || type == oid::kInt8;
}
bool is_text(Oid type) { return type == oid::kText || type == oid::kVarchar; }

// Whether a value of `value` can be encoded as a key of `key`.
bool key_takes(Oid key, Oid value) {
  return key == value || (is_integer(key) && is_integer(value)) || (is_text(key) && is_text(value));
}

CondKind swapped(CondKind kind) {
  switch (kind) {
    case CondKind::kLess: return CondKind::kGreater;
    case CondKind::kLessEqual: return CondKind::kGreaterEqual;
    case CondKind::kGreater: return CondKind::kLess;
    case CondKind::kGreaterEqual: return CondKind::kLessEqual;
    default: return kind;
  }
}

bool comparison(std::string_view name, CondKind* kind) {
  if (name == "=") {
    *kind = CondKind::kEqual;
  } else if (name == "<") {
    *kind = CondKind::kLess;
  } else if (name == "<=") {
    *kind = CondKind::kLessEqual;
  } else if (name == ">") {
    *kind = CondKind::kGreater;
  } else if (name == ">=") {
    *kind = CondKind::kGreaterEqual;
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::string_view operator_name(const Expr& expr) {
  const OperatorDef* def = expr.op != kNoOid ? find_operator(expr.op) : nullptr;
  return def != nullptr ? std::string_view(def->name) : std::string_view();
}

const Expr* strip_relabel(const Expr* expr) {
  while (expr->kind == ExprKind::kRelabel || expr->kind == ExprKind::kCollate) expr = expr->args[0];
  return expr;
}

int32_t type_width(Oid type, int32_t typmod) {
  const TypeInfo* info = builtin_type(type);
  if (info == nullptr) return 32;
  if (info->length > 0) return info->length;
  if ((type == oid::kBpchar || type == oid::kVarchar) && typmod > 4) {
    const int32_t characters = typmod - 4;
    if (type == oid::kBpchar || characters <= 32) return type == oid::kBpchar ? characters + 1 : characters + 4;
    return characters < 1000 ? 32 + (characters - 32) / 2 : 32 + (1000 - 32) / 2;
  }
  return 32;
}

double clause_selectivity(const Expr& expr, double rows) {
  constexpr double kDistinct = 200, kRange = 0.3333333333333333;
  switch (expr.kind) {
    case ExprKind::kConst: return !expr.value.null && expr.value.b() ? 1 : 0;
    case ExprKind::kOperator: {
      const std::string_view name = operator_name(expr);
      const double equal = 1 / std::max(1.0, std::min(rows, kDistinct));
      if (name == "=") return equal;
      if (name == "<>") return 1 - equal;
      if (name == "<" || name == "<=" || name == ">" || name == ">=") return kRange;
      if (name == "~~" || name == "~~*" || name == "~" || name == "~*" || name == "@>" ||
          name == "<@" || name == "&&" || name == "@@") {
        return 0.005;
      }
      if (name == "?" || name == "?|" || name == "?&") return 0.01;
      return 0.5;
    }
    case ExprKind::kNullTest: return expr.negated ? 0.995 : 0.005;
    case ExprKind::kAnd: {
      double s = 1;
      for (const Expr* arg : expr.args) s *= clause_selectivity(*arg, rows);
      return s;
    }
    case ExprKind::kOr: {
      double s = 0;
      for (const Expr* arg : expr.args) {
        const double one = clause_selectivity(*arg, rows);
        s = s + one - s * one;
      }
      return s;
    }
    case ExprKind::kNot: return 1 - clause_selectivity(*expr.args[0], rows);
    case ExprKind::kScalarArrayOp:
      return std::min(1.0, 10 / std::max(1.0, std::min(rows, kDistinct)));
    case ExprKind::kVar: return 0.5;
    case ExprKind::kFunction: return 0.3333333;
    default: return 0.5;
  }
}

ScanPlanner::ScanPlanner(Level& level, int32_t varno, const catalog::Relation* child)
    : level_(level), varno_(varno) {
  const Rte& entry = level.rte(varno);
  entry_relation_ = &level.planner_.relation(entry.relation);
  relation_ = child == nullptr ? entry_relation_ : child;
  if (relation_ != entry_relation_) from_entry_ = column_map(*entry_relation_, *relation_);
  int32_t row_width = 0;
  for (const catalog::Attribute& column : relation_->columns) {
    if (!column.dropped) row_width += type_width(column.type, column.typmod);
  }
  for (const int32_t attno : level.columns_[static_cast<size_t>(varno) - 1]) {
    if (const catalog::Attribute* column = entry_relation_->column(attno); column != nullptr) {
      width_ += type_width(column->type, column->typmod);
    } else if (attno == 0 || attno < 0) {
      width_ += 6;
    }
  }
  const double tuple_bytes = ((row_width + 7) / 8 * 8) + 28;
  const double density = std::max(1.0, std::floor((kPageBytes - 24) / tuple_bytes));
  const double rows = level.planner_.context.statistics->table_rows(*relation_);
  rows_ = rows;
  // The number of rows is known, so a tiny table counts as the one page it is (PostgreSQL supposes
  // ten until ANALYZE has run).
  pages_ = std::max(1.0, std::ceil(rows / density));
  tuples_ = rows;
}

double ScanPlanner::selectivity(const std::vector<Clause>& clauses) const {
  double s = 1;
  for (const Clause& clause : clauses) s *= clause_selectivity(*clause.expr, tuples_);
  return s;
}

double ScanPlanner::seq_cost(size_t clause_count) const {
  return pages_ * kSeqPageCost +
         tuples_ * (kCpuTupleCost + kCpuOperatorCost * static_cast<double>(clause_count));
}

double ScanPlanner::index_cost(const IndexMatch& match, size_t other_clauses,
                               double* startup) const {
  const double rows = std::max(1.0, std::round(tuples_ * match.selectivity));
  // About 367 integer keys fit a leaf.
  const double height = rows_ > 367 ? std::floor(std::log(rows_) / std::log(367.0)) : 0;
  *startup = std::ceil(std::log2(std::max(2.0, tuples_))) * kCpuOperatorCost +
             (height + 1) * 50 * kCpuOperatorCost;
  const double index_pages = std::max(1.0, std::ceil(rows / 300));
  // Pages of the table touched by `rows` scattered look-ups (Mackert and Lohman).
  const double heap_pages =
      match.point ? 1 : std::min(pages_, std::ceil(2 * pages_ * rows / (2 * pages_ + rows)));
  // Neighbouring pages come nearly for the price of a sequential read.
  const double page_cost =
      heap_pages < 2 ? kRandomPageCost
                     : kRandomPageCost - (kRandomPageCost - kSeqPageCost) * std::sqrt(heap_pages / pages_);
  const double per_row = kCpuIndexTupleCost +
                         kCpuOperatorCost * static_cast<double>(match.conds.size()) + kCpuTupleCost +
                         kCpuOperatorCost * static_cast<double>(other_clauses);
  return *startup + index_pages * kRandomPageCost + heap_pages * page_cost + rows * per_row;
}

// A partial index serves when the query's conditions imply its predicate: each conjunct is one of
// them, or is a NOT NULL that a strict comparison of the query makes certain.
bool ScanPlanner::implies(const std::vector<Clause>& clauses, const Expr& predicate) const {
  if (predicate.kind == ExprKind::kAnd) {
    return std::all_of(predicate.args.begin(), predicate.args.end(),
                       [&](const Expr* arg) { return implies(clauses, *arg); });
  }
  for (const Clause& clause : clauses) {
    if (same_expression(*clause.expr, predicate)) return true;
    if (predicate.kind == ExprKind::kNullTest && predicate.negated &&
        clause.expr->kind == ExprKind::kOperator && !operator_name(*clause.expr).empty()) {
      for (const Expr* arg : clause.expr->args) {
        if (same_expression(*arg, *predicate.args[0])) return true;
      }
    }
  }
  if (predicate.kind == ExprKind::kOr) {
    return std::any_of(predicate.args.begin(), predicate.args.end(),
                       [&](const Expr* arg) { return implies(clauses, *arg); });
  }
  return false;
}

bool ScanPlanner::is_key(const Expr* e, const catalog::IndexKey& index_key,
                         const Expr* key) const {
  const Expr* bare = strip_relabel(e);
  if (key != nullptr) return same_expression(*bare, *strip_relabel(key));
  return bare->kind == ExprKind::kVar && bare->levels_up == 0 && bare->varno == varno_ &&
         bare->attno == to_entry(index_key.attno);
}
bool ScanPlanner::is_fixed(const Expr* e) const {
  return !level_.rels_of(e).test(static_cast<size_t>(varno_)) &&
         !is_volatile(e, *level_.planner_.context.functions);
}
int32_t ScanPlanner::to_entry(int32_t attno) const {
  if (from_entry_.empty() || attno <= 0) return attno;
  const auto at = std::find(from_entry_.begin(), from_entry_.end(), attno);
  return at == from_entry_.end() ? -1000 : static_cast<int32_t>(at - from_entry_.begin()) + 1;
}

bool ScanPlanner::match_clause(const catalog::Relation& index, size_t column, const Expr* key,
                               const Clause& clause, IndexCond* cond) const {
  const catalog::IndexKey& index_key = index.index->keys[column];
  const auto is_key = [&](const Expr* e) { return this->is_key(e, index_key, key); };
  const Expr& e = *clause.expr;
  cond->column = column;
  cond->shown = clause.expr;
  switch (e.kind) {
    case ExprKind::kOperator: {
      if (e.args.size() != 2 || !comparison(operator_name(e), &cond->kind)) return false;
      for (size_t side = 0; side < 2; ++side) {
        if (!is_key(e.args[side]) || !is_fixed(e.args[1 - side])) continue;
        if (!key_takes(index_key.type, e.args[1 - side]->type)) return false;
        if (side == 1) cond->kind = swapped(cond->kind);
        cond->value = e.args[1 - side];
        return true;
      }
      return false;
    }
    case ExprKind::kScalarArrayOp: {
      if (!e.use_or || operator_name(e) != "=" || !is_key(e.args[0]) || !is_fixed(e.args[1])) {
        return false;
      }
      const TypeInfo* array = level_.planner_.context.catalog->find_type(e.args[1]->type);
      if (array == nullptr || !key_takes(index_key.type, array->element_oid)) return false;
      cond->kind = CondKind::kAny;
      cond->value = e.args[1];
      return true;
    }
    case ExprKind::kNullTest:
      if (!is_key(e.args[0])) return false;
      cond->kind = e.negated ? CondKind::kIsNotNull : CondKind::kIsNull;
      cond->value = nullptr;
      return true;
    case ExprKind::kVar:
    case ExprKind::kNot: {
      // A boolean key by itself: WHERE flag, WHERE NOT flag.
      const bool wanted = e.kind == ExprKind::kVar;
      if (index_key.type != oid::kBool || !is_key(wanted ? &e : e.args[0])) return false;
      cond->kind = CondKind::kEqual;
      cond->value = level_.planner_.make_const(oid::kBool, Datum::of_bool(wanted));
      return true;
    }
    default: return false;
  }
}

bool ScanPlanner::match_index(const catalog::Relation& index, const std::vector<Clause>& clauses,
                              IndexMatch* match) const {
  const catalog::IndexInfo& info = *index.index;
  if (!info.valid || index.tree == storage::kNoTree ||
      catalog::is_inverted(*level_.planner_.context.catalog, info)) {
    return false;
  }
  if (!info.predicate.empty() && !implies(clauses, *stored_over_relation(info.predicate))) {
    return false;
  }
  match->index = &index;
  size_t next_expression = 0;
  bool all_equal = true;
  for (size_t column = 0; column < info.keys.size(); ++column) {
    const Expr* key = nullptr;
    if (info.keys[column].attno == 0) {
      if (next_expression >= info.expressions.size()) return false;
      key = stored_over_relation(info.expressions[next_expression++]);
    }
    bool equal = false;
    std::vector<IndexCond> bounds;
    std::vector<const Expr*> bound_exprs;
    for (const Clause& clause : clauses) {
      IndexCond cond;
      if (!match_clause(index, column, key, clause, &cond)) continue;
      const bool is_equality = cond.kind == CondKind::kEqual || cond.kind == CondKind::kAny ||
                               cond.kind == CondKind::kIsNull;
      if (is_equality) {
        if (equal) continue;
        equal = true;
        all_equal = all_equal && cond.kind == CondKind::kEqual;
        bounds.assign(1, cond);
        bound_exprs.assign(1, clause.expr);
      } else if (!equal) {
        bounds.push_back(cond);
        bound_exprs.push_back(clause.expr);
      }
    }
    match->conds.insert(match->conds.end(), bounds.begin(), bounds.end());
    match->used.insert(match->used.end(), bound_exprs.begin(), bound_exprs.end());
    for (const Expr* e : bound_exprs) match->selectivity *= clause_selectivity(*e, tuples_);
    if (!equal) {
      all_equal = false;
      break;
    }
  }
  match->point = info.unique && all_equal && !match->conds.empty();
  if (match->point) match->selectivity = 1 / std::max(1.0, tuples_);
  return true;
}

// A stored expression of the table, as this query would have it.
Expr* ScanPlanner::stored_over_relation(const std::string& blob) const {
  Arena& arena = level_.arena_;
  Expr* stored = load_expression(arena, blob);
  return level_.fold(replace_nodes(arena, stored, [&](Expr& node) -> Expr* {
    if (node.kind != ExprKind::kVar) return nullptr;
    node.varno = varno_;
    node.attno = to_entry(node.attno);
    return nullptr;
  }));
}

bool ScanPlanner::match_inverted(const catalog::Relation& index, const std::vector<Clause>& clauses,
                                 IndexMatch* match) const {
  const catalog::IndexInfo& info = *index.index;
  catalog::Catalog& catalog = *level_.planner_.context.catalog;
  if (!info.valid || index.tree == storage::kNoTree || !catalog::is_inverted(catalog, info)) {
    return false;
  }
  if (!info.predicate.empty() && !implies(clauses, *stored_over_relation(info.predicate))) {
    return false;
  }
  match->index = &index;
  match->inverted = true;
  size_t next_expression = 0;
  for (size_t column = 0; column < info.keys.size(); ++column) {
    const catalog::IndexKey& index_key = info.keys[column];
    const Expr* key = nullptr;
    if (index_key.attno == 0) {
      if (next_expression >= info.expressions.size()) return false;
      key = stored_over_relation(info.expressions[next_expression++]);
    }
    const TypeInfo* type = catalog.find_type(index_key.type);
    const EntryKind kind = catalog::entry_kind(catalog, index_key);
    for (const Clause& clause : clauses) {
      const Expr& e = *clause.expr;
      if (e.kind != ExprKind::kOperator || e.args.size() != 2) continue;
      const std::string_view name = operator_name(e);
      for (size_t side = 0; side < 2; ++side) {
        const Expr* value = e.args[1 - side];
        if (side == 1 && name != "@@" && name != "@@@" && name != "=") break;
        if (!is_key(e.args[side], index_key, key) || !is_fixed(value) ||
            !can_query_entries(kind, *type, name, value->type)) {
          continue;
        }
        IndexCond cond;
        cond.kind = CondKind::kEntries;
        cond.column = column;
        cond.op = e.op;
        cond.value = e.args[1 - side];
        cond.shown = clause.expr;
        match->conds.push_back(cond);
        match->selectivity *= clause_selectivity(e, tuples_);
        break;
      }
    }
  }
  return true;
}

IndexMatch ScanPlanner::best_index(const std::vector<Clause>& clauses, bool ordered_only) const {
  IndexMatch best;
  double best_cost = 0;
  for (const Oid oid : relation_->indexes) {
    const catalog::Relation& index = level_.planner_.relation(oid);
    IndexMatch match;
    if (!index.index.has_value()) continue;
    if (!match_index(index, clauses, &match)) {
      match = {};
      if (ordered_only || !match_inverted(index, clauses, &match)) continue;
    }
    if (match.conds.empty()) continue;
    double startup;
    const double cost = index_cost(match, clauses.size() - match.used.size(), &startup);
    if (best.index == nullptr || cost < best_cost) {
      best = std::move(match);
      best_cost = cost;
    }
  }
  return best;
}

void ScanPlanner::fill(Plan* plan) const {
  const Rte& entry = level_.rte(varno_);
  plan->varno = varno_;
  plan->relation = relation_->oid;
  plan->name = relation_->name;
  plan->alias = entry.ref_name.empty() ? relation_->name : entry.ref_name;
  plan->width = width_;
  for (const int32_t attno : level_.columns_[static_cast<size_t>(varno_) - 1]) {
    if (attno == 0) continue;
    Expr* var;
    if (attno > 0) {
      const catalog::Attribute* found = entry_relation_->column(attno);
      if (found == nullptr) {
        throw_error(sqlstate::data_corrupted, "stored value is damaged: table \"" +
                                                  entry_relation_->name + "\" has no column " +
                                                  std::to_string(attno));
      }
      const catalog::Attribute& column = *found;
      var = level_.planner_.make_expr(ExprKind::kVar, column.type, column.typmod);
      var->collation = column.collation;
    } else {
      const Oid type = attno == kRowIdAttno      ? oid::kInt8
                       : attno == kTableoidAttno ? oid::kOid
                       : attno == kCtidAttno     ? oid::kTid
                       : attno == kCminAttno || attno == kCmaxAttno ? oid::kCid : oid::kXid;
      var = level_.planner_.make_expr(ExprKind::kVar, type);
    }
    var->varno = varno_;
    var->attno = attno;
    plan->core.push_back(var);
    plan->attnos.push_back(attno > 0 && !from_entry_.empty()
                               ? from_entry_[static_cast<size_t>(attno) - 1] : attno);
  }
}

Plan* ScanPlanner::seq_scan(const std::vector<Clause>& clauses) const {
  const bool is_virtual = level_.planner_.context.statistics->is_virtual(*relation_);
  Plan* plan = level_.planner_.make(is_virtual ? PlanKind::kVirtualScan : PlanKind::kSeqScan);
  fill(plan);
  for (const Clause& clause : clauses) plan->filters.push_back(clause.expr);
  plan->rows = std::max(1.0, std::round(tuples_ * selectivity(clauses)));
  plan->total_cost = seq_cost(clauses.size());
  return plan;
}

Plan* ScanPlanner::index_scan(const IndexMatch& match, const std::vector<Clause>& clauses) const {
  Plan* plan = level_.planner_.make(match.inverted ? PlanKind::kBitmapScan
                                    : match.point  ? PlanKind::kPointLookup
                                                   : PlanKind::kIndexScan);
  fill(plan);
  plan->index = match.index->oid;
  plan->conds = match.conds;
  size_t others = 0;
  for (const Clause& clause : clauses) {
    if (std::find(match.used.begin(), match.used.end(), clause.expr) != match.used.end()) continue;
    plan->filters.push_back(clause.expr);
    ++others;
  }
  plan->rows = std::max(1.0, std::round(tuples_ * (match.point ? match.selectivity : selectivity(clauses))));
  plan->total_cost = index_cost(match, others, &plan->startup_cost);
  return plan;
}

Plan* ScanPlanner::best(const std::vector<Clause>& clauses) const {
  const IndexMatch match = best_index(clauses);
  Plan* seq = seq_scan(clauses);
  if (match.index == nullptr) return seq;
  Plan* index = index_scan(match, clauses);
  return index->total_cost < seq->total_cost ? index : seq;
}

Plan* Level::plan_values(int32_t varno) {
  const Rte& entry = rte(varno);
  Plan* plan = planner_.make(PlanKind::kValues);
  plan->values = entry.values;
  plan->rows = static_cast<double>(entry.values.size());
  if (entry.constants != nullptr) {
    plan->constants = entry.constants;
    plan->rows = static_cast<double>(entry.constants->size() / entry.columns.size());
  }
  plan->total_cost = plan->rows * kCpuOperatorCost * 5;
  return plan;
}

Plan* Level::plan_functions(int32_t varno) {
  const Rte& entry = rte(varno);
  Plan* plan = planner_.make(PlanKind::kFunctionScan);
  for (const RangeFunction& function : entry.functions) {
    plan->functions.push_back({function.call, nullptr, function.columns.size()});
  }
  plan->ordinality = entry.ordinality;
  plan->rows = 1000;
  if (entry.functions.size() == 1 && entry.functions[0].call->kind != ExprKind::kSetFunction) {
    plan->rows = 1;
  }
  plan->total_cost = plan->rows * kCpuTupleCost;
  return plan;
}

Plan* Level::plan_cte_scan(int32_t varno) {
  const Rte& entry = rte(varno);
  const int32_t number = find_cte(entry.cte, entry.cte_levels_up);
  if (number < 0) {
    throw_error(sqlstate::internal_error, "could not find CTE \"" + entry.cte + "\"");
  }
  const CtePlan& cte = *planner_.statement.ctes[static_cast<size_t>(number)];
  Plan* plan = planner_.make(cte.plan == nullptr ? PlanKind::kWorkTableScan : PlanKind::kCteScan);
  plan->cte = number;
  plan->name = cte.name;
  plan->rows = cte.plan != nullptr ? cte.plan->rows : 100;
  plan->total_cost = plan->rows * 2 * kCpuTupleCost;
  return plan;
}

Plan* Level::plan_scan(int32_t varno, const std::vector<Clause>& clauses) {
  const Rte& entry = rte(varno);
  Plan* plan = nullptr;
  switch (entry.kind) {
    case RteKind::kRelation: {
      if (entry.relation_kind == 'n') {
        plan = planner_.make(PlanKind::kNamedRows);
        plan->name = entry.cte;
        plan->rows = 100;
        plan->total_cost = plan->rows * kCpuTupleCost;
        break;
      }
      return is_tree(entry) ? plan_tree(varno, clauses) : ScanPlanner(*this, varno).best(clauses);
    }
    case RteKind::kSubquery: {
      Plan* child = rte_plans_[static_cast<size_t>(varno) - 1];
      plan = planner_.make(PlanKind::kSubqueryScan);
      plan->children = {child};
      plan->rows = child->rows;
      plan->startup_cost = child->startup_cost;
      plan->total_cost = child->total_cost;
      break;
    }
    case RteKind::kFunction: plan = plan_functions(varno); break;
    case RteKind::kValues: plan = plan_values(varno); break;
    case RteKind::kCte: plan = plan_cte_scan(varno); break;
    case RteKind::kResult:
      plan = planner_.make(PlanKind::kResult);
      plan->total_cost = kCpuTupleCost;
      break;
    case RteKind::kJoin:
      throw_error(sqlstate::internal_error, "a join entry was scanned");
  }
  plan->varno = varno;
  plan->alias = entry.ref_name;
  for (size_t i = 0; i < entry.columns.size() && entry.kind != RteKind::kResult; ++i) {
    const Column& column = entry.columns[i];
    Expr* var = planner_.make_expr(ExprKind::kVar, column.type, column.typmod);
    var->collation = column.collation;
    var->varno = varno;
    var->attno = static_cast<int32_t>(i) + 1;
    plan->core.push_back(var);
    plan->width += type_width(column.type, column.typmod);
  }
  for (const Clause& clause : clauses) {
    plan->filters.push_back(clause.expr);
    plan->rows *= clause_selectivity(*clause.expr, plan->rows);
    plan->total_cost += plan->rows * kCpuOperatorCost;
  }
  plan->rows = std::max(1.0, std::round(plan->rows));
  return plan;
}

}  // namespace rung::planner
