#include "planner/rules.h"

#include <algorithm>
#include <cstdlib>

#include "expr/walk.h"
#include "parser/parser.h"
#include "planner/bind.h"
#include "planner/deparser.h"
#include "planner/stored_expr.h"

namespace rung::planner {
namespace {

constexpr int32_t kOldVarno = 1, kNewVarno = 2, kFirstAction = 3;

// Whether OLD or NEW is referred to anywhere in the body.
bool uses(Arena& arena, const Query& body, int32_t varno) {
  bool found = false;
  Query* copy = copy_query(arena, body);
  replace_in_query(arena, *copy, 0, [&](Expr& e, int32_t depth) -> Expr* {
    found = found || (e.kind == ExprKind::kVar && e.levels_up == depth && e.varno == varno);
    return nullptr;
  });
  return found;
}

const char* event_word(char event) {
  return event == '2' ? "UPDATE" : event == '3' ? "INSERT" : "DELETE";
}

}  // namespace

Query* bind_rule(BindContext& context, const ast::RuleStmt& statement,
                 const catalog::Relation& relation) {
  Binder binder(context);
  Arena& arena = *context.env.arena;
  Query* body = arena.make<Query>();
  Scope outer;
  outer.query = body;
  for (const char* name : {"old", "new"}) {
    ast::Alias alias;
    alias.name = name;
    Rte* rte = binder.make_relation_rte(relation, alias);
    rte->in_from = false;
    body->rtable.push_back(rte);
    // Of an INSERT there is no OLD by a column's bare name, of a DELETE no NEW.
    NameItem item = binder.name_item(rte, static_cast<int32_t>(body->rtable.size()));
    const bool is_old = name[0] == 'o';
    item.cols_visible = statement.event == ast::RuleEvent::kUpdate ||
                        is_old == (statement.event == ast::RuleEvent::kDelete);
    outer.names.push_back(item);
  }
  if (statement.where != nullptr) {
    body->where = binder.boolean(binder.bind_expr(*statement.where, outer, Place::kWhere), "WHERE");
  }
  for (NameItem& item : outer.names) item.cols_visible = false;
  for (const ast::Stmt* action : statement.actions) {
    if (action->kind == ast::NodeKind::kNotifyStmt) throw_unsupported("NOTIFY in a rule", action->pos);
    Rte* rte = arena.make<Rte>();
    rte->kind = RteKind::kSubquery;
    rte->ref_name = "action";
    rte->subquery = binder.bind_statement(*action, &outer);
    body->rtable.push_back(rte);
  }
  const auto refuse = [&](int32_t varno, const char* message) {
    if (uses(arena, *body, varno)) throw_error(sqlstate::invalid_object_definition, message);
  };
  if (statement.event == ast::RuleEvent::kInsert) refuse(kOldVarno, "ON INSERT rule cannot use OLD");
  if (statement.event == ast::RuleEvent::kDelete) refuse(kNewVarno, "ON DELETE rule cannot use NEW");
  return body;
}

std::vector<const catalog::Other*> rules_of(catalog::Catalog& catalog, Oid relation, char event) {
  std::vector<const catalog::Other*> rules;
  catalog.for_each(catalog::ObjectClass::kRule, [&](const catalog::Object& object) {
    const auto& rule = static_cast<const catalog::Other&>(object);
    if (std::strtoul(rule.get("relation").c_str(), nullptr, 10) != relation) return;
    if (event == '\0' || rule.get("event")[0] == event) {
      // The version that the catalog keeps, not the one that the walk shows.
      rules.push_back(static_cast<const catalog::Other*>(
          catalog.object(catalog::ObjectClass::kRule, rule.oid)));
    }
  });
  std::sort(rules.begin(), rules.end(), [](const catalog::Other* a, const catalog::Other* b) {
    return a->name < b->name;
  });
  return rules;
}

std::string rule_definition(DeparseContext& context, const catalog::Other& rule) {
  Arena arena;
  const Oid oid = static_cast<Oid>(std::strtoul(rule.get("relation").c_str(), nullptr, 10));
  const catalog::Relation* relation = context.catalog->relation(oid);
  if (relation == nullptr) return {};
  const Query& body = *load_query(arena, rule.get("body"));
  const catalog::Schema* schema = context.catalog->schema(relation->schema);
  std::string out = "CREATE RULE " + parser::quote_identifier(rule.name) + " AS\n    ON " +
                    event_word(rule.get("event")[0]) + " TO " +
                    (schema == nullptr ? "" : parser::quote_identifier(schema->name) + ".") +
                    parser::quote_identifier(relation->name);
  if (body.where != nullptr) {
    Deparser deparser(context);
    deparser.over_query(&body, true);
    deparser.indent(8);
    deparser.expression(*body.where, false);
    out += "\n   WHERE " + deparser.take();
  }
  out += " DO ";
  if (rule.get("instead") == "t") out += "INSTEAD ";
  const size_t actions = body.rtable.size() - 2;
  if (actions == 0) return out + "NOTHING;";
  if (actions > 1) out += "(";
  for (size_t i = 0; i < actions; ++i) {
    Deparser deparser(context);
    deparser.over_query(&body, true);
    deparser.query(*body.rtable[i + 2]->subquery, nullptr, false);
    out += deparser.take() + ";";
    if (actions > 1) out += "\n";
  }
  return actions > 1 ? out + ");" : out;
}

namespace {

class Rewriter {
 public:
  Rewriter(catalog::Catalog& catalog, Arena& arena, const Query& query)
      : catalog_(catalog), arena_(arena), query_(query),
        target_(*query.rtable[static_cast<size_t>(query.result_rte) - 1]),
        relation_(*catalog.relation(target_.relation)) {}

