// History: dbmate's table of applied versions, and nothing more: `version varchar primary key`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "migrate/target.h"

namespace rung::migrate {

class History {
 public:
  // `table`: as the flag gives it, `name` or `schema.name`. Without a schema: the first one of
  // `search_path`, else the database's current schema, else public.
  History(Target& target, std::string_view table, std::string_view search_path);

  // Makes the table, and its schema, when missing. Returns the schema it had to make, or "".
  std::string ensure_table();
  // In ascending order; none when there is no table.
  std::vector<std::string> applied();
  void insert(const std::string& version);
  void remove(const std::string& version);
  // Quoted where it has to be: public.schema_migrations.
  const std::string& table();

 private:
  static bool is_missing(const SqlError& error);
  std::string quoted(const std::string& name);

  Target& target_;
  std::string schema_name_;
  std::string table_name_;
  std::string schema_;  // quoted; "" until table() was asked
  std::string table_;
};

}  // namespace rung::migrate
