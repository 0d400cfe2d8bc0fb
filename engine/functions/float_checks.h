// The errors of floating point results, with PostgreSQL's wording.
#pragma once

#include "base/error.h"

namespace rung {

[[noreturn]] inline void throw_float_overflow() {
  throw_error(sqlstate::numeric_value_out_of_range, "value out of range: overflow");
}
[[noreturn]] inline void throw_float_underflow() {
  throw_error(sqlstate::numeric_value_out_of_range, "value out of range: underflow");
}

}  // namespace rung
