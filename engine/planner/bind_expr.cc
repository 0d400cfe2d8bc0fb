// Expressions: dispatch by syntax node, leaves, casts, access to parts of values.
#include <algorithm>
#include <charconv>

#include "planner/bind.h"
#include "types/array.h"

namespace rung::planner {
namespace {

// Places where a subquery is refused, and what the error calls them.
const char* no_subquery(Place place) {
  switch (place) {
    case Place::kCheck:
    case Place::kDomainCheck: return "cannot use subquery in check constraint";
    case Place::kColumnDefault: return "cannot use subquery in DEFAULT expression";
    case Place::kIndexExpression: return "cannot use subquery in index expression";
    case Place::kIndexPredicate: return "cannot use subquery in index predicate";
    case Place::kAlterUsing: return "cannot use subquery in transform expression";
    case Place::kExecuteArgument: return "cannot use subquery in EXECUTE parameter";
    case Place::kTriggerWhen: return "cannot use subquery in trigger WHEN condition";
    case Place::kPartitionBound: return "cannot use subquery in partition bound";
    case Place::kPartitionKey: return "cannot use subquery in partition key expression";
    case Place::kCallArgument: return "cannot use subquery in CALL argument";
    case Place::kGenerated: return "cannot use subquery in column generation expression";
    default: return nullptr;
  }
}

SqlValueKind value_kind(ast::SqlValueFunctionKind kind) {
  switch (kind) {
    case ast::SqlValueFunctionKind::kCurrentDate: return SqlValueKind::kCurrentDate;
    case ast::SqlValueFunctionKind::kCurrentTime:
    case ast::SqlValueFunctionKind::kCurrentTimeN: return SqlValueKind::kCurrentTime;
    case ast::SqlValueFunctionKind::kCurrentTimestamp:
    case ast::SqlValueFunctionKind::kCurrentTimestampN: return SqlValueKind::kCurrentTimestamp;
    case ast::SqlValueFunctionKind::kLocalTime:
    case ast::SqlValueFunctionKind::kLocalTimeN: return SqlValueKind::kLocaltime;
    case ast::SqlValueFunctionKind::kLocalTimestamp:
    case ast::SqlValueFunctionKind::kLocalTimestampN: return SqlValueKind::kLocaltimestamp;
    case ast::SqlValueFunctionKind::kCurrentRole: return SqlValueKind::kCurrentRole;
    case ast::SqlValueFunctionKind::kCurrentUser: return SqlValueKind::kCurrentUser;
    case ast::SqlValueFunctionKind::kUser: return SqlValueKind::kUser;
    case ast::SqlValueFunctionKind::kSessionUser: return SqlValueKind::kSessionUser;
    case ast::SqlValueFunctionKind::kCurrentCatalog: return SqlValueKind::kCurrentCatalog;
    case ast::SqlValueFunctionKind::kCurrentSchema: return SqlValueKind::kCurrentSchema;
  }
  return SqlValueKind::kCurrentDate;
}

Oid value_type(SqlValueKind kind) {
  switch (kind) {
    case SqlValueKind::kCurrentDate: return oid::kDate;
    case SqlValueKind::kCurrentTime: return oid::kTimetz;
    case SqlValueKind::kCurrentTimestamp: return oid::kTimestamptz;
    case SqlValueKind::kLocaltime: return oid::kTime;
    case SqlValueKind::kLocaltimestamp: return oid::kTimestamp;
    default: return oid::kName;
  }
}

const char* test_name(ast::BooleanTestKind kind) {
  switch (kind) {
    case ast::BooleanTestKind::kIsTrue: return "IS TRUE";
    case ast::BooleanTestKind::kIsNotTrue: return "IS NOT TRUE";
    case ast::BooleanTestKind::kIsFalse: return "IS FALSE";
    case ast::BooleanTestKind::kIsNotFalse: return "IS NOT FALSE";
    case ast::BooleanTestKind::kIsUnknown: return "IS UNKNOWN";
    default: return "IS NOT UNKNOWN";
  }
}

}  // namespace

Expr* Binder::bind_expr(const ast::Expr& expr, Scope& scope, Place place) {
  const InScope in(*this, &scope);
  const PlaceGuard guard(&scope, place);
  return bind(expr);
}

Expr* Binder::bind(const ast::Expr& expr) {
  const DepthGuard depth;
  switch (expr.kind) {
    case ast::NodeKind::kColumnRef: {
      const auto& ref = ast::to<ast::ColumnRef>(&expr);
      switch (scope_->place) {
        case Place::kColumnDefault:
          throw_error(sqlstate::feature_not_supported,
                      "cannot use column reference in DEFAULT expression", expr.pos);
        case Place::kPartitionBound:
          throw_error(sqlstate::feature_not_supported,
                      "cannot use column reference in partition bound expression", expr.pos);
        default: break;
      }
      if (scope_->place == Place::kDomainCheck && ref.fields.size() == 1 && !ref.star &&
          ref.fields[0] == "value" && !scope_->own_columns.empty()) {
        Expr* value = node(ExprKind::kCaseValue, scope_->own_columns[0].type, expr.pos);
        value->typmod = scope_->own_columns[0].typmod;
        return typed(value);
      }
      return bind_column_ref(ref);
    }
    case ast::NodeKind::kParamRef: return bind_param(ast::to<ast::ParamRef>(&expr));
    case ast::NodeKind::kConstant: return bind_constant(ast::to<ast::Constant>(&expr));
    case ast::NodeKind::kTypeCast: return bind_cast(ast::to<ast::TypeCast>(&expr));
    case ast::NodeKind::kCollateClause: return bind_collate(ast::to<ast::CollateClause>(&expr));
    case ast::NodeKind::kOpExpr: return bind_op(ast::to<ast::OpExpr>(&expr));
    case ast::NodeKind::kBoolExpr: return bind_bool(ast::to<ast::BoolExpr>(&expr));
    case ast::NodeKind::kNullTest: {
      const auto& test = ast::to<ast::NullTest>(&expr);
      Expr* made = node(ExprKind::kNullTest, oid::kBool, expr.pos);
      made->args = {bind(*test.arg)};
      made->negated = test.is_not_null;
      const Oid type = made->args[0]->type;
      made->flag = type == oid::kRecord || is_composite(type);
      return made;
    }
    case ast::NodeKind::kBooleanTest: {
      const auto& test = ast::to<ast::BooleanTest>(&expr);
      Expr* made = node(ExprKind::kBooleanTest, oid::kBool, expr.pos);
      made->args = {boolean(bind(*test.arg), test_name(test.test))};
      made->sub = static_cast<uint8_t>(test.test);
      return made;
    }
    case ast::NodeKind::kSubLink: return bind_sublink(ast::to<ast::SubLink>(&expr));
    case ast::NodeKind::kCaseExpr: return bind_case(ast::to<ast::CaseExpr>(&expr));
    case ast::NodeKind::kCoalesceExpr:
      return bind_list_of(ExprKind::kCoalesce, ast::to<ast::CoalesceExpr>(&expr).args, "COALESCE",
                          expr.pos);
    case ast::NodeKind::kMinMaxExpr: {
      const auto& minmax = ast::to<ast::MinMaxExpr>(&expr);
      Expr* made = bind_list_of(ExprKind::kMinMax, minmax.args,
                                minmax.greatest ? "GREATEST" : "LEAST", expr.pos);
      made->sub = minmax.greatest ? 0 : 1;
      return made;
    }
    case ast::NodeKind::kRowExpr: return bind_row(ast::to<ast::RowExpr>(&expr));
    case ast::NodeKind::kArrayExpr:
      return bind_array(ast::to<ast::ArrayExpr>(&expr), kNoOid, kNoOid, -1);
    case ast::NodeKind::kIndirection: return bind_indirection(ast::to<ast::Indirection>(&expr));
    case ast::NodeKind::kFuncCall: return bind_call(ast::to<ast::FuncCall>(&expr));
    case ast::NodeKind::kNamedArg: return bind(*ast::to<ast::NamedArg>(&expr).arg);
    case ast::NodeKind::kSqlValueFunction:
      return bind_sql_value(ast::to<ast::SqlValueFunction>(&expr));
    case ast::NodeKind::kGroupingFunc: return bind_grouping(ast::to<ast::GroupingFunc>(&expr));
    case ast::NodeKind::kSetToDefault:
      throw_error(sqlstate::syntax_error, "DEFAULT is not allowed in this context", expr.pos);
    case ast::NodeKind::kCurrentOf: throw_unsupported("WHERE CURRENT OF", expr.pos);
    case ast::NodeKind::kXmlExpr: return bind_xml(ast::to<ast::XmlExpr>(&expr));
    case ast::NodeKind::kXmlSerialize:
      return bind_xml_serialize(ast::to<ast::XmlSerialize>(&expr));
    default: throw_unsupported("this expression", expr.pos);
  }
}

Expr* Binder::bind_constant(const ast::Constant& constant) {
  Expr* made = node(ExprKind::kConst, oid::kUnknown, constant.pos);
  switch (constant.const_kind) {
    case ast::ConstantKind::kNull: return made;
    case ast::ConstantKind::kBoolean:
      made->type = oid::kBool;
      made->value = Datum::of_bool(constant.boolean);
      return made;
    case ast::ConstantKind::kInteger:
      made->type = oid::kInt4;
      made->value = Datum::of_int(constant.integer);
      return made;
    case ast::ConstantKind::kFloat: {
      // What fits an integer type is one: the parser has put a minus sign into the number.
      int64_t value = 0;
      const char* end = constant.text.data() + constant.text.size();
      const auto parsed = std::from_chars(constant.text.data(), end, value);
      if (parsed.ec == std::errc() && parsed.ptr == end) {
        made->type = value >= INT32_MIN && value <= INT32_MAX ? oid::kInt4 : oid::kInt8;
        made->value = Datum::of_int(value);
        return made;
      }
      made->type = oid::kNumeric;
      const TypeInfo& info = type(oid::kNumeric);
      made->value = at_position(constant.pos, [&] {
        return info.ops->input(context_.env, info, constant.text, -1);
      });
      return made;
    }
    case ast::ConstantKind::kString:
      made->value = context_.env.text(constant.text);
      return made;
    case ast::ConstantKind::kBitString: {
      made->type = oid::kBit;
      const TypeInfo& info = type(oid::kBit);
      made->value = at_position(constant.pos, [&] {
        return info.ops->input(context_.env, info, constant.text, -1);
      });
      return made;
    }
  }
  return made;
}

Expr* Binder::bind_param(const ast::ParamRef& ref) {
  if (context_.variables != nullptr) {
    Expr* variable = context_.variables->resolve_param(arena_, ref.number, ref.pos);
    if (variable != nullptr) return variable;
  }
  if (context_.param_types == nullptr || ref.number < 1 || ref.number > 65535) {
    throw_error(sqlstate::undefined_parameter,
                "there is no parameter $" + std::to_string(ref.number), ref.pos);
  }
  std::vector<Oid>& types = *context_.param_types;
  const auto index = static_cast<size_t>(ref.number) - 1;
  if (types.size() <= index) types.resize(index + 1, kNoOid);
  Expr* made = node(ExprKind::kParam, types[index] == kNoOid ? oid::kUnknown : types[index],
                    ref.pos);
  made->param = ref.number;
  return typed(made);
}

Expr* Binder::bind_cast(const ast::TypeCast& cast) {
  const TypeRef target = type_ref(*cast.type);
  Expr* arg;
  if (const auto* array = ast::as<ast::ArrayExpr>(cast.arg)) {
    int32_t typmod = target.typmod;
    const Oid base = base_type(target.type, &typmod);
    const TypeInfo& info = type(base);
    arg = info.kind == TypeKind::kArray ? bind_array(*array, base, info.element_oid, typmod)
                                        : bind(*cast.arg);
  } else {
    arg = bind(*cast.arg);
  }
  const SourcePos pos = cast.pos;
  Expr* made = coerce_to_target(arg, target.type, target.typmod, CastContext::kExplicit,
                                CallForm::kExplicitCast, pos);
  if (made == nullptr) {
    throw_error(sqlstate::cannot_coerce,
                "cannot cast type " + type_text(arg->type) + " to " + type_text(target.type),
                pos != kNoPos ? pos : start_of(*arg));
  }
  return made;
}

Expr* Binder::bind_collate(const ast::CollateClause& expr) {
  Expr* arg = bind(*expr.arg);
  if (arg->type != oid::kUnknown && !type(arg->type).collatable) {
    throw_error(sqlstate::datatype_mismatch,
                "collations are not supported by type " + type_text(arg->type), expr.pos);
  }
  Expr* made = node(ExprKind::kCollate, arg->type, expr.pos);
  made->collation = find_collation(expr.collation, expr.pos);
  made->typmod = arg->typmod;
  made->args = {arg};
  if (arg->type == oid::kUnknown && arg->kind == ExprKind::kConst) {
    made->args = {coerce_literal(arg, oid::kText, -1, CastContext::kImplicit,
                                 CallForm::kImplicitCast, expr.pos)};
    made->type = oid::kText;
  }
  return made;
}

Expr* Binder::bind_sql_value(const ast::SqlValueFunction& f) {
  const SqlValueKind kind = value_kind(f.op);
  Expr* made = node(ExprKind::kSqlValue, value_type(kind), f.pos);
  made->sub = static_cast<uint8_t>(kind);
  made->typmod = f.typmod;
  if (f.typmod > 6) made->typmod = 6;
  return typed(made);
}

Expr* Binder::field(Expr* row, std::string_view name, SourcePos pos, bool required) {
  if (row->kind == ExprKind::kVar && row->attno == 0) {
    // A whole row of a FROM item: the column itself.
    Scope* s = scope_;
    for (int32_t up = row->levels_up; up > 0 && s != nullptr; --up) s = s->parent;
    if (s != nullptr && row->varno >= 1 &&
        static_cast<size_t>(row->varno) <= s->query->rtable.size()) {
      Rte* rte = s->query->rtable[static_cast<size_t>(row->varno) - 1];
      const NameItem item = name_item(rte, row->varno);
      if (Expr* found = find_item_column(item, row->levels_up, name, pos); found != nullptr) {
        return found;
      }
    }
  }
  std::vector<Column> columns;
  const bool known = row_columns(*row, &columns);
  if (known) {
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].name != name || columns[i].name.empty()) continue;
      Expr* made = node(ExprKind::kFieldSelect, columns[i].type, pos);
      made->args = {row};
      made->attno = static_cast<int32_t>(i) + 1;
      made->name = columns[i].name;
      made->typmod = columns[i].typmod;
      made->collation = columns[i].collation;
      return made;
    }
  }
  if (!required) return nullptr;
  if (row->kind == ExprKind::kVar && row->attno == 0) {
    Scope* s = scope_;
    for (int32_t up = row->levels_up; up > 0 && s != nullptr; --up) s = s->parent;
    if (s != nullptr && static_cast<size_t>(row->varno) <= s->query->rtable.size()) {
      missing_column(s->query->rtable[static_cast<size_t>(row->varno) - 1]->ref_name, name, pos);
    }
  }
  const std::string quoted = "\"" + std::string(name) + "\"";
  if (known && row->type != oid::kRecord) {
    throw_error(sqlstate::undefined_column,
                "column " + quoted + " not found in data type " + type_text(row->type), pos);
  }
  if (row->type == oid::kRecord) {
    throw_error(sqlstate::undefined_column,
                "could not identify column " + quoted + " in record data type", pos);
  }
  throw_error(sqlstate::wrong_object_type,
              "column notation ." + std::string(name) + " applied to type " +
                  type_text(row->type) + ", which is not a composite type",
              pos);
}

