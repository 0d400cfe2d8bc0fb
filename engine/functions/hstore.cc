// The extension hstore: making, reading, changing and taking apart sets of keys with values.
#include "types/hstore.h"

#include "functions/compare.h"
#include "functions/extensions.h"
#include "functions/json_util.h"
#include "types/array.h"
#include "types/extension_oids.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;
using Pairs = std::vector<HstorePair>;

Datum store(FnCall& call, Pairs pairs) { return store_hstore(*call.env->arena, std::move(pairs)); }
Datum value_datum(FnCall& call, const HstorePair* pair) {
  return pair == nullptr || !pair->value ? Datum() : call.env->text(*pair->value);
}
std::vector<std::string_view> keys_of(const Datum& array) {
  const ArrayView view(array);
  std::vector<std::string_view> keys;
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (!view.is_null(i)) keys.push_back(view.element(i).bytes());
  }
  return keys;
}

int order_of(FnCall& call, const Datum* a) {
  const TypeInfo& type = call.env->type(kHstore);
  return type.ops->compare(*call.env, type, a[0], a[1]);
}
template <Comparison C>
Datum hstores_are(FnCall& call, const Datum* a) {
  return Datum::of_bool(holds<C>(order_of(call, a)));
}
Datum hstores_order(FnCall& call, const Datum* a) { return Datum::of_int(order_of(call, a)); }

Datum fetch(FnCall& call, const Datum* a) {
  const Pairs pairs = load_hstore(a[0]);
  return value_datum(call, find_pair(pairs, a[1].bytes()));
}
Datum fetch_many(FnCall& call, const Datum* a) {
  const Pairs pairs = load_hstore(a[0]);
  const ArrayView keys(a[1]);
  ArrayBuilder builder(call.env->type(kText));
  for (uint32_t i = 0; i < keys.size(); ++i) {
    builder.add(keys.is_null(i)
                    ? Datum()
                    : value_datum(call, find_pair(pairs, keys.element(i).bytes())));
  }
  return builder.finish(*call.env->arena);
}
Datum slice(FnCall& call, const Datum* a) {
  const Pairs pairs = load_hstore(a[0]);
  Pairs kept;
  for (const std::string_view key : keys_of(a[1])) {
    if (const HstorePair* pair = find_pair(pairs, key)) kept.push_back(*pair);
  }
  return store(call, std::move(kept));
}
Datum has_key(FnCall&, const Datum* a) {
  return Datum::of_bool(find_pair(load_hstore(a[0]), a[1].bytes()) != nullptr);
}
Datum has_value(FnCall&, const Datum* a) {
  const Pairs pairs = load_hstore(a[0]);
  const HstorePair* pair = find_pair(pairs, a[1].bytes());
  return Datum::of_bool(pair != nullptr && pair->value.has_value());
}
template <bool kAll>
Datum has_keys(FnCall&, const Datum* a) {
  const Pairs pairs = load_hstore(a[0]);
  for (const std::string_view key : keys_of(a[1])) {
    if ((find_pair(pairs, key) != nullptr) != kAll) return Datum::of_bool(!kAll);
  }
  return Datum::of_bool(kAll);
}

