// Expressions made of others: operators and their special forms, AND/OR, CASE, lists, rows, arrays.
#include <algorithm>

#include "planner/bind.h"

namespace rung::planner {
namespace {

[[noreturn]] void no_set(const char* construct, SourcePos pos) {
  throw_error(Error(sqlstate::feature_not_supported,
                    std::string("set-returning functions are not allowed in ") + construct, pos)
                  .with_hint("You might be able to move the set-returning function into a LATERAL "
                             "FROM item."));
}

void refuse_sets(const Expr* expr, const char* construct) {
  if (expr == nullptr) return;
  SourcePos pos = kNoPos;
  if (any_node(expr, [&](const Expr& e) {
        if (e.returns_set) pos = e.pos;
        return e.returns_set;
      })) {
    no_set(construct, pos);
  }
}

bool is_null_constant(const ast::Expr* expr) {
  const auto* constant = ast::as<ast::Constant>(expr);
  return constant != nullptr && constant->const_kind == ast::ConstantKind::kNull;
}

}  // namespace

std::vector<Expr*> Binder::bind_row_args(const ast::RowExpr& row) {
  std::vector<Expr*> args;
  std::vector<std::string> names;
  for (const ast::Expr* arg : row.args) {
    if (expand_star(*arg, *scope_, &args, &names)) continue;
    args.push_back(bind(*arg));
  }
  return args;
}

Expr* Binder::bind_row(const ast::RowExpr& row) {
  Expr* made = node(ExprKind::kRow, oid::kRecord, row.pos);
  made->args = bind_row_args(row);
  if (made->args.size() > 1664) {
    throw_error(sqlstate::too_many_columns, "ROW expressions can have at most 1664 entries",
                row.pos);
  }
  made->form = row.explicit_row ? CallForm::kCall : CallForm::kImplicitCast;
  for (size_t i = 0; i < made->args.size(); ++i) made->names.push_back("f" + std::to_string(i + 1));
  return made;
}

Expr* Binder::bind_op(const ast::OpExpr& op) {
  const SourcePos pos = op.pos;
  switch (op.op_kind) {
    case ast::OpExprKind::kOp: {
      const auto* left_row = ast::as<ast::RowExpr>(op.left);
      const auto* right_row = ast::as<ast::RowExpr>(op.right);
      if (left_row != nullptr && right_row != nullptr) {
        return make_row_compare(op.name, bind_row_args(*left_row), bind_row_args(*right_row), pos);
      }
      const auto* link = ast::as<ast::SubLink>(op.right);
      if (left_row != nullptr && link != nullptr && link->link_kind == ast::SubLinkKind::kExpr) {
        // ROW(...) op (SELECT ...)
        scope_->query->has_sublinks = true;
        std::vector<Expr*> left = bind_row_args(*left_row);
        Query* query = bind_statement(*link->subselect, scope_);
        std::vector<Expr*> right;
        for (const Target& t : query->targets) {
          if (t.junk) continue;
          Expr* column = node(ExprKind::kSubLinkColumn, t.expr->type);
          column->attno = static_cast<int32_t>(right.size()) + 1;
          column->typmod = t.expr->typmod;
          column->collation = t.expr->collation;
          right.push_back(column);
        }
        if (left.size() < right.size()) {
          throw_error(sqlstate::syntax_error, "subquery has too many columns", link->pos);
        }
        if (left.size() > right.size()) {
          throw_error(sqlstate::syntax_error, "subquery has too few columns", link->pos);
        }
        Expr* made = node(ExprKind::kSubLink, oid::kBool, link->pos);
        made->sub = static_cast<uint8_t>(SubLinkKind::kRowCompare);
        made->query = query;
        made->args = {make_row_compare(op.name, std::move(left), std::move(right), pos)};
        return made;
      }
      Expr* left = op.left != nullptr ? bind(*op.left) : nullptr;
      Expr* right = bind(*op.right);
      return make_op(op.name, left, right, pos);
    }
    case ast::OpExprKind::kOpAny:
    case ast::OpExprKind::kOpAll: {
      Expr* left = bind(*op.left);
      Expr* right = bind(*op.right);
      return make_scalar_array(op.name, op.op_kind == ast::OpExprKind::kOpAny, left, right, pos);
    }
    case ast::OpExprKind::kDistinct:
    case ast::OpExprKind::kNotDistinct: return bind_distinct(op);
    case ast::OpExprKind::kNullIf: return bind_null_if(op);
    case ast::OpExprKind::kIn: return bind_in(op);
    case ast::OpExprKind::kLike:
    case ast::OpExprKind::kILike:
    case ast::OpExprKind::kSimilar: {
      Expr* left = bind(*op.left);
      Expr* right = bind(*op.right);
      return make_op(op.name, left, right, pos);
    }
    case ast::OpExprKind::kBetween:
    case ast::OpExprKind::kNotBetween:
    case ast::OpExprKind::kBetweenSym:
    case ast::OpExprKind::kNotBetweenSym: return bind_between(op);
  }
  return nullptr;
}

Expr* Binder::bind_between(const ast::OpExpr& op) {
  const auto& bounds = ast::to<ast::ListExpr>(op.right);
  const auto pair = [&](const char* low_op, const char* high_op, size_t low, size_t high,
                        ExprKind join) {
    const auto compare = [&](const char* name, size_t bound) {
      const auto* left_row = ast::as<ast::RowExpr>(op.left);
      const auto* right_row = ast::as<ast::RowExpr>(bounds.items[bound]);
      const ast::NameList names{name};
      if (left_row != nullptr && right_row != nullptr) {
        return make_row_compare(names, bind_row_args(*left_row), bind_row_args(*right_row), op.pos);
      }
      Expr* left = bind(*op.left);
      return make_op(names, left, bind(*bounds.items[bound]), op.pos);
    };
    Expr* first = compare(low_op, low);
    Expr* second = compare(high_op, high);
    return conjunction(join, {first, second}, op.pos);
  };
  switch (op.op_kind) {
    case ast::OpExprKind::kBetween: return pair(">=", "<=", 0, 1, ExprKind::kAnd);
    case ast::OpExprKind::kNotBetween: return pair("<", ">", 0, 1, ExprKind::kOr);
    case ast::OpExprKind::kBetweenSym: {
      Expr* first = pair(">=", "<=", 0, 1, ExprKind::kAnd);
      return conjunction(ExprKind::kOr, {first, pair(">=", "<=", 1, 0, ExprKind::kAnd)}, op.pos);
    }
    default: {
      Expr* first = pair("<", ">", 0, 1, ExprKind::kOr);
      return conjunction(ExprKind::kAnd, {first, pair("<", ">", 1, 0, ExprKind::kOr)}, op.pos);
    }
  }
}

Expr* Binder::bind_in(const ast::OpExpr& op) {
  const bool negated = op.name.back() == "<>";
  const auto& list = ast::to<ast::ListExpr>(op.right);
  const auto* left_row = ast::as<ast::RowExpr>(op.left);
  Expr* left = bind(*op.left);
  std::vector<Expr*> with_columns, constants, all;
  for (const ast::Expr* item : list.items) {
    Expr* value = bind(*item);
    all.push_back(value);
    const bool has_column = any_node(value, [](const Expr& e) {
      return (e.kind == ExprKind::kVar && e.levels_up == 0) || e.kind == ExprKind::kSubLink;
    });
    (has_column ? with_columns : constants).push_back(value);
  }
  std::vector<Expr*> parts;
  std::vector<Expr*> rest = all;
  if (constants.size() > 1 && left_row == nullptr) {
    std::vector<Expr*> together{left};
    together.insert(together.end(), constants.begin(), constants.end());
    const Oid scalar = common_type(together, nullptr);
    bool fits = scalar != kNoOid && scalar != oid::kRecord;
    for (const Expr* e : together) {
      fits = fits && can_coerce_one(e->type, scalar, CastContext::kImplicit);
    }
    const Oid array = fits ? type(scalar).array_oid : kNoOid;
    if (array != kNoOid) {
      Expr* made = node(ExprKind::kArray, array);
      made->elem = scalar;
      for (Expr* e : constants) made->args.push_back(coerce_to_common(e, scalar, "IN"));
      typed(made);
      parts.push_back(make_scalar_array(op.name, !negated, left, made, op.pos));
      rest = with_columns;
    }
  }
  for (Expr* value : rest) {
    Expr* test;
    if (left_row != nullptr && value->kind == ExprKind::kRow && left->kind == ExprKind::kRow) {
      test = make_row_compare(op.name, left->args, value->args, op.pos);
    } else {
      test = make_op(op.name, left, value, op.pos);
    }
    parts.push_back(boolean(test, "IN"));
  }
  return conjunction(negated ? ExprKind::kAnd : ExprKind::kOr, std::move(parts), op.pos);
}

Expr* Binder::bind_distinct(const ast::OpExpr& op) {
  const bool negated = op.op_kind == ast::OpExprKind::kNotDistinct;
  // IS [NOT] DISTINCT FROM NULL is a null test.
  for (const bool right_null : {true, false}) {
    if (!is_null_constant(right_null ? op.right : op.left)) continue;
    Expr* made = node(ExprKind::kNullTest, oid::kBool, op.pos);
    made->args = {bind(right_null ? *op.left : *op.right)};
    made->negated = !negated;
    return made;
  }
  const auto* left_row = ast::as<ast::RowExpr>(op.left);
  const auto* right_row = ast::as<ast::RowExpr>(op.right);
  if (left_row != nullptr && right_row != nullptr) {
    std::vector<Expr*> left = bind_row_args(*left_row), right = bind_row_args(*right_row);
    if (left.size() != right.size()) {
      throw_error(sqlstate::syntax_error, "unequal number of entries in row expressions", op.pos);
    }
    Expr* made = row_distinct(left, right, op.pos);
    if (!negated) return made;
    Expr* no = node(ExprKind::kNot, oid::kBool, op.pos);
    no->args = {made};
    return no;
  }
  Expr* left = bind(*op.left);
  Expr* right = bind(*op.right);
  Expr* made = make_op(op.name, left, right, op.pos);
  if (made->type != oid::kBool) {
    throw_error(sqlstate::datatype_mismatch,
                "IS DISTINCT FROM requires = operator to yield boolean", op.pos);
  }
  refuse_sets(made, "IS DISTINCT FROM");
  made->kind = ExprKind::kDistinctFrom;
  made->negated = negated;
  return made;
}

Expr* Binder::row_distinct(std::vector<Expr*>& left, std::vector<Expr*>& right, SourcePos pos) {
  Expr* all = nullptr;  // PostgreSQL nests the parts to the left, and prints them so
  for (size_t i = 0; i < left.size(); ++i) {
    Expr* part = make_op("=", left[i], right[i], pos);
    part->kind = ExprKind::kDistinctFrom;
    all = all == nullptr ? part : conjunction(ExprKind::kOr, {all, part}, pos);
  }
  return all == nullptr ? bool_const(false) : all;
}

Expr* Binder::bind_null_if(const ast::OpExpr& op) {
  Expr* left = bind(*op.left);
  Expr* right = bind(*op.right);
  Expr* made = make_op(op.name, left, right, op.pos);
  if (made->type != oid::kBool) {
    throw_error(sqlstate::datatype_mismatch, "NULLIF requires = operator to yield boolean", op.pos);
  }
  refuse_sets(made, "NULLIF");
  made->kind = ExprKind::kNullIf;
  made->type = made->args[0]->type;
  made->typmod = made->args[0]->typmod;
  return typed(made);
}

Expr* Binder::make_row_compare(const ast::NameList& op, std::vector<Expr*> left,
                               std::vector<Expr*> right, SourcePos pos) {
  if (left.size() != right.size()) {
    throw_error(sqlstate::syntax_error, "unequal number of entries in row expressions", pos);
  }
  if (left.empty()) {
    throw_error(sqlstate::feature_not_supported, "cannot compare rows of zero length", pos);
  }
  std::vector<Expr*> parts;
  for (size_t i = 0; i < left.size(); ++i) {
    Expr* part = make_op(op, left[i], right[i], pos);
    if (part->type != oid::kBool) {
      throw_error(sqlstate::datatype_mismatch,
                  "row comparison operator must yield type boolean, not type " +
                      type_text(part->type),
                  pos);
    }
    if (part->returns_set) {
      throw_error(sqlstate::datatype_mismatch, "row comparison operator must not return a set",
                  pos);
    }
    parts.push_back(part);
  }
  if (parts.size() == 1) return parts[0];
  const std::string_view name = op.back();
  if (name == "=") return conjunction(ExprKind::kAnd, std::move(parts), pos);
  if (name == "<>" || name == "!=") return conjunction(ExprKind::kOr, std::move(parts), pos);
  RowCompareOp how;
  if (name == "<") {
    how = RowCompareOp::kLt;
  } else if (name == "<=") {
    how = RowCompareOp::kLe;
  } else if (name == ">") {
    how = RowCompareOp::kGt;
  } else if (name == ">=") {
    how = RowCompareOp::kGe;
  } else {
    throw_error(Error(sqlstate::feature_not_supported,
                      "could not determine interpretation of row comparison operator " +
                          name_text(op),
                      pos)
                    .with_hint("Row comparison operators must be associated with btree operator "
                               "families."));
  }
  Expr* made = node(ExprKind::kRowCompare, oid::kBool, pos);
  made->sub = static_cast<uint8_t>(how);
  for (const Expr* part : parts) {
    made->args.push_back(part->args[0]);
    made->oids.push_back(part->op);
  }
  for (const Expr* part : parts) made->args.push_back(part->args[1]);
  return made;
}

Expr* Binder::bind_bool(const ast::BoolExpr& expr) {
  ExprKind kind = ExprKind::kAnd;
  const char* name = "AND";
  if (expr.op == ast::BoolExprKind::kOr) {
    kind = ExprKind::kOr;
    name = "OR";
  } else if (expr.op == ast::BoolExprKind::kNot) {
    kind = ExprKind::kNot;
    name = "NOT";
  }
  Expr* made = node(kind, oid::kBool, expr.pos);
  made->args.reserve(expr.args.size());
  for (const ast::Expr* arg : expr.args) made->args.push_back(boolean(bind(*arg), name));
  return made;
}

Expr* Binder::bind_case(const ast::CaseExpr& expr) {
  Expr* made = node(ExprKind::kCase, kNoOid, expr.pos);
  if (expr.arg != nullptr) {
    Expr* arg = bind(*expr.arg);
    if (arg->type == oid::kUnknown) arg = coerce_to_common(arg, oid::kText, "CASE");
    made->left = arg;
  }
  std::vector<Expr*> tests, results;
  for (const ast::CaseWhen& when : expr.whens) {
    Expr* test = bind(*when.when);
    if (made->left != nullptr) {
      Expr* value = node(ExprKind::kCaseValue, made->left->type);
      value->typmod = made->left->typmod;
      value->collation = made->left->collation;
      test = make_op("=", value, test, when.pos);
    }
    tests.push_back(boolean(test, "CASE/WHEN"));
    results.push_back(bind(*when.result));
  }
  Expr* otherwise = expr.otherwise != nullptr ? bind(*expr.otherwise)
                                              : node(ExprKind::kConst, oid::kUnknown);
  std::vector<Expr*> all{otherwise};
  all.insert(all.end(), results.begin(), results.end());
  made->type = common_type(all, "CASE");
  otherwise = coerce_to_common(otherwise, made->type, "CASE/ELSE");
  for (size_t i = 0; i < tests.size(); ++i) {
    made->args.push_back(tests[i]);
    made->args.push_back(coerce_to_common(results[i], made->type, "CASE/WHEN"));
  }
  made->args.push_back(otherwise);
  int32_t typmod = otherwise->typmod;
  for (size_t i = 1; i < made->args.size(); i += 2) {
    if (made->args[i]->type != otherwise->type || made->args[i]->typmod != typmod) typmod = -1;
  }
  made->typmod = typmod;
  refuse_sets(made, "CASE");
  return typed(made);
}

Expr* Binder::bind_list_of(ExprKind kind, const std::vector<ast::Expr*>& args, const char* what,
                           SourcePos pos) {
  std::vector<Expr*> bound;
  bound.reserve(args.size());
  for (const ast::Expr* arg : args) bound.push_back(bind(*arg));
  Expr* made = node(kind, common_type(bound, what), pos);
  for (Expr* arg : bound) made->args.push_back(coerce_to_common(arg, made->type, what));
  made->typmod = common_typmod(made->args, made->type);
  if (kind == ExprKind::kCoalesce) {
    for (const Expr* arg : made->args) refuse_sets(arg, "COALESCE");
  } else {
    const TypeOperators ops = type_operators(context_, made->type);
    if (ops.less == kNoOid) {
      throw_error(sqlstate::undefined_function,
                  "could not identify a comparison function for type " + type_text(made->type));
    }
  }
  return typed(made);
}

Expr* Binder::bind_array(const ast::ArrayExpr& array, Oid array_type, Oid element_type,
                         int32_t typmod) {
  const DepthGuard guard;
  Expr* made = node(ExprKind::kArray, array_type, array.pos);
  std::vector<Expr*> elements;
  for (const ast::Expr* e : array.elements) {
    if (const auto* nested = ast::as<ast::ArrayExpr>(e)) {
      elements.push_back(bind_array(*nested, array_type, element_type, typmod));
      made->flag = true;
    } else {
      Expr* bound = bind(*e);
      if (!made->flag && bound->type != oid::kUnknown) {
        const TypeInfo& info = type(base_type(bound->type));
        made->flag = info.kind == TypeKind::kArray && info.oid != oid::kInt2vector &&
                     info.oid != oid::kOidvector;
      }
      elements.push_back(bound);
    }
  }
  const bool hard = array_type != kNoOid;
  Oid target;
  if (hard) {
    target = made->flag ? array_type : element_type;
  } else {
    if (elements.empty()) {
      throw_error(Error(sqlstate::indeterminate_datatype, "cannot determine type of empty array",
                        array.pos)
                      .with_hint("Explicitly cast to the desired type, for example "
                                 "ARRAY[]::integer[]."));
    }
    target = common_type(elements, "ARRAY");
    if (made->flag) {
      array_type = target;
      element_type = type(base_type(target)).element_oid;
      if (element_type == kNoOid) {
        throw_error(sqlstate::undefined_object,
                    "could not find element type for data type " + type_text(target), array.pos);
      }
    } else {
      element_type = target;
      array_type = type(target).array_oid;
      if (array_type == kNoOid) {
        throw_error(sqlstate::undefined_object,
                    "could not find array type for data type " + type_text(target), array.pos);
      }
    }
  }
  for (Expr* e : elements) {
    Expr* converted;
    if (hard) {
      converted = coerce_to_target(e, target, typmod, CastContext::kExplicit,
                                   CallForm::kExplicitCast, kNoPos);
      if (converted == nullptr) {
        throw_error(sqlstate::cannot_coerce,
                    "cannot cast type " + type_text(e->type) + " to " + type_text(target),
                    start_of(*e));
      }
    } else {
      converted = coerce_to_common(e, target, "ARRAY");
    }
    made->args.push_back(converted);
  }
  made->type = array_type;
  made->elem = element_type;
  return typed(made);
}

}  // namespace rung::planner
