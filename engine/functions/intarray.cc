// The extension intarray: one-dimensional arrays of integers without NULLs, as lists and as sets.
#include <algorithm>

#include "functions/extensions.h"
#include "types/array.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using Numbers = std::vector<int64_t>;

Numbers load(const Datum& value) {
  const ArrayView array(value);
  Numbers numbers;
  for (uint32_t i = 0; i < array.size(); ++i) {
    if (array.is_null(i)) {
      throw_error(sqlstate::null_value_not_allowed, "array must not contain nulls");
    }
    numbers.push_back(array.element(i).i);
  }
  return numbers;
}
Datum store(FnCall& call, const Numbers& numbers) {
  ArrayBuilder builder(call.env->type(kInt4));
  for (const int64_t number : numbers) builder.add(Datum::of_int(number));
  return builder.finish(*call.env->arena);
}
Numbers as_set(Numbers numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}
Numbers set_of(const Datum& value) { return as_set(load(value)); }

Datum contains(FnCall&, const Datum* a) {
  const Numbers outer = set_of(a[0]);
  const Numbers inner = set_of(a[1]);
  return Datum::of_bool(std::includes(outer.begin(), outer.end(), inner.begin(), inner.end()));
}
Datum contained(FnCall& call, const Datum* a) {
  const Datum swapped[2] = {a[1], a[0]};
  return contains(call, swapped);
}
Numbers common(const Datum* a) {
  const Numbers x = set_of(a[0]);
  const Numbers y = set_of(a[1]);
  Numbers both;
  std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
  return both;
}
Datum overlaps(FnCall&, const Datum* a) { return Datum::of_bool(!common(a).empty()); }
Datum intersection(FnCall& call, const Datum* a) { return store(call, common(a)); }
Datum united(FnCall& call, const Datum* a) {
  Numbers all = load(a[0]);
  for (const int64_t number : load(a[1])) all.push_back(number);
  return store(call, as_set(std::move(all)));
}
Datum united_with_one(FnCall& call, const Datum* a) {
  Numbers all = load(a[0]);
  all.push_back(a[1].i);
  return store(call, as_set(std::move(all)));
}
Datum subtracted(FnCall& call, const Datum* a) {
  const Numbers x = set_of(a[0]);
  const Numbers y = set_of(a[1]);
  Numbers left;
  std::set_difference(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(left));
  return store(call, left);
}
Datum push_one(FnCall& call, const Datum* a) {
  Numbers all = load(a[0]);
  all.push_back(a[1].i);
  return store(call, all);
}
Datum push_all(FnCall& call, const Datum* a) {
  Numbers all = load(a[0]);
  for (const int64_t number : load(a[1])) all.push_back(number);
  return store(call, all);
}
Datum without_one(FnCall& call, const Datum* a) {
  Numbers all = load(a[0]);
  std::erase(all, a[1].i);
  return store(call, all);
}

Datum count_of(FnCall&, const Datum* a) {
  return Datum::of_int(static_cast<int64_t>(load(a[0]).size()));
}
Datum index_of(FnCall&, const Datum* a) {
  const Numbers all = load(a[0]);
  const auto found = std::find(all.begin(), all.end(), a[1].i);
  return Datum::of_int(found == all.end() ? 0 : found - all.begin() + 1);
}
Datum sorted(FnCall& call, const Datum* a, bool descending) {
  Numbers all = load(a[0]);
  std::sort(all.begin(), all.end());
  if (descending) std::reverse(all.begin(), all.end());
  return store(call, all);
}
Datum sort_up(FnCall& call, const Datum* a) { return sorted(call, a, false); }
Datum sort_down(FnCall& call, const Datum* a) { return sorted(call, a, true); }
Datum sort_by_word(FnCall& call, const Datum* a) {
  if (load(a[0]).size() < 2) return a[0];  // whatever the word is
  const bool up = equals_ignore_case(a[1].bytes(), "asc");
  if (!up && !equals_ignore_case(a[1].bytes(), "desc")) {
    throw_error(sqlstate::invalid_parameter_value, "second parameter must be \"ASC\" or \"DESC\"");
  }
  return sorted(call, a, !up);
}
Datum without_repeats(FnCall& call, const Datum* a) {
  Numbers all = load(a[0]);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return store(call, all);
}
Datum part(FnCall& call, const Datum* a) {
  const Numbers all = load(a[0]);
  const auto count = static_cast<int64_t>(all.size());
  int64_t start = a[1].i > 0 ? a[1].i - 1 : a[1].i;
  const int64_t length = call.arg_count > 2 ? a[2].i : 0;
  if (start < 0) start += count;
  int64_t end = length < 0 ? count + length : length == 0 ? count : start + length;
  end = std::min(end, count);
  start = std::max<int64_t>(start, 0);
  if (start >= end) return store(call, {});
  return store(call, Numbers(all.begin() + start, all.begin() + end));
}
Datum set_of_one(FnCall& call, const Datum* a) { return store(call, {a[0].i}); }

