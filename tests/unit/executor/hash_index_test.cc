// The hash index against std::multimap, with hashes that collide on purpose.
#include <gtest/gtest.h>

#include <map>

#include "executor/hash_index.h"

namespace rung::executor {
namespace {

TEST(HashIndex, FindsWhatWasInsertedWhateverTheHashes) {
  for (const uint64_t spread : {uint64_t{1}, uint64_t{7}, uint64_t{1} << 32, uint64_t{0x9E3779B97F4A7C15}}) {
    HashIndex index;
    std::vector<uint64_t> keys;
    const auto hash = [&](uint64_t key) { return key % 37 * spread; };
    for (uint64_t key = 0; key < 2000; ++key) {
      const auto same = [&](uint32_t entry) { return keys[entry] == key; };
      ASSERT_EQ(index.find(hash(key), same), HashIndex::kNone);
      keys.push_back(key);
      index.insert(hash(key), static_cast<uint32_t>(key),
                   [&](uint32_t entry) { return hash(keys[entry]); });
    }
    for (uint64_t key = 0; key < 2000; ++key) {
      EXPECT_EQ(index.find(hash(key), [&](uint32_t entry) { return keys[entry] == key; }), key);
    }
    EXPECT_EQ(index.size(), 2000u);
  }
}

}  // namespace
}  // namespace rung::executor
