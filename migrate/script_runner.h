// ScriptRunner: runs the SQL of a file one statement at a time.
//
// Owns: cutting the text into statements, feeding COPY data, dealing with BEGIN and COMMIT in the
// text, and turning the database's errors into ScriptErrors with file:line:column.
// Does not: record history; `finish` is what the caller wants done in the same transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/reporter.h"
#include "migrate/source.h"
#include "migrate/target.h"

namespace rung::migrate {

struct FileText {
  std::string_view path;  // as messages name it
  std::string_view text;
};

enum class MetaLines { kRefuse, kSkip };

class ScriptRunner {
 public:
  // `tick` is called between statements, where something slow may be shown.
  ScriptRunner(Target& target, Reporter& reporter, std::function<void()> tick = {})
      : target_(target), reporter_(reporter), tick_(std::move(tick)) {}

  // Runs the blocks in order. When all of them want a transaction, one holds them all together with
  // `finish`; otherwise each runs by itself, and `finish` with the last as closely as possible.
  void run(const FileText& file, const std::vector<Block>& blocks,
           const std::function<void()>& finish);

  // A whole file in one transaction: seeds and schema files.
  void run_in_transaction(const FileText& file, MetaLines meta);

  // From the command tag of the last statement of each block; one entry for each block that has
  // any.
  const std::vector<int64_t>& rows_affected() const { return rows_affected_; }

 private:
  struct Statement {
    size_t begin = 0;  // in the file
    std::string_view sql;
    std::string_view copy_data;
  };

  std::vector<Statement> statements(const FileText& file, const Block& block, MetaLines meta);
  std::vector<Statement> without_transaction_control(const FileText& file,
                                                     std::vector<Statement> statements);
  void execute(const FileText& file, const Statement& statement);
  void run_transaction(const FileText& file, const std::vector<std::vector<Statement>>& blocks,
                       const std::function<void()>& finish);
  void run_bare(const FileText& file, const std::vector<Statement>& statements,
                const std::function<void()>& finish);
  void roll_back() noexcept;

  Target& target_;
  Reporter& reporter_;
  std::function<void()> tick_;
  std::vector<int64_t> rows_affected_;
  int64_t last_rows_ = 0;
};

}  // namespace rung::migrate