Expr* Binder::subscript(Expr* container, std::span<const ast::IndirectionElem> path,
                        SourcePos pos, bool assignment, Oid* element) {
  int32_t typmod = container->typmod;
  const Oid base = base_type(container->type, &typmod);
  const TypeInfo& info = type(base);
  Expr* made = node(ExprKind::kSubscript, base, pos);
  bool slice = false;
  SourcePos slice_pos = pos;
  for (const ast::IndirectionElem& e : path) {
    if (e.kind != ast::IndirectionKind::kSlice) continue;
    slice = true;
    if (slice_pos == pos && e.upper != nullptr) slice_pos = e.upper->pos;
    if (slice_pos == pos && e.lower != nullptr) slice_pos = e.lower->pos;
  }
  if (base == oid::kJsonb) {
    if (slice) {
      throw_error(sqlstate::datatype_mismatch, "jsonb subscript does not support slices",
                  slice_pos);
    }
    made->args = {container};
    made->typmod = -1;
    for (const ast::IndirectionElem& e : path) {
      Expr* index = bind(*e.upper);
      const Oid target = index->type == oid::kInt4 || index->type == oid::kInt8 ||
                                 index->type == oid::kInt2
                             ? oid::kInt4 : oid::kText;
      Expr* key = coerce_to_target(index, target, -1, CastContext::kImplicit,
                                   CallForm::kImplicitCast, kNoPos);
      if (key == nullptr) {
        throw_error(Error(sqlstate::datatype_mismatch,
                          "subscript type " + type_text(index->type) + " is not supported",
                          start_of(*index))
                        .with_hint("jsonb subscript must be coercible to either integer or text."));
      }
      made->args.push_back(key);
    }
    *element = oid::kJsonb;
    return made;
  }
  if (info.kind != TypeKind::kArray && !is_fixed_array(info)) {
    throw_error(sqlstate::datatype_mismatch,
                "cannot subscript type " + type_text(container->type) +
                    " because it does not support subscripting",
                start_of(*container));
  }
  if (path.size() > 6) {
    throw_error(sqlstate::program_limit_exceeded,
                "number of array dimensions (" + std::to_string(path.size()) +
                    ") exceeds the maximum allowed (6)");
  }
  if (base != container->type) {
    Expr* relabel = node(ExprKind::kRelabel, base, pos);
    relabel->args = {container};
    relabel->form = CallForm::kImplicitCast;
    relabel->typmod = typmod;
    container = relabel;
  }
  const auto bound = [&](const ast::Expr* e, bool missing_is_one) -> Expr* {
    if (e == nullptr) return missing_is_one ? int_const(1) : nullptr;
    Expr* index = bind(*e);
    Expr* made_index = coerce_to_target(index, oid::kInt4, -1, CastContext::kAssignment,
                                        CallForm::kImplicitCast, kNoPos);
    if (made_index == nullptr) {
      throw_error(sqlstate::datatype_mismatch, "array subscript must have type integer",
                  start_of(*index));
    }
    return made_index;
  };
  made->args = {container};
  for (const ast::IndirectionElem& e : path) {
    if (slice) {
      const bool single = e.kind == ast::IndirectionKind::kSubscript;
      made->args.push_back(bound(e.lower, single));
      made->args.push_back(bound(e.upper, false));
    } else {
      made->args.push_back(bound(e.upper, false));
    }
  }
  made->flag = slice;
  made->elem = info.element_oid;
  *element = slice ? base : info.element_oid;
  if (!assignment && !slice) made->type = info.element_oid;
  made->typmod = typmod;
  return typed(made);
}

