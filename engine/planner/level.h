// The planner's inside. Planner is the work on one statement, Level the work on one query of it; the
// methods of Level are spread over plan_*.cc by concern. Private to planner/.
//
// A Level does not change its Query. Names are resolved on the way: prepare() turns an expression of
// the query into one over base relations (join aliases and pulled-up sub-queries replaced, outer
// references made exec params, sub-links planned, constants folded).
//
// Plans are costed with PostgreSQL's constants and formulas' shape (costs.h).
#pragma once

#include <bitset>
#include <map>
#include <unordered_map>
#include <set>
#include <string>
#include <vector>

#include "expr/query.h"
#include "planner/plan_query.h"

namespace rung::planner {

inline constexpr size_t kRelsMax = 512;
using RelSet = std::bitset<kRelsMax>;  // by varno

struct Planner {
  PlanContext& context;
  Arena& arena;
  PlannedStatement& statement;
  const Query* scope = nullptr;  // of the level that is being planned

  Plan* make(PlanKind kind) {
    Plan* plan = arena.make<Plan>();
    plan->kind = kind;
    plan->scope = scope;
    return plan;
  }
  Expr* make_expr(ExprKind kind, Oid type, int32_t typmod = -1) {
    Expr* expr = arena.make<Expr>();
    expr->kind = kind;
    expr->type = type;
    expr->typmod = typmod;
    return expr;
  }
  Expr* make_const(Oid type, const Datum& value);
  Expr* make_slot(size_t column, const Expr& like);
  int32_t new_param(const Expr* source = nullptr, const Query* source_scope = nullptr) {
    statement.params.push_back({source, source_scope});
    return static_cast<int32_t>(statement.params.size()) - 1;
  }
  const catalog::Relation& relation(Oid oid);
};

// A condition of WHERE or ON, prepared, with the base relations it reads.
struct Clause {
  Expr* expr = nullptr;
  RelSet rels;
};

// Something the join search puts together: a base relation, a sub-query, or a whole outer join.
struct JoinItem {
  RelSet rels;
  Plan* plan = nullptr;            // alone, with the clauses that are about it alone
  int32_t varno = 0;               // of a base relation: index scans by join clauses are possible
  std::vector<Clause> clauses;     // already applied in `plan`
  JoinKind kind = JoinKind::kInner;  // otherwise: only as the right side of this join
  std::vector<Clause> on;          // its join condition
  RelSet needs;                    // what must be on the left before
  RelSet lateral;                  // relations whose rows it is evaluated for
  std::vector<NestParam> lateral_params;
};

struct JoinList {
  std::vector<JoinItem> items;
  std::vector<Clause> clauses;
};

// WITH CHECK OPTION conditions of the views a statement writes through.
struct ViewChecks {
  std::vector<Expr*> conditions;  // those of the lowest view first
  std::vector<std::string> views;  // whose they are
};
// The query with the table below a view in the view's place; the query itself when it writes none.
const Query& expand_view_target(Planner& planner, const Query& query, ViewChecks* checks);

class Level {
 public:
  Level(Planner& planner, Level* parent, const Query& query);
  // The whole query; the plan's columns are the visible targets, or what RETURNING gives.
  Plan* plan();

  const Query& query() const { return query_; }
  Level* parent() const { return parent_; }
  // An expression of this level becomes a parameter of whatever is being planned below it.
  Expr* param_for(Expr* source);
  // A Var of this level in terms of base relations.
  Expr* resolve_var(const Expr& var);
  // Finds a WITH query by name; *owner is its level.
  int32_t find_cte(const std::string& name, int32_t levels_up);

 private:
  friend class JoinSearch;
  friend class ScanPlanner;

  // Collects the parameters requested while it lives.
  class ParamScope {
   public:
    ParamScope(Level& level, std::vector<NestParam>* to) : level_(level), saved_(level.scope_) {
      level.scope_ = to;
    }
    ~ParamScope() { level_.scope_ = saved_; }
    ParamScope(const ParamScope&) = delete;
    ParamScope& operator=(const ParamScope&) = delete;

   private:
    Level& level_;
    std::vector<NestParam>* saved_;
  };

