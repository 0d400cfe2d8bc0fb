// Expressions, type names and SELECT, shaped as PostgreSQL's raw parse tree. See ast.h for the
// rules every node keeps.
#pragma once

#include "parser/ast.h"

namespace rung::parser {

struct SelectStmt;
struct TypeName;
struct WindowDef;
struct ColumnDef;
struct WithClause;
struct IntoClause;

// ---- Leaves -----------------------------------------------------------------------------------

// a, a.b, a.b.c, a.*, or * alone (no fields, star).
struct ColumnRef : NodeOf<NodeKind::kColumnRef, Expr> {
  NameList fields;
  bool star = false;
};

// $n
struct ParamRef : NodeOf<NodeKind::kParamRef, Expr> {
  int32_t number = 0;
};

enum class ConstantKind : uint8_t {
  kNull,
  kBoolean,
  kInteger,    // fits int4: `integer`
  kFloat,      // every other number: `text`, as written
  kString,     // `text`, escapes resolved
  kBitString,  // `text` is b0101 or x1F
};

struct Constant : NodeOf<NodeKind::kConstant, Expr> {
  ConstantKind const_kind = ConstantKind::kNull;
  bool boolean = false;
  int32_t integer = 0;
  std::string_view text;
};

enum class SqlValueFunctionKind : uint8_t {
  kCurrentDate, kCurrentTime, kCurrentTimeN, kCurrentTimestamp, kCurrentTimestampN, kLocalTime,
  kLocalTimeN, kLocalTimestamp, kLocalTimestampN, kCurrentRole, kCurrentUser, kUser, kSessionUser,
  kCurrentCatalog, kCurrentSchema,
};

struct SqlValueFunction : NodeOf<NodeKind::kSqlValueFunction, Expr> {
  SqlValueFunctionKind op = SqlValueFunctionKind::kCurrentDate;
  int32_t typmod = -1;  // the N kinds only
};

// DEFAULT standing for a value in INSERT or UPDATE.
struct SetToDefault : NodeOf<NodeKind::kSetToDefault, Expr> {};

// WHERE CURRENT OF cursor.
struct CurrentOf : NodeOf<NodeKind::kCurrentOf, Expr> {
  std::string_view cursor;
};

// ---- Operators --------------------------------------------------------------------------------

enum class OpExprKind : uint8_t {
  kOp,           // left may be null (prefix operator)
  kOpAny,        // left op ANY (right), right an array
  kOpAll,
  kDistinct,     // IS DISTINCT FROM; name is =
  kNotDistinct,
  kNullIf,       // NULLIF(left, right); name is =
  kIn,           // right is a ListExpr; name is = or <>
  kLike,         // name is ~~ or !~~; with ESCAPE, right is a call of pg_catalog.like_escape
  kILike,        // name is ~~* or !~~*
  kSimilar,      // name is ~ or !~; right is a call of pg_catalog.similar_to_escape
  kBetween,      // right is a ListExpr of two
  kNotBetween,
  kBetweenSym,
  kNotBetweenSym,
};

struct OpExpr : NodeOf<NodeKind::kOpExpr, Expr> {
  OpExprKind op_kind = OpExprKind::kOp;
  NameList name;  // more than one element: OPERATOR(schema.op)
  Expr* left = nullptr;
  Expr* right = nullptr;
  bool operator_syntax = false;  // OPERATOR(...) was written
};

// The right side of IN and BETWEEN, and a parenthesised list in options.
struct ListExpr : NodeOf<NodeKind::kListExpr, Expr> {
  std::vector<Expr*> items;
};

enum class BoolExprKind : uint8_t { kAnd, kOr, kNot };

struct BoolExpr : NodeOf<NodeKind::kBoolExpr, Expr> {
  BoolExprKind op = BoolExprKind::kAnd;
  std::vector<Expr*> args;  // a AND b AND c is one node of three
};

struct NullTest : NodeOf<NodeKind::kNullTest, Expr> {
  Expr* arg = nullptr;
  bool is_not_null = false;
};

enum class BooleanTestKind : uint8_t {
  kIsTrue, kIsNotTrue, kIsFalse, kIsNotFalse, kIsUnknown, kIsNotUnknown,
};

struct BooleanTest : NodeOf<NodeKind::kBooleanTest, Expr> {
  Expr* arg = nullptr;
  BooleanTestKind test = BooleanTestKind::kIsTrue;
};

enum class SubLinkKind : uint8_t { kExists, kAll, kAny, kExpr, kArray };

struct SubLink : NodeOf<NodeKind::kSubLink, Expr> {
  SubLinkKind link_kind = SubLinkKind::kExpr;
  Expr* test = nullptr;      // kAny, kAll
  NameList op_name;          // empty for IN (NOT IN is a BoolExpr around it)
  SelectStmt* subselect = nullptr;
};

// ---- Conversions, access ------------------------------------------------------------------------

// expr::type, CAST(expr AS type), type 'literal'.
struct TypeCast : NodeOf<NodeKind::kTypeCast, Expr> {
  Expr* arg = nullptr;
  TypeName* type = nullptr;
};

struct CollateClause : NodeOf<NodeKind::kCollateClause, Expr> {
  Expr* arg = nullptr;  // null in column definitions, index elements and types
  NameList collation;
};

enum class IndirectionKind : uint8_t { kField, kStar, kSubscript, kSlice };

struct IndirectionElem {
  IndirectionKind kind = IndirectionKind::kField;
  std::string_view field;
  Expr* lower = nullptr;  // slices only; either bound may be missing
  Expr* upper = nullptr;  // the subscript, or the slice's upper bound
  SourcePos pos = kNoPos;
};

// (expr).field, expr[1], expr[1:2], (expr).*
struct Indirection : NodeOf<NodeKind::kIndirection, Expr> {
  Expr* arg = nullptr;
  std::vector<IndirectionElem> path;
};

// ---- Constructors and calls ---------------------------------------------------------------------

struct CaseWhen {
  Expr* when = nullptr;
  Expr* result = nullptr;
  SourcePos pos = kNoPos;
};

struct CaseExpr : NodeOf<NodeKind::kCaseExpr, Expr> {
  Expr* arg = nullptr;  // CASE arg WHEN ...
  std::vector<CaseWhen> whens;
  Expr* otherwise = nullptr;
};

struct CoalesceExpr : NodeOf<NodeKind::kCoalesceExpr, Expr> {
  std::vector<Expr*> args;
};

struct MinMaxExpr : NodeOf<NodeKind::kMinMaxExpr, Expr> {
  bool greatest = false;
  std::vector<Expr*> args;
};

struct RowExpr : NodeOf<NodeKind::kRowExpr, Expr> {
  std::vector<Expr*> args;
  bool explicit_row = false;  // ROW(...) rather than (a, b)
};

struct ArrayExpr : NodeOf<NodeKind::kArrayExpr, Expr> {
  std::vector<Expr*> elements;  // nested ArrayExprs for [[1],[2]]
};

struct SortBy;

// How a call was written; kSqlSyntax marks EXTRACT(.. FROM ..), SUBSTRING(.. FROM ..), AT TIME ZONE
// and the like, so that it deparses to the same.
enum class CallForm : uint8_t { kCall, kSqlSyntax };

struct FuncCall : NodeOf<NodeKind::kFuncCall, Expr> {
  NameList name;
  std::vector<Expr*> args;      // NamedArg for name => value
  std::vector<SortBy*> agg_order;
  Expr* agg_filter = nullptr;
  WindowDef* over = nullptr;
  bool agg_within_group = false;  // agg_order comes from WITHIN GROUP
  bool agg_star = false;          // count(*)
  bool agg_distinct = false;
  bool variadic = false;          // the last argument is VARIADIC
  CallForm form = CallForm::kCall;
};

struct NamedArg : NodeOf<NodeKind::kNamedArg, Expr> {
  std::string_view name;
  Expr* arg = nullptr;
};

struct GroupingFunc : NodeOf<NodeKind::kGroupingFunc, Expr> {
  std::vector<Expr*> args;
};

enum class XmlExprKind : uint8_t { kConcat, kElement, kForest, kParse, kPi, kRoot, kIsDocument };

struct XmlExpr : NodeOf<NodeKind::kXmlExpr, Expr> {
  XmlExprKind op = XmlExprKind::kElement;
  std::string_view name;
  std::vector<struct ResTarget*> named_args;
  std::vector<Expr*> args;
  bool document = false;             // kParse: DOCUMENT rather than CONTENT
  bool preserve_whitespace = false;  // kParse
};

struct XmlSerialize : NodeOf<NodeKind::kXmlSerialize, Expr> {
  bool document = false;
  Expr* arg = nullptr;
  TypeName* type = nullptr;
};

// Column `column` (from 1) of a row source in UPDATE SET (a, b) = source.
struct MultiAssignRef : NodeOf<NodeKind::kMultiAssignRef, Expr> {
  Expr* source = nullptr;  // shared by all columns of the list
  int32_t column = 0;
  int32_t column_count = 0;
};

enum class GroupingSetKind : uint8_t { kEmpty, kRollup, kCube, kSets };

// An item of GROUP BY beyond a plain expression. (a, b) inside is a RowExpr.
struct GroupingSet : NodeOf<NodeKind::kGroupingSet, Expr> {
  GroupingSetKind set_kind = GroupingSetKind::kEmpty;
  std::vector<Expr*> content;
};

// ---- Type names ---------------------------------------------------------------------------------

struct TypeName : NodeOf<NodeKind::kTypeName> {
  NameList names;  // built-in spellings become pg_catalog names: int -> pg_catalog.int4
  bool setof = false;
  bool pct_type = false;               // names is column%TYPE
  std::vector<Expr*> typmods;          // numeric(10,2); interval: field mask, then precision
  std::vector<int32_t> array_bounds;   // one a dimension, -1 where no size was written
};

// ---- SELECT -------------------------------------------------------------------------------------

struct Alias {
  std::string_view name;  // empty: no alias
  NameList columns;
};

// An output column, an INSERT target column, or SET column = value.
struct ResTarget : NodeOf<NodeKind::kResTarget> {
  std::string_view name;                     // AS name, or the column to set
  std::vector<IndirectionElem> indirection;  // INSERT and UPDATE targets only
  Expr* value = nullptr;
};

enum class SortDirection : uint8_t { kDefault, kAsc, kDesc, kUsing };
enum class SortNulls : uint8_t { kDefault, kFirst, kLast };

struct SortBy : NodeOf<NodeKind::kSortBy> {
  Expr* expr = nullptr;
  SortDirection direction = SortDirection::kDefault;
  SortNulls nulls = SortNulls::kDefault;
  NameList using_op;  // pos is this operator's when given, else kNoPos
};

enum class FrameMode : uint8_t { kRange, kRows, kGroups };
enum class FrameBoundKind : uint8_t {
  kUnboundedPreceding, kPreceding, kCurrentRow, kFollowing, kUnboundedFollowing,
};
enum class FrameExclusion : uint8_t { kNone, kCurrentRow, kGroup, kTies };

struct FrameBound {
  FrameBoundKind kind = FrameBoundKind::kUnboundedPreceding;
  Expr* offset = nullptr;  // kPreceding, kFollowing
};

struct WindowDef : NodeOf<NodeKind::kWindowDef> {
  std::string_view name;      // WINDOW name AS (...), or OVER name alone
  std::string_view ref_name;  // OVER (ref_name ...)
  std::vector<Expr*> partition_by;
  std::vector<SortBy*> order_by;
  bool has_frame = false;  // false: RANGE UNBOUNDED PRECEDING .. CURRENT ROW
  bool has_between = false;
  FrameMode mode = FrameMode::kRange;
  FrameBound start;
  FrameBound end{FrameBoundKind::kCurrentRow, nullptr};
  FrameExclusion exclusion = FrameExclusion::kNone;
};

enum class CteMaterialize : uint8_t { kDefault, kAlways, kNever };

struct CteSearchClause {
  bool given = false;
  NameList columns;
  bool breadth_first = false;
  std::string_view sequence_column;
  SourcePos pos = kNoPos;
};

struct CteCycleClause {
  bool given = false;
  NameList columns;
  std::string_view mark_column;
  Expr* mark_value = nullptr;    // null: true
  Expr* mark_default = nullptr;  // null: false
  std::string_view path_column;
  SourcePos pos = kNoPos;
};

struct CommonTableExpr : NodeOf<NodeKind::kCommonTableExpr> {
  std::string_view name;
  NameList columns;
  CteMaterialize materialize = CteMaterialize::kDefault;
  Stmt* query = nullptr;  // SelectStmt, InsertStmt, UpdateStmt or DeleteStmt
  CteSearchClause search;
  CteCycleClause cycle;
};

struct WithClause : NodeOf<NodeKind::kWithClause> {
  bool recursive = false;
  std::vector<CommonTableExpr*> ctes;
};

enum class LockStrength : uint8_t { kForKeyShare, kForShare, kForNoKeyUpdate, kForUpdate };
enum class LockWait : uint8_t { kBlock, kSkip, kError };

struct RangeVar;

struct LockingClause : NodeOf<NodeKind::kLockingClause> {
  std::vector<RangeVar*> relations;  // empty: all
  LockStrength strength = LockStrength::kForUpdate;
  LockWait wait = LockWait::kBlock;
};

enum class SetOperation : uint8_t { kNone, kUnion, kIntersect, kExcept };
enum class LimitOption : uint8_t { kCount, kWithTies };

// A literal in the rows of a long VALUES list.
enum class LiteralKind : uint8_t { kNull, kTrue, kFalse, kInteger, kNumber, kString };
struct Literal {
  LiteralKind kind = LiteralKind::kNull;
  bool negative = false;
  int32_t integer = 0;    // kInteger, without the sign
  std::string_view text;  // kNumber, without the sign, and kString
};

struct SelectStmt : NodeOf<NodeKind::kSelectStmt, Stmt> {
  WithClause* with = nullptr;

