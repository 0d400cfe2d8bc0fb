// Writing through a view: INSERT, UPDATE and DELETE on a simple view become the same on its table,
// as PostgreSQL makes them. A view with an INSTEAD OF trigger for the event stays the target.
#include <algorithm>

#include "planner/bind.h"
#include "planner/stored_expr.h"

namespace rung::planner {
namespace {

struct Verb {
  const char* refused;   // cannot … view
  const char* enabling;  // To enable … the view
  const char* event;
  uint8_t trigger;
};

Verb verb_of(QueryKind kind) {
  switch (kind) {
    case QueryKind::kInsert:
      return {"insert into", "inserting into", "INSERT", catalog::TriggerEvents::kInsert};
    case QueryKind::kUpdate:
      return {"update", "updating", "UPDATE", catalog::TriggerEvents::kUpdate};
    default: return {"delete from", "deleting from", "DELETE", catalog::TriggerEvents::kDelete};
  }
}

// Why a view's query cannot be written through; nullptr when it can.
const char* not_updatable(const Query& q) {
  if (q.distinct) return "Views containing DISTINCT are not automatically updatable.";
  if (!q.group.empty() || !q.grouping_sets.empty()) {
    return "Views containing GROUP BY are not automatically updatable.";
  }
  if (q.having != nullptr) return "Views containing HAVING are not automatically updatable.";
  if (q.set_operation != nullptr) {
    return "Views containing UNION, INTERSECT, or EXCEPT are not automatically updatable.";
  }
  if (!q.ctes.empty()) return "Views containing WITH are not automatically updatable.";
  if (q.limit != nullptr || q.offset != nullptr) {
    return "Views containing LIMIT or OFFSET are not automatically updatable.";
  }
  if (q.has_aggregates) {
    return "Views that return aggregate functions are not automatically updatable.";
  }
  if (q.has_windows) return "Views that return window functions are not automatically updatable.";
  if (q.has_set_functions) {
    return "Views that return set-returning functions are not automatically updatable.";
  }
  const bool single =
      q.from.size() == 1 && q.from[0]->kind == FromNode::Kind::kRte &&
      q.rtable[static_cast<size_t>(q.from[0]->rte) - 1]->kind == RteKind::kRelation;
  if (single) {
    const char kind = q.rtable[static_cast<size_t>(q.from[0]->rte) - 1]->relation_kind;
    if (kind == 'r' || kind == 'v' || kind == 'p') return nullptr;
  }
  return "Views that do not select from a single table or view are not automatically updatable.";
}

}  // namespace

void Binder::write_through_views(Query& query) {
  const Verb verb = verb_of(query.kind);
  for (int depth = 0; depth < 64; ++depth) {
    Rte& target = *query.rtable[static_cast<size_t>(query.result_rte) - 1];
    if (target.relation_kind != 'v') return;
    const catalog::Relation& view = *catalog_.relation(target.relation);
    for (const catalog::Trigger& trigger : view.triggers) {
      if (trigger.timing == catalog::TriggerTiming::kInsteadOf &&
          (trigger.events & verb.trigger) != 0) {
        return;
      }
    }
    const Query& definition = *load_query(arena_, view.view_query);
    if (const char* why = not_updatable(definition); why != nullptr) {
      throw_error(Error(sqlstate::object_not_in_prerequisite_state,
                        std::string("cannot ") + verb.refused + " view \"" + view.name + "\"")
                      .with_detail(why)
                      .with_hint(std::string("To enable ") + verb.enabling +
                                 " the view, provide an INSTEAD OF " + verb.event +
                                 " trigger or an unconditional ON " + verb.event +
                                 " DO INSTEAD rule."));
    }
    if (query.on_conflict.action != ConflictAction::kNone) {
      throw_unsupported("ON CONFLICT on a view");
    }
    if (!view.view_check_option.empty() && query.kind != QueryKind::kDelete) {
      throw_unsupported("writing through a view WITH CHECK OPTION");
    }
    const int32_t inner = definition.from[0]->rte;
    const Rte& base = *definition.rtable[static_cast<size_t>(inner) - 1];
    std::vector<const Target*> columns;
    for (const Target& t : definition.targets) {
      if (!t.junk) columns.push_back(&t);
    }
    const auto base_attno = [&](int32_t attno) -> int32_t {
      const auto index = static_cast<size_t>(attno) - 1;
      if (index >= columns.size()) return 0;
      const Expr& e = *columns[index]->expr;
      const bool plain = e.kind == ExprKind::kVar && e.varno == inner && e.levels_up == 0;
      return plain && e.attno > 0 ? e.attno : 0;
    };
    for (Target& t : query.targets) {
      if (query.kind == QueryKind::kDelete || t.junk) continue;
      const int32_t attno = base_attno(t.attno);
      if (attno == 0) {
        throw_error(Error(sqlstate::feature_not_supported,
                          std::string("cannot ") +
                              (query.kind == QueryKind::kInsert ? "insert into" : "update") +
                              " column \"" + t.name + "\" of view \"" + view.name + "\"")
                        .with_detail("View columns that are not columns of their base relation "
                                     "are not updatable."));
      }
      t.attno = attno;
    }
    // An expression of the view's level, moved to a place `level` queries below the statement's.
    const int32_t result = query.result_rte;
    const auto moved = [&](const Expr& e, int32_t level) {
      Expr* copy = copy_expression(arena_, e);
      return replace_in_expression(arena_, copy, 0, [&](Expr& n, int32_t below) -> Expr* {
        if (n.kind != ExprKind::kVar || n.levels_up != below || n.varno != inner) return nullptr;
        Expr* made = arena_.make<Expr>(n);
        made->varno = result;
        made->levels_up = below + level;
        return made;
      });
    };
    const Oid row_type = view.row_type;
    replace_in_query(arena_, query, 0, [&](Expr& n, int32_t level) -> Expr* {
      if (n.kind != ExprKind::kVar || n.levels_up != level || n.varno != result) return nullptr;
      if (n.attno > 0) return moved(*columns[static_cast<size_t>(n.attno) - 1]->expr, level);
      if (n.attno < 0) return nullptr;
      Expr* row = node(ExprKind::kRow, row_type != kNoOid ? row_type : oid::kRecord, n.pos);
      for (const Target* t : columns) {
        row->args.push_back(moved(*t->expr, level));
        row->names.push_back(t->name);
      }
      return row;
    });
    if (definition.where != nullptr && query.kind != QueryKind::kInsert) {
      Expr* filter = moved(*definition.where, 0);
      query.where = query.where == nullptr
                        ? filter
                        : conjunction(ExprKind::kAnd, {query.where, filter}, kNoPos);
    }
    query.has_sublinks = query.has_sublinks || definition.has_sublinks;
    Rte* written = arena_.make<Rte>(base);
    written->ref_name = target.ref_name;
    written->alias = target.alias;
    written->alias_columns.clear();
    written->pos = target.pos;
    query.rtable[static_cast<size_t>(result) - 1] = written;
  }
}

}  // namespace rung::planner
