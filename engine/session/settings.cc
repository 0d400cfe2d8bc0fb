#include "session/settings.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/error.h"
#include "functions/ts_dictionary.h"
#include "types/time_zone.h"

namespace rung::session {
namespace {

constexpr auto kBool = SettingType::kBool;
constexpr auto kInteger = SettingType::kInteger;
constexpr auto kReal = SettingType::kReal;
constexpr auto kString = SettingType::kString;
constexpr auto kEnum = SettingType::kEnum;
constexpr auto kMs = SettingType::kMilliseconds;
constexpr auto kKb = SettingType::kKilobytes;

// What has no reader in the engine is here because scripts set it and programs show it: planner
// and server tunables change no answer, so keeping the value is all there is to do.
constexpr SettingRow kRows[] = {
    {"application_name", kString, ""},
    {"array_nulls", kBool, "on"},
    {"backslash_quote", kEnum, "safe_encoding", "safe_encoding|on|off"},
    {"block_size", kInteger, "8192", "", true},
    {"bytea_output", kEnum, "hex", "hex|escape"},
    {"check_function_bodies", kBool, "on"},
    {"client_encoding", kString, "UTF8"},
    {"client_min_messages", kEnum, "notice",
     "debug5|debug4|debug3|debug2|debug1|log|notice|warning|error"},
    {"constraint_exclusion", kEnum, "partition", "partition|on|off"},
    {"cpu_tuple_cost", kReal, "0.01", "", false, 0, 1e300},
    {"cursor_tuple_fraction", kReal, "0.1", "", false, 0, 1},
    {"data_checksums", kBool, "on", "", true},
    {"datestyle", kString, "ISO, MDY"},
    {"deadlock_timeout", kMs, "1000", "", false, 1, 2147483647},
    {"default_table_access_method", kString, "heap"},
    {"default_tablespace", kString, ""},
    {"default_text_search_config", kString, "pg_catalog.english"},
    {"default_toast_compression", kEnum, "pglz", "pglz|lz4"},
    {"default_transaction_deferrable", kBool, "off"},
    {"default_transaction_isolation", kEnum, "read committed",
     "serializable|repeatable read|read committed|read uncommitted"},
    {"default_transaction_read_only", kBool, "off"},
    {"default_with_oids", kBool, "off"},
    {"effective_cache_size", kKb, "4194304", "", false, 1, 2147483647},
    {"enable_bitmapscan", kBool, "on"},
    {"enable_hashagg", kBool, "on"},
    {"enable_hashjoin", kBool, "on"},
    {"enable_indexonlyscan", kBool, "on"},
    {"enable_indexscan", kBool, "on"},
    {"enable_material", kBool, "on"},
    {"enable_mergejoin", kBool, "on"},
    {"enable_nestloop", kBool, "on"},
    {"enable_seqscan", kBool, "on"},
    {"enable_sort", kBool, "on"},
    {"escape_string_warning", kBool, "on"},
    {"extra_float_digits", kInteger, "1", "", false, -15, 3},
    {"from_collapse_limit", kInteger, "8", "", false, 1, 2147483647},
    {"gin_fuzzy_search_limit", kInteger, "0", "", false, 0, 2147483647},
    {"hot_standby", kBool, "on", "", true},
    {"idle_in_transaction_session_timeout", kMs, "0", "", false, 0, 2147483647},
    {"idle_session_timeout", kMs, "0", "", false, 0, 2147483647},
    {"integer_datetimes", kBool, "on", "", true},
    {"intervalstyle", kEnum, "postgres", "postgres|postgres_verbose|sql_standard|iso_8601"},
    {"jit", kBool, "off"},
    {"join_collapse_limit", kInteger, "8", "", false, 1, 2147483647},
    {"lc_collate", kString, "C.UTF-8", "", true},
    {"lc_ctype", kString, "C.UTF-8", "", true},
    {"lc_messages", kString, "C.UTF-8"},
    {"lc_monetary", kString, "C.UTF-8"},
    {"lc_numeric", kString, "C.UTF-8"},
    {"lc_time", kString, "C.UTF-8"},
    {"lo_compat_privileges", kBool, "off"},
    {"lock_timeout", kMs, "0", "", false, 0, 2147483647},
    {"log_min_duration_statement", kMs, "-1", "", false, -1, 2147483647},
    {"log_statement", kEnum, "none", "none|ddl|mod|all"},
    {"maintenance_work_mem", kKb, "65536", "", false, 1024, 2147483647},
    {"max_connections", kInteger, "100", "", true},
    {"max_identifier_length", kInteger, "63", "", true},
    {"max_index_keys", kInteger, "32", "", true},
    {"max_parallel_workers", kInteger, "8", "", false, 0, 1024},
    {"max_parallel_workers_per_gather", kInteger, "2", "", false, 0, 1024},
    {"password_encryption", kEnum, "scram-sha-256", "md5|scram-sha-256"},
    {"plan_cache_mode", kEnum, "auto", "auto|force_generic_plan|force_custom_plan"},
    {"plpgsql.check_asserts", kBool, "on"},
    {"plpgsql.print_strict_params", kBool, "off"},
    {"plpgsql.variable_conflict", kEnum, "error", "error|use_variable|use_column"},
    {"quote_all_identifiers", kBool, "off"},
    {"random_page_cost", kReal, "4", "", false, 0, 1e300},
    {"role", kString, "none"},
    {"row_security", kBool, "on"},
    {"search_path", kString, "\"$user\", public"},
    {"seq_page_cost", kReal, "1", "", false, 0, 1e300},
    {"server_encoding", kString, "UTF8", "", true},
    {"server_version", kString, "15.0", "", true},
    {"server_version_num", kInteger, "150000", "", true},
    {"session_authorization", kString, "postgres"},
    {"session_replication_role", kEnum, "origin", "origin|replica|local"},
    {"shared_buffers", kKb, "131072", "", true},
    {"ssl", kBool, "off", "", true},
    {"standard_conforming_strings", kBool, "on"},
    {"statement_timeout", kMs, "0", "", false, 0, 2147483647},
    {"synchronize_seqscans", kBool, "on"},
    {"synchronous_commit", kEnum, "on", "local|remote_write|remote_apply|on|off"},
    {"temp_buffers", kKb, "8192", "", false, 800, 2147483647},
    {"timezone", kString, "UTC"},
    {"transaction_deferrable", kBool, "off"},
    {"transaction_isolation", kEnum, "read committed",
     "serializable|repeatable read|read committed|read uncommitted"},
    {"transaction_read_only", kBool, "off"},
    {"transform_null_equals", kBool, "off"},
    {"vacuum_cost_delay", kReal, "0", "", false, 0, 100},
    {"wal_level", kEnum, "replica", "minimal|replica|logical", true},
    {"work_mem", kKb, "4096", "", false, 64, 2147483647},
    {"xmlbinary", kEnum, "base64", "base64|hex"},
    {"xmloption", kEnum, "content", "content|document"},
};

constexpr bool rows_are_sorted() {
  for (size_t i = 1; i < std::size(kRows); ++i) {
    if (std::string_view(kRows[i].name) <= std::string_view(kRows[i - 1].name)) return false;
  }
  return true;
}
static_assert(rows_are_sorted(), "find_row() searches by halving");

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

const SettingRow* find_row(std::string_view key) {
  const auto* end = std::end(kRows);
  const auto* it = std::lower_bound(
      std::begin(kRows), end, key,
      [](const SettingRow& row, std::string_view k) { return std::string_view(row.name) < k; });
  return it != end && it->name == key ? it : nullptr;
}

[[noreturn]] void throw_unknown(std::string_view name) {
  throw_error(sqlstate::undefined_object,
              "unrecognized configuration parameter \"" + std::string(name) + "\"");
}

[[noreturn]] void throw_invalid(const std::string& key, std::string_view value,
                                std::string hint = {}) {
  throw_error(Error(sqlstate::invalid_parameter_value, "invalid value for parameter \"" +
                                                           display_name(key) + "\": \"" +
                                                           std::string(value) + "\"")
                  .with_hint(std::move(hint)));
}

std::string parse_bool(const std::string& key, std::string_view value) {
  const std::string word = lower(value);
  const auto prefix_of = [&](std::string_view full, size_t shortest) {
    return word.size() >= shortest && full.starts_with(word);
  };
  if (word == "1" || word == "on" || prefix_of("true", 1) || prefix_of("yes", 1)) return "on";
  if (word == "0" || prefix_of("off", 2) || prefix_of("false", 1) || prefix_of("no", 1)) return "off";
  throw_error(sqlstate::invalid_parameter_value,
              "parameter \"" + display_name(key) + "\" requires a Boolean value");
}

struct Unit {
  const char* name;
  double factor;
};
constexpr Unit kTimeUnits[] = {{"d", 86400000}, {"h", 3600000}, {"min", 60000},
                               {"s", 1000},     {"ms", 1},      {"us", 0.001}};
constexpr Unit kSizeUnits[] = {
    {"TB", 1024.0 * 1024 * 1024}, {"GB", 1024.0 * 1024}, {"MB", 1024}, {"kB", 1}, {"B", 1.0 / 1024}};

std::string parse_number(const SettingRow& row, const std::string& key, std::string_view value) {
  const std::string text(value);
  char* end = nullptr;
  double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str()) throw_invalid(key, value);
  std::string_view unit(end);
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  while (!unit.empty() && unit.back() == ' ') unit.remove_suffix(1);
  if (!unit.empty()) {
    const bool time = row.type == kMs;
    if (!time && row.type != kKb) throw_invalid(key, value);
    const std::span<const Unit> units = time ? std::span<const Unit>(kTimeUnits) : kSizeUnits;
    const auto* found = std::find_if(units.data(), units.data() + units.size(),
                                     [&](const Unit& u) { return unit == u.name; });
    if (found == units.data() + units.size()) {
      throw_invalid(key, value,
                    time ? "Valid units for this parameter are \"us\", \"ms\", \"s\", \"min\", "
                           "\"h\", and \"d\"."
                         : "Valid units for this parameter are \"B\", \"kB\", \"MB\", \"GB\", and "
                           "\"TB\".");
    }
    number *= found->factor;
  }
  if (row.type != kReal) number = number < 0 ? -static_cast<double>(static_cast<int64_t>(-number + 0.5))
                                             : static_cast<double>(static_cast<int64_t>(number + 0.5));
  if (number < row.min || number > row.max) {
    const auto plain = [](double d) {
      std::string s = std::to_string(static_cast<int64_t>(d));
      return s;
    };
    const char* suffix = row.type == kMs ? " ms" : row.type == kKb ? " kB" : "";
    throw_error(sqlstate::invalid_parameter_value,
                plain(number) + suffix + " is outside the valid range for parameter \"" +
                    display_name(key) + "\" (" + plain(row.min) + " .. " + plain(row.max) + ")");
  }
  if (row.type == kReal) {
    char buffer[64];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, number);
    return {buffer, result.ptr};
  }
  return std::to_string(static_cast<int64_t>(number));
}

