// Aggregation by hashing: groups in the order they first came, one table per grouping set. DISTINCT
// values are remembered by hash where the order of values does not matter; where it does (ORDER BY,
// ordered sets, array_agg(DISTINCT …)) a group collects its rows and steps through them sorted at
// the end. Past the memory limit, rows of groups not yet seen go to partitions in temporary files,
// which are aggregated one after another.
#include <algorithm>

#include "base/hash.h"
#include "executor/accumulator.h"
#include "executor/hash_index.h"
#include "executor/operators.h"
#include "executor/row_keys.h"
#include "executor/row_store.h"

namespace rung::executor {
namespace {

constexpr size_t kPartitions = 32;

// The rows of one group that wait to be sorted.
struct Collected {
  std::vector<const Datum*> rows;
};

struct Call {
  Call(Runtime& runtime, const planner::AggregateCall& plan, Arena* arg_arena, Arena* key_arena)
      : accumulator(runtime, *plan.expr),
        args(runtime, all_args(plan), arg_arena),
        expr(*plan.expr) {
    if (plan.run_filter != nullptr) {
      Expr* exprs[] = {plan.run_filter};
      filter = std::make_unique<ExprList>(runtime, exprs, arg_arena);
    }
    std::vector<Oid> types;
    for (const Expr* arg : expr.direct) types.push_back(arg->type);
    for (const Expr* arg : expr.args) types.push_back(arg->type);
    for (const Oid type : types) storages.push_back(runtime.storage(type));
    collects = accumulator.needs_order() || !expr.order.empty() ||
               (expr.distinct && !accumulator.ignores_order());
    if (collects || expr.distinct) keys = std::make_unique<RowKeys>(runtime.env(key_arena), types);
  }
  static std::vector<Expr*> all_args(const planner::AggregateCall& plan) {
    std::vector<Expr*> exprs = plan.run_direct;
    exprs.insert(exprs.end(), plan.run_args.begin(), plan.run_args.end());
    return exprs;
  }

  Accumulator accumulator;
  ExprList args;
  const Expr& expr;
  std::unique_ptr<ExprList> filter;
  std::vector<StorageClass> storages;
  std::unique_ptr<RowKeys> keys;
  bool collects = false;
  size_t offset = 0;  // of its state in a group's memory
  // DISTINCT by hash: the values seen, with their group.
  HashIndex seen;
  struct Seen {
    const Datum* values;
    uint32_t group;
    uint64_t hash;
  };
  std::vector<Seen> seen_values;
};

struct Group {
  const Datum* keys;
  char* states;
  uint64_t hash;
  uint32_t set;
};

class AggregateOp final : public Operator {
 public:
  AggregateOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        child_(runtime.build(*plan.children[0])),
        child_storages_(runtime.storages(plan.children[0]->out())),
        key_exprs_(runtime, key_runs(plan), &input_arena_),
        keys_(runtime.env(&key_arena_), key_types(plan)),
        stats_(runtime.stats(plan)) {
    for (const planner::SortKey& key : plan.group_keys) {
      key_storages_.push_back(runtime.storage(key.expr->type));
    }
    size_t offset = 0;
    for (const planner::AggregateCall& call : plan.aggregates) {
      calls_.push_back(std::make_unique<Call>(runtime, call, &input_arena_, &key_arena_));
      Call& made = *calls_.back();
      made.offset = offset;
      const size_t bytes =
          made.collects ? sizeof(Collected*) : made.accumulator.state_bytes();
      offset += (bytes + 15) & ~size_t{15};
    }
    state_bytes_ = offset;
    sets_ = plan.grouping_sets;
    if (sets_.empty()) {
      planner::GroupingSetPlan all;
      for (size_t i = 0; i < key_storages_.size(); ++i) all.keys.push_back(i);
      sets_.push_back(std::move(all));
    }
    for (const planner::GroupingSetPlan& set : sets_) {
      std::vector<bool> in(key_storages_.size(), false);
      for (const size_t key : set.keys) in[key] = true;
      in_set_.push_back(std::move(in));
    }
    indexes_.resize(sets_.size());
  }

