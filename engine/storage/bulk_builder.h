// BulkBuilder: makes a tree of entries that come in key order, leaf by leaf, with the levels above
// built alongside.
//
// Pages are allocated when they are full, so leaves come out in ascending page numbers. A level
// keeps the entries of its unfinished node; a node is finished when the entry that follows it is
// known, since that gives its upper fence.
#pragma once

#include <string>
#include <vector>

#include "storage/tree.h"

namespace rung::storage {

class BulkBuilder {
 public:
  BulkBuilder(PageWriter& pages, TreeId tree);

  // Keys must ascend strictly; the caller has checked.
  Result<void> add(std::string_view key, std::string_view value);
  Result<void> finish();

 private:
  struct Item {
    size_t at;  // in Level::data: the key, then the payload
    size_t key_bytes, payload_bytes;
    bool overflow;
  };
  struct Level {
    std::string data;
    std::vector<Item> items;
    size_t bytes = 0;     // of items, keys whole
    std::string lower;    // fence of the unfinished node
    PageNo page{0};       // of the unfinished leaf, if already promised as a sibling

    std::string_view key(size_t i) const { return {data.data() + items[i].at, items[i].key_bytes}; }
    void drop_first(size_t count);
  };

  // Key and payload are not the level's own.
  Result<void> add_to(size_t level, std::string_view key, std::string_view payload, bool overflow);
  // Emits the first `count` items as a node; null `upper` ends the level.
  Result<void> emit(size_t level, size_t count, const std::string* upper);
  bool fits(const Level& level, size_t count, std::string_view upper, bool has_upper,
            size_t level_no) const;
  Result<void> emit_until_fits(size_t level, std::string_view next_key);
  std::string fence_after(size_t level, size_t count, std::string_view next_key) const;
  void write_node(char* page, size_t level, size_t count, const std::string* upper, uint32_t next);

  PageWriter& pages_;
  const TreeId tree_;
  const size_t page_bytes_;
  std::vector<Level> levels_;
};

}  // namespace rung::storage
