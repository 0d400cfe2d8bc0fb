// Expressions of a query in terms of base relations: join aliases and pulled-up sub-queries
// replaced, outer references made parameters, sub-links planned, constants folded.
#include <algorithm>
#include <functional>

#include "expr/walk.h"
#include "planner/level.h"
#include "planner/stored_expr.h"

namespace rung::planner {

Expr* Planner::make_const(Oid type, const Datum& value) {
  Expr* expr = make_expr(ExprKind::kConst, type);
  expr->value = value;
  return expr;
}

Expr* Planner::make_slot(size_t column, const Expr& like) {
  Expr* slot = make_expr(ExprKind::kSlot, like.type, like.typmod);
  slot->attno = static_cast<int32_t>(column);
  slot->collation = like.collation;
  return slot;
}

const catalog::Relation& Planner::relation(Oid oid) {
  const catalog::Relation* relation = context.catalog->relation(oid);
  if (relation == nullptr) {
    throw_error(sqlstate::undefined_table,
                "could not open relation with OID " + std::to_string(oid));
  }
  return *relation;
}

Expr* Level::param_for(Expr* source) {
  if (source->kind == ExprKind::kConst) return source;
  if (scope_ == nullptr) {
    throw_error(sqlstate::internal_error, "an outer reference outside any sub-plan");
  }
  Expr* param = planner_.make_expr(ExprKind::kExecParam, source->type, source->typmod);
  param->collation = source->collation;
  for (const NestParam& known : *scope_) {
    if (same_expression(*known.source, *source)) {
      param->param = known.param;
      return param;
    }
  }
  param->param = planner_.new_param(source, scope_query_);
  scope_->push_back({param->param, source, nullptr});
  note_columns(source);
  return param;
}

Expr* Level::whole_row(int32_t varno, const Expr& var) {
  const Rte& entry = rte(varno);
  if (entry.kind == RteKind::kFunction && entry.columns.size() == 1 && var.type == entry.columns[0].type) {
    Expr* column = planner_.make_expr(ExprKind::kVar, var.type);
    column->varno = varno;
    column->attno = 1;
    return prepare_var(*column);
  }
  // The row of a side that found no match is NULL itself, not a row of NULLs.
  if (is_real_table(entry) && is_null_extended(varno)) {
    Expr* id = planner_.make_expr(ExprKind::kVar, oid::kInt8);
    id->varno = varno;
    id->attno = kRowIdAttno;
    Expr* found = planner_.make_expr(ExprKind::kNullTest, oid::kBool);
    found->negated = true;
    found->args.push_back(prepare_var(*id));
    Expr* pick = planner_.make_expr(ExprKind::kCase, var.type);
    pick->args = {found, row_of(varno, var), planner_.make_const(var.type, Datum())};
    return pick;
  }
  return row_of(varno, var);
}

bool Level::is_real_table(const Rte& entry) {
  if (entry.kind != RteKind::kRelation || entry.relation_kind == 'n') return false;
  const catalog::Relation& relation = planner_.relation(entry.relation);
  return relation.kind == catalog::RelationKind::kPartitionedTable ||
         relation.tree != storage::kNoTree;
}

// Whether an outer join may put NULLs in the place of this entry's columns.
bool Level::is_null_extended(int32_t varno) {
  const std::function<int(const FromNode&)> find = [&](const FromNode& node) -> int {  // 0, 1, 2: extended
    const DepthGuard guard;
    if (node.kind == FromNode::Kind::kRte) return node.rte == varno ? 1 : 0;
    const int left = find(*node.left), right = find(*node.right);
    const JoinKind kind = join_kind(node);
    if (left != 0) return kind == JoinKind::kRight || kind == JoinKind::kFull ? 2 : left;
    if (right != 0) return kind == JoinKind::kLeft || kind == JoinKind::kFull ? 2 : right;
    return 0;
  };
  return std::any_of(query_.from.begin(), query_.from.end(),
                     [&](const FromNode* node) { return find(*node) == 2; });
}

// The columns of a table are those that it has now: a stored query knows the ones of when it was bound.
Expr* Level::row_of(int32_t varno, const Expr& var) {
  const Rte& entry = rte(varno);
  const catalog::Relation* table = is_real_table(entry) ? &planner_.relation(entry.relation) : nullptr;
  Expr* row = planner_.make_expr(ExprKind::kRow, var.type);
  const size_t count = table == nullptr ? entry.columns.size() : table->columns.size();
  for (size_t i = 0; i < count; ++i) {
    Column column = i < entry.columns.size() ? entry.columns[i] : Column();
    if (table != nullptr) {
      const catalog::Attribute& now = table->columns[i];
      const bool aliased = i < entry.alias_columns.size() && !entry.alias_columns[i].empty();
      if (!aliased) column.name = now.dropped ? std::string() : now.name;
      column.type = now.dropped ? kNoOid : now.type;
      column.typmod = now.typmod;
      column.collation = now.collation;
    }
    if (column.type == kNoOid) {
      // A dropped column keeps its place.
      row->args.push_back(planner_.make_const(oid::kInt4, Datum()));
    } else {
      Expr* field = planner_.make_expr(ExprKind::kVar, column.type, column.typmod);
      field->varno = varno;
      field->attno = static_cast<int32_t>(i) + 1;
      field->collation = column.collation;
      row->args.push_back(prepare_var(*field));
    }
    row->names.push_back(column.name);
  }
  return row;
}

Expr* Level::resolve_var(const Expr& var) {
  Expr* local = arena_.make<Expr>(var);
  local->levels_up = 0;
  Expr* resolved = prepare_var(*local);
  return resolved != nullptr ? resolved : local;
}

// The replacement of a Var of this level, or nullptr when it stays.
Expr* Level::prepare_var(const Expr& var) {
  const auto v = static_cast<size_t>(var.varno) - 1;
  if (v >= rtable_.size()) {
    throw_error(sqlstate::internal_error, "a variable of no range-table entry");
  }
  if (var.attno == 0) return whole_row(var.varno, var);
  if (const auto it = pulled_.find(var.varno); it != pulled_.end()) {
    if (var.attno < 0) {
      throw_error(sqlstate::internal_error, "a system column of a sub-query");
    }
    return prepare(it->second[static_cast<size_t>(var.attno) - 1]);
  }
  const Rte& entry = rte(var.varno);
  if (entry.kind == RteKind::kJoin && var.attno > 0) {
    return prepare(entry.join_columns[static_cast<size_t>(var.attno) - 1]);
  }
  Expr* self = arena_.make<Expr>(var);
  note_columns(self);
  return self;
}

Expr* Level::prepare(Expr* expr) {
  if (expr == nullptr) return nullptr;
  Expr* replaced = replace_nodes(arena_, expr, [&](Expr& node) -> Expr* {
    switch (node.kind) {
      case ExprKind::kVar: {
        if (node.levels_up == 0) return prepare_var(node);
        Level* level = this;
        for (int32_t i = 0; i < node.levels_up && level != nullptr; ++i) level = level->parent_;
        if (level == nullptr) {
          throw_error(sqlstate::internal_error, "a variable of no enclosing query");
        }
        return level->param_for(level->resolve_var(node));
      }
      case ExprKind::kAggregate:
      case ExprKind::kGrouping: {
        if (node.levels_up == 0) return nullptr;
        Level* level = this;
        for (int32_t i = 0; i < node.levels_up && level != nullptr; ++i) level = level->parent_;
        if (level == nullptr) break;
        // Its arguments are written from here; from there they are so many levels nearer.
        const int32_t up = node.levels_up;
        Expr* local = copy_expression(arena_, node);
        local = replace_in_expression(arena_, local, 0, [&](Expr& inner, int32_t depth) -> Expr* {
          const bool counts = inner.kind == ExprKind::kVar || inner.kind == ExprKind::kAggregate ||
                              inner.kind == ExprKind::kGrouping;
          if (counts && inner.levels_up >= up + depth) inner.levels_up -= up;
          return nullptr;
        });
        return level->param_for(level->prepare(local));
      }
      case ExprKind::kSubLink: return plan_sub_link(node);
      default: return nullptr;
    }
    return nullptr;
  });
  return fold(replaced);
}

Expr* Level::fold(Expr* expr) {
  FunctionSource& functions = *planner_.context.functions;
  const auto is_const = [](const Expr* e) { return e == nullptr || e->kind == ExprKind::kConst; };
  // Below these a constant may stand that is never to be computed: its error waits for the execution.
  int below_choice = 0;
  // Bottom up: a node whose children are all constants and which is immutable becomes one.
  const std::function<Expr*(Expr*)> visit = [&](Expr* node) -> Expr* {
    const DepthGuard guard;
    bool all_const = true, changed = false;
    std::vector<Expr*> children;
    const bool is_choice = node->kind == ExprKind::kCase || node->kind == ExprKind::kCoalesce;
    below_choice += is_choice ? 1 : 0;
    for_each_child(*node, [&](Expr* child) {
      Expr* made = visit(child);
      changed = changed || made != child;
      all_const = all_const && is_const(made);
      children.push_back(made);
    });
    below_choice -= is_choice ? 1 : 0;
    if (changed) {
      node = arena_.make<Expr>(*node);
      size_t i = 0;
      for_each_child(*node, [&](Expr*& child) { child = children[i++]; });
    }
    if (node->kind == ExprKind::kAnd || node->kind == ExprKind::kOr) {
      const bool is_or = node->kind == ExprKind::kOr;
      std::vector<Expr*> kept;
      for (Expr* arg : node->args) {
        if (arg->kind == ExprKind::kConst && !arg->value.null) {
          if (arg->value.b() == is_or) return arg;
          continue;
        }
        kept.push_back(arg);
      }
      if (kept.empty()) return planner_.make_const(oid::kBool, Datum::of_bool(!is_or));
      if (kept.size() == 1) return kept[0];
      if (kept.size() != node->args.size()) {
        node = arena_.make<Expr>(*node);
        node->args = std::move(kept);
      }
      return node;
    }
    if (!all_const || children.empty()) return node;
    switch (node->kind) {
      case ExprKind::kFunction:
      case ExprKind::kOperator:
      case ExprKind::kNullIf:
      case ExprKind::kDistinctFrom: {
        const Oid fn = node->fn != kNoOid ? node->fn : functions.operator_function(node->op);
        const CallTarget target = functions.resolve(fn);
        if (target.volatility != Volatility::kImmutable || target.builtin == nullptr) return node;
        break;
      }
      case ExprKind::kNot:
      case ExprKind::kNullTest:
      case ExprKind::kBooleanTest:
      case ExprKind::kRelabel: break;
      default: return node;
    }
    if (node->kind == ExprKind::kRelabel) {
      Expr* constant = arena_.make<Expr>(*node->args[0]);
      constant->type = node->type;
      constant->typmod = node->typmod;
      constant->collation = node->collation;
      return constant;
    }
    try {
      const Expr* exprs[] = {node};
      const std::unique_ptr<Program> program =
          compile(exprs, functions, *planner_.context.catalog);
      TypeEnv env = planner_.context.env;
      env.arena = &arena_;
      EvalState state(*program, env, planner_.context.host);
      Expr* constant = planner_.make_const(node->type, program->root(0).row(state));
      constant->typmod = node->typmod;
      constant->collation = node->collation;
      constant->pos = node->pos;
      return constant;
    } catch (const SqlError&) {
      if (below_choice == 0) throw;
      return node;
    }
  };
  return visit(expr);
}

// x = ANY (SELECT y …) that can be answered from a hash of the y: uncorrelated is checked by the
// caller; here, that the comparison is the plain equality of one type.
bool Level::can_hash(const Expr* test, const Query&) const {
  if (test == nullptr || test->kind != ExprKind::kOperator || operator_name(*test) != "=") {
    return false;
  }
  const Expr* left = test->args[0];
  const Expr* right = strip_relabel(test->args[1]);
  if (right->kind != ExprKind::kSubLinkColumn) return false;
  const auto is_integer = [](Oid type) {
    return type == oid::kInt2 || type == oid::kInt4 || type == oid::kInt8;
  };
  if (any_node(left, [](const Expr& e) { return e.kind == ExprKind::kSubLinkColumn; })) return false;
  return left->type == test->args[1]->type || (is_integer(left->type) && is_integer(right->type));
}

Expr* Level::plan_sub_link(const Expr& link) {
  auto* sub = arena_.make<SubPlan>();
  sub->kind = static_cast<SubLinkKind>(link.sub);
  const size_t number = planner_.statement.sub_plans.size();
  planner_.statement.sub_plans.push_back(sub);
  std::vector<NestParam> params;
  {
    const ParamScope scope(*this, &params);
    Level below(planner_, this, *link.query);
    sub->plan = below.plan();
  }
  Expr* site = planner_.make_expr(ExprKind::kSubPlan, link.type, link.typmod);
  site->sub = link.sub;
  site->param = static_cast<int32_t>(number);
  site->collation = link.collation;
  site->attno = link.attno;
  if (!link.args.empty()) site->args.push_back(prepare(link.args[0]));
  for (const NestParam& param : params) {
    sub->params.push_back(param.param);
    site->direct.push_back(param.source);
  }
  sub->result_type = sub->plan->out().empty() ? oid::kBool : sub->plan->out()[0]->type;
  if (sub->kind == SubLinkKind::kAny && params.empty() &&
      can_hash(site->args.empty() ? nullptr : site->args[0], *link.query)) {
    sub->hashed = true;
    site->direct.push_back(site->args[0]->args[0]);
  }
  return site;
}

RelSet Level::rels_of(const Expr* expr) const {
  RelSet rels;
  any_node(expr, [&](const Expr& e) {
    if (e.kind == ExprKind::kVar && e.levels_up == 0) rels.set(static_cast<size_t>(e.varno));
    return false;
  });
  return rels;
}

void Level::note_columns(const Expr* expr) {
  any_node(expr, [&](const Expr& e) {
    if (e.kind == ExprKind::kVar && e.levels_up == 0) {
      columns_[static_cast<size_t>(e.varno) - 1].insert(e.attno);
    }
    return false;
  });
}

Clause Level::make_clause(Expr* prepared) { return {prepared, rels_of(prepared)}; }

void Level::conjuncts(Expr* condition, std::vector<Clause>* to) {
  if (condition == nullptr) return;
  if (condition->kind == ExprKind::kAnd) {
    const DepthGuard guard;
    for (Expr* arg : condition->args) conjuncts(arg, to);
    return;
  }
  if (may_semi_join_ && semi_join(*condition)) return;
  Expr* prepared = prepare(condition);
  if (prepared->kind == ExprKind::kAnd) {
    for (Expr* arg : prepared->args) to->push_back(make_clause(arg));
    return;
  }
  if (prepared->kind == ExprKind::kConst && !prepared->value.null && prepared->value.b()) return;
  to->push_back(make_clause(prepared));
}

bool is_volatile(const Expr* expr, FunctionSource& functions) {
  return any_node(expr, [&](const Expr& e) {
    switch (e.kind) {
      case ExprKind::kFunction:
      case ExprKind::kOperator:
        return e.fn != kNoOid && functions.resolve(e.fn).volatility == Volatility::kVolatile;
      case ExprKind::kNextval: return true;
      default: return false;
    }
  });
}

}  // namespace rung::planner
