#include "base/crc32c.h"

#include <array>
#include <cstring>

#ifdef __x86_64__
#include <nmmintrin.h>
#endif

namespace rung {
namespace {

constexpr std::array<uint32_t, 256> make_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t c = i;
    for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? (c >> 1) ^ 0x82F63B78u : c >> 1;
    table[i] = c;
  }
  return table;
}
constexpr auto kTable = make_table();

uint32_t crc_portable(uint32_t crc, const unsigned char* p, size_t bytes) {
  while (bytes-- > 0) crc = kTable[(crc ^ *p++) & 0xFF] ^ (crc >> 8);
  return crc;
}

#ifdef __x86_64__
// The instruction takes a third of its latency to issue, so long inputs go through three at a time,
// in strands of neighbouring bytes; to join two strands, the first one's crc is carried over as many
// zero bytes as the second one has, which is a linear map: a table for each of its four bytes.
constexpr size_t kStrandBytes = 336;  // eight threefold rounds are a page of 8 KiB, nearly

constexpr std::array<std::array<uint32_t, 256>, 4> make_carry() {
  std::array<uint32_t, 32> of_bit{};
  for (size_t bit = 0; bit < 32; ++bit) {
    uint32_t crc = uint32_t{1} << bit;
    for (size_t i = 0; i < kStrandBytes; ++i) crc = kTable[crc & 0xFF] ^ (crc >> 8);
    of_bit[bit] = crc;
  }
  std::array<std::array<uint32_t, 256>, 4> carry{};
  for (size_t byte = 0; byte < 4; ++byte) {
    for (size_t value = 0; value < 256; ++value) {
      for (size_t bit = 0; bit < 8; ++bit) {
        if ((value >> bit & 1) != 0) carry[byte][value] ^= of_bit[byte * 8 + bit];
      }
    }
  }
  return carry;
}
constexpr auto kCarry = make_carry();

uint32_t carried(uint64_t crc) {
  return kCarry[0][crc & 0xFF] ^ kCarry[1][crc >> 8 & 0xFF] ^ kCarry[2][crc >> 16 & 0xFF] ^
         kCarry[3][crc >> 24 & 0xFF];
}

__attribute__((target("sse4.2"))) uint32_t crc_sse42(uint32_t crc, const unsigned char* p,
                                                     size_t bytes) {
  uint64_t wide = crc;
  for (; bytes >= 3 * kStrandBytes; bytes -= 3 * kStrandBytes, p += 3 * kStrandBytes) {
    uint64_t second = 0;
    uint64_t third = 0;
    for (size_t i = 0; i < kStrandBytes; i += 8) {
      uint64_t words[3];
      std::memcpy(&words[0], p + i, 8);
      std::memcpy(&words[1], p + kStrandBytes + i, 8);
      std::memcpy(&words[2], p + 2 * kStrandBytes + i, 8);
      wide = _mm_crc32_u64(wide, words[0]);
      second = _mm_crc32_u64(second, words[1]);
      third = _mm_crc32_u64(third, words[2]);
    }
    wide = carried(carried(wide) ^ second) ^ third;
  }
  for (; bytes >= 8; bytes -= 8, p += 8) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  crc = static_cast<uint32_t>(wide);
  for (; bytes > 0; --bytes) crc = _mm_crc32_u8(crc, *p++);
  return crc;
}
#endif

}  // namespace

uint32_t crc32c(uint32_t crc, const void* data, size_t bytes) {
  const auto* p = static_cast<const unsigned char*>(data);
#ifdef __x86_64__
  if (__builtin_cpu_supports("sse4.2")) return ~crc_sse42(~crc, p, bytes);
#endif
  return ~crc_portable(~crc, p, bytes);
}

}  // namespace rung
