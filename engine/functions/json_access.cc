// Reading JSON: -> ->> #> #>>, keys, elements, containment, existence, comparison, typeof; casts.
#include <charconv>

#include "functions/compare.h"
#include "functions/groups.h"
#include "functions/json_util.h"
#include "types/array.h"
#include "types/families.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using enum Comparison;

// An index from the end counts from -1.
std::optional<uint32_t> position(int64_t index, size_t size) {
  if (index < 0) index += static_cast<int64_t>(size);
  if (index < 0 || index >= static_cast<int64_t>(size)) return std::nullopt;
  return static_cast<uint32_t>(index);
}
std::optional<int64_t> index_of_text(std::string_view text) {
  int64_t index = 0;
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (index > INT32_MAX || index < INT32_MIN) return std::nullopt;
  return index;
}

// jsonb.
std::optional<JsonbView> field_of(const JsonbView& view, std::string_view key) {
  return view.kind() == JsonKind::kObject ? view.find(key) : std::nullopt;
}
std::optional<JsonbView> element_of(const JsonbView& view, int64_t index) {
  if (view.kind() != JsonKind::kArray) return std::nullopt;
  const auto at = position(index, view.size());
  return at ? std::optional(view.element(*at)) : std::nullopt;
}
std::optional<JsonbView> follow(JsonbView view, const ArrayView& path) {
  for (uint32_t i = 0; i < path.size(); ++i) {
    if (path.is_null(i)) return std::nullopt;
    const std::string_view step = path.element(i).bytes();
    std::optional<JsonbView> next;
    if (view.kind() == JsonKind::kObject) {
      next = view.find(step);
    } else if (const auto index = index_of_text(step)) {
      next = element_of(view, *index);
    }
    if (!next) return std::nullopt;
    view = *next;
  }
  return view;
}
template <bool kText>
Datum jsonb_result(FnCall& call, const std::optional<JsonbView>& view) {
  if (!view) return {};
  return kText ? jsonb_as_text(call, *view) : jsonb_datum(call, *view);
}
template <bool kText>
Datum jsonb_field(FnCall& call, const Datum* a) {
  return jsonb_result<kText>(call, field_of(jsonb_of(a[0]), a[1].bytes()));
}
// A scalar counts as an array of itself here, as in PostgreSQL.
template <bool kText>
Datum jsonb_element(FnCall& call, const Datum* a) {
  const JsonbView view = jsonb_of(a[0]);
  if (view.is_scalar()) {
    return a[1].i == 0 || a[1].i == -1 ? jsonb_result<kText>(call, view) : Datum();
  }
  return jsonb_result<kText>(call, element_of(jsonb_of(a[0]), a[1].i));
}
template <bool kText>
Datum jsonb_path(FnCall& call, const Datum* a) {
  return jsonb_result<kText>(call, follow(jsonb_of(a[0]), ArrayView(a[1])));
}

// json: the same over the source text.
std::optional<std::string_view> field_of(std::string_view json, std::string_view key) {
  if (json_kind(json) != JsonKind::kObject) return std::nullopt;
  std::optional<std::string_view> found;
  for (const JsonPiece& piece : json_pieces(json)) {
    if (piece.key == key) found = piece.value;
  }
  return found;
}
std::optional<std::string_view> element_of(std::string_view json, int64_t index) {
  if (json_kind(json) != JsonKind::kArray) return std::nullopt;
  const std::vector<JsonPiece> pieces = json_pieces(json);
  const auto at = position(index, pieces.size());
  return at ? std::optional(pieces[*at].value) : std::nullopt;
}
std::optional<std::string_view> follow(std::string_view json, const ArrayView& path) {
  for (uint32_t i = 0; i < path.size(); ++i) {
    if (path.is_null(i)) return std::nullopt;
    const std::string_view step = path.element(i).bytes();
    std::optional<std::string_view> next;
    if (json_kind(json) == JsonKind::kObject) {
      next = field_of(json, step);
    } else if (const auto index = index_of_text(step)) {
      next = element_of(json, *index);
    }
    if (!next) return std::nullopt;
    json = *next;
  }
  return json;
}
Datum text_of_piece(FnCall& call, std::string_view piece) {
  if (json_kind(piece) == JsonKind::kNull) return {};
  return call.env->text(json_scalar_text(piece));
}
template <bool kText>
Datum json_result(FnCall& call, const std::optional<std::string_view>& piece) {
  if (!piece) return {};
  return kText ? text_of_piece(call, *piece) : call.env->text(*piece);
}
template <bool kText>
Datum json_field(FnCall& call, const Datum* a) {
  return json_result<kText>(call, field_of(a[0].bytes(), a[1].bytes()));
}
template <bool kText>
Datum json_element(FnCall& call, const Datum* a) {
  return json_result<kText>(call, element_of(a[0].bytes(), a[1].i));
}
template <bool kText>
Datum json_path(FnCall& call, const Datum* a) {
  return json_result<kText>(call, follow(a[0].bytes(), ArrayView(a[1])));
}

