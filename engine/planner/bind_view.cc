// Views as targets of INSERT … ON CONFLICT: which table's keys are meant. The statement itself is
// moved to the table by the planner (rewrite_view_target.cc).
#include "planner/bind.h"
#include "planner/stored_expr.h"

namespace rung::planner {

const catalog::Relation* Binder::written_table(const catalog::Relation& relation,
                                               std::vector<int32_t>* attnos) {
  const catalog::Relation* table = &relation;
  for (int layers = 0; table != nullptr && table->kind == catalog::RelationKind::kView; ++layers) {
    if (layers > 100) throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
    const Query& view = *load_query(arena_, table->view_query);
    if (view.from.size() != 1 || view.from[0]->kind != FromNode::Kind::kRte) return nullptr;
    const int32_t varno = view.from[0]->rte;
    const Rte& below = *view.rtable[static_cast<size_t>(varno) - 1];
    if (below.kind != RteKind::kRelation) return nullptr;
    std::vector<const Target*> columns;
    for (const Target& target : view.targets) {
      if (!target.junk) columns.push_back(&target);
    }
    for (int32_t& attno : *attnos) {
      const auto index = static_cast<size_t>(attno) - 1;
      if (index >= columns.size()) return nullptr;
      const Expr& e = *columns[index]->expr;
      if (e.kind != ExprKind::kVar || e.varno != varno || e.levels_up != 0 || e.attno < 1) return nullptr;
      attno = e.attno;
    }
    table = catalog_.relation(below.relation);
  }
  return table;
}

}  // namespace rung::planner
