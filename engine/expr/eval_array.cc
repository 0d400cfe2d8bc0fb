// Arrays: constructors, subscripts, element-wise coercion, x op ANY/ALL (array).
#include <optional>
#include <algorithm>

#include "expr/eval_compiler.h"
#include "types/array.h"

namespace rung {
namespace {

[[noreturn]] void throw_mismatch() {
  throw_error(sqlstate::array_subscript_error,
              "multidimensional arrays must have array expressions with matching dimensions");
}

class ArrayNode final : public EvalNode {
 public:
  ArrayNode(uint32_t scratch, Oid element, std::vector<NodePtr> args)
      : EvalNode(scratch), element_(element), args_(std::move(args)) {}
  Datum row(EvalState& state) const override {
    ArrayBuilder builder(state.env.type(element_));
    for (const NodePtr& arg : args_) builder.add(arg->row(state));
    return builder.finish(*state.env.arena);
  }

 private:
  Oid element_;
  std::vector<NodePtr> args_;
};

// ARRAY[[…], […]]: the arguments are arrays of one shape.
class NestedArrayNode final : public EvalNode {
 public:
  NestedArrayNode(uint32_t scratch, Oid element, std::vector<NodePtr> args)
      : EvalNode(scratch), element_(element), args_(std::move(args)) {}
  Datum row(EvalState& state) const override {
    const TypeInfo& element = state.env.type(element_);
    ArrayBuilder builder(element);
    int dimensions = -1;
    int32_t lengths[kArrayDimensionsMax] = {}, lowers[kArrayDimensionsMax] = {};
    int32_t count = 0;
    bool skipped = false;
    for (const NodePtr& arg : args_) {
      const Datum value = arg->row(state);
      // NULL and empty parts vanish when all of them do.
      if (value.null || ArrayView(value).dimensions() == 0) {
        skipped = true;
        continue;
      }
      const ArrayView view(value);
      if (dimensions < 0) {
        dimensions = view.dimensions();
        if (dimensions + 1 > kArrayDimensionsMax) throw_too_many_dimensions(dimensions + 1);
        for (int d = 0; d < dimensions; ++d) {
          lengths[d + 1] = view.length(d);
          lowers[d + 1] = view.lower(d);
        }
      } else {
        if (view.dimensions() != dimensions) throw_mismatch();
        for (int d = 0; d < dimensions; ++d) {
          if (view.length(d) != lengths[d + 1] || view.lower(d) != lowers[d + 1]) throw_mismatch();
        }
      }
      for (uint32_t i = 0; i < view.size(); ++i) builder.add(view.element(i));
      ++count;
    }
    if (count == 0) return empty_array(*state.env.arena, element);
    if (skipped) throw_mismatch();
    lengths[0] = count;
    lowers[0] = 1;
    return builder.finish(*state.env.arena, dimensions + 1, lengths, lowers);
  }

 private:
  Oid element_;
  std::vector<NodePtr> args_;
};

class ArrayCoerceNode final : public EvalNode {
 public:
  ArrayCoerceNode(uint32_t scratch, Oid array, NodePtr arg, NodePtr element)
      : EvalNode(scratch), array_(array), arg_(std::move(arg)), element_(std::move(element)) {}
  Datum row(EvalState& state) const override {
    const Datum value = arg_->row(state);
    if (value.null) return value;
    const ArrayView view(value);
    const TypeInfo* array = &state.env.type(array_);
    while (array->kind == TypeKind::kDomain) array = &state.env.type(array->base_oid);
    ArrayBuilder builder(state.env.type(array->element_oid));
    const Datum saved = state.case_value;
    const ColumnRef* saved_column = state.case_column;
    state.case_column = nullptr;
    for (uint32_t i = 0; i < view.size(); ++i) {
      state.case_value = view.element(i);
      builder.add(element_ != nullptr ? element_->row(state) : state.case_value);
    }
    state.case_value = saved;
    state.case_column = saved_column;
    int32_t lengths[kArrayDimensionsMax], lowers[kArrayDimensionsMax];
    for (int d = 0; d < view.dimensions(); ++d) {
      lengths[d] = view.length(d);
      lowers[d] = view.lower(d);
    }
    return builder.finish(*state.env.arena, view.dimensions(), lengths, lowers);
  }

