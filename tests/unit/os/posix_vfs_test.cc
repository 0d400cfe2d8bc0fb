#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "os/links.h"
#include "storage/store.h"

namespace rung::os {
namespace {

class PosixVfsTest : public testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/rung-test-XXXXXX";
    directory_ = ::mkdtemp(pattern);
  }
  void TearDown() override {
    for (const char* name : {"/t.rung", "/t.rung-wal", "/t.rung-new", "/f", "/g"}) {
      const Result<void> removed = posix_vfs().remove(directory_ + name);
      static_cast<void>(removed.ok());
    }
    ::rmdir(directory_.c_str());
  }
  std::string directory_;
};

TEST_F(PosixVfsTest, WritesManyPiecesAndReadsToTheEnd) {
  auto file = posix_vfs().open(directory_ + "/f", OpenMode::kCreate);
  ASSERT_TRUE(file.ok());
  std::string expected;
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i) texts.push_back(std::string(static_cast<size_t>(i % 7), 'a'));
  std::vector<std::string_view> pieces(texts.begin(), texts.end());
  for (const std::string& text : texts) expected += text;
  ASSERT_TRUE(file.value()->write_at(5, pieces).ok());
  std::string read(expected.size() + 100, '?');
  const auto got = file.value()->read_at(5, read);
  ASSERT_TRUE(got.ok());
  ASSERT_EQ(got.value(), expected.size());
  EXPECT_EQ(read.substr(0, expected.size()), expected);
  EXPECT_EQ(file.value()->size().value(), expected.size() + 5);
}

TEST_F(PosixVfsTest, LinksAreFollowedToWhatNeedNotExist) {
  ASSERT_EQ(::symlink("g", (directory_ + "/f").c_str()), 0);
  EXPECT_EQ(follow_links(directory_ + "/f").value(), directory_ + "/g");
  ASSERT_EQ(::symlink((directory_ + "/none").c_str(), (directory_ + "/g").c_str()), 0);
  EXPECT_EQ(follow_links(directory_ + "/f").value(), directory_ + "/none");
  EXPECT_EQ(follow_links(directory_).value(), directory_);
  EXPECT_EQ(follow_links("none").value(), "none");
  ASSERT_EQ(posix_vfs().remove(directory_ + "/g").ok(), true);
  ASSERT_EQ(::symlink("f", (directory_ + "/g").c_str()), 0);
  EXPECT_EQ(follow_links(directory_ + "/f").error().message,
            "could not open file \"" + directory_ + "/f\": Too many levels of symbolic links");
}

TEST_F(PosixVfsTest, ErrorsNameFileAndCause) {
  const auto missing = posix_vfs().open(directory_ + "/none", OpenMode::kReadWrite);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().state, sqlstate::undefined_file);
  EXPECT_EQ(missing.error().message,
            "could not open file \"" + directory_ + "/none\": No such file or directory");
  auto full = posix_vfs().open("/dev/full", OpenMode::kReadWrite);
  ASSERT_TRUE(full.ok());
  const std::string_view piece = "text";
  const auto wrote = full.value()->write_at(0, {&piece, 1});
  ASSERT_FALSE(wrote.ok());
  EXPECT_EQ(wrote.error().state, sqlstate::disk_full);
  EXPECT_EQ(wrote.error().message,
            "could not write file \"/dev/full\" at offset 0: No space left on device");
}

TEST_F(PosixVfsTest, AnExclusiveLockExcludesOthersUntilItsFileCloses) {
  auto one = posix_vfs().open(directory_ + "/f", OpenMode::kCreate);
  auto two = posix_vfs().open(directory_ + "/f", OpenMode::kReadWrite);
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_TRUE(one.value()->try_lock(false).value());
  EXPECT_FALSE(two.value()->try_lock(false).value());
  EXPECT_FALSE(two.value()->try_lock(true).value());
  one.value().reset();
  EXPECT_TRUE(two.value()->try_lock(false).value());
}

TEST_F(PosixVfsTest, AStoreOnDiskIsOneFileAfterItWasClosed) {
  const std::string path = directory_ + "/t.rung";
  storage::StoreOptions options;
  options.lock_wait_ms = 20;
  options.owner_note = "a test";
  {
    auto store = storage::Store::open(posix_vfs(), path, options);
    ASSERT_TRUE(store.ok());
    auto txn = store.value()->begin_write(0);
    ASSERT_TRUE(txn.ok());
    ASSERT_TRUE(txn.value().put(storage::kCatalogTree, "k", "v", storage::WriteMode::kInsert).ok());
    ASSERT_TRUE(txn.value().commit(storage::Durability::kFull).ok());
    EXPECT_TRUE(posix_vfs().exists(path + "-wal").value());
    const auto second = storage::Store::open(posix_vfs(), path, options);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().message,
              "database file \"" + path + "\" is in use by another process");
    EXPECT_EQ(second.error().detail.rfind("It is held by a test. Waited ", 0), 0u);
  }
  EXPECT_FALSE(posix_vfs().exists(path + "-wal").value());
  EXPECT_FALSE(posix_vfs().exists(path + "-new").value());
  auto store = storage::Store::open(posix_vfs(), path, options);
  ASSERT_TRUE(store.ok());
  std::string value;
  EXPECT_TRUE(store.value()->read_view().get(storage::kCatalogTree, "k", &value).value());
  EXPECT_EQ(value, "v");
}

TEST_F(PosixVfsTest, AStoreInAMissingFolderNamesTheFileAskedFor) {
  const std::string path = directory_ + "/none/t.rung";
  const auto store = storage::Store::open(posix_vfs(), path, {});
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().state, sqlstate::undefined_file);
  EXPECT_EQ(store.error().message, "could not create file \"" + path +
                                       "\": No such file or directory");
}

}  // namespace
}  // namespace rung::os
