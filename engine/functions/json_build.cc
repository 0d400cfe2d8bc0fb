// Making JSON of SQL values: to_json(), json_build_*(), json_object(), row_to_json(), json_agg() and
// their jsonb siblings.
#include <cmath>

#include "functions/groups.h"
#include "functions/json_util.h"
#include "functions/spread.h"
#include "types/array.h"
#include "types/datetime.h"
#include "types/ops_util.h"
#include "types/record.h"
#include "types/record_names.h"

namespace rung {

namespace {

enum class Shape { kNull, kBoolean, kNumber, kDate, kTimestamp, kTimestamptz, kJson, kJsonb, kArray,
                   kRecord, kOther };

Oid base_type(TypeEnv& env, Oid oid) {
  const TypeInfo* type = &env.type(oid);
  while (type->kind == TypeKind::kDomain) type = &env.type(type->base_oid);
  return type->oid;
}

Shape shape_of(TypeEnv& env, Oid oid) {
  switch (oid) {
    case oid::kBool: return Shape::kBoolean;
    case oid::kInt2:
    case oid::kInt4:
    case oid::kInt8:
    case oid::kFloat4:
    case oid::kFloat8:
    case oid::kNumeric: return Shape::kNumber;
    case oid::kDate: return Shape::kDate;
    case oid::kTimestamp: return Shape::kTimestamp;
    case oid::kTimestamptz: return Shape::kTimestamptz;
    case oid::kJson: return Shape::kJson;
    case oid::kJsonb: return Shape::kJsonb;
    case oid::kRecord: return Shape::kRecord;
    default: break;
  }
  const TypeInfo& type = env.type(oid);
  if (type.kind == TypeKind::kArray) return Shape::kArray;
  if (type.kind == TypeKind::kComposite) return Shape::kRecord;
  return Shape::kOther;
}

// Numbers JSON has no form for become strings.
bool is_json_number(std::string_view text) {
  return !text.empty() && (is_digit(text[0]) || (text[0] == '-' && text.size() > 1 && is_digit(text[1])));
}

std::string iso_text(TypeEnv& env, Shape shape, const Datum& value) {
  FormatSettings iso = *env.settings;
  iso.date_style = FormatSettings::DateStyle::kIso;
  TypeEnv inner = env;
  inner.settings = &iso;
  std::string text;
  if (shape == Shape::kDate) {
    append_date(value.i, iso, &text);
    return text;
  }
  if (shape == Shape::kTimestamp) {
    append_timestamp(value.i, iso, &text);
  } else {
    append_timestamptz(inner, value.i, &text);
  }
  if (is_finite_timestamp(value.i)) {
    text[text.find(' ')] = 'T';
    // ISO 8601 writes the minutes of an offset.
    if (shape == Shape::kTimestamptz) {
      const size_t sign = text.find_last_of("+-");
      const size_t end = text.find(' ', sign);
      if (text.substr(sign, end - sign).size() == 3) text.insert(sign + 3, ":00");
    }
  }
  return text;
}

std::vector<std::string> field_names(TypeEnv& env, const RecordView& record) {
  std::vector<std::string> names;
  const TypeInfo& type = env.type(record.type_oid());
  const std::vector<std::string>* known = record_names(record.typmod());
  for (uint32_t i = 0; i < record.size(); ++i) {
    names.push_back(type.fields != nullptr && i < type.fields->size() ? (*type.fields)[i].name
                    : known != nullptr && i < known->size() && type.fields == nullptr
                        ? (*known)[i]
                        : "f" + std::to_string(i + 1));
  }
  return names;
}

void append_array(TypeEnv& env, const ArrayView& array, int dimension, uint32_t* next, bool pretty,
                  std::string* to) {
  to->push_back('[');
  for (int32_t i = 0; i < array.length(dimension); ++i) {
    if (i != 0) *to += pretty && dimension == 0 ? ",\n " : ",";
    if (dimension + 1 < array.dimensions()) {
      append_array(env, array, dimension + 1, next, pretty, to);
    } else {
      append_as_json(env, array.element_oid(), array.element((*next)++), false, to);
    }
  }
  to->push_back(']');
}

}  // namespace

void append_as_json(TypeEnv& env, Oid type_oid, const Datum& value, bool pretty, std::string* to) {
  if (value.null) {
    *to += "null";
    return;
  }
  const Oid oid = base_type(env, type_oid);
  const Shape shape = shape_of(env, oid);
  switch (shape) {
    case Shape::kNull: *to += "null"; return;
    case Shape::kBoolean: *to += value.b() ? "true" : "false"; return;
    case Shape::kJson: *to += value.bytes(); return;
    case Shape::kJsonb: append_jsonb(JsonbView(value.bytes()), to); return;
    case Shape::kDate:
    case Shape::kTimestamp:
    case Shape::kTimestamptz: append_json_string(iso_text(env, shape, value), to); return;
    case Shape::kArray: {
      const ArrayView array(value);
      uint32_t next = 0;
      append_array(env, array, 0, &next, pretty, to);
      return;
    }
    case Shape::kRecord: {
      const RecordView record(value);
      const std::vector<std::string> names = field_names(env, record);
      to->push_back('{');
      bool first = true;
      for (uint32_t i = 0; i < record.size(); ++i) {
        if (record.field_oid(i) == kNoOid) continue;
        if (!first) *to += pretty ? ",\n " : ",";
        first = false;
        append_json_string(names[i], to);
        to->push_back(':');
        append_as_json(env, record.field_oid(i), record.field(i), false, to);
      }
      to->push_back('}');
      return;
    }
    case Shape::kNumber:
    case Shape::kOther: break;
  }
  const std::string text = text_of(env, oid, value);
  if (shape == Shape::kNumber && is_json_number(text)) {
    *to += text;
  } else {
    append_json_string(text, to);
  }
}

Json tree_of(TypeEnv& env, Oid type_oid, const Datum& value) {
  if (value.null) return {};
  const Oid oid = base_type(env, type_oid);
  if (oid == oid::kJsonb) return decode_jsonb(JsonbView(value.bytes()));
  std::string text;
  append_as_json(env, oid, value, false, &text);
  return parse_json(text);
}

std::string key_text(TypeEnv& env, Oid type_oid, const Datum& value) {
  const Oid oid = base_type(env, type_oid);
  const Shape shape = shape_of(env, oid);
  switch (shape) {
    case Shape::kArray:
    case Shape::kRecord:
    case Shape::kJson:
    case Shape::kJsonb:
      throw_error(sqlstate::invalid_parameter_value,
                  "key value must be scalar, not array, composite, or json");
    case Shape::kBoolean: return value.b() ? "true" : "false";
    case Shape::kDate:
    case Shape::kTimestamp:
    case Shape::kTimestamptz: return iso_text(env, shape, value);
    default: return text_of(env, oid, value);
  }
}

Datum jsonb_as_text(FnCall& call, const JsonbView& view) {
  if (view.kind() == JsonKind::kNull) return {};
  if (view.kind() == JsonKind::kString) return call.env->text(view.text());
  std::string text;
  append_jsonb(view, &text);
  return call.env->text(text);
}

namespace {

using namespace oid;

bool is_jsonb_result(FnCall& call) { return call.result_type == kJsonb; }
Datum text_result(FnCall& call, const std::string& text) { return call.env->text(text); }

Datum to_json(FnCall& call, const Datum* a) {
  std::string text;
  append_as_json(*call.env, call.arg_types[0], a[0], false, &text);
  return text_result(call, text);
}
Datum to_json_pretty(FnCall& call, const Datum* a) {
  std::string text;
  append_as_json(*call.env, call.arg_types[0], a[0], a[1].b(), &text);
  return text_result(call, text);
}
Datum to_jsonb(FnCall& call, const Datum* a) {
  return make_jsonb(*call.env->arena, tree_of(*call.env, call.arg_types[0], a[0]));
}

// The arguments of a variadic "any" call.
struct Argument {
  Oid type;
  Datum value;
};
std::vector<Argument> arguments(FnCall& call, const Datum* a) {
  std::vector<Argument> result;
  for (int i = 0; i < call.arg_count; ++i) {
    result.push_back({call.arg_types[i] == kUnknown ? kText : call.arg_types[i], a[i]});
  }
  return result;
}

Datum build_array(FnCall& call, const Datum* a) {
  if (is_jsonb_result(call)) {
    Json json = Json::array();
    for (const Argument& argument : arguments(call, a)) {
      json.items.push_back(tree_of(*call.env, argument.type, argument.value));
    }
    return make_jsonb(*call.env->arena, std::move(json));
  }
  std::string text = "[";
  for (const Argument& argument : arguments(call, a)) {
    if (text.size() > 1) text += ", ";
    append_as_json(*call.env, argument.type, argument.value, false, &text);
  }
  return text_result(call, text + "]");
}
Datum build_object(FnCall& call, const Datum* a) {
  const std::vector<Argument> all = arguments(call, a);
  const bool jsonb = is_jsonb_result(call);
  if (all.size() % 2 != 0) {
    throw_error(Error(sqlstate::invalid_parameter_value,
                      "argument list must have even number of elements")
                    .with_hint(std::string("The arguments of ") +
                               (jsonb ? "jsonb_build_object()" : "json_build_object()") +
                               " must consist of alternating keys and values."));
  }
  Json json = Json::object();
  std::string text = "{";
  for (size_t i = 0; i < all.size(); i += 2) {
    if (all[i].value.null) {
      if (jsonb) {
        throw_error(sqlstate::invalid_parameter_value,
                    "argument " + std::to_string(i + 1) + ": key must not be null");
      }
      throw_error(Error(sqlstate::invalid_parameter_value,
                        "argument " + std::to_string(i + 1) + " cannot be null")
                      .with_hint("Object keys should be text."));
    }
    const std::string key = key_text(*call.env, all[i].type, all[i].value);
    if (jsonb) {
      json.pairs.emplace_back(key, tree_of(*call.env, all[i + 1].type, all[i + 1].value));
      continue;
    }
    if (text.size() > 1) text += ", ";
    append_json_string(key, &text);
    text += " : ";
    append_as_json(*call.env, all[i + 1].type, all[i + 1].value, false, &text);
  }
  if (jsonb) return make_jsonb(*call.env->arena, std::move(json));
  return text_result(call, text + "}");
}

// json_object(): keys and values from arrays of text.
Datum object_of_pairs(FnCall& call, const std::vector<std::pair<Datum, Datum>>& pairs) {
  Json json = Json::object();
  std::string text = "{";
  for (const auto& [key, value] : pairs) {
    if (key.null) {
      throw_error(sqlstate::null_value_not_allowed, "null value not allowed for object key");
    }
    if (is_jsonb_result(call)) {
      json.pairs.emplace_back(std::string(key.bytes()),
                              value.null ? Json() : Json::string(value.bytes()));
      continue;
    }
    if (text.size() > 1) text += ", ";
    append_json_string(key.bytes(), &text);
    text += " : ";
    if (value.null) {
      text += "null";
    } else {
      append_json_string(value.bytes(), &text);
    }
  }
  if (is_jsonb_result(call)) return make_jsonb(*call.env->arena, std::move(json));
  return text_result(call, text + "}");
}
Datum object_of_array(FnCall& call, const Datum* a) {
  const ArrayView array(a[0]);
  if (array.dimensions() > 2) {
    throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
  }
  if (array.dimensions() == 2 && array.length(1) != 2) {
    throw_error(sqlstate::array_subscript_error, "array must have two columns");
  }
  if (array.size() % 2 != 0) {
    throw_error(sqlstate::array_subscript_error, "array must have even number of elements");
  }
  std::vector<std::pair<Datum, Datum>> pairs;
  for (uint32_t i = 0; i < array.size(); i += 2) {
    pairs.emplace_back(array.element(i), array.element(i + 1));
  }
  return object_of_pairs(call, pairs);
}
Datum object_of_arrays(FnCall& call, const Datum* a) {
  const ArrayView keys(a[0]);
  const ArrayView values(a[1]);
  if (keys.dimensions() > 1 || values.dimensions() > 1) {
    throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
  }
  if (keys.size() != values.size()) {
    throw_error(sqlstate::array_subscript_error, "mismatched array dimensions");
  }
  std::vector<std::pair<Datum, Datum>> pairs;
  for (uint32_t i = 0; i < keys.size(); ++i) pairs.emplace_back(keys.element(i), values.element(i));
  return object_of_pairs(call, pairs);
}

// Aggregates gather the text or the tree as rows come.
struct Gathered {
  std::string text;
  Json json;
};
struct Gathering {
  Gathered* gathered;
};
Gathered& gathered(FnCall& call, void* state) {
  auto* gathering = static_cast<Gathering*>(state);
  if (gathering->gathered == nullptr) gathering->gathered = call.env->arena->make<Gathered>();
  return *gathering->gathered;
}
void array_step(FnCall& call, void* state, const Datum* a) {
  Gathered& to = gathered(call, state);
  if (is_jsonb_result(call)) {
    to.json.items.push_back(tree_of(*call.env, call.arg_types[0], a[0]));
    return;
  }
  const Shape shape = shape_of(*call.env, base_type(*call.env, call.arg_types[0]));
  if (!to.text.empty()) {
    const bool structured = shape == Shape::kArray || shape == Shape::kRecord;
    to.text += structured && !a[0].null ? ", \n " : ", ";
  }
  append_as_json(*call.env, call.arg_types[0], a[0], false, &to.text);
}
Datum array_final(FnCall& call, void* state) {
  const Gathered* from = static_cast<Gathering*>(state)->gathered;
  if (from == nullptr) return {};
  if (is_jsonb_result(call)) {
    Json json = from->json;
    json.kind = JsonKind::kArray;
    return make_jsonb(*call.env->arena, std::move(json));
  }
  return text_result(call, "[" + from->text + "]");
}
void object_step(FnCall& call, void* state, const Datum* a) {
  if (a[0].null) {
    throw_error(sqlstate::invalid_parameter_value, "field name must not be null");
  }
  Gathered& to = gathered(call, state);
  const std::string key = key_text(*call.env, call.arg_types[0], a[0]);
  if (is_jsonb_result(call)) {
    to.json.pairs.emplace_back(key, tree_of(*call.env, call.arg_types[1], a[1]));
    return;
  }
  if (!to.text.empty()) to.text += ", ";
  append_json_string(key, &to.text);
  to.text += " : ";
  append_as_json(*call.env, call.arg_types[1], a[1], false, &to.text);
}
Datum object_final(FnCall& call, void* state) {
  const Gathered* from = static_cast<Gathering*>(state)->gathered;
  if (from == nullptr) return {};
  if (is_jsonb_result(call)) {
    Json json = from->json;
    json.kind = JsonKind::kObject;
    return make_jsonb(*call.env->arena, std::move(json));
  }
  return text_result(call, "{ " + from->text + " }");
}

constexpr FunctionDef kFunctions[] = {
    {3153, "array_to_json", kJson, {kAnyarray}, kStrict | kStable, to_json},
    {3154, "array_to_json", kJson, {kAnyarray, kBool}, kStrict | kStable, to_json_pretty},
    {3155, "row_to_json", kJson, {kRecord}, kStrict | kStable, to_json},
    {3156, "row_to_json", kJson, {kRecord, kBool}, kStrict | kStable, to_json_pretty},
    {3176, "to_json", kJson, {kAnyelement}, kStrict | kStable, to_json, nullptr,
     "to_json(timestamp '2024-01-02 03:04:05')", "\"2024-01-02T03:04:05\""},
    {3198, "json_build_array", kJson, {kAny}, kStable | kVariadic, spread<build_array>},
    {3199, "json_build_array", kJson, {}, kStable, build_array},
    {3200, "json_build_object", kJson, {kAny}, kStable | kVariadic, spread<build_object>},
    {3201, "json_build_object", kJson, {}, kStable, build_object},
    {3202, "json_object", kJson, {kTextArray}, kStrict, object_of_array},
    {3203, "json_object", kJson, {kTextArray, kTextArray}, kStrict, object_of_arrays},
    {3263, "jsonb_object", kJsonb, {kTextArray}, kStrict, object_of_array},
    {3264, "jsonb_object", kJsonb, {kTextArray, kTextArray}, kStrict, object_of_arrays},
    {3271, "jsonb_build_array", kJsonb, {kAny}, kStable | kVariadic, spread<build_array>},
    {3272, "jsonb_build_array", kJsonb, {}, kStable, build_array},
    {3273, "jsonb_build_object", kJsonb, {kAny}, kStable | kVariadic, spread<build_object>},
    {3274, "jsonb_build_object", kJsonb, {}, kStable, build_object},
    {3787, "to_jsonb", kJsonb, {kAnyelement}, kStrict | kStable, to_jsonb},
};

constexpr AggregateDef kAggregates[] = {
    {3175, "json_agg", kJson, {kAnyelement}, 0, sizeof(Gathering), array_step, array_final},
    {3197, "json_object_agg", kJson, {kAny, kAny}, 0, sizeof(Gathering), object_step, object_final},
    {3267, "jsonb_agg", kJsonb, {kAnyelement}, 0, sizeof(Gathering), array_step, array_final},
    {3270, "jsonb_object_agg", kJsonb, {kAny, kAny}, 0, sizeof(Gathering), object_step,
     object_final},
};

}  // namespace

const FunctionGroup kJsonBuildGroup = {
    .functions = kFunctions,
    .aggregates = kAggregates,
};

}  // namespace rung
