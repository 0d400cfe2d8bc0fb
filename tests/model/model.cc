#include "tests/model/model.h"

#include <algorithm>
#include <set>

namespace rung::model {

size_t Table::find(const std::string& column) const {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == column) return i;
  }
  return columns.size();
}

std::string quoted(const Value& value, bool is_int) {
  if (!value) return "NULL";
  return is_int ? *value : "'" + *value + "'";
}

bool Where::matches(const Table& table, const std::vector<Value>& row) const {
  if (kind == Kind::kAll) return true;
  const size_t i = table.find(column);
  const Value& cell = row[i];
  if (kind == Kind::kIsNull) return !cell;
  if (!cell) return false;
  if (kind == Kind::kEqual) return *cell == value;
  return table.columns[i].is_int ? std::stol(*cell) < std::stol(value) : *cell < value;
}

std::string Where::sql(const Table& table) const {
  if (kind == Kind::kAll) return "";
  const bool is_int = table.columns[table.find(column)].is_int;
  switch (kind) {
    case Kind::kIsNull: return " WHERE " + column + " IS NULL";
    case Kind::kEqual: return " WHERE " + column + " = " + quoted(value, is_int);
    default: return " WHERE " + column + " < " + quoted(value, is_int);
  }
}

Table* Model::find(const std::string& name) {
  for (Table& table : tables) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

bool Model::has_children(const std::string& table) const {
  return std::any_of(tables.begin(), tables.end(),
                     [&](const Table& other) { return other.parent == table; });
}

// NOT NULL before CHECK before unique keys; `self` is the row's own place, to be passed over.
std::string Model::check_row(const Table& table, const std::vector<Value>& row, size_t self) {
  for (size_t i = 0; i < row.size(); ++i) {
    if ((table.columns[i].not_null || i == 0) && !row[i]) return "23502";
  }
  for (size_t i = 0; i < row.size(); ++i) {
    const std::optional<long> below = table.columns[i].below;
    if (below && row[i] && std::stol(*row[i]) >= *below) return "23514";
  }
  for (size_t i = 0; i < row.size(); ++i) {
    if ((i != 0 && !table.columns[i].unique) || !row[i]) continue;
    for (size_t r = 0; r < table.rows.size(); ++r) {
      if (r != self && table.rows[r][i] == row[i]) return "23505";
    }
  }
  return "";
}

std::string Model::check_parents() const {
  for (const Table& table : tables) {
    if (table.parent.empty()) continue;
    std::set<Value> keys;
    for (const Table& other : tables) {
      if (other.name != table.parent) continue;
      for (const auto& row : other.rows) keys.insert(row[0]);
    }
    for (const auto& row : table.rows) {
      if (row[1] && !keys.contains(row[1])) return "23503";
    }
  }
  return "";
}

std::string Model::insert(const std::string& name, const std::vector<std::vector<Value>>& rows) {
  const std::vector<Table> before = tables;
  Table& table = *find(name);
  std::string error;
  for (const auto& row : rows) {
    error = check_row(table, row, table.rows.size());
    if (!error.empty()) break;
    table.rows.push_back(row);
  }
  if (error.empty()) error = check_parents();
  if (!error.empty()) tables = before;
  return error;
}

std::string Model::update(const std::string& name, const std::string& column, const Value& value,
                          const Where& where) {
  const std::vector<Table> before = tables;
  Table& table = *find(name);
  const size_t i = table.find(column);
  std::vector<size_t> chosen;
  for (size_t r = 0; r < table.rows.size(); ++r) {
    if (where.matches(table, table.rows[r])) chosen.push_back(r);
  }
  std::string error;
  for (const size_t r : chosen) {
    std::vector<Value> row = table.rows[r];
    row[i] = value;
    error = check_row(table, row, r);
    if (!error.empty()) break;
    table.rows[r] = row;
  }
  if (error.empty()) error = check_parents();
  if (!error.empty()) tables = before;
  return error;
}

std::string Model::remove_rows(const std::string& name,
                               const std::vector<std::vector<Value>>& gone) {
  for (Table& child : tables) {
    if (child.parent != name) continue;
    const auto refers = [&](const std::vector<Value>& row) {
      return row[1] && std::any_of(gone.begin(), gone.end(),
                                   [&](const std::vector<Value>& g) { return g[0] == row[1]; });
    };
    if (child.on_delete == OnDelete::kSetNull) {
      for (auto& row : child.rows) {
        if (!refers(row)) continue;
        if (child.columns[1].not_null) return "23502";
        row[1] = std::nullopt;
      }
    } else if (child.on_delete == OnDelete::kCascade) {
      std::vector<std::vector<Value>> gone_too;
      std::copy_if(child.rows.begin(), child.rows.end(), std::back_inserter(gone_too), refers);
      std::erase_if(child.rows, refers);
      if (gone_too.empty()) continue;
      const std::string error = remove_rows(child.name, gone_too);
      if (!error.empty()) return error;
    }
  }
  return "";
}

std::string Model::remove(const std::string& name, const Where& where) {
  const std::vector<Table> before = tables;
  Table& table = *find(name);
  std::vector<std::vector<Value>> gone;
  std::erase_if(table.rows, [&](const std::vector<Value>& row) {
    if (!where.matches(table, row)) return false;
    gone.push_back(row);
    return true;
  });
  std::string error = remove_rows(name, gone);
  if (error.empty()) error = check_parents();
  if (!error.empty()) tables = before;
  return error;
}

std::string Model::truncate(const std::string& name) {
  if (has_children(name)) return "0A000";
  find(name)->rows.clear();
  return "";
}

std::string Model::drop(const std::string& name) {
  if (has_children(name)) return "2BP01";
  std::erase_if(tables, [&](const Table& table) { return table.name == name; });
  return "";
}

std::string Model::add_unique(const std::string& name, const std::string& column) {
  Table& table = *find(name);
  const size_t i = table.find(column);
  std::set<std::string> seen;
  for (const auto& row : table.rows) {
    if (row[i] && !seen.insert(*row[i]).second) return "23505";
  }
  table.columns[i].unique = true;
  return "";
}

}  // namespace rung::model
