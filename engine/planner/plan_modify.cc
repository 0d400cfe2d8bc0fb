// INSERT, UPDATE, DELETE and MERGE.
#include <algorithm>

#include "expr/walk.h"
#include "planner/costs.h"
#include "planner/level.h"
#include "planner/stored_expr.h"

namespace rung::planner {

Expr* Level::default_value(const catalog::Relation&, const catalog::Attribute& column) {
  if (column.identity != catalog::Identity::kNone && column.sequence != kNoOid) {
    Expr* next = planner_.make_expr(ExprKind::kNextval, column.type);
    next->oids.push_back(column.sequence);
    return next;
  }
  // Generated columns are computed when the row is written.
  if (!column.default_expr.empty() && !column.generated) {
    return prepare(load_expression(arena_, column.default_expr));
  }
  Expr* null = planner_.make_const(column.type, Datum());
  // A domain may refuse NULL, or say what stands for it.
  const TypeInfo* type = planner_.context.catalog->find_type(column.type);
  if (type != nullptr && type->kind == TypeKind::kDomain && !column.generated) {
    Expr* base = null;
    if (const catalog::Type* domain = planner_.context.catalog->user_type(column.type);
        domain != nullptr && domain->domain.has_value() && !domain->domain->default_expr.empty()) {
      base = prepare(load_expression(arena_, domain->domain->default_expr));
    }
    Expr* checked = planner_.make_expr(ExprKind::kCoerceToDomain, column.type);
    checked->args.push_back(base);
    return checked;
  }
  return null;
}

Plan* Level::plan_insert(ModifyPlan& modify, const catalog::Relation& relation) {
  // DEFAULT inside VALUES lists stands for the default of the column it goes to.
  for (const Target& target : query_.targets) {
    if (target.expr == nullptr || target.expr->kind != ExprKind::kVar) continue;
    Rte& source = *rtable_[static_cast<size_t>(target.expr->varno) - 1];
    if (source.kind != RteKind::kValues) continue;
    for (std::vector<Expr*>& row : source.values) {
      Expr*& value = row[static_cast<size_t>(target.expr->attno) - 1];
      if (value->kind == ExprKind::kDefault) value = default_value(relation, *relation.column(target.attno));
    }
  }
  begin_from();
  std::vector<Expr*> row(relation.columns.size(), nullptr);
  for (const Target& target : query_.targets) {
    if (target.junk || target.attno < 1) continue;
    Expr* value = target.expr->kind == ExprKind::kDefault
                      ? default_value(relation, *relation.column(target.attno))
                      : prepare(target.expr);
    row[static_cast<size_t>(target.attno) - 1] = value;
  }
  for (size_t i = 0; i < row.size(); ++i) {
    if (row[i] != nullptr) continue;
    row[i] = relation.columns[i].dropped ? planner_.make_const(oid::kInt4, Datum())
                                         : default_value(relation, relation.columns[i]);
  }
  std::vector<Clause> where = where_clauses();
  Plan* child = plan_from(std::move(where));
  plan_conflict(modify, relation);
  return project(child, std::move(row));
}

void Level::plan_conflict(ModifyPlan& modify, const catalog::Relation& relation) {
  const OnConflict& conflict = query_.on_conflict;
  modify.conflict = conflict.action;
  modify.arbiters = conflict.arbiters;
  modify.excluded_rte = conflict.excluded_rte;
  for (const Target& target : conflict.set) {
    AssignedColumn column;
    column.attno = target.attno;
    column.value = target.expr->kind == ExprKind::kDefault
                       ? default_value(relation, *relation.column(target.attno))
                       : prepare(target.expr);
    modify.conflict_set.push_back(column);
    modify.updated_columns.push_back(target.attno);
  }
  modify.conflict_where = prepare(conflict.where);
}

void Level::need_old_row(const catalog::Relation& relation) {
  if (relation.kind == catalog::RelationKind::kView) return;  // its query gives all columns
  std::set<int32_t>& columns = columns_[static_cast<size_t>(query_.result_rte) - 1];
  for (const catalog::Attribute& column : relation.columns) {
    if (!column.dropped) columns.insert(column.attno);
  }
  columns.insert(kRowIdAttno);
  if (is_tree(rte(query_.result_rte))) columns.insert(kTableoidAttno);
}

void Level::bind_old_row(ModifyPlan& modify, const catalog::Relation& relation, const Plan& child) {
  modify.old_columns.assign(relation.columns.size(), -1);
  const std::vector<Expr*>& out = child.out();
  for (size_t i = 0; i < out.size(); ++i) {
    const Expr& e = *out[i];
    if (e.kind != ExprKind::kVar || e.varno != query_.result_rte) continue;
    if (e.attno == kRowIdAttno) {
      modify.row_id = static_cast<int>(i);
    } else if (e.attno == kTableoidAttno) {
      modify.table_id = static_cast<int>(i);
    } else if (e.attno > 0) {
      modify.old_columns[static_cast<size_t>(e.attno) - 1] = static_cast<int>(i);
    }
  }
  if (modify.row_id < 0 && relation.kind != catalog::RelationKind::kView) {
    throw_error(sqlstate::internal_error, "the rows to change come without their identity");
  }
}

Plan* Level::plan_change(ModifyPlan& modify, const catalog::Relation& relation) {
  need_old_row(relation);
  for (const Target& target : query_.targets) {
    if (target.junk || query_.kind == QueryKind::kDelete) continue;
    AssignedColumn column;
    column.attno = target.attno;
    column.value = target.expr->kind == ExprKind::kDefault
                       ? default_value(relation, *relation.column(target.attno))
                       : prepare(target.expr);
    modify.assign.push_back(column);
    modify.updated_columns.push_back(target.attno);
  }
  std::vector<Clause> where = where_clauses();
  JoinList list;
  RelSet from;
  for (const FromNode* node : query_.from) collect_from(*node, &from);
  if (!from.test(static_cast<size_t>(query_.result_rte))) add_rte(query_.result_rte, &list);
  for (const FromNode* node : query_.from) {
    reduce_outer_joins(*node, strict_of(where));
    add_from(*node, &list);
  }
  list.clauses.insert(list.clauses.end(), where.begin(), where.end());
  list.items.insert(list.items.end(), semi_items_.begin(), semi_items_.end());
  modify.may_repeat = list.items.size() > 1;
  Plan* child = plan_list(list);
  bind_old_row(modify, relation, *child);
  return child;
}

Plan* Level::plan_merge(ModifyPlan& modify, const catalog::Relation& relation) {
  need_old_row(relation);
  for (const MergeWhen& when : query_.merge) {
    MergeWhenPlan made;
    made.matched = when.matched;
    made.action = when.action;
    made.condition = prepare(when.condition);
    std::vector<bool> given(relation.columns.size(), false);
    for (const Target& target : when.targets) {
      AssignedColumn column;
      column.attno = target.attno;
      column.value = target.expr->kind == ExprKind::kDefault
                         ? default_value(relation, *relation.column(target.attno))
                         : prepare(target.expr);
      given[static_cast<size_t>(target.attno) - 1] = true;
      made.columns.push_back(column);
      if (when.action == MergeAction::kUpdate) modify.updated_columns.push_back(target.attno);
    }
    if (when.action == MergeAction::kInsert) {
      for (const catalog::Attribute& column : relation.columns) {
        if (column.dropped || given[static_cast<size_t>(column.attno) - 1]) continue;
        AssignedColumn missing;
        missing.attno = column.attno;
        missing.value = default_value(relation, column);
        made.columns.push_back(missing);
      }
    }
    modify.merge.push_back(std::move(made));
  }
  std::vector<Clause> where = where_clauses();
  Plan* child = plan_from(std::move(where));
  bind_old_row(modify, relation, *child);
  return child;
}

Plan* Level::plan_modify() {
  planner_.statement.writes = true;
  const Rte& target = rte(query_.result_rte);
  const catalog::Relation& relation = planner_.relation(target.relation);
  auto* modify = arena_.make<ModifyPlan>();
  modify->kind = query_.kind;
  modify->relation = relation.oid;
  modify->result_rte = query_.result_rte;
  modify->column_count = relation.columns.size();
  // Sub-queries are pulled up before any expression is prepared: RETURNING may name their columns.
  if (query_.kind != QueryKind::kInsert) begin_from();
  std::vector<Expr*> returning;
  for (const Target& column : query_.returning) {
    if (!column.junk) returning.push_back(prepare(column.expr));
  }
  modify->has_returning = !returning.empty();
  modify->view_names = view_checks_.views;
  for (Expr* condition : view_checks_.conditions) {
    modify->view_checks.push_back(prepare(condition));
  }
  Plan* child = query_.kind == QueryKind::kInsert  ? plan_insert(*modify, relation)
                : query_.kind == QueryKind::kMerge ? plan_merge(*modify, relation)
                                                   : plan_change(*modify, relation);
  Plan* plan = planner_.make(PlanKind::kModify);
  plan->modify = modify;
  plan->children = {child};
  plan->relation = relation.oid;
  plan->name = relation.name;
  plan->alias = target.ref_name.empty() ? relation.name : target.ref_name;
  plan->varno = query_.result_rte;
  for (const catalog::Attribute& column : relation.columns) {
    Expr* var = planner_.make_expr(ExprKind::kVar, column.dropped ? oid::kInt4 : column.type,
                                   column.typmod);
    var->collation = column.collation;
    var->varno = query_.result_rte;
    var->attno = column.attno;
    plan->core.push_back(var);
  }
  if (modify->has_returning) {
    // Where, by whom, and over which row it was written (RETURNING …), as op_modify gives them.
    // What is not given here comes with the row that was read.
    std::vector<std::pair<int32_t, Oid>> system = {{kTableoidAttno, oid::kOid}, {kXmaxAttno, oid::kXid}};
    if (query_.kind != QueryKind::kDelete) system.emplace_back(kXminAttno, oid::kXid);
    if (query_.kind == QueryKind::kInsert) system.emplace_back(kCtidAttno, oid::kTid);
    for (const auto& [attno, type] : system) {
      Expr* column = planner_.make_expr(ExprKind::kVar, type);
      column->varno = query_.result_rte;
      column->attno = attno;
      plan->core.push_back(column);
    }
  }
  plan->core.insert(plan->core.end(), child->out().begin(), child->out().end());
  plan->startup_cost = child->startup_cost;
  plan->total_cost = child->total_cost;
  plan->rows = modify->has_returning ? child->rows : 0;
  plan->width = modify->has_returning ? child->width : 0;
  if (modify->has_returning) plan = project(plan, std::move(returning));
  return plan;
}

}  // namespace rung::planner
