#include "functions/jsonpath_run.h"

#include <algorithm>
#include <cmath>

#include "functions/json_util.h"
#include "functions/registry.h"
#include "types/numeric.h"

namespace rung {

using enum JsonPathKind;
using Kind = PathValue::Kind;
using Outcome = PathRun::Outcome;

namespace {

constexpr int kRunDepthMax = 3000;

const char* method_name(JsonPathKind kind) {
  switch (kind) {
    case kType: return "type";
    case kSize: return "size";
    case kAbs: return "abs";
    case kFloor: return "floor";
    case kCeiling: return "ceiling";
    case kDouble: return "double";
    case kDatetime: return "datetime";
    default: return "keyvalue";
  }
}

std::string_view type_name(const PathValue& value) {
  switch (value.kind) {
    case Kind::kNull: return "null";
    case Kind::kString: return "string";
    case Kind::kNumber: return "number";
    case Kind::kBool: return "boolean";
    case Kind::kArray: return "array";
    case Kind::kObject: return "object";
    case Kind::kDatetime: break;
  }
  switch (value.datetime) {
    case oid::kDate: return "date";
    case oid::kTime: return "time without time zone";
    case oid::kTimetz: return "time with time zone";
    case oid::kTimestamp: return "timestamp without time zone";
    default: return "timestamp with time zone";
  }
}

PathValue string_value(std::string_view text) {
  PathValue value;
  value.kind = Kind::kString;
  value.text = text;
  return value;
}
PathValue bool_value(bool truth) {
  PathValue value;
  value.kind = Kind::kBool;
  value.boolean = truth;
  return value;
}

Numeric numeric_of(const PathValue& value) { return Numeric::parse(value.text).value(); }

}  // namespace

// Counts the nesting of evaluation.
class PathRun::Frame {
 public:
  explicit Frame(int* depth) : depth_(depth) {
    if (*depth_ >= kRunDepthMax) {
      throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
    }
    ++*depth_;
  }
  ~Frame() { --*depth_; }
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

