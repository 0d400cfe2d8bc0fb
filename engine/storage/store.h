// Store: one database file as a set of B+trees with snapshots and one write transaction at a time.
//
// Owns: pages, log, pool, recovery, checkpoint, the file lock. Knows bytes and keys, never SQL.
//
// Vocabulary: a TreeId names a tree for its whole life (its root page number, which never moves).
// A Csn numbers commits. A ReadView is a frozen state of all trees: either a committed one
// (Store::read_view) or the state of a running write transaction at the moment the view was taken
// (WriteTxn::view); later writes do not show in it, which is what gives every statement its
// snapshot, cursors their stability, and UPDATE its freedom from meeting its own rows.
//
// Threads: Store is thread-safe. A WriteTxn belongs to one thread at a time. ReadViews may be read
// from any thread; a Cursor belongs to one.
//
// Errors: Result<T>, never thrown. 58030 I/O, 53100 disk full, XX001 damage (naming the page),
// 55P03 lock timeout, 54000 key too long, 25006 read-only file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "os/vfs.h"

namespace rung::storage {

enum class PageNo : uint32_t {};
enum class TreeId : uint32_t {};
enum class Csn : uint64_t {};
inline constexpr TreeId kNoTree{0};
// The one tree that exists in an empty database; everything else is reachable from its rows.
inline constexpr TreeId kCatalogTree{1};
// Longest key a tree takes, for the default page size; longer is 54000.
size_t key_bytes_max(size_t page_bytes);

struct StoreOptions {
  size_t page_bytes = 8192;           // of a file that is created
  size_t pool_bytes = 256u << 20;     // upper bound of cached clean pages
  uint64_t checkpoint_bytes = 16u << 20;  // of log
  uint64_t lock_wait_ms = 10'000;     // for a file owned by another process
  bool create = true;
  bool read_only = false;
  // Opens what can be opened of a damaged file, read-only; Store::damage() tells what was passed
  // over. For salvage.
  bool tolerate_damage = false;
  std::string owner_note;             // shown to whoever waits for the file: "rung up, pid 12"
};

class StoreImpl;
class ViewImpl;
class TxnImpl;

// A frozen state of all trees. Cheap to copy; pins old page versions while any copy lives.
class ReadView {
 public:
  ReadView() = default;
  explicit ReadView(std::shared_ptr<const ViewImpl> impl) : impl_(std::move(impl)) {}
  explicit operator bool() const { return impl_ != nullptr; }
  const ViewImpl* impl() const { return impl_.get(); }
  // The commit this view shows (for a transaction's view: the one it began on).
  Csn csn() const;
  // Looks one key up; *found tells. `value` is copied into *to.
  Result<bool> get(TreeId tree, std::string_view key, std::string* to) const;

 private:
  std::shared_ptr<const ViewImpl> impl_;
};

// An ordered walk over one tree of one view, both ways. key() and value() stay valid until the
// cursor moves or dies. A value too large for its page is assembled on the first value() call.
class Cursor {
 public:
  Cursor(ReadView view, TreeId tree);
  ~Cursor();
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;

  Result<void> seek_first();
  Result<void> seek_last();
  Result<void> seek(std::string_view key);          // first entry >= key
  Result<void> seek_before(std::string_view key);   // last entry < key
  Result<void> next();
  Result<void> previous();
  bool valid() const;  // false before a seek, past an end, and after an error
  std::string_view key() const;
  Result<std::string_view> value();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

enum class WriteMode : uint8_t { kInsert, kUpdate, kUpsert };
enum class WriteOutcome : uint8_t { kDone, kExists, kMissing };
// kDeferred: kept in memory for a while, so that neighbouring commits share a log record; the next
// full commit, Store::sync() or close() covers it.
enum class Durability : uint8_t { kFull, kDeferred };

// The one write transaction. Destroying it without commit() rolls it back.
class WriteTxn {
 public:
  explicit WriteTxn(std::unique_ptr<TxnImpl> impl);
  ~WriteTxn();
  WriteTxn(WriteTxn&&) noexcept;
  WriteTxn& operator=(WriteTxn&&) noexcept;

  // The state as of now, unaffected by what this transaction writes later. O(1).
  ReadView view();

  Result<TreeId> create_tree();
  // Frees all pages of the tree. Views taken before still see it.
  Result<void> drop_tree(TreeId tree);

