#include <algorithm>

#include "base/bytes.h"
#include "base/hash.h"
#include "types/array.h"
#include "types/families.h"
#include "types/json.h"
#include "types/key_encoding.h"
#include "types/numeric.h"
#include "types/ops_util.h"

namespace rung {

Json* Json::find(std::string_view key) {
  for (auto& [name, value] : pairs) {
    if (name == key) return &value;
  }
  return nullptr;
}

JsonbView::JsonbView(std::string_view bytes) : bytes_(bytes) {
  if (bytes.empty() || static_cast<uint8_t>(bytes[0]) > static_cast<uint8_t>(JsonKind::kObject)) {
    throw_corrupted("jsonb");
  }
  kind_ = static_cast<JsonKind>(bytes[0]);
  if (kind_ == JsonKind::kNull || kind_ == JsonKind::kTrue || kind_ == JsonKind::kFalse) return;
  if (bytes.size() < 5) throw_corrupted("jsonb");
}
std::string_view JsonbView::text() const {
  const uint32_t n = load_le<uint32_t>(bytes_.data() + 1);
  if (n > bytes_.size() - 5) throw_corrupted("jsonb text");
  return bytes_.substr(5, n);
}
uint32_t JsonbView::size() const {
  const uint32_t n = load_le<uint32_t>(bytes_.data() + 1);
  if (n > (bytes_.size() - 5) / 4) throw_corrupted("jsonb count");
  return n;
}
std::string_view JsonbView::entry(uint32_t index) const {
  const uint32_t count = size();
  if (index >= count) throw_corrupted("jsonb index");
  const char* ends = bytes_.data() + 5;
  const size_t room = bytes_.size() - 5 - count * size_t{4};
  const uint32_t from = index == 0 ? 0 : load_le<uint32_t>(ends + (index - 1) * size_t{4});
  const uint32_t end = load_le<uint32_t>(ends + index * size_t{4});
  if (from > end || end > room) throw_corrupted("jsonb entry");
  return {ends + count * size_t{4} + from, end - from};
}
JsonbView JsonbView::element(uint32_t index) const { return JsonbView(entry(index)); }
std::string_view JsonbView::key(uint32_t index) const {
  const std::string_view pair = entry(index);
  if (pair.size() < 4) throw_corrupted("jsonb pair");
  const uint32_t n = load_le<uint32_t>(pair.data());
  if (n > pair.size() - 4) throw_corrupted("jsonb key");
  return pair.substr(4, n);
}
JsonbView JsonbView::value(uint32_t index) const {
  return JsonbView(entry(index).substr(4 + key(index).size()));
}

namespace {
int compare_keys(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return three_way(a.compare(b), 0);
}
}  // namespace

std::optional<JsonbView> JsonbView::find(std::string_view wanted) const {
  uint32_t low = 0;
  uint32_t high = size();
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    const int order = compare_keys(key(middle), wanted);
    if (order == 0) return value(middle);
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::nullopt;
}

void sort_keys(Json* json) {
  auto& pairs = json->pairs;
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) {
    return compare_keys(a.first, b.first) < 0;
  });
  size_t kept = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i + 1 < pairs.size() && pairs[i].first == pairs[i + 1].first) continue;
    if (kept != i) pairs[kept] = std::move(pairs[i]);
    ++kept;
  }
  pairs.resize(kept);
}

namespace {
void encode(Json* json, int depth, std::string* to) {
  if (depth > kJsonDepthMax) throw_json_depth();
  to->push_back(static_cast<char>(json->kind));
  const auto table = [&](size_t count, auto write) {
    append_le(*to, static_cast<uint32_t>(count));
    const size_t ends = to->size();
    to->append(count * 4, '\0');
    const size_t start = to->size();
    for (size_t i = 0; i < count; ++i) {
      write(i);
      if (to->size() - start > 0x0FFFFFFF) {
        throw_error(sqlstate::program_limit_exceeded,
                    "total size of jsonb elements exceeds the maximum of 268435455 bytes");
      }
      store_le(to->data() + ends + i * 4, static_cast<uint32_t>(to->size() - start));
    }
  };
  switch (json->kind) {
    case JsonKind::kString:
    case JsonKind::kNumber:
      append_le(*to, static_cast<uint32_t>(json->text.size()));
      *to += json->text;
      break;
    case JsonKind::kArray:
      table(json->items.size(), [&](size_t i) { encode(&json->items[i], depth + 1, to); });
      break;
    case JsonKind::kObject:
      sort_keys(json);
      table(json->pairs.size(), [&](size_t i) {
        append_le(*to, static_cast<uint32_t>(json->pairs[i].first.size()));
        *to += json->pairs[i].first;
        encode(&json->pairs[i].second, depth + 1, to);
      });
      break;
    default: break;
  }
}
}  // namespace

