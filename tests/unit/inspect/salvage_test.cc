// Damaged files, and how much of them comes back.
#include "tests/unit/inspect/support.h"

namespace rung::inspect {
namespace {

constexpr size_t kPageBytes = 8192;
constexpr int kRows = 3000;

class SalvageTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto database = session::Database::open(vfs, "t.rung", storage::StoreOptions());
    run(*database,
        "CREATE TABLE owners (id int PRIMARY KEY, name text);"
        "CREATE TABLE things (id int PRIMARY KEY, owner int REFERENCES owners, note text);"
        "CREATE INDEX things_note ON things (note);"
        "CREATE SEQUENCE numbers START 50;"
        "INSERT INTO owners SELECT n, 'owner ' || n FROM generate_series(1, 10) n;"
        "INSERT INTO things SELECT n, 1 + n % 10, repeat('x', 100) || n"
        "  FROM generate_series(1, " + std::to_string(kRows) + ") n");
    things = relation(*database, "things");
    index = relation(*database, "things_note");
    owners = relation(*database, "owners");
    database->close();
  }
  void spoil(uint32_t page) {
    std::string bytes = vfs.files().at("t.rung");
    ASSERT_GT(bytes.size(), page * kPageBytes);
    bytes[page * kPageBytes + 100] = static_cast<char>(bytes[page * kPageBytes + 100] ^ 1);
    vfs.put_file("t.rung", bytes);
  }
  std::unique_ptr<session::Database> salvaged(SalvageReport* report) {
    *report = session::salvage_database(vfs, "t.rung", "new.rung", 0);
    return session::Database::open(vfs, "new.rung", storage::StoreOptions());
  }

  os::MemVfs vfs;
  catalog::Relation things, index, owners;
};

TEST_F(SalvageTest, AWholeFileComesBackWhole) {
  SalvageReport report;
  const auto database = salvaged(&report);
  EXPECT_EQ(texts(report.lost), std::vector<std::string>());
  EXPECT_EQ(report.rows, 10u + kRows);
  EXPECT_EQ(findings(*database), std::vector<std::string>());
  const auto source = session::Database::open(vfs, "t.rung", storage::StoreOptions());
  EXPECT_EQ(digest(database->store().read_view()).text(), digest(source->store().read_view()).text());
  EXPECT_EQ(run(*database, "SELECT nextval('numbers')"), std::vector<std::string>({"50"}));
  EXPECT_EQ(run(*database, "SELECT id FROM things WHERE note = repeat('x', 100) || '77'"),
            std::vector<std::string>({"77"}));
}

TEST_F(SalvageTest, ALostRootOfATableLosesThatTableAlone) {
  spoil(static_cast<uint32_t>(things.tree));
  SalvageReport report;
  const auto database = salvaged(&report);
  ASSERT_EQ(report.lost.findings.size(), 1u);
  EXPECT_EQ(report.lost.findings[0].object, "table public.things");
  EXPECT_NE(report.lost.findings[0].message.find("page " + std::to_string(
                static_cast<uint32_t>(things.tree))), std::string::npos)
      << report.lost.findings[0].message;
  EXPECT_EQ(run(*database, "SELECT count(*) FROM owners"), std::vector<std::string>({"10"}));
  EXPECT_EQ(run(*database, "SELECT count(*) FROM things"), std::vector<std::string>({"0"}));
  EXPECT_EQ(findings(*database), std::vector<std::string>());
}

TEST_F(SalvageTest, WithoutACatalogThereIsNothingToCopy) {
  spoil(1);
  try {
    session::salvage_database(vfs, "t.rung", "new.rung", 0);
    FAIL();
  } catch (const SqlError& error) {
    EXPECT_STREQ(error.what(), "nothing of the catalog can be read");
    EXPECT_NE(error.error().detail.find("page 1"), std::string::npos) << error.error().detail;
  }
  EXPECT_EQ(vfs.files().count("new.rung"), 0u);
}

TEST_F(SalvageTest, ALostIndexLosesNothing) {
  spoil(static_cast<uint32_t>(index.tree));
  SalvageReport report;
  const auto database = salvaged(&report);
  EXPECT_EQ(texts(report.lost), std::vector<std::string>());
  EXPECT_EQ(run(*database, "SELECT count(*) FROM things"),
            std::vector<std::string>({std::to_string(kRows)}));
}

TEST_F(SalvageTest, LostReferencedRowsAreTold) {
  spoil(static_cast<uint32_t>(owners.tree));
  SalvageReport report;
  const auto database = salvaged(&report);
  EXPECT_EQ(run(*database, "SELECT count(*) FROM things"),
            std::vector<std::string>({std::to_string(kRows)}));
  EXPECT_EQ(report.lost.findings_total, 1u + kRows);
  EXPECT_EQ(report.lost.findings[1].object, "table public.things");
}

TEST_F(SalvageTest, WhicheverPageIsLostTheCopyIsSound) {
  // Rows whose referenced row was on the page are the one thing left to complain about.
  const uint32_t pages = static_cast<uint32_t>(vfs.files().at("t.rung").size() / kPageBytes);
  const std::string good = vfs.files().at("t.rung");
  for (uint32_t page = 2; page < pages; page += 7) {
    vfs.put_file("t.rung", good);
    spoil(page);
    const SalvageReport report = session::salvage_database(
        vfs, "t.rung", "copy" + std::to_string(page) + ".rung", 0);
    const auto database = session::Database::open(vfs, "copy" + std::to_string(page) + ".rung",
                                                  storage::StoreOptions());
    for (const std::string& finding : findings(*database)) {
      EXPECT_NE(finding.find("for foreign key"), std::string::npos) << page << ": " << finding;
    }
    EXPECT_LE(report.rows, 10u + kRows);
  }
}

TEST_F(SalvageTest, AFileThatIsNoDatabaseIsRefusedAndNothingMade) {
  vfs.put_file("t.rung", std::string(20000, 'z'));
  try {
    session::salvage_database(vfs, "t.rung", "new.rung", 0);
    FAIL();
  } catch (const SqlError& error) {
    EXPECT_EQ(error.error().state, sqlstate::data_corrupted);
  }
  EXPECT_EQ(vfs.files().size(), 1u);
}

TEST_F(SalvageTest, AnExistingFileIsNotOverwritten) {
  vfs.put_file("new.rung", "precious");
  EXPECT_THROW(session::salvage_database(vfs, "t.rung", "new.rung", 0), SqlError);
  EXPECT_EQ(vfs.files().at("new.rung"), "precious");
}

TEST_F(SalvageTest, ATruncatedFileGivesWhatIsLeft) {
  std::string bytes = vfs.files().at("t.rung");
  bytes.resize(bytes.size() / 2 / kPageBytes * kPageBytes);
  vfs.put_file("t.rung", bytes);
  SalvageReport report;
  const auto database = salvaged(&report);
  EXPECT_GT(report.lost.findings_total, 0u);
  const auto count = run(*database, "SELECT count(*) FROM things");
  ASSERT_EQ(count.size(), 1u);
  EXPECT_GT(std::stoi(count[0]), 0);
  EXPECT_LT(std::stoi(count[0]), kRows);
}

}  // namespace
}  // namespace rung::inspect
