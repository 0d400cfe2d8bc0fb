#include "migrate/history.h"

#include <algorithm>

namespace rung::migrate {
namespace {

class VersionSink final : public api::ResultSink {
 public:
  void row(api::TextRow row) override {
    if (!row.empty() && row[0]) versions_.emplace_back(*row[0]);
  }
  std::vector<std::string> take() { return std::move(versions_); }

 private:
  std::vector<std::string> versions_;
};

std::string first_of_path(std::string_view path) {
  std::string_view first = path.substr(0, path.find(','));
  while (first.starts_with(' ')) first.remove_prefix(1);
  while (first.ends_with(' ')) first.remove_suffix(1);
  return std::string(first);
}

}  // namespace

History::History(Target& target, std::string_view table, std::string_view search_path)
    : target_(target), schema_name_(first_of_path(search_path)), table_name_(table) {
  const size_t dot = table.find('.');
  if (dot != std::string_view::npos) {
    schema_name_ = table.substr(0, dot);
    table_name_ = table.substr(dot + 1);
  }
}

std::string History::quoted(const std::string& name) {
  if (name == "public" || name == "schema_migrations") return name;
  const std::optional<std::string> value[] = {name};
  return target_.query_value("select quote_ident($1)", value).value_or(name);
}

const std::string& History::table() {
  if (table_.empty()) {
    if (schema_name_.empty()) {
      schema_name_ = target_.query_value("select current_schema()").value_or("public");
    }
    schema_ = quoted(schema_name_);
    table_ = schema_ + "." + quoted(table_name_);
  }
  return table_;
}

bool History::is_missing(const SqlError& error) {
  return error.error().state == sqlstate::undefined_table ||
         error.error().state == sqlstate::undefined_schema;
}

std::string History::ensure_table() {
  // Looking first keeps a run with nothing to do from writing anything.
  try {
    target_.execute("select version from " + table() + " limit 0");
    return "";
  } catch (const SqlError& error) {
    if (!is_missing(error)) throw;
  }
  const std::string sql =
      "create table if not exists " + table() + " (version varchar primary key)";
  try {
    target_.execute(sql);
    return "";
  } catch (const SqlError& error) {
    if (error.error().state != sqlstate::undefined_schema) throw;
  }
  target_.execute("create schema if not exists " + schema_);
  target_.execute(sql);
  return schema_name_;
}

std::vector<std::string> History::applied() {
  VersionSink sink;
  try {
    target_.execute("select version from " + table() + " order by version asc", sink);
  } catch (const SqlError& error) {
    if (!is_missing(error)) throw;
  }
  std::vector<std::string> versions = sink.take();
  std::sort(versions.begin(), versions.end());  // by bytes, whatever the collation
  return versions;
}

void History::insert(const std::string& version) {
  const std::optional<std::string> value[] = {version};
  api::ResultSink ignored;
  target_.execute("insert into " + table() + " (version) values ($1)", ignored, value);
}

void History::remove(const std::string& version) {
  const std::optional<std::string> value[] = {version};
  api::ResultSink ignored;
  target_.execute("delete from " + table() + " where version = $1", ignored, value);
}

}  // namespace rung::migrate
