// The extension ltree: paths of labels, their parts, and ancestors and descendants.
#include "types/ltree.h"

#include <algorithm>

#include "functions/compare.h"
#include "functions/extensions.h"
#include "types/extension_oids.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;
using Labels = std::vector<std::string_view>;

Labels labels_of(const Datum& value) { return ltree_labels(value.bytes()); }
Datum path_of(FnCall& call, const Labels& labels) {
  std::string text;
  for (const std::string_view label : labels) {
    if (!text.empty()) text += '.';
    text += label;
  }
  return call.env->text(text);
}

int order_of(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(kLtree);
  return type.ops->compare(*call.env, type, a[0], a[1]);
}
template <Comparison C>
Datum paths_are(FnCall& call, const Datum* a) {
  return Datum::of_bool(holds<C>(order_of(call, a)));
}
Datum paths_order(FnCall& call, const Datum* a) { return Datum::of_int(order_of(call, a)); }

bool is_ancestor(const Datum& upper, const Datum& lower) {
  const Labels a = labels_of(upper);
  const Labels b = labels_of(lower);
  return a.size() <= b.size() && std::equal(a.begin(), a.end(), b.begin());
}
Datum is_parent(FnCall&, const Datum* a) { return Datum::of_bool(is_ancestor(a[0], a[1])); }
Datum is_child(FnCall&, const Datum* a) { return Datum::of_bool(is_ancestor(a[1], a[0])); }

Datum level_count(FnCall&, const Datum* a) {
  return Datum::of_int(static_cast<int64_t>(labels_of(a[0]).size()));
}

Datum part(FnCall& call, const Labels& labels, int64_t from, int64_t end) {
  const auto count = static_cast<int64_t>(labels.size());
  if (from < 0 || end < 0 || from >= count || from > end) {
    throw_error(sqlstate::invalid_parameter_value, "invalid positions");
  }
  end = std::min(end, count);
  return path_of(call, Labels(labels.begin() + from, labels.begin() + end));
}
Datum sub_tree(FnCall& call, const Datum* a) {
  return part(call, labels_of(a[0]), a[1].i, a[2].i);
}
Datum sub_path(FnCall& call, const Datum* a) {
  const Labels labels = labels_of(a[0]);
  const auto count = static_cast<int64_t>(labels.size());
  int64_t start = a[1].i;
  if (start < 0) start += count;
  if (start < 0) start += count;
  int64_t end = count;
  if (call.arg_count > 2) {
    const int64_t length = a[2].i;
    end = length < 0 ? count + length : start + length;
  }
  return part(call, labels, start, end);
}

Datum index_of(FnCall& call, const Datum* a) {
  const Labels where = labels_of(a[0]);
  const Labels what = labels_of(a[1]);
  auto from = call.arg_count > 2 ? a[2].i : 0;
  const auto count = static_cast<int64_t>(where.size());
  if (from < 0) from = -from >= count ? 0 : count + from;
  const auto wanted = static_cast<int64_t>(what.size());
  for (int64_t i = from; wanted > 0 && i + wanted <= count; ++i) {
    if (std::equal(what.begin(), what.end(), where.begin() + i)) return Datum::of_int(i);
  }
  return Datum::of_int(-1);
}

Datum of_text(FnCall& call, const Datum* a) {
  check_ltree(a[0].bytes());
  return call.env->text(a[0].bytes());
}
Datum to_text(FnCall&, const Datum* a) { return a[0]; }

// Either side may be text, which must be a path.
Datum joined(FnCall& call, const Datum* a) {
  for (int i = 0; i < 2; ++i) {
    if (call.arg_types[i] != kLtree) check_ltree(a[i].bytes());
  }
  Labels labels = labels_of(a[0]);
  for (const std::string_view label : labels_of(a[1])) labels.push_back(label);
  return path_of(call, labels);
}

