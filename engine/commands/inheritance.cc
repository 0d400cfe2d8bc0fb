// Inheritance between tables: what a new child takes over, INHERIT and NO INHERIT, and columns that
// are added to a parent.
#include <algorithm>

#include "commands/objects.h"
#include "executor/table_writer.h"
#include "expr/walk.h"
#include "planner/partitions.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

void check_parent(const Relation& table, const Relation& parent, bool partition) {
  const bool parent_temporary = parent.persistence == Persistence::kTemporary;
  const bool temporary = table.persistence == Persistence::kTemporary;
  if (partition) {
    if (parent.kind != RelationKind::kPartitionedTable) {
      throw_error(sqlstate::invalid_object_definition, quoted(parent.name) + " is not partitioned");
    }
    if (parent_temporary != temporary) {
      throw_error(sqlstate::wrong_object_type,
                  parent_temporary
                      ? "cannot create a permanent relation as partition of temporary relation " +
                            quoted(parent.name)
                      : "cannot create a temporary relation as partition of permanent relation " +
                            quoted(parent.name));
    }
    return;
  }
  if (parent.kind == RelationKind::kPartitionedTable) {
    throw_error(sqlstate::wrong_object_type,
                "cannot inherit from partitioned table " + quoted(parent.name));
  }
  if (parent.is_partition()) {
    throw_error(sqlstate::wrong_object_type, "cannot inherit from partition " + quoted(parent.name));
  }
  if (parent.kind != RelationKind::kTable) {
    throw_error(sqlstate::wrong_object_type,
                "inherited relation " + quoted(parent.name) + " is not a table or foreign table");
  }
  if (!temporary && parent_temporary) {
    throw_error(sqlstate::wrong_object_type,
                "cannot inherit from temporary relation " + quoted(parent.name));
  }
}

bool inheritable(const catalog::Constraint& constraint) {
  return constraint.kind == catalog::ConstraintKind::kCheck && !constraint.no_inherit;
}

}  // namespace

void merge_parents(CommandContext& c, const std::vector<ast::RangeVar*>& parents, bool partition,
                   Relation* table) {
  for (const ast::RangeVar* name : parents) {
    const Relation& parent = get_relation(c, *name);
    check_parent(*table, parent, partition);
    if (std::count(table->parents.begin(), table->parents.end(), parent.oid) > 0) {
      throw_error(sqlstate::duplicate_table,
                  "relation " + quoted(parent.name) + " would be inherited from more than once");
    }
    table->parents.push_back(parent.oid);
    for (const Attribute& column : parent.columns) {
      if (column.dropped) continue;
      const auto same =
          std::find_if(table->columns.begin(), table->columns.end(),
                       [&](const Attribute& a) { return a.name == column.name; });
      if (same != table->columns.end()) {
        notice(c, "merging multiple inherited definitions of column " + quoted(column.name));
        if (same->type != column.type || same->typmod != column.typmod) {
          throw_error(Error(sqlstate::datatype_mismatch,
                            "inherited column " + quoted(column.name) + " has a type conflict")
                          .with_detail(format_type_name(c, same->type, same->typmod) + " versus " +
                                       format_type_name(c, column.type, column.typmod)));
        }
        ++same->inherited;
        same->not_null |= column.not_null;
        continue;
      }
      Attribute copy = column;
      copy.attno = static_cast<int32_t>(table->columns.size()) + 1;
      copy.local = false;
      copy.inherited = 1;
      copy.identity = Identity::kNone;
      copy.sequence = kNoOid;
      copy.first_layout = 0;
      copy.dropped_layout = UINT16_MAX;
      copy.has_missing = false;
      copy.missing.clear();
      copy.default_expr.clear();
      copy.generated = false;
      copy.statistics_target = -1;
      copy.options.clear();
      table->columns.push_back(std::move(copy));
    }
  }
}

namespace {

void inherit_default(CommandContext& c, Oid table, const Relation& parent, const Attribute& column,
                     const std::vector<int32_t>& map) {
  const int32_t attno = map[static_cast<size_t>(column.attno) - 1];
  if (attno == 0 || column.default_expr.empty()) return;
  Expr* expr = remap(c, column.default_expr, map);
  const Attribute& own = *cat(c).relation(table)->column(attno);
  if (!own.default_expr.empty()) {
    const Expr* known = planner::load_expression(*c.exec.arena, own.default_expr);
    if (planner::equal_expressions(*known, *expr)) return;
    throw_error(Error(sqlstate::invalid_column_definition,
                      "column " + quoted(column.name) + " inherits conflicting default values")
                    .with_hint("To resolve the conflict, specify a default explicitly."));
  }
  static_cast<void>(parent);
  set_bound_default(c, table, attno, expr);
  if (!column.generated) return;
  auto edited = cat(c).edit_relation(table);
  edited->columns[static_cast<size_t>(attno) - 1].generated = true;
  cat(c).put(std::move(edited));
  add_references(c, {ObjectClass::kRelation, table, attno}, references(*expr, table), table,
                 DependencyKind::kAuto);
}

}  // namespace

