// INSERT, UPDATE, DELETE, MERGE. See ast.h for the rules every node keeps.
#pragma once

#include "parser/ast_expr.h"

namespace rung::parser {

enum class Overriding : uint8_t { kNone, kUserValue, kSystemValue };

enum class OnConflictAction : uint8_t { kNone, kNothing, kUpdate };

struct IndexElem;

struct OnConflictClause : NodeOf<NodeKind::kOnConflictClause> {
  OnConflictAction action = OnConflictAction::kNone;
  bool has_target = false;
  std::vector<IndexElem*> columns;  // ON CONFLICT (a, lower(b) text_ops)
  Expr* target_where = nullptr;
  std::string_view constraint;      // ON CONSTRAINT name
  SourcePos target_pos = kNoPos;
  std::vector<ResTarget*> set;
  Expr* where = nullptr;
};

struct InsertStmt : NodeOf<NodeKind::kInsertStmt, Stmt> {
  WithClause* with = nullptr;
  RangeVar* relation = nullptr;
  std::vector<ResTarget*> columns;
  Overriding overriding = Overriding::kNone;
  SelectStmt* source = nullptr;  // null: DEFAULT VALUES; values_lists may hold SetToDefault, or be literals
  OnConflictClause* on_conflict = nullptr;
  std::vector<ResTarget*> returning;
};

struct UpdateStmt : NodeOf<NodeKind::kUpdateStmt, Stmt> {
  WithClause* with = nullptr;
  RangeVar* relation = nullptr;
  std::vector<ResTarget*> set;  // (a, b) = x gives one ResTarget a column, each a MultiAssignRef
  std::vector<FromItem*> from;
  Expr* where = nullptr;  // may be a CurrentOf
  std::vector<ResTarget*> returning;
};

struct DeleteStmt : NodeOf<NodeKind::kDeleteStmt, Stmt> {
  WithClause* with = nullptr;
  RangeVar* relation = nullptr;
  std::vector<FromItem*> using_items;
  Expr* where = nullptr;
  std::vector<ResTarget*> returning;
};

enum class MergeAction : uint8_t { kInsert, kUpdate, kDelete, kNothing };

struct MergeWhenClause : NodeOf<NodeKind::kMergeWhenClause> {
  bool matched = false;
  Expr* condition = nullptr;
  MergeAction action = MergeAction::kNothing;
  Overriding overriding = Overriding::kNone;
  std::vector<ResTarget*> targets;  // UPDATE SET list, or INSERT columns
  std::vector<Expr*> values;        // INSERT VALUES; empty: DEFAULT VALUES
};

struct MergeStmt : NodeOf<NodeKind::kMergeStmt, Stmt> {
  WithClause* with = nullptr;
  RangeVar* relation = nullptr;
  FromItem* source = nullptr;
  Expr* join_condition = nullptr;
  std::vector<MergeWhenClause*> whens;
};

}  // namespace rung::parser
