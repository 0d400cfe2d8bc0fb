#include "cli/command_line.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <cstdlib>

#include "cli/byte_size.h"
#include "cli/help.h"
#include "migrate/duration.h"

namespace rung::cli {
namespace {

// What a value must look like, kept as the option's CLI11 type name.
constexpr const char* kBool = "BOOL";
constexpr const char* kDuration = "DURATION";
constexpr const char* kByteSize = "SIZE";

constexpr uint64_t kCacheBytes = 256u << 20;
constexpr uint64_t kCacheBytesMin = 1u << 20;

class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

void add_flag(CLI::App& app, const char* names, bool& to, const char* help, const char* env = "") {
  CLI::Option* option = app.add_flag(names, to, help)->type_name(kBool);
  if (*env != '\0') option->envname(env);
}

enum class Zero { kIsDefault, kIsZero };

void add_duration(CLI::App& app, const char* names, int64_t& to, int64_t fallback, Zero zero,
                  const char* help, const char* env) {
  to = fallback;
  app.add_option_function<std::string>(
         names,
         [&to, fallback, zero](const std::string& text) {
           to = migrate::parse_duration(text).value_or(0);
           if (to == 0 && zero == Zero::kIsDefault) to = fallback;
         },
         help)
      ->type_name(kDuration)
      ->default_str(migrate::format_duration(fallback))
      ->envname(env);
}

void add_cache(CLI::App& app, Options& o) {
  o.cache_bytes = kCacheBytes;
  app.add_option_function<std::string>(
         "--cache", [&o](const std::string& text) { o.cache_bytes = *parse_byte_size(text); },
         "how much memory to use for the pages of a database file")
      ->type_name(kByteSize)
      ->default_str(format_byte_size(kCacheBytes))
      ->envname("RUNG_CACHE");
}

// Why it cannot be the size of the cache; empty when it can.
std::string refused_cache(const std::string& text) {
  const std::optional<uint64_t> bytes = parse_byte_size(text);
  if (!bytes) return std::string("it takes a number and one of the units ") + kByteSizeUnits;
  if (*bytes >= kCacheBytesMin) return "";
  return "it must be at least " + format_byte_size(kCacheBytesMin);
}

void add_text(CLI::App& app, const char* names, std::string& to, const char* fallback,
              const char* help, const char* env = "") {
  to = fallback;
  CLI::Option* option = app.add_option(names, to, help);
  if (*fallback != '\0') option->default_str("\"" + std::string(fallback) + "\"");
  if (*env != '\0') option->envname(env);
}

CLI::Option* add_list(CLI::App& app, const char* names, std::vector<std::string>& to,
                      const char* help) {
  return app.add_option(names, to, help)->expected(1, CLI::detail::expected_max_vector_size);
}

void define_global_flags(CLI::App& app, Options& o) {
  add_text(app, "-u,--url", o.url, "", "specify the database URL (default: rung:db/app.rung)");
  add_text(app, "--driver", o.driver, "",
           "specify the driver to use (instead of deriving from the database URL scheme)",
           "DBMATE_DRIVER");
  app.add_option("-e,--env", o.env, "specify an environment variable containing the database URL")
      ->default_str("\"DATABASE_URL\"");
  add_list(app, "--env-file", o.env_files, "specify a file to load environment variables from")
      ->default_str("\".env\"")
      ->delimiter(',');
  add_list(app, "-d,--migrations-dir", o.migrations_dirs,
           "specify the directory containing migration files")
      ->default_str("\"./db/migrations\"")
      ->delimiter(',')
      ->envname("DBMATE_MIGRATIONS_DIR");
  add_text(app, "--migrations-table", o.migrations_table, "schema_migrations",
           "specify the database table to record migrations in", "DBMATE_MIGRATIONS_TABLE");
  add_text(app, "-s,--schema-file", o.schema_file, "./db/schema.sql",
           "specify the schema file location", "DBMATE_SCHEMA_FILE");
  add_text(app, "--seeds-dir", o.seeds_dir, "./db/seeds",
           "specify the directory containing seed files", "RUNG_SEEDS_DIR");
  add_flag(app, "--no-dump-schema", o.no_dump_schema,
           "don't update the schema file on migrate/rollback", "DBMATE_NO_DUMP_SCHEMA");
  add_flag(app, "--wait", o.wait,
           "wait for the db to become available before executing the subsequent command",
           "DBMATE_WAIT");
  add_duration(app, "--wait-timeout", o.wait_timeout_ns, 60'000'000'000, Zero::kIsDefault,
               "timeout for --wait flag", "DBMATE_WAIT_TIMEOUT");
  add_duration(app, "--wait-interval", o.wait_interval_ns, 1'000'000'000, Zero::kIsDefault,
               "time to wait between connection attempts for --wait flag", "DBMATE_WAIT_INTERVAL");
  add_duration(app, "--lock-wait", o.lock_wait_ns, 10'000'000'000, Zero::kIsZero,
               "how long to wait for a database file that another process has open",
               "RUNG_LOCK_WAIT");
  add_cache(app, o);
}

void add_verbose(CLI::App& app, Options& o) {
  add_flag(app, "-v,--verbose", o.verbose, "print the result of each statement execution",
           "DBMATE_VERBOSE");
}

void add_strict(CLI::App& app, Options& o) {
  add_flag(app, "--strict", o.strict, "fail if migrations would be applied out of order",
           "DBMATE_STRICT");
}

void add_dry_run(CLI::App& app, Options& o) {
  add_flag(app, "--dry-run", o.dry_run, "run everything for real on a private fork, and keep nothing");
}

void define_command_flags(const std::string& command, CLI::App& app, Options& o) {
  if (command == "up" || command == "migrate") add_strict(app, o);
  if (command == "up" || command == "migrate" || command == "rollback") add_verbose(app, o);
  if (command == "up" || command == "migrate" || command == "rollback") add_dry_run(app, o);
  if (command == "status") {
    add_flag(app, "--exit-code", o.exit_code, "return 1 if there are pending migrations");
    add_flag(app, "--quiet", o.quiet, "don't output any text (implies --exit-code)");
  }
  if (command == "dump") {
    add_flag(app, "--check", o.check, "write nothing; fail if the schema file is out of date");
  }
  if (command == "check") {
    add_flag(app, "--json", o.json, "print the findings as JSON");
    add_flag(app, "--digest", o.digest, "print the digest of the content as well");
  }
  if (command == "sql") {
    add_list(app, "-c,--command", o.commands, "run this SQL and exit");
    add_list(app, "-f,--file", o.files, "run this file and exit (- for standard input)");
    add_text(app, "--format", o.format, "table", "print rows as table, csv, tsv or json");
    add_flag(app, "--no-header", o.no_header, "print rows without the names of the columns");
    add_list(app, "-v,--variable", o.variables,
             "set a variable: name=value, used as :name, :'name' or :\"name\"");
    add_list(app, "-p,--param", o.parameters, "bind the next one of $1, $2, ...");
  }
}

bool parses_as_bool(const std::string& text, bool* value) {
  for (const char* yes : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (text == yes) return *value = true, true;
  }
  for (const char* no : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (text == no) return *value = false, true;
  }
  return false;
}

bool is_flag(const CLI::Option& option) {
  return option.get_type_name() == kBool;
}

CLI::Option* find_option(CLI::App& app, const std::string& name) {
  for (CLI::Option* option : app.get_options()) {
    if (option->check_lname(name) || option->check_sname(name)) return option;
  }
  return nullptr;
}

// One scope's flags: collects them from the arguments, then from the environment, and hands them to
// CLI11 in a form that needs no guessing.
class Scope {
 public:
  explicit Scope(CLI::App& app) : app_(app) {}

