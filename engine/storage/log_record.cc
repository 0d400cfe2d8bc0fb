#include "storage/log_record.h"

#include "base/crc32c.h"

namespace rung::storage {
namespace {

uint64_t mix(uint64_t state, uint64_t value) {
  state = (state ^ value) * 0x9E3779B97F4A7C15ull;
  return state ^ (state >> 29);
}

}  // namespace

std::array<char, kRecordHeaderBytes> RecordHeader::encode(const FileIdentity& identity) const {
  std::array<char, kRecordHeaderBytes> bytes{};
  store_le(bytes.data(), kRecordMagic);
  store_le(bytes.data() + 2, type);
  store_le(bytes.data() + 4, body_bytes);
  store_le(bytes.data() + 8, generation);
  store_le(bytes.data() + 16, session);
  store_le(bytes.data() + 24, lsn);
  store_le(bytes.data() + 32, raw(csn));
  store_le(bytes.data() + 40, durable_lsn);
  store_le(bytes.data() + 48, chain);
  store_le(bytes.data() + 56, body_crc);
  store_le(bytes.data() + 60, crc32c(identity.crc_seed, bytes.data(), 60));
  return bytes;
}

bool RecordHeader::decode(const FileIdentity& identity, const char* bytes, RecordHeader* to) {
  if (load_le<uint16_t>(bytes) != kRecordMagic) return false;
  if (load_le<uint32_t>(bytes + 60) != crc32c(identity.crc_seed, bytes, 60)) return false;
  to->type = load_le<uint8_t>(bytes + 2);
  to->body_bytes = load_le<uint32_t>(bytes + 4);
  to->generation = load_le<uint64_t>(bytes + 8);
  to->session = load_le<uint64_t>(bytes + 16);
  to->lsn = load_le<uint64_t>(bytes + 24);
  to->csn = Csn{load_le<uint64_t>(bytes + 32)};
  to->durable_lsn = load_le<uint64_t>(bytes + 40);
  to->chain = load_le<uint64_t>(bytes + 48);
  to->body_crc = load_le<uint32_t>(bytes + 56);
  return true;
}

uint64_t RecordHeader::chain_after(uint64_t previous) const {
  uint64_t state = mix(previous, (uint64_t{type} << 32) | body_bytes);
  for (const uint64_t field : {generation, session, lsn, raw(csn), durable_lsn}) {
    state = mix(state, field);
  }
  return mix(state, body_crc);
}

uint64_t first_chain(const FileIdentity& identity, uint64_t generation) {
  const uint64_t low = load_le<uint64_t>(identity.uuid);
  const uint64_t high = load_le<uint64_t>(identity.uuid + 8);
  return mix(mix(low, high), generation);
}

std::string encode_body(const LogCommit& commit, std::string_view patches, size_t images) {
  std::string body;
  body.reserve(kBodyFixedBytes + commit.changes.size() * kChangeBytes +
               commit.entries.size() * kEntryBytes + patches.size());
  append_le(body, commit.page_count);
  append_le(body, static_cast<uint32_t>(commit.changes.size()));
  append_le(body, static_cast<uint32_t>(commit.entries.size()));
  append_le(body, static_cast<uint32_t>(images));
  append_le(body, static_cast<uint32_t>(patches.size()));
  append_le(body, uint32_t{0});
  for (const SpaceChange& change : commit.changes) {
    append_le(body, static_cast<uint32_t>(change.kind));
    append_le(body, change.range.first);
    append_le(body, change.range.count);
  }
  for (const LogEntry& entry : commit.entries) {
    append_le(body, raw(entry.page));
    append_le(body, entry.crc);
    append_le(body, entry.base);
    append_le(body, entry.patch_bytes);
  }
  body.append(patches);
  return body;
}

bool decode_body(std::string_view body, uint64_t lsn, size_t page_bytes, LogCommit* to,
                 size_t* meta_bytes) {
  if (body.size() < kBodyFixedBytes) return false;
  to->page_count = load_le<uint32_t>(body.data());
  const auto changes = load_le<uint32_t>(body.data() + 4);
  const auto entries = load_le<uint32_t>(body.data() + 8);
  const auto images = load_le<uint32_t>(body.data() + 12);
  const auto patch_bytes = load_le<uint32_t>(body.data() + 16);
  const size_t patches_at =
      kBodyFixedBytes + size_t{changes} * kChangeBytes + size_t{entries} * kEntryBytes;
  *meta_bytes = patches_at + patch_bytes;
  if (images > entries || *meta_bytes + size_t{images} * page_bytes != body.size()) return false;
  const char* at = body.data() + kBodyFixedBytes;
  to->changes.clear();
  to->entries.clear();
  for (uint32_t i = 0; i < changes; ++i, at += kChangeBytes) {
    const auto kind = load_le<uint32_t>(at);
    if (kind > static_cast<uint32_t>(SpaceChange::Kind::kExtend)) return false;
    to->changes.push_back({static_cast<SpaceChange::Kind>(kind),
                           {load_le<uint32_t>(at + 4), load_le<uint32_t>(at + 8)}});
  }
  size_t patch = patches_at;
  for (uint32_t i = 0; i < entries; ++i, at += kEntryBytes) {
    LogEntry entry{PageNo{load_le<uint32_t>(at)}, load_le<uint32_t>(at + 4),
                   load_le<uint64_t>(at + 8), load_le<uint32_t>(at + 16)};
    const bool based = entry.base == kPreviousPage || entry.base == kZeroPage;
    if (based != (entry.patch_bytes != 0)) return false;
    if (based) {
      if (entry.patch_bytes > *meta_bytes - patch ||
          !check_patch(body.substr(patch, entry.patch_bytes), page_bytes)) {
        return false;
      }
      entry.patch_offset = lsn + kRecordHeaderBytes + patch;
      patch += entry.patch_bytes;
    }
    to->entries.push_back(entry);
  }
  return patch == *meta_bytes;
}

PagePlace place_of_entry(const LogEntry& entry, const PagePlace& previous) {
  if (entry.patch_bytes == 0) return {entry.base, nullptr};
  const PagePlace zeroes{kZeroPage, nullptr};
  return patched_place(entry.base == kZeroPage ? zeroes : previous, entry.patch_offset,
                       entry.patch_bytes);
}

std::string encode_log_header(const FileIdentity& identity) {
  std::string bytes("rung-log", 8);
  bytes.append(identity.uuid, sizeof identity.uuid);
  append_le(bytes, crc32c(0, bytes.data(), bytes.size()));
  bytes.resize(kLogStart, '\0');
  return bytes;
}

}  // namespace rung::storage
