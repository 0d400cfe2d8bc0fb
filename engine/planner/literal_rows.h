// The literals of a long VALUES list as values of the columns they go to, without an expression for
// each: what binding and folding them one by one would give. Private to this module.
#pragma once

#include <span>
#include <vector>

#include "parser/ast_expr.h"
#include "types/type.h"

namespace rung::planner {

struct LiteralColumn {
  const TypeInfo* type;
  int32_t typmod;
};

// Row after row, in `arena`. Null when any literal needs the ordinary way: a type or a length that
// wants a conversion, or an error to be reported with its position.
const std::vector<Datum>* read_literals(TypeEnv& env, Arena& arena,
                                        std::span<const parser::Literal> literals,
                                        std::span<const LiteralColumn> columns);

}  // namespace rung::planner