 private:
  int* depth_;
};

PathRun::PathRun(FnCall& call, PathSite& site, JsonbView document,
                 std::optional<JsonbView> variables, bool silent, bool with_zone)
    : call_(call),
      site_(site),
      root_(value_of(document)),
      current_(root_),
      variables_(variables),
      lax_(site.path.lax),
      ignore_structure_(site.path.lax),
      raise_(!silent),
      with_zone_(with_zone) {
  if (variables_.has_value()) {
    if (variables_->kind() != JsonKind::kObject) {
      throw_error(Error(sqlstate::invalid_parameter_value, "\"vars\" argument is not an object")
                      .with_detail("Jsonpath parameters should be encoded as key-value pairs of "
                                   "\"vars\" object."));
    }
    last_object_ = 2;
  }
}

Outcome PathRun::run(Values* found) {
  if (!lax_ && found == nullptr) {
    // Strict paths must not have an error anywhere: all items are needed to tell.
    Values all;
    const Outcome outcome = item(site_.path.root, root_, &all);
    if (outcome == Outcome::kError) return outcome;
    return all.empty() ? Outcome::kNotFound : Outcome::kFound;
  }
  return item(site_.path.root, root_, found);
}

PathValue PathRun::value_of(const JsonbView& view) const {
  PathValue value;
  switch (view.kind()) {
    case JsonKind::kNull: break;
    case JsonKind::kString:
      value.kind = Kind::kString;
      value.text = view.text();
      break;
    case JsonKind::kNumber:
      value.kind = Kind::kNumber;
      value.text = view.text();
      break;
    case JsonKind::kFalse:
    case JsonKind::kTrue: return bool_value(view.kind() == JsonKind::kTrue);
    case JsonKind::kArray:
    case JsonKind::kObject:
      value.kind = view.kind() == JsonKind::kArray ? Kind::kArray : Kind::kObject;
      value.text = view.bytes();
      break;
  }
  return value;
}

PathValue PathRun::element(const PathValue& container, uint32_t index) const {
  const JsonbView view = container.view();
  return value_of(container.kind == Kind::kArray ? view.element(index) : view.value(index));
}

PathValue PathRun::number(std::string_view text) {
  PathValue value;
  value.kind = Kind::kNumber;
  value.text = call_.env->keep(text);
  return value;
}

PathValue PathRun::variable(const std::string& name) {
  const std::optional<JsonbView> found =
      variables_.has_value() ? variables_->find(name) : std::nullopt;
  if (!found.has_value()) {
    throw_error(sqlstate::undefined_object, "could not find jsonpath variable \"" + name + "\"");
  }
  base_ = {variables_->bytes(), 1};
  return value_of(*found);
}

Json PathRun::json_of(const PathValue& value) {
  switch (value.kind) {
    case Kind::kNull: return {};
    case Kind::kString: return Json::string(value.text);
    case Kind::kNumber: return Json::number(value.text);
    case Kind::kBool: return Json::boolean(value.boolean);
    case Kind::kArray:
    case Kind::kObject: return decode_jsonb(value.view());
    case Kind::kDatetime: break;
  }
  if (value.datetime != oid::kTimestamptz) {
    Json text = tree_of(*call_.env, value.datetime, value.moment);
    const size_t sign = text.text.find_last_of("+-");
    if (value.datetime == oid::kTimetz && text.text.find(':', sign) == std::string::npos) {
      text.text += ":00";
    }
    return text;
  }
  // In the zone that the text named, not in the session's.
  const Datum local = Datum::of_int(value.moment.i + int64_t{value.zone} * 1000000);
  Json text = tree_of(*call_.env, oid::kTimestamp, local);
  const int minutes = std::abs(value.zone) / 60;
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  text.text += (value.zone < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
  return text;
}

Outcome PathRun::fail(SqlState state, const std::string& message) {
  if (raise_) throw_error(state, message);
  return Outcome::kError;
}

Outcome PathRun::item(ItemPtr the_item, const PathValue& value, Values* found) {
  return item(the_item, value, found, lax_);
}
Outcome PathRun::item(ItemPtr the_item, const PathValue& value, Values* found, bool unwrap) {
  const Frame frame(&depth_);
  return step(the_item, value, found, unwrap);
}

Outcome PathRun::go_on(ItemPtr following, const PathValue& value, Values* found) {
  if (following != nullptr) return item(following, value, found);
  if (found != nullptr) found->push_back(value);
  return Outcome::kFound;
}
Outcome PathRun::next(ItemPtr the_item, const PathValue& value, Values* found) {
  return go_on(the_item->next, value, found);
}

Outcome PathRun::each_element(ItemPtr the_item, const PathValue& array, Values* found,
                              bool unwrap) {
  return any(the_item, array, found, 1, 1, 1, false, unwrap);
}

// The items of an operand; arrays among them stand for their elements in lax mode.
Outcome PathRun::items_of(ItemPtr the_item, const PathValue& value, bool unwrap, Values* found) {
  if (!unwrap || !lax_) return item(the_item, value, found);
  Values all;
  const Outcome outcome = item(the_item, value, &all);
  if (outcome == Outcome::kError) return outcome;
  for (const PathValue& one : all) {
    if (one.kind == Kind::kArray) {
      each_element(nullptr, one, found, false);
    } else {
      found->push_back(one);
    }
  }
  return Outcome::kFound;
}

Outcome PathRun::items_quietly(ItemPtr the_item, const PathValue& value, bool unwrap,
                               Values* found) {
  const bool raise = raise_;
  raise_ = false;
  const Outcome outcome = items_of(the_item, value, unwrap, found);
  raise_ = raise;
  return outcome;
}

// Applies what follows to the items inside a container from level `first` to `last`.
Outcome PathRun::any(ItemPtr following, const PathValue& container, Values* found, uint32_t level,
                     uint32_t first, uint32_t last, bool quietly, bool unwrap) {
  const Frame frame(&depth_);
  Outcome outcome = Outcome::kNotFound;
  if (level > last) return outcome;
  const uint32_t size = container.view().size();
  for (uint32_t i = 0; i < size; ++i) {
    const PathValue value = element(container, i);
    const bool leaves = first == JsonPathItem::kLastLevel && last == JsonPathItem::kLastLevel;
    if (level >= first || (leaves && !value.is_container())) {
      if (following != nullptr) {
        const bool ignored = ignore_structure_;
        if (quietly) ignore_structure_ = true;
        outcome = item(following, value, found, unwrap);
        ignore_structure_ = ignored;
        if (outcome == Outcome::kError || (outcome == Outcome::kFound && found == nullptr)) break;
      } else if (found != nullptr) {
        found->push_back(value);
      } else {
        return Outcome::kFound;
      }
    }
    if (level < last && value.is_container()) {
      outcome = any(following, value, found, level + 1, first, last, quietly, unwrap);
      if (outcome == Outcome::kError || (outcome == Outcome::kFound && found == nullptr)) break;
    }
  }
  return outcome;
}

Outcome PathRun::step(ItemPtr it, const PathValue& value, Values* found, bool unwrap) {
  const bool is_array = value.kind == Kind::kArray;
  switch (it->kind) {
    case kAnd: case kOr: case kNot: case kIsUnknown: case kExists: case kEqual: case kNotEqual:
    case kLess: case kLessOrEqual: case kGreater: case kGreaterOrEqual: case kStartsWith:
    case kLikeRegex: {
      const Truth result = truth(it, value);
      if (it->next == nullptr && found == nullptr) return Outcome::kFound;
      return next(it, result == Truth::kUnknown ? PathValue() : bool_value(result == Truth::kTrue),
                  found);
    }
    case kKey: return key(it, value, found, unwrap);
    case kRoot:
      base_ = {root_.is_container() ? root_.text : std::string_view(), 0};
      return next(it, root_, found);
    case kCurrent: return next(it, current_, found);
    case kAnyArray:
      if (is_array) return any(it->next, value, found, 1, 1, 1, false, lax_);
      if (lax_) return next(it, value, found);
      if (ignore_structure_) return Outcome::kNotFound;
      return fail(sqlstate::sql_json_array_not_found,
                  "jsonpath wildcard array accessor can only be applied to an array");
    case kSubscripts: return subscripts(it, value, found);
    case kLast: return next(it, number(std::to_string(array_size_ - 1)), found);
    case kAnyKey:
      if (value.kind == Kind::kObject) return any(it->next, value, found, 1, 1, 1, false, lax_);
      if (unwrap && is_array) return each_element(it, value, found, false);
      if (ignore_structure_) return Outcome::kNotFound;
      return fail(sqlstate::sql_json_object_not_found,
                  "jsonpath wildcard member accessor can only be applied to an object");
    case kAdd: case kSubtract: case kMultiply: case kDivide: case kModulo:
      return arithmetic(it, value, found);
    case kPlus: case kMinus: return sign(it, value, found);
    case kFilter:
      if (unwrap && is_array) return each_element(it, value, found, false);
      if (truth_for(it->left, value) != Truth::kTrue) return Outcome::kNotFound;
      return next(it, value, found);
    case kAny: {
      Outcome outcome = Outcome::kNotFound;
      if (it->first == 0) {
        const bool ignored = ignore_structure_;
        ignore_structure_ = true;
        outcome = next(it, value, found);
        ignore_structure_ = ignored;
        // As in PostgreSQL, an error here gives way to what the levels below make of it.
        if (outcome == Outcome::kFound && found == nullptr) return outcome;
      }
      if (!value.is_container()) return outcome;
      return any(it->next, value, found, 1, it->first, it->last, true, lax_);
    }
    case JsonPathKind::kNull: return next(it, PathValue(), found);
    case JsonPathKind::kBool: return next(it, bool_value(it->boolean), found);
    case JsonPathKind::kString: return next(it, string_value(it->text), found);
    case JsonPathKind::kNumber: return next(it, number(it->text), found);
    case kVariable:
      if (it->next == nullptr && found == nullptr) return Outcome::kFound;
      {
        const Base saved = base_;
        const Outcome outcome = next(it, variable(it->text), found);
        base_ = saved;
        return outcome;
      }
    case kType: case kSize: case kAbs: case kFloor: case kCeiling: case kDouble: case kDatetime:
    case kKeyValue: return method(it, value, found, unwrap);
  }
  return Outcome::kNotFound;
}

Outcome PathRun::key(ItemPtr it, const PathValue& value, Values* found, bool unwrap) {
  if (value.kind == Kind::kObject) {
    const std::optional<JsonbView> member = value.view().find(it->text);
    if (member.has_value()) return next(it, value_of(*member), found);
    if (ignore_structure_) return Outcome::kNotFound;
    return fail(sqlstate::sql_json_member_not_found,
                "JSON object does not contain key \"" + it->text + "\"");
  }
  if (unwrap && value.kind == Kind::kArray) return each_element(it, value, found, false);
  if (ignore_structure_) return Outcome::kNotFound;
  return fail(sqlstate::sql_json_member_not_found,
              "jsonpath member accessor can only be applied to an object");
}

std::optional<int32_t> PathRun::subscript(ItemPtr it, const PathValue& value, Outcome* failed) {
  Values all;
  *failed = item(it, value, &all);
  if (*failed == Outcome::kError) return std::nullopt;
  if (all.size() != 1 || all[0].kind != Kind::kNumber) {
    *failed = fail(sqlstate::invalid_sql_json_subscript,
                   "jsonpath array subscript is not a single numeric value");
    return std::nullopt;
  }
  Numeric index = numeric_of(all[0]);
  index.trunc(0);
  const std::optional<int64_t> whole = index.is_finite() ? index.to_int64() : std::nullopt;
  if (!whole.has_value() || *whole < INT32_MIN || *whole > INT32_MAX) {
    *failed = fail(sqlstate::invalid_sql_json_subscript,
                   "jsonpath array subscript is out of integer range");
    return std::nullopt;
  }
  return static_cast<int32_t>(*whole);
}

Outcome PathRun::subscripts(ItemPtr it, const PathValue& value, Values* found) {
  const bool singleton = value.kind != Kind::kArray;
  if (singleton && !lax_) {
    if (ignore_structure_) return Outcome::kNotFound;
    return fail(sqlstate::sql_json_array_not_found,
                "jsonpath array accessor can only be applied to an array");
  }
  const int64_t size = singleton ? 1 : value.view().size();
  const int64_t outer_size = array_size_;
  array_size_ = size;
  Outcome outcome = Outcome::kNotFound;
  const auto done = [&](Outcome with) {
    array_size_ = outer_size;
    return with;
  };
  for (const auto& [from_item, to_item] : it->subscripts) {
    Outcome failed;
    const std::optional<int32_t> from = subscript(from_item, value, &failed);
    if (!from.has_value()) return done(failed);
    std::optional<int32_t> to = from;
    if (to_item != nullptr) {
      to = subscript(to_item, value, &failed);
      if (!to.has_value()) return done(failed);
    }
    if (!ignore_structure_ && (*from < 0 || *from > *to || *to >= size)) {
      return done(fail(sqlstate::invalid_sql_json_subscript,
                       "jsonpath array subscript is out of bounds"));
    }
    const int64_t first = std::max<int64_t>(*from, 0);
    const int64_t last = std::min<int64_t>(*to, size - 1);
    outcome = Outcome::kNotFound;
    for (int64_t i = first; i <= last; ++i) {
      if (it->next == nullptr && found == nullptr) return done(Outcome::kFound);
      const PathValue one = singleton ? value : element(value, static_cast<uint32_t>(i));
      outcome = next(it, one, found);
      if (outcome == Outcome::kError) return done(outcome);
      if (outcome == Outcome::kFound && found == nullptr) return done(outcome);
    }
  }
  return done(outcome);
}

Outcome PathRun::arithmetic(ItemPtr it, const PathValue& value, Values* found) {
  Values left;
  Values right;
  // Operands do not unwrap errors: those of either end the expression.
  if (items_of(it->left, value, true, &left) == Outcome::kError) return Outcome::kError;
  if (items_of(it->right, value, true, &right) == Outcome::kError) return Outcome::kError;
  const auto single = [](const Values& v) { return v.size() == 1 && v[0].kind == Kind::kNumber; };
  for (const bool is_left : {true, false}) {
    if (single(is_left ? left : right)) continue;
    return fail(sqlstate::singleton_sql_json_item_required,
                std::string(is_left ? "left" : "right") + " operand of jsonpath operator " +
                    std::string(json_path_operator(it->kind)) + " is not a single numeric value");
  }
  const Numeric a = numeric_of(left[0]);
  const Numeric b = numeric_of(right[0]);
  if ((it->kind == kDivide || it->kind == kModulo) && b.is_zero() && !raise_) {
    return Outcome::kError;
  }
  const Numeric result = it->kind == kAdd        ? add(a, b)
                         : it->kind == kSubtract ? subtract(a, b)
                         : it->kind == kMultiply ? multiply(a, b)
                         : it->kind == kDivide   ? divide(a, b)
                                                 : modulo(a, b);
  if (it->next == nullptr && found == nullptr) return Outcome::kFound;
  return next(it, number(result.to_string()), found);
}

Outcome PathRun::sign(ItemPtr it, const PathValue& value, Values* found) {
  Values all;
  if (items_of(it->left, value, true, &all) == Outcome::kError) return Outcome::kError;
  Outcome outcome = Outcome::kNotFound;
  const bool only_asked = found == nullptr && it->next == nullptr;
  for (PathValue& one : all) {
    if (one.kind == Kind::kNumber) {
      if (only_asked) return Outcome::kFound;
      if (it->kind == kMinus) one = number(numeric_of(one).negate().to_string());
    } else {
      if (only_asked) continue;
      return fail(sqlstate::sql_json_number_not_found,
                  "operand of unary jsonpath operator " +
                      std::string(json_path_operator(it->kind)) + " is not a numeric value");
    }
    const Outcome of_one = next(it, one, found);
    if (of_one == Outcome::kError) return of_one;
    if (of_one == Outcome::kFound) {
      if (found == nullptr) return of_one;
      outcome = of_one;
    }
  }
  return outcome;
}

Outcome PathRun::method(ItemPtr it, const PathValue& value, Values* found, bool unwrap) {
  const std::string name = method_name(it->kind);
  if (it->kind == kType) return next(it, string_value(type_name(value)), found);
  if (it->kind == kSize) {
    if (value.kind == Kind::kArray) {
      return next(it, number(std::to_string(value.view().size())), found);
    }
    if (lax_) return next(it, number("1"), found);
    if (ignore_structure_) return Outcome::kNotFound;
    return fail(sqlstate::sql_json_array_not_found,
                "jsonpath item method ." + name + "() can only be applied to an array");
  }
  if (unwrap && value.kind == Kind::kArray) return each_element(it, value, found, false);
  switch (it->kind) {
    case kDouble: return to_double(it, value, found);
    case kDatetime: return to_datetime(it, value, found);
    case kKeyValue: return key_values(it, value, found);
    default: break;
  }
  if (value.kind != Kind::kNumber) {
    return fail(sqlstate::non_numeric_sql_json_item,
                "jsonpath item method ." + name + "() can only be applied to a numeric value");
  }
  Numeric result = numeric_of(value);
  if (it->kind == kFloor) {
    result = floor(result);
  } else if (it->kind == kCeiling) {
    result = ceiling(result);
  } else if (result.sign() < 0) {
    result.negate();
  }
  return next(it, number(result.to_string()), found);
}

Outcome PathRun::to_double(ItemPtr it, const PathValue& value, Values* found) {
  if (value.kind != Kind::kNumber && value.kind != Kind::kString) {
    return fail(sqlstate::non_numeric_sql_json_item,
                "jsonpath item method .double() can only be applied to a string or numeric value");
  }
  const std::optional<Numeric> read = Numeric::parse(value.text);
  const double real = read.has_value() ? read->to_double() : std::nan("");
  const bool underflow = read.has_value() && real == 0 && !read->is_zero();
  if (!read.has_value() || !read->is_finite() || !std::isfinite(real) || underflow) {
    return fail(sqlstate::non_numeric_sql_json_item,
                value.kind == Kind::kNumber
                    ? "numeric argument of jsonpath item method .double() is out of range for "
                      "type double precision"
                    : "string argument of jsonpath item method .double() is not a valid "
                      "representation of a double precision number");
  }
  if (value.kind == Kind::kNumber) return next(it, value, found);
  return next(it, number(Numeric::of_double(real).to_string()), found);
}

Outcome PathRun::to_datetime(ItemPtr it, const PathValue& value, Values* found) {
  if (value.kind != Kind::kString) {
    return fail(sqlstate::invalid_argument_for_sql_json_datetime_function,
                "jsonpath item method .datetime() can only be applied to a string");
  }
  if (it->has_datetime_template) throw_unsupported("jsonpath .datetime() with a template");
  const std::optional<PathValue> moment = path_datetime(call_, value.text);
  if (moment.has_value()) return next(it, *moment, found);
  if (!raise_) return Outcome::kError;
  throw_error(Error(sqlstate::invalid_argument_for_sql_json_datetime_function,
                    "datetime format is not recognized: \"" + std::string(value.text) + "\"")
                  .with_hint("Use a datetime template argument to specify the input data format."));
}

Outcome PathRun::key_values(ItemPtr it, const PathValue& object, Values* found) {
  if (object.kind != Kind::kObject) {
    return fail(sqlstate::sql_json_object_not_found,
                "jsonpath item method .keyvalue() can only be applied to an object");
  }
  const JsonbView view = object.view();
  if (view.size() == 0) return Outcome::kNotFound;
  if (it->next == nullptr && found == nullptr) return Outcome::kFound;
  int64_t id = base_.id * 10000000000;
  if (!base_.container.empty()) id += jsonb_offset(JsonbView(base_.container), object.text);
  Outcome outcome = Outcome::kNotFound;
  for (uint32_t i = 0; i < view.size(); ++i) {
    Json pair = Json::object();
    pair.pairs.emplace_back("key", Json::string(view.key(i)));
    pair.pairs.emplace_back("value", decode_jsonb(view.value(i)));
    pair.pairs.emplace_back("id", Json::number(std::to_string(id)));
    const PathValue made =
        value_of(JsonbView(make_jsonb(*call_.env->arena, std::move(pair)).bytes()));
    const Base saved = base_;
    base_ = {made.text, last_object_++};
    outcome = next(it, made, found);
    base_ = saved;
    if (outcome == Outcome::kError || (outcome == Outcome::kFound && found == nullptr)) break;
  }
  return outcome;
}

PathRun::Truth PathRun::truth_for(ItemPtr it, const PathValue& value) {
  const PathValue outer = current_;
  current_ = value;
  const Truth result = truth(it, value);
  current_ = outer;
  return result;
}

PathRun::Truth PathRun::truth(ItemPtr it, const PathValue& value) {
  const Frame frame(&depth_);
  switch (it->kind) {
    case kAnd: {
      const Truth left = truth(it->left, value);
      if (left == Truth::kFalse) return left;
      const Truth right = truth(it->right, value);
      return right == Truth::kTrue ? left : right;
    }
    case kOr: {
      const Truth left = truth(it->left, value);
      if (left == Truth::kTrue) return left;
      const Truth right = truth(it->right, value);
      return right == Truth::kFalse ? left : right;
    }
    case kNot: {
      const Truth of = truth(it->left, value);
      if (of == Truth::kUnknown) return of;
      return of == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
    }
    case kIsUnknown:
      return truth(it->left, value) == Truth::kUnknown ? Truth::kTrue : Truth::kFalse;
    case kExists: {
      if (lax_) {
        const Outcome outcome = items_quietly(it->left, value, false, nullptr);
        if (outcome == Outcome::kError) return Truth::kUnknown;
        return outcome == Outcome::kFound ? Truth::kTrue : Truth::kFalse;
      }
      Values all;
      if (items_quietly(it->left, value, false, &all) == Outcome::kError) return Truth::kUnknown;
      return all.empty() ? Truth::kFalse : Truth::kTrue;
    }
    case kStartsWith:
    case kLikeRegex: return predicate(it, value, false);
    default: return predicate(it, value, true);
  }
}

// Holds if it does for a pair of the items of both sides; in strict mode an error of any pair makes
// the whole unknown.
PathRun::Truth PathRun::predicate(ItemPtr it, const PathValue& value, bool unwrap_right) {
  Values left;
  Values right;
  if (items_quietly(it->left, value, true, &left) == Outcome::kError) return Truth::kUnknown;
  if (it->right != nullptr &&
      items_quietly(it->right, value, unwrap_right, &right) == Outcome::kError) {
    return Truth::kUnknown;
  }
  bool error = false;
  bool found = false;
  for (const PathValue& a : left) {
    const size_t pairs = it->right == nullptr ? 1 : right.size();
    for (size_t i = 0; i < pairs; ++i) {
      const Truth result = test(it, a, it->right == nullptr ? nullptr : &right[i]);
      if (result == Truth::kUnknown) {
        if (!lax_) return result;
        error = true;
      } else if (result == Truth::kTrue) {
        if (lax_) return result;
        found = true;
      }
    }
  }
  return found ? Truth::kTrue : error ? Truth::kUnknown : Truth::kFalse;
}

PathRun::Truth PathRun::test(ItemPtr it, const PathValue& left, const PathValue* right) {
  const auto of = [](bool truth) { return truth ? Truth::kTrue : Truth::kFalse; };
  if (it->kind == kStartsWith) {
    if (left.kind != Kind::kString || right->kind != Kind::kString) return Truth::kUnknown;
    return of(left.text.starts_with(right->text));
  }
  if (it->kind != kLikeRegex) return compare(it->kind, left, *right);
  if (left.kind != Kind::kString) return Truth::kUnknown;
  std::unique_ptr<Regex>& regex = site_.regexes[it];
  if (regex == nullptr) {
    const auto has = [&](char flag) { return it->flags.find(flag) != std::string::npos; };
    RegexOptions options;
    options.ignore_case = has('i');
    options.literal = has('q');
    options.dot_stops_at_newline = !has('s') && !has('q');
    options.anchors_at_newlines = has('m') && !has('q');
    regex = std::make_unique<Regex>(it->text, options);
  }
  return of(regex->matches(left.text));
}

PathRun::Truth PathRun::compare(JsonPathKind op, const PathValue& left, const PathValue& right) {
  if (left.kind != right.kind) {
    // null is different from everything else; other kinds are not comparable.
    const bool null = left.kind == Kind::kNull || right.kind == Kind::kNull;
    return !null ? Truth::kUnknown : op == kNotEqual ? Truth::kTrue : Truth::kFalse;
  }
  int order = 0;
  switch (left.kind) {
    case Kind::kNull: break;
    case Kind::kBool: order = int{left.boolean} - int{right.boolean}; break;
    case Kind::kNumber: order = rung::compare(numeric_of(left), numeric_of(right)); break;
    case Kind::kString: order = left.text.compare(right.text); break;
    case Kind::kDatetime: {
      const std::optional<int> moments = compare_moments(left, right);
      if (!moments.has_value()) return Truth::kUnknown;
      order = *moments;
      break;
    }
    case Kind::kArray:
    case Kind::kObject: return Truth::kUnknown;
  }
  bool holds = false;
  switch (op) {
    case kEqual: holds = order == 0; break;
    case kNotEqual: holds = order != 0; break;
    case kLess: holds = order < 0; break;
    case kLessOrEqual: holds = order <= 0; break;
    case kGreater: holds = order > 0; break;
    default: holds = order >= 0; break;
  }
  return holds ? Truth::kTrue : Truth::kFalse;
}

// Conversions between types with and without a zone depend on the session's.
Datum PathRun::convert(const PathValue& value, Oid function, const char* from, const char* to) {
  if (from != nullptr && !with_zone_) {
    throw_error(Error(sqlstate::feature_not_supported,
                      std::string("cannot convert value from ") + from + " to " + to +
                          " without time zone usage")
                    .with_hint("Use *_tz() function for time zone support."));
  }
  FnCall inner = call_;
  inner.arg_types = &value.datetime;
  inner.arg_count = 1;
  std::shared_ptr<void> state;
  inner.state = &state;
  return find_function(function)->row(inner, &value.moment);
}

std::optional<int> PathRun::compare_moments(const PathValue& left, const PathValue& right) {
  constexpr Oid kDateToTimestamp = 2024, kDateToTimestamptz = 1174, kTimeToTimetz = 2047,
                kTimestampToTimestamptz = 2028;
  const auto order = [&](Oid type, const Datum& a, const Datum& b) {
    const TypeInfo& info = call_.env->type(type);
    return info.ops->compare(*call_.env, info, a, b);
  };
  if (left.datetime == right.datetime) return order(left.datetime, left.moment, right.moment);
  const auto pair = [&](Oid a, Oid b) { return left.datetime == a && right.datetime == b; };
  if (pair(oid::kDate, oid::kTimestamp)) {
    return order(oid::kTimestamp, convert(left, kDateToTimestamp, nullptr, nullptr), right.moment);
  }
  if (pair(oid::kDate, oid::kTimestamptz)) {
    return order(oid::kTimestamptz, convert(left, kDateToTimestamptz, "date", "timestamptz"),
                 right.moment);
  }
  if (pair(oid::kTime, oid::kTimetz)) {
    return order(oid::kTimetz, convert(left, kTimeToTimetz, "time", "timetz"), right.moment);
  }
  if (pair(oid::kTimestamp, oid::kTimestamptz)) {
    return order(oid::kTimestamptz,
                 convert(left, kTimestampToTimestamptz, "timestamp", "timestamptz"), right.moment);
  }
  const bool swapped = pair(oid::kTimestamp, oid::kDate) || pair(oid::kTimestamptz, oid::kDate) ||
                       pair(oid::kTimetz, oid::kTime) ||
                       pair(oid::kTimestamptz, oid::kTimestamp);
  if (!swapped) return std::nullopt;
  const std::optional<int> reversed = compare_moments(right, left);
  return reversed.has_value() ? std::optional(-*reversed) : std::nullopt;
}

}  // namespace rung
