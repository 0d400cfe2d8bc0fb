#include "types/type.h"

#include "types/families.h"
#include "types/services.h"

namespace rung {
namespace {

[[noreturn]] void not_written(const TypeInfo& type) {
  throw_unsupported("type " + std::string(type.name));
}

// Where the modifier stands inside the type's SQL name: "timestamp" "(3)" " with time zone".
struct SqlName {
  Oid oid;
  std::string_view before;
  std::string_view after;
};
constexpr SqlName kSqlNames[] = {
    {oid::kBool, "boolean", ""},
    {oid::kQchar, "\"char\"", ""},
    {oid::kInt8, "bigint", ""},
    {oid::kInt2, "smallint", ""},
    {oid::kInt4, "integer", ""},
    {oid::kFloat4, "real", ""},
    {oid::kFloat8, "double precision", ""},
    {oid::kNumeric, "numeric", ""},
    {oid::kBpchar, "character", ""},
    {oid::kVarchar, "character varying", ""},
    {oid::kTime, "time", " without time zone"},
    {oid::kTimetz, "time", " with time zone"},
    {oid::kTimestamp, "timestamp", " without time zone"},
    {oid::kTimestamptz, "timestamp", " with time zone"},
    {oid::kInterval, "interval", ""},
    {oid::kBit, "bit", ""},
    {oid::kVarbit, "bit varying", ""},
    {oid::kAny, "\"any\"", ""},
};

void append_typmod(const TypeInfo& type, int32_t typmod, std::string* to) {
  switch (type.oid) {
    case oid::kBpchar:
    case oid::kVarchar:
      if (typmod >= 4) *to += "(" + std::to_string(typmod - 4) + ")";
      return;
    case oid::kBit:
    case oid::kVarbit:
    case oid::kTime:
    case oid::kTimetz:
    case oid::kTimestamp:
    case oid::kTimestamptz:
      *to += "(" + std::to_string(typmod) + ")";
      return;
    default:
      if (type.ops->typmod_out != nullptr) type.ops->typmod_out(typmod, to);
  }
}

}  // namespace

const TypeOps kNoInputOps = {
    .input = [](TypeEnv&, const TypeInfo& type, std::string_view, int32_t) -> Datum {
      not_written(type);
    },
    .output = [](TypeEnv&, const TypeInfo& type, const Datum&, std::string*) { not_written(type); },
};

const TypeInfo& TypeSource::type(Oid oid) {
  const TypeInfo* found = find_type(oid);
  if (found == nullptr) {
    throw_error(sqlstate::internal_error, "cache lookup failed for type " + std::to_string(oid));
  }
  return *found;
}

std::string format_type(TypeEnv& env, Oid type_oid, int32_t typmod) {
  if (type_oid == kNoOid) return "-";
  const TypeInfo* type = env.types->find_type(type_oid);
  if (type == nullptr) return "???";
  if (type->kind == TypeKind::kArray && type->oid != oid::kOidvector &&
      type->oid != oid::kInt2vector) {
    return format_type(env, type->element_oid, typmod) + "[]";
  }
  std::string text;
  if (type->oid >= kFirstUserOid) {
    text = env.services->object_name(oid::kRegtype, type_oid);
    if (text.empty()) text = type->name;
    if (typmod >= 0) append_typmod(*type, typmod, &text);
    return text;
  }
  std::string_view after;
  text = type->name;
  for (const SqlName& name : kSqlNames) {
    if (name.oid == type_oid) {
      text = name.before;
      after = name.after;
      break;
    }
  }
  if (typmod >= 0) append_typmod(*type, typmod, &text);
  text += after;
  return text;
}

Datum copy_datum(Arena& arena, StorageClass storage, const Datum& value) {
  if (value.null || is_by_value(storage)) return value;
  Datum copy = value;
  if (storage == StorageClass::kFixed16) {
    char* to = static_cast<char*>(arena.allocate(16, 8));
    std::memcpy(to, value.p, 16);
    copy.p = to;
  } else {
    copy.p = arena.copy(value.bytes()).data();
  }
  return copy;
}

}  // namespace rung
