// Plan: how a bound query is run. One struct for all kinds of node, like Expr: a node makes its
// `core` columns, keeps the rows that pass `filters`, and gives `project` (or the core itself).
// Expressions come twice: in the query's own terms (Vars, aggregates), which EXPLAIN prints and
// parents match against, and as run_*, where every input column is a kSlot. finish_plan() makes the
// second from the first, once the plan is chosen.
//
// Plans live in an Arena, hold oids instead of catalog pointers, and are immutable when finished, so
// that a prepared plan outlives its transaction. Made by planner/, run by executor/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "expr/query.h"

namespace rung::planner {

enum class PlanKind : uint8_t {
  kResult,         // one row without columns; no row when a `once` condition is false
  kValues,
  kSeqScan,
  kIndexScan,
  kPointLookup,    // all columns of a unique index by equality
  kBitmapScan,     // rows that an inverted index may have for the conditions, in row order
  kVirtualScan,    // a generated system view
  kFunctionScan,
  kSubqueryScan,   // the child's columns under the range-table entry's names
  kCteScan,
  kWorkTableScan,
  kNamedRows,      // transition tables
  kProjectSet,     // set-returning functions of a target list
  kAppend,
  kNestedLoop,
  kHashJoin,
  kMergeJoin,
  kMaterialize,
  kSort,
  kLimit,
  kUnique,         // adjacent duplicates over `sort_keys`
  kAggregate,
  kWindow,
  kSetOp,          // INTERSECT and EXCEPT
  kRecursiveUnion,
  kLockRows,
  kModify,
};

// System columns by attno; kRowIdAttno is ours: the 64-bit row id, never visible to users.
inline constexpr int32_t kRowIdAttno = -100;
inline constexpr int32_t kCtidAttno = -1, kXminAttno = -2, kCminAttno = -3, kXmaxAttno = -4,
                         kCmaxAttno = -5, kTableoidAttno = -6;

struct SortKey {
  Expr* expr = nullptr;
  Expr* run = nullptr;
  Oid less_op = kNoOid, equal_op = kNoOid;
  bool descending = false;
  bool nulls_first = false;
};

enum class CondKind : uint8_t { kEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kAny, kIsNull, kIsNotNull, kEntries };
// One condition an index scan satisfies by its bounds: key column (from 0) against a value that does
// not depend on the scanned row.
struct IndexCond {
  CondKind kind = CondKind::kEqual;
  size_t column = 0;
  Oid op = kNoOid;        // of kEntries: asks an inverted index, and is checked again by a filter
  Expr* value = nullptr;  // run form already: constants, parameters
  Expr* shown = nullptr;  // the clause, for EXPLAIN
};

struct JoinKey {
  Expr* left = nullptr;
  Expr* right = nullptr;
  Expr* run_left = nullptr;   // over the left child's columns
  Expr* run_right = nullptr;
  Oid equal_fn = kNoOid;
  Expr* clause = nullptr;     // the whole comparison
};

// A value of the outer row that the inner side of a nested loop reads as kExecParam.
struct NestParam {
  int32_t param = 0;
  Expr* source = nullptr;
  Expr* run = nullptr;
};

struct AggregateCall {
  Expr* expr = nullptr;              // the kAggregate; core column
  std::vector<Expr*> run_args;       // over the child
  std::vector<Expr*> run_direct;
  Expr* run_filter = nullptr;
};

struct GroupingSetPlan {
  std::vector<size_t> keys;  // indexes into group_keys
};

struct FunctionCallPlan {
  Expr* call = nullptr;
  Expr* run = nullptr;
  size_t columns = 1;
};

struct WindowCallPlan {
  Expr* expr = nullptr;  // the kWindow; core column
  std::vector<Expr*> run_args;
  Expr* run_filter = nullptr;
};

struct AssignedColumn {
  int32_t attno = 0;
  Expr* value = nullptr;
  Expr* run = nullptr;
};

struct MergeWhenPlan {
  bool matched = false;
  MergeAction action = MergeAction::kDoNothing;
  Expr* condition = nullptr;
  Expr* run_condition = nullptr;
  std::vector<AssignedColumn> columns;
};

// INSERT, UPDATE, DELETE, MERGE. Core columns: the row as written (Var(result, 1 …)), with RETURNING
// the table it is in (tableoid), then the child's. For INSERT the child's first columns are the new row by attno; for the others the child
// has the row id and the old row under the result relation's Vars.
struct ModifyPlan {
  QueryKind kind = QueryKind::kInsert;
  Oid relation = kNoOid;
  int32_t result_rte = 0;
  size_t column_count = 0;            // of the relation, dropped ones included
  std::vector<AssignedColumn> assign; // UPDATE, over the child
  std::vector<int32_t> updated_columns;
  int row_id = -1;                    // column of the child; -1 for a view with INSTEAD OF triggers
  int table_id = -1;                  // column of the child: which table of the tree a row is of
  std::vector<int> old_columns;       // by attno - 1: column of the child, -1 dropped
  ConflictAction conflict = ConflictAction::kNone;
  std::vector<Oid> arbiters;
  int32_t excluded_rte = 0;
  std::vector<AssignedColumn> conflict_set;  // over {existing row, proposed row}
  Expr* conflict_where = nullptr;
  Expr* run_conflict_where = nullptr;
  std::vector<MergeWhenPlan> merge;
  bool has_returning = false;
  bool may_repeat = false;            // a row can come more than once (joins)
  std::vector<Expr*> view_checks;     // WITH CHECK OPTION, over the written row
  std::vector<Expr*> run_view_checks;
  std::vector<std::string> view_names;  // of each check
};

struct Plan {
  PlanKind kind = PlanKind::kResult;
  const Query* scope = nullptr;  // its rtable is what the Vars of this node refer to
  std::vector<Plan*> children;
  std::vector<Expr*> core;
  std::vector<Expr*> filters, run_filters;
  std::vector<Expr*> project, run_project;
  bool has_project = false;
  const std::vector<Expr*>& out() const { return has_project ? project : core; }

