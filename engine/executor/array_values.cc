#include "executor/array_values.h"

#include "executor/runtime.h"
#include "executor/sub_plan.h"
#include "types/array.h"

namespace rung::executor {

std::vector<Datum> array_elements(const Datum& array) {
  std::vector<Datum> elements;
  const ArrayView view(array);
  elements.reserve(view.size());
  for (uint32_t i = 0; i < view.size(); ++i) elements.push_back(view.element(i));
  return elements;
}

Datum sub_plan_array(EvalState& state, SubPlanState& sub) {
  const Oid element = sub.plan.plan->out()[0]->type;
  const TypeInfo& type = state.env.type(element);
  sub.op->start();
  Batch batch;
  ArrayBuilder builder(type);
  // ARRAY(SELECT array): one dimension more, of equal sub-arrays.
  const bool nested = type.kind == TypeKind::kArray;
  std::vector<Datum> parts;
  std::vector<Datum> inner;
  int32_t lengths[kArrayDimensionsMax] = {}, lowers[kArrayDimensionsMax] = {};
  int dimensions = 0;
  Oid inner_oid = kNoOid;
  StorageClass inner_storage = StorageClass::kBytes;
  std::unique_ptr<ArrayBuilder> nested_builder;
  int32_t count = 0;
  while (sub.op->next(batch, kBatchRows)) {
    for (size_t k = 0; k < batch.count; ++k) {
      const Datum& value = batch.at(0, batch.row(k));
      if (!nested) {
        builder.add(value);
        continue;
      }
      if (value.null) {
        throw_error(sqlstate::null_value_not_allowed, "cannot accumulate null arrays");
      }
      const ArrayView view(value);
      if (nested_builder == nullptr) {
        inner_oid = view.element_oid();
        inner_storage = view.storage();
        nested_builder = std::make_unique<ArrayBuilder>(inner_oid, inner_storage);
        dimensions = view.dimensions();
        if (dimensions == 0) {
          throw_error(sqlstate::array_subscript_error, "cannot accumulate empty arrays");
        }
        if (dimensions + 1 > kArrayDimensionsMax) throw_too_many_dimensions(dimensions + 1);
        for (int d = 0; d < dimensions; ++d) {
          lengths[d + 1] = view.length(d);
          lowers[d + 1] = view.lower(d);
        }
      } else {
        bool same = view.dimensions() == dimensions;
        for (int d = 0; same && d < dimensions; ++d) same = view.length(d) == lengths[d + 1];
        if (!same) {
          throw_error(sqlstate::array_subscript_error,
                      "cannot accumulate arrays of different dimensionality");
        }
      }
      for (uint32_t i = 0; i < view.size(); ++i) nested_builder->add(view.element(i));
      ++count;
    }
  }
  if (!nested) return builder.finish(*state.env.arena);
  if (nested_builder == nullptr) {
    return empty_array(*state.env.arena, state.env.type(type.element_oid));
  }
  lengths[0] = count;
  lowers[0] = 1;
  return nested_builder->finish(*state.env.arena, dimensions + 1, lengths, lowers);
}

}  // namespace rung::executor
