// Hash join: the right child is the build side, the left one probes. All join kinds; further
// conditions run over gathered candidate pairs. A build side past the memory limit goes, with the
// probe side, to partitions in temporary files that are joined one after another.
#include <algorithm>

#include "base/hash.h"
#include "base/seeded_bug.h"
#include "executor/operators.h"
#include "executor/row_keys.h"
#include "executor/row_store.h"
#include "executor/runtime.h"

namespace rung::executor {
namespace {

constexpr size_t kPartitions = 32;
size_t partition_of(uint64_t hash) { return hash >> 59; }

class HashJoinOp final : public Operator {
 public:
  HashJoinOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        left_(runtime.build(*plan.children[0])),
        right_(runtime.build(*plan.children[1])),
        left_keys_(runtime, key_exprs(plan, true), &left_arena_),
        right_keys_(runtime, key_exprs(plan, false), &right_arena_),
        quals_(runtime, plan.run_join_quals, &qual_arena_),
        keys_(runtime.env(&key_arena_), key_types(plan)),
        left_storages_(runtime.storages(plan.children[0]->out())),
        right_storages_(runtime.storages(plan.children[1]->out())),
        stats_(runtime.stats(plan)) {
    for (const planner::JoinKey& key : plan.keys) {
      key_storages_.push_back(runtime.storage(key.right->type));
    }
    left_only_ = plan.join == JoinKind::kSemi || plan.join == JoinKind::kAnti;
    keeps_left_ = plan.join == JoinKind::kLeft || plan.join == JoinKind::kFull;
    keeps_right_ = plan.join == JoinKind::kRight || plan.join == JoinKind::kFull;
    columns_.resize(left_storages_.size() + right_storages_.size());
  }

  void start() override {
    const uint64_t version = runtime_.params_version(plan_.children[1]->params);
    const bool reusable = built_ && version == version_ && build_parts_.empty();
    version_ = version;
    if (!reusable) {
      clear_table();
      built_ = false;
    }
    std::fill(matched_right_.begin(), matched_right_.end(), uint8_t{0});
    left_->start();
    left_reader_.reset();
    stage_ = Stage::kProbe;
    left_batch_.count = left_position_ = 0;
    chain_ = kEnd;
    unmatched_position_ = 0;
    partition_ = 0;
    chunk_ = 64;
  }

  bool next(Batch& out, size_t max_rows) override {
    if (!built_) build();
    max_rows = std::min(max_rows, kBatchRows);
    while (stage_ != Stage::kDone) {
      if (stage_ == Stage::kProbe) {
        if (probe(out, max_rows)) return true;
        stage_ = Stage::kUnmatched;
      }
      if (keeps_right_ && !RUNG_BUG(45) && give_unmatched(out, max_rows)) return true;
      next_partition();
    }
    return false;
  }

 private:
  enum class Stage : uint8_t { kProbe, kUnmatched, kDone };
  static constexpr uint32_t kEnd = UINT32_MAX;

  static std::vector<Expr*> key_exprs(const planner::Plan& plan, bool left) {
    std::vector<Expr*> exprs;
    for (const planner::JoinKey& key : plan.keys) {
      exprs.push_back(left ? key.run_left : key.run_right);
    }
    return exprs;
  }
  static std::vector<Oid> key_types(const planner::Plan& plan) {
    std::vector<Oid> types;
    for (const planner::JoinKey& key : plan.keys) types.push_back(key.right->type);
    return types;
  }

  // --- the build side

  void clear_table() {
    arena_.reset();
    rows_.clear();
    hashes_.clear();
    next_.clear();
    heads_.clear();
    matched_right_.clear();
    build_parts_.clear();
    probe_parts_.clear();
    bytes_ = 0;
  }

  // The key values of a row of `batch`; false when one is NULL, so that nothing can match.
  bool read_keys(const std::vector<ColumnRef>& columns, size_t row, Datum* to) const {
    for (size_t i = 0; i < columns.size(); ++i) {
      to[i] = columns[i].at(row);
      if (to[i].null) return false;
    }
    return true;
  }

