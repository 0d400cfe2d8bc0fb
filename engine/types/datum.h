// Datum: one SQL value at run time, 16 bytes, owning nothing. What the union holds follows from the
// type's StorageClass: integers, dates, times, timestamps, enums (their sort position) and booleans
// in `i`; float4 and float8 in `d`; everything else is `n` bytes at `p`, in an arena or a page that
// the holder of the Datum keeps alive.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "types/oids.h"

namespace rung {

struct Datum {
  union {
    int64_t i;
    double d;
    const char* p;
  };
  uint32_t n = 0;
  bool null = true;

  constexpr Datum() : i(0) {}
  static Datum of_int(int64_t value) {
    Datum datum;
    datum.i = value;
    datum.null = false;
    return datum;
  }
  static Datum of_bool(bool value) { return of_int(value ? 1 : 0); }
  static Datum of_float(double value) {
    Datum datum;
    datum.d = value;
    datum.null = false;
    return datum;
  }
  // Does not copy: the bytes must outlive the Datum.
  static Datum of_bytes(std::string_view bytes) {
    Datum datum;
    datum.p = bytes.data();
    datum.n = static_cast<uint32_t>(bytes.size());
    datum.null = false;
    return datum;
  }
  bool b() const { return i != 0; }
  std::string_view bytes() const { return {p, n}; }
};
static_assert(sizeof(Datum) == 16);

// How a value is stored in a row: its width, and which member of the union carries it.
enum class StorageClass : uint8_t {
  kInt8,     // 1 byte in i: bool, "char"
  kInt16,    // i
  kInt32,    // i
  kInt64,    // i
  kFloat32,  // d
  kFloat64,  // d
  kFixed16,  // 16 bytes at p: uuid, interval
  kBytes,    // n bytes at p
};
inline bool is_by_value(StorageClass c) { return c < StorageClass::kFixed16; }

}  // namespace rung
