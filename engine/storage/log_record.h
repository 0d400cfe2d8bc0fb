// The log record's bytes; see log.h for the format.
#pragma once

#include <array>
#include <string>

#include "storage/log.h"

namespace rung::storage {

inline constexpr uint16_t kRecordMagic = 0x5773;
inline constexpr uint8_t kRecordCommit = 1;
inline constexpr uint8_t kRecordSpill = 2;
inline constexpr size_t kRecordHeaderBytes = 64;
inline constexpr size_t kRecordAlign = 512;
inline constexpr size_t kBodyFixedBytes = 24;
inline constexpr size_t kChangeBytes = 12;
inline constexpr size_t kEntryBytes = 20;

struct RecordHeader {
  uint8_t type = 0;
  uint32_t body_bytes = 0;
  uint64_t generation = 0;
  uint64_t session = 0;
  uint64_t lsn = 0;
  Csn csn{0};
  uint64_t durable_lsn = 0;
  uint64_t chain = 0;
  uint32_t body_crc = 0;

  std::array<char, kRecordHeaderBytes> encode(const FileIdentity& identity) const;
  // False when it is no header of this file.
  static bool decode(const FileIdentity& identity, const char* bytes, RecordHeader* to);
  // The chain value this header must carry after `previous`.
  uint64_t chain_after(uint64_t previous) const;
};

uint64_t first_chain(const FileIdentity& identity, uint64_t generation);
inline uint64_t record_end(uint64_t lsn, uint64_t body_bytes) {
  const uint64_t end = lsn + kRecordHeaderBytes + body_bytes;
  return (end + kRecordAlign - 1) / kRecordAlign * kRecordAlign;
}
// The body up to the images.
std::string encode_body(const LogCommit& commit, std::string_view patches, size_t images);
// Decodes the body of the record at `lsn`. False when it contradicts itself; its images are not
// looked at. Gives the bytes before them.
bool decode_body(std::string_view body, uint64_t lsn, size_t page_bytes, LogCommit* to,
                 size_t* meta_bytes);
std::string encode_log_header(const FileIdentity& identity);

}  // namespace rung::storage
