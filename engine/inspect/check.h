// The integrity check of a database: pages, trees, catalog, rows, indexes against tables in both
// directions, constraints, free space. Independent of planner and executor, so that their mistakes
// show. What needs SQL's semantics (expressions of checks and indexes) is asked of RowHost.
//
// Reads one committed state; other sessions may go on. Memory: the catalog's objects and one bit a
// page, whatever the size of the tables.
#pragma once

#include <span>

#include "catalog/objects.h"
#include "inspect/report.h"
#include "storage/store.h"
#include "types/type.h"

namespace rung::inspect {

// Evaluates what the catalog keeps as expressions. Implemented by session/. Results live until
// next_row(). Errors are SqlError.
class RowHost {
 public:
  virtual ~RowHost() = default;
  virtual TypeEnv env() = 0;
  virtual void next_row() = 0;
  // A stored expression over one row of `table`, by attno - 1.
  virtual Datum evaluate(Oid table, const catalog::Blob& expression,
                         std::span<const Datum> row) = 0;
  // What an inverted index must have of the row: the keys without the row's id, unique. `index` outlives
  // the host.
  virtual void inverted_entries(const catalog::Relation& index, std::span<const Datum> row,
                                std::vector<std::string>* keys) = 0;
  // `value` of type `from` as a value of type `to`, as an assignment would.
  virtual Datum convert(const Datum& value, Oid from, Oid to) = 0;
};

// Never throws for damage: that is what the report is for.
Report check(storage::Store& store, RowHost& host);

}  // namespace rung::inspect