  // plan_query.cc
  Plan* plan_select();
  void begin_from();
  void plan_rtes_from(int32_t first);
  std::vector<Clause> where_clauses();
  void plan_ctes();
  Plan* project(Plan* child, std::vector<Expr*> exprs);
  Plan* filter(Plan* child, const std::vector<Expr*>& conditions);
  Plan* sort(Plan* child, std::vector<SortKey> keys);
  std::vector<SortKey> sort_keys(const std::vector<SortBy>& order, const std::vector<Expr*>& exprs,
                                 const std::vector<uint32_t>& refs);
  Plan* visible_only(Plan* child, size_t count);
  Plan* plan_distinct(Plan* child, const std::vector<Expr*>& exprs,
                      const std::vector<uint32_t>& refs, size_t visible);
  Plan* plan_limit(Plan* child, const std::vector<SortKey>& order);
  // prepare.cc
  Expr* prepare(Expr* expr);
  Expr* prepare_var(const Expr& var);
  Expr* whole_row(int32_t varno, const Expr& var);
  Expr* row_of(int32_t varno, const Expr& var);
  bool is_real_table(const Rte& entry);
  bool is_null_extended(int32_t varno);
  Expr* fold(Expr* expr);
  Expr* plan_sub_link(const Expr& link);
  bool can_hash(const Expr* test, const Query& query) const;
  void conjuncts(Expr* condition, std::vector<Clause>* to);  // prepared
  Clause make_clause(Expr* prepared);
  RelSet rels_of(const Expr* expr) const;
  void note_columns(const Expr* expr);

  // plan_from.cc
  Plan* plan_from(std::vector<Clause> where);
  void add_from(const FromNode& node, JoinList* list);
  void add_rte(int32_t varno, JoinList* list);
  void add_outer(const FromNode& join, const FromNode& left, const FromNode& right, JoinList* list);
  Plan* plan_list(JoinList& list);
  Plan* plan_full_join(const FromNode& node, RelSet* rels);
  void collect_from(const FromNode& node, RelSet* rels);
  void plan_rte(int32_t varno);
  JoinItem make_item(int32_t varno, std::vector<Clause> clauses);
  void prepare_from(const FromNode& node);
  RelSet strict_rels(const Expr& expr) const;
  RelSet strict_of(const std::vector<Clause>& clauses) const;
  void reduce_outer_joins(const FromNode& node, RelSet strict);
  JoinKind join_kind(const FromNode& node) const;

  // rewrite_pull_up.cc
  void adopt(const Rte* entry);
  bool is_simple(const Query& sub) const;
  Query* absorb(const Query& sub);
  void pull_up(int32_t varno, bool nullable);
  void pull_up_from(const FromNode& node, bool nullable);
  bool inline_cte(const Cte& cte);

  // rewrite_semi_join.cc
  bool semi_join(const Expr& condition);
  bool exists_join(const Expr& link, bool negated);
  bool any_join(const Expr& link);
  void add_dependent(JoinKind kind, JoinList& inner, const std::vector<Clause>& conditions);

  // rewrite_order.cc
  Plan* ordered_scan(const std::vector<SortKey>& keys, double limit_rows);

  // plan_scan.cc
  Plan* plan_scan(int32_t varno, const std::vector<Clause>& clauses);
  Plan* plan_values(int32_t varno);
  Plan* plan_functions(int32_t varno);
  Plan* plan_cte_scan(int32_t varno);

  // plan_group.cc
  Plan* plan_aggregate(Plan* child, std::vector<Expr*>* exprs, Expr* having,
                       const std::vector<uint32_t>& refs);
  Plan* plan_windows(Plan* child, const std::vector<Expr*>& exprs, const std::vector<uint32_t>& refs);
  Plan* plan_set_functions(Plan* child, const std::vector<Expr*>& exprs);
  std::vector<GroupingSetPlan> expand_grouping(const std::vector<SortKey>& keys,
                                               const std::vector<uint32_t>& key_refs);

  // plan_set_operation.cc
  Plan* plan_set_operation();
  Plan* plan_set_tree(const SetOperation& op);
  Plan* plan_recursive(const Cte& cte, int32_t number);

  // plan_modify.cc
  Plan* plan_modify();
  Plan* plan_insert(ModifyPlan& modify, const catalog::Relation& relation);
  Plan* plan_change(ModifyPlan& modify, const catalog::Relation& relation);
  Plan* plan_merge(ModifyPlan& modify, const catalog::Relation& relation);
  Expr* default_value(const catalog::Relation& relation, const catalog::Attribute& column);
  void need_old_row(const catalog::Relation& relation);
  void bind_old_row(ModifyPlan& modify, const catalog::Relation& relation, const Plan& child);
  void plan_conflict(ModifyPlan& modify, const catalog::Relation& relation);

  // Whether a scan of this entry reads more tables than the one it names (plan_append.cc).
  bool is_tree(const Rte& entry);
  Plan* plan_tree(int32_t varno, const std::vector<Clause>& clauses);

  const Rte& rte(int32_t varno) const { return *rtable_[static_cast<size_t>(varno) - 1]; }

