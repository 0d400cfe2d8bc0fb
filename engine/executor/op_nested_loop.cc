// Nested loop: for each outer row the inner side again, with the outer row's values as parameters.
// Matches are gathered, so that few-row inner sides still make full batches.
#include <algorithm>

#include "executor/operators.h"
#include "executor/row_store.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

class NestedLoopOp final : public Operator {
 public:
  NestedLoopOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        outer_(runtime.build(*plan.children[0])),
        inner_(runtime.build(*plan.children[1])),
        quals_(runtime, plan.run_join_quals, &qual_arena_),
        params_(runtime, param_exprs(plan), &param_arena_),
        outer_columns_(plan.children[0]->out().size()),
        inner_storages_(runtime.storages(plan.children[1]->out())),
        stats_(runtime.stats(plan)) {
    const bool left_only = plan.join == JoinKind::kSemi || plan.join == JoinKind::kAnti;
    columns_.resize(outer_columns_ + (left_only ? 0 : inner_storages_.size()));
  }

  void start() override {
    outer_->start();
    outer_position_ = outer_batch_.count = 0;
    inner_active_ = false;
    chunk_ = 16;
  }

  bool next(Batch& out, size_t max_rows) override {
    max_rows = std::min(max_rows, kBatchRows);
    arena_.reset();
    count_ = 0;
    for (std::vector<Datum>& column : columns_) {
      if (column.size() < max_rows) column.resize(max_rows);
    }
    while (count_ < max_rows) {
      if (!inner_active_) {
        if (outer_position_ == outer_batch_.count) {
          // The gathered rows point into the outer batch: it must stay until they are consumed.
          if (count_ > 0) break;
          const size_t ask = std::max(max_rows, chunk_);
          chunk_ = std::min(kBatchRows, chunk_ * 4);
          if (!outer_->next(outer_batch_, std::min(ask, kBatchRows))) return false;
          outer_position_ = 0;
        }
        begin_outer_row();
      }
      if (!step(max_rows)) finish_outer_row();
    }
    out.columns.resize(columns_.size());
    for (size_t i = 0; i < columns_.size(); ++i) out.columns[i] = {columns_[i].data(), 1};
    out.selection = nullptr;
    out.count = count_;
    return count_ > 0;
  }

 private:
  static std::vector<Expr*> param_exprs(const planner::Plan& plan) {
    std::vector<Expr*> exprs;
    for (const planner::NestParam& param : plan.nest_params) exprs.push_back(param.run);
    return exprs;
  }

  void begin_outer_row() {
    outer_row_ = outer_batch_.row(outer_position_);
    param_arena_.reset();
    params_.set_input(outer_batch_.columns.data());
    for (size_t i = 0; i < plan_.nest_params.size(); ++i) {
      runtime_.set_param(plan_.nest_params[i].param, params_.row(i, outer_row_));
    }
    inner_->start();
    inner_active_ = true;
    matched_ = false;
    kept_ = position_ = 0;
  }

  // Gathers matches of the current outer row; false at the end of its inner rows.
  bool step(size_t max_rows) {
    const bool first_only =
        plan_.join == JoinKind::kSemi || plan_.join == JoinKind::kAnti || plan_.inner_unique;
    if (position_ == kept_) {
      if (!inner_->next(inner_batch_, first_only ? 64 : kBatchRows)) return false;
      apply_quals();
      position_ = 0;
      if (kept_ == 0) return true;
    }
    if (plan_.join == JoinKind::kSemi || plan_.join == JoinKind::kAnti) {
      matched_ = true;
      if (plan_.join == JoinKind::kSemi) emit(nullptr, 0);
      return false;
    }
    while (position_ < kept_ && count_ < max_rows) {
      matched_ = true;
      emit(&inner_batch_, selection_ != nullptr ? selection_[position_] : position_);
      ++position_;
      if (plan_.inner_unique) return false;
    }
    return true;
  }

  void apply_quals() {
    selection_ = inner_batch_.selection;
    kept_ = inner_batch_.count;
    if (quals_.size() == 0) return;
    qual_columns_.clear();
    for (const ColumnRef& column : outer_batch_.columns) {
      qual_columns_.push_back({&column.at(outer_row_), 0});
    }
    for (const ColumnRef& column : inner_batch_.columns) qual_columns_.push_back(column);
    qual_arena_.reset();
    quals_.set_input(qual_columns_.data());
    kept_ = quals_.filter(inner_batch_.selection, inner_batch_.count, rows_);
    selection_ = rows_;
    if (stats_ != nullptr) stats_->join_filtered += inner_batch_.count - kept_;
  }

  void finish_outer_row() {
    if (!matched_ && plan_.join == JoinKind::kAnti) emit(nullptr, 0);
    if (!matched_ && plan_.join == JoinKind::kLeft) emit_null_extended();
    inner_active_ = false;
    ++outer_position_;
  }

  void emit_outer() {
    for (size_t i = 0; i < outer_columns_; ++i) {
      columns_[i][count_] = outer_batch_.at(i, outer_row_);
    }
  }
  void emit(const Batch* inner, size_t row) {
    emit_outer();
    if (inner != nullptr) {
      for (size_t i = 0; i < inner_storages_.size(); ++i) {
        const Datum& value = inner->at(i, row);
        columns_[outer_columns_ + i][count_] =
            is_by_value(inner_storages_[i]) ? value : copy_datum(arena_, inner_storages_[i], value);
      }
    }
    ++count_;
  }
  void emit_null_extended() {
    emit_outer();
    for (size_t i = 0; i < inner_storages_.size(); ++i) {
      columns_[outer_columns_ + i][count_] = Datum();
    }
    ++count_;
  }

  Runtime& runtime_;
  const planner::Plan& plan_;
  OperatorPtr outer_, inner_;
  Arena arena_, qual_arena_, param_arena_;
  ExprList quals_, params_;
  size_t outer_columns_;
  std::vector<StorageClass> inner_storages_;
  NodeStats* stats_;
  Batch outer_batch_, inner_batch_;
  size_t outer_position_ = 0, outer_row_ = 0;
  bool inner_active_ = false, matched_ = false;
  std::vector<ColumnRef> qual_columns_;
  uint16_t rows_[kBatchRows];
  const uint16_t* selection_ = nullptr;
  size_t kept_ = 0, position_ = 0;
  std::vector<std::vector<Datum>> columns_;
  size_t count_ = 0;
  size_t chunk_ = 16;
};

}  // namespace

OperatorPtr make_nested_loop(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<NestedLoopOp>(runtime, plan);
}

}  // namespace rung::executor
