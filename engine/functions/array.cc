// Functions and operators of arrays of any element type.
#include <algorithm>

#include "functions/compare.h"
#include "functions/groups.h"
#include "types/array.h"
#include "types/ops_util.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

const TypeInfo& element_type(FnCall& call, const ArrayView& array) {
  return call.env->type(array.element_oid());
}
bool equal_elements(FnCall& call, const TypeInfo& type, const Datum& a, const Datum& b) {
  return compare_values(*call.env, type, a, b) == 0;
}

int order_of(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  return type.ops->compare(*call.env, type, a[0], a[1]);
}
template <Comparison C>
Datum arrays_are(FnCall& call, const Datum* a) {
  if constexpr (C == kEq || C == kNe) {
    const TypeInfo& element = element_type(call, ArrayView(a[0]));
    if (element.ops->compare == nullptr) {
      throw_error(sqlstate::undefined_function,
                  "could not identify an equality operator for type " +
                      format_type(*call.env, element.oid, -1));
    }
  }
  return Datum::of_bool(holds<C>(order_of(call, a)));
}
Datum arrays_order(FnCall& call, const Datum* a) { return Datum::of_int(order_of(call, a)); }
Datum arrays_larger(FnCall& call, const Datum* a) { return order_of(call, a) > 0 ? a[0] : a[1]; }
Datum arrays_smaller(FnCall& call, const Datum* a) { return order_of(call, a) < 0 ? a[0] : a[1]; }

bool contains(FnCall& call, const ArrayView& outer, const ArrayView& inner, bool all) {
  const TypeInfo& type = element_type(call, outer);
  for (uint32_t i = 0; i < inner.size(); ++i) {
    const Datum wanted = inner.element(i);
    bool found = false;
    for (uint32_t k = 0; k < outer.size() && !found && !wanted.null; ++k) {
      const Datum item = outer.element(k);
      found = !item.null && equal_elements(call, type, item, wanted);
    }
    if (found != all) return !all;
  }
  return all;
}
Datum array_contains(FnCall& call, const Datum* a) {
  return Datum::of_bool(contains(call, ArrayView(a[0]), ArrayView(a[1]), true));
}
Datum array_contained(FnCall& call, const Datum* a) {
  return Datum::of_bool(contains(call, ArrayView(a[1]), ArrayView(a[0]), true));
}
Datum array_overlaps(FnCall& call, const Datum* a) {
  return Datum::of_bool(contains(call, ArrayView(a[0]), ArrayView(a[1]), false));
}

struct Bounds {
  int dimensions = 0;
  int32_t lengths[kArrayDimensionsMax] = {};
  int32_t lowers[kArrayDimensionsMax] = {};
  explicit Bounds(const ArrayView& array) : dimensions(array.dimensions()) {
    for (int d = 0; d < dimensions; ++d) {
      lengths[d] = array.length(d);
      lowers[d] = array.lower(d);
    }
  }
};
void add_all(ArrayBuilder* to, const ArrayView& array) {
  for (uint32_t i = 0; i < array.size(); ++i) to->add(array.element(i));
}

[[noreturn]] void throw_bad_concat(const std::string& detail) {
  throw_error(Error(sqlstate::array_subscript_error, "cannot concatenate incompatible arrays")
                  .with_detail(detail));
}

Datum array_cat(FnCall& call, const Datum* a) {
  if (a[0].null) return a[1];
  if (a[1].null) return a[0];
  const ArrayView x(a[0]);
  const ArrayView y(a[1]);
  if (x.size() == 0) return a[1];
  if (y.size() == 0) return a[0];
  const int dx = x.dimensions();
  const int dy = y.dimensions();
  if (dx != dy && dx != dy + 1 && dy != dx + 1) {
    throw_bad_concat("Arrays of " + std::to_string(dx) + " and " + std::to_string(dy) +
                     " dimensions are not compatible for concatenation.");
  }
  const auto same = [&](int from_x, int from_y, int count) {
    for (int d = 0; d < count; ++d) {
      if (x.length(from_x + d) != y.length(from_y + d)) {
        throw_bad_concat(dx == dy ? "Arrays with differing element dimensions are not compatible "
                                    "for concatenation."
                                  : "Arrays with differing dimensions are not compatible for "
                                    "concatenation.");
      }
    }
  };
  Bounds bounds(dx >= dy ? x : y);
  if (dx == dy) {
    same(1, 1, dx - 1);
    bounds.lengths[0] += y.length(0);
  } else if (dx == dy + 1) {
    same(1, 0, dy);
    ++bounds.lengths[0];
  } else {
    same(0, 1, dx);
    ++bounds.lengths[0];
  }
  ArrayBuilder builder(element_type(call, x));
  add_all(&builder, x);
  add_all(&builder, y);
  return builder.finish(*call.env->arena, bounds.dimensions, bounds.lengths, bounds.lowers);
}

