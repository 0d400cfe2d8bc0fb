// Functions and operators of multiranges, alone and against ranges, and casts from ranges.
#include <algorithm>

#include "functions/compare.h"
#include "functions/range_groups.h"
#include "types/array.h"
#include "types/range.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;
using Ranges = std::vector<Range>;

// The range type under an argument or result, be it a range or a multirange.
RangeType range_type(FnCall& call, Oid oid) {
  const TypeInfo& type = call.env->type(oid);
  return {*call.env, type.kind == TypeKind::kMultirange ? call.env->type(type.element_oid) : type};
}
RangeType type_of(FnCall& call, int argument = 0) {
  return range_type(call, call.arg_types[argument]);
}
bool is_multirange(FnCall& call, int argument) {
  return call.env->type(call.arg_types[argument]).kind == TypeKind::kMultirange;
}
// A range counts as the multirange of itself; nothing when it is empty.
Ranges load(FnCall& call, const RangeType& type, const Datum* a, int argument) {
  if (is_multirange(call, argument)) return type.load_all(a[argument]);
  const Range range = type.load(a[argument]);
  return range.empty ? Ranges() : Ranges{range};
}

Datum construct_none(FnCall& call, const Datum*) {
  return range_type(call, call.result_type).store_all({});
}
Datum construct_one(FnCall& call, const Datum* a) {
  const RangeType type = range_type(call, call.result_type);
  const Range range = type.load(a[0]);
  return type.store_all(range.empty ? Ranges() : Ranges{range});
}
Datum construct_many(FnCall& call, const Datum* a) {
  const RangeType type = range_type(call, call.result_type);
  const ArrayView array(a[0]);
  if (array.dimensions() > 1) {
    throw_error(sqlstate::cardinality_violation,
                "multiranges cannot be constructed from multidimensional arrays");
  }
  Ranges ranges;
  for (uint32_t i = 0; i < array.size(); ++i) {
    const Datum element = array.element(i);
    if (element.null) {
      throw_error(sqlstate::null_value_not_allowed,
                  "multirange values cannot contain null members");
    }
    ranges.push_back(type.load(element));
  }
  type.normalize(&ranges);
  return type.store_all(ranges);
}

template <bool kLower>
Datum bound(FnCall& call, const Datum* a) {
  const Ranges ranges = type_of(call).load_all(a[0]);
  if (ranges.empty()) return {};
  const RangeBound& side = kLower ? ranges.front().lower : ranges.back().upper;
  return side.infinite ? Datum() : side.value;
}
Datum is_empty(FnCall& call, const Datum* a) {
  return Datum::of_bool(type_of(call).load_all(a[0]).empty());
}
template <bool kLower, bool kInclusive>
Datum bound_is(FnCall& call, const Datum* a) {
  const Ranges ranges = type_of(call).load_all(a[0]);
  if (ranges.empty()) return Datum::of_bool(false);
  const RangeBound& side = kLower ? ranges.front().lower : ranges.back().upper;
  return Datum::of_bool(kInclusive ? side.inclusive : side.infinite);
}

int order_of(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(call.arg_types[0]);
  return type.ops->compare(*call.env, type, a[0], a[1]);
}
template <Comparison C>
Datum multiranges_are(FnCall& call, const Datum* a) {
  return Datum::of_bool(holds<C>(order_of(call, a)));
}
Datum multiranges_order(FnCall& call, const Datum* a) { return Datum::of_int(order_of(call, a)); }

bool has_element(const RangeType& type, const Ranges& ranges, const Datum& element) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return type.contains(range, element); });
}
Datum contains_element(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  return Datum::of_bool(has_element(type, type.load_all(a[0]), a[1]));
}
Datum element_contained(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call, 1);
  return Datum::of_bool(has_element(type, type.load_all(a[1]), a[0]));
}

