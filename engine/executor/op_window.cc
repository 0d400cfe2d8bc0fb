// Window functions over input sorted by partition and order: one partition at a time is kept, then
// every row's calls are computed in order. Aggregates go on from the previous row's frame where it
// only grew, take rows out where they can, and start over otherwise.
#include <algorithm>

#include "executor/accumulator.h"
#include "executor/operators.h"
#include "executor/row_keys.h"
#include "executor/row_store.h"
#include "executor/window_bounds.h"
#include "functions/registry.h"

namespace rung::executor {
namespace {

struct WindowCall {
  const Expr* expr = nullptr;
  size_t first_arg = 0;    // column of the stored rows
  int filter_column = -1;
  StorageClass storage = StorageClass::kBytes;
  // An aggregate …
  std::unique_ptr<Accumulator> accumulator;
  char* state = nullptr;
  int64_t begin = 0, end = 0;  // what the state holds
  bool valid = false;
  Datum result;
  int64_t result_begin = -1, result_end = -1;
  // … or a window function.
  const WindowFunctionDef* def = nullptr;
  FnCall call;
  std::shared_ptr<void> call_state;
  std::vector<Oid> arg_types;
};

class WindowOp final : public Operator {
 public:
  WindowOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        child_(runtime.build(*plan.children[0])),
        child_columns_(plan.children[0]->out().size()),
        extra_exprs_(runtime, extras(plan), &input_arena_),
        env_(runtime.env(&partition_arena_)),
        bounds_(runtime, plan, plan.children[0]->out().size() + plan.partition_keys.size()) {
    storages_ = runtime.storages(plan.children[0]->out());
    for (const Expr* e : extras(plan)) storages_.push_back(runtime.storage(e->type));
    std::vector<Oid> partition, order;
    for (const planner::SortKey& key : plan.partition_keys) partition.push_back(key.expr->type);
    for (const planner::SortKey& key : plan.order_keys) order.push_back(key.expr->type);
    partition_keys_ = std::make_unique<RowKeys>(runtime.env(&key_arena_), partition);
    order_keys_ = std::make_unique<RowKeys>(runtime.env(&key_arena_), order);
    size_t column = child_columns_ + partition.size() + order.size();
    for (const planner::WindowCallPlan& call_plan : plan.window_calls) {
      calls_.push_back(make_call(call_plan, &column));
    }
    rows_ = new_store();
  }

  void start() override {
    child_->start();
    bounds_.read_offsets();
    input_.count = input_position_ = 0;
    input_ended_ = false;
    rows_->clear();
    row_count_ = position_ = 0;
    have_pending_ = false;
  }

  bool next(Batch& out, size_t max_rows) override {
    if (position_ == row_count_ && !read_partition()) return false;
    max_rows = std::min(max_rows, kBatchRows);
    output_arena_.reset();
    const size_t columns = plan_.core.size();
    const size_t count =
        std::min<size_t>(max_rows, static_cast<size_t>(row_count_ - position_));
    values_.resize(columns * count);
    runtime_.context().services->check_interrupt();
    for (size_t k = 0; k < count; ++k, ++position_) {
      bounds_.set_row(position_);
      const Datum* row = reader_->at(static_cast<size_t>(position_));
      for (size_t i = 0; i < child_columns_; ++i) {
        // The store may load another chunk before the batch is read.
        values_[i * count + k] = copy_datum(output_arena_, storages_[i], row[i]);
      }
      for (size_t c = 0; c < calls_.size(); ++c) {
        values_[(child_columns_ + c) * count + k] =
            copy_datum(output_arena_, calls_[c]->storage, compute(*calls_[c]));
      }
    }
    out.columns.resize(columns);
    for (size_t i = 0; i < columns; ++i) out.columns[i] = {values_.data() + i * count, 1};
    out.selection = nullptr;
    out.count = count;
    return true;
  }

