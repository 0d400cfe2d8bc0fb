#include "executor/table_size.h"

#include "catalog/row_codec.h"
#include "catalog/system_views.h"

namespace rung::executor {

// Of a list that the catalog makes when it is read. Too many costs a hash table of few rows; too few,
// making the list again for each row of another.
constexpr double kVirtualRows = 1000;

double TableSizes::table_rows(const catalog::Relation& table) {
  if (is_virtual(table)) return kVirtualRows;
  if (table.tree == storage::kNoTree || !view_) return 0;
  const auto [it, is_new] = rows_.try_emplace(table.oid, 0.0);
  if (is_new) {
    storage::Cursor cursor(view_, table.tree);
    value_or_throw(cursor.seek_last());
    if (cursor.valid()) it->second = static_cast<double>(catalog::row_id_of(cursor.key()));
  }
  return it->second;
}

bool TableSizes::is_virtual(const catalog::Relation& relation) {
  return catalog::is_system_relation(relation.oid);
}

}  // namespace rung::executor