  RuleRewrite rewrite() {
    RuleRewrite made;
    const char event = query_.kind == QueryKind::kUpdate   ? '2'
                       : query_.kind == QueryKind::kInsert ? '3'
                                                           : '4';
    std::vector<const catalog::Other*> rules = rules_of(catalog_, relation_.oid, event);
    std::erase_if(rules, [](const catalog::Other* rule) {
      const std::string enabled = rule->get("enabled");
      return enabled == "D" || enabled == "R";
    });
    if (query_.kind == QueryKind::kMerge && !rules_of(catalog_, relation_.oid).empty()) {
      throw_error(Error(sqlstate::feature_not_supported,
                        "cannot execute MERGE on relation \"" + relation_.name + "\"")
                      .with_detail("MERGE is not supported for relations with rules."));
    }
    if (rules.empty() || query_.kind == QueryKind::kMerge) return made;
    made.applies = true;
    bool replaced = false;
    Query* main = copy_query(arena_, query_);
    std::vector<Query*> products;
    for (const catalog::Other* rule : rules) {
      const bool instead = rule->get("instead") == "t";
      const Query& body = *load_query(arena_, rule->get("body"));
      for (size_t i = kFirstAction; i <= body.rtable.size(); ++i) {
        Query* product = apply(*body.rtable[i - 1]->subquery, body.where);
        if (instead && product->kind == query_.kind) take_returning(product, &made);
        products.push_back(product);
      }
      if (!instead) continue;
      if (body.where == nullptr) {
        replaced = true;
      } else {
        add_where(main, negated(substituted(body.where)));
      }
    }
    if (!replaced) made.result = main;
    for (Query* product : products) {
      if (product != made.result || query_.returning.empty()) product->returning.clear();
    }
    if (!query_.returning.empty() && replaced && made.result == nullptr) {
      const std::string word = event_word(event);
      throw_error(Error(sqlstate::feature_not_supported,
                        "cannot perform " + word + " RETURNING on relation \"" + relation_.name +
                            "\"")
                      .with_hint("You need an unconditional ON " + word +
                                 " DO INSTEAD rule with a RETURNING clause."));
    }
    if (!replaced) {
      made.main = main;
      if (query_.on_conflict.action != ConflictAction::kNone) {
        throw_error(sqlstate::feature_not_supported,
                    "INSERT with ON CONFLICT clause cannot be used with table that has INSERT or "
                    "UPDATE rules");
      }
    }
    // What the original still finds must not have changed before: an INSERT goes first, others last.
    (query_.kind == QueryKind::kInsert ? made.after : made.before)
        .assign(products.begin(), products.end());
    return made;
  }

 private:
  Expr* make(ExprKind kind, Oid type) {
    Expr* expr = arena_.make<Expr>();
    expr->kind = kind;
    expr->type = type;
    return expr;
  }

