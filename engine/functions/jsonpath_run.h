// Running a jsonpath against a jsonb value: PostgreSQL 15's semantics of lax and strict paths,
// predicates of three values, unwrapping and wrapping of arrays, and errors that are raised or, for
// silent calls and inside predicates, only end the evaluation.
//
// Does not parse (types/jsonpath.h). Values are views into the document, or live in the call's
// arena. One run belongs to one call.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "expr/function.h"
#include "functions/regex.h"
#include "types/json.h"
#include "types/jsonpath.h"

namespace rung {

// One item: a JSON value, or a date or time that only lives inside the path.
struct PathValue {
  enum class Kind : uint8_t { kNull, kString, kNumber, kBool, kArray, kObject, kDatetime };
  Kind kind = Kind::kNull;
  bool boolean = false;
  std::string_view text;  // strings, and numbers in decimal; of containers their jsonb bytes
  Oid datetime = kNoOid;  // which type
  Datum moment;
  int32_t zone = 0;       // seconds east of UTC, as the text said

  bool is_container() const { return kind == Kind::kArray || kind == Kind::kObject; }
  JsonbView view() const { return JsonbView(text); }
};

// A path and what it compiled to, kept by the call site while the path's text stays the same.
struct PathSite {
  std::string text;
  JsonPath path;
  std::map<const JsonPathItem*, std::unique_ptr<Regex>> regexes;
};

class PathRun {
 public:
  enum class Outcome : uint8_t { kFound, kNotFound, kError };
  using Values = std::vector<PathValue>;

  PathRun(FnCall& call, PathSite& site, JsonbView document, std::optional<JsonbView> variables,
          bool silent, bool with_zone);

  // Without `found`, only whether there is an item is asked.
  Outcome run(Values* found);
  Json json_of(const PathValue& value);

 private:
  enum class Truth : uint8_t { kFalse, kTrue, kUnknown };
  struct Base {
    std::string_view container;
    int64_t id = 0;
  };
  class Frame;
  using ItemPtr = const JsonPathItem*;

  Outcome fail(SqlState state, const std::string& message);
  Outcome item(ItemPtr item, const PathValue& value, Values* found);
  Outcome item(ItemPtr item, const PathValue& value, Values* found, bool unwrap);
  Outcome step(ItemPtr item, const PathValue& value, Values* found, bool unwrap);
  Outcome next(ItemPtr item, const PathValue& value, Values* found);
  Outcome go_on(ItemPtr following, const PathValue& value, Values* found);
  Outcome items_of(ItemPtr item, const PathValue& value, bool unwrap, Values* found);
  Outcome items_quietly(ItemPtr item, const PathValue& value, bool unwrap, Values* found);
  Outcome each_element(ItemPtr item, const PathValue& array, Values* found, bool unwrap);
  Outcome any(ItemPtr following, const PathValue& container, Values* found, uint32_t level,
              uint32_t first, uint32_t last, bool quietly, bool unwrap);
  Outcome key(ItemPtr item, const PathValue& value, Values* found, bool unwrap);
  Outcome subscripts(ItemPtr item, const PathValue& value, Values* found);
  std::optional<int32_t> subscript(ItemPtr item, const PathValue& value, Outcome* failed);
  Outcome arithmetic(ItemPtr item, const PathValue& value, Values* found);
  Outcome sign(ItemPtr item, const PathValue& value, Values* found);
  Outcome method(ItemPtr item, const PathValue& value, Values* found, bool unwrap);
  Outcome to_double(ItemPtr item, const PathValue& value, Values* found);
  Outcome to_datetime(ItemPtr item, const PathValue& value, Values* found);
  Outcome key_values(ItemPtr item, const PathValue& object, Values* found);

  Truth truth(ItemPtr item, const PathValue& value);
  Truth truth_for(ItemPtr item, const PathValue& value);
  Truth predicate(ItemPtr item, const PathValue& value, bool unwrap_right);
  Truth test(ItemPtr item, const PathValue& left, const PathValue* right);
  Truth compare(JsonPathKind op, const PathValue& left, const PathValue& right);
  std::optional<int> compare_moments(const PathValue& left, const PathValue& right);
  Datum convert(const PathValue& value, Oid function, const char* from, const char* to);

  PathValue value_of(const JsonbView& view) const;
  PathValue number(std::string_view text);
  PathValue variable(const std::string& name);
  PathValue element(const PathValue& container, uint32_t index) const;

  FnCall& call_;
  PathSite& site_;
  PathValue root_;
  PathValue current_;
  std::optional<JsonbView> variables_;
  Base base_;
  int64_t last_object_ = 1;
  int64_t array_size_ = -1;  // of the innermost array being subscripted
  bool lax_;
  bool ignore_structure_;
  bool raise_;
  bool with_zone_;
  int depth_ = 0;
};

// A date or time from its ISO text, as .datetime() without a template reads it.
std::optional<PathValue> path_datetime(FnCall& call, std::string_view text);
// Where PostgreSQL's jsonb has `inner` inside `outer`, in bytes: what .keyvalue() counts ids by.
int64_t jsonb_offset(const JsonbView& outer, std::string_view inner);

}  // namespace rung
