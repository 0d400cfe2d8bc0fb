// Stands in for engine/api until its sources are in the tree.
#include "api/database.h"

namespace rung::api {
std::unique_ptr<Database> Database::open(const std::string&, const OpenOptions&) {
  throw_unsupported("opening a database");
}
}  // namespace rung::api
