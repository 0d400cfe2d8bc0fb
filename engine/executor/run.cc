// Preparing and running plans: the implementation of run.h but for EXPLAIN.
#include "executor/run.h"

#include <algorithm>
#include <atomic>

#include "executor/prepared_plan.h"
#include "executor/runtime.h"
#include "executor/table_size.h"
#include "planner/rules.h"

namespace rung {

uint64_t new_statement_number() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

}  // namespace rung

namespace rung::executor {
namespace {

// Whether running the plan needs the statement's view: an INSERT of given rows does not.
bool reads_tables(const planner::PlannedStatement& statement) {
  if (!statement.sub_plans.empty() || !statement.ctes.empty()) return true;
  const planner::Plan* plan = statement.root;
  if (plan->kind != planner::PlanKind::kModify || plan->modify->kind != QueryKind::kInsert ||
      plan->modify->conflict != ConflictAction::kNone) {
    return true;
  }
  const planner::Plan& source = *plan->children[0];
  return !source.children.empty() || (source.kind != planner::PlanKind::kResult &&
                                      source.kind != planner::PlanKind::kValues);
}

// Folding constants must not look at run-time values.
class NoHost final : public EvalHost {
 public:
  Datum param(int32_t) override { fail(); }
  Datum external(int32_t) override { fail(); }
  Datum exec_param(int32_t) override { fail(); }
  Datum sub_plan(EvalState&, const Expr&, const Datum*, const EvalNode*) override { fail(); }

 private:
  [[noreturn]] static void fail() {
    throw_error(sqlstate::internal_error, "a run-time value was asked for while planning");
  }
};

}  // namespace

planner::PlannedStatement* plan_into(ExecContext& context, const Query& query, Arena& arena,
                                     std::vector<std::pair<Oid, double>>* table_rows) {
  CatalogFunctions functions(*context.catalog);
  TableSizes sizes(context.view);
  NoHost host;
  planner::PlanContext plan_context;
  plan_context.catalog = context.catalog;
  plan_context.env = context.env();
  plan_context.env.arena = &arena;
  plan_context.statistics = &sizes;
  plan_context.functions = &functions;
  plan_context.host = &host;
  planner::PlannedStatement* planned = planner::plan_query(plan_context, query);
  if (table_rows != nullptr) table_rows->assign(sizes.rows().begin(), sizes.rows().end());
  return planned;
}

namespace {

using ActiveRules = std::vector<std::pair<Oid, QueryKind>>;

Oid written_relation(const Query& query) {
  return query.rtable[static_cast<size_t>(query.result_rte) - 1]->relation;
}

// Rules do not reach into WITH: what they would change there is refused.
void refuse_rules_in_with(ExecContext& context, const Query& query, Arena& arena) {
  for (const Cte& cte : query.ctes) {
    if (cte.query->kind == QueryKind::kSelect) continue;
    if (planner::rewrite_by_rules(*context.catalog, arena, *cte.query).applies) {
      throw_error(sqlstate::feature_not_supported,
                  "DO ALSO rules are not supported for data-modifying statements in WITH");
    }
  }
}

std::shared_ptr<const PreparedPlan> prepare_below(ExecContext& context, const Query& query,
                                                  ActiveRules& active);

// The statements that rules put in the place of one.
void prepare_steps(ExecContext& context, const Query& query, const planner::RuleRewrite& rewrite,
                   ActiveRules& active, PreparedPlan* plan) {
  const std::pair<Oid, QueryKind> own{written_relation(query), query.kind};
  if (std::find(active.begin(), active.end(), own) != active.end()) {
    throw_error(sqlstate::invalid_object_definition,
                "infinite recursion detected in rules for relation \"" +
                    context.catalog->relation(own.first)->name + "\"");
  }
  active.push_back(own);
  plan->by_rules = true;
  plan->statement = plan->arena.make<planner::PlannedStatement>();
  plan->statement->writes = true;
  const auto add = [&](const Query& step, bool again) {
    if (&step == rewrite.result) plan->result = plan->steps.size();
    if (again) {
      plan->steps.push_back(prepare_below(context, step, active));
      return;
    }
    auto made = std::make_shared<PreparedPlan>();
    made->statement = plan_into(context, step, made->arena, &made->table_rows);
    made->reads_tables = reads_tables(*made->statement);
    plan->steps.push_back(std::move(made));
  };
  for (const Query* step : rewrite.before) add(*step, true);
  if (rewrite.main != nullptr) add(*rewrite.main, false);
  for (const Query* step : rewrite.after) add(*step, true);
  if (plan->result != SIZE_MAX) {
    plan->statement->columns = plan->steps[plan->result]->statement->columns;
  }
  active.pop_back();
}

std::shared_ptr<const PreparedPlan> prepare_below(ExecContext& context, const Query& query,
                                                  ActiveRules& active) {
  auto plan = std::make_shared<PreparedPlan>();
  const bool writes = query.kind != QueryKind::kSelect || query.has_modifying_cte;
  if (writes && has_rules(context)) {
    refuse_rules_in_with(context, query, plan->arena);
    const auto rewrite = planner::rewrite_by_rules(*context.catalog, plan->arena, query);
    if (rewrite.applies) {
      prepare_steps(context, query, rewrite, active, plan.get());
      return plan;
    }
  }
  plan->statement = plan_into(context, query, plan->arena, &plan->table_rows);
  plan->reads_tables = reads_tables(*plan->statement);
  plan->point = PointQuery::make(context, *plan->statement);
  plan->insert = PointInsert::make(context, *plan->statement);
  return plan;
}

}  // namespace

std::shared_ptr<const PreparedPlan> prepare(ExecContext& context, const Query& query) {
  ActiveRules active;
  return prepare_below(context, query, active);
}

bool plan_fits(ExecContext& context, const PreparedPlan& plan) {
  TableSizes sizes(context.view);
  for (const auto& [oid, planned] : plan.table_rows) {
    const catalog::Relation* table = context.catalog->relation(oid);
    if (table == nullptr) return false;
    // Below a page or so every way is as good; above, a plan is meant for a size.
    constexpr double kSmall = 50, kFactor = 4;
    const double rows = std::max(sizes.table_rows(*table), kSmall);
    const double then = std::max(planned, kSmall);
    if (rows > then * kFactor || then > rows * kFactor) return false;
  }
  return true;
}

const std::vector<Column>& plan_columns(const PreparedPlan& plan) {
  return plan.statement->columns;
}
bool plan_reads(const PreparedPlan& plan) { return plan.reads_tables; }
bool plan_writes(const PreparedPlan& plan) { return plan.statement->writes; }

namespace {

// Checks the nesting of functions, triggers and cascades, whose depth the user decides.
class ExecDepth {
 public:
  explicit ExecDepth(ExecContext& context) : context_(context) {
    constexpr int kNestingMax = 200;
    if (context.depth > kNestingMax) {
      throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
    }
    ++context_.depth;
  }
  ~ExecDepth() { --context_.depth; }
  ExecDepth(const ExecDepth&) = delete;
  ExecDepth& operator=(const ExecDepth&) = delete;