  void add_where(Query* query, Expr* condition) {
    if (condition == nullptr) return;
    if (query->where == nullptr) {
      query->where = condition;
      return;
    }
    Expr* both = make(ExprKind::kAnd, oid::kBool);
    both->args = {query->where, condition};
    query->where = both;
  }

  Expr* negated(Expr* condition) {
    Expr* test = make(ExprKind::kBooleanTest, oid::kBool);
    test->sub = static_cast<uint8_t>(BoolTest::kIsNotTrue);
    test->args = {condition};
    return test;
  }

  // The default of a column that an INSERT does not give.
  Expr* missing_value(const catalog::Attribute& column) {
    if (column.identity != catalog::Identity::kNone && column.sequence != kNoOid) {
      Expr* next = make(ExprKind::kNextval, column.type);
      next->oids.push_back(column.sequence);
      return next;
    }
    if (!column.default_expr.empty() && !column.generated) {
      return load_expression(arena_, column.default_expr);
    }
    Expr* null = make(ExprKind::kConst, column.type);
    null->typmod = column.typmod;
    null->collation = column.collation;
    null->value = Datum();
    return null;
  }

  // An expression of the original statement, `by` varnos further and for use `depth` levels below.
  Expr* moved(const Expr& expr, int32_t by, int32_t depth) {
    return replace_in_expression(arena_, copy_expression(arena_, expr), 0,
                                 [&](Expr& e, int32_t at) -> Expr* {
                                   if (e.kind != ExprKind::kVar || e.levels_up < at) return nullptr;
                                   if (e.levels_up == at) e.varno += by;
                                   e.levels_up += depth;
                                   return nullptr;
                                 });
  }

  Expr* old_column(const Expr& var, int32_t by, int32_t depth) {
    Expr* old = arena_.make<Expr>(var);
    old->varno = query_.result_rte + by;
    old->levels_up = depth;
    return old;
  }

  // What NEW.column is: the value assigned, the default of an INSERT, the old value of an UPDATE.
  Expr* new_column(const Expr& var, int32_t by, int32_t depth) {
    if (var.attno == 0) {
      Expr* row = make(ExprKind::kRow, var.type);
      for (const catalog::Attribute& column : relation_.columns) {
        Expr* field = make(ExprKind::kVar, column.dropped ? oid::kInt4 : column.type);
        field->attno = column.attno;
        row->args.push_back(column.dropped ? missing_value(column) : new_column(*field, by, depth));
        row->names.push_back(column.name);
      }
      return row;
    }
    const catalog::Attribute& column = *relation_.column(var.attno);
    for (const Target& target : query_.targets) {
      if (target.junk || target.attno != var.attno) continue;
      if (target.expr->kind == ExprKind::kDefault) return missing_value(column);
      return moved(*target.expr, by, depth);
    }
    return query_.kind == QueryKind::kUpdate ? old_column(var, by, depth) : missing_value(column);
  }

  // OLD and NEW of a condition in terms of the statement itself.
  Expr* substituted(const Expr* condition) {
    return replace_in_expression(
        arena_, copy_expression(arena_, *condition), 0, [&](Expr& e, int32_t depth) -> Expr* {
          if (e.kind != ExprKind::kVar || e.levels_up != depth) return nullptr;
          return e.varno == kOldVarno ? old_column(e, 0, depth) : new_column(e, 0, depth);
        });
  }

  static void shift(FromNode* node, int32_t by) {
    node->rte += by;
    if (node->kind != FromNode::Kind::kJoin) return;
    shift(node->left, by);
    shift(node->right, by);
  }

