// Settings: a session's run-time parameters (SET, SHOW, set_config). One row per parameter in
// settings_table.cc; names with a dot are custom ones and always allowed. SET is undone by a rollback,
// SET LOCAL at the transaction's end, as in PostgreSQL. Belongs to one session's thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "types/type.h"

namespace rung::session {

enum class SettingType : uint8_t { kBool, kInteger, kReal, kString, kEnum, kMilliseconds, kKilobytes };

// When a parameter can be changed: in a session, or only outside of it, as the messages say.
enum class SettingContext : uint8_t { kUser, kBackend, kSighup, kPostmaster, kInternal };

struct SettingRow {
  const char* name;
  SettingType type;
  const char* value;           // default, as SHOW prints it (unit-less for times and sizes)
  const char* options = "";    // kEnum: words separated by '|'
  SettingContext context = SettingContext::kUser;
  double min = -2147483648.0, max = 2147483647.0;
  const char* category = "";
};
std::span<const SettingRow> setting_rows();
const SettingRow* find_setting(std::string_view key);  // in lower case; nullptr: unknown
// As SHOW spells it: "DateStyle" for datestyle.
std::string display_name(const std::string& key);

class Settings {
 public:
  Settings();
  // Canonical value as SHOW prints it; nullopt for an unknown name.
  std::optional<std::string> show(std::string_view name) const;
  // Raises 42704 for an unknown name, 22023 for a bad value, 55P02 for a read-only one.
  void set(std::string_view name, std::string_view value, bool local);
  void reset(std::string_view name);
  void reset_all();
  int64_t integer(std::string_view name) const;  // base unit: ms, kB
  bool boolean(std::string_view name) const;

  // Where the names of text-search configurations are looked up: gives the qualified name, or nothing
  // for one that does not exist.
  using ConfigNames = std::function<std::optional<std::string>(std::string_view)>;
  void set_config_names(ConfigNames names) { config_names_ = std::move(names); }

  // Makes up for what a transaction's end had no memory for.
  void refresh();
  const FormatSettings& format() const { return format_; }
  // Bumped by every change of a value.
  uint64_t version() const { return version_; }

  size_t mark() const { return undo_.size(); }
  void rollback_to(size_t mark) noexcept;
  void end_transaction(bool committed) noexcept;

  // Every name and value, sorted (SHOW ALL, pg_settings).
  std::vector<std::pair<std::string, std::string>> all() const;

 private:
  struct Value {
    std::optional<std::string> session, local;
  };
  struct Undo {
    std::string name;
    Value before;
  };
  const std::string* current(const std::string& key) const;
  void changed(const std::string& key);
  void changed_at_end(const std::string& key) noexcept;

  std::map<std::string, Value, std::less<>> values_;  // by lower-case name; canonical values
  std::vector<Undo> undo_;
  ConfigNames config_names_;
  FormatSettings format_;
  uint64_t version_ = 1;
  bool stale_ = false;  // format_ may not be what values_ say
};

}  // namespace rung::session
