// Sizes as PostgreSQL writes them: 64MB, 512kB, 1.5GB.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rung::cli {

inline constexpr const char* kByteSizeUnits = "B, kB, MB, GB and TB";

// Nullopt when it is none: no number, no unit or an unknown one, or too large for 63 bits.
std::optional<uint64_t> parse_byte_size(std::string_view text);
// In the largest unit that needs no fraction.
std::string format_byte_size(uint64_t bytes);

}  // namespace rung::cli
