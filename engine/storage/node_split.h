// Splitting a full node around an entry that does not fit, and merging two neighbours.
#pragma once

#include <string>

#include "storage/node.h"

namespace rung::storage {

struct PendingEntry {
  uint32_t slot;  // where it belongs
  std::string_view key;
  std::string_view payload;
  bool overflow;
};

// Distributes the node's entries and the pending one over `left_page` (the node itself) and
// `right_page` (fresh, to be page `right`); gives the fence between them.
//
// There always is a split that fits: an entry takes at most key_bytes_max + 26 bytes and a separator
// key_bytes_max, so that two of each leave room in a page.
void split_node(char* left_page, char* right_page, size_t page_bytes, PageNo right,
                const PendingEntry& pending, std::string* separator);

bool merge_fits(const Node& left, const Node& right);
// `left_page` takes the entries and the upper fence of its right neighbour.
void merge_nodes(char* left_page, const char* right_page, size_t page_bytes);

}  // namespace rung::storage
