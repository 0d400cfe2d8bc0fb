// Rows: constructors, field access and conversion.
#include "expr/eval_compiler.h"

namespace rung {

NodePtr compile_row(Compiler&, const Expr&) { throw_unsupported("ROW constructor"); }
NodePtr compile_field_select(Compiler&, const Expr&) { throw_unsupported("Field selection"); }
NodePtr compile_field_store(Compiler&, const Expr&) { throw_unsupported("Field assignment"); }
NodePtr compile_convert_row(Compiler&, const Expr&) { throw_unsupported("Row conversion"); }
int record_nullness(EvalState&, const Datum&) { throw_unsupported("Row null test"); }

}  // namespace rung
