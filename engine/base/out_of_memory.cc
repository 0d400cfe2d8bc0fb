#include "base/out_of_memory.h"

namespace rung {
namespace {

SqlError make() { return SqlError(Error(sqlstate::out_of_memory, "out of memory")); }

// Never destroyed: errors may outlive static destructors.
const SqlError& reserve() {
  static const SqlError& error = *new SqlError(make());
  return error;
}

}  // namespace

void prepare_out_of_memory() { reserve(); }

void throw_out_of_memory() {
  const SqlError* kept = nullptr;
  try {
    throw make();  // its own: whoever catches it may add to it
  } catch (const std::bad_alloc&) {
    kept = &reserve();
  }
  throw *kept;
}

}  // namespace rung
