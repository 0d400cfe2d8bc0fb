// ALTER TABLE on columns: adding and dropping them, NOT NULL, defaults, options. Types are in
// alter_column_type.cc.
#include <algorithm>

#include "catalog/row_codec.h"
#include "catalog/system_column.h"
#include "commands/event_trigger.h"
#include "commands/objects.h"
#include "executor/run.h"
#include "executor/table_writer.h"
#include "expr/walk.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;
using Kind = ast::AlterTableKind;

namespace {

Attribute& edit_column(Relation& relation, int32_t attno) {
  return relation.columns[static_cast<size_t>(attno) - 1];
}

// What rows that are there get in a new column: evaluated once when that is right, else for each row.
void fill_with(CommandContext& c, Oid table, int32_t attno, const Expr* value) {
  const Relation before = *cat(c).relation(table);
  if (before.tree == storage::kNoTree) return;
  // A domain's constraints are those of rows: an empty table violates none.
  const bool constant =
      value == nullptr || (value->kind != ExprKind::kCoerceToDomain &&
                           planner::expression_volatility(cat(c), *value) != 'v' &&
                           !any_node(value, [](const rung::Expr& e) {
                             return e.kind == ExprKind::kVar || e.kind == ExprKind::kNextval;
                           }));
  if (constant) {
    if (value == nullptr) return;
    const auto program = executor::compile_row(c.exec, *value);
    const Datum datum = executor::evaluate(c.exec, *program);
    if (datum.null) return;
    auto edited = cat(c).edit_relation(table);
    Attribute& column = edit_column(*edited, attno);
    column.has_missing = true;
    column.missing.clear();
    append_value(column.storage, datum, &column.missing);
    cat(c).put(std::move(edited));
    return;
  }
  fire_table_rewrite(c, table, kRewriteDefault);
  const auto program = executor::compile_row(c.exec, *value);
  executor::rewrite_table(c.exec, before, before,
                          [&](std::span<const Datum> from, std::vector<Datum>* to) {
                            to->assign(from.begin(), from.end());
                            (*to)[static_cast<size_t>(attno) - 1] =
                                executor::evaluate(c.exec, *program, from.data());
                          });
}

// A domain's default and constraints hold for the rows that are there, too.
Expr* value_for_existing(CommandContext& c, Oid table, int32_t attno) {
  const Attribute& column = *cat(c).relation(table)->column(attno);
  if (!column.default_expr.empty()) {
    return planner::load_row_expression(*c.exec.arena, column.default_expr, table);
  }
  if (column.identity != Identity::kNone) {
    auto* next = c.exec.arena->make<Expr>();
    next->kind = ExprKind::kNextval;
    next->type = column.type;
    next->oids.push_back(column.sequence);
    return next;
  }
  const TypeInfo& type = cat(c).type(column.type);
  if (type.kind != TypeKind::kDomain) return nullptr;
  const catalog::Type* domain = cat(c).user_type(column.type);
  if (!domain->domain->default_expr.empty()) {
    Expr* value = planner::load_expression(*c.exec.arena, domain->domain->default_expr);
    planner::BindContext context = c.bind();
    return planner::coerce_for_assignment(context, value, {column.type, -1}, column.name);
  }
  auto* null = c.exec.arena->make<Expr>();
  null->kind = ExprKind::kConst;
  null->type = type.base_oid;
  auto* check = c.exec.arena->make<Expr>();
  check->kind = ExprKind::kCoerceToDomain;
  check->type = column.type;
  check->args.push_back(null);
  return check;
}

}  // namespace

void fill_new_column(CommandContext& c, Oid table, int32_t attno) {
  fill_with(c, table, attno, value_for_existing(c, table, attno));
}

int32_t append_column(CommandContext& c, Oid table, Attribute column) {
  auto edited = cat(c).edit_relation(table);
  if (edited->columns.size() >= 1600) {
    throw_error(sqlstate::too_many_columns, "tables can have at most 1600 columns");
  }
  if (edited->tree != storage::kNoTree) {
    if (edited->layout >= catalog::kRowLayoutMax) {
      throw_error(sqlstate::program_limit_exceeded,
                  "table " + quoted(edited->name) + " has had too many columns added and dropped");
    }
    column.first_layout = ++edited->layout;
  }
  column.attno = static_cast<int32_t>(edited->columns.size()) + 1;
  edited->columns.push_back(column);
  cat(c).put(std::move(edited));
  add_column_dependencies(c, table, column);
  return column.attno;
}

