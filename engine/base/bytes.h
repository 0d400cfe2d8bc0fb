// Fixed-width integers in byte strings: little-endian for what is stored in pages and records,
// big-endian for keys that must order by memcmp.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace rung {

static_assert(std::endian::native == std::endian::little, "the file format is little-endian");

template <std::integral T>
T load_le(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}
template <std::integral T>
void store_le(void* to, T value) {
  std::memcpy(to, &value, sizeof(T));
}
template <std::integral T>
T byte_swap(T value) {
  if constexpr (sizeof(T) == 1) {
    return value;
  } else if constexpr (sizeof(T) == 2) {
    return static_cast<T>(__builtin_bswap16(static_cast<uint16_t>(value)));
  } else if constexpr (sizeof(T) == 4) {
    return static_cast<T>(__builtin_bswap32(static_cast<uint32_t>(value)));
  } else {
    return static_cast<T>(__builtin_bswap64(static_cast<uint64_t>(value)));
  }
}
template <std::integral T>
T load_be(const void* from) {
  return byte_swap(load_le<T>(from));
}
template <std::integral T>
void store_be(void* to, T value) {
  store_le(to, byte_swap(value));
}
template <std::integral T>
void append_le(std::string& to, T value) {
  to.append(reinterpret_cast<const char*>(&value), sizeof(T));
}
template <std::integral T>
void append_be(std::string& to, T value) {
  append_le(to, byte_swap(value));
}

}  // namespace rung
