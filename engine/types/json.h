// JSON: the reader that json and jsonb share, the tree that functions build, and jsonb's bytes.
//
// jsonb format (little-endian), one value after another without padding:
//   u8 kind; numbers (as canonical decimal text) and strings: u32 bytes, then the bytes;
//   arrays: u32 count, u32 end of each element, elements;
//   objects: u32 count, u32 end of each pair, pairs: u32 key bytes, key, value.
// Ends count from behind their table. Keys are unique, ordered by length, then by bytes, as
// PostgreSQL orders them. Views check what they read (XX001). Not shared between threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "types/type.h"

namespace rung {

enum class JsonKind : uint8_t { kNull, kString, kNumber, kFalse, kTrue, kArray, kObject };
inline constexpr int kJsonDepthMax = 4000;

// A value in memory, in the order it was written; encode_jsonb() orders and removes double keys.
struct Json {
  JsonKind kind = JsonKind::kNull;
  std::string text;  // of strings and numbers
  std::vector<Json> items;
  std::vector<std::pair<std::string, Json>> pairs;

  static Json string(std::string_view s) { return {JsonKind::kString, std::string(s), {}, {}}; }
  static Json number(std::string_view s) { return {JsonKind::kNumber, std::string(s), {}, {}}; }
  static Json boolean(bool b) { return {b ? JsonKind::kTrue : JsonKind::kFalse, {}, {}, {}}; }
  static Json array() { return {JsonKind::kArray, {}, {}, {}}; }
  static Json object() { return {JsonKind::kObject, {}, {}, {}}; }
  Json* find(std::string_view key);
};

// Raises 22P02 with PostgreSQL's DETAIL and CONTEXT. With `keep_source`, each value's text is the
// source between its ends (what json functions return); else strings are unescaped, and \u0000 is
// refused as jsonb does.
Json parse_json(std::string_view text);
void check_json(std::string_view text);
// A json text in pieces, each piece the source text of a value.
struct JsonPiece {
  std::string key;  // unescaped; of objects only
  std::string_view value;
};
JsonKind json_kind(std::string_view text);  // of valid json
std::vector<JsonPiece> json_pieces(std::string_view text);
std::string json_scalar_text(std::string_view text);  // a string unescaped, others as they stand

class JsonbView {
 public:
  explicit JsonbView(std::string_view bytes);
  JsonKind kind() const { return kind_; }
  std::string_view bytes() const { return bytes_; }
  std::string_view text() const;  // of strings and numbers
  uint32_t size() const;          // of arrays and objects
  JsonbView element(uint32_t index) const;
  std::string_view key(uint32_t index) const;
  JsonbView value(uint32_t index) const;
  std::optional<JsonbView> find(std::string_view key) const;
  bool is_scalar() const { return kind_ < JsonKind::kArray; }

 private:
  std::string_view entry(uint32_t index) const;
  std::string_view bytes_;
  JsonKind kind_;
};

// Orders keys and drops all but the last of equal ones.
void sort_keys(Json* json);
void encode_jsonb(Json json, std::string* to);
Datum make_jsonb(Arena& arena, Json json);
Json decode_jsonb(const JsonbView& view);
int compare_jsonb(const JsonbView& a, const JsonbView& b, bool top = true);

void append_json_string(std::string_view text, std::string* to);
void append_jsonb(const JsonbView& view, std::string* to);                // {"a": 1, "b": [1, 2]}
void append_jsonb_pretty(const JsonbView& view, int indent, std::string* to);
const char* json_kind_name(JsonKind kind);

[[noreturn]] void throw_json_depth();

}  // namespace rung
