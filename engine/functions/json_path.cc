// Evaluation of jsonpath: jsonb_path_exists(), _match(), _query() and kin, @? and @@.
//
// A lax path wraps and unwraps arrays and passes over what is not there; a strict one calls that an
// error. An error inside a predicate makes it unknown; elsewhere it is raised, or, of a silent
// call, makes the result NULL or ends it.
#include <cmath>
#include <optional>

#include "functions/groups.h"
#include "functions/json_util.h"
#include "functions/regex.h"
#include "types/jsonpath.h"
#include "types/numeric.h"
#include "types/services.h"

namespace rung {
namespace {

using namespace oid;
using Item = JsonPathItem;
using Kind = Item::Kind;
using Values = std::vector<JsonbView>;

enum class Outcome { kFound, kNothing, kError };
enum class Truth { kFalse, kTrue, kUnknown };

constexpr int kDepthMax = 3000;

Truth negated(Truth t) {
  return t == Truth::kUnknown ? t : t == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
}
bool is_literal(Kind kind) { return kind <= Kind::kVariable; }
bool is_predicate(Kind kind) { return kind >= Kind::kAnd && kind <= Kind::kLikeRegex; }

// One run of a path over one document.
class Run {
 public:
  Run(FnCall& call, const JsonPath& path, const JsonbView& document, const JsonbView& variables,
      bool raise)
      : call_(call),
        path_(path),
        root_(document),
        current_(document),
        variables_(variables),
        raise_(raise),
        forgiving_(path.lax) {}

  // `found` may be null when only the outcome matters.
  Outcome execute(Values* found) { return item(*path_.root, root_, found, path_.lax); }
  bool lax() const { return path_.lax; }

 private:
  // --- Values -----------------------------------------------------------------------------------
  JsonbView made(Json json) {
    return JsonbView(make_jsonb(*call_.env->arena, std::move(json)).bytes());
  }
  JsonbView number(const Numeric& value) { return made(Json::number(value.to_string())); }
  static Numeric number_of(const JsonbView& value) {
    return Numeric::parse(value.text()).value_or(Numeric());
  }
  Outcome fail(SqlState state, const std::string& message) {
    if (raise_) throw_error(state, message);
    return Outcome::kError;
  }

  // --- Items ------------------------------------------------------------------------------------
  Outcome next(const Item& of, const JsonbView& value, Values* found) {
    if (of.next != nullptr) return item(*of.next, value, found, path_.lax);
    if (found != nullptr) found->push_back(value);
    return Outcome::kFound;
  }

  // Each element of an array (or member of an object) from level `first` to `last` below `value`.
  Outcome each_below(const Item* step, const JsonbView& value, Values* found, uint32_t level,
                     uint32_t first, uint32_t last, bool forgive, bool unwrap) {
    Outcome outcome = Outcome::kNothing;
    if (level > last) return outcome;
    const Deeper deeper(*this);
    call_.env->services->check_interrupt();
    for (uint32_t i = 0; i < value.size(); ++i) {
      const JsonbView child = value.kind() == JsonKind::kArray ? value.element(i) : value.value(i);
      const bool wanted = level >= first || (first == Item::kLastLevel &&
                                             last == Item::kLastLevel && child.is_scalar());
      if (wanted) {
        if (step != nullptr) {
          const bool before = forgiving_;
          if (forgive) forgiving_ = true;
          outcome = item(*step, child, found, unwrap);
          forgiving_ = before;
          if (outcome == Outcome::kError) return outcome;
          if (outcome == Outcome::kFound && found == nullptr) return outcome;
        } else if (found != nullptr) {
          found->push_back(child);
          outcome = Outcome::kFound;
        } else {
          return Outcome::kFound;
        }
      }
      if (level < last && !child.is_scalar()) {
        outcome = each_below(step, child, found, level + 1, first, last, forgive, unwrap);
        if (outcome == Outcome::kError) return outcome;
        if (outcome == Outcome::kFound && found == nullptr) return outcome;
      }
    }
    return outcome;
  }
  // The item itself, of each element of an array.
  Outcome of_elements(const Item& self, const JsonbView& array, Values* found) {
    return each_below(&self, array, found, 1, 1, 1, false, false);
  }