  // An action over the rows that the original statement is about.
  Query* apply(const Query& action, const Expr* condition) {
    Query* made = copy_query(arena_, action);
    const auto by = static_cast<int32_t>(made->rtable.size());
    bool refers_laterally = false;
    const auto replace = [&](Expr& e, int32_t depth) -> Expr* {
      if (e.kind != ExprKind::kVar || e.levels_up != depth + 1) return nullptr;
      refers_laterally = refers_laterally || depth > 0;
      return e.varno == kOldVarno ? old_column(e, by, depth) : new_column(e, by, depth);
    };
    replace_in_query(arena_, *made, 0, replace);
    Query* source = copy_query(arena_, query_);
    fill_defaults(source);
    replace_in_query(arena_, *source, 0, [&](Expr& e, int32_t depth) -> Expr* {
      if (e.kind == ExprKind::kVar && e.levels_up == depth) e.varno += by;
      return nullptr;
    });
    if (refers_laterally) {
      for (Rte* rte : made->rtable) rte->lateral = rte->lateral || rte->kind == RteKind::kSubquery;
    }
    made->rtable.insert(made->rtable.end(), source->rtable.begin(), source->rtable.end());
    made->ctes.insert(made->ctes.begin(), source->ctes.begin(), source->ctes.end());
    made->recursive = made->recursive || source->recursive;
    made->has_sublinks = made->has_sublinks || source->has_sublinks;
    for (FromNode* node : source->from) shift(node, by);
    made->from.insert(made->from.begin(), source->from.begin(), source->from.end());
    add_where(made, source->where);
    if (condition != nullptr) {
      add_where(made, moved(*substituted(condition), by, 0));
    }
    // The original's table takes part when something refers to it.
    if (query_.kind == QueryKind::kInsert) return made;
    bool referred = false;
    const int32_t result = query_.result_rte + by;
    replace_in_query(arena_, *made, 0, [&](Expr& e, int32_t depth) -> Expr* {
      referred = referred || (e.kind == ExprKind::kVar && e.levels_up == depth && e.varno == result);
      return nullptr;
    });
    if (referred) {
      FromNode* node = arena_.make<FromNode>();
      node->rte = result;
      made->rtable[static_cast<size_t>(result) - 1]->in_from = true;
      made->from.insert(made->from.begin(), node);
    }
    return made;
  }

  // DEFAULT in the rows of VALUES stands for the default of the column it goes to.
  void fill_defaults(Query* source) {
    if (query_.kind != QueryKind::kInsert) return;
    for (const Target& target : source->targets) {
      if (target.expr == nullptr || target.expr->kind != ExprKind::kVar || target.attno < 1) continue;
      Rte& rte = *source->rtable[static_cast<size_t>(target.expr->varno) - 1];
      if (rte.kind != RteKind::kValues) continue;
      for (std::vector<Expr*>& row : rte.values) {
        Expr*& value = row[static_cast<size_t>(target.expr->attno) - 1];
        if (value->kind == ExprKind::kDefault) {
          value = missing_value(*relation_.column(target.attno));
        }
      }
    }
  }

  // The original's RETURNING over what the action's RETURNING gives.
  void take_returning(Query* product, RuleRewrite* made) {
    if (query_.returning.empty()) {
      made->result = product;
      return;
    }
    if (product->returning.empty() || made->result != nullptr) return;
    std::vector<Expr*> given;
    for (const Target& target : product->returning) {
      if (!target.junk) given.push_back(target.expr);
    }
    std::vector<Target> returning = query_.returning;
    for (Target& target : returning) {
      target.expr = replace_in_expression(
          arena_, copy_expression(arena_, *target.expr), 0, [&](Expr& e, int32_t depth) -> Expr* {
            if (e.kind != ExprKind::kVar || e.levels_up != depth || e.varno != query_.result_rte) {
              return nullptr;
            }
            if (e.attno < 1 || static_cast<size_t>(e.attno) > given.size()) {
              throw_unsupported("a whole row or system column in RETURNING of a rule's statement");
            }
            Expr* value = copy_expression(arena_, *given[static_cast<size_t>(e.attno) - 1]);
            return depth == 0 ? value : moved(*value, 0, depth);
          });
    }
    product->returning = std::move(returning);
    made->result = product;
  }

  catalog::Catalog& catalog_;
  Arena& arena_;
  const Query& query_;
  const Rte& target_;
  const catalog::Relation& relation_;
};

}  // namespace

RuleRewrite rewrite_by_rules(catalog::Catalog& catalog, Arena& arena, const Query& query) {
  if (query.kind == QueryKind::kSelect || query.result_rte == 0) return {};
  const Oid relation = query.rtable[static_cast<size_t>(query.result_rte) - 1]->relation;
  if (catalog.relation(relation) == nullptr) return {};
  return Rewriter(catalog, arena, query).rewrite();
}

}  // namespace rung::planner