 private:
  Oid array_;
  NodePtr arg_, element_;
};

class ScalarArrayNode final : public EvalNode {
 public:
  ScalarArrayNode(uint32_t scratch, bool any, PairFunction op, NodePtr value, NodePtr array,
                  std::optional<std::vector<Datum>> constants)
      : EvalNode(scratch),
        any_(any),
        op_(op),
        value_(std::move(value)),
        array_(std::move(array)),
        constants_(std::move(constants)) {}

  Datum row(EvalState& state) const override {
    if (constants_) return decide(state, value_->row(state), *constants_);
    const Datum array = array_->row(state);
    const Datum value = value_->row(state);
    if (array.null) return Datum();
    std::vector<Datum> elements;
    read(array, &elements);
    return decide(state, value, elements);
  }

  ColumnRef batch(EvalState& state, const uint16_t* selection, size_t count) const override {
    if (constants_) {
      const ColumnRef values = value_->batch(state, selection, count);
      Datum* out = state.scratch(scratch_, selection_extent(selection, count));
      for (size_t k = 0; k < count; ++k) {
        const size_t r = selection != nullptr ? selection[k] : k;
        out[r] = decide(state, values.at(r), *constants_);
      }
      return {out, 1};
    }
    const ColumnRef arrays = array_->batch(state, selection, count);
    const ColumnRef values = value_->batch(state, selection, count);
    Datum* out = state.scratch(scratch_, selection_extent(selection, count));
    std::vector<Datum> elements;
    if (arrays.stride == 0 && count > 0 && !arrays.at(0).null) read(arrays.at(0), &elements);
    for (size_t k = 0; k < count; ++k) {
      const size_t r = selection != nullptr ? selection[k] : k;
      const Datum& array = arrays.at(r);
      if (array.null) {
        out[r] = Datum();
        continue;
      }
      if (arrays.stride != 0) read(array, &elements);
      out[r] = decide(state, values.at(r), elements);
    }
    return {out, 1};
  }

 private:
  static void read(const Datum& array, std::vector<Datum>* elements) {
    const ArrayView view(array);
    elements->clear();
    elements->reserve(view.size());
    for (uint32_t i = 0; i < view.size(); ++i) elements->push_back(view.element(i));
  }
  Datum decide(EvalState& state, const Datum& value, const std::vector<Datum>& elements) const {
    if (elements.empty()) return Datum::of_bool(!any_);
    if (value.null && op_.target.strict) return Datum();
    bool null = false;
    for (const Datum& element : elements) {
      const Datum result = op_.call(state, value, element);
      if (result.null) {
        null = true;
      } else if (result.b() == any_) {
        return Datum::of_bool(any_);
      }
    }
    return null ? Datum() : Datum::of_bool(!any_);
  }

  bool any_;
  PairFunction op_;
  NodePtr value_, array_;
  std::optional<std::vector<Datum>> constants_;  // the elements, when they are known beforehand
};

// Of ARRAY[…] over constants, as IN lists are.
std::optional<std::vector<Datum>> constant_elements(const Expr& array) {
  if (array.kind != ExprKind::kArray || array.flag) return std::nullopt;
  std::vector<Datum> elements;
  for (const Expr* arg : array.args) {
    while (arg->kind == ExprKind::kRelabel) arg = arg->args[0];
    if (arg->kind != ExprKind::kConst) return std::nullopt;
    elements.push_back(arg->value);
  }
  return elements;
}

// Where an element with these subscripts is, from 0; -1 when outside.
int64_t element_index(const ArrayView& view, const std::vector<int32_t>& subscripts) {
  if (static_cast<size_t>(view.dimensions()) != subscripts.size()) return -1;
  int64_t index = 0;
  for (int d = 0; d < view.dimensions(); ++d) {
    const int64_t at = int64_t{subscripts[static_cast<size_t>(d)]} - view.lower(d);
    if (at < 0 || at >= view.length(d)) return -1;
    index = index * view.length(d) + at;
  }
  return index;
}

class SubscriptNode final : public EvalNode {
 public:
  SubscriptNode(uint32_t scratch, bool slice, Oid element, NodePtr container,
                std::vector<NodePtr> subscripts, NodePtr assigned)
      : EvalNode(scratch),
        slice_(slice),
        element_(element),
        container_(std::move(container)),
        subscripts_(std::move(subscripts)),
        assigned_(std::move(assigned)) {}

