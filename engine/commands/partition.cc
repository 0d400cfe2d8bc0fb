// Declarative partitioning: partition keys and bounds, ATTACH and DETACH PARTITION. What partitions
// get from their table (indexes, constraints, triggers) is in partition_clones.cc.
#include <algorithm>

#include "commands/objects.h"
#include "catalog/opclasses.h"
#include "catalog/system_column.h"
#include "executor/run.h"
#include "executor/table_writer.h"
#include "expr/walk.h"
#include "planner/deparse.h"
#include "planner/partitions.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

const char* strategy_word(char strategy) {
  return strategy == 'l' ? "list" : strategy == 'r' ? "range" : "hash";
}

TypeEnv environment(CommandContext& c) { return c.exec.env(); }

}  // namespace

void set_partition_key(CommandContext& c, Oid table, const ast::PartitionSpec& spec) {
  const Relation& relation = *cat(c).relation(table);
  const char strategy = static_cast<char>(spec.strategy);
  if (strategy == 'l' && spec.elems.size() > 1) {
    throw_error(sqlstate::invalid_object_definition,
                "cannot use \"list\" partition strategy with more than one column");
  }
  if (spec.elems.size() > 32) {
    throw_error(sqlstate::too_many_columns, "cannot partition using more than 32 columns");
  }
  std::vector<IndexKey> keys;
  std::vector<Blob> expressions;
  std::vector<ObjectAddress> used;
  for (const ast::PartitionElem& elem : spec.elems) {
    IndexKey key;
    const auto use_column = [&](const Attribute& column, SourcePos pos) {
      if (column.generated) {
        throw_error(Error(sqlstate::invalid_object_definition,
                          "cannot use generated column in partition key")
                        .with_detail("Column " + quoted(column.name) + " is a generated column.")
                        .at(pos));
      }
      key.attno = column.attno;
      key.type = column.type;
      key.collation = column.collation;
    };
    if (!elem.column.empty()) {
      const Attribute* column = relation.find_column(elem.column);
      if (column == nullptr) {
        if (catalog::find_system_column(elem.column) != nullptr) {
          throw_error(sqlstate::invalid_object_definition,
                      "cannot use system column " + quoted(elem.column) + " in partition key", elem.pos);
        }
        throw_error(sqlstate::undefined_column,
                    "column " + quoted(elem.column) + " named in partition key does not exist", elem.pos);
      }
      use_column(*column, elem.pos);
    } else {
      planner::BindContext context = c.bind();
      Expr* bound = planner::bind_expression(context, *elem.expr, ExprPurpose::kPartitionKey, &relation);
      const Expr* bare = bound;
      while (bare->kind == ExprKind::kCollate) bare = bare->args[0];
      if (bare->kind == ExprKind::kVar && bare->attno > 0) {
        use_column(*relation.column(bare->attno), elem.pos);
        key.collation = bound->collation;
      } else {
        if (any_node(bound, [](const rung::Expr& e) { return e.kind == ExprKind::kVar && e.attno < 0; })) {
          throw_error(sqlstate::invalid_object_definition,
                      "partition key expressions cannot contain system column references");
        }
        if (planner::expression_volatility(cat(c), *bound) != 'i') {
          throw_error(sqlstate::invalid_object_definition,
                      "functions in partition key expression must be marked IMMUTABLE");
        }
        if (!any_node(bound, [](const rung::Expr& e) { return e.kind == ExprKind::kVar; })) {
          throw_error(sqlstate::invalid_object_definition,
                      "cannot use constant expression as partition key");
        }
        for (const ObjectAddress& reference : references(*bound, table)) used.push_back(reference);
        expressions.push_back(store(*bound));
        key.type = bound->type;
        key.collation = bound->collation;
      }
    }
    if (!elem.collation.empty()) {
      auto* collate = c.exec.arena->make<ast::CollateClause>();
      collate->collation = elem.collation;
      collate->pos = elem.pos;
      key.collation = resolve_collation(c, collate, key.type);
    }
    const char* method = strategy == 'h' ? "hash" : "btree";
    if (!elem.opclass.empty()) {
      const OpclassRow* row = find_opclass(method, elem.opclass.back());
      if (row == nullptr) {
        throw_error(sqlstate::undefined_object, "operator class " + quoted(dotted(elem.opclass)) +
                                                    " does not exist for access method " +
                                                    quoted(method));
      }
      key.opclass_oid = row->oid;
      const OpclassRow* usual = default_opclass(cat(c), method, key.type);
      if (usual == nullptr || usual->oid != row->oid) key.opclass = row->name;
    } else {
      const OpclassRow* row = default_opclass(cat(c), method, key.type);
      if (row == nullptr && !has_default_opclass(c, method, key.type)) {
        throw_error(Error(sqlstate::undefined_object,
                          "data type " + format_type_name(c, key.type) +
                              " has no default operator class for access method " + quoted(method))
                        .with_hint(strategy == 'h'
                                       ? "You must specify a hash operator class or define a default "
                                         "hash operator class for the data type."
                                       : "You must specify a btree operator class or define a default "
                                         "btree operator class for the data type."));
      }
      if (row != nullptr) key.opclass_oid = row->oid;
    }
    keys.push_back(std::move(key));
  }
  auto edited = cat(c).edit_relation(table);
  edited->partition_strategy = std::string(1, strategy);
  edited->partition_keys = std::move(keys);
  edited->partition_expressions = std::move(expressions);
  cat(c).put(std::move(edited));
  for (const ObjectAddress& reference : used) {
    if (reference.oid != table) depend(c, {ObjectClass::kRelation, table, 0}, reference);
  }
}

