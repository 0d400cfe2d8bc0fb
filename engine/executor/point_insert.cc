#include "executor/point_insert.h"

#include <utility>

#include "executor/table_writer.h"

namespace rung::executor {

using planner::PlanKind;

std::unique_ptr<PointInsert> PointInsert::make(ExecContext& context,
                                               const planner::PlannedStatement& statement) {
  const planner::Plan& plan = *statement.root;
  if (plan.kind != PlanKind::kModify || !statement.sub_plans.empty() || !statement.ctes.empty()) {
    return nullptr;
  }
  const planner::ModifyPlan& modify = *plan.modify;
  if (modify.kind != QueryKind::kInsert || modify.conflict != ConflictAction::kNone ||
      modify.has_returning || !modify.run_view_checks.empty()) {
    return nullptr;
  }
  const planner::Plan& source = *plan.children[0];
  if (source.kind != PlanKind::kResult || !source.children.empty() || !source.run_once.empty() ||
      !source.run_filters.empty() || !source.has_project ||
      source.run_project.size() != modify.column_count) {
    return nullptr;
  }
  const catalog::Relation* table = context.catalog->relation(modify.relation);
  if (table == nullptr || table->kind != catalog::RelationKind::kTable) return nullptr;
  std::unique_ptr<PointInsert> made(new PointInsert(statement));
  made->table_ = table->oid;
  for (const Expr* expr : source.run_project) {
    const bool constant = expr->kind == ExprKind::kConst;
    made->values_.push_back({expr, constant ? nullptr : compile_row(context, *expr)});
  }
  return made;
}

uint64_t PointInsert::run(ExecContext& context, RowSink* sink) const {
  context.services->check_interrupt();
  if (sink != nullptr) sink->begin(statement_.columns);
  const catalog::Relation* table = context.catalog->relation(table_);
  if (table == nullptr) {
    throw_error(sqlstate::undefined_table,
                "could not open relation with OID " + std::to_string(table_));
  }
  TableWriter writer(context, *table, catalog::TriggerEvents::kInsert);
  writer.begin_statement(catalog::TriggerEvents::kInsert, {}, TableWriter::Rows::kOne);
  std::vector<Datum> row = std::exchange(spare_, {});
  row.clear();
  for (const Value& value : values_) {
    row.push_back(value.program == nullptr ? value.expr->value
                                           : evaluate(context, *value.program, nullptr));
  }
  const bool written = writer.insert(row);
  writer.end_statement(catalog::TriggerEvents::kInsert);
  spare_ = std::move(row);
  return written ? 1 : 0;
}

}  // namespace rung::executor
