// Forks: private, as many commits as one likes, and the origin's files stay what they are.
#include <atomic>
#include <thread>

#include "tests/unit/storage/support.h"

namespace rung::storage {
namespace {

Content with(WriteTxn& txn, Content content, const std::string& key, const std::string& value) {
  must(txn.put(kCatalogTree, key, value, WriteMode::kUpsert));
  content[key] = value;
  return content;
}

Content commit_one(Store& store, const Content& before, const std::string& key,
                   const std::string& value) {
  WriteTxn txn = must(store.begin_write(0));
  Content after = with(txn, before, key, value);
  must(txn.commit(Durability::kFull));
  return after;
}

Content filled(Store& store, int rows) {
  WriteTxn txn = must(store.begin_write(0));
  Content content;
  for (int i = 0; i < rows; ++i) {
    content = with(txn, std::move(content), "key" + std::to_string(i), std::string(50, 'a'));
  }
  must(txn.commit(Durability::kFull));
  return content;
}

TEST(Fork, KeepsItsCommitsToItselfAndTheFilesAsTheyAre) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  const Content base = filled(*store, 500);
  must(store->checkpoint());
  const Content origin = commit_one(*store, base, "in the log", "1");
  const auto files = vfs.files();
  {
    auto fork = store->fork();
    Content content = origin;
    for (int i = 0; i < 200; ++i) {
      content = commit_one(*fork, content, "fork" + std::to_string(i), std::string(300, 'f'));
    }
    must(fork->sync());
    must(fork->checkpoint());
    EXPECT_EQ(read_all(fork->read_view(), kCatalogTree), content);
    PageSet pages;
    EXPECT_EQ(must(validate_tree(fork->read_view(), kCatalogTree, &pages)).entries, content.size());
    must(fork->close());
  }
  EXPECT_EQ(vfs.files(), files);
  EXPECT_EQ(read_all(store->read_view(), kCatalogTree), origin);
}

TEST(Fork, DoesNotSeeWhatComesLaterThroughCheckpointsToo) {
  os::MemVfs vfs;
  StoreOptions options;
  options.page_bytes = 4096;
  options.pool_bytes = 16 * 4096;
  auto store = open_store(vfs, options);
  Content origin = filled(*store, 2000);
  auto fork = store->fork();
  Content content = origin;
  for (int i = 0; i < 100; ++i) {
    origin = commit_one(*store, origin, "key" + std::to_string(i * 17), "changed");
    content = commit_one(*fork, content, "key" + std::to_string(i * 13), "otherwise");
    if (i % 20 == 19) must(store->checkpoint());
  }
  EXPECT_EQ(read_all(store->read_view(), kCatalogTree), origin);
  EXPECT_EQ(read_all(fork->read_view(), kCatalogTree), content);
  EXPECT_EQ(read_all(fork->fork()->read_view(), kCatalogTree), content);
}

TEST(Fork, OfAForkAndOfWhatIsNotYetLogged) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  {
    WriteTxn txn = must(store->begin_write(0));
    must(txn.put(kCatalogTree, "held", "1", WriteMode::kInsert));
    must(txn.commit(Durability::kDeferred));
  }
  auto one = store->fork();
  const Content first = commit_one(*one, {{"held", "1"}}, "one", "1");
  auto two = one->fork();
  const Content second = commit_one(*two, first, "two", "2");
  const Content third = commit_one(*one, first, "three", "3");
  must(store->sync());
  EXPECT_EQ(read_all(two->read_view(), kCatalogTree), second);
  EXPECT_EQ(read_all(one->read_view(), kCatalogTree), third);
  EXPECT_EQ(read_all(store->read_view(), kCatalogTree), (Content{{"held", "1"}}));
}

