#include "migrate/script_runner.h"

#include <algorithm>
#include <charconv>

#include "base/seeded_bug.h"
#include "migrate/error_text.h"
#include "migrate/user_error.h"

namespace rung::migrate {
namespace {

using Piece = api::ScriptReader::Piece;

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// The next keyword of a statement in upper case, past blanks and comments; "" when something else
// comes next.
std::string take_keyword(std::string_view& sql) {
  for (;;) {
    while (!sql.empty() && is_space(sql[0])) sql.remove_prefix(1);
    if (sql.starts_with("--")) {
      sql.remove_prefix(std::min(sql.find('\n'), sql.size()));
    } else if (sql.starts_with("/*")) {
      const size_t end = sql.find("*/", 2);
      sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 2);
    } else {
      break;
    }
  }
  std::string word;
  while (!sql.empty() && ((sql[0] >= 'a' && sql[0] <= 'z') || (sql[0] >= 'A' && sql[0] <= 'Z'))) {
    word += static_cast<char>(sql[0] & ~0x20);
    sql.remove_prefix(1);
  }
  return word;
}

enum class Control { kNone, kBegin, kCommit, kOther };

Control transaction_control(std::string_view sql) {
  const std::string first = take_keyword(sql);
  if (first == "BEGIN") return Control::kBegin;
  if (first == "START") return Control::kBegin;
  if (first == "COMMIT" || first == "END") {
    return take_keyword(sql) == "PREPARED" ? Control::kOther : Control::kCommit;
  }
  if (first == "ABORT") return Control::kOther;
  if (first == "ROLLBACK") {
    std::string next = take_keyword(sql);
    if (next == "WORK" || next == "TRANSACTION") next = take_keyword(sql);
    return next == "TO" ? Control::kNone : Control::kOther;
  }
  if (first == "PREPARE") {
    return take_keyword(sql) == "TRANSACTION" ? Control::kOther : Control::kNone;
  }
  return Control::kNone;
}

// Statements that are safe to put into a transaction although the file asked for none.
bool may_share_transaction(std::string_view sql) {
  const std::string first = take_keyword(sql);
  if (first == "INSERT" || first == "UPDATE" || first == "DELETE" || first == "COMMENT" ||
      first == "GRANT" || first == "REVOKE") {
    return true;
  }
  if (first != "CREATE" && first != "ALTER" && first != "DROP") return false;
  std::string object = take_keyword(sql);
  if (object == "UNIQUE") object = take_keyword(sql);
  if (object == "INDEX") return take_keyword(sql) != "CONCURRENTLY";
  return object != "DATABASE" && object != "SYSTEM" && object != "TABLESPACE" &&
         object != "SUBSCRIPTION";
}

int64_t rows_of_tag(std::string_view tag) {
  const size_t space = tag.rfind(' ');
  if (space == std::string_view::npos) return 0;
  int64_t rows = 0;
  std::from_chars(tag.data() + space + 1, tag.data() + tag.size(), rows);
  return rows;
}

class StatementSink final : public api::ResultSink {
 public:
  StatementSink(Reporter& reporter, std::string_view copy_data)
      : reporter_(reporter), copy_data_(copy_data) {}
  void complete(std::string_view tag, bool /*has_rows*/) override { rows_ = rows_of_tag(tag); }
  void notice(const Error& notice) override { reporter_.notice(notice); }
  bool copy_in(std::string* data) override {
    if (copy_data_.empty()) return false;
    data->assign(copy_data_);
    copy_data_ = {};
    return true;
  }
  int64_t rows() const { return rows_; }

 private:
  Reporter& reporter_;
  std::string_view copy_data_;
  int64_t rows_ = 0;
};

[[noreturn]] void throw_located(const FileText& file, size_t statement, const Error& error) {
  throw ScriptError(file_error_text(error, file.path, file.text, statement), error.state);
}

}  // namespace

std::vector<ScriptRunner::Statement> ScriptRunner::statements(const FileText& file,
                                                              const Block& block, MetaLines meta) {
  const std::string_view text = file.text.substr(block.begin, block.end - block.begin);
  std::vector<Statement> found;
  for (const Piece& piece : api::ScriptReader::split(text)) {
    const std::string_view sql = text.substr(piece.begin, piece.end - piece.begin);
    switch (piece.kind) {
      case Piece::Kind::kStatement:
        found.push_back({block.begin + piece.begin, sql, {}});
        break;
      case Piece::Kind::kCopyData:
        if (!found.empty()) found.back().copy_data = sql;
        break;
      case Piece::Kind::kMeta:
        // pg_dump writes these two around its output; they mean nothing outside of psql.
        if (meta == MetaLines::kSkip || sql.starts_with("\\restrict") ||
            sql.starts_with("\\unrestrict")) {
          break;
        }
        throw_located(file, block.begin + piece.begin,
                      Error(sqlstate::syntax_error, "a psql meta-command is not SQL", 0));
    }
  }
  return found;
}

