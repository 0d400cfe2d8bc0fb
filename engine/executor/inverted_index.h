// Inverted indexes: a tree of entries, each with a row that has it, so that a condition such as
// `tags @> '{a}'` finds its rows by the entries it asks for. Key: u8 number of the index column, the
// entry (functions/index_entries.h), the row id; no value. What is found is a candidate: the
// condition itself still has to be checked.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "executor/context.h"
#include "functions/index_entries.h"

namespace rung::executor {

class EntryMaker {
 public:
  // Programs live as long as the arena of `context`; what a row needs, as long as that of `row`.
  EntryMaker(ExecContext& context, ExecContext& row, const catalog::Relation& index);
  ~EntryMaker();
  // The keys of a row without its id, ordered and unique; none when the predicate excludes the row.
  void make(std::span<const Datum> row, std::vector<std::string>* keys);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Brings the entries of a row up to date; `before` or `after` are empty for a row that comes or goes.
void update_entries(storage::WriteTxn& txn, storage::TreeId tree, std::string_view row_id,
                    std::span<const std::string> before, std::span<const std::string> after);

// The rows, ascending, that may satisfy a query of one index column; nullopt: any row may.
std::optional<std::vector<catalog::RowId>> find_candidates(const storage::ReadView& view,
                                                           storage::TreeId tree, size_t column,
                                                           const EntryQuery& query);

}  // namespace rung::executor
