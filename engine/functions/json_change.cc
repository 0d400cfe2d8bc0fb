// Changing JSON: || - #-, jsonb_set(), jsonb_insert(), strip_nulls, pretty.
#include <charconv>

#include "functions/groups.h"
#include "functions/json_util.h"
#include "types/array.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;

Datum result(FnCall& call, Json json) { return make_jsonb(*call.env->arena, std::move(json)); }

Datum concat(FnCall& call, const Datum* a) {
  Json x = decode_jsonb(jsonb_of(a[0]));
  Json y = decode_jsonb(jsonb_of(a[1]));
  if (x.kind == JsonKind::kObject && y.kind == JsonKind::kObject) {
    for (auto& pair : y.pairs) x.pairs.push_back(std::move(pair));
    return result(call, std::move(x));
  }
  const auto as_array = [](Json value) {
    if (value.kind == JsonKind::kArray) return value;
    Json array = Json::array();
    array.items.push_back(std::move(value));
    return array;
  };
  x = as_array(std::move(x));
  y = as_array(std::move(y));
  for (Json& item : y.items) x.items.push_back(std::move(item));
  return result(call, std::move(x));
}

void check_delete(const Json& json) {
  if (json.kind < JsonKind::kArray) {
    throw_error(sqlstate::invalid_parameter_value, "cannot delete from scalar");
  }
}
void delete_key(Json* json, std::string_view key) {
  if (json->kind == JsonKind::kObject) {
    std::erase_if(json->pairs, [&](const auto& pair) { return pair.first == key; });
  } else {
    std::erase_if(json->items, [&](const Json& item) {
      return item.kind == JsonKind::kString && item.text == key;
    });
  }
}
Datum delete_one(FnCall& call, const Datum* a) {
  Json json = decode_jsonb(jsonb_of(a[0]));
  check_delete(json);
  delete_key(&json, a[1].bytes());
  return result(call, std::move(json));
}
Datum delete_many(FnCall& call, const Datum* a) {
  Json json = decode_jsonb(jsonb_of(a[0]));
  check_delete(json);
  const ArrayView keys(a[1]);
  for (uint32_t i = 0; i < keys.size(); ++i) {
    if (!keys.is_null(i)) delete_key(&json, keys.element(i).bytes());
  }
  return result(call, std::move(json));
}
Datum delete_index(FnCall& call, const Datum* a) {
  Json json = decode_jsonb(jsonb_of(a[0]));
  check_delete(json);
  if (json.kind == JsonKind::kObject) {
    throw_error(sqlstate::invalid_parameter_value,
                "cannot delete from object using integer index");
  }
  const auto size = static_cast<int64_t>(json.items.size());
  const int64_t index = a[1].i < 0 ? a[1].i + size : a[1].i;
  if (index >= 0 && index < size) json.items.erase(json.items.begin() + index);
  return result(call, std::move(json));
}

enum class Change { kSet, kInsertBefore, kInsertAfter, kDelete };
struct Path {
  const ArrayView& steps;
  Change change;
  bool create;
  const Json* value;
};

int64_t array_index(std::string_view step, uint32_t level) {
  int64_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || end != step.data() + step.size()) {
    throw_error(sqlstate::invalid_text_representation,
                "path element at position " + std::to_string(level + 1) +
                    " is not an integer: \"" + std::string(step) + "\"");
  }
  return index;
}

