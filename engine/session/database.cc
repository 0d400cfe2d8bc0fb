#include "session/database.h"

#include <chrono>

#include "session/session.h"

namespace rung::session {
namespace {

constexpr size_t kActivityStateBytes = 40;
constexpr size_t kActivityQueryBytes = 1024;  // PostgreSQL's track_activity_query_size

}  // namespace

bool AdvisoryLocks::acquire(const void* owner, int64_t key, bool shared, bool wait,
                            uint64_t timeout_ms) {
  std::unique_lock guard(mutex_);
  const auto free_for_us = [&] {
    const Lock& lock = locks_[key];
    if (lock.exclusive != nullptr && lock.exclusive != owner) return false;
    if (shared) return true;
    for (const auto& [holder, count] : lock.shared) {
      if (holder != owner) return false;
    }
    return true;
  };
  if (!free_for_us()) {
    if (!wait) return false;
    if (timeout_ms == 0) {
      released_.wait(guard, free_for_us);
    } else if (!released_.wait_for(guard, std::chrono::milliseconds(timeout_ms), free_for_us)) {
      throw_error(sqlstate::lock_not_available, "canceling statement due to lock timeout");
    }
  }
  Lock& lock = locks_[key];
  if (shared) {
    ++lock.shared[owner];
  } else {
    lock.exclusive = owner;
    ++lock.exclusive_count;
  }
  return true;
}

bool AdvisoryLocks::release(const void* owner, int64_t key, bool shared) {
  std::lock_guard guard(mutex_);
  const auto it = locks_.find(key);
  if (it == locks_.end()) return false;
  Lock& lock = it->second;
  if (shared) {
    const auto holder = lock.shared.find(owner);
    if (holder == lock.shared.end()) return false;
    if (--holder->second == 0) lock.shared.erase(holder);
  } else {
    if (lock.exclusive != owner) return false;
    if (--lock.exclusive_count == 0) lock.exclusive = nullptr;
  }
  if (lock.exclusive == nullptr && lock.shared.empty()) locks_.erase(it);
  released_.notify_all();
  return true;
}

void AdvisoryLocks::release_all(const void* owner) {
  std::lock_guard guard(mutex_);
  for (auto it = locks_.begin(); it != locks_.end();) {
    it->second.shared.erase(owner);
    if (it->second.exclusive == owner) {
      it->second.exclusive = nullptr;
      it->second.exclusive_count = 0;
    }
    const bool empty = it->second.exclusive == nullptr && it->second.shared.empty();
    it = empty ? locks_.erase(it) : std::next(it);
  }
  released_.notify_all();
}

Database::Database(os::Vfs& vfs, std::unique_ptr<storage::Store> store)
    : vfs_(vfs), store_(std::move(store)), cache_(catalog::make_catalog_cache()) {}

Database::~Database() = default;

namespace {

// A file without a catalog is a new one: everything every database begins with goes in at once.
void fill_if_new(storage::Store& store) {
  storage::Cursor cursor(store.read_view(), storage::kCatalogTree);
  value_or_throw(cursor.seek_first());
  if (cursor.valid()) return;
  storage::WriteTxn txn = value_or_throw(store.begin_write(0));
  catalog::Catalog::bootstrap(txn);
  value_or_throw(txn.commit(storage::Durability::kDeferred));
}

}  // namespace

std::unique_ptr<Database> Database::open(os::Vfs& vfs, const std::string& path,
                                         const storage::StoreOptions& options) {
  auto store = value_or_throw(storage::Store::open(vfs, path, options));
  if (!options.read_only) fill_if_new(*store);
  return std::unique_ptr<Database>(new Database(vfs, std::move(store)));
}

std::unique_ptr<Session> Database::connect() { return std::make_unique<Session>(*this); }

std::unique_ptr<Database> Database::fork() {
  std::unique_ptr<storage::Store> fork = store_->fork();
  fill_if_new(*fork);
  return std::unique_ptr<Database>(new Database(vfs_, std::move(fork)));
}

void Database::copy_to(const std::string& path) { value_or_throw(store_->copy_to(path)); }

void Database::sync() { value_or_throw(store_->sync()); }

void Database::close() { value_or_throw(store_->close()); }

std::string Database::name() const {
  std::string name = path();
  const size_t slash = name.rfind('/');
  if (slash != std::string::npos) name.erase(0, slash + 1);
  const size_t dot = name.rfind('.');
  if (dot != std::string::npos && dot > 0) name.erase(dot);
  return name;
}

void Database::enter(Session* session, Activity activity) {
  std::lock_guard guard(mutex_);
  activity.pid = next_pid_++;
  // update() comes when there may be no memory.
  activity.state.reserve(kActivityStateBytes);
  activity.query.reserve(kActivityQueryBytes);
  sessions_[session] = std::move(activity);
}

void Database::update(Session* session, std::string_view state, std::string_view query) noexcept {
  std::lock_guard guard(mutex_);
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) return;
  Activity& activity = found->second;
  activity.state.assign(state.substr(0, kActivityStateBytes));
  if (!query.empty()) activity.query.assign(query.substr(0, kActivityQueryBytes));
}

int64_t Database::number_of(Session* session) {
  std::lock_guard guard(mutex_);
  return sessions_[session].pid;
}

void Database::leave(Session* session) {
  std::lock_guard guard(mutex_);
  sessions_.erase(session);
}

std::vector<Activity> Database::activities() {
  std::lock_guard guard(mutex_);
  std::vector<Activity> list;
  for (const auto& [session, activity] : sessions_) list.push_back(activity);
  return list;
}

}  // namespace rung::session
