// Rows of a table in the order of an index, by ranges of its keys. A point look-up is the case of
// one key of a unique index: two descents and no cursor.
#include <algorithm>

#include "executor/key_range.h"
#include "executor/operators.h"
#include "executor/row_reader.h"

namespace rung::executor {
namespace {

class IndexScanOp final : public Operator {
 public:
  IndexScanOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        index_(runtime.relation(plan.index)),
        table_(runtime.relation(plan.relation)),
        ranges_maker_(runtime, index_, plan, &arena_),
        reader_(runtime, table_, plan.attnos),
        point_(plan.kind == planner::PlanKind::kPointLookup) {}

  void start() override {
    arena_.reset();
    ranges_maker_.make(&ranges_);
    if (plan_.backward) std::reverse(ranges_.begin(), ranges_.end());
    range_ = 0;
    positioned_ = false;
    chunk_ = 16;
    if (index_.tree == storage::kNoTree || table_.tree == storage::kNoTree) ranges_.clear();
  }

  bool next(Batch& out, size_t max_rows) override {
    if (range_ == ranges_.size()) return false;
    runtime_.context().services->check_interrupt();
    const size_t limit = std::min({max_rows, kBatchRows, chunk_});
    chunk_ = std::min(kBatchRows, chunk_ * 4);
    reader_.begin(limit);
    if (point_) {
      look_up(limit);
    } else {
      while (reader_.count() < limit && range_ < ranges_.size()) walk(limit);
    }
    if (reader_.count() == 0) return false;
    reader_.finish(out);
    return true;
  }

 private:
  [[noreturn]] void throw_missing_row() {
    throw_error(sqlstate::index_corrupted, "index \"" + index_.name +
                                               "\" points to a row that table \"" + table_.name +
                                               "\" does not have");
  }

  void add_row(catalog::RowId id) {
    if (!value_or_throw(runtime_.context().view.get(table_.tree, catalog::row_key(id), &row_))) {
      throw_missing_row();
    }
    reader_.add(id, row_);
  }

  // As add_row, where the row is likely to be near the last one: a cursor stays at its leaf.
  void add_row_nearby(catalog::RowId id) {
    if (!row_cursor_.has_value()) row_cursor_.emplace(runtime_.context().view, table_.tree);
    const bool follows = row_cursor_->valid() && id == last_id_ + 1;
    value_or_throw(follows ? row_cursor_->next() : row_cursor_->seek(catalog::row_key(id)));
    if (follows && (!row_cursor_->valid() || catalog::row_id_of(row_cursor_->key()) != id)) {
      value_or_throw(row_cursor_->seek(catalog::row_key(id)));
    }
    if (!row_cursor_->valid() || catalog::row_id_of(row_cursor_->key()) != id) throw_missing_row();
    last_id_ = id;
    reader_.add(id, value_or_throw(row_cursor_->value()));
  }

  void look_up(size_t limit) {
    while (range_ < ranges_.size() && reader_.count() < limit) {
      if (value_or_throw(
              runtime_.context().view.get(index_.tree, ranges_[range_].begin, &entry_))) {
        add_row(catalog::row_id_of(entry_));
      }
      ++range_;
    }
  }

  bool inside(const KeyRange& range, std::string_view key) const {
    return plan_.backward ? key >= range.begin : range.open_end || key < range.end;
  }

  void walk(size_t limit) {
    const KeyRange& range = ranges_[range_];
    if (!cursor_.has_value()) cursor_.emplace(runtime_.context().view, index_.tree);
    if (!positioned_) {
      if (!plan_.backward) {
        value_or_throw(cursor_->seek(range.begin));
      } else if (range.open_end) {
        value_or_throw(cursor_->seek_last());
      } else {
        value_or_throw(cursor_->seek_before(range.end));
      }
      positioned_ = true;
    }
    while (reader_.count() < limit) {
      if (!cursor_->valid() || !inside(range, cursor_->key())) {
        ++range_;
        positioned_ = false;
        return;
      }
      const std::string_view value = value_or_throw(cursor_->value());
      const std::string_view key = cursor_->key();
      const std::string_view id =
          value.size() == sizeof(catalog::RowId)
              ? value
              : key.substr(key.size() - std::min(key.size(), sizeof(catalog::RowId)));
      add_row_nearby(catalog::row_id_of(id));
      value_or_throw(plan_.backward ? cursor_->previous() : cursor_->next());
    }
  }

  Runtime& runtime_;
  const planner::Plan& plan_;
  const catalog::Relation& index_;
  const catalog::Relation& table_;
  Arena arena_;
  KeyRangeMaker ranges_maker_;
  RowReader reader_;
  bool point_;
  std::vector<KeyRange> ranges_;
  size_t range_ = 0;
  bool positioned_ = false;
  std::optional<storage::Cursor> cursor_, row_cursor_;
  catalog::RowId last_id_ = 0;
  std::string row_, entry_;
  size_t chunk_ = 16;
};

}  // namespace

OperatorPtr make_index_scan(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<IndexScanOp>(runtime, plan);
}

}  // namespace rung::executor
