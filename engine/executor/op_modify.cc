// INSERT, UPDATE, DELETE, MERGE and ON CONFLICT over their input's rows. The input reads the
// statement's frozen view, so rows may be written while it is still being read. Every row goes
// through TableWriter; RETURNING rows are handed on in batches.
#include <algorithm>
#include <unordered_set>

#include "executor/failing_row.h"
#include "executor/operators.h"
#include "executor/row_reader.h"
#include "executor/runtime.h"
#include "executor/table_writer.h"
#include "executor/tree_writer.h"

namespace rung::executor {
namespace {

using catalog::RowId;
using catalog::TriggerEvents;

std::vector<Expr*> runs_of(const std::vector<planner::AssignedColumn>& columns) {
  std::vector<Expr*> exprs;
  for (const planner::AssignedColumn& column : columns) exprs.push_back(column.run);
  return exprs;
}

std::vector<Expr*> one(Expr* expr) {
  return expr != nullptr ? std::vector<Expr*>{expr} : std::vector<Expr*>();
}

struct When {
  When(Runtime& runtime, const planner::MergeWhenPlan& when_plan, Arena* arena)
      : plan(when_plan),
        condition(runtime, one(when_plan.run_condition), arena),
        values(runtime, runs_of(when_plan.columns), arena) {
    for (const planner::AssignedColumn& column : plan.columns) attnos.push_back(column.attno);
  }
  const planner::MergeWhenPlan& plan;
  ExprList condition, values;
  std::vector<int32_t> attnos;
};

class ModifyOp final : public Operator {
 public:
  ModifyOp(Runtime& runtime, const planner::Plan& plan)
      : runtime_(runtime),
        plan_(plan),
        modify_(*plan.modify),
        relation_(runtime.relation(modify_.relation)),
        child_(runtime.build(*plan.children[0])),
        assign_(runtime, runs_of(modify_.assign), &row_arena_),
        conflict_set_(runtime, runs_of(modify_.conflict_set), &row_arena_),
        conflict_where_(runtime, one(modify_.run_conflict_where), &row_arena_),
        view_checks_(runtime, modify_.run_view_checks, &row_arena_),
        child_columns_(plan.children[0]->out().size()) {
    for (const catalog::Attribute& column : relation_.columns) storages_.push_back(column.storage);
    for (const Expr* column : plan.children[0]->out()) {
      child_storages_.push_back(runtime.storage(column->type));
    }
    for (const planner::MergeWhenPlan& when : modify_.merge) {
      whens_.push_back(std::make_unique<When>(runtime, when, &row_arena_));
    }
    for (const planner::AssignedColumn& column : modify_.conflict_set) {
      conflict_attnos_.push_back(column.attno);
    }
  }

  void start() override {
    if (started_) return;
    started_ = true;
    events_ = events();
    writer_ = std::make_unique<TreeWriter>(runtime_.context(), relation_, events_);
    if (modify_.has_returning) {
      number_ = transaction_number(runtime_.context().transaction->write());
    }
    for_each_event([&](uint8_t event) { writer_->begin_statement(event, updated(event)); });
    child_->start();
  }

  bool next(Batch& out, size_t max_rows) override {
    if (ended_) return false;
    arena_.reset();
    returned_.clear();
    max_rows = std::min(max_rows, kBatchRows);
    count_ = 0;
    while (count_ == 0) {
      // RETURNING rows refer to one input batch only, so that they stay valid.
      if (!child_->next(input_, modify_.has_returning ? max_rows : kBatchRows)) {
        for_each_event([&](uint8_t event) { writer_->end_statement(event, updated(event)); });
        ended_ = true;
        return false;
      }
      runtime_.context().services->check_interrupt();
      for (size_t k = 0; k < input_.count; ++k) {
        row_arena_.reset();
        process(input_.row(k));
      }
    }
    writer_->flush();  // what RETURNING gives away has been checked
    const size_t columns = plan_.core.size();
    out.columns.resize(columns);
    for (size_t i = 0; i < columns; ++i) {
      out.columns[i] = {returned_.data() + i, static_cast<uint32_t>(columns)};
    }
    out.selection = nullptr;
    out.count = count_;
    return true;
  }

 private:
  uint8_t events() const {
    switch (modify_.kind) {
      case QueryKind::kInsert:
        return modify_.conflict == ConflictAction::kUpdate
                   ? TriggerEvents::kInsert | TriggerEvents::kUpdate
                   : TriggerEvents::kInsert;
      case QueryKind::kUpdate: return TriggerEvents::kUpdate;
      case QueryKind::kDelete: return TriggerEvents::kDelete;
      default: break;
    }
    uint8_t all = 0;
    for (const planner::MergeWhenPlan& when : modify_.merge) {
      if (when.action == MergeAction::kInsert) all |= TriggerEvents::kInsert;
      if (when.action == MergeAction::kUpdate) all |= TriggerEvents::kUpdate;
      if (when.action == MergeAction::kDelete) all |= TriggerEvents::kDelete;
    }
    return all;
  }
  template <class F>
  void for_each_event(F&& f) {
    for (const uint8_t event :
         {TriggerEvents::kInsert, TriggerEvents::kUpdate, TriggerEvents::kDelete}) {
      if ((events_ & event) != 0) f(event);
    }
  }
  std::span<const int32_t> updated(uint8_t event) const {
    if (event != TriggerEvents::kUpdate) return {};
    return modify_.updated_columns;
  }

