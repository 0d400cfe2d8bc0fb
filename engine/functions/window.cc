// Window functions. Each is called once a row, in the order of the partition.
#include "functions/groups.h"

namespace rung {
namespace {

using namespace oid;

struct Rank {
  int64_t rank;
  int64_t dense;
};
// Brings the state to the current row.
const Rank& advance(WindowFrame& frame) {
  Rank& rank = *static_cast<Rank*>(frame.state);
  const int64_t row = frame.current_row();
  if (row == 0 || !frame.is_peer(row, row - 1)) {
    rank.rank = row + 1;
    ++rank.dense;
  }
  return rank;
}
Datum row_number(FnCall&, WindowFrame& frame) { return Datum::of_int(frame.current_row() + 1); }
Datum rank(FnCall&, WindowFrame& frame) { return Datum::of_int(advance(frame).rank); }
Datum dense_rank(FnCall&, WindowFrame& frame) { return Datum::of_int(advance(frame).dense); }
Datum percent_rank(FnCall&, WindowFrame& frame) {
  const int64_t rows = frame.row_count();
  const int64_t before = advance(frame).rank - 1;
  if (rows <= 1) return Datum::of_float(0);
  return Datum::of_float(static_cast<double>(before) / static_cast<double>(rows - 1));
}
// The state is how many rows precede the end of the current row's peers.
Datum cume_dist(FnCall&, WindowFrame& frame) {
  int64_t& end = *static_cast<int64_t*>(frame.state);
  const int64_t row = frame.current_row();
  const int64_t rows = frame.row_count();
  if (row >= end) {
    end = row + 1;
    while (end < rows && frame.is_peer(row, end)) ++end;
  }
  return Datum::of_float(static_cast<double>(end) / static_cast<double>(rows));
}
Datum ntile(FnCall&, WindowFrame& frame) {
  const int64_t row = frame.current_row();
  const Datum buckets = frame.argument(0, row);
  if (buckets.null) return Datum();
  if (buckets.i <= 0) {
    throw_error(sqlstate::invalid_argument_for_ntile,
                "argument of ntile must be greater than zero");
  }
  const int64_t size = frame.row_count() / buckets.i;
  const int64_t larger = frame.row_count() % buckets.i;  // buckets with one row more
  const int64_t in_larger = larger * (size + 1);
  if (row < in_larger) return Datum::of_int(row / (size + 1) + 1);
  return Datum::of_int((row - in_larger) / size + larger + 1);
}

template <int kSign>
Datum shifted(FnCall& call, WindowFrame& frame) {
  const int64_t row = frame.current_row();
  int64_t offset = 1;
  if (call.arg_count > 1) {
    const Datum wanted = frame.argument(1, row);
    if (wanted.null) return Datum();
    offset = wanted.i;
  }
  const int64_t target = row + kSign * offset;
  if (target < 0 || target >= frame.row_count()) {
    return call.arg_count > 2 ? frame.argument(2, row) : Datum();
  }
  return frame.argument(0, target);
}

Datum from_frame(WindowFrame& frame, int64_t nth, bool from_end) {
  const int64_t row = frame.frame_row(nth, from_end);
  return row < 0 ? Datum() : frame.argument(0, row);
}
Datum first_value(FnCall&, WindowFrame& frame) { return from_frame(frame, 0, false); }
Datum last_value(FnCall&, WindowFrame& frame) { return from_frame(frame, 0, true); }
Datum nth_value(FnCall&, WindowFrame& frame) {
  const Datum nth = frame.argument(1, frame.current_row());
  if (nth.null) return Datum();
  if (nth.i <= 0) {
    throw_error(sqlstate::invalid_argument_for_nth_value,
                "argument of nth_value must be greater than zero");
  }
  return from_frame(frame, nth.i - 1, false);
}

constexpr WindowFunctionDef kWindowFunctions[] = {
    {3100, "row_number", kInt8, {}, 0, 0, row_number},
    {3101, "rank", kInt8, {}, 0, sizeof(Rank), rank},
    {3102, "dense_rank", kInt8, {}, 0, sizeof(Rank), dense_rank},
    {3103, "percent_rank", kFloat8, {}, 0, sizeof(Rank), percent_rank},
    {3104, "cume_dist", kFloat8, {}, 0, sizeof(int64_t), cume_dist},
    {3105, "ntile", kInt4, {kInt4}, kStrict, 0, ntile},
    {3106, "lag", kAnyelement, {kAnyelement}, kStrict, 0, shifted<-1>},
    {3107, "lag", kAnyelement, {kAnyelement, kInt4}, kStrict, 0, shifted<-1>},
    {3108, "lag", kAnycompatible, {kAnycompatible, kInt4, kAnycompatible}, kStrict, 0, shifted<-1>},
    {3109, "lead", kAnyelement, {kAnyelement}, kStrict, 0, shifted<1>},
    {3110, "lead", kAnyelement, {kAnyelement, kInt4}, kStrict, 0, shifted<1>},
    {3111, "lead", kAnycompatible, {kAnycompatible, kInt4, kAnycompatible}, kStrict, 0, shifted<1>},
    {3112, "first_value", kAnyelement, {kAnyelement}, kStrict, 0, first_value},
    {3113, "last_value", kAnyelement, {kAnyelement}, kStrict, 0, last_value},
    {3114, "nth_value", kAnyelement, {kAnyelement, kInt4}, kStrict, 0, nth_value},
};

}  // namespace

const FunctionGroup kWindowGroup = {.window_functions = kWindowFunctions};

}  // namespace rung
