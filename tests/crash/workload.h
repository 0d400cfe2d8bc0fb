// A run of small transactions over a store whose every state is known, for crash and fault tests.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/unit/storage/support.h"

namespace rung::storage {

// The whole content of a store: per tree, by the name its row in the catalog tree gives it.
using World = std::map<std::string, Content>;

class Workload {
 public:
  Workload(os::MemVfs& vfs, uint64_t seed, size_t page_bytes) : vfs_(vfs), random_(seed) {
    options_.page_bytes = page_bytes;
    options_.pool_bytes = page_bytes * 24;
    options_.checkpoint_bytes = page_bytes * 24;
    states_.emplace_back();
    states_.back()["catalog"];
  }

  // Takes the state from a store left by an earlier run.
  void adopt(World world, uint64_t number) {
    states_.assign(1, std::move(world));
    first_number_ = number;
  }

  Result<void> open() {
    store_.reset();
    RUNG_ASSIGN(store_, Store::open(vfs_, "t.rung", options_));
    return {};
  }
  Result<void> close() {
    const Result<void> result = store_->close();
    if (result.ok()) acknowledge();
    store_.reset();
    return result.ok() ? Result<void>() : Result<void>(result.error());
  }

  // One transaction; an error means that it did not happen, unless it says otherwise.
  Result<void> transaction() {
    RUNG_ASSIGN(WriteTxn txn, store_->begin_write(0));
    World next = states_.back();
    const uint64_t number = first_number_ + states_.size();
    for (uint64_t i = 1 + random_.below(3); i > 0; --i) {
      if (random_.one_in(4)) {
        const auto savepoint = txn.savepoint();
        World discarded = next;
        RUNG_TRY(change(txn, discarded));
        RUNG_TRY(txn.rollback_to(savepoint));
      } else {
        RUNG_TRY(change(txn, next));
      }
    }
    RUNG_TRY(put(txn, kCatalogTree, next["catalog"], "number", std::to_string(number)));
    submitted_at_.push_back(vfs_.op_count());
    states_.push_back(std::move(next));
    const bool full = !random_.one_in(3);
    const Result<Csn> done = txn.commit(full ? Durability::kFull : Durability::kDeferred);
    if (!done.ok()) {
      if (done.error().detail.find("unknown") == std::string::npos) {
        states_.pop_back();
        submitted_at_.pop_back();
      }
      return done.error();
    }
    if (full) acknowledge();
    return {};
  }
  Result<void> sync() {
    RUNG_TRY(store_->sync());
    acknowledge();
    return {};
  }

  // Transactions submitted, and acknowledged as durable, when `ops` operations had been done.
  uint64_t submitted_before(size_t ops) const {
    uint64_t count = 0;
    for (const size_t at : submitted_at_) count += at < ops;
    return count;
  }
  uint64_t acknowledged_at(size_t ops) const {
    uint64_t count = 0;
    for (const auto& [at, n] : acknowledged_) {
      if (at <= ops) count = n;
    }
    return count;
  }
  uint64_t acknowledged() const {
    return acknowledged_.empty() ? 0 : acknowledged_.back().second;
  }
  // After a reopening that followed an error: the store shows `number`, all later is gone.
  void continue_from(uint64_t number) {
    states_.resize(number - first_number_ + 1);
    submitted_at_.resize(states_.size() - 1);
    acknowledge();
  }
  const std::vector<World>& states() const { return states_; }
  uint64_t first_number() const { return first_number_; }
  Store& store() { return *store_; }
  bool is_open() const { return store_ != nullptr; }
  void forget_store() { store_.reset(); }
  const StoreOptions& options() const { return options_; }

 private:
  void acknowledge() { acknowledged_.emplace_back(vfs_.op_count(), states_.size() - 1); }

  static Result<void> put(WriteTxn& txn, TreeId tree, Content& content, const std::string& key,
                          const std::string& value) {
    RUNG_ASSIGN(const WriteOutcome outcome, txn.put(tree, key, value, WriteMode::kUpsert));
    EXPECT_EQ(outcome, WriteOutcome::kDone);
    content[key] = value;
    return {};
  }

  Result<TreeId> tree_of(WriteTxn& txn, const std::string& name) {
    std::string value;
    RUNG_ASSIGN(const bool found, txn.get(kCatalogTree, "tree:" + name, &value));
    EXPECT_TRUE(found);
    return TreeId{static_cast<uint32_t>(std::stoul(value))};
  }

