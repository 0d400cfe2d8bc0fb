// Writes the expectations of case files as a PostgreSQL 15 server gives them:
//   sql_record CONNINFO FILE.sql...            makes FILE.out beside each
//   sql_record CONNINFO --articles DIR OUT     the articles' results
// Every file gets a database of its own. Used by `./dev record`; the tests need no server.
#include <libpq-fe.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include "api/database.h"
#include "tests/sql/articles.h"
#include "tests/sql/case_format.h"

namespace rung::test {
namespace {

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

ErrorFields error_fields(const PGresult* result) {
  return {field(result, PG_DIAG_SEVERITY_NONLOCALIZED), field(result, PG_DIAG_SQLSTATE),
          field(result, PG_DIAG_MESSAGE_PRIMARY),       field(result, PG_DIAG_MESSAGE_DETAIL),
          field(result, PG_DIAG_MESSAGE_HINT),          field(result, PG_DIAG_STATEMENT_POSITION)};
}

void on_notice(void* writer, const PGresult* result) {
  ErrorFields fields = error_fields(result);
  fields.position.clear();
  static_cast<CaseWriter*>(writer)->error(fields);
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Connection connect(const std::string& conninfo, const std::string& database) {
  Connection connection(PQconnectdb((conninfo + " dbname=" + database).c_str()), &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    std::fprintf(stderr, "%s", PQerrorMessage(connection.get()));
    std::exit(1);
  }
  return connection;
}

// A fresh database called "case", gone at the end.
class CaseDatabase {
 public:
  explicit CaseDatabase(const std::string& conninfo)
      : admin_(connect(conninfo, "postgres")), connection_(nullptr, &PQfinish) {
    PQclear(PQexec(admin_.get(), "DROP DATABASE IF EXISTS \"case\""));
    PQclear(PQexec(admin_.get(), "CREATE DATABASE \"case\" TEMPLATE template0"));
    connection_ = connect(conninfo, "case");
    PQclear(PQexec(connection_.get(), "SET TimeZone = 'UTC'"));
  }
  ~CaseDatabase() {
    connection_.reset();
    PQclear(PQexec(admin_.get(), "DROP DATABASE \"case\""));
  }
  PGconn* get() { return connection_.get(); }

 private:
  Connection admin_, connection_;
};

void write_answer(CaseWriter& writer, const PGresult* result, bool with_position) {
  switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK: {
      const int columns = PQnfields(result);
      std::vector<std::string> names;
      for (int c = 0; c < columns; ++c) names.emplace_back(PQfname(result, c));
      writer.row(names);
      for (int r = 0; r < PQntuples(result); ++r) {
        std::vector<std::string> values;
        for (int c = 0; c < columns; ++c) {
          std::optional<std::string_view> value;
          if (PQgetisnull(result, r, c) == 0) value = PQgetvalue(result, r, c);
          values.push_back(show_value(value));
        }
        writer.row(values);
      }
      writer.tag(PQcmdStatus(const_cast<PGresult*>(result)));
      break;
    }
    case PGRES_COMMAND_OK: writer.tag(PQcmdStatus(const_cast<PGresult*>(result))); break;
    default: {
      ErrorFields fields = error_fields(result);
      if (!with_position) fields.position.clear();
      writer.error(fields);
    }
  }
}

void record(const std::string& conninfo, const std::string& file) {
  const std::string script = read_file(file);
  CaseWriter writer;
  CaseDatabase database(conninfo);
  PQsetNoticeReceiver(database.get(), &on_notice, &writer);
  for (const auto& piece : api::ScriptReader::split(script)) {
    const std::string text = script.substr(piece.begin, piece.end - piece.begin);
    writer.statement(text);
    const Answer result(PQexec(database.get(), text.c_str()), &PQclear);
    write_answer(writer, result.get(), true);
    writer.blank();
  }
  std::ofstream(file.substr(0, file.size() - 4) + ".out", std::ios::binary) << writer.text();
}

void record_articles(const std::string& conninfo, const std::string& folder,
                     const std::string& out) {
  std::string text;
  for (const auto& run : kArticleRuns) {
    CaseWriter writer;
    CaseDatabase database(conninfo);
    PQsetNoticeReceiver(database.get(), &on_notice, &writer);
    for (const char* name : run) {
      if (name == nullptr) continue;
      const std::string script = read_file(folder + "/" + name);
      size_t number = 0;
      for (const auto& piece : api::ScriptReader::split(script)) {
        const std::string sql = script.substr(piece.begin, piece.end - piece.begin);
        writer.statement(std::string(name) + " " + std::to_string(++number));
        std::vector<std::string> values;
        for (const std::string& question : article_params(name, number)) {
          const Answer answer(PQexec(database.get(), question.c_str()), &PQclear);
          values.emplace_back(PQgetvalue(answer.get(), 0, 0));
        }
        std::vector<const char*> params;
        for (const std::string& value : values) params.push_back(value.c_str());
        const Answer result(
            PQexecParams(database.get(), sql.c_str(), static_cast<int>(params.size()), nullptr,
                         params.data(), nullptr, nullptr, 0),
            &PQclear);
        if (result_varies(sql)) {
          writer.tag("(answered)");
        } else {
          write_answer(writer, result.get(), false);
        }
      }
    }
    text += mask(writer.text());
  }
  std::ofstream(out, std::ios::binary) << text;
}

}  // namespace
}  // namespace rung::test

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: sql_record CONNINFO FILE.sql... | --articles DIR OUT\n");
    return 2;
  }
  if (argc == 5 && std::string_view(argv[2]) == "--articles") {
    rung::test::record_articles(argv[1], argv[3], argv[4]);
    return 0;
  }
  for (int i = 2; i < argc; ++i) rung::test::record(argv[1], argv[i]);
  return 0;
}
