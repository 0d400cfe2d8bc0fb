// Damaged files: whatever bytes are there, the answer is right or an error; never a crash.
#include <cstring>
#include <iostream>

#include "storage/meta.h"
#include "storage/node.h"
#include "tests/unit/storage/support.h"

namespace rung::storage {
namespace {

// A closed database of a few dozen pages with inner nodes, overflow values and free pages.
Content make_database(os::MemVfs& vfs, const StoreOptions& options) {
  auto store = open_store(vfs, options);
  WriteTxn txn = must(store->begin_write(0));
  Content content;
  for (int i = 0; i < 1500; ++i) {
    const std::string key = "key" + std::to_string(i * 7919 % 100'000);
    const size_t size = i % 100 == 0 ? 9000u : static_cast<size_t>(30 + i % 50);
    content[key] = std::string(size, static_cast<char>('a' + i % 26));
    must(txn.put(kCatalogTree, key, content[key], WriteMode::kUpsert));
  }
  for (int i = 0; i < 500; ++i) {
    const std::string key = "key" + std::to_string(i * 7919 % 100'000);
    must(txn.erase(kCatalogTree, key));
    content.erase(key);
  }
  must(txn.commit(Durability::kFull));
  must(store->close());
  return content;
}

Result<Content> read_checked(os::MemVfs& vfs, const StoreOptions& options) {
  RUNG_ASSIGN(const std::unique_ptr<Store> store, Store::open(vfs, "t.rung", options));
  const ReadView view = store->read_view();
  Content content;
  Cursor cursor(view, kCatalogTree);
  RUNG_TRY(cursor.seek_first());
  while (cursor.valid()) {
    RUNG_ASSIGN(const std::string_view value, cursor.value());
    content.emplace(cursor.key(), value);
    RUNG_TRY(cursor.next());
  }
  RUNG_TRY(cursor.seek_last());
  while (cursor.valid()) RUNG_TRY(cursor.previous());
  PageSet pages;
  RUNG_ASSIGN(const TreeShape shape, validate_tree(view, kCatalogTree, &pages));
  EXPECT_EQ(shape.entries, content.size());
  return content;
}

TEST(Damage, AFlippedByteIsFoundOrDoesNotMatter) {
  const uint64_t seed = test_seed();
  std::cout << "RUNG_SEED=" << seed << "\n";
  Random random(seed);
  StoreOptions options;
  options.page_bytes = 4096;
  os::MemVfs vfs;
  const Content content = make_database(vfs, options);
  const std::string good = vfs.files().at("t.rung");
  uint64_t found = 0;
  for (uint64_t i = 0; i < 600 * test_scale(); ++i) {
    // Headers more often than their share.
    const uint64_t page = random.below(good.size() / 4096) * 4096;
    const uint64_t at = page + (random.one_in(2) ? random.below(64) : random.below(4096));
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ static_cast<char>(1u << random.below(8)));
    vfs.put_file("t.rung", bad);
    const Result<Content> read = read_checked(vfs, options);
    if (read.ok()) {
      ASSERT_EQ(read.value(), content) << "byte " << at;
    } else {
      ++found;
      ASSERT_TRUE(read.error().state == sqlstate::data_corrupted ||
                  read.error().state == sqlstate::feature_not_supported)
          << read.error().message;
    }
  }
  std::cout << "D1: " << found << " found\n";
}

// The older slot would describe a file that no longer is.
TEST(Damage, ADamagedMetaSlotIsNotReplacedByAnOlderState) {
  os::MemVfs vfs;
  make_database(vfs, {});
  const std::string good = vfs.files().at("t.rung");
  for (const bool zeroed : {false, true}) {
    for (const int slot : {0, 1}) {
      std::string bad = good;
      const size_t at = meta_slot_offset(8192, slot);
      if (zeroed) {
        std::fill_n(bad.begin() + static_cast<ptrdiff_t>(at), 3584, '\0');
      } else {
        bad[at + 9] = static_cast<char>(bad[at + 9] ^ 1);
      }
      vfs.put_file("t.rung", bad);
      const auto opened = Store::open(vfs, "t.rung", {});
      ASSERT_FALSE(opened.ok());
      EXPECT_EQ(opened.error().state, sqlstate::data_corrupted);
    }
  }
}

// With the checksum put right, the structure itself is what must hold.
TEST(Damage, APageWithAValidChecksumMayHoldAnything) {
  Random random(test_seed() + 1);
  StoreOptions options;
  options.page_bytes = 4096;
  os::MemVfs vfs;
  make_database(vfs, options);
  const std::string good = vfs.files().at("t.rung");
  auto file = must(vfs.open("t.rung", os::OpenMode::kReadOnly));
  const FileIdentity identity = must(read_meta(*file, "t.rung")).identity;
  file.reset();
  for (uint64_t i = 0; i < 600 * test_scale(); ++i) {
    std::string bad = good;
    const auto page = static_cast<uint32_t>(1 + random.below(good.size() / 4096 - 1));
    char* bytes = bad.data() + uint64_t{page} * 4096;
    const auto csn = Csn{load_le<uint64_t>(bytes + page_at::kCsn)};
    for (uint64_t flips = 1 + random.below(4); flips > 0; --flips) {
      const uint64_t at = random.one_in(2) ? 4 + random.below(100) : 4 + random.below(4092);
      bytes[at] = static_cast<char>(random.below(256));
    }
    seal_page(identity, bytes, PageNo{page}, csn);
    vfs.put_file("t.rung", bad);
    const Result<Content> read = read_checked(vfs, options);
    if (!read.ok()) {
      ASSERT_EQ(read.error().state, sqlstate::data_corrupted) << read.error().message;
    }
  }
}

// The same, written to: an error at worst, and never a broken check.
TEST(Damage, APageWithAValidChecksumMayBeWrittenTo) {
  Random random(test_seed() + 2);
  StoreOptions options;
  options.page_bytes = 4096;
  os::MemVfs vfs;
  make_database(vfs, options);
  const std::string good = vfs.files().at("t.rung");
  auto file = must(vfs.open("t.rung", os::OpenMode::kReadOnly));
  const FileIdentity identity = must(read_meta(*file, "t.rung")).identity;
  file.reset();
  for (uint64_t i = 0; i < 100 * test_scale(); ++i) {
    std::string bad = good;
    const auto page = static_cast<uint32_t>(1 + random.below(good.size() / 4096 - 1));
    char* bytes = bad.data() + uint64_t{page} * 4096;
    const auto csn = Csn{load_le<uint64_t>(bytes + page_at::kCsn)};
    if (random.one_in(3)) {
      // Another page's content, which is sound in itself.
      const uint64_t other = 1 + random.below(good.size() / 4096 - 1);
      std::memcpy(bytes, good.data() + other * 4096, 4096);
    }
    for (uint64_t flips = random.below(4); flips > 0; --flips) {
      const uint64_t at = random.one_in(2) ? 4 + random.below(300) : 4 + random.below(4092);
      bytes[at] = random.one_in(2) ? static_cast<char>(random.below(256))
                                   : static_cast<char>(bytes[at] + 1);
    }
    seal_page(identity, bytes, PageNo{page}, csn);
    vfs.put_file("t.rung", bad);
    const auto opened = Store::open(vfs, "t.rung", options);
    if (!opened.ok()) continue;
    Store& store = *opened.value();
    const auto write = [&]() -> Result<void> {
      RUNG_ASSIGN(WriteTxn txn, store.begin_write(0));
      RUNG_ASSIGN(const TreeId tree, txn.create_tree());
      for (int n = 0; n < 150; ++n) {
        const std::string key = "key" + std::to_string(random.below(100'000));
        const TreeId to = random.one_in(4) ? tree : kCatalogTree;
        if (random.one_in(3)) {
          RUNG_TRY(txn.erase(to, key));
        } else {
          const std::string value(random.one_in(10) ? 5000u : random.below(200), 'w');
          RUNG_TRY(txn.put(to, key, value, WriteMode::kUpsert));
        }
      }
      RUNG_TRY(txn.drop_tree(tree));
      RUNG_TRY(txn.commit(Durability::kFull));
      return {};
    };
    for (int round = 0; round < 3; ++round) {
      const Result<void> written = write();
      if (!written.ok()) {
        ASSERT_TRUE(written.error().state == sqlstate::data_corrupted ||
                    written.error().state == sqlstate::program_limit_exceeded)
            << written.error().message;
      }
    }
  }
}

// A store that was never closed: three commits in its log. Gives where the first ends.
std::map<std::string, std::string> with_log(os::MemVfs& vfs, size_t* first_end = nullptr) {
  auto store = open_store(vfs);
  for (int i = 0; i < 3; ++i) {
    WriteTxn txn = must(store->begin_write(0));
    must(txn.put(kCatalogTree, "k" + std::to_string(i), "v", WriteMode::kInsert));
    must(txn.commit(Durability::kFull));
    if (i == 0 && first_end != nullptr) *first_end = 512 + store->stats().log_bytes;
  }
  return vfs.files();
}

TEST(Damage, ADamagedRecordBelowADurableOneIsRefused) {
  os::MemVfs vfs;
  size_t first_end = 0;
  const auto files = with_log(vfs, &first_end);
  const std::string& log = files.at("t.rung-wal");
  uint64_t refused = 0;
  for (size_t at = 512; at < 3 * first_end; at += at < first_end ? 1u : 7u) {
    os::MemVfs other;
    for (const auto& [path, bytes] : files) other.put_file(path, bytes);
    std::string bad = log;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    other.put_file("t.rung-wal", bad);
    const auto opened = Store::open(other, "t.rung", {});
    if (at < first_end) {
      // The third record says that the first was durable. Padding belongs to no record.
      if (!opened.ok()) {
        ++refused;
        EXPECT_EQ(opened.error().state, sqlstate::data_corrupted);
      } else {
        EXPECT_EQ(read_all(opened.value()->read_view(), kCatalogTree).size(), 3u);
      }
    } else {
      const size_t rows =
          opened.ok() ? read_all(opened.value()->read_view(), kCatalogTree).size() : 3;
      EXPECT_GE(rows, 1u);
    }
  }
  EXPECT_GT(refused, 50u);
}

TEST(Damage, TheLogOfAnotherDatabaseIsRefused) {
  os::MemVfs one(1);
  os::MemVfs two(2);
  auto files = with_log(one);
  const auto others = with_log(two);
  os::MemVfs mixed;
  mixed.put_file("t.rung", files.at("t.rung"));
  mixed.put_file("t.rung-wal", others.at("t.rung-wal"));
  const auto opened = Store::open(mixed, "t.rung", {});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().state, sqlstate::data_corrupted);
  EXPECT_EQ(opened.error().message, "log file \"t.rung-wal\" belongs to another database");
}

TEST(Damage, ALogWithoutItsDatabaseIsNotTakenOver) {
  os::MemVfs vfs;
  const auto files = with_log(vfs);
  os::MemVfs alone;
  alone.put_file("t.rung-wal", files.at("t.rung-wal"));
  const auto opened = Store::open(alone, "t.rung", {});
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().message,
            "log file \"t.rung-wal\" is left of a database that is gone");
}

}  // namespace
}  // namespace rung::storage
