// generate_series over integers and numerics; the tables of a partition tree.
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

// pg_partition_tree() and pg_partition_ancestors(): lines of numbers from the session.
class PartitionLines : public RowStream {
 public:
  explicit PartitionLines(std::string lines) : lines_(std::move(lines)) {}
  bool next(Datum* columns) override {
    if (at_ >= lines_.size()) return false;
    const size_t end = lines_.find('\n', at_);
    std::string_view line(lines_.data() + at_, end - at_);
    at_ = end + 1;
    for (size_t column = 0; !line.empty(); ++column) {
      const size_t space = std::min(line.find(' '), line.size());
      int64_t number = 0;
      for (const char digit : line.substr(0, space)) number = number * 10 + (digit - '0');
      // Without a parent there is NULL.
      columns[column] = column == 1 && number == 0 ? Datum() : Datum::of_int(number);
      line.remove_prefix(std::min(space + 1, line.size()));
    }
    return true;
  }

 private:
  std::string lines_;
  size_t at_ = 0;
};
std::unique_ptr<RowStream> partition_lines(FnCall& call, const Datum* a, const char* function) {
  const std::vector<std::optional<std::string>> arguments{std::to_string(a[0].i)};
  return std::make_unique<PartitionLines>(
      call.env->services->describe(function, arguments).value_or(""));
}
std::unique_ptr<RowStream> partition_tree(FnCall& call, const Datum* a) {
  return partition_lines(call, a, "pg_partition_tree");
}
std::unique_ptr<RowStream> partition_ancestors(FnCall& call, const Datum* a) {
  return partition_lines(call, a, "pg_partition_ancestors");
}

constexpr ColumnDef kTreeColumns[] = {
    {"relid", kRegclass}, {"parentrelid", kRegclass}, {"isleaf", kBool}, {"level", kInt4}};
constexpr ColumnDef kAncestorColumns[] = {{"relid", kRegclass}};
constexpr SetFunctionDef kSetFunctions[] = {
    {1066, "generate_series", kInt4, {kInt4, kInt4, kInt4}, kStrict, int_series<int32_t>},
    {1067, "generate_series", kInt4, {kInt4, kInt4}, kStrict, int_series<int32_t>},
    {1068, "generate_series", kInt8, {kInt8, kInt8, kInt8}, kStrict, int_series<int64_t>},
    {1069, "generate_series", kInt8, {kInt8, kInt8}, kStrict, int_series<int64_t>},
    {3259, "generate_series", kNumeric, {kNumeric, kNumeric, kNumeric}, kStrict, numeric_series},
    {3260, "generate_series", kNumeric, {kNumeric, kNumeric}, kStrict, numeric_series},
    {3423, "pg_partition_tree", kRecord, {kRegclass}, kStrict | kVolatile, partition_tree,
     kTreeColumns},
    {3425, "pg_partition_ancestors", kRegclass, {kRegclass}, kStrict | kVolatile, partition_ancestors,
     kAncestorColumns},
};

}  // namespace

const FunctionGroup kSeriesGroup = {.set_functions = kSetFunctions};

}  // namespace rung