const TypeInfo& result_element(FnCall& call, const Datum& array, int element_argument) {
  if (!array.null) return element_type(call, ArrayView(array));
  if (call.result_type != kNoOid) {
    const TypeInfo& type = call.env->type(call.result_type);
    if (type.element_oid != kNoOid) return call.env->type(type.element_oid);
  }
  return call.env->type(call.arg_types[element_argument]);
}
Datum push(FnCall& call, const Datum& array, const Datum& element, int element_argument,
           bool front) {
  ArrayBuilder builder(result_element(call, array, element_argument));
  int32_t lower = 1;
  if (front) builder.add(element);
  if (!array.null) {
    const ArrayView view(array);
    if (view.dimensions() > 1) {
      throw_error(sqlstate::data_exception, "argument must be empty or one-dimensional array");
    }
    if (view.dimensions() == 1) lower = view.lower(0);
    add_all(&builder, view);
  }
  if (!front) builder.add(element);
  return builder.finish(*call.env->arena, lower);
}
Datum array_append(FnCall& call, const Datum* a) { return push(call, a[0], a[1], 1, false); }
Datum array_prepend(FnCall& call, const Datum* a) { return push(call, a[1], a[0], 0, true); }

template <bool kReplace>
Datum array_replaced(FnCall& call, const Datum* a) {
  if (a[0].null) return {};
  const ArrayView array(a[0]);
  if (!kReplace && array.dimensions() > 1) {
    throw_error(sqlstate::feature_not_supported,
                "removing elements from multidimensional arrays is not supported");
  }
  const TypeInfo& type = element_type(call, array);
  ArrayBuilder builder(type);
  bool changed = false;
  for (uint32_t i = 0; i < array.size(); ++i) {
    const Datum item = array.element(i);
    const bool same = item.null || a[1].null ? item.null && a[1].null
                                             : equal_elements(call, type, item, a[1]);
    changed |= same;
    if (!same) {
      builder.add(item);
    } else if (kReplace) {
      builder.add(a[2]);
    }
  }
  if (!changed) return a[0];
  Bounds bounds(array);
  if (builder.size() == 0) return builder.finish(*call.env->arena);
  if (!kReplace) bounds.lengths[0] = static_cast<int32_t>(builder.size());
  return builder.finish(*call.env->arena, bounds.dimensions, bounds.lengths, bounds.lowers);
}

Datum array_position(FnCall& call, const Datum* a) {
  if (a[0].null) return {};
  const ArrayView array(a[0]);
  if (array.dimensions() > 1) {
    throw_error(sqlstate::feature_not_supported,
                "searching for elements in multidimensional arrays is not supported");
  }
  int64_t from = array.lower(0);
  if (call.arg_count > 2) {
    if (a[2].null) {
      throw_error(sqlstate::null_value_not_allowed, "initial position must not be null");
    }
    from = std::max(from, a[2].i);
  }
  const TypeInfo& type = element_type(call, array);
  for (int64_t i = from - array.lower(0); i < array.size(); ++i) {
    const Datum item = array.element(static_cast<uint32_t>(i));
    if (item.null || a[1].null ? item.null && a[1].null : equal_elements(call, type, item, a[1])) {
      return Datum::of_int(i + array.lower(0));
    }
  }
  return {};
}
Datum array_positions(FnCall& call, const Datum* a) {
  if (a[0].null) return {};
  const ArrayView array(a[0]);
  if (array.dimensions() > 1) {
    throw_error(sqlstate::feature_not_supported,
                "searching for elements in multidimensional arrays is not supported");
  }
  const TypeInfo& type = element_type(call, array);
  ArrayBuilder builder(call.env->type(kInt4));
  for (uint32_t i = 0; i < array.size(); ++i) {
    const Datum item = array.element(i);
    if (item.null || a[1].null ? item.null && a[1].null : equal_elements(call, type, item, a[1])) {
      builder.add(Datum::of_int(int64_t{i} + array.lower(0)));
    }
  }
  return builder.finish(*call.env->arena);
}

