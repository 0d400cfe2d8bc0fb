// Rows come back as they were put in, in order, in memory or from the temporary file, and while
// more of them are added.
#include <gtest/gtest.h>

#include "executor/row_store.h"
#include "os/vfs.h"

namespace rung::executor {
namespace {

constexpr size_t kRows = 5000;

std::string text_of(size_t row) { return std::string(row % 50, 'x') + std::to_string(row); }

void fill(RowStore& store, size_t from, size_t to) {
  for (size_t i = from; i < to; ++i) {
    const std::string text = text_of(i);
    const Datum row[2] = {i % 7 == 0 ? Datum() : Datum::of_int(static_cast<int64_t>(i)),
                          Datum::of_bytes(text)};
    store.append_row(row);
  }
}

void check(const Datum* row, size_t i) {
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row[0].null, i % 7 == 0);
  if (!row[0].null) {
    EXPECT_EQ(row[0].i, static_cast<int64_t>(i));
  }
  EXPECT_EQ(row[1].bytes(), text_of(i));
}

class RowStores : public ::testing::TestWithParam<size_t> {};

TEST_P(RowStores, GiveBackEveryRowInOrder) {
  RowStore store(os::posix_vfs(), {StorageClass::kInt64, StorageClass::kBytes}, GetParam());
  fill(store, 0, kRows);
  EXPECT_EQ(store.size(), kRows);
  EXPECT_EQ(store.disk_bytes() > 0, GetParam() < 1000);
  RowStore::Reader reader(store);
  for (size_t i = 0; i < kRows; ++i) check(reader.next_row(), i);
  EXPECT_EQ(reader.next_row(), nullptr);
  check(reader.at(kRows / 2), kRows / 2);
}

TEST_P(RowStores, AreReadInBatchesWhileTheyGrow) {
  RowStore store(os::posix_vfs(), {StorageClass::kInt64, StorageClass::kBytes}, GetParam());
  RowStore::Reader reader(store);
  size_t seen = 0;
  for (size_t filled = 0; filled < kRows; filled += 333) {
    fill(store, filled, filled + 333);
    Batch batch;
    while (reader.next(batch, 100)) {
      for (size_t k = 0; k < batch.count; ++k) {
        const Datum row[2] = {batch.at(0, batch.row(k)), batch.at(1, batch.row(k))};
        check(row, seen++);
      }
    }
    EXPECT_EQ(seen, filled + 333);
  }
}

INSTANTIATE_TEST_SUITE_P(InMemoryAndSpilled, RowStores, ::testing::Values(size_t{64} << 20, size_t{100}));

}  // namespace
}  // namespace rung::executor
