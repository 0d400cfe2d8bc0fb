#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "bench/store_engine.h"

namespace rung::bench {
namespace {

class SqliteClient final : public Client {
 public:
  SqliteClient(const std::string& path, uint64_t cache_bytes) {
    check(sqlite3_open(path.c_str(), &db_));
    sqlite3_busy_timeout(db_, 120'000);
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = FULL");
    run("PRAGMA foreign_keys = ON");
    run("PRAGMA cache_size = -" + std::to_string(cache_bytes / 1024));
  }
  ~SqliteClient() override {
    for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }
  SqliteClient(const SqliteClient&) = delete;
  SqliteClient& operator=(const SqliteClient&) = delete;

  void run(const std::string& sql) override {
    check(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr));
  }
  int prepare(const std::string& sql) override {
    std::string text = sql;
    for (char& c : text) {
      if (c == '$') c = '?';
    }
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(db_, text.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    statements_.push_back(statement);
    return static_cast<int>(statements_.size()) - 1;
  }
  // Bound as text: a column's affinity makes numbers of them, as the engines with types do.
  uint64_t execute(int index, std::span<const std::string_view> params) override {
    sqlite3_stmt* statement = statements_[static_cast<size_t>(index)];
    for (size_t i = 0; i < params.size(); ++i) {
      const int at = static_cast<int>(i) + 1;
      const std::string_view value = params[i];
      sqlite3_bind_text(statement, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    }
    uint64_t rows = 0;
    int state = sqlite3_step(statement);
    for (; state == SQLITE_ROW; state = sqlite3_step(statement)) {
      ++rows;
      for (int c = 0; c < sqlite3_column_count(statement); ++c) {
        if (sqlite3_column_type(statement, c) == SQLITE_INTEGER) {
          bytes_ += static_cast<uint64_t>(sqlite3_column_int64(statement, c));
        } else {
          sqlite3_column_text(statement, c);
          bytes_ += static_cast<uint64_t>(sqlite3_column_bytes(statement, c));
        }
      }
    }
    sqlite3_reset(statement);
    if (state != SQLITE_DONE) check(state);
    return rows;
  }
  // As its shell's .import does: a prepared INSERT for each line.
  void load_csv(const std::string& table, const std::string& path) override {
    std::ifstream file(path, std::ios::binary);
    run("BEGIN");
    std::string line;
    std::vector<std::string_view> fields;
    int statement = -1;
    while (std::getline(file, line)) {
      fields.clear();
      std::string_view rest = line;
      for (size_t comma; (comma = rest.find(',')) != std::string_view::npos;) {
        fields.push_back(rest.substr(0, comma));
        rest.remove_prefix(comma + 1);
      }
      fields.push_back(rest);
      if (statement < 0) {
        std::string sql = "INSERT INTO " + table + " VALUES ($1";
        for (size_t i = 2; i <= fields.size(); ++i) sql += ", $" + std::to_string(i);
        statement = prepare(sql + ")");
      }
      execute(statement, fields);
    }
    run("COMMIT");
  }

 private:
  void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(db_));
  }

  sqlite3* db_ = nullptr;
  std::vector<sqlite3_stmt*> statements_;
  uint64_t bytes_ = 0;
};

class SqliteEngine final : public Engine {
 public:
  SqliteEngine(std::string path, uint64_t cache_bytes)
      : path_(std::move(path)), cache_bytes_(cache_bytes) {}

  void create() override {
    for (const char* suffix : {"", "-wal", "-shm"}) unlink((path_ + suffix).c_str());
  }
  void open() override {}
  void close() override {}
  std::unique_ptr<Client> connect() override {
    return std::make_unique<SqliteClient>(path_, cache_bytes_);
  }
  void checkpoint(Client& client) override { client.run("PRAGMA wal_checkpoint(TRUNCATE)"); }
  uint64_t data_bytes(Client& client) override {
    checkpoint(client);
    struct stat status {};
    return stat(path_.c_str(), &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
  }
  uint64_t log_bytes(Client&) override { return bytes_written_by_process(); }

  std::vector<std::string> schema() override {
    return {
        "CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
        "CREATE TABLE tasks (id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES projects "
        "(id) ON DELETE CASCADE, code TEXT NOT NULL, status TEXT NOT NULL CHECK (status IN ('open', "
        "'doing', 'done', 'blocked')), priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 5), "
        "due TEXT, updated_at TEXT NOT NULL)",
        "CREATE UNIQUE INDEX tasks_code_idx ON tasks (code)",
        "CREATE INDEX tasks_project_idx ON tasks (project_id)",
        "CREATE TABLE documents (id BLOB PRIMARY KEY, title TEXT NOT NULL) WITHOUT ROWID",
        "WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < " +
            std::to_string(kProjects) + ") INSERT INTO projects SELECT i, 'project ' || i FROM g",
    };
  }
  std::string generate_tasks(uint64_t rows) override {
    return "WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < " +
           std::to_string(rows) + ") INSERT INTO tasks SELECT i, i % " + std::to_string(kProjects) +
           " + 1, 'T-' || (i * 48271 % 2147483647), CASE i % 4 WHEN 0 THEN 'open' WHEN 1 THEN "
           "'doing' WHEN 2 THEN 'done' ELSE 'blocked' END, i % 5 + 1, date('2024-01-01', (i % 1000) "
           "|| ' days'), datetime(1704067200 + i, 'unixepoch') FROM g";
  }
  std::string uuid_literal(const std::string& uuid) override {
    std::string hex;
    for (const char c : uuid) {
      if (c != '-') hex += c;
    }
    return "x'" + hex + "'";
  }
  std::string uuid_parameter() override { return "CAST($1 AS BLOB)"; }
  std::string uuid_value(const std::string& uuid) override {
    std::string bytes;
    int digits = 0, value = 0;
    for (const char c : uuid) {
      if (c == '-') continue;
      value = value * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
      if (++digits % 2 == 0) {
        bytes += static_cast<char>(value);
        value = 0;
      }
    }
    return bytes;
  }
  // SQLite's triggers cannot assign to NEW: the same effect takes an AFTER trigger.
  std::vector<std::string> touch_trigger() override {
    return {"CREATE TRIGGER tasks_touch AFTER UPDATE ON tasks BEGIN UPDATE tasks SET updated_at = "
            "'2025-01-01 00:00:00' WHERE id = new.id; END"};
  }

 private:
  std::string path_;
  uint64_t cache_bytes_;
};

}  // namespace

std::unique_ptr<Engine> make_sqlite(const std::string& directory, uint64_t cache_bytes) {
  return std::make_unique<SqliteEngine>(directory + "/store.sqlite", cache_bytes);
}

}  // namespace rung::bench
