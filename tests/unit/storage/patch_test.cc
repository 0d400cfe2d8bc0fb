// Patches in the log: that they are right, that they are small, and that old pages come back.
#include "storage/page_patch.h"
#include "storage/validate.h"
#include "tests/unit/storage/support.h"

namespace rung::storage {
namespace {

TEST(Patch, TurnsAnyPageIntoAnyOther) {
  Random random(test_seed());
  constexpr size_t kBytes = 4096;
  for (int i = 0; i < 2000; ++i) {
    const std::string old = random.one_in(4) ? std::string(kBytes, '\0') : random.bytes(kBytes, 3);
    std::string now = old;
    for (uint64_t n = random.below(40); n > 0; --n) {
      const size_t at = random.below(kBytes);
      const size_t count = std::min<size_t>(kBytes - at, 1 + random.below(60));
      now.replace(at, count, random.bytes(count));
    }
    const bool from_zeroes = old.find_first_not_of('\0') == std::string::npos && random.one_in(2);
    std::string patch = "before";
    ASSERT_TRUE(make_patch(from_zeroes ? nullptr : old.data(), now.data(), kBytes, 3 * kBytes, &patch));
    ASSERT_EQ(patch.substr(0, 6), "before");
    std::string result = old;
    ASSERT_EQ(apply_patch(std::string_view(patch).substr(6), result.data(), kBytes), nullptr);
    ASSERT_EQ(result, now);
    // Cut anywhere or changed anywhere, it never reaches out of the page.
    std::string bad = patch.substr(6, random.below(patch.size()));
    if (!bad.empty()) bad[random.below(bad.size())] = static_cast<char>(random.below(256));
    const bool sound = check_patch(bad, kBytes);
    EXPECT_EQ(sound, apply_patch(bad, result.data(), kBytes) == nullptr);
  }
}

TEST(Patch, TakesNoMoreThanAllowed) {
  std::string old(4096, '\0');
  std::string now = old;
  now[100] = 'x';
  std::string patch;
  EXPECT_FALSE(make_patch(old.data(), now.data(), old.size(), 11, &patch));
  EXPECT_TRUE(patch.empty());
  EXPECT_TRUE(make_patch(old.data(), now.data(), old.size(), 12, &patch));
  EXPECT_EQ(patch.size(), 12u);
}

// The bytes a small commit adds to the log do not depend on the size of the page it changes.
TEST(Patch, SmallCommitsTakeLittleLog) {
  os::MemVfs vfs;
  StoreOptions options;
  options.page_bytes = 32768;
  auto store = open_store(vfs, options);
  uint64_t before = 0;
  for (int i = 0; i < 101; ++i) {
    WriteTxn txn = must(store->begin_write(0));
    must(txn.put(kCatalogTree, "key" + std::to_string(i), std::string(100, 'v'), WriteMode::kInsert));
    must(txn.commit(Durability::kFull));
    if (i == 0) before = store->stats().log_bytes;
  }
  EXPECT_LT(store->stats().log_bytes - before, 150'000u);
}

// Everything out of the cache, so that each page is put together from the log.
TEST(Patch, AReopenedStoreReadsPagesFromTheirPatches) {
  os::MemVfs vfs;
  Random random(test_seed());
  Content content;
  auto store = open_store(vfs);
  for (int i = 0; i < 400; ++i) {
    WriteTxn txn = must(store->begin_write(0));
    for (int j = 0; j < 3; ++j) {
      const std::string key = "key" + std::to_string(random.below(900));
      content[key] = random.bytes(random.below(90));
      must(txn.put(kCatalogTree, key, content[key], WriteMode::kUpsert));
    }
    must(txn.commit(random.one_in(3) ? Durability::kFull : Durability::kDeferred));
    if (i % 50 != 49) continue;
    must(store->sync());
    os::MemVfs killed;
    for (const auto& [path, bytes] : vfs.files()) killed.put_file(path, bytes);
    auto reopened = open_store(killed);
    ASSERT_EQ(read_all(reopened->read_view(), kCatalogTree), content);
    // Reading the same pages in a state that goes on.
    WriteTxn more = must(reopened->begin_write(0));
    must(more.put(kCatalogTree, "more", "1", WriteMode::kUpsert));
    must(more.commit(Durability::kFull));
    Content expected = content;
    expected["more"] = "1";
    ASSERT_EQ(read_all(reopened->read_view(), kCatalogTree), expected);
  }
}

TEST(Patch, DeferredCommitsShareARecord) {
  os::MemVfs vfs;
  vfs.start_recording();
  auto store = open_store(vfs);
  const size_t ops = vfs.op_count();
  for (int i = 0; i < 100; ++i) {
    WriteTxn txn = must(store->begin_write(0));
    must(txn.put(kCatalogTree, "key" + std::to_string(i), "v", WriteMode::kInsert));
    must(txn.commit(Durability::kDeferred));
  }
  EXPECT_EQ(vfs.op_count(), ops);
  EXPECT_EQ(read_all(store->read_view(), kCatalogTree).size(), 100u);
  must(store->sync());
  EXPECT_LT(store->stats().log_bytes, 10'000u);
  EXPECT_EQ(store->stats().syncs, 1u);
  os::MemVfs killed;
  for (const auto& [path, bytes] : vfs.files()) killed.put_file(path, bytes);
  EXPECT_EQ(read_all(open_store(killed)->read_view(), kCatalogTree).size(), 100u);
}

// A run of migrations tells of those that are done while the next one is still at work.
TEST(Patch, ASyncInTheMiddleOfATransactionCoversThoseBeforeIt) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  const auto survivor = [&] {
    auto killed = std::make_unique<os::MemVfs>();
    for (const auto& [path, bytes] : vfs.files()) killed->put_file(path, bytes);
    return killed;
  };
  TreeId tree;
  Content expected;
  {
    WriteTxn txn = must(store->begin_write(0));
    tree = must(txn.create_tree());
    for (int i = 0; i < 1000; ++i) {
      const std::string key = "key" + std::to_string(i);
      must(txn.put(tree, key, "value", WriteMode::kInsert));
      expected[key] = "value";
    }
    must(txn.commit(Durability::kDeferred));
  }
  WriteTxn txn = must(store->begin_write(0));
  must(txn.drop_tree(tree));  // frees pages of the held commit
  const TreeId other = must(txn.create_tree());
  for (int i = 0; i < 3000; ++i) {  // takes them again, and more
    must(txn.put(other, "other" + std::to_string(i), "value", WriteMode::kInsert));
  }
  must(store->sync());
  {
    const auto vfs_then = survivor();
    const auto then = open_store(*vfs_then);
    EXPECT_EQ(read_all(then->read_view(), tree), expected);
  }
  must(txn.commit(Durability::kDeferred));
  must(store->sync());
  const auto vfs_then = survivor();
  const auto then = open_store(*vfs_then);
  EXPECT_EQ(read_all(then->read_view(), other).size(), 3000u);
  PageSet pages;
  must(validate_tree(then->read_view(), other, &pages));
}

// Pages of held commits that go before they are logged, with and without somebody still reading them.
TEST(Patch, ATreeDroppedBeforeItWasLoggedIsReadByOldViewsOnly) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  TreeId tree;
  {
    WriteTxn txn = must(store->begin_write(0));
    tree = must(txn.create_tree());
    must(txn.put(tree, "a", "1", WriteMode::kInsert));
    must(txn.commit(Durability::kDeferred));
  }
  ReadView old = store->read_view();
  {
    WriteTxn txn = must(store->begin_write(0));
    must(txn.drop_tree(tree));
    must(txn.commit(Durability::kDeferred));
  }
  must(store->checkpoint());
  EXPECT_EQ(read_all(old, tree), (Content{{"a", "1"}}));
  old = ReadView();
  WriteTxn txn = must(store->begin_write(0));
  const TreeId again = must(txn.create_tree());
  EXPECT_EQ(again, tree);
  must(txn.commit(Durability::kFull));
  EXPECT_TRUE(read_all(store->read_view(), again).empty());
  must(store->close());
}

TEST(Patch, ACheckpointInTheMiddleOfATransactionDoesNotWaitForIt) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  {
    WriteTxn txn = must(store->begin_write(0));
    must(txn.put(kCatalogTree, "a", "1", WriteMode::kInsert));
    must(txn.commit(Durability::kDeferred));
  }
  WriteTxn txn = must(store->begin_write(0));
  must(txn.put(kCatalogTree, "b", "1", WriteMode::kInsert));
  must(store->checkpoint());
  must(txn.commit(Durability::kFull));
  must(store->checkpoint());
  EXPECT_EQ(read_all(store->read_view(), kCatalogTree).size(), 2u);
}

}  // namespace
}  // namespace rung::storage
