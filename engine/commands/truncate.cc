// TRUNCATE: the tables' trees, and those of their indexes, are exchanged for empty ones.
#include <algorithm>

#include "commands/objects.h"
#include "executor/table_writer.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

void add_with_children(CommandContext& c, Oid table, bool only, std::vector<Oid>* tables) {
  if (std::count(tables->begin(), tables->end(), table) > 0) return;
  tables->push_back(table);
  if (only) return;
  for (const Oid child : cat(c).relation(table)->children) {
    add_with_children(c, child, false, tables);
  }
}

void empty_tree(CommandContext& c, Oid oid) {
  storage::WriteTxn& txn = c.exec.transaction->write();
  auto edited = cat(c).edit_relation(oid);
  if (edited->tree == storage::kNoTree) return;
  value_or_throw(txn.drop_tree(edited->tree));
  edited->tree = value_or_throw(txn.create_tree());
  cat(c).put(std::move(edited));
}

}  // namespace

std::string truncate(CommandContext& c, const ast::TruncateStmt& stmt) {
  std::vector<Oid> tables;
  for (const ast::RangeVar* name : stmt.relations) {
    const Relation& table = get_table(c, *name, "rp", "a table");
    if (name->only && table.kind == RelationKind::kPartitionedTable && !table.children.empty()) {
      throw_error(Error(sqlstate::wrong_object_type, "cannot truncate only a partitioned table")
                      .with_hint("Do not specify the ONLY keyword, or use TRUNCATE ONLY on the "
                                 "partitions directly."));
    }
    add_with_children(c, table.oid, name->only, &tables);
  }
  for (size_t i = 0; i < tables.size(); ++i) {
    const Relation& table = *cat(c).relation(tables[i]);
    for (const Oid referencing : table.incoming_fks) {
      if (std::count(tables.begin(), tables.end(), referencing) > 0) continue;
      const Relation& other = *cat(c).relation(referencing);
      if (stmt.behavior == ast::DropBehavior::kCascade) {
        notice(c, "truncate cascades to table " + quoted(other.name));
        tables.push_back(referencing);
        continue;
      }
      throw_error(Error(sqlstate::feature_not_supported,
                        "cannot truncate a table referenced in a foreign key constraint")
                      .with_detail("Table " + quoted(other.name) + " references " +
                                   quoted(table.name) + ".")
                      .with_hint("Truncate table " + quoted(other.name) +
                                 " at the same time, or use TRUNCATE ... CASCADE."));
    }
  }
  const auto fire = [&](bool before) {
    for (const Oid oid : tables) {
      executor::TableWriter writer(c.exec, *cat(c).relation(oid), TriggerEvents::kTruncate);
      if (before) {
        writer.begin_statement(TriggerEvents::kTruncate);
      } else {
        writer.end_statement(TriggerEvents::kTruncate);
      }
    }
  };
  fire(true);
  for (const Oid oid : tables) {
    const std::vector<Oid> indexes = cat(c).relation(oid)->indexes;
    empty_tree(c, oid);
    for (const Oid index : indexes) empty_tree(c, index);
    if (!stmt.restart_sequences) continue;
    for (const Dependency& d : cat(c).dependents_of({ObjectClass::kRelation, oid, 0})) {
      if (d.object.cls != ObjectClass::kRelation) continue;
      const Relation* other = cat(c).relation(d.object.oid);
      if (other != nullptr && other->sequence && other->sequence->owner_table == oid) {
        restart_sequence(c, other->oid);
      }
    }
  }
  fire(false);
  return "TRUNCATE TABLE";
}

}  // namespace rung::commands
