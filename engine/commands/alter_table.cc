// ALTER TABLE: one case per subcommand; column types are in alter_column_type.cc.
//
// The subcommands of one statement run in PostgreSQL's passes (drops, types, new columns, column
// attributes, indexes, constraints, the rest), so that "ADD COLUMN b, ADD UNIQUE (b)" and the
// reverse both work.
#include <algorithm>

#include "catalog/row_codec.h"
#include "commands/objects.h"
#include "commands/other.h"
#include "executor/run.h"
#include "executor/foreign_keys.h"
#include "executor/table_writer.h"
#include "expr/walk.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;
using Kind = ast::AlterTableKind;

namespace {

int pass_of(const ast::AlterTableCmd& command) {
  switch (command.command) {
    case Kind::kDropColumn:
    case Kind::kDropConstraint:
    case Kind::kDropNotNull:
    case Kind::kDropExpression:
    case Kind::kDropIdentity: return 0;
    case Kind::kColumnDefault: return command.expr == nullptr ? 0 : 6;
    case Kind::kAlterColumnType: return 1;
    case Kind::kAddColumn: return 2;
    case Kind::kSetNotNull:
    case Kind::kAddIdentity:
    case Kind::kSetIdentity: return 3;
    case Kind::kAddConstraint:
      switch (command.constraint->con_kind) {
        case ast::ConstraintKind::kPrimary:
        case ast::ConstraintKind::kUnique:
        case ast::ConstraintKind::kExclusion: return 4;
        case ast::ConstraintKind::kForeign: return 7;
        default: return 6;
      }
    default: return 8;
  }
}

Attribute& edit_column(Relation& relation, int32_t attno) {
  return relation.columns[static_cast<size_t>(attno) - 1];
}

void drop_constraint_command(CommandContext& c, Oid table, const ast::AlterTableCmd& command,
                             bool recurse, bool recursing) {
  const DepthGuard guard;
  const Relation& relation = *cat(c).relation(table);
  const Constraint* constraint = relation.find_constraint(command.name);
  if (constraint == nullptr) {
    const std::string message = "constraint " + quoted(command.name) + " of relation " +
                                quoted(relation.name) + " does not exist";
    if (!command.missing_ok) throw_error(sqlstate::undefined_object, message);
    notice(c, message + ", skipping");
    return;
  }
  if (constraint->inherited > 0 && !recursing) {
    throw_error(sqlstate::invalid_table_definition,
                "cannot drop inherited constraint " + quoted(command.name) + " of relation " +
                    quoted(relation.name));
  }
  const std::vector<Oid> children = relation.children;
  const bool inherits = constraint->kind == ConstraintKind::kCheck && !constraint->no_inherit;
  if (!recurse && relation.kind == RelationKind::kPartitionedTable && !children.empty()) {
    throw_error(Error(sqlstate::invalid_table_definition,
                      "cannot remove constraint from only the partitioned table when partitions exist")
                    .with_hint("Do not specify the ONLY keyword."));
  }
  const std::string name = constraint->name;
  const ObjectAddress object{ObjectClass::kConstraint, constraint->oid, 0};
  drop_objects(c, {&object, 1}, static_cast<DropBehavior>(command.behavior));
  if (!inherits) return;
  for (const Oid child : children) {
    const Constraint* same = cat(c).relation(child)->find_constraint(name);
    if (same == nullptr || same->inherited == 0) continue;
    auto edited = cat(c).edit_relation(child);
    bool gone = false;
    for (Constraint& own : edited->constraints) {
      if (own.name != name) continue;
      --own.inherited;
      if (!recurse) own.local = true;
      gone = recurse && own.inherited == 0 && !own.local;
    }
    cat(c).put(std::move(edited));
    if (gone) drop_constraint_command(c, child, command, true, true);
  }
}

void validate(CommandContext& c, Oid table, std::string_view name, bool recurse) {
  const DepthGuard guard;
  const Relation& relation = *cat(c).relation(table);
  const Constraint* constraint = relation.find_constraint(name);
  if (constraint == nullptr) {
    throw_error(sqlstate::undefined_object, "constraint " + quoted(name) + " of relation " +
                                                quoted(relation.name) + " does not exist");
  }
  if (constraint->kind != ConstraintKind::kForeignKey &&
      constraint->kind != ConstraintKind::kCheck) {
    throw_error(sqlstate::wrong_object_type, "constraint " + quoted(name) + " of relation " +
                                                 quoted(relation.name) +
                                                 " is not a foreign key or check constraint");
  }
  if (constraint->validated) return;
  if (constraint->kind == ConstraintKind::kCheck && !constraint->no_inherit) {
    if (!recurse && !relation.children.empty()) {
      throw_error(sqlstate::invalid_table_definition,
                  "constraint must be validated on child tables too");
    }
    const std::vector<Oid> children = relation.children;
    for (const Oid child : children) validate(c, child, name, true);
  }
  if (relation.tree != storage::kNoTree) {
    executor::validate_constraint(c.exec, relation, *constraint);
  }
  auto edited = cat(c).edit_relation(table);
  for (Constraint& other : edited->constraints) {
    if (other.name == name) other.validated = true;
  }
  cat(c).put(std::move(edited));
}

void alter_constraint(CommandContext& c, Oid table, const ast::Constraint& node) {
  const Relation& relation = *cat(c).relation(table);
  const Constraint* constraint = relation.find_constraint(node.name);
  if (constraint == nullptr) {
    throw_error(sqlstate::undefined_object, "constraint " + quoted(node.name) + " of relation " +
                                                quoted(relation.name) + " does not exist");
  }
  if (constraint->kind != ConstraintKind::kForeignKey) {
    throw_error(sqlstate::wrong_object_type, "constraint " + quoted(node.name) + " of relation " +
                                                 quoted(relation.name) +
                                                 " is not a foreign key constraint");
  }
  auto edited = cat(c).edit_relation(table);
  for (Constraint& other : edited->constraints) {
    if (other.name != node.name) continue;
    other.deferrable = node.deferrable;
    other.deferred = node.initially_deferred;
  }
  cat(c).put(std::move(edited));
}

// What was said about triggers of a partitioned table holds for their clones.
void set_cloned_state(CommandContext& c, const Relation& above, Oid partition,
                      const ast::AlterTableCmd& command, char state, bool every) {
  const DepthGuard guard;
  auto edited = cat(c).edit_relation(partition);
  for (Trigger& trigger : edited->triggers) {
    const bool clone = std::any_of(above.triggers.begin(), above.triggers.end(),
                                   [&](const Trigger& t) { return t.oid == trigger.parent; });
    if (clone && (every || trigger.name == command.name)) trigger.enabled = state;
  }
  const Relation now = *edited;
  cat(c).put(std::move(edited));
  for (const Oid child : now.children) set_cloned_state(c, now, child, command, state, every);
}

// What ALL adds to USER: the foreign keys on both of their sides.
void switch_foreign_keys(CommandContext& c, Oid table, bool off, bool recurse) {
  const DepthGuard guard;
  const auto edit = [&](Oid oid, char side, Oid referenced) {
    auto edited = cat(c).edit_relation(oid);
    bool changed = false;
    for (Constraint& key : edited->constraints) {
      if (key.kind != ConstraintKind::kForeignKey) continue;
      if (referenced != kNoOid && key.referenced != referenced) continue;
      if (executor::is_switched_off(key, side) == off) continue;
      std::erase(key.check, side);
      if (off) key.check.push_back(side);
      changed = true;
    }
    if (changed) cat(c).put(std::move(edited));
  };
  edit(table, executor::kReferencingSide, kNoOid);
  const std::vector<Oid> incoming = cat(c).relation(table)->incoming_fks;
  for (const Oid oid : incoming) edit(oid, executor::kReferencedSide, table);
  if (!recurse || cat(c).relation(table)->kind != RelationKind::kPartitionedTable) return;
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) switch_foreign_keys(c, child, off, true);
}