 private:
  // What a window function sees.
  class Frame final : public WindowFrame {
   public:
    Frame(WindowOp& op, const WindowCall& call) : op_(op), call_(call) {}
    int64_t row_count() override { return op_.row_count_; }
    int64_t current_row() override { return op_.position_; }
    bool is_peer(int64_t a, int64_t b) override {
      return op_.bounds_.group_of(a) == op_.bounds_.group_of(b);
    }
    Datum argument(int argument, int64_t row) override {
      return op_.arg_reader_->at(
          static_cast<size_t>(row))[call_.first_arg + static_cast<size_t>(argument)];
    }
    int64_t frame_row(int64_t nth, bool from_end) override {
      const WindowBounds& bounds = op_.bounds_;
      if (nth < 0) return -1;
      if (!bounds.has_exclusion()) {
        if (nth >= bounds.end() - bounds.begin()) return -1;
        return from_end ? bounds.end() - 1 - nth : bounds.begin() + nth;
      }
      for (int64_t i = 0; i < bounds.end() - bounds.begin(); ++i) {
        const int64_t row = from_end ? bounds.end() - 1 - i : bounds.begin() + i;
        if (bounds.excludes(row)) continue;
        if (nth-- == 0) return row;
      }
      return -1;
    }

   private:
    WindowOp& op_;
    const WindowCall& call_;
  };

  static std::vector<Expr*> extras(const planner::Plan& plan) {
    std::vector<Expr*> exprs;
    for (const planner::SortKey& key : plan.partition_keys) exprs.push_back(key.run);
    for (const planner::SortKey& key : plan.order_keys) exprs.push_back(key.run);
    for (const planner::WindowCallPlan& call : plan.window_calls) {
      exprs.insert(exprs.end(), call.run_args.begin(), call.run_args.end());
      if (call.run_filter != nullptr) exprs.push_back(call.run_filter);
    }
    return exprs;
  }

  std::unique_ptr<WindowCall> make_call(const planner::WindowCallPlan& plan, size_t* column) {
    auto call = std::make_unique<WindowCall>();
    call->expr = plan.expr;
    call->first_arg = *column;
    *column += plan.run_args.size();
    if (plan.run_filter != nullptr) call->filter_column = static_cast<int>((*column)++);
    call->storage = runtime_.storage(plan.expr->type);
    call->def = find_window_function(plan.expr->fn);
    if (call->def == nullptr) {
      call->accumulator = std::make_unique<Accumulator>(runtime_, *plan.expr);
      return call;
    }
    for (const Expr* arg : plan.expr->args) call->arg_types.push_back(arg->type);
    call->call.env = &env_;
    call->call.result_type = plan.expr->type;
    call->call.arg_types = call->arg_types.data();
    call->call.arg_count = static_cast<uint16_t>(call->arg_types.size());
    call->call.state = &call->call_state;
    call->call.site = plan.expr;
    return call;
  }

  std::unique_ptr<RowStore> new_store() {
    return std::make_unique<RowStore>(*runtime_.context().vfs, storages_,
                                      runtime_.context().work_memory_bytes);
  }

  // The next input row with its extra columns into row_; false at the end of the input.
  bool next_input() {
    if (input_position_ == input_.count) {
      if (input_ended_ || !child_->next(input_, kBatchRows)) {
        input_ended_ = true;
        return false;
      }
      input_position_ = 0;
      input_arena_.reset();
      extra_exprs_.set_input(input_.columns.data());
      extra_columns_.resize(extra_exprs_.size());
      for (size_t i = 0; i < extra_columns_.size(); ++i) {
        extra_columns_[i] = extra_exprs_.batch(i, input_.selection, input_.count);
      }
    }
    const size_t r = input_.row(input_position_++);
    row_.resize(storages_.size());
    for (size_t i = 0; i < child_columns_; ++i) row_[i] = input_.at(i, r);
    for (size_t i = 0; i < extra_columns_.size(); ++i) {
      row_[child_columns_ + i] = extra_columns_[i].at(r);
    }
    return true;
  }

