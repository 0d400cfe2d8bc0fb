#include "expr/eval.h"

#include "expr/eval_compiler.h"
#include "expr/walk.h"

namespace rung {
namespace {

class ConstNode final : public EvalNode {
 public:
  explicit ConstNode(const Datum& value) : EvalNode(0), value_(value) {}
  Datum row(EvalState&) const override { return value_; }
  ColumnRef batch(EvalState&, const uint16_t*, size_t) const override { return {&value_, 0}; }

 private:
  Datum value_;
};

class SlotNode final : public EvalNode {
 public:
  explicit SlotNode(int32_t column) : EvalNode(0), column_(static_cast<size_t>(column)) {}
  Datum row(EvalState& state) const override { return state.columns[column_].at(state.row); }
  ColumnRef batch(EvalState& state, const uint16_t*, size_t) const override {
    return state.columns[column_];
  }

 private:
  size_t column_;
};

class VarNode final : public EvalNode {
 public:
  VarNode(uint32_t scratch, int32_t varno, int32_t attno)
      : EvalNode(scratch), row_(varno == 2 ? 1 : 0), column_(static_cast<size_t>(attno) - 1) {}
  Datum row(EvalState& state) const override { return state.rows[row_][column_]; }

 private:
  size_t row_, column_;
};

// A value that stays the same for a whole batch.
class HostNode final : public EvalNode {
 public:
  HostNode(uint32_t scratch, ExprKind kind, int32_t number)
      : EvalNode(scratch), kind_(kind), number_(number) {}
  Datum row(EvalState& state) const override {
    switch (kind_) {
      case ExprKind::kParam: return state.host->param(number_);
      case ExprKind::kExternal: return state.host->external(number_);
      default: return state.host->exec_param(number_);
    }
  }
  ColumnRef batch(EvalState& state, const uint16_t*, size_t) const override {
    Datum* out = state.scratch(scratch_, 1);
    out[0] = row(state);
    return {out, 0};
  }

 private:
  ExprKind kind_;
  int32_t number_;
};

class CaseValueNode final : public EvalNode {
 public:
  explicit CaseValueNode(uint32_t scratch) : EvalNode(scratch) {}
  Datum row(EvalState& state) const override {
    return state.case_column != nullptr ? state.case_column->at(state.row) : state.case_value;
  }
  ColumnRef batch(EvalState& state, const uint16_t* selection, size_t count) const override {
    if (state.case_column != nullptr) return *state.case_column;
    return EvalNode::batch(state, selection, count);
  }
};

class SubLinkColumnNode final : public EvalNode {
 public:
  SubLinkColumnNode(uint32_t scratch, int32_t attno)
      : EvalNode(scratch), column_(static_cast<size_t>(attno) - 1) {}
  Datum row(EvalState& state) const override { return state.sub_row[column_]; }