bool in_partition_key(CommandContext& c, const Relation& table, int32_t attno, bool* in_expression) {
  *in_expression = false;
  size_t next = 0;
  for (const IndexKey& key : table.partition_keys) {
    if (key.attno == attno) return true;
    if (key.attno != 0) continue;
    const Expr* expr = planner::load_expression(*c.exec.arena, table.partition_expressions[next++]);
    if (any_node(expr, [&](const rung::Expr& e) { return e.kind == ExprKind::kVar && e.attno == attno; })) {
      *in_expression = true;
      return true;
    }
  }
  return false;
}

// --- bounds -------------------------------------------------------------------------------------

namespace {

std::string key_name(CommandContext& c, const Relation& parent, size_t column) {
  const IndexKey& key = parent.partition_keys[column];
  if (key.attno != 0) return parent.column(key.attno)->name;
  size_t at = 0;
  for (size_t i = 0; i < column; ++i) at += parent.partition_keys[i].attno == 0 ? 1u : 0u;
  planner::DeparseContext deparse{&cat(c), c.exec.path, c.exec.env(), false};
  return planner::deparse_expression(
      deparse, *planner::load_expression(*c.exec.arena, parent.partition_expressions[at]), &parent);
}

// One value of a bound as a constant of the key's type.
Expr* bound_value(CommandContext& c, const Relation& parent, size_t column, const ast::Expr& node) {
  const IndexKey& key = parent.partition_keys[column];
  planner::BindContext context = c.bind();
  Expr* bound = planner::bind_expression(context, node, ExprPurpose::kPartitionBound);
  const int32_t typmod = key.attno == 0 ? -1 : parent.column(key.attno)->typmod;
  Expr* value = planner::make_cast(context, bound, {key.type, typmod}, false);
  if (value == nullptr) {
    throw_error(sqlstate::datatype_mismatch,
                "specified value cannot be cast to type " + format_type_name(c, key.type) +
                    " for column " + quoted(key_name(c, parent, column)),
                node.pos);
  }
  const auto program = executor::compile_row(c.exec, *value);
  auto* constant = c.exec.arena->make<Expr>();
  constant->kind = ExprKind::kConst;
  constant->type = key.type;
  constant->typmod = typmod;
  constant->collation = key.collation;
  constant->pos = node.pos;
  constant->value =
      copy_datum(*c.exec.arena, cat(c).type(key.type).storage, executor::evaluate(c.exec, *program));
  return constant;
}

bool is_infinite(const ast::Expr& node, bool* is_max) {
  const auto* ref = ast::as<ast::ColumnRef>(&node);
  if (ref == nullptr || ref->star || ref->fields.size() != 1) return false;
  *is_max = ref->fields[0] == "maxvalue";
  return *is_max || ref->fields[0] == "minvalue";
}

void range_values(CommandContext& c, const Relation& parent, const std::vector<ast::Expr*>& nodes,
                  std::vector<Expr*>* to) {
  const char* infinite = nullptr;
  for (size_t i = 0; i < nodes.size(); ++i) {
    bool is_max = false;
    if (is_infinite(*nodes[i], &is_max)) {
      const char* word = is_max ? "MAXVALUE" : "MINVALUE";
      if (infinite != nullptr && std::string_view(infinite) != word) {
        throw_error(sqlstate::datatype_mismatch, std::string("every bound following ") + infinite +
                                                     " must also be " + infinite,
                    nodes[i]->pos);
      }
      infinite = word;
      auto* end = c.exec.arena->make<Expr>();
      end->kind = ExprKind::kConst;
      end->type = parent.partition_keys[i].type;
      end->flag = true;
      end->negated = is_max;
      to->push_back(end);
      continue;
    }
    if (infinite != nullptr) {
      throw_error(sqlstate::datatype_mismatch,
                  std::string("every bound following ") + infinite + " must also be " + infinite,
                  nodes[i]->pos);
    }
    Expr* value = bound_value(c, parent, i, *nodes[i]);
    if (value->value.null) {
      throw_error(sqlstate::invalid_object_definition, "cannot specify NULL in range bound");
    }
    to->push_back(value);
  }
}

}  // namespace

