// Rewrite: INSERT, UPDATE and DELETE of a simple view act on the table below it, as the manual's
// "Updatable Views" describes.
#include <algorithm>

#include "expr/walk.h"
#include "planner/deparse.h"
#include "planner/level.h"
#include "planner/stored_expr.h"

namespace rung::planner {

const char* view_obstacle(const Query& view) {
  if (view.distinct) return "Views containing DISTINCT are not automatically updatable.";
  if (!view.group.empty() || !view.grouping_sets.empty()) {
    return "Views containing GROUP BY are not automatically updatable.";
  }
  if (view.having != nullptr) return "Views containing HAVING are not automatically updatable.";
  if (view.set_operation != nullptr) {
    return "Views containing UNION, INTERSECT, or EXCEPT are not automatically updatable.";
  }
  if (!view.ctes.empty()) return "Views containing WITH are not automatically updatable.";
  if (view.limit != nullptr || view.offset != nullptr) {
    return "Views containing LIMIT or OFFSET are not automatically updatable.";
  }
  if (view.has_aggregates) {
    return "Views that return aggregate functions are not automatically updatable.";
  }
  if (view.has_windows) return "Views that return window functions are not automatically updatable.";
  if (view.has_set_functions) {
    return "Views that return set-returning functions are not automatically updatable.";
  }
  const bool one_table = view.from.size() == 1 && view.from[0]->kind == FromNode::Kind::kRte;
  if (one_table) {
    const Rte& entry = *view.rtable[static_cast<size_t>(view.from[0]->rte) - 1];
    const char kind = entry.relation_kind;
    if (entry.kind == RteKind::kRelation && (kind == 'r' || kind == 'v' || kind == 'p')) return nullptr;
  }
  return "Views that do not select from a single table or view are not automatically updatable.";
}

namespace {

struct Words {
  const char* verb;   // "insert into"
  const char* doing;  // "inserting into"
  const char* event;
  const char* rule;
};
Words words_of(QueryKind kind) {
  switch (kind) {
    case QueryKind::kInsert: return {"insert into", "inserting into", "INSERT", "ON INSERT"};
    case QueryKind::kUpdate: return {"update", "updating", "UPDATE", "ON UPDATE"};
    default: return {"delete from", "deleting from", "DELETE", "ON DELETE"};
  }
}

[[noreturn]] void throw_not_updatable(QueryKind kind, const std::string& view, const char* why) {
  const Words words = words_of(kind);
  throw_error(Error(sqlstate::object_not_in_prerequisite_state,
                    std::string("cannot ") + words.verb + " view \"" + view + "\"")
                  .with_detail(why)
                  .with_hint(std::string("To enable ") + words.doing +
                             " the view, provide an INSTEAD OF " + words.event +
                             " trigger or an unconditional " + words.rule + " DO INSTEAD rule."));
}

bool has_instead_of(const catalog::Relation& view, QueryKind kind) {
  using catalog::TriggerEvents;
  const uint8_t event = kind == QueryKind::kInsert   ? TriggerEvents::kInsert
                        : kind == QueryKind::kUpdate ? TriggerEvents::kUpdate
                                                     : TriggerEvents::kDelete;
  return std::any_of(view.triggers.begin(), view.triggers.end(), [&](const catalog::Trigger& t) {
    return t.timing == catalog::TriggerTiming::kInsteadOf && (t.events & event) != 0;
  });
}

class ViewTarget {
 public:
  ViewTarget(Planner& planner, Query& query, const catalog::Relation& view)
      : planner_(planner),
        query_(query),
        view_(view),
        below_(*load_query(planner.arena, view.view_query)) {}

