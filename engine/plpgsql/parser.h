// PL/pgSQL text in, syntax tree out. Names are looked up only among the function's own variables.
// Errors are SqlErrors with PostgreSQL's words; positions are byte offsets into the body.
#pragma once

#include <string_view>

#include "plpgsql/ast.h"

namespace rung::plpgsql {

// `scope` and `variables` hold what exists before the body: arguments, FOUND, NEW and OLD, TG_*.
// The text must live as long as the Arena.
Body* parse_body(std::string_view source, Arena& arena, const Signature& signature,
                 const Scope* scope, std::vector<Variable*> variables);

// The variable a name means here, or -1; steps outward through the scopes.
int find_variable(const Scope* scope, std::string_view name);
// The variable `name` of the block or loop labelled `label`, or -1.
int find_labelled(const Scope* scope, std::string_view label, std::string_view name);

// SQLSTATE of a condition name of PL/pgSQL; the empty state when there is none.
SqlState condition_state(std::string_view name);

}  // namespace rung::plpgsql
