// Copies what can be read of a damaged database into a fresh one: the catalog as far as it reads,
// and every row around the lost pages, with its row id. Index trees are left empty: the caller
// rebuilds them (REINDEX), since an index can be made from its table and is never trusted.
#pragma once

#include "inspect/report.h"
#include "storage/store.h"

namespace rung::inspect {

struct SalvageReport {
  Report lost;  // what could not be read, or refers to what could not
  uint64_t objects = 0, tables = 0, rows = 0;
};

// `damaged` was opened with tolerate_damage; `fresh` is new and empty. Raises SqlError for failures
// of `fresh`.
SalvageReport salvage(storage::Store& damaged, storage::Store& fresh);

}  // namespace rung::inspect
