// AND, OR, NOT, IS …, CASE and COALESCE: over a batch each narrows the selection, so that nothing is
// evaluated for a row that PostgreSQL would not evaluate it for.
#include <algorithm>

#include "expr/eval_compiler.h"

namespace rung {
namespace {

// A private copy of a selection, so that it can be narrowed.
struct Remaining {
  uint16_t rows[kBatchRows];
  size_t count;
  Remaining(const uint16_t* selection, size_t n) : count(n) {
    for (size_t k = 0; k < n; ++k) {
      rows[k] = selection != nullptr ? selection[k] : static_cast<uint16_t>(k);
    }
  }
};

class AndOrNode final : public EvalNode {
 public:
  AndOrNode(uint32_t scratch, bool is_or, std::vector<NodePtr> args)
      : EvalNode(scratch), is_or_(is_or), args_(std::move(args)) {}

  Datum row(EvalState& state) const override {
    bool null = false;
    for (const NodePtr& arg : args_) {
      const Datum value = arg->row(state);
      if (value.null) {
        null = true;
      } else if (value.b() == is_or_) {
        return value;
      }
    }
    return null ? Datum() : Datum::of_bool(!is_or_);
  }

  ColumnRef batch(EvalState& state, const uint16_t* selection, size_t count) const override {
    Datum* out = state.scratch(scratch_, selection_extent(selection, count));
    Remaining left(selection, count);
    for (size_t k = 0; k < count; ++k) out[left.rows[k]] = Datum::of_bool(!is_or_);
    for (const NodePtr& arg : args_) {
      if (left.count == 0) break;
      const ColumnRef values = arg->batch(state, left.rows, left.count);
      size_t n = 0;
      for (size_t k = 0; k < left.count; ++k) {
        const uint16_t r = left.rows[k];
        const Datum& value = values.at(r);
        if (!value.null && value.b() == is_or_) {
          out[r] = Datum::of_bool(is_or_);
          continue;
        }
        if (value.null) out[r] = Datum();
        left.rows[n++] = r;
      }
      left.count = n;
    }
    return {out, 1};
  }

  size_t filter(EvalState& state, const uint16_t* selection, size_t count,
                uint16_t* kept) const override {
    if (!is_or_) {
      for (const NodePtr& arg : args_) {
        count = arg->filter(state, selection, count, kept);
        if (count == 0) return 0;
        selection = kept;
      }
      return count;
    }
    Remaining left(selection, count);
    uint16_t passed[kBatchRows];
    size_t total = 0;
    for (const NodePtr& arg : args_) {
      if (left.count == 0) break;
      uint16_t now[kBatchRows];
      const size_t n = arg->filter(state, left.rows, left.count, now);
      left.count = static_cast<size_t>(
          std::set_difference(left.rows, left.rows + left.count, now, now + n, left.rows) -
          left.rows);
      std::copy(now, now + n, passed + total);
      std::inplace_merge(passed, passed + total, passed + total + n);
      total += n;
    }
    std::copy(passed, passed + total, kept);
    return total;
  }

 private:
  bool is_or_;
  std::vector<NodePtr> args_;
};

class NotNode final : public EvalNode {
 public:
  NotNode(uint32_t scratch, NodePtr arg) : EvalNode(scratch), arg_(std::move(arg)) {}
  Datum row(EvalState& state) const override {
    const Datum value = arg_->row(state);
    return value.null ? value : Datum::of_bool(!value.b());
  }
  ColumnRef batch(EvalState& state, const uint16_t* selection, size_t count) const override {
    const ColumnRef values = arg_->batch(state, selection, count);
    Datum* out = state.scratch(scratch_, selection_extent(selection, count));
    for (size_t k = 0; k < count; ++k) {
      const size_t r = selection != nullptr ? selection[k] : k;
      const Datum& value = values.at(r);
      out[r] = value.null ? value : Datum::of_bool(!value.b());
    }
    return {out, 1};
  }

