// Types that users define over others: enums and domains.
#include <algorithm>

#include "base/hash.h"
#include "types/families.h"
#include "types/ops_util.h"
#include "types/services.h"

namespace rung {
namespace {

Datum enum_input(TypeEnv&, const TypeInfo& type, std::string_view text, int32_t) {
  for (const EnumLabel& label : *type.labels) {
    if (label.label == text) return Datum::of_int(label.position);
  }
  throw_error(
      sqlstate::invalid_text_representation,
      "invalid input value for enum " + std::string(type.name) + ": \"" + std::string(text) + "\"");
}
void enum_output(TypeEnv&, const TypeInfo& type, const Datum& value, std::string* to) {
  const auto& labels = *type.labels;
  const auto found =
      std::lower_bound(labels.begin(), labels.end(), value.i,
                       [](const EnumLabel& label, int64_t at) { return label.position < at; });
  if (found == labels.end() || found->position != value.i) {
    throw_error(sqlstate::invalid_binary_representation,
                "invalid internal value for enum: " + std::to_string(value.i));
  }
  *to += found->label;
}
int enum_compare(TypeEnv&, const TypeInfo&, const Datum& a, const Datum& b) {
  return three_way(a.i, b.i);
}
uint64_t enum_hash(TypeEnv&, const TypeInfo&, const Datum& value) {
  return hash_u64(static_cast<uint64_t>(value.i));
}
void enum_encode(TypeEnv&, const TypeInfo& type, const Datum& value, std::string* to) {
  if (type.storage == StorageClass::kInt64) {
    append_ordered_int<int64_t>(value.i, to);
  } else {
    append_ordered_int<int32_t>(value.i, to);
  }
}
Datum enum_receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t typmod) {
  return enum_input(env, type, bytes, typmod);
}

// A domain behaves as its base type; only the way in checks its constraints.
const TypeInfo& base_of(TypeEnv& env, const TypeInfo& type) {
  return env.type(type.base_oid);
}

Datum domain_input(TypeEnv& env, const TypeInfo& type, std::string_view text, int32_t) {
  const TypeInfo& base = base_of(env, type);
  const Datum value = base.ops->input(env, base, text, type.base_typmod);
  env.services->check_domain(type.oid, value);
  return value;
}
void domain_output(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const TypeInfo& base = base_of(env, type);
  base.ops->output(env, base, value, to);
}
[[noreturn]] void throw_missing(TypeEnv& env, const TypeInfo& type, const char* what) {
  throw_error(sqlstate::undefined_function, "could not identify " + std::string(what) +
                                                " for type " + format_type(env, type.oid, -1));
}
int domain_compare(TypeEnv& env, const TypeInfo& type, const Datum& a, const Datum& b) {
  const TypeInfo& base = base_of(env, type);
  if (base.ops->compare == nullptr) throw_missing(env, base, "a comparison function");
  return base.ops->compare(env, base, a, b);
}
uint64_t domain_hash(TypeEnv& env, const TypeInfo& type, const Datum& value) {
  const TypeInfo& base = base_of(env, type);
  if (base.ops->hash == nullptr) throw_missing(env, base, "a hash function");
  return base.ops->hash(env, base, value);
}
void domain_encode(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const TypeInfo& base = base_of(env, type);
  if (base.ops->encode_key == nullptr) throw_missing(env, base, "an ordering operator");
  base.ops->encode_key(env, base, value, to);
}
Datum domain_receive(TypeEnv& env, const TypeInfo& type, std::string_view bytes, int32_t) {
  const TypeInfo& base = base_of(env, type);
  if (base.ops->receive == nullptr) throw_unsupported("binary input of " + std::string(base.name));
  const Datum value = base.ops->receive(env, base, bytes, type.base_typmod);
  env.services->check_domain(type.oid, value);
  return value;
}
void domain_send(TypeEnv& env, const TypeInfo& type, const Datum& value, std::string* to) {
  const TypeInfo& base = base_of(env, type);
  if (base.ops->send == nullptr) throw_unsupported("binary output of " + std::string(base.name));
  base.ops->send(env, base, value, to);
}

}  // namespace

const TypeOps kEnumOps = {
    .input = enum_input,
    .output = enum_output,
    .compare = enum_compare,
    .hash = enum_hash,
    .encode_key = enum_encode,
    .receive = enum_receive,
    .send = enum_output,
};
const TypeOps kDomainOps = {
    .input = domain_input,
    .output = domain_output,
    .compare = domain_compare,
    .hash = domain_hash,
    .encode_key = domain_encode,
    .receive = domain_receive,
    .send = domain_send,
};

}  // namespace rung