void add_column(CommandContext& c, Oid table, const ast::ColumnDef& definition,
                bool if_not_exists, bool recurse) {
  const Relation before = *cat(c).relation(table);
  if (before.is_partition()) {
    throw_error(sqlstate::wrong_object_type, "cannot add column to a partition");
  }
  if (before.of_type != kNoOid) {
    throw_error(sqlstate::wrong_object_type, "cannot add column to typed table");
  }
  if (before.find_column(definition.name) != nullptr) {
    const std::string message = "column " + quoted(definition.name) + " of relation " +
                                quoted(before.name) + " already exists";
    if (!if_not_exists) throw_error(sqlstate::duplicate_column, message);
    notice(c, message + ", skipping", Error(sqlstate::duplicate_column, ""));
    return;
  }
  if (!before.children.empty()) {
    if (!recurse) {
      throw_error(sqlstate::invalid_table_definition, "column must be added to child tables too");
    }
    for (const ast::Constraint* constraint : definition.constraints) {
      if (constraint->con_kind == ast::ConstraintKind::kIdentity) {
        throw_error(sqlstate::invalid_table_definition,
                    "cannot recursively add identity column to table that has child tables");
      }
    }
  }
  if (catalog::find_system_column(definition.name) != nullptr) {
    throw_error(sqlstate::duplicate_column, "column name " + quoted(definition.name) +
                                                " conflicts with a system column name");
  }
  Attribute column = make_attribute(c, definition, before.columns.size() + 1);
  std::vector<PendingConstraint> pending;
  const ColumnPlan plan = plan_column(definition, before.name, &column, &pending);
  const bool not_null = column.not_null;
  Oid sequence = kNoOid;
  if (serial_type(*definition.type) != nullptr) {
    sequence = create_serial_sequence(c, before.name, definition.name, before.schema, column.type,
                                      before.persistence);
  }
  column.not_null = false;  // until the rows that are there have been looked at
  const int32_t attno = append_column(c, table, std::move(column));
  if (plan.default_value != nullptr) set_column_default(c, table, attno, plan.default_value->expr);
  if (sequence != kNoOid) add_serial(c, table, attno, sequence);
  if (plan.generated != nullptr) set_column_generated(c, table, attno, plan.generated->expr);
  if (plan.identity != nullptr) {
    add_identity(c, table, attno, plan.identity->generated_when, plan.identity->options);
  }
  fill_new_column(c, table, attno);
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) inherit_column(c, table, attno, child);
  if (not_null && plan.identity == nullptr) set_not_null(c, table, attno, true);
  // Primary key first, then the others as written; the table is not new.
  for (const PendingConstraint& p : pending) add_constraint(c, table, p, false);
}

void drop_column(CommandContext& c, Oid table, int32_t attno) {
  auto edited = cat(c).edit_relation(table);
  Attribute& column = edit_column(*edited, attno);
  if (column.dropped) return;
  column.inherited = 0;
  column.local = true;
  column.dropped = true;
  column.name = "........pg.dropped." + std::to_string(attno) + "........";
  column.not_null = false;
  column.default_expr.clear();
  column.generated = false;
  column.identity = Identity::kNone;
  column.has_missing = false;
  column.missing.clear();
  column.type = kNoOid;
  if (edited->tree != storage::kNoTree) {
    column.dropped_layout = ++edited->layout;
  }
  cat(c).put(std::move(edited));
}

// Columns of the partition key can neither go nor change their type.
void refuse_partition_key(CommandContext& c, const Relation& relation, const Attribute& column,
                          const char* verb) {
  bool in_expression = false;
  if (!in_partition_key(c, relation, column.attno, &in_expression)) return;
  throw_error(sqlstate::invalid_table_definition,
              std::string("cannot ") + verb + " column " + quoted(column.name) +
                  " because it is part of the partition key of relation " + quoted(relation.name));
}