void set_trigger_state(CommandContext& c, Oid table, const ast::AlterTableCmd& command, char state,
                       bool every, bool recurse) {
  auto edited = cat(c).edit_relation(table);
  bool found = every;
  for (Trigger& trigger : edited->triggers) {
    if (!every && trigger.name != command.name) continue;
    trigger.enabled = state;
    found = true;
  }
  if (!found) {
    throw_error(sqlstate::undefined_object, "trigger " + quoted(command.name) + " for table " +
                                                quoted(edited->name) + " does not exist");
  }
  const Relation now = *edited;
  cat(c).put(std::move(edited));
  if (!recurse || now.kind != RelationKind::kPartitionedTable) return;
  for (const Oid child : now.children) set_cloned_state(c, now, child, command, state, every);
}

void set_options(CommandContext& c, Oid oid, const std::vector<ast::DefElem*>& options,
                 bool reset) {
  auto edited = cat(c).edit_relation(oid);
  for (const std::string& option : relation_options(options)) {
    const std::string name = option.substr(0, option.find('='));
    std::erase_if(edited->options, [&](const std::string& o) { return o.starts_with(name + "="); });
    if (!reset) edited->options.push_back(option);
    if (name == "check_option") edited->view_check_option = reset ? "" : option.substr(13);
  }
  cat(c).put(std::move(edited));
}

