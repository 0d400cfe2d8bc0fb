// jsonpath: the SQL/JSON path language. A stored value is the path's canonical text, which is also
// what it prints; whoever runs a path parses it once per call site.
//
// A path is a tree of items; an item's `next` is applied to what the item yields. Not emulated:
// the datetime() method, which parses and then raises 0A000 when run.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rung {

struct JsonPathItem {
  enum class Kind : uint8_t {
    kNull, kString, kNumber, kTrue, kFalse, kVariable,              // literals; `text`
    kRoot, kCurrent, kLast,                                         // $ @ last
    kKey, kAnyKey, kAnyArray, kIndexes, kAnyLevel,                  // .k .* [*] [1 to 2] .**{1 to 2}
    kFilter, kMethod,                                               // ?(left) .name()
    kAnd, kOr, kNot, kIsUnknown, kExists,                           // predicates
    kEqual, kNotEqual, kLess, kGreater, kLessOrEqual, kGreaterOrEqual, kStartsWith, kLikeRegex,
    kAdd, kSubtract, kMultiply, kDivide, kModulo, kPlus, kMinus,    // arithmetic
  };
  struct Range {
    std::unique_ptr<JsonPathItem> from;
    std::unique_ptr<JsonPathItem> to;  // null: only `from`
  };
  static constexpr uint32_t kLastLevel = UINT32_MAX;

  Kind kind = Kind::kNull;
  std::string text;   // of literals, keys, methods; of like_regex its pattern
  std::string flags;  // of like_regex
  uint32_t first = 0, last = 0;  // of .**
  std::unique_ptr<JsonPathItem> left, right;
  std::vector<Range> indexes;
  std::unique_ptr<JsonPathItem> next;
};

struct JsonPath {
  bool lax = true;
  std::unique_ptr<JsonPathItem> root;
};

JsonPath parse_jsonpath(std::string_view text);  // 42601, 22P02 as PostgreSQL's input
std::string jsonpath_text(const JsonPath& path);
const char* jsonpath_operator(JsonPathItem::Kind kind);  // "==", "+", "&&"; "" when it is none

}  // namespace rung
