// Database: one open file and what its sessions share: the store, the catalog cache, sequence
// positions, advisory locks, the list of sessions. Thread-safe. Outlives its sessions.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/sequence_store.h"
#include "os/vfs.h"
#include "storage/store.h"

namespace rung::session {

class Session;

// Session- and transaction-level advisory locks (manual, "Advisory Locks"), in memory.
class AdvisoryLocks {
 public:
  // False only when `wait` is false and someone else holds it.
  bool acquire(const void* owner, int64_t key, bool shared, bool wait, uint64_t timeout_ms);
  bool release(const void* owner, int64_t key, bool shared);
  void release_all(const void* owner);

 private:
  struct Lock {
    const void* exclusive = nullptr;
    int exclusive_count = 0;
    std::map<const void*, int> shared;
  };
  std::mutex mutex_;
  std::condition_variable released_;
  std::map<int64_t, Lock> locks_;
};

// One row of pg_stat_activity.
struct Activity {
  int64_t pid = 0;
  std::string application_name, state, query;
  int64_t backend_start = 0;
};

class Database {
 public:
  // Raises SqlError. `vfs` outlives the database.
  static std::unique_ptr<Database> open(os::Vfs& vfs, const std::string& path,
                                        const storage::StoreOptions& options);
  ~Database();

  std::unique_ptr<Session> connect();
  // See Store::fork and Store::copy_to. The fork must not outlive this.
  std::unique_ptr<Database> fork();
  void copy_to(const std::string& path);
  void sync();
  void close();
  const std::string& path() const { return store_->path(); }
  // The file's name without folder and ending: what current_database() says.
  std::string name() const;

  storage::Store& store() { return *store_; }
  os::Vfs& vfs() { return vfs_; }
  std::shared_ptr<catalog::CatalogCache> catalog_cache() { return cache_; }
  catalog::SequenceStore& sequences() { return sequences_; }
  AdvisoryLocks& advisory_locks() { return advisory_locks_; }

  // Sessions enter themselves; the rows are copies.
  void enter(Session* session, Activity activity);
  void update(Session* session, std::string_view state, std::string_view query) noexcept;
  void leave(Session* session);
  int64_t number_of(Session* session);  // its pid in pg_stat_activity
  std::vector<Activity> activities();

 private:
  Database(os::Vfs& vfs, std::unique_ptr<storage::Store> store);

  os::Vfs& vfs_;
  std::unique_ptr<storage::Store> store_;
  std::shared_ptr<catalog::CatalogCache> cache_;
  catalog::SequenceStore sequences_;
  AdvisoryLocks advisory_locks_;
  std::mutex mutex_;
  std::map<Session*, Activity> sessions_;  // guarded by mutex_
  int64_t next_pid_ = 1;                   // likewise
};

}  // namespace rung::session
