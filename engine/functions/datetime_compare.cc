// Comparison of dates, times and intervals, within a type and across date, timestamp and timestamptz.
#include "functions/compare.h"
#include "functions/groups.h"
#include "types/datetime.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

// Values held as integers of the same scale.
template <Comparison C>
Datum ints_are(FnCall&, const Datum* a) {
  return Datum::of_bool(holds<C>(three_way(a[0].i, a[1].i)));
}
Datum int_order(FnCall&, const Datum* a) { return Datum::of_int(three_way(a[0].i, a[1].i)); }
Datum int_larger(FnCall&, const Datum* a) { return a[0].i > a[1].i ? a[0] : a[1]; }
Datum int_smaller(FnCall&, const Datum* a) { return a[0].i < a[1].i ? a[0] : a[1]; }

int value_order(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  return type.ops->compare(*call.env, type, a[0], a[1]);
}
template <Comparison C>
Datum values_are(FnCall& call, const Datum* a) {
  return Datum::of_bool(holds<C>(value_order(call, a)));
}
Datum values_order(FnCall& call, const Datum* a) { return Datum::of_int(value_order(call, a)); }
Datum values_larger(FnCall& call, const Datum* a) {
  return value_order(call, a) > 0 ? a[0] : a[1];
}
Datum values_smaller(FnCall& call, const Datum* a) {
  return value_order(call, a) < 0 ? a[0] : a[1];
}

// A date beyond the timestamps' range still has its place in the order.
int64_t timestamp_of_date(int64_t date) {
  if (date == kDateInfinity) return kTimestampInfinity;
  if (date == kDateMinusInfinity) return kTimestampMinusInfinity;
  return date >= kTimestampEnd / kUsecPerDay ? kTimestampEnd : date * kUsecPerDay;
}
int64_t moment_of_local(FnCall& call, int64_t timestamp) {
  if (!is_finite_timestamp(timestamp) || timestamp == kTimestampEnd) return timestamp;
  return timestamp_to_timestamptz(*call.env, timestamp);
}

enum class Kind { kDateValue, kLocal, kMoment };
template <Kind A, Kind B>
int mixed_order(FnCall& call, const Datum* a) {
  int64_t x = A == Kind::kDateValue ? timestamp_of_date(a[0].i) : a[0].i;
  int64_t y = B == Kind::kDateValue ? timestamp_of_date(a[1].i) : a[1].i;
  if constexpr (B == Kind::kMoment) x = moment_of_local(call, x);
  if constexpr (A == Kind::kMoment) y = moment_of_local(call, y);
  return three_way(x, y);
}
template <Comparison C, Kind A, Kind B>
Datum mixed(FnCall& call, const Datum* a) {
  return Datum::of_bool(holds<C>(mixed_order<A, B>(call, a)));
}
template <Kind A, Kind B>
Datum mixed_compare(FnCall& call, const Datum* a) {
  return Datum::of_int(mixed_order<A, B>(call, a));
}
template <Comparison C>
constexpr RowFn kDateLocal = mixed<C, Kind::kDateValue, Kind::kLocal>;
template <Comparison C>
constexpr RowFn kDateMoment = mixed<C, Kind::kDateValue, Kind::kMoment>;
template <Comparison C>
constexpr RowFn kLocalDate = mixed<C, Kind::kLocal, Kind::kDateValue>;
template <Comparison C>
constexpr RowFn kMomentDate = mixed<C, Kind::kMoment, Kind::kDateValue>;
template <Comparison C>
constexpr RowFn kLocalMoment = mixed<C, Kind::kLocal, Kind::kMoment>;
template <Comparison C>
constexpr RowFn kMomentLocal = mixed<C, Kind::kMoment, Kind::kLocal>;

