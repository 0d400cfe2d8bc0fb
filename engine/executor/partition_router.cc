#include "executor/partition_router.h"

#include "executor/failing_row.h"
#include "planner/deparse.h"
#include "planner/stored_expr.h"

namespace rung::executor {

using catalog::Relation;

void map_row(std::span<const int32_t> map, std::span<const Datum> from, std::vector<Datum>* to) {
  to->assign(map.size(), Datum());
  for (size_t i = 0; i < map.size(); ++i) {
    if (map[i] > 0) (*to)[i] = from[static_cast<size_t>(map[i]) - 1];
  }
}

PartitionRouter::PartitionRouter(ExecContext& context, const Relation& table)
    : table_(table), partitions_(*context.catalog, context.env(), table) {
  size_t next = 0;
  for (const catalog::IndexKey& key : table.partition_keys) {
    programs_.push_back(
        key.attno != 0
            ? nullptr
            : compile_row(context, *planner::load_expression(
                                       *context.arena, table.partition_expressions[next++])));
  }
  key_.resize(programs_.size());
}

const Relation* PartitionRouter::route(ExecContext& row_context, std::span<const Datum> row) {
  for (size_t i = 0; i < key_.size(); ++i) {
    key_[i] = programs_[i] != nullptr
                  ? evaluate(row_context, *programs_[i], row.data())
                  : row[static_cast<size_t>(table_.partition_keys[i].attno) - 1];
  }
  const planner::Partitions::Part* part = partitions_.find(key_);
  return part == nullptr ? nullptr : part->relation;
}

void PartitionRouter::throw_no_partition(ExecContext& context) {
  std::string names, values;
  size_t next = 0;
  planner::DeparseContext deparse{context.catalog, context.path, context.env(), true};
  for (size_t i = 0; i < key_.size(); ++i) {
    if (i > 0) {
      names += ", ";
      values += ", ";
    }
    const catalog::IndexKey& key = table_.partition_keys[i];
    if (key.attno != 0) {
      names += table_.column(key.attno)->name;
    } else {
      const Expr* expr =
          planner::load_expression(*context.arena, table_.partition_expressions[next++]);
      const bool call = expr->kind == ExprKind::kFunction && expr->form == CallForm::kCall;
      const std::string text = planner::deparse_expression(deparse, *expr, &table_);
      names += call ? text : "(" + text + ")";
    }
    if (key_[i].null) {
      values += "null";
      continue;
    }
    TypeEnv env = context.env();
    const TypeInfo& type = env.type(key.type);
    std::string text;
    type.ops->output(env, type, key_[i], &text);
    values += text;
  }
  throw_error(Error(sqlstate::check_violation,
                    "no partition of relation \"" + table_.name + "\" found for row")
                  .with_detail("Partition key of the failing row contains (" + names + ") = (" +
                               values + ").")
                  .with_table(schema_name(context, table_), table_.name));
}

PartitionCheck::PartitionCheck(ExecContext& context, const Relation& partition) {
  const Relation* child = &partition;
  for (int depth = 0; child->is_partition() && !child->parents.empty(); ++depth) {
    if (depth > 100) throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
    const Relation* parent = context.catalog->relation(child->parents[0]);
    if (parent == nullptr) break;
    levels_.push_back({child, std::make_unique<PartitionRouter>(context, *parent),
                       planner::column_map(*parent, partition)});
    child = parent;
  }
}

bool PartitionCheck::holds(ExecContext& row_context, std::span<const Datum> row) {
  for (Level& level : levels_) {
    map_row(level.map, row, &row_);
    if (level.router->route(row_context, row_) != level.child) return false;
  }
  return true;
}

}  // namespace rung::executor
