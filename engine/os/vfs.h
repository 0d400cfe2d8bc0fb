// Vfs: the seam to the operating system. Nothing else in engine/ calls it. PosixVfs is the real
// one; MemVfs keeps files in memory, with a cached and a durable image of each, for tests.
//
// Threads: a Vfs and its Files may be used from any thread. Paths are UTF-8 bytes as given.
// Errors: 58030 io_error, 53100 disk_full, 58P01 undefined_file, 42501 insufficient_privilege,
// each with operation, path, offset and errno text in the message.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace rung::os {

enum class OpenMode : uint8_t { kReadOnly, kReadWrite, kCreate };  // kCreate: make it if absent
enum class SyncKind : uint8_t { kData, kDataAndMetadata };

class File {
 public:
  virtual ~File() = default;
  // Bytes read; fewer than asked only at the end of the file.
  virtual Result<size_t> read_at(uint64_t offset, std::span<char> to) = 0;
  // Writes all of the pieces one after another, or fails; a failed write may have written a part.
  virtual Result<void> write_at(uint64_t offset, std::span<const std::string_view> pieces) = 0;
  virtual Result<void> sync(SyncKind kind) = 0;
  virtual Result<void> resize(uint64_t bytes) = 0;
  virtual Result<uint64_t> size() = 0;
  // Takes the exclusive whole-file owner lock (an OFD lock: it dies with the process). False when
  // another open file holds it.
  virtual Result<bool> try_lock(bool shared) = 0;
  virtual void unlock() = 0;
  // The name that errors give from now on: Vfs::rename moved the file under this handle.
  virtual void renamed(const std::string& to) { static_cast<void>(to); }
  // Who keeps try_lock from succeeding, as far as can be told: "rung, pid 12".
  virtual std::string lock_holder() { return {}; }
};

class Vfs {
 public:
  virtual ~Vfs() = default;
  virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
  virtual Result<void> remove(const std::string& path) = 0;
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  virtual Result<void> sync_directory(const std::string& path_of_file_in_it) = 0;
  virtual Result<bool> exists(const std::string& path) = 0;
  virtual Result<void> make_directories(const std::string& path) = 0;
  // Microseconds since 1970-01-01 UTC; monotonic_us has an arbitrary origin.
  virtual int64_t now_us() = 0;
  virtual int64_t monotonic_us() = 0;
  virtual void sleep_us(int64_t us) = 0;
  virtual void random_bytes(std::span<char> to) = 0;
  // An unlinked scratch file for spilling (sorts, hashes, large transactions).
  virtual Result<std::unique_ptr<File>> open_temporary() = 0;
};

// The process-wide real one. Never destroyed.
Vfs& posix_vfs();

}  // namespace rung::os
