// Counts rows, loops, time and page accesses of a node for EXPLAIN ANALYZE.
#include "executor/operators.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

class InstrumentOp final : public Operator {
 public:
  InstrumentOp(Runtime& runtime, NodeStats* stats, OperatorPtr child)
      : vfs_(*runtime.context().vfs), stats_(stats), child_(std::move(child)) {}
  void set_bound(uint64_t rows) override { child_->set_bound(rows); }
  void start() override {
    const Meter meter(*this);
    ++stats_->loops;
    child_->start();
  }
  bool next(Batch& out, size_t max_rows) override {
    bool more;
    {
      const Meter meter(*this);
      more = child_->next(out, max_rows);
    }
    if (more) stats_->rows += static_cast<double>(out.count);
    if (!stats_->timed_first) {
      stats_->timed_first = true;
      stats_->startup_us = stats_->total_us;
    }
    return more;
  }

 private:
  struct Meter {
    explicit Meter(InstrumentOp& op_in)
        : op(op_in), began_us(op_in.vfs_.monotonic_us()), before(storage::buffer_counters()) {}
    ~Meter() {
      const storage::BufferCounters& now = storage::buffer_counters();
      op.stats_->total_us += op.vfs_.monotonic_us() - began_us;
      op.stats_->hits += now.hits - before.hits;
      op.stats_->reads += now.reads - before.reads;
    }
    InstrumentOp& op;
    int64_t began_us;
    storage::BufferCounters before;
  };

  os::Vfs& vfs_;
  NodeStats* stats_;
  OperatorPtr child_;
};

}  // namespace

OperatorPtr make_instrument(Runtime& runtime, NodeStats* stats, OperatorPtr child) {
  return std::make_unique<InstrumentOp>(runtime, stats, std::move(child));
}

}  // namespace rung::executor
