#include <cstring>

#include "storage/core.h"

// A durable copy of the head as a database of its own: every page in use, sealed for the copy's own
// identity, so that neither file's log can be taken for the other's. It is written beside its name
// and renamed, and holds no log. Writers wait only while the view is taken.
namespace rung::storage {
namespace {

constexpr size_t kBatchPages = 128;

class CopyWriter {
 public:
  CopyWriter(os::File& file, const FileIdentity& identity, Csn csn)
      : file_(file), identity_(identity), csn_(csn) {}

  // Pages come in ascending order.
  Result<void> add(PageNo page, const char* bytes) {
    if (!batch_.empty() && raw(page) != first_ + batch_.size() / identity_.page_bytes) {
      RUNG_TRY(flush());
    }
    if (batch_.empty()) first_ = raw(page);
    const size_t at = batch_.size();
    batch_.resize(at + identity_.page_bytes);
    copy_unsealed(batch_.data() + at, bytes, identity_.page_bytes);
    seal_page(identity_, batch_.data() + at, page, csn_);
    if (batch_.size() >= kBatchPages * identity_.page_bytes) return flush();
    return {};
  }
  Result<void> flush() {
    if (batch_.empty()) return {};
    const std::string_view piece = batch_;
    RUNG_TRY(file_.write_at(uint64_t{first_} * identity_.page_bytes, {&piece, 1}));
    batch_.clear();
    return {};
  }

 private:
  os::File& file_;
  const FileIdentity& identity_;
  const Csn csn_;
  std::string batch_;
  uint32_t first_ = 0;
};

}  // namespace

Result<void> StoreCore::write_copy(os::File& file) {
  if (is_fork()) {
    return Error(sqlstate::feature_not_supported, "a fork cannot be copied to a file");
  }
  RUNG_ASSIGN(const HeadState head, head_state());
  FileIdentity identity;
  vfs_.random_bytes(identity.uuid);
  identity.page_bytes = identity_.page_bytes;
  identity.derive();

  Meta meta;
  meta.csn = head.view.csn();
  meta.generation = 1;
  meta.page_count = head.page_count;
  FreeSpace space;
  std::vector<PageRange> ranges;
  for (const auto& [first, count] : head.free) ranges.push_back({first, count});
  space.reset(head.page_count, ranges);
  // The origin's free list has pages of its own; the copy writes another.
  for (const uint32_t page : head.free_list_pages) space.free(PageNo{page});

  CopyWriter writer(file, identity, meta.csn);
  for (uint32_t page = 1; page < head.page_count; ++page) {
    if (space.is_free(PageNo{page})) continue;
    RUNG_ASSIGN(const FrameRef frame, head.view.impl()->read(PageNo{page}));
    RUNG_TRY(writer.add(PageNo{page}, frame.data()));
  }
  RUNG_TRY(writer.flush());

  const size_t inline_max = meta_slot_extents_max(identity.page_bytes);
  const size_t each = free_list_page_extents(identity.page_bytes);
  while (space.extents().size() > inline_max + meta.free_list_pages.size() * each) {
    meta.free_list_pages.push_back(space.extend(1));
  }
  meta.page_count = space.page_count();
  for (const auto& [first, count] : space.extents()) meta.free.push_back({first, count});
  if (!meta.free_list_pages.empty()) meta.free_list = meta.free_list_pages.front();
  const size_t inline_extents = std::min(inline_max, meta.free.size());
  const std::vector<std::string> list = encode_free_list(identity, meta, inline_extents);
  for (size_t i = 0; i < list.size(); ++i) {
    const std::string_view piece = list[i];
    RUNG_TRY(file.write_at(uint64_t{raw(meta.free_list_pages[i])} * identity.page_bytes, {&piece, 1}));
  }
  std::string head_page(identity.page_bytes, '\0');
  const std::string start = encode_identity(identity);
  std::memcpy(head_page.data(), start.data(), start.size());
  for (const int slot : {0, 1}) {
    meta.sequence = static_cast<uint64_t>(slot) + 1;
    const std::string bytes = encode_meta_slot(identity, meta, inline_extents);
    std::memcpy(head_page.data() + meta_slot_offset(identity.page_bytes, slot), bytes.data(),
                bytes.size());
  }
  const std::string_view piece = head_page;
  RUNG_TRY(file.write_at(0, {&piece, 1}));
  RUNG_TRY(file.resize(uint64_t{meta.page_count} * identity.page_bytes));
  return file.sync(os::SyncKind::kDataAndMetadata);
}

Result<void> StoreCore::copy_to(const std::string& path) {
  for (const std::string& taken : {path, path + "-wal"}) {
    RUNG_ASSIGN(const bool exists, vfs_.exists(taken));
    if (exists) {
      return Error(sqlstate::duplicate_file, "file \"" + taken + "\" already exists");
    }
  }
  const std::string fresh = path + "-new";
  Result<std::unique_ptr<os::File>> opened = vfs_.open(fresh, os::OpenMode::kCreate);
  if (!opened.ok()) return not_created(path, opened.error());
  const std::unique_ptr<os::File> file = std::move(opened).value();
  RUNG_ASSIGN(const bool locked, file->try_lock(false));
  if (!locked) {
    return Error(sqlstate::object_in_use, "file \"" + path + "\" is being made by another process");
  }
  const auto write = [&]() -> Result<void> {
    RUNG_TRY(file->resize(0));
    RUNG_TRY(write_copy(*file));
    RUNG_TRY(vfs_.rename(fresh, path));
    return vfs_.sync_directory(path);
  };
  Result<void> written = write();
  if (!written.ok()) {
    // The error is what counts; what is left is not a database's name.
    const Result<void> removed = vfs_.remove(fresh);
    static_cast<void>(removed.ok());
  }
  return written;
}

}  // namespace rung::storage
