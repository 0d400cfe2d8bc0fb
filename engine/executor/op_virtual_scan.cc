// Rows that no table holds: generated system relations, made at once, and transition tables.
#include <algorithm>

#include "catalog/row_codec.h"
#include "catalog/system_views.h"
#include "executor/builtin_code.h"
#include "executor/operators.h"
#include "executor/row_store.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

class VirtualScanOp final : public Operator {
 public:
  VirtualScanOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        rows_(*runtime.context().vfs, runtime.storages(plan.core),
              runtime.context().work_memory_bytes),
        reader_(rows_) {}

  void start() override {
    reader_.rewind();
    if (made_) return;
    made_ = true;
    Arena arena;
    TypeEnv env = runtime_.env(&arena);
    catalog::SystemScan scan{*runtime_.context().catalog, env, &builtin_code()};
    std::vector<Datum> row(plan_.attnos.size());
    catalog::scan_system_relation(scan, plan_.relation, [&](std::span<const Datum> values) {
      for (size_t i = 0; i < row.size(); ++i) {
        const int32_t attno = plan_.attnos[i];
        row[i] = attno > 0 ? values[static_cast<size_t>(attno) - 1]
                 : attno == planner::kTableoidAttno ? Datum::of_int(plan_.relation)
                 : attno == planner::kXminAttno ? Datum::of_int(catalog::writer_of_row({}))
                                                    : Datum::of_int(0);
      }
      rows_.append_row(row.data());
      return true;
    });
  }
  bool next(Batch& out, size_t max_rows) override { return reader_.next(out, max_rows); }

 private:
  Runtime& runtime_;
  const planner::Plan& plan_;
  RowStore rows_;
  RowStore::Reader reader_;
  bool made_ = false;
};

// Transition tables: rows that the context holds.
class NamedRowsOp final : public Operator {
 public:
  NamedRowsOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime), plan_(plan), columns_(plan.core.size()) {}
  void start() override {
    rows_ = nullptr;
    position_ = 0;
    for (const NamedRowSet& set : runtime_.context().named_rows) {
      if (set.name == plan_.name) rows_ = set.rows;
    }
    if (rows_ == nullptr) {
      throw_error(sqlstate::undefined_table, "relation \"" + plan_.name + "\" does not exist");
    }
  }
  bool next(Batch& out, size_t max_rows) override {
    const size_t count = std::min({max_rows, kBatchRows, rows_->size() - position_});
    if (count == 0) return false;
    values_.resize(columns_ * count);
    for (size_t k = 0; k < count; ++k) {
      const std::vector<Datum>& row = (*rows_)[position_ + k];
      for (size_t i = 0; i < columns_; ++i) values_[i * count + k] = row[i];
    }
    position_ += count;
    out.columns.resize(columns_);
    for (size_t i = 0; i < columns_; ++i) out.columns[i] = {values_.data() + i * count, 1};
    out.selection = nullptr;
    out.count = count;
    return true;
  }

 private:
  Runtime& runtime_;
  const planner::Plan& plan_;
  size_t columns_;
  const std::vector<std::vector<Datum>>* rows_ = nullptr;
  std::vector<Datum> values_;
  size_t position_ = 0;
};

}  // namespace

OperatorPtr make_named_rows(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<NamedRowsOp>(runtime, plan);
}
OperatorPtr make_virtual_scan(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<VirtualScanOp>(runtime, plan);
}

}  // namespace rung::executor