  void start() override {
    const uint64_t version = runtime_.params_version(plan_.children[0]->params);
    if (aggregated_ && version == version_ && parts_.empty()) {
      position_ = 0;
      return;
    }
    version_ = version;
    aggregated_ = false;
  }

  bool next(Batch& out, size_t max_rows) override {
    if (!aggregated_) {
      reset_table();
      parts_.clear();
      part_ = 0;
      child_->start();
      consume(nullptr);
      aggregated_ = true;
      if (stats_ != nullptr) stats_->memory_bytes = bytes_;
    }
    while (position_ == groups_.size()) {
      if (part_ >= parts_.size()) return false;
      const std::unique_ptr<RowStore> rows = std::move(parts_[part_++]);
      if (rows == nullptr || rows->size() == 0) continue;
      reset_table();
      in_part_ = true;
      RowStore::Reader reader(*rows);
      consume(&reader);
      in_part_ = false;
    }
    give(out, std::min(max_rows, kBatchRows));
    return true;
  }

 private:
  static std::vector<Expr*> key_runs(const planner::Plan& plan) {
    std::vector<Expr*> exprs;
    for (const planner::SortKey& key : plan.group_keys) exprs.push_back(key.run);
    return exprs;
  }
  static std::vector<Oid> key_types(const planner::Plan& plan) {
    std::vector<Oid> types;
    for (const planner::SortKey& key : plan.group_keys) types.push_back(key.expr->type);
    return types;
  }

  void reset_table() {
    groups_.clear();
    for (HashIndex& index : indexes_) index.clear();
    arena_ = std::make_unique<Arena>();
    bytes_ = 0;
    position_ = 0;
    for (const auto& call : calls_) {
      call->accumulator.set_arena(arena_.get());
      call->seen.clear();
      call->seen_values.clear();
    }
  }

  uint32_t new_group(uint32_t set, const Datum* keys, uint64_t hash) {
    const size_t n = key_storages_.size();
    Datum* kept = arena_->make_array<Datum>(n);
    for (size_t i = 0; i < n; ++i) kept[i] = copy_datum(*arena_, key_storages_[i], keys[i]);
    auto* states = static_cast<char*>(arena_->allocate(state_bytes_, 16));
    std::memset(states, 0, state_bytes_);
    for (const auto& call : calls_) {
      if (!call->collects) continue;
      auto* collected = arena_->make<Collected>();
      std::memcpy(states + call->offset, &collected, sizeof collected);
    }
    groups_.push_back({kept, states, hash, set});
    return static_cast<uint32_t>(groups_.size() - 1);
  }

  void consume(RowStore::Reader* rows) {
    // An empty grouping set has its one group even without input.
    for (uint32_t s = 0; s < sets_.size(); ++s) {
      if (sets_[s].keys.empty() && !in_part_) {
        const std::vector<Datum> nulls(key_storages_.size());
        const uint64_t hash = keys_.hash(nulls.data());
        indexes_[s].insert(hash, new_group(s, nulls.data(), hash),
                           [&](uint32_t e) { return groups_[e].hash; });
      }
    }
    Batch batch;
    while (rows != nullptr ? rows->next(batch, kBatchRows) : child_->next(batch, kBatchRows)) {
      runtime_.context().services->check_interrupt();
      add(batch);
    }
    finish_collected();
  }

  bool is_full() const {
    return sets_.size() == 1 && !sets_[0].keys.empty() && !in_part_ &&
           arena_->bytes_allocated() > runtime_.context().work_memory_bytes;
  }

