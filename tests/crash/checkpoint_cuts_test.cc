// C5: cuts in every step of a checkpoint, with views of old states alive, and of a file so fragmented
// that its free list needs pages of its own.
#include <deque>
#include <functional>

#include "tests/crash/workload.h"
#include "tests/support/crash_images.h"

namespace rung::storage {
namespace {

using test::Counts;

// The record of a run whose states are one tree each.
struct States {
  std::vector<Content> states = std::vector<Content>(1);
  test::RunRecord record;
};

std::string judge(os::MemVfs& image, const StoreOptions& options, const States& run, uint64_t least,
                  uint64_t most) {
  auto opened = Store::open(image, "t.rung", options);
  if (!opened.ok()) return "does not open: " + opened.error().message;
  Result<World> world = read_world(*opened.value());
  if (!world.ok()) return "unreadable: " + world.error().message;
  const uint64_t number = number_of(world.value());
  if (number < least || number > most || world.value()["catalog"] != run.states[number]) {
    return "shows transaction " + std::to_string(number);
  }
  return {};
}

class Writer {
 public:
  Writer(os::MemVfs& vfs, const StoreOptions& options, States* run) : vfs_(vfs), run_(*run) {
    order_.attach(vfs_);
    vfs_.start_recording();
    store_ = open_store(vfs_, options);
  }
  void commit(const std::function<void(WriteTxn&, Content&)>& change) {
    WriteTxn txn = must(store_->begin_write(0));
    Content next = run_.states.back();
    change(txn, next);
    next["number"] = std::to_string(run_.states.size());
    must(txn.put(kCatalogTree, "number", next["number"], WriteMode::kUpsert));
    run_.record.submitted.emplace_back(vfs_.op_count(), run_.states.size());
    run_.states.push_back(next);
    must(txn.commit(Durability::kFull));
    order_.acknowledge();
    run_.record.acknowledged.emplace_back(vfs_.op_count(), run_.states.size() - 1);
  }
  Store& store() { return *store_; }
  void finish() {
    must(store_->close());
    run_.record.ops = vfs_.take_ops();
    vfs_.set_observer(nullptr);
    EXPECT_EQ(order_.first_violation(), "");
  }

