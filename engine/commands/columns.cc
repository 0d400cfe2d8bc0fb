// Columns: their types, defaults, generation expressions and sequences.
#include "commands/objects.h"
#include "commands/other.h"
#include "functions/registry.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

const char* serial_type(const ast::TypeName& type) {
  if (type.names.size() != 1 || !type.typmods.empty()) return nullptr;
  const std::string_view name = type.names[0];
  if (name == "serial" || name == "serial4") return "int4";
  if (name == "bigserial" || name == "serial8") return "int8";
  if (name == "smallserial" || name == "serial2") return "int2";
  return nullptr;
}

Attribute make_attribute(CommandContext& c, const ast::ColumnDef& column, size_t attno) {
  Attribute a;
  a.name = str(column.name);
  a.attno = static_cast<int32_t>(attno);
  if (const char* serial = serial_type(*column.type)) {
    if (!column.type->array_bounds.empty()) {
      throw_error(sqlstate::feature_not_supported, "array of serial is not implemented",
                  column.type->pos);
    }
    a.type = builtin_type(std::string_view(serial))->oid;
  } else {
    const TypeRef type = resolve_column_type(c, *column.type);
    a.type = type.type;
    a.typmod = type.typmod;
  }
  const TypeInfo& info = cat(c).type(a.type);
  if (info.kind == TypeKind::kPseudo) {
    const std::string message =
        is_shell(c, a.type)
            ? "type " + quoted(info.name) + " is only a shell"
            : "column " + quoted(a.name) + " has pseudo-type " + format_type_name(c, a.type);
    throw_error(is_shell(c, a.type) ? sqlstate::undefined_object : sqlstate::invalid_table_definition,
                message);
  }
  a.storage = info.storage;
  a.foreign_options = foreign_options(column.fdw_options, {});
  a.collation = resolve_collation(c, column.collate, a.type);
  return a;
}

void add_column_dependencies(CommandContext& c, Oid relation, const Attribute& column) {
  const ObjectAddress self{ObjectClass::kRelation, relation, column.attno};
  depend(c, self, {ObjectClass::kType, column.type, 0});
  if (column.collation != kDefaultCollation) {
    depend(c, self, {ObjectClass::kCollation, column.collation, 0});
  }
}

void drop_column_default(CommandContext& c, Oid table, int32_t attno) {
  cat(c).remove_dependencies_of({ObjectClass::kDefault, table, attno});
  auto relation = cat(c).edit_relation(table);
  relation->columns[static_cast<size_t>(attno) - 1].default_expr.clear();
  cat(c).put(std::move(relation));
}

void set_bound_default(CommandContext& c, Oid table, int32_t attno, Expr* expr) {
  if (!cat(c).relation(table)->column(attno)->default_expr.empty()) {
    drop_column_default(c, table, attno);
  }
  // A plain NULL is what a column without a default has anyway.
  if (expr == nullptr || (expr->kind == ExprKind::kConst && expr->value.null)) return;
  auto relation = cat(c).edit_relation(table);
  relation->columns[static_cast<size_t>(attno) - 1].default_expr = store(*expr);
  cat(c).put(std::move(relation));
  const ObjectAddress self{ObjectClass::kDefault, table, attno};
  depend(c, self, {ObjectClass::kRelation, table, attno}, DependencyKind::kAuto);
  add_references(c, self, references(*expr, table), kNoOid, DependencyKind::kNormal);
}

void set_column_default(CommandContext& c, Oid table, int32_t attno, const ast::Expr* expr) {
  if (expr == nullptr) return set_bound_default(c, table, attno, nullptr);
  const Attribute column = *cat(c).relation(table)->column(attno);
  planner::BindContext context = c.bind();
  Expr* bound = planner::bind_expression(context, *expr, ExprPurpose::kDefault, nullptr);
  bound = planner::coerce_for_assignment(context, bound, {column.type, column.typmod}, column.name,
                                         "default expression");
  set_bound_default(c, table, attno, bound);
}