Datum array_ndims(FnCall&, const Datum* a) {
  const ArrayView array(a[0]);
  return array.dimensions() == 0 ? Datum() : Datum::of_int(array.dimensions());
}
Datum array_dims(FnCall& call, const Datum* a) {
  const ArrayView array(a[0]);
  if (array.dimensions() == 0) return {};
  std::string text;
  for (int d = 0; d < array.dimensions(); ++d) {
    text += "[" + std::to_string(array.lower(d)) + ":" + std::to_string(array.upper(d)) + "]";
  }
  return call.env->text(text);
}
bool has_dimension(const ArrayView& array, int64_t dimension) {
  return dimension >= 1 && dimension <= array.dimensions();
}
Datum array_lower(FnCall&, const Datum* a) {
  const ArrayView array(a[0]);
  return has_dimension(array, a[1].i) ? Datum::of_int(array.lower(static_cast<int>(a[1].i) - 1))
                                      : Datum();
}
Datum array_upper(FnCall&, const Datum* a) {
  const ArrayView array(a[0]);
  return has_dimension(array, a[1].i) ? Datum::of_int(array.upper(static_cast<int>(a[1].i) - 1))
                                      : Datum();
}
Datum array_length(FnCall&, const Datum* a) {
  const ArrayView array(a[0]);
  return has_dimension(array, a[1].i) ? Datum::of_int(array.length(static_cast<int>(a[1].i) - 1))
                                      : Datum();
}
Datum cardinality(FnCall&, const Datum* a) { return Datum::of_int(ArrayView(a[0]).size()); }

Datum trim_array(FnCall& call, const Datum* a) {
  const ArrayView array(a[0]);
  const int32_t length = array.length(0);
  if (a[1].i < 0 || a[1].i > length) {
    throw_error(sqlstate::array_element_error,
                "number of elements to trim must be between 0 and " + std::to_string(length));
  }
  Bounds bounds(array);
  if (bounds.dimensions == 0) return a[0];
  bounds.lengths[0] -= static_cast<int32_t>(a[1].i);
  // A cut array counts from 1 again, as a slice does.
  for (int32_t& lower : bounds.lowers) lower = 1;
  uint32_t keep = static_cast<uint32_t>(bounds.lengths[0]);
  for (int d = 1; d < bounds.dimensions; ++d) keep *= static_cast<uint32_t>(bounds.lengths[d]);
  ArrayBuilder builder(element_type(call, array));
  for (uint32_t i = 0; i < keep; ++i) builder.add(array.element(i));
  if (keep == 0) return builder.finish(*call.env->arena);
  return builder.finish(*call.env->arena, bounds.dimensions, bounds.lengths, bounds.lowers);
}

Datum array_fill(FnCall& call, const Datum* a) {
  if (a[1].null || (call.arg_count > 2 && a[2].null)) {
    throw_error(sqlstate::null_value_not_allowed,
                "dimension array or low bound array cannot be null");
  }
  const ArrayView lengths(a[1]);
  if (lengths.dimensions() > 1) {
    throw_error(Error(sqlstate::array_subscript_error, "wrong number of array subscripts")
                    .with_detail("Dimension array must be one dimensional."));
  }
  if (lengths.size() > kArrayDimensionsMax) {
    throw_too_many_dimensions(static_cast<int>(lengths.size()));
  }
  int32_t length[kArrayDimensionsMax] = {};
  int32_t lower[kArrayDimensionsMax] = {1, 1, 1, 1, 1, 1};
  int64_t count = lengths.size() == 0 ? 0 : 1;
  for (uint32_t d = 0; d < lengths.size(); ++d) {
    if (lengths.is_null(d)) {
      throw_error(sqlstate::null_value_not_allowed, "dimension values cannot be null");
    }
    length[d] = static_cast<int32_t>(lengths.element(d).i);
    if (length[d] < 0) throw_array_too_large();
    count *= length[d];
    if (count > kArrayElementsMax) throw_array_too_large();
  }
  if (call.arg_count > 2) {
    const ArrayView lowers(a[2]);
    if (lowers.size() != lengths.size()) {
      throw_error(Error(sqlstate::array_subscript_error, "wrong number of array subscripts")
                      .with_detail("Low bound array has different size than dimensions array."));
    }
    for (uint32_t d = 0; d < lowers.size(); ++d) {
      lower[d] = static_cast<int32_t>(lowers.element(d).i);
    }
  }
  ArrayBuilder builder(result_element(call, Datum(), 0));
  for (int64_t i = 0; i < count; ++i) builder.add(a[0]);
  if (count == 0) return builder.finish(*call.env->arena);
  return builder.finish(*call.env->arena, static_cast<int>(lengths.size()), length, lower);
}

