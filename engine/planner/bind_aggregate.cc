// Aggregates and window functions: their own arguments, the query level they belong to, and where
// they may stand.
#include <algorithm>

#include "planner/bind.h"

namespace rung::planner {

const char* place_name(Place place) {
  switch (place) {
    case Place::kOther: return "this place";
    case Place::kJoinOn:
    case Place::kJoinUsing: return "JOIN conditions";
    case Place::kFromSubselect: return "FROM clause of their own query level";
    case Place::kFromFunction: return "functions in FROM";
    case Place::kWhere: return "WHERE";
    case Place::kPolicy: return "policy expressions";
    case Place::kHaving: return "HAVING";
    case Place::kFilter: return "FILTER";
    case Place::kWindowPartition:
    case Place::kWindowOrder: return "window definitions";
    case Place::kWindowRange: return "window RANGE";
    case Place::kWindowRows: return "window ROWS";
    case Place::kWindowGroups: return "window GROUPS";
    case Place::kSelectTarget: return "SELECT";
    case Place::kInsertTarget: return "INSERT";
    case Place::kUpdateSource:
    case Place::kUpdateTarget: return "UPDATE";
    case Place::kMergeWhen: return "MERGE WHEN conditions";
    case Place::kGroupBy: return "GROUP BY";
    case Place::kOrderBy: return "ORDER BY";
    case Place::kDistinctOn: return "DISTINCT ON";
    case Place::kLimit: return "LIMIT";
    case Place::kOffset: return "OFFSET";
    case Place::kReturning: return "RETURNING";
    case Place::kValues:
    case Place::kValuesSingle: return "VALUES";
    case Place::kCheck:
    case Place::kDomainCheck: return "check constraints";
    case Place::kColumnDefault: return "DEFAULT expressions";
    case Place::kIndexExpression: return "index expressions";
    case Place::kIndexPredicate: return "index predicates";
    case Place::kAlterUsing: return "transform expressions";
    case Place::kExecuteArgument: return "EXECUTE parameters";
    case Place::kTriggerWhen: return "trigger WHEN conditions";
    case Place::kPartitionBound: return "partition bound";
    case Place::kPartitionKey: return "partition key expressions";
    case Place::kCallArgument: return "CALL arguments";
    case Place::kGenerated: return "column generation expressions";
  }
  return "";
}

namespace {

bool aggregates_allowed(Place place) {
  switch (place) {
    case Place::kOther:
    case Place::kHaving:
    case Place::kWindowPartition:
    case Place::kWindowOrder:
    case Place::kSelectTarget:
    case Place::kOrderBy:
    case Place::kDistinctOn: return true;
    default: return false;
  }
}

bool windows_allowed(Place place) {
  return place == Place::kOther || place == Place::kSelectTarget || place == Place::kOrderBy ||
         place == Place::kDistinctOn;
}

// What the arguments of an aggregate refer to: the innermost query level of their columns and of
// aggregates in them, counted from the aggregate's own; INT32_MAX when there is none.
struct Levels {
  int32_t column = INT32_MAX;
  int32_t aggregate = INT32_MAX;
  SourcePos aggregate_pos = kNoPos;

