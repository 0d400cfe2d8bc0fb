// C1, C2 and C4 of a run of small transactions: it is recorded once, and what every power cut could
// have left is opened and compared.
#include <thread>

#include "storage/log.h"
#include "tests/crash/workload.h"
#include "tests/support/crash_images.h"

namespace rung::storage {
namespace {

using test::Counts;

// C1: a cut after every operation, 18 kinds of damage each.
void cut_everywhere(size_t page_bytes) {
  const uint64_t seed = test_seed();
  os::MemVfs vfs(seed);
  Workload run(vfs, seed + page_bytes, page_bytes);
  run_transactions(run, 75);
  const test::RunRecord record = run.record();
  const std::string id = "C1 pages of " + std::to_string(page_bytes);
  const Counts counts = test::sweep(
      record, {.id = id, .seed = seed, .how = "75 transactions of tests/crash/workload.h"},
      [&](os::MemVfs& image, uint64_t least, uint64_t most) {
        World world;
        return judge_store(image, run, least, most, &world);
      });
  report(id, seed, counts);
}
TEST(Cuts, LeaveAPrefixWithAllThatWasAcknowledged4096) { cut_everywhere(4096); }
TEST(Cuts, LeaveAPrefixWithAllThatWasAcknowledged8192) { cut_everywhere(8192); }
TEST(Cuts, LeaveAPrefixWithAllThatWasAcknowledged32768) { cut_everywhere(32768); }

// C2: one transaction whose record is torn at every sector, or misses one, or has one of garbage:
// all or nothing.
TEST(Cuts, ATornRecordIsNoRecord) {
  const uint64_t seed = test_seed();
  os::MemVfs vfs(seed);
  vfs.start_recording();
  auto store = open_store(vfs);
  constexpr size_t kRows = 20'000;
  const std::string before(90, 'u'), changed(90, 'v');
  for (const std::string& value : {before, changed}) {
    // New pages would go to the main file; those of the second transaction go to the log.
    WriteTxn txn = must(store->begin_write(0));
    for (size_t i = 0; i < kRows; ++i) {
      must(txn.put(kCatalogTree, "key" + std::to_string(i), value, WriteMode::kUpsert));
    }
    must(txn.commit(Durability::kFull));
    if (value == before) must(store->checkpoint());
  }
  const auto& ops = vfs.ops();
  size_t record = 0;
  for (size_t i = 0; i < ops.size(); ++i) {
    if (ops[i].kind == os::MemOpKind::kWrite && ops[i].path == "t.rung-wal" &&
        ops[i].data.size() > 8192) {
      record = i;
    }
  }
  ASSERT_NE(record, 0u);
  const std::map<std::string, os::SharedBytes> after = vfs.images();
  const os::SharedBytes& whole = after.at("t.rung-wal");
  const uint64_t offset = ops[record].offset;
  const uint64_t bytes = ops[record].data.size();
  // The file has grown beyond the record, by zeroes.
  const auto part_of = [&](const os::SharedBytes& log) {
    std::string part(bytes, '\0');
    log.read(offset, part);
    return part;
  };
  Random random(seed);
  Counts counts;
  for (uint64_t sector = 0; sector <= bytes / 512; ++sector) {
    ++counts.points;
    const uint64_t from = offset + sector * 512;
    for (int variant = 0; variant < 3; ++variant) {
      if (variant > 0 && sector == bytes / 512) continue;
      ++counts.images;
      std::map<std::string, os::SharedBytes> files = after;
      os::SharedBytes& log = files.at("t.rung-wal");
      if (variant == 0) {
        log.resize(from);
        if (sector % 2 == 0) log.resize(whole.size());  // grown, but zero
      } else {
        log.write(from, variant == 1 ? std::string(512, '\0') : random.bytes(512));
      }
      const bool intact = part_of(log) == part_of(whole);
      const auto crashed = test::vfs_of(files, seed);
      auto reopened = Store::open(*crashed, "t.rung", {});
      if (!reopened.ok()) {
        ++counts.violations;
        ADD_FAILURE() << "sector " << sector << ": " << reopened.error().message;
        continue;
      }
      const std::string& expected = intact ? changed : before;
      std::string first;
      bool good = must(reopened.value()->read_view().get(kCatalogTree, "key0", &first)) &&
                  first == expected;
      if (good && (intact || sector % 64 == 0)) {
        const auto rows = read_all(reopened.value()->read_view(), kCatalogTree);
        good = rows.size() == kRows && std::all_of(rows.begin(), rows.end(), [&](const auto& row) {
          return row.second == expected;
        });
      }
      if (!good && ++counts.violations <= 5) {
        ADD_FAILURE() << "sector " << sector << " variant " << variant;
      }
    }
  }
  EXPECT_GE(counts.points, 4000u);
  report("C2 one record", seed, counts);
}

// C4: cut, go on with the same statements, cut again. Hunts records of an earlier life that
// become valid again behind a shorter log.
TEST(Cuts, MayFollowCuts) {
  const uint64_t seed = test_seed();
  Random random(seed);
  Counts counts;
  constexpr int kLooks = 8;
  for (uint64_t chain = 0; chain < 850 && counts.violations < 5; ++chain) {
    auto vfs = std::make_unique<os::MemVfs>(seed + chain);
    World world;
    world["catalog"];
    uint64_t number = 0;
    for (int depth = 0; depth < 3; ++depth) {
      const std::unique_ptr<os::MemVfs> now = std::move(vfs);  // outlives the run
      const uint64_t run_seed = seed + chain * (chain % 2);  // often the same statements again
      Workload run(*now, run_seed, 4096);
      const size_t there_before = now->op_count();
      run.adopt(world, number);
      must(run.open());
      for (uint64_t i = random.below(6) + 1; i > 0; --i) must(run.transaction());
      if (random.one_in(6)) must(run.close());
      const test::RunRecord record = run.record();
      os::CrashImages images(record.ops);
      const size_t done = record.ops.size() - there_before;
      const size_t point = record.ops.size() - std::min<size_t>(done, random.below(14));
      images.advance_to(point);
      ++counts.points;
      // Look at some of what the cut could leave, and go on from the last.
      std::string wrong;
      std::map<std::string, os::SharedBytes> files;
      for (int look = 0; look < kLooks && wrong.empty(); ++look) {
        ++counts.images;
        const int variant = static_cast<int>(random.below(os::kDamageVariants));
        files = images.image(variant, random.next());
        const auto crashed = test::vfs_of(files, seed + chain + 7);
        wrong = judge_store(*crashed, run, record.least(point), record.most(point), &world);
      }
      run.forget_store();
      if (!wrong.empty()) {
        ++counts.violations;
        ADD_FAILURE() << "chain " << chain << " depth " << depth << ": " << wrong;
        const test::FailureFolder folder("C4", seed);
        folder.write("what.txt", wrong + "\n" + test::describe(record.ops, point));
        for (const auto& [path, bytes] : files) folder.write(path, bytes.text());
        break;
      }
      number = number_of(world);
      vfs = test::vfs_of(files, seed + chain * 3 + static_cast<uint64_t>(depth));
    }
  }
  report("C4", seed, counts);
}

// A record behind a torn one must not become valid again when another of the torn one's length takes
// its place.
TEST(Cuts, AStaleRecordStaysStale) {
  const uint64_t seed = test_seed();
  Counts counts;
  for (uint64_t round = 0; round < 40; ++round) {
    ++counts.points;
    ++counts.images;
    os::MemVfs first_life(seed + round);
    const auto commit = [](Store& store, const std::string& key, char fill) {
      WriteTxn txn = must(store.begin_write(0));
      must(txn.put(kCatalogTree, key, std::string(500, fill), WriteMode::kUpsert));
      must(txn.commit(Durability::kFull));
    };
    auto store = open_store(first_life);
    uint64_t first_end = 0;
    std::thread second;
    // The second comes while the first waits for its sync, so that it cannot tell of it.
    first_life.set_fault_hook([&](os::MemOpKind kind, const std::string&) -> Result<void> {
      if (kind != os::MemOpKind::kSync || first_end != 0) return {};
      first_end = kLogStart + store->stats().log_bytes;
      second = std::thread([&] { commit(*store, "key", 'b'); });
      while (kLogStart + store->stats().log_bytes == first_end) std::this_thread::yield();
      return {};
    });
    commit(*store, "key", 'a');
    second.join();
    auto files = first_life.images();
    // The first record is torn, the second is on the disk.
    files.at("t.rung-wal").write(first_end - 512, std::string(512, '\0'));
    const auto second_life = test::vfs_of(files, seed + round + 1000);
    auto again = open_store(*second_life);
    EXPECT_TRUE(read_all(again->read_view(), kCatalogTree).empty());
    commit(*again, "key", 'c');
    const auto third_life = test::vfs_of(second_life->images(), seed + round + 2000);
    const Content content = read_all(open_store(*third_life)->read_view(), kCatalogTree);
    if (content != Content{{"key", std::string(500, 'c')}}) {
      ++counts.violations;
      ADD_FAILURE() << "round " << round << " shows " << content.begin()->second.substr(0, 3);
    }
  }
  report("C4 stale records", seed, counts);
}

}  // namespace
}  // namespace rung::storage
