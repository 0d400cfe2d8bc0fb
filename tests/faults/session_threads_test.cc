// Sessions of one database in threads of their own: changes, DDL, savepoints, queries, sequences,
// checkpoints, forks, and cancels from outside. Each query sees whole transactions; errors are those
// that PostgreSQL would give; what is left is sound. ./dev tsan runs it under ThreadSanitizer.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "api/database.h"

namespace rung {
namespace {

constexpr int kAccounts = 40;
constexpr int kSteps = 60;
constexpr int64_t kTotal = 1000 * kAccounts;

class SessionThreads : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = "/tmp/rung-threads-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    api::OpenOptions options;
    options.cache_bytes = 1u << 20;
    database_ = api::Database::open(folder_ + "/t.rung", options);
    api::ResultSink sink;
    database_->connect()->execute(
        "CREATE TABLE accounts (id integer PRIMARY KEY, balance bigint NOT NULL, note text);"
        "CREATE INDEX ON accounts (balance); CREATE SEQUENCE numbers;"
        "CREATE TABLE entries (id bigint DEFAULT nextval('numbers'), account integer REFERENCES accounts,"
        " filler text);"
        "INSERT INTO accounts SELECT i, 1000, 'x' FROM generate_series(0, " +
            std::to_string(kAccounts - 1) + ") i",
        sink);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Errors that sessions may give each other.
  static bool expected(const Error& error) {
    return error.state == sqlstate::query_canceled || error.state == sqlstate::undefined_table ||
           error.state == sqlstate::duplicate_table ||
           error.state == sqlstate::t_r_serialization_failure ||
           error.state == sqlstate::in_failed_sql_transaction;
  }

  std::string folder_;
  std::unique_ptr<api::Database> database_;
};

struct Worker {
  explicit Worker(api::Database& database, unsigned seed)
      : session(database.connect()), random(seed) {}
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random); }
  std::string account() { return std::to_string(below(kAccounts)); }
  void run(const std::string& sql) {
    api::ResultSink sink;
    session->execute(sql, sink);
  }

  std::unique_ptr<api::Session> session;
  std::mt19937 random;
};

void transfer(Worker& w) {
  const std::string amount = std::to_string(1 + w.below(50));
  w.run("BEGIN");
  w.run("UPDATE accounts SET balance = balance - " + amount + " WHERE id = " + w.account());
  if (w.below(3) == 0) w.run("SAVEPOINT s; UPDATE accounts SET balance = 0; ROLLBACK TO s");
  w.run("UPDATE accounts SET balance = balance + " + amount + ", note = repeat('n', " +
        std::to_string(w.below(400)) + ") WHERE id = " + w.account());
  w.run(w.below(5) == 0 ? "ROLLBACK" : "COMMIT");
}

void insert(Worker& w) {
  w.run("INSERT INTO entries (account, filler) SELECT i % " + std::to_string(kAccounts) +
        ", repeat('f', 200) FROM generate_series(1, " + std::to_string(1 + w.below(60)) + ") i");
  if (w.below(4) == 0) w.run("DELETE FROM entries WHERE account = " + w.account());
}

void define(Worker& w) {
  const std::string table = "made_" + std::to_string(w.below(3));
  w.run("DROP TABLE IF EXISTS " + table + " CASCADE");
  w.run("CREATE TABLE " + table + " AS SELECT id, balance FROM accounts");
  w.run("ALTER TABLE " + table + " ADD COLUMN more text DEFAULT 'm'");
  w.run("CREATE INDEX ON " + table + " (balance)");
  w.run("CREATE OR REPLACE FUNCTION doubled(n bigint) RETURNS bigint LANGUAGE sql AS 'SELECT n * 2'");
}

void query(Worker& w) {
  if (w.below(2) == 0) w.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
  for (int i = 0; i < 3; ++i) {
    const auto total = w.session->query_value("SELECT sum(balance) FROM accounts");
    EXPECT_EQ(total.value_or(""), std::to_string(kTotal));
  }
  w.session->query_value("SELECT count(*) FROM entries e JOIN accounts a ON a.id = e.account");
  w.session->query_value("SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid");
  w.session->query_value("SELECT sum(balance) FROM made_" + std::to_string(w.below(3)));
  w.session->query_value("SELECT count(*) FROM pg_stat_activity");
  w.session->query_value("SELECT nextval('numbers')");
  if (w.session->transaction_status() != api::TransactionStatus::kIdle) w.run("COMMIT");
}

TEST_F(SessionThreads, DoWhatTheyLikeAtOnce) {
  const std::vector<std::function<void(Worker&)>> kinds = {transfer, transfer, insert,
                                                           define,   query,    query};
  std::vector<std::unique_ptr<Worker>> workers;
  for (size_t i = 0; i < kinds.size(); ++i) {
    workers.push_back(std::make_unique<Worker>(*database_, static_cast<unsigned>(i + 1)));
  }
  std::atomic<size_t> running{kinds.size()};
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kinds.size(); ++i) {
    threads.emplace_back([&, i] {
      Worker& worker = *workers[i];
      for (int step = 0; step < kSteps; ++step) {
        try {
          kinds[i](worker);
        } catch (const SqlError& error) {
          EXPECT_TRUE(expected(error.error())) << error.error().state.code() << " " << error.what();
          while (worker.session->transaction_status() != api::TransactionStatus::kIdle) {
            try {
              worker.run("ROLLBACK");
            } catch (const SqlError&) {  // cancelled as well
            }
          }
        }
      }
      --running;
    });
  }
  threads.emplace_back([&] {  // disturbs
    std::mt19937 random(7);
    while (running > 0) {
      workers[random() % workers.size()]->session->cancel();
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
    }
  });
  threads.emplace_back([&] {  // what runs beside
    while (running > 0) {
      Worker worker(*database_, 9);
      worker.run("CHECKPOINT");
      const auto fork = database_->fork();
      EXPECT_EQ(fork->connect()->query_value("SELECT sum(balance) FROM accounts").value_or(""),
                std::to_string(kTotal));
      EXPECT_EQ(fork->digest(), fork->digest());
      database_->sync();
    }
  });
  for (std::thread& thread : threads) thread.join();
  workers.clear();
  const api::CheckReport report = database_->check();
  EXPECT_EQ(report.findings_total, 0u) << report.findings[0].object << report.findings[0].message;
  const std::string digest = database_->digest();
  database_->close();
  database_.reset();
  api::OpenOptions options;
  options.lock_wait_ms = 0;
  database_ = api::Database::open(folder_ + "/t.rung", options);
  EXPECT_EQ(database_->digest(), digest);
}

}  // namespace
}  // namespace rung