Datum without_key(FnCall& call, const Datum* a) {
  Pairs pairs = load_hstore(a[0]);
  std::erase_if(pairs, [&](const HstorePair& pair) { return pair.key == a[1].bytes(); });
  return store(call, std::move(pairs));
}
Datum without_keys(FnCall& call, const Datum* a) {
  Pairs pairs = load_hstore(a[0]);
  for (const std::string_view key : keys_of(a[1])) {
    std::erase_if(pairs, [&](const HstorePair& pair) { return pair.key == key; });
  }
  return store(call, std::move(pairs));
}
Datum without_pairs(FnCall& call, const Datum* a) {
  Pairs pairs = load_hstore(a[0]);
  const Pairs taken = load_hstore(a[1]);
  std::erase_if(pairs, [&](const HstorePair& pair) {
    const HstorePair* other = find_pair(taken, pair.key);
    return other != nullptr && other->value == pair.value;
  });
  return store(call, std::move(pairs));
}
Datum concat(FnCall& call, const Datum* a) {
  Pairs pairs = load_hstore(a[1]);  // what comes first stays
  for (const HstorePair& pair : load_hstore(a[0])) pairs.push_back(pair);
  return store(call, std::move(pairs));
}
bool contains(const Datum& outer, const Datum& inner) {
  const Pairs pairs = load_hstore(outer);
  for (const HstorePair& wanted : load_hstore(inner)) {
    const HstorePair* pair = find_pair(pairs, wanted.key);
    if (pair == nullptr || pair->value != wanted.value) return false;
  }
  return true;
}
Datum is_containing(FnCall&, const Datum* a) { return Datum::of_bool(contains(a[0], a[1])); }
Datum is_contained(FnCall&, const Datum* a) { return Datum::of_bool(contains(a[1], a[0])); }

[[noreturn]] void throw_null_key() {
  throw_error(sqlstate::null_value_not_allowed, "null value not allowed for hstore key");
}
std::optional<std::string_view> value_of(const Datum& value) {
  return value.null ? std::nullopt : std::optional(value.bytes());
}
Datum of_pair(FnCall& call, const Datum* a) {
  if (a[0].null) return {};
  return store(call, {{a[0].bytes(), value_of(a[1])}});
}
Datum of_arrays(FnCall& call, const Datum* a) {
  if (a[0].null) return {};
  const ArrayView keys(a[0]);
  if (keys.dimensions() > 1) {
    throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
  }
  std::optional<ArrayView> values;
  if (!a[1].null) {
    values.emplace(a[1]);
    if (values->dimensions() > 1) {
      throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
    }
    if (values->size() != keys.size() || values->lower(0) != keys.lower(0)) {
      throw_error(sqlstate::array_subscript_error, "arrays must have same bounds");
    }
  }
  Pairs pairs;
  for (uint32_t i = 0; i < keys.size(); ++i) {
    if (keys.is_null(i)) throw_null_key();
    pairs.push_back({keys.element(i).bytes(),
                     values ? value_of(values->element(i)) : std::nullopt});
  }
  return store(call, std::move(pairs));
}
Datum of_array(FnCall& call, const Datum* a) {
  const ArrayView array(a[0]);
  if (array.dimensions() > 2) {
    throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
  }
  if (array.dimensions() == 1 && array.size() % 2 != 0) {
    throw_error(sqlstate::array_subscript_error, "array must have even number of elements");
  }
  if (array.dimensions() == 2 && array.length(1) != 2) {
    throw_error(sqlstate::array_subscript_error, "array must have two columns");
  }
  Pairs pairs;
  for (uint32_t i = 0; i < array.size(); i += 2) {
    if (array.is_null(i)) throw_null_key();
    pairs.push_back({array.element(i).bytes(), value_of(array.element(i + 1))});
  }
  return store(call, std::move(pairs));
}

// A number as JSON would take it; what merely looks like one stays a string.
bool is_json_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text[0])) return false;
  if (text.size() > 1 && text[0] == '0' && is_digit(text[1])) return false;
  size_t at = 0;
  const auto digits = [&] {
    const size_t start = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at > start;
  };
  digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}
template <bool kLoose>
Datum to_json(FnCall& call, const Datum* a) {
  std::string json = "{";
  for (const HstorePair& pair : load_hstore(a[0])) {
    if (json.size() > 1) json += ", ";
    append_json_string(pair.key, &json);
    json += ": ";
    if (!pair.value) {
      json += "null";
    } else if (kLoose && *pair.value == "t") {
      json += "true";
    } else if (kLoose && *pair.value == "f") {
      json += "false";
    } else if (kLoose && is_json_number(*pair.value)) {
      json += *pair.value;
    } else {
      append_json_string(*pair.value, &json);
    }
  }
  json += "}";
  if (call.result_type != kJsonb) return call.env->text(json);
  return make_jsonb(*call.env->arena, parse_json(json));
}

