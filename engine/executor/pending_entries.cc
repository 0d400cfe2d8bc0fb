#include "executor/pending_entries.h"

#include <algorithm>
#include <cstring>

#include "base/bytes.h"

namespace rung::executor {

using catalog::RowId;

namespace {

// Fewer entries than this are put one by one into an empty tree too.
constexpr size_t kBulkEntries = 200;

uint64_t head_of(std::string_view key) {
  char bytes[8] = {};
  std::memcpy(bytes, key.data(), std::min<size_t>(key.size(), 8));
  return load_be<uint64_t>(bytes);
}

}  // namespace

RowId PendingEntries::Tree::row(const Entry& entry) const {
  return load_be<RowId>(bytes.data() + entry.offset + entry.key_bytes -
                        (entry.suffixed != 0 ? sizeof(RowId) : 0));
}

void PendingEntries::add(size_t number, std::string_view key, RowId row, bool suffixed) {
  Tree& tree = trees_[number];
  if (tree.ascending && !tree.entries.empty()) {
    tree.ascending = tree.key(tree.entries.back()) < key;
  }
  const size_t before = tree.bytes.size();
  tree.entries.push_back({0, 0, static_cast<uint32_t>(before),
                          static_cast<uint32_t>(key.size()) & 0x7FFFFFFFu, suffixed ? 1u : 0u});
  tree.bytes.append(key);
  if (!suffixed) append_be(tree.bytes, row);
  bytes_ += tree.bytes.size() - before + sizeof(Entry);
}

void PendingEntries::sort(Tree& tree) {
  if (tree.ascending) return;
  // What all keys begin with decides nothing: the heads come from behind it.
  const std::string_view first = tree.key(tree.entries.front());
  size_t prefix = first.size();
  for (const Entry& entry : tree.entries) {
    const std::string_view key = tree.key(entry);
    prefix = std::min(prefix, key.size());
    prefix = static_cast<size_t>(
        std::mismatch(first.begin(), first.begin() + static_cast<ptrdiff_t>(prefix), key.begin())
            .first -
        first.begin());
  }
  for (Entry& entry : tree.entries) {
    const std::string_view rest = tree.key(entry).substr(prefix);
    entry.head = head_of(rest);
    entry.head2 = head_of(rest.substr(std::min<size_t>(rest.size(), 8)));
  }
  std::sort(tree.entries.begin(), tree.entries.end(), [&](const Entry& a, const Entry& b) {
    if (a.head != b.head) return a.head < b.head;
    if (a.head2 != b.head2) return a.head2 < b.head2;
    if (a.key_bytes <= prefix + 16 && a.key_bytes == b.key_bytes) return a.offset < b.offset;
    const int order = tree.key(a).compare(tree.key(b));
    return order != 0 ? order < 0 : a.offset < b.offset;
  });
}

void PendingEntries::put(storage::WriteTxn& txn, storage::TreeId id, size_t number,
                         const Tree& tree, std::optional<Duplicate>* first) {
  const auto taken = [&](const Entry& entry) {
    const RowId row = tree.row(entry);
    if (!first->has_value() || row < (*first)->row) *first = Duplicate{number, row};
  };
  size_t at = 0;
  for (size_t i = 1; i < tree.entries.size(); ++i) {
    if (tree.key(tree.entries[i]) == tree.key(tree.entries[i - 1])) taken(tree.entries[i]);
  }
  const auto value_of = [&](const Entry& entry) -> std::string_view {
    if (entry.suffixed != 0) return {};
    return {tree.bytes.data() + entry.offset + entry.key_bytes, sizeof(RowId)};
  };
  std::string last;
  if (!first->has_value() && tree.entries.size() >= kBulkEntries &&
      !value_or_throw(txn.last(id, &last))) {
    value_or_throw(txn.bulk_fill(
        id,
        [&](std::string_view* key, std::string_view* value) -> Result<bool> {
          if (at == tree.entries.size()) return false;
          const Entry& entry = tree.entries[at++];
          *key = tree.key(entry);
          *value = value_of(entry);
          return true;
        },
        &last));
    return;
  }
  for (const Entry& entry : tree.entries) {
    // Once there is a duplicate, only an earlier row can still take its place.
    if (first->has_value() && tree.row(entry) >= (*first)->row) continue;
    if (value_or_throw(txn.put(id, tree.key(entry), value_of(entry),
                               storage::WriteMode::kInsert)) == storage::WriteOutcome::kExists) {
      taken(entry);
    }
  }
}

void PendingEntries::flush_erased(storage::WriteTxn& txn,
                                  const std::vector<storage::TreeId>& trees) {
  for (size_t i = 0; i < trees_.size(); ++i) {
    Tree& tree = trees_[i];
    if (tree.entries.empty()) continue;
    sort(tree);
    for (const Entry& entry : tree.entries) value_or_throw(txn.erase(trees[i], tree.key(entry)));
    tree.clear();
  }
  bytes_ = 0;
}

std::optional<PendingEntries::Duplicate> PendingEntries::flush(
    storage::WriteTxn& txn, std::vector<storage::TreeId> trees) {
  std::optional<Duplicate> first;
  for (size_t i = 0; i < trees_.size(); ++i) {
    Tree& tree = trees_[i];
    if (tree.entries.empty()) continue;
    sort(tree);
    put(txn, trees[i], i, tree, &first);
    tree.clear();
  }
  bytes_ = 0;
  return first;
}

}  // namespace rung::executor
