// ViewImpl: what a ReadView points at, a page source that never changes.
#pragma once

#include <memory>

#include "storage/page_cache.h"

namespace rung::storage {

class ViewImpl : public PageReader {
 public:
  virtual Csn csn() const = 0;
};

// A committed state; pins it while it lives.
class CommittedView final : public ViewImpl {
 public:
  CommittedView(std::shared_ptr<PageCache> cache, Csn csn) : cache_(std::move(cache)), csn_(csn) {
    cache_->pin(csn_);
  }
  // Of what is visible now.
  explicit CommittedView(std::shared_ptr<PageCache> cache)
      : cache_(std::move(cache)), csn_(cache_->pin_visible()) {}
  ~CommittedView() override { cache_->unpin(csn_); }
  CommittedView(const CommittedView&) = delete;
  CommittedView& operator=(const CommittedView&) = delete;

  Csn csn() const override { return csn_; }
  Result<FrameRef> read(PageNo page) const override { return cache_->read(page, csn_); }
  const FileIdentity& identity() const override { return cache_->identity(); }
  const std::string& file_path() const override { return cache_->path(); }
  PageCache& cache() const { return *cache_; }

 private:
  const std::shared_ptr<PageCache> cache_;
  const Csn csn_;
};

}  // namespace rung::storage
