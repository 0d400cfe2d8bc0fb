// Records: values of composite types, of RECORD (ROW(…) and whole rows of queries), in bytes.
// Self-describing, so that a row of any shape can be read without its type.
//
// Format (little-endian):
//   u32 type oid (2249 when anonymous) · i32 typmod · u32 number of fields
//   each field: u32 type oid (0: a dropped column) · u8 StorageClass · u8 is-null · u16 0 ·
//               u32 end of its bytes, counted from the first field's
//   the bytes, each field as append_stored() writes it
//
// Fields stand one to one with the fields of the composite type, dropped ones included.
#pragma once

#include <string>
#include <vector>

#include "types/type.h"

namespace rung {

class RecordView {
 public:
  explicit RecordView(const Datum& record);  // XX001 on damaged bytes
  Oid type_oid() const { return type_oid_; }
  int32_t typmod() const { return typmod_; }
  uint32_t size() const { return size_; }
  Oid field_oid(uint32_t index) const;  // kNoOid: dropped
  // By-reference values point into the record.
  Datum field(uint32_t index) const;

 private:
  const char* slots_;
  const char* data_;
  size_t data_bytes_;
  Oid type_oid_;
  int32_t typmod_;
  uint32_t size_;
};

class RecordBuilder {
 public:
  explicit RecordBuilder(Oid type = oid::kRecord, int32_t typmod = -1)
      : type_oid_(type), typmod_(typmod) {}
  void add(Oid type, StorageClass storage, const Datum& value);  // copies
  void add(const TypeInfo& type, const Datum& value) { add(type.oid, type.storage, value); }
  void add_dropped() { add(kNoOid, StorageClass::kBytes, Datum()); }
  Datum finish(Arena& arena) const;

 private:
  Oid type_oid_;
  int32_t typmod_;
  uint32_t size_ = 0;
  std::string slots_;
  std::string data_;
};

// The same fields under another type oid (a ROW() coerced to a composite of equal field types).
Datum retype_record(Arena& arena, const Datum& record, Oid type);

}  // namespace rung