using Relation = bool (*)(const RangeType&, const Ranges&, const Ranges&);
template <Relation kRelation>
Datum related(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  return Datum::of_bool(kRelation(type, load(call, type, a, 0), load(call, type, a, 1)));
}
bool overlaps(const RangeType& t, const Ranges& a, const Ranges& b) {
  for (size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    if (t.overlaps(a[i], b[k])) return true;
    t.before(a[i], b[k]) ? ++i : ++k;
  }
  return false;
}
bool contains(const RangeType& t, const Ranges& a, const Ranges& b) {
  size_t i = 0;
  for (const Range& inner : b) {
    while (i < a.size() && t.before(a[i], inner)) ++i;
    if (i == a.size() || !t.contains(a[i], inner)) return false;
  }
  return true;
}
bool contained(const RangeType& t, const Ranges& a, const Ranges& b) { return contains(t, b, a); }
bool adjacent(const RangeType& t, const Ranges& a, const Ranges& b) {
  if (a.empty() || b.empty()) return false;
  return t.adjoins(a.back().upper, b.front().lower) || t.adjoins(b.back().upper, a.front().lower);
}
bool before(const RangeType& t, const Ranges& a, const Ranges& b) {
  return !a.empty() && !b.empty() && t.before(a.back(), b.front());
}
bool after(const RangeType& t, const Ranges& a, const Ranges& b) { return before(t, b, a); }
bool over_left(const RangeType& t, const Ranges& a, const Ranges& b) {
  return !a.empty() && !b.empty() && t.compare_bounds(a.back().upper, b.back().upper) <= 0;
}
bool over_right(const RangeType& t, const Ranges& a, const Ranges& b) {
  return !a.empty() && !b.empty() && t.compare_bounds(a.front().lower, b.front().lower) >= 0;
}

Ranges intersect(const RangeType& type, const Ranges& a, const Ranges& b) {
  Ranges common;
  for (size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    const Range both = type.intersect(a[i], b[k]);
    if (!both.empty) common.push_back(both);
    type.compare_bounds(a[i].upper, b[k].upper) < 0 ? ++i : ++k;
  }
  return common;
}
Datum united(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  Ranges ranges = type.load_all(a[0]);
  for (const Range& range : type.load_all(a[1])) ranges.push_back(range);
  type.normalize(&ranges);
  return type.store_all(ranges);
}
Datum intersected(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  return type.store_all(intersect(type, type.load_all(a[0]), type.load_all(a[1])));
}
Datum subtracted(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  const Ranges taken = type.load_all(a[1]);
  Ranges left;
  size_t first = 0;  // what lies before it is below all that follows
  for (Range rest : type.load_all(a[0])) {
    while (first < taken.size() && type.before(taken[first], rest)) ++first;
    for (size_t k = first; k < taken.size() && !rest.empty; ++k) {
      if (type.before(rest, taken[k])) break;
      Range below;
      Range above;
      type.subtract(rest, taken[k], &below, &above);
      if (!below.empty) left.push_back(below);
      rest = above;
    }
    if (!rest.empty) left.push_back(rest);
  }
  return type.store_all(left);
}
Datum merged(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  const Ranges ranges = type.load_all(a[0]);
  if (ranges.empty()) return type.store(empty_range());
  return type.store(type.unite(ranges.front(), ranges.back(), false));
}

struct Common {
  Ranges* ranges;
};
void intersect_step(FnCall& call, void* state, const Datum* a) {
  auto* to = static_cast<Common*>(state);
  const RangeType type = type_of(call);
  const Ranges next = type.load_all(Datum::of_bytes(call.env->arena->copy(a[0].bytes())));
  if (to->ranges == nullptr) {
    to->ranges = call.env->arena->make<Ranges>(next);
  } else {
    *to->ranges = intersect(type, *to->ranges, next);
  }
}
Datum intersect_final(FnCall& call, void* state) {
  const auto* from = static_cast<Common*>(state);
  return from->ranges == nullptr ? Datum() : type_of(call).store_all(*from->ranges);
}

class Members : public RowStream {
 public:
  Members(RangeType type, Ranges ranges) : type_(type), ranges_(std::move(ranges)) {}
  bool next(Datum* columns) override {
    if (at_ >= ranges_.size()) return false;
    columns[0] = type_.store(ranges_[at_++]);
    return true;
  }

