#include "os/mem_vfs.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"

namespace rung::os {

class MemFile final : public File {
 public:
  MemFile(MemVfs& vfs, std::shared_ptr<MemVfs::Inode> inode, std::string path, bool writable)
      : vfs_(vfs), inode_(std::move(inode)), path_(std::move(path)), writable_(writable) {
    std::lock_guard lock(vfs_.mutex_);
    ++vfs_.open_files_;
  }
  ~MemFile() override {
    release();
    std::lock_guard lock(vfs_.mutex_);
    --vfs_.open_files_;
  }
  MemFile(const MemFile&) = delete;
  MemFile& operator=(const MemFile&) = delete;

  Result<size_t> read_at(uint64_t offset, std::span<char> to) override {
    RUNG_TRY(vfs_.fault(MemOpKind::kRead, path_));
    std::lock_guard lock(vfs_.mutex_);
    return inode_->bytes.read(offset, to);
  }

  Result<void> write_at(uint64_t offset, std::span<const std::string_view> pieces) override {
    Result<void> allowed = vfs_.fault(MemOpKind::kWrite, path_);
    RUNG_CHECK(writable_);
    std::string data;
    for (const std::string_view piece : pieces) data.append(piece);
    std::lock_guard lock(vfs_.mutex_);
    if (!allowed.ok()) {
      if (!vfs_.torn_write_) return allowed;
      data.resize(vfs_.torn_write_(data.size()));
    }
    const uint64_t end = offset + data.size();
    const uint64_t growth = end - std::min(end, inode_->bytes.size());
    if (vfs_.room_ != UINT64_MAX && growth != 0) {
      const uint64_t used = vfs_.used_bytes();
      const uint64_t left = vfs_.room_ - std::min(vfs_.room_, used);
      if (growth > left) {
        allowed = Error(sqlstate::disk_full,
                        "could not write file \"" + path_ + "\": No space left on device");
        data.resize(data.size() - std::min<uint64_t>(data.size(), growth - left));
      }
    }
    inode_->bytes.write(offset, data);
    vfs_.record({MemOpKind::kWrite, inode_->id, offset, std::move(data), path_, {}});
    return allowed;
  }

  Result<void> sync(SyncKind) override {
    Result<void> allowed = vfs_.fault(MemOpKind::kSync, path_);
    std::lock_guard lock(vfs_.mutex_);
    if (vfs_.dead_) return allowed;
    const MemOpKind kind = allowed.ok() ? MemOpKind::kSync : MemOpKind::kFailedSync;
    vfs_.record({kind, inode_->id, 0, {}, path_, {}});
    return allowed;
  }

  Result<void> resize(uint64_t bytes) override {
    RUNG_TRY(vfs_.fault(MemOpKind::kResize, path_));
    RUNG_CHECK(writable_);
    std::lock_guard lock(vfs_.mutex_);
    inode_->bytes.resize(bytes);
    vfs_.record({MemOpKind::kResize, inode_->id, bytes, {}, path_, {}});
    return {};
  }

  Result<uint64_t> size() override {
    std::lock_guard lock(vfs_.mutex_);
    return inode_->bytes.size();
  }

  Result<bool> try_lock(bool shared) override {
    release();
    std::lock_guard lock(vfs_.mutex_);
    if (shared ? inode_->lock_holders < 0 : inode_->lock_holders != 0) return false;
    inode_->lock_holders += shared ? 1 : -1;
    held_ = shared ? 1 : -1;
    return true;
  }

  void unlock() override { release(); }

 private:
  void release() {
    std::lock_guard lock(vfs_.mutex_);
    inode_->lock_holders -= held_;
    held_ = 0;
  }

