// Functions and operators of ranges of any subtype, and range_agg and range_intersect_agg.
#include "functions/compare.h"
#include "functions/range_groups.h"
#include "types/numeric.h"
#include "types/range.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

RangeType type_of(FnCall& call, int argument = 0) {
  return {*call.env, call.env->type(call.arg_types[argument])};
}

Datum construct(FnCall& call, const Datum* a) {
  const RangeType type(*call.env, call.env->type(call.result_type));
  RangeBound lower;
  RangeBound upper;
  lower.lower = true;
  lower.inclusive = true;
  if (call.arg_count > 2) {
    if (a[2].null) {
      throw_error(sqlstate::data_exception, "range constructor flags argument must not be null");
    }
    const std::string_view flags = a[2].bytes();
    const bool valid = flags.size() == 2 && (flags[0] == '[' || flags[0] == '(') &&
                       (flags[1] == ']' || flags[1] == ')');
    if (!valid) {
      throw_error(Error(sqlstate::syntax_error, "invalid range bound flags")
                      .with_hint("Valid values are \"[]\", \"[)\", \"(]\", and \"()\"."));
    }
    lower.inclusive = flags[0] == '[';
    upper.inclusive = flags[1] == ']';
  }
  lower.value = a[0];
  lower.infinite = a[0].null;
  upper.value = a[1];
  upper.infinite = a[1].null;
  return type.store(type.make(lower, upper));
}

template <bool kLower>
Datum bound(FnCall& call, const Datum* a) {
  const Range range = type_of(call).load(a[0]);
  const RangeBound& side = kLower ? range.lower : range.upper;
  return range.empty || side.infinite ? Datum() : side.value;
}
Datum is_empty(FnCall& call, const Datum* a) {
  return Datum::of_bool(type_of(call).load(a[0]).empty);
}
template <bool kLower, bool kInclusive>
Datum bound_is(FnCall& call, const Datum* a) {
  const Range range = type_of(call).load(a[0]);
  const RangeBound& side = kLower ? range.lower : range.upper;
  return Datum::of_bool(!range.empty && (kInclusive ? side.inclusive : side.infinite));
}

int order_of(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  return type.compare(type.load(a[0]), type.load(a[1]));
}
template <Comparison C>
Datum ranges_are(FnCall& call, const Datum* a) {
  return Datum::of_bool(holds<C>(order_of(call, a)));
}
Datum ranges_order(FnCall& call, const Datum* a) { return Datum::of_int(order_of(call, a)); }

Datum contains_element(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  return Datum::of_bool(type.contains(type.load(a[0]), a[1]));
}
Datum element_contained(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call, 1);
  return Datum::of_bool(type.contains(type.load(a[1]), a[0]));
}

using Relation = bool (*)(const RangeType&, const Range&, const Range&);
template <Relation kRelation>
Datum related(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  return Datum::of_bool(kRelation(type, type.load(a[0]), type.load(a[1])));
}
bool overlaps(const RangeType& t, const Range& a, const Range& b) { return t.overlaps(a, b); }
bool contains(const RangeType& t, const Range& a, const Range& b) { return t.contains(a, b); }
bool contained(const RangeType& t, const Range& a, const Range& b) { return t.contains(b, a); }
bool adjacent(const RangeType& t, const Range& a, const Range& b) { return t.adjacent(a, b); }
bool before(const RangeType& t, const Range& a, const Range& b) { return t.before(a, b); }
bool after(const RangeType& t, const Range& a, const Range& b) { return t.before(b, a); }
bool over_left(const RangeType& t, const Range& a, const Range& b) {
  return !a.empty && !b.empty && t.compare_bounds(a.upper, b.upper) <= 0;
}
bool over_right(const RangeType& t, const Range& a, const Range& b) {
  return !a.empty && !b.empty && t.compare_bounds(a.lower, b.lower) >= 0;
}

template <bool kStrictly>
Datum united(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  return type.store(type.unite(type.load(a[0]), type.load(a[1]), kStrictly));
}
Datum intersected(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  return type.store(type.intersect(type.load(a[0]), type.load(a[1])));
}
Datum subtracted(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  Range below;
  Range above;
  type.subtract(type.load(a[0]), type.load(a[1]), &below, &above);
  if (!below.empty && !above.empty) {
    throw_error(sqlstate::data_exception, "result of range difference would not be contiguous");
  }
  return type.store(below.empty ? above : below);
}

