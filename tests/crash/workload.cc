#include "tests/crash/workload.h"

#include <cstdlib>
#include <iostream>

namespace rung::storage {

Result<World> read_world(const ReadView& view, PageSet* pages) {
  World world;
  const auto tree_content = [&](TreeId tree) -> Result<Content> {
    RUNG_ASSIGN(const TreeShape shape, validate_tree(view, tree, pages));
    static_cast<void>(shape);
    Content content;
    Cursor cursor(view, tree);
    RUNG_TRY(cursor.seek_first());
    while (cursor.valid()) {
      RUNG_ASSIGN(const std::string_view value, cursor.value());
      content.emplace_hint(content.end(), cursor.key(), value);
      RUNG_TRY(cursor.next());
    }
    return content;
  };
  RUNG_ASSIGN(world["catalog"], tree_content(kCatalogTree));
  for (const auto& [key, value] : world["catalog"]) {
    if (key.rfind("tree:", 0) != 0) continue;
    // Of a damaged file it may be anything.
    const auto root = static_cast<uint32_t>(std::strtoul(value.c_str(), nullptr, 10));
    RUNG_ASSIGN(world[key.substr(5)], tree_content(TreeId{root}));
  }
  return world;
}

Result<World> read_world(Store& store) {
  PageSet pages;
  RUNG_ASSIGN(World world, read_world(store.read_view(), &pages));
  const StoreStats stats = store.stats();
  if (pages.size() + 1 + stats.free_pages != stats.page_count) {
    return Error(sqlstate::data_corrupted,
                 "pages do not add up: " + std::to_string(pages.size()) + " used, " +
                     std::to_string(stats.free_pages) + " free, " +
                     std::to_string(stats.page_count) + " in all");
  }
  return world;
}

std::string judge_store(os::MemVfs& vfs, const Workload& run, uint64_t least, uint64_t most,
                        World* found) {
  bool wrote = false;
  vfs.set_observer([&](const os::MemOp& op) {
    const bool content = op.kind == os::MemOpKind::kWrite || op.kind == os::MemOpKind::kResize;
    wrote = wrote || (content && op.path == "t.rung");
  });
  const bool existed = vfs.images().contains("t.rung");
  Result<std::unique_ptr<Store>> opened = Store::open(vfs, "t.rung", run.options());
  vfs.set_observer(nullptr);
  if (!opened.ok()) return "does not open: " + opened.error().message + " " + opened.error().detail;
  if (wrote && existed) return "recovery wrote to the file";
  Result<World> world = read_world(*opened.value());
  if (!world.ok()) return "unreadable: " + world.error().message;
  const uint64_t number = number_of(world.value());
  if (number < least || number > most) {
    return "shows transaction " + std::to_string(number) + ", acknowledged " +
           std::to_string(least) + ", submitted " + std::to_string(most);
  }
  if (world.value() != run.states()[number - run.first_number()]) {
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

void run_transactions(Workload& run, int transactions) {
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
}

void report(const std::string& id, uint64_t seed, const test::Counts& counts) {
  test::print_counts(id, seed, counts);
  EXPECT_EQ(counts.violations, 0u);
}

}  // namespace rung::storage
