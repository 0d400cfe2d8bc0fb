// HashIndex: open addressing from a 64-bit hash to an entry number, with part of the hash beside the
// number so that most mismatches cost no look at the entry. Entries are numbered as they are added
// and kept by the owner.
#pragma once

#include <cstdint>
#include <vector>

namespace rung::executor {

class HashIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  void clear() {
    slots_.clear();
    count_ = 0;
  }
  size_t size() const { return count_; }
  uint64_t bytes() const { return slots_.size() * sizeof(uint64_t); }

  // The entry with this hash for which equal(entry) holds, or kNone.
  template <class Equal>
  uint32_t find(uint64_t hash, Equal&& equal) const {
    if (slots_.empty()) return kNone;
    const size_t mask = slots_.size() - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
      const uint64_t slot = slots_[i];
      if (slot == 0) return kNone;
      if ((slot >> 32) == (hash >> 32)) {
        const auto entry = static_cast<uint32_t>(slot) - 1;
        if (equal(entry)) return entry;
      }
    }
  }
  // `entry` must be below 2^32 - 1. `hash_of(entry)` is asked when the table grows.
  template <class HashOf>
  void insert(uint64_t hash, uint32_t entry, HashOf&& hash_of) {
    if ((count_ + 1) * 2 > slots_.size()) grow(hash_of);
    place(hash, entry);
    ++count_;
  }

 private:
  void place(uint64_t hash, uint32_t entry) {
    const size_t mask = slots_.size() - 1;
    size_t i = hash & mask;
    while (slots_[i] != 0) i = (i + 1) & mask;
    slots_[i] = (hash >> 32 << 32) | (entry + 1);
  }
  template <class HashOf>
  void grow(HashOf&& hash_of) {
    std::vector<uint64_t> old = std::move(slots_);
    slots_.assign(old.empty() ? 64 : old.size() * 2, 0);
    for (const uint64_t slot : old) {
      if (slot == 0) continue;
      const auto entry = static_cast<uint32_t>(slot) - 1;
      place(hash_of(entry), entry);
    }
  }

  std::vector<uint64_t> slots_;
  size_t count_ = 0;
};

}  // namespace rung::executor
