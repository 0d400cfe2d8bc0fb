// The keys of the catalog tree (see catalog.h for the list of their first bytes). Numbers are
// big-endian so that a class, an object or a name is one contiguous range.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "catalog/objects.h"

namespace rung::catalog {

inline std::string object_prefix(ObjectClass cls) {
  return {'o', static_cast<char>(cls)};
}
inline std::string object_key(ObjectClass cls, Oid oid) {
  std::string key = object_prefix(cls);
  append_be(key, oid);
  return key;
}
// All entries of one name; each adds the object's oid, since functions may share a name.
inline std::string name_key(ObjectClass cls, Oid schema, std::string_view name) {
  std::string key = {'n', static_cast<char>(cls)};
  append_be(key, schema);
  key += name;
  key.push_back('\0');
  return key;
}
// Where a constraint or trigger lives.
inline std::string home_key(ObjectClass cls, Oid oid) {
  std::string key = {'h', static_cast<char>(cls)};
  append_be(key, oid);
  return key;
}
inline void append_address(std::string& key, ObjectAddress address) {
  key.push_back(static_cast<char>(address.cls));
  append_be(key, address.oid);
  append_be(key, static_cast<uint32_t>(address.sub));
}
inline constexpr size_t kAddressBytes = 9;
inline ObjectAddress read_address(std::string_view bytes) {
  return {static_cast<ObjectClass>(bytes[0]), load_be<Oid>(bytes.data() + 1),
          static_cast<int32_t>(load_be<uint32_t>(bytes.data() + 5))};
}
// The range of one object: all of its parts when sub is 0.
inline std::string address_prefix(char first, ObjectAddress address) {
  std::string key(1, first);
  append_address(key, address);
  if (address.sub == 0) key.resize(key.size() - sizeof(uint32_t));
  return key;
}
inline std::string comment_key(ObjectAddress address) {
  std::string key(1, 'c');
  append_address(key, address);
  return key;
}
inline std::string sequence_key(Oid sequence) {
  std::string key(1, 's');
  append_be(key, sequence);
  return key;
}
inline constexpr std::string_view kNextOidKey = "moid";

// The schema under which an object's name is entered, or nothing for kinds without names of their
// own.
std::optional<Oid> name_space(const Object& object);

}  // namespace rung::catalog
