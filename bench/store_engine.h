// What the store benchmark does with each engine: the same work by the same calls, so that the
// engines differ and the benchmark does not. An Engine owns one database; a Client is one
// connection of it and belongs to one thread. Errors are thrown as std::runtime_error.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rung::bench {

class Client {
 public:
  virtual ~Client() = default;
  virtual void run(const std::string& sql) = 0;
  // Statements are written with $1, $2.
  virtual int prepare(const std::string& sql) = 0;
  // Runs a prepared statement, reads every value of its result, and gives the number of rows.
  virtual uint64_t execute(int statement, std::span<const std::string_view> params) = 0;
  // The rows of a CSV file into the table, in one transaction, by the fastest door there is.
  virtual void load_csv(const std::string& table, const std::string& path) = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;
  virtual void create() = 0;  // a new, empty database, opened
  virtual void open() = 0;
  virtual void close() = 0;
  virtual std::unique_ptr<Client> connect() = 0;
  virtual void checkpoint(Client& client) = 0;
  // Bytes of the tables on disk after a checkpoint.
  virtual uint64_t data_bytes(Client& client) = 0;
  // Bytes written so far for the log's sake; differences count.
  virtual uint64_t log_bytes(Client& client) = 0;
  // The most memory its process had; 0: the process of the benchmark itself.
  virtual uint64_t peak_bytes(Client&) { return 0; }

  // Where the dialects differ.
  virtual std::vector<std::string> schema() = 0;
  virtual std::string generate_tasks(uint64_t rows) = 0;
  virtual std::string uuid_literal(const std::string& uuid) = 0;
  virtual std::string uuid_parameter() { return "$1"; }
  virtual std::string uuid_value(const std::string& uuid) { return uuid; }
  virtual std::vector<std::string> touch_trigger() = 0;
};

inline constexpr uint64_t kProjects = 10'000;

std::unique_ptr<Engine> make_rung(const std::string& directory, uint64_t cache_bytes);
std::unique_ptr<Engine> make_sqlite(const std::string& directory, uint64_t cache_bytes);
// `server`: a libpq connection string without a database.
std::unique_ptr<Engine> make_postgres(const std::string& server);

// What PostgreSQL and rung share.
std::vector<std::string> postgres_schema();
std::string postgres_generate_tasks(uint64_t rows);
std::vector<std::string> postgres_touch_trigger();

// Bytes this process has passed to write calls.
uint64_t bytes_written_by_process();

}  // namespace rung::bench
