#include "session/settings.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <new>

#include "base/error.h"
#include "base/seeded_bug.h"
#include "types/text_search_config.h"
#include "types/time_zone.h"

namespace rung::session {
namespace {

using enum SettingType;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}


[[noreturn]] void throw_unknown(std::string_view name) {
  throw_error(sqlstate::undefined_object,
              "unrecognized configuration parameter \"" + std::string(name) + "\"");
}

[[noreturn]] void throw_fixed(const std::string& key, SettingContext context) {
  throw_error(sqlstate::cant_change_runtime_param,
              "parameter \"" + display_name(key) +
                  (context == SettingContext::kBackend  ? "\" cannot be set after connection start"
                   : context == SettingContext::kSighup ? "\" cannot be changed now"
                   : context == SettingContext::kPostmaster
                       ? "\" cannot be changed without restarting the server"
                       : "\" cannot be changed"));
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
    const bool time = row.type == kMilliseconds;
    if (!time && row.type != kKilobytes) throw_invalid(key, value);
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
    const char* suffix = row.type == kMilliseconds ? " ms" : row.type == kKilobytes ? " kB" : "";
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
  if (row.type != kMilliseconds && row.type != kKilobytes) return value;
  const int64_t number = std::strtoll(value.c_str(), nullptr, 10);
  if (number <= 0) return value;
  const std::span<const Unit> units =
      row.type == kMilliseconds ? std::span<const Unit>(kTimeUnits) : kSizeUnits;
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
  const SettingRow* row = find_setting(key);
  const std::string* value = current(key);
  if (row == nullptr) return value == nullptr ? std::nullopt : std::optional(*value);
  return show_with_unit(*row, value == nullptr ? row->value : *value);
}

void Settings::set(std::string_view name, std::string_view value, bool local) {
  const std::string key = lower(name);
  const SettingRow* row = find_setting(key);
  std::string canonical(value);
  if (row == nullptr) {
    if (key.find('.') == std::string::npos) throw_unknown(name);
  } else {
    if (row->context != SettingContext::kUser) throw_fixed(key, row->context);
    switch (row->type) {
      case kBool: canonical = parse_bool(key, value); break;
      case kEnum:
        // Booleans are understood where "on" and "off" are among the words.
        canonical = parse_enum(*row, key, value);
        break;
      case kInteger:
      case kReal:
      case kMilliseconds:
      case kKilobytes: canonical = parse_number(*row, key, value); break;
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
      const auto known = config_names_ ? config_names_(value) : std::nullopt;
      canonical = known ? *known : text_search_config_name(value);
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
  if (find_setting(key) == nullptr && key.find('.') == std::string::npos) throw_unknown(name);
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
  const SettingRow* row = find_setting(key);
  RUNG_CHECK(row != nullptr);
  return std::strtoll(value == nullptr ? row->value : value->c_str(), nullptr, 10);
}

bool Settings::boolean(std::string_view name) const {
  const std::string key(name);
  const std::string* value = current(key);
  const SettingRow* row = find_setting(key);
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

void Settings::changed_at_end(const std::string& key) noexcept {
  try {
    changed(key);
  } catch (const std::bad_alloc&) {
    stale_ = true;
  }
}

void Settings::refresh() {
  if (!stale_) return;
  for (const char* key :
       {"timezone", "datestyle", "intervalstyle", "extra_float_digits", "bytea_output"}) {
    changed(key);
  }
  stale_ = false;
}

void Settings::rollback_to(size_t mark) noexcept {
  while (undo_.size() > mark && !RUNG_BUG(55)) {
    Undo undo = std::move(undo_.back());
    undo_.pop_back();
    values_.find(undo.name)->second = std::move(undo.before);
    changed_at_end(undo.name);
  }
}

void Settings::end_transaction(bool committed) noexcept {
  if (!committed) {
    rollback_to(0);
    return;
  }
  undo_.clear();
  for (auto& [key, value] : values_) {
    if (!value.local || RUNG_BUG(56)) continue;
    value.local.reset();
    changed_at_end(key);
  }
}

std::vector<std::pair<std::string, std::string>> Settings::all() const {
  std::vector<std::pair<std::string, std::string>> list;
  for (const SettingRow& row : setting_rows()) {
    const std::string_view name = row.name;
    if (name == "default_with_oids" || name == "role" || name == "session_authorization") continue;
    list.emplace_back(display_name(row.name), *show(name));
  }
  for (const auto& [key, value] : values_) {
    if (find_setting(key) == nullptr) {
      if (const auto text = show(key)) list.emplace_back(key, *text);
    }
  }
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return lower(a.first) < lower(b.first); });
  return list;
}

}  // namespace rung::session
