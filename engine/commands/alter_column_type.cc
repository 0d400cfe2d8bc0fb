// ALTER TABLE … ALTER COLUMN … TYPE: converts the rows, the default, and whatever index or
// constraint reads the column; refuses where a view, trigger, policy or generated column does.
#include <algorithm>

#include "catalog/opclasses.h"
#include "commands/event_trigger.h"
#include "commands/objects.h"
#include "executor/run.h"
#include "executor/table_writer.h"
#include "parser/parser.h"
#include "planner/deparse.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

void check_dependents(CommandContext& c, const Relation& relation, const Attribute& column) {
  const auto refuse = [&](const char* what, const std::string& who) {
    throw_error(Error(sqlstate::feature_not_supported,
                      std::string("cannot alter type of a column used ") + what)
                    .with_detail(who + " depends on column " + quoted(column.name)));
  };
  for (const Dependency& d :
       cat(c).dependents_of({ObjectClass::kRelation, relation.oid, column.attno})) {
    if (d.object.cls == ObjectClass::kRelation && d.object.oid == relation.oid && d.object.sub > 0) {
      throw_error(Error(sqlstate::syntax_error,
                        "cannot alter type of a column used by a generated column")
                      .with_detail("Column " + quoted(column.name) +
                                   " is used by generated column " +
                                   quoted(relation.column(d.object.sub)->name) + "."));
    }
    if (d.object.cls == ObjectClass::kRelation) {
      const Relation* other = cat(c).relation(d.object.oid);
      if (other != nullptr &&
          (other->kind == RelationKind::kView || other->kind == RelationKind::kMatview)) {
        refuse("by a view or rule", "rule _RETURN on " + describe_object(c.exec, d.object));
      }
    }
    if (d.object.cls == ObjectClass::kRule) {
      refuse("by a view or rule", describe_object(c.exec, d.object));
    }
    if (d.object.cls == ObjectClass::kFunction) {
      refuse("by a function or procedure", describe_object(c.exec, d.object));
    }
    if (d.object.cls == ObjectClass::kTrigger && d.kind == DependencyKind::kNormal) {
      refuse("in a trigger definition", describe_object(c.exec, d.object));
    }
    if (d.object.cls == ObjectClass::kPolicy) {
      refuse("in a policy definition", describe_object(c.exec, d.object));
    }
  }
}

std::string deparse(CommandContext& c, const Relation& relation, const Blob& blob) {
  planner::DeparseContext context{c.exec.catalog, c.exec.path, c.exec.env()};
  return planner::deparse_expression(context, *planner::load_expression(*c.exec.arena, blob),
                                     &relation);
}

Expr* rebind(CommandContext& c, const Relation& relation, const std::string& text,
             ExprPurpose purpose) {
  planner::BindContext context = c.bind();
  return planner::bind_expression(context, *ast::parse_expression(text, *c.exec.arena), purpose,
                                  &relation);
}

// What has to be bound again over the new type, as text of the old one.
struct Rebuild {
  std::vector<std::pair<Oid, std::string>> checks;  // constraint
  struct Index {
    Oid oid;
    std::vector<std::string> expressions;
    std::string predicate;
  };
  std::vector<Index> indexes;
};

Rebuild collect(CommandContext& c, const Relation& relation, int32_t attno) {
  Rebuild rebuild;
  for (const Constraint& check : relation.constraints) {
    if (check.kind == ConstraintKind::kCheck &&
        std::count(check.columns.begin(), check.columns.end(), attno) > 0) {
      rebuild.checks.emplace_back(check.oid, deparse(c, relation, check.check));
    }
  }
  for (const Oid oid : relation.indexes) {
    const Relation& index = *cat(c).relation(oid);
    Rebuild::Index again{oid, {}, {}};
    for (const Blob& blob : index.index->expressions) {
      again.expressions.push_back(deparse(c, relation, blob));
    }
    if (!index.index->predicate.empty()) {
      again.predicate = deparse(c, relation, index.index->predicate);
    }
    rebuild.indexes.push_back(std::move(again));
  }
  return rebuild;
}

void apply_checks(CommandContext& c, Oid table, const Rebuild& rebuild) {
  for (const auto& [oid, text] : rebuild.checks) {
    const Relation& relation = *cat(c).relation(table);
    const Expr* bound = rebind(c, relation, text, ExprPurpose::kCheck);
    auto edited = cat(c).edit_relation(table);
    for (Constraint& check : edited->constraints) {
      if (check.oid != oid) continue;
      check.check = store(*bound);
      if (check.validated) executor::validate_constraint(c.exec, relation, check);
    }
    cat(c).put(std::move(edited));
    const ObjectAddress self{ObjectClass::kConstraint, oid, 0};
    cat(c).remove_dependencies_of(self);
    add_references(c, self, references(*bound, table), table, DependencyKind::kAuto);
  }
}

