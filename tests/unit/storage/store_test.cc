#include <atomic>
#include <thread>

#include "tests/unit/storage/support.h"

namespace rung::storage {
namespace {

std::string get(const ReadView& view, TreeId tree, std::string_view key) {
  std::string value;
  return must(view.get(tree, key, &value)) ? value : "(none)";
}

void put(WriteTxn& txn, TreeId tree, std::string_view key, std::string_view value) {
  ASSERT_EQ(must(txn.put(tree, key, value, WriteMode::kUpsert)), WriteOutcome::kDone);
}

TEST(Store, KeepsWhatWasCommittedAndOnlyThat) {
  os::MemVfs vfs;
  {
    auto store = open_store(vfs);
    WriteTxn txn = must(store->begin_write(0));
    put(txn, kCatalogTree, "a", "1");
    must(txn.commit(Durability::kFull));
    WriteTxn lost = must(store->begin_write(0));
    put(lost, kCatalogTree, "b", "2");
  }
  EXPECT_FALSE(must(vfs.exists("t.rung-wal")));
  auto store = open_store(vfs);
  EXPECT_EQ(get(store->read_view(), kCatalogTree, "a"), "1");
  EXPECT_EQ(get(store->read_view(), kCatalogTree, "b"), "(none)");
}

TEST(Store, OldViewsKeepTheirStateThroughCommitsAndCheckpoints) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  std::vector<ReadView> views;
  for (int i = 0; i < 20; ++i) {
    WriteTxn txn = must(store->begin_write(0));
    put(txn, kCatalogTree, "k", std::to_string(i));
    for (int j = 0; j < 300; ++j) {
      put(txn, kCatalogTree, "fill" + std::to_string(j), std::string(100, static_cast<char>('a' + i)));
    }
    must(txn.commit(Durability::kFull));
    views.push_back(store->read_view());
    if (i % 3 == 2) must(store->checkpoint());
    for (int v = 0; v <= i; ++v) {
      ASSERT_EQ(get(views[static_cast<size_t>(v)], kCatalogTree, "k"), std::to_string(v));
      ASSERT_EQ(get(views[static_cast<size_t>(v)], kCatalogTree, "fill250"),
                std::string(100, static_cast<char>('a' + v)));
    }
  }
}

TEST(Store, AViewOfATransactionDoesNotShowLaterWrites) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  WriteTxn txn = must(store->begin_write(0));
  put(txn, kCatalogTree, "k", "1");
  const ReadView one = txn.view();
  put(txn, kCatalogTree, "k", "2");
  const ReadView two = txn.view();
  EXPECT_EQ(must(txn.erase(kCatalogTree, "k")), WriteOutcome::kDone);
  EXPECT_EQ(get(one, kCatalogTree, "k"), "1");
  EXPECT_EQ(get(two, kCatalogTree, "k"), "2");
  EXPECT_EQ(get(txn.view(), kCatalogTree, "k"), "(none)");
  must(txn.commit(Durability::kFull));
  EXPECT_EQ(get(one, kCatalogTree, "k"), "1");
  EXPECT_EQ(get(two, kCatalogTree, "k"), "2");
  EXPECT_EQ(get(store->read_view(), kCatalogTree, "k"), "(none)");
}

