// Operator: one node of a running plan. Rows are pulled in batches of at most kBatchRows.
//
// Values of a batch, its columns and its selection stay valid until the next call of next(), start()
// or the destructor of the operator that gave it. Operators belong to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "expr/function.h"

namespace rung::executor {

struct Batch {
  std::vector<ColumnRef> columns;
  const uint16_t* selection = nullptr;  // nullptr: rows 0 … count-1
  size_t count = 0;

  size_t row(size_t k) const { return selection != nullptr ? selection[k] : k; }
  const Datum& at(size_t column, size_t row_index) const { return columns[column].at(row_index); }
};

class Operator {
 public:
  virtual ~Operator() = default;
  // Begins, or begins again: the exec params it reads may have changed.
  virtual void start() = 0;
  // At most `max_rows` rows (and kBatchRows); false at the end. True with count 0 does not happen.
  virtual bool next(Batch& out, size_t max_rows) = 0;
  // No more than `rows` rows will be asked for after start(); a sort keeps only those.
  virtual void set_bound(uint64_t /*rows*/) {}
};
using OperatorPtr = std::unique_ptr<Operator>;

}  // namespace rung::executor