void encode_jsonb(Json json, std::string* to) { encode(&json, 0, to); }
Datum make_jsonb(Arena& arena, Json json) {
  std::string bytes;
  encode(&json, 0, &bytes);
  return Datum::of_bytes(arena.copy(bytes));
}

Json decode_jsonb(const JsonbView& view) {
  Json json;
  json.kind = view.kind();
  if (json.kind == JsonKind::kString || json.kind == JsonKind::kNumber) json.text = view.text();
  if (json.kind == JsonKind::kArray) {
    for (uint32_t i = 0; i < view.size(); ++i) json.items.push_back(decode_jsonb(view.element(i)));
  }
  if (json.kind == JsonKind::kObject) {
    for (uint32_t i = 0; i < view.size(); ++i) {
      json.pairs.emplace_back(std::string(view.key(i)), decode_jsonb(view.value(i)));
    }
  }
  return json;
}

namespace {
Numeric number_of(const JsonbView& view) {
  const auto number = Numeric::parse(view.text());
  if (!number) throw_corrupted("jsonb number");
  return *number;
}
int rank(JsonKind kind) {
  return kind == JsonKind::kTrue ? static_cast<int>(JsonKind::kFalse) : static_cast<int>(kind);
}
}  // namespace

int compare_jsonb(const JsonbView& a, const JsonbView& b, bool top) {
  if (rank(a.kind()) != rank(b.kind())) {
    // An empty array stands before every scalar, but only as a whole value.
    if (top && a.kind() == JsonKind::kArray && a.size() == 0 && b.is_scalar()) return -1;
    if (top && b.kind() == JsonKind::kArray && b.size() == 0 && a.is_scalar()) return 1;
    return rank(a.kind()) < rank(b.kind()) ? -1 : 1;
  }
  switch (a.kind()) {
    case JsonKind::kNull: return 0;
    case JsonKind::kString: return three_way(a.text().compare(b.text()), 0);
    case JsonKind::kNumber: return compare(number_of(a), number_of(b));
    case JsonKind::kFalse:
    case JsonKind::kTrue: return three_way(a.kind(), b.kind());
    case JsonKind::kArray:
    case JsonKind::kObject: break;
  }
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (uint32_t i = 0; i < a.size(); ++i) {
    int order = 0;
    if (a.kind() == JsonKind::kArray) {
      order = compare_jsonb(a.element(i), b.element(i), false);
    } else {
      order = three_way(a.key(i).compare(b.key(i)), 0);
      if (order == 0) order = compare_jsonb(a.value(i), b.value(i), false);
    }
    if (order != 0) return order;
  }
  return 0;
}

void append_json_string(std::string_view text, std::string* to) {
  static constexpr char kHex[] = "0123456789abcdef";
  to->push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"': *to += "\\\""; break;
      case '\\': *to += "\\\\"; break;
      case '\b': *to += "\\b"; break;
      case '\f': *to += "\\f"; break;
      case '\n': *to += "\\n"; break;
      case '\r': *to += "\\r"; break;
      case '\t': *to += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          *to += "\\u00";
          to->push_back(kHex[(c >> 4) & 15]);
          to->push_back(kHex[c & 15]);
        } else {
          to->push_back(c);
        }
    }
  }
  to->push_back('"');
}

namespace {
void append_scalar(const JsonbView& view, std::string* to) {
  switch (view.kind()) {
    case JsonKind::kString: append_json_string(view.text(), to); break;
    case JsonKind::kNumber: *to += view.text(); break;
    case JsonKind::kTrue: *to += "true"; break;
    case JsonKind::kFalse: *to += "false"; break;
    default: *to += "null";
  }
}
}  // namespace

void append_jsonb(const JsonbView& view, std::string* to) {
  if (view.is_scalar()) {
    append_scalar(view, to);
    return;
  }
  const bool object = view.kind() == JsonKind::kObject;
  to->push_back(object ? '{' : '[');
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (i != 0) *to += ", ";
    if (object) {
      append_json_string(view.key(i), to);
      *to += ": ";
      append_jsonb(view.value(i), to);
    } else {
      append_jsonb(view.element(i), to);
    }
  }
  to->push_back(object ? '}' : ']');
}