 private:
  ExecContext& context_;
};

}  // namespace

uint64_t run(ExecContext& context, const PreparedPlan& plan, RowSink* sink) {
  const ExecDepth depth(context);
  if (plan.point != nullptr) return plan.point->run(context, sink);
  if (plan.insert != nullptr) return plan.insert->run(context, sink);
  const planner::PlannedStatement& statement = *plan.statement;
  Runtime runtime(context, statement, false, &plan.programs);
  const OperatorPtr root = runtime.build(*statement.root);
  if (sink != nullptr) sink->begin(statement.columns);
  root->start();
  runtime.run_modifying_ctes();
  Batch batch;
  uint64_t rows = 0;
  const size_t columns = statement.columns.size();
  std::vector<Datum> row(columns);
  while (root->next(batch, kBatchRows)) {
    rows += batch.count;
    if (sink == nullptr) continue;
    for (size_t k = 0; k < batch.count; ++k) {
      const size_t r = batch.row(k);
      for (size_t i = 0; i < columns; ++i) row[i] = batch.at(i, r);
      sink->row(row);
    }
  }
  return statement.has_modify ? runtime.affected : rows;
}

struct QueryCursor::Impl {
  Impl(ExecContext& context, std::shared_ptr<const PreparedPlan> prepared)
      : plan(std::move(prepared)),
        own_context(context),
        runtime(own_context, *plan->statement, false, &plan->programs),
        root(runtime.build(*plan->statement->root)) {}

  std::shared_ptr<const PreparedPlan> plan;
  ExecContext own_context;  // the cursor outlives the call that opened it
  Runtime runtime;
  OperatorPtr root;
  Batch batch;
  size_t position = 0;
  size_t chunk = 1;
  bool started = false, ended = false;
};

QueryCursor::QueryCursor(ExecContext& context, std::shared_ptr<const PreparedPlan> plan)
    : impl_(std::make_unique<Impl>(context, std::move(plan))) {}
QueryCursor::~QueryCursor() = default;

bool QueryCursor::next(std::vector<Datum>* row) {
  Impl& impl = *impl_;
  if (impl.ended) return false;
  if (!impl.started) {
    impl.started = true;
    impl.root->start();
    impl.runtime.run_modifying_ctes();
  }
  if (impl.position == impl.batch.count) {
    impl.position = 0;
    if (!impl.root->next(impl.batch, impl.chunk)) {
      impl.batch.count = 0;
      impl.ended = true;
      return false;
    }
    impl.chunk = std::min<size_t>(kBatchRows, impl.chunk * 2);
  }
  const size_t r = impl.batch.row(impl.position++);
  const size_t columns = impl.plan->statement->columns.size();
  row->resize(columns);
  for (size_t i = 0; i < columns; ++i) (*row)[i] = impl.batch.at(i, r);
  return true;
}

}  // namespace rung::executor
