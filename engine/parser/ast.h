// The syntax tree: what PostgreSQL's raw parse tree is, and nothing more. Names are not looked up,
// types are not resolved; that is the binder's work (engine/planner, engine/commands).
//
// Owns: Node, the kinds, and the small things shared by all statement families. The families are
// ast_expr.h (expressions, SELECT), ast_dml.h, ast_ddl.h and ast_utility.h.
// Invariants: 1. nodes live in one Arena and point to each other with plain pointers; 2. every
// string_view points into that Arena, never into the caller's text; 3. an empty string_view or a
// null pointer means "not given" (PostgreSQL has no empty identifiers); 4. `pos` is the byte offset,
// in the text given to the parser, where PostgreSQL would point its error cursor; kNoPos where it
// would not point at all; 5. identifiers are folded and truncated already.
// Threads: a tree is immutable once parsed and may then be read by any.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/error.h"

namespace rung::parser {

enum class NodeKind : uint8_t {
  // Expressions (ast_expr.h).
  kColumnRef, kParamRef, kConstant, kTypeCast, kCollateClause, kOpExpr, kListExpr, kBoolExpr,
  kNullTest, kBooleanTest, kSubLink, kCaseExpr, kCoalesceExpr, kMinMaxExpr, kRowExpr, kArrayExpr,
  kIndirection, kFuncCall, kSqlValueFunction, kXmlExpr, kXmlSerialize, kGroupingFunc, kNamedArg,
  kSetToDefault, kCurrentOf, kMultiAssignRef, kGroupingSet,
  // Parts of SELECT (ast_expr.h).
  kTypeName, kSortBy, kWindowDef, kResTarget, kWithClause, kCommonTableExpr, kLockingClause,
  kIntoClause, kRangeVar, kRangeSubselect, kRangeFunction, kRangeTableSample, kRangeTableFunc,
  kJoinExpr,
  // Values of options.
  kNameNode, kDefElem,
  // Parts of DML and DDL.
  kOnConflictClause, kMergeWhenClause, kColumnDef, kConstraint, kTableLikeClause, kPartitionSpec,
  kPartitionBound, kIndexElem, kStatsElem, kAlterTableCmd, kFunctionParameter, kObjectWithArgs,
  kRoleSpec, kAccessPriv, kOpClassItem, kTriggerTransition, kPublicationObject, kVacuumRelation,
  // Statements that return rows or change them.
  kSelectStmt, kInsertStmt, kUpdateStmt, kDeleteStmt, kMergeStmt,
  // Statements of ast_ddl.h.
  kCreateTableStmt, kCreateTableAsStmt, kAlterTableStmt, kIndexStmt, kCreateSequenceStmt,
  kAlterSequenceStmt, kViewStmt, kRefreshMatViewStmt, kCreateEnumStmt, kCreateCompositeStmt,
  kCreateRangeStmt, kDefineStmt, kAlterEnumStmt, kAlterTypeStmt, kCreateDomainStmt,
  kAlterDomainStmt, kCreateFunctionStmt, kAlterFunctionStmt, kReturnStmt, kCreateOpClassStmt,
  kCreateOpFamilyStmt, kAlterOpFamilyStmt, kAlterOperatorStmt, kCreateCastStmt,
  kCreateTransformStmt, kCreateTriggerStmt, kCreateEventTriggerStmt, kAlterEventTriggerStmt,
  kRuleStmt, kCreateSchemaStmt, kCreateExtensionStmt, kAlterExtensionStmt,
  kAlterExtensionContentsStmt, kCreatePolicyStmt, kAlterPolicyStmt, kCreateStatisticsStmt,
  kAlterStatisticsStmt, kCreateConversionStmt, kAlterCollationStmt, kCreateLanguageStmt,
  kCreateAccessMethodStmt, kCreatePublicationStmt, kAlterPublicationStmt,
  kCreateSubscriptionStmt, kAlterSubscriptionStmt, kAlterTextSearchStmt, kRenameStmt,
  kAlterOwnerStmt, kAlterObjectSchemaStmt, kAlterObjectDependsStmt, kCommentStmt,
  kSecurityLabelStmt, kDropStmt, kTruncateStmt,
  // Statements of ast_utility.h.
  kCreateRoleStmt, kAlterRoleStmt, kAlterRoleSetStmt, kDropRoleStmt, kGrantStmt, kGrantRoleStmt,
  kAlterDefaultPrivilegesStmt, kReassignOwnedStmt, kDropOwnedStmt, kCopyStmt, kDoStmt, kCallStmt,
  kTransactionStmt, kVariableSetStmt, kVariableShowStmt, kConstraintsSetStmt, kPrepareStmt,
  kExecuteStmt, kDeallocateStmt, kDeclareCursorStmt, kFetchStmt, kClosePortalStmt, kExplainStmt,
  kVacuumStmt, kReindexStmt, kClusterStmt, kLockStmt, kNotifyStmt, kListenStmt, kUnlistenStmt,
  kDiscardStmt, kCheckPointStmt, kCreateDatabaseStmt, kAlterDatabaseStmt, kAlterDatabaseSetStmt,
  kDropDatabaseStmt, kLoadStmt, kAlterSystemStmt,
};

struct Node {
  NodeKind kind;
  SourcePos pos = kNoPos;

