#include "executor/runtime.h"

#include <algorithm>
#include <cstdlib>

#include "executor/operators.h"
#include "executor/prepared_plan.h"
#include "executor/row_keys.h"
#include "executor/sub_plan.h"
#include "functions/registry.h"

namespace rung::executor {

CallTarget CatalogFunctions::resolve(Oid function) {
  CallTarget target;
  if (const FunctionDef* def = find_function(function); def != nullptr) {
    target.builtin = def;
    target.strict = def->strict();
    target.volatility = def->volatility();
    return target;
  }
  const catalog::Function* user = catalog_.function(function);
  if (user == nullptr) {
    throw_error(sqlstate::undefined_function,
                "function with OID " + std::to_string(function) + " does not exist");
  }
  target.strict = user->strict;
  target.volatility = static_cast<Volatility>(user->volatility);
  return target;
}

Oid CatalogFunctions::operator_function(Oid op) {
  if (const OperatorDef* def = find_operator(op); def != nullptr) return def->function;
  if (const auto* user = static_cast<const catalog::Other*>(
          catalog_.object(catalog::ObjectClass::kOperator, op))) {
    return static_cast<Oid>(std::strtoul(user->get("function").c_str(), nullptr, 10));
  }
  throw_error(sqlstate::undefined_function,
              "operator with OID " + std::to_string(op) + " does not exist");
}

ExprList::ExprList(Runtime& runtime, std::span<Expr* const> exprs, Arena* arena)
    : program_(runtime.compiled(exprs)), state_(*program_, runtime.env(arena), &runtime) {}

size_t ExprList::filter(const uint16_t* selection, size_t count, uint16_t* kept) {
  for (size_t i = 0; i < program_->size(); ++i) {
    count = program_->root(i).filter(state_, selection, count, kept);
    if (count == 0) return 0;
    selection = kept;
  }
  return count;
}

bool ExprList::filter_row(size_t row_index) {
  for (size_t i = 0; i < program_->size(); ++i) {
    const Datum value = row(i, row_index);
    if (value.null || !value.b()) return false;
  }
  return true;
}

Runtime::Runtime(ExecContext& exec_context, const planner::PlannedStatement& statement,
                 bool instrument, ProgramCache* programs)
    : context_(exec_context),
      statement_(statement),
      functions_(*exec_context.catalog),
      exec_params_(statement.params.size()),
      param_versions_(statement.params.size()),
      sub_plans_(statement.sub_plans.size()),
      ctes_(statement.ctes.size()),
      work_tables_(statement.ctes.size(), nullptr),
      instrument_(instrument),
      programs_(programs) {}

std::shared_ptr<const Program>& ProgramCache::find(std::span<Expr* const> exprs) {
  std::vector<Entry>& entries = entries_[exprs.empty() ? nullptr : exprs.front()];
  for (Entry& entry : entries) {
    if (std::equal(entry.exprs.begin(), entry.exprs.end(), exprs.begin(), exprs.end())) {
      return entry.program;
    }
  }
  entries.push_back({{exprs.begin(), exprs.end()}, nullptr});
  return entries.back().program;
}

std::shared_ptr<const Program> Runtime::compiled(std::span<Expr* const> exprs) {
  static const std::shared_ptr<const Program> kNothing = std::make_shared<Program>();
  if (exprs.empty()) return kNothing;
  const auto make = [&] {
    return compile(std::vector<const Expr*>(exprs.begin(), exprs.end()), functions_,
                   *context_.catalog);
  };
  if (programs_ == nullptr) return make();
  std::shared_ptr<const Program>& kept = programs_->find(exprs);
  if (kept == nullptr) kept = make();
  return kept;
}

Runtime::~Runtime() = default;

void Runtime::set_param(int32_t number, const Datum& value) {
  exec_params_[static_cast<size_t>(number)] = value;
  param_versions_[static_cast<size_t>(number)] = ++version_;
}

uint64_t Runtime::params_version(std::span<const int32_t> params) const {
  uint64_t newest = 0;
  for (const int32_t param : params) {
    newest = std::max(newest, param_versions_[static_cast<size_t>(param)]);
  }
  return newest;
}

const catalog::Relation& Runtime::relation(Oid oid) {
  const catalog::Relation* relation = context_.catalog->relation(oid);
  if (relation == nullptr) {
    throw_error(sqlstate::undefined_table,
                "could not open relation with OID " + std::to_string(oid));
  }
  return *relation;
}

const catalog::RowCodec& Runtime::codec(Oid oid) {
  std::unique_ptr<catalog::RowCodec>& codec = codecs_[oid];
  if (codec == nullptr) codec = std::make_unique<catalog::RowCodec>(relation(oid));
  return *codec;
}

NodeStats* Runtime::stats(const planner::Plan& plan) {
  if (!instrument_) return nullptr;
  std::unique_ptr<NodeStats>& stats = stats_[&plan];
  if (stats == nullptr) stats = std::make_unique<NodeStats>();
  return stats.get();
}

StorageClass Runtime::storage(Oid type) {
  const TypeInfo* info = builtin_type(type);
  if (info == nullptr) info = &context_.catalog->type(type);
  return info->storage;
}

std::vector<StorageClass> Runtime::storages(const std::vector<Expr*>& columns) {
  std::vector<StorageClass> result;
  result.reserve(columns.size());
  for (const Expr* column : columns) result.push_back(storage(column->type));
  return result;
}

Datum Runtime::param(int32_t number) {
  const auto i = static_cast<size_t>(number) - 1;
  if (number < 1 || i >= context_.params.size()) {
    throw_error(sqlstate::undefined_parameter,
                "there is no parameter $" + std::to_string(number));
  }
  return context_.params[i].value;
}

Datum Runtime::external(int32_t number) {
  const auto i = static_cast<size_t>(number);
  if (i >= context_.externals.size()) {
    throw_error(sqlstate::internal_error, "no variable with number " + std::to_string(number));
  }
  return context_.externals[i].value;
}

CteState& Runtime::cte(int32_t number) {
  std::unique_ptr<CteState>& state = ctes_[static_cast<size_t>(number)];
  const planner::CtePlan& plan = *statement_.ctes[static_cast<size_t>(number)];
  if (state == nullptr) {
    state = std::make_unique<CteState>();
    state->op = build(*plan.plan);
    state->rows = std::make_unique<RowStore>(*context_.vfs, storages(plan.plan->out()),
                                             context_.work_memory_bytes);
  }
  const uint64_t version = params_version(plan.plan->params);
  if (state->started && version != state->params_version && !plan.modifying) {
    state->started = false;
    state->finished = false;
    state->rows->clear();
  }
  state->params_version = version;
  return *state;
}

bool CteState::fill(size_t position) {
  while (rows->size() <= position) {
    if (finished) return false;
    if (!started) {
      op->start();
      started = true;
    }
    Batch batch;
    if (!op->next(batch, kBatchRows)) {
      finished = true;
      return false;
    }
    rows->append(batch);
  }
  return true;
}

void Runtime::run_modifying_ctes() {
  for (size_t i = 0; i < statement_.ctes.size(); ++i) {
    if (!statement_.ctes[i]->modifying) continue;
    CteState& state = cte(static_cast<int32_t>(i));
    while (!state.finished) state.fill(state.rows->size());
  }
}

}  // namespace rung::executor