 private:
  RangeType type_;
  Ranges ranges_;
  size_t at_ = 0;
};
std::unique_ptr<RowStream> unnest(FnCall& call, const Datum* a) {
  const RangeType type = type_of(call);
  return std::make_unique<Members>(
      type, type.load_all(Datum::of_bytes(call.env->arena->copy(a[0].bytes()))));
}

constexpr FunctionDef kFunctions[] = {
    {4228, "range_merge", kAnyrange, {kAnymultirange}, kStrict, merged},
    {4235, "lower", kAnyelement, {kAnymultirange}, kStrict, bound<true>},
    {4236, "upper", kAnyelement, {kAnymultirange}, kStrict, bound<false>},
    {4237, "isempty", kBool, {kAnymultirange}, kStrict, is_empty},
    {4238, "lower_inc", kBool, {kAnymultirange}, kStrict, bound_is<true, true>},
    {4239, "upper_inc", kBool, {kAnymultirange}, kStrict, bound_is<false, true>},
    {4240, "lower_inf", kBool, {kAnymultirange}, kStrict, bound_is<true, false>},
    {4241, "upper_inf", kBool, {kAnymultirange}, kStrict, bound_is<false, false>},
    {4244, "multirange_eq", kBool, {kAnymultirange, kAnymultirange}, kStrict, multiranges_are<kEq>},
    {4245, "multirange_ne", kBool, {kAnymultirange, kAnymultirange}, kStrict, multiranges_are<kNe>},
    {4246, "range_overlaps_multirange", kBool, {kAnyrange, kAnymultirange}, kStrict,
     related<overlaps>},
    {4247, "multirange_overlaps_range", kBool, {kAnymultirange, kAnyrange}, kStrict,
     related<overlaps>},
    {4248, "multirange_overlaps_multirange", kBool, {kAnymultirange, kAnymultirange}, kStrict,
     related<overlaps>},
    {4250, "multirange_contains_range", kBool, {kAnymultirange, kAnyrange}, kStrict,
     related<contains>},
    {4251, "multirange_contains_multirange", kBool, {kAnymultirange, kAnymultirange}, kStrict,
     related<contains>},
    {4253, "range_contained_by_multirange", kBool, {kAnyrange, kAnymultirange}, kStrict,
     related<contained>},
    {4254, "multirange_contained_by_multirange", kBool, {kAnymultirange, kAnymultirange}, kStrict,
     related<contained>},
    {4255, "range_adjacent_multirange", kBool, {kAnyrange, kAnymultirange}, kStrict,
     related<adjacent>},
    {4256, "multirange_adjacent_multirange", kBool, {kAnymultirange, kAnymultirange}, kStrict,
     related<adjacent>},
    {4257, "multirange_adjacent_range", kBool, {kAnymultirange, kAnyrange}, kStrict,
     related<adjacent>},
    {4258, "range_before_multirange", kBool, {kAnyrange, kAnymultirange}, kStrict, related<before>},
    {4259, "multirange_before_range", kBool, {kAnymultirange, kAnyrange}, kStrict, related<before>},
    {4260, "multirange_before_multirange", kBool, {kAnymultirange, kAnymultirange}, kStrict,
     related<before>},
    {4261, "range_after_multirange", kBool, {kAnyrange, kAnymultirange}, kStrict, related<after>},
    {4262, "multirange_after_range", kBool, {kAnymultirange, kAnyrange}, kStrict, related<after>},
    {4263, "multirange_after_multirange", kBool, {kAnymultirange, kAnymultirange}, kStrict,
     related<after>},
    {4264, "range_overleft_multirange", kBool, {kAnyrange, kAnymultirange}, kStrict,
     related<over_left>},
    {4265, "multirange_overleft_range", kBool, {kAnymultirange, kAnyrange}, kStrict,
     related<over_left>},
    {4266, "multirange_overleft_multirange", kBool, {kAnymultirange, kAnymultirange}, kStrict,
     related<over_left>},
    {4267, "range_overright_multirange", kBool, {kAnyrange, kAnymultirange}, kStrict,
     related<over_right>},
    {4268, "multirange_overright_range", kBool, {kAnymultirange, kAnyrange}, kStrict,
     related<over_right>},
    {4269, "multirange_overright_multirange", kBool, {kAnymultirange, kAnymultirange}, kStrict,
     related<over_right>},
    {4541, "range_contains_multirange", kBool, {kAnyrange, kAnymultirange}, kStrict,
     related<contains>},
    {4542, "multirange_contained_by_range", kBool, {kAnymultirange, kAnyrange}, kStrict,
     related<contained>},
    {4249, "multirange_contains_elem", kBool, {kAnymultirange, kAnyelement}, kStrict,
     contains_element},
    {4252, "elem_contained_by_multirange", kBool, {kAnyelement, kAnymultirange}, kStrict,
     element_contained},
    {4270, "multirange_union", kAnymultirange, {kAnymultirange, kAnymultirange}, kStrict, united},
    {4271, "multirange_minus", kAnymultirange, {kAnymultirange, kAnymultirange}, kStrict,
     subtracted},
    {4272, "multirange_intersect", kAnymultirange, {kAnymultirange, kAnymultirange}, kStrict,
     intersected},
    {4273, "multirange_cmp", kInt4, {kAnymultirange, kAnymultirange}, kStrict, multiranges_order},
    {4274, "multirange_lt", kBool, {kAnymultirange, kAnymultirange}, kStrict, multiranges_are<kLt>},
    {4275, "multirange_le", kBool, {kAnymultirange, kAnymultirange}, kStrict, multiranges_are<kLe>},
    {4276, "multirange_ge", kBool, {kAnymultirange, kAnymultirange}, kStrict, multiranges_are<kGe>},
    {4277, "multirange_gt", kBool, {kAnymultirange, kAnymultirange}, kStrict, multiranges_are<kGt>},
    {4280, "int4multirange", kInt4multirange, {}, kStrict, construct_none},
    {4281, "int4multirange", kInt4multirange, {kInt4range}, kStrict, construct_one},
    {4282, "int4multirange", kInt4multirange, {kInt4rangeArray}, kStrict | kVariadic,
     construct_many},
    {4283, "nummultirange", kNummultirange, {}, kStrict, construct_none},
    {4284, "nummultirange", kNummultirange, {kNumrange}, kStrict, construct_one},
    {4285, "nummultirange", kNummultirange, {kNumrangeArray}, kStrict | kVariadic, construct_many},
    {4286, "tsmultirange", kTsmultirange, {}, kStrict, construct_none},
    {4287, "tsmultirange", kTsmultirange, {kTsrange}, kStrict, construct_one},
    {4288, "tsmultirange", kTsmultirange, {kTsrangeArray}, kStrict | kVariadic, construct_many},
    {4289, "tstzmultirange", kTstzmultirange, {}, kStrict, construct_none},
    {4290, "tstzmultirange", kTstzmultirange, {kTstzrange}, kStrict, construct_one},
    {4291, "tstzmultirange", kTstzmultirange, {kTstzrangeArray}, kStrict | kVariadic,
     construct_many},
    {4292, "datemultirange", kDatemultirange, {}, kStrict, construct_none},
    {4293, "datemultirange", kDatemultirange, {kDaterange}, kStrict, construct_one},
    {4294, "datemultirange", kDatemultirange, {kDaterangeArray}, kStrict | kVariadic,
     construct_many},
    {4295, "int8multirange", kInt8multirange, {}, kStrict, construct_none},
    {4296, "int8multirange", kInt8multirange, {kInt8range}, kStrict, construct_one},
    {4297, "int8multirange", kInt8multirange, {kInt8rangeArray}, kStrict | kVariadic,
     construct_many},
    {4298, "multirange", kAnymultirange, {kAnyrange}, kStrict, construct_one},
};