constexpr FunctionDef kFunctions[] = {
    {1086, "date_eq", kBool, {kDate, kDate}, kStrict, ints_are<kEq>},
    {1087, "date_lt", kBool, {kDate, kDate}, kStrict, ints_are<kLt>},
    {1088, "date_le", kBool, {kDate, kDate}, kStrict, ints_are<kLe>},
    {1089, "date_gt", kBool, {kDate, kDate}, kStrict, ints_are<kGt>},
    {1090, "date_ge", kBool, {kDate, kDate}, kStrict, ints_are<kGe>},
    {1091, "date_ne", kBool, {kDate, kDate}, kStrict, ints_are<kNe>},
    {1092, "date_cmp", kInt4, {kDate, kDate}, kStrict, int_order},
    {1102, "time_lt", kBool, {kTime, kTime}, kStrict, ints_are<kLt>},
    {1103, "time_le", kBool, {kTime, kTime}, kStrict, ints_are<kLe>},
    {1104, "time_gt", kBool, {kTime, kTime}, kStrict, ints_are<kGt>},
    {1105, "time_ge", kBool, {kTime, kTime}, kStrict, ints_are<kGe>},
    {1106, "time_ne", kBool, {kTime, kTime}, kStrict, ints_are<kNe>},
    {1107, "time_cmp", kInt4, {kTime, kTime}, kStrict, int_order},
    {1138, "date_larger", kDate, {kDate, kDate}, kStrict, int_larger},
    {1139, "date_smaller", kDate, {kDate, kDate}, kStrict, int_smaller},
    {1145, "time_eq", kBool, {kTime, kTime}, kStrict, ints_are<kEq>},
    {1152, "timestamptz_eq", kBool, {kTimestamptz, kTimestamptz}, kStrict, ints_are<kEq>},
    {1153, "timestamptz_ne", kBool, {kTimestamptz, kTimestamptz}, kStrict, ints_are<kNe>},
    {1154, "timestamptz_lt", kBool, {kTimestamptz, kTimestamptz}, kStrict, ints_are<kLt>},
    {1155, "timestamptz_le", kBool, {kTimestamptz, kTimestamptz}, kStrict, ints_are<kLe>},
    {1156, "timestamptz_ge", kBool, {kTimestamptz, kTimestamptz}, kStrict, ints_are<kGe>},
    {1157, "timestamptz_gt", kBool, {kTimestamptz, kTimestamptz}, kStrict, ints_are<kGt>},
    {1162, "interval_eq", kBool, {kInterval, kInterval}, kStrict, values_are<kEq>},
    {1163, "interval_ne", kBool, {kInterval, kInterval}, kStrict, values_are<kNe>},
    {1164, "interval_lt", kBool, {kInterval, kInterval}, kStrict, values_are<kLt>},
    {1165, "interval_le", kBool, {kInterval, kInterval}, kStrict, values_are<kLe>},
    {1166, "interval_ge", kBool, {kInterval, kInterval}, kStrict, values_are<kGe>},
    {1167, "interval_gt", kBool, {kInterval, kInterval}, kStrict, values_are<kGt>},
    {1195, "timestamptz_smaller", kTimestamptz, {kTimestamptz, kTimestamptz}, kStrict, int_smaller},
    {1196, "timestamptz_larger", kTimestamptz, {kTimestamptz, kTimestamptz}, kStrict, int_larger},
    {1197, "interval_smaller", kInterval, {kInterval, kInterval}, kStrict, values_smaller},
    {1198, "interval_larger", kInterval, {kInterval, kInterval}, kStrict, values_larger},
    {1314, "timestamptz_cmp", kInt4, {kTimestamptz, kTimestamptz}, kStrict, int_order},
    {1315, "interval_cmp", kInt4, {kInterval, kInterval}, kStrict, values_order},
    {1352, "timetz_eq", kBool, {kTimetz, kTimetz}, kStrict, values_are<kEq>},
    {1353, "timetz_ne", kBool, {kTimetz, kTimetz}, kStrict, values_are<kNe>},
    {1354, "timetz_lt", kBool, {kTimetz, kTimetz}, kStrict, values_are<kLt>},
    {1355, "timetz_le", kBool, {kTimetz, kTimetz}, kStrict, values_are<kLe>},
    {1356, "timetz_ge", kBool, {kTimetz, kTimetz}, kStrict, values_are<kGe>},
    {1357, "timetz_gt", kBool, {kTimetz, kTimetz}, kStrict, values_are<kGt>},
    {1358, "timetz_cmp", kInt4, {kTimetz, kTimetz}, kStrict, values_order},
    {1377, "time_larger", kTime, {kTime, kTime}, kStrict, int_larger},
    {1378, "time_smaller", kTime, {kTime, kTime}, kStrict, int_smaller},
    {1379, "timetz_larger", kTimetz, {kTimetz, kTimetz}, kStrict, values_larger},
    {1380, "timetz_smaller", kTimetz, {kTimetz, kTimetz}, kStrict, values_smaller},
    {2035, "timestamp_smaller", kTimestamp, {kTimestamp, kTimestamp}, kStrict, int_smaller},
    {2036, "timestamp_larger", kTimestamp, {kTimestamp, kTimestamp}, kStrict, int_larger},
    {2045, "timestamp_cmp", kInt4, {kTimestamp, kTimestamp}, kStrict, int_order},
    {2052, "timestamp_eq", kBool, {kTimestamp, kTimestamp}, kStrict, ints_are<kEq>},
    {2053, "timestamp_ne", kBool, {kTimestamp, kTimestamp}, kStrict, ints_are<kNe>},
    {2054, "timestamp_lt", kBool, {kTimestamp, kTimestamp}, kStrict, ints_are<kLt>},
    {2055, "timestamp_le", kBool, {kTimestamp, kTimestamp}, kStrict, ints_are<kLe>},
    {2056, "timestamp_ge", kBool, {kTimestamp, kTimestamp}, kStrict, ints_are<kGe>},
    {2057, "timestamp_gt", kBool, {kTimestamp, kTimestamp}, kStrict, ints_are<kGt>},
    {2338, "date_lt_timestamp", kBool, {kDate, kTimestamp}, kStrict, kDateLocal<kLt>},
    {2339, "date_le_timestamp", kBool, {kDate, kTimestamp}, kStrict, kDateLocal<kLe>},
    {2340, "date_eq_timestamp", kBool, {kDate, kTimestamp}, kStrict, kDateLocal<kEq>},
    {2341, "date_gt_timestamp", kBool, {kDate, kTimestamp}, kStrict, kDateLocal<kGt>},
    {2342, "date_ge_timestamp", kBool, {kDate, kTimestamp}, kStrict, kDateLocal<kGe>},
    {2343, "date_ne_timestamp", kBool, {kDate, kTimestamp}, kStrict, kDateLocal<kNe>},
    {2344, "date_cmp_timestamp", kInt4, {kDate, kTimestamp}, kStrict,
     mixed_compare<Kind::kDateValue, Kind::kLocal>},
    {2351, "date_lt_timestamptz", kBool, {kDate, kTimestamptz}, kStrict | kStable,
     kDateMoment<kLt>},
    {2352, "date_le_timestamptz", kBool, {kDate, kTimestamptz}, kStrict | kStable,
     kDateMoment<kLe>},
    {2353, "date_eq_timestamptz", kBool, {kDate, kTimestamptz}, kStrict | kStable,
     kDateMoment<kEq>},
    {2354, "date_gt_timestamptz", kBool, {kDate, kTimestamptz}, kStrict | kStable,
     kDateMoment<kGt>},
    {2355, "date_ge_timestamptz", kBool, {kDate, kTimestamptz}, kStrict | kStable,
     kDateMoment<kGe>},
    {2356, "date_ne_timestamptz", kBool, {kDate, kTimestamptz}, kStrict | kStable,
     kDateMoment<kNe>},
    {2357, "date_cmp_timestamptz", kInt4, {kDate, kTimestamptz}, kStrict | kStable,
     mixed_compare<Kind::kDateValue, Kind::kMoment>},
    {2364, "timestamp_lt_date", kBool, {kTimestamp, kDate}, kStrict, kLocalDate<kLt>},
    {2365, "timestamp_le_date", kBool, {kTimestamp, kDate}, kStrict, kLocalDate<kLe>},
    {2366, "timestamp_eq_date", kBool, {kTimestamp, kDate}, kStrict, kLocalDate<kEq>},
    {2367, "timestamp_gt_date", kBool, {kTimestamp, kDate}, kStrict, kLocalDate<kGt>},
    {2368, "timestamp_ge_date", kBool, {kTimestamp, kDate}, kStrict, kLocalDate<kGe>},
    {2369, "timestamp_ne_date", kBool, {kTimestamp, kDate}, kStrict, kLocalDate<kNe>},
    {2370, "timestamp_cmp_date", kInt4, {kTimestamp, kDate}, kStrict, mixed_compare<Kind::kLocal,
     Kind::kDateValue>},
    {2377, "timestamptz_lt_date", kBool, {kTimestamptz, kDate}, kStrict | kStable,
     kMomentDate<kLt>},
    {2378, "timestamptz_le_date", kBool, {kTimestamptz, kDate}, kStrict | kStable,
     kMomentDate<kLe>},
    {2379, "timestamptz_eq_date", kBool, {kTimestamptz, kDate}, kStrict | kStable,
     kMomentDate<kEq>},
    {2380, "timestamptz_gt_date", kBool, {kTimestamptz, kDate}, kStrict | kStable,
     kMomentDate<kGt>},
    {2381, "timestamptz_ge_date", kBool, {kTimestamptz, kDate}, kStrict | kStable,
     kMomentDate<kGe>},
    {2382, "timestamptz_ne_date", kBool, {kTimestamptz, kDate}, kStrict | kStable,
     kMomentDate<kNe>},
    {2383, "timestamptz_cmp_date", kInt4, {kTimestamptz, kDate}, kStrict | kStable,
     mixed_compare<Kind::kMoment, Kind::kDateValue>},
    {2520, "timestamp_lt_timestamptz", kBool, {kTimestamp, kTimestamptz}, kStrict | kStable,
     kLocalMoment<kLt>},
    {2521, "timestamp_le_timestamptz", kBool, {kTimestamp, kTimestamptz}, kStrict | kStable,
     kLocalMoment<kLe>},
    {2522, "timestamp_eq_timestamptz", kBool, {kTimestamp, kTimestamptz}, kStrict | kStable,
     kLocalMoment<kEq>},
    {2523, "timestamp_gt_timestamptz", kBool, {kTimestamp, kTimestamptz}, kStrict | kStable,
     kLocalMoment<kGt>},
    {2524, "timestamp_ge_timestamptz", kBool, {kTimestamp, kTimestamptz}, kStrict | kStable,
     kLocalMoment<kGe>},
    {2525, "timestamp_ne_timestamptz", kBool, {kTimestamp, kTimestamptz}, kStrict | kStable,
     kLocalMoment<kNe>},
    {2526, "timestamp_cmp_timestamptz", kInt4, {kTimestamp, kTimestamptz}, kStrict | kStable,
     mixed_compare<Kind::kLocal, Kind::kMoment>},
    {2527, "timestamptz_lt_timestamp", kBool, {kTimestamptz, kTimestamp}, kStrict | kStable,
     kMomentLocal<kLt>},
    {2528, "timestamptz_le_timestamp", kBool, {kTimestamptz, kTimestamp}, kStrict | kStable,
     kMomentLocal<kLe>},
    {2529, "timestamptz_eq_timestamp", kBool, {kTimestamptz, kTimestamp}, kStrict | kStable,
     kMomentLocal<kEq>},
    {2530, "timestamptz_gt_timestamp", kBool, {kTimestamptz, kTimestamp}, kStrict | kStable,
     kMomentLocal<kGt>},
    {2531, "timestamptz_ge_timestamp", kBool, {kTimestamptz, kTimestamp}, kStrict | kStable,
     kMomentLocal<kGe>},
    {2532, "timestamptz_ne_timestamp", kBool, {kTimestamptz, kTimestamp}, kStrict | kStable,
     kMomentLocal<kNe>},
    {2533, "timestamptz_cmp_timestamp", kInt4, {kTimestamptz, kTimestamp}, kStrict | kStable,
     mixed_compare<Kind::kMoment, Kind::kLocal>},
};