  // With lax unwrapping of arrays among the results.
  Outcome unwrapped(const Item& step, const JsonbView& value, bool unwrap, Values* found) {
    if (!unwrap || !path_.lax) return item(step, value, found, path_.lax);
    Values all;
    const Outcome outcome = item(step, value, &all, path_.lax);
    if (outcome == Outcome::kError) return outcome;
    for (const JsonbView& one : all) {
      if (one.kind() != JsonKind::kArray) {
        found->push_back(one);
        continue;
      }
      for (uint32_t i = 0; i < one.size(); ++i) found->push_back(one.element(i));
    }
    return Outcome::kFound;
  }
  Outcome quietly(const Item& step, const JsonbView& value, bool unwrap, Values* found) {
    const bool before = raise_;
    raise_ = false;
    const Outcome outcome = unwrapped(step, value, unwrap, found);
    raise_ = before;
    return outcome;
  }

  Outcome item(const Item& step, const JsonbView& value, Values* found, bool unwrap) {
    const Deeper deeper(*this);
    if (is_predicate(step.kind)) {
      // A predicate as an item yields its truth; as the last one of an existence check it counts.
      const Truth truth = test(step, value);
      Json json;
      if (truth != Truth::kUnknown) json = Json::boolean(truth == Truth::kTrue);
      return next(step, made(std::move(json)), found);
    }
    if (is_literal(step.kind)) return literal(step, found);
    const bool is_array = value.kind() == JsonKind::kArray;
    switch (step.kind) {
      case Kind::kRoot: return next(step, root_, found);
      case Kind::kCurrent: return next(step, current_, found);
      case Kind::kLast: return next(step, number(Numeric::of_int(innermost_size_ - 1)), found);
      case Kind::kKey: return key(step, value, found, unwrap);
      case Kind::kAnyKey:
        if (value.kind() == JsonKind::kObject) {
          return each_below(step.next.get(), value, found, 1, 1, 1, false, path_.lax);
        }
        if (unwrap && is_array) return of_elements(step, value, found);
        if (forgiving_) return Outcome::kNothing;
        return fail(sqlstate::sql_json_object_not_found,
                    "jsonpath wildcard member accessor can only be applied to an object");
      case Kind::kAnyArray:
        if (is_array) return each_below(step.next.get(), value, found, 1, 1, 1, false, path_.lax);
        if (path_.lax) return next(step, value, found);
        if (forgiving_) return Outcome::kNothing;
        return fail(sqlstate::sql_json_array_not_found,
                    "jsonpath wildcard array accessor can only be applied to an array");
      case Kind::kIndexes: return indexes(step, value, found);
      case Kind::kAnyLevel: {
        Outcome outcome = Outcome::kNothing;
        if (step.first == 0) {
          const bool before = forgiving_;
          forgiving_ = true;
          outcome = next(step, value, found);
          forgiving_ = before;
          // As in PostgreSQL, an error here gives way to what the levels below make of it.
          if (outcome == Outcome::kFound && found == nullptr) return outcome;
        }
        if (!value.is_scalar()) {
          outcome = each_below(step.next.get(), value, found, 1, step.first, step.last, true,
                               path_.lax);
        }
        return outcome;
      }
      case Kind::kFilter:
        if (unwrap && is_array) return of_elements(step, value, found);
        return nested_test(*step.left, value) == Truth::kTrue ? next(step, value, found)
                                                              : Outcome::kNothing;
      case Kind::kMethod: return method(step, value, found, unwrap);
      case Kind::kPlus:
      case Kind::kMinus: return signed_values(step, value, found);
      default: return arithmetic(step, value, found);
    }
  }

  Outcome literal(const Item& step, Values* found) {
    if (step.next == nullptr && found == nullptr) return Outcome::kFound;
    switch (step.kind) {
      case Kind::kString: return next(step, made(Json::string(step.text)), found);
      case Kind::kNumber: return next(step, made(Json::number(step.text)), found);
      case Kind::kTrue:
      case Kind::kFalse:
        return next(step, made(Json::boolean(step.kind == Kind::kTrue)), found);
      case Kind::kVariable: {
        const auto variable = variables_.find(step.text);
        if (!variable) {
          throw_error(sqlstate::undefined_object,
                      "could not find jsonpath variable \"" + step.text + "\"");
        }
        return next(step, *variable, found);
      }
      default: return next(step, made(Json()), found);
    }
  }

