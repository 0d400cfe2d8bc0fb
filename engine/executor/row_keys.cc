#include "executor/row_keys.h"

#include <bit>
#include <cmath>

#include "base/hash.h"

namespace rung::executor {
namespace {

uint64_t hash_float(double value) {
  if (value == 0) return hash_u64(0);
  if (std::isnan(value)) return hash_u64(0x7FF8ull << 48);
  return hash_u64(std::bit_cast<uint64_t>(value));
}

bool equal_float(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace

RowKeys::RowKeys(TypeEnv env, const std::vector<Oid>& types) : env_(env) {
  for (const Oid oid : types) {
    const TypeInfo* type = &env_.type(oid);
    while (type->kind == TypeKind::kDomain) type = &env_.type(type->base_oid);
    Mode mode = Mode::kOps;
    switch (type->storage) {
      case StorageClass::kInt8:
      case StorageClass::kInt16:
      case StorageClass::kInt32:
      case StorageClass::kInt64: mode = Mode::kInt; break;
      case StorageClass::kFloat32:
      case StorageClass::kFloat64: mode = Mode::kFloat; break;
      default: break;
    }
    if (type->oid == oid::kText || type->oid == oid::kVarchar || type->oid == oid::kBytea ||
        type->oid == oid::kName) {
      mode = Mode::kBytes;
    }
    columns_.push_back({type, mode});
  }
}

uint64_t RowKeys::hash_at(size_t column, const Datum& value) const {
  if (value.null) return 0x9E37;
  const Column& c = columns_[column];
  switch (c.mode) {
    case Mode::kInt: return hash_u64(static_cast<uint64_t>(value.i));
    case Mode::kFloat: return hash_float(value.d);
    case Mode::kBytes: return hash_bytes(value.bytes());
    case Mode::kOps: break;
  }
  if (c.type->ops->hash != nullptr) return c.type->ops->hash(env_, *c.type, value);
  std::string key;
  if (c.type->ops->encode_key == nullptr) return 1;
  c.type->ops->encode_key(env_, *c.type, value, &key);
  return hash_bytes(key);
}

uint64_t RowKeys::hash(const Datum* row) const {
  uint64_t h = 0x51ED;
  for (size_t i = 0; i < columns_.size(); ++i) h = hash_mix(h, hash_at(i, row[i]));
  return h;
}

// A column without an order may stand among the keys as long as nobody compares it.
int RowKeys::compare_by_type(const Column& column, const Datum& a, const Datum& b) const {
  if (column.type->ops->compare == nullptr) {
    throw_error(sqlstate::undefined_function, "could not identify an equality operator for type " +
                                                  format_type(env_, column.type->oid, -1));
  }
  return column.type->ops->compare(env_, *column.type, a, b);
}

int RowKeys::compare_at(size_t column, const Datum& a, const Datum& b) const {
  const Column& c = columns_[column];
  if (c.mode == Mode::kInt) return a.i < b.i ? -1 : a.i > b.i ? 1 : 0;
  return compare_by_type(c, a, b);
}

bool RowKeys::equal_at(size_t column, const Datum& a, const Datum& b) const {
  if (a.null || b.null) return a.null == b.null;
  const Column& c = columns_[column];
  switch (c.mode) {
    case Mode::kInt: return a.i == b.i;
    case Mode::kFloat: return equal_float(a.d, b.d);
    case Mode::kBytes: return a.bytes() == b.bytes();
    case Mode::kOps: break;
  }
  return compare_by_type(c, a, b) == 0;
}

bool RowKeys::equal(const Datum* a, const Datum* b) const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (!equal_at(i, a[i], b[i])) return false;
  }
  return true;
}

}  // namespace rung::executor
