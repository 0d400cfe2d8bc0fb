// The six comparison operators made from one three-way comparison.
#pragma once

#include "expr/function.h"

namespace rung {

enum class Comparison { kEq, kNe, kLt, kLe, kGt, kGe };

// Whether `order` (<0, 0, >0) satisfies the operator.
template <Comparison C>
constexpr bool holds(int order) {
  switch (C) {
    case Comparison::kEq: return order == 0;
    case Comparison::kNe: return order != 0;
    case Comparison::kLt: return order < 0;
    case Comparison::kLe: return order <= 0;
    case Comparison::kGt: return order > 0;
    case Comparison::kGe: return order >= 0;
  }
}

}  // namespace rung