Datum json_typeof(FnCall& call, const Datum* a) {
  return call.env->text(json_kind_name(json_kind(a[0].bytes())));
}
Datum jsonb_typeof(FnCall& call, const Datum* a) {
  return call.env->text(json_kind_name(jsonb_of(a[0]).kind()));
}

[[noreturn]] void bad_length(bool object) {
  throw_error(sqlstate::invalid_parameter_value,
              object ? "cannot get array length of a non-array"
                     : "cannot get array length of a scalar");
}
Datum json_array_length(FnCall&, const Datum* a) {
  const JsonKind kind = json_kind(a[0].bytes());
  if (kind != JsonKind::kArray) bad_length(kind == JsonKind::kObject);
  return Datum::of_int(static_cast<int64_t>(json_pieces(a[0].bytes()).size()));
}
Datum jsonb_array_length(FnCall&, const Datum* a) {
  const JsonbView view = jsonb_of(a[0]);
  if (view.kind() != JsonKind::kArray) bad_length(view.kind() == JsonKind::kObject);
  return Datum::of_int(view.size());
}

// Containment: what is inside must be found outside, at the same place; arrays as sets. A scalar
// is also contained in a top-level array that has it.
bool contains(const JsonbView& outer, const JsonbView& inner, bool top) {
  if (outer.kind() != inner.kind()) {
    if (!top || outer.kind() != JsonKind::kArray || !inner.is_scalar()) {
      return false;
    }
    for (uint32_t i = 0; i < outer.size(); ++i) {
      if (compare_jsonb(outer.element(i), inner, false) == 0) return true;
    }
    return false;
  }
  if (outer.is_scalar()) return compare_jsonb(outer, inner, false) == 0;
  for (uint32_t i = 0; i < inner.size(); ++i) {
    bool found = false;
    if (outer.kind() == JsonKind::kObject) {
      const auto value = outer.find(inner.key(i));
      found = value && contains(*value, inner.value(i), false);
    } else {
      const JsonbView wanted = inner.element(i);
      for (uint32_t k = 0; k < outer.size() && !found; ++k) {
        found = contains(outer.element(k), wanted, false);
      }
    }
    if (!found) return false;
  }
  return true;
}
Datum jsonb_contains(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(jsonb_of(a[0]), jsonb_of(a[1]), true));
}
Datum jsonb_contained(FnCall&, const Datum* a) {
  return Datum::of_bool(contains(jsonb_of(a[1]), jsonb_of(a[0]), true));
}
bool has_key(const JsonbView& view, std::string_view key) {
  if (view.kind() == JsonKind::kObject) return view.find(key).has_value();
  if (view.kind() == JsonKind::kString) return view.text() == key;
  if (view.kind() != JsonKind::kArray) return false;
  for (uint32_t i = 0; i < view.size(); ++i) {
    const JsonbView item = view.element(i);
    if (item.kind() == JsonKind::kString && item.text() == key) return true;
  }
  return false;
}
Datum jsonb_exists(FnCall&, const Datum* a) {
  return Datum::of_bool(has_key(jsonb_of(a[0]), a[1].bytes()));
}
template <bool kAll>
Datum jsonb_exists_of(FnCall&, const Datum* a) {
  const JsonbView view = jsonb_of(a[0]);
  const ArrayView keys(a[1]);
  for (uint32_t i = 0; i < keys.size(); ++i) {
    if (keys.is_null(i)) continue;
    if (has_key(view, keys.element(i).bytes()) != kAll) return Datum::of_bool(!kAll);
  }
  return Datum::of_bool(kAll);
}

