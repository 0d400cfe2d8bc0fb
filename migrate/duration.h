// Durations as Go writes and reads them, because dbmate's flags and messages do: 1m0s,
// 300ms, 1.5µs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rung::migrate {

std::string format_duration(int64_t nanoseconds);
// Nanoseconds; nullopt when it is no duration (a bare number other than 0 is none).
std::optional<int64_t> parse_duration(std::string_view text);

}  // namespace rung::migrate