  MemVfs& vfs_;
  std::shared_ptr<MemVfs::Inode> inode_;
  std::string path_;
  bool writable_;
  int held_ = 0;
};

MemVfs::MemVfs(uint64_t seed) : random_(seed) {}
MemVfs::~MemVfs() = default;

void MemVfs::start_recording() {
  std::lock_guard lock(mutex_);
  recording_ = true;
  // What is there already counts as durable.
  for (const auto& [path, inode] : entries_) {
    record({MemOpKind::kCreate, inode->id, 0, {}, path, {}});
    record({MemOpKind::kWrite, inode->id, 0, inode->bytes.text(), path, {}});
    record({MemOpKind::kSync, inode->id, 0, {}, path, {}});
    record({MemOpKind::kSyncDirectory, 0, 0, {}, path, {}});
  }
}

size_t MemVfs::op_count() const {
  std::lock_guard lock(mutex_);
  return ops_.size();
}

const std::vector<MemOp>& MemVfs::ops() const { return ops_; }

std::vector<MemOp> MemVfs::take_ops() {
  std::lock_guard lock(mutex_);
  return std::exchange(ops_, {});
}

void MemVfs::set_fault_hook(FaultHook hook) {
  std::lock_guard lock(mutex_);
  hook_ = std::move(hook);
}

void MemVfs::set_torn_write_hook(TornWriteHook hook) {
  std::lock_guard lock(mutex_);
  torn_write_ = std::move(hook);
}

void MemVfs::set_observer(Observer observer) {
  std::lock_guard lock(mutex_);
  observer_ = std::move(observer);
}

std::map<std::string, std::string> MemVfs::files() const {
  std::lock_guard lock(mutex_);
  std::map<std::string, std::string> copy;
  for (const auto& [path, inode] : entries_) copy.emplace(path, inode->bytes.text());
  return copy;
}

std::map<std::string, SharedBytes> MemVfs::images() const {
  std::lock_guard lock(mutex_);
  std::map<std::string, SharedBytes> copy;
  for (const auto& [path, inode] : entries_) copy.emplace(path, inode->bytes);
  return copy;
}

void MemVfs::put_file(const std::string& path, std::string_view bytes) {
  put_file(path, SharedBytes(bytes));
}

void MemVfs::put_file(const std::string& path, SharedBytes bytes) {
  std::lock_guard lock(mutex_);
  std::shared_ptr<Inode>& inode = entries_[path];
  if (inode == nullptr) {
    inode = std::make_shared<Inode>();
    inode->id = next_inode_++;
  }
  inode->bytes = std::move(bytes);
}

size_t MemVfs::open_files() const {
  std::lock_guard lock(mutex_);
  return open_files_;
}

Result<void> MemVfs::fault(MemOpKind kind, const std::string& path) {
  FaultHook hook;
  {
    std::lock_guard lock(mutex_);
    if (hook_) hook = hook_;
  }
  Result<void> result = hook ? hook(kind, path) : Result<void>();
  std::lock_guard lock(mutex_);
  if (!dead_) return result;
  return Error(sqlstate::io_error, "file \"" + path + "\": the process is dead");
}

void MemVfs::set_room(uint64_t bytes) {
  std::lock_guard lock(mutex_);
  room_ = bytes;
}

void MemVfs::set_dead(bool dead) {
  std::lock_guard lock(mutex_);
  dead_ = dead;
}

uint64_t MemVfs::used_bytes() const {
  uint64_t used = 0;
  for (const auto& [path, inode] : entries_) used += inode->bytes.size();
  return used;
}

void MemVfs::record(MemOp op) {
  if (observer_) observer_(op);
  if (recording_) ops_.push_back(std::move(op));
}

Result<std::unique_ptr<File>> MemVfs::open(const std::string& path, OpenMode mode) {
  RUNG_TRY(fault(MemOpKind::kOpen, path));
  std::unique_lock lock(mutex_);
  auto it = entries_.find(path);
  if (it == entries_.end()) {
    if (mode != OpenMode::kCreate) {
      return Error(sqlstate::undefined_file,
                   "could not open file \"" + path + "\": No such file or directory");
    }
    auto inode = std::make_shared<Inode>();
    inode->id = next_inode_++;
    it = entries_.emplace(path, std::move(inode)).first;
    record({MemOpKind::kCreate, it->second->id, 0, {}, path, {}});
  }
  const std::shared_ptr<Inode> inode = it->second;
  lock.unlock();
  return std::unique_ptr<File>(
      std::make_unique<MemFile>(*this, inode, path, mode != OpenMode::kReadOnly));
}

Result<void> MemVfs::remove(const std::string& path) {
  RUNG_TRY(fault(MemOpKind::kRemove, path));
  std::lock_guard lock(mutex_);
  if (entries_.erase(path) == 0) {
    return Error(sqlstate::undefined_file,
                 "could not remove file \"" + path + "\": No such file or directory");
  }
  record({MemOpKind::kRemove, 0, 0, {}, path, {}});
  return {};
}

Result<void> MemVfs::rename(const std::string& from, const std::string& to) {
  RUNG_TRY(fault(MemOpKind::kRename, from));
  std::lock_guard lock(mutex_);
  const auto it = entries_.find(from);
  if (it == entries_.end()) {
    return Error(sqlstate::undefined_file,
                 "could not rename file \"" + from + "\": No such file or directory");
  }
  auto inode = std::move(it->second);
  entries_.erase(it);
  entries_[to] = std::move(inode);
  record({MemOpKind::kRename, 0, 0, {}, from, to});
  return {};
}

Result<void> MemVfs::sync_directory(const std::string& path_of_file_in_it) {
  RUNG_TRY(fault(MemOpKind::kSyncDirectory, path_of_file_in_it));
  std::lock_guard lock(mutex_);
  record({MemOpKind::kSyncDirectory, 0, 0, {}, path_of_file_in_it, {}});
  return {};
}

Result<bool> MemVfs::exists(const std::string& path) {
  std::lock_guard lock(mutex_);
  return entries_.contains(path);
}

Result<void> MemVfs::make_directories(const std::string&) { return {}; }

int64_t MemVfs::now_us() {
  std::lock_guard lock(mutex_);
  return ++time_us_;
}

int64_t MemVfs::monotonic_us() { return now_us(); }

void MemVfs::sleep_us(int64_t us) {
  std::lock_guard lock(mutex_);
  time_us_ += us;
}

void MemVfs::random_bytes(std::span<char> to) {
  std::lock_guard lock(mutex_);
  for (char& c : to) c = static_cast<char>(random_ = hash_u64(random_ + 1));
}

Result<std::unique_ptr<File>> MemVfs::open_temporary() {
  RUNG_TRY(fault(MemOpKind::kOpen, "(temporary)"));
  auto inode = std::make_shared<Inode>();  // id 0: its operations mean nothing after a crash
  return std::unique_ptr<File>(
      std::make_unique<MemFile>(*this, std::move(inode), "(temporary)", true));
}

}  // namespace rung::os