  Outcome key(const Item& step, const JsonbView& value, Values* found, bool unwrap) {
    if (value.kind() == JsonKind::kObject) {
      if (const auto member = value.find(step.text)) return next(step, *member, found);
      if (forgiving_) return Outcome::kNothing;
      return fail(sqlstate::sql_json_member_not_found,
                  "JSON object does not contain key \"" + step.text + "\"");
    }
    if (unwrap && value.kind() == JsonKind::kArray) return of_elements(step, value, found);
    if (forgiving_) return Outcome::kNothing;
    return fail(sqlstate::sql_json_member_not_found,
                "jsonpath member accessor can only be applied to an object");
  }

  Outcome index(const Item& step, const JsonbView& value, int64_t* to) {
    Values found;
    const Outcome outcome = item(step, value, &found, path_.lax);
    if (outcome == Outcome::kError) return outcome;
    if (found.size() != 1 || found[0].kind() != JsonKind::kNumber) {
      return fail(sqlstate::invalid_sql_json_subscript,
                  "jsonpath array subscript is not a single numeric value");
    }
    const auto number = number_of(found[0]).trunc(0).to_int64();
    if (!number || *number < INT32_MIN || *number > INT32_MAX) {
      return fail(sqlstate::invalid_sql_json_subscript,
                  "jsonpath array subscript is out of integer range");
    }
    *to = *number;
    return Outcome::kFound;
  }
  Outcome indexes(const Item& step, const JsonbView& value, Values* found) {
    const bool is_array = value.kind() == JsonKind::kArray;
    if (!is_array && !path_.lax) {
      if (forgiving_) return Outcome::kNothing;
      return fail(sqlstate::sql_json_array_not_found,
                  "jsonpath array accessor can only be applied to an array");
    }
    const int64_t outer_size = innermost_size_;
    const int64_t size = is_array ? value.size() : 1;
    Outcome outcome = Outcome::kNothing;
    for (const Item::Range& range : step.indexes) {
      innermost_size_ = size;  // for `last`
      int64_t from = 0;
      outcome = index(*range.from, value, &from);
      int64_t to = from;
      if (outcome != Outcome::kError && range.to != nullptr) outcome = index(*range.to, value, &to);
      if (outcome == Outcome::kError) break;
      if (!forgiving_ && (from < 0 || from > to || to >= size)) {
        outcome = fail(sqlstate::invalid_sql_json_subscript,
                       "jsonpath array subscript is out of bounds");
        break;
      }
      outcome = Outcome::kNothing;
      to = std::min(to, size - 1);
      for (int64_t i = std::max<int64_t>(from, 0); i <= to; ++i) {
        const JsonbView element = is_array ? value.element(static_cast<uint32_t>(i)) : value;
        outcome = next(step, element, found);
        if (outcome == Outcome::kError) break;
        if (outcome == Outcome::kFound && found == nullptr) break;
      }
      if (outcome == Outcome::kError) break;
      if (outcome == Outcome::kFound && found == nullptr) break;
    }
    innermost_size_ = outer_size;
    return outcome;
  }