  void expand(ViewChecks* checks, bool cascaded) {
    if (const char* why = view_obstacle(below_); why != nullptr) {
      throw_not_updatable(query_.kind, view_.name, why);
    }
    base_ = below_.from[0]->rte;
    for (const Target& target : below_.targets) {
      if (!target.junk) columns_.push_back(target.expr);
    }
    map_targets(query_.targets);
    map_targets(query_.on_conflict.set);
    // Conditions of the views above are about this view's columns so far.
    for (Expr*& condition : checks->conditions) {
      condition = replace_in_expression(
          planner_.arena, condition, 0, [&](Expr& node, int32_t depth) -> Expr* {
            const bool own = node.kind == ExprKind::kVar && node.levels_up == depth &&
                             node.varno == query_.result_rte;
            return own ? column(node, depth) : nullptr;
          });
    }
    const int32_t result = query_.result_rte, excluded = query_.on_conflict.excluded_rte;
    replace_in_query(planner_.arena, query_, 0, [&](Expr& node, int32_t depth) -> Expr* {
      if (node.kind != ExprKind::kVar || node.levels_up != depth) return nullptr;
      if (node.varno != result && (excluded == 0 || node.varno != excluded)) return nullptr;
      return column(node, depth);
    });
    Rte* entry = planner_.arena.make<Rte>(*below_.rtable[static_cast<size_t>(base_) - 1]);
    const Rte& old = *query_.rtable[static_cast<size_t>(result) - 1];
    entry->ref_name = old.ref_name;
    entry->alias = old.alias.empty() ? old.ref_name : old.alias;
    query_.rtable[static_cast<size_t>(result) - 1] = entry;
    if (excluded > 0) query_.rtable[static_cast<size_t>(excluded) - 1]->columns = entry->columns;
    if (below_.where == nullptr) return;
    Expr* where = over_result(below_.where, result, 0);
    const bool checked = cascaded || !view_.view_check_option.empty();
    if (checked && query_.kind != QueryKind::kDelete) {
      checks->conditions.insert(checks->conditions.begin(), copy_expression(planner_.arena, *where));
      checks->views.insert(checks->views.begin(), view_.name);
    }
    if (query_.kind == QueryKind::kInsert) return;
    if (query_.where == nullptr) {
      query_.where = where;
    } else {
      Expr* both = planner_.make_expr(ExprKind::kAnd, oid::kBool);
      both->args = {query_.where, where};
      query_.where = both;
    }
  }

 private:
  Expr* over_result(Expr* expr, int32_t varno, int32_t depth) {
    return replace_in_expression(planner_.arena, copy_expression(planner_.arena, *expr), 0,
                                 [&](Expr& node, int32_t at) -> Expr* {
                                   if (node.kind == ExprKind::kVar && node.levels_up == at) {
                                     if (node.varno == base_) node.varno = varno;
                                     node.levels_up += depth;
                                   }
                                   return nullptr;
                                 });
  }
  // What a column of the view stands for.
  Expr* column(const Expr& var, int32_t depth) {
    if (var.attno > 0) {
      return over_result(columns_[static_cast<size_t>(var.attno) - 1], var.varno, depth);
    }
    if (var.attno < 0) return nullptr;
    Expr* row = planner_.make_expr(ExprKind::kRow, var.type);
    for (Expr* e : columns_) row->args.push_back(over_result(e, var.varno, depth));
    return row;
  }
  void map_targets(std::vector<Target>& targets) {
    for (Target& target : targets) {
      if (target.junk || target.attno < 1) continue;
      const Expr* e = columns_[static_cast<size_t>(target.attno) - 1];
      if (e->kind != ExprKind::kVar || e->varno != base_ || e->attno < 1) {
        const std::string verb = query_.kind == QueryKind::kInsert ? "insert into" : "update";
        throw_error(Error(sqlstate::feature_not_supported,
                          "cannot " + verb + " column \"" + target.name + "\" of view \"" +
                              view_.name + "\"")
                        .with_detail("View columns that are not columns of their base relation are "
                                     "not updatable."));
      }
      target.attno = e->attno;
    }
  }

  Planner& planner_;
  Query& query_;
  const catalog::Relation& view_;
  const Query& below_;
  int32_t base_ = 0;
  std::vector<Expr*> columns_;
};

}  // namespace

const Query& expand_view_target(Planner& planner, const Query& query, ViewChecks* checks) {
  if (query.kind == QueryKind::kSelect || query.result_rte == 0) return query;
  const auto target = [](const Query& q) -> const Rte& {
    return *q.rtable[static_cast<size_t>(q.result_rte) - 1];
  };
  if (target(query).relation_kind != 'v') return query;
  if (query.kind == QueryKind::kMerge) {
    throw_error(Error(sqlstate::feature_not_supported,
                      "cannot execute MERGE on relation \"" +
                          planner.relation(target(query).relation).name + "\"")
                    .with_detail("This operation is not supported for views."));
  }
  Query* copy = copy_query(planner.arena, query);
  bool cascaded = false;
  // Views over views: one layer at a time.
  for (int layers = 0; target(*copy).relation_kind == 'v'; ++layers) {
    if (layers > 100) throw_error(sqlstate::statement_too_complex, "stack depth limit exceeded");
    const catalog::Relation& view = planner.relation(target(*copy).relation);
    if (has_instead_of(view, query.kind)) {
      // The triggers write. What they are told as the old row, the view's own query gives.
      if (query.kind == QueryKind::kInsert) return *copy;
      Rte* scanned = planner.arena.make<Rte>(target(*copy));
      scanned->kind = RteKind::kSubquery;
      scanned->subquery = load_query(planner.arena, view.view_query);
      copy->rtable[static_cast<size_t>(copy->result_rte) - 1] = scanned;
      return *copy;
    }
    ViewTarget(planner, *copy, view).expand(checks, cascaded);
    cascaded = cascaded || view.view_check_option == "cascaded";
  }
  return *copy;
}

}  // namespace rung::planner