void replica_identity(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation& relation = *cat(c).relation(table);
  Oid wanted = kNoOid;
  if (command.replica_identity == 'i') {
    const Relation* index = cat(c).find_relation(relation.schema, command.name);
    if (index == nullptr || !index->index || index->index->table != table) {
      throw_error(sqlstate::undefined_object, "index " + quoted(command.name) + " for table " +
                                                  quoted(relation.name) + " does not exist");
    }
    if (!index->index->unique || !index->index->predicate.empty()) {
      throw_error(sqlstate::wrong_object_type,
                  "cannot use " +
                      std::string(index->index->unique ? "partial" : "non-unique") + " index " +
                      quoted(command.name) + " as replica identity");
    }
    wanted = index->oid;
  }
  const std::vector<Oid> indexes = relation.indexes;
  for (const Oid oid : indexes) {
    if (cat(c).relation(oid)->index->replica_identity == (oid == wanted)) continue;
    auto index = cat(c).edit_relation(oid);
    index->index->replica_identity = oid == wanted;
    cat(c).put(std::move(index));
  }
  auto edited = cat(c).edit_relation(table);
  edited->replica_identity = command.replica_identity;
  cat(c).put(std::move(edited));
}

void cluster_on(CommandContext& c, Oid table, std::string_view name, bool off) {
  const Relation& relation = *cat(c).relation(table);
  const Relation* wanted = off ? nullptr : cat(c).find_relation(relation.schema, name);
  if (!off && (wanted == nullptr || !wanted->index || wanted->index->table != table)) {
    throw_error(sqlstate::undefined_object, "index " + quoted(name) + " for table " +
                                                quoted(relation.name) + " does not exist");
  }
  const std::vector<Oid> indexes = relation.indexes;
  for (const Oid oid : indexes) {
    auto index = cat(c).edit_relation(oid);
    index->index->clustered = wanted != nullptr && oid == wanted->oid;
    cat(c).put(std::move(index));
  }
}

void set_identity(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation& relation = *cat(c).relation(table);
  const Attribute column = get_alterable_column(relation, command.name);
  if (column.identity == Identity::kNone) {
    throw_error(sqlstate::object_not_in_prerequisite_state,
                "column " + quoted(command.name) + " of relation " + quoted(relation.name) +
                    " is not an identity column");
  }
  std::vector<ast::DefElem*> rest;
  for (ast::DefElem* option : command.options) {
    if (option->name != "generated") {
      rest.push_back(option);
      continue;
    }
    const std::string when = option_text(*option);
    auto edited = cat(c).edit_relation(table);
    edit_column(*edited, column.attno).identity =
        when.starts_with("d") || when == "100" ? Identity::kByDefault : Identity::kAlways;
    cat(c).put(std::move(edited));
  }
  if (rest.empty()) return;
  std::optional<int64_t> restart;
  const ast::DefElem* owned_by = nullptr;
  auto sequence = cat(c).edit_relation(column.sequence);
  sequence->sequence =
      sequence_options(c, rest, *sequence->sequence, false, &restart, &owned_by);
  cat(c).put(std::move(sequence));
  if (restart) c.exec.transaction->sequences().set(column.sequence, {*restart, false});
}

