// All rows of a table in row-id order, decoding only the columns asked for.
#include <algorithm>

#include "executor/operators.h"
#include "executor/runtime.h"
#include "executor/table_writer.h"
#include "executor/row_reader.h"

namespace rung::executor {
namespace {

class SeqScanOp final : public Operator {
 public:
  SeqScanOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        relation_(runtime.relation(plan.relation)),
        reader_(runtime, relation_, plan.attnos) {}

  void start() override {
    cursor_.reset();
    if (relation_.kind == catalog::RelationKind::kForeignTable) {
      refuse_foreign(*runtime_.context().catalog, relation_);
    }
    if (relation_.kind == catalog::RelationKind::kMatview && !relation_.populated) {
      throw_error(Error(sqlstate::object_not_in_prerequisite_state,
                        "materialized view \"" + relation_.name + "\" has not been populated")
                      .with_hint("Use the REFRESH MATERIALIZED VIEW command."));
    }
    if (relation_.tree == storage::kNoTree) return;
    cursor_.emplace(runtime_.context().view, relation_.tree);
    value_or_throw(cursor_->seek_first());
    chunk_ = 32;
  }

  bool next(Batch& out, size_t max_rows) override {
    if (!cursor_.has_value() || !cursor_->valid()) return false;
    runtime_.context().services->check_interrupt();
    const size_t limit = std::min({max_rows, kBatchRows, chunk_});
    chunk_ = std::min(kBatchRows, chunk_ * 4);
    reader_.begin(limit);
    while (reader_.count() < limit && cursor_->valid()) {
      reader_.add(catalog::row_id_of(cursor_->key()), value_or_throw(cursor_->value()));
      value_or_throw(cursor_->next());
    }
    reader_.finish(out);
    return true;
  }

 private:
  Runtime& runtime_;
  const catalog::Relation& relation_;
  RowReader reader_;
  std::optional<storage::Cursor> cursor_;
  size_t chunk_ = 32;
};

}  // namespace

OperatorPtr make_seq_scan(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<SeqScanOp>(runtime, plan);
}

}  // namespace rung::executor
