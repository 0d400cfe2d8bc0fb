// RowKeys: hashing, equality and order of rows by some of their columns, with the common types done
// without a call. NULLs are equal to each other (grouping, DISTINCT); joins leave them out before.
#pragma once

#include <vector>

#include "expr/function.h"
#include "types/type.h"

namespace rung::executor {

class RowKeys {
 public:
  RowKeys(TypeEnv env, const std::vector<Oid>& types);
  size_t size() const { return columns_.size(); }
  uint64_t hash(const Datum* row) const;
  bool equal(const Datum* a, const Datum* b) const;
  bool equal_at(size_t column, const Datum& a, const Datum& b) const;
  uint64_t hash_at(size_t column, const Datum& value) const;
  // Of two values that are not NULL.
  int compare_at(size_t column, const Datum& a, const Datum& b) const;

 private:
  enum class Mode : uint8_t { kInt, kFloat, kBytes, kOps };
  struct Column {
    const TypeInfo* type;
    Mode mode;
  };
  int compare_by_type(const Column& column, const Datum& a, const Datum& b) const;

  mutable TypeEnv env_;
  std::vector<Column> columns_;
};

}  // namespace rung::executor
