// jsonb_path_exists(), _match(), _query(), _query_array() and _query_first(), their _tz variants,
// and the operators @? and @@.
#include <charconv>

#include "functions/groups.h"
#include "functions/json_util.h"
#include "functions/jsonpath_run.h"
#include "types/datetime.h"
#include "types/families.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {
namespace {

using namespace oid;
using Outcome = PathRun::Outcome;
using Values = PathRun::Values;

PathSite& site_of(FnCall& call, const Datum& path) {
  PathSite& site = call.cached<PathSite>();
  if (site.text != path.bytes() || site.path.root == nullptr) {
    site.regexes.clear();
    site.text = path.bytes();
    site.path = parse_json_path(site.text);
  }
  return site;
}

// The operators are silent and have no variables; functions take both as arguments.
PathRun start(FnCall& call, const Datum* a, bool is_operator, bool with_zone) {
  const bool silent = is_operator || (call.arg_count > 3 && a[3].b());
  std::optional<JsonbView> variables;
  if (!is_operator && call.arg_count > 2) variables = jsonb_of(a[2]);
  return {call, site_of(call, a[1]), jsonb_of(a[0]), variables, silent, with_zone};
}

template <bool kOperator, bool kZone>
Datum path_exists(FnCall& call, const Datum* a) {
  const Outcome outcome = start(call, a, kOperator, kZone).run(nullptr);
  return outcome == Outcome::kError ? Datum() : Datum::of_bool(outcome == Outcome::kFound);
}

template <bool kOperator, bool kZone>
Datum path_match(FnCall& call, const Datum* a) {
  Values found;
  start(call, a, kOperator, kZone).run(&found);
  if (found.size() == 1) {
    if (found[0].kind == PathValue::Kind::kBool) return Datum::of_bool(found[0].boolean);
    if (found[0].kind == PathValue::Kind::kNull) return {};
  }
  if (!kOperator && !(call.arg_count > 3 && a[3].b())) {
    throw_error(sqlstate::singleton_sql_json_item_required, "single boolean result is expected");
  }
  return {};
}

Datum datum_of(FnCall& call, PathRun& run, const PathValue& value) {
  if (value.is_container()) return call.env->text(value.text);
  return make_jsonb(*call.env->arena, run.json_of(value));
}

template <bool kZone>
Datum path_query_array(FnCall& call, const Datum* a) {
  Values found;
  PathRun run = start(call, a, false, kZone);
  run.run(&found);
  Json array = Json::array();
  for (const PathValue& value : found) array.items.push_back(run.json_of(value));
  return make_jsonb(*call.env->arena, std::move(array));
}

template <bool kZone>
Datum path_query_first(FnCall& call, const Datum* a) {
  Values found;
  PathRun run = start(call, a, false, kZone);
  run.run(&found);
  return found.empty() ? Datum() : datum_of(call, run, found[0]);
}

class Found : public RowStream {
 public:
  explicit Found(std::vector<Datum> values) : values_(std::move(values)) {}
  bool next(Datum* columns) override {
    if (at_ >= values_.size()) return false;
    columns[0] = values_[at_++];
    return true;
  }

 private:
  std::vector<Datum> values_;
  size_t at_ = 0;
};
template <bool kZone>
std::unique_ptr<RowStream> path_query(FnCall& call, const Datum* a) {
  Values found;
  PathRun run = start(call, a, false, kZone);
  run.run(&found);
  std::vector<Datum> values;
  for (const PathValue& value : found) values.push_back(datum_of(call, run, value));
  return std::make_unique<Found>(std::move(values));
}

constexpr uint32_t kPath = kStrict | kDefaults2;

constexpr FunctionDef kFunctions[] = {
    {1177, "jsonb_path_exists_tz", kBool, {kJsonb, kJsonpath, kJsonb, kBool}, kPath | kStable,
     path_exists<false, true>},
    {1180, "jsonb_path_query_array_tz", kJsonb, {kJsonb, kJsonpath, kJsonb, kBool},
     kPath | kStable, path_query_array<true>},
    {2023, "jsonb_path_query_first_tz", kJsonb, {kJsonb, kJsonpath, kJsonb, kBool},
     kPath | kStable, path_query_first<true>},
    {2030, "jsonb_path_match_tz", kBool, {kJsonb, kJsonpath, kJsonb, kBool}, kPath | kStable,
     path_match<false, true>},
    {4005, "jsonb_path_exists", kBool, {kJsonb, kJsonpath, kJsonb, kBool}, kPath,
     path_exists<false, false>, nullptr, "jsonb_path_exists('{\"a\":[1,2]}', '$.a[*] ? (@ > 1)')",
     "t"},
    {4007, "jsonb_path_query_array", kJsonb, {kJsonb, kJsonpath, kJsonb, kBool}, kPath,
     path_query_array<false>},
    {4008, "jsonb_path_query_first", kJsonb, {kJsonb, kJsonpath, kJsonb, kBool}, kPath,
     path_query_first<false>},
    {4009, "jsonb_path_match", kBool, {kJsonb, kJsonpath, kJsonb, kBool}, kPath,
     path_match<false, false>},
    {4010, "jsonb_path_exists_opr", kBool, {kJsonb, kJsonpath}, kStrict, path_exists<true, false>},
    {4011, "jsonb_path_match_opr", kBool, {kJsonb, kJsonpath}, kStrict, path_match<true, false>},
};

constexpr OperatorDef kOperators[] = {
    {4012, "@?", kJsonb, kJsonpath, kBool, 4010},
    {4013, "@@", kJsonb, kJsonpath, kBool, 4011},
};

constexpr SetFunctionDef kSetFunctions[] = {
    {1179, "jsonb_path_query_tz", kJsonb, {kJsonb, kJsonpath, kJsonb, kBool}, kPath | kStable,
     path_query<true>},
    {4006, "jsonb_path_query", kJsonb, {kJsonb, kJsonpath, kJsonb, kBool}, kPath,
     path_query<false>},
};

// A text cut into the parts of an ISO date, time and zone.
class IsoReader {
 public:
  explicit IsoReader(std::string_view text) : text_(text) {}

