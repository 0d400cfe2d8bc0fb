// The type that several expressions can all become (UNION, CASE, ARRAY, VALUES …), coercions that a
// construct requires, and the small constants that conversions need.
#include "planner/bind.h"

namespace rung::planner {

Expr* Binder::typed(Expr* expr) {
  expr->collation = default_collation(expr->type);
  return expr;
}

Expr* Binder::null_const(Oid type, int32_t typmod, SourcePos pos) {
  Expr* made = node(ExprKind::kConst, type, pos);
  made->typmod = typmod;
  return typed(made);
}

Expr* Binder::int_const(int64_t value, Oid type) {
  Expr* made = node(ExprKind::kConst, type);
  made->value = Datum::of_int(value);
  return made;
}

Expr* Binder::bool_const(bool value) {
  Expr* made = node(ExprKind::kConst, oid::kBool);
  made->value = Datum::of_bool(value);
  return made;
}

Expr* Binder::text_const(std::string_view value, Oid type, SourcePos pos) {
  Expr* made = node(ExprKind::kConst, type, pos);
  made->value = context_.env.text(value);
  return typed(made);
}

Expr* Binder::conjunction(ExprKind kind, std::vector<Expr*> args, SourcePos pos) {
  if (args.size() == 1) return args[0];
  Expr* made = node(kind, oid::kBool, pos);
  made->args = std::move(args);
  return made;
}

SourcePos start_of(const Expr& expr) {
  SourcePos pos = expr.pos;
  switch (expr.kind) {
    case ExprKind::kOperator:
    case ExprKind::kDistinctFrom:
    case ExprKind::kNullIf:
    case ExprKind::kScalarArrayOp:
    case ExprKind::kFunction:
    case ExprKind::kRelabel:
    case ExprKind::kCoerceViaIo:
    case ExprKind::kArrayCoerce:
    case ExprKind::kCoerceToDomain:
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kNullTest:
    case ExprKind::kBooleanTest:
    case ExprKind::kFieldSelect:
    case ExprKind::kSubscript:
    case ExprKind::kCollate:
      if (!expr.args.empty() && expr.args[0] != nullptr) {
        const SourcePos first = start_of(*expr.args[0]);
        if (first != kNoPos && (pos == kNoPos || first < pos)) pos = first;
      }
      break;
    case ExprKind::kSubLink:
      if (expr.args.size() == 1 && expr.args[0] != nullptr && !expr.args[0]->args.empty()) {
        const SourcePos first = start_of(*expr.args[0]->args[0]);
        if (first != kNoPos && (pos == kNoPos || first < pos)) pos = first;
      }
      break;
    default: break;
  }
  return pos;
}

Oid Binder::common_type(std::span<Expr* const> exprs, const char* construct, Expr** which) {
  Expr* picked = exprs[0];
  if (which != nullptr) *which = picked;
  Oid result = picked->type;
  // All alike: domains stay domains.
  if (result != oid::kUnknown) {
    bool same = true;
    for (Expr* e : exprs) same = same && e->type == result;
    if (same) return result;
  }
  result = base_type(result);
  const TypeInfo* result_info = &type(result);
  for (size_t i = 1; i < exprs.size(); ++i) {
    Expr* e = exprs[i];
    const Oid next = base_type(e->type);
    if (next == oid::kUnknown || next == result) continue;
    const TypeInfo& info = type(next);
    if (result == oid::kUnknown) {
      picked = e;
      result = next;
      result_info = &info;
    } else if (info.category != result_info->category) {
      if (construct == nullptr) return kNoOid;
      throw_error(sqlstate::datatype_mismatch,
                  std::string(construct) + " types " + type_text(result) + " and " +
                      type_text(next) + " cannot be matched",
                  start_of(*e));
    } else if (!result_info->preferred && can_coerce_one(result, next, CastContext::kImplicit) &&
               !can_coerce_one(next, result, CastContext::kImplicit)) {
      picked = e;
      result = next;
      result_info = &info;
    }
  }
  if (result == oid::kUnknown) result = oid::kText;
  if (which != nullptr) *which = picked;
  return result;
}

int32_t Binder::common_typmod(std::span<Expr* const> exprs, Oid type) {
  int32_t typmod = -1;
  for (size_t i = 0; i < exprs.size(); ++i) {
    if (exprs[i]->type != type) return -1;
    if (i == 0) {
      typmod = exprs[i]->typmod;
    } else if (exprs[i]->typmod != typmod) {
      return -1;
    }
  }
  return typmod;
}

Oid Binder::common_type_of(std::span<const Oid> types) {
  Oid result = types[0];
  bool same = result != oid::kUnknown;
  for (const Oid t : types) same = same && t == result;
  if (same) return result;
  result = base_type(result);
  for (const Oid t : types.subspan(1)) {
    const Oid next = base_type(t);
    if (next == oid::kUnknown || next == result) continue;
    if (result == oid::kUnknown) {
      result = next;
    } else if (type(next).category != type(result).category) {
      return kNoOid;
    } else if (!type(result).preferred && can_coerce_one(result, next, CastContext::kImplicit) &&
               !can_coerce_one(next, result, CastContext::kImplicit)) {
      result = next;
    }
  }
  return result == oid::kUnknown ? oid::kText : result;
}

Expr* Binder::coerce_to_common(Expr* expr, Oid target, const char* construct) {
  if (expr->type == target) return expr;
  if (!can_coerce_one(expr->type, target, CastContext::kImplicit)) {
    throw_error(sqlstate::cannot_coerce,
                std::string(construct) + " could not convert type " + type_text(expr->type) +
                    " to " + type_text(target),
                start_of(*expr));
  }
  return coerce(expr, target, -1, CastContext::kImplicit, CallForm::kImplicitCast, kNoPos);
}

Expr* Binder::boolean(Expr* expr, const char* construct) {
  if (expr->type != oid::kBool) {
    Expr* made = coerce_to_target(expr, oid::kBool, -1, CastContext::kAssignment,
                                  CallForm::kImplicitCast, kNoPos);
    if (made == nullptr) {
      throw_error(sqlstate::datatype_mismatch,
                  "argument of " + std::string(construct) +
                      " must be type boolean, not type " + type_text(expr->type),
                  start_of(*expr));
    }
    expr = made;
  }
  if (expr->returns_set || any_node(expr, [](const Expr& e) { return e.returns_set; })) {
    throw_error(sqlstate::datatype_mismatch,
                "argument of " + std::string(construct) + " must not return a set",
                start_of(*expr));
  }
  return expr;
}

Expr* Binder::coerce_to_specific(Expr* expr, Oid target, const char* construct) {
  if (expr->type == target) return expr;
  Expr* made = coerce_to_target(expr, target, -1, CastContext::kAssignment,
                                CallForm::kImplicitCast, kNoPos);
  if (made == nullptr) {
    throw_error(sqlstate::datatype_mismatch,
                "argument of " + std::string(construct) + " must be type " + type_text(target) +
                    ", not type " + type_text(expr->type),
                start_of(*expr));
  }
  return made;
}

}  // namespace rung::planner
