// C6 of the reliability notes: a child process with eight sessions is killed with SIGKILL at random
// moments. What each session was about to commit, and what was acknowledged to it, stands in memory
// that the child shares with its parent: afterwards each key has the acknowledged value or the one
// pending, all keys of one transaction alike, and no lock is left.
// RUNG_KILLS sets the number of rounds, RUNG_SEED repeats a run.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "api/database.h"

namespace rung {
namespace {

constexpr int kSessions = 8;
constexpr int kKeys = 24;          // of each session
constexpr int kKeysOfOne = 5;      // that a transaction changes at most
constexpr int64_t kAbsent = -1;

uint64_t number_from(const char* variable, uint64_t fallback) {
  const char* text = std::getenv(variable);
  return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

// Written by the session's thread alone; read by the parent once the child is dead.
struct Expected {
  int64_t acknowledged[kKeys];
  int64_t table_acknowledged;  // the number of the session's table, kAbsent without one
  // The transaction under way: `count` is set last, and to 0 once it is acknowledged.
  std::atomic<int> count;
  int keys[kKeysOfOne];
  int64_t values[kKeysOfOne];
  bool changes_table;
  int64_t table;
  std::atomic<uint64_t> commits;
};

struct Shared {
  Expected sessions[kSessions];
};

class Quiet final : public api::ResultSink {};

class Session {
 public:
  Session(api::Database& database, Expected& expected, int number, uint64_t seed)
      : database_(database),
        expected_(expected),
        number_(number),
        random_(seed),
        next_(static_cast<int64_t>(seed % (1u << 30)) << 20) {
    session_ = database.connect();
  }

  void run() {
    for (;;) step();
  }

 private:
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

  void step() {
    Quiet sink;
    const bool rolls_back = below(6) == 0;
    const int count = 1 + below(kKeysOfOne);
    std::string sql = "BEGIN;";
    for (int i = 0; i < count; ++i) {
      const int key = below(kKeys);
      const int64_t value = below(5) == 0 ? kAbsent : ++next_;
      expected_.keys[i] = key;
      expected_.values[i] = value;
      const std::string id = std::to_string(number_ * 1000 + key);
      if (value == kAbsent) {
        sql += "DELETE FROM kept WHERE id = " + id + ";";
      } else {
        sql += "INSERT INTO kept VALUES (" + id + ", " + std::to_string(value) +
               ", repeat('x', " + std::to_string(below(300)) +
               ")) ON CONFLICT (id) DO UPDATE SET value = excluded.value, filler = excluded.filler;";
      }
      if (below(8) == 0) sql += "SAVEPOINT s; DELETE FROM kept; ROLLBACK TO s;";
    }
    expected_.changes_table = below(10) == 0;
    if (expected_.changes_table) {
      const std::string name = "made_" + std::to_string(number_);
      expected_.table = ++next_;
      sql += "DROP TABLE IF EXISTS " + name + "; CREATE TABLE " + name + " AS SELECT " +
             std::to_string(expected_.table) + " AS value, repeat('y', 500) AS filler" +
             " FROM generate_series(1, " + std::to_string(1 + below(400)) + ");";
    }
    const bool deferred = below(4) == 0;
    session_->set_sync_mode(deferred ? api::SyncMode::kDeferred : api::SyncMode::kEachCommit);
    if (!rolls_back) expected_.count.store(count);
    session_->execute(sql, sink);
    session_->execute(rolls_back ? "ROLLBACK" : "COMMIT", sink);
    if (rolls_back) return;
    if (deferred) database_.sync();
    for (int i = 0; i < count; ++i) {
      expected_.acknowledged[expected_.keys[i]] = expected_.values[i];
    }
    if (expected_.changes_table) expected_.table_acknowledged = expected_.table;
    expected_.count.store(0);
    expected_.commits.fetch_add(1);
  }

  api::Database& database_;
  Expected& expected_;
  const int number_;
  std::mt19937_64 random_;
  int64_t next_;  // values of no other run
  std::unique_ptr<api::Session> session_;
};

class Rows final : public api::ResultSink {
 public:
  void row(api::TextRow values) override {
    rows[std::atoll(std::string(*values[0]).c_str())] = std::atoll(std::string(*values[1]).c_str());
  }
  std::map<int64_t, int64_t> rows;
};

// What is wrong with the session's keys; then the shared state says what is there.
std::string judge(int number, Expected& expected, const std::map<int64_t, int64_t>& rows,
                  int64_t table) {
  int64_t old_state[kKeys], new_state[kKeys], found[kKeys];
  const int count = expected.count.load();
  for (int key = 0; key < kKeys; ++key) {
    old_state[key] = new_state[key] = expected.acknowledged[key];
    const auto row = rows.find(number * 1000 + key);
    found[key] = row == rows.end() ? kAbsent : row->second;
  }
  for (int i = 0; i < count; ++i) new_state[expected.keys[i]] = expected.values[i];
  const int64_t old_table = expected.table_acknowledged;
  const int64_t new_table = count > 0 && expected.changes_table ? expected.table : old_table;
  const bool is_old = std::equal(found, found + kKeys, old_state) && table == old_table;
  const bool is_new = std::equal(found, found + kKeys, new_state) && table == new_table;
  std::string wrong;
  if (!is_old && !is_new) {
    for (int key = 0; key < kKeys; ++key) {
      if (found[key] == old_state[key] && found[key] == new_state[key]) continue;
      wrong += " key " + std::to_string(key) + " has " + std::to_string(found[key]) +
               ", acknowledged " + std::to_string(old_state[key]) + ", pending " +
               std::to_string(new_state[key]) + ";";
    }
    wrong += " table " + std::to_string(table) + " of " + std::to_string(old_table) + ", " +
             std::to_string(new_table);
  }
  std::copy(found, found + kKeys, expected.acknowledged);
  expected.table_acknowledged = table;
  expected.count.store(0);
  return wrong;
}

TEST(Kills, SessionsLoseNothingAcknowledged) {
  const uint64_t rounds = number_from("RUNG_KILLS", 60);
  const uint64_t seed = number_from("RUNG_SEED", 20240611);
  const char* root = std::getenv("TMPDIR");
  std::string folder = std::string(root == nullptr ? "/tmp" : root) + "/rung-kills-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/t.rung";
  void* memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                        -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  auto* shared = new (memory) Shared;
  for (Expected& each : shared->sessions) {
    std::fill(each.acknowledged, each.acknowledged + kKeys, kAbsent);
    each.table_acknowledged = kAbsent;
  }
  {
    Quiet sink;
    const auto database = api::Database::open(path, {});
    database->connect()->execute(
        "CREATE TABLE kept (id bigint PRIMARY KEY, value bigint, filler text);"
        "CREATE INDEX kept_value ON kept (value)",
        sink);
  }
  std::mt19937_64 random(seed);
  uint64_t violations = 0;
  for (uint64_t round = 0; round < rounds; ++round) {
    const uint64_t child_seed = random();
    std::cout.flush();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      try {
        api::OpenOptions options;
        options.cache_bytes = 2u << 20;  // so that there are spills and checkpoints
        const auto database = api::Database::open(path, options);
        std::vector<std::thread> threads;
        for (int i = 0; i < kSessions; ++i) {
          threads.emplace_back([&, i] {
            Session(*database, shared->sessions[i], i, child_seed + static_cast<uint64_t>(i)).run();
          });
        }
        for (std::thread& thread : threads) thread.join();
      } catch (const SqlError& error) {
        std::fprintf(stderr, "child: %s\n", error.what());
      }
      ::_exit(3);
    }
    ::usleep(static_cast<useconds_t>(random() % 80'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);

    std::string wrong;
    try {
      api::OpenOptions options;
      options.lock_wait_ms = 0;
      const auto database = api::Database::open(path, options);
      const auto session = database->connect();
      Rows rows;
      session->execute("SELECT id, value FROM kept", rows);
      for (int i = 0; i < kSessions; ++i) {
        const std::string name = "made_" + std::to_string(i);
        int64_t table = kAbsent;
        if (session->query_value("SELECT to_regclass('" + name + "')")) {
          table = std::atoll(
              session->query_value("SELECT max(value) FROM " + name).value_or("").c_str());
        }
        const std::string found = judge(i, shared->sessions[i], rows.rows, table);
        if (!found.empty()) wrong += " session " + std::to_string(i) + ":" + found;
      }
      const api::CheckReport report = database->check();
      if (report.findings_total != 0) {
        wrong += " " + report.findings[0].object + ": " + report.findings[0].message;
      }
    } catch (const SqlError& error) {
      wrong += std::string(" does not open: ") + error.what();
    }
    if (!wrong.empty() && ++violations <= 5) ADD_FAILURE() << "round " << round << ":" << wrong;
  }
  uint64_t commits = 0;
  for (const Expected& each : shared->sessions) commits += each.commits.load();
  std::cout << "C6 sessions: " << rounds << " points, " << commits << " images, " << violations
            << " violations (RUNG_SEED=" << seed << ")\n";
  EXPECT_GT(commits, rounds);
  ::munmap(memory, sizeof(Shared));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace rung
