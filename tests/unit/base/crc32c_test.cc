#include "base/crc32c.h"

#include <gtest/gtest.h>

#include <string>

namespace rung {
namespace {

// By the definition, a bit at a time.
uint32_t by_bits(uint32_t crc, const std::string& bytes) {
  crc = ~crc;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
  }
  return ~crc;
}

std::string some_bytes(size_t count) {
  std::string bytes;
  for (uint32_t i = 1; bytes.size() < count; ++i) {
    bytes += static_cast<char>(i * 2654435761u >> 24);
  }
  return bytes;
}

TEST(Crc32c, OfTheStandardsExample) { EXPECT_EQ(crc32c(0, "123456789", 9), 0xE3069283u); }

TEST(Crc32c, IsTheSameAtEveryLength) {
  const std::string bytes = some_bytes(3100);
  for (size_t count = 0; count <= bytes.size(); count += count < 40 ? 1 : 37) {
    EXPECT_EQ(crc32c(0, bytes.data(), count), by_bits(0, bytes.substr(0, count))) << count;
  }
  for (const size_t page_bytes : {4096u, 8192u, 32768u}) {
    const std::string page = some_bytes(page_bytes - 4);
    EXPECT_EQ(crc32c(7, page.data(), page.size()), by_bits(7, page)) << page_bytes;
  }
}

TEST(Crc32c, MayBeTakenInPieces) {
  const std::string bytes = some_bytes(5000);
  const uint32_t whole = crc32c(0, bytes.data(), bytes.size());
  for (const size_t first : {1u, 8u, 335u, 336u, 1007u, 1008u, 1009u, 2500u}) {
    const uint32_t begun = crc32c(0, bytes.data(), first);
    EXPECT_EQ(crc32c(begun, bytes.data() + first, bytes.size() - first), whole) << first;
  }
}

}  // namespace
}  // namespace rung
