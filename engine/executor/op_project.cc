// Computes the output columns of a node from its core columns.
#include "executor/operators.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

class ProjectOp final : public Operator {
 public:
  ProjectOp(Runtime& runtime, const planner::Plan& plan, OperatorPtr child)
      : child_(std::move(child)), exprs_(runtime, plan.run_project, &arena_) {}
  void start() override { child_->start(); }
  void set_bound(uint64_t rows) override { child_->set_bound(rows); }
  bool next(Batch& out, size_t max_rows) override {
    if (!child_->next(input_, max_rows)) return false;
    arena_.reset();
    exprs_.set_input(input_.columns.data());
    out.columns.resize(exprs_.size());
    if (exprs_.is_volatile()) {
      by_row(out);
      return true;
    }
    for (size_t i = 0; i < exprs_.size(); ++i) {
      out.columns[i] = exprs_.batch(i, input_.selection, input_.count);
    }
    out.selection = input_.selection;
    out.count = input_.count;
    return true;
  }

 private:
  // Side effects happen row by row, from left to right.
  void by_row(Batch& out) {
    rows_.resize(exprs_.size() * input_.count);
    for (size_t k = 0; k < input_.count; ++k) {
      for (size_t i = 0; i < exprs_.size(); ++i) {
        rows_[i * input_.count + k] = exprs_.row(i, input_.row(k));
      }
    }
    for (size_t i = 0; i < exprs_.size(); ++i) {
      out.columns[i] = {rows_.data() + i * input_.count, 1};
    }
    out.selection = nullptr;
    out.count = input_.count;
  }

  OperatorPtr child_;
  Arena arena_;
  ExprList exprs_;
  Batch input_;
  std::vector<Datum> rows_;
};

}  // namespace

OperatorPtr make_projection(Runtime& runtime, const planner::Plan& plan, OperatorPtr child) {
  return std::make_unique<ProjectOp>(runtime, plan, std::move(child));
}

}  // namespace rung::executor