void append_jsonb_pretty(const JsonbView& view, int indent, std::string* to) {
  if (view.is_scalar()) {
    append_scalar(view, to);
    return;
  }
  const bool object = view.kind() == JsonKind::kObject;
  const auto line = [&](int level) {
    to->push_back('\n');
    to->append(static_cast<size_t>(level) * 4, ' ');
  };
  to->push_back(object ? '{' : '[');
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (i != 0) to->push_back(',');
    line(indent + 1);
    if (object) {
      append_json_string(view.key(i), to);
      *to += ": ";
    }
    append_jsonb_pretty(object ? view.value(i) : view.element(i), indent + 1, to);
  }
  line(indent);
  to->push_back(object ? '}' : ']');
}

const char* json_kind_name(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull: return "null";
    case JsonKind::kString: return "string";
    case JsonKind::kNumber: return "number";
    case JsonKind::kFalse:
    case JsonKind::kTrue: return "boolean";
    case JsonKind::kArray: return "array";
    case JsonKind::kObject: return "object";
  }
  return "";
}

namespace {

Datum json_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  check_json(text);
  return env.text(text);
}
void json_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  *to += value.bytes();
}
Datum jsonb_input(TypeEnv& env, const TypeInfo&, std::string_view text, int32_t) {
  return make_jsonb(*env.arena, parse_json(text));
}
void jsonb_output(TypeEnv&, const TypeInfo&, const Datum& value, std::string* to) {
  append_jsonb(JsonbView(value.bytes()), to);
}
int jsonb_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return compare_jsonb(JsonbView(a.bytes()), JsonbView(b.bytes()));
}

// Numbers that are equal may be written with different scales, so keys and hashes take the value.
void encode_key_of(TypeEnv& env, const JsonbView& view, bool top, std::string* to) {
  const bool empty_top = top && view.kind() == JsonKind::kArray && view.size() == 0;
  to->push_back(static_cast<char>(empty_top ? 0 : rank(view.kind()) + 1));
  switch (view.kind()) {
    case JsonKind::kString: append_escaped_bytes(view.text(), to); break;
    case JsonKind::kNumber: {
      Arena scratch;
      TypeEnv inner = env;
      inner.arena = &scratch;
      kNumericOps.encode_key(inner, env.type(oid::kNumeric), number_of(view).store(scratch), to);
      break;
    }
    case JsonKind::kFalse: to->push_back('\0'); break;
    case JsonKind::kTrue: to->push_back('\1'); break;
    case JsonKind::kArray:
      append_be(*to, view.size());
      for (uint32_t i = 0; i < view.size(); ++i) encode_key_of(env, view.element(i), false, to);
      break;
    case JsonKind::kObject:
      append_be(*to, view.size());
      for (uint32_t i = 0; i < view.size(); ++i) {
        append_escaped_bytes(view.key(i), to);
        encode_key_of(env, view.value(i), false, to);
      }
      break;
    case JsonKind::kNull: break;
  }
}
void jsonb_encode(TypeEnv& env, const TypeInfo&, const Datum& value, std::string* to) {
  encode_key_of(env, JsonbView(value.bytes()), true, to);
}
uint64_t jsonb_hash(TypeEnv& env, const TypeInfo& type, const Datum& value) {
  std::string key;
  jsonb_encode(env, type, value, &key);
  return hash_bytes(key);
}
Datum json_receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t typmod) {
  return json_input(env, type, bytes, typmod);
}
Datum jsonb_receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t typmod) {
  if (bytes.empty() || bytes[0] != 1) {
    throw_error(sqlstate::invalid_binary_representation,
                "unsupported jsonb version number " +
                    std::to_string(bytes.empty() ? 0 : static_cast<int>(bytes[0])));
  }
  return jsonb_input(env, type, bytes.substr(1), typmod);
}
void jsonb_send(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  to->push_back('\1');
  jsonb_output(env, type, value, to);
}

}  // namespace

const TypeOps kJsonOps = {
    .input = json_input,
    .output = json_output,
    .receive = json_receive,
    .send = json_output,
};
const TypeOps kJsonbOps = {
    .input = jsonb_input,
    .output = jsonb_output,
    .compare = jsonb_compare,
    .hash = jsonb_hash,
    .encode_key = jsonb_encode,
    .receive = jsonb_receive,
    .send = jsonb_send,
};

}  // namespace rung
