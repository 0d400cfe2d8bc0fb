// CREATE DOMAIN, ALTER DOMAIN.
#include <algorithm>

#include "commands/objects.h"
#include "executor/run.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

Oid add_domain_check(CommandContext& c, Oid domain, const ast::Constraint& node) {
  const catalog::Type& type = *cat(c).user_type(domain);
  planner::BindContext context = c.bind();
  const Expr* bound =
      planner::bind_expression(context, *node.expr, ExprPurpose::kDomainCheck, nullptr,
                               {type.domain->base, type.domain->typmod});
  Constraint check;
  check.oid = cat(c).new_oid();
  check.kind = ConstraintKind::kCheck;
  check.check = store(*bound);
  check.validated = !node.not_valid;
  if (!node.name.empty()) {
    for (const Constraint& other : type.domain->checks) {
      if (other.name == node.name) {
        throw_error(sqlstate::duplicate_object, "constraint " + quoted(node.name) +
                                                    " for domain " + quoted(type.name) +
                                                    " already exists");
      }
    }
    check.name = str(node.name);
  } else {
    std::vector<std::string> taken;
    for (const Constraint& other : type.domain->checks) taken.push_back(other.name);
    check.name = choose_constraint_name(c, type.name, "", "check", type.schema, taken);
  }
  const Oid oid = check.oid;
  const ObjectAddress self{ObjectClass::kConstraint, oid, 0};
  depend(c, self, {ObjectClass::kType, domain, 0}, DependencyKind::kAuto);
  add_references(c, self, references(*bound, kNoOid), kNoOid, DependencyKind::kNormal);
  auto edited = cat(c).edit_type(domain);
  edited->domain->checks.push_back(std::move(check));
  cat(c).put(std::move(edited));
  return oid;
}

void set_domain_default(CommandContext& c, Oid domain, const ast::Expr* expr) {
  auto edited = cat(c).edit_type(domain);
  DomainInfo& info = *edited->domain;
  info.default_expr.clear();
  if (expr != nullptr) {
    planner::BindContext context = c.bind();
    Expr* bound = planner::bind_expression(context, *expr, ExprPurpose::kDefault, nullptr);
    bound = planner::coerce_for_assignment(context, bound, {info.base, info.typmod}, edited->name,
                                           "default expression");
    if (bound->kind != ExprKind::kConst || !bound->value.null) {
      info.default_expr = store(*bound);
      add_references(c, {ObjectClass::kType, domain, 0}, references(*bound, kNoOid), kNoOid,
                     DependencyKind::kNormal);
    }
  }
  cat(c).put(std::move(edited));
}

// Calls `each` for every table column of the domain.
void for_each_column(CommandContext& c, Oid domain,
                     const std::function<void(const Relation&, const Attribute&)>& each) {
  for (const Dependency& d : cat(c).dependents_of({ObjectClass::kType, domain, 0})) {
    if (d.object.cls != ObjectClass::kRelation || d.object.sub <= 0) continue;
    const Relation* relation = cat(c).relation(d.object.oid);
    if (relation == nullptr || relation->tree == storage::kNoTree) continue;
    each(*relation, *relation->column(d.object.sub));
  }
}

// Existing values have to satisfy what the domain now says.
void validate_columns(CommandContext& c, Oid domain, const Blob& check) {
  for_each_column(c, domain, [&](const Relation& relation, const Attribute& column) {
    const auto program =
        check.empty() ? nullptr
                      : executor::compile_row(
                            c.exec, *planner::load_expression(*c.exec.arena, check));
    const RowCodec codec(relation);
    std::vector<Datum> values(relation.columns.size());
    storage::Cursor cursor(c.exec.transaction->write().view(), relation.tree);
    value_or_throw(cursor.seek_first());
    for (; cursor.valid(); value_or_throw(cursor.next())) {
      codec.decode(value_or_throw(cursor.value()), values);
      const Datum& value = values[static_cast<size_t>(column.attno) - 1];
      const std::string where =
          "column " + quoted(column.name) + " of table " + quoted(relation.name) + " contains ";
      if (program == nullptr) {
        if (value.null) throw_error(sqlstate::not_null_violation, where + "null values");
        continue;
      }
      const Datum holds = executor::evaluate(c.exec, *program, nullptr, nullptr, &value);
      if (!holds.null && !holds.b()) {
        throw_error(sqlstate::check_violation, where + "values that violate the new constraint");
      }
    }
  });
}

}  // namespace

