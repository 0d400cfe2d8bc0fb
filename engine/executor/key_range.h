// From the conditions of an index scan to ranges of encoded keys. Private to this module.
#pragma once

#include <string>
#include <vector>

#include "executor/runtime.h"
#include "types/key_encoding.h"

namespace rung::executor {

// Keys k with begin <= k, and k < end unless `open_end`.
struct KeyRange {
  std::string begin, end;
  bool open_end = false;
};

class KeyRangeMaker {
 public:
  KeyRangeMaker(Runtime& runtime, const catalog::Relation& index, const planner::Plan& plan,
                Arena* arena);
  // The ranges that hold exactly the keys satisfying all conditions, ascending and disjoint; empty
  // when nothing can satisfy them (a comparison with NULL, a value outside the key's type).
  void make(std::vector<KeyRange>* ranges);

 private:
  enum class Fit : uint8_t { kFits, kBelow, kAbove };
  Fit fit(size_t column, Oid value_type, const Datum& value) const;
  void append_value(size_t column, const Datum& value, std::string* to);
  bool bound_range(const std::string& prefix, size_t column, KeyRange* range);
  void extend(const std::string& prefix, size_t column, std::vector<KeyRange>* ranges);

  Runtime& runtime_;
  const planner::Plan& plan_;
  Arena* arena_;
  ExprList values_;
  std::vector<Datum> current_;  // the conditions' values
  std::vector<const TypeInfo*> types_;
  std::vector<KeyOrder> orders_;
};

}  // namespace rung::executor
