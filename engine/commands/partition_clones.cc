// What partitions have because their table has it: indexes, keys, foreign keys and row triggers. A
// clone names its original (parent) and goes with it; one that was there before an ATTACH is taken
// over where it says the same.
#include <algorithm>

#include "commands/objects.h"
#include "executor/table_writer.h"
#include "expr/walk.h"
#include "planner/partitions.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

std::vector<int32_t> mapped(const std::vector<int32_t>& attnos, const std::vector<int32_t>& map) {
  std::vector<int32_t> to;
  for (const int32_t attno : attnos) {
    to.push_back(attno > 0 ? map[static_cast<size_t>(attno) - 1] : attno);
  }
  return to;
}

const catalog::Constraint* constraint_by_oid(const Relation& relation, Oid oid) {
  for (const catalog::Constraint& constraint : relation.constraints) {
    if (constraint.oid == oid) return &constraint;
  }
  return nullptr;
}

// A foreign key that is there once more for a partition of the referenced table.
bool is_for_partition(const Relation& relation, const catalog::Constraint& fk) {
  return fk.parent != kNoOid && constraint_by_oid(relation, fk.parent) != nullptr;
}

void link_constraints(CommandContext& c, Oid child_table, Oid child, Oid parent) {
  auto edited = cat(c).edit_relation(child_table);
  for (catalog::Constraint& constraint : edited->constraints) {
    if (constraint.oid != child) continue;
    constraint.parent = parent;
    constraint.local = false;
    constraint.inherited = 1;
    constraint.no_inherit = false;
  }
  cat(c).put(std::move(edited));
  depend(c, {ObjectClass::kConstraint, child, 0}, {ObjectClass::kConstraint, parent, 0},
         DependencyKind::kPartition);
}

void unlink_constraint(CommandContext& c, Oid child_table, Oid child) {
  auto edited = cat(c).edit_relation(child_table);
  Oid parent = kNoOid;
  for (catalog::Constraint& constraint : edited->constraints) {
    if (constraint.oid != child) continue;
    parent = constraint.parent;
    constraint.parent = kNoOid;
    constraint.local = true;
    constraint.inherited = 0;
  }
  cat(c).put(std::move(edited));
  if (parent != kNoOid) {
    cat(c).remove_dependency({ObjectClass::kConstraint, child, 0}, {ObjectClass::kConstraint, parent, 0});
  }
}

// Whether an index of the partition says the same as one of its table.
bool same_index(CommandContext& c, const Relation& parent_index, const Relation& own,
                const std::vector<int32_t>& map) {
  const IndexInfo &a = *parent_index.index, &b = *own.index;
  if (!own.parents.empty() || a.method != b.method || a.unique != b.unique ||
      a.nulls_not_distinct != b.nulls_not_distinct || a.exclusion != b.exclusion ||
      a.keys.size() != b.keys.size() || a.expressions.size() != b.expressions.size() ||
      a.predicate.empty() != b.predicate.empty() || mapped(a.include, map) != b.include) {
    return false;
  }
  for (size_t i = 0; i < a.keys.size(); ++i) {
    const IndexKey &x = a.keys[i], &y = b.keys[i];
    const int32_t attno = x.attno > 0 ? map[static_cast<size_t>(x.attno) - 1] : x.attno;
    if (attno != y.attno || x.collation != y.collation || x.opclass_oid != y.opclass_oid ||
        x.type != y.type) {
      return false;
    }
  }
  const auto same = [&](const Blob& x, const Blob& y) {
    const Expr* own_expr = planner::load_expression(*c.exec.arena, y);
    return planner::equal_expressions(*remap(c, x, map), *own_expr);
  };
  for (size_t i = 0; i < a.expressions.size(); ++i) {
    if (!same(a.expressions[i], b.expressions[i])) return false;
  }
  if (!a.predicate.empty() && !same(a.predicate, b.predicate)) return false;
  // A constraint's index stands for a constraint's only.
  if (a.constraint == kNoOid) return true;
  if (b.constraint == kNoOid) return false;
  const catalog::Constraint* x = constraint_by_oid(*cat(c).relation(a.table), a.constraint);
  const catalog::Constraint* y = constraint_by_oid(*cat(c).relation(b.table), b.constraint);
  return x != nullptr && y != nullptr && x->kind == y->kind && x->deferrable == y->deferrable &&
         x->deferred == y->deferred;
}

}  // namespace

Expr* remap(CommandContext& c, const Blob& blob, const std::vector<int32_t>& map) {
  Expr* expr = planner::load_expression(*c.exec.arena, blob);
  return replace_nodes(*c.exec.arena, expr, [&](rung::Expr& node) -> Expr* {
    if (node.kind != ExprKind::kVar || node.attno <= 0) return nullptr;
    auto* copy = c.exec.arena->make<Expr>(node);
    copy->attno = map[static_cast<size_t>(node.attno) - 1];
    return copy;
  });
}

