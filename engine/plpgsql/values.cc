// Variables: reading them as externals, evaluating expressions, assigning with conversion.
#include <algorithm>

#include "planner/assign_part.h"
#include "plpgsql/interpreter.h"
#include "types/array.h"
#include "types/record.h"

namespace rung::plpgsql {
namespace {

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

bool is_composite(ExecContext& context, Oid type) {
  const TypeInfo* info = context.catalog->find_type(type);
  return type == oid::kRecord || (info != nullptr && info->kind == TypeKind::kComposite);
}

}  // namespace

void Interpreter::check_assigned(int variable) {
  if (record(variable).assigned) return;
  const Variable& declared = *function_.body->variables[static_cast<size_t>(variable)];
  throw_error(Error(sqlstate::object_not_in_prerequisite_state,
                    "record " + quoted(declared.name) + " is not assigned yet")
                  .with_detail("The tuple structure of a not-yet-assigned record is "
                               "indeterminate."));
}

// The whole record as a composite value.
Datum Interpreter::record_value(int variable, Arena& arena) {
  const Record& row = record(variable);
  if (!row.assigned || row.null) return {};
  RecordBuilder builder(row.type);
  for (size_t i = 0; i < row.fields.size(); ++i) {
    if (row.fields[i].type == kNoOid) {
      builder.add_dropped();
    } else {
      builder.add(row.fields[i].type, row.storage[i], row.values[i].get());
    }
  }
  return builder.finish(arena);
}

void Interpreter::set_argument(size_t index, const Datum& value, Oid type) {
  const int variable = function_.arguments[index];
  const Variable& declared = *function_.body->variables[static_cast<size_t>(variable)];
  if (declared.kind == VariableKind::kRecord) {
    assign_record_value(variable, value, type);
  } else {
    set_scalar(variable, value);
  }
}

void Interpreter::set_scalar(int variable, const Datum& value) {
  values_[static_cast<size_t>(variable)].set(function_.types[static_cast<size_t>(variable)].storage,
                                             value);
}

void Interpreter::set_row(int variable, const catalog::Relation& relation,
                          std::span<const Datum> values) {
  Record& row = record(variable);
  if (!row.assigned || row.type != relation.row_type) {
    shape_record(context_, &row, relation.row_type);
  }
  row.null = values.empty();
  for (size_t i = values.size(); i < row.values.size(); ++i) row.values[i].clear();
  for (size_t i = 0; i < values.size() && i < row.values.size(); ++i) {
    if (row.fields[i].type != kNoOid) row.values[i].set(row.storage[i], values[i]);
  }
}

void Interpreter::set_found(bool found) { set_scalar(function_.found, Datum::of_bool(found)); }

// ---- Conversion ---------------------------------------------------------------------------------

Datum Interpreter::convert(const Datum& value, planner::TypeRef from, planner::TypeRef target) {
  if (from.type == target.type && (target.typmod == -1 || target.typmod == from.typmod)) {
    return value;
  }
  if (target.type == oid::kVoid || target.type == kNoOid) return value;
  const TypeInfo* target_info = context_.catalog->find_type(target.type);
  const bool is_domain = target_info != nullptr && target_info->kind == TypeKind::kDomain;
  if (value.null && !is_domain) return value;
  if (target.type == oid::kRecord && is_composite(context_, from.type)) return value;
  auto& program = function_.casts[{from.type, target.type, target.typmod}];
  if (program == nullptr) {
    planner::BindContext bind = bind_context(context_, function_.arena);
    const auto input = [&] {
      Expr* expr = function_.arena.make<Expr>();
      expr->kind = ExprKind::kCaseValue;
      expr->type = from.type;
      expr->typmod = from.typmod;
      return expr;
    };
    Expr* cast = nullptr;
    // A field may still be of type unknown: ROW(1, 'x').
    try {
      if (from.type != oid::kUnknown) {
        cast = planner::coerce_for_assignment(bind, input(), target, "value");
      }
    } catch (const SqlError& error) {
      if (error.error().state != sqlstate::datatype_mismatch) throw;
    }
    if (cast == nullptr) {
      // PL/pgSQL converts anything to anything through text.
      cast = function_.arena.make<Expr>();
      cast->kind = ExprKind::kCoerceViaIo;
      cast->type = is_domain ? target_info->base_oid : target.type;
      cast->typmod = target.typmod;
      cast->args.push_back(input());
      if (is_domain) cast = planner::coerce_for_assignment(bind, cast, target, "value");
    }
    program = executor::compile_row(context_, *cast);
  }
  return executor::evaluate(context_, *program, nullptr, nullptr, &value);
}

std::string Interpreter::text_of(const Typed& value) {
  if (value.value.null) return {};
  TypeEnv env = context_.env();
  return rung::text_of(env, value.type.type, value.value);
}

bool Interpreter::condition(const SqlText& sql, const char* what, bool* null) {
  static_cast<void>(what);
  Arena arena;
  const Typed value = evaluate(sql, arena);
  const Datum result = convert(value.value, value.type, {oid::kBool, -1});
  if (null != nullptr) *null = result.null;
  return !result.null && result.b();
}

// ---- Assignment ---------------------------------------------------------------------------------

void Interpreter::assign(const Target& target, const Datum& value, planner::TypeRef type) {
  const auto index = static_cast<size_t>(target.variable);
  const Variable& variable = *function_.body->variables[index];
  if (variable.kind == VariableKind::kRecord) {
    if (target.steps.empty()) {
      if (!value.null && !is_composite(context_, type.type)) {
        throw_error(sqlstate::datatype_mismatch,
                    "cannot assign non-composite value to a record variable");
      }
      assign_record_value(target.variable, value, type.type);
      return;
    }
    check_assigned(target.variable);
    Record& row = record(target.variable);
    const TargetStep& step = target.steps[0];
    const int field = step.subscript != nullptr ? -1 : row.find(step.field);
    if (field < 0) {
      throw_error(sqlstate::undefined_column,
                  "record " + quoted(variable.name) + " has no field " + quoted(step.field));
    }
    const auto f = static_cast<size_t>(field);
    Arena arena;
    const planner::TypeRef field_type{row.fields[f].type, row.fields[f].typmod};
    const Datum made = target.steps.size() == 1
                           ? convert(value, type, field_type)
                           : assign_steps(target, 1, row.values[f].get(), field_type, value, type,
                                          arena);
    row.values[f].set(row.storage[f], made);
    row.null = false;
    return;
  }
  Arena arena;
  const SlotType& slot = function_.types[index];
  const Datum made =
      target.steps.empty()
          ? convert(value, type, slot.type)
          : assign_steps(target, 0, values_[index].get(), slot.type, value, type, arena);
  if (made.null && variable.not_null) {
    throw_error(sqlstate::null_value_not_allowed, "null value cannot be assigned to variable " +
                                                      quoted(variable.name) +
                                                      " declared NOT NULL");
  }
  values_[index].set(slot.storage, made);
}

// base[lower:upper] := value, of one dimension.
Datum Interpreter::assign_slice(const TargetStep& step, const Datum& base, planner::TypeRef type,
                                const Datum& value, planner::TypeRef value_type, Arena& arena) {
  const Oid element = context_.catalog->type(type.type).element_oid;
  const Datum source = convert(value, value_type, type);
  // A NULL changes nothing.
  if (source.null) return base;
  const bool empty = base.null || ArrayView(base).dimensions() == 0;
  if (empty && (step.subscript == nullptr || step.upper == nullptr)) {
    throw_error(Error(sqlstate::array_subscript_error,
                      "array slice subscript must provide both boundaries")
                    .with_detail("When assigning to a slice of an empty array value, slice "
                                 "boundaries must be fully specified."));
  }
  if (!empty && ArrayView(base).dimensions() != 1) {
    throw_unsupported("assignment to a slice of several dimensions", kNoPos);
  }
  const auto bound = [&](const SqlText* text, int32_t missing) {
    if (text == nullptr) return missing;
    const Typed subscript = evaluate(*text, arena);
    const Datum number = convert(subscript.value, subscript.type, {oid::kInt4, -1});
    if (number.null) {
      throw_error(sqlstate::null_value_not_allowed,
                  "array subscript in assignment must not be null");
    }
    return static_cast<int32_t>(number.i);
  };
  const int32_t old_lower = empty ? 1 : ArrayView(base).lower(0);
  const int32_t old_upper = empty ? 0 : ArrayView(base).upper(0);
  const int32_t lower = bound(step.subscript, old_lower), upper = bound(step.upper, old_upper);
  if (lower > upper + 1) {
    throw_error(sqlstate::array_subscript_error,
                "upper bound cannot be less than lower bound");
  }
  const ArrayView from(source);
  if (from.size() < static_cast<uint32_t>(upper - lower + 1)) {
    throw_error(sqlstate::array_subscript_error, "source array too small");
  }
  const int32_t first = empty ? lower : std::min(old_lower, lower);
  const int32_t last = empty ? upper : std::max(old_upper, upper);
  if (static_cast<int64_t>(last) - first >= kArrayElementsMax) throw_array_too_large();
  ArrayBuilder builder(element, storage_of(context_, element));
  for (int32_t i = first; i <= last; ++i) {
    if (i >= lower && i <= upper) {
      builder.add(from.element(static_cast<uint32_t>(i - lower)));
    } else if (i >= old_lower && i <= old_upper) {
      builder.add(ArrayView(base).element(static_cast<uint32_t>(i - old_lower)));
    } else {
      builder.add(Datum());
    }
  }
  return builder.finish(arena, first);
}

// Parts that only the binder knows how to replace: slices of several dimensions, keys of jsonb.
Datum Interpreter::assign_by_binder(const Target& target, size_t step, const Datum& base,
                                    planner::TypeRef type, const Datum& value,
                                    planner::TypeRef value_type, Arena& arena) {
  const bool is_jsonb = type.type == oid::kJsonb;
  std::vector<parser::IndirectionElem> path;
  bool slice = false;
  const auto constant = [&](const SqlText* text) -> parser::Expr* {
    if (text == nullptr) return nullptr;
    const Typed subscript = evaluate(*text, arena);
    auto* made = arena.make<parser::Constant>();
    if (subscript.value.null) {
      throw_error(sqlstate::null_value_not_allowed,
                  std::string(is_jsonb ? "jsonb" : "array") +
                      " subscript in assignment must not be null");
    }
    const std::string written = text_of(subscript);
    if (is_jsonb && subscript.type.type != oid::kInt4) {
      made->const_kind = parser::ConstantKind::kString;
      made->text = arena.copy(written);
    } else {
      made->const_kind = parser::ConstantKind::kInteger;
      made->integer = static_cast<int32_t>(convert(subscript.value, subscript.type, {oid::kInt4, -1}).i);
    }
    return made;
  };
  for (size_t i = step; i < target.steps.size(); ++i) {
    const TargetStep& part = target.steps[i];
    if (!part.field.empty()) throw_unsupported("assignment to a field of such an element", kNoPos);
    parser::IndirectionElem& elem = path.emplace_back();
    elem.kind = part.slice ? parser::IndirectionKind::kSlice : parser::IndirectionKind::kSubscript;
    slice = slice || part.slice;
    elem.lower = part.slice ? constant(part.subscript) : nullptr;
    elem.upper = constant(part.slice ? part.upper : part.subscript);
  }
  const Oid element = context_.catalog->type(type.type).element_oid;
  const planner::TypeRef wanted = is_jsonb || slice ? type : planner::TypeRef{element, type.typmod};
  const auto given = [&](const Datum& datum, planner::TypeRef as) {
    Expr* expr = arena.make<Expr>();
    expr->kind = ExprKind::kConst;
    expr->type = as.type;
    expr->typmod = as.typmod;
    expr->value = datum;
    return expr;
  };
  planner::BindContext bind = bind_context(context_, arena);
  Expr* made = planner::assign_to_part(bind, given(base, type), type, path,
                                       given(convert(value, value_type, wanted), wanted));
  ExecContext inner = statement_context(arena);
  return executor::evaluate(inner, *executor::compile_row(inner, *made));
}

// `base` with the part that steps[step...] name replaced.
Datum Interpreter::assign_steps(const Target& target, size_t step, const Datum& base,
                                planner::TypeRef type, const Datum& value,
                                planner::TypeRef value_type, Arena& arena) {
  if (step == target.steps.size()) return convert(value, value_type, type);
  const TypeInfo& info = context_.catalog->type(type.type);
  const bool slices = std::any_of(target.steps.begin() + static_cast<ptrdiff_t>(step),
                                  target.steps.end(), [](const TargetStep& s) { return s.slice; });
  const bool wide = slices && info.kind == TypeKind::kArray &&
                    (target.steps.size() > step + 1 ||
                     (!base.null && ArrayView(base).dimensions() > 1));
  if (wide || (type.type == oid::kJsonb && target.steps[step].subscript != nullptr)) {
    return assign_by_binder(target, step, base, type, value, value_type, arena);
  }
  if (target.steps[step].slice && step + 1 == target.steps.size() &&
      info.kind == TypeKind::kArray) {
    return assign_slice(target.steps[step], base, type, value, value_type, arena);
  }
  if (target.steps[step].subscript == nullptr) {
    if (target.steps[step].slice) throw_unsupported("assignment to an array slice", kNoPos);
    if (info.fields == nullptr) {
      throw_error(sqlstate::datatype_mismatch, "cannot assign to field " +
                                                   quoted(target.steps[step].field) +
                                                   " because its type is not a composite type");
    }
    RecordBuilder builder(type.type);
    bool found = false;
    for (uint32_t i = 0; i < info.fields->size(); ++i) {
      const CompositeField& field = (*info.fields)[i];
      if (field.dropped) {
        builder.add_dropped();
        continue;
      }
      Datum part = base.null ? Datum() : RecordView(base).field(i);
      if (field.name == target.steps[step].field) {
        found = true;
        part = assign_steps(target, step + 1, part, {field.type, field.typmod}, value, value_type,
                            arena);
      }
      builder.add(field.type, storage_of(context_, field.type), part);
    }
    if (!found) {
      throw_error(sqlstate::undefined_column, "no such field " + quoted(target.steps[step].field));
    }
    return builder.finish(arena);
  }
  if (target.steps[step].slice) throw_unsupported("assignment to an array slice", kNoPos);
  if (info.element_oid == kNoOid || info.kind != TypeKind::kArray) {
    TypeEnv env = context_.env();
    throw_error(sqlstate::datatype_mismatch, "cannot subscript type " +
                                                 format_type(env, type.type, -1) +
                                                 " because it does not support subscripting");
  }
  // All subscripts in a row are of one array.
  std::vector<int32_t> at;
  size_t next = step;
  for (; next < target.steps.size() && target.steps[next].subscript != nullptr; ++next) {
    if (target.steps[next].slice) throw_unsupported("assignment to an array slice", kNoPos);
    const Typed subscript = evaluate(*target.steps[next].subscript, arena);
    const Datum number = convert(subscript.value, subscript.type, {oid::kInt4, -1});
    if (number.null) {
      throw_error(sqlstate::null_value_not_allowed, "array subscript in assignment must not be null");
    }
    at.push_back(static_cast<int32_t>(number.i));
  }
  const StorageClass storage = storage_of(context_, info.element_oid);
  ArrayBuilder builder(info.element_oid, storage);
  const planner::TypeRef element{info.element_oid, type.typmod};
  const bool empty = base.null || ArrayView(base).dimensions() == 0;
  if (empty) {
    for (size_t d = 1; d < at.size(); ++d) {
      if (at[d] != 1) throw_error(sqlstate::array_subscript_error, "array subscript out of range");
    }
    builder.add(assign_steps(target, next, {}, element, value, value_type, arena));
    std::vector<int32_t> lengths(at.size(), 1);
    return builder.finish(arena, static_cast<int>(at.size()), lengths.data(), at.data());
  }
  const ArrayView view(base);
  if (static_cast<size_t>(view.dimensions()) != at.size()) {
    throw_error(sqlstate::array_subscript_error, "wrong number of array subscripts");
  }
  if (at.size() == 1) {
    const int32_t lower = std::min(view.lower(0), at[0]);
    const int32_t upper = std::max(view.upper(0), at[0]);
    if (static_cast<int64_t>(upper) - lower >= kArrayElementsMax) throw_array_too_large();
    for (int32_t i = lower; i <= upper; ++i) {
      const bool inside = i >= view.lower(0) && i <= view.upper(0);
      const Datum old = inside ? view.element(static_cast<uint32_t>(i - view.lower(0))) : Datum();
      builder.add(i == at[0] ? assign_steps(target, next, old, element, value, value_type, arena)
                             : old);
    }
    return builder.finish(arena, lower);
  }
  uint32_t wanted = 0;
  std::vector<int32_t> lengths;
  std::vector<int32_t> lowers;
  for (int d = 0; d < view.dimensions(); ++d) {
    const int32_t i = at[static_cast<size_t>(d)];
    if (i < view.lower(d) || i > view.upper(d)) {
      throw_error(sqlstate::array_subscript_error, "array subscript out of range");
    }
    wanted = wanted * static_cast<uint32_t>(view.length(d)) +
             static_cast<uint32_t>(i - view.lower(d));
    lengths.push_back(view.length(d));
    lowers.push_back(view.lower(d));
  }
  for (uint32_t i = 0; i < view.size(); ++i) {
    builder.add(i == wanted ? assign_steps(target, next, view.element(i), element, value,
                                           value_type, arena)
                            : view.element(i));
  }
  return builder.finish(arena, view.dimensions(), lengths.data(), lowers.data());
}

void Interpreter::set_null(const Target& target) {
  const auto index = static_cast<size_t>(target.variable);
  assign(target, {}, function_.types[index].type);
}

// A row into a record variable; null: a row of NULLs, which is not the same as no row.
void Interpreter::assign_record(int variable, std::span<const Column> columns,
                                const std::vector<Datum>* row) {
  const SlotType& slot = function_.types[static_cast<size_t>(variable)];
  Record made;
  if (slot.row_type != kNoOid) {
    shape_record(context_, &made, slot.row_type);
    size_t next = 0;
    for (size_t i = 0; i < made.fields.size(); ++i) {
      if (made.fields[i].type == kNoOid) continue;
      if (row != nullptr && next < row->size()) {
        const planner::TypeRef from{columns[next].type, columns[next].typmod};
        made.values[i].set(made.storage[i], convert((*row)[next], from,
                                                    {made.fields[i].type, made.fields[i].typmod}));
      }
      ++next;
    }
  } else {
    shape_record(context_, &made, columns);
    for (size_t i = 0; row != nullptr && i < made.fields.size(); ++i) {
      made.values[i].set(made.storage[i], (*row)[i]);
    }
  }
  made.null = false;
  record(variable) = made;
}

// A composite value into a record variable.
void Interpreter::assign_record_value(int variable, const Datum& value, Oid type) {
  const SlotType& slot = function_.types[static_cast<size_t>(variable)];
  if (value.null) {
    Record made;
    if (slot.row_type != kNoOid) {
      shape_record(context_, &made, slot.row_type);
    } else if (const TypeInfo* info = context_.catalog->find_type(type);
               info != nullptr && info->fields != nullptr) {
      shape_record(context_, &made, type);
    }
    made.null = true;
    record(variable) = made;
    return;
  }
  const RecordView view(value);
  const Oid actual = view.type_oid() != kNoOid ? view.type_oid() : type;
  const TypeInfo* info = actual == oid::kRecord ? nullptr : context_.catalog->find_type(actual);
  std::vector<Column> columns;
  std::vector<Datum> row;
  for (uint32_t i = 0; i < view.size(); ++i) {
    if (view.field_oid(i) == kNoOid) continue;
    std::string name = "f" + std::to_string(i + 1);
    if (info != nullptr && info->fields != nullptr && i < info->fields->size()) {
      name = (*info->fields)[i].name;
    }
    columns.push_back(make_column(context_, std::move(name), view.field_oid(i), -1));
    row.push_back(view.field(i));
  }
  assign_record(variable, columns, &row);
  Record& made = record(variable);
  if (slot.row_type == kNoOid && info != nullptr && made.fields.size() == view.size()) {
    made.type = actual;
  }
}

// A row into the targets of INTO or of a loop; null: NULLs.
void Interpreter::assign_row(const std::vector<Target>& targets, std::span<const Column> columns,
                             const std::vector<Datum>* row) {
  const auto is_record = [&](const Target& target) {
    return target.steps.empty() &&
           function_.body->variables[static_cast<size_t>(target.variable)]->kind ==
               VariableKind::kRecord;
  };
  if (targets.size() == 1 && is_record(targets[0])) {
    assign_record(targets[0].variable, columns, row);
    return;
  }
  for (size_t i = 0; i < targets.size(); ++i) {
    if (row != nullptr && i < row->size()) {
      assign(targets[i], (*row)[i], {columns[i].type, columns[i].typmod});
    } else {
      set_null(targets[i]);
    }
  }
}

// The OUT parameters as the function's value.
Datum Interpreter::output_value() {
  const std::vector<int>& outputs = function_.outputs;
  const auto one = [&](int variable) {
    const Variable& declared = *function_.body->variables[static_cast<size_t>(variable)];
    return declared.kind == VariableKind::kRecord ? record_value(variable, *context_.arena)
                                                  : values_[static_cast<size_t>(variable)].get();
  };
  if (outputs.size() == 1 && !function_.signature.is_procedure) {
    const Datum value = one(outputs[0]);
    const auto index = static_cast<size_t>(outputs[0]);
    return copy_datum(*context_.arena, function_.types[index].storage, value);
  }
  RecordBuilder builder(function_.result_is_row ? function_.result.type : oid::kRecord);
  for (const int variable : outputs) {
    const SlotType& slot = function_.types[static_cast<size_t>(variable)];
    builder.add(slot.type.type, storage_of(context_, slot.type.type), one(variable));
  }
  return builder.finish(*context_.arena);
}

}  // namespace rung::plpgsql
