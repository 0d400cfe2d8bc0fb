// F1 of the reliability notes through the real PosixVfs: every system call of a run of statements
// fails once, or from then on until the statement has failed, or does half of the work. What can be
// continued is continued unseen; else the error has its SQLSTATE and names the file, the statement
// did not happen, the database goes on working, and nothing that was acknowledged is lost.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "api/database.h"
#include "os/posix_calls.h"

namespace rung {
namespace {

enum class Kind : uint8_t {
  kReadError, kWriteError, kNoSpace, kQuota, kInterrupted, kShortRead, kShortWrite
};
constexpr const char* kKindNames[] = {"EIO when reading", "EIO",        "ENOSPC",     "EDQUOT",
                                      "EINTR",            "short read", "short write"};

struct Fault {
  Kind kind = Kind::kWriteError;
  uint64_t nth = 0;  // 0: none
  bool forever = false;
  uint64_t seen = 0;
  bool hit = false;

  bool strikes() {
    if (nth == 0) return false;
    ++seen;
    if (seen < nth || (seen > nth && !forever)) return false;
    hit = true;
    return true;
  }
} fault;

enum class Call : uint8_t { kOpen, kMake, kRead, kWrite, kSync, kOther };

// The error that the call is to give; 0 for none.
int error_for(Call call) {
  const bool takes_space = call == Call::kMake || call == Call::kWrite || call == Call::kSync;
  switch (fault.kind) {
    case Kind::kReadError: return call == Call::kRead && fault.strikes() ? EIO : 0;
    case Kind::kWriteError: return call != Call::kRead && fault.strikes() ? EIO : 0;
    case Kind::kNoSpace: return takes_space && fault.strikes() ? ENOSPC : 0;
    case Kind::kQuota: return takes_space && fault.strikes() ? EDQUOT : 0;
    case Kind::kInterrupted: return fault.strikes() ? EINTR : 0;
    case Kind::kShortRead:
    case Kind::kShortWrite: return 0;
  }
  return 0;
}

template <class Work>
auto unless_failed(Call call, const Work& work) -> decltype(work()) {
  const int code = error_for(call);
  if (code == 0) return work();
  errno = code;
  return -1;
}

const os::PosixCalls& real() { return os::posix_calls_of_system(); }

constexpr os::PosixCalls kFaulty = {
    .open =
        [](const char* path, int flags, mode_t mode) {
          const bool makes = (flags & O_CREAT) != 0 && ::access(path, F_OK) != 0;
          return unless_failed(makes ? Call::kMake : Call::kOpen,
                               [&] { return real().open(path, flags, mode); });
        },
    .make_temporary =
        [](char* pattern, int flags) {
          return unless_failed(Call::kMake, [&] { return real().make_temporary(pattern, flags); });
        },
    .read_at =
        [](int fd, void* to, size_t bytes, off_t offset) {
          return unless_failed(Call::kRead, [&] {
            const bool cut = fault.kind == Kind::kShortRead && bytes > 1 && fault.strikes();
            return real().read_at(fd, to, cut ? bytes / 2 : bytes, offset);
          });
        },
    .write_at =
        [](int fd, const iovec* pieces, int count, off_t offset) {
          return unless_failed(Call::kWrite, [&] {
            if (fault.kind != Kind::kShortWrite || !fault.strikes()) {
              return real().write_at(fd, pieces, count, offset);
            }
            // A part of the first piece, or of the first half of them.
            iovec piece = pieces[0];
            if (count > 1) return real().write_at(fd, pieces, count / 2, offset);
            piece.iov_len = std::max<size_t>(piece.iov_len / 3, 1);
            return real().write_at(fd, &piece, 1, offset);
          });
        },
    .sync_data =
        [](int fd) { return unless_failed(Call::kSync, [&] { return real().sync_data(fd); }); },
    .sync = [](int fd) { return unless_failed(Call::kSync, [&] { return real().sync(fd); }); },
    .resize =
        [](int fd, off_t bytes) {
          return unless_failed(Call::kWrite, [&] { return real().resize(fd, bytes); });
        },
    .rename =
        [](const char* from, const char* to) {
          return unless_failed(Call::kOther, [&] { return real().rename(from, to); });
        },
    .remove =
        [](const char* path) {
          return unless_failed(Call::kOther, [&] { return real().remove(path); });
        },
};

// Each is one transaction, or closes and opens the database.
constexpr const char* kReopen = "";
const std::vector<std::string> kSteps = {
    "CREATE TABLE a (id bigint PRIMARY KEY, v text)",
    "INSERT INTO a SELECT i, repeat('x', 100) FROM generate_series(1, 300) i",
    "CREATE TABLE b AS SELECT id, repeat(v, 12) AS v FROM a",  // written straight to the file
    "UPDATE a SET v = 'new' WHERE id % 3 = 0",
    "CHECKPOINT",
    kReopen,
    "UPDATE b SET v = v || 'z'",  // larger than a transaction's part of the pool
    "CREATE INDEX b_id ON b (id)",
    "SELECT sum(length(v)) FROM b",
    "SELECT v FROM b ORDER BY v, id",
    "DELETE FROM a WHERE id < 100",
    kReopen,
    "ALTER TABLE a ADD COLUMN n integer DEFAULT 7",
    "CHECKPOINT",
    "DROP TABLE b",
    "INSERT INTO a SELECT i FROM generate_series(1000, 1100) i",
};

class PosixFaults : public ::testing::Test {
 protected:
  void SetUp() override {
    // In memory where there is such a file system: the calls count, not the disk.
    std::string pattern = "/dev/shm/rung-faults-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) {
      pattern = "/tmp/rung-faults-XXXXXX";
      ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    }
    folder_ = pattern;
    ::setenv("TMPDIR", folder_.c_str(), 1);
    os::posix_calls() = kFaulty;
    fault = {};
    run({}, &digests_);
  }
  void TearDown() override {
    os::posix_calls() = real();
    std::filesystem::remove_all(folder_);
  }

