#include "cli/sql/sql_session.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>

#include "base/source_map.h"
#include "migrate/error_text.h"
#include "migrate/files.h"
#include "migrate/user_error.h"

namespace rung::cli {
namespace {

using Piece = api::ScriptReader::Piece;
constexpr int kIncludeDepthMax = 50;

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void print_to_stderr(std::string_view text) {
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

bool says_its_tag(std::string_view tag) {
  return tag.starts_with("INSERT") || tag.starts_with("UPDATE") || tag.starts_with("DELETE");
}

// Prints the result of each statement as it completes.
class PrintingSink final : public api::ResultSink {
 public:
  PrintingSink(const FormatOptions& format, std::string_view copy_data)
      : format_(format), copy_data_(copy_data) {}

  void begin_rows(std::span<const api::ResultColumn> columns) override {
    table_.columns.assign(columns.begin(), columns.end());
    table_.rows.clear();
  }
  void row(api::TextRow row) override {
    auto& cells = table_.rows.emplace_back();
    for (const auto& value : row) {
      cells.push_back(value ? std::optional<std::string>(*value) : std::nullopt);
    }
  }
  void complete(std::string_view tag, bool has_rows) override {
    if (has_rows) print(format_result(table_, format_));
    const bool aligned = format_.format == Format::kTable || format_.format == Format::kExpanded;
    if (aligned && (!has_rows || says_its_tag(tag)) && !tag.empty() && !copied_out_) {
      print(tag);
      print("\n");
    }
    table_ = {};
    copied_out_ = false;
  }
  void notice(const Error& notice) override {
    print_to_stderr(migrate::psql_error_text(notice, {}));
  }
  bool copy_in(std::string* data) override {
    if (copy_data_.empty()) return false;
    data->assign(copy_data_);
    copy_data_ = {};
    return true;
  }
  void copy_out(std::string_view data) override {
    copied_out_ = true;
    print(data);
  }

 private:
  const FormatOptions& format_;
  std::string_view copy_data_;
  ResultTable table_;
  bool copied_out_ = false;
};

class CollectingSink final : public api::ResultSink {
 public:
  explicit CollectingSink(ResultTable& table) : table_(table) {}
  void begin_rows(std::span<const api::ResultColumn> columns) override {
    table_.columns.assign(columns.begin(), columns.end());
  }
  void row(api::TextRow row) override {
    auto& cells = table_.rows.emplace_back();
    for (const auto& value : row) {
      cells.push_back(value ? std::optional<std::string>(*value) : std::nullopt);
    }
  }

 private:
  ResultTable& table_;
};

// Words of a backslash command; '…' keeps blanks together.
std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  for (size_t i = 0; i < line.size();) {
    if (line[i] == ' ' || line[i] == '\t' || line[i] == '\r' || line[i] == '\n') {
      ++i;
      continue;
    }
    std::string word;
    while (i < line.size() && line[i] != ' ' && line[i] != '\t' && line[i] != '\r' &&
           line[i] != '\n') {
      if (line[i] != '\'') {
        word += line[i++];
        continue;
      }
      const size_t end = std::min(line.find('\'', i + 1), line.size());
      word.append(line.substr(i + 1, end - i - 1));
      i = std::min(end + 1, line.size());
    }
    words.push_back(std::move(word));
  }
  return words;
}

std::atomic<migrate::Target*> interrupted_target{nullptr};

void on_interrupt(int) {
  if (migrate::Target* target = interrupted_target.load()) target->cancel();
}

constexpr const char* kMetaHelp =
    "  \\d [NAME]       list tables, views and sequences, or describe one\n"
    "  \\dt \\dv \\di \\ds  list tables, views, indexes, sequences\n"
    "  \\dn \\dT \\df      list schemas, types, functions\n"
    "  \\x [on|off]     expanded output\n"
    "  \\timing         show how long statements take\n"
    "  \\set NAME VALUE set a variable, \\unset NAME forgets it\n"
    "  \\i FILE         run a file\n"
    "  \\echo TEXT      print a line\n"
    "  \\q              quit\n";

}  // namespace

ResultTable query(migrate::Target& target, std::string_view sql,
                  const std::vector<std::optional<std::string>>& params) {
  ResultTable table;
  CollectingSink sink(table);
  target.execute(sql, sink, params);
  return table;
}

SqlSession::SqlSession(migrate::Target& target, FormatOptions format, Variables variables,
                       std::vector<std::optional<std::string>> params)
    : target_(target),
      format_(format),
      variables_(std::move(variables)),
      params_(std::move(params)) {}

void SqlSession::show(const ResultTable& table) {
  print(format_result(table, format_));
}

void SqlSession::print_error(const Error& error, std::string_view sql, const std::string& place) {
  print_to_stderr(place + migrate::psql_error_text(error, sql));
}

bool SqlSession::execute(std::string_view text, std::string_view copy_data,
                         const std::string& place) {
  const std::string sql = interpolate(text, variables_);
  PrintingSink sink(format_, copy_data);
  const auto start = std::chrono::steady_clock::now();
  bool ok = true;
  try {
    target_.execute(sql, sink, params_);
  } catch (const SqlError& error) {
    print_error(error.error(), sql, place);
    ok = false;
  }
  if (timing_) {
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    char line[64];
    std::snprintf(line, sizeof line, "Time: %.3f ms\n", took.count());
    print(line);
  }
  std::fflush(stdout);
  return ok;
}

bool SqlSession::run_command(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin != std::string_view::npos && text[begin] == '\\') {
    return run_meta(text.substr(begin)) != Outcome::kFailed;
  }
  return execute(text, {}, "");
}

