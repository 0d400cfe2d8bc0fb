#include "session/inspection.h"

#include <unordered_map>

#include "executor/inverted_index.h"
#include "executor/run.h"
#include "planner/binder.h"
#include "planner/stored_expr.h"
#include "session/text_rows.h"

namespace rung::session {
namespace {

class SessionRowHost final : public inspect::RowHost {
 public:
  explicit SessionRowHost(ExecContext& context) : context_(context), scratch_context_(context) {
    scratch_context_.arena = &scratch_;
  }

  TypeEnv env() override { return scratch_context_.env(); }

  Datum evaluate(Oid table, const catalog::Blob& expression,
                 std::span<const Datum> row) override {
    std::shared_ptr<const executor::RowProgram>& program = programs_[&expression];
    if (program == nullptr) {
      program = executor::compile_row(
          context_, *planner::load_row_expression(*context_.arena, expression, table));
    }
    return executor::evaluate(scratch_context_, *program, row.data());
  }

  Datum convert(const Datum& value, Oid from, Oid to) override {
    std::shared_ptr<const executor::RowProgram>& program = casts_[{from, to}];
    if (program == nullptr) {
      planner::BindContext bind;
      bind.catalog = context_.catalog;
      bind.path = context_.path;
      bind.env = context_.env();
      Expr* input = context_.arena->make<Expr>();
      input->kind = ExprKind::kCaseValue;
      input->type = from;
      Expr* cast = planner::make_cast(bind, input, {to, -1}, true);
      if (cast == nullptr) throw_error(sqlstate::datatype_mismatch, "the types do not convert");
      program = executor::compile_row(context_, *cast);
    }
    return executor::evaluate(scratch_context_, *program, nullptr, nullptr, &value);
  }

  void inverted_entries(const catalog::Relation& index, std::span<const Datum> row,
                        std::vector<std::string>* keys) override {
    std::unique_ptr<executor::EntryMaker>& maker = makers_[&index];
    if (maker == nullptr) {
      maker = std::make_unique<executor::EntryMaker>(context_, scratch_context_, index);
    }
    maker->make(row, keys);
  }

  void next_row() override {
    if (scratch_.bytes_allocated() > kScratchBytes) scratch_.reset();
  }

 private:
  static constexpr size_t kScratchBytes = 1u << 20;

  ExecContext& context_;
  Arena scratch_;
  ExecContext scratch_context_;
  std::unordered_map<const catalog::Blob*, std::shared_ptr<const executor::RowProgram>> programs_;
  std::unordered_map<const catalog::Relation*, std::unique_ptr<executor::EntryMaker>> makers_;
  std::map<std::pair<Oid, Oid>, std::shared_ptr<const executor::RowProgram>> casts_;
};

}  // namespace

inspect::Report check_database(Database& database) {
  inspect::Report report;
  const std::unique_ptr<Session> session = database.connect();
  session->with_context([&](ExecContext& context) {
    SessionRowHost host(context);
    report = inspect::check(database.store(), host);
  });
  return report;
}

namespace {

// An index that cannot be rebuilt must go: an empty one would hide rows.
void rebuild_indexes(Session& session, inspect::Report& lost) {
  TextRows indexes;
  session.execute(
      "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname),"
      " pg_catalog.format('%I.%I', n.nspname, t.relname), pg_catalog.quote_ident(k.conname)"
      " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
      " JOIN pg_catalog.pg_class t ON t.oid = i.indrelid"
      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
      " LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = c.oid AND k.conrelid = t.oid"
      " WHERE c.relkind = 'i' AND n.nspname <> 'pg_catalog' AND n.nspname NOT LIKE 'pg\\_temp%'"
      " ORDER BY c.oid",
      indexes);
  for (const auto& row : indexes.rows) {
    TextRows ignored;
    try {
      session.execute("REINDEX INDEX " + *row[0], ignored);
    } catch (const SqlError& error) {
      lost.add("index " + *row[0], "cannot be rebuilt and is dropped: " + error.error().message);
      session.execute(row[2] ? "ALTER TABLE " + *row[1] + " DROP CONSTRAINT " + *row[2] + " CASCADE"
                             : "DROP INDEX " + *row[0],
                      ignored);
    }
  }
}

void copy_readable(os::Vfs& vfs, const std::string& from, const std::string& to,
                   uint64_t lock_wait_ms, const storage::StoreOptions& options,
                   inspect::SalvageReport& report) {
  storage::StoreOptions damaged = options;
  damaged.create = false;
  damaged.tolerate_damage = true;
  damaged.lock_wait_ms = lock_wait_ms;
  const std::unique_ptr<storage::Store> source =
      value_or_throw(storage::Store::open(vfs, from, damaged));
  const std::unique_ptr<storage::Store> target =
      value_or_throw(storage::Store::open(vfs, to, options));
  report = inspect::salvage(*source, *target);
  value_or_throw(target->close());
}

}  // namespace

inspect::SalvageReport salvage_database(os::Vfs& vfs, const std::string& from,
                                        const std::string& to, uint64_t lock_wait_ms,
                                        uint64_t cache_bytes) {
  if (value_or_throw(vfs.exists(to))) {
    throw_error(sqlstate::duplicate_file, "file \"" + to + "\" already exists");
  }
  storage::StoreOptions options;
  if (cache_bytes != 0) options.pool_bytes = cache_bytes;
  const std::string unfinished = to + "-salvage";
  if (value_or_throw(vfs.exists(unfinished))) value_or_throw(vfs.remove(unfinished));
  inspect::SalvageReport report;
  try {
    copy_readable(vfs, from, unfinished, lock_wait_ms, options, report);
    const std::unique_ptr<Database> database = Database::open(vfs, unfinished, options);
    rebuild_indexes(*database->connect(), report.lost);
    const inspect::Report left = check_database(*database);
    for (const inspect::Finding& finding : left.findings) {
      report.lost.add(finding.object, finding.message);
    }
    report.lost.findings_total += left.findings_total - left.findings.size();
    database->close();
  } catch (...) {
    for (const char* suffix : {"", "-wal"}) {
      const Result<void> removed = vfs.remove(unfinished + suffix);
      static_cast<void>(removed.ok());  // the first error is the one to tell
    }
    throw;
  }
  value_or_throw(vfs.rename(unfinished, to));
  value_or_throw(vfs.sync_directory(to));
  return report;
}

}  // namespace rung::session
