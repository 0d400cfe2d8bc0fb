#include "functions/index_entries.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/utf8.h"
#include "functions/ts_dictionary.h"
#include "types/array.h"
#include "types/families.h"
#include "types/json.h"
#include "types/key_encoding.h"
#include "types/text_search.h"

namespace rung {
namespace {

using namespace oid;
using Kind = EntryQuery::Kind;

constexpr size_t kEntryBytesMax = 200;  // longer ones are cut
constexpr size_t kTrigram = 3;          // characters

std::string entry_of(std::string_view bytes) {
  std::string entry;
  append_escaped_bytes(bytes.substr(0, kEntryBytesMax), &entry);
  return entry;
}
EntryQuery one(std::string_view bytes) { return {Kind::kEntry, entry_of(bytes), {}}; }
EntryQuery beginning(std::string_view bytes) {
  std::string entry = entry_of(bytes);
  entry.resize(entry.size() - 2);  // without the mark of the end
  return {Kind::kPrefix, std::move(entry), {}};
}
EntryQuery all_of(std::vector<EntryQuery> parts) {
  std::erase_if(parts, [](const EntryQuery& part) { return part.kind == Kind::kEverything; });
  if (parts.empty()) return {};
  return {Kind::kAll, {}, std::move(parts)};
}
EntryQuery any_of(std::vector<EntryQuery> parts) {
  const auto tells_nothing = [](const EntryQuery& part) { return part.kind == Kind::kEverything; };
  if (std::any_of(parts.begin(), parts.end(), tells_nothing)) return {};
  return {Kind::kAny, {}, std::move(parts)};
}
EntryQuery all_entries(const std::vector<std::string>& entries) {
  std::vector<EntryQuery> parts;
  for (const std::string& entry : entries) parts.push_back({Kind::kEntry, entry, {}});
  return all_of(std::move(parts));
}

// Order-preserving bytes of a value: equal values have equal bytes.
std::string key_bytes(TypeEnv& env, const TypeInfo& type, const Datum& value) {
  std::string bytes;
  append_key(env, type, value, {}, &bytes);
  return bytes;
}

void array_entries(TypeEnv& env, const TypeInfo& type, const Datum& value,
                   std::vector<std::string>* entries) {
  const ArrayView view(value);
  const TypeInfo& element = env.type(type.element_oid);
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (!view.is_null(i)) entries->push_back(entry_of(key_bytes(env, element, view.element(i))));
  }
}

// A scalar by its kind and value; equal numbers are one whatever their scale.
std::string scalar_bytes(TypeEnv& env, const JsonbView& view) {
  switch (view.kind()) {
    case JsonKind::kString: return "s" + std::string(view.text());
    case JsonKind::kNumber: {
      const TypeInfo& type = env.type(kNumeric);
      std::string bytes = "n";
      type.ops->encode_key(env, type, type.ops->input(env, type, view.text(), -1), &bytes);
      return bytes;
    }
    case JsonKind::kFalse: return "f";
    case JsonKind::kTrue: return "t";
    default: return "z";
  }
}

// Keys as "k…", scalars as above. Strings of arrays and a string alone answer to ? as keys do.
void json_entries(TypeEnv& env, const JsonbView& view, bool keys_of_strings,
                  std::vector<std::string>* entries) {
  switch (view.kind()) {
    case JsonKind::kArray:
      for (uint32_t i = 0; i < view.size(); ++i) {
        json_entries(env, view.element(i), keys_of_strings, entries);
      }
      break;
    case JsonKind::kObject:
      for (uint32_t i = 0; i < view.size(); ++i) {
        entries->push_back(entry_of("k" + std::string(view.key(i))));
        json_entries(env, view.value(i), keys_of_strings, entries);
      }
      break;
    case JsonKind::kString:
      if (keys_of_strings) entries->push_back(entry_of("k" + std::string(view.text())));
      [[fallthrough]];
    default: entries->push_back(entry_of(scalar_bytes(env, view))); break;
  }
}

// FNV-1a: stored, so it must never change.
uint64_t mix(uint64_t hash, std::string_view bytes) {
  for (const char c : bytes) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  }
  return hash;
}
// Each scalar with the keys that lead to it; arrays add nothing to the way.
void path_entries(TypeEnv& env, const JsonbView& view, uint64_t way,
                  std::vector<std::string>* entries) {
  switch (view.kind()) {
    case JsonKind::kArray:
      for (uint32_t i = 0; i < view.size(); ++i) path_entries(env, view.element(i), way, entries);
      break;
    case JsonKind::kObject:
      for (uint32_t i = 0; i < view.size(); ++i) {
        const uint64_t step = mix(mix(way, view.key(i)), std::string_view("\0", 1));
        path_entries(env, view.value(i), step, entries);
      }
      break;
    default: {
      std::string bytes;
      append_be(bytes, mix(way, scalar_bytes(env, view)));
      entries->push_back(entry_of(bytes));
      break;
    }
  }
}
constexpr uint64_t kWayStart = 0xCBF29CE484222325ull;

