#include <cstdio>

#include "api/database.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/workspace.h"
#include "migrate/url.h"
#include "migrate/user_error.h"

namespace rung::cli {
namespace {

std::string file_to_check(const Options& options) {
  if (options.args.size() > 1) throw migrate::UserError("check takes one file");
  if (options.args.size() == 1) return options.args[0];
  const migrate::DatabaseUrl url = migrate::parse_url(database_url(options), options.driver);
  if (url.kind != migrate::DatabaseUrl::Kind::kEmbedded) {
    throw migrate::UserError("only a database file can be checked");
  }
  return url.path;
}

void print_json(const std::string& path, const api::CheckReport& report, const std::string& digest) {
  std::string text = "{\"file\": " + json_text(path) + ", \"ok\": " +
                     (report.findings_total == 0 ? "true" : "false");
  const auto count = [&](const char* name, uint64_t value) {
    text += std::string(", \"") + name + "\": " + std::to_string(value);
  };
  count("pages", report.pages);
  count("trees", report.trees);
  count("objects", report.objects);
  count("tables", report.tables);
  count("rows", report.rows);
  count("index_entries", report.index_entries);
  count("constraints", report.constraints);
  count("findings_total", report.findings_total);
  if (!digest.empty()) text += ", \"digest\": " + json_text(digest);
  text += ", \"findings\": [";
  for (size_t i = 0; i < report.findings.size(); ++i) {
    text += std::string(i == 0 ? "" : ", ") + "{\"object\": " + json_text(report.findings[i].object) +
            ", \"message\": " + json_text(report.findings[i].message) + "}";
  }
  std::printf("%s]}\n", text.c_str());
}

void print_text(const std::string& path, const api::CheckReport& report, const std::string& digest) {
  for (const api::Finding& finding : report.findings) {
    std::printf("%s: %s\n", finding.object.c_str(), finding.message.c_str());
  }
  if (report.findings_total > report.findings.size()) {
    std::printf("and %llu more\n", static_cast<unsigned long long>(report.findings_total -
                                                                   report.findings.size()));
  }
  if (report.findings_total == 0) {
    std::printf("%s is intact: %llu pages, %llu tables, %llu rows, %llu index entries\n",
                path.c_str(), static_cast<unsigned long long>(report.pages),
                static_cast<unsigned long long>(report.tables),
                static_cast<unsigned long long>(report.rows),
                static_cast<unsigned long long>(report.index_entries));
  }
  if (!digest.empty()) std::printf("digest %s\n", digest.c_str());
}

}  // namespace

int run_check(const Options& options) {
  const std::string path = file_to_check(options);
  api::OpenOptions open;
  open.create = false;
  open.read_only = true;
  open.lock_wait_ms = static_cast<uint64_t>(options.lock_wait_ns / 1'000'000);
  open.cache_bytes = options.cache_bytes;
  api::CheckReport report;
  std::string digest;
  try {
    const std::unique_ptr<api::Database> database = api::Database::open(path, open);
    report = database->check();
    if (options.digest && report.findings_total == 0) digest = database->digest();
  } catch (const SqlError& error) {
    // Damage that keeps the file from being opened is a finding too.
    if (error.error().state != sqlstate::data_corrupted) throw;
    report.findings.push_back({"file", error.error().message});
    ++report.findings_total;
  }
  if (options.json) {
    print_json(path, report, digest);
  } else {
    print_text(path, report, digest);
  }
  return report.findings_total == 0 ? kExitOk : kExitPending;
}

}  // namespace rung::cli