 private:
  os::MemVfs& vfs_;
  States& run_;
  test::OrderChecker order_;
  std::unique_ptr<Store> store_;
};

void put(WriteTxn& txn, Content& content, int i, char fill) {
  const std::string key = "key" + std::to_string(i);
  content[key] = std::string(3000, fill);
  must(txn.put(kCatalogTree, key, content[key], WriteMode::kUpsert));
}
void erase(WriteTxn& txn, Content& content, int i) {
  const std::string key = "key" + std::to_string(i);
  must(txn.erase(kCatalogTree, key));
  content.erase(key);
}

TEST(CheckpointCuts, ALongFreeListSurvives) {
  const uint64_t seed = test_seed();
  os::MemVfs vfs(seed);
  StoreOptions options;
  options.page_bytes = 4096;
  States run;
  Writer writer(vfs, options, &run);
  writer.commit([&](WriteTxn& txn, Content& c) { for (int i = 0; i < 700; ++i) put(txn, c, i, 'a'); });
  writer.commit([&](WriteTxn& txn, Content& c) { for (int i = 0; i < 700; i += 2) erase(txn, c, i); });
  must(writer.store().checkpoint());
  writer.commit([&](WriteTxn& txn, Content& c) { for (int i = 700; i < 740; ++i) put(txn, c, i, 'b'); });
  must(writer.store().checkpoint());
  writer.commit([&](WriteTxn& txn, Content& c) { for (int i = 1; i < 100; i += 2) erase(txn, c, i); });
  EXPECT_GT(writer.store().stats().free_pages, 200u);
  writer.finish();
  const Counts counts = test::sweep(
      run.record, {.id = "C5 free list", .seed = seed, .first_point = 6, .every = 6, .how = ""},
      [&](os::MemVfs& image, uint64_t least, uint64_t most) {
        return judge(image, options, run, least, most);
      });
  report("C5 free list", seed, counts);
}

// Views of old states keep what they show through any number of checkpoints, whether their pages
// were changed, freed or bulk-loaded since, and a cut finds the newest state whatever they pinned.
void with_views(size_t views_max) {
  const uint64_t seed = test_seed();
  os::MemVfs vfs(seed);
  // At moments of the test's own: what it finds does not depend on how often they come.
  Workload run(vfs, seed + views_max, 4096, Workload::Checkpoints::kExplicit);
  must(run.open());
  Random random(seed + views_max);
  std::deque<std::pair<ReadView, size_t>> views;
  uint64_t wrong = 0;
  for (int round = 0; round < 45; ++round) {
    must(run.transaction());
    if (random.one_in(4)) must(run.store().checkpoint());
    if (views_max > 0 && random.one_in(3)) {
      views.emplace_back(run.store().read_view(), run.states().size() - 1);
      if (views.size() > views_max) views.pop_front();
    }
    for (const auto& [view, state] : views) {
      PageSet pages;
      const Result<World> world = read_world(view, &pages);
      if (world.ok() && world.value() == run.states()[state]) continue;
      if (++wrong <= 3) {
        ADD_FAILURE() << "round " << round << ", the view of state " << state << ": "
                      << (world.ok() ? "differs" : world.error().message);
      }
    }
  }
  views.clear();
  must(run.close());
  const std::string id = "C5 with " + std::to_string(views_max) + " views";
  Counts counts = test::sweep(run.record(), {.id = id, .seed = seed, .first_point = 6, .how = ""},
                              [&](os::MemVfs& image, uint64_t least, uint64_t most) {
                                World world;
                                return judge_store(image, run, least, most, &world);
                              });
  counts.violations += wrong;
  report(id, seed, counts);
}
TEST(CheckpointCuts, WithoutViews) { with_views(0); }
TEST(CheckpointCuts, WithOneView) { with_views(1); }
TEST(CheckpointCuts, WithThreeViews) { with_views(3); }

// A bulk load's pages are in the main file though its meta does not speak for them yet.
TEST(CheckpointCuts, WithAViewOfABulkLoad) {
  os::MemVfs vfs(test_seed());
  StoreOptions options;
  options.page_bytes = 4096;
  options.pool_bytes = 16 * 4096;
  options.checkpoint_bytes = uint64_t{1} << 40;
  auto store = open_store(vfs, options);
  WriteTxn load = must(store->begin_write(0));
  const TreeId tree = must(load.create_tree());
  int i = 0;
  std::string key, value, duplicate;
  must(load.bulk_fill(tree, [&](std::string_view* k, std::string_view* v) -> Result<bool> {
    key = "key" + std::to_string(10'000 + i);
    value = std::string(100, static_cast<char>('a' + i % 26));
    *k = key;
    *v = value;
    return i++ < 4000;
  }, &duplicate));
  must(load.commit(Durability::kFull));
  const ReadView view = store->read_view();
  const Content loaded = read_all(view, tree);
  WriteTxn change = must(store->begin_write(0));
  for (const auto& [k, v] : loaded) {
    if (k.back() == '7') must(change.put(tree, k, std::string(100, '!'), WriteMode::kUpdate));
  }
  must(change.commit(Durability::kFull));
  must(store->checkpoint());
  EXPECT_LT(store->stats().pages_cached, store->stats().page_count / 2) << "too few are read anew";
  EXPECT_TRUE(read_all(view, tree) == loaded);
}

// A dropped tree's pages are free, but were only in the log.
TEST(CheckpointCuts, WithAViewOfADroppedTree) {
  os::MemVfs vfs(test_seed());
  StoreOptions options;
  options.page_bytes = 4096;
  options.pool_bytes = 16 * 4096;
  options.checkpoint_bytes = uint64_t{1} << 40;
  auto store = open_store(vfs, options);
  WriteTxn make = must(store->begin_write(0));
  const TreeId tree = must(make.create_tree());
  must(make.commit(Durability::kFull));
  for (int i = 0; i < 2000;) {  // small commits: the pages of a large one go to the main file at once
    WriteTxn fill = must(store->begin_write(0));
    for (const int end = i + 20; i < end; ++i) {
      must(fill.put(tree, "key" + std::to_string(i), std::string(100, 'v'), WriteMode::kInsert));
    }
    must(fill.commit(Durability::kFull));
  }
  const ReadView view = store->read_view();
  const Content before = read_all(view, tree);
  WriteTxn drop = must(store->begin_write(0));
  must(drop.drop_tree(tree));
  must(drop.commit(Durability::kFull));
  must(store->checkpoint());
  EXPECT_TRUE(read_all(view, tree) == before);
  WriteTxn next = must(store->begin_write(0));
  for (int i = 0; i < 2000; ++i) {
    must(next.put(kCatalogTree, "key" + std::to_string(i), std::string(100, 'w'), WriteMode::kInsert));
  }
  must(next.commit(Durability::kFull));
  EXPECT_TRUE(read_all(view, tree) == before);
}

// Either meta slot is damaged after a checkpoint. The older state with the log that led from it to the
// newer one is as good as that; without that log the file is refused, never shown as it was before.
TEST(CheckpointCuts, ADamagedMetaSlotLosesNothing) {
  const uint64_t seed = test_seed();
  os::MemVfs vfs(seed);
  States run;
  Writer writer(vfs, {}, &run);
  Counts counts;
  for (int round = 0; round < 20; ++round) {
    writer.commit([&](WriteTxn& txn, Content& c) { put(txn, c, round, 'x'); });
    must(writer.store().checkpoint());
    for (const uint64_t slot : {512u, 4096u}) {
      for (uint64_t byte = 0; byte < 48; byte += 3) {
        ++counts.points;
        ++counts.images;
        auto files = vfs.images();
        char now = 0;
        files.at("t.rung").read(slot + byte, {&now, 1});
        now = static_cast<char>(now ^ 1);
        files.at("t.rung").write(slot + byte, {&now, 1});
        const auto image = test::vfs_of(files, seed);
        auto opened = Store::open(*image, "t.rung", {});
        const bool right =
            opened.ok() ? read_all(opened.value()->read_view(), kCatalogTree) == run.states.back()
                        : opened.error().state == sqlstate::data_corrupted;
        if (!right && ++counts.violations <= 3) {
          ADD_FAILURE() << "slot at " << slot << ", byte " << byte << ": "
                        << (opened.ok() ? "another state" : opened.error().message);
        }
      }
    }
  }
  writer.finish();
  report("C5 meta slots", seed, counts);
}

}  // namespace
}  // namespace rung::storage