 private:
  size_t column_;
};

}  // namespace

ColumnRef EvalNode::batch(EvalState& state, const uint16_t* selection, size_t count) const {
  Datum* out = state.scratch(scratch_, selection_extent(selection, count));
  const size_t saved = state.row;
  for (size_t k = 0; k < count; ++k) {
    state.row = selection != nullptr ? selection[k] : k;
    out[state.row] = row(state);
  }
  state.row = saved;
  return {out, 1};
}

size_t EvalNode::filter(EvalState& state, const uint16_t* selection, size_t count,
                        uint16_t* kept) const {
  if (count == 0) return 0;
  const ColumnRef values = batch(state, selection, count);
  size_t n = 0;
  for (size_t k = 0; k < count; ++k) {
    const size_t row = selection != nullptr ? selection[k] : k;
    const Datum& value = values.at(row);
    kept[n] = static_cast<uint16_t>(row);
    n += static_cast<size_t>(!value.null && value.i != 0);
  }
  return n;
}

Program::~Program() = default;

EvalState::EvalState(const Program& program, const TypeEnv& type_env, EvalHost* eval_host)
    : env(type_env), host(eval_host) {
  scratch_.resize(program.scratch_count_);
  calls_.resize(program.sites_.size());
  call_states_.resize(program.sites_.size());
  for (size_t i = 0; i < calls_.size(); ++i) {
    const CallSite& site = program.sites_[i];
    FnCall& call = calls_[i];
    call.env = &env;
    call.result_type = site.result_type;
    call.arg_types = site.arg_types.data();
    call.arg_count = static_cast<uint16_t>(site.arg_types.size());
    call.result_typmod = site.result_typmod;
    call.collation = site.collation;
    call.state = &call_states_[i];
    call.site = site.site;
  }
}

std::unique_ptr<Program> compile(std::span<const Expr* const> exprs, FunctionSource& functions,
                                 TypeSource& types) {
  auto program = std::make_unique<Program>();
  Compiler compiler(*program, functions, types);
  program->roots_.reserve(exprs.size());
  for (const Expr* expr : exprs) program->roots_.push_back(compiler.compile(*expr));
  return program;
}

uint32_t Compiler::new_site(const Expr& site, Oid result_type, std::vector<Oid> arg_types) {
  CallSite call;
  call.site = &site;
  call.arg_types = std::move(arg_types);
  call.result_type = result_type;
  call.result_typmod = site.typmod;
  for (const Expr* arg : site.args) {
    if (arg != nullptr && arg->collation != kNoOid) {
      call.collation = arg->collation;
      break;
    }
  }
  program_.sites_.push_back(std::move(call));
  return static_cast<uint32_t>(program_.sites_.size() - 1);
}

CallTarget Compiler::resolve(Oid fn) {
  const CallTarget target = functions_.resolve(fn);
  if (target.volatility == Volatility::kVolatile) set_volatile();
  return target;
}

std::vector<NodePtr> Compiler::compile_all(const std::vector<Expr*>& exprs) {
  std::vector<NodePtr> nodes;
  nodes.reserve(exprs.size());
  for (const Expr* expr : exprs) nodes.push_back(expr != nullptr ? compile(*expr) : nullptr);
  return nodes;
}

NodePtr Compiler::compile(const Expr& expr) {
  const DepthGuard guard;
  switch (expr.kind) {
    case ExprKind::kConst: return std::make_unique<ConstNode>(expr.value);
    case ExprKind::kSlot: return std::make_unique<SlotNode>(expr.attno);
    case ExprKind::kVar:
      if (expr.attno < 1 || expr.levels_up != 0) break;
      return std::make_unique<VarNode>(new_scratch(), expr.varno, expr.attno);
    case ExprKind::kParam:
    case ExprKind::kExternal:
    case ExprKind::kExecParam:
      return std::make_unique<HostNode>(new_scratch(), expr.kind, expr.param);
    case ExprKind::kCaseValue: return std::make_unique<CaseValueNode>(new_scratch());
    case ExprKind::kSubLinkColumn:
      return std::make_unique<SubLinkColumnNode>(new_scratch(), expr.attno);
    case ExprKind::kRelabel:
    case ExprKind::kCollate: return compile(*expr.args[0]);
    case ExprKind::kFunction:
    case ExprKind::kOperator: return compile_call(*this, expr);
    case ExprKind::kSubPlan: return compile_sub_plan(*this, expr);
    case ExprKind::kAnd:
    case ExprKind::kOr: return compile_and_or(*this, expr);
    case ExprKind::kNot: return compile_not(*this, expr);
    case ExprKind::kNullTest: return compile_null_test(*this, expr);
    case ExprKind::kBooleanTest: return compile_boolean_test(*this, expr);
    case ExprKind::kCase: return compile_case(*this, expr);
    case ExprKind::kCoalesce: return compile_coalesce(*this, expr);
    case ExprKind::kDistinctFrom: return compile_distinct(*this, expr);
    case ExprKind::kNullIf: return compile_null_if(*this, expr);
    case ExprKind::kMinMax: return compile_min_max(*this, expr);
    case ExprKind::kRowCompare: return compile_row_compare(*this, expr);
    case ExprKind::kCoerceViaIo: return compile_coerce_via_io(*this, expr);
    case ExprKind::kCoerceToDomain: return compile_coerce_to_domain(*this, expr);
    case ExprKind::kSqlValue: return compile_sql_value(*this, expr);
    case ExprKind::kNextval: return compile_nextval(*this, expr);
    case ExprKind::kArray: return compile_array(*this, expr);
    case ExprKind::kArrayCoerce: return compile_array_coerce(*this, expr);
    case ExprKind::kScalarArrayOp: return compile_scalar_array(*this, expr);
    case ExprKind::kSubscript: return compile_subscript(*this, expr);
    case ExprKind::kRow: return compile_row(*this, expr);
    case ExprKind::kFieldSelect: return compile_field_select(*this, expr);
    case ExprKind::kFieldStore: return compile_field_store(*this, expr);
    case ExprKind::kConvertRow: return compile_convert_row(*this, expr);
    case ExprKind::kSetFunction:
      throw_error(sqlstate::feature_not_supported,
                  "set-valued function called in context that cannot accept a set");
    case ExprKind::kSubLink:
    case ExprKind::kAggregate:
    case ExprKind::kWindow:
    case ExprKind::kGrouping:
    case ExprKind::kDefault:
    case ExprKind::kPartitionBound:
    case ExprKind::kCurrentOf: break;
  }
  throw_error(sqlstate::internal_error,
              "expression of kind " + std::to_string(static_cast<int>(expr.kind)) +
                  " reached the evaluator");
}

}  // namespace rung
