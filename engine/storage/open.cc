#include <algorithm>
#include <cstring>

#include "base/seeded_bug.h"
#include "storage/core.h"
#include "storage/node.h"

// Opening: finding or making the file, becoming its owner, and recovering from the log.
namespace rung::storage {
namespace {

constexpr int64_t kLockPollUsFirst = 1000;
constexpr int64_t kLockPollUsMax = 50'000;

}  // namespace

Result<void> StoreCore::lock_file(os::File& file) {
  const int64_t start = vfs_.monotonic_us();
  const int64_t limit = start + static_cast<int64_t>(options_.lock_wait_ms) * 1000;
  for (int64_t pause = kLockPollUsFirst;; pause = std::min(pause * 2, kLockPollUsMax)) {
    RUNG_ASSIGN(const bool locked, file.try_lock(read_only()));
    if (locked) return {};
    const int64_t now = vfs_.monotonic_us();
    if (now >= limit) {
      // The note says more, but only who has written to the file has left one.
      std::string owner = read_owner_note(file);
      if (owner.empty()) owner = file.lock_holder();
      return Error(sqlstate::lock_not_available,
                   "database file \"" + path_ + "\" is in use by another process")
          .with_detail((owner.empty() ? std::string() : "It is held by " + owner + ". ") +
                       "Waited " + std::to_string((now - start) / 1000) + " ms.");
    }
    vfs_.sleep_us(std::min(pause, limit - now));
  }
}

Error StoreCore::not_created(const std::string& path, const Error& cause) {
  const size_t at = cause.message.rfind(": ");
  return Error(cause.state, "could not create file \"" + path + "\"" +
                                (at == std::string::npos ? "" : cause.message.substr(at)));
}

// A new database appears under its name complete or not at all: it is written beside and renamed.
Result<void> StoreCore::create_file() {
  const size_t page_bytes = options_.page_bytes;
  RUNG_CHECK(page_bytes >= kPageBytesMin && page_bytes <= kPageBytesMax &&
             (page_bytes & (page_bytes - 1)) == 0);
  RUNG_ASSIGN(const bool log_left, vfs_.exists(path_ + "-wal"));
  if (log_left) {
    return Error(sqlstate::data_corrupted,
                 "log file \"" + path_ + "-wal\" is left of a database that is gone")
        .with_hint("Put the database file back, or remove the log file.");
  }
  const std::string fresh = path_ + "-new";
  Result<std::unique_ptr<os::File>> opened = vfs_.open(fresh, os::OpenMode::kCreate);
  if (!opened.ok()) return not_created(path_, opened.error());
  std::unique_ptr<os::File> file = std::move(opened).value();
  RUNG_ASSIGN(const bool locked, file->try_lock(false));
  if (!locked) return {};  // another process is at it: look again
  RUNG_ASSIGN(const bool exists, vfs_.exists(path_));
  if (exists) {
    RUNG_ASSIGN(const std::unique_ptr<os::File> other,
                vfs_.open(path_, os::OpenMode::kReadWrite));
    RUNG_ASSIGN(const uint64_t size, other->size());
    if (size != 0) return {};
  }
  FileIdentity identity;
  vfs_.random_bytes(identity.uuid);
  identity.page_bytes = static_cast<uint32_t>(page_bytes);
  identity.derive();
  Meta meta;
  meta.csn = Csn{1};
  meta.generation = 1;
  meta.page_count = 2;
  std::string pages(2 * page_bytes, '\0');
  const std::string head = encode_identity(identity);
  std::memcpy(pages.data(), head.data(), head.size());
  for (const int slot : {0, 1}) {
    meta.sequence = static_cast<uint64_t>(slot) + 1;
    const std::string bytes = encode_meta_slot(identity, meta, 0);
    std::memcpy(pages.data() + meta_slot_offset(page_bytes, slot), bytes.data(), bytes.size());
  }
  NodeWriter(pages.data() + page_bytes, page_bytes).init(PageType::kLeaf, 0, Fences{}, 0);
  seal_page(identity, pages.data() + page_bytes, root_of(kCatalogTree), meta.csn);
  RUNG_TRY(file->resize(0));
  const std::string_view piece = pages;
  RUNG_TRY(file->write_at(0, {&piece, 1}));
  if (!RUNG_BUG(31)) RUNG_TRY(file->sync(os::SyncKind::kDataAndMetadata));
  RUNG_TRY(vfs_.rename(fresh, path_));
  file->renamed(path_);
  RUNG_TRY(vfs_.sync_directory(path_));
  main_ = std::move(file);
  return {};
}

Result<void> StoreCore::open_file() {
  const os::OpenMode mode =
      read_only() ? os::OpenMode::kReadOnly : os::OpenMode::kReadWrite;
  const int64_t limit =
      vfs_.monotonic_us() + static_cast<int64_t>(options_.lock_wait_ms) * 1000 + 1'000'000;
  for (;;) {
    Result<std::unique_ptr<os::File>> opened = vfs_.open(path_, mode);
    const bool creatable = options_.create && !read_only();
    if (opened.ok()) {
      std::shared_ptr<os::File> file = std::move(opened).value();
      RUNG_TRY(lock_file(*file));
      RUNG_ASSIGN(const uint64_t size, file->size());
      if (size != 0 || !creatable) {
        main_ = std::move(file);
        return {};
      }
    } else if (opened.error().state != sqlstate::undefined_file || !creatable) {
      return opened.take_error();
    }
    RUNG_TRY(create_file());
    if (main_ != nullptr) return {};
    if (vfs_.monotonic_us() > limit) {
      return Error(sqlstate::lock_not_available,
                   "database file \"" + path_ + "\" is being created by another process");
    }
    vfs_.sleep_us(kLockPollUsFirst);
  }
}

Result<void> StoreCore::tolerate(Result<void> result) {
  if (result.ok() || !options_.tolerate_damage) return result;
  damage_.push_back(std::move(*result.take_error()));
  return {};
}

Result<void> StoreCore::open() {
  RUNG_TRY(open_file());
  RUNG_ASSIGN(OpenedMeta opened, read_meta(*main_, path_));
  identity_ = opened.identity;
  RUNG_TRY(tolerate(read_free_list(*main_, path_, &opened)));
  meta_ = std::move(opened.meta);
  meta_slot_ = opened.slot;
  cache_ = std::make_shared<PageCache>(vfs_, identity_, path_, options_.pool_bytes);
  cache_->set_main(main_);
  space_.reset(meta_.page_count, meta_.free);
  head_ = meta_.csn;
  log_ = std::make_unique<Log>(vfs_, path_ + "-wal", identity_);
  // What the log gives before the place of damage is a prefix of the commits, and stays.
  RUNG_TRY(tolerate(
      log_->recover(meta_.generation, read_only(),
                    [this](const LogCommit& commit) { return apply_recovered(commit); })));
  // Free pages at the end may be gone: closing cuts them off, and a cut may show the meta of before.
  uint32_t end = std::min(meta_.page_count, space_.end_of_used());
  for (const PageNo page : meta_.free_list_pages) end = std::max(end, raw(page) + 1);
  RUNG_ASSIGN(const uint64_t size, main_->size());
  if (size < uint64_t{end} * identity_.page_bytes) {
    RUNG_TRY(tolerate(
        damaged_page(path_, PageNo{static_cast<uint32_t>(size / identity_.page_bytes)},
                     "the file is truncated to " + std::to_string(size) + " of " +
                         std::to_string(uint64_t{end} * identity_.page_bytes) + " bytes")));
  }
  if (opened.other_bad && head_ == meta_.csn) {
    RUNG_TRY(tolerate(damaged_page(path_, PageNo{0}, "one of its two meta slots is damaged")));
  }
  meta_unsure_ = log_->holds_older() && !RUNG_BUG(23);
  cache_->set_log(log_->file());
  note_space();
  cache_->set_visible(head_);
  last_logged_us_ = vfs_.monotonic_us();
  open_ = true;
  return {};
}

Result<void> StoreCore::apply_recovered(const LogCommit& commit) {
  if (commit.csn <= head_) {
    return Error(sqlstate::data_corrupted, "log file \"" + log_->path() + "\" repeats commit " +
                                               std::to_string(raw(commit.csn)));
  }
  bool agrees = true;
  for (const SpaceChange& change : commit.changes) agrees = agrees && space_.replay(change);
  if (!agrees || space_.page_count() != commit.page_count) {
    return Error(sqlstate::data_corrupted,
                 "log file \"" + log_->path() + "\" contradicts the database's free space");
  }
  std::vector<PublishedPage> pages;
  pages.reserve(commit.entries.size());
  for (const LogEntry& entry : commit.entries) {
    if (raw(entry.page) == 0 || raw(entry.page) >= commit.page_count) {
      return damaged_page(log_->path(), entry.page, "beyond the end of the database");
    }
    if (entry.base == kInMainFile) {
      direct_end_ = std::max(direct_end_, raw(entry.page) + 1);
      continue;
    }
    PagePlace previous;
    if (entry.base == kPreviousPage) {
      previous = cache_->newest(entry.page).place;
      const PatchLink* last = previous.patch.get();
      if (!previous.in_log() || (last != nullptr && last->depth >= kPatchDepthMax)) {
        return damaged_page(log_->path(), entry.page, "a patch of it has no image to apply to");
      }
    }
    pages.push_back({entry.page, place_of_entry(entry, previous), FrameRef()});
  }
  std::vector<PageNo> numbers;
  numbers.reserve(pages.size());
  for (const PublishedPage& page : pages) numbers.push_back(page.page);
  cache_->reserve_publish(numbers);
  head_ = commit.csn;
  cache_->set_visible(head_);
  cache_->publish(commit.csn, pages);
  return {};
}

}  // namespace rung::storage
