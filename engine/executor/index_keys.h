// What the parts of this module share about index entries; the public half is table_writer.h.
#pragma once

#include "executor/context.h"

namespace rung::executor {

// Whether an entry carries its row id at the end of the key (any number of rows may have the key)
// or as its value (unique, and the tree itself refuses a second one).
bool entry_is_suffixed(const catalog::IndexInfo& info, bool has_null);

[[noreturn]] void throw_key_too_long(ExecContext& context, const catalog::Relation& index,
                                     const catalog::Relation& table, const Error& error);
// Runs `work`, which writes entries of the index. The error for a key that is too long gets the
// index's name.
template <class Work>
auto write_entries(ExecContext& context, const catalog::Relation& index,
                   const catalog::Relation& table, const Work& work) {
  try {
    return work();
  } catch (const SqlError& error) {
    if (error.error().state == sqlstate::program_limit_exceeded) {
      throw_key_too_long(context, index, table, error.error());
    }
    throw;
  }
}

// For a deferrable unique key: raises 23505 if two live rows share one.
void check_no_duplicates(ExecContext& context, const catalog::Relation& index,
                         const catalog::Relation& table);

}  // namespace rung::executor
