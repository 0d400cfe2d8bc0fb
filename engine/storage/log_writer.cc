#include <algorithm>
#include <new>

#include "base/crc32c.h"
#include "base/seeded_bug.h"
#include "storage/log_record.h"

namespace rung::storage {
namespace {

constexpr uint64_t kLogKeptBytesMax = 32u << 20;
constexpr uint64_t kLogGrowthMin = 64u << 10;
constexpr uint64_t kLogGrowthMax = 1u << 20;

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

// Appends the patch that is worth more than the page's image, if there is one, and sets the base.
void choose_patch(const LogPage& page, size_t page_bytes, LogEntry* entry, std::string* patches) {
  if (page.previous_bytes != nullptr && page.previous.in_log()) {
    const PatchLink* last = page.previous.patch.get();
    if (last == nullptr ||
        (last->depth < kPatchDepthMax && last->total_bytes < page_bytes / 2)) {
      entry->base = kPreviousPage;
      if (make_patch(page.previous_bytes, page.bytes, page_bytes, page_bytes / 4, patches)) return;
    }
  }
  entry->base = kZeroPage;
  make_patch(nullptr, page.bytes, page_bytes, page_bytes * 3 / 4, patches);
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
    RUNG_ASSIGN(file_bytes_, file_->size());
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

// The records that a new one would continue may be in the page cache only, if a sync of them failed:
// the system then takes them for written. So they go to a new file, which takes the log's place.
Result<void> Log::secure_recovered() {
  if (!recovered_ || RUNG_BUG(24)) return {};
  constexpr uint64_t kPieceBytes = 1u << 20;
  const std::string fresh = path_ + "-new";
  RUNG_ASSIGN(std::unique_ptr<os::File> copy, vfs_.open(fresh, os::OpenMode::kCreate));
  RUNG_TRY(copy->resize(0));
  std::string bytes;
  for (uint64_t at = 0; at < end_; at += bytes.size()) {
    bytes.resize(std::min(kPieceBytes, end_ - at));
    RUNG_ASSIGN(const size_t got, file_->read_at(at, bytes));
    if (got < bytes.size()) {
      return Error(sqlstate::io_error, "log file \"" + path_ + "\" became shorter");
    }
    const std::string_view piece = bytes;
    RUNG_TRY(copy->write_at(at, {&piece, 1}));
  }
  RUNG_TRY(copy->sync(os::SyncKind::kDataAndMetadata));
  RUNG_TRY(vfs_.rename(fresh, path_));
  copy->renamed(path_);
  file_ = std::move(copy);
  file_bytes_ = end_;
  RUNG_TRY(vfs_.sync_directory(path_));
  recovered_ = false;
  return {};
}

// Syncing over bytes that are there already costs the disk less than syncing a file that grows, so
// the file grows in steps, by zeroes.
Result<void> Log::grow_file(uint64_t end) {
  if (end <= file_bytes_) return {};
  const uint64_t step = std::clamp(file_bytes_ / 2, kLogGrowthMin, kLogGrowthMax);
  const uint64_t grown = (end + step) / step * step;
  const std::string zeroes(grown - end, '\0');
  const std::string_view piece = zeroes;
  RUNG_TRY(file_->write_at(end, {&piece, 1}));
  file_bytes_ = grown;
  return {};
}

Result<void> Log::append(uint8_t type, LogCommit commit, const std::vector<LogPage>& pages,
                         std::vector<LogEntry>* written, std::vector<PagePlace>* places) {
  RUNG_TRY(check_healthy());
  RUNG_TRY(ensure_file());
  const size_t page_bytes = identity_.page_bytes;
  const size_t earlier = commit.entries.size();
  commit.entries.reserve(earlier + pages.size());
  std::string patches;
  std::vector<const char*> images;
  for (const LogPage& page : pages) {
    LogEntry entry{page.page, page_crc(page.bytes), 0};
    const size_t patches_before = patches.size();
    if (type == kRecordCommit) choose_patch(page, page_bytes, &entry, &patches);
    entry.patch_bytes = static_cast<uint32_t>(patches.size() - patches_before);
    if (entry.patch_bytes == 0) images.push_back(page.bytes);
    commit.entries.push_back(entry);
  }
  uint64_t patch_at = end_ + kRecordHeaderBytes + kBodyFixedBytes +
                      commit.changes.size() * kChangeBytes + commit.entries.size() * kEntryBytes;
  uint64_t image_at = patch_at + patches.size();
  for (size_t i = earlier; i < commit.entries.size(); ++i) {
    LogEntry& entry = commit.entries[i];
    if (entry.patch_bytes != 0) {
      entry.patch_offset = patch_at;
      patch_at += entry.patch_bytes;
    } else {
      entry.base = image_at;
      image_at += page_bytes;
    }
  }
  const std::string body = encode_body(commit, patches, images.size());

  RecordHeader header;
  header.type = type;
  header.body_bytes = static_cast<uint32_t>(body.size() + images.size() * page_bytes);
  header.generation = generation_;
  header.session = session_;
  header.lsn = end_;
  header.csn = commit.csn;
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
  for (const char* image : images) pieces.emplace_back(image, page_bytes);
  if (!padding.empty()) pieces.emplace_back(padding);
  written->insert(written->end(), commit.entries.begin() + static_cast<ptrdiff_t>(earlier),
                  commit.entries.end());
  if (places != nullptr) {
    for (size_t i = 0; i < pages.size(); ++i) {
      places->push_back(place_of_entry(commit.entries[earlier + i], pages[i].previous));
    }
  }
  RUNG_TRY(grow_file(end));
  const uint64_t start = end_;
  if (RUNG_BUG(20)) end_ = end;
  const std::string_view written_header(header_bytes.data(), header_bytes.size());
  Result<void> wrote;
  try {
    wrote = file_->write_at(start, pieces);
  } catch (const std::bad_alloc&) {
    if (type == kRecordCommit && !take_back(start, written_header)) return failure();
    throw;
  }
  if (!wrote.ok()) {
    if (type == kRecordCommit && !take_back(start, written_header)) return failure();
    return wrote;
  }

  // From here on nothing fails, or needs memory.
  end_ = end;
  chain_ = header.chain;
  return {};
}

// A failed write may have left all of the record that matters, in the page cache or on the disk. Its
// commit is told to have failed, so the record must be gone for good; if that cannot be made sure
// of, the outcome is unknown, which stops all writing. False then.
bool Log::take_back(uint64_t at, std::string_view header) noexcept {
  if (RUNG_BUG(35)) return true;
  try {
    char found[kRecordHeaderBytes];
    Result<size_t> got = file_->read_at(at, found);
    if (got.ok() && std::string_view(found, got.value()) != header) return true;
    const char zeroes[kRecordHeaderBytes] = {};
    const std::string_view piece(zeroes, sizeof zeroes);
    Result<void> erased = file_->write_at(at, {&piece, 1});
    if (erased.ok()) erased = file_->sync(os::SyncKind::kData);
    if (erased.ok()) return true;
    poison(erased.error());
  } catch (const std::bad_alloc&) {
    std::lock_guard lock(mutex_);
    fail(nullptr);
  }
  return false;
}

Result<std::vector<LogEntry>> Log::append_spill(const std::vector<LogPage>& pages) {
  std::vector<LogEntry> written;
  Result<void> done = append(kRecordSpill, {}, pages, &written, nullptr);
  if (!done.ok()) {
    drop_spill();
    return done.take_error();
  }
  return written;
}

Result<void> Log::append_commit(Csn csn, uint32_t page_count,
                                const std::vector<SpaceChange>& changes,
                                std::vector<LogEntry> earlier, const std::vector<LogPage>& pages,
                                std::vector<PagePlace>* places) {
  std::vector<LogEntry> written;
  Result<void> done = append(kRecordCommit, {csn, page_count, merged(changes), std::move(earlier)},
                             pages, &written, places);
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
  if (RUNG_BUG(20)) return;
  std::lock_guard lock(mutex_);
  end_ = committed_;
  chain_ = committed_chain_;
}

Result<void> Log::wait_durable(uint64_t lsn) {
  if (RUNG_BUG(1)) return {};
  std::unique_lock lock(mutex_);
  const uint64_t epoch = epoch_;
  for (;;) {
    if (epoch_ != epoch || durable_ >= lsn) return {};
    if (failed_) return failure();
    if (!syncing_) break;
    const uint64_t round = covered_ >= lsn ? round_ : round_ + 1;
    synced_[round % 2].wait(lock);
  }
  syncing_ = true;
  const uint64_t round = ++round_;
  const uint64_t covered = covered_ = committed_;
  const bool with_directory = !directory_synced_;
  lock.unlock();
  Result<void> result;
  bool done = false;
  try {
    result = file_->sync(os::SyncKind::kData);
    if (result.ok() && with_directory && !RUNG_BUG(10)) result = vfs_.sync_directory(path_);
    done = result.ok();
  } catch (const std::bad_alloc&) {  // it failed, and there was no memory to say how
  }
  lock.lock();
  syncing_ = false;
  ++syncs_;
  if (done) {
    durable_ = std::max(durable_, covered);
    directory_synced_ = true;
  } else {
    fail(result.ok() ? nullptr : &result.error());
  }
  if (failed_) {
    for (std::condition_variable& round_end : synced_) round_end.notify_all();
    return failure();
  }
  lock.unlock();
  // First who syncs next, so that the disk does not wait.
  synced_[(round + 1) % 2].notify_one();
  synced_[round % 2].notify_all();
  return {};
}

// Under mutex_.
void Log::fail(const Error* cause) noexcept {
  failed_ = true;
  if (failure_ != nullptr || cause == nullptr) return;
  try {
    failure_ = std::make_unique<Error>(unknown_outcome(*cause));
  } catch (const std::bad_alloc&) {
  }
}

Error Log::failure() const {
  if (failure_ != nullptr) return *failure_;
  return unknown_outcome(Error(sqlstate::io_error, "could not write file \"" + path_ + "\""));
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
  if (failed_) return failure();
  return {};
}

void Log::poison(const Error& error) noexcept {
  std::lock_guard lock(mutex_);
  fail(&error);
  for (std::condition_variable& round_end : synced_) round_end.notify_all();
}

Result<void> Log::reset(uint64_t generation) {
  uint64_t used;
  {
    std::lock_guard lock(mutex_);
    RUNG_CHECK(durable_ == committed_ && end_ == committed_);
    used = end_;
    generation_ = generation;
    recovered_ = false;
    end_ = committed_ = durable_ = kLogStart;
    chain_ = committed_chain_ = first_chain(identity_, generation);
    ++epoch_;
  }
  if (used <= kLogKeptBytesMax) return {};
  file_bytes_ = kLogKeptBytesMax;
  return file_->resize(kLogKeptBytesMax);
}

Result<void> Log::remove() {
  if (file_ == nullptr) return {};
  file_.reset();
  RUNG_TRY(vfs_.remove(path_));
  RUNG_ASSIGN(const bool copy_left, vfs_.exists(path_ + "-new"));
  if (copy_left) RUNG_TRY(vfs_.remove(path_ + "-new"));
  return vfs_.sync_directory(path_);
}

}  // namespace rung::storage
