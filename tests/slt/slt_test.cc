// Runs scripts of the sqllogictest suite (https://www.sqlite.org/sqllogictest) as the engine
// "postgresql": `statement ok|error` and `query TYPES SORT [LABEL]` records, values one a line.
#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>

#include "os/mem_vfs.h"
#include "session/database.h"
#include "session/text_rows.h"

namespace rung {
namespace {

constexpr std::string_view kEngine = "postgresql";
constexpr int kShownFailures = 10;

// What PostgreSQL 15 itself refuses or answers otherwise, although no `skipif` says so.
constexpr std::string_view kRefused = "42883 operator does not exist: + text";
struct Differs {
  std::string_view script;
  int line;
};
constexpr Differs kDiffers[] = {
    {"random/expr.test", 46600},  // NULLIF(int, numeric) is numeric: 58.2
};

std::string md5(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += value + "\n";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int bytes = 0;
  EVP_Digest(text.data(), text.size(), digest, &bytes, EVP_md5(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < bytes; ++i) {
    char byte[3];
    std::snprintf(byte, sizeof(byte), "%02x", static_cast<unsigned>(digest[i]));
    hex += byte;
  }
  return hex;
}

// As the suite prints a value of a column of type `type`: I, R or T.
std::string shown(char type, const std::optional<std::string>& value) {
  if (!value) return "NULL";
  if (type == 'I') {
    if (*value == "t" || *value == "f") return *value == "t" ? "1" : "0";
    return std::to_string(std::strtoll(value->c_str(), nullptr, 10));
  }
  if (type == 'R') {
    char number[400];
    std::snprintf(number, sizeof(number), "%.3f", std::strtod(value->c_str(), nullptr));
    return number;
  }
  if (value->empty()) return "(empty)";
  std::string text = *value;
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '@';
  }
  return text;
}

class Script {
 public:
  explicit Script(const char* path) : path_(path), file_(path), session_(database_->connect()) {}
  bool readable() const { return file_.is_open(); }

  // True when every record gave what the script expects.
  bool run() {
    std::vector<std::string> record;
    while (!halted_ && next_record(&record)) run_record(record);
    std::cout << records_ << " records, " << failures_ << " failures\n";
    return failures_ == 0 && records_ > 0;
  }

 private:
  bool next_record(std::vector<std::string>* record) {
    record->clear();
    std::string line;
    while (std::getline(file_, line)) {
      ++line_number_;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.starts_with('#')) continue;
      if (!line.empty()) {
        if (record->empty()) record_line_ = line_number_;
        record->push_back(line);
      } else if (!record->empty()) {
        return true;
      }
    }
    return !record->empty();
  }

  void run_record(const std::vector<std::string>& record) {
    size_t at = 0;
    bool skipped = false;
    for (; at < record.size(); ++at) {
      const std::vector<std::string> words = split(record[at]);
      if (words[0] == "skipif") {
        skipped |= words.at(1) == kEngine;
      } else if (words[0] == "onlyif") {
        skipped |= words.at(1) != kEngine;
      } else {
        break;
      }
    }
    if (skipped || at == record.size()) return;
    const std::vector<std::string> words = split(record[at++]);
    if (words[0] == "halt") {
      halted_ = true;
    } else if (words[0] == "statement") {
      ++records_;
      run_statement(join(record, at, record.size()), words.at(1) == "ok");
    } else if (words[0] == "query") {
      ++records_;
      run_query(record, at, words);
    } else if (words[0] != "hash-threshold") {
      fail("unknown record: " + words[0]);
    }
  }

  void run_statement(const std::string& sql, bool succeeds) {
    session::TextRows rows;
    const std::string error = execute(sql, &rows);
    if (error.empty() != succeeds) fail(succeeds ? error : "succeeds: " + sql);
  }

  void run_query(const std::vector<std::string>& record, size_t at,
                 const std::vector<std::string>& words) {
    const auto dashes = std::find(record.begin() + static_cast<std::ptrdiff_t>(at), record.end(), "----");
    const auto end = static_cast<size_t>(dashes - record.begin());
    const std::string sql = join(record, at, end);
    const std::string& types = words.at(1);
    session::TextRows rows;
    if (const std::string error = execute(sql, &rows); !error.empty()) return fail(error);

    std::vector<std::vector<std::string>> table;
    for (const auto& row : rows.rows) {
      if (row.size() != types.size()) return fail("wrong number of columns: " + sql);
      std::vector<std::string>& made = table.emplace_back();
      for (size_t i = 0; i < row.size(); ++i) made.push_back(shown(types[i], row[i]));
    }
    const std::string sort = words.size() > 2 ? words[2] : "nosort";
    if (sort == "rowsort") std::sort(table.begin(), table.end());
    std::vector<std::string> values;
    for (const auto& row : table) values.insert(values.end(), row.begin(), row.end());
    if (sort == "valuesort") std::sort(values.begin(), values.end());

    const std::string hash = md5(values);
    if (words.size() > 3) {
      const auto [found, added] = labels_.try_emplace(words[3], hash);
      if (!added && found->second != hash) fail("differs from another of label " + words[3]);
    }
    const size_t first = std::min(end + 1, record.size());
    const std::vector<std::string> expected(record.begin() + static_cast<std::ptrdiff_t>(first),
                                            record.end());
    if (expected.size() == 1 && expected[0].find(" values hashing to ") != std::string::npos) {
      if (expected[0] != std::to_string(values.size()) + " values hashing to " + hash) {
        fail("gives " + std::to_string(values.size()) + " values hashing to " + hash + ", not " +
             expected[0] + ": " + sql);
      }
    } else if (values != expected) {
      fail("gives " + join(values, 0, values.size()) + "not " + join(expected, 0, expected.size()) +
           "for: " + sql);
    }
  }

  std::string execute(const std::string& sql, session::TextRows* rows) {
    try {
      session_->execute(sql, *rows);
    } catch (const SqlError& error) {
      return error.error().state.code() + " " + error.error().message + ": " + sql;
    }
    return {};
  }

  static std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> words;
    for (size_t at = 0; (at = line.find_first_not_of(" \t", at)) != std::string::npos;) {
      const size_t end = std::min(line.find_first_of(" \t", at), line.size());
      words.push_back(line.substr(at, end - at));
      at = end;
    }
    return words;
  }
  static std::string join(const std::vector<std::string>& lines, size_t begin, size_t end) {
    std::string text;
    for (size_t i = begin; i < end; ++i) text += lines[i] + "\n";
    return text;
  }

  void fail(const std::string& what) {
    if (what.starts_with(kRefused)) return;
    for (const Differs& d : kDiffers) {
      if (d.line == record_line_ && path_.ends_with(d.script)) return;
    }
    if (++failures_ <= kShownFailures) std::cout << "line " << record_line_ << ": " << what << "\n";
  }

  const std::string_view path_;
  std::ifstream file_;
  os::MemVfs vfs_;
  std::unique_ptr<session::Database> database_ = session::Database::open(vfs_, "slt.rung", {});
  std::unique_ptr<session::Session> session_;
  std::map<std::string, std::string> labels_;
  int line_number_ = 0, record_line_ = 0;
  int records_ = 0, failures_ = 0;
  bool halted_ = false;
};

}  // namespace
}  // namespace rung

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: slt_test SCRIPT\n";
    return 2;
  }
  rung::Script script(argv[1]);
  if (!script.readable()) {
    std::cerr << argv[1] << ": cannot be read\n";
    return 2;
  }
  return script.run() ? 0 : 1;
}
