#include "migrate/runner.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "migrate/directives.h"
#include "migrate/files.h"
#include "migrate/user_error.h"
#include "tests/unit/migrate/fake_target.h"

namespace rung::migrate {
namespace {

class FakeSource final : public Source {
 public:
  std::map<std::string, std::string> files;
  std::vector<Migration> list() override {
    std::vector<Migration> found;
    for (const auto& [name, text] : files) {
      found.push_back({name.substr(0, name.find('_')), name, "db/" + name});
    }
    return found;
  }
  Script read(const Migration& migration) override {
    Script script{migration.path, files.at(migration.file_name), {}};
    script.sections = parse_sections(script.text);
    return script;
  }
  std::string path_of_new(const std::string&, const std::string&) override { return ""; }
  void create(const std::string&) override {}
};

std::string migration(const std::string& name) {
  return "-- migrate:up\nup " + name + ";\n-- migrate:down\ndown " + name + ";\n";
}

using Lines = std::vector<std::string>;

class RunnerTest : public ::testing::Test {
 protected:
  RunnerTest() {
    options_.dump_schema = false;
    target_.lines = &reporter_.lines;
    source_.files = {{"1_a.sql", migration("a")}, {"2_b.sql", migration("b")}};
  }
  Runner runner() { return Runner(source_, target_, reporter_, options_); }
  template <class Action>
  std::string error_of(Action action) {
    try {
      action();
    } catch (const UserError& error) {
      return error.what();
    }
    return "";
  }

