// CREATE TABLE (LIKE source INCLUDING …).
#include "commands/objects.h"
#include "executor/table_writer.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

// The attno in the new table of each column of the source by attno - 1 (0 for dropped ones).
std::vector<int32_t> column_map(const Relation& source, const LikeWork& work) {
  std::vector<int32_t> map(source.columns.size(), 0);
  auto next = static_cast<int32_t>(work.first_column) + 1;
  for (const Attribute& a : source.columns) {
    if (!a.dropped) map[static_cast<size_t>(a.attno) - 1] = next++;
  }
  return map;
}

void copy_comment(CommandContext& c, ObjectAddress from, ObjectAddress to) {
  if (auto text = cat(c).comment(from)) cat(c).set_comment(to, std::move(text));
}

}  // namespace

// A copy for another table, filled from its rows; `owner` is the source's constraint, if it has one.
Oid copy_index(CommandContext& c, Oid table, const Relation& source_index,
               const std::vector<int32_t>& map, const catalog::Constraint* owner) {
  const Relation& target = *cat(c).relation(table);
  const Relation source = source_index;
  auto index = std::make_unique<Relation>(source);
  index->parents.clear();
  index->children.clear();
  IndexInfo& info = *index->index;
  std::vector<std::string> names;
  for (Attribute& a : index->columns) names.push_back(a.name);
  const bool constraint = owner != nullptr;
  index->name = info.primary
                    ? choose_relation_name(c, target.name, "", "pkey", target.schema, true)
                    : choose_relation_name(c, target.name, join_names(names),
                                           info.exclusion ? "excl" : constraint ? "key" : "idx",
                                           target.schema, constraint);
  index->schema = target.schema;
  index->oid = cat(c).new_oid();
  index->persistence = target.persistence;
  info.table = table;
  info.constraint = kNoOid;
  info.clustered = info.replica_identity = false;
  for (IndexKey& key : info.keys) {
    if (key.attno > 0) key.attno = map[static_cast<size_t>(key.attno) - 1];
  }
  for (int32_t& attno : info.include) attno = map[static_cast<size_t>(attno) - 1];
  for (Blob& blob : info.expressions) blob = store(*remap(c, blob, map));
  if (!info.predicate.empty()) info.predicate = store(*remap(c, info.predicate, map));
  // A partitioned table's index has entries in those of its partitions only.
  const bool partitioned = target.kind == RelationKind::kPartitionedTable;
  const bool stored = source.tree != storage::kNoTree ||
                      (source.kind == RelationKind::kPartitionedIndex &&
                       (info.method == "btree" || info.method == "hash" || has_entries(c, info)));
  index->kind = partitioned ? RelationKind::kPartitionedIndex : RelationKind::kIndex;
  index->tree = storage::kNoTree;
  info.valid = true;
  if (stored && !partitioned && target.tree != storage::kNoTree) {
    index->tree = value_or_throw(c.exec.transaction->write().create_tree());
  }
  const Oid oid = index->oid;
  const std::string name = index->name;
  record_index_dependencies(c, *index);
  if (index->tree != storage::kNoTree) executor::build_index(c.exec, *index, target);
  cat(c).put(std::move(index));
  auto edited = cat(c).edit_relation(table);
  edited->indexes.push_back(oid);
  cat(c).put(std::move(edited));
  if (owner == nullptr) return oid;
  catalog::Constraint copy = *owner;
  copy.name = name;
  copy.index = oid;
  copy.parent = kNoOid;
  copy.local = true;
  copy.inherited = 0;
  for (int32_t& attno : copy.columns) attno = map[static_cast<size_t>(attno) - 1];
  if (copy.kind == catalog::ConstraintKind::kPrimaryKey) {
    for (const int32_t attno : copy.columns) set_not_null(c, table, attno, true);
  }
  const Oid made = put_constraint(c, table, std::move(copy));
  auto owned = cat(c).edit_relation(oid);
  owned->index->constraint = made;
  cat(c).put(std::move(owned));
  cat(c).remove_dependencies_of({ObjectClass::kRelation, oid, 0});
  depend(c, {ObjectClass::kRelation, oid, 0}, {ObjectClass::kConstraint, made, 0},
         DependencyKind::kInternal);
  return oid;
}

