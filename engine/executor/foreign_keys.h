// Foreign keys of one table for one statement: what its rows refer to (outgoing) and who refers to
// them (incoming, with the referential actions). PostgreSQL's rules (manual, "Foreign Keys", and
// CREATE TABLE's REFERENCES): an outgoing reference that is there at once is settled; a missing one
// is looked at again when the statement, or for a deferred constraint the transaction, ends. Actions
// on referencing rows run when the statement's queue runs, for all rows of the statement together.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "executor/context.h"

namespace rung::executor {

// Whether the session plays a replica (session_replication_role): only triggers that are meant for
// one fire, and foreign keys, whose triggers are not, hold nothing.
bool is_replica(ExecContext& context);

// ALTER TABLE … DISABLE TRIGGER ALL holds for foreign keys as well. `check` of a foreign key has a
// letter for each of its sides that is switched off.
inline constexpr char kReferencingSide = 'c', kReferencedSide = 'a';
inline bool is_switched_off(const catalog::Constraint& foreign_key, char side) {
  return foreign_key.check.find(side) != catalog::Blob::npos;
}

class ForeignKeys {
 public:
  ForeignKeys(ExecContext& context, const catalog::Relation& relation, uint8_t events);
  ~ForeignKeys();
  // The next statement of the same transaction: nothing seen in the last one counts.
  void begin_statement();
  bool empty() const;  // no constraint on either side
  // The work of each row is queued by itself, instead of that of all rows together.
  void queue_each();
  // A row now has these values (`old_values` empty for an insert).
  void row_written(catalog::RowId id, std::span<const Datum> old_values,
                   std::span<const Datum> new_values);
  // A row with `old_values` is gone, or (new_values not empty) has become another.
  void row_left(std::span<const Datum> old_values, std::span<const Datum> new_values);

  // Existing rows against one constraint, for ALTER TABLE.
  // Whether rows of `partition` are referred to: 23503.
  static void check_unreferenced(ExecContext& context, const catalog::Relation& partition,
                                 const catalog::Relation& referencing,
                                 const catalog::Constraint& fk);
  static void validate(ExecContext& context, const catalog::Relation& table,
                       const catalog::Constraint& constraint);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rung::executor
