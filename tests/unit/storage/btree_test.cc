#include "tests/unit/storage/support.h"

#include <iostream>

namespace rung::storage {
namespace {

class KeyMaker {
 public:
  KeyMaker(Random& random, size_t page_bytes) : random_(random), limit_(key_bytes_max(page_bytes)) {
    for (int i = 0; i < 6; ++i) prefixes_.push_back(random_.bytes(random_.below(60), 3));
    prefixes_.push_back(random_.bytes(limit_ / 2, 2));
  }
  std::string make() {
    switch (random_.below(8)) {
      case 0: return random_.bytes(random_.below(4), 3);
      case 1: return random_.bytes(random_.below(30));
      case 2: return random_.one_in(6) ? random_.bytes(limit_ - random_.below(5), 2)
                                       : random_.bytes(8);
      case 3: {  // ascending, as row ids are
        std::string key(8, '\0');
        store_be(key.data(), next_id_++);
        return key;
      }
      default: {
        std::string key = prefixes_[random_.below(prefixes_.size())] +
                          random_.bytes(random_.below(12), 4);
        return key.substr(0, limit_);
      }
    }
  }

 private:
  Random& random_;
  size_t limit_;
  std::vector<std::string> prefixes_;
  uint64_t next_id_ = 1;
};

void expect_same(const ReadView& view, TreeId tree, const Content& model) {
  PageSet pages;
  const TreeShape shape = must(validate_tree(view, tree, &pages));
  ASSERT_EQ(shape.entries, model.size());
  ASSERT_EQ(read_all(view, tree), model);
  Cursor cursor(view, tree);
  must(cursor.seek_last());
  for (auto it = model.rbegin(); it != model.rend(); ++it) {
    ASSERT_TRUE(cursor.valid());
    ASSERT_EQ(cursor.key(), it->first);
    must(cursor.previous());
  }
  ASSERT_FALSE(cursor.valid());
}

// Random operations against std::map, whole contents and structure compared every `check_every`.
void run_model(uint64_t seed, size_t page_bytes, size_t operations, size_t check_every) {
  Random random(seed);
  os::MemVfs vfs(seed);
  StoreOptions options;
  options.page_bytes = page_bytes;
  options.pool_bytes = page_bytes * 32;
  options.checkpoint_bytes = 64 * page_bytes;
  auto store = open_store(vfs, options);
  auto txn = std::make_unique<WriteTxn>(must(store->begin_write(0)));
  const TreeId tree = must(txn->create_tree());
  KeyMaker keys(random, page_bytes);
  Content model;
  std::vector<std::string> known;
  size_t value_max = page_bytes / 4;
  bool shrinking = false;
  for (size_t op = 0; op < operations; ++op) {
    if (op % 2000 == 1999) {
      shrinking = random.one_in(2);
      value_max = random.one_in(2) ? 40 : page_bytes / 4;
    }
    const bool old_key = !known.empty() && random.below(10) < (shrinking ? 8u : 4u);
    const std::string key = old_key ? known[random.below(known.size())] : keys.make();
    const uint64_t what = random.below(10);
    if (what < (shrinking ? 7u : 3u)) {
      const WriteOutcome outcome = must(txn->erase(tree, key));
      ASSERT_EQ(outcome, model.erase(key) != 0 ? WriteOutcome::kDone : WriteOutcome::kMissing);
    } else if (what < 9) {
      const size_t size = random.one_in(50) ? page_bytes * random.below(4) + random.below(100)
                                            : random.below(value_max);
      const std::string value = random.bytes(size);
      const auto mode = static_cast<WriteMode>(random.below(3));
      const bool there = model.contains(key);
      const WriteOutcome outcome = must(txn->put(tree, key, value, mode));
      if (mode == WriteMode::kInsert && there) {
        ASSERT_EQ(outcome, WriteOutcome::kExists);
      } else if (mode == WriteMode::kUpdate && !there) {
        ASSERT_EQ(outcome, WriteOutcome::kMissing);
      } else {
        ASSERT_EQ(outcome, WriteOutcome::kDone);
        model[key] = value;
        known.push_back(key);
      }
    } else {
      std::string found, value;
      const auto it = model.lower_bound(key);
      ASSERT_EQ(must(txn->seek(tree, key, &found, &value)), it != model.end());
      if (it != model.end()) {
        ASSERT_EQ(found, it->first);
        ASSERT_EQ(value, it->second);
      }
      ASSERT_EQ(must(txn->get(tree, key, &value)), it != model.end() && it->first == key);
      ASSERT_EQ(must(txn->last(tree, &found)), !model.empty());
      if (!model.empty()) {
        ASSERT_EQ(found, model.rbegin()->first);
      }
      Cursor cursor(txn->view(), tree);
      for (int i = 0; i < 3; ++i) {
        const std::string probe = i == 0 ? key : keys.make();
        const auto at = model.lower_bound(probe);
        if (random.one_in(2)) {
          must(cursor.seek(probe));
          ASSERT_EQ(cursor.valid(), at != model.end());
          if (cursor.valid()) {
            ASSERT_EQ(cursor.key(), at->first);
          }
        } else {
          must(cursor.seek_before(probe));
          ASSERT_EQ(cursor.valid(), at != model.begin());
          if (cursor.valid()) {
            ASSERT_EQ(cursor.key(), std::prev(at)->first);
          }
        }
      }
    }
    if (op % check_every == check_every - 1) {
      expect_same(txn->view(), tree, model);
      if (testing::Test::HasFatalFailure()) return;
    }
    if (op % 1500 == 1499) {
      must(txn->commit(random.one_in(2) ? Durability::kFull : Durability::kDeferred));
      if (random.one_in(3)) {
        must(store->close());
        store = open_store(vfs, options);
      }
      txn = std::make_unique<WriteTxn>(must(store->begin_write(0)));
    }
  }
  expect_same(txn->view(), tree, model);
  // Emptied, the tree is one leaf again and everything is free.
  for (const auto& [key, value] : model) must(txn->erase(tree, key));
  PageSet pages;
  const TreeShape shape = must(validate_tree(txn->view(), tree, &pages));
  ASSERT_EQ(shape.entries, 0u);
  ASSERT_EQ(shape.overflow_pages, 0u);
  must(txn->drop_tree(tree));
  must(txn->commit(Durability::kFull));
  must(store->close());
  store = open_store(vfs, options);
  EXPECT_EQ(store->stats().page_count, 2u);
  EXPECT_EQ(store->stats().free_pages, 0u);
}

TEST(BTree, MatchesAnOrderedMap) {
  const uint64_t seed = test_seed();
  std::cout << "RUNG_SEED=" << seed << "\n";
  const size_t operations = 12'000 * test_scale();
  for (const size_t page_bytes : {4096u, 8192u, 32768u}) {
    run_model(seed + page_bytes, page_bytes, operations, 500);
    if (HasFatalFailure()) return;
  }
}

TEST(BTree, AppendingKeysInOrderLeavesFullLeaves) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  WriteTxn txn = must(store->begin_write(0));
  const TreeId tree = must(txn.create_tree());
  for (uint64_t i = 0; i < 20'000; ++i) {
    std::string key(8, '\0');
    store_be(key.data(), i);
    must(txn.put(tree, key, std::string(40, 'x'), WriteMode::kInsert));
  }
  PageSet pages;
  const TreeShape shape = must(validate_tree(txn.view(), tree, &pages));
  EXPECT_LE(shape.leaves, 20'000u * 58 / 8100 + 3);
}

TEST(BTree, BulkFillBuildsTheSameTreeAsInserts) {
  const uint64_t seed = test_seed();
  Random random(seed);
  for (int round = 0; round < 12; ++round) {
    const size_t page_bytes = size_t{4096} << random.below(4);
    os::MemVfs vfs;
    StoreOptions options;
    options.page_bytes = page_bytes;
    auto store = open_store(vfs, options);
    KeyMaker keys(random, page_bytes);
    Content model;
    const size_t count = round == 0 ? 0 : random.below(6000);
    for (size_t i = 0; i < count; ++i) {
      const size_t size = random.one_in(200) ? page_bytes * 2 : random.below(60);
      model[keys.make()] = random.bytes(size);
    }
    WriteTxn txn = must(store->begin_write(0));
    const TreeId tree = must(txn.create_tree());
    auto it = model.begin();
    std::string duplicate;
    const auto next = [&](std::string_view* key, std::string_view* value) -> Result<bool> {
      if (it == model.end()) return false;
      *key = it->first;
      *value = it->second;
      ++it;
      return true;
    };
    ASSERT_EQ(must(txn.bulk_fill(tree, next, &duplicate)), WriteOutcome::kDone);
    expect_same(txn.view(), tree, model);
    if (HasFatalFailure()) return;
    must(txn.commit(Durability::kFull));
    must(store->close());
    store = open_store(vfs, options);
    expect_same(store->read_view(), tree, model);
    if (HasFatalFailure()) return;
  }
}

TEST(BTree, BulkFillStopsAtADuplicateAndLeavesTheTreeEmpty) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  WriteTxn txn = must(store->begin_write(0));
  const TreeId tree = must(txn.create_tree());
  int i = 0;
  std::string key;
  const auto next = [&](std::string_view* k, std::string_view* v) -> Result<bool> {
    key = "key " + std::to_string(100'000 + (i == 5000 ? 4999 : i));
    ++i;
    *k = key;
    *v = "v";
    return true;
  };
  std::string duplicate;
  EXPECT_EQ(must(txn.bulk_fill(tree, next, &duplicate)), WriteOutcome::kExists);
  EXPECT_EQ(duplicate, "key 104999");
  EXPECT_TRUE(read_all(txn.view(), tree).empty());
  must(txn.commit(Durability::kFull));
  EXPECT_EQ(store->stats().page_count, 3u);
}

TEST(BTree, KeysOverTheLimitAreRefused) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  WriteTxn txn = must(store->begin_write(0));
  const std::string longest(key_bytes_max(8192), 'k');
  EXPECT_EQ(must(txn.put(kCatalogTree, longest, "v", WriteMode::kInsert)), WriteOutcome::kDone);
  const auto refused = txn.put(kCatalogTree, longest + "k", "v", WriteMode::kInsert);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().state, sqlstate::program_limit_exceeded);
  EXPECT_EQ(must(txn.put(kCatalogTree, "a", "v", WriteMode::kInsert)), WriteOutcome::kDone);
}

}  // namespace
}  // namespace rung::storage
