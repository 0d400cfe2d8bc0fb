// CHECK, PRIMARY KEY, UNIQUE, EXCLUDE and NOT NULL; foreign keys are in
// foreign_key_constraints.cc.
#include <algorithm>

#include "catalog/opclasses.h"
#include "catalog/system_column.h"
#include "commands/objects.h"
#include "executor/exclusion.h"
#include "executor/table_writer.h"
#include "expr/walk.h"
#include "functions/registry.h"
#include "planner/operators.h"
#include "planner/partitions.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

ColumnPlan plan_column(const ast::ColumnDef& definition, std::string_view table, Attribute* column,
                       std::vector<PendingConstraint>* pending) {
  ColumnPlan plan;
  const std::string where =
      " for column " + quoted(definition.name) + " of table " + quoted(table);
  const bool serial = definition.type != nullptr && serial_type(*definition.type) != nullptr;
  bool saw_null = false, saw_not_null = serial;
  if (serial) column->not_null = true;
  for (const ast::Constraint* constraint : definition.constraints) {
    switch (constraint->con_kind) {
      case ast::ConstraintKind::kNull:
        if (saw_not_null && column->not_null) {
          throw_error(sqlstate::syntax_error, "conflicting NULL/NOT NULL declarations" + where,
                      constraint->pos);
        }
        saw_null = true;
        break;
      case ast::ConstraintKind::kNotNull:
        if (saw_null) {
          throw_error(sqlstate::syntax_error, "conflicting NULL/NOT NULL declarations" + where,
                      constraint->pos);
        }
        saw_not_null = true;
        column->not_null = true;
        break;
      case ast::ConstraintKind::kDefault:
        if (plan.default_value != nullptr || serial) {
          throw_error(sqlstate::syntax_error, "multiple default values specified" + where,
                      constraint->pos);
        }
        plan.default_value = constraint;
        break;
      case ast::ConstraintKind::kIdentity:
        if (plan.identity != nullptr) {
          throw_error(sqlstate::syntax_error, "multiple identity specifications" + where,
                      constraint->pos);
        }
        if (saw_null) {
          throw_error(sqlstate::syntax_error, "conflicting NULL/NOT NULL declarations" + where,
                      constraint->pos);
        }
        plan.identity = constraint;
        saw_not_null = true;
        column->not_null = true;
        break;
      case ast::ConstraintKind::kGenerated:
        if (plan.generated != nullptr) {
          throw_error(sqlstate::syntax_error, "multiple generation clauses specified" + where,
                      constraint->pos);
        }
        plan.generated = constraint;
        break;
      default:
        pending->push_back({constraint, str(definition.name)});
    }
    const auto both = [&](const char* what) {
      throw_error(sqlstate::syntax_error, std::string("both ") + what + " specified" + where,
                  constraint->pos);
    };
    if ((plan.default_value != nullptr || serial) && plan.identity != nullptr) {
      both("default and identity");
    }
    if (plan.default_value != nullptr && plan.generated != nullptr) {
      both("default and generation expression");
    }
    if (plan.identity != nullptr && plan.generated != nullptr) {
      both("identity and generation expression");
    }
  }
  return plan;
}

void set_not_null(CommandContext& c, Oid table, int32_t attno, bool check_rows) {
  const Relation& relation = *cat(c).relation(table);
  if (relation.column(attno)->not_null) return;
  if (check_rows && relation.tree != storage::kNoTree) {
    executor::validate_not_null(c.exec, relation, attno);
  }
  auto edited = cat(c).edit_relation(table);
  edited->columns[static_cast<size_t>(attno) - 1].not_null = true;
  cat(c).put(std::move(edited));
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) {
    const Attribute* same =
        cat(c).relation(child)->find_column(cat(c).relation(table)->column(attno)->name);
    if (same != nullptr) set_not_null(c, child, same->attno, check_rows);
  }
}