// Savepoints and views against a stack of std::map, in random order.
TEST(Store, SavepointsAndViewsMatchAModel) {
  Random random(test_seed());
  os::MemVfs vfs;
  StoreOptions options;
  options.page_bytes = 4096;
  options.checkpoint_bytes = 256 << 10;
  auto store = open_store(vfs, options);
  TreeId tree;
  {
    WriteTxn txn = must(store->begin_write(0));
    tree = must(txn.create_tree());
    must(txn.commit(Durability::kFull));
  }
  Content committed;
  for (int round = 0; round < 40; ++round) {
    WriteTxn txn = must(store->begin_write(0));
    Content now = committed;
    std::vector<std::pair<WriteTxn::SavepointId, Content>> savepoints;
    std::vector<std::pair<ReadView, Content>> views;
    for (int op = 0; op < 120; ++op) {
      switch (random.below(12)) {
        case 0: savepoints.emplace_back(txn.savepoint(), now); break;
        case 1:
          if (!savepoints.empty()) {
            savepoints.resize(random.below(savepoints.size()) + 1);
            must(txn.rollback_to(savepoints.back().first));
            now = savepoints.back().second;
          }
          break;
        case 2:
          if (!savepoints.empty()) {
            const size_t at = random.below(savepoints.size());
            txn.release(savepoints[at].first);
            savepoints.resize(at);
          }
          break;
        case 3: views.emplace_back(txn.view(), now); break;
        case 4:
          if (!views.empty()) {
            views.erase(views.begin() + static_cast<ptrdiff_t>(random.below(views.size())));
          }
          break;
        default:
          for (int i = 0; i < 8; ++i) {
            const std::string key = "key" + std::to_string(random.below(400));
            if (random.one_in(3)) {
              must(txn.erase(tree, key));
              now.erase(key);
            } else {
              const std::string value = random.bytes(random.one_in(30) ? 6000 : random.below(90));
              put(txn, tree, key, value);
              now[key] = value;
            }
          }
      }
      if (op % 10 == 9) {
        for (const auto& [view, content] : views) ASSERT_EQ(read_all(view, tree), content);
        ASSERT_EQ(read_all(txn.view(), tree), now);
      }
    }
    if (random.one_in(3)) {
      txn.rollback();
    } else {
      must(txn.commit(Durability::kDeferred));
      committed = now;
    }
    for (const auto& [view, content] : views) ASSERT_EQ(read_all(view, tree), content);
    ASSERT_EQ(read_all(store->read_view(), tree), committed);
    PageSet pages;
    must(validate_tree(store->read_view(), tree, &pages));
    const StoreStats stats = store->stats();
    ASSERT_EQ(pages.size() + 2 + stats.free_pages, stats.page_count);
  }
}

TEST(Store, AWriterWaitsForAnotherUntilItsTimeout) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  WriteTxn first = must(store->begin_write(0));
  const auto second = store->begin_write(20);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().state, sqlstate::lock_not_available);
  first.rollback();
  EXPECT_TRUE(store->begin_write(20).ok());
}

TEST(Store, AFileInUseNamesItsOwner) {
  os::MemVfs vfs;
  StoreOptions options;
  options.owner_note = "rung up, pid 12";
  options.lock_wait_ms = 50;
  auto store = open_store(vfs, options);
  { WriteTxn txn = must(store->begin_write(0)); }
  const auto second = Store::open(vfs, "t.rung", options);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().state, sqlstate::lock_not_available);
  EXPECT_NE(second.error().detail.find("held by rung up, pid 12"), std::string::npos);
  const std::string before = vfs.files().at("t.rung");
  must(store->close());
  EXPECT_TRUE(Store::open(vfs, "t.rung", options).ok());
}

TEST(Store, BadFilesAreRefusedWithTheirReason) {
  os::MemVfs vfs;
  vfs.put_file("t.rung", "#!/bin/sh\necho this is no database, only a script of some length\n");
  auto opened = Store::open(vfs, "t.rung", {});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().message, "file \"t.rung\" is not a rung database");
  must(vfs.remove("t.rung"));
  {
    auto store = open_store(vfs);
    WriteTxn txn = must(store->begin_write(0));
    for (int i = 0; i < 2000; ++i) put(txn, kCatalogTree, "key" + std::to_string(i), "value");
    must(txn.commit(Durability::kFull));
  }
  const std::string good = vfs.files().at("t.rung");
  vfs.put_file("t.rung", good.substr(0, good.size() - 8192));
  opened = Store::open(vfs, "t.rung", {});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().state, sqlstate::data_corrupted);
  EXPECT_NE(opened.error().message.find("truncated"), std::string::npos);
  // A flipped byte anywhere in a page is found when the page is read.
  std::string flipped = good;
  flipped[8192 + 5000] = static_cast<char>(flipped[8192 + 5000] ^ 1);
  vfs.put_file("t.rung", flipped);
  auto store = open_store(vfs);
  std::string value;
  const auto got = store->read_view().get(kCatalogTree, "key7", &value);
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().state, sqlstate::data_corrupted);
  EXPECT_EQ(got.error().message, "invalid page 1 in file \"t.rung\": checksum mismatch");
}