void drop_identity(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation& relation = *cat(c).relation(table);
  const Attribute column = get_alterable_column(relation, command.name);
  if (column.identity == Identity::kNone) {
    const std::string message = "column " + quoted(command.name) + " of relation " +
                                quoted(relation.name) + " is not an identity column";
    if (!command.missing_ok) throw_error(sqlstate::object_not_in_prerequisite_state, message);
    notice(c, message + ", skipping");
    return;
  }
  auto edited = cat(c).edit_relation(table);
  Attribute& a = edit_column(*edited, column.attno);
  a.identity = Identity::kNone;
  a.sequence = kNoOid;
  cat(c).put(std::move(edited));
  own_sequence(c, column.sequence, kNoOid, 0, false);
  const ObjectAddress object{ObjectClass::kRelation, column.sequence, 0};
  drop_objects(c, {&object, 1}, DropBehavior::kRestrict);
}

void add_identity_command(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation& relation = *cat(c).relation(table);
  const Attribute& column = get_alterable_column(relation, command.name);
  const auto refuse = [&](const std::string& what) {
    throw_error(sqlstate::object_not_in_prerequisite_state,
                "column " + quoted(command.name) + " of relation " + quoted(relation.name) + what);
  };
  if (column.identity != Identity::kNone) refuse(" is already an identity column");
  if (!column.not_null) refuse(" must be declared NOT NULL before identity can be added");
  if (!column.default_expr.empty()) refuse(" already has a default value");
  add_identity(c, table, column.attno, command.constraint->generated_when,
               command.constraint->options);
}

void set_flag(CommandContext& c, Oid table, const std::function<void(Relation&)>& change) {
  auto edited = cat(c).edit_relation(table);
  change(*edited);
  cat(c).put(std::move(edited));
}

// With ONLY, the partitions must have NOT NULL already.
void check_not_null_below(CommandContext& c, Oid table, std::string_view name) {
  const Relation& relation = *cat(c).relation(table);
  if (relation.kind != RelationKind::kPartitionedTable) return;
  if (get_alterable_column(relation, name).not_null) return;
  for (const Oid oid : relation.children) {
    const Relation& child = *cat(c).relation(oid);
    const Attribute* column = child.find_column(name);
    if (column == nullptr || column->not_null) continue;
    throw_error(Error(sqlstate::invalid_table_definition,
                      "constraint must be added to child tables too")
                    .with_detail("Column " + quoted(name) + " of relation " + quoted(child.name) +
                                 " is not already NOT NULL.")
                    .with_hint("Do not specify the ONLY keyword."));
  }
}