void change_at(Json* json, uint32_t level, const Path& path) {
  if (json->kind < JsonKind::kArray) return;
  if (path.steps.is_null(level)) {
    throw_error(sqlstate::null_value_not_allowed,
                "path element at position " + std::to_string(level + 1) + " is null");
  }
  const std::string_view step = path.steps.element(level).bytes();
  const bool last = level + 1 == path.steps.size();
  if (json->kind == JsonKind::kObject) {
    Json* found = json->find(step);
    if (!last) {
      if (found != nullptr) change_at(found, level + 1, path);
      return;
    }
    if (path.change == Change::kDelete) {
      delete_key(json, step);
    } else if (found == nullptr) {
      if (path.create || path.change != Change::kSet) {
        json->pairs.emplace_back(std::string(step), *path.value);
      }
    } else if (path.change == Change::kSet) {
      *found = *path.value;
    } else {
      throw_error(Error(sqlstate::invalid_parameter_value, "cannot replace existing key")
                      .with_hint("Try using the function jsonb_set to replace key value."));
    }
    return;
  }
  auto& items = json->items;
  const auto size = static_cast<int64_t>(items.size());
  const int64_t given = array_index(step, level);
  const int64_t index = given < 0 ? given + size : given;
  if (!last) {
    if (index >= 0 && index < size) change_at(&items[static_cast<size_t>(index)], level + 1, path);
    return;
  }
  const bool inside = index >= 0 && index < size;
  switch (path.change) {
    case Change::kDelete:
      if (inside) items.erase(items.begin() + index);
      break;
    case Change::kSet:
      if (inside) {
        items[static_cast<size_t>(index)] = *path.value;
      } else if (path.create) {
        items.insert(index < 0 ? items.begin() : items.end(), *path.value);
      }
      break;
    case Change::kInsertBefore:
    case Change::kInsertAfter: {
      const int64_t at = !inside                              ? (index < 0 ? 0 : size)
                         : path.change == Change::kInsertAfter ? index + 1
                                                               : index;
      items.insert(items.begin() + at, *path.value);
      break;
    }
  }
}

void check_path(const Json& json, const ArrayView& steps, const char* verb) {
  if (steps.dimensions() > 1) {
    throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
  }
  if (json.kind < JsonKind::kArray) {
    throw_error(sqlstate::invalid_parameter_value, verb);
  }
}
Datum delete_path(FnCall& call, const Datum* a) {
  Json json = decode_jsonb(jsonb_of(a[0]));
  const ArrayView steps(a[1]);
  check_path(json, steps, "cannot delete path in scalar");
  if (json.items.empty() && json.pairs.empty()) return a[0];
  if (steps.size() > 0) change_at(&json, 0, {steps, Change::kDelete, false, nullptr});
  return result(call, std::move(json));
}
Datum set_path(FnCall& call, const Datum* a) {
  Json json = decode_jsonb(jsonb_of(a[0]));
  const ArrayView steps(a[1]);
  const bool create = call.arg_count < 4 || a[3].b();
  check_path(json, steps, "cannot set path in scalar");
  if (json.items.empty() && json.pairs.empty() && !create) return a[0];
  const Json value = decode_jsonb(jsonb_of(a[2]));
  if (steps.size() > 0) change_at(&json, 0, {steps, Change::kSet, create, &value});
  return result(call, std::move(json));
}
Datum set_path_lax(FnCall& call, const Datum* a) {
  const bool absent_treatment = call.arg_count >= 5;
  if (a[0].null || a[1].null || (call.arg_count >= 4 && a[3].null)) return {};
  if (!a[2].null) return set_path(call, a);
  const std::string_view how =
      absent_treatment && !a[4].null ? a[4].bytes() : std::string_view("use_json_null");
  if (absent_treatment && a[4].null) {
    throw_error(sqlstate::invalid_parameter_value,
                "null_value_treatment must be \"delete_key\", \"return_target\", "
                "\"use_json_null\", or \"raise_exception\"");
  }
  if (how == "raise_exception") {
    throw_error(Error(sqlstate::null_value_not_allowed, "JSON value must not be null")
                    .with_detail("Exception was raised because null_value_treatment is "
                                 "\"raise_exception\".")
                    .with_hint("To avoid, either change the null_value_treatment argument or "
                               "ensure that an SQL NULL is not passed."));
  }
  if (how == "return_target") return a[0];
  if (how == "delete_key") return delete_path(call, a);
  if (how == "use_json_null") {
    Datum args[4] = {a[0], a[1], make_jsonb(*call.env->arena, Json()),
                     call.arg_count >= 4 ? a[3] : Datum::of_bool(true)};
    return set_path(call, args);
  }
  throw_error(sqlstate::invalid_parameter_value,
              "null_value_treatment must be \"delete_key\", \"return_target\", "
              "\"use_json_null\", or \"raise_exception\"");
}
Datum insert_path(FnCall& call, const Datum* a) {
  Json json = decode_jsonb(jsonb_of(a[0]));
  const ArrayView steps(a[1]);
  const bool after = call.arg_count >= 4 && a[3].b();
  check_path(json, steps, "cannot set path in scalar");
  const Json value = decode_jsonb(jsonb_of(a[2]));
  if (steps.size() > 0) {
    change_at(&json, 0,
              {steps, after ? Change::kInsertAfter : Change::kInsertBefore, true, &value});
  }
  return result(call, std::move(json));
}