Oid put_constraint(CommandContext& c, Oid table, catalog::Constraint constraint) {
  const Oid oid = constraint.oid = cat(c).new_oid();
  const ObjectAddress self{ObjectClass::kConstraint, oid, 0};
  if (constraint.columns.empty()) {
    depend(c, self, {ObjectClass::kRelation, table, 0}, DependencyKind::kAuto);
  }
  for (const int32_t attno : constraint.columns) {
    depend(c, self, {ObjectClass::kRelation, table, attno}, DependencyKind::kAuto);
  }
  if (constraint.kind == catalog::ConstraintKind::kForeignKey) {
    for (const int32_t attno : constraint.referenced_columns) {
      depend(c, self, {ObjectClass::kRelation, constraint.referenced, attno});
    }
    if (constraint.index != kNoOid) {
      depend(c, self, {ObjectClass::kRelation, constraint.index, 0});
    }
    const Relation& referenced = *cat(c).relation(constraint.referenced);
    if (std::count(referenced.incoming_fks.begin(), referenced.incoming_fks.end(), table) == 0) {
      auto edited = cat(c).edit_relation(constraint.referenced);
      edited->incoming_fks.push_back(table);
      cat(c).put(std::move(edited));
    }
  }
  auto relation = cat(c).edit_relation(table);
  relation->constraints.push_back(std::move(constraint));
  cat(c).put(std::move(relation));
  return oid;
}

namespace {

void check_name_is_free(const Relation& table, std::string_view name) {
  if (table.find_constraint(name) != nullptr) {
    throw_error(sqlstate::duplicate_object, "constraint " + quoted(name) + " for relation " +
                                                quoted(table.name) + " already exists");
  }
}

// The columns a bound check reads, ascending, as pg_constraint.conkey.
void collect_columns(const Expr& expr, Oid table, std::vector<int32_t>* columns) {
  for (const ObjectAddress& reference : references(expr, table)) {
    if (reference.cls != ObjectClass::kRelation || reference.oid != table) continue;
    if (reference.sub > 0 &&
        std::count(columns->begin(), columns->end(), reference.sub) == 0) {
      columns->push_back(reference.sub);
    }
  }
  std::sort(columns->begin(), columns->end());
}

void inherit_check(CommandContext& c, Oid table, const catalog::Constraint& check);

}  // namespace

// An inherited check and the table's own of that name.
void merge_check(CommandContext& c, Oid table, const catalog::Constraint& own, const Expr& inherited) {
  const Relation& relation = *cat(c).relation(table);
  const Expr* mine = own.kind == catalog::ConstraintKind::kCheck
                         ? planner::load_expression(*c.exec.arena, own.check) : nullptr;
  if (mine == nullptr || !planner::equal_expressions(*mine, inherited)) {
    throw_error(sqlstate::duplicate_object, "constraint " + quoted(own.name) + " for relation " +
                                                quoted(relation.name) + " already exists");
  }
  if (own.no_inherit) {
    throw_error(sqlstate::invalid_object_definition,
                "constraint " + quoted(own.name) + " conflicts with non-inherited constraint on relation " +
                    quoted(relation.name));
  }
  if (!own.validated) {
    throw_error(sqlstate::invalid_object_definition,
                "constraint " + quoted(own.name) + " conflicts with NOT VALID constraint on relation " +
                    quoted(relation.name));
  }
  notice(c, "merging constraint " + quoted(own.name) + " with inherited definition");
  auto edited = cat(c).edit_relation(table);
  for (catalog::Constraint& constraint : edited->constraints) {
    if (constraint.oid != own.oid) continue;
    ++constraint.inherited;
    if (edited->is_partition()) constraint.local = false;
  }
  cat(c).put(std::move(edited));
}

