// Forks and copies of whole databases: rehearsed runs, CREATE DATABASE, a hundred forks at once.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "migrate/dbmate_source.h"
#include "migrate/files.h"
#include "migrate/runner.h"
#include "tests/unit/migrate/fake_target.h"

namespace rung::migrate {
namespace {

class ForkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "rung-fork-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::unique_ptr<api::Database> open(const std::string& name) {
    api::OpenOptions options;
    options.lock_wait_ms = 0;
    return api::Database::open(path(name), options);
  }
  static void run(api::Database& database, const std::string& sql) {
    api::ResultSink ignored;
    database.connect()->execute(sql, ignored);
  }
  static std::string value(api::Database& database, const std::string& sql) {
    return database.connect()->query_value(sql).value_or("NULL");
  }
  static std::string error_of(api::Database& database, const std::string& sql) {
    try {
      run(database, sql);
    } catch (const SqlError& error) {
      return error.error().state.code() + " " + error.error().message;
    }
    return "";
  }
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> contents;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.is_regular_file()) {
        contents[entry.path().filename().string()] = read_file(entry.path().string());
      }
    }
    return contents;
  }

  struct Outcome {
    std::string error, schema, versions;
    std::vector<std::string> lines;
    bool operator==(const Outcome&) const = default;
  };
  Outcome migrate(const std::string& name, bool dry_run) {
    DatabaseUrl url;
    url.kind = DatabaseUrl::Kind::kEmbedded;
    url.path = path(name);
    TargetOptions target_options;
    target_options.dry_run = dry_run;
    const auto target = open_target(url, target_options);
    DbmateSource source({path("migrations")});
    FakeReporter reporter;
    RunnerOptions options;
    options.dump_schema = false;
    Runner runner(source, *target, reporter, options);
    Outcome outcome;
    try {
      runner.up();
    } catch (const std::exception& error) {
      outcome.error = error.what();
    }
    outcome.schema = target->dump_schema();
    outcome.versions =
        target->query_value("SELECT string_agg(version, ' ' ORDER BY version) FROM schema_migrations")
            .value_or("");
    target->close();
    return outcome;
  }
  void write_migration(int i, bool bad) {
    const std::string n = std::to_string(i);
    std::string text = "-- migrate:up\nCREATE TABLE t" + n +
                       " (id int PRIMARY KEY, name text);\nINSERT INTO t" + n + " VALUES (1, 'x');\n";
    if (i % 7 == 0) text += "ALTER TABLE t" + std::to_string(i - 1) + " ADD COLUMN extra int;\n";
    if (i % 11 == 0) text += "DROP TABLE t" + std::to_string(i - 5) + ";\n";
    if (bad) text += "INSERT INTO t" + n + " VALUES (1, 'again');\n";
    text += "-- migrate:down\nDROP TABLE t" + n + ";\n";
    char file[32];
    std::snprintf(file, sizeof file, "migrations/%04d_t.sql", i);
    write_file(path(file), text);
  }

  std::string folder_;
};

// K1: what a dry run says is what the run does, and it touches neither file nor log.
TEST_F(ForkTest, ADryRunEndsAsTheRunDoesAndLeavesTheFilesAsTheyAre) {
  constexpr int kMigrations = 200;
  std::filesystem::create_directory(path("migrations"));
  // The database: some of the migrations are applied, and its log is not empty, as after a kill.
  for (int i = 1; i <= 20; ++i) write_migration(i, false);
  ASSERT_EQ(migrate("a.rung", false).error, "");
  {
    const auto database = open("a.rung");
    run(*database, "CREATE TABLE beside (a int); INSERT INTO beside VALUES (1)");
    std::filesystem::copy_file(path("a.rung"), path("b.rung"));
    std::filesystem::copy_file(path("a.rung-wal"), path("b.rung-wal"));
  }
  for (int i = 21; i <= kMigrations; ++i) write_migration(i, false);
  const char* scale = std::getenv("RUNG_TEST_SCALE");
  const int step = scale == nullptr ? 18 : 1;
  const auto before = files();
  for (int bad = 21; bad <= kMigrations + step; bad += step) {
    if (bad <= kMigrations) write_migration(bad, true);
    const Outcome rehearsed = migrate("b.rung", true);
    ASSERT_EQ(files(), before);
    EXPECT_EQ(rehearsed.error.empty(), bad > kMigrations);
    std::filesystem::copy_file(path("b.rung"), path("c.rung"));
    std::filesystem::copy_file(path("b.rung-wal"), path("c.rung-wal"));
    const Outcome real = migrate("c.rung", false);
    EXPECT_EQ(rehearsed, real) << "migration " << bad << " is bad";
    std::filesystem::remove(path("c.rung"));
    if (bad <= kMigrations) write_migration(bad, false);
  }
}

TEST_F(ForkTest, ADryRunNeedsNoDatabaseAndMakesNone) {
  std::filesystem::create_directory(path("migrations"));
  for (int i = 1; i <= 5; ++i) write_migration(i, false);
  const Outcome rehearsed = migrate("none.rung", true);
  EXPECT_EQ(rehearsed.error, "");
  EXPECT_FALSE(file_exists(path("none.rung")));
  EXPECT_EQ(rehearsed, migrate("none.rung", false));
}

