// Time zones: UTC, fixed offsets, POSIX rules, the abbreviations of PostgreSQL's Default set, and
// IANA zones read from the system's TZif files (RFC 8536).
//
// The files are read by the code here rather than by a time zone library: only the zones a session
// names are needed, one small file each, and a shared library would be loaded at every start.
// Zones stay in memory once read; find_zone() is thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "types/datetime.h"

namespace rung {

class TimeZone;

// By name, ignoring case: IANA name, POSIX rule such as 'EST5EDT' or '<+03>-3'. nullptr: unknown.
const TimeZone* find_zone(std::string_view name);
const TimeZone& utc_zone();
const TimeZone* fixed_zone(int32_t seconds_east);  // abbreviations such as "+03"
// The zone of the TimeZone setting; 22023 when there is no such zone.
const TimeZone& session_zone(TypeEnv& env);
std::string_view zone_name(const TimeZone& zone);
std::vector<std::string> zone_names();  // the system's IANA zones, sorted; reads their folder

struct ZoneAbbreviation {
  std::string_view name;  // upper case
  int32_t offset;         // seconds east
  bool dst;
};
const ZoneAbbreviation* find_zone_abbreviation(std::string_view name);  // ignores case
std::span<const ZoneAbbreviation> zone_abbreviations();  // by name

struct ZoneOffset {
  int32_t offset;  // seconds east
  bool dst;
  std::string_view abbreviation;
};
ZoneOffset offset_at(const TimeZone& zone, int64_t timestamp_utc);
// The offset that holds for a local time. In a gap the one before it, in an overlap the one after.
int32_t offset_of_local(const TimeZone& zone, int64_t timestamp_local);

inline int64_t local_to_utc(const TimeZone& zone, int64_t local) {
  return local - offset_of_local(zone, local) * kUsecPerSecond;
}
inline int64_t utc_to_local(const TimeZone& zone, int64_t utc) {
  return utc + offset_at(zone, utc).offset * kUsecPerSecond;
}
CivilTime civil_in_zone(const TimeZone& zone, int64_t timestamp_utc);

// The zone of AT TIME ZONE 'text': abbreviation first, then a full name. 22023 when unknown.
const TimeZone& zone_of_text(std::string_view text);

}  // namespace rung