void drop_column_command(CommandContext& c, Oid table, const ast::AlterTableCmd& command,
                         bool recurse, bool recursing) {
  const DepthGuard guard;
  const Relation& relation = *cat(c).relation(table);
  if (relation.of_type != kNoOid && !recursing) {
    throw_error(sqlstate::wrong_object_type, "cannot drop column from typed table");
  }
  const Attribute* column = relation.find_column(command.name);
  if (catalog::find_system_column(command.name) != nullptr) {
    throw_error(sqlstate::feature_not_supported,
                "cannot drop system column " + quoted(command.name));
  }
  if (column == nullptr) {
    if (!command.missing_ok) get_column(relation, command.name);
    notice(c, "column " + quoted(command.name) + " of relation " + quoted(relation.name) +
                  " does not exist, skipping");
    return;
  }
  if (column->inherited > 0 && !recursing) {
    throw_error(sqlstate::invalid_table_definition,
                "cannot drop inherited column " + quoted(command.name));
  }
  refuse_partition_key(c, relation, *column, "drop");
  const std::vector<Oid> children = relation.children;
  if (!recurse && relation.kind == RelationKind::kPartitionedTable && !children.empty()) {
    throw_error(Error(sqlstate::invalid_table_definition,
                      "cannot drop column from only the partitioned table when partitions exist")
                    .with_hint("Do not specify the ONLY keyword."));
  }
  const int32_t attno = column->attno;
  const std::string name = column->name;
  for (const Oid child : children) {
    const Attribute* same = cat(c).relation(child)->find_column(name);
    if (same == nullptr) continue;
    auto edited = cat(c).edit_relation(child);
    Attribute& a = edit_column(*edited, same->attno);
    --a.inherited;
    if (!recurse) a.local = true;
    const bool gone = recurse && a.inherited <= 0 && !a.local;
    cat(c).put(std::move(edited));
    if (gone) drop_column_command(c, child, command, true, true);
  }
  const ObjectAddress object{ObjectClass::kRelation, table, attno};
  drop_objects(c, {&object, 1}, static_cast<DropBehavior>(command.behavior));
}

void drop_not_null(CommandContext& c, Oid table, std::string_view name, bool recurse,
                   bool recursing) {
  const DepthGuard guard;
  const Relation& relation = *cat(c).relation(table);
  const Attribute& column = get_alterable_column(relation, name);
  if (!recurse && relation.kind == RelationKind::kPartitionedTable && !relation.children.empty()) {
    throw_error(Error(sqlstate::invalid_table_definition,
                      "cannot remove constraint from only the partitioned table when partitions exist")
                    .with_hint("Do not specify the ONLY keyword."));
  }
  if (column.identity != Identity::kNone) {
    throw_error(sqlstate::syntax_error, "column " + quoted(name) + " of relation " +
                                            quoted(relation.name) + " is an identity column");
  }
  const Constraint* key = relation.primary_key();
  if (key != nullptr &&
      std::count(key->columns.begin(), key->columns.end(), column.attno) > 0) {
    throw_error(sqlstate::invalid_table_definition,
                "column " + quoted(name) + " is in a primary key");
  }
  if (relation.is_partition() && !recursing) {
    const Attribute* above = cat(c).relation(relation.parents[0])->find_column(name);
    if (above != nullptr && above->not_null) {
      throw_error(sqlstate::invalid_table_definition,
                  "column " + quoted(name) + " is marked NOT NULL in parent table");
    }
  }
  auto edited = cat(c).edit_relation(table);
  edit_column(*edited, column.attno).not_null = false;
  cat(c).put(std::move(edited));
  if (!recurse) return;
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) drop_not_null(c, child, name, true, true);
}

