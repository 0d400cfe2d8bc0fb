// INTERSECT and EXCEPT, with and without ALL: counts how often each distinct row of the left side
// occurs on either side. (UNION is an append, with an aggregate over it when duplicates go.)
#include <algorithm>

#include "executor/hash_index.h"
#include "executor/operators.h"
#include "executor/row_keys.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

class SetOpOp final : public Operator {
 public:
  SetOpOp(Runtime& runtime, const planner::Plan& plan)
      : plan_(plan),
        left_(runtime.build(*plan.children[0])),
        right_(runtime.build(*plan.children[1])),
        storages_(runtime.storages(plan.core)),
        keys_(runtime.env(&arena_), types(plan)) {}

  void start() override {
    arena_.reset();
    rows_.clear();
    index_.clear();
    left_->start();
    right_->start();
    filled_ = false;
    position_ = 0;
  }

  bool next(Batch& out, size_t max_rows) override {
    if (!filled_) {
      fill();
      filled_ = true;
    }
    max_rows = std::min(max_rows, kBatchRows);
    const size_t columns = storages_.size();
    values_.resize(columns * max_rows);
    size_t n = 0;
    for (; position_ < rows_.size() && n < max_rows;) {
      Row& row = rows_[position_];
      if (row.given >= copies(row)) {
        ++position_;
        continue;
      }
      ++row.given;
      for (size_t i = 0; i < columns; ++i) values_[i * max_rows + n] = row.values[i];
      ++n;
    }
    if (n == 0) return false;
    out.columns.resize(columns);
    for (size_t i = 0; i < columns; ++i) out.columns[i] = {values_.data() + i * max_rows, 1};
    out.selection = nullptr;
    out.count = n;
    return true;
  }

 private:
  struct Row {
    const Datum* values;
    uint64_t hash;
    uint64_t left = 0, right = 0, given = 0;
  };
  static std::vector<Oid> types(const planner::Plan& plan) {
    std::vector<Oid> result;
    for (const Expr* column : plan.core) result.push_back(column->type);
    return result;
  }
  uint64_t copies(const Row& row) const {
    if (plan_.set_op == SetOp::kIntersect) {
      return plan_.set_all ? std::min(row.left, row.right) : row.left > 0 && row.right > 0 ? 1 : 0;
    }
    if (plan_.set_all) return row.left > row.right ? row.left - row.right : 0;
    return row.right == 0 ? 1 : 0;
  }
  void fill() {
    count(*left_, true);
    count(*right_, false);
  }
  void count(Operator& source, bool is_left) {
    Batch batch;
    std::vector<Datum> values(storages_.size());
    while (source.next(batch, kBatchRows)) {
      for (size_t k = 0; k < batch.count; ++k) {
        const size_t r = batch.row(k);
        for (size_t i = 0; i < values.size(); ++i) values[i] = batch.at(i, r);
        const uint64_t hash = keys_.hash(values.data());
        uint32_t entry = index_.find(
            hash, [&](uint32_t e) { return keys_.equal(rows_[e].values, values.data()); });
        if (entry == HashIndex::kNone) {
          if (!is_left) continue;
          entry = static_cast<uint32_t>(rows_.size());
          Datum* kept = arena_.make_array<Datum>(values.size());
          for (size_t i = 0; i < values.size(); ++i) {
            kept[i] = copy_datum(arena_, storages_[i], values[i]);
          }
          rows_.push_back({kept, hash});
          index_.insert(hash, entry, [&](uint32_t e) { return rows_[e].hash; });
        }
        ++(is_left ? rows_[entry].left : rows_[entry].right);
      }
    }
  }

  const planner::Plan& plan_;
  OperatorPtr left_, right_;
  std::vector<StorageClass> storages_;
  Arena arena_;
  RowKeys keys_;
  HashIndex index_;
  std::vector<Row> rows_;
  std::vector<Datum> values_;
  size_t position_ = 0;
  bool filled_ = false;
};

}  // namespace

OperatorPtr make_set_op(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<SetOpOp>(runtime, plan);
}

}  // namespace rung::executor