  void process(size_t row) {
    switch (modify_.kind) {
      case QueryKind::kInsert: insert(row); break;
      case QueryKind::kUpdate:
        if (read_old(row) && first_time()) update(row);
        break;
      case QueryKind::kDelete:
        if (read_old(row) && first_time()) remove(row);
        break;
      case QueryKind::kMerge: merge(row); break;
      case QueryKind::kSelect: break;
    }
  }

  void check_view(const std::vector<Datum>& values) {
    if (view_checks_.size() == 0) return;
    row_columns_.clear();
    for (const Datum& value : values) row_columns_.push_back({&value, 0});
    view_checks_.set_input(row_columns_.data());
    for (size_t i = 0; i < view_checks_.size(); ++i) {
      const Datum ok = view_checks_.row(i, 0);
      if (!ok.null && ok.b()) continue;
      throw_error(Error(sqlstate::with_check_option_violation,
                        "new row violates check option for view \"" + modify_.view_names[i] + "\"")
                      .with_detail(failing_row(runtime_.context(), relation_, values)));
    }
  }

  void insert(size_t row) {
    values_.resize(modify_.column_count);
    for (size_t i = 0; i < values_.size(); ++i) values_[i] = input_.at(i, row);
    if (modify_.conflict == ConflictAction::kNone) {
      if (writer_->insert(values_)) {
        check_view(values_);
        done(values_, row);
      }
      return;
    }
    bool suppressed = false;
    const std::optional<TreeWriter::Row> found =
        writer_->insert_or_find(values_, modify_.arbiters, &suppressed);
    if (suppressed) return;
    if (!found.has_value()) {
      check_view(values_);
      done(values_, row);
      return;
    }
    if (modify_.conflict == ConflictAction::kUpdate) update_conflicting(*found, row);
  }

  void update_conflicting(const TreeWriter::Row& found, size_t row) {
    // A row that the statement's view does not have, or that we changed, is of this very command.
    std::string bytes;
    const bool is_ours = !value_or_throw(runtime_.context().view.get(
                             found.table->tree, catalog::row_key(found.id), &bytes)) ||
                         touched_.contains(touch(found));
    if (is_ours) {
      throw_error(Error(sqlstate::cardinality_violation,
                        "ON CONFLICT DO UPDATE command cannot affect row a second time")
                      .with_hint("Ensure that no rows proposed for insertion within the same "
                                 "command have duplicate constrained values."));
    }
    if (!writer_->fetch(found, &own_old_)) return;
    writer_->to_root(*found.table, own_old_, &old_);
    row_columns_.clear();
    for (const Datum& value : old_) row_columns_.push_back({&value, 0});
    for (const Datum& value : values_) row_columns_.push_back({&value, 0});
    conflict_where_.set_input(row_columns_.data());
    if (!conflict_where_.filter_row(0)) return;
    conflict_set_.set_input(row_columns_.data());
    own_new_ = own_old_;
    for (size_t i = 0; i < modify_.conflict_set.size(); ++i) {
      own_new_[place(*found.table, modify_.conflict_set[i].attno)] = conflict_set_.row(i, 0);
    }
    touched_.insert(touch(found));
    if (writer_->update(found, own_old_, own_new_, conflict_attnos_, true)) {
      writer_->to_root(*found.table, own_new_, &new_);
      check_view(new_);
      row_ = found;
      updated_conflict_ = true;
      done(new_, row);
      updated_conflict_ = false;
    }
  }

  // Row ids are unique in their table only.
  static uint64_t touch(const TreeWriter::Row& row) {
    return row.id ^ (static_cast<uint64_t>(row.table->oid) << 40);
  }
  // Where a column of the named table is in a row of a table of its tree.
  size_t place(const catalog::Relation& table, int32_t attno) {
    if (&table == &relation_) return static_cast<size_t>(attno) - 1;
    return static_cast<size_t>(writer_->map_of(table)[static_cast<size_t>(attno) - 1]) - 1;
  }