std::string create_domain(CommandContext& c, const ast::CreateDomainStmt& stmt) {
  const SplitName name = split_name(stmt.name);
  const Oid schema = creation_schema(c, name.schema);
  make_room_for_type(c, schema, name.name);
  const TypeRef base = resolve_column_type(c, *stmt.type);
  const TypeInfo& base_info = cat(c).type(base.type);
  if (base_info.kind == TypeKind::kPseudo) {
    throw_error(sqlstate::datatype_mismatch,
                quoted(base_info.name) + " is not a valid base type for a domain");
  }
  auto type = std::make_unique<catalog::Type>();
  const Oid oid = type->oid = cat(c).new_oid();
  type->name = str(name.name);
  type->schema = schema;
  type->kind = TypeKind::kDomain;
  DomainInfo info;
  info.base = base.type;
  info.typmod = base.typmod;
  info.collation = resolve_collation(c, stmt.collate, base.type);
  type->domain = info;
  type->array = create_array_type(c, oid, name.name, schema);
  cat(c).put(std::move(type));
  const ObjectAddress self{ObjectClass::kType, oid, 0};
  depend(c, self, {ObjectClass::kSchema, schema, 0});
  depend(c, self, {ObjectClass::kType, base.type, 0});
  bool saw_null = false, saw_not_null = false, saw_default = false;
  for (const ast::Constraint* constraint : stmt.constraints) {
    switch (constraint->con_kind) {
      case ast::ConstraintKind::kDefault:
        if (saw_default) {
          throw_error(sqlstate::syntax_error, "multiple default expressions", constraint->pos);
        }
        saw_default = true;
        set_domain_default(c, oid, constraint->expr);
        break;
      case ast::ConstraintKind::kNotNull: {
        if (saw_null) {
          throw_error(sqlstate::syntax_error, "conflicting NULL/NOT NULL constraints",
                      constraint->pos);
        }
        saw_not_null = true;
        auto edited = cat(c).edit_type(oid);
        edited->domain->not_null = true;
        cat(c).put(std::move(edited));
        break;
      }
      case ast::ConstraintKind::kNull:
        if (saw_not_null) {
          throw_error(sqlstate::syntax_error, "conflicting NULL/NOT NULL constraints",
                      constraint->pos);
        }
        saw_null = true;
        break;
      case ast::ConstraintKind::kCheck: add_domain_check(c, oid, *constraint); break;
      default: {
        const char* what = constraint->con_kind == ast::ConstraintKind::kUnique ? "unique constraints"
                           : constraint->con_kind == ast::ConstraintKind::kPrimary
                               ? "primary key constraints"
                           : constraint->con_kind == ast::ConstraintKind::kForeign
                               ? "foreign key constraints"
                               : "exclusion constraints";
        throw_error(sqlstate::syntax_error, std::string(what) + " not possible for domains",
                    constraint->pos);
      }
    }
  }
  extension_member(c, self);
  return "CREATE DOMAIN";
}

std::string alter_domain(CommandContext& c, const ast::AlterDomainStmt& stmt) {
  const Oid oid = find_named_type(c, stmt.domain, false);
  const catalog::Type* type = cat(c).user_type(oid);
  if (type == nullptr || type->kind != TypeKind::kDomain) {
    throw_error(sqlstate::wrong_object_type, quoted(dotted(stmt.domain)) + " is not a domain");
  }
  switch (stmt.command) {
    case ast::AlterDomainKind::kDefault: set_domain_default(c, oid, stmt.expr); break;
    case ast::AlterDomainKind::kDropNotNull:
    case ast::AlterDomainKind::kSetNotNull: {
      const bool set = stmt.command == ast::AlterDomainKind::kSetNotNull;
      if (set && !type->domain->not_null) validate_columns(c, oid, {});
      auto edited = cat(c).edit_type(oid);
      edited->domain->not_null = set;
      cat(c).put(std::move(edited));
      break;
    }
    case ast::AlterDomainKind::kAddConstraint: {
      const Oid made = add_domain_check(c, oid, *stmt.constraint);
      for (const Constraint& check : cat(c).user_type(oid)->domain->checks) {
        if (check.oid == made && check.validated) validate_columns(c, oid, check.check);
      }
      break;
    }
    case ast::AlterDomainKind::kDropConstraint: {
      ObjectAddress object;
      for (const Constraint& check : type->domain->checks) {
        if (check.name == stmt.name) object = {ObjectClass::kConstraint, check.oid, 0};
      }
      if (object.oid == kNoOid) {
        const std::string message = "constraint " + quoted(stmt.name) + " of domain " +
                                    quoted(type->name) + " does not exist";
        if (!stmt.missing_ok) throw_error(sqlstate::undefined_object, message);
        notice(c, message + ", skipping");
        break;
      }
      drop_objects(c, {&object, 1}, static_cast<DropBehavior>(stmt.behavior));
      break;
    }
    case ast::AlterDomainKind::kValidateConstraint: {
      auto edited = cat(c).edit_type(oid);
      bool found = false;
      for (Constraint& check : edited->domain->checks) {
        if (check.name != stmt.name) continue;
        validate_columns(c, oid, check.check);
        check.validated = found = true;
      }
      if (!found) {
        throw_error(sqlstate::undefined_object, "constraint " + quoted(stmt.name) + " of domain " +
                                                    quoted(type->name) + " does not exist");
      }
      cat(c).put(std::move(edited));
      break;
    }
  }
  return "ALTER DOMAIN";
}

}  // namespace rung::commands