 private:
  NodePtr arg_;
};

class NullTestNode final : public EvalNode {
 public:
  NullTestNode(uint32_t scratch, bool negated, NodePtr arg)
      : EvalNode(scratch), negated_(negated), arg_(std::move(arg)) {}
  Datum row(EvalState& state) const override {
    return Datum::of_bool(arg_->row(state).null != negated_);
  }
  ColumnRef batch(EvalState& state, const uint16_t* selection, size_t count) const override {
    const ColumnRef values = arg_->batch(state, selection, count);
    Datum* out = state.scratch(scratch_, selection_extent(selection, count));
    for (size_t k = 0; k < count; ++k) {
      const size_t r = selection != nullptr ? selection[k] : k;
      out[r] = Datum::of_bool(values.at(r).null != negated_);
    }
    return {out, 1};
  }

 private:
  bool negated_;
  NodePtr arg_;
};

class RecordNullTestNode final : public EvalNode {
 public:
  RecordNullTestNode(uint32_t scratch, bool negated, NodePtr arg)
      : EvalNode(scratch), negated_(negated), arg_(std::move(arg)) {}
  Datum row(EvalState& state) const override {
    const Datum value = arg_->row(state);
    if (value.null) return Datum::of_bool(!negated_);
    return Datum::of_bool(record_nullness(state, value) == (negated_ ? 0 : 1));
  }

 private:
  bool negated_;
  NodePtr arg_;
};

class BooleanTestNode final : public EvalNode {
 public:
  BooleanTestNode(uint32_t scratch, BoolTest test, NodePtr arg)
      : EvalNode(scratch), test_(test), arg_(std::move(arg)) {}
  Datum row(EvalState& state) const override {
    const Datum v = arg_->row(state);
    switch (test_) {
      case BoolTest::kIsTrue: return Datum::of_bool(!v.null && v.b());
      case BoolTest::kIsNotTrue: return Datum::of_bool(v.null || !v.b());
      case BoolTest::kIsFalse: return Datum::of_bool(!v.null && !v.b());
      case BoolTest::kIsNotFalse: return Datum::of_bool(v.null || v.b());
      case BoolTest::kIsUnknown: return Datum::of_bool(v.null);
      case BoolTest::kIsNotUnknown: return Datum::of_bool(!v.null);
    }
    return Datum();
  }

 private:
  BoolTest test_;
  NodePtr arg_;
};

class CaseNode final : public EvalNode {
 public:
  CaseNode(uint32_t scratch, NodePtr tested, std::vector<NodePtr> args)
      : EvalNode(scratch), tested_(std::move(tested)), args_(std::move(args)) {}

  Datum row(EvalState& state) const override {
    if (tested_ == nullptr) return choose(state);
    const Datum value = tested_->row(state);
    const Datum saved = state.case_value;
    const ColumnRef* saved_column = state.case_column;
    // The results may read the CASE value of an enclosing CASE, the conditions read ours.
    for (size_t i = 0; i + 1 < args_.size(); i += 2) {
      state.case_value = value;
      state.case_column = nullptr;
      const Datum when = args_[i]->row(state);
      state.case_value = saved;
      state.case_column = saved_column;
      if (!when.null && when.b()) return args_[i + 1]->row(state);
    }
    return otherwise(state);
  }

  ColumnRef batch(EvalState& state, const uint16_t* selection, size_t count) const override {
    Datum* out = state.scratch(scratch_, selection_extent(selection, count));
    if (count == 0) return {out, 1};
    Remaining left(selection, count);
    ColumnRef tested{nullptr, 0};
    const ColumnRef* saved_column = state.case_column;
    if (tested_ != nullptr) tested = tested_->batch(state, selection, count);
    for (size_t i = 0; i + 1 < args_.size() && left.count > 0; i += 2) {
      uint16_t matched[kBatchRows];
      if (tested_ != nullptr) state.case_column = &tested;
      const size_t n = args_[i]->filter(state, left.rows, left.count, matched);
      state.case_column = saved_column;
      if (n == 0) continue;
      take(state, *args_[i + 1], matched, n, out);
      left.count = static_cast<size_t>(
          std::set_difference(left.rows, left.rows + left.count, matched, matched + n, left.rows) -
          left.rows);
    }
    if (left.count == 0) return {out, 1};
    if (args_.size() % 2 == 1 && args_.back() != nullptr) {
      take(state, *args_.back(), left.rows, left.count, out);
    } else {
      for (size_t k = 0; k < left.count; ++k) out[left.rows[k]] = Datum();
    }
    return {out, 1};
  }

