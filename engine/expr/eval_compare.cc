// IS DISTINCT FROM, NULLIF, GREATEST, LEAST and row comparison.
#include "expr/eval_compiler.h"

namespace rung {
namespace {

class DistinctNode final : public EvalNode {
 public:
  DistinctNode(uint32_t scratch, bool negated, PairFunction equal, NodePtr a, NodePtr b)
      : EvalNode(scratch), negated_(negated), equal_(equal), a_(std::move(a)), b_(std::move(b)) {}
  Datum row(EvalState& state) const override {
    const Datum a = a_->row(state), b = b_->row(state);
    bool distinct;
    if (a.null || b.null) {
      distinct = a.null != b.null;
    } else {
      const Datum equal = equal_.call(state, a, b);
      distinct = equal.null || !equal.b();
    }
    return Datum::of_bool(distinct != negated_);
  }

 private:
  bool negated_;
  PairFunction equal_;
  NodePtr a_, b_;
};

class NullIfNode final : public EvalNode {
 public:
  NullIfNode(uint32_t scratch, PairFunction equal, NodePtr a, NodePtr b)
      : EvalNode(scratch), equal_(equal), a_(std::move(a)), b_(std::move(b)) {}
  Datum row(EvalState& state) const override {
    const Datum a = a_->row(state);
    if (a.null) return a;
    const Datum b = b_->row(state);
    if (b.null) return a;
    const Datum equal = equal_.call(state, a, b);
    return !equal.null && equal.b() ? Datum() : a;
  }

 private:
  PairFunction equal_;
  NodePtr a_, b_;
};

class MinMaxNode final : public EvalNode {
 public:
  MinMaxNode(uint32_t scratch, bool least, Oid type, std::vector<NodePtr> args)
      : EvalNode(scratch), least_(least), type_(type), args_(std::move(args)) {}
  Datum row(EvalState& state) const override {
    Datum best;
    const TypeInfo* type = nullptr;
    for (const NodePtr& arg : args_) {
      const Datum value = arg->row(state);
      if (value.null) continue;
      if (best.null) {
        best = value;
        continue;
      }
      if (type == nullptr) type = &state.env.type(type_);
      const int order = type->ops->compare(state.env, *type, value, best);
      if (least_ ? order < 0 : order > 0) best = value;
    }
    return best;
  }

 private:
  bool least_;
  Oid type_;
  std::vector<NodePtr> args_;
};

// (a1, a2) op (b1, b2): for the ordering operators the first unequal pair decides.
class RowCompareNode final : public EvalNode {
 public:
  RowCompareNode(uint32_t scratch, RowCompareOp op, std::vector<PairFunction> ops,
                 std::vector<Oid> types, std::vector<NodePtr> args)
      : EvalNode(scratch),
        op_(op),
        ops_(std::move(ops)),
        types_(std::move(types)),
        args_(std::move(args)) {}

  Datum row(EvalState& state) const override {
    const size_t n = ops_.size();
    if (op_ == RowCompareOp::kEq || op_ == RowCompareOp::kNe) return equality(state);
    for (size_t i = 0; i < n; ++i) {
      const Datum a = args_[i]->row(state), b = args_[n + i]->row(state);
      if (a.null || b.null) return Datum();
      // Equal exactly when neither a op b nor b op a for the strict operators, and when both hold
      // for the inclusive ones.
      const Datum forth = ops_[i].call(state, a, b);
      if (forth.null) return forth;
      if (types_[i] == types_[n + i]) {
        const Datum back = ops_[i].call(state, b, a);
        if (back.null) return back;
        if (forth.b() != back.b() || i + 1 == n) return forth;
        continue;
      }
      const TypeInfo& left = state.env.type(types_[i]);
      const TypeInfo& right = state.env.type(types_[n + i]);
      if (left.storage != right.storage) {
        throw_unsupported("Row comparison between different types");
      }
      const int order = left.ops->compare(state.env, left, a, b);
      if (order != 0 || i + 1 == n) return forth;
    }
    return Datum();
  }

 private:
  Datum equality(EvalState& state) const {
    const size_t n = ops_.size();
    const bool is_eq = op_ == RowCompareOp::kEq;
    bool null = false;
    for (size_t i = 0; i < n; ++i) {
      const Datum a = args_[i]->row(state), b = args_[n + i]->row(state);
      const Datum result = a.null || b.null ? Datum() : ops_[i].call(state, a, b);
      if (result.null) {
        null = true;
      } else if (result.b() != is_eq) {
        return Datum::of_bool(!is_eq);
      }
    }
    return null ? Datum() : Datum::of_bool(is_eq);
  }

  RowCompareOp op_;
  std::vector<PairFunction> ops_;
  std::vector<Oid> types_;
  std::vector<NodePtr> args_;
};

Oid equality_function(Compiler& compiler, const Expr& expr) {
  return expr.fn != kNoOid ? expr.fn : compiler.operator_function(expr.op);
}

}  // namespace

NodePtr compile_distinct(Compiler& compiler, const Expr& expr) {
  const PairFunction equal = make_pair_function(compiler, expr, equality_function(compiler, expr),
                                                expr.args[0]->type, expr.args[1]->type);
  NodePtr a = compiler.compile(*expr.args[0]);
  NodePtr b = compiler.compile(*expr.args[1]);
  return std::make_unique<DistinctNode>(compiler.new_scratch(), expr.negated, equal, std::move(a),
                                        std::move(b));
}

NodePtr compile_null_if(Compiler& compiler, const Expr& expr) {
  const PairFunction equal = make_pair_function(compiler, expr, equality_function(compiler, expr),
                                                expr.args[0]->type, expr.args[1]->type);
  NodePtr a = compiler.compile(*expr.args[0]);
  NodePtr b = compiler.compile(*expr.args[1]);
  return std::make_unique<NullIfNode>(compiler.new_scratch(), equal, std::move(a), std::move(b));
}

NodePtr compile_min_max(Compiler& compiler, const Expr& expr) {
  return std::make_unique<MinMaxNode>(compiler.new_scratch(), expr.sub == 1, expr.type,
                                      compiler.compile_all(expr.args));
}

NodePtr compile_row_compare(Compiler& compiler, const Expr& expr) {
  const size_t n = expr.args.size() / 2;
  std::vector<PairFunction> ops;
  std::vector<Oid> types;
  for (const Expr* arg : expr.args) types.push_back(arg->type);
  for (size_t i = 0; i < n; ++i) {
    ops.push_back(make_pair_function(compiler, expr, compiler.operator_function(expr.oids[i]),
                                     types[i], types[n + i]));
  }
  return std::make_unique<RowCompareNode>(compiler.new_scratch(),
                                          static_cast<RowCompareOp>(expr.sub), std::move(ops),
                                          std::move(types), compiler.compile_all(expr.args));
}

}  // namespace rung
