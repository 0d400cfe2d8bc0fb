#include "storage/bulk_builder.h"

#include <algorithm>

namespace rung::storage {
namespace {

// Some room is left so that the first later insertions do not split every leaf.
constexpr size_t kFillPercent = 94;

}  // namespace

BulkBuilder::BulkBuilder(PageWriter& pages, TreeId tree)
    : pages_(pages), tree_(tree), page_bytes_(pages.identity().page_bytes), levels_(1) {}

Result<void> BulkBuilder::add(std::string_view key, std::string_view value) {
  if (key.size() > key_bytes_max(page_bytes_)) {
    return Error(sqlstate::program_limit_exceeded,
                 "index row size " + std::to_string(key.size()) + " exceeds btree version 4 maximum " +
                     std::to_string(key_bytes_max(page_bytes_)));
  }
  TreeWriter::Stored stored;
  TreeWriter::store_value(pages_, key, value, &stored);
  return add_to(0, key, stored.payload, stored.overflow);
}

void BulkBuilder::Level::drop_first(size_t count) {
  if (count == items.size()) {
    items.clear();
    data.clear();
    bytes = 0;
    return;
  }
  const size_t cut = items[count].at;
  for (size_t i = 0; i < count; ++i) {
    bytes -= kSlotBytes + items[i].key_bytes + items[i].payload_bytes;
  }
  data.erase(0, cut);
  items.erase(items.begin(), items.begin() + static_cast<ptrdiff_t>(count));
  for (Item& item : items) item.at -= cut;
}

std::string BulkBuilder::fence_after(size_t level_no, size_t count,
                                     std::string_view next_key) const {
  const Level& level = levels_[level_no];
  const std::string_view after = count < level.items.size() ? level.key(count) : next_key;
  if (level_no > 0) return std::string(after);
  return std::string(shortest_separator(level.key(count - 1), after));
}

bool BulkBuilder::fits(const Level& level, size_t count, std::string_view upper, bool has_upper,
                       size_t level_no) const {
  const size_t prefix = has_upper ? common_prefix(level.lower, upper) : 0;
  size_t bytes = kPageHeaderBytes + kFenceLensBytes + level.lower.size() + upper.size();
  if (count == level.items.size()) {
    bytes += level.bytes - count * prefix;
  } else {
    for (size_t i = 0; i < count; ++i) {
      const Item& item = level.items[i];
      bytes += kSlotBytes + item.key_bytes - prefix + item.payload_bytes;
    }
  }
  // Of an inner node's first entry the key is the lower fence, not stored again.
  if (level_no > 0 && count > 0) bytes -= level.items[0].key_bytes - prefix;
  return bytes <= page_bytes_;
}

Result<void> BulkBuilder::add_to(size_t level_no, std::string_view key, std::string_view payload,
                                 bool overflow) {
  if (level_no == levels_.size()) levels_.emplace_back();
  Level* level = &levels_[level_no];
  const size_t item_bytes = kSlotBytes + key.size() + payload.size();
  if (!level->items.empty()) {
    const size_t prefix = common_prefix(level->lower, key);
    const size_t bytes = kPageHeaderBytes + level->lower.size() + key.size() + level->bytes +
                         item_bytes - (level->items.size() + 1) * prefix;
    if (bytes > page_bytes_ * kFillPercent / 100) RUNG_TRY(emit_until_fits(level_no, key));
    level = &levels_[level_no];
  }
  level->bytes += item_bytes;
  level->items.push_back({level->data.size(), key.size(), payload.size(), overflow});
  level->data.append(key).append(payload);
  return {};
}

// Emits nodes until the level's items are none, or too few to matter. What was taken on with a
// longer common prefix in sight may need more than one node.
Result<void> BulkBuilder::emit_until_fits(size_t level_no, std::string_view next_key) {
  while (!levels_[level_no].items.empty()) {
    size_t count = levels_[level_no].items.size();
    std::string upper = fence_after(level_no, count, next_key);
    while (count > 1 && !fits(levels_[level_no], count, upper, true, level_no)) {
      upper = fence_after(level_no, --count, next_key);
    }
    RUNG_CHECK(fits(levels_[level_no], count, upper, true, level_no));
    RUNG_TRY(emit(level_no, count, &upper));
  }
  return {};
}

void BulkBuilder::write_node(char* page, size_t level_no, size_t count, const std::string* upper,
                             uint32_t next) {
  const Level& level = levels_[level_no];
  NodeWriter writer(page, page_bytes_);
  writer.init(level_no == 0 ? PageType::kLeaf : PageType::kInner, static_cast<uint32_t>(level_no),
              {level.lower, upper == nullptr ? std::string_view() : *upper, upper != nullptr}, next);
  const size_t prefix = writer.node().prefix_bytes();
  NodeAppender to(page, page_bytes_);
  for (size_t i = 0; i < count; ++i) {
    const Item& item = level.items[i];
    const bool stands_for_lower = level_no > 0 && i == 0;
    const size_t cut = stands_for_lower ? item.key_bytes : prefix;
    to.add(level.data.data() + item.at + cut, item.key_bytes - cut,
           item.payload_bytes | (item.overflow ? kPayloadOverflow : 0u));
  }
  to.finish();
}

Result<void> BulkBuilder::emit(size_t level_no, size_t count, const std::string* upper) {
  Level& level = levels_[level_no];
  const PageNo page = level.page != PageNo{0} ? level.page : pages_.allocate();
  PageNo next{0};
  if (level_no == 0 && upper != nullptr) next = pages_.allocate();
  write_node(pages_.write_new(page), level_no, count, upper, raw(next));

  const std::string parent_key = std::move(level.lower);
  char reference[4];
  store_le(reference, raw(page));
  level.drop_first(count);
  level.page = next;
  level.lower = upper != nullptr ? *upper : parent_key;
  return add_to(level_no + 1, parent_key, {reference, 4}, false);  // may move levels_
}

Result<void> BulkBuilder::finish() {
  for (size_t level_no = 0;; ++level_no) {
    // What does not fit without an upper fence goes into nodes of its own first.
    while (!fits(levels_[level_no], levels_[level_no].items.size(), {}, false, level_no)) {
      size_t count = levels_[level_no].items.size() - 1;
      std::string upper = fence_after(level_no, count, {});
      while (count > 1 && !fits(levels_[level_no], count, upper, true, level_no)) {
        upper = fence_after(level_no, --count, {});
      }
      RUNG_TRY(emit(level_no, count, &upper));
    }
    if (level_no + 1 == levels_.size()) {
      write_node(pages_.write_new(root_of(tree_)), level_no, levels_[level_no].items.size(),
                 nullptr, 0);
      if (levels_[level_no].page == PageNo{0}) return {};
      return pages_.free(levels_[level_no].page);
    }
    RUNG_TRY(emit(level_no, levels_[level_no].items.size(), nullptr));
    if (level_no + 1 >= kTreeLevelMax - 1) {
      return Error(sqlstate::program_limit_exceeded, "tree is too deep");
    }
  }
}

}  // namespace rung::storage
