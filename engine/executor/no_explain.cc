// Until EXPLAIN lands.
#include "executor/run.h"

namespace rung::executor {
std::vector<std::string> explain(ExecContext&, const Query&, const ExplainOptions&) {
  throw_unsupported("EXPLAIN");
}
}  // namespace rung::executor