  Outcome method(const Item& step, const JsonbView& value, Values* found, bool unwrap) {
    const std::string& name = step.text;
    const auto refuse = [&](SqlState state, const char* what) {
      return fail(state, "jsonpath item method ." + name + "() can only be applied to " + what);
    };
    if (name == "type") {
      return next(step, made(Json::string(json_kind_name(value.kind()))), found);
    }
    if (name == "size") {
      const bool is_array = value.kind() == JsonKind::kArray;
      if (!is_array && !path_.lax) {
        if (forgiving_) return Outcome::kNothing;
        return refuse(sqlstate::sql_json_array_not_found, "an array");
      }
      return next(step, number(Numeric::of_int(is_array ? value.size() : 1)), found);
    }
    if (unwrap && value.kind() == JsonKind::kArray) return of_elements(step, value, found);
    if (name == "datetime") throw_unsupported("jsonpath method .datetime()");
    if (name == "keyvalue") {
      if (value.kind() != JsonKind::kObject) {
        return refuse(sqlstate::sql_json_object_not_found, "an object");
      }
      return key_values(step, value, found);
    }
    if (name == "double") return as_double(step, value, found);
    if (value.kind() != JsonKind::kNumber) {
      return refuse(sqlstate::non_numeric_sql_json_item, "a numeric value");
    }
    Numeric result = number_of(value);
    if (name == "abs" && result.sign() < 0) result.negate();
    if (name == "floor" || name == "ceiling") {
      Numeric whole = result;
      whole.trunc(0);
      const int order = compare(result, whole);
      const int step_by = name == "floor" ? (order < 0 ? -1 : 0) : (order > 0 ? 1 : 0);
      result = add(whole, Numeric::of_int(step_by));
    }
    return next(step, number(result), found);
  }
  Outcome as_double(const Item& step, const JsonbView& value, Values* found) {
    const bool is_string = value.kind() == JsonKind::kString;
    if (!is_string && value.kind() != JsonKind::kNumber) {
      return fail(sqlstate::non_numeric_sql_json_item,
                  "jsonpath item method .double() can only be applied to a string or numeric "
                  "value");
    }
    const TypeInfo& type = call_.env->type(kFloat8);
    double result = NAN;
    try {
      result = type.ops->input(*call_.env, type, value.text(), -1).d;
    } catch (const SqlError&) {
      result = NAN;  // as what is no finite number
    }
    if (!std::isfinite(result)) {
      return fail(sqlstate::non_numeric_sql_json_item,
                  std::string(is_string ? "string" : "numeric") +
                      " argument of jsonpath item method .double() is not a valid representation "
                      "of a double precision number");
    }
    return is_string ? next(step, number(Numeric::of_double(result)), found)
                     : next(step, value, found);
  }
  // The id tells objects apart: where in the document they are.
  Outcome key_values(const Item& step, const JsonbView& value, Values* found) {
    Outcome outcome = Outcome::kNothing;
    for (uint32_t i = 0; i < value.size(); ++i) {
      Json pair = Json::object();
      pair.pairs.emplace_back("key", Json::string(value.key(i)));
      pair.pairs.emplace_back("value", decode_jsonb(value.value(i)));
      const ptrdiff_t place = value.bytes().data() - root_.bytes().data();
      const bool inside = place >= 0 && static_cast<size_t>(place) < root_.bytes().size();
      pair.pairs.emplace_back("id", Json::number(std::to_string(inside ? place : 0)));
      outcome = next(step, made(std::move(pair)), found);
      if (outcome == Outcome::kError) return outcome;
      if (outcome == Outcome::kFound && found == nullptr) return outcome;
    }
    return outcome;
  }

  // --- Arithmetic -------------------------------------------------------------------------------
  Outcome arithmetic(const Item& step, const JsonbView& value, Values* found) {
    Values sides[2];
    for (int i = 0; i < 2; ++i) {
      const Outcome outcome =
          unwrapped(i == 0 ? *step.left : *step.right, value, true, &sides[i]);
      if (outcome == Outcome::kError) return outcome;
    }
    for (int i = 0; i < 2; ++i) {
      if (sides[i].size() == 1 && sides[i][0].kind() == JsonKind::kNumber) continue;
      return fail(sqlstate::singleton_sql_json_item_required,
                  std::string(i == 0 ? "left" : "right") + " operand of jsonpath operator " +
                      jsonpath_operator(step.kind) + " is not a single numeric value");
    }
    const Numeric x = number_of(sides[0][0]);
    const Numeric y = number_of(sides[1][0]);
    const bool divides = step.kind == Kind::kDivide || step.kind == Kind::kModulo;
    if (divides && y.is_zero()) return fail(sqlstate::division_by_zero, "division by zero");
    if (step.next == nullptr && found == nullptr) return Outcome::kFound;
    switch (step.kind) {
      case Kind::kAdd: return next(step, number(add(x, y)), found);
      case Kind::kSubtract: return next(step, number(subtract(x, y)), found);
      case Kind::kMultiply: return next(step, number(multiply(x, y)), found);
      case Kind::kDivide: return next(step, number(divide(x, y)), found);
      default: return next(step, number(modulo(x, y)), found);
    }
  }
  Outcome signed_values(const Item& step, const JsonbView& value, Values* found) {
    Values all;
    Outcome outcome = unwrapped(*step.left, value, true, &all);
    if (outcome == Outcome::kError) return outcome;
    outcome = Outcome::kNothing;
    for (const JsonbView& one : all) {
      if (one.kind() != JsonKind::kNumber) {
        if (found == nullptr && step.next == nullptr) continue;
        return fail(sqlstate::sql_json_number_not_found,
                    std::string("operand of unary jsonpath operator ") +
                        jsonpath_operator(step.kind) + " is not a numeric value");
      }
      if (found == nullptr && step.next == nullptr) return Outcome::kFound;
      Numeric result = number_of(one);
      if (step.kind == Kind::kMinus) result.negate();
      const Outcome now = next(step, number(result), found);
      if (now == Outcome::kError) return now;
      if (now == Outcome::kFound) {
        if (found == nullptr) return now;
        outcome = now;
      }
    }
    return outcome;
  }

