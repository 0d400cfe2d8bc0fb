// The jsonpath type: a parsed path as a tree, its reader and its writer. Running a path is
// functions/jsonpath.cc.
//
// A value is stored as its canonical text, what the output function prints; it is parsed again where
// it is used and kept by the call site. Nesting is limited (54001): a tree is never deeper than
// kJsonPathDepthMax, chains of accessors aside, which are walked in loops.
//
// A JsonPath is immutable once parsed. Not shared between threads.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rung {

inline constexpr int kJsonPathDepthMax = 400;

enum class JsonPathKind : uint8_t {
  kNull, kString, kNumber, kBool, kVariable,
  kRoot, kCurrent, kLast,
  kKey, kAnyKey, kAnyArray, kAny, kSubscripts, kFilter,
  kType, kSize, kAbs, kFloor, kCeiling, kDouble, kDatetime, kKeyValue,
  kAdd, kSubtract, kMultiply, kDivide, kModulo, kPlus, kMinus,
  kAnd, kOr, kNot, kIsUnknown, kExists,
  kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kStartsWith, kLikeRegex
};

struct JsonPathItem {
  static constexpr uint32_t kLastLevel = UINT32_MAX;

  JsonPathKind kind = JsonPathKind::kNull;
  bool boolean = false;       // kBool
  bool has_datetime_template = false;
  std::string text;           // of strings, numbers, variables, keys, patterns, templates
  std::string flags;          // kLikeRegex: of "isxmq", in this order
  uint32_t first = 0, last = 0;  // kAny: levels
  const JsonPathItem* left = nullptr;   // operands; the argument of what has one
  const JsonPathItem* right = nullptr;
  std::vector<std::pair<const JsonPathItem*, const JsonPathItem*>> subscripts;  // [from, to or null]
  int height = 1;                // levels of operands below, this one included
  JsonPathItem* next = nullptr;  // what is applied to the result
};

struct JsonPath {
  bool lax = true;
  const JsonPathItem* root = nullptr;
  std::deque<JsonPathItem> items;  // owns all
};

// Raises 42601 with PostgreSQL's wording, 22P02 for an empty text.
JsonPath parse_json_path(std::string_view text);
void append_json_path(const JsonPath& path, std::string* to);
// "+", "starts with" …
std::string_view json_path_operator(JsonPathKind kind);

}  // namespace rung