  // kInsert: kExists leaves the entry alone. kUpdate: kMissing when absent.
  Result<WriteOutcome> put(TreeId tree, std::string_view key, std::string_view value,
                           WriteMode mode);
  Result<WriteOutcome> erase(TreeId tree, std::string_view key);
  // Reads the state as of now, without the cost of a view.
  Result<bool> get(TreeId tree, std::string_view key, std::string* to);
  // First entry whose key is >= `key`, as of now; *found is false past the end.
  Result<bool> seek(TreeId tree, std::string_view key, std::string* found_key, std::string* value);
  // Last entry of the tree, as of now (used for the next row id).
  Result<bool> last(TreeId tree, std::string* found_key);

  // Fills an empty tree from entries in ascending key order: leaves are packed and, where the file
  // can be extended, written straight to it (engine notes, section 8). `next` gives one entry per
  // call and returns false at the end. Out-of-order keys are an XX000 error; an equal key stops
  // with kExists and *duplicate_key set.
  using EntrySource = std::function<Result<bool>(std::string_view* key, std::string_view* value)>;
  Result<WriteOutcome> bulk_fill(TreeId tree, const EntrySource& next, std::string* duplicate_key);

  // Savepoints nest like a stack: rolling back to or releasing one ends those above it.
  using SavepointId = uint32_t;
  SavepointId savepoint();
  Result<void> rollback_to(SavepointId id);  // keeps `id` itself open
  void release(SavepointId id);

  bool has_changes() const;
  // Publishes the changes and releases the writer lock; with kFull returns when they are durable.
  // On error nothing was published and the transaction is rolled back, save for 58030 with
  // "outcome unknown" after a failed sync, which stops all further writing until reopened.
  Result<Csn> commit(Durability durability);
  void rollback() noexcept;

 private:
  std::unique_ptr<TxnImpl> impl_;
};

struct StoreStats {
  uint64_t page_count = 0, free_pages = 0, page_bytes = 0, log_bytes = 0;
  uint64_t pages_read = 0, pages_cached = 0, syncs = 0, checkpoints = 0;
};

// The newest state with the pages that belong to no tree, for inspect.
struct HeadState {
  ReadView view;
  uint32_t page_count = 0;
  std::vector<std::pair<uint32_t, uint32_t>> free;  // first page, count
  std::vector<uint32_t> free_list_pages;
};

// Page accesses of the calling thread since it was last reset, for EXPLAIN (BUFFERS).
struct BufferCounters {
  uint64_t hits = 0, reads = 0, dirtied = 0;
};
BufferCounters& buffer_counters();  // thread-local

class Store {
 public:
  // Opens `path`, creating it when options.create. Recovers from the log, writing nothing.
  // `vfs` must outlive the Store.
  static Result<std::unique_ptr<Store>> open(os::Vfs& vfs, const std::string& path,
                                             const StoreOptions& options);
  ~Store();  // close() without a report
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  ReadView read_view();  // the last durable commit (or own deferred ones, see Durability)
  // Waits for the writer lock, first come first served; timeout_ms 0 means for ever.
  Result<WriteTxn> begin_write(uint64_t timeout_ms);
  // Makes every deferred commit durable. Waits for a write transaction of another thread to end; in
  // the middle of one of this thread's it covers what was committed before.
  Result<void> sync();
  Result<void> checkpoint();  // moves the log's pages into the main file
  // A private store that begins as what read_view() shows. Takes any number of commits, none of which
  // lasts; costs the same whatever the size; writes nothing to this store's files, and nothing
  // written here later shows in it. It reads from this store, which must stay open.
  std::unique_ptr<Store> fork();
  bool is_fork() const;
  // Writes the newest commit's state as a new database file, whole or not at all. 58P02 when there is
  // one of that name.
  Result<void> copy_to(const std::string& path);
  // Checkpoints, removes the log and releases the file. Idempotent.
  Result<void> close();
  StoreStats stats() const;
  // Waits for a running write transaction.
  Result<HeadState> head_state();
  // What a tolerant open passed over.
  const std::vector<Error>& damage() const;
  const std::string& path() const;

 private:
  explicit Store(std::unique_ptr<StoreImpl> impl);
  std::unique_ptr<StoreImpl> impl_;
};

}  // namespace rung::storage
