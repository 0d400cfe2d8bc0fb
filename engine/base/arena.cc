#include "base/arena.h"

#include <string>

#include "base/error.h"

namespace rung {

namespace {
constexpr size_t kFirstBlockBytes = 4096;
constexpr size_t kBlockBytesMax = 1u << 20;
// No value is larger, its length word included: PostgreSQL's MaxAllocSize.
constexpr size_t kValueBytesMax = 0x3FFFFFFF;
constexpr size_t kLengthWordBytes = 4;
}  // namespace

void* Arena::allocate_slow(size_t bytes, size_t align) {
  size_t block_bytes = blocks_.empty() ? kFirstBlockBytes : capacity_ * 2;
  if (block_bytes > kBlockBytesMax) block_bytes = kBlockBytesMax;
  if (block_bytes < bytes + align) {
    if (align == 1 && bytes > kValueBytesMax - kLengthWordBytes) {
      throw_error(sqlstate::internal_error, "invalid memory alloc request size " +
                                                std::to_string(bytes + kLengthWordBytes));
    }
    // An outsized request gets a block of its own; the current block stays in use.
    const size_t own_bytes = bytes + align;
    auto own = std::make_unique_for_overwrite<char[]>(own_bytes);
    const auto address = reinterpret_cast<uintptr_t>(own.get());
    char* aligned = own.get() + ((align - address % align) % align);
    total_ += own_bytes;
    if (blocks_.empty()) {
      blocks_.emplace_back(std::move(own), own_bytes);
    } else {
      blocks_.emplace(blocks_.end() - 1, std::move(own), own_bytes);
    }
    return aligned;
  }
  auto block = std::make_unique_for_overwrite<char[]>(block_bytes);
  block_ = block.get();
  capacity_ = block_bytes;
  used_ = 0;
  total_ += block_bytes;
  blocks_.emplace_back(std::move(block), block_bytes);
  return allocate(bytes, align);
}

void Arena::reset() {
  // Newest first: a later object may refer to an earlier one.
  for (auto it = cleanups_.rbegin(); it != cleanups_.rend(); ++it) it->destroy(it->object);
  cleanups_.clear();
  if (blocks_.size() > 1) {
    auto keep = std::move(blocks_.back());
    blocks_.clear();
    blocks_.push_back(std::move(keep));
  }
  used_ = 0;
  block_ = blocks_.empty() ? nullptr : blocks_.back().first.get();
  capacity_ = blocks_.empty() ? 0 : blocks_.back().second;
  total_ = capacity_;
}

}  // namespace rung