// A block that runs in a transaction may hold BEGIN … COMMIT pairs of its own: they are left out,
// and the file stays all or nothing. A COMMIT with a BEGIN after it asks for two transactions, and
// for none in between: the record joins the second. What else there is, is refused before anything
// runs.
std::vector<ScriptRunner::Statement> ScriptRunner::without_transaction_control(
    const FileText& file, std::vector<Statement> statements) {
  bool open = false;
  std::vector<Statement> kept;
  for (size_t i = 0; i < statements.size(); ++i) {
    const Statement& statement = statements[i];
    const Control control = transaction_control(statement.sql);
    if (control == Control::kNone) {
      kept.push_back(statement);
      continue;
    }
    if (control == Control::kCommit && !open) {
      size_t next = i + 1;
      while (next < statements.size() &&
             transaction_control(statements[next].sql) == Control::kNone) {
        ++next;
      }
      if (next < statements.size() &&
          transaction_control(statements[next].sql) == Control::kBegin) {
        for (; i < next; ++i) kept.push_back(statements[i]);
        kept.push_back(statements[i]);
        continue;
      }
    }
    if (control == Control::kOther || (control == Control::kBegin) == open) {
      std::string_view rest = statement.sql;
      throw_located(
          file, statement.begin,
          Error(sqlstate::invalid_transaction_termination,
                take_keyword(rest) + " cannot be used in a block that runs in a transaction", 0)
              .with_hint("Remove it, or add transaction:false to the directive of the block."));
    }
    open = control == Control::kBegin;
  }
  return kept;
}

void ScriptRunner::execute(const FileText& file, const Statement& statement) {
  StatementSink sink(reporter_, statement.copy_data);
  try {
    target_.execute(statement.sql, sink);
  } catch (const SqlError& error) {
    throw_located(file, statement.begin, error.error());
  }
  last_rows_ = sink.rows();
  // A transaction holds the writer lock, which a sync of the earlier ones needs.
  if (tick_ && target_.transaction_status() == api::TransactionStatus::kIdle) tick_();
}

void ScriptRunner::roll_back() noexcept {
  try {
    if (target_.transaction_status() != api::TransactionStatus::kIdle) target_.execute("rollback");
  } catch (const std::exception& error) {
    // The error that brought us here is the one to report; closing the database rolls back too.
    static_cast<void>(error);
  }
}

void ScriptRunner::run_transaction(const FileText& file,
                                   const std::vector<std::vector<Statement>>& blocks,
                                   const std::function<void()>& finish) {
  target_.execute("begin");
  try {
    for (const auto& block : blocks) {
      last_rows_ = 0;
      for (const Statement& statement : block) execute(file, statement);
      if (!block.empty()) rows_affected_.push_back(last_rows_);
    }
    if (RUNG_BUG(61)) target_.execute("commit");
    finish();
    // Deferred constraints are checked here: there is no statement of the file to blame.
    try {
      target_.execute("commit");
    } catch (const SqlError& error) {
      const bool empty = blocks.empty() || blocks.back().empty();
      throw_located(file, empty ? 0 : blocks.back().back().begin, error.error());
    }
  } catch (...) {
    roll_back();
    throw;
  }
}

void ScriptRunner::run_bare(const FileText& file, const std::vector<Statement>& statements,
                            const std::function<void()>& finish) {
  last_rows_ = 0;
  bool ends_outer = false;  // a COMMIT of a transaction that the file expects to run in
  try {
    for (size_t i = 0; i < statements.size(); ++i) {
      const Statement& statement = statements[i];
      const bool last = i + 1 == statements.size();
      const bool idle = target_.transaction_status() == api::TransactionStatus::kIdle;
      // The history row joins the last transaction, so that no crash can come between the two.
      if (last && finish && idle && may_share_transaction(statement.sql) && !RUNG_BUG(62)) {
        run_transaction(file, {{statement}}, finish);
        return;
      }
      if (last && finish && !idle && transaction_control(statement.sql) == Control::kCommit) {
        finish();
        execute(file, statement);
        rows_affected_.push_back(last_rows_);
        return;
      }
      ends_outer |= idle && transaction_control(statement.sql) == Control::kCommit;
      execute(file, statement);
    }
    // A transaction left open ends with the record, as the next migration would end it on a server.
    if (target_.transaction_status() != api::TransactionStatus::kIdle) {
      if (!ends_outer) {
        Error warning(sqlstate::active_sql_transaction,
                      "the block begins a transaction and does not end it; it was committed");
        warning.severity = Severity::kWarning;
        reporter_.notice(warning);
      }
      rows_affected_.push_back(last_rows_);
      if (finish) finish();
      target_.execute("commit");
      return;
    }
  } catch (...) {
    roll_back();
    throw;
  }
  if (!statements.empty()) rows_affected_.push_back(last_rows_);
  if (finish) finish();
}

void ScriptRunner::run(const FileText& file, const std::vector<Block>& blocks,
                       const std::function<void()>& finish) {
  rows_affected_.clear();
  std::vector<std::vector<Statement>> parts;
  for (const Block& block : blocks) {
    parts.push_back(statements(file, block, MetaLines::kRefuse));
    if (block.transaction) {
      parts.back() = without_transaction_control(file, std::move(parts.back()));
    }
  }
  const bool together =
      std::all_of(blocks.begin(), blocks.end(), [](const Block& b) { return b.transaction; });
  if (together) {
    run_transaction(file, parts, finish);
    return;
  }
  for (size_t i = 0; i < blocks.size(); ++i) {
    const bool last = i + 1 == blocks.size();
    if (blocks[i].transaction) {
      run_transaction(file, {parts[i]}, last ? finish : std::function<void()>([] {}));
    } else {
      run_bare(file, parts[i], last ? finish : std::function<void()>());
    }
  }
}

void ScriptRunner::run_in_transaction(const FileText& file, MetaLines meta) {
  rows_affected_.clear();
  const Block whole{file.text.starts_with("\xEF\xBB\xBF") ? size_t{3} : size_t{0}, file.text.size(),
                    true};
  run_transaction(file, {without_transaction_control(file, statements(file, whole, meta))}, [] {});
}

}  // namespace rung::migrate