// "5000" ms is shown as "5s": the largest unit that divides it.
std::string show_with_unit(const SettingRow& row, const std::string& value) {
  if (row.type != kMs && row.type != kKb) return value;
  const int64_t number = std::strtoll(value.c_str(), nullptr, 10);
  if (number <= 0) return value;
  const std::span<const Unit> units =
      row.type == kMs ? std::span<const Unit>(kTimeUnits) : kSizeUnits;
  for (const Unit& unit : units) {
    if (unit.factor < 1) break;
    const auto factor = static_cast<int64_t>(unit.factor);
    if (number % factor == 0) return std::to_string(number / factor) + unit.name;
  }
  return value;
}

// A configuration's qualified name, from any spelling of it.
std::string text_search_config_name(std::string_view value) {
  std::string name = lower(value);
  std::erase(name, '"');
  if (name.empty()) throw_error(sqlstate::invalid_name, "invalid name syntax");
  if (name.starts_with("pg_catalog.")) name.erase(0, 11);
  for (const TsConfigRow& row : ts_configs()) {
    if (name == row.name) return "pg_catalog." + name;
  }
  throw_invalid("default_text_search_config", value);
}

std::string parse_enum(const SettingRow& row, const std::string& key, std::string_view value) {
  const std::string word = lower(value);
  std::string_view rest = row.options;
  std::string listed;
  while (!rest.empty()) {
    const size_t bar = rest.find('|');
    const std::string_view option = rest.substr(0, bar);
    if (word == option) return word;
    if (!listed.empty()) listed += ", ";
    listed += option;
    rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
  }
  throw_invalid(key, value, "Available values: " + listed + ".");
}

