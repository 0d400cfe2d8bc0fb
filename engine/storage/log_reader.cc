#include <algorithm>
#include <cstring>

#include "base/crc32c.h"
#include "base/seeded_bug.h"
#include "storage/log_record.h"

// Reading the log at open. Everything read is untrusted until its checksums and chain agree.
namespace rung::storage {
namespace {

constexpr size_t kScanChunkBytes = 256u << 10;

class Scanner {
 public:
  Scanner(os::File& file, const std::string& path, const FileIdentity& identity,
          uint64_t generation, uint64_t size)
      : file_(file), path_(path), identity_(identity), generation_(generation), size_(size),
        chain_(first_chain(identity, generation)) {}

  // Reads the record at end_. False: what is there does not continue the log.
  Result<bool> next(LogCommit* commit, uint8_t* type) {
    char header_bytes[kRecordHeaderBytes];
    if (end_ + kRecordHeaderBytes > size_) return false;
    RUNG_ASSIGN(const size_t got, file_.read_at(end_, header_bytes));
    RecordHeader header;
    if (got < sizeof header_bytes || !RecordHeader::decode(identity_, header_bytes, &header)) {
      return false;
    }
    if (header.generation > generation_) {
      return Error(sqlstate::data_corrupted, "log file \"" + path_ + "\" is newer than its database")
          .with_detail("The log is of generation " + std::to_string(header.generation) +
                       ", the database file of generation " + std::to_string(generation_) + ".")
          .with_hint("Was the database file restored from a copy without its log?");
    }
    if (header.generation != generation_ || header.lsn != end_ ||
        (header.chain != header.chain_after(chain_) && !RUNG_BUG(4)) ||
        header.body_bytes > size_ - end_ - kRecordHeaderBytes) {
      return false;
    }
    body_.resize(header.body_bytes);
    RUNG_ASSIGN(const size_t body_got, file_.read_at(end_ + kRecordHeaderBytes, body_));
    if (body_got < body_.size()) return false;
    size_t meta_bytes = 0;
    if (!decode_body(body_, end_, identity_.page_bytes, commit, &meta_bytes) ||
        (crc32c(0, body_.data(), meta_bytes) != header.body_crc && !RUNG_BUG(5)) ||
        (!check_images(*commit, meta_bytes) && !RUNG_BUG(6))) {
      return false;
    }
    *type = header.type;
    commit->csn = header.csn;
    chain_ = header.chain;
    end_ = record_end(end_, header.body_bytes);
    return true;
  }

  // Whether a later record says that the log was durable past end_: then what ended the scan is
  // damage to acknowledged work, not the torn tail of a crash.
  Result<bool> durable_beyond() {
    std::string chunk(kScanChunkBytes, '\0');
    for (uint64_t at = end_; at < size_; at += kScanChunkBytes) {
      RUNG_ASSIGN(const size_t got, file_.read_at(at, chunk));
      for (size_t i = 0; i + kRecordHeaderBytes <= got; i += kRecordAlign) {
        RecordHeader header;
        if (RecordHeader::decode(identity_, chunk.data() + i, &header) &&
            header.generation == generation_ && header.lsn == at + i &&
            header.durable_lsn > end_) {
          return true;
        }
      }
    }
    return false;
  }

  // Whether the first record is one of an older generation.
  Result<bool> starts_older() {
    char bytes[kRecordHeaderBytes];
    RUNG_ASSIGN(const size_t got, file_.read_at(kLogStart, bytes));
    RecordHeader header;
    return got == sizeof bytes && RecordHeader::decode(identity_, bytes, &header) &&
           header.generation < generation_;
  }

  uint64_t end() const { return end_; }
  uint64_t chain() const { return chain_; }