  void add(const Batch& batch) {
    input_arena_.reset();
    key_exprs_.set_input(batch.columns.data());
    const size_t key_count = key_storages_.size();
    key_columns_.resize(key_count);
    for (size_t i = 0; i < key_count; ++i) {
      key_columns_[i] = key_exprs_.batch(i, batch.selection, batch.count);
    }
    std::vector<Datum> key(key_count);
    for (uint32_t s = 0; s < sets_.size(); ++s) {
      size_t n = 0;
      const bool full = is_full();
      for (size_t k = 0; k < batch.count; ++k) {
        const size_t r = batch.row(k);
        for (size_t i = 0; i < key_count; ++i) {
          key[i] = in_set_[s][i] ? key_columns_[i].at(r) : Datum();
        }
        const uint64_t hash = keys_.hash(key.data());
        uint32_t group = indexes_[s].find(
            hash, [&](uint32_t e) { return keys_.equal(groups_[e].keys, key.data()); });
        if (group == HashIndex::kNone) {
          if (full) {
            spill_row(batch, r, hash);
            continue;
          }
          group = new_group(s, key.data(), hash);
          indexes_[s].insert(hash, group, [&](uint32_t e) { return groups_[e].hash; });
        }
        row_groups_[r] = group;
        rows_[n++] = static_cast<uint16_t>(r);
      }
      if (n > 0) step_all(batch, n);
    }
    bytes_ = std::max<uint64_t>(bytes_, arena_->bytes_allocated());
  }

  void spill_row(const Batch& batch, size_t row, uint64_t hash) {
    if (parts_.empty()) {
      const size_t limit = runtime_.context().work_memory_bytes / kPartitions / 2;
      for (size_t i = 0; i < kPartitions; ++i) {
        parts_.push_back(
            std::make_unique<RowStore>(*runtime_.context().vfs, child_storages_, limit));
      }
    }
    parts_[hash >> 59]->append_selected(batch, row);
  }

  void step_all(const Batch& batch, size_t n) {
    for (const auto& call : calls_) {
      const uint16_t* rows = rows_;
      size_t count = n;
      if (call->filter != nullptr) {
        call->filter->set_input(batch.columns.data());
        count = call->filter->filter(rows_, n, filtered_);
        rows = filtered_;
        if (count == 0) continue;
      }
      call->args.set_input(batch.columns.data());
      arg_columns_.resize(call->args.size());
      for (size_t i = 0; i < arg_columns_.size(); ++i) {
        arg_columns_[i] = call->args.batch(i, rows, count);
      }
      step(*call, rows, count);
    }
  }

  void step(Call& call, const uint16_t* rows, size_t count) {
    const size_t arg_count = arg_columns_.size();
    Datum few[kArgsMax];
    std::vector<Datum> many;
    Datum* args = few;
    if (arg_count > kArgsMax) {
      many.resize(arg_count);
      args = many.data();
    }
    for (size_t k = 0; k < count; ++k) {
      const size_t r = rows[k];
      for (size_t i = 0; i < arg_count; ++i) args[i] = arg_columns_[i].at(r);
      const uint32_t group = row_groups_[r];
      char* state = groups_[group].states + call.offset;
      if (call.collects) {
        Collected* collected;
        std::memcpy(&collected, state, sizeof collected);
        collected->rows.push_back(keep(call, args));
      } else if (!call.expr.distinct || is_new(call, group, args)) {
        call.accumulator.step(state, args);
      }
    }
  }

  const Datum* keep(const Call& call, const Datum* args) {
    const size_t n = call.storages.size();
    Datum* kept = arena_->make_array<Datum>(n);
    for (size_t i = 0; i < n; ++i) kept[i] = copy_datum(*arena_, call.storages[i], args[i]);
    return kept;
  }

  bool is_new(Call& call, uint32_t group, const Datum* args) {
    const uint64_t hash = hash_mix(call.keys->hash(args), group + 1);
    const auto same = [&](uint32_t e) {
      return call.seen_values[e].group == group &&
             call.keys->equal(call.seen_values[e].values, args);
    };
    if (call.seen.find(hash, same) != HashIndex::kNone) return false;
    call.seen_values.push_back({keep(call, args), group, hash});
    call.seen.insert(hash, static_cast<uint32_t>(call.seen_values.size() - 1),
                     [&](uint32_t e) { return call.seen_values[e].hash; });
    return true;
  }

  static bool before(const Call& call, const Datum* a, const Datum* b) {
    const size_t direct = call.expr.direct.size();
    const auto compare = [&](size_t i, bool descending, bool nulls_first) {
      if (a[i].null || b[i].null) {
        if (a[i].null == b[i].null) return 0;
        return a[i].null == nulls_first ? -1 : 1;
      }
      const int order = call.keys->compare_at(i, a[i], b[i]);
      return descending ? -order : order;
    };
    for (const ExprOrder& order : call.expr.order) {
      const int c = compare(direct + order.arg, order.descending, order.nulls_first);
      if (c != 0) return c < 0;
    }
    if (!call.expr.distinct) return false;
    for (size_t i = direct; i < call.storages.size(); ++i) {
      const int c = compare(i, false, false);
      if (c != 0) return c < 0;
    }
    return false;
  }

