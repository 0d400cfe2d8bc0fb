// Log: NAME-wal, the write-ahead log of page images.
//
// Format. Bytes 0..511: "rung-log", uuid, crc; a hint that only serves to refuse the log of another
// file. Then records, each starting at a multiple of 512, from offset 512:
//   header 64: magic u16 · type u8 · 0 u8 · body_bytes u32 · generation u64 · session u64 · lsn u64 ·
//              csn u64 · durable_lsn u64 · chain u64 · body_crc u32 · header_crc u32
//   body: page_count u32 · changes u32 · entries u32 · images u32 · patch_bytes u32 · 0 u32 ·
//         changes × {kind u32, first u32, count u32} ·
//         entries × {page u32, crc u32, base u64, patch_bytes u32} · patches · images × page
// body_crc covers the body before the images; an image is covered by its page's own crc, which the
// entry repeats. An entry is one of four: an image in this record (base: its offset), an image in a
// spill record before it (base: its offset), a page that a bulk load or a large commit wrote to the
// main file and synced (base: kInMainFile), or a patch in this record, in the order of the entries,
// of the page's previous version in the log (base: kPreviousPage) or of a page of zeroes (base:
// kZeroPage).
// A record may hold several commits; its csn is that of the last.
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
//  6. A commit whose write failed is taken back for good before that is said: what the failed write
//     left may be its whole record.
//  7. What an earlier process left is copied to a new file before it is continued: it may have seen
//     a sync fail, after which the system counts as written what it dropped.
//
// Threads: append_* and reset only under the writer lock; wait_durable from any thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "os/vfs.h"
#include "storage/free_space.h"
#include "storage/page_patch.h"

namespace rung::storage {

inline constexpr uint64_t kLogStart = 512;

// As an entry's base: its patch applies to the page's previous version in the log.
inline constexpr uint64_t kPreviousPage = UINT64_MAX - 3;

struct LogEntry {
  PageNo page;
  uint32_t crc;
  uint64_t base;             // offset of the image in the log file, or one of the constants
  uint32_t patch_bytes = 0;  // 0: no patch
  uint64_t patch_offset = 0;  // in the log file; not stored
};

struct LogCommit {
  Csn csn{0};
  uint32_t page_count = 0;
  std::vector<SpaceChange> changes;
  std::vector<LogEntry> entries;
};

// Where the entry's page is, given where its previous version in the log was.
PagePlace place_of_entry(const LogEntry& entry, const PagePlace& previous);

// A page to write, sealed; and its newest version in the log, if there is one and it is at hand.
struct LogPage {
  PageNo page;
  const char* bytes;
  PagePlace previous;
  const char* previous_bytes = nullptr;
};

class Log {
 public:
  Log(os::Vfs& vfs, std::string path, const FileIdentity& identity);

  // Reads the log of `generation`, if there is one, giving each commit in order to `on_commit`.
  // Writes nothing.
  Result<void> recover(uint64_t generation, bool read_only,
                       const std::function<Result<void>(const LogCommit&)>& on_commit);

  // Makes sure of what recover() read, before it is continued or moved to the main file.
  Result<void> secure_recovered();
  // Whether recover() found nothing but the log of an older generation.
  bool holds_older() const { return holds_older_; }

  // Appends images outside of a commit; gives where they are. Taken back by drop_spill.
  Result<std::vector<LogEntry>> append_spill(const std::vector<LogPage>& pages);
  // Appends the commit: `earlier` entries are of spilled images or of pages in the main file, then
  // `pages`, whose places are added to `*places`. On error the log is as before the first spill.
  Result<void> append_commit(Csn csn, uint32_t page_count, const std::vector<SpaceChange>& changes,
                             std::vector<LogEntry> earlier, const std::vector<LogPage>& pages,
                             std::vector<PagePlace>* places);
  // Forgets spilled records of a transaction that is rolled back.
  void drop_spill();

  // Returns when all up to `lsn` is durable. Whoever finds no sync running does it for all.
  Result<void> wait_durable(uint64_t lsn);
  // Where the last commit record ends.
  uint64_t committed_lsn() const;
  uint64_t durable_lsn() const;
  Result<void> check_healthy() const;
  void poison(const Error& error) noexcept;

  // After a checkpoint: all of the log is in the main file.
  Result<void> reset(uint64_t generation);
  Result<void> remove();
  bool has_file() const { return file_ != nullptr; }
  std::shared_ptr<os::File> file() const { return file_; }
  uint64_t syncs() const;
  const std::string& path() const { return path_; }

 private:
  Result<void> ensure_file();
  Result<void> append(uint8_t type, LogCommit commit, const std::vector<LogPage>& pages,
                      std::vector<LogEntry>* written, std::vector<PagePlace>* places);
  bool take_back(uint64_t at, std::string_view header) noexcept;
  Error failure() const;
  void fail(const Error* cause) noexcept;
  Result<void> grow_file(uint64_t end);

  os::Vfs& vfs_;
  const std::string path_;
  const FileIdentity identity_;
  std::shared_ptr<os::File> file_;
  uint64_t session_ = 0;
  uint64_t generation_ = 0;

  uint64_t file_bytes_ = 0;  // under the writer lock

  // Under the writer lock: where the next record goes, which is past committed_ after a spill.
  uint64_t end_ = kLogStart;
  uint64_t chain_ = 0;
  uint64_t committed_chain_ = 0;
  bool recovered_ = false;    // holds records of an earlier process
  bool holds_older_ = false;

  mutable std::mutex mutex_;
  // A sync is a round. Who was appended before it began waits for its end, the others for the end of
  // the next one, which one of them is woken to do: so each end wakes those it is for.
  std::condition_variable synced_[2];  // by the round's number
  uint64_t round_ = 0;                 // the last that began
  uint64_t covered_ = kLogStart;       // what it covers
  uint64_t committed_ = kLogStart;
  uint64_t durable_ = kLogStart;
  uint64_t epoch_ = 0;  // counts resets: an lsn waited for before one is durable after it
  bool syncing_ = false;
  bool directory_synced_ = true;
  bool failed_ = false;
  std::unique_ptr<Error> failure_;  // how, unless there was no memory to say so
  uint64_t syncs_ = 0;
};

}  // namespace rung::storage