Expr* Binder::bind_indirection(const ast::Indirection& expr) {
  Expr* value = bind(*expr.arg);
  size_t i = 0;
  while (i < expr.path.size()) {
    const ast::IndirectionElem& e = expr.path[i];
    if (e.kind == ast::IndirectionKind::kStar) {
      throw_error(sqlstate::feature_not_supported,
                  "row expansion via \"*\" is not supported here", expr.pos);
    }
    if (e.kind == ast::IndirectionKind::kField) {
      Expr* found = field(value, e.field, e.pos != kNoPos ? e.pos : expr.pos, false);
      if (found == nullptr && !is_composite(value->type) && value->type != oid::kRecord) {
        const ast::NameList name{e.field};
        found = make_call(name, {value}, {}, nullptr, expr.pos, true);
      } else if (found == nullptr) {
        const ast::NameList name{e.field};
        found = make_call(name, {value}, {}, nullptr, expr.pos, true);
      }
      if (found == nullptr) field(value, e.field, expr.pos, true);
      value = found;
      ++i;
      continue;
    }
    size_t end = i;
    while (end < expr.path.size() && (expr.path[end].kind == ast::IndirectionKind::kSubscript ||
                                      expr.path[end].kind == ast::IndirectionKind::kSlice)) {
      ++end;
    }
    Oid element;
    value = subscript(value, std::span(expr.path).subspan(i, end - i), expr.pos, false, &element);
    i = end;
  }
  return value;
}

