// PostgreSQL's grammar (libpg_query) against ours: both accept or both refuse, and where they refuse
// they point at the same character and say the same. RUNG_CORPUS names a folder with more to
// compare: dbmate-style histories in histories/*/*.sql and sqllogictest files under slt/.
#include <gtest/gtest.h>
#include <pg_query.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/utf8.h"
#include "parser/lexer.h"
#include "parser/parser.h"
#include "tests/unit/parser/statements.h"

namespace rung::parser {
namespace {

struct Verdict {
  bool accepted = true;
  bool unsupported = false;
  std::string message;
  size_t position = 0;  // 1-based characters; 0 for none
};

Verdict ours(const std::string& sql) {
  Verdict verdict;
  Arena arena;
  try {
    parse(sql, arena);
  } catch (const SqlError& error) {
    verdict.accepted = false;
    verdict.message = error.error().message;
    verdict.unsupported = error.error().state == sqlstate::feature_not_supported;
    if (error.error().pos != kNoPos) {
      verdict.position = utf8::length(std::string_view(sql).substr(0, error.error().pos)) + 1;
    }
  }
  return verdict;
}

Verdict theirs(const std::string& sql) {
  Verdict verdict;
  const PgQueryParseResult result = pg_query_parse(sql.c_str());
  if (result.error != nullptr) {
    verdict.accepted = false;
    verdict.message = result.error->message;
    verdict.position = static_cast<size_t>(result.error->cursorpos);
  }
  pg_query_free_parse_result(result);
  return verdict;
}

struct Tally {
  size_t compared = 0;
  size_t disagreements = 0;
  size_t positions = 0;
  size_t unsupported = 0;
};

enum class Check { kAcceptance, kPositionToo };

void compare(const std::string& sql, const std::string& where, Tally* tally,
             Check check = Check::kPositionToo) {
  ++tally->compared;
  const Verdict mine = ours(sql);
  if (mine.unsupported) {
    ++tally->unsupported;
    return;
  }
  // PostgreSQL says these only after its grammar has accepted the statement.
  for (const char* later : {"no inline code specified", "misplaced ", "multiple DEFERRABLE",
                            "multiple INITIALLY", "unrecognized partitioning strategy",
                            "conflicting or redundant options",
                            "column name must be qualified"}) {
    if (mine.message.rfind(later, 0) == 0) return;
  }
  const Verdict other = theirs(sql);
  if (mine.accepted != other.accepted) {
    if (++tally->disagreements <= 20) {
      ADD_FAILURE() << where << ": we " << (mine.accepted ? "accept" : "refuse: ") << mine.message
                    << " at " << mine.position << "; PostgreSQL "
                    << (other.accepted ? "accepts" : "refuses: ") << other.message << " at "
                    << other.position << "\n" << sql.substr(0, 2000);
    }
    return;
  }
  if (check == Check::kAcceptance) return;
  if (!mine.accepted && (mine.position != other.position || mine.message != other.message)) {
    if (++tally->positions <= 20) {
      ADD_FAILURE() << where << ": we say \"" << mine.message << "\" at " << mine.position
                    << ", PostgreSQL \"" << other.message << "\" at " << other.position << "\n"
                    << sql.substr(0, 2000);
    }
  }
}

void compare_script(const std::string& script, const std::string& where, Tally* tally) {
  StatementSplitter splitter(script);
  StatementSplitter::Statement statement;
  while (splitter.next(&statement)) {
    if (!statement.meta_command) compare(std::string(statement.text), where, tally);
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(ParserOracle, AgreesOnOurStatements) {
  Tally tally;
  for (const char* sql : kStatements) compare(sql, "statement list", &tally);
  EXPECT_GT(tally.compared, 300u);
}

// Cutting a statement after every token gives thousands of texts that are mostly errors.
TEST(ParserOracle, AgreesOnTruncatedStatements) {
  Tally tally;
  for (const char* sql : kStatements) {
    Arena arena;
    const std::string text = sql;
    Lexer lexer(text, arena);
    for (Token token = lexer.next(); token.kind != TokenKind::kEnd; token = lexer.next()) {
      compare(text.substr(0, token.end), "truncation", &tally);
    }
  }
}

// Leaving one token out, or doubling one.
TEST(ParserOracle, AgreesOnStatementsWithATokenTooFewOrTooMany) {
  Tally tally;
  for (const char* sql : kStatements) {
    Arena arena;
    const std::string text = sql;
    Lexer lexer(text, arena);
    for (Token token = lexer.next(); token.kind != TokenKind::kEnd; token = lexer.next()) {
      compare(text.substr(0, token.begin) + text.substr(token.end), "token left out",
              &tally, Check::kAcceptance);
      compare(text.substr(0, token.end) + " " + text.substr(token.begin), "token doubled",
              &tally, Check::kAcceptance);
    }
  }
}

TEST(ParserOracle, AgreesOnTheCorpus) {
  const char* corpus = std::getenv("RUNG_CORPUS");
  if (corpus == nullptr) return;
  Tally tally;
  namespace fs = std::filesystem;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() == ".sql") {
      compare_script(read_file(entry.path()), entry.path().string(), &tally);
    } else if (entry.path().extension() == ".test") {
      // statement/query records: the SQL is the lines up to a blank one or ----.
      std::istringstream lines(read_file(entry.path()));
      std::string line;
      while (std::getline(lines, line)) {
        if (line.rfind("statement", 0) != 0 && line.rfind("query", 0) != 0) continue;
        std::string sql;
        while (std::getline(lines, line) && !line.empty() && line != "----") sql += line + "\n";
        compare(sql, entry.path().string(), &tally);
      }
    }
  }
  std::printf("compared %zu, refused as unsupported %zu\n", tally.compared, tally.unsupported);
  EXPECT_EQ(tally.disagreements, 0u);
  EXPECT_EQ(tally.positions, 0u);
}

}  // namespace
}  // namespace rung::parser