// --- indexes ------------------------------------------------------------------------------------

void link_index(CommandContext& c, Oid child, Oid parent) {
  auto edited = cat(c).edit_relation(child);
  edited->parents.push_back(parent);
  const Oid table = edited->index->table, constraint = edited->index->constraint;
  cat(c).put(std::move(edited));
  auto above = cat(c).edit_relation(parent);
  above->children.push_back(child);
  const Oid parent_constraint = above->index->constraint;
  cat(c).put(std::move(above));
  depend(c, {ObjectClass::kRelation, child, 0}, {ObjectClass::kRelation, parent, 0},
         DependencyKind::kPartition);
  if (constraint != kNoOid && parent_constraint != kNoOid) {
    link_constraints(c, table, constraint, parent_constraint);
  }
}

// A partitioned index is valid when every partition has its part of it.
void validate_partitioned_index(CommandContext& c, Oid index) {
  const Relation& relation = *cat(c).relation(index);
  if (relation.index->valid) return;
  const Relation& table = *cat(c).relation(relation.index->table);
  size_t valid = 0;
  for (const Oid child : relation.children) valid += cat(c).relation(child)->index->valid ? 1u : 0u;
  if (valid < table.children.size()) return;
  const std::vector<Oid> parents = relation.parents;
  auto edited = cat(c).edit_relation(index);
  edited->index->valid = true;
  cat(c).put(std::move(edited));
  for (const Oid parent : parents) validate_partitioned_index(c, parent);
}

void give_index(CommandContext& c, Oid parent_index, Oid partition) {
  const Relation& parent = *cat(c).relation(parent_index);
  const Relation& above = *cat(c).relation(parent.index->table);
  const Relation& table = *cat(c).relation(partition);
  const std::vector<int32_t> map = planner::column_map(above, table);
  for (const Oid oid : table.indexes) {
    if (!same_index(c, parent, *cat(c).relation(oid), map)) continue;
    link_index(c, oid, parent_index);
    return;
  }
  const catalog::Constraint* owner = constraint_by_oid(above, parent.index->constraint);
  const Oid made = copy_index(c, partition, parent, map, owner);
  link_index(c, made, parent_index);
  const std::vector<Oid> below = cat(c).relation(partition)->children;
  if (cat(c).relation(partition)->kind != RelationKind::kPartitionedTable) return;
  for (const Oid child : below) give_index(c, made, child);
}

void attach_index(CommandContext& c, Oid parent_oid, const ast::RangeVar& name) {
  const Relation& parent = *cat(c).relation(parent_oid);
  const Relation& index = get_relation(c, name);
  if (!index.index.has_value()) {
    throw_error(sqlstate::wrong_object_type, quoted(index.name) + " is not an index");
  }
  if (std::count(index.parents.begin(), index.parents.end(), parent_oid) > 0) return;
  const auto refuse = [&](const std::string& detail, SqlState state) {
    throw_error(Error(state, "cannot attach index " + quoted(index.name) + " as a partition of index " +
                                 quoted(parent.name))
                    .with_detail(detail));
  };
  if (!index.parents.empty()) {
    refuse("Index " + quoted(index.name) + " is already attached to another index.",
           sqlstate::object_not_in_prerequisite_state);
  }
  const Relation& table = *cat(c).relation(index.index->table);
  const Relation& above = *cat(c).relation(parent.index->table);
  if (std::count(table.parents.begin(), table.parents.end(), above.oid) == 0) {
    refuse("Index " + quoted(index.name) + " is not an index on any partition of table " +
               quoted(above.name) + ".",
           sqlstate::object_not_in_prerequisite_state);
  }
  for (const Oid sibling : parent.children) {
    if (cat(c).relation(sibling)->index->table == table.oid) {
      refuse("Another index is already attached for partition " + quoted(table.name) + ".",
             sqlstate::object_not_in_prerequisite_state);
    }
  }
  if (parent.index->constraint != kNoOid && index.index->constraint == kNoOid) {
    refuse("The index " + quoted(parent.name) + " belongs to a constraint in table " +
               quoted(above.name) + " but no constraint exists for index " + quoted(index.name) + ".",
           sqlstate::invalid_object_definition);
  }
  if (!same_index(c, parent, index, planner::column_map(above, table))) {
    refuse("The index definitions do not match.", sqlstate::invalid_object_definition);
  }
  link_index(c, index.oid, parent_oid);
  validate_partitioned_index(c, parent_oid);
}

