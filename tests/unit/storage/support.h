// What the storage tests share: seeds, a random source, opening, and a walk of a whole tree.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>
#include <string>

#include "base/bytes.h"
#include "base/hash.h"
#include "os/mem_vfs.h"
#include "storage/store.h"
#include "storage/validate.h"

namespace rung::storage {

inline uint64_t test_seed() {
  const char* text = std::getenv("RUNG_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 20240611;
}
// Larger runs: RUNG_TEST_SCALE=20 and the like.
inline uint64_t test_scale() {
  const char* text = std::getenv("RUNG_TEST_SCALE");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 1;
}

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() { return state_ = hash_u64(state_ + 0x9E3779B97F4A7C15ull); }
  uint64_t below(uint64_t limit) { return next() % limit; }
  bool one_in(uint64_t n) { return below(n) == 0; }
  std::string bytes(size_t count, unsigned alphabet = 256) {
    std::string text(count, '\0');
    for (char& c : text) c = static_cast<char>(below(alphabet));
    return text;
  }

 private:
  uint64_t state_;
};

template <class T>
T must(Result<T> result) {
  if (!result.ok()) {
    ADD_FAILURE() << result.error().message << " " << result.error().detail;
    std::abort();
  }
  return std::move(result).value();
}
inline void must(Result<void> result) {
  if (!result.ok()) {
    ADD_FAILURE() << result.error().message << " " << result.error().detail;
    std::abort();
  }
}

inline std::unique_ptr<Store> open_store(os::Vfs& vfs, StoreOptions options = {}) {
  return must(Store::open(vfs, "t.rung", options));
}

using Content = std::map<std::string, std::string>;

inline Content read_all(const ReadView& view, TreeId tree) {
  Content content;
  Cursor cursor(view, tree);
  must(cursor.seek_first());
  while (cursor.valid()) {
    content.emplace_hint(content.end(), cursor.key(), must(cursor.value()));
    must(cursor.next());
  }
  return content;
}

}  // namespace rung::storage
