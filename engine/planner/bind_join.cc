// JOIN: ON, USING and NATURAL, merged columns, and what is visible where.
#include <algorithm>

#include "planner/bind.h"

namespace rung::planner {
namespace {

JoinKind join_kind(ast::JoinType type) {
  switch (type) {
    case ast::JoinType::kLeft: return JoinKind::kLeft;
    case ast::JoinType::kRight: return JoinKind::kRight;
    case ast::JoinType::kFull: return JoinKind::kFull;
    default: return JoinKind::kInner;
  }
}

}  // namespace

FromNode* Binder::bind_join(const ast::JoinExpr& join, Scope& scope,
                            std::vector<NameItem>* names) {
  const DepthGuard guard;
  const JoinKind kind = join_kind(join.type);
  FromNode* node = arena_.make<FromNode>();
  node->kind = FromNode::Kind::kJoin;
  node->join = kind;
  std::vector<NameItem> left, right;
  node->left = bind_from_item(*join.left, scope, &left);
  // The right side may see the left one from LATERAL items.
  const size_t outer = scope.names.size();
  for (NameItem item : left) {
    item.lateral_only = true;
    item.lateral_ok = kind == JoinKind::kInner || kind == JoinKind::kLeft;
    scope.names.push_back(std::move(item));
  }
  node->right = bind_from_item(*join.right, scope, &right);
  scope.names.resize(outer);
  check_name_conflict(left, right);

  // The last name of a side is the side as a whole.
  const NameItem& l = left.back();
  const NameItem& r = right.back();
  std::vector<std::string> merged;
  if (join.natural) {
    node->natural = true;
    for (const Column& a : l.rte->columns) {
      if (a.name.empty()) continue;
      for (const Column& b : r.rte->columns) {
        if (a.name == b.name) {
          merged.push_back(a.name);
          break;
        }
      }
    }
  } else {
    for (const std::string_view name : join.using_columns) merged.emplace_back(name);
  }
  Rte* rte = arena_.make<Rte>();
  rte->kind = RteKind::kJoin;
  rte->join = kind;
  rte->pos = join.pos;
  NameItem whole = name_item(rte, 0);
  std::vector<bool> left_used(l.rte->columns.size()), right_used(r.rte->columns.size());
  std::vector<Expr*> conditions;
  std::vector<NameColumn> meaning;
  const auto find = [&](const NameItem& side, const std::string& name, const char* which) {
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < side.rte->columns.size(); ++i) {
      if (side.rte->columns[i].name != name) continue;
      if (found != SIZE_MAX) {
        throw_error(sqlstate::ambiguous_column,
                    "common column name \"" + name + "\" appears more than once in " + which +
                        " table");
      }
      found = i;
    }
    if (found == SIZE_MAX) {
      throw_error(sqlstate::undefined_column,
                  "column \"" + name + "\" specified in USING clause does not exist in " + which +
                      " table");
    }
    return found;
  };
  for (size_t i = 0; i < merged.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (merged[i] == merged[j]) {
        throw_error(sqlstate::duplicate_column,
                    "column name \"" + merged[i] + "\" appears more than once in USING clause");
      }
    }
    const size_t a = find(l, merged[i], "left"), b = find(r, merged[i], "right");
    left_used[a] = right_used[b] = true;
    Expr* left_var = make_var(scope, l, a, join.pos);
    Expr* right_var = make_var(scope, r, b, join.pos);
    left_var->pos = right_var->pos = kNoPos;
    Expr* equal = make_op("=", left_var, right_var, kNoPos);
    conditions.push_back(equal->type == oid::kBool ? equal : boolean(equal, "JOIN/USING"));
    // The merged column.
    Expr* both[2] = {make_var(scope, l, a, kNoPos), make_var(scope, r, b, kNoPos)};
    const Oid type = common_type(both, "JOIN/USING");
    const int32_t typmod = common_typmod(both, type);
    Expr* from_left = coerce_to_common(both[0], type, "JOIN/USING");
    Expr* from_right = coerce_to_common(both[1], type, "JOIN/USING");
    Expr* value = from_left;
    if (kind == JoinKind::kRight) value = from_right;
    if (kind == JoinKind::kInner && from_left->kind != ExprKind::kVar &&
        from_right->kind == ExprKind::kVar) {
      value = from_right;
    }
    if (kind == JoinKind::kFull) {
      value = typed(this->node(ExprKind::kCoalesce, type));
      value->args = {from_left, from_right};
      value->typmod = typmod;
    }
    rte->join_columns.push_back(value);
    rte->columns.push_back({merged[i], type, value->typmod, value->collation});
    meaning.push_back(value->kind == ExprKind::kVar ? NameColumn{value->varno, value->attno}
                                                    : NameColumn{});
  }
  rte->merged_columns = static_cast<uint32_t>(merged.size());
  node->using_columns = merged;
  const auto add_rest = [&](const NameItem& side, const std::vector<bool>& used) {
    for (size_t i = 0; i < side.rte->columns.size(); ++i) {
      if (used[i] || side.rte->columns[i].name.empty()) continue;
      Expr* var = make_var(scope, side, i, kNoPos);
      rte->join_columns.push_back(var);
      rte->columns.push_back(side.rte->columns[i]);
      meaning.push_back({var->varno, var->attno});
    }
  };
  add_rest(l, left_used);
  add_rest(r, right_used);

  const std::string_view using_alias = join.using_alias;
  names->insert(names->end(), left.begin(), left.end());
  names->insert(names->end(), right.begin(), right.end());
  for (NameItem& item : *names) {
    item.lateral_only = false;
    item.lateral_ok = true;
  }
  // A USING alias names the merged columns alone.
  if (!conditions.empty()) {
    node->on = conjunction(ExprKind::kAnd, std::move(conditions), kNoPos);
  } else if (join.quals != nullptr) {
    std::vector<NameItem> saved;
    saved.swap(scope.names);
    scope.names = *names;
    // What is outside of the join stays reachable for LATERAL only through the saved names.
    const bool lateral = scope.lateral_active;
    node->on = boolean(bind_expr(*join.quals, scope, Place::kJoinOn), "JOIN/ON");
    scope.lateral_active = lateral;
    scope.names = std::move(saved);
  }
  const int32_t varno = add_rte(scope, rte);
  node->rte = varno;
  apply_alias(rte, join.alias, join.alias.name.empty() ? "unnamed_join" : join.alias.name);
  rte->join_using_alias = std::string(using_alias);
  whole.varno = varno;
  for (size_t i = 0; i < meaning.size(); ++i) {
    if (meaning[i].varno == 0 || !join.alias.name.empty()) {
      meaning[i] = {varno, static_cast<int32_t>(i) + 1};
    }
  }
  whole.columns = std::move(meaning);
  if (!join.alias.name.empty()) {
    names->clear();
  } else {
    for (NameItem& item : *names) item.cols_visible = false;
  }
  if (!using_alias.empty()) {
    Rte* alias_rte = arena_.make<Rte>();
    alias_rte->kind = RteKind::kJoin;
    alias_rte->ref_name = std::string(using_alias);
    alias_rte->alias = alias_rte->ref_name;
    alias_rte->columns.assign(rte->columns.begin(),
                              rte->columns.begin() + static_cast<ptrdiff_t>(merged.size()));
    NameItem alias_item = name_item(alias_rte, varno);
    alias_item.cols_visible = false;
    alias_item.columns.assign(whole.columns.begin(),
                              whole.columns.begin() + static_cast<ptrdiff_t>(merged.size()));
    check_name_conflict(*names, {alias_item});
    names->push_back(std::move(alias_item));
  }
  whole.rel_visible = !join.alias.name.empty();
  names->push_back(std::move(whole));
  return node;
}

}  // namespace rung::planner
