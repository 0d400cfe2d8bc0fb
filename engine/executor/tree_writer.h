// TreeWriter: TableWriter for a table that others inherit from or that has partitions. New rows go
// to their partition, changed and removed ones are where they were read; an update that breaks the
// partition's bounds moves the row. Each table below has its own constraints, keys and row triggers;
// statement triggers and transition tables are those of the table named in the statement.
//
// Rows come and go in the named table's columns for insert(), in those of their own table otherwise.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "executor/partition_router.h"
#include "executor/table_writer.h"

namespace rung::executor {

class TreeWriter {
 public:
  struct Row {
    const catalog::Relation* table = nullptr;
    catalog::RowId id = 0;
  };
  TreeWriter(ExecContext& context, const catalog::Relation& root, uint8_t events);
  ~TreeWriter();

  void begin_statement(uint8_t event, std::span<const int32_t> updated_columns = {});
  void end_statement(uint8_t event, std::span<const int32_t> updated_columns = {});

  // Puts what the named table's writer holds back; those below hold nothing back.
  void flush();
  std::optional<uint64_t> duplicate_row() const { return own_->writer->duplicate_row(); }

  bool insert(std::vector<Datum>& values);
  // `arbiters` are indexes of the named table; what they are in a partition is found here.
  std::optional<Row> insert_or_find(std::vector<Datum>& values, std::span<const Oid> arbiters,
                                    bool* suppressed);
  // `new_values` comes back as stored, in the columns of `row.table` (also of a row that moved;
  // with `stays` it may not: ON CONFLICT).
  bool update(const Row& row, std::span<const Datum> old_values, std::vector<Datum>& new_values,
              std::span<const int32_t> updated_columns, bool stays = false);
  bool remove(const Row& row, std::span<const Datum> old_values);
  bool fetch(const Row& row, std::vector<Datum>* values);
  // The row as the statement's view has it.
  bool read(const Row& row, Arena& arena, std::vector<Datum>* values);

  // Where the last row was inserted, changed or removed.
  const catalog::Relation& written() const { return *written_; }
  catalog::RowId inserted() const { return inserted_; }  // the last row's, in written()
  // A table of the tree by oid, with the attno in it of each column of the named one.
  const catalog::Relation& table(Oid oid);
  const std::vector<int32_t>& map_of(const catalog::Relation& table);
  // A row of `table` in the named table's columns.
  void to_root(const catalog::Relation& table, std::span<const Datum> row, std::vector<Datum>* to);

 private:
  struct Member {
    const catalog::Relation* table;
    std::unique_ptr<TableWriter> writer;
    std::unique_ptr<catalog::RowCodec> codec;
    std::vector<int32_t> from_root;  // by the root's attno - 1
    std::vector<int32_t> to_own;     // the root's attno, by the member's attno - 1
  };
  Member& member(const catalog::Relation& table);
  Member& route(std::span<const Datum> values);
  std::vector<int32_t> own_columns(const Member& member, std::span<const int32_t> columns);
  std::vector<Oid> own_arbiters(const Member& member, std::span<const Oid> arbiters);
  void capture(const Member& member, std::span<const Datum> old_row, std::span<const Datum> new_row);

  ExecContext context_;
  const catalog::Relation& root_;
  uint8_t events_;
  Member* own_ = nullptr;  // of the root itself
  std::unordered_map<Oid, std::unique_ptr<Member>> members_;
  struct Branch {  // a partitioned table of the tree
    std::unique_ptr<PartitionRouter> router;
    std::vector<int32_t> from_root;
  };
  std::unordered_map<Oid, Branch> branches_;
  std::vector<Datum> branch_row_;
  const catalog::Relation* written_;
  catalog::RowId inserted_ = 0;
  std::vector<Datum> mapped_;
  Arena scratch_;
};

}  // namespace rung::executor
