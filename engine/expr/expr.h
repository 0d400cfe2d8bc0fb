// Expr: a bound expression: names resolved, every node typed, coercions explicit. One struct for
// all kinds, so that walking, copying, comparing and serialising are each written once
// (expr/walk.h, expr/serialize.h). What the catalog stores (defaults, checks, index expressions,
// views) are these, serialised; the deparser prints them back in PostgreSQL's words.
//
// Nodes live in an Arena; pointers between them are plain. Immutable once bound, but for the
// planner's own copies.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/arena.h"
#include "base/error.h"
#include "types/datum.h"

namespace rung {

struct Query;
struct Expr;

// Stored in the catalog: append only, never renumber.
enum class ExprKind : uint8_t {
  kConst,            // value
  kParam,            // $n: param (from 1)
  kVar,              // column: varno, attno (0: whole row; <0: system column), levels_up
  kFunction,         // fn over args
  kOperator,         // fn over args, written with operator `op`
  kDistinctFrom,     // IS DISTINCT FROM, with equality operator `op`/`fn`; negated: NOT DISTINCT
  kNullIf,           // NULLIF, with equality operator
  kScalarArrayOp,    // x op ANY/ALL (array): args {x, array}; use_or: ANY
  kAnd, kOr, kNot,   // args
  kNullTest,         // IS [NOT] NULL: negated, row-wise when the argument is a row
  kBooleanTest,      // sub = BoolTest
  kCase,             // args: [when, then]…, else (may be null); `left` = tested value, which the
                     // WHEN expressions read through kCaseValue
  kCaseValue,
  kCoalesce,
  kMinMax,           // GREATEST (sub 0) / LEAST (sub 1)
  kArray,            // ARRAY[…]: args; element type in `elem`; multi-dimensional when `flag`
  kRow,              // ROW(…): args; names in `names`
  kRowCompare,       // (a,b) < (c,d): args = left ++ right; sub = RowCompareOp; ops in `oids`
  kSubscript,        // args[0] = container; then subscripts: pairs lower,upper (null = absent)
                     // when flag (slice), else one each; `left` = assigned value in an UPDATE
  kFieldSelect,      // (row).field: attno, name
  kFieldStore,       // UPDATE … SET col.field = args[1] of row args[0]: attno
  kRelabel,          // binary-compatible change of type
  kCoerceViaIo,      // through text
  kArrayCoerce,      // element-wise; `left` is the per-element expression over kCaseValue
  kConvertRow,       // between composite types
  kCoerceToDomain,   // checks the domain's constraints
  kCollate,          // COLLATE collation
  kSqlValue,         // CURRENT_TIMESTAMP & co.: sub = SqlValueKind
  kSubLink,          // subquery: sub = SubLinkKind; query; args[0] = test expression for ANY/ALL,
                     // in which kSubLinkColumn stands for the subquery's output column attno
  kSubLinkColumn,
  kAggregate,        // fn; args, order, distinct, filter, direct args in `direct`; levels_up
  kWindow,           // fn; args; filter; varno = index of the window clause
  kGrouping,         // GROUPING(…): args
  kSetFunction,      // set-returning call: fn over args
  kNextval,          // of an identity column: sequence oid in `oids[0]`
  kDefault,          // DEFAULT in VALUES / SET (replaced before planning)
  kCurrentOf,        // WHERE CURRENT OF cursor: name
  kExternal,         // a variable of PL/pgSQL or an argument of an SQL function: param = its number
  kPartitionBound,   // FOR VALUES …: sub = 'r', 'l', 'h' or 'd' (DEFAULT); args: the values of a list,
                     // or lower then upper bounds (kConst; flag: MINVALUE, or MAXVALUE with
                     // negated); attno, param: modulus and remainder
  // From here on only the planner makes them; never stored.
  kSlot,             // column `attno` of the operator's input batch (varno: 0 outer, 1 inner)
  kExecParam,        // value set at run time by an enclosing plan node: param
  kSubPlan,          // planned kSubLink: param = index of the sub-plan; sub = SubLinkKind
};

enum class BoolTest : uint8_t { kIsTrue, kIsNotTrue, kIsFalse, kIsNotFalse, kIsUnknown, kIsNotUnknown };
enum class SubLinkKind : uint8_t { kExists, kAll, kAny, kRowCompare, kScalar, kMultiExpr, kArray };
enum class RowCompareOp : uint8_t { kLt, kLe, kEq, kGe, kGt, kNe };
enum class SqlValueKind : uint8_t {
  kCurrentDate, kCurrentTime, kCurrentTimestamp, kLocaltime, kLocaltimestamp,
  kCurrentRole, kCurrentUser, kUser, kSessionUser, kCurrentCatalog, kCurrentSchema
};
// How a call was written, for the deparser.
enum class CallForm : uint8_t { kCall, kExplicitCast, kImplicitCast, kSqlSyntax };

// ORDER BY inside an aggregate, and DISTINCT's order: refers to an element of Expr::args.
struct ExprOrder {
  uint16_t arg = 0;
  Oid less_op = kNoOid;  // the ordering operator (USING), kNoOid: the type's default
  bool descending = false;
  bool nulls_first = false;
};

struct Expr {
  ExprKind kind = ExprKind::kConst;
  uint8_t sub = 0;  // an enum above, by kind
  bool negated = false;
  bool use_or = false;
  bool distinct = false;   // aggregate DISTINCT
  bool star = false;       // count(*)
  bool variadic = false;   // called with VARIADIC
  bool flag = false;
  bool returns_set = false;
  CallForm form = CallForm::kCall;
  Oid type = kNoOid;
  int32_t typmod = -1;
  Oid collation = kNoOid;  // of the result; kNoOid when the type is not collatable
  SourcePos pos = kNoPos;
  Oid fn = kNoOid;         // function to call
  Oid op = kNoOid;         // operator it was written with
  Oid elem = kNoOid;
  int32_t varno = 0;       // from 1, an index of Query::rtable + 1
  int32_t attno = 0;
  int32_t levels_up = 0;
  int32_t param = 0;
  Datum value;             // kConst; by-reference bytes live in the arena
  Expr* left = nullptr;
  Expr* filter = nullptr;
  Query* query = nullptr;
  std::vector<Expr*> args;
  std::vector<Expr*> direct;
  std::vector<ExprOrder> order;
  std::vector<Oid> oids;
  std::string name;
  std::vector<std::string> names;
};

}  // namespace rung
