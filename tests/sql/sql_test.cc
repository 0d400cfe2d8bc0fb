// Runs every case file of tests/sql/cases on a fresh database and compares what it produces with the
// expectation recorded from PostgreSQL 15. With RUNG_SQL_SHOW set it prints what was produced.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "api/database.h"
#include "base/utf8.h"
#include "tests/sql/articles.h"
#include "tests/sql/case_format.h"

namespace rung::test {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Two runs at once do not meet.
fs::path own_folder(const std::string& name) {
  std::string pattern = (fs::temp_directory_path() / ("rung_sql_" + name + "_XXXXXX")).string();
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
  return pattern;
}

// Rows are written when their statement is complete: of one that fails midway PostgreSQL's client
// shows none.
class WriterSink final : public api::ResultSink {
 public:
  explicit WriterSink(CaseWriter& writer) : writer_(writer) {}
  void begin_rows(std::span<const api::ResultColumn> columns) override {
    std::vector<std::string> names;
    for (const auto& column : columns) names.push_back(column.name);
    rows_.push_back(std::move(names));
  }
  void row(api::TextRow values) override {
    std::vector<std::string> shown;
    for (const auto& value : values) shown.push_back(show_value(value));
    rows_.push_back(std::move(shown));
  }
  void complete(std::string_view tag, bool) override {
    for (const auto& values : rows_) writer_.row(values);
    rows_.clear();
    writer_.tag(tag);
  }
  void notice(const Error& e) override {
    writer_.error({severity_name(e.severity), e.state.code(), e.message, e.detail, e.hint, {}});
  }

 private:
  CaseWriter& writer_;
  std::vector<std::vector<std::string>> rows_;
};

// What a case left behind must be sound.
void expect_intact(api::Database& database) {
  for (const api::Finding& finding : database.check().findings) {
    ADD_FAILURE() << finding.object << ": " << finding.message;
  }
}

std::string run_case(const std::string& script, const fs::path& file) {
  CaseWriter writer;
  auto database = api::Database::open(file.string(), {});
  auto session = database->connect();
  session->set_sync_mode(api::SyncMode::kDeferred);
  for (const auto& piece : api::ScriptReader::split(script)) {
    const std::string_view text =
        std::string_view(script).substr(piece.begin, piece.end - piece.begin);
    writer.statement(text);
    WriterSink sink(writer);
    try {
      session->execute(text, sink);
    } catch (const SqlError& caught) {
      const Error& e = caught.error();
      std::string position;
      if (e.pos != kNoPos) {
        position = std::to_string(utf8::length(text.substr(0, e.pos)) + 1);
      }
      writer.error({severity_name(e.severity), e.state.code(), e.message, e.detail, e.hint, position});
    }
    writer.blank();
  }
  session.reset();
  expect_intact(*database);
  database->close();
  return writer.text();
}

#ifdef RUNG_ARTICLES
// One run of the articles' files, one after the other on one database; results only.
std::string run_articles(const char* const (&files)[2], const fs::path& file) {
  CaseWriter writer;
  auto database = api::Database::open(file.string(), {});
  auto session = database->connect();
  for (const char* name : files) {
    if (name == nullptr) continue;
    const std::string script = read_file(fs::path(RUNG_ARTICLES) / name);
    size_t number = 0;
    for (const auto& piece : api::ScriptReader::split(script)) {
      const std::string_view text =
          std::string_view(script).substr(piece.begin, piece.end - piece.begin);
      writer.statement(std::string(name) + " " + std::to_string(++number));
      try {
        std::vector<std::optional<std::string>> params;
        for (const std::string& sql : article_params(name, number)) {
          params.push_back(session->query_value(sql));
        }
        CaseWriter ignored;
        WriterSink sink(result_varies(text) ? ignored : writer);
        session->execute(text, sink, params);
        if (result_varies(text)) writer.tag("(answered)");
      } catch (const SqlError& caught) {
        const Error& e = caught.error();
        writer.error({severity_name(e.severity), e.state.code(), e.message, e.detail, e.hint, {}});
      }
    }
  }
  return mask(writer.text());
}

TEST(Articles, EveryStatementWorksAsOnPostgres) {
  std::string produced;
  for (const auto& run : kArticleRuns) {
    const fs::path folder = own_folder("articles");
    produced += run_articles(run, folder / "case.rung");
    fs::remove_all(folder);
  }
  EXPECT_EQ(produced, read_file(fs::path(RUNG_SQL_CASES) / "articles.expected"));
}
#endif

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(RUNG_SQL_CASES))) {
    if (entry.path().extension() == ".sql") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class SqlCase : public testing::TestWithParam<std::string> {};

TEST_P(SqlCase, ProducesWhatPostgresDoes) {
  const fs::path base = fs::path(RUNG_SQL_CASES) / GetParam();
  const std::string script = read_file(base.string() + ".sql");
  const std::string expected = read_file(base.string() + ".out");
  ASSERT_FALSE(expected.empty()) << "no expectation: run ./dev record " << GetParam();
  const fs::path folder = own_folder(GetParam());
  const std::string produced = run_case(script, folder / "case.rung");
  fs::remove_all(folder);
  if (std::getenv("RUNG_SQL_SHOW") != nullptr) std::puts(produced.c_str());
  if (produced == expected) return;
  // Point at the first statement that differs: whole files are too much to read.
  std::istringstream got(produced), want(expected);
  std::string got_line, want_line, context;
  size_t line = 0;
  for (;;) {
    const bool more_got = static_cast<bool>(std::getline(got, got_line));
    const bool more_want = static_cast<bool>(std::getline(want, want_line));
    ++line;
    if (!more_got && !more_want) break;
    if (more_got != more_want || got_line != want_line) {
      FAIL() << GetParam() << ".out:" << line << "\n"
             << context << "expected: " << (more_want ? want_line : "<end>")
             << "\nproduced: " << (more_got ? got_line : "<end>");
    }
    if (want_line.empty()) {
      context.clear();
    } else {
      context += want_line + "\n";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, SqlCase, testing::ValuesIn(case_names()),
                         [](const auto& param_info) { return param_info.param; });

}  // namespace
}  // namespace rung::test