  Datum row(EvalState& state) const override {
    const Datum array = container_->row(state);
    if (assigned_ != nullptr) return assign(state, array);
    if (array.null) return array;
    return slice_ ? slice(state, array) : fetch(state, array);
  }

 private:
  bool read(EvalState& state, std::vector<int32_t>* values) const {
    for (const NodePtr& node : subscripts_) {
      const Datum value = node->row(state);
      if (value.null) return false;
      values->push_back(static_cast<int32_t>(value.i));
    }
    return true;
  }

  Datum fetch(EvalState& state, const Datum& array) const {
    std::vector<int32_t> at;
    if (!read(state, &at)) return Datum();
    const ArrayView view(array);
    const int64_t index = element_index(view, at);
    return index < 0 ? Datum() : view.element(static_cast<uint32_t>(index));
  }

  Datum slice(EvalState& state, const Datum& array) const {
    const ArrayView view(array);
    const int dimensions = view.dimensions();
    const TypeInfo& element = state.env.type(element_);
    const int given = static_cast<int>(subscripts_.size() / 2);
    int64_t from[kArrayDimensionsMax], to[kArrayDimensionsMax];
    int32_t lengths[kArrayDimensionsMax], lowers[kArrayDimensionsMax];
    // Bounds are read, and may be NULL, even when the array has fewer dimensions.
    for (int d = 0; d < given; ++d) {
      const NodePtr& lower = subscripts_[static_cast<size_t>(d) * 2];
      const NodePtr& upper = subscripts_[static_cast<size_t>(d) * 2 + 1];
      from[d] = d < dimensions ? view.lower(d) : 1;
      to[d] = d < dimensions ? view.upper(d) : 0;
      if (lower != nullptr) {
        const Datum value = lower->row(state);
        if (value.null) return Datum();
        from[d] = std::max(from[d], value.i);
      }
      if (upper != nullptr) {
        const Datum value = upper->row(state);
        if (value.null) return Datum();
        to[d] = std::min(to[d], value.i);
      }
    }
    if (given > dimensions || dimensions == 0) return empty_array(*state.env.arena, element);
    for (int d = 0; d < dimensions; ++d) {
      if (d >= given) {
        from[d] = view.lower(d);
        to[d] = view.upper(d);
      }
      if (from[d] > to[d]) return empty_array(*state.env.arena, element);
      lengths[d] = static_cast<int32_t>(to[d] - from[d] + 1);
      lowers[d] = 1;
    }
    ArrayBuilder builder(view.element_oid(), view.storage());
    int64_t at[kArrayDimensionsMax];
    std::copy(from, from + dimensions, at);
    while (true) {
      int64_t index = 0;
      for (int d = 0; d < dimensions; ++d) index = index * view.length(d) + at[d] - view.lower(d);
      builder.add(view.element(static_cast<uint32_t>(index)));
      int d = dimensions - 1;
      while (d >= 0 && ++at[d] > to[d]) {
        at[d] = from[d];
        --d;
      }
      if (d < 0) break;
    }
    return builder.finish(*state.env.arena, dimensions, lengths, lowers);
  }

  [[noreturn]] static void throw_null_subscript() {
    throw_error(sqlstate::null_value_not_allowed, "array subscript in assignment must not be null");
  }

  Datum assign(EvalState& state, const Datum& array) const {
    if (slice_) return assign_slice(state, array);
    std::vector<int32_t> at;
    if (!read(state, &at)) throw_null_subscript();
    // The assigned value may read the old element through kCaseValue (a[1].f = …).
    const Datum saved = state.case_value;
    const ColumnRef* saved_column = state.case_column;
    state.case_value = Datum();
    if (!array.null) {
      const ArrayView old(array);
      const int64_t index = element_index(old, at);
      if (index >= 0) state.case_value = old.element(static_cast<uint32_t>(index));
    }
    state.case_column = nullptr;
    const Datum value = assigned_->row(state);
    state.case_value = saved;
    state.case_column = saved_column;

    ArrayBuilder builder(state.env.type(element_));
    if (array.null || ArrayView(array).dimensions() == 0) {
      std::vector<int32_t> lengths(at.size(), 1);
      builder.add(value);
      return builder.finish(*state.env.arena, static_cast<int>(at.size()), lengths.data(), at.data());
    }
    const ArrayView view(array);
    if (static_cast<size_t>(view.dimensions()) != at.size()) {
      throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
    }
    if (at.size() == 1) return assign_one(state, view, at[0], value);
    const int64_t index = element_index(view, at);
    if (index < 0) throw_error(sqlstate::array_subscript_error, "array subscript out of range");
    int32_t lengths[kArrayDimensionsMax], lowers[kArrayDimensionsMax];
    for (int d = 0; d < view.dimensions(); ++d) {
      lengths[d] = view.length(d);
      lowers[d] = view.lower(d);
    }
    for (uint32_t i = 0; i < view.size(); ++i) {
      builder.add(i == static_cast<uint32_t>(index) ? value : view.element(i));
    }
    return builder.finish(*state.env.arena, view.dimensions(), lengths, lowers);
  }