enum class Part { kKeys, kValues, kBoth };
Datum part_of(FnCall& call, const HstorePair& pair, Part part) {
  return part == Part::kKeys ? call.env->text(pair.key) : value_datum(call, &pair);
}
template <Part kPart, bool kMatrix = false>
Datum to_array(FnCall& call, const Datum* a) {
  const Pairs pairs = load_hstore(a[0]);
  ArrayBuilder builder(call.env->type(kText));
  for (const HstorePair& pair : pairs) {
    if (kPart != Part::kValues) builder.add(part_of(call, pair, Part::kKeys));
    if (kPart != Part::kKeys) builder.add(part_of(call, pair, Part::kValues));
  }
  if (!kMatrix || pairs.empty()) return builder.finish(*call.env->arena);
  const int32_t lengths[2] = {static_cast<int32_t>(pairs.size()), 2};
  const int32_t lowers[2] = {1, 1};
  return builder.finish(*call.env->arena, 2, lengths, lowers);
}

template <Part kPart>
class PairStream : public RowStream {
 public:
  PairStream(FnCall& call, const Datum& value)
      : call_(call), pairs_(load_hstore(Datum::of_bytes(call.env->arena->copy(value.bytes())))) {}
  bool next(Datum* columns) override {
    if (at_ >= pairs_.size()) return false;
    const HstorePair& pair = pairs_[at_++];
    if (kPart != Part::kValues) *columns++ = part_of(call_, pair, Part::kKeys);
    if (kPart != Part::kKeys) *columns = part_of(call_, pair, Part::kValues);
    return true;
  }

 private:
  FnCall call_;
  Pairs pairs_;
  size_t at_ = 0;
};
template <Part kPart>
std::unique_ptr<RowStream> rows(FnCall& call, const Datum* a) {
  return std::make_unique<PairStream<kPart>>(call, a[0]);
}

constexpr FunctionDef kFunctions[] = {
    {15400, "hstore_eq", kBool, {kHstore, kHstore}, kStrict, hstores_are<kEq>},
    {15401, "hstore_ne", kBool, {kHstore, kHstore}, kStrict, hstores_are<kNe>},
    {15402, "hstore_lt", kBool, {kHstore, kHstore}, kStrict, hstores_are<kLt>},
    {15403, "hstore_le", kBool, {kHstore, kHstore}, kStrict, hstores_are<kLe>},
    {15404, "hstore_gt", kBool, {kHstore, kHstore}, kStrict, hstores_are<kGt>},
    {15405, "hstore_ge", kBool, {kHstore, kHstore}, kStrict, hstores_are<kGe>},
    {15406, "hstore_cmp", kInt4, {kHstore, kHstore}, kStrict, hstores_order},
    {15407, "fetchval", kText, {kHstore, kText}, kStrict, fetch},
    {15408, "slice_array", kTextArray, {kHstore, kTextArray}, kStrict, fetch_many},
    {15409, "slice", kHstore, {kHstore, kTextArray}, kStrict, slice},
    {15410, "exist", kBool, {kHstore, kText}, kStrict, has_key},
    {15411, "isexists", kBool, {kHstore, kText}, kStrict, has_key},
    {15412, "exists_any", kBool, {kHstore, kTextArray}, kStrict, has_keys<false>},
    {15413, "exists_all", kBool, {kHstore, kTextArray}, kStrict, has_keys<true>},
    {15414, "defined", kBool, {kHstore, kText}, kStrict, has_value},
    {15415, "isdefined", kBool, {kHstore, kText}, kStrict, has_value},
    {15416, "delete", kHstore, {kHstore, kText}, kStrict, without_key},
    {15417, "delete", kHstore, {kHstore, kTextArray}, kStrict, without_keys},
    {15418, "delete", kHstore, {kHstore, kHstore}, kStrict, without_pairs},
    {15419, "hs_concat", kHstore, {kHstore, kHstore}, kStrict, concat},
    {15420, "hs_contains", kBool, {kHstore, kHstore}, kStrict, is_containing},
    {15421, "hs_contained", kBool, {kHstore, kHstore}, kStrict, is_contained},
    {15422, "hstore", kHstore, {kText, kText}, 0, of_pair},
    {15423, "hstore", kHstore, {kTextArray, kTextArray}, 0, of_arrays},
    {15424, "hstore", kHstore, {kTextArray}, kStrict, of_array},
    {15425, "hstore_to_json", kJson, {kHstore}, kStrict, to_json<false>},
    {15426, "hstore_to_json_loose", kJson, {kHstore}, kStrict, to_json<true>},
    {15427, "hstore_to_jsonb", kJsonb, {kHstore}, kStrict, to_json<false>},
    {15428, "hstore_to_jsonb_loose", kJsonb, {kHstore}, kStrict, to_json<true>},
    {15429, "hstore_to_array", kTextArray, {kHstore}, kStrict, to_array<Part::kBoth>},
    {15430, "hstore_to_matrix", kTextArray, {kHstore}, kStrict, to_array<Part::kBoth, true>},
    {15431, "akeys", kTextArray, {kHstore}, kStrict, to_array<Part::kKeys>},
    {15432, "avals", kTextArray, {kHstore}, kStrict, to_array<Part::kValues>},
    {15433, "tconvert", kHstore, {kText, kText}, 0, of_pair},
};

