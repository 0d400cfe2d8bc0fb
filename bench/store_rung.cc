#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "api/database.h"
#include "bench/store_engine.h"

namespace rung::bench {
namespace {

// Reads values as any client would: every byte range is looked at once.
class Counter final : public api::ResultSink {
 public:
  explicit Counter(std::ifstream* copy = nullptr) : copy_(copy) {}
  void row(api::TextRow values) override {
    ++rows;
    for (const auto& value : values) bytes += value ? value->size() : 0;
  }
  bool copy_in(std::string* data) override {
    data->resize(64 << 10);
    copy_->read(data->data(), static_cast<std::streamsize>(data->size()));
    data->resize(static_cast<size_t>(copy_->gcount()));
    return !data->empty();
  }
  uint64_t rows = 0, bytes = 0;

 private:
  std::ifstream* copy_;
};

class RungClient final : public Client {
 public:
  explicit RungClient(std::unique_ptr<api::Session> session) : session_(std::move(session)) {}

  void run(const std::string& sql) override {
    Counter sink;
    guarded([&] { session_->execute(sql, sink); });
  }
  // A session keeps the plans of the texts it has seen.
  int prepare(const std::string& sql) override {
    statements_.push_back(sql);
    return static_cast<int>(statements_.size()) - 1;
  }
  uint64_t execute(int statement, std::span<const std::string_view> params) override {
    params_.assign(params.begin(), params.end());
    Counter sink;
    guarded([&] { session_->execute(statements_[static_cast<size_t>(statement)], sink, params_); });
    return sink.rows;
  }
  void load_csv(const std::string& table, const std::string& path) override {
    std::ifstream file(path, std::ios::binary);
    Counter sink(&file);
    guarded([&] { session_->execute("COPY " + table + " FROM STDIN WITH (FORMAT csv)", sink); });
  }

 private:
  template <class Work>
  static void guarded(const Work& work) {
    try {
      work();
    } catch (const SqlError& error) {
      throw std::runtime_error("rung: " + error.error().message + " " + error.error().detail);
    }
  }

  std::unique_ptr<api::Session> session_;
  std::vector<std::string> statements_;
  std::vector<std::optional<std::string>> params_;
};

class RungEngine final : public Engine {
 public:
  RungEngine(std::string path, uint64_t cache_bytes)
      : path_(std::move(path)), cache_bytes_(cache_bytes) {}
  ~RungEngine() override { close(); }

  void create() override {
    close();
    unlink(path_.c_str());
    unlink((path_ + "-wal").c_str());
    open();
  }
  void open() override {
    api::OpenOptions options;
    options.cache_bytes = cache_bytes_;
    database_ = api::Database::open(path_, options);
  }
  void close() override { database_.reset(); }
  std::unique_ptr<Client> connect() override {
    return std::make_unique<RungClient>(database_->connect());
  }
  void checkpoint(Client& client) override { client.run("CHECKPOINT"); }
  uint64_t data_bytes(Client& client) override {
    checkpoint(client);
    struct stat status {};
    return stat(path_.c_str(), &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
  }
  uint64_t log_bytes(Client&) override { return bytes_written_by_process(); }

  std::vector<std::string> schema() override { return postgres_schema(); }
  std::string generate_tasks(uint64_t rows) override { return postgres_generate_tasks(rows); }
  std::string uuid_literal(const std::string& uuid) override { return "'" + uuid + "'"; }
  std::vector<std::string> touch_trigger() override { return postgres_touch_trigger(); }

 private:
  std::string path_;
  uint64_t cache_bytes_;
  std::unique_ptr<api::Database> database_;
};

}  // namespace

std::unique_ptr<Engine> make_rung(const std::string& directory, uint64_t cache_bytes) {
  return std::make_unique<RungEngine>(directory + "/store.rung", cache_bytes);
}

}  // namespace rung::bench
