// C1, C2 and C3 through SQL: two hundred migrations run by the runner, all of them in one
// transaction, and a bulk load with index builds and a table rewrite. Whatever a power cut leaves
// shows the state after some commit, passes the integrity check, and `up` leads on from there to
// the same end.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "api/on_vfs.h"
#include "migrate/runner.h"
#include "tests/support/crash_images.h"
#include "tests/support/order_checker.h"
#include "tests/support/run_record.h"

namespace rung {
namespace {

using test::Counts;

// RUNG_MIGRATIONS=20 makes the run shorter, for slow builds.
const int kMigrations = [] {
  const char* text = std::getenv("RUNG_MIGRATIONS");
  return text != nullptr ? std::atoi(text) : 200;
}();

uint64_t seed_of_run() {
  const char* text = std::getenv("RUNG_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 20240611;
}
// RUNG_SWEEP_EVERY=9 looks at one in nine of the images, for slow builds.
size_t every() {
  const char* text = std::getenv("RUNG_SWEEP_EVERY");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 1;
}

storage::StoreOptions small_options() {
  storage::StoreOptions options;
  options.checkpoint_bytes = 1u << 20;
  return options;
}

// What each commit of a run led to.
struct Recorded {
  std::vector<std::string> digests;  // by the number of the state
  test::RunRecord record;
};

// A database that notes every commit: when it was submitted, when it was durable, what it made.
class RecordedTarget final : public migrate::Target {
 public:
  RecordedTarget(os::MemVfs& vfs, Recorded* run, bool deferred)
      : vfs_(vfs), run_(run), deferred_(deferred),
        database_(api::open_on(vfs, name_, small_options())), session_(database_->connect()) {
    if (deferred_) session_->set_sync_mode(api::SyncMode::kDeferred);
    note(0);
  }
  const std::string& name() const override { return name_; }
  bool exists() override { return true; }
  void create() override {}
  void drop() override {}
  void ping() override {}
  using Target::execute;
  void execute(std::string_view sql, api::ResultSink& sink, migrate::Params params) override {
    const size_t before = vfs_.op_count();
    const bool was_idle = transaction_status() == api::TransactionStatus::kIdle;
    session_->execute(sql, sink, params);
    const bool is_idle = transaction_status() == api::TransactionStatus::kIdle;
    if (is_idle && (!was_idle || !sql.starts_with("select"))) note(before);
  }
  std::optional<std::string> query_value(std::string_view sql, migrate::Params params) override {
    return session_->query_value(sql, params);
  }
  api::TransactionStatus transaction_status() override { return session_->transaction_status(); }
  void defer_durability() override {}
  void make_durable() override {
    database_->sync();
    acknowledge();
  }
  std::string dump_schema() override { return database_->dump_schema(); }
  void cancel() noexcept override {}
  void close() override {
    session_.reset();
    database_->close();
    acknowledge();
  }
  api::Database& database() { return *database_; }

 private:
  void note(size_t before) {
    if (run_ == nullptr) return;
    const std::string digest = database_->digest();
    if (!run_->digests.empty() && digest == run_->digests.back()) return;
    run_->record.submitted.emplace_back(before, run_->digests.size());
    run_->digests.push_back(digest);
    if (!deferred_) acknowledge();
  }
  void acknowledge() {
    if (run_ == nullptr) return;
    run_->record.acknowledged.emplace_back(vfs_.op_count(), run_->digests.size() - 1);
  }

  const std::string name_ = "t.rung";
  os::MemVfs& vfs_;
  Recorded* run_;  // null: nothing is noted
  const bool deferred_;
  std::unique_ptr<api::Database> database_;
  std::unique_ptr<api::Session> session_;
};

class GeneratedSource final : public migrate::Source {
 public:
  std::vector<migrate::Migration> list() override {
    std::vector<migrate::Migration> all;
    for (int i = 1; i <= kMigrations; ++i) {
      const std::string version = std::to_string(10'000 + i);
      all.push_back({version, version + "_t.sql", "db/migrations/" + version + "_t.sql"});
    }
    return all;
  }
  migrate::Script read(const migrate::Migration& migration) override {
    const int i = std::stoi(migration.version) - 10'000;
    migrate::Script script;
    script.path = migration.path;
    script.text = text_of(i);
    script.sections.push_back({{0, script.text.size(), true}, {script.text.size(), script.text.size(), true}});
    return script;
  }
  std::string path_of_new(const std::string&, const std::string&) override { return {}; }
  void create(const std::string&) override {}

  static std::string text_of(int i) {
    const std::string n = std::to_string(i);
    const std::string before = "t" + std::to_string(i - 1);
    std::string sql = "CREATE TABLE t" + n + " (id bigserial PRIMARY KEY, v text NOT NULL, n int);\n" +
                      "INSERT INTO t" + n + " (v, n) SELECT 'row ' || g, g FROM generate_series(1, " +
                      std::to_string(3 + i % 7) + ") g;\n";
    if (i % 3 == 0) sql += "CREATE INDEX t" + n + "_n ON t" + n + " (n);\n";
    if (i % 4 == 0) {
      sql += "ALTER TABLE " + before + " ADD COLUMN extra text DEFAULT 'x';\nUPDATE " + before +
             " SET v = v || '!' WHERE n > 1;\n";
    }
    if (i % 10 == 0) sql += "DROP TABLE " + before + ";\n";
    if (i % 25 == 0) sql += "INSERT INTO t" + n + " (v) VALUES (repeat('long ', 9000));\n";
    return sql;
  }
};

class Silent final : public migrate::Reporter {
 public:
  void progress(std::string_view) override {}
  void progress_part(std::string_view) override {}
  void warning(std::string_view) override {}
  void notice(const Error&) override {}
};

void migrate_all(migrate::Target& target) {
  GeneratedSource source;
  Silent silent;
  migrate::RunnerOptions options;
  options.dump_schema = false;
  migrate::Runner(source, target, silent, options).migrate();
}

void report(const std::string& id, uint64_t seed, const Counts& counts) {
  test::print_counts(id, seed, counts);
  EXPECT_EQ(counts.violations, 0u);
}

// Opens the image; what it shows, or a complaint in *wrong.
std::string digest_of(os::MemVfs& image, bool check, std::string* wrong) {
  const auto database = api::open_on(image, "t.rung", small_options());
  if (check) {
    const api::CheckReport report = database->check();
    if (report.findings_total != 0) {
      *wrong = "check: " + report.findings[0].object + ": " + report.findings[0].message;
    }
  }
  return database->digest();
}

// What the history table says was applied must be what is there: migration n makes table tn.
std::string compare_log_and_schema(RecordedTarget& target) {
  const std::optional<std::string> log =
      target.query_value("select max(version) || ' ' || count(*) from schema_migrations", {});
  const std::optional<std::string> schema = target.query_value(
      "select (10000 + n) || ' ' || n from (select coalesce(max(substr(relname, 2)::int), 0) n"
      " from pg_class where relname ~ '^t[0-9]+$') x", {});
  if (!log || log == schema) return {};
  return "the log says " + *log + ", the schema " + schema.value_or("nothing");
}

void sweep_migrations(const std::string& id, bool deferred) {
  const uint64_t seed = seed_of_run();
  os::MemVfs vfs(seed);
  test::OrderChecker order;
  order.attach(vfs);
  vfs.start_recording();
  Recorded run;
  {
    RecordedTarget target(vfs, &run, deferred);
    migrate_all(target);
    target.close();
  }
  run.record.ops = vfs.take_ops();
  vfs.set_observer(nullptr);
  EXPECT_EQ(order.first_violation(), "");
  ASSERT_GT(run.digests.size(), static_cast<size_t>(kMigrations));
  std::set<uint64_t> led_on;
  uint64_t images = 0;
  const Counts counts = test::sweep(
      run.record, {.id = id, .seed = seed, .every = every(), .how = "200 generated migrations"},
      [&](os::MemVfs& image, uint64_t least, uint64_t most) -> std::string {
        try {
          ++images;
          std::string wrong;
          const std::string found = digest_of(image, images % 8 == 0, &wrong);
          if (!wrong.empty()) return wrong;
          uint64_t state = least;
          while (state <= most && run.digests[state] != found) ++state;
          if (state > most) return "shows no state from " + std::to_string(least) + " on";
          if (!led_on.insert(state).second && images % 200 != 0) return {};
          RecordedTarget target(image, nullptr, false);
          const std::string disagreement = state > 1 ? compare_log_and_schema(target) : "";
          if (!disagreement.empty()) return disagreement;
          migrate_all(target);
          if (target.database().digest() != run.digests.back()) return "up ends elsewhere";
          const api::CheckReport report = target.database().check();
          return report.findings_total == 0 ? "" : "after up: " + report.findings[0].message;
        } catch (const SqlError& error) {
          return error.error().message;
        }
      });
  report(id, seed, counts);
}

TEST(MigrationCuts, EachMigrationDurable) { sweep_migrations("C1 migrations", false); }
TEST(MigrationCuts, OneSyncAtTheEnd) { sweep_migrations("C1 migrations, one sync", true); }

// C2: all in one transaction: before or after, nothing between.
TEST(MigrationCuts, AllInOneTransaction) {
  const uint64_t seed = seed_of_run();
  os::MemVfs vfs(seed);
  vfs.start_recording();
  Recorded run;
  size_t first_point = 0;
  {
    RecordedTarget target(vfs, &run, false);
    first_point = vfs.op_count();
    target.execute("begin");
    for (int i = 1; i <= kMigrations; ++i) target.execute(GeneratedSource::text_of(i));
    target.execute("commit");
    target.close();
  }
  ASSERT_EQ(run.digests.size(), 2u);
  run.record.ops = vfs.take_ops();
  const auto judge = [&](os::MemVfs& image, uint64_t least, uint64_t most) -> std::string {
    try {
      std::string wrong;
      const std::string found = digest_of(image, false, &wrong);
      for (uint64_t state = least; state <= most; ++state) {
        if (found == run.digests[state]) return {};
      }
      return "neither before nor after";
    } catch (const SqlError& error) {
      return error.error().message;
    }
  };
  Counts counts = test::sweep(
      run.record, {.id = "C2 migrations", .seed = seed, .first_point = first_point, .how = ""}, judge);
  // Its record, torn at every sector that it has.
  size_t largest = first_point;
  for (size_t i = first_point; i < run.record.ops.size(); ++i) {
    const os::MemOp& op = run.record.ops[i];
    if (op.path == "t.rung-wal" && op.data.size() > run.record.ops[largest].data.size()) largest = i;
  }
  os::CrashImages images(run.record.ops);
  images.advance_to(largest);
  const auto before = images.image(1, seed);
  const os::MemOp& op = run.record.ops[largest];
  for (size_t cut = 0; cut < op.data.size(); cut += 512 * every()) {
    ++counts.points;
    ++counts.images;
    auto files = before;
    files["t.rung-wal"].write(op.offset, std::string_view(op.data).substr(0, cut));
    const auto image = test::vfs_of(files, seed);
    const std::string wrong = judge(*image, 0, 0);
    if (!wrong.empty() && ++counts.violations <= 5) ADD_FAILURE() << "cut at " << cut << ": " << wrong;
  }
  report("C2 migrations", seed, counts);
}

// C3: pages that go straight to the file.
TEST(MigrationCuts, BulkLoadsAndRewrites) {
  const uint64_t seed = seed_of_run();
  os::MemVfs vfs(seed);
  test::OrderChecker order;
  order.attach(vfs);
  vfs.start_recording();
  Recorded run;
  {
    RecordedTarget target(vfs, &run, false);
    target.execute("CREATE TABLE b (id int PRIMARY KEY, v text, n int)");
    target.execute("INSERT INTO b SELECT g, 'value ' || g, g % 100 FROM generate_series(1, 30000) g");
    target.execute("CREATE INDEX b_v ON b (v)");
    target.execute("CREATE TABLE c AS SELECT * FROM b WHERE n < 50");
    target.execute("DROP INDEX b_v");
    target.execute("CREATE INDEX b_n ON b (n, v)");
    target.execute("ALTER TABLE b ALTER COLUMN n TYPE bigint");
    target.execute("DELETE FROM b WHERE id % 3 = 0");
    target.execute("CREATE UNIQUE INDEX b_u ON b (v)");
    target.close();
  }
  run.record.ops = vfs.take_ops();
  vfs.set_observer(nullptr);
  EXPECT_EQ(order.first_violation(), "");
  uint64_t images = 0;
  const Counts counts = test::sweep(
      run.record, {.id = "C3", .seed = seed, .every = 3 * every(), .how = ""},
      [&](os::MemVfs& image, uint64_t least, uint64_t most) -> std::string {
        try {
          std::string wrong;
          const std::string found = digest_of(image, ++images % 50 == 0, &wrong);
          if (!wrong.empty()) return wrong;
          for (uint64_t state = least; state <= most; ++state) {
            if (found == run.digests[state]) return {};
          }
          return "shows no state from " + std::to_string(least) + " on";
        } catch (const SqlError& error) {
          return error.error().message;
        }
      });
  report("C3", seed, counts);
}

}  // namespace
}  // namespace rung
