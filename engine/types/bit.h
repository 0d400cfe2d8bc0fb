// Bit strings (bit and varbit) as bytes. Stored form: u32 number of bits, then the bits from the
// highest of the first byte on; the unused bits of the last byte are zero. Reading checks that.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "types/datum.h"
#include "types/type.h"

namespace rung {

inline constexpr uint32_t kBitsMax = 83886080;  // of a type modifier

// A view of a stored value.
struct BitView {
  uint32_t count = 0;
  std::string_view bytes;
  bool at(uint32_t i) const {
    return (static_cast<unsigned char>(bytes[i / 8]) >> (7 - i % 8) & 1) != 0;
  }
};
BitView load_bits(const Datum& value);  // XX001 when damaged

// A value under construction.
class BitBuilder {
 public:
  explicit BitBuilder(uint32_t count) : count_(count), bytes_((count + 7) / 8, '\0') {}
  void set(uint32_t i, bool on);
  // `bits` from `from` on, as many as `count`, written at `to`.
  void copy(const BitView& bits, uint32_t from, uint32_t count, uint32_t to);
  std::string& bytes() { return bytes_; }
  Datum finish(Arena& arena);  // clears the padding

 private:
  uint32_t count_;
  std::string bytes_;
};

}  // namespace rung
