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
#include "session/text_rows.h"

namespace rung::inspect {

// The rows of a query, their columns joined by '|'.
inline std::vector<std::string> run(session::Database& database, const std::string& sql) {
  session::TextRows rows;
  database.connect()->execute(sql, rows);
  std::vector<std::string> lines;
  for (const auto& row : rows.rows) {
    std::string& line = lines.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) line += (i > 0 ? "|" : "") + row[i].value_or("");
  }
  return lines;
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
