// SQL text run by a session over a small database in memory. Whatever it is, the session has to
// answer, and to answer the next question too.
#include <signal.h>
#include <sys/time.h>

#include <atomic>
#include <memory>

#include "os/mem_vfs.h"
#include "session/database.h"
#include "session/text_rows.h"
#include "tests/fuzz/fuzz.h"

namespace rung::fuzz {
namespace {

constexpr int kInputsPerDatabase = 200;
constexpr long kStatementUs = 200'000;

std::atomic<session::Session*> running{nullptr};
extern "C" void stop_statement(int) {
  if (session::Session* session = running.load()) session->cancel();
}

class World {
 public:
  World() {
    storage::StoreOptions options;
    options.page_bytes = 4096;
    options.pool_bytes = 8u << 20;
    database_ = session::Database::open(vfs_, "f.rung", options);
    session_ = database_->connect();
    execute(R"(
      CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x', tags text[], doc jsonb,
        search tsvector, at timestamptz, amount numeric(10, 2), feeling mood);
      CREATE INDEX ON t USING gin (tags); CREATE INDEX ON t USING gin (doc); CREATE INDEX ON t (name);
      INSERT INTO t SELECT i, 'n' || i, ARRAY['a', 'b' || i], jsonb_build_object('k', i),
        to_tsvector('english', 'cats and dogs'), '2020-01-01', i / 3.0, 'ok' FROM generate_series(1, 20) i;
      CREATE TABLE u (id int REFERENCES t ON DELETE CASCADE, n int CHECK (n > 0));
      CREATE VIEW v AS SELECT t.id, u.n FROM t LEFT JOIN u USING (id);
      CREATE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN a + 1; END')");
  }
  void execute(std::string_view sql) {
    session::TextRows output;
    running = session_.get();
    itimerval timer{};
    timer.it_value.tv_usec = kStatementUs;
    setitimer(ITIMER_REAL, &timer, nullptr);
    try {
      session_->execute(sql, output);
    } catch (const SqlError& error) {
      if (error.error().state == sqlstate::data_corrupted ||
          error.error().state == sqlstate::index_corrupted) {
        fail("a statement damaged the database: " + error.error().message);
      }
    }
    running = nullptr;
    timer.it_value.tv_usec = 0;
    setitimer(ITIMER_REAL, &timer, nullptr);
  }

 private:
  os::MemVfs vfs_;
  std::unique_ptr<session::Database> database_;
  std::unique_ptr<session::Session> session_;
};

}  // namespace

std::vector<std::string> seeds() {
  std::vector<std::string> seeds = sql_seeds();
  for (const char* sql :
       {"SELECT * FROM t JOIN u ON t.id = u.n WHERE t.tags @> '{a}' ORDER BY t.name LIMIT 3",
        "UPDATE t SET doc = doc || '{\"a\": 1}' WHERE doc ? 'k' RETURNING id, doc -> 'a'",
        "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = excluded.name || t.name",
        "SELECT name, row_number() OVER (PARTITION BY feeling ORDER BY id) FROM t GROUP BY name, feeling, id",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT sum(n) FROM r"}) {
    seeds.emplace_back(sql);
  }
  return seeds;
}
std::vector<std::string> words() {
  std::vector<std::string> words = sql_words();
  for (const char* word : {"t", "u", "v", "f(1)", "t.id", "tags", "doc", "search", "name", "at"}) {
    words.emplace_back(word);
  }
  return words;
}

}  // namespace rung::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t bytes) {
  using namespace rung::fuzz;
  static std::unique_ptr<World> world;
  static int inputs = 0;
  if (world == nullptr) signal(SIGALRM, stop_statement);
  if (inputs++ % kInputsPerDatabase == 0) world = std::make_unique<World>();
  world->execute("ROLLBACK");
  world->execute("BEGIN");
  world->execute({reinterpret_cast<const char*>(data), bytes});
  world->execute("ROLLBACK");
  world->execute("SELECT count(*) FROM t");
  return 0;
}