Datum joined(FnCall& call, const Datum& value, std::string_view delimiter, const Datum& null_text) {
  const ArrayView array(value);
  const TypeInfo& type = element_type(call, array);
  std::string text;
  bool first = true;
  for (uint32_t i = 0; i < array.size(); ++i) {
    const Datum item = array.element(i);
    if (item.null && null_text.null) continue;
    if (!first) text += delimiter;
    first = false;
    if (item.null) {
      text += null_text.bytes();
    } else {
      type.ops->output(*call.env, type, item, &text);
    }
  }
  return call.env->text(text);
}
Datum array_to_string(FnCall& call, const Datum* a) {
  return joined(call, a[0], a[1].bytes(), Datum());
}
Datum array_to_string_null(FnCall& call, const Datum* a) {
  if (a[0].null || a[1].null) return {};
  return joined(call, a[0], a[1].bytes(), a[2]);
}

std::vector<std::string_view> pieces_of(std::string_view text, const Datum& delimiter) {
  std::vector<std::string_view> pieces;
  if (text.empty()) return pieces;
  if (delimiter.null) {
    for (size_t at = 0; at < text.size();) {
      const auto lead = static_cast<unsigned char>(text[at]);
      const size_t n = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
      pieces.push_back(text.substr(at, n));
      at += n;
    }
    return pieces;
  }
  const std::string_view mark = delimiter.bytes();
  if (mark.empty()) return {text};
  size_t from = 0;
  for (size_t at; (at = text.find(mark, from)) != std::string_view::npos; from = at + mark.size()) {
    pieces.push_back(text.substr(from, at - from));
  }
  pieces.push_back(text.substr(from));
  return pieces;
}
Datum piece_datum(std::string_view piece, FnCall& call, const Datum* a) {
  const bool null = call.arg_count > 2 && !a[2].null && piece == a[2].bytes();
  return null ? Datum() : Datum::of_bytes(piece);
}
Datum string_to_array(FnCall& call, const Datum* a) {
  if (a[0].null) return {};
  ArrayBuilder builder(kText, StorageClass::kBytes);
  for (const std::string_view piece : pieces_of(a[0].bytes(), a[1])) {
    builder.add(piece_datum(piece, call, a));
  }
  return builder.finish(*call.env->arena);
}

class Values : public RowStream {
 public:
  bool next(Datum* columns) override {
    if (at_ >= values.size()) return false;
    columns[0] = values[at_++];
    return true;
  }
  std::vector<Datum> values;

 private:
  size_t at_ = 0;
};
std::unique_ptr<RowStream> unnest(FnCall& call, const Datum* a) {
  auto rows = std::make_unique<Values>();
  if (a[0].null) return rows;
  const Datum kept = Datum::of_bytes(call.env->keep(a[0].bytes()));
  const ArrayView array(kept);
  for (uint32_t i = 0; i < array.size(); ++i) rows->values.push_back(array.element(i));
  return rows;
}
std::unique_ptr<RowStream> subscripts(FnCall& call, const Datum* a) {
  auto rows = std::make_unique<Values>();
  const ArrayView array(a[0]);
  if (!has_dimension(array, a[1].i)) return rows;
  const int d = static_cast<int>(a[1].i) - 1;
  for (int32_t i = array.lower(d); i <= array.upper(d); ++i) {
    rows->values.push_back(Datum::of_int(i));
  }
  if (call.arg_count > 2 && a[2].b()) std::reverse(rows->values.begin(), rows->values.end());
  return rows;
}

