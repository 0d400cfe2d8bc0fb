// Sizes and counts at the limits, and past them. RUNG_LARGE=1 takes the true sizes, which need some
// gigabytes of disk and minutes; without it those that cost much are smaller.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "api/database.h"

namespace rung {
namespace {

bool true_sizes() { return std::getenv("RUNG_LARGE") != nullptr; }

class LargeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* root = std::getenv("TMPDIR");
    std::string pattern = std::string(root == nullptr ? "/tmp" : root) + "/rung-large-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    open(256u << 20);
  }
  void TearDown() override {
    session_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open(uint64_t cache_bytes) {
    session_.reset();
    database_.reset();
    api::OpenOptions options;
    options.cache_bytes = cache_bytes;
    database_ = api::Database::open(folder_ + "/t.rung", options);
    session_ = database_->connect();
  }
  void run(const std::string& sql) {
    api::ResultSink sink;
    session_->execute(sql, sink);
  }
  std::string value(const std::string& sql) {
    return session_->query_value(sql).value_or("(null)");
  }
  // "54000 message", or "" for success.
  std::string error_of(const std::string& sql) {
    try {
      run(sql);
    } catch (const SqlError& error) {
      return error.error().state.code() + " " + error.error().message;
    }
    return "";
  }
  void expect_sound() {
    const api::CheckReport report = database_->check();
    EXPECT_EQ(report.findings_total, 0u)
        << report.findings[0].object << ": " << report.findings[0].message;
  }
  static double seconds(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  std::string folder_;
  std::unique_ptr<api::Database> database_;
  std::unique_ptr<api::Session> session_;
};

TEST_F(LargeTest, ATransactionLargerThanThePool) {
  open(4u << 20);
  run("CREATE TABLE t (id bigint PRIMARY KEY, v text);"
      "INSERT INTO t SELECT i, repeat('x', 900) FROM generate_series(1, 20000) i");
  run("BEGIN; UPDATE t SET v = 'a' || v; SAVEPOINT s; DELETE FROM t WHERE id % 2 = 0;"
      "UPDATE t SET v = 'b' || v; ROLLBACK TO s; INSERT INTO t SELECT i, repeat('y', 900)"
      " FROM generate_series(20001, 40000) i");
  EXPECT_EQ(value("SELECT count(*) || ' ' || count(*) FILTER (WHERE v LIKE 'ax%') FROM t"),
            "40000 20000");
  run("COMMIT");
  open(4u << 20);
  EXPECT_EQ(value("SELECT count(*) || ' ' || sum(length(v)) FROM t"), "40000 36020000");
  run("BEGIN; UPDATE t SET v = 'gone'; DELETE FROM t; ROLLBACK");
  EXPECT_EQ(value("SELECT count(*) || ' ' || sum(length(v)) FROM t"), "40000 36020000");
  expect_sound();
}

// A value takes at most 1 GiB less a byte, its length word of four bytes included.
TEST_F(LargeTest, ValuesEndAtOneGigabyte) {
  EXPECT_EQ(error_of("SELECT repeat('x', 1073741820)"), "54000 requested length too large");
  EXPECT_EQ(error_of("SELECT repeat('ab', 2147483647)"), "54000 requested length too large");
  EXPECT_EQ(error_of("SELECT lpad('', 1073741823, 'x')"), "54000 requested length too large");
  if (true_sizes()) {
    // A row has to fit as well, with what it has beside the value; as in PostgreSQL.
    run("CREATE TABLE v (t text)");
    EXPECT_EQ(error_of("INSERT INTO v VALUES (repeat('x', 1073741819))").substr(0, 47),
              "XX000 invalid memory alloc request size 1073741");
    run("INSERT INTO v VALUES (repeat('x', 1073741700))");
    EXPECT_EQ(value("SELECT length(t) FROM v"), "1073741700");
    EXPECT_EQ(error_of("UPDATE v SET t = t || repeat('y', 200)"),
              "XX000 invalid memory alloc request size 1073741904");
  } else {
    run("CREATE TABLE v (t text); INSERT INTO v VALUES (repeat('x', 50000000))");
    EXPECT_EQ(value("SELECT length(t) FROM v"), "50000000");
    EXPECT_EQ(value("SELECT right(t || 'abcdef', 7) FROM v"), "xabcdef");
  }
}

TEST_F(LargeTest, ATableOfManyRows) {
  const std::string rows = true_sizes() ? "10000000" : "300000";
  run("CREATE TABLE t (id bigint PRIMARY KEY, n integer, v text)");
  run("INSERT INTO t SELECT i, i % 1000, 'value ' || i FROM generate_series(1, " + rows + ") i");
  run("CREATE INDEX ON t (n)");
  EXPECT_EQ(value("SELECT count(*) FROM t"), rows);
  EXPECT_EQ(value("SELECT v FROM t WHERE id = " + rows), "value " + rows);
  EXPECT_EQ(value("SELECT count(*) FROM t WHERE n = 7"), std::to_string(std::stoll(rows) / 1000));
  run("DELETE FROM t WHERE id % 10 = 3");
  open(64u << 20);
  EXPECT_EQ(value("SELECT count(*) FROM t"), std::to_string(std::stoll(rows) * 9 / 10));
}

// With the true size the file ends beyond 4 GiB.
TEST_F(LargeTest, AFileBeyondFourGigabytes) {
  const int64_t megabytes = true_sizes() ? 4300 : 40;
  run("CREATE TABLE t (id bigint PRIMARY KEY, v text)");
  const int64_t rows = megabytes * 1'048'576 / 100'000;
  run("INSERT INTO t SELECT i, repeat(md5(i::text), 3125) FROM generate_series(1, " +
      std::to_string(rows) + ") i");
  database_->sync();
  run("CHECKPOINT");
  EXPECT_GT(std::filesystem::file_size(folder_ + "/t.rung"),
            static_cast<uint64_t>(megabytes) * 1'000'000);
  open(64u << 20);
  const std::string last = std::to_string(rows);
  EXPECT_EQ(value("SELECT v = repeat(md5('" + last + "'), 3125) FROM t WHERE id = " + last), "t");
  run("UPDATE t SET v = 'short' WHERE id = " + last);
  EXPECT_EQ(value("SELECT sum(length(v)) FROM t"), std::to_string((rows - 1) * 100'000 + 5));
}

// What one more change of the catalog costs does not depend on how much is there.
TEST_F(LargeTest, ManyTables) {
  const int tables = true_sizes() ? 10'000 : 2'000;
  const auto make = [&](int i) {
    run("CREATE TABLE t" + std::to_string(i) +
        " (id bigint PRIMARY KEY, name text NOT NULL, made timestamptz DEFAULT now())");
  };
  const auto changes = [&](const std::string& name) {
    return seconds([&] {
      for (int i = 0; i < 20; ++i) {
        const std::string one = name + std::to_string(i);
        run("CREATE TABLE " + one + " (id bigint PRIMARY KEY, v text); ALTER TABLE " + one +
            " ADD COLUMN w integer; CREATE INDEX ON " + one + " (w); DROP TABLE " + one);
      }
    });
  };
  session_->set_sync_mode(api::SyncMode::kDeferred);
  for (int i = 0; i < 10; ++i) make(i);
  const double few = std::min(changes("a"), changes("b"));
  for (int i = 10; i < tables; ++i) make(i);
  const double many = std::min(changes("c"), changes("d"));
  std::cout << "80 changes with 10 tables: " << few << " s, with " << tables << ": " << many << " s\n";
  EXPECT_LT(many, few * 3 + 0.05);
  EXPECT_EQ(value("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^t[0-9]'"),
            std::to_string(tables));
  EXPECT_EQ(value("SELECT count(*) FROM information_schema.columns WHERE table_name = 't7'"), "3");
  database_->sync();
  open(256u << 20);
  EXPECT_EQ(value("SELECT count(*) FROM t1999"), "0");
}

TEST_F(LargeTest, IndexKeysHaveALongestOne) {
  run("CREATE TABLE t (v text); CREATE INDEX t_v ON t (v)");
  const std::string expected =
      "54000 index row size 10001. exceeds btree version 4 maximum [0-9]+ for index \"t_v\"";
  const auto expect_too_long = [&](const std::string& sql) {
    const std::string error = error_of(sql);
    EXPECT_TRUE(testing::Matcher<const std::string&>(testing::MatchesRegex(expected)).Matches(error))
        << error;
  };
  expect_too_long("INSERT INTO t VALUES (repeat('x', 100000))");
  expect_too_long("INSERT INTO t VALUES ('short'), (repeat('x', 100000))");
  EXPECT_EQ(value("SELECT count(*) FROM t"), "0");
  run("DROP INDEX t_v; INSERT INTO t VALUES (repeat('x', 100000))");
  expect_too_long("CREATE INDEX t_v ON t (v)");
  run("DELETE FROM t; INSERT INTO t VALUES ('short'); CREATE INDEX t_v ON t (v)");
  expect_too_long("UPDATE t SET v = repeat('x', 100000)");
  expect_sound();
}

TEST_F(LargeTest, SixteenHundredColumnsAndNoMore) {
  const auto columns = [](int count) {
    std::string list;
    for (int i = 0; i < count; ++i) list += (i == 0 ? "c" : ", c") + std::to_string(i) + " integer";
    return list;
  };
  EXPECT_EQ(error_of("CREATE TABLE t (" + columns(1601) + ")"),
            "54011 tables can have at most 1600 columns");
  run("CREATE TABLE t (" + columns(1600) + ")");
  EXPECT_EQ(error_of("ALTER TABLE t ADD COLUMN more integer"),
            "54011 tables can have at most 1600 columns");
  run("INSERT INTO t (c0, c1599) VALUES (1, 2)");
  EXPECT_EQ(value("SELECT c1599 FROM t WHERE c800 IS NULL"), "2");
  expect_sound();
}

}  // namespace
}  // namespace rung
