// Log: NAME-wal, the write-ahead log of page images.
//
// Format. Bytes 0..511: "rung-log", uuid, crc; a hint that only serves to refuse the log of another
// file. Then records, each starting at a multiple of 512, from offset 512:
//   header 64: magic u16 · type u8 · 0 u8 · body_bytes u32 · generation u64 · session u64 · lsn u64 ·
//              csn u64 · durable_lsn u64 · chain u64 · body_crc u32 · header_crc u32
//   body: page_count u32 · changes u32 · entries u32 · images u32 ·
//         changes × {kind u32, first u32, count u32} · entries × {page u32, crc u32, offset u64} ·
//         images × page
// body_crc covers the body before the images; an image is covered by its page's own crc, which the
// entry repeats. A spill record carries images that a later commit record may name by offset. An
// entry with offset kInMainFile names a page that a bulk load wrote to the main file and synced.
//
// Invariants:
//  1. A record is valid only if its chain continues the one before, so a stale record behind a
//     rewritten one never becomes valid again (a phantom tail).
//  2. The generation comes from the main file's meta: a checkpoint that advances it empties the
//     log at once, and the bytes are overwritten in place.
//  3. durable_lsn says what was durable when the record was written: damage below it is damage,
//     not a torn tail, and is refused.
//  4. Nothing is acknowledged before wait_durable returned.
//  5. After a failed sync nothing is written any more.
//
// Threads: append_* and reset only under the writer lock; wait_durable from any thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "os/vfs.h"
#include "storage/free_space.h"
#include "storage/page.h"

namespace rung::storage {

inline constexpr uint64_t kLogStart = 512;

struct LogEntry {
  PageNo page;
  uint32_t crc;
  uint64_t offset;  // of the image in the log file, or kInMainFile
};

struct LogCommit {
  Csn csn{0};
  uint32_t page_count = 0;
  std::vector<SpaceChange> changes;
  std::vector<LogEntry> entries;
};

// An image to write. `page` is sealed.
struct LogImage {
  PageNo page;
  const char* bytes;
};

class Log {
 public:
  Log(os::Vfs& vfs, std::string path, const FileIdentity& identity);

  // Reads the log of `generation`, if there is one, giving each commit in order to `on_commit`.
  // Writes nothing.
  Result<void> recover(uint64_t generation, bool read_only,
                       const std::function<Result<void>(const LogCommit&)>& on_commit);

  // Appends images outside of a commit; gives where they are. Taken back by truncate_to.
  Result<std::vector<LogEntry>> append_spill(const std::vector<LogImage>& images);
  // Appends the commit: `earlier` entries are of spilled images or of pages in the main file, then
  // `images` (whose entries are added to `*written`). On error the log is as before the first spill.
  Result<void> append_commit(Csn csn, uint32_t page_count, const std::vector<SpaceChange>& changes,
                             std::vector<LogEntry> earlier,
                             const std::vector<LogImage>& images, std::vector<LogEntry>* written);
  // Forgets spilled records of a transaction that is rolled back.
  void drop_spill();

  // Returns when all up to `lsn` is durable. Whoever finds no sync running does it for all.
  Result<void> wait_durable(uint64_t lsn);
  // Where the last commit record ends.
  uint64_t committed_lsn() const;
  uint64_t durable_lsn() const;
  Result<void> check_healthy() const;
  void poison(const Error& error);

  // After a checkpoint: all of the log is in the main file.
  Result<void> reset(uint64_t generation);
  Result<void> remove();
  bool has_file() const { return file_ != nullptr; }
  std::shared_ptr<os::File> file() const { return file_; }
  uint64_t syncs() const;
  const std::string& path() const { return path_; }

 private:
  Result<void> ensure_file();
  Result<void> append(uint8_t type, Csn csn, uint32_t page_count,
                      const std::vector<SpaceChange>& changes, std::vector<LogEntry> entries,
                      const std::vector<LogImage>& images, std::vector<LogEntry>* written);

  os::Vfs& vfs_;
  const std::string path_;
  const FileIdentity identity_;
  std::shared_ptr<os::File> file_;
  uint64_t session_ = 0;
  uint64_t generation_ = 0;

  // Under the writer lock: where the next record goes, which is past committed_ after a spill.
  uint64_t end_ = kLogStart;
  uint64_t chain_ = 0;
  uint64_t committed_chain_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable synced_;
  uint64_t committed_ = kLogStart;
  uint64_t durable_ = kLogStart;
  uint64_t epoch_ = 0;  // counts resets: an lsn waited for before one is durable after it
  bool syncing_ = false;
  bool directory_synced_ = true;
  std::unique_ptr<Error> failure_;
  uint64_t syncs_ = 0;
};

}  // namespace rung::storage
