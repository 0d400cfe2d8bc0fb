#include "executor/prepared_plan.h"
#include "executor/run.h"

namespace rung::executor {

uint64_t execute(ExecContext& context, const PreparedPlan& plan, RowSink* sink) {
  if (plan.by_rules) {
    uint64_t rows = 0;
    for (size_t i = 0; i < plan.steps.size(); ++i) {
      const bool counts = i == plan.result;
      const uint64_t done = execute(context, *plan.steps[i], counts ? sink : nullptr);
      if (counts) rows = done;
    }
    return rows;
  }
  Transaction& transaction = *context.transaction;
  // The writer lock comes before the snapshot: what this statement changes is what it has read.
  if (plan_writes(plan)) transaction.write();
  transaction.put_pending();
  // A view makes the pages written before it be copied when they are written again.
  context.view = plan_reads(plan) ? transaction.statement_view() : storage::ReadView();
  const size_t opened = transaction.open_statement();
  const uint64_t rows = run(context, plan, sink);
  transaction.close_statement(context, opened);
  return rows;
}

}  // namespace rung::executor
