#include "functions/numeric_sum.h"

#include <algorithm>

namespace rung {

void NumericSum::cover(Arena& arena, int32_t low_weight, int32_t high_weight) {
  if (size > 0 && low_weight >= low && high_weight < low + size) return;
  const int32_t new_low = size > 0 ? std::min(low, low_weight - 1) : low_weight - 1;
  const int32_t new_high = size > 0 ? std::max(low + size - 1, high_weight + 2) : high_weight + 2;
  const int32_t new_size = new_high - new_low + 1;
  auto* fresh = arena.make_array<int64_t>(static_cast<size_t>(new_size));
  if (size > 0) std::copy(columns, columns + size, fresh + (low - new_low));
  columns = fresh;
  low = new_low;
  size = new_size;
}

void NumericSum::add(Arena& arena, const Numeric& value) {
  ++count;
  if (!value.is_finite()) {
    ++(value.is_nan() ? nan_count : value.sign() > 0 ? plus_count : minus_count);
    return;
  }
  scale = std::max(scale, value.scale);
  const int32_t digits = value.digits.size();
  if (digits == 0) return;
  cover(arena, value.weight - digits + 1, value.weight);
  int64_t* column = columns + (value.weight - low);
  for (int32_t i = 0; i < digits; ++i) {
    const int64_t digit = value.digits[i];
    column[-i] += value.negative ? -digit : digit;
  }
}

void NumericSum::merge(Arena& arena, const NumericSum& other) {
  count += other.count;
  nan_count += other.nan_count;
  plus_count += other.plus_count;
  minus_count += other.minus_count;
  scale = std::max(scale, other.scale);
  if (other.size == 0) return;
  cover(arena, other.low, other.low + other.size - 1);
  for (int32_t i = 0; i < other.size; ++i) columns[other.low - low + i] += other.columns[i];
}

Numeric NumericSum::total() const {
  if (nan_count > 0 || (plus_count > 0 && minus_count > 0)) return Numeric::nan();
  if (plus_count > 0) return Numeric::infinity(false);
  if (minus_count > 0) return Numeric::infinity(true);
  Numeric sum;
  sum.scale = scale;
  if (size == 0) return sum;
  // Carry upward; the carry out of the top tells the sign.
  constexpr int32_t kCarryDigits = 6;
  for (const int64_t sign : {int64_t{1}, int64_t{-1}}) {
    sum.digits.reset(size + kCarryDigits);
    sum.weight = low + size + kCarryDigits - 1;
    sum.negative = sign < 0;
    int64_t carry = 0;
    for (int32_t i = 0; i < size + kCarryDigits; ++i) {
      carry += i < size ? sign * columns[i] : 0;
      int64_t digit = carry % Numeric::kBase;
      carry /= Numeric::kBase;
      if (digit < 0) {
        digit += Numeric::kBase;
        --carry;
      }
      sum.digits[size + kCarryDigits - 1 - i] = static_cast<uint16_t>(digit);
    }
    if (carry >= 0) break;
  }
  sum.normalize();
  return sum;
}

}  // namespace rung
