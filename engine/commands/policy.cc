// CREATE POLICY, ALTER POLICY: kept and listed. Sessions are superusers, whom policies never bind.
#include <algorithm>

#include "commands/objects.h"

namespace rung::commands {

using namespace rung::catalog;

namespace {

std::vector<Oid> policy_roles(CommandContext& c, const std::vector<ast::RoleSpec*>& roles) {
  std::vector<Oid> oids;
  for (const ast::RoleSpec* role : roles) oids.push_back(role_oid(c, *role));
  if (oids.empty() || std::count(oids.begin(), oids.end(), kNoOid) > 0) return {kNoOid};
  return oids;
}

Blob bind_policy(CommandContext& c, const ast::Expr& expr, const Relation& table, Oid policy) {
  planner::BindContext context = c.bind();
  const Expr* bound = planner::bind_expression(context, expr, ExprPurpose::kPolicy, &table);
  add_references(c, {ObjectClass::kPolicy, policy, 0}, references(*bound, table.oid), kNoOid,
                 DependencyKind::kNormal);
  return store(*bound);
}

}  // namespace

const Policy* find_policy(CommandContext& c, Oid table, std::string_view name) {
  for (const Dependency& d : cat(c).dependents_of({ObjectClass::kRelation, table, 0})) {
    if (d.object.cls != ObjectClass::kPolicy) continue;
    const auto* policy = static_cast<const Policy*>(cat(c).object(d.object.cls, d.object.oid));
    if (policy != nullptr && policy->table == table && policy->name == name) return policy;
  }
  return nullptr;
}

std::string create_policy(CommandContext& c, const ast::CreatePolicyStmt& stmt) {
  const Relation& table = get_table(c, *stmt.table, "rp", "a table");
  if (find_policy(c, table.oid, stmt.name) != nullptr) {
    throw_error(sqlstate::duplicate_object, "policy " + quoted(stmt.name) + " for table " +
                                                quoted(table.name) + " already exists");
  }
  auto policy = std::make_unique<Policy>();
  policy->oid = cat(c).new_oid();
  policy->name = str(stmt.name);
  policy->table = table.oid;
  policy->permissive = stmt.permissive;
  policy->command = stmt.command == "all"      ? '*'
                    : stmt.command == "select" ? 'r'
                    : stmt.command == "insert" ? 'a'
                    : stmt.command == "update" ? 'w'
                                               : 'd';
  if ((policy->command == 'r' || policy->command == 'd') && stmt.check_expr != nullptr) {
    throw_error(sqlstate::syntax_error, "WITH CHECK cannot be applied to SELECT or DELETE");
  }
  if (policy->command == 'a' && stmt.using_expr != nullptr) {
    throw_error(sqlstate::syntax_error, "only WITH CHECK expression allowed for INSERT");
  }
  policy->roles = policy_roles(c, stmt.roles);
  const ObjectAddress self{ObjectClass::kPolicy, policy->oid, 0};
  if (stmt.using_expr != nullptr) {
    policy->using_expr = bind_policy(c, *stmt.using_expr, table, policy->oid);
  }
  if (stmt.check_expr != nullptr) {
    policy->with_check = bind_policy(c, *stmt.check_expr, table, policy->oid);
  }
  depend(c, self, {ObjectClass::kRelation, table.oid, 0}, DependencyKind::kAuto);
  for (const Oid role : policy->roles) depend(c, self, {ObjectClass::kRole, role, 0});
  cat(c).put(std::move(policy));
  return "CREATE POLICY";
}

std::string alter_policy(CommandContext& c, const ast::AlterPolicyStmt& stmt) {
  const Relation& table = get_table(c, *stmt.table, "rp", "a table");
  const Policy* found = find_policy(c, table.oid, stmt.name);
  if (found == nullptr) {
    throw_error(sqlstate::undefined_object, "policy " + quoted(stmt.name) + " for table " +
                                                quoted(table.name) + " does not exist");
  }
  auto policy = std::make_unique<Policy>(*found);
  if (!stmt.roles.empty()) policy->roles = policy_roles(c, stmt.roles);
  if (stmt.using_expr != nullptr) {
    policy->using_expr = bind_policy(c, *stmt.using_expr, table, policy->oid);
  }
  if (stmt.check_expr != nullptr) {
    policy->with_check = bind_policy(c, *stmt.check_expr, table, policy->oid);
  }
  cat(c).put(std::move(policy));
  return "ALTER POLICY";
}

}  // namespace rung::commands