void check_partitioned_key(CommandContext& c, const Relation& table, const std::vector<int32_t>& columns,
                           const char* what) {
  if (table.kind != RelationKind::kPartitionedTable) return;
  static_cast<void>(c);
  for (const IndexKey& key : table.partition_keys) {
    if (key.attno == 0) {
      throw_error(Error(sqlstate::feature_not_supported,
                        std::string("unsupported ") + what + " constraint with partition key definition")
                      .with_detail(std::string(what) +
                                   " constraints cannot be used when partition keys include "
                                   "expressions."));
    }
    if (std::count(columns.begin(), columns.end(), key.attno) > 0) continue;
    throw_error(Error(sqlstate::feature_not_supported,
                      "unique constraint on partitioned table must include all partitioning columns")
                    .with_detail(std::string(what) + " constraint on table " + quoted(table.name) +
                                 " lacks column " + quoted(table.column(key.attno)->name) +
                                 " which is part of the partition key."));
  }
}

// --- foreign keys -------------------------------------------------------------------------------

namespace {

std::string clone_name(CommandContext& c, const Relation& table, const catalog::Constraint& fk) {
  if (table.find_constraint(fk.name) == nullptr) return fk.name;
  std::vector<std::string> names;
  for (const int32_t attno : fk.columns) names.push_back(table.column(attno)->name);
  return choose_constraint_name(c, table.name, join_names(names), "fkey", table.schema, {});
}

// The partition of `referenced` that an index clone is on.
Oid index_in(CommandContext& c, Oid index, Oid partition) {
  for (const Oid child : cat(c).relation(index)->children) {
    if (cat(c).relation(child)->index->table == partition) return child;
  }
  return kNoOid;
}

}  // namespace

void clone_fk_to_partition(CommandContext& c, Oid table, Oid constraint, Oid partition, bool attach) {
  const Relation above = *cat(c).relation(table);
  const catalog::Constraint* found = constraint_by_oid(above, constraint);
  if (found == nullptr) return;
  const Relation& own = *cat(c).relation(partition);
  const std::vector<int32_t> map = planner::column_map(above, own);
  catalog::Constraint copy = *found;
  copy.columns = mapped(copy.columns, map);
  copy.set_columns = mapped(copy.set_columns, map);
  Oid made = kNoOid;
  if (attach) {
    for (const catalog::Constraint& other : own.constraints) {
      if (other.kind != catalog::ConstraintKind::kForeignKey || other.parent != kNoOid ||
          other.columns != copy.columns || other.referenced != copy.referenced ||
          other.referenced_columns != copy.referenced_columns || !other.validated ||
          other.deferrable != copy.deferrable || other.deferred != copy.deferred ||
          other.match != copy.match || other.on_update != copy.on_update ||
          other.on_delete != copy.on_delete) {
        continue;
      }
      made = other.oid;
      break;
    }
  }
  if (made == kNoOid) {
    copy.name = clone_name(c, own, copy);
    copy.parent = kNoOid;
    if (copy.validated && own.tree != storage::kNoTree) {
      executor::validate_constraint(c.exec, own, copy);
    }
    made = put_constraint(c, partition, std::move(copy));
  }
  link_constraints(c, partition, made, constraint);
  if (cat(c).relation(partition)->kind != RelationKind::kPartitionedTable) return;
  const std::vector<Oid> below = cat(c).relation(partition)->children;
  for (const Oid child : below) clone_fk_to_partition(c, partition, made, child, attach);
}

void clone_fk_for_referenced(CommandContext& c, Oid referencing, Oid constraint, Oid partition) {
  const Relation& relation = *cat(c).relation(referencing);
  const catalog::Constraint* found = constraint_by_oid(relation, constraint);
  if (found == nullptr) return;
  catalog::Constraint copy = *found;
  const Relation& above = *cat(c).relation(copy.referenced);
  const Relation& own = *cat(c).relation(partition);
  copy.referenced_columns = mapped(copy.referenced_columns, planner::column_map(above, own));
  copy.referenced = partition;
  copy.index = index_in(c, copy.index, partition);
  if (copy.index == kNoOid) return;
  copy.name = clone_name(c, relation, copy);
  copy.parent = kNoOid;
  const Oid made = put_constraint(c, referencing, std::move(copy));
  link_constraints(c, referencing, made, constraint);
  if (own.kind != RelationKind::kPartitionedTable) return;
  const std::vector<Oid> below = cat(c).relation(partition)->children;
  for (const Oid child : below) clone_fk_for_referenced(c, referencing, made, child);
}

// --- triggers -----------------------------------------------------------------------------------

