// What the planner asks about stored data, answered from a view: a table's last row id bounds its
// rows from above and costs one descent.
#pragma once

#include <unordered_map>

#include "planner/plan_query.h"
#include "storage/store.h"

namespace rung::executor {

class TableSizes final : public planner::Statistics {
 public:
  explicit TableSizes(storage::ReadView view) : view_(std::move(view)) {}
  double table_rows(const catalog::Relation& table) override;
  bool is_virtual(const catalog::Relation& relation) override;
  const std::unordered_map<Oid, double>& rows() const { return rows_; }  // asked for so far

 private:
  storage::ReadView view_;
  std::unordered_map<Oid, double> rows_;
};

}  // namespace rung::executor