  void key_batch(ExprList& exprs, Arena& arena, const Batch& batch, std::vector<ColumnRef>* to) {
    arena.reset();
    exprs.set_input(batch.columns.data());
    to->resize(exprs.size());
    for (size_t i = 0; i < exprs.size(); ++i) {
      (*to)[i] = exprs.batch(i, batch.selection, batch.count);
    }
  }

  void build() {
    built_ = true;
    right_->start();
    Batch batch;
    while (right_->next(batch, kBatchRows)) {
      runtime_.context().services->check_interrupt();
      add_to_table(batch, build_parts_.empty());
      if (build_parts_.empty() && bytes_ > runtime_.context().work_memory_bytes) spill_table();
    }
    if (!build_parts_.empty()) {
      partition_probe_side();
      load_partition();
    } else {
      make_heads();
    }
    if (stats_ != nullptr) {
      stats_->memory_bytes = std::max(stats_->memory_bytes, bytes_);
      stats_->batches = build_parts_.empty() ? 1 : kPartitions;
    }
  }

  void add_to_table(const Batch& batch, bool to_memory) {
    key_batch(right_keys_, right_arena_, batch, &right_columns_);
    std::vector<Datum> key(right_columns_.size());
    for (size_t k = 0; k < batch.count; ++k) {
      const size_t r = batch.row(k);
      const bool usable = read_keys(right_columns_, r, key.data());
      if (!usable && !keeps_right_) continue;
      const uint64_t hash = usable ? keys_.hash(key.data()) : 0;
      if (to_memory) {
        add_row(batch, r, hash, usable, key.data());
      } else {
        build_parts_[partition_of(hash)]->append_selected(batch, r);
      }
    }
  }

  void add_row(const Batch& batch, size_t r, uint64_t hash, bool usable, const Datum* key) {
    const size_t key_count = key_storages_.size(), columns = right_storages_.size();
    Datum* row = arena_.make_array<Datum>(key_count + columns);
    for (size_t i = 0; i < columns; ++i) {
      row[key_count + i] = copy_datum(arena_, right_storages_[i], batch.at(i, r));
      if (!is_by_value(right_storages_[i])) bytes_ += row[key_count + i].n;
    }
    for (size_t i = 0; usable && i < key_count; ++i) {
      row[i] = copy_datum(arena_, key_storages_[i], key[i]);
    }
    bytes_ += (key_count + columns) * sizeof(Datum) + 24;
    rows_.push_back(row);
    hashes_.push_back(hash);
    next_.push_back(usable ? kEnd : kEnd - 1);  // the mark of rows outside all chains
  }

  void make_heads() {
    size_t size = 64;
    while (size < rows_.size() * 2) size *= 2;
    heads_.assign(size, kEnd);
    // Backwards, so that a chain gives its rows in the order they came.
    for (size_t i = rows_.size(); i-- > 0;) {
      if (next_[i] == kEnd - 1) continue;
      uint32_t& head = heads_[hashes_[i] & (size - 1)];
      next_[i] = head;
      head = static_cast<uint32_t>(i);
    }
    matched_right_.assign(keeps_right_ ? rows_.size() : 0, 0);
  }

  std::vector<std::unique_ptr<RowStore>> make_parts(const std::vector<StorageClass>& storages) {
    std::vector<std::unique_ptr<RowStore>> parts;
    const size_t limit = runtime_.context().work_memory_bytes / kPartitions / 2;
    for (size_t i = 0; i < kPartitions; ++i) {
      parts.push_back(std::make_unique<RowStore>(*runtime_.context().vfs, storages, limit));
    }
    return parts;
  }

  void spill_table() {
    build_parts_ = make_parts(right_storages_);
    for (size_t i = 0; i < rows_.size(); ++i) {
      build_parts_[partition_of(hashes_[i])]->append_row(rows_[i] + key_storages_.size());
    }
    arena_.reset();
    rows_.clear();
    hashes_.clear();
    next_.clear();
    bytes_ = 0;
  }

  void partition_probe_side() {
    probe_parts_ = make_parts(left_storages_);
    Batch batch;
    std::vector<Datum> key(left_keys_.size());
    while (left_->next(batch, kBatchRows)) {
      runtime_.context().services->check_interrupt();
      key_batch(left_keys_, left_arena_, batch, &left_columns_);
      for (size_t k = 0; k < batch.count; ++k) {
        const size_t r = batch.row(k);
        const uint64_t hash =
            read_keys(left_columns_, r, key.data()) ? keys_.hash(key.data()) : 0;
        probe_parts_[partition_of(hash)]->append_selected(batch, r);
      }
    }
  }

