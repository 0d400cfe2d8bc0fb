// Query: one bound SELECT, INSERT, UPDATE, DELETE or MERGE, after name resolution and before
// planning; the shape follows PostgreSQL's Query tree, which its manual describes under "The Query
// Tree" (Rule System). Views store it serialised. Lives in an Arena like Expr.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "expr/expr.h"

namespace rung {

enum class QueryKind : uint8_t { kSelect, kInsert, kUpdate, kDelete, kMerge };
enum class JoinKind : uint8_t { kInner, kLeft, kRight, kFull, kSemi, kAnti };
enum class RteKind : uint8_t { kRelation, kSubquery, kJoin, kFunction, kValues, kCte, kResult };

struct Column {
  std::string name;
  Oid type = kNoOid;
  int32_t typmod = -1;
  Oid collation = kNoOid;
};

struct RangeFunction {
  Expr* call = nullptr;
  std::vector<Column> columns;  // what it contributes
  bool column_definition = false;  // AS t(a int, …) was written
};

// One entry of the range table. `columns` are all of its columns in attno order; dropped columns of
// a relation keep their place with an empty name.
struct Rte {
  RteKind kind = RteKind::kRelation;
  std::string alias;       // as written, or empty
  std::vector<std::string> alias_columns;
  std::string ref_name;    // what it is called in the query
  std::vector<Column> columns;
  bool lateral = false;
  bool in_from = true;     // visible for unqualified names (false: NEW, OLD, EXCLUDED)
  SourcePos pos = kNoPos;
  Oid relation = kNoOid;   // kRelation; kSubquery of an expanded view keeps the view here
  char relation_kind = 'r';
  bool only = false;       // ONLY: no inheritance children
  Query* subquery = nullptr;
  JoinKind join = JoinKind::kInner;
  std::vector<Expr*> join_columns;  // kJoin: what each output column stands for
  uint32_t merged_columns = 0;      // USING columns come first
  std::string join_using_alias;
  std::vector<RangeFunction> functions;
  bool ordinality = false;
  std::vector<std::vector<Expr*>> values;
  const std::vector<Datum>* constants = nullptr;  // kValues instead of `values`: row after row
  std::string cte;
  int32_t cte_levels_up = 0;
  bool self_reference = false;
};

// The FROM clause: a tree over range-table entries.
struct FromNode {
  enum class Kind : uint8_t { kRte, kJoin } kind = Kind::kRte;
  int32_t rte = 0;  // kRte: its varno; kJoin: the join's own varno
  JoinKind join = JoinKind::kInner;
  FromNode* left = nullptr;
  FromNode* right = nullptr;
  Expr* on = nullptr;
  std::vector<std::string> using_columns;
  bool natural = false;
};

struct Target {
  Expr* expr = nullptr;
  std::string name;
  int32_t attno = 0;     // INSERT/UPDATE: the column assigned; SELECT: the output position
  bool junk = false;     // needed for ORDER BY or GROUP BY only
  uint32_t sort_ref = 0; // non-zero: SortBy::target refers to it
  Oid origin_table = kNoOid;  // for a plain column, where it comes from (wire RowDescription)
  int32_t origin_attno = 0;
};

struct SortBy {
  uint32_t target = 0;  // Target::sort_ref
  Oid equal_op = kNoOid, less_op = kNoOid;
  bool descending = false;
  bool nulls_first = false;
};

enum class GroupingKind : uint8_t { kEmpty, kSimple, kRollup, kCube, kSets };
struct GroupingSet {
  GroupingKind kind = GroupingKind::kSimple;
  std::vector<uint32_t> targets;      // kSimple: Target::sort_ref
  std::vector<GroupingSet> children;  // kRollup, kCube, kSets
};

enum class FrameMode : uint8_t { kRange, kRows, kGroups };
enum class FrameBound : uint8_t { kUnboundedPreceding, kPreceding, kCurrentRow, kFollowing, kUnboundedFollowing };
enum class FrameExclude : uint8_t { kNone, kCurrentRow, kGroup, kTies };
struct WindowClause {
  std::string name;      // if it was named in WINDOW
  std::string ref_name;  // the window it copies
  std::vector<SortBy> partition, order;
  bool frame_given = false;
  FrameMode mode = FrameMode::kRange;
  FrameBound start = FrameBound::kUnboundedPreceding, end = FrameBound::kCurrentRow;
  Expr* start_offset = nullptr;
  Expr* end_offset = nullptr;
  FrameExclude exclude = FrameExclude::kNone;
};

enum class SetOp : uint8_t { kUnion, kIntersect, kExcept };
struct SetOperation {
  int32_t rte = 0;  // a leaf: the sub-query's varno; 0 for an inner node
  SetOp op = SetOp::kUnion;
  bool all = false;
  SetOperation* left = nullptr;
  SetOperation* right = nullptr;
  std::vector<Column> columns;
  std::vector<SortBy> group;  // per column: how equality is decided, unless `all`
};

enum class CteMaterialize : uint8_t { kDefault, kAlways, kNever };
struct Cte {
  std::string name;
  std::vector<std::string> alias_columns;
  CteMaterialize materialize = CteMaterialize::kDefault;
  Query* query = nullptr;
  std::vector<Column> columns;
  bool recursive = false;
  int32_t references = 0;
};

enum class ConflictAction : uint8_t { kNone, kNothing, kUpdate };
struct OnConflict {
  ConflictAction action = ConflictAction::kNone;
  std::vector<Oid> arbiters;  // unique indexes; empty with kNothing: any
  Oid constraint = kNoOid;    // ON CONSTRAINT
  std::vector<Expr*> elements;  // as inferred, for the deparser
  Expr* arbiter_where = nullptr;
  std::vector<Target> set;
  Expr* where = nullptr;
  int32_t excluded_rte = 0;
};

enum class MergeAction : uint8_t { kDoNothing, kInsert, kUpdate, kDelete };
struct MergeWhen {
  bool matched = false;
  MergeAction action = MergeAction::kDoNothing;
  Expr* condition = nullptr;
  std::vector<Target> targets;
};

enum class LockStrength : uint8_t { kKeyShare, kShare, kNoKeyUpdate, kUpdate };
enum class LockWait : uint8_t { kBlock, kSkip, kError };
struct RowMark {
  int32_t rte = 0;
  LockStrength strength = LockStrength::kUpdate;
  LockWait wait = LockWait::kBlock;
};

enum class Overriding : uint8_t { kNone, kUser, kSystem };

struct Query {
  QueryKind kind = QueryKind::kSelect;
  std::vector<Rte*> rtable;      // varno - 1
  std::vector<FromNode*> from;   // joined by comma
  Expr* where = nullptr;
  std::vector<Target> targets;
  std::vector<SortBy> group;
  std::vector<GroupingSet> grouping_sets;
  bool group_distinct = false;
  Expr* having = nullptr;
  std::vector<WindowClause> windows;
  bool distinct = false;
  std::vector<SortBy> distinct_on;  // DISTINCT: all visible targets; DISTINCT ON: those
  bool has_distinct_on = false;
  std::vector<SortBy> sort;
  Expr* limit = nullptr;
  Expr* offset = nullptr;
  bool with_ties = false;
  SetOperation* set_operation = nullptr;
  std::vector<Cte> ctes;
  bool recursive = false;
  std::vector<RowMark> row_marks;

  int32_t result_rte = 0;  // the table written: varno
  std::vector<Target> returning;
  OnConflict on_conflict;
  Overriding overriding = Overriding::kNone;
  std::vector<MergeWhen> merge;

  bool has_aggregates = false;
  bool has_windows = false;
  bool has_sublinks = false;
  bool has_set_functions = false;
  bool has_modifying_cte = false;
  // Functional dependency on a primary key made GROUP BY legal: the constraints it relies on.
  std::vector<Oid> depends_on_constraints;
  SourcePos pos = kNoPos;
};

}  // namespace rung
