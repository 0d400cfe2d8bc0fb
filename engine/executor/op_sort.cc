// Sorts by order-preserving bytes (types/key_encoding.h): one encoding a row, then memcmp with the
// first eight bytes inline. Equal rows keep the order they came in. With a bound only the best rows
// are kept; past the memory limit sorted runs go to a temporary file and are merged.
#include <algorithm>
#include <bit>

#include "executor/operators.h"
#include "executor/row_store.h"
#include "executor/runtime.h"
#include "types/key_encoding.h"

namespace rung::executor {
namespace {

struct Entry {
  uint64_t head;       // first eight key bytes, big-endian
  const char* key;
  uint32_t key_bytes;
  uint32_t pad;
  uint64_t number;     // order of arrival
  const Datum* row;
};

uint64_t head_of(std::string_view key) {
  char bytes[8] = {};
  std::memcpy(bytes, key.data(), std::min<size_t>(8, key.size()));
  uint64_t head;
  std::memcpy(&head, bytes, 8);
  if constexpr (std::endian::native == std::endian::little) head = __builtin_bswap64(head);
  return head;
}

bool before(const Entry& a, const Entry& b) {
  if (a.head != b.head) return a.head < b.head;
  const int order = std::memcmp(a.key, b.key, std::min(a.key_bytes, b.key_bytes));
  if (order != 0) return order < 0;
  if (a.key_bytes != b.key_bytes) return a.key_bytes < b.key_bytes;
  return a.number < b.number;
}

constexpr size_t kRunBlockBytes = 256 * 1024;

class SortOp final : public Operator {
 public:
  SortOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        child_(runtime.build(*plan.children[0])),
        key_exprs_(runtime, runs(plan), &key_arena_),
        storages_(runtime.storages(plan.children[0]->out())),
        stats_(runtime.stats(plan)) {
    for (const planner::SortKey& key : plan.sort_keys) {
      const TypeInfo* type = &runtime.context().catalog->type(key.expr->type);
      if (type->ops == nullptr || type->ops->encode_key == nullptr) {
        TypeEnv env = runtime.env(&key_arena_);
        throw_error(sqlstate::undefined_function, "could not identify an ordering operator for type " +
                                                      format_type(env, key.expr->type, -1));
      }
      types_.push_back(type);
    }
  }

  void set_bound(uint64_t rows) override {
    bound_ = plan_.bounded ? rows : UINT64_MAX;
    // What was sorted with another bound does not serve.
    if (bound_ != sorted_bound_) sorted_ = false;
  }

  void start() override {
    const uint64_t version = runtime_.params_version(plan_.params);
    if (sorted_ && version == version_) {
      position_ = 0;
      if (!runs_.empty()) open_runs();
      return;
    }
    version_ = version;
    sorted_ = false;
  }

  bool next(Batch& out, size_t max_rows) override {
    if (!sorted_) sort_input();
    max_rows = std::min(max_rows, kBatchRows);
    if (!runs_.empty()) return next_merged(out, max_rows);
    if (position_ == entries_.size()) return false;
    const size_t count = std::min(max_rows, entries_.size() - position_);
    columns_.resize(storages_.size() * count);
    for (size_t k = 0; k < count; ++k) {
      const Datum* row = entries_[position_ + k].row;
      for (size_t i = 0; i < storages_.size(); ++i) columns_[i * count + k] = row[i];
    }
    position_ += count;
    give(out, count);
    return true;
  }

 private:
  struct Run {
    std::vector<std::pair<uint64_t, size_t>> blocks;  // offset, bytes
    size_t next_block = 0;
    std::string bytes;
    size_t at = 0;
    std::string_view key;
    std::vector<Datum> row;
    bool valid = false;
  };

  static std::vector<Expr*> runs(const planner::Plan& plan) {
    std::vector<Expr*> exprs;
    for (const planner::SortKey& key : plan.sort_keys) exprs.push_back(key.run);
    return exprs;
  }

