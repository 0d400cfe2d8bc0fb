// SequenceStore: the positions of all sequences of a database, in memory and shared by its
// sessions. nextval moves them whatever becomes of the transaction; a commit writes the moved ones
// (catalog tree, 's' oid) in its own transaction, so that no committed row holds a value that could
// be given again after a crash. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "catalog/objects.h"
#include "storage/store.h"

namespace rung::catalog {

struct SequencePosition {
  int64_t last_value = 1;
  bool is_called = false;
};

class SequenceStore {
 public:
  // Advances; raises 2200H at the limit with PostgreSQL's wording (`name` for the message).
  int64_t next(const storage::ReadView& view, Oid sequence, const SequenceInfo& info,
               const std::string& name);
  SequencePosition get(const storage::ReadView& view, Oid sequence, const SequenceInfo& info);
  void set(Oid sequence, SequencePosition position);
  void forget(Oid sequence);  // dropped, or created by a transaction that rolled back
  bool has_moved() const;
  // Writes every moved position into `txn`, which is about to commit; after_commit() then counts
  // them as written.
  Result<void> write_moved(storage::WriteTxn& txn);
  void after_commit(bool committed);

 private:
  struct Slot {
    SequencePosition position;
    bool moved = false, writing = false;
  };
  mutable std::mutex mutex_;
  std::unordered_map<Oid, Slot> slots_;
};

}  // namespace rung::catalog
