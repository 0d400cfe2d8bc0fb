// INSERT, UPDATE, DELETE, MERGE and ON CONFLICT over their input's rows. The input reads the
// statement's frozen view, so rows may be written while it is still being read. Every row goes
// through TableWriter; RETURNING rows are handed on in batches.
#include <algorithm>
#include <unordered_set>

#include "executor/failing_row.h"
#include "executor/operators.h"
#include "executor/runtime.h"
#include "executor/table_writer.h"

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
    writer_ = std::make_unique<TableWriter>(runtime_.context(), relation_, events_);
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
                        "new row violates check option for view \"" + modify_.view_name + "\"")
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
    const std::optional<RowId> found =
        writer_->insert_or_find(values_, modify_.arbiters, &suppressed);
    if (suppressed) return;
    if (!found.has_value()) {
      check_view(values_);
      done(values_, row);
      return;
    }
    if (modify_.conflict == ConflictAction::kUpdate) update_conflicting(*found, row);
  }

  void update_conflicting(RowId id, size_t row) {
    // A row that the statement's view does not have, or that we changed, is of this very command.
    std::string bytes;
    const bool is_ours = !value_or_throw(runtime_.context().view.get(
                             relation_.tree, catalog::row_key(id), &bytes)) ||
                         touched_.contains(id);
    if (is_ours) {
      throw_error(Error(sqlstate::cardinality_violation,
                        "ON CONFLICT DO UPDATE command cannot affect row a second time")
                      .with_hint("Ensure that no rows proposed for insertion within the same "
                                 "command have duplicate constrained values."));
    }
    if (!writer_->fetch(id, &old_)) return;
    row_columns_.clear();
    for (const Datum& value : old_) row_columns_.push_back({&value, 0});
    for (const Datum& value : values_) row_columns_.push_back({&value, 0});
    conflict_where_.set_input(row_columns_.data());
    if (!conflict_where_.filter_row(0)) return;
    conflict_set_.set_input(row_columns_.data());
    new_ = old_;
    for (size_t i = 0; i < modify_.conflict_set.size(); ++i) {
      new_[static_cast<size_t>(modify_.conflict_set[i].attno) - 1] = conflict_set_.row(i, 0);
    }
    touched_.insert(id);
    if (writer_->update(id, old_, new_, conflict_attnos_)) {
      check_view(new_);
      done(new_, row);
    }
  }

  // The row to change; false when there is none (the null-extended side of a join).
  bool read_old(size_t row) {
    const Datum& id = input_.at(static_cast<size_t>(modify_.row_id), row);
    if (id.null) return false;
    id_ = static_cast<RowId>(id.i);
    old_.resize(modify_.column_count);
    for (size_t i = 0; i < old_.size(); ++i) {
      const int column = modify_.old_columns[i];
      old_[i] = column >= 0 ? input_.at(static_cast<size_t>(column), row) : Datum();
    }
    return true;
  }
  // A row joined several times is changed once, by the first.
  bool first_time() { return !modify_.may_repeat || touched_.insert(id_).second; }

  void update(size_t row) {
    new_ = old_;
    assign_.set_input(input_.columns.data());
    for (size_t i = 0; i < modify_.assign.size(); ++i) {
      new_[static_cast<size_t>(modify_.assign[i].attno) - 1] = assign_.row(i, row);
    }
    if (!writer_->update(id_, old_, new_, modify_.updated_columns)) return;
    check_view(new_);
    done(new_, row);
  }

  void remove(size_t row) {
    if (writer_->remove(id_, old_)) done(old_, row);
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
    if (!touched_.insert(id_).second) {
      throw_error(Error(sqlstate::cardinality_violation,
                        "MERGE command cannot affect row a second time")
                      .with_hint("Ensure that not more than one source row matches any one target "
                                 "row."));
    }
    if (when.plan.action == MergeAction::kDelete) {
      remove(row);
      return;
    }
    new_ = old_;
    for (size_t i = 0; i < when.attnos.size(); ++i) {
      new_[static_cast<size_t>(when.attnos[i]) - 1] = when.values.row(i, row);
    }
    if (writer_->update(id_, old_, new_, when.attnos)) done(new_, row);
  }

  void done(const std::vector<Datum>& values, size_t row) {
    if (&plan_ == runtime_.statement().root) ++runtime_.affected;
    if (!modify_.has_returning) return;
    for (size_t i = 0; i < values.size(); ++i) {
      returned_.push_back(copy_datum(arena_, storages_[i], values[i]));
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
  std::unique_ptr<TableWriter> writer_;
  uint8_t events_ = 0;
  bool started_ = false, ended_ = false;
  Batch input_;
  RowId id_ = 0;
  std::vector<Datum> values_, old_, new_;
  std::vector<ColumnRef> row_columns_;
  std::unordered_set<RowId> touched_;
  std::vector<Datum> returned_;
  size_t count_ = 0;
};

}  // namespace

OperatorPtr make_modify(Runtime& runtime, const planner::Plan& plan) {
  return std::make_unique<ModifyOp>(runtime, plan);
}

}  // namespace rung::executor