// The longest path above all of them, the last label of each left out.
Datum common_ancestor(FnCall& call, const Datum* a) {
  Labels common;
  for (uint16_t i = 0; i < call.arg_count; ++i) {
    Labels labels = labels_of(a[i]);
    if (labels.empty()) return {};
    labels.pop_back();
    if (i == 0) {
      common = labels;
      continue;
    }
    const size_t most = std::min(common.size(), labels.size());
    size_t same = 0;
    while (same < most && common[same] == labels[same]) ++same;
    common.resize(same);
  }
  return path_of(call, common);
}

constexpr FunctionDef kFunctions[] = {
    {15500, "ltree_eq", kBool, {kLtree, kLtree}, kStrict, paths_are<kEq>},
    {15501, "ltree_ne", kBool, {kLtree, kLtree}, kStrict, paths_are<kNe>},
    {15502, "ltree_lt", kBool, {kLtree, kLtree}, kStrict, paths_are<kLt>},
    {15503, "ltree_le", kBool, {kLtree, kLtree}, kStrict, paths_are<kLe>},
    {15504, "ltree_gt", kBool, {kLtree, kLtree}, kStrict, paths_are<kGt>},
    {15505, "ltree_ge", kBool, {kLtree, kLtree}, kStrict, paths_are<kGe>},
    {15506, "ltree_cmp", kInt4, {kLtree, kLtree}, kStrict, paths_order},
    {15507, "ltree_isparent", kBool, {kLtree, kLtree}, kStrict, is_parent},
    {15508, "ltree_risparent", kBool, {kLtree, kLtree}, kStrict, is_child},
    {15509, "nlevel", kInt4, {kLtree}, kStrict, level_count},
    {15510, "subltree", kLtree, {kLtree, kInt4, kInt4}, kStrict, sub_tree},
    {15511, "subpath", kLtree, {kLtree, kInt4, kInt4}, kStrict, sub_path},
    {15512, "subpath", kLtree, {kLtree, kInt4}, kStrict, sub_path},
    {15513, "index", kInt4, {kLtree, kLtree}, kStrict, index_of},
    {15514, "index", kInt4, {kLtree, kLtree, kInt4}, kStrict, index_of},
    {15515, "text2ltree", kLtree, {kText}, kStrict, of_text},
    {15516, "ltree2text", kText, {kLtree}, kStrict, to_text},
    {15517, "ltree_addltree", kLtree, {kLtree, kLtree}, kStrict, joined},
    {15518, "ltree_addtext", kLtree, {kLtree, kText}, kStrict, joined},
    {15519, "ltree_textadd", kLtree, {kText, kLtree}, kStrict, joined},
    {15520, "lca", kLtree, {kLtree, kLtree}, kStrict, common_ancestor},
    {15521, "lca", kLtree, {kLtree, kLtree, kLtree}, kStrict, common_ancestor},
    {15522, "lca", kLtree, {kLtree, kLtree, kLtree, kLtree}, kStrict, common_ancestor},
};

constexpr OperatorDef kOperators[] = {
    {15500, "=", kLtree, kLtree, kBool, 15500, 15500, 15501},
    {15501, "<>", kLtree, kLtree, kBool, 15501, 15501, 15500},
    {15502, "<", kLtree, kLtree, kBool, 15502, 15504, 15505},
    {15503, "<=", kLtree, kLtree, kBool, 15503, 15505, 15504},
    {15504, ">", kLtree, kLtree, kBool, 15504, 15502, 15503},
    {15505, ">=", kLtree, kLtree, kBool, 15505, 15503, 15502},
    {15506, "@>", kLtree, kLtree, kBool, 15507, 15507},
    {15507, "<@", kLtree, kLtree, kBool, 15508, 15506},
    {15508, "^@>", kLtree, kLtree, kBool, 15507, 15509},
    {15509, "^<@", kLtree, kLtree, kBool, 15508, 15508},
    {15510, "||", kLtree, kLtree, kLtree, 15517},
    {15511, "||", kLtree, kText, kLtree, 15518},
    {15512, "||", kText, kLtree, kLtree, 15519},
};

}  // namespace

const FunctionGroup kLtreeGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .extension = "ltree",
};

}  // namespace rung
