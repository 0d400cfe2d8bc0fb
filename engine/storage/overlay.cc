#include "storage/overlay.h"

#include <algorithm>
#include <cstring>

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

Result<FrameRef> Overlay::read(PageNo page) const {
  const auto it = pages_.find(raw(page));
  if (it != pages_.end() && it->second.back().frame) {
    ++buffer_counters().hits;
    return it->second.back().frame;
  }
  return base_->read(page);
}

Result<FrameRef> Overlay::read_at_epoch(PageNo page, Epoch epoch) const {
  {
    std::lock_guard lock(mutex_);
    const auto it = pages_.find(raw(page));
    if (it != pages_.end()) {
      const Versions& versions = it->second;
      for (size_t i = versions.size(); i-- > 0;) {
        if (versions[i].epoch > epoch) continue;
        if (!versions[i].frame) break;
        ++buffer_counters().hits;
        return versions[i].frame;
      }
    }
  }
  return base_->read(page);
}

bool Overlay::writable_in_place(Versions& versions) {
  Version& last = versions.back();
  if (!last.frame || last.shared) return false;
  if (last.epoch > newest_pin_) return true;
  // The pins since may be gone: views end without telling the owner.
  std::lock_guard lock(mutex_);
  if (pinned_since(last.epoch, epoch_)) return false;
  last.epoch = epoch_;
  return true;
}

char* Overlay::push(PageNo page, Versions& versions, FrameRef frame) {
  char* data = frame.data();
  // Versions no pin can see any more need not wait for the end of the transaction.
  size_t kept = 0;
  for (size_t i = 0; i < versions.size(); ++i) {
    const Epoch until = i + 1 < versions.size() ? versions[i + 1].epoch : epoch_;
    if (!pinned_since(versions[i].epoch, until)) continue;
    if (kept != i) versions[kept] = std::move(versions[i]);
    ++kept;
  }
  versions.resize(kept);
  versions.push_back({epoch_, std::move(frame), false});
  if (marks_ > 0) journal_.push_back(page);
  return data;
}

Result<char*> Overlay::write(PageNo page) {
  changed_since_view_ = true;
  const auto it = pages_.find(raw(page));
  if (it != pages_.end() && writable_in_place(it->second)) return it->second.back().frame.data();
  RUNG_ASSIGN(const FrameRef now, read(page));
  const size_t page_bytes = base_->identity().page_bytes;
  FrameRef copy(Frame::allocate(page_bytes));
  std::memcpy(copy.data(), now.data(), page_bytes);
  ++buffer_counters().dirtied;
  std::lock_guard lock(mutex_);
  return push(page, pages_[raw(page)], std::move(copy));
}

char* Overlay::write_new(PageNo page) {
  changed_since_view_ = true;
  const size_t page_bytes = base_->identity().page_bytes;
  const auto it = pages_.find(raw(page));
  char* data;
  if (it != pages_.end() && writable_in_place(it->second)) {
    data = it->second.back().frame.data();
  } else {
    ++buffer_counters().dirtied;
    FrameRef frame(Frame::allocate(page_bytes));
    std::lock_guard lock(mutex_);
    data = push(page, pages_[raw(page)], std::move(frame));
  }
  std::memset(data, 0, page_bytes);
  return data;
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
  const size_t journal = journal_.size();
  ++marks_;
  return {pin_now(), journal};
}

void Overlay::rollback_to(const Mark& mark) {
  std::lock_guard lock(mutex_);
  changed_since_view_ = true;
  const std::vector<PageNo> touched(journal_.begin() + static_cast<ptrdiff_t>(mark.journal),
                                    journal_.end());
  journal_.resize(mark.journal);
  const bool views_since = pins_.upper_bound(mark.epoch) != pins_.end();
  for (const PageNo page : touched) {
    const auto it = pages_.find(raw(page));
    if (it == pages_.end()) continue;
    Versions& versions = it->second;
    if (versions.back().epoch <= mark.epoch) continue;
    if (!views_since) {
      while (!versions.empty() && versions.back().epoch > mark.epoch) versions.pop_back();
      if (versions.empty()) pages_.erase(it);
      continue;
    }
    if (versions.back().epoch == epoch_ && versions.back().shared) continue;  // already restored
    Version restored{epoch_, FrameRef(), true};
    for (const Version& version : versions) {
      if (version.epoch <= mark.epoch) restored.frame = version.frame;
    }
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
    if (versions.back().frame) dirty.push_back({PageNo{number}, versions.back().frame});
  }
  std::sort(dirty.begin(), dirty.end(),
            [](const Dirty& a, const Dirty& b) { return a.page < b.page; });
  return dirty;
}

}  // namespace rung::storage