  void give(Batch& out, size_t count) {
    out.columns.resize(storages_.size());
    for (size_t i = 0; i < storages_.size(); ++i) out.columns[i] = {columns_.data() + i * count, 1};
    out.selection = nullptr;
    out.count = count;
  }

  void sort_input() {
    entries_.clear();
    runs_.clear();
    arena_ = std::make_unique<Arena>();
    file_ = std::make_unique<SpillFile>(*runtime_.context().vfs);
    position_ = 0;
    bytes_ = 0;
    number_ = 0;
    cutoff_.reset();
    child_->start();
    Batch input;
    while (child_->next(input, kBatchRows)) {
      runtime_.context().services->check_interrupt();
      add(input);
      if (bound_ < UINT64_MAX / 4 && entries_.size() > 2 * bound_ + kBatchRows) prune();
      if (bytes_ > runtime_.context().work_memory_bytes) write_run();
    }
    if (!runs_.empty()) {
      if (!entries_.empty()) write_run();
      open_runs();
    } else {
      std::sort(entries_.begin(), entries_.end(), before);
      if (entries_.size() > bound_) entries_.resize(bound_);
    }
    sorted_ = true;
    sorted_bound_ = bound_;
    if (stats_ != nullptr) {
      stats_->method = !runs_.empty() ? "external merge"
                       : bound_ != UINT64_MAX && number_ > bound_ ? "top-N heapsort" : "quicksort";
      stats_->memory_bytes = bytes_;
      stats_->disk_bytes = file_->size();
    }
  }

  void add(const Batch& input) {
    key_arena_.reset();
    key_exprs_.set_input(input.columns.data());
    key_columns_.resize(types_.size());
    for (size_t i = 0; i < types_.size(); ++i) {
      key_columns_[i] = key_exprs_.batch(i, input.selection, input.count);
    }
    TypeEnv env = runtime_.env(&key_arena_);
    for (size_t k = 0; k < input.count; ++k) {
      const size_t r = input.row(k);
      key_.clear();
      for (size_t i = 0; i < types_.size(); ++i) {
        const planner::SortKey& key = plan_.sort_keys[i];
        append_key(env, *types_[i], key_columns_[i].at(r), {key.descending, key.nulls_first}, &key_);
      }
      Entry entry{head_of(key_), key_.data(), static_cast<uint32_t>(key_.size()), 0, number_++,
                  nullptr};
      if (cutoff_.has_value() && before(*cutoff_, entry)) continue;
      entry.key = arena_->copy(key_).data();
      Datum* row = arena_->make_array<Datum>(storages_.size());
      bytes_ += sizeof(Entry) + key_.size() + storages_.size() * sizeof(Datum);
      for (size_t i = 0; i < storages_.size(); ++i) {
        row[i] = input.columns[i].at(r);
        if (!row[i].null && !is_by_value(storages_[i])) {
          row[i] = copy_datum(*arena_, storages_[i], row[i]);
          bytes_ += row[i].n;
        }
      }
      entry.row = row;
      entries_.push_back(entry);
    }
  }

  // Keeps the best `bound_` rows; the memory of the others goes when it outweighs theirs.
  void prune() {
    const size_t keep = bound_;
    if (keep == 0) {
      entries_.clear();
      return;
    }
    std::nth_element(entries_.begin(), entries_.begin() + static_cast<ptrdiff_t>(keep) - 1,
                     entries_.end(), before);
    entries_.resize(keep);
    auto fresh = std::make_unique<Arena>();
    bytes_ = 0;
    for (Entry& entry : entries_) {
      entry.key = fresh->copy({entry.key, entry.key_bytes}).data();
      Datum* row = fresh->make_array<Datum>(storages_.size());
      bytes_ += sizeof(Entry) + entry.key_bytes + storages_.size() * sizeof(Datum);
      for (size_t i = 0; i < storages_.size(); ++i) {
        row[i] = copy_datum(*fresh, storages_[i], entry.row[i]);
        if (!is_by_value(storages_[i])) bytes_ += row[i].n;
      }
      entry.row = row;
    }
    arena_ = std::move(fresh);
    cutoff_ = entries_[keep - 1];
  }

