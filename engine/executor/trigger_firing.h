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
  bool has_after_rows() const;  // user triggers FOR EACH ROW
  // Runs the BEFORE row triggers in name order; false when one returned NULL. `new_row` is changed.
  bool before(uint8_t event, std::span<const Datum> old_row, std::vector<Datum>* new_row,
              std::span<const int32_t> updated_columns);
  // PostgreSQL's foreign keys are triggers, too, named "RI_ConstraintTrigger_…": user triggers with
  // a lower name are queued before a row's foreign-key work (kEarly), the others behind it.
  enum class Part : uint8_t { kEarly, kLate };
  void after(Part part, uint8_t event, std::span<const Datum> old_row,
             std::span<const Datum> new_row, std::span<const int32_t> updated_columns);
  // Row events are queued one by one, between the foreign-key work of the rows.
  void queue_each();
  // Rows of tables below this one that its transition tables show, too.
  bool captures() const;
  void capture(std::span<const Datum> old_row, std::span<const Datum> new_row);
  void statement(catalog::TriggerTiming timing, uint8_t event,
                 std::span<const int32_t> updated_columns);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared with queued events
};

}  // namespace rung::executor