bool SqlSession::run_script(const std::string& path, std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::vector<Piece> pieces = api::ScriptReader::split(text);
  for (size_t i = 0; i < pieces.size() && !quit_; ++i) {
    const std::string_view sql = text.substr(pieces[i].begin, pieces[i].end - pieces[i].begin);
    const std::string place =
        path + ":" + std::to_string(locate(text, pieces[i].begin).line) + ": ";
    if (pieces[i].kind == Piece::Kind::kMeta) {
      if (run_meta(sql) == Outcome::kFailed) return false;
      continue;
    }
    if (pieces[i].kind == Piece::Kind::kCopyData) continue;
    std::string_view copy_data;
    if (i + 1 < pieces.size() && pieces[i + 1].kind == Piece::Kind::kCopyData) {
      copy_data = text.substr(pieces[i + 1].begin, pieces[i + 1].end - pieces[i + 1].begin);
    }
    if (!execute(sql, copy_data, place)) return false;
  }
  return true;
}

void SqlSession::set_variable(const std::vector<std::string>& words) {
  if (words.size() < 2) {
    for (const auto& [name, value] : variables_) print(name + " = '" + value + "'\n");
    return;
  }
  std::string value;
  for (size_t i = 2; i < words.size(); ++i) value += words[i];
  variables_[words[1]] = value;
}