Oid add_check(CommandContext& c, Oid table, const PendingConstraint& pending, bool is_new) {
  const ast::Constraint& node = *pending.node;
  const Relation& relation = *cat(c).relation(table);
  if (node.no_inherit && relation.kind == RelationKind::kPartitionedTable) {
    throw_error(sqlstate::invalid_table_definition,
                "cannot add NO INHERIT constraint to partitioned table " + quoted(relation.name));
  }
  planner::BindContext context = c.bind();
  Expr* bound =
      planner::bind_expression(context, *node.expr, ExprPurpose::kCheck, &relation);
  any_node(bound, [](const rung::Expr& e) {
    if (e.kind != ExprKind::kVar || e.attno >= 0) return false;
    const catalog::SystemColumnRow* column = catalog::find_system_column(e.attno);
    if (column->name == "tableoid") return false;
    throw_error(sqlstate::invalid_column_reference,
                "system column " + quoted(column->name) +
                    " reference in check constraint is invalid", e.pos);
  });
  catalog::Constraint check;
  check.kind = catalog::ConstraintKind::kCheck;
  check.validated = !node.not_valid || is_new;
  check.no_inherit = node.no_inherit;
  check.check = store(*bound);
  collect_columns(*bound, table, &check.columns);
  if (!node.name.empty()) {
    const catalog::Constraint* known = relation.find_constraint(node.name);
    if (is_new && known != nullptr && !known->local && known->inherited > 0 &&
        known->kind == catalog::ConstraintKind::kCheck &&
        planner::equal_expressions(*planner::load_expression(*c.exec.arena, known->check), *bound)) {
      // Written again in the child: its own as well.
      notice(c, "merging constraint " + quoted(node.name) + " with inherited definition");
      auto edited = cat(c).edit_relation(table);
      for (catalog::Constraint& constraint : edited->constraints) {
        if (constraint.oid == known->oid && !edited->is_partition()) constraint.local = true;
      }
      const Oid oid = known->oid;
      cat(c).put(std::move(edited));
      return oid;
    }
    if (is_new && known != nullptr) {
      throw_error(sqlstate::duplicate_object,
                  "check constraint " + quoted(node.name) + " already exists");
    }
    check_name_is_free(relation, node.name);
    check.name = str(node.name);
  } else {
    const bool over_table = any_node(
        bound, [](const rung::Expr& e) { return e.kind == ExprKind::kVar && e.attno < 0; });
    const std::string column = check.columns.size() + over_table != 1 ? std::string()
                               : over_table                         ? "tableoid"
                                            : relation.column(check.columns[0])->name;
    std::vector<std::string> taken;
    for (const catalog::Constraint& other : relation.constraints) taken.push_back(other.name);
    check.name = choose_constraint_name(c, relation.name, column, "check", relation.schema, taken);
  }
  if (!is_new && check.validated && relation.tree != storage::kNoTree) {
    executor::validate_constraint(c.exec, relation, check);
  }
  const Oid oid = put_constraint(c, table, check);
  add_references(c, {ObjectClass::kConstraint, oid, 0}, references(*bound, table), table,
                 DependencyKind::kAuto);
  if (!check.no_inherit) inherit_check(c, table, check);
  return oid;
}