  double startup_cost = 0, total_cost = 0, rows = 1;
  int32_t width = 0;
  std::vector<int32_t> params;  // exec params the subtree reads and does not set itself

  // Scans.
  int32_t varno = 0;
  Oid relation = kNoOid;
  std::string name, alias;        // what EXPLAIN calls it
  std::vector<int32_t> attnos;    // core[i] is this column
  int32_t child_number = 0;       // of a table of an inheritance tree, from 1: EXPLAIN's "t_1"
  Oid index = kNoOid;
  std::vector<IndexCond> conds;
  bool backward = false;
  std::vector<FunctionCallPlan> functions;  // kFunctionScan, kProjectSet
  bool ordinality = false;
  std::vector<std::vector<Expr*>> values, run_values;
  const std::vector<Datum>* constants = nullptr;  // kValues instead of `values`: row after row
  int32_t cte = -1;               // kCteScan, kWorkTableScan, kRecursiveUnion: index of the CTE
  // Joins. Core is the left child's columns, then the right child's (semi and anti: left only).
  JoinKind join = JoinKind::kInner;
  std::vector<JoinKey> keys;
  std::vector<Expr*> join_quals, run_join_quals;  // over left ++ right
  std::vector<NestParam> nest_params;
  bool inner_unique = false;
  // Sort, unique, limit.
  std::vector<SortKey> sort_keys;
  Expr* limit = nullptr;
  Expr* offset = nullptr;
  bool with_ties = false;
  double sort_limit = -1;         // estimate; the executor decides by the run-time bound
  bool bounded = false;           // a kLimit above tells the sort its bound
  // Aggregates. Core: group keys, aggregate calls, grouping calls.
  std::vector<SortKey> group_keys;
  size_t dependent_keys = 0;  // the last ones, which a primary key among the others determines
  std::vector<AggregateCall> aggregates;
  std::vector<GroupingSetPlan> grouping_sets;  // empty: one set of all keys
  std::vector<Expr*> grouping_calls;
  bool sorted_input = false;
  // Windows. Core: the child's columns, then the calls.
  const WindowClause* window = nullptr;
  std::vector<SortKey> partition_keys, order_keys;
  std::vector<WindowCallPlan> window_calls;
  Expr* run_start_offset = nullptr;
  Expr* run_end_offset = nullptr;
  // Set operations.
  SetOp set_op = SetOp::kUnion;
  bool set_all = false;
  // kResult.
  std::vector<Expr*> once, run_once;  // conditions over no row
  ModifyPlan* modify = nullptr;
  bool finished = false;
};

// A planned kSubLink, or what stands for one. Correlated values arrive in `params`, in the order of
// the kSubPlan's `direct`.
struct SubPlan {
  Plan* plan = nullptr;
  SubLinkKind kind = SubLinkKind::kScalar;
  std::vector<int32_t> params;
  bool hashed = false;   // uncorrelated ANY by equality
  int32_t shown_param = -1;  // "InitPlan 1 (returns $0)"
  Oid result_type = kNoOid;
  Oid element_type = kNoOid;  // kArray
};

struct CtePlan {
  std::string name;
  Plan* plan = nullptr;
  bool modifying = false;
  int32_t round_param = -1;  // recursive: set at each round
};

struct PlannedStatement {
  Plan* root = nullptr;
  std::vector<SubPlan*> sub_plans;
  std::vector<CtePlan*> ctes;
  struct ParamSource {
    const Expr* expr = nullptr;   // nullptr: not a value of a row
    const Query* scope = nullptr;
  };
  std::vector<ParamSource> params;  // by exec param
  std::vector<Column> columns;
  std::vector<Oid> relations;  // tables read or written
  bool writes = false;
  bool has_modify = false;     // returns the count of affected rows
};

}  // namespace rung::planner