template <Comparison C>
Datum jsonb_is(FnCall&, const Datum* a) {
  return Datum::of_bool(holds<C>(compare_jsonb(jsonb_of(a[0]), jsonb_of(a[1]))));
}
Datum jsonb_order(FnCall&, const Datum* a) {
  return Datum::of_int(compare_jsonb(jsonb_of(a[0]), jsonb_of(a[1])));
}

// Casts of jsonb scalars.
[[noreturn]] void bad_cast(const JsonbView& view, const char* type) {
  const bool composite = !view.is_scalar();
  throw_error(sqlstate::invalid_parameter_value,
              std::string("cannot cast jsonb ") +
                  (composite ? view.kind() == JsonKind::kArray ? "array" : "object"
              : view.kind() == JsonKind::kNumber ? "numeric"
                                                 : json_kind_name(view.kind())) +
                  " to type " + type);
}
Numeric number_of(const Datum& value, const char* type) {
  const JsonbView view = jsonb_of(value);
  if (view.kind() != JsonKind::kNumber) bad_cast(view, type);
  return Numeric::parse(view.text()).value_or(Numeric());
}
Datum jsonb_to_bool(FnCall&, const Datum* a) {
  const JsonbView view = jsonb_of(a[0]);
  if (view.kind() != JsonKind::kTrue && view.kind() != JsonKind::kFalse) bad_cast(view, "boolean");
  return Datum::of_bool(view.kind() == JsonKind::kTrue);
}
Datum jsonb_to_numeric(FnCall& call, const Datum* a) {
  return number_of(a[0], "numeric").store(*call.env->arena);
}
Datum integer_of(const Datum& value, const char* name, int64_t min, int64_t max) {
  const auto result = number_of(value, name).to_int64();
  if (!result || *result < min || *result > max) {
    throw_error(sqlstate::numeric_value_out_of_range, std::string(name) + " out of range");
  }
  return Datum::of_int(*result);
}
Datum jsonb_to_int2(FnCall&, const Datum* a) {
  return integer_of(a[0], "smallint", INT16_MIN, INT16_MAX);
}
Datum jsonb_to_int4(FnCall&, const Datum* a) {
  return integer_of(a[0], "integer", INT32_MIN, INT32_MAX);
}
Datum jsonb_to_int8(FnCall&, const Datum* a) {
  return integer_of(a[0], "bigint", INT64_MIN, INT64_MAX);
}
Datum jsonb_to_float8(FnCall&, const Datum* a) {
  return Datum::of_float(number_of(a[0], "double precision").to_double());
}
Datum jsonb_to_float4(FnCall&, const Datum* a) {
  const double value = number_of(a[0], "real").to_double();
  return Datum::of_float(static_cast<double>(static_cast<float>(value)));
}

// Rows of an array or an object, made at once: the value may not outlive the first call.
class Rows : public RowStream {
 public:
  bool next(Datum* columns) override {
    if (at_ >= rows.size()) return false;
    for (size_t i = 0; i < rows[at_].size(); ++i) columns[i] = rows[at_][i];
    ++at_;
    return true;
  }
  std::vector<std::vector<Datum>> rows;

 private:
  size_t at_ = 0;
};

