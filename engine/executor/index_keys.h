// What the parts of this module share about index entries; the public half is table_writer.h.
#pragma once

#include "executor/context.h"

namespace rung::executor {

// Whether an entry carries its row id at the end of the key (any number of rows may have the key)
// or as its value (unique, and the tree itself refuses a second one).
bool entry_is_suffixed(const catalog::IndexInfo& info, bool has_null);

// For a deferrable unique key: raises 23505 if two live rows share one.
void check_no_duplicates(ExecContext& context, const catalog::Relation& index,
                         const catalog::Relation& table);

}  // namespace rung::executor
