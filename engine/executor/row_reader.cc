#include "executor/row_reader.h"

#include <algorithm>

#include "base/bytes.h"

namespace rung::executor {

RowReader::RowReader(Runtime& runtime, const catalog::Relation& relation,
                     const std::vector<int32_t>& attnos)
    : relation_(relation),
      codec_(runtime.codec(relation.oid)),
      attnos_(attnos),
      row_(relation.columns.size()),
      columns_(attnos.size()) {
  for (const int32_t attno : attnos_) {
    if (attno > 0) {
      wanted_.push_back(attno);
      const StorageClass storage = relation.columns[static_cast<size_t>(attno) - 1].storage;
      copies_bytes_ = copies_bytes_ || !is_by_value(storage);
      storages_.push_back(storage);
    } else {
      storages_.push_back(StorageClass::kInt64);
    }
  }
  std::sort(wanted_.begin(), wanted_.end());
}

void RowReader::begin(size_t max_rows) {
  count_ = 0;
  arena_.reset();
  for (std::vector<Datum>& column : columns_) {
    if (column.size() < max_rows) column.resize(max_rows);
  }
}

Datum tid_of_row(Arena& arena, catalog::RowId id) {
  char* bytes = arena.allocate_bytes(6);
  const uint32_t block = byte_swap(static_cast<uint32_t>((id - 1) / 65535));
  const uint16_t row = byte_swap(static_cast<uint16_t>((id - 1) % 65535 + 1));
  std::memcpy(bytes, &block, 4);
  std::memcpy(bytes + 4, &row, 2);
  return Datum::of_bytes({bytes, 6});
}

Datum RowReader::system_column(int32_t attno, catalog::RowId id, std::string_view row) {
  switch (attno) {
    case planner::kTableoidAttno: return Datum::of_int(relation_.oid);
    case planner::kRowIdAttno: return Datum::of_int(static_cast<int64_t>(id));
    case planner::kCtidAttno: return tid_of_row(arena_, id);
    case planner::kXminAttno: return Datum::of_int(catalog::writer_of_row(row));
    default: return Datum::of_int(0);
  }
}

void RowReader::add(catalog::RowId id, std::string_view row) {
  if (!wanted_.empty()) {
    // One copy for all by-reference columns is cheaper than one each.
    if (copies_bytes_) row = arena_.copy(row);
    codec_.decode(row, wanted_, row_);
  }
  for (size_t i = 0; i < attnos_.size(); ++i) {
    columns_[i][count_] = attnos_[i] > 0 ? row_[static_cast<size_t>(attnos_[i]) - 1]
                                         : system_column(attnos_[i], id, row);
  }
  ++count_;
}

void RowReader::finish(Batch& out) {
  out.columns.resize(columns_.size());
  for (size_t i = 0; i < columns_.size(); ++i) out.columns[i] = {columns_[i].data(), 1};
  out.selection = nullptr;
  out.count = count_;
}

}  // namespace rung::executor
