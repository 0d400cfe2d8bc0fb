// Automatic names of constraints, indexes and sequences, by PostgreSQL's rules.
#include "base/utf8.h"
#include "commands/common.h"

namespace rung::commands {
namespace {

constexpr size_t kNameBytesMax = 63;

std::string clip(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return str(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return str(text.substr(0, bytes));
}

}  // namespace

std::string make_object_name(std::string_view name1, std::string_view name2,
                             std::string_view label) {
  size_t overhead = name2.empty() ? 0 : 1;
  if (!label.empty()) overhead += label.size() + 1;
  const size_t available = kNameBytesMax - overhead;
  size_t bytes1 = name1.size(), bytes2 = name2.size();
  while (bytes1 + bytes2 > available) {
    if (bytes1 > bytes2) {
      --bytes1;
    } else {
      --bytes2;
    }
  }
  std::string name = clip(name1, bytes1);
  if (!name2.empty()) name += "_" + clip(name2, bytes2);
  if (!label.empty()) name += "_" + str(label);
  return name;
}

std::string choose_relation_name(CommandContext& c, std::string_view name1, std::string_view name2,
                                 std::string_view label, Oid schema, bool constraint) {
  std::string try_label = str(label);
  for (int pass = 1;; ++pass) {
    std::string name = make_object_name(name1, name2, try_label);
    if (cat(c).find_relation(schema, name) == nullptr &&
        !(constraint && cat(c).constraint_name_exists(schema, name))) {
      return name;
    }
    try_label = str(label) + std::to_string(pass);
  }
}

std::string choose_constraint_name(CommandContext& c, std::string_view name1,
                                   std::string_view name2, std::string_view label, Oid schema,
                                   std::span<const std::string> taken) {
  std::string try_label = str(label);
  for (int pass = 1;; ++pass) {
    std::string name = make_object_name(name1, name2, try_label);
    bool found = cat(c).constraint_name_exists(schema, name);
    for (const std::string& other : taken) found |= other == name;
    if (!found) return name;
    try_label = str(label) + std::to_string(pass);
  }
}

std::string join_names(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) {
    if (!joined.empty()) joined += '_';
    joined += name;
    if (joined.size() > kNameBytesMax) break;
  }
  return clip(joined, kNameBytesMax);
}

void check_new_relation_name(CommandContext& c, Oid schema, std::string_view name) {
  if (cat(c).find_relation(schema, name) != nullptr) {
    throw_error(sqlstate::duplicate_table, "relation " + quoted(name) + " already exists");
  }
}

void check_new_type_name(CommandContext& c, Oid schema, std::string_view name) {
  if (cat(c).find_type_oid(schema, name) != kNoOid) {
    throw_error(sqlstate::duplicate_object, "type " + quoted(name) + " already exists");
  }
}

}  // namespace rung::commands
