// Calls of VARIADIC "any" functions with VARIADIC written: the elements of the array take the place
// of the last argument.
#pragma once

#include <vector>

#include "expr/expr.h"
#include "expr/function.h"
#include "types/array.h"

namespace rung {

enum class NullArray : bool { kGivesNull, kIsEmpty };

template <RowFn F, NullArray kNull = NullArray::kGivesNull>
Datum spread(FnCall& call, const Datum* args) {
  if (call.site == nullptr || !call.site->variadic || call.arg_count == 0) return F(call, args);
  const size_t fixed = size_t{call.arg_count} - 1;
  std::vector<Datum> values(args, args + fixed);
  std::vector<Oid> types(call.arg_types, call.arg_types + fixed);
  if (args[fixed].null) {
    if (kNull == NullArray::kGivesNull) return {};
  } else {
    const ArrayView array(args[fixed]);
    if (array.size() + fixed > UINT16_MAX) {
      throw_error(sqlstate::program_limit_exceeded, "VARIADIC array has too many elements");
    }
    for (uint32_t i = 0; i < array.size(); ++i) values.push_back(array.element(i));
    types.resize(values.size(), array.element_oid());
  }
  FnCall inner = call;
  inner.site = nullptr;
  inner.arg_types = types.data();
  inner.arg_count = static_cast<uint16_t>(values.size());
  return F(inner, values.data());
}

}  // namespace rung
