#include "storage/page_cache.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "base/seeded_bug.h"

namespace rung::storage {

BufferCounters& buffer_counters() {
  static thread_local BufferCounters counters;
  return counters;
}

PageCache::PageCache(os::Vfs& vfs, const FileIdentity& identity, std::string path,
                     size_t pool_bytes)
    : vfs_(vfs),
      identity_(identity),
      path_(std::move(path)),
      frames_max_(std::max<size_t>(pool_bytes / identity.page_bytes, 16)) {}

void PageCache::set_main(std::shared_ptr<os::File> file) {
  std::lock_guard lock(mutex_);
  main_ = std::move(file);
}

void PageCache::set_log(std::shared_ptr<os::File> file) {
  std::lock_guard lock(mutex_);
  log_ = std::move(file);
}

void PageCache::set_base(std::shared_ptr<const PageReader> base) {
  std::lock_guard lock(mutex_);
  base_ = std::move(base);
}

void PageCache::close() {
  std::shared_ptr<const PageReader> base;  // let go outside: it locks the cache it reads from
  std::lock_guard lock(mutex_);
  base = std::move(base_);
  main_.reset();
  log_.reset();
}

PageCache::Entry* PageCache::find(PageNo page) {
  const uint32_t chunk = raw(page) / kChunkEntries;
  if (chunk >= chunks_.size() || chunks_[chunk] == nullptr) return nullptr;
  return &(*chunks_[chunk])[raw(page) % kChunkEntries];
}

PageCache::Entry& PageCache::entry(PageNo page) {
  const uint32_t chunk = raw(page) / kChunkEntries;
  if (chunk >= chunks_.size()) chunks_.resize(chunk + 1);
  if (chunks_[chunk] == nullptr) chunks_[chunk] = std::make_unique<Chunk>();
  return (*chunks_[chunk])[raw(page) % kChunkEntries];
}

PageCache::Place PageCache::place_of(PageNo page, Csn csn) {
  static const PagePlace kMain;
  Entry* found = find(page);
  if (found == nullptr) return {nullptr, &kMain, Csn{0}};
  Version* version = found->newest.get();
  while (version != nullptr && version->csn > csn) version = version->older.get();
  if (version == nullptr) return {&found->main_frame, &kMain, Csn{0}};
  return {&version->frame, &version->location, version->csn};
}

PageCache::Files PageCache::files_for(const PagePlace& location) const {
  if (location.in_main()) return {main_, nullptr, nullptr, base_};
  if (location.is_kept()) return {nullptr, nullptr, kept_, nullptr};
  return {nullptr, log_, nullptr, nullptr};
}

Result<FrameRef> PageCache::load(PageNo page, const PagePlace& location, const Files& files) const {
  if (location.only_in_memory()) {
    return damaged_page(path_, page, "its older version could not be read before it was replaced");
  }
  os::File* file = location.in_main()   ? files.main.get()
                   : location.is_kept() ? files.kept.get()
                                        : files.log.get();
  if (file == nullptr) {
    return Error(sqlstate::io_error, "the database file \"" + path_ + "\" is closed");
  }
  const size_t page_bytes = identity_.page_bytes;
  FrameRef frame(Frame::allocate(page_bytes));
  frame->page = page;
  if (location.image == kZeroPage) {
    std::memset(frame.data(), 0, page_bytes);
  } else {
    const uint64_t offset = location.in_main()   ? uint64_t{raw(page)} * page_bytes
                            : location.is_kept() ? location.image - kKeptBit
                                                 : location.image;
    RUNG_ASSIGN(const size_t got, file->read_at(offset, {frame.data(), page_bytes}));
    if (got < page_bytes) {
      return damaged_page(path_, page, "beyond the end of the file (truncated?)");
    }
  }
  std::array<const PatchLink*, kPatchDepthMax> links;
  size_t count = 0;
  for (const PatchLink* link = location.patch.get(); link != nullptr; link = link->before.get()) {
    if (count == links.size()) return damaged_page(path_, page, "too many patches in the log");
    links[count++] = link;
  }
  std::string patch;
  while (count > 0) {
    const PatchLink& link = *links[--count];
    patch.resize(link.bytes);
    RUNG_ASSIGN(const size_t got, file->read_at(link.offset, patch));
    const char* reason = got < patch.size() ? "a patch of it is missing in the log (truncated?)"
                                            : apply_patch(patch, frame.data(), page_bytes);
    if (reason != nullptr) return damaged_page(path_, page, reason);
  }
  const char* reason = verify_page(identity_, frame.data(), page);
  if (reason != nullptr) return damaged_page(path_, page, reason);
  return frame;
}

Result<FrameRef> PageCache::read(PageNo page, Csn csn) {
  std::unique_lock lock(mutex_);
  for (;;) {
    const Place place = place_of(page, csn);
    if (place.frame != nullptr && *place.frame) {
      (*place.frame)->referenced = true;
      ++buffer_counters().hits;
      return *place.frame;
    }
    const uint64_t layout = layout_;
    const PagePlace location = *place.location;
    const Files files = files_for(location);
    lock.unlock();
    if (files.base != nullptr) return files.base->read(page);
    Result<FrameRef> loaded = load(page, location, files);
    lock.lock();
    if (layout != layout_) continue;
    const Place again = place_of(page, csn);
    if (*again.location != location || again.csn != place.csn) continue;
    if (again.frame != nullptr && *again.frame) continue;  // somebody else brought it
    if (!loaded.ok()) return loaded;
    ++pages_read_;
    ++buffer_counters().reads;
    entry(page);  // so that there is a place to keep it
    *place_of(page, csn).frame = loaded.value();
    add_to_ring(page, loaded.value());
    return loaded;
  }
}

void PageCache::pin(Csn csn) {
  std::lock_guard lock(mutex_);
  ++pins_[csn];
}

Csn PageCache::pin_visible() {
  std::lock_guard lock(mutex_);
  ++pins_[visible_];
  return visible_;
}

Csn PageCache::visible() const {
  std::lock_guard lock(mutex_);
  return visible_;
}

void PageCache::unpin(Csn csn) {
  std::lock_guard lock(mutex_);
  const auto it = pins_.find(csn);
  RUNG_CHECK(it != pins_.end());
  if (--it->second == 0) pins_.erase(it);
}

bool PageCache::pinned_before(Csn csn) const {
  std::lock_guard lock(mutex_);
  return !pins_.empty() && pins_.begin()->first < csn;
}

void PageCache::set_visible(Csn csn) {
  std::lock_guard lock(mutex_);
  visible_ = std::max(visible_, csn);
}

bool PageCache::needed(Csn from, Csn until) const {
  if (visible_ >= from && visible_ < until) return true;
  const auto it = pins_.lower_bound(from);
  return it != pins_.end() && it->first < until && !RUNG_BUG(32);
}

void PageCache::prune(Entry& entry) {
  Version* newer = entry.newest.get();
  while (newer->older != nullptr) {
    if (needed(newer->older->csn, newer->csn)) {
      newer = newer->older.get();
    } else {
      const PagePlace& place = newer->older->location;
      if (place.is_kept()) kept_free_.push_back(place.image - kKeptBit);
      drop_frame(newer->older->frame);
      newer->older = std::move(newer->older->older);
    }
  }
  // The main file's image hides behind the oldest version.
  if (!needed(Csn{0}, newer->csn)) drop_frame(entry.main_frame);
}

void PageCache::reserve_publish(const std::vector<PageNo>& pages) {
  std::lock_guard lock(mutex_);
  for (const PageNo page : pages) entry(page);
  const size_t frames = ring_.size() + pages.size();
  if (ring_.capacity() < frames) ring_.reserve(std::max(frames, 2 * ring_.capacity()));
  spare_versions_.reserve(pages.size());
  while (spare_versions_.size() < pages.size()) {
    spare_versions_.push_back(std::make_unique<Version>());
  }
}

void PageCache::publish(Csn csn, std::vector<PublishedPage>& pages) noexcept {
  std::lock_guard lock(mutex_);
  for (PublishedPage& published : pages) {
    Entry& at = entry(published.page);
    std::unique_ptr<Version> version = std::move(spare_versions_.back());
    spare_versions_.pop_back();
    version->csn = csn;
    version->location = published.place;
    version->frame = std::move(published.frame);
    version->older = std::move(at.newest);
    at.newest = std::move(version);
    prune(at);
    if (at.newest->frame) add_to_ring(published.page, at.newest->frame);
  }
  spare_versions_.clear();
}

PublishedPage PageCache::newest(PageNo page) {
  std::lock_guard lock(mutex_);
  const Entry* at = find(page);
  if (at == nullptr) return {page, {}, FrameRef()};
  if (at->newest == nullptr) return {page, {}, at->main_frame};
  return {page, at->newest->location, at->newest->frame};
}

void PageCache::logged(const std::vector<PublishedPage>& pages) {
  std::lock_guard lock(mutex_);
  for (const PublishedPage& page : pages) {
    Entry* at = find(page.page);
    RUNG_CHECK(at != nullptr && at->newest != nullptr && at->newest->location.only_in_memory());
    at->newest->location = page.place;
  }
}

void PageCache::forget_unlogged(PageNo page) {
  std::lock_guard lock(mutex_);
  Entry* at = find(page);
  if (at == nullptr || at->newest == nullptr || !at->newest->location.only_in_memory()) return;
  if (pins_.lower_bound(at->newest->csn) != pins_.end()) return;
  drop_frame(at->newest->frame);
  at->newest = std::move(at->newest->older);
}

void PageCache::add_to_ring(PageNo page, const FrameRef& frame) noexcept {
  frame->page = page;
  frame->referenced = true;
  if (ring_.size() >= frames_max_) make_room();
  try {
    ring_.push_back(frame);
    frame->ring_slot = static_cast<uint32_t>(ring_.size() - 1);
  } catch (const std::bad_alloc&) {
  }
}

void PageCache::leave_ring(const FrameRef& frame) {
  const uint32_t slot = std::exchange(frame->ring_slot, UINT32_MAX);
  FrameRef last = std::move(ring_.back());
  ring_.pop_back();
  if (slot == ring_.size()) return;
  last->ring_slot = slot;
  ring_[slot] = std::move(last);
}

void PageCache::drop_frame(FrameRef& frame) {
  if (!frame) return;
  if (frame->ring_slot != UINT32_MAX) leave_ring(frame);
  frame = FrameRef();
}

bool PageCache::detach(Frame* frame) {
  Entry* at = find(frame->page);
  if (at == nullptr) return false;
  if (at->main_frame.get() == frame) {
    at->main_frame = FrameRef();
    return true;
  }
  for (Version* v = at->newest.get(); v != nullptr; v = v->older.get()) {
    if (v->frame.get() != frame) continue;
    if (v->location.only_in_memory()) return false;
    v->frame = FrameRef();
    return true;
  }
  return false;
}

void PageCache::make_room() {
  // Two rounds: the first may only clear reference bits. Frames in use stay, and the pool may then
  // exceed its bound for a while.
  for (size_t steps = 2 * ring_.size(); steps > 0 && ring_.size() >= frames_max_; --steps) {
    if (hand_ >= ring_.size()) hand_ = 0;
    FrameRef& at = ring_[hand_];
    const uint32_t refs = at->refs();
    bool drop = refs == 1;  // nothing but the ring knows it
    if (refs == 2) {
      if (at->referenced) {
        at->referenced = false;
      } else {
        drop = detach(at.get());
      }
    }
    if (drop) {
      const FrameRef dropped = at;
      leave_ring(dropped);
    } else {
      ++hand_;
    }
  }
}

std::vector<PublishedPage> PageCache::checkpoint_pages() {
  std::lock_guard lock(mutex_);
  std::vector<PublishedPage> pages;
  old_in_memory_ = 0;
  for (uint32_t c = 0; c < chunks_.size(); ++c) {
    if (chunks_[c] == nullptr) continue;
    for (uint32_t i = 0; i < kChunkEntries; ++i) {
      const Version* newest = (*chunks_[c])[i].newest.get();
      if (newest == nullptr) continue;
      for (const Version* v = newest->older.get(); v != nullptr; v = v->older.get()) {
        if (v->location.only_in_memory()) ++old_in_memory_;
      }
      if (!newest->location.in_log()) continue;
      pages.push_back({PageNo{c * kChunkEntries + i}, newest->location, newest->frame});
    }
  }
  return pages;
}

Result<void> PageCache::write_kept(const FrameRef& frame, Csn csn, uint64_t offset) {
  if (kept_ == nullptr) {
    RUNG_ASSIGN(std::unique_ptr<os::File> file, vfs_.open_temporary());
    std::lock_guard lock(mutex_);
    kept_ = std::move(file);
  }
  // What a deferred commit wrote and a later one replaced was never logged, and so never sealed.
  seal_page(identity_, frame.data(), frame->page, csn);
  const std::string_view piece(frame.data(), identity_.page_bytes);
  return kept_->write_at(offset, {&piece, 1});
}

// An image that is lost elsewhere: to the temporary file when there are many. If that fails, memory
// has to do, since views depend on it.
void PageCache::keep(Version* version, std::unique_lock<std::mutex>& lock) {
  if (!version->location.only_in_memory()) ++old_in_memory_;
  version->location = {kOnlyInMemory, nullptr};
  if (!version->frame || old_in_memory_ <= frames_max_ / 4) return;
  const FrameRef frame = version->frame;
  const Csn csn = version->csn;
  uint64_t offset = kept_end_;
  if (kept_free_.empty()) {
    // So that giving it back needs no memory.
    const size_t places = kept_end_ / identity_.page_bytes + 1;
    if (kept_free_.capacity() < places) kept_free_.reserve(2 * places);
    kept_end_ += identity_.page_bytes;
  } else {
    offset = kept_free_.back();
    kept_free_.pop_back();
  }
  lock.unlock();
  const Result<void> written = write_kept(frame, csn, offset);
  lock.lock();
  if (!written.ok()) {
    kept_free_.push_back(offset);
    return;
  }
  version->location = {offset + kKeptBit, nullptr};
  drop_frame(version->frame);
  --old_in_memory_;
}

Result<void> PageCache::checkpoint_keep_old(PageNo page, uint32_t main_pages) {
  std::unique_lock lock(mutex_);
  Entry* at = find(page);
  if (at == nullptr || at->newest == nullptr) return {};
  prune(*at);
  // Only this thread adds, drops or moves versions now, since it holds the writer lock; the chain
  // may be walked across the unlocked reads below.
  Version* last = at->newest.get();
  while (last->older != nullptr) {
    last = last->older.get();
    if (last->location.is_kept()) continue;
    if (!last->frame && !last->location.only_in_memory()) {
      const Files files = files_for(last->location);
      lock.unlock();
      Result<FrameRef> loaded = load(page, last->location, files);
      lock.lock();
      if (!loaded.ok()) return loaded.take_error();
      if (!last->frame) last->frame = std::move(loaded).value();
    }
    keep(last, lock);
  }
  if (RUNG_BUG(7)) return {};
  // Commit 0 stands for the main file's image, kept by an earlier checkpoint.
  const bool main_image_behind = last->csn != Csn{0};
  if (!main_image_behind || raw(page) >= main_pages || !needed(Csn{0}, last->csn)) return {};
  FrameRef image = at->main_frame;
  if (!image) {
    const Files files = files_for({});
    lock.unlock();
    Result<FrameRef> loaded = load(page, {}, files);
    lock.lock();
    // A page that was free when the file was written has no valid image, and no view reads it.
    // Should one do so all the same, it finds a version without an image: an error.
    if (loaded.ok()) {
      image = std::move(loaded).value();
    } else if (loaded.error().state != sqlstate::data_corrupted) {
      return loaded.take_error();
    }
  }
  auto version = std::make_unique<Version>();
  version->csn = Csn{0};
  version->frame = std::move(image);
  last->older = std::move(version);
  keep(last->older.get(), lock);
  at->main_frame = FrameRef();
  return {};
}

void PageCache::checkpoint_done() {
  std::lock_guard lock(mutex_);
  ++layout_;
  for (const auto& chunk : chunks_) {
    if (chunk == nullptr) continue;
    for (Entry& at : *chunk) {
      if (at.newest == nullptr) continue;
      if (at.newest->location.in_log()) at.newest->location = {};
      prune(at);
      if (at.newest->location.in_main() && at.newest->older == nullptr) {
        drop_frame(at.main_frame);
        at.main_frame = std::move(at.newest->frame);
        at.newest.reset();
      }
    }
  }
}

uint64_t PageCache::pages_read() const {
  std::lock_guard lock(mutex_);
  return pages_read_;
}

uint64_t PageCache::pages_cached() const {
  std::lock_guard lock(mutex_);
  return ring_.size();
}

}  // namespace rung::storage