namespace {

// A check of the parent that is new goes to all tables below it; one that says the same is merged.
void inherit_check(CommandContext& c, Oid table, const catalog::Constraint& check) {
  const DepthGuard guard;
  const std::vector<Oid> children = cat(c).relation(table)->children;
  for (const Oid child : children) {
    const Relation& relation = *cat(c).relation(child);
    catalog::Constraint copy = check;
    const std::vector<int32_t> map = planner::column_map(*cat(c).relation(table), relation);
    const Expr* expr = remap(c, check.check, map);
    copy.check = store(*expr);
    for (int32_t& attno : copy.columns) attno = map[static_cast<size_t>(attno) - 1];
    if (const catalog::Constraint* same = relation.find_constraint(check.name); same != nullptr) {
      merge_check(c, child, *same, *expr);
      continue;
    }
    copy.local = false;
    copy.inherited = 1;
    if (copy.validated && relation.tree != storage::kNoTree) {
      executor::validate_constraint(c.exec, relation, copy);
    }
    put_constraint(c, child, copy);
    inherit_check(c, child, copy);
  }
}

// Column names of a key: 42703 'column "b" named in key does not exist', 42701 when named twice.
std::vector<std::string> key_columns(const Relation& table, const PendingConstraint& pending) {
  const ast::Constraint& node = *pending.node;
  if (!pending.column.empty()) return {pending.column};
  std::vector<std::string> names;
  for (const std::string_view name : node.columns) {
    if (table.find_column(name) == nullptr) {
      throw_error(sqlstate::undefined_column, "column " + quoted(name) + " named in key does not exist",
                  node.pos);
    }
    if (std::count(names.begin(), names.end(), name) > 0) {
      throw_error(sqlstate::duplicate_column,
                  "column " + quoted(name) + " appears twice in " +
                      (node.con_kind == ast::ConstraintKind::kPrimary ? "primary key" : "unique") +
                      " constraint",
                  node.pos);
    }
    names.push_back(str(name));
  }
  return names;
}

// ADD CONSTRAINT … USING INDEX: the index becomes the constraint's and takes its name.
Oid adopt_index(CommandContext& c, Oid table, const ast::Constraint& node) {
  const Relation& relation = *cat(c).relation(table);
  const Relation* index = cat(c).find_relation(relation.schema, node.index_name);
  if (index == nullptr) {
    throw_error(sqlstate::undefined_object,
                "index " + quoted(node.index_name) + " does not exist", node.pos);
  }
  if (!index->index || index->index->table != table) {
    throw_error(sqlstate::object_not_in_prerequisite_state,
                quoted(node.index_name) + " does not belong to table " + quoted(relation.name),
                node.pos);
  }
  const bool primary = node.con_kind == ast::ConstraintKind::kPrimary;
  const IndexInfo info = *index->index;
  if (relation.kind == RelationKind::kPartitionedTable) {
    throw_error(sqlstate::feature_not_supported,
                "ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables");
  }
  if (info.constraint != kNoOid) {
    throw_error(sqlstate::object_not_in_prerequisite_state,
                "index " + quoted(node.index_name) + " is already associated with a constraint",
                node.pos);
  }
  const auto refuse = [&](const std::string& message) {
    throw_error(Error(sqlstate::wrong_object_type, message)
                    .with_detail("Cannot create a primary key or unique constraint using such an "
                                 "index.")
                    .at(node.pos));
  };
  if (!info.unique) refuse(quoted(node.index_name) + " is not a unique index");
  if (!info.expressions.empty()) {
    refuse("index " + quoted(node.index_name) + " contains expressions");
  }
  if (!info.predicate.empty()) refuse(quoted(node.index_name) + " is a partial index");
  std::string name = node.name.empty() ? index->name : str(node.name);
  if (name != index->name) {
    notice(c, "ALTER TABLE / ADD CONSTRAINT USING INDEX will rename index " + quoted(index->name) +
                  " to " + quoted(name));
    check_new_relation_name(c, relation.schema, name);
  }
  check_name_is_free(relation, name);
  catalog::Constraint constraint;
  constraint.name = name;
  constraint.kind =
      primary ? catalog::ConstraintKind::kPrimaryKey : catalog::ConstraintKind::kUnique;
  constraint.deferrable = node.deferrable;
  constraint.deferred = node.initially_deferred;
  constraint.index = index->oid;
  for (const IndexKey& key : info.keys) constraint.columns.push_back(key.attno);
  if (primary) {
    for (const int32_t attno : constraint.columns) set_not_null(c, table, attno, true);
  }
  const Oid index_oid = index->oid;
  const Oid oid = put_constraint(c, table, std::move(constraint));
  auto edited = cat(c).edit_relation(index_oid);
  edited->name = name;
  edited->index->primary = primary;
  edited->index->constraint = oid;
  edited->index->immediate = !node.deferrable;
  cat(c).put(std::move(edited));
  cat(c).remove_dependencies_of({ObjectClass::kRelation, index_oid, 0});
  depend(c, {ObjectClass::kRelation, index_oid, 0}, {ObjectClass::kConstraint, oid, 0},
         DependencyKind::kInternal);
  return oid;
}

// The operator family of a type's default class, by the name that PostgreSQL gives it.
std::string family_name(const catalog::OpclassRow& row) {
  if (row.method == "btree" || row.method == "hash") {
    switch (row.type) {
      case oid::kInt2: case oid::kInt4: case oid::kInt8: return "integer_ops";
      case oid::kFloat4: case oid::kFloat8: return "float_ops";
      case oid::kInet: case oid::kCidr: return "network_ops";
      case oid::kDate: case oid::kTimestamp: case oid::kTimestamptz:
        if (row.method == "btree") return "datetime_ops";
        break;
      default: break;
    }
  }
  return std::string(row.name);
}

// Whether the class has a strategy for the operator, itself its commutator.
bool class_knows(const catalog::OpclassRow& row, std::string_view op) {
  if (row.method != "gist" && row.method != "spgist") return op == "=";
  if (row.extension == "btree_gist") return op == "=" || op == "<>";
  switch (row.type) {
    case oid::kAnyrange: case oid::kAnymultirange: return op == "=" || op == "&&" || op == "-|-";
    case oid::kInet: return op == "=" || op == "<>" || op == "&&";
    default: return op == "&&" || op == "~=";
  }
}

// The operators of an exclusion constraint: each must be its own commutator, and one that the class
// of its column knows.
std::vector<Oid> exclusion_operators(CommandContext& c, const Relation& table,
                                     const ast::Constraint& node) {
  std::vector<Oid> ops;
  planner::BindContext context = c.bind();
  const std::string method = node.access_method.empty() ? "btree" : str(node.access_method);
  for (const ast::ExclusionElem& item : node.exclusions) {
    Oid type = kNoOid;
    if (!item.elem->column.empty()) {
      const Attribute* column = table.find_column(item.elem->column);
      if (column == nullptr) {
        throw_error(sqlstate::undefined_column,
                    "column " + quoted(item.elem->column) + " named in key does not exist");
      }
      type = column->type;
    } else {
      type = planner::bind_expression(context, *item.elem->expr, ExprPurpose::kIndexExpression,
                                      &table)
                 ->type;
    }
    const catalog::OpclassRow* row =
        item.elem->opclass.empty() ? catalog::default_opclass(cat(c), method, type)
                                   : catalog::find_opclass(method, item.elem->opclass.back());
    const bool has_class = row != nullptr && (row->extension.empty() ||
                                              cat(c).find_extension(row->extension) != nullptr);
    if (!has_class) {
      ops.push_back(kNoOid);  // create_index() says what is missing
      continue;
    }
    const OperatorDef* op = find_operator(planner::find_binary_operator(context, item.op, type));
    if (op == nullptr) throw_unsupported("exclusion by a user-defined operator");
    const std::string shown = std::string(op->name) + "(" + format_type_name(c, op->left) + "," +
                              format_type_name(c, op->right) + ")";
    if (op->commutator != op->oid) {
      throw_error(
          Error(sqlstate::wrong_object_type, "operator " + shown + " is not commutative")
              .with_detail("Only commutative operators can be used in exclusion constraints."));
    }
    if (!class_knows(*row, op->name)) {
      throw_error(Error(sqlstate::wrong_object_type, "operator " + shown +
                                                         " is not a member of operator family " +
                                                         quoted(family_name(*row)))
                      .with_detail("The exclusion operator must be related to the index operator "
                                   "class for the constraint."));
    }
    ops.push_back(op->oid);
  }
  return ops;
}

}  // namespace

