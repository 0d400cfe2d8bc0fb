#include "migrate/dbmate_source.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "migrate/files.h"
#include "migrate/user_error.h"

namespace rung::migrate {
namespace {

class DbmateSourceTest : public ::testing::Test {
 protected:
  DbmateSourceTest() {
    std::filesystem::remove_all(folder_);
    make_directories(folder_ + "/one");
    make_directories(folder_ + "/two/5_folder.sql");
  }
  ~DbmateSourceTest() override { std::filesystem::remove_all(folder_); }

  std::vector<std::string> names(DbmateSource source) {
    std::vector<std::string> found;
    for (const Migration& migration : source.list()) {
      found.push_back(migration.version + " " + migration.file_name);
    }
    return found;
  }

  const std::string folder_ = ::testing::TempDir() + "rung_source";
};

TEST_F(DbmateSourceTest, FilesOfAllFoldersApplyInByteOrderOfNames) {
  for (const char* name : {"one/9_b.sql", "one/001x.sql", "two/10_a.sql", "two/1.sql"}) {
    create_file(folder_ + "/" + name, "");
  }
  EXPECT_EQ(names(DbmateSource({folder_ + "/one", folder_ + "/two"})),
            (std::vector<std::string>{"001 001x.sql", "1 1.sql", "10 10_a.sql", "9 9_b.sql"}));
}

TEST_F(DbmateSourceTest, OtherFilesAreNoMigrations) {
  for (const char* name : {"2_c.SQL", "3_d.sql.bak", "x1.sql", ".sql", "4sql"}) {
    create_file(folder_ + "/one/" + name, "");
  }
  EXPECT_TRUE(names(DbmateSource({folder_ + "/one", folder_ + "/two"})).empty());
}

TEST_F(DbmateSourceTest, AMissingFolderIsNamed) {
  try {
    DbmateSource({"nope"}).list();
    FAIL() << "no error";
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(), "could not find migrations directory `nope`");
  }
}

TEST_F(DbmateSourceTest, ANewFileIsNeverWrittenOverAnother) {
  DbmateSource source({folder_ + "/fresh/"});
  const std::string path = source.path_of_new("add x", "20260101000000");
  EXPECT_EQ(path, folder_ + "/fresh/20260101000000_add x.sql");
  source.create(path);
  EXPECT_EQ(read_file(path), "-- migrate:up\n\n\n-- migrate:down\n\n");
  EXPECT_THROW(source.create(path), UserError);
}

}  // namespace
}  // namespace rung::migrate