 private:
  static void take(EvalState& state, const EvalNode& node, const uint16_t* rows, size_t count,
                   Datum* out) {
    const ColumnRef values = node.batch(state, rows, count);
    for (size_t k = 0; k < count; ++k) out[rows[k]] = values.at(rows[k]);
  }
  Datum choose(EvalState& state) const {
    for (size_t i = 0; i + 1 < args_.size(); i += 2) {
      const Datum when = args_[i]->row(state);
      if (!when.null && when.b()) return args_[i + 1]->row(state);
    }
    return otherwise(state);
  }
  Datum otherwise(EvalState& state) const {
    return args_.size() % 2 == 1 && args_.back() != nullptr ? args_.back()->row(state) : Datum();
  }

  NodePtr tested_;
  std::vector<NodePtr> args_;
};

class CoalesceNode final : public EvalNode {
 public:
  CoalesceNode(uint32_t scratch, std::vector<NodePtr> args)
      : EvalNode(scratch), args_(std::move(args)) {}
  Datum row(EvalState& state) const override {
    for (const NodePtr& arg : args_) {
      const Datum value = arg->row(state);
      if (!value.null) return value;
    }
    return Datum();
  }
  ColumnRef batch(EvalState& state, const uint16_t* selection, size_t count) const override {
    Datum* out = state.scratch(scratch_, selection_extent(selection, count));
    Remaining left(selection, count);
    for (const NodePtr& arg : args_) {
      if (left.count == 0) break;
      const ColumnRef values = arg->batch(state, left.rows, left.count);
      size_t n = 0;
      for (size_t k = 0; k < left.count; ++k) {
        const uint16_t r = left.rows[k];
        out[r] = values.at(r);
        if (out[r].null) left.rows[n++] = r;
      }
      left.count = n;
    }
    return {out, 1};
  }

 private:
  std::vector<NodePtr> args_;
};

}  // namespace

NodePtr compile_and_or(Compiler& compiler, const Expr& expr) {
  return std::make_unique<AndOrNode>(compiler.new_scratch(), expr.kind == ExprKind::kOr,
                                     compiler.compile_all(expr.args));
}

NodePtr compile_not(Compiler& compiler, const Expr& expr) {
  return std::make_unique<NotNode>(compiler.new_scratch(), compiler.compile(*expr.args[0]));
}

NodePtr compile_null_test(Compiler& compiler, const Expr& expr) {
  NodePtr arg = compiler.compile(*expr.args[0]);
  const Oid type = expr.args[0]->type;
  const TypeInfo* info = type == oid::kRecord ? nullptr : compiler.types().find_type(type);
  if (type == oid::kRecord || (info != nullptr && info->kind == TypeKind::kComposite)) {
    return std::make_unique<RecordNullTestNode>(compiler.new_scratch(), expr.negated,
                                                std::move(arg));
  }
  return std::make_unique<NullTestNode>(compiler.new_scratch(), expr.negated, std::move(arg));
}

NodePtr compile_boolean_test(Compiler& compiler, const Expr& expr) {
  return std::make_unique<BooleanTestNode>(compiler.new_scratch(), static_cast<BoolTest>(expr.sub),
                                           compiler.compile(*expr.args[0]));
}

NodePtr compile_case(Compiler& compiler, const Expr& expr) {
  NodePtr tested = expr.left != nullptr ? compiler.compile(*expr.left) : nullptr;
  return std::make_unique<CaseNode>(compiler.new_scratch(), std::move(tested),
                                    compiler.compile_all(expr.args));
}

NodePtr compile_coalesce(Compiler& compiler, const Expr& expr) {
  return std::make_unique<CoalesceNode>(compiler.new_scratch(), compiler.compile_all(expr.args));
}

}  // namespace rung