void set_column_generated(CommandContext& c, Oid table, int32_t attno, const ast::Expr* expr) {
  const Attribute column = *cat(c).relation(table)->column(attno);
  planner::BindContext context = c.bind();
  Expr* bound =
      planner::bind_expression(context, *expr, ExprPurpose::kGenerated, cat(c).relation(table));
  if (planner::expression_volatility(cat(c), *bound) != 'i') {
    throw_error(sqlstate::invalid_object_definition, "generation expression is not immutable");
  }
  bound = planner::coerce_for_assignment(context, bound, {column.type, column.typmod}, column.name,
                                         "default expression");
  auto relation = cat(c).edit_relation(table);
  Attribute& a = relation->columns[static_cast<size_t>(attno) - 1];
  a.default_expr = store(*bound);
  a.generated = true;
  cat(c).put(std::move(relation));
  depend(c, {ObjectClass::kDefault, table, attno}, {ObjectClass::kRelation, table, attno},
         DependencyKind::kAuto);
  const ObjectAddress self{ObjectClass::kRelation, table, attno};
  for (const ObjectAddress& reference : references(*bound, table)) {
    if (reference.cls == ObjectClass::kRelation && reference.oid == table && reference.sub == 0) {
      continue;
    }
    depend(c, self, reference);
  }
}

Oid create_serial_sequence(CommandContext& c, std::string_view table, std::string_view column,
                           Oid schema, Oid type, Persistence persistence) {
  SequenceInfo info;
  info.type = type;
  info.max = type == oid::kInt2 ? INT16_MAX : type == oid::kInt4 ? INT32_MAX : INT64_MAX;
  return create_sequence_object(c, choose_relation_name(c, table, column, "seq", schema, false),
                                schema, info, persistence);
}

void add_serial(CommandContext& c, Oid table, int32_t attno, Oid sequence) {
  // nextval('seq'::regclass), as the binder would make it, but bound to the sequence itself.
  constexpr Oid kNextvalFunction = 1574;
  auto* name = c.exec.arena->make<Expr>();
  name->kind = ExprKind::kConst;
  name->type = oid::kRegclass;
  name->value = Datum::of_int(sequence);
  auto* call = c.exec.arena->make<Expr>();
  call->kind = ExprKind::kFunction;
  call->fn = kNextvalFunction;
  call->type = oid::kInt8;
  call->args.push_back(name);
  const Attribute column = *cat(c).relation(table)->column(attno);
  planner::BindContext context = c.bind();
  set_bound_default(c, table, attno,
                    planner::coerce_for_assignment(context, call, {column.type, column.typmod},
                                                   column.name));
  depend(c, {ObjectClass::kDefault, table, attno}, {ObjectClass::kRelation, sequence, 0});
  own_sequence(c, sequence, table, attno, false);
}

void add_identity(CommandContext& c, Oid table, int32_t attno, char when,
                  const std::vector<ast::DefElem*>& options) {
  const Relation& relation = *cat(c).relation(table);
  const Attribute column = *relation.column(attno);
  if (column.type != oid::kInt2 && column.type != oid::kInt4 && column.type != oid::kInt8) {
    throw_error(sqlstate::invalid_parameter_value,
                "identity column type must be smallint, integer, or bigint");
  }
  SequenceInfo info;
  info.type = column.type;
  info.max = column.type == oid::kInt2 ? INT16_MAX : column.type == oid::kInt4 ? INT32_MAX
                                                                               : INT64_MAX;
  std::string name;
  Oid schema = relation.schema;
  std::vector<ast::DefElem*> rest;
  for (ast::DefElem* option : options) {
    if (option->name == "sequence_name") {
      const SplitName split = split_name(ast::to<ast::NameNode>(option->arg).names);
      if (!split.schema.empty()) schema = schema_oid(c, split.schema);
      name = str(split.name);
    } else {
      rest.push_back(option);
    }
  }
  std::optional<int64_t> restart;
  const ast::DefElem* owned_by = nullptr;
  info = sequence_options(c, rest, info, true, &restart, &owned_by);
  if (name.empty()) name = choose_relation_name(c, relation.name, column.name, "seq", schema, false);
  const Oid sequence = create_sequence_object(c, name, schema, info, relation.persistence);
  auto edited = cat(c).edit_relation(table);
  Attribute& a = edited->columns[static_cast<size_t>(attno) - 1];
  a.identity = static_cast<Identity>(when);
  a.sequence = sequence;
  a.not_null = true;
  cat(c).put(std::move(edited));
  own_sequence(c, sequence, table, attno, true);
}

}  // namespace rung::commands