template <bool kText>
std::unique_ptr<RowStream> jsonb_each(FnCall& call, const Datum* a) {
  const JsonbView view = jsonb_of(a[0]);
  if (view.kind() != JsonKind::kObject) {
    throw_error(sqlstate::invalid_parameter_value,
                std::string("cannot call ") + (kText ? "jsonb_each_text" : "jsonb_each") +
                    " on a non-object");
  }
  auto rows = std::make_unique<Rows>();
  for (uint32_t i = 0; i < view.size(); ++i) {
    rows->rows.push_back(
        {call.env->text(view.key(i)), jsonb_result<kText>(call, view.value(i))});
  }
  return rows;
}
template <bool kText>
std::unique_ptr<RowStream> json_each(FnCall& call, const Datum* a) {
  const JsonKind kind = json_kind(a[0].bytes());
  if (kind != JsonKind::kObject) {
    throw_error(sqlstate::invalid_parameter_value,
                kind == JsonKind::kArray ? "cannot deconstruct an array as an object"
                                         : "cannot deconstruct a scalar");
  }
  auto rows = std::make_unique<Rows>();
  for (const JsonPiece& piece : json_pieces(a[0].bytes())) {
    rows->rows.push_back({call.env->text(piece.key), json_result<kText>(call, piece.value)});
  }
  return rows;
}
template <bool kText>
std::unique_ptr<RowStream> jsonb_elements(FnCall& call, const Datum* a) {
  const JsonbView view = jsonb_of(a[0]);
  if (view.kind() != JsonKind::kArray) {
    throw_error(sqlstate::invalid_parameter_value,
                view.kind() == JsonKind::kObject ? "cannot extract elements from an object"
                                                 : "cannot extract elements from a scalar");
  }
  auto rows = std::make_unique<Rows>();
  for (uint32_t i = 0; i < view.size(); ++i) {
    rows->rows.push_back({jsonb_result<kText>(call, view.element(i))});
  }
  return rows;
}
template <bool kText>
std::unique_ptr<RowStream> json_elements(FnCall& call, const Datum* a) {
  const JsonKind kind = json_kind(a[0].bytes());
  if (kind != JsonKind::kArray) {
    const std::string name = kText ? "json_array_elements_text" : "json_array_elements";
    throw_error(sqlstate::invalid_parameter_value,
                "cannot call " + name +
                    (kind == JsonKind::kObject ? " on a non-array" : " on a scalar"));
  }
  auto rows = std::make_unique<Rows>();
  for (const JsonPiece& piece : json_pieces(a[0].bytes())) {
    rows->rows.push_back({json_result<kText>(call, piece.value)});
  }
  return rows;
}
[[noreturn]] void bad_keys(bool array, const char* name) {
  throw_error(sqlstate::invalid_parameter_value,
              std::string("cannot call ") + name + (array ? " on an array" : " on a scalar"));
}
std::unique_ptr<RowStream> jsonb_keys(FnCall& call, const Datum* a) {
  const JsonbView view = jsonb_of(a[0]);
  if (view.kind() != JsonKind::kObject) {
    bad_keys(view.kind() == JsonKind::kArray, "jsonb_object_keys");
  }
  auto rows = std::make_unique<Rows>();
  for (uint32_t i = 0; i < view.size(); ++i) rows->rows.push_back({call.env->text(view.key(i))});
  return rows;
}
std::unique_ptr<RowStream> json_keys(FnCall& call, const Datum* a) {
  const JsonKind kind = json_kind(a[0].bytes());
  if (kind != JsonKind::kObject) bad_keys(kind == JsonKind::kArray, "json_object_keys");
  auto rows = std::make_unique<Rows>();
  for (const JsonPiece& piece : json_pieces(a[0].bytes())) {
    rows->rows.push_back({call.env->text(piece.key)});
  }
  return rows;
}

