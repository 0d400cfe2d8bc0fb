// F2 of the reliability notes: the n-th allocation of a statement fails, or all from the n-th on, for
// n = 1, 2, … until the statement is through without meeting the fault. Every time it either has
// succeeded or gives SQLSTATE 53200 and has changed nothing, and the database goes on working.
// RUNG_ALLOCATION_STEP=1 takes every n; other numbers every so-manieth, from a seeded start.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "api/database.h"
#include "os/posix_calls.h"
#include "tests/faults/statements.h"

namespace {

// Of the thread that arms it.
struct Allocations {
  bool armed = false;
  bool forever = false;
  uint64_t fail_at = 0;
  uint64_t seen = 0;
  bool failed = false;
};
thread_local constinit Allocations allocations;

void* allocate(std::size_t bytes, std::size_t alignment) noexcept {
  if (allocations.armed) {
    ++allocations.seen;
    if (allocations.fail_at != 0 && (allocations.seen == allocations.fail_at ||
                                     (allocations.forever && allocations.seen > allocations.fail_at))) {
      allocations.failed = true;
      return nullptr;
    }
  }
  if (bytes == 0) bytes = 1;
  if (alignment <= alignof(std::max_align_t)) return std::malloc(bytes);
  return std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
}

void* allocate_or_throw(std::size_t bytes, std::size_t alignment) {
  void* memory = allocate(bytes, alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) { return allocate_or_throw(bytes, 0); }
void* operator new[](std::size_t bytes) { return allocate_or_throw(bytes, 0); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate_or_throw(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return allocate_or_throw(bytes, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return allocate(bytes, 0); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return allocate(bytes, 0); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace rung {
namespace {

uint64_t number_from(const char* variable, uint64_t fallback) {
  const char* text = std::getenv(variable);
  return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

// Takes COPY's rows and lets all else go by, without an allocation of its own.
class Sink final : public api::ResultSink {
 public:
  bool copy_in(std::string* data) override {
    const bool was = std::exchange(allocations.armed, false);
    data->assign(given_ ? "" : faults::kCopyData);
    given_ = true;
    allocations.armed = was;
    return !data->empty();
  }

 private:
  bool given_ = false;
};

class AllocationFaults : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = "/dev/shm/rung-memory-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) {
      pattern = "/tmp/rung-memory-XXXXXX";
      ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    }
    folder_ = pattern;
    ::setenv("TMPDIR", folder_.c_str(), 1);
    path_ = folder_ + "/t.rung";
    step_ = std::max<uint64_t>(number_from("RUNG_ALLOCATION_STEP", 7), 1);
    seed_ = number_from("RUNG_SEED", 20240611);
    open();
    Sink sink;
    for (const char* sql : faults::kSetup) session_->execute(sql, sink);
    close();
    std::filesystem::rename(path_, folder_ + "/base");
  }
  void TearDown() override {
    std::cout << "F2 " << ::testing::UnitTest::GetInstance()->current_test_info()->name() << ": "
              << runs_ << " points, " << runs_ << " images, " << failures_
              << " violations (RUNG_SEED=" << seed_ << ")\n";
    session_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open() {
    api::OpenOptions options;
    options.cache_bytes = 2u << 20;
    options.lock_wait_ms = 0;
    database_ = api::Database::open(path_, options);
    session_ = database_->connect();
  }
  void close() {
    session_.reset();
    database_->close();
    database_.reset();
  }
  void fresh() {
    session_.reset();
    database_.reset();
    for (const char* ending : {"", "-wal", "-new", "-wal-new"}) {
      std::filesystem::remove(path_ + ending);
    }
    std::filesystem::copy_file(folder_ + "/base", path_);
    open();
  }

  struct Outcome {
    bool fault_met = false;
    std::string error;  // SQLSTATE and message; empty: success
  };
  Outcome run_armed(uint64_t n, bool forever, const std::function<void()>& work) {
    Outcome outcome;
    std::string state, message;
    state.reserve(100);
    message.reserve(1000);
    allocations = {true, forever, n, 0, false};
    try {
      work();
      allocations.armed = false;
    } catch (const SqlError& error) {
      allocations.armed = false;
      outcome.error = error.error().state.code() + " " + error.error().message;
    } catch (const std::exception& error) {
      allocations.armed = false;
      outcome.error = std::string("another exception: ") + error.what();
    }
    outcome.fault_met = allocations.failed;
    ++runs_;
    return outcome;
  }

  void fail(const std::string& what, uint64_t n, bool forever, const std::string& wrong) {
    if (++failures_ <= 20) {
      ADD_FAILURE() << what << "\n  allocation " << n << (forever ? " and all later: " : ": ") << wrong;
    }
  }

  // `before` is done unarmed each time, in the same session.
  void sweep(const std::string& what, const std::function<void()>& before,
             const std::function<void()>& work, const std::function<void()>& after) {
    for (const bool forever : {false, true}) {
      fresh();
      std::string digest = database_->digest();
      uint64_t n = 1 + (seed_ + faults::hash_of(what)) % step_;
      bool more = true;
      for (bool first = true; more; n += first ? 0 : step_, first = false) {
        // The first ones always: they are where a statement begins.
        if (database_ == nullptr) fresh();
        if (before) before();
        const Outcome outcome = run_armed(n, forever, work);
        more = outcome.fault_met;
        if (outcome.error.empty()) {
          if (more) fresh();  // it did without
          continue;
        }
        if (outcome.error != "53200 out of memory") fail(what, n, forever, outcome.error);
        try {
          if (after) after();
          if (database_->digest() != digest) {
            fail(what, n, forever, "it failed, and its changes are there");
            fresh();
            continue;
          }
          if (session_->query_value("SELECT count(*) FROM customers").value_or("") != "20") {
            fail(what, n, forever, "another count of rows");
          }
        } catch (const SqlError& error) {
          fail(what, n, forever, "the database does not go on: " + error.error().message);
          fresh();
        }
      }
      try {
        session_.reset();  // and the block it may be in
        if (database_ == nullptr) open();
        const api::CheckReport report = database_->check();
        if (report.findings_total != 0) {
          fail(what, n, forever, report.findings[0].object + ": " + report.findings[0].message);
        }
        database_->close();
        database_.reset();
        open();
      } catch (const SqlError& error) {
        fail(what, n, forever, "at the end: " + error.error().message);
      }
    }
  }

  std::string folder_, path_;
  std::unique_ptr<api::Database> database_;
  std::unique_ptr<api::Session> session_;
  uint64_t step_ = 1, seed_ = 0, runs_ = 0;
  int failures_ = 0;
};

TEST_F(AllocationFaults, Statements) {
  for (const char* sql : faults::kStatements) {
    sweep(sql, nullptr,
          [&] {
            Sink sink;
            session_->execute(sql, sink);
          },
          [&] {
            Sink ignored;
            session_->execute("ROLLBACK", ignored);  // of those that begin a block
            session_->execute("DEALLOCATE ALL", ignored);
          });
  }
}

TEST_F(AllocationFaults, InsideABlock) {
  for (const char* sql : faults::kInsideBlock) {
    Sink sink;
    sweep(std::string("BEGIN; … ") + sql,
          [&] {
            Sink ignored;
            session_->execute("BEGIN", ignored);
            for (const char* earlier : faults::kBlock) session_->execute(earlier, ignored);
          },
          [&] {
            Sink given;
            session_->execute(sql, given);
          },
          [&] {
            Sink ignored;
            session_->execute("ROLLBACK", ignored);
          });
  }
}

TEST_F(AllocationFaults, OpeningConnectingAndClosing) {
  const auto reopen = [&] {
    if (session_ != nullptr) return;
    database_.reset();
    open();
  };
  sweep("open", [&] { close(); },
        [&] {
          api::OpenOptions options;
          options.cache_bytes = 2u << 20;
          options.lock_wait_ms = 0;
          database_ = api::Database::open(path_, options);
          session_ = database_->connect();
        },
        reopen);
  const auto change = [&] {
    Sink sink;
    session_->execute("UPDATE customers SET name = name", sink);
  };
  sweep("close", change, [&] { close(); },
        [&] {
          session_.reset();
          database_.reset();
          open();
        });
  sweep("sync", change, [&] { database_->sync(); }, nullptr);
  sweep("fork", nullptr,
        [&] {
          const auto fork = database_->fork();
          Sink sink;
          fork->connect()->execute("DELETE FROM orders", sink);
        },
        nullptr);
  sweep("digest", nullptr, [&] { database_->digest(); }, nullptr);
  sweep("check", nullptr, [&] { database_->check(); }, nullptr);
  sweep("dump", nullptr, [&] { database_->dump_schema(); }, nullptr);
}

// Between the log's record of a commit and its sync, and until the commit is done, no memory is asked
// for: what cannot be taken back must not fail.
struct Watch {
  uint64_t at_last_write = 0;
  uint64_t syncs = 0;
  uint64_t between = 0;
} watch;

TEST_F(AllocationFaults, CommitAsksForNoMemoryOnceItIsLogged) {
  fresh();
  os::posix_calls().write_at = [](int fd, const iovec* pieces, int count, off_t offset) {
    const ssize_t wrote = os::posix_calls_of_system().write_at(fd, pieces, count, offset);
    watch.at_last_write = allocations.seen;
    return wrote;
  };
  os::posix_calls().sync_data = [](int fd) {
    ++watch.syncs;
    watch.between += allocations.seen - watch.at_last_write;
    return os::posix_calls_of_system().sync_data(fd);
  };
  Sink sink;
  session_->execute("INSERT INTO customers SELECT 1000 + i FROM generate_series(1, 10) i", sink);
  for (const char* sql : faults::kStatements) {
    if (std::string_view(sql).starts_with("CHECKPOINT") || std::string_view(sql).starts_with("CREATE DATABASE")) {
      continue;
    }
    watch = {};
    session_->execute("BEGIN", sink);
    try {
      session_->execute(sql, sink);
    } catch (const SqlError&) {
      session_->execute("ROLLBACK", sink);  // VACUUM and the like
      continue;
    }
    watch = {};
    allocations = {true, false, 0, 0, false};
    session_->execute("COMMIT", sink);
    const uint64_t seen = std::exchange(allocations, {}).seen;
    EXPECT_TRUE(watch.syncs == 0 || watch.between == 0) << sql << ": " << watch.between;
    // What is left is the session's own: saying what it did.
    EXPECT_LT(seen, 100'000u);
    fresh();
  }
  os::posix_calls() = os::posix_calls_of_system();
}

}  // namespace
}  // namespace rung
