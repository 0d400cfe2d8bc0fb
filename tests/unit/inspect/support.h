// A database in memory, SQL on it, and its pages and trees to meddle with.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "inspect/digest.h"
#include "os/mem_vfs.h"
#include "session/database.h"
#include "session/inspection.h"
#include "session/session.h"

namespace rung::inspect {

// Keeps rows as text, columns parted by '|'.
class Rows final : public session::Output {
 public:
  void begin_rows(std::span<const Column> columns) override {
    types_.clear();
    for (const Column& column : columns) types_.push_back(column.type);
  }
  void row(TypeEnv& env, std::span<const Datum> values) override {
    std::string text;
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) text += '|';
      const TypeInfo& type = env.type(types_[i]);
      if (!values[i].null) type.ops->output(env, type, values[i], &text);
    }
    rows.push_back(text);
  }
  void complete(std::string_view, bool) override {}
  void notice(const Error&) override {}
  bool copy_in(std::string*) override { return false; }
  void copy_out(std::string_view) override {}
  std::vector<std::string> rows;

 private:
  std::vector<Oid> types_;
};

inline std::vector<std::string> run(session::Database& database, const std::string& sql) {
  Rows rows;
  database.connect()->execute(sql, rows);
  return rows.rows;
}

// The tree of a relation of the public schema, and whatever else of it is wanted.
inline catalog::Relation relation(session::Database& database, const std::string& name) {
  catalog::Catalog catalog(database.catalog_cache(), database.store().read_view());
  const catalog::Relation* found = catalog.find_relation(kPublicSchema, name);
  EXPECT_NE(found, nullptr) << name;
  return found == nullptr ? catalog::Relation() : *found;
}

// "object: message" of every finding.
inline std::vector<std::string> texts(const Report& report) {
  std::vector<std::string> found;
  for (const Finding& finding : report.findings) found.push_back(finding.object + ": " + finding.message);
  return found;
}
inline std::vector<std::string> findings(session::Database& database) {
  return texts(session::check_database(database));
}

}  // namespace rung::inspect
