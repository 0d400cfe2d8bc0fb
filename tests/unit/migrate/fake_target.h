// A database that is none: it logs the statements it is given, keeps the history table in memory
// with transactions, and fails where told to. What the runner does is then visible as text.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "migrate/reporter.h"
#include "migrate/source.h"
#include "migrate/target.h"
#include "migrate/user_error.h"

namespace rung::migrate {

class FakeTarget final : public Target {
 public:
  std::vector<std::string> log;
  std::set<std::string> versions;
  std::map<std::string, Error> failures;  // by statement text
  std::string copied;
  bool present = true;
  bool deferred = false;
  std::vector<std::string>* lines = nullptr;  // the reporter's, to order syncs against lines

  const std::string& name() const override { return name_; }
  bool exists() override { return present; }
  void create() override { present = true; }
  void drop() override { present = false; }
  void ping() override {}
  using Target::execute;
  void execute(std::string_view text, api::ResultSink& sink, Params params) override {
    const std::string sql(text);
    log.push_back(params.empty() ? sql : sql + " <- " + *params[0]);
    if (const auto failure = failures.find(sql); failure != failures.end()) {
      if (status_ == api::TransactionStatus::kInBlock) status_ = api::TransactionStatus::kFailed;
      throw SqlError(failure->second);
    }
    if (sql == "begin") {
      status_ = api::TransactionStatus::kInBlock;
      saved_ = versions;
    } else if (sql == "commit" || sql == "COMMIT") {
      status_ = api::TransactionStatus::kIdle;
    } else if (sql == "rollback") {
      status_ = api::TransactionStatus::kIdle;
      versions = saved_;
    } else if (sql == "BEGIN") {
      status_ = api::TransactionStatus::kInBlock;
      saved_ = versions;
    } else if (sql.starts_with("insert into public.schema_migrations")) {
      versions.insert(*params[0]);
    } else if (sql.starts_with("delete from public.schema_migrations")) {
      versions.erase(*params[0]);
    } else if (sql.starts_with("select version")) {
      for (const std::string& version : versions) {
        const std::optional<std::string_view> row[] = {version};
        sink.row(row);
      }
    } else if (sql.starts_with("COPY")) {
      std::string data;
      while (sink.copy_in(&data)) copied += data;
    }
    sink.complete(sql.starts_with("INSERT") ? "INSERT 0 7" : "DONE", false);
  }
  std::optional<std::string> query_value(std::string_view, Params) override { return "public"; }
  api::TransactionStatus transaction_status() override { return status_; }
  void defer_durability() override { deferred = true; }
  void make_durable() override {
    if (lines != nullptr) lines->push_back("(sync)");
  }
  std::string dump_schema() override { return "SET x = 1;\n"; }
  void cancel() noexcept override {}
  void close() override {}

  // What was executed, without the runner's own look at the history table.
  std::vector<std::string> statements() const {
    std::vector<std::string> found;
    for (const std::string& sql : log) {
      if (!sql.starts_with("create table if not exists") && !sql.starts_with("select version")) {
        found.push_back(sql);
      }
    }
    return found;
  }

 private:
  std::string name_ = "fake.rung";
  api::TransactionStatus status_ = api::TransactionStatus::kIdle;
  std::set<std::string> saved_;
};

class FakeReporter final : public Reporter {
 public:
  std::vector<std::string> lines;
  std::vector<std::string> warnings;
  void progress(std::string_view line) override { lines.push_back(without_duration(line)); }
  void progress_part(std::string_view text) override { lines.emplace_back(text); }
  void warning(std::string_view line) override { warnings.emplace_back(line); }
  void notice(const Error& notice) override { warnings.push_back(notice.message); }

 private:
  static std::string without_duration(std::string_view line) {
    const size_t in = line.rfind(" in ");
    return std::string(line.substr(0, in));
  }
};

}  // namespace rung::migrate
