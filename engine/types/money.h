// money: an amount in cents, as int64. Text is that of the C locale: $1,234.50 and -$1,234.50.
#pragma once

#include <cstdint>

namespace rung {

inline constexpr int64_t kCents = 100;  // of one unit
[[noreturn]] void throw_money_range();  // 22003 money out of range

}  // namespace rung