  FakeSource source_;
  FakeTarget target_;
  FakeReporter reporter_;
  RunnerOptions options_;
};

TEST_F(RunnerTest, UpAppliesWhatIsPendingAndSaysSoOnlyOnceDurable) {
  runner().up();
  EXPECT_EQ(target_.versions, (std::set<std::string>{"1", "2"}));
  EXPECT_TRUE(target_.deferred);
  const auto first_done =
      std::find(reporter_.lines.begin(), reporter_.lines.end(), "Applied: 1_a.sql");
  const auto sync = std::find(reporter_.lines.begin(), reporter_.lines.end(), "(sync)");
  ASSERT_NE(sync, reporter_.lines.end());
  EXPECT_LT(sync, first_done);
  Lines without_syncs = reporter_.lines;
  std::erase(without_syncs, "(sync)");
  EXPECT_EQ(without_syncs, (Lines{"Applying: 1_a.sql", "Applied: 1_a.sql", "Applying: 2_b.sql",
                                  "Applied: 2_b.sql"}));
}

TEST_F(RunnerTest, UpCreatesAMissingDatabaseAndMigrateDoesNot) {
  target_.present = false;
  runner().up();
  EXPECT_EQ(reporter_.lines.front(), "Creating: fake.rung");
}

// dbmate prints "Applied" for the file that failed.
TEST_F(RunnerTest, AFailureKeepsThoseBeforeItAndSaysNothingOfItselfAsApplied) {
  target_.failures["up b"] = Error(sqlstate::syntax_error, "no", 0);
  EXPECT_EQ(error_of([&] { runner().migrate(); }), "db/2_b.sql:2:1: no (42601)\nup b;\n^");
  EXPECT_EQ(target_.versions, std::set<std::string>{"1"});
  std::erase(reporter_.lines, "(sync)");
  EXPECT_EQ(reporter_.lines, (Lines{"Applying: 1_a.sql", "Applied: 1_a.sql", "Applying: 2_b.sql"}));
}

TEST_F(RunnerTest, StrictRefusesWhatComesBeforeAnAppliedVersionAsText) {
  source_.files = {{"10_b.sql", migration("b")}, {"9_a.sql", migration("a")}};
  target_.versions = {"9"};
  options_.strict = true;
  EXPECT_EQ(error_of([&] { runner().migrate(); }),
            "migration `10` is out of order with already applied migrations, the version number "
            "has to be higher than the applied migration `9` in --strict mode");
  options_.strict = false;
  runner().migrate();
  EXPECT_TRUE(target_.versions.contains("10"));
}

TEST_F(RunnerTest, TwoFilesOfOneVersionAreRefusedByName) {
  source_.files["1_c.sql"] = migration("c");
  EXPECT_EQ(error_of([&] { runner().migrate(); }),
            "two migrations have the version `1`: db/1_a.sql and db/1_c.sql");
}

TEST_F(RunnerTest, NoFilesIsAnErrorOfMigrateAndNotOfStatus) {
  source_.files.clear();
  EXPECT_EQ(error_of([&] { runner().migrate(); }), "no migration files found");
  runner().status(false);
  EXPECT_EQ(reporter_.lines, (Lines{"\nApplied: 0\nPending: 0"}));
}

TEST_F(RunnerTest, RollbackRunsTheDownOfTheLastAppliedFile) {
  target_.versions = {"1", "2"};
  runner().roll_back();
  EXPECT_EQ(target_.versions, std::set<std::string>{"1"});
  EXPECT_EQ(target_.statements(),
            (Lines{"begin", "down b",
                   "delete from public.schema_migrations where version = $1 <- 2", "commit"}));
}

TEST_F(RunnerTest, RollbackOfSectionsRunsThemBackwards) {
  source_.files = {{"1_a.sql", migration("a") + migration("z")}};
  target_.versions = {"1"};
  runner().roll_back();
  EXPECT_EQ(target_.statements()[1], "down z");
  EXPECT_EQ(target_.statements()[2], "down a");
}

TEST_F(RunnerTest, RollbackWithNothingAppliedOrTheLastFileMissingIsAnError) {
  EXPECT_EQ(error_of([&] { runner().roll_back(); }),
            "can't rollback: no migrations have been applied");
  target_.versions = {"1", "3"};
  EXPECT_EQ(error_of([&] { runner().roll_back(); }),
            "can't rollback: the file of migration `3`, applied last, is missing");
  EXPECT_EQ(target_.versions, (std::set<std::string>{"1", "3"}));
}

TEST_F(RunnerTest, StatusListsFilesAndWarnsOfMissingOnes) {
  target_.versions = {"1", "3"};
  const Status status = runner().status(false);
  EXPECT_EQ(status.applied, 1u);
  EXPECT_EQ(status.pending, 1u);
  EXPECT_EQ(reporter_.lines, (Lines{"[X] 1_a.sql\n[ ] 2_b.sql\n\nApplied: 1\nPending: 1"}));
  EXPECT_EQ(reporter_.warnings,
            (Lines{"Warning: migration `3` is applied and its file is missing"}));
}

TEST_F(RunnerTest, VerboseCountsTheRowsOfEachSection) {
  source_.files = {{"1_a.sql", "-- migrate:up\nINSERT x;\n-- migrate:down\n"}};
  options_.verbose = true;
  runner().migrate();
  EXPECT_NE(std::find(reporter_.lines.begin(), reporter_.lines.end(), "Rows affected: 7"),
            reporter_.lines.end());
}

TEST_F(RunnerTest, ASchemaFileThatCannotBeWrittenIsAWarningAfterTheMigrations) {
  options_.dump_schema = true;
  options_.schema_file = "/proc/nowhere/schema.sql";
  runner().migrate();
  EXPECT_EQ(target_.versions.size(), 2u);
  ASSERT_EQ(reporter_.warnings.size(), 1u);
  EXPECT_EQ(reporter_.warnings[0].rfind("Warning: the schema file was not written: mkdir ", 0), 0u);
}

TEST_F(RunnerTest, SeedsRunInOrderOfNamesEachInATransaction) {
  const std::string folder = ::testing::TempDir() + "rung_seeds";
  std::filesystem::remove_all(folder);
  make_directories(folder);
  create_file(folder + "/2_b.sql", "b;");
  create_file(folder + "/1_a.sql", "a;\nBEGIN;\nc;\nCOMMIT;");
  create_file(folder + "/notes.txt", "nothing");
  options_.seeds_dir = folder;
  runner().seed();
  EXPECT_EQ(target_.log, (Lines{"begin", "a", "c", "commit", "begin", "b", "commit"}));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace rung::migrate
