// What inspect asks of SQL, answered by a session of the database.
#pragma once

#include "inspect/check.h"
#include "inspect/salvage.h"
#include "session/database.h"

namespace rung::session {

// Checks the last committed state; the database may be in use.
inspect::Report check_database(Database& database);

// Copies what can be read of the file `from` to a new file `to`, rebuilds its indexes, and adds what
// of the copy contradicts itself to the report (a foreign key whose referenced row was lost).
// `to` appears under its name when it is complete; 58P02 when it exists. Each of the two may take
// `cache_bytes` of memory for pages; 0: the default.
inspect::SalvageReport salvage_database(os::Vfs& vfs, const std::string& from, const std::string& to,
                                        uint64_t lock_wait_ms, uint64_t cache_bytes = 0);

}  // namespace rung::session
