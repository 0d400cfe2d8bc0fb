// ResultTable: the rows of one statement, held until its columns can be laid out; and the formats
// they are printed in.
//
// `table` and `expanded` print what psql prints; csv is psql's; tsv is psql's unaligned output with
// tabs; json is an array of objects. NULL is empty, and null in json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/database.h"

namespace rung::cli {

struct ResultTable {
  std::string title;
  std::vector<api::ResultColumn> columns;
  std::vector<std::vector<std::optional<std::string>>> rows;
  std::vector<std::string> footers;
  bool row_count = true;  // end with "(n rows)"
};

enum class Format { kTable, kExpanded, kCsv, kTsv, kJson };

// nullopt for an unknown name.
std::optional<Format> format_named(const std::string& name);

struct FormatOptions {
  Format format = Format::kTable;
  bool header = true;  // also "(n rows)"
};

std::string format_result(const ResultTable& table, const FormatOptions& options);

// Of the aligned formats, in a file of their own.
std::string format_aligned(const ResultTable& table, bool header);
std::string format_expanded(const ResultTable& table, bool header);

}  // namespace rung::cli
