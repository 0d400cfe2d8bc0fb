// Operators: look-up, overload choice and the call nodes.
#include <algorithm>
#include <cstdlib>

#include "functions/extensions.h"
#include "planner/bind.h"
#include "planner/operators.h"

namespace rung::planner {
namespace {

// The operators of a name that can be seen: built-in ones in pg_catalog, those of an extension in
// its schema, once it is there.
std::vector<const OperatorDef*> visible_operators(const ast::NameList& name, BindContext& context,
                                                  SourcePos pos) {
  Oid schema = kNoOid;
  if (name.size() > 1) {
    const std::string_view written = name[name.size() - 2];
    schema = written == "pg_catalog"
                 ? kPgCatalogSchema
                 : catalog::find_schema_oid(*context.catalog, *context.path, written);
    if (schema == kNoOid) {
      throw_error(sqlstate::undefined_schema,
                  "schema \"" + std::string(written) + "\" does not exist", pos);
    }
  }
  const std::vector<Oid>& path = context.path->schemas;
  const auto sees = [&](Oid home) {
    if (schema != kNoOid) return home == schema;
    return home == kPgCatalogSchema || std::find(path.begin(), path.end(), home) != path.end();
  };
  std::vector<const OperatorDef*> visible;
  for (const OperatorDef* op : find_operators(name.back())) {
    Oid home = kPgCatalogSchema;
    if (const char* owner = operator_extension(op->oid)) {
      const catalog::Extension* extension = context.catalog->find_extension(owner);
      if (extension == nullptr) continue;
      home = extension->schema;
    }
    if (sees(home)) visible.push_back(op);
  }
  return visible;
}

// Those of CREATE OPERATOR, described like built-in ones in the statement's arena.
std::vector<const OperatorDef*> user_operators(const ast::NameList& name, BindContext& context,
                                               SourcePos pos) {
  std::vector<Oid> schemas = context.path->schemas;
  if (name.size() > 1) {
    const std::string_view schema = name[name.size() - 2];
    schemas = {catalog::find_schema_oid(*context.catalog, *context.path, schema)};
    if (schemas[0] == kNoOid) {
      throw_error(sqlstate::undefined_schema,
                  "schema \"" + std::string(schema) + "\" does not exist", pos);
    }
  }
  std::vector<const OperatorDef*> found;
  for (const Oid schema : schemas) {
    for (const catalog::Object* object : context.catalog->find_objects(
             catalog::ObjectClass::kOperator, schema, name.back())) {
      const auto& op = static_cast<const catalog::Other&>(*object);
      const auto field = [&](std::string_view key) {
        return static_cast<Oid>(std::strtoul(op.get(key).c_str(), nullptr, 10));
      };
      auto* def = context.env.arena->make<OperatorDef>();
      def->oid = op.oid;
      def->name = op.name.c_str();
      def->left = field("left");
      def->right = field("right");
      def->result = field("result");
      def->function = field("function");
      found.push_back(def);
    }
  }
  return found;
}

}  // namespace

const OperatorDef* Binder::find_op(const ast::NameList& name, Oid left, Oid right, SourcePos pos,
                                   bool required) {
  std::vector<const OperatorDef*> all = visible_operators(name, context_, pos);
  for (const OperatorDef* op : user_operators(name, context_, pos)) all.push_back(op);
  const bool prefix = left == kNoOid;
  bool ambiguous = false;
  const auto exact = [&](Oid l, Oid r) -> const OperatorDef* {
    for (const OperatorDef* op : all) {
      if (op->left == l && op->right == r) return op;
    }
    return nullptr;
  };
  if (prefix) {
    if (const OperatorDef* op = exact(kNoOid, right); op != nullptr) return op;
  } else {
    Oid l = left, r = right;
    // One literal: assume it is of the other's type, by its base type.
    bool was_unknown = false;
    if (l == oid::kUnknown && r != kNoOid && r != oid::kUnknown) {
      l = r;
      was_unknown = true;
    } else if (r == oid::kUnknown && l != oid::kUnknown) {
      r = l;
      was_unknown = true;
    }
    if (const OperatorDef* op = exact(l, r); op != nullptr) return op;
    if (was_unknown) {
      const Oid base = base_type(l);
      if (base != l) {
        if (const OperatorDef* op = exact(base, base); op != nullptr) return op;
      }
    }
  }
  std::vector<const OperatorDef*> fitting;
  std::vector<std::array<Oid, 2>> types;
  const Oid actual[2] = {prefix ? right : left, right};
  const size_t count = prefix ? 1 : 2;
  for (const OperatorDef* op : all) {
    if ((op->left == kNoOid) != prefix) continue;
    const Oid declared[2] = {prefix ? op->right : op->left, op->right};
    if (can_coerce(std::span(actual, count), std::span(declared, count), CastContext::kImplicit)) {
      fitting.push_back(op);
      types.push_back({declared[0], declared[1]});
    }
  }
  if (fitting.size() == 1) return fitting[0];
  if (fitting.size() > 1) {
    std::vector<std::span<const Oid>> lists;
    for (const auto& t : types) lists.push_back(std::span(t.data(), count));
    const size_t best = choose_index(lists, std::span(actual, count));
    if (best != SIZE_MAX) return fitting[best];
    ambiguous = true;
  }
  if (!required) return nullptr;
  std::string shown = (prefix ? "" : type_text(left) + " ") + name_text(name) + " " +
                      type_text(right);
  if (ambiguous) {
    throw_error(Error(sqlstate::ambiguous_function, "operator is not unique: " + shown, pos)
                    .with_hint("Could not choose a best candidate operator. You might need to add "
                               "explicit type casts."));
  }
  throw_error(
      Error(sqlstate::undefined_function, "operator does not exist: " + shown, pos)
          .with_hint(prefix
                         ? "No operator matches the given name and argument type. You might need "
                           "to add an explicit type cast."
                         : "No operator matches the given name and argument types. You might need "
                           "to add explicit type casts."));
}

Expr* Binder::make_operator_call(const OperatorDef& op, std::vector<Expr*> args, SourcePos pos) {
  std::vector<Oid> actual, declared;
  for (const Expr* arg : args) actual.push_back(arg->type);
  if (op.left != kNoOid) declared.push_back(op.left);
  declared.push_back(op.right);
  const Oid result = resolve_polymorphic(actual, declared, op.result, false);
  for (size_t i = 0; i < args.size(); ++i) {
    args[i] = coerce(args[i], declared[i], -1, CastContext::kImplicit, CallForm::kImplicitCast,
                     kNoPos);
  }
  Expr* made = node(ExprKind::kOperator, result, pos);
  made->op = op.oid;
  made->fn = op.function;
  made->args = std::move(args);
  return typed(made);
}

Expr* Binder::make_op(const ast::NameList& name, Expr* left, Expr* right, SourcePos pos) {
  const OperatorDef* op =
      find_op(name, left != nullptr ? left->type : kNoOid, right->type, pos, true);
  if (op->left == kNoOid) return make_operator_call(*op, {right}, pos);
  return make_operator_call(*op, {left, right}, pos);
}

Expr* Binder::make_op(std::string_view name, Expr* left, Expr* right, SourcePos pos) {
  const ast::NameList names{name};
  return make_op(names, left, right, pos);
}

Expr* Binder::make_scalar_array(const ast::NameList& name, bool use_or, Expr* left, Expr* right,
                                SourcePos pos) {
  Oid element = oid::kUnknown;
  if (right->type != oid::kUnknown) {
    const TypeInfo& info = type(base_type(right->type));
    element = info.kind == TypeKind::kArray ? info.element_oid : kNoOid;
    if (right->type == oid::kAnyarray) element = oid::kAnyelement;
    if (element == kNoOid) {
      throw_error(sqlstate::wrong_object_type,
                  "op ANY/ALL (array) requires array on right side", pos);
    }
  }
  const OperatorDef* op = find_op(name, left->type, element, pos, true);
  if (op->result != oid::kBool) {
    throw_error(sqlstate::wrong_object_type,
                "op ANY/ALL (array) requires operator to yield boolean", pos);
  }
  std::vector<Oid> actual{left->type, element}, declared{op->left, op->right};
  resolve_polymorphic(actual, declared, op->result, false);
  Oid array = right->type;
  if (!is_polymorphic(op->right)) {
    array = type(declared[1]).array_oid;
    if (array == kNoOid) {
      throw_error(sqlstate::undefined_object,
                  "could not find array type for data type " + type_text(declared[1]), pos);
    }
  } else if (array == oid::kUnknown && type(declared[1]).array_oid != kNoOid) {
    array = type(declared[1]).array_oid;
  }
  Expr* made = node(ExprKind::kScalarArrayOp, oid::kBool, pos);
  made->op = op->oid;
  made->fn = op->function;
  made->use_or = use_or;
  made->args = {coerce(left, declared[0], -1, CastContext::kImplicit, CallForm::kImplicitCast,
                       kNoPos),
                coerce(right, array, -1, CastContext::kImplicit, CallForm::kImplicitCast, kNoPos)};
  return made;
}

Oid find_binary_operator(BindContext& context, const ast::NameList& name, Oid type) {
  Binder binder(context);
  return binder.find_op(name, type, type, kNoPos, true)->oid;
}

TypeOperators type_operators(BindContext& context, Oid type) {
  Binder binder(context);
  Oid base = binder.base_type(type);
  const TypeInfo* info = context.env.types->find_type(base);
  TypeOperators found;
  if (info == nullptr) return found;
  const bool ordered = info->ops->compare != nullptr;
  if (!ordered && info->ops->hash == nullptr && info->kind == TypeKind::kBase) return found;
  switch (info->kind) {
    case TypeKind::kArray:
      if (base != oid::kOidvector) base = oid::kAnyarray;
      break;
    case TypeKind::kEnum: base = oid::kAnyenum; break;
    case TypeKind::kComposite: base = oid::kRecord; break;
    case TypeKind::kRange: base = oid::kAnyrange; break;
    case TypeKind::kMultirange: base = oid::kAnymultirange; break;
    default: break;
  }
  if (base == oid::kVarchar) base = oid::kText;
  if (base == oid::kCidr) base = oid::kInet;
  if (base >= oid::kRegproc && base != oid::kOid && info->category == 'N' &&
      find_cast(base, oid::kOid) != nullptr &&
      find_cast(base, oid::kOid)->method == CastMethod::kBinary) {
    base = oid::kOid;  // regclass and its kin
  }
  const auto look = [&](std::string_view name) -> const OperatorDef* {
    for (const OperatorDef* op : find_operators(name)) {
      if (op->left == base && op->right == base) return op;
    }
    return nullptr;
  };
  if (const OperatorDef* op = look("="); op != nullptr) {
    found.equal = op->oid;
    found.equal_function = op->function;
  }
  if (ordered || info->kind != TypeKind::kBase) {
    if (const OperatorDef* op = look("<"); op != nullptr) found.less = op->oid;
    if (const OperatorDef* op = look(">"); op != nullptr) found.greater = op->oid;
  }
  return found;
}

}  // namespace rung::planner
