#include <algorithm>

#include "base/crc32c.h"
#include "storage/log_record.h"

namespace rung::storage {
namespace {

constexpr uint64_t kLogKeptBytesMax = 16u << 20;

// Neighbouring changes of one kind as one, to keep the record small.
std::vector<SpaceChange> merged(const std::vector<SpaceChange>& changes) {
  std::vector<SpaceChange> result;
  for (const SpaceChange& change : changes) {
    if (!result.empty() && result.back().kind == change.kind &&
        result.back().range.first + result.back().range.count == change.range.first) {
      result.back().range.count += change.range.count;
    } else {
      result.push_back(change);
    }
  }
  return result;
}

Error unknown_outcome(const Error& cause) {
  return Error(sqlstate::io_error, cause.message)
      .with_detail("The outcome of the commit is unknown; nothing more is written to the database.")
      .with_hint("Reopen the database to learn what it holds.");
}

}  // namespace

Log::Log(os::Vfs& vfs, std::string path, const FileIdentity& identity)
    : vfs_(vfs), path_(std::move(path)), identity_(identity) {
  char nonce[8];
  vfs_.random_bytes(nonce);
  session_ = load_le<uint64_t>(nonce);
}

Result<void> Log::ensure_file() {
  if (file_ == nullptr) {
    RUNG_ASSIGN(std::unique_ptr<os::File> created, vfs_.open(path_, os::OpenMode::kCreate));
    file_ = std::move(created);
    std::lock_guard lock(mutex_);
    directory_synced_ = false;
  }
  if (end_ == kLogStart) {
    // Also over a log that was there: it may be torn, or a rest of an earlier file of this name.
    const std::string header = encode_log_header(identity_);
    const std::string_view piece = header;
    RUNG_TRY(file_->write_at(0, {&piece, 1}));
  }
  return {};
}

Result<void> Log::append(uint8_t type, Csn csn, uint32_t page_count,
                         const std::vector<SpaceChange>& changes, std::vector<LogEntry> entries,
                         const std::vector<LogImage>& images, std::vector<LogEntry>* written) {
  RUNG_TRY(check_healthy());
  RUNG_TRY(ensure_file());
  LogCommit commit;
  commit.csn = csn;
  commit.page_count = page_count;
  commit.changes = changes;
  commit.entries = std::move(entries);
  const size_t earlier = commit.entries.size();
  const uint64_t first_image = end_ + kRecordHeaderBytes + kBodyFixedBytes +
                               changes.size() * kChangeBytes +
                               (earlier + images.size()) * kEntryBytes;
  for (size_t i = 0; i < images.size(); ++i) {
    commit.entries.push_back({images[i].page, page_crc(images[i].bytes),
                              first_image + i * identity_.page_bytes});
  }
  const std::string body = encode_body(commit, images.size());

  RecordHeader header;
  header.type = type;
  header.body_bytes = static_cast<uint32_t>(body.size() + images.size() * identity_.page_bytes);
  header.generation = generation_;
  header.session = session_;
  header.lsn = end_;
  header.csn = csn;
  header.durable_lsn = durable_lsn();
  header.body_crc = crc32c(0, body.data(), body.size());
  header.chain = header.chain_after(chain_);
  const auto header_bytes = header.encode(identity_);

  const uint64_t unpadded = end_ + kRecordHeaderBytes + header.body_bytes;
  const uint64_t end = record_end(end_, header.body_bytes);
  const std::string padding(end - unpadded, '\0');
  std::vector<std::string_view> pieces;
  pieces.reserve(images.size() + 3);
  pieces.emplace_back(header_bytes.data(), header_bytes.size());
  pieces.emplace_back(body);
  for (const LogImage& image : images) pieces.emplace_back(image.bytes, identity_.page_bytes);
  if (!padding.empty()) pieces.emplace_back(padding);
  written->reserve(written->size() + images.size());
  RUNG_TRY(file_->write_at(end_, pieces));

  // From here on nothing fails.
  written->insert(written->end(), commit.entries.begin() + static_cast<ptrdiff_t>(earlier),
                  commit.entries.end());
  end_ = end;
  chain_ = header.chain;
  return {};
}

Result<std::vector<LogEntry>> Log::append_spill(const std::vector<LogImage>& images) {
  std::vector<LogEntry> written;
  Result<void> done = append(kRecordSpill, Csn{0}, 0, {}, {}, images, &written);
  if (!done.ok()) {
    drop_spill();
    return done.take_error();
  }
  return written;
}

Result<void> Log::append_commit(Csn csn, uint32_t page_count,
                                const std::vector<SpaceChange>& changes,
                                std::vector<LogEntry> earlier,
                                const std::vector<LogImage>& images,
                                std::vector<LogEntry>* written) {
  Result<void> done = append(kRecordCommit, csn, page_count, merged(changes), std::move(earlier),
                             images, written);
  if (!done.ok()) {
    drop_spill();
    return done;
  }
  committed_chain_ = chain_;
  std::lock_guard lock(mutex_);
  committed_ = end_;
  return {};
}

void Log::drop_spill() {
  std::lock_guard lock(mutex_);
  end_ = committed_;
  chain_ = committed_chain_;
}

Result<void> Log::wait_durable(uint64_t lsn) {
  std::unique_lock lock(mutex_);
  const uint64_t epoch = epoch_;
  for (;;) {
    if (epoch_ != epoch || durable_ >= lsn) return {};
    if (failure_ != nullptr) return *failure_;
    if (!syncing_) break;
    synced_.wait(lock);
  }
  syncing_ = true;
  const uint64_t covered = committed_;
  const bool with_directory = !directory_synced_;
  lock.unlock();
  Result<void> result = file_->sync(os::SyncKind::kData);
  if (result.ok() && with_directory) result = vfs_.sync_directory(path_);
  lock.lock();
  syncing_ = false;
  ++syncs_;
  if (result.ok()) {
    durable_ = std::max(durable_, covered);
    directory_synced_ = true;
  } else {
    failure_ = std::make_unique<Error>(unknown_outcome(result.error()));
  }
  synced_.notify_all();
  if (failure_ != nullptr) return *failure_;
  return {};
}

uint64_t Log::committed_lsn() const {
  std::lock_guard lock(mutex_);
  return committed_;
}

uint64_t Log::durable_lsn() const {
  std::lock_guard lock(mutex_);
  return durable_;
}

uint64_t Log::syncs() const {
  std::lock_guard lock(mutex_);
  return syncs_;
}

Result<void> Log::check_healthy() const {
  std::lock_guard lock(mutex_);
  if (failure_ != nullptr) return *failure_;
  return {};
}

void Log::poison(const Error& error) {
  std::lock_guard lock(mutex_);
  if (failure_ == nullptr) failure_ = std::make_unique<Error>(unknown_outcome(error));
  synced_.notify_all();
}

Result<void> Log::reset(uint64_t generation) {
  uint64_t used;
  {
    std::lock_guard lock(mutex_);
    RUNG_CHECK(durable_ == committed_ && end_ == committed_);
    used = end_;
    generation_ = generation;
    end_ = committed_ = durable_ = kLogStart;
    chain_ = committed_chain_ = first_chain(identity_, generation);
    ++epoch_;
  }
  if (used > kLogKeptBytesMax) return file_->resize(kLogKeptBytesMax);
  return {};
}

Result<void> Log::remove() {
  if (file_ == nullptr) return {};
  file_.reset();
  RUNG_TRY(vfs_.remove(path_));
  return vfs_.sync_directory(path_);
}

}  // namespace rung::storage