Expr* make_partition_bound(CommandContext& c, const Relation& parent,
                           const ast::PartitionBound& node) {
  auto* bound = c.exec.arena->make<Expr>();
  bound->kind = ExprKind::kPartitionBound;
  bound->pos = node.pos;
  const char strategy = parent.partition_strategy[0];
  if (node.is_default) {
    if (strategy == 'h') {
      throw_error(sqlstate::invalid_table_definition,
                  "a hash-partitioned table may not have a default partition");
    }
    bound->sub = 'd';
    return bound;
  }
  if (static_cast<char>(node.strategy) != strategy) {
    throw_error(sqlstate::invalid_table_definition,
                std::string("invalid bound specification for a ") + strategy_word(strategy) +
                    " partition",
                node.pos);
  }
  bound->sub = static_cast<uint8_t>(strategy);
  const planner::Partitions partitions(cat(c), environment(c), parent);
  if (strategy == 'h') {
    if (node.modulus <= 0) {
      throw_error(sqlstate::invalid_table_definition,
                  "modulus for hash partition must be an integer value greater than zero");
    }
    if (node.remainder < 0) {
      throw_error(sqlstate::invalid_table_definition,
                  "remainder for hash partition must be an integer value greater than or equal to zero");
    }
    if (node.remainder >= node.modulus) {
      throw_error(sqlstate::invalid_table_definition,
                  "remainder for hash partition must be less than modulus");
    }
    bound->attno = node.modulus;
    bound->param = node.remainder;
    return bound;
  }
  if (strategy == 'l') {
    for (const ast::Expr* item : node.list_values) {
      Expr* value = bound_value(c, parent, 0, *item);
      const bool known = std::any_of(bound->args.begin(), bound->args.end(), [&](const Expr* e) {
        if (e->value.null || value->value.null) return e->value.null && value->value.null;
        return partitions.compare(0, e->value, value->value) == 0;
      });
      if (!known) bound->args.push_back(value);
    }
    return bound;
  }
  const size_t n = parent.partition_keys.size();
  if (node.lower.size() != n) {
    throw_error(sqlstate::invalid_table_definition,
                "FROM must specify exactly one value per partitioning column");
  }
  if (node.upper.size() != n) {
    throw_error(sqlstate::invalid_table_definition,
                "TO must specify exactly one value per partitioning column");
  }
  range_values(c, parent, node.lower, &bound->args);
  range_values(c, parent, node.upper, &bound->args);
  return bound;
}

