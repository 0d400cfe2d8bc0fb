#include "executor/row_reader.h"

#include <algorithm>

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

Datum RowReader::system_column(int32_t attno, catalog::RowId id) {
  switch (attno) {
    case planner::kTableoidAttno: return Datum::of_int(relation_.oid);
    case planner::kRowIdAttno: return Datum::of_int(static_cast<int64_t>(id));
    case planner::kCtidAttno: {
      // Block and offset of an imagined heap with 65,535 rows a block, in a tid's six bytes.
      char* bytes = arena_.allocate_bytes(6);
      const auto block = static_cast<uint32_t>(id / 65535);
      const auto offset = static_cast<uint16_t>(id % 65535 + 1);
      std::memcpy(bytes, &block, 4);
      std::memcpy(bytes + 4, &offset, 2);
      return Datum::of_bytes({bytes, 6});
    }
    case planner::kXminAttno: return Datum::of_int(2);
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
                                         : system_column(attnos_[i], id);
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
