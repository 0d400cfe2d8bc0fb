// Functions in language SQL: their statements are run one after another, the last one's rows are
// the result. Arguments are visible by name and as $n; columns win over them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plpgsql/interpreter.h"

namespace rung::plpgsql {

struct SqlFunction {
  Arena arena;
  uint64_t catalog_version = 0;
  const catalog::Function* function = nullptr;
  std::string name;
  std::vector<Oid> argument_types;
  std::vector<std::string> argument_names;
  planner::TypeRef result;
  bool result_is_row = false;
  std::string_view source;
  std::vector<parser::ParsedStatement> statements;
  Query* body = nullptr;  // instead of `statements`, of an SQL-standard body
  size_t count() const { return body != nullptr ? body->rtable.size() : statements.size(); }
  std::vector<std::shared_ptr<Plan>> plans;
};

std::unique_ptr<SqlFunction> compile_sql(ExecContext& context, const catalog::Function& function,
                                         std::span<const Oid> actual_types, Oid result_type);
// Rows of the last statement in context.arena, each of the function's result columns. `all` false:
// no more than one.
std::vector<std::vector<Datum>> run_sql_function(RunnerState& state, ExecContext& context,
                                                 SqlFunction& function, const Datum* args,
                                                 bool all);
// Binds every statement without running it, and compares the last one with the declared result.
void check_sql(ExecContext& context, const catalog::Function& function);
// A value converted as an assignment would, or through text.
Datum convert_value(ExecContext& context, const Datum& value, planner::TypeRef from,
                    planner::TypeRef target);

}  // namespace rung::plpgsql
