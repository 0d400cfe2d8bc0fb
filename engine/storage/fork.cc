#include "storage/core.h"

// A fork: a store of its own whose pages are those of a view of another, until it changes them. It
// has no file and no log. Its commits are held in memory; beyond what memory may take, they go to an
// unlinked temporary file, in place of the log.
//
// It shares nothing that can be written with its origin: page numbers past the origin's end are given
// anew on both sides, and pages that were free there are not used, so that making a fork costs the
// same whatever the size. What it frees, it uses again.
namespace rung::storage {
namespace {

StoreOptions fork_options(StoreOptions options) {
  options.read_only = false;
  options.tolerate_damage = false;
  options.owner_note.clear();
  return options;
}

}  // namespace

std::shared_ptr<StoreCore> StoreCore::fork() {
  std::shared_ptr<const CommittedView> base = visible_view();
  auto fork = std::make_shared<StoreCore>(vfs_, path_, fork_options(options_));
  fork->fork_ = true;
  fork->identity_ = identity_;
  fork->head_ = base->csn();
  // At least as many as the view knows, since its commit came first.
  fork->space_.reset(static_cast<uint32_t>(page_count_), {});
  fork->cache_ = std::make_shared<PageCache>(vfs_, identity_, path_, options_.pool_bytes);
  fork->cache_->set_visible(base->csn());
  fork->cache_->set_base(std::move(base));
  fork->note_space();
  fork->open_ = true;
  return fork;
}

// What append_commit does for a store with a log.
Result<void> StoreCore::append_scratch(const std::vector<LogPage>& pages,
                                       std::vector<PagePlace>* places) {
  if (scratch_ == nullptr) {
    RUNG_ASSIGN(std::unique_ptr<os::File> file, vfs_.open_temporary());
    scratch_ = std::move(file);
    cache_->set_log(scratch_);
  }
  std::vector<std::string_view> pieces;
  for (const LogPage& page : pages) {
    pieces.emplace_back(page.bytes, identity_.page_bytes);
    places->push_back({scratch_end_ + places->size() * identity_.page_bytes, nullptr});
  }
  RUNG_TRY(scratch_->write_at(scratch_end_, pieces));
  scratch_end_ += pages.size() * identity_.page_bytes;
  return {};
}

}  // namespace rung::storage
