// The commands, one function per statement, and the steps they share. Each family is one file; the
// comment over each group names it. Private to commands/; command_table.cc calls them.
#pragma once

#include <functional>
#include <optional>

#include "catalog/sequence_store.h"
#include "commands/common.h"

namespace rung::commands {

// --- columns (columns.cc)
// Resolves name, type and collation; the column's constraints are the caller's.
Attribute make_attribute(CommandContext& c, const ast::ColumnDef& column, size_t attno);
// Column → its type and collation.
void add_column_dependencies(CommandContext& c, Oid relation, const Attribute& column);
// SERIAL types: the integer type that is meant, or nullptr.
const char* serial_type(const ast::TypeName& type);
// Stores a default (nullptr: none). Binds over the table, coerces, records dependencies.
void set_column_default(CommandContext& c, Oid table, int32_t attno, const ast::Expr* expr);
void set_bound_default(CommandContext& c, Oid table, int32_t attno, Expr* expr);
void set_column_generated(CommandContext& c, Oid table, int32_t attno, const ast::Expr* expr);
void drop_column_default(CommandContext& c, Oid table, int32_t attno);
// Makes the sequence of a serial or identity column and ties it to the column.
void add_identity(CommandContext& c, Oid table, int32_t attno, char when,
                  const std::vector<ast::DefElem*>& options);
void add_serial(CommandContext& c, Oid table, int32_t attno, Oid sequence);
Oid create_serial_sequence(CommandContext& c, std::string_view table, std::string_view column,
                           Oid schema, Oid type, catalog::Persistence persistence);

// --- constraints (constraints.cc, foreign_key_constraints.cc)
// What one column's or table's constraint list asks for, in written order.
struct PendingConstraint {
  const ast::Constraint* node = nullptr;
  std::string column;  // of a column constraint
  bool only = false;   // ALTER TABLE ONLY: partitions get theirs by ATTACH
};
// Checks a column's constraint list for contradictions, applies NULL / NOT NULL to the column, and
// appends what has to wait until the table exists.
struct ColumnPlan {
  const ast::Constraint* default_value = nullptr;
  const ast::Constraint* generated = nullptr;
  const ast::Constraint* identity = nullptr;
};
ColumnPlan plan_column(const ast::ColumnDef& definition, std::string_view table, Attribute* column,
                       std::vector<PendingConstraint>* pending);
// Adds one of them to an existing table; `is_new`: there are no rows to check. Returns the
// constraint's oid.
Oid add_constraint(CommandContext& c, Oid table, const PendingConstraint& pending, bool is_new);
Oid add_check(CommandContext& c, Oid table, const PendingConstraint& pending, bool is_new);
Oid add_foreign_key(CommandContext& c, Oid table, const PendingConstraint& pending, bool is_new);
// One comparison per column pair; 42804 when there is none.
std::vector<Oid> foreign_key_operators(CommandContext& c, const Relation& table,
                                       const Relation& referenced,
                                       const catalog::Constraint& constraint);
Oid add_index_constraint(CommandContext& c, Oid table, const PendingConstraint& pending);
// Adds the constraints of a new table in PostgreSQL's order: checks, keys (the primary key first,
// equal ones merged), foreign keys.
void add_table_constraints(CommandContext& c, Oid table, std::vector<PendingConstraint> pending);
// Enters a constraint that is complete but for its oid; records it on both sides.
Oid put_constraint(CommandContext& c, Oid table, catalog::Constraint constraint);
void set_not_null(CommandContext& c, Oid table, int32_t attno, bool check_rows);

// --- indexes (index.cc)
struct IndexSpec {
  Oid table = kNoOid;
  std::string name;            // empty: to be chosen
  std::string method = "btree";
  std::vector<const ast::IndexElem*> columns;
  std::vector<std::string> include;
  const ast::Expr* where = nullptr;
  bool unique = false, primary = false, nulls_not_distinct = false;
  bool immediate = true;
  std::vector<Oid> exclude_ops;  // an exclusion constraint's index
  bool is_constraint = false;
  std::vector<std::string> options;
};
Oid create_index(CommandContext& c, const IndexSpec& spec);
// Whether an inverted index of these keys is kept as a tree of entries.
bool has_entries(CommandContext& c, const catalog::IndexInfo& info);
std::string create_index_statement(CommandContext& c, const ast::IndexStmt& stmt);
bool has_default_opclass(CommandContext& c, std::string_view method, Oid type);
// As PostgreSQL judges it for an index: what SQL functions of one expression do counts, not what
// they were declared to be (inlined_volatility.cc).
char inlined_volatility(CommandContext& c, Expr* expr);
void record_index_dependencies(CommandContext& c, const Relation& index);
// Empties and fills again all indexes of a table (after a rewrite).
void rebuild_indexes(CommandContext& c, Oid table);

// --- sequences (sequence.cc)
catalog::SequenceInfo sequence_options(CommandContext& c,
                                       const std::vector<ast::DefElem*>& options,
                                       catalog::SequenceInfo info, bool is_new,
                                       std::optional<int64_t>* restart,
                                       const ast::DefElem** owned_by);
Oid create_sequence_object(CommandContext& c, std::string name, Oid schema,
                           catalog::SequenceInfo info, catalog::Persistence persistence);
void own_sequence(CommandContext& c, Oid sequence, Oid table, int32_t attno, bool identity);
std::string create_sequence(CommandContext& c, const ast::CreateSequenceStmt& stmt);
std::string alter_sequence(CommandContext& c, const ast::AlterSequenceStmt& stmt);
void restart_sequence(CommandContext& c, Oid sequence);

// --- tables (create_table.cc, like.cc, create_table_as.cc)
std::string create_table(CommandContext& c, const ast::CreateTableStmt& stmt);
std::string create_table_as(CommandContext& c, const ast::CreateTableAsStmt& stmt);
// Gives a table-like relation its tree, row type and dependencies, and enters it.
Oid put_new_relation(CommandContext& c, std::unique_ptr<Relation> relation,
                     bool is_partition = false);
// ALTER TABLE … OF type; nullptr: NOT OF.
void alter_of(CommandContext& c, Oid table, const ast::TypeName* type);
// ON COMMIT DROP.
void drop_on_commit(CommandContext& c, Oid table);
struct LikeWork {
  Oid source = kNoOid;
  uint32_t options = 0;
  size_t first_column = 0;  // index of the first copied column in the new table
};
LikeWork add_like_columns(CommandContext& c, const ast::TableLikeClause& like, Relation* table);
void finish_like(CommandContext& c, Oid table, const LikeWork& work);
Oid copy_index(CommandContext& c, Oid table, const Relation& source_index,
               const std::vector<int32_t>& map, const catalog::Constraint* owner);

// --- inheritance (inheritance.cc)
// Takes over the parents' columns into a table that is being made; `partition`: the one parent is a
// partitioned table.
void merge_parents(CommandContext& c, const std::vector<ast::RangeVar*>& parents, bool partition,
                   Relation* table);
// Defaults and checks of the parents, once the table exists
// (of the columns that have none of their own).
void finish_parents(CommandContext& c, Oid table, std::span<const std::string> own_defaults);
// A column that was added to the parent, in a child and in what is below it.
void inherit_column(CommandContext& c, Oid parent, int32_t attno, Oid child);
// ALTER TABLE … INHERIT, also of a new partition: checks the columns and constraints and links both.
void add_parent(CommandContext& c, Oid table, Oid parent);
void alter_inherit(CommandContext& c, Oid table, const ast::RangeVar& parent, bool off);

// --- partitions (partition.cc, partition_clones.cc)
void set_partition_key(CommandContext& c, Oid table, const ast::PartitionSpec& spec);
bool in_partition_key(CommandContext& c, const Relation& table, int32_t attno, bool* in_expression);
Expr* make_partition_bound(CommandContext& c, const Relation& parent,
                           const ast::PartitionBound& node);
// Against the partitions that are there: 42P17.
void check_partition_bound(CommandContext& c, const Relation& parent, std::string_view name,
                           const Expr& bound);
// CREATE TABLE … PARTITION OF: the bound of a table whose parent is set.
void enter_partition(CommandContext& c, Oid table, Oid parent, const ast::PartitionBound& node);
void attach_partition(CommandContext& c, Oid table, const ast::AlterTableCmd& command);
void detach_partition(CommandContext& c, Oid table, const ast::AlterTableCmd& command);
// A stored expression with its columns renumbered: `map` by attno - 1 (planner::column_map).
Expr* remap(CommandContext& c, const catalog::Blob& blob, const std::vector<int32_t>& map);
void link_index(CommandContext& c, Oid child, Oid parent);
// One index of a partitioned table in one of its partitions (and those below).
void give_index(CommandContext& c, Oid parent_index, Oid partition);
void attach_index(CommandContext& c, Oid parent, const ast::RangeVar& name);
// A unique key contains the partition key; `what` is "PRIMARY KEY", "UNIQUE" or "EXCLUDE".
void check_partitioned_key(CommandContext& c, const Relation& table,
                           const std::vector<int32_t>& columns, const char* what);
void clone_fk_to_partition(CommandContext& c, Oid table, Oid constraint, Oid partition, bool attach);
void clone_fk_for_referenced(CommandContext& c, Oid referencing, Oid constraint, Oid partition);
void clone_trigger(CommandContext& c, Oid table, const catalog::Trigger& trigger, Oid partition);
void clone_to_partition(CommandContext& c, Oid table, Oid partition, bool attach);
void detach_clones(CommandContext& c, Oid table, Oid partition);

// --- ALTER TABLE (alter_table.cc, alter_column_type.cc)
std::string alter_table(CommandContext& c, const ast::AlterTableStmt& stmt);
void drop_column(CommandContext& c, Oid table, int32_t attno);
void add_column(CommandContext& c, Oid table, const ast::ColumnDef& definition, bool if_not_exists,
                bool recurse = true);
// Enters a column that allows NULL and has no default yet; returns its attno.
int32_t append_column(CommandContext& c, Oid table, Attribute column);
// Gives the rows that are there the new column's default.
void fill_new_column(CommandContext& c, Oid table, int32_t attno);
// (alter_columns.cc) `recurse` is false with ONLY, `recursing` true below the table named.
void refuse_partition_key(CommandContext& c, const Relation& relation, const Attribute& column,
                          const char* verb);
void drop_column_command(CommandContext& c, Oid table, const ast::AlterTableCmd& command,
                         bool recurse, bool recursing);
void drop_not_null(CommandContext& c, Oid table, std::string_view name, bool recurse, bool recursing);
void change_default(CommandContext& c, Oid table, const ast::AlterTableCmd& command, bool recurse);
void drop_expression(CommandContext& c, Oid table, const ast::AlterTableCmd& command);
void set_column_option(CommandContext& c, Oid table, const ast::AlterTableCmd& command, bool recurse);
void alter_column_type(CommandContext& c, Oid table, const ast::AlterTableCmd& command);

// --- types (types.cc, domain.cc)
std::string create_enum(CommandContext& c, const ast::CreateEnumStmt& stmt);
std::string alter_enum(CommandContext& c, const ast::AlterEnumStmt& stmt);
std::string create_composite(CommandContext& c, const ast::CreateCompositeStmt& stmt);
std::string create_range(CommandContext& c, const ast::CreateRangeStmt& stmt);
std::string create_shell_type(CommandContext& c, const ast::DefineStmt& stmt);
bool is_shell(CommandContext& c, Oid type);
// An automatic array type or a shell of that name gives way; 42710 for any other type.
void make_room_for_type(CommandContext& c, Oid schema, std::string_view name);
Oid find_collation(CommandContext& c, std::string_view schema, std::string_view name);
std::string create_domain(CommandContext& c, const ast::CreateDomainStmt& stmt);
std::string alter_domain(CommandContext& c, const ast::AlterDomainStmt& stmt);

// --- views (view.cc)
std::string create_view(CommandContext& c, const ast::ViewStmt& stmt);
std::string refresh_matview(CommandContext& c, const ast::RefreshMatViewStmt& stmt);

// --- functions and triggers (function.cc, trigger.cc)
std::string create_function(CommandContext& c, const ast::CreateFunctionStmt& stmt);
std::string alter_function(CommandContext& c, const ast::AlterFunctionStmt& stmt);
// Those of a function's name as a statement writes it; none when it names no arguments.
std::vector<Oid> argument_types(CommandContext& c, const ast::ObjectWithArgs& name);
// Raises 42883 when there is none (nullptr with missing_ok), 42725 when the name alone is ambiguous.
const catalog::Function* find_function(CommandContext& c, const ast::ObjectWithArgs& name,
                                       ast::ObjectKind kind, bool missing_ok);
std::string create_trigger(CommandContext& c, const ast::CreateTriggerStmt& stmt);
const catalog::Trigger* find_trigger(const Relation& table, std::string_view name);

// --- schemas, extensions, roles, policies (schema.cc, extension.cc, role.cc, policy.cc)
std::string create_schema(CommandContext& c, const ast::CreateSchemaStmt& stmt);
void check_schema_name(std::string_view name);  // 42939: reserved
std::string create_extension(CommandContext& c, const ast::CreateExtensionStmt& stmt);
std::string create_language(CommandContext& c, const ast::CreateLanguageStmt& stmt);
// Marks an object made while an extension's script runs.
void extension_member(CommandContext& c, ObjectAddress object);
std::string create_role(CommandContext& c, const ast::CreateRoleStmt& stmt);
std::string alter_role(CommandContext& c, const ast::AlterRoleStmt& stmt);
std::string drop_role(CommandContext& c, const ast::DropRoleStmt& stmt);
std::string grant(CommandContext& c, const ast::GrantStmt& stmt);
std::string grant_role(CommandContext& c, const ast::GrantRoleStmt& stmt);
const catalog::Other* find_rule(CommandContext& c, Oid table, std::string_view name);
[[noreturn]] void throw_no_rule(const catalog::Relation& table, std::string_view name);
std::string create_rule(CommandContext& c, const ast::RuleStmt& stmt);
std::string rename_rule(CommandContext& c, const ast::RenameStmt& stmt);
void enable_rule(CommandContext& c, Oid table, const ast::AlterTableCmd& command);
std::string create_policy(CommandContext& c, const ast::CreatePolicyStmt& stmt);
std::string alter_policy(CommandContext& c, const ast::AlterPolicyStmt& stmt);
const catalog::Policy* find_policy(CommandContext& c, Oid table, std::string_view name);

// --- any object (drop.cc, rename.cc, comment.cc)
// The object a statement names; an empty address when missing_ok and there is none (a NOTICE has
// been given when `for_drop`).
ObjectAddress resolve_object(CommandContext& c, ast::ObjectKind kind, const ast::ObjectName& name,
                             bool missing_ok, bool for_drop);
std::string drop(CommandContext& c, const ast::DropStmt& stmt);
std::string rename(CommandContext& c, const ast::RenameStmt& stmt);
std::string alter_schema(CommandContext& c, const ast::AlterObjectSchemaStmt& stmt);
std::string alter_owner(CommandContext& c, const ast::AlterOwnerStmt& stmt);
std::string comment(CommandContext& c, const ast::CommentStmt& stmt);
// Removes one object and its own dependency rows and comment; dependents are the caller's.
void remove_object(CommandContext& c, ObjectAddress object, std::span<const ObjectAddress> all);
const char* object_word(ast::ObjectKind kind);      // "table"
const char* object_tag(ast::ObjectKind kind);       // "TABLE"

// --- data and maintenance (truncate.cc, copy.cc, explain.cc, maintenance.cc)
std::string truncate(CommandContext& c, const ast::TruncateStmt& stmt);
std::string copy(CommandContext& c, const ast::CopyStmt& stmt);
std::string explain(CommandContext& c, const ast::ExplainStmt& stmt);

}  // namespace rung::commands
