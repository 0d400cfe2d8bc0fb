#include <libpq-fe.h>

#include <cstring>
#include <fstream>
#include <stdexcept>

#include "bench/store_engine.h"

namespace rung::bench {
namespace {

class PostgresClient final : public Client {
 public:
  explicit PostgresClient(const std::string& server) : connection_(PQconnectdb(server.c_str())) {
    if (PQstatus(connection_) != CONNECTION_OK) fail();
    PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
  }
  ~PostgresClient() override { PQfinish(connection_); }
  PostgresClient(const PostgresClient&) = delete;
  PostgresClient& operator=(const PostgresClient&) = delete;

  void run(const std::string& sql) override { read(PQexec(connection_, sql.c_str())); }
  int prepare(const std::string& sql) override {
    const int number = prepared_++;
    read(PQprepare(connection_, std::to_string(number).c_str(), sql.c_str(), 0, nullptr));
    return number;
  }
  uint64_t execute(int statement, std::span<const std::string_view> params) override {
    values_.clear();
    for (const std::string_view param : params) values_.emplace_back(param);
    pointers_.clear();
    for (const std::string& value : values_) pointers_.push_back(value.c_str());
    return read(PQexecPrepared(connection_, std::to_string(statement).c_str(),
                               static_cast<int>(params.size()), pointers_.data(), nullptr, nullptr,
                               0));
  }
  void load_csv(const std::string& table, const std::string& path) override {
    std::ifstream file(path, std::ios::binary);
    PQclear(PQexec(connection_, ("COPY " + table + " FROM STDIN WITH (FORMAT csv)").c_str()));
    std::string buffer(64 << 10, '\0');
    for (;;) {
      file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
      if (file.gcount() == 0) break;
      if (PQputCopyData(connection_, buffer.data(), static_cast<int>(file.gcount())) != 1) fail();
    }
    if (PQputCopyEnd(connection_, nullptr) != 1) fail();
    while (PGresult* result = PQgetResult(connection_)) read(result);
  }
  std::string value(const std::string& sql) {
    PGresult* result = PQexec(connection_, sql.c_str());
    std::string text = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "0";
    read(result);
    return text;
  }
  int backend() const { return PQbackendPID(connection_); }

 private:
  uint64_t read(PGresult* result) {
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      PQclear(result);
      fail();
    }
    const int rows = PQntuples(result);
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < PQnfields(result); ++c) {
        bytes_ += std::strlen(PQgetvalue(result, r, c));
      }
    }
    PQclear(result);
    return static_cast<uint64_t>(rows);
  }
  [[noreturn]] void fail() {
    throw std::runtime_error(std::string("PostgreSQL: ") + PQerrorMessage(connection_));
  }

  PGconn* connection_;
  int prepared_ = 0;
  uint64_t bytes_ = 0;
  std::vector<std::string> values_;
  std::vector<const char*> pointers_;
};

class PostgresEngine final : public Engine {
 public:
  explicit PostgresEngine(std::string server) : server_(std::move(server)) {}

  void create() override {
    PostgresClient admin(server_ + " dbname=postgres");
    admin.run("DROP DATABASE IF EXISTS store");
    admin.run("CREATE DATABASE store");
    admin.run("CHECKPOINT");
  }
  void open() override {}
  void close() override {}
  std::unique_ptr<Client> connect() override {
    return std::make_unique<PostgresClient>(server_ + " dbname=store");
  }
  void checkpoint(Client& client) override { client.run("CHECKPOINT"); }
  uint64_t data_bytes(Client& client) override {
    checkpoint(client);
    return std::stoull(static_cast<PostgresClient&>(client).value(
        "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND "
        "relnamespace = 'public'::regnamespace"));
  }
  uint64_t log_bytes(Client& client) override {
    return std::stoull(static_cast<PostgresClient&>(client).value(
        "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"));
  }
  // Of the backend, shared buffers that it touched included.
  uint64_t peak_bytes(Client& client) override {
    const int pid = static_cast<PostgresClient&>(client).backend();
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    std::string word;
    while (status >> word) {
      uint64_t kib = 0;
      if (word == "VmHWM:" && status >> kib) return kib * 1024;
    }
    return 0;
  }

  std::vector<std::string> schema() override { return postgres_schema(); }
  std::string generate_tasks(uint64_t rows) override { return postgres_generate_tasks(rows); }
  std::string uuid_literal(const std::string& uuid) override { return "'" + uuid + "'"; }
  std::vector<std::string> touch_trigger() override { return postgres_touch_trigger(); }

 private:
  std::string server_;
};

}  // namespace

std::vector<std::string> postgres_schema() {
  return {
      "CREATE TABLE projects (id bigint PRIMARY KEY, name text NOT NULL)",
      "CREATE TABLE tasks (id bigint PRIMARY KEY, project_id bigint NOT NULL REFERENCES projects (id) "
      "ON DELETE CASCADE, code text NOT NULL, status text NOT NULL CHECK (status IN ('open', "
      "'doing', 'done', 'blocked')), priority integer NOT NULL CHECK (priority BETWEEN 1 AND 5), "
      "due date, updated_at timestamptz NOT NULL)",
      "CREATE UNIQUE INDEX tasks_code_idx ON tasks (code)",
      "CREATE INDEX tasks_project_idx ON tasks (project_id)",
      "CREATE TABLE documents (id uuid PRIMARY KEY, title text NOT NULL)",
      "INSERT INTO projects SELECT i, 'project ' || i FROM generate_series(1, " +
          std::to_string(kProjects) + ") i",
  };
}

std::string postgres_generate_tasks(uint64_t rows) {
  return "INSERT INTO tasks SELECT i, i % " + std::to_string(kProjects) +
         " + 1, 'T-' || (i * 48271 % 2147483647), CASE i % 4 WHEN 0 THEN 'open' WHEN 1 THEN 'doing' "
         "WHEN 2 THEN 'done' ELSE 'blocked' END, i % 5 + 1, date '2024-01-01' + (i % 1000)::int, "
         "timestamptz '2024-01-01 00:00:00+00' + i * interval '1 second' FROM generate_series(1, " +
         std::to_string(rows) + "::bigint) i";
}

std::vector<std::string> postgres_touch_trigger() {
  return {"CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := "
          "now(); RETURN NEW; END $$",
          "CREATE TRIGGER tasks_touch BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION touch()"};
}

std::unique_ptr<Engine> make_postgres(const std::string& server) {
  return std::make_unique<PostgresEngine>(server);
}

}  // namespace rung::bench
