// MemVfs: files in memory, for tests and for databases that are never stored.
//
// Owns: the files' bytes, a virtual clock, a seeded random source, and (when recording) the list of
// every operation that changed something, from which tests/support/crash_images.h builds
// what a power cut could have left. The cached image is what reads see; what is durable is derived from the record.
// Faults: a hook is asked before every operation and may fail it; a second one says how much of a
// failed write reached the file all the same.
// Threads: any.
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "os/shared_bytes.h"
#include "os/vfs.h"

namespace rung::os {

enum class MemOpKind : uint8_t {
  kWrite, kResize, kSync, kCreate, kRename, kRemove, kSyncDirectory, kRead, kOpen, kFailedSync
};

// One recorded operation; reads and opens of existing files are never recorded. Of those that failed
// the syncs are: what they should have brought to the disk no later one will.
struct MemOp {
  MemOpKind kind;
  uint32_t inode = 0;   // of write, resize, sync, create
  uint64_t offset = 0;  // of write; the new size of resize
  std::string data;     // of write
  std::string path, to;
};

class MemVfs final : public Vfs {
 public:
  struct Inode {
    uint32_t id = 0;
    SharedBytes bytes;
    int lock_holders = 0;  // -1: exclusive
  };
  using FaultHook = std::function<Result<void>(MemOpKind kind, const std::string& path)>;
  using TornWriteHook = std::function<size_t(size_t bytes)>;
  using Observer = std::function<void(const MemOp& op)>;

  explicit MemVfs(uint64_t seed = 1);
  ~MemVfs() override;

  void start_recording();
  size_t op_count() const;
  const std::vector<MemOp>& ops() const;  // while nothing else uses the Vfs
  std::vector<MemOp> take_ops();
  void set_fault_hook(FaultHook hook);
  void set_torn_write_hook(TornWriteHook hook);
  // Writes that would make the files larger than this together fail, after what there is room for.
  void set_room(uint64_t bytes);
  // From now on every operation fails and none is recorded, as if the process had been killed.
  void set_dead(bool dead);
  // Told of every operation that changed something, recording or not; must not call back.
  void set_observer(Observer observer);
  // The files as they are, by path; and a file put there as if it had always been, in the place of
  // one of its name even for those who have it open.
  std::map<std::string, std::string> files() const;
  std::map<std::string, SharedBytes> images() const;
  void put_file(const std::string& path, std::string_view bytes);
  void put_file(const std::string& path, SharedBytes bytes);
  // Files that are open now, temporary ones included.
  size_t open_files() const;

  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
  Result<void> remove(const std::string& path) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> sync_directory(const std::string& path_of_file_in_it) override;
  Result<bool> exists(const std::string& path) override;
  Result<void> make_directories(const std::string& path) override;
  int64_t now_us() override;
  int64_t monotonic_us() override;
  void sleep_us(int64_t us) override;
  void random_bytes(std::span<char> to) override;
  Result<std::unique_ptr<File>> open_temporary() override;

 private:
  friend class MemFile;
  Result<void> fault(MemOpKind kind, const std::string& path);
  void record(MemOp op);
  uint64_t used_bytes() const;

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Inode>> entries_;
  std::vector<MemOp> ops_;
  FaultHook hook_;
  TornWriteHook torn_write_;
  Observer observer_;
  size_t open_files_ = 0;
  uint64_t random_;
  int64_t time_us_ = 1'700'000'000'000'000;
  uint32_t next_inode_ = 1;
  uint64_t room_ = UINT64_MAX;
  bool recording_ = false;
  bool dead_ = false;
};

}  // namespace rung::os
