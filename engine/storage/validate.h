// Structural check of trees: what node bounds checks at reading do not tell; and reading around
// damage. For inspect, salvage and tests.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "storage/store.h"

namespace rung::storage {

// A set of page numbers, one bit each.
class PageSet {
 public:
  // False when it was in already.
  bool insert(uint32_t page) {
    if (page >= bits_.size()) bits_.resize(page + size_t{1} + bits_.size() / 2);
    if (bits_[page]) return false;
    bits_[page] = true;
    ++size_;
    return true;
  }
  bool contains(uint32_t page) const { return page < bits_.size() && bits_[page]; }
  size_t size() const { return size_; }

 private:
  std::vector<bool> bits_;
  size_t size_ = 0;
};

struct TreeShape {
  uint64_t entries = 0;
  uint64_t leaves = 0;
  uint64_t inner_nodes = 0;
  uint64_t overflow_pages = 0;
  uint32_t levels = 0;
};

// One piece of damage: XX001 naming page and reason, or an I/O error.
using DamageSink = std::function<void(const Error&)>;

// Walks the whole tree: fences tile, keys ascend and lie in the fences, prefixes and heads are what
// they should be, leaf links follow the order, overflow chains have their length. Every page is
// added to `pages` and must not be in it before. What is wrong goes to `damage`, and the walk goes
// on beside it.
TreeShape inspect_tree(const ReadView& view, TreeId tree, PageSet* pages, const DamageSink& damage);
// The same, stopping at nothing and reporting the first piece of damage.
Result<TreeShape> validate_tree(const ReadView& view, TreeId tree, PageSet* pages);

// Gives every entry that can still be read, in key order. Where an inner node is lost, the links of
// the leaves before it lead on. `each` returns false to stop.
using EntrySink = std::function<bool(std::string_view key, std::string_view value)>;
void salvage_tree(const ReadView& view, TreeId tree, const EntrySink& each,
                  const DamageSink& damage);

}  // namespace rung::storage