  // Returns the index of the first argument that is no flag of this scope.
  size_t read(const std::vector<std::string>& arguments, size_t i) {
    for (; i < arguments.size(); ++i) {
      const std::string& argument = arguments[i];
      if (argument.size() < 2 || argument[0] != '-') return i;
      if (argument == "--") return i + 1;
      std::string name = argument.substr(argument[1] == '-' ? 2 : 1);
      if (name.empty() || name[0] == '-' || name[0] == '=') {
        throw UsageError("bad flag syntax: " + argument);
      }
      std::string value;
      const size_t equals = name.find('=');
      const bool has_value = equals != std::string::npos;
      if (has_value) {
        value = name.substr(equals + 1);
        name.resize(equals);
      }
      if (name == "help" || name == "h") {
        help_ = true;
        continue;
      }
      CLI::Option* option = find_option(app_, name);
      if (option == nullptr) throw UsageError("flag provided but not defined: -" + name);
      if (is_flag(*option)) {
        if (!has_value) value = "true";
      } else if (!has_value) {
        if (++i == arguments.size()) throw UsageError("flag needs an argument: -" + name);
        value = arguments[i];
      }
      take(*option, name, value);
    }
    return i;
  }

  void finish() {
    for (CLI::Option* option : app_.get_options()) {
      if (option->get_envname().empty() || was_given(*option)) continue;
      const char* value = std::getenv(option->get_envname().c_str());
      if (value == nullptr || *value == '\0') continue;
      check_environment(*option, value);
      take(*option, option->get_lnames().front(), value);
    }
    std::vector<std::string> reversed(arguments_.rbegin(), arguments_.rend());
    app_.parse(std::move(reversed));
  }

