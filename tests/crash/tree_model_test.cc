// Q7: the B+tree against std::map, in phases of growing and shrinking, with keys that share prefixes
// and values from nothing to several pages; validated every hundred operations.
#include "tests/crash/workload.h"

namespace rung::storage {
namespace {

using test::Counts;

std::string key_of(Random& random) {
  switch (random.below(4)) {
    case 0: return "user/" + std::to_string(random.below(900));
    case 1: return std::string(random.below(40), 'p') + std::to_string(random.below(50));
    case 2: return random.bytes(random.below(12), 3);
    default: return "long/" + std::string(random.below(200), 'k') + random.bytes(2, 4);
  }
}

TEST(TreeModel, RandomOperationsAsInAMap) {
  const uint64_t seed = test_seed();
  const uint64_t operations = 600'000 * test_scale();
  Counts counts;
  Random random(seed);
  os::MemVfs vfs(seed);
  StoreOptions options;
  options.page_bytes = 4096;
  auto store = open_store(vfs, options);
  for (uint64_t done = 0; done < operations && counts.violations < 3;) {
    WriteTxn txn = must(store->begin_write(0));
    const TreeId tree = must(txn.create_tree());
    Content content;
    for (int phase = 0; phase < 6; ++phase) {
      const uint64_t erases = phase % 2 == 0 ? 2 : 8;  // of ten
      for (int i = 0; i < 2000; ++i, ++done) {
        const std::string key = key_of(random);
        if (random.below(10) < erases) {
          // Half of the time something that is there.
          auto it = content.lower_bound(key);
          if (it == content.end() || random.one_in(4)) it = content.find(key);
          const std::string victim = it == content.end() ? key : it->first;
          const bool done_it = must(txn.erase(tree, victim)) == WriteOutcome::kDone;
          counts.violations += done_it != (content.erase(victim) == 1);
        } else {
          const std::string value = random.bytes(
              random.one_in(100) ? random.below(9000) : random.below(random.one_in(8) ? 900 : 60));
          const WriteMode mode = random.one_in(3) ? WriteMode::kInsert : WriteMode::kUpsert;
          const bool stored = must(txn.put(tree, key, value, mode)) == WriteOutcome::kDone;
          const bool expected = mode == WriteMode::kUpsert || !content.contains(key);
          counts.violations += stored != expected;
          if (stored) content[key] = value;
        }
        if (i % 100 == 99) {
          ++counts.points;
          PageSet pages;
          const ReadView view = txn.view();
          const Result<TreeShape> shape = validate_tree(view, tree, &pages);
          if (!shape.ok() || shape.value().entries != content.size()) {
            ++counts.violations;
            ADD_FAILURE() << "after " << done << " operations: "
                          << (shape.ok() ? "entries are missing" : shape.error().message);
            return;
          }
        }
        if (i % 1000 == 999) {
          ++counts.images;
          const ReadView view = txn.view();
          counts.violations += read_all(view, tree) != content;
          Cursor cursor(view, tree);
          must(cursor.seek_last());
          for (auto it = content.rbegin(); it != content.rend(); ++it) {
            if (!cursor.valid() || cursor.key() != it->first) {
              ++counts.violations;
              break;
            }
            must(cursor.previous());
          }
        }
      }
    }
    must(txn.drop_tree(tree));
    must(txn.commit(Durability::kDeferred));
  }
  report("Q7", seed, counts);
}

}  // namespace
}  // namespace rung::storage
