// Assignment to a part of a value, outside of UPDATE: PL/pgSQL's a[1:2] := … and j['key'] := ….
#pragma once

#include <span>

#include "parser/ast_expr.h"
#include "planner/binder.h"

namespace rung::planner {

// `base` with the elements that the path names replaced by `value`. The path may hold constants only.
Expr* assign_to_part(BindContext& context, Expr* base, TypeRef type,
                     std::span<const parser::IndirectionElem> path, Expr* value);

}  // namespace rung::planner