// array_agg(): of values, and of arrays of one shape.
struct Gathering {
  ArrayBuilder* builder;
  int32_t count;
  int dimensions;
  int32_t lengths[kArrayDimensionsMax];
};
void value_step(FnCall& call, void* state, const Datum* a) {
  auto* to = static_cast<Gathering*>(state);
  if (to->builder == nullptr) {
    to->builder = call.env->arena->make<ArrayBuilder>(call.env->type(call.arg_types[0]));
  }
  to->builder->add(a[0]);
}
Datum value_final(FnCall& call, void* state) {
  const auto* from = static_cast<Gathering*>(state);
  return from->builder == nullptr ? Datum() : from->builder->finish(*call.env->arena);
}
void array_step(FnCall& call, void* state, const Datum* a) {
  auto* to = static_cast<Gathering*>(state);
  if (a[0].null) {
    throw_error(sqlstate::null_value_not_allowed, "cannot accumulate null arrays");
  }
  const ArrayView array(a[0]);
  if (array.dimensions() == 0) {
    throw_error(sqlstate::array_subscript_error, "cannot accumulate empty arrays");
  }
  if (to->builder == nullptr) {
    to->builder = call.env->arena->make<ArrayBuilder>(element_type(call, array));
    if (array.dimensions() + 1 > kArrayDimensionsMax) {
      throw_too_many_dimensions(array.dimensions() + 1);
    }
    to->dimensions = array.dimensions();
    for (int d = 0; d < to->dimensions; ++d) to->lengths[d] = array.length(d);
  }
  bool same = to->dimensions == array.dimensions();
  for (int d = 0; same && d < to->dimensions; ++d) same = to->lengths[d] == array.length(d);
  if (!same) {
    throw_error(sqlstate::array_subscript_error,
                "cannot accumulate arrays of different dimensionality");
  }
  add_all(to->builder, array);
  ++to->count;
}
Datum array_final(FnCall& call, void* state) {
  const auto* from = static_cast<Gathering*>(state);
  if (from->builder == nullptr) return {};
  int32_t lengths[kArrayDimensionsMax] = {from->count};
  int32_t lowers[kArrayDimensionsMax] = {1, 1, 1, 1, 1, 1};
  for (int d = 0; d < from->dimensions; ++d) lengths[d + 1] = from->lengths[d];
  return from->builder->finish(*call.env->arena, from->dimensions + 1, lengths, lowers);
}

