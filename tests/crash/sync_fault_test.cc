// F3: a failed sync. Whether its bytes reached the disk or not, and whether the system still shows
// them or not: nobody is told that a commit is durable, nothing more is written, and after reopening
// the state is one after some transaction with all acknowledged ones, whatever is cut off then.
// F4: a full disk. F5: faults while recovering. And kills, after which the page cache is all there,
// followed by power cuts.
#include <atomic>
#include <thread>

#include "tests/crash/workload.h"
#include "tests/support/crash_images.h"

namespace rung::storage {
namespace {

using test::Counts;

Error io_error(const std::string& path) {
  return Error(sqlstate::io_error, "could not sync file \"" + path + "\": Input/output error");
}

// Judges what all kinds of cuts after the last operation would leave.
void judge_end(const Workload& run, uint64_t seed, bool failed_sync_keeps, Counts* counts,
               std::string* wrong) {
  const test::RunRecord record = run.record();
  os::CrashImages images(record.ops, failed_sync_keeps);
  const size_t point = record.ops.size();
  images.advance_to(point);
  for (int variant = 0; variant < os::kDamageVariants && wrong->empty(); ++variant) {
    ++counts->images;
    const auto crashed = test::vfs_of(images.image(variant, seed), seed);
    World world;
    *wrong = judge_store(*crashed, run, record.least(point), record.most(point), &world);
    if (!wrong->empty()) *wrong += std::string(" (") + os::damage_name(variant) + ")";
  }
}

TEST(SyncFault, NothingIsAcknowledgedAfterOne) {
  const uint64_t seed = test_seed();
  Counts counts;
  for (uint64_t nth = 1;; ++nth) {
    bool hit_once = false;
    for (const bool cache_kept : {true, false}) {
      for (const bool on_disk : {true, false}) {
        bool hit = false;
        os::MemVfs vfs(seed);
        Workload run(vfs, seed, 4096);
        uint64_t syncs = 0;
        vfs.set_fault_hook([&](os::MemOpKind kind, const std::string& path) -> Result<void> {
          if (kind != os::MemOpKind::kSync || ++syncs != nth) return {};
          hit = true;
          return io_error(path);
        });
        if (!run.open().ok()) {  // it was not yet a database
          hit_once = true;
          continue;
        }
        std::string wrong;
        for (int i = 0; i < 25 && !hit; ++i) {
          const Result<void> done = run.transaction();
          if (!done.ok() && done.error().state != sqlstate::io_error) wrong = done.error().message;
          if (i == 11) static_cast<void>(run.store().checkpoint().ok());
        }
        if (!hit) break;
        hit_once = true;
        ++counts.points;
        if (run.transaction().ok() && run.sync().ok()) wrong = "wrote after a failed sync";
        run.forget_store();
        if (cache_kept) {
          judge_end(run, seed, on_disk, &counts, &wrong);
          if (wrong.empty() && !run.open().ok()) wrong = "does not reopen";
          if (wrong.empty()) {
            const Result<World> world = read_world(run.store());
            if (!world.ok()) {
              wrong = world.error().message;
            } else if (number_of(world.value()) < run.acknowledged()) {
              wrong = "lost what was acknowledged";
            } else {
              run.continue_from(number_of(world.value()));
            }
          }
          // The system takes for written what it dropped; what comes now must not rely on it.
          for (int i = 0; i < 3 && wrong.empty(); ++i) {
            if (!run.transaction().ok() || !run.sync().ok()) wrong = "cannot write after reopening";
          }
          if (nth % 3 == 0 && wrong.empty() && !run.store().checkpoint().ok()) wrong = "checkpoint";
          if (nth % 3 == 1 && wrong.empty() && !run.close().ok()) wrong = "close";
        }
        if (wrong.empty()) judge_end(run, seed, on_disk, &counts, &wrong);
        if (!wrong.empty() && ++counts.violations <= 5) {
          ADD_FAILURE() << "sync " << nth << (cache_kept ? ", cache kept" : ", cache dropped")
                        << (on_disk ? ", on disk: " : ", not on disk: ") << wrong;
          test::FailureFolder("F3", seed).write("what.txt", wrong + "\n" +
                                                test::describe(vfs.ops(), vfs.op_count()));
        }
      }
    }
    if (!hit_once) break;
  }
  report("F3", seed, counts);
}

// Eight sessions wait for one sync, which fails: all of them are told.
TEST(SyncFault, AllWhoWaitAreTold) {
  const uint64_t seed = test_seed();
  Counts counts;
  for (uint64_t round = 0; round < 60; ++round) {
    os::MemVfs vfs(seed + round);
    auto store = open_store(vfs);
    std::atomic<uint64_t> syncs{0};
    std::atomic<bool> failed{false};
    const uint64_t nth = 1 + round % 20;
    vfs.set_fault_hook([&](os::MemOpKind kind, const std::string& path) -> Result<void> {
      if (kind != os::MemOpKind::kSync) return {};
      std::this_thread::yield();
      if (++syncs != nth) return {};
      failed = true;
      return io_error(path);
    });
    std::mutex mutex;
    std::set<std::string> acknowledged;
    uint64_t wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 12; ++i) {
          const bool before = failed;
          Result<WriteTxn> txn = store->begin_write(0);
          bool done = txn.ok();
          const std::string key = std::to_string(t) + "." + std::to_string(i);
          if (done) {
            done = txn.value().put(kCatalogTree, key, "1", WriteMode::kInsert).ok();
            const Result<Csn> csn = txn.value().commit(Durability::kFull);
            done = done && csn.ok();
            std::lock_guard lock(mutex);
            if (!csn.ok() && csn.error().state != sqlstate::io_error) ++wrong;
          }
          std::lock_guard lock(mutex);
          if (done && before) ++wrong;
          if (done) acknowledged.insert(key);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    ++counts.points;
    ++counts.images;
    vfs.set_fault_hook(nullptr);
    store.reset();
    auto reopened = open_store(vfs);
    const Content content = read_all(reopened->read_view(), kCatalogTree);
    for (const std::string& key : acknowledged) wrong += !content.contains(key);
    if (wrong != 0 && ++counts.violations <= 5) ADD_FAILURE() << "round " << round;
  }
  report("F3 waiters", seed, counts);
}

// Nobody reads what a power cut could still take back.
TEST(SyncFault, ReadersDoNotSeeWhatIsNotDurable) {
  os::MemVfs vfs(test_seed());
  auto store = open_store(vfs);
  vfs.set_fault_hook([&](os::MemOpKind kind, const std::string& path) -> Result<void> {
    if (kind != os::MemOpKind::kSync) return {};
    std::string value;
    EXPECT_FALSE(must(store->read_view().get(kCatalogTree, "key", &value))) << "during the sync";
    return io_error(path);
  });
  WriteTxn txn = must(store->begin_write(0));
  must(txn.put(kCatalogTree, "key", "1", WriteMode::kInsert));
  EXPECT_FALSE(txn.commit(Durability::kFull).ok());
  std::string value;
  EXPECT_FALSE(must(store->read_view().get(kCatalogTree, "key", &value))) << "after it failed";
}

// F4: the disk has room for so many bytes; then some is freed, and the same store goes on.
TEST(DiskFull, IsSaidAndPasses) {
  const uint64_t seed = test_seed();
  Counts counts;
  bool enough = false;
  for (uint64_t room = 0; !enough; room += 512) {
    os::MemVfs vfs(seed);
    Workload run(vfs, seed, 4096);
    enough = true;
    vfs.set_room(room);
    ++counts.points;
    ++counts.images;
    std::string wrong;
    const auto judge = [&](const Result<void>& done) {
      if (done.ok()) return true;
      if (done.error().state != sqlstate::disk_full) wrong = done.error().message;
      enough = false;
      vfs.set_room(UINT64_MAX);  // somebody made room
      return false;
    };
    if (!judge(run.open())) {
      if (wrong.empty() && !run.open().ok()) wrong = "cannot be made after there is room";
    }
    for (int i = 0; i < 30 && wrong.empty(); ++i) {
      if (!judge(run.transaction()) && wrong.empty() && !run.transaction().ok()) {
        wrong = "cannot go on after there is room";
      }
    }
    vfs.set_room(UINT64_MAX);
    if (wrong.empty()) {
      const Result<World> world = read_world(run.store());
      if (!world.ok() || world.value() != run.states().back()) wrong = "differs";
    }
    if (wrong.empty() && !run.close().ok()) wrong = "does not close";
    if (!wrong.empty() && ++counts.violations <= 5) {
      ADD_FAILURE() << "room for " << room << " bytes: " << wrong;
    }
  }
  EXPECT_GE(counts.points, 100u);
  report("F4", seed, counts);
}

// F5: a cut, then a fault in what comes after it: opening, reading, a transaction, the checkpoint.
TEST(Compound, FaultsWhileRecovering) {
  const uint64_t seed = test_seed();
  Counts counts;
  os::MemVfs vfs(seed);
  Workload run(vfs, seed, 4096);
  run_transactions(run, 40);
  const test::RunRecord record = run.record();
  os::CrashImages images(record.ops);
  Random random(seed);
  for (size_t point = 6; point < record.ops.size(); point += 3) {
    images.advance_to(point);
    ++counts.points;
    const auto files = images.image(static_cast<int>(random.below(os::kDamageVariants)), seed + point);
    for (uint64_t nth = 1; nth < 40; nth += 1 + random.below(4)) {
      const auto crashed = test::vfs_of(files, seed + point);
      uint64_t seen = 0;
      const bool forever = random.one_in(3);
      const bool torn = random.one_in(2);
      crashed->set_fault_hook([&](os::MemOpKind, const std::string& path) -> Result<void> {
        ++seen;
        if (seen < nth || (seen > nth && !forever)) return {};
        return io_error(path);
      });
      if (torn) crashed->set_torn_write_hook([&](size_t bytes) { return bytes / 3; });
      {
        auto opened = Store::open(*crashed, "t.rung", run.options());
        if (opened.ok()) {
          static_cast<void>(read_world(*opened.value()).ok());
          auto txn = opened.value()->begin_write(0);
          if (txn.ok()) {
            static_cast<void>(txn.value().put(kCatalogTree, "x", "1", WriteMode::kUpsert).ok());
            txn.value().rollback();
          }
          static_cast<void>(opened.value()->checkpoint().ok());
          static_cast<void>(opened.value()->close().ok());
        }
      }
      crashed->set_fault_hook(nullptr);
      crashed->set_torn_write_hook(nullptr);
      ++counts.images;
      std::string wrong;
      if (crashed->open_files() != 0) wrong = "files are left open";
      World world;
      if (wrong.empty()) {
        wrong = judge_store(*crashed, run, record.least(point), record.most(point), &world);
      }
      if (!wrong.empty() && ++counts.violations <= 5) {
        ADD_FAILURE() << "cut after " << point << ", fault at " << nth << ": " << wrong;
      }
    }
  }
  report("F5", seed, counts);
}

// The process is killed after some operation: the next one finds all that was written, though not
// all of it is durable. It works, or only looks, and then the power goes.
TEST(Compound, KillsThenCuts) {
  const uint64_t seed = test_seed();
  Counts counts;
  Random random(seed);
  for (uint64_t kill = 8;; ++kill) {
    os::MemVfs vfs(seed);
    Workload run(vfs, seed, 4096);
    uint64_t changes = 0;
    bool dead = false;
    vfs.set_fault_hook([&](os::MemOpKind kind, const std::string&) -> Result<void> {
      if (kind == os::MemOpKind::kRead || kind == os::MemOpKind::kOpen) return {};
      dead = dead || ++changes > kill;
      vfs.set_dead(dead);
      return {};
    });
    if (!run.open().ok()) continue;
    for (int i = 0; i < 30 && !dead; ++i) {
      static_cast<void>(run.transaction().ok());
      if (!dead && i == 20) static_cast<void>(run.close().ok());
      if (!run.is_open()) break;
    }
    if (!dead) break;
    run.forget_store();
    vfs.set_fault_hook(nullptr);
    vfs.set_dead(false);
    ++counts.points;
    std::string wrong;
    const size_t killed_at = vfs.op_count();
    if (!run.open().ok()) wrong = "does not reopen";
    if (wrong.empty()) {
      const Result<World> world = read_world(run.store());
      if (!world.ok()) {
        wrong = world.error().message;
      } else {
        run.continue_from(number_of(world.value()));
        if (random.one_in(2) && !run.transaction().ok()) wrong = "cannot write after a kill";
        if (wrong.empty() && !run.close().ok()) wrong = "does not close";
      }
    }
    const test::RunRecord record = run.record();
    os::CrashImages images(record.ops, true);
    for (size_t point = killed_at; point <= record.ops.size() && wrong.empty(); ++point) {
      images.advance_to(point);
      for (int variant = 0; variant < os::kDamageVariants && wrong.empty(); variant += 2) {
        ++counts.images;
        const auto crashed = test::vfs_of(images.image(variant, seed + point), seed);
        World world;
        wrong = judge_store(*crashed, run, record.least(point), record.most(point), &world);
      }
    }
    if (!wrong.empty() && ++counts.violations <= 5) {
      ADD_FAILURE() << "killed after " << kill << ": " << wrong;
      test::FailureFolder("C1 kills", seed)
          .write("what.txt", wrong + "\n" + test::describe(record.ops, record.ops.size()));
    }
  }
  report("C1 kills then cuts", seed, counts);
}

// The process is killed when it has made the log file, but not yet written to it: the name of the file
// that the next one commits to may not be durable.
TEST(Compound, AnEmptyLogIsLeft) {
  const uint64_t seed = test_seed();
  Counts counts;
  os::MemVfs vfs(seed);
  Workload run(vfs, seed, 4096);
  must(run.open());
  bool dead = false;
  vfs.set_fault_hook([&](os::MemOpKind kind, const std::string& path) -> Result<void> {
    dead = dead || (kind == os::MemOpKind::kWrite && path.ends_with("-wal"));
    vfs.set_dead(dead);
    return {};
  });
  while (!dead) static_cast<void>(run.transaction().ok());
  run.forget_store();
  vfs.set_fault_hook(nullptr);
  vfs.set_dead(false);
  ASSERT_EQ(vfs.files().at("t.rung-wal"), "");
  must(run.open());
  run.continue_from(0);
  must(run.transaction());
  must(run.sync());
  ++counts.points;
  std::string wrong;
  judge_end(run, seed, true, &counts, &wrong);
  counts.violations = wrong.empty() ? 0 : 1;
  EXPECT_EQ(wrong, "");
  report("C1 empty log", seed, counts);
}

// C7: making the file, the first write, closing; directory changes lost or kept one by one.
TEST(Creation, LeavesAnEmptyOrACompleteDatabase) {
  const uint64_t seed = test_seed();
  Counts counts;
  os::MemVfs vfs(seed);
  Workload run(vfs, seed, 4096);
  must(run.open());
  must(run.transaction());
  must(run.sync());
  must(run.transaction());
  must(run.close());
  must(run.open());
  must(run.transaction());
  must(run.close());
  const test::RunRecord record = run.record();
  for (uint64_t draw = 0; draw < 3; ++draw) {
    const Counts part = test::sweep(
        record, {.id = "C7", .seed = seed + draw, .how = "three transactions, closed twice"},
        [&](os::MemVfs& image, uint64_t least, uint64_t most) {
          World world;
          return judge_store(image, run, least, most, &world);
        });
    counts.points += part.points;
    counts.images += part.images;
    counts.violations += part.violations;
  }
  report("C7", seed, counts);
}

}  // namespace
}  // namespace rung::storage
