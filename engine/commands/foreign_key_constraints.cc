// FOREIGN KEY: finding the referenced key and the operators that compare both sides.
#include <algorithm>

#include "commands/objects.h"
#include "executor/table_writer.h"
#include "functions/registry.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

std::vector<int32_t> named_columns(const Relation& table, const ast::NameList& names) {
  std::vector<int32_t> attnos;
  for (const std::string_view name : names) {
    const Attribute* column = table.find_column(name);
    if (column == nullptr) {
      throw_error(sqlstate::undefined_column,
                  "column " + quoted(name) + " referenced in foreign key constraint does not exist");
    }
    attnos.push_back(column->attno);
  }
  return attnos;
}

// The referenced columns are a key: in any order, but each once. Fills `constraint.index`.
void find_referenced_key(CommandContext& c, const Relation& referenced,
                         catalog::Constraint* constraint, bool given) {
  bool only_deferrable = false;
  if (!given) {
    const catalog::Constraint* key = referenced.primary_key();
    if (key == nullptr) {
      throw_error(sqlstate::undefined_object, "there is no primary key for referenced table " +
                                                  quoted(referenced.name));
    }
    if (key->deferrable) {
      throw_error(sqlstate::object_not_in_prerequisite_state,
                  "cannot use a deferrable primary key for referenced table " +
                      quoted(referenced.name));
    }
    constraint->referenced_columns = key->columns;
    constraint->index = key->index;
    return;
  }
  std::vector<int32_t> wanted = constraint->referenced_columns;
  std::sort(wanted.begin(), wanted.end());
  if (std::adjacent_find(wanted.begin(), wanted.end()) != wanted.end()) {
    throw_error(sqlstate::invalid_foreign_key,
                "foreign key referenced-columns list must not contain duplicates");
  }
  for (const Oid oid : referenced.indexes) {
    const Relation* index = cat(c).relation(oid);
    if (index == nullptr || !index->index || !index->index->unique || !index->index->valid ||
        !index->index->predicate.empty() || !index->index->expressions.empty()) {
      continue;
    }
    std::vector<int32_t> keys;
    for (const IndexKey& key : index->index->keys) keys.push_back(key.attno);
    std::sort(keys.begin(), keys.end());
    if (keys != wanted) continue;
    if (!index->index->immediate) {
      only_deferrable = true;
      continue;
    }
    constraint->index = oid;
    return;
  }
  if (only_deferrable) {
    throw_error(sqlstate::object_not_in_prerequisite_state,
                "cannot use a deferrable unique constraint for referenced table " +
                    quoted(referenced.name));
  }
  throw_error(sqlstate::invalid_foreign_key,
              "there is no unique constraint matching given keys for referenced table " +
                  quoted(referenced.name));
}

Oid base_type(CommandContext& c, Oid type) {
  const TypeInfo* info = cat(c).find_type(type);
  while (info != nullptr && info->kind == TypeKind::kDomain) info = cat(c).find_type(info->base_oid);
  return info == nullptr ? type : info->oid;
}

// referenced = referencing, directly or after an implicit cast of the referencing side.
Oid equality(CommandContext& c, Oid referenced_type, Oid referencing_type) {
  const Oid left = base_type(c, referenced_type), right = base_type(c, referencing_type);
  for (const OperatorDef* op : find_operators("=")) {
    if (op->left == left && op->right == right) return op->oid;
  }
  planner::BindContext context = c.bind();
  const planner::TypeOperators own = planner::type_operators(context, left);
  if (own.equal == kNoOid) return kNoOid;
  if (left == right) return own.equal;
  const TypeInfo &a = cat(c).type(left), &b = cat(c).type(right);
  // Text-like types share one equality; everything else needs an implicit cast.
  const CastDef* cast = find_cast(right, left);
  if (cast != nullptr && cast->context == CastContext::kImplicit) return own.equal;
  const CastDef* back = find_cast(left, right);
  if (back != nullptr && back->context == CastContext::kImplicit &&
      back->method == CastMethod::kBinary && a.category == b.category) {
    return own.equal;
  }
  return kNoOid;
}

}  // namespace

std::vector<Oid> foreign_key_operators(CommandContext& c, const Relation& table,
                                       const Relation& referenced,
                                       const catalog::Constraint& constraint) {
  std::vector<Oid> operators;
  for (size_t i = 0; i < constraint.columns.size(); ++i) {
    const Attribute& own = *table.column(constraint.columns[i]);
    const Attribute& other = *referenced.column(constraint.referenced_columns[i]);
    const Oid op = equality(c, other.type, own.type);
    if (op == kNoOid) {
      throw_error(Error(sqlstate::datatype_mismatch, "foreign key constraint " +
                                                         quoted(constraint.name) +
                                                         " cannot be implemented")
                      .with_detail("Key columns " + quoted(own.name) + " and " + quoted(other.name) +
                                   " are of incompatible types: " +
                                   format_type_name(c, own.type, own.typmod) + " and " +
                                   format_type_name(c, other.type, other.typmod) + "."));
    }
    operators.push_back(op);
  }
  return operators;
}

