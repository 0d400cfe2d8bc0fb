#include "types/time_zone.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "types/ops_util.h"

namespace rung {

namespace {

constexpr const char* kZoneFolder = "/usr/share/zoneinfo/";

struct ZoneKind {
  int32_t offset = 0;
  bool dst = false;
  std::string abbreviation;
};

// When a POSIX rule switches: a day of the year and the local second of that day.
struct SwitchRule {
  enum class Day { kJulianNoLeap, kJulian, kMonthWeek } day = Day::kMonthWeek;
  int number = 0;  // of the first two kinds
  int month = 0, week = 0, weekday = 0;
  int32_t second = 2 * 3600;

  int64_t day_in(int64_t year) const {  // days from 2000-01-01
    const int64_t first = days_from_civil(year, 1, 1);
    switch (day) {
      case Day::kJulian: return first + number;
      case Day::kJulianNoLeap: return first + number - 1 + (is_leap(year) && number >= 60 ? 1 : 0);
      case Day::kMonthWeek: break;
    }
    const int64_t month_start = days_from_civil(year, month, 1);
    int64_t at = month_start + floor_mod(weekday - weekday_of(month_start), 7) + (week - 1) * 7;
    while (at >= month_start + days_in_month(year, month)) at -= 7;
    return at;
  }
};

struct PosixRule {
  ZoneKind standard;
  std::optional<ZoneKind> daylight;
  SwitchRule start, end;
};

class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : text_(text) {}

  // `std offset [dst [offset] [,start[/time],end[/time]]]`; offsets count west of UTC.
  std::optional<PosixRule> read() {
    PosixRule rule;
    rule.standard.abbreviation = name();
    if (text_.empty()) return std::nullopt;
    int32_t west = 0;
    if (!offset(&west)) return std::nullopt;
    rule.standard.offset = -west;
    if (text_.empty()) return rule;
    ZoneKind daylight;
    daylight.abbreviation = name();
    if (daylight.abbreviation.empty()) return std::nullopt;
    daylight.dst = true;
    daylight.offset = rule.standard.offset + 3600;
    if (!text_.empty() && text_[0] != ',') {
      if (!offset(&west)) return std::nullopt;
      daylight.offset = -west;
    }
    rule.daylight = daylight;
    // Without rules, those of the United States hold.
    rule.start = {SwitchRule::Day::kMonthWeek, 0, 3, 2, 0, 7200};
    rule.end = {SwitchRule::Day::kMonthWeek, 0, 11, 1, 0, 7200};
    if (text_.empty()) return rule;
    if (!switch_rule(&rule.start) || !switch_rule(&rule.end) || !text_.empty()) return std::nullopt;
    return rule;
  }

 private:
  bool take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::string name() {
    size_t n = 0;
    if (take('<')) {
      while (n < text_.size() && text_[n] != '>') ++n;
      std::string result(text_.substr(0, n));
      text_.remove_prefix(std::min(n + 1, text_.size()));
      return result;
    }
    while (n < text_.size() && !is_digit(text_[n]) && text_[n] != ',' && text_[n] != '-' &&
           text_[n] != '+') {
      ++n;
    }
    std::string result(text_.substr(0, n));
    text_.remove_prefix(n);
    return result;
  }
  bool number(int* value, int max) {
    size_t n = 0;
    int result = 0;
    while (n < text_.size() && is_digit(text_[n]) && n < 4) result = result * 10 + (text_[n++] - '0');
    text_.remove_prefix(n);
    *value = result;
    return n > 0 && result <= max;
  }
  bool offset(int32_t* seconds) {
    bool negative = false;
    if (take('-')) {
      negative = true;
    } else {
      take('+');
    }
    int h = 0;
    int m = 0;
    int s = 0;
    if (!number(&h, 24 * 7 - 1)) return false;
    if (take(':')) {
      if (!number(&m, 59)) return false;
      if (take(':') && !number(&s, 60)) return false;
    }
    *seconds = h * 3600 + m * 60 + s;
    if (negative) *seconds = -*seconds;
    return true;
  }
  bool switch_rule(SwitchRule* rule) {
    if (!take(',')) return false;
    *rule = SwitchRule();
    if (take('J')) {
      rule->day = SwitchRule::Day::kJulianNoLeap;
      if (!number(&rule->number, 365)) return false;
    } else if (take('M')) {
      if (!number(&rule->month, 12) || rule->month < 1 || !take('.') || !number(&rule->week, 5) ||
          rule->week < 1 || !take('.') || !number(&rule->weekday, 6)) {
        return false;
      }
    } else {
      rule->day = SwitchRule::Day::kJulian;
      if (!number(&rule->number, 365)) return false;
    }
    return !take('/') || offset(&rule->second);
  }