void check_partition_bound(CommandContext& c, const Relation& parent, std::string_view name,
                           const Expr& bound) {
  const planner::Partitions partitions(cat(c), environment(c), parent);
  const auto overlap = [&](const Relation& other, SourcePos pos) {
    throw_error(sqlstate::invalid_object_definition,
                "partition " + quoted(name) + " would overlap partition " + quoted(other.name), pos);
  };
  const planner::Partitions::Part* existing_default = partitions.default_part();
  if (bound.sub == 'd') {
    if (existing_default != nullptr) {
      throw_error(sqlstate::invalid_object_definition,
                  "partition " + quoted(name) + " conflicts with existing default partition " +
                      quoted(existing_default->relation->name),
                  bound.pos);
    }
    return;
  }
  if (bound.sub == 'h') {
    const planner::Partitions::Part *before = nullptr, *after = nullptr;
    for (const planner::Partitions::Part& part : partitions.parts()) {
      if (part.bound->attno <= bound.attno) before = &part;
      if (part.bound->attno >= bound.attno && after == nullptr) after = &part;
    }
    const auto refuse = [&](const std::string& detail) {
      throw_error(Error(sqlstate::invalid_object_definition,
                        "every hash partition modulus must be a factor of the next larger modulus")
                      .with_detail(detail));
    };
    if (before != nullptr && bound.attno % before->bound->attno != 0) {
      refuse("The new modulus " + std::to_string(bound.attno) + " is not divisible by " +
             std::to_string(before->bound->attno) + ", the modulus of existing partition " +
             quoted(before->relation->name) + ".");
    }
    if (after != nullptr && after->bound->attno % bound.attno != 0) {
      refuse("The new modulus " + std::to_string(bound.attno) + " is not a factor of " +
             std::to_string(after->bound->attno) + ", the modulus of existing partition " +
             quoted(after->relation->name) + ".");
    }
    for (const planner::Partitions::Part& part : partitions.parts()) {
      const int32_t least = std::min(part.bound->attno, bound.attno);
      if (part.bound->param % least == bound.param % least) overlap(*part.relation, bound.pos);
    }
    return;
  }
  if (bound.sub == 'l') {
    for (const Expr* value : bound.args) {
      for (const planner::Partitions::Part& part : partitions.parts()) {
        if (!part.is_default() && partitions.contains(*part.bound, {&value->value, 1})) {
          overlap(*part.relation, value->pos);
        }
      }
    }
    return;
  }
  const size_t n = parent.partition_keys.size();
  const auto ends = [&](const Expr& b, bool upper) {
    return std::span<Expr* const>(b.args).subspan(upper ? n : 0, n);
  };
  if (partitions.compare_range(ends(bound, false), ends(bound, true)) >= 0) {
    planner::DeparseContext deparse{&cat(c), c.exec.path, c.exec.env(), false};
    // "FOR VALUES FROM (a) TO (b)", cut in two.
    const std::string text = planner::deparse_expression(deparse, bound);
    const size_t from = text.find("FROM ") + 5, to = text.find(" TO ", from);
    throw_error(Error(sqlstate::invalid_object_definition,
                      "empty range bound specified for partition " + quoted(name))
                    .with_detail("Specified lower bound " + text.substr(from, to - from) +
                                 " is greater than or equal to upper bound " + text.substr(to + 4) + ".")
                    .at(bound.args[0]->pos != kNoPos ? bound.args[0]->pos : bound.pos));
  }
  for (const planner::Partitions::Part& part : partitions.parts()) {
    if (part.is_default()) continue;
    const bool before = partitions.compare_range(ends(bound, true), ends(*part.bound, false)) <= 0;
    const bool behind = partitions.compare_range(ends(bound, false), ends(*part.bound, true)) >= 0;
    if (before || behind) continue;
    // Shown is the value that decided the last comparison: of the end inside the other partition.
    const bool lower_inside = partitions.compare_range(ends(bound, false), ends(*part.bound, false)) >= 0;
    size_t decided = 0;
    if (lower_inside) {
      const int order = partitions.compare_range(ends(bound, false), ends(*part.bound, true), &decided);
      if (order == 0 || partitions.compare_range(ends(bound, false), ends(*part.bound, false)) == 0) {
        decided = 0;
      }
    } else {
      partitions.compare_range(ends(bound, true), ends(*part.bound, false), &decided);
    }
    const Expr* at = bound.args[(lower_inside ? 0 : n) + decided];
    overlap(*part.relation, at->pos != kNoPos ? at->pos : bound.pos);
  }
}