void finish_parents(CommandContext& c, Oid table, std::span<const std::string> own_defaults) {
  const std::vector<Oid> parents = cat(c).relation(table)->parents;
  for (const Oid oid : parents) {
    const Relation parent = *cat(c).relation(oid);
    const std::vector<int32_t> map = planner::column_map(parent, *cat(c).relation(table));
    for (const Attribute& column : parent.columns) {
      const bool own = std::find(own_defaults.begin(), own_defaults.end(), column.name) !=
                       own_defaults.end();
      if (column.dropped) continue;
      if (own && column.generated) {
        throw_error(sqlstate::invalid_column_definition,
                    "column " + quoted(column.name) +
                        " inherits from generated column but specifies default");
      }
      if (!own) inherit_default(c, table, parent, column, map);
    }
    for (const catalog::Constraint& check : parent.constraints) {
      if (!inheritable(check)) continue;
      const Expr* expr = remap(c, check.check, map);
      if (const catalog::Constraint* known = cat(c).relation(table)->find_constraint(check.name)) {
        const Oid known_oid = known->oid;
        const Expr* mine = planner::load_expression(*c.exec.arena, known->check);
        if (!planner::equal_expressions(*mine, *expr)) {
          throw_error(sqlstate::duplicate_object,
                      "check constraint name " + quoted(check.name) +
                          " appears multiple times but with different expressions");
        }
        auto edited = cat(c).edit_relation(table);
        for (catalog::Constraint& constraint : edited->constraints) {
          if (constraint.oid == known_oid) ++constraint.inherited;
        }
        cat(c).put(std::move(edited));
        continue;
      }
      catalog::Constraint copy = check;
      copy.check = store(*expr);
      for (int32_t& attno : copy.columns) attno = map[static_cast<size_t>(attno) - 1];
      copy.local = false;
      copy.inherited = 1;
      copy.validated = true;
      const Oid made = put_constraint(c, table, std::move(copy));
      add_references(c, {ObjectClass::kConstraint, made, 0}, references(*expr, table), table,
                     DependencyKind::kAuto);
    }
  }
}

// --- INHERIT ------------------------------------------------------------------------------------

void add_parent(CommandContext& c, Oid table, Oid parent_oid) {
  const Relation parent = *cat(c).relation(parent_oid);
  auto child = cat(c).edit_relation(table);
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
    if (same->collation != column.collation) {
      throw_error(sqlstate::collation_mismatch, "child table " + quoted(child->name) +
                                                    " has different collation for column " +
                                                    quoted(column.name));
    }
    const auto refuse = [&](const char* what) {
      throw_error(sqlstate::datatype_mismatch,
                  "column " + quoted(column.name) + " in child table must " + what);
    };
    if (column.not_null && !same->not_null) refuse("be marked NOT NULL");
    if (column.generated && !same->generated) refuse("be a generated column");
    if (!column.generated && same->generated) refuse("not be a generated column");
    ++child->columns[static_cast<size_t>(same->attno) - 1].inherited;
  }
  const std::vector<int32_t> map = planner::column_map(parent, *child);
  for (const catalog::Constraint& check : parent.constraints) {
    if (!inheritable(check)) continue;
    catalog::Constraint* same = nullptr;
    for (catalog::Constraint& own : child->constraints) {
      if (own.kind == catalog::ConstraintKind::kCheck && own.name == check.name) same = &own;
    }
    if (same == nullptr) {
      throw_error(sqlstate::datatype_mismatch,
                  "child table is missing constraint " + quoted(check.name));
    }
    if (!planner::equal_expressions(*remap(c, check.check, map),
                                    *planner::load_expression(*c.exec.arena, same->check))) {
      throw_error(sqlstate::datatype_mismatch, "child table " + quoted(child->name) +
                                                   " has different definition for check constraint " +
                                                   quoted(check.name));
    }
    if (same->no_inherit) {
      throw_error(sqlstate::invalid_object_definition,
                  "constraint " + quoted(check.name) +
                      " conflicts with non-inherited constraint on child table " + quoted(child->name));
    }
    if (check.validated && !same->validated) {
      throw_error(sqlstate::invalid_object_definition,
                  "constraint " + quoted(check.name) +
                      " conflicts with NOT VALID constraint on child table " + quoted(child->name));
    }
    ++same->inherited;
  }
  child->parents.push_back(parent_oid);
  cat(c).put(std::move(child));
  auto above = cat(c).edit_relation(parent_oid);
  above->children.push_back(table);
  const bool partitioned = above->kind == RelationKind::kPartitionedTable;
  cat(c).put(std::move(above));
  depend(c, {ObjectClass::kRelation, table, 0}, {ObjectClass::kRelation, parent_oid, 0},
         partitioned ? DependencyKind::kAuto : DependencyKind::kNormal);
}