TEST(Store, AReadOnlyOpeningReadsTheLogAndWritesNothing) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  WriteTxn txn = must(store->begin_write(0));
  put(txn, kCatalogTree, "a", "1");
  must(txn.commit(Durability::kFull));
  os::MemVfs copy;  // as a killed process leaves it
  for (const auto& [path, bytes] : vfs.files()) copy.put_file(path, bytes);
  StoreOptions options;
  options.read_only = true;
  {
    auto reader = open_store(copy, options);
    auto second = open_store(copy, options);  // readers share the file
    EXPECT_EQ(get(reader->read_view(), kCatalogTree, "a"), "1");
    const auto refused = second->begin_write(0);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().state, sqlstate::read_only_sql_transaction);
  }
  EXPECT_EQ(copy.files(), vfs.files());
}

TEST(Store, ATransactionMayBeLargerThanItsMemory) {
  os::MemVfs vfs;
  StoreOptions options;
  options.page_bytes = 4096;
  options.pool_bytes = 64 * 4096;
  auto store = open_store(vfs, options);
  Random random(test_seed());
  WriteTxn txn = must(store->begin_write(0));
  const TreeId tree = must(txn.create_tree());
  Content now;
  ReadView half;
  Content half_content;
  const auto savepoint = txn.savepoint();
  static_cast<void>(savepoint);
  for (int i = 0; i < 12'000; ++i) {
    const std::string key = "key" + std::to_string(random.below(9000));
    now[key] = random.bytes(random.below(300));
    put(txn, tree, key, now[key]);
    if (i == 6000) {
      half = txn.view();
      half_content = now;
    }
  }
  EXPECT_EQ(read_all(half, tree), half_content);
  EXPECT_EQ(read_all(txn.view(), tree), now);
  must(txn.commit(Durability::kFull));
  EXPECT_EQ(read_all(half, tree), half_content);
  EXPECT_EQ(read_all(store->read_view(), tree), now);
  must(store->close());
  store = open_store(vfs, options);
  EXPECT_EQ(read_all(store->read_view(), tree), now);
}

