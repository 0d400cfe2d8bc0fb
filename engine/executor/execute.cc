#include "executor/run.h"

namespace rung::executor {

uint64_t execute(ExecContext& context, const PreparedPlan& plan, RowSink* sink) {
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
