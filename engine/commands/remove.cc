// remove_object(): taking one object out of the catalog, its storage with it.
#include <algorithm>

#include "commands/objects.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

bool goes_too(std::span<const ObjectAddress> all, ObjectClass cls, Oid oid) {
  return std::any_of(all.begin(), all.end(), [&](const ObjectAddress& other) {
    return other.cls == cls && other.oid == oid && other.sub == 0;
  });
}

void remove_relation(CommandContext& c, Oid oid, std::span<const ObjectAddress> all) {
  const Relation& relation = *cat(c).relation(oid);
  if (relation.tree != storage::kNoTree) {
    value_or_throw(c.exec.transaction->write().drop_tree(relation.tree));
  }
  for (const Attribute& column : relation.columns) {
    cat(c).set_comment({ObjectClass::kRelation, oid, column.attno}, std::nullopt);
  }
  if (relation.index.has_value() &&
      !goes_too(all, ObjectClass::kRelation, relation.index->table) &&
      cat(c).relation(relation.index->table) != nullptr) {
    auto table = cat(c).edit_relation(relation.index->table);
    std::erase(table->indexes, oid);
    cat(c).put(std::move(table));
  }
  if (relation.sequence.has_value()) c.exec.transaction->sequences().forget(oid);
  for (const Oid parent : relation.parents) {
    if (goes_too(all, ObjectClass::kRelation, parent) || cat(c).relation(parent) == nullptr) continue;
    auto edited = cat(c).edit_relation(parent);
    std::erase(edited->children, oid);
    cat(c).put(std::move(edited));
  }
  for (const Oid child : relation.children) {
    if (goes_too(all, ObjectClass::kRelation, child) || cat(c).relation(child) == nullptr) continue;
    auto edited = cat(c).edit_relation(child);
    std::erase(edited->parents, oid);
    cat(c).put(std::move(edited));
  }
  for (const Constraint& constraint : relation.constraints) {
    if (constraint.kind != ConstraintKind::kForeignKey) continue;
    if (constraint.referenced == oid || goes_too(all, ObjectClass::kRelation, constraint.referenced)) {
      continue;
    }
    if (cat(c).relation(constraint.referenced) == nullptr) continue;
    auto referenced = cat(c).edit_relation(constraint.referenced);
    std::erase(referenced->incoming_fks, oid);
    cat(c).put(std::move(referenced));
  }
  cat(c).remove(ObjectClass::kRelation, oid);
}

void remove_constraint(CommandContext& c, Oid oid, std::span<const ObjectAddress> all) {
  const ObjectAddress where = cat(c).home_of(ObjectClass::kConstraint, oid);
  if (where.oid == kNoOid || goes_too(all, where.cls, where.oid)) return;
  const auto same = [&](const Constraint& constraint) { return constraint.oid == oid; };
  if (where.cls == ObjectClass::kType) {
    auto type = cat(c).edit_type(where.oid);
    std::erase_if(type->domain->checks, same);
    cat(c).put(std::move(type));
    return;
  }
  auto relation = cat(c).edit_relation(where.oid);
  const auto found = std::find_if(relation->constraints.begin(), relation->constraints.end(), same);
  if (found == relation->constraints.end()) return;
  const Constraint constraint = *found;
  relation->constraints.erase(found);
  const bool other_reference =
      std::any_of(relation->constraints.begin(), relation->constraints.end(),
                  [&](const Constraint& other) {
                    return other.kind == ConstraintKind::kForeignKey &&
                           other.referenced == constraint.referenced;
                  });
  if (constraint.kind == ConstraintKind::kForeignKey && !other_reference) {
    if (constraint.referenced == where.oid) {
      std::erase(relation->incoming_fks, where.oid);
    } else if (!goes_too(all, ObjectClass::kRelation, constraint.referenced) &&
               cat(c).relation(constraint.referenced) != nullptr) {
      auto referenced = cat(c).edit_relation(constraint.referenced);
      std::erase(referenced->incoming_fks, where.oid);
      cat(c).put(std::move(referenced));
    }
  }
  cat(c).put(std::move(relation));
}

void remove_trigger(CommandContext& c, Oid oid, std::span<const ObjectAddress> all) {
  const ObjectAddress where = cat(c).home_of(ObjectClass::kTrigger, oid);
  if (where.oid == kNoOid || goes_too(all, where.cls, where.oid)) return;
  auto relation = cat(c).edit_relation(where.oid);
  std::erase_if(relation->triggers, [&](const Trigger& trigger) { return trigger.oid == oid; });
  cat(c).put(std::move(relation));
}

void remove_default(CommandContext& c, ObjectAddress object, std::span<const ObjectAddress> all) {
  if (goes_too(all, ObjectClass::kRelation, object.oid)) return;
  const Relation* relation = cat(c).relation(object.oid);
  if (relation == nullptr || relation->column(object.sub) == nullptr ||
      relation->column(object.sub)->dropped) {
    return;
  }
  auto edited = cat(c).edit_relation(object.oid);
  edited->columns[static_cast<size_t>(object.sub) - 1].default_expr.clear();
  cat(c).put(std::move(edited));
}

void remove_column(CommandContext& c, ObjectAddress object, std::span<const ObjectAddress> all) {
  if (goes_too(all, ObjectClass::kRelation, object.oid)) return;
  drop_column(c, object.oid, object.sub);
}

}  // namespace

void remove_object(CommandContext& c, ObjectAddress object, std::span<const ObjectAddress> all) {
  switch (object.cls) {
    case ObjectClass::kRelation:
      if (object.sub != 0) {
        remove_column(c, object, all);
      } else {
        remove_relation(c, object.oid, all);
      }
      break;
    case ObjectClass::kConstraint: remove_constraint(c, object.oid, all); break;
    case ObjectClass::kTrigger: remove_trigger(c, object.oid, all); break;
    case ObjectClass::kDefault: remove_default(c, object, all); break;
    default: cat(c).remove(object.cls, object.oid);
  }
  cat(c).remove_dependencies_of(object);
  cat(c).set_comment(object, std::nullopt);
}

}  // namespace rung::commands