// Every three characters in a row, in lower case.
void trigrams(std::string_view text, std::vector<std::string>* entries) {
  const std::string lower = ts_lower(text);
  std::vector<size_t> starts;
  for (size_t at = 0; at < lower.size(); at += utf8::sequence_bytes(lower[at])) {
    starts.push_back(at);
  }
  starts.push_back(lower.size());
  for (size_t i = 0; i + kTrigram < starts.size(); ++i) {
    entries->push_back(
        entry_of(std::string_view(lower).substr(starts[i], starts[i + kTrigram] - starts[i])));
  }
}
// The trigrams of the parts between wildcards.
void pattern_trigrams(std::string_view pattern, std::vector<std::string>* entries) {
  std::string part;
  const auto flush = [&] {
    trigrams(part, entries);
    part.clear();
  };
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '%' || pattern[i] == '_') {
      flush();
    } else {
      if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
      part += pattern[i];
    }
  }
  flush();
}

EntryQuery lexeme_query(const TsQuery& query, uint32_t index) {
  const TsNode& node = query.nodes[index];
  switch (node.op) {
    case TsOp::kValue: return node.prefix ? beginning(node.lexeme) : one(node.lexeme);
    case TsOp::kNot: return {};
    case TsOp::kOr:
      return any_of({lexeme_query(query, node.left), lexeme_query(query, node.right)});
    case TsOp::kAnd:
    case TsOp::kPhrase:
      return all_of({lexeme_query(query, node.left), lexeme_query(query, node.right)});
  }
  return {};
}

EntryQuery keys_query(const Datum& keys, bool all) {
  const ArrayView view(keys);
  std::vector<EntryQuery> parts;
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (!view.is_null(i)) parts.push_back(one("k" + std::string(view.element(i).bytes())));
  }
  return all ? all_of(std::move(parts)) : any_of(std::move(parts));
}

}  // namespace

void append_entries(TypeEnv& env, EntryKind kind, const TypeInfo& type, const Datum& value,
                    std::vector<std::string>* entries) {
  switch (kind) {
    case EntryKind::kNone: break;
    case EntryKind::kScalar: entries->push_back(entry_of(key_bytes(env, type, value))); break;
    case EntryKind::kLexemes: {
      const TsVectorView view(value);
      for (uint32_t i = 0; i < view.size(); ++i) entries->push_back(entry_of(view.lexeme(i)));
      break;
    }
    case EntryKind::kElements: array_entries(env, type, value, entries); break;
    case EntryKind::kJson: json_entries(env, JsonbView(value.bytes()), true, entries); break;
    case EntryKind::kJsonPaths:
      path_entries(env, JsonbView(value.bytes()), kWayStart, entries);
      break;
    case EntryKind::kTrigrams: trigrams(value.bytes(), entries); break;
  }
  std::sort(entries->begin(), entries->end());
  entries->erase(std::unique(entries->begin(), entries->end()), entries->end());
}

bool can_query_entries(EntryKind kind, const TypeInfo& column, std::string_view op,
                       Oid value_type) {
  switch (kind) {
    case EntryKind::kNone: return false;
    case EntryKind::kScalar: return op == "=" && value_type == column.oid;
    case EntryKind::kLexemes: return (op == "@@" || op == "@@@") && value_type == kTsquery;
    case EntryKind::kElements:
      return (op == "@>" || op == "&&" || op == "=") && value_type == column.oid;
    case EntryKind::kJson:
      return (op == "@>" && value_type == kJsonb) || (op == "?" && value_type == kText) ||
             ((op == "?|" || op == "?&") && value_type == kTextArray);
    case EntryKind::kJsonPaths: return op == "@>" && value_type == kJsonb;
    case EntryKind::kTrigrams:
      return (op == "~~" || op == "~~*" || op == "=") &&
             (value_type == kText || value_type == kVarchar);
  }
  return false;
}

EntryQuery query_entries(TypeEnv& env, EntryKind kind, const TypeInfo& column, std::string_view op,
                         const Datum& value) {
  std::vector<std::string> entries;
  switch (kind) {
    case EntryKind::kNone: return {};
    case EntryKind::kScalar: return one(key_bytes(env, column, value));
    case EntryKind::kLexemes: {
      const TsQuery query = load_tsquery(value);
      if (query.empty()) return {Kind::kAny, {}, {}};
      return lexeme_query(query, query.root);
    }
    case EntryKind::kElements: {
      array_entries(env, column, value, &entries);
      if (op != "&&") return all_entries(entries);
      std::vector<EntryQuery> parts;
      for (std::string& entry : entries) parts.push_back({Kind::kEntry, std::move(entry), {}});
      return any_of(std::move(parts));
    }
    case EntryKind::kJson:
      if (op == "?") return one("k" + std::string(value.bytes()));
      if (op == "?|" || op == "?&") return keys_query(value, op == "?&");
      json_entries(env, JsonbView(value.bytes()), false, &entries);
      return all_entries(entries);
    case EntryKind::kJsonPaths:
      path_entries(env, JsonbView(value.bytes()), kWayStart, &entries);
      return all_entries(entries);
    case EntryKind::kTrigrams:
      if (op == "=") {
        trigrams(value.bytes(), &entries);
      } else {
        pattern_trigrams(value.bytes(), &entries);
      }
      return all_entries(entries);
  }
  return {};
}

}  // namespace rung