  void write_run() {
    std::sort(entries_.begin(), entries_.end(), before);
    Run run;
    std::string block;
    const auto flush = [&] {
      if (block.empty()) return;
      run.blocks.emplace_back(file_->append(block), block.size());
      block.clear();
    };
    for (const Entry& entry : entries_) {
      block.append(reinterpret_cast<const char*>(&entry.key_bytes), sizeof entry.key_bytes);
      block.append(entry.key, entry.key_bytes);
      append_row_bytes(storages_, entry.row, &block);
      if (block.size() >= kRunBlockBytes) flush();
    }
    flush();
    runs_.push_back(std::move(run));
    entries_.clear();
    cutoff_.reset();
    arena_->reset();
    bytes_ = 0;
  }

  void open_runs() {
    given_ = 0;
    for (Run& run : runs_) {
      run.next_block = 0;
      run.bytes.clear();
      run.at = 0;
      advance(run);
    }
  }

  void advance(Run& run) {
    if (run.at == run.bytes.size()) {
      if (run.next_block == run.blocks.size()) {
        run.valid = false;
        return;
      }
      const auto [offset, bytes] = run.blocks[run.next_block++];
      file_->read(offset, bytes, &run.bytes);
      run.at = 0;
    }
    uint32_t key_bytes;
    std::memcpy(&key_bytes, run.bytes.data() + run.at, sizeof key_bytes);
    run.at += sizeof key_bytes;
    run.key = std::string_view(run.bytes).substr(run.at, key_bytes);
    run.at += key_bytes;
    run.row.resize(storages_.size());
    run.at += read_row_bytes(storages_, std::string_view(run.bytes).substr(run.at), run.row.data());
    run.valid = true;
  }

  bool next_merged(Batch& out, size_t max_rows) {
    merge_arena_.reset();
    const size_t columns = storages_.size();
    columns_.resize(columns * max_rows);
    size_t count = 0;
    while (count < max_rows && given_ < bound_) {
      Run* best = nullptr;
      // Earlier runs hold earlier rows, so a strict comparison keeps the sort stable.
      for (Run& run : runs_) {
        if (run.valid && (best == nullptr || run.key < best->key)) best = &run;
      }
      if (best == nullptr) break;
      for (size_t i = 0; i < columns; ++i) {
        columns_[i * max_rows + count] = copy_datum(merge_arena_, storages_[i], best->row[i]);
      }
      advance(*best);
      ++count;
      ++given_;
    }
    if (count == 0) return false;
    out.columns.resize(columns);
    for (size_t i = 0; i < columns; ++i) out.columns[i] = {columns_.data() + i * max_rows, 1};
    out.selection = nullptr;
    out.count = count;
    return true;
  }

  Runtime& runtime_;
  const planner::Plan& plan_;
  OperatorPtr child_;
  Arena key_arena_, merge_arena_;
  ExprList key_exprs_;
  std::vector<StorageClass> storages_;
  NodeStats* stats_;
  std::vector<const TypeInfo*> types_;
  std::vector<ColumnRef> key_columns_;
  std::string key_;
  std::unique_ptr<Arena> arena_;
  std::vector<Entry> entries_;
  std::optional<Entry> cutoff_;
  std::unique_ptr<SpillFile> file_;
  std::vector<Run> runs_;
  std::vector<Datum> columns_;
  size_t position_ = 0;
  uint64_t bytes_ = 0, number_ = 0, given_ = 0;
  uint64_t bound_ = UINT64_MAX, sorted_bound_ = 0, version_ = 0;
  bool sorted_ = false;
};

}  // namespace

OperatorPtr make_sort(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<SortOp>(runtime, plan);
}

}  // namespace rung::executor
