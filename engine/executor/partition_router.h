// PartitionRouter: which partition of one table a row belongs to. PartitionCheck: whether a row may
// be in the partition it is written to, seen from the partition up to the top.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "executor/context.h"
#include "executor/run.h"
#include "planner/partitions.h"

namespace rung::executor {

class PartitionRouter {
 public:
  // What it compiles lives in context.arena.
  PartitionRouter(ExecContext& context, const catalog::Relation& table);
  // `row` by the table's attno - 1; nullptr: no partition takes it.
  const catalog::Relation* route(ExecContext& row_context, std::span<const Datum> row);
  // 23514 'no partition of relation "t" found for row', about the row routed last.
  [[noreturn]] void throw_no_partition(ExecContext& context);
  const catalog::Relation& table() const { return table_; }

 private:
  const catalog::Relation& table_;
  planner::Partitions partitions_;
  std::vector<std::shared_ptr<const RowProgram>> programs_;  // per key; nullptr: a plain column
  std::vector<Datum> key_;
};

class PartitionCheck {
 public:
  PartitionCheck(ExecContext& context, const catalog::Relation& partition);
  bool holds(ExecContext& row_context, std::span<const Datum> row);

 private:
  struct Level {
    const catalog::Relation* child;
    std::unique_ptr<PartitionRouter> router;
    std::vector<int32_t> map;  // attno in the partition, by the parent's attno - 1
  };
  std::vector<Level> levels_;
  std::vector<Datum> row_;
};

// A row under another table's columns: `map` by the target's attno - 1 gives the source's attno.
void map_row(std::span<const int32_t> map, std::span<const Datum> from, std::vector<Datum>* to);

}  // namespace rung::executor
