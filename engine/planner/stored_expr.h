// Bound trees as bytes, for the catalog (catalog::Blob), and back. One generic walk over the fields
// of Expr and Query; a format byte in front; unknown formats are XX001.
#pragma once

#include <string>
#include <string_view>

#include "expr/query.h"

namespace rung::planner {

std::string store_expression(const Expr& expr);
Expr* load_expression(Arena& arena, std::string_view blob);
// One that is computed for rows of the table `relation`, which is what its tableoid says.
Expr* load_row_expression(Arena& arena, std::string_view blob, Oid relation);
std::string store_query(const Query& query);
Query* load_query(Arena& arena, std::string_view blob);
// Structural equality, positions aside.
bool equal_expressions(const Expr& a, const Expr& b);

}  // namespace rung::planner