  // A one-dimensional array grows to hold the subscript; the gap fills with NULLs.
  Datum assign_one(EvalState& state, const ArrayView& view, int32_t at, const Datum& value) const {
    const int64_t lower = std::min<int64_t>(view.lower(0), at);
    const int64_t upper = std::max<int64_t>(view.upper(0), at);
    if (upper - lower + 1 > kArrayElementsMax) throw_array_too_large();
    ArrayBuilder builder(state.env.type(element_));
    for (int64_t i = lower; i <= upper; ++i) {
      if (i == at) {
        builder.add(value);
      } else if (i < view.lower(0) || i > view.upper(0)) {
        builder.add(Datum());
      } else {
        builder.add(view.element(static_cast<uint32_t>(i - view.lower(0))));
      }
    }
    return builder.finish(*state.env.arena, static_cast<int32_t>(lower));
  }

  // A slice of several dimensions: of an array that is there, within its bounds.
  Datum assign_block(EvalState& state, const Datum& array, const ArrayView& from) const {
    const bool is_empty = array.null || ArrayView(array).dimensions() == 0;
    const int given = static_cast<int>(subscripts_.size() / 2);
    const int dimensions = is_empty ? given : ArrayView(array).dimensions();
    if (dimensions < given) {
      throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
    }
    int32_t lower[kArrayDimensionsMax], upper[kArrayDimensionsMax];
    int32_t first[kArrayDimensionsMax], lengths[kArrayDimensionsMax];
    int64_t count = 1;
    for (int d = 0; d < dimensions; ++d) {
      const auto bound = [&](bool is_upper) -> int32_t {
        const size_t i = 2 * static_cast<size_t>(d) + (is_upper ? 1 : 0);
        if (d >= given || subscripts_[i] == nullptr) {
          if (is_empty) {
            throw_error(Error(sqlstate::array_subscript_error,
                              "array slice subscript must provide both boundaries")
                            .with_detail("When assigning to a slice of an empty array value, slice "
                                         "boundaries must be fully specified."));
          }
          return is_upper ? ArrayView(array).upper(d) : ArrayView(array).lower(d);
        }
        const Datum value = subscripts_[i]->row(state);
        if (value.null) throw_null_subscript();
        return static_cast<int32_t>(value.i);
      };
      lower[d] = bound(false);
      upper[d] = bound(true);
      if (lower[d] > upper[d]) {
        throw_error(sqlstate::array_subscript_error, "upper bound cannot be less than lower bound");
      }
      if (!is_empty &&
          (lower[d] < ArrayView(array).lower(d) || upper[d] > ArrayView(array).upper(d))) {
        throw_error(sqlstate::array_subscript_error, "array subscript out of range");
      }
      const int64_t span = static_cast<int64_t>(upper[d]) - lower[d] + 1;
      if (span > kArrayElementsMax || count * span > kArrayElementsMax) throw_array_too_large();
      count *= span;
      first[d] = is_empty ? lower[d] : ArrayView(array).lower(d);
      lengths[d] = is_empty ? static_cast<int32_t>(span) : ArrayView(array).length(d);
    }
    if (count > from.size()) {
      throw_error(sqlstate::array_subscript_error, "source array too small");
    }
    ArrayBuilder builder(state.env.type(element_));
    uint32_t next = 0;
    const uint32_t total = is_empty ? static_cast<uint32_t>(count) : ArrayView(array).size();
    int32_t at[kArrayDimensionsMax];
    std::copy_n(first, dimensions, at);
    for (uint32_t i = 0; i < total; ++i) {
      bool inside = true;
      for (int d = 0; d < dimensions; ++d) inside = inside && at[d] >= lower[d] && at[d] <= upper[d];
      builder.add(inside ? from.element(next++) : ArrayView(array).element(i));
      for (int d = dimensions - 1; d >= 0 && ++at[d] == first[d] + lengths[d]; --d) at[d] = first[d];
    }
    return builder.finish(*state.env.arena, dimensions, lengths, first);
  }