constexpr FunctionDef kFunctions[] = {
    {2580, "float8", kFloat8, {kJsonb}, kStrict, jsonb_to_float8},
    {3207, "jsonb_array_length", kInt4, {kJsonb}, kStrict, jsonb_array_length},
    {3210, "jsonb_typeof", kText, {kJsonb}, kStrict, jsonb_typeof},
    {3214, "jsonb_object_field_text", kText, {kJsonb, kText}, kStrict, jsonb_field<true>, nullptr,
     "'{\"a\": {\"b\": \"c\"}}'::jsonb #>> '{a,b}'", "c"},
    {3215, "jsonb_array_element", kJsonb, {kJsonb, kInt4}, kStrict, jsonb_element<false>},
    {3216, "jsonb_array_element_text", kText, {kJsonb, kInt4}, kStrict, jsonb_element<true>},
    {3217, "jsonb_extract_path", kJsonb, {kJsonb, kTextArray}, kStrict | kVariadic,
     jsonb_path<false>},
    {3449, "numeric", kNumeric, {kJsonb}, kStrict, jsonb_to_numeric},
    {3450, "int2", kInt2, {kJsonb}, kStrict, jsonb_to_int2},
    {3451, "int4", kInt4, {kJsonb}, kStrict, jsonb_to_int4},
    {3452, "int8", kInt8, {kJsonb}, kStrict, jsonb_to_int8},
    {3453, "float4", kFloat4, {kJsonb}, kStrict, jsonb_to_float4},
    {3478, "jsonb_object_field", kJsonb, {kJsonb, kText}, kStrict, jsonb_field<false>},
    {3556, "bool", kBool, {kJsonb}, kStrict, jsonb_to_bool},
    {3940, "jsonb_extract_path_text", kText, {kJsonb, kTextArray}, kStrict | kVariadic,
     jsonb_path<true>},
    {3947, "json_object_field", kJson, {kJson, kText}, kStrict, json_field<false>},
    {3948, "json_object_field_text", kText, {kJson, kText}, kStrict, json_field<true>},
    {3949, "json_array_element", kJson, {kJson, kInt4}, kStrict, json_element<false>},
    {3950, "json_array_element_text", kText, {kJson, kInt4}, kStrict, json_element<true>},
    {3951, "json_extract_path", kJson, {kJson, kTextArray}, kStrict | kVariadic, json_path<false>},
    {3953, "json_extract_path_text", kText, {kJson, kTextArray}, kStrict | kVariadic,
     json_path<true>},
    {3956, "json_array_length", kInt4, {kJson}, kStrict, json_array_length},
    {3968, "json_typeof", kText, {kJson}, kStrict, json_typeof},
    {4038, "jsonb_ne", kBool, {kJsonb, kJsonb}, kStrict, jsonb_is<kNe>},
    {4039, "jsonb_lt", kBool, {kJsonb, kJsonb}, kStrict, jsonb_is<kLt>},
    {4040, "jsonb_gt", kBool, {kJsonb, kJsonb}, kStrict, jsonb_is<kGt>},
    {4041, "jsonb_le", kBool, {kJsonb, kJsonb}, kStrict, jsonb_is<kLe>},
    {4042, "jsonb_ge", kBool, {kJsonb, kJsonb}, kStrict, jsonb_is<kGe>},
    {4043, "jsonb_eq", kBool, {kJsonb, kJsonb}, kStrict, jsonb_is<kEq>},
    {4044, "jsonb_cmp", kInt4, {kJsonb, kJsonb}, kStrict, jsonb_order},
    {4046, "jsonb_contains", kBool, {kJsonb, kJsonb}, kStrict, jsonb_contains},
    {4047, "jsonb_exists", kBool, {kJsonb, kText}, kStrict, jsonb_exists},
    {4048, "jsonb_exists_any", kBool, {kJsonb, kTextArray}, kStrict, jsonb_exists_of<false>},
    {4049, "jsonb_exists_all", kBool, {kJsonb, kTextArray}, kStrict, jsonb_exists_of<true>},
    {4050, "jsonb_contained", kBool, {kJsonb, kJsonb}, kStrict, jsonb_contained},
};

