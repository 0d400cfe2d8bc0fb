// Structural check of trees: what node bounds checks at reading do not tell. For tests and inspect.
#pragma once

#include <set>
#include <string>

#include "storage/store.h"

namespace rung::storage {

struct TreeShape {
  uint64_t entries = 0;
  uint64_t leaves = 0;
  uint64_t inner_nodes = 0;
  uint64_t overflow_pages = 0;
  uint32_t levels = 0;
};

// Walks the whole tree: fences tile, keys ascend and lie in the fences, prefixes and heads are what
// they should be, leaf links follow the order, overflow chains have their length. Every page is
// added to `pages` and must not be in it before. XX001 naming page and reason.
Result<TreeShape> validate_tree(const ReadView& view, TreeId tree, std::set<uint32_t>* pages);

}  // namespace rung::storage
