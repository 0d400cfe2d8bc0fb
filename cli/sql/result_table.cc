#include "cli/sql/result_table.h"

#include "cli/json_text.h"

namespace rung::cli {
namespace {

using Row = std::vector<std::optional<std::string>>;

constexpr uint32_t kBoolType = 16;
constexpr uint32_t kJsonType = 114;
constexpr uint32_t kJsonbType = 3802;

void append_csv(std::string& out, const std::string& value) {
  if (value.find_first_of(",\"\r\n") == std::string::npos && value != "\\.") {
    out += value;
    return;
  }
  out += '"';
  for (char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string format_csv(const ResultTable& table, bool header) {
  std::string out;
  const size_t count = table.columns.size();
  if (header) {
    for (size_t i = 0; i < count; ++i) {
      if (i > 0) out += ',';
      append_csv(out, table.columns[i].name);
    }
    out += '\n';
  }
  for (const Row& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      if (row[i]) append_csv(out, *row[i]);
    }
    out += '\n';
  }
  return out;
}

std::string format_tsv(const ResultTable& table, bool header) {
  std::string out;
  if (header) {
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) out += '\t';
      out += table.columns[i].name;
    }
    out += '\n';
  }
  for (const Row& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += '\t';
      if (row[i]) out += *row[i];
    }
    out += '\n';
  }
  return out;
}

// NaN and the infinities are numbers to SQL and not to JSON.
bool is_json_number(const std::string& value) {
  return !value.empty() && value.find_first_not_of("0123456789+-.eE") == std::string::npos;
}

void append_json_value(std::string& out, const api::ResultColumn& column,
                       const std::optional<std::string>& value) {
  if (!value) {
    out += "null";
  } else if (column.type == kBoolType) {
    out += *value == "t" ? "true" : "false";
  } else if (column.type == kJsonType || column.type == kJsonbType ||
             (column.is_numeric && is_json_number(*value))) {
    out += *value;
  } else {
    append_json_string(out, *value);
  }
}

std::string format_json(const ResultTable& table) {
  std::string out = "[";
  for (size_t r = 0; r < table.rows.size(); ++r) {
    out += r == 0 ? "{" : ",\n {";
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) out += ", ";
      append_json_string(out, table.columns[i].name);
      out += ": ";
      append_json_value(out, table.columns[i], table.rows[r][i]);
    }
    out += '}';
  }
  return out + "]\n";
}

}  // namespace

std::optional<Format> format_named(const std::string& name) {
  if (name == "table") return Format::kTable;
  if (name == "csv") return Format::kCsv;
  if (name == "tsv") return Format::kTsv;
  if (name == "json") return Format::kJson;
  return std::nullopt;
}

std::string format_result(const ResultTable& table, const FormatOptions& options) {
  switch (options.format) {
    case Format::kTable:
      return format_aligned(table, options.header);
    case Format::kExpanded:
      return format_expanded(table, options.header);
    case Format::kCsv:
      return format_csv(table, options.header);
    case Format::kTsv:
      return format_tsv(table, options.header);
    case Format::kJson:
      return format_json(table);
  }
  return "";
}

}  // namespace rung::cli
