// What ALTER TABLE does to the rows that are there: validating them against a new constraint, and
// rewriting them.
#include "executor/failing_row.h"
#include "executor/partition_router.h"
#include "executor/foreign_keys.h"
#include "executor/run.h"
#include "executor/table_writer.h"
#include "planner/stored_expr.h"

namespace rung::executor {

using catalog::ConstraintKind;

namespace {

// Calls `each` for every row of a table as it is now.
template <class Each>
void for_each_row(ExecContext& context, const catalog::Relation& table, const Each& each) {
  if (table.tree == storage::kNoTree) return;
  const catalog::RowCodec codec(table);
  std::vector<Datum> values(table.columns.size());
  storage::Cursor cursor(context.transaction->write().view(), table.tree);
  value_or_throw(cursor.seek_first());
  for (; cursor.valid(); value_or_throw(cursor.next())) {
    codec.decode(value_or_throw(cursor.value()), values);
    each(cursor.key(), values);
  }
}

}  // namespace

void empty_table(ExecContext& context, Oid table) {
  storage::WriteTxn& txn = context.transaction->write();
  const catalog::Relation* relation = context.catalog->relation(table);
  if (relation == nullptr) return;
  std::vector<Oid> all = relation->indexes;
  all.push_back(table);
  for (const Oid oid : all) {
    auto edited = context.catalog->edit_relation(oid);
    if (edited->tree == storage::kNoTree) continue;
    value_or_throw(txn.drop_tree(edited->tree));
    edited->tree = value_or_throw(txn.create_tree());
    context.catalog->put(std::move(edited));
  }
}

void validate_constraint(ExecContext& context, const catalog::Relation& table,
                         const catalog::Constraint& constraint) {
  if (constraint.kind == ConstraintKind::kForeignKey) {
    ForeignKeys::validate(context, table, constraint);
    return;
  }
  if (constraint.kind != ConstraintKind::kCheck) return;  // keys are checked by building their index
  const auto program =
      compile_row(context, *planner::load_row_expression(*context.arena, constraint.check, table.oid));
  Arena scratch;
  ExecContext inner = context;
  inner.arena = &scratch;
  for_each_row(context, table, [&](std::string_view, std::span<const Datum> values) {
    scratch.reset();
    const Datum holds = evaluate(inner, *program, values.data());
    if (holds.null || holds.b()) return;
    throw_error(Error(sqlstate::check_violation, "check constraint \"" + constraint.name +
                                                     "\" of relation \"" + table.name +
                                                     "\" is violated by some row")
                    .with_table(schema_name(context, table), table.name)
                    .with_constraint(constraint.name));
  });
}

void validate_partition(ExecContext& context, const catalog::Relation& partition, bool is_default) {
  if (partition.tree == storage::kNoTree) return;
  PartitionCheck check(context, partition);
  Arena scratch;
  ExecContext inner = context;
  inner.arena = &scratch;
  for_each_row(context, partition, [&](std::string_view, std::span<const Datum> values) {
    scratch.reset();
    if (check.holds(inner, values)) return;
    throw_error(Error(sqlstate::check_violation,
                      is_default ? "updated partition constraint for default partition \"" +
                                       partition.name + "\" would be violated by some row"
                                 : "partition constraint of relation \"" + partition.name +
                                       "\" is violated by some row")
                    .with_table(schema_name(context, partition), partition.name));
  });
}

void check_unreferenced(ExecContext& context, const catalog::Relation& partition,
                        const catalog::Relation& referencing, const catalog::Constraint& fk) {
  ForeignKeys::check_unreferenced(context, partition, referencing, fk);
}

void validate_not_null(ExecContext& context, const catalog::Relation& table, int32_t attno) {
  const auto column = static_cast<size_t>(attno) - 1;
  for_each_row(context, table, [&](std::string_view, std::span<const Datum> values) {
    if (!values[column].null) return;
    throw_error(Error(sqlstate::not_null_violation, "column \"" + table.columns[column].name +
                                                        "\" of relation \"" + table.name +
                                                        "\" contains null values")
                    .with_table(schema_name(context, table), table.name)
                    .with_column(table.columns[column].name));
  });
}

void rewrite_table(ExecContext& context, const catalog::Relation& old_version,
                   const catalog::Relation& new_version,
                   const std::function<void(std::span<const Datum>, std::vector<Datum>*)>& convert) {
  storage::WriteTxn& txn = context.transaction->write();
  const catalog::RowCodec codec(new_version);
  const uint32_t writer = transaction_number(txn);
  std::vector<Datum> changed;
  std::string row;
  for_each_row(context, old_version, [&](std::string_view key, std::span<const Datum> values) {
    changed.assign(new_version.columns.size(), Datum());
    convert(values, &changed);
    codec.encode(changed, &row);
    catalog::stamp_row(writer, &row);
    value_or_throw(txn.put(new_version.tree, key, row, storage::WriteMode::kUpsert));
  });
}

}  // namespace rung::executor
