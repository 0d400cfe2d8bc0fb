// RowTriggers: the user's triggers of one table for one statement. BEFORE row triggers run at once;
// AFTER row events are kept (encoded, in order) and run when the statement's queue runs; deferrable
// constraint triggers are queued one by one. Transition tables are collected when a trigger names
// them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "executor/context.h"
#include "executor/run.h"

namespace rung::executor {

class RowTriggers {
 public:
  RowTriggers(ExecContext& context, const catalog::Relation& relation, uint8_t events);
  ~RowTriggers();

  bool has_before(uint8_t event) const;
  bool has_after(uint8_t event) const;
  // Runs the BEFORE row triggers in name order; false when one returned NULL. `new_row` is changed.
  bool before(uint8_t event, std::span<const Datum> old_row, std::vector<Datum>* new_row,
              std::span<const int32_t> updated_columns);
  void after(uint8_t event, std::span<const Datum> old_row, std::span<const Datum> new_row,
             std::span<const int32_t> updated_columns);
  void statement(catalog::TriggerTiming timing, uint8_t event,
                 std::span<const int32_t> updated_columns);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared with queued events
};

}  // namespace rung::executor
