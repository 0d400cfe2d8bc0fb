// The rows an inverted index has for some conditions, in the order of the table. The conditions are
// checked again by the filters behind this operator.
#include <algorithm>

#include "catalog/opclasses.h"
#include "executor/inverted_index.h"
#include "executor/operators.h"
#include "executor/row_reader.h"
#include "functions/registry.h"

namespace rung::executor {
namespace {

using catalog::RowId;

std::vector<Expr*> values_of(const planner::Plan& plan) {
  std::vector<Expr*> exprs;
  for (const planner::IndexCond& cond : plan.conds) exprs.push_back(cond.value);
  return exprs;
}

class BitmapScanOp final : public Operator {
 public:
  BitmapScanOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        index_(runtime.relation(plan.index)),
        table_(runtime.relation(plan.relation)),
        values_(runtime, values_of(plan), &arena_),
        reader_(runtime, table_, plan.attnos) {}

  void start() override {
    arena_.reset();
    rows_.clear();
    at_ = 0;
    if (index_.tree == storage::kNoTree || table_.tree == storage::kNoTree) return;
    const storage::ReadView& view = runtime_.context().view;
    std::optional<std::vector<RowId>> found;
    for (size_t i = 0; i < plan_.conds.size(); ++i) {
      const planner::IndexCond& cond = plan_.conds[i];
      const Datum value = values_.row(i, 0);
      if (value.null) return;  // no row compares with NULL
      auto rows = find_candidates(view, index_.tree, cond.column, query_of(cond, value));
      if (!rows) continue;
      if (!found) {
        found = std::move(rows);
        continue;
      }
      std::vector<RowId> both;
      std::set_intersection(found->begin(), found->end(), rows->begin(), rows->end(),
                            std::back_inserter(both));
      found = std::move(both);
    }
    rows_ = found ? std::move(*found) : all_rows();
  }

  bool next(Batch& out, size_t max_rows) override {
    if (at_ == rows_.size()) return false;
    runtime_.context().services->check_interrupt();
    reader_.begin(std::min(max_rows, kBatchRows));
    for (size_t taken = 0; at_ < rows_.size() && taken < std::min(max_rows, kBatchRows); ++taken) {
      const RowId id = rows_[at_++];
      if (!value_or_throw(runtime_.context().view.get(table_.tree, catalog::row_key(id), &row_))) {
        throw_error(sqlstate::index_corrupted, "index \"" + index_.name +
                                                   "\" points to a row that table \"" +
                                                   table_.name + "\" does not have");
      }
      reader_.add(id, row_);
    }
    reader_.finish(out);
    return true;
  }

 private:
  EntryQuery query_of(const planner::IndexCond& cond, const Datum& value) {
    const catalog::IndexKey& key = index_.index->keys[cond.column];
    catalog::Catalog& catalog = *runtime_.context().catalog;
    const OperatorDef* op = find_operator(cond.op);
    TypeEnv env = runtime_.env(&arena_);
    return query_entries(env, catalog::entry_kind(catalog, key), catalog.type(key.type),
                         op == nullptr ? std::string_view() : std::string_view(op->name), value);
  }
  // When the entries tell nothing, every row is a candidate.
  std::vector<RowId> all_rows() {
    std::vector<RowId> rows;
    storage::Cursor cursor(runtime_.context().view, table_.tree);
    value_or_throw(cursor.seek_first());
    for (; cursor.valid(); value_or_throw(cursor.next())) {
      rows.push_back(catalog::row_id_of(cursor.key()));
    }
    return rows;
  }

  Runtime& runtime_;
  const planner::Plan& plan_;
  const catalog::Relation& index_;
  const catalog::Relation& table_;
  Arena arena_;
  ExprList values_;
  RowReader reader_;
  std::vector<RowId> rows_;
  size_t at_ = 0;
  std::string row_;
};

}  // namespace

OperatorPtr make_bitmap_scan(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<BitmapScanOp>(runtime, plan);
}

}  // namespace rung::executor