void apply_indexes(CommandContext& c, Oid table, const Rebuild& rebuild, const Attribute& before) {
  for (const Rebuild::Index& again : rebuild.indexes) {
    const Relation& relation = *cat(c).relation(table);
    auto index = cat(c).edit_relation(again.oid);
    IndexInfo& info = *index->index;
    for (size_t i = 0; i < again.expressions.size(); ++i) {
      info.expressions[i] =
          store(*rebind(c, relation, again.expressions[i], ExprPurpose::kIndexExpression));
    }
    if (!again.predicate.empty()) {
      info.predicate = store(*rebind(c, relation, again.predicate, ExprPurpose::kIndexPredicate));
    }
    size_t expression = 0, at = 0;
    for (IndexKey& key : info.keys) {
      if (key.attno > 0) {
        const Attribute& column = *relation.column(key.attno);
        if (key.type != column.type) {
          if (key.opclass.empty() &&
              !has_default_opclass(c, info.method, column.type)) {
            throw_error(Error(sqlstate::undefined_object,
                              "data type " + format_type_name(c, column.type) +
                                  " has no default operator class for access method " +
                                  quoted(info.method))
                            .with_hint("You must specify an operator class for the index or "
                                       "define a default operator class for the data type."));
          }
        }
        // A key without a collation of its own goes with its column.
        if (key.attno == before.attno && key.collation == before.collation) {
          key.collation = column.collation;
        }
        key.type = column.type;
      } else {
        const Expr* bound = planner::load_expression(*c.exec.arena, info.expressions[expression++]);
        key.type = bound->type;
        key.collation = bound->collation;
      }
      Attribute& a = index->columns[at++];
      a.type = key.type;
      a.collation = key.collation;
      a.storage = cat(c).type(key.type).storage;
    }
    cat(c).put(std::move(index));
  }
}

// Foreign keys on both sides still have to find their comparison.
void recheck_foreign_keys(CommandContext& c, Oid table, int32_t attno) {
  std::vector<Oid> referencing = cat(c).relation(table)->incoming_fks;
  referencing.push_back(table);
  for (const Oid oid : referencing) {
    auto edited = cat(c).edit_relation(oid);
    bool changed = false;
    for (Constraint& fk : edited->constraints) {
      if (fk.kind != ConstraintKind::kForeignKey) continue;
      const bool own = oid == table &&
                       std::count(fk.columns.begin(), fk.columns.end(), attno) > 0;
      const bool other = fk.referenced == table &&
                         std::count(fk.referenced_columns.begin(), fk.referenced_columns.end(),
                                    attno) > 0;
      if (!own && !other) continue;
      fk.equal_ops = foreign_key_operators(c, *edited, *cat(c).relation(fk.referenced), fk);
      if (fk.validated) executor::validate_constraint(c.exec, *edited, fk);
      changed = true;
    }
    if (changed) cat(c).put(std::move(edited));
  }
}

}  // namespace