Oid add_index_constraint(CommandContext& c, Oid table, const PendingConstraint& pending) {
  const ast::Constraint& node = *pending.node;
  const bool primary = node.con_kind == ast::ConstraintKind::kPrimary;
  const bool exclusion = node.con_kind == ast::ConstraintKind::kExclusion;
  const Relation& relation = *cat(c).relation(table);
  if (primary && relation.primary_key() != nullptr) {
    throw_error(sqlstate::invalid_table_definition,
                "multiple primary keys for table " + quoted(relation.name) + " are not allowed",
                node.index_name.empty() && !pending.column.empty() ? node.pos : kNoPos);
  }
  if (!node.index_name.empty()) return adopt_index(c, table, node);
  IndexSpec spec;
  spec.table = table;
  spec.is_constraint = true;
  spec.unique = !exclusion;
  spec.primary = primary;
  spec.immediate = !node.deferrable;
  spec.nulls_not_distinct = node.nulls_not_distinct;
  spec.where = node.where_clause;
  spec.options = relation_options(node.options);
  if (!node.access_method.empty()) spec.method = str(node.access_method);
  for (const std::string_view name : node.including) spec.include.push_back(str(name));
  catalog::Constraint constraint;
  constraint.kind = primary     ? catalog::ConstraintKind::kPrimaryKey
                    : exclusion ? catalog::ConstraintKind::kExclusion
                                : catalog::ConstraintKind::kUnique;
  constraint.deferrable = node.deferrable;
  constraint.deferred = node.initially_deferred;
  if (exclusion) {
    for (const ast::ExclusionElem& item : node.exclusions) spec.columns.push_back(item.elem);
    spec.exclude_ops = exclusion_operators(c, relation, node);
    constraint.exclude_ops = spec.exclude_ops;
  } else {
    for (const std::string& name : key_columns(relation, pending)) {
      auto* elem = c.exec.arena->make<ast::IndexElem>();
      elem->column = c.exec.arena->copy(name);
      spec.columns.push_back(elem);
      const int32_t attno = get_column(relation, name).attno;
      constraint.columns.push_back(attno);
    }
    if (primary) {
      for (const int32_t attno : constraint.columns) {
        set_not_null(c, table, attno, relation.tree != storage::kNoTree);
      }
    }
  }
  if (!node.name.empty()) {
    check_name_is_free(*cat(c).relation(table), node.name);
    spec.name = str(node.name);
  }
  if (relation.kind == RelationKind::kPartitionedTable) {
    if (exclusion) {
      throw_error(sqlstate::feature_not_supported,
                  "exclusion constraints are not supported on partitioned tables", node.pos);
    }
    check_partitioned_key(c, *cat(c).relation(table), constraint.columns,
                          primary ? "PRIMARY KEY" : "UNIQUE");
  }
  const Oid index = create_index(c, spec);
  const Relation& made = *cat(c).relation(index);
  constraint.name = made.name;
  constraint.index = index;
  if (exclusion) {
    for (const IndexKey& key : made.index->keys) constraint.columns.push_back(key.attno);
  }
  const Oid oid = put_constraint(c, table, std::move(constraint));
  auto edited = cat(c).edit_relation(index);
  edited->index->constraint = oid;
  cat(c).put(std::move(edited));
  cat(c).remove_dependencies_of({ObjectClass::kRelation, index, 0});
  depend(c, {ObjectClass::kRelation, index, 0}, {ObjectClass::kConstraint, oid, 0},
         DependencyKind::kInternal);
  if (exclusion) {
    const Relation& now = *cat(c).relation(table);
    const Relation& enforcing = *cat(c).relation(index);
    executor::validate_exclusion(c.exec, enforcing, now, *executor::exclusion_of(now, enforcing));
  }
  if (cat(c).relation(table)->kind == RelationKind::kPartitionedTable) {
    const std::vector<Oid> partitions = cat(c).relation(table)->children;
    if (pending.only && !partitions.empty()) {
      auto incomplete = cat(c).edit_relation(index);
      incomplete->index->valid = false;
      cat(c).put(std::move(incomplete));
      return oid;
    }
    for (const Oid partition : partitions) give_index(c, index, partition);
  }
  return oid;
}