void parse_date_style(std::string_view value, FormatSettings* format) {
  const std::string text = lower(value);
  size_t at = 0;
  while (at < text.size()) {
    size_t end = text.find_first_of(", ", at);
    if (end == std::string::npos) end = text.size();
    const std::string_view word = std::string_view(text).substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    using Style = FormatSettings::DateStyle;
    using Order = FormatSettings::DateOrder;
    if (word == "iso") format->date_style = Style::kIso;
    else if (word == "sql") format->date_style = Style::kSql;
    else if (word.starts_with("postgres")) format->date_style = Style::kPostgres;
    else if (word == "german") format->date_style = Style::kGerman;
    else if (word == "ymd") format->date_order = Order::kYmd;
    else if (word == "dmy" || word.starts_with("euro")) format->date_order = Order::kDmy;
    else if (word == "mdy" || word.starts_with("us") || word.starts_with("noneuro")) format->date_order = Order::kMdy;
    else if (word == "default") *format = FormatSettings();
    else throw_invalid("datestyle", value);
  }
}

std::string date_style_text(const FormatSettings& f) {
  static constexpr const char* kStyles[] = {"ISO", "Postgres", "SQL", "German"};
  static constexpr const char* kOrders[] = {"MDY", "DMY", "YMD"};
  return std::string(kStyles[static_cast<int>(f.date_style)]) + ", " +
         kOrders[static_cast<int>(f.date_order)];
}

}  // namespace