void alter_column_type(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation before = *cat(c).relation(table);
  const Attribute column = get_alterable_column(before, command.name);
  const std::string name = column.name;
  Attribute target;
  try {
    target = make_attribute(c, *command.column, static_cast<size_t>(column.attno));
  } catch (SqlError& error) {
    error.error().pos = kNoPos;  // here PostgreSQL points nowhere
    throw;
  }
  if (column.identity != Identity::kNone && target.type != oid::kInt2 &&
      target.type != oid::kInt4 && target.type != oid::kInt8) {
    throw_error(sqlstate::invalid_parameter_value,
                "identity column type must be smallint, integer, or bigint");
  }
  planner::BindContext context = c.bind();
  // The new value, over the row as it was; a composite type has no rows, and asks for no cast.
  Expr* value = nullptr;
  if (before.kind == RelationKind::kComposite) {
    value = nullptr;
  } else if (command.expr != nullptr) {
    value = planner::bind_expression(context, *command.expr, ExprPurpose::kAlterUsing, &before);
    value = planner::make_cast(context, value, {target.type, target.typmod}, false);
    if (value == nullptr) {
      throw_error(Error(sqlstate::datatype_mismatch,
                        "result of USING clause for column " + quoted(name) +
                            " cannot be cast automatically to type " +
                            format_type_name(c, target.type, target.typmod))
                      .with_hint("You might need to add an explicit cast."));
    }
  } else {
    auto* var = c.exec.arena->make<Expr>();
    var->kind = ExprKind::kVar;
    var->varno = 1;
    var->attno = column.attno;
    var->type = column.type;
    var->typmod = column.typmod;
    var->collation = column.collation;
    value = planner::make_cast(context, var, {target.type, target.typmod}, false);
    if (value == nullptr) {
      Error error(sqlstate::datatype_mismatch,
                  "column " + quoted(name) + " cannot be cast automatically to type " +
                      format_type_name(c, target.type, target.typmod));
      if (!column.generated) {
        error.hint = "You might need to specify \"USING " + ast::quote_identifier(name) + "::" +
                     format_type_name(c, target.type, target.typmod) + "\".";
      }
      throw_error(std::move(error));
    }
  }
  Expr* new_default = nullptr;
  if (!column.default_expr.empty()) {
    Expr* old_default = planner::load_expression(*c.exec.arena, column.default_expr);
    // The coercion to the old type goes; the value itself is coerced to the new one.
    while ((old_default->kind == ExprKind::kRelabel || old_default->kind == ExprKind::kFunction ||
            old_default->kind == ExprKind::kCoerceViaIo) &&
           old_default->form == CallForm::kImplicitCast && !old_default->args.empty()) {
      old_default = old_default->args[0];
    }
    new_default =
        planner::make_cast(context, old_default, {target.type, target.typmod}, false);
    if (new_default == nullptr) {
      throw_error(sqlstate::datatype_mismatch,
                  std::string(column.generated ? "generation expression" : "default") +
                      " for column " + quoted(name) + " cannot be cast automatically to type " +
                      format_type_name(c, target.type, target.typmod));
    }
  }
  check_dependents(c, before, column);
  const Rebuild rebuild = collect(c, before, column.attno);

  auto edited = cat(c).edit_relation(table);
  Attribute& a = edited->columns[static_cast<size_t>(column.attno) - 1];
  a.type = target.type;
  a.typmod = target.typmod;
  a.collation = target.collation;
  a.storage = target.storage;
  a.has_missing = false;
  a.missing.clear();
  a.storage_option = 0;
  const bool same_bytes = value == nullptr || value->kind == ExprKind::kVar ||
                          (value->kind == ExprKind::kRelabel && !value->args.empty() &&
                           value->args[0]->kind == ExprKind::kVar &&
                           value->args[0]->attno == column.attno);
  const bool rewrite = before.tree != storage::kNoTree &&
                       !(same_bytes && target.storage == column.storage && command.expr == nullptr);
  if (rewrite) {
    fire_table_rewrite(c, table, kRewriteColumnType);
    // Every row gets the newest layout, so no row of an older one can meet the new type.
    const auto program = executor::compile_row(c.exec, *value);
    const Relation& after = *edited;
    executor::rewrite_table(c.exec, before, after,
                            [&](std::span<const Datum> from, std::vector<Datum>* to) {
                              to->assign(from.begin(), from.end());
                              (*to)[static_cast<size_t>(column.attno) - 1] =
                                  executor::evaluate(c.exec, *program, from.data());
                            });
  } else if (column.has_missing) {
    a.has_missing = true;
    a.missing = column.missing;
  }
  cat(c).put(std::move(edited));
  const ObjectAddress self{ObjectClass::kRelation, table, column.attno};
  cat(c).remove_dependency(self, {ObjectClass::kType, column.type, 0});
  add_column_dependencies(c, table, *cat(c).relation(table)->column(column.attno));
  if (new_default != nullptr) {
    auto with_default = cat(c).edit_relation(table);
    with_default->columns[static_cast<size_t>(column.attno) - 1].default_expr =
        store(*new_default);
    cat(c).put(std::move(with_default));
  }
  if (column.identity != Identity::kNone) {
    auto sequence = cat(c).edit_relation(column.sequence);
    std::optional<int64_t> restart;
    const ast::DefElem* owned_by = nullptr;
    auto* as = c.exec.arena->make<ast::DefElem>();
    as->name = "as";
    as->arg = command.column->type;
    sequence->sequence =
        sequence_options(c, {as}, *sequence->sequence, false, &restart, &owned_by);
    cat(c).put(std::move(sequence));
  }
  if (rewrite && cat(c).relation(table)->column(column.attno)->not_null) {
    executor::validate_not_null(c.exec, *cat(c).relation(table), column.attno);
  }
  apply_checks(c, table, rebuild);
  apply_indexes(c, table, rebuild, column);
  if (rewrite || target.collation != column.collation) rebuild_indexes(c, table);
  recheck_foreign_keys(c, table, column.attno);
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) alter_column_type(c, child, command);
}

}  // namespace rung::commands
