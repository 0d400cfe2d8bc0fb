// Arrays: constructors, subscripts, element-wise coercion, x op ANY/ALL (array).
#include "expr/eval_compiler.h"

namespace rung {

NodePtr compile_array(Compiler&, const Expr&) { throw_unsupported("ARRAY constructor"); }
NodePtr compile_array_coerce(Compiler&, const Expr&) { throw_unsupported("Array coercion"); }
NodePtr compile_scalar_array(Compiler&, const Expr&) { throw_unsupported("ANY (array)"); }
NodePtr compile_subscript(Compiler&, const Expr&) { throw_unsupported("Array subscript"); }

}  // namespace rung
