// RowStore: rows kept in the order they came, for sorts' inputs, hash partitions, CTEs and windows.
// Past the memory limit full chunks go to a temporary file. Readers walk independently, also while
// rows are still added; what a reader gave stays valid until its next call.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/arena.h"
#include "executor/operator.h"
#include "os/vfs.h"
#include "types/datum.h"

namespace rung::executor {

// An append-only temporary file.
class SpillFile {
 public:
  explicit SpillFile(os::Vfs& vfs) : vfs_(vfs) {}
  uint64_t append(std::string_view bytes);  // gives the offset
  void read(uint64_t offset, size_t bytes, std::string* to);
  uint64_t size() const { return size_; }

 private:
  os::Vfs& vfs_;
  std::unique_ptr<os::File> file_;
  uint64_t size_ = 0;
};

// A row as bytes, and back; by-reference values of the result point into `bytes`.
void append_row_bytes(const std::vector<StorageClass>& storages, const Datum* row, std::string* to);
size_t read_row_bytes(const std::vector<StorageClass>& storages, std::string_view bytes, Datum* row);

class RowStore {
 public:
  RowStore(os::Vfs& vfs, std::vector<StorageClass> storages, size_t memory_limit);
  ~RowStore();

  void append(const Batch& batch);
  void append_row(const Datum* row);
  void append_selected(const Batch& batch, size_t row);  // one physical row of a batch
  size_t size() const { return rows_; }
  void clear();
  uint64_t memory_bytes() const { return memory_; }
  uint64_t disk_bytes() const { return file_.size(); }
  const std::vector<StorageClass>& storages() const { return storages_; }
  // Rows of one in-memory chunk, see Reader.
  struct Chunk {
    Arena arena;
    Datum* rows = nullptr;
    size_t count = 0;
  };

  class Reader {
   public:
    explicit Reader(const RowStore& store) : store_(&store) {}
    void rewind() { position_ = 0; }
    void seek(size_t row) { position_ = row; }
    size_t position() const { return position_; }
    bool next(Batch& out, size_t max_rows);
    // The next row, or nullptr at the end.
    const Datum* next_row();
    // Any row; rows of one chunk are cheap to visit one after another.
    const Datum* at(size_t row);

   private:
    const RowStore* store_;
    size_t position_ = 0;
    size_t loaded_ = SIZE_MAX;
    std::shared_ptr<Chunk> chunk_;
  };

 private:
  friend class Reader;
  struct Slot {
    std::shared_ptr<Chunk> chunk;  // nullptr: in the file
    uint64_t offset = 0;
    size_t bytes = 0;
    size_t count = 0;
  };
  Datum* new_row();
  void keep(Datum& value, StorageClass storage);
  void spill();
  std::shared_ptr<Chunk> load(size_t slot) const;

  std::vector<StorageClass> storages_;
  size_t memory_limit_;
  mutable SpillFile file_;
  std::vector<Slot> slots_;
  size_t rows_ = 0;
  uint64_t memory_ = 0;
};

}  // namespace rung::executor
