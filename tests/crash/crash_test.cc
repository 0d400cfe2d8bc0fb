// Power cuts: a run is recorded once, and what every cut could have left is opened and compared.
#include <functional>
#include <iostream>

#include "tests/crash/workload.h"
#include "tests/support/crash_images.h"

namespace rung::storage {
namespace {

struct Counts {
  uint64_t points = 0, images = 0, violations = 0;
};

std::unique_ptr<os::MemVfs> vfs_of(const std::map<std::string, std::string>& files, uint64_t seed) {
  auto vfs = std::make_unique<os::MemVfs>(seed);
  for (const auto& [path, bytes] : files) vfs->put_file(path, bytes);
  return vfs;
}

// Opens the image and compares it with the states it may show. Empty when all is well.
std::string judge(os::MemVfs& vfs, const Workload& run, uint64_t acknowledged, uint64_t submitted,
                  World* found) {
  Result<std::unique_ptr<Store>> opened = Store::open(vfs, "t.rung", run.options());
  if (!opened.ok()) return "does not open: " + opened.error().message + " " + opened.error().detail;
  Result<World> world = read_world(*opened.value());
  if (!world.ok()) return "unreadable: " + world.error().message;
  const uint64_t number = number_of(world.value());
  const uint64_t first = run.first_number();
  if (number < first + acknowledged || number > first + submitted) {
    return "shows transaction " + std::to_string(number) + ", acknowledged " +
           std::to_string(first + acknowledged) + ", submitted " + std::to_string(first + submitted);
  }
  if (world.value() != run.states()[number - first]) {
    return "differs from the state after transaction " + std::to_string(number);
  }
  *found = std::move(world).value();
  // And it can be worked with.
  WriteTxn txn = must(opened.value()->begin_write(0));
  must(txn.put(kCatalogTree, "after", "1", WriteMode::kInsert));
  must(txn.commit(Durability::kFull));
  Result<World> after = read_world(*opened.value());
  if (!after.ok()) return "unreadable after a write: " + after.error().message;
  const Result<void> closed = opened.value()->close();
  if (!closed.ok()) return "does not close: " + closed.error().message;
  return {};
}

void report(const Counts& counts, const char* name) {
  std::cout << name << ": " << counts.points << " points, " << counts.images << " images, "
            << counts.violations << " violations\n";
  EXPECT_EQ(counts.violations, 0u);
}

void run_workload(os::MemVfs& vfs, Workload& run, int transactions) {
  must(run.open());
  for (int i = 0; i < transactions; ++i) {
    must(run.transaction());
    if (i % 13 == 12) must(run.sync());
    if (i % 17 == 16) {
      must(run.close());
      must(run.open());
    }
  }
  must(run.close());
  static_cast<void>(vfs);
}

// C1: a cut after every operation, 18 kinds of damage each.
TEST(Crash, EveryCutLeavesAPrefixWithAllThatWasAcknowledged) {
  const uint64_t seed = test_seed();
  std::cout << "RUNG_SEED=" << seed << "\n";
  Counts counts;
  for (const size_t page_bytes : {4096u, 8192u}) {
    os::MemVfs vfs(seed);
    vfs.start_recording();
    Workload run(vfs, seed + page_bytes, page_bytes);
    run_workload(vfs, run, static_cast<int>(40 * test_scale()));
    const std::vector<os::MemOp> ops = vfs.take_ops();
    os::CrashImages images(ops);
    for (size_t point = 0; point <= ops.size(); ++point) {
      images.advance_to(point);
      ++counts.points;
      const int variants = images.anything_pending() ? os::kDamageVariants : 1;
      for (int variant = 0; variant < variants; ++variant) {
        ++counts.images;
        auto crashed = vfs_of(images.image(variant, seed + point), seed);
        World world;
        const std::string wrong = judge(*crashed, run, run.acknowledged_at(point),
                                        run.submitted_before(point), &world);
        if (!wrong.empty() && ++counts.violations <= 5) {
          ADD_FAILURE() << "after operation " << point << ", " << os::damage_name(variant) << " ("
                        << variant << "): " << wrong;
        }
      }
    }
  }
  report(counts, "C1");
}

// C2: one transaction whose record is torn at every sector, or misses one: all or nothing.
TEST(Crash, ATornRecordIsNoRecord) {
  const uint64_t seed = test_seed();
  os::MemVfs vfs(seed);
  vfs.start_recording();
  auto store = open_store(vfs);
  WriteTxn txn = must(store->begin_write(0));
  for (int i = 0; i < 3000; ++i) {
    must(txn.put(kCatalogTree, "key" + std::to_string(i), std::string(60, 'v'), WriteMode::kInsert));
  }
  must(txn.commit(Durability::kFull));
  const auto& ops = vfs.ops();
  size_t record = 0;
  for (size_t i = 0; i < ops.size(); ++i) {
    if (ops[i].kind == os::MemOpKind::kWrite && ops[i].path == "t.rung-wal" &&
        ops[i].data.size() > 8192) {
      record = i;
    }
  }
  ASSERT_NE(record, 0u);
  const std::map<std::string, std::string> after = vfs.files();
  const uint64_t offset = ops[record].offset;
  const uint64_t bytes = ops[record].data.size();
  Counts counts;
  for (uint64_t sector = 0; sector <= bytes / 512; ++sector) {
    ++counts.points;
    for (int variant = 0; variant < 3; ++variant) {
      ++counts.images;
      std::map<std::string, std::string> files = after;
      std::string& log = files.at("t.rung-wal");
      const uint64_t from = offset + sector * 512;
      if (variant == 0) {
        log.resize(from);
      } else if (variant == 1) {
        std::fill(log.begin() + static_cast<ptrdiff_t>(from), log.end(), '\0');
      } else if (sector < bytes / 512) {
        std::fill_n(log.begin() + static_cast<ptrdiff_t>(from), 512, '\0');
      }
      const bool whole = log.size() >= offset + bytes &&
                         log.compare(offset, bytes, after.at("t.rung-wal"), offset, bytes) == 0;
      auto crashed = vfs_of(files, seed);
      auto reopened = Store::open(*crashed, "t.rung", {});
      const size_t found =
          reopened.ok() ? read_all(reopened.value()->read_view(), kCatalogTree).size() : 1;
      if (found != (whole ? 3000u : 0u) && ++counts.violations <= 5) {
        ADD_FAILURE() << "sector " << sector << " variant " << variant << ": " << found << " rows";
      }
    }
  }
  report(counts, "C2");
}

// C4: cut, go on with the same statements, cut again. Hunts records of an earlier life that
// become valid again behind a shorter log.
TEST(Crash, CutsMayFollowCuts) {
  const uint64_t seed = test_seed();
  Random random(seed);
  Counts counts;
  for (uint64_t chain = 0; chain < 150 * test_scale(); ++chain) {
    auto vfs = std::make_unique<os::MemVfs>(seed + chain);
    World world;
    world["catalog"];
    uint64_t number = 0;
    for (int depth = 0; depth < 4; ++depth) {
      vfs->start_recording();
      const size_t there_before = vfs->op_count();
      Workload run(*vfs, seed + chain * (chain % 2), 4096);  // often the same statements again
      run.adopt(world, number);
      must(run.open());
      for (uint64_t i = random.below(6) + 1; i > 0; --i) must(run.transaction());
      if (random.one_in(6)) must(run.close());
      const std::vector<os::MemOp> ops = vfs->ops();
      os::CrashImages images(ops);
      const size_t done = ops.size() - there_before;
      const size_t point = ops.size() - std::min<size_t>(done, random.below(14));
      images.advance_to(point);
      ++counts.points;
      const uint64_t image_seed = random.next();
      std::string wrong;
      // Look at some of what the cut could leave, and go on from the last.
      std::map<std::string, std::string> files;
      for (int look = 0; look < 4 && wrong.empty(); ++look) {
        ++counts.images;
        const int variant = static_cast<int>(random.below(os::kDamageVariants));
        files = images.image(variant, image_seed);
        auto crashed = vfs_of(files, seed + chain + 7);
        wrong = judge(*crashed, run, run.acknowledged_at(point), run.submitted_before(point), &world);
      }
      if (!wrong.empty()) {
        if (++counts.violations <= 5) ADD_FAILURE() << "chain " << chain << " depth " << depth << ": " << wrong;
        break;
      }
      number = number_of(world);
      run.forget_store();
      vfs = vfs_of(files, seed + chain * 3 + static_cast<uint64_t>(depth));
    }
  }
  report(counts, "C4");
}

// C5: cuts around checkpoints of a file so fragmented that its free list needs pages of its own.
TEST(Crash, ALongFreeListSurvivesCutsInItsCheckpoint) {
  const uint64_t seed = test_seed();
  os::MemVfs vfs(seed);
  StoreOptions options;
  options.page_bytes = 4096;
  auto store = open_store(vfs, options);
  vfs.start_recording();
  std::vector<Content> states(1);
  std::vector<std::pair<size_t, size_t>> submitted;     // operations, state
  std::vector<std::pair<size_t, size_t>> acknowledged;
  const auto commit = [&](const std::function<void(WriteTxn&, Content&)>& change) {
    WriteTxn txn = must(store->begin_write(0));
    Content next = states.back();
    change(txn, next);
    next["number"] = std::to_string(states.size());
    must(txn.put(kCatalogTree, "number", next["number"], WriteMode::kUpsert));
    submitted.emplace_back(vfs.op_count(), states.size());
    states.push_back(next);
    must(txn.commit(Durability::kFull));
    acknowledged.emplace_back(vfs.op_count(), states.size() - 1);
  };
  const auto put = [](WriteTxn& txn, Content& content, int i, char fill) {
    const std::string key = "key" + std::to_string(i);
    content[key] = std::string(3000, fill);
    must(txn.put(kCatalogTree, key, content[key], WriteMode::kUpsert));
  };
  const auto erase = [](WriteTxn& txn, Content& content, int i) {
    const std::string key = "key" + std::to_string(i);
    must(txn.erase(kCatalogTree, key));
    content.erase(key);
  };
  commit([&](WriteTxn& txn, Content& c) { for (int i = 0; i < 700; ++i) put(txn, c, i, 'a'); });
  commit([&](WriteTxn& txn, Content& c) { for (int i = 0; i < 700; i += 2) erase(txn, c, i); });
  must(store->checkpoint());
  commit([&](WriteTxn& txn, Content& c) { for (int i = 700; i < 740; ++i) put(txn, c, i, 'b'); });
  must(store->checkpoint());
  commit([&](WriteTxn& txn, Content& c) { for (int i = 1; i < 100; i += 2) erase(txn, c, i); });
  EXPECT_GT(store->stats().free_pages, 200u);
  must(store->close());

  Counts counts;
  const std::vector<os::MemOp> ops = vfs.take_ops();
  os::CrashImages images(ops);
  for (size_t point = 6; point <= ops.size(); ++point) {
    images.advance_to(point);
    ++counts.points;
    size_t least = 0;
    size_t most = 0;
    for (const auto& [at, state] : acknowledged) least = at <= point ? state : least;
    for (const auto& [at, state] : submitted) most = at < point ? state : most;
    for (int variant = 0; variant < os::kDamageVariants; ++variant) {
      // The images are large: each point gets some of the damage, and all of it in long runs.
      if (test_scale() == 1 && (static_cast<size_t>(variant) + point) % 18 != 0) continue;
      ++counts.images;
      auto crashed = vfs_of(images.image(variant, seed + point), seed);
      std::string wrong;
      auto opened = Store::open(*crashed, "t.rung", options);
      if (!opened.ok()) {
        wrong = "does not open: " + opened.error().message;
      } else {
        Result<World> world = read_world(*opened.value());
        if (!world.ok()) {
          wrong = "unreadable: " + world.error().message;
        } else {
          const uint64_t number = number_of(world.value());
          if (number < least || number > most || world.value()["catalog"] != states[number]) {
            wrong = "shows transaction " + std::to_string(number);
          }
        }
      }
      if (!wrong.empty() && ++counts.violations <= 5) {
        ADD_FAILURE() << "after operation " << point << " " << os::damage_name(variant) << ": "
                      << wrong;
      }
    }
  }
  report(counts, "C5");
}

}  // namespace
}  // namespace rung::storage