  void visit(const Expr* expr, int32_t depth) {
    if (expr == nullptr) return;
    const DepthGuard guard;
    if (expr->kind == ExprKind::kVar && expr->levels_up >= depth) {
      column = std::min(column, expr->levels_up - depth);
    }
    if (expr->kind == ExprKind::kAggregate && expr->levels_up >= depth) {
      if (expr->levels_up - depth < aggregate) {
        aggregate = expr->levels_up - depth;
        aggregate_pos = expr->pos;
      }
      // Its columns are of its own level.
    }
    for_each_child(*expr, [&](const Expr* child) { visit(child, depth); });
    if (expr->query != nullptr) visit(*expr->query, depth + 1);
  }
  void visit(const Query& query, int32_t depth) {
    const DepthGuard guard;
    auto& q = const_cast<Query&>(query);
    for_each_expression(q, [&](Expr*& e) { visit(e, depth); });
    for_each_subquery(q, [&](Query*& sub) { visit(*sub, depth + 1); });
  }
};

}  // namespace

Expr* Binder::finish_aggregate(Expr* call, const ast::FuncCall* source, const Candidate& chosen) {
  const SourcePos pos = call->pos;
  std::string shown = source != nullptr ? name_text(source->name) : "";
  const bool ordered_set = chosen.aggregate_kind != 'n';
  if (source == nullptr) return call->kind = ExprKind::kAggregate, call;
  if (ordered_set) {
    if (!source->agg_within_group) {
      throw_error(sqlstate::wrong_object_type,
                  "WITHIN GROUP is required for ordered-set aggregate " + shown, pos);
    }
    if (source->over != nullptr) {
      throw_error(sqlstate::feature_not_supported,
                  "OVER is not supported for ordered-set aggregate " + shown, pos);
    }
  } else if (source->agg_within_group) {
    throw_error(sqlstate::wrong_object_type,
                shown + " is not an ordered-set aggregate, so it cannot have WITHIN GROUP", pos);
  }
  if (source->args.empty() && !source->agg_star && !source->agg_within_group) {
    throw_error(sqlstate::wrong_object_type,
                shown + "(*) must be used to call a parameterless aggregate function", pos);
  }
  if (source->agg_distinct && source->args.empty()) {
    throw_error(sqlstate::invalid_function_definition,
                "DISTINCT specified but no argument given", pos);
  }
  call->star = source->agg_star;
  if (source->agg_filter != nullptr) {
    call->filter = boolean(bind_expr(*source->agg_filter, *scope_, Place::kFilter), "FILTER");
  }
  if (source->over != nullptr) {
    call->kind = ExprKind::kWindow;
    if (source->agg_distinct) {
      throw_error(sqlstate::feature_not_supported,
                  "DISTINCT is not implemented for window functions", pos);
    }
    if (!source->agg_order.empty()) {
      throw_error(sqlstate::feature_not_supported,
                  "aggregate ORDER BY is not implemented for window functions", pos);
    }
    bind_over(call, *source);
    return call;
  }
  call->kind = ExprKind::kAggregate;
  const auto order_for = [&](const ast::SortBy& item, size_t arg) {
    Target target;
    target.expr = call->args[arg];
    const SortBy sort = make_sort(&item, 0, target, item.expr->pos);
    ExprOrder order;
    order.arg = static_cast<uint16_t>(arg);
    order.less_op = item.direction == ast::SortDirection::kUsing ? sort.less_op : kNoOid;
    order.descending = sort.descending;
    order.nulls_first = sort.nulls_first;
    return order;
  };
  if (ordered_set) {
    const size_t ordered = source->agg_order.size();
    const size_t direct = call->args.size() - std::min(ordered, call->args.size());
    call->direct.assign(call->args.begin(), call->args.begin() + static_cast<ptrdiff_t>(direct));
    call->args.erase(call->args.begin(), call->args.begin() + static_cast<ptrdiff_t>(direct));
    if (chosen.aggregate_kind == 'h') {
      if (direct != ordered) {
        throw_error(Error(sqlstate::undefined_function,
                          "function " + shown + " does not exist", pos)
                        .with_hint("To use the hypothetical-set aggregate " + shown +
                                   ", the number of hypothetical direct arguments (here " +
                                   std::to_string(direct) +
                                   ") must match the number of ordering columns (here " +
                                   std::to_string(ordered) + ")."));
      }
      for (size_t i = 0; i < direct; ++i) {
        Expr* pair[2] = {call->args[i], call->direct[i]};
        const Oid common = common_type(pair, "WITHIN GROUP");
        call->args[i] = coerce_to_common(call->args[i], common, "WITHIN GROUP");
        call->direct[i] = coerce_to_common(call->direct[i], common, "WITHIN GROUP");
      }
    }
    call->flag = true;
    for (size_t i = 0; i < ordered; ++i) {
      call->order.push_back(order_for(*source->agg_order[i], i));
    }
  } else {
    call->distinct = source->agg_distinct;
    if (call->distinct) {
      for (const Expr* arg : call->args) {
        const TypeOperators ops = type_operators(context_, arg->type);
        if (ops.equal == kNoOid) {
          throw_error(sqlstate::undefined_function,
                      "could not identify an equality operator for type " + type_text(arg->type),
                      start_of(*arg));
        }
        if (ops.less == kNoOid) {
          throw_error(Error(sqlstate::undefined_function,
                            "could not identify an ordering operator for type " +
                                type_text(arg->type),
                            start_of(*arg))
                          .with_detail("Aggregates with DISTINCT must be able to sort their "
                                       "inputs."));
        }
      }
    }
    const size_t real = call->args.size();
    for (const ast::SortBy* item : source->agg_order) {
      Expr* key = bind_expr(*item->expr, *scope_, Place::kOrderBy);
      if (key->type == oid::kUnknown) key = coerce_to_common(key, oid::kText, "ORDER BY");
      size_t at = SIZE_MAX;
      for (size_t i = 0; i < call->args.size() && at == SIZE_MAX; ++i) {
        if (same_expression(*call->args[i], *key)) at = i;
        // The argument may have been converted for the function: its own value orders alike.
      }
      if (at == SIZE_MAX) {
        if (call->distinct) {
          throw_error(sqlstate::invalid_column_reference,
                      "in an aggregate with DISTINCT, ORDER BY expressions must appear in "
                      "argument list",
                      start_of(*key));
        }
        at = call->args.size();
        call->args.push_back(key);
      }
      call->order.push_back(order_for(*item, at));
    }
    call->param = static_cast<int32_t>(real);
  }
  set_aggregate_level(call);
  return call;
}

void Binder::set_aggregate_level(Expr* aggregate) {
  Levels levels;
  for (const Expr* arg : aggregate->args) levels.visit(arg, 0);
  if (aggregate->filter != nullptr) levels.visit(aggregate->filter, 0);
  const int32_t inner = std::min(levels.column, levels.aggregate);
  const int32_t level = inner == INT32_MAX ? 0 : inner;
  if (levels.aggregate == level) {
    throw_error(sqlstate::grouping_error, "aggregate function calls cannot be nested",
                levels.aggregate_pos);
  }
  SourcePos where = aggregate->pos;
  for (const Expr* arg : aggregate->args) {
    const char* refused = nullptr;
    any_node(arg, [&](const Expr& e) {
      if (e.kind == ExprKind::kWindow) {
        refused = "window function";
        where = e.pos;
      } else if (e.returns_set) {
        refused = "set-returning function";
        where = e.pos;
      }
      return refused != nullptr;
    });
    if (refused == nullptr) continue;
    const bool window = std::string_view(refused) == "window function";
    Error error(window ? sqlstate::grouping_error : sqlstate::feature_not_supported,
                std::string("aggregate function calls cannot contain ") + refused + " calls",
                where);
    if (!window) {
      error.hint = "You might be able to move the set-returning function into a LATERAL FROM item.";
    }
    throw_error(std::move(error));
  }
  aggregate->levels_up = level;
  Scope* owner = scope_;
  for (int32_t up = level; up > 0 && owner->parent != nullptr; --up) owner = owner->parent;
  const bool grouping = aggregate->kind == ExprKind::kGrouping;
  if (!aggregates_allowed(owner->place)) {
    throw_error(sqlstate::grouping_error,
                std::string(grouping ? "grouping operations are not allowed in "
                                     : "aggregate functions are not allowed in ") +
                    place_name(owner->place),
                aggregate->pos);
  }
  owner->query->has_aggregates = true;
}

Expr* Binder::bind_grouping(const ast::GroupingFunc& expr) {
  Expr* made = node(ExprKind::kGrouping, oid::kInt4, expr.pos);
  if (expr.args.size() > 31) {
    throw_error(sqlstate::too_many_arguments, "GROUPING must have fewer than 32 arguments",
                expr.pos);
  }
  for (const ast::Expr* arg : expr.args) made->args.push_back(bind(*arg));
  set_aggregate_level(made);
  return made;
}

void Binder::bind_over(Expr* call, const ast::FuncCall& source) {
  if (!windows_allowed(scope_->place)) {
    throw_error(sqlstate::windowing_error,
                std::string("window functions are not allowed in ") + place_name(scope_->place),
                call->pos);
  }
  for (const Expr* arg : call->args) {
    SourcePos where = kNoPos;
    if (any_node(arg, [&](const Expr& e) {
          if (e.kind == ExprKind::kWindow) where = e.pos;
          return e.kind == ExprKind::kWindow;
        })) {
      throw_error(sqlstate::windowing_error, "window function calls cannot be nested", where);
    }
    if (any_node(arg, [&](const Expr& e) {
          if (e.returns_set) where = e.pos;
          return e.returns_set;
        })) {
      throw_error(sqlstate::feature_not_supported,
                  "window function calls cannot contain set-returning function calls", where);
    }
  }
  if (source.agg_distinct) {
    throw_error(sqlstate::feature_not_supported,
                "DISTINCT is not implemented for window functions", call->pos);
  }
  if (call->filter == nullptr && source.agg_filter != nullptr) {
    throw_error(sqlstate::feature_not_supported,
                "FILTER is not implemented for non-aggregate window functions", call->pos);
  }
  call->kind = ExprKind::kWindow;
  call->varno = static_cast<int32_t>(window_index(*source.over));
  scope_->query->has_windows = true;
}

size_t Binder::window_index(const ast::WindowDef& def) {
  std::vector<const ast::WindowDef*>& defs = scope_->window_defs;
  if (!def.name.empty()) {
    // OVER name
    for (size_t i = 0; i < defs.size(); ++i) {
      if (defs[i]->name == def.name) return i;
    }
    throw_error(sqlstate::undefined_object,
                "window \"" + std::string(def.name) + "\" does not exist", def.pos);
  }
  // Equal definitions are shared once they are bound; until then each is its own.
  defs.push_back(&def);
  return defs.size() - 1;
}

}  // namespace rung::planner
