#include "os/shared_bytes.h"

#include <algorithm>
#include <cstring>

namespace rung::os {

char* SharedBytes::writable(uint64_t block) {
  std::shared_ptr<Block>& at = blocks_[block];
  if (at == nullptr) {
    at = std::make_shared<Block>();
    at->fill('\0');
  } else if (at.use_count() > 1) {
    at = std::make_shared<Block>(*at);
  }
  return at->data();
}

void SharedBytes::resize(uint64_t bytes) {
  blocks_.resize((bytes + kBlockBytes - 1) / kBlockBytes);
  const uint64_t rest = bytes % kBlockBytes;
  if (bytes < size_ && rest != 0 && blocks_.back() != nullptr) {
    std::memset(writable(blocks_.size() - 1) + rest, 0, kBlockBytes - rest);
  }
  size_ = bytes;
}

size_t SharedBytes::read(uint64_t offset, std::span<char> to) const {
  if (offset >= size_) return 0;
  const size_t count = std::min<uint64_t>(to.size(), size_ - offset);
  for (size_t done = 0; done < count;) {
    const uint64_t at = offset + done;
    const size_t part = std::min<uint64_t>(count - done, kBlockBytes - at % kBlockBytes);
    const std::shared_ptr<Block>& block = blocks_[at / kBlockBytes];
    if (block == nullptr) {
      std::memset(to.data() + done, 0, part);
    } else {
      std::memcpy(to.data() + done, block->data() + at % kBlockBytes, part);
    }
    done += part;
  }
  return count;
}

void SharedBytes::write(uint64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  if (size_ < offset + bytes.size()) resize(offset + bytes.size());
  for (size_t done = 0; done < bytes.size();) {
    const uint64_t at = offset + done;
    const size_t part = std::min<uint64_t>(bytes.size() - done, kBlockBytes - at % kBlockBytes);
    std::memcpy(writable(at / kBlockBytes) + at % kBlockBytes, bytes.data() + done, part);
    done += part;
  }
}

std::string SharedBytes::text() const {
  std::string bytes(size_, '\0');
  read(0, bytes);
  return bytes;
}

bool SharedBytes::operator==(const SharedBytes& other) const {
  if (size_ != other.size_) return false;
  static constexpr Block kZeros{};
  for (size_t i = 0; i < blocks_.size(); ++i) {
    const Block* a = blocks_[i].get();
    const Block* b = other.blocks_[i].get();
    if (a == b) continue;
    if ((a == nullptr ? kZeros : *a) != (b == nullptr ? kZeros : *b)) return false;
  }
  return true;
}

}  // namespace rung::os