void run_subcommand(CommandContext& c, Oid table, const ast::AlterTableCmd& command, bool recurse) {
  switch (command.command) {
    case Kind::kAddColumn: return add_column(c, table, *command.column, command.missing_ok, recurse);
    case Kind::kDropColumn: return drop_column_command(c, table, command, recurse, false);
    case Kind::kColumnDefault: return change_default(c, table, command, recurse);
    case Kind::kSetNotNull:
      if (!recurse) check_not_null_below(c, table, command.name);
      return set_not_null(
          c, table, get_alterable_column(*cat(c).relation(table), command.name).attno, true);
    case Kind::kDropNotNull: return drop_not_null(c, table, command.name, recurse, false);
    case Kind::kDropExpression: return drop_expression(c, table, command);
    case Kind::kAddConstraint: {
      const Relation& relation = *cat(c).relation(table);
      const auto kind = command.constraint->con_kind;
      if (!recurse && !relation.children.empty() && kind == ast::ConstraintKind::kCheck &&
          !command.constraint->no_inherit) {
        throw_error(sqlstate::invalid_table_definition, "constraint must be added to child tables too");
      }
      if (!recurse && relation.kind == RelationKind::kPartitionedTable &&
          kind == ast::ConstraintKind::kForeign) {
        throw_error(sqlstate::wrong_object_type,
                    "cannot use ONLY for foreign key on partitioned table " + quoted(relation.name) +
                        " referencing relation " + quoted(command.constraint->referenced->name));
      }
      if (!recurse && kind == ast::ConstraintKind::kPrimary) {
        for (const std::string_view column : command.constraint->columns) {
          if (relation.find_column(column) != nullptr) check_not_null_below(c, table, column);
        }
      }
      add_constraint(c, table, {command.constraint, {}, !recurse}, false);
      return;
    }
    case Kind::kAlterConstraint: return alter_constraint(c, table, *command.constraint);
    case Kind::kValidateConstraint: return validate(c, table, command.name, recurse);
    case Kind::kDropConstraint: return drop_constraint_command(c, table, command, recurse, false);
    case Kind::kAlterColumnType:
      if (cat(c).relation(table)->of_type != kNoOid) {
        throw_error(sqlstate::wrong_object_type, "cannot alter column type of typed table");
      }
      if (const Attribute* column = cat(c).relation(table)->find_column(command.name)) {
        if (column->inherited > 0) {
          throw_error(sqlstate::invalid_table_definition,
                      "cannot alter inherited column " + quoted(command.name));
        }
        if (!recurse && !cat(c).relation(table)->children.empty()) {
          throw_error(sqlstate::invalid_table_definition,
                      "type of inherited column " + quoted(command.name) +
                          " must be changed in child tables too");
        }
        refuse_partition_key(c, *cat(c).relation(table), *column, "alter");
      }
      return alter_column_type(c, table, command);
    case Kind::kChangeOwner: {
      const Oid owner = role_oid(c, *command.owner);
      set_owner(c, {ObjectClass::kRelation, table, 0}, owner);
      return;
    }
    case Kind::kSetRelOptions:
    case Kind::kReplaceRelOptions:
      if (cat(c).relation(table)->kind == RelationKind::kPartitionedTable && !command.options.empty()) {
        throw_error(sqlstate::invalid_parameter_value,
                    "unrecognized parameter " + quoted(command.options[0]->name));
      }
      return set_options(c, table, command.options, false);
    case Kind::kResetRelOptions: return set_options(c, table, command.options, true);
    case Kind::kSetStatistics:
    case Kind::kSetStorage:
    case Kind::kSetCompression: return set_column_option(c, table, command, recurse);
    case Kind::kEnableTrigger: return set_trigger_state(c, table, command, 'O', false, recurse);
    case Kind::kEnableAlwaysTrigger: return set_trigger_state(c, table, command, 'A', false, recurse);
    case Kind::kEnableReplicaTrigger: return set_trigger_state(c, table, command, 'R', false, recurse);
    case Kind::kDisableTrigger: return set_trigger_state(c, table, command, 'D', false, recurse);
    case Kind::kEnableTriggerUser: return set_trigger_state(c, table, command, 'O', true, recurse);
    case Kind::kDisableTriggerUser: return set_trigger_state(c, table, command, 'D', true, recurse);
    case Kind::kEnableTriggerAll:
      switch_foreign_keys(c, table, false, recurse);
      return set_trigger_state(c, table, command, 'O', true, recurse);
    case Kind::kDisableTriggerAll:
      switch_foreign_keys(c, table, true, recurse);
      return set_trigger_state(c, table, command, 'D', true, recurse);
    case Kind::kEnableRowSecurity:
      return set_flag(c, table, [](Relation& r) { r.row_security = true; });
    case Kind::kDisableRowSecurity:
      return set_flag(c, table, [](Relation& r) { r.row_security = false; });
    case Kind::kForceRowSecurity:
      return set_flag(c, table, [](Relation& r) { r.force_row_security = true; });
    case Kind::kNoForceRowSecurity:
      return set_flag(c, table, [](Relation& r) { r.force_row_security = false; });
    case Kind::kReplicaIdentity: return replica_identity(c, table, command);
    case Kind::kClusterOn:
      if (cat(c).relation(table)->kind == RelationKind::kPartitionedTable) {
        throw_error(sqlstate::feature_not_supported,
                    "cannot mark index clustered in partitioned table");
      }
      return cluster_on(c, table, command.name, false);
    case Kind::kDropCluster: return cluster_on(c, table, {}, true);
    case Kind::kSetLogged:
      // A partitioned table has no rows that this could be about.
      if (cat(c).relation(table)->kind == RelationKind::kPartitionedTable) return;
      return set_flag(c, table, [](Relation& r) { r.persistence = Persistence::kPermanent; });
    case Kind::kSetUnlogged:
      if (cat(c).relation(table)->kind == RelationKind::kPartitionedTable) return;
      return set_flag(c, table, [](Relation& r) { r.persistence = Persistence::kUnlogged; });
    case Kind::kDropOids: return;
    case Kind::kAddIdentity: return add_identity_command(c, table, command);
    case Kind::kSetIdentity: return set_identity(c, table, command);
    case Kind::kDropIdentity: return drop_identity(c, table, command);
    case Kind::kAddInherit: return alter_inherit(c, table, *command.relation, false);
    case Kind::kDropInherit: return alter_inherit(c, table, *command.relation, true);
    case Kind::kSetOptions:
    case Kind::kResetOptions:
    case Kind::kGenericOptions:
    case Kind::kAlterColumnGenericOptions: return alter_options(c, table, command);
    case Kind::kSetAccessMethod:
    case Kind::kSetTablespace:
      if (command.name == "pg_default" || command.name == "heap") return;
      throw_error(sqlstate::undefined_object,
                  (command.command == Kind::kSetTablespace ? "tablespace " : "access method ") +
                      quoted(command.name) + " does not exist");
    case Kind::kEnableRule:
    case Kind::kEnableAlwaysRule:
    case Kind::kEnableReplicaRule:
    case Kind::kDisableRule: return enable_rule(c, table, command);
    case Kind::kAddOf: return alter_of(c, table, command.of_type);
    case Kind::kDropOf: return alter_of(c, table, nullptr);
    case Kind::kAttachPartition:
      if (cat(c).relation(table)->index.has_value()) return attach_index(c, table, *command.relation);
      return attach_partition(c, table, command);
    case Kind::kDetachPartition: return detach_partition(c, table, command);
    case Kind::kDetachPartitionFinalize: {
      const Relation& child = get_relation(c, *command.relation);
      throw_error(Error(sqlstate::object_not_in_prerequisite_state,
                        "cannot complete detaching partition " + quoted(child.name))
                      .with_detail("There's no pending concurrent detach."));
    }
  }
}

