// Arrays of any element type: how one is laid out in bytes, ArrayView to read it and ArrayBuilder to
// make one. The format is self-describing, so that reading needs no look-up of the element type.
//
// Format (little-endian):
//   u8 dimensions (0 … 6) · u8 flags (1: has a null bitmap) · u8 StorageClass of the elements · u8 0
//   u32 element type oid
//   i32 length of each dimension · i32 lower bound of each dimension
//   null bitmap, bit set = NULL, when the flag says so
//   fixed-width elements: width × count, NULLs as zeros
//   others: u32 end of each element counted from the first, then the bytes
// An empty array has no dimensions. Elements of several dimensions follow in row-major order.
//
// Views check what they read (XX001), as the bytes may come from disk. Not shared between threads.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "types/type.h"

namespace rung {

inline constexpr int kArrayDimensionsMax = 6;
inline constexpr int64_t kArrayElementsMax = 134217727;

class ArrayView {
 public:
  explicit ArrayView(const Datum& array);

  Oid element_oid() const { return element_oid_; }
  StorageClass storage() const { return storage_; }
  int dimensions() const { return dimensions_; }
  int32_t length(int dimension) const;  // 0 when there is no such dimension
  int32_t lower(int dimension) const;
  int32_t upper(int dimension) const { return lower(dimension) + length(dimension) - 1; }
  uint32_t size() const { return size_; }
  bool has_null_bitmap() const { return nulls_ != nullptr; }
  bool is_null(uint32_t index) const {
    return nulls_ != nullptr && (nulls_[index >> 3] >> (index & 7) & 1) != 0;
  }
  // NULL past the end. By-reference elements point into the array.
  Datum element(uint32_t index) const;

 private:
  const char* start_;
  size_t bytes_;
  const char* bounds_;
  const char* nulls_ = nullptr;
  const char* data_;
  Oid element_oid_;
  uint32_t size_ = 0;
  StorageClass storage_;
  int dimensions_;
};

class ArrayBuilder {
 public:
  ArrayBuilder(Oid element, StorageClass storage) : element_oid_(element), storage_(storage) {}
  explicit ArrayBuilder(const TypeInfo& element) : ArrayBuilder(element.oid, element.storage) {}

  void add(const Datum& element);  // copies
  uint32_t size() const { return size_; }
  // One dimension from `lower`, or none when nothing was added.
  Datum finish(Arena& arena, int32_t lower = 1) const;
  // The product of `lengths` must be size().
  Datum finish(Arena& arena, int dimensions, const int32_t* lengths, const int32_t* lowers) const;

 private:
  std::string data_;
  std::vector<uint32_t> ends_;
  std::vector<bool> nulls_;
  uint32_t size_ = 0;
  bool has_null_ = false;
  Oid element_oid_;
  StorageClass storage_;
};

// Whether the type is an array of fixed length in all but name: point, lseg, box, line and name.
inline bool is_fixed_array(const TypeInfo& type) {
  return type.kind == TypeKind::kBase && type.element_oid != kNoOid;
}

Datum empty_array(Arena& arena, const TypeInfo& element);
Datum make_text_array(TypeEnv& env, const std::vector<std::string>& elements);

// Bytes of a stored value of fixed width; 0 for kBytes.
uint32_t stored_width(StorageClass storage);
// A value as rows, arrays and records keep it (kBytes: without a length).
void append_stored(StorageClass storage, const Datum& value, std::string* to);
Datum load_stored(StorageClass storage, std::string_view bytes);

// Order of two values of any type as arrays, records and ranges need it; 42883 when it has none.
int compare_values(TypeEnv& env, const TypeInfo& type, const Datum& a, const Datum& b);
uint64_t hash_value(TypeEnv& env, const TypeInfo& type, const Datum& value);
// The text form of a value of any type.
std::string text_of(TypeEnv& env, Oid type, const Datum& value);

[[noreturn]] void throw_corrupted(const char* what);
[[noreturn]] void throw_too_many_dimensions(int dimensions);
[[noreturn]] void throw_array_too_large();

}  // namespace rung
