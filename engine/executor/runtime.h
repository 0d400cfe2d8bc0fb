// Runtime: one execution of a planned statement. Gives expressions their parameters and sub-plans,
// holds the CTE buffers and exec params, and makes the operators. One thread.
#pragma once

#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "executor/context.h"
#include "executor/operator.h"
#include "executor/row_store.h"
#include "expr/eval.h"
#include "planner/plan.h"

namespace rung::executor {

class ProgramCache;
class Runtime;

// Resolves function oids over the built-in rows and the catalog.
class CatalogFunctions final : public FunctionSource {
 public:
  explicit CatalogFunctions(catalog::Catalog& catalog) : catalog_(catalog) {}
  CallTarget resolve(Oid function) override;
  Oid operator_function(Oid op) override;

 private:
  catalog::Catalog& catalog_;
};

// Some expressions over one operator's input, with the state to run them.
class ExprList {
 public:
  ExprList(Runtime& runtime, std::span<Expr* const> exprs, Arena* arena);
  size_t size() const { return program_->size(); }
  bool is_volatile() const { return program_->is_volatile(); }
  void set_input(const ColumnRef* columns) { state_.columns = columns; }
  void set_arena(Arena* arena) { state_.env.arena = arena; }
  ColumnRef batch(size_t i, const uint16_t* selection, size_t count) {
    return program_->root(i).batch(state_, selection, count);
  }
  Datum row(size_t i, size_t row) {
    state_.row = row;
    return program_->root(i).row(state_);
  }
  // Rows for which all expressions are true.
  size_t filter(const uint16_t* selection, size_t count, uint16_t* kept);
  bool filter_row(size_t row);
  EvalState& state() { return state_; }

 private:
  std::shared_ptr<const Program> program_;
  EvalState state_;
};

// What EXPLAIN ANALYZE records of a node.
struct NodeStats {
  double rows = 0;
  uint64_t loops = 0;
  int64_t startup_us = 0, total_us = 0;
  uint64_t filtered = 0, join_filtered = 0;
  uint64_t hits = 0, reads = 0;
  uint64_t memory_bytes = 0, disk_bytes = 0;
  uint64_t batches = 0;
  const char* method = "";
  bool timed_first = false;
};

struct CteState {
  OperatorPtr op;
  std::unique_ptr<RowStore> rows;
  bool started = false, finished = false;
  uint64_t params_version = 0;
  // Reads on until there is a row after `position` or the end.
  bool fill(size_t position);
};

struct SubPlanState;

class Runtime final : public EvalHost {
 public:
  // `programs`, when given, keeps what is compiled for the next run.
  Runtime(ExecContext& exec_context, const planner::PlannedStatement& statement, bool instrument,
          ProgramCache* programs = nullptr);
  ~Runtime() override;

  ExecContext& context() { return context_; }
  const planner::PlannedStatement& statement() const { return statement_; }
  TypeEnv env(Arena* arena) {
    return {arena, context_.format, context_.catalog, context_.services};
  }
  CatalogFunctions& functions() { return functions_; }
  OperatorPtr build(const planner::Plan& plan);
  std::shared_ptr<const Program> compiled(std::span<Expr* const> exprs);
  // Runs modifying WITH queries to their end.
  void run_modifying_ctes();
  uint64_t affected = 0;  // rows changed by the top statement

  void set_param(int32_t number, const Datum& value);
  // Changes whenever one of `params` was set.
  uint64_t params_version(std::span<const int32_t> params) const;
  CteState& cte(int32_t number);
  RowStore*& work_table(int32_t number) { return work_tables_[static_cast<size_t>(number)]; }
  const catalog::Relation& relation(Oid oid);
  const catalog::RowCodec& codec(Oid relation);
  NodeStats* stats(const planner::Plan& plan);  // nullptr when not instrumented
  // By-value, by-reference: how the columns of these types are copied.
  std::vector<StorageClass> storages(const std::vector<Expr*>& columns);
  StorageClass storage(Oid type);

  Datum param(int32_t number) override;
  Datum external(int32_t number) override;
  Datum exec_param(int32_t number) override { return exec_params_[static_cast<size_t>(number)]; }
  Datum sub_plan(EvalState& state, const Expr& site, const Datum* correlated,
                 const EvalNode* test) override;

 private:
  OperatorPtr build_core(const planner::Plan& plan);

  ExecContext& context_;
  const planner::PlannedStatement& statement_;
  CatalogFunctions functions_;
  std::vector<Datum> exec_params_;
  std::vector<uint64_t> param_versions_;
  uint64_t version_ = 0;
  std::vector<std::unique_ptr<SubPlanState>> sub_plans_;
  std::vector<std::unique_ptr<CteState>> ctes_;
  std::vector<RowStore*> work_tables_;
  std::unordered_map<Oid, std::unique_ptr<catalog::RowCodec>> codecs_;
  std::unordered_map<const planner::Plan*, std::unique_ptr<NodeStats>> stats_;
  bool instrument_;
  ProgramCache* programs_;
};

}  // namespace rung::executor
