// LIMIT, OFFSET and FETCH FIRST … WITH TIES. Pulls no row more than it gives.
#include <algorithm>

#include "executor/operators.h"
#include "executor/row_keys.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

class LimitOp final : public Operator {
 public:
  LimitOp(Runtime& runtime, const planner::Plan& plan)
      : plan_(plan),
        child_(runtime.build(*plan.children[0])),
        limit_(runtime, one(plan.limit), &arena_),
        offset_(runtime, one(plan.offset), &arena_) {
    if (!plan.with_ties) return;
    std::vector<Oid> types;
    std::vector<Expr*> exprs;
    for (const planner::SortKey& key : plan.sort_keys) {
      types.push_back(key.expr->type);
      exprs.push_back(key.run);
    }
    keys_ = std::make_unique<RowKeys>(runtime.env(&arena_), types);
    key_exprs_ = std::make_unique<ExprList>(runtime, exprs, &key_arena_);
    storages_.reserve(types.size());
    for (const Oid type : types) storages_.push_back(runtime.storage(type));
  }

  void start() override {
    arena_.reset();
    skip_ = bound(offset_, "OFFSET must not be negative",
                  sqlstate::invalid_row_count_in_result_offset_clause, 0);
    left_ = bound(limit_, "LIMIT must not be negative",
                  sqlstate::invalid_row_count_in_limit_clause, UINT64_MAX);
    if (left_ != UINT64_MAX && !plan_.with_ties && skip_ + left_ >= left_) {
      child_->set_bound(skip_ + left_);
    } else {
      child_->set_bound(UINT64_MAX);
    }
    ties_ = false;
    started_ = false;
  }

  bool next(Batch& out, size_t max_rows) override {
    if (left_ == 0 && !ties_) return false;
    if (!started_) {
      child_->start();
      started_ = true;
    }
    while (skip_ > 0) {
      if (!child_->next(out, static_cast<size_t>(std::min<uint64_t>(skip_, kBatchRows)))) {
        return end();
      }
      skip_ -= out.count;
    }
    if (left_ > 0) {
      if (!child_->next(out, static_cast<size_t>(std::min<uint64_t>(left_, max_rows)))) {
        return end();
      }
      if (left_ != UINT64_MAX) left_ -= out.count;
      if (left_ == 0 && plan_.with_ties) remember(out);
      return true;
    }
    if (!child_->next(out, 1) || !is_tie(out)) return end();
    return true;
  }

 private:
  static std::span<Expr* const> one(Expr* const& expr) {
    return expr == nullptr ? std::span<Expr* const>() : std::span<Expr* const>(&expr, 1);
  }
  static uint64_t bound(ExprList& list, const char* negative, SqlState state, uint64_t none) {
    if (list.size() == 0) return none;
    const Datum value = list.row(0, 0);
    if (value.null) return none;
    if (value.i < 0) throw_error(state, negative);
    return static_cast<uint64_t>(value.i);
  }
  bool end() {
    left_ = 0;
    ties_ = false;
    return false;
  }
  void read_keys(const Batch& batch, size_t row, std::vector<Datum>* to) {
    key_arena_.reset();
    key_exprs_->set_input(batch.columns.data());
    to->resize(key_exprs_->size());
    for (size_t i = 0; i < to->size(); ++i) (*to)[i] = key_exprs_->row(i, row);
  }
  void remember(const Batch& batch) {
    read_keys(batch, batch.row(batch.count - 1), &last_);
    for (size_t i = 0; i < last_.size(); ++i) last_[i] = copy_datum(arena_, storages_[i], last_[i]);
    ties_ = true;
  }
  bool is_tie(const Batch& batch) {
    std::vector<Datum> now;
    read_keys(batch, batch.row(0), &now);
    return keys_->equal(now.data(), last_.data());
  }

  const planner::Plan& plan_;
  OperatorPtr child_;
  Arena arena_, key_arena_;
  ExprList limit_, offset_;
  std::unique_ptr<RowKeys> keys_;
  std::unique_ptr<ExprList> key_exprs_;
  std::vector<StorageClass> storages_;
  std::vector<Datum> last_;
  uint64_t skip_ = 0, left_ = 0;
  bool ties_ = false, started_ = false;
};

}  // namespace

OperatorPtr make_limit(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<LimitOp>(runtime, plan);
}

}  // namespace rung::executor