// Names that SHOW prints in another spelling than the lower-case key.
constexpr std::pair<const char*, const char*> kSpellings[] = {
    {"datestyle", "DateStyle"}, {"intervalstyle", "IntervalStyle"}, {"timezone", "TimeZone"}};

std::span<const SettingRow> setting_rows() { return kRows; }

std::string display_name(const std::string& key) {
  for (const auto& [from, to] : kSpellings) {
    if (key == from) return to;
  }
  return key;
}

Settings::Settings() = default;

const std::string* Settings::current(const std::string& key) const {
  const auto it = values_.find(key);
  if (it == values_.end()) return nullptr;
  if (it->second.local) return &*it->second.local;
  return it->second.session ? &*it->second.session : nullptr;
}

std::optional<std::string> Settings::show(std::string_view name) const {
  const std::string key = lower(name);
  const SettingRow* row = find_row(key);
  const std::string* value = current(key);
  if (row == nullptr) return value == nullptr ? std::nullopt : std::optional(*value);
  return show_with_unit(*row, value == nullptr ? row->value : *value);
}

void Settings::set(std::string_view name, std::string_view value, bool local) {
  const std::string key = lower(name);
  const SettingRow* row = find_row(key);
  std::string canonical(value);
  if (row == nullptr) {
    if (key.find('.') == std::string::npos) throw_unknown(name);
  } else {
    if (row->read_only) {
      throw_error(sqlstate::cant_change_runtime_param,
                  "parameter \"" + display_name(key) + "\" cannot be changed");
    }
    switch (row->type) {
      case kBool: canonical = parse_bool(key, value); break;
      case kEnum:
        // Booleans are understood where "on" and "off" are among the words.
        canonical = parse_enum(*row, key, value);
        break;
      case kInteger:
      case kReal:
      case kMs:
      case kKb: canonical = parse_number(*row, key, value); break;
      case kString: break;
    }
    if (key == "default_with_oids" && canonical == "on") {
      throw_error(sqlstate::feature_not_supported, "tables declared WITH OIDS are not supported");
    }
    if (key == "datestyle") {
      FormatSettings trial = format_;
      parse_date_style(value, &trial);
      canonical = date_style_text(trial);
    } else if (key == "timezone") {
      const TimeZone* zone = find_zone(value);
      if (zone == nullptr) throw_invalid(key, value);
      canonical = std::string(zone_name(*zone));
    } else if (key == "default_text_search_config") {
      canonical = text_search_config_name(value);
    } else if (key == "client_encoding") {
      const std::string word = lower(value);
      if (word != "utf8" && word != "utf-8" && word != "unicode" && word != "sql_ascii") {
        throw_unsupported("client_encoding \"" + std::string(value) + "\"");
      }
      canonical = word == "sql_ascii" ? "SQL_ASCII" : "UTF8";
    }
  }
  Value& slot = values_[key];
  undo_.push_back({key, slot});
  if (local) {
    slot.local = std::move(canonical);
  } else {
    slot.session = std::move(canonical);
    slot.local.reset();
  }
  changed(key);
}

