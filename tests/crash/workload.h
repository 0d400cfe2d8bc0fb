// A run of small transactions over a store whose every state is known, for crash and fault tests.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/order_checker.h"
#include "tests/support/run_record.h"
#include "tests/unit/storage/support.h"

namespace rung::storage {

// The whole content of a store: per tree, by the name its row in the catalog tree gives it.
using World = std::map<std::string, Content>;

// Records all that it does on the Vfs, and has the order of it checked.
class Workload {
 public:
  // Checkpoints come by themselves, or only when they are asked for.
  enum class Checkpoints : uint8_t { kAutomatic, kExplicit };
  Workload(os::MemVfs& vfs, uint64_t seed, size_t page_bytes,
           Checkpoints checkpoints = Checkpoints::kAutomatic)
      : vfs_(vfs), random_(seed) {
    options_.page_bytes = page_bytes;
    options_.pool_bytes = page_bytes * 24;
    const bool automatic = checkpoints == Checkpoints::kAutomatic;
    options_.checkpoint_bytes = automatic ? page_bytes * 24 : uint64_t{1} << 40;
    states_.emplace_back();
    states_.back()["catalog"];
    order_.attach(vfs_);
    vfs_.start_recording();
  }
  ~Workload() {
    store_.reset();
    vfs_.set_observer(nullptr);
    EXPECT_EQ(order_.first_violation(), "") << test::describe(vfs_.ops(), vfs_.op_count()).substr(0, 6000);
  }
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;

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

  // What was done so far; its states are numbered like the transactions.
  test::RunRecord record() const {
    test::RunRecord run;
    run.ops = vfs_.ops();
    run.submitted.emplace_back(0, first_number_);
    run.acknowledged.emplace_back(0, first_number_);
    for (size_t i = 0; i < submitted_at_.size(); ++i) {
      run.submitted.emplace_back(submitted_at_[i], first_number_ + i + 1);
    }
    for (const auto& [at, n] : acknowledged_) run.acknowledged.emplace_back(at, first_number_ + n);
    return run;
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
  void acknowledge() {
    acknowledged_.emplace_back(vfs_.op_count(), states_.size() - 1);
    order_.acknowledge();
  }

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
  test::OrderChecker order_;
  Random random_;
  StoreOptions options_;
  std::unique_ptr<Store> store_;
  std::vector<World> states_;  // [0] is what was there before
  uint64_t first_number_ = 0;  // transaction number of states_[0]
  std::vector<size_t> submitted_at_;                        // of states_[i + 1]
  std::vector<std::pair<size_t, uint64_t>> acknowledged_;  // at, how many
};

// Reads everything and checks the structure. Adds every page met to *pages, where none was before.
Result<World> read_world(const ReadView& view, PageSet* pages);
// The same of the newest state, whose pages must each be used once or free.
Result<World> read_world(Store& store);

// What is wrong with a store that a cut left after `run`; empty when nothing is. Opening it must
// write nothing. Gives what it shows.
std::string judge_store(os::MemVfs& vfs, const Workload& run, uint64_t least, uint64_t most,
                        World* found);
// `transactions` of them with syncs and reopenings between, closed at the end.
void run_transactions(Workload& run, int transactions);
// Prints the counts, and fails the test unless there was nothing wrong.
void report(const std::string& id, uint64_t seed, const test::Counts& counts);

inline uint64_t number_of(const World& world) {
  const auto& catalog = world.at("catalog");
  const auto it = catalog.find("number");
  return it == catalog.end() ? 0 : std::stoull(it->second);
}

}  // namespace rung::storage