  Result<void> change(WriteTxn& txn, World& world) {
    std::vector<std::string> names;
    for (const auto& [name, content] : world) {
      if (name != "catalog") names.push_back(name);
    }
    if (names.empty() || (names.size() < 5 && random_.one_in(6))) {
      const std::string name = "t" + std::to_string(random_.below(1000));
      if (world.contains(name)) return {};
      RUNG_ASSIGN(const TreeId tree, txn.create_tree());
      RUNG_TRY(put(txn, kCatalogTree, world["catalog"], "tree:" + name,
                   std::to_string(static_cast<uint32_t>(tree))));
      world[name];
      if (random_.one_in(2)) return fill(txn, tree, world[name]);
      return {};
    }
    const std::string name = names[random_.below(names.size())];
    RUNG_ASSIGN(const TreeId tree, tree_of(txn, name));
    if (names.size() > 2 && random_.one_in(10)) {
      RUNG_TRY(txn.drop_tree(tree));
      RUNG_ASSIGN(const WriteOutcome outcome, txn.erase(kCatalogTree, "tree:" + name));
      EXPECT_EQ(outcome, WriteOutcome::kDone);
      world["catalog"].erase("tree:" + name);
      world.erase(name);
      return {};
    }
    Content& content = world[name];
    for (uint64_t i = random_.below(random_.one_in(10) ? 120 : 12) + 1; i > 0; --i) {
      const std::string key = "key" + std::to_string(random_.below(300));
      if (random_.one_in(3)) {
        RUNG_ASSIGN(const WriteOutcome outcome, txn.erase(tree, key));
        EXPECT_EQ(outcome == WriteOutcome::kDone, content.erase(key) != 0);
      } else {
        const size_t size = random_.one_in(40) ? random_.below(3 * options_.page_bytes)
                                               : random_.below(120);
        RUNG_TRY(put(txn, tree, content, key, random_.bytes(size)));
      }
    }
    return {};
  }

  Result<void> fill(WriteTxn& txn, TreeId tree, Content& content) {
    const uint64_t count = random_.below(random_.one_in(2) ? 300 : 2000);
    uint64_t i = 0;
    std::string key, value, duplicate;
    const auto next = [&](std::string_view* k, std::string_view* v) -> Result<bool> {
      if (i == count) return false;
      key = "bulk" + std::to_string(100'000 + i++);
      value = random_.bytes(random_.below(80));
      content[key] = value;
      *k = key;
      *v = value;
      return true;
    };
    RUNG_ASSIGN(const WriteOutcome outcome, txn.bulk_fill(tree, next, &duplicate));
    EXPECT_EQ(outcome, WriteOutcome::kDone);
    return {};
  }

  os::MemVfs& vfs_;
  Random random_;
  StoreOptions options_;
  std::unique_ptr<Store> store_;
  std::vector<World> states_;  // [0] is what was there before
  uint64_t first_number_ = 0;  // transaction number of states_[0]
  std::vector<size_t> submitted_at_;                        // of states_[i + 1]
  std::vector<std::pair<size_t, uint64_t>> acknowledged_;  // at, how many
};

// Reads everything, checks the structure and that every page is used once or free.
inline Result<World> read_world(Store& store) {
  const ReadView view = store.read_view();
  World world;
  PageSet pages;
  const auto tree_content = [&](TreeId tree) -> Result<Content> {
    RUNG_ASSIGN(const TreeShape shape, validate_tree(view, tree, &pages));
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
    RUNG_ASSIGN(world[key.substr(5)],
                tree_content(TreeId{static_cast<uint32_t>(std::stoul(value))}));
  }
  const StoreStats stats = store.stats();
  if (pages.size() + 1 + stats.free_pages != stats.page_count) {
    return Error(sqlstate::data_corrupted,
                 "pages do not add up: " + std::to_string(pages.size()) + " used, " +
                     std::to_string(stats.free_pages) + " free, " +
                     std::to_string(stats.page_count) + " in all");
  }
  return world;
}

inline uint64_t number_of(const World& world) {
  const auto& catalog = world.at("catalog");
  const auto it = catalog.find("number");
  return it == catalog.end() ? 0 : std::stoull(it->second);
}

}  // namespace rung::storage