// ALTER TYPE … ADD | DROP | ALTER ATTRIBUTE reaches a composite type through its relation.
void check_kind(const ast::AlterTableStmt& stmt, const Relation& relation) {
  const auto refuse = [&](const char* what) {
    throw_error(sqlstate::wrong_object_type, quoted(relation.name) + " is not " + what);
  };
  using O = ast::ObjectKind;
  switch (stmt.object) {
    case O::kIndex:
      if (!relation.index.has_value()) refuse("an index");
      break;
    case O::kView:
      if (relation.kind != RelationKind::kView) refuse("a view");
      break;
    case O::kMatView:
      if (relation.kind != RelationKind::kMatview) refuse("a materialized view");
      break;
    case O::kSequence:
      if (relation.kind != RelationKind::kSequence) refuse("a sequence");
      break;
    case O::kType:
      if (relation.kind != RelationKind::kComposite) refuse("a composite type");
      break;
    default:
      if (relation.kind == RelationKind::kComposite) {
        throw_error(Error(sqlstate::wrong_object_type, quoted(relation.name) + " is a composite type")
                        .with_hint("Use ALTER TYPE instead."));
      }
  }
  if (relation.schema == kPgCatalogSchema || relation.schema == kInformationSchema) {
    throw_error(sqlstate::insufficient_privilege,
                "permission denied: " + quoted(relation.name) + " is a system catalog");
  }
}