  bool read() {
    const size_t dash = text_.find('-');
    const size_t colon = text_.find(':');
    if (dash != std::string_view::npos && (colon == std::string_view::npos || dash < colon)) {
      has_date = read_date();
      if (!has_date) return false;
      if (at_ == text_.size()) return true;
      if (!take('T') && !take_spaces()) return false;
    }
    const size_t start = at_;
    if (!take_number(2, 23) || !take(':') || !take_number(2, 59) || !take(':') ||
        !take_number(2, 59)) {
      return false;
    }
    if (take('.') && !take_digits(6)) return false;
    has_time = true;
    const size_t end = at_;
    time = text_.substr(start, end - start);
    take_spaces();
    if (at_ == text_.size()) return end == at_;
    return read_zone();
  }

  bool has_date = false, has_time = false, has_zone = false;
  std::string_view time;
  int32_t zone = 0;

 private:
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_number(size_t digits, int32_t most) {
    const size_t start = at_;
    if (!take_digits(digits)) return false;
    last_ = number(start);
    return last_ <= most;
  }
  bool read_date() {
    if (!take_number(4, 9999)) return false;
    const int32_t year = last_;
    if (!take('-') || !take_number(2, 12)) return false;
    const int32_t month = last_;
    if (!take('-') || year == 0 || month == 0) return false;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int32_t days = month == 2                                             ? (leap ? 29 : 28)
                         : month == 4 || month == 6 || month == 9 || month == 11 ? 30
                                                                                 : 31;
    return take_number(2, days) && last_ > 0;
  }
  bool take_spaces() {
    const size_t start = at_;
    while (take(' ')) {
    }
    return at_ > start;
  }
  bool take_digits(size_t most) {
    const size_t start = at_;
    while (at_ < text_.size() && at_ - start < most && is_digit(text_[at_])) ++at_;
    return at_ > start;
  }
  bool read_zone() {
    const bool minus = take('-');
    if (!minus) take('+');
    const size_t hours = at_;
    if (!take_digits(2)) return false;
    zone = number(hours) * 3600;
    if (take(':')) {
      const size_t minutes = at_;
      if (!take_digits(2)) return false;
      zone += number(minutes) * 60;
    }
    if (minus) zone = -zone;
    has_zone = true;
    return at_ == text_.size();
  }
  int32_t number(size_t start) const {
    int32_t value = 0;
    std::from_chars(text_.data() + start, text_.data() + at_, value);
    return value;
  }

  std::string_view text_;
  size_t at_ = 0;
  int32_t last_ = 0;
};

}  // namespace

std::optional<PathValue> path_datetime(FnCall& call, std::string_view text) {
  IsoReader iso(text);
  if (!iso.read()) return std::nullopt;
  PathValue value;
  value.kind = PathValue::Kind::kDatetime;
  value.zone = iso.zone;
  value.datetime = iso.has_date ? (!iso.has_time ? kDate : iso.has_zone ? kTimestamptz : kTimestamp)
                                : (iso.has_zone ? kTimetz : kTime);
  const TypeInfo& type = call.env->type(value.datetime);
  value.moment = type.ops->input(*call.env, type, text, -1);
  return value;
}

namespace {

// PostgreSQL's layout: a header and an entry a child, then the children; numbers and containers are
// aligned to four bytes.
class Layout {
 public:
  explicit Layout(std::string_view target) : target_(target.data()) {}

  // The end of the value when it begins at `at`.
  int64_t place(const JsonbView& view, int64_t at, bool top) {
    switch (view.kind()) {
      case JsonKind::kString: return at + static_cast<int64_t>(view.text().size());
      case JsonKind::kNumber: return aligned(at) + numeric_bytes(view.text());
      case JsonKind::kArray:
      case JsonKind::kObject: break;
      default: return at;
    }
    if (!top) at = aligned(at);
    if (view.bytes().data() == target_) found = at;
    const bool object = view.kind() == JsonKind::kObject;
    const int64_t count = view.size();
    at += 4 + 4 * count * (object ? 2 : 1);
    for (uint32_t i = 0; object && i < view.size(); ++i) {
      at += static_cast<int64_t>(view.key(i).size());
    }
    for (uint32_t i = 0; i < view.size(); ++i) {
      at = place(object ? view.value(i) : view.element(i), at, false);
    }
    return at;
  }
  int64_t found = 0;

 private:
  static int64_t aligned(int64_t at) { return (at + 3) / 4 * 4; }
  static int64_t numeric_bytes(std::string_view text) {
    const Numeric value = Numeric::parse(text).value();
    const bool is_short = value.scale <= 63 && value.weight <= 63 && value.weight >= -64;
    return (is_short ? 6 : 8) + int64_t{2} * value.digits.size();
  }
  const char* target_;
};

}  // namespace

int64_t jsonb_offset(const JsonbView& outer, std::string_view inner) {
  Layout layout(inner);
  layout.place(outer, 0, true);
  return layout.found;
}

const FunctionGroup kJsonPathGroup = {
    .functions = kFunctions,
    .operators = kOperators,
    .set_functions = kSetFunctions,
};

}  // namespace rung
