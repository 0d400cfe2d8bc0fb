// WITH queries: scans of a CTE's buffer, and recursive ones. Each scan has its own place in the
// buffer; whoever reaches its end first makes the CTE go on.
#include <algorithm>

#include "executor/hash_index.h"
#include "executor/operators.h"
#include "executor/row_keys.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

class CteScanOp final : public Operator {
 public:
  CteScanOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime), number_(plan.cte) {}
  void start() override {
    state_ = &runtime_.cte(number_);
    reader_.emplace(*state_->rows);
  }
  bool next(Batch& out, size_t max_rows) override {
    if (!state_->fill(reader_->position())) return false;
    return reader_->next(out, max_rows);
  }

 private:
  Runtime& runtime_;
  int32_t number_;
  CteState* state_ = nullptr;
  std::optional<RowStore::Reader> reader_;
};

class WorkTableScanOp final : public Operator {
 public:
  WorkTableScanOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime), number_(plan.cte) {}
  void start() override { reader_.emplace(*runtime_.work_table(number_)); }
  bool next(Batch& out, size_t max_rows) override { return reader_->next(out, max_rows); }

 private:
  Runtime& runtime_;
  int32_t number_;
  std::optional<RowStore::Reader> reader_;
};

// Child 0 is the non-recursive term, child 1 the recursive one, which reads the rows of the last
// round. The plan's nest_params[0] is bumped each round, so that what child 1 keeps is made anew.
class RecursiveUnionOp final : public Operator {
 public:
  RecursiveUnionOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        first_(runtime.build(*plan.children[0])),
        recursive_(runtime.build(*plan.children[1])),
        storages_(runtime.storages(plan.core)) {
    if (!plan.set_all) {
      std::vector<Oid> types;
      for (const Expr* column : plan.core) types.push_back(column->type);
      keys_ = std::make_unique<RowKeys>(runtime.env(&arena_), types);
    }
  }

  void start() override {
    working_ = new_store();
    next_ = new_store();
    seen_rows_.clear();
    hashes_.clear();
    seen_.clear();
    arena_.reset();
    first_->start();
    in_first_ = true;
    done_ = false;
  }

  bool next(Batch& out, size_t max_rows) override {
    while (!done_) {
      Operator& source = in_first_ ? *first_ : *recursive_;
      if (source.next(out, max_rows)) {
        if (keys_ != nullptr && !drop_seen(out)) continue;
        next_->append(out);
        return true;
      }
      in_first_ = false;
      if (next_->size() == 0) {
        done_ = true;
        break;
      }
      std::swap(working_, next_);
      next_ = new_store();
      runtime_.context().services->check_interrupt();
      runtime_.work_table(plan_.cte) = working_.get();
      runtime_.set_param(plan_.nest_params[0].param, Datum());
      recursive_->start();
    }
    return false;
  }

 private:
  std::unique_ptr<RowStore> new_store() {
    return std::make_unique<RowStore>(*runtime_.context().vfs, storages_,
                                      runtime_.context().work_memory_bytes);
  }
  bool drop_seen(Batch& batch) {
    size_t n = 0;
    std::vector<Datum> row(storages_.size());
    for (size_t k = 0; k < batch.count; ++k) {
      const size_t r = batch.row(k);
      for (size_t i = 0; i < row.size(); ++i) row[i] = batch.at(i, r);
      const uint64_t hash = keys_->hash(row.data());
      const auto same = [&](uint32_t e) { return keys_->equal(seen_rows_[e], row.data()); };
      if (seen_.find(hash, same) != HashIndex::kNone) continue;
      Datum* kept = arena_.make_array<Datum>(row.size());
      for (size_t i = 0; i < row.size(); ++i) kept[i] = copy_datum(arena_, storages_[i], row[i]);
      seen_rows_.push_back(kept);
      hashes_.push_back(hash);
      seen_.insert(hash, static_cast<uint32_t>(seen_rows_.size() - 1),
                   [&](uint32_t e) { return hashes_[e]; });
      kept_[n++] = static_cast<uint16_t>(r);
    }
    batch.selection = kept_;
    batch.count = n;
    return n > 0;
  }

  Runtime& runtime_;
  const planner::Plan& plan_;
  OperatorPtr first_, recursive_;
  std::vector<StorageClass> storages_;
  Arena arena_;
  std::unique_ptr<RowKeys> keys_;
  std::unique_ptr<RowStore> working_, next_;
  HashIndex seen_;
  std::vector<Datum*> seen_rows_;
  std::vector<uint64_t> hashes_;
  uint16_t kept_[kBatchRows];
  bool in_first_ = true, done_ = false;
};

}  // namespace

OperatorPtr make_cte_scan(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<CteScanOp>(runtime, plan);
}
OperatorPtr make_work_table_scan(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<WorkTableScanOp>(runtime, plan);
}
OperatorPtr make_recursive_union(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<RecursiveUnionOp>(runtime, plan);
}

}  // namespace rung::executor