SqlSession::Outcome SqlSession::run_meta(std::string_view line) {
  const std::vector<std::string> words = split_words(line);
  const std::string command = words.empty() ? "" : words[0].substr(1);
  const std::string argument = words.size() > 1 ? words[1] : "";
  try {
    if (command == "q" || command == "quit") {
      quit_ = true;
      return Outcome::kQuit;
    }
    if (command == "x") {
      const bool on = argument.empty() ? format_.format != Format::kExpanded : argument == "on";
      format_.format = on ? Format::kExpanded : Format::kTable;
      print(on ? "Expanded display is on.\n" : "Expanded display is off.\n");
    } else if (command == "timing") {
      timing_ = argument.empty() ? !timing_ : argument == "on";
      print(timing_ ? "Timing is on.\n" : "Timing is off.\n");
    } else if (command == "echo") {
      std::string text;
      for (size_t i = 1; i < words.size(); ++i) text += (i > 1 ? " " : "") + words[i];
      print(interpolate(text, variables_) + "\n");
    } else if (command == "set") {
      set_variable(words);
    } else if (command == "unset") {
      variables_.erase(argument);
    } else if (command == "?") {
      print(kMetaHelp);
    } else if (command == "i" || command == "include") {
      if (include_depth_ >= kIncludeDepthMax) {
        throw migrate::UserError("\\i is nested too deeply: " + argument);
      }
      ++include_depth_;
      const bool ok = run_script(argument, migrate::read_file(argument));
      --include_depth_;
      return ok ? Outcome::kOk : Outcome::kFailed;
    } else if (command == "restrict" || command == "unrestrict") {
      // Guards that pg_dump writes for psql; there is no shell here to guard.
    } else if (const auto tables = describe(target_, command, argument)) {
      for (const ResultTable& table : *tables) show(table);
    } else {
      print_to_stderr("invalid command \\" + command + "\nTry \\? for help.\n");
      return Outcome::kFailed;
    }
  } catch (const SqlError& error) {
    print_error(error.error(), {}, "");
    return Outcome::kFailed;
  } catch (const migrate::UserError& error) {
    print_to_stderr(std::string(error.what()) + "\n");
    return Outcome::kFailed;
  }
  std::fflush(stdout);
  return Outcome::kOk;
}

// The lines up to \. that follow COPY … FROM stdin in the shell.
void SqlSession::read_copy_lines(std::string& data) {
  char* line = nullptr;
  size_t capacity = 0;
  ssize_t bytes = 0;
  while ((bytes = ::getline(&line, &capacity, stdin)) > 0) {
    const std::string_view text(line, static_cast<size_t>(bytes));
    if (text == "\\.\n" || text == "\\.") break;
    data.append(text);
  }
  std::free(line);
}

// Runs the statements of `buffer` that are ended by a semicolon, and keeps the rest.
SqlSession::Outcome SqlSession::run_ready_statements(std::string& buffer) {
  size_t done = 0;
  for (const Piece& piece : api::ScriptReader::split(buffer)) {
    const size_t next = buffer.find_first_not_of(" \t\r\n", piece.end);
    if (piece.kind != Piece::Kind::kStatement || next == std::string::npos || buffer[next] != ';') {
      break;
    }
    const std::string sql = buffer.substr(piece.begin, piece.end - piece.begin);
    std::string copy_data;
    // The splitter shows data lines as a piece: one put behind the statement tells whether it wants
    // any.
    const auto probe = api::ScriptReader::split(sql + ";\nx\n");
    if (probe.size() > 1 && probe[1].kind == Piece::Kind::kCopyData) read_copy_lines(copy_data);
    execute(sql, copy_data, "");
    done = next + 1;
  }
  buffer.erase(0, done);
  if (buffer.find_first_not_of(" \t\r\n") == std::string::npos) buffer.clear();
  return Outcome::kOk;
}

void SqlSession::run_shell() {
  interactive_ = true;
  interrupted_target = &target_;
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  print("rung sql on " + target_.name() + ". \\? lists commands, \\q quits.\n");
  std::string buffer;
  char* line = nullptr;
  size_t capacity = 0;
  while (!quit_) {
    using enum api::TransactionStatus;
    const auto status = target_.transaction_status();
    const char* mark = status == kInBlock ? "*" : status == kFailed ? "!" : "";
    print(std::string("rung") + (buffer.empty() ? "=" : "-") + mark + "> ");
    std::fflush(stdout);
    const ssize_t bytes = ::getline(&line, &capacity, stdin);
    if (bytes < 0) {
      print("\n");
      break;
    }
    const std::string_view text(line, static_cast<size_t>(bytes));
    if (buffer.empty() && text.starts_with('\\')) {
      run_meta(text);
      continue;
    }
    buffer.append(text);
    run_ready_statements(buffer);
  }
  std::free(line);
  interrupted_target = nullptr;
}

}  // namespace rung::cli