  void load_partition() {
    arena_.reset();
    rows_.clear();
    hashes_.clear();
    next_.clear();
    RowStore::Reader reader(*build_parts_[partition_]);
    Batch batch;
    while (reader.next(batch, kBatchRows)) add_to_table(batch, true);
    make_heads();
    left_reader_.emplace(*probe_parts_[partition_]);
  }

  void next_partition() {
    if (build_parts_.empty() || ++partition_ == kPartitions) {
      stage_ = Stage::kDone;
      return;
    }
    load_partition();
    left_batch_.count = left_position_ = 0;
    chain_ = kEnd;
    unmatched_position_ = 0;
    stage_ = Stage::kProbe;
  }

  // --- the probe side

  bool next_left(size_t max_rows) {
    const size_t ask = std::min(kBatchRows, std::max(max_rows, chunk_));
    chunk_ = std::min(kBatchRows, chunk_ * 4);
    const bool more =
        left_reader_.has_value() ? left_reader_->next(left_batch_, ask) : left_->next(left_batch_, ask);
    if (!more) return false;
    key_batch(left_keys_, left_arena_, left_batch_, &left_columns_);
    left_position_ = 0;
    chain_ = kEnd;
    in_chain_ = false;
    matched_left_.assign(selection_extent(left_batch_.selection, left_batch_.count), 0);
    left_done_ = false;
    return true;
  }

  bool probe(Batch& out, size_t max_rows) {
    while (true) {
      if (left_position_ == left_batch_.count) {
        if (left_batch_.count > 0 && !left_done_) {
          left_done_ = true;
          if (give_left_rows(out)) return true;
        }
        if (!next_left(max_rows)) {
          left_batch_.count = left_position_ = 0;
          return false;
        }
      }
      const size_t pairs = collect_pairs(max_rows);
      if (pairs > 0 && give_pairs(out, pairs)) return true;
    }
  }

  // Candidate pairs by equal keys, from where the last call stopped.
  size_t collect_pairs(size_t max_rows) {
    const bool first_only = left_only_ && quals_.size() == 0;
    const size_t key_count = key_storages_.size();
    size_t pairs = 0;
    Datum key[16];
    std::vector<Datum> many;
    Datum* values = key;
    if (key_count > 16) {
      many.resize(key_count);
      values = many.data();
    }
    while (left_position_ < left_batch_.count && pairs < max_rows) {
      const size_t r = left_batch_.row(left_position_);
      if (!read_keys(left_columns_, r, values)) {
        ++left_position_;
        in_chain_ = false;
        continue;
      }
      if (!in_chain_) {
        probe_hash_ = keys_.hash(values);
        chain_ = heads_[probe_hash_ & (heads_.size() - 1)];
        in_chain_ = true;
      }
      while (chain_ != kEnd && pairs < max_rows) {
        const uint32_t entry = chain_;
        chain_ = next_[entry];
        if (hashes_[entry] != probe_hash_ || !keys_.equal(rows_[entry], values)) continue;
        if (first_only) {
          matched_left_[r] = 1;
          chain_ = kEnd;
          break;
        }
        pair_left_[pairs] = static_cast<uint16_t>(r);
        pair_right_[pairs] = entry;
        ++pairs;
      }
      if (chain_ == kEnd) {
        ++left_position_;
        in_chain_ = false;
      }
    }
    return pairs;
  }

