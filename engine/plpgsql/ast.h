// The syntax tree of a PL/pgSQL body: statements, declared variables and the scopes in which names
// are looked up. SQL inside is kept as text with its offset in the body, and as a syntax tree of
// engine/parser; it is bound when first run.
//
// Nodes live in the Arena of the compiled function and point into its copy of the body. Variables
// have numbers: their place in Body::variables, and in the interpreter's frame.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "parser/parser.h"
#include "types/oids.h"

namespace rung::plpgsql {

// One block's or loop's names, and the label they may be qualified with.
struct Scope {
  const Scope* parent = nullptr;
  std::string_view label;
  bool is_loop = false;
  std::vector<std::pair<std::string_view, int>> names;  // variable numbers

  int find_here(std::string_view name) const;
};

enum class SqlForm : uint8_t { kStatement, kExpression, kAssignment };

// SQL in the body: an expression (`stmt` is SELECT expression) or a statement. An assignment's text
// is all of it, as error reports show it; only the value after := is in `stmt`.
struct SqlText {
  SqlForm form = SqlForm::kStatement;
  std::string_view text;
  uint32_t offset = 0;   // of `text` in the body
  int32_t shift = 0;     // what to add to a position in `stmt` to get one in `text`
  const parser::Stmt* stmt = nullptr;
  const Scope* scope = nullptr;
  int number = 0;        // place of its plan in the compiled function
};

enum class VariableKind : uint8_t { kScalar, kRecord, kCursor };

struct CursorArgument {
  std::string_view name;
  const parser::TypeName* type = nullptr;
  int variable = -1;
};

struct Variable {
  std::string_view name;
  VariableKind kind = VariableKind::kScalar;
  const parser::TypeName* type = nullptr;  // null: `oid`, or RECORD
  std::string_view type_text;
  SourcePos type_pos = kNoPos, collate_pos = kNoPos;
  SourcePos percent_pos = kNoPos;  // of name%TYPE, where the name is no variable
  bool row_type = false;   // name%ROWTYPE
  Oid oid = kNoOid;        // of predeclared variables
  int32_t typmod = -1;
  bool constant = false;
  bool not_null = false;
  SqlText* initial = nullptr;
  SourcePos pos = kNoPos;
  int32_t line = 0;
  // Bound cursors.
  SqlText* cursor_query = nullptr;
  std::vector<CursorArgument> cursor_arguments;
  bool no_scroll = false;
};

enum class StmtKind : uint8_t {
  kBlock, kAssign, kIf, kCase, kLoop, kWhile, kForInteger, kForQuery, kForExecute, kForCursor,
  kForEach, kExit, kReturn, kReturnNext, kReturnQuery, kRaise, kAssert, kSql, kExecute,
  kDiagnostics, kOpen, kFetch, kClose, kPerform, kCall, kTransaction, kNull,
};

struct Stmt {
  StmtKind kind;
  int32_t line = 0;
  SourcePos pos = kNoPos;