TEST(Store, NewPagesOfALargeCommitAreWrittenOnce) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  WriteTxn txn = must(store->begin_write(0));
  const TreeId tree = must(txn.create_tree());
  for (int i = 0; i < 40'000; ++i) put(txn, tree, std::to_string(i * 7919), std::string(90, 'v'));
  const Content written = read_all(txn.view(), tree);
  EXPECT_EQ(written.size(), 40'000u);
  must(txn.commit(Durability::kFull));
  EXPECT_GT(vfs.files().at("t.rung").size(), 4u << 20);
  EXPECT_LT(store->stats().log_bytes, 64u << 10);
  os::MemVfs killed;
  for (const auto& [path, bytes] : vfs.files()) killed.put_file(path, bytes);
  const auto reopened = open_store(killed);
  EXPECT_EQ(read_all(reopened->read_view(), tree), written);
  WriteTxn next = must(store->begin_write(0));
  put(next, tree, "7919", "changed");
  must(next.commit(Durability::kFull));
  const ReadView view = store->read_view();
  must(store->checkpoint());
  Content changed = written;
  changed["7919"] = "changed";
  EXPECT_EQ(read_all(view, tree), changed);
}

TEST(Store, ABulkLoadThatIsRolledBackLeavesNoBytes) {
  os::MemVfs vfs;
  auto store = open_store(vfs);
  const size_t before = vfs.files().at("t.rung").size();
  WriteTxn txn = must(store->begin_write(0));
  const TreeId tree = must(txn.create_tree());
  int i = 0;
  std::string key;
  const auto next = [&](std::string_view* k, std::string_view* v) -> Result<bool> {
    if (i == 60'000) return false;
    key = std::to_string(1'000'000 + i++);
    *k = key;
    *v = "some value to fill pages with";
    return true;
  };
  std::string duplicate;
  must(txn.bulk_fill(tree, next, &duplicate));
  EXPECT_GT(vfs.files().at("t.rung").size(), before + (1u << 20));
  put(txn, tree, "1030000", "changed after the load");
  EXPECT_EQ(read_all(txn.view(), tree).size(), 60'000u);
  txn.rollback();
  EXPECT_EQ(vfs.files().at("t.rung").size(), before);
}

// What views of old states need is kept when a checkpoint overwrites it, in a temporary file beyond a
// part of the pool, or in memory when there can be none.
TEST(Store, OldStatesMayBeLargerThanThePool) {
  for (const bool may_spill : {true, false}) {
    os::MemVfs vfs;
    StoreOptions options;
    options.page_bytes = 4096;
    options.pool_bytes = 32 * 4096;
    options.checkpoint_bytes = 64 * 4096;
    auto store = open_store(vfs, options);
    Random random(test_seed());
    Content now;
    const auto change = [&] {
      for (int first = 10'000; first < 13'000; first += 100) {  // none of them spills
        WriteTxn txn = must(store->begin_write(0));
        for (int i = first; i < first + 100; ++i) {
          const std::string key = "key" + std::to_string(i);
          now[key] = random.bytes(random.below(250));
          put(txn, kCatalogTree, key, now[key]);
        }
        must(txn.commit(Durability::kFull));
      }
      must(store->checkpoint());
    };
    change();
    must(store->close());
    store = open_store(vfs, options);
    bool refused = false;
    if (!may_spill) {
      vfs.set_fault_hook([&](os::MemOpKind kind, const std::string& path) -> Result<void> {
        if (path != "(temporary)" || kind != os::MemOpKind::kOpen) return {};
        refused = true;
        return Error(sqlstate::disk_full, "could not write file: No space left on device");
      });
    }
    change();
    const size_t files = vfs.open_files();
    std::vector<std::pair<ReadView, Content>> old;
    for (int round = 0; round < 6; ++round) {
      old.emplace_back(store->read_view(), now);
      if (round > 2) old.erase(old.begin() + round % 2);  // its images' places are used again
      change();
      for (const auto& [view, content] : old) ASSERT_EQ(read_all(view, kCatalogTree), content);
    }
    EXPECT_EQ(read_all(store->read_view(), kCatalogTree), now);
    EXPECT_LE(store->stats().pages_cached, 33u);
    EXPECT_EQ(refused, !may_spill);
    EXPECT_EQ(vfs.open_files() > files, may_spill);
    old.clear();
    vfs.set_fault_hook(nullptr);
    must(store->close());
    store = open_store(vfs, options);
    EXPECT_EQ(read_all(store->read_view(), kCatalogTree), now);
  }
}

// Writers commit in turn and share syncs; readers see whole commits only, and never go back.
TEST(Store, ManyThreadsReadAndWrite) {
  os::MemVfs vfs;
  StoreOptions options;
  options.page_bytes = 4096;
  options.pool_bytes = 32 * 4096;
  options.checkpoint_bytes = 100 * 4096;
  auto store = open_store(vfs, options);
  {
    WriteTxn txn = must(store->begin_write(0));
    for (int i = 0; i < 200; ++i) put(txn, kCatalogTree, "k" + std::to_string(i), "0");
    must(txn.commit(Durability::kFull));
  }
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      uint64_t last = 0;
      while (!stop) {
        const Content content = read_all(store->read_view(), kCatalogTree);
        const uint64_t value = std::stoull(content.begin()->second);
        for (const auto& [key, each] : content) ASSERT_EQ(std::stoull(each), value);
        ASSERT_GE(value, last);
        last = value;
      }
    });
  }
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t) {
    writers.emplace_back([&] {
      for (int n = 0; n < 15; ++n) {
        WriteTxn txn = must(store->begin_write(0));
        std::string value;
        ASSERT_TRUE(must(txn.get(kCatalogTree, "k0", &value)));
        const std::string next = std::to_string(std::stoull(value) + 1);
        for (int i = 0; i < 200; ++i) put(txn, kCatalogTree, "k" + std::to_string(i), next);
        must(txn.commit(n % 3 == 0 ? Durability::kDeferred : Durability::kFull));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  stop = true;
  for (std::thread& reader : threads) reader.join();
  EXPECT_EQ(get(store->read_view(), kCatalogTree, "k0"), "60");
  must(store->close());
}

}  // namespace
}  // namespace rung::storage
