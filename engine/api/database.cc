#include "api/database.h"

#include "api/on_vfs.h"
#include "base/out_of_memory.h"
#include "commands/dump_schema.h"
#include "inspect/digest.h"
#include "os/links.h"
#include "os/mem_vfs.h"
#include "session/database.h"
#include "session/inspection.h"
#include "session/session.h"

namespace rung::api {
namespace {

// Turns values into text for a ResultSink.
class TextOutput final : public session::Output {
 public:
  // Memory for results, kept from statement to statement.
  struct Buffers {
    std::vector<ResultColumn> described;
    std::vector<const TypeInfo*> infos;
    std::string text;
    std::vector<std::optional<std::string_view>> cells;
    std::vector<size_t> ends;
  };

  // Takes the buffers while it lives: a sink may run statements.
  TextOutput(ResultSink& sink, Buffers& buffers)
      : sink_(sink), home_(buffers), own_(std::move(buffers)) {}
  ~TextOutput() override {
    constexpr size_t kKeptBytesMax = 64u << 10;
    if (own_.text.capacity() <= kKeptBytesMax) home_ = std::move(own_);
  }
  TextOutput(const TextOutput&) = delete;
  TextOutput& operator=(const TextOutput&) = delete;

  void begin_rows(std::span<const Column> columns) override {
    own_.described.resize(columns.size());
    for (size_t i = 0; i < columns.size(); ++i) {
      ResultColumn& column = own_.described[i];
      column.name = columns[i].name;
      column.type = columns[i].type;
      column.typmod = columns[i].typmod;
      column.is_numeric = is_numeric(column.type);
    }
    sink_.begin_rows(own_.described);
    own_.infos.clear();
  }

  void row(TypeEnv& env, std::span<const Datum> values) override {
    std::string& text = own_.text;
    if (own_.infos.size() != own_.described.size()) {
      own_.infos.clear();
      for (const ResultColumn& column : own_.described) own_.infos.push_back(&env.type(column.type));
    }
    text.clear();
    own_.ends.clear();
    for (size_t i = 0; i < values.size(); ++i) {
      const TypeInfo& info = *own_.infos[i];
      if (!values[i].null) info.ops->output(env, info, values[i], &text);
      own_.ends.push_back(text.size());
    }
    own_.cells.assign(values.size(), std::nullopt);
    size_t begin = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      const size_t end = own_.ends[i];
      if (!values[i].null) own_.cells[i] = std::string_view(text).substr(begin, end - begin);
      begin = end;
    }
    sink_.row(own_.cells);
  }

  void complete(std::string_view tag, bool has_rows) override { sink_.complete(tag, has_rows); }
  void notice(const Error& notice) override { sink_.notice(notice); }
  bool copy_in(std::string* data) override { return sink_.copy_in(data); }
  void copy_out(std::string_view data) override { sink_.copy_out(data); }

 private:
  // What psql aligns to the right.
  static bool is_numeric(Oid type) {
    switch (type) {
      case oid::kInt2:
      case oid::kInt4:
      case oid::kInt8:
      case oid::kFloat4:
      case oid::kFloat8:
      case oid::kNumeric:
      case oid::kOid:
      case oid::kXid:
      case oid::kCid:
      case oid::kXid8:
      case oid::kMoney: return true;
      default: return false;
    }
  }

  ResultSink& sink_;
  Buffers& home_;
  Buffers own_;
};

// Keeps the first value of the first row.
class FirstValue final : public ResultSink {
 public:
  void row(TextRow values) override {
    if (seen_) return;
    seen_ = true;
    if (!values.empty() && values[0]) value = std::string(*values[0]);
  }
  std::optional<std::string> value;

 private:
  bool seen_ = false;
};

class SessionImpl final : public Session {
 public:
  explicit SessionImpl(session::Database& database) : session_(database.connect()) {}

  void execute(std::string_view sql, ResultSink& sink,
               std::span<const std::optional<std::string>> params) override {
    with_sql_errors([&] {
      TextOutput output(sink, buffers_);
      session_->execute(sql, output, params);
    });
  }
  std::optional<std::string> query_value(
      std::string_view sql, std::span<const std::optional<std::string>> params) override {
    return with_sql_errors([&] {
      FirstValue sink;
      execute(sql, sink, params);
      return sink.value;
    });
  }
  TransactionStatus transaction_status() const override {
    return static_cast<TransactionStatus>(session_->transaction_status());
  }
  void set_sync_mode(SyncMode mode) override {
    session_->set_deferred_sync(mode == SyncMode::kDeferred);
  }
  void cancel() noexcept override { session_->cancel(); }

