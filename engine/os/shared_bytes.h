// SharedBytes: the contents of a file in memory, in blocks that copies share until one of them
// writes. A copy costs a pointer a block, and a block never written is no memory at all, so that a
// test can make thousands of images of a file, or one of many gigabytes.
//
// Invariant: bytes of the last block past size() are zero, and bytes never written read as zero.
// Threads: one at a time, and copies that share blocks belong to the same thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rung::os {

class SharedBytes {
 public:
  SharedBytes() = default;
  explicit SharedBytes(std::string_view bytes) { write(0, bytes); }

  uint64_t size() const { return size_; }
  void resize(uint64_t bytes);
  // Bytes read; fewer than asked only at the end.
  size_t read(uint64_t offset, std::span<char> to) const;
  void write(uint64_t offset, std::string_view bytes);
  std::string text() const;
  bool operator==(const SharedBytes& other) const;

 private:
  static constexpr uint64_t kBlockBytes = 4096;
  using Block = std::array<char, kBlockBytes>;
  char* writable(uint64_t block);

  std::vector<std::shared_ptr<Block>> blocks_;  // null: all zero
  uint64_t size_ = 0;
};

}  // namespace rung::os