void Settings::reset(std::string_view name) {
  const std::string key = lower(name);
  if (find_row(key) == nullptr && key.find('.') == std::string::npos) throw_unknown(name);
  Value& slot = values_[key];
  undo_.push_back({key, slot});
  slot = {};
  changed(key);
}

void Settings::reset_all() {
  std::vector<std::string> keys;
  for (const auto& [key, value] : values_) keys.push_back(key);
  for (const std::string& key : keys) reset(key);
}

int64_t Settings::integer(std::string_view name) const {
  const std::string key(name);
  const std::string* value = current(key);
  const SettingRow* row = find_row(key);
  RUNG_CHECK(row != nullptr);
  return std::strtoll(value == nullptr ? row->value : value->c_str(), nullptr, 10);
}

bool Settings::boolean(std::string_view name) const {
  const std::string key(name);
  const std::string* value = current(key);
  const SettingRow* row = find_row(key);
  RUNG_CHECK(row != nullptr);
  return std::string_view(value == nullptr ? row->value : value->c_str()) == "on";
}

void Settings::changed(const std::string& key) {
  ++version_;
  const std::string value = show(key).value_or("");
  if (key == "timezone") {
    format_.time_zone = value;
  } else if (key == "datestyle") {
    parse_date_style(value, &format_);
  } else if (key == "intervalstyle") {
    using Style = FormatSettings::IntervalStyle;
    format_.interval_style = value == "postgres_verbose" ? Style::kPostgresVerbose
                             : value == "sql_standard"   ? Style::kSqlStandard
                             : value == "iso_8601"       ? Style::kIso8601
                                                         : Style::kPostgres;
  } else if (key == "extra_float_digits") {
    format_.extra_float_digits = static_cast<int>(integer(key));
  } else if (key == "bytea_output") {
    format_.bytea_escape = value == "escape";
  }
}

void Settings::rollback_to(size_t mark) {
  while (undo_.size() > mark) {
    Undo undo = std::move(undo_.back());
    undo_.pop_back();
    values_[undo.name] = std::move(undo.before);
    changed(undo.name);
  }
}

void Settings::end_transaction(bool committed) {
  if (!committed) {
    rollback_to(0);
    return;
  }
  undo_.clear();
  for (auto& [key, value] : values_) {
    if (!value.local) continue;
    value.local.reset();
    changed(key);
  }
}

std::vector<std::pair<std::string, std::string>> Settings::all() const {
  std::vector<std::pair<std::string, std::string>> list;
  for (const SettingRow& row : kRows) list.emplace_back(display_name(row.name), *show(row.name));
  for (const auto& [key, value] : values_) {
    if (find_row(key) == nullptr) {
      if (const auto text = show(key)) list.emplace_back(key, *text);
    }
  }
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return lower(a.first) < lower(b.first); });
  return list;
}

}  // namespace rung::session
