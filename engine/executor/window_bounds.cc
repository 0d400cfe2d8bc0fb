#include "executor/window_bounds.h"

#include <algorithm>
#include <string_view>

#include "functions/registry.h"

namespace rung::executor {
namespace {

std::span<Expr* const> one(Expr* const& expr) {
  return expr == nullptr ? std::span<Expr* const>() : std::span<Expr* const>(&expr, 1);
}

bool has_offset(FrameBound bound) {
  return bound == FrameBound::kPreceding || bound == FrameBound::kFollowing;
}

const OperatorDef* find_exact(std::string_view name, Oid left, Oid right) {
  for (const OperatorDef* op : find_operators(name)) {
    if (op->left == left && op->right == right) return op;
  }
  return nullptr;
}

}  // namespace

WindowBounds::WindowBounds(Runtime& runtime, const planner::Plan& plan, size_t order_column)
    : runtime_(runtime),
      window_(*plan.window),
      plan_(plan),
      order_column_(order_column),
      env_(runtime.env(&arena_)),
      start_expr_(runtime, one(plan.run_start_offset), &offset_arena_),
      end_expr_(runtime, one(plan.run_end_offset), &offset_arena_) {
  if (!plan.order_keys.empty()) {
    descending_ = plan.order_keys[0].descending;
    nulls_first_ = plan.order_keys[0].nulls_first;
  }
  if (window_.mode != FrameMode::kRange) return;
  if (has_offset(window_.start)) {
    find_functions(&start_, plan.run_start_offset->type, window_.start == FrameBound::kPreceding);
  }
  if (has_offset(window_.end)) {
    find_functions(&end_offset_, plan.run_end_offset->type, window_.end == FrameBound::kPreceding);
  }
}

void WindowBounds::find_functions(Offset* offset, Oid offset_type, bool backwards) {
  const Oid order_type = plan_.order_keys[0].expr->type;
  // PRECEDING goes against the order: down for ascending, up for descending.
  const OperatorDef* op = find_exact(backwards != descending_ ? "-" : "+", order_type, offset_type);
  if (op == nullptr) {
    throw_error(Error(sqlstate::feature_not_supported,
                      "RANGE with offset PRECEDING/FOLLOWING is not supported for column type " +
                          format_type(env_, order_type, -1) + " and offset type " +
                          format_type(env_, offset_type, -1))
                    .with_hint("Cast the offset value to an appropriate type."));
  }
  offset->add = runtime_.functions().resolve(op->function);
  offset->bound_type = op->result;
  if (op->result == order_type) return;
  const CastDef* cast = find_cast(order_type, op->result);
  if (cast != nullptr && cast->function != kNoOid) {
    offset->convert = runtime_.functions().resolve(cast->function);
  }
}

void WindowBounds::read_offsets() {
  offset_arena_.reset();
  const auto read = [&](ExprList& exprs, const Expr* expr, Offset* offset, const char* which) {
    if (exprs.size() == 0) return;
    offset->value = exprs.row(0, 0);
    if (offset->value.null) {
      throw_error(sqlstate::null_value_not_allowed,
                  std::string("frame ") + which + " offset must not be null");
    }
    const TypeInfo& type = env_.type(expr->type);
    const bool is_integer = type.storage == StorageClass::kInt16 ||
                            type.storage == StorageClass::kInt32 ||
                            type.storage == StorageClass::kInt64;
    const bool is_real =
        type.storage == StorageClass::kFloat32 || type.storage == StorageClass::kFloat64;
    if (window_.mode != FrameMode::kRange) {
      if (offset->value.i < 0) {
        throw_error(sqlstate::invalid_preceding_or_following_size,
                    std::string("frame ") + which + " offset must not be negative");
      }
      return;
    }
    bool negative = (is_integer && offset->value.i < 0) || (is_real && offset->value.d < 0);
    if (!is_integer && !is_real && type.ops->compare != nullptr) {
      const Datum zero = type.ops->input(env_, type, "0", -1);
      negative = type.ops->compare(env_, type, offset->value, zero) < 0;
    }
    if (negative) {
      throw_error(sqlstate::invalid_preceding_or_following_size,
                  "invalid preceding or following size in window function");
    }
  };
  read(start_expr_, plan_.run_start_offset, &start_, "starting");
  read(end_expr_, plan_.run_end_offset, &end_offset_, "ending");
}

void WindowBounds::set_partition(RowStore* rows, std::vector<int64_t> group_starts) {
  reader_.emplace(*rows);
  group_starts_ = std::move(group_starts);
  row_ = group_ = begin_ = end_ = 0;
}

int64_t WindowBounds::group_of(int64_t row) const {
  const auto it = std::upper_bound(group_starts_.begin(), group_starts_.end(), row);
  return it - group_starts_.begin() - 1;
}

Datum WindowBounds::order_value(int64_t row) {
  return reader_->at(static_cast<size_t>(row))[order_column_];
}

int WindowBounds::compare_order(const Datum& a, const Datum& b, const TypeInfo& type) {
  const int order = type.ops->compare(env_, type, a, b);
  return descending_ ? -order : order;
}

// The first row inside (start) or the first one past (end) a RANGE bound.
int64_t WindowBounds::range_edge(Offset& offset, FrameBound, bool is_start) {
  const int64_t count = row_count();
  const Datum here = order_value(row_);
  // NULLs are peers of each other and in nobody else's range.
  if (here.null) return is_start ? group_begin(group_) : group_end(group_);
  arena_.reset();
  FnCall call;
  const Oid types[2] = {plan_.order_keys[0].expr->type,
                        &offset == &start_ ? plan_.run_start_offset->type
                                           : plan_.run_end_offset->type};
  call.env = &env_;
  call.arg_types = types;
  call.arg_count = 2;
  call.result_type = offset.bound_type;
  call.state = &call_state_;
  const Datum args[2] = {here, offset.value};
  const Datum bound = offset.add.builtin->row(call, args);
  const TypeInfo& type = env_.type(offset.bound_type);
  FnCall convert_call = call;
  convert_call.arg_count = 1;
  const auto compare = [&](int64_t row) {
    Datum value = order_value(row);
    if (value.null) return nulls_first_ ? -1 : 1;
    if (offset.convert.builtin != nullptr) value = offset.convert.builtin->row(convert_call, &value);
    return compare_order(value, bound, type);
  };
  int64_t low = 0, high = count;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    const int order = compare(middle);
    if (is_start ? order < 0 : order <= 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

int64_t WindowBounds::bound_row(FrameBound bound, Offset& offset, bool is_start) {
  const int64_t count = row_count();
  const auto groups = static_cast<int64_t>(group_starts_.size()) - 1;
  switch (bound) {
    case FrameBound::kUnboundedPreceding: return 0;
    case FrameBound::kUnboundedFollowing: return count;
    case FrameBound::kCurrentRow:
      if (window_.mode == FrameMode::kRows) return is_start ? row_ : row_ + 1;
      return is_start ? group_begin(group_) : group_end(group_);
    case FrameBound::kPreceding:
    case FrameBound::kFollowing: break;
  }
  if (window_.mode == FrameMode::kRange) return range_edge(offset, bound, is_start);
  const int64_t here = window_.mode == FrameMode::kRows ? row_ : group_;
  const int64_t limit = window_.mode == FrameMode::kRows ? count : groups;
  // Offsets can be as large as int64: no sum may overflow.
  const int64_t distance = std::min(offset.value.i, limit + 1);
  int64_t at = bound == FrameBound::kPreceding ? here - distance : here + distance;
  if (window_.mode == FrameMode::kRows) {
    if (!is_start) ++at;
    return std::clamp<int64_t>(at, 0, count);
  }
  if (at < 0) return 0;
  if (at >= groups) return count;
  return is_start ? group_begin(at) : group_end(at);
}

void WindowBounds::set_row(int64_t row) {
  row_ = row;
  group_ = group_of(row);
  begin_ = bound_row(window_.start, start_, true);
  end_ = std::max(begin_, bound_row(window_.end, end_offset_, false));
}

bool WindowBounds::has_exclusion() const { return window_.exclude != FrameExclude::kNone; }

bool WindowBounds::excludes(int64_t row) const {
  switch (window_.exclude) {
    case FrameExclude::kNone: return false;
    case FrameExclude::kCurrentRow: return row == row_;
    case FrameExclude::kGroup: return row >= group_begin(group_) && row < group_end(group_);
    case FrameExclude::kTies:
      return row != row_ && row >= group_begin(group_) && row < group_end(group_);
  }
  return false;
}

}  // namespace rung::executor
