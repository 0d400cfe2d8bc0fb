// The last step: every expression of a chosen plan in its run-time form, and which exec params each
// part reads.
#include <algorithm>

#include "expr/walk.h"
#include "planner/level.h"

namespace rung::planner {

Expr* to_slots(Arena& arena, Expr* expr, const std::vector<Expr*>& columns) {
  return replace_nodes(arena, expr, [&](Expr& node) -> Expr* {
    if (node.kind == ExprKind::kSlot) return &node;
    if (node.kind == ExprKind::kConst || node.kind == ExprKind::kExecParam ||
        node.kind == ExprKind::kParam || node.kind == ExprKind::kExternal) {
      return &node;
    }
    for (size_t i = 0; i < columns.size(); ++i) {
      if (!same_expression(node, *columns[i])) continue;
      Expr* slot = arena.make<Expr>();
      slot->kind = ExprKind::kSlot;
      slot->type = node.type;
      slot->typmod = node.typmod;
      slot->collation = node.collation;
      slot->attno = static_cast<int32_t>(i);
      return slot;
    }
    if (node.kind == ExprKind::kVar || node.kind == ExprKind::kAggregate ||
        node.kind == ExprKind::kWindow) {
      throw_error(sqlstate::internal_error,
                  "variable not found in subplan target list (relation " +
                      std::to_string(node.varno) + ", column " + std::to_string(node.attno) + ")");
    }
    return nullptr;
  });
}

namespace {

class Finisher {
 public:
  explicit Finisher(Planner& planner) : planner_(planner), arena_(planner.arena) {}

  void finish(Plan& plan) {
    if (plan.finished) return;
    plan.finished = true;
    const DepthGuard guard;
    for (Plan* child : plan.children) finish(*child);
    const std::vector<Expr*> none;
    const std::vector<Expr*>& input = plan.children.empty() ? none : plan.children[0]->out();
    std::vector<Expr*> both = input;
    if (plan.children.size() > 1) {
      const std::vector<Expr*>& right = plan.children[1]->out();
      both.insert(both.end(), right.begin(), right.end());
    }
    if (!plan.modify) {
      convert(plan.filters, plan.core, &plan.run_filters);
    }
    convert(plan.once, none, &plan.run_once);
    if (plan.has_project) convert(plan.project, plan.core, &plan.run_project);
    for (JoinKey& key : plan.keys) {
      key.run_left = slots(key.left, input);
      key.run_right = slots(key.right, plan.children[1]->out());
    }
    convert(plan.join_quals, both, &plan.run_join_quals);
    for (NestParam& param : plan.nest_params) {
      if (param.source != nullptr) param.run = slots(param.source, input);
    }
    for (IndexCond& cond : plan.conds) {
      if (cond.value != nullptr) cond.value = slots(cond.value, none);
    }
    for (std::vector<SortKey>* keys :
         {&plan.sort_keys, &plan.group_keys, &plan.partition_keys, &plan.order_keys}) {
      for (SortKey& key : *keys) key.run = slots(key.expr, input);
    }
    for (AggregateCall& call : plan.aggregates) {
      convert(call.expr->args, input, &call.run_args);
      convert(call.expr->direct, input, &call.run_direct);
      if (call.expr->filter != nullptr) call.run_filter = slots(call.expr->filter, input);
    }
    for (WindowCallPlan& call : plan.window_calls) {
      convert(call.expr->args, input, &call.run_args);
      if (call.expr->filter != nullptr) call.run_filter = slots(call.expr->filter, input);
    }
    if (plan.window != nullptr) {
      if (plan.run_start_offset != nullptr) plan.run_start_offset = slots(plan.run_start_offset, none);
      if (plan.run_end_offset != nullptr) plan.run_end_offset = slots(plan.run_end_offset, none);
    }
    for (FunctionCallPlan& call : plan.functions) {
      // A call under ProjectSet matches its own column: only its arguments are looked up.
      Expr* run = arena_.make<Expr>(*call.call);
      for (Expr*& arg : run->args) arg = slots(arg, input);
      call.run = call.call->kind == ExprKind::kSetFunction ? run : slots(call.call, input);
    }
    if (plan.kind == PlanKind::kValues) {
      plan.run_values.resize(plan.values.size());
      for (size_t i = 0; i < plan.values.size(); ++i) {
        convert(plan.values[i], none, &plan.run_values[i]);
      }
    }
    if (plan.modify != nullptr) finish_modify(plan, input);
    collect_params(plan);
  }