  // Gathers the pairs, applies the further conditions; true when rows are to be given.
  bool give_pairs(Batch& out, size_t pairs) {
    const size_t left_count = left_storages_.size(), key_count = key_storages_.size();
    out.columns.resize(columns_.size());
    for (size_t i = 0; i < columns_.size(); ++i) {
      std::vector<Datum>& column = columns_[i];
      if (column.size() < pairs) column.resize(pairs);
      if (i < left_count) {
        const ColumnRef& from = left_batch_.columns[i];
        for (size_t k = 0; k < pairs; ++k) column[k] = from.at(pair_left_[k]);
      } else {
        const size_t at = key_count + i - left_count;
        for (size_t k = 0; k < pairs; ++k) column[k] = rows_[pair_right_[k]][at];
      }
      out.columns[i] = {column.data(), 1};
    }
    out.selection = nullptr;
    out.count = pairs;
    if (quals_.size() > 0) {
      qual_arena_.reset();
      quals_.set_input(out.columns.data());
      out.count = quals_.filter(nullptr, pairs, kept_);
      out.selection = kept_;
      if (stats_ != nullptr) stats_->join_filtered += pairs - out.count;
    }
    if (left_only_ || keeps_left_ || keeps_right_) {
      for (size_t k = 0; k < out.count; ++k) {
        const size_t pair = out.row(k);
        matched_left_[pair_left_[pair]] = 1;
        if (keeps_right_) matched_right_[pair_right_[pair]] = 1;
      }
    }
    return !left_only_ && out.count > 0;
  }

  // At the end of a left batch: its rows by whether they matched.
  bool give_left_rows(Batch& out) {
    if (!left_only_ && !keeps_left_) return false;
    const uint8_t wanted = plan_.join == JoinKind::kSemi ? 1 : 0;
    size_t n = 0;
    for (size_t k = 0; k < left_batch_.count; ++k) {
      const size_t r = left_batch_.row(k);
      if (matched_left_[r] == wanted) kept_[n++] = static_cast<uint16_t>(r);
    }
    if (n == 0) return false;
    out.columns = left_batch_.columns;
    if (!left_only_) out.columns.resize(columns_.size(), ColumnRef{&null_, 0});
    out.selection = kept_;
    out.count = n;
    return true;
  }

  bool give_unmatched(Batch& out, size_t max_rows) {
    const size_t left_count = left_storages_.size(), key_count = key_storages_.size();
    size_t n = 0;
    for (; unmatched_position_ < rows_.size() && n < max_rows; ++unmatched_position_) {
      if (matched_right_[unmatched_position_] == 0) {
        pair_right_[n++] = static_cast<uint32_t>(unmatched_position_);
      }
    }
    if (n == 0) return false;
    out.columns.assign(columns_.size(), ColumnRef{&null_, 0});
    for (size_t i = left_count; i < columns_.size(); ++i) {
      std::vector<Datum>& column = columns_[i];
      if (column.size() < n) column.resize(n);
      for (size_t k = 0; k < n; ++k) column[k] = rows_[pair_right_[k]][key_count + i - left_count];
      out.columns[i] = {column.data(), 1};
    }
    out.selection = nullptr;
    out.count = n;
    return true;
  }

  Runtime& runtime_;
  const planner::Plan& plan_;
  OperatorPtr left_, right_;
  Arena arena_, left_arena_, right_arena_, qual_arena_, key_arena_;
  ExprList left_keys_, right_keys_, quals_;
  RowKeys keys_;
  std::vector<StorageClass> left_storages_, right_storages_, key_storages_;
  NodeStats* stats_;
  bool left_only_ = false, keeps_left_ = false, keeps_right_ = false;
  Datum null_;

  bool built_ = false;
  uint64_t version_ = 0;
  std::vector<Datum*> rows_;  // key values, then the columns
  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> next_, heads_;
  std::vector<uint8_t> matched_right_;
  uint64_t bytes_ = 0;
  std::vector<std::unique_ptr<RowStore>> build_parts_, probe_parts_;
  size_t partition_ = 0;

  Stage stage_ = Stage::kProbe;
  std::optional<RowStore::Reader> left_reader_;
  Batch left_batch_;
  std::vector<ColumnRef> left_columns_, right_columns_;
  std::vector<uint8_t> matched_left_;
  size_t left_position_ = 0, unmatched_position_ = 0, chunk_ = 64;
  uint32_t chain_ = kEnd;
  uint64_t probe_hash_ = 0;
  bool in_chain_ = false, left_done_ = true;
  uint16_t pair_left_[kBatchRows];
  uint32_t pair_right_[kBatchRows];
  uint16_t kept_[kBatchRows];
  std::vector<std::vector<Datum>> columns_;
};

}  // namespace

OperatorPtr make_hash_join(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<HashJoinOp>(runtime, plan);
}

}  // namespace rung::executor