  // Turns collected rows into states.
  void finish_collected() {
    for (const auto& call : calls_) {
      if (!call->collects) continue;
      for (Group& group : groups_) {
        Collected* collected;
        std::memcpy(&collected, group.states + call->offset, sizeof collected);
        std::stable_sort(collected->rows.begin(), collected->rows.end(),
                         [&](const Datum* a, const Datum* b) { return before(*call, a, b); });
        auto* state = static_cast<char*>(arena_->allocate(call->accumulator.state_bytes(), 16));
        std::memset(state, 0, call->accumulator.state_bytes());
        const Datum* last = nullptr;
        for (const Datum* row : collected->rows) {
          if (call->expr.distinct && last != nullptr && call->keys->equal(last, row)) continue;
          call->accumulator.step(state, row);
          last = row;
        }
        std::memcpy(group.states + call->offset, &state, sizeof state);
      }
    }
  }

  void give(Batch& out, size_t max_rows) {
    const size_t count = std::min(max_rows, groups_.size() - position_);
    const size_t key_count = key_storages_.size(), call_count = calls_.size();
    const size_t columns = plan_.core.size();
    values_.resize(columns * count);
    for (size_t k = 0; k < count; ++k) {
      const Group& group = groups_[position_ + k];
      for (size_t i = 0; i < key_count; ++i) values_[i * count + k] = group.keys[i];
      for (size_t i = 0; i < call_count; ++i) {
        char* state = group.states + calls_[i]->offset;
        if (calls_[i]->collects) std::memcpy(&state, group.states + calls_[i]->offset, sizeof state);
        values_[(key_count + i) * count + k] = calls_[i]->accumulator.finish(state);
      }
      for (size_t i = 0; i < plan_.grouping_calls.size(); ++i) {
        values_[(key_count + call_count + i) * count + k] =
            Datum::of_int(grouping_value(*plan_.grouping_calls[i], group.set));
      }
    }
    position_ += count;
    out.columns.resize(columns);
    for (size_t i = 0; i < columns; ++i) out.columns[i] = {values_.data() + i * count, 1};
    out.selection = nullptr;
    out.count = count;
  }

  // GROUPING(a, b): a bit per argument, set where the grouping set leaves it out. The planner put
  // the key numbers into oids.
  int64_t grouping_value(const Expr& call, uint32_t set) const {
    int64_t bits = 0;
    for (const Oid key : call.oids) bits = bits << 1 | (in_set_[set][key] ? 0 : 1);
    return bits;
  }

  Runtime& runtime_;
  const planner::Plan& plan_;
  OperatorPtr child_;
  std::vector<StorageClass> child_storages_, key_storages_;
  Arena input_arena_, key_arena_;
  ExprList key_exprs_;
  RowKeys keys_;
  NodeStats* stats_;
  std::vector<std::unique_ptr<Call>> calls_;
  size_t state_bytes_ = 0;
  std::vector<planner::GroupingSetPlan> sets_;
  std::vector<std::vector<bool>> in_set_;
  std::unique_ptr<Arena> arena_;
  std::vector<HashIndex> indexes_;
  std::vector<Group> groups_;
  std::vector<ColumnRef> key_columns_, arg_columns_;
  uint32_t row_groups_[kBatchRows];
  uint16_t rows_[kBatchRows], filtered_[kBatchRows];
  std::vector<std::unique_ptr<RowStore>> parts_;
  size_t part_ = 0;
  bool in_part_ = false;
  std::vector<Datum> values_;
  size_t position_ = 0;
  uint64_t bytes_ = 0, version_ = 0;
  bool aggregated_ = false;
};

}  // namespace

OperatorPtr make_aggregate(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<AggregateOp>(runtime, plan);
}

}  // namespace rung::executor
