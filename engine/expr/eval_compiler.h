// Compiler: Expr to EvalNode, shared by the files eval_*.cc, each of which makes the nodes of its
// kinds. Private to this module.
#pragma once

#include <memory>
#include <vector>

#include "expr/eval.h"

namespace rung {

using NodePtr = std::unique_ptr<EvalNode>;

class Compiler {
 public:
  Compiler(Program& program, FunctionSource& functions, TypeSource& types)
      : program_(program), functions_(functions), types_(types) {}

  NodePtr compile(const Expr& expr);
  std::vector<NodePtr> compile_all(const std::vector<Expr*>& exprs);  // null entries stay null

  uint32_t new_scratch() { return program_.scratch_count_++; }
  // A call of `fn` with arguments of these types; `site` gives the result type.
  uint32_t new_site(const Expr& site, Oid result_type, std::vector<Oid> arg_types);
  CallTarget resolve(Oid fn);
  Oid operator_function(Oid op) { return functions_.operator_function(op); }
  TypeSource& types() { return types_; }
  void set_volatile() { program_.volatile_ = true; }

 private:
  Program& program_;
  FunctionSource& functions_;
  TypeSource& types_;
};

// A binary function over two values, as = of DISTINCT FROM, NULLIF, ScalarArrayOp and row compare.
struct PairFunction {
  Oid fn = kNoOid;
  CallTarget target;
  uint32_t site = 0;
  // NULL when the function is strict and an argument is.
  Datum call(EvalState& state, const Datum& a, const Datum& b) const;
};
PairFunction make_pair_function(Compiler& compiler, const Expr& site, Oid fn, Oid left, Oid right);

// eval_call.cc
NodePtr compile_call(Compiler& compiler, const Expr& expr);
NodePtr compile_sub_plan(Compiler& compiler, const Expr& expr);
// eval_logic.cc
NodePtr compile_and_or(Compiler& compiler, const Expr& expr);
NodePtr compile_not(Compiler& compiler, const Expr& expr);
NodePtr compile_null_test(Compiler& compiler, const Expr& expr);
NodePtr compile_boolean_test(Compiler& compiler, const Expr& expr);
NodePtr compile_case(Compiler& compiler, const Expr& expr);
NodePtr compile_coalesce(Compiler& compiler, const Expr& expr);
// eval_compare.cc
NodePtr compile_distinct(Compiler& compiler, const Expr& expr);
NodePtr compile_null_if(Compiler& compiler, const Expr& expr);
NodePtr compile_min_max(Compiler& compiler, const Expr& expr);
NodePtr compile_row_compare(Compiler& compiler, const Expr& expr);
// eval_cast.cc
NodePtr compile_coerce_via_io(Compiler& compiler, const Expr& expr);
NodePtr compile_coerce_to_domain(Compiler& compiler, const Expr& expr);
NodePtr compile_sql_value(Compiler& compiler, const Expr& expr);
NodePtr compile_nextval(Compiler& compiler, const Expr& expr);
// eval_array.cc
NodePtr compile_array(Compiler& compiler, const Expr& expr);
NodePtr compile_array_coerce(Compiler& compiler, const Expr& expr);
NodePtr compile_scalar_array(Compiler& compiler, const Expr& expr);
NodePtr compile_jsonb_subscript(Compiler& compiler, const Expr& expr);
NodePtr compile_subscript(Compiler& compiler, const Expr& expr);
// eval_record.cc
NodePtr compile_row(Compiler& compiler, const Expr& expr);
NodePtr compile_field_select(Compiler& compiler, const Expr& expr);
NodePtr compile_field_store(Compiler& compiler, const Expr& expr);
NodePtr compile_convert_row(Compiler& compiler, const Expr& expr);
// 1 all fields NULL, 0 none is, -1 mixed.
int record_nullness(EvalState& state, const Datum& record);

}  // namespace rung