  // --- Predicates -------------------------------------------------------------------------------
  Truth nested_test(const Item& predicate, const JsonbView& value) {
    const JsonbView before = current_;
    current_ = value;
    const Truth truth = test(predicate, value);
    current_ = before;
    return truth;
  }
  Truth test(const Item& p, const JsonbView& value) {
    const Deeper deeper(*this);
    switch (p.kind) {
      case Kind::kAnd: {
        const Truth left = test(*p.left, value);
        if (left == Truth::kFalse) return left;
        const Truth right = test(*p.right, value);
        return right == Truth::kTrue ? left : right;
      }
      case Kind::kOr: {
        const Truth left = test(*p.left, value);
        if (left == Truth::kTrue) return left;
        const Truth right = test(*p.right, value);
        return right == Truth::kFalse ? left : right;
      }
      case Kind::kNot: return negated(test(*p.left, value));
      case Kind::kIsUnknown:
        return test(*p.left, value) == Truth::kUnknown ? Truth::kTrue : Truth::kFalse;
      case Kind::kExists: {
        if (path_.lax) {
          const Outcome outcome = quietly(*p.left, value, false, nullptr);
          return outcome == Outcome::kError   ? Truth::kUnknown
                 : outcome == Outcome::kFound ? Truth::kTrue
                                              : Truth::kFalse;
        }
        Values found;
        if (quietly(*p.left, value, false, &found) == Outcome::kError) return Truth::kUnknown;
        return found.empty() ? Truth::kFalse : Truth::kTrue;
      }
      default: return compared(p, value);
    }
  }
  // True when it holds for any pair of values; lax stops there, strict looks for errors first.
  Truth compared(const Item& p, const JsonbView& value) {
    Values left, right;
    if (quietly(*p.left, value, true, &left) == Outcome::kError) return Truth::kUnknown;
    if (p.right != nullptr &&
        quietly(*p.right, value, p.kind != Kind::kStartsWith, &right) == Outcome::kError) {
      return Truth::kUnknown;
    }
    if (p.right == nullptr) right.push_back(root_);  // one round for like_regex
    bool unknown = false, any = false;
    for (const JsonbView& x : left) {
      for (const JsonbView& y : right) {
        const Truth truth = holds(p, x, y);
        if (truth == Truth::kUnknown) {
          if (!path_.lax) return truth;
          unknown = true;
        } else if (truth == Truth::kTrue) {
          if (path_.lax) return truth;
          any = true;
        }
      }
    }
    return any ? Truth::kTrue : unknown ? Truth::kUnknown : Truth::kFalse;
  }
  Truth holds(const Item& p, const JsonbView& x, const JsonbView& y) {
    const auto truth = [](bool b) { return b ? Truth::kTrue : Truth::kFalse; };
    if (p.kind == Kind::kLikeRegex) {
      if (x.kind() != JsonKind::kString) return Truth::kUnknown;
      RegexOptions options;
      options.literal = p.flags.find('q') != std::string::npos;
      options.ignore_case = p.flags.find('i') != std::string::npos;
      options.dot_stops_at_newline = p.flags.find('s') == std::string::npos;
      options.anchors_at_newlines = p.flags.find('m') != std::string::npos;
      return truth(Regex(p.text, options).matches(x.text()));
    }
    if (p.kind == Kind::kStartsWith) {
      if (x.kind() != JsonKind::kString || y.kind() != JsonKind::kString) return Truth::kUnknown;
      return truth(x.text().starts_with(y.text()));
    }
    const auto is_boolean = [](JsonKind k) {
      return k == JsonKind::kTrue || k == JsonKind::kFalse;
    };
    int order = 0;
    if (x.kind() != y.kind() && !(is_boolean(x.kind()) && is_boolean(y.kind()))) {
      if (x.kind() != JsonKind::kNull && y.kind() != JsonKind::kNull) return Truth::kUnknown;
      return truth(p.kind == Kind::kNotEqual);
    }
    switch (x.kind()) {
      case JsonKind::kNull: break;
      case JsonKind::kTrue:
      case JsonKind::kFalse:
        order = static_cast<int>(x.kind() == JsonKind::kTrue) -
                static_cast<int>(y.kind() == JsonKind::kTrue);
        break;
      case JsonKind::kNumber: order = compare(number_of(x), number_of(y)); break;
      case JsonKind::kString: order = x.text().compare(y.text()); break;
      default: return Truth::kUnknown;
    }
    switch (p.kind) {
      case Kind::kEqual: return truth(order == 0);
      case Kind::kNotEqual: return truth(order != 0);
      case Kind::kLess: return truth(order < 0);
      case Kind::kGreater: return truth(order > 0);
      case Kind::kLessOrEqual: return truth(order <= 0);
      default: return truth(order >= 0);
    }
  }

