#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "parser/parser.h"
#include "tests/fuzz/fuzz.h"

namespace rung::fuzz {

void fail(std::string_view what) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

std::vector<std::string> sql_seeds() {
  std::vector<std::string> statements;
  for (const auto& entry : std::filesystem::directory_iterator(RUNG_SQL_CASES)) {
    if (entry.path().extension() != ".sql") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    const std::string script = text.str();
    parser::StatementSplitter splitter(script);
    parser::StatementSplitter::Statement statement;
    while (splitter.next(&statement)) statements.emplace_back(statement.text);
  }
  return statements;
}

std::vector<std::string> sql_words() {
  return {"SELECT ", " FROM ", " WHERE ", "(", ")", ",", ";", "'", "''", "\"", "$$", "$1", "--", "/*",
          "*/", "::", "[", "]", " AS ", " IN ", " ANY ", "NULL", "1", "0", "-1", "2147483648",
          "9223372036854775807", "1e400", " OVER (", " GROUP BY ", " ORDER BY ", " LIMIT ",
          " UNION ALL ", " JOIN ", " ON ", "CASE WHEN ", " END ", "WITH RECURSIVE ", "ARRAY[", "ROW(",
          "INSERT INTO ", "UPDATE ", "DELETE ", "CREATE TABLE ", "ALTER TABLE ", "DROP ", "generate_series(1,3)",
          "'{}'", "'[]'::jsonb", "E'\\x'", "U&\"", " COLLATE ", " IS NOT NULL", "NOT ", "{", "}",
          " RETURNING *", " ON CONFLICT DO NOTHING", "DO $$ BEGIN END $$", "\n", "\xC3\xA9", "\x80"};
}

}  // namespace rung::fuzz