void clone_trigger(CommandContext& c, Oid table, const Trigger& trigger, Oid partition) {
  const Relation& own = *cat(c).relation(partition);
  const std::vector<int32_t> map = planner::column_map(*cat(c).relation(table), own);
  if (const Trigger* same = find_trigger(own, trigger.name); same != nullptr) {
    if (same->parent == trigger.oid) return;
    throw_error(sqlstate::duplicate_object, "trigger " + quoted(trigger.name) + " for relation " +
                                                quoted(own.name) + " already exists");
  }
  Trigger copy = trigger;
  copy.oid = cat(c).new_oid();
  copy.parent = trigger.oid;
  copy.update_columns = mapped(copy.update_columns, map);
  if (!copy.when.empty()) copy.when = store(*remap(c, copy.when, map));
  const ObjectAddress self{ObjectClass::kTrigger, copy.oid, 0};
  depend(c, self, {ObjectClass::kFunction, copy.function, 0});
  depend(c, self, {ObjectClass::kRelation, partition, 0}, DependencyKind::kAuto);
  depend(c, self, {ObjectClass::kTrigger, trigger.oid, 0}, DependencyKind::kPartition);
  auto edited = cat(c).edit_relation(partition);
  edited->triggers.push_back(copy);
  cat(c).put(std::move(edited));
  if (cat(c).relation(partition)->kind != RelationKind::kPartitionedTable) return;
  const std::vector<Oid> below = cat(c).relation(partition)->children;
  for (const Oid child : below) clone_trigger(c, partition, copy, child);
}

// --- all of it ----------------------------------------------------------------------------------

void clone_to_partition(CommandContext& c, Oid table, Oid partition, bool attach) {
  const Relation above = *cat(c).relation(table);
  for (const Oid index : above.indexes) give_index(c, index, partition);
  for (const catalog::Constraint& fk : above.constraints) {
    if (fk.kind != catalog::ConstraintKind::kForeignKey || is_for_partition(above, fk)) continue;
    clone_fk_to_partition(c, table, fk.oid, partition, attach);
  }
  for (const Oid referencing : above.incoming_fks) {
    const Relation other = *cat(c).relation(referencing);
    for (const catalog::Constraint& fk : other.constraints) {
      if (fk.kind != catalog::ConstraintKind::kForeignKey || fk.referenced != table) continue;
      // Copies in partitions of the referencing table refer to the whole.
      if (fk.parent != kNoOid && !is_for_partition(other, fk)) continue;
      clone_fk_for_referenced(c, referencing, fk.oid, partition);
    }
  }
  for (const Trigger& trigger : above.triggers) {
    if (trigger.for_each_row) clone_trigger(c, table, trigger, partition);
  }
}

void detach_clones(CommandContext& c, Oid table, Oid partition) {
  const Relation own = *cat(c).relation(partition);
  std::vector<ObjectAddress> gone;
  // What referred to the partition as a part of its table no longer does.
  for (const Oid referencing : own.incoming_fks) {
    const Relation other = *cat(c).relation(referencing);
    for (const catalog::Constraint& fk : other.constraints) {
      if (fk.kind != catalog::ConstraintKind::kForeignKey || fk.referenced != partition ||
          fk.parent == kNoOid) {
        continue;
      }
      executor::check_unreferenced(c.exec, own, other, fk);
      gone.push_back({ObjectClass::kConstraint, fk.oid, 0});
    }
  }
  for (const Oid oid : own.indexes) {
    const Relation& index = *cat(c).relation(oid);
    if (index.parents.empty()) continue;
    const Oid parent = index.parents[0], constraint = index.index->constraint;
    auto edited = cat(c).edit_relation(oid);
    edited->parents.clear();
    cat(c).put(std::move(edited));
    auto above = cat(c).edit_relation(parent);
    std::erase(above->children, oid);
    cat(c).put(std::move(above));
    cat(c).remove_dependency({ObjectClass::kRelation, oid, 0}, {ObjectClass::kRelation, parent, 0});
    if (constraint != kNoOid) unlink_constraint(c, partition, constraint);
  }
  for (const catalog::Constraint& fk : own.constraints) {
    if (fk.kind == catalog::ConstraintKind::kForeignKey && fk.parent != kNoOid &&
        !is_for_partition(own, fk)) {
      unlink_constraint(c, partition, fk.oid);
    }
  }
  for (const Trigger& trigger : own.triggers) {
    if (trigger.parent == kNoOid) continue;
    cat(c).remove_dependency({ObjectClass::kTrigger, trigger.oid, 0},
                             {ObjectClass::kTrigger, trigger.parent, 0});
    gone.push_back({ObjectClass::kTrigger, trigger.oid, 0});
  }
  static_cast<void>(table);
  for (const ObjectAddress& object : gone) {
    if (object.cls == ObjectClass::kConstraint) {
      const Relation& home = *cat(c).relation(cat(c).home_of(object.cls, object.oid).oid);
      const catalog::Constraint* fk = constraint_by_oid(home, object.oid);
      if (fk == nullptr) continue;  // went with one above it
      cat(c).remove_dependency(object, {ObjectClass::kConstraint, fk->parent, 0});
    }
    drop_objects(c, {&object, 1}, DropBehavior::kCascade);
  }
}

}  // namespace rung::commands
