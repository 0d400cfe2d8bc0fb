// One row without columns (SELECT without FROM), rows of VALUES, and pass-through nodes.
#include <algorithm>

#include "executor/operators.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

// With a child: the child's rows, if the one-time conditions hold.
class ResultOp final : public Operator {
 public:
  ResultOp(Runtime& runtime, const planner::Plan& plan)
      : once_(runtime, plan.run_once, &arena_),
        child_(plan.children.empty() ? nullptr : runtime.build(*plan.children[0])) {}
  void start() override {
    arena_.reset();
    done_ = !once_.filter_row(0);
    if (child_ != nullptr && !done_) child_->start();
  }
  bool next(Batch& out, size_t max_rows) override {
    if (done_) return false;
    if (child_ != nullptr) return child_->next(out, max_rows);
    done_ = true;
    out.columns.clear();
    out.selection = nullptr;
    out.count = 1;
    return true;
  }

 private:
  Arena arena_;
  ExprList once_;
  OperatorPtr child_;
  bool done_ = false;
};

class ValuesOp final : public Operator {
 public:
  ValuesOp(Runtime& runtime, const planner::Plan& plan)
      : columns_(plan.core.size()), constants_(plan.constants) {
    rows_.reserve(plan.run_values.size());
    for (const auto& row : plan.run_values) {
      rows_.push_back(std::make_unique<ExprList>(runtime, row, &arena_));
    }
  }
  void start() override { position_ = 0; }
  bool next(Batch& out, size_t max_rows) override {
    if (constants_ != nullptr) return next_constants(out, max_rows);
    if (position_ == rows_.size()) return false;
    arena_.reset();
    const size_t count = std::min({max_rows, kBatchRows, rows_.size() - position_});
    values_.resize(count * columns_);
    for (size_t k = 0; k < count; ++k) {
      ExprList& row = *rows_[position_++];
      for (size_t i = 0; i < columns_; ++i) values_[k * columns_ + i] = row.row(i, 0);
    }
    give(out, values_.data(), count);
    return true;
  }

 private:
  void give(Batch& out, const Datum* rows, size_t count) const {
    out.columns.resize(columns_);
    for (size_t i = 0; i < columns_; ++i) {
      out.columns[i] = {rows + i, static_cast<uint32_t>(columns_)};
    }
    out.selection = nullptr;
    out.count = count;
  }
  bool next_constants(Batch& out, size_t max_rows) {
    const size_t rows = constants_->size() / columns_;
    if (position_ == rows) return false;
    const size_t count = std::min({max_rows, kBatchRows, rows - position_});
    give(out, constants_->data() + position_ * columns_, count);
    position_ += count;
    return true;
  }

  Arena arena_;
  size_t columns_;
  const std::vector<Datum>* constants_;
  std::vector<std::unique_ptr<ExprList>> rows_;
  std::vector<Datum> values_;
  size_t position_ = 0;
};

class PassOp final : public Operator {
 public:
  PassOp(Runtime& runtime, const planner::Plan& plan) : child_(runtime.build(*plan.children[0])) {}
  void start() override { child_->start(); }
  bool next(Batch& out, size_t max_rows) override { return child_->next(out, max_rows); }
  void set_bound(uint64_t rows) override { child_->set_bound(rows); }

 private:
  OperatorPtr child_;
};

}  // namespace

OperatorPtr make_result(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<ResultOp>(runtime, plan);
}
OperatorPtr make_values(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<ValuesOp>(runtime, plan);
}
OperatorPtr make_subquery_scan(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<PassOp>(runtime, plan);
}
// The statement holds the write transaction since before it read, so its rows cannot change.
OperatorPtr make_lock_rows(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<PassOp>(runtime, plan);
}

}  // namespace rung::executor