 private:
  Expr* slots(Expr* expr, const std::vector<Expr*>& columns) {
    return to_slots(arena_, expr, columns);
  }
  void convert(const std::vector<Expr*>& exprs, const std::vector<Expr*>& columns,
               std::vector<Expr*>* to) {
    to->clear();
    for (Expr* expr : exprs) to->push_back(slots(expr, columns));
  }
  void assign(std::vector<AssignedColumn>& assigned, const std::vector<Expr*>& columns) {
    for (AssignedColumn& column : assigned) column.run = slots(column.value, columns);
  }

  void finish_modify(Plan& plan, const std::vector<Expr*>& input) {
    ModifyPlan& modify = *plan.modify;
    assign(modify.assign, input);
    // ON CONFLICT sees the existing row under the result relation and the proposed one as EXCLUDED.
    std::vector<Expr*> rows(plan.core.begin(),
                            plan.core.begin() + static_cast<ptrdiff_t>(modify.column_count));
    for (size_t i = 0; i < modify.column_count && modify.excluded_rte > 0; ++i) {
      Expr* excluded = arena_.make<Expr>(*plan.core[i]);
      excluded->varno = modify.excluded_rte;
      rows.push_back(excluded);
    }
    assign(modify.conflict_set, rows);
    if (modify.conflict_where != nullptr) {
      modify.run_conflict_where = slots(modify.conflict_where, rows);
    }
    convert(modify.view_checks, rows, &modify.run_view_checks);
    for (MergeWhenPlan& when : modify.merge) {
      if (when.condition != nullptr) when.run_condition = slots(when.condition, input);
      assign(when.columns, input);
    }
  }

  static void note(const Expr* expr, std::vector<int32_t>* params) {
    any_node(expr, [&](const Expr& e) {
      if (e.kind == ExprKind::kExecParam) params->push_back(e.param);
      return false;
    });
  }
  void note_sub_plans(const Expr* expr, std::vector<int32_t>* params) {
    any_node(expr, [&](const Expr& e) {
      if (e.kind != ExprKind::kSubPlan) return false;
      SubPlan& sub = *planner_.statement.sub_plans[static_cast<size_t>(e.param)];
      finish(*sub.plan);
      for (const int32_t param : sub.plan->params) {
        if (std::find(sub.params.begin(), sub.params.end(), param) == sub.params.end()) {
          params->push_back(param);
        }
      }
      return false;
    });
  }

  void collect_params(Plan& plan) {
    std::vector<int32_t>& params = plan.params;
    const auto add = [&](const Expr* expr) {
      if (expr == nullptr) return;
      note(expr, &params);
      note_sub_plans(expr, &params);
    };
    const auto add_all = [&](const std::vector<Expr*>& exprs) {
      for (const Expr* expr : exprs) add(expr);
    };
    add_all(plan.run_filters);
    add_all(plan.run_project);
    add_all(plan.run_join_quals);
    add_all(plan.run_once);
    for (const JoinKey& key : plan.keys) {
      add(key.run_left);
      add(key.run_right);
    }
    for (const NestParam& param : plan.nest_params) add(param.run);
    for (const IndexCond& cond : plan.conds) add(cond.value);
    for (const SortKey& key : plan.sort_keys) add(key.run);
    for (const SortKey& key : plan.group_keys) add(key.run);
    for (const AggregateCall& call : plan.aggregates) {
      add_all(call.run_args);
      add_all(call.run_direct);
      add(call.run_filter);
    }
    for (const WindowCallPlan& call : plan.window_calls) {
      add_all(call.run_args);
      add(call.run_filter);
    }
    for (const FunctionCallPlan& call : plan.functions) add(call.run);
    for (const std::vector<Expr*>& row : plan.run_values) add_all(row);
    add(plan.limit);
    add(plan.offset);
    if (plan.cte >= 0 && plan.kind == PlanKind::kCteScan) {
      Plan* cte = planner_.statement.ctes[static_cast<size_t>(plan.cte)]->plan;
      finish(*cte);
      params.insert(params.end(), cte->params.begin(), cte->params.end());
    }
    if (plan.kind == PlanKind::kWorkTableScan) {
      params.push_back(planner_.statement.ctes[static_cast<size_t>(plan.cte)]->round_param);
    }
    for (const Plan* child : plan.children) {
      params.insert(params.end(), child->params.begin(), child->params.end());
    }
    std::sort(params.begin(), params.end());
    params.erase(std::unique(params.begin(), params.end()), params.end());
    for (const NestParam& own : plan.nest_params) {
      params.erase(std::remove(params.begin(), params.end(), own.param), params.end());
    }
  }

  Planner& planner_;
  Arena& arena_;
};

}  // namespace

void finish_plan(Planner& planner, Plan& plan) { Finisher(planner).finish(plan); }

}  // namespace rung::planner