constexpr FunctionDef kFunctions[] = {
    {15600, "_int_contains", kBool, {kInt4Array, kInt4Array}, kStrict, contains},
    {15601, "_int_contained", kBool, {kInt4Array, kInt4Array}, kStrict, contained},
    {15602, "_int_overlap", kBool, {kInt4Array, kInt4Array}, kStrict, overlaps},
    {15603, "_int_union", kInt4Array, {kInt4Array, kInt4Array}, kStrict, united},
    {15604, "_int_inter", kInt4Array, {kInt4Array, kInt4Array}, kStrict, intersection},
    {15605, "intset", kInt4Array, {kInt4}, kStrict, set_of_one},
    {15606, "icount", kInt4, {kInt4Array}, kStrict, count_of},
    {15607, "sort", kInt4Array, {kInt4Array, kText}, kStrict, sort_by_word},
    {15608, "sort", kInt4Array, {kInt4Array}, kStrict, sort_up},
    {15609, "sort_asc", kInt4Array, {kInt4Array}, kStrict, sort_up},
    {15610, "sort_desc", kInt4Array, {kInt4Array}, kStrict, sort_down},
    {15611, "uniq", kInt4Array, {kInt4Array}, kStrict, without_repeats},
    {15612, "idx", kInt4, {kInt4Array, kInt4}, kStrict, index_of},
    {15613, "subarray", kInt4Array, {kInt4Array, kInt4, kInt4}, kStrict, part},
    {15614, "subarray", kInt4Array, {kInt4Array, kInt4}, kStrict, part},
    {15615, "intarray_push_elem", kInt4Array, {kInt4Array, kInt4}, kStrict, push_one},
    {15616, "intarray_push_array", kInt4Array, {kInt4Array, kInt4Array}, kStrict, push_all},
    {15617, "intarray_del_elem", kInt4Array, {kInt4Array, kInt4}, kStrict, without_one},
    {15618, "intset_union_elem", kInt4Array, {kInt4Array, kInt4}, kStrict, united_with_one},
    {15619, "intset_subtract", kInt4Array, {kInt4Array, kInt4Array}, kStrict, subtracted},
};

constexpr OperatorDef kOperators[] = {
    {15600, "@>", kInt4Array, kInt4Array, kBool, 15600, 15601},
    {15601, "<@", kInt4Array, kInt4Array, kBool, 15601, 15600},
    {15602, "&&", kInt4Array, kInt4Array, kBool, 15602, 15602},
    {15603, "#", kNoOid, kInt4Array, kInt4, 15606},
    {15604, "#", kInt4Array, kInt4, kInt4, 15612},
    {15605, "&", kInt4Array, kInt4Array, kInt4Array, 15604, 15605},
    {15606, "|", kInt4Array, kInt4Array, kInt4Array, 15603, 15606},
    {15607, "|", kInt4Array, kInt4, kInt4Array, 15618},
    {15608, "+", kInt4Array, kInt4, kInt4Array, 15615},
    {15609, "+", kInt4Array, kInt4Array, kInt4Array, 15616, 15609},
    {15610, "-", kInt4Array, kInt4, kInt4Array, 15617},
    {15611, "-", kInt4Array, kInt4Array, kInt4Array, 15619},
};

}  // namespace

const FunctionGroup kIntarrayGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .extension = "intarray",
};

}  // namespace rung