Oid add_foreign_key(CommandContext& c, Oid table, const PendingConstraint& pending, bool is_new) {
  const ast::Constraint& node = *pending.node;
  const Relation& referenced = get_relation(c, *node.referenced);
  const Relation& relation = *cat(c).relation(table);
  if (referenced.kind != RelationKind::kTable &&
      referenced.kind != RelationKind::kPartitionedTable) {
    throw_error(sqlstate::wrong_object_type,
                "referenced relation " + quoted(referenced.name) + " is not a table");
  }
  if (referenced.schema == kPgCatalogSchema) {
    throw_error(sqlstate::insufficient_privilege,
                "permission denied: " + quoted(referenced.name) + " is a system catalog");
  }
  const auto persistence_error = [](const char* message) {
    throw_error(sqlstate::invalid_table_definition, message);
  };
  if (relation.persistence == Persistence::kPermanent &&
      referenced.persistence != Persistence::kPermanent) {
    persistence_error("constraints on permanent tables may reference only permanent tables");
  }
  if (relation.persistence == Persistence::kTemporary &&
      referenced.persistence != Persistence::kTemporary) {
    persistence_error("constraints on temporary tables may reference only temporary tables");
  }
  if (relation.persistence == Persistence::kUnlogged &&
      referenced.persistence == Persistence::kTemporary) {
    persistence_error("constraints on unlogged tables may reference only permanent or unlogged tables");
  }
  catalog::Constraint constraint;
  constraint.kind = catalog::ConstraintKind::kForeignKey;
  constraint.referenced = referenced.oid;
  constraint.deferrable = node.deferrable;
  constraint.deferred = node.initially_deferred;
  constraint.validated = !node.not_valid || is_new;
  constraint.match = static_cast<FkMatch>(node.match);
  constraint.on_update = static_cast<FkAction>(node.on_update);
  constraint.on_delete = static_cast<FkAction>(node.on_delete);
  if (constraint.match == FkMatch::kPartial) {
    throw_error(sqlstate::feature_not_supported, "MATCH PARTIAL not yet implemented", node.pos);
  }
  if (!pending.column.empty()) {
    constraint.columns = {get_column(relation, pending.column).attno};
  } else {
    constraint.columns = named_columns(relation, node.columns);
  }
  constraint.referenced_columns = named_columns(referenced, node.referenced_columns);
  find_referenced_key(c, referenced, &constraint, !node.referenced_columns.empty());
  if (constraint.columns.size() != constraint.referenced_columns.size()) {
    throw_error(sqlstate::invalid_foreign_key,
                "number of referencing and referenced columns for foreign key disagree");
  }
  std::vector<std::string> names;
  for (const int32_t attno : constraint.columns) {
    const Attribute& column = *relation.column(attno);
    names.push_back(column.name);
    if (!column.generated) continue;
    const auto changes = [&](FkAction action) {
      return action == FkAction::kSetNull || action == FkAction::kSetDefault;
    };
    if (changes(constraint.on_update) || constraint.on_update == FkAction::kCascade) {
      throw_error(sqlstate::syntax_error,
                  "invalid ON UPDATE action for foreign key constraint containing generated column");
    }
    if (changes(constraint.on_delete)) {
      throw_error(sqlstate::syntax_error,
                  "invalid ON DELETE action for foreign key constraint containing generated column");
    }
  }
  for (const std::string_view name : node.on_delete_columns) {
    const int32_t attno = get_column(relation, name).attno;
    if (std::count(constraint.columns.begin(), constraint.columns.end(), attno) == 0) {
      throw_error(sqlstate::invalid_column_reference,
                  "column " + quoted(name) +
                      " referenced in ON DELETE SET action must be part of foreign key");
    }
    constraint.set_columns.push_back(attno);
  }
  constraint.name =
      !node.name.empty()
          ? str(node.name)
          : choose_constraint_name(c, relation.name, join_names(names), "fkey", relation.schema, {});
  if (relation.find_constraint(constraint.name) != nullptr) {
    throw_error(sqlstate::duplicate_object,
                "constraint " + quoted(constraint.name) + " for relation " +
                    quoted(relation.name) + " already exists");
  }
  constraint.equal_ops = foreign_key_operators(c, relation, referenced, constraint);
  const bool partitioned = relation.kind == RelationKind::kPartitionedTable;
  if (partitioned && node.not_valid) {
    throw_error(Error(sqlstate::wrong_object_type,
                      "cannot add NOT VALID foreign key on partitioned table " + quoted(relation.name) +
                          " referencing relation " + quoted(referenced.name))
                    .with_detail("This feature is not yet supported on partitioned tables."));
  }
  constraint.no_inherit = !partitioned;
  if (!is_new && constraint.validated) executor::validate_constraint(c.exec, relation, constraint);
  const Oid referenced_oid = referenced.oid;
  const Oid oid = put_constraint(c, table, std::move(constraint));
  if (cat(c).relation(referenced_oid)->kind == RelationKind::kPartitionedTable) {
    const std::vector<Oid> parts = cat(c).relation(referenced_oid)->children;
    for (const Oid part : parts) clone_fk_for_referenced(c, table, oid, part);
  }
  if (partitioned) {
    const std::vector<Oid> parts = cat(c).relation(table)->children;
    for (const Oid part : parts) clone_fk_to_partition(c, table, oid, part, !is_new);
  }
  return oid;
}

}  // namespace rung::commands