constexpr OperatorDef kOperators[] = {
    {3206, "#>>", kJsonb, kTextArray, kText, 3940},
    {3211, "->", kJsonb, kText, kJsonb, 3478},
    {3212, "->", kJsonb, kInt4, kJsonb, 3215},
    {3213, "#>", kJsonb, kTextArray, kJsonb, 3217},
    {3240, "=", kJsonb, kJsonb, kBool, 4043, 3240, 3241},
    {3241, "<>", kJsonb, kJsonb, kBool, 4038, 3241, 3240},
    {3242, "<", kJsonb, kJsonb, kBool, 4039, 3243, 3245},
    {3243, ">", kJsonb, kJsonb, kBool, 4040, 3242, 3244},
    {3244, "<=", kJsonb, kJsonb, kBool, 4041, 3245, 3243},
    {3245, ">=", kJsonb, kJsonb, kBool, 4042, 3244, 3242},
    {3246, "@>", kJsonb, kJsonb, kBool, 4046, 3250, kNoOid},
    {3247, "?", kJsonb, kText, kBool, 4047},
    {3248, "?|", kJsonb, kTextArray, kBool, 4048},
    {3249, "?&", kJsonb, kTextArray, kBool, 4049},
    {3250, "<@", kJsonb, kJsonb, kBool, 4050, 3246, kNoOid},
    {3477, "->>", kJsonb, kText, kText, 3214},
    {3481, "->>", kJsonb, kInt4, kText, 3216},
    {3962, "->", kJson, kText, kJson, 3947},
    {3963, "->>", kJson, kText, kText, 3948},
    {3964, "->", kJson, kInt4, kJson, 3949},
    {3965, "->>", kJson, kInt4, kText, 3950},
    {3966, "#>", kJson, kTextArray, kJson, 3951},
    {3967, "#>>", kJson, kTextArray, kText, 3953},
};

constexpr CastDef kCasts[] = {
    {kJson, kJsonb, kNoOid, CastContext::kAssignment, CastMethod::kInOut},
    {kJsonb, kBool, 3556, CastContext::kExplicit},
    {kJsonb, kInt8, 3452, CastContext::kExplicit},
    {kJsonb, kInt2, 3450, CastContext::kExplicit},
    {kJsonb, kInt4, 3451, CastContext::kExplicit},
    {kJsonb, kJson, kNoOid, CastContext::kAssignment, CastMethod::kInOut},
    {kJsonb, kFloat4, 3453, CastContext::kExplicit},
    {kJsonb, kFloat8, 2580, CastContext::kExplicit},
    {kJsonb, kNumeric, 3449, CastContext::kExplicit},
};

constexpr ColumnDef kColumns3208[] = {{"key", kText}, {"value", kJsonb}};
constexpr ColumnDef kColumns3932[] = {{"key", kText}, {"value", kText}};
constexpr ColumnDef kColumns3958[] = {{"key", kText}, {"value", kJson}};
constexpr ColumnDef kColumns3959[] = {{"key", kText}, {"value", kText}};
constexpr ColumnDef kColumns3219[] = {{"value", kJsonb}};
constexpr ColumnDef kColumns3465[] = {{"value", kText}};
constexpr ColumnDef kColumns3955[] = {{"value", kJson}};
constexpr ColumnDef kColumns3969[] = {{"value", kText}};

constexpr SetFunctionDef kSetFunctions[] = {
    {3208, "jsonb_each", kRecord, {kJsonb}, kStrict, jsonb_each<false>, kColumns3208},
    {3219, "jsonb_array_elements", kJsonb, {kJsonb}, kStrict, jsonb_elements<false>, kColumns3219},
    {3465, "jsonb_array_elements_text", kText, {kJsonb}, kStrict, jsonb_elements<true>,
     kColumns3465},
    {3931, "jsonb_object_keys", kText, {kJsonb}, kStrict, jsonb_keys},
    {3932, "jsonb_each_text", kRecord, {kJsonb}, kStrict, jsonb_each<true>, kColumns3932},
    {3955, "json_array_elements", kJson, {kJson}, kStrict, json_elements<false>, kColumns3955},
    {3957, "json_object_keys", kText, {kJson}, kStrict, json_keys},
    {3958, "json_each", kRecord, {kJson}, kStrict, json_each<false>, kColumns3958},
    {3959, "json_each_text", kRecord, {kJson}, kStrict, json_each<true>, kColumns3959},
    {3969, "json_array_elements_text", kText, {kJson}, kStrict, json_elements<true>, kColumns3969},
};

}  // namespace

const FunctionGroup kJsonAccessGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .casts = kCasts,
    .set_functions = kSetFunctions,
};

}  // namespace rung
