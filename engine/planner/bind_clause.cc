// ORDER BY, DISTINCT, LIMIT and window definitions.
#include <algorithm>

#include "planner/bind.h"

namespace rung::planner {
namespace {

const Expr* strip_implicit(const Expr* expr) {
  while (expr->form == CallForm::kImplicitCast && !expr->args.empty() &&
         (expr->kind == ExprKind::kFunction || expr->kind == ExprKind::kRelabel ||
          expr->kind == ExprKind::kCoerceViaIo || expr->kind == ExprKind::kArrayCoerce ||
          expr->kind == ExprKind::kConvertRow || expr->kind == ExprKind::kCoerceToDomain)) {
    expr = expr->args[0];
  }
  return expr;
}

bool has_columns(const Expr* expr) {
  return any_node(expr, [](const Expr& e) {
    return e.kind == ExprKind::kVar && e.levels_up == 0;
  });
}

}  // namespace

uint32_t Binder::sort_ref(std::vector<Target>& targets, Target& target) {
  if (target.sort_ref == 0) {
    uint32_t last = 0;
    for (const Target& t : targets) last = std::max(last, t.sort_ref);
    target.sort_ref = last + 1;
  }
  return target.sort_ref;
}

// The index of the target that an item of ORDER BY, GROUP BY or DISTINCT ON means; adds one that is
// not shown when there is none yet.
uint32_t Binder::find_target(const ast::Expr& expr, std::vector<Target>& targets, Place place,
                             NameRule rule, Scope& scope) {
  const char* clause = place == Place::kOrderBy   ? "ORDER BY"
                       : place == Place::kGroupBy ? "GROUP BY"
                                                  : "DISTINCT ON";
  const InScope in(*this, &scope);
  const PlaceGuard guard(&scope, place);
  if (rule == NameRule::kSql92) {
    if (const auto* ref = ast::as<ast::ColumnRef>(&expr);
        ref != nullptr && ref->fields.size() == 1 && !ref->star) {
      const std::string_view name = ref->fields[0];
      bool use_output = true;
      if (place == Place::kGroupBy) {
        // GROUP BY prefers a column of FROM over an output name.
        for (const NameItem& item : scope.names) {
          if (!item.cols_visible) continue;
          for (const Column& column : item.rte->columns) {
            if (column.name == name) use_output = false;
          }
        }
      }
      size_t found = SIZE_MAX;
      for (size_t i = 0; use_output && i < targets.size(); ++i) {
        if (targets[i].junk || targets[i].name != name) continue;
        if (found != SIZE_MAX && !same_expression(*targets[found].expr, *targets[i].expr)) {
          throw_error(sqlstate::ambiguous_column,
                      std::string(clause) + " \"" + std::string(name) + "\" is ambiguous",
                      expr.pos);
        }
        if (found == SIZE_MAX) found = i;
      }
      if (found != SIZE_MAX) return static_cast<uint32_t>(found);
    }
    if (const auto* constant = ast::as<ast::Constant>(&expr)) {
      if (constant->const_kind != ast::ConstantKind::kInteger) {
        throw_error(sqlstate::syntax_error,
                    std::string("non-integer constant in ") + clause, expr.pos);
      }
      int32_t position = 0;
      for (size_t i = 0; i < targets.size(); ++i) {
        if (!targets[i].junk && ++position == constant->integer) return static_cast<uint32_t>(i);
      }
      throw_error(sqlstate::invalid_column_reference,
                  std::string(clause) + " position " + std::to_string(constant->integer) +
                      " is not in select list",
                  expr.pos);
    }
  }
  Expr* bound = bind(expr);
  for (size_t i = 0; i < targets.size(); ++i) {
    const Expr* target = targets[i].expr;
    if (same_expression(*bound, *target) || same_expression(*bound, *strip_implicit(target))) {
      return static_cast<uint32_t>(i);
    }
  }
  Target& added = targets.emplace_back();
  added.expr = bound;
  added.junk = true;
  added.name = "?column?";
  added.attno = static_cast<int32_t>(targets.size());
  return static_cast<uint32_t>(targets.size() - 1);
}

// Where an item stands that is but a name or a number; other expressions know their own beginning.
static SourcePos name_position(const ast::Expr& item) {
  const bool plain = ast::as<ast::ColumnRef>(&item) != nullptr ||
                     ast::as<ast::Constant>(&item) != nullptr;
  return plain ? item.pos : kNoPos;
}

SortBy Binder::make_sort(const ast::SortBy* item, uint32_t ref, const Target& target,
                         SourcePos pos) {
  SortBy sort;
  sort.target = ref;
  const TypeOperators ops = type_operators(context_, target.expr->type);
  sort.equal_op = ops.equal;
  sort.less_op = ops.less;
  ast::SortNulls nulls = ast::SortNulls::kDefault;
  if (item != nullptr) {
    nulls = item->nulls;
    if (item->direction == ast::SortDirection::kUsing) {
      const OperatorDef* op = find_op(item->using_op, target.expr->type, target.expr->type,
                                      item->pos, true);
      const std::string_view name = op->name;
      if (name != "<" && name != ">" && name != "~<~" && name != "~>~") {
        throw_error(Error(sqlstate::wrong_object_type,
                          "operator " + name_text(item->using_op) +
                              " is not a valid ordering operator",
                          item->pos)
                        .with_hint("Ordering operators must be \"<\" or \">\" members of btree "
                                   "operator families."));
      }
      sort.descending = name == ">" || name == "~>~";
    } else {
      sort.descending = item->direction == ast::SortDirection::kDesc;
    }
  }
  if (sort.less_op == kNoOid) {
    throw_error(Error(sqlstate::undefined_function,
                      "could not identify an ordering operator for type " +
                          type_text(target.expr->type),
                      pos != kNoPos ? pos : start_of(*target.expr))
                    .with_hint("Use an explicit ordering operator or modify the query."));
  }
  sort.nulls_first = nulls == ast::SortNulls::kDefault ? sort.descending
                                                       : nulls == ast::SortNulls::kFirst;
  return sort;
}

std::vector<SortBy> Binder::bind_order(const std::vector<ast::SortBy*>& items,
                                       std::vector<Target>& targets, Place place, NameRule rule,
                                       Scope& scope) {
  std::vector<SortBy> sorts;
  const InScope in(*this, &scope);
  for (const ast::SortBy* item : items) {
    const uint32_t index = find_target(*item->expr, targets, place, rule, scope);
    Target& target = targets[index];
    if (target.expr->type == oid::kUnknown) {
      target.expr = coerce(target.expr, oid::kText, -1, CastContext::kImplicit,
                           CallForm::kImplicitCast, kNoPos);
    }
    SortBy sort = at_position(item->expr->pos, [&] {
      return make_sort(item, 0, target, name_position(*item->expr));
    });
    sort.target = sort_ref(targets, target);
    const bool known = std::any_of(sorts.begin(), sorts.end(),
                                   [&](const SortBy& s) { return s.target == sort.target; });
    if (!known) sorts.push_back(sort);
  }
  return sorts;
}

SortBy Binder::group_item(Target& target, SourcePos pos) {
  if (target.expr->type == oid::kUnknown) {
    target.expr = coerce(target.expr, oid::kText, -1, CastContext::kImplicit,
                         CallForm::kImplicitCast, kNoPos);
  }
  SortBy sort;
  const TypeOperators ops = type_operators(context_, target.expr->type);
  sort.equal_op = ops.equal;
  sort.less_op = ops.less;
  if (sort.equal_op == kNoOid) {
    throw_error(sqlstate::undefined_function,
                "could not identify an equality operator for type " +
                    type_text(target.expr->type),
                pos != kNoPos ? pos : start_of(*target.expr));
  }
  return sort;
}

void Binder::bind_distinct_clause(const ast::SelectStmt& stmt, Scope& scope) {
  Query& query = *scope.query;
  query.distinct = true;
  const InScope in(*this, &scope);
  if (stmt.distinct_on.empty()) {
    // Sort columns first, so that one sort serves both.
    for (const SortBy& sort : query.sort) {
      for (const Target& t : query.targets) {
        if (t.sort_ref != sort.target) continue;
        if (t.junk) {
          throw_error(sqlstate::invalid_column_reference,
                      "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
                      start_of(*t.expr));
        }
      }
      query.distinct_on.push_back(sort);
    }
    for (Target& target : query.targets) {
      if (target.junk) continue;
      SortBy sort = group_item(target, kNoPos);
      sort.target = sort_ref(query.targets, target);
      const bool known =
          std::any_of(query.distinct_on.begin(), query.distinct_on.end(),
                      [&](const SortBy& s) { return s.target == sort.target; });
      if (!known) query.distinct_on.push_back(sort);
    }
    return;
  }
  query.has_distinct_on = true;
  std::vector<uint32_t> refs;
  std::vector<SourcePos> positions;
  for (const ast::Expr* expr : stmt.distinct_on) {
    const uint32_t index =
        find_target(*expr, query.targets, Place::kDistinctOn, NameRule::kSql92, scope);
    group_item(query.targets[index], name_position(*expr));
    refs.push_back(sort_ref(query.targets, query.targets[index]));
    positions.push_back(expr->pos);
  }
  bool skipped = false;
  for (const SortBy& sort : query.sort) {
    if (std::find(refs.begin(), refs.end(), sort.target) != refs.end()) {
      if (skipped) {
        const auto at = std::find(refs.begin(), refs.end(), sort.target) - refs.begin();
        throw_error(sqlstate::invalid_column_reference,
                    "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
                    positions[static_cast<size_t>(at)]);
      }
      query.distinct_on.push_back(sort);
    } else {
      skipped = true;
    }
  }
  for (size_t i = 0; i < refs.size(); ++i) {
    const bool known = std::any_of(query.distinct_on.begin(), query.distinct_on.end(),
                                   [&](const SortBy& s) { return s.target == refs[i]; });
    if (known) continue;
    if (skipped) {
      throw_error(sqlstate::invalid_column_reference,
                  "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
                  positions[i]);
    }
    for (Target& target : query.targets) {
      if (target.sort_ref != refs[i]) continue;
      SortBy sort = group_item(target, positions[i]);
      sort.target = refs[i];
      query.distinct_on.push_back(sort);
      break;
    }
  }
}

Expr* Binder::bind_limit(const ast::Expr* expr, const char* construct, Place place, Scope& scope,
                         bool with_ties) {
  if (expr == nullptr) return nullptr;
  if (const auto* constant = ast::as<ast::Constant>(expr);
      constant != nullptr && constant->const_kind == ast::ConstantKind::kNull && with_ties) {
    throw_error(sqlstate::invalid_row_count_in_limit_clause,
                "row count cannot be null in FETCH FIRST ... WITH TIES clause");
  }
  const InScope in(*this, &scope);
  Expr* bound = bind_expr(*expr, scope, place);
  bound = coerce_to_specific(bound, oid::kInt8, construct);
  SourcePos where = kNoPos;
  if (any_node(bound, [&](const Expr& e) {
        const bool column = e.kind == ExprKind::kVar && e.levels_up == 0;
        if (column) where = e.pos;
        return column;
      })) {
    throw_error(sqlstate::invalid_column_reference,
                std::string("argument of ") + construct + " must not contain variables", where);
  }
  return bound;
}

void Binder::bind_windows(Scope& scope) {
  Query& query = *scope.query;
  const InScope in(*this, &scope);
  std::vector<size_t> meaning;
  // Definitions may be added by expressions inside definitions, so by index.
  for (size_t i = 0; i < scope.window_defs.size(); ++i) {
    const ast::WindowDef& def = *scope.window_defs[i];
    WindowClause window;
    window.name = std::string(def.name);
    const WindowClause* ref = nullptr;
    for (const WindowClause& other : query.windows) {
      if (!other.name.empty() && other.name == def.name && !def.name.empty()) {
        throw_error(sqlstate::windowing_error,
                    "window \"" + window.name + "\" is already defined", def.pos);
      }
      if (!def.ref_name.empty() && other.name == def.ref_name) ref = &other;
    }
    if (!def.ref_name.empty() && ref == nullptr) {
      throw_error(sqlstate::undefined_object,
                  "window \"" + std::string(def.ref_name) + "\" does not exist", def.pos);
    }
    std::vector<SortBy> partition, order;
    order = bind_order(def.order_by, query.targets, Place::kWindowOrder, NameRule::kSql99, scope);
    for (const ast::Expr* expr : def.partition_by) {
      const uint32_t index =
          find_target(*expr, query.targets, Place::kWindowPartition, NameRule::kSql99, scope);
      SortBy sort = group_item(query.targets[index], name_position(*expr));
      sort.target = sort_ref(query.targets, query.targets[index]);
      partition.push_back(sort);
    }
    if (ref != nullptr) {
      const std::string quoted = "\"" + std::string(def.ref_name) + "\"";
      window.ref_name = std::string(def.ref_name);
      if (!partition.empty()) {
        throw_error(sqlstate::windowing_error,
                    "cannot override PARTITION BY clause of window " + quoted, def.pos);
      }
      partition = ref->partition;
      if (!order.empty() && !ref->order.empty()) {
        throw_error(sqlstate::windowing_error,
                    "cannot override ORDER BY clause of window " + quoted, def.pos);
      }
      if (order.empty()) order = ref->order;
      if (ref->frame_given) {
        if (!def.name.empty() || !order.empty() || def.has_frame) {
          throw_error(sqlstate::windowing_error,
                      "cannot copy window " + quoted + " because it has a frame clause", def.pos);
        }
        throw_error(Error(sqlstate::windowing_error,
                          "cannot copy window " + quoted + " because it has a frame clause",
                          def.pos)
                        .with_hint("Omit the parentheses in this OVER clause."));
      }
    }
    window.partition = std::move(partition);
    window.order = std::move(order);
    window.frame_given = def.has_frame;
    window.mode = static_cast<FrameMode>(def.mode);
    window.start = static_cast<FrameBound>(def.start.kind);
    window.end = static_cast<FrameBound>(def.end.kind);
    window.exclude = static_cast<FrameExclude>(def.exclusion);
    if (def.has_frame && window.mode == FrameMode::kGroups && window.order.empty()) {
      throw_error(sqlstate::windowing_error, "GROUPS mode requires an ORDER BY clause", def.pos);
    }
    const auto offset = [&](const ast::Expr* expr) -> Expr* {
      if (expr == nullptr) return nullptr;
      Expr* bound;
      const char* construct;
      if (window.mode == FrameMode::kRange) {
        construct = "RANGE";
        if (window.order.size() != 1) {
          throw_error(sqlstate::windowing_error,
                      "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column",
                      def.pos);
        }
        bound = bind_expr(*expr, scope, Place::kWindowRange);
        Oid key = oid::kInt4;
        for (const Target& t : query.targets) {
          if (t.sort_ref == window.order[0].target) key = base_type(t.expr->type);
        }
        Oid wanted = key;
        switch (key) {
          case oid::kDate: case oid::kTime: case oid::kTimetz: case oid::kTimestamp:
          case oid::kTimestamptz: wanted = oid::kInterval; break;
          case oid::kFloat4: wanted = oid::kFloat8; break;
          case oid::kInt2: case oid::kInt4: case oid::kInt8: {
            // The offset may be of any integer type.
            const Oid own = bound->type;
            if (own == oid::kInt2 || own == oid::kInt4 || own == oid::kInt8) wanted = own;
            break;
          }
          case oid::kNumeric: case oid::kFloat8: case oid::kInterval: break;
          default:
            throw_error(sqlstate::feature_not_supported,
                        "RANGE with offset PRECEDING/FOLLOWING is not supported for column type " +
                            type_text(key),
                        start_of(*bound));
        }
        Expr* made = coerce_to_target(bound, wanted, -1, CastContext::kImplicit,
                                      CallForm::kImplicitCast, kNoPos);
        if (made == nullptr) {
          throw_error(Error(sqlstate::feature_not_supported,
                            "RANGE with offset PRECEDING/FOLLOWING is not supported for column "
                            "type " + type_text(key) + " and offset type " +
                                type_text(bound->type),
                            start_of(*bound))
                          .with_hint("Cast the offset value to an appropriate type."));
        }
        bound = made;
      } else {
        construct = window.mode == FrameMode::kRows ? "ROWS" : "GROUPS";
        bound = bind_expr(*expr, scope,
                          window.mode == FrameMode::kRows ? Place::kWindowRows
                                                          : Place::kWindowGroups);
        bound = coerce_to_specific(bound, oid::kInt8, construct);
      }
      if (has_columns(bound)) {
        throw_error(sqlstate::invalid_column_reference,
                    std::string("argument of ") + construct + " must not contain variables",
                    start_of(*bound));
      }
      return bound;
    };
    window.start_offset = offset(def.start.offset);
    window.end_offset = offset(def.end.offset);
    // Unnamed windows that are alike are one.
    size_t same = SIZE_MAX;
    const auto same_sorts = [](const std::vector<SortBy>& a, const std::vector<SortBy>& b) {
      return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                        [](const SortBy& x, const SortBy& y) {
                          return x.target == y.target && x.descending == y.descending &&
                                 x.nulls_first == y.nulls_first;
                        });
    };
    const auto same_offset = [](const Expr* a, const Expr* b) {
      return a == nullptr || b == nullptr ? a == b : same_expression(*a, *b);
    };
    for (size_t k = 0; k < query.windows.size() && window.name.empty(); ++k) {
      const WindowClause& other = query.windows[k];
      if (other.name.empty() && other.ref_name == window.ref_name &&
          other.mode == window.mode && other.start == window.start && other.end == window.end &&
          other.exclude == window.exclude && other.frame_given == window.frame_given &&
          same_sorts(other.partition, window.partition) && same_sorts(other.order, window.order) &&
          same_offset(other.start_offset, window.start_offset) &&
          same_offset(other.end_offset, window.end_offset)) {
        same = k;
      }
    }
    if (same == SIZE_MAX) {
      same = query.windows.size();
      query.windows.push_back(std::move(window));
    }
    meaning.push_back(same);
  }
  if (query.windows.size() == meaning.size()) return;
  for (Target& target : query.targets) {
    any_node(target.expr, [&](const Expr& e) {
      if (e.kind == ExprKind::kWindow) {
        auto& call = const_cast<Expr&>(e);
        call.varno = static_cast<int32_t>(meaning[static_cast<size_t>(e.varno)]);
      }
      return false;
    });
  }
}

}  // namespace rung::planner
