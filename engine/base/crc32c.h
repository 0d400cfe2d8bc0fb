// CRC-32C (Castagnoli), hardware-assisted where the CPU has SSE4.2. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rung {
// Extends `crc` (0 to begin) over `bytes` bytes.
uint32_t crc32c(uint32_t crc, const void* data, size_t bytes);
}  // namespace rung
