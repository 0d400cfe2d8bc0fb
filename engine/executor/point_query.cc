#include "executor/point_query.h"

#include <algorithm>

namespace rung::executor {
namespace {

using planner::PlanKind;

bool is_integer(Oid type) {
  return type == oid::kInt2 || type == oid::kInt4 || type == oid::kInt8;
}

bool fits(Oid type, int64_t value) {
  if (type == oid::kInt2) return value >= INT16_MIN && value <= INT16_MAX;
  if (type == oid::kInt4) return value >= INT32_MIN && value <= INT32_MAX;
  return true;
}

}  // namespace

PointQuery::PointQuery(const planner::PlannedStatement& statement, const catalog::Relation& table)
    : statement_(statement), table_name_(table.name), table_(table.tree), codec_(table) {}

std::unique_ptr<PointQuery> PointQuery::make(ExecContext& context,
                                             const planner::PlannedStatement& statement) {
  const planner::Plan& plan = *statement.root;
  if (plan.kind != PlanKind::kPointLookup || statement.writes || !statement.sub_plans.empty() ||
      !statement.ctes.empty() || !plan.run_filters.empty()) {
    return nullptr;
  }
  const catalog::Relation* table = context.catalog->relation(plan.relation);
  const catalog::Relation* index = context.catalog->relation(plan.index);
  if (table == nullptr || index == nullptr || table->tree == storage::kNoTree ||
      index->tree == storage::kNoTree) {
    return nullptr;
  }
  std::unique_ptr<PointQuery> made(new PointQuery(statement, *table));
  made->index_name_ = index->name;
  made->index_ = index->tree;
  const std::vector<catalog::IndexKey>& keys = index->index->keys;
  if (plan.conds.size() != keys.size()) return nullptr;
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto cond = std::find_if(plan.conds.begin(), plan.conds.end(),
                                   [&](const planner::IndexCond& c) { return c.column == i; });
    if (cond == plan.conds.end() || cond->kind != planner::CondKind::kEqual) return nullptr;
    const Expr* value = cond->value;
    if (value->kind != ExprKind::kConst && value->kind != ExprKind::kParam) return nullptr;
    const TypeInfo* type = builtin_type(keys[i].type);
    if (type == nullptr || type->kind != TypeKind::kBase || type->ops->encode_key == nullptr) {
      return nullptr;
    }
    if (value->type != type->oid && !(is_integer(value->type) && is_integer(type->oid))) {
      return nullptr;
    }
    made->parts_.push_back({type, {keys[i].descending, keys[i].nulls_first}, value});
  }
  const auto add_column = [&](size_t core) {
    const int32_t attno = core < plan.attnos.size() ? plan.attnos[core] : 0;
    if (attno <= 0) return false;
    made->columns_.push_back(static_cast<size_t>(attno) - 1);
    made->wanted_.push_back(attno);
    return true;
  };
  if (!plan.has_project) {
    for (size_t i = 0; i < plan.attnos.size(); ++i) {
      if (!add_column(i)) return nullptr;
    }
  }
  for (const Expr* expr : plan.has_project ? plan.run_project : std::vector<Expr*>()) {
    if (expr->kind != ExprKind::kSlot || !add_column(static_cast<size_t>(expr->attno))) {
      return nullptr;
    }
  }
  if (made->columns_.size() != statement.columns.size()) return nullptr;
  std::sort(made->wanted_.begin(), made->wanted_.end());
  made->wanted_.erase(std::unique(made->wanted_.begin(), made->wanted_.end()),
                      made->wanted_.end());
  made->values_.resize(table->columns.size());
  made->result_.resize(made->columns_.size());
  return made;
}

// False when no row can have the key: a value is NULL or beyond the key's type.
bool PointQuery::make_key(ExecContext& context) {
  arena_.reset();
  key_.clear();
  TypeEnv env = context.env();
  env.arena = &arena_;
  for (const Part& part : parts_) {
    Datum value = part.value->value;
    if (part.value->kind == ExprKind::kParam) {
      const auto i = static_cast<size_t>(part.value->param) - 1;
      if (i >= context.params.size()) {
        throw_error(sqlstate::undefined_parameter,
                    "there is no parameter $" + std::to_string(part.value->param));
      }
      value = context.params[i].value;
    }
    if (value.null) return false;
    if (is_integer(part.type->oid) && !fits(part.type->oid, value.i)) return false;
    append_key(env, *part.type, value, part.order, &key_);
  }
  return true;
}

uint64_t PointQuery::run(ExecContext& context, RowSink* sink) {
  context.services->check_interrupt();
  if (sink != nullptr) sink->begin(statement_.columns);
  if (!make_key(context) || !value_or_throw(context.view.get(index_, key_, &entry_))) return 0;
  if (!value_or_throw(context.view.get(table_, entry_, &row_))) {
    throw_error(sqlstate::index_corrupted, "index \"" + index_name_ +
                                               "\" points to a row that table \"" + table_name_ +
                                               "\" does not have");
  }
  if (sink == nullptr) return 1;
  codec_.decode(row_, wanted_, values_);
  for (size_t i = 0; i < columns_.size(); ++i) result_[i] = values_[columns_[i]];
  sink->row(result_);
  return 1;
}

}  // namespace rung::executor