bool fits_kind(const Relation& relation, const ast::AlterTableCmd& command) {
  const bool partitioned = relation.kind == RelationKind::kPartitionedTable;
  const RelationKind kind = partitioned || relation.kind == RelationKind::kForeignTable
                                ? RelationKind::kTable : relation.kind;
  switch (command.command) {
    case Kind::kChangeOwner:
    case Kind::kSetRelOptions:
    case Kind::kResetRelOptions: return true;
    case Kind::kColumnDefault:
      return kind == RelationKind::kTable || kind == RelationKind::kView;
    case Kind::kAddColumn:
    case Kind::kDropColumn:
    case Kind::kAlterColumnType:
      return kind == RelationKind::kTable || kind == RelationKind::kComposite;
    case Kind::kSetStatistics:
    case Kind::kSetStorage:
    case Kind::kClusterOn:
    case Kind::kSetTablespace:
      return kind == RelationKind::kTable || kind == RelationKind::kMatview ||
             kind == RelationKind::kIndex;
    case Kind::kAttachPartition:
      return partitioned || kind == RelationKind::kPartitionedIndex;
    case Kind::kDetachPartition:
    case Kind::kDetachPartitionFinalize: return partitioned;
    default: return kind == RelationKind::kTable;
  }
}

const char* subcommand_name(Kind kind) {
  switch (kind) {
    case Kind::kAddColumn: return "ADD COLUMN";
    case Kind::kDropColumn: return "DROP COLUMN";
    case Kind::kColumnDefault: return "ALTER COLUMN ... SET DEFAULT";
    case Kind::kSetNotNull: return "ALTER COLUMN ... SET NOT NULL";
    case Kind::kDropNotNull: return "ALTER COLUMN ... DROP NOT NULL";
    case Kind::kAddConstraint: return "ADD CONSTRAINT";
    case Kind::kDropConstraint: return "DROP CONSTRAINT";
    case Kind::kAlterColumnType: return "ALTER COLUMN ... SET DATA TYPE";
    case Kind::kEnableRowSecurity: return "ENABLE ROW SECURITY";
    case Kind::kEnableTrigger: return "ENABLE TRIGGER";
    case Kind::kDisableTrigger: return "DISABLE TRIGGER";
    case Kind::kAttachPartition: return "ATTACH PARTITION";
    case Kind::kDetachPartition: return "DETACH PARTITION";
    case Kind::kAddInherit: return "INHERIT";
    case Kind::kDropInherit: return "NO INHERIT";
    case Kind::kSetLogged: return "SET LOGGED";
    case Kind::kSetUnlogged: return "SET UNLOGGED";
    case Kind::kClusterOn: return "CLUSTER ON";
    case Kind::kDropCluster: return "SET WITHOUT CLUSTER";
    case Kind::kSetAccessMethod: return "SET ACCESS METHOD";
    case Kind::kSetTablespace: return "SET TABLESPACE";
    case Kind::kSetStatistics: return "ALTER COLUMN ... SET STATISTICS";
    case Kind::kSetStorage: return "ALTER COLUMN ... SET STORAGE";
    case Kind::kSetCompression: return "ALTER COLUMN ... SET COMPRESSION";
    case Kind::kDropExpression: return "ALTER COLUMN ... DROP EXPRESSION";
    case Kind::kAddIdentity: return "ALTER COLUMN ... ADD IDENTITY";
    case Kind::kDropIdentity: return "ALTER COLUMN ... DROP IDENTITY";
    case Kind::kAlterConstraint: return "ALTER CONSTRAINT";
    case Kind::kValidateConstraint: return "VALIDATE CONSTRAINT";
    case Kind::kReplicaIdentity: return "REPLICA IDENTITY";
    case Kind::kDisableRowSecurity: return "DISABLE ROW SECURITY";
    case Kind::kForceRowSecurity: return "FORCE ROW SECURITY";
    case Kind::kNoForceRowSecurity: return "NO FORCE ROW SECURITY";
    default: return "this form of ALTER TABLE";
  }
}

