#include "planner/plan_deparse.h"

#include <algorithm>

#include "expr/walk.h"
#include "planner/deparser.h"

namespace rung::planner {
namespace {

// Puts the sources of parameters back, noting the query levels they belong to.
class Restorer {
 public:
  Restorer(Arena& arena, const PlannedStatement& statement, const Plan& node)
      : arena_(arena), statement_(statement), scopes_{node.scope} {}

  Expr* restore(Expr* expr, const Query* scope) {
    return replace_nodes(arena_, expr, [&](Expr& node) -> Expr* {
      if (node.kind == ExprKind::kVar && node.levels_up == 0) {
        const size_t level = level_of(scope);
        if (level == 0) return nullptr;
        Expr* outer = arena_.make<Expr>(node);
        outer->levels_up = static_cast<int32_t>(level);
        return outer;
      }
      if (node.kind == ExprKind::kExecParam) {
        const auto& source = statement_.params[static_cast<size_t>(node.param)];
        if (source.expr == nullptr) return nullptr;
        const DepthGuard guard;
        return restore(copy_expression(arena_, *source.expr), source.scope);
      }
      if (node.kind == ExprKind::kSubPlan) return sub_plan(node, scope);
      return nullptr;
    });
  }
  // Innermost first.
  const std::vector<const Query*>& scopes() const { return scopes_; }

 private:
  size_t level_of(const Query* scope) {
    const auto it = std::find(scopes_.begin(), scopes_.end(), scope);
    if (it != scopes_.end()) return static_cast<size_t>(it - scopes_.begin());
    scopes_.push_back(scope);
    return scopes_.size() - 1;
  }

  Expr* sub_plan(const Expr& node, const Query* scope) {
    const SubPlan& sub = *statement_.sub_plans[static_cast<size_t>(node.param)];
    Expr* named = arena_.make<Expr>();
    named->kind = ExprKind::kSubPlan;
    named->type = node.type;
    const std::string number = std::to_string(node.param + 1);
    if (is_init_plan(sub)) {
      named->name = "$" + std::to_string(node.param);
      return named;
    }
    const std::string name = (sub.hashed ? "hashed SubPlan " : "SubPlan ") + number;
    named->name = "(" + name + ")";
    if (sub.hashed || node.args.empty()) return named;
    // x = ANY (SubPlan): the test, with the sub-plan's column in its place.
    Expr* test = replace_nodes(arena_, node.args[0], [&](Expr& inner) -> Expr* {
      if (inner.kind != ExprKind::kSubLinkColumn) return nullptr;
      Expr* column = arena_.make<Expr>();
      column->kind = ExprKind::kSubPlan;
      column->name = "ANY_column";
      return column;
    });
    static_cast<void>(restore(test, scope));
    return named;
  }

  Arena& arena_;
  const PlannedStatement& statement_;
  std::vector<const Query*> scopes_;
};

}  // namespace

bool is_init_plan(const SubPlan& sub) {
  return sub.params.empty() && !sub.hashed && sub.kind != SubLinkKind::kAny &&
         sub.kind != SubLinkKind::kAll && sub.kind != SubLinkKind::kRowCompare;
}

std::string deparse_plan_expression(DeparseContext& context, const PlannedStatement& statement,
                                    const Plan& node, const Expr& expr, bool prefix) {
  Arena arena;
  Restorer restorer(arena, statement, node);
  const Expr* restored = restorer.restore(copy_expression(arena, expr), node.scope);
  Deparser deparser(context);
  const std::vector<const Query*>& scopes = restorer.scopes();
  for (size_t i = scopes.size(); i-- > 0;) {
    if (scopes[i] != nullptr) deparser.over_query(scopes[i], prefix || scopes[i]->rtable.size() > 1);
  }
  deparser.expression(*restored, true);
  return deparser.take();
}

std::string deparse_plan_conditions(DeparseContext& context, const PlannedStatement& statement,
                                    const Plan& node, const std::vector<Expr*>& conditions,
                                    bool prefix) {
  if (conditions.size() == 1) {
    return deparse_plan_expression(context, statement, node, *conditions[0], prefix);
  }
  Expr all;
  all.kind = ExprKind::kAnd;
  all.type = oid::kBool;
  all.args = conditions;
  return deparse_plan_expression(context, statement, node, all, prefix);
}

}  // namespace rung::planner