void change_default(CommandContext& c, Oid table, const ast::AlterTableCmd& command, bool recurse) {
  const DepthGuard guard;
  const Relation& relation = *cat(c).relation(table);
  const Attribute& column = get_alterable_column(relation, command.name);
  if (column.identity != Identity::kNone) {
    Error error(sqlstate::syntax_error, "column " + quoted(command.name) + " of relation " +
                                            quoted(relation.name) + " is an identity column");
    if (command.expr == nullptr) error.hint = "Use ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY instead.";
    throw_error(std::move(error));
  }
  if (column.generated) {
    Error error(sqlstate::syntax_error, "column " + quoted(command.name) + " of relation " +
                                            quoted(relation.name) + " is a generated column");
    if (command.expr == nullptr) error.hint = "Use ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION instead.";
    throw_error(std::move(error));
  }
  set_column_default(c, table, column.attno, command.expr);
  if (!recurse) return;
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) change_default(c, child, command, true);
}

void drop_expression(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation& relation = *cat(c).relation(table);
  const Attribute& column = get_alterable_column(relation, command.name);
  if (!column.generated) {
    const std::string message = "column " + quoted(command.name) + " of relation " +
                                quoted(relation.name) + " is not a stored generated column";
    if (!command.missing_ok) throw_error(sqlstate::object_not_in_prerequisite_state, message);
    notice(c, message + ", skipping");
    return;
  }
  const int32_t attno = column.attno;
  drop_column_default(c, table, attno);
  auto edited = cat(c).edit_relation(table);
  edit_column(*edited, attno).generated = false;
  cat(c).put(std::move(edited));
  const ObjectAddress self{ObjectClass::kRelation, table, attno};
  cat(c).remove_dependencies_of(self);
  add_column_dependencies(c, table, *cat(c).relation(table)->column(attno));
}

namespace {

// Columns of indexes go by number in ALTER … SET STATISTICS, as their names are made up.
const Attribute& numbered_column(const Relation& relation, int64_t number) {
  if (!relation.index) {
    throw_error(sqlstate::feature_not_supported, "cannot refer to non-index column by number");
  }
  if (static_cast<size_t>(number) > relation.columns.size()) {
    throw_error(sqlstate::undefined_column, "column number " + std::to_string(number) +
                                                " of relation " + quoted(relation.name) +
                                                " does not exist");
  }
  return relation.columns[static_cast<size_t>(number) - 1];
}

void check_index_statistics(const Relation& index, const Attribute& column) {
  const auto at = static_cast<size_t>(column.attno) - 1;
  const std::string what =
      quoted(column.name) + " of index " + quoted(index.name);
  if (at >= index.index->keys.size()) {
    throw_error(sqlstate::feature_not_supported,
                "cannot alter statistics on included column " + what);
  }
  if (index.index->keys[at].attno != 0) {
    throw_error(Error(sqlstate::feature_not_supported,
                      "cannot alter statistics on non-expression column " + what)
                    .with_hint("Alter statistics on table column instead."));
  }
}

}  // namespace

void set_column_option(CommandContext& c, Oid table, const ast::AlterTableCmd& command,
                       bool recurse) {
  const DepthGuard guard;
  const Relation& relation = *cat(c).relation(table);
  const Attribute& column = command.number > 0 ? numbered_column(relation, command.number)
                                               : get_alterable_column(relation, command.name);
  if (relation.index && command.command == Kind::kSetStatistics) {
    check_index_statistics(relation, column);
  }
  auto edited = cat(c).edit_relation(table);
  Attribute& a = edit_column(*edited, column.attno);
  switch (command.command) {
    case Kind::kSetStatistics: a.statistics_target = command.statistics; break;
    case Kind::kSetStorage: {
      const std::string text = str(command.text);
      const char first = text.empty() ? 'd' : static_cast<char>(text[0] | 0x20);
      a.storage_option = text == "external" || text == "EXTERNAL" ? 'e'
                         : text == "extended" || text == "EXTENDED" ? 'x'
                                                                    : first;
      break;
    }
    case Kind::kSetCompression:
      a.compression = command.text == "default" ? '\0' : command.text == "lz4" ? 'l' : 'p';
      break;
    default: break;
  }
  cat(c).put(std::move(edited));
  const bool inherits = command.command == Kind::kSetStatistics || command.command == Kind::kSetStorage;
  if (!recurse || !inherits) return;
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) set_column_option(c, child, command, true);
}

}  // namespace rung::commands