  std::string_view text_;
};

}  // namespace

class TimeZone {
 public:
  std::string name;
  std::vector<int64_t> switches;  // seconds from 2000-01-01 UTC, ascending
  std::vector<uint8_t> switch_kinds;
  std::vector<ZoneKind> kinds;  // kinds[0] holds before the first switch
  std::optional<PosixRule> rule;

  const ZoneKind& kind_at(int64_t second) const {
    const auto after = std::upper_bound(switches.begin(), switches.end(), second);
    if (after == switches.end() && rule) return rule_kind_at(second);
    if (after == switches.begin()) return kinds.at(0);
    return kinds[switch_kinds[static_cast<size_t>(after - switches.begin()) - 1]];
  }

  // The first switch after `second`; nullopt when the offset never changes again.
  std::optional<int64_t> next_switch(int64_t second) const {
    const auto after = std::upper_bound(switches.begin(), switches.end(), second);
    if (after != switches.end()) return *after;
    if (!rule || !rule->daylight) return std::nullopt;
    CivilTime f;
    civil_from_days(floor_div(second, 86400), &f);
    std::optional<int64_t> best;
    for (int64_t year = f.year - 1; year <= f.year + 1; ++year) {
      for (const int64_t at : rule_switches(year)) {
        if (at > second && (!best || at < *best)) best = at;
      }
    }
    return best;
  }

 private:
  std::array<int64_t, 2> rule_switches(int64_t year) const {
    return {rule->start.day_in(year) * 86400 + rule->start.second - rule->standard.offset,
            rule->end.day_in(year) * 86400 + rule->end.second - rule->daylight->offset};
  }
  const ZoneKind& rule_kind_at(int64_t second) const {
    if (!rule->daylight) return rule->standard;
    CivilTime f;
    civil_from_days(floor_div(second + rule->standard.offset, 86400), &f);
    const auto [start, end] = rule_switches(f.year);
    const bool daylight = start < end ? second >= start && second < end
                                      : second >= start || second < end;
    return daylight ? *rule->daylight : rule->standard;
  }
};