constexpr OperatorDef kOperators[] = {
    {15400, "=", kHstore, kHstore, kBool, 15400, 15400, 15401},
    {15401, "<>", kHstore, kHstore, kBool, 15401, 15401, 15400},
    {15402, "#<#", kHstore, kHstore, kBool, 15402, 15404, 15405},
    {15403, "#<=#", kHstore, kHstore, kBool, 15403, 15405, 15404},
    {15404, "#>#", kHstore, kHstore, kBool, 15404, 15402, 15403},
    {15405, "#>=#", kHstore, kHstore, kBool, 15405, 15403, 15402},
    {15406, "->", kHstore, kText, kText, 15407},
    {15407, "->", kHstore, kTextArray, kTextArray, 15408},
    {15408, "?", kHstore, kText, kBool, 15410},
    {15409, "?|", kHstore, kTextArray, kBool, 15412},
    {15410, "?&", kHstore, kTextArray, kBool, 15413},
    {15411, "-", kHstore, kText, kHstore, 15416},
    {15412, "-", kHstore, kTextArray, kHstore, 15417},
    {15413, "-", kHstore, kHstore, kHstore, 15418},
    {15414, "||", kHstore, kHstore, kHstore, 15419},
    {15415, "@>", kHstore, kHstore, kBool, 15420, 15416},
    {15416, "<@", kHstore, kHstore, kBool, 15421, 15415},
    {15417, "%%", kNoOid, kHstore, kTextArray, 15429},
    {15418, "%#", kNoOid, kHstore, kTextArray, 15430},
};

constexpr CastDef kCasts[] = {
    {kTextArray, kHstore, 15424, CastContext::kExplicit},
    {kHstore, kJson, 15425, CastContext::kExplicit},
    {kHstore, kJsonb, 15427, CastContext::kExplicit},
};

constexpr ColumnDef kEachColumns[] = {{"key", kText}, {"value", kText}};
constexpr SetFunctionDef kSetFunctions[] = {
    {15434, "skeys", kText, {kHstore}, kStrict, rows<Part::kKeys>},
    {15435, "svals", kText, {kHstore}, kStrict, rows<Part::kValues>},
    {15436, "each", kRecord, {kHstore}, kStrict, rows<Part::kBoth>, kEachColumns},
};

}  // namespace

const FunctionGroup kHstoreGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
    .set_functions = kSetFunctions,
    .extension = "hstore",
};

}  // namespace rung
