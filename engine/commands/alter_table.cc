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

// What rows that are there get in a new column: evaluated once when that is right, else for each row.
void fill_new_column(CommandContext& c, Oid table, int32_t attno, const Expr* value) {
  const Relation before = *cat(c).relation(table);
  if (before.tree == storage::kNoTree) return;
  const bool constant =
      value == nullptr || (planner::expression_volatility(cat(c), *value) != 'v' &&
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
    return planner::load_expression(*c.exec.arena, column.default_expr);
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

void add_column(CommandContext& c, Oid table, const ast::ColumnDef& definition,
                bool if_not_exists) {
  const Relation before = *cat(c).relation(table);
  if (before.find_column(definition.name) != nullptr) {
    const std::string message = "column " + quoted(definition.name) + " of relation " +
                                quoted(before.name) + " already exists";
    if (!if_not_exists) throw_error(sqlstate::duplicate_column, message);
    notice(c, message + ", skipping", Error(sqlstate::duplicate_column, ""));
    return;
  }
  if (before.columns.size() >= 1600) {
    throw_error(sqlstate::too_many_columns, "tables can have at most 1600 columns");
  }
  Attribute column = make_attribute(c, definition, before.columns.size() + 1);
  std::vector<PendingConstraint> pending;
  const ColumnPlan plan = plan_column(definition, before.name, &column, &pending);
  const int32_t attno = column.attno;
  const bool not_null = column.not_null;
  Oid sequence = kNoOid;
  if (serial_type(*definition.type) != nullptr) {
    sequence = create_serial_sequence(c, before.name, definition.name, before.schema, column.type,
                                      before.persistence);
  }
  column.not_null = false;  // until the rows that are there have been looked at
  auto edited = cat(c).edit_relation(table);
  if (edited->tree != storage::kNoTree) {
    if (edited->layout >= 0x7FFE) {
      throw_error(sqlstate::program_limit_exceeded,
                  "table " + quoted(before.name) + " has had too many columns added and dropped");
    }
    column.first_layout = ++edited->layout;
  }
  edited->columns.push_back(column);
  cat(c).put(std::move(edited));
  add_column_dependencies(c, table, column);
  if (plan.default_value != nullptr) set_column_default(c, table, attno, plan.default_value->expr);
  if (sequence != kNoOid) add_serial(c, table, attno, sequence);
  if (plan.generated != nullptr) set_column_generated(c, table, attno, plan.generated->expr);
  if (plan.identity != nullptr) {
    add_identity(c, table, attno, plan.identity->generated_when, plan.identity->options);
  }
  fill_new_column(c, table, attno, value_for_existing(c, table, attno));
  if (not_null && plan.identity == nullptr) set_not_null(c, table, attno, true);
  // Primary key first, then the others as written; the table is not new.
  for (const PendingConstraint& p : pending) add_constraint(c, table, p, false);
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) {
    if (cat(c).relation(child)->find_column(definition.name) != nullptr) {
      notice(c, "merging definition of column " + quoted(definition.name) + " for child " +
                    quoted(cat(c).relation(child)->name));
    } else {
      add_column(c, child, definition, true);
      auto child_edit = cat(c).edit_relation(child);
      for (Attribute& a : child_edit->columns) {
        if (a.name == definition.name && !a.dropped) a.local = false;
      }
      cat(c).put(std::move(child_edit));
    }
    auto child_edit = cat(c).edit_relation(child);
    for (Attribute& a : child_edit->columns) {
      if (a.name == definition.name && !a.dropped) ++a.inherited;
    }
    cat(c).put(std::move(child_edit));
  }
}

void drop_column(CommandContext& c, Oid table, int32_t attno) {
  auto edited = cat(c).edit_relation(table);
  Attribute& column = edit_column(*edited, attno);
  if (column.dropped) return;
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

namespace {

void drop_column_command(CommandContext& c, Oid table, const ast::AlterTableCmd& command,
                         bool recursing) {
  const Relation& relation = *cat(c).relation(table);
  const Attribute* column = relation.find_column(command.name);
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
  const std::vector<Oid> children = relation.children;
  const int32_t attno = column->attno;
  const std::string name = column->name;
  for (const Oid child : children) {
    const Attribute* same = cat(c).relation(child)->find_column(name);
    if (same == nullptr) continue;
    auto edited = cat(c).edit_relation(child);
    Attribute& a = edit_column(*edited, same->attno);
    --a.inherited;
    const bool gone = a.inherited <= 0 && !a.local;
    cat(c).put(std::move(edited));
    if (gone) drop_column_command(c, child, command, true);
  }
  const ObjectAddress object{ObjectClass::kRelation, table, attno};
  drop_objects(c, {&object, 1}, static_cast<DropBehavior>(command.behavior));
}

void drop_constraint_command(CommandContext& c, Oid table, const ast::AlterTableCmd& command,
                             bool recursing) {
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
  const ObjectAddress object{ObjectClass::kConstraint, constraint->oid, 0};
  drop_objects(c, {&object, 1}, static_cast<DropBehavior>(command.behavior));
  if (!inherits) return;
  for (const Oid child : children) {
    const Constraint* same = cat(c).relation(child)->find_constraint(command.name);
    if (same == nullptr || same->local) continue;
    drop_constraint_command(c, child, command, true);
  }
}

void drop_not_null(CommandContext& c, Oid table, std::string_view name) {
  const Relation& relation = *cat(c).relation(table);
  const Attribute& column = get_column(relation, name);
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
  auto edited = cat(c).edit_relation(table);
  edit_column(*edited, column.attno).not_null = false;
  cat(c).put(std::move(edited));
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) drop_not_null(c, child, name);
}

void change_default(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation& relation = *cat(c).relation(table);
  const Attribute& column = get_column(relation, command.name);
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
}

void validate(CommandContext& c, Oid table, std::string_view name) {
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
  executor::validate_constraint(c.exec, relation, *constraint);
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

void set_trigger_state(CommandContext& c, Oid table, const ast::AlterTableCmd& command, char state,
                       bool every) {
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
  cat(c).put(std::move(edited));
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
  const Attribute column = get_column(relation, command.name);
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
  const Attribute column = get_column(relation, command.name);
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
  const Attribute& column = get_column(relation, command.name);
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

void drop_expression(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation& relation = *cat(c).relation(table);
  const Attribute& column = get_column(relation, command.name);
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

void set_column_option(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation& relation = *cat(c).relation(table);
  const Attribute& column = get_column(relation, command.name);
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
}

void inherit(CommandContext& c, Oid table, const ast::RangeVar& name, bool off) {
  const Relation& parent = get_relation(c, name);
  const Oid parent_oid = parent.oid;
  auto child = cat(c).edit_relation(table);
  const bool has =
      std::count(child->parents.begin(), child->parents.end(), parent.oid) > 0;
  if (off != has) {
    throw_error(off ? sqlstate::undefined_table : sqlstate::duplicate_table,
                off ? "relation " + quoted(parent.name) + " is not a parent of relation " +
                          quoted(child->name)
                    : "relation " + quoted(parent.name) + " would be inherited from more than once");
  }
  for (const Attribute& column : parent.columns) {
    if (column.dropped) continue;
    const Attribute* same = child->find_column(column.name);
    if (same == nullptr) {
      throw_error(sqlstate::datatype_mismatch, "child table is missing column " + quoted(column.name));
    }
    if (same->type != column.type || same->typmod != column.typmod) {
      throw_error(sqlstate::datatype_mismatch, "child table " + quoted(child->name) +
                                                   " has different type for column " +
                                                   quoted(column.name));
    }
    Attribute& a = edit_column(*child, same->attno);
    a.inherited += off ? -1 : 1;
    if (off && a.inherited == 0) a.local = true;
  }
  const ObjectAddress self{ObjectClass::kRelation, table, 0};
  auto edited = cat(c).edit_relation(parent_oid);
  if (off) {
    std::erase(child->parents, parent_oid);
    std::erase(edited->children, table);
  } else {
    child->parents.push_back(parent_oid);
    edited->children.push_back(table);
    depend(c, self, {ObjectClass::kRelation, parent_oid, 0});
  }
  cat(c).put(std::move(child));
  cat(c).put(std::move(edited));
  if (off) cat(c).remove_dependency(self, {ObjectClass::kRelation, parent_oid, 0});
}

void set_flag(CommandContext& c, Oid table, const std::function<void(Relation&)>& change) {
  auto edited = cat(c).edit_relation(table);
  change(*edited);
  cat(c).put(std::move(edited));
}

void run_subcommand(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  switch (command.command) {
    case Kind::kAddColumn: return add_column(c, table, *command.column, command.missing_ok);
    case Kind::kDropColumn: return drop_column_command(c, table, command, false);
    case Kind::kColumnDefault: return change_default(c, table, command);
    case Kind::kSetNotNull:
      return set_not_null(c, table, get_column(*cat(c).relation(table), command.name).attno, true);
    case Kind::kDropNotNull: return drop_not_null(c, table, command.name);
    case Kind::kDropExpression: return drop_expression(c, table, command);
    case Kind::kAddConstraint:
      add_constraint(c, table, {command.constraint, {}}, false);
      return;
    case Kind::kAlterConstraint: return alter_constraint(c, table, *command.constraint);
    case Kind::kValidateConstraint: return validate(c, table, command.name);
    case Kind::kDropConstraint: return drop_constraint_command(c, table, command, false);
    case Kind::kAlterColumnType: return alter_column_type(c, table, command);
    case Kind::kChangeOwner: {
      const Oid owner = role_oid(c, *command.owner);
      set_owner(c, {ObjectClass::kRelation, table, 0}, owner);
      return;
    }
    case Kind::kSetRelOptions:
    case Kind::kReplaceRelOptions: return set_options(c, table, command.options, false);
    case Kind::kResetRelOptions: return set_options(c, table, command.options, true);
    case Kind::kSetStatistics:
    case Kind::kSetStorage:
    case Kind::kSetCompression: return set_column_option(c, table, command);
    case Kind::kEnableTrigger: return set_trigger_state(c, table, command, 'O', false);
    case Kind::kEnableAlwaysTrigger: return set_trigger_state(c, table, command, 'A', false);
    case Kind::kEnableReplicaTrigger: return set_trigger_state(c, table, command, 'R', false);
    case Kind::kDisableTrigger: return set_trigger_state(c, table, command, 'D', false);
    case Kind::kEnableTriggerUser: return set_trigger_state(c, table, command, 'O', true);
    case Kind::kDisableTriggerUser: return set_trigger_state(c, table, command, 'D', true);
    case Kind::kEnableTriggerAll: return set_trigger_state(c, table, command, 'O', true);
    case Kind::kDisableTriggerAll:
      if (!cat(c).relation(table)->incoming_fks.empty()) {
        throw_unsupported("DISABLE TRIGGER ALL on a table that foreign keys refer to");
      }
      return set_trigger_state(c, table, command, 'D', true);
    case Kind::kEnableRowSecurity:
      return set_flag(c, table, [](Relation& r) { r.row_security = true; });
    case Kind::kDisableRowSecurity:
      return set_flag(c, table, [](Relation& r) { r.row_security = false; });
    case Kind::kForceRowSecurity:
      return set_flag(c, table, [](Relation& r) { r.force_row_security = true; });
    case Kind::kNoForceRowSecurity:
      return set_flag(c, table, [](Relation& r) { r.force_row_security = false; });
    case Kind::kReplicaIdentity: return replica_identity(c, table, command);
    case Kind::kClusterOn: return cluster_on(c, table, command.name, false);
    case Kind::kDropCluster: return cluster_on(c, table, {}, true);
    case Kind::kSetLogged:
      return set_flag(c, table, [](Relation& r) { r.persistence = Persistence::kPermanent; });
    case Kind::kSetUnlogged:
      return set_flag(c, table, [](Relation& r) { r.persistence = Persistence::kUnlogged; });
    case Kind::kDropOids: return;
    case Kind::kAddIdentity: return add_identity_command(c, table, command);
    case Kind::kSetIdentity: return set_identity(c, table, command);
    case Kind::kDropIdentity: return drop_identity(c, table, command);
    case Kind::kAddInherit: return inherit(c, table, *command.relation, false);
    case Kind::kDropInherit: return inherit(c, table, *command.relation, true);
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
    case Kind::kDisableRule: throw_unsupported("ALTER TABLE … RULE");
    case Kind::kAddOf:
    case Kind::kDropOf: throw_unsupported("ALTER TABLE OF");
    case Kind::kAttachPartition:
    case Kind::kDetachPartition:
    case Kind::kDetachPartitionFinalize: throw_unsupported("partitions");
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
      if (relation.kind != RelationKind::kIndex) refuse("an index");
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
  const RelationKind kind =
      relation.kind == RelationKind::kForeignTable ? RelationKind::kTable : relation.kind;
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
    default: return "this form of ALTER TABLE";
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
  const Oid table = found->oid;
  std::vector<const ast::AlterTableCmd*> commands(stmt.commands.begin(), stmt.commands.end());
  std::stable_sort(commands.begin(), commands.end(),
                   [](const ast::AlterTableCmd* a, const ast::AlterTableCmd* b) {
                     return pass_of(*a) < pass_of(*b);
                   });
  for (const ast::AlterTableCmd* command : commands) {
    const Relation& relation = *cat(c).relation(table);
    if (!fits_kind(relation, *command)) {
      std::string kind = kind_word(relation.kind);
      kind += relation.kind == RelationKind::kIndex ? "es" : "s";
      throw_error(Error(sqlstate::wrong_object_type,
                        "ALTER action " + std::string(subcommand_name(command->command)) +
                            " cannot be performed on relation " + quoted(relation.name))
                      .with_detail("This operation is not supported for " + kind + "."));
    }
    run_subcommand(c, table, *command);
  }
  return tag;
}

}  // namespace rung::commands