namespace {

constexpr int64_t kUnixSeconds = kUnixEpochUsec / kUsecPerSecond;

// One block of a TZif file, sizes as its header gives them.
struct TzifCounts {
  uint32_t is_utc, is_standard, leaps, times, types, chars;
};

// Reads the 64-bit block of a version 2 file; false when the bytes are not such a file.
bool read_tzif(std::string_view bytes, TimeZone* zone) {
  const auto header = [&](size_t at, TzifCounts* counts) {
    if (bytes.size() < at + 44 || bytes.substr(at, 4) != "TZif" || bytes[at + 4] < '2') return false;
    uint32_t values[6];
    for (size_t i = 0; i < 6; ++i) values[i] = load_be<uint32_t>(bytes.data() + at + 20 + i * 4);
    *counts = {values[0], values[1], values[2], values[3], values[4], values[5]};
    return counts->times < 100000 && counts->types > 0 && counts->types < 256 &&
           counts->chars < 10000 && counts->leaps < 10000 && counts->is_utc < 1000 &&
           counts->is_standard < 1000;
  };
  TzifCounts c{};
  if (!header(0, &c)) return false;
  size_t at = 44 + c.times * 5 + c.types * 6 + c.chars + c.leaps * 8 + c.is_standard + c.is_utc;
  if (!header(at, &c)) return false;
  at += 44;
  const size_t kinds_at = at + c.times * size_t{9};
  const size_t chars_at = kinds_at + c.types * size_t{6};
  const size_t footer = chars_at + c.chars + c.leaps * size_t{12} + c.is_standard + c.is_utc;
  if (footer > bytes.size()) return false;
  for (uint32_t i = 0; i < c.times; ++i) {
    zone->switches.push_back(load_be<int64_t>(bytes.data() + at + i * size_t{8}) + kUnixSeconds);
    const auto kind = static_cast<uint8_t>(bytes[at + c.times * size_t{8} + i]);
    if (kind >= c.types) return false;
    zone->switch_kinds.push_back(kind);
  }
  for (uint32_t i = 0; i < c.types; ++i) {
    const char* entry = bytes.data() + kinds_at + i * size_t{6};
    const auto name_at = static_cast<uint8_t>(entry[5]);
    if (name_at >= c.chars) return false;
    const std::string_view chars = bytes.substr(chars_at + name_at, c.chars - name_at);
    zone->kinds.push_back({load_be<int32_t>(entry), entry[4] != 0,
                           std::string(chars.substr(0, chars.find('\0')))});
  }
  std::string_view rule = bytes.substr(footer);
  if (rule.size() >= 2 && rule.front() == '\n') {
    rule.remove_prefix(1);
    rule = rule.substr(0, rule.find('\n'));
    if (!rule.empty()) zone->rule = RuleReader(rule).read();
  }
  return true;
}

// The file of a zone, whatever the case of its name; the name as the file system spells it.
std::optional<std::string> find_file(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find("..") != std::string_view::npos ||
      name.size() > 100) {
    return std::nullopt;
  }
  std::error_code error;
  namespace fs = std::filesystem;
  if (fs::is_regular_file(kZoneFolder + std::string(name), error)) return std::string(name);
  std::string found;
  while (!name.empty()) {
    const size_t slash = name.find('/');
    const std::string_view part = name.substr(0, slash);
    name = slash == std::string_view::npos ? std::string_view() : name.substr(slash + 1);
    std::string match;
    for (const auto& entry : fs::directory_iterator(kZoneFolder + found, error)) {
      const std::string file = entry.path().filename().string();
      if (equals_ignore_case(file, part)) match = file;
    }
    if (match.empty()) return std::nullopt;
    found += match;
    if (!name.empty()) found += '/';
  }
  if (!fs::is_regular_file(kZoneFolder + found, error)) return std::nullopt;
  return found;
}

std::unique_ptr<TimeZone> make_fixed(std::string_view name, int32_t offset,
                                     std::string_view abbreviation, bool dst = false) {
  auto zone = std::make_unique<TimeZone>();
  zone->name = name;
  zone->kinds.push_back({offset, dst, std::string(abbreviation)});
  return zone;
}

std::unique_ptr<TimeZone> load_zone(std::string_view name) {
  for (const std::string_view utc : {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "UCT", "Zulu"}) {
    if (equals_ignore_case(name, utc)) {
      return make_fixed(utc, 0, utc.ends_with("GMT") ? "GMT" : "UTC");
    }
  }
  auto zone = std::make_unique<TimeZone>();
  if (const auto file = find_file(name)) {
    std::ifstream in(kZoneFolder + *file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    zone->name = *file;
    if (read_tzif(bytes, zone.get())) return zone;
    zone = std::make_unique<TimeZone>();
  }
  zone->name = name;
  std::string upper(name);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  zone->rule = RuleReader(upper).read();
  if (!zone->rule) return nullptr;
  zone->kinds.push_back(zone->rule->standard);
  return zone;
}

struct ZoneCache {
  std::mutex mutex;
  std::map<std::string, std::unique_ptr<TimeZone>, std::less<>> zones;  // nullptr: unknown
  std::map<int32_t, std::unique_ptr<TimeZone>> fixed;
};
ZoneCache& cache() {
  static ZoneCache* const made = std::make_unique<ZoneCache>().release();
  return *made;
}

}  // namespace

