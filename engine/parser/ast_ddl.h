// Statements that create, change, rename, describe and drop objects. See ast.h for the rules every
// node keeps. Roles, privileges and databases are in ast_utility.h.
#pragma once

#include "parser/ast_expr.h"

namespace rung::parser {

struct ObjectWithArgs;

// ---- Tables -------------------------------------------------------------------------------------

enum class ConstraintKind : uint8_t {
  kNull, kNotNull, kDefault, kIdentity, kGenerated, kCheck, kPrimary, kUnique, kExclusion, kForeign,
};

// pg_constraint.confupdtype and confdeltype.
enum class ForeignKeyAction : char {
  kNoAction = 'a', kRestrict = 'r', kCascade = 'c', kSetNull = 'n', kSetDefault = 'd',
};
enum class ForeignKeyMatch : char { kSimple = 's', kFull = 'f', kPartial = 'p' };

struct IndexElem : NodeOf<NodeKind::kIndexElem> {
  std::string_view column;  // a plain column, or
  Expr* expr = nullptr;     // an expression
  NameList collation;
  NameList opclass;
  std::vector<DefElem*> opclass_options;
  SortDirection direction = SortDirection::kDefault;
  SortNulls nulls = SortNulls::kDefault;
};

struct ExclusionElem {
  IndexElem* elem = nullptr;
  NameList op;
};

// A column constraint (columns empty: it is about its column) or a table constraint.
struct Constraint : NodeOf<NodeKind::kConstraint> {
  ConstraintKind con_kind = ConstraintKind::kCheck;
  std::string_view name;  // CONSTRAINT name, may be empty
  bool deferrable = false;
  bool initially_deferred = false;
  bool not_valid = false;   // CHECK and FOREIGN KEY: NOT VALID
  bool no_inherit = false;  // CHECK
  Expr* expr = nullptr;     // CHECK, DEFAULT, GENERATED; EXCLUDE ... WHERE is where_clause
  char generated_when = 0;  // 'a' ALWAYS, 'd' BY DEFAULT (identity); 'a' for STORED columns
  std::vector<DefElem*> options;  // identity's sequence options; WITH (...) of indexes
  NameList columns;               // PRIMARY KEY, UNIQUE, FOREIGN KEY
  NameList including;
  bool nulls_not_distinct = false;
  std::vector<ExclusionElem> exclusions;
  std::string_view access_method;  // EXCLUDE USING
  Expr* where_clause = nullptr;
  std::string_view index_name;       // PRIMARY KEY or UNIQUE USING INDEX
  std::string_view index_tablespace;
  RangeVar* referenced = nullptr;  // FOREIGN KEY
  NameList referenced_columns;
  ForeignKeyMatch match = ForeignKeyMatch::kSimple;
  ForeignKeyAction on_update = ForeignKeyAction::kNoAction;
  ForeignKeyAction on_delete = ForeignKeyAction::kNoAction;
  NameList on_delete_columns;  // ON DELETE SET NULL (a, b)
};

struct ColumnDef : NodeOf<NodeKind::kColumnDef> {
  std::string_view name;
  TypeName* type = nullptr;  // null in typed tables and partitions
  std::string_view compression;
  CollateClause* collate = nullptr;
  std::vector<Constraint*> constraints;
  std::vector<DefElem*> fdw_options;
};

enum TableLikeOption : uint32_t {
  kLikeComments = 1 << 0,
  kLikeCompression = 1 << 1,
  kLikeConstraints = 1 << 2,
  kLikeDefaults = 1 << 3,
  kLikeGenerated = 1 << 4,
  kLikeIdentity = 1 << 5,
  kLikeIndexes = 1 << 6,
  kLikeStatistics = 1 << 7,
  kLikeStorage = 1 << 8,
  kLikeAll = 0x7FFFFFFF,
};

struct TableLikeClause : NodeOf<NodeKind::kTableLikeClause> {
  RangeVar* relation = nullptr;
  uint32_t options = 0;  // TableLikeOption bits
};

enum class PartitionStrategy : char { kList = 'l', kRange = 'r', kHash = 'h' };

struct PartitionElem {
  std::string_view column;
  Expr* expr = nullptr;
  NameList collation;
  NameList opclass;
  SourcePos pos = kNoPos;
};

struct PartitionSpec : NodeOf<NodeKind::kPartitionSpec> {
  PartitionStrategy strategy = PartitionStrategy::kRange;
  std::vector<PartitionElem> elems;
};

// FOR VALUES ... or DEFAULT. MINVALUE and MAXVALUE arrive as ColumnRefs of those names.
struct PartitionBound : NodeOf<NodeKind::kPartitionBound> {
  bool is_default = false;
  PartitionStrategy strategy = PartitionStrategy::kRange;
  int32_t modulus = -1;
  int32_t remainder = -1;
  std::vector<Expr*> list_values;
  std::vector<Expr*> lower;
  std::vector<Expr*> upper;
};

struct CreateTableStmt : NodeOf<NodeKind::kCreateTableStmt, Stmt> {
  RangeVar* relation = nullptr;       // persistence is here
  std::vector<Node*> elements;        // ColumnDef, Constraint, TableLikeClause, in written order
  std::vector<RangeVar*> inherits;    // INHERITS (...), or the one parent of PARTITION OF
  PartitionBound* partition_bound = nullptr;
  PartitionSpec* partition_spec = nullptr;
  TypeName* of_type = nullptr;
  std::vector<DefElem*> options;
  OnCommit on_commit = OnCommit::kNone;
  std::string_view tablespace;
  std::string_view access_method;
  bool if_not_exists = false;
  std::string_view foreign_server;  // CREATE FOREIGN TABLE
  std::vector<DefElem*> foreign_options;
};

// CREATE TABLE AS, CREATE MATERIALIZED VIEW.
struct CreateTableAsStmt : NodeOf<NodeKind::kCreateTableAsStmt, Stmt> {
  Stmt* query = nullptr;  // SelectStmt or ExecuteStmt
  IntoClause* into = nullptr;
  ObjectKind object = ObjectKind::kTable;  // or kMatView
  bool if_not_exists = false;
};

enum class AlterTableKind : uint8_t {
  kAddColumn, kColumnDefault, kDropNotNull, kSetNotNull, kDropExpression, kSetStatistics,
  kSetOptions, kResetOptions, kSetStorage, kSetCompression, kDropColumn, kAddConstraint,
  kAlterConstraint, kValidateConstraint, kDropConstraint, kAlterColumnType, kChangeOwner,
  kClusterOn, kDropCluster, kSetLogged, kSetUnlogged, kDropOids, kSetAccessMethod, kSetTablespace,
  kSetRelOptions, kResetRelOptions, kReplaceRelOptions, kEnableTrigger, kEnableAlwaysTrigger,
  kEnableReplicaTrigger, kDisableTrigger, kEnableTriggerAll, kDisableTriggerAll,
  kEnableTriggerUser, kDisableTriggerUser, kEnableRule, kEnableAlwaysRule, kEnableReplicaRule,
  kDisableRule, kAddInherit, kDropInherit, kAddOf, kDropOf, kReplicaIdentity, kEnableRowSecurity,
  kDisableRowSecurity, kForceRowSecurity, kNoForceRowSecurity, kGenericOptions,
  kAlterColumnGenericOptions, kAttachPartition, kDetachPartition, kDetachPartitionFinalize,
  kAddIdentity, kSetIdentity, kDropIdentity,
};

struct AlterTableCmd : NodeOf<NodeKind::kAlterTableCmd> {
  AlterTableKind command = AlterTableKind::kAddColumn;
  std::string_view name;      // column, constraint, trigger, rule, index, tablespace, method
  int32_t number = 0;         // SET STATISTICS of an index column given by number; else 0
  RoleSpec* owner = nullptr;  // kChangeOwner
  ColumnDef* column = nullptr;  // kAddColumn; kAlterColumnType: type and collate
  Expr* expr = nullptr;         // new default (null: DROP DEFAULT); USING of kAlterColumnType
  int32_t statistics = 0;
  std::string_view text;        // storage or compression; replica identity as n f d, i uses name
  Constraint* constraint = nullptr;
  std::vector<DefElem*> options;
  RangeVar* relation = nullptr;  // INHERIT parent, partition
  PartitionBound* bound = nullptr;
  TypeName* of_type = nullptr;
  bool concurrently = false;
  DropBehavior behavior = DropBehavior::kRestrict;
  bool missing_ok = false;  // IF EXISTS, or IF NOT EXISTS
  char replica_identity = 0;
};

// ALTER TABLE | INDEX | SEQUENCE | VIEW | MATERIALIZED VIEW | FOREIGN TABLE, and ALTER TYPE ... ADD
// ATTRIBUTE (object kType).
struct AlterTableStmt : NodeOf<NodeKind::kAlterTableStmt, Stmt> {
  RangeVar* relation = nullptr;
  std::vector<AlterTableCmd*> commands;
  ObjectKind object = ObjectKind::kTable;
  bool missing_ok = false;
  // ALTER TABLE ALL IN TABLESPACE is refused by the parser.
};

// ---- Indexes, statistics, sequences, views ------------------------------------------------------

struct IndexStmt : NodeOf<NodeKind::kIndexStmt, Stmt> {
  std::string_view name;  // empty: to be chosen
  RangeVar* relation = nullptr;
  std::string_view access_method;  // empty: btree
  std::vector<IndexElem*> columns;
  std::vector<IndexElem*> including;
  std::vector<DefElem*> options;
  std::string_view tablespace;
  Expr* where = nullptr;
  bool unique = false;
  bool nulls_not_distinct = false;
  bool concurrently = false;
  bool if_not_exists = false;
};

struct StatsElem : NodeOf<NodeKind::kStatsElem> {
  std::string_view column;
  Expr* expr = nullptr;
};

struct CreateStatisticsStmt : NodeOf<NodeKind::kCreateStatisticsStmt, Stmt> {
  NameList name;
  NameList kinds;
  std::vector<StatsElem*> exprs;
  std::vector<FromItem*> from;
  bool if_not_exists = false;
};

struct AlterStatisticsStmt : NodeOf<NodeKind::kAlterStatisticsStmt, Stmt> {
  NameList name;
  int32_t target = 0;
  bool missing_ok = false;
};

// Options: as, cache, cycle, increment, maxvalue, minvalue, owned_by, start, restart.
struct CreateSequenceStmt : NodeOf<NodeKind::kCreateSequenceStmt, Stmt> {
  RangeVar* sequence = nullptr;
  std::vector<DefElem*> options;
  bool if_not_exists = false;
};

struct AlterSequenceStmt : NodeOf<NodeKind::kAlterSequenceStmt, Stmt> {
  RangeVar* sequence = nullptr;
  std::vector<DefElem*> options;
  bool missing_ok = false;
};

enum class ViewCheckOption : uint8_t { kNone, kLocal, kCascaded };

struct ViewStmt : NodeOf<NodeKind::kViewStmt, Stmt> {
  RangeVar* view = nullptr;
  NameList columns;
  SelectStmt* query = nullptr;
  bool replace = false;
  std::vector<DefElem*> options;
  ViewCheckOption check_option = ViewCheckOption::kNone;
};

struct RefreshMatViewStmt : NodeOf<NodeKind::kRefreshMatViewStmt, Stmt> {
  RangeVar* relation = nullptr;
  bool concurrently = false;
  bool skip_data = false;  // WITH NO DATA
};

// ---- Types, domains -----------------------------------------------------------------------------

struct CreateEnumStmt : NodeOf<NodeKind::kCreateEnumStmt, Stmt> {
  NameList name;
  NameList values;
};

struct CreateCompositeStmt : NodeOf<NodeKind::kCreateCompositeStmt, Stmt> {
  RangeVar* name = nullptr;
  std::vector<ColumnDef*> columns;
};

struct CreateRangeStmt : NodeOf<NodeKind::kCreateRangeStmt, Stmt> {
  NameList name;
  std::vector<DefElem*> options;
};

// CREATE AGGREGATE, OPERATOR, base TYPE, TEXT SEARCH ..., COLLATION: a name and a definition list.
struct DefineStmt : NodeOf<NodeKind::kDefineStmt, Stmt> {
  ObjectKind object = ObjectKind::kAggregate;
  bool old_style = false;  // aggregate without an argument list
  NameList name;
  std::vector<struct FunctionParameter*> args;  // aggregates; (*) is empty
  int32_t direct_arg_count = -1;                // aggregates with ORDER BY; else -1
  std::vector<DefElem*> definition;             // empty: a shell type
  bool if_not_exists = false;
  bool replace = false;
};

struct AlterEnumStmt : NodeOf<NodeKind::kAlterEnumStmt, Stmt> {
  NameList name;
  std::string_view old_value;  // RENAME VALUE old TO new
  std::string_view new_value;
  bool rename = false;
  std::string_view neighbor;   // ADD VALUE ... BEFORE | AFTER
  bool has_neighbor = false;
  bool after = true;
  bool if_not_exists = false;
};

// ALTER TYPE name SET (...).
struct AlterTypeStmt : NodeOf<NodeKind::kAlterTypeStmt, Stmt> {
  NameList name;
  std::vector<DefElem*> options;
};

struct CreateDomainStmt : NodeOf<NodeKind::kCreateDomainStmt, Stmt> {
  NameList name;
  TypeName* type = nullptr;
  CollateClause* collate = nullptr;
  std::vector<Constraint*> constraints;
};

enum class AlterDomainKind : uint8_t {
  kDefault, kDropNotNull, kSetNotNull, kAddConstraint, kDropConstraint, kValidateConstraint,
};

struct AlterDomainStmt : NodeOf<NodeKind::kAlterDomainStmt, Stmt> {
  AlterDomainKind command = AlterDomainKind::kDefault;
  NameList domain;
  std::string_view name;  // constraint
  Expr* expr = nullptr;   // default; null: DROP DEFAULT
  Constraint* constraint = nullptr;
  DropBehavior behavior = DropBehavior::kRestrict;
  bool missing_ok = false;
};

// ---- Functions, operators, casts ----------------------------------------------------------------

// pg_proc.proargmodes; kDefault is IN not written.
enum class ParameterMode : char {
  kDefault = 'd', kIn = 'i', kOut = 'o', kInOut = 'b', kVariadic = 'v', kTable = 't',
};

struct FunctionParameter : NodeOf<NodeKind::kFunctionParameter> {
  std::string_view name;
  TypeName* type = nullptr;
  ParameterMode mode = ParameterMode::kDefault;
  Expr* default_value = nullptr;
};

// A function, aggregate or operator named with its argument types.
struct ObjectWithArgs : NodeOf<NodeKind::kObjectWithArgs> {
  NameList name;
  std::vector<TypeName*> args;  // input arguments; null for NONE of an operator
  std::vector<FunctionParameter*> parameters;  // as written, with modes
  bool args_unspecified = false;               // name alone
};

struct ReturnStmt : NodeOf<NodeKind::kReturnStmt, Stmt> {
  Expr* value = nullptr;
};

// Options: as (ListExpr of one or two strings), language, volatility, strict (boolean), security
// (boolean), leakproof (boolean), cost, rows, support, parallel, window, set (VariableSetStmt),
// transform.
struct CreateFunctionStmt : NodeOf<NodeKind::kCreateFunctionStmt, Stmt> {
  bool procedure = false;
  bool replace = false;
  NameList name;
  std::vector<FunctionParameter*> parameters;  // RETURNS TABLE columns are kTable parameters
  TypeName* return_type = nullptr;             // null: from OUT parameters
  std::vector<DefElem*> options;
  bool has_sql_body = false;
  bool atomic = false;           // BEGIN ATOMIC ... END, else RETURN expression
  std::vector<Stmt*> sql_body;
  std::string_view sql_body_text;
};

struct AlterFunctionStmt : NodeOf<NodeKind::kAlterFunctionStmt, Stmt> {
  ObjectKind object = ObjectKind::kFunction;
  ObjectWithArgs* function = nullptr;
  std::vector<DefElem*> actions;
};

enum class OpClassItemKind : uint8_t { kOperator, kFunction, kStorage };

struct OpClassItem : NodeOf<NodeKind::kOpClassItem> {
  OpClassItemKind item_kind = OpClassItemKind::kOperator;
  ObjectWithArgs* name = nullptr;
  int32_t number = 0;
  NameList order_family;
  std::vector<TypeName*> class_args;
  TypeName* stored_type = nullptr;
};

struct CreateOpClassStmt : NodeOf<NodeKind::kCreateOpClassStmt, Stmt> {
  NameList name;
  NameList family;
  std::string_view access_method;
  TypeName* type = nullptr;
  std::vector<OpClassItem*> items;
  bool is_default = false;
};

struct CreateOpFamilyStmt : NodeOf<NodeKind::kCreateOpFamilyStmt, Stmt> {
  NameList name;
  std::string_view access_method;
};

struct AlterOpFamilyStmt : NodeOf<NodeKind::kAlterOpFamilyStmt, Stmt> {
  NameList name;
  std::string_view access_method;
  bool drop = false;
  std::vector<OpClassItem*> items;
};

struct AlterOperatorStmt : NodeOf<NodeKind::kAlterOperatorStmt, Stmt> {
  ObjectWithArgs* op = nullptr;
  std::vector<DefElem*> options;
};

enum class AlterTextSearchKind : uint8_t {
  kOptions,            // of a dictionary
  kAddMapping, kAlterMapping, kReplaceDictionary, kDropMapping,
};

struct AlterTextSearchStmt : NodeOf<NodeKind::kAlterTextSearchStmt, Stmt> {
  AlterTextSearchKind command = AlterTextSearchKind::kOptions;
  NameList name;
  std::vector<DefElem*> options;
  NameList token_types;  // REPLACE: empty for all
  std::vector<NameList> dictionaries;  // REPLACE: the old one, then the new one
  bool missing_ok = false;
};

enum class CoercionContext : char { kImplicit = 'i', kAssignment = 'a', kExplicit = 'e' };

struct CreateCastStmt : NodeOf<NodeKind::kCreateCastStmt, Stmt> {
  TypeName* source = nullptr;
  TypeName* target = nullptr;
  ObjectWithArgs* function = nullptr;
  CoercionContext context = CoercionContext::kExplicit;
  bool inout = false;
};

struct CreateConversionStmt : NodeOf<NodeKind::kCreateConversionStmt, Stmt> {
  NameList name;
  std::string_view from_encoding;
  std::string_view to_encoding;
  NameList function;
  bool is_default = false;
};

// ALTER COLLATION name REFRESH VERSION
struct AlterCollationStmt : NodeOf<NodeKind::kAlterCollationStmt, Stmt> {
  NameList name;
};

struct CreateLanguageStmt : NodeOf<NodeKind::kCreateLanguageStmt, Stmt> {
  bool replace = false;
  std::string_view name;
  NameList handler;
  NameList inline_handler;
  NameList validator;
  bool trusted = false;
};

struct CreateAccessMethodStmt : NodeOf<NodeKind::kCreateAccessMethodStmt, Stmt> {
  std::string_view name;
  char am_type = 'i';
  NameList handler;
};

// ---- Triggers, rules, policies ------------------------------------------------------------------

// Bits of pg_trigger.tgtype.
enum TriggerBits : int16_t {
  kTriggerRow = 1 << 0,
  kTriggerBefore = 1 << 1,
  kTriggerInsert = 1 << 2,
  kTriggerDelete = 1 << 3,
  kTriggerUpdate = 1 << 4,
  kTriggerTruncate = 1 << 5,
  kTriggerInstead = 1 << 6,
};

struct TriggerTransition : NodeOf<NodeKind::kTriggerTransition> {
  std::string_view name;
  bool is_new = false;
  bool is_table = false;  // ROW is accepted by the grammar and refused later
};

struct CreateTriggerStmt : NodeOf<NodeKind::kCreateTriggerStmt, Stmt> {
  bool replace = false;
  bool constraint = false;
  std::string_view name;
  RangeVar* relation = nullptr;
  NameList function;
  NameList args;          // all arguments become strings
  bool row = false;
  int16_t timing = 0;     // kTriggerBefore, kTriggerInstead or 0 (AFTER)
  int16_t events = 0;
  NameList columns;       // UPDATE OF
  Expr* when = nullptr;
  std::vector<TriggerTransition*> transitions;
  bool deferrable = false;
  bool initially_deferred = false;
  RangeVar* constraint_relation = nullptr;  // FROM referenced_table
};

struct CreateEventTriggerStmt : NodeOf<NodeKind::kCreateEventTriggerStmt, Stmt> {
  std::string_view name;
  std::string_view event;
  std::vector<DefElem*> when;
  NameList function;
};

struct AlterEventTriggerStmt : NodeOf<NodeKind::kAlterEventTriggerStmt, Stmt> {
  std::string_view name;
  char enabled = 'O';  // O enable, D disable, R replica, A always
};

enum class RuleEvent : uint8_t { kSelect, kUpdate, kInsert, kDelete };

struct RuleStmt : NodeOf<NodeKind::kRuleStmt, Stmt> {
  bool replace = false;
  std::string_view name;
  RangeVar* relation = nullptr;
  RuleEvent event = RuleEvent::kSelect;
  bool instead = false;
  Expr* where = nullptr;
  std::vector<Stmt*> actions;  // empty: NOTHING; NotifyStmt allowed
};

struct CreatePolicyStmt : NodeOf<NodeKind::kCreatePolicyStmt, Stmt> {
  std::string_view name;
  RangeVar* table = nullptr;
  std::string_view command = "all";  // all, select, insert, update, delete
  bool permissive = true;
  std::vector<RoleSpec*> roles;
  Expr* using_expr = nullptr;
  Expr* check_expr = nullptr;
};

struct AlterPolicyStmt : NodeOf<NodeKind::kAlterPolicyStmt, Stmt> {
  std::string_view name;
  RangeVar* table = nullptr;
  std::vector<RoleSpec*> roles;
  Expr* using_expr = nullptr;
  Expr* check_expr = nullptr;
};

// ---- Schemas, extensions, publications, subscriptions -------------------------------------------

struct CreateSchemaStmt : NodeOf<NodeKind::kCreateSchemaStmt, Stmt> {
  std::string_view name;  // empty with AUTHORIZATION alone
  RoleSpec* owner = nullptr;
  std::vector<Stmt*> elements;
  bool if_not_exists = false;
};

struct CreateExtensionStmt : NodeOf<NodeKind::kCreateExtensionStmt, Stmt> {
  std::string_view name;
  bool if_not_exists = false;
  std::vector<DefElem*> options;  // schema, new_version, cascade
};

struct AlterExtensionStmt : NodeOf<NodeKind::kAlterExtensionStmt, Stmt> {
  std::string_view name;
  std::vector<DefElem*> options;
};

enum class PublicationObjectKind : uint8_t { kTable, kTablesInSchema, kTablesInCurrentSchema };

struct PublicationObject : NodeOf<NodeKind::kPublicationObject> {
  PublicationObjectKind object_kind = PublicationObjectKind::kTable;
  RangeVar* relation = nullptr;
  NameList columns;
  Expr* where = nullptr;
  std::string_view schema;
};

struct CreatePublicationStmt : NodeOf<NodeKind::kCreatePublicationStmt, Stmt> {
  std::string_view name;
  std::vector<DefElem*> options;
  std::vector<PublicationObject*> objects;
  bool for_all_tables = false;
};

struct AlterPublicationStmt : NodeOf<NodeKind::kAlterPublicationStmt, Stmt> {
  std::string_view name;
  DefAction action = DefAction::kSet;
  std::vector<DefElem*> options;
  std::vector<PublicationObject*> objects;
};

struct CreateSubscriptionStmt : NodeOf<NodeKind::kCreateSubscriptionStmt, Stmt> {
  std::string_view name;
  std::string_view connection;
  NameList publications;
  std::vector<DefElem*> options;
};

// ---- Statements over any kind of object ---------------------------------------------------------

// An object as named in DROP, COMMENT, RENAME, OWNER TO and the like. Which members are set follows
// from the kind:
//   table-like, sequence, index, statistics, collation, ... : names
//   column, constraint, trigger, rule, policy on a table    : names = table, name = the object's
//   type, domain, domain constraint                         : type (and name)
//   function, procedure, routine, aggregate, operator       : with_args
//   operator class or family                                : names, access_method
//   cast                                                    : type, target_type
//   transform                                               : type, name = language
//   schema, role, database, extension, language, ...        : names of one element
//   large object                                            : number
struct ObjectName {
  NameList names;
  std::string_view name;
  TypeName* type = nullptr;
  TypeName* target_type = nullptr;
  ObjectWithArgs* with_args = nullptr;
  std::string_view access_method;
  std::string_view number;
  SourcePos pos = kNoPos;
};

struct DropStmt : NodeOf<NodeKind::kDropStmt, Stmt> {
  ObjectKind object = ObjectKind::kTable;
  std::vector<ObjectName> objects;
  DropBehavior behavior = DropBehavior::kRestrict;
  bool missing_ok = false;
  bool concurrently = false;
};

struct RenameStmt : NodeOf<NodeKind::kRenameStmt, Stmt> {
  ObjectKind object = ObjectKind::kTable;
  ObjectKind relation_kind = ObjectKind::kTable;  // kColumn, kAttribute: what the relation is said to be
  RangeVar* relation = nullptr;                   // relations, columns, table constraints, triggers, ...
  ObjectName name;                                // everything else
  std::string_view old_name;                      // column, constraint, trigger, rule, policy
  std::string_view new_name;
  DropBehavior behavior = DropBehavior::kRestrict;
  bool missing_ok = false;
};

struct AlterOwnerStmt : NodeOf<NodeKind::kAlterOwnerStmt, Stmt> {
  ObjectKind object = ObjectKind::kSchema;
  ObjectName name;
  RoleSpec* owner = nullptr;
};

struct AlterObjectSchemaStmt : NodeOf<NodeKind::kAlterObjectSchemaStmt, Stmt> {
  ObjectKind object = ObjectKind::kTable;
  RangeVar* relation = nullptr;  // relations
  ObjectName name;               // everything else
  std::string_view new_schema;
  bool missing_ok = false;
};

// ALTER FUNCTION | TRIGGER | INDEX | MATERIALIZED VIEW ... [NO] DEPENDS ON EXTENSION
struct AlterObjectDependsStmt : NodeOf<NodeKind::kAlterObjectDependsStmt, Stmt> {
  ObjectKind object = ObjectKind::kFunction;
  RangeVar* relation = nullptr;
  ObjectName name;
  std::string_view extension;
  bool remove = false;
};

// ALTER EXTENSION e ADD | DROP object
struct AlterExtensionContentsStmt : NodeOf<NodeKind::kAlterExtensionContentsStmt, Stmt> {
  std::string_view extension;
  bool drop = false;
  ObjectKind object = ObjectKind::kTable;
  ObjectName name;
};

struct CommentStmt : NodeOf<NodeKind::kCommentStmt, Stmt> {
  ObjectKind object = ObjectKind::kTable;
  ObjectName name;
  bool is_null = false;  // IS NULL removes the comment
  std::string_view comment;
};

struct SecurityLabelStmt : NodeOf<NodeKind::kSecurityLabelStmt, Stmt> {
  ObjectKind object = ObjectKind::kTable;
  ObjectName name;
  std::string_view provider;
  bool is_null = false;
  std::string_view label;
};

struct TruncateStmt : NodeOf<NodeKind::kTruncateStmt, Stmt> {
  std::vector<RangeVar*> relations;
  bool restart_sequences = false;
  DropBehavior behavior = DropBehavior::kRestrict;
};

}  // namespace rung::parser
