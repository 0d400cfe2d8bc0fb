// I/O errors: every operation of a run fails once, or from then on, with EIO or a full disk. The
// error has its SQLSTATE, the transaction did not happen, the store goes on working if the fault
// passed, and what was acknowledged is there after reopening.
#include <set>

#include "tests/crash/workload.h"
#include "tests/support/crash_images.h"

namespace rung::storage {
namespace {

struct Fault {
  uint64_t nth = 0;
  SqlState state;
  bool forever = false;
  size_t torn = 0;  // a failed write has written so many halves
  uint64_t seen = 0;
  bool hit = false;

  Result<void> operator()(const std::string& path) {
    ++seen;
    if (seen < nth || (seen > nth && !forever)) return {};
    hit = true;
    const bool full = state == sqlstate::disk_full;
    return Error(state, "could not write file \"" + path + "\": " +
                            (full ? "No space left on device" : "Input/output error"));
  }
};

// False when the run ended before the fault came.
bool run_with_fault(uint64_t seed, Fault fault, std::string* wrong) {
  os::MemVfs vfs(seed);
  Workload run(vfs, seed, 4096);
  const bool full = fault.state == sqlstate::disk_full;
  vfs.set_fault_hook([&](os::MemOpKind kind, const std::string& path) -> Result<void> {
    // A full disk fails what takes space.
    if (full && kind != os::MemOpKind::kWrite && kind != os::MemOpKind::kResize &&
        kind != os::MemOpKind::kSync) {
      return {};
    }
    return fault(path);
  });
  if (fault.torn != 0) vfs.set_torn_write_hook([&](size_t bytes) { return bytes * fault.torn / 2; });
  const auto note = [&](const Result<void>& result) {
    if (result.ok()) return true;
    const SqlState state = result.error().state;
    if (state != sqlstate::io_error && state != sqlstate::disk_full) {
      *wrong = "wrong SQLSTATE " + state.code() + ": " + result.error().message;
    }
    return false;
  };
  const auto agree = [&]() -> bool {
    Result<World> world = read_world(run.store());
    if (!world.ok()) {
      if (fault.hit && fault.forever) return true;
      return note(world.take_error());
    }
    const uint64_t number = number_of(world.value());
    if (number < run.acknowledged() || number >= run.states().size() ||
        world.value() != run.states()[number]) {
      *wrong = "shows transaction " + std::to_string(number) + ", acknowledged " +
               std::to_string(run.acknowledged()) + " of " +
               std::to_string(run.states().size() - 1);
    }
    return true;
  };
  const auto reopen = [&] {
    if (!note(run.open())) return false;
    Result<World> world = read_world(run.store());
    if (!world.ok()) return note(world.take_error());
    if (!agree() || !wrong->empty()) return false;
    run.continue_from(number_of(world.value()));
    return true;
  };
  for (int i = 0; i < 14 && wrong->empty(); ++i) {
    if (!run.is_open() && !reopen()) {
      run.forget_store();
      continue;
    }
    const Result<void> done = run.transaction();
    if (!note(done) && done.error().detail.find("unknown") != std::string::npos) {
      const Result<void> after = run.transaction();
      if (after.ok()) *wrong = "wrote after a failed sync";
      run.forget_store();
      continue;
    }
    if (i == 8) note(run.close());
  }
  if (wrong->empty() && run.is_open()) agree();
  run.forget_store();
  const bool hit = fault.hit;
  vfs.set_fault_hook(nullptr);
  vfs.set_torn_write_hook(nullptr);
  fault.forever = false;
  if (wrong->empty() && !reopen() && wrong->empty()) *wrong = "does not reopen";
  if (wrong->empty() && !note(run.transaction())) *wrong = "cannot write afterwards";
  return hit;
}

TEST(Fault, EveryOperationMayFail) {
  const uint64_t seed = test_seed();
  uint64_t runs = 0;
  uint64_t violations = 0;
  for (const SqlState state : {sqlstate::io_error, sqlstate::disk_full}) {
    for (const bool forever : {false, true}) {
      for (const size_t torn : {0u, 1u, 2u}) {
        for (uint64_t nth = 1;; ++nth) {
          Fault fault;
          fault.nth = nth;
          fault.torn = torn;
          fault.state = state;
          fault.forever = forever;
          std::string wrong;
          const bool hit = run_with_fault(seed, fault, &wrong);
          ++runs;
          if (!wrong.empty() && ++violations <= 5) {
            ADD_FAILURE() << state.code() << (forever ? " forever" : " once") << " from operation "
                          << nth << ": " << wrong;
          }
          if (!hit) break;
        }
      }
    }
  }
  report("F1", seed, {.points = runs, .images = runs, .violations = violations});
}

// The write of a commit's record fails after some part of it, or all: the commit did not happen, and
// does not turn up later, whether the store is reopened at once, goes on first, or the power goes.
TEST(Fault, AFailedWriteOfARecordDoesNotCount) {
  const uint64_t seed = test_seed();
  test::Counts counts;
  for (const Durability durability : {Durability::kFull, Durability::kDeferred}) {
    for (size_t part = 0; part <= 2048; part += 64) {
      for (const bool goes_on : {false, true}) {
        ++counts.points;
        os::MemVfs vfs(seed);
        vfs.start_recording();
        auto store = open_store(vfs);
        const auto commit = [&](const char* key, Durability how) -> Result<void> {
          RUNG_ASSIGN(WriteTxn txn, store->begin_write(0));
          RUNG_ASSIGN(const WriteOutcome outcome,
                      txn.put(kCatalogTree, key, "value", WriteMode::kInsert));
          EXPECT_EQ(outcome, WriteOutcome::kDone);
          RUNG_ASSIGN(const Csn csn, txn.commit(how));
          static_cast<void>(csn);
          return {};
        };
        must(commit("first", Durability::kFull));
        must(commit("second", durability));
        bool failed = false;
        vfs.set_fault_hook([&](os::MemOpKind kind, const std::string& path) -> Result<void> {
          if (kind != os::MemOpKind::kWrite || failed) return {};
          failed = true;
          return Error(sqlstate::io_error, "could not write file \"" + path + "\": Input/output error");
        });
        vfs.set_torn_write_hook([&](size_t bytes) { return std::min(bytes, part); });
        const Result<void> third = commit("third", Durability::kFull);
        EXPECT_FALSE(third.ok());
        EXPECT_TRUE(failed);
        vfs.set_fault_hook(nullptr);
        vfs.set_torn_write_hook(nullptr);
        std::set<std::string> expected = {"first"};
        if (durability == Durability::kFull) expected.insert("second");
        if (goes_on) {
          must(commit("fourth", Durability::kFull));
          expected.insert({"second", "fourth"});
        }
        const std::vector<os::MemOp> ops = vfs.ops();
        os::CrashImages images(ops);
        images.advance_to(ops.size());
        for (int variant = 0; variant <= os::kDamageVariants; ++variant) {
          ++counts.images;
          const bool reopened = variant == os::kDamageVariants;  // without a cut
          if (reopened) store.reset();
          const auto crashed = reopened ? nullptr : test::vfs_of(images.image(variant, seed), seed);
          const Result<std::unique_ptr<Store>> opened =
              Store::open(reopened ? vfs : *crashed, "t.rung", {});
          std::set<std::string> keys;
          if (opened.ok()) {
            for (const auto& [key, value] : read_all(opened.value()->read_view(), kCatalogTree)) {
              if (key != "second" || !reopened) keys.insert(key);
            }
          }
          if (reopened) expected.erase("second");
          if (keys != expected && ++counts.violations <= 5) {
            ADD_FAILURE() << part << " bytes written, "
                          << (reopened ? "reopened" : os::damage_name(variant)) << ": "
                          << (opened.ok() ? "a commit is lost, or one that failed is there"
                                          : opened.error().message);
          }
        }
      }
    }
  }
  report("F1 records", seed, counts);
}

// A write of the checkpoint fails half-way. What comes after it is not lost, whatever of the failed
// write is on the disk.
TEST(Fault, AFailedCheckpointDoesNotCount) {
  const uint64_t seed = test_seed();
  test::Counts counts;
  for (uint64_t nth = 1; nth < 6; ++nth) {
    for (const size_t part : {2u, 3u, 100u}) {
      ++counts.points;
      os::MemVfs vfs(seed);
      vfs.start_recording();
      auto store = open_store(vfs);
      const auto commit = [&](const char* key) -> Result<void> {
        RUNG_ASSIGN(WriteTxn txn, store->begin_write(0));
        RUNG_ASSIGN(const WriteOutcome outcome,
                    txn.put(kCatalogTree, key, std::string(6000, 'v'), WriteMode::kInsert));
        EXPECT_EQ(outcome, WriteOutcome::kDone);
        RUNG_ASSIGN(const Csn csn, txn.commit(Durability::kFull));
        static_cast<void>(csn);
        return {};
      };
      must(commit("first"));
      uint64_t seen = 0;
      vfs.set_fault_hook([&](os::MemOpKind kind, const std::string& path) -> Result<void> {
        if (kind != os::MemOpKind::kWrite || path.ends_with("-wal") || ++seen != nth) return {};
        return Error(sqlstate::io_error, "could not write file \"" + path + "\": Input/output error");
      });
      vfs.set_torn_write_hook([&](size_t bytes) { return bytes - bytes / part; });
      const bool passed = store->checkpoint().ok();
      vfs.set_fault_hook(nullptr);
      const bool second = commit("second").ok();
      EXPECT_TRUE(second || !passed);
      const std::vector<os::MemOp> ops = vfs.ops();
      os::CrashImages images(ops);
      images.advance_to(ops.size());
      for (int variant = 0; variant < os::kDamageVariants; ++variant) {
        ++counts.images;
        const auto crashed = test::vfs_of(images.image(variant, seed), seed);
        const Result<std::unique_ptr<Store>> opened = Store::open(*crashed, "t.rung", {});
        const bool good = opened.ok() && read_all(opened.value()->read_view(), kCatalogTree).size() >=
                                             (second ? 2u : 1u);
        if (!good && ++counts.violations <= 5) {
          ADD_FAILURE() << "write " << nth << ", " << os::damage_name(variant) << ": "
                        << (opened.ok() ? "a commit is lost" : opened.error().message);
        }
      }
    }
  }
  report("F1 checkpoints", seed, counts);
}

}  // namespace
}  // namespace rung::storage