  struct Deeper {
    explicit Deeper(Run& run) : depth(run.depth_) {
      if (++depth > kDepthMax) {
        throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
      }
    }
    ~Deeper() { --depth; }
    int& depth;
  };

  FnCall& call_;
  const JsonPath& path_;
  JsonbView root_;
  JsonbView current_;
  JsonbView variables_;
  bool raise_;
  bool forgiving_;  // of missing members and wrong kinds
  int64_t innermost_size_ = -1;
  int depth_ = 0;
};

// The parsed path of a call site, kept while its text stays the same.
struct CachedPath {
  std::string text;
  JsonPath path;
};
const JsonPath& path_of(FnCall& call, const Datum& path) {
  CachedPath& cached = call.cached<CachedPath>();
  if (cached.path.root == nullptr || cached.text != path.bytes()) {
    cached.text = path.bytes();
    cached.path = parse_jsonpath(cached.text);
  }
  return cached.path;
}

// Arguments: document, path, variables, silent; the operators have but two and are silent.
Outcome run(FnCall& call, const Datum* a, Values* found, bool silent) {
  Datum variables;
  if (call.arg_count > 2) {
    variables = a[2];
    if (jsonb_of(variables).kind() != JsonKind::kObject) {
      throw_error(Error(sqlstate::invalid_parameter_value, "\"vars\" argument is not an object")
                      .with_detail("Jsonpath parameters should be encoded as key-value pairs of "
                                   "\"vars\" object."));
    }
  } else {
    variables = make_jsonb(*call.env->arena, Json::object());
  }
  Run one(call, path_of(call, a[1]), jsonb_of(a[0]), jsonb_of(variables), !silent);
  if (found != nullptr || one.lax()) return one.execute(found);
  // Strict paths are run to their end, so that an error behind a match is not missed.
  Values all;
  const Outcome outcome = one.execute(&all);
  if (outcome == Outcome::kError) return outcome;
  return all.empty() ? Outcome::kNothing : Outcome::kFound;
}
bool is_silent(FnCall& call, const Datum* a) { return call.arg_count > 3 && a[3].b(); }

Datum exists(FnCall& call, const Datum* a, bool silent) {
  const Outcome outcome = run(call, a, nullptr, silent);
  return outcome == Outcome::kError ? Datum() : Datum::of_bool(outcome == Outcome::kFound);
}
Datum path_exists(FnCall& call, const Datum* a) { return exists(call, a, is_silent(call, a)); }
Datum path_exists_quietly(FnCall& call, const Datum* a) { return exists(call, a, true); }

Datum match(FnCall& call, const Datum* a, bool silent) {
  Values found;
  run(call, a, &found, silent);
  if (found.size() == 1) {
    const JsonKind kind = found[0].kind();
    if (kind == JsonKind::kTrue || kind == JsonKind::kFalse) {
      return Datum::of_bool(kind == JsonKind::kTrue);
    }
    if (kind == JsonKind::kNull) return Datum();
  }
  if (silent) return Datum();
  throw_error(sqlstate::singleton_sql_json_item_required, "single boolean result is expected");
}
Datum path_match(FnCall& call, const Datum* a) { return match(call, a, is_silent(call, a)); }
Datum path_match_quietly(FnCall& call, const Datum* a) { return match(call, a, true); }

Values results(FnCall& call, const Datum* a) {
  Values found;
  run(call, a, &found, is_silent(call, a));  // of a silent call, what it found before its error
  return found;
}
Datum query_array(FnCall& call, const Datum* a) {
  Json array = Json::array();
  for (const JsonbView& value : results(call, a)) array.items.push_back(decode_jsonb(value));
  return make_jsonb(*call.env->arena, std::move(array));
}
Datum query_first(FnCall& call, const Datum* a) {
  const Values found = results(call, a);
  return found.empty() ? Datum() : jsonb_datum(call, found[0]);
}

// Results are copied: the arena of the call may be emptied between rows.
class QueryRows final : public RowStream {
 public:
  QueryRows(FnCall& call, const Datum* a) {
    for (const JsonbView& value : results(call, a)) rows_.emplace_back(value.bytes());
  }
  bool next(Datum* columns) override {
    if (at_ == rows_.size()) return false;
    columns[0] = Datum::of_bytes(rows_[at_++]);
    return true;
  }

