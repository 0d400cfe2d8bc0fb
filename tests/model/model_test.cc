// S1 of the reliability notes: random DDL and DML in transactions with savepoints, between kills and
// reopenings, against Model. RUNG_SEED repeats one history, RUNG_SEEDS sets their number.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "inspect/digest.h"
#include "os/mem_vfs.h"
#include "session/database.h"
#include "session/inspection.h"
#include "session/text_rows.h"
#include "tests/model/model.h"

namespace rung::model {
namespace {

constexpr int kSteps = 500;
constexpr uint64_t kSeedsDefault = 100;

class History {
 public:
  explicit History(uint64_t seed) : random_(seed), vfs_(std::make_unique<os::MemVfs>(seed)) {
    options_.page_bytes = 4096;
    options_.checkpoint_bytes = 64u << 10;
    options_.pool_bytes = 1u << 20;
    open();
  }

  // What went wrong, or nothing.
  std::string run() {
    for (int i = 0; i < kSteps && wrong_.empty(); ++i) step();
    if (wrong_.empty()) check_everything();
    return wrong_;
  }
  const std::vector<std::string>& log() const { return log_; }

 private:
  void open() {
    database_ = session::Database::open(*vfs_, "m.rung", options_);
    session_ = database_->connect();
  }
  size_t pick(size_t below) { return std::uniform_int_distribution<size_t>(0, below - 1)(random_); }
  bool chance(size_t one_in) { return pick(one_in) == 0; }

  // Runs it and compares the outcome with what the model said.
  void execute(const std::string& sql, const std::string& expected) {
    log_.push_back(sql.size() > 300 ? sql.substr(0, 300) + "…" : sql);
    std::string got;
    session::TextRows rows;
    try {
      session_->execute(sql, rows);
    } catch (const SqlError& error) {
      got = error.error().state.code();
      if (got != expected) got += " (" + error.error().message + ")";
    }
    // Which of two constraints is asked first is not the model's to say.
    const bool either = sql.starts_with("DELETE") && expected.starts_with("2350") &&
                        (got.starts_with("23502") || got.starts_with("23503"));
    if (got != expected && !either) {
      wrong_ = "expected '" + expected + "', got '" + got + "' for: " + log_.back();
    }
  }

  // A statement inside or outside of a transaction block: an error makes the block failed.
  void statement(const std::string& sql, const std::string& expected) {
    if (failed_) return execute(sql, "25P02");
    execute(sql, expected);
    if (!expected.empty() && !levels_.empty()) failed_ = true;
  }

  void compare(const Table& table) {
    session::TextRows rows;
    session_->execute("SELECT * FROM " + table.name, rows);
    if (rows.rows == table.rows) return;
    wrong_ = table.name + " has " + std::to_string(rows.rows.size()) + " rows, the model " +
             std::to_string(table.rows.size()) + ", or their values differ";
  }

  void check_everything() {
    if (failed_) return;
    for (const Table& table : model_.tables) {
      if (wrong_.empty()) compare(table);
    }
    if (!levels_.empty() || !wrong_.empty()) return;
    const inspect::Report report = session::check_database(*database_);
    if (!report.ok()) wrong_ = report.findings[0].object + ": " + report.findings[0].message;
  }

  Value random_value(const Column& column) {
    if (!column.not_null && chance(5)) return std::nullopt;
    if (column.is_int) return std::to_string(pick(60));
    if (!column.indexed && !column.unique && chance(40)) return std::string(5000 + pick(20000), static_cast<char>('a' + pick(26)));
    return "t" + std::to_string(pick(60)) + std::string(pick(40), 'x');
  }

  Table& random_table() { return model_.tables[pick(model_.tables.size())]; }

