// PointQuery: SELECT of plain columns by all columns of a unique index, the query that applications
// run most, without operators: made once with the plan, run with two descents and nothing allocated.
// Private to this module; one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "catalog/row_codec.h"
#include "executor/context.h"
#include "planner/plan.h"
#include "planner/plan_query.h"
#include "types/key_encoding.h"

namespace rung::executor {

class PointQuery {
 public:
  // Null when the plan is anything more than that.
  static std::unique_ptr<PointQuery> make(ExecContext& context,
                                          const planner::PlannedStatement& statement);
  // Rows given: 0 or 1.
  uint64_t run(ExecContext& context, RowSink* sink);

 private:
  struct Part {
    const TypeInfo* type;  // of the key column; built-in
    KeyOrder order;
    const Expr* value;     // a constant or a parameter
  };

  PointQuery(const planner::PlannedStatement& statement, const catalog::Relation& table);
  bool make_key(ExecContext& context);

  const planner::PlannedStatement& statement_;
  std::string index_name_, table_name_;
  storage::TreeId index_, table_;
  std::vector<Part> parts_;
  catalog::RowCodec codec_;
  std::vector<int32_t> wanted_;   // ascending
  std::vector<size_t> columns_;   // of the result: attno - 1
  Arena arena_;
  std::string key_, entry_, row_;
  std::vector<Datum> values_, result_;
};

}  // namespace rung::executor
