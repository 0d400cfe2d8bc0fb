// Function and operator calls, and sub-plans.
#include "expr/eval_compiler.h"
#include "types/services.h"

namespace rung {
namespace {

Datum call_target(EvalState& state, const CallTarget& target, Oid fn, FnCall& call,
                  const Datum* args) {
  if (target.builtin != nullptr) return target.builtin->row(call, args);
  return state.env.services->call_function(fn, call, args);
}

bool has_null(const Datum* args, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (args[i].null) return true;
  }
  return false;
}

class CallNode final : public EvalNode {
 public:
  CallNode(uint32_t scratch, uint32_t site, Oid fn, const CallTarget& target,
           std::vector<NodePtr> args)
      : EvalNode(scratch), site_(site), fn_(fn), target_(target), args_(std::move(args)) {}

  Datum row(EvalState& state) const override {
    Datum few[kArgsMax];
    std::vector<Datum> many;
    Datum* values = few;
    if (args_.size() > kArgsMax) {
      many.resize(args_.size());
      values = many.data();
    }
    for (size_t i = 0; i < args_.size(); ++i) {
      values[i] = args_[i]->row(state);
      if (values[i].null && target_.strict) return Datum();
    }
    return call_target(state, target_, fn_, state.call(site_), values);
  }

  ColumnRef batch(EvalState& state, const uint16_t* selection, size_t count) const override {
    ColumnRef few[kArgsMax];
    std::vector<ColumnRef> many;
    ColumnRef* columns = few;
    const size_t n = args_.size();
    if (n > kArgsMax) {
      many.resize(n);
      columns = many.data();
    }
    bool constant = target_.volatility != Volatility::kVolatile && count > 0;
    for (size_t i = 0; i < n; ++i) {
      columns[i] = args_[i]->batch(state, selection, count);
      constant = constant && columns[i].stride == 0;
    }
    FnCall& call = state.call(site_);
    Datum* out = state.scratch(scratch_, constant ? 1 : selection_extent(selection, count));
    if (!constant && target_.builtin != nullptr && target_.builtin->batch != nullptr) {
      target_.builtin->batch(call, columns, selection, count, out);
      return {out, 1};
    }
    std::vector<Datum> heap;
    Datum stack[kArgsMax];
    Datum* values = stack;
    if (n > kArgsMax) {
      heap.resize(n);
      values = heap.data();
    }
    const size_t calls = constant ? 1 : count;
    for (size_t k = 0; k < calls; ++k) {
      const size_t r = selection != nullptr ? selection[k] : k;
      for (size_t i = 0; i < n; ++i) values[i] = columns[i].at(r);
      Datum& to = out[constant ? 0 : r];
      to = target_.strict && has_null(values, n)
               ? Datum()
               : call_target(state, target_, fn_, call, values);
    }
    return {out, constant ? 0u : 1u};
  }

 private:
  uint32_t site_;
  Oid fn_;
  CallTarget target_;
  std::vector<NodePtr> args_;
};

class SubPlanNode final : public EvalNode {
 public:
  SubPlanNode(uint32_t scratch, const Expr& site, NodePtr test, std::vector<NodePtr> correlated)
      : EvalNode(scratch), site_(site), test_(std::move(test)), correlated_(std::move(correlated)) {}

  Datum row(EvalState& state) const override {
    std::vector<Datum> values(correlated_.size());
    for (size_t i = 0; i < values.size(); ++i) values[i] = correlated_[i]->row(state);
    return state.host->sub_plan(state, site_, values.data(), test_.get());
  }

 private:
  const Expr& site_;
  NodePtr test_;
  std::vector<NodePtr> correlated_;
};

}  // namespace

Datum PairFunction::call(EvalState& state, const Datum& a, const Datum& b) const {
  if (target.strict && (a.null || b.null)) return Datum();
  const Datum args[2] = {a, b};
  return call_target(state, target, fn, state.call(site), args);
}

PairFunction make_pair_function(Compiler& compiler, const Expr& site, Oid fn, Oid left, Oid right) {
  PairFunction pair;
  pair.fn = fn;
  pair.target = compiler.resolve(fn);
  pair.site = compiler.new_site(site, oid::kBool, {left, right});
  return pair;
}

NodePtr compile_call(Compiler& compiler, const Expr& expr) {
  const CallTarget target = compiler.resolve(expr.fn);
  std::vector<Oid> arg_types;
  for (const Expr* arg : expr.args) arg_types.push_back(arg->type);
  const uint32_t site = compiler.new_site(expr, expr.type, std::move(arg_types));
  std::vector<NodePtr> args = compiler.compile_all(expr.args);
  return std::make_unique<CallNode>(compiler.new_scratch(), site, expr.fn, target,
                                    std::move(args));
}

NodePtr compile_sub_plan(Compiler& compiler, const Expr& expr) {
  NodePtr test = expr.args.empty() ? nullptr : compiler.compile(*expr.args[0]);
  std::vector<NodePtr> correlated = compiler.compile_all(expr.direct);
  return std::make_unique<SubPlanNode>(compiler.new_scratch(), expr, std::move(test),
                                       std::move(correlated));
}

}  // namespace rung