 private:
  std::unique_ptr<session::Session> session_;
  TextOutput::Buffers buffers_;
};

std::vector<Finding> findings_of(const inspect::Report& report) {
  std::vector<Finding> findings;
  for (const inspect::Finding& finding : report.findings) {
    findings.push_back({finding.object, finding.message});
  }
  return findings;
}

class DatabaseImpl final : public Database {
 public:
  // `origin` is what a fork reads from.
  explicit DatabaseImpl(std::unique_ptr<session::Database> database,
                        std::shared_ptr<void> origin = nullptr)
      : origin_(std::move(origin)), database_(std::move(database)) {}

  std::unique_ptr<Session> connect() override {
    return with_sql_errors([&] { return std::make_unique<SessionImpl>(*database_); });
  }
  void sync() override {
    with_sql_errors([&] { database_->sync(); });
  }
  void close() override {
    with_sql_errors([&] { database_->close(); });
  }
  const std::string& path() const override { return database_->path(); }
  std::unique_ptr<Database> fork() override {
    return with_sql_errors(
        [&] { return std::make_unique<DatabaseImpl>(database_->fork(), database_); });
  }
  void copy_to(const std::string& path) override {
    with_sql_errors([&] { database_->copy_to(path); });
  }
  std::string dump_schema() override {
    return with_sql_errors([&] {
      std::string text;
      database_->connect()->with_context(
          [&](ExecContext& context) { text = commands::dump_schema(context); });
      return text;
    });
  }
  CheckReport check() override {
    return with_sql_errors([&] { return check_now(); });
  }
  std::string digest() override {
    return with_sql_errors(
        [&] { return inspect::digest(database_->store().read_view()).text(); });
  }

 private:
  CheckReport check_now() {
    const inspect::Report report = session::check_database(*database_);
    CheckReport result;
    result.findings = findings_of(report);
    result.findings_total = report.findings_total;
    result.pages = report.pages;
    result.trees = report.trees;
    result.objects = report.objects;
    result.tables = report.tables;
    result.rows = report.rows;
    result.index_entries = report.index_entries;
    result.constraints = report.constraints;
    return result;
  }

  const std::shared_ptr<void> origin_;
  const std::shared_ptr<session::Database> database_;
};

// A database in memory, with the file system it is in.
struct InMemory {
  os::MemVfs vfs;
  std::unique_ptr<session::Database> database;
};

}  // namespace

SalvageReport salvage(const std::string& from, const std::string& to, uint64_t lock_wait_ms,
                      uint64_t cache_bytes) {
  const inspect::SalvageReport report =
      session::salvage_database(os::posix_vfs(), value_or_throw(os::follow_links(from)), to,
                                lock_wait_ms, cache_bytes);
  return {findings_of(report.lost), report.lost.findings_total, report.objects, report.tables,
          report.rows};
}

namespace {

storage::StoreOptions store_options(const OpenOptions& options) {
  storage::StoreOptions store;
  store.create = options.create;
  store.read_only = options.read_only;
  store.lock_wait_ms = options.lock_wait_ms;
  store.owner_note = options.owner_note;
  if (options.cache_bytes != 0) store.pool_bytes = static_cast<size_t>(options.cache_bytes);
  return store;
}

}  // namespace

std::unique_ptr<Database> Database::open(const std::string& path, const OpenOptions& options) {
  return with_sql_errors([&] {
    prepare_out_of_memory();
    const std::string file = value_or_throw(os::follow_links(path));
    return open_on(os::posix_vfs(), file, store_options(options));
  });
}

std::unique_ptr<Database> open_on(os::Vfs& vfs, const std::string& path,
                                  const storage::StoreOptions& options) {
  return with_sql_errors([&] {
    prepare_out_of_memory();
    return std::make_unique<DatabaseImpl>(session::Database::open(vfs, path, options));
  });
}

std::unique_ptr<Database> Database::rehearse(const std::string& path, const OpenOptions& options) {
  storage::StoreOptions store = store_options(options);
  const std::string file = value_or_throw(os::follow_links(path));
  if (value_or_throw(os::posix_vfs().exists(file))) {
    store.create = false;
    store.read_only = true;
    return DatabaseImpl(session::Database::open(os::posix_vfs(), file, store)).fork();
  }
  auto memory = std::make_shared<InMemory>();
  store.create = true;
  store.read_only = false;
  memory->database = session::Database::open(memory->vfs, path, store);
  std::unique_ptr<session::Database> fork = memory->database->fork();
  return std::make_unique<DatabaseImpl>(std::move(fork), std::move(memory));
}

}  // namespace rung::api