  Where random_where(const Table& table) {
    Where where;
    const Column& column = table.columns[pick(table.columns.size())];
    where.column = column.name;
    switch (pick(8)) {
      case 0: return Where();
      case 1: where.kind = Where::Kind::kIsNull; break;
      case 2: where.kind = Where::Kind::kBelow; break;
      default: where.kind = Where::Kind::kEqual; break;
    }
    where.value = column.is_int ? std::to_string(pick(60)) : "t" + std::to_string(pick(60));
    return where;
  }

  void step() {
    if (failed_ && !chance(3)) return end_of_transaction();
    if (model_.tables.empty() && !failed_) return create_table();
    if (failed_) return statement("SELECT 1", "");
    switch (pick(40)) {
      case 0: if (model_.tables.size() < 6) create_table(); break;
      case 1: if (chance(2)) drop_table(); break;
      case 2: add_column(); break;
      case 3: drop_column(); break;
      case 4: add_unique(); break;
      case 5: add_index(); break;
      case 6: if (chance(2)) truncate(); break;
      case 7: checkpoint(); break;
      case 8: if (chance(3)) reopen(); break;
      case 9: if (chance(3)) kill(); break;
      case 10:
      case 11: if (levels_.empty()) begin(); break;
      case 12:
      case 13: if (!levels_.empty()) savepoint(); break;
      case 14:
      case 15: if (!levels_.empty()) end_of_transaction(); break;
      case 16:
      case 17:
      case 18:
      case 19:
      case 20: remove(); break;
      case 21:
      case 22:
      case 23:
      case 24:
      case 25: update(); break;
      case 26: insert_many(); break;
      default: insert(); break;
    }
    if (chance(50) && wrong_.empty()) check_everything();
  }

  void create_table() {
    Table table;
    table.name = "t" + std::to_string(++made_);
    table.columns.push_back({"id", true, true, false, true, {}, {}});
    std::string sql = "CREATE TABLE " + table.name + " (id int PRIMARY KEY";
    if (!model_.tables.empty() && chance(2)) {
      table.parent = random_table().name;
      table.on_delete = static_cast<OnDelete>(pick(3));
      const char* actions[] = {"", " ON DELETE CASCADE", " ON DELETE SET NULL"};
      table.columns.push_back({"p", true, chance(4), false, false, {}, {}});
      sql += ", p int" + std::string(table.columns[1].not_null ? " NOT NULL" : "") + " REFERENCES " +
             table.parent + actions[static_cast<size_t>(table.on_delete)];
    }
    for (size_t i = pick(4); i > 0; --i) {
      table.columns.push_back(random_column());
      sql += ", " + definition(table.columns.back());
    }
    statement(sql + ")", "");
    model_.tables.push_back(table);
  }

  Column random_column() {
    Column column{"c" + std::to_string(++made_), chance(2), false, chance(5), false, {}, {}};
    if (column.is_int && chance(4)) column.below = 50;
    return column;
  }
  static std::string definition(const Column& column) {
    return column.name + (column.is_int ? " int" : " text") + (column.unique ? " UNIQUE" : "") +
           (column.below ? " CHECK (" + column.name + " < " + std::to_string(*column.below) + ")" : "");
  }

  void drop_table() {
    const std::string name = random_table().name;
    const std::string sql = "DROP TABLE " + name;
    statement(sql, model_.drop(name));
  }

  void add_column() {
    Table& table = random_table();
    if (table.columns.size() > 8) return;
    Column column = random_column();
    column.unique = false;
    if (chance(2)) column.default_value = column.is_int ? "7" : "seven";
    std::string sql = "ALTER TABLE " + table.name + " ADD COLUMN " + definition(column);
    if (column.default_value) sql += " DEFAULT " + quoted(column.default_value, column.is_int);
    statement(sql, "");
    for (auto& row : table.rows) row.push_back(column.default_value);
    table.columns.push_back(column);
  }

