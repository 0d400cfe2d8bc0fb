// The table of utility statements: one row each.
#include "commands/command.h"
#include "commands/event_trigger.h"
#include "commands/objects.h"
#include "commands/other.h"
#include "commands/privileges.h"
#include "commands/session_commands.h"
#include "executor/run.h"

namespace rung::commands {
namespace {

using ast::NodeKind;

struct Row {
  NodeKind kind;
  const char* name;  // what messages call it
  bool writes;       // takes the writer lock first
  bool alone;        // not inside a transaction block
  std::string (*run)(CommandContext&, const ast::Node&);
};

template <class Stmt, std::string (*F)(CommandContext&, const Stmt&)>
std::string run_as(CommandContext& c, const ast::Node& statement) {
  return F(c, ast::to<Stmt>(&statement));
}
template <class Stmt, std::string (*F)(CommandContext&, const Stmt&)>
constexpr Row row(const char* name, bool writes, bool alone = false) {
  return {Stmt::kKind, name, writes, alone, run_as<Stmt, F>};
}

std::string define(CommandContext& c, const ast::DefineStmt& stmt) {
  if (stmt.object == ast::ObjectKind::kType && stmt.definition.empty()) {
    return create_shell_type(c, stmt);
  }
  return define_object(c, stmt);
}

// The session runs these itself; here they come only from inside a function.
std::string discard(CommandContext&, const ast::DiscardStmt& stmt) {
  throw_unsupported("DISCARD inside a function", stmt.pos);
}

std::string checkpoint(CommandContext&, const ast::CheckPointStmt& stmt) {
  throw_unsupported("CHECKPOINT inside a function", stmt.pos);
}

std::string create_database(CommandContext&, const ast::CreateDatabaseStmt&) {
  throw_error(sqlstate::active_sql_transaction,
              "CREATE DATABASE cannot be executed from a function");
}

std::string drop_database(CommandContext&, const ast::DropDatabaseStmt&) {
  throw_error(sqlstate::active_sql_transaction, "DROP DATABASE cannot be executed from a function");
}

std::string select_into(CommandContext& c, const ast::SelectStmt& stmt) {
  const ast::SelectStmt* leaf = &stmt;
  while (leaf->op != ast::SetOperation::kNone) leaf = leaf->left;
  if (leaf != &stmt) throw_unsupported("SELECT INTO with UNION", stmt.pos);
  auto* create = c.exec.arena->make<ast::CreateTableAsStmt>();
  auto* query = c.exec.arena->make<ast::SelectStmt>(stmt);
  create->into = query->into;
  create->query = query;
  return create_table_as(c, *create);
}

constexpr Row kRows[] = {
    row<ast::CreateTableStmt, create_table>("CREATE TABLE", true),
    row<ast::CreateTableAsStmt, create_table_as>("CREATE TABLE AS", true),
    row<ast::SelectStmt, select_into>("SELECT INTO", true),
    row<ast::AlterTableStmt, alter_table>("ALTER TABLE", true),
    row<ast::IndexStmt, create_index_statement>("CREATE INDEX", true),
    row<ast::CreateSequenceStmt, create_sequence>("CREATE SEQUENCE", true),
    row<ast::AlterSequenceStmt, alter_sequence>("ALTER SEQUENCE", true),
    row<ast::ViewStmt, create_view>("CREATE VIEW", true),
    row<ast::RefreshMatViewStmt, refresh_matview>("REFRESH MATERIALIZED VIEW", true),
    row<ast::CreateEnumStmt, create_enum>("CREATE TYPE", true),
    row<ast::AlterEnumStmt, alter_enum>("ALTER TYPE", true),
    row<ast::CreateCompositeStmt, create_composite>("CREATE TYPE", true),
    row<ast::CreateRangeStmt, create_range>("CREATE TYPE", true),
    row<ast::DefineStmt, define>("CREATE TYPE", true),
    row<ast::CreateDomainStmt, create_domain>("CREATE DOMAIN", true),
    row<ast::AlterDomainStmt, alter_domain>("ALTER DOMAIN", true),
    row<ast::CreateFunctionStmt, create_function>("CREATE FUNCTION", true),
    row<ast::AlterFunctionStmt, alter_function>("ALTER FUNCTION", true),
    row<ast::CreateTriggerStmt, create_trigger>("CREATE TRIGGER", true),
    row<ast::CreateSchemaStmt, create_schema>("CREATE SCHEMA", true),
    row<ast::CreateExtensionStmt, create_extension>("CREATE EXTENSION", true),
    row<ast::CreateLanguageStmt, create_language>("CREATE EXTENSION", true),
    row<ast::CreatePolicyStmt, create_policy>("CREATE POLICY", true),
    row<ast::AlterPolicyStmt, alter_policy>("ALTER POLICY", true),
    row<ast::CreateRoleStmt, create_role>("CREATE ROLE", true),
    row<ast::AlterRoleStmt, alter_role>("ALTER ROLE", true),
    row<ast::DropRoleStmt, drop_role>("DROP ROLE", true),
    row<ast::GrantStmt, grant>("GRANT", true),
    row<ast::GrantRoleStmt, grant_role>("GRANT ROLE", true),
    row<ast::AlterDefaultPrivilegesStmt, alter_default_privileges>("ALTER DEFAULT PRIVILEGES",
                                                                  true),
    row<ast::CreateCastStmt, create_cast>("CREATE CAST", true),
    row<ast::CreateOpClassStmt, create_operator_class>("CREATE OPERATOR CLASS", true),
    row<ast::CreateOpFamilyStmt, create_operator_family>("CREATE OPERATOR FAMILY", true),
    row<ast::AlterOpFamilyStmt, alter_operator_family>("ALTER OPERATOR FAMILY", true),
    row<ast::CreatePublicationStmt, create_publication>("CREATE PUBLICATION", true),
    row<ast::AlterPublicationStmt, alter_publication>("ALTER PUBLICATION", true),
    row<ast::CreateSubscriptionStmt, create_subscription>("CREATE SUBSCRIPTION", true),
    row<ast::CreateEventTriggerStmt, create_event_trigger>("CREATE EVENT TRIGGER", true),
    row<ast::AlterEventTriggerStmt, alter_event_trigger>("ALTER EVENT TRIGGER", true),
    row<ast::CreateStatisticsStmt, create_statistics>("CREATE STATISTICS", true),
    row<ast::AlterStatisticsStmt, alter_statistics>("ALTER STATISTICS", true),
    row<ast::AlterRoleSetStmt, alter_role_set>("ALTER ROLE", true),
    row<ast::AlterDatabaseSetStmt, alter_database_set>("ALTER DATABASE", true),
    row<ast::AlterCollationStmt, alter_collation>("ALTER COLLATION", true),
    row<ast::AlterTextSearchStmt, alter_text_search>("ALTER TEXT SEARCH", true),
    row<ast::AlterExtensionStmt, alter_extension>("ALTER EXTENSION", true),
    row<ast::SecurityLabelStmt, security_label>("SECURITY LABEL", true),
    row<ast::NotifyStmt, notify>("NOTIFY", false),
    row<ast::DropOwnedStmt, drop_owned>("DROP OWNED", true),
    row<ast::ReassignOwnedStmt, reassign_owned>("REASSIGN OWNED", true),
    row<ast::AlterSystemStmt, alter_system>("ALTER SYSTEM", false, true),
    row<ast::AlterObjectDependsStmt, alter_depends>("ALTER … DEPENDS ON EXTENSION", true),
    row<ast::DropStmt, drop>("DROP", true),
    row<ast::RenameStmt, rename>("ALTER … RENAME", true),
    row<ast::AlterObjectSchemaStmt, alter_schema>("ALTER … SET SCHEMA", true),
    row<ast::AlterOwnerStmt, alter_owner>("ALTER … OWNER TO", true),
    row<ast::RuleStmt, create_rule>("CREATE RULE", true),
    row<ast::CommentStmt, comment>("COMMENT", true),
    row<ast::TruncateStmt, truncate>("TRUNCATE TABLE", true),
    row<ast::CopyStmt, copy>("COPY", true),
    row<ast::ExplainStmt, explain>("EXPLAIN", false),
    row<ast::VariableSetStmt, set_variable>("SET", false),
    row<ast::VariableShowStmt, show_variable>("SHOW", false),
    row<ast::DoStmt, run_do>("DO", false),
    row<ast::CallStmt, call>("CALL", false),
    row<ast::VacuumStmt, vacuum>("VACUUM", false, true),
    row<ast::ReindexStmt, reindex>("REINDEX", true),
    row<ast::ClusterStmt, cluster>("CLUSTER", true),
    row<ast::LockStmt, lock>("LOCK TABLE", false),
    row<ast::DiscardStmt, discard>("DISCARD ALL", false),
    row<ast::CheckPointStmt, checkpoint>("CHECKPOINT", false),
    row<ast::CreateDatabaseStmt, create_database>("CREATE DATABASE", false, true),
    row<ast::DropDatabaseStmt, drop_database>("DROP DATABASE", false, true),
};

const Row* find_row(const ast::Node& statement) {
  for (const Row& r : kRows) {
    if (r.kind == statement.kind) return &r;
  }
  return nullptr;
}

// What we parse and do not run yet, by the name of the feature.
struct MissingName {
  NodeKind kind;
  const char* name;
};
constexpr MissingName kMissing[] = {
    {NodeKind::kAlterTypeStmt, "ALTER TYPE … SET"},
    {NodeKind::kAlterOperatorStmt, "ALTER OPERATOR"},
    {NodeKind::kCreateTransformStmt, "CREATE TRANSFORM"},
    {NodeKind::kAlterExtensionContentsStmt, "ALTER EXTENSION"},
    {NodeKind::kCreateConversionStmt, "CREATE CONVERSION"},
    {NodeKind::kCreateAccessMethodStmt, "CREATE ACCESS METHOD"},
    {NodeKind::kAlterSubscriptionStmt, "ALTER SUBSCRIPTION"},
    {NodeKind::kListenStmt, "LISTEN"},
    {NodeKind::kUnlistenStmt, "UNLISTEN"},
    {NodeKind::kLoadStmt, "LOAD"},
    {NodeKind::kAlterDatabaseStmt, "ALTER DATABASE"},
};

const char* missing_name(const ast::Node& statement) {
  for (const MissingName& missing : kMissing) {
    if (missing.kind == statement.kind) return missing.name;
  }
  return "this statement";
}

bool detaches_concurrently(const ast::Node& statement) {
  const auto* alter = ast::as<ast::AlterTableStmt>(&statement);
  if (alter == nullptr) return false;
  for (const ast::AlterTableCmd* command : alter->commands) {
    if (command->command == ast::AlterTableKind::kDetachPartition && command->concurrently) return true;
  }
  return false;
}

}  // namespace

std::string run_command(CommandContext& context, const ast::Node& statement) {
  const Row* found = find_row(statement);
  if (found == nullptr) throw_unsupported(missing_name(statement), statement.pos);
  return found->writes ? run_with_events(context, statement, found->run)
                       : found->run(context, statement);
}

bool command_writes(const ast::Node& statement) {
  if (const auto* copy_stmt = ast::as<ast::CopyStmt>(&statement)) return copy_stmt->is_from;
  const Row* found = find_row(statement);
  return found != nullptr && found->writes;
}

const char* command_name(const ast::Node& statement) {
  if (const auto* index = ast::as<ast::IndexStmt>(&statement)) {
    return index->concurrently ? "CREATE INDEX CONCURRENTLY" : "CREATE INDEX";
  }
  if (const auto* drop_stmt = ast::as<ast::DropStmt>(&statement)) {
    if (drop_stmt->concurrently) return "DROP INDEX CONCURRENTLY";
  }
  if (const auto* vacuum_stmt = ast::as<ast::VacuumStmt>(&statement)) {
    return vacuum_stmt->is_vacuum ? "VACUUM" : "ANALYZE";
  }
  if (detaches_concurrently(statement)) return "ALTER TABLE ... DETACH CONCURRENTLY";
  const Row* found = find_row(statement);
  return found == nullptr ? missing_name(statement) : found->name;
}

bool command_refuses_transaction(const ast::Node& statement) {
  if (const auto* index = ast::as<ast::IndexStmt>(&statement)) return index->concurrently;
  if (const auto* drop_stmt = ast::as<ast::DropStmt>(&statement)) return drop_stmt->concurrently;
  if (const auto* vacuum_stmt = ast::as<ast::VacuumStmt>(&statement)) return vacuum_stmt->is_vacuum;
  if (const auto* reindex_stmt = ast::as<ast::ReindexStmt>(&statement)) {
    return reindex_stmt->reindex_kind >= ast::ReindexKind::kSchema;
  }
  if (detaches_concurrently(statement)) return true;
  const Row* found = find_row(statement);
  return found != nullptr && found->alone;
}

}  // namespace rung::commands
