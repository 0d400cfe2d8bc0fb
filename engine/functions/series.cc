// generate_series over integers and numerics.
#include <limits>

#include "functions/groups.h"
#include "types/numeric.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;

[[noreturn]] void throw_series(const std::string& message) {
  throw_error(sqlstate::invalid_parameter_value, message);
}

template <class T>
class IntSeries : public RowStream {
 public:
  IntSeries(int64_t start, int64_t stop, int64_t step) : next_(start), stop_(stop), step_(step) {
    if (step == 0) throw_series("step size cannot equal zero");
  }
  bool next(Datum* columns) override {
    if (done_ || (step_ > 0 ? next_ > stop_ : next_ < stop_)) return false;
    columns[0] = Datum::of_int(next_);
    done_ = __builtin_add_overflow(next_, step_, &next_) ||
            next_ < std::numeric_limits<T>::min() || next_ > std::numeric_limits<T>::max();
    return true;
  }

 private:
  int64_t next_;
  int64_t stop_;
  int64_t step_;
  bool done_ = false;
};
template <class T>
std::unique_ptr<RowStream> int_series(FnCall& call, const Datum* a) {
  return std::make_unique<IntSeries<T>>(a[0].i, a[1].i, call.arg_count > 2 ? a[2].i : 1);
}

class NumericSeries : public RowStream {
 public:
  NumericSeries(Arena& arena, Numeric start, Numeric stop, Numeric step)
      : arena_(arena), next_(std::move(start)), stop_(std::move(stop)), step_(std::move(step)) {
    check("start", next_);
    check("stop", stop_);
    if (!step_.is_finite()) {
      throw_series(step_.is_nan() ? "step size cannot be NaN" : "step size cannot be infinity");
    }
    if (step_.is_zero()) throw_series("step size cannot equal zero");
  }
  bool next(Datum* columns) override {
    const int order = compare(next_, stop_);
    if (step_.sign() > 0 ? order > 0 : order < 0) return false;
    columns[0] = next_.store(arena_);
    next_ = add(next_, step_);
    return true;
  }

 private:
  static void check(const char* what, const Numeric& value) {
    if (value.is_finite()) return;
    throw_series(std::string(what) + " value cannot be " + (value.is_nan() ? "NaN" : "infinity"));
  }
  Arena& arena_;
  Numeric next_;
  Numeric stop_;
  Numeric step_;
};
std::unique_ptr<RowStream> numeric_series(FnCall& call, const Datum* a) {
  return std::make_unique<NumericSeries>(
      *call.env->arena, Numeric::load(a[0]), Numeric::load(a[1]),
      call.arg_count > 2 ? Numeric::load(a[2]) : Numeric::of_int(1));
}

constexpr SetFunctionDef kSetFunctions[] = {
    {1066, "generate_series", kInt4, {kInt4, kInt4, kInt4}, kStrict, int_series<int32_t>},
    {1067, "generate_series", kInt4, {kInt4, kInt4}, kStrict, int_series<int32_t>},
    {1068, "generate_series", kInt8, {kInt8, kInt8, kInt8}, kStrict, int_series<int64_t>},
    {1069, "generate_series", kInt8, {kInt8, kInt8}, kStrict, int_series<int64_t>},
    {3259, "generate_series", kNumeric, {kNumeric, kNumeric, kNumeric}, kStrict, numeric_series},
    {3260, "generate_series", kNumeric, {kNumeric, kNumeric}, kStrict, numeric_series},
};

}  // namespace

const FunctionGroup kSeriesGroup = {.set_functions = kSetFunctions};

}  // namespace rung
