#include "cli/help.h"

#include <algorithm>

#include "cli/version.h"

namespace rung::cli {
namespace {

constexpr CommandInfo kCommands[] = {
    {"new", "n", "Generate a new migration file", "[command options] NAME", true},
    {"up", "", "Create database (if necessary) and migrate to the latest version",
     "[command options]", false},
    {"create", "", "Create database", "[command options]", false},
    {"drop", "", "Drop database (if it exists)", "[command options]", false},
    {"migrate", "", "Migrate to the latest version", "[command options]", false},
    {"rollback", "down", "Rollback the most recent migration", "[command options]", false},
    {"status", "", "List applied and pending migrations", "[command options]", false},
    {"dump", "", "Write the database schema to disk", "[command options]", true},
    {"load", "", "Load schema file to the database", "[command options]", false},
    {"wait", "", "Wait for the database to become available", "[command options]", false},
    {"fork", "", "Copy a database file, while it may be in use, to a new one",
     "[command options] [FILE] NEWFILE", true},
    {"seed", "", "Run the seed files, each in a transaction", "[command options]", true},
    {"sql", "", "Run SQL, or open a shell", "[command options]", true},
    {"check", "", "Check a database file for damage", "[command options] [FILE]", true},
    {"salvage", "", "Copy what can be read of a damaged database file", "FILE NEWFILE", true},
    {"version", "", "Print the version", "[command options]", false},
    {"help", "h", "Shows a list of commands or help for one command", "[command]", true},
};

std::string names_of(const CommandInfo& command) {
  std::string names = command.name;
  if (*command.alias != '\0') names.append(", ").append(command.alias);
  return names;
}

void append_columns(std::string& out, const std::vector<FlagHelp>& rows) {
  size_t width = 0;
  for (const FlagHelp& row : rows) width = std::max(width, row.names.size());
  for (const FlagHelp& row : rows) {
    out.append("   ").append(row.names).append(width - row.names.size() + 2, ' ');
    out.append(row.text).append("\n");
  }
}

}  // namespace

const CommandInfo* find_command(const std::string& name) {
  for (const CommandInfo& command : kCommands) {
    if (name == command.name || (*command.alias != '\0' && name == command.alias)) return &command;
  }
  return nullptr;
}

std::string version_text() {
  return "rung version " RUNG_VERSION "\n";
}

std::string app_help_text(const std::vector<FlagHelp>& flags) {
  std::string out =
      "NAME:\n   rung - Migrates and seeds databases, with a database of its own built in.\n\n"
      "USAGE:\n   rung [global options] command [command options]\n\n"
      "VERSION:\n   " RUNG_VERSION "\n\nCOMMANDS:\n";
  std::vector<FlagHelp> rows;
  for (const CommandInfo& command : kCommands) rows.push_back({names_of(command), command.summary});
  append_columns(out, rows);
  out += "\nGLOBAL OPTIONS:\n";
  append_columns(out, flags);
  return out;
}

std::string command_help_text(const CommandInfo& command, const std::vector<FlagHelp>& flags) {
  std::string out = std::string("NAME:\n   rung ") + command.name + " - " + command.summary +
                    "\n\nUSAGE:\n   rung " + command.name + " " + command.usage + "\n\nOPTIONS:\n";
  append_columns(out, flags);
  return out;
}

}  // namespace rung::cli
