#include "storage/overlay.h"

#include <algorithm>
#include <cstring>

#include "base/seeded_bug.h"

namespace rung::storage {
namespace {

class OverlayView final : public ViewImpl {
 public:
  OverlayView(std::shared_ptr<Overlay> overlay, Overlay::Epoch epoch)
      : overlay_(std::move(overlay)), epoch_(epoch) {}
  ~OverlayView() override { overlay_->unpin(epoch_); }
  OverlayView(const OverlayView&) = delete;
  OverlayView& operator=(const OverlayView&) = delete;

  Csn csn() const override { return overlay_->base().csn(); }
  Result<FrameRef> read(PageNo page) const override { return overlay_->read_at_epoch(page, epoch_); }
  const FileIdentity& identity() const override { return overlay_->base().identity(); }
  const std::string& file_path() const override { return overlay_->base().file_path(); }

 private:
  const std::shared_ptr<Overlay> overlay_;
  const Overlay::Epoch epoch_;
};

}  // namespace

Result<FrameRef> Overlay::load(PageNo page, const Version& version) const {
  if (version.frame) {
    ++buffer_counters().hits;
    return version.frame;
  }
  os::File* file = main_.get();
  uint64_t offset = uint64_t{raw(page)} * base_->identity().page_bytes;
  if (version.stored == Stored::kTemporary) {
    file = temporary_.get();
    offset = version.offset;
  } else {
    RUNG_CHECK(version.stored == Stored::kMain);
    std::shared_ptr<const CommittedView> committed;
    {
      std::lock_guard lock(mutex_);
      if (ended_ && committed_ == nullptr) {
        return Error(sqlstate::internal_error, "a view outlived its transaction's bulk load");
      }
      committed = committed_;
    }
    if (committed != nullptr) return committed->read(page);
  }
  FrameRef frame(Frame::allocate(base_->identity().page_bytes));
  RUNG_ASSIGN(const size_t got,
              file->read_at(offset, {frame.data(), base_->identity().page_bytes}));
  const char* reason = got < base_->identity().page_bytes
                           ? "lost from where the transaction had put it"
                           : verify_page(base_->identity(), frame.data(), page);
  if (reason != nullptr) return damaged_page(base_->file_path(), page, reason);
  ++buffer_counters().reads;
  return frame;
}

Result<FrameRef> Overlay::read(PageNo page) const {
  const auto it = pages_.find(raw(page));
  if (it == pages_.end() || it->second.back().stored == Stored::kBase) return base_->read(page);
  Version& last = it->second.back();
  RUNG_ASSIGN(FrameRef frame, load(page, last));
  if (!last.frame) {
    std::lock_guard lock(mutex_);
    last.frame = frame;
    ++frames_;
  }
  return frame;
}

Result<FrameRef> Overlay::read_at_epoch(PageNo page, Epoch epoch) const {
  Version wanted;
  wanted.stored = Stored::kBase;
  {
    std::lock_guard lock(mutex_);
    const auto it = pages_.find(raw(page));
    if (it != pages_.end()) {
      const Versions& versions = it->second;
      for (size_t i = versions.size(); i-- > 0;) {
        if (versions[i].epoch > epoch) continue;
        wanted = versions[i];
        break;
      }
    }
  }
  if (wanted.stored == Stored::kBase) return base_->read(page);
  return load(page, wanted);
}

bool Overlay::writable_in_place(Versions& versions) {
  Version& last = versions.back();
  if (last.stored == Stored::kBase || last.shared) return false;
  if (last.epoch > newest_pin_) return true;
  // The pins since may be gone: views end without telling the owner.
  std::lock_guard lock(mutex_);
  if (pinned_since(last.epoch, epoch_)) return false;
  last.epoch = epoch_;
  return true;
}

// Drops the versions that no pin can see; the last one is seen until `until`.
void Overlay::prune(Versions& versions, Epoch until) const {
  size_t kept = 0;
  for (size_t i = 0; i < versions.size(); ++i) {
    const Epoch seen_until = i + 1 < versions.size() ? versions[i + 1].epoch : until;
    if (!pinned_since(versions[i].epoch, seen_until)) continue;
    if (kept != i) versions[kept] = std::move(versions[i]);
    ++kept;
  }
  versions.resize(kept);
}

// Makes room for one version more, which then fails no more. A page without any is not in the map.
Overlay::Versions& Overlay::with_room(PageNo page) {
  if (marks_ > 0 && journal_.size() == journal_.capacity()) {
    journal_.reserve(std::max<size_t>(64, 2 * journal_.size()));
  }
  const auto [it, added] = pages_.try_emplace(raw(page));
  Versions& versions = it->second;
  try {
    if (versions.size() == versions.capacity()) versions.reserve(versions.size() + versions.size() / 2 + 1);
  } catch (...) {
    if (added) pages_.erase(it);
    throw;
  }
  return versions;
}

char* Overlay::push(PageNo page, FrameRef frame) {
  Versions& versions = with_room(page);
  char* data = frame.data();
  prune(versions, epoch_);
  Version version;
  version.epoch = epoch_;
  version.frame = std::move(frame);
  versions.push_back(std::move(version));
  ++frames_;
  if (marks_ > 0) journal_.push_back(page);
  return data;
}

Result<char*> Overlay::write(PageNo page) {
  changed_since_view_ = true;
  const auto it = pages_.find(raw(page));
  if (it != pages_.end() && writable_in_place(it->second)) {
    Version& last = it->second.back();
    if (last.stored == Stored::kNowhere) return last.frame.data();
    RUNG_ASSIGN(FrameRef frame, read(page));
    std::lock_guard lock(mutex_);
    if (last.stored == Stored::kTemporary) temporary_free_.push_back(last.offset);
    last.frame = std::move(frame);
    last.stored = Stored::kNowhere;
    return last.frame.data();
  }
  RUNG_ASSIGN(const FrameRef now, read(page));
  const size_t page_bytes = base_->identity().page_bytes;
  FrameRef copy(Frame::allocate(page_bytes));
  copy_unsealed(copy.data(), now.data(), page_bytes);
  ++buffer_counters().dirtied;
  std::lock_guard lock(mutex_);
  return push(page, std::move(copy));
}

char* Overlay::write_new(PageNo page) {
  changed_since_view_ = true;
  const size_t page_bytes = base_->identity().page_bytes;
  const auto it = pages_.find(raw(page));
  char* data;
  if (it != pages_.end() && writable_in_place(it->second) &&
      it->second.back().stored == Stored::kNowhere) {
    data = it->second.back().frame.data();
  } else {
    ++buffer_counters().dirtied;
    FrameRef frame(Frame::allocate(page_bytes));
    std::lock_guard lock(mutex_);
    data = push(page, std::move(frame));
  }
  std::memset(data, 0, page_bytes);
  return data;
}

void Overlay::add_direct(PageNo page, uint32_t crc) {
  changed_since_view_ = true;
  std::lock_guard lock(mutex_);
  Versions& versions = with_room(page);
  prune(versions, epoch_);
  Version version;
  version.epoch = epoch_;
  version.stored = Stored::kMain;
  version.offset = crc;
  versions.push_back(std::move(version));
  if (marks_ > 0) journal_.push_back(page);
}

Result<void> Overlay::spill_if_large() {
  if (frames_ <= frames_max_) return {};
  if (temporary_ == nullptr) {
    RUNG_ASSIGN(std::unique_ptr<os::File> file, vfs_.open_temporary());
    std::lock_guard lock(mutex_);
    temporary_ = std::move(file);
  }
  const FileIdentity& identity = base_->identity();
  frames_ = 0;
  // Half of the pages, as the hash table has them: which is as good as by chance.
  bool keep = false;
  for (auto& [number, versions] : pages_) {
    {
      std::lock_guard lock(mutex_);
      prune_behind_last(versions);
    }
    for (Version& version : versions) {
      if (!version.frame) continue;
      keep = !keep;
      if (keep || version.shared || version.frame->refs() > 1) {
        ++frames_;
        continue;
      }
      uint64_t offset = version.offset;
      if (version.stored == Stored::kNowhere) {
        offset = temporary_end_;
        if (!temporary_free_.empty()) {
          offset = temporary_free_.back();
          temporary_free_.pop_back();
        } else {
          temporary_end_ += identity.page_bytes;
        }
        seal_page(identity, version.frame.data(), PageNo{number}, Csn{raw(base_->csn()) + 1});
        const std::string_view piece(version.frame.data(), identity.page_bytes);
        RUNG_TRY(temporary_->write_at(offset, {&piece, 1}));
      }
      std::lock_guard lock(mutex_);
      if (version.stored == Stored::kNowhere) {
        version.stored = Stored::kTemporary;
        version.offset = offset;
      }
      version.frame = FrameRef();
    }
  }
  return {};
}

// As prune, of a chain whose last version stays.
void Overlay::prune_behind_last(Versions& versions) const {
  if (versions.size() < 2) return;
  Version last = std::move(versions.back());
  versions.pop_back();
  prune(versions, last.epoch);
  versions.push_back(std::move(last));
}

void Overlay::end(std::shared_ptr<const CommittedView> committed) {
  std::lock_guard lock(mutex_);
  ended_ = true;
  committed_ = std::move(committed);
}

Overlay::Epoch Overlay::pin_now() {
  std::lock_guard lock(mutex_);
  ++pins_[epoch_];
  newest_pin_ = epoch_;
  return epoch_++;
}

void Overlay::unpin(Epoch epoch) {
  std::lock_guard lock(mutex_);
  const auto it = pins_.find(epoch);
  RUNG_CHECK(it != pins_.end());
  if (--it->second == 0) pins_.erase(it);
}

bool Overlay::pinned_since(Epoch from, Epoch until) const {
  const auto it = pins_.lower_bound(from);
  return it != pins_.end() && it->first < until;
}

std::shared_ptr<const ViewImpl> Overlay::view() {
  if (!changed_since_view_) {
    std::shared_ptr<const ViewImpl> last = last_view_.lock();
    if (last != nullptr) return last;
  }
  auto view = std::make_shared<OverlayView>(shared_from_this(), pin_now());
  last_view_ = view;
  changed_since_view_ = false;
  return view;
}

Overlay::Mark Overlay::mark() {
  const Mark mark{pin_now(), journal_.size()};
  ++marks_;
  return mark;
}

void Overlay::rollback_to(const Mark& mark) {
  std::lock_guard lock(mutex_);
  changed_since_view_ = true;
  const std::vector<PageNo> touched(journal_.begin() + static_cast<ptrdiff_t>(mark.journal),
                                    journal_.end());
  const bool views_since = pins_.upper_bound(mark.epoch) != pins_.end();
  // All that may run out of memory comes first: what is half gone back could not be gone on with.
  for (const PageNo page : touched) {
    const auto it = views_since ? pages_.find(raw(page)) : pages_.end();
    if (it != pages_.end()) it->second.reserve(it->second.size() + 1);
  }
  journal_.resize(mark.journal);
  for (const PageNo page : touched) {
    const auto it = pages_.find(raw(page));
    if (it == pages_.end()) continue;
    Versions& versions = it->second;
    if (versions.back().epoch <= mark.epoch) continue;
    if (RUNG_BUG(13) && page == touched.back()) continue;
    if (!views_since) {
      while (!versions.empty() && versions.back().epoch > mark.epoch) versions.pop_back();
      if (versions.empty()) pages_.erase(it);
      continue;
    }
    if (versions.back().epoch == epoch_ && versions.back().shared) continue;  // already restored
    Version restored;
    restored.stored = Stored::kBase;
    for (const Version& version : versions) {
      if (version.epoch <= mark.epoch) restored = version;
    }
    restored.epoch = epoch_;
    restored.shared = true;
    if (versions.back().epoch == epoch_) {
      versions.back() = std::move(restored);
    } else {
      versions.push_back(std::move(restored));
    }
    journal_.push_back(page);
  }
  if (views_since) {
    ++epoch_;
  } else {
    newest_pin_ = mark.epoch;
  }
}

void Overlay::release(const Mark& mark) {
  unpin(mark.epoch);
  RUNG_CHECK(marks_ > 0);
  if (--marks_ == 0) journal_.clear();
  std::lock_guard lock(mutex_);
  newest_pin_ = pins_.empty() ? 0 : pins_.rbegin()->first;
}

std::vector<Overlay::Dirty> Overlay::dirty_pages() const {
  std::vector<Dirty> dirty;
  dirty.reserve(pages_.size());
  for (const auto& [number, versions] : pages_) {
    if (versions.back().stored != Stored::kBase) dirty.push_back({PageNo{number}, versions.back()});
  }
  std::sort(dirty.begin(), dirty.end(),
            [](const Dirty& a, const Dirty& b) { return a.page < b.page; });
  return dirty;
}

}  // namespace rung::storage