// Commits that are more than its memory, trees made and dropped, bulk loads, savepoints.
TEST(Fork, GrowsPastItsMemory) {
  os::MemVfs vfs;
  StoreOptions options;
  options.page_bytes = 4096;
  options.pool_bytes = 64 * 4096;
  auto store = open_store(vfs, options);
  Content content = filled(*store, 100);
  const auto files = vfs.files();
  auto fork = store->fork();
  for (int round = 0; round < 6; ++round) {
    WriteTxn txn = must(fork->begin_write(0));
    const TreeId tree = must(txn.create_tree());
    int i = 0;
    std::string key;
    std::string duplicate;
    const auto next = [&](std::string_view* k, std::string_view* v) -> Result<bool> {
      if (i == 3000) return false;
      key = "bulk" + std::to_string(100'000 + i++);
      *k = key;
      *v = key;
      return true;
    };
    EXPECT_EQ(must(txn.bulk_fill(tree, next, &duplicate)), WriteOutcome::kDone);
    const auto savepoint = txn.savepoint();
    must(txn.put(kCatalogTree, "gone", "1", WriteMode::kInsert));
    must(txn.rollback_to(savepoint));
    for (int row = 0; row < 1000; ++row) {
      content = with(txn, std::move(content), "r" + std::to_string(row * 7919 % 1000),
                     std::string(60, static_cast<char>('a' + round)));
    }
    must(txn.commit(Durability::kFull));
    EXPECT_EQ(read_all(fork->read_view(), tree).size(), 3000u);
    WriteTxn drop = must(fork->begin_write(0));
    must(drop.drop_tree(tree));
    must(drop.commit(Durability::kFull));
  }
  EXPECT_EQ(read_all(fork->read_view(), kCatalogTree), content);
  EXPECT_LT(fork->stats().pages_cached, 200u);
  EXPECT_EQ(vfs.files(), files);
}

// Forks are made, written and read while their origin is written, logged and checkpointed.
TEST(Fork, ThreadsForkWhileOthersWrite) {
  os::MemVfs vfs;
  StoreOptions options;
  options.page_bytes = 4096;
  options.pool_bytes = 64 * 4096;
  options.checkpoint_bytes = 32 * 4096;
  auto store = open_store(vfs, options);
  filled(*store, 300);
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    for (int i = 0; !stop; ++i) {
      WriteTxn txn = must(store->begin_write(0));
      for (int j = 0; j < 5; ++j) {
        const std::string key = "key" + std::to_string((i * 5 + j) % 300);
        must(txn.put(kCatalogTree, key, std::to_string(i), WriteMode::kUpsert));
      }
      must(txn.commit(i % 3 == 0 ? Durability::kFull : Durability::kDeferred));
      if (i % 50 == 0) must(store->sync());
    }
  });
  std::atomic<int> forks{0};
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      while (!stop) {
        auto fork = store->fork();
        const Content before = read_all(fork->read_view(), kCatalogTree);
        Content content = before;
        for (int i = 0; i < 20; ++i) {
          content = commit_one(*fork, content, "key" + std::to_string(i * 13), "fork");
        }
        EXPECT_EQ(read_all(fork->read_view(), kCatalogTree), content);
        // Groups of five keys were written by one commit.
        for (int group = 0; group < 60; ++group) {
          const auto at = [&](int j) { return before.at("key" + std::to_string(group * 5 + j)); };
          EXPECT_EQ(at(0), at(4));
        }
        ++forks;
      }
    });
  }
  while (forks < 40) std::this_thread::yield();
  stop = true;
  for (std::thread& thread : threads) thread.join();
}

TEST(Fork, OfAFileOpenedReadOnlyMayBeWritten) {
  os::MemVfs vfs;
  {
    auto store = open_store(vfs);
    filled(*store, 10);
    must(store->close());
  }
  const auto files = vfs.files();
  StoreOptions options;
  options.read_only = true;
  auto store = open_store(vfs, options);
  auto fork = store->fork();
  commit_one(*fork, {}, "new", "1");
  EXPECT_EQ(read_all(fork->read_view(), kCatalogTree).size(), 11u);
  fork.reset();
  EXPECT_EQ(vfs.files(), files);
}

}  // namespace
}  // namespace rung::storage