  bool help() const { return help_; }

 private:
  bool was_given(const CLI::Option& option) const {
    for (const CLI::Option* given : given_) {
      if (given == &option) return true;
    }
    return false;
  }

  void take(CLI::Option& option, const std::string& name, std::string value) {
    bool flag = false;
    if (is_flag(option)) {
      if (!parses_as_bool(value, &flag)) {
        throw UsageError("invalid boolean value \"" + value + "\" for -" + name + ": parse error");
      }
      value = flag ? "true" : "false";
    }
    if (option.get_type_name() == kDuration && !migrate::parse_duration(value)) {
      throw UsageError("invalid value \"" + value + "\" for flag -" + name + ": parse error");
    }
    if (option.get_type_name() == kByteSize) {
      const std::string reason = refused_cache(value);
      if (!reason.empty()) {
        throw UsageError("invalid value \"" + value + "\" for flag -" + name + ": " + reason);
      }
    }
    // Where a flag is repeated that takes one value, the last one counts.
    const bool list = option.get_items_expected_max() > 1;
    const std::string prefix = "--" + option.get_lnames().front() + "=";
    if (!list) {
      std::erase_if(arguments_, [&](const std::string& a) { return a.starts_with(prefix); });
    }
    arguments_.push_back(prefix + value);
    given_.push_back(&option);
  }

  static void check_environment(const CLI::Option& option, const std::string& value) {
    bool ignored = false;
    const char* kind = nullptr;
    std::string reason;
    if (is_flag(option) && !parses_as_bool(value, &ignored)) {
      kind = "bool";
      reason = "strconv.ParseBool: parsing \"" + value + "\": invalid syntax";
    } else if (option.get_type_name() == kDuration && !migrate::parse_duration(value)) {
      const bool number = value.find_first_not_of("0123456789.") == std::string::npos;
      kind = "duration";
      reason =
          std::string(number ? "time: missing unit in duration \"" : "time: invalid duration \"") +
          value + "\"";
    } else if (option.get_type_name() == kByteSize) {
      reason = refused_cache(value);
      if (!reason.empty()) kind = "size";
    }
    if (kind == nullptr) return;
    throw UsageError("could not parse \"" + value + "\" as " + kind +
                     " value from environment variable \"" + option.get_envname() + "\" for flag " +
                     option.get_lnames().front() + ": " + reason);
  }