namespace {

void check_new_parent(CommandContext& c, const Relation& child, const Relation& parent) {
  if (child.persistence != Persistence::kTemporary &&
      parent.persistence == Persistence::kTemporary) {
    throw_error(sqlstate::wrong_object_type,
                "cannot inherit from temporary relation " + quoted(parent.name));
  }
  if (parent.kind == RelationKind::kPartitionedTable) {
    throw_error(sqlstate::wrong_object_type,
                "cannot inherit from partitioned table " + quoted(parent.name));
  }
  if (parent.is_partition()) {
    throw_error(sqlstate::wrong_object_type, "cannot inherit from a partition");
  }
  if (parent.kind != RelationKind::kTable) {
    throw_error(Error(sqlstate::wrong_object_type, "ALTER action INHERIT cannot be performed on relation " +
                                                       quoted(parent.name))
                    .with_detail("This operation is not supported for " +
                                 std::string(kind_word(parent.kind)) + "s."));
  }
  for (const Relation* below : planner::inheritance_tree(cat(c), c.exec.env(), child, false)) {
    if (below->oid != parent.oid) continue;
    throw_error(Error(sqlstate::duplicate_table, "circular inheritance not allowed")
                    .with_detail(quoted(parent.name) + " is already a child of " +
                                 quoted(child.name) + "."));
  }
  if (std::count(child.parents.begin(), child.parents.end(), parent.oid) > 0) {
    throw_error(sqlstate::duplicate_table,
                "relation " + quoted(parent.name) + " would be inherited from more than once");
  }
}

}  // namespace

void alter_inherit(CommandContext& c, Oid table, const ast::RangeVar& name, bool off) {
  const Relation& own = *cat(c).relation(table);
  if (own.of_type != kNoOid) {
    throw_error(sqlstate::wrong_object_type, "cannot change inheritance of typed table");
  }
  if (own.is_partition()) {
    throw_error(sqlstate::wrong_object_type, "cannot change inheritance of a partition");
  }
  if (own.kind == RelationKind::kPartitionedTable) {
    throw_error(sqlstate::wrong_object_type, "cannot change inheritance of partitioned table");
  }
  const Relation& parent = get_relation(c, name);
  const Oid parent_oid = parent.oid;
  if (!off) {
    check_new_parent(c, own, parent);
    return add_parent(c, table, parent_oid);
  }
  auto child = cat(c).edit_relation(table);
  if (std::erase(child->parents, parent_oid) == 0) {
    throw_error(sqlstate::undefined_table, "relation " + quoted(parent.name) +
                                               " is not a parent of relation " + quoted(child->name));
  }
  for (const Attribute& column : parent.columns) {
    const Attribute* same = column.dropped ? nullptr : child->find_column(column.name);
    if (same == nullptr) continue;
    Attribute& a = child->columns[static_cast<size_t>(same->attno) - 1];
    if (--a.inherited == 0) a.local = true;
  }
  for (const catalog::Constraint& check : parent.constraints) {
    if (!inheritable(check)) continue;
    for (catalog::Constraint& same : child->constraints) {
      if (same.name != check.name || same.inherited == 0) continue;
      if (--same.inherited == 0) same.local = true;
    }
  }
  cat(c).put(std::move(child));
  auto above = cat(c).edit_relation(parent_oid);
  std::erase(above->children, table);
  cat(c).put(std::move(above));
  cat(c).remove_dependency({ObjectClass::kRelation, table, 0}, {ObjectClass::kRelation, parent_oid, 0});
}

// --- ADD COLUMN below ---------------------------------------------------------------------------

void inherit_column(CommandContext& c, Oid parent_oid, int32_t parent_attno, Oid child_oid) {
  const DepthGuard guard;
  const Relation parent = *cat(c).relation(parent_oid);
  const Attribute column = *parent.column(parent_attno);
  const Relation& child = *cat(c).relation(child_oid);
  if (const Attribute* same = child.find_column(column.name); same != nullptr) {
    if (same->type != column.type || same->typmod != column.typmod) {
      throw_error(sqlstate::datatype_mismatch, "child table " + quoted(child.name) +
                                                   " has different type for column " +
                                                   quoted(column.name));
    }
    if (same->collation != column.collation) {
      throw_error(sqlstate::collation_mismatch, "child table " + quoted(child.name) +
                                                    " has different collation for column " +
                                                    quoted(column.name));
    }
    notice(c, "merging definition of column " + quoted(column.name) + " for child " +
                  quoted(child.name));
    auto edited = cat(c).edit_relation(child_oid);
    ++edited->columns[static_cast<size_t>(same->attno) - 1].inherited;
    cat(c).put(std::move(edited));
    return;
  }
  Attribute copy;
  copy.name = column.name;
  copy.type = column.type;
  copy.typmod = column.typmod;
  copy.collation = column.collation;
  copy.storage = column.storage;
  copy.storage_option = column.storage_option;
  copy.compression = column.compression;
  copy.local = false;
  copy.inherited = 1;
  const int32_t attno = append_column(c, child_oid, std::move(copy));
  const std::vector<int32_t> map = planner::column_map(parent, *cat(c).relation(child_oid));
  inherit_default(c, child_oid, parent, column, map);
  fill_new_column(c, child_oid, attno);
  if (column.not_null) set_not_null(c, child_oid, attno, true);
  const std::vector<Oid> below = cat(c).relation(child_oid)->children;
  for (const Oid next : below) inherit_column(c, child_oid, attno, next);
}

}  // namespace rung::commands
