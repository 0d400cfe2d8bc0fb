// RowReader: stored rows into the columns of a batch. By-reference values are copied, because a page
// stays only as long as the cursor stands on it.
#pragma once

#include <span>
#include <vector>

#include "executor/operator.h"
#include "executor/runtime.h"

namespace rung::executor {

// ctid: block and offset of an imagined heap with 65,535 rows a block, in a tid's six bytes.
Datum tid_of_row(Arena& arena, catalog::RowId id);

class RowReader {
 public:
  // `attnos`: the output columns, system columns included (planner::kRowIdAttno …).
  RowReader(Runtime& runtime, const catalog::Relation& relation,
            const std::vector<int32_t>& attnos);
  void begin(size_t max_rows);
  void add(catalog::RowId id, std::string_view row);
  size_t count() const { return count_; }
  void finish(Batch& out);

 private:
  Datum system_column(int32_t attno, catalog::RowId id, std::string_view row);

  const catalog::Relation& relation_;
  const catalog::RowCodec& codec_;
  std::vector<int32_t> attnos_;
  std::vector<int32_t> wanted_;        // user columns, ascending
  std::vector<StorageClass> storages_;  // per output column
  bool copies_bytes_ = false;
  std::vector<Datum> row_;             // by attno - 1
  std::vector<std::vector<Datum>> columns_;
  Arena arena_;
  size_t count_ = 0;
};

}  // namespace rung::executor
