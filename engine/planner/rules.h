// Rules (CREATE RULE): binding their text, rewriting the statements they are about, printing them.
//
// The catalog keeps a rule as catalog::Other of class kRule with the fields "relation" (oid), "event"
// (pg_rewrite.ev_type: 2 UPDATE, 3 INSERT, 4 DELETE), "instead" (t or f), "enabled" (O, D, R, A) and
// "body": a Query whose range table is OLD, NEW, then each action as a sub-query, and whose WHERE is
// the condition. So OLD and NEW are Vars one level up in an action, and what renames columns or looks
// for references needs to know nothing of rules.
#pragma once

#include <string>
#include <vector>

#include "parser/ast_ddl.h"
#include "planner/binder.h"
#include "planner/deparse.h"

namespace rung::planner {

// The body of a rule.
Query* bind_rule(BindContext& context, const parser::RuleStmt& statement,
                 const catalog::Relation& relation);
// "CREATE RULE …;", as pg_get_ruledef prints it.
std::string rule_definition(DeparseContext& context, const catalog::Other& rule);
// The rules of a relation by name, or those of one event ('2', '3', '4').
std::vector<const catalog::Other*> rules_of(catalog::Catalog& catalog, Oid relation,
                                            char event = '\0');

// What rules make of a statement: others that run before and after it, or instead of it. Each of
// them is to be rewritten in turn.
struct RuleRewrite {
  bool applies = false;               // otherwise the statement stays as it is
  std::vector<const Query*> before, after;
  const Query* main = nullptr;        // the statement itself; null: replaced
  const Query* result = nullptr;      // whose RETURNING and count are the statement's; null: nothing's
};
RuleRewrite rewrite_by_rules(catalog::Catalog& catalog, Arena& arena, const Query& query);

}  // namespace rung::planner
