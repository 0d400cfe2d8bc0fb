// 64-bit hashing for hash tables in memory. Never stored: the function may change.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace rung {

__extension__ typedef unsigned __int128 Uint128;

inline uint64_t hash_mix(uint64_t a, uint64_t b) {
  const auto product = static_cast<Uint128>(a ^ 0x9E3779B97F4A7C15ull) *
                       (b ^ 0xD6E8FEB86659FD93ull);
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}
inline uint64_t hash_u64(uint64_t value) { return hash_mix(value, 0x2545F4914F6CDD1Dull); }
inline uint64_t hash_bytes(std::string_view text) {
  uint64_t h = hash_u64(text.size());
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    h = hash_mix(h, word);
  }
  uint64_t tail = 0;
  if (i < text.size()) {
    std::memcpy(&tail, text.data() + i, text.size() - i);
    h = hash_mix(h, tail);
  }
  return h;
}

}  // namespace rung