// range_agg gathers all ranges; range_intersect_agg keeps what they have in common so far.
struct Gathered {
  std::vector<Range>* ranges;
  bool any;
};
const TypeInfo& range_of(FnCall& call) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  return type.kind == TypeKind::kMultirange ? call.env->type(type.element_oid) : type;
}
Datum kept(FnCall& call, const Datum& value) {
  return Datum::of_bytes(call.env->arena->copy(value.bytes()));
}
void gather(FnCall& call, void* state, const Datum* a) {
  auto* to = static_cast<Gathered*>(state);
  if (to->ranges == nullptr) to->ranges = call.env->arena->make<std::vector<Range>>();
  if (a[0].null) return;
  const RangeType type(*call.env, range_of(call));
  if (call.env->type(call.arg_types[0]).kind == TypeKind::kRange) {
    to->ranges->push_back(type.load(kept(call, a[0])));
  } else {
    for (const Range& range : type.load_all(kept(call, a[0]))) to->ranges->push_back(range);
  }
  to->any = true;
}
Datum gathered(FnCall& call, void* state) {
  const auto* from = static_cast<Gathered*>(state);
  if (from->ranges == nullptr || !from->any) return {};
  const RangeType type(*call.env, range_of(call));
  std::vector<Range> ranges = *from->ranges;
  type.normalize(&ranges);
  return type.store_all(ranges);
}

struct Common {
  Range range;
  bool any;
};
void intersect_step(FnCall& call, void* state, const Datum* a) {
  auto* to = static_cast<Common*>(state);
  const RangeType type = type_of(call);
  const Range next = type.load(kept(call, a[0]));
  to->range = to->any ? type.intersect(to->range, next) : next;
  to->any = true;
}
Datum intersect_final(FnCall& call, void* state) {
  const auto* from = static_cast<Common*>(state);
  return from->any ? type_of(call).store(from->range) : Datum();
}

Datum canonical(FnCall&, const Datum* a) { return a[0]; }  // every stored range is
// How far two values of the subtype are apart.
Datum distance(FnCall&, const Datum* a) {
  return Datum::of_float(static_cast<double>(a[0].i) - static_cast<double>(a[1].i));
}
Datum seconds_apart(FnCall&, const Datum* a) {
  return Datum::of_float((static_cast<double>(a[0].i) - static_cast<double>(a[1].i)) / 1e6);
}
Datum numeric_distance(FnCall&, const Datum* a) {
  return Datum::of_float(subtract(Numeric::load(a[0]), Numeric::load(a[1])).to_double());
}

constexpr FunctionDef kFunctions[] = {
    {3840, "int4range", kInt4range, {kInt4, kInt4}, 0, construct, nullptr, "int4range(1, 5)",
     "[1,5)"},
    {3841, "int4range", kInt4range, {kInt4, kInt4, kText}, 0, construct},
    {3844, "numrange", kNumrange, {kNumeric, kNumeric}, 0, construct},
    {3845, "numrange", kNumrange, {kNumeric, kNumeric, kText}, 0, construct},
    {3848, "lower", kAnyelement, {kAnyrange}, kStrict, bound<true>},
    {3849, "upper", kAnyelement, {kAnyrange}, kStrict, bound<false>},
    {3850, "isempty", kBool, {kAnyrange}, kStrict, is_empty},
    {3851, "lower_inc", kBool, {kAnyrange}, kStrict, bound_is<true, true>},
    {3852, "upper_inc", kBool, {kAnyrange}, kStrict, bound_is<false, true>},
    {3853, "lower_inf", kBool, {kAnyrange}, kStrict, bound_is<true, false>},
    {3854, "upper_inf", kBool, {kAnyrange}, kStrict, bound_is<false, false>},
    {3855, "range_eq", kBool, {kAnyrange, kAnyrange}, kStrict, ranges_are<kEq>},
    {3856, "range_ne", kBool, {kAnyrange, kAnyrange}, kStrict, ranges_are<kNe>},
    {3857, "range_overlaps", kBool, {kAnyrange, kAnyrange}, kStrict, related<overlaps>},
    {3858, "range_contains_elem", kBool, {kAnyrange, kAnyelement}, kStrict, contains_element},
    {3859, "range_contains", kBool, {kAnyrange, kAnyrange}, kStrict, related<contains>},
    {3860, "elem_contained_by_range", kBool, {kAnyelement, kAnyrange}, kStrict, element_contained},
    {3861, "range_contained_by", kBool, {kAnyrange, kAnyrange}, kStrict, related<contained>},
    {3862, "range_adjacent", kBool, {kAnyrange, kAnyrange}, kStrict, related<adjacent>},
    {3863, "range_before", kBool, {kAnyrange, kAnyrange}, kStrict, related<before>},
    {3864, "range_after", kBool, {kAnyrange, kAnyrange}, kStrict, related<after>},
    {3865, "range_overleft", kBool, {kAnyrange, kAnyrange}, kStrict, related<over_left>},
    {3866, "range_overright", kBool, {kAnyrange, kAnyrange}, kStrict, related<over_right>},
    {3867, "range_union", kAnyrange, {kAnyrange, kAnyrange}, kStrict, united<true>},
    {3868, "range_intersect", kAnyrange, {kAnyrange, kAnyrange}, kStrict, intersected},
    {3869, "range_minus", kAnyrange, {kAnyrange, kAnyrange}, kStrict, subtracted},
    {3870, "range_cmp", kInt4, {kAnyrange, kAnyrange}, kStrict, ranges_order},
    {3871, "range_lt", kBool, {kAnyrange, kAnyrange}, kStrict, ranges_are<kLt>},
    {3872, "range_le", kBool, {kAnyrange, kAnyrange}, kStrict, ranges_are<kLe>},
    {3873, "range_ge", kBool, {kAnyrange, kAnyrange}, kStrict, ranges_are<kGe>},
    {3874, "range_gt", kBool, {kAnyrange, kAnyrange}, kStrict, ranges_are<kGt>},
    {3914, "int4range_canonical", kInt4range, {kInt4range}, kStrict, canonical},
    {3915, "daterange_canonical", kDaterange, {kDaterange}, kStrict, canonical},
    {3922, "int4range_subdiff", kFloat8, {kInt4, kInt4}, kStrict, distance},
    {3923, "int8range_subdiff", kFloat8, {kInt8, kInt8}, kStrict, distance},
    {3924, "numrange_subdiff", kFloat8, {kNumeric, kNumeric}, kStrict, numeric_distance},
    {3925, "daterange_subdiff", kFloat8, {kDate, kDate}, kStrict, distance},
    {3928, "int8range_canonical", kInt8range, {kInt8range}, kStrict, canonical},
    {3929, "tsrange_subdiff", kFloat8, {kTimestamp, kTimestamp}, kStrict, seconds_apart},
    {3930, "tstzrange_subdiff", kFloat8, {kTimestamptz, kTimestamptz}, kStrict, seconds_apart},
    {3933, "tsrange", kTsrange, {kTimestamp, kTimestamp}, 0, construct},
    {3934, "tsrange", kTsrange, {kTimestamp, kTimestamp, kText}, 0, construct},
    {3937, "tstzrange", kTstzrange, {kTimestamptz, kTimestamptz}, 0, construct},
    {3938, "tstzrange", kTstzrange, {kTimestamptz, kTimestamptz, kText}, 0, construct},
    {3941, "daterange", kDaterange, {kDate, kDate}, 0, construct},
    {3942, "daterange", kDaterange, {kDate, kDate, kText}, 0, construct},
    {3945, "int8range", kInt8range, {kInt8, kInt8}, 0, construct},
    {3946, "int8range", kInt8range, {kInt8, kInt8, kText}, 0, construct},
    {4057, "range_merge", kAnyrange, {kAnyrange, kAnyrange}, kStrict, united<false>, nullptr,
     "range_merge(int4range(1, 2), int4range(8, 9))", "[1,9)"},
};