constexpr OperatorDef kOperators[] = {
    {2860, "=", kAnymultirange, kAnymultirange, kBool, 4244, 2860, 2861},
    {2861, "<>", kAnymultirange, kAnymultirange, kBool, 4245, 2861, 2860},
    {2862, "<", kAnymultirange, kAnymultirange, kBool, 4274, 2865, 2864},
    {2863, "<=", kAnymultirange, kAnymultirange, kBool, 4275, 2864, 2865},
    {2864, ">=", kAnymultirange, kAnymultirange, kBool, 4276, 2863, 2862},
    {2865, ">", kAnymultirange, kAnymultirange, kBool, 4277, 2862, 2863},
    {2866, "&&", kAnyrange, kAnymultirange, kBool, 4246, 2867},
    {2867, "&&", kAnymultirange, kAnyrange, kBool, 4247, 2866},
    {2868, "&&", kAnymultirange, kAnymultirange, kBool, 4248, 2868},
    {2869, "@>", kAnymultirange, kAnyelement, kBool, 4249, 2872},
    {2870, "@>", kAnymultirange, kAnyrange, kBool, 4250, 2873},
    {2871, "@>", kAnymultirange, kAnymultirange, kBool, 4251, 2874},
    {2872, "<@", kAnyelement, kAnymultirange, kBool, 4252, 2869},
    {2873, "<@", kAnyrange, kAnymultirange, kBool, 4253, 2870},
    {2874, "<@", kAnymultirange, kAnymultirange, kBool, 4254, 2871},
    {2875, "&<", kAnyrange, kAnymultirange, kBool, 4264},
    {2876, "&<", kAnymultirange, kAnyrange, kBool, 4265},
    {2877, "&<", kAnymultirange, kAnymultirange, kBool, 4266},
    {3585, "&>", kAnyrange, kAnymultirange, kBool, 4267},
    {4035, "&>", kAnymultirange, kAnyrange, kBool, 4268},
    {4142, "&>", kAnymultirange, kAnymultirange, kBool, 4269},
    {4179, "-|-", kAnyrange, kAnymultirange, kBool, 4255, 4180},
    {4180, "-|-", kAnymultirange, kAnyrange, kBool, 4257, 4179},
    {4198, "-|-", kAnymultirange, kAnymultirange, kBool, 4256, 4198},
    {4392, "+", kAnymultirange, kAnymultirange, kAnymultirange, 4270, 4392},
    {4393, "-", kAnymultirange, kAnymultirange, kAnymultirange, 4271},
    {4394, "*", kAnymultirange, kAnymultirange, kAnymultirange, 4272, 4394},
    {4395, "<<", kAnyrange, kAnymultirange, kBool, 4258, 4399},
    {4396, "<<", kAnymultirange, kAnyrange, kBool, 4259, 4398},
    {4397, "<<", kAnymultirange, kAnymultirange, kBool, 4260, 4400},
    {4398, ">>", kAnyrange, kAnymultirange, kBool, 4261, 4396},
    {4399, ">>", kAnymultirange, kAnyrange, kBool, 4262, 4395},
    {4400, ">>", kAnymultirange, kAnymultirange, kBool, 4263, 4397},
    {4539, "@>", kAnyrange, kAnymultirange, kBool, 4541, 4540},
    {4540, "<@", kAnymultirange, kAnyrange, kBool, 4542, 4539},
};

constexpr CastDef kCasts[] = {
    {kInt4range, kInt4multirange, 4281, CastContext::kExplicit},
    {kInt8range, kInt8multirange, 4296, CastContext::kExplicit},
    {kNumrange, kNummultirange, 4284, CastContext::kExplicit},
    {kDaterange, kDatemultirange, 4293, CastContext::kExplicit},
    {kTsrange, kTsmultirange, 4287, CastContext::kExplicit},
    {kTstzrange, kTstzmultirange, 4290, CastContext::kExplicit},
};

constexpr AggregateDef kAggregates[] = {
    {4389, "range_intersect_agg", kAnymultirange, {kAnymultirange}, kStrict, sizeof(Common),
     intersect_step, intersect_final},
};

constexpr SetFunctionDef kSetFunctions[] = {
    {1293, "unnest", kAnyrange, {kAnymultirange}, kStrict, unnest},
};

}  // namespace

const FunctionGroup kMultirangeGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
    .aggregates = kAggregates,
    .set_functions = kSetFunctions,
};

}  // namespace rung
