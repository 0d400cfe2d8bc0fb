// Keeps the rows for which every condition is true, without moving them: the selection shrinks.
// Pulls more rows from its child than it was asked for only when no condition is volatile.
#include <algorithm>

#include "executor/operators.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

class FilterOp final : public Operator {
 public:
  FilterOp(Runtime& runtime, const planner::Plan& plan, OperatorPtr child)
      : child_(std::move(child)),
        conditions_(runtime, plan.run_filters, &arena_),
        stats_(runtime.stats(plan)) {}

  void start() override {
    child_->start();
    kept_ = position_ = 0;
    chunk_ = 16;
  }

  bool next(Batch& out, size_t max_rows) override {
    max_rows = std::min(max_rows, kBatchRows);
    while (position_ == kept_) {
      const size_t ask =
          conditions_.is_volatile() ? max_rows : std::min(kBatchRows, std::max(max_rows, chunk_));
      chunk_ = std::min(kBatchRows, chunk_ * 4);
      if (!child_->next(input_, ask)) return false;
      arena_.reset();
      conditions_.set_input(input_.columns.data());
      kept_ = conditions_.filter(input_.selection, input_.count, rows_);
      position_ = 0;
      if (stats_ != nullptr) stats_->filtered += input_.count - kept_;
    }
    out.columns = input_.columns;
    out.selection = rows_ + position_;
    out.count = std::min(max_rows, kept_ - position_);
    position_ += out.count;
    return true;
  }

 private:
  OperatorPtr child_;
  Arena arena_;
  ExprList conditions_;
  NodeStats* stats_;
  Batch input_;
  uint16_t rows_[kBatchRows];
  size_t kept_ = 0, position_ = 0;
  size_t chunk_ = 16;
};

}  // namespace

OperatorPtr make_filter(Runtime& runtime, const planner::Plan& plan, OperatorPtr child) {
  return std::make_unique<FilterOp>(runtime, plan, std::move(child));
}

}  // namespace rung::executor