  bool read_partition() {
    rows_ = new_store();
    std::vector<int64_t> groups;
    RowStore::Reader last(*rows_);
    const size_t order_at = child_columns_ + plan_.partition_keys.size();
    while (have_pending_ || next_input()) {
      have_pending_ = false;
      const size_t count = rows_->size();
      if (count > 0) {
        const Datum* previous = last.at(count - 1);
        if (!partition_keys_->equal(previous + child_columns_, row_.data() + child_columns_)) {
          // row_ stays valid: no input is read before it is used.
          have_pending_ = true;
          break;
        }
        if (!order_keys_->equal(previous + order_at, row_.data() + order_at)) {
          groups.push_back(static_cast<int64_t>(count));
        }
      } else {
        groups.push_back(0);
      }
      rows_->append_row(row_.data());
    }
    row_count_ = static_cast<int64_t>(rows_->size());
    position_ = 0;
    if (row_count_ == 0) return false;
    // Without ORDER BY all rows are peers.
    if (plan_.order_keys.empty()) groups.assign(1, 0);
    groups.push_back(row_count_);
    bounds_.set_partition(rows_.get(), std::move(groups));
    reader_.emplace(*rows_);
    arg_reader_.emplace(*rows_);
    partition_arena_.reset();
    for (const auto& call : calls_) begin_partition(*call);
    return true;
  }

  void begin_partition(WindowCall& call) {
    call.valid = false;
    call.result_begin = call.result_end = -1;
    if (call.def != nullptr && call.def->state_bytes > 0) {
      call.state = static_cast<char*>(partition_arena_.allocate(call.def->state_bytes, 16));
      std::memset(call.state, 0, call.def->state_bytes);
    }
    if (call.accumulator != nullptr) call.accumulator->set_arena(&partition_arena_);
  }

  Datum compute(WindowCall& call) {
    if (call.def == nullptr) return aggregate(call);
    Frame frame(*this, call);
    frame.state = call.state;
    return call.def->compute(call.call, frame);
  }

  void restart(WindowCall& call) {
    const size_t bytes = call.accumulator->state_bytes();
    call.state = static_cast<char*>(partition_arena_.allocate(bytes, 16));
    std::memset(call.state, 0, bytes);
    call.begin = call.end = bounds_.begin();
    call.valid = true;
  }
  void step(WindowCall& call, int64_t row, bool out) {
    const Datum* values = arg_reader_->at(static_cast<size_t>(row));
    if (call.filter_column >= 0) {
      const Datum& keep = values[call.filter_column];
      if (keep.null || !keep.b()) return;
    }
    if (out) {
      call.accumulator->inverse(call.state, values + call.first_arg);
    } else {
      call.accumulator->step(call.state, values + call.first_arg);
    }
  }

  Datum aggregate(WindowCall& call) {
    const int64_t begin = bounds_.begin(), end = bounds_.end();
    if (bounds_.has_exclusion()) {
      restart(call);
      for (int64_t row = begin; row < end; ++row) {
        if (!bounds_.excludes(row)) step(call, row, false);
      }
      call.valid = false;
      return call.accumulator->finish(call.state);
    }
    if (call.valid && call.result_begin == begin && call.result_end == end) return call.result;
    const bool grows = call.valid && call.begin == begin && call.end <= end;
    const bool slides = call.valid && call.begin <= begin && begin <= call.end && call.end <= end &&
                        call.accumulator->has_inverse();
    if (!grows && !slides) {
      restart(call);
    } else {
      for (; call.begin < begin; ++call.begin) step(call, call.begin, true);
    }
    for (; call.end < end; ++call.end) step(call, call.end, false);
    call.result = copy_datum(partition_arena_, call.storage, call.accumulator->finish(call.state));
    call.result_begin = begin;
    call.result_end = end;
    return call.result;
  }

  Runtime& runtime_;
  const planner::Plan& plan_;
  OperatorPtr child_;
  size_t child_columns_;
  Arena input_arena_, key_arena_, partition_arena_, output_arena_;
  ExprList extra_exprs_;
  TypeEnv env_;
  WindowBounds bounds_;
  std::vector<StorageClass> storages_;
  std::unique_ptr<RowKeys> partition_keys_, order_keys_;
  std::vector<std::unique_ptr<WindowCall>> calls_;
  Batch input_;
  size_t input_position_ = 0;
  bool input_ended_ = false, have_pending_ = false;
  std::vector<ColumnRef> extra_columns_;
  std::vector<Datum> row_, values_;
  std::unique_ptr<RowStore> rows_;
  std::optional<RowStore::Reader> reader_, arg_reader_;
  int64_t row_count_ = 0, position_ = 0;
};

}  // namespace

OperatorPtr make_window(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<WindowOp>(runtime, plan);
}

}  // namespace rung::executor
