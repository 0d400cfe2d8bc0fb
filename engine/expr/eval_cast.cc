// Coercions through text, domains, SQL's value functions and identity columns.
#include "expr/eval_compiler.h"
#include "types/services.h"

namespace rung {
namespace {

class CoerceViaIoNode final : public EvalNode {
 public:
  CoerceViaIoNode(uint32_t scratch, Oid from, Oid to, NodePtr arg)
      : EvalNode(scratch), from_(from), to_(to), arg_(std::move(arg)) {}
  Datum row(EvalState& state) const override {
    const Datum value = arg_->row(state);
    if (value.null) return value;
    const TypeInfo& from = state.env.type(from_);
    const TypeInfo& to = state.env.type(to_);
    std::string text;
    from.ops->output(state.env, from, value, &text);
    return to.ops->input(state.env, to, text, -1);
  }

 private:
  Oid from_, to_;
  NodePtr arg_;
};

class CoerceToDomainNode final : public EvalNode {
 public:
  CoerceToDomainNode(uint32_t scratch, Oid domain, NodePtr arg)
      : EvalNode(scratch), domain_(domain), arg_(std::move(arg)) {}
  Datum row(EvalState& state) const override {
    const Datum value = arg_->row(state);
    state.env.services->check_domain(domain_, value);
    return value;
  }

 private:
  Oid domain_;
  NodePtr arg_;
};

// pg_proc oids of the casts from timestamptz.
constexpr Oid kTimestamptzToDate = 1178, kTimestamptzToTimetz = 1388, kTimestamptzToTime = 2019,
              kTimestamptzToTimestamp = 2027;

class SqlValueNode final : public EvalNode {
 public:
  SqlValueNode(uint32_t scratch, const Expr& expr, CallTarget cast, uint32_t site)
      : EvalNode(scratch), expr_(expr), cast_(cast), site_(site) {}
  Datum row(EvalState& state) const override {
    Services& services = *state.env.services;
    switch (static_cast<SqlValueKind>(expr_.sub)) {
      case SqlValueKind::kCurrentRole:
      case SqlValueKind::kCurrentUser:
      case SqlValueKind::kUser: return state.env.text(services.current_user());
      case SqlValueKind::kSessionUser: return state.env.text(services.session_user());
      case SqlValueKind::kCurrentCatalog: return state.env.text(services.current_database());
      case SqlValueKind::kCurrentSchema: {
        const std::vector<std::string> path = services.search_path(false);
        return path.empty() ? Datum() : state.env.text(path.front());
      }
      default: break;
    }
    Datum now = Datum::of_int(services.transaction_timestamp());
    if (cast_.builtin != nullptr) now = cast_.builtin->row(state.call(site_), &now);
    const TypeInfo& type = state.env.type(expr_.type);
    if (expr_.typmod < 0 || type.ops->apply_typmod == nullptr) return now;
    return type.ops->apply_typmod(state.env, type, now, expr_.typmod, true);
  }
  ColumnRef batch(EvalState& state, const uint16_t*, size_t) const override {
    Datum* out = state.scratch(scratch_, 1);
    out[0] = row(state);
    return {out, 0};
  }

 private:
  const Expr& expr_;
  CallTarget cast_;
  uint32_t site_;
};

class NextvalNode final : public EvalNode {
 public:
  NextvalNode(uint32_t scratch, Oid sequence)
      : EvalNode(scratch), sequence_(sequence) {}
  Datum row(EvalState& state) const override {
    return Datum::of_int(state.env.services->nextval(sequence_));
  }

 private:
  Oid sequence_;
};

}  // namespace

NodePtr compile_coerce_via_io(Compiler& compiler, const Expr& expr) {
  return std::make_unique<CoerceViaIoNode>(compiler.new_scratch(), expr.args[0]->type, expr.type,
                                           compiler.compile(*expr.args[0]));
}

NodePtr compile_coerce_to_domain(Compiler& compiler, const Expr& expr) {
  return std::make_unique<CoerceToDomainNode>(compiler.new_scratch(), expr.type,
                                              compiler.compile(*expr.args[0]));
}

NodePtr compile_sql_value(Compiler& compiler, const Expr& expr) {
  Oid fn = kNoOid;
  switch (static_cast<SqlValueKind>(expr.sub)) {
    case SqlValueKind::kCurrentDate: fn = kTimestamptzToDate; break;
    case SqlValueKind::kCurrentTime: fn = kTimestamptzToTimetz; break;
    case SqlValueKind::kLocaltime: fn = kTimestamptzToTime; break;
    case SqlValueKind::kLocaltimestamp: fn = kTimestamptzToTimestamp; break;
    default: break;
  }
  const CallTarget cast = fn != kNoOid ? compiler.resolve(fn) : CallTarget();
  const uint32_t site = compiler.new_site(expr, expr.type, {oid::kTimestamptz});
  return std::make_unique<SqlValueNode>(compiler.new_scratch(), expr, cast, site);
}

NodePtr compile_nextval(Compiler& compiler, const Expr& expr) {
  compiler.set_volatile();
  return std::make_unique<NextvalNode>(compiler.new_scratch(), expr.oids[0]);
}

}  // namespace rung
