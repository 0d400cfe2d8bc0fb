// Conversions between types: which there are, and the nodes that make them explicit. The rules are
// those of PostgreSQL's manual, "Type Conversion".
#include <cstdlib>

#include "planner/bind.h"

namespace rung::planner {
namespace {

// Functions that apply a type modifier: PostgreSQL's, by pg_proc oid.
struct LengthFunction {
  Oid type;
  Oid function;
  bool takes_explicit;
};
constexpr Oid kMultirangeOfRange = 4298;

constexpr LengthFunction kLengthFunctions[] = {
    {oid::kBpchar, 668, true},     {oid::kVarchar, 669, true},    {oid::kNumeric, 1703, false},
    {oid::kBit, 1685, true},       {oid::kVarbit, 1687, true},    {oid::kTimestamp, 1961, false},
    {oid::kTimestamptz, 1967, false}, {oid::kTime, 1968, false},  {oid::kTimetz, 1969, false},
    {oid::kInterval, 1200, false},
};

const LengthFunction* length_function(Oid type) {
  for (const LengthFunction& row : kLengthFunctions) {
    if (row.type == type) return &row;
  }
  return nullptr;
}

bool is_true_array(const TypeInfo& type) {
  return type.kind == TypeKind::kArray && type.oid != oid::kOidvector &&
         type.oid != oid::kInt2vector;
}

// Of CREATE CAST; by the types' oids.
const catalog::Other* find_user_cast(catalog::Catalog& catalog, Oid source, Oid target) {
  const std::string name = std::to_string(source) + " " + std::to_string(target);
  return static_cast<const catalog::Other*>(
      catalog.find_object(catalog::ObjectClass::kCast, kNoOid, name));
}

}  // namespace

CoercePath Binder::find_path(Oid target, Oid source, CastContext how, Oid* function) {
  *function = kNoOid;
  source = base_type(source);
  target = base_type(target);
  if (source == target) return CoercePath::kRelabel;
  if (const CastDef* cast = find_cast(source, target); cast != nullptr) {
    const bool allowed = how == CastContext::kExplicit || cast->context == CastContext::kImplicit ||
                         (how == CastContext::kAssignment &&
                          cast->context == CastContext::kAssignment);
    if (!allowed) return CoercePath::kNone;
    switch (cast->method) {
      case CastMethod::kFunction: *function = cast->function; return CoercePath::kFunction;
      case CastMethod::kBinary: return CoercePath::kRelabel;
      case CastMethod::kInOut: return CoercePath::kViaIo;
    }
  }
  if (const catalog::Other* cast = find_user_cast(catalog_, source, target); cast != nullptr) {
    const char context = cast->get("context")[0];
    if (how != CastContext::kExplicit && context != 'i' &&
        (how != CastContext::kAssignment || context != 'a')) {
      return CoercePath::kNone;
    }
    const char method = cast->get("method")[0];
    if (method == 'i') return CoercePath::kViaIo;
    if (method == 'b') return CoercePath::kRelabel;
    *function = static_cast<Oid>(std::strtoul(cast->get("function").c_str(), nullptr, 10));
    return CoercePath::kFunction;
  }
  const TypeInfo* from = context_.env.types->find_type(source);
  const TypeInfo* to = context_.env.types->find_type(target);
  if (from == nullptr || to == nullptr) return CoercePath::kNone;
  // A range is cast to its multirange; user-defined ones have no rows in the list of casts.
  if (to->kind == TypeKind::kMultirange && to->element_oid == source &&
      how == CastContext::kExplicit) {
    *function = kMultirangeOfRange;
    return CoercePath::kFunction;
  }
  // varchar has no operators of its own and stands for text in casts that are not listed for it.
  if (is_true_array(*to) && from->kind == TypeKind::kArray && from->element_oid != kNoOid) {
    const CoercePath element = find_path(to->element_oid, from->element_oid, how, function);
    if (element != CoercePath::kNone) {
      *function = kNoOid;
      return element == CoercePath::kViaIo ? CoercePath::kViaIo : CoercePath::kArrayCoerce;
    }
  }
  if (how != CastContext::kImplicit && to->category == 'S' &&
      (from->kind != TypeKind::kPseudo || source == oid::kCstring)) {
    return CoercePath::kViaIo;
  }
  if (how != CastContext::kImplicit && to->category == 'S' && source == oid::kRecord) {
    return CoercePath::kViaIo;
  }
  if (how == CastContext::kExplicit && from->category == 'S' &&
      (to->kind != TypeKind::kPseudo || target == oid::kCstring)) {
    return CoercePath::kViaIo;
  }
  return CoercePath::kNone;
}

bool Binder::can_coerce_one(Oid source, Oid target, CastContext how) {
  if (source == target || target == oid::kAny) return true;
  if (is_polymorphic(target)) return true;  // checked together by polymorphic_fits()
  if (source == oid::kUnknown) return true;
  Oid function;
  if (find_path(target, source, how, &function) != CoercePath::kNone) return true;
  if (source == oid::kRecord && is_composite(target)) return true;
  if (target == oid::kRecord && is_composite(source)) return true;
  if (target == oid::kRecordArray && type(source).kind == TypeKind::kArray &&
      is_composite(type(source).element_oid)) {
    return true;
  }
  // A child table's row is a parent's row.
  if (is_composite(source) && is_composite(target)) {
    const Oid from = type(base_type(source)).relation_oid, to = type(target).relation_oid;
    std::vector<Oid> pending{from};
    for (size_t i = 0; i < pending.size() && pending.size() < 1000; ++i) {
      const catalog::Relation* relation = catalog_.relation(pending[i]);
      if (relation == nullptr) continue;
      for (const Oid parent : relation->parents) {
        if (parent == to) return true;
        pending.push_back(parent);
      }
    }
  }
  return false;
}

bool Binder::can_coerce(std::span<const Oid> source, std::span<const Oid> target,
                        CastContext how) {
  bool polymorphic = false;
  for (size_t i = 0; i < source.size(); ++i) {
    if (!can_coerce_one(source[i], target[i], how)) return false;
    polymorphic = polymorphic || is_polymorphic(target[i]);
  }
  return !polymorphic || polymorphic_fits(source, target);
}

bool Binder::binary_coercible(Oid source, Oid target) {
  if (source == target || target == oid::kAny || target == oid::kAnyelement ||
      target == oid::kAnycompatible) {
    return true;
  }
  source = base_type(source);
  if (source == target) return true;
  const TypeInfo* from = context_.env.types->find_type(source);
  if (from == nullptr) return false;
  switch (target) {
    case oid::kAnyarray:
    case oid::kAnycompatiblearray: return from->kind == TypeKind::kArray;
    case oid::kAnynonarray:
    case oid::kAnycompatiblenonarray: return from->kind != TypeKind::kArray;
    case oid::kAnyenum: return from->kind == TypeKind::kEnum;
    case oid::kAnyrange:
    case oid::kAnycompatiblerange: return from->kind == TypeKind::kRange;
    case oid::kAnymultirange:
    case oid::kAnycompatiblemultirange: return from->kind == TypeKind::kMultirange;
    case oid::kRecord: return is_composite(source);
    case oid::kRecordArray:
      return from->kind == TypeKind::kArray && is_composite(from->element_oid);
    default: break;
  }
  const CastDef* cast = find_cast(source, target);
  return cast != nullptr && cast->method == CastMethod::kBinary &&
         cast->context == CastContext::kImplicit;
}

Expr* Binder::hide_coercion(Expr* expr) {
  if (expr->form == CallForm::kExplicitCast) {
    switch (expr->kind) {
      case ExprKind::kFunction:
      case ExprKind::kRelabel:
      case ExprKind::kCoerceViaIo:
      case ExprKind::kArrayCoerce:
      case ExprKind::kConvertRow:
      case ExprKind::kRow:
      case ExprKind::kCoerceToDomain: expr->form = CallForm::kImplicitCast; break;
      default: break;
    }
  }
  return expr;
}

Expr* Binder::coerce_to_target(Expr* expr, Oid target, int32_t typmod, CastContext how,
                               CallForm form, SourcePos pos) {
  if (!can_coerce_one(expr->type, target, how)) return nullptr;
  // The coercion goes below COLLATE, which applies to the result.
  if (expr->kind == ExprKind::kCollate) {
    Expr* inner = coerce_to_target(expr->args[0], target, typmod, how, form, pos);
    if (inner == nullptr || !type(target).collatable) return inner;
    Expr* made = arena_.make<Expr>(*expr);
    made->args = {inner};
    made->type = inner->type;
    made->typmod = inner->typmod;
    return made;
  }
  Expr* result = coerce(expr, target, typmod, how, form, pos);
  return coerce_typmod(result, target, typmod, how, form, pos,
                       result != expr && result->kind != ExprKind::kConst);
}

// An untyped literal becomes a constant of the target type: its input function runs here, so that
// its error points at the literal.
Expr* Binder::coerce_literal(Expr* expr, Oid target, int32_t typmod, CastContext how,
                             CallForm form, SourcePos pos) {
  int32_t base_typmod = typmod;
  const Oid base = base_type(target, &base_typmod);
  // Interval is the one type whose input must know the modifier: it gives units to bare numbers.
  const int32_t input_typmod = base == oid::kInterval ? base_typmod : -1;
  const TypeInfo& info = type(base);
  Expr* made = node(ExprKind::kConst, base, expr->pos);
  made->typmod = input_typmod;
  made->collation = default_collation(base);
  if (!expr->value.null) {
    made->value = at_position(expr->pos != kNoPos ? expr->pos : pos, [&] {
      return info.ops->input(context_.env, info, expr->value.bytes(), input_typmod);
    });
  }
  if (base != target) {
    return coerce_to_domain(made, base, base_typmod, target, how, form, pos, false);
  }
  return made;
}

Expr* Binder::coerce(Expr* expr, Oid target, int32_t typmod, CastContext how, CallForm form,
                     SourcePos pos) {
  const Oid source = expr->type;
  if (target == source) return expr;
  switch (target) {
    case oid::kAny: case oid::kAnyelement: case oid::kAnynonarray: case oid::kAnycompatible:
    case oid::kAnycompatiblenonarray: return expr;
    case oid::kAnyarray: case oid::kAnyenum: case oid::kAnyrange: case oid::kAnymultirange:
    case oid::kAnycompatiblearray: case oid::kAnycompatiblerange:
    case oid::kAnycompatiblemultirange:
      if (source != oid::kUnknown) {
        const Oid base = base_type(source);
        if (base == source) return expr;
        Expr* made = node(ExprKind::kRelabel, base, pos);
        made->args = {expr};
        made->form = form;
        return typed(made);
      }
      break;
    default: break;
  }
  if (source == oid::kUnknown && expr->kind == ExprKind::kConst) {
    return coerce_literal(expr, target, typmod, how, form, pos);
  }
  if (source == oid::kUnknown && expr->kind == ExprKind::kParam &&
      context_.param_types != nullptr) {
    std::vector<Oid>& types = *context_.param_types;
    Oid& known = types[static_cast<size_t>(expr->param) - 1];
    const Oid base = base_type(target);
    if (known == kNoOid || known == oid::kUnknown) {
      known = base;
    } else if (known != base) {
      Error error(sqlstate::ambiguous_parameter,
                  "inconsistent types deduced for parameter $" + std::to_string(expr->param),
                  expr->pos);
      error.detail = type_text(known) + " versus " + type_text(base);
      throw_error(std::move(error));
    }
    expr->type = known;
    expr->typmod = -1;
    typed(expr);
    return base == target ? expr : coerce(expr, target, typmod, how, form, pos);
  }
  if (expr->kind == ExprKind::kCollate) {
    Expr* inner = coerce(expr->args[0], target, typmod, how, form, pos);
    if (!type(target).collatable) return inner;
    Expr* made = arena_.make<Expr>(*expr);
    made->args = {inner};
    made->type = target;
    return made;
  }
  Oid function;
  const CoercePath path = find_path(target, source, how, &function);
  if (path != CoercePath::kNone) {
    int32_t base_typmod = typmod;
    const Oid base = base_type(target, &base_typmod);
    if (path != CoercePath::kRelabel) {
      Expr* made = convert_by_path(expr, path, function, base, base_typmod, how, form, pos);
      return base == target
                 ? made
                 : coerce_to_domain(made, base, base_typmod, target, how, form, pos, true);
    }
    Expr* made = base == target ? expr
                                : coerce_to_domain(expr, base, base_typmod, target, how, form, pos,
                                                   false);
    if (made != expr) return made;
    made = node(ExprKind::kRelabel, target, pos);
    made->args = {expr};
    made->form = form;
    return typed(made);
  }
  if (source == oid::kRecord && is_composite(target)) {
    return coerce_record(expr, target, how, form, pos);
  }
  if (target == oid::kRecord || target == oid::kRecordArray) return expr;
  if (can_coerce_one(source, target, how)) {
    Expr* made = node(ExprKind::kConvertRow, target, pos);
    made->args = {expr};
    made->form = form;
    return made;
  }
  throw_error(sqlstate::internal_error,
              "failed to find conversion function from " + type_text(source) + " to " +
                  type_text(target),
              pos);
}

Expr* Binder::convert_by_path(Expr* expr, CoercePath path, Oid function, Oid target,
                              int32_t typmod, CastContext how, CallForm form, SourcePos pos) {
  Expr* made;
  if (path == CoercePath::kFunction) {
    made = node(ExprKind::kFunction, target, pos);
    made->fn = function;
    made->args = {expr};
    const FunctionDef* def = find_function(function);
    if (const catalog::Function* user = catalog_.function(function); user != nullptr) {
      const std::vector<Oid> inputs = user->input_types();
      if (inputs[0] != expr->type) {
        made->args[0] = coerce(expr, inputs[0], -1, CastContext::kImplicit,
                               CallForm::kImplicitCast, pos);
      }
      if (inputs.size() > 1) made->args.push_back(int_const(typmod));
      if (inputs.size() > 2) made->args.push_back(bool_const(how == CastContext::kExplicit));
      made->form = form;
      return typed(made);
    }
    if (def != nullptr && def->args.count > 1) made->args.push_back(int_const(typmod));
    if (def != nullptr && def->args.count > 2) {
      made->args.push_back(bool_const(how == CastContext::kExplicit));
    }
  } else if (path == CoercePath::kArrayCoerce) {
    made = node(ExprKind::kArrayCoerce, target, pos);
    made->args = {expr};
    const TypeInfo& to = type(target);
    const TypeInfo& from = type(base_type(expr->type));
    made->elem = to.element_oid;
    Expr* element = node(ExprKind::kCaseValue, from.element_oid, pos);
    element->typmod = expr->typmod;
    typed(element);
    made->left = coerce_to_target(element, to.element_oid, typmod, how, form, pos);
    if (made->left == nullptr) {
      throw_error(sqlstate::internal_error, "failed to coerce array element type as expected",
                  pos);
    }
    made->typmod = made->left->typmod;
  } else {
    made = node(ExprKind::kCoerceViaIo, target, pos);
    made->args = {expr};
  }
  made->form = form;
  return typed(made);
}

Expr* Binder::coerce_typmod(Expr* expr, Oid target, int32_t typmod, CastContext how,
                            CallForm form, SourcePos pos, bool hide) {
  if (typmod == expr->typmod || typmod < 0) return expr;
  Oid element = target;
  const TypeInfo& info = type(target);
  if (info.kind == TypeKind::kArray) element = info.element_oid;
  const LengthFunction* row = length_function(element);
  if (row == nullptr) {
    if (info.kind == TypeKind::kDomain) return expr;
    // A modifier that converts nothing is still the type's.
    Expr* made = node(ExprKind::kRelabel, target, pos);
    made->args = {expr};
    made->typmod = typmod;
    made->form = form;
    return typed(made);
  }
  if (hide) hide_coercion(expr);
  Expr* made;
  if (element == target) {
    made = node(ExprKind::kFunction, target, pos);
    made->fn = row->function;
    made->args = {expr, int_const(typmod)};
    if (row->takes_explicit) made->args.push_back(bool_const(how == CastContext::kExplicit));
  } else {
    made = node(ExprKind::kArrayCoerce, target, pos);
    made->args = {expr};
    made->elem = element;
    Expr* value = node(ExprKind::kCaseValue, element, pos);
    value->typmod = -1;
    typed(value);
    made->left = coerce_typmod(value, element, typmod, how, form, pos, false);
  }
  made->typmod = typmod;
  made->form = form;
  return typed(made);
}

Expr* Binder::coerce_to_domain(Expr* expr, Oid base, int32_t base_typmod, Oid domain,
                               CastContext how, CallForm form, SourcePos pos, bool hide) {
  if (base == domain) return expr;
  if (hide) hide_coercion(expr);
  expr = coerce_typmod(expr, base, base_typmod, how, CallForm::kImplicitCast, pos, false);
  Expr* made = node(ExprKind::kCoerceToDomain, domain, pos);
  made->args = {expr};
  made->form = form;
  return typed(made);
}

// ROW(...) to a composite type: field by field.
Expr* Binder::coerce_record(Expr* row, Oid target, CastContext how, CallForm form,
                            SourcePos pos) {
  const Oid base = base_type(target);
  const auto fail = [&](std::string detail, SourcePos where) {
    throw_error(Error(sqlstate::cannot_coerce, "cannot cast type record to " + type_text(target),
                      where != kNoPos ? where : start_of(*row))
                    .with_detail(std::move(detail)));
  };
  std::vector<Expr*> args;
  if (row->kind == ExprKind::kRow) {
    args = row->args;
  } else {
    throw_error(sqlstate::cannot_coerce, "cannot cast type record to " + type_text(target), pos);
  }
  const std::vector<CompositeField>& fields = *type(base).fields;
  std::vector<Expr*> converted;
  size_t next = 0;
  for (const CompositeField& field : fields) {
    if (field.dropped) {
      converted.push_back(null_const(oid::kInt4));
      continue;
    }
    if (next >= args.size()) fail("Input has too few columns.", pos);
    Expr* arg = args[next];
    Expr* made = coerce_to_target(arg, field.type, field.typmod, how, CallForm::kImplicitCast, pos);
    if (made == nullptr) {
      fail("Cannot cast type " + type_text(arg->type) + " to " + type_text(field.type) +
               " in column " + std::to_string(next + 1) + ".",
           arg->pos);
    }
    converted.push_back(made);
    ++next;
  }
  if (next != args.size()) fail("Input has too many columns.", pos);
  Expr* made = node(ExprKind::kRow, base, pos);
  made->args = std::move(converted);
  for (const CompositeField& field : fields) made->names.push_back(field.name);
  made->form = form;
  if (base != target) {
    made->form = CallForm::kImplicitCast;
    return coerce_to_domain(made, base, -1, target, how, form, pos, false);
  }
  return made;
}

}  // namespace rung::planner
