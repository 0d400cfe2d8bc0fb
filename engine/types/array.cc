#include "types/array.h"

#include "base/bytes.h"
#include "types/families.h"

namespace rung {
namespace {

constexpr size_t kHeaderBytes = 8;
constexpr uint8_t kHasNulls = 1;

}  // namespace

uint32_t stored_width(StorageClass storage) {
  switch (storage) {
    case StorageClass::kInt8: return 1;
    case StorageClass::kInt16: return 2;
    case StorageClass::kInt32:
    case StorageClass::kFloat32: return 4;
    case StorageClass::kInt64:
    case StorageClass::kFloat64: return 8;
    case StorageClass::kFixed16: return 16;
    case StorageClass::kBytes: return 0;
  }
  return 0;
}

void append_stored(StorageClass storage, const Datum& value, std::string* to) {
  switch (storage) {
    case StorageClass::kInt8: append_le(*to, static_cast<int8_t>(value.i)); break;
    case StorageClass::kInt16: append_le(*to, static_cast<int16_t>(value.i)); break;
    case StorageClass::kInt32: append_le(*to, static_cast<int32_t>(value.i)); break;
    case StorageClass::kInt64: append_le(*to, value.i); break;
    case StorageClass::kFloat32: {
      const auto narrow = static_cast<float>(value.d);
      to->append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
      break;
    }
    case StorageClass::kFloat64:
      to->append(reinterpret_cast<const char*>(&value.d), sizeof value.d);
      break;
    case StorageClass::kFixed16:
    case StorageClass::kBytes: to->append(value.bytes()); break;
  }
}

Datum load_stored(StorageClass storage, std::string_view bytes) {
  switch (storage) {
    case StorageClass::kInt8: return Datum::of_int(load_le<int8_t>(bytes.data()));
    case StorageClass::kInt16: return Datum::of_int(load_le<int16_t>(bytes.data()));
    case StorageClass::kInt32: return Datum::of_int(load_le<int32_t>(bytes.data()));
    case StorageClass::kInt64: return Datum::of_int(load_le<int64_t>(bytes.data()));
    case StorageClass::kFloat32: {
      float value;
      std::memcpy(&value, bytes.data(), sizeof value);
      return Datum::of_float(static_cast<double>(value));
    }
    case StorageClass::kFloat64: {
      double value;
      std::memcpy(&value, bytes.data(), sizeof value);
      return Datum::of_float(value);
    }
    case StorageClass::kFixed16:
    case StorageClass::kBytes: break;
  }
  return Datum::of_bytes(bytes);
}

void throw_corrupted(const char* what) {
  throw_error(sqlstate::data_corrupted, std::string("stored value is damaged: ") + what);
}

void throw_too_many_dimensions(int dimensions) {
  throw_error(sqlstate::program_limit_exceeded,
              "number of array dimensions (" + std::to_string(dimensions) +
                  ") exceeds the maximum allowed (" + std::to_string(kArrayDimensionsMax) + ")");
}

void throw_array_too_large() {
  throw_error(sqlstate::program_limit_exceeded, "array size exceeds the maximum allowed (" +
                                                    std::to_string(kArrayElementsMax) + ")");
}

ArrayView::ArrayView(const Datum& array) : start_(array.p), bytes_(array.n) {
  if (bytes_ < kHeaderBytes) throw_corrupted("short array");
  dimensions_ = static_cast<uint8_t>(start_[0]);
  const auto storage = static_cast<uint8_t>(start_[2]);
  if (dimensions_ > kArrayDimensionsMax || storage > static_cast<uint8_t>(StorageClass::kBytes)) {
    throw_corrupted("array header");
  }
  storage_ = static_cast<StorageClass>(storage);
  element_oid_ = load_le<uint32_t>(start_ + 4);
  bounds_ = start_ + kHeaderBytes;
  size_t used = kHeaderBytes + static_cast<size_t>(dimensions_) * 8;
  if (used > bytes_) throw_corrupted("array bounds");
  int64_t count = dimensions_ == 0 ? 0 : 1;
  for (int d = 0; d < dimensions_; ++d) {
    const int32_t length = load_le<int32_t>(bounds_ + d * 4);
    if (length <= 0) throw_corrupted("array length");
    count *= length;
    if (count > kArrayElementsMax) throw_corrupted("array length");
  }
  size_ = static_cast<uint32_t>(count);
  if ((static_cast<uint8_t>(start_[1]) & kHasNulls) != 0) {
    nulls_ = start_ + used;
    used += (size_ + 7) / 8;
  }
  data_ = start_ + used;
  const uint32_t width = stored_width(storage_);
  used += static_cast<size_t>(size_) * (width != 0 ? width : 4);
  if (used > bytes_) throw_corrupted("array elements");
}

int32_t ArrayView::length(int dimension) const {
  return dimension < dimensions_ ? load_le<int32_t>(bounds_ + dimension * 4) : 0;
}
int32_t ArrayView::lower(int dimension) const {
  return dimension < dimensions_ ? load_le<int32_t>(bounds_ + (dimensions_ + dimension) * 4) : 1;
}

Datum ArrayView::element(uint32_t index) const {
  if (index >= size_ || is_null(index)) return {};
  if (const uint32_t width = stored_width(storage_); width != 0) {
    return load_stored(storage_, {data_ + static_cast<size_t>(index) * width, width});
  }
  const char* first = data_ + static_cast<size_t>(size_) * 4;
  const auto room = static_cast<size_t>(start_ + bytes_ - first);
  const uint32_t from = index == 0 ? 0 : load_le<uint32_t>(data_ + (index - 1) * size_t{4});
  const uint32_t end = load_le<uint32_t>(data_ + index * size_t{4});
  if (from > end || end > room) throw_corrupted("array element");
  return Datum::of_bytes({first + from, end - from});
}

void ArrayBuilder::add(const Datum& element) {
  if (size_ >= kArrayElementsMax) throw_array_too_large();
  if (element.null) {
    has_null_ = true;
    data_.append(stored_width(storage_), '\0');
  } else {
    append_stored(storage_, element, &data_);
  }
  if (data_.size() > 0x3FFFFFFF) throw_array_too_large();
  nulls_.push_back(element.null);
  if (storage_ == StorageClass::kBytes) ends_.push_back(static_cast<uint32_t>(data_.size()));
  ++size_;
}

Datum ArrayBuilder::finish(Arena& arena, int32_t lower) const {
  const auto length = static_cast<int32_t>(size_);
  return finish(arena, size_ == 0 ? 0 : 1, &length, &lower);
}

Datum ArrayBuilder::finish(Arena& arena, int dimensions, const int32_t* lengths,
                           const int32_t* lowers) const {
  const size_t bitmap = has_null_ ? (size_ + 7) / 8 : 0;
  const size_t bytes = kHeaderBytes + static_cast<size_t>(dimensions) * 8 + bitmap +
                       ends_.size() * 4 + data_.size();
  char* const start = arena.allocate_bytes(bytes);
  char* to = start;
  *to++ = static_cast<char>(dimensions);
  *to++ = static_cast<char>(has_null_ ? kHasNulls : 0);
  *to++ = static_cast<char>(storage_);
  *to++ = 0;
  store_le(to, element_oid_);
  to += 4;
  for (int d = 0; d < dimensions; ++d, to += 4) store_le(to, lengths[d]);
  for (int d = 0; d < dimensions; ++d, to += 4) store_le(to, lowers[d]);
  if (has_null_) {
    std::memset(to, 0, bitmap);
    for (uint32_t i = 0; i < size_; ++i) {
      if (nulls_[i]) to[i >> 3] = static_cast<char>(to[i >> 3] | 1 << (i & 7));
    }
    to += bitmap;
  }
  for (const uint32_t end : ends_) {
    store_le(to, end);
    to += 4;
  }
  if (!data_.empty()) std::memcpy(to, data_.data(), data_.size());
  return Datum::of_bytes({start, bytes});
}

Datum empty_array(Arena& arena, const TypeInfo& element) {
  return ArrayBuilder(element).finish(arena);
}

Datum make_text_array(TypeEnv& env, const std::vector<std::string>& elements) {
  ArrayBuilder builder(oid::kText, StorageClass::kBytes);
  for (const std::string& element : elements) builder.add(Datum::of_bytes(element));
  return builder.finish(*env.arena);
}

int compare_values(TypeEnv& env, const TypeInfo& type, const Datum& a, const Datum& b) {
  if (type.ops->compare == nullptr) {
    throw_error(sqlstate::undefined_function, "could not identify a comparison function for type " +
                                                  format_type(env, type.oid, -1));
  }
  return type.ops->compare(env, type, a, b);
}

uint64_t hash_value(TypeEnv& env, const TypeInfo& type, const Datum& value) {
  if (type.ops->hash == nullptr) {
    throw_error(sqlstate::undefined_function,
                "could not identify a hash function for type " + format_type(env, type.oid, -1));
  }
  return type.ops->hash(env, type, value);
}

std::string text_of(TypeEnv& env, Oid type_oid, const Datum& value) {
  const TypeInfo& type = env.type(type_oid);
  std::string text;
  type.ops->output(env, type, value, &text);
  return text;
}

}  // namespace rung
