// TableWriter: the one way rows get into, out of and changed in a table: row encoding, index
// entries, NOT NULL, CHECK, unique and exclusion constraints, foreign keys with their actions, row
// triggers. Used by INSERT, UPDATE, DELETE, MERGE, COPY, and by foreign-key actions themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "executor/context.h"

namespace rung::executor {

// The number a write transaction will commit under: xmin of the rows it writes, txid_current().
uint32_t transaction_number(storage::WriteTxn& txn);

class TableWriter {
 public:
  // Checks and triggers of the statement kinds in `events` are prepared. The caller holds the write
  // transaction.
  TableWriter(ExecContext& context, const catalog::Relation& relation, uint8_t events);
  ~TableWriter();

  // Statement-level triggers. `after` also hands the transition tables over.
  // kOne: no index entry is held back.
  enum class Rows : uint8_t { kMany, kOne };
  void begin_statement(uint8_t event, std::span<const int32_t> updated_columns = {},
                       Rows rows = Rows::kMany);
  void end_statement(uint8_t event, std::span<const int32_t> updated_columns = {});

  // Row operations. `values` has a Datum per attno - 1 (generated columns are computed here, BEFORE
  // triggers may change it). False: a BEFORE trigger returned NULL, nothing was done.
  // Between begin_statement and end_statement of an INSERT, index entries may be held back: a
  // duplicate is then raised by the latest at flush() or end_statement().
  bool insert(std::vector<Datum>& values);
  catalog::RowId inserted() const;  // the last row
  void flush();
  // After a duplicate was raised: which of the rows inserted since begin_statement it was, from 0.
  std::optional<uint64_t> duplicate_row() const;
  // ON CONFLICT: nullopt when inserted (or suppressed by a trigger, see *suppressed); otherwise the
  // conflicting row, nothing inserted. Empty `arbiters`: any unique index.
  std::optional<catalog::RowId> insert_or_find(std::vector<Datum>& values,
                                               std::span<const Oid> arbiters, bool* suppressed);
  bool update(catalog::RowId id, std::span<const Datum> old_values, std::vector<Datum>& new_values,
              std::span<const int32_t> updated_columns);
  // kOutside: the row does not belong to this partition any more; nothing was written.
  enum class Outcome : uint8_t { kDone, kSkipped, kOutside };
  Outcome try_update(catalog::RowId id, std::span<const Datum> old_values,
                     std::vector<Datum>& new_values, std::span<const int32_t> updated_columns);
  // kMoves: to another partition, so that references to the row are looked at by moved().
  enum class Leaving : uint8_t { kRemoved, kMoves };
  bool remove(catalog::RowId id, std::span<const Datum> old_values,
              Leaving leaving = Leaving::kRemoved);
  void moved(std::span<const Datum> old_values, std::span<const Datum> new_values);
  [[noreturn]] void throw_outside(std::span<const Datum> values);
  // The row belongs to this partition; 23514.
  void require_inside(std::span<const Datum> values);
  // New rows come from a table above, which has looked at the partition's bounds.
  void set_routed();
  // Transition tables of a statement on this table, for rows of the tables below it.
  bool captures() const;
  void capture(std::span<const Datum> old_row, std::span<const Datum> new_row);
  // The row as of now (own changes included); false when it is gone.
  bool fetch(catalog::RowId id, std::vector<Datum>* values);

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
  int exceptions_;  // in flight when it was made
};

// Index maintenance shared with CREATE INDEX: the entry of a row in an index, nothing when its
// predicate excludes the row. Layout: encoded key columns (types/key_encoding.h), then the row id
// unless the index is unique and no key column is NULL; the value is the row id for unique entries.
class IndexKeyMaker {
 public:
  IndexKeyMaker(ExecContext& context, const catalog::Relation& index,
                const catalog::Relation& table);
  ~IndexKeyMaker();
  // False: the predicate excludes the row. *has_null: a key column is NULL (never in conflict
  // unless NULLS NOT DISTINCT).
  bool make(std::span<const Datum> row, std::string* key, bool* has_null);
  // Whether two rows surely have the same entry: plain columns only, equal byte by byte.
  bool same_entry(std::span<const Datum> a, std::span<const Datum> b) const;
  // The values of the key columns; false as above. The index need not have a tree.
  bool keys(std::span<const Datum> row, std::vector<Datum>* values);
  // The key columns' values of a row, for "Key (a)=(1) already exists."
  std::string describe(std::span<const Datum> row);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
// Fills a new index from its table (sorted, bulk); raises 23505 "could not create unique index".
void build_index(ExecContext& context, const catalog::Relation& index,
                 const catalog::Relation& table);
// Takes all rows out of a table, its indexes included; no trigger sees it. Of a table that is gone:
// nothing.
void empty_table(ExecContext& context, Oid table);
// Checks existing rows against a new constraint; raises 23502, 23503 or 23514 as ALTER TABLE does.
void validate_constraint(ExecContext& context, const catalog::Relation& table,
                         const catalog::Constraint& constraint);
// Rows of a partition that do not belong there: 23514, in the words for a new partition or for the
// default partition of a table that gets another one.
void validate_partition(ExecContext& context, const catalog::Relation& partition, bool is_default);
// 23503 when rows refer to rows of a partition that is being detached.
void check_unreferenced(ExecContext& context, const catalog::Relation& partition,
                        const catalog::Relation& referencing, const catalog::Constraint& fk);
// Raises 23502 "column … contains null values" when a row has NULL there.
void validate_not_null(ExecContext& context, const catalog::Relation& table, int32_t attno);
// Rewrites every row: `values[attno - 1]` of the new relation version from the old row by `convert`
// (ALTER COLUMN TYPE, ADD COLUMN with a volatile default). Indexes are rebuilt by the caller.
void rewrite_table(ExecContext& context, const catalog::Relation& old_version,
                   const catalog::Relation& new_version,
                   const std::function<void(std::span<const Datum>, std::vector<Datum>*)>& convert);

// 08001: the rows of a foreign table are out of reach.
[[noreturn]] void refuse_foreign(catalog::Catalog& catalog, const catalog::Relation& table);

}  // namespace rung::executor