  static size_t open_descriptors() {
    return static_cast<size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                                             std::filesystem::directory_iterator()));
  }

  void open() {
    api::OpenOptions options;
    options.cache_bytes = 1u << 20;
    database_ = api::Database::open(folder_ + "/t.rung", options);
    session_ = database_->connect();
  }
  void close() {
    session_.reset();
    // Errors at the end are those of the checkpoint: the log has all.
    const std::unique_ptr<api::Database> closing = std::move(database_);
    if (closing) closing->close();
  }
  void step(const std::string& sql) {
    if (database_ == nullptr) open();
    if (sql == kReopen) {
      close();
      open();
      return;
    }
    api::ResultSink sink;
    session_->execute("SET work_mem = '64kB'", sink);
    session_->execute(sql, sink);
  }

  // Runs all steps. Without a fault the digests after each are put to *digests.
  std::string run(const Fault& wanted, std::vector<std::string>* digests) {
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      std::filesystem::remove_all(entry.path());
    }
    const size_t descriptors = open_descriptors();
    fault = wanted;
    std::string wrong;
    for (size_t i = 0; i < kSteps.size() && wrong.empty();) {
      try {
        step(kSteps[i]);
        ++i;
        if (digests != nullptr) digests->push_back(database_->digest());
      } catch (const SqlError& error) {
        wrong = judge_error(error.error());
        fault.nth = 0;  // space was made, the cable is in again
        if (wrong.empty()) wrong = go_on(error.error(), &i);
        if (!wrong.empty()) wrong = "step " + std::to_string(i) + ": " + wrong;
      }
    }
    calls_ = fault.seen;
    hit_ = fault.hit;
    fault.nth = 0;
    try {
      if (wrong.empty()) {
        close();
        open();
        if (digests == nullptr && database_->digest() != digests_.back()) wrong = "ends differently";
        const api::CheckReport report = database_->check();
        if (wrong.empty() && report.findings_total != 0) {
          wrong = report.findings[0].object + ": " + report.findings[0].message;
        }
      }
      close();
    } catch (const SqlError& error) {
      wrong = "at the end: " + error.error().message;
      database_.reset();
    }
    if (wrong.empty() && open_descriptors() != descriptors) wrong = "a file was left open";
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      const std::string name = entry.path().filename();
      if (wrong.empty() && name != "t.rung") wrong = "left behind: " + name;
    }
    return wrong;
  }

  std::string judge_error(const Error& error) const {
    const bool full = fault.kind == Kind::kNoSpace || fault.kind == Kind::kQuota;
    if (fault.kind >= Kind::kInterrupted) return "not continued: " + error.message;
    if (error.state != (full ? sqlstate::disk_full : sqlstate::io_error)) {
      // A failed sync is an I/O error, whatever its cause.
      const bool unknown = error.detail.find("unknown") != std::string::npos;
      if (!unknown || error.state != sqlstate::io_error) {
        return "SQLSTATE " + error.state.code() + ": " + error.message;
      }
    }
    if (error.message.find(folder_) == std::string::npos) return "names no file: " + error.message;
    const char* cause = full                                 ? "No space left on device"
                        : fault.kind == Kind::kReadError ||
                                fault.kind == Kind::kWriteError ? "Input/output error"
                                                                : "";
    if (fault.kind == Kind::kQuota) cause = "Disk quota exceeded";
    if (error.message.find(cause) == std::string::npos) return "names no cause: " + error.message;
    return {};
  }

  // Nothing of step *i may be there, save when its outcome is unknown.
  std::string go_on(const Error& error, size_t* i) {
    const bool unknown = error.detail.find("unknown") != std::string::npos;
    const bool reopens = unknown || kSteps[*i] == kReopen || database_ == nullptr || session_ == nullptr;
    if (reopens) {
      session_.reset();
      database_.reset();
      open();
    }
    const std::string now = database_->digest();
    if (unknown && now == digests_[*i]) {
      ++*i;
      return {};
    }
    if (*i > 0 && now != digests_[*i - 1]) return "half of it is there after: " + error.message;
    return {};
  }

  void sweep(Kind kind, bool forever) {
    uint64_t runs = 0;
    for (uint64_t nth = 1;; ++nth) {
      Fault wanted;
      wanted.kind = kind;
      wanted.nth = nth;
      wanted.forever = forever;
      const std::string wrong = run(wanted, nullptr);
      ++runs;
      if (!wrong.empty()) {
        ADD_FAILURE() << kKindNames[static_cast<size_t>(kind)] << (forever ? " forever" : " once")
                      << " from call " << nth << ": " << wrong;
        if (++failures_ > 5) return;
      }
      if (!hit_) break;
    }
    std::cout << "F1 " << kKindNames[static_cast<size_t>(kind)] << (forever ? " forever: " : " once: ")
              << runs << " points, " << runs << " images, " << failures_
              << " violations (RUNG_SEED=0)\n";
  }

  std::string folder_;
  std::vector<std::string> digests_;
  std::unique_ptr<api::Database> database_;
  std::unique_ptr<api::Session> session_;
  uint64_t calls_ = 0;
  bool hit_ = false;
  int failures_ = 0;
};

TEST_F(PosixFaults, ReadErrors) {
  for (const bool forever : {false, true}) sweep(Kind::kReadError, forever);
}
TEST_F(PosixFaults, OtherErrors) {
  for (const bool forever : {false, true}) sweep(Kind::kWriteError, forever);
}
TEST_F(PosixFaults, NoSpace) {
  for (const bool forever : {false, true}) sweep(Kind::kNoSpace, forever);
}
TEST_F(PosixFaults, NoQuota) {
  for (const bool forever : {false, true}) sweep(Kind::kQuota, forever);
}
TEST_F(PosixFaults, InterruptedCallsAreRepeated) { sweep(Kind::kInterrupted, false); }
TEST_F(PosixFaults, ShortCallsAreContinued) {
  for (const Kind kind : {Kind::kShortRead, Kind::kShortWrite}) {
    sweep(kind, false);
    Fault all;
    all.kind = kind;
    all.nth = 1;
    all.forever = true;
    EXPECT_EQ(run(all, nullptr), "");
  }
}

}  // namespace
}  // namespace rung