void strip(Json* json) {
  std::erase_if(json->pairs, [](const auto& pair) { return pair.second.kind == JsonKind::kNull; });
  for (auto& [key, value] : json->pairs) strip(&value);
  for (Json& item : json->items) strip(&item);
}
Datum strip_jsonb(FnCall& call, const Datum* a) {
  Json json = decode_jsonb(jsonb_of(a[0]));
  strip(&json);
  return result(call, std::move(json));
}
// json keeps the order and the doubles of its keys.
void append_stripped(std::string_view text, std::string* to) {
  const JsonKind kind = json_kind(text);
  if (kind < JsonKind::kArray) {
    *to += trim_space(text);
    return;
  }
  const bool object = kind == JsonKind::kObject;
  to->push_back(object ? '{' : '[');
  bool first = true;
  for (const JsonPiece& piece : json_pieces(text)) {
    if (object && json_kind(piece.value) == JsonKind::kNull) continue;
    if (!first) to->push_back(',');
    first = false;
    if (object) {
      append_json_string(piece.key, to);
      to->push_back(':');
    }
    append_stripped(piece.value, to);
  }
  to->push_back(object ? '}' : ']');
}
Datum strip_json(FnCall& call, const Datum* a) {
  std::string text;
  append_stripped(a[0].bytes(), &text);
  return call.env->text(text);
}
Datum pretty(FnCall& call, const Datum* a) {
  std::string text;
  append_jsonb_pretty(jsonb_of(a[0]), 0, &text);
  return call.env->text(text);
}

constexpr FunctionDef kFunctions[] = {
    {3261, "json_strip_nulls", kJson, {kJson}, kStrict, strip_json},
    {3262, "jsonb_strip_nulls", kJsonb, {kJsonb}, kStrict, strip_jsonb},
    {3301, "jsonb_concat", kJsonb, {kJsonb, kJsonb}, kStrict, concat, nullptr,
     "'{\"a\": 1}'::jsonb || '{\"b\": 2}'", "{\"a\": 1, \"b\": 2}"},
    {3302, "jsonb_delete", kJsonb, {kJsonb, kText}, kStrict, delete_one},
    {3303, "jsonb_delete", kJsonb, {kJsonb, kInt4}, kStrict, delete_index},
    {3304, "jsonb_delete_path", kJsonb, {kJsonb, kTextArray}, kStrict, delete_path},
    {3305, "jsonb_set", kJsonb, {kJsonb, kTextArray, kJsonb, kBool}, kStrict | kDefaults1,
     set_path},
    {3306, "jsonb_pretty", kText, {kJsonb}, kStrict, pretty},
    {3343, "jsonb_delete", kJsonb, {kJsonb, kTextArray}, kStrict | kVariadic, delete_many},
    {3579, "jsonb_insert", kJsonb, {kJsonb, kTextArray, kJsonb, kBool}, kStrict | kDefaults1,
     insert_path},
    {5054, "jsonb_set_lax", kJsonb, {kJsonb, kTextArray, kJsonb, kBool, kText}, kDefaults2,
     set_path_lax},
};

constexpr OperatorDef kOperators[] = {
    {3284, "||", kJsonb, kJsonb, kJsonb, 3301},
    {3285, "-", kJsonb, kText, kJsonb, 3302},
    {3286, "-", kJsonb, kInt4, kJsonb, 3303},
    {3287, "#-", kJsonb, kTextArray, kJsonb, 3304},
    {3398, "-", kJsonb, kTextArray, kJsonb, 3343},
};

}  // namespace

const FunctionGroup kJsonChangeGroup = {
    .functions = kFunctions,
    .operators = kOperators,
};

}  // namespace rung