 private:
  std::vector<std::string> rows_;
  size_t at_ = 0;
};
std::unique_ptr<RowStream> query(FnCall& call, const Datum* a) {
  return std::make_unique<QueryRows>(call, a);
}

constexpr ArgList kArgs{kJsonb, kJsonpath, kJsonb, kBool};
constexpr uint32_t kFlags = kStrict | kDefaults2;

constexpr FunctionDef kFunctions[] = {
    {1177, "jsonb_path_exists_tz", kBool, kArgs, kFlags | kStable, path_exists},
    {1180, "jsonb_path_query_array_tz", kJsonb, kArgs, kFlags | kStable, query_array},
    {2023, "jsonb_path_query_first_tz", kJsonb, kArgs, kFlags | kStable, query_first},
    {2030, "jsonb_path_match_tz", kBool, kArgs, kFlags | kStable, path_match},
    {4005, "jsonb_path_exists", kBool, kArgs, kFlags, path_exists, nullptr,
     "jsonb_path_exists('{\"a\": [1, 2]}', '$.a[*] ? (@ > 1)')", "t"},
    {4007, "jsonb_path_query_array", kJsonb, kArgs, kFlags, query_array},
    {4008, "jsonb_path_query_first", kJsonb, kArgs, kFlags, query_first},
    {4009, "jsonb_path_match", kBool, kArgs, kFlags, path_match},
    {4010, "jsonb_path_exists_opr", kBool, {kJsonb, kJsonpath}, kStrict, path_exists_quietly},
    {4011, "jsonb_path_match_opr", kBool, {kJsonb, kJsonpath}, kStrict, path_match_quietly},
};
constexpr SetFunctionDef kSetFunctions[] = {
    {1179, "jsonb_path_query_tz", kJsonb, kArgs, kFlags | kStable, query},
    {4006, "jsonb_path_query", kJsonb, kArgs, kFlags, query},
};
constexpr OperatorDef kOperators[] = {
    {4012, "@?", kJsonb, kJsonpath, kBool, 4010},
    {4013, "@@", kJsonb, kJsonpath, kBool, 4011},
};

}  // namespace

const FunctionGroup kJsonPathGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .set_functions = kSetFunctions,
};

}  // namespace rung
