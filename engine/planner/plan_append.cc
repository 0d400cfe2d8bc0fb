// Scans of inheritance trees: one scan for each table, under an Append. A child's columns are read
// under the numbers of the table named, so that conditions and what is above need no translation.
#include "expr/walk.h"
#include "planner/level.h"
#include "planner/partitions.h"

namespace rung::planner {

using catalog::Relation;
using catalog::RelationKind;

bool Level::is_tree(const Rte& entry) {
  if (entry.kind != RteKind::kRelation || entry.relation_kind == 'n') return false;
  const Relation& relation = planner_.relation(entry.relation);
  if (relation.kind == RelationKind::kPartitionedTable) return true;
  return !entry.only && relation.kind == RelationKind::kTable && !relation.children.empty();
}

namespace {

// The partitions of all levels that the conditions leave over.
void add_leaves(Planner& planner, const Relation& table, const std::vector<const Expr*>& conditions,
                int32_t varno, const Relation& root, std::vector<const Relation*>* to) {
  const DepthGuard guard;
  TypeEnv env = planner.context.env;
  env.arena = &planner.arena;
  const Partitions partitions(*planner.context.catalog, env, table);
  // Conditions are in the root's column numbers; keys of a lower level in its own.
  std::vector<const Expr*> own = conditions;
  if (&table != &root) {
    const std::vector<int32_t> map = column_map(root, table);
    for (const Expr*& condition : own) {
      Expr* copy = copy_expression(planner.arena, *condition);
      condition = replace_nodes(planner.arena, copy, [&](Expr& node) -> Expr* {
        if (node.kind == ExprKind::kVar && node.varno == varno && node.levels_up == 0 && node.attno > 0) {
          node.attno = map[static_cast<size_t>(node.attno) - 1];
        }
        return nullptr;
      });
    }
  }
  for (const Partitions::Part& part : partitions.parts()) {
    if (!partitions.may_match(part, own, varno)) continue;
    if (part.relation->kind == RelationKind::kPartitionedTable) {
      add_leaves(planner, *part.relation, conditions, varno, root, to);
    } else {
      to->push_back(part.relation);
    }
  }
}

}  // namespace

Plan* Level::plan_tree(int32_t varno, const std::vector<Clause>& clauses) {
  const Rte& entry = rte(varno);
  const Relation& root = planner_.relation(entry.relation);
  std::vector<const Relation*> tables;
  if (root.kind == RelationKind::kPartitionedTable) {
    std::vector<const Expr*> conditions;
    for (const Clause& clause : clauses) conditions.push_back(clause.expr);
    if (!entry.only) add_leaves(planner_, root, conditions, varno, root, &tables);
  } else {
    tables = inheritance_tree(*planner_.context.catalog, planner_.context.env, root, false);
  }
  const bool changes = query_.kind != QueryKind::kSelect && query_.result_rte == varno;
  if (tables.size() == 1) {
    Plan* scan = ScanPlanner(*this, varno, tables[0]).best(clauses);
    if (changes) scan->child_number = 1;
    return scan;
  }
  Plan* append = planner_.make(PlanKind::kAppend);
  append->varno = varno;
  append->rows = 0;
  for (const Relation* table : tables) {
    Plan* child = ScanPlanner(*this, varno, table).best(clauses);
    child->child_number = static_cast<int32_t>(append->children.size()) + 1;
    append->startup_cost =
        append->children.empty() ? child->startup_cost : std::min(append->startup_cost, child->startup_cost);
    append->total_cost += child->total_cost + child->rows * 0.005;
    append->rows += child->rows;
    append->width = child->width;
    append->core = child->core;
    append->children.push_back(child);
  }
  if (!tables.empty()) return append;
  // No table is left: the columns are there, the rows are not.
  Plan* none = planner_.make(PlanKind::kResult);
  const Plan* shape = ScanPlanner(*this, varno).seq_scan({});
  none->once.push_back(planner_.make_const(oid::kBool, Datum::of_bool(false)));
  for (const Expr* column : shape->core) {
    Expr* null = planner_.make_const(column->type, Datum());
    null->typmod = column->typmod;
    none->project.push_back(null);
  }
  none->has_project = true;
  none->rows = 0;
  none->width = shape->width;
  append->children = {none};
  append->core = shape->core;
  append->width = shape->width;
  return append;
}

}  // namespace rung::planner
