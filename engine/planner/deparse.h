// Bound trees back to SQL, in PostgreSQL's own wording (what pg_get_expr, pg_get_constraintdef,
// pg_get_indexdef, pg_get_viewdef, pg_get_triggerdef and pg_get_functiondef print). Names are
// qualified as PostgreSQL does: only when not visible through the search path.
#pragma once

#include <string>

#include "planner/binder.h"

namespace rung::planner {

struct DeparseContext {
  catalog::Catalog* catalog = nullptr;
  const catalog::SearchPath* path = nullptr;
  TypeEnv env{};
  bool pretty = false;  // fewer parentheses, line breaks
};

// Over the columns of `relation` as Var(1, attno).
std::string deparse_expression(DeparseContext& context, const Expr& expr,
                               const catalog::Relation* relation = nullptr);
std::string deparse_query(DeparseContext& context, const Query& query);  // with pg_get_viewdef's layout

std::string constraint_definition(DeparseContext&, const catalog::Relation&, const catalog::Constraint&);
std::string index_definition(DeparseContext&, const catalog::Relation& index);
// Key `column` (from 1) alone, as pg_get_indexdef(oid, n, …).
std::string index_column_definition(DeparseContext&, const catalog::Relation& index, int column);
std::string trigger_definition(DeparseContext&, const catalog::Relation&, const catalog::Trigger&);
std::string function_definition(DeparseContext&, const catalog::Function&);
std::string function_arguments(DeparseContext&, const catalog::Function&, bool with_defaults);
std::string function_identity_arguments(DeparseContext&, const catalog::Function&);
std::string function_result(DeparseContext&, const catalog::Function&);
// "RETURN …" or "BEGIN ATOMIC … END" of a function with an SQL-standard body.
std::string function_body(DeparseContext&, const catalog::Function&);
std::string view_definition(DeparseContext&, const catalog::Relation& view);
std::string statistics_definition(DeparseContext&, const catalog::Other& statistics);
// "RANGE (a, lower(b))".
std::string partition_key_definition(DeparseContext&, const catalog::Relation& table);
// What the bounds of a partition and of those it is in mean as one condition; empty: nothing.
std::string partition_constraint_definition(DeparseContext&, const catalog::Relation& partition);
// Why a view cannot be written through, as a DETAIL says it; nullptr when it can.
const char* view_obstacle(const Query& view);
// schema.name, quoted, qualified only when not visible.
std::string relation_name(DeparseContext&, Oid relation);
std::string type_name(DeparseContext&, Oid type, int32_t typmod);
std::string collation_name(DeparseContext&, Oid collation);

}  // namespace rung::planner
