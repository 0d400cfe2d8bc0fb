// Exclusion constraints: whether a row conflicts with one that is there, by the operators of the
// constraint (all of them must hold for a pair). The rows to compare with are found through the
// constraint's index where it has a tree, by its leading columns compared with "="; otherwise the
// whole table is read. Rows with a NULL in a key, or outside the predicate, conflict with none.
//
// Invariant used: with "=" columns and then one range column with && at the end, the entries of an
// immediate constraint are free of overlaps, so that the two neighbours of a row are all there is
// to look at.
//
// Belongs to one statement; reads what the transaction has written so far.
#pragma once

#include <memory>
#include <optional>

#include "executor/context.h"

namespace rung::executor {

class Exclusion {
 public:
  Exclusion(ExecContext& context, const catalog::Relation& index, const catalog::Relation& table,
            const catalog::Constraint& constraint);
  ~Exclusion();

  // The row other than `self` that `row` conflicts with (self 0: any row).
  std::optional<catalog::RowId> find(std::span<const Datum> row, catalog::RowId self);
  // Raises 23P01 for the conflict of `row` with the one at `other`.
  [[noreturn]] void raise(std::span<const Datum> row, catalog::RowId other);
  // Called once the row is stored: raises 23P01, now or when a deferrable constraint is checked.
  void check(std::span<const Datum> row, catalog::RowId self);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Checks the rows of a table against a constraint that is being added.
void validate_exclusion(ExecContext& context, const catalog::Relation& index,
                        const catalog::Relation& table, const catalog::Constraint& constraint);

// The exclusion constraint that an index enforces; nullptr when it has none.
const catalog::Constraint* exclusion_of(const catalog::Relation& table,
                                        const catalog::Relation& index);

}  // namespace rung::executor