  void drop_column() {
    Table& table = random_table();
    const size_t first = table.parent.empty() ? 1 : 2;
    if (table.columns.size() <= first) return;
    const size_t i = first + pick(table.columns.size() - first);
    statement("ALTER TABLE " + table.name + " DROP COLUMN " + table.columns[i].name, "");
    table.columns.erase(table.columns.begin() + static_cast<ptrdiff_t>(i));
    for (auto& row : table.rows) row.erase(row.begin() + static_cast<ptrdiff_t>(i));
  }

  static bool has_long_values(const Table& table, size_t column) {
    return std::any_of(table.rows.begin(), table.rows.end(), [&](const std::vector<Value>& row) {
      return row[column] && row[column]->size() > 200;
    });
  }

  void add_unique() {
    Table& table = random_table();
    const size_t i = pick(table.columns.size());
    const Column& column = table.columns[i];
    if (column.unique || i == 0 || has_long_values(table, i)) return;
    const std::string sql =
        "CREATE UNIQUE INDEX ON " + table.name + " (" + column.name + (chance(2) ? " DESC)" : ")");
    statement(sql, model_.add_unique(table.name, column.name));
  }

  void add_index() {
    Table& table = random_table();
    const size_t one = pick(table.columns.size()), two = pick(table.columns.size());
    if (has_long_values(table, one) || has_long_values(table, two)) return;
    std::string sql = "CREATE INDEX ON " + table.name + " (" + table.columns[one].name;
    table.columns[one].indexed = true;
    if (chance(2)) {
      table.columns[two].indexed = true;
      sql += ", " + table.columns[two].name + " DESC";
    }
    sql += ")";
    if (chance(3)) sql += " WHERE id < 30";
    statement(sql, "");
  }

  void truncate() {
    const std::string name = random_table().name;
    statement("TRUNCATE " + name, model_.truncate(name));
  }

  std::vector<Value> random_row(const Table& table) {
    std::vector<Value> row;
    for (const Column& column : table.columns) row.push_back(random_value(column));
    if (table.columns.size() > 1 && !table.parent.empty() && row[1] && !chance(4)) {
      const Table& parent = *model_.find(table.parent);
      if (!parent.rows.empty()) row[1] = parent.rows[pick(parent.rows.size())][0];
    }
    return row;
  }

  void insert_rows(const Table& table, const std::vector<std::vector<Value>>& rows) {
    std::string sql = "INSERT INTO " + table.name + " VALUES ";
    for (size_t r = 0; r < rows.size(); ++r) {
      sql += r == 0 ? "(" : ", (";
      for (size_t i = 0; i < rows[r].size(); ++i) {
        sql += (i == 0 ? "" : ", ") + quoted(rows[r][i], table.columns[i].is_int);
      }
      sql += ")";
    }
    statement(sql, model_.insert(table.name, rows));
    if (wrong_.empty() && !failed_) compare(table);
  }

  void insert() {
    const Table& table = random_table();
    std::vector<std::vector<Value>> rows;
    for (size_t i = chance(4) ? 3 : 1; i > 0; --i) rows.push_back(random_row(table));
    insert_rows(table, rows);
  }

  // Enough rows for trees of several levels.
  void insert_many() {
    const Table& table = random_table();
    if (!table.parent.empty() || table.rows.size() > 300) return;
    const size_t base = 1000 * (1 + pick(50));
    std::vector<std::vector<Value>> rows;
    for (size_t i = 0; i < 150; ++i) {
      std::vector<Value> row = random_row(table);
      row[0] = std::to_string(base + i);
      for (size_t c = 1; c < row.size(); ++c) {
        if (table.columns[c].unique) row[c] = std::nullopt;
      }
      rows.push_back(row);
    }
    insert_rows(table, rows);
  }

  void update() {
    const Table& table = random_table();
    const Column& column = table.columns[pick(table.columns.size())];
    const Value value = random_value(column);
    const Where where = random_where(table);
    statement("UPDATE " + table.name + " SET " + column.name + " = " + quoted(value, column.is_int) +
                  where.sql(table),
              model_.update(table.name, column.name, value, where));
    if (wrong_.empty() && !failed_) compare(table);
  }

