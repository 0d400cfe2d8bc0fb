// WindowBounds: the frame of each row of one partition, for every mode, bound and EXCLUDE. Private
// to this module.
#pragma once

#include <vector>

#include "executor/row_store.h"
#include "executor/runtime.h"

namespace rung::executor {

class WindowBounds {
 public:
  // `order_column`: where the ORDER BY value of RANGE offsets is in the stored rows.
  WindowBounds(Runtime& runtime, const planner::Plan& plan, size_t order_column);

  void read_offsets();  // at the start of a scan; raises 22004 and 22013
  // A new partition; `group_starts` are the first rows of its peer groups, then the row count.
  void set_partition(RowStore* rows, std::vector<int64_t> group_starts);
  int64_t row_count() const { return group_starts_.back(); }
  // Moves to a row; rows are visited in order.
  void set_row(int64_t row);
  int64_t begin() const { return begin_; }
  int64_t end() const { return end_; }  // one past the last, EXCLUDE not applied
  bool excludes(int64_t row) const;
  bool has_exclusion() const;
  int64_t group_of(int64_t row) const;
  int64_t group_begin(int64_t group) const { return group_starts_[static_cast<size_t>(group)]; }
  int64_t group_end(int64_t group) const { return group_starts_[static_cast<size_t>(group) + 1]; }

 private:
  struct Offset {
    Datum value;
    bool given = false;
    CallTarget add;       // order value ± offset
    CallTarget convert;   // order value to the sum's type, when they differ
    Oid bound_type = kNoOid;
  };
  void find_functions(Offset* offset, Oid offset_type, bool backwards);
  int64_t range_edge(Offset& offset, FrameBound bound, bool is_start);
  int64_t bound_row(FrameBound bound, Offset& offset, bool is_start);
  Datum order_value(int64_t row);
  int compare_order(const Datum& a, const Datum& b, const TypeInfo& type);

  Runtime& runtime_;
  const WindowClause& window_;
  const planner::Plan& plan_;
  size_t order_column_;
  bool descending_ = false, nulls_first_ = false;
  Arena arena_, offset_arena_;
  TypeEnv env_;
  ExprList start_expr_, end_expr_;
  Offset start_, end_offset_;
  std::shared_ptr<void> call_state_;
  std::vector<int64_t> group_starts_;
  std::optional<RowStore::Reader> reader_;
  int64_t row_ = 0, group_ = 0, begin_ = 0, end_ = 0;
};

}  // namespace rung::executor
