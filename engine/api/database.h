// The public face of the engine: all that cli/, migrate/, wire/ and outside programs include.
//
// A Database owns one file and is thread-safe; a Session belongs to one thread at a time. SQL
// errors arrive as SqlError (base/error.h) with positions as byte offsets into the SQL text given.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace rung::api {

struct OpenOptions {
  bool create = true;
  bool read_only = false;
  uint64_t lock_wait_ms = 10'000;
  uint64_t cache_bytes = 0;  // 0: the default
  std::string owner_note;    // shown to a process that waits for the file
};

struct ResultColumn {
  std::string name;
  uint32_t type = 0;  // pg_type.oid
  int32_t typmod = -1;
  uint32_t table = 0;
  int16_t column = 0;
  bool is_numeric = false;  // right-aligned by psql
};

using TextRow = std::span<const std::optional<std::string_view>>;

// What a statement gives, in order. All calls come from execute(). Override what is needed.
class ResultSink {
 public:
  virtual ~ResultSink() = default;
  virtual void begin_rows(std::span<const ResultColumn>) {}
  virtual void row(TextRow) {}
  // After each statement: its command tag, "INSERT 0 3". `has_rows`: begin_rows() was called.
  virtual void complete(std::string_view /*tag*/, bool /*has_rows*/) {}
  virtual void notice(const Error&) {}
  // COPY … FROM stdin: fill with some bytes of data, or return false at its end.
  virtual bool copy_in(std::string* /*data*/) { return false; }
  // COPY … TO stdout.
  virtual void copy_out(std::string_view /*data*/) {}
};

enum class TransactionStatus : char { kIdle = 'I', kInBlock = 'T', kFailed = 'E' };
enum class SyncMode : uint8_t { kEachCommit, kDeferred };  // kDeferred: Database::sync() at the end

class Session {
 public:
  virtual ~Session() = default;
  // Runs every statement of `sql` in order, as PostgreSQL's simple protocol does: outside a
  // transaction block they form one implicit transaction. Stops at the first error, which rolls the
  // implicit transaction back (or leaves the block failed). `params` bind $1… of a single statement,
  // as text (nullopt: NULL). `base` is added to reported positions.
  virtual void execute(std::string_view sql, ResultSink& sink,
                       std::span<const std::optional<std::string>> params = {}) = 0;
  // Shorthand for one-value questions; nullopt for no row or NULL.
  virtual std::optional<std::string> query_value(
      std::string_view sql, std::span<const std::optional<std::string>> params = {}) = 0;
  virtual TransactionStatus transaction_status() const = 0;
  virtual void set_sync_mode(SyncMode mode) = 0;
  // Stops the running statement with 57014; callable from any thread and from a signal handler.
  virtual void cancel() noexcept = 0;
};

// One raw statement of a script (see parser: comments, dollar quotes, COPY data).
class ScriptReader {
 public:
  struct Piece {
    enum class Kind : uint8_t { kStatement, kMeta, kCopyData } kind = Kind::kStatement;
    size_t begin = 0, end = 0;  // bytes of the script
  };
  // Splits at top-level semicolons; a psql meta-line (\connect …) is a piece of its own; the data
  // lines after COPY … FROM stdin are one piece (without the final \. line).
  static std::vector<Piece> split(std::string_view script);
};

// One piece of damage or contradiction.
struct Finding {
  std::string object;   // "table public.users", "index public.users_pkey", "catalog", "file"
  std::string message;
};
struct CheckReport {
  std::vector<Finding> findings;  // the first thousand
  uint64_t findings_total = 0;
  uint64_t pages = 0, trees = 0, objects = 0, tables = 0, rows = 0, index_entries = 0;
  uint64_t constraints = 0;
};

struct SalvageReport {
  std::vector<Finding> lost;  // the first thousand
  uint64_t lost_total = 0;
  uint64_t objects = 0, tables = 0, rows = 0;  // copied
};
// Copies what can be read of the damaged file `from` to the new file `to` and says what could not.
// Raises SqlError, also when `from` is no database at all; `to` then does not exist.
SalvageReport salvage(const std::string& from, const std::string& to, uint64_t lock_wait_ms,
                      uint64_t cache_bytes = 0);

class Database {
 public:
  // Opens (and creates) the file. Raises SqlError.
  static std::unique_ptr<Database> open(const std::string& path, const OpenOptions& options);
  // A fork of the file, or, where there is none, of an empty database: to try something out.
  static std::unique_ptr<Database> rehearse(const std::string& path, const OpenOptions& options);
  virtual ~Database() = default;  // closes
  virtual std::unique_ptr<Session> connect() = 0;
  virtual void sync() = 0;
  virtual void close() = 0;
  virtual const std::string& path() const = 0;
  // A private database that begins as the last commit here. It takes any number of commits, none of
  // which lasts or shows here; making it costs the same whatever the size. Ends when this is closed.
  virtual std::unique_ptr<Database> fork() = 0;
  // Writes the last commit's state to a new file: whole or not at all, and durable on return.
  virtual void copy_to(const std::string& path) = 0;
  // The schema as SQL that rebuilds it, as `pg_dump --schema-only --no-owner --no-privileges` prints
  // it (without its version lines). Deterministic.
  virtual std::string dump_schema() = 0;
  // Reads everything and compares it: pages, trees, catalog, rows, indexes, constraints, free space.
  // Other sessions may go on. What is wrong is in the report; raises SqlError only for I/O errors.
  virtual CheckReport check() = 0;
  // Equal for equal content, wherever its pages lie: 128-bit sums of the schema, the rows and the
  // sequences' positions, and the number of rows, as text.
  virtual std::string digest() = 0;
};

}  // namespace rung::api