  void remove() {
    const Table& table = random_table();
    const Where where = random_where(table);
    statement("DELETE FROM " + table.name + where.sql(table), model_.remove(table.name, where));
    if (wrong_.empty() && !failed_) compare(table);
  }

  void begin() {
    execute("BEGIN", "");
    levels_.push_back({"", model_});
  }
  void savepoint() {
    const std::string name = "s" + std::to_string(pick(3));
    execute("SAVEPOINT " + name, "");
    levels_.push_back({name, model_});
  }
  void end_of_transaction() {
    const size_t which = pick(levels_.size() + 2);
    if (which > 0 && which < levels_.size()) {
      // The newest savepoint of that name.
      size_t i = levels_.size() - 1;
      while (levels_[i].first != levels_[which].first) --i;
      const std::string name = levels_[i].first;
      if (failed_ || chance(2)) {
        execute("ROLLBACK TO " + name, "");
        model_ = levels_[i].second;
        levels_.resize(i + 1);
        failed_ = false;
      } else {
        execute("RELEASE " + name, "");
        levels_.resize(i);
      }
      return;
    }
    const bool commit = chance(2);
    execute(commit ? "COMMIT" : "ROLLBACK", "");
    if (!commit || failed_) model_ = levels_[0].second;
    levels_.clear();
    failed_ = false;
    if (wrong_.empty()) check_everything();
  }

  void checkpoint() {
    if (levels_.empty()) execute("CHECKPOINT", "");
  }
  // Without a COMMIT, what a session did is gone with it.
  void forget_transaction() {
    if (!levels_.empty()) model_ = levels_[0].second;
    levels_.clear();
    failed_ = false;
  }
  void reopen() {
    log_.push_back("-- close and open");
    session_.reset();
    forget_transaction();
    const inspect::Digest before = inspect::digest(database_->store().read_view());
    database_->close();
    database_.reset();
    open();
    if (!(inspect::digest(database_->store().read_view()) == before)) {
      wrong_ = "the digest changed by closing and opening";
    }
    if (wrong_.empty()) check_everything();
  }
  // The process dies; what the file system has stays.
  void kill() {
    log_.push_back("-- kill and open");
    auto survivor = std::make_unique<os::MemVfs>(pick(1u << 30) + 1);
    for (const auto& [path, bytes] : vfs_->files()) survivor->put_file(path, bytes);
    session_.reset();
    database_.reset();
    vfs_ = std::move(survivor);
    forget_transaction();
    open();
    check_everything();
  }

  std::mt19937_64 random_;
  storage::StoreOptions options_;
  std::unique_ptr<os::MemVfs> vfs_;
  std::unique_ptr<session::Database> database_;
  std::unique_ptr<session::Session> session_;
  Model model_;
  // BEGIN and the savepoints: name, and the model as it was.
  std::vector<std::pair<std::string, Model>> levels_;
  bool failed_ = false;
  size_t made_ = 0;
  std::vector<std::string> log_;
  std::string wrong_;
};

uint64_t from_environment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

TEST(Model, RandomHistoriesGiveWhatTheReferenceGives) {
  const uint64_t given = from_environment("RUNG_SEED", 0);
  const uint64_t first = given != 0 ? given : std::random_device()();
  const uint64_t count = given != 0 ? 1 : from_environment("RUNG_SEEDS", kSeedsDefault);
  std::cout << "seeds from " << first << ", " << count << " histories of " << kSteps << " steps\n";
  for (uint64_t seed = first; seed < first + count; ++seed) {
    History history(seed);
    const std::string wrong = history.run();
    if (wrong.empty()) continue;
    std::string text;
    for (const std::string& line : history.log()) text += line + ";\n";
    FAIL() << text << "RUNG_SEED=" << seed << ": " << wrong;
  }
}

}  // namespace
}  // namespace rung::model