  CLI::App& app_;
  std::vector<std::string> arguments_;
  std::vector<const CLI::Option*> given_;
  bool help_ = false;
};

std::vector<FlagHelp> flag_help(const CLI::App& app) {
  std::vector<FlagHelp> rows;
  for (const CLI::Option* option : app.get_options()) {
    FlagHelp row;
    const char* value = is_flag(*option) ? "" : " value";
    for (const std::string& name : option->get_lnames()) row.names += "--" + name + value;
    for (const std::string& name : option->get_snames()) row.names += ", -" + name + value;
    if (option->get_items_expected_max() > 1) row.names += " [ " + row.names + " ]";
    row.text = option->get_description();
    if (is_flag(*option)) {
      row.text += " (default: false)";
    } else if (!option->get_default_str().empty()) {
      row.text += " (default: " + option->get_default_str() + ")";
    }
    if (!option->get_envname().empty()) row.text += " [$" + option->get_envname() + "]";
    rows.push_back(std::move(row));
  }
  rows.push_back({"--help, -h", "show help"});
  return rows;
}

void make_bare(CLI::App& app) {
  app.set_help_flag();
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

std::string global_help() {
  Options ignored;
  CLI::App app;
  make_bare(app);
  define_global_flags(app, ignored);
  std::vector<FlagHelp> flags = flag_help(app);
  flags.push_back({"--version, -v", "print the version"});
  return app_help_text(flags);
}

std::string help_of(const CommandInfo& command) {
  Options ignored;
  CLI::App app;
  make_bare(app);
  define_command_flags(command.name, app, ignored);
  return command_help_text(command, flag_help(app));
}

int print(const std::string& text, int exit_code) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return exit_code;
}

int usage_error(const char* what, const std::string& help) {
  std::printf("Incorrect Usage: %s\n\n%s", what, help.c_str());
  std::fflush(stdout);
  std::fprintf(stderr, "Error: %s\n", what);
  return kExitError;
}

int show_help(const std::vector<std::string>& topics) {
  if (topics.empty()) return print(global_help(), kExitOk);
  const CommandInfo* command = find_command(topics[0]);
  if (command != nullptr) return print(help_of(*command), kExitOk);
  std::fprintf(stderr, "No help topic for '%s'\n", topics[0].c_str());
  return kExitUnknown;
}

// Global flags, up to and with the name of the command. Returns where its own flags begin.
size_t read_global(const std::vector<std::string>& arguments, Parsed& parsed) {
  CLI::App app;
  make_bare(app);
  define_global_flags(app, parsed.options);
  bool version = false;
  app.add_flag("-v,--version", version)->type_name(kBool);
  try {
    Scope scope(app);
    const size_t next = scope.read(arguments, 0);
    scope.finish();
    if (scope.help()) {
      parsed.exit_code = print(global_help(), kExitOk);
    } else if (version) {
      parsed.exit_code = print(version_text(), kExitOk);
    }
    return next;
  } catch (const UsageError& error) {
    parsed.exit_code = usage_error(error.what(), global_help());
  } catch (const CLI::Error& error) {
    parsed.exit_code = usage_error(error.what(), global_help());
  }
  return arguments.size();
}

void read_command(const std::vector<std::string>& arguments, size_t next,
                  const CommandInfo& command, Parsed& parsed) {
  CLI::App app;
  make_bare(app);
  define_command_flags(command.name, app, parsed.options);
  try {
    Scope scope(app);
    const size_t first = scope.read(arguments, next);
    scope.finish();
    parsed.options.args.assign(arguments.begin() + static_cast<ptrdiff_t>(first), arguments.end());
    const auto& args = parsed.options.args;
    const bool asks_for_help =
        !command.takes_args && !args.empty() && (args[0] == "help" || args[0] == "h");
    if (scope.help() || asks_for_help) {
      parsed.exit_code = print(help_of(command), kExitOk);
    }
  } catch (const UsageError& error) {
    parsed.exit_code = usage_error(error.what(), help_of(command));
  } catch (const CLI::Error& error) {
    parsed.exit_code = usage_error(error.what(), help_of(command));
  }
}

}  // namespace

Parsed parse_command_line(const std::vector<std::string>& arguments) {
  Parsed parsed;
  const size_t next = read_global(arguments, parsed);
  if (parsed.exit_code) return parsed;
  if (parsed.options.migrations_dirs.empty()) parsed.options.migrations_dirs = {"./db/migrations"};
  if (next >= arguments.size()) {
    parsed.exit_code = print(global_help(), kExitOk);
    return parsed;
  }
  const CommandInfo* command = find_command(arguments[next]);
  if (command == nullptr) {
    std::fprintf(stderr, "No help topic for '%s'\n", arguments[next].c_str());
    parsed.exit_code = kExitUnknown;
    return parsed;
  }
  parsed.options.command = command->name;
  read_command(arguments, next + 1, *command, parsed);
  if (!parsed.exit_code && parsed.options.command == "help") {
    parsed.exit_code = show_help(parsed.options.args);
  }
  return parsed;
}

std::vector<std::string> env_files_named(const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  for (size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == "--env-file") files.push_back(arguments[i + 1]);
  }
  if (files.empty()) files.emplace_back(".env");
  return files;
}

}  // namespace rung::cli
