// Until the dump lands.
#include "commands/dump_schema.h"

namespace rung::commands {
std::string dump_schema(ExecContext&) { throw_unsupported("Dumping the schema"); }
}  // namespace rung::commands
