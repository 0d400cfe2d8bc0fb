// Rows of a generated system relation: made at once, then read like any others.
#include "catalog/system_views.h"
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
    catalog::SystemScan scan{*runtime_.context().catalog, env};
    std::vector<Datum> row(plan_.attnos.size());
    catalog::scan_system_relation(scan, plan_.relation, [&](std::span<const Datum> values) {
      for (size_t i = 0; i < row.size(); ++i) {
        const int32_t attno = plan_.attnos[i];
        row[i] = attno > 0 ? values[static_cast<size_t>(attno) - 1]
                 : attno == planner::kTableoidAttno ? Datum::of_int(plan_.relation)
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

}  // namespace

OperatorPtr make_virtual_scan(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<VirtualScanOp>(runtime, plan);
}

}  // namespace rung::executor
