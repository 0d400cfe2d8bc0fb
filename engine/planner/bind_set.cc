// UNION, INTERSECT, EXCEPT: the tree of arms and the types of its columns.
#include "planner/bind.h"

namespace rung::planner {
namespace {

const char* set_name(ast::SetOperation op) {
  switch (op) {
    case ast::SetOperation::kUnion: return "UNION";
    case ast::SetOperation::kIntersect: return "INTERSECT";
    default: return "EXCEPT";
  }
}

SetOp set_op(ast::SetOperation op) {
  switch (op) {
    case ast::SetOperation::kUnion: return SetOp::kUnion;
    case ast::SetOperation::kIntersect: return SetOp::kIntersect;
    default: return SetOp::kExcept;
  }
}

// The query moves one level down: references to levels outside of it count one more.
void deepen(Query& query, int32_t depth);

void deepen(Expr* expr, int32_t depth) {
  const DepthGuard guard;
  if ((expr->kind == ExprKind::kVar || expr->kind == ExprKind::kAggregate) &&
      expr->levels_up >= depth) {
    ++expr->levels_up;
  }
  for_each_child(*expr, [&](Expr* child) { deepen(child, depth); });
  if (expr->query != nullptr) deepen(*expr->query, depth + 1);
}

void deepen(Query& query, int32_t depth) {
  const DepthGuard guard;
  for (Rte* rte : query.rtable) {
    if (rte->kind == RteKind::kCte && rte->cte_levels_up >= depth) ++rte->cte_levels_up;
  }
  for_each_expression(query, [&](Expr*& e) { deepen(e, depth); });
  for_each_subquery(query, [&](Query*& sub) { deepen(*sub, depth + 1); });
}

}  // namespace

Query* Binder::bind_set_operation(const ast::SelectStmt& stmt, Scope& scope) {
  Query& query = *scope.query;
  const InScope in(*this, &scope);
  query.pos = stmt.pos;
  bind_with(stmt.with, scope);
  if (!stmt.locking.empty()) {
    throw_error(sqlstate::feature_not_supported,
                "FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT");
  }
  query.set_operation = bind_set_tree(stmt, scope, true, false);
  // The columns are shown under the names of the first arm.
  const SetOperation* first = query.set_operation;
  while (first->left != nullptr) first = first->left;
  const Rte& leftmost = *query.rtable[static_cast<size_t>(first->rte) - 1];
  const std::vector<Column>& columns = query.set_operation->columns;
  Rte* shown = arena_.make<Rte>();  // what ORDER BY may name; not in the range table
  shown->kind = RteKind::kSubquery;
  shown->ref_name = "*SELECT*";
  for (size_t i = 0; i < columns.size(); ++i) {
    Target& target = query.targets.emplace_back();
    Expr* var = node(ExprKind::kVar, columns[i].type);
    var->varno = first->rte;
    var->attno = static_cast<int32_t>(i) + 1;
    var->typmod = columns[i].typmod;
    var->collation = columns[i].collation;
    target.expr = var;
    target.name = leftmost.columns[i].name;
    target.attno = var->attno;
    shown->columns.push_back({target.name, var->type, var->typmod, var->collation});
  }
  // ORDER BY sees the output columns only.
  std::vector<NameItem> saved;
  saved.swap(scope.names);
  scope.names.push_back(name_item(shown, first->rte));
  scope.names.back().rel_visible = false;
  const size_t visible = query.targets.size();
  query.sort = bind_order(stmt.order_by, query.targets, Place::kOrderBy, NameRule::kSql92, scope);
  if (query.targets.size() != visible) {
    throw_error(Error(sqlstate::feature_not_supported,
                      "invalid UNION/INTERSECT/EXCEPT ORDER BY clause",
                      start_of(*query.targets[visible].expr))
                    .with_detail("Only result column names can be used, not expressions or "
                                 "functions.")
                    .with_hint("Add the expression/function to every SELECT, or move the UNION "
                               "into a FROM clause."));
  }
  scope.names = std::move(saved);
  query.offset = bind_limit(stmt.offset, "OFFSET", Place::kOffset, scope, false);
  query.with_ties = stmt.limit_option == ast::LimitOption::kWithTies;
  query.limit = bind_limit(stmt.limit, "LIMIT", Place::kLimit, scope, query.with_ties);
  return &query;
}

SetOperation* Binder::bind_set_tree(const ast::SelectStmt& stmt, Scope& scope, bool top,
                                    bool recursive) {
  const DepthGuard guard;
  const bool leaf = stmt.op == ast::SetOperation::kNone ||
                    (!top && (!stmt.order_by.empty() || stmt.limit != nullptr ||
                              stmt.offset != nullptr || !stmt.locking.empty() ||
                              stmt.with != nullptr));
  SetOperation* made = arena_.make<SetOperation>();
  if (leaf) {
    if (stmt.into != nullptr) {
      throw_error(sqlstate::syntax_error,
                  "INTO is only allowed on first SELECT of UNION/INTERSECT/EXCEPT",
                  stmt.into->pos);
    }
    Query* query = bind_statement(stmt, &scope, false);
    Rte* rte = arena_.make<Rte>();
    rte->kind = RteKind::kSubquery;
    rte->subquery = query;
    rte->ref_name = "*SELECT* " + std::to_string(scope.query->rtable.size() + 1);
    rte->columns = output_columns(*query);
    rte->in_from = false;
    made->rte = add_rte(scope, rte);
    made->columns = rte->columns;
    return made;
  }
  made->op = set_op(stmt.op);
  made->all = stmt.all;
  const bool own_recursion = top && scope.own_cte != nullptr && scope.parent != nullptr &&
                             scope.parent->with_recursive && stmt.op == ast::SetOperation::kUnion;
  made->left = bind_set_tree(*stmt.left, scope, false, recursive);
  if (own_recursion && !scope.own_columns_known) {
    // The columns of the recursive item are those of its first arm.
    scope.own_columns = made->left->columns;
    for (size_t i = 0; i < scope.own_columns.size(); ++i) {
      Column& c = scope.own_columns[i];
      if (i < scope.own_cte->columns.size()) c.name = std::string(scope.own_cte->columns[i]);
      if (c.type == oid::kUnknown) {
        c.type = oid::kText;
        c.collation = default_collation(oid::kText);
      }
    }
    scope.own_columns_known = true;
  }
  made->right = bind_set_tree(*stmt.right, scope, false, recursive);
  resolve_set_columns(made, stmt, scope);
  if (own_recursion && scope.self_referenced) {
    std::vector<SourcePos> first_positions;
    if (made->left->rte != 0) {
      const Query& arm = *scope.query->rtable[static_cast<size_t>(made->left->rte) - 1]->subquery;
      for (const Target& t : arm.targets) {
        if (!t.junk) first_positions.push_back(start_of(*t.expr));
      }
    }
    for (size_t i = 0; i < made->columns.size() && i < scope.own_columns.size(); ++i) {
      const Column& c = made->columns[i];
      const Column& own = scope.own_columns[i];
      if (c.type == own.type && c.typmod == own.typmod) continue;
      throw_error(Error(sqlstate::datatype_mismatch,
                        "recursive query \"" + std::string(scope.own_cte->name) + "\" column " +
                            std::to_string(i + 1) + " has type " +
                            type_text(own.type, own.typmod) + " in non-recursive term but type " +
                            type_text(c.type, c.typmod) + " overall",
                        i < first_positions.size() ? first_positions[i] : kNoPos)
                      .with_hint("Cast the output of the non-recursive term to the correct type."));
    }
  }
  return made;
}

void Binder::resolve_set_columns(SetOperation* made, const ast::SelectStmt& stmt, Scope& scope) {
  const char* context = set_name(stmt.op);
  std::vector<Column>& l = made->left->columns;
  std::vector<Column>& r = made->right->columns;
  const auto position = [&](const ast::SelectStmt* s) {
    while (s->op != ast::SetOperation::kNone) s = s->left;
    if (!s->targets.empty()) return s->targets[0]->pos;
    if (!s->values_lists.empty() && !s->values_lists[0].empty()) return s->values_lists[0][0]->pos;
    return s->pos;
  };
  if (l.size() != r.size()) {
    throw_error(sqlstate::syntax_error,
                std::string("each ") + context + " query must have the same number of columns",
                position(stmt.right));
  }
  const auto column_expr = [&](SetOperation* node, size_t i) -> Expr* {
    if (node->rte != 0) {
      const Query& q = *scope.query->rtable[static_cast<size_t>(node->rte) - 1]->subquery;
      size_t at = 0;
      for (const Target& t : q.targets) {
        if (!t.junk && at++ == i) return t.expr;
      }
    }
    Expr* stand_in = this->node(ExprKind::kCaseValue, node->columns[i].type);
    stand_in->typmod = node->columns[i].typmod;
    return stand_in;
  };
  std::vector<Column> wanted;
  for (size_t i = 0; i < l.size(); ++i) {
    Expr* pair[2] = {column_expr(made->left, i), column_expr(made->right, i)};
    Column c;
    c.name = l[i].name;
    c.type = common_type(pair, context);
    for (const Expr* e : pair) {
      if (!can_coerce_one(e->type, c.type, CastContext::kImplicit)) {
        throw_error(sqlstate::cannot_coerce,
                    std::string(context) + " could not convert type " + type_text(e->type) +
                        " to " + type_text(c.type),
                    start_of(*e));
      }
    }
    c.typmod = l[i].type == r[i].type && l[i].typmod == r[i].typmod && l[i].type == c.type
                   ? l[i].typmod : -1;
    c.collation = default_collation(c.type);
    if (l[i].type == c.type && l[i].collation != kNoOid) c.collation = l[i].collation;
    wanted.push_back(c);
    if (stmt.op != ast::SetOperation::kUnion || !stmt.all) {
      const TypeOperators ops = type_operators(context_, c.type);
      if (ops.equal == kNoOid) {
        throw_error(sqlstate::undefined_function,
                    "could not identify an equality operator for type " + type_text(c.type),
                    start_of(*pair[0]));
      }
      SortBy group;
      group.target = static_cast<uint32_t>(i) + 1;
      group.equal_op = ops.equal;
      group.less_op = ops.less;
      made->group.push_back(group);
    }
  }
  made->columns = wanted;
  convert_set_leaf(made->left, wanted, scope);
  convert_set_leaf(made->right, wanted, scope);
}

// Makes an arm give the wanted types. An arm whose own clauses depend on its columns is put into a
// sub-query, so that they keep their meaning.
void Binder::convert_set_leaf(SetOperation* arm, std::span<const Column> wanted, Scope& scope) {
  bool differs = false;
  for (size_t i = 0; i < wanted.size(); ++i) {
    differs = differs || arm->columns[i].type != wanted[i].type;
  }
  if (!differs) return;
  Query* query = nullptr;
  Rte* rte = nullptr;
  if (arm->rte != 0) {
    rte = scope.query->rtable[static_cast<size_t>(arm->rte) - 1];
    query = rte->subquery;
  }
  bool direct = query != nullptr && query->set_operation == nullptr;
  if (direct) {
    size_t i = 0;
    for (Target& t : query->targets) {
      if (t.junk) continue;
      const bool literal = t.expr->kind == ExprKind::kConst || t.expr->kind == ExprKind::kParam;
      if (t.expr->type != wanted[i].type && t.sort_ref != 0 && !literal) direct = false;
      ++i;
    }
  }
  if (direct) {
    size_t i = 0;
    for (Target& t : query->targets) {
      if (t.junk) continue;
      t.expr = coerce_to_common(t.expr, wanted[i].type, "UNION");
      rte->columns[i].type = wanted[i].type;
      rte->columns[i].typmod = t.expr->typmod;
      rte->columns[i].collation = wanted[i].collation;
      arm->columns[i] = rte->columns[i];
      ++i;
    }
    return;
  }
  // SELECT converted columns FROM (the arm)
  Query* outer = arena_.make<Query>();
  Rte* inner = arena_.make<Rte>();
  inner->kind = RteKind::kSubquery;
  inner->ref_name = "unnamed_subquery";
  inner->columns.assign(arm->columns.begin(), arm->columns.end());
  if (query != nullptr) {
    inner->subquery = query;
  } else {
    // An inner node of the tree becomes a query of its own; its arms move along.
    Query* sub = arena_.make<Query>();
    sub->set_operation = arena_.make<SetOperation>(*arm);
    const auto move_leaves = [&](auto&& self, SetOperation* node) -> void {
      if (node->rte != 0) {
        Rte* leaf = arena_.make<Rte>(*scope.query->rtable[static_cast<size_t>(node->rte) - 1]);
        sub->rtable.push_back(leaf);
        node->rte = static_cast<int32_t>(sub->rtable.size());
        return;
      }
      node->left = arena_.make<SetOperation>(*node->left);
      node->right = arena_.make<SetOperation>(*node->right);
      self(self, node->left);
      self(self, node->right);
    };
    move_leaves(move_leaves, sub->set_operation);
    for (size_t i = 0; i < arm->columns.size(); ++i) {
      Target& t = sub->targets.emplace_back();
      Expr* var = node(ExprKind::kVar, arm->columns[i].type);
      var->varno = 1;
      var->attno = static_cast<int32_t>(i) + 1;
      var->typmod = arm->columns[i].typmod;
      var->collation = arm->columns[i].collation;
      t.expr = var;
      t.name = arm->columns[i].name;
      t.attno = var->attno;
    }
    for (Rte* leaf : sub->rtable) deepen(*leaf->subquery, 1);
    inner->subquery = sub;
  }
  if (query != nullptr) deepen(*query, 1);
  outer->rtable.push_back(inner);
  FromNode* from = arena_.make<FromNode>();
  from->rte = 1;
  outer->from.push_back(from);
  for (size_t i = 0; i < wanted.size(); ++i) {
    Expr* var = node(ExprKind::kVar, arm->columns[i].type);
    var->varno = 1;
    var->attno = static_cast<int32_t>(i) + 1;
    var->typmod = arm->columns[i].typmod;
    var->collation = arm->columns[i].collation;
    Target& t = outer->targets.emplace_back();
    t.expr = coerce_to_common(var, wanted[i].type, "UNION");
    t.name = arm->columns[i].name;
    t.attno = var->attno;
    arm->columns[i].type = wanted[i].type;
    arm->columns[i].typmod = t.expr->typmod;
    arm->columns[i].collation = wanted[i].collation;
  }
  if (rte == nullptr) {
    rte = arena_.make<Rte>();
    rte->kind = RteKind::kSubquery;
    rte->in_from = false;
    rte->ref_name = "*SELECT* " + std::to_string(scope.query->rtable.size() + 1);
    arm->rte = add_rte(scope, rte);
    arm->left = arm->right = nullptr;
  }
  rte->subquery = outer;
  rte->columns.assign(arm->columns.begin(), arm->columns.end());
}

}  // namespace rung::planner