Expr* Binder::bind_sublink(const ast::SubLink& link) {
  for (const Scope* s = scope_; s != nullptr; s = s->parent) {
    if (const char* refused = no_subquery(s->place); refused != nullptr && s == scope_) {
      throw_error(sqlstate::feature_not_supported, refused, link.pos);
    }
  }
  scope_->query->has_sublinks = true;
  Query* query = bind_statement(*link.subselect, scope_);
  Expr* made = node(ExprKind::kSubLink, oid::kBool, link.pos);
  made->query = query;
  size_t visible = 0;
  for (const Target& t : query->targets) visible += t.junk ? 0 : 1;
  switch (link.link_kind) {
    case ast::SubLinkKind::kExists:
      made->sub = static_cast<uint8_t>(SubLinkKind::kExists);
      return made;
    case ast::SubLinkKind::kExpr:
    case ast::SubLinkKind::kArray: {
      const bool array = link.link_kind == ast::SubLinkKind::kArray;
      if (visible != 1) {
        throw_error(sqlstate::syntax_error, "subquery must return only one column", link.pos);
      }
      const Expr& column = *query->targets[0].expr;
      made->sub = static_cast<uint8_t>(array ? SubLinkKind::kArray : SubLinkKind::kScalar);
      made->type = column.type;
      made->typmod = column.typmod;
      made->collation = column.collation;
      if (array) {
        const TypeInfo& info = type(column.type);
        made->elem = column.type;
        made->type = info.kind == TypeKind::kArray ? column.type : info.array_oid;
        if (made->type == kNoOid) {
          throw_error(sqlstate::undefined_object,
                      "could not find array type for data type " + type_text(column.type),
                      link.pos);
        }
      }
      return made;
    }
    case ast::SubLinkKind::kAll:
    case ast::SubLinkKind::kAny: {
      made->sub = static_cast<uint8_t>(link.link_kind == ast::SubLinkKind::kAny ? SubLinkKind::kAny
                                                                               : SubLinkKind::kAll);
      std::vector<Expr*> left;
      const auto* row = ast::as<ast::RowExpr>(link.test);
      if (row != nullptr) {
        left = bind_row_args(*row);
      } else {
        left = {bind(*link.test)};
      }
      if (left.size() < visible) {
        throw_error(sqlstate::syntax_error, "subquery has too many columns", link.pos);
      }
      if (left.size() > visible) {
        throw_error(sqlstate::syntax_error, "subquery has too few columns", link.pos);
      }
      std::vector<Expr*> right;
      int32_t attno = 0;
      for (const Target& t : query->targets) {
        if (t.junk) continue;
        Expr* column = node(ExprKind::kSubLinkColumn, t.expr->type);
        column->attno = ++attno;
        column->typmod = t.expr->typmod;
        column->collation = t.expr->collation;
        right.push_back(column);
      }
      const ast::NameList equal{"="};
      const ast::NameList& op = link.op_name.empty() ? equal : link.op_name;
      Expr* test = row != nullptr ? make_row_compare(op, std::move(left), std::move(right), link.pos)
                                  : make_op(op, left[0], right[0], link.pos);
      if (test->type != oid::kBool) {
        throw_error(sqlstate::datatype_mismatch,
                    "row comparison operator must yield type boolean, not type " +
                        type_text(test->type),
                    link.pos);
      }
      made->args = {test};
      made->flag = link.op_name.empty();  // written as IN
      return made;
    }
  }
  return made;
}

}  // namespace rung::planner
