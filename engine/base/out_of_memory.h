// 53200: what std::bad_alloc becomes at the boundaries that let no other exception out.
#pragma once

#include <new>
#include <utility>

#include "base/error.h"

namespace rung {

// An SqlError "out of memory", which needs no memory once prepare_out_of_memory() has been called.
[[noreturn]] void throw_out_of_memory();
void prepare_out_of_memory();

// Runs it; std::bad_alloc comes out as SqlError.
template <class Work>
auto with_sql_errors(const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    throw_out_of_memory();
  }
}

}  // namespace rung
