// Keeps its child's rows, for inner sides that are read many times; unique rows of sorted input;
// several inputs one after another.
#include "executor/operators.h"
#include "executor/row_keys.h"
#include "executor/row_store.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

class MaterializeOp final : public Operator {
 public:
  MaterializeOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        child_(runtime.build(*plan.children[0])),
        rows_(*runtime.context().vfs, runtime.storages(plan.children[0]->out()),
              runtime.context().work_memory_bytes),
        reader_(rows_) {}

  void start() override {
    const uint64_t version = runtime_.params_version(plan_.params);
    if (!started_ || version != version_) {
      rows_.clear();
      reader_ = RowStore::Reader(rows_);
      child_->start();
      ended_ = false;
    }
    started_ = true;
    version_ = version;
    reader_.rewind();
  }

  bool next(Batch& out, size_t max_rows) override {
    if (reader_.next(out, max_rows)) return true;
    if (ended_) return false;
    if (!child_->next(input_, max_rows)) {
      ended_ = true;
      return false;
    }
    rows_.append(input_);
    return reader_.next(out, max_rows);
  }

 private:
  Runtime& runtime_;
  const planner::Plan& plan_;
  OperatorPtr child_;
  RowStore rows_;
  RowStore::Reader reader_;
  Batch input_;
  uint64_t version_ = 0;
  bool started_ = false, ended_ = false;
};

class UniqueOp final : public Operator {
 public:
  UniqueOp(Runtime& runtime, const planner::Plan& plan)
      : child_(runtime.build(*plan.children[0])),
        exprs_(runtime, runs(plan), &arena_),
        keys_(runtime.env(&arena_), types(plan)) {
    for (const planner::SortKey& key : plan.sort_keys) {
      storages_.push_back(runtime.storage(key.expr->type));
    }
  }
  void start() override {
    child_->start();
    have_last_ = false;
  }
  bool next(Batch& out, size_t max_rows) override {
    std::vector<Datum> now(exprs_.size());
    while (child_->next(input_, max_rows)) {
      arena_.reset();
      exprs_.set_input(input_.columns.data());
      size_t n = 0;
      for (size_t k = 0; k < input_.count; ++k) {
        const size_t r = input_.row(k);
        for (size_t i = 0; i < now.size(); ++i) now[i] = exprs_.row(i, r);
        if (have_last_ && keys_.equal(now.data(), last_.data())) continue;
        last_arena_.reset();
        last_ = now;
        for (size_t i = 0; i < last_.size(); ++i) {
          last_[i] = copy_datum(last_arena_, storages_[i], last_[i]);
        }
        have_last_ = true;
        kept_[n++] = static_cast<uint16_t>(r);
      }
      if (n == 0) continue;
      out.columns = input_.columns;
      out.selection = kept_;
      out.count = n;
      return true;
    }
    return false;
  }

 private:
  static std::vector<Expr*> runs(const planner::Plan& plan) {
    std::vector<Expr*> exprs;
    for (const planner::SortKey& key : plan.sort_keys) exprs.push_back(key.run);
    return exprs;
  }
  static std::vector<Oid> types(const planner::Plan& plan) {
    std::vector<Oid> result;
    for (const planner::SortKey& key : plan.sort_keys) result.push_back(key.expr->type);
    return result;
  }
  OperatorPtr child_;
  Arena arena_, last_arena_;
  ExprList exprs_;
  RowKeys keys_;
  std::vector<StorageClass> storages_;
  Batch input_;
  std::vector<Datum> last_;
  bool have_last_ = false;
  uint16_t kept_[kBatchRows];
};

class AppendOp final : public Operator {
 public:
  AppendOp(Runtime& runtime, const planner::Plan& plan) {
    for (const planner::Plan* child : plan.children) children_.push_back(runtime.build(*child));
  }
  void start() override {
    current_ = 0;
    started_ = false;
  }
  bool next(Batch& out, size_t max_rows) override {
    for (; current_ < children_.size(); ++current_, started_ = false) {
      if (!started_) children_[current_]->start();
      started_ = true;
      if (children_[current_]->next(out, max_rows)) return true;
    }
    return false;
  }

 private:
  std::vector<OperatorPtr> children_;
  size_t current_ = 0;
  bool started_ = false;
};

}  // namespace

OperatorPtr make_materialize(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<MaterializeOp>(runtime, plan);
}
OperatorPtr make_unique_rows(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<UniqueOp>(runtime, plan);
}
OperatorPtr make_append(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<AppendOp>(runtime, plan);
}

}  // namespace rung::executor