constexpr FunctionDef kFunctions[] = {
    {376, "string_to_array", kTextArray, {kText, kText, kText}, 0, string_to_array},
    {378, "array_append", kAnycompatiblearray, {kAnycompatiblearray, kAnycompatible}, 0,
     array_append, nullptr, "ARRAY[1,2] || 3", "{1,2,3}"},
    {379, "array_prepend", kAnycompatiblearray, {kAnycompatible, kAnycompatiblearray}, 0,
     array_prepend},
    {382, "btarraycmp", kInt4, {kAnyarray, kAnyarray}, kStrict, arrays_order},
    {383, "array_cat", kAnycompatiblearray, {kAnycompatiblearray, kAnycompatiblearray}, 0,
     array_cat, nullptr, "ARRAY[1,2] || ARRAY[3]", "{1,2,3}"},
    {384, "array_to_string", kText, {kAnyarray, kText, kText}, kStable, array_to_string_null},
    {390, "array_ne", kBool, {kAnyarray, kAnyarray}, kStrict, arrays_are<kNe>},
    {391, "array_lt", kBool, {kAnyarray, kAnyarray}, kStrict, arrays_are<kLt>},
    {392, "array_gt", kBool, {kAnyarray, kAnyarray}, kStrict, arrays_are<kGt>},
    {393, "array_le", kBool, {kAnyarray, kAnyarray}, kStrict, arrays_are<kLe>},
    {394, "string_to_array", kTextArray, {kText, kText}, 0, string_to_array},
    {395, "array_to_string", kText, {kAnyarray, kText}, kStrict | kStable, array_to_string, nullptr,
     "array_to_string(ARRAY[1,NULL,3], ',')", "1,3"},
    {396, "array_ge", kBool, {kAnyarray, kAnyarray}, kStrict, arrays_are<kGe>},
    {515, "array_larger", kAnyarray, {kAnyarray, kAnyarray}, kStrict, arrays_larger},
    {516, "array_smaller", kAnyarray, {kAnyarray, kAnyarray}, kStrict, arrays_smaller},
    {744, "array_eq", kBool, {kAnyarray, kAnyarray}, kStrict, arrays_are<kEq>},
    {747, "array_dims", kText, {kAnyarray}, kStrict, array_dims},
    {748, "array_ndims", kInt4, {kAnyarray}, kStrict, array_ndims},
    {1193, "array_fill", kAnyarray, {kAnyelement, kInt4Array}, 0, array_fill},
    {1286, "array_fill", kAnyarray, {kAnyelement, kInt4Array, kInt4Array}, 0, array_fill},
    {2091, "array_lower", kInt4, {kAnyarray, kInt4}, kStrict, array_lower},
    {2092, "array_upper", kInt4, {kAnyarray, kInt4}, kStrict, array_upper},
    {2176, "array_length", kInt4, {kAnyarray, kInt4}, kStrict, array_length, nullptr,
     "array_length(ARRAY[1,2,3], 1)", "3"},
    {2747, "arrayoverlap", kBool, {kAnyarray, kAnyarray}, kStrict, array_overlaps},
    {2748, "arraycontains", kBool, {kAnyarray, kAnyarray}, kStrict, array_contains},
    {2749, "arraycontained", kBool, {kAnyarray, kAnyarray}, kStrict, array_contained},
    {3167, "array_remove", kAnycompatiblearray, {kAnycompatiblearray, kAnycompatible}, 0,
     array_replaced<false>},
    {3168, "array_replace", kAnycompatiblearray, {kAnycompatiblearray, kAnycompatible,
     kAnycompatible}, 0, array_replaced<true>},
    {3179, "cardinality", kInt4, {kAnyarray}, kStrict, cardinality},
    {3277, "array_position", kInt4, {kAnycompatiblearray, kAnycompatible}, 0, array_position},
    {3278, "array_position", kInt4, {kAnycompatiblearray, kAnycompatible, kInt4}, 0,
     array_position},
    {3279, "array_positions", kInt4Array, {kAnycompatiblearray, kAnycompatible}, 0,
     array_positions},
    {6172, "trim_array", kAnyarray, {kAnyarray, kInt4}, kStrict, trim_array},
};

constexpr OperatorDef kOperators[] = {
    {349, "||", kAnycompatiblearray, kAnycompatible, kAnycompatiblearray, 378},
    {374, "||", kAnycompatible, kAnycompatiblearray, kAnycompatiblearray, 379},
    {375, "||", kAnycompatiblearray, kAnycompatiblearray, kAnycompatiblearray, 383},
    {1070, "=", kAnyarray, kAnyarray, kBool, 744, 1070, 1071},
    {1071, "<>", kAnyarray, kAnyarray, kBool, 390, 1071, 1070},
    {1072, "<", kAnyarray, kAnyarray, kBool, 391, 1073, 1075},
    {1073, ">", kAnyarray, kAnyarray, kBool, 392, 1072, 1074},
    {1074, "<=", kAnyarray, kAnyarray, kBool, 393, 1075, 1073},
    {1075, ">=", kAnyarray, kAnyarray, kBool, 396, 1074, 1072},
    {2750, "&&", kAnyarray, kAnyarray, kBool, 2747, 2750, kNoOid},
    {2751, "@>", kAnyarray, kAnyarray, kBool, 2748, 2752, kNoOid},
    {2752, "<@", kAnyarray, kAnyarray, kBool, 2749, 2751, kNoOid},
};

constexpr AggregateDef kAggregates[] = {
    {2335, "array_agg", kAnyarray, {kAnynonarray}, 0, sizeof(Gathering), value_step, value_final},
    {4053, "array_agg", kAnyarray, {kAnyarray}, 0, sizeof(Gathering), array_step, array_final},
};


constexpr SetFunctionDef kSetFunctions[] = {
    {1191, "generate_subscripts", kInt4, {kAnyarray, kInt4, kBool}, kStrict, subscripts},
    {1192, "generate_subscripts", kInt4, {kAnyarray, kInt4}, kStrict, subscripts},
    {2331, "unnest", kAnyelement, {kAnyarray}, kStrict, unnest},
};

}  // namespace

const FunctionGroup kArrayGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .aggregates = kAggregates,
    .set_functions = kSetFunctions,
};

}  // namespace rung