// SET LOGGED and UNLOGGED: at most one that changes something; no permanent table refers to an
// unlogged one.
void check_persistence(CommandContext& c, const ast::AlterTableStmt& stmt, const Relation& table) {
  bool changed = false;
  for (const ast::AlterTableCmd* command : stmt.commands) {
    const bool logged = command->command == Kind::kSetLogged;
    if (!logged && command->command != Kind::kSetUnlogged) continue;
    if (table.kind != RelationKind::kTable) continue;
    if (changed) {
      throw_error(sqlstate::feature_not_supported, "cannot change persistence setting twice");
    }
    if (table.persistence == Persistence::kTemporary) {
      throw_error(sqlstate::invalid_table_definition, "cannot change logged status of table " +
                                                          quoted(table.name) +
                                                          " because it is temporary");
    }
    if (logged == (table.persistence == Persistence::kPermanent)) continue;
    changed = true;
    const auto refuse = [&](const Relation* other) {
      if (other == nullptr || other->oid == table.oid ||
          (other->persistence == Persistence::kPermanent) == logged) {
        return;
      }
      throw_error(sqlstate::invalid_table_definition,
                  "could not change table " + quoted(table.name) + " to " +
                      (logged ? "logged" : "unlogged") + " because it references " +
                      (logged ? "unlogged" : "logged") + " table " + quoted(other->name));
    };
    if (!logged) {
      for (const Oid other : table.incoming_fks) refuse(cat(c).relation(other));
      continue;
    }
    for (const Constraint& constraint : table.constraints) {
      if (constraint.kind == ConstraintKind::kForeignKey) {
        refuse(cat(c).relation(constraint.referenced));
      }
    }
  }
}

}  // namespace

std::string alter_table(CommandContext& c, const ast::AlterTableStmt& stmt) {
  const std::string tag = std::string("ALTER ") + object_tag(stmt.object);
  const Relation* found = find_relation(c, *stmt.relation, stmt.missing_ok);
  if (found == nullptr) {
    notice(c, "relation " + quoted(stmt.relation->name) + " does not exist, skipping");
    return tag;
  }
  check_kind(stmt, *found);
  check_persistence(c, stmt, *found);
  const Oid table = found->oid;
  std::vector<const ast::AlterTableCmd*> commands(stmt.commands.begin(), stmt.commands.end());
  std::stable_sort(commands.begin(), commands.end(),
                   [](const ast::AlterTableCmd* a, const ast::AlterTableCmd* b) {
                     return pass_of(*a) < pass_of(*b);
                   });
  for (const ast::AlterTableCmd* command : commands) {
    const Relation& relation = *cat(c).relation(table);
    const bool about_partitions = command->command == Kind::kAttachPartition ||
                                  command->command == Kind::kDetachPartition ||
                                  command->command == Kind::kDetachPartitionFinalize;
    if (about_partitions && relation.kind == RelationKind::kTable) {
      throw_error(sqlstate::invalid_object_definition,
                  "table " + quoted(relation.name) + " is not partitioned");
    }
    if (!fits_kind(relation, *command)) {
      std::string kind = kind_word(relation.kind);
      kind += relation.kind == RelationKind::kIndex ? "es" : "s";
      throw_error(Error(sqlstate::wrong_object_type,
                        "ALTER action " + std::string(subcommand_name(command->command)) +
                            " cannot be performed on relation " + quoted(relation.name))
                      .with_detail("This operation is not supported for " + kind + "."));
    }
    run_subcommand(c, table, *command, !stmt.relation->only);
  }
  return tag;
}

}  // namespace rung::commands