  Datum assign_slice(EvalState& state, const Datum& array) const {
    const Datum source = assigned_->row(state);
    if (source.null) return array;
    const ArrayView from(source);
    if (subscripts_.size() != 2 || (!array.null && ArrayView(array).dimensions() > 1)) {
      return assign_block(state, array, from);
    }
    const bool is_empty = array.null || ArrayView(array).dimensions() == 0;
    int64_t bounds[2];
    for (size_t i = 0; i < 2; ++i) {
      if (subscripts_[i] == nullptr) {
        if (is_empty) {
          throw_error(Error(sqlstate::array_subscript_error,
                            "array slice subscript must provide both boundaries")
                          .with_detail("When assigning to a slice of an empty array value, slice "
                                       "boundaries must be fully specified."));
        }
        const ArrayView view(array);
        bounds[i] = i == 0 ? view.lower(0) : view.upper(0);
        continue;
      }
      const Datum value = subscripts_[i]->row(state);
      if (value.null) throw_null_subscript();
      bounds[i] = value.i;
    }
    if (bounds[0] > bounds[1]) {
      throw_error(sqlstate::array_subscript_error, "upper bound cannot be less than lower bound");
    }
    const int64_t count = bounds[1] - bounds[0] + 1;
    if (count > from.size()) {
      throw_error(sqlstate::array_subscript_error, "source array too small");
    }
    int64_t lower = bounds[0], upper = bounds[1];
    if (!is_empty) {
      const ArrayView view(array);
      if (view.dimensions() != 1) {
        throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
      }
      lower = std::min<int64_t>(lower, view.lower(0));
      upper = std::max<int64_t>(upper, view.upper(0));
    }
    if (upper - lower + 1 > kArrayElementsMax) throw_array_too_large();
    ArrayBuilder builder(state.env.type(element_));
    for (int64_t i = lower; i <= upper; ++i) {
      if (i >= bounds[0] && i <= bounds[1]) {
        builder.add(from.element(static_cast<uint32_t>(i - bounds[0])));
        continue;
      }
      const ArrayView view(array);
      const bool inside = i >= view.lower(0) && i <= view.upper(0);
      builder.add(inside ? view.element(static_cast<uint32_t>(i - view.lower(0))) : Datum());
    }
    return builder.finish(*state.env.arena, static_cast<int32_t>(lower));
  }

  bool slice_;
  Oid element_;
  NodePtr container_;
  std::vector<NodePtr> subscripts_;
  NodePtr assigned_;
};

// Subscripts of a type that is an array of fixed length: its elements lie side by side.
class FixedSubscriptNode final : public EvalNode {
 public:
  FixedSubscriptNode(uint32_t scratch, bool slice, const TypeInfo& container,
                     const TypeInfo& element, NodePtr value, std::vector<NodePtr> subscripts,
                     NodePtr assigned)
      : EvalNode(scratch),
        slice_(slice),
        element_(element),
        width_(static_cast<uint32_t>(element.length)),
        count_(container.length / element.length),
        value_(std::move(value)),
        subscripts_(std::move(subscripts)),
        assigned_(std::move(assigned)) {}

  Datum row(EvalState& state) const override {
    const Datum value = value_->row(state);
    if (slice_ && !value.null) throw_unsupported_slice();
    if (assigned_ != nullptr) return assign(state, value);
    if (value.null) return value;
    const Datum at = subscripts_[0]->row(state);
    if (at.null || subscripts_.size() != 1 || at.i < 0 || at.i >= count_) return Datum();
    return element(value, static_cast<uint32_t>(at.i));
  }