namespace {

// Rows of the default partition must not belong to the partition that has just come.
void check_default_rows(CommandContext& c, const Relation& parent, Oid added) {
  const planner::Partitions partitions(cat(c), environment(c), parent);
  const planner::Partitions::Part* part = partitions.default_part();
  if (part == nullptr || part->relation->oid == added) return;
  for (const Relation* leaf :
       planner::inheritance_tree(cat(c), environment(c), *part->relation, true)) {
    executor::validate_partition(c.exec, *leaf, true);
  }
}

}  // namespace

void enter_partition(CommandContext& c, Oid table, Oid parent_oid, const ast::PartitionBound& node) {
  const Relation& parent = *cat(c).relation(parent_oid);
  const Expr* bound = make_partition_bound(c, parent, node);
  // The new partition is among the children already, but has no bound yet.
  check_partition_bound(c, parent, cat(c).relation(table)->name, *bound);
  auto edited = cat(c).edit_relation(table);
  edited->partition_bound = store(*bound);
  cat(c).put(std::move(edited));
  check_default_rows(c, *cat(c).relation(parent_oid), table);
}

// --- ATTACH -------------------------------------------------------------------------------------

namespace {

void check_attachable(CommandContext& c, const Relation& parent, const Relation& child) {
  if (child.kind != RelationKind::kTable && child.kind != RelationKind::kPartitionedTable) {
    throw_error(Error(sqlstate::wrong_object_type,
                      "ALTER action ATTACH PARTITION cannot be performed on relation " +
                          quoted(child.name))
                    .with_detail("This operation is not supported for " +
                                 std::string(kind_word(child.kind)) + "s."));
  }
  if (child.is_partition()) {
    throw_error(sqlstate::wrong_object_type, quoted(child.name) + " is already a partition");
  }
  if (child.of_type != kNoOid) {
    throw_error(sqlstate::wrong_object_type, "cannot attach a typed table as partition");
  }
  if (!child.parents.empty()) {
    throw_error(sqlstate::wrong_object_type, "cannot attach inheritance child as partition");
  }
  if (child.kind == RelationKind::kTable && !child.children.empty()) {
    throw_error(sqlstate::wrong_object_type, "cannot attach inheritance parent as partition");
  }
  for (const Relation* below : planner::inheritance_tree(cat(c), environment(c), child, false)) {
    if (below->oid != parent.oid) continue;
    throw_error(Error(sqlstate::duplicate_table, "circular inheritance not allowed")
                    .with_detail(quoted(parent.name) + " is already a child of " +
                                 quoted(child.name) + "."));
  }
  const bool parent_temporary = parent.persistence == Persistence::kTemporary;
  const bool child_temporary = child.persistence == Persistence::kTemporary;
  if (!parent_temporary && child_temporary) {
    throw_error(sqlstate::wrong_object_type,
                "cannot attach a temporary relation as partition of permanent relation " +
                    quoted(parent.name));
  }
  if (parent_temporary && !child_temporary) {
    throw_error(sqlstate::wrong_object_type,
                "cannot attach a permanent relation as partition of temporary relation " +
                    quoted(parent.name));
  }
  for (const Attribute& column : child.columns) {
    if (column.dropped || parent.find_column(column.name) != nullptr) continue;
    throw_error(Error(sqlstate::datatype_mismatch,
                      "table " + quoted(child.name) + " contains column " + quoted(column.name) +
                          " not found in parent " + quoted(parent.name))
                    .with_detail("The new partition may contain only the columns present in parent."));
  }
  for (const Trigger& trigger : child.triggers) {
    if (trigger.for_each_row && (!trigger.old_table.empty() || !trigger.new_table.empty())) {
      throw_error(Error(sqlstate::object_not_in_prerequisite_state,
                        "trigger " + quoted(trigger.name) + " prevents table " + quoted(child.name) +
                            " from becoming a partition")
                      .with_detail("ROW triggers with transition tables are not supported on "
                                   "partitions."));
    }
  }
}

}  // namespace