TEST_F(ForkTest, AHundredForksGoTheirOwnWays) {
  const auto database = open("a.rung");
  run(*database,
      "CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL);"
      "CREATE TABLE tasks (id serial PRIMARY KEY, owner int REFERENCES users, done bool DEFAULT false);"
      "INSERT INTO users (name) SELECT 'user ' || i FROM generate_series(1, 200) i;"
      "INSERT INTO tasks (owner) SELECT 1 + i % 200 FROM generate_series(1, 1000) i");
  const auto before = files();
  std::vector<std::unique_ptr<api::Database>> forks;
  for (int i = 0; i < 100; ++i) {
    forks.push_back(database->fork());
    const std::string n = std::to_string(i);
    run(*forks.back(), "CREATE TABLE only_" + n + " (a int); INSERT INTO only_" + n + " VALUES (" + n +
                           ")");
    run(*forks.back(), "ALTER TABLE users ADD COLUMN c" + n + " int DEFAULT " + n);
    run(*forks.back(), "DELETE FROM tasks WHERE owner <= " + n);
    run(*forks.back(), "INSERT INTO users (name) VALUES ('new')");
  }
  for (int i = 0; i < 100; ++i) {
    const std::string n = std::to_string(i);
    api::Database& fork = *forks[static_cast<size_t>(i)];
    EXPECT_EQ(value(fork, "SELECT a FROM only_" + n), n);
    EXPECT_EQ(value(fork, "SELECT max(c" + n + ") FROM users"), n);
    EXPECT_EQ(value(fork, "SELECT count(*) FROM tasks"), std::to_string(1000 - 5 * i));
    EXPECT_EQ(value(fork, "SELECT max(id) FROM users"), "201");
    EXPECT_EQ(value(fork, "SELECT count(*) FROM pg_class WHERE relname LIKE 'only%'"), "1");
  }
  EXPECT_EQ(files(), before);
  EXPECT_EQ(value(*database, "SELECT count(*) FROM tasks"), "1000");
  EXPECT_EQ(value(*database, "SELECT count(*) FROM pg_class WHERE relname LIKE 'only%'"), "0");
}

TEST_F(ForkTest, CreateDatabaseMakesASiblingFile) {
  const auto database = open("main.rung");
  run(*database, "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 3000)");
  run(*database, "DELETE FROM t WHERE a % 2 = 0");
  run(*database, "CREATE DATABASE copy TEMPLATE main");
  run(*database, "CREATE DATABASE empty");
  run(*database, "CREATE DATABASE second WITH TEMPLATE = copy ENCODING 'utf8'");
  run(*database, "INSERT INTO t VALUES (0)");
  for (const std::string name : {"copy", "second"}) {
    const auto other = open(name + ".rung");
    EXPECT_EQ(value(*other, "SELECT count(*) FROM t"), "1500");
    EXPECT_EQ(value(*other, "SELECT current_database()"), name);
    run(*other, "INSERT INTO t VALUES (0), (2)");
    EXPECT_EQ(value(*other, "SELECT sum(a) FROM t WHERE a < 4"), "6");
  }
  EXPECT_EQ(value(*open("empty.rung"), "SELECT count(*) FROM pg_class WHERE relname = 't'"), "0");
  EXPECT_EQ(value(*database, "SELECT count(*) FROM t"), "1501");
  EXPECT_EQ(error_of(*database, "CREATE DATABASE copy"), "42P04 database \"copy\" already exists");
  EXPECT_EQ(error_of(*database, "CREATE DATABASE main"), "42P04 database \"main\" already exists");
  EXPECT_EQ(error_of(*database, "CREATE DATABASE x TEMPLATE nowhere"),
            "3D000 template database \"nowhere\" does not exist");
  EXPECT_EQ(error_of(*database, "CREATE DATABASE \"a/b\""),
            "42602 \"a/b\" cannot be the name of a database file");
  EXPECT_EQ(error_of(*database, "BEGIN; CREATE DATABASE x"),
            "25001 CREATE DATABASE cannot run inside a transaction block");
  EXPECT_EQ(error_of(*database->fork(), "CREATE DATABASE x"),
            "0A000 CREATE DATABASE in a rehearsal is not supported yet");
  const auto held = open("copy.rung");
  EXPECT_EQ(error_of(*database, "CREATE DATABASE x TEMPLATE copy"),
            "55006 source database \"copy\" is being accessed by other users");
  EXPECT_FALSE(file_exists(path("x.rung")));
}

TEST_F(ForkTest, DropDatabaseRemovesASiblingFile) {
  const auto database = open("main.rung");
  run(*database, "CREATE DATABASE other");
  EXPECT_EQ(error_of(*database, "DROP DATABASE main"), "55006 cannot drop the currently open database");
  EXPECT_EQ(error_of(*database, "DROP DATABASE nowhere"),
            "3D000 database \"nowhere\" does not exist");
  EXPECT_EQ(error_of(*database, "DROP DATABASE IF EXISTS nowhere"), "");
  EXPECT_EQ(error_of(*database, "BEGIN; DROP DATABASE other"),
            "25001 DROP DATABASE cannot run inside a transaction block");
  {
    const auto held = open("other.rung");
    EXPECT_EQ(error_of(*database, "DROP DATABASE other"),
              "55006 database \"other\" is being accessed by other users");
  }
  run(*database, "DROP DATABASE other");
  EXPECT_FALSE(file_exists(path("other.rung")));
}

}  // namespace
}  // namespace rung::migrate