Oid add_constraint(CommandContext& c, Oid table, const PendingConstraint& pending, bool is_new) {
  switch (pending.node->con_kind) {
    case ast::ConstraintKind::kCheck: return add_check(c, table, pending, is_new);
    case ast::ConstraintKind::kPrimary:
    case ast::ConstraintKind::kUnique:
    case ast::ConstraintKind::kExclusion: return add_index_constraint(c, table, pending);
    case ast::ConstraintKind::kForeign: return add_foreign_key(c, table, pending, is_new);
    default: RUNG_UNREACHABLE();
  }
}

void add_table_constraints(CommandContext& c, Oid table, std::vector<PendingConstraint> pending) {
  std::vector<PendingConstraint> keys;
  const ast::Constraint* primary = nullptr;
  for (const PendingConstraint& p : pending) {
    switch (p.node->con_kind) {
      case ast::ConstraintKind::kPrimary:
        if (primary != nullptr) {
          throw_error(sqlstate::invalid_table_definition,
                      "multiple primary keys for table " + quoted(cat(c).relation(table)->name) +
                          " are not allowed",
                      p.node->pos);
        }
        primary = p.node;
        keys.insert(keys.begin(), p);
        break;
      case ast::ConstraintKind::kUnique:
      case ast::ConstraintKind::kExclusion: keys.push_back(p); break;
      default: break;
    }
  }
  // Keys that say the same are one index: "id int PRIMARY KEY UNIQUE".
  const auto columns_of = [&](const PendingConstraint& p) {
    if (!p.column.empty()) return std::vector<std::string>{p.column};
    return std::vector<std::string>(p.node->columns.begin(), p.node->columns.end());
  };
  std::vector<PendingConstraint> kept;
  for (const PendingConstraint& p : keys) {
    bool merged = false;
    for (PendingConstraint& earlier : kept) {
      const ast::Constraint &a = *earlier.node, &b = *p.node;
      if (a.con_kind == ast::ConstraintKind::kExclusion ||
          b.con_kind == ast::ConstraintKind::kExclusion) {
        continue;
      }
      if (columns_of(earlier) != columns_of(p) || a.including != b.including ||
          a.nulls_not_distinct != b.nulls_not_distinct || a.deferrable != b.deferrable ||
          a.initially_deferred != b.initially_deferred) {
        continue;
      }
      merged = true;
      if (a.name.empty() && !b.name.empty()) {
        auto* named = c.exec.arena->make<ast::Constraint>(a);
        named->name = b.name;
        earlier.node = named;
      }
      break;
    }
    if (!merged) kept.push_back(p);
  }
  for (const PendingConstraint& p : pending) {
    if (p.node->con_kind == ast::ConstraintKind::kCheck) add_check(c, table, p, true);
  }
  for (const PendingConstraint& p : kept) add_index_constraint(c, table, p);
  for (const PendingConstraint& p : pending) {
    if (p.node->con_kind == ast::ConstraintKind::kForeign) add_foreign_key(c, table, p, true);
  }
}

}  // namespace rung::commands