LikeWork add_like_columns(CommandContext& c, const ast::TableLikeClause& like, Relation* table) {
  const Relation& source = get_relation(c, *like.relation);
  switch (source.kind) {
    case RelationKind::kTable:
    case RelationKind::kView:
    case RelationKind::kMatview:
    case RelationKind::kComposite:
    case RelationKind::kPartitionedTable:
    case RelationKind::kForeignTable: break;
    default:
      throw_error(sqlstate::wrong_object_type,
                  "relation " + quoted(source.name) + " is invalid in LIKE clause",
                  like.relation->pos);
  }
  LikeWork work{source.oid, like.options, table->columns.size()};
  for (const Attribute& column : source.columns) {
    if (column.dropped) continue;
    if (table->find_column(column.name) != nullptr) {
      throw_error(sqlstate::duplicate_column,
                  "column " + quoted(column.name) + " specified more than once");
    }
    Attribute copy;
    copy.name = column.name;
    copy.attno = static_cast<int32_t>(table->columns.size()) + 1;
    copy.type = column.type;
    copy.typmod = column.typmod;
    copy.collation = column.collation;
    copy.storage = column.storage;
    copy.not_null = column.not_null;
    if ((like.options & ast::kLikeStorage) != 0) copy.storage_option = column.storage_option;
    if ((like.options & ast::kLikeCompression) != 0) copy.compression = column.compression;
    table->columns.push_back(std::move(copy));
  }
  return work;
}

void finish_like(CommandContext& c, Oid table, const LikeWork& work) {
  const Relation source = *cat(c).relation(work.source);
  const std::vector<int32_t> map = column_map(source, work);
  const auto has = [&](uint32_t option) { return (work.options & option) != 0; };
  for (const Attribute& column : source.columns) {
    if (column.dropped) continue;
    const int32_t attno = map[static_cast<size_t>(column.attno) - 1];
    if (!column.default_expr.empty() &&
        (column.generated ? has(ast::kLikeGenerated) : has(ast::kLikeDefaults))) {
      Expr* expr = remap(c, column.default_expr, map);
      set_bound_default(c, table, attno, expr);
      if (column.generated) {
        auto edited = cat(c).edit_relation(table);
        edited->columns[static_cast<size_t>(attno) - 1].generated = true;
        cat(c).put(std::move(edited));
      }
    }
    if (column.identity != Identity::kNone && has(ast::kLikeIdentity)) {
      const SequenceInfo from = *cat(c).relation(column.sequence)->sequence;
      add_identity(c, table, attno, static_cast<char>(column.identity), {});
      const Oid sequence = cat(c).relation(table)->column(attno)->sequence;
      auto edited = cat(c).edit_relation(sequence);
      SequenceInfo& info = *edited->sequence;
      info.start = from.start;
      info.increment = from.increment;
      info.min = from.min;
      info.max = from.max;
      info.cache = from.cache;
      info.cycle = from.cycle;
      cat(c).put(std::move(edited));
    }
    if (has(ast::kLikeComments)) {
      copy_comment(c, {ObjectClass::kRelation, source.oid, column.attno},
                   {ObjectClass::kRelation, table, attno});
    }
  }
  if (has(ast::kLikeConstraints)) {
    for (const catalog::Constraint& check : source.constraints) {
      if (check.kind != catalog::ConstraintKind::kCheck) continue;
      catalog::Constraint copy = check;
      copy.check = store(*remap(c, check.check, map));
      for (int32_t& attno : copy.columns) attno = map[static_cast<size_t>(attno) - 1];
      copy.local = true;
      copy.inherited = 0;
      copy.parent = kNoOid;
      const Oid made = put_constraint(c, table, std::move(copy));
      if (has(ast::kLikeComments)) {
        copy_comment(c, {ObjectClass::kConstraint, check.oid, 0},
                     {ObjectClass::kConstraint, made, 0});
      }
    }
  }
  if (has(ast::kLikeIndexes)) {
    for (const Oid oid : source.indexes) {
      const Relation index = *cat(c).relation(oid);
      const catalog::Constraint* owner = nullptr;
      for (const catalog::Constraint& constraint : source.constraints) {
        if (constraint.oid == index.index->constraint && constraint.oid != kNoOid) {
          owner = &constraint;
        }
      }
      const Oid made = copy_index(c, table, index, map, owner);
      if (has(ast::kLikeComments)) {
        copy_comment(c, {ObjectClass::kRelation, oid, 0}, {ObjectClass::kRelation, made, 0});
      }
    }
  }
}

}  // namespace rung::commands