  Planner& planner_;
  Arena& arena_;
  Level* parent_;
  ViewChecks view_checks_;
  const Query& query_;
  std::vector<Rte*> rtable_;                       // the query's, and what was pulled up
  std::vector<std::set<int32_t>> columns_;         // needed columns by varno - 1
  std::unordered_map<int32_t, std::vector<Expr*>> pulled_;  // varno: what its columns stand for
  std::vector<Plan*> rte_plans_;                   // planned sub-queries by varno - 1
  std::vector<std::vector<NestParam>> rte_params_;
  std::map<std::string, int32_t> ctes_;
  std::vector<NestParam>* scope_ = nullptr;
  std::unordered_map<const FromNode*, std::vector<Clause>> on_clauses_;
  std::unordered_map<const FromNode*, JoinKind> join_kinds_;  // where a rewrite changed it
  std::unordered_map<int32_t, std::vector<Clause>> pulled_where_;
  std::vector<JoinItem> semi_items_;
  bool may_semi_join_ = false;                     // conditions being split are those of WHERE
  int32_t only_rel_ = 0;                           // FROM is this one table, with only_clauses_
  std::vector<Clause> only_clauses_;
  Query* scope_query_ = nullptr;                   // holds rtable_ for EXPLAIN
};

// Access paths of one base relation: plan_scan.cc.
struct ScanRequest {
  int32_t varno = 0;
  std::vector<Clause> clauses;   // about this relation alone
  std::vector<Clause> join;      // about this and `outer`, usable as parameters
  RelSet outer;
};
struct IndexMatch {
  const catalog::Relation* index = nullptr;
  std::vector<IndexCond> conds;
  std::vector<const Expr*> used;   // the clauses the conditions come from
  double selectivity = 1;
  bool point = false;              // at most one row per look-up
  bool exact_order = false;
  bool inverted = false;           // gives candidates: the clauses stay filters
};
class ScanPlanner {
 public:
  // `child`: a table of the entry's inheritance tree, whose columns go under the entry's names.
  ScanPlanner(Level& level, int32_t varno, const catalog::Relation* child = nullptr);
  double tuples() const { return tuples_; }
  double pages() const { return pages_; }
  int32_t width() const { return width_; }
  double selectivity(const std::vector<Clause>& clauses) const;
  // What an index can do for these clauses; conds may stay empty. False: it may not be used.
  bool match_index(const catalog::Relation& index, const std::vector<Clause>& clauses,
                   IndexMatch* match) const;
  // The cheapest index for these clauses, index == nullptr when none helps.
  IndexMatch best_index(const std::vector<Clause>& clauses, bool ordered_only = false) const;
  double index_cost(const IndexMatch& match, size_t other_clauses, double* startup) const;
  double seq_cost(size_t clause_count) const;
  Plan* seq_scan(const std::vector<Clause>& clauses) const;
  Plan* index_scan(const IndexMatch& match, const std::vector<Clause>& clauses) const;
  Plan* best(const std::vector<Clause>& clauses) const;  // the cheaper of the two
  const catalog::Relation& relation() const { return *relation_; }

 private:
  bool match_clause(const catalog::Relation& index, size_t column, const Expr* key, const Clause& clause,
                    IndexCond* cond) const;
  bool implies(const std::vector<Clause>& clauses, const Expr& predicate) const;
  bool match_inverted(const catalog::Relation& index, const std::vector<Clause>& clauses,
                      IndexMatch* match) const;
  Expr* stored_over_relation(const std::string& blob) const;
  bool is_key(const Expr* e, const catalog::IndexKey& index_key, const Expr* key) const;
  bool is_fixed(const Expr* e) const;
  void fill(Plan* plan) const;
  // The entry's number of a column of the scanned table; what is no column of the entry: -1000.
  int32_t to_entry(int32_t attno) const;

  Level& level_;
  int32_t varno_;
  const catalog::Relation* relation_;
  const catalog::Relation* entry_relation_;
  std::vector<int32_t> from_entry_;  // by attno - 1 of the entry; empty: the same
  double tuples_ = 0, pages_ = 1, rows_ = 0;  // rows_: as they are, without the ten-page floor
  int32_t width_ = 0;
};

// plan_join.cc: the cheapest way to join all items of a list.
Plan* search_joins(Level& level, JoinList& list);

// The kSlot form of an expression over columns; XX000 when it reads something that is not there.
Expr* to_slots(Arena& arena, Expr* expr, const std::vector<Expr*>& columns);
// Makes every run_* of a finished tree, and the lists of parameters.
void finish_plan(Planner& planner, Plan& plan);
bool is_volatile(const Expr* expr, FunctionSource& functions);
// The name of the operator of a comparison, empty when it is no built-in operator.
std::string_view operator_name(const Expr& expr);
// Without changes of type that keep the bytes.
const Expr* strip_relabel(const Expr* expr);
double clause_selectivity(const Expr& expr, double rows);
int32_t type_width(Oid type, int32_t typmod);

}  // namespace rung::planner