 protected:
  explicit Node(NodeKind k) : kind(k) {}
};

struct Expr : Node {
 protected:
  using Node::Node;
};

// Anything that may stand in FROM.
struct FromItem : Node {
 protected:
  using Node::Node;
};

struct Stmt : Node {
 protected:
  using Node::Node;
};

// Gives a node struct its kind: `struct NullTest : NodeOf<NodeKind::kNullTest, Expr>`.
template <NodeKind K, class Base = Node>
struct NodeOf : Base {
  static constexpr NodeKind kKind = K;
  NodeOf() : Base(K) {}
};

template <class T>
bool is(const Node* node) {
  return node != nullptr && node->kind == T::kKind;
}
// The node as a T, or null when it is something else.
template <class T>
const T* as(const Node* node) {
  return is<T>(node) ? static_cast<const T*>(node) : nullptr;
}
template <class T>
T* as(Node* node) {
  return is<T>(node) ? static_cast<T*>(node) : nullptr;
}
// The node as the T it must be.
template <class T>
const T& to(const Node* node) {
  return RUNG_CHECK(is<T>(node)), *static_cast<const T*>(node);
}

using NameList = std::vector<std::string_view>;

// A possibly qualified name as the value of an option, or an operator name.
struct NameNode : NodeOf<NodeKind::kNameNode> {
  NameList names;
};

enum class DefAction : uint8_t { kUnspecified, kSet, kAdd, kDrop };

// `name = value` in any WITH (...) or option list. The value is a Constant, a TypeName, a NameNode,
// a ListExpr, another statement's part, or null where only the name was given.
struct DefElem : NodeOf<NodeKind::kDefElem> {
  std::string_view ns;
  std::string_view name;
  Node* arg = nullptr;
  DefAction action = DefAction::kUnspecified;
};

enum class DropBehavior : uint8_t { kRestrict, kCascade };

// 'p' permanent, 'u' UNLOGGED, 't' TEMPORARY: pg_class.relpersistence.
enum class Persistence : char { kPermanent = 'p', kUnlogged = 'u', kTemporary = 't' };

enum class OnCommit : uint8_t { kNone, kPreserveRows, kDeleteRows, kDrop };

// What a DROP, COMMENT, RENAME, OWNER TO or similar statement speaks of.
enum class ObjectKind : uint8_t {
  kAccessMethod, kAggregate, kAttribute, kCast, kCollation, kColumn, kConstraint, kConversion,
  kDatabase, kDefaultAcl, kDomain, kDomainConstraint, kEventTrigger, kExtension,
  kForeignDataWrapper, kForeignServer, kForeignTable, kFunction, kIndex, kLanguage, kLargeObject,
  kMatView, kOperator, kOpClass, kOpFamily, kParameter, kPolicy, kProcedure, kPublication, kRole,
  kRoutine, kRule, kSchema, kSequence, kStatistics, kSubscription, kTable, kTableConstraint,
  kTablespace, kTransform, kTrigger, kTsConfiguration, kTsDictionary, kTsParser, kTsTemplate,
  kType, kUserMapping, kView,
};

enum class RoleSpecKind : uint8_t { kName, kCurrentRole, kCurrentUser, kSessionUser, kPublic };

struct RoleSpec : NodeOf<NodeKind::kRoleSpec> {
  RoleSpecKind role_kind = RoleSpecKind::kName;
  std::string_view name;  // kName only
};

}  // namespace rung::parser