constexpr OperatorDef kOperators[] = {
    {3882, "=", kAnyrange, kAnyrange, kBool, 3855, 3882, 3883},
    {3883, "<>", kAnyrange, kAnyrange, kBool, 3856, 3883, 3882},
    {3884, "<", kAnyrange, kAnyrange, kBool, 3871, 3887, 3886},
    {3885, "<=", kAnyrange, kAnyrange, kBool, 3872, 3886, 3887},
    {3886, ">=", kAnyrange, kAnyrange, kBool, 3873, 3885, 3884},
    {3887, ">", kAnyrange, kAnyrange, kBool, 3874, 3884, 3885},
    {3888, "&&", kAnyrange, kAnyrange, kBool, 3857, 3888},
    {3889, "@>", kAnyrange, kAnyelement, kBool, 3858, 3891},
    {3890, "@>", kAnyrange, kAnyrange, kBool, 3859, 3892},
    {3891, "<@", kAnyelement, kAnyrange, kBool, 3860, 3889},
    {3892, "<@", kAnyrange, kAnyrange, kBool, 3861, 3890},
    {3893, "<<", kAnyrange, kAnyrange, kBool, 3863, 3894},
    {3894, ">>", kAnyrange, kAnyrange, kBool, 3864, 3893},
    {3895, "&<", kAnyrange, kAnyrange, kBool, 3865},
    {3896, "&>", kAnyrange, kAnyrange, kBool, 3866},
    {3897, "-|-", kAnyrange, kAnyrange, kBool, 3862, 3897},
    {3898, "+", kAnyrange, kAnyrange, kAnyrange, 3867, 3898},
    {3899, "-", kAnyrange, kAnyrange, kAnyrange, 3869},
    {3900, "*", kAnyrange, kAnyrange, kAnyrange, 3868, 3900},
};

constexpr AggregateDef kAggregates[] = {
    {4301, "range_agg", kAnymultirange, {kAnyrange}, 0, sizeof(Gathered), gather, gathered},
    {4450, "range_intersect_agg", kAnyrange, {kAnyrange}, kStrict, sizeof(Common), intersect_step,
     intersect_final},
    {6227, "range_agg", kAnymultirange, {kAnymultirange}, 0, sizeof(Gathered), gather, gathered},
};

}  // namespace

const FunctionGroup kRangeGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .aggregates = kAggregates,
};

}  // namespace rung