 private:
  // Own images stand behind the directory in order; earlier ones were in a spill record.
  bool check_images(const LogCommit& commit, size_t meta_bytes) const {
    const uint64_t first = end_ + kRecordHeaderBytes + meta_bytes;
    uint64_t expected = first;
    for (const LogEntry& entry : commit.entries) {
      if (entry.base == kInMainFile || entry.patch_bytes != 0) continue;
      if (entry.base < end_) {
        if (entry.base < kLogStart) return false;
        continue;
      }
      if (entry.base != expected) return false;
      const char* image = body_.data() + meta_bytes + (entry.base - first);
      if (expected - first + identity_.page_bytes > body_.size() - meta_bytes) return false;
      if (page_crc(image) != entry.crc || verify_page(identity_, image, entry.page) != nullptr) {
        return false;
      }
      expected += identity_.page_bytes;
    }
    return expected - first == body_.size() - meta_bytes;
  }

  os::File& file_;
  const std::string& path_;
  const FileIdentity& identity_;
  const uint64_t generation_;
  const uint64_t size_;
  uint64_t end_ = kLogStart;
  uint64_t chain_;
  std::string body_;
};

}  // namespace

Result<void> Log::recover(uint64_t generation, bool read_only,
                          const std::function<Result<void>(const LogCommit&)>& on_commit) {
  generation_ = generation;
  chain_ = committed_chain_ = first_chain(identity_, generation);
  Result<std::unique_ptr<os::File>> opened =
      vfs_.open(path_, read_only ? os::OpenMode::kReadOnly : os::OpenMode::kReadWrite);
  if (!opened.ok()) {
    if (opened.error().state == sqlstate::undefined_file) return {};
    return opened.take_error();
  }
  file_ = std::move(opened).value();
  // Also of an empty file: a killed process may just have made it.
  directory_synced_ = read_only || RUNG_BUG(36);
  RUNG_ASSIGN(const uint64_t size, file_->size());
  file_bytes_ = size;
  if (size < kLogStart) return {};

  const std::string expected = encode_log_header(identity_);
  std::string header(kLogStart, '\0');
  RUNG_ASSIGN(const size_t got, file_->read_at(0, header));
  const bool intact =
      got == header.size() && header.compare(0, 8, expected, 0, 8) == 0 &&
      load_le<uint32_t>(header.data() + 24) == crc32c(0, header.data(), 24);
  if (intact && header.compare(8, 16, expected, 8, 16) != 0) {
    FileIdentity other;
    std::memcpy(other.uuid, header.data() + 8, sizeof other.uuid);
    return Error(sqlstate::data_corrupted, "log file \"" + path_ + "\" belongs to another database")
        .with_detail("The log is of database " + other.uuid_text() + ", the file beside it is " +
                     identity_.uuid_text() + ".");
  }

  Scanner scanner(*file_, path_, identity_, generation, size);
  LogCommit commit;
  for (;;) {
    uint8_t type = 0;
    RUNG_ASSIGN(const bool valid, scanner.next(&commit, &type));
    if (!valid) break;
    if (type != kRecordCommit) continue;
    RUNG_TRY(on_commit(commit));
    committed_ = scanner.end();
    committed_chain_ = scanner.chain();
  }
  RUNG_ASSIGN(const bool damaged, scanner.durable_beyond());
  if (damaged && !RUNG_BUG(21)) {
    return Error(sqlstate::data_corrupted,
                 "log file \"" + path_ + "\" is damaged at offset " + std::to_string(scanner.end()))
        .with_detail("A later record shows that the damaged one had been made durable.");
  }
  end_ = committed_;
  chain_ = committed_chain_;
  if (committed_ > kLogStart && !read_only && !RUNG_BUG(22)) {
    // A killed process may have left it in the page cache only; nobody may read what a power cut
    // could still take back.
    RUNG_TRY(file_->sync(os::SyncKind::kData));
    RUNG_TRY(vfs_.sync_directory(path_));
  }
  durable_ = committed_;
  recovered_ = committed_ > kLogStart;
  RUNG_ASSIGN(holds_older_, scanner.starts_older());
  return {};
}

}  // namespace rung::storage
