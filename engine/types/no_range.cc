// Until the range family lands.
#include "types/families.h"

namespace rung {
const TypeOps kRangeOps{};
const TypeOps kMultirangeOps{};
}  // namespace rung
