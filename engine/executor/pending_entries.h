// PendingEntries: index entries of a statement's new rows (or of the rows it deleted), held back so
// that each index receives them in key order: neighbours then go to the same leaf, and an index that
// was empty is built as CREATE INDEX builds one. Duplicates are found when the entries are put, and blamed on the row
// that putting each entry at once would have stopped at. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/row_codec.h"
#include "storage/store.h"

namespace rung::executor {

class PendingEntries {
 public:
  PendingEntries(size_t trees, size_t bytes_max) : trees_(trees), bytes_max_(bytes_max) {}

  // `suffixed`: the key ends in the row id and cannot be there already.
  void add(size_t tree, std::string_view key, catalog::RowId row, bool suffixed);
  bool empty() const { return bytes_ == 0; }
  bool is_large() const { return bytes_ >= bytes_max_; }

  struct Duplicate {
    size_t tree;
    catalog::RowId row;
  };
  // Erases all entries from trees[i] instead, and forgets them.
  void flush_erased(storage::WriteTxn& txn, const std::vector<storage::TreeId>& trees);
  // Puts all entries into trees[i] and forgets them. The first row whose key is taken, if any: then
  // the trees are left half done, for the statement to be rolled back.
  std::optional<Duplicate> flush(storage::WriteTxn& txn, std::vector<storage::TreeId> trees);

 private:
  struct Entry {
    uint64_t head, head2;  // the bytes behind the prefix that all keys share; set before sorting
    uint32_t offset;  // in `bytes`: the key, then the row id
    uint32_t key_bytes : 31;
    uint32_t suffixed : 1;
  };
  struct Tree {
    std::string bytes;
    std::vector<Entry> entries;
    bool ascending = true;
    std::string_view key(const Entry& entry) const {
      return {bytes.data() + entry.offset, entry.key_bytes};
    }
    catalog::RowId row(const Entry& entry) const;
    void clear() {
      bytes.clear();
      entries.clear();
      ascending = true;
    }
  };
  static void sort(Tree& tree);
  static void put(storage::WriteTxn& txn, storage::TreeId id, size_t number, const Tree& tree,
                  std::optional<Duplicate>* first);

  std::vector<Tree> trees_;
  size_t bytes_max_;
  size_t bytes_ = 0;
};

}  // namespace rung::executor
