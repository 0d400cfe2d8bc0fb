// Statements about transactions, sessions, roles, privileges, data loading, maintenance and
// databases. See ast.h for the rules every node keeps.
#pragma once

#include "parser/ast_ddl.h"
#include "parser/ast_dml.h"

namespace rung::parser {

// ---- Roles and privileges -----------------------------------------------------------------------

enum class RoleStmtKind : uint8_t { kRole, kUser, kGroup };

// Options, as PostgreSQL names them: superuser, createdb, createrole, inherit, canlogin,
// isreplication, bypassrls (booleans), connectionlimit, password, validUntil, addroleto,
// rolemembers, adminmembers, sysid.
struct CreateRoleStmt : NodeOf<NodeKind::kCreateRoleStmt, Stmt> {
  RoleStmtKind role_kind = RoleStmtKind::kRole;
  std::string_view role;
  std::vector<DefElem*> options;
};

// ALTER ROLE | USER ... options, ALTER GROUP ... ADD | DROP USER.
struct AlterRoleStmt : NodeOf<NodeKind::kAlterRoleStmt, Stmt> {
  RoleSpec* role = nullptr;
  std::vector<DefElem*> options;
  int action = 1;  // +1 add, -1 drop members
};

struct VariableSetStmt;

struct AlterRoleSetStmt : NodeOf<NodeKind::kAlterRoleSetStmt, Stmt> {
  RoleSpec* role = nullptr;  // null: ALL
  std::string_view database;
  VariableSetStmt* setting = nullptr;
};

struct DropRoleStmt : NodeOf<NodeKind::kDropRoleStmt, Stmt> {
  std::vector<RoleSpec*> roles;
  bool missing_ok = false;
};

struct AccessPriv : NodeOf<NodeKind::kAccessPriv> {
  std::string_view privilege;  // empty: ALL with columns
  NameList columns;
};

enum class GrantTarget : uint8_t { kObject, kAllInSchema, kDefaults };

struct GrantStmt : NodeOf<NodeKind::kGrantStmt, Stmt> {
  bool is_grant = true;
  GrantTarget target = GrantTarget::kObject;
  ObjectKind object = ObjectKind::kTable;
  std::vector<RangeVar*> relations;  // tables, sequences
  std::vector<ObjectName> objects;   // everything else; schemas for kAllInSchema
  std::vector<AccessPriv*> privileges;  // empty: ALL
  std::vector<RoleSpec*> grantees;
  bool grant_option = false;  // WITH GRANT OPTION, or GRANT OPTION FOR
  RoleSpec* grantor = nullptr;
  DropBehavior behavior = DropBehavior::kRestrict;
};

struct GrantRoleStmt : NodeOf<NodeKind::kGrantRoleStmt, Stmt> {
  bool is_grant = true;
  std::vector<AccessPriv*> granted;
  std::vector<RoleSpec*> grantees;
  bool admin_option = false;
  RoleSpec* grantor = nullptr;
  DropBehavior behavior = DropBehavior::kRestrict;
};

struct AlterDefaultPrivilegesStmt : NodeOf<NodeKind::kAlterDefaultPrivilegesStmt, Stmt> {
  std::vector<RoleSpec*> for_roles;
  NameList in_schemas;
  GrantStmt* action = nullptr;
};

struct ReassignOwnedStmt : NodeOf<NodeKind::kReassignOwnedStmt, Stmt> {
  std::vector<RoleSpec*> roles;
  RoleSpec* new_role = nullptr;
};

struct DropOwnedStmt : NodeOf<NodeKind::kDropOwnedStmt, Stmt> {
  std::vector<RoleSpec*> roles;
  DropBehavior behavior = DropBehavior::kRestrict;
};

// ---- Data, code ---------------------------------------------------------------------------------

struct CopyStmt : NodeOf<NodeKind::kCopyStmt, Stmt> {
  RangeVar* relation = nullptr;  // or
  Stmt* query = nullptr;         // COPY (query) TO
  NameList columns;
  bool is_from = false;
  bool is_program = false;
  bool has_filename = false;  // false: STDIN or STDOUT
  std::string_view filename;
  std::vector<DefElem*> options;  // format, delimiter, null, header, quote, escape, ...
  Expr* where = nullptr;
};

struct DoStmt : NodeOf<NodeKind::kDoStmt, Stmt> {
  std::string_view language;  // empty: plpgsql
  std::string_view body;
  SourcePos body_pos = kNoPos;
  bool has_body = false;
};

struct CallStmt : NodeOf<NodeKind::kCallStmt, Stmt> {
  FuncCall* call = nullptr;
};

// ---- Transactions and session -------------------------------------------------------------------

enum class TransactionKind : uint8_t {
  kBegin, kStart, kCommit, kRollback, kSavepoint, kRelease, kRollbackTo, kPrepare, kCommitPrepared,
  kRollbackPrepared,
};

struct TransactionStmt : NodeOf<NodeKind::kTransactionStmt, Stmt> {
  TransactionKind transaction_kind = TransactionKind::kBegin;
  std::vector<DefElem*> modes;  // transaction_isolation, transaction_read_only, _deferrable
  std::string_view savepoint;
  std::string_view gid;
  bool chain = false;
};

enum class VariableSetKind : uint8_t {
  kSetValue, kSetDefault, kSetCurrent, kSetMulti, kReset, kResetAll,
};

// SET name = args. kSetMulti: name is TRANSACTION, SESSION CHARACTERISTICS (args are the modes'
// DefElems) or TRANSACTION SNAPSHOT.
struct VariableSetStmt : NodeOf<NodeKind::kVariableSetStmt, Stmt> {
  VariableSetKind set_kind = VariableSetKind::kSetValue;
  std::string_view name;  // a.b for two-part names
  std::vector<Node*> args;  // Constants, or TypeCast for SET TIME ZONE INTERVAL
  bool is_local = false;
};

struct VariableShowStmt : NodeOf<NodeKind::kVariableShowStmt, Stmt> {
  std::string_view name;  // "all" for SHOW ALL
};

struct ConstraintsSetStmt : NodeOf<NodeKind::kConstraintsSetStmt, Stmt> {
  std::vector<RangeVar*> constraints;  // empty: ALL
  bool deferred = false;
};

struct PrepareStmt : NodeOf<NodeKind::kPrepareStmt, Stmt> {
  std::string_view name;
  std::vector<TypeName*> arg_types;
  Stmt* query = nullptr;
};

struct ExecuteStmt : NodeOf<NodeKind::kExecuteStmt, Stmt> {
  std::string_view name;
  std::vector<Expr*> params;
};

struct DeallocateStmt : NodeOf<NodeKind::kDeallocateStmt, Stmt> {
  std::string_view name;  // empty: ALL
};

enum CursorOption : uint32_t {
  kCursorBinary = 1 << 0,
  kCursorScroll = 1 << 1,
  kCursorNoScroll = 1 << 2,
  kCursorInsensitive = 1 << 3,
  kCursorAsensitive = 1 << 4,
  kCursorHold = 1 << 5,
};

struct DeclareCursorStmt : NodeOf<NodeKind::kDeclareCursorStmt, Stmt> {
  std::string_view name;
  uint32_t options = 0;
  SelectStmt* query = nullptr;
};

enum class FetchDirection : uint8_t { kForward, kBackward, kAbsolute, kRelative };

inline constexpr int64_t kFetchAll = INT64_MAX;

struct FetchStmt : NodeOf<NodeKind::kFetchStmt, Stmt> {
  FetchDirection direction = FetchDirection::kForward;
  int64_t count = 1;
  std::string_view cursor;
  bool is_move = false;
};

struct ClosePortalStmt : NodeOf<NodeKind::kClosePortalStmt, Stmt> {
  std::string_view name;  // empty: ALL
};

struct NotifyStmt : NodeOf<NodeKind::kNotifyStmt, Stmt> {
  std::string_view channel;
  bool has_payload = false;
  std::string_view payload;
};

struct ListenStmt : NodeOf<NodeKind::kListenStmt, Stmt> {
  std::string_view channel;
};

struct UnlistenStmt : NodeOf<NodeKind::kUnlistenStmt, Stmt> {
  std::string_view channel;  // empty: *
};

enum class DiscardTarget : uint8_t { kAll, kPlans, kSequences, kTemp };

struct DiscardStmt : NodeOf<NodeKind::kDiscardStmt, Stmt> {
  DiscardTarget target = DiscardTarget::kAll;
};

// ---- Maintenance --------------------------------------------------------------------------------

struct ExplainStmt : NodeOf<NodeKind::kExplainStmt, Stmt> {
  Stmt* query = nullptr;
  std::vector<DefElem*> options;
};

struct VacuumRelation : NodeOf<NodeKind::kVacuumRelation> {
  RangeVar* relation = nullptr;
  NameList columns;
};

// VACUUM and ANALYZE.
struct VacuumStmt : NodeOf<NodeKind::kVacuumStmt, Stmt> {
  bool is_vacuum = true;
  std::vector<DefElem*> options;
  std::vector<VacuumRelation*> relations;
};

enum class ReindexKind : uint8_t { kIndex, kTable, kSchema, kSystem, kDatabase };

struct ReindexStmt : NodeOf<NodeKind::kReindexStmt, Stmt> {
  ReindexKind reindex_kind = ReindexKind::kTable;
  RangeVar* relation = nullptr;
  std::string_view name;  // schema, system, database
  std::vector<DefElem*> options;  // verbose, concurrently, tablespace
};

struct ClusterStmt : NodeOf<NodeKind::kClusterStmt, Stmt> {
  RangeVar* relation = nullptr;  // null: all
  std::string_view index;
  std::vector<DefElem*> options;
};

// pg_locks' modes, AccessShareLock = 1 to AccessExclusiveLock = 8.
struct LockStmt : NodeOf<NodeKind::kLockStmt, Stmt> {
  std::vector<RangeVar*> relations;
  int mode = 8;
  bool nowait = false;
};

struct CheckPointStmt : NodeOf<NodeKind::kCheckPointStmt, Stmt> {};

struct LoadStmt : NodeOf<NodeKind::kLoadStmt, Stmt> {
  std::string_view filename;
};

// ---- Databases ----------------------------------------------------------------------------------

struct CreateDatabaseStmt : NodeOf<NodeKind::kCreateDatabaseStmt, Stmt> {
  std::string_view name;
  std::vector<DefElem*> options;
};

struct AlterDatabaseStmt : NodeOf<NodeKind::kAlterDatabaseStmt, Stmt> {
  std::string_view name;
  std::vector<DefElem*> options;
  bool refresh_collation_version = false;
};

struct AlterDatabaseSetStmt : NodeOf<NodeKind::kAlterDatabaseSetStmt, Stmt> {
  std::string_view name;
  VariableSetStmt* setting = nullptr;
};

struct DropDatabaseStmt : NodeOf<NodeKind::kDropDatabaseStmt, Stmt> {
  std::string_view name;
  bool missing_ok = false;
  std::vector<DefElem*> options;
};

struct AlterSystemStmt : NodeOf<NodeKind::kAlterSystemStmt, Stmt> {
  VariableSetStmt* setting = nullptr;
};

}  // namespace rung::parser
