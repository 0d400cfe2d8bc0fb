// CREATE RULE, and what ALTER TABLE says of rules. What a rule is made of: planner/rules.h.
#include "planner/rules.h"

#include "commands/objects.h"
#include "planner/stored_expr.h"

namespace rung::commands {

using namespace rung::catalog;

const Other* find_rule(CommandContext& c, Oid table, std::string_view name) {
  for (const Other* rule : planner::rules_of(cat(c), table)) {
    if (rule->name == name) return rule;
  }
  return nullptr;
}

void throw_no_rule(const Relation& table, std::string_view name) {
  throw_error(sqlstate::undefined_object, "rule " + quoted(name) + " for relation " +
                                              quoted(table.name) + " does not exist");
}

std::string create_rule(CommandContext& c, const ast::RuleStmt& stmt) {
  const Relation& table = get_relation(c, *stmt.relation);
  if (table.index.has_value()) {
    throw_error(sqlstate::wrong_object_type, quoted(table.name) + " is an index");
  }
  if (stmt.event == ast::RuleEvent::kSelect) throw_unsupported("CREATE RULE … ON SELECT", stmt.pos);
  if (table.kind != RelationKind::kTable && table.kind != RelationKind::kView &&
      table.kind != RelationKind::kPartitionedTable) {
    throw_error(sqlstate::wrong_object_type, "relation " + quoted(table.name) + " cannot have rules");
  }
  planner::BindContext context = c.bind();
  const Query* body = planner::bind_rule(context, stmt, table);
  const Other* existing = find_rule(c, table.oid, stmt.name);
  if (existing != nullptr && !stmt.replace) {
    throw_error(sqlstate::duplicate_object, "rule " + quoted(stmt.name) + " for relation " +
                                                quoted(table.name) + " already exists");
  }
  auto rule = std::make_unique<Other>(ObjectClass::kRule);
  rule->oid = existing != nullptr ? existing->oid : cat(c).new_oid();
  rule->name = str(stmt.name);
  rule->set("relation", std::to_string(table.oid));
  rule->set("event", stmt.event == ast::RuleEvent::kUpdate   ? "2"
                     : stmt.event == ast::RuleEvent::kInsert ? "3"
                                                             : "4");
  rule->set("instead", stmt.instead ? "t" : "f");
  rule->set("enabled", existing != nullptr ? existing->get("enabled") : "O");
  rule->set("body", planner::store_query(*body));
  const ObjectAddress self{ObjectClass::kRule, rule->oid, 0};
  if (existing != nullptr) cat(c).remove_dependencies_of(self);
  cat(c).put(std::move(rule));
  depend(c, self, {ObjectClass::kRelation, table.oid, 0}, DependencyKind::kAuto);
  // Columns of the rule's own table count; the table itself it goes with.
  std::vector<ObjectAddress> found;
  for (const ObjectAddress& reference : planner::collect_references(*body)) {
    if (reference.cls == ObjectClass::kRelation && reference.oid == table.oid && reference.sub == 0) {
      continue;
    }
    found.push_back(reference);
  }
  add_references(c, self, found, kNoOid, DependencyKind::kNormal);
  return "CREATE RULE";
}

std::string rename_rule(CommandContext& c, const ast::RenameStmt& stmt) {
  const Relation& table = get_relation(c, *stmt.relation);
  const Other* rule = find_rule(c, table.oid, stmt.old_name);
  if (rule == nullptr) throw_no_rule(table, stmt.old_name);
  if (find_rule(c, table.oid, stmt.new_name) != nullptr) {
    throw_error(sqlstate::duplicate_object, "rule " + quoted(stmt.new_name) + " for relation " +
                                                quoted(table.name) + " already exists");
  }
  auto edited = std::make_unique<Other>(*rule);
  edited->name = str(stmt.new_name);
  cat(c).put(std::move(edited));
  return "ALTER RULE";
}

void enable_rule(CommandContext& c, Oid table, const ast::AlterTableCmd& command) {
  using Kind = ast::AlterTableKind;
  const Other* rule = find_rule(c, table, command.name);
  if (rule == nullptr) throw_no_rule(*cat(c).relation(table), command.name);
  auto edited = std::make_unique<Other>(*rule);
  edited->set("enabled", command.command == Kind::kDisableRule         ? "D"
                         : command.command == Kind::kEnableAlwaysRule  ? "A"
                         : command.command == Kind::kEnableReplicaRule ? "R"
                                                                       : "O");
  cat(c).put(std::move(edited));
}

}  // namespace rung::commands