  // A leaf: SELECT, or VALUES when values_lists is not empty.
  bool distinct = false;
  std::vector<Expr*> distinct_on;  // DISTINCT ON (...); empty with `distinct`: plain DISTINCT
  std::vector<ResTarget*> targets;
  IntoClause* into = nullptr;
  std::vector<FromItem*> from;
  Expr* where = nullptr;
  std::vector<Expr*> group_by;
  bool group_distinct = false;
  Expr* having = nullptr;
  std::vector<WindowDef*> windows;
  std::vector<std::vector<Expr*>> values_lists;
  // The source of an INSERT whose VALUES are literals only, row after row; values_lists is empty
  // then. literal_rows_as_lists() gives the same statement in the other form.
  std::vector<Literal> literals;
  size_t literal_columns = 0;
  std::string_view literal_source;  // the whole text, and where VALUES begins in it
  uint32_t literal_begin = 0;

  // A set operation.
  SetOperation op = SetOperation::kNone;
  bool all = false;
  SelectStmt* left = nullptr;
  SelectStmt* right = nullptr;

  // Either.
  std::vector<SortBy*> order_by;
  Expr* limit = nullptr;  // LIMIT ALL is a null Constant
  Expr* offset = nullptr;
  LimitOption limit_option = LimitOption::kCount;
  std::vector<LockingClause*> locking;
};

// ---- FROM ---------------------------------------------------------------------------------------

// A relation's name, in FROM and wherever a statement names a table.
struct RangeVar : NodeOf<NodeKind::kRangeVar, FromItem> {
  std::string_view catalog;
  std::string_view schema;
  std::string_view name;
  bool only = false;  // ONLY: without children
  Persistence persistence = Persistence::kPermanent;
  Alias alias;
};

struct RangeSubselect : NodeOf<NodeKind::kRangeSubselect, FromItem> {
  bool lateral = false;
  SelectStmt* subquery = nullptr;
  Alias alias;
};

struct RangeFunctionItem {
  Expr* call = nullptr;
  std::vector<ColumnDef*> columns;  // ROWS FROM (f() AS (a int))
};

struct RangeFunction : NodeOf<NodeKind::kRangeFunction, FromItem> {
  bool lateral = false;
  bool ordinality = false;
  bool rows_from = false;
  std::vector<RangeFunctionItem> functions;
  Alias alias;
  std::vector<ColumnDef*> columns;  // f() AS t(a int, b text)
};

struct RangeTableSample : NodeOf<NodeKind::kRangeTableSample, FromItem> {
  FromItem* relation = nullptr;
  NameList method;
  std::vector<Expr*> args;
  Expr* repeatable = nullptr;
};

struct XmlTableColumn {
  std::string_view name;
  TypeName* type = nullptr;
  bool for_ordinality = false;
  bool not_null = false;
  Expr* path = nullptr;
  Expr* default_value = nullptr;
  SourcePos pos = kNoPos;
};

// XMLTABLE
struct RangeTableFunc : NodeOf<NodeKind::kRangeTableFunc, FromItem> {
  bool lateral = false;
  Expr* document = nullptr;
  Expr* row = nullptr;
  std::vector<ResTarget*> namespaces;
  std::vector<XmlTableColumn> columns;
  Alias alias;
};

enum class JoinType : uint8_t { kInner, kLeft, kFull, kRight, kCross };

struct JoinExpr : NodeOf<NodeKind::kJoinExpr, FromItem> {
  JoinType type = JoinType::kInner;
  bool natural = false;
  FromItem* left = nullptr;
  FromItem* right = nullptr;
  NameList using_columns;
  std::string_view using_alias;  // USING (...) AS alias
  Expr* quals = nullptr;
  Alias alias;  // (a JOIN b ...) AS alias
};

// The target of SELECT INTO, CREATE TABLE AS and CREATE MATERIALIZED VIEW.
struct IntoClause : NodeOf<NodeKind::kIntoClause> {
  RangeVar* relation = nullptr;
  NameList columns;
  std::string_view access_method;
  std::vector<DefElem*> options;
  OnCommit on_commit = OnCommit::kNone;
  std::string_view tablespace;
  bool with_no_data = false;
};

}  // namespace rung::parser