void attach_partition(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation& parent = *cat(c).relation(table);
  const Relation& child = get_relation(c, *command.relation);
  const Oid child_oid = child.oid;
  check_attachable(c, parent, child);
  const Expr* bound = make_partition_bound(c, parent, *command.bound);
  check_partition_bound(c, parent, child.name, *bound);
  add_parent(c, child_oid, table);
  auto edited = cat(c).edit_relation(child_oid);
  edited->partition_bound = store(*bound);
  for (Attribute& column : edited->columns) {
    if (!column.dropped) column.local = false;
  }
  for (catalog::Constraint& check : edited->constraints) {
    if (check.kind == catalog::ConstraintKind::kCheck && check.inherited > 0) check.local = false;
  }
  cat(c).put(std::move(edited));
  clone_to_partition(c, table, child_oid, true);
  for (const Relation* leaf :
       planner::inheritance_tree(cat(c), environment(c), *cat(c).relation(child_oid), true)) {
    executor::validate_partition(c.exec, *leaf, false);
  }
  check_default_rows(c, *cat(c).relation(table), child_oid);
}

// --- DETACH -------------------------------------------------------------------------------------

void detach_partition(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  const Relation& parent = *cat(c).relation(table);
  const Relation& child = get_relation(c, *command.relation);
  if (std::count(child.parents.begin(), child.parents.end(), table) == 0 || !child.is_partition()) {
    throw_error(sqlstate::undefined_table, "relation " + quoted(child.name) +
                                               " is not a partition of relation " +
                                               quoted(parent.name));
  }
  if (command.concurrently) {
    const planner::Partitions partitions(cat(c), environment(c), parent);
    if (partitions.default_part() != nullptr) {
      throw_error(sqlstate::object_not_in_prerequisite_state,
                  "cannot detach partitions concurrently when a default partition exists");
    }
  }
  const Oid child_oid = child.oid;
  detach_clones(c, table, child_oid);
  auto edited = cat(c).edit_relation(child_oid);
  edited->partition_bound.clear();
  std::erase(edited->parents, table);
  for (Attribute& column : edited->columns) {
    column.local = true;
    column.inherited = 0;
  }
  for (catalog::Constraint& check : edited->constraints) {
    if (check.kind != catalog::ConstraintKind::kCheck || check.inherited == 0) continue;
    check.local = true;
    check.inherited = 0;
  }
  cat(c).put(std::move(edited));
  auto above = cat(c).edit_relation(table);
  std::erase(above->children, child_oid);
  cat(c).put(std::move(above));
  cat(c).remove_dependency({ObjectClass::kRelation, child_oid, 0}, {ObjectClass::kRelation, table, 0});
}

}  // namespace rung::commands
