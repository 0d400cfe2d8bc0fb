// CatalogCache: catalog objects and name entries as they were at each commit, shared by all
// sessions of a Database.
//
// Invariants:
// 1. An entry's versions are in ascending commit order; version i is what every view from its
//    commit number up to the next version's sees.
// 2. All changes since the file was opened pass through publish(). Hence a key without an entry has
//    not changed since then, and what any view reads for it is right for all (`from` 0).
// 3. A key that the running writer has changed is in flux from its first put until publish() or the
//    transaction's end. Nobody reads or fills the cache for it meanwhile: between the store's commit
//    and publish() a new reader would otherwise get the version before.
// Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catalog/objects.h"

namespace rung::catalog {

using ObjectPtr = std::shared_ptr<const Object>;
using NamesPtr = std::shared_ptr<const std::vector<Oid>>;

template <class Key, class Value>
class VersionMap {
 public:
  // Nothing when the cache cannot tell.
  std::optional<Value> find(const Key& key, uint64_t csn) const {
    const auto found = entries_.find(key);
    if (found == entries_.end() || in_flux_.contains(key)) return std::nullopt;
    const auto& versions = found->second.versions;
    for (auto it = versions.rbegin(); it != versions.rend(); ++it) {
      if (it->from <= csn) return it->value;
    }
    return std::nullopt;
  }
  // What a view at `csn` read where find() could not tell.
  void fill(const Key& key, uint64_t csn, const Value& value) {
    if (in_flux_.contains(key)) return;
    Entry& entry = entries_[key];
    if (entry.pruned) return;
    if (entry.versions.empty() ||
        (csn < entry.versions.front().from && entry.versions.front().from != 0)) {
      entry.versions.insert(entry.versions.begin(), Version{0, value});
    }
  }
  bool in_flux() const { return !in_flux_.empty(); }
  // Has the memory that publish() will need.
  void begin_change(const Key& key) {
    auto& versions = entries_[key].versions;
    versions.reserve(versions.size() + 1);
    in_flux_.insert(key);
  }
  void end_change(const Key& key) { in_flux_.erase(key); }
  void publish(const Key& key, uint64_t csn, const Value& value) noexcept {
    Entry& entry = entries_.find(key)->second;
    entry.versions.push_back(Version{csn, value});
    if (entry.versions.size() > kVersionsMax) {
      entry.versions.erase(entry.versions.begin(), entry.versions.end() - kVersionsKept);
      entry.pruned = true;
    }
  }

 private:
  static constexpr size_t kVersionsMax = 8;
  static constexpr ptrdiff_t kVersionsKept = 2;
  struct Version {
    uint64_t from;
    Value value;
  };
  struct Entry {
    std::vector<Version> versions;
    bool pruned = false;  // older ones existed: fill() cannot know how far back a value reaches
  };
  std::unordered_map<Key, Entry> entries_;
  std::unordered_set<Key> in_flux_;
};

class CatalogCache {
 public:
  std::mutex mutex;  // protects all members
  VersionMap<uint64_t, ObjectPtr> objects;    // key: class and oid
  VersionMap<std::string, NamesPtr> names;    // key: see name_key() in keys.h
  uint64_t last_change_csn = 0;               // of the newest published catalog change
  uint64_t flux_csn = 0;                      // what the transaction with keys in flux began on
  uint64_t next_private_version = 1;          // Catalog::version() inside a changing transaction
};

}  // namespace rung::catalog
