// RowCodec: the stored form of a table row, and back. Made once per version of a Relation.
//
// Format: layout u16 (bit 15: wide, bit 14: stamped) | null bitmap | fixed-width columns at offsets
// constant for the layout | end offsets of the variable columns (u16, u32 when wide), from the start
// of the row | their bytes | of a stamped row, u32: the transaction that wrote it. Rows of tables are
// stamped, rows that only wait in memory are not. A layout L holds the columns with
// first_layout <= L < dropped_layout, in attno order; ADD and DROP COLUMN start a new layout and
// rewrite no row.
//
// decode() points into the row's bytes: they must outlive the Datums. Thread-safe once made.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/objects.h"
#include "types/datum.h"

namespace rung::catalog {

class RowCodec {
 public:
  explicit RowCodec(const Relation& relation);
  ~RowCodec();
  RowCodec(const RowCodec&) = delete;
  RowCodec& operator=(const RowCodec&) = delete;

  // `values` has one Datum per column of the relation (index attno - 1); dropped ones are ignored.
  void encode(std::span<const Datum> values, std::string* row) const;
  // Fills values[attno - 1] for every live column, or only for the `wanted` attnos. Columns that the
  // row's layout lacks get their missing value. XX001 for bytes that are no row of this table.
  void decode(std::string_view row, std::span<Datum> values) const;
  void decode(std::string_view row, std::span<const int32_t> wanted, std::span<Datum> values) const;
  size_t column_count() const { return columns_.size(); }

 private:
  struct Column {
    StorageClass storage;
    bool dropped;
    uint16_t first_layout, dropped_layout;
    Datum missing;
    std::string missing_bytes;
  };
  struct Slot {  // where a column is in one layout
    int32_t offset = -1;  // fixed: from the row's start; variable: index of its end offset
    uint16_t null_bit = 0;
    bool present = false;
  };
  struct Layout {
    std::vector<Slot> slots;
    uint32_t fixed_end = 0;
    uint32_t variable_count = 0;
  };
  const Layout& layout(uint16_t number) const {
    return number == current_ ? current_layout_ : older_layout(number);
  }
  const Layout& older_layout(uint16_t number) const;
  Layout make_layout(uint16_t number) const;
  Datum read(std::string_view row, const Layout& layout, bool wide, size_t column) const;

  std::vector<Column> columns_;
  uint16_t current_;
  std::string relation_name_;
  Layout current_layout_;  // of nearly every row: found without the lock
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Layout>> layouts_;
};

// The transaction that wrote a row (xmin): the low half of its commit's number. Rows from before rows
// were stamped have PostgreSQL's FrozenTransactionId.
void stamp_row(uint32_t writer, std::string* row);
uint32_t writer_of_row(std::string_view row);
// The row as encode() left it: the same for equal values, whoever wrote them.
std::string unstamped_row(std::string_view row);
// Layouts are numbered up to here by ADD COLUMN; DROP COLUMN may go on for as many columns.
inline constexpr uint16_t kRowLayoutMax = 0x3000;

// One value by itself, as Attribute::missing and record fields keep it.
void append_value(StorageClass storage, const Datum& value, std::string* to);
Datum read_value(StorageClass storage, std::string_view bytes);

// Row ids: 8 bytes big-endian, so that trees order by them.
using RowId = uint64_t;
std::string row_key(RowId id);
RowId row_id_of(std::string_view key);

}  // namespace rung::catalog