const TimeZone* find_zone(std::string_view name) {
  ZoneCache& zones = cache();
  const std::lock_guard lock(zones.mutex);
  const auto found = zones.zones.find(name);
  if (found != zones.zones.end()) return found->second.get();
  return zones.zones.emplace(std::string(name), load_zone(name)).first->second.get();
}

const TimeZone& utc_zone() {
  static const TimeZone* const utc = find_zone("UTC");
  return *utc;
}

const TimeZone* fixed_zone(int32_t seconds_east) {
  ZoneCache& zones = cache();
  const std::lock_guard lock(zones.mutex);
  auto& zone = zones.fixed[seconds_east];
  if (!zone) {
    std::string text;
    append_offset(seconds_east, &text);
    zone = make_fixed(text, seconds_east, text);
  }
  return zone.get();
}

const TimeZone& session_zone(TypeEnv& env) {
  const std::string& name = env.settings->time_zone;
  if (name == "UTC") return utc_zone();
  // Nearly every call of a thread asks for the same zone.
  thread_local std::string last_name;
  thread_local const TimeZone* last_zone = nullptr;
  if (last_zone == nullptr || last_name != name) {
    const TimeZone* zone = find_zone(name);
    if (zone == nullptr) {
      throw_error(sqlstate::invalid_parameter_value, "time zone \"" + name + "\" not recognized");
    }
    last_name = name;
    last_zone = zone;
  }
  return *last_zone;
}

std::string_view zone_name(const TimeZone& zone) { return zone.name; }

std::vector<std::string> zone_names() {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code error;
  fs::recursive_directory_iterator entry(kZoneFolder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::string name = entry->path().string().substr(std::string_view(kZoneFolder).size());
    if (entry->path().filename().string().starts_with('.')) continue;
    // Zones that count leap seconds are of no use to a calendar without them.
    if (entry->is_directory(error) && name == "right") entry.disable_recursion_pending();
    if (!entry->is_regular_file(error)) continue;
    char magic[4] = {};
    std::ifstream(entry->path(), std::ios::binary).read(magic, sizeof magic);
    if (std::string_view(magic, sizeof magic) == "TZif") names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

ZoneOffset offset_at(const TimeZone& zone, int64_t timestamp) {
  const ZoneKind& kind = zone.kind_at(floor_div(timestamp, kUsecPerSecond));
  return {kind.offset, kind.dst, kind.abbreviation};
}

int32_t offset_of_local(const TimeZone& zone, int64_t timestamp_local) {
  const int64_t local = floor_div(timestamp_local, kUsecPerSecond);
  // Offsets stay below a day, so that the switch which matters, if any, is the next one from here.
  const int64_t from = local - 86400;
  const auto boundary = zone.next_switch(from);
  const int32_t before = zone.kind_at(from).offset;
  if (!boundary) return before;
  const int32_t after = zone.kind_at(*boundary).offset;
  const int64_t before_time = local - before;
  const int64_t after_time = local - after;
  if (before_time < *boundary && after_time < *boundary) return before;
  if (before_time >= *boundary && after_time >= *boundary) {
    // Two switches within two days do not happen in practice; the second one would decide here.
    return after;
  }
  return before_time > after_time ? before : after;
}

CivilTime civil_in_zone(const TimeZone& zone, int64_t timestamp) {
  const ZoneOffset at = offset_at(zone, timestamp);
  CivilTime fields = civil_of(timestamp + at.offset * kUsecPerSecond);
  fields.offset = at.offset;
  fields.zone = at.abbreviation;
  return fields;
}

const TimeZone& zone_of_text(std::string_view text) {
  if (const ZoneAbbreviation* found = find_zone_abbreviation(text)) return *fixed_zone(found->offset);
  if (const TimeZone* zone = find_zone(text)) return *zone;
  throw_error(sqlstate::invalid_parameter_value,
              "time zone \"" + std::string(text) + "\" not recognized");
}

}  // namespace rung