 private:
  [[noreturn]] static void throw_unsupported_slice() {
    throw_error(sqlstate::feature_not_supported,
                "slices of fixed-length arrays not implemented");
  }
  // A name's bytes end where it does; the rest counts as zero.
  Datum element(const Datum& value, uint32_t index) const {
    if ((index + 1) * width_ > value.n) return Datum::of_int(0);
    return load_stored(element_.storage, value.bytes().substr(index * width_, width_));
  }

  Datum assign(EvalState& state, const Datum& value) const {
    const Datum at = subscripts_[0]->row(state);
    if (at.null) {
      throw_error(sqlstate::null_value_not_allowed,
                  "array subscript in assignment must not be null");
    }
    const Datum part = assigned_->row(state);
    if (value.null || part.null) return value;
    if (subscripts_.size() != 1) {
      throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
    }
    if (at.i < 0 || at.i >= count_) {
      throw_error(sqlstate::array_subscript_error, "array subscript out of range");
    }
    const auto start = static_cast<uint32_t>(at.i) * width_;
    if (start + width_ > value.n) throw_unsupported("assignment to a part of a name");
    std::string stored;
    append_stored(element_.storage, part, &stored);
    std::string changed(value.bytes());
    changed.replace(start, width_, stored);
    return state.env.text(changed);
  }

  bool slice_;
  const TypeInfo& element_;
  uint32_t width_;
  int64_t count_;
  NodePtr value_;
  std::vector<NodePtr> subscripts_;
  NodePtr assigned_;
};

}  // namespace

NodePtr compile_array(Compiler& compiler, const Expr& expr) {
  const uint32_t scratch = compiler.new_scratch();
  std::vector<NodePtr> args = compiler.compile_all(expr.args);
  if (expr.flag) return std::make_unique<NestedArrayNode>(scratch, expr.elem, std::move(args));
  return std::make_unique<ArrayNode>(scratch, expr.elem, std::move(args));
}

NodePtr compile_array_coerce(Compiler& compiler, const Expr& expr) {
  NodePtr arg = compiler.compile(*expr.args[0]);
  NodePtr element = expr.left != nullptr ? compiler.compile(*expr.left) : nullptr;
  return std::make_unique<ArrayCoerceNode>(compiler.new_scratch(), expr.type, std::move(arg),
                                           std::move(element));
}

NodePtr compile_scalar_array(Compiler& compiler, const Expr& expr) {
  const TypeInfo* array = compiler.types().find_type(expr.args[1]->type);
  while (array != nullptr && array->kind == TypeKind::kDomain) {
    array = compiler.types().find_type(array->base_oid);
  }
  const Oid element = array != nullptr ? array->element_oid : kNoOid;
  const Oid fn = expr.fn != kNoOid ? expr.fn : compiler.operator_function(expr.op);
  const PairFunction op = make_pair_function(compiler, expr, fn, expr.args[0]->type, element);
  NodePtr value = compiler.compile(*expr.args[0]);
  NodePtr values = compiler.compile(*expr.args[1]);
  return std::make_unique<ScalarArrayNode>(compiler.new_scratch(), expr.use_or, op,
                                           std::move(value), std::move(values),
                                           constant_elements(*expr.args[1]));
}

NodePtr compile_subscript(Compiler& compiler, const Expr& expr) {
  const TypeInfo* array = compiler.types().find_type(expr.args[0]->type);
  while (array != nullptr && array->kind == TypeKind::kDomain) {
    array = compiler.types().find_type(array->base_oid);
  }
  if (array != nullptr && array->oid == oid::kJsonb) return compile_jsonb_subscript(compiler, expr);
  std::vector<NodePtr> all = compiler.compile_all(expr.args);
  NodePtr container = std::move(all.front());
  all.erase(all.begin());
  NodePtr assigned = expr.left != nullptr ? compiler.compile(*expr.left) : nullptr;
  if (array != nullptr && is_fixed_array(*array)) {
    return std::make_unique<FixedSubscriptNode>(
        compiler.new_scratch(), expr.flag, *array,
        *compiler.types().find_type(array->element_oid), std::move(container), std::move(all),
        std::move(assigned));
  }
  if (array == nullptr || array->kind != TypeKind::kArray) {
    throw_unsupported("Subscripting of a type that is no array");
  }
  return std::make_unique<SubscriptNode>(compiler.new_scratch(), expr.flag, array->element_oid,
                                         std::move(container), std::move(all),
                                         std::move(assigned));
}

}  // namespace rung
