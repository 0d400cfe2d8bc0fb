#include "inspect/digest.h"

#include <cstdio>

#include "base/bytes.h"
#include "catalog/keys.h"
#include "catalog/row_codec.h"
#include "catalog/serialize.h"
#include "inspect/content.h"

namespace rung::inspect {
namespace {

uint64_t mix(uint64_t value) {  // the finaliser of splitmix64
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

// Hashes parts of known lengths into two independent words. Not for adversaries: for accidents.
class Hasher {
 public:
  void add(std::string_view bytes) {
    add(bytes.size());
    size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) add(load_le<uint64_t>(bytes.data() + i));
    uint64_t rest = 0;
    for (; i < bytes.size(); ++i) rest = (rest << 8) | static_cast<unsigned char>(bytes[i]);
    add(rest);
  }
  void add(uint64_t word) {
    low_ = mix(low_ ^ word) + 0x9E3779B97F4A7C15u;
    high_ = mix(high_ + word * 0xD6E8FEB86659FD93u) ^ low_;
  }
  void add_to(Sum128& sum) const {
    sum.low += low_;
    sum.high += high_;
  }

 private:
  uint64_t low_ = 0x243F6A8885A308D3u, high_ = 0x13198A2E03707344u;
};

void add_entry(Sum128& sum, uint64_t tag, std::string_view key, std::string_view value) {
  Hasher hasher;
  hasher.add(tag);
  hasher.add(key);
  hasher.add(value);
  hasher.add_to(sum);
}

std::string hex(const Sum128& sum) {
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(sum.high),
                static_cast<unsigned long long>(sum.low));
  return text;
}

void add_rows(const storage::ReadView& view, const catalog::Relation& relation, Digest& digest) {
  storage::Cursor cursor(view, relation.tree);
  value_or_throw(cursor.seek_first());
  for (; cursor.valid(); value_or_throw(cursor.next())) {
    // Who wrote a row is no part of what it holds.
    add_entry(digest.rows, relation.oid, cursor.key(),
              catalog::unstamped_row(value_or_throw(cursor.value())));
    ++digest.row_count;
  }
}

}  // namespace

std::string Digest::text() const {
  return hex(schema) + " " + hex(rows) + " " + hex(sequences) + " " + std::to_string(row_count);
}

Digest digest(const storage::ReadView& view) {
  Digest result;
  const CatalogContent content = read_catalog(view, [](const Error& error) { throw_error(error); });
  for (const auto& [key, object] : content.objects) {
    std::string bytes;
    if (key.first == catalog::ObjectClass::kRelation) {
      auto relation = static_cast<const catalog::Relation&>(*object);
      const bool has_rows = relation.kind == catalog::RelationKind::kTable ||
                            relation.kind == catalog::RelationKind::kMatview;
      if (has_rows && relation.tree != storage::kNoTree) add_rows(view, relation, result);
      relation.tree = storage::kNoTree;
      bytes = catalog::serialize_object(relation);
    } else {
      bytes = catalog::serialize_object(*object);
    }
    add_entry(result.schema, static_cast<uint64_t>(key.first), std::to_string(key.second), bytes);
  }
  for (const auto& [key, value] : content.others) {
    add_entry(key.starts_with('s') ? result.sequences : result.schema, 0, key, value);
  }
  return result;
}

}  // namespace rung::inspect