 protected:
  explicit Stmt(StmtKind k) : kind(k) {}
};

template <StmtKind K>
struct StmtOf : Stmt {
  static constexpr StmtKind kKind = K;
  StmtOf() : Stmt(K) {}
};

using Statements = std::vector<Stmt*>;

// A variable, a field of a record, an element of an array.
struct TargetStep {
  std::string_view field;        // or
  SqlText* subscript = nullptr;  // the only or the lower bound
  SqlText* upper = nullptr;      // of a slice
  bool slice = false;
};
struct Target {
  int variable = -1;
  std::vector<TargetStep> steps;
  SourcePos pos = kNoPos;
};

struct Condition {
  SqlState state;       // a whole class when it ends in 000
  bool others = false;
};
struct Handler {
  std::vector<Condition> conditions;
  Statements body;
  int32_t line = 0;
};

struct BlockStmt : StmtOf<StmtKind::kBlock> {
  std::string_view label;
  std::vector<int> declared;  // variables to initialise, in order
  Statements body;
  bool has_handlers = false;
  std::vector<Handler> handlers;
  int sqlstate_variable = -1;  // SQLSTATE and SQLERRM of the handlers
  int sqlerrm_variable = -1;
};
struct AssignStmt : StmtOf<StmtKind::kAssign> {
  Target target;
  SqlText* value = nullptr;
};
struct Branch {
  SqlText* condition = nullptr;
  Statements body;
  int32_t line = 0;
};
struct IfStmt : StmtOf<StmtKind::kIf> {
  std::vector<Branch> branches;
  Statements otherwise;
};
struct CaseStmt : StmtOf<StmtKind::kCase> {
  SqlText* test = nullptr;
  int test_variable = -1;  // holds the test's value; conditions compare with it
  std::vector<Branch> branches;
  bool has_else = false;
  Statements otherwise;
};
struct LoopStmt : StmtOf<StmtKind::kLoop> {
  std::string_view label;
  Statements body;
};
struct WhileStmt : StmtOf<StmtKind::kWhile> {
  std::string_view label;
  SqlText* condition = nullptr;
  Statements body;
};
struct ForIntegerStmt : StmtOf<StmtKind::kForInteger> {
  std::string_view label;
  int variable = -1;
  bool reverse = false;
  SqlText* lower = nullptr;
  SqlText* upper = nullptr;
  SqlText* step = nullptr;
  Statements body;
};
struct ForQueryStmt : StmtOf<StmtKind::kForQuery> {
  std::string_view label;
  std::vector<Target> targets;
  SqlText* query = nullptr;
  Statements body;
};
struct ForExecuteStmt : StmtOf<StmtKind::kForExecute> {
  std::string_view label;
  std::vector<Target> targets;
  SqlText* query = nullptr;
  std::vector<SqlText*> parameters;
  Statements body;
};
struct ForCursorStmt : StmtOf<StmtKind::kForCursor> {
  std::string_view label;
  int variable = -1;
  int cursor = -1;
  SqlText* arguments = nullptr;  // SELECT a, b, ...
  Statements body;
};
struct ForEachStmt : StmtOf<StmtKind::kForEach> {
  std::string_view label;
  std::vector<Target> targets;
  int slice = 0;
  SqlText* array = nullptr;
  Statements body;
};
struct ExitStmt : StmtOf<StmtKind::kExit> {
  bool is_exit = true;  // else CONTINUE
  std::string_view label;
  SqlText* condition = nullptr;
};
struct ReturnStmt : StmtOf<StmtKind::kReturn> {
  SqlText* value = nullptr;
};
struct ReturnNextStmt : StmtOf<StmtKind::kReturnNext> {
  SqlText* value = nullptr;
};
struct ReturnQueryStmt : StmtOf<StmtKind::kReturnQuery> {
  SqlText* query = nullptr;
  SqlText* execute = nullptr;
  std::vector<SqlText*> parameters;
};

enum class RaiseLevel : uint8_t { kDebug, kLog, kInfo, kNotice, kWarning, kException };
enum class RaiseOptionKind : uint8_t {
  kErrcode, kMessage, kDetail, kHint, kColumn, kConstraint, kDatatype, kTable, kSchema,
};
struct RaiseOption {
  RaiseOptionKind kind = RaiseOptionKind::kMessage;
  SqlText* value = nullptr;
};
struct RaiseStmt : StmtOf<StmtKind::kRaise> {
  RaiseLevel level = RaiseLevel::kException;
  bool rethrow = false;       // RAISE alone
  bool has_format = false;
  std::string_view format;
  std::vector<SqlText*> parameters;
  bool has_condition = false;
  SqlState state;
  std::string_view condition_name;
  std::vector<RaiseOption> options;
};
struct AssertStmt : StmtOf<StmtKind::kAssert> {
  SqlText* condition = nullptr;
  SqlText* message = nullptr;
};
struct SqlStmt : StmtOf<StmtKind::kSql> {
  SqlText* sql = nullptr;
  bool has_into = false;
  bool strict = false;
  std::vector<Target> into;
};
struct ExecuteStmt : StmtOf<StmtKind::kExecute> {
  SqlText* query = nullptr;
  bool has_into = false;
  bool strict = false;
  std::vector<Target> into;
  std::vector<SqlText*> parameters;
};

enum class DiagnosticsItem : uint8_t {
  kRowCount, kContext, kErrorContext, kErrorDetail, kErrorHint, kReturnedSqlState, kColumnName,
  kConstraintName, kDatatypeName, kMessageText, kTableName, kSchemaName,
};
struct DiagnosticsStmt : StmtOf<StmtKind::kDiagnostics> {
  bool stacked = false;
  std::vector<std::pair<Target, DiagnosticsItem>> items;
};
struct OpenStmt : StmtOf<StmtKind::kOpen> {
  int cursor = -1;
  SqlText* arguments = nullptr;  // of a bound cursor: SELECT a, b, ...
  SqlText* query = nullptr;
  SqlText* execute = nullptr;
  std::vector<SqlText*> parameters;
  bool no_scroll = false;
};
struct FetchStmt : StmtOf<StmtKind::kFetch> {
  int cursor = -1;
  bool is_move = false;
  parser::FetchDirection direction = parser::FetchDirection::kForward;
  int64_t count = 1;
  SqlText* count_expr = nullptr;
  std::vector<Target> into;
};
struct CloseStmt : StmtOf<StmtKind::kClose> {
  int cursor = -1;
};
struct PerformStmt : StmtOf<StmtKind::kPerform> {
  SqlText* query = nullptr;
};
// CALL and DO inside a function.
struct CallStmt : StmtOf<StmtKind::kCall> {
  SqlText* sql = nullptr;
};
struct TransactionStmt : StmtOf<StmtKind::kTransaction> {
  bool commit = true;
  bool chain = false;
};
struct NullStmt : StmtOf<StmtKind::kNull> {};

// What the function returns decides which RETURN is right.
struct Signature {
  bool returns_set = false;
  bool returns_void = false;
  bool has_out_parameters = false;
  bool is_procedure = false;
  bool is_trigger = false, is_event_trigger = false;
};

enum class VariableConflict : uint8_t { kError, kUseVariable, kUseColumn };

struct Body {
  BlockStmt* block = nullptr;
  std::vector<Variable*> variables;
  int sql_count = 0;
  VariableConflict conflict = VariableConflict::kError;
  bool has_conflict = false;  // by an option of its own
  bool print_strict_params = false;
};

}  // namespace rung::plpgsql