constexpr OperatorDef kOperators[] = {
    {1093, "=", kDate, kDate, kBool, 1086, 1093, 1094},
    {1094, "<>", kDate, kDate, kBool, 1091, 1094, 1093},
    {1095, "<", kDate, kDate, kBool, 1087, 1097, 1098},
    {1096, "<=", kDate, kDate, kBool, 1088, 1098, 1097},
    {1097, ">", kDate, kDate, kBool, 1089, 1095, 1096},
    {1098, ">=", kDate, kDate, kBool, 1090, 1096, 1095},
    {1108, "=", kTime, kTime, kBool, 1145, 1108, 1109},
    {1109, "<>", kTime, kTime, kBool, 1106, 1109, 1108},
    {1110, "<", kTime, kTime, kBool, 1102, 1112, 1113},
    {1111, "<=", kTime, kTime, kBool, 1103, 1113, 1112},
    {1112, ">", kTime, kTime, kBool, 1104, 1110, 1111},
    {1113, ">=", kTime, kTime, kBool, 1105, 1111, 1110},
    {1320, "=", kTimestamptz, kTimestamptz, kBool, 1152, 1320, 1321},
    {1321, "<>", kTimestamptz, kTimestamptz, kBool, 1153, 1321, 1320},
    {1322, "<", kTimestamptz, kTimestamptz, kBool, 1154, 1324, 1325},
    {1323, "<=", kTimestamptz, kTimestamptz, kBool, 1155, 1325, 1324},
    {1324, ">", kTimestamptz, kTimestamptz, kBool, 1157, 1322, 1323},
    {1325, ">=", kTimestamptz, kTimestamptz, kBool, 1156, 1323, 1322},
    {1330, "=", kInterval, kInterval, kBool, 1162, 1330, 1331},
    {1331, "<>", kInterval, kInterval, kBool, 1163, 1331, 1330},
    {1332, "<", kInterval, kInterval, kBool, 1164, 1334, 1335},
    {1333, "<=", kInterval, kInterval, kBool, 1165, 1335, 1334},
    {1334, ">", kInterval, kInterval, kBool, 1167, 1332, 1333},
    {1335, ">=", kInterval, kInterval, kBool, 1166, 1333, 1332},
    {1550, "=", kTimetz, kTimetz, kBool, 1352, 1550, 1551},
    {1551, "<>", kTimetz, kTimetz, kBool, 1353, 1551, 1550},
    {1552, "<", kTimetz, kTimetz, kBool, 1354, 1554, 1555},
    {1553, "<=", kTimetz, kTimetz, kBool, 1355, 1555, 1554},
    {1554, ">", kTimetz, kTimetz, kBool, 1357, 1552, 1553},
    {1555, ">=", kTimetz, kTimetz, kBool, 1356, 1553, 1552},
    {2060, "=", kTimestamp, kTimestamp, kBool, 2052, 2060, 2061},
    {2061, "<>", kTimestamp, kTimestamp, kBool, 2053, 2061, 2060},
    {2062, "<", kTimestamp, kTimestamp, kBool, 2054, 2064, 2065},
    {2063, "<=", kTimestamp, kTimestamp, kBool, 2055, 2065, 2064},
    {2064, ">", kTimestamp, kTimestamp, kBool, 2057, 2062, 2063},
    {2065, ">=", kTimestamp, kTimestamp, kBool, 2056, 2063, 2062},
    {2345, "<", kDate, kTimestamp, kBool, 2338, 2375, 2348},
    {2346, "<=", kDate, kTimestamp, kBool, 2339, 2374, 2349},
    {2347, "=", kDate, kTimestamp, kBool, 2340, 2373, 2350},
    {2348, ">=", kDate, kTimestamp, kBool, 2342, 2372, 2345},
    {2349, ">", kDate, kTimestamp, kBool, 2341, 2371, 2346},
    {2350, "<>", kDate, kTimestamp, kBool, 2343, 2376, 2347},
    {2358, "<", kDate, kTimestamptz, kBool, 2351, 2388, 2361},
    {2359, "<=", kDate, kTimestamptz, kBool, 2352, 2387, 2362},
    {2360, "=", kDate, kTimestamptz, kBool, 2353, 2386, 2363},
    {2361, ">=", kDate, kTimestamptz, kBool, 2355, 2385, 2358},
    {2362, ">", kDate, kTimestamptz, kBool, 2354, 2384, 2359},
    {2363, "<>", kDate, kTimestamptz, kBool, 2356, 2389, 2360},
    {2371, "<", kTimestamp, kDate, kBool, 2364, 2349, 2374},
    {2372, "<=", kTimestamp, kDate, kBool, 2365, 2348, 2375},
    {2373, "=", kTimestamp, kDate, kBool, 2366, 2347, 2376},
    {2374, ">=", kTimestamp, kDate, kBool, 2368, 2346, 2371},
    {2375, ">", kTimestamp, kDate, kBool, 2367, 2345, 2372},
    {2376, "<>", kTimestamp, kDate, kBool, 2369, 2350, 2373},
    {2384, "<", kTimestamptz, kDate, kBool, 2377, 2362, 2387},
    {2385, "<=", kTimestamptz, kDate, kBool, 2378, 2361, 2388},
    {2386, "=", kTimestamptz, kDate, kBool, 2379, 2360, 2389},
    {2387, ">=", kTimestamptz, kDate, kBool, 2381, 2359, 2384},
    {2388, ">", kTimestamptz, kDate, kBool, 2380, 2358, 2385},
    {2389, "<>", kTimestamptz, kDate, kBool, 2382, 2363, 2386},
    {2534, "<", kTimestamp, kTimestamptz, kBool, 2520, 2544, 2537},
    {2535, "<=", kTimestamp, kTimestamptz, kBool, 2521, 2543, 2538},
    {2536, "=", kTimestamp, kTimestamptz, kBool, 2522, 2542, 2539},
    {2537, ">=", kTimestamp, kTimestamptz, kBool, 2524, 2541, 2534},
    {2538, ">", kTimestamp, kTimestamptz, kBool, 2523, 2540, 2535},
    {2539, "<>", kTimestamp, kTimestamptz, kBool, 2525, 2545, 2536},
    {2540, "<", kTimestamptz, kTimestamp, kBool, 2527, 2538, 2543},
    {2541, "<=", kTimestamptz, kTimestamp, kBool, 2528, 2537, 2544},
    {2542, "=", kTimestamptz, kTimestamp, kBool, 2529, 2536, 2545},
    {2543, ">=", kTimestamptz, kTimestamp, kBool, 2531, 2535, 2540},
    {2544, ">", kTimestamptz, kTimestamp, kBool, 2530, 2534, 2541},
    {2545, "<>", kTimestamptz, kTimestamp, kBool, 2532, 2539, 2542},
};

}  // namespace

const FunctionGroup kDatetimeCompareGroup = {
    .functions = kFunctions,
    .operators = kOperators,
};

}  // namespace rung
