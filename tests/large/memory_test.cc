// Peak memory of work on a table ten times the page pool. Each piece of work runs in a child process
// of its own, whose ru_maxrss is compared with what README.md states: the pool, as much again for
// what a transaction has changed and what old snapshots need, what sorting and indexes may take, and
// what is noted of each changed page. A fork has a pool of its own.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "api/database.h"

namespace rung {
namespace {

constexpr uint64_t kMegabyte = 1u << 20;
constexpr uint64_t kPool = 16 * kMegabyte;
constexpr uint64_t kTable = 10 * kPool;
constexpr uint64_t kRowBytes = 1000;
constexpr uint64_t kRows = kTable / kRowBytes;
constexpr const char* kSettings = "SET maintenance_work_mem = '4MB'; SET work_mem = '4MB'";
constexpr uint64_t kOfSettings = 12 * kMegabyte;
constexpr uint64_t kOfNotes = kTable / 8192 * 512;

std::string row_expression() { return "repeat(chr(97 + (i % 26)::int), 960) || i"; }

class MemoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* root = std::getenv("TMPDIR");
    std::string pattern = std::string(root == nullptr ? "/tmp" : root) + "/rung-memory-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<api::Database> open() const {
    api::OpenOptions options;
    options.cache_bytes = kPool;
    return api::Database::open(folder_ + "/t.rung", options);
  }

  // Runs it in a child and gives by how much its memory grew at most.
  static uint64_t peak_of(const std::function<void()>& work) {
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
      int code = 0;
      try {
        work();
      } catch (const SqlError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        code = 1;
      }
      std::fflush(nullptr);
      ::_exit(code);
    }
    int status = 0;
    rusage usage{};
    EXPECT_EQ(::wait4(child, &status, 0, &usage), child);
    EXPECT_EQ(status, 0);
    return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
  }
  void expect_bounded(const char* what, uint64_t peak, uint64_t pools = 2) const {
    const uint64_t program = peak_of([&] { open()->connect()->query_value("SELECT 1"); });
    const uint64_t allowed = program + pools * kPool + kOfSettings + kOfNotes;
    std::printf("%s: %.1f MB of %.1f\n", what, static_cast<double>(peak) / kMegabyte,
                static_cast<double>(allowed) / kMegabyte);
    EXPECT_LE(peak, allowed) << what;
  }

  void expect_bounded(const char* what, const std::string& sql) const {
    expect_bounded(what, peak_of([&] {
                     const auto database = open();
                     api::ResultSink sink;
                     const auto session = database->connect();
                     session->execute(kSettings, sink);
                     session->execute(sql, sink);
                   }));
  }

  void load() const {
    const auto database = open();
    api::ResultSink sink;
    database->connect()->execute(
        "CREATE TABLE t (i bigint, n integer, v text); INSERT INTO t SELECT i, i % 1000, " +
            row_expression() + " FROM generate_series(1, " + std::to_string(kRows) + ") i",
        sink);
  }

  std::string folder_;
};

// Gives COPY its rows, a few at a time.
class CopySource final : public api::ResultSink {
 public:
  bool copy_in(std::string* data) override {
    for (int n = 0; n < 64 && next_ <= kRows; ++n, ++next_) {
      *data += std::to_string(next_) + "\t" + std::to_string(next_ % 1000) + "\t" +
               std::string(960, static_cast<char>('a' + next_ % 26)) + "\n";
    }
    return !data->empty();
  }

 private:
  uint64_t next_ = 1;
};

TEST_F(MemoryTest, LoadsAreBounded) {
  expect_bounded("INSERT ... SELECT", peak_of([&] { load(); }));
  expect_bounded("COPY", peak_of([&] {
                   const auto database = open();
                   CopySource source;
                   const auto session = database->connect();
                   session->execute("CREATE TABLE c (i bigint, n integer, v text)", source);
                   session->execute("COPY c FROM stdin", source);
                 }));
}

TEST_F(MemoryTest, ScansAndChangesOfAllAreBounded) {
  peak_of([&] { load(); });
  expect_bounded("full scan", "SELECT sum(length(v)), count(DISTINCT n) FROM t");
  expect_bounded("CREATE INDEX", "CREATE INDEX ON t (v)");
  expect_bounded("UPDATE of all", "UPDATE t SET n = n + 1");
  expect_bounded("UPDATE of all, one transaction, twice",
                 "BEGIN; UPDATE t SET n = n + 1; UPDATE t SET v = v || 'x'; COMMIT");
  expect_bounded("rollback", "BEGIN; UPDATE t SET n = n + 1; ROLLBACK");
  expect_bounded("sort", "CREATE TABLE s AS SELECT * FROM t ORDER BY v DESC");
  expect_bounded("DELETE of all", "DELETE FROM t");
}

// What was there before stays readable, and not in memory alone.
TEST_F(MemoryTest, OldImagesForCursorsAreBounded) {
  peak_of([&] { load(); });
  const auto work = [&](bool same_transaction) {
    const auto database = open();
    api::ResultSink sink;
    const auto reader = database->connect();
    const auto other = database->connect();
    api::Session& writer = same_transaction ? *reader : *other;
    reader->execute("BEGIN ISOLATION LEVEL REPEATABLE READ", sink);
    if (same_transaction) writer.execute("UPDATE t SET n = -1 WHERE i = 1", sink);
    const std::string before = reader->query_value("SELECT sum(n) FROM t").value_or("");
    reader->execute("DECLARE c CURSOR FOR SELECT n FROM t", sink);
    writer.execute("UPDATE t SET n = n + 1", sink);
    if (!same_transaction) {
      writer.execute("UPDATE t SET n = n + 1", sink);
      if (reader->query_value("SELECT sum(n) FROM t").value_or("") != before) ::_exit(2);
    }
    struct Sum final : api::ResultSink {
      void row(api::TextRow values) override { sum += std::atoll(std::string(*values[0]).c_str()); }
      int64_t sum = 0;
    } fetched;
    reader->execute("FETCH ALL FROM c", fetched);
    if (std::to_string(fetched.sum) != before) ::_exit(3);
    reader->execute("COMMIT", sink);
  };
  expect_bounded("changes under another session's snapshot", peak_of([&] { work(false); }));
  expect_bounded("changes under a cursor of the same transaction", peak_of([&] { work(true); }));
}

TEST_F(MemoryTest, LoadsInsideAForkAreBounded) {
  peak_of([&] { load(); });
  expect_bounded("in a fork", peak_of([&] {
                   const auto database = open();
                   const auto fork = database->fork();
                   api::ResultSink sink;
                   const auto session = fork->connect();
                   session->execute(kSettings, sink);
                   session->execute("CREATE TABLE f AS SELECT * FROM t; CREATE INDEX ON f (i)", sink);
                   session->execute("UPDATE f SET n = n + 1", sink);
                   session->execute("DELETE FROM t", sink);
                 }),
                 3);
}

}  // namespace
}  // namespace rung
