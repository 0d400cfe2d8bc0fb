// Model: what a database of simple tables must hold, kept in plain vectors and checked row by row.
// The reference of the model test; it shares nothing with the engine.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rung::model {

using Value = std::optional<std::string>;  // as text; nothing: NULL

struct Column {
  std::string name;
  bool is_int = true;
  bool not_null = false;
  bool unique = false;             // by an index of its own
  bool indexed = false;            // so its values must be short
  std::optional<long> below;       // CHECK (name < below)
  Value default_value;
};

enum class OnDelete { kNoAction, kCascade, kSetNull };

struct Table {
  std::string name;
  std::vector<Column> columns;  // the first is "id", an integer primary key
  // A foreign key from column 1 to another table's id.
  std::string parent;
  OnDelete on_delete = OnDelete::kNoAction;
  std::vector<std::vector<Value>> rows;  // in insertion order

  size_t find(const std::string& column) const;
};

// Which rows a statement is about.
struct Where {
  enum class Kind { kAll, kEqual, kBelow, kIsNull } kind = Kind::kAll;
  std::string column;
  std::string value;
  bool matches(const Table& table, const std::vector<Value>& row) const;
  std::string sql(const Table& table) const;
};

// Every change gives the SQLSTATE it must fail with, "" for success; a failure changes nothing.
class Model {
 public:
  std::vector<Table> tables;

  Table* find(const std::string& name);
  std::string insert(const std::string& table, const std::vector<std::vector<Value>>& rows);
  std::string update(const std::string& table, const std::string& column, const Value& value,
                     const Where& where);
  std::string remove(const std::string& table, const Where& where);
  std::string truncate(const std::string& table);
  std::string drop(const std::string& table);
  std::string add_unique(const std::string& table, const std::string& column);

 private:
  bool has_children(const std::string& table) const;
  std::string remove_rows(const std::string& table, const std::vector<std::vector<Value>>& gone);
  static std::string check_row(const Table& table, const std::vector<Value>& row, size_t self);
  std::string check_parents() const;
};

std::string quoted(const Value& value, bool is_int);

}  // namespace rung::model