  // The row to change; false when there is none (the null-extended side of a join).
  bool read_old(size_t row) {
    row_ = {&relation_, 0};
    if (modify_.row_id >= 0) {
      const Datum& id = input_.at(static_cast<size_t>(modify_.row_id), row);
      if (id.null) return false;
      row_.id = static_cast<RowId>(id.i);
    }
    if (modify_.table_id >= 0) {
      row_.table = &writer_->table(
          static_cast<Oid>(input_.at(static_cast<size_t>(modify_.table_id), row).i));
    }
    old_.resize(modify_.column_count);
    for (size_t i = 0; i < old_.size(); ++i) {
      const int column = modify_.old_columns[i];
      old_[i] = column >= 0 ? input_.at(static_cast<size_t>(column), row) : Datum();
    }
    if (row_.table == &relation_) {
      own_old_ = old_;
      return true;
    }
    // A table below may have more columns than were read.
    return writer_->read(row_, row_arena_, &own_old_);
  }
  // A row joined several times is changed once, by the first.
  bool first_time() {
    if (!modify_.may_repeat || modify_.row_id < 0) return true;
    return touched_.insert(touch(row_)).second;
  }

  void update(size_t row) {
    own_new_ = own_old_;
    assign_.set_input(input_.columns.data());
    for (size_t i = 0; i < modify_.assign.size(); ++i) {
      own_new_[place(*row_.table, modify_.assign[i].attno)] = assign_.row(i, row);
    }
    write_update(modify_.updated_columns, row);
  }

  void write_update(std::span<const int32_t> columns, size_t row) {
    if (!writer_->update(row_, own_old_, own_new_, columns)) return;
    writer_->to_root(*row_.table, own_new_, &new_);
    check_view(new_);
    done(new_, row);
  }

  void remove(size_t row) {
    if (writer_->remove(row_, own_old_)) done(old_, row);
  }

  void merge(size_t row) {
    const bool matched = read_old(row);
    for (const auto& when : whens_) {
      if (when->plan.matched != matched) continue;
      when->condition.set_input(input_.columns.data());
      if (!when->condition.filter_row(row)) continue;
      apply(*when, row);
      return;
    }
  }

  void apply(When& when, size_t row) {
    if (when.plan.action == MergeAction::kDoNothing) return;
    when.values.set_input(input_.columns.data());
    if (when.plan.action == MergeAction::kInsert) {
      values_.assign(modify_.column_count, Datum());
      for (size_t i = 0; i < when.attnos.size(); ++i) {
        values_[static_cast<size_t>(when.attnos[i]) - 1] = when.values.row(i, row);
      }
      if (writer_->insert(values_)) done(values_, row);
      return;
    }
    if (!touched_.insert(touch(row_)).second) {
      throw_error(Error(sqlstate::cardinality_violation,
                        "MERGE command cannot affect row a second time")
                      .with_hint("Ensure that not more than one source row matches any one target "
                                 "row."));
    }
    if (when.plan.action == MergeAction::kDelete) {
      remove(row);
      return;
    }
    own_new_ = own_old_;
    for (size_t i = 0; i < when.attnos.size(); ++i) {
      own_new_[place(*row_.table, when.attnos[i])] = when.values.row(i, row);
    }
    write_update(when.attnos, row);
  }

  void done(const std::vector<Datum>& values, size_t row) {
    if (&plan_ == runtime_.statement().root) ++runtime_.affected;
    if (!modify_.has_returning) return;
    for (size_t i = 0; i < values.size(); ++i) {
      returned_.push_back(copy_datum(arena_, storages_[i], values[i]));
    }
    returned_.push_back(Datum::of_int(writer_->written().oid));
    // A row is marked by whoever removed it, or locked it to resolve a conflict.
    const bool marked = modify_.kind == QueryKind::kDelete || updated_conflict_;
    returned_.push_back(Datum::of_int(marked ? number_ : 0));
    if (modify_.kind != QueryKind::kDelete) returned_.push_back(Datum::of_int(number_));
    if (modify_.kind == QueryKind::kInsert) {
      returned_.push_back(tid_of_row(arena_, updated_conflict_ ? row_.id : writer_->inserted()));
    }
    for (size_t i = 0; i < child_columns_; ++i) returned_.push_back(input_.at(i, row));
    ++count_;
  }

  Runtime& runtime_;
  const planner::Plan& plan_;
  const planner::ModifyPlan& modify_;
  const catalog::Relation& relation_;
  OperatorPtr child_;
  Arena arena_, row_arena_;
  ExprList assign_, conflict_set_, conflict_where_, view_checks_;
  std::vector<std::unique_ptr<When>> whens_;
  std::vector<int32_t> conflict_attnos_;
  size_t child_columns_;
  std::vector<StorageClass> storages_, child_storages_;
  std::unique_ptr<TreeWriter> writer_;
  uint8_t events_ = 0;
  int64_t number_ = 0;  // of the transaction
  bool started_ = false, ended_ = false, updated_conflict_ = false;
  Batch input_;
  TreeWriter::Row row_;
  std::vector<Datum> values_, old_, new_;       // in the columns of the named table
  std::vector<Datum> own_old_, own_new_;        // in those of the row's own
  std::vector<ColumnRef> row_columns_;
  std::unordered_set<uint64_t> touched_;
  std::vector<Datum> returned_;
  size_t count_ = 0;
};

}  // namespace

OperatorPtr make_modify(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<ModifyOp>(runtime, plan);
}

}  // namespace rung::executor
